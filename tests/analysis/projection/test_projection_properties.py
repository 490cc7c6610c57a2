"""What every projection holds to: monotone chances, breaks, doubtful figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzaz_analysis.analysis.projection import check_panel, project, project_panel
from kzaz_analysis.analysis.projection.predictive.fan import outer_width
from kzaz_analysis.analysis.projection.predictive.spread import PROBABILITIES
from kzaz_analysis.errors import NotComputable, UsageError

LAST = np.exp(np.linspace(-2, 2, 41))
BOUNDS = ["lo-95", "lo-80", "median", "hi-80", "hi-95"]
CHANGES = st.lists(st.floats(-1, 1), min_size=1, max_size=18)


def panel_of(records):
    rows = [
        {"unique_id": name, "ds": 2020 - len(record) + k, "y": value}
        for name, record in enumerate(records)
        for k, value in enumerate(record)
    ]
    return pd.DataFrame(rows)


def annual(values, segments=0, first=2000):
    years = range(first, first + len(values))
    return pd.DataFrame({"year": years, "value": values, "segment": segments})


def over_last_values(earlier, targets, horizon=5, unit=""):
    """Bounds and chances at the horizon, as the last value rises."""
    records = [[*earlier, ratio * earlier[-1]] for ratio in LAST]
    panel = panel_of(records).assign(unit=unit)
    made = [project_panel(panel, horizon, targets=target) for target in targets]
    at = [one[one["ds"] == 2019 + horizon] for one in made]
    chances = np.array([one["p_reached"] for one in at])
    return at[0][BOUNDS].to_numpy(), chances


@settings(max_examples=40, deadline=None)
@given(
    changes=CHANGES,
    swing=st.floats(0.01, 0.8),
    drift=st.floats(-0.2, 0.25),
    multiple=st.floats(0.3, 6),
    size=st.sampled_from([20.0, 100.0, 20_000.0]),
    unit=st.sampled_from(["", "million_USD", "billion_EUR"]),
)
def test_neither_chance_nor_bound_falls_when_the_last_figure_rises(
    changes, swing, drift, multiple, size, unit
):
    earlier = size * np.exp(np.r_[0, drift + swing * np.array(changes)].cumsum())
    targets = [multiple * earlier[-1], 2.35 * earlier[-1]]
    bounds, chances = over_last_values(earlier, targets, unit=unit)
    assert np.diff(chances, axis=1).min() >= -0.01
    assert np.diff(np.log(bounds), axis=0).min() >= -0.01


@settings(max_examples=10, deadline=None)
@given(
    changes=st.lists(st.integers(-9, 9), min_size=1, max_size=15),
    low=st.integers(-30, -1),
    level=st.floats(-1, 3),
)
def test_nor_in_records_with_negative_years(changes, low, level):
    earlier = [low, *(np.array(changes).cumsum())]
    size = np.abs(earlier).max()
    records = [[*earlier, last * size] for last in np.linspace(-3, 3, 25)]
    made = project_panel(panel_of(records), 5, targets=level * size)
    at = made[made["ds"] == 2024]
    assert at["p_reached"].diff().min() >= -0.001
    assert (at[BOUNDS].diff().min() >= -0.001 * size).all()


def test_nor_after_a_thousandfold_growth():
    # The newest figure does not raise the first ones, which are next to nothing by now.
    wave = np.array([0.0, 0.02, -0.03, 0.01, -0.02] * 5)[:22]
    earlier = 100 * np.exp(0.32 * np.arange(22) + wave)
    bounds, chances = over_last_values(earlier, [earlier[-1], 2.35 * earlier[-1]])
    assert np.diff(chances, axis=1).min() >= -0.001
    assert np.diff(np.log(bounds), axis=0).min() >= -0.001


def test_no_side_of_a_fan_narrows_as_it_looks_further_ahead():
    rng = np.random.default_rng(0)
    swings = np.geomspace(0.01, 1, 20)
    records = [
        100 * np.exp((swing * rng.standard_normal(years)).cumsum())
        for years in range(3, 24)
        for swing in swings
    ]
    made = project_panel(panel_of(records), 10, level=(50, 80, 95, 99))
    reach = np.log(made.iloc[:, 3:].div(made["median"], axis=0)).abs().to_numpy()
    assert np.diff(reach.reshape(len(records), 10, -1), axis=1).min() > -1e-9


def test_the_chance_of_a_billion_after_463_529_533():
    _, chances = over_last_values(np.array([463.0, 529.0, 533.0]), [1000.0])
    assert (np.diff(chances[0]) >= -1e-9).all()
    # A fall to half does not make it likelier than a stand-still would.
    halved, stood = np.interp([0.5, 1.0], LAST, chances[0])
    assert halved < stood


def test_a_wild_past_before_a_break_widens_a_calm_end():
    calm = [100, 112, 108, 121]
    wild = [10, 25, 8, 30, 9, 28, 11]
    segments = [0] * len(wild) + [1] * len(calm)
    alone = project(annual(calm), 2008, seed=0).fan
    books = annual([*wild, *calm], segments)
    linked = project(books, 2015, seed=0)
    width = [np.log(fan["hi-95"] / fan["lo-95"]) for fan in (alone, linked.fan)]
    assert (width[1] > 1.3 * width[0]).all()
    assert (linked.n_used, linked.earlier_changes) == (4, 6)
    assert "6 yearly changes before it count" in linked.notes[0]
    assert linked.benchmark["year"].to_list() == linked.fan["year"].to_list()


def test_a_break_moves_only_what_lies_beyond_the_80_percent_interval():
    levels = (0.005, 0.025, 0.1, 0.5, 0.9, 0.975)
    unbroken = np.ones((1, 10), dtype=bool)
    broken = unbroken.copy()
    broken[0, 5] = False
    factors = [outer_width(flags).ravel() for flags in (unbroken, broken)]
    at = np.searchsorted(PROBABILITIES, levels)
    assert factors[0] == pytest.approx(np.ones(len(PROBABILITIES)))
    assert factors[1][at] == pytest.approx([1.04, 1.04, 1, 1, 1, 1.04])


def test_two_years_after_a_break_are_enough_where_changes_before_it_are_known():
    segments = [0, 0, 0, 1, 1]
    made = project(annual([20, 25, 22, 100, 110], segments), 2008, seed=0)
    assert (made.n_used, made.earlier_changes) == (2, 2)
    with pytest.raises(NotComputable, match="1 consecutive year at the end"):
        project(annual([20, 25, 22, 100], segments[:4]), 2008, seed=0)


def test_the_level_before_a_break_changes_nothing():
    segments = [0] * 5 + [1] * 4
    record = [20, 25, 22, 30, 28, 100, 112, 108, 121]
    moved = [*(7.3 * value for value in record[:5]), *record[5:]]
    fans = [project(annual(v, segments), 2013, seed=0).fan for v in (record, moved)]
    pd.testing.assert_frame_equal(*fans)


def test_a_panel_with_segments_is_its_records_one_by_one():
    frame = annual([20, 25, 22, 30, 28, 100, 112, 108, 121], [0] * 5 + [1] * 4)
    alone = project(frame, 2012, target=150.0, seed=0)
    panel = frame.rename(columns={"year": "ds", "value": "y"}).assign(unique_id="a")
    made = project_panel(panel, 4, targets=150.0)
    assert made[BOUNDS].to_numpy() == pytest.approx(alone.fan[BOUNDS].to_numpy())
    assert made["p_reached"].to_list() == pytest.approx(
        alone.probability["p_by_year"].to_list()
    )
    assert check_panel(panel)["years_used"].to_list() == [4]


def test_a_segment_that_is_no_number_is_refused():
    panel = panel_of([[1.0, 2.0, 3.0]]).assign(segment="a")
    with pytest.raises(UsageError, match="segment must be whole numbers"):
        project_panel(panel, 2)


@pytest.mark.parametrize("year", [202401, 20241, 2201])
def test_what_is_no_calendar_year_is_refused_by_name(year):
    panel = panel_of([[1.0, 2.0, 3.0]]).replace({"ds": {2018: year}})
    with pytest.raises(UsageError, match=f"{year} is no year between 1500 and 2200"):
        project_panel(panel, 2)
    frame = annual([1.0, 2.0, 3.0]).replace({"year": {2001: year}})
    with pytest.raises(UsageError, match="add them up to years"):
        project(frame, 2030, seed=0)


def test_years_before_any_record_of_trade_are_named():
    frame = annual([1.0, 2.0, 3.0], first=24)
    assert "24 is no year" in project(frame, 30, seed=0).notes[0]
    panel = frame.rename(columns={"year": "ds", "value": "y"}).assign(unique_id="a")
    assert "24 is no year" in check_panel(panel)["note"].iloc[0]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param([5, 6, 1500, 7, 6], "2002 stands at 1500, 214 times", id="below"),
        pytest.param([5, 6, 5500, 7, 6], "2002 stands at 5500, 786 times", id="grown"),
        pytest.param(
            [5, 6, 7e4, 7, 6], "2002 stands at 70000, 10,000 times", id="slip"
        ),
        pytest.param([5, 6, 5, 7, 9e3], "2004 stands at 9000, 1,286 times", id="last"),
        pytest.param([5, 6, 1e-4, 7, 6], "At or near zero in 2002:", id="near zero"),
        pytest.param([5, 0, 6, 0, 6], "At or near zero in 2001, 2003:", id="zeros"),
        pytest.param(
            [5, 6, 5, 6, 1e-3], "At or near zero in 2004:", id="near zero end"
        ),
        pytest.param(
            [5, 6, 5, 6e7, 7e7], "2002 stands at 5 and 2003 at 60,000,000", id="step"
        ),
        pytest.param([5, 0, 0, 7, 6], "2000 stands at 5 and 2001 at 0", id="two zeros"),
    ],
)
def test_doubtful_figures_are_named(values, said):
    notes = project(annual(values), 2008, seed=0).notes
    panel = annual(values).rename(columns={"year": "ds", "value": "y"})
    note = check_panel(panel.assign(unique_id="a"))["note"].iloc[0]
    named = said in note
    assert named == any(said in one for one in notes)
    assert named == ("214" not in said)


@pytest.mark.parametrize(
    ("earlier", "said"),
    [
        pytest.param([5, 6e3, 7], "2001 stands at 6000, 857 times", id="slip"),
        pytest.param([5, 0, 7], "At or near zero in 2001:", id="zero"),
        pytest.param([5, 6, 7e3], "2001 stands at 6 and 2002 at 7000", id="at the end"),
        pytest.param([5e-3, 6e-3, 7e-3], "", id="another unit before the break"),
    ],
)
def test_doubtful_figures_before_a_break_are_named_but_no_break_is(earlier, said):
    frame = annual([*earlier, 7, 8, 9]).assign(segment=[0, 0, 0, 1, 1, 1])
    panel = frame.rename(columns={"year": "ds", "value": "y"}).assign(unique_id="a")
    note = check_panel(panel)["note"].iloc[0]
    assert note.startswith(said)
    assert bool(note) == bool(said)
    doubted = [one for one in project(frame, 2008, seed=0).notes[1:] if "stands" in one]
    assert doubted == ([note] if "stands" in said else [])


@pytest.mark.parametrize(
    ("values", "doubted"),
    [
        pytest.param([5, 6, 5, 7e3, 6], ["2003"], id="slip before the last"),
        pytest.param([5, 6, 5, 7e-3, 6], ["2003"], id="zero before the last"),
        pytest.param([5, 5e3, 6, 5], ["2001"], id="slip after the first"),
        pytest.param([5, 6e3, 5], ["2001"], id="three years"),
    ],
)
def test_a_year_is_not_doubted_for_the_slip_next_to_it(values, doubted):
    notes = " ".join(project(annual(values), 2008, seed=0).notes)
    assert [year for year in map(str, range(2000, 2005)) if year in notes] == doubted


def test_a_target_is_any_real_number():
    panel = panel_of([[1.0, 2.0, 3.0]])
    plain = project_panel(panel, 2, targets=4.0)
    assert project_panel(panel, 2, targets=np.int64(4)).equals(plain)


def test_a_record_that_ends_at_zero_is_refused():
    with pytest.raises(NotComputable, match="the last value, in 2003, is zero"):
        project(annual([5, 6, 7, 0]), 2008, seed=0)
    with pytest.raises(NotComputable, match="in 2003, is -1, and no year before it is"):
        project(annual([5, 6, 7, -1]), 2008, seed=0)


def test_an_infinite_figure_is_refused_before_a_break_too():
    frame = annual([5, np.inf, 6, 7, 8, 9], [0, 0, 0, 1, 1, 1])
    with pytest.raises(NotComputable, match="an infinite value"):
        project(frame, 2008, seed=0)
    panel = frame.rename(columns={"year": "ds", "value": "y"}).assign(unique_id="a")
    assert check_panel(panel)["reason"].to_list() == ["an infinite value"]


def test_the_fan_is_continuous_in_the_smallest_value():
    def fan(smallest):
        made = project(annual([50, 60, smallest, 70, 66, 75]), 2010, seed=0)
        return np.log(made.fan[BOUNDS].to_numpy())

    small = [*np.geomspace(1, 1e-6, 300), 0.0]
    fans = np.array([fan(value) for value in small])
    assert np.abs(np.diff(fans, axis=0)).max() < 0.1
    assert fans[-1] == pytest.approx(fans[-2])
    # A missing report in one year does not open the fan to everything.
    assert np.exp(fans[-1][-1, 4]) < 75 * 30


@pytest.mark.parametrize("place", [0, 2, 4])
def test_it_is_so_before_a_break_too(place):
    def fan(smallest):
        record = [50, 60, 52, 70, 66, 75, 80, 78]
        record[place] = smallest
        made = project(annual(record, [0] * 5 + [1] * 3), 2012, seed=0)
        return np.log(made.fan[BOUNDS].to_numpy())

    small = [*np.geomspace(5, 0.05, 150), 1e-9, 0.0]
    fans = np.array([fan(value) for value in small])
    assert np.abs(np.diff(fans, axis=0)).max() < 0.15
    assert 50 < np.exp(fans[-1, -1, 2]) < 130
