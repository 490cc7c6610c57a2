"""Rules about codes: one row of a table that is marked unlike all the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    Rows = pd.DataFrame
    Mask = pd.Series[bool]

TABLES = ((["source", "agency", "series"], 4), (["source", "agency"], 10))
"""What makes rows one table, and from how many rows on it has one code."""
COLUMNS = ("obs_status", "provenance", "stage")


def _unlike_its_table(column: str) -> Callable[[Rows], Mask]:
    return lambda rows: _alone(rows, column)


def _alone(rows: Rows, column: str) -> Mask:
    standing = rows[rows["status"] == ""]
    alone = standing["status"] != ""
    for table, least in TABLES:
        n_rows = standing.groupby(table)[column].transform("size")
        n_codes = standing.groupby(table)[column].transform("nunique")
        n_alike = standing.groupby([*table, column])[column].transform("size")
        alone |= (n_rows >= least) & (n_codes == 2) & (n_alike == 1)
    # A note may say why a figure has another status; that it has none needs no note.
    explained = (standing["note"] != "") & (standing[column] != "A")
    return (alone & ~explained).reindex(rows.index, fill_value=False)


RULES = tuple(
    Rule(
        "code unlike its table",
        ("observations",),
        column,
        "every other figure of {agency} in {source} has another code; say in the note "
        "why this one differs",
        _unlike_its_table(column),
        "warning",
    )
    for column in COLUMNS
)
