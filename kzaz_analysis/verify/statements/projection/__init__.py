"""Sentences of the projection report: its modules register what they compute."""

from kzaz_analysis.verify.statements.projection import (
    evaluation,
    forecast,
    reporters,
    robustness,
    scenarios,
)

EVERY_KIND = (evaluation, forecast, reporters, robustness, scenarios)
"""Modules that register what they compute."""
