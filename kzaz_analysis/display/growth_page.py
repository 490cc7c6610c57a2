"""The growth-rate report: every table, chart and sentence of one growth study."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.display import record_view as view
from kzaz_analysis.display.charts.contributions import contributions_chart
from kzaz_analysis.display.charts.growth import growth_chart
from kzaz_analysis.display.charts.record import record_chart
from kzaz_analysis.display.charts.spark import sparkline
from kzaz_analysis.display.citing import SourceList, source_list
from kzaz_analysis.display.growth_words import (
    answer_sentences,
    break_words,
    claims_words,
    contribution_words,
    finding,
    pace_words,
    same_period_words,
    trend_words,
    yearly_words,
)
from kzaz_analysis.display.handover import Result, Results
from kzaz_analysis.display.numbers import amount, percent_number, rate, significant
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.display.text import Prose, paragraph, said
from kzaz_analysis.display.words import books_short, day, sentence, span

if TYPE_CHECKING:
    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.studies.growth import GrowthStudy

READ = ("observations", "claims", "series", "sources", "agencies", "units", "macro")
"""Data tables that the page rests on."""


@dataclass(frozen=True, slots=True)
class GrowthPage:
    """What the growth-rate report shows, ready to be shown one by one.

    Attributes
    ----------
    study : GrowthStudy
        The numbers.
    sources : pandas.DataFrame
        The sources table.
    cite : SourceList
        Sources of the page, numbered in the order of use.
    """

    study: GrowthStudy
    sources: pd.DataFrame = field(repr=False)
    cite: SourceList = field(init=False, repr=False)

    def __post_init__(self) -> None:
        study, record = self.study, self.record
        conflicts = view.conflicting(record)["source"]
        placed = [
            record.annual["source"],
            conflicts,
            self._same_period()["source"],
            study.claims["source"],
        ]
        parts = [part.annual["source"] for part in study.parts.values()]
        uses = [*placed, record.partial["source"], *parts]
        anchored = {source for group in placed for source in group}
        object.__setattr__(self, "cite", source_list(self.sources, uses, anchored))

    @property
    def record(self) -> Record:
        """The series under its rule."""
        return self.study.record

    @property
    def kicker(self) -> str:
        """What and whom the page is about."""
        return f"Growth rates · {view.subject(self.record)}"

    @property
    def title(self) -> str:
        """The finding, where it is safe, else what is missing."""
        return finding(self.study)

    @property
    def answer(self) -> Prose:
        """The answer in two or three sentences, and what it rests on."""
        line = view.as_of_line(self.record, self.basis)
        return paragraph(answer_sentences(self.study), self.cite, "answer", line)

    @property
    def basis(self) -> str:
        """Prices in which the rates are given."""
        if self.study.is_real:
            return self.study.real.notes[0].rstrip(".")  # type: ignore[union-attr]
        return "current prices" if "USD" in self.record.unit else ""

    @property
    def record_words(self) -> Prose:
        """What is on record."""
        return view.record_words(self.record, self.cite)

    @property
    def record_chart(self) -> Chart | Prose:
        """The record as points, with gaps and changes of books."""
        return record_picture(self.record, self.cite, self.basis)

    @property
    def record_table(self) -> Table:
        """The chosen figures with their sources."""
        return view.record_table(self.record, self.cite)

    @property
    def growth_words(self) -> Prose:
        """The reading of the yearly rates."""
        return paragraph(yearly_words(self.study), self.cite)

    @property
    def growth_chart(self) -> Chart | Prose:
        """Yearly growth as bars; years without a rate say why."""
        growth = self.study.growth
        if growth["growth_pct"].notna().sum() == 0:
            return self._nothing("No yearly rate can be drawn")
        return growth_chart(growth, label=view.subject(self.record))

    @property
    def pace_words(self) -> Prose:
        """Growth over several years, and the trend."""
        sentences = [
            *pace_words(self.study),
            *trend_words(self.study),
            break_words(self.study),
        ]
        return paragraph(sentences, self.cite)

    @property
    def pace_table(self) -> Table:
        """Compound growth over each unbroken run of years."""
        rows = [
            Row(
                (
                    f"{run.start_year} to {run.end_year}",
                    percent_number(run.rate_pct),
                    f"{percent_number(run.interval_pct.low)} to {percent_number(run.interval_pct.high)}",
                    percent_number(run.total_pct),
                    self._books(run.end_year),
                ),
                self._sources(run.start_year, run.end_year),
            )
            for run in reversed(self.study.runs)
        ]
        heads = (
            "years",
            "#growth, % a year",
            "rounding allows, % a year",
            "#growth in all, %",
            "books",
        )
        return table(
            "Compound growth over unbroken runs of years", heads, rows, self.cite
        )

    @property
    def same_period_words(self) -> Prose:
        """What part-year figures say."""
        return paragraph(same_period_words(self.study), self.cite)

    @property
    def same_period_table(self) -> Table:
        """Part-year growth on the same months of the year before."""
        rows = [
            Row(
                (
                    f"{r['period_start']:%B} to {r['period_end']:%B %Y}",
                    significant(r["value"], 4),
                    percent_number(r["growth_pct"]),
                    books_short(r["books"]),
                ),
                (r["source"],),
            )
            for r in self._same_period().iloc[::-1].to_dict("records")
        ]
        heads = (
            "months",
            f"#value, {self.record.unit.replace('_', ' ')}",
            "#growth, %",
            "books",
        )
        return table(
            "Growth on the same months of the year before",
            heads,
            rows,
            self.cite,
            anchors=True,
        )

    @property
    def contribution_words(self) -> Prose:
        """Which part brought the growth, or why that is not known."""
        return paragraph(contribution_words(self.study), self.cite)

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

    @property
    def claims_words(self) -> Prose:
        """How claims of growth compare with the record."""
        return paragraph(claims_words(self.study), self.cite)

    @property
    def claims_table(self) -> Table:
        """Claims about yearly growth, the base they imply, and the record."""
        rows = [
            Row(
                (
                    f"{r['base_year']} to {r['year']}",
                    _claim(r),
                    significant(r["implied_base"], 3),
                    ""
                    if pd.isna(r["recorded_base"])
                    else significant(r["recorded_base"], 4),
                    _verdict(r),
                    r["speaker"] or self.record.agencies.get(r["agency"], r["agency"]),
                    day(r["published_on"]),
                ),
                (r["source"],),
            )
            for r in self.study.claims.iloc[::-1].to_dict("records")
        ]
        unit = self.record.unit.replace("_", " ")
        heads = (
            "years",
            "claimed",
            f"#implied base, {unit}",
            f"#recorded base, {unit}",
            "record",
            "said by",
            "published",
        )
        return table(
            "Claims of growth beside the record", heads, rows, self.cite, anchors=True
        )

    @property
    def conflict_words(self) -> Prose:
        """Where sources disagree on this page's numbers."""
        return view.conflict_words(self.record, self.cite)

    @property
    def conflict_table(self) -> Table:
        """Figures for the same year that disagree."""
        return view.conflict_table(self.record, self.cite)

    @property
    def limits(self) -> Prose:
        """What cannot be said."""
        real = self.study.real
        extra = (
            ()
            if real is None or self.study.is_real
            else (
                sentence(f"real growth was asked for and is not given: {real.reason}"),
            )
        )  # type: ignore[union-attr]
        return view.limits(self.record, extra)

    @property
    def results(self) -> Results:
        """The headline numbers as data."""
        return Results(
            title=self.title,
            kicker=self.kicker,
            answer=self.answer.text,
            as_of=self.record.as_of,
            results=tuple(self._results()),
            tables=READ,
            cite=self.cite,
            sparkline=sparkline(self.record.annual, series=self.record.name)
            if len(self.record.annual) > 1
            else "",
        )

    def _results(self) -> list[Result]:
        study, record = self.study, self.record
        found = [latest_result(record)] if len(record.annual) else []
        known = study.growth[study.growth["growth_pct"].notna()]
        if len(known):
            last = known.iloc[-1]
            year = int(last["year"])
            found.append(
                Result(
                    "annual_growth",
                    f"Growth in {year}",
                    last["growth_pct"],
                    "percent",
                    last["low_pct"],
                    last["high_pct"],
                    str(year),
                    self._sources(year - 1, year),
                    rate(last["growth_pct"]),
                )
            )
        if study.latest:
            run = study.latest
            years = span(run.start_year, run.end_year)  # type: ignore[union-attr]
            bounds = run.interval_pct  # type: ignore[union-attr]
            found.append(
                Result(
                    "compound_growth",
                    f"Compound growth, {years}",
                    run.rate_pct,
                    "percent_per_year",
                    bounds.low,
                    bounds.high,
                    years,
                    self._sources(run.start_year, run.end_year),
                    rate(run.rate_pct, run.years),
                )  # type: ignore[union-attr]
            )
        return found

    def _same_period(self) -> pd.DataFrame:
        keys = ["period_start", "period_end", "books"]
        levels = self.record.partial[[*keys, "value", "source"]]
        return self.study.same_period.merge(levels, on=keys, how="left")

    def _books(self, year: int) -> str:
        books = self.record.annual.set_index("year")["books"]
        return books_short(books[year])

    def _sources(self, *years: int) -> tuple[str, ...]:
        annual = self.record.annual
        return tuple(annual["source"][annual["year"].isin(years)])

    def _nothing(self, text: str) -> Prose:
        return paragraph([said(text)], None, "note")


def latest_result(record: Record) -> Result:
    """Hand over the last yearly figure of a record."""
    last = record.annual.iloc[-1]
    return Result(
        name="latest",
        label=f"{record.title}, {last['year']}",
        value=float(last["value"]),
        unit=record.unit,
        low=float(last["low"]),
        high=float(last["high"]),
        period=str(last["year"]),
        sources=(last["source"],),
        shown=amount(last["value"], record.unit),
    )


def record_picture(
    record: Record, cite: SourceList, basis: str = "", **options: object
) -> Chart | Prose:
    """Draw a record, or say that there is nothing to draw."""
    if record.annual.empty:
        return paragraph([said("There is no yearly figure to draw")], None, "note")
    others = view.conflicting(record)
    picture = record_chart(
        record.annual,
        unit=record.unit,
        label=view.subject(record),
        series=record.name,
        basis=basis,
        others=others,
        partial=record.partial[record.partial["months"].notna()],
        **options,  # type: ignore[arg-type]
    )
    return with_sources(picture, record, cite)


def with_sources(picture: Chart, record: Record, cite: SourceList) -> Chart:
    """Put the source line below a picture of a record."""
    from dataclasses import replace  # noqa: PLC0415

    marks = cite.marks(record.source_ids, html=False).strip()
    return replace(picture, source=f"Sources: {marks}; {record.rule_words}.")


def _claim(row: dict[object, object]) -> str:
    value = float(str(row["value"]))
    if row["measure"] == "multiple":
        return f"{significant(value, 2)} times"
    return f"{'+' if value > 0 else ''}{percent_number(value)} %"


def _verdict(row: dict[object, object]) -> str:
    if pd.isna(row["recorded_pct"]):  # type: ignore[call-overload]
        return "base not on record in these books"
    recorded = f"{percent_number(float(str(row['recorded_pct'])))} %"
    if pd.isna(row["agrees"]):  # type: ignore[call-overload]
        return f"{recorded}, but on other books"
    return f"agrees: {recorded}" if row["agrees"] else f"differs: {recorded}"
