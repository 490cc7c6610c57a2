"""Conversions with a factor, its name and its source."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kzaz_analysis as kz
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.units import convert, ratios, ratios_to


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        (4.484, "million_tonnes", "thousand_tonnes", 4484.0),
        (529.4, "million_USD", "USD", 529_400_000.0),
        (1.0, "USD", "USD", 1.0),
    ],
)
def test_scale_of_one_dimension(make_data, value, unit, to, expected):
    make_data()
    assert convert(value, unit, to).value == expected


def test_barrels_need_their_factor_by_name(make_data):
    make_data()
    with pytest.raises(UsageError, match="name a factor: barrels_per_tonne"):
        convert(1.5, "million_tonnes", "barrels")
    there = convert(1.5, "million_tonnes", "barrels", factor="barrels_per_tonne")
    assert (there.value, there.source) == (11_250_000.0, "paper-2024")
    back = convert(there.value, "barrels", "million_tonnes", factor="barrels_per_tonne")
    assert back.value == pytest.approx(1.5)
    assert "barrels_per_tonne = 7.5" in repr(there)


def test_dimensions_that_nothing_joins_are_named(make_data):
    make_data()
    with pytest.raises(UsageError, match="money USD by itself; name a factor: none"):
        convert(2, "million_tonnes", "USD")


def test_exchange_rates_need_their_year(make_data):
    make_data()
    assert convert(1000, "USD", "EUR", factor="rate", year=2025).value == 800.0
    with pytest.raises(UsageError, match="needs a year= from 2024 to 2025"):
        convert(1000, "USD", "EUR", factor="rate")


def test_unknown_names_are_answered_with_near_ones(make_data):
    make_data()
    with pytest.raises(UsageError, match="did you mean million_USD"):
        convert(1, "milion_USD", "USD")
    with pytest.raises(UsageError, match="no factor from mass to volume"):
        convert(1, "million_tonnes", "barrels", factor="barrel")


def test_a_yearly_rate_counts_as_the_amount_of_a_year(make_data):
    make_data()
    assert ratios_to(kz.open(), "thousand_tonnes")["million_tonnes_per_year"] == 1000.0


def test_each_row_gets_its_factor_and_no_rows_are_numbers_too(make_data):
    make_data()
    units = pd.Series(["million_tonnes", "USD"], index=[7, 9], dtype="str")
    found = ratios(kz.open(), units, "thousand_tonnes")
    assert found[7] == 1000
    assert math.isnan(found[9])
    # A library that keeps strings another way refuses to multiply by them.
    assert ratios(kz.open(), units[:0], "thousand_tonnes").dtype == "float64"


@given(value=st.floats(1e-6, 1e12))
def test_there_and_back(value):
    there = convert(value, "million_tonnes", "thousand_tonnes")
    assert convert(there.value, there.unit, "million_tonnes").value == pytest.approx(
        value
    )
