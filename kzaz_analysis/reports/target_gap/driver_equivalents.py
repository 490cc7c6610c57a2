"""What is missing for a target, in terms of what drives its series."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.studies.conversions import Rate, rate_to
from kzaz_analysis.studies.driver_values import (
    driver_rows,
    names_of,
    part_figures,
    period_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.studies.driver_values import Row
    from kzaz_analysis.studies.targets import PublishedTarget

TERM_COLUMNS = ["books", "start_year", "driver", "title", "kind", "missing", "unit"]
TERM_COLUMNS += ["driver_value", "driver_unit", "driver_period", "is_floor", "times"]
TERM_COLUMNS += ["number", "share_pct", "source", "reason"]


def terms_of(
    starts: Sequence[dict[str, Any]], published: PublishedTarget, record: Record
) -> list[dict[str, Any]]:
    """Say what is missing for a target in units of each part and each link.

    Parameters
    ----------
    starts : sequence of dict
        Where the counting starts: ``books, start_year, start_value``.
    published : Target
        The target.
    record : Record
        Its series.

    Returns
    -------
    list of dict
        Keys of `TERM_COLUMNS`, one per start and driver that is a part or a capacity.
    """
    rows = [
        r
        for r in driver_rows(record.evidence, record.name)
        if r["kind"] in ("part", "capacity")
    ]
    drivers = [(row, *_today(row, record)) for row in rows]
    terms = []
    for start in starts:
        missing = published.value - start["start_value"]
        start_cells = {c: start[c] for c in ("books", "start_year")}
        start_cells |= {"missing": missing, "unit": published.unit}
        for row, latest, rate in drivers:
            driver_cells = {c: row[c] for c in ("driver", "title", "kind")}
            term = attempt(
                "term", partial(_term, row, latest, rate, missing, published)
            )
            term_cells = {"reason": term.reason} if isinstance(term, Refused) else term
            terms.append(start_cells | driver_cells | latest | term_cells)
    return terms


def _today(row: Row, record: Record) -> tuple[dict[str, Any], Rate | Refused]:
    """Read the last figure of a driver, and what its unit is worth."""
    figures = part_figures(record.evidence, row)
    if figures.empty:
        return {}, Refused("rate", "no figure of it is on record")
    latest = figures.iloc[-1]
    rate = attempt(
        "rate", partial(rate_to, record.evidence, row, latest["unit"], record.unit)
    )
    figure = {
        "driver_value": float(latest["value"]),
        "driver_unit": latest["unit"],
        "driver_period": period_text(latest["period_start"], latest["period_end"]),
        "is_floor": bool(latest["is_floor"]),
        "source": latest["source"],
    }
    return figure, rate


def _term(
    row: Row,
    last: dict[str, Any],
    rate: Rate | Refused,
    missing: float,
    published: PublishedTarget,
) -> dict[str, Any]:
    if isinstance(rate, Refused):
        raise NotComputable(rate.reason)
    points = last["driver_value"] * rate.value
    if names_of(row, "converted_by") and row["kind"] == "capacity":
        return {"number": max(0.0, missing) / rate.value, "reason": ""}
    if not points > 0:
        raise NotComputable("its last figure is zero")
    if row["kind"] == "capacity":
        return {"share_pct": 100 * published.value / points, "reason": ""}
    return {"times": max(0.0, missing) / points, "reason": ""}
