"""Statements are not occasions: one visit in five papers is one."""

from __future__ import annotations

import pandas as pd

DAYS_APART = 7
"""Reports of one visit appear within a week of each other."""

WHOLE_DAY = len("2025-10-21")


def occasions(published: pd.Series[str]) -> pd.Series[int]:
    """Number the occasions on which statements of one target were made.

    Parameters
    ----------
    published : pandas.Series
        Day of publication of each statement: ISO 8601, perhaps only a month or a
        year, or empty.

    Returns
    -------
    pandas.Series
        A number per statement, from 1 on in order of time. Statements published within
        a week of the first one of an occasion belong to it. One whose month or year
        alone is known joins an occasion of that time if there is one. Those of no
        known day get 0: they may repeat any other.
    """
    texts = published.fillna("").astype(str)
    numbers = pd.Series(0, index=published.index)
    dated = pd.to_datetime(texts[texts.str.len() == WHOLE_DAY]).sort_values()
    start: pd.Timestamp | None = None
    count = 0
    for place, date in dated.items():
        if start is None or (date - start).days > DAYS_APART:
            start, count = date, count + 1
        numbers[place] = count
    for place, text in texts[texts.str.len().between(1, WHOLE_DAY - 1)].items():
        same = numbers[texts.str.startswith(text) & (numbers > 0)]
        count += same.empty
        numbers[place] = count if same.empty else same.iloc[-1]
    return numbers


def count_occasions(published: pd.Series[str]) -> int:
    """Count them; statements of no known day alone are one."""
    if published.empty:
        return 0
    return max(1, int(occasions(published).max()))
