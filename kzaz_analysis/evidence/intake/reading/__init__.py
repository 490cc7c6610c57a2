"""One reader of numbers, units, periods and claims, for every door of the tables."""

from kzaz_analysis.evidence.intake.reading.figures import (
    TextFigure,
    day_in,
    read_figures,
)
from kzaz_analysis.evidence.intake.reading.language import language_of

__all__ = ["TextFigure", "day_in", "language_of", "read_figures"]
