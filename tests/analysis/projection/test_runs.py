"""Runs of years linked across breaks: only changes pass, no level does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzaz_analysis.analysis.projection.runs import LONGEST_RECORD, linked_runs


def one(values, years=None, segments=None):
    years = np.arange(2000, 2000 + len(values)) if years is None else np.array(years)
    segments = np.zeros(len(values)) if segments is None else np.array(segments)
    return linked_runs(
        np.zeros(len(values), dtype=int),
        years,
        segments.astype(int),
        np.array(values, dtype=float),
    )


def test_an_earlier_segment_is_brought_to_the_level_of_the_last():
    runs = one([10, 20, 30, 300, 330, 360], segments=[0, 0, 0, 1, 1, 1])
    assert runs.linked.tolist() == pytest.approx([100, 200, 300, 300, 330, 360])
    assert runs.comparable.tolist() == [False, True, True, False, True, True]
    assert (runs.first[0], runs.run_first[0], runs.last[0]) == (0, 3, 5)


@given(
    factor=st.floats(0.01, 100),
    values=st.lists(st.floats(1, 100), min_size=6, max_size=12),
)
def test_the_level_before_a_break_does_not_matter(factor, values):
    segments = [0, 0, 0, *[1] * (len(values) - 3)]
    moved = [*(factor * value for value in values[:3]), *values[3:]]
    plain, other = one(values, segments=segments), one(moved, segments=segments)
    assert other.linked == pytest.approx(plain.linked)
    assert plain.linked[3:].tolist() == values[3:]


def test_a_gap_is_a_break_and_a_lone_year_holds_no_change():
    runs = one([5, 6, 80, 7, 8, 9], years=[2000, 2001, 2003, 2005, 2006, 2007])
    assert runs.years.tolist() == [2000, 2001, 2005, 2006, 2007]
    assert runs.linked.tolist() == pytest.approx([7 * 5 / 6, 7, 7, 8, 9])
    assert runs.comparable.tolist() == [False, True, False, True, True]


@pytest.mark.parametrize(
    "earlier",
    [
        pytest.param([-2, 4], id="negative"),
        pytest.param([0, 0], id="nothing but zeros"),
        pytest.param([4e-9, 5e-9], id="too far apart"),
    ],
)
def test_what_cannot_be_scaled_is_left_out(earlier):
    runs = one([*earlier, 7, 8, 9], segments=[0, 0, 1, 1, 1])
    assert (runs.first[0], runs.run_first[0]) == (2, 2)
    assert runs.batch(np.array([0]))[0].tolist() == [[7, 8, 9]]


def test_a_thousandfold_change_before_the_last_run_is_not_compared():
    runs = one([5, 5001, 5, 7, 8, 9], segments=[0, 0, 0, 1, 1, 1])
    assert runs.comparable.tolist() == [False, False, False, False, True, True]
    assert runs.linked.tolist() == pytest.approx([7, 7, 7, 7, 8, 9])


@pytest.mark.parametrize("last", [0.0, 1e-9, 1e-3])
def test_next_to_nothing_at_a_break_makes_no_level(last):
    runs = one([5, 6, last, 7, 8, 9], segments=[0, 0, 0, 1, 1, 1])
    assert runs.linked.tolist() == pytest.approx([7 * 5 / 6, 7, 7, 7, 8, 9])
    assert runs.years_counted.tolist() == [4]


def test_only_so_many_years_count():
    runs = one(np.arange(1.0, LONGEST_RECORD + 11))
    assert runs.lengths.tolist() == [LONGEST_RECORD]


def test_series_do_not_know_each_other():
    values = np.array([3.0, 4, 40, 50, 60, 5, 6, 7])
    codes = np.array([0, 0, 0, 0, 0, 1, 1, 1])
    years = np.array([2000, 2001, 2003, 2004, 2005, 2006, 2007, 2008])
    both = linked_runs(codes, years, np.zeros(8, dtype=int), values)
    alone = one(values[:5], years=years[:5])
    assert both.linked[:5].tolist() == pytest.approx(alone.linked.tolist())
    assert both.linked[5:].tolist() == [5, 6, 7]
    assert both.first.tolist() == [0, 5]
