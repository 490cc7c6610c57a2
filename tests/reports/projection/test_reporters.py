"""The page shows the forecast on each reporter's figures, and fills no disputed year."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import kzaz_analysis as kz
from kzaz_analysis.analysis.projection.both_reporters import closed
from kzaz_analysis.analysis.projection.outlook import outlook
from kzaz_analysis.analysis.projection.two_sides import moves
from kzaz_analysis.reports.projection.inputs.both_reporters import with_other_side


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
    assert bases["unbroken_years"].to_list() == [32, 2, 2]
    product = bases.loc["KAZ", "origin_value"] * bases.loc["AZE", "origin_value"]
    assert bases.loc["pair", "origin_value"] == pytest.approx(product**0.5)


def test_the_forecast_of_either_reporter_has_a_line_in_the_ledger(study):
    own, *sides = kz.page(study).results.ledger
    assert "basis" not in own["subject"]
    bases = study.both.bases.set_index("basis")
    for line in sides:
        code = line["subject"]["basis"]
        assert line["record"]["reporter"] == code
        at = line["record"]["probabilities"].index(0.5)
        year = str(study.horizon_year)
        assert line["record"]["quantiles"][year][at] == pytest.approx(
            bases["median"][code], rel=1e-5
        )
        assert line["record"]["chances"][year] == pytest.approx(
            bases["probability"][code], abs=1e-4
        )
    assert len(sides) == 2


def test_a_closing_gap_moves_both_medians_towards_each_other(study):
    kaz, aze, _ = study.both.bases.to_dict("records")
    assert kaz["origin_value"] < aze["origin_value"]
    assert kaz["median_closed"] > kaz["median"]
    assert aze["median_closed"] < aze["median"]


def annual(values, first=2020, segment=0):
    years = range(first, first + len(values))
    return pd.DataFrame({"year": years, "value": values, "segment": segment})


def weighed(own, other, size_width=1.0):
    row = {"origin_year": 2023, "median": 50.0, "low": 30.0, "high": 90.0, "reason": ""}
    row["size_width"] = size_width
    return with_other_side(row, own, other, 2025, in_dollars=True)


def test_in_short_records_the_other_side_moves_the_bounds_too():
    own, other = annual([40, 44, 39, 46]), annual([50, 48, 60, 55])
    row = weighed(own, other)
    sides = (np.log([side["value"]]) for side in (own, other))
    move = moves(*sides, 2, in_dollars=True)
    median = 50 * np.exp(move.shift[0, 1])
    assert row["median_closed"] == pytest.approx(median)
    for name, bound in (("low_closed", 30), ("high_closed", 90)):
        assert row[name] == pytest.approx(median * (bound / 50) ** move.width[0])
    # What the projection knows of the size is not counted twice.
    narrowed = weighed(own, other, size_width=0.8)
    for name, bound in (("low_closed", 30), ("high_closed", 90)):
        wider = median * (bound / 50) ** (move.width[0] / 0.8)
        assert narrowed[name] == pytest.approx(wider)


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (annual([40] * 6 + [44, 39, 46], first=2015), annual([50, 48, 60, 55])),
        (annual([40, 44, 39, 46]), annual([60, 55], first=2022)),
        (annual([40, 0, 39, 46]), annual([50, 48, 60, 55])),
        (annual([40, 44, 39, 46]), annual([50, 48, 60, 55], segment=[0, 0, 1, 1])),
    ],
)
def test_without_a_short_unbroken_record_only_the_gap_counts(own, other):
    row = weighed(own, other)
    assert row["median_closed"] == pytest.approx(50 * closed(46, 55, 2))
    assert "low_closed" not in row


def test_sides_that_end_in_different_years_move_nothing():
    for other in (annual([50, 48, 60]), annual([50, 48, 60, 55, 70])):
        assert "median_closed" not in weighed(annual([40, 44, 39, 46]), other)


def test_bounds_that_the_other_side_moved_stand_in_the_table(study, monkeypatch):
    bases = study.both.bases.assign(median_closed=50.0, low_closed=30.0)
    bases["high_closed"] = [90.0, np.nan, 90.0]
    bases.loc[1, "low_closed"] = np.nan
    monkeypatch.setitem(vars(study), "both", replace(study.both, bases=bases))
    cells = [row.cells[-1] for row in kz.page(study).reporter_table.rows]
    assert cells == ["50 (30 to 90)", "50", "50 (30 to 90)"]
    text = kz.page(study).reporter_words.text
    assert "forecasts from few years also allow" in text
    assert "of the reporting gap by 2030" in text


def test_no_filled_year_stands_against_a_statement_of_its_own_side(study):
    """Its officials said 4.4 times in 2022 and 50 % in 2024."""
    years = study.both.estimates.set_index("year")
    assert years["reporter"].to_dict() == {2021: "AZE", 2023: "AZE"}
    assert (years["withheld"] != "").all()
    text = kz.page(study).reporter_words.text
    assert "No estimate for 2021 as Azerbaijan would report it is shown" in text
    assert "implies USD\u00a0313 to 315\u00a0million, outside" in text
    # The base period of the 4.4 is not stated, so no level of 2021 follows from it.
    assert "156" not in text
    assert "whose base period is not stated" in text
    assert "suggest" not in text


def test_either_probability_stands_in_its_range_over_eras(study):
    sides = study.both.bases.iloc[:2]
    assert (sides["low_era"] < sides["probability"]).all()
    assert (sides["probability"] < sides["high_era"]).all()
    own = kz.projection_study("trade_turnover", rule="kaz_only", target=1000.0)
    last = own.projection.eras.groupby("year")["p_by_year"].agg(["min", "max"]).iloc[-1]
    assert sides[["low_era", "high_era"]].iloc[0].to_list() == pytest.approx(
        last.to_list(), abs=0.01
    )
    low, high = (round(100 * p) for p in sides[["low_era", "high_era"]].iloc[0])
    text = kz.page(study).reporter_words.text.replace("\u202f", " ")
    assert f"it is {low} % to {high} % on the figures of Kazakhstan" in text


def test_the_range_over_eras_is_not_said_beyond_five_years(study):
    far = kz.projection_study("trade_turnover", target=1000.0, horizon_year=2035)
    assert far.both.bases["low_era"].isna().all()
    assert "Depending on the era" not in kz.page(far).reporter_words.text
    assert "Depending on the era" in kz.page(study).reporter_words.text
    assert "five years, the longest span measured" in kz.page(far).reporter_words.text
    answers = [" ".join(map(str, kz.page(each).sentences)) for each in (study, far)]
    is_compared = ["similar country pairs grew as much" in answer for answer in answers]
    assert is_compared == [True, False]
    assert "reached such a multiple in five years" in kz.page(far).chance_words.text


def test_the_page_says_by_what_adjusted_medians_were_moved(study):
    text = kz.page(study).reporter_words.text.replace("\u202f", " ")
    assert "by 14 % of the reporting gap by 2030" in text
    assert "few years also allow" not in text


def test_the_table_names_the_question_of_each_basis(study):
    table = kz.page(study).reporter_table
    assert [row.cells[1] for row in table.rows] == [
        "what Kazakhstan will report",
        "what Azerbaijan will report",
        "what the trade is, if both measure the same",
    ]
    assert len({len(row.cells) for row in table.rows} | {len(table.headers)}) == 1
    # Interval and median are read in one unit.
    assert table.headers[5].endswith("interval, USD million")


def test_a_reason_keeps_its_numbers_where_the_table_is_read_in_millions():
    text = repr(kz.page(kz.projection_study("btc_oil_kaz")).reporter_table)
    assert "will report; none: 1 consecutive year at the end of" in text


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
    assert page.reporter_words.text.startswith(
        "This series is not reported by year by both countries"
    )
    assert not page.reporter_table.rows


def test_no_year_of_a_part_is_filled_whose_total_its_own_side_disputes(study):
    disputed = set(study.both.estimates["year"])
    exports_study = kz.projection_study("exports_kaz_to_aze")
    exports = exports_study.both.estimates
    shown = exports[exports["withheld"] == ""]
    assert disputed & set(exports["year"])
    assert not disputed & set(shown["year"])
    reasons = exports.set_index("year")["withheld"].loc[sorted(disputed)]
    assert reasons.str.startswith("of trade turnover, its total").all()
    text = kz.page(exports_study).reporter_words.text
    assert text.count("that of the total of which this is a part lies outside") == len(
        disputed
    )
    assert "any value" not in text


def test_no_reporter_has_a_figure_after_the_last_year_asked_for():
    asked = {"last_year": 2019, "target": 300.0}
    page = kz.page(kz.projection_study("trade_turnover", **asked))
    bases = page.study.both.bases.set_index("basis")
    assert bases["origin_year"].max() == 2019
    # With the years after it, the level would have been passed on either side.
    assert bases.loc["KAZ", "probability"] < 0.9
    assert "figures up to 2019, the last year asked for" in f"{page.answer}"
