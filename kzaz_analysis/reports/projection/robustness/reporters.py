"""The forecast on the figures of each reporter: words and tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.analysis.projection.both_reporters import CLOSING, share_closed
from kzaz_analysis.display.grammar import reporter_inside, reporter_name
from kzaz_analysis.display.numbers import header, percent, significant
from kzaz_analysis.display.probability_bands import chance
from kzaz_analysis.display.sentences import Prose, SourcedSentence, paragraph
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.reports.projection.inputs.both_reporters import (
    CLOSED,
    PAIR,
)
from kzaz_analysis.reports.projection.sentences import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.reports.projection.inputs.both_reporters import BothReporters
    from kzaz_analysis.reports.projection.study import ProjectionStudy

    Cells = Mapping[Any, Any]

BASES = "Forecast by reporter, each from all its years, last figures taken as certain"
MEANS = "Both reporters over several years"
SHOWN_LEVEL = 80.0
"""Coverage of the interval of an estimated year, percent."""


class ByReporter:
    """Parts of the projection page about the two reporters of one flow."""

    study: ProjectionStudy
    cite: SourceList

    @property
    def reporter_words(self) -> Prose:
        """What either side's figures lead to, and how far the two agree."""
        both = self.study.both
        if both is None:
            return paragraph([say("one_reporter")])
        return paragraph(self._about(both), self.cite)

    @property
    def reporter_table(self) -> Table:
        """Forecast on each reporter's figures and on the pair's, with its question."""
        both, unit = self.study.both, self.study.record.unit
        rows = [] if both is None else both.bases.to_dict("records")
        year = self.study.horizon_year
        heads: tuple[str, ...] = ("figures of", "what it answers")
        heads += (header("#last figure", unit), "#unbroken years")
        heads += (header(f"#median {year}", unit),)
        heads += (header(f"{percent(min(self.study.level), 3)} interval", unit),)
        if self.study.target is not None:
            heads += ("probability of the target",)
        heads += (header("#median adjusted for the other reporter's figures", unit),)
        sources = [] if both is None else [*((s,) for s in both.sources), ()]
        cells = [
            Row(self._basis(row), source)
            for row, source in zip(rows, sources, strict=True)
        ]
        data = None if both is None else both.bases
        return table(BASES, heads, cells, self.cite, place="reporters", data=data)

    @property
    def mean_table(self) -> Table:
        """Growth of both reporters over one span, also between two-year means."""
        both = self.study.both
        if both is None or isinstance(both.means, Refused):
            return table(MEANS, (), ())
        heads: tuple[str, ...] = ("reporter", "years", "#years that both have")
        heads += (header("#their sum", self.study.record.unit), "#last over first year")
        heads += ("#last over first two-year mean",)
        rows = [
            Row(
                (
                    reporter_name(r["reporter"]),
                    f"{r['first_year']} to {r['last_year']}",
                    str(r["years"]),
                    significant(r["total"], 4),
                    significant(r["multiple"], 3),
                    significant(r["multiple_means"], 3),
                )
            )
            for r in both.means.to_dict("records")
        ]
        return table(MEANS, heads, rows, data=both.means)

    def _basis(self, row: Cells) -> tuple[str, ...]:
        code = row["basis"]
        is_pair = code == PAIR
        name = "both (geometric mean)" if is_pair else reporter_name(code)
        asks = "what the trade is, if both measure the same"
        if not is_pair:
            asks = f"what {reporter_inside(code)} will report"
        if row["reason"]:
            # In a column of levels the numbers of the reason would be taken for some.
            none = f"{asks}; none: {row['reason']}"
            return (name, none, *[""] * (self._width - 2))
        cells: tuple[str, ...] = (name, asks, significant(row["origin_value"], 4))
        cells += (f"{row['unbroken_years']:g}", significant(row["median"], 3))
        cells += (f"{significant(row['low'], 3)} to {significant(row['high'], 3)}",)
        if self.study.target is not None:
            cells += (chance(row["probability"]),)
        return (*cells, _if_closed(row))

    @property
    def _width(self) -> int:
        return 7 if self.study.target is None else 8

    def _about(self, both: BothReporters) -> Iterator[SourcedSentence]:
        rows = both.bases.to_dict("records")
        first_row, second, pair = rows
        unit, horizon = self.study.record.unit, self.study.horizon_year
        missing = [row for row in (first_row, second) if row["reason"]]
        codes = {"first_code": first_row["basis"], "second_code": second["basis"]}
        where = {"unit": unit, "horizon": horizon} | codes
        for row in missing:
            yield say("no_forecast_on", code=row["basis"], reason_text=row["reason"])
        if not missing:
            medians = {
                "first_median": first_row["median"],
                "second_median": second["median"],
            }
            yield say("by_reporter", *both.sources, **where, **medians)
        if not missing and self.study.target is not None:
            ps = [row["probability"] for row in (first_row, second)]
            chances = {"first_probability": ps[0], "second_probability": ps[1]}
            yield say(
                "chances_by_reporter", **where, **chances, level=self.study.target
            )
            yield from _eras_by_reporter((first_row, second), codes)
        if not pair["reason"]:
            last = int(pair["origin_year"])
            is_behind = last < max(first_row["origin_year"], second["origin_year"])
            yield say(
                "of_the_pair",
                horizon=horizon,
                unit=unit,
                median=pair["median"],
                until=last if is_behind else None,
            )
        yield from _adjusted((first_row, second), horizon)
        yield from _spans(both, codes)
        yield from _hidden_years(both, unit)


def _if_closed(row: Cells) -> str:
    """Median, and the bounds where the other side's figures move them, too."""
    median, low, high = (row[f"{name}_closed"] for name in CLOSED)
    if pd.isna(median):
        return ""
    if pd.isna(low):
        return significant(median, 3)
    bounds = f"{significant(low, 3)} to {significant(high, 3)}"
    return f"{significant(median, 3)} ({bounds})"


def _eras_by_reporter(
    rows: tuple[Cells, Cells], codes: Mapping[str, str]
) -> Iterator[SourcedSentence]:
    """Say the range over eras of either probability, where both are open."""
    if not all(row["low_era"] < 1 for row in rows):
        return
    ranges = {
        f"{place}_{end}_probability": row[f"{end}_era"]
        for place, row in zip(("first", "second"), rows, strict=True)
        for end in ("low", "high")
    }
    yield say("eras_by_reporter", **codes, **ranges)


def _adjusted(rows: tuple[Cells, Cells], horizon: int) -> Iterator[SourcedSentence]:
    """Say what moves the adjusted medians."""
    moved = [row for row in rows if not pd.isna(row["median_closed"])]
    by_gap = [row for row in moved if pd.isna(row["low_closed"])]
    for row in by_gap[:1]:
        ahead = horizon - int(row["origin_year"])
        longest = len(CLOSING) if ahead > len(CLOSING) else None
        share = 100 * share_closed(ahead)
        yield say("gap_narrows", share=share, horizon=horizon, learned_years=longest)
    if len(by_gap) < len(moved):
        yield say("short_adjusted")


def _spans(both: BothReporters, codes: dict[str, str]) -> Iterator[SourcedSentence]:
    if isinstance(both.means, Refused):
        yield say("no_means", reason_text=both.means.reason)
        return
    first_mean, second = both.means.to_dict("records")
    small, large = sorted((first_mean["multiple"], second["multiple"]))
    means = (first_mean["multiple_means"], second["multiple_means"])
    # Products in place of ratios: a side that ends at zero has none.
    is_timing = max(means) * small < large * min(means)
    yield say(
        "means",
        **codes,
        first_year=first_mean["first_year"],
        last_year=first_mean["last_year"],
        first_multiple=first_mean["multiple"],
        second_multiple=second["multiple"],
        first_means=first_mean["multiple_means"],
        second_means=second["multiple_means"],
        is_timing=is_timing,
    )
    yield say("one_year_signs")


def _hidden_years(both: BothReporters, unit: str) -> Iterator[SourcedSentence]:
    level = f"{SHOWN_LEVEL:g}"
    for row in both.estimates.to_dict("records"):
        year, code = row["year"], row["reporter"]
        says_nothing = not row["stated_low"] and math.isinf(row["stated_high"])
        if row["withheld"] and says_nothing:
            yield say("withheld_with_total", year=year, code=code)
            continue
        if row["withheld"] and row["is_base_unstated"]:
            yield say("withheld_without_base", year=year, code=code)
            continue
        if row["withheld"]:
            yield say(
                "withheld",
                year=year,
                code=code,
                unit=unit,
                stated=(row["stated_low"] or -math.inf, row["stated_high"]),
                bounds=(row["lo-95"], row["hi-95"]),
            )
            continue
        yield say(
            "estimated",
            year=year,
            code=code,
            unit=unit,
            value=row["median"],
            low=row[f"lo-{level}"],
            high=row[f"hi-{level}"],
            coverage=SHOWN_LEVEL,
        )
