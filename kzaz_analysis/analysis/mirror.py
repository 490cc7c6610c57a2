"""One flow as both sides record it: gap, ratio, asymmetry, reconciliation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.annual import check_annual
from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.analysis.rates import growth_interval_pct, growth_pct
from kzaz_analysis.errors import NotComputable, unknown_name

if TYPE_CHECKING:
    from collections.abc import Sequence

CIF_FOB = 1.06
"""Value at the border of the importer over value at that of the exporter.

The ratio that the IMF assumes in its Direction of Trade Statistics.
"""

RULES = {
    "reporter_first": "the first side, the second where it has no figure",
    "importer_first": "the second side, the first where it has no figure",
    "mean": "the mean of both sides, in years that both have",
    "weighted": "the mean of both weighted by reliability, in years that both have",
}
"""Named reconciliation rules, in words."""

SIDES = ("first", "second")
COLUMNS = [
    "year",
    "first",
    "first_low",
    "first_high",
    "second",
    "second_low",
    "second_high",
    "sides",
    "gap",
    "gap_low",
    "gap_high",
    "ratio",
    "ratio_low",
    "ratio_high",
    "asymmetry",
]


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


def mirror(
    first: pd.DataFrame, second: pd.DataFrame, cif_fob: float = CIF_FOB
) -> pd.DataFrame:
    """Set one flow side by side as two reporters record it.

    Parameters
    ----------
    first, second : pandas.DataFrame
        Annual frames of one flow, in one unit: for goods from A to B the exporter
        A's books and the importer B's. For turnover, where both sides hold exports
        and imports, the order is a matter of taste and `cif_fob` is 1.
    cif_fob : float
        What the second side's valuation adds to the first's: insurance and freight.

    Returns
    -------
    pandas.DataFrame
        One row per year that either side has: ``year``; for ``first`` and ``second``
        the value with ``_low`` and ``_high``; ``sides`` (``both``, ``first only``,
        ``second only``); ``gap`` = second - first and its interval; ``ratio`` =
        second / first (the observed CIF/FOB ratio) and its interval; ``asymmetry`` =
        (second / f - first) / mean of both at the same valuation, between -2 and 2.
        Missing in years with one side only; ``ratio`` also on a first side of zero.

    Raises
    ------
    DataError
        If a frame is not an annual frame.
    NotComputable
        If `cif_fob` is not positive.

    Notes
    -----
    IMF, Direction of Trade Statistics, for the ratio; Javorsek, UN ESCAP ARTNeT
    working paper 156, for the mirror gap and the asymmetry. Exchanging the two sides
    turns the sign of the gap.
    """
    _check_ratio(cif_fob)
    left, right = (_values(frame) for frame in (first, second))
    years = sorted({*left, *right})
    rows = [_row(year, left.get(year), right.get(year), cif_fob) for year in years]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    numbers = [name for name in COLUMNS if name not in ("year", "sides")]
    kinds = {"year": "int64", **dict.fromkeys(numbers, "float64")}
    return frame.astype(kinds)


def reconcile(
    first: pd.DataFrame,
    second: pd.DataFrame,
    rule: str,
    *,
    cif_fob: float = CIF_FOB,
    weights: tuple[float, float] | None = None,
) -> pd.DataFrame:
    """Make one series of two sides by a named rule, at the first side's valuation.

    Parameters
    ----------
    first, second : pandas.DataFrame
        Annual frames, as for `mirror`; the second side is divided by `cif_fob`.
    rule : str
        ``reporter_first``, ``importer_first``, ``mean`` or ``weighted``.
    cif_fob : float
        See `mirror`.
    weights : tuple of float, optional
        Reliability of either side, for ``weighted``; see `reliability_weights`, which
        is what is used when left out.

    Returns
    -------
    pandas.DataFrame
        An annual frame with ``side`` (``first``, ``second``, ``both``). ``segment``
        goes up by one where the side changes, and at the breaks of a side itself. The
        means have no figure for years with one side only.

    Raises
    ------
    UsageError
        If there is no such rule.
    NotComputable
        If `cif_fob` or a weight is not positive.

    Notes
    -----
    Reporter or importer first are the usual choices of compilers; averages by
    reliability are the idea of CEPII's BACI (Gaulier, Zignago 2010), whose own
    weights come from all reporters of the world and cannot be had from two.
    """
    if rule not in RULES:
        raise unknown_name("reconciliation rule", rule, RULES)
    _check_ratio(cif_fob)
    left, right = _side(first, "first", 1.0), _side(second, "second", cif_fob)
    if rule in ("mean", "weighted"):
        shares = (1.0, 1.0)
        if rule == "weighted":
            shares = weights or reliability_weights(first, second)
        return _averaged(left, right, shares)
    order = (left, right) if rule == "reporter_first" else (right, left)
    return _first_of(*order)


def reliability_weights(
    first: pd.DataFrame, second: pd.DataFrame
) -> tuple[float, float]:
    """Weights of two sides by how finely they publish.

    Each weight is one over the mean relative width of the rounding intervals in the
    years that both sides have; they add up to one. A side that publishes "about 470"
    counts less than one that publishes "533.4". The package's own measure: it says
    nothing about what customs miss.

    Raises
    ------
    NotComputable
        If no year has two sides with finite intervals.
    """
    common = first.merge(second, on="year", suffixes=("_first", "_second"))
    widths = []
    for side in SIDES:
        width = common[f"high_{side}"] - common[f"low_{side}"]
        widths.append(float((width / common[f"value_{side}"].abs()).mean()))
    if not all(math.isfinite(width) and width > 0 for width in widths):
        raise NotComputable(
            "no weights: the sides have no common years with rounded, bounded figures"
        )
    inverse = [1 / width for width in widths]
    return inverse[0] / sum(inverse), inverse[1] / sum(inverse)


def rule_effects(
    first: pd.DataFrame,
    second: pd.DataFrame,
    target: float,
    *,
    rules: Sequence[str] = tuple(RULES),
    cif_fob: float = CIF_FOB,
    weights: tuple[float, float] | None = None,
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
    cif_fob, weights
        As for `reconcile`.

    Returns
    -------
    list of RuleEffect
        One per rule that gives a figure. Growth is left out, with the reason, where
        the side changes from one year to the next, or a year is missing.
    """
    found = []
    for rule in rules:
        chosen = reconcile(first, second, rule, cif_fob=cif_fob, weights=weights)
        if not chosen.empty:
            found.append(_effect(rule, chosen, target))
    return found


def effects_frame(effects: Sequence[RuleEffect]) -> pd.DataFrame:
    """One row per effect, the attributes of `RuleEffect` as columns."""
    names = list(RuleEffect.__dataclass_fields__)
    rows = [{name: getattr(effect, name) for name in names} for effect in effects]
    return pd.DataFrame(rows, columns=names)


def _check_ratio(cif_fob: float) -> None:
    if not 0 < cif_fob < math.inf:
        raise NotComputable(f"a CIF/FOB ratio of {cif_fob}: it must be positive")


def _values(annual: pd.DataFrame) -> dict[int, tuple[float, Interval]]:
    rows = check_annual(annual).to_dict("records")
    return {
        int(row["year"]): (float(row["value"]), Interval(row["low"], row["high"]))
        for row in rows
    }


def _row(
    year: int,
    left: tuple[float, Interval] | None,
    right: tuple[float, Interval] | None,
    cif_fob: float,
) -> dict[str, object]:
    row: dict[str, object] = {"year": year}
    for side, known in zip(SIDES, (left, right), strict=True):
        if known is not None:
            value, interval = known
            ends = {f"{side}_low": interval.low, f"{side}_high": interval.high}
            row |= {side: value, **ends}
    if left is None or right is None:
        return row | {"sides": "first only" if right is None else "second only"}
    return row | {"sides": "both"} | _compared(left, right, cif_fob)


def _compared(
    left: tuple[float, Interval], right: tuple[float, Interval], cif_fob: float
) -> dict[str, float]:
    (x, first), (m, second) = left, right
    gap = second - first
    found = {"gap": m - x, "gap_low": gap.low, "gap_high": gap.high}
    if x > 0 and first.low > 0:
        ratio = second / first
        found |= {"ratio": m / x, "ratio_low": ratio.low, "ratio_high": ratio.high}
    middle = (m / cif_fob + x) / 2
    if middle > 0:
        found["asymmetry"] = (m / cif_fob - x) / middle
    return found


def _side(annual: pd.DataFrame, name: str, divisor: float) -> pd.DataFrame:
    frame = check_annual(annual)[["year", "value", "low", "high", "segment"]]
    scaled = {column: frame[column] / divisor for column in ("value", "low", "high")}
    return frame.assign(**scaled, side=name)


def _first_of(preferred: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    rest = other[~other["year"].isin(set(preferred["year"]))]
    chosen = pd.concat([preferred, rest]).sort_values("year", ignore_index=True)
    change = (chosen["side"] != chosen["side"].shift()) | (
        chosen["segment"] != chosen["segment"].shift()
    )
    segment = change.cumsum() - 1
    return chosen.assign(segment=segment.astype("int64"))


def _averaged(
    left: pd.DataFrame, right: pd.DataFrame, weights: tuple[float, float]
) -> pd.DataFrame:
    if not all(0 < weight < math.inf for weight in weights):
        raise NotComputable(f"weights {weights}: both must be positive")
    first, second = (weight / sum(weights) for weight in weights)
    both = left.merge(right, on="year", suffixes=("_first", "_second"))
    values = {
        name: first * both[f"{name}_first"] + second * both[f"{name}_second"]
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
    last = rows[-1]
    interval = Interval(last["low"], last["high"])
    missing = target - interval
    reason = _no_growth(rows)
    growth, bounds = math.nan, Interval(-math.inf, math.inf)
    if not reason:
        before = rows[0]
        growth = growth_pct(before["value"], last["value"])
        bounds = growth_interval_pct(Interval(before["low"], before["high"]), interval)
    return RuleEffect(
        rule=rule,
        words=RULES[rule],
        year=int(last["year"]),
        value=float(last["value"]),
        low=interval.low,
        high=interval.high,
        side=str(last["side"]),
        growth_pct=growth,
        growth_low_pct=math.nan if reason else bounds.low,
        growth_high_pct=math.nan if reason else bounds.high,
        reason=reason,
        target=target,
        gap=target - float(last["value"]),
        gap_low=missing.low,
        gap_high=missing.high,
    )


def _no_growth(rows: list[dict[str, object]]) -> str:
    if len(rows) < 2:
        return "only one year on record"
    before, last = rows
    if last["segment"] != before["segment"]:
        return f"the books change between {before['year']} and {last['year']}"
    if int(str(last["year"])) - int(str(before["year"])) != 1:
        return f"no figure for the year before {last['year']}"
    if not float(str(before["value"])) > 0:
        return f"the base of {before['year']} is not positive"
    return ""
