"""Errors that names, titles and words of a row tell."""

import pandas as pd
import pytest
from small_dataset import TODAY, small_dataset

from kzaz_analysis.evidence.files import read_text
from kzaz_analysis.evidence.schema.definitions import TABLES
from kzaz_analysis.evidence.schema.meaning import meaning_problems

T23 = 13


@pytest.fixture
def texts(make_data):
    """Texts of the tables of a folder without errors."""
    where = make_data(**small_dataset())
    return {name: read_text(name, where) for name in TABLES}


CASES = [
    ("owner against the name", "agencies", {"agency": "KAZ_BNS", "books": "AZE"}),
    (
        "owner against the name",
        "agencies",
        {"name": "Customs of Azerbaijan", "agency": "BORDER", "books": "KAZ"},
    ),
    (
        "publisher against the name",
        "sources",
        {"source": "trend-2024-01-15", "publisher": "AzerNews", "kind": "press"},
    ),
    ("deadline against the name", "targets", {"promise": "freight_2025_plan"}),
    ("level against the name", "targets", {"promise": "freight_2_5mt", "note": ""}),
    (
        "target of another series",
        "targets",
        {"counted": "capacity of the port", "promise": "x"},
    ),
    (
        "driver of another country",
        "drivers",
        {"title": "growth of Georgia", "country": "AZE"},
    ),
    (
        "title of other places",
        "series",
        {"title": "Exports to Georgia", "entity": "KAZ-AZE"},
    ),
    ("year against the quote", "claims", {"quote": "up 20 per cent since 2012"}),
    (
        "year against the quote",
        "milestones",
        {"quote": "begun in May 2013", "actual_end": "2023-05-01"},
    ),
    ("not as worked out", "observations", {"note": "Worked out: 194.1 is 3.1 times"}),
]
RIGHT = [
    ("owner against the name", "agencies", {"agency": "KAZ_BNS", "books": "KAZ"}),
    (
        "owner against the name",
        "agencies",
        {"name": "Embassy of Azerbaijan in Georgia", "agency": "A", "books": "AZE"},
    ),
    (
        "publisher against the name",
        "sources",
        {"source": "azernews-2024-01-15", "publisher": "AzerNews", "kind": "press"},
    ),
    ("deadline against the name", "targets", {"promise": "freight_2030_plan"}),
    ("level against the name", "targets", {"promise": "phase2_1bn", "note": ""}),
    (
        "driver of another country",
        "drivers",
        {"title": "growth of Georgia", "country": "GEO"},
    ),
    (
        "title of other places",
        "series",
        {"title": "Exports to Azerbaijan", "entity": "KAZ-AZE"},
    ),
    (
        "year against the quote",
        "claims",
        {"quote": "up from 2022, in all 2,013 tonnes"},
    ),
    ("not as worked out", "observations", {"note": "Worked out: 3491 is 10 times"}),
    (
        "not as worked out",
        "observations",
        {"note": "Worked out: 1082210 is 3.1 times"},
    ),
]


def lines_of(kind, table, cells, texts):
    line = texts[table].index[0]
    texts["sources"]["publisher"] = "Office, Paper"
    texts[table].loc[line, list(cells)] = list(cells.values())
    problems = meaning_problems(texts, pd.Timestamp(TODAY), (), kinds={kind})
    return line, {p.line for p in problems if p.kind == kind and p.file[:-4] == table}


@pytest.mark.parametrize(("kind", "table", "cells"), CASES)
def test_what_names_and_words_deny_is_named(texts, kind, table, cells):
    line, named = lines_of(kind, table, cells, texts)
    assert line in named


@pytest.mark.parametrize(("kind", "table", "cells"), RIGHT)
def test_what_names_and_words_allow_is_not_named(texts, kind, table, cells):
    line, named = lines_of(kind, table, cells, texts)
    assert line not in named


@pytest.mark.parametrize(("value", "named"), [(700, False), (7000, True)])
def test_a_forecast_of_soon_is_held_against_its_year(texts, value, named):
    days = {"period_start": "2025-01-01", "period_end": "2025-12-31"}
    line, lines = lines_of(
        "far from its year", "projections", days | {"value": str(value)}, texts
    )
    assert (line in lines) is named
