"""The growth-rate report: every table, chart and sentence of one growth study."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.growth.runs import GAP, RESTART, TROUGH, windows_frame
from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.exports.sections import written
from kzaz_analysis.display.grammar import clause, day, months_text, reporter_name
from kzaz_analysis.display.numbers import (
    THIN,
    amount,
    fixed,
    header,
    least_rate,
    percent_number,
    rate,
    significant,
)
from kzaz_analysis.display.sentences import Prose, SourcedSentence, paragraph, sourced
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.evidence.rounding import is_published_range
from kzaz_analysis.reports.growth import part_year_sentences as parts
from kzaz_analysis.reports.growth import sentences as words
from kzaz_analysis.reports.growth.contribution_chart import contributions_chart
from kzaz_analysis.reports.growth.growth_chart import growth_chart
from kzaz_analysis.reports.growth.results import growth_results
from kzaz_analysis.reports.growth.study import GrowthStudy
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record.page import RecordPage
from kzaz_analysis.reports.record.tables import (
    RATE_UNITS,
    published_rate,
    remark_of_rate,
)
from kzaz_analysis.studies.published_rates import recorded_change

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kzaz_analysis.analysis.growth.runs import Window
    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.display.results import Result


BASES = {
    TROUGH: "begins in a trough",
    RESTART: "begins in a restart: zero the year before",
    GAP: "begins after years without a usable figure",
}
"""What a window says of a first year that is not an ordinary one."""


class GrowthPage(RecordPage[GrowthStudy]):
    """What the growth-rate report shows, ready to be shown one by one."""

    @property
    def kicker(self) -> str:
        """What and whom the page is about."""
        return f"Growth rates · {view.subject(self.record)}"

    @property
    def title(self) -> str:
        """The finding, where it is safe, else what is missing."""
        return words.finding(self.study)

    @property
    def basis(self) -> str:
        """Prices in which the rates are given."""
        real = self.study.real
        if real is None or isinstance(real, Refused):
            return view.basis(self.record)
        about = self.study.evidence.dataset.deflator
        deflator = about.title if about else real.deflator.replace("_", " ")
        year = real.base_year
        return f"yearly rates at prices of {year}, deflated by {deflator}"

    def _uses(self) -> dict[str, Iterable[str]]:
        same, claims = self.study.same_period_levels, self.study.claims
        operands = [s for r in same.to_dict("records") for s in _operand_sources(r)]
        return {"same": operands, "claims": claims["source"]}

    def _rest(self) -> Iterable[str]:
        columns = [part.annual["source"] for part in self.study.parts.values()]
        columns.append(self.study.published["source"])
        return [*super()._rest(), *(source for column in columns for source in column)]

    def _sentences(self) -> list[SourcedSentence | None]:
        return words.answer_sentences(self.study, parts.newer_months(self.study))

    def _results(self) -> list[Result]:
        return growth_results(self.study)

    growth_words = written(words.yearly_words)

    @property
    def growth_chart(self) -> Chart | Prose:
        """Yearly growth as bars; years without a rate say why."""
        growth = self.study.growth
        if growth["growth_pct"].notna().sum() == 0:
            return paragraph([sourced("There is no yearly rate to draw")], None, "note")
        return growth_chart(growth, label=view.subject(self.record))

    @property
    def pace_words(self) -> Prose:
        """Growth over several years, and the trend."""
        sentences = [
            *words.pace_words(self.study),
            *words.trend_words(self.study),
            words.break_words(self.study),
        ]
        return paragraph(sentences, self.cite)

    @property
    def pace_table(self) -> Table:
        """Growth over the named windows."""
        rows = [self._window_row(window) for window in self.study.windows]
        heads = (
            "window",
            "years",
            "#growth, % a year",
            "rounding allows, % a year",
            "#cumulative growth, %",
            "remark",
        )
        caption, frame = "Growth over named windows", windows_frame(self.study.windows)
        return table(caption, heads, rows, self.cite, data=frame)

    def _window_row(self, window: Window) -> Row:
        years, growth = f"{window.start_year} to {window.end_year}", window.growth
        if isinstance(growth, Refused):
            why = f"not estimated: {clause(growth.reason)}"
            return Row((window.name, years, "", "", "", why))
        cells = (
            window.name,
            years,
            percent_number(growth.rate_pct),
            _bounds(growth.interval_pct.low, growth.interval_pct.high),
            percent_number(growth.total_pct),
            BASES.get(window.base, ""),
        )
        ends = window.start_year, window.end_year
        return Row(cells, view.sources_of(self.record, *ends))

    same_period_words = written(parts.same_period_words)

    @property
    def same_period_table(self) -> Table:
        """Part-year growth on the same months of the year before."""
        same = self.study.same_period_levels
        rows = [
            Row(
                (
                    months_text(r["period_start"], r["period_end"]),
                    _hedged_level(r),
                    published_rate(r),
                    "" if pd.isna(r["growth_pct"]) else percent_number(r["growth_pct"]),
                    _bounds(r["low_pct"], r["high_pct"]),
                    reporter_name(r["books"]),
                    remark_of_rate(r, self.record.as_of),
                ),
                _operand_sources(r),
            )
            for r in same.to_dict("records")
        ]
        heads = (
            "months",
            header("#value", self.record.unit),
            "published rate",
            "#computed from its levels, %",
            "rounding allows, %",
            "reporter",
            "remark",
        )
        return table(
            "Growth on the same months of the year before",
            heads,
            rows,
            self.cite,
            place="same",
            data=same.assign(published_unit=same["measure"].map(RATE_UNITS)),
        )

    contribution_words = written(parts.contribution_words)

    @property
    def contribution_chart(self) -> Chart | Prose:
        """Contributions of the parts in percentage points."""
        points = self.study.contributions
        if (
            not isinstance(points, pd.DataFrame)
            or points["contribution_pp"].notna().sum() == 0
        ):
            return paragraph([])
        titles = {name: view.subject(part) for name, part in self.study.parts.items()}
        return contributions_chart(points, titles=titles)

    claims_words = written(parts.claims_words)

    @property
    def claims_table(self) -> Table:
        """Published rates of yearly growth, the base they imply, and the figures."""
        rows = [
            Row(
                (
                    f"{r['base_year']} to {r['year']}",
                    _claim(r),
                    _level(r["implied_base"], 3),
                    _level(r["recorded_base"], 4),
                    _verdict(r, self.record.unit),
                    r["speaker"] or view.who(self.record, r["agency"]),
                    day(r["published_on"]),
                    str(r["note"]) if r["agrees"] is False else "",
                ),
                (r["source"],),
            )
            for r in self.study.claims.iloc[::-1].to_dict("records")
        ]
        unit = self.record.unit
        heads = (
            "years",
            "published rate",
            header("#implied base", unit),
            header("#base used here", unit),
            "computed",
            "by",
            "published",
            "remark",
        )
        return table(
            "Published rates of growth beside the figures",
            heads,
            rows,
            self.cite,
            place="claims",
            data=self._claims_with_units(),
        )

    @property
    def limits(self) -> Prose:
        """What cannot be said."""
        real = self.study.real
        if real is None:
            return view.limits(self.record)
        if not isinstance(real, Refused):
            return view.limits(self.record, real.notes[1:])
        refused = words.SENTENCES.say("real_refused", why=real.reason)
        return view.limits(self.record, (refused,))

    def _claims_with_units(self) -> pd.DataFrame:
        claims = self.study.claims.iloc[::-1]
        rate_unit = claims["measure"].map(RATE_UNITS)
        return claims.assign(unit=rate_unit, base_unit=self.record.unit)


MOST = 6
"""Decimals that tell a computed rate from a published one."""


def _hedged_level(row: Mapping[Any, Any]) -> str:
    level = _level(row["value"], 4)
    return level and view.HEDGES.get(row["level_qualifier"], "") + level


def _level(value: float, digits: int) -> str:
    return "" if pd.isna(value) else significant(value, digits)


def _operand_sources(row: Mapping[Any, Any]) -> tuple[str, ...]:
    """Name the sources of the level, of the base that is used, and of the rate."""
    base = "" if pd.isna(row["growth_pct"]) else row["base_sources"]
    cells = (row["sources"], base, row["published_source"])
    names = [name for cell in cells if pd.notna(cell) for name in cell.split(";")]
    return tuple(dict.fromkeys(filter(None, names)))


def _bounds(low: float, high: float) -> str:
    if math.isnan(low):
        return ""
    if math.isinf(high):
        return f"more than {least_rate(low).removesuffix(THIN + '%')}"
    return f"{percent_number(low)} to {percent_number(high)}"


def _claim(row: Mapping[Any, Any]) -> str:
    hedge = view.HEDGES.get(row["qualifier"], "")
    is_range = is_published_range(row["value"], row["low"], row["high"])
    ends = [row["value"], row["high"]] if is_range else [row["value"]]
    if row["measure"] == "multiple":
        texts = (significant(end, view.QUOTED_DIGITS) for end in ends)
        return f"{hedge}{' to '.join(texts)} times"
    if row["value"] < 0 and hedge and not is_range:
        return view.SENTENCES.text("a_fall", pct=row["value"], hedge=row["qualifier"])
    signed = [f"{'+' * (end > 0)}{rate(end)}" for end in ends]
    return f"{hedge}{' to '.join(signed)}"


def _computed(row: Mapping[Any, Any]) -> str:
    """Write what the record makes of a claim."""
    value, is_multiple = recorded_change(row), row["measure"] == "multiple"
    return f"{significant(value, 3)} times" if is_multiple else rate(value)


def _hair(row: Mapping[Any, Any]) -> str:
    """Say by how little a claim differs, where usual digits would hide it."""
    value, is_multiple = recorded_change(row), row["measure"] == "multiple"
    low, high, fewest = row["low"], row["high"], 2 if is_multiple else 1
    if not low <= round(value, fewest) <= high:
        return ""
    apart = (n for n in range(fewest, MOST) if not low <= round(value, n) <= high)
    digits = next(apart, MOST)
    text, gap = fixed(value, digits), fixed(max(low - value, value - high), digits)
    if is_multiple:
        return f"differs: {text} times"
    return f"differs by {gap} points: {text}{THIN}%"


def _verdict(row: Mapping[Any, Any], unit: str) -> str:
    if pd.isna(row["recorded_pct"]):
        is_base = pd.notna(row["level_low"])
        base = "no usable figure of the base year by the same reporter"
        return base if is_base else f"no usable figure for {row['year']}"
    recorded = _computed(row)
    if pd.isna(row["agrees"]):
        whose = "but by another reporter" if row["books"] else "reporter not named"
        return f"{recorded}, {whose}"
    if row["agrees"]:
        return f"agrees: {recorded}"
    text = _hair(row) or f"differs: {recorded}"
    if row["agreed_then"] is True:
        return f"{text}; agreed with the figures of its day"
    if row["own_high"] < row["level_low"] or row["own_low"] > row["level_high"]:
        return f"{text}; published with a level of {amount(row['own_level'], unit, 4)}"
    return text
