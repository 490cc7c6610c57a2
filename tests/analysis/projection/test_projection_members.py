"""Members and their parts: naive twins, special cases, the declared interface."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kzaz_analysis.analysis.projection import COMBINATIONS, MEMBERS
from kzaz_analysis.analysis.projection.methods import drift, smoothing
from kzaz_analysis.analysis.projection.methods.members import method, parts_of
from kzaz_analysis.errors import NotComputable, UsageError

FAST = [name for name, member in MEMBERS.items() if not member.slow]
RECORD = np.array([[10.0, 12.0, 11.0, 15.0, 14.0, 18.0, 17.0, 21.0]])
ROWS = arrays(float, (2, 7), elements=st.floats(0.5, 50))


@pytest.mark.parametrize("recency", [1.0, 0.85])
@given(values=ROWS)
def test_line_is_weighted_least_squares(recency, values):
    start, slope = drift.line(values, recency)
    years = np.arange(7)
    weights = np.sqrt(recency ** years[::-1])
    for row, a, b in zip(values, start, slope, strict=True):
        wanted = np.polyfit(years, row, 1, w=weights)
        assert [b, a] == pytest.approx(wanted.tolist(), abs=1e-8)


def test_believed_drift_of_steady_growth_is_nearly_all_of_it():
    steady = 0.07 * np.arange(40)[None]
    got = drift.believed_drift(steady, drift.median_step, logs=True)
    assert got == pytest.approx([0.07], abs=0.004)


def test_believed_drift_of_a_wild_short_record_is_nearly_the_prior():
    wild = np.array([[0.0, 2.0, -1.0, 2.5]])
    got = drift.believed_drift(wild, drift.long_slope, logs=True)
    assert got == pytest.approx([drift.PRIOR_DRIFT], abs=0.002)
    got = drift.believed_drift(wild, drift.long_slope, logs=False)
    assert got == pytest.approx([0.0], abs=0.002)


def test_believed_drift_of_a_long_swinging_record_is_about_half():
    swings = 0.05 * np.arange(400) + 0.1 * np.resize([0.0, 1.0], 400)
    got = drift.believed_drift(swings[None], drift.long_slope, logs=True)
    assert got == pytest.approx([0.5 * 0.05], abs=0.003)


def test_believed_drift_of_two_years_knows_only_the_usual_swing():
    got = drift.believed_drift(np.array([[0.0, 0.1]]), drift.median_step, logs=True)
    trust = 0.03**2 / (0.03**2 + drift.PRIOR_SWING**2)
    wanted = trust * 0.5 * 0.1 + (1 - trust) * drift.PRIOR_DRIFT
    assert got == pytest.approx([wanted])


@pytest.mark.parametrize(
    "slope", [drift.recent_slope, drift.long_slope, drift.median_step]
)
@given(values=ROWS, rise=st.floats(0, 5))
def test_believed_drift_never_falls_when_the_newest_value_rises(slope, values, rise):
    higher = values.copy()
    higher[:, -1] += rise
    plain, more = (drift.believed_drift(v, slope, True) for v in (values, higher))
    assert (more >= plain - 1e-12).all()


@given(values=ROWS)
def test_simple_smoothing_is_its_recursion(values):
    got = smoothing.simple_smoothing(values, 2)
    for row, forecast in zip(values, got, strict=True):
        levels, squares = [], []
        for weight in smoothing.LEVEL_GRID:
            level, total = row[0], 0.0
            for value in row[1:]:
                total += (value - level) ** 2
                level = weight * value + (1 - weight) * level
            levels.append(level)
            squares.append(total)
        size = (np.array(squares) / 7 + smoothing.NEGLIGIBLE) ** (-7 / 2)
        wanted = (size / size.sum() * levels).sum()
        assert forecast == pytest.approx([wanted, wanted], rel=1e-6)


def test_the_random_walk_with_drift_joins_the_ends():
    assert method("rwd").median(RECORD, 2, True)[0] == pytest.approx(
        [21 + 11 / 7, 21 + 22 / 7]
    )


def test_five_year_growth_is_the_compound_rate_of_five_intervals():
    rate = (21 / 11) ** (1 / 5)
    got = method("cagr5").median(RECORD, 2, True)[0]
    assert got == pytest.approx([21 * rate, 21 * rate**2])


def test_theta_of_a_straight_line_goes_half_the_slope_beyond_the_smoothed_end():
    straight = np.arange(10.0)[None] + 5
    got = smoothing.theta(straight, 3, slope_share=0.5)
    # The grid holds smoothing weights below one too, which lag a little behind.
    assert got[0] == pytest.approx([14.5, 15.0, 15.5], abs=0.05)


def test_momentum_without_pattern_is_the_last_value():
    flat = np.array([[3.0, 3.0, 3.0, 3.0]])
    assert smoothing.momentum(flat, 2).tolist() == [[3.0, 3.0]]


@pytest.mark.parametrize("name", [*FAST, *COMBINATIONS])
def test_a_constant_record_stays_near_itself(name):
    got = method(name).median(np.full((1, 12), 40.0), 5, True)
    assert got == pytest.approx(np.full((1, 5), 40.0), rel=0.03)


@pytest.mark.parametrize("name", [*FAST, *COMBINATIONS])
@pytest.mark.parametrize("unit", [1e-9, 1e6, 1e12])
def test_medians_scale_with_the_unit(name, unit):
    plain = method(name).median(RECORD, 4, True)
    assert method(name).median(unit * RECORD, 4, True) == pytest.approx(unit * plain)


@pytest.mark.parametrize("name", [*FAST, *COMBINATIONS])
def test_rows_do_not_know_each_other(name):
    others = np.vstack([RECORD[:, ::-1], RECORD, 7 * RECORD])
    alone = method(name).median(RECORD, 3, True)[0]
    assert method(name).median(others, 3, True)[1] == pytest.approx(alone)


@pytest.mark.parametrize("name", [*FAST, *COMBINATIONS])
def test_levels_of_either_sign_mirror_each_other(name):
    signed = RECORD - 14.0
    plain = method(name).median(signed, 3, False)
    assert method(name).median(-signed, 3, False) == pytest.approx(-plain)


def test_a_short_record_has_one_member_behind_it():
    short = RECORD[:, -6:]
    got = method("combination").median(short, 3, True)
    assert got == pytest.approx(MEMBERS["usual"].median(short, 3, True))
    assert parts_of("combination", 6) == ("usual",)
    assert parts_of("combination", 7) == COMBINATIONS["combination"].parts
    assert parts_of("naive", 3) == ("naive",)


def test_the_combination_is_the_median_of_its_parts():
    parts = COMBINATIONS["combination"].parts
    stack = [MEMBERS[name].median(RECORD, 3, True) for name in parts]
    got = method("combination").median(RECORD, 3, True)
    assert got == pytest.approx(np.median(stack, axis=0))


def test_the_likelihood_member_follows_a_steady_record():
    steady = 100 * 1.05 ** np.arange(15)[None]
    wiggle = steady * np.exp(0.01 * np.resize([1.0, -1.0, 0.5], 15))
    got = MEMBERS["ets"].median(wiggle, 1, True)
    assert got[0, 0] == pytest.approx(100 * 1.05**15, rel=0.05)


def test_a_member_refuses_a_record_too_short_for_it():
    with pytest.raises(NotComputable, match="needs 8 years, 5 are here"):
        MEMBERS["ets"].median(RECORD[:, :5], 2, True)


def test_an_unknown_method_is_named_with_the_nearest():
    with pytest.raises(UsageError, match="did you mean combination"):
        method("combinaton")
