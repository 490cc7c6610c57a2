"""One trade and two reporters: the pair's level, closing gaps, two-year means."""

import pandas as pd
import pytest

from kzaz_analysis.analysis.projection.both_reporters import (
    CLOSING,
    closed,
    last_common_run,
    pair_record,
)
from kzaz_analysis.analysis.projection.nowcast.other_reporter import two_year_means
from kzaz_analysis.errors import NotComputable


def annual(values, first=2016, segments=None):
    years = range(first, first + len(values))
    frame = pd.DataFrame({"year": list(years), "value": values})
    return frame.assign(segment=segments or 0).dropna(subset=["value"])


def test_the_pair_has_the_geometric_mean_of_common_years():
    pair = pair_record(annual([100, 200, 50]), annual([400, 50, None]))
    assert pair["year"].to_list() == [2016, 2017]
    assert pair["value"].to_list() == pytest.approx([200, 100])
    own = annual([100, 200, 50]).assign(unit="million_USD")
    in_unit = pair_record(own, annual([400, 50, None]).assign(unit="million_USD"))
    assert in_unit["unit"].to_list() == ["million_USD"] * 2


def test_a_break_of_either_side_breaks_the_pair():
    pair = pair_record(
        annual([1, 1, 1, 1], segments=[0, 1, 1, 1]),
        annual([1, 1, 1, 1], segments=[0, 0, 0, 1]),
    )
    assert pair["segment"].to_list() == [0, 1, 1, 2]


def test_a_pair_without_common_years_or_with_a_zero_is_refused():
    with pytest.raises(NotComputable, match="no year in common"):
        pair_record(annual([1]), annual([1], first=2030))
    with pytest.raises(NotComputable, match="not positive"):
        pair_record(annual([1]), annual([0]))


def test_a_gap_closes_from_both_sides_and_never_crosses():
    for years in (1, 3, 9):
        down, up = closed(200, 100, years), closed(100, 200, years)
        assert down == pytest.approx(1 / up)
        assert 0.5**0.5 < down < 1
    assert closed(5, 5, 2) == 1
    assert closed(200, 100, 9) == pytest.approx(2 ** -CLOSING[-1])
    assert closed(1e9, 1, 1) == closed(1e6, 1, 1)


@pytest.mark.parametrize(
    ("own", "other", "first"),
    [
        (annual([1, 2, 3, 4]), annual([5, 6, 7, 8]), 2016),
        (annual([1, None, 3, 4]), annual([5, 6, 7, 8]), 2018),
        (annual([1, 2, 3, 4]), annual([5, 6, 7, 8], segments=[0, 1, 1, 1]), 2017),
        (annual([0, 1, 2, 3, 4], first=2015), annual([5, 6, 7, 8]), 2016),
    ],
)
def test_the_last_common_run_has_neither_gap_nor_break(own, other, first):
    run = last_common_run(own, other)
    assert run.index.to_list() == list(range(first, 2020))
    assert run.iloc[-1].to_list() == [4, 8]


def test_two_sides_without_a_common_year_have_no_run():
    assert last_common_run(annual([1]), annual([1], first=2030)).empty


def test_a_side_that_books_a_year_later_agrees_in_two_year_means():
    early = annual([100, 100, 100, 100, 300, 300])
    late = annual([100, 100, 100, 100, 100, 300])
    means = two_year_means(early, late, 10).set_index("reporter")
    assert means["multiple"].to_list() == [3, 3]
    assert means["multiple_means"].to_list() == [3, 2]
    assert means["total"].to_list() == [1000, 800]


def test_two_year_means_leap_over_hidden_years():
    own = annual([100, 110, 120, 130, 140, 150, 160])
    other = annual([90, 100, None, 300, None, 200, 220])
    means = two_year_means(own, other, 10).set_index("reporter")
    row = means.loc["other"]
    assert (row["first_year"], row["last_year"], row["years"]) == (2016, 2022, 5)
    assert row["multiple_means"] == pytest.approx(210 / 95)
    assert means.loc["own", "multiple"] == pytest.approx(1.6)


def test_the_span_is_no_longer_than_asked():
    values = list(range(100, 120))
    row = two_year_means(annual(values), annual(values), 5).iloc[0]
    assert (row["first_year"], row["last_year"]) == (2031, 2035)


def test_no_factor_leads_away_from_zero():
    with pytest.raises(NotComputable, match="zero in 2016 has no growth factor"):
        two_year_means(annual([0, 5, 7, 9]), annual([1, 2, 3, 4]), 10)


@pytest.mark.parametrize("values", [[1, 2], [1, 2, 3], [1, None, 2, None, 3]])
def test_too_few_neighbouring_years_are_refused(values):
    with pytest.raises(NotComputable, match="no two pairs of neighbouring years"):
        two_year_means(annual(values), annual(values), 10)
