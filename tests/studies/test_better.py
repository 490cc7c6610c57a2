"""Which way is better is a property of the series; of a range the milder end counts."""

import pytest

import kzaz_analysis as kz
from kzaz_analysis.evidence.opened import opened
from kzaz_analysis.studies.targets import asked_value, is_range, published_target

RANGE = {"value": 10, "high": 15, "digits": None}


@pytest.mark.parametrize(("better", "asked"), [("less", 15), ("", 10), ("more", 10)])
def test_of_a_range_the_end_that_asks_for_less_counts(better, asked):
    assert asked_value(RANGE, better) == asked


def test_a_rounded_number_is_no_range():
    assert is_range(RANGE) and not is_range(RANGE | {"high": 10})
    assert not is_range(RANGE | {"high": 10.5, "digits": 2})
    assert asked_value({"value": 18, "high": 18.5, "digits": 2}, "less") == 18


def test_what_a_source_is_about_keeps_the_capitals_of_peoples():
    titles = kz.load("sources")["title"].astype(str)
    small = titles.str.contains(r"\b(?:kazakh|turkmen|azerbaijani|tengiz)\b")
    assert titles[small].empty


def test_costs_and_times_are_better_when_less():
    series = kz.load("series").set_index("series")
    units = kz.load("units").set_index("unit")["dimension"]
    times = series[(series["unit"].map(units) == "duration")]
    assert set(times["better"]) == {"less"}
    assert series.loc["cpmm_road_border_cost_kaz", "better"] == "less"
    assert series.loc["trade_turnover", "better"] == ""


def test_days_promised_as_a_range_are_judged_by_its_upper_end():
    days = published_target(opened(None), "delivery_10_15_days")
    assert (days.value, days.low, days.high) == (15, 10, 15)
