"""One side's hidden years from the other side: inverse, bridge, guard, sums."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzaz_analysis.analysis.projection.nowcast.other_reporter import (
    GAP_GIVEN_BACK,
    PRIOR_CHANGES,
    PRIOR_STEP,
    from_other_reporter,
)
from kzaz_analysis.errors import NotComputable, UsageError

OTHER = {2016: 50, 2017: 70, 2018: 60, 2019: 90, 2020: 80, 2021: 120, 2022: 100}


def side(figures):
    return pd.DataFrame({"year": list(figures), "value": list(figures.values())})


def scaled(factor, without=()):
    return side({y: factor * v for y, v in OTHER.items() if y not in without})


def test_two_sides_that_agree_but_for_their_level_give_most_of_the_change_back():
    assert from_other_reporter(scaled(3), side(OTHER)).frame.empty
    made = from_other_reporter(scaled(3, without=(2022,)), side(OTHER))
    changes = np.diff(np.log(list(OTHER.values())[:-1]))
    prior = PRIOR_CHANGES * PRIOR_STEP**2
    own, gap = (changes**2).sum() + prior, prior
    weight = own / (own + gap)
    assert made.weight == pytest.approx(weight)
    expected = 3 * 120 * (100 / 120) ** weight
    assert made.frame["median"].to_list() == pytest.approx([expected])
    assert made.frame["bridged"].to_list() == [False]
    assert repr(made).startswith("FromOtherReporter(2022; weight 0.")


@pytest.mark.parametrize("year", [2018, 2021])
@pytest.mark.parametrize("factor", [1000, 1 / 1000])
def test_a_figure_in_another_unit_is_refused_by_name(year, factor):
    own = scaled(3, without=(2022,))
    slipped = own.assign(value=own["value"].where(own["year"] != year, 200 * factor))
    other = side(OTHER)
    with pytest.raises(NotComputable, match=f"the own figure of {year} stands at"):
        from_other_reporter(slipped, other)
    wrong = other.assign(value=other["value"].where(other["year"] != year, 90 * factor))
    with pytest.raises(NotComputable, match=f"the other figure of {year} stands at"):
        from_other_reporter(own, wrong)


def test_a_series_that_goes_on_at_another_level_is_no_slip():
    own = scaled(1, without=(2022,))
    own["value"] *= np.where(own["year"] >= 2019, 400, 1)
    assert len(from_other_reporter(own, side(OTHER)).frame) == 1


def test_a_gap_out_of_the_ordinary_is_partly_given_back():
    own = scaled(1, without=(2022,))
    own.loc[own["year"] == 2021, "value"] *= 2
    made = from_other_reporter(own, side(OTHER))
    at_the_anchor = made.weight * np.log(100 / 120)
    excess = made.weight * GAP_GIVEN_BACK * np.log(2)
    expected = 240 * np.exp(at_the_anchor - excess)
    assert made.frame["median"].to_list() == pytest.approx([expected])


def test_a_side_that_moves_on_its_own_is_believed_little():
    rng = np.random.default_rng(0)
    years = range(1980, 2022)
    own, other = (
        dict(zip(years, np.exp(rng.normal(0, sd, 42).cumsum()), strict=True))
        for sd in (0.05, 0.5)
    )
    made = from_other_reporter(side(own), side(other | {2022: other[2021] * 2}))
    assert made.weight < 0.1
    assert made.frame["median"].iloc[0] == pytest.approx(own[2021], rel=0.07)


def test_own_figures_after_the_hidden_years_bend_the_path_to_them():
    hidden = (2019, 2020)
    made = from_other_reporter(scaled(2, without=hidden), side(OTHER)).frame
    expected = [2 * OTHER[year] for year in hidden]
    assert made["median"].to_list() == pytest.approx(expected, rel=0.06)
    assert made["bridged"].all()
    open_end = from_other_reporter(scaled(2, without=(2022,)), side(OTHER)).frame
    widths = [np.log(f["hi-95"] / f["lo-95"]).iloc[0] for f in (made, open_end)]
    assert widths[0] < widths[1]


@given(unit=st.sampled_from([1e-3, 1.0, 1e6]), other_unit=st.sampled_from([1e-3, 1e3]))
def test_each_side_has_a_unit_of_its_own(unit, other_unit):
    plain = from_other_reporter(scaled(3, without=(2022,)), side(OTHER)).frame
    other = side({year: other_unit * value for year, value in OTHER.items()})
    moved = from_other_reporter(scaled(3 * unit, without=(2022,)), other).frame
    columns = ["median", "lo-80", "hi-80", "lo-95", "hi-95"]
    assert moved[columns].to_numpy() == pytest.approx(unit * plain[columns].to_numpy())
    assert (np.diff(plain[["lo-95", "lo-80", "median", "hi-80", "hi-95"]]) > 0).all()


def test_a_year_that_its_own_side_contradicts_is_withheld_with_the_reason():
    own = scaled(3, without=(2022,))
    estimate = from_other_reporter(own, side(OTHER)).frame["median"].iloc[0]
    near, far = (
        from_other_reporter(own, side(OTHER), statements={2022: bounds})
        for bounds in ((estimate, estimate), (9 * estimate, 10 * estimate))
    )
    assert near.shown["year"].to_list() == [2022]
    assert far.shown.empty
    assert "its own side implied" in far.frame["withheld"].iloc[0]
    stated = far.frame[["stated_low", "stated_high"]].to_numpy()
    assert stated[0] == pytest.approx([9 * estimate, 10 * estimate])


def test_only_three_years_in_a_row_are_estimated():
    longer = OTHER | {2023: 90, 2024: 95, 2025: 99, 2026: 101}
    made = from_other_reporter(scaled(2, without=()), side(longer)).frame
    assert made["year"].to_list() == [2023, 2024, 2025]
    assert np.diff(np.log(made["hi-95"] / made["lo-95"])).min() > 0


def test_too_little_in_common_is_refused():
    with pytest.raises(NotComputable, match="2 yearly changes published by both"):
        from_other_reporter(side({2016: 1, 2017: 2, 2018: 3}), side(OTHER))
    with pytest.raises(NotComputable, match="not positive"):
        from_other_reporter(side({**OTHER, 2016: 0}), side(OTHER))
    with pytest.raises(UsageError, match="own figures hold a year twice"):
        from_other_reporter(pd.concat([side(OTHER)] * 2), side(OTHER))


def test_walks_of_two_reporters_are_covered_as_often_as_said():
    rng = np.random.default_rng(3)
    inside = []
    for _ in range(400):
        own_steps = 0.2 * rng.standard_normal(12)
        gap_steps = 0.2 * rng.standard_normal(12)
        own = np.exp(np.cumsum(own_steps))
        other = own * np.exp(np.cumsum(gap_steps))
        years = range(2010, 2022)
        made = from_other_reporter(
            side(dict(zip(years[:-1], own[:-1], strict=True))),
            side(dict(zip(years, other, strict=True))),
        ).frame.iloc[0]
        inside.append(made["lo-80"] <= own[-1] <= made["hi-80"])
    # Tails learned from real reporters are wider than those of normal steps.
    assert 0.78 < np.mean(inside) < 0.93
