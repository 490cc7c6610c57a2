"""Both sides of one flow: gap, ratio, asymmetry, and what each rule would change."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzaz_analysis.analysis.mirror.mirror import mirror, mirror_periods
from kzaz_analysis.analysis.mirror.reconciliation import RULES as NAMED
from kzaz_analysis.analysis.mirror.reconciliation import (
    reconcile,
    rule_effects,
)
from kzaz_analysis.errors import DataError, NotComputable, UsageError


def annual(values, half_width=0.5, segments=None):
    return pd.DataFrame(
        {
            "year": list(values),
            "value": [float(v) for v in values.values()],
            "low": [v - half_width for v in values.values()],
            "high": [v + half_width for v in values.values()],
            "segment": segments or [0] * len(values),
        }
    )


def test_the_gap_is_the_second_side_less_the_first():
    row = mirror(annual({2024: 100}), annual({2024: 120})).iloc[0]
    assert row["gap"] == 20
    assert (row["gap_low"], row["gap_high"]) == (19, 21)
    assert row["ratio"] == pytest.approx(1.2)
    assert row["sides"] == "both"


def test_a_ratio_of_the_usual_kind_is_no_asymmetry():
    row = mirror(annual({2024: 100}), annual({2024: 106})).iloc[0]
    assert row["asymmetry"] == pytest.approx(0)


def test_the_asymmetry_has_its_textbook_value():
    row = mirror(annual({2024: 100}), annual({2024: 318})).iloc[0]
    assert row["asymmetry"] == pytest.approx((300 - 100) / 200)


def test_years_with_one_side_are_shown_as_such():
    found = mirror(annual({2022: 100, 2024: 110}), annual({2023: 90, 2024: 99}))
    sides = found.set_index("year")["sides"]
    assert sides.to_dict() == {2022: "first only", 2023: "second only", 2024: "both"}
    assert found.set_index("year")["gap"].isna().to_dict() == {
        2022: True,
        2023: True,
        2024: False,
    }


@given(
    first=st.floats(1, 1e6),
    second=st.floats(1, 1e6),
    ratio=st.floats(0.9, 1.3),
)
def test_exchanging_the_sides_turns_the_sign_of_the_gap(first, second, ratio):
    one, two = annual({2024: first}, 0.1), annual({2024: second}, 0.1)
    there, back = mirror(one, two, ratio).iloc[0], mirror(two, one, ratio).iloc[0]
    assert there["gap"] == -back["gap"]
    assert (there["gap_low"], there["gap_high"]) == (
        -back["gap_high"],
        -back["gap_low"],
    )
    assert -2 <= there["asymmetry"] <= 2


def test_at_equal_valuation_the_asymmetry_turns_too():
    one, two = annual({2024: 100}), annual({2024: 150})
    there, back = (mirror(*pair, 1.0).iloc[0] for pair in ((one, two), (two, one)))
    assert there["asymmetry"] == pytest.approx(-back["asymmetry"])


def test_a_scale_changes_no_ratio():
    one, two = annual({2024: 100}), annual({2024: 150})
    big_one, big_two = annual({2024: 1e5}, 500), annual({2024: 1.5e5}, 500)
    small, big = mirror(one, two).iloc[0], mirror(big_one, big_two).iloc[0]
    columns = ["ratio", "ratio_low", "ratio_high", "asymmetry"]
    assert small[columns].to_list() == pytest.approx(big[columns].to_list())


def test_an_empty_side_leaves_only_the_other():
    found = mirror(annual({2024: 100}), annual({}))
    assert found["sides"].to_list() == ["first only"]


def test_a_ratio_that_is_not_positive_is_refused():
    with pytest.raises(NotComputable, match="positive"):
        mirror(annual({2024: 100}), annual({2024: 100}), 0)


def partial(*rows):
    names = ["period_start", "period_end", "value", "low", "high"]
    frame = pd.DataFrame(
        [(a, b, v, v - 0.5, v + 0.5) for a, b, v in rows], columns=names
    )
    for name in names[:2]:
        frame[name] = pd.to_datetime(frame[name])
    return frame


def test_parts_of_years_meet_only_at_equal_periods():
    first = partial(
        ("2024-01-01", "2024-04-30", 184.9), ("2024-01-01", "2024-06-30", 2)
    )
    second = partial(("2024-01-01", "2024-04-30", 87.3))
    found = mirror_periods(first, second, 1.0)
    assert found["sides"].to_list() == ["both", "first only"]
    assert found["gap"].iloc[0] == pytest.approx(-97.6)


def test_two_figures_of_one_period_are_refused():
    row = ("2024-01-01", "2024-04-30", 184.9)
    with pytest.raises(DataError, match="one figure per period"):
        mirror_periods(partial(row, row), partial(row))


FIRST = annual({2022: 100, 2023: 110, 2025: 130})
SECOND = annual({2023: 212, 2024: 318, 2025: 424})
RULES = {
    "reporter_first": {2022: 100, 2023: 110, 2024: 300, 2025: 130},
    "importer_first": {2022: 100, 2023: 200, 2024: 300, 2025: 400},
    "mean": {2023: 155, 2025: 265},
}


@pytest.mark.parametrize(("rule", "expected"), RULES.items(), ids=RULES)
def test_rules_choose_by_hand_values(rule, expected):
    found = reconcile(FIRST, SECOND, rule)
    values = found.set_index("year")["value"]
    assert values.to_dict() == pytest.approx(expected)


def test_a_change_of_side_starts_a_segment():
    found = reconcile(FIRST, SECOND, "reporter_first")
    assert found["side"].to_list() == ["first", "first", "second", "first"]
    assert found["segment"].to_list() == [0, 0, 1, 2]


def test_no_rule_weighs_a_side_by_its_decimals():
    fine, coarse = annual({2024: 100}, 0.5), annual({2024: 200}, 50)
    assert [rule for rule in NAMED if "first" not in rule] == ["mean"]
    found = reconcile(fine, coarse, "mean", cif_fob=1.0)
    assert found["value"].to_list() == [150]


def test_an_unknown_rule_names_the_nearest():
    with pytest.raises(UsageError, match="reporter_first"):
        reconcile(FIRST, SECOND, "reporter")


def test_effects_give_growth_and_what_is_missing():
    one = annual({2023: 500, 2024: 533.4, 2025: 425}, 0.05)
    two = annual({2024: 470, 2025: 705}, 0.05)
    found = {e.rule: e for e in rule_effects(one, two, 1000.0, cif_fob=1.0)}
    first = found["reporter_first"]
    assert first.growth_pct == pytest.approx(100 * (425 / 533.4 - 1))
    assert first.growth_low_pct < first.growth_pct < first.growth_high_pct
    assert (first.gap, first.reason) == (575, "")
    assert (first.gap_low, first.gap_high) == pytest.approx((574.95, 575.05))
    second = found["importer_first"]
    assert second.growth_pct == pytest.approx(50)
    assert found["mean"].growth_pct == pytest.approx(100 * (565 / 501.7 - 1))


def test_no_growth_across_a_change_of_side():
    one, two = annual({2025: 425}), annual({2024: 470})
    [found] = rule_effects(one, two, 1000.0, rules=["reporter_first"])
    assert math.isnan(found.growth_pct)
    assert found.reason == "the reporter or source changes between 2024 and 2025"


def test_no_growth_across_a_gap():
    one = annual({2022: 100, 2025: 425})
    [found] = rule_effects(one, annual({}), 1000.0, rules=["reporter_first"])
    assert found.reason == "no figure for the year before 2025"


def test_means_of_sides_that_never_meet_have_no_effect():
    one, two = annual({2025: 425}), annual({2024: 470})
    assert rule_effects(one, two, 1000.0, rules=["mean"]) == []
