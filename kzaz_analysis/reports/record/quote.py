"""One figure to quote: the sentence, where it comes from, and how settled it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from kzaz_analysis.display.citations import source_list
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.evidence.schema.provenance import PROVENANCES, STAGES
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.parameter_types import Kind, Rules
from kzaz_analysis.reports.record.sentences import latest_words, stage_of
from kzaz_analysis.signature import DAY, TEXT, Argument, guarded

if TYPE_CHECKING:
    import pandas as pd

    from kzaz_analysis.evidence.periods import Day


@dataclass(frozen=True, slots=True)
class Quote:
    """A figure as it can be quoted.

    Attributes
    ----------
    sentence : str
        The figure in words: reporter, number with unit, year, and its observation
        status.
    citation : str
        Publisher, title and day of its source, and its address if it has one.
    state : str
        What kind of figure it is, and how far it is settled.
    value, low, high : float
        Unrounded, and what rounding allows.
    unit, source : str
        Unit, and id of the sources table.
    """

    sentence: str
    citation: str
    state: str
    value: float
    low: float
    high: float
    unit: str
    source: str

    def __repr__(self) -> str:
        return f"{self.sentence}\nSource: {self.citation}\nState: {self.state}"

    def _repr_html_(self) -> str:
        lines = (escape(line) for line in repr(self).splitlines())
        return f"<blockquote>{'<br>'.join(lines)}</blockquote>"


@guarded(
    series=TEXT,
    year=Argument(Kind("int"), Rules(low=1900, high=2100)),
    rule=TEXT,
    as_of=DAY,
)
def quote(
    series: str,
    year: int,
    *,
    rule: str | None = None,
    as_of: Day = None,
    evidence: Evidence | None = None,
) -> Quote:
    """Quote the figure of one series for one year.

    Parameters
    ----------
    series : str
        A series of the catalogue.
    year : int
        The year.
    rule, as_of
        As in `kz.series`.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Returns
    -------
    Quote
        Sentence, citation and state of the data.

    Raises
    ------
    UsageError
        If there is no such series, or no figure for the year; the years that have one
        are named.
    """
    source = opened(evidence, as_of)
    whole = series_of(source, series, rule)
    if year not in set(whole.annual["year"]):
        raise UsageError(_absent(whole, year))
    record = series_of(source, series, rule, last_year=year)
    figure = record.annual.iloc[-1]
    words = latest_words(record)
    rows = partial(source.at(None).rows, "sources", "source")
    [origin] = source_list(rows, {"figure": [figure["source"]]}).origins
    return Quote(
        sentence=words.text if words else "",
        citation=f"{origin}; {origin.address}".removesuffix("; "),
        state=_state(figure),
        value=float(figure["value"]),
        low=float(figure["low"]),
        high=float(figure["high"]),
        unit=record.unit,
        source=str(figure["source"]),
    )


def _absent(record: Record, year: int) -> str:
    years = record.annual["year"]
    near = sorted(years, key=lambda other: abs(other - year))[:3]
    years_text = f"the nearest are {', '.join(map(str, sorted(near)))}"
    return (
        f"{record.name} has no figure for the year {year} under this rule; "
        f"{years_text if near else 'it has none'}"
    )


def _state(figure: pd.Series) -> str:
    kind = PROVENANCES.get(str(figure.get("provenance", "")), "kind not recorded")
    stage = STAGES.get(stage_of(figure), "stage not recorded")
    return f"{kind}; {stage}"
