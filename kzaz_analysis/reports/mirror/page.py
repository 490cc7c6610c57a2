"""Mirror statistics: every table, chart and sentence of one flow on both sides."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.charts.sparkline import sparkline
from kzaz_analysis.display.exports.sections import written
from kzaz_analysis.display.grammar import (
    day,
    months_text,
    reporter_inside,
    reporter_name,
)
from kzaz_analysis.display.numbers import (
    amount,
    header,
    percent_number,
    significant,
)
from kzaz_analysis.display.sentences import Prose, SourcedSentence, paragraph, sourced
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.reports.mirror import sentences as words
from kzaz_analysis.reports.mirror.pair_chart import pairs_chart
from kzaz_analysis.reports.mirror.results import mirror_results
from kzaz_analysis.reports.mirror.study import MirrorStudy
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record.edition import (
    edition_sources,
    edition_table,
    edition_words,
)
from kzaz_analysis.reports.record.page import ReportPage
from kzaz_analysis.reports.record.results import read_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kzaz_analysis.analysis.mirror.reconciliation import RuleEffect
    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.display.results import Result
    from kzaz_analysis.evidence.series import Record

TARGET_IS_TURNOVER = (
    "The official target of one billion dollars is one of turnover; a single flow is "
    "only a part of it"
)


class MirrorPage(ReportPage[MirrorStudy]):
    """What the mirror report shows, ready to be shown one by one."""

    @property
    def unit(self) -> str:
        """Unit id of the flow."""
        return str(self.study.first.unit)

    @property
    def _read_in(self) -> str:
        """Unit in which tables show levels: that of sentences and axes."""
        return read_in(self.study.first)

    def _places(self) -> dict[str, Iterable[str]]:
        years = [
            source
            for year in self.study.years["year"].iloc[::-1]
            for source in _of_year(self.study, int(year))
        ]
        parts = [
            source
            for _, row in self.study.period_pairs.iterrows()
            for source in words.period_sources(self.study, row)
        ]
        edition = edition_sources(self._records)
        return {"years": years, "periods": parts, "edition": edition}

    @property
    def _records(self) -> tuple[Record, Record]:
        return self.study.first, self.study.second

    def _series(self) -> str:
        return str(self.study.first.name)

    @property
    def kicker(self) -> str:
        """What and whom the page is about."""
        return f"Mirror statistics · {view.subject(self.study.first)}"

    @property
    def title(self) -> str:
        """The finding."""
        return words.finding(self.study)

    def _results(self) -> list[Result]:
        return mirror_results(self.study)

    def _sparkline(self) -> str:
        annual = self.study.first.annual
        return (
            sparkline(annual, series=self.study.flow, unit=self.unit)
            if len(annual) > 1
            else ""
        )

    def _sentences(self) -> list[SourcedSentence | None]:
        return words.answer_sentences(self.study)

    @property
    def chart(self) -> Chart | Prose:
        """Both sides by year."""
        if self.study.years.empty:
            text = "There is no yearly figure to draw"
            return paragraph([sourced(text)], None, "note")
        return pairs_chart(
            self.study.years,
            unit=self.study.first.unit,
            label=view.subject(self.study.first),
            books=self.study.books,
            basis=view.basis(self.study.first),
            target=self.study.target if self.study.is_turnover else None,
            derived=self.study.derived_years,
        )

    @property
    def years_words(self) -> Prose:
        """How the two reporters compare, and at which valuation."""
        study = self.study
        sentences = [
            words.gap_words(study),
            words.sign_words(study),
            words.coverage_words(study),
            words.on_record_words(study),
            words.valuation_words(study),
        ]
        return paragraph(sentences, self.cite)

    @property
    def years_table(self) -> Table:
        """Both sides by year, latest first."""
        rows = [
            Row(
                (
                    str(row["year"]),
                    *self._sides(row),
                    self._which(row),
                    *_gaps(row),
                    _remark(self.study, row),
                ),
                _of_year(self.study, int(row["year"])),
            )
            for _, row in self.study.years.iloc[::-1].iterrows()
        ]
        heads = ("year", *self._heads, "reported by", *self._gap_heads)
        heads += ("#asymmetry", "remark")
        caption = f"Both reporters by year; {self._defined}"
        latest_first = self.study.years.iloc[::-1]
        return table(caption, heads, rows, self.cite, place="years", data=latest_first)

    @property
    def edition_words(self) -> Prose:
        """What was printed before of each reporter, what stands now and why."""
        return edition_words(self._records, self.cite)

    @property
    def edition_table(self) -> Table:
        """All figures that were printed otherwise."""
        return edition_table(self._records, self.cite)

    periods_words = written(words.periods_words)

    @property
    def periods_table(self) -> Table:
        """Parts of years that both sides have or that make them, latest first."""
        rows = [
            Row(
                (
                    months_text(row["period_start"], row["period_end"]),
                    *self._sides(row),
                    *_gaps(row),
                    words.remark(self.study, row),
                ),
                words.period_sources(self.study, row),
            )
            for _, row in self.study.period_pairs.iterrows()
        ]
        heads = ("months", *self._heads, *self._gap_heads, "#asymmetry", "remark")
        caption = (
            f"Parts of years with a figure of both, or worked out; {self._defined}"
        )
        pairs = self.study.period_pairs
        return table(caption, heads, rows, self.cite, place="periods", data=pairs)

    rules_words = written(words.rules_words)

    @property
    def rules_table(self) -> Table:
        """What each rule makes of the latest year."""
        rows = [
            Row(
                (
                    words.rule_name(self.study, rule),
                    words.rule_words(self.study, rule),
                    *self._effect(effect),
                )
            )
            for rule, effect in self.study.effects.items()
        ]
        unit = self.study.first.unit
        heads = [
            "rule",
            "what it takes",
            "year",
            header("#figure", unit),
            "#growth, %",
            "remark",
        ]
        if self.study.target is not None:
            goal = amount(self.study.target, unit)
            heads.append(header(f"#shortfall to {goal}", unit))
        frame = _effects_frame(self.study.effects)
        return table("What each rule would make of it", heads, rows, data=frame)

    @property
    def limits(self) -> Prose:
        """What cannot be said."""
        study = self.study
        asks_part = not study.is_turnover and study.target is not None
        return view.limits(study.first, (TARGET_IS_TURNOVER,) if asks_part else ())

    @property
    def _heads(self) -> tuple[str, ...]:
        unit = self.study.first.unit
        names = [reporter_name(books) for books in self.study.books]
        return tuple(header(f"#{name}", unit) for name in names)

    @property
    def _gap_heads(self) -> tuple[str, str]:
        return header("#gap", self.study.first.unit), "#ratio"

    @property
    def _defined(self) -> str:
        first_reporter, second = map(reporter_inside, self.study.books)
        return (
            f"gap: {second} less {first_reporter}; "
            f"ratio: {second} over {first_reporter}"
        )

    def _sides(self, row: pd.Series) -> tuple[str, ...]:
        values = (row["first"], row["second"])
        return tuple("" if pd.isna(v) else significant(v, 5) for v in values)

    def _which(self, row: pd.Series) -> str:
        first_reporter, second = (reporter_name(books) for books in self.study.books)
        alone = {"first only": first_reporter, "second only": second}
        kind = str(row["sides"])
        return f"{alone[kind]} only" if kind in alone else "both"

    def _effect(self, effect: RuleEffect | Refused) -> tuple[str, ...]:
        has_target = self.study.target is not None
        if isinstance(effect, Refused):
            return ("", "", "", effect.reason, *([""] if has_target else []))
        books = dict(zip(words.SIDES, self.study.books, strict=True))
        is_one = effect.side in books
        whose = reporter_inside(books[effect.side]) if is_one else "both"
        remark = f"figure of {whose}" if is_one else "both reporters"
        if effect.side == "second" and self.study.cif_fob != 1:
            remark += f", divided by {significant(self.study.cif_fob, 4)}"
        growth = "" if effect.reason else percent_number(effect.growth_pct)
        if effect.reason:
            remark += f"; no growth: {effect.reason}"
        gap = (significant(effect.gap, 4),) if has_target else ()
        figure = significant(effect.value, 4)
        return (str(effect.year), figure, growth, remark, *gap)

    def _rests_on(self) -> str:
        study = self.study
        as_of_text = "All publications on record"
        if study.as_of:
            as_of_text = f"Data as known on {day(study.as_of)}"
        dates = [
            str(date)
            for record in self._records
            for frame in (record.annual, record.partial)
            for date in frame["published_on"]
            if isinstance(date, str) and date
        ]
        newest = f"newest source {day(max(dates))}" if dates else "no dated source"
        each = "rule: each reporter alone"
        due = view.due_words(study.first)
        parts = (as_of_text, newest, due, each, view.basis(study.first))
        return "; ".join(part for part in parts if part) + "."


def _effects_frame(effects: Mapping[str, RuleEffect | Refused]) -> pd.DataFrame:
    """Set out what each rule makes of the latest year, one row per rule."""
    return pd.DataFrame(
        [{"rule": rule} | asdict(effect) for rule, effect in effects.items()]
    )


def _of_year(study: MirrorStudy, year: int) -> tuple[str, ...]:
    """Return the sources of a row: of its figures, and of what contradicts them."""
    return words.year_sources(study, year) + words.also_sources(study, year)


def _remark(study: MirrorStudy, row: pd.Series) -> str:
    parts = words.remark(study, row), words.also_published(study, int(row["year"]))
    return "; ".join(filter(None, parts))


def _gaps(row: pd.Series) -> tuple[str, str, str]:
    numbers = (row["ratio"], row["asymmetry"])
    cells = ["" if pd.isna(value) else significant(value, 3) for value in numbers]
    return (words.signed(row["gap"]), cells[0], cells[1])
