"""Growth in all its ways: year on year, same months, compound, trend, implied."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from kzaz_analysis.analysis.growth.annual import check_annual
from kzaz_analysis.analysis.growth.compound import compound_growth
from kzaz_analysis.analysis.growth.rates import (
    compound_growth_pct,
    doubling_time_years,
    exponential_growth_pct,
    growth_pct,
    implied_base,
    implied_base_of_multiple,
)
from kzaz_analysis.analysis.growth.trend import LeastSquaresGrowth, least_squares_growth
from kzaz_analysis.analysis.growth.year_on_year import (
    PUBLISHED_RANGE,
    annual_growth,
    same_period_growth,
)
from kzaz_analysis.analysis.intervals import Interval, rounding_interval
from kzaz_analysis.errors import DataError, NotComputable, UsageError

unhurried = settings(deadline=None)
"""Time is no measure of right, least of all on a busy machine."""

NAN = math.nan
TONNES = [759, 783, 586, 1485, 2764, 4484, 4119]
FREIGHT = dict(enumerate(TONNES, 2019))
"""Corridor freight, thousand tonnes, as the Kazakh ministry of transport gives it."""

framed = settings(deadline=None, max_examples=40)
levels = st.floats(1e-3, 1e9)
series = st.dictionaries(st.integers(1990, 2030), levels, min_size=3, max_size=20)


def frame(values, segments=None, half_width=0.0):
    values = dict(sorted(values.items()))
    known = np.array(list(values.values()), dtype=float)
    return pd.DataFrame(
        {
            "year": list(values),
            "value": known,
            "low": known - half_width,
            "high": known + half_width,
            "segment": segments or 0,
        }
    )


# Year on year


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({2020: 50, 2021: 60}, [NAN, 20.0], id="rise"),
        pytest.param({2020: 50, 2021: 0}, [NAN, -100.0], id="fall to nothing"),
        pytest.param({2020: 0, 2021: 60}, [NAN, NAN], id="from nothing"),
        pytest.param({2020: 50, 2022: 60}, [NAN, NAN], id="gap is not bridged"),
        pytest.param({2020: 50}, [NAN], id="a single year has no rate"),
        pytest.param({}, [], id="no year, no row"),
    ],
)
def test_annual_growth(make_annual, values, expected):
    growth = annual_growth(make_annual(values))
    assert growth["growth_pct"].to_list() == pytest.approx(expected, nan_ok=True)
    assert growth["year"].to_list() == list(values)


def test_freight_rose_86_and_62_percent_and_then_fell_by_8():
    growth = annual_growth(frame(FREIGHT, half_width=0.5)).set_index("year")
    rates = growth["growth_pct"].round(1)
    assert rates.loc[[2023, 2024, 2025]].to_list() == [86.1, 62.2, -8.1]
    row = growth.loc[2023]
    assert row["low_pct"] == pytest.approx(100 * (2763.5 / 1485.5 - 1))
    assert row["high_pct"] == pytest.approx(100 * (2764.5 / 1484.5 - 1))


@pytest.mark.parametrize(
    ("values", "segments", "expected"),
    [
        pytest.param({2016: 5}, None, ["no figure for 2015"], id="the year before"),
        pytest.param(
            {2018: 5, 2019: 6},
            [0, 1],
            ["no figure for 2017", "change of reporter"],
            id="two sources",
        ),
        pytest.param(
            {2018: 0, 2019: 6},
            None,
            ["no figure for 2017", "non-positive base"],
            id="from zero",
        ),
        pytest.param(
            {2018: 5, 2020: 6},
            [0, 1],
            ["no figure for 2017", "no figure for 2019"],
            id="a gap goes before a change of reporter",
        ),
        pytest.param(
            {2018: 5, 2019: 6}, None, ["no figure for 2017", ""], id="none needed"
        ),
    ],
)
def test_a_missing_rate_says_why(make_annual, values, segments, expected):
    growth = annual_growth(make_annual(values, segments=segments))
    assert growth["reason"].to_list() == expected
    assert growth["growth_pct"].isna().to_list() == [bool(r) for r in expected]
    assert growth["base_year"].to_list() == [year - 1 for year in values]


def test_open_figures_leave_growth_open(make_annual):
    annual = make_annual({2020: 1, 2021: 1}).assign(high=[math.inf, math.inf])
    row = annual_growth(annual).iloc[1]
    assert (row["low_pct"], row["high_pct"]) == (-100.0, math.inf)


@pytest.mark.parametrize("year", [2020, 2021])
def test_no_rate_leads_from_or_to_a_published_range(make_annual, year):
    annual = make_annual({2020: 13, 2021: 15})
    at = annual["year"] == year
    annual = annual.assign(
        low=annual["low"].mask(at, annual["value"]), high=annual["high"].mask(at, 17.0)
    )
    last = annual_growth(annual).iloc[-1]
    assert last["reason"] == PUBLISHED_RANGE
    assert math.isnan(last["growth_pct"])
    with pytest.raises(NotComputable, match=f"{year} is a range"):
        compound_growth(annual)


@pytest.mark.parametrize("ends", [([1, 1], [math.inf, 1.5]), ([0.8, 1], [1, 1])])
def test_compound_growth_refuses_a_bound(make_annual, ends):
    low, high = ends
    annual = make_annual({2020: 1, 2021: 1}).assign(low=low, high=high)
    with pytest.raises(NotComputable, match="2020 is a bound"):
        compound_growth(annual)


def test_a_rate_from_a_hedged_figure_is_marked(make_annual):
    annual = make_annual({2020: 1, 2021: 2, 2022: 3, 2023: 4})
    annual["qualifier"] = ["exact", "exact", "approx", "exact"]
    hedged = annual_growth(annual)["is_hedged"].to_list()
    assert hedged == [False, False, True, True]


@framed
@given(values=series)
def test_annual_growth_agrees_with_its_naive_twin(values):
    growth = annual_growth(frame(values)).set_index("year")["growth_pct"]
    for year, rate in growth.items():
        if year - 1 in values:
            assert rate == pytest.approx(100 * (values[year] / values[year - 1] - 1))
        else:
            assert math.isnan(rate)


@framed
@given(values=series, factor=st.floats(1e-3, 1e3))
def test_rates_ignore_the_unit(values, factor):
    scaled = {year: value * factor for year, value in values.items()}
    one, other = (annual_growth(frame(v))["growth_pct"] for v in (values, scaled))
    assert other.to_list() == pytest.approx(
        one.to_list(), nan_ok=True, rel=1e-6, abs=1e-6
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"year": [2020, 2020]}, "rise", id="repeated year"),
        pytest.param({"year": [2021, 2020]}, "rise", id="years out of order"),
        pytest.param({"value": [1.0, NAN]}, "missing", id="missing value"),
        pytest.param({"high": [0.5, 9.0]}, "outside", id="value above its bound"),
        pytest.param({"segment": [1, 0]}, "segments", id="segment falls"),
    ],
)
def test_what_is_no_annual_frame_is_refused(make_annual, change, message):
    annual = make_annual({2020: 1, 2021: 2}).assign(**change)
    with pytest.raises(DataError, match=message):
        annual_growth(annual)


def test_a_missing_column_is_named(make_annual):
    with pytest.raises(DataError, match="here without value"):
        check_annual(make_annual({2020: 1}).drop(columns="value"))


def test_year_and_value_are_enough(make_annual):
    whole = make_annual({2020: 1, 2021: 2})
    bare = check_annual(whole[["year", "value"]])
    assert (bare["low"] == bare["value"]).all()
    assert (bare["high"] == bare["value"]).all()
    assert (bare["segment"] == 0).all()


def test_input_is_left_alone(make_annual):
    annual = make_annual(FREIGHT)
    before = annual.copy()
    annual_growth(annual)
    pd.testing.assert_frame_equal(annual, before)


# Same months


def partial(*rows):
    columns = ["period_start", "period_end", "value", "books"]
    made = pd.DataFrame(rows, columns=columns)
    start, end = (
        pd.to_datetime(made["period_start"]),
        pd.to_datetime(made["period_end"]),
    )
    months = (end.dt.month - start.dt.month + 1).astype("Int64")
    return made.assign(
        period_start=start,
        period_end=end,
        months=months,
        year=start.dt.year,
        value=made["value"].astype(float),
        low=made["value"] - 0.05,
        high=made["value"] + 0.05,
    )


JANUARY_TO_MAY = [
    ("2022-01-01", "2022-05-31", 162.5, "KAZ"),
    ("2023-01-01", "2023-05-31", 243.6, "KAZ"),
]


def test_turnover_of_five_months_rose_by_half():
    growth = same_period_growth(partial(*JANUARY_TO_MAY)).iloc[1]
    assert round(growth["growth_pct"], 1) == 49.9
    assert growth["low_pct"] == pytest.approx(100 * (243.55 / 162.55 - 1))
    assert growth["high_pct"] == pytest.approx(100 * (243.65 / 162.45 - 1))
    assert growth["base_end"] == pd.Timestamp("2022-05-31")
    assert rounding_interval(50, 2, "approx").contains(growth["growth_pct"])


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        pytest.param(
            [("2023-01-01", "2023-05-31", 1, "KAZ")],
            "no figure for 2022-01-01 to 2022-05-31",
            id="nothing to compare",
        ),
        pytest.param(
            [
                ("2022-01-01", "2022-04-30", 1, "KAZ"),
                ("2023-01-01", "2023-05-31", 1, "KAZ"),
            ],
            "no figure for 2022-01-01 to 2022-05-31",
            id="another length is no base",
        ),
        pytest.param(
            [
                ("2023-01-01", "2023-04-30", 184.9, "KAZ"),
                ("2024-01-01", "2024-04-30", 87.3, "AZE"),
            ],
            "change of reporter",
            id="another side is no base",
        ),
        pytest.param(
            [
                ("2022-01-01", "2022-05-31", 0, "KAZ"),
                ("2023-01-01", "2023-05-31", 1, "KAZ"),
            ],
            "non-positive base",
            id="from nothing",
        ),
    ],
)
def test_same_months_are_compared_with_nothing_else(rows, reason):
    growth = same_period_growth(partial(*rows)).iloc[-1]
    assert growth["reason"] == reason
    assert math.isnan(growth["growth_pct"])


@pytest.mark.parametrize(
    ("now", "before"),
    [
        pytest.param("2024-02-29", "2023-02-28", id="to a common year"),
        pytest.param("2025-02-28", "2024-02-29", id="to a leap year"),
    ],
)
def test_february_ends_where_it_ends(now, before):
    rows = [(f"{d[:4]}-01-01", d, v, "KAZ") for d, v in ((before, 10), (now, 11))]
    growth = same_period_growth(partial(*rows))
    assert growth["growth_pct"].iloc[1] == pytest.approx(10.0)


def test_both_books_keep_their_own_base():
    rows = [
        ("2023-01-01", "2023-04-30", 184, "KAZ"),
        ("2023-01-01", "2023-04-30", 168, "AZE"),
        ("2024-01-01", "2024-04-30", 184.92, "KAZ"),
        ("2024-01-01", "2024-04-30", 87.36, "AZE"),
    ]
    growth = same_period_growth(partial(*rows))
    assert growth["growth_pct"].round(1).to_list()[2:] == [0.5, -48.0]


def test_a_full_year_is_no_part_of_a_year():
    with pytest.raises(DataError, match="full year"):
        same_period_growth(partial(("2023-01-01", "2023-12-31", 1, "KAZ")))


def test_a_repeated_period_is_refused():
    with pytest.raises(DataError, match="twice"):
        same_period_growth(partial(JANUARY_TO_MAY[0], JANUARY_TO_MAY[0]))


def test_no_partial_rows_give_no_growth():
    assert same_period_growth(partial(*JANUARY_TO_MAY).iloc[:0]).empty


# Compound and continuous rates


def test_freight_grew_by_42_7_percent_a_year_from_2019_to_2024():
    growth = compound_growth(frame(FREIGHT, half_width=0.5), 2019, 2024)
    assert growth.rate_pct == pytest.approx(100 * ((4484 / 759) ** 0.2 - 1))
    assert round(growth.rate_pct, 1) == 42.7
    assert growth.interval_pct.contains(growth.rate_pct)
    assert (growth.years, growth.observed_years) == (5, 6)
    assert round(growth.multiple, 1) == 5.9


@unhurried
@given(first=levels, rate=st.floats(-50, 100), years=st.integers(1, 30))
def test_compound_growth_undoes_compounding(first, rate, years):
    last = first * (1 + rate / 100) ** years
    # Thirty roots of thirty products lose no more than this.
    assert math.isclose(compound_growth_pct(first, last, years), rate, abs_tol=1e-6)


@unhurried
@given(first=levels, last=levels)
def test_over_one_year_compound_growth_is_annual_growth(first, last):
    expected = growth_pct(first, last)
    assert compound_growth_pct(first, last, 1) == pytest.approx(expected)


@unhurried
@given(first=levels, last=levels, years=st.integers(1, 30))
def test_the_continuous_rate_compounds_to_the_same(first, last, years):
    continuous = exponential_growth_pct(first, last, years)
    compound = compound_growth_pct(first, last, years)
    assert 100 * math.expm1(continuous / 100) == pytest.approx(
        compound, rel=1e-9, abs=1e-9
    )
    assert continuous <= compound + 1e-9


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (compound_growth_pct, (0, 1, 1)),
        (compound_growth_pct, (1, -1, 1)),
        (compound_growth_pct, (1, 1, 0)),
        (exponential_growth_pct, (1, 0, 1)),
        (growth_pct, (0, 1)),
        (growth_pct, (NAN, 1)),
    ],
)
def test_no_rate_where_none_exists(function, arguments):
    with pytest.raises(NotComputable):
        function(*arguments)


@pytest.mark.parametrize(
    ("window", "message"),
    [
        pytest.param((2015, 2020), "2015", id="first year missing"),
        pytest.param((2018, 2021), "2021", id="last year missing"),
        pytest.param((2018, 2020), "source changes", id="two sources"),
        pytest.param((2018, 2018), "at least one year", id="one year is no window"),
    ],
)
def test_compound_growth_refuses(make_annual, window, message):
    values = {2014: 1, 2018: 2, 2019: 3, 2020: 4}
    with pytest.raises(NotComputable, match=message):
        compound_growth(make_annual(values, segments=[0, 0, 0, 1]), *window)


def test_an_empty_series_has_no_compound_growth(make_annual):
    with pytest.raises(NotComputable, match="no annual figure"):
        compound_growth(make_annual({}))


def test_crossing_books_is_asked_for_and_said(make_annual):
    annual = make_annual({2018: 2, 2019: 3, 2020: 4}, segments=[0, 1, 1])
    growth = compound_growth(annual, across_breaks=True)
    assert growth.breaks == (2019,)
    assert "source changes in 2019" in growth.notes[1]
    assert compound_growth(annual, 2019, 2020).breaks == ()


def test_a_series_that_ends_at_zero_still_shows_itself(make_annual):
    growth = compound_growth(make_annual({2015: 5, 2016: 0}))
    assert growth.rate_pct == -100.0
    assert growth.exponential_pct is None
    assert "-100" in growth._repr_html_()


# The trend


def reference(values):
    years = np.array(list(values), dtype=float)
    return sm.OLS(np.log(list(values.values())), sm.add_constant(years))


@pytest.mark.parametrize("confidence", [80.0, 95.0])
def test_trend_agrees_with_statsmodels(confidence):
    trend = least_squares_growth(frame(FREIGHT), confidence_pct=confidence)
    fit = reference(FREIGHT).fit()
    slope, se = fit.params[1], fit.bse[1]
    low, high = fit.conf_int(alpha=1 - confidence / 100)[1]
    assert trend.rate_pct == pytest.approx(100 * np.expm1(slope))
    assert trend.se_pct == pytest.approx(100 * np.exp(slope) * se)
    assert trend.low == pytest.approx(100 * np.expm1(low))
    assert trend.high == pytest.approx(100 * np.expm1(high))
    assert trend.r2 == pytest.approx(fit.rsquared)
    assert trend.n == 7


@pytest.mark.parametrize("lags", [0, 1, 3])
def test_hac_errors_agree_with_statsmodels(lags):
    trend = least_squares_growth(frame(FREIGHT), hac_lags=lags)
    options = {"maxlags": lags, "use_correction": True}
    fit = reference(FREIGHT).fit(cov_type="HAC", cov_kwds=options, use_t=True)
    assert trend.se_pct == pytest.approx(100 * np.exp(fit.params[1]) * fit.bse[1])
    assert trend.low == pytest.approx(100 * np.expm1(fit.conf_int()[1][0]))


@framed
@given(first=levels, rate=st.floats(-50, 100), years=st.integers(3, 30))
def test_steady_growth_is_its_own_trend(first, rate, years):
    values = {2000 + t: first * (1 + rate / 100) ** t for t in range(years)}
    trend = least_squares_growth(frame(values))
    assert trend.rate_pct == pytest.approx(rate, abs=1e-6)
    assert trend.se_pct == pytest.approx(0, abs=1e-6)


@framed
@given(values=series, factor=st.floats(1e-3, 1e3))
def test_trend_ignores_the_unit(values, factor):
    if 2 * len(values) < max(values) - min(values) + 1:
        return
    scaled = {year: value * factor for year, value in values.items()}
    one, other = (least_squares_growth(frame(v)) for v in (values, scaled))
    assert other.rate_pct == pytest.approx(one.rate_pct, rel=1e-6, abs=1e-6)


def test_gaps_keep_their_length_in_the_trend(make_annual):
    trend = least_squares_growth(make_annual({2000: 1, 2001: 2, 2003: 8, 2004: 16}))
    assert trend.rate_pct == pytest.approx(100.0)


def test_a_flat_series_has_no_variance_to_explain(make_annual):
    trend = least_squares_growth(make_annual({2000: 3.3, 2001: 3.3, 2002: 3.3}))
    assert trend.rate_pct == pytest.approx(0.0)
    assert trend.r2 is None


@pytest.mark.parametrize(
    ("values", "options", "message"),
    [
        pytest.param({2000: 1, 2001: 2, 2006: 3}, {}, "at least half", id="gaps"),
        pytest.param({2000: 1, 2001: 2}, {}, "three figures", id="two years"),
        pytest.param({2000: 1, 2001: 0, 2002: 2}, {}, "2001", id="a zero"),
        pytest.param(
            {2000: 1, 2001: 3, 2002: 2}, {"hac_lags": 3}, "lags", id="too many lags"
        ),
        pytest.param(
            {2000: 1, 2001: 3, 2002: 2}, {"confidence_pct": 100}, "%", id="certainty"
        ),
        pytest.param({2000: 1, 2001: 3}, {"start": 1999}, "1999", id="end missing"),
    ],
)
def test_trend_refuses(make_annual, values, options, message):
    with pytest.raises(NotComputable, match=message):
        least_squares_growth(make_annual(values), **options)


def test_exactly_half_the_years_are_enough(make_annual):
    assert least_squares_growth(make_annual({2000: 1, 2001: 2, 2005: 3})).n == 3


def test_a_trend_across_books_is_asked_for_and_said(make_annual):
    annual = make_annual({2000: 1, 2001: 2, 2002: 5}, segments=[0, 0, 1])
    with pytest.raises(NotComputable, match="source changes"):
        least_squares_growth(annual)
    trend = least_squares_growth(annual, across_breaks=True)
    assert "source changes in 2002" in trend.notes[-1]
    assert trend.interval_pct.contains(trend.rate_pct)


def test_a_trend_object_is_valid():
    with pytest.raises(NotComputable, match="no trend"):
        LeastSquaresGrowth(2000, 2001, 5.0, 1.0, 4.0, 6.0, 95.0, 2, None)


# What claims imply


def test_forty_percent_to_461_9_starts_from_329_9():
    level, growth = rounding_interval(461.9, 4), rounding_interval(40, 2)
    point = implied_base(Interval.point(461.9), Interval.point(40)).low
    assert round(point, 1) == 329.9
    base = implied_base(level, growth)
    assert (base.low, base.high) == pytest.approx((461.85 / 1.405, 461.95 / 1.395))


def test_the_other_level_of_the_same_visit_implies_357_and_does_not_meet():
    growth = rounding_interval(40, 2)
    assert implied_base(Interval.point(500), Interval.point(40)).low == pytest.approx(
        357.142857
    )
    exact = implied_base(rounding_interval(461.9, 4), growth)
    assert not exact.meets(implied_base(rounding_interval(500, 3), growth))
    assert exact.meets(implied_base(rounding_interval(500, 1), growth))


def test_fivefold_to_529_starts_near_106():
    base = implied_base_of_multiple(rounding_interval(529, 3), Interval.point(5))
    assert base.contains(105.8)
    assert not base.contains(258.3)


@unhurried
@given(level=levels, growth=st.floats(-90, 500))
def test_growth_undoes_the_implied_base(level, growth):
    rate = Interval.point(growth)
    back = implied_base(Interval.point(level), rate) * (1 + growth / 100)
    assert back.low == pytest.approx(level)


@pytest.mark.parametrize(
    ("function", "second"),
    [(implied_base, Interval(-100, 0)), (implied_base_of_multiple, Interval(0, 1))],
)
def test_no_base_for_an_impossible_claim(function, second):
    with pytest.raises(NotComputable, match="no base"):
        function(Interval(1, 2), second)


@unhurried
@given(rate=st.floats(0.01, 500))
def test_after_the_doubling_time_a_figure_has_doubled(rate):
    assert (1 + rate / 100) ** doubling_time_years(rate) == pytest.approx(2)


@pytest.mark.parametrize("rate", [0.0, -8.1, NAN])
def test_what_does_not_grow_never_doubles(rate):
    with pytest.raises(NotComputable, match="never doubles"):
        doubling_time_years(rate)


@pytest.mark.parametrize("make", [compound_growth, least_squares_growth])
def test_results_show_numbers_units_and_notes(make):
    result = make(frame(FREIGHT))
    summary = result.summary()
    assert summary.columns.to_list() == ["measure", "value", "low", "high", "unit"]
    html = result._repr_html_()
    assert "years with a figure" in html
    assert "7 of 7 years" in html
    assert result == make(frame(FREIGHT))
    assert result._repr_html_() == make(frame(FREIGHT))._repr_html_()


def test_a_refusal_is_for_readers_and_its_hint_for_programmers(make_annual):
    annual = make_annual({2015: 10.0, 2016: 11.0, 2017: 12.0, 2018: 13.0})
    annual["segment"] = [0, 0, 1, 1]
    with pytest.raises(NotComputable) as refused:
        compound_growth(annual)
    assert "=" not in str(refused.value)
    assert "across_breaks=True" in refused.value.__notes__[0]


@pytest.mark.parametrize("wrong", [("1", 2, 3), (1, pd.DataFrame(), 3), (1, 2, None)])
def test_what_is_no_number_is_named(wrong):
    with pytest.raises(UsageError, match="is not a number; yearly growth of a frame"):
        compound_growth_pct(*wrong)
