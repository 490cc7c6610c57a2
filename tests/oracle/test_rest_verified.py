"""Which rest of a year a page warns of is reckoned anew, not taken from the page."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import made_pages
from awkward import months, tables

from kzaz_analysis.verify.check import Checked, check_page
from kzaz_analysis.verify.dataset import Dataset
from kzaz_analysis.verify.page import StatedPage

TOLD = ("record.rest", "record.halves")
FIRST, NINE = "06-30", "09-30"


@pytest.fixture
def pages(make_data, figure):
    """Make the growth page and the projection page of parts of 2025 and 2024."""

    def make(parts):
        rows = [figure(2024, 1000), figure(2025, 1100)]
        for last, values in parts.items():
            for year, value in zip((2024, 2025), values, strict=True):
                rows.append(figure(months(year, last), value))
        folder = make_data(**tables(rows))
        questions = [
            ("growth_rates", {"series": "turnover"}),
            ("trade_projection", {"series": "turnover", "horizon_year": 2030}),
        ]
        return folder, *made_pages.made(folder, questions, whole=True)

    return make


def kinds(made):
    return {s["kind"] for s in made["sentences"] if s["kind"] in TOLD}


def refused(folder, made):
    """Kinds of the sentences about rests that the tables do not say."""
    page = StatedPage(slug="made", everything=Dataset(folder), **made)
    wrong = check_page(page, Checked.empty())
    return {item.kind for item in wrong if item.kind in TOLD}


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        pytest.param({FIRST: (500, 605)}, "record.halves", id="the second half fell"),
        pytest.param({FIRST: (500, 550)}, None, id="a half as its year"),
        pytest.param(
            {FIRST: (300, 800), NINE: (900, 1000)}, "record.halves", id="half further"
        ),
        pytest.param(
            {FIRST: (500, 560), NINE: (700, 1000)}, "record.rest", id="rest further"
        ),
        pytest.param(
            {FIRST: (500, 545), NINE: (700, 765)}, None, id="neither is far from it"
        ),
    ],
)
def test_a_page_that_warns_of_another_rest_is_not_confirmed(pages, parts, told):
    folder, growth, projection = pages(parts)
    assert refused(folder, growth) == refused(folder, projection) == set()
    assert kinds(projection) == ({told} if told else set())
    both = [s for s in growth["sentences"] if s["kind"] in TOLD]
    assert both
    forged = projection | {"sentences": both}
    assert refused(folder, forged) == kinds(growth) - {told}


def test_a_growth_page_says_of_halves_what_no_rest_says(pages):
    folder, growth, _ = pages({FIRST: (500, 605)})
    [rest] = [s for s in growth["sentences"] if s["kind"] == "record.rest"][:1]
    names = ("year", "published", "part_pct", "pct", "bounds", "provenances")
    again = {name: rest["operands"][name] for name in names}
    forged = rest | {"kind": "record.halves", "operands": again, "text": "Halves."}
    assert refused(folder, growth | {"sentences": [forged]}) == {"record.halves"}
