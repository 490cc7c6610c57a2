"""Trade indices against textbook cases, limits and each other."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzaz_analysis.analysis.indices import (
    grubel_lloyd,
    herfindahl,
    normalised_herfindahl,
    normalised_trade_balance,
    shares,
)
from kzaz_analysis.errors import NotComputable

unhurried = settings(deadline=None)
"""Time is no measure of right, least of all on a busy machine."""

flows = st.lists(st.floats(0.01, 1e6), min_size=2, max_size=12)
pairs = st.lists(
    st.tuples(st.floats(0.01, 1e6), st.floats(0.01, 1e6)), min_size=1, max_size=12
)


@pytest.mark.parametrize(
    ("exports", "imports", "expected"),
    [(10, 0, 1.0), (0, 10, -1.0), (5, 5, 0.0), (3, 1, 0.5)],
)
def test_trade_balance_is_positive_for_a_surplus(exports, imports, expected):
    assert normalised_trade_balance(exports, imports) == expected
    assert normalised_trade_balance(imports, exports) == -expected


@pytest.mark.parametrize(
    ("exports", "imports", "expected"),
    [
        pytest.param([10], [0], 0.0, id="one way"),
        pytest.param([10], [10], 1.0, id="balanced"),
        pytest.param([10, 0], [0, 10], 0.0, id="balanced in sum, one way by product"),
        pytest.param([75, 10], [25, 10], 1 - 50 / 120, id="weighted by trade"),
    ],
)
def test_grubel_lloyd(exports, imports, expected):
    assert grubel_lloyd(exports, imports) == pytest.approx(expected)


@unhurried
@given(traded=pairs)
def test_grubel_lloyd_stays_within_bounds_and_rises_with_lumping(traded):
    exports, imports = zip(*traded, strict=True)
    index = grubel_lloyd(exports, imports)
    lumped = grubel_lloyd([sum(exports)], [sum(imports)])
    assert -1e-12 <= index <= lumped + 1e-12 <= 1 + 2e-12
    assert index == pytest.approx(grubel_lloyd(imports, exports))
    assert lumped == pytest.approx(
        1 - abs(normalised_trade_balance(sum(exports), sum(imports)))
    )


@unhurried
@given(values=flows)
def test_concentration_lies_between_all_alike_and_one_only(values):
    index = herfindahl(values)
    assert 1 / len(values) - 1e-12 <= index <= 1 + 1e-12
    assert index == pytest.approx(sum((v / sum(values)) ** 2 for v in values))
    assert -1e-9 <= normalised_herfindahl(values) <= 1 + 1e-9


@unhurried
@given(values=flows, factor=st.floats(1e-3, 1e3))
def test_scale_and_order_do_not_matter(values, factor):
    scaled = [factor * v for v in reversed(values)]
    assert herfindahl(scaled) == pytest.approx(herfindahl(values))
    assert sum(shares(scaled)) == pytest.approx(1)


def test_normalised_concentration_of_known_cases():
    assert normalised_herfindahl([1, 1, 1, 1]) == pytest.approx(0)
    assert normalised_herfindahl([1, 0, 0, 0]) == pytest.approx(1)
    assert normalised_herfindahl([3, 1]) == pytest.approx((0.625 - 0.5) / 0.5)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        pytest.param(normalised_trade_balance, (0, 0), id="no trade"),
        pytest.param(normalised_trade_balance, (-1, 2), id="negative flow"),
        pytest.param(grubel_lloyd, ([1, 2], [1]), id="unpaired"),
        pytest.param(grubel_lloyd, ([0], [0]), id="no two-way trade"),
        pytest.param(shares, ([math.nan, 1],), id="not a number"),
        pytest.param(herfindahl, ([0, 0],), id="nothing to share"),
        pytest.param(normalised_herfindahl, ([1],), id="one alone"),
        pytest.param(normalised_herfindahl, ([],), id="none"),
    ],
)
def test_indices_refuse(function, arguments):
    with pytest.raises(NotComputable):
        function(*arguments)
