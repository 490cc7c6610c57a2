"""A running year from months of either reporter: their doubts add up, nothing else."""

import math

import numpy as np
import pandas as pd
import pytest

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.analysis.projection.nowcast.either_reporter import (
    with_other_reporter,
)
from kzaz_analysis.analysis.projection.nowcast.nowcast import Nowcast, nowcast
from kzaz_analysis.analysis.projection.nowcast.other_reporter import (
    from_other_reporter,
)
from kzaz_analysis.analysis.projection.nowcast.same_months import YearToDate
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.evidence.opened import opened
from kzaz_analysis.evidence.series import series_of
from kzaz_analysis.reports.projection.inputs.nowcast import running_year
from kzaz_analysis.reports.projection.robustness.jump_off import last_value

YEARS = range(2010, 2021)
NOTHING = Refused("nowcast", "no own months")


def sides(seed=0, gap=0.1):
    """Two reporters of one trade: common changes, and a gap that walks a little."""
    draw = np.random.default_rng(seed)
    own = 100 * np.exp(np.cumsum(draw.normal(0, 0.3, len(YEARS))))
    other = 1.3 * own * np.exp(np.cumsum(draw.normal(0, gap, len(YEARS))))
    return tuple(
        pd.DataFrame({"year": YEARS, "value": values, "books": books})
        for values, books in ((own, "KAZ"), (other, "AZE"))
    )


def months(annual, scatter, seed=1, books="AZE"):
    """First halves of every year and of the one after, as shares that scatter."""
    draw = np.random.default_rng(seed)
    years = [*annual["year"], annual["year"].max() + 1]
    whole = [*annual["value"], annual["value"].iloc[-1] * 1.5]
    values = np.array(whole) * 0.5 * np.exp(draw.normal(0, scatter, len(years)))
    figures = {"value": values, "low": values, "high": values, "books": books}
    starts = pd.to_datetime([f"{year}-01-01" for year in years])
    return pd.DataFrame({"period_start": starts, "months": 6} | figures)


def estimate(own, other, scatter):
    of_other = nowcast(other, months(other, scatter), 2021)
    return with_other_reporter(NOTHING, own, of_other, other), of_other


def test_a_whole_year_of_the_other_side_is_what_hidden_years_are():
    own, other = sides()
    year = YearToDate(2021, 12, "AZE", 150.0, 150.0, 150.0)
    made = with_other_reporter(NOTHING, own, year, other)
    known = pd.concat([other, pd.DataFrame({"year": [2021], "value": [150.0]})])
    hidden = from_other_reporter(own, known).frame.iloc[-1]
    assert (made.method, made.months, made.books) == ("other reporter", 0, "KAZ")
    for level in (80, 95):
        bounds = made.interval(level)
        assert (made.value, bounds.low, bounds.high) == pytest.approx(
            (hidden["median"], hidden[f"lo-{level}"], hidden[f"hi-{level}"])
        )
    assert made.basis == "the whole year by AZE"
    assert made.table["used"].to_list() == [True]


def test_the_scatter_of_the_months_widens_the_estimate_and_draws_it_to_no_change():
    own, other = sides()
    last = float(own["value"].iloc[-1])
    widths, moves = [], []
    for scatter in (0.001, 0.1, 0.4):
        made, of_other = estimate(own, other, scatter)
        span = made.interval(95)
        widths.append(math.log(span.high / span.low))
        moves.append(
            math.log(made.value / last)
            / math.log(of_other.value / float(other["value"].iloc[-1]))
        )
        assert made.other.months == 6
    assert widths == sorted(widths)
    assert widths[2] > 1.3 * widths[0]
    assert moves == sorted(moves, reverse=True)


def test_both_are_between_the_two_and_nearer_to_the_surer_one():
    own, other = sides(gap=0.4)
    of_own = nowcast(own, months(own, 0.02, seed=5, books="KAZ"), 2021)
    of_other = nowcast(other, months(other, 0.2), 2021)
    alone = with_other_reporter(NOTHING, own, of_other, other)
    both = with_other_reporter(of_own, own, of_other, other)
    logs = [math.log(one.value) for one in (of_own, both, alone)]
    assert logs in (sorted(logs), sorted(logs, reverse=True))
    assert abs(logs[1] - logs[0]) < abs(logs[1] - logs[2])
    assert both.interval(95).width <= of_own.interval(95).width
    assert (both.method, both.months) == ("both reporters", 6)
    used = both.table.set_index("method")["used"]
    assert used[used].index.to_list() == ["both reporters"]
    assert both.basis == "the first 6 months and the first 6 months by AZE"


def test_the_two_kinds_of_months_narrow_the_interval_of_a_season_that_says_little():
    own, other = sides(gap=0.02)
    of_own = nowcast(own, months(own, 0.5, seed=5, books="KAZ"), 2021)
    year = YearToDate(2021, 12, "AZE", 150.0, 149.0, 151.0)
    both = with_other_reporter(of_own, own, year, other)
    assert both.interval(95).width < 0.5 * of_own.interval(95).width


def test_a_statement_of_the_own_side_keeps_the_year_back():
    own, other = sides()
    year = YearToDate(2021, 12, "AZE", 150.0, 150.0, 150.0)
    with pytest.raises(NotComputable, match="its own side implied 9000 to 9100"):
        with_other_reporter(NOTHING, own, year, other, statements={2021: (9e3, 9.1e3)})


def test_a_year_without_a_common_year_before_it_is_refused():
    own, other = sides()
    year = YearToDate(2021, 12, "AZE", 150.0, 150.0, 150.0)
    with pytest.raises(NotComputable, match="2021 does not follow a year that both"):
        with_other_reporter(NOTHING, own, year, other[other["year"] < 2020])


def test_a_record_uses_what_the_other_reporter_has(make_data, figure):
    """Azerbaijan has published 2025, Kazakhstan has not."""
    own, other = sides(gap=0.05)
    rows = [
        figure(int(year), float(value), 0.5, reporter=code, agency=agency)
        for frame, code, agency in ((own, "KAZ", "KAZ_BNS"), (other, "AZE", "AZE_SCC"))
        for year, value in zip(frame["year"], frame["value"].round(3), strict=True)
    ]
    later = figure(2021, 250.0, 0.5, reporter="AZE", agency="AZE_SCC", source="later")
    make_data(observations=[*rows, later])
    record = series_of(opened(None), "turnover", "kaz_only")
    running = running_year(record, (80.0, 95.0))
    assert isinstance(running, Nowcast)
    assert (running.year, running.other.books, running.other.months) == (
        2021,
        "AZE",
        12,
    )
    start = last_value(record, "nowcast", running)
    assert (start.year, start.value) == (2021, running.value)
    assert start.sources == ("later",)
    assert "the whole year by AZE (later)" in start.notes[0]
