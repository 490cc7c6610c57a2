"""The choices behind a projection, handed to everything that varies one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.projection.outlook import Outlook, Question, outlook

if TYPE_CHECKING:
    from kzaz_analysis.analysis.outcome import Refused
    from kzaz_analysis.analysis.projection.nowcast.nowcast import Nowcast
    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.reports.projection.robustness.jump_off import LastValue


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """The choices behind a projection.

    Attributes
    ----------
    record : Record
        The series under its rule.
    start : LastValue
        Where the projection starts.
    running : Nowcast or Refused
        The nowcast of the year after the last figure.
    question : Question
        Horizon, levels, target, seed.
    method : str
        Method of the projection.
    window : tuple of int or None
        First and last year asked for.
    """

    record: Record
    start: LastValue
    running: Nowcast | Refused
    question: Question
    method: str
    window: tuple[int | None, int | None] = (None, None)

    def answer(self, start: LastValue, method: str = "") -> Outlook:
        """Answer the question from another start, or by another method."""
        return outlook(
            start.annual,
            self.question,
            method=method or self.method,
            bounds=start.bounds,
        )
