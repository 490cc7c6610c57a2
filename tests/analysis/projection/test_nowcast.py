"""A year known in part: by hand, against a naive twin, and refused when it must be."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.analysis.projection import nowcast
from kzaz_analysis.errors import DataError, NotComputable, UsageError
from kzaz_analysis.evidence.series import series
from kzaz_analysis.reports.projection.inputs.nowcast import nowcast_study, tries

YEARS = {2020: 100.0, 2021: 100.0, 2022: 200.0}
HALVES = {2020: 50.0, 2021: 40.0, 2022: 100.0, 2023: 66.0}


def whole(values, books="KAZ"):
    return pd.DataFrame(
        {"year": list(values), "value": list(values.values()), "books": books}
    ).astype({"value": float})


def part(values, months=6, books="KAZ", half_width=0.0, start_month=1):
    figures = np.array(list(values.values()), dtype=float)
    starts = pd.to_datetime([f"{year}-{start_month:02d}-01" for year in values])
    return pd.DataFrame(
        {
            "period_start": starts,
            "months": pd.array([months] * len(values), dtype="Int64"),
            "value": figures,
            "low": figures - half_width,
            "high": figures + half_width,
            "books": books,
        }
    )


def test_by_hand():
    found = nowcast(whole(YEARS), part(HALVES), 2023)
    assert (found.method, found.months, found.n) == ("share", 6, 3)
    assert found.value == pytest.approx(66 / (1.4 / 3))
    table = found.table.set_index("method")
    assert table.loc["carry", "estimate"] == pytest.approx(132)
    assert table.loc["combination", "estimate"] == pytest.approx(136.6329, abs=1e-4)
    errors = found.errors[found.errors["method"] == "share"]
    assert errors["forecast"].to_list() == pytest.approx([111.1111, 80, 222.2222])
    assert errors["error"].to_list() == pytest.approx(
        [0.1053605, -0.2231436, 0.1053605]
    )
    assert table.loc["share", "error"] == pytest.approx(0.1549137, abs=1e-6)
    # Student's 97.5 % quantile with two degrees of freedom is 4.302653.
    assert found.interval(95).high / found.value == pytest.approx(1.9475, abs=1e-4)
    assert found.interval(95).low * found.interval(95).high == pytest.approx(
        found.value**2
    )


def test_the_carry_method_needs_three_left_out_years_too():
    found = nowcast(whole(YEARS), part(HALVES), 2023)
    carry = found.table.set_index("method").loc["carry"]
    assert carry["n"] == 2
    assert math.isnan(carry["lo-80"])
    assert carry["reason"] == "2 years can be left out in turn; 3 are needed"


@settings(max_examples=20)
@given(
    share=st.floats(0.05, 0.95),
    years=st.lists(st.floats(1, 1e6), min_size=4, max_size=8),
    now=st.floats(1, 1e6),
)
def test_exact_when_the_share_never_changes(share, years, now):
    values = dict(enumerate(years, 2010))
    last = 2010 + len(years)
    parts = {year: share * value for year, value in (values | {last: now}).items()}
    found = nowcast(whole(values), part(parts), last)
    assert found.method == "combination"
    assert found.table["estimate"].to_numpy() == pytest.approx([now] * 3)
    assert found.errors["error"].abs().max() < 1e-9
    assert found.interval(95).width == pytest.approx(0, abs=1e-6 * now)


def simulated(seed, years=8, noise=0.25):
    """Months of made-up years: a season, a trend and noise in logs."""
    rng = np.random.default_rng(seed)
    season = 1 + 0.3 * np.sin(np.arange(12) / 2)
    trend = 100 * 1.1 ** np.arange(years)[:, None]
    return trend * season * np.exp(noise * rng.standard_normal((years, 12)))


def seen(months, known, first=2015):
    """Frames of simulated months: all years but the last whole, parts of all."""
    totals = dict(enumerate(months.sum(axis=1)[:-1], first))
    parts = dict(enumerate(months[:, :known].sum(axis=1), first))
    return whole(totals), part(parts, known), first + len(months) - 1


def twin(totals, parts, year):
    """Share and carry with their left-out years, written as one would by hand."""
    errors = {"share": [], "carry": [], "combination": []}
    for left in totals:
        others = [parts[y] / totals[y] for y in totals if y != left]
        share = parts[left] / (sum(others) / len(others))
        errors["share"].append(math.log(share / totals[left]))
        if left - 1 in totals:
            carry = totals[left - 1] * parts[left] / parts[left - 1]
            errors["carry"].append(math.log(carry / totals[left]))
            both = math.sqrt(share * carry)
            errors["combination"].append(math.log(both / totals[left]))
    mean = sum(parts[y] / totals[y] for y in totals) / len(totals)
    share = parts[year] / mean
    carry = totals[year - 1] * parts[year] / parts[year - 1]
    return {"share": share, "carry": carry, "combination": math.sqrt(share * carry)}, (
        errors
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_naive_twin_says_the_same(seed):
    annual, partial, year = seen(simulated(seed), 5)
    totals = dict(zip(annual["year"], annual["value"], strict=True))
    parts = dict(zip(partial["period_start"].dt.year, partial["value"], strict=True))
    estimates, errors = twin(totals, parts, year)
    found = nowcast(annual, partial, year)
    for name, estimate in estimates.items():
        row = found.table.set_index("method").loc[name]
        mine = found.errors["error"][found.errors["method"] == name]
        assert row["estimate"] == pytest.approx(estimate)
        assert mine.to_list() == pytest.approx(errors[name])
        size = math.sqrt(sum(e**2 for e in errors[name]) / len(errors[name]))
        assert row["error"] == pytest.approx(size)


@settings(max_examples=20)
@given(st.floats(1e-6, 1e9), st.integers(0, 50))
def test_the_unit_does_not_matter(unit, seed):
    annual, partial, year = seen(simulated(seed), 7)
    plain = nowcast(annual, partial, year)
    figures = ["value", "low", "high"]
    partial = partial.assign(**{c: partial[c] * unit for c in figures})
    other = nowcast(annual.assign(value=annual["value"] * unit), partial, year)
    assert other.value == pytest.approx(unit * plain.value)
    assert other.interval(80).high == pytest.approx(unit * plain.interval(80).high)
    assert other.errors["error"].to_list() == pytest.approx(
        plain.errors["error"].to_list(), abs=1e-9
    )


def test_the_less_of_the_year_is_known_the_wider_the_interval():
    widths = [
        np.mean(
            [
                math.log(found.interval(80).high / found.interval(80).low)
                for seed in range(8)
                for found in [nowcast(*seen(simulated(seed), known))]
            ]
        )
        for known in (11, 8, 5, 2)
    ]
    assert widths == sorted(widths)
    assert widths[-1] > 3 * widths[0]


def test_intervals_hold_what_they_promise_on_made_up_years():
    inside = []
    for seed in range(100):
        months = simulated(seed, years=7)
        found = nowcast(*seen(months, 6))
        inside.append(found.interval(80).contains(months[-1].sum()))
    # 100 tries: two standard errors of 80 % are 8 points; few errors err to the wide.
    assert 0.72 < np.mean(inside) < 0.95


def test_the_rounding_of_the_months_widens_the_interval():
    exact = nowcast(whole(YEARS), part(HALVES), 2023).interval(95)
    rough = nowcast(whole(YEARS), part(HALVES, half_width=6.6), 2023).interval(95)
    assert rough.low == pytest.approx(0.9 * exact.low)
    assert rough.high == pytest.approx(1.1 * exact.high)


def test_later_years_are_not_looked_at():
    early = nowcast(whole(YEARS), part(HALVES), 2023)
    annual = whole(YEARS | {2023: 900.0, 2024: 5.0})
    later = nowcast(annual, part(HALVES | {2024: 4.0}), 2023)
    assert later.value == early.value
    assert later.interval(95) == early.interval(95)


def test_shorter_months_with_enough_years_beat_longer_ones_without():
    long = part({2022: 150.0, 2023: 99.0}, 9)
    found = nowcast(whole(YEARS), pd.concat([part(HALVES), long]), 2023)
    assert found.months == 6
    assert (
        "Known of 2023 are the first 9 months too, but only 1 earlier year has"
        in (found.notes[-1])
    )


def test_a_year_smaller_than_its_own_months_is_left_out_aloud():
    found = nowcast(whole(YEARS | {2019: 30.0}), part(HALVES | {2019: 45.0}), 2023)
    assert found.shares["year"].to_list() == [2020, 2021, 2022]
    assert "2019 is left out" in found.notes[-1]


TOO_FEW = {year: HALVES[year] for year in (2021, 2022, 2023)}


@pytest.mark.parametrize(
    ("annual", "partial", "reason"),
    [
        pytest.param(
            whole(YEARS), part(TOO_FEW), "2 earlier years have both the first 6 months "
            "and the whole year from the same reporter as those of 2023; a nowcast takes 3",
            id="too few years",
        ),
        pytest.param(
            whole(YEARS), pd.concat([part(TOO_FEW), part({2020: 50.0}, books="AZE")]),
            "2 earlier years", id="months on other books",
        ),
        pytest.param(
            whole({2022: 200.0}), part(HALVES), "1 earlier year has both", id="one year"
        ),
        pytest.param(
            whole(YEARS, "AZE"), part(HALVES), "0 earlier years", id="other books"
        ),
        pytest.param(
            whole(YEARS, ""), part(HALVES, books=""), "no figure", id="nobody's books"
        ),
        pytest.param(
            whole(YEARS), part(HALVES, start_month=3), "no figure", id="from March"
        ),
        pytest.param(
            whole(YEARS), part(HALVES, half_width=math.inf), "no figure", id="more than"
        ),
        pytest.param(
            whole(YEARS), part(HALVES, pd.NA), "no figure", id="not whole months"
        ),
        pytest.param(
            whole(YEARS), part(HALVES, 12), "no figure", id="a whole year"
        ),
        pytest.param(
            whole(YEARS), pd.concat([part(HALVES)] * 2), "two figures", id="twice"
        ),
    ],
)  # fmt: skip
def test_too_little_is_refused_with_what_is_missing(annual, partial, reason):
    with pytest.raises(NotComputable, match=reason):
        nowcast(annual, partial, 2023)


def test_arguments_that_do_not_fit_are_refused():
    with pytest.raises(UsageError, match="between 0 and 100"):
        nowcast(whole(YEARS), part(HALVES), 2023, level=(80, 100))
    with pytest.raises(DataError, match="name them in both"):
        nowcast(whole(YEARS).drop(columns="books"), part(HALVES), 2023)


def test_it_shows_itself():
    found = nowcast(whole(YEARS), part(HALVES), 2023)
    assert repr(found) == (
        "Nowcast(2023: 141.429, 95 % 72.6211 to 275.43; share, the first 6 months, "
        "3 years left out in turn)"
    )
    assert "not an observed year" in found._repr_html_()
    assert found.summary()["measure"].iloc[1] == "2023 by share, 95 % interval"


def test_freight_of_2024_as_it_could_be_nowcast_in_september():
    study = nowcast_study("titr_freight", as_of="2024-09-01")
    assert (study.year, study.nowcast.months) == (2024, 7)
    came = series("titr_freight").annual.set_index("year")["value"][2024]
    assert study.nowcast.value == pytest.approx(came, rel=0.02)
    assert study.nowcast.interval(80).contains(came)


def test_every_try_is_shown_with_its_reason():
    study = nowcast_study("titr_freight")
    assert isinstance(study.nowcast, Refused)
    assert study.nowcast.reason == "no figure for the first whole months of 2026"
    assert set(study.possible["year"]) == {2024}
    assert study.possible["inside"].all()
    refused = study.tries[study.tries["estimate"].isna()]
    assert refused["reason"].str.contains("earlier year").all()


def test_a_record_without_months_has_no_tries(make_data, figure):
    make_data(observations=[figure(2023, 10), figure(2024, 20)])
    study = nowcast_study("turnover")
    assert tries(study.record, (80,)).empty
    assert study.nowcast.reason == "no figure for the first whole months of 2025"


def test_no_figure_at_all_is_refused(make_data):
    make_data()
    assert nowcast_study("turnover").nowcast.reason == "the record holds no figure"
