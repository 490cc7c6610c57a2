"""Small words that every sentence uses."""

import pandas as pd
import pytest

from kzaz_analysis.display import grammar


@pytest.mark.parametrize(
    ("items", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_a_list_reads(items, text):
    assert grammar.listing(items) == text


@pytest.mark.parametrize(
    ("years", "text"),
    [
        ([], ""),
        ([2015], "2015"),
        ([2015, 2016], "2015 and 2016"),
        ([2016, 2015, 2017], "2015 to 2017"),
        ([2005, 2006, 2007, 2015], "2005 to 2007 and 2015"),
        ([2001, 2003, 2003], "2001 and 2003"),
    ],
)
def test_years_read(years, text):
    assert grammar.years_text(years) == text


@pytest.mark.parametrize(
    ("date", "text"),
    [
        ("2023-07-29", "29 July 2023"),
        ("2025-10", "October 2025"),
        ("2019", "2019"),
        ("2019-Q1", "2019"),
        ("", ""),
        (None, ""),
        (pd.NaT, ""),
        (pd.Timestamp("2024-03-05"), "5 March 2024"),
    ],
)
def test_a_day_reads(date, text):
    assert grammar.day(date) == text


def test_missing_years_lie_between_the_first_and_the_last():
    assert grammar.missing_years([2018, 2020, 2021]) == [2019]
    assert grammar.missing_years([]) == []


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "no figures"), (1, "one figure"), (7, "seven figures"), (23, "23 figures")],
)
def test_counts_are_words_up_to_ten(number, text):
    assert grammar.plural(number, "figure") == text


@pytest.mark.parametrize(
    ("reporter", "text"),
    [
        ("KAZ", "as reported by Kazakhstan"),
        ("BACI", "as reported by CEPII BACI"),
        ("NEW_ONE", "as reported by NEW ONE"),
        ("", "from a source that names no reporter"),
        (None, "from a source that names no reporter"),
    ],
)
def test_a_figure_is_somebodys(reporter, text):
    assert grammar.as_reported_by(reporter) == text


def test_a_sentence_has_a_capital_and_one_full_stop():
    assert grammar.sentence("it rose") == "It rose."
    assert grammar.sentence("It rose.") == "It rose."
    assert grammar.sentence("  ") == ""
    assert grammar.clause("it rose. ") == "it rose"
