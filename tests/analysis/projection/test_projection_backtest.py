"""The back-test: no hindsight, naive beside everything, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kzaz_analysis.analysis.projection import backtest, project
from kzaz_analysis.analysis.projection.evaluation import measures
from kzaz_analysis.errors import NotComputable, UsageError

RISING = [100, 108, 113, 125, 131, 144, 150, 166, 171, 190, 204, 210]
WANDERING = [100, 140, 90, 150, 80, 130, 95, 145, 85, 120, 100, 150]


def annual(values, first=2008):
    years = range(first, first + len(values))
    return pd.DataFrame({"year": years, "value": np.array(values, dtype=float)})


def test_every_forecast_is_the_projection_made_at_that_time():
    made = backtest(annual(RISING), h=3).forecasts
    mine = made[(made["method"] == "combination") & (made["origin"] == 2015)]
    then = project(annual(RISING[:8]), 2018, seed=0).fan
    for column in ("median", "lo-80", "hi-80", "lo-95", "hi-95"):
        assert mine[column].to_list() == pytest.approx(then[column].to_list())
    assert mine["actual"].to_list() == [171, 190, 204]


def test_the_future_does_not_change_what_was_said():
    plain = backtest(annual(RISING), h=1).forecasts
    other = backtest(annual([*RISING[:-1], 999]), h=1).forecasts
    pd.testing.assert_series_equal(plain["median"], other["median"])


def test_naive_is_first_and_its_owa_is_one():
    table = backtest(annual(RISING), methods=("combination",)).table
    assert table["method"].to_list() == ["naive", "combination"]
    assert table["owa"].iloc[0] == 1.0


def test_the_table_is_made_of_the_forecasts():
    made = backtest(annual(RISING), h=2, ratio=1.2)
    rows = made.forecasts[made.forecasts["method"] == "rwd"]
    scored = made.table.set_index("method").loc["rwd"]
    mase = (rows["actual"] - rows["median"]).abs() / rows["scale"]
    assert scored["mase"] == pytest.approx(mase.mean())
    inside = rows["actual"].between(rows["lo-80"], rows["hi-80"])
    assert scored["coverage-80"] == pytest.approx(100 * inside.mean())
    gap = rows["p_reached"] - rows["happened"].astype(float)
    assert scored["brier"] == pytest.approx((gap**2).mean())
    assert scored["forecasts"] == len(rows) == 13
    assert made.origin_count == 7


def test_a_steady_rise_beats_naive_and_the_flag_says_so():
    made = backtest(annual(RISING))
    assert made.beats_naive
    assert made.best != "naive"


def test_where_nothing_beats_naive_the_flag_says_so():
    made = backtest(annual([5, 6, 5, 6, 5, 5, 5, 5, 5, 5]), methods=("rwd", "cagr5"))
    assert not made.beats_naive
    assert made.best == "naive"


def test_the_base_rate_is_that_of_the_other_origins():
    made = backtest(annual(WANDERING), h=1, ratio=1.2)
    naive = made.forecasts[made.forecasts["method"] == "naive"]
    happened = naive["happened"].to_numpy(dtype=float)
    share = (happened.sum() - happened) / (len(happened) - 1)
    assert made.base_rate_brier == pytest.approx(measures.brier(happened, share))


def test_scaling_the_record_changes_no_score():
    plain, scaled = (
        backtest(annual(unit * np.array(WANDERING))).table.drop(columns="method")
        for unit in (1, 1e6)
    )
    pd.testing.assert_frame_equal(plain, scaled, rtol=1e-6)


def test_records_with_negative_values_are_scored_in_levels():
    table = backtest(annual(np.array(WANDERING) - 100.0)).table
    assert table.drop(columns="brier").notna().all(axis=None)


def test_a_record_too_short_is_refused_with_the_reason():
    with pytest.raises(NotComputable, match="7 consecutive years allow 2 origins"):
        backtest(annual(RISING[:7]))


def test_a_record_that_never_moved_is_refused():
    with pytest.raises(NotComputable, match="never moved"):
        backtest(annual([3.0] * 12))


def test_arguments_out_of_range_are_refused():
    with pytest.raises(UsageError, match="least_training >= 3"):
        backtest(annual(RISING), least_training=2)
    with pytest.raises(UsageError, match="projection method"):
        backtest(annual(RISING), methods=("prophet",))
