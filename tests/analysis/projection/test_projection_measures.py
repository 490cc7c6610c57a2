"""Measures of accuracy, each against a naive twin written in loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kzaz_analysis.analysis.projection.evaluation import measures

NUMBERS = arrays(float, (4, 3), elements=st.floats(-1e6, 1e6))
POSITIVE = arrays(float, (4, 3), elements=st.floats(1e-3, 1e6))
SCALES = arrays(float, 4, elements=st.floats(1e-3, 1e3))


@given(actual=POSITIVE, forecast=POSITIVE)
def test_smape_is_its_definition(actual, forecast):
    for got, y, f in zip(
        measures.smape(actual, forecast), actual, forecast, strict=True
    ):
        terms = [200 * abs(a - b) / (a + b) for a, b in zip(y, f, strict=True)]
        assert math.isclose(got, sum(terms) / 3, rel_tol=1e-9, abs_tol=1e-9)


def test_smape_of_two_zeros_is_no_error():
    assert measures.smape([0.0, 1.0], [0.0, 3.0]).tolist() == [50.0]


@given(actual=NUMBERS, forecast=NUMBERS, scale=SCALES)
def test_mase_is_its_definition(actual, forecast, scale):
    got = measures.mase(actual, forecast, scale)
    for value, y, f, unit in zip(got, actual, forecast, scale, strict=True):
        wanted = sum(abs(a - b) for a, b in zip(y, f, strict=True)) / 3 / unit
        assert math.isclose(value, wanted, rel_tol=1e-9, abs_tol=1e-9)


def test_mase_of_the_naive_forecast_in_sample_is_one():
    record = np.array([3.0, 5.0, 4.0, 9.0])
    scale = measures.naive_scale(record)
    assert scale == pytest.approx(8 / 3)
    assert measures.mase(record[1:], record[:-1], scale).tolist() == [1.0]


def test_mase_of_a_constant_record_is_missing():
    assert np.isnan(measures.mase([1.0], [2.0], 0.0)).all()


def test_owa_of_naive_is_one_and_of_half_its_error_a_half():
    actual, naive = np.array([[10.0, 12.0]]), np.array([[8.0, 8.0]])
    assert measures.owa(actual, naive, naive, [1.0]) == 1.0
    assert measures.owa(actual, actual, naive, [1.0]) == 0.0


def test_owa_is_the_mean_of_two_ratios():
    actual, ours, naive = [[10.0]], [[11.0]], [[12.0]]
    by_smape = (200 * 1 / 21) / (200 * 2 / 22)
    assert measures.owa(actual, ours, naive, [5.0]) == pytest.approx(
        (by_smape + 0.5) / 2
    )


def test_owa_is_missing_when_naive_made_no_error():
    assert math.isnan(measures.owa([[1.0]], [[2.0]], [[1.0]], [1.0]))


@given(actual=NUMBERS, low=NUMBERS, width=POSITIVE, level=st.floats(1, 99))
def test_interval_score_is_its_definition(actual, low, width, level):
    high = low + width
    got = measures.interval_score(actual, low, high, level)
    alpha = 1 - level / 100
    for value, y, a, b in zip(*(x.flat for x in (got, actual, low, high)), strict=True):
        wanted = b - a
        wanted += 2 / alpha * (a - y) if y < a else 0
        wanted += 2 / alpha * (y - b) if y > b else 0
        assert math.isclose(value, wanted, rel_tol=1e-9, abs_tol=1e-6)


def test_msis_is_the_mean_interval_score_over_the_scale():
    got = measures.msis([[1.0, 5.0]], [[0.0, 0.0]], [[2.0, 4.0]], [2.0], level=95)
    assert got.tolist() == pytest.approx([(2 + (4 + 40 * 1)) / 2 / 2])


def test_coverage_counts_the_ends_in():
    assert measures.coverage([1, 2, 3, 4], [1, 3, 0, 0], [9, 9, 3, 3]) == 50.0


@given(happened=arrays(bool, 6), chance=arrays(float, 6, elements=st.floats(0, 1)))
def test_brier_is_its_definition(happened, chance):
    wanted = sum((p - e) ** 2 for p, e in zip(chance, happened, strict=True)) / 6
    assert math.isclose(measures.brier(happened, chance), wanted, abs_tol=1e-12)


def test_brier_of_a_coin_is_a_quarter():
    assert measures.brier([True, False], [0.5, 0.5]) == 0.25


@given(actual=POSITIVE, forecast=POSITIVE, unit=st.sampled_from([1e-6, 1e3, 1e9]))
def test_smape_knows_no_unit(actual, forecast, unit):
    plain = measures.smape(actual, forecast)
    assert measures.smape(unit * actual, unit * forecast) == pytest.approx(plain)
