"""Prices of one year: deflated, never filled."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzaz_analysis.analysis.growth.deflate import real_series
from kzaz_analysis.analysis.growth.year_on_year import annual_growth
from kzaz_analysis.errors import DataError, NotComputable

PRICES = pd.DataFrame({"year": [2018, 2019, 2020], "value": [100.0, 110.0, 121.0]})


def frame(values, half_width=0.0):
    value = pd.Series(list(values.values()), dtype=float)
    return pd.DataFrame(
        {
            "year": list(values),
            "value": value,
            "low": value - half_width,
            "high": value + half_width,
            "segment": 0,
        }
    )


def test_prices_of_the_base_year_are_kept_and_others_deflated():
    real = real_series(frame({2018: 50, 2020: 60.5}, 1.21), PRICES, 2020, "deflator")
    assert real.annual["value"].to_list() == pytest.approx([60.5, 60.5])
    assert real.annual["low"].to_list() == pytest.approx([50 * 1.21 - 1.4641, 59.29])
    assert real.annual["high"].to_list() == pytest.approx([50 * 1.21 + 1.4641, 61.71])


def test_growth_at_the_pace_of_prices_is_no_real_growth():
    nominal = frame({2018: 50, 2019: 55, 2020: 60.5})
    growth = annual_growth(real_series(nominal, PRICES, 2019, "deflator").annual)
    assert growth["growth_pct"].iloc[1:].to_list() == pytest.approx([0, 0], abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(
    values=st.lists(st.floats(1, 1e6), min_size=3, max_size=3),
    prices=st.lists(st.floats(1, 1e3), min_size=3, max_size=3),
)
def test_real_growth_ignores_base_year_and_scale_of_the_index(values, prices):
    nominal = frame(dict(zip([2018, 2019, 2020], values, strict=True)))
    index = PRICES.assign(value=prices)
    scaled = index.assign(value=7 * index["value"])
    rates = [
        annual_growth(real_series(nominal, deflator, base, "index").annual)
        for deflator, base in ((index, 2018), (index, 2020), (scaled, 2018))
    ]
    one, *others = [growth["growth_pct"].to_list()[1:] for growth in rates]
    for other in others:
        assert other == pytest.approx(one, rel=1e-9, abs=1e-6)
    naive = values[1] / values[0] / (prices[1] / prices[0])
    assert one[0] == pytest.approx(100 * (naive - 1), rel=1e-9, abs=1e-6)


def test_years_without_a_deflator_are_left_out_and_listed():
    real = real_series(frame({2016: 1, 2018: 2, 2021: 3}), PRICES, 2020, "deflator")
    assert real.annual["year"].to_list() == [2018]
    assert real.left_out == (2016, 2021)
    assert "2016, 2021" in real.notes[1]
    assert "2020 prices" in real._repr_html_()


def test_a_left_out_year_is_a_gap_for_growth():
    prices = PRICES[PRICES["year"] != 2019]
    real = real_series(frame({2018: 1, 2019: 2, 2020: 3}), prices, 2018, "deflator")
    assert annual_growth(real.annual)["reason"].iloc[1] == "no figure for 2019"


def test_other_columns_and_the_input_stay_as_they_are():
    nominal = frame({2018: 1, 2019: 2}).assign(books="KAZ")
    before = nominal.copy()
    real = real_series(nominal, PRICES, 2018, "deflator")
    assert real.annual["books"].to_list() == ["KAZ", "KAZ"]
    pd.testing.assert_frame_equal(nominal, before)


@pytest.mark.parametrize(
    ("prices", "base_year", "error", "message"),
    [
        pytest.param(PRICES, 2017, NotComputable, "base year 2017", id="no base"),
        pytest.param(
            PRICES.assign(year=2018), 2018, DataError, "one positive", id="2018"
        ),
        pytest.param(PRICES.assign(value=0.0), 2018, DataError, "one positive", id="0"),
    ],
)
def test_real_series_refuses(prices, base_year, error, message):
    with pytest.raises(error, match=message):
        real_series(frame({2018: 1}), prices, base_year, "deflator")


def test_a_deflator_that_covers_nothing_is_refused():
    with pytest.raises(NotComputable, match="covers no year"):
        real_series(frame({2001: 1}), PRICES, 2018, "deflator")
