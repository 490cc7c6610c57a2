"""Which figure each rule chooses for a year, and how that differs from an edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.errors import DataError
from kzaz_analysis.evidence.dataset.derived import flows_of
from kzaz_analysis.evidence.series import series_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kzaz_analysis.evidence.tables import Tables

KEY = ["series", "rule", "year"]
CHOICE = ["value", "unit", "books", "agency", "qualifier", "provenance", "source"]
"""What is kept of a choice."""

SAME = ["value", "books", "agency"]
"""What makes two choices one."""


def choices(evidence: Tables) -> pd.DataFrame:
    """List the yearly figures that the rules choose now.

    Returns
    -------
    pandas.DataFrame
        Columns ``series, rule, year`` and those of `CHOICE`, one row per choice.
    """
    catalogue, dataset = evidence.load("series"), evidence.dataset
    # Of the flows that both sides record every rule counts, else the default rule.
    flows = flows_of(catalogue, dataset)
    frames = [
        _chosen(evidence, str(name), rule)
        for name, default in zip(
            catalogue["series"], catalogue["default_rule"], strict=True
        )
        for rule in (dataset.rules if name in flows else [default or dataset.rule])
    ]
    return pd.concat(frames, ignore_index=True).sort_values(KEY, ignore_index=True)


def _chosen(evidence: Tables, name: str, rule: str) -> pd.DataFrame:
    annual = series_of(evidence, name, rule).annual
    return annual[["year", *CHOICE]].assign(series=name, rule=rule)[[*KEY, *CHOICE]]


def read_choices(path: Path) -> pd.DataFrame:
    """Read the choices of an edition, as `choices` gave them.

    Raises
    ------
    DataError
        If the file is missing or has other columns.
    """
    if not path.is_file():
        raise DataError(f"{path}: no such file; it holds the choices of an edition")
    frame = pd.read_csv(path, keep_default_na=False)
    if list(frame.columns) != [*KEY, *CHOICE]:
        columns = ", ".join([*KEY, *CHOICE])
        raise DataError(f"{path.name}: other columns than {columns}")
    return frame


def changed_choices(edition: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Pair the choices of an edition with those of now, where they differ.

    Parameters
    ----------
    edition, now : pandas.DataFrame
        Choices as `choices` lists them.

    Returns
    -------
    pandas.DataFrame
        One row per year of a series and rule that the edition chose a figure for and
        that now has another value, side or agency, or none: the columns of `CHOICE`
        twice, the former ones ending in ``_then``.
    """
    standing = dict(zip(_cells(now, KEY), _cells(now, SAME), strict=True))
    then = zip(_cells(edition, KEY), _cells(edition, SAME), strict=True)
    changed = [standing.get(key) != cells for key, cells in then]
    rows = edition[pd.Series(changed, edition.index, dtype=bool)]
    if rows.empty:
        return pd.DataFrame(columns=[*KEY, *(f"{c}_then" for c in CHOICE), *CHOICE])
    both = rows.merge(now, on=KEY, how="left", suffixes=("_then", ""))
    return both.sort_values(KEY, ignore_index=True)


def _cells(choices: pd.DataFrame, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(choices[column].tolist() for column in columns), strict=True)


def added_choices(edition: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Count the years that have a figure now and had none, by series and rule.

    Returns
    -------
    pandas.DataFrame
        Columns ``series, rule, years, start, end``, one row per series and rule.
    """
    there = pd.MultiIndex.from_frame(edition[KEY])
    added = now[~pd.MultiIndex.from_frame(now[KEY]).isin(there)]
    groups = added.groupby(["series", "rule"])
    years = {
        "years": ("year", "size"),
        "start": ("year", "min"),
        "end": ("year", "max"),
    }
    return groups.agg(**years).reset_index()
