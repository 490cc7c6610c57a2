"""Claims as people type them: what is read, and what is refused in which words."""

import pytest

from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.intake.typed_claim import read_claim
from kzaz_analysis.evidence.tables import load


def read(text):
    return read_claim(text, load("series"), load("units"), newest=lambda series: 2023)


def told(text):
    claim = read(text)
    days = f"{claim.start:%Y-%m-%d}..{claim.end:%Y-%m-%d}" if claim.end else ""
    return claim.series, days, claim.measure, round(claim.value, 9), claim.unit


YEAR = "2023-01-01..2023-12-31"
WORDINGS = [
    ("trade turnover 2023 $529.4 million", "trade_turnover", YEAR, "level", 529.4, "million_USD"),
    ("Trade turnover of Azerbaijan and Kazakhstan came to $529.4m in 2023", "trade_turnover", YEAR, "level", 529.4, "million_USD"),
    ("exports_kaz_to_aze 2023 US$ 310,5 million", "exports_kaz_to_aze", YEAR, "level", 310.5, "million_USD"),
    ("exports_kaz_to_aze 2023 fell by 15 %", "exports_kaz_to_aze", YEAR, "growth", -15, "percent"),
    ("Exports of Kazakhstan to Azerbaijan fell by a third in 2023", "exports_kaz_to_aze", YEAR, "growth", -33.3, "percent"),
    ("titr_freight 2023 33 percent", "titr_freight", YEAR, "growth", 33, "percent"),
    ("Freight on the Middle Corridor grew 86% in 2023", "titr_freight", YEAR, "growth", 86, "percent"),
    ("TITR_FREIGHT, 2023: 2.8 MILLION TONNES", "titr_freight", YEAR, "level", 2.8, "million_tonnes"),
    ("titr_freight 2023 2,8 million tonnes", "titr_freight", YEAR, "level", 2.8, "million_tonnes"),
    ("titr_freight 2023 2.8 Mt", "titr_freight", YEAR, "level", 2.8, "million_tonnes"),
    ("titr_freight 2H 2023 1.5 million tonnes", "titr_freight", "2023-07-01..2023-12-31", "level", 1.5, "million_tonnes"),
    ("titr_freight 8M 2023 1.5 million tonnes", "titr_freight", "2023-01-01..2023-08-31", "level", 1.5, "million_tonnes"),
    ("titr_freight Jan-Aug 2023 1.5 million tonnes", "titr_freight", "2023-01-01..2023-08-31", "level", 1.5, "million_tonnes"),
    ("there are 18 weekly flights", "flights_weekly", "", "level", 18, "flights_per_week"),
    ("trade turnover 2023 \u00bd billion USD", "trade_turnover", YEAR, "level", 0.5, "billion_USD"),
    ("titr freight in 2023 was half of the 2022 level", "titr_freight", YEAR, "growth", -50, "percent"),
    ("btc_oil_kaz 2023 tripled", "btc_oil_kaz", YEAR, "multiple", 3, "ratio_to_base"),
    ("port_capacity_aktau 15 million tonnes per year", "port_capacity_aktau", "", "level", 15, "million_tonnes_per_year"),
    ("titr_length 4250 km", "titr_length", "", "level", 4250, "km"),
    ("flights 2023 12 flights per week", "flights_weekly", YEAR, "level", 12, "flights_per_week"),
    ("ferries 2030 10", "ferries_kaz", "2030-01-01..2030-12-31", "level", 10, "count"),
    ("Port of Aktau handled 3.9 million tonnes in 2023", "port_throughput_aktau", YEAR, "level", 3.9, "million_tonnes"),
    ("trade 2023 $529.4 million", "trade_turnover", YEAR, "level", 529.4, "million_USD"),
    ("Trade will reach $700m by 2023", "trade_turnover", YEAR, "level", 700, "million_USD"),
    ("weekly flights 12", "flights_weekly", "", "level", 12, "flights_per_week"),
    ("Weekly flights between the two countries: 12", "flights_weekly", "", "level", 12, "flights_per_week"),
    ("titr_freight 2023 2.8mt", "titr_freight", YEAR, "level", 2.8, "million_tonnes"),
    ("titr_freight 2023 2.8 mt", "titr_freight", YEAR, "level", 2.8, "million_tonnes"),
    ("titr_freight 2023 2.8m t", "titr_freight", YEAR, "level", 2.8, "million_tonnes"),
    ("titr_freight 2023 280.5kt", "titr_freight", YEAR, "level", 280.5, "thousand_tonnes"),
    ("titr_freight 2023 28,000mt", "titr_freight", YEAR, "level", 28000, "tonnes"),
    ("titr_containers 2023 20k TEU", "titr_containers", YEAR, "level", 20000, "TEU"),
    ("BTK capacity 5 million tonnes", "btk_capacity", "", "level", 5, "million_tonnes"),
    ("Azerbaijan sold goods worth $48.6 million to Kazakhstan in 2023", "imports_kaz_from_aze", YEAR, "level", 48.6, "million_USD"),
    ("11 container trains from China in 2023", "titr_container_trains", YEAR, "level", 11, "trains"),
    ("port of Baku 7.3 million tonnes 2023", "port_throughput_baku", YEAR, "level", 7.3, "million_tonnes"),
    ("container traffic on the Middle Corridor grew 2.7 times in 2023", "titr_containers", YEAR, "multiple", 2.7, "ratio_to_base"),
    ("trade_turnover 2023 480 million EUR", "trade_turnover", YEAR, "level", 480, "million_EUR"),
    ("Trade grew 20% a year between 2020 and 2023", "trade_turnover", YEAR, "growth", 72.8, "percent"),
    ("trade turnover grew at an average annual rate of 20 % from 2021 to 2023", "trade_turnover", YEAR, "growth", 44, "percent"),
    ("trade turnover fell 10 % annually in 2021-2023", "trade_turnover", YEAR, "growth", -19, "percent"),
    ("trade turnover grew 20 % annually in 2023", "trade_turnover", YEAR, "growth", 20, "percent"),
    ("trade turnover grew 50 % between 2021 and 2023", "trade_turnover", YEAR, "growth", 50, "percent"),
    ("trade turnover doubled since 2020", "trade_turnover", YEAR, "multiple", 2, "ratio_to_base"),
    ("trade turnover grew 20 % a year since 2021", "trade_turnover", YEAR, "growth", 44, "percent"),
    ("share of Azerbaijan in Kazakhstan's exports was 0.5% in 2023", "share_aze_in_kaz_exports", YEAR, "level", 0.5, "percent"),
    ("Kazakhstan accounts for 7 % of Azerbaijani imports in 2023", "share_kaz_in_aze_imports", YEAR, "level", 7, "percent"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [(row[0], row[1:]) for row in WORDINGS], ids=lambda v: v[0] if isinstance(v, tuple) else None
)  # fmt: skip
def test_wordings(text, expected):
    assert told(text) == expected


def test_a_span_of_years_with_a_multiple_has_its_first_year_as_base():
    claim = read("trade_turnover 2019..2022 3 times")
    assert (claim.start.year, claim.base_start.year) == (2022, 2019)


@pytest.mark.parametrize(
    ("words", "qualifier", "low", "high"),
    [
        ("more than 3 million tonnes", "over", 3, float("inf")),
        ("about 3.1 million tonnes", "approx", 3.0, 3.2),
        ("2.6-2.9 million tonnes", "exact", 2.6, 2.9),
        ("up to 3 million tonnes", "up_to", 0, 3),
    ],
)
def test_hedges_and_ranges(words, qualifier, low, high):
    claim = read(f"titr_freight 2023 {words}")
    assert (claim.qualifier, claim.low, claim.high) == (qualifier, low, high)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("more than 30%", -100, -30),
        ("nearly 30%", -30, -27.5),
        ("up to 30%", -30, 0),
    ],
)
def test_a_hedge_on_a_fall_bounds_its_size(words, low, high):
    claim = read(f"trade_turnover 2023 fell by {words}")
    assert (claim.value, claim.low, claim.high) == (-30, low, high)


def test_an_ambiguous_separator_is_told_with_the_other_reading():
    claim = read("trade_turnover 2023 5,294 million USD")
    assert claim.value == 5294
    assert "or 5.294" in str(claim)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("trade_turnover 2023 -120%", "no quantity falls by more than 100 percent"),
        ("trade_turnover 2023 -529.4 million USD", "is not negative"),
        ("turnover was -$529.4 million in 2023", "is not negative"),
        ("turnover was minus US$529.4 million in 2023", "is not negative"),
        ("trade_turnover 2023 up 50% to $529.4 million", "one figure at a time"),
        ("trade_turnover 529.4 million USD", "a period is missing"),
        ("trade turnover 529.4 million USD", "a period is missing"),
        ("trade turnover 2023 5 tonnes", "trade_turnover is counted in money"),
        ("tourist arrivals 2023 500 thousand", "the nearest are .* or .* or "),
        ("titr_freight 2023 500 mt", "500 mt may be million tonnes or metric tonnes"),
        ("firms 1,500 in Baku", "a unit is missing behind 1500"),
        ("trade_turnover 2024 700 USD millon", "no scale is called 'millon'; did you"),
        ("turnover was $0.7 bilion in 2024", "no scale is called 'bilion'; did you"),
        ("trade_turnover doubled since 2023", "2023 is the last year reported"),
        ("Kazakhstan accounts for 5% of Azerbaijan's foreign trade", "is a share, and"),
        ("Kazakhstan's share in Azerbaijan's turnover is 5%", "several series fit"),
        ("wheat is 5% of Kazakhstan's exports to Azerbaijan", "several series fit"),
        ("trade_turnover 03/04/2023 5 million USD", "is 3.4. or 4.3."),
        ("turnovers of everything 2023 7 tonnes", "no series is called"),
        ("trade_turnover Q5 2023 90 million USD", "Q5 2023 does not exist"),
        ("trade_turnover 2023-Q7 90 million USD", "2023-Q7 does not exist"),
        ("trade_turnover H3 2023 90 million USD", "H3 2023 does not exist"),
        ("trade_turnover 2023 was not 529.4 million USD", "it is not 529.4 million"),
        ("Turnover never exceeded 400 million USD in 2023", "a denial is not a claim"),
        ("trade_turnover: 400 million USD was not reached in 2023", "not a claim"),
        ("Middle Corridor transit 2023 2 million tonnes", "or titr_freight_transit"),
        (
            "share of Azerbaijan in Kazakh exports 140% 2023",
            "is not more than 100 percent",
        ),
    ],
)
def test_refusals(text, message):
    with pytest.raises(UsageError, match=message):
        read(text)


def test_a_denial_within_a_hedge_is_no_denial():
    claim = read("trade_turnover 2023 was not less than 500 million USD")
    assert claim.qualifier == "over"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Trade turnover will reach $2 billion by 2029", "2029-01-01..2029-12-31"),
        ("it is planned to bring trade turnover to $2 billion", ""),
    ],
)
def test_what_is_to_come_is_read_as_a_forecast(text, days):
    assert told(text)[1] == days
    assert read(text).is_forecast
    assert "a forecast or target" in str(read(text))
    assert not read("trade_turnover 2023 529.4 million USD").is_forecast


def test_an_unknown_series_is_answered_with_three_names():
    with pytest.raises(UsageError) as raised:
        read("qwertyuiop 2023 7 USD")
    names = [n for n in load("series")["series"] if f" {n}" in str(raised.value)]
    assert len(names) >= 3
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize(
    "text",
    [
        "Baku-Tbilisi-Kars 2023 4 million tonnes",
        "BTK carried 4 million tonnes in 2023",
        "baku tbilisi kars 2023 4 million tonnes",
        "Port of Atlantis handled 5 million tonnes in 2023",
        "Poti Sea Port handled 5 million tonnes in 2023",
        "Northern Corridor freight 2023 4 million tonnes",
        "CPC pipeline oil 2023 60 million tonnes",
        "trade with Georgia 2023 $200 million",
        "Chinese exports 2023 $200 million",
    ],
)
def test_a_name_that_is_not_on_record_is_not_given_to_its_neighbour(text):
    with pytest.raises(UsageError, match="no series is called"):
        read(text)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("less than 500 million USD", 0, 500),
        ("fewer than 500 million USD", 0, 500),
        ("nearly 500 million USD", 475, 500),
        ("grew by less than 30 percent", 0, 30),
        ("fell by less than 30 percent", -30, 0),
        ("between 520 and 540 million USD", 520, 540),
        ("dropped threefold", 1 / 3.5, 1 / 2.5),
        ("fell three times", 1 / 3.5, 1 / 2.5),
        ("decreased by a factor of 3", 1 / 3.5, 1 / 2.5),
        ("fell more than threefold", 0, 1 / 3),
        ("grew threefold", 2.5, 3.5),
    ],
)
def test_room_of_a_claim(words, low, high):
    claim = read(f"trade turnover 2023 {words}")
    assert (claim.low, claim.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("rose from 529.4 to 533.4 million USD", "529.4 and 533.4 million USD"),
        ("fell from $533m to $470m", "533m and 470m"),
        ("rose by 4 to 533.4 million USD", "4 and 533.4 million USD"),
        ("went from 520 to 540 million USD", "520 and 540 million USD"),
    ],
)
def test_a_movement_is_no_interval(words, figures):
    with pytest.raises(UsageError, match=f"one figure at a time.* {figures}"):
        read(f"trade turnover 2023 {words}")
