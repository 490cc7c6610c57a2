"""What a page commits to by a projection: a line for the ledger."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kzaz_analysis.studies.target_statements import term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kzaz_analysis.analysis.projection import Projection
    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.studies.target_verdicts import Judge

DIGITS = 6
"""Significant digits: what differs less between machines is no other projection."""

NOTHING_CARRIED = "none"
"""Choice that carries no doubt about the last value ahead."""

IN_YEAR = "in_year"
"""Event of a plan for one year: at the level in that year, not by it."""

IDENTITY = ["series", "rule", "as_of", "target", "event"]
"""Keys of a subject in which two lines must agree to state one and the same forecast.

A forecast without a target is part of the same one with a target.
"""


def commitment(
    record: Record,
    projection: Projection,
    jump_off: str,
    *,
    is_plan: bool = False,
    **asked: object,
) -> dict[str, Any]:
    """Return what a projection commits to.

    Parameters
    ----------
    record : Record
        The series under its rule.
    projection : Projection
        Its projection.
    jump_off : str
        What of the doubt about the last value is carried.
    is_plan : bool
        Whether the chance is that of the target in the last year, not by it.
    **asked
        Other parameters that tell it from projections of the same series.

    Returns
    -------
    dict
        ``subject`` (series, rule and parameters), ``identity`` (see `IDENTITY`),
        ``record`` (reporter, unit, origin, quantiles by year, chances by year) and
        ``context`` (source of the newest figure, and the day on which that was
        published).
    """
    newest = record.annual.iloc[-1]
    subject = {
        "series": record.name,
        "rule": record.rule,
        "method": projection.method,
        "jump_off": jump_off,
        "horizon_year": int(projection.fan["year"].iloc[-1]),
        "target": projection.target,
        "as_of": record.as_of,
        **({"event": IN_YEAR} if is_plan else {}),
        **asked,
    }
    return {
        "subject": subject,
        "identity": IDENTITY,
        "record": {
            "reporter": str(newest["books"]),
            "unit": record.unit,
            "origin_year": projection.origin_year,
            "origin_value": _rounded(projection.origin_value),
            "years_used": projection.n_used,
            "probabilities": [float(p) for p in projection.quantiles.columns],
            "quantiles": {
                str(year): [_rounded(value) for value in row]
                for year, row in zip(
                    projection.quantiles.index,
                    projection.quantiles.to_numpy(),
                    strict=True,
                )
            },
            "chances": _in_last_year(projection) if is_plan else _chances(projection),
        },
        "context": {name: str(newest[name]) for name in ("source", "published_on")},
    }


def _chances(projection: Projection) -> dict[str, float]:
    chances = projection.probability
    if chances is None:
        return {}
    pairs = zip(chances["year"], chances["p_by_year"], strict=True)
    return {str(year): round(float(p), 4) for year, p in pairs}


def _in_last_year(projection: Projection) -> dict[str, float]:
    chances = projection.probability
    if chances is None:
        return {}
    newest = chances.iloc[-1]
    return {str(int(newest["year"])): round(float(newest["p_in_year"]), 4)}


def of_statements(
    judged_by: Judge, rows: Iterable[Mapping[Any, Any]]
) -> list[dict[str, Any]]:
    """Return what the probabilities of judged statements commit to, each once.

    Parameters
    ----------
    judged_by : Judge
        Who judged them.
    rows : iterable of mapping
        Rows of `statements` with `Judge.columns`; those without a ``chance`` commit
        to nothing.

    Returns
    -------
    list of dict
        As `commitment` returns them.
    """
    lines: list[dict[str, Any]] = []
    for row in rows:
        if row["chance"] is None or math.isnan(row["chance"]):
            continue
        is_plan = term(row).is_plan
        line = commitment(*judged_by.forecast(row), NOTHING_CARRIED, is_plan=is_plan)
        if line not in lines:
            lines.append(line)
    return lines


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
