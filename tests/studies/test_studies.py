"""Whole answers for awkward records: a measure or its reason, never a crash."""

import pandas as pd
import pytest
from awkward import CASES, records, series_of, tables

import kzaz_analysis as kz
from kzaz_analysis.analysis.growth.runs import last_run
from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.errors import UsageError
from kzaz_analysis.reports.growth.study import growth_study
from kzaz_analysis.reports.projection.study import projection_study
from kzaz_analysis.reports.target_gap.study import gap_study
from kzaz_analysis.studies.latest_figures import yearly_or_newest
from kzaz_analysis.studies.targets import published_target

TARGET = {"id": "t1", "promise": "billion", "value": 1000, "low": 1000, "high": 1000}


def rates(study):
    return dict(
        zip(study.growth["year"], study.growth["growth_pct"].round(1), strict=True)
    )


def test_growth_of_a_plain_run(make_data, figure):
    make_data(
        observations=[
            figure(y, v, 0.05) for y, v in {2022: 100, 2023: 110, 2024: 99}.items()
        ]
    )
    study = growth_study("turnover")
    assert rates(study)[2023] == 10.0
    assert rates(study)[2024] == -10.0
    assert study.latest.rate_pct == pytest.approx(-0.5, abs=0.01)


@pytest.mark.parametrize(
    ("years", "reason"),
    [
        pytest.param({}, "no annual figure", id="no figure"),
        pytest.param({2022: 100}, "2022 stands alone", id="one observation"),
        pytest.param(
            {2014: 90, 2016: 100}, "2016 stands alone", id="a gap before the last"
        ),
    ],
)
def test_what_cannot_be_computed_keeps_its_reason(make_data, figure, years, reason):
    make_data(observations=[figure(y, v) for y, v in years.items()])
    study = growth_study("turnover")
    assert isinstance(study.latest, Refused)
    assert reason in study.latest.reason
    assert not study.trend
    assert study.test.refused


def test_last_run_ends_at_gaps_and_changes_of_reporter(make_annual):
    annual = make_annual(
        {2018: 1, 2019: 2, 2021: 3, 2022: 4, 2023: 5}, segments=[0, 0, 0, 1, 1]
    )
    assert last_run(annual)["year"].to_list() == [2022, 2023]


def test_window_growth_needs_only_its_ends_of_one_reporter(make_data, figure):
    make_data(observations=[figure(2018, 100), figure(2023, 161.051)])
    window = growth_study("turnover").headline_window
    assert (window.name, window.start_year, window.base) == ("five years", 2018, "")
    assert window.growth.rate_pct == pytest.approx(10.0)


def test_real_growth_of_tonnes_is_refused_with_a_reason(make_data, figure):
    make_data(
        observations=[figure(2023, 1.0, series="freight", unit="thousand_tonnes")]
    )
    study = growth_study("freight", basis="real")
    assert isinstance(study.real, Refused)
    assert "only values are deflated" in study.real.reason
    assert not study.is_real


def test_real_growth_takes_inflation_out():
    nominal = growth_study("trade_turnover", rule="kaz_only", first_year=2022)
    real = growth_study(
        "trade_turnover", rule="kaz_only", first_year=2022, basis="real"
    )
    assert real.is_real
    assert rates(real)[2023] < rates(nominal)[2023]


def test_claims_are_held_against_the_record_of_the_same_books(make_data, figure):
    claim = {
        "series": "turnover",
        "measure": "growth",
        "unit": "percent",
        "qualifier": "exact",
        "reporter": "KAZ",
        "level_value": 110,
        "level_unit": "million_USD",
    }
    claim |= {"period_start": "2023-01-01", "period_end": "2023-12-31"}
    claim |= {"base_start": "2022-01-01", "base_end": "2022-12-31"}
    said = [
        claim
        | {"id": "right", "value": 10, "low": 9.5, "high": 10.5, "agency": "KAZ_BNS"},
        claim
        | {
            "id": "wrong",
            "value": 40,
            "low": 39.5,
            "high": 40.5,
            "agency": "KAZ_BNS",
            "source": "b",
        },
        claim
        | {
            "id": "other",
            "value": 40,
            "low": 39.5,
            "high": 40.5,
            "agency": "AZE_SCC",
            "reporter": "AZE",
            "source": "c",
        },
    ]
    make_data(
        observations=[figure(2022, 100, 0.05), figure(2023, 110, 0.05)], claims=said
    )
    held = growth_study("turnover").claims.set_index("source")
    assert held.loc["paper-2024", "agrees"]
    assert not held.loc["b", "agrees"]
    assert held.loc["b", "implied_base"] == pytest.approx(110 / 1.4)
    assert str(held.loc["c", "agrees"]) == "<NA>"


def test_unknown_basis_is_refused():
    with pytest.raises(UsageError, match="one of nominal, real"):
        growth_study("titr_freight", basis="constant")


def test_gap_to_an_undated_promise(make_data, figure):
    make_data(observations=[figure(2023, 400), figure(2024, 500)], targets=[TARGET])
    study = gap_study("billion", deadlines=[2025, 2026])
    assert study.gap.gap == 500
    assert study.deadlines["required_growth_pct"].round(1).to_list() == [100.0, 41.4]
    assert study.target.deadlines == []
    assert study.asked == (2025, 2026)


def test_a_met_promise_needs_no_growth(make_data, figure):
    make_data(observations=[figure(2023, 900), figure(2024, 1100)], targets=[TARGET])
    study = gap_study("billion")
    assert study.gap.is_met
    assert study.reach["years"].to_list() == [0.0] * len(study.reach)


def test_a_falling_series_never_reaches_by_its_pace(make_data, figure):
    make_data(observations=[figure(2023, 500), figure(2024, 400)], targets=[TARGET])
    study = gap_study("billion", base_year=2023)
    assert study.reach["reason"].iloc[0] != ""
    assert study.reach["years"].isna().iloc[0]


def test_a_promise_without_any_record(make_data):
    make_data(targets=[TARGET])
    study = gap_study("billion")
    assert isinstance(study.gap, Refused)
    assert isinstance(study.projection, Refused)
    assert study.sides.empty


def test_a_flow_is_measured_before_a_capacity():
    promised = published_target(kz.open(), "titr_10mt")
    assert (promised.series, promised.value) == ("titr_freight", 10_000.0)
    assert "capacity" in promised.definitions
    assert (
        published_target(kz.open(), "titr_10mt", series="titr_capacity").value == 10.0
    )


def test_a_promise_as_known_before_it_was_made_is_refused():
    with pytest.raises(UsageError, match="had been published by 2010-01-01"):
        published_target(kz.open(as_of="2010-01-01"), "turnover_1bn")
    with pytest.raises(UsageError, match="names no level"):
        published_target(kz.open(), "turnover_double_2020")


def test_projection_of_too_short_a_record_keeps_the_reason(make_data, figure):
    make_data(observations=[figure(2023, 400), figure(2024, 500)])
    study = projection_study(
        "turnover", scenario_growth_pct=(0, 0, 0), horizon_year=2026
    )
    assert isinstance(study.projection, Refused)
    assert study.scenarios.paths["value"].unique().tolist() == [500.0]


def test_others_forecasts_stand_beside_what_came(make_data, figure):
    forecast = {
        "id": "p",
        "series": "turnover",
        "author": "Bank",
        "measure": "level",
        "unit": "million_USD",
        "qualifier": "exact",
    }
    forecast |= {
        "value": 600,
        "low": 600,
        "high": 600,
        "period_start": "2024-01-01",
        "period_end": "2024-12-31",
    }
    # Said again, it is one forecast all the same.
    said = [forecast, forecast | {"id": "p-2"}]
    make_data(observations=[figure(2024, 500)], projections=said)
    [row] = projection_study("turnover", scenario_growth_pct=(0, 0, 0)).others.to_dict(
        "records"
    )
    assert (row["year"], row["value"], row["actual"]) == (2024, 600.0, 500.0)


@pytest.mark.parametrize("case", CASES)
def test_every_part_of_a_projection_is_there_or_says_why(make_data, figure, case):
    observations = records(figure)[case]
    make_data(**tables(observations))
    study = projection_study(series_of(observations), target=500.0)
    assert study.nowcast.reason
    if isinstance(study.start, Refused):
        assert study.sensitivity is study.breaks is study.start
        assert study.models.empty
        assert study.reach is study.start
        return
    for frame in (study.sensitivity.options, study.breaks.effects, study.models):
        assert (frame["median"].isna() == (frame["reason"] != "")).all()
    assert study.sensitivity.options["choice"].iloc[0] == "default"
    assert study.models["method"].iloc[0] == "naive"
    assert len(study.chances) == (len(study.projection.fan) if study.projection else 0)


def test_a_starting_point_moves_the_projection_and_says_so():
    """Azerbaijan reports more for 2025 than Kazakhstan, so the fan rises."""
    plain = projection_study("trade_turnover", first_year=2022)
    wide = projection_study("trade_turnover", first_year=2022, jump_off="reporters")
    assert plain.start.choice == "releases"
    assert wide.start.bounds[1] > plain.start.bounds[1] * 1.3
    assert wide.start.bounds[1] == pytest.approx(
        kz.series("trade_turnover", rule="aze_only").annual["value"].iloc[-1], rel=1e-3
    )
    assert "2025 is carried as" in wide.start.notes[0]
    last = "hi-95"
    assert wide.projection.fan[last].iloc[-1] > plain.projection.fan[last].iloc[-1]


def test_a_window_narrows_the_projection_but_not_its_test():
    whole = projection_study("trade_turnover", horizon_year=2027)
    late = projection_study("trade_turnover", first_year=2022, horizon_year=2027)
    assert late.backtest.origin_count == whole.backtest.origin_count > 10
    assert late.breaks.candidates["kinds"].to_list() == ["named"] * 3


def test_break_years_are_those_asked_for():
    study = projection_study("titr_freight", break_years=(2021,), horizon_year=2026)
    assert study.breaks.candidates["year"].to_list() == [2021]
    assert "shifted 2021" in study.sensitivity.options["option"].to_list()


def test_scenarios_take_three_rates_and_conditions():
    with pytest.raises(UsageError, match="give three of each"):
        projection_study("titr_freight", scenario_growth_pct=(1.0,))


def test_a_zero_in_the_record_is_no_crash(make_data, figure):
    claim = {
        "series": "turnover",
        "measure": "growth",
        "unit": "million_USD",
        "qualifier": "exact",
    }
    claim |= {"period_start": "2023-01-01", "period_end": "2023-12-31"}
    claim |= {"base_start": "2022-01-01", "base_end": "2022-12-31"}
    claim |= {"id": "c", "value": 40, "low": 39.5, "high": 40.5, "agency": "KAZ_BNS"}
    make_data(observations=[figure(2022, 0), figure(2023, 110)], claims=[claim])
    study = growth_study("turnover")
    assert study.claims["recorded_base"].to_list() == [0.0]
    assert str(study.claims["agrees"].iloc[0]) == "<NA>"
    assert study.contributions["contribution_pp"].isna().all()


def test_a_level_of_no_day_counts_from_the_year_in_which_it_was_first_stated(
    make_data, figure
):
    make_data(
        series=[
            {
                "series": "turnover",
                "title": "Port",
                "system": "ports",
                "measures": "Capacity",
                "unit": "million_USD",
                "nature": "stock",
            }
        ],
        observations=[
            figure(2021, 1000, source=source) | {"period_start": "", "period_end": ""}
            for source in ("early", "paper-2024")
        ],
        sources=[
            {"source": "early", "published_on": "2022-08-24"},
            {"source": "paper-2024", "published_on": "2024-06-01"},
        ],
    )
    record = kz.open().series("turnover")
    assert yearly_or_newest(record)["year"].to_list() == [2022, 2024]


def test_figures_that_name_no_reporter_are_not_of_the_same_one(make_data, figure):
    nobody = {"reporter": "", "agency": "UNSTATED"}
    claim = {"series": "turnover", "measure": "growth", "unit": "percent"}
    claim |= {"period_start": "2023-01-01", "period_end": "2023-12-31"}
    claim |= {"base_start": "2022-01-01", "base_end": "2022-12-31"}
    claim |= {"id": "c", "value": 40, "low": 39.5, "high": 40.5} | nobody
    years = [figure(2022, 100, **nobody), figure(2023, 110, **nobody)]
    make_data(observations=years, claims=[claim | {"qualifier": "exact"}])
    [row] = growth_study("turnover").claims.to_dict("records")
    assert row["recorded_pct"] == pytest.approx(10)
    assert pd.isna(row["agrees"])
