"""What the record holds beside a promise or a statement, for the rules to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    Rows = pd.DataFrame

COUNTER = ["series", "reporter", "agency"]


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
    return rows.assign(level_of_year=amount.where(rows["nature"] != "flow", of_year))
