"""What a notebook hands to whoever runs it: its headline numbers, as data."""

from __future__ import annotations

import math
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.exports.files.handed import asked_for
from kzaz_analysis.display.exports.files.workbook import rights, write_workbook
from kzaz_analysis.display.numbers import interval, rate_interval
from kzaz_analysis.display.speech.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from kzaz_analysis.display.citations import SourceList

MIME = "application/vnd.kzaz.results+json"


@dataclass(frozen=True, slots=True)
class Result:
    """One headline number.

    Attributes
    ----------
    name, label : str
        Stable name, and name for readers.
    value : float
        In `unit`; not a number where it could not be computed.
    unit : str
        Unit id, or ``percent_per_year`` and the like for rates.
    low, high : float
        Interval of the value.
    period : str
        What it is about, such as ``2025`` or ``2022 to 2025``.
    sources : tuple of str
        Where its figures come from.
    shown : str
        Number and unit as readers see them.
    """

    name: str
    label: str
    value: float
    unit: str
    low: float = math.nan
    high: float = math.nan
    period: str = ""
    sources: tuple[str, ...] = ()
    shown: str = ""

    @property
    def between(self) -> str:
        """Interval of the value with its unit; empty where there is none."""
        if math.isnan(self.low) or math.isnan(self.high) or self.low == self.high:
            return ""
        if self.unit.startswith("percent"):
            return rate_interval(self.low, self.high)
        return interval(self.low, self.high, self.unit)

    def record(self) -> dict[str, Any]:
        """Return the number as data; what is not finite becomes None."""
        numbers = {k: _finite(getattr(self, k)) for k in ("value", "low", "high")}
        texts = {"name": self.name, "label": phrase(self.label), "unit": self.unit}
        texts |= {k: phrase(getattr(self, k)) for k in ("period", "shown")}
        entry = {"between": phrase(self.between), "sources": list(self.sources)}
        return texts | numbers | entry


@dataclass(frozen=True, slots=True)
class Results:
    """All that a page hands over.

    Attributes
    ----------
    title, kicker, answer, as_of : str
        The finding, what and whom it is about, the answer, and the day of knowledge.
    results : tuple of Result
        The headline number first.
    cite : SourceList
        Its sources.
    reads : callable
        Gives the names of the data tables that the page read, when it is asked.
    sparkline : str
        Data URI of a small picture for the index, or empty.
    sentences : callable
        Gives every sentence of the page with its operands, when it is asked.
    about : mapping of str to str
        Series and rule of a page about one record, as they were found.
    ledger : tuple of dict
        What the page commits to: records with ``subject``, ``record`` and ``context``
        that the runner adds to the ledger.
    subject : str
        Key that pages about the same share.
    linked_data : tuple of mapping
        What the page says about others' claims, in the words of schema.org.
    """

    title: str
    kicker: str
    answer: str
    as_of: str
    results: tuple[Result, ...]
    cite: SourceList = field(repr=False)
    reads: Callable[[], Collection[str]] = field(repr=False)
    sparkline: str = field(default="", repr=False)
    sentences: Callable[[], list[dict[str, Any]]] = field(default=list, repr=False)
    about: Mapping[str, str] = field(default_factory=dict, repr=False)
    ledger: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    subject: str = ""
    linked_data: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)

    def bundle(self) -> dict[str, Any]:
        """Return everything as data that JSON can hold, with the tables read so far."""
        sentences = self.sentences()
        return {
            "title": phrase(self.title),
            "kicker": phrase(self.kicker),
            "answer": self.answer,
            "as_of": self.as_of,
            "results": [result.record() for result in self.results],
            "tables": sorted(self.reads()),
            "sources": self.cite.records(),
            "sparkline": self.sparkline,
            "about": dict(self.about),
            "sentences": sentences,
            "rights": rights(),
            **({"subject": self.subject} if self.subject else {}),
            **({"linked_data": list(self.linked_data)} if self.linked_data else {}),
            **({"ledger": list(self.ledger)} if self.ledger else {}),
        }

    @property
    def frame(self) -> pd.DataFrame:
        """One row per number, unrounded.

        Columns ``name, label, value, low, high, unit, period, sources``.
        """
        rows = [
            (r.name, r.label, r.value, r.low, r.high, r.unit, r.period, list(r.sources))
            for r in self.results
        ]
        columns = ["name", "label", "value", "low", "high", "unit", "period", "sources"]
        return pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        lines = [f"{r.label}: {r.shown or 'not computable'}" for r in self.results]
        return "\n".join([self.title, *lines])

    def _repr_mimebundle_(
        self,
        include: Collection[str] | None = None,
        exclude: Collection[str] | None = None,
    ) -> dict[str, Any]:
        try:
            bundle, folder = self.bundle(), asked_for()
            if folder is not None:
                write_workbook(folder, bundle, self.cite.origins)
            return {"text/plain": repr(self), MIME: bundle}
        except Exception as error:
            # IPython would show another form, and a run publish a page of no results.
            traceback.print_exc()
            why = f"{type(error).__name__}: {error}"
            return {"text/plain": why, MIME: {"not_made": why}}


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
