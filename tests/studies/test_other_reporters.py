"""Another reporter whose figure of the last year cannot be squared with the chosen one."""

import pytest
from awkward import months

from kzaz_analysis.evidence.series import series
from kzaz_analysis.reports.record.change_sentences import other_reporter
from kzaz_analysis.studies.other_reporters import conflicting_figure

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
        found = other_reporter(record, conflicting_figure(record))
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


ALONE = "Azerbaijan reports USD 300 million in the first six months of 2025 alone"


def test_part_of_a_year_of_another_reporter_can_exceed_the_year(said):
    assert said() == f"{ALONE}."


@pytest.mark.parametrize(
    ("value", "months_given"),
    [pytest.param(300, 6, id="above the last year"), pytest.param(150, 12, id="below")],
)
def test_a_part_of_a_later_year_above_the_last_one_comes_first(
    make_data, figure, value, months_given
):
    whole = [figure(2024, 200), figure(2024, 120, **AZERI)]
    make_data(observations=[*whole, figure(months(2025), value, **AZERI)])
    assert conflicting_figure(series("turnover")).months == months_given


def test_part_of_a_year_below_the_year_is_no_news(said):
    assert said(half=150) is None
    assert conflicting_figure(series("exports")) is None


@pytest.mark.parametrize(
    ("value", "measure", "qualifier", "told"),
    [
        (1.5, "multiple", "exact", "1.5 times the figure a year earlier"),
        (3, "multiple", "over", "more than 3 times the figure a year earlier"),
        (50, "growth", "approx", "up about 50 % on a year earlier"),
        (-20, "growth", "exact", "down 20 % on a year earlier"),
        (0, "growth", "approx", "about unchanged on a year earlier"),
    ],
)
def test_what_that_reporter_says_of_its_change(said, value, measure, qualifier, told):
    found = said(claim(value, measure, qualifier=qualifier))
    assert found.startswith(f"{ALONE}, {told}")


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
    assert ", 1.5 times" in said(*claims[::order])


def test_february_ends_on_the_29th_a_year_before(said):
    end = {"period_end": "2025-02-28", "base_end": "2024-02-29"}
    assert ", 1.5 times" in said(claim(**end), period=("2025-01-01", "2025-02-28"))


@pytest.fixture
def conflict(make_data, figure):
    """The conflict of a Kazakh year of 200 with some Azerbaijani figures."""

    def make(*figures, **asked):
        rows = [figure(2024, 150), figure(2025, 200, 0.5)]
        rows += [figure(when, value, **AZERI) for when, value in figures]
        make_data(observations=rows, sources=SOURCES)
        return conflicting_figure(series("turnover", rule="kaz_only", **asked))

    return make


def test_a_whole_year_goes_before_a_part_of_it(conflict):
    found = conflict((months(2025), 300), (2025, 400))
    assert (found.year, found.months, found.value, found.books) == (
        2025,
        12,
        400,
        "AZE",
    )
    assert found.change is None


def test_the_change_of_a_whole_year_is_that_of_the_same_reporter(conflict):
    found = conflict((2024, 500), (2025, 400))
    assert found.change["value"] == pytest.approx(-20)
    assert found.sources == ("customs",)


def test_a_later_year_of_another_reporter_is_news(conflict):
    found = conflict((2026, 210))
    assert (found.year, found.value) == (2026, 210)


@pytest.mark.parametrize("value", [200.2, 203])
def test_figures_within_rounding_or_two_percent_are_no_conflict(conflict, value):
    assert conflict((2025, value)) is None


def test_what_was_not_yet_published_is_no_conflict(conflict):
    assert conflict((2025, 400), as_of="2025-08-31") is None
