"""The chance of having reached a barrier: special cases and a naive twin."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import ndtr

from kzaz_analysis.analysis.projection.predictive.first_passage import crossed_by

BARRIERS = arrays(float, (3, 5), elements=st.floats(-3, 4))


def test_a_walk_stays_below_its_start_as_sparre_andersen_found():
    # For any symmetric continuous step: C(2k, k) / 4^k, whatever its distribution.
    stays = [comb(2 * k, k) / 4**k for k in range(1, 41)]
    got = crossed_by(np.zeros((1, 40)))[0]
    assert got == pytest.approx([1 - share for share in stays], abs=1e-6)


def test_the_first_year_is_the_normal_tail():
    barriers = np.array([[-1.0], [0.3], [2.5]])
    assert crossed_by(barriers) == pytest.approx(ndtr(-barriers), abs=1e-9)


def test_barriers_that_all_or_none_pass():
    barriers = np.array([[-np.inf, 9.0], [np.inf, np.inf], [50.0, -50.0]])
    assert crossed_by(barriers).tolist() == [[1, 1], [0, 0], [0, 1]]


@settings(max_examples=5, deadline=None)
@given(barriers=BARRIERS)
def test_simulated_walks_agree(barriers):
    steps = np.random.default_rng(0).standard_normal((60_000, 5))
    scores = steps.cumsum(axis=1) / np.sqrt(np.arange(1, 6))
    drawn = [np.logical_or.accumulate(scores >= row, axis=1) for row in barriers]
    # 60,000 draws: three standard errors are six in a thousand.
    assert crossed_by(barriers) == pytest.approx(np.mean(drawn, axis=1), abs=0.0065)


@settings(max_examples=25, deadline=None)
@given(barriers=BARRIERS, lower=st.floats(0, 1))
def test_lower_barriers_are_crossed_sooner_and_never_uncrossed(barriers, lower):
    high, low = crossed_by(barriers), crossed_by(barriers - lower)
    assert (low >= high - 1e-4).all()
    assert (np.diff(high, axis=1) >= 0).all()
    assert (high >= ndtr(-barriers)).all()
