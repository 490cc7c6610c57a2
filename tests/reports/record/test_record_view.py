"""One record in words and tables: figures, conflicts, limits."""

import math

import pytest
from awkward import observed

from kzaz_analysis.display.citations import source_list
from kzaz_analysis.evidence.series import series
from kzaz_analysis.evidence.tables import load
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record import tables

AZERI = {"agency": "AZE_SCC", "source": "customs"}


@pytest.fixture
def record(make_data):
    """Read the turnover from some observations."""

    def make(rows, **asked):
        make_data(observations=rows)
        return series("turnover", **asked)

    return make


def cited(record):
    places = {"record": record.annual["source"]}
    rest = [*record.alternatives["source"], *record.partial["source"]]
    return source_list(load("sources"), places, rest)


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("value", "half_width", "qualifier", "text"),
    [
        (533.4, 0.05, "exact", "came to USD 533 million in 2024, on"),
        (425, 1, "approx", "came to about USD 425 million in 2024, on"),
        (
            1500,
            100,
            "exact",
            "came to USD 1.5 billion in 2024 (rounding allows USD 1.4 to 1.6 billion)",
        ),
        (300, math.inf, "over", "came to more than USD 300 million in 2024, on"),
        (0, 0, "exact", "came to USD 0 in 2024, on"),
    ],
)
def test_the_latest_figure(record, figure, value, half_width, qualifier, text):
    rows = [figure(2024, value, half_width, qualifier=qualifier)]
    assert text in plain(view.latest_words(record(rows)).text)


def test_without_a_figure_there_is_no_latest(record):
    empty = record([])
    assert view.latest_words(empty) is None
    assert tables.conflicting(empty).empty


def test_titles_keep_their_names_inside_a_sentence(make_data, figure):
    make_data(observations=[figure(2024, 1)])
    assert view.subject(series("turnover")) == "turnover"
    proper = series("exports")
    object.__setattr__(proper, "title", "Kazakh oil")
    assert view.subject(proper) == "Kazakh oil"


def test_what_is_on_record(record, figure):
    found = record(observed(figure, {2018: 1, 2019: 2, 2021: 3, 2022: 4}))
    assert view.record_words(found, cited(found)).text == (
        "Four years of turnover are on record: 2018, 2019, 2021 and 2022. There is no "
        "figure for 2020; no gap is bridged."
    )


def test_figures_apart_by_more_than_rounding_are_conflicts(record, figure):
    rows = observed(figure, {2023: 100, 2024: 200}, 0.5)
    rows += observed(figure, {2023: 101, 2024: 300}, 0.5, **AZERI)
    found = tables.conflicting(record(rows))
    assert found["year"].to_list() == [2024]
    assert found["ratio"].to_list() == [1.5]


def test_a_conflict_names_both_figures_and_their_books(record, figure):
    rows = [figure(2024, 200), figure(2024, 300, **AZERI)]
    found = record(rows)
    words = tables.conflict_words(found, cited(found))
    assert plain(words.sentences[1].text) == (
        "The widest pair is that of 2024: USD 200 million is used here (Kazakhstan's "
        "books), USD 300 million stands elsewhere (Azerbaijan's books)."
    )
    assert words.sentences[1].sources == ("paper-2024", "customs")
    row = tables.conflict_table(found, cited(found)).rows[0]
    assert row.cells[:5] == ("2024", "200", "300", "50", "Azerbaijan")


def test_a_conflict_with_nothing_has_no_ratio(record, figure):
    found = record([figure(2024, 0), figure(2024, 300, **AZERI)])
    heads = tables.conflict_table(found, cited(found)).headers
    assert not any("difference" in head for head in heads)


def test_agreement_is_said(record, figure):
    found = record([figure(2024, 200)])
    assert tables.conflict_words(found, cited(found)).text.startswith("No other figure")


def test_the_rule_of_one_source_goes_by_its_name(record, figure):
    found = record([figure(2024, 200)], rule="KAZ_BNS")
    assert view.rule_words(found) == "Kazakh office alone"
    assert "rule: Kazakh office alone; current prices." in view.as_of_line(
        found, view.basis(found)
    )


def test_the_table_shows_what_rounding_allows(record, figure):
    rows = [figure(2022, 100), figure(2023, 200, 0.5), figure(2024, 300, math.inf)]
    found = record(rows)
    bounds = [row.cells[2] for row in tables.record_table(found, cited(found)).rows]
    assert bounds == ["300 or more", "199.5 to 200.5", "exact"]


def test_limits_tell_of_undated_figures_on_a_day_only(record, figure):
    now = view.limits(record([figure(2024, 1)])).text
    assert "without a known day" not in now
    then = series("turnover", as_of="2020-01-01")
    assert "without a known day" in view.limits(then, ("More",)).text
