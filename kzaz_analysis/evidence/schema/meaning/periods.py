"""Rules about time: periods, days of publication, deadlines of dated events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

DATED = ("observations", "claims", "projections")
ONE_DAY = pd.Timedelta(days=1)
FARTHEST_YEARS = 25
"""Years between a figure and the nearest other of its series that are no slip."""

CROWD = 3
"""Figures from which a series has a habit."""

OVER_YEARS = r"(?i)\bcumulat|\bsum(?:med)?\b|\bsince\b|\byears\b|\bdecades?\b"
"""Words by which a figure may cover more than a year."""
TOTAL_OF_YEARS = r"(?i)\bcumulat|\bsince\b|\byears\b"
"""The same of a series; turnover is a sum of exports and imports."""


def _share_of_others(rows: Rows, habit: Mask) -> pd.Series[float]:
    """Share of the other figures of a series that have a property; NaN without any."""
    of_series = habit.groupby(rows["series"])
    n_others = of_series.transform("size") - 1
    return (of_series.transform("sum") - habit) / n_others.where(n_others > 0)


def _habit_of_most(rows: Rows, habit: Mask) -> Mask:
    """Tell rows that do as most of at least `CROWD` figures of their series do."""
    n_figures = habit.groupby(rows["series"]).transform("size")
    return habit & (_share_of_others(rows, habit) >= 0.5) & (n_figures >= CROWD)


def _unusual(rows: Rows, habit: Mask) -> Mask:
    """Tell which rows do what most other figures of their series do not."""
    return habit & (_share_of_others(rows, habit) < 0.5)


def _start_alone(rows: Rows) -> Mask:
    return rows["period_start"].notna() & rows["period_end"].isna()


def _end_alone(rows: Rows) -> Mask:
    alone = rows["period_start"].isna() & rows["period_end"].notna()
    if "nature" not in rows:
        return alone
    # A total "up to now" is printed with its last day alone.
    odd = _unusual(rows, alone) & (_share_of_others(rows, _years_long(rows)) == 0)
    single = rows.groupby("series")["series"].transform("size") == 1
    return odd | (alone & single & _is_flow(rows))


def _years_long(rows: Rows) -> Mask:
    return rows["days"] > 366


def _is_flow(rows: Rows) -> Mask:
    return rows["nature"] == "flow"


def _is_tally(rows: Rows) -> Mask:
    return rows["dimension"] == "count"


def _ends_later(rows: Rows) -> Mask:
    return (rows["period_end"] > rows["today"]) & (
        _is_flow(rows) | (rows["period_start"] > rows["today"])
    )


def _ends_later_than_published(rows: Rows) -> Mask:
    later = ~(rows["published_from"] > rows["period_end"])
    return _ends_later(rows) & later


def _published_later_still(rows: Rows) -> Mask:
    # A day that has not come may be the clock's fault.
    return _ends_later(rows) & ~_ends_later_than_published(rows)


def _published_early(rows: Rows) -> Mask:
    flow = _is_flow(rows) & (rows["published"] < rows["period_end"])
    other = ~_is_flow(rows) & (rows["published"] < rows["period_start"])
    estimate = rows.get("obs_status", pd.Series("", rows.index)).isin(["E", "F"])
    return (flow | other) & ~estimate


def _beside_month(rows: Rows) -> Mask:
    start, end = rows["period_start"], rows["period_end"]
    begins, ends = start.dt.is_month_start, end.dt.is_month_end
    late, early = (start - ONE_DAY).dt.is_month_start, start.dt.is_month_end
    short, long = (end + ONE_DAY).dt.is_month_end, end.dt.is_month_start
    beside: Mask = (ends & ~begins & (late | early)) | (begins & ~ends & (short | long))
    return beside & (rows["days"] >= 27)


def _far_from_others(rows: Rows) -> Mask:
    year = rows["period_end"].dt.year
    in_time = pd.DataFrame({"series": rows["series"], "year": year}).sort_values("year")
    by_series = in_time.groupby("series")["year"]
    gaps = pd.concat([by_series.diff(), -by_series.diff(-1)], axis=1)
    crowd = by_series.transform("size") >= 3
    return ((gaps.min(axis=1) > FARTHEST_YEARS) & crowd).reindex(rows.index)


def _of_one_day(rows: Rows) -> Mask:
    one_day = _is_flow(rows) & (rows["days"] == 1) & ~_is_tally(rows)
    single = rows.groupby("series")["series"].transform("size") == 1
    return _unusual(rows, one_day) | (one_day & single)


def _stock_over_time(rows: Rows) -> Mask:
    # A capacity per year may be that of one year.
    most = rows["dimension"].str.endswith(" per year").map({True: 366, False: 31})
    return _unusual(rows, (rows["nature"] == "stock") & (rows["days"] > most))


def _stock_of_periods(rows: Rows) -> Mask:
    # A total "since" a day covers years; what covers months is a flow.
    over_time = (rows["nature"] == "stock") & rows["days"].between(32, 366)
    of_year = rows["dimension"].str.endswith(" per year") & (rows["days"] > 360)
    return _habit_of_most(rows, over_time & ~of_year)


def _flow_of_days(rows: Rows) -> Mask:
    one_day = _is_flow(rows) & (rows["days"] == 1) & ~_is_tally(rows)
    return _habit_of_most(rows, one_day)


def _early_long_after(rows: Rows) -> Mask:
    waited = (rows["published_from"] - rows["period_end"]).dt.days
    return (rows["stage"] == "early") & (waited > 366)


def _long_flow(rows: Rows) -> Mask:
    too_long = _years_long(rows) & (rows["nature"] != "stock")
    in_question = (rows["obs_status"] == "U") | (rows["status"] != "")
    return _unusual(rows, too_long) & ~in_question


def _long_single_flow(rows: Rows) -> Mask:
    single = rows.groupby("series")["series"].transform("size") == 1
    wording = rows["series_words"] + " " + rows["note"]
    long = _years_long(rows) & (rows["nature"] != "stock")
    return long & single & ~wording.str.contains(OVER_YEARS)


def _said_of_years(rows: Rows) -> Mask:
    """Tell statements on a flow for more than a year that no word calls a total."""
    explained = (rows["note"] + " " + rows["quote"]).str.contains(OVER_YEARS)
    is_total = rows["series_words"].str.contains(TOTAL_OF_YEARS)
    return _years_long(rows) & _is_flow(rows) & ~explained & ~is_total


def _year_of_other_months(rows: Rows) -> Mask:
    year = _is_flow(rows) & (rows["months"] == 12)
    january = year & (rows["period_start"].dt.month == 1)
    n_years, n_usual = (
        habit.groupby(rows["series"]).transform("sum") for habit in (year, january)
    )
    alone: Mask = (n_usual == n_years - 1) & (n_usual >= CROWD)
    odd: Mask = year & ~january & alone
    return odd


def _base_not_earlier(rows: Rows) -> Mask:
    return rows["base_end"] >= rows["period_end"]


def _base_of_other_length(rows: Rows) -> Mask:
    base = (rows["base_end"] - rows["base_start"]).dt.days + 1
    compared = rows["measure"].isin(["growth", "multiple", "increase"])
    return compared & ((base - rows["days"]).abs() > 3)


RULES = (
    Rule(
        "period with one end",
        ("claims",),
        "period_end",
        "the period begins {period_start:%Y-%m-%d} and has no end; without both days "
        "the claim is not compared with figures",
        _start_alone,
        "warning",
    ),
    Rule(
        "period with one end",
        ("claims",),
        "period_start",
        "the period ends {period_end:%Y-%m-%d} and has no beginning; without both "
        "days the claim is not compared with figures",
        lambda rows: rows["period_start"].isna() & rows["period_end"].notna(),
        "warning",
    ),
    Rule(
        "period with one end",
        ("observations", "projections"),
        "period_end",
        "the period begins {period_start:%Y-%m-%d} and has no end; give both days, or "
        "neither",
        _start_alone,
    ),
    Rule(
        "period with one end",
        ("observations", "projections"),
        "period_start",
        "the period ends {period_end:%Y-%m-%d} and has no beginning; give both days, "
        "or neither",
        _end_alone,
    ),
    Rule(
        "period in the future",
        ("observations", "claims"),
        "period_end",
        "the period is not over on {today:%Y-%m-%d}; a forecast belongs in "
        "projections.csv",
        _ends_later_than_published,
    ),
    Rule(
        "period in the future",
        ("observations", "claims"),
        "period_end",
        "the period is not over on {today:%Y-%m-%d}, nor has the day of publication "
        "come, {published_on}",
        _published_later_still,
        "warning",
    ),
    Rule(
        "published before its period ends",
        ("observations",),
        "period_end",
        "the source is of {published_on}; a figure for a period that was not over is "
        "an estimate: obs_status E",
        _published_early,
    ),
    Rule(
        "published before its period ends",
        ("claims",),
        "period_end",
        "the source is of {published_on}, when the period was not over",
        _published_early,
        "warning",
    ),
    Rule(
        "forecast of the past",
        ("projections",),
        "period_end",
        "the source is of {published_on}; a forecast is published before its period "
        "ends",
        lambda rows: rows["published_from"] > rows["period_end"],
    ),
    Rule(
        "period longer than a year",
        ("observations",),
        "period_start",
        "{days:.0f} days of a series whose other figures are for a year or less; a "
        "total of several years is a series of its own",
        _long_flow,
    ),
    Rule(
        "period longer than a year",
        ("observations",),
        "period_start",
        "{days:.0f} days, and neither catalogue nor note speak of years; is it one of "
        "them, or a total since a day?",
        _long_single_flow,
        "warning",
    ),
    Rule(
        "period longer than a year",
        ("claims", "projections"),
        "period_start",
        "{days:.0f} days, and neither catalogue, quote nor note speak of years; is it "
        "one of them, or a total since a day?",
        _said_of_years,
        "warning",
    ),
    Rule(
        "stock over a period",
        ("observations",),
        "period_start",
        "the catalogue calls {series} a stock, counted on a day; this period has "
        "{days:.0f} days",
        _stock_over_time,
    ),
    Rule(
        "flow on a single day",
        ("observations",),
        "period_end",
        "the catalogue calls {series} a flow over a period; this period is one day",
        _of_one_day,
        "warning",
    ),
    Rule(
        "stock over a period",
        ("observations",),
        "period_start",
        "the catalogue calls {series} a stock, counted on a day, and most of its "
        "figures cover months; look at the nature of the series",
        _stock_of_periods,
        "warning",
    ),
    Rule(
        "flow on a single day",
        ("observations",),
        "period_end",
        "the catalogue calls {series} a flow over a period, and most of its figures "
        "are for one day; look at the nature of the series",
        _flow_of_days,
        "warning",
    ),
    Rule(
        "early a year later",
        ("observations",),
        "stage",
        "the source is of {published_on}, more than a year after the period; an early "
        "estimate comes before any edition",
        _early_long_after,
        "warning",
    ),
    Rule(
        "period a day off",
        DATED,
        "period_end",
        "{period_start:%Y-%m-%d} to {period_end:%Y-%m-%d} misses whole months by a day",
        _beside_month,
        "warning",
    ),
    Rule(
        "year of other months",
        ("observations",),
        "period_start",
        "every other year of {series} is that of the calendar",
        _year_of_other_months,
        "warning",
    ),
    Rule(
        "period far from all others",
        ("observations",),
        "period_end",
        f"more than {FARTHEST_YEARS} years from every other figure of {{series}}",
        _far_from_others,
        "warning",
    ),
    Rule(
        "base not before its period",
        ("claims",),
        "base_end",
        "the base period ends {base_end:%Y-%m-%d}, not before the period that is "
        "compared with it ({period_end:%Y-%m-%d})",
        _base_not_earlier,
    ),
    Rule(
        "base with one end",
        ("claims",),
        "base_end",
        "give both days of the base period, or neither",
        lambda rows: rows["base_start"].isna() != rows["base_end"].isna(),
    ),
    Rule(
        "base of another length",
        ("claims",),
        "base_end",
        "the base period is not as long as the period compared with it",
        _base_of_other_length,
        "warning",
    ),
    Rule(
        "base not before its period",
        ("projections",),
        "base_year",
        "the base year must be before the period that is forecast",
        lambda rows: rows["base_year"] > rows["period_end"].dt.year,
    ),
    Rule(
        "year beyond the calendar",
        ("targets", "projections"),
        "base_year",
        "give a year of four digits that has begun",
        lambda rows: rows["base_year"] > rows["today"].dt.year,
    ),
)
