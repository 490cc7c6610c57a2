"""What a probability was worth elsewhere stands beside it, with its interval."""

import pytest

import kzaz_analysis as kz
from kzaz_analysis.analysis.projection.evaluation.base_rates import wilson
from kzaz_analysis.analysis.projection.evaluation.calibration import (
    panel_calibration,
    reliability,
    shipped_calibration,
)
from kzaz_analysis.display.charts.chart import Chart


def test_every_class_has_the_interval_of_its_pairs():
    table = reliability()
    assert len(table) == len(shipped_calibration())
    for row in table.to_dict("records"):
        assert row["came_low"] < row["came"] < row["came_high"]
        assert (row["came_low"], row["came_high"]) == wilson(row["came"], row["pairs"])
    # Fewer pairs say less.
    width = table["came_high"] - table["came_low"]
    assert width.iloc[-1] > width.iloc[-3]


def test_a_probability_falls_into_the_class_that_holds_it():
    row = panel_calibration([0.31]).iloc[0]
    assert row["panel_low"] <= 0.31 < row["panel_high"]
    assert row["panel_came_low"] < row["panel_came"] < row["panel_came_high"]


def test_page_and_study_tell_the_same():
    study = kz.projection_study("trade_turnover", target=1000.0)
    page = kz.page(study)
    row = study.chances.iloc[-1]
    share = f"the observed frequency was {100 * row['panel_came']:.1f}\u202f%"
    assert share in page.reliability_words.text
    came, said = (100 * row[f"panel_{name}"] for name in ("came", "said"))
    at_horizon = page.chance_table.rows[-1].cells[-1].replace("\u202f", " ")
    assert at_horizon == f"{came:.0f} % where {said:.0f} % was stated"
    chart = page.reliability_chart
    assert isinstance(chart, Chart)
    assert f"A line marks {100 * row['p_by_year']:.0f}" in chart.alt


@pytest.mark.parametrize("asked", [{}, {"target": 400.0}, {"method": "naive"}])
def test_what_was_not_counted_is_not_shown(asked):
    page = kz.page(kz.projection_study("trade_turnover", **asked))
    assert not page.reliability_words
    assert not page.reliability_chart
