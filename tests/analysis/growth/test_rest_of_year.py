"""The rest of a year: against the shipped record, an inverse, and what has none."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kzaz_analysis as kz
from kzaz_analysis.analysis.growth.rest_of_year import rest_of_year, rests_of_years
from kzaz_analysis.errors import NotComputable


def years(values, half=0.05, books="KAZ"):
    frame = pd.DataFrame({"year": list(values), "value": list(values.values())})
    value = frame["value"]
    return frame.assign(low=value - half, high=value + half, books=books)


def parts(values, months=7, half=0.05, books="KAZ"):
    frame = years(values, half, books).rename(columns={"year": "period_start"})
    start = pd.to_datetime(frame["period_start"].astype(str) + "-01-01")
    return frame.assign(period_start=start, months=months)


def test_the_shipped_turnover_of_2025_fell_after_july():
    record = kz.series("trade_turnover", rule="kaz_only")
    rest = rest_of_year(record.annual, record.partial, year=2025)
    assert rest.months == 7
    assert rest.value == pytest.approx(470.5682 - 331.7)
    assert rest.growth_pct == pytest.approx(-36.1, abs=0.05)
    assert rest.part_growth_pct == pytest.approx(4.8, abs=0.05)
    assert any("stage" in note for note in rest.notes)


@given(part=st.floats(1, 1e6), rest=st.floats(1, 1e6), rate=st.floats(-90, 300))
def test_part_and_rest_make_the_year(part, rest, rate):
    grown = rest * (1 + rate / 100)
    annual = years({2023: part + rest, 2024: part + grown})
    implied = rest_of_year(annual, parts({2023: part, 2024: part}))
    assert implied.value == pytest.approx(grown, rel=1e-6, abs=1e-5)
    assert implied.interval.contains(implied.value)
    assert implied.interval.width == pytest.approx(0.2, rel=1e-6)
    assert implied.growth_interval_pct.low <= implied.growth_pct
    assert implied.growth_pct <= implied.growth_interval_pct.high


def test_without_the_year_before_there_is_a_rest_and_no_growth():
    rest = rest_of_year(years({2024: 534}), parts({2024: 316}))
    assert (rest.value, rest.value_before, rest.growth_pct) == (218, None, None)
    assert rest.summary()["measure"].iloc[0] == "rest of 2024 after 7 months"


def test_a_part_above_the_whole_is_said_to_be():
    rest = rest_of_year(years({2024: 300}), parts({2024: 316}))
    assert rest.part_is_above_whole
    assert rest.growth_pct is None


def test_other_books_and_bounds_imply_nothing():
    annual = years({2024: 534})
    with pytest.raises(NotComputable, match="no reporter gives both any year"):
        rest_of_year(annual, parts({2024: 316}, books="AZE"))
    bound = parts({2024: 316}).assign(qualifier="over", high=float("inf"))
    assert rests_of_years(annual, bound) == []
    with pytest.raises(NotComputable, match="2023 and the first 7 months"):
        rest_of_year(annual, parts({2024: 316}), year=2023, months=7)
