"""Both sides of one flow as a page: true with two sides, with one and with none."""

import pytest

from kzaz_analysis import page
from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.errors import UsageError
from kzaz_analysis.reports.mirror.study import mirror_study

WAYS = {
    "trade_turnover": "both",
    "exports_kaz_to_aze": "KAZ->AZE",
    "imports_kaz_from_aze": "AZE->KAZ",
}
SERIES = [
    {
        "series": name,
        "direction": WAYS[name],
        "title": title,
        "system": "trade",
        "measures": "A flow",
        "unit": "million_USD",
        "nature": "flow",
        "default_rule": "kaz_first",
        "preferred": "KAZ_BNS;AZE_SCC",
    }
    for name, title in (
        ("trade_turnover", "Trade turnover"),
        ("exports_kaz_to_aze", "Exports of Kazakhstan to Azerbaijan"),
        ("imports_kaz_from_aze", "Imports of Kazakhstan from Azerbaijan"),
    )
]


@pytest.fixture
def make_sides(make_data, figure):
    """Write figures of both sides from {period: value}; the numbers are invented."""

    def make(kaz, aze, series="trade_turnover"):
        rows = [
            figure(period, value, 0.5, series=series, agency=agency)
            for agency, side in (("KAZ_BNS", kaz), ("AZE_SCC", aze))
            for period, value in side.items()
        ]
        make_data(observations=rows, series=SERIES)

    return make


def read(shown):
    """Everything that a page shows, as text."""
    names = ("answer", "chart", "years_words", "years_table", "periods_words")
    names += ("periods_table", "rules_words", "rules_table", "limits", "results")
    return {name: repr(getattr(shown, name)) for name in names}


def test_the_title_names_the_year_and_the_side_that_shows_less(make_sides):
    make_sides({2023: 100, 2024: 110}, {2024: 88})
    shown = page(mirror_study())
    assert shown.title.replace("\u202f", " ") == (
        "Trade turnover, 2024: Azerbaijan reports 20 % less than Kazakhstan"
    )
    text = read(shown)
    assert "One of two years has a figure of both" in text["years_words"]
    assert text["answer"].startswith(
        "Kazakhstan reports USD\xa0110\xa0million for trade"
    )
    assert "Kazakhstan only" in text["years_table"]
    assert "both are taken as they are" in text["years_words"]


def test_figures_that_round_to_each_other_are_no_gap(make_sides):
    make_sides({2024: 100}, {2024: 100.4})
    assert "2024: both reporters agree within rounding" in page(mirror_study()).title


def test_a_gap_that_changes_its_sign_is_said(make_sides):
    make_sides({2023: 100, 2024: 100}, {2023: 150, 2024: 60})
    text = page(mirror_study()).years_words.text
    assert "more than Kazakhstan in 2023 and less in 2024; freight and" in text


@pytest.mark.parametrize(
    ("kaz", "aze", "title"),
    [
        pytest.param({2023: 9}, {2024: 9}, "no year is reported by both", id="no pair"),
        pytest.param({2023: 9}, {}, "only Kazakhstan has", id="one side"),
        pytest.param({}, {2023: 9}, "only Azerbaijan has", id="other side"),
        pytest.param({}, {}, "no reporter has published", id="none"),
    ],
)
def test_what_is_missing_is_the_title(make_sides, kaz, aze, title):
    make_sides(kaz, aze)
    shown = page(mirror_study(target=1000))
    assert shown.title.startswith(f"Trade turnover: {title}")
    text = read(shown)
    assert "nan" not in " ".join(text.values())
    assert isinstance(shown.study.effects["mean"], Refused)


def test_nothing_was_known_before_the_first_publication():
    shown = page(mirror_study(as_of="1990-01-01", target=1000))
    assert shown.title.endswith("by 1 January 1990")
    assert not shown.years_table
    assert "no reporter has a yearly figure" in read(shown)["rules_table"]


def test_a_single_flow_is_put_at_the_exporters_valuation(make_sides):
    make_sides({2024: 100}, {2024: 106}, "exports_kaz_to_aze")
    study = mirror_study("exports_kaz_to_aze", cif_fob=1.06)
    assert study.books == ("KAZ", "AZE")
    assert study.years["asymmetry"].iloc[0] == pytest.approx(0)
    assert study.effects["importer_first"].value == pytest.approx(100)
    text = read(page(study))
    assert "CIF/FOB ratio of 1.06" in text["years_words"]
    assert "divided by 1.06" in text["rules_table"]


def test_imports_have_the_other_side_as_exporter(make_sides):
    make_sides({2024: 106}, {2024: 100}, "imports_kaz_from_aze")
    study = mirror_study("imports_kaz_from_aze")
    assert study.books == ("AZE", "KAZ")
    assert study.years["gap"].iloc[0] == pytest.approx(6)


@pytest.mark.parametrize(
    ("flow", "first"),
    [("trade_turnover", "Kazakhstan"), ("imports_kaz_from_aze", "Azerbaijan")],
)
def test_rules_are_named_by_the_reporter_that_they_put_first(make_sides, flow, first):
    make_sides({2024: 100}, {2024: 106}, flow)
    rows = page(mirror_study(flow)).rules_table.rows
    assert [row.cells[0] for row in rows][0::2] == [f"{first} first", "mean of both"]
    assert all(row.cells[1].startswith(f"figures of {first}") for row in rows[:1])


def test_turnover_takes_no_allowance_whatever_was_asked(make_sides):
    make_sides({2024: 100}, {2024: 100})
    study = mirror_study(cif_fob=1.2)
    assert study.cif_fob == 1
    assert study.years["asymmetry"].iloc[0] == 0


def test_parts_of_years_are_paired_by_equal_months_only(make_sides):
    first, longer = ("2024-01-01", "2024-04-30"), ("2024-01-01", "2024-06-30")
    make_sides({first: 50, longer: 80}, {first: 40})
    shown = page(mirror_study())
    assert len(shown.periods_table.rows) == 1
    assert shown.periods_table.rows[0].cells[0] == "January to April 2024"
    assert (
        "One part of a year is reported by both; two have a figure of one only, published or worked out"
        in (shown.periods_words.text)
    )


def test_a_part_that_follows_from_others_is_not_said_to_be_reported(make_sides):
    early, later = ("2024-01-01", "2024-04-30"), ("2024-01-01", "2024-07-31")
    make_sides({early: 50, later: 80}, {early: 40, later: 70})
    shown = page(mirror_study())
    assert len(shown.periods_table.rows) == 3
    text = shown.periods_words.text.replace("\xa0", " ")
    assert "Two parts of years are reported by both; for one more a figure" in text
    assert "January to July 2024: USD 80" in text


def test_a_pair_of_worked_out_figures_alone_is_no_published_one(make_sides):
    first = {("2024-01-01", "2024-04-30"): 50, ("2024-01-01", "2024-07-31"): 80}
    make_sides(first, {("2024-05-01", "2024-07-31"): 40})
    text = page(mirror_study()).periods_words.text
    assert "No parts of years are reported by both; for one a figure" in text
    assert "USD" not in text


def test_rules_tell_growth_and_the_distance(make_sides):
    make_sides({2023: 100, 2024: 110}, {2023: 100, 2024: 200})
    shown = page(mirror_study(target=1000))
    text = shown.rules_words.text.replace("\u202f", " ").replace("\xa0", " ")
    assert "between 10 % and 100 %" in text
    assert "the shortfall to USD 1 billion lies between USD 800 million and" in text
    assert "on Kazakhstan" not in text
    alt = shown.chart.alt
    assert "as reported by Kazakhstan" in alt and " on Kazakhstan" not in alt


@pytest.mark.parametrize(
    ("target", "said"),
    [
        pytest.param(150, "depends on the rule", id="between"),
        pytest.param(50, "By every rule", id="reached"),
    ],
)
def test_a_level_that_is_reached_is_not_missing(make_sides, target, said):
    make_sides({2024: 110}, {2024: 200})
    assert said in page(mirror_study(target=target)).rules_words.text


def test_without_a_level_there_is_no_distance(make_sides):
    make_sides({2024: 110}, {2024: 200})
    shown = page(mirror_study(target=None))
    assert "missing" not in " ".join(read(shown).values())


def test_wrong_arguments_are_refused():
    with pytest.raises(UsageError, match="no flow is called 'trade_turnovr'"):
        mirror_study("trade_turnovr")
    with pytest.raises(UsageError, match="cif_fob: 0.0 is below 0.5"):
        mirror_study("exports_kaz_to_aze", cif_fob=0)


def test_the_shipped_page_cites_each_year_and_hands_over_its_gap():
    shown = page(mirror_study(first_year=2016, target=1000))
    assert all(row.sources for row in shown.years_table.rows)
    assert shown.results.results[0].name == "mirror_gap"
    assert shown.results.results[0].unit == "million_USD"


def test_a_window_does_not_hide_how_many_years_both_reporters_have():
    said = "figures for 30 common years from 1994 to 2025"
    assert said in f"{page(mirror_study(first_year=2016)).years_words}"
    assert said not in f"{page(mirror_study()).years_words}"


def test_a_statement_beside_a_statistic_is_named_as_one(make_data, figure):
    said = {"series": "trade_turnover", "agency": "AZE_SCC", "provenance": "government"}
    rows = [
        figure(2022, 463, series="trade_turnover"),
        figure(2022, 680, **said),
        figure(("2022-01-01", "2022-06-30"), 200, series="trade_turnover"),
        figure(("2022-01-01", "2022-08-31"), 300, **said),
        figure(("2022-01-01", "2022-06-30"), 250, **said),
        figure(("2022-01-01", "2022-08-31"), 280, series="trade_turnover"),
    ]
    make_data(observations=rows, series=SERIES)
    shown = page(mirror_study("trade_turnover"))
    note = "(Azerbaijan: a government statement)"
    assert shown.title.endswith(note)
    assert note in shown.answer.text
    assert shown.years_table.rows[0].cells[-1] == (
        "Kazakhstan: as quoted by others; Azerbaijan: a government statement"
    )
    remarks = {row.cells[0]: row.cells[-1] for row in shown.periods_table.rows}
    assert remarks["July to August 2022"] == (
        "Kazakhstan: as quoted by others, worked out from other periods; Azerbaijan: a government "
        "statement, worked out from other periods"
    )


def test_what_else_a_reporter_has_for_a_year_stands_beside_its_figure():
    shown = page(mirror_study("trade_turnover", first_year=2016))
    [row] = [row for row in shown.years_table.rows if row.cells[0] == "2022"]
    # 492 in ten months of that year: the two differ by more than rounding allows.
    remark = row.cells[-1].replace("\xa0", " ")
    assert "also published for Azerbaijan: USD 599 million (a press report)" in remark
    assert "obastan-undated" in row.sources
    # Of the Kazakh figures, early ones of 2023 were replaced by the final one, and the
    # WITS file of 2021 counts something else.
    remarks = {row.cells[0]: row.cells[-1] for row in shown.years_table.rows}
    assert remarks["2023"] == remarks["2021"] == ""


def test_what_one_reporter_alone_had_in_print_is_counted_by_its_rule():
    # Alone, Kazakhstan had no figure for 2016 in print; the first rule had one.
    shown = page(mirror_study("exports_kaz_to_aze", first_year=2016))
    text = shown.edition_words.text.replace("\xa0", " ")
    assert text.startswith("Two yearly figures of exports")
    assert "(of the three printed by the rule that takes this reporter alone)" in text


def test_what_a_multiple_implies_is_said_not_to_be_paired(make_sides):
    part = ("2023-01-01", "2023-06-30")
    make_sides({part: 50, 2023: 100}, {part: 40, 2023: 90})
    text = page(mirror_study("trade_turnover")).periods_words.text
    assert "multiple of the claims table implies is not paired" in text
