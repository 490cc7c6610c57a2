"""The headline numbers of each report, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.display.probability_bands import chance
from kzaz_analysis.display.charts.sparkline import sparkline
from kzaz_analysis.display.results import Result
from kzaz_analysis.display.numbers import amount, percent, rate
from kzaz_analysis.reports.record.sentences import sources_of
from kzaz_analysis.display.grammar import span
from kzaz_analysis.analysis.outcome import Refused

if TYPE_CHECKING:
    from kzaz_analysis.analysis.growth.compound import CompoundGrowth
    from kzaz_analysis.analysis.targets.gaps import TargetGap
    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.reports.target_gap.study import GapStudy
    from kzaz_analysis.reports.growth.study import GrowthStudy
    from kzaz_analysis.reports.projection.study import ProjectionStudy


def small_picture(record: Record, target: float | None = None) -> str:
    """Draw a record for the index; empty when one point or none is on record."""
    if len(record.annual) < 2:
        return ""
    return sparkline(record.annual, series=record.name, target=target)


def latest(record: Record) -> list[Result]:
    """Hand over the last yearly figure of a record, if there is one."""
    if record.annual.empty:
        return []
    last = record.annual.iloc[-1]
    return [
        Result(
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
    ]


def growth_results(study: GrowthStudy) -> list[Result]:
    """Hand over the last figure, the last yearly rate and the last run's pace."""
    pace = [] if isinstance(study.latest, Refused) else [_pace(study, study.latest)]
    return [*latest(study.record), *_last_rate(study), *pace]


def _last_rate(study: GrowthStudy) -> list[Result]:
    known = study.growth[study.growth["growth_pct"].notna()]
    if known.empty:
        return []
    last = known.iloc[-1]
    year = int(last["year"])
    return [
        Result(
            name="annual_growth",
            label=f"Growth in {year}",
            value=float(last["growth_pct"]),
            unit="percent",
            low=float(last["low_pct"]),
            high=float(last["high_pct"]),
            period=str(year),
            sources=sources_of(study.record, year - 1, year),
            shown=rate(last["growth_pct"]),
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
        shown=rate(run.rate_pct, run.years),
    )


def gap_results(study: GapStudy) -> list[Result]:
    """Hand over the last figure, the gap, the share, and required growth."""
    if isinstance(study.gap, Refused):
        return []
    return [
        *latest(study.record),
        _missing(study, study.gap),
        _share(study, study.gap),
        *_required(study, study.gap),
    ]


def _missing(study: GapStudy, gap: TargetGap) -> Result:
    unit = study.promise.unit
    return Result(
        name="gap",
        label=f"Missing to {amount(study.promise.value, unit)}",
        value=gap.gap,
        unit=unit,
        low=gap.gap_interval.low,
        high=gap.gap_interval.high,
        period=str(gap.latest_year),
        sources=sources_of(study.record, gap.latest_year),
        shown=amount(gap.gap, unit),
    )


def _share(study: GapStudy, gap: TargetGap) -> Result:
    return Result(
        name="share_reached",
        label=f"Share of {amount(study.promise.value, study.promise.unit)} reached",
        value=gap.share_reached_pct,
        unit="percent",
        low=gap.share_interval_pct.low,
        high=gap.share_interval_pct.high,
        period=str(gap.latest_year),
        sources=sources_of(study.record, gap.latest_year),
        shown=percent(gap.share_reached_pct, 3),
    )


def _required(study: GapStudy, gap: TargetGap) -> list[Result]:
    known = study.deadlines[study.deadlines["reason"] == ""]
    return [
        Result(
            name=f"required_growth_{r['deadline']}",
            label=f"Growth required for {r['deadline']}",
            value=r["required_growth_pct"],
            unit="percent_per_year",
            low=r["low_pct"],
            high=r["high_pct"],
            period=f"{gap.latest_year} to {r['deadline']}",
            sources=sources_of(study.record, gap.latest_year),
            shown=rate(r["required_growth_pct"], int(r["years_left"])),
        )
        for r in known.to_dict("records")
    ]


def projection_results(study: ProjectionStudy) -> list[Result]:
    """Hand over the middle at the horizon, the last figure, and the chance."""
    record, projection = study.record, study.projection
    if isinstance(projection, Refused):
        return latest(record)
    last, level = projection.fan.iloc[-1], f"{min(study.level):g}"
    year = str(int(last["year"]))
    middle = Result(
        name="median",
        label=f"Middle of the projection, {year}",
        value=float(last["median"]),
        unit=record.unit,
        low=float(last[f"lo-{level}"]),
        high=float(last[f"hi-{level}"]),
        period=year,
        sources=tuple(record.source_ids),
        shown=amount(last["median"], record.unit),
    )
    return [middle, *latest(record), *_chance(study, year)]


def _chance(study: ProjectionStudy, year: str) -> list[Result]:
    if isinstance(study.projection, Refused) or study.target is None:
        return []
    chances = study.projection.probability
    if chances is None:
        return []
    p = float(chances["p_by_year"].iloc[-1])
    label = f"Chance of {amount(study.target, study.record.unit)} by {year}"
    sources = tuple(study.record.source_ids)
    shown = chance(p)
    return [
        Result(
            "chance", label, p, "probability", period=year, sources=sources, shown=shown
        )
    ]
