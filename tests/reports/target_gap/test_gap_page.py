"""The gap page tells the truth about promises and awkward records."""

import math
import re
from types import SimpleNamespace

import pytest
from awkward import months, observed, records, tables
from shown import check, faults

import kzaz_analysis as kz
from kzaz_analysis.display.charts.chart import Chart
from kzaz_analysis.display.numbers import percent
from kzaz_analysis.display.speech.language import written_in
from kzaz_analysis.evidence.tables import load
from kzaz_analysis.reports.target_gap import sentences as words
from kzaz_analysis.reports.target_gap.page import GapPage
from kzaz_analysis.reports.target_gap.sentences import answer_sentences
from kzaz_analysis.reports.target_gap.study import gap_study

PLAIN = {2021: 500, 2022: 550, 2023: 605, 2024: 665.5}


@pytest.fixture
def page(make_data):
    """Lay out the gap page of some observations and one promise."""

    def make(observations, target=(), day="2025-06-01", **asked):
        given = tables(observations)
        given["targets"] = [given["targets"][0] | dict(target)]
        # Set at the start of the record, so that the pace is that of the record.
        given["sources"] = [
            row | ({"published_on": "2021-06-01"} if "published_on" in row else {})
            for row in given["sources"]
        ]
        make_data(**given)
        return GapPage(gap_study("billion", as_of=day, **asked), load("sources"))

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


PAST = {"deadline_start": "2022-01-01", "deadline_end": "2022-12-31"}
UNDATED = {"deadline_start": "", "deadline_end": ""}


@pytest.mark.parametrize(
    ("values", "target", "title"),
    [
        pytest.param(
            {},
            {},
            "Turnover: no figure to compare the target of USD 1 billion with",
            id="no figure, no gap",
        ),
        pytest.param(
            {2024: 100},
            {},
            "Turnover: USD 1 billion for 2030 cannot be judged",
            id="one year has no pace",
        ),
        pytest.param(
            PLAIN,
            {},
            "Turnover: USD 1 billion by 2030 is off track; it takes 7 % a year",
            id="a pace that is fast enough against a forecast that is not",
        ),
        pytest.param(
            {2023: 500, 2024: 550},
            UNDATED,
            "Turnover: no date is set for USD 1 billion; at the pace since 2023 it is "
            "reached in 2031",
            id="without a forecast ten percent a year arrives in the seventh year",
        ),
        pytest.param(
            {2023: 200, 2024: 90},
            UNDATED,
            "Turnover: no date is set for USD 1 billion; at the pace since 2023 it is "
            "never reached",
            id="a falling series never arrives",
        ),
        pytest.param(
            {2023: 500, 2024: 500.01},
            UNDATED,
            "Turnover: no date is set for USD 1 billion; at the pace since 2023 it is "
            "reached after 2100",
            id="a year beyond the century is not dated",
        ),
        pytest.param(
            {2022: 900, 2023: 1200},
            UNDATED,
            "Turnover: USD 1 billion, set without a date, reached in 2023",
            id="reached without a date",
        ),
        pytest.param(
            {2021: 900, 2022: 1200},
            PAST,
            "Turnover: the target of USD 1 billion for 2022 was met in time, in 2022",
            id="met in time",
        ),
        pytest.param(
            {2021: 700, 2022: 900},
            PAST,
            "Turnover: the target of USD 1 billion for 2022 was missed",
            id="missed",
        ),
        pytest.param(
            {2021: 700, 2022: 900, 2023: 1200},
            PAST,
            "Turnover: the target of USD 1 billion for 2022 was missed; 2023 reached "
            "that level",
            id="missed, then met",
        ),
        pytest.param(
            {2021: 700, 2023: 1200},
            PAST,
            "Turnover: 2022 has passed without a figure that decides on USD 1 billion; "
            "2023 reached that level",
            id="a past date is said as past",
        ),
    ],
)
def test_the_title_is_the_finding(page, figure, values, target, title):
    assert plain(page(observed(figure, values), target).title) == title


def test_a_title_without_a_date_has_the_probability_of_the_forecast(page, figure):
    shown = page(observed(figure, {2022: 300, 2023: 200, 2024: 390}), UNDATED)
    by_year, percent = re.search(
        r"by (\d+) a probability of (.*?);", plain(shown.chance_words.text)
    ).groups()
    end = (
        f"no date is set for USD 1 billion; forecast probability {percent} by {by_year}"
    )
    assert plain(shown.title).endswith(f"{end}, from three years of figures alone")


def test_the_answer_states_verdict_figure_and_requirement(page, figure):
    text = plain(page(observed(figure, PLAIN)).answer.text)
    assert text.startswith(
        "Off track for 2030: Kazakhstan reports USD 666 million in 2024, up 10 %. "
        "Reaching the target by 2030 takes 7 % a year. The forecast probability in "
        "2030 is "
    )


def test_an_undated_target_is_said_to_have_no_date(page, figure):
    found = page(observed(figure, PLAIN), UNDATED)
    assert found.answer.text.startswith("No date is set: Kazakhstan reports")
    assert "Reaching the target by 2030" in found.answer.text
    assert found.target_words.sentences[1].text == "No statement sets a date."
    assert "none" in found.target_table.rows[0].cells
    check(found)


@pytest.mark.parametrize(("bound", "rate"), [("over", False), ("exact", True)])
def test_a_bound_gives_the_answer_no_rate(page, figure, bound, rate):
    half_width = math.inf if bound == "over" else 0
    before = figure(2023, 270, half_width, qualifier=bound)
    answer = plain(page([before, figure(2024, 450)]).answer.text)
    assert ("up 66.7 %" in answer) is rate
    assert "Kazakhstan reports USD 450 million in 2024" in answer


def test_a_later_date_hides_no_earlier_one(make_data, figure):
    given = tables(observed(figure, PLAIN))
    near = given["targets"][0] | {"id": "near"}
    near |= {"deadline_start": "2027-01-01", "deadline_end": "2027-12-31"}
    given["targets"].append(near)
    make_data(**given)
    found = GapPage(gap_study("billion"), load("sources"))
    text = plain(found.answer.text)
    assert "by 2027 takes 14.5 % a year" in text.split("by 2030")[0]
    assert plain(found.needs_words.text).index("by 2027") < (
        plain(found.needs_words.text).index("by 2030")
    )


LESS = [{"unit": "days", "label": "days", "dimension": "duration", "factor": 1}]
TRANSIT = {"series": "transit", "unit": "days", "nature": "rate", "system": "corridor"}
TRANSIT |= {"better": "less"}
TRANSIT |= {"title": "Days in transit", "measures": "Days", "default_rule": "kaz_first"}


@pytest.mark.parametrize(
    ("values", "deadline", "words"),
    [
        pytest.param({2023: 25, 2024: 24}, "2027", ["a fall of 9.1 %"], id="still slow"),
        pytest.param({2023: 25, 2024: 24}, "2024", ["Missed in 2024"], id="too slow"),
        pytest.param({2023: 25, 2024: 17}, "2027", ["Met in time, in 2024"], id="fast"),
    ],
)  # fmt: skip
def test_where_less_is_better_nothing_has_to_grow(
    make_data, figure, values, deadline, words
):
    given = tables(observed(figure, values, series="transit", unit="days"))
    days = {"series": "transit", "unit": "days", "value": 18, "low": 18, "high": 18}
    days |= {"deadline_start": f"{deadline}-01-01", "deadline_end": f"{deadline}-12-31"}
    given["targets"] = [given["targets"][0] | days]
    make_data(**given, units=LESS, series=[TRANSIT])
    found = GapPage(gap_study("billion", deadlines=()), load("sources"))
    shown = plain(" ".join([found.title, found.answer.text, found.needs_words.text]))
    assert all(word in shown for word in words)
    assert "needs growth" not in shown
    assert "% of the" not in shown
    check(found)


@pytest.mark.parametrize(
    ("goal", "asked"),
    [
        pytest.param(0, {}, id="none at all"),
        pytest.param(18, {"rule": "KAZ_MFA"}, id="no figure under the rule"),
    ],
)
def test_where_less_is_better_more_days_reach_no_target(make_data, figure, goal, asked):
    values = {2023: 25, 2024: 24}
    books = observed(figure, values, series="transit", unit="days")
    books += observed(
        figure,
        values,
        series="transit",
        unit="days",
        agency="AZE_SCC",
        source="customs",
    )
    given = tables(books)
    days = {
        "series": "transit",
        "unit": "days",
        "value": goal,
        "low": goal,
        "high": goal,
    }
    given["targets"] = [given["targets"][0] | days]
    make_data(**given, units=LESS, series=[TRANSIT])
    found = GapPage(gap_study("billion", **asked), load("sources"))
    assert "reached" not in plain(found.needs_words.text)
    assert "year is reported" not in plain(found.answer.text)
    assert f"{24 - goal} days above the target" in plain(found.sides_words.text)
    assert "reaches" not in plain(found.sides_words.text)


def test_a_deadline_gone_by_is_not_asked_for_growth(page, figure):
    past = {"deadline_start": "2020-01-01", "deadline_end": "2020-12-31"}
    found = page(observed(figure, PLAIN), past, deadlines=())
    assert found.needs_words.sentences[0].text == (
        "For 2020 no required growth is computed: the figures reach 2024."
    )
    assert "No deadline is ahead" in found.needs_words.text
    assert not found.required_chart
    assert found.chance_words.text.startswith(
        "No probability is estimated: no deadline is ahead"
    )
    check(found)


def test_a_deadline_gone_by_without_a_figure_asks_for_nothing(page, figure):
    past = {"deadline_start": "2025-01-01", "deadline_end": "2025-12-31"}
    found = page(observed(figure, PLAIN), past, "2026-02-01", deadlines=(2030,))
    assert "by 2025" not in plain(found.answer.text)
    text = plain(found.needs_words.text)
    assert "For 2025 no required growth is computed: the date has passed." in text
    assert "by 2025 requires" not in text
    assert [row.cells[1] for row in found.needs_table.rows] == ["2030"]
    assert set(found.study.paths["deadline"]) == {2030}
    check(found)


def test_no_year_of_arrival_is_over_already(page, figure):
    rates = {"scenario_growth_pct": (50.0, 5.0)}
    old = {2018: 500, 2019: 550, 2020: 605, 2021: 665.5}
    found = page(observed(figure, old), UNDATED, "2024-06-01", **rates)
    # At 50 % a year from the figure of 2021 it would have come in 2023.
    assert "The earliest year in the table is 2026" in found.reach_words.text


def test_a_date_ahead_of_an_older_figure_is_not_said_to_be_without_growth(page, figure):
    due = {"deadline_start": "2024-01-01", "deadline_end": "2024-12-31"}
    other = {"agency": "AZE_SCC", "source": "customs"}
    both = observed(figure, PLAIN) + observed(figure, {2022: 400, 2023: 500}, **other)
    laid = page(both, due, "2024-06-01", deadlines=(2023,))
    text = plain(laid.needs_words.text)
    assert "For 2023 no required growth is computed: the figures reach 2024." in text
    assert "by 2024 requires growth of 100 % a year" in text


def test_a_target_reached_asks_for_nothing(page, figure):
    found = page(observed(figure, {2023: 900, 2024: 1200}))
    assert found.needs_words.text == (
        "The level is reached by the figure of Kazakhstan for 2024: no growth is "
        "required from there."
    )
    assert found.reach_words.text == ("The level is reached, so no year is estimated.")
    for empty in (
        found.needs_table,
        found.terms_table,
        found.reach_table,
        found.required_chart,
    ):
        assert not empty
    check(found)


def test_what_is_never_reached_says_never(page, figure):
    found = page(records(figure)["falling"])
    cells = found.reach_table.rows[0].cells
    assert cells == ("the pace of 2021 to 2024", "\u221239.2", "", "never")
    assert [plain(s.text) for s in found.reach_words.sentences[:2]] == [
        "Growth from 2021 to 2024 was \u221239.2 % a year.",
        "At the pace of 2021 to 2024 the target is never reached.",
    ]


@pytest.mark.parametrize(
    ("base", "said"),
    [
        pytest.param(162, True, id="a year that rose by 62 %"),
        pytest.param(45, True, id="a year that fell by 55 %"),
        pytest.param(140, False, id="a year that rose by 40 %"),
    ],
)
def test_a_pace_from_an_extreme_year_gives_that_of_the_year_before(
    page, figure, base, said
):
    rows = observed(figure, {2021: 100, 2022: base, 2023: 121})
    shown = page(rows, base_year=2022).reach_words.sentences
    found = [plain(s.text) for s in shown if "unusual" in s.text]
    growth = f"{base - 100}".replace("-", "\u2212")
    expected = (
        f"Growth in 2022 itself was {growth} %, so the pace counts from an unusual "
        "year; from 2021 to 2023 it was 10 % a year."
    )
    assert found == [expected] * said


def test_a_pace_across_stages_says_so(page, figure):
    rows = observed(figure, PLAIN)
    rows[-1] |= {"stage": "preliminary"}
    said = [plain(s.text) for s in page(rows).reach_words.sentences]
    assert said[1] == (
        "Not like with like: stage not stated in 2021, preliminary in 2024."
    )


def test_a_multiple_is_written_as_one(page, figure, make_data):
    given = tables(observed(figure, PLAIN))
    double = given["targets"][0] | {"id": "p2", "value": 2, "low": 2, "high": 2}
    given["targets"].append(double | {"measure": "multiple", "unit": "ratio_to_base"})
    make_data(**given)
    found = GapPage(gap_study("billion"), load("sources"))
    levels = {plain(row.cells[2]) for row in found.target_table.rows}
    assert levels == {"USD 1 billion", "2 times the base"}


def test_both_reporters_stand_side_by_side(page, figure):
    found = page(records(figure)["a conflict"])
    assert plain(found.sides_words.sentences[0].text) == (
        "Kazakhstan reports USD 200 million in 2025, USD 800 million short of the "
        "target; Azerbaijan reports USD 90 million in 2025, USD 910 million short of "
        "the target."
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
        "USD 1 billion by 2030 requires growth of 38 % a year from the USD 200 million "
        "that Kazakhstan reports for 2025, and growth of at most 10.8 % a year from "
        "the USD 600 million that Azerbaijan reports for January to October 2025."
    )
    assert plain(found.needs_words.sentences[1].text) == (
        "2026 requires 400 % a year from the figure of Kazakhstan for 2025, more than "
        "in any past window of that length."
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
        ("Kazakhstan, 2025", "2030, target", "38", "no such window", "160", ""),
    ]
    assert "66.7" in found.needs_table.rows[2].cells[2]
    assert "Azerbaijan reports USD 600 million" in plain(found.answer.text)
    check(found)


def test_what_a_part_of_a_year_asks_at_most_counts_from_its_low_end(page, figure):
    """(1000 / 595) ** (1 / 5) is 10.943 %, (1000 / 600) ** (1 / 5) is 10.757 %."""
    rows = observed(figure, KAZAKH) + observed(figure, {2024: 400}, **AZERI)
    part = figure(("2025-01-01", "2025-10-31"), 600, **AZERI)
    found = page([*rows, part | {"low": 595, "high": 605}], deadlines=(2026,))
    assert "at most 11 % a year from the USD 600 million" in plain(
        found.needs_words.sentences[0].text
    )
    mine = [r.cells for r in found.needs_table.rows if "October" in r.cells[0]]
    assert [cells[2] for cells in mine] == ["at most 68.1", "at most 11"]
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
    assert row.cells[:2] == ("Kazakhstan, January to October 2025", "2030, target")
    assert "No past window of five years" in found.needs_words.text
    check(found)


def test_the_required_path_meets_the_capacity_in_the_year_the_study_finds():
    study = gap_study("titr_10mt", first_year=2016)
    found = GapPage(study, load("sources"))
    rows = study.required.table[study.required.table["binds_in"].notna()]
    for row in rows.to_dict("records"):
        assert f"in {row['binds_in']} if the deadline is" in found.room_words.text
    shares = study.required.terms["share_pct"].dropna()
    cells = [row.cells[2] for row in found.terms_table.rows]
    remarks = {row.cells[0]: row.cells[3] for row in found.terms_table.rows}
    assert remarks["capacity of the port of Baku"] == "shared with other traffic"
    line = "capacity of the Baku-Tbilisi-Kars line"
    assert remarks[line] == "not all of the flow passes it"
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


def test_nothing_is_forecast_further_ahead_than_the_record_carries():
    near = kz.gap_study("titr_10mt", deadlines=[2030, 2100])
    assert near.projection.horizon_year == 2030
    assert near.projection.horizon_year <= near.projection.last_sensible_year
    assert "2100" not in kz.page(near).chance_words.text


def test_a_statement_keeps_the_hedge_that_it_was_made_with():
    rows = kz.page(kz.gap_study("btc_1_5mt")).target_table.rows
    levels = {plain(row.cells[2]) for row in rows}
    assert {"nearly 1.5 million tonnes", "more than 1.5 million tonnes"} <= levels


def with_parts(figure, first, second, last="06-30"):
    """The record of `PLAIN`, with a part of each of its last two years."""
    parts = [(2023, first), (2024, second)]
    rows = [figure(months(year, last), value) for year, value in parts]
    return [*observed(figure, PLAIN), *rows]


def test_a_half_that_turned_warns_of_the_growth_of_its_year(page, figure):
    found = page(with_parts(figure, 200, 500))
    assert ", up 10 %" in plain(found.answer.text)
    warning = (
        "The first half of 2024 was up 150 %, the second by implication down 59.1 %."
    )
    assert warning in plain(found.reach_words.text)
    with written_in("ru"):
        text = plain(found.reach_words.text)
    assert "второе по расчёту: снижение на 59,1 %" in text


def test_of_other_parts_the_rest_warns(page, figure):
    found = page(with_parts(figure, 300, 400, "07-31"))
    assert (
        "The first seven months of 2024 were up 33.3 %, the rest by implication down "
        "13 %."
    ) in plain(found.reach_words.text)


def test_a_rest_that_moved_as_its_year_did_is_not_told(page, figure):
    found = page(with_parts(figure, 300, 330))
    assert "by implication" not in found.reach_words.text
    assert found.reach_words.text.startswith("Growth from 2021 to 2024 was")


def test_no_pace_leads_from_a_bound(page, figure):
    more = figure(2021, 500, math.inf, qualifier="over")
    later = observed(figure, {2022: 550, 2023: 605, 2024: 665.5})
    text = plain(page([more, *later]).reach_words.text)
    assert "is a bound." in text and "No pace is computed: the figure for " in text
    assert "Growth from 2021" not in text


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        ("delivery_15_days", "No date is set"),
        ("delivery_18_days", "Missed in 2023, met"),
    ],
)
def test_a_published_range_is_said_and_judged_by_its_worse_end(target, verdict):
    found = GapPage(gap_study(target), load("sources"))
    text = plain(found.answer.text)
    assert text.startswith(verdict)
    assert "reports 13 to 17 days in March 2026" in text
    is_reached = verdict != "No date is set"
    assert ("The level is reached" in plain(found.needs_words.text)) is is_reached
    assert ("The level is reached" in plain(found.reach_words.text)) is is_reached


def test_a_statement_names_nobody_only_where_nobody_is_named(page, figure):
    found = page(observed(figure, PLAIN), {"announced_by": ""})
    assert found.target_table.rows[0].cells[1] == "not named"


def test_a_statement_of_a_range_keeps_both_ends():
    ranges = kz.page(kz.gap_study("delivery_10_15_days")).target_table.rows
    assert "10 to 15 days" in {plain(row.cells[2]) for row in ranges}


def test_a_pace_of_one_year_is_placed_on_no_scale(page, figure):
    short = page(observed(figure, {2023: 605, 2024: 665.5}), base_year=2023)
    assert short.study.pace.end_year - short.study.pace.start_year == 1
    assert len(short.study.ratios_pct) > 0
    assert "Eurostat" not in short.reach_words.text


def test_a_probability_of_a_long_record_and_a_pace_of_years_need_no_caution(
    page, figure
):
    values = {2017 + n: 400 * 1.05**n for n in range(8)}
    found = page(observed(figure, values), UNDATED)
    assert "figures alone" not in str(found.title)


def test_nearly_the_level_does_not_meet_it():
    page = kz.page(gap_study("btc_1_5mt", as_of="2025-10-21"))
    assert "cannot be judged" in page.title
    assert "reports nearly 1.5" in page.answer.text.replace("\xa0", " ")
    assert "leaves open whether the level is reached" in page.sides_words.text
    shown = page.sides_words.text + page.needs_words.text + page.reach_words.text
    assert "reaches the level" not in shown
    assert "The level is reached" not in shown


@pytest.mark.parametrize("first", [2021, 2018])
def test_a_probability_in_an_answer_says_how_few_years_it_has(page, figure, first):
    levels = {year: 500 * 1.1 ** (year - first) for year in range(first, 2025)}
    shown = page(observed(figure, levels), deadlines=(2030,))
    said = {s.kind: s.text for s in answer_sentences(shown.study) if s}
    text = plain(said["target_gap.forecast"])
    is_few = len(levels) < 6
    assert text.endswith("from four years of figures alone.") is is_few
    assert ("years of figures" in text) is is_few


def test_the_remark_of_the_record_stands_beside_a_status():
    table = kz.page(gap_study("btc_1_5mt")).target_table
    cells = " ".join(row.cells[-1] for row in table.rows)
    assert "missed; Up to that level; the record of 2024 stays just below" in cells
    assert "the minister's approximate figure" in cells
    earlier = kz.page(gap_study("btc_1_5mt", as_of="2025-10-21")).target_table
    assert ";" not in " ".join(row.cells[-1] for row in earlier.rows)


def test_the_agreement_that_a_target_states_is_not_its_capacity():
    [room] = [
        str(sentence)
        for sentence in kz.page(gap_study("btc_1_5mt")).room_words.sentences
        if "Stated capacity" in str(sentence)
    ]
    assert "100" not in room
    assert "2.2" not in room


def test_past_windows_say_that_a_count_and_a_statement_are_not_joined():
    needs = kz.page(gap_study("btc_1_5mt")).needs_words.text
    # 2022 and 2023 are counted, 2024 is a president's figure: growth from 2023 has
    # a yearly rate, and is no past window.
    assert "of one past window of one year" in needs.lower().replace("\xa0", " ")
    assert "none joins a count to a figure that was only stated" in needs


def test_occasions_are_those_of_the_statements_that_have_a_day():
    text = plain(kz.page(gap_study("btc_1_5mt")).target_words.text)
    assert text.startswith(
        "Of four statements of this target, by officials or by others, those whose day "
        "is on record were published on two occasions (publications within a week are "
        "one), the first on 30 May 2024."
    )


def test_a_level_that_was_reached_before_is_to_be_reached_again():
    found = GapPage(gap_study("turnover_500m_2020"), load("sources"))
    text = plain(found.answer.text)
    assert "Being at the level again by 2030 takes" in text
    assert "Reaching the target" not in text
    chances = plain(found.chance_words.text)
    assert "gives being at the level again by" in chances
    assert "attainment" not in chances


def test_a_rate_from_a_figure_that_a_part_of_a_year_has_passed_names_it():
    before = GapPage(gap_study("titr_10mt", as_of="2024-12-31"), load("sources"))
    assert "by 2030 takes 20.6 % a year from the figure of 2023." in (
        plain(before.answer.text)
    )
    now = GapPage(gap_study("titr_10mt"), load("sources"))
    assert "from the figure of" not in plain(now.answer.text)


def test_that_no_date_is_set_is_said_of_what_has_none():
    found = GapPage(gap_study("titr_10mt", as_of="2024-12-31"), load("sources"))
    assert "no date is set for 10 million tonnes as throughput, only as capacity" in (
        plain(str(found.title))
    )
    assert plain(found.answer.text).startswith("No date is set for throughput:")


def test_a_page_of_an_earlier_day_shows_no_note_of_today():
    before = GapPage(gap_study("titr_10mt", as_of="2024-12-31"), load("sources"))
    remarks = [row.cells[-1] for row in before.conflict_table.rows]
    assert not any("annual run" in remark for remark in remarks)


def test_a_rounded_base_requires_a_range_of_growth_and_a_bound_stays_one():
    """1.3 is 1.25 to 1.35: to 1.5 it takes 11 to 20 %, and "more than 1.5" is set."""
    found = GapPage(gap_study("btc_1_5mt"), load("sources"))
    title, answer = (
        re.sub(r"[\u00a0\u202f]", " ", text)
        for text in (str(found.title), found.answer.text)
    )
    assert "more than 1.5 million tonnes for 2026" in title
    assert "Reaching the target by 2026 takes 11.1 to 20.0 % a year" in answer
    # The table has both ends beside the point.
    cells = found.needs_table.rows[0].cells
    assert cells[1:4] == ("2026, target", "15.4", "11.1 to 20")
    exact = GapPage(gap_study("titr_10mt"), load("sources"))
    assert "it takes 55.8\u202f% a year" in str(exact.title)
    assert not any(" to 55" in row.cells[3] for row in exact.needs_table.rows)


def test_russian_words_of_shortfalls_and_windows_agree_with_what_they_count():
    with written_in("ru"):
        page = GapPage(gap_study("titr_10mt"), load("sources"))
        table = page.terms_table.spoken()
        needs = page.needs_words.text
    assert all(row.cells[2].endswith("от мощности") for row in table.rows)
    assert "Прошлых отрезков длиной" in needs and "Из 1" not in needs


def test_a_capacity_keeps_the_word_that_it_was_published_with():
    page = GapPage(gap_study("btc_1_5mt"), load("sources"))
    shown = {row.cells[0]: row.cells[1] for row in page.terms_table.rows}
    pipeline = shown["capacity of the pipeline"].replace("\u00a0", " ")
    assert pipeline.startswith("nearly 60 million tonnes a year")


def test_a_range_of_which_less_is_better_says_from_which_end_it_counts():
    """Given as 13 to 17 days for March 2026, the target is 15; no year is whole."""
    found = kz.page(kz.gap_study("delivery_15_days", deadlines=(2030,)))
    text = plain(found.answer.text)
    assert "reports 13 to 17 days in March 2026" in text
    fall = "takes a fall of 3.1 % a year from the upper end of the range"
    assert f"{fall}; at the lower end it is reached" in text
    assert f"{fall}; at the lower end" in plain(found.needs_words.text)
    assert "only Kazakhstan reports a usable figure" in found.sides_words.text
    assert "whole year of this series" not in found.sides_words.text
    assert "No figure for 2025 has been collected" in plain(found.record_words.text)


def test_where_no_figure_counts_required_growth_says_that_it_starts_elsewhere():
    found = kz.page(kz.gap_study("titr_10mt", as_of="2025-03-31"))
    assert found.answer.text.endswith(
        "the gap is not known; required growth starts from figures outside the rule."
    )


@pytest.mark.parametrize(("chance", "kinds"), [(0.4994, 0), (0.43, 1)])
def test_what_reads_as_one_half_is_not_less_than_one_half(chance, kinds):
    reach = SimpleNamespace(year_by=lambda share: None)
    study = SimpleNamespace(time_to_reach=reach, is_again=False)
    said = words._half(study, {"deadline": 2030, "probability": chance})
    assert (said is not None) == bool(kinds)


def test_a_part_of_a_year_that_nobody_published_is_said_to_be_worked_out():
    page = kz.page(kz.gap_study("titr_10mt", first_year=2016))
    part = "A hollow mark stands for a part of 2025"
    assert f"{part}, worked out from other figures." in page.record_chart.alt
