"""Rules about size: statements, promises and forecasts far from what is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.schema.meaning.beside.on_record import (
    RATE_APART,
    says_nothing,
)
from kzaz_analysis.evidence.schema.meaning.joined import base_dimension, per_year
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]
    Doubles = np.ndarray[tuple[int], np.dtype[np.float64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

YEARS_APART = 4
"""Times the figures of its year and of those beside it that a stated level may be."""
ONE_LENGTH = 1.5
"""Times it that a promise of what does not change may be."""
BEYOND = 20
"""Times the greatest figure on record that a promise or a forecast may be."""
OTHERS = 5
"""Times its nearest other figure that one of few may be."""
SPREADS, SPREADS_OF_RATE = 8, 3
"""Times the spread of the others, in orders, of figures that add up and of rates."""
YEARS_UNSAID = 1.5
"""Times the change of whole years that a change without a note may be."""
PROMISE_APART, SOON = 5, 2 * 366
"""Times the years about its date that a promise may be, if it is of days before it."""
FAST_MONTH = 3
"""Times the pace of every other figure about its year that a month may have."""
STATEMENTS_APART = 5
"""Times the nearest other statement of one promise that a level may be."""
CROWD, LATE = 3, 5 * 366
"""Figures that are a record, and days to come for which fewer are none."""


def _level_off_year(rows: Rows) -> Mask:
    same = rows["level_dimension"] == rows["series_dimension"]
    return same & _beyond_years(rows, rows["level_of_year"])


def _value_off_year(rows: Rows) -> Mask:
    pace = pd.Series(per_year(rows), rows.index)
    same = base_dimension(rows["dimension"]) == base_dimension(rows["series_dimension"])
    level = (rows["measure"] == "level") & (rows["status"] == "")
    return level & same & _beyond_years(rows, pace)


def _beyond_years(rows: Rows, pace: pd.Series[float]) -> Mask:
    above = pace > YEARS_APART * rows["years_most"]
    return above | (pace < rows["years_least"] / YEARS_APART)


def _promise_off_year(rows: Rows) -> Mask:
    """Tell levels that are promised for soon and far from what there is."""
    same = base_dimension(rows["dimension"]) == base_dimension(rows["series_dimension"])
    soon = (rows["deadline_end"] - rows["published_from"]).dt.days < SOON
    above: Mask = rows["amount"] > PROMISE_APART * rows["years_most"]
    below: Mask = rows["amount"] < rows["years_least"] / PROMISE_APART
    return rows["measure"].isin(["level", "count"]) & same & soon & (above | below)


def _forecast_off_year(rows: Rows) -> Mask:
    """Tell forecasts of soon that are far from what there is about their year."""
    pace = pd.Series(per_year(rows), rows.index)
    same = base_dimension(rows["dimension"]) == base_dimension(rows["series_dimension"])
    soon = (rows["period_end"] - rows["published_from"]).dt.days < SOON
    return (rows["measure"] == "level") & same & soon & _beyond_years(rows, pace)


def _fast_month(rows: Rows) -> Mask:
    """Tell months that run several times as fast as all other figures about them."""
    flows = rows[(rows["nature"] == "flow") & ~rows["doubted"]]
    pace = pd.Series(per_year(flows), flows.index)
    flows = flows.assign(pace=pace, year=flows["period_end"].dt.year, line=flows.index)
    months = flows.loc[flows["months"] == 1, ["series", "year", "pace", "line"]]
    pairs = months.merge(flows[["series", "year", "pace", "line"]], on="series")
    about = (pairs["year_x"] - pairs["year_y"]).abs() <= 1
    pairs = pairs[about & (pairs["line_x"] != pairs["line_y"])]
    others = pairs.groupby("line_x")["pace_y"].max()
    fast = months["pace"] > FAST_MONTH * others.reindex(months.index)
    return fast.reindex(rows.index, fill_value=False)


def _beyond_the_record(rows: Rows) -> Mask:
    level = rows["measure"].isin(["level", "count"])
    same = base_dimension(rows["dimension"]) == base_dimension(rows["series_dimension"])
    times = rows["nature"].eq("constant").map({True: ONE_LENGTH, False: BEYOND})
    above: Mask = rows["amount"] > times * rows["series_most"]
    below: Mask = rows["amount"] < rows["series_least"] / times
    # Few figures tell nothing of what may come in many years.
    day = rows["period_end" if "period_end" in rows else "deadline_end"]
    late = (day - rows["today"]).dt.days > LATE
    return level & same & (above | below) & ((rows["crowd"] >= CROWD) | ~late)


def _rate_off_record(rows: Rows) -> Mask:
    """Tell changes far from what the figures of their side make, by no word told."""
    growth = rows["measure"] == "growth"
    change = growth | (rows["measure"] == "multiple")
    least, most = (
        (1 + stated / 100).where(growth, stated)
        for stated in (rows[c].fillna(rows["value"]) for c in ("low", "high"))
    )
    above: Mask = least > RATE_APART * rows["change_most"]
    below: Mask = most < rows["change_least"] / RATE_APART
    unsaid = says_nothing(rows["note"]) & (rows["status"] == "")
    return change & (above | below) & unsaid


def _rate_off_years(rows: Rows) -> Mask:
    """Tell changes far from those of the whole years of their side."""
    growth = rows["measure"] == "growth"
    ratio = (1 + rows["value"] / 100).where(growth, rows["value"])
    ratio = ratio.where((growth | (rows["measure"] == "multiple")) & (ratio > 0))
    most = says_nothing(rows["note"]).map({True: YEARS_UNSAID, False: YEARS_APART})
    above: Mask = ratio > most * rows["yearly_most"]
    below: Mask = ratio < rows["yearly_least"] / most
    return (above | below) & (rows["status"] == "")


def _far_from_few(rows: Rows) -> Mask:
    """Tell figures far from the others of their series, which are near each other."""
    sized = rows[~rows["doubted"]].assign(size=np.log10(per_year(rows)))
    sized = sized[sized["size"].notna()]
    # Flows of one table may grow tenfold in a year; rates and prices do not.
    rate = sized["nature"] == "rate"
    several = sized.groupby("series")["source"].transform("nunique") > 1
    wrong: list[int] = []
    for times, looked_at in ((SPREADS, several & ~rate), (SPREADS_OF_RATE, rate)):
        for _, sizes in sized[looked_at].groupby("series")["size"]:
            if len(sizes) > 2:
                wrong += sizes.index[_apart(sizes.to_numpy(), times)].to_list()
    return pd.Series(rows.index.isin(wrong), rows.index)


def _apart(sizes: Doubles, times: int) -> Bools:
    """Tell which figures are further from the nearest than the others are wide."""
    others = np.array([np.delete(sizes, place) for place in range(len(sizes))])
    usual = np.maximum(np.log10(OTHERS), times * np.ptp(others, axis=1))
    nearest = np.abs(others - sizes[:, None]).min(axis=1)
    apart: Bools = nearest > usual
    return apart


def _apart_from_statements(rows: Rows) -> Mask:
    levels = rows[rows["measure"].isin(["level", "count"]) & (rows["amount"] > 0)]
    size = pd.Series(np.log10(levels["amount"]), levels.index)
    wrong: list[int] = []
    for _, sizes in size.groupby([levels["promise"], levels["dimension"]]):
        for line in sizes.index:
            nearest = (sizes.drop(line) - sizes[line]).abs().min()
            wrong += [line] if nearest > np.log10(STATEMENTS_APART) else []
    return pd.Series(rows.index.isin(wrong), rows.index) & (rows["note"] == "")


RULES = (
    Rule(
        "far from its year",
        ("claims",),
        "level_value",
        f"more than {YEARS_APART} times every figure of {{series}} for this year and "
        f"those beside it, or less than 1/{YEARS_APART} of them",
        _level_off_year,
        "warning",
    ),
    Rule(
        "far from its year",
        ("claims",),
        "value",
        f"more than {YEARS_APART} times every figure of {{series}} for this year and "
        f"those beside it, or less than 1/{YEARS_APART} of them",
        _value_off_year,
        "warning",
    ),
    Rule(
        "far from its year",
        ("targets",),
        "value",
        f"set for soon, and more than {PROMISE_APART} times every figure of "
        f"{{series}} about that year, or less than 1/{PROMISE_APART} of them",
        _promise_off_year,
        "warning",
    ),
    Rule(
        "far from its year",
        ("projections",),
        "value",
        f"forecast for soon, and more than {YEARS_APART} times every figure of "
        f"{{series}} about that year, or less than 1/{YEARS_APART} of them",
        _forecast_off_year,
        "warning",
    ),
    Rule(
        "month of a longer period",
        ("observations",),
        "period_start",
        f"at this pace a year would be more than {FAST_MONTH} times every other figure "
        "of {series} about it; is it a sum since January?",
        _fast_month,
        "warning",
    ),
    Rule(
        "far beyond the record",
        ("targets", "projections"),
        "value",
        f"more than {BEYOND} times every figure of {{series}} ({ONE_LENGTH} if it does "
        "not change), or as much less; look at the decimal point",
        _beyond_the_record,
        "warning",
    ),
    Rule(
        "rate against the record",
        ("claims",),
        "value",
        f"more than {RATE_APART} times what the figures of its side make, "
        "{change_percent_least:.3g} to {change_percent_most:.3g} per cent, or as much "
        "less; look at the decimal point, or say in the note why",
        _rate_off_record,
        "warning",
    ),
    Rule(
        "rate against the record",
        ("claims",),
        "value",
        f"more than {YEARS_APART} times the change of the whole years of its side, or "
        f"{YEARS_UNSAID} times without a note, or as much less; look at the decimal "
        "point",
        _rate_off_years,
        "warning",
    ),
    Rule(
        "far from the others",
        ("observations",),
        "value",
        f"more than {OTHERS} times, or less than 1/{OTHERS} of, any other figure of "
        "{series}, which are near each other",
        _far_from_few,
        "warning",
    ),
    Rule(
        "apart from its target",
        ("targets",),
        "value",
        f"no other statement of {{promise}} is within {STATEMENTS_APART} times of it; "
        "look at the unit, or say in the note why",
        _apart_from_statements,
        "warning",
    ),
)
