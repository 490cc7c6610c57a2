"""A figure as printed reads back to the value of its row."""

import re

import pandas as pd
import pytest

from kzaz_analysis.evidence.schema.definitions import FACT_TABLES
from kzaz_analysis.evidence.tables import load

WORDS = {
    "double": 2,
    "fivefold": 5,
    "first": 1,
    "inaugural": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "six": 6,
    "doesn't": 0,
}
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "mlrd": 1e9}
GROUPED = r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?"
NUMBER = re.compile(rf"{GROUPED}|\d+(?:[.,]\d+)?(?:e-?\d+)?")
ARTICLES = {"A0": 11, "A1": 11, "A2": 28, "A3": 4, "A4": 12}


def numbers_in(quote):
    """Numbers of a few printed words: digits, words, or as many names as are listed."""
    scale = next((s for word, s in SCALES.items() if word in quote), 1)
    digits = [as_number(text) * scale for text in NUMBER.findall(quote)]
    spelled = [n for word, n in WORDS.items() if re.search(rf"\b{word}\b", quote)]
    names = re.split(r", | and ", quote)
    return {*digits, *spelled, *([len(names)] if len(names) > 1 else [])}


def as_number(text):
    if re.fullmatch(GROUPED, text):
        return float(text.replace(",", ""))
    return float(text.replace(",", "."))


def scale_of(unit):
    return next((s for word, s in SCALES.items() if unit.startswith(f"{word}_")), 1)


def quoted(table):
    rows = load(table)
    return rows[rows["quote"] != ""]


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("$529 million", {529e6}),
        ("1,768-kilometer", {1768}),
        ("0,599 mlrd", {599e6}),
        ("fivefold", {5}),
        ("43.6176", {43.6176}),
        ("a Joint Statement and a Protocol", {2}),
    ],
)
def test_the_reader_of_quotes_reads(quote, expected):
    assert sorted(numbers_in(quote)) == pytest.approx(sorted(expected))


@pytest.mark.parametrize("table", ["observations", "claims", "targets", "projections"])
def test_a_quote_reads_back_to_the_value(table):
    rows = quoted(table).dropna(subset=["value"])
    # Low reliability stands for a figure that was printed garbled.
    if "obs_status" in rows:
        rows = rows[(rows["obs_status"] != "U") | (rows["ref"] == "P001")]
    assert len(rows) >= 2
    for row in rows.itertuples():
        wanted = row.value * scale_of(row.unit)
        read = numbers_in(row.quote)
        fits = [n == pytest.approx(wanted) for n in read]
        # A table in the unit of the row prints no scale.
        fits += [n == pytest.approx(row.value) for n in read]
        assert any(fits), (row.ref, row.quote, row.value)


def test_a_date_or_ordinal_reads_back_to_its_milestone():
    rows = quoted("milestones")
    dates = rows[["planned_start", "planned_end", "actual_start", "actual_end"]]
    years = [
        {d.year for d in row if pd.notna(d)} for row in dates.astype(object).to_numpy()
    ]
    numbered = rows["value"].notna() | rows["quote"].str.contains(r"\d")
    assert numbered.sum() >= 8
    for row, those, has in zip(rows.itertuples(), years, numbered, strict=True):
        if has:
            assert {row.value, *those} & numbers_in(row.quote), (row.ref, row.quote)


def test_every_claim_of_the_articles_has_its_figure_as_printed():
    found = {
        ref: quote
        for table in FACT_TABLES
        for cell, quote in load(table)[["ref", "quote"]].itertuples(index=False)
        for ref in cell.split(";")
    }
    claims = [
        f"{a}-{n:02d}" for a, last in ARTICLES.items() for n in range(1, last + 1)
    ]
    assert len(claims) == 66
    assert [claim for claim in claims if not found.get(claim)] == []
