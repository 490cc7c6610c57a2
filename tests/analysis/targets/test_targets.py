"""Targets: the gap, what it takes, how long, how far along, how often put off."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzaz_analysis.analysis.intervals import Interval, rounding_interval
from kzaz_analysis.analysis.targets.gaps import TargetGap
from kzaz_analysis.analysis.targets.progress import (
    ActualToRequired,
    AnticipatedProgress,
)
from kzaz_analysis.analysis.targets.target_gap import deadline_slippage, target_gap
from kzaz_analysis.analysis.targets.time_at_rate import (
    TimeAtRate,
    required_monthly_value,
    time_to_reach_interval,
    time_to_reach_years,
)
from kzaz_analysis.errors import DataError, NotComputable

unhurried = settings(deadline=None)
"""Time is no measure of right, least of all on a busy machine."""

NAN = math.nan


def gap(latest=533.4, target=1000.0, **fields):
    """Turnover of 2024 on Kazakh books against the billion, million dollars."""
    given_fields = {
        "latest_year": 2024,
        "latest_interval": Interval(latest - 0.05, latest + 0.05),
        "target_interval": Interval.point(target),
    }
    return TargetGap(
        latest_value=latest, target_value=target, **(given_fields | fields)
    )


def test_the_billion_is_467_million_away_and_takes_11_percent_a_year_to_2030():
    far = gap(deadline=2030, unit="million USD")
    assert far.gap == pytest.approx(466.6)
    assert far.share_reached_pct == pytest.approx(53.34)
    assert far.years_left == 6
    assert (1 + far.required_growth_pct / 100) ** 6 == pytest.approx(1000 / 533.4)
    assert round(far.required_growth_pct, 1) == 11.0
    assert far.required_increment == pytest.approx(466.6 / 6)
    assert (far.reason, far.is_met, far.notes) == ("", False, ())


def test_bounds_hold_the_values():
    far = gap(deadline=2030, target_interval=Interval(950, 1050))
    for value, bounds in (
        (far.gap, far.gap_interval),
        (far.share_reached_pct, far.share_interval_pct),
        (far.required_growth_pct, far.required_interval_pct),
    ):
        assert bounds.low < value < bounds.high


@unhurried
@given(latest=st.floats(1, 1e6), target=st.floats(1, 1e6), years=st.integers(1, 30))
def test_growing_at_the_required_rate_lands_on_the_target(latest, target, years):
    far = gap(
        latest, target, deadline=2024 + years, latest_interval=Interval.point(latest)
    )
    landed = latest * (1 + far.required_growth_pct / 100) ** years
    assert landed == pytest.approx(target)
    assert latest + years * far.required_increment == pytest.approx(target)


@unhurried
@given(latest=st.floats(1, 1e3), target=st.floats(1001, 1e6), rate=st.floats(0.1, 200))
def test_after_the_time_to_reach_the_target_is_reached(latest, target, rate):
    years = time_to_reach_years(latest, target, rate)
    assert latest * (1 + rate / 100) ** years == pytest.approx(target)


@unhurried
@given(latest=st.floats(1, 1e3), target=st.floats(1001, 1e6), years=st.integers(1, 30))
def test_at_the_required_rate_it_takes_the_years_left(latest, target, years):
    far = gap(latest, target, deadline=2024 + years)
    time = far.time_to_reach(far.required_growth_pct)
    assert time.years == pytest.approx(years)
    assert time.arrival_year == 2024 + years


# What has no answer says why


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        pytest.param({}, "no deadline was named", id="undated"),
        pytest.param({"deadline": 2024}, "deadline 2024 is not after 2024", id="due"),
        pytest.param({"deadline": 2020}, "deadline 2020 is not after 2024", id="late"),
    ],
)
def test_no_growth_is_required_without_time(fields, reason):
    far = gap(**fields)
    assert reason in far.reason
    assert far.required_growth_pct is None
    assert far.required_interval_pct is None
    assert far.required_increment is None
    assert reason in far._repr_html_()


def test_from_zero_no_rate_leads_to_four_ferries_but_two_a_year_do():
    ferries = gap(0.0, 4.0, deadline=2026, latest_interval=Interval.point(0.0))
    assert ferries.required_growth_pct is None
    assert "zero" in ferries.reason
    assert ferries.required_increment == 2.0
    assert "zero" in ferries.time_to_reach(50).reason


def test_an_undated_target_takes_the_deadlines_it_is_given():
    table = gap().deadlines([2026, 2028, 2030, 2024])
    assert table["deadline"].to_list() == [2026, 2028, 2030, 2024]
    expected = [100 * ((1000 / 533.4) ** (1 / h) - 1) for h in (2, 4, 6)]
    assert table["required_growth_pct"].to_list()[:3] == pytest.approx(expected)
    assert (table["low_pct"] <= table["required_growth_pct"])[:3].all()
    assert (table["high_pct"] >= table["required_growth_pct"])[:3].all()
    assert table["required_increment"].to_list() == pytest.approx(
        [233.3, 116.65, 466.6 / 6, NAN], nan_ok=True
    )
    assert table["reason"].to_list()[:3] == ["", "", ""]
    assert table["reason"].iloc[3] == "the deadline 2024 is not after 2024"
    assert gap().deadlines([]).empty


@pytest.mark.parametrize("rate", [0.0, -8.1])
def test_a_series_that_does_not_grow_never_reaches_its_target(rate):
    time = gap().time_to_reach(rate)
    assert (time.years, time.interval, time.arrival_year) == (None, None, None)
    assert "never reached" in time.reason


def test_times_for_named_rates_keep_the_hopeless_ones():
    table = gap().times_to_reach({"since 2018": 12.8, "last year": -20.3, "flat": 0.0})
    assert table["rate"].to_list() == ["since 2018", "last year", "flat"]
    assert table["years"].iloc[0] == pytest.approx(
        math.log(1000 / 533.4) / math.log(1.128)
    )
    assert table["arrival_year"].to_list() == [2030, pd.NA, pd.NA]
    assert [bool(reason) for reason in table["reason"]] == [False, True, True]
    assert gap().times_to_reach({}).empty


def test_rounding_opens_the_time_to_reach():
    rounded = gap(500.0, latest_interval=Interval(450, 550))
    time = rounded.time_to_reach(10.0)
    assert time.interval.low == pytest.approx(math.log(1000 / 550) / math.log(1.1))
    assert time.interval.high == pytest.approx(math.log(1000 / 450) / math.log(1.1))
    with pytest.raises(NotComputable, match="never reached"):
        time_to_reach_interval(Interval(1, 2), Interval(3, 4), 0.0)


def test_an_open_figure_may_have_arrived_already():
    over = gap(1.0, 10.0, latest_interval=Interval(1.0, math.inf))
    assert over.time_to_reach(20.0).interval.low == 0.0


# Met, or nearly


def test_a_met_target_needs_no_time_and_could_bear_a_decline():
    met = gap(1100.0, deadline=2026)
    assert met.is_met
    assert met.gap == -100.0
    assert met.required_growth_pct < 0
    time = met.time_to_reach(-5.0)
    assert (time.years, time.arrival_year, time.reason) == (0.0, 2024, "")
    assert time.interval == Interval.point(0.0)
    assert "reaches the level" in met.notes[0]


@pytest.mark.parametrize(
    ("latest", "target", "decides"),
    [
        pytest.param(999.96, Interval.point(1000), True, id="a rounding short"),
        pytest.param(960.0, Interval(950, 1050), True, id="a round billion"),
        pytest.param(533.4, Interval(950, 1050), False, id="far"),
        pytest.param(1600.0, Interval(1000, math.inf), False, id="well over"),
        pytest.param(1000.0, Interval(1000, math.inf), True, id="just over"),
    ],
)
def test_rounding_may_decide(latest, target, decides):
    assert gap(latest, target_interval=target).rounding_decides is decides


def test_exactly_at_the_target_is_met():
    assert gap(1000.0).is_met
    assert not gap(999.9).is_met


def test_more_than_300_asks_for_300():
    offer = gap(200.0, 300.0, target_interval=Interval(300, math.inf), deadline=2026)
    assert offer.required_interval_pct.high == pytest.approx(
        100 * ((300 / 199.95) ** 0.5 - 1)
    )
    assert math.isfinite(offer.gap_interval.high)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({"target": 0.0}, "positive", id="no target"),
        pytest.param({"latest": -1.0}, "negative", id="negative figure"),
        pytest.param({"target": NAN}, "no interval", id="nan"),
        pytest.param({"target_interval": Interval(1, 2)}, "outside", id="outside"),
        pytest.param({"target_interval": Interval(-1, 2000)}, "below zero", id="below"),
        pytest.param({"base_year": 2020}, "one is missing", id="half a base"),
        pytest.param(
            {"base_year": 2024, "base_value": 1.0}, "not before", id="base late"
        ),
    ],
)
def test_a_gap_that_exists_is_valid(fields, message):
    with pytest.raises(NotComputable, match=message):
        gap(**fields)


# From a series


def test_the_gap_is_measured_from_the_last_year(make_annual):
    freight = make_annual({2022: 1485, 2024: 4484, 2025: 4119}, half_width=0.5)
    far = target_gap(freight, 10_000.0, deadline=2030, base_year=2022, unit="kt")
    assert (far.latest_year, far.latest_value) == (2025, 4119.0)
    assert far.latest_interval == Interval(4118.5, 4119.5)
    assert (far.base_year, far.base_value) == (2022, 1485.0)
    assert round(far.required_growth_pct, 1) == 19.4
    assert target_gap(freight, 10.0).base_value is None


def test_a_base_from_other_books_is_refused(make_annual):
    annual = make_annual({2018: 258.3, 2019: 229.6, 2024: 533.4}, segments=[0, 1, 2])
    with pytest.raises(NotComputable, match="another reporter"):
        target_gap(annual, 1000.0, base_year=2018)
    with pytest.raises(NotComputable, match="2017"):
        target_gap(annual, 1000.0, base_year=2017)
    with pytest.raises(NotComputable, match="no annual figure"):
        target_gap(annual.iloc[:0], 1000.0)


def test_the_interval_of_a_round_target_is_taken_over(make_annual):
    wide = rounding_interval(1000, 1)
    assert target_gap(make_annual({2024: 533.4}), 1000.0, wide).target_interval == wide


def test_the_summary_holds_what_the_properties_hold():
    far = gap(deadline=2030, unit="million USD")
    summary = far.summary().set_index("measure")
    assert summary.loc["gap", "value"] == far.gap
    assert summary.loc["growth required", "low"] == far.required_interval_pct.low
    assert summary.loc["increment required", "unit"] == "million USD a year"
    assert far == gap(deadline=2030, unit="million USD")
    assert math.isnan(gap().summary().set_index("measure").loc["years left", "value"])


# The rest of a year


@pytest.mark.parametrize(
    ("target", "so_far", "months", "expected"),
    [
        pytest.param(1000, 600.3, 10, 199.85, id="two months left"),
        pytest.param(1200, 0, 0, 100.0, id="a whole year"),
        pytest.param(500, 600.3, 10, -50.15, id="already there"),
    ],
)
def test_required_monthly_value(target, so_far, months, expected):
    assert required_monthly_value(target, so_far, months) == pytest.approx(expected)


@pytest.mark.parametrize("months", [12, -1])
def test_a_year_without_months_left_is_refused(months):
    with pytest.raises(NotComputable, match="month"):
        required_monthly_value(1000, 600, months)


def test_a_time_has_years_or_a_reason():
    for fields in ({"years": None}, {"years": 1.0, "reason": "never"}):
        with pytest.raises(NotComputable, match="never both"):
            TimeAtRate(5.0, **fields)


# Scales of progress


@pytest.mark.parametrize(
    ("latest", "band"),
    [
        pytest.param(100 * 1.10**5, "significant progress", id="on the path"),
        pytest.param(100 * 1.0951**5, "significant progress", id="95 percent of it"),
        pytest.param(100 * 1.0949**5, "moderate progress", id="just below 95"),
        pytest.param(100 * 1.0601**5, "moderate progress", id="60 percent of it"),
        pytest.param(100 * 1.0599**5, "insufficient progress", id="just below 60"),
        pytest.param(100.0, "insufficient progress", id="target_status still"),
        pytest.param(99.0, "movement away", id="falling"),
    ],
)
def test_actual_to_required_bands(latest, band):
    progress = ActualToRequired(100.0, 2020, latest, 2025, 100 * 1.10**10, 2030)
    assert progress.band == band
    assert band in progress._repr_html_()
    assert progress.required_pct == pytest.approx(10.0)


def test_being_at_the_target_early_is_a_ratio_above_one():
    progress = ActualToRequired(100.0, 2020, 200.0, 2025, 200.0, 2030)
    assert progress.ratio == pytest.approx((2**0.2 - 1) / (2**0.1 - 1))
    assert progress.summary()["value"].iloc[2] == progress.ratio


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param((100.0, 2020, 90.0, 2025, 100.0, 2030), id="nothing required"),
        pytest.param((0.0, 2020, 90.0, 2025, 100.0, 2030), id="from zero"),
        pytest.param((50.0, 2025, 90.0, 2025, 100.0, 2030), id="no time gone"),
        pytest.param((50.0, 2020, 90.0, 2025, 100.0, 2020), id="no time to go"),
    ],
)
def test_no_ratio_where_no_rate_exists(fields):
    with pytest.raises(NotComputable):
        ActualToRequired(*fields)


@pytest.mark.parametrize(
    ("predicted", "index", "band"),
    [
        pytest.param(1000, 0, "maintain", id="reached"),
        pytest.param(1200, 0, "maintain", id="passed"),
        pytest.param(950, 10, "maintain", id="a tenth short"),
        pytest.param(900, 20, "accelerate", id="a fifth short"),
        pytest.param(500, 100, "accelerate", id="not moved"),
        pytest.param(400, 120, "reverse", id="moved away"),
    ],
)
def test_anticipated_progress(predicted, index, band):
    progress = AnticipatedProgress(500.0, float(predicted), 1000.0)
    assert progress.index_pct == pytest.approx(index)
    assert progress.band == band
    assert progress.summary()["value"].iloc[3] == pytest.approx(index)
    mirrored = AnticipatedProgress(-500.0, -float(predicted), -1000.0)
    assert mirrored.index_pct == pytest.approx(index)


def test_without_a_way_to_go_there_is_no_progress():
    with pytest.raises(NotComputable, match="both"):
        AnticipatedProgress(10.0, 5.0, 10.0)


# Deadlines that move


def promises(*rows):
    columns = ["promise", "announced", "deadline_end", "counted", "value", "unit"]
    frame = pd.DataFrame(rows, columns=columns)
    named = [f"{row[0]}@{row[1]}" for row in rows]
    return frame.assign(
        id=named, series="freight", measure="level", level=frame["value"], digits=pd.NA
    )


TEN = [
    ("ten", "2024-03", "2028-12-31", "freight", 10.0, "Mt"),
    ("ten", "2021-11-15", "2025-12-31", "freight", 10.0, "Mt"),
    ("ten", "2022-05-01", "2025-12-31", "capacity", 10.0, "Mt"),
    ("ten", "2025-02-01", "2030-06-30", "freight", 10.0, "Mt"),
    ("ten", "2025-10-20", "", "freight", 10.0, "Mt"),
    ("ten", "", "2027-12-31", "freight", 10.0, "Mt"),
]


def test_a_deadline_slips_against_the_last_one_for_the_same_thing():
    history = deadline_slippage(promises(*TEN))
    assert history["announced"].dt.year.to_list()[:5] == [2021, 2022, 2024, 2025, 2025]
    assert history["slip_years"].to_list() == pytest.approx(
        [NAN, NAN, 3.0, 1.5, NAN, NAN], nan_ok=True
    )
    assert history["total_slip_years"].to_list() == pytest.approx(
        [NAN, NAN, 3.0, 4.5, NAN, NAN], nan_ok=True
    )
    assert history["reason"].to_list() == [
        "first dated deadline for this target",
        "first dated deadline for this target",
        "",
        "",
        "no deadline was named",
        "day of announcement not known",
    ]


def test_a_change_of_what_is_counted_is_flagged():
    history = deadline_slippage(promises(*TEN))
    assert history["definition_changed"].to_list() == [
        False,
        True,
        True,
        False,
        False,
        False,
    ]


def test_lead_time_runs_from_announcement_to_deadline():
    history = deadline_slippage(promises(TEN[0]))
    assert history["lead_years"].iloc[0] == pytest.approx(4 + 9 / 12)


def test_a_deadline_brought_forward_slips_backwards():
    rows = [
        ("a", "2022", "2030-12-31", "length", 1.0, "km"),
        ("a", "2023", "2028-12-31", "length", 1.0, "km"),
    ]
    assert deadline_slippage(promises(*rows))["slip_years"].iloc[1] == -2.0


def plan(*levels, **other):
    """Statements of one promise, a year apart in word and date."""
    rows = [
        ("plan", f"{2020 + n}", f"{2024 + n}-12-31", "freight", level, "Mt")
        for n, level in enumerate(levels)
    ]
    return promises(*rows).assign(**other)


@pytest.mark.parametrize(
    ("statements", "slips"),
    [
        pytest.param(plan(5.0, 10.0), [], id="steps of a plan"),
        pytest.param(plan(10.0, 10.0), [1.0], id="one level"),
        pytest.param(plan(5.0, 10.0, 5.0), [2.0], id="a step comes back"),
        pytest.param(
            plan(0.01, 10.0, level=[10.0, 10.0]), [1.0], id="one level in two units"
        ),
        pytest.param(
            plan(861.0, 1000.0, level=[NAN, 1000.0]), [], id="a unit without a level"
        ),
        pytest.param(plan(NAN, NAN), [1.0], id="dates alone"),
        pytest.param(
            plan(1.5, 1.49, digits=[2, 3]), [1.0], id="one level within rounding"
        ),
        pytest.param(
            plan(1.5, 1.49, digits=[3, 3]), [], id="told apart by the last digit"
        ),
        pytest.param(plan(5.0, 10.0, digits=1), [], id="round steps"),
        pytest.param(
            plan(10.0, 10.0, series=["freight", "exports"]), [], id="two series"
        ),
        pytest.param(
            plan(2.0, 2.0, measure=["level", "multiple"]), [], id="two measures"
        ),
    ],
)
def test_only_the_date_of_one_level_slips(statements, slips):
    history = deadline_slippage(statements)
    assert history["slip_years"].dropna().to_list() == slips
    assert history["thing"].nunique() == len(history) - len(slips)


def test_promises_do_not_mix_and_the_order_of_rows_does_not_matter():
    other = ("ferries", "2022-08-24", "2026-12-31", "ships", 4.0, "count")
    both = deadline_slippage(promises(*TEN, other))
    pd.testing.assert_frame_equal(both, deadline_slippage(promises(other, *TEN[::-1])))
    assert both["promise"].to_list() == ["ferries"] + ["ten"] * 6
    assert math.isnan(both["slip_years"].iloc[0])


def test_no_promise_gives_no_history_and_a_missing_column_is_named():
    assert deadline_slippage(promises()).empty
    with pytest.raises(DataError, match="announced"):
        deadline_slippage(promises().drop(columns="announced"))


@pytest.mark.parametrize(("second", "moved"), [("freight", 1.0), ("capacity", None)])
def test_plans_of_one_name_move_only_where_they_count_the_same(second, moved):
    plan = {"promise": "p", "series": "s", "measure": "level", "level": 10.0}
    plan |= {"value": 10.0, "unit": "t", "digits": 2, "nature": "flow"}
    rows = [
        plan
        | {"id": f"{year}", "counted": counted, "announced": f"{year - 2}-03-01"}
        | {"deadline_start": f"{year}-01-01", "deadline_end": f"{year}-12-31"}
        for year, counted in ((2027, "freight"), (2028, second))
    ]
    slips = deadline_slippage(pd.DataFrame(rows))["total_slip_years"].dropna()
    assert slips.to_list() == ([] if moved is None else [moved])
