"""Results show themselves: as text in a console, as HTML in a notebook."""

import pandas as pd
import pytest

import kzaz_analysis as kz
from kzaz_analysis.analysis.growth.compound import compound_growth
from kzaz_analysis.analysis.projection import time_to_reach_distribution
from kzaz_analysis.analysis.projection.evaluation.backtest import backtest
from kzaz_analysis.analysis.results import COLUMNS

LEVELS = (80, 88, 84, 96, 100, 90, 95, 110, 130, 128, 100, 140)
OWN = pd.DataFrame(
    {
        "year": range(2010, 2026),
        "value": (*LEVELS, 170, 190, 200, 230),
    }
)


@pytest.fixture(scope="module")
def projection():
    return kz.project(OWN, 2040, target=300.0, seed=1)


def test_a_projection_sums_itself_up(projection):
    summary = projection.summary().set_index("measure")
    assert list(projection.summary()) == COLUMNS
    end = projection.fan.iloc[-1]
    line = summary.loc["median forecast, 2040, 95 % interval"]
    assert [line["low"], line["value"], line["high"]] == [
        *(end["lo-95"], end["median"], end["hi-95"])
    ]
    chance = projection.probability["p_by_year"].iloc[-1]
    assert summary.loc["probability of 300 by 2040", "value"] == 100 * chance
    assert projection.frame is projection.fan


def test_without_a_target_no_probability_is_summed_up():
    measures = kz.project(OWN, 2027, seed=1).summary()["measure"]
    assert not measures.str.startswith("probability").any()


def test_time_to_reach_sums_itself_up(projection):
    reach = time_to_reach_distribution(projection, 300.0)
    chances = reach.summary().set_index("measure")["value"]
    by_year = reach.frame.set_index("year")["p_by_year"]
    assert chances["probability of 300 by 2030"] == 100 * by_year[2030]
    assert "probability of 300 by 2031" not in chances
    assert chances.iloc[-1] == 100 * reach.p_later


@pytest.mark.parametrize(
    "compute",
    [
        pytest.param(lambda p: p, id="projection"),
        pytest.param(lambda p: time_to_reach_distribution(p, 300.0), id="reach"),
        pytest.param(lambda _: backtest(OWN), id="back-test"),
        pytest.param(lambda _: compound_growth(OWN, 2016), id="growth"),
    ],
)
def test_a_result_shows_itself_as_text_and_as_html(projection, compute):
    result = compute(projection)
    text, html = str(result), result._repr_html_()
    label = str(result.summary().iloc[0, 0])
    assert label in text
    assert label in html
    assert "object at 0x" not in text
    assert "NaN" not in text
    for note in getattr(result, "notes", ()):
        assert note in text


def test_the_frame_of_a_measure_is_unrounded():
    growth = compound_growth(OWN, 2016)
    assert growth.frame["value"].iloc[0] == growth.rate_pct
