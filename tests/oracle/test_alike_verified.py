"""What reads alike, or comes to the same number, is not taken one for the other."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import made_pages
from random_data import SHIPPED

from kzaz_analysis.verify.check import Checked, check_page
from kzaz_analysis.verify.dataset import Dataset
from kzaz_analysis.verify.page import StatedPage
from kzaz_analysis.verify.positions import misplaced

FIGURE = {"reporter": "KAZ", "unit": "million_USD", "year": 2017, "value": 4600.0}


def wrong(text, **operands):
    stated = FIGURE | operands
    return [*misplaced("target_gap.answer", text, stated, {"KAZ": "Kazakhstan"})]


def test_an_upper_bound_is_no_end_of_a_range():
    bound = "It cannot be judged: Kazakhstan reports up to USD 4.6 billion in 2017."
    assert wrong(bound, most=None) == []
    parts = "It cannot be judged: Kazakhstan reports 4,500 to USD 4.6 billion in 2017."
    assert wrong(parts, most=4600.0) == []
    assert wrong(parts, most=5600.0)


def test_nothing_is_as_far_from_each_of_two_levels():
    """No ferry of its own in 2022 is 0 % of ten, and of the six that were to follow."""
    asked = {"targets": ["ferries_2030"]}
    [made] = made_pages.made(SHIPPED, [("overview", asked)])
    page = StatedPage(slug="ferries", everything=Dataset(SHIPPED), **made)
    assert "overview.furthest" in {s["kind"] for s in made["sentences"]}
    assert [*check_page(page, Checked.empty())] == []
