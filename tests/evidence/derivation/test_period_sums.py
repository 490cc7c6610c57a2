"""Months that make years, parts that make rests, levels before a published growth."""

import calendar

import pytest

import kzaz_analysis as kz
from kzaz_analysis.analysis.growth.year_on_year import annual_growth, same_period_growth


def month(year, number, value, **columns):
    last = calendar.monthrange(year, number)[1]
    return {
        "series": "freight",
        "reporter": "KAZ",
        "agency": "KAZ_BNS",
        "unit": "thousand_tonnes",
        "period_start": f"{year}-{number:02}-01",
        "period_end": f"{year}-{number:02}-{last}",
        "value": value,
        "low": value - 0.5,
        "high": value + 0.5,
        "source": f"office-{year}-{number:02}",
    } | columns


def part(year, months, value, **columns):
    return month(year, months, value, **columns) | {"period_start": f"{year}-01-01"}


SOURCES = [
    {
        "source": f"office-{year}-{number:02}",
        "published_on": f"{year + number // 12}-{number % 12 + 1:02}-15",
        "kind": "official",
    }
    for year in range(2020, 2026)
    for number in range(1, 13)
]


@pytest.fixture
def freight(make_data):
    def write(*rows, claims=()):
        make_data(observations=list(rows), claims=list(claims), sources=SOURCES)
        return kz.series("freight", rule="kaz_only")

    return write


def four_years(skip=()):
    return [
        month(year, number, 100 + 10 * (year - 2020) + number)
        for year in range(2020, 2024)
        for number in range(1, 13)
        if (year, number) not in skip
    ]


def test_48_months_make_four_years_and_their_growth(freight):
    record = freight(*four_years())
    assert record.annual["value"].to_list() == [1278, 1398, 1518, 1638]
    assert record.annual[["low", "high"]].iloc[0].to_list() == [1272, 1284]
    assert record.annual["derived"].all()
    assert annual_growth(record.annual)["growth_pct"].notna().sum() == 3


def test_48_months_have_eleven_rates_to_date_in_each_year_that_has_one_before(freight):
    record = freight(*four_years())
    rates = same_period_growth(record.partial[record.partial["months"].notna()])
    to_date = rates[(rates["period_start"].dt.month == 1) & (rates["reason"] == "")]
    assert to_date.groupby(to_date["period_end"].dt.year).size().to_dict() == {
        2021: 11,
        2022: 11,
        2023: 11,
    }


def test_a_missing_month_makes_no_year(freight):
    record = freight(*four_years(skip=[(2021, 5)]))
    assert record.annual["year"].to_list() == [2020, 2022, 2023]
    assert record.gaps == [2021]


def test_a_sum_carries_all_its_sources_and_is_known_when_the_last_is(freight):
    record = freight(*four_years())
    first = record.annual.iloc[0]
    assert first["part_sources"].split(";") == [
        f"office-2020-{n:02}" for n in range(1, 13)
    ]
    assert first["published_on"] == "2021-01-15"
    assert set(record.source_ids) == {row["source"] for row in four_years()}
    known = kz.series("freight", rule="kaz_only", as_of="2021-01-14")
    assert known.annual.empty
    assert len(kz.series("freight", rule="kaz_only", as_of="2021-01-15").annual) == 1


def test_a_published_year_outranks_the_sum_and_a_sum_outranks_a_quoted_year(freight):
    year = month(2020, 12, 1500, period_start="2020-01-01", source="office-2021-03")
    assert freight(*four_years(), year).annual["value"].iloc[0] == 1500


def test_a_sum_of_statistics_outranks_a_quoted_year(freight):
    quoted = month(2020, 12, 1500, period_start="2020-01-01", provenance="quoted")
    assert freight(*four_years(), quoted).annual["value"].iloc[0] == 1278


def test_counters_are_not_mixed(freight):
    rows = four_years()
    rows[3]["agency"] = "KAZ_MFA"
    assert 2020 not in freight(*rows).annual["year"].to_list()


def derived(record):
    frame = record.partial[record.partial["derived"]]
    return {
        (f"{row['period_start']:%Y-%m}", f"{row['period_end']:%Y-%m}"): (
            row["value"],
            row["low"],
            row["high"],
        )
        for row in frame.to_dict("records")
    }


def test_a_year_less_its_part_makes_the_rest_with_its_interval(freight):
    year = part(2024, 12, 534)
    record = freight(year, part(2024, 7, 316))
    assert derived(record) == {("2024-08", "2024-12"): (218, 217, 219)}


@pytest.mark.parametrize(
    ("later", "rest_of_year"),
    [
        ({"value": 534, "low": 533, "high": 535}, 218.4),
        ({"value": 531, "low": 530, "high": 532}, 215),
        ({"value": 534, "low": 533, "high": 535, "stage": "final"}, 218),
    ],
    ids=["repeated in rounder words", "revised", "of a later edition"],
)
def test_a_figure_that_only_repeats_a_sharper_one_gives_way(
    freight, later, rest_of_year
):
    """From "about 529" instead of 529.4 the rest of a year grew by another rate."""
    sharp = part(2024, 12, 534.4, low=534.35, high=534.45, stage="preliminary")
    hedged = {"qualifier": "approx", "source": "office-2025-03"} | later
    record = freight(sharp, sharp | hedged, part(2024, 7, 316))
    [(value, *_)] = derived(record).values()
    assert value == rest_of_year


def test_cumulated_figures_make_what_lies_between(freight):
    record = freight(part(2024, 4, 87), part(2024, 7, 136))
    assert derived(record) == {("2024-05", "2024-07"): (49, 48, 50)}


def test_a_part_above_its_whole_makes_nothing(freight):
    assert derived(freight(part(2024, 4, 87), part(2024, 7, 80))) == {}


GROWTH = {
    "id": "c",
    "series": "freight",
    "measure": "growth",
    "value": 25,
    "low": 24.5,
    "high": 25.5,
    "unit": "USD",
    "qualifier": "exact",
    "agency": "KAZ_BNS",
    "reporter": "KAZ",
    "period_start": "2024-01-01",
    "period_end": "2024-07-31",
    "base_start": "2023-01-01",
    "base_end": "2023-07-31",
    "source": "office-2024-09",
}


def test_a_level_and_its_growth_make_the_level_before(freight):
    record = freight(part(2024, 7, 250), claims=[GROWTH])
    [value_low_high] = derived(record).values()
    assert value_low_high == pytest.approx((200, 249.5 / 1.255, 250.5 / 1.245))
    row = record.partial[record.partial["derived"]].iloc[0]
    assert row["published_on"] == "2024-10-15"
    assert row["part_sources"] == "office-2024-07;office-2024-09"


def test_a_whole_year_before_a_growth_is_shown_and_not_chosen(freight):
    claim = GROWTH | {"period_end": "2024-12-31", "base_end": "2023-12-31"}
    record = freight(part(2024, 12, 250), claims=[claim])
    assert record.annual["year"].to_list() == [2024]
    assert record.alternatives["value"].to_list() == [200]


def test_bounds_and_unreliable_figures_are_not_added(freight):
    rows = four_years()
    rows[3] |= {"qualifier": "over", "high": ""}
    rows[20] |= {"obs_status": "U"}
    assert freight(*rows).annual["year"].to_list() == [2022, 2023]
