"""Break tests: right where they can be made, refused where they cannot."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from kzaz_analysis.analysis.growth.breaks import BreakTest, chow_test, sup_f_test
from kzaz_analysis.analysis.growth.chow import f_statistics, smallest_shift_pct
from kzaz_analysis.errors import NotComputable

# Logs of an invented series: noise of a tenth around a trend of five percent.
NOISE = [0.05, -0.12, 0.09, 0.02, -0.08, 0.11, -0.04, 0.07, -0.1, 0.03, 0.08, -0.09]
YEARS = range(2000, 2012)


def steady(make_annual, jump=0.0, since=2006):
    return make_annual(
        {
            year: np.exp(0.05 * t + noise + jump * (year >= since))
            for t, (year, noise) in enumerate(zip(YEARS, NOISE, strict=True))
        }
    )


def by_dummies(annual, year):
    """The same F from one regression with dummies, by statsmodels."""
    late = (annual["year"] >= year).to_numpy(dtype=float)
    t = annual["year"].to_numpy(dtype=float)
    regressors = np.column_stack([np.ones_like(t), t - 2005, late, late * (t - 2005)])
    fit = sm.OLS(np.log(annual["value"].to_numpy()), regressors).fit()
    return fit.f_test(np.eye(4)[2:])


@pytest.mark.parametrize("year", [2004, 2006, 2008])
@pytest.mark.parametrize("jump", [0.0, 0.7])
def test_chow_agrees_with_dummies_in_statsmodels(make_annual, year, jump):
    annual = steady(make_annual, jump)
    test, expected = chow_test(annual, year), by_dummies(annual, year)
    assert test.statistic == pytest.approx(float(expected.fvalue))
    assert test.p_value == pytest.approx(float(expected.pvalue))
    assert (test.n_before, test.n_after) == (year - 2000, 2012 - year)


def test_a_jump_is_found_and_its_absence_is_not(make_annual):
    assert chow_test(steady(make_annual, jump=1.0), 2006).rejects()
    assert not chow_test(steady(make_annual), 2006).rejects()


def test_sup_f_finds_the_year_of_a_jump(make_annual):
    test = sup_f_test(steady(make_annual, jump=1.0, since=2007), seed=1, draws=499)
    assert test.year == 2007
    assert test.rejects(1.0)


def test_sup_f_is_the_largest_chow_statistic(make_annual):
    annual = steady(make_annual)
    each = [chow_test(annual, year).statistic for year in range(2004, 2009)]
    test = sup_f_test(annual, seed=1, draws=99)
    assert test.statistic == pytest.approx(max(each))
    assert test.year == 2004 + int(np.argmax(each))


def test_a_searched_date_needs_more_proof_than_a_known_one(make_annual):
    annual = steady(make_annual, jump=0.4)
    searched = sup_f_test(annual, seed=3, draws=999)
    assert searched.p_value > chow_test(annual, searched.year).p_value


def test_sup_f_rejects_a_true_trend_as_often_as_it_says():
    years, draws = np.arange(2000.0, 2012.0), 400
    errors = np.random.default_rng(5).standard_normal((draws, 12))
    splits = list(range(4, 9))
    largest = f_statistics(years, errors, splits).max(axis=1)
    again = np.random.default_rng(6).standard_normal((1999, 12))
    critical = np.quantile(f_statistics(years, again, splits).max(axis=1), 0.95)
    # 400 draws at five percent: two standard errors are two points.
    assert (largest > critical).mean() == pytest.approx(0.05, abs=0.022)


def test_level_slope_and_unit_do_not_matter(make_annual):
    annual = steady(make_annual, jump=0.3)
    growth = np.exp(0.2 * (annual["year"] - 2000)) * 1e6
    values = {c: annual[c] * growth for c in ("value", "low", "high")}
    one, other = (
        sup_f_test(a, seed=1, draws=199) for a in (annual, annual.assign(**values))
    )
    assert other.statistic == pytest.approx(one.statistic)
    assert other.p_value == one.p_value


def test_equal_seeds_give_equal_tests(make_annual):
    annual = steady(make_annual)
    assert sup_f_test(annual, seed=7) == sup_f_test(annual, seed=7)


def test_the_smallest_jump_is_found_four_times_out_of_five():
    years = np.arange(2000.0, 2012.0)
    late = (years >= 2006).astype(float)
    trend = np.column_stack([np.ones(12), years - 2005.5])
    sides = np.hstack([trend * (1 - late[:, None]), trend * late[:, None]])
    errors = np.random.default_rng(11).standard_normal((4000, 12))
    # Logs whose error around both trends is exactly one tenth.
    residuals = NOISE - sides @ np.linalg.lstsq(sides, np.array(NOISE), rcond=None)[0]
    logs = residuals * 0.1 / np.sqrt((residuals @ residuals) / 8)
    jump = np.log1p(smallest_shift_pct(years, logs, 6) / 100)
    found = f_statistics(years, 0.1 * errors + jump * late, [6])[:, 0]
    # 4000 draws: two standard errors are 1.3 points.
    assert (found > stats.f.ppf(0.95, 2, 8)).mean() == pytest.approx(0.8, abs=0.015)


def test_low_power_is_said_in_plain_words(make_annual):
    test = chow_test(steady(make_annual), 2006)
    assert "Low power: with 12 figures" in test.notes[1]
    assert f"{test.smallest_shift_pct:.0f} %" in test._repr_html_()
    assert "break in 2006" in test.summary()["measure"].iloc[1]


@pytest.mark.parametrize(
    ("values", "year", "reason"),
    [
        pytest.param(range(1, 8), 2004, "3 from then on", id="side too short"),
        pytest.param(range(1, 12), 1990, "0 figures before", id="date outside"),
        pytest.param([1, 2, 0, 4, 5, 6, 7, 8], 2004, "logarithm", id="a zero"),
        pytest.param([2**t for t in range(10)], 2005, "no error", id="no error"),
        pytest.param([], 2005, "no annual figure", id="nothing"),
    ],
)
def test_chow_is_refused_with_a_reason(make_annual, values, year, reason):
    test = chow_test(make_annual(dict(enumerate(values, 2000))), year)
    assert reason in test.refused
    assert test.p_value is None
    assert not test.rejects()
    assert test.notes[0].startswith("No Chow test")
    assert len(test.summary()) == 1


def test_sup_f_is_refused_for_a_short_series(make_annual):
    test = sup_f_test(make_annual(dict(enumerate([1, 3, 2, 4, 6, 5, 8], 2000))), seed=1)
    assert "each side needs 4" in test.refused
    assert test.year is None


def test_a_change_of_books_is_no_break_in_growth(make_annual):
    annual = steady(make_annual).assign(segment=[0] * 6 + [1] * 6)
    assert "source changes" in chow_test(annual, 2006).refused
    assert "source changes" in sup_f_test(annual, seed=1).refused
    assert not chow_test(annual, 2006, across_breaks=True).refused


def test_a_missing_end_is_a_reason_too(make_annual):
    assert "1999" in chow_test(steady(make_annual), 2006, start=1999).refused


@pytest.mark.parametrize("fields", [{}, {"refused": "no", "p_value": 0.5}])
def test_half_a_result_is_none(fields):
    with pytest.raises(NotComputable, match="break test"):
        BreakTest("Chow", n=3, **fields)
