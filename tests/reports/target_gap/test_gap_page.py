"""The gap page tells the truth about promises and awkward records."""

import pytest
from awkward import observed, records, tables
from shown import check, faults

from kzaz_analysis.display.charts.chart import Chart
from kzaz_analysis.display.numbers import percent
from kzaz_analysis.evidence.tables import load
from kzaz_analysis.reports.target_gap.page import GapPage
from kzaz_analysis.reports.target_gap.study import gap_study

PLAIN = {2021: 500, 2022: 550, 2023: 605, 2024: 665.5}


@pytest.fixture
def page(make_data):
    """Lay out the gap page of some observations and one promise."""

    def make(observations, target=(), **asked):
        given = tables(observations)
        given["targets"] = [given["targets"][0] | dict(target)]
        # Set at the start of the record, so that the pace is that of the record.
        given["sources"] = [
            row | ({"published_on": "2021-06-01"} if "published_on" in row else {})
            for row in given["sources"]
        ]
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
        "a change of reporter",
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
        "By 2030 it would take growth of about 7 % a year, and the projection gives "
        "it a chance of "
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
    assert [plain(s.text) for s in found.reach_words.sentences[:2]] == [
        "Over 2021 to 2024 it fell by about 39.2 % a year.",
        "At the pace of 2021 to 2024 the level is never reached.",
    ]


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


KAZAKH = {2021: 100, 2022: 110, 2023: 130, 2024: 250, 2025: 200}
AZERI = {"agency": "AZE_SCC", "source": "customs"}


@pytest.fixture
def both(page, figure):
    """A promise beside two sets of books, one with a running year."""

    def lay(running):
        rows = observed(figure, KAZAKH) + observed(figure, {2024: 400}, **AZERI)
        rows.append(figure(("2025-01-01", "2025-10-31"), running, **AZERI))
        return page(rows, deadlines=(2026,))

    return lay


def test_what_has_to_happen_is_counted_from_either_books(both):
    found = both(600)
    # (1000 / 200) ** (1 / 5) and (1000 / 600) ** (1 / 5).
    assert plain(found.needs_words.sentences[0].text) == (
        "For USD 1 billion by 2030 it takes growth of about 38 % a year from the "
        "USD 200 million of 2025 on Kazakhstan's books, and growth of at most 10.8 % a "
        "year from the USD 600 million of January to October 2025 on Azerbaijan's "
        "books."
    )
    assert plain(found.needs_words.sentences[1].text) == (
        "By 2026 it would take 400 % from the figure of 2025 on Kazakhstan's books, "
        "faster than any span of that length on record."
    )
    assert [row.cells for row in found.needs_table.rows][:2] == [
        (
            "Kazakhstan, 2025",
            "2026",
            "400",
            # 10, 18.2, 92.3 and -20 % a year are on record.
            "0 of 4",
            "800",
            "92.3\u202f% a year, 2023 to 2024, Kazakhstan",
        ),
        ("Kazakhstan, 2025", "2030, promised", "38", "no such span", "160", ""),
    ]
    assert "66.7" in found.needs_table.rows[2].cells[2]
    assert found.title.endswith(
        "on Kazakhstan's books, but in 2025 it fell by 20\u202f%"
    )
    assert "USD 600 million in the first ten months" in plain(found.answer.text)
    check(found)


@pytest.mark.parametrize(
    ("running", "start"),
    [(401, "Azerbaijan, January to October 2025"), (399, "Azerbaijan, 2024")],
)
def test_a_running_year_counts_once_it_has_passed_the_year_before(both, running, start):
    assert both(running).needs_table.rows[-1].cells[0] == start


def test_a_running_year_alone_is_a_start(page, figure):
    found = page([figure(("2025-01-01", "2025-10-31"), 600)], deadlines=())
    [row] = found.needs_table.rows
    assert row.cells[:2] == ("Kazakhstan, January to October 2025", "2030, promised")
    assert "No span of five years" in found.needs_words.text
    check(found)


def test_the_required_path_meets_the_capacity_in_the_year_the_study_finds():
    study = gap_study("titr_10mt", first_year=2016)
    found = GapPage(study, load("sources"))
    rows = study.required.table[study.required.table["binds_in"].notna()]
    for row in rows.to_dict("records"):
        assert f"in {row['binds_in']} if the date is" in found.room_words.text
    shares = study.required.terms["share_pct"].dropna()
    cells = [row.cells[-1] for row in found.terms_table.rows]
    assert cells == [f"the level is {percent(share, 3)} of it" for share in shares]


def test_a_promise_real_and_long_is_shown_whole():
    found = GapPage(gap_study("titr_10mt", first_year=2016), load("sources"))
    for name, value in check(found).items():
        if isinstance(value, Chart):
            assert faults(value.figure) == [], name
            assert faults(value.narrow) == [], name
    assert [r.name for r in found.results.results][:3] == [
        "latest",
        "gap",
        "share_reached",
    ]
