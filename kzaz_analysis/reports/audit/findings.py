"""What an audit finds besides plain contradictions: one row per kind and case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.audit.clauses import Clause

if TYPE_CHECKING:
    from kzaz_analysis.analysis.audit import Audit

LOW_BASE, UNIT_SLIP = "low base", "unit slip"
TWO_COUNTERS, FAILING_SUM = "two counters", "failing sum"
HEAVY_MONTHS, ONE_NAME = "heavy months", "one name, several things"
TURNED = "rest of the year"
FINDINGS = (
    LOW_BASE,
    UNIT_SLIP,
    TWO_COUNTERS,
    FAILING_SUM,
    HEAVY_MONTHS,
    TURNED,
    ONE_NAME,
)
"""Kinds of findings, in the order of the page."""

SUMS = (
    *("sum of years", "sum of months", "sum of another's months"),
    *("parts and total", "part of the total", "share"),
)
SAME_PERIOD = ("level", "near dates", "growth")
COLUMNS = ["finding", "cases", "series", "topic", "period"]
COLUMNS += ["period_start", "period_end", "unit", "condition"]
OF_SIDES = (
    *("text", "value", "low", "high", "books", "agency"),
    *("sources", "status", "remark"),
)
SIDES = [f"{side}_{name}" for side in ("left", "right") for name in OF_SIDES]


def findings(audit: Audit) -> pd.DataFrame:
    """Gather the findings of an audit, each case once with its widest pair.

    Parameters
    ----------
    audit : Audit
        All comparisons.

    Returns
    -------
    pandas.DataFrame
        One row per kind and case (a series and period, a target or a project; for two
        counters a series, for the rest of a year one reporter's):
        ``finding, cases`` (of that kind), ``series, topic, period, period_start,
        period_end, unit, condition, arithmetic, rule, distance, distance_pct`` and
        both sides of the widest comparison, the kinds in the order of `FINDINGS`.
    """
    rows = audit.comparisons
    kinds = [rows[chosen].assign(finding=kind) for kind, chosen in _kinds(rows)]
    every = pd.concat(kinds)
    is_card = (every["conflict"] != "") & (every["finding"] != TWO_COUNTERS)
    case = every["conflict"].where(is_card, every["series"])
    # Of one year the rest of either reporter is a case of its own.
    of_reporter = case + " " + every["left_books"]
    every = every.assign(case=case.mask(every["finding"] == TURNED, of_reporter))
    widest = every.sort_values("distance_pct", ascending=False, kind="stable")
    cases = widest.drop_duplicates(["finding", "case"])
    cases = cases.assign(cases=cases.groupby("finding")["case"].transform("count"))
    order = cases["finding"].map({kind: n for n, kind in enumerate(FINDINGS)})
    cases = cases.assign(order=order).sort_values("order", kind="stable")
    extra = ["rule", "verdict", "arithmetic", "distance", "distance_pct"]
    return cases[[*COLUMNS, *extra, *SIDES]].reset_index(drop=True)


def _kinds(rows: pd.DataFrame) -> list[tuple[str, pd.Series[bool]]]:
    wrong = rows["verdict"] == "contradicts"
    other = (rows["verdict"] == "different definition") & (
        rows["difference"] == "definition"
    )
    return [
        (LOW_BASE, rows["rule"] == "low base"),
        (UNIT_SLIP, rows["verdict"] == "unit slip likely"),
        (TWO_COUNTERS, other & rows["rule"].isin(SAME_PERIOD) & _counters(rows)),
        (FAILING_SUM, wrong & rows["rule"].isin(SUMS)),
        (HEAVY_MONTHS, rows["rule"] == "heavy months"),
        (TURNED, rows["rule"] == "rest of the year"),
        (ONE_NAME, other & (rows["rule"] == "target")),
    ]


def _counters(rows: pd.DataFrame) -> pd.Series[bool]:
    """Whether a note says what one of two bodies counts that the other does not."""
    noted = rows["condition"].map(
        lambda said: isinstance(said, Clause) and said.name == "counts_otherwise"
    )
    return noted.astype(bool) & (rows["left_agency"] != rows["right_agency"])


def counted(frame: pd.DataFrame) -> dict[str, int]:
    """Count the cases of each kind."""
    numbers = frame["finding"].value_counts()
    return {kind: int(numbers.get(kind, 0)) for kind in FINDINGS}
