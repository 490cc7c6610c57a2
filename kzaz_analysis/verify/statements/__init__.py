"""What each kind of sentence has to say, computed from the tables alone."""

from kzaz_analysis.verify.statements import (
    audits,
    counts,
    editions,
    growth,
    judged_twice,
    levels_by_counter,
    mirror,
    outturns,
    overview,
    projection,
    records,
    replay,
    target_gap,
)

EVERY_KIND = (
    audits,
    counts,
    editions,
    growth,
    judged_twice,
    levels_by_counter,
    mirror,
    outturns,
    overview,
    projection,
    records,
    replay,
    target_gap,
)
"""Modules that register what they compute."""
