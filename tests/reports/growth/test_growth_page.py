"""The growth page tells the truth about awkward records, in words and pictures."""

import pytest
from awkward import CASES, months, observed, records, series_of, tables
from shown import attributes, check, faults

from kzaz_analysis.display.charts.chart import Chart
from kzaz_analysis.display.sentences import Prose
from kzaz_analysis.display.tables import Table
from kzaz_analysis.evidence.tables import load
from kzaz_analysis.reports.growth.page import GrowthPage
from kzaz_analysis.reports.growth.study import growth_study


@pytest.fixture
def page(make_data, figure):
    """Lay out the growth page of some observations."""

    def make(observations, **asked):
        make_data(**tables(observations))
        study = growth_study(series_of(observations), **asked)
        return GrowthPage(study, load("sources"))

    return make


def plain(prose):
    return prose.text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("case", CASES)
def test_every_part_shows_without_a_missing_value(page, figure, case):
    for name, value in check(page(records(figure)[case])).items():
        if isinstance(value, Chart):
            assert faults(value.narrow) == [], name


@pytest.mark.parametrize(
    ("values", "half_width", "answer"),
    [
        pytest.param(
            {},
            0,
            "No figure for a whole year of turnover is on record under this rule, so "
            "no growth can be given.",
            id="no figure gives no growth",
        ),
        pytest.param(
            {2024: 100},
            0,
            "Turnover came to USD 100 million in 2024, on Kazakhstan's books. No "
            "growth rate for 2024 can be given: no figure for 2023.",
            id="one year has no rate",
        ),
        pytest.param(
            {2023: 200, 2024: 90},
            0,
            "Turnover came to USD 90 million in 2024, on Kazakhstan's books. That is "
            "55 % less than in 2023.",
            id="a fall is less",
        ),
        pytest.param(
            {2022: 100, 2023: 110, 2024: 121},
            0,
            "Turnover came to USD 121 million in 2024, on Kazakhstan's books. That is "
            "10 % more than in 2023. Over 2022 to 2024 it rose by about 10 % a year.",
            id="a run has a pace",
        ),
        pytest.param(
            {2023: 100, 2024: 100},
            0,
            "Turnover came to USD 100 million in 2024, on Kazakhstan's books. That is "
            "as much as in 2023.",
            id="no change is as much",
        ),
        pytest.param(
            {2023: 100, 2024: 102},
            2,
            "Turnover came to USD 102 million in 2024 (rounding allows USD 100 to 104 "
            "million), on Kazakhstan's books. That is 2 % more (rounding allows "
            "anything from \u22122.0 to 6.1 %) than in 2023.",
            id="rounding wider than the change is said",
        ),
        pytest.param(
            {2022: 100, 2024: 121},
            0,
            "Turnover came to USD 121 million in 2024, on Kazakhstan's books. No "
            "growth rate for 2024 can be given: no figure for 2023.",
            id="a gap is not bridged",
        ),
    ],
)
def test_the_answer_says(page, figure, values, half_width, answer):
    assert plain(page(observed(figure, values, half_width)).answer) == answer


def test_the_title_is_the_finding(page, figure):
    title = page(observed(figure, {2022: 100, 2023: 110, 2024: 99})).title
    assert title.replace("\u202f", " ").replace("\u00a0", " ") == (
        "Turnover fell by 10 % in 2024; over 2022 to 2024 it fell by about 0.5 % a year"
    )


def test_other_books_that_are_ahead_are_named_in_the_answer(page, figure):
    rows = observed(figure, {2024: 180, 2025: 200})
    rows.append(figure(months(2025), 300, agency="AZE_SCC", source="customs"))
    found = page(rows)
    assert "USD 300 million in the first six months of 2025" in plain(found.answer)
    last = found.answer.sentences[-1]
    assert last.sources == ("customs",)


def test_a_bound_is_no_figure(page, figure):
    text = plain(page(records(figure)["bounds"]).answer)
    assert "came to more than USD 300 million in 2024, on" in text
    assert "leave open whether it rose or fell" in text


def test_no_rate_crosses_a_change_of_books(page, figure):
    found = page(records(figure)["a change of books"])
    assert "2022 has none because the books change" in plain(found.growth_words)
    assert "The books change in 2022" in plain(found.record_words)
    assert found.study.growth.set_index("year")["growth_pct"].isna()[2022]


def test_real_growth_of_tonnes_is_refused_in_words(make_data, figure):
    rows = observed(figure, {2023: 1, 2024: 2}, series="freight")
    make_data(observations=[row | {"unit": "thousand_tonnes"} for row in rows])
    found = GrowthPage(growth_study("freight", basis="real"), load("sources"))
    check(found)
    assert found.basis == ""
    assert found.limits.sentences[-1].text == (
        "Real growth was asked for and is not given: thousand tonnes are no prices; "
        "only values are deflated."
    )


def test_before_anything_was_published_nothing_is_known(make_data, figure):
    make_data(**tables(records(figure)["falling"]))
    found = GrowthPage(growth_study("turnover", as_of="1999-01-01"), load("sources"))
    check(found)
    assert found.answer.below.startswith(
        "Data as known on 1 January 1999; no dated source;"
    )
    assert repr(found.cite) == ""


def test_a_claim_off_the_record_is_said_to_differ(page, figure):
    found = page(observed(figure, {2023: 200, 2024: 90}))
    assert "differs: \u221255\u202f%" in found.claims_table.rows[0].cells
    assert "40\u202f%" in found.claims_words.sentences[-1].text


def test_markup_in_the_data_stays_text(page, figure):
    found = page(records(figure)["markup"])
    every = [v for v in attributes(found).values() if isinstance(v, Prose | Table)]
    markup = "".join(part._repr_html_() for part in [*every, found.cite])
    assert "<script" not in markup
    assert "&lt;script&gt;" in markup


def test_headline_numbers_carry_their_sources(page, figure):
    found = page(observed(figure, {2022: 100, 2023: 110, 2024: 121}))
    results = found.results.bundle()["results"]
    assert [r["name"] for r in results] == [
        "latest",
        "annual_growth",
        "compound_growth",
    ]
    assert all(r["sources"] == ["paper-2024"] for r in results)
    assert results[2]["shown"] == "about 10\u202f% a\u00a0year"


def test_a_real_record_is_shown_whole():
    study = growth_study(
        "trade_turnover", rule="kaz_only", first_year=2022, basis="real"
    )
    found = GrowthPage(study, load("sources"))
    check(found)
    assert found.basis.startswith("rates at prices of 20")
    assert found.basis.endswith("deflated by the US GDP deflator")
