"""Candidate figures from a news text, for a person to confirm."""

from kzaz_analysis.evidence.intake.extraction.candidates import (
    COLUMNS,
    extract,
    left_out,
)

__all__ = ["COLUMNS", "extract", "left_out"]
