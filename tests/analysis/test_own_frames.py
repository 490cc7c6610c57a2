"""Measures take an economist's own figures: a year and a value, or a period and one."""

import pandas as pd
import pytest

from kzaz_analysis.analysis.growth.annual import check_annual
from kzaz_analysis.analysis.growth.deflate import real_series
from kzaz_analysis.analysis.growth.rest_of_year import rest_of_year
from kzaz_analysis.analysis.growth.runs import last_run
from kzaz_analysis.analysis.growth.year_on_year import annual_growth, same_period_growth
from kzaz_analysis.analysis.mirror.mirror import mirror_periods
from kzaz_analysis.analysis.projection import nowcast
from kzaz_analysis.analysis.projection.project import project
from kzaz_analysis.errors import DataError, UsageError

YEARS = pd.DataFrame({"year": [2021, 2022, 2023, 2024], "value": [80.0, 90, 100, 120]})


def halves(*values):
    years = range(2025 - len(values) + 1, 2026)
    days = {"period_start": "01-01", "period_end": "06-30"}
    periods = {
        name: pd.to_datetime([f"{year}-{day}" for year in years])
        for name, day in days.items()
    }
    return pd.DataFrame({**periods, "value": values})


def test_a_deflated_series_of_ones_own():
    index = pd.DataFrame(
        {"year": [2021, 2022, 2023, 2024], "value": [100, 100, 125, 150]}
    )
    real = real_series(YEARS, index, 2021, "own index").annual
    assert real["value"].to_list() == real["low"].to_list() == [80, 90, 80, 80]


def test_a_run_of_ones_own_ends_at_a_gap():
    gap = YEARS[YEARS["year"] != 2022]
    assert last_run(gap)["year"].to_list() == [2023, 2024]


def test_the_rest_of_a_year_and_its_growth():
    rest = rest_of_year(YEARS, halves(40.0, 60.0, 50.0))
    assert (rest.year, rest.value, rest.growth_pct) == (2024, 60, 0)


def test_halves_of_ones_own_grow_and_mirror():
    first, second = halves(40.0, 50.0), halves(50.0, 100.0)
    assert same_period_growth(first)["growth_pct"].to_list()[1] == pytest.approx(25)
    assert mirror_periods(first, second, 1)["ratio"].to_list() == [1.25, 2]


def test_a_nowcast_from_ones_own_halves():
    made = nowcast(YEARS, halves(40.0, 45.0, 50.0, 60.0, 66.0), 2025)
    assert made.value == pytest.approx(132)


def test_years_read_as_decimals_are_years():
    rates = annual_growth(YEARS.astype({"year": float}))
    assert rates["reason"].to_list()[0] == "no figure for 2020"
    with pytest.raises(DataError, match=r"whole numbers: see \[2021.5"):
        annual_growth(YEARS.assign(year=YEARS["year"] + 0.5))


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        pytest.param(YEARS["value"], "and this is a Series", id="a column"),
        pytest.param(YEARS[["year"]], "here without value", id="no value"),
        pytest.param(YEARS.astype({"value": str}), "not '80.0'", id="text"),
    ],
)
def test_what_is_no_annual_frame_is_told(frame, sentence):
    with pytest.raises(DataError, match=sentence):
        check_annual(frame)


def test_a_frame_without_periods_is_told():
    for measure in (same_period_growth, lambda parts: rest_of_year(YEARS, parts)):
        with pytest.raises(DataError, match="a partial frame has .* without period_"):
            measure(YEARS)


def test_a_projection_refuses_what_its_report_refuses():
    with pytest.raises(UsageError, match=r"level: 0.8 is below 50, the least allowed"):
        project(YEARS, 2026, level=(0.8, 0.95), seed=1)
    with pytest.raises(UsageError, match="horizon_year: '2026' is not a whole number"):
        project(YEARS, "2026", seed=1)
    with pytest.raises(DataError, match="here without value"):
        project(YEARS[["year"]], 2026, seed=1)
