"""What the identifiers of a row say it is about, beside what its cells say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Collection

    Rows = pd.DataFrame


def with_identifiers(
    rows: Rows, series: Collection[str], sources: Collection[str]
) -> Rows:
    """Add to rows with an id what it says against their cells.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of claims, targets or projections.
    series, sources : collection of str
        The catalogue, and the names of the sources.

    Returns
    -------
    pandas.DataFrame
        The rows with ``called``, of what the id says it is, and two columns of truth
        values: ``called_apart`` and ``sourced_apart``. Targets have also
        ``promised_apart``: whether the promise shares a word with other series and
        none with its own.
    """
    parts = [name.partition("@") for name in rows["id"]]
    called = pd.Series([part[0] for part in parts], rows.index, dtype="str")
    origin = pd.Series([part[2] for part in parts], rows.index, dtype="str")
    kept = rows["promise" if "promise" in rows else "series"]
    is_listed = called.isin({*series, *kept})
    # An id may go on after its source: a number where one source gives several.
    stem = origin.str.replace(r"(?:-p?\d{1,3})+$", "", regex=True)
    pairs = zip(origin, rows["source"], strict=True)
    begins = pd.Series([o.startswith(s) for o, s in pairs], rows.index, dtype=bool)
    of_source = (origin.isin(sources) | stem.isin(sources)) & ~begins
    rows = rows.assign(
        called=called,
        called_apart=is_listed & (called != kept),
        sourced_apart=of_source,
    )
    if "promise" not in rows:
        return rows
    return rows.assign(promised_apart=_promised_apart(rows, series))


def _promised_apart(rows: Rows, series: Collection[str]) -> pd.Series[bool]:
    catalogued = {word for name in series for word in _words(name)}
    pairs = zip(rows["promise"], rows["series"], strict=True)
    apart = [
        bool(_words(promise) & catalogued) and not _words(promise) & _words(name)
        for promise, name in pairs
    ]
    return pd.Series(apart, rows.index, dtype=bool)


def _words(name: str) -> set[str]:
    """Words of a name, without numbers and what is too short to tell."""
    return {word for word in name.split("_") if len(word) > 2 and word.isalpha()}
