"""How fast has it grown? One series in all the ways that its figures allow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.growth.breaks import BreakTest, chow_test, sup_f_test
from kzaz_analysis.analysis.growth.compound import CompoundGrowth
from kzaz_analysis.analysis.growth.contributions import contributions
from kzaz_analysis.analysis.growth.deflate import RealSeries, real_series
from kzaz_analysis.analysis.growth.rates import doubling_time_years
from kzaz_analysis.analysis.growth.runs import (
    FIVE_YEARS,
    Window,
    last_run,
    named_windows,
    run_growth,
)
from kzaz_analysis.analysis.growth.trend import LeastSquaresGrowth, least_squares_growth
from kzaz_analysis.analysis.growth.year_on_year import annual_growth
from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.evidence.catalogue import catalogue_entry, indicator_of, leading_name
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.reports.record.study import RecordStudy
from kzaz_analysis.signature import (
    CONFIDENCE,
    DAY,
    SEED,
    TEXT,
    YEAR,
    guarded,
    one_of,
)
from kzaz_analysis.studies.other_reporters import ConflictingFigure, conflicting_figure
from kzaz_analysis.studies.published_rates import claimed_growth
from kzaz_analysis.studies.rest_of_last_year import (
    HALF,
    rates_left_out,
    rates_of_parts,
    rates_published,
    rest_of_last_year,
    with_levels,
)

if TYPE_CHECKING:
    from kzaz_analysis.analysis.growth.rest_of_year import RestOfYear
    from kzaz_analysis.evidence.periods import Day

BASES = ("nominal", "real")


@dataclass(frozen=True, eq=False)
class GrowthStudy(RecordStudy):
    """Growth of one series under one rule, as known on one day.

    Each part is computed when it is asked for, once.

    Attributes
    ----------
    record : Record
        The figures chosen, and all others.
    window : tuple of int or None
        First and last year asked for.
    basis : str
        Prices: ``nominal`` or ``real``.
    break_year : int or None
        Year in which a break is suspected; searched for when None.
    confidence_pct : float
        Confidence level of the trend's interval.
    seed : int
        Seed of the search for a break.
    evidence : Evidence
        What it rests on.
    """

    room = "growth"

    record: Record
    window: tuple[int | None, int | None]
    basis: str
    break_year: int | None
    confidence_pct: float
    seed: int
    evidence: Evidence

    @cached_property
    def real(self) -> RealSeries | Refused | None:
        """The deflated series when real growth was asked for."""
        if self.basis != "real":
            return None
        return attempt("real growth", partial(_real, self.record))

    @property
    def annual(self) -> pd.DataFrame:
        """Annual frame behind the rates: the record's own, or at constant prices."""
        real = self.real
        return real.annual if isinstance(real, RealSeries) else self.record.annual

    @cached_property
    def _last_run(self) -> pd.DataFrame:
        return last_run(self.annual)

    @cached_property
    def growth(self) -> pd.DataFrame:
        """As `annual_growth` returns it."""
        return annual_growth(self.annual, self._begins)

    @property
    def _begins(self) -> str:
        """Why the first year has no base, where the record has one."""
        recorded, deflated = (
            f["year"].min() for f in (self.record.annual, self.annual)
        )
        if self.is_real and deflated > recorded:
            return f"the deflator begins in {deflated}"
        return self.record.begins

    @cached_property
    def _claims(self) -> pd.DataFrame:
        return self.evidence.rows("claims", "series", [self.record.name])

    @cached_property
    def published(self) -> pd.DataFrame:
        """Rates that the reporters published themselves, see `rates_published`."""
        return rates_published(self.record)

    @cached_property
    def rates_left_out(self) -> dict[str, int]:
        """Published rates of parts of years that are not shown, by the reason."""
        return rates_left_out(self.record)

    @cached_property
    def same_period(self) -> pd.DataFrame:
        """Growth of parts of years, computed and published, see `rates_of_parts`."""
        return rates_of_parts(self.record)

    @property
    def same_period_levels(self) -> pd.DataFrame:
        """`same_period` with the level of each part, see `with_levels`."""
        return with_levels(self.same_period, self.record)

    @property
    def newest_same_period(self) -> pd.DataFrame:
        """The newest row of `same_period` of each reporter, from January on first."""
        rates = self.same_period
        to_date = rates[rates["period_start"].dt.month == 1]
        chosen = to_date if len(to_date) else rates
        return chosen.groupby("books", sort=True).head(1).sort_values("books")

    @cached_property
    def rest(self) -> RestOfYear | Refused:
        """The rest of the last year that a part of it and the whole imply."""
        return rest_of_last_year(self.record)

    @cached_property
    def second_half(self) -> RestOfYear | Refused:
        """The second half of the last year, where its first half is known."""
        return rest_of_last_year(self.record, HALF)

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """Growth over the last year, five and ten years, and since the peak."""
        return named_windows(self.annual)

    @property
    def headline_window(self) -> Window | None:
        """The five-year window, else the longest of several years that has a rate."""
        several = [w for w in self.windows if w.growth and w.years > 1]
        five = [w for w in several if w.name == FIVE_YEARS]
        return next(iter(five or several[::-1]), None)

    @cached_property
    def latest(self) -> CompoundGrowth | Refused:
        """Compound growth over the last run: consecutive years of one reporter."""
        return attempt("growth", partial(run_growth, self._last_run))

    @cached_property
    def trend(self) -> LeastSquaresGrowth | Refused:
        """Log-linear trend of the last run."""
        fit = partial(least_squares_growth, confidence_pct=self.confidence_pct)
        return attempt("log-linear trend", partial(fit, self._last_run))

    @cached_property
    def test(self) -> BreakTest | Refused:
        """Structural break within the last run."""
        return attempt(
            "test for a break",
            partial(_break_test, self._last_run, self.break_year, self.seed),
        )

    @cached_property
    def parts(self) -> dict[str, Record]:
        """The series that add up to this one."""
        return _parts(self.record, *self.window)

    @cached_property
    def contributions(self) -> pd.DataFrame | Refused:
        """What each of them brought to the growth."""
        parts = {name: part.annual for name, part in self.parts.items()}
        return attempt(
            "contributions",
            partial(contributions, self.record.annual, parts, self.record.begins),
        )

    @cached_property
    def conflicting_figure(self) -> ConflictingFigure | None:
        """Another reporter's figure for the last year, where the two disagree."""
        return conflicting_figure(self.record)

    @cached_property
    def claims(self) -> pd.DataFrame:
        """Growth of whole years that was claimed, see `claimed_growth`."""
        return claimed_growth(self._claims, self.record)

    @property
    def is_real(self) -> bool:
        """Whether the rates are at constant prices."""
        return isinstance(self.real, RealSeries)

    @property
    def doubling_years(self) -> float | None:
        """Years in which the pace of `headline_window` doubles a rising level."""
        window = self.headline_window
        if window is None or isinstance(window.growth, Refused):
            return None
        pace = window.growth.rate_pct
        return doubling_time_years(pace) if pace > 0 else None

    def __repr__(self) -> str:
        return f"GrowthStudy({self.record.name}, {len(self.annual)} years)"

    @property
    def frame(self) -> pd.DataFrame:
        """Yearly growth."""
        return self.growth


@guarded(
    formerly=("rule", "as_of", "first_year", "last_year"),
    series=TEXT,
    rule=TEXT,
    as_of=DAY,
    first_year=YEAR,
    last_year=YEAR,
    basis=one_of(*BASES),
    break_year=YEAR,
    confidence_pct=CONFIDENCE,
    seed=SEED,
)
def growth_study(
    series: str | None = None,
    *,
    rule: str | None = None,
    as_of: Day = None,
    first_year: int | None = None,
    last_year: int | None = None,
    basis: str = "nominal",
    break_year: int | None = None,
    confidence_pct: float = 95.0,
    seed: int = 0,
    evidence: Evidence | None = None,
) -> GrowthStudy:
    """Study the growth of one series.

    Parameters
    ----------
    series, rule, as_of, first_year, last_year
        As in `kz.series`; the leading series of the dataset when left out.
    basis : {"nominal", "real"}
        Prices: as published, or of the last year by the deflator
        that the dataset names.
    break_year : int, optional
        Year in which a break is suspected; searched for when left out.
    confidence_pct : float
        Confidence level of the trend's interval, in percent.
    seed : int
        Seed of the search for a break.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Returns
    -------
    GrowthStudy
        Every measure, or the reason why there is none.

    Raises
    ------
    UsageError
        If a name does not exist, or a value breaks its rules.
    """
    source = opened(evidence, as_of)
    record = series_of(
        source,
        leading_name(source, series),
        rule,
        first_year=first_year,
        last_year=last_year,
    )
    return GrowthStudy(
        record=record,
        window=(first_year, last_year),
        basis=basis,
        break_year=break_year,
        confidence_pct=confidence_pct,
        seed=seed,
        evidence=source,
    )


def _real(record: Record) -> RealSeries:
    if "USD" not in record.unit:
        unit = record.unit.replace("_", " ")
        raise NotComputable(f"{unit} are no prices; only values are deflated")
    if record.annual.empty:
        raise NotComputable("the series has no annual figure")
    deflator = record.evidence.dataset.deflator
    if deflator is None:
        raise NotComputable("the dataset names no deflator")
    index = indicator_of(record.evidence, deflator.indicator, deflator.country)
    years = set(record.annual["year"]) & set(index["year"])
    if not years:
        raise NotComputable("the deflator covers no year of the series")
    return real_series(record.annual, index, max(years), deflator.indicator)


def _break_test(last: pd.DataFrame, year: int | None, seed: int) -> BreakTest:
    return sup_f_test(last, seed=seed) if year is None else chow_test(last, year)


def _parts(record: Record, start: int | None, end: int | None) -> dict[str, Record]:
    entry = catalogue_entry(record.evidence, record.name)
    return {
        name: series_of(
            record.evidence, name, record.rule, first_year=start, last_year=end
        )
        for name in str(entry["parts"]).split(";")
        if name
    }
