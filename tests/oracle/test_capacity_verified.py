"""What a required path passes, and how far a date moved, is reckoned from the tables."""

import copy
import sys
from functools import cache
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import made_pages
from random_data import SHIPPED

from kzaz_analysis.verify.check import Checked, check_page
from kzaz_analysis.verify.dataset import Dataset
from kzaz_analysis.verify.page import StatedPage


@cache
def made_page(target):
    asked = {"target": target, "deadlines": [2027, 2028, 2030]}
    [made] = made_pages.made(SHIPPED, [("target_gap", asked)], whole=True)
    return made


def disagreeing(made):
    page = StatedPage(slug="shipped", everything=Dataset(SHIPPED), **made)
    wrong = check_page(page, Checked.empty())
    return {(item.kind.partition(".")[2], item.operand) for item in wrong}


def forged(target, kind, **operands):
    """The page with one sentence about capacity that says something else."""
    made = copy.deepcopy(made_page(target))
    told = [s for s in made["sentences"] if s["kind"] == f"target_gap.{kind}"]
    assert told
    told[0]["operands"].update(operands)
    return made


@pytest.mark.parametrize("target", ["titr_10mt", "btc_1_5mt"])
def test_what_the_tables_say_agrees(target):
    assert disagreeing(made_page(target)) == set()


def test_a_later_year_in_which_capacity_is_passed_does_not_agree():
    [told] = [
        s["operands"]["hits"]
        for s in made_page("titr_10mt")["sentences"]
        if s["kind"] == "target_gap.passes"
    ]
    for change in ({"year": "2029"}, {"deadlines": ["2028"]}):
        hits = [told[0] | change, *told[1:]]
        wrong = disagreeing(forged("titr_10mt", "passes", hits=hits))
        assert any(operand.startswith("hits") for _, operand in wrong), change


@pytest.mark.parametrize("name", ["base", "high"])
def test_another_capacity_of_the_last_year_does_not_agree(name):
    wrong = disagreeing(forged("titr_10mt", "room", **{name: 12345.0}))
    assert ("room", name) in wrong


def test_a_path_that_passes_a_capacity_is_not_within_it():
    made = copy.deepcopy(made_page("titr_10mt"))
    [place] = [
        n for n, s in enumerate(made["sentences"]) if s["kind"] == "target_gap.passes"
    ]
    operands = {"until": 2030}
    within = {"kind": "target_gap.within_capacity", "operands": operands}
    made["sentences"][place] |= within
    assert ("within_capacity", "sentence") in disagreeing(made)


def test_a_move_between_two_later_dates_is_not_the_move_since_the_first():
    [told] = [s for s in made_page("titr_10mt")["sentences"] if "slipped" in s["kind"]]
    assert told["operands"] == {"counted": "capacity", "months": 60}
    wrong = disagreeing(forged("titr_10mt", "slipped", months=36))
    assert ("slipped", "months") in wrong


def test_a_level_that_was_agreed_is_no_capacity():
    wrong = disagreeing(forged("btc_1_5mt", "room", base=1500.0, share=100.0))
    assert ("room", "base") in wrong
