"""One rule for every target, each status from a few figures."""

from dataclasses import replace

import pandas as pd
import pytest

from kzaz_analysis.analysis.targets.floors import with_floors
from kzaz_analysis.analysis.targets.occasions import count_occasions, occasions
from kzaz_analysis.analysis.targets.status import (
    STATUSES,
    Level,
    Term,
    date_status,
    level_status,
)
from kzaz_analysis.errors import NotComputable

TODAY = pd.Timestamp("2026-03-01")
HUNDRED = Level(100.0, 100.0)


def at(text):
    return None if text is None else pd.Timestamp(text)


def plan(year, base=None):
    """A target for one year of a flow."""
    return Term(year, base, at(f"{year}-12-31"), is_plan=True)


def by(year, since, base=None):
    """A target to be reached by the end of a year."""
    return Term(since, base, at(f"{year}-12-31"))


@pytest.mark.parametrize(
    ("values", "term", "status", "reached"),
    [
        pytest.param({2024: 90, 2025: 100}, plan(2025), "met in time", 2025, id="due"),
        pytest.param({2024: 101, 2025: 90}, by(2025, 2023), "met in time", 2024, id="early"),
        pytest.param({2024: 90, 2025: 95}, plan(2025), "missed", None, id="short"),
        pytest.param(
            {2020: 90, 2021: 95, 2022: 101}, plan(2020), "missed, then met", 2022,
            id="a plan missed, its level reached later",
        ),
        pytest.param(
            {2020: 90, 2021: 95, 2022: 101}, by(2020, 2019), "met late", 2022,
            id="a level to reach by a date, reached after it",
        ),
        pytest.param(
            {2019: 90, 2021: 120}, plan(2020), "cannot be judged", 2021,
            id="the year of the plan has no figure",
        ),
        pytest.param({2024: 90}, plan(2025), "cannot be judged", None, id="not yet"),
        pytest.param({2024: 90, 2025: 95}, Term(2024), "no date set", None, id="open"),
        pytest.param({2024: 90, 2025: 100}, Term(2024), "met, no date set", 2025, id="open, met"),
        pytest.param({}, plan(2027), "cannot be judged", None, id="no figure at all"),
    ],
)  # fmt: skip
def test_the_rule_for_levels(make_annual, values, term, status, reached):
    judged = level_status(make_annual(values), HUNDRED, term, TODAY)
    assert judged.status == status
    assert judged.status in STATUSES
    assert judged.reached_year == reached
    assert bool(judged.reason) == (status == "cannot be judged")


def test_a_capacity_after_its_date_is_late_and_never_missed_then_met(make_annual):
    annual = make_annual({2020: 90, 2022: 101})
    lasting = replace(plan(2020), is_plan=False)
    judged = level_status(annual, HUNDRED, lasting, TODAY, is_flow=False)
    assert (judged.status, judged.late_years) == ("met late", 2)
    of_year = level_status(annual, HUNDRED, plan(2020), TODAY, is_flow=False)
    assert of_year.status == "missed, then met"
    unreported = level_status(
        make_annual({2022: 101}), HUNDRED, plan(2020), TODAY, is_flow=False
    )
    assert unreported.status == "cannot be judged"


def test_an_older_figure_keeps_no_newer_plan_of_a_flow(make_annual):
    annual = make_annual({2024: 110, 2025: 105})
    assert level_status(annual, HUNDRED, plan(2026), TODAY).status != "met in time"
    stock = level_status(annual, HUNDRED, plan(2026), TODAY, is_flow=False)
    assert stock.status == "met in time"


def test_an_open_bound_does_not_reach_everything(make_annual):
    annual = make_annual({2025: 90}).assign(high=float("inf"))
    assert level_status(annual, HUNDRED, plan(2025), TODAY).status == "missed"


# --- less is better ------------------------------------------------------------------


def test_less_is_better_has_no_share_and_no_pace(make_annual):
    limit = Level(18.0, 18.0, at_most=True)
    annual = make_annual({2022: 30, 2023: 25, 2024: 23})
    ahead = level_status(annual, limit, by(2027, 2023, 2022), TODAY)
    assert ahead.status == "cannot be judged"
    assert (ahead.share_pct, ahead.required_pct, ahead.ratio) == (None, None, None)
    late = level_status(annual, limit, by(2023, 2023), TODAY)
    assert late.status == "missed"
    kept = level_status(make_annual({2023: 17}), limit, by(2023, 2023), TODAY)
    assert kept.status == "met in time"


@pytest.mark.parametrize(
    ("edge", "at_most", "is_met"),
    [(17, True, True), (15, True, False), (13, False, True), (15, False, False)],
)
def test_of_a_published_range_both_ends_have_to_be_there(edge, at_most, is_met):
    level = Level(edge, edge, at_most)
    assert level.reached_by(13, 13, 17) is is_met
    # What rounding leaves open still speaks for the target.
    assert level.reached_by(15, 13, 17) is True


@pytest.mark.parametrize(
    ("edge", "at_most", "figure", "is_met"),
    [
        pytest.param(1.425, False, (1.4, 1.35, 1.45), False, id="nearly 1.5, and 1.4"),
        pytest.param(1.425, False, (1.43, 1.42, 1.44), True, id="nearly 1.5, and 1.43"),
        pytest.param(1.5, False, (1.46, 1.4, 1.5), True, id="1.5 without a hedge"),
        pytest.param(1.575, True, (1.6, 1.55, 1.65), False, id="at most about 1.5"),
    ],
)
def test_room_is_given_once_by_the_wording_or_by_rounding(
    edge, at_most, figure, is_met
):
    assert Level(1.5, edge, at_most).reached_by(*figure) is is_met


# --- pace from the day it was set, chance from the forecast --------------------------

GREW_EARLIER = {2019: 10, 2020: 20, 2021: 30, 2022: 45, 2023: 60, 2024: 55, 2025: 50}


def test_pace_is_measured_from_when_the_target_was_set(make_annual):
    """From 2019 it grew by 31 % a year; since the target was set, in 2024, it fell."""
    judged = level_status(
        make_annual(GREW_EARLIER), HUNDRED, by(2030, 2024, base=2023), TODAY
    )
    assert judged.pace_from == 2023
    assert judged.pace_pct == pytest.approx(100 * ((50 / 60) ** 0.5 - 1))
    assert judged.required_pct == pytest.approx(100 * (2 ** (1 / 5) - 1))
    assert judged.status == "off track"


@pytest.mark.parametrize(
    ("probability", "status"), [(0.5, "on track"), (0.49, "off track")]
)
def test_the_forecast_decides_where_nothing_was_reported_since(
    make_annual, probability, status
):
    term = by(2030, 2026, base=2025)
    asked = []

    def forecast(level, due):
        asked.append((level.value, due.deadline.year))
        return probability

    judged = level_status(
        make_annual(GREW_EARLIER), HUNDRED, term, TODAY, forecast=forecast
    )
    assert (judged.status, judged.chance) == (status, probability)
    assert asked == [(100.0, 2030)]
    assert judged.ratio is None


def test_a_pace_that_is_fast_enough_is_off_track_against_the_forecast(make_annual):
    annual = make_annual({2023: 60, 2024: 75, 2025: 90})
    term = by(2030, 2024, base=2023)
    alone = level_status(annual, HUNDRED, term, TODAY)
    assert (alone.status, alone.ratio > 1) == ("on track", True)
    unlikely = level_status(annual, HUNDRED, term, TODAY, forecast=lambda *_: 0.1)
    assert unlikely.status == "off track"


@pytest.mark.parametrize(
    ("values", "status"),
    [
        pytest.param({2023: 60, 2024: 77, 2025: 97}, "cannot be judged", id="as fast"),
        pytest.param(
            {y: 97 * 1.2 ** (y - 2025) for y in (2018, 2019, 2020, 2023, 2024, 2025)},
            "cannot be judged", id="three years after a gap",
        ),
        pytest.param({2023: 96, 2024: 94.4, 2025: 97}, "off track", id="half as fast"),
        pytest.param(
            {y: 97 * 1.2 ** (y - 2025) for y in range(2020, 2026)}, "off track",
            id="six years",
        ),
    ],
)  # fmt: skip
def test_few_years_alone_do_not_put_a_target_off_track_that_all_growth_reaches(
    make_annual, values, status
):
    judged = level_status(
        make_annual(values), HUNDRED, plan(2026, 2024), TODAY, forecast=lambda *_: 0.43
    )
    assert judged.status == status
    assert judged.chance == pytest.approx(0.43)
    assert ("disagree" in judged.reason) == (status == "cannot be judged")


@pytest.mark.parametrize(
    ("late_in", "is_met"), [(2025, False), (2024, True), (None, True)]
)
def test_what_was_stated_late_in_its_own_year_is_not_met_in_time(
    make_annual, late_in, is_met
):
    annual = make_annual({2024: 90, 2025: 105})
    term = Term(2025, 2024, at("2025-12-31"), is_plan=True, late_in=late_in)
    judged = level_status(annual, HUNDRED, term, TODAY)
    assert (judged.status == "met in time") is is_met
    assert ("half over" in judged.reason) is not is_met
    stock = level_status(annual, HUNDRED, term, TODAY, is_flow=False)
    assert stock.status == "met in time"


@pytest.mark.parametrize("value", [90, 105])
@pytest.mark.parametrize(("late_in", "is_judged"), [(2025, False), (2024, True)])
def test_what_was_set_late_in_its_own_year_is_judged_neither_way(
    make_annual, value, late_in, is_judged
):
    annual = make_annual({2024: 80, 2025: value, 2026: value + 20})
    term = Term(2025, 2024, at("2025-12-31"), is_plan=True, late_in=late_in)
    judged = level_status(annual, HUNDRED, term, TODAY)
    assert (judged.status != "cannot be judged") is is_judged
    assert ("half over" in judged.reason) is not is_judged


def test_a_year_that_is_mostly_over_is_no_date_ahead(make_annual):
    annual = make_annual({TODAY.year - 2: 50, TODAY.year - 1: 70})
    due = at(f"{TODAY.year}-12-31")
    term = Term(TODAY.year, TODAY.year - 1, due, is_plan=True, late_in=TODAY.year)
    judged = level_status(annual, HUNDRED, term, TODAY, forecast=lambda *_: 0.9)
    assert judged.reason == "set when its year was more than half over"


def test_without_pace_and_forecast_it_cannot_be_judged(make_annual):
    def refuse(*_):
        raise NotComputable("too short")

    judged = level_status(
        make_annual({2025: 82}), HUNDRED, by(2027, 2024, 2023), TODAY, forecast=refuse
    )
    assert judged.status == "cannot be judged"
    assert "too short" in judged.reason
    assert judged.required_pct == pytest.approx(100 * ((100 / 82) ** 0.5 - 1))


# --- floors --------------------------------------------------------------------------


def parts(*rows):
    frame = pd.DataFrame(rows, columns=["year", "value", "months"])
    return frame.assign(low=frame["value"])


def test_a_part_of_a_year_above_the_level_is_a_floor(make_annual):
    """Nine months of 2009 had more than was planned for a year: not "met in 2023"."""
    annual = make_annual({2008: 80, 2016: 0, 2023: 500})
    figures = with_floors(annual, parts((2009, 120, 8), (2009, 130, 9), (2023, 99, 3)))
    assert figures.loc[figures["is_floor"], ["year", "value"]].to_numpy().tolist() == [
        [2009, 130]
    ]
    judged = level_status(figures, HUNDRED, plan(2008), TODAY)
    assert (judged.status, judged.reached_year) == ("missed, then met", 2009)


def test_parts_of_several_tables_make_one_floor_a_year(make_annual):
    """Two parts under one label ended the page: years must rise, one row each."""
    both = pd.concat([parts((2014, 90, 9)), parts((2014, 120, 10))])
    figures = with_floors(make_annual({2013: 50}), both)
    assert figures[["year", "value"]].to_numpy().tolist() == [[2013, 50], [2014, 120]]


def test_a_floor_below_the_level_decides_nothing(make_annual):
    figures = with_floors(make_annual({2007: 50}), parts((2008, 90, 9)))
    judged = level_status(figures, HUNDRED, plan(2008), TODAY)
    assert judged.status == "cannot be judged"


def test_a_year_with_a_figure_gets_no_floor_from_another_reporter(make_annual):
    figures = with_floors(make_annual({2025: 90}), parts((2025, 600, 10)))
    assert level_status(figures, HUNDRED, plan(2025), TODAY).status == "missed"


# --- dates and occasions -------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "deadline", "status", "late"),
    [
        pytest.param("2025-09-30", "2025-12-31", "met in time", -92, id="early"),
        pytest.param("2026-01-10", "2025-12-31", "met late", 10, id="late"),
        pytest.param("2026-01-10", None, "met, no date set", None, id="done, undated"),
        pytest.param(None, "2026-02-28", "missed", 1, id="a day over"),
        pytest.param(None, "2026-03-01", "cannot be judged", None, id="due today"),
        pytest.param(None, None, "no date set", None, id="no date"),
    ],
)
def test_the_rule_for_dates(done, deadline, status, late):
    judged = date_status(at(done), at(deadline), TODAY)
    assert (judged.status, judged.late_days) == (status, late)


def test_a_date_of_which_nothing_was_heard_is_not_missed():
    judged = date_status(None, at("2026-02-28"), TODAY, is_outstanding=False)
    assert (judged.status, judged.reason) == ("cannot be judged", "no outcome reported")
    ahead = date_status(None, at("2026-03-01"), TODAY, is_outstanding=False)
    assert ahead.reason == "not due yet"


@pytest.mark.parametrize(
    ("days", "numbers"),
    [
        pytest.param(["2025-10-20"] + ["2025-10-21"] * 4, [1] * 5, id="one visit"),
        pytest.param(["2025-10-21", "2025-10"], [1, 1], id="a month joins its visit"),
        pytest.param(["2025-10-21", "2025-09"], [1, 2], id="another month does not"),
        pytest.param(["2023-04-10", "2023-06-22"], [1, 2], id="two visits"),
        pytest.param(["2023-04-10", "", ""], [1, 0, 0], id="no day, no occasion"),
        pytest.param(
            ["2023-01-01", "2023-01-07", "2023-01-14"], [1, 1, 2],
            id="a week from the first one, not from the last",
        ),
    ],
)  # fmt: skip
def test_statements_are_not_occasions(days, numbers):
    assert occasions(pd.Series(days)).to_list() == numbers
    assert count_occasions(pd.Series(days)) == max(numbers)


def test_statements_of_no_known_day_are_one_occasion_at_least():
    assert count_occasions(pd.Series(["", ""])) == 1
    assert count_occasions(pd.Series([], dtype=str)) == 0


@pytest.mark.parametrize(
    ("day", "status"), [("2023-06-23", "cannot be judged"), ("2023-06-01", "missed")]
)
def test_what_a_target_starts_from_does_not_miss_it(day, status):
    """Six days in June 2023 say nothing of the five promised then for the year's end."""
    days = {"year": [2023], "value": [6.0], "low": [5.5], "high": [6.5]}
    days |= {"segment": [0], "period_end": [at("2023-06-22")]}
    term = Term(2023, 2022, at("2023-12-31"), set_on=at(day))
    judged = level_status(
        pd.DataFrame(days), Level(5.0, 5.0, at_most=True), term, TODAY, is_flow=False
    )
    assert judged.status == status


@pytest.mark.parametrize(
    ("low", "level", "term", "status", "reached"),
    [
        pytest.param(80, 100, plan(2025), "cannot be judged", None, id="around it"),
        pytest.param(80, 80, plan(2025), "met in time", 2025, id="all of it reaches"),
        pytest.param(80, 101, plan(2025), "missed", None, id="all of it falls short"),
        pytest.param(80, 100, Term(2025), "no date set", None, id="no date"),
    ],
)
def test_a_bound_meets_a_level_only_with_its_whole_range(
    make_annual, low, level, term, status, reached
):
    figures = make_annual({2025: 100}).assign(low=float(low), high=100.0)
    judged = level_status(figures, Level(level, level), term, TODAY)
    assert (judged.status, judged.reached_year) == (status, reached)


def test_more_than_so_many_days_meets_no_limit(make_annual):
    figures = make_annual({2025: 13}).assign(low=13.0, high=float("inf"))
    limit = Level(15.0, 15.0, at_most=True)
    assert level_status(figures, limit, plan(2025), TODAY).status == "missed"


def test_figures_that_agree_within_rounding_make_no_pace():
    """A capacity of 5.8 and one of 6, rounded to a million, may be the same."""
    rows = [(2023, 5.8, 5.75, 5.85), (2024, 6.0, 5.5, 6.5)]
    figures = pd.DataFrame(rows, columns=["year", "value", "low", "high"])
    figures = figures.assign(segment=0)
    term = Term(2024, 2023, pd.Timestamp("2027-12-31"))
    today = pd.Timestamp("2025-01-01")
    judged = level_status(figures, Level(10, 10), term, today, is_flow=False)
    assert judged.status == "cannot be judged"
    assert "agree within rounding" in judged.reason
    apart = figures.assign(low=figures["value"], high=figures["value"])
    judged = level_status(apart, Level(10, 10), term, today, is_flow=False)
    assert judged.status == "off track"
