"""What the other reporter changes in short forecasts, beside a twin written out."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kzaz_analysis.analysis.projection.predictive.fan import batch_fan
from kzaz_analysis.analysis.projection.two_sides import MOVES, WIDTHS, moves

OWN, OTHER = [80.0, 120.0, 90.0, 130.0], [100.0, 110.0, 140.0, 200.0]
LAST = np.linspace(-2, 2, 21)
AHEAD = 5


def both(own, other, in_dollars=True, h=AHEAD):
    return moves(np.log([own]), np.log([other]), h, in_dollars)


def usual_step(figures):
    changes = [math.log(b / a) for a, b in pairwise(figures)]
    total = sum(change**2 for change in changes) + 2 * 0.2**2
    return math.sqrt(total / (len(changes) + 2))


def written_out(own, other):
    """Shift after one year, and width, of records of four years in dollars."""
    gaps = [a / b for a, b in zip(own, other, strict=True)]
    steps = usual_step(own[:3]), usual_step(other), usual_step(gaps[:3])
    change = (math.log(own[3] / own[2]) - 0.04) / steps[0]
    other_change = (math.log(other[3] / other[2]) - 0.04) / steps[1]
    size = math.log(sorted(own[:3])[1] / 150)
    step = math.log(math.prod(steps) ** (1 / 3) / 0.25)
    shift = -0.055 * math.log(gaps[3]) + 0.06 * min(change, 1.5)
    shift += 0.02 * min(other_change, 1.5) - 0.01 * size - 0.02 * step
    wider = -0.4 * math.log(steps[0] / 0.25) + 0.23 * step - 0.045 * size
    wider += 0.16 * sum(abs(math.log(gap)) for gap in gaps[:3]) / 3
    return shift, math.exp(wider - 0.07)


def test_moves_are_those_of_a_twin_written_out_for_one_record():
    made = both(OWN, OTHER)
    shift, width = written_out(OWN, OTHER)
    assert made.shift[0, 0] == pytest.approx(shift, abs=1e-12)
    assert made.width[0] == pytest.approx(width, rel=1e-12)
    assert made.shift.shape == (1, len(MOVES["gap"]))


def test_many_records_are_each_by_itself():
    owns, others = np.log([OWN, OTHER]), np.log([OTHER, OWN])
    together = moves(owns, others, 7, in_dollars=True)
    for row in (0, 1):
        alone = moves(owns[[row]], others[[row]], 7, in_dollars=True)
        assert together.shift[row] == pytest.approx(alone.shift[0])
        assert together.width[row] == pytest.approx(alone.width[0])
    assert (together.shift[:, 4:] == together.shift[:, [4]]).all()


def test_only_in_dollars_the_size_of_a_flow_counts():
    small, large = ([k * x for x in OWN] for k in (1, 100))
    moved = [both(one, one) for one in (small, large)]
    size = np.log(100)
    assert moved[1].shift - moved[0].shift == pytest.approx(
        size * np.array([MOVES["size"]])
    )
    narrower = np.log(moved[1].width / moved[0].width)
    assert narrower == pytest.approx(size * WIDTHS["size"])
    tonnes = [both(one, one, in_dollars=False) for one in (small, large)]
    assert tonnes[0].shift == pytest.approx(tonnes[1].shift)
    assert tonnes[0].width == pytest.approx(tonnes[1].width)


def test_the_fan_of_a_calm_side_widens_where_the_other_is_wild():
    calm, wild = [100, 102, 99, 101], [100, 160, 70, 120]
    assert both(calm, wild).width > 1.1 * both(calm, calm).width
    assert both(wild, calm).width < 1 / 1.1


def test_a_moved_fan_has_the_moved_median_and_distances_from_it():
    fan = batch_fan(np.array([OWN]), AHEAD, "combination")
    made = both(OWN, OTHER)
    moved = made.fan(fan)
    middle, low = np.log(fan.quantile(0.5)), np.log(fan.quantile(0.1))
    assert np.log(moved.quantile(0.5)) == pytest.approx(middle + made.shift)
    distance = made.width[0] * (middle - low)
    assert np.log(moved.quantile(0.1)) == pytest.approx(middle + made.shift - distance)


@settings(max_examples=25, deadline=None)
@given(
    changes=st.lists(st.floats(-1, 1), min_size=1, max_size=6),
    others=st.lists(st.floats(-1, 1), min_size=8, max_size=8),
    swing=st.floats(0.01, 0.8),
    gap=st.floats(-1.5, 1.5),
    multiple=st.floats(0.3, 6),
)
@example(changes=[0.0] * 5, others=[0.0] * 8, swing=0.5, gap=-1.0, multiple=2.35)
def test_no_chance_and_no_median_falls_when_the_last_figure_rises(
    changes, others, swing, gap, multiple
):
    earlier = 4 + swing * np.r_[0, changes].cumsum()
    side = earlier[-1] + gap + swing * np.array(others[: len(earlier) + 1]).cumsum()
    own = np.column_stack([np.tile(earlier, (len(LAST), 1)), earlier[-1] + LAST])
    made = moves(own, np.tile(side, (len(LAST), 1)), AHEAD, in_dollars=True)
    fan = made.fan(batch_fan(np.exp(own), AHEAD, "combination"))
    assert np.ptp(made.width) == 0
    assert np.diff(fan.quantile(0.5), axis=0).min() >= -1e-9
    chances = fan.reached(np.full(len(LAST), multiple * np.exp(earlier[-1])))
    assert (np.maximum.accumulate(chances) - chances).max() < 0.01
