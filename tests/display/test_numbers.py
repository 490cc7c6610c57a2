"""Numbers as people read them; N stands for a space that does not break."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzaz_analysis.display import numbers
from kzaz_analysis.display.probability_bands import ODDS, chance
from kzaz_analysis.display.units import reading_unit


def plain(text):
    return text.replace(numbers.NBSP, "~").replace(numbers.THIN, "'")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        pytest.param(529.4, "million_USD", "USD~529~million", id="money leads"),
        pytest.param(1000, "million_USD", "USD~1~billion", id="the scale moves up"),
        pytest.param(999.9, "million_USD", "USD~1~billion", id="by what is shown"),
        pytest.param(4484, "thousand_tonnes", "4.48~million~tonnes", id="millions"),
        pytest.param(586, "thousand_tonnes", "0.586~million~tonnes", id="one unit"),
        pytest.param(52, "thousand_tonnes", "52~thousand~tonnes", id="thousands"),
        pytest.param(0.586, "thousand_tonnes", "586~tonnes", id="small ones"),
        pytest.param(15300, "TEU", "15,300~TEU", id="thousands in digits"),
        pytest.param(1, "containers", "1~container", id="one of them"),
        pytest.param(2, "ratio_to_base", "2~times~the~base", id="a multiple"),
        pytest.param(1, "ratio_to_base", "1~times~the~base", id="once the base"),
        pytest.param(1500, "ratio_to_base", "1,500~times~the~base", id="never scaled"),
        pytest.param(9.5, "percent", "9.5'%", id="percent keeps close"),
        pytest.param(7, "count", "7", id="a count has no unit"),
        pytest.param(0, "million_USD", "USD~0", id="nothing"),
        pytest.param(
            -12.34, "million_USD", "USD~\u221212.3~million", id="a true minus"
        ),
        pytest.param(
            3, "flights_per_week_each_side", "3~flights~a~week~each~side", id="a rate"
        ),
    ],
)
def test_an_amount_reads(value, unit, text):
    assert plain(numbers.amount(value, unit)) == text


def test_two_amounts_can_share_a_scale():
    assert plain(numbers.amount(900, "million_USD", prefer=1500)) == "USD~0.9~billion"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (528.5, 529.5, "USD~528.5 to 529.5~million"),
        (310, 1080, "USD~310 to 1,080~million"),
        (288.4, 1017, "USD~288 to 1,020~million"),
        (1013, 1017, "USD~1.013 to 1.017~billion"),
        (0, 5, "USD~0.0 to 5.0~million"),
        (0.0175, 6.08, "USD~0.018 to 6.1~million"),
        (-3, 0.004, "USD~\u22123.0 to 0.004~million"),
        (100, math.inf, "more than USD~100~million"),
        (-math.inf, 100, "less than USD~100~million"),
        (-math.inf, math.inf, "any value"),
        (7, 7, "USD~7~million"),
    ],
)
def test_an_interval_reads(low, high, text):
    shown = numbers.interval(low, high, "million_USD")
    assert plain(shown) == text


@pytest.mark.parametrize(
    ("pct", "years", "text"),
    [
        (9.46, 1, "9.5'%"),
        (9.46, 3, "about 9.5'% a~year"),
        (-20.3, 1, "\u221220.3'%"),
        (457.2, 1, "457'%"),
        (99.96, 1, "100'%"),
        (0.0, 1, "0'%"),
        (-0.04, 1, "0'%"),
    ],
)
def test_a_rate_reads(pct, years, text):
    assert plain(numbers.rate(pct, years)) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (14.52, 14.71, "14.5 to 14.7'%"),
        (7, 7, "7'%"),
        (-3.4, 18.5, "\u22123.4 to 18.5'%"),
        (5, math.inf, "more than 5'%"),
        (-math.inf, 5, "less than 5'%"),
        (-math.inf, math.inf, "any rate"),
    ],
)
def test_an_interval_of_rates_reads(low, high, text):
    assert plain(numbers.rate_interval(low, high)) == text


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (0.0, "less than 1 % (less than one in twenty)"),
        (0.06, "6 % (about one in fifteen)"),
        (0.14, "14 % (about one in seven)"),
        (0.3, "30 % (about three in ten)"),
        (0.237, "24 % (about one in four)"),
        (0.5, "50 % (about one in two)"),
        (0.8, "80 % (about four in five)"),
        (1.0, "more than 99 % (more than nineteen in twenty)"),
    ],
)
def test_a_chance_is_a_band_in_words(p, words):
    assert chance(p).replace("\u202f", " ") == words


@pytest.mark.parametrize("percent", range(4, 97))
def test_the_words_of_a_chance_are_no_further_from_it_than_its_size_allows(percent):
    """14 % stood as one in eight, 12.5 %."""
    [words] = re.findall(r"about (.+)\)", chance(percent / 100))
    [share] = [100 * odds for odds, name in ODDS if name == words]
    assert all(abs(share - percent) <= abs(100 * odds - percent) for odds, _ in ODDS)
    rarer = min(percent, 100 - percent)
    assert abs(share - percent) <= (1.4 if rarer <= 20 else 3)


def test_chances_that_print_alike_are_told_in_the_same_words():
    said = {}
    for p in range(1001):
        per_cent, words = chance(p / 1000).split(" (")
        assert said.setdefault(per_cent, words) == words


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (2.1, "2.1~times the level of 2018"),
        (1.0, "about the level of 2018"),
        (0.42, "42'% of the level of 2018"),
    ],
)
def test_a_multiple_says_since_when(ratio, words):
    assert plain(numbers.multiple(ratio, 2018)) == words


@pytest.mark.parametrize(
    ("share", "text"),
    [
        pytest.param(102, "102'%", id="above the whole"),
        pytest.param(99.7, "99.7'%", id="below it"),
        pytest.param(-99.96, "\u221299.96'%", id="all but gone"),
        pytest.param(100, "100'%", id="the whole"),
        pytest.param(100 + 1e-9, "100'%", id="the whole but for binary digits"),
        pytest.param(-100, "\u2212100'%", id="gone"),
        pytest.param(104.9, "105'%", id="two digits of a hundred"),
        pytest.param(113, "113'%", id="well above"),
        pytest.param(375, "375'%", id="several times the whole"),
    ],
)
def test_a_share_reads_100_only_where_it_is_the_whole(share, text):
    assert plain(numbers.percent(share)) == text


def test_points_are_not_percent():
    assert plain(numbers.points(3.2)) == "3.2~percentage~points"
    assert plain(numbers.points(-1)) == "\u22121~percentage~point"


def test_headers_and_axes_name_their_unit():
    assert numbers.header("#value", "thousand_tonnes") == "#value, thousand tonnes"
    assert numbers.header("#level", "ratio_to_base") == "#level, times the base"
    assert numbers.header("#flights", "count") == "#flights"
    assert numbers.axis_title("million_USD", 900, "current prices") == (
        "USD million, current prices"
    )
    assert numbers.axis_title("thousand_tonnes", 9000) == "Million tonnes"
    assert numbers.axis_factor("thousand_tonnes", 9000) == 1e-3
    assert numbers.prices("million_USD") == "current prices"
    assert numbers.prices("thousand_tonnes") == ""


@pytest.mark.parametrize(
    ("unit", "level", "read"),
    [
        ("thousand_tonnes", 1300, "million_tonnes"),
        ("thousand_tonnes", 250, "million_tonnes"),
        ("thousand_tonnes", 52, "thousand_tonnes"),
        ("thousand_tonnes", 0, "thousand_tonnes"),
        ("tonnes_per_year", 3e6, "million_tonnes_per_year"),
        ("million_USD", 2500, "million_USD"),
        ("percent", 40, "percent"),
    ],
)
def test_tables_take_the_unit_of_sentences_for_tonnes(unit, level, read):
    assert reading_unit(unit, level) == read


@pytest.mark.parametrize(
    ("text", "places", "moved"),
    [
        ("1,250 to 1,350", 3, "1.25 to 1.35"),
        ("1,391.5", 3, "1.3915"),
        ("0", 3, "0"),
        ("about 2,500 or more", 3, "about 2.5 or more"),
        ("exact", 3, "exact"),
        ("0.0123", -3, "12.3"),
        ("4.5", -3, "4,500"),
    ],
)
def test_a_point_is_moved_and_no_digit_is_lost(text, places, moved):
    assert numbers.shifted(text, places) == moved


def test_a_share_of_almost_all_is_not_all():
    assert plain(numbers.percent(99.5, 3)) == "99.5'%"


@given(st.floats(-1e15, 1e15), st.integers(1, 6))
def test_significant_digits_are_within_half_a_unit(value, digits):
    shown = float(
        numbers.significant(value, digits).replace(",", "").replace("\u2212", "-")
    )
    assert math.isclose(shown, value, rel_tol=0.5000001 * 10 ** (1 - digits), abs_tol=0)


@given(st.floats(0, 1e9), st.floats(1e-3, 1e6))
def test_both_ends_are_shown_within_a_fifth_of_the_width(low, width):
    decimals = numbers.interval_decimals(low, low + width)
    for end in (low, low + width):
        assert abs(round(end, decimals) - end) <= width / 5 + 1e-6


@pytest.mark.parametrize(
    ("pct", "least", "most"),
    [
        (19.88, "19.8", "19.9"),
        (-67.72, "\u221267.8", "\u221267.7"),
        (7.0, "7", "7"),
        (19.8, "19.8", "19.8"),
        (1234.5, "1,230", "1,240"),
    ],
)
def test_a_bound_is_rounded_to_the_side_on_which_it_is_true(pct, least, most):
    assert numbers.least_rate(pct) == f"{least}\u202f%"
    assert numbers.most_rate(pct) == f"{most}\u202f%"
    assert numbers.rate_interval(pct, math.inf) == f"more than {least}\u202f%"
    assert numbers.rate_interval(-math.inf, pct) == f"less than {most}\u202f%"
    assert numbers.most_percent_number(pct) == most


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        (1.2378, "USD~1.23~million", "USD~1.24~million"),
        (470.6, "USD~470~million", "USD~471~million"),
        (19.8, "USD~19.8~million", "USD~19.8~million"),
        (-2.345, "USD~\u22122.35~million", "USD~\u22122.34~million"),
        (0.0, "USD~0", "USD~0"),
    ],
)
def test_a_bound_of_an_amount_is_rounded_to_the_side_on_which_it_is_true(
    value, least, most
):
    shown = {"least": numbers.least_amount, "most": numbers.most_amount}
    shown = {name: write(value, "million_USD") for name, write in shown.items()}
    spaced = {name: text.replace("\u00a0", "~") for name, text in shown.items()}
    assert spaced == {"least": least, "most": most}
    above = numbers.interval(value, math.inf, "million_USD")
    assert above == f"more than {shown['least']}"
    below = numbers.interval(-math.inf, value, "million_USD")
    assert below == f"less than {shown['most']}"


@pytest.mark.parametrize(
    ("value", "most"), [(271.313, "272"), (271.0, "271"), (0.4321, "0.433"), (0.0, "0")]
)
def test_what_is_asked_at_most_is_rounded_up(value, most):
    assert numbers.most_significant(value) == most
    assert numbers.most_percent(value) == f"{most}\u202f%"


@given(st.floats(-5000, 5000, allow_nan=False))
def test_no_bound_says_more_than_its_number(pct):
    least, most = numbers.least_rate(pct), numbers.most_rate(pct)
    ends = [
        float(text[:-2].replace("\u2212", "-").replace(",", ""))
        for text in (least, most)
    ]
    assert ends[0] <= pct + 1e-6
    assert ends[1] >= pct - 1e-6


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "text"),
    [
        (1155, "km", "over", "1,155 km"),
        (1518, "count", "exact", "1,518"),
        (12345, "TEU", "exact", "12,300 TEU"),
        (12355, "TEU", "over", "12,300 TEU"),
        (12345, "TEU", "under", "12,400 TEU"),
        (1.234, "million_tonnes", "exact", "1.23 million tonnes"),
    ],
)
def test_a_published_level_keeps_a_count_and_its_bound(value, unit, qualifier, text):
    written = numbers.published_amount(value, unit, qualifier)
    assert written.replace("\u00a0", " ") == text
