"""Many series at once: the same as one by one, whatever the panel looks like."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kzaz_analysis.analysis.projection import check_panel, project, project_panel
from kzaz_analysis.analysis.projection.usable_record import FARTHEST_AHEAD
from kzaz_analysis.errors import NotComputable, UsageError


def long_form(records, last=2020):
    parts = [
        pd.DataFrame(
            {"unique_id": name, "ds": np.arange(last + 1 - len(y), last + 1)}
        ).assign(y=np.array(y, dtype=float))
        for name, y in records.items()
    ]
    return pd.concat(parts, ignore_index=True)


@pytest.fixture
def records():
    rng = np.random.default_rng(7)
    made = {
        f"s{n:02d}": 100 * np.exp(rng.normal(0.03, 0.2, n).cumsum())
        for n in range(3, 24)
    }
    return made | {"zero": [0, 3, 0, 5, 4], "sign": [-1, 2, 3, -2], "flat": [7] * 9}


def test_a_panel_is_its_series_one_by_one(records):
    whole = project_panel(long_form(records), 4)
    for name, values in records.items():
        years = range(2021 - len(values), 2021)
        frame = pd.DataFrame({"year": years, "value": np.array(values, dtype=float)})
        alone = project(frame, 2024, seed=0, draws=2).fan
        mine = whole[whole["unique_id"] == name]
        assert mine["ds"].to_list() == alone["year"].to_list()
        for column in ("median", "lo-80", "hi-80", "lo-95", "hi-95"):
            assert mine[column].to_list() == pytest.approx(alone[column].to_list())


def test_nothing_is_missing_and_bounds_are_in_order(records):
    whole = project_panel(long_form(records), 12, targets=150.0)
    assert not whole.isna().any(axis=None)
    ordered = whole[["lo-95", "lo-80", "median", "hi-80", "hi-95"]].to_numpy()
    assert (np.diff(ordered, axis=1) >= 0).all()
    assert whole["p_reached"].between(0, 1).all()


def test_the_order_of_rows_and_of_series_does_not_matter(records):
    panel = long_form(records)
    mixed = panel.sample(frac=1, random_state=1)
    left, right = (project_panel(one, 3, targets=120.0) for one in (panel, mixed))
    pd.testing.assert_frame_equal(left, right)


def test_chances_fall_with_the_target_and_rise_with_time(records):
    panel = long_form(records)
    low, high = (
        project_panel(panel, 5, targets=goal)["p_reached"].to_numpy().reshape(-1, 5)
        for goal in (110.0, 140.0)
    )
    # Chances are worked out to one in ten thousand.
    assert (high <= low + 1e-4).all()
    assert (np.diff(low, axis=1) >= 0).all()


def test_targets_by_name_leave_the_others_without_a_chance(records):
    result = project_panel(long_form(records), 2, targets={"s10": 1e-9, "s11": 1e12})
    chance = result.groupby("unique_id")["p_reached"].first()
    assert (chance["s10"], chance["s11"]) == (1.0, 0.0)
    assert chance.drop(["s10", "s11"]).isna().all()


def test_a_gap_leaves_the_level_of_the_years_after_it():
    holed = long_form({"a": [9, 1, 1, 5, 6, 7, 8]}).drop(index=2)
    missing = long_form({"a": [9, 1, np.nan, 5, 6, 7, 8]})
    scaled = long_form({"a": [45, 5, np.nan, 5, 6, 7, 8]})
    expected = project_panel(scaled, 3)
    for panel in (holed, missing):
        pd.testing.assert_frame_equal(project_panel(panel, 3), expected)
        checked = check_panel(panel).iloc[0]
        assert (checked["years_known"], checked["years_used"]) == (6, 4)


def test_levels_are_nested_and_named(records):
    result = project_panel(long_form(records), 2, level=(50, 99.5))
    assert result.columns.to_list() == [
        *("unique_id", "ds", "median", "lo-50", "hi-50", "lo-99.5", "hi-99.5")
    ]


def test_what_cannot_be_projected_is_named_or_left_out(records):
    panel = long_form(records | {"two": [1, 2], "none": [0, 0, 0]})
    with pytest.raises(NotComputable, match=r"2 of 26 series .*none: every value"):
        project_panel(panel, 2)
    rest = project_panel(panel, 2, refused="leave out")
    pd.testing.assert_frame_equal(rest, project_panel(long_form(records), 2))
    aims = {"none": 5.0, next(iter(records)): 5.0}
    aimed = project_panel(panel, 2, targets=aims, refused="leave out")
    assert "none" not in set(aimed["unique_id"])
    reasons = check_panel(panel).set_index("unique_id")["reason"]
    assert reasons["none"] == "every value is zero"
    assert reasons["two"].startswith("2 consecutive years")
    assert (reasons.drop(["two", "none"]) == "").all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda p: p.drop(columns="y"), "no column y", id="column"),
        pytest.param(lambda p: pd.concat([p, p]), "a year twice", id="twice"),
        pytest.param(lambda p: p.assign(ds=p["ds"] + 0.5), "whole years", id="half"),
        pytest.param(
            lambda p: p.assign(y="much"), "must be numbers, and row 1 holds", id="text"
        ),
        pytest.param(lambda p: p.to_dict(), "this is a dict", id="no frame"),
        pytest.param(lambda p: p.assign(unit=3), "unit: 3 is no text", id="unit"),
        pytest.param(
            lambda p: p.assign(unique_id=["a", None, "a"]), "in row 2", id="no name"
        ),
    ],
)
def test_a_panel_of_another_form_is_refused(change, message):
    with pytest.raises(UsageError, match=message):
        project_panel(change(long_form({"a": [1, 2, 3]})), 2)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        pytest.param({"h": 0}, "at least one year", id="horizon"),
        pytest.param({"h": 10_000}, "at most 100, not 10000", id="far"),
        pytest.param({"h": 2.5}, "h: 2.5 is not a whole number", id="half a year"),
        pytest.param({"h": True}, "h: True is not a whole number", id="a flag"),
        pytest.param({"h": 1, "level": 80}, "level: 80 is no list", id="one level"),
        pytest.param({"h": 1, "level": ("80",)}, r"not at \['80'\]", id="text"),
        pytest.param(
            {"h": 1, "refused": "ignore"},
            "refused: 'ignore' is not one of raise, leave out",
            id="refused",
        ),
        pytest.param({"h": 1, "level": (100,)}, "between 1 and 100", id="level"),
        pytest.param({"h": 1, "level": (0.8,)}, "80, not .8", id="share"),
        pytest.param({"h": 1, "members": "nave"}, "did you mean naive", id="member"),
        pytest.param({"h": 1, "targets": {"b": 1.0}}, "not in the panel", id="target"),
        pytest.param({"h": 1, "targets": np.nan}, "targets: nan is no", id="no target"),
        pytest.param({"h": 1, "targets": "9"}, "targets: '9' is no", id="a text"),
        pytest.param({"h": 1, "targets": {"a": "9"}}, r"s\['a'\]: '9' is", id="texts"),
    ],
)
def test_arguments_out_of_range_are_refused(asked, message):
    with pytest.raises(UsageError, match=message):
        project_panel(long_form({"a": [1, 2, 3]}), **asked)


@pytest.mark.parametrize(
    ("unit", "meant"),
    [
        ("milion_USD", "million_USD"),
        ("million_usd", "million_USD"),
        ("USD million", "million_USD"),
        ("billions_EUR", "billion_EUR"),
    ],
)
def test_a_misspelt_unit_of_money_is_named_with_the_one_meant(records, unit, meant):
    panel = long_form(records).assign(unit=unit)
    with pytest.raises(UsageError, match=f"unit: '{unit}' .* did you mean '{meant}'"):
        project_panel(panel, 2)


@pytest.mark.parametrize(
    "unit",
    ["thousand_tonnes", "USD_per_tonne", "USD", "LCU_per_USD", "", "million_JPY", None],
)
def test_other_units_are_taken_as_they_are(records, unit):
    assert len(project_panel(long_form(records).assign(unit=unit), 1)) == len(records)


def test_the_farthest_horizon_has_numbers(records):
    assert np.isfinite(
        project_panel(long_form(records), FARTHEST_AHEAD)["median"]
    ).all()


def test_a_series_without_a_figure_is_refused():
    panel = pd.concat([long_form({"a": [1, 2, 3]}), long_form({"b": [np.nan] * 3})])
    with pytest.raises(NotComputable, match="without a single figure"):
        project_panel(panel, 2)


def test_fans_cover_random_walks_they_were_not_made_from():
    rng = np.random.default_rng(11)
    walks = 100 * np.exp(rng.normal(0.03, 0.2, (400, 20)).cumsum(axis=1))
    panel = long_form({f"{k:03d}": walk[:15] for k, walk in enumerate(walks)})
    result = project_panel(panel, 5)
    low, high = (result[c].to_numpy().reshape(-1, 5) for c in ("lo-95", "hi-95"))
    inside = ((walks[:, 15:] >= low) & (walks[:, 15:] <= high)).mean()
    assert 0.92 < inside < 0.995
