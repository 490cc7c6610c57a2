"""The projection page tells the truth about awkward records."""

import re
from copy import copy
from dataclasses import replace

import pandas as pd
import pytest
from awkward import months, observed, records, series_of, tables
from shown import check, faults

import kzaz_analysis as kz
from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.charts.chart import Chart
from kzaz_analysis.display.grammar import plural
from kzaz_analysis.evidence.tables import load
from kzaz_analysis.reports.projection import evaluation_sentences as evaluation
from kzaz_analysis.reports.projection import sentences as words
from kzaz_analysis.reports.projection.evaluation_sentences import LEAST_FORECASTS
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


def test_the_answer_has_median_latest_figure_and_probability(page, figure):
    found = page(observed(figure, RISING), target=500.0, horizon_year=2029)
    median, odds, rests = (plain(s.text) for s in found.answer.sentences)
    assert re.fullmatch(r"The median forecast for 2029 is USD \d+ million\.", median)
    assert odds.startswith("The probability of USD 500 million by 2029 is ")
    assert odds.endswith(" % of similar country pairs grew as much.")
    assert rests == "The forecast rests on six years of record."
    assert found.answer.sentences[0].sources == ("paper-2024",)
    title = plain(found.title)
    assert title.startswith("Turnover: a forecast probability of ")
    assert title.endswith(" for USD 500 million by 2029")


def test_without_a_target_the_title_is_the_median_and_the_answer_has_the_interval(
    page, figure
):
    found = page(observed(figure, RISING))
    assert plain(found.title).startswith("Turnover: median forecast of USD ")
    assert "prediction interval" not in found.title
    assert "80 % prediction interval" in plain(found.answer.text)
    assert found.chance_words.text == "No target level was given."
    assert not found.chance_chart
    check(found)


@pytest.mark.parametrize(
    ("covered", "is_said"), [(20.0, True), (64.0, True), (66.0, False)]
)
def test_an_interval_that_its_own_past_does_not_hold_is_said_to_be_narrow(
    page, figure, covered, is_said
):
    study = page(observed(figure, RISING)).study
    table = study.backtest.table.assign(**{"coverage-80": covered})
    test = replace(study.backtest, table=table)
    answer = words.answer_sentences(with_part(study, backtest=test))
    assert ("was too narrow" in " ".join(s.text for s in answer)) is is_said


def test_nothing_is_said_about_a_year_far_beyond_the_record(page, figure):
    found = page(observed(figure, {2021: 100, 2022: 101, 2023: 102, 2024: 104}),
                 target=500.0)  # fmt: skip
    assert not re.search(r"20[3-9]\d|21\d\d", found.reach_words.text)
    assert "further ahead than four years of record can tell" in found.reach_words.text


@pytest.mark.parametrize(("target", "is_far"), [(1000.0, True), (600.0, False)])
def test_the_median_year_of_attainment_has_its_interval(target, is_far):
    study = kz.projection_study("trade_turnover", target=target, first_year=2016)
    text = kz.page(study).reach_words.text.replace("\u202f", " ")
    half, early = (study.reach.year_by(share) for share in (0.5, 0.1))
    # Of ten years of record, nothing is said further ahead than twenty.
    assert f"is {half} (80 % interval {early} to later than 2045)" in text
    assert ("more than ten years ahead" in text) is (half > 2035) is is_far


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
            "combination used here did not beat a forecast of no change; the ",
        ),
        ((1.05, 1.2), "no method tried here beat the forecast of no change"),
    ],
)
def test_the_method_in_use_is_judged_beside_all_others(page, figure, errors, told):
    study = page(observed(figure, RISING)).study
    names = ["naive", "theta", "combination"]
    ours, other = errors
    models = pd.DataFrame({"method": names, "owa": [1.0, other, ours]})
    said = evaluation.past(with_part(study, models=models)).text
    assert said.partition(") ")[2].removeprefix("the ").startswith(told)
    beaten = other < min(ours, 1)
    assert ("theta method was best in hindsight only, with 0.9 times" in said) is beaten


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
            {2022: 97, 2024: 100},
            "1 consecutive year at the end of the record, 3 are needed.",
            id="a gap, and no change before it",
        ),
        pytest.param(
            {2020: 90, 2021: 95, 2022: 97, 2024: 100},
            "1 consecutive year at the end of the record, 2 are needed beside earlier "
            "yearly changes.",
            id="a gap before the last",
        ),
    ],
)
def test_a_record_too_short_is_refused_in_words(page, figure, values, why):
    found = page(observed(figure, values))
    assert found.title == "Turnover cannot be projected from these figures"
    assert plain(found.answer.sentences[-1].text) == (
        f"No forecast of turnover is estimated: {why}"
    )
    assert found.basis_words.text == f"No forecast of turnover is estimated: {why}"
    assert not found.fan_table
    assert not found.model_table
    assert not found.break_table
    assert not found.tornado_chart


def test_the_table_names_the_unit_of_every_column(page, figure):
    heads = [plain(h) for h in page(observed(figure, RISING)).fan_table.headers]
    assert heads == [
        "year",
        "#median, USD million",
        "80 % interval, USD million",
        "95 % interval, USD million",
        "#random walk with drift, USD million",
    ]


def test_intervals_stand_in_the_order_of_their_width(page, figure):
    found = page(observed(figure, RISING), confidence_pct=(98.5, 50))
    heads = [plain(h) for h in found.fan_table.headers[2:4]]
    assert heads == ["50 % interval, USD million", "98.5 % interval, USD million"]
    assert "50 % prediction interval" in plain(found.answer.text)


RATES = (-5.0, 5.0, 15.0)


def test_rates_from_zero_are_refused(page, figure):
    found = page(records(figure)["zeros"], scenario_growth_pct=RATES)
    assert found.rate_words.text == (
        "No scenario at given rates is estimated: a rate needs a positive start, not 0."
    )
    assert not found.rate_table


def test_rates_of_ones_own_say_where_they_lead(page, figure):
    given = observed(figure, {2022: 80, 2023: 90, 2024: 100})
    found = page(given, horizon_year=2025, scenario_growth_pct=RATES)
    assert plain(found.rate_words.sentences[0].text) == (
        "At the rates given, 2025 is: low USD 95 million, base USD 105 "
        "million, high USD 115 million."
    )


def test_without_rates_of_ones_own_nothing_is_said_of_them(page, figure):
    found = page(observed(figure, {2022: 80, 2023: 90, 2024: 100}))
    assert not found.rate_words
    assert not found.rate_table


def test_a_forecast_of_a_past_year_is_judged(page, figure):
    found = page(observed(figure, RISING))
    assert found.others_words.text == (
        "One forecast of a level by others has been collected; one can be compared with an outturn. "
        "Too high even at their low end: one; too low even at their high "
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


def test_nothing_is_said_further_ahead_than_twice_the_years_of_record():
    page = kz.page(
        kz.projection_study("titr_freight", horizon_year=2050, target=10000.0)
    )
    assert "2050 is 25 years ahead, and 7 years of record carry" in page.answer.text
    assert "%" not in page.chance_words.text


def test_a_probability_stands_with_base_rate_prior_and_coverage():
    study = kz.projection_study("trade_turnover", first_year=2016, target=1000.0)
    page = kz.page(study)
    assert "of similar country pairs grew as much" in page.answer.text
    for part in (
        "Base rate, from world trade in current US dollars: of",
        "Prior: a drift",
        "empirical coverage of the 80",
    ):
        assert part in page.chance_words.text.replace("\u00a0", " ")
    assert "not informative" in page.break_words.text
    (row,) = [r.cells for r in page.chance_table.rows if r.cells[0] == "2030"]
    assert re.fullmatch(r"\d+ % \(about [a-z ]+\)", row[1].replace("\u202f", " "))


def test_probabilities_no_better_than_a_mere_share_are_said_to_be_so():
    study = kz.projection_study("trade_turnover", first_year=2016, target=1000.0)
    last = study.chances.iloc[-1]
    assert last["brier"] >= last["brier_base_rate"]
    said = plain(kz.page(study).reliability_words.text)
    assert last["brier"] > 0.25
    scores = (
        f"{last['brier']:.2g} (always saying one half scores better); the mere share"
    )
    assert f"probabilities is {scores}" in said
    assert said.endswith("here the probabilities were no better than that share.")
    better = study.chances.assign(brier=last["brier_base_rate"] / 2)
    said = plain(kz.page(with_part(study, chances=better)).reliability_words.text)
    assert "the mere share" in said
    assert "one half" not in said
    assert "no better" not in said
    few = study.chances.assign(tested=LEAST_FORECASTS - 1)
    untried = kz.page(with_part(study, chances=few))
    assert {row.cells[3] for row in untried.chance_table.rows} == {"too few tests"}
    assert "too few tests" not in {
        row.cells[3] for row in kz.page(study).chance_table.rows[-1:]
    }
    said = plain(untried.reliability_words.text)
    assert "mere share" not in said


def test_a_level_that_the_last_figure_reaches_has_no_year_of_attainment(page, figure):
    found = page(observed(figure, RISING), target=150.0)
    assert plain(found.title).endswith(
        "USD 150 million is reached, with USD 161 million in 2024"
    )
    assert "USD 161 million in 2024, is not below USD 150 million" in plain(
        found.reach_words.text
    )


def test_where_nothing_is_projected_nothing_is_carried_into_every_year():
    page = kz.page(kz.projection_study("btc_oil_kaz", target=2200.0))
    assert isinstance(page.study.projection, Refused)
    assert page.start_words.text.startswith("The last figure is 1.3")
    assert "The projection starts" not in page.start_words.text


@pytest.mark.slow
def test_eras_of_trade_in_dollars_are_marked_on_a_series_in_tonnes():
    marked = "learned from trade in US dollars"
    freight = kz.page(kz.projection_study("titr_freight", target=10_000.0))
    assert marked in freight.chance_words.text
    turnover = kz.page(kz.projection_study("trade_turnover", target=1000.0))
    assert "Base rate" in turnover.chance_words.text
    assert marked not in turnover.chance_words.text


def test_only_a_method_that_shrinks_growth_is_said_to():
    shrunk = "starts from a smoothed level and shrinks past growth"
    for method, said in (("combination", True), ("cagr5", False)):
        page = kz.page(kz.projection_study("trade_turnover", method=method))
        assert (shrunk in page.basis_words.text) is said
        assert ("drawn towards" in page.basis_words.text) is said


HALVES = "The first half of 2024 was up 100 %, the second by implication down 36.7 %."


def with_halves(figure, values, first=50, second=100):
    """A record with the first halves of its last two years."""
    halves = [(2023, first), (2024, second)]
    rows = [figure(months(year), value) for year, value in halves]
    return [*observed(figure, values), *rows]


def test_a_half_that_turned_warns_who_reads_the_projection(page, figure):
    found = page(with_halves(figure, RISING), target=500.0)
    assert HALVES in plain(found.basis_words.text)
    assert HALVES not in plain(found.answer.text)


def test_an_answer_with_room_has_the_half_that_turned(page, figure):
    two_years = {year: RISING[year] for year in (2023, 2024)}
    found = page(with_halves(figure, two_years))
    assert found.answer.text.startswith("No forecast of turnover is estimated")
    assert plain(found.answer.text).endswith(HALVES)
    check(found)


def test_a_half_that_moved_as_its_year_did_is_not_told(page, figure):
    found = page(with_halves(figure, RISING, 70, 77))
    assert "by implication" not in found.basis_words.text
    assert "six years" in found.basis_words.text


def test_forecasts_without_a_level_are_counted_and_named():
    found = kz.page(projection_study("titr_freight", first_year=2016))
    rows = plain(repr(found.others_table))
    assert "Three further forecasts state no level" in found.others_words.text
    assert "one of them names no year" in found.others_words.text
    stated = [
        "3 times the base; with further investment",
        "10 to 11",
        "nearly 13.5",
        "more than 1.3",
    ]
    assert [text for text in stated if text not in rows] == []
    assert rows.count("no year named") == 1


@pytest.mark.parametrize(("brier", "is_said"), [(0.3, True), (0.2, False)])
def test_a_probability_that_was_worse_than_one_half_says_so(brier, is_said):
    study = kz.projection_study("trade_turnover", target=1000, horizon_year=2030)
    chances = study.chances.assign(brier=brier, brier_base_rate=0.2, tested=12)
    study.__dict__["chances"] = chances
    said = words.trust_words(study)
    ahead = study.chances.iloc[-1]["h"]
    warned = [s.text for s in said if s and s.kind == "projection.no_better"]
    assert bool(warned) is is_said
    assert all(f"{plural(ahead, 'year')} ahead" in text for text in warned)
