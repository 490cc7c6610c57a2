"""The page shows the forecast on each reporter's figures, and fills no disputed year."""

import pytest

import kzaz_analysis as kz
from kzaz_analysis.analysis.projection.outlook import outlook


@pytest.fixture(scope="module")
def study():
    return kz.projection_study("trade_turnover", target=1000.0)


def test_each_basis_is_the_projection_of_its_own_figures(study):
    bases = study.both.bases.set_index("basis")
    for code, rule in (("KAZ", "kaz_only"), ("AZE", "aze_only")):
        own = kz.series("trade_turnover", rule=rule).annual
        answer = outlook(own, study.question)
        assert bases.loc[code, "median"] == answer.median
        assert bases.loc[code, "probability"] == answer.chance
        assert bases.loc[code, "origin_value"] == own["value"].iloc[-1]
    product = bases.loc["KAZ", "origin_value"] * bases.loc["AZE", "origin_value"]
    assert bases.loc["pair", "origin_value"] == pytest.approx(product**0.5)


def test_a_closing_gap_moves_both_medians_towards_each_other(study):
    kaz, aze, _ = study.both.bases.to_dict("records")
    assert kaz["origin_value"] < aze["origin_value"]
    assert kaz["median_closed"] > kaz["median"]
    assert aze["median_closed"] < aze["median"]


def test_no_filled_year_stands_against_a_statement_of_its_own_side(study):
    """Its officials said 4.4 times in 2022 and 50 % in 2024."""
    years = study.both.estimates.set_index("year")
    assert years["reporter"].to_dict() == {2021: "AZE", 2023: "AZE"}
    assert (years["withheld"] != "").all()
    text = kz.page(study).reporter_words.text
    assert "No estimate for 2021 as Azerbaijan would report it is shown" in text
    assert "implies USD\u00a0313 to 315\u00a0million, outside" in text
    assert "implies less than USD\u00a0156\u00a0million, outside" in text
    assert "suggest" not in text


def test_the_table_names_the_question_of_each_basis(study):
    table = kz.page(study).reporter_table
    assert [row.cells[1] for row in table.rows] == [
        "what Kazakhstan will report",
        "what Azerbaijan will report",
        "what the trade is, if both measure the same",
    ]
    assert len({len(row.cells) for row in table.rows} | {len(table.headers)}) == 1


def test_a_day_without_a_forecast_of_one_side_says_why():
    page = kz.page(kz.projection_study("trade_turnover", as_of="2023-07-29"))
    assert "On the figures of Azerbaijan no forecast is estimated" in (
        page.reporter_words.text
    )
    table = page.reporter_table
    assert len({len(row.cells) for row in table.rows} | {len(table.headers)}) == 1


def test_what_one_counter_reports_has_no_such_part():
    page = kz.page(kz.projection_study("titr_freight"))
    assert page.study.both is None
    assert not page.reporter_words
    assert not page.reporter_table.rows


def test_no_year_of_a_part_is_filled_whose_total_its_own_side_disputes(study):
    disputed = set(study.both.estimates["year"])
    exports = kz.projection_study("exports_kaz_to_aze").both.estimates
    shown = exports[exports["withheld"] == ""]
    assert disputed & set(exports["year"])
    assert not disputed & set(shown["year"])
    reasons = exports.set_index("year")["withheld"].loc[sorted(disputed)]
    assert reasons.str.startswith("of trade turnover, its total").all()
