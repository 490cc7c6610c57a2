"""Frames that measures take: columns they need, and those that one's own may lack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import DataError
from kzaz_analysis.evidence.derivation.spans import whole_months

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

OWN = "own"
"""Books of a frame that names none: figures of one's own, from one reporter."""


def require_columns(
    frame: pd.DataFrame, needed: Sequence[str], what: str, optional: str = ""
) -> None:
    """Refuse what is no frame with these columns.

    Parameters
    ----------
    frame : pandas.DataFrame
        What a measure was given.
    needed : sequence of str
        Columns without which it computes nothing.
    what : str
        What the frame is called: "an annual frame".
    optional : str
        Further columns it may have, in words.

    Raises
    ------
    DataError
        If it is no frame, or a column is missing or there twice.
    """
    also = f"; {optional} only where they are known" if optional else ""
    has = f"{what} has the columns {', '.join(needed)}"
    if not hasattr(frame, "columns"):
        raise DataError(f"{has}, and this is a {type(frame).__name__}{also}")
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise DataError(f"{has}, here without {', '.join(missing)}{also}")
    twice = [name for name in needed if list(frame.columns).count(name) > 1]
    if twice:
        raise DataError(f"{has}, here with {twice[0]} twice")


def with_books(annual: pd.DataFrame, partial: pd.DataFrame) -> pd.DataFrame:
    """Return a yearly frame that says whose figures it holds, as its parts do.

    Raises
    ------
    DataError
        If one of the two frames names books and the other does not.
    """
    is_named = "books" in annual.columns
    if is_named != ("books" in partial.columns):
        raise DataError(
            "books are named for years or for parts of years alone; name them in both "
            "frames, or in none"
        )
    return annual if is_named else annual.assign(books=OWN)


def parts_of_years(partial: pd.DataFrame) -> pd.DataFrame:
    """Return a partial frame with all its columns, or say why it is none.

    Parameters
    ----------
    partial : pandas.DataFrame
        Columns ``period_start, period_end, months, value, low, high, books``: one row
        per period and reporter. A frame of your own may have ``period_start``,
        ``period_end`` and ``value`` alone: exact values, from one reporter.

    Returns
    -------
    pandas.DataFrame
        The same rows; ``period_end`` only where it was given.

    Raises
    ------
    DataError
        If a column is missing.
    """
    columns = getattr(partial, "columns", ())
    needed = ["period_start", "months" if "months" in columns else "period_end"]
    needed.append("value")
    require_columns(partial, needed, "a partial frame", "low, high and books")
    absent: dict[str, Any] = {
        n: partial["value"] for n in ("low", "high") if n not in columns
    }
    if "months" not in columns:
        ends = (partial[name] for name in ("period_start", "period_end"))
        absent["months"] = whole_months(*ends)
    if "books" not in columns:
        absent["books"] = OWN
    return partial.assign(**absent)
