"""Rules about one source: its statements, and the figures that it gives beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.schema.meaning.beside.on_record import (
    OF_SOURCE,
    of_source,
    says_nothing,
    slips_of_shares,
)
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

EDITION = 0.02
"""Share by which a level or a change may miss what its own source has."""
STATEMENT = ["series", "source", "agency", "measure", "speaker"]
PERIODS = ["period_start", "period_end", "base_start", "base_end"]
POINTS = 100
"""Percentage points by which no share can rise or fall."""


def _meets(
    rows: Rows, stated: tuple[pd.Series[float], pd.Series[float]], due: str
) -> Mask:
    least, most = rows[f"{due}_least"], rows[f"{due}_most"]
    margin = EDITION * pd.concat([least.abs(), most.abs()], axis=1).max(axis=1)
    denied: Mask = (stated[0] > most + margin) | (stated[1] < least - margin)
    return ~denied


def _unexplained(rows: Rows) -> Mask:
    return says_nothing(rows["note"]) & (rows["status"] == "")


def _of_another_level(rows: Rows, level: pd.Series[float]) -> Mask:
    return ~_meets(rows, (level, level), "source") & _unexplained(rows)


def _level_of_its_source(rows: Rows) -> Mask:
    """Tell levels beside a change that are not the figure their source gives."""
    same = rows["level_dimension"] == rows["series_dimension"]
    return _of_another_level(rows, rows["level_amount"].where(same))


def _value_of_its_source(rows: Rows) -> Mask:
    same = rows["dimension"] == rows["series_dimension"]
    return _of_another_level(
        rows, rows["amount"].where(same & (rows["measure"] == "level"))
    )


def _change_of_its_source(rows: Rows) -> Mask:
    """Tell changes that the two figures of their own source do not make."""
    growth = rows["measure"] == "growth"
    bounds = [rows[c].fillna(rows["value"]) for c in ("low", "high")]
    least, most = ((1 + stated / 100).where(growth, stated) for stated in bounds)
    factor = rows["amount"] / rows["value"].where(rows["value"] != 0)
    rise = (rows["measure"] == "increase") & (
        rows["dimension"] == rows["series_dimension"]
    )
    change = growth | (rows["measure"] == "multiple")
    apart = change & ~_meets(rows, (least, most), "source_change")
    least, most = (stated * factor for stated in bounds)
    turned = rise & _meets(rows, (-most, -least), "source_rise")
    apart |= rise & ~_meets(rows, (least, most), "source_rise")
    apart |= rise & (least > (1 + EDITION) * rows["source_most"])
    return (apart & (_unexplained(rows) | turned)) | rows["share_slipped"]


def denied_by_source(figures: Rows, claims: Rows) -> list[bool]:
    """Tell figures that a statement of their own source denies.

    Parameters
    ----------
    figures, claims : pandas.DataFrame
        Joined rows of the observations; claims, typed, with their levels.
    """
    stated = of_source(claims, figures[~figures["doubted"]])
    change = _change_of_its_source(stated)
    level = _level_of_its_source(stated) | _value_of_its_source(stated)
    period, base = (
        [*OF_SOURCE, f"{of}_start", f"{of}_end"] for of in ("period", "base")
    )
    ends = {
        *stated.loc[change | level, period].itertuples(index=False, name=None),
        *stated.loc[change, base].itertuples(index=False, name=None),
    }
    pairs = slips_of_shares(claims, figures[~figures["doubted"]])
    slipped = figures.index.isin(pairs.loc[pairs["is_level"], "line_there"])
    cells = figures[period].itertuples(index=False, name=None)
    rows = zip(cells, figures["doubted"], slipped, strict=True)
    return [bool(odd) or (not doubted and key in ends) for key, doubted, odd in rows]


def _stated_twice(rows: Rows) -> Mask:
    """Tell two numbers that one source gives for one change of one speaker."""
    plain = rows[_unexplained(rows) & rows["period_end"].notna()]
    values = plain.groupby([*STATEMENT, *PERIODS], dropna=False)["amount"]
    return (values.transform("nunique") > 1).reindex(rows.index, fill_value=False)


def _more_points_than_are(rows: Rows) -> Mask:
    points = rows["dimension"].isin(["percentage", "percentage points"])
    change = (rows["measure"] == "increase") & points
    return change & (rows["value"].abs() > POINTS)


RULES = (
    Rule(
        "level against its source",
        ("claims",),
        "level_value",
        "{source} has {source_least:.6g} to {source_most:.6g} of the base unit for "
        "this period",
        _level_of_its_source,
        "warning",
    ),
    Rule(
        "level against its source",
        ("claims",),
        "value",
        "{source} has {source_least:.6g} to {source_most:.6g} of the base unit for "
        "this period; is it an increase?",
        _value_of_its_source,
        "warning",
    ),
    Rule(
        "rate against its source",
        ("claims",),
        "value",
        "the two figures that {source} gives make another change",
        _change_of_its_source,
        "warning",
    ),
    Rule(
        "stated twice",
        ("claims",),
        "value",
        "{source} has another number for this change of {series}",
        _stated_twice,
        "warning",
    ),
    Rule(
        "increase above its level",
        ("claims",),
        "value",
        "no share changes by more than 100 points",
        _more_points_than_are,
        "warning",
    ),
    Rule(
        "level against its source",
        ("observations",),
        "value",
        "its source has another level, or a change that makes another one, in "
        "claims.csv",
        lambda rows: rows["denied_by_source"],
        "warning",
    ),
)
