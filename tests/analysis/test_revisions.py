"""Mean and mean absolute revision, by hand and by property."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzaz_analysis.analysis.revisions import (
    latest_releases,
    revision_statistics,
    statistics_by_release,
)
from kzaz_analysis.errors import DataError, NotComputable

PAIRS = st.lists(
    st.tuples(st.floats(1, 1e6), st.floats(1, 1e6)), min_size=1, max_size=20
)


def test_by_hand():
    found = revision_statistics([100, 200], [110, 190])
    assert found.mean == 0.0
    assert found.mean_absolute == 10.0
    assert found.mean_pct == pytest.approx(2.5)
    assert found.mean_absolute_pct == pytest.approx(7.5)
    assert found.relative_mean_absolute_pct == pytest.approx(100 * 20 / 300)
    assert (found.revisions, found.upward) == (2, 1)
    assert "Only 2 revisions" in found.notes[0]
    assert found.summary()["value"].to_list()[0] == 2


@given(PAIRS)
def test_the_mean_never_exceeds_the_mean_absolute(pairs):
    first, later = zip(*pairs, strict=True)
    found = revision_statistics(first, later)
    assert abs(found.mean) <= found.mean_absolute * (1 + 1e-9)
    assert abs(found.mean_pct) <= found.mean_absolute_pct * (1 + 1e-9)


@given(PAIRS, st.floats(0.01, 100))
def test_percentages_ignore_the_unit(pairs, unit):
    first, later = zip(*pairs, strict=True)
    one = revision_statistics(first, later)
    other = revision_statistics([unit * f for f in first], [unit * x for x in later])
    assert other.mean_absolute_pct == pytest.approx(one.mean_absolute_pct, abs=1e-6)


@pytest.mark.parametrize(
    ("first", "later", "error"),
    [
        pytest.param([], [], NotComputable, id="no pair"),
        pytest.param([0], [1], NotComputable, id="from nothing"),
        pytest.param([1, 2], [1], DataError, id="not pairs"),
    ],
)
def test_refusals(first, later, error):
    with pytest.raises(error):
        revision_statistics(first, later)


def frame():
    return pd.DataFrame(
        {
            "period_start": ["a", "a", "b"],
            "period_end": ["a", "a", "b"],
            "books": "KAZ",
            "release": [2, 3, 2],
            "first_value": [100.0, 100.0, 50.0],
            "value": [90.0, 120.0, 55.0],
        }
    )


def test_the_last_release_of_each_period():
    assert latest_releases(frame())["value"].to_list() == [120.0, 55.0]
    with pytest.raises(DataError, match="release"):
        latest_releases(frame().drop(columns="release"))


def test_statistics_by_release():
    found = statistics_by_release(frame()).set_index("release")
    assert found["revisions"].to_dict() == {2: 2, 3: 1}
    assert found.loc[2, "mean_pct"] == pytest.approx(0.0)
    assert found.loc[2, "mean_absolute_pct"] == pytest.approx(10.0)
