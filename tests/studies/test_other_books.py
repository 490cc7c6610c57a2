"""A part of the last year on other books that exceeds the whole of it on these."""

import pytest
from awkward import months

from kzaz_analysis.evidence.series import series
from kzaz_analysis.reports.record.change_sentences import other_books
from kzaz_analysis.studies.other_books import elsewhere

AZERI = {"agency": "AZE_SCC", "source": "customs"}
SOURCES = [
    {"source": "customs", "published_on": "2025-09-01"},
    {"source": "ministry", "published_on": "2025-10-01"},
    {"source": "paper-2024", "published_on": "2026-01-01"},
]


@pytest.fixture
def said(make_data, figure):
    """What is said of a year of 200 and a half of it of 300, with these claims."""

    def make(*claims, half=300, period=None):
        rows = [
            figure(2025, 200),
            figure(period or months(2025), half, **AZERI),
        ]
        make_data(observations=rows, claims=list(claims), sources=SOURCES)
        record = series("turnover")
        found = other_books(record, elsewhere(record))
        return found and found.text.replace("\u00a0", " ").replace("\u202f", " ")

    return make


def claim(value=1.5, measure="multiple", **other):
    start, end = months(2025)
    before, until = months(2024)
    units = {"growth": "percent", "multiple": "ratio_to_base"}
    return {
        "id": f"{measure}-{value}-{len(other)}",
        "series": "turnover",
        "measure": measure,
        "value": value,
        "unit": units[measure],
        "qualifier": "exact",
        "low": value,
        "high": value,
        "period_start": start,
        "period_end": end,
        "base_start": before,
        "base_end": until,
        **AZERI,
        **other,
    }


ALONE = (
    "Other books disagree: USD 300 million in the first six months of 2025 alone, "
    "on Azerbaijan's books"
)


def test_part_of_a_year_on_other_books_can_exceed_the_year(said):
    assert said() == f"{ALONE}."


def test_part_of_a_year_below_the_year_is_no_news(said):
    assert said(half=150) is None
    assert elsewhere(series("exports")) is None


@pytest.mark.parametrize(
    ("value", "measure", "qualifier", "told"),
    [
        (1.5, "multiple", "exact", "1.5 times the figure for those months of 2024"),
        (3, "multiple", "over", "more than 3 times the figure for those months of"),
        (50, "growth", "approx", "about 50 % more than in those months of 2024"),
        (-20, "growth", "exact", "20 % less than in those months of 2024"),
        (0, "growth", "approx", "about as much as in those months of 2024"),
    ],
)
def test_what_the_same_books_say_of_its_change(said, value, measure, qualifier, told):
    found = said(claim(value, measure, qualifier=qualifier))
    assert found.startswith(f"{ALONE}, said there to be {told}")


@pytest.mark.parametrize(
    "other",
    [
        {"agency": "KAZ_BNS"},
        {"base_start": "2023-01-01", "base_end": "2023-06-30"},
        {"period_end": "2025-05-31", "base_end": "2024-05-31"},
        {"series": "exports"},
    ],
)
def test_a_change_of_anything_else_is_not_told(said, other):
    assert said(claim(**other)) == f"{ALONE}."


@pytest.mark.parametrize("order", [1, -1])
def test_the_last_word_counts(said, order):
    claims = [claim(4.2), claim(1.5, source="ministry")]
    assert "to be 1.5 times" in said(*claims[::order])


def test_february_ends_on_the_29th_a_year_before(said):
    end = {"period_end": "2025-02-28", "base_end": "2024-02-29"}
    assert "to be 1.5 times" in said(claim(**end), period=("2025-01-01", "2025-02-28"))


def test_the_trade_of_2025_falls_on_one_side_and_rises_on_the_other():
    found = elsewhere(series("trade_turnover"))
    assert (found.year, found.months, found.value, found.books) == (
        2025,
        10,
        600.3,
        "AZE",
    )
    assert (found.change["value"], found.change["source"]) == (1.5, "trend-2025-11-29")
