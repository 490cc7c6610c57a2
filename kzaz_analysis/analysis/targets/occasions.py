"""Statements are not occasions: one visit in five papers is one."""

from __future__ import annotations

import pandas as pd

DAYS_APART = 7
"""Reports of one visit appear within a week of each other."""

WHOLE_DAY = len("2025-10-21")


def occasions(published: pd.Series[str]) -> pd.Series[int]:
    """Tell which statements of one target were made on one occasion.

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
    texts = published.fillna("").astype(str).to_list()
    numbers = [0] * len(texts)
    start, count = pd.Timestamp.min, 0
    whole = [place for place, text in enumerate(texts) if len(text) == WHOLE_DAY]
    for place in sorted(whole, key=lambda place: texts[place]):
        date = pd.Timestamp(texts[place])
        if count == 0 or (date - start).days > DAYS_APART:
            start, count = date, count + 1
        numbers[place] = count
    for place, text in enumerate(texts):
        if 0 < len(text) < WHOLE_DAY:
            same = [
                n
                for n, day in zip(numbers, texts, strict=True)
                if n and day.startswith(text)
            ]
            count += not same
            numbers[place] = same[-1] if same else count
    return pd.Series(numbers, index=published.index)


def count_occasions(published: pd.Series[str]) -> int:
    """Count them; statements of no known day alone are one."""
    if published.empty:
        return 0
    return max(1, int(occasions(published).max()))
