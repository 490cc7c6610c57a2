"""Numbers that leave a page: in which unit they are, and where they come from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pandas.api.types import is_bool_dtype, is_numeric_dtype

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

LISTED = "sources.csv"
"""File beside the others that describes every source of the page."""

MOST = 24
"""Sources named in a cell; where there are more, the list of them is."""

_BY_NAME = re.compile(
    r"(?:.*_)?(?:year|years|months|days|from|start|end|period|deadline|release|h|in)"
    r"|.*_(?:pct|pp)|p_.+|panel_.+|brier.*|chance|probability|said|came\w*"
    r"|tested|forecasts|pairs|base_pairs|revisions|upward|apart|windows"
    r"|reached_windows|counters|digits|paragraph|.*, .+"
)
"""Numbers whose column says what they are in: years, per cent, chances, counts."""


def stated(
    frame: pd.DataFrame, unit: str, sources: Sequence[str], *, of_rows: Iterable[str]
) -> pd.DataFrame:
    """Return numbers with their unit and their sources.

    Parameters
    ----------
    frame : pandas.DataFrame
        Numbers; a column ``unit`` that it has stays as it is, and so do sources
        where each row has some.
    unit : str
        Unit id of numbers whose column does not say it; empty where none is known.
    sources : sequence of str
        Sources of all of it.
    of_rows : iterable of str
        Sources of each row, apart by semicolons; those of all of it for an empty one.

    Returns
    -------
    pandas.DataFrame
        The same rows; ``unit`` and ``source`` last where they are new.
    """
    if frame.empty:
        return frame
    if unit and "unit" not in frame and any(_needing_unit(frame)):
        frame = frame.assign(unit=unit)
    sides = frame.filter(regex=r"(?:^|_)sources?$").astype("object").fillna("")
    if (sides != "").any(axis="columns").all():
        return frame
    source_lists = [own or summed(sources) for own in of_rows]
    return frame.assign(source=source_lists) if any(source_lists) else frame


def summed(sources: Sequence[str]) -> str:
    """Name sources in one cell, or the list of them where they are too many."""
    return "; ".join(sources) if len(sources) <= MOST else LISTED


def _needing_unit(frame: pd.DataFrame) -> list[str]:
    """List the columns of numbers that do not say by their name what they are in."""
    return [
        str(name)
        for name, column in frame.items()
        if is_numeric_dtype(column) and not is_bool_dtype(column)
        if _BY_NAME.fullmatch(str(name)) is None
    ]
