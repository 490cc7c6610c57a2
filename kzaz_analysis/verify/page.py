"""One page of a suite: what it was asked, and the tables that it rests on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.record import SeriesRecord
from kzaz_analysis.verify.yearly import Yearly

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.verify.dataset import Dataset

MONEY = ("value", "low", "high")


@dataclass(eq=False)
class StatedPage:
    """A page as its results file has it.

    Attributes
    ----------
    slug, report : str
        Its name, and the report that it was made by.
    parameters : mapping
        What the report was asked.
    about : mapping
        Series and rule that it is about, where it is about one.
    sentences : list of dict
        Its sentences with their operands.
    everything : Dataset
        All tables, whatever the day of the page.
    ledger : list of dict
        What it commits to: quantiles and chances of its projection by year.
    language : str
        ISO 639-1 code of the language that it is written in.
    """

    slug: str
    report: str
    parameters: Mapping[str, Any]
    about: Mapping[str, Any]
    sentences: list[dict[str, Any]]
    everything: Dataset
    ledger: list[dict[str, Any]] = field(default_factory=list)
    language: str = "en"
    _records: dict[tuple[Any, ...], SeriesRecord] = field(
        default_factory=dict, repr=False
    )

    @cached_property
    def data(self) -> Dataset:
        """The tables as known on the day of the page."""
        return self.everything.at(str(self.parameters.get("as_of") or ""))

    def asked(self, name: str) -> Any:
        """Return a parameter; where it is left out, what the dataset says of it."""
        stated = self.parameters.get(name)
        described = self.everything.described
        meant = dict(described) | {
            "days": described.get("replay_days"),
            "flow": next(iter(self.everything.flows), None),
        }
        if self.report == "overview":
            leading = described.get("series") or meant["flow"]
            meant |= described.get("overview") or {"series": [leading]}
        return meant.get(name) if stated in (None, "") else stated

    @property
    def window(self) -> tuple[int, int]:
        """First and last year asked for; 0 for none."""
        first_year, last_year = (
            self.parameters.get(f"{n}_year") for n in ("first", "last")
        )
        return int(first_year or 0), int(last_year or 0)

    def read(
        self, series: str, rule: str = "", *, window: bool = True, day: str = ""
    ) -> SeriesRecord:
        """Return a series under a rule, in the window of the page or in whole."""
        years = self.window if window else (0, 0)
        key = (series, rule, years, day)
        if key not in self._records:
            data = self.everything.at(day) if day else self.data
            self._records[key] = SeriesRecord(data, series, rule, *years)
        return self._records[key]

    @property
    def record(self) -> SeriesRecord:
        """The series that the page is about."""
        return self.read(str(self.about["series"]), str(self.about["rule"]))

    @cached_property
    def deflator(self) -> dict[int, float]:
        """Price index by year, where the page asks for constant prices."""
        if self.parameters.get("basis") != "real" or "USD" not in self.record.unit:
            return {}
        about = self.everything.described.get("deflator") or {}
        index = (about.get("indicator"), about.get("country"))
        return {
            int(row["year"]): float(row["value"])
            for row in sorted(
                self.data.table("macro"), key=lambda row: row["published_on"]
            )
            if (row["indicator"], row["country"]) == index and row["value"]
        }

    @cached_property
    def is_real(self) -> bool:
        """Whether the rates of the page are at constant prices."""
        return bool({f.year for f in self.record.window} & set(self.deflator))

    @cached_property
    def rates(self) -> Yearly:
        """The yearly figures that the rates of the page rest on."""
        record = self.record
        if not self.is_real:
            return record.yearly
        index = self.deflator
        figures = [f for f in record.window if f.year in index]
        base = index[max(f.year for f in figures)]
        real = [
            replace(f, **{c: getattr(f, c) * base / index[f.year] for c in MONEY})
            for f in figures
        ]
        is_cut = figures[0].year > record.window[0].year
        return Yearly(real, record.runs, "deflator" if is_cut else "window")

    def stated(self, name: str) -> Any:
        """Return an operand of the title."""
        heads = [s["operands"] for s in self.sentences if s["section"] == "title"]
        return heads[0].get(name) if heads else None

    @cached_property
    def today(self) -> dt.date:
        """Day of the page, else that of the newest publication."""
        if self.data.day is not None:
            return self.data.day
        days = [row["published_on"] for row in self.data.table("sources")]
        whole = [day for day in days if len(day) == len("2025-10-21")]
        return dt.date.fromisoformat(max(whole)) if whole else dt.date.max
