"""Numbers that a projection page hands to the runner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.numbers import amount
from kzaz_analysis.display.probability_bands import chance
from kzaz_analysis.display.results import Result
from kzaz_analysis.reports.record.results import latest

if TYPE_CHECKING:
    from kzaz_analysis.reports.projection.study import ProjectionStudy


def projection_results(study: ProjectionStudy) -> list[Result]:
    """Hand over the middle at the horizon, the last figure, and the chance."""
    record, projection = study.record, study.projection
    if isinstance(projection, Refused):
        return latest(record)
    end_row, level = projection.fan.iloc[-1], f"{min(study.level):g}"
    year = str(int(end_row["year"]))
    middle = Result(
        name="median",
        label=f"Median forecast, {year}",
        value=float(end_row["median"]),
        unit=record.unit,
        low=float(end_row[f"lo-{level}"]),
        high=float(end_row[f"hi-{level}"]),
        period=year,
        sources=tuple(record.source_ids),
        shown=amount(end_row["median"], record.unit),
    )
    return [middle, *latest(record), *_chance(study, year)]


def _chance(study: ProjectionStudy, year: str) -> list[Result]:
    if isinstance(study.projection, Refused) or study.target is None:
        return []
    chances = study.projection.probability
    if chances is None:
        return []
    p = float(chances["p_by_year"].iloc[-1])
    label = f"Probability of {amount(study.target, study.record.unit)} by {year}"
    sources = tuple(study.record.source_ids)
    chance_text = chance(p)
    return [
        Result(
            "chance",
            label,
            p,
            "probability",
            period=year,
            sources=sources,
            shown=chance_text,
        )
    ]
