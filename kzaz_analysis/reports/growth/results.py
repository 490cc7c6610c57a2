"""Numbers that a growth page hands to the runner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.analysis.growth.compound import CompoundGrowth
from kzaz_analysis.display.grammar import span
from kzaz_analysis.display.numbers import NBSP, rate
from kzaz_analysis.display.results import Result
from kzaz_analysis.reports.record.results import latest
from kzaz_analysis.reports.record.sentences import sources_of

if TYPE_CHECKING:
    from kzaz_analysis.reports.growth.study import GrowthStudy


def growth_results(study: GrowthStudy) -> list[Result]:
    """Hand over the last figure, the last yearly rate and the pace of some years."""
    window = study.headline_window
    grown = None if window is None else window.growth
    pace = [_pace(study, grown)] if isinstance(grown, CompoundGrowth) else []
    return [*latest(study.record), *_last_rate(study), *pace]


def _last_rate(study: GrowthStudy) -> list[Result]:
    rates = study.growth[study.growth["growth_pct"].notna()]
    if rates.empty:
        return []
    last_rate = rates.iloc[-1]
    year = int(last_rate["year"])
    return [
        Result(
            name="annual_growth",
            label=f"Growth in {year}",
            value=float(last_rate["growth_pct"]),
            unit="percent",
            low=float(last_rate["low_pct"]),
            high=float(last_rate["high_pct"]),
            period=str(year),
            sources=sources_of(study.record, year - 1, year),
            shown=rate(last_rate["growth_pct"]),
        )
    ]


def _pace(study: GrowthStudy, run: CompoundGrowth) -> Result:
    years = span(run.start_year, run.end_year)
    return Result(
        name="compound_growth",
        label=f"Compound growth, {years}",
        value=run.rate_pct,
        unit="percent_per_year",
        low=run.interval_pct.low,
        high=run.interval_pct.high,
        period=years,
        sources=sources_of(study.record, run.start_year, run.end_year),
        shown=f"{rate(run.rate_pct)} a{NBSP}year",
    )
