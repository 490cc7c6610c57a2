"""Title, answer and picture of one question, worked out while somebody waits."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any

from kzaz_analysis.analysis.growth.year_on_year import annual_growth
from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection.evaluation.target_probability import chance_table
from kzaz_analysis.analysis.projection.project import BENCHMARK
from kzaz_analysis.display.charts.vector import svg
from kzaz_analysis.display.speech.vocabulary import speak
from kzaz_analysis.explorer.carried import PastForecasts
from kzaz_analysis.reports.projection import sentences as words
from kzaz_analysis.reports.projection.charts.fan_chart import fan_chart
from kzaz_analysis.reports.projection.inputs.both_reporters import DOLLARS
from kzaz_analysis.reports.projection.robustness.alternatives import no_chances
from kzaz_analysis.reports.projection.robustness.jump_off import LastValue, last_value
from kzaz_analysis.reports.projection.scenarios.driver_sentences import (
    driver_sentences,
    given_sentences,
)
from kzaz_analysis.reports.projection.scenarios.drivers import drivers_of
from kzaz_analysis.reports.projection.scenarios.given_values import read_values
from kzaz_analysis.reports.projection.study import ProjectionStudy, projection_study
from kzaz_analysis.reports.record import sentences as record_words

if TYPE_CHECKING:
    import pandas as pd

    from kzaz_analysis.analysis.projection import Backtest
    from kzaz_analysis.display.sentences import SourcedSentence
    from kzaz_analysis.evidence.opened import Evidence
    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.reports.projection.scenarios.drivers import DriverStudy


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a projection.

    Attributes
    ----------
    series, rule, as_of : str
        As in `kz.series`; empty texts stand for the defaults.
    first_year : int
        First year that counts; 0 for the whole record.
    method : str
        Combination or single member.
    target : float
        Target, in the unit of the series; 0 for none.
    deadline : int
        Target year.
    horizon : int
        Last year of the picture.
    driver_values : tuple of str
        Drivers at values of the reader's own, as `projection_study` takes them.
    """

    series: str
    rule: str = ""
    as_of: str = ""
    first_year: int = 0
    method: str = "combination"
    target: float = 0.0
    deadline: int = 2030
    horizon: int = 2035
    driver_values: tuple[str, ...] = ()

    def arguments(self) -> dict[str, Any]:
        """Return what is given to `projection_study` besides series and horizon."""
        names = ("rule", "as_of", "first_year", "method", "target", "driver_values")
        given = {name: getattr(self, name) for name in names}
        return {name: one for name, one in given.items() if one}

    @property
    def code(self) -> str:
        """The cell that makes the same."""
        lines = ["import kzaz_analysis as kz", ""]
        lines += [f"page = kz.page({self._study(self.deadline)})"]
        lines += ["display(page.answer)"]
        if self.horizon != self.deadline:
            lines += [f"page = kz.page({self._study(self.horizon)})"]
        if self.driver_values:
            lines += ["display(page.given_words)"]
        return "\n".join([*lines, "display(page.fan_chart)"])

    def _study(self, year: int) -> str:
        given = {**self.arguments(), "horizon_year": year}
        named = [f"    {name}={one!r},\n" for name, one in given.items()]
        return f"kz.projection_study(\n    {self.series!r},\n{''.join(named)})"


@dataclass(frozen=True, eq=False)
class QuickStudy(ProjectionStudy):
    """A projection whose answer needs no other method than its own.

    Attributes
    ----------
    pasts : PastForecasts
        Keeps the back-tests of records seen before.
    begun : LastValue or Refused or None
        Where it starts; None while nobody has looked.
    """

    pasts: PastForecasts = field(default_factory=PastForecasts)
    begun: LastValue | Refused | None = None

    @cached_property
    def start(self) -> LastValue | Refused:
        """Where the projection starts."""
        if self.begun is not None:
            return self.begun
        return attempt("projection", partial(last_value, self.record))

    @cached_property
    def backtest(self) -> Backtest | Refused:
        """What past forecasts by the default method were worth."""
        if isinstance(self.projection, Refused):
            return self.projection
        return self.pasts.of(self.record)

    @cached_property
    def growth(self) -> pd.DataFrame:
        """Yearly growth of the record, worked out once for all questions of it."""
        return _growth(self.record)

    @cached_property
    def drivers(self) -> DriverStudy | Refused:
        """Paths by named drivers; equal questions are studied once."""
        return _drivers(self.record, self.horizon_year, self.target, self.seed)

    @cached_property
    def chances(self) -> pd.DataFrame:
        """Chance of the target by year, without scores of the back-test."""
        projection = self.projection
        if isinstance(projection, Refused):
            return no_chances()
        size = projection.origin_value if self.record.unit == DOLLARS else None
        return chance_table(projection, None, [], BENCHMARK, size)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a question leads to.

    Attributes
    ----------
    title, answer, line : str
        As on the page of the same projection.
    picture : str
        SVG of the record and the projection, with its words inside.
    alt : str
        The same in words; why there is none where nothing is projected.
    """

    title: str
    answer: str
    line: str
    picture: str
    alt: str


class Answers:
    """Answers questions one after the other.

    Parameters
    ----------
    evidence : Evidence
        What they rest on.
    """

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.pasts = PastForecasts()
        self._studies: dict[tuple[str, str, str, int], QuickStudy] = {}
        self._lines: dict[Record, str] = {}

    def study(self, asked: Asked, year: int) -> QuickStudy:
        """Study one question up to a year; what was chosen before is chosen once.

        Raises
        ------
        UsageError
            If a name or a number does not fit.
        """
        made = projection_study(
            asked.series, horizon_year=year, evidence=self.evidence, **asked.arguments()
        )
        parts = {part.name: getattr(made, part.name) for part in fields(made)}
        return QuickStudy(**parts, pasts=self.pasts)

    def shown(self, asked: Asked) -> Shown:
        """Work out title, answer and picture.

        Raises
        ------
        UsageError
            If a name or a number does not fit.
        """
        study = self._chosen(asked)
        speak(study.vocabulary)
        spoken = [*words.answer_sentences(study), *_given(study)]
        answer = [sentence.text for sentence in spoken if sentence]
        picture, alt = _picture(_until(study, asked.horizon))
        return Shown(
            title=str(words.finding(study)),
            answer=" ".join(answer),
            line=self._lines[study.record],
            picture=picture,
            alt=alt,
        )

    def _chosen(self, asked: Asked) -> QuickStudy:
        """Return the study up to the deadline; equal figures are chosen once."""
        key = asked.series, asked.rule, asked.as_of, asked.first_year
        latest_study = self._studies.get(key)
        last = (
            -math.inf
            if latest_study is None
            else latest_study.record.annual["year"].max()
        )
        if latest_study is None or not asked.deadline > last:
            study = self.study(asked, asked.deadline)
            record = study.record
            line = record_words.as_of_line(record, record_words.basis(record))
            self._lines[record] = line
            latest_study = self._studies[key] = replace(study, begun=study.start)
        question = replace(latest_study.question, target=asked.target or None)
        values = read_values(self.evidence, asked.series, asked.driver_values)
        study = replace(latest_study, question=question, method=asked.method)
        return _until(replace(study, driver_values=values), asked.deadline)


@lru_cache(maxsize=64)
def _growth(record: Record) -> pd.DataFrame:
    return annual_growth(record.annual)


@lru_cache(maxsize=64)
def _drivers(
    record: Record, year: int, target: float | None, seed: int
) -> DriverStudy | Refused:
    targets = () if target is None else (target,)
    return attempt(
        "scenarios", partial(drivers_of, record, year, targets=targets, seed=seed)
    )


def _given(study: QuickStudy) -> list[SourcedSentence | None]:
    """Say where drivers at given values lead; nothing without any."""
    given, drivers = study.given, study.drivers if study.driver_values else None
    if given is None or drivers is None:
        return []
    if isinstance(given, Refused) or isinstance(drivers, Refused):
        return driver_sentences(drivers)
    return given_sentences(drivers, given)


def _until(study: QuickStudy, year: int) -> QuickStudy:
    return replace(study, question=replace(study.question, horizon_year=year))


def _picture(study: QuickStudy) -> tuple[str, str]:
    projection, record = study.projection, study.record
    if isinstance(projection, Refused):
        return "", f"There is no picture: {projection.reason}."
    drawn = fan_chart(
        record.annual,
        projection.fan,
        unit=record.unit,
        label=record_words.subject(record),
        series=record.name,
        benchmark=projection.benchmark,
        target=study.target,
        narrow=None,
    )
    return svg(drawn.figure, drawn.alt, str(words.finding(study))), drawn.alt
