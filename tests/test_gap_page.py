"""The gap page tells the truth about promises and awkward records."""

import pytest
from awkward import observed, records, tables
from shown import check, faults

from kzaz_analysis.display.charts.chart import Chart
from kzaz_analysis.display.gap_page import GapPage
from kzaz_analysis.evidence.tables import load
from kzaz_analysis.studies.gap import gap_study

PLAIN = {2021: 500, 2022: 550, 2023: 605, 2024: 665.5}


@pytest.fixture
def page(make_data):
    """Lay out the gap page of some observations and one promise."""

    def make(observations, target=(), **asked):
        given = tables(observations)
        given["targets"] = [given["targets"][0] | dict(target)]
        make_data(**given)
        return GapPage(gap_study("billion", **asked), load("sources"))

    return make


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    "case",
    [
        "no figure",
        "one observation",
        "a change of books",
        "zeros",
        "bounds",
        "a conflict",
        "long",
    ],
)
def test_every_part_shows_without_a_missing_value(page, figure, case):
    for name, value in check(page(records(figure)[case])).items():
        if isinstance(value, Chart):
            assert faults(value.narrow) == [], name


@pytest.mark.parametrize(
    ("values", "target", "title"),
    [
        pytest.param(
            {},
            {},
            "Turnover: no figure to hold the promise of USD 1 billion against",
            id="no figure, no gap",
        ),
        pytest.param(
            {2024: 100},
            {},
            "Turnover: 10 % of the USD 1 billion promised is reached",
            id="one year has no pace",
        ),
        pytest.param(
            PLAIN,
            {},
            "Turnover: at the pace of 2021 to 2024, USD 1 billion is reached in 2029",
            id="ten percent a year arrives in the fifth year",
        ),
        pytest.param(
            {2022: 300, 2023: 200, 2024: 90},
            {},
            "Turnover: at the pace of 2022 to 2024, USD 1 billion is never reached",
            id="a falling series never arrives",
        ),
        pytest.param(
            {2022: 90, 2023: 200, 2024: 150},
            {},
            "Turnover: at the pace of 2022 to 2024, USD 1 billion is reached in 2032, "
            "but in 2024 it fell by 25 %",
            id="a last change against the pace is said",
        ),
        pytest.param(
            {2023: 900, 2024: 1200},
            {},
            "Turnover: the USD 1 billion promised is reached",
            id="a promise kept",
        ),
        pytest.param(
            {2023: 500, 2024: 500.01},
            {},
            "Turnover: at the pace of 2023 and 2024, USD 1 billion is reached after "
            "2100",
            id="a year beyond the century is not dated",
        ),
    ],
)
def test_the_title_is_the_finding(page, figure, values, target, title):
    assert plain(page(observed(figure, values), target).title) == title


def test_the_answer_states_share_gap_and_requirement(page, figure):
    text = plain(page(observed(figure, PLAIN)).answer.text)
    assert text.startswith(
        "Turnover came to USD 666 million in 2024, on Kazakhstan's books. It rose by "
        "10 % and is 67 % of the USD 1 billion promised; the gap is USD 334 million. "
        "By 2030 it would take growth of about 7 % a year, and the projection gives it a chance of "
    )


def test_an_undated_promise_is_said_to_have_no_date(page, figure):
    undated = {"deadline_start": "", "deadline_end": ""}
    found = page(observed(figure, PLAIN), undated)
    assert "No date was promised; by 2030" in found.answer.text
    assert found.promise_words.sentences[1].text == (
        "No statement names a date by which it is to be kept."
    )
    assert "none" in found.promise_table.rows[0].cells
    check(found)


def test_a_deadline_gone_by_is_not_asked_for_growth(page, figure):
    past = {"deadline_start": "2020-01-01", "deadline_end": "2020-12-31"}
    found = page(observed(figure, PLAIN), past, deadlines=())
    assert found.needs_words.sentences[0].text == (
        "2020 is not ahead of the last figure, 2024."
    )
    assert "No deadline is ahead of the last figure" in found.needs_words.text
    assert not found.required_chart
    assert found.chance_words.text.startswith("No chance is given: no deadline lies")
    check(found)


def test_a_promise_kept_asks_for_nothing(page, figure):
    found = page(observed(figure, {2023: 900, 2024: 1200}))
    assert plain(found.answer.sentences[1].text) == (
        "The level promised, USD 1 billion, is reached, USD 200 million above it."
    )
    assert found.needs_words.text == (
        "The level is reached, so no growth is required to get there."
    )
    assert found.reach_words.text == (
        "The level is reached, so there is no year to wait for."
    )
    for empty in (
        found.needs_table,
        found.terms_table,
        found.reach_table,
        found.required_chart,
    ):
        assert not empty
    check(found)


def test_rounding_that_decides_is_said(page, figure):
    found = page(observed(figure, {2023: 900, 2024: 1000}, 20))
    assert plain(found.title) == (
        "Turnover: the USD 1 billion promised is reached, within rounding"
    )
    assert "though rounding leaves it open" in found.answer.text


def test_what_is_never_reached_says_never(page, figure):
    found = page(records(figure)["falling"])
    cells = found.reach_table.rows[0].cells
    assert cells == ("the pace of 2021 to 2024", "\u221239.2", "", "never")
    assert found.reach_words.sentences[0].text == (
        "At the pace of 2021 to 2024 the level is never reached."
    )


def test_a_multiple_is_written_as_one(page, figure, make_data):
    given = tables(observed(figure, PLAIN))
    double = given["targets"][0] | {"id": "p2", "value": 2, "low": 2, "high": 2}
    given["targets"].append(double | {"measure": "multiple", "unit": "ratio_to_base"})
    make_data(**given)
    found = GapPage(gap_study("billion"), load("sources"))
    levels = {plain(row.cells[2]) for row in found.promise_table.rows}
    assert levels == {"USD 1 billion", "2 times the base"}


def test_both_books_stand_side_by_side(page, figure):
    found = page(records(figure)["a conflict"])
    assert plain(found.sides_words.sentences[0].text) == (
        "On Kazakh books, USD 800 million is missing in 2025; on Azerbaijani books, "
        "USD 910 million is missing in 2025."
    )
    assert found.sides_words.sentences[0].sources == ("paper-2024", "customs")


def test_a_promise_real_and_long_is_shown_whole():
    found = GapPage(gap_study("titr_10mt", start=2016), load("sources"))
    for name, value in check(found).items():
        if isinstance(value, Chart):
            assert faults(value.figure) == [], name
            assert faults(value.narrow) == [], name
    assert [r.name for r in found.results.results][:3] == [
        "latest",
        "gap",
        "share_reached",
    ]
