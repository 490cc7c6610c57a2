"""What a page commits to by a projection: a line for the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kzaz_analysis.analysis.projection import Projection
    from kzaz_analysis.evidence.series import Record

DIGITS = 6
"""Significant digits: what differs less between machines is no other projection."""

IDENTITY = ["series", "rule", "as_of", "target"]
"""Keys of a subject in which two lines must agree to state one and the same forecast.

A forecast without a target is part of the same one with a target.
"""


def commitment(
    record: Record, projection: Projection, jump_off: str, **asked: object
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
            "chances": _chances(projection),
        },
        "context": {name: str(newest[name]) for name in ("source", "published_on")},
    }


def _chances(projection: Projection) -> dict[str, float]:
    chances = projection.probability
    if chances is None:
        return {}
    pairs = zip(chances["year"], chances["p_by_year"], strict=True)
    return {str(year): round(float(p), 4) for year, p in pairs}


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
