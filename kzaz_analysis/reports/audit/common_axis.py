"""The figures of one disagreement that belong on one axis."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from kzaz_analysis.analysis.audit import ConflictCard
    from kzaz_analysis.analysis.audit.clauses import Clause, Dates

MOST_SIDES = 8
"""Figures on one axis."""

PARTS = ("part of the period", "part of the total")
"""Rules that hold a part against the whole: it is no other figure for the same."""

WEAK = "part of the period"
"""The rule that nearly any two figures pass: a part does not exceed the whole."""

EARLIEST = 693_596
"""Ordinal of the first day of 1900: smaller numbers are no dates."""


def sides_on_one_axis(card: ConflictCard, most: int = MOST_SIDES) -> pd.DataFrame:
    """Choose what to draw of a card: its gravest pair and all compared with either.

    Parameters
    ----------
    card : ConflictCard
        A card of the audit.
    most : int
        Rows at most.

    Returns
    -------
    pandas.DataFrame
        One row per figure in the unit of the gravest comparison, the gravest first,
        equal figures of several sources together: ``text, dates, value, low, high``,
        ``agencies, books, status`` (tuples), ``sources`` (tuple of ids), ``group``: the
        figures of one group and period have a value in common. Dates are ordinal
        days. Empty where the pair shares no axis.
    """
    worst = card.comparisons.iloc[0].to_dict()
    order = _order(card.comparisons, worst)
    sides = _known(card.sides, worst)
    keys = list(zip(sides["ids"], sides["text"], strict=True))
    on_axis = sides.assign(rank=[order.get(key, -1) for key in keys])
    on_axis = on_axis[on_axis["rank"] >= 0].sort_values("rank", kind="stable")
    rows = [
        _merged(same)
        for _, same in on_axis.groupby(["dates", "text", "low", "high"], sort=False)
    ][:most]
    columns = ["text", "dates", "value", "low", "high"]
    columns += ["agencies", "books", "status", "sources"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(group=_groups(frame))


def _known(sides: pd.DataFrame, worst: dict[Any, Any]) -> pd.DataFrame:
    has_ends = sides["low"].notna() & sides["high"].notna()
    if worst["unit"] == "date":
        has_ends &= sides["value"] >= EARLIEST
    rows: pd.DataFrame = sides[has_ends & (sides["unit"] == worst["unit"])]
    return rows


def _order(
    comparisons: pd.DataFrame, worst: dict[Any, Any]
) -> dict[tuple[str, Clause], int]:
    """Rank the two sides of the gravest pair, then what was compared with them."""
    pair = [(str(worst[f"{s}_ids"]), worst[f"{s}_text"]) for s in ("left", "right")]
    order = {key: place for place, key in enumerate(pair)}
    for row in comparisons.to_dict("records"):
        keys = [(str(row[f"{s}_ids"]), row[f"{s}_text"]) for s in ("left", "right")]
        if row["rule"] in PARTS:
            continue
        if row["unit"] == worst["unit"] and any(key in pair for key in keys):
            for key in keys:
                order.setdefault(key, len(order))
    return order


def _merged(same: pd.DataFrame) -> dict[str, object]:
    head_row = same.iloc[0]
    names = [name for joined in same["sources"] for name in str(joined).split("; ")]
    return {
        **{name: head_row[name] for name in ("text", "dates", "value", "low", "high")},
        "agencies": tuple(same["agency"]),
        "books": tuple(same["books"]),
        "status": tuple(same["status"]),
        "sources": tuple(dict.fromkeys(name for name in names if name)),
    }


def _groups(rows: pd.DataFrame) -> list[int]:
    """Give figures of one period with a common value one number, narrowest first."""
    width = (rows["high"] - rows["low"]).fillna(math.inf)
    groups: list[tuple[Dates, float, float]] = []
    numbers = {}
    for label in width.sort_values(kind="stable").index:
        dates, low, high = rows.loc[label, ["dates", "low", "high"]]
        for place, (when, least, most) in enumerate(groups):
            if when == dates and low <= most and high >= least:
                groups[place] = when, max(low, least), min(high, most)
                numbers[label] = place
                break
        else:
            groups.append((dates, low, high))
            numbers[label] = len(groups) - 1
    in_order = [numbers[label] for label in rows.index]
    renamed = {number: i for i, number in enumerate(dict.fromkeys(in_order))}
    return [renamed[number] for number in in_order]


def dated(card: ConflictCard) -> ConflictCard:
    """Give figures that stand beside dates the days of their periods.

    Parameters
    ----------
    card : ConflictCard
        A card of the audit. An event can be held against a figure whose period it
        must come before.

    Returns
    -------
    ConflictCard
        The same, such a figure having the ends of its period as ordinal days and an
        infinite value, since it names no day of its own.
    """
    sides = card.sides
    figures = (sides["unit"] == "date") & (sides["value"] < EARLIEST)
    figures &= sides["dates"].map(lambda dates: None not in (dates.start, dates.end))
    if not figures.any():
        return card
    starts = [when.start.toordinal() for when in sides.loc[figures, "dates"]]
    ends = [when.end.toordinal() for when in sides.loc[figures, "dates"]]
    changed = sides.astype({"value": float, "low": float, "high": float})
    changed.loc[figures, "low"] = starts
    changed.loc[figures, "high"] = ends
    changed.loc[figures, "value"] = math.inf
    return replace(card, sides=changed)
