"""What the record holds beside a promise or a statement, for the rules to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    Rows = pd.DataFrame

COUNTER = ["series", "reporter", "agency"]
EDITION = 0.02
"""Share by which the level in a statement and that on record may differ."""

NO_ACCIDENT = 3
"""Significant digits from which two sources do not have a level by accident."""


def with_record(name: str, rows: Rows, figures: Rows, units: Rows) -> Rows:
    """Add to the rows of a table what the observations say of the same thing.

    Parameters
    ----------
    name : str
        Table of the rows: targets or claims get columns, others come back as they are.
    rows, figures : pandas.DataFrame
        Joined rows of the table, and of the observations.
    units : pandas.DataFrame
        Units by name, with dimension and factor.
    """
    firm = figures[~figures["doubted"]]
    if name == "targets":
        return _of_years(_with_base(rows, units), firm)
    if name == "claims":
        return _of_periods(rows, firm, units)
    return rows


def _with_base(rows: Rows, units: Rows) -> Rows:
    factor = rows["base_unit"].map(units["factor"]).astype("float64")
    # Where no unit is known, what is mapped is no text at all.
    dimension = rows["base_unit"].map(units["dimension"]).astype("object")
    return rows.assign(
        base_amount=rows["base_value"] * factor,
        base_dimension=dimension.fillna("").astype("str"),
    )


def _of_years(rows: Rows, firm: Rows) -> Rows:
    """Least and greatest figure of the year of the deadline, and of the base."""
    yearly = firm[(firm["months"] == 12) | (firm["nature"] != "flow")]
    bounded = yearly[yearly["qualifier"].isin(["exact", "approx"])]
    by_year = bounded.groupby(
        ["series", bounded["period_end"].dt.year.rename("year").astype("float64")]
    )["amount"]
    extremes = pd.DataFrame({"least": by_year.min(), "most": by_year.max()})
    of_year = (rows["deadline_end"] - rows["deadline_start"]).dt.days.between(360, 366)
    deadline = rows["deadline_end"].dt.year.where(of_year)
    for prefix, year in (("deadline_", deadline), ("base_", rows["base_year"])):
        keys = pd.MultiIndex.from_arrays([rows["series"], year.astype("float64")])
        beside = extremes.reindex(keys).add_prefix(prefix).set_axis(rows.index)
        rows = rows.join(beside)
    return rows


def _of_periods(rows: Rows, firm: Rows, units: Rows) -> Rows:
    """Figures of the agency for the period of a rate and for its base."""
    level = firm.groupby([*COUNTER, "period_start", "period_end"])["amount"].median()
    for column, start, end in (
        ("recorded", "period_start", "period_end"),
        ("recorded_base", "base_start", "base_end"),
    ):
        keys = pd.MultiIndex.from_frame(rows[[*COUNTER, start, end]])
        rows = rows.assign(**{column: level.reindex(keys).to_numpy()})
    factor = rows["level_unit"].map(units["factor"]).astype("float64")
    amount = rows["level_value"] * factor
    amount = amount.where(amount > 0)
    of_year = amount * 365.25 / rows["days"].where(rows["days"] > 0)
    rows = rows.assign(
        level_amount=amount,
        level_of_year=amount.where(rows["nature"] != "flow", of_year),
    )
    return _of_side(_with_other_period(rows, firm), firm)


def _with_other_period(rows: Rows, firm: Rows) -> Rows:
    """Line and period at which the level in a statement is on record, if not here."""
    columns = ["series", "level_amount", "source", "period_start", "period_end"]
    figures = firm.assign(level_amount=firm["amount"], elsewhere=firm.index)
    pairs = rows.assign(line=rows.index)[[*columns, "line"]].merge(
        figures[[*columns, "elsewhere", "digits"]],
        on=["series", "level_amount"],
        suffixes=("", "_there"),
    )
    of_source = pairs["source"] == pairs["source_there"]
    pairs = pairs[of_source | (pairs["digits"] >= NO_ACCIDENT)]
    here = (pairs["period_start"] == pairs["period_start_there"]) & (
        pairs["period_end"] == pairs["period_end_there"]
    )
    apart = pairs[~here.groupby(pairs["line"]).transform("any")]
    apart = apart.drop_duplicates("line").set_index("line")
    return rows.join(apart[["elsewhere", "period_start_there", "period_end_there"]])


def _of_side(rows: Rows, firm: Rows) -> Rows:
    """Change and share that the figures of the side of a statement make."""
    levels = _bounds_of_sides(firm)
    sided = rows.assign(
        side=rows["reporter"].where(rows["reporter"] != "", rows["owner"])
    )
    period = _reindexed(levels, sided, ["series", "side", "period_start", "period_end"])
    base = _reindexed(levels, sided, ["series", "side", "base_start", "base_end"])
    whole = _reindexed(
        levels,
        sided.assign(whole=sided["wholes"].str.split(";").str[0]),
        ["whole", "side", "period_start", "period_end"],
    )
    stated = rows["level_amount"]
    least = period["least"].fillna(stated * (1 - EDITION))
    most = period["most"].fillna(stated * (1 + EDITION))
    changes = {"least": least / base["most"], "most": most / base["least"]}
    return rows.assign(
        recorded_share=100 * (least + most) / (whole["least"] + whole["most"]),
        **{f"change_{name}": change for name, change in changes.items()},
        **{f"change_percent_{n}": 100 * (c - 1) for n, c in changes.items()},
    )


def _bounds_of_sides(firm: Rows) -> Rows:
    """Least and greatest figure that each side has for a series and period."""
    side = firm["reporter"].where(firm["reporter"] != "", firm["owner"])
    factor = firm["amount"] / firm["value"].where(firm["value"] > 0)
    bounded = firm.assign(
        side=side, least=firm["low"] * factor, most=firm["high"] * factor
    )
    bounded = bounded[(side != "") & (bounded["least"] > 0)]
    of_side = bounded.groupby(["series", "side", "period_start", "period_end"])
    return of_side.agg(least=("least", "min"), most=("most", "max"))


def _reindexed(levels: Rows, rows: Rows, keys: list[str]) -> Rows:
    index = pd.MultiIndex.from_frame(rows[keys])
    return levels.reindex(index).set_axis(rows.index)
