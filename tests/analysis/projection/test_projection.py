"""One series carried forward: fans, chances, breaks, doubt about the last value."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzaz_analysis.analysis.projection import (
    Condition,
    project,
    scenarios,
    time_to_reach_distribution,
)
from kzaz_analysis.analysis.projection.methods.drift import (
    believed_drift,
    recent_slope,
)
from kzaz_analysis.analysis.projection.predictive.spread import (
    CLASSES,
    COLUMNS,
    shipped_table,
    swing,
)
from kzaz_analysis.errors import NotComputable, UsageError

BOUNDS = ["lo-95", "lo-80", "median", "hi-80", "hi-95"]
SWINGING = [100, 120, 95, 130, 150, 140, 180, 170, 210, 190]
RECORDS = st.lists(st.floats(1, 1e3), min_size=3, max_size=25)


def annual(values, first=2010, segment=0):
    years = range(first, first + len(values))
    frame = pd.DataFrame({"year": years, "value": np.array(values, dtype=float)})
    return frame.assign(segment=segment)


def bounds(result):
    return result.fan[BOUNDS].to_numpy()


@settings(max_examples=40, deadline=None)
@given(values=RECORDS)
def test_bounds_are_finite_and_in_order(values):
    fan = bounds(project(annual(values), 2045, seed=0, draws=20))
    assert np.isfinite(fan).all()
    assert (np.diff(fan, axis=1) >= 0).all()


@settings(max_examples=25, deadline=None)
@given(values=RECORDS, unit=st.sampled_from([1e-6, 1e3, 1e12]))
def test_scaling_the_record_scales_the_fan(values, unit):
    last = 2009 + len(values)
    plain = project(annual(values), last + 4, target=500, seed=1, draws=100)
    scaled = project(
        annual(np.array(values) * unit), last + 4, target=500 * unit, seed=1, draws=100
    )
    # Grid weights are exponentials of many errors: rounding is raised to their power.
    assert bounds(scaled) / unit == pytest.approx(bounds(plain), rel=1e-4)


@settings(max_examples=25, deadline=None)
@given(values=RECORDS, step=st.floats(1.001, 3))
def test_a_chance_falls_with_the_target(values, step):
    last = 2009 + len(values)
    near, far = (
        project(annual(values), last + 5, target=goal, seed=2, draws=400).probability
        for goal in (values[-1], values[-1] * step)
    )
    assert (far["p_by_year"] <= near["p_by_year"]).all()
    assert (far["p_in_year"] <= near["p_in_year"]).all()


@settings(max_examples=25, deadline=None)
@given(values=RECORDS, goal=st.floats(1, 3000))
def test_a_chance_of_having_reached_never_falls_with_time(values, goal):
    last = 2009 + len(values)
    frame = project(
        annual(values), last + 6, target=goal, seed=3, draws=200
    ).probability
    assert (frame["p_by_year"].diff().dropna() >= 0).all()
    assert (frame["p_by_year"] >= frame["p_in_year"]).all()


def test_the_fan_opens_with_the_horizon():
    fan = project(annual(SWINGING), 2040, seed=0).fan
    width = np.log(fan["hi-95"] / fan["lo-95"])
    assert (width.diff().dropna() >= -1e-12).all()


def test_a_constant_record_has_the_narrowest_fan_there_is():
    fan = project(annual([80] * 12), 2024, seed=0).fan
    assert fan["median"].to_list() == pytest.approx([80] * 3, rel=0.02)
    assert (fan["hi-95"] / fan["lo-95"] < 1.25).all()


def test_steady_growth_is_carried_on_nearly_as_it_is():
    steady = [100 * 1.08**k for k in range(40)]
    fan = project(annual(steady, 1985), 2029, seed=0).fan
    assert fan["median"].to_list() == pytest.approx(
        [100 * 1.08**k for k in range(40, 45)], rel=0.04
    )


def test_paths_have_the_quantiles_of_the_fan():
    result = project(annual(SWINGING), 2024, seed=5, draws=20_000)
    drawn = result.paths.quantile([0.025, 0.1, 0.5, 0.9, 0.975]).T.to_numpy()
    # 20,000 draws: a quantile at 2.5 % is known to about two percent.
    assert drawn == pytest.approx(bounds(result), rel=0.04)


def test_the_same_seed_gives_the_same_paths_and_another_does_not():
    first, again, other = (
        project(annual(SWINGING), 2022, seed=seed, draws=50).paths for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)


def test_the_order_of_rows_does_not_matter():
    frame = annual(SWINGING)
    mixed = frame.sample(frac=1, random_state=0)
    left, right = (project(one, 2022, seed=0).fan for one in (frame, mixed))
    pd.testing.assert_frame_equal(left, right)


def test_a_target_met_at_the_origin_is_certain():
    frame = project(annual(SWINGING), 2021, target=150, seed=0).probability
    assert frame["p_by_year"].to_list() == [1.0, 1.0]
    assert (frame["p_in_year"] < 1).all()


def test_only_the_last_sixty_years_are_used_and_said():
    long = annual(np.arange(1.0, 81.0), 1940)
    result = project(long, 2022, seed=0)
    short = project(annual(np.arange(21.0, 81.0), 1960), 2022, seed=0)
    pd.testing.assert_frame_equal(result.fan, short.fan)
    assert result.notes == ("Only the last 60 years are used.",)


def test_doubling_every_year_is_not_carried_on():
    result = project(annual([1, 2, 4, 8, 16, 32]), 2025, seed=0)
    growth = np.diff(np.log(result.fan["median"]))
    assert (growth < 0.3).all()


def test_only_the_last_segment_has_a_level_and_the_note_says_so():
    books = pd.concat([annual([1, 2, 3, 4]), annual(SWINGING, 2014, segment=1)])
    result = project(books, 2026, seed=0)
    assert result.record["value"].to_list() == SWINGING
    assert (result.segment, result.n_used, result.earlier_changes) == (1, 10, 3)
    assert result.notes == (
        "Only 2014 to 2023 is used for the level: before that the record has a change "
        "of reporter or source. 3 yearly changes before it count for how much it swings and drifts.",
    )


def test_a_lone_year_of_other_books_says_nothing_of_changes():
    books = pd.concat([annual([7], 2013), annual(SWINGING, 2014, segment=1)])
    result = project(books, 2026, seed=0)
    alone = project(annual(SWINGING, 2014), 2026, seed=0)
    pd.testing.assert_frame_equal(result.fan, alone.fan)
    assert result.notes == (
        "Only 2014 to 2023 is used: before that the record has a change of "
        "reporter or source.",
    )


def test_a_gap_is_not_bridged():
    holed = annual(SWINGING).drop(index=4)
    result = project(holed, 2022, seed=0)
    assert result.record["year"].to_list() == [2015, 2016, 2017, 2018, 2019]
    assert "missing year" in result.notes[0]


def test_a_gap_is_bridged_when_asked_by_name_and_said():
    holed = annual([100, 110, 121, 133.1]).drop(index=2)
    result = project(holed, 2015, seed=0, across_breaks=True)
    assert result.record["value"].to_list() == pytest.approx([100, 110, 121, 133.1])
    assert result.across_breaks
    assert result.notes == ("1 missing year is filled in at constant growth.",)


def test_books_are_mixed_when_asked_by_name_and_said():
    books = pd.concat([annual([1, 2]), annual([3, 4], 2012, segment=1)])
    result = project(books, 2015, seed=0, across_breaks=True)
    assert result.n_used == 4
    assert result.notes == ("2 different reporters are mixed as if one.",)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        pytest.param([1, 2], "2 consecutive years", id="two years"),
        pytest.param([5], "1 consecutive year at", id="one year"),
        pytest.param([], "holds no figure", id="nothing"),
        pytest.param([0, 0, 0], "every value is zero", id="zeros"),
        pytest.param([1, math.inf, 2, 3], "infinite", id="infinite"),
        pytest.param([1e-9, 1, 1e9], "orders of magnitude", id="apart"),
        pytest.param([1e200, 2e200, 3e200], "another unit", id="huge"),
    ],
)
def test_what_cannot_be_projected_is_refused_by_name(values, reason):
    with pytest.raises(NotComputable, match=reason):
        project(annual(values), 2030, seed=0)


def test_a_year_twice_is_refused():
    with pytest.raises(NotComputable, match="a year twice"):
        project(pd.concat([annual([1, 2, 3])] * 2), 2030, seed=0)


@pytest.mark.parametrize(
    ("column", "entries", "reason"),
    [
        ("value", ["1", "2", "3"], "value must be numbers, and row 1 holds '1'"),
        ("value", [1, "n/a", 3], "value must be numbers, and row 2 holds 'n/a'"),
        ("year", [2010, 2011.5, 2012], "whole years, and row 2 holds 2011.5"),
        ("year", [2010, math.nan, 2012], "whole years, and row 2 holds nan"),
        ("unit", ["million_USD", "million_USD", "billion_USD"], "unit: one record in"),
        ("unit", "milion_USD", "did you mean 'million_USD'"),
    ],
)
def test_a_column_that_holds_something_else_is_refused(column, entries, reason):
    with pytest.raises(UsageError, match=reason):
        project(annual([1, 2, 3]).assign(**{column: entries}), 2030, seed=0)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"target": math.nan}, "target: nan is no number; give a level"),
        ({"target": "1000"}, "target: '1000' is no number; give a level"),
        ({"target": math.inf}, "target: inf is not finite"),
        ({"jump_off": 5}, "jump_off: 5 is no pair"),
        ({"jump_off": ("1", "9")}, "jump_off: '1' is no number"),
        ({"draws": 0}, "draws: 0 is below 1"),
        ({"across_breaks": "no"}, "across_breaks: 'no' is not true or false"),
        ({"method": 3}, "no projection method is called '3'"),
    ],
)
def test_an_argument_that_is_none_is_refused_with_what_would_be_one(asked, reason):
    with pytest.raises(UsageError, match=reason):
        project(annual([1, 2, 3]), 2030, seed=0, **asked)


def test_units_and_texts_that_say_nothing_are_none():
    frame = annual([1.0, 2.0, 3.0])
    fans = [
        project(one, 2030, seed=0).fan
        for one in (frame, frame.assign(unit=math.nan), frame.astype(object))
    ]
    assert fans[1].equals(fans[0])
    assert fans[2].equals(fans[0])


def test_a_horizon_that_is_not_ahead_is_refused():
    with pytest.raises(UsageError, match="2012 is not after the last year, 2012"):
        project(annual([1, 2, 3]), 2012, seed=0)
    with pytest.raises(UsageError, match="202412 is more than 100 years after"):
        project(annual([1, 2, 3]), 202412, seed=0)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([5, 0, 3, 0, 4, 6], id="zeros"),
        pytest.param([-3, 1, 4, -2, 0, 2], id="signs"),
        pytest.param([-5, -6, -8, -7], id="negative"),
    ],
)
def test_records_that_are_not_positive_are_handled_in_levels(values):
    result = project(annual(values), 2020, target=4, seed=0)
    assert np.isfinite(result.fan).all(axis=None)
    assert result.probability["p_by_year"].between(0, 1).all()
    if min(values) >= 0:
        assert (result.fan["lo-95"] >= 0).all()


def test_three_points_are_enough_and_their_fan_is_wide():
    three, ten = (project(annual(v), 2021, seed=0) for v in (SWINGING[-3:], SWINGING))
    assert three.n_used == 3
    width = [
        np.log(one.fan["hi-95"] / one.fan["lo-95"]).iloc[0] for one in (three, ten)
    ]
    assert width[0] > width[1] / 2


def test_doubt_about_the_last_value_widens_every_year():
    plain = project(annual(SWINGING), 2024, seed=0).fan
    doubt = project(annual(SWINGING), 2024, seed=0, jump_off=(150, 240)).fan
    assert (doubt["lo-95"] < plain["lo-95"]).all()
    assert (doubt["hi-95"] > plain["hi-95"]).all()


@pytest.mark.parametrize(
    ("values", "method", "doubt", "tolerance"),
    [
        # The grid of scores holds those at which the fan has corners.
        pytest.param(SWINGING, "combination", 0, 1e-6, id="certain"),
        # Where no change has a probability of its own, its median stays there.
        pytest.param([297, 302, 295, 272], "naive", 0.01, 1e-4, id="all but certain"),
    ],
)
def test_a_certain_last_value_changes_nothing(values, method, doubt, tolerance):
    last_value, last_year = values[-1], 2009 + len(values)
    around = (last_value - doubt, last_value + doubt)
    plain, certain = (
        project(annual(values), last_year + 5, seed=0, method=method, jump_off=bounds)
        for bounds in (None, around)
    )
    assert bounds(certain) == pytest.approx(bounds(plain), rel=tolerance)


def test_a_target_inside_the_doubt_is_reached_for_some():
    result = project(annual(SWINGING), 2020, target=200, seed=0, jump_off=(150, 240))
    plain = project(annual(SWINGING), 2020, target=200, seed=0)
    assert result.probability["p_by_year"][0] > plain.probability["p_by_year"][0]
    assert result.probability["p_by_year"][0] < 1


@pytest.mark.parametrize(
    ("bounds", "error"),
    [
        pytest.param((200, 240), UsageError, id="outside"),
        pytest.param((100, math.inf), NotComputable, id="endless"),
        pytest.param((0, 200), NotComputable, id="to zero"),
    ],
)
def test_doubt_that_makes_no_sense_is_refused(bounds, error):
    with pytest.raises(error):
        project(annual(SWINGING), 2024, seed=0, jump_off=bounds)


def test_the_benchmark_is_the_random_walk_with_drift():
    result = project(annual(SWINGING), 2021, seed=0)
    assert result.benchmark["median"].to_list() == pytest.approx([200, 210])
    assert repr(result).startswith("Projection(combination: 190 in 2019 -> ")


def test_time_to_reach_adds_up():
    result = project(annual(SWINGING), 2040, seed=0)
    when = time_to_reach_distribution(result, 400)
    assert when.frame["p_first"].sum() + when.p_later == pytest.approx(1)
    assert when.frame["year"].iloc[0] == 2020
    by_half = when.year_by(0.5)
    chance = when.frame.set_index("year")["p_by_year"]
    assert chance[by_half] >= 0.5 > chance[by_half - 1]
    assert when.year_by(1.0) is None


def test_time_to_reach_of_a_met_target_is_the_origin():
    when = time_to_reach_distribution(project(annual(SWINGING), 2022, seed=0), 100)
    assert (when.year_by(0.99), when.p_later) == (2019, 0.0)


@given(start=st.floats(1, 1e9), ratio=st.floats(1.01, 20), years=st.integers(1, 30))
def test_projecting_at_the_required_rate_lands_on_the_target(start, ratio, years):
    rate = 100 * (ratio ** (1 / years) - 1)
    made = scenarios(2024, start, {"need": Condition(rate, "")}, 2024 + years)
    assert made.paths["value"].iloc[-1] == pytest.approx(start * ratio, rel=1e-9)


def test_scenarios_say_when_each_reaches_what_and_where_the_ceiling_binds():
    rates = {"low": Condition(2, "as now"), "high": Condition(20, "new ferries")}
    made = scenarios(
        2024, 100, rates, 2028, targets=[130], ceiling={2025: 125, 2027: 150}
    )
    high = made.paths[made.paths["scenario"] == "high"]
    assert high["value"].to_list() == pytest.approx([100, 120, 125, 150, 150])
    assert high["is_capped"].to_list() == [False, False, True, False, True]
    assert made.conditions["condition"].to_list() == ["as now", "new ferries"]
    assert made.conditions["year_capped"].fillna(0).to_list() == [0, 2026]
    assert made.reached["year"].fillna(0).to_list() == [0, 2027]


def test_scenarios_without_targets_or_ceiling():
    made = scenarios(2024, 100, {"base": Condition(-10, "decline")}, 2026)
    assert made.paths["value"].to_list() == pytest.approx([100, 90, 81])
    assert made.reached.empty
    assert made.conditions["year_capped"].isna().all()


def test_scenarios_refuse_what_has_no_rate():
    with pytest.raises(NotComputable, match="positive start"):
        scenarios(2024, 0, {"base": Condition(5, "")}, 2030)
    with pytest.raises(UsageError, match="percent a year"):
        Condition(-100, "")
    with pytest.raises(UsageError, match="one year ahead"):
        scenarios(2024, 1, {"base": Condition(5, "")}, 2024)


def test_the_shipped_table_is_whole_and_in_order():
    frame = shipped_table().frame
    quantiles = frame[list(COLUMNS)].to_numpy()
    assert np.isfinite(quantiles).all()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert (frame["q500"] == 0).all()
    assert (frame["errors"] > 500).all()
    per_kind = frame.groupby(["method", "space"])["least_years"].unique()
    assert all(sorted(classes) == list(CLASSES) for classes in per_kind)


def test_swing_ignores_the_drift_of_a_long_steady_record():
    steady = 0.05 * np.arange(40)[None]
    drift = believed_drift(steady[:, :-1], recent_slope, logs=True)
    assert swing(steady, drift)[0] < 0.015


def test_swing_counts_only_comparable_changes():
    jump = np.array([[0.0, 0.1, 5.0, 5.1, 5.2]])
    drift, comparable = np.zeros(1), np.array([[True, False, True, True]])
    assert swing(jump, drift, comparable) == pytest.approx([0.1])
    assert swing(jump, drift)[0] > 1
