"""What each kind of sentence has to say, computed from the tables alone."""

from kzaz_analysis.verify.statements import (
    counts,
    editions,
    growth,
    levels_by_counter,
    mirror,
    overview,
    projection,
    records,
    replay,
    target_gap,
)

EVERY_KIND = (
    counts,
    editions,
    growth,
    levels_by_counter,
    mirror,
    overview,
    projection,
    records,
    replay,
    target_gap,
)
"""Modules that register what they compute."""
