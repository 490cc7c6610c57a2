"""Pages say what was printed before, what stands now and why, and when more is due."""

import re

import pandas as pd
import pytest
from made_tables import write_table

import kzaz_analysis as kz
from kzaz_analysis.errors import DataError
from kzaz_analysis.evidence.corrections.choices import CHOICE, KEY
from kzaz_analysis.evidence.schema.definitions import TABLES

DAY = "2026-11-21"
SOURCES = [
    {"source": "paper-2023", "published_on": "2023-03-05"},
    {"source": "paper-2024", "published_on": "2024-03-05"},
    {"source": "edition", "kind": "official", "published_on": "2026-07-25"},
]


def printed(year, value, agency="KAZ_BNS", provenance="press", **other):
    row = {
        "series": "turnover",
        "rule": "kaz_first",
        "year": year,
        "value": value,
        "unit": "million_USD",
        "books": "KAZ",
        "agency": agency,
        "qualifier": "exact",
        "provenance": provenance,
        "source": "paper-2024",
    }
    return row | other


@pytest.fixture
def page(make_data, figure):
    """Lay out a page of four years, beside an edition that printed some of them."""
    early = {"status": "superseded", "superseded_by": "O1", "ref": "C1"}
    rows = [
        figure(2022, 463.4, source="edition", provenance="statistic"),
        figure(2023, 556.7, source="edition", provenance="statistic"),
        figure(2024, 534.0, source="edition", provenance="statistic"),
        figure(2025, 470.6, source="edition", provenance="statistic", ref="O1"),
        figure(2025, 425.0, provenance="press", agency="KAZ_MFA", **early),
    ]

    def make(*edition, without="none", **asked):
        left = [row for row in rows if str(without) not in row["period_start"]]
        folder = make_data(observations=left, sources=SOURCES)
        if edition:
            table = pd.DataFrame(edition, columns=[*KEY, *CHOICE])
            table.to_csv(folder / f"choices-{DAY}.csv", index=False)
        return kz.page(kz.growth_study("turnover", first_year=2016, **asked))

    return make


def plain(prose):
    return prose.text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_line_says_what_was_printed_what_stands_now_and_why(page):
    made = page(
        printed(2023, 529.4, provenance="press"),
        printed(2024, 534.0, provenance="statistic"),
        printed(2025, 425.0, agency="KAZ_MFA"),
    )
    assert plain(made.edition_words) == (
        "Two yearly figures of turnover as reported by Kazakhstan from 2016 on differ "
        "from what was printed on 21 November 2026 by more than rounding allows; for 2025 it was USD 425 million then (Kazakhstan, press report) and is "
        "USD 471 million now (Kazakhstan, statistic), because a later "
        "figure of another body replaced it."
    )
    rows = [
        (r.cells[0], r.cells[2], r.cells[4], r.cells[-1])
        for r in made.edition_table.rows
    ]
    assert rows == [
        ("2025", "425", "470.6", "a later figure of another body replaced it"),
        ("2023", "529.4", "556.7", "a statistic comes before a press report"),
    ]
    assert "<details" in made.edition_table._repr_html_()
    assert {"paper-2024", "edition"} <= set(made.cite.numbers)


@pytest.mark.parametrize(
    ("before", "why"),
    [
        (
            printed(2024, 600.0, books="AZE"),
            "the rule puts what Kazakhstan reports first",
        ),
        (
            printed(2024, 533.4, provenance="statistic"),
            "the same body gives a later or more precise figure",
        ),
        (
            printed(2024, 533.4, agency="KAZ_MFA", provenance="statistic"),
            "Kazakh office comes before Kazakh ministry in the order of choice",
        ),
    ],
    ids=["side", "revised", "order"],
)
def test_the_reason_is_read_from_the_figures(page, before, why):
    assert plain(page(before).edition_words).endswith(f"because {why}.")


def test_a_year_without_a_figure_now_is_said(page):
    gone = page(printed(2024, 533.4), without=2024)
    assert "it was USD 533 million then (Kazakhstan, press report) and is left out" in (
        plain(gone.edition_words)
    )
    assert gone.edition_table.rows[0].cells[4] == "none"


@pytest.mark.parametrize(
    ("half_width", "is_said"), [(6, False), (4, True)], ids=["inside", "outside"]
)
def test_what_the_rounding_of_the_printed_figure_allows_is_no_difference(
    make_data, figure, half_width, is_said
):
    rows = [
        figure(2024, 470.4, 0.05, provenance="statistic"),
        figure(2024, 475, half_width, source="speech", provenance="government"),
    ]
    folder = make_data(observations=rows)
    before = printed(2024, 475, source="speech", provenance="government")
    table = pd.DataFrame([before], columns=[*KEY, *CHOICE])
    table.to_csv(folder / f"choices-{DAY}.csv", index=False)
    made = kz.page(kz.growth_study("turnover"))
    assert bool(made.edition_words) == is_said
    assert len(made.edition_table.rows) == is_said


def test_a_figure_of_another_reporter_is_not_told_as_an_edition_of_this_one(page):
    made = page(printed(2023, 680.0, books="AZE", agency="AZE_SCC"), printed(2024, 5.0))
    assert plain(made.edition_words).startswith(
        "Two yearly figures of turnover from 2016 on differ from what was printed on "
        "21 November 2026 by more than rounding allows (one of them another reporter's "
        "then); for 2024"
    )


def test_whose_a_printed_figure_was_is_what_its_row_says_now(make_data, figure):
    rows = [
        figure(2024, 106.45, provenance="statistic"),
        figure(2024, 106.9, agency="COW", reporter="KAZ", provenance="statistic"),
    ]
    folder = make_data(observations=rows)
    before = printed(2024, 106.9, books="COW", agency="COW", provenance="compiled")
    table = pd.DataFrame([before], columns=[*KEY, *CHOICE])
    table.to_csv(folder / f"choices-{DAY}.csv", index=False)
    text = plain(kz.page(kz.growth_study("turnover")).edition_words)
    assert "as reported by Kazakhstan differs" in text
    assert text.endswith(
        "because Kazakh office comes before A compiler in the order of choice."
    )


def test_years_outside_the_window_and_other_rules_do_not_count(page):
    assert not page(
        printed(2016, 5.0), printed(2025, 425, rule="kaz_only")
    ).edition_words


@pytest.mark.parametrize("asked", [{}, {"as_of": "2026-11-20"}], ids=["none", "day"])
def test_without_an_edition_by_the_day_there_is_no_line(page, asked):
    made = page(*([printed(2025, 425.0)] if asked else []), **asked)
    assert not made.edition_words
    assert not made.edition_table
    assert made.edition_table._repr_html_() == ""


def test_the_page_rests_on_the_edition(page):
    made = page(printed(2025, 425.0))
    assert made.edition_words
    assert f"choices-{DAY}" in made.study.evidence.all_reads()


def test_an_edition_of_another_form_is_refused(make_data, figure):
    folder = make_data(observations=[figure(2025, 470.6)])
    (folder / f"choices-{DAY}.csv").write_text("a,b\n", encoding="utf-8")
    page = kz.page(kz.growth_study("turnover"))
    with pytest.raises(DataError, match="other columns than series, rule, year"):
        _ = page.answer


def test_the_answer_says_when_the_next_figure_is_due_and_no_age(page):
    line = page().answer.below
    assert re.search(
        r"figures up to 31 December 2025; the next whole year due by \d+ \w+ 202[67] "
        r"\(assuming 90 days after the period\);",
        line,
    )
    assert "days old" not in line


@pytest.fixture
def scorecard(page):
    """Lay out the scorecard of a target, beside an edition."""

    def make(*edition, **asked):
        folder = page(*edition).study.evidence.folder
        write_table(
            folder,
            "targets",
            TABLES["targets"].names,
            [
                {
                    "id": "t1",
                    "promise": "double",
                    "series": "turnover",
                    "measure": "level",
                    "value": 1000,
                    "low": 1000,
                    "high": 1000,
                    "unit": "million_USD",
                    "qualifier": "exact",
                    "announced_by": "KAZ_MFA",
                    "status": "open",
                    "source": "paper-2024",
                }
            ],
        )
        return kz.page(kz.scorecard_study(**asked))

    return make


def test_the_scorecard_says_of_latest_figures_alone_what_was_printed(scorecard):
    made = scorecard(printed(2023, 529.4), printed(2025, 425.0, agency="KAZ_MFA"))
    assert plain(made.edition_words) == (
        "One latest yearly figure differs from what was printed on 21 November 2026: "
        "turnover in 2025, USD 425 million then and USD 471 million now."
    )
    assert [row.cells[2] for row in made.edition_table.rows] == ["425"]
    assert {"paper-2024", "edition"} <= set(made.cite.numbers)


def test_what_was_printed_of_earlier_years_is_not_on_the_scorecard(scorecard):
    assert not scorecard(printed(2023, 529.4)).edition_words


def test_the_scorecard_and_the_audit_say_which_figure_is_due_next(scorecard):
    lines = [scorecard(series="turnover"), kz.page(kz.audit_study("turnover"))]
    for made in lines:
        assert re.search(
            r"; next whole year due here, by \d+ \w+ 202[67] \(assuming 90 days after the period\): "
            r"turnover;",
            made.answer.below,
        )


def test_the_audit_says_which_figures_were_corrected_since(page):
    page(printed(2025, 425.0))
    made = kz.page(kz.audit_study())
    assert plain(made.correction_words) == (
        "One figure that stood on 21 November 2026 is corrected now: replaced by "
        "a later figure of another body; the latest, turnover in 2025, was "
        "USD 425 million and is USD 471 million now."
    )
    [row] = made.correction_table.rows
    assert row.cells[2].replace("\u00a0", " ") == "USD 425 million"
    assert row.sources == ("paper-2024", "edition")
    assert {"paper-2024", "edition"} <= set(made.cite.numbers)


def test_a_figure_corrected_for_two_reasons_is_said_to_count_under_the_first(
    make_data, figure
):
    wrong = figure(2025, 425.0, status="wrong", note="Counted twice.")
    again = wrong | {"status": "mislabelled", "source": "paper-b"}
    make_data(observations=[wrong, again, figure(2024, 534.0)])
    assert plain(kz.page(kz.audit_study()).correction_words).startswith(
        "One figure, printed two times, is corrected now, each counted under the first "
        "of its reasons: contradicted by the official series"
    )


def test_before_its_correction_was_published_a_figure_stands(page):
    page()
    assert not kz.page(kz.audit_study(as_of="2026-01-01")).correction_words
    assert kz.page(kz.audit_study(as_of="2026-08-01")).correction_words
    assert not kz.page(kz.audit_study(source="paper-2023")).correction_words


def test_a_correction_without_a_successor_is_said_to_have_none(make_data, figure):
    wrong = figure(2025, 425.0, status="wrong", note="Counted twice.")
    make_data(observations=[wrong, figure(2024, 534.0)])
    made = kz.page(kz.audit_study())
    assert plain(made.correction_words) == (
        "One figure is corrected now: contradicted by the official series; the "
        "latest, turnover in 2025, was USD 425 million and has no successor."
    )
    assert made.correction_table.rows[0].cells[-2:] == ("none", "Counted twice")


def test_only_an_offices_own_figure_is_replaced_by_its_later_edition():
    table = kz.page(kz.growth_study("trade_turnover")).edition_table
    why = {row.cells[0]: row.cells[-1] for row in table.rows}
    assert why["2025"] == "a later figure of another body replaced it"
    assert why["2023"] == "a later edition of the office's figures replaced it"
