"""Rules about drivers: what they rest on has to be of the kind they explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

MEASURED = ("mass", "volume", "length", "duration", "speed", "percentage", "money")
"""Beginnings of dimensions that do not turn into one another by a number of things."""
TOP, BOTTOM = r"highest|most|latest", r"lowest|least"
"""Beginnings of cases that are the upper and the lower one."""


def _of_other_dimension(rows: Rows) -> Mask:
    dimension = rows["series_dimension"].map(
        lambda name: name.removesuffix(" per year")
    )
    cells = zip(dimension, rows["rests_in"], rows["bridges"], strict=True)
    apart = [
        any(name.startswith(MEASURED) for name in others - {measured} - bridges)
        for measured, others, bridges in cells
    ]
    return pd.Series(apart, rows.index, dtype=bool)


def _of_two_things(rows: Rows) -> Mask:
    rests = rows.groupby("driver")[["rests_on", "country"]].transform("nunique")
    return rests.gt(1).any(axis=1)


def _cases_turned_round(rows: Rows) -> Mask:
    upper_low = rows["low"].str.match(TOP) & ~rows["high"].str.match(TOP)
    return upper_low | (rows["high"].str.match(BOTTOM) & ~rows["low"].str.match(BOTTOM))


RULES = (
    Rule(
        "driver of another dimension",
        ("drivers",),
        "rests_on",
        "{rests_on} is not measured in {series_dimension}, as {series} is, and "
        "converted_by names nothing that leads there",
        _of_other_dimension,
    ),
    Rule(
        "driver of two things",
        ("drivers",),
        "rests_on",
        "{driver} rests on something else for another series, or on another country",
        _of_two_things,
        "warning",
    ),
    Rule(
        "cases turned round",
        ("drivers",),
        "low",
        "the low case, {low}, is above the high one, {high}",
        _cases_turned_round,
        "warning",
    ),
)
