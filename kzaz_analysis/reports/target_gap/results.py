"""Numbers that a target-gap page hands to the runner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.numbers import amount, percent, rate
from kzaz_analysis.display.results import Result
from kzaz_analysis.reports.record.results import latest
from kzaz_analysis.reports.record.sentences import sources_of

if TYPE_CHECKING:
    from kzaz_analysis.analysis.targets.gaps import TargetGap
    from kzaz_analysis.reports.target_gap.study import GapStudy


def gap_results(study: GapStudy) -> list[Result]:
    """Hand over the last figure, the gap, the share, and required growth."""
    if isinstance(study.gap, Refused):
        return []
    return [
        *latest(study.record),
        _missing(study, study.gap),
        *_share(study, study.gap),
        *_required(study, study.gap),
    ]


def _missing(study: GapStudy, gap: TargetGap) -> Result:
    unit = study.target.unit
    return Result(
        name="gap",
        label=f"Missing to {amount(study.target.value, unit)}",
        value=gap.gap,
        unit=unit,
        low=gap.gap_interval.low,
        high=gap.gap_interval.high,
        period=str(gap.latest_year),
        sources=sources_of(study.record, gap.latest_year),
        shown=amount(gap.gap, unit),
    )


def _share(study: GapStudy, gap: TargetGap) -> list[Result]:
    share, bounds = gap.share_reached_pct, gap.share_interval_pct
    if share is None or bounds is None:
        return []
    return [
        Result(
            name="share_reached",
            label=f"Share of {amount(study.target.value, study.target.unit)} reached",
            value=share,
            unit="percent",
            low=bounds.low,
            high=bounds.high,
            period=str(gap.latest_year),
            sources=sources_of(study.record, gap.latest_year),
            shown=percent(share, 3),
        )
    ]


def _required(study: GapStudy, gap: TargetGap) -> list[Result]:
    with_rate = study.deadlines[study.deadlines["reason"] == ""]
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
        for r in with_rate.to_dict("records")
    ]
