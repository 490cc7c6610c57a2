"""Sentences of the target-gap report: its modules register what they compute."""

from kzaz_analysis.verify.statements.target_gap import level, pace, required

EVERY_KIND = (level, pace, required)
"""Modules that register what they compute."""
