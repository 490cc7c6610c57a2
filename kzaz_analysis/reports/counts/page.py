"""One flow, every count: tables and sentences of what several bodies count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.mirror.counts import PERIOD
from kzaz_analysis.display.grammar import day, months_text, plural
from kzaz_analysis.display.numbers import amount, amount_or_range, header, significant
from kzaz_analysis.display.results import Result
from kzaz_analysis.display.sentences import Prose, SourcedSentence, paragraph
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.display.units import reading_unit
from kzaz_analysis.reports.counts import sentences as words
from kzaz_analysis.reports.counts.study import OF_RATE, OF_TEXT, CountsStudy
from kzaz_analysis.reports.record.page import ReportPage
from kzaz_analysis.reports.record.sentences import HEDGES
from kzaz_analysis.studies.targets import is_range

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from kzaz_analysis.display.sentences import Title
    from kzaz_analysis.studies.targets import PublishedTarget

ALL = "All publications on record"
OWN = "a definition of its own"
QUOTED = "a total that it quotes, no count of its own"
AGREE = "agree within rounding"
BASES = {OF_RATE: "a level beside its growth rate", OF_TEXT: "a level of a text"}
NOT_USABLE = " (marked as not usable)"


def _printed(row: dict[Any, Any]) -> str:
    """Write a figure as it was published: with its hedge, or as a range."""
    end = "" if pd.isna(row["most"]) else f" to {significant(row['most'], 4)}"
    return HEDGES.get(row["qualifier"], "") + significant(row["value"], 4) + end


def _remark(row: dict[Any, Any], also: str) -> str:
    kind = OWN if row["is_own_definition"] else QUOTED if row["is_quoted"] else ""
    return "; ".join(filter(None, [kind, _basis(row), also]))


def _basis(row: Mapping[Any, Any]) -> str:
    """Say that a figure is no entry of its own, and what the record notes on it."""
    if row["basis"] not in BASES:
        return ""
    note = str(row["note"] or "").rstrip(".")
    return f"{BASES[row['basis']]} ({note})" if note else BASES[row["basis"]]


def _also(others: Iterable[Mapping[Any, Any]], unit: str) -> str:
    """Name what the same bodies published besides for the same period."""
    levels = [
        f"{HEDGES.get(each['qualifier'], '')}{amount(each['value'], unit)}"
        f"{'' if each['is_usable'] else NOT_USABLE}"
        for each in others
    ]
    return f"also published: {', '.join(levels)}" if levels else ""


def _end(row: dict[Any, Any], end: str) -> str:
    """Write the lowest or the highest figure of a period with its hedge."""
    level = significant(row[f"{end}_value"], 4)
    return HEDGES.get(row[f"{end}_qualifier"], "") + level


def _target(target: PublishedTarget) -> str:
    """Write a level as it was set: with both ends where it was set as a range."""
    row = target.of_level.iloc[0].to_dict()
    if is_range(row):
        return amount_or_range(row["value"], row["high"], row["unit"])
    return amount(target.value, target.unit)


def _dates(target: PublishedTarget) -> str:
    """Write the years by which a level was set, and how many statements name none."""
    undated = int(target.of_level["deadline_end"].isna().sum())
    years = ", ".join(map(str, target.deadlines))
    if not years or not undated:
        return years or "none"
    return f"{years}; none in {plural(undated, 'statement')}"


class CountsPage(ReportPage[CountsStudy]):
    """What the counts report shows, ready to be shown one by one."""

    @property
    def unit(self) -> str:
        """Unit id of the flow."""
        return str(self.study.unit)

    @property
    def _read_in(self) -> str:
        """Unit in which tables show levels: that of sentences."""
        return reading_unit(self.unit, float(self.study.figures["value"].max()))

    def _places(self) -> dict[str, Iterable[str]]:
        apart = self.study.apart
        pairs = zip(apart["low_source"], apart["high_source"], strict=True)
        return {
            "apart": [source for pair in pairs for source in pair],
            "figures": [*self.study.figures["source"], *self.study.others["source"]],
            "targets": [
                s for each in self.study.targets for s in each.of_level["source"]
            ],
        }

    def _series(self) -> str:
        return self.study.flow

    @property
    def kicker(self) -> str:
        """What the page is about."""
        return f"Counts · {self.study.title}"

    @property
    def title(self) -> Title:
        """The finding."""
        return words.finding(self.study)

    def _sentences(self) -> list[SourcedSentence | None]:
        return words.answer_sentences(self.study)

    def _rests_on(self) -> str:
        as_of = self.study.as_of
        rests = f"Data as known on {day(as_of)}" if as_of else ALL
        return f"{rests}; each body's own figures, by whatever definition it uses."

    def _others(self, row: Mapping[Any, Any]) -> list[dict[Hashable, Any]]:
        """Return what the two bodies of a period published besides."""
        return self.study.others_of(row, row["low_counter"], row["high_counter"])

    def _bases(self, row: Mapping[Any, Any]) -> list[str]:
        """Say of the two ends of a period which is no entry of its own."""
        figures = self.study.figures
        is_same = (figures[PERIOD] == [row[bound] for bound in PERIOD]).all(axis=1)
        of_period = figures[is_same].set_index("counter").to_dict("index")
        base_texts = [
            (end, _basis(of_period[row[f"{side}_counter"]]))
            for side, end in (("low", "lowest"), ("high", "highest"))
        ]
        return [f"{end}: {basis}" for end, basis in base_texts if basis]

    @property
    def apart_table(self) -> Table:
        """Periods that at least two bodies count, latest first."""
        unit, labels = self.study.unit, self.study.labels
        rows = [
            Row(
                (
                    months_text(row["period_start"], row["period_end"]),
                    str(row["counters"]),
                    _end(row, "low"),
                    labels[row["low_counter"]],
                    _end(row, "high"),
                    labels[row["high_counter"]],
                    "" if pd.isna(row["ratio"]) else significant(row["ratio"], 3),
                    "; ".join(
                        filter(
                            None,
                            [
                                AGREE if row["agree"] else "",
                                *self._bases(row),
                                _also(others, unit),
                            ],
                        )
                    ),
                ),
                (
                    row["low_source"],
                    row["high_source"],
                    *(each["source"] for each in others),
                ),
            )
            for row in self.study.apart.to_dict("records")
            for others in [self._others(row)]
        ]
        lowest, highest = header("#lowest", unit), header("#highest", unit)
        heads = ("period", "#bodies", lowest, "by", highest, "by ", "#ratio", "remark")
        caption = "Periods that several bodies count"
        return table(
            caption, heads, rows, self.cite, place="apart", data=self.study.apart
        )

    @property
    def figures_table(self) -> Table:
        """One figure of each body for a period, latest first."""
        rows = [
            Row(
                (
                    months_text(row["period_start"], row["period_end"]),
                    self.study.labels[row["counter"]],
                    _printed(row),
                    _remark(row, _also(others, self.unit)),
                ),
                (row["source"], *(each["source"] for each in others)),
            )
            for row in self.study.figures.to_dict("records")
            for others in [self.study.others_of(row, row["counter"])]
        ]
        heads = ("period", "who counts", header("#figure", self.study.unit), "remark")
        return table(
            "Figures of each body, one for a period",
            heads,
            rows,
            self.cite,
            place="figures",
            data=self.study.figures,
        )

    @property
    def targets_table(self) -> Table:
        """Targets that were set beside what is counted."""
        rows = [
            Row(
                (
                    each.title,
                    _target(each),
                    _dates(each),
                    "; ".join(dict.fromkeys(filter(None, each.of_level["counted"]))),
                ),
                tuple(dict.fromkeys(each.of_level["source"])),
            )
            for each in self.study.targets
        ]
        heads = ("what", "#target", "date", "what is counted")
        names = ("name", "series", "title", "value", "low", "high", "unit")
        frame = pd.DataFrame(
            [{n: getattr(each, n) for n in names} for each in self.study.targets]
        )
        place, caption = "targets", "Targets that were asked for"
        if self.study.is_usual:
            caption = "Targets of this flow that were stated more than once"
        return table(caption, heads, rows, self.cite, place=place, data=frame)

    @property
    def definitions(self) -> Prose:
        """What each series that is counted here measures."""
        return paragraph(words.definitions(self.study), None, "list")

    def _results(self) -> list[Result]:
        return [
            Result(
                name=str(row["counter"]).replace("@", "_").lower(),
                label=f"{self.study.labels[row['counter']]}, "
                f"{months_text(row['period_start'], row['period_end'])}",
                **{name: float(row[name]) for name in ("value", "low", "high")},
                unit=self.study.unit,
                period=months_text(row["period_start"], row["period_end"]),
                sources=(str(row["source"]),),
                shown=words.level(row, self.study.unit),
            )
            for row in self.study.latest.to_dict("records")
        ]
