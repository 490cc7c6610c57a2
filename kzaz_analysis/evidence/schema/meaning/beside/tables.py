"""Rules about tables: one row that its source gives unlike all the others of it."""

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
OF_ONE = ((["source", "series"], 4), (["source"], 10))
"""What makes rows a table of one reporter, agency, unit and length of period."""
OF_HOLE = ["source", "series", "reporter", "agency"]
LEAST_YEARS = 5
"""Years in a row that a table has where one beside them is missed."""
COLUMNS = ("obs_status", "provenance", "stage")


def _unlike_its_table(column: str) -> Callable[[Rows], Mask]:
    return lambda rows: _code_alone(rows, column)


def _code_alone(rows: Rows, column: str) -> Mask:
    undisputed = rows[rows["status"] == ""]
    alone = _alone(undisputed, column, TABLES)
    # A note may say why a figure has another status; that it has none needs no note.
    explained = (undisputed["note"] != "") & (undisputed[column] != "A")
    return (alone & ~explained).reindex(rows.index, fill_value=False)


def _alone(rows: Rows, column: str, tables: tuple[tuple[list[str], int], ...]) -> Mask:
    """Tell the one row of a table that has another entry than all the others."""
    alone = rows["status"] != rows["status"]
    for table, least in tables:
        of_table = rows.groupby(table)[column]
        n_alike = rows.groupby([*table, column])[column].transform("size")
        one_other = (of_table.transform("nunique") == 2) & (n_alike == 1)
        alone |= one_other & (of_table.transform("size") >= least)
    return alone


def _other_than_its_table(column: str) -> Callable[[Rows], Mask]:
    # One source may give several series, each in a unit of its own.
    tables = OF_ONE[:1] if column == "unit" else OF_ONE

    def matches(rows: Rows) -> Mask:
        undisputed = rows[(rows["status"] == "") & rows["period_end"].notna()]
        alone = _alone(undisputed, column, tables)
        return alone.reindex(rows.index, fill_value=False)

    return matches


def _of_other_length(rows: Rows) -> Mask:
    """Tell the one period of a table that is not as long as all the others.

    The newest may be a part of a year, and a year may stand beside parts of it.
    """
    alone = _other_than_its_table("months")(rows)
    of_table = rows.groupby(["source", "series"])
    newest = rows["period_end"] == of_table["period_end"].transform("max")
    total = rows["months"] > of_table["months"].transform("median")
    year = [*OF_HOLE, rows["period_end"].dt.year.rename("year")]
    beside = rows.groupby(year)["months"].transform("max") > rows["months"]
    return alone & ~beside & ~(newest & ~total) & ~(total & (rows["months"] == 12))


def _beyond_a_hole(rows: Rows) -> Mask:
    """Tell first or last years of a table that one missing year parts from it."""
    years = rows[(rows["months"] == 12) & (rows["status"] == "")]
    ordered = years.assign(year=years["period_end"].dt.year).sort_values("year")
    table = ordered.groupby(OF_HOLE)["year"]
    ahead, behind = -table.diff(-1), table.diff()
    span = table.transform("max") - table.transform("min") + 1
    one_hole = (span == table.transform("nunique") + 1) & (span > LEAST_YEARS)
    edge = (behind.isna() & (ahead == 2)) | (ahead.isna() & (behind == 2))
    return (edge & one_hole).reindex(rows.index, fill_value=False)


RULES = (
    *(
        Rule(
            "code unlike its table",
            ("observations",),
            column,
            "every other figure of {agency} in {source} has another code; say in the "
            "note why this one differs",
            _unlike_its_table(column),
            "warning",
        )
        for column in COLUMNS
    ),
    *(
        Rule(
            f"{column} unlike its table",
            ("observations",),
            column,
            f"every other figure that {{source}} has beside it is of another {column}",
            _other_than_its_table(column),
            "warning",
        )
        for column in ("reporter", "agency", "unit")
    ),
    Rule(
        "year beyond a hole",
        ("observations",),
        "period_end",
        "{source} has every year of {series} but the one beside this; is it that one?",
        _beyond_a_hole,
        "warning",
    ),
    Rule(
        "period unlike its table",
        ("observations",),
        "period_end",
        "{period_start:%Y-%m-%d} to {period_end:%Y-%m-%d} is not as long as any other "
        "period that {source} has for {series}",
        _of_other_length,
        "warning",
    ),
)
