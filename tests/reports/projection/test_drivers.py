"""What drives a series: readings by rule, effects by accounting, refusals by name."""

import sys
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kzaz_analysis as kz
from kzaz_analysis.analysis.growth.contributions import contributions
from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.analysis.projection.scenarios.elasticity import (
    LEAST_CHANGES,
    elasticity,
    even_steps,
    macro_effect,
    points_a_year,
    strongest,
)
from kzaz_analysis.analysis.targets.required_growth import (
    growth_windows,
    required_growth,
)
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.evidence.tables import load
from kzaz_analysis.reports.projection.scenarios import driver_effects
from kzaz_analysis.reports.projection.scenarios.drivers import drivers_of
from kzaz_analysis.studies.driver_values import driver_rows, part_figures, read

PART = {
    "driver": "grain",
    "series": "turnover",
    "title": "grain",
    "kind": "part",
    "rests_on": "exports",
    "books": "kaz_first",
    "low": "lowest_5",
    "base": "latest",
    "high": "highest",
    "overlap": "exports",
}


drivers = cache(kz.drivers)
required = cache(kz.required)


def chosen(study, driver, case):
    rows = study.effects[study.effects["driver"] == driver]
    return rows[rows["scenario"] == case].iloc[0]


def random_walk(years, slope, seed=7, noise=0.0):
    """An indicator, and a series that moves `slope` per cent with each of its."""
    draws = np.random.default_rng(seed)
    moves = draws.normal(0, 0.1, years)
    own = slope * moves + draws.normal(0, noise, years)
    span = range(2000, 2000 + years)
    indicator, series = np.exp(moves.cumsum()), 50 * np.exp(own.cumsum())
    return pd.DataFrame({"year": span, "value": indicator}), dict(
        zip(span, series, strict=True)
    )


# Elasticities.


def test_elasticity_of_a_series_that_is_a_power_of_the_indicator(make_annual):
    indicator, values = random_walk(15, 1.7)
    found = elasticity(make_annual(values), indicator, is_rate=False)
    assert found.value == pytest.approx(1.7)
    assert found.low == pytest.approx(1.7)
    assert found.high == pytest.approx(1.7)
    assert (found.n, found.r2) == (14, pytest.approx(1))


def test_elasticity_is_the_slope_of_least_squares(make_annual):
    indicator, values = random_walk(20, 0.8, noise=0.2)
    found = elasticity(make_annual(values), indicator, is_rate=False)
    x = np.diff(np.log(indicator["value"]))
    y = np.diff(np.log(list(values.values())))
    slope, _ = np.polyfit(x, y, 1)
    error = np.sqrt(
        np.sum((y - np.polyval(np.polyfit(x, y, 1), x)) ** 2)
        / 17
        / np.sum((x - x.mean()) ** 2)
    )
    assert found.value == pytest.approx(slope)
    # 2.110 is the 97.5 % point of Student's t with 17 degrees of freedom.
    assert found.low <= slope - 2.109 * error
    assert found.high >= slope + 2.109 * error


def test_growth_rate_and_level_of_an_indicator_give_one_elasticity(make_annual):
    indicator, values = random_walk(15, 1.2, noise=0.1)
    rates = indicator.assign(value=100 * indicator["value"].pct_change()).dropna()
    level = elasticity(make_annual(values), indicator, is_rate=False)
    rate = elasticity(make_annual(values), rates, is_rate=True)
    assert rate.value == pytest.approx(level.value)


def test_elasticity_takes_the_longest_run_in_one_set_of_books(make_annual):
    indicator, values = random_walk(24, 0.5)
    # Ten years in other books move by the square; they are the shorter run.
    twisted = {y: v**2 if y < 2010 else v for y, v in values.items()}
    segments = [int(y >= 2010) for y in twisted]
    found = elasticity(
        make_annual(twisted, segments=segments), indicator, is_rate=False
    )
    assert (found.start_year, found.end_year) == (2010, 2023)
    assert found.value == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("years", "flat", "reason"),
    [
        pytest.param(LEAST_CHANGES, False, "needs 8", id="too few changes"),
        pytest.param(12, True, "does not vary", id="constant indicator"),
    ],
)
def test_elasticity_refuses(make_annual, years, flat, reason):
    indicator, values = random_walk(years, 1.0)
    if flat:
        indicator["value"] = 3.0
    with pytest.raises(NotComputable, match=reason):
        elasticity(make_annual(values), indicator, is_rate=False)


def test_effect_of_an_indicator_that_doubles(make_annual):
    indicator, values = random_walk(15, 2.0)
    slope = elasticity(make_annual(values), indicator, is_rate=False)
    effect, bounds = macro_effect(100, slope, 50, 100, 5, is_rate=False)
    assert effect == pytest.approx(300)
    assert bounds.contains(effect)
    # A rate kept for two years is a level that has changed twice.
    kept, _ = macro_effect(100, slope, 0, 10, 2, is_rate=True)
    assert kept == pytest.approx(100 * (1.1**4 - 1))


def test_a_shipped_elasticity_that_cannot_be_told_from_zero_stays_out():
    study = drivers("trade_turnover")
    slopes = study.elasticities.set_index("driver")
    assert slopes["n"].ge(LEAST_CHANGES).all()
    apart = (slopes["low"] > 0) | (slopes["high"] < 0)
    assert slopes["is_told_from_zero"].equals(apart.rename("is_told_from_zero"))
    # With 32 years of one reporter, two of the three are.
    assert apart.to_dict() == {
        "growth_azerbaijan": False,
        "growth_kazakhstan": True,
        "oil_price": True,
    }
    macro = study.effects[study.effects["driver"] == "growth_azerbaijan"]
    assert not macro["enters"].any()
    assert set(macro["kept_out"]) == {
        "its elasticity is not significantly different from zero"
    }


# Parts.


def test_part_as_read_by_its_three_rules(make_data, figure):
    own = {2015: 500, 2020: 90, 2021: 60, 2022: 80, 2023: 70, 2024: 75}
    make_data(
        observations=[
            *(figure(y, v, series="exports") for y, v in own.items()),
            figure(2024, 100),
        ],
        drivers=[PART],
    )
    study = kz.drivers("turnover", horizon_year=2029, base="latest")
    found = {c: chosen(study, "grain", c) for c in ("low", "base", "high")}
    assert {c: r["year"] for c, r in found.items()} == {
        "low": 2021,
        "base": 2024,
        "high": 2015,
    }
    assert {c: r["effect"] for c, r in found.items()} == {
        "low": -15,
        "base": 0,
        "high": 425,
    }
    # 15 of 100 over five years are three points a year.
    assert found["low"]["points"] == pytest.approx(-3)
    low = study.scenarios.paths.query("scenario == 'low'")["value"]
    assert low.to_list() == pytest.approx([100, 97, 94, 91, 88, 85])


def test_long_part_of_a_year_is_a_floor_and_a_short_one_no_figure(make_data, figure):
    make_data(
        observations=[
            figure(("2023-01-01", "2023-11-30"), 50, series="exports"),
            figure(("2024-01-01", "2024-03-31"), 40, series="exports"),
            figure(("2025-01-01", "2025-08-31"), 120, series="exports"),
            figure(("2025-03-01", "2025-12-31"), 999, series="exports"),
            figure(2025, 400),
        ],
        drivers=[PART],
    )
    figures = part_figures(kz.open(), PART)
    assert figures["year"].to_list() == [2023, 2025]
    assert figures["is_floor"].all()
    assert read(figures, "latest", 2025).period == "2025-01-01 to 2025-08-31"


@pytest.mark.parametrize(
    ("end", "reason", "effect"),
    [
        pytest.param("11-30", "January to November 2023 and January to August 2025 are "
                     "other months of a year", None, id="eleven months and eight"),
        pytest.param("08-31", "", -70, id="the same months"),
        pytest.param("12-31", "2023 and January to August 2025 are other months of a "
                     "year", None, id="a year and eight months"),
    ],
)  # fmt: skip
def test_conditions_compare_like_with_like(make_data, figure, end, reason, effect):
    make_data(
        observations=[
            figure(("2023-01-01", f"2023-{end}"), 50, series="exports"),
            figure(("2025-01-01", "2025-08-31"), 120, series="exports"),
            figure(2025, 400),
        ],
        drivers=[PART],
    )
    study = kz.drivers("turnover", horizon_year=2029)
    row = chosen(study, "grain", "low")
    assert row["reason"] == reason
    assert bool(row["enters"]) == (effect is not None)
    if effect is not None:
        assert row["effect"] == effect


def test_shipped_conditions_compare_figures_of_the_same_months():
    for series in ("trade_turnover", "exports_kaz_to_aze"):
        effects = kz.drivers(series).effects
        parts = effects[(effects["kind"] == "part") & effects["enters"].astype(bool)]
        spans = parts["period"].str.replace(r"\d{4}-?", "", regex=True)
        base = effects[effects["scenario"] == "base"].set_index("driver")["period"]
        bases = parts["driver"].map(base).str.replace(r"\d{4}-?", "", regex=True)
        assert spans.to_list() == bases.to_list()
        assert len(parts) >= (series == "trade_turnover")


def test_part_of_another_year_than_its_total_is_refused(make_data, figure):
    make_data(
        observations=[figure(2023, 50, series="exports"), figure(2025, 400)],
        drivers=[PART],
    )
    row = chosen(kz.drivers("turnover"), "grain", "low")
    assert "no figure of 2025" in row["reason"]
    assert not row["enters"]


def test_figures_in_other_books_do_not_mix(make_data, figure):
    make_data(
        observations=[
            figure(2022, 900, series="exports", agency="AZE_SCC"),
            figure(2023, 50, series="exports"),
            figure(2024, 60, series="exports"),
            figure(2024, 400),
        ],
        drivers=[PART],
    )
    row = chosen(kz.drivers("turnover", horizon_year=2026), "grain", "high")
    assert (row["year"], row["same_books"]) == (2024, True)


def test_tonnes_are_valued_by_two_series_of_the_same_period(make_data, figure):
    grain = PART | {"rests_on": "freight", "converted_by": "imports;freight"}
    make_data(
        observations=[
            figure(2023, 10, series="freight", unit="thousand_tonnes"),
            figure(2024, 20, series="freight", unit="thousand_tonnes"),
            figure(2024, 5, series="imports"),
            figure(2024, 400),
        ],
        drivers=[grain],
    )
    row = chosen(kz.drivers("turnover", horizon_year=2026), "grain", "low")
    assert (row["rate"], row["rate_period"]) == (0.25, "2024")
    assert row["effect"] == pytest.approx(-2.5)


def test_contributions_of_parts_sum_to_the_growth_of_the_shipped_total():
    total = kz.series(
        "trade_turnover", rule="kaz_only", first_year=2022, last_year=2023
    ).annual
    parts = {
        n: kz.series(n, rule="kaz_only", first_year=2022, last_year=2023).annual
        for n in ("exports_kaz_to_aze", "imports_kaz_from_aze")
    }
    points = contributions(total, parts).query("year == 2023")
    growth = 100 * (556.705 / 463.3878 - 1)
    assert points["contribution_pp"].sum() == pytest.approx(growth)


@pytest.mark.parametrize("series", ["trade_turnover", "titr_freight", "btc_oil_kaz"])
@pytest.mark.parametrize("case", ["low", "high"])
def test_points_that_enter_sum_to_the_growth_of_the_path(series, case):
    study = drivers(series, base="latest")
    rows = study.effects[study.effects["scenario"] == case]
    points = rows.loc[rows["enters"], "points"].sum()
    path = study.free.paths.query("scenario == @case")["value"]
    years = len(path) - 1
    gained = points_a_year(path.iloc[-1] - path.iloc[0], path.iloc[0], years)
    assert points == pytest.approx(gained)
    # The low case of oil lies at its latest level: nothing enters.
    assert (points != 0) == ((series, case) != ("btc_oil_kaz", "low"))


def test_removing_a_driver_removes_its_effect(make_data, figure):
    observations = [
        figure(2023, 50, series="exports"),
        figure(2024, 80, series="exports"),
        figure(2024, 400),
    ]
    make_data("with", observations=observations, drivers=[PART])
    low = kz.drivers("turnover", horizon_year=2026).scenarios.paths
    assert low.query("scenario == 'low'")["value"].to_list() == [400, 385, 370]
    make_data("without", observations=observations, drivers=[])
    study = kz.drivers("turnover", horizon_year=2026)
    assert study.effects.empty
    assert isinstance(study.scenarios, Refused)


@pytest.mark.slow
def test_nothing_published_later_is_read():
    day = "2025-03-31"
    study = drivers("titr_freight", as_of=day)
    published = load("sources").set_index("source")["published_on"]
    used = set(study.effects["source"].dropna()) & set(published.index)
    dated = published[sorted(used)]
    # Databases of indicators are cut by year instead: they have no day.
    assert (dated[dated != ""] <= day).all()
    stages = study.links.stages
    assert (stages["said_on"] <= day).all()
    late = drivers("titr_freight").links.stages
    assert (late["said_on"] > day).any()
    brent = drivers("trade_turnover", as_of=day)
    years = brent.effects.query("kind == 'macro'")["year"]
    assert years.max() < 2025


@given(
    effects=st.lists(
        st.tuples(
            st.sampled_from(["low", "base", "high"]),
            st.sampled_from("ab"),
            st.floats(-100, 100),
            st.sampled_from(["", "refused"]),
            st.sampled_from(["", "kept"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_one_effect_of_those_that_overlap_enters_and_none_refused(effects):
    columns = ["scenario", "overlap", "effect", "reason", "kept_out"]
    frame = pd.DataFrame(effects, columns=columns)
    entering = frame[strongest(frame)]
    assert not entering.duplicated(["scenario", "overlap"]).any()
    assert (entering[["reason", "kept_out"]] == "").all().all()
    assert (entering.loc[entering["scenario"] == "low", "effect"] < 0).all()
    assert (entering.loc[entering["scenario"] == "high", "effect"] > 0).all()


def test_steps_add_up_to_the_effects():
    steps = even_steps(pd.DataFrame({"effect": [10.0, -4.0]}), 2024, 2027)
    assert steps == {2025: 2.0, 2026: 2.0, 2027: 2.0}


# What has to happen.


def test_required_growth_by_hand(make_annual):
    record = make_annual({2020: 100, 2021: 150, 2022: 120, 2024: 240}).assign(books="A")
    windows = growth_windows([record, record])
    assert len(windows) == 6
    table = required_growth(240, 2024, 960, [2026, 2024], windows)
    late, row = table.to_dict("records")
    assert late["reason"] == "the deadline 2024 is not after 2024"
    # 240 to 960 in two years is doubling twice.
    assert row["required_pct"] == pytest.approx(100)
    assert row["yearly_increase"] == 360
    assert row["multiple"] == 4
    # Two-year windows: 100 to 120 and 120 to 240, +9.5 and +41.4 per cent a year.
    assert (row["windows"], row["apart"]) == (2, 2)
    assert row["best_pct"] == pytest.approx(100 * (2**0.5 - 1))
    assert (row["best_books"], row["best_start"], row["best_end"]) == ("A", 2022, 2024)
    assert row["share_reached_pct"] == 0


def test_windows_stay_within_one_set_of_books(make_annual):
    record = make_annual({2020: 1, 2021: 2, 2022: 900}).assign(books=["A", "A", "B"])
    assert growth_windows([record])["rate_pct"].to_list() == [pytest.approx(100)]
    assert growth_windows([record.assign(segment=range(len(record)))]).empty
    stated = ["statistic"] + ["government"] * (len(record) - 1)
    of_one_kind = growth_windows([record.assign(provenance=stated)])
    assert record["year"].iloc[0] not in of_one_kind["start_year"].to_list()


@given(
    start=st.floats(1, 1e3),
    target=st.floats(1, 1e4),
    years=st.integers(1, 20),
)
def test_growing_at_the_required_rate_lands_on_the_target(start, target, years):
    none = growth_windows([])
    row = required_growth(start, 2025, target, [2025 + years], none).iloc[0]
    assert start * (1 + row["required_pct"] / 100) ** years == pytest.approx(target)
    assert start + years * row["yearly_increase"] == pytest.approx(target)


def test_a_billion_from_both_books():
    table = required("turnover_1bn").table
    rows = table.set_index(["books", "start_year", "deadline"])
    kazakh, other = rows.loc[("KAZ", 2025, 2030)], rows.loc[("AZE", 2025, 2030)]
    for row, level in ((kazakh, 470.5682), (other, 670.6203)):
        assert (row["start_value"], row["is_floor"]) == (pytest.approx(level), False)
        assert row["required_pct"] == pytest.approx(100 * ((1000 / level) ** 0.2 - 1))
    # 470.6 to 1,000 is times 2.13 in one year: Kazakhstan's report rose by more than
    # that from 2003 to 2004 and from 2020 to 2021, Azerbaijan's from 1999 to 2000.
    assert rows.loc[("KAZ", 2025, 2026), "reached_windows"] == 3
    assert rows.loc[("KAZ", 2025, 2026), "best_start"] == 2020


def test_what_is_missing_in_units_of_the_drivers():
    terms = required("turnover_1bn").terms
    of_start = terms.set_index(["driver", "books"])["times"]
    missing = {"KAZ": 1000 - 470.5682, "AZE": 1000 - 670.6203}
    assert of_start["exports", "KAZ"] == pytest.approx(missing["KAZ"] / 402.4, 1e-3)
    # What one reporter lacks is no share of what the other counts: 329.4 of 575.7.
    assert of_start["exports", "AZE"] == pytest.approx(missing["AZE"] / 575.7, 1e-3)
    assert of_start["imports", "AZE"] == pytest.approx(missing["AZE"] / 94.9, 1e-3)
    assert of_start["wheat_value", "AZE"] == pytest.approx(missing["AZE"] / 121.4)
    # Wheat, and the price of grain, are known from Azerbaijan alone.
    assert pd.isna(of_start["wheat_value", "KAZ"])
    assert pd.isna(of_start["grain_volume", "KAZ"])
    freight = required("titr_10mt").terms.set_index("driver")
    assert freight.loc["corridor_capacity", "share_pct"] == pytest.approx(1000 / 6)
    assert "turns count into thousand tonnes" in freight.loc["ferries", "reason"]


def test_every_driver_rests_on_what_is_on_record():
    known = {
        "part": set(load("series")["series"]),
        "capacity": set(load("series")["series"]),
        "macro": set(load("macro")["indicator"]),
        "quota": set(load("targets")["promise"]),
    }
    for name in set(load("drivers")["series"]):
        for row in driver_rows(kz.open(), name):
            assert set(row["rests_on"].split(";")) <= known[row["kind"]], row["driver"]


@pytest.mark.parametrize("base", ["median", "latest"])
def test_a_total_whose_parts_are_assumed_ends_at_their_sum(base):
    study = kz.drivers("trade_turnover", base=base)
    end = study.free.paths.groupby("scenario")["value"].last()
    for case in ("low", "high"):
        parts = [chosen(study, name, case) for name in ("exports", "imports")]
        assert all(part["enters"] for part in parts)
        assert end[case] == pytest.approx(sum(part["value"] for part in parts))
        others = study.effects.query("scenario == @case and kind == 'macro'")
        assert not others["enters"].any()


def test_parts_beyond_the_median_are_in_no_path(monkeypatch):
    module = sys.modules[kz.drivers.__module__]
    monkeypatch.setattr(module, "median_moves", lambda _: {2030: 900.0})
    study = kz.drivers("trade_turnover")
    end = study.free.paths.groupby("scenario")["value"].last()
    assert end["low"] <= end["base"] <= end["high"]
    assert not chosen(study, "exports", "high")["enters"]
    assert "median" in chosen(study, "exports", "high")["kept_out"]


@pytest.mark.parametrize(("move", "crossed"), [(9000.0, "high"), (-4000.0, "low")])
def test_a_use_beyond_the_median_is_in_no_path(monkeypatch, move, crossed):
    module = sys.modules[kz.drivers.__module__]
    monkeypatch.setattr(module, "median_moves", lambda _: {2028: move})
    study = kz.drivers("titr_freight", horizon_year=2028)
    end = study.free.paths.groupby("scenario")["value"].last()
    assert end["low"] <= end["base"] <= end["high"]
    use = chosen(study, "corridor_capacity", crossed)
    assert not use["enters"]
    assert "median" in use["kept_out"]


def test_another_horizon_reads_no_driver_again(monkeypatch):
    record = kz.open().series("trade_turnover")
    drivers_of(record, 2030)
    for name in ("read", "rate_to"):
        monkeypatch.setattr(driver_effects, name, lambda *_: pytest.fail("read again"))
    assert drivers_of(record, 2031).record is record
