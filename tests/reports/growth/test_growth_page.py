"""The growth page tells the truth about awkward records, in words and pictures."""

import math

import pytest
from awkward import CASES, months, observed, records, series_of, tables
from made_tables import AGENCIES
from shown import attributes, check, faults, texts

import kzaz_analysis as kz
from kzaz_analysis.display.charts.chart import Chart
from kzaz_analysis.display.sentences import Prose
from kzaz_analysis.display.tables import Table
from kzaz_analysis.evidence.tables import load
from kzaz_analysis.reports.growth.page import GrowthPage
from kzaz_analysis.reports.growth.study import growth_study
from kzaz_analysis.reports.record.tables import figure_sources
from kzaz_analysis.studies.other_reporters import conflicting


@pytest.fixture
def page(make_data, figure):
    """Lay out the growth page of some observations."""

    def make(observations, **asked):
        make_data(**tables(observations))
        study = growth_study(series_of(observations), **asked)
        return GrowthPage(study, load("sources"))

    return make


def plain_text(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def plain(prose):
    return plain_text(prose.text)


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
            "There is no usable figure for a whole year of turnover under this rule, so "
            "no growth rate is estimated. For 2024 Kazakhstan reports up 40 % on a year "
            "earlier.",
            id="no figure gives no growth",
        ),
        pytest.param(
            {2024: 100},
            0,
            "Kazakhstan reports USD 100 million for turnover in 2024; no growth rate (no "
            "figure for 2023). For 2024 Kazakhstan reports up 40 % on a year earlier.",
            id="one year has no rate",
        ),
        pytest.param(
            {2023: 200, 2024: 90},
            0,
            "Kazakhstan reports USD 90 million for turnover in 2024, down 55 % on 2023.",
            id="a fall is less",
        ),
        pytest.param(
            {2022: 100, 2023: 110, 2024: 121},
            0,
            "Kazakhstan reports USD 121 million for turnover in 2024, up 10 % on 2023.",
            id="two years have no pace of several",
        ),
        pytest.param(
            {2023: 100, 2024: 100},
            0,
            "Kazakhstan reports USD 100 million for turnover in 2024, unchanged on 2023.",
            id="no change is as much",
        ),
        pytest.param(
            {2023: 100, 2024: 102},
            2,
            "Kazakhstan reports USD 102 million for turnover in 2024, a change of \u22122.0 to 6.1 % on "
            "2023 allowing for rounding.",
            id="rounding wider than the change is said",
        ),
        pytest.param(
            {2022: 100, 2024: 121},
            0,
            "Kazakhstan reports USD 121 million for turnover in 2024; no growth rate (no "
            "figure for 2023). For 2024 Kazakhstan reports up 40 % on a year earlier.",
            id="a gap is not bridged",
        ),
        pytest.param(
            {2019: 100, 2020: 110, 2021: 120, 2022: 130, 2023: 140, 2024: 161.051},
            0,
            "Kazakhstan reports USD 161 million for turnover in 2024, up 15 % on 2023. "
            "Growth over 2019 to 2024 was 10 % a year.",
            id="five years have a pace",
        ),
        pytest.param(
            {2018: 50, 2019: 10, 2020: 11, 2021: 12, 2022: 13, 2023: 14, 2024: 16.1051},
            0,
            "Kazakhstan reports USD 16.1 million for turnover in 2024, up 15 % on 2023. "
            "Growth over 2019 to 2024 was 10 % a year, from the trough of 2019.",
            id="a pace from a trough says so",
        ),
    ],
)
def test_the_answer_says(page, figure, values, half_width, answer):
    rows = observed(figure, values, half_width, provenance="statistic")
    assert plain(page(rows).answer) == answer


@pytest.mark.parametrize(
    ("values", "half_width", "expected"),
    [
        pytest.param(
            {2019: 100, 2023: 150, 2024: 161.051},
            0,
            "Turnover: up 7.4 % in 2024 as reported by Kazakhstan; growth over 2019 to "
            "2024 was 10 % a year",
            id="both",
        ),
        pytest.param(
            {2022: 9, 2023: 110, 2024: 99},
            0,
            "Turnover: down 10 % in 2024 as reported by Kazakhstan",
            id="one",
        ),
        pytest.param(
            {2023: 100, 2024: 102},
            2,
            "Turnover: a change of \u22122.0 to 6.1 % in 2024 allowing for rounding",
            id="a sign that rounding leaves open is not stated",
        ),
        pytest.param(
            {2023: 0, 2024: 9},
            0,
            "Turnover: for 2024 Kazakhstan reports up 40 % on a year earlier",
            id="the reporter's own",
        ),
        pytest.param(
            {2025: 9}, 0, "Turnover: no growth rate for 2025 can be computed", id="none"
        ),
    ],
)
def test_the_title_is_the_finding(page, figure, values, half_width, expected):
    title = page(observed(figure, values, half_width, provenance="statistic")).title
    assert title.replace("\u202f", " ").replace("\u00a0", " ") == expected


def test_a_figure_that_is_no_final_statistic_says_so_in_title_and_answer(page, figure):
    own = {"provenance": "statistic"}
    made = page([figure(2023, 100, **own), figure(2024, 90, obs_status="P", **own)])
    assert "in 2024 (preliminary)" in made.title
    assert "in 2024 (preliminary), down 10 %" in plain(made.answer)


def test_a_reporters_own_rate_stands_where_its_levels_allow_none(make_data, figure):
    start, end = months(2025)
    base_start, base_end = months(2024)
    rows = [figure(2025, 90, agency="AZE_SCC")]
    own = tables(rows)["claims"][0] | {"agency": "AZE_SCC", "value": 320, "low": 315}
    own |= {"reporter": "AZE"}
    own |= {"high": 325, "period_start": start, "period_end": end}
    own |= {"base_start": base_start, "base_end": base_end}
    make_data(**(tables(rows) | {"claims": [own]}))
    made = GrowthPage(growth_study("turnover", rule="aze_only"), load("sources"))
    check(made)
    rate = "for January to June 2025 Azerbaijan reports up 320 % on a year earlier"
    assert plain_text(made.title) == f"Turnover: {rate}"
    assert f"F{rate[1:]}." in plain(made.answer)
    assert plain(made.same_period_words).startswith("January to June 2025: Azerbaijan")
    assert made.same_period_table.rows[0].cells[1].startswith("up")


def test_the_rest_of_the_year_is_worked_out_where_a_part_and_the_whole_stand(
    page, figure
):
    rows = [figure(2024, 534), figure(2025, 470.6)]
    rows += [figure(months(2024), 200), figure(months(2025), 219)]
    made = page(rows)
    rest = "The first six months of 2025 were up 9.5 %, the rest by implication down 24.7 %."
    assert plain(made.answer).endswith(rest)
    assert plain(made.same_period_words).endswith(rest)


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        pytest.param({}, "the rest by implication up 50 %", id="implied"),
        pytest.param({2023: 10, 2024: 15}, "16.7 %, the rest up 50 %", id="published"),
    ],
)
def test_a_rest_that_was_published_itself_is_not_said_to_be_implied(
    page, figure, rest, said
):
    rows = observed(figure, {2023: 100, 2024: 120})
    for year, value in ((2023, 90), (2024, 105)):
        rows.append(figure((f"{year}-01-01", f"{year}-11-30"), value))
    for year, value in rest.items():
        rows.append(figure((f"{year}-12-01", f"{year}-12-31"), value))
    assert said in plain_text(page(rows).same_period_words.text)


def test_both_halves_are_told_beside_a_longer_part(page, figure):
    rows = [figure(2024, 470.4), figure(2025, 670.6)]
    rows += [figure(months(2024), 119.3), figure(months(2025), 501)]
    rows += [figure(months(2024, "10-31"), 400.2), figure(months(2025, "10-31"), 600.3)]
    halves = (
        "The first half of 2025 was up 320 %, the second by implication down 51.7 %."
    )
    assert plain(page(rows).same_period_words).endswith(halves)


@pytest.mark.parametrize("newest", [2025, 2024])
def test_the_answer_has_the_running_year_where_its_months_are_newer(
    page, figure, newest
):
    halves = {newest - 1: 40, newest: 60}
    rows = [figure(months(year), value) for year, value in halves.items()]
    years = observed(figure, {2022: 70, 2023: 80, 2024: 90})
    answer = plain(page([*years, *rows]).answer)
    said = f"January to June {newest}: as reported by Kazakhstan, up 50 %"
    assert (said in answer) is (newest > 2024)


def test_a_part_above_its_whole_is_said(page, figure):
    rows = [figure(2024, 100), figure(2025, 100), figure(months(2025), 150)]
    assert "exceed the whole year" in plain(page(rows).same_period_words)


def test_a_published_rate_of_the_same_months_comes_before_the_computed_one(
    make_data, figure
):
    periods = [months(2024), months(2025)]
    rows = [figure(periods[0], 200, 50), figure(periods[1], 219, 50)]
    own = tables(rows)["claims"][0] | {"value": 7, "low": 6.5, "high": 7.5}
    own |= dict(zip(("base_start", "base_end"), periods[0], strict=True))
    own |= dict(zip(("period_start", "period_end"), periods[1], strict=True))
    make_data(**(tables(rows) | {"claims": [own]}))
    made = GrowthPage(growth_study("turnover"), load("sources"))
    assert plain(made.same_period_words) == (
        "January to June 2025: Kazakhstan reports up 7 % on a year earlier; computed "
        "from the levels used here: a change of \u221232.4 to 79.3 % on 2024 allowing "
        "for rounding."
    )


def test_the_answer_takes_the_rate_that_the_reporter_published_for_the_part(
    make_data, figure
):
    periods = [months(2024), months(2025)]
    rows = [figure(2024, 448), figure(2025, 412)]
    rows += [figure(periods[0], 210), figure(periods[1], 230)]
    own = tables(rows)["claims"][0] | {"value": 7, "low": 6.5, "high": 7.5}
    own |= dict(zip(("base_start", "base_end"), periods[0], strict=True))
    own |= dict(zip(("period_start", "period_end"), periods[1], strict=True))
    make_data(**(tables(rows) | {"claims": [own]}))
    made = GrowthPage(growth_study("turnover"), load("sources"))
    assert plain(made.answer).endswith(
        "The first six months of 2025 were up 7 % as published, the rest "
        "computed from levels down 23.5 %."
    )


def test_another_reporter_that_is_ahead_is_named_in_the_answer(page, figure):
    rows = observed(figure, {2024: 180, 2025: 200})
    rows.append(figure(months(2025), 300, agency="AZE_SCC", source="customs"))
    found = page(rows)
    assert "USD 300 million in the first six months of 2025" in plain(found.answer)
    last = found.answer.sentences[-1]
    assert last.sources == ("customs",)


def test_a_bound_is_no_figure(page, figure):
    text = plain(page(records(figure)["bounds"]).answer)
    assert "reports more than USD 300 million for turnover in 2024" in text
    assert "leaves open whether it rose or fell" in text


def test_no_rate_crosses_a_change_of_books(page, figure):
    found = page(records(figure)["a change of reporter"])
    assert "2022 has none because the reporter changes" in plain(found.growth_words)
    assert "The reporter, or the source of its statistics, changes in 2022" in plain(
        found.record_words
    )
    assert found.study.growth.set_index("year")["growth_pct"].isna()[2022]


def test_real_growth_of_tonnes_is_refused_in_words(make_data, figure):
    rows = observed(figure, {2023: 1, 2024: 2}, series="freight")
    make_data(observations=[row | {"unit": "thousand_tonnes"} for row in rows])
    found = GrowthPage(growth_study("freight", basis="real"), load("sources"))
    check(found)
    assert found.basis == ""
    assert found.limits.sentences[-1].text == (
        "Real growth is not estimated: thousand tonnes are no prices; "
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


def test_a_claim_is_compared_with_no_published_range(page, figure):
    rows = observed(figure, {2023: 200, 2024: 90})
    [base] = [row for row in rows if row["period_start"] == "2023-01-01"]
    base |= {"low": base["value"], "high": 230}
    found = page(rows)
    assert not any("differs" in cell for cell in found.claims_table.rows[0].cells)
    assert "no growth rate (published as a range)" in plain(found.answer)


def test_a_claim_that_differs_has_the_digits_that_show_it(make_data, figure):
    rows = observed(figure, {2023: 100, 2024: 139.473})
    claim = tables(rows)["claims"][0] | {"value": 40, "low": 39.5, "high": 40.5}
    make_data(**(tables(rows) | {"claims": [claim]}))
    made = GrowthPage(growth_study("turnover"), load("sources"))
    [row] = made.claims_table.rows
    assert "differs by 0.03 points: 39.47\u202f%" in row.cells


@pytest.mark.parametrize(
    ("beside", "implied", "verdict"),
    [
        ({}, "", "agrees: 50 %"),
        ({"level_value": 150, "level_unit": "million_USD"}, "107", "agrees: 50 %"),
        ({"reporter": "AZE", "agency": "AZE_SCC"}, "", "50 %, but by another reporter"),
        ({"reporter": ""}, "", "50 %, reporter not named"),
        (
            {"level_value": 110, "level_unit": "million_USD", "value": 10}
            | {"low": 9.5, "high": 10.5},
            "100",
            "differs: 50 %; published with a level of USD 110 million",
        ),
    ],
)
def test_an_implied_base_is_of_the_level_that_was_published_with_the_rate(
    make_data, figure, beside, implied, verdict
):
    rows = observed(figure, {2023: 100, 2024: 150})
    claim = tables(rows)["claims"][0] | {"reporter": "KAZ", "value": 40}
    claim |= {"low": 30, "high": 60, "source": "another"} | beside
    sources = [*tables(rows)["sources"], {"source": "another"}]
    make_data(**(tables(rows) | {"claims": [claim], "sources": sources}))
    made = GrowthPage(growth_study("turnover"), load("sources"))
    [row] = [[plain_text(c) for c in row.cells] for row in made.claims_table.rows]
    # A column without any cell is not drawn.
    assert verdict in row
    assert row[2 : row.index(verdict)] == ([implied] if implied else []) + ["100"]


def test_a_published_rate_without_levels_is_listed_as_it_was_published(
    make_data, figure
):
    early = ("2024-01-01", "2024-05-31")
    claim = tables([])["claims"][0] | {"measure": "multiple", "value": 94.7}
    claim |= {"low": 94.65, "high": 94.75, "reporter": "KAZ"}
    make_data(**(tables([figure(early, 12)]) | {"claims": [claim]}))
    made = GrowthPage(growth_study("turnover"), load("sources"))
    [row] = [[plain_text(c) for c in row.cells] for row in made.claims_table.rows]
    assert {"94.7 times", "no usable figure for 2024"} <= set(row)
    assert made.claims_words.text == (
        "One published rate of yearly growth, with a base year that is stated or inferred, has been collected; "
        "none can be compared with two figures of the same reporter."
    )


@pytest.mark.parametrize(("value", "is_shown"), [(10, True), (50, False)])
def test_the_record_says_why_a_published_rate_may_differ(
    make_data, figure, value, is_shown
):
    rows = observed(figure, {2023: 100, 2024: 150})
    claim = tables(rows)["claims"][0] | {"reporter": "KAZ", "value": value}
    claim |= {"low": value - 1, "high": value + 1, "note": "Level of another year."}
    make_data(**(tables(rows) | {"claims": [claim]}))
    made = GrowthPage(growth_study("turnover"), load("sources"))
    assert ("Level of another year." in made.claims_table.rows[0].cells) is is_shown


def test_a_level_beside_a_published_rate_says_that_it_was_worked_out(make_data, figure):
    first, later = ((f"{y}-01-01", f"{y}-06-30") for y in (2023, 2024))
    own = tables([])["claims"][0] | {"value": 65, "low": 64.5, "high": 65.5}
    own |= {"reporter": "KAZ", "base_start": first[0], "base_end": first[1]}
    own |= {"period_start": later[0], "period_end": later[1]}
    before = own | {"id": "before", "value": 2, "low": 1.5, "high": 2.5}
    before |= {"measure": "multiple", "base_start": "2022-01-01"}
    before |= {"base_end": "2022-06-30"}
    before |= {"period_start": first[0], "period_end": first[1]}
    make_data(**(tables([figure(later, 2100)]) | {"claims": [own, before]}))
    made = GrowthPage(growth_study("turnover"), load("sources"))
    rows = {row.cells[0]: row.cells for row in made.same_period_table.rows}
    assert rows["January to June 2023"][-1] == "level worked out from published growth"
    assert "worked out" not in rows["January to June 2024"][-1]


def test_a_hedged_level_of_a_part_of_a_year_keeps_its_hedge(make_data, figure):
    rows = [figure(months(2023), 200), figure(months(2024), 300, qualifier="approx")]
    make_data(**tables(rows))
    made = GrowthPage(growth_study("turnover"), load("sources"))
    levels = {row.cells[0]: row.cells[1] for row in made.same_period_table.rows}
    assert levels["January to June 2024"] == "about 300"


@pytest.mark.parametrize(("own_level", "shown"), [(90, ""), (None, "40")])
def test_beside_a_rate_with_a_level_of_its_own_stands_none_that_growth_made(
    make_data, figure, own_level, shown
):
    first, later = ((f"{y}-01-01", f"{y}-06-30") for y in (2023, 2024))
    own = tables([])["claims"][0] | {"value": 50, "low": 49.5, "high": 50.5}
    own |= {"reporter": "KAZ", "base_start": first[0], "base_end": first[1]}
    own |= {"period_start": later[0], "period_end": later[1]}
    before = own | {"id": "before", "value": 2, "low": 1.5, "high": 2.5}
    before |= {"measure": "multiple", "base_start": "2022-01-01"}
    before |= {"base_end": "2022-06-30", "level_value": own_level}
    before |= {"level_unit": "million_USD" if own_level else ""}
    before |= {"period_start": first[0], "period_end": first[1]}
    make_data(**(tables([figure(later, 60)]) | {"claims": [own, before]}))
    made = GrowthPage(growth_study("turnover"), load("sources"))
    rows = {row.cells[0]: row.cells for row in made.same_period_table.rows}
    assert rows["January to June 2023"][1] == shown
    assert ("worked out" in rows["January to June 2023"][-1]) is bool(shown)


def test_the_base_of_a_claim_may_lie_before_the_window(page, figure):
    rows = observed(figure, {2023: 100, 2024: 140, 2025: 150})
    [row] = page(rows, first_year=2024).claims_table.rows
    assert "agrees: 40\u202f%" in row.cells


@pytest.mark.parametrize(
    ("published_on", "is_of_its_day"), [("2025-03-01", True), ("2025-09-01", False)]
)
def test_a_claim_that_a_revision_belied_agreed_once(
    make_data, figure, published_on, is_of_its_day
):
    early = observed(figure, {2023: 100, 2024: 140}, source="early")
    rows = early + observed(figure, {2024: 160}, source="late")
    days = {"early": "2025-02-01", "late": "2025-07-01", "paper-2024": published_on}
    sources = [{"source": name, "published_on": day} for name, day in days.items()]
    make_data(**(tables(rows) | {"sources": sources}))
    made = GrowthPage(growth_study("turnover"), load("sources"))
    [verdict] = [c for c in made.claims_table.rows[0].cells if c.startswith("differs")]
    assert verdict.endswith("agreed with the figures of its day") is is_of_its_day


def test_a_running_year_is_marked_and_on_no_line_of_full_years(page, figure):
    rows = [*observed(figure, {2023: 100, 2024: 140}), figure(months(2025), 90)]
    chart = page(rows).record_chart
    assert "A hollow mark stands for a part of 2025." in chart.alt
    picture = chart.narrow
    assert any("part of a year" in words for words, _ in texts(picture))
    lines = [
        line for axes in picture.axes for line in axes.lines if len(line.get_xdata())
    ]
    hollow = [line for line in lines if line.get_markerfacecolor() == "white"]
    assert [2025] in [list(line.get_xdata()) for line in hollow]
    full = [
        line for line in lines if line not in hollow and line.get_marker() != "None"
    ]
    assert full
    assert all(2025 not in list(line.get_xdata()) for line in full)


def test_a_published_multiple_keeps_its_hedge_and_is_met_in_its_own_unit(
    make_data, figure
):
    rows = observed(figure, {2023: 200, 2024: 90})
    claim = tables(rows)["claims"][0] | {"measure": "multiple", "qualifier": "approx"}
    claim |= {"value": 5, "low": 4.9, "high": 5.1}
    make_data(**(tables(rows) | {"claims": [claim]}))
    made = GrowthPage(growth_study("turnover"), load("sources"))
    cells = made.claims_table.rows[0].cells
    assert cells[1] == "about 5 times" and "differs: 0.45 times" in cells
    assert (
        "about 5 times the base from 2023 to 2024, where the figures used here give 0.45 "
        in (plain(made.claims_words))
    )


def test_a_rest_of_unlike_figures_says_so(page, figure):
    rows = [figure(2024, 534), figure(2025, 470.6)]
    rows += [figure(months(2024), 200), figure(months(2025), 219, provenance="press")]
    text = plain(page(rows).same_period_words)
    assert "(not of one provenance: " in text and "press)" in text


def test_a_trend_across_stages_says_so(page, figure):
    rows = observed(figure, {2021: 500, 2022: 550, 2023: 600, 2024: 665})
    rows[-1] |= {"stage": "final"}
    assert (
        "The first and the last year of the trend are not like with like: "
        "stage not stated in 2021, final in 2024."
    ) in plain(page(rows).pace_words)


def test_markup_in_the_data_stays_text(page, figure):
    found = page(records(figure)["markup"])
    every = [v for v in attributes(found).values() if isinstance(v, Prose | Table)]
    markup = "".join(part._repr_html_() for part in [*every, found.cite])
    assert "<script" not in markup
    assert "&lt;script&gt;" in markup


def test_headline_numbers_carry_their_sources(page, figure):
    found = page(observed(figure, {2019: 100, 2023: 110, 2024: 161.051}))
    results = found.results.bundle()["results"]
    assert [r["name"] for r in results] == [
        "latest",
        "annual_growth",
        "compound_growth",
    ]
    assert all(r["sources"] == ["paper-2024"] for r in results)
    assert results[2]["shown"] == "10\u202f% a\u00a0year"


def test_a_real_record_is_shown_whole():
    study = growth_study(
        "trade_turnover", rule="kaz_only", first_year=2022, basis="real"
    )
    found = GrowthPage(study, load("sources"))
    check(found)
    assert found.basis.startswith("yearly rates at prices of 20")
    assert found.basis.endswith("deflated by the US GDP deflator")


def test_no_rate_is_computed_from_a_bound(page, figure):
    more = figure(2023, 110, float("inf"), qualifier="over")
    found = page([more, figure(2024, 150)])
    assert "leave open whether it rose or fell in 2024" in plain_text(str(found.title))
    assert "allowing for rounding" not in plain(found.answer)
    assert plain(found.growth_words).startswith("No yearly rate is estimated")


def test_a_published_range_is_no_rounding():
    found = GrowthPage(growth_study("titr_delivery_days"), load("sources"))
    assert "reports 13 to 17 days for delivery time" in plain(found.answer)
    assert "rounding allows 13" not in plain(found.answer)


def test_a_level_that_a_published_rate_made_computes_no_rate(make_data, figure):
    """The half of 2024 is 210 over 1.4: a rate from it would confirm itself."""
    rows = [figure(months(2025), 210)]
    made = tables(rows)
    starts, ends = zip(months(2025), months(2024), strict=True)
    names = ("period_start", "base_start"), ("period_end", "base_end")
    claim = made["claims"][0] | dict(zip(names[0], starts, strict=True))
    claim |= dict(zip(names[1], ends, strict=True))
    make_data(**made | {"claims": [claim]})
    study = growth_study("turnover")
    assert study.record.partial["value"].to_list() == [150, 210]
    [rate] = study.same_period.to_dict("records")
    assert rate["published"] == 40
    assert math.isnan(rate["growth_pct"])
    found = GrowthPage(study, load("sources"))
    assert "computed from the levels" not in plain(found.same_period_words)


def test_a_rate_names_every_figure_in_it_and_who_counted_them(make_data, figure):
    """The rest of 2025 is a year less a half, and its base is of another office."""
    rows = [
        figure(period, value, agency=agency, source=f"paper-{period[1]}")
        for year, value, agency in ((2024, 300, "MT"), (2025, 400, "BNS"))
        for period, value in (
            (months(year), value / 2),
            ((f"{year}-01-01", f"{year}-12-31"), value),
        )
    ]
    make_data(**tables(rows))
    found = GrowthPage(growth_study("turnover"), load("sources"))
    rows = {row.cells[0]: row for row in found.same_period_table.rows}
    rest = rows["July to December 2025"]
    assert rest.cells[-1] == "both levels worked out; level and base of two bodies"
    days = ("2025-12-31", "2025-06-30", "2024-12-31", "2024-06-30")
    assert {*rest.sources} == {f"paper-{day}" for day in days}


def test_a_rate_from_levels_that_growth_made_says_so(make_data, figure):
    """Half and eight months of 2024 follow from rates; so do July and August."""
    eight = {year: (f"{year}-01-01", f"{year}-08-31") for year in (2024, 2025)}
    made = tables([figure(months(2025), 210), figure(eight[2025], 250)])
    halves = dict(zip((2024, 2025), (months(2024), months(2025)), strict=True))
    claims = []
    for number, (spans, pct) in enumerate(((halves, 40), (eight, 25))):
        claim = made["claims"][0] | {"id": f"c{number}", "value": pct}
        claim |= {"low": pct - 0.5, "high": pct + 0.5}
        claim |= dict(zip(("period_start", "period_end"), spans[2025], strict=True))
        claim |= dict(zip(("base_start", "base_end"), spans[2024], strict=True))
        claims.append(claim)
    make_data(**made | {"claims": claims})
    found = GrowthPage(growth_study("turnover"), load("sources"))
    remarks = {row.cells[0]: row.cells[-1] for row in found.same_period_table.rows}
    assert remarks["July to August 2025"] == "base worked out from published growth"
    assert remarks["January to August 2025"] == ""


def test_a_title_names_the_trough_that_a_yearly_rate_starts_from(page, figure):
    values = {2021: 400, 2022: 500, 2023: 200, 2024: 290}
    found = page([figure(year, value) for year, value in values.items()])
    title = plain_text(str(found.title))
    assert "as reported by Kazakhstan, from the trough of 2023" in title


def test_an_extreme_within_rounding_says_what_rounding_allows(page, figure):
    rows = [figure(2022, 400), figure(2023, 402, 8), figure(2024, 600)]
    text = plain(page(rows).growth_words)
    assert (
        "The lowest is that of 2023 (0.5 %, rounding allows \u22121.5 to 2.5 %)" in text
    )
    assert "the highest that of 2024 (49.3 %)" in text


def test_an_only_rate_within_rounding_says_what_rounding_allows(page, figure):
    text = plain(page([figure(2022, 400), figure(2023, 402, 8)]).growth_words)
    assert "it rose by 0.5 %, rounding allows \u22121.5 to 2.5 %" in text


def test_a_rest_of_a_year_from_speeches_says_so(page, figure):
    """A year and its first eight months, both of a minister: nobody counted the rest."""
    said = {"agency": "KAZ_MFA", "provenance": "government"}
    rows = [figure(2024, 680, **said)]
    rows.append(figure(("2024-01-01", "2024-08-31"), 369, **said))
    text = plain(page(rows).same_period_words)
    assert "by implication (from government statements)" in text


def test_a_title_gives_no_point_from_about_so_much(page, figure):
    levels = {2017: 139.65, 2018: 258.27, 2019: 175.13, 2020: 109.16, 2021: 332.24}
    about = figure(2022, 500, 100, qualifier="approx")
    shown = page([*observed(figure, levels), about])
    title = shown.title.replace("\u202f", " ")
    assert "20.4 to 80.6 % in 2022" in title
    assert "was 23.4 to 33.9 % a year" in title
    assert "29.1" not in title + shown.pace_words.text


def test_nearly_so_much_leads_over_about_as_much_of_the_same_day():
    shown = kz.page(growth_study("trade_turnover", as_of="2023-04-10"))
    assert "43.0 to 50.5 % in 2022" in shown.title.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("carried", "said"),
    [
        (101, "both agree within 2 % in a common year, so rates are computed"),
        (110, "no rate is computed across that"),
    ],
)
def test_a_change_of_source_says_whether_rates_cross_it(page, figure, carried, said):
    rows = observed(figure, {2022: 90, 2023: carried}, agency="COW_4_0", reporter="KAZ")
    rows += observed(figure, {2023: 100, 2024: 140})
    rows = [row | {"provenance": "statistic"} for row in rows]
    made = page(rows)
    assert "changes in 2023" in plain(made.record_words)
    assert said in plain(made.record_words)
    assert made.study.growth["growth_pct"].notna()[1] == (carried == 101)


@pytest.mark.parametrize(("provenance", "crosses"), [("government", 1), ("quoted", 0)])
def test_a_statement_that_goes_on_from_a_count_is_named(
    page, figure, provenance, crosses
):
    rows = observed(figure, {2022: 90, 2023: 100}, agency="COW_4_0", reporter="KAZ")
    rows = [row | {"provenance": "quoted"} for row in rows]
    rows += observed(figure, {2024: 101}, provenance=provenance)
    made = page(rows)
    text = plain(made.record_words)
    assert ("the press stated goes on in 2024" in text) is bool(crosses)
    assert ("no rate is computed across that" in text) is not bool(crosses)
    assert made.study.growth["growth_pct"].notna().tolist()[2] == bool(crosses)


def test_a_year_that_begins_the_window_lacks_no_figure(page, figure):
    made = page(observed(figure, {2022: 90, 2023: 100}), first_year=2023)
    assert "no growth rate (the window begins in 2023)" in plain(made.answer)


def test_years_without_contributions_say_why_each(make_data, figure):
    rows = [
        row
        for name in ("turnover", "exports", "imports")
        for row in observed(
            figure, {2020: 70, 2021: 80, 2022: 90, 2023: 100, 2024: 140}, series=name
        )
        if (name, row["period_start"]) != ("imports", "2022-01-01")
    ]
    make_data(**(tables(rows) | {"observations": rows}))
    made = GrowthPage(growth_study("turnover", first_year=2021), load("sources"))
    assert plain(made.contribution_words).endswith(
        "No contributions for 2021, because the window begins there; for 2022 and "
        "2023, because the total or a part has no usable figure, or none for the year "
        "before."
    )


def test_no_rate_in_current_prices_stands_among_constant_ones(monkeypatch):
    monkeypatch.delenv("KZAZ_DATA_DIR", raising=False)
    found = GrowthPage(growth_study("trade_turnover", basis="real"), load("sources"))
    assert "constant prices" in plain(found.answer)
    assert "on a year earlier" not in plain(found.answer)
    for section in (found.same_period_words, found.contribution_words):
        assert plain(section).startswith("These rates are in current prices.")
    assert plain(found.growth_words).startswith("Of 34 yearly figures, 26 can be defl")


def part_claims(rows, *changes):
    """Rates of the first half of 2025, each with what is changed in it."""
    own = tables(rows)["claims"][0] | {"value": 9, "low": 8.5, "high": 9.5}
    own |= dict(zip(("base_start", "base_end"), months(2024), strict=True))
    own |= dict(zip(("period_start", "period_end"), months(2025), strict=True))
    return [own | {"id": f"p{n}"} | each for n, each in enumerate(changes)]


OFFICE = {"agency": "KAZ_BNS", "value": 9.5, "low": 9.45, "high": 9.55}
PRESS = {"agency": "KAZ_PRESS"}
NAMES = [
    {"agency": "KAZ_PRESS", "name": "No office", "books": "KAZ", "kind": "unstated"}
]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([PRESS], "the press gives for Kazakhstan, office not named, up 9 %"),
        ([PRESS, OFFICE], "Kazakhstan reports up 9.5 % on"),
        (
            [
                OFFICE | {"qualifier": "approx", "value": 9, "low": 8, "high": 10},
                OFFICE,
            ],
            "reports up 9.5 % on",
        ),
        (
            [OFFICE, {"agency": "KAZ_BNS", "value": 90, "low": 89, "high": 91}],
            ": as reported by Kazakhstan",
        ),
    ],
)
def test_a_rate_of_no_office_is_not_the_reporters(make_data, figure, changes, said):
    rows = [figure(2024, 534), figure(2025, 470.6)]
    rows += [figure(months(2024), 200), figure(months(2025), 219)]
    agencies = [*AGENCIES, *NAMES]
    claims = part_claims(rows, *changes)
    make_data(**(tables(rows) | {"claims": claims, "agencies": agencies}))
    made = GrowthPage(growth_study("turnover"), load("sources"))
    assert said in plain(made.same_period_words)
    by_press = "by the press, office not named, the rest" in plain(made.answer)
    assert by_press is (changes == [PRESS])


def test_a_rest_of_round_figures_is_an_interval(page, figure):
    rows = [figure(2024, 4.48, 0.005), figure(2025, 4.12, 0.005)]
    rows += [figure(months(2024), 2.1, 0.05), figure(months(2025), 2.3, 0.05)]
    assert "the rest by implication down at least 19.3 %" in plain(page(rows).answer)


@pytest.mark.parametrize("rule", ["aze_only", "AZE_SCC"])
def test_a_title_under_a_rule_of_one_body_has_no_rate_of_another(
    make_data, figure, rule
):
    rows = [figure(2024, 534)]
    make_data(**(tables(rows) | {"claims": part_claims(rows, OFFICE)}))
    made = GrowthPage(growth_study("turnover", rule=rule), load("sources"))
    assert made.title == "Turnover: no yearly figure to compute growth from"


def test_a_rest_and_a_trend_that_say_nothing_say_so(page, figure):
    rows = observed(figure, {2023: 1, 2024: 90, 2025: 100})
    rows += [figure(months(2024), 89, 2), figure(months(2025), 98, 2)]
    made = page(rows)
    assert "the rest by implication not determined" in plain(made.same_period_words)
    assert "3 years tells nothing: its 95 %" in plain(made.pace_words)


def test_a_hedged_part_of_a_year_gives_its_rate_as_an_interval(page, figure):
    rows = [figure(months(2024), 100, 10, qualifier="approx")]
    made = page([*rows, figure(months(2025), 150)])
    assert "36.4 to 66.7 % on 2024" in plain(made.same_period_words)


def test_the_widest_difference_may_be_with_a_sum_of_two_files_of_one_edition():
    page = kz.page(kz.growth_study("trade_turnover"))
    frame = conflicting(page.record)
    joined = frame[frame["agency"] == "WITS"]
    assert {*range(2020, 2024)} <= {*joined["year"]}
    [row] = joined[joined["year"] == 2021].to_dict("records")
    files = {"wits-kaz-2026-09-25", "wits-kaz-2026-09-25-2"}
    assert {*figure_sources(row)} == files
    assert "USD 117 million is also published" in plain(page.conflict_words)


def test_the_rest_of_rounded_figures_is_a_range():
    """1.3 less "about 0.9" is 0.4 in no better sense than 0.25 to 0.55."""
    text = plain(kz.page(kz.growth_study("btc_oil_kaz")).same_period_words)
    assert "after eight months is 0.25 to 0.55 million tonnes by implication" in text


def test_every_source_of_a_comparison_of_months_is_in_the_list():
    found = kz.page(kz.growth_study("titr_freight", first_year=2016))
    sources = {s for row in found.same_period_table.rows for s in row.sources}
    assert "railfreight-undated" in sources
    assert "million tonnes" in repr(found.same_period_table)


def test_a_remark_at_the_end_of_a_title_does_not_join_the_year():
    study = growth_study("exports_kaz_to_aze_wheat_t")
    text = GrowthPage(study, study.evidence.sources()).answer.text
    assert "for wheat sent from Kazakhstan to Azerbaijan (tonnes) in 2022" in text


def test_a_sum_of_a_compiler_is_among_the_conflicts():
    page = kz.page(kz.growth_study("trade_turnover", first_year=2016))
    frame = conflicting(page.record)
    [compiled] = frame[frame["year"] == 2017].to_dict("records")
    assert (compiled["agency"], round(compiled["value"], 2)) == ("BACI", 170.91)
    said = plain(page.conflict_words)
    assert said.startswith(
        f"{len(frame)} other figures of the observations table for 2016 to 2025 "
    )
    assert "levels in the claims table are not counted" in said


@pytest.mark.parametrize(("before", "is_shown"), [(3.1, True), (1.1, False)])
def test_a_rate_of_which_rounding_leaves_much_open_has_its_ends(
    page, figure, before, is_shown
):
    rows = observed(figure, {2012: before, 2013: 3.3}, 0.05)
    said = plain(page(rows).growth_words)
    assert (
        "In 2013 it rose by 6.5 %, rounding allows 3.2 to 9.8 %" in said
    ) is is_shown
    assert ("rounding allows" in said) is is_shown


def rate_of_months(rows, year=2025, **cells):
    """A published rate of the first half of a year, of the source of the rows."""
    periods = dict(zip(("period_start", "period_end"), months(year), strict=True))
    base = dict(zip(("base_start", "base_end"), months(year - 1), strict=True))
    claim = tables(rows)["claims"][0] | {"value": 7, "low": 6.5, "high": 7.5}
    return claim | periods | base | cells


APART = {"value": 9, "low": 8.5, "high": 9.5}


@pytest.mark.parametrize(
    ("status", "claims", "shown", "said"),
    [
        pytest.param(
            "D",
            [{}],
            0,
            "one because the level in its text is of another definition",
            id="another definition",
        ),
        pytest.param(
            "A",
            [{}, APART | {"reporter": "", "agency": "UNSTATED"}],
            1,
            "one because no reporter is named",
            id="no reporter",
        ),
        pytest.param(
            "A",
            [{}, APART],
            0,
            "two because one text gives two that exclude each other",
            id="two of one text",
        ),
        pytest.param(
            "A",
            [{}, APART | {"source": "other"}],
            1,
            "one because the reporter has another for the same months",
            id="two texts",
        ),
    ],
)
def test_published_rates_that_the_table_leaves_out_are_counted(
    make_data, figure, status, claims, shown, said
):
    rows = [figure(2023, 100, source="other")]
    rows.append(figure(months(2025), 219, obs_status=status))
    rates = [
        rate_of_months(rows, **(c | {"id": f"c{i}"})) for i, c in enumerate(claims)
    ]
    make_data(**(tables(rows) | {"claims": rates}))
    made = GrowthPage(growth_study("turnover"), load("sources"))
    published = [row for row in made.same_period_table.rows if row.cells[2]]
    assert len(published) == shown
    assert plain(made.same_period_words).endswith(
        f"ublished rates that the table leaves out: {said}."
    )


@pytest.mark.parametrize(("as_of", "is_shown"), [(None, True), ("2026-06-30", False)])
def test_what_is_noted_on_a_published_rate_stands_beside_it(
    make_data, figure, as_of, is_shown
):
    rows = [figure(2024, 100)]
    claim = rate_of_months(rows, note="Window not stated.")
    make_data(**(tables(rows) | {"claims": [claim]}))
    made = GrowthPage(growth_study("turnover", as_of=as_of), load("sources"))
    [row] = made.same_period_table.rows
    assert ("Window not stated." in row.cells[-1]) is is_shown
