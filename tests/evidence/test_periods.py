"""Calendar arithmetic."""

import pandas as pd
import pytest

from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.periods import as_day, is_full_year, last_day, whole_months


@pytest.mark.parametrize(
    ("start", "end", "months", "full"),
    [
        pytest.param("2023-01-01", "2023-12-31", 12, True, id="calendar year"),
        pytest.param(
            "2022-07-01", "2023-06-30", 12, False, id="twelve months across years"
        ),
        pytest.param("2024-01-01", "2024-02-29", 2, False, id="leap february"),
        pytest.param("2023-01-01", "2023-07-29", None, False, id="ends within a month"),
        pytest.param("2018-01-01", "2019-12-31", 24, False, id="two years"),
        pytest.param(None, "2019-12-31", None, False, id="start unknown"),
    ],
)
def test_months_of_a_period(start, end, months, full):
    starts, ends = (pd.Series(pd.to_datetime([d])) for d in (start, end))
    counted = whole_months(starts, ends)[0]
    assert (None if pd.isna(counted) else counted) == months
    assert bool(is_full_year(starts, ends)[0]) is full


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2025", "2025-12-31"), ("2024-02", "2024-02-29"), ("2025-10-21", "2025-10-21")],
)
def test_last_day_of_a_reduced_date(text, expected):
    assert last_day(text) == pd.Timestamp(expected)


def test_no_text_is_no_day():
    assert last_day("") is None
    assert as_day("") is None


@pytest.mark.parametrize("text", ["soon", "2023-7-1", "29.07.2023"])
def test_other_dates_are_refused(text):
    with pytest.raises(UsageError, match="2023-07-29"):
        as_day(text)
