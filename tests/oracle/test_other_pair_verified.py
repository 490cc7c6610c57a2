"""The second reckoning knows no pair: it reads the sides off the dataset."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

import made_pages
import other_pairs

from kzaz_analysis.verify.check import Checked, check_page
from kzaz_analysis.verify.dataset import Dataset
from kzaz_analysis.verify.page import StatedPage
from kzaz_analysis.verify.positions import misplaced

REPORTS = ("overview", "mirror_statistics", "growth_rates", "replay")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("pair")
    pair = ("GEO", "TUR")
    return other_pairs.filled(place, pair, other_pairs.real_figures(), other_pairs.IMF)


def false_pages(folder, tally):
    made = made_pages.made(folder, [(report, {}) for report in REPORTS])
    pages = [StatedPage(slug="p", everything=Dataset(folder), **each) for each in made]
    assert len(pages) == len(REPORTS)
    return [item for page in pages for item in check_page(page, tally)]


def test_pages_of_another_pair_are_true(folder):
    tally = Checked.empty()
    assert false_pages(folder, tally) == []
    assert tally.operands > 200


def test_what_a_page_is_about_is_read_off_tables_without_a_description(
    folder, tmp_path
):
    bare = tmp_path / "bare"
    bare.mkdir()
    for table in folder.glob("*.csv"):
        (bare / table.name).write_bytes(table.read_bytes())
    assert false_pages(bare, Checked.empty()) == []


def test_a_page_of_other_sides_is_false(folder):
    described = Dataset(folder).described | {"sides": {"TUR": {}, "GEO": {}}}
    [made] = made_pages.made(folder, [("mirror_statistics", {})])
    swapped = Dataset(folder)
    swapped.__dict__["described"] = described
    page = StatedPage(slug="swapped", everything=swapped, **made)
    assert list(check_page(page, Checked.empty()))


def test_a_country_with_an_article_is_the_one_that_the_operand_names():
    medians = {"first_median": 2.0, "second_median": 3.0, "horizon": 2030}
    names = {"KOR": "South Korea", "USA": "United States"}
    text = (
        "From all years that each reports, the last figures taken as certain, the "
        "median forecast for 2030 is USD 2 million on the figures of South Korea and "
        "USD 3 million on those of the United States."
    )
    for second, wrong in (("USA", []), ("KOR", ["second_code"])):
        operands = medians | {"first_code": "KOR", "second_code": second}
        operands |= {"unit": "million_USD"}
        found = misplaced("projection.by_reporter", text, operands, names)
        assert [place for place, _, _ in found] == wrong


def test_a_headline_without_growth_names_its_subject_before_the_reason():
    text = (
        "Azerbaijan reports 11.9 days for transit time in 2018; no growth rate "
        "(the window begins in 2018)."
    )
    operands = {"reporter": "AZE", "subject": "transit time", "year": 2018}
    operands |= {"value": 11.9, "unit": "days"}
    assert not [*misplaced("record.headline", text, operands, {"AZE": "Azerbaijan"})]
