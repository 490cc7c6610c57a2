"""The claims audit as a page: what it found is counted, shown and cited truly."""

import math
import re
from pathlib import Path

import pandas as pd
import pytest

from kzaz_analysis import page
from kzaz_analysis.analysis.audit.clauses import Clause
from kzaz_analysis.analysis.audit.read import printed
from kzaz_analysis.display.sentences import MOST_NUMBERS, counts_in
from kzaz_analysis.errors import UsageError
from kzaz_analysis.reports.audit.clauses.writer import ClauseWriter
from kzaz_analysis.reports.audit.interval_chart import (
    OPEN_HIGH,
    OPEN_LOW,
    IntervalRow,
    intervals_chart,
)
from kzaz_analysis.reports.audit.sentences import (
    VERDICT_WORDS,
    apart_words,
    finding_line,
)
from kzaz_analysis.reports.audit.study import audit_study, choose

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def shipped():
    return page(audit_study())


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def cards_frame(kinds):
    return pd.DataFrame(
        {"conflict": [f"c{i}" for i in range(len(kinds))], "kind": kinds}
    )


def planted(make_data, figure):
    """Two that contradict, and two that agree within rounding."""
    make_data(
        observations=[
            figure(2023, 100, 0.5, source="paper-a"),
            figure(2023, 140, 0.5, source="paper-b"),
            figure(2024, 200, 5, source="paper-a"),
            figure(2024, 203, 0.5, source="paper-b"),
        ]
    )


def test_a_planted_contradiction_gets_a_card_and_an_agreement_none(make_data, figure):
    planted(make_data, figure)
    shown = page(audit_study())
    assert shown.title == "One contradiction in the published figures is unresolved"
    [view] = shown.cards.views
    assert view.title == "1. Turnover, 2023"
    assert "39 million apart, 39 % of the smaller figure" in plain(view.words.text)
    assert "contradicts: the rounding ranges do not overlap" in view.words.text
    assert not shown.more_table
    assert not shown.other_table


@pytest.mark.parametrize(("mark", "is_unresolved"), [("A", True), ("U", False)])
def test_only_a_mark_resolves_a_contradiction_a_note_stands_on_its_card(
    make_data, figure, mark, is_unresolved
):
    doubt = {"note": "Far below every other figure.", "obs_status": mark}
    rows = [
        figure(2023, 100, 0.5, source="paper-a"),
        figure(2023, 140, 0.5, source="paper-b") | doubt,
    ]
    make_data(observations=rows)
    shown = page(audit_study())
    assert ("is unresolved" in shown.title) == is_unresolved
    assert ("the tables mark as doubtful" in shown.answer.text) != is_unresolved
    if is_unresolved:
        assert "Unresolved contradictions" in shown.contradiction_table._repr_html_()
        assert doubt["note"] in shown.cards._repr_html_()


def test_the_picture_says_which_figures_can_be_true_together(make_data, figure):
    planted(make_data, figure)
    [shown] = audit_study().shown
    assert shown.sides["group"].to_list() == [0, 1]
    assert sorted(shown.sides["value"]) == [100, 140]


def test_nothing_on_record_is_said_to_be_nothing(make_data):
    make_data()
    shown = page(audit_study(as_of="1990-01-01"))
    assert (
        shown.title == "Nothing to compare in the published figures by 1 January 1990"
    )
    assert not shown.cards
    assert not shown.matrix
    assert "Nothing disagrees" in shown.cards_words.text
    assert repr(shown.results).startswith("Nothing to compare")


def test_one_figure_alone_is_not_called_consistent(make_data, figure):
    make_data(observations=[figure(2023, 100)])
    shown = page(audit_study())
    assert shown.title == "Nothing in the published figures can be tested"
    assert (
        "One figure or claim could not be cross-checked"
        in shown.answer.text.replace("1 f", "One f")
    )


def test_without_cards_everything_is_in_the_table(make_data, figure):
    planted(make_data, figure)
    shown = page(audit_study(most_cards=0))
    assert len(shown.contradiction_table.rows) == 1
    assert shown.title.startswith("One contradiction")


def test_a_source_is_judged_by_its_own_comparisons(make_data, figure):
    make_data(
        observations=[
            figure(2023, 100, 0.5, source="paper-a"),
            figure(2023, 140, 0.5, source="paper-b"),
            figure(2023, 120, 30, source="paper-c"),
        ]
    )
    assert audit_study(source="paper-a").cards("contradiction") == 1
    harmless = audit_study(source="paper-c")
    assert harmless.cards("contradiction") == 0
    assert page(harmless).title.startswith(
        "No unresolved contradiction in what A paper said"
    )


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        pytest.param({"series": "titr_frieght"}, "did you mean", id="series"),
        pytest.param({"source": "no-such-paper"}, "no source is called", id="source"),
        pytest.param({"most_cards": -1}, "below 0", id="cards"),
    ],
)
def test_what_does_not_exist_is_refused(asked, message):
    with pytest.raises(UsageError, match=message):
        audit_study(**asked)


def test_contradictions_do_not_hide_the_other_grave_kinds():
    kinds = ["contradiction"] * 20 + ["unit slip"] * 3 + ["mirror"] * 3 + ["books"]
    names = choose(cards_frame(kinds), 14)
    assert len(names) == 14
    assert names[:10] == [f"c{i}" for i in range(10)]
    assert names[10:] == ["c20", "c21", "c23", "c24"]


def test_places_that_nobody_needs_go_to_the_others():
    kinds = ["contradiction"] * 3 + ["mirror"] * 20
    assert len(choose(cards_frame(kinds), 14)) == 14
    assert choose(cards_frame(["books"] * 3), 14) == []


def test_a_share_of_nothing_is_not_given():
    row = {"distance": 835.0, "distance_pct": math.nan, "unit": "thousand_tonnes"}
    assert plain(apart_words(row)) == "0.835 million tonnes apart"


def test_verdicts_are_worded_as_in_the_handbook():
    text = (ROOT / "docs" / "how-to-read-verdicts.md").read_text("utf-8")
    for verdict, (when, then) in VERDICT_WORDS.items():
        assert f"**{verdict}" in text
        assert when in text, verdict
        assert then in text, verdict


def test_open_ends_and_dates_can_be_drawn():
    rows = [
        IntervalRow("over 200", 200, 200, float("inf"), 0),
        IntervalRow("about 150", 150, 140, 160, 1),
    ]
    open_end = intervals_chart(rows, unit="count", alt="two")._repr_html_()
    assert OPEN_HIGH in open_end
    assert OPEN_LOW not in open_end
    days = [
        IntervalRow("by August 2022", 738391, float("-inf"), 738391, 0),
        IntervalRow("November 2023", 738838, 738838, 738838, 1),
    ]
    dated = intervals_chart(days, unit="date", alt="two", apart=(738391, 738838))
    html = dated._repr_html_()
    assert OPEN_LOW in html
    assert "2023" in html
    for text in (open_end, html):
        assert "inf" not in text
        assert "nan" not in text


def test_every_figure_stands_beside_a_bar_of_its_own():
    rows = [
        IntervalRow(f"<office {i}>", i, i - 0.5, i + 0.5, i, f"<sup>{i}</sup>")
        for i in range(8)
    ]
    html = intervals_chart(rows, unit="count", alt="eight")._repr_html_()
    lines = html.split("<span>")[1:]
    for number in range(8):
        [line] = [part for part in lines if f"&lt;office {number}&gt;" in part]
        assert f"<sup>{number}</sup>" in line
        assert line.count("<svg aria-hidden") == 1
    assert "<office" not in html


def test_the_shipped_page_shows_contradictions_slips_and_both_books(shipped):
    kinds = [shown.card.kind for shown in shipped.study.shown]
    assert set(kinds) == {"contradiction", "unit slip", "mirror"}
    listed = len(shipped.more_table.rows) + len(shipped.other_table.rows)
    wrong = len(shipped.contradiction_table.rows)
    assert f"{wrong} contradictions" in shipped.title
    milder = len(kinds) - kinds.count("contradiction") + listed
    assert wrong + milder == len(shipped.study.audit.conflicts)


def test_the_shipped_page_says_that_the_rest_of_2025_turned(shipped):
    rows = shipped.study.findings
    turned = rows[rows["finding"] == "rest of the year"]
    assert set(turned["left_books"]) == {"KAZ", "AZE"}
    assert set(turned["period"]) == {"2025"}
    # What the office replaced implies nothing: the growth page says 36.1 % as well.
    lines = [plain(" ".join(row.cells)) for row in shipped.findings_table.rows]
    [line] = [line for line in lines if "August to" in line]
    assert "a fall of about 36.1 % on a year earlier, after about +4.8 %" in line


def test_an_answer_of_four_numbers_names_the_findings(shipped):
    """Sums that fail are contradictions; they are no finding besides."""
    text = plain(shipped.answer.text)
    assert counts_in(text) <= MOST_NUMBERS
    also = text.split("Also found: ")[1]
    assert "low base" in also and "unit slip" in also and "different counters" in also
    counters = shipped.study.findings.query("finding == 'two counters'")
    # One ministry's two counts and a figure of another flow are no two counters.
    assert set(counters["series"]) == {"titr_freight"}
    assert "sums" not in also


def test_a_part_is_not_printed_as_the_whole():
    """Azerbaijan's imports stood as its turnover of 2020, five months as ten."""
    shipped = page(audit_study(most_cards=0))
    tables = (shipped.contradiction_table, shipped.more_table, shipped.other_table)
    every = plain("\n".join(" | ".join(r.cells) for t in tables for r in t.rows))
    assert (
        "2020 | mirror data | USD 116.1 million (Exports of Kazakhstan to Azerbaijan) "
        "against USD 108 to 110 million:" in every
    )
    assert "October 2022 | mirror data | 1.388 million tonnes (January to May" in every
    assert "December 2023 | other definition | 20 against 17 (August 2024):" in every
    assert "3.0 to 3.6 million tonnes (January to June 2025) against 0.9225" in every
    lines = [plain(" ".join(row.cells)) for row in shipped.findings_table.rows]
    [rest] = [line for line in lines if "a fall of about 36.1 %" in line]
    assert "against USD 332 million" in rest and ") for January to July 2025;" in rest
    # What is of the period itself has no remark.
    assert "(2022)" not in "\n".join(
        line for line in every.splitlines() if line.startswith("Imports of Kazakhstan")
    )


def test_the_shipped_counts_add_up(shipped):
    counts = shipped.study.audit.counts()
    assert counts.loc["all", "all"] == len(shipped.study.audit.comparisons)
    assert shipped.study.verdicts["comparisons"].sum() == counts.loc["all", "all"]


def test_every_mark_of_the_shipped_page_leads_somewhere_and_back(shipped):
    html = "".join(
        part._repr_html_()
        for part in (
            shipped.contradiction_table,
            shipped.findings_table,
            shipped.correction_table,
            shipped.cards,
            shipped.more_table,
            shipped.other_table,
        )
    )
    listing = shipped.cite._repr_html_()
    assert set(re.findall(r'href="#(src-\d+)"', html)) <= set(
        re.findall(r'id="(src-\d+)"', listing)
    )
    back = re.findall(r'href="#(ref-\d+)"', listing)
    places = re.findall(r'id="(ref-\d+)"', html)
    assert sorted(back) == sorted(places)


def test_the_shipped_cards_stay_small_and_carry_alt_texts(shipped):
    html = shipped.cards._repr_html_()
    assert len(html) < 700_000
    assert html.count("<img ") == html.count('alt="Interval plot')


def test_no_line_of_the_shipped_page_keeps_ids_of_units(shipped):
    text = repr(shipped.cards) + repr(shipped.more_table) + repr(shipped.other_table)
    assert not re.findall(r"\b[a-z]+_[a-zA-Z_]+\b", text)
    assert "KAZ" not in text


@pytest.mark.parametrize("day", ["2022-08-24", "2024-03-11"])
def test_nothing_published_later_is_shown(day):
    shown = page(audit_study("titr_freight", as_of=day))
    dates = [origin.published_on for origin in shown.cite.origins]
    assert dates
    assert all(date and date <= day for date in dates)


def test_sides_in_unlike_units_are_written_in_their_own():
    row = {
        "rule": "unit",
        "unit": "million_tonnes_per_year",
        "condition": Clause("steps"),
        "left_text": printed(25.0, "million_KZT", "exact"),
        "right_text": printed(25.0, "million_tonnes_per_year", "exact"),
    }
    for side in ("left", "right"):
        row |= {f"{side}_value": 25.0, f"{side}_agency": "", f"{side}_books": ""}
        row |= {f"{side}_status": "", f"{side}_remark": None}
    line = plain(finding_line(row, ClauseWriter()))
    left, right = line.split("; ")[0].split(" against ")
    assert left.startswith("KZT 25 million")
    assert right.startswith("25 million tonnes a year")


@pytest.mark.parametrize(("rule", "shown"), [("sum of years", 25), ("level", 40)])
def test_a_sum_is_written_with_its_terms(rule, shown):
    text = printed(25.0, "million_tonnes", "exact")
    row = {"rule": rule, "unit": "million_tonnes", "condition": None}
    for side in ("left", "right"):
        row |= {f"{side}_value": 40.0, f"{side}_agency": "", f"{side}_books": ""}
        row |= {f"{side}_text": text, f"{side}_status": ""}
        row |= {f"{side}_remark": None}
    line = plain(finding_line(row, ClauseWriter()))
    assert line.count(f"{shown} million tonnes") == 2


def test_a_figure_that_several_print_is_corrected_once(shipped):
    """Whether an edition or another body replaced it is said as on other pages."""
    text = plain(shipped.correction_words.text)
    assert text.startswith("15 figures, printed 25 times, ")
    assert "eight replaced by a later figure of another body" in text
    why = {
        (cells[0], cells[2], cells[3]): cells[5]
        for cells in (row.cells for row in shipped.correction_table.rows)
    }
    rows = [plain(" ".join((*key, cell))) for key, cell in why.items()]
    [early] = [row for row in rows if row.startswith("2025 USD 425 million")]
    assert early.endswith("a later figure of another body replaced it")
    [own] = [row for row in rows if "529.4" in row and "Bureau" in row]
    assert own.endswith("a later edition of the office's figures replaced it")
    # That the year was inferred is a remark, not what replaced the figure.
    reasons = [row.cells[5] for row in shipped.correction_table.rows]
    assert (
        "a later figure of another body replaced it (Year not stated; read as 2023)"
    ) in reasons


def test_a_side_that_was_worked_out_is_not_said_to_be_an_offices(make_data, figure):
    rows = [figure(2023, 100, 0.5, source="paper-a")]
    rows += [figure(2023, 140, 0.5, source="paper-b", obs_status="I")]
    make_data(observations=rows)
    [view] = page(audit_study()).cards.views
    assert plain(view.words.text).count("worked out; ") == 1
    assert "USD 140 million (worked out; " in plain(view.words.text)
    assert "139.5 to 140.5 million (worked out)" in plain(view.arithmetic)
    assert plain(view.chart.alt).count("worked out; ") == 1


def test_what_the_tables_remark_on_a_side_is_on_its_card(make_data, figure):
    rows = [figure(2023, 100, 0.5, source="paper-a", note="A forum's text.")]
    rows += [figure(2023, 140, 0.5, source="paper-b")]
    days = ("paper-a", "2024-05-01"), ("paper-b", "2024-05-01")
    sources = [{"source": name, "published_on": day} for name, day in days]
    make_data(observations=rows, sources=sources)
    [view] = page(audit_study()).cards.views
    text = plain(view.words.text)
    assert text.count("Noted on ") == 1
    assert re.search(r"Noted on USD 100 million \(.*\): A forum's text\.", text)
    [then] = page(audit_study(as_of="2025-11-01")).cards.views
    assert "Noted on" not in then.words.text
