"""Eras and base rates: what common surprises and comparable pairs say of a chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzaz_analysis.analysis.projection import project
from kzaz_analysis.analysis.projection.evaluation.base_rates import (
    LONGEST,
    MULTIPLES,
    SIZES,
    base_rate,
    shipped_base_rates,
    wilson,
)
from kzaz_analysis.analysis.projection.evaluation.target_probability import chance_table
from kzaz_analysis.analysis.projection.predictive.eras import era_names, shipped_eras
from kzaz_analysis.errors import NotComputable

TURNOVER = [300, 420, 350, 410, 460, 430, 520, 480]


def annual(values, first=2018):
    years = range(first, first + len(values))
    return pd.DataFrame({"year": years, "value": np.array(values, dtype=float)})


def test_the_eras_of_the_shipped_table_are_whole():
    frame = shipped_eras()
    assert set(frame["h"]) == set(range(1, LONGEST + 1))
    assert not frame.duplicated(["origin", "h"]).any()
    assert len(frame) == LONGEST * frame["origin"].nunique()
    assert frame["width"].between(0.5, 1.05).all()
    # The years before 2008 outran every forecast, those after 2010 fell behind.
    at_five = frame[frame["h"] == LONGEST].set_index("origin")["surprise"]
    assert at_five[2002] > 0.4
    assert at_five[2012] < 0


def test_a_chance_stands_between_those_of_its_best_and_worst_era():
    made = project(annual(TURNOVER), 2030, target=1000.0, seed=0)
    at_five = made.eras[made.eras["year"] == 2030].set_index("era")["p_by_year"]
    assert at_five.index.to_list() == era_names()
    whole = made.probability.set_index("year").loc[2030, "p_by_year"]
    assert at_five.min() < whole < at_five.max()
    assert at_five.idxmax() == "2000-2004"


def test_eras_reach_five_years_and_no_record_in_levels():
    far = project(annual(TURNOVER), 2033, target=1000.0, seed=0)
    assert far.eras["year"].max() == 2030
    signed = project(annual([-3, 1, 4, -2, 2]), 2024, target=4, seed=0)
    assert signed.eras.empty
    assert project(annual(TURNOVER), 2030, seed=0).eras is None


def test_doubt_about_the_start_enters_the_eras_too():
    plain, met = (
        project(annual(TURNOVER), 2027, target=500.0, seed=0, jump_off=bounds).eras
        for bounds in ((479.9, 480.1), (480, 480e3))
    )
    assert (met["p_by_year"] > plain["p_by_year"]).all()


@given(
    multiple=st.floats(MULTIPLES[0], MULTIPLES[-1]),
    years=st.integers(1, LONGEST),
    size=st.floats(SIZES[0], 1e6),
    swing=st.floats(0, 2),
)
def test_a_base_rate_is_a_share_within_its_interval_and_its_eras(
    multiple, years, size, swing
):
    rate = base_rate(multiple, years, size, swing)
    assert 0 <= rate.low <= rate.share <= rate.high <= 1
    assert rate.eras["share"].min() <= rate.share <= rate.eras["share"].max() + 1e-12
    assert rate.size[0] <= size < rate.size[1]
    assert rate.swing[0] <= swing < rate.swing[1]
    assert rate.pairs > 50


def test_a_base_rate_at_a_counted_multiple_is_that_of_the_table():
    rate = base_rate(2.0, 5, 450.0, 0.2)
    table = shipped_base_rates()
    rows = table.query("size == 300 and swing == 0.15 and h == 5")
    assert rate.eras["share"].to_list() == rows["x2"].to_list()
    assert rate.share == pytest.approx(rows["x2"].mean())


def test_base_rates_fall_with_the_multiple_and_rise_with_time():
    shares = [[base_rate(m, h, 450, 0.2).share for m in MULTIPLES] for h in (1, 5)]
    assert (np.diff(shares, axis=1) <= 0).all()
    assert (np.array(shares[1]) >= shares[0]).all()


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        pytest.param((1.0, 5, 400, 0.2), "a multiple of 1 was not", id="met"),
        pytest.param((11.0, 5, 400, 0.2), "a multiple of 11 was not", id="far"),
        pytest.param((2.0, 6, 400, 0.2), "6 years ahead were not", id="late"),
        pytest.param((2.0, 5, 9.9, 0.2), "flows below 10 million", id="small"),
    ],
)
def test_what_was_not_counted_is_refused(asked, reason):
    with pytest.raises(NotComputable, match=reason):
        base_rate(*asked)


def test_wilson_agrees_with_a_published_example():
    # Newcombe (1998), Statistics in Medicine 17, table I: 15 of 148.
    low, high = wilson(15 / 148, 148)
    assert (round(low, 4), round(high, 4)) == (0.0624, 0.1605)


def test_the_chance_table_holds_eras_and_base_rates_where_they_are_known():
    made = project(annual(TURNOVER), 2032, target=1000.0, seed=0)
    table = chance_table(made, None, [], "rwd", size=480.0).set_index("year")
    assert table["p_era_low"].notna().to_list() == [True] * 5 + [False] * 2
    assert table["p_base"].notna().to_list() == [True] * 5 + [False] * 2
    assert (table["p_era_low"] <= table["p_by_year"])[:5].all()
    assert table.loc[2030, "era_high"] == "2000-2004"
    rate = base_rate(1000 / 480, 5, 480.0, made.swing)
    assert table.loc[2030, "p_base"] == rate.share
    assert table.loc[2030, "base_pairs"] == rate.pairs
    without = chance_table(made, None, [], "rwd")
    assert without["p_base"].isna().all()
