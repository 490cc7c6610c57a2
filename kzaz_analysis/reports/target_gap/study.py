"""How far is it to the target? One target beside the record."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.growth.compound import CompoundGrowth
from kzaz_analysis.analysis.growth.year_on_year import annual_growth
from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection import (
    Projection,
    TimeToReach,
)
from kzaz_analysis.analysis.targets.gaps import TargetGap
from kzaz_analysis.analysis.targets.status import UNDATED
from kzaz_analysis.analysis.targets.target_gap import deadline_slippage
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.catalogue import leading_name
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.reports.record.study import RecordStudy
from kzaz_analysis.reports.target_gap.measures import (
    deadline_table,
    gap_to,
    latest_by_side,
    pace_since,
    progress_table,
    projection_to,
    rates_from,
    reach_distribution,
    times_to_reach,
)
from kzaz_analysis.reports.target_gap.required_growth import (
    RequiredStudy,
    required,
)
from kzaz_analysis.reports.target_gap.verdicts import judged_target, reached
from kzaz_analysis.signature import (
    COVERAGES,
    DAY,
    RATES,
    SEED,
    TEXT,
    YEAR,
    guarded,
    years,
)
from kzaz_analysis.studies.other_reporters import ConflictingFigure, conflicting_figure
from kzaz_analysis.studies.target_verdicts import counter, judge
from kzaz_analysis.studies.targets import PublishedTarget, published_target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzaz_analysis.evidence.periods import Day

FIRST_YEAR = 1991
"""Year in which both countries became independent: nothing was published before."""


@dataclass(frozen=True, eq=False)
class GapStudy(RecordStudy):
    """One target beside the record, as known on one day.

    Each part is computed when it is asked for, once.

    Attributes
    ----------
    target : PublishedTarget
        Statements and level.
    record : Record
        The series the target is about.
    today : pandas.Timestamp
        Day on which the statements are judged.
    verdicts : pandas.DataFrame
        One row per statement: columns of `statements` and of `Judge.columns`.
    leading : dict
        The row of `verdicts` that stands for the target: its usual level by the
        nearest date ahead; the scorecard shows the same one.
    years_asked : tuple of int
        Deadlines that the reader asked about, set as a target or not.
    rates : tuple of float
        Growth rates, percent a year, for which to say when the level is reached.
    base_year : int or None
        Year from which the pace is measured; None: since the target was set.
    level : tuple of float
        Coverage of the intervals, in percent.
    seed : int
        Seed of the simulated paths.
    evidence : Evidence
        What it rests on.
    """

    room = "target_gap"

    target: PublishedTarget
    record: Record
    today: pd.Timestamp
    verdicts: pd.DataFrame
    leading: dict[Any, Any]
    years_asked: tuple[int, ...]
    rates: tuple[float, ...]
    base_year: int | None
    level: tuple[float, ...]
    seed: int
    evidence: Evidence

    @property
    def asked(self) -> tuple[int, ...]:
        """Deadlines that the reader asked about and nobody set."""
        return tuple(sorted(set(self.years_asked) - set(self.target.deadlines)))

    @property
    def _years(self) -> list[int]:
        return sorted({*self.target.deadlines, *self.years_asked})

    @cached_property
    def gap(self) -> TargetGap | Refused:
        """Distance from the last figure."""
        return attempt("gap", lambda: gap_to(self.record, self.target, self.leading))

    @property
    def passed_start(self) -> int | None:
        """Last full year, where a part of a later one is reported; None otherwise."""
        years, parts = self.record.annual["year"], self.record.partial["year"]
        return int(years.max()) if (parts > years.max()).any() else None

    @property
    def is_again(self) -> bool:
        """Whether the level was reached in an earlier year and is not now."""
        is_open = not isinstance(self.gap, Refused) and not self.gap.is_met
        return is_open and bool(pd.notna(self.leading["reached_year"]))

    @property
    def dated_kinds(self) -> list[str]:
        """What else the target counts for which a date is set, where it has none.

        Empty where the statement that leads has a date, or counts nothing by name.
        """
        counted = str(self.leading["counted"])
        if self.leading["target_status"] != UNDATED or not counted:
            return []
        rows = self.target.statements
        dated = rows[rows["deadline_end"].notna()]
        kinds = dated["counted"][dated["series"] != self.leading["series"]]
        return sorted({*kinds} - {counted, ""})

    @cached_property
    def deadlines(self) -> pd.DataFrame:
        """As `TargetGap.deadlines` returns it: target dates and those asked."""
        return deadline_table(self.gap, self._years, self.today.year)

    @cached_property
    def pace(self) -> CompoundGrowth | Refused:
        """Growth since the base year, or since the target was set."""
        since = self.base_year, self.verdicts, self.leading
        return attempt("pace", lambda: pace_since(self.record, *since))

    @cached_property
    def pace_a_year_earlier(self) -> tuple[float, float] | None:
        """Growth of the year that the pace counts from, and pace from the year before.

        None where those years do not compare.
        """
        if isinstance(self.pace, Refused):
            return None
        first, last = self.pace.start_year, self.pace.end_year
        return rates_from(self.record, first - 1, first, last)

    @cached_property
    def reach(self) -> pd.DataFrame:
        """As `TargetGap.times_to_reach` returns it: at the pace, and at named rates."""
        return times_to_reach(self.gap, self.pace, self.rates)

    @cached_property
    def progress(self) -> pd.DataFrame:
        """Eurostat's actual-to-required ratio, one row per deadline.

        Columns ``deadline, actual_pct, required_pct, ratio, band, reason``.
        """
        return progress_table(self.gap, self.pace, self._years)

    @property
    def ratios_pct(self) -> pd.DataFrame:
        """Rows of `progress` that have a ratio, with it in percent: ``ratio_pct``."""
        measured = self.progress[self.progress["reason"] == ""]
        return measured.assign(ratio_pct=100 * measured["ratio"])

    @cached_property
    def projection(self) -> Projection | Refused:
        """To the last deadline, with the chance of the level by each year."""
        ahead = [year for year in self._years if year >= self.today.year]
        options = self.target, ahead, self.level, self.seed
        return attempt("projection", lambda: projection_to(self.record, *options))

    @cached_property
    def time_to_reach(self) -> TimeToReach | Refused:
        """Distribution of the first year at or above the level."""
        return reach_distribution(self.projection, self.target.value)

    @cached_property
    def slippage(self) -> pd.DataFrame:
        """As `deadline_slippage` returns it."""
        return deadline_slippage(self.verdicts, reached(self.verdicts))

    @property
    def largest_slip(self) -> tuple[str, int] | None:
        """What is counted and by how many months its deadline slipped at most."""
        slips = self.slippage["total_slip_years"].fillna(0.0)
        if slips.empty or slips.max() <= 0:
            return None
        counted = self.slippage["counted"].iloc[int(slips.argmax())]
        return str(counted), round(12 * slips.max())

    @cached_property
    def growth(self) -> pd.DataFrame:
        """Yearly growth, as `annual_growth` returns it."""
        return annual_growth(self.record.annual, self.record.begins)

    @cached_property
    def conflicting_figure(self) -> ConflictingFigure | None:
        """A part of the last year that exceeds the whole of it by another reporter."""
        return conflicting_figure(self.record)

    @cached_property
    def sides(self) -> pd.DataFrame:
        """The last year that each country reports.

        Columns ``reporter, year, value, low, high, gap, source, most``, the last the
        upper end of a published range, from which the gap counts where less is better.
        """
        return latest_by_side(self.target, self.evidence, self.leading)

    @cached_property
    def required(self) -> RequiredStudy | Refused:
        """What has to happen, from the last figure of each reporter.

        It looks at the whole record, whatever first year was asked for.
        """
        return attempt(
            "required growth",
            lambda: required(
                self.target.name,
                series=self.target.series,
                deadlines=self.years_asked,
                evidence=self.evidence,
            ),
        )

    @property
    def paths(self) -> pd.DataFrame:
        """Constant-growth paths to the level, one row per deadline and year.

        Columns ``deadline, rate_pct, year, value``.
        """
        rows = []
        if not isinstance(self.gap, Refused):
            start_value, start = self.gap.latest_value, self.gap.latest_year
            with_rate = self.deadlines[self.deadlines["reason"] == ""]
            for row in with_rate.to_dict("records"):
                factor = 1 + row["required_growth_pct"] / 100
                steps = range(int(row["years_left"]) + 1)
                pace = row["required_growth_pct"]
                rows += [
                    (row["deadline"], pace, start + n, start_value * factor**n)
                    for n in steps
                ]
        return pd.DataFrame(rows, columns=["deadline", "rate_pct", "year", "value"])

    def __repr__(self) -> str:
        return f"GapStudy({self.target.name}, {self.record.name})"

    @property
    def frame(self) -> pd.DataFrame:
        """What each deadline asks for."""
        return self.deadlines


@guarded(
    formerly=("rule", "as_of", "first_year"),
    target=TEXT,
    series=TEXT,
    rule=TEXT,
    as_of=DAY,
    first_year=YEAR,
    deadlines=years(1992, 2100),
    scenario_growth_pct=RATES,
    base_year=YEAR,
    confidence_pct=COVERAGES,
    seed=SEED,
)
def gap_study(
    target: str | None = None,
    *,
    series: str = "",
    rule: str | None = None,
    as_of: Day = None,
    first_year: int | None = None,
    deadlines: Sequence[int] = (2026, 2028, 2030),
    scenario_growth_pct: Sequence[float] = (5.0, 10.0, 20.0),
    base_year: int | None = None,
    confidence_pct: Sequence[float] = (80, 95),
    seed: int = 0,
    evidence: Evidence | None = None,
) -> GapStudy:
    """Study the distance between a target and the record.

    Parameters
    ----------
    target : str
        A target of the targets table; the leading one of the dataset when left out.
    series : str
        Series to measure the target by, where its statements count several things.
    rule, as_of, first_year
        As in `kz.series`.
    deadlines : sequence of int
        Years to ask about besides the target years.
    scenario_growth_pct : sequence of float
        Growth rates, percent a year, for which to say when the level is reached.
    base_year : int, optional
        Year from which the pace is measured, of the same reporter as the last figure;
        the last before the target was set when left out.
    confidence_pct : sequence of float
        Coverage of the intervals, in percent.
    seed : int
        Seed of the simulated paths.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Returns
    -------
    GapStudy
        Every measure, or the reason why there is none.

    Raises
    ------
    UsageError
        If a name does not exist, no statement sets a level, or the base year is not
        before the last figure.
    """
    source = opened(evidence, as_of)
    published = published_target(source, leading_name(source, target, "target"), series)
    judged_by = judge(source, otherwise=_last_day(source, published.series))
    verdicts, leading = judged_target(published, judged_by)
    counter_series = counter(source, leading)
    record = series_of(
        source, published.series, rule or counter_series, first_year=first_year
    )
    _check_base_year(base_year, record)
    return GapStudy(
        target=published,
        record=record,
        today=judged_by.today,
        verdicts=verdicts,
        leading=leading,
        years_asked=tuple(deadlines),
        rates=tuple(scenario_growth_pct),
        base_year=base_year,
        level=tuple(confidence_pct),
        seed=seed,
        evidence=source,
    )


def _check_base_year(base_year: int | None, record: Record) -> None:
    """Refuse a year from which no pace leads to the last figure."""
    years = record.annual["year"].to_list()
    if base_year is None or not years or years[0] <= base_year < years[-1]:
        return
    raise UsageError(
        f"base_year: {base_year} is no year before the last figure; those of "
        f"{record.name} here are of {years[0]} to {years[-1]}"
    )


def _last_day(evidence: Evidence, name: str) -> pd.Timestamp:
    """End of the last year that has a figure: a day to judge on where none is known."""
    years = series_of(evidence, name).annual["year"]
    return pd.Timestamp(int(years.max()) if len(years) else FIRST_YEAR, 12, 31)
