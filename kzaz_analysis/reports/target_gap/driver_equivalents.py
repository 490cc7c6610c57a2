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
TERM_COLUMNS += ["driver_qualifier", "number", "share_pct", "source", "use", "reason"]

PART, CAPACITY = "part", "capacity"
SHARED = "shared with other traffic"
OF_PART = "not all of the flow passes it"


def terms_of(
    starts: Sequence[dict[str, Any]], published: PublishedTarget, record: Record
) -> list[dict[str, Any]]:
    """Say what is missing for a target in units of each part and each link.

    Parameters
    ----------
    starts : sequence of dict
        Where the counting starts: ``books, start_year, start_value, start_low,
        is_floor``.
    published : Target
        The target.
    record : Record
        Its series.

    Returns
    -------
    list of dict
        Keys of `TERM_COLUMNS`, one per start and driver that is a part or a capacity.
        A part is one as the reporter of the start has it, price included.
    """
    rows = [
        r
        for r in driver_rows(record.evidence, record.name)
        if r["kind"] in (PART, CAPACITY)
    ]
    terms = []
    for start in starts:
        missing = published.value - known_level(start)
        start_cells = {c: start[c] for c in ("books", "start_year")}
        start_cells |= {"missing": missing, "unit": published.unit}
        for row in rows:
            latest, rate = _today(row, record, str(start["books"]))
            driver_cells = {c: row[c] for c in ("driver", "title", "kind")}
            driver_cells["use"] = _use(row)
            term = attempt(
                "term", partial(_term, row, latest, rate, missing, published)
            )
            term_cells = {"reason": term.reason} if isinstance(term, Refused) else term
            terms.append(start_cells | driver_cells | latest | term_cells)
    return terms


def known_level(start: dict[str, Any]) -> float:
    """Return the level from which what is required is counted.

    What a year in part requires is said to be "at most" so much: that holds from the
    low end of its figure alone ("4.1" may be 4.05).
    """
    return float(start["start_low" if start["is_floor"] else "start_value"])


def _use(row: Row) -> str:
    """Say what stands between a capacity and the flow that is set against it."""
    if row["kind"] != CAPACITY:
        return ""
    return SHARED if row["shared_with"] else OF_PART if row["carries"] == PART else ""


def _today(
    row: Row, record: Record, reporter: str
) -> tuple[dict[str, Any], Rate | Refused]:
    """Read the last figure of a driver, of a part one reporter's; what it is worth."""
    alone, of = record.evidence.dataset.alone.get(reporter, ""), None
    if row["kind"] == PART:
        row, of = {**row, "books": alone or row["books"]}, reporter
    figures = part_figures(record.evidence, row)
    if of is not None:
        figures = figures[figures["books"] == of]
    if figures.empty:
        return {}, Refused("rate", "no figure of it is on record")
    latest = figures.iloc[-1]
    rate = attempt(
        "rate", partial(rate_to, record.evidence, row, latest["unit"], record.unit, of)
    )
    # The low end: "about 600" is no figure that a year is known to have come to.
    figure = {
        "driver_value": float(latest["low" if latest["is_floor"] else "value"]),
        "driver_unit": latest["unit"],
        "driver_qualifier": latest["qualifier"],
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
