"""What the package says in Russian, phrase by phrase."""

import re

import numpy as np
import pytest

from kzaz_analysis.analysis.projection.plausible import doubts
from kzaz_analysis.display.numbers import amount, interval, rate, significant
from kzaz_analysis.display.speech.language import written_in
from kzaz_analysis.display.speech.phrases import capital, counted, form, phrase


@pytest.fixture(autouse=True)
def russian():
    with written_in("ru"):
        yield


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("english", "said"),
    [
        (amount(529.4, "million_USD"), "529 млн долл. США"),
        (amount(4484, "thousand_tonnes"), "4,48 млн т"),
        (amount(15300, "TEU"), "15 300 ДФЭ"),
        (interval(528.5, 529.5, "million_USD"), "528,5–529,5 млн долл. США"),
        (rate(-9.56), "\u22129,6 %"),
        (rate(9.5, 3), "около 9,5 % в год"),
        (significant(1240.5, 5), "1 240,5"),
        ("January to August 2025", "январь–август 2025 г."),
        ("24 May 2024", "24 мая 2024 г."),
        ("2005 to 2007 and 2015", "2005–2007 и 2015"),
        ("as reported by UN Comtrade", "по данным UN Comtrade"),
        ("three years", "3 года"),
        ("11 years", "11 лет"),
        ("21 annual figures", "21 годовой показатель"),
        ("2.5 times the base", "в 2,5 раза к базе"),
        (
            "at least USD 122 million, January to August 2025",
            "не менее 122 млн долл. США, январь–август 2025 г.",
        ),
    ],
)
def test_numbers_days_and_counts_are_written_as_in_russian(english, said):
    assert plain(phrase(english)) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 год"),
        (2, "2 года"),
        (5, "5 лет"),
        (11, "11 лет"),
        (21, "21 год"),
        (112, "112 лет"),
        (1001, "1 001 год"),
        ("2.5", "2,5 года"),
    ],
)
def test_a_noun_takes_the_form_of_its_number(count, said):
    assert plain(counted(count, "год", "года", "лет")) == said


def test_what_no_entry_says_stays_as_it_is():
    name = "Ministry of Silly Walks, 1,000 strong"
    assert phrase(name) == name
    assert form("Atlantis") == "Atlantis"


def test_nothing_is_said_twice():
    once = phrase("1,240.125")
    assert phrase(once) == once == "1\u00a0240,125"
    assert plain(phrase("4,125 млн т")) == "4,125 млн т"


def test_the_first_letter_follows_the_text():
    assert plain(phrase("Million tonnes")) == "Млн т"
    assert plain(capital("million tonnes")) == "Млн т"


@pytest.mark.parametrize(
    "values", [[5, 6, 7e4, 7, 6], [5, 0, 6, 7, 8], [5, 6, 5, 6e7, 7e7]]
)
def test_doubts_about_figures_are_told_in_russian(values):
    figures = np.array(values, dtype=float)
    (note,) = doubts(np.arange(2000, 2005), figures, figures)
    assert not re.search("[A-Za-z]", phrase(note.removesuffix(".")))
