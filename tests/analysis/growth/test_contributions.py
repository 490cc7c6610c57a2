"""Contributions: points that add up to the growth of the total."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzaz_analysis.analysis.growth.contributions import RESIDUAL, contributions
from kzaz_analysis.analysis.growth.year_on_year import annual_growth
from kzaz_analysis.errors import NotComputable


def frame(values, segments=None, **columns):
    value = pd.Series(list(values.values()), dtype=float)
    made = {"year": list(values), "value": value, "low": value, "high": value}
    return pd.DataFrame(made).assign(segment=segments or 0, **columns)


TOTAL = frame({2022: 100, 2023: 130})
EXPORTS = frame({2022: 80, 2023: 95})
IMPORTS = frame({2022: 20, 2023: 35})


def points(result, year):
    rows = result[result["year"] == year]
    return dict(zip(rows["part"], rows["contribution_pp"], strict=True))


def test_each_direction_brings_its_change_over_the_old_total():
    result = contributions(TOTAL, {"exports": EXPORTS, "imports": IMPORTS})
    assert points(result, 2023) == pytest.approx(
        {"exports": 15.0, "imports": 15.0, RESIDUAL: 0.0}, abs=1e-9
    )
    assert result["part"].to_list()[:3] == ["exports", "imports", RESIDUAL]


def test_what_the_parts_leave_open_is_shown():
    result = contributions(TOTAL, {"exports": EXPORTS})
    assert points(result, 2023) == pytest.approx({"exports": 15.0, RESIDUAL: 15.0})


def test_a_part_that_shrinks_takes_points_away():
    result = contributions(TOTAL, {"imports": frame({2022: 20, 2023: 5})})
    assert points(result, 2023)["imports"] == pytest.approx(-15.0)


values = st.lists(st.floats(1, 1e6), min_size=4, max_size=4)


@settings(deadline=None, max_examples=40)
@given(total=values, one=values, two=values)
def test_contributions_add_up_to_growth(total, one, two):
    years = [2019, 2020, 2022, 2023]
    made = [frame(dict(zip(years, v, strict=True))) for v in (total, one, two)]
    result = contributions(made[0], {"one": made[1], "two": made[2]})
    growth = annual_growth(made[0]).set_index("year")["growth_pct"]
    for year in (2020, 2023):
        parts = points(result, year)
        # Sums of numbers up to 1e8 keep about seven digits behind the point.
        assert sum(parts.values()) == pytest.approx(growth[year], rel=1e-9, abs=1e-6)
        assert parts["one"] == pytest.approx(
            100
            * (one[years.index(year)] - one[years.index(year) - 1])
            / total[years.index(year) - 1]
        )
    assert all(math.isnan(p) for p in points(result, 2022).values())


@pytest.mark.parametrize(
    ("total", "part", "reason"),
    [
        pytest.param(
            TOTAL,
            frame({2023: 95}),
            "exports: no figure for 2022",
            id="starts late",
        ),
        pytest.param(
            TOTAL,
            frame({2022: 80}),
            "exports: no figure for 2023",
            id="ends early",
        ),
        pytest.param(
            TOTAL,
            frame({2022: 80, 2023: 95}, [0, 1]),
            "exports: change of channel",
            id="part changes books",
        ),
        pytest.param(
            frame({2022: 100, 2023: 130}, [0, 1]),
            EXPORTS,
            "total: change of reporter",
            id="total changes books",
        ),
        pytest.param(
            TOTAL.assign(books="KAZ"),
            EXPORTS.assign(books="AZE"),
            "exports: another reporter than the total",
            id="books differ",
        ),
    ],
)
def test_an_unknown_part_silences_the_whole_year(total, part, reason):
    result = contributions(total, {"exports": part, "imports": IMPORTS})
    rows = result[result["year"] == 2023]
    assert rows["reason"].to_list() == [reason] * 3
    assert rows["contribution_pp"].isna().all()


def test_the_first_year_has_no_contributions():
    rows = contributions(TOTAL, {"exports": EXPORTS}).query("year == 2022")
    assert rows["reason"].to_list() == ["total: no figure for 2021"] * 2


def test_parts_need_names_of_their_own():
    for parts in ({}, {RESIDUAL: EXPORTS}):
        with pytest.raises(NotComputable, match="at least one part"):
            contributions(TOTAL, parts)
