"""The projection page tells the truth about awkward records."""

from copy import copy

import pandas as pd
import pytest
from awkward import observed, records, series_of, tables
from shown import check, faults

from kzaz_analysis.display.charts.chart import Chart
from kzaz_analysis.evidence.tables import load
from kzaz_analysis.reports.projection import sentences as words
from kzaz_analysis.reports.projection.page import ProjectionPage
from kzaz_analysis.reports.projection.study import projection_study

RISING = {2019 + n: 100 * 1.1**n for n in range(6)}


def with_part(study, **parts):
    """Return a study in which some part has come out otherwise."""
    twin = copy(study)
    vars(twin).update(parts)
    return twin


@pytest.fixture
def page(make_data):
    """Lay out the projection page of some observations."""

    def make(observations, **asked):
        make_data(**tables(observations))
        study = projection_study(series_of(observations), **asked)
        return ProjectionPage(study, load("sources"))

    return make


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    "case",
    [
        "no figure",
        "one observation",
        "a change of reporter",
        "falling",
        "all zeros",
        "bounds",
        "huge and tiny",
        "long",
    ],
)
def test_every_part_shows_without_a_missing_value(page, figure, case):
    for name, value in check(page(records(figure)[case], target=500.0)).items():
        if isinstance(value, Chart):
            assert faults(value.narrow) == [], name


def test_the_answer_has_middle_interval_and_chance(page, figure):
    found = page(observed(figure, RISING), target=500.0)
    first, change, middle, odds = (plain(s.text) for s in found.answer.sentences)
    assert first == ("Turnover came to USD 161 million in 2024, on Kazakhstan's books.")
    assert change == "That is 10 % more than in 2023."
    assert middle.startswith("The middle of the projection for 2030 is USD ")
    assert middle.endswith(" million with a chance of 80 %.")
    assert odds.startswith(
        "The chance that USD 500 million has been reached by 2030 is"
    )
    assert all(s.sources == ("paper-2024",) for s in found.answer.sentences)


def test_the_answer_and_the_title_name_books_that_say_otherwise(page, figure):
    found = page(records(figure)["a conflict"], target=500.0)
    told = [plain(s.text) for s in found.answer.sentences]
    assert told[1].startswith("That is 11.1 % more (rounding allows 10.5 to 11.7 %)")
    assert told[2].startswith("Other books disagree: USD 300 million in the first six ")
    assert plain(found.title).endswith("with a chance of 80 %, on Kazakhstan's books")


def test_a_change_that_is_not_known_is_left_out_of_the_answer(page, figure):
    found = page(records(figure)["one observation"], target=500.0)
    assert not any("growth rate" in s.text for s in found.answer.sentences)


def test_without_a_level_the_answer_tells_of_the_past(page, figure):
    found = page(observed(figure, RISING))
    assert "In the past of this series" in found.answer.text
    assert found.chance_words.text == "No level was asked about."
    assert not found.chance_chart
    check(found)


@pytest.mark.parametrize(
    ("errors", "told"),
    [
        ((0.9, 0.95), "combination used here did best, with 0.9 times the error of a "),
        (
            (0.95, 0.9),
            "combination used here had 0.95 times the error of a forecast of ",
        ),
        (
            (1.05, 0.9),
            "combination used here did not beat a forecast of no change. The ",
        ),
        ((1.05, 1.2), "no method tried here beat the forecast of no change"),
    ],
)
def test_the_method_in_use_is_judged_beside_all_others(page, figure, errors, told):
    study = page(observed(figure, RISING)).study
    names = ["naive", "theta", "combination"]
    ours, other = errors
    models = pd.DataFrame({"method": names, "owa": [1.0, other, ours]})
    said = words.past(with_part(study, models=models)).text
    assert said.partition(") ")[2].removeprefix("the ").startswith(told)
    beaten = other < min(ours, 1)
    assert ("The theta method did best, with 0.9 times" in said) is beaten


def test_the_method_in_use_stands_second_in_the_table(page, figure):
    table = page(observed(figure, RISING)).model_table
    assert [row.cells[0] for row in table.rows][:3] == [
        "no change (naive)",
        "combination used here",
        "random walk with drift",
    ]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        pytest.param({}, "the record holds no figure.", id="no figure"),
        pytest.param(
            {2024: 100},
            "1 consecutive year at the end of the record, 3 are needed.",
            id="one year",
        ),
        pytest.param(
            {2020: 90, 2021: 95, 2022: 97, 2024: 100},
            "1 consecutive year at the end of the record, 3 are needed.",
            id="a gap before the last",
        ),
    ],
)
def test_a_record_too_short_is_refused_in_words(page, figure, values, why):
    found = page(observed(figure, values))
    assert found.title == "Turnover cannot be projected from this record"
    assert plain(found.answer.sentences[-1].text) == (
        f"No projection of turnover is given: {why}"
    )
    assert found.basis_words.text == f"There is no projection: {why}"
    assert not found.fan_table
    assert not found.model_table
    assert not found.break_table
    assert not found.tornado_chart


def test_the_table_names_the_unit_of_every_column(page, figure):
    heads = [plain(h) for h in page(observed(figure, RISING)).fan_table.headers]
    assert heads == [
        "year",
        "#middle, USD million",
        "80 % interval, USD million",
        "95 % interval, USD million",
        "#random walk with drift, USD million",
    ]


def test_intervals_stand_in_the_order_of_their_width(page, figure):
    found = page(observed(figure, RISING), confidence_pct=(98.5, 50))
    heads = [plain(h) for h in found.fan_table.headers[2:4]]
    assert heads == ["50 % interval, USD million", "98.5 % interval, USD million"]
    assert "with a chance of 50" in found.title


RATES = (-5.0, 5.0, 15.0)


def test_rates_from_zero_are_refused(page, figure):
    found = page(records(figure)["zeros"], scenario_growth_pct=RATES)
    assert found.rate_words.text == (
        "Rates of your own lead nowhere: a rate needs a positive start, not 0."
    )
    assert not found.rate_table


def test_rates_of_ones_own_say_where_they_lead(page, figure):
    given = observed(figure, {2022: 80, 2023: 90, 2024: 100})
    found = page(given, horizon_year=2025, scenario_growth_pct=RATES)
    assert plain(found.rate_words.sentences[0].text) == (
        "At the rates asked about, 2025 comes to: low USD 95 million, base USD 105 "
        "million, high USD 115 million."
    )


def test_without_rates_of_ones_own_nothing_is_said_of_them(page, figure):
    found = page(observed(figure, {2022: 80, 2023: 90, 2024: 100}))
    assert not found.rate_words
    assert not found.rate_table


def test_a_forecast_of_a_past_year_is_judged(page, figure):
    found = page(observed(figure, RISING))
    assert found.others_words.text == (
        "One forecast by others is on record; one can be held against a figure of "
        "their year. Too high even at their low end: one; too low even at their high "
        "end: none."
    )
    assert found.others_table.rows[0].cells[:2] == ("2024", "A compiler")


def test_a_record_real_and_long_is_shown_whole():
    study = projection_study("trade_turnover", first_year=2016, target=1000.0)
    found = ProjectionPage(study, load("sources"))
    for name, value in check(found).items():
        if isinstance(value, Chart):
            assert faults(value.figure) == [], name
            assert faults(value.narrow) == [], name
    assert {"median", "latest", "chance"} == {r.name for r in found.results.results}
