"""Paths under conditions: rates, steps, and ceilings of their own."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kzaz_analysis as kz
from kzaz_analysis.analysis.projection import Condition, scenarios
from kzaz_analysis.errors import UsageError

drivers = cache(kz.drivers)
"""Each study once: they are read only here."""


def path(made, name):
    return made.paths.query("scenario == @name")["value"].to_list()


def test_steps_are_added_on_top_of_the_rate():
    plan = {"base": Condition(10, "", steps={2026: 5.0, 2027: -20.0})}
    assert path(scenarios(2025, 100, plan, 2027), "base") == pytest.approx(
        [100, 115, 106.5]
    )


def test_a_path_does_not_fall_below_zero():
    plan = {"low": Condition(0, "", steps=dict.fromkeys((2026, 2027), -80.0))}
    assert path(scenarios(2025, 100, plan, 2027), "low") == [100, 20, 0]


def test_each_condition_may_have_its_own_ceiling():
    plan = {
        "low": Condition(10, "", ceiling={2026: 105}),
        "high": Condition(10, "", ceiling={2026: 105, 2027: 200}),
        "open": Condition(10, ""),
    }
    made = scenarios(2025, 100, plan, 2027, ceiling=150, targets=(110,))
    assert path(made, "low") == [100, 105, 105]
    assert path(made, "high") == pytest.approx([100, 105, 115.5])
    assert path(made, "open") == pytest.approx([100, 110, 121])
    assert made.conditions["year_capped"].fillna(0).to_list() == [2026, 2026, 0]
    assert made.reached["year"].fillna(0).to_list() == [0, 2027, 2026]


@given(
    rate=st.floats(-50, 50),
    steps=st.dictionaries(st.integers(2026, 2035), st.floats(-50, 50)),
    ceiling=st.floats(100, 300),
)
def test_a_ceiling_lowers_a_path_and_is_never_passed(rate, steps, ceiling):
    free = path(scenarios(2025, 100, {"x": Condition(rate, "", steps)}, 2035), "x")
    capped = scenarios(
        2025, 100, {"x": Condition(rate, "", steps, ceiling)}, 2035
    ).paths["value"]
    assert (capped <= ceiling).all()
    assert all(c <= f + 1e-9 for c, f in zip(capped, free, strict=True))


def test_a_step_must_be_finite():
    with pytest.raises(UsageError, match="finite"):
        Condition(0, "", steps={2026: float("nan")})


# Scenarios of the shipped series.


@pytest.mark.parametrize("series", ["trade_turnover", "titr_freight", "btc_oil_kaz"])
@pytest.mark.parametrize("base", ["median", "latest"])
def test_low_base_and_high_stand_in_order(series, base):
    paths = drivers(series, base=base).scenarios.paths
    last = paths[paths["year"] == 2030].set_index("scenario")["value"]
    assert last["low"] <= last["base"] <= last["high"]


def test_freight_scenarios_say_how_much_of_the_route_is_used():
    study = drivers("titr_freight", targets=(10_000,))
    last = study.scenarios.paths.query("year == 2030").set_index("scenario")["value"]
    # 4,484 of 6,000 in 2024, of the 10,000 announced for the end of 2027.
    assert last["high"] == pytest.approx(4484 / 6000 * 10_000)
    # 2,764 of 5,800 in 2023, of the 6,000 that stand.
    assert last["low"] == pytest.approx(2764 / 5800 * 6000)
    assert study.scenarios.reached["year"].isna().all()
    lines = study.conditions.query("driver == 'corridor_capacity'")
    assert lines["use_year"].to_list() == [2023, 2025, 2024]


def test_oil_follows_its_agreements():
    study = drivers("btc_oil_kaz")
    last = study.scenarios.paths.query("year == 2030").set_index("scenario")["value"]
    # The last figure stands where nothing grows; the larger agreement allows 2,200.
    latest = study.record.annual["value"].iloc[-1]
    assert last["low"] == pytest.approx(latest)
    assert latest < last["high"] <= 2200
    assert last["base"] <= 1500


def test_base_path_is_the_median_of_the_projection():
    study = drivers("trade_turnover", horizon_year=2028)
    base = study.scenarios.paths.query("scenario == 'base'")["value"]
    assert base.iloc[1:].to_list() == pytest.approx(
        study.projection.fan["median"].to_list()
    )


def test_without_a_projection_the_base_path_holds_the_last_figure():
    study = drivers("btc_oil_kaz")
    base = study.scenarios.paths.query("scenario == 'base'")["value"]
    assert base.nunique() == 1
    assert study.base == "latest"
    assert "There is no projection" in study.rules[0]


def test_every_line_of_a_condition_has_its_source():
    for series in ("trade_turnover", "titr_freight", "btc_oil_kaz"):
        lines = drivers(series).conditions
        known = lines[lines["value"].notna()]
        assert (known["source"].fillna("") != "").all()
        assert (known["unit"].fillna("") != "").all()
