"""A running year told from the other reporter's figures is held against the tables."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import made_pages
from random_data import SHIPPED

from kzaz_analysis.verify.check import Checked, check_page, check_sentence
from kzaz_analysis.verify.dataset import Dataset
from kzaz_analysis.verify.page import StatedPage

KIND = "robustness.running_by_other"


@pytest.fixture(scope="module")
def page():
    """Azerbaijan's turnover on a day when Kazakhstan alone had published 2025."""
    asked = {
        "series": "trade_turnover",
        "rule": "aze_only",
        "as_of": "2026-08-28",
        "horizon_year": 2030,
        "target": 1000.0,
    }
    [made] = made_pages.made(SHIPPED, [("trade_projection", asked)])
    return StatedPage(slug="projection", everything=Dataset(SHIPPED), **made)


def test_the_page_says_whose_months_it_draws_on(page):
    tally = Checked.empty()
    assert [d for d in check_page(page, tally) if d.kind == KIND] == []
    [said] = [s for s in page.sentences if s["kind"] == KIND]
    assert "Kazakhstan has published the whole" in said["text"]
    assert "on the figures of Azerbaijan" in said["text"]


@pytest.mark.parametrize(
    ("operand", "other"), [("other_months", 5), ("year", 2026), ("code", "KAZ")]
)
def test_another_year_or_months_are_found(page, operand, other):
    [said] = [s for s in page.sentences if s["kind"] == KIND]
    told = said | {"operands": said["operands"] | {operand: other}}
    assert list(check_sentence(told, page, Checked.empty()))
