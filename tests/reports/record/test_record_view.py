"""One record in words and tables: figures, conflicts, limits."""

import math

import pytest
from awkward import observed

import kzaz_analysis as kz
from kzaz_analysis.analysis.growth.year_on_year import annual_growth
from kzaz_analysis.display.citations import source_list
from kzaz_analysis.evidence.series import series
from kzaz_analysis.evidence.tables import load
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record import tables
from kzaz_analysis.reports.record.change_sentences import headline
from kzaz_analysis.reports.record.record_chart import record_chart
from kzaz_analysis.studies.latest_figures import newest

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
        (
            533.4,
            0.05,
            "exact",
            "Kazakhstan reports USD 533 million for turnover in 2024.",
        ),
        (425, 1, "approx", "reports about USD 425 million for turnover in 2024."),
        (
            1500,
            100,
            "exact",
            "USD 1.5 billion for turnover in 2024 (rounding allows USD 1.4 to 1.6 billion)",
        ),
        (
            300,
            math.inf,
            "over",
            "reports more than USD 300 million for turnover in 2024.",
        ),
        (0, 0, "exact", "reports USD 0 for turnover in 2024."),
    ],
)
def test_the_latest_figure(record, figure, value, half_width, qualifier, text):
    own = {"qualifier": qualifier, "provenance": "statistic"}
    rows = [figure(2024, value, half_width, **own)]
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
        "Four yearly figures of turnover are used: 2018, 2019, 2021 and 2022. No "
        "yearly figure for 2020 has been collected; no gap is interpolated."
    )


def test_a_year_whose_figures_the_rule_passes_over_is_not_said_to_have_none(
    record, figure
):
    rows = [figure(2018, 1), figure(2020, 2, **AZERI), figure(2021, 3)]
    found = record(rows, rule="kaz_only")
    assert view.record_words(found, cited(found)).sentences[1].text == (
        "No yearly figure for 2019 has been collected, and those for 2020 are not "
        "usable under this rule; no gap is interpolated."
    )


def test_a_level_that_only_growth_leaves_was_not_collected(make_data, figure):
    growth = {"id": "c", "series": "turnover", "measure": "growth", "value": 25}
    growth |= {"qualifier": "exact", "low": 24.5, "high": 25.5, "unit": "USD"}
    growth |= {"agency": "KAZ_BNS", "reporter": "KAZ"}
    growth |= {"period_start": "2023-01-01", "period_end": "2023-12-31"}
    growth |= {"base_start": "2022-01-01", "base_end": "2022-12-31"}
    rows = [figure(2021, 70), figure(2023, 100)]
    make_data(observations=rows, claims=[growth])
    found = series("turnover")
    assert 2022 in found.alternatives["year"].to_list()
    text = view.record_words(found, cited(found)).sentences[1].text
    assert text.startswith("No yearly figure for 2022 has been collected; ")


def test_of_a_past_day_a_figure_without_a_date_is_not_said_to_be_missing(
    make_data, figure
):
    rows = [figure(2019, 1), figure(2020, 2, source="undated"), figure(2021, 3)]
    dated = {"source": "paper-2024", "published_on": "2022-03-01"}
    make_data(observations=rows, sources=[dated, {"source": "undated"}])
    found = series("turnover", as_of="2022-12-31")
    text = view.record_words(found, cited(found)).sentences[1].text
    assert text.startswith("No yearly figure for 2020 is dated by 31 December 2022; ")


def test_a_chart_counts_as_many_other_figures_as_the_text(record, figure):
    other = AZERI | {"provenance": "statistic"}
    rows = [figure(2024, 200), figure(2024, 300, **other)]
    rows += [figure(2024, 300, **other | {"agency": "AZE_MFA"})]
    found = record(rows)
    assert len(tables.conflicting(found)) == 2
    drawn = record_chart(
        found.annual,
        unit=found.unit,
        label="turnover",
        others=tables.conflicting(found),
    )
    assert "Hollow marks: two other figures." in drawn.alt


def test_a_preliminary_year_is_not_set_against_a_final_one_unsaid(record, figure):
    found = record(observed(figure, {2023: 100, 2024: 80}))
    found.annual["stage"] = ["final", "preliminary"]
    words = headline(found, annual_growth(found.annual)).text
    assert plain(words).endswith("down 20 % on 2023 (preliminary against final).")


@pytest.mark.parametrize(
    ("provenance", "stage", "text"),
    [
        ("statistic", "final", "in 2024."),
        ("own_count", "not_stated", "in 2024."),
        ("government", "not_stated", "in 2024 (a government statement)."),
        ("press", "early", "in 2024 (a press report; an early estimate)."),
    ],
)
def test_what_is_no_statistic_says_what_it_is(record, figure, provenance, stage, text):
    found = record([figure(2024, 80)])
    found.annual["provenance"], found.annual["stage"] = provenance, stage
    assert view.latest_words(found).text.endswith(text)


def test_figures_apart_by_more_than_rounding_are_conflicts(record, figure):
    rows = observed(figure, {2023: 100, 2024: 200}, 0.5)
    rows += observed(figure, {2023: 101, 2024: 300}, 0.5, **AZERI)
    found = tables.conflicting(record(rows))
    assert found["year"].to_list() == [2024]
    assert found["ratio"].to_list() == [1.5]


def test_a_conflict_names_both_figures_and_their_reporters(record, figure):
    rows = [figure(2024, 200), figure(2024, 300, **AZERI)]
    found = record(rows)
    words = tables.conflict_words(found, cited(found))
    assert plain(words.sentences[1].text) == (
        "For 2024, the last year, USD 200 million is used (Kazakhstan), USD "
        "300 million is also published (Azerbaijan, quotation of an office)."
    )
    assert words.sentences[1].sources == ("paper-2024", "customs")
    row = tables.conflict_table(found, cited(found)).rows[0]
    assert row.cells[:5] == ("2024", "200", "300", "50", "Azerbaijan")


STATED = {"provenance": "government", "source": "speech"}
TABLE = AZERI | {"provenance": "statistic"}
EARLY = {"provenance": "press", "stage": "preliminary", "source": "early"}


@pytest.mark.parametrize(
    ("others", "said"),
    [
        pytest.param(
            [(2022, 900, STATED), (2024, 300, TABLE)],
            [
                "For 2024, the last year, USD 200",
                "The widest of these differences is in 2022",
            ],
            id="the last year before the widest",
        ),
        pytest.param(
            [(2024, 900, STATED), (2024, 300, TABLE)],
            ["USD 300 million is also published (Azerbaijan)", "USD 900 million"],
            id="a count before what was said",
        ),
        pytest.param(
            [(2024, 20, EARLY), (2024, 300, TABLE)],
            [
                "For 2024, the last year, USD 200 million is used (Kazakhstan), USD 300",
                "USD 20 million is also published (Kazakhstan, press report, early "
                "figure since replaced)",
            ],
            id="an early figure that was replaced is the widest, and marked",
        ),
        pytest.param(
            [(2022, 900, STATED)],
            ["The widest of these differences is in 2022"],
            id="a last year without a conflict",
        ),
    ],
)
def test_the_conflict_of_the_last_year_comes_first(record, figure, others, said):
    final = {"stage": "final", "provenance": "statistic"}
    used = [figure(year, 200, **final) for year in (2022, 2023, 2024)]
    other = [figure(year, value, **columns) for year, value, columns in others]
    found = record([*used, *other])
    words = [
        plain(s.text) for s in tables.conflict_words(found, cited(found)).sentences
    ]
    assert len(words) == 1 + len(said)
    assert all(part in text for part, text in zip(said, words[1:], strict=True)), words


@pytest.mark.parametrize(
    ("provenance", "kind"),
    [
        ("press", ", press report"),
        ("quoted", ", quotation of an office"),
        ("own_count", ""),
    ],
)
def test_a_conflict_with_what_is_no_statistic_says_so(record, figure, provenance, kind):
    other = AZERI | {"provenance": provenance}
    found = record([figure(2024, 200), figure(2024, 300, **other)])
    text = tables.conflict_words(found, cited(found)).text
    assert f"is also published (Azerbaijan{kind})." in text


@pytest.mark.parametrize(
    ("note", "remark"),
    [
        ("Another count.", "Another count."),
        ("", "marked as differing, reason not stated"),
    ],
)
def test_a_mark_without_a_note_names_no_other_definition(record, figure, note, remark):
    """What differs is not on record, so the audit has no explanation of it either."""
    carried = {"obs_status": "D", "note": note}
    found = record([figure(2024, 200), figure(2024, 300, **AZERI, **carried)])
    table = tables.conflict_table(found, cited(found))
    assert [row.cells[-1] for row in table.rows] == [remark]


def test_a_conflict_with_nothing_has_no_ratio(record, figure):
    found = record([figure(2024, 0), figure(2024, 300, **AZERI)])
    heads = tables.conflict_table(found, cited(found)).headers
    assert not any("difference" in head for head in heads)


def test_without_a_yearly_figure_nothing_is_said_to_agree(record, figure):
    found = record([figure(("2024-03-11", "2024-03-11"), 9)])
    text = tables.conflict_words(found, cited(found)).text
    assert text.startswith("No yearly figure is used here, so none is compared")


def test_figures_of_one_body_that_are_never_chosen_are_named(record, figure):
    rows = [figure(year, 5, obs_status="D") for year in (2022, 2023)]
    found = record([*rows, figure(2023, 4, **AZERI)], rule="KAZ_BNS")
    assert view.record_words(found, cited(found)).text.endswith(
        "Two yearly figures of Kazakh office (2022 and 2023) are on record and never "
        "chosen: marked as differing."
    )


def test_the_newest_source_is_of_the_figures_that_reach_furthest(make_data, figure):
    part = ("2025-01-01", "2025-08-31")
    rows = [figure(2024, 200), figure(part, 90, source="late")]
    rows += [figure(2024, 300, **AZERI)]
    days = {"paper-2024": "2025-02-01", "late": "2025-10-05", "customs": "2025-12-01"}
    sources = [{"source": name, "published_on": day} for name, day in days.items()]
    make_data(observations=rows, sources=sources)
    line = view.as_of_line(series("turnover"))
    assert "newest source 1 December 2025; figures up to 31 August 2025" in line
    alone = view.as_of_line(series("turnover", rule="KAZ_BNS"))
    assert "newest source 5 October 2025; figures up to 31 August 2025; rule" in alone


def test_a_months_reading_is_not_said_of_its_year(make_data, figure):
    days = {"series": "turnover", "title": "Delivery time", "system": "corridor"}
    days |= {"measures": "Days", "unit": "thousand_tonnes", "nature": "rate"}
    days |= {"default_rule": "kaz_first", "preferred": "KAZ_BNS"}
    periods = [("2024-12-01", "2024-12-31"), ("2026-03-01", "2026-03-31")]
    rows = [
        figure(period, 13, unit="thousand_tonnes") | {"low": 13, "high": high}
        for period, high in zip(periods, (13, 17), strict=True)
    ]
    make_data(observations=rows, series=[days])
    found = series("turnover")
    assert "in March 2026" in view.latest_words(found).text
    assert newest(found).period == "2026-03"
    assert view.record_words(found, cited(found)).text.startswith(
        "Two figures of delivery time are used, one a year: December 2024 and March "
        "2026."
    )
    cells = [row.cells[:3] for row in tables.record_table(found, cited(found)).rows]
    assert cells[0] == ("March 2026", "13 to 17", "published as a range")


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
    rows = [
        figure(2022, 100),
        figure(2023, 200, 0.5),
        figure(2024, 300, math.inf, qualifier="over"),
    ]
    found = record(rows)
    bounds = [row.cells[2] for row in tables.record_table(found, cited(found)).rows]
    assert bounds == ["300 or more", "199.5 to 200.5", "exact"]


def test_limits_tell_of_undated_figures_on_a_day_only(record, figure):
    now = view.limits(record([figure(2024, 1)])).text
    assert "without a known day" not in now
    then = series("turnover", as_of="2020-01-01")
    assert "without a known day" in view.limits(then, ("More",)).text


def test_a_value_lies_inside_the_range_printed_beside_it():
    table = kz.page(kz.growth_study("trade_turnover")).record_table
    ranges = [row.cells[1:3] for row in table.rows if " to " in row.cells[2]]
    assert ranges
    for value, allowed in ranges:
        low, high = (float(end.replace(",", "")) for end in allowed.split(" to "))
        assert low <= float(value.replace(",", "")) <= high
