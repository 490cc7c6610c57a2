"""One series made of two sides by a named rule, and what the rule would change."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.growth.annual import check_annual
from kzaz_analysis.analysis.growth.rates import growth_interval_pct, growth_pct
from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.analysis.mirror.mirror import CIF_FOB, check_cif_fob
from kzaz_analysis.errors import unknown_name

if TYPE_CHECKING:
    from collections.abc import Sequence

RULES = {
    "reporter_first": "the first side, the second where it has no figure",
    "importer_first": "the second side, the first where it has no figure",
    "mean": "the mean of both sides, in years that both have",
}
"""Named reconciliation rules, in words."""


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """What one reconciliation rule makes of the latest years.

    Attributes
    ----------
    rule, words : str
        The rule and what it says.
    year : int
        Latest year for which it gives a figure.
    value, low, high : float
        That figure and its rounding interval.
    side : str
        ``first``, ``second`` or ``both``: whose figure it is.
    growth_pct, growth_low_pct, growth_high_pct : float
        Growth on the year before; missing where `reason` says why.
    reason : str
        Why there is no growth, or empty.
    target, gap : float
        The target, and what is missing to it (negative when it is passed).
    gap_low, gap_high : float
        The rounding interval of `gap`.
    """

    rule: str
    words: str
    year: int
    value: float
    low: float
    high: float
    side: str
    growth_pct: float
    growth_low_pct: float
    growth_high_pct: float
    reason: str
    target: float
    gap: float
    gap_low: float
    gap_high: float


def reconcile(
    first: pd.DataFrame,
    second: pd.DataFrame,
    rule: str,
    *,
    cif_fob: float = CIF_FOB,
) -> pd.DataFrame:
    """Make one series of two sides by a named rule, at the first side's valuation.

    Parameters
    ----------
    first, second : pandas.DataFrame
        Annual frames, as for `mirror`; the second side is divided by `cif_fob`.
    rule : str
        ``reporter_first``, ``importer_first`` or ``mean``.
    cif_fob : float
        See `mirror`.

    Returns
    -------
    pandas.DataFrame
        An annual frame with ``side`` (``first``, ``second``, ``both``). ``segment``
        goes up by one where the side changes, and at the breaks of a side itself. The
        mean has no figure for years with one side only.

    Raises
    ------
    UsageError
        If there is no such rule.
    NotComputable
        If `cif_fob` is not positive.

    Notes
    -----
    Reporter or importer first are the usual choices of compilers. Averages by
    reliability are the idea of CEPII's BACI (Gaulier, Zignago 2010), whose weights
    come from all reporters of the world: two sides alone do not give any, and how
    finely a side publishes is no measure of it.
    """
    if rule not in RULES:
        raise unknown_name("reconciliation rule", rule, RULES)
    check_cif_fob(cif_fob)
    left, right = _side(first, "first", 1.0), _side(second, "second", cif_fob)
    if rule == "mean":
        return _averaged(left, right)
    order = (left, right) if rule == "reporter_first" else (right, left)
    return _first_of(*order)


def rule_effects(
    first: pd.DataFrame,
    second: pd.DataFrame,
    target: float,
    *,
    rules: Sequence[str] = tuple(RULES),
    cif_fob: float = CIF_FOB,
) -> list[RuleEffect]:
    """Tell what each rule makes of the latest growth and the way to a target.

    Parameters
    ----------
    first, second : pandas.DataFrame
        Annual frames, as for `mirror`.
    target : float
        In the unit of the frames.
    rules : sequence of str
        Names of rules.
    cif_fob : float
        As for `reconcile`.

    Returns
    -------
    list of RuleEffect
        One per rule that gives a figure. Growth is left out, with the reason, where
        the side changes from one year to the next, or a year is missing.
    """
    effects = []
    for rule in rules:
        chosen = reconcile(first, second, rule, cif_fob=cif_fob)
        if not chosen.empty:
            effects.append(_effect(rule, chosen, target))
    return effects


def _side(annual: pd.DataFrame, name: str, divisor: float) -> pd.DataFrame:
    frame = check_annual(annual)[["year", "value", "low", "high", "segment"]]
    scaled = {column: frame[column] / divisor for column in ("value", "low", "high")}
    return frame.assign(**scaled, side=name)


def _first_of(preferred: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    fill_in = other[~other["year"].isin(set(preferred["year"]))]
    chosen = pd.concat([preferred, fill_in]).sort_values("year", ignore_index=True)
    change = (chosen["side"] != chosen["side"].shift()) | (
        chosen["segment"] != chosen["segment"].shift()
    )
    segment = change.cumsum() - 1
    years = chosen["year"].astype("int64")
    return chosen.assign(year=years, segment=segment.astype("int64"))


def _averaged(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    both = left.merge(right, on="year", suffixes=("_first", "_second"))
    values = {
        name: (both[f"{name}_first"] + both[f"{name}_second"]) / 2
        for name in ("value", "low", "high")
    }
    change = (both["segment_first"].diff().fillna(0) != 0) | (
        both["segment_second"].diff().fillna(0) != 0
    )
    segment = change.cumsum().astype("int64")
    frame = both[["year"]].assign(**values, segment=segment, side="both")
    return frame[["year", "value", "low", "high", "segment", "side"]]


def _effect(rule: str, chosen: pd.DataFrame, target: float) -> RuleEffect:
    rows = chosen.tail(2).to_dict("records")
    last_row = rows[-1]
    interval = Interval(last_row["low"], last_row["high"])
    missing = target - interval
    reason = _no_growth(rows)
    growth, bounds = math.nan, Interval(-math.inf, math.inf)
    if not reason:
        first_row = rows[0]
        growth = growth_pct(first_row["value"], last_row["value"])
        bounds = growth_interval_pct(
            Interval(first_row["low"], first_row["high"]), interval
        )
    return RuleEffect(
        rule=rule,
        words=RULES[rule],
        year=int(last_row["year"]),
        value=float(last_row["value"]),
        low=interval.low,
        high=interval.high,
        side=str(last_row["side"]),
        growth_pct=growth,
        growth_low_pct=math.nan if reason else bounds.low,
        growth_high_pct=math.nan if reason else bounds.high,
        reason=reason,
        target=target,
        gap=target - float(last_row["value"]),
        gap_low=missing.low,
        gap_high=missing.high,
    )


def _no_growth(rows: list[dict[Any, Any]]) -> str:
    if len(rows) < 2:
        return "only one year on record"
    first_row, last_row = rows
    if last_row["segment"] != first_row["segment"]:
        years = f"{first_row['year']} and {last_row['year']}"
        return f"the reporter or source changes between {years}"
    if last_row["year"] - first_row["year"] != 1:
        return f"no figure for the year before {last_row['year']}"
    if not first_row["value"] > 0:
        return f"the base of {first_row['year']} is not positive"
    return ""
