"""Sentences of the growth report: its modules register what they compute."""

from kzaz_analysis.verify.statements.growth import (
    contributions,
    parts_of_years,
    published,
    rates,
)

EVERY_KIND = (contributions, parts_of_years, published, rates)
"""Modules that register what they compute."""
