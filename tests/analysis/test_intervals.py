"""Rounding intervals: what a printed figure may stand for, and sums made of such."""

import math
import operator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kzaz_analysis.analysis.growth.rates import (
    compound_growth_pct,
    compound_interval_pct,
    growth_interval_pct,
    growth_pct,
    implied_base,
    implied_base_of_multiple,
)
from kzaz_analysis.analysis.intervals import Interval, rounding_interval
from kzaz_analysis.errors import NotComputable, UsageError
from kzaz_analysis.evidence.rounding import rounding_bounds

unhurried = settings(deadline=None)
"""Time is no measure of right, least of all on a busy machine."""

INF = math.inf
OPERATIONS = [operator.add, operator.sub, operator.mul, operator.truediv]


@pytest.mark.parametrize(
    ("value", "digits", "qualifier", "expected"),
    [
        pytest.param(529, 3, "exact", (528.5, 529.5), id="three digits"),
        pytest.param(461.9, 4, "exact", (461.85, 461.95), id="a decimal"),
        pytest.param(500, 1, "exact", (450, 550), id="a round hundred is wide"),
        pytest.param(500, 3, "exact", (499.5, 500.5), id="500 to the unit is narrow"),
        pytest.param(40, 2, "exact", (39.5, 40.5), id="forty percent"),
        pytest.param(5, 1, "exact", (4.5, 5.5), id="fivefold"),
        pytest.param(-47.9, 3, "exact", (-47.95, -47.85), id="a fall"),
        pytest.param(0.783, 3, "exact", (0.7825, 0.7835), id="below one"),
        pytest.param(4, None, "exact", (4, 4), id="a count is not rounded"),
        pytest.param(0, 1, "exact", (0, 0), id="zero stands for itself"),
        pytest.param(425, 3, "approx", (424, 426), id="about: twice as wide"),
        pytest.param(500, 1, "approx", (400, 600), id="about a round hundred"),
        pytest.param(1, 1, "approx", (0.5, 1.5), id="about one is not nought to two"),
        pytest.param(2, 1, "approx", (1.5, 2.5), id="about twofold"),
        pytest.param(3, 1, "approx", (2.25, 3.75), id="about three: a quarter"),
        pytest.param(-10, 1, "approx", (-15, -5), id="a fall of about a tenth"),
        pytest.param(1, 1, "over", (1, INF), id="more than one"),
        pytest.param(1.5, 2, "under", (1.25, 1.5), id="nearly one and a half"),
        pytest.param(10, 1, "under", (7.5, 10), id="nearly ten"),
        pytest.param(10, 2, "under", (7.5, 10), id="zeros do not narrow nearly"),
        pytest.param(5, 1, "under", (4.75, 5), id="nearly five"),
        pytest.param(529, 3, "under", (526.5, 529), id="more digits narrow nearly"),
        pytest.param(13.5, 3, "up_to", (0, 13.5), id="up to"),
    ],
)
def test_rounding_bounds(value, digits, qualifier, expected):
    assert rounding_bounds(value, digits, qualifier) == expected
    assert rounding_interval(value, digits, qualifier) == Interval(*expected)


@unhurried
@given(
    value=st.floats(1e-3, 1e9),
    digits=st.integers(1, 8),
    qualifier=st.sampled_from(["exact", "approx", "over", "under", "up_to"]),
)
def test_a_figure_lies_in_its_own_bounds(value, digits, qualifier):
    assert rounding_interval(value, digits, qualifier).contains(value)


@unhurried
@given(value=st.floats(1, 1e6), digits=st.integers(1, 6))
def test_values_inside_the_bounds_round_to_the_figure(value, digits):
    printed = float(f"{value:.{digits - 1}e}")
    assert rounding_interval(printed, digits).contains(value)


@unhurried
@given(value=st.floats(0.1, 1e6), digits=st.integers(1, 6))
def test_more_digits_never_widen(value, digits):
    for word in ("exact", "approx", "under"):
        wide = rounding_interval(value, digits, word)
        assert wide.contains(rounding_interval(value, digits + 1, word))


def test_about_is_twice_as_wide_as_exact():
    exact, about = rounding_interval(529.4, 4), rounding_interval(529.4, 4, "approx")
    assert about.width == pytest.approx(2 * exact.width)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        pytest.param((1, 1, "roughly"), UsageError, id="unknown word"),
        pytest.param((1, 0, "exact"), NotComputable, id="no digits"),
        pytest.param((math.nan, 1, "exact"), NotComputable, id="no number"),
        pytest.param((INF, 1, "exact"), NotComputable, id="infinite"),
        pytest.param((-1, 1, "up_to"), NotComputable, id="up to minus one"),
    ],
)
def test_rounding_refuses(arguments, error):
    with pytest.raises(error):
        rounding_bounds(*arguments)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        pytest.param(Interval(1, 2) + Interval(10, 20), (11, 22), id="sum"),
        pytest.param(Interval(1, 2) + 3, (4, 5), id="plus a number"),
        pytest.param(3 + Interval(1, 2), (4, 5), id="a number plus"),
        pytest.param(Interval(1, 2) - Interval(10, 20), (-19, -8), id="difference"),
        pytest.param(5 - Interval(1, 2), (3, 4), id="a number minus"),
        pytest.param(-Interval(1, 2), (-2, -1), id="negative"),
        pytest.param(Interval(-1, 2) * Interval(3, 4), (-4, 8), id="product"),
        pytest.param(Interval(0, 1) * Interval(1, INF), (0, INF), id="zero times open"),
        pytest.param(Interval.point(0) * Interval(-INF, INF), (0, 0), id="only zero"),
        pytest.param(Interval(1, 2).scale(-2), (-4, -2), id="negative factor flips"),
        pytest.param(Interval(1, 2) / Interval(4, 8), (0.125, 0.5), id="quotient"),
        pytest.param(1 / Interval(4, 8), (0.125, 0.25), id="a number over"),
        pytest.param(Interval(1, 2) / Interval(0, 4), (0.25, INF), id="zero end opens"),
        pytest.param(
            Interval(1, 2) / Interval(-4, 0), (-INF, -0.25), id="zero from below"
        ),
        pytest.param(Interval(1, INF) / Interval(1, INF), (0, INF), id="both open"),
        pytest.param(Interval(0, 5) / Interval(0, 2), (0, INF), id="zero over zero"),
        pytest.param(Interval(4, 9).map(math.sqrt), (2, 3), id="a rising function"),
    ],
)
def test_arithmetic(got, expected):
    assert (got.low, got.high) == expected


@pytest.mark.parametrize("divisor", [Interval(-1, 1), Interval(0, 0), 0])
def test_division_by_what_may_be_zero_is_refused(divisor):
    with pytest.raises(NotComputable, match="divi"):
        _ = Interval(1, 2) / divisor


@pytest.mark.parametrize("ends", [(2, 1), (math.nan, 1), (INF, INF), (-INF, -INF)])
def test_ends_must_make_sense(ends):
    with pytest.raises(NotComputable, match="interval"):
        Interval(*ends)


def test_two_figures_contradict_only_when_their_intervals_do_not_meet():
    printed, other = rounding_interval(529, 3), rounding_interval(529.4, 4)
    assert printed.meets(other)
    assert printed.overlap(other) == other
    assert not printed.meets(rounding_interval(533, 3))
    assert printed.gap(rounding_interval(533, 3)) == 3.0
    assert rounding_interval(533, 3).gap(printed) == 3.0
    assert printed.gap(other) == 0.0


def test_touching_ends_are_enough_to_meet():
    nearly, over = rounding_interval(1.5, 2, "under"), rounding_interval(1.5, 2, "over")
    assert nearly.overlap(over) == Interval.point(1.5)


@st.composite
def nested(draw, low=-1_000_000, high=1_000_000):
    """An interval, one inside it, and a point inside that, all in thousandths."""
    outer = sorted(draw(st.lists(st.integers(low, high), min_size=2, max_size=2)))
    inner = sorted(draw(st.lists(st.integers(*outer), min_size=2, max_size=2)))
    point = draw(st.integers(*inner))
    ends = [n / 1000 for n in (*outer, *inner)]
    return Interval(*ends[:2]), Interval(*ends[2:]), point / 1000


@pytest.mark.parametrize("operation", OPERATIONS)
@unhurried
@given(first=nested(), second=nested())
def test_arithmetic_holds_every_point_and_narrows_with_its_inputs(
    operation, first, second
):
    (wide_a, tight_a, a), (wide_b, tight_b, b) = first, second
    if operation is operator.truediv:
        assume(wide_b.low >= 0 < b or wide_b.high <= 0 > b)
        assume(not tight_b.low == tight_b.high == 0)
    wide, tight = operation(wide_a, wide_b), operation(tight_a, tight_b)
    assert tight.contains(operation(a, b))
    assert wide.contains(tight)


CALCULATIONS = [
    pytest.param(growth_interval_pct, growth_pct, id="growth"),
    pytest.param(implied_base, lambda y, g: y / (1 + g / 100), id="base"),
    pytest.param(implied_base_of_multiple, lambda y, m: y / m, id="multiple"),
]


@pytest.mark.parametrize(("of_intervals", "of_numbers"), CALCULATIONS)
@unhurried
@given(first=nested(1), second=nested(1))
def test_calculations_hold_every_point_and_narrow_with_their_inputs(
    of_intervals, of_numbers, first, second
):
    (wide_a, tight_a, a), (wide_b, tight_b, b) = first, second
    tight = of_intervals(tight_a, tight_b)
    assert tight.contains(of_numbers(a, b))
    assert of_intervals(wide_a, wide_b).contains(tight)


@unhurried
@given(first=nested(1), last=nested(1), years=st.integers(1, 30))
def test_compound_interval_holds_every_point(first, last, years):
    bounds = compound_interval_pct(first[1], last[1], years)
    rate = compound_growth_pct(first[2], last[2], years)
    # The root of a library may be off by one unit in the last place.
    slack = 1e-12 * (100 + abs(rate))
    assert bounds.low - slack <= rate <= bounds.high + slack


@pytest.mark.parametrize("low", [0, -1])
def test_a_base_that_may_be_zero_leaves_growth_open(low):
    bounds = growth_interval_pct(Interval(low, 2), Interval(4, 5))
    assert (bounds.low, bounds.high) == (100.0, INF)
    bounds = compound_interval_pct(Interval(low, 2), Interval(4, 5), 1)
    assert (bounds.low, bounds.high) == (100.0, INF)


@pytest.mark.parametrize(
    "refused",
    [
        pytest.param(
            lambda: growth_interval_pct(Interval(0, 0), Interval(1, 2)), id="1"
        ),
        pytest.param(
            lambda: compound_interval_pct(Interval(0, 0), Interval(1, 2), 3), id="3"
        ),
        pytest.param(
            lambda: compound_interval_pct(Interval(1, 1), Interval(-1, 2), 3), id="neg"
        ),
    ],
)
def test_no_growth_from_nothing_or_to_less(refused):
    with pytest.raises(NotComputable):
        refused()
