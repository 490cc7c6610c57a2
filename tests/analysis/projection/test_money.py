"""What the unit of a record changes in its fan: calm money, and the size in dollars."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kzaz_analysis.analysis.projection import backtest, project, project_panel
from kzaz_analysis.analysis.projection.predictive.fan import batch_fan
from kzaz_analysis.analysis.projection.predictive.money import SIZE_POWER, money_of
from kzaz_analysis.errors import UsageError

CALM_STEPS = np.tile([0.03, -0.01, 0.04, 0.02], 4)
WILD_STEPS = np.tile([0.9, -0.7, 0.8, -0.6], 4)
USUAL_STEPS = np.tile([0.25, -0.15, 0.2, -0.1], 4)


def record_of(steps, size):
    return size * np.exp(np.r_[0, steps].cumsum() - np.sum(steps))


def widths(steps, size, units, years=17):
    """Widths of the 95 percent interval in logs, one a unit, five years ahead."""
    values = np.tile(record_of(steps, size)[-years:], (len(units), 1))
    fan = batch_fan(values, 5, "combination", money=money_of(units))
    return np.log(fan.quantile(0.975) / fan.quantile(0.025))[:, -1]


@pytest.mark.parametrize(
    ("unit", "is_money", "dollars"),
    [
        ("million_USD", True, 1),
        ("thousand_USD", True, 0.001),
        ("billion_USD", True, 1000),
        ("billion_EUR", True, np.nan),
        ("USD", False, np.nan),
        ("USD_per_500km_20t", False, np.nan),
        ("thousand_tonnes", False, np.nan),
        ("", False, np.nan),
    ],
)
def test_units_of_money_are_known_and_a_price_is_no_flow(unit, is_money, dollars):
    money = money_of([unit])
    assert bool(money.is_money[0]) is is_money
    assert money.dollars == pytest.approx([dollars], nan_ok=True)


def test_calm_money_of_many_years_keeps_the_width_of_its_era():
    tonnes, euros = widths(CALM_STEPS, 150, ["thousand_tonnes", "million_EUR"])
    assert euros > 1.8 * tonnes
    short = widths(CALM_STEPS, 150, ["thousand_tonnes", "million_EUR"], years=8)
    assert short[0] == short[1]
    wild = widths(USUAL_STEPS, 150, ["thousand_tonnes", "million_EUR"])
    assert wild[0] == wild[1]


def test_a_large_flow_in_dollars_has_a_narrower_fan_and_a_small_one_a_wider():
    units = ["million_EUR", "million_USD", "billion_USD", "thousand_USD"]
    euros, usual, large, small = widths(USUAL_STEPS, 150, units, years=5)
    assert usual == pytest.approx(euros, rel=0.01)
    assert large < 0.85 * euros
    assert small > 1.1 * euros


def test_size_tells_nothing_of_a_wild_flow_and_narrows_no_calm_one():
    for steps in (WILD_STEPS, CALM_STEPS):
        euros, large = widths(steps, 150, ["million_EUR", "billion_USD"])
        assert large == euros
    euros, small = widths(CALM_STEPS, 5, ["million_EUR", "million_USD"])
    assert small / euros == pytest.approx(15**SIZE_POWER, rel=1e-3)


def test_the_unit_of_a_frame_is_read_alike_everywhere():
    values = record_of(USUAL_STEPS, 5000.0)[-9:]
    annual = pd.DataFrame(
        {"year": range(2016, 2025), "value": values, "unit": "million_USD"}
    )
    panel = annual.set_axis(["ds", "y", "unit"], axis=1).assign(unique_id="a")
    fans = [project(frame, 2029, seed=0).fan for frame in (annual, annual.iloc[:, :2])]
    by_panel = [project_panel(one, 5) for one in (panel, panel.drop(columns="unit"))]
    for fan, wide in zip(fans, by_panel, strict=True):
        assert wide["hi-95"].to_numpy() == pytest.approx(fan["hi-95"].to_numpy())
    assert (fans[0]["hi-95"] < fans[1]["hi-95"]).all()
    pasts = [backtest(frame, 2).forecasts for frame in (annual, annual.iloc[:, :2])]
    assert (pasts[0]["hi-95"] < pasts[1]["hi-95"]).any()


def test_a_series_in_two_units_is_refused():
    panel = pd.DataFrame(
        {
            "unique_id": "a",
            "ds": range(2020, 2024),
            "y": [1.0, 2.0, 3.0, 4.0],
            "unit": ["million_USD"] * 3 + ["billion_USD"],
        }
    )
    with pytest.raises(UsageError, match=r"more than one unit: \['a'\]"):
        project_panel(panel, 2)


def test_a_record_in_levels_does_not_go_by_its_unit():
    values = np.array([[5.0, -3.0, 4.0, -2.0, 6.0, 1.0]])
    plain, dollars = (
        batch_fan(values, 3, "combination", money=money_of([unit])).quantile(0.9)
        for unit in ("", "billion_USD")
    )
    assert plain == pytest.approx(dollars)
