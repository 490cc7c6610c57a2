"""Growth of a series, year on year and same months against same months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.frames import parts_of_years, require_columns
from kzaz_analysis.analysis.growth.annual import COLUMNS, check_annual
from kzaz_analysis.analysis.growth.rates import growth_interval_pct, growth_pct
from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.errors import DataError
from kzaz_analysis.evidence.rounding import is_published_range

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

CHANGE_OF_REPORTER = "change of reporter"
"""Reason where both years are known, but not from the same reporter."""

CHANGE_OF_CHANNEL = "change of channel"
"""Reason where one reporter's figures come through another channel that disagrees."""

NON_POSITIVE_BASE = "non-positive base"
"""Reason where the base is zero or negative."""

PUBLISHED_RANGE = "published as a range"
"""Reason where one of the two was published with both ends, "13 to 17"."""

RATE_COLUMNS = ["growth_pct", "low_pct", "high_pct"]
"""A rate and the bounds that the rounding of both figures leaves it."""


UNLIKE = ("stage", "provenance")
"""Columns in which two figures may be unlike; a rate across them carries a word."""

DESCRIBED = ("books", "qualifier", *UNLIKE)
"""Columns that describe a figure, where a frame has them."""

EXACT = "exact"
"""Qualifier of a figure published without a word such as "about" or "nearly"."""

FIGURE = ("value", "low", "high")
"""A figure and what its rounding allows."""

PERIOD = ["period_start", "period_end"]
"""First and last day of a part of a year."""


def annual_growth(annual: pd.DataFrame, begins: str = "") -> pd.DataFrame:
    """Growth of each year on the year before: 100 * (value[t] / value[t-1] - 1).

    World Bank, WDI, statistical methods.

    Parameters
    ----------
    annual : pandas.DataFrame
        An annual frame.
    begins : str
        Reason of the first year, where a figure of the year before was left out.

    Returns
    -------
    pandas.DataFrame
        Columns ``year, growth_pct, low_pct, high_pct, base_year, reason``, one row
        per row of `annual`. Rates are in percent; ``low_pct`` and ``high_pct`` are
        what the rounding of both figures allows. They are missing, and ``reason``
        says why, where the year before is absent ("no figure for 2015"), rests on
        another reporter ("change of reporter"), came through a channel that disagrees
        with this one ("change of channel") or is not positive ("non-positive base"), or
        where one of the two is a range ("published as a range").
        Otherwise ``reason`` is empty. Where `annual` has ``stage`` and ``provenance``,
        ``remark`` says what the two figures differ in: "stage not stated in 2019,
        final in 2020". Where it has ``qualifier``, ``is_hedged`` says whether one of
        the two was published with a word, "about 500": its rate is an interval.

    Raises
    ------
    DataError
        If `annual` is not an annual frame.

    Examples
    --------
    >>> values = pd.DataFrame({"year": [2023, 2024], "value": [2764.0, 4484.0]})
    >>> figures = values.assign(
    ...     low=[2763.5, 4483.5], high=[2764.5, 4484.5], segment=0
    ... )
    >>> annual_growth(figures)["growth_pct"].round(1).to_list()
    [nan, 62.2]
    """
    annual = check_annual(annual)
    described = [name for name in DESCRIBED if name in annual.columns]
    figures = annual[[*COLUMNS, *described]]
    year_before = figures.assign(year=figures["year"] + 1)
    paired = figures.merge(
        year_before,
        on="year",
        how="left",
        suffixes=("", "_base"),
        validate="one_to_one",
    )
    base_year = paired["year"] - 1
    gaps = "no figure for " + base_year.astype(str)
    if begins:
        gaps.iloc[:1] = begins
    changed = paired["segment"] != paired["segment_base"]
    reason = _reasons(paired, gaps, changed)
    if "books" in described:
        same_side = paired["books"] == paired["books_base"]
        channel = (reason == CHANGE_OF_REPORTER) & same_side
        reason = reason.mask(channel, CHANGE_OF_CHANNEL)
    rates = _rates(paired, reason)
    growth = pd.concat([paired[["year"]], rates], axis=1).assign(
        base_year=base_year, reason=reason
    )
    growth = _with_hedges(growth, paired)
    if not {*UNLIKE} <= {*described}:
        return growth
    remarks = [_remark(row) for row in paired.to_dict("records")]
    return growth.assign(
        remark=pd.Series(remarks, dtype=object).where(reason == "", "")
    )


def _with_hedges(rates: pd.DataFrame, paired: pd.DataFrame) -> pd.DataFrame:
    if "qualifier" not in paired:
        return rates
    is_hedged = (paired["qualifier"] != EXACT) | (paired["qualifier_base"] != EXACT)
    return rates.assign(is_hedged=is_hedged & (rates["reason"] == ""))


def _remark(pair: Mapping[Hashable, Any]) -> str:
    """Say in what the figures of two years differ besides their value."""
    year = int(pair["year"])
    base: dict[Hashable, Any] = {name: pair[f"{name}_base"] for name in UNLIKE}
    return _differences({**base, "year": year - 1}, pair)


def remark_between(annual: pd.DataFrame, start: int, end: int) -> str:
    """Say in what the figures of two years differ besides their value.

    Parameters
    ----------
    annual : pandas.DataFrame
        An annual frame with ``stage`` and ``provenance``.
    start, end : int
        Two of its years.

    Returns
    -------
    str
        "stage not stated in 2016, final in 2025"; empty where they differ in nothing.
    """
    rows = annual.drop_duplicates("year").set_index("year", drop=False)
    return _differences(rows.loc[start].to_dict(), rows.loc[end].to_dict())


def _differences(base: Mapping[Hashable, Any], figure: Mapping[Hashable, Any]) -> str:
    return "; ".join(
        f"{name} {_plain(base[name])} in {int(base['year'])}, "
        f"{_plain(figure[name])} in {int(figure['year'])}"
        for name in UNLIKE
        if figure[name] != base[name]
    )


def _plain(code: object) -> str:
    return str(code).replace("_", " ")


def same_period_growth(partial: pd.DataFrame) -> pd.DataFrame:
    """Growth of each part-year period on the same months of the year before.

    Full years and part years are never compared, nor two periods of different
    length, nor figures from different reporters.

    Parameters
    ----------
    partial : pandas.DataFrame
        A partial frame: ``period_start, period_end, value`` and, where they are known,
        ``months, low, high, books``, one row per period and reporter. Rows without a
        reporter (an empty ``books``) are compared with each other; the result
        shows it.

    Returns
    -------
    pandas.DataFrame
        Columns ``period_start, period_end, months, growth_pct, low_pct, high_pct,
        base_start, base_end, books, reason``, one row per row of `partial`, in its
        order. Rates are in percent and missing where ``reason`` is not empty.

    Raises
    ------
    DataError
        If a full year is among the rows, or a period occurs twice for one reporter.
    """
    figures = _check_partial(partial).reset_index(drop=True)
    start, end = _year_before(figures)
    hedge = [name for name in ("qualifier",) if name in figures]
    base = figures[[*PERIOD, "books", *FIGURE, *hedge]]
    paired = figures.assign(base_start=start, base_end=end).merge(
        base.rename(columns={"period_start": "base_start", "period_end": "base_end"}),
        on=["base_start", "base_end", "books"],
        how="left",
        suffixes=("", "_base"),
        validate="many_to_one",
    )
    unchanged = pd.Series(data=False, index=paired.index)
    reason = _reasons(paired, _missing(figures, start, end), unchanged)
    rates = pd.concat([paired[[*PERIOD, "months"]], _rates(paired, reason)], axis=1)
    rates = rates.assign(
        base_start=start, base_end=end, books=paired["books"], reason=reason
    )
    return _with_hedges(rates, paired)


def _check_partial(partial: pd.DataFrame) -> pd.DataFrame:
    require_columns(partial, [*PERIOD, "value"], "a partial frame")
    partial = parts_of_years(partial)
    full = partial[partial["months"].ge(12).fillna(value=False).astype(bool)]
    if not full.empty:
        raise DataError(
            f"{len(full)} rows of the partial frame are a full year or more, from "
            f"{full['period_start'].iloc[0].date()} on; they belong in the annual frame"
        )
    keys = [*PERIOD, "books"]
    repeated = partial[partial.duplicated(keys)]
    if not repeated.empty:
        raise DataError(
            f"{len(repeated)} periods occur twice for the same reporter:\n"
            f"{repeated[keys].head(5).to_string(index=False)}"
        )
    return partial


def _year_before(partial: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    year, day = pd.DateOffset(years=1), pd.Timedelta(days=1)
    whole_months = (partial["period_end"] + day).dt.day == 1
    # A month that ends on the 29th of February ends on the 28th a year before.
    by_month = partial["period_end"] + day - year - day
    by_day = partial["period_end"] - year
    return partial["period_start"] - year, by_month.where(whole_months, by_day)


def _missing(figures: pd.DataFrame, start: pd.Series, end: pd.Series) -> pd.Series:
    """Why a period has no base: nobody reports it, or another reporter does."""
    days = [column.dt.strftime("%Y-%m-%d") for column in (start, end)]
    periods = pd.MultiIndex.from_frame(figures[PERIOD])
    elsewhere = pd.MultiIndex.from_arrays([start, end]).isin(periods)
    gaps: pd.Series = "no figure for " + days[0] + " to " + days[1]
    return gaps.mask(elsewhere, CHANGE_OF_REPORTER)


def _reasons(paired: pd.DataFrame, gaps: pd.Series, changed: pd.Series) -> pd.Series:
    base = paired["value_base"]
    is_range = is_published_range(*(paired[name] for name in FIGURE))
    is_range |= is_published_range(*(paired[f"{name}_base"] for name in FIGURE))
    reason = gaps.where(base.isna(), "")
    reason = reason.mask(base.notna() & changed, CHANGE_OF_REPORTER)
    reason = reason.mask((reason == "") & (base <= 0), NON_POSITIVE_BASE)
    return reason.mask((reason == "") & is_range, PUBLISHED_RANGE)


def _rates(paired: pd.DataFrame, reason: pd.Series) -> pd.DataFrame:
    with_rate = paired[reason == ""]
    rates = [
        (growth_pct(base, value), *_bounds(Interval(*before), Interval(*after)))
        for base, value, before, after in zip(
            with_rate["value_base"],
            with_rate["value"],
            zip(with_rate["low_base"], with_rate["high_base"], strict=True),
            zip(with_rate["low"], with_rate["high"], strict=True),
            strict=True,
        )
    ]
    frame = pd.DataFrame(
        rates, columns=RATE_COLUMNS, index=with_rate.index, dtype=float
    )
    return frame.reindex(paired.index)


def _bounds(first: Interval, last: Interval) -> tuple[float, float]:
    bounds = growth_interval_pct(first, last)
    return bounds.low, bounds.high
