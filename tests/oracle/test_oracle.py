"""Every sentence of pages made from random datasets says what the tables say.

The pages are made by the package (`made_pages`); they are checked by
`kzaz_analysis.verify`, which imports nothing of what makes them.
"""

import ast
import copy
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import checked  # noqa: E402
import made_pages  # noqa: E402
import random_data  # noqa: E402
import scene_pages  # noqa: E402

from kzaz_analysis.verify.check import (  # noqa: E402
    REMARKS,
    Checked,
    check_sentence,
)
from kzaz_analysis.verify.dataset import Dataset  # noqa: E402
from kzaz_analysis.verify.page import StatedPage  # noqa: E402
from kzaz_analysis.verify.statements.common import RECKONED  # noqa: E402

PACKAGE = HERE.parents[1] / "kzaz_analysis"
SEEDS = range(4)
LEAST = {False: 300, True: 40}
"""Operands that a dataset must give, and one of which next to nothing is known."""


def false_of(sentence, page):
    return list(check_sentence(sentence, page, Checked.empty()))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_sentence_about_a_random_dataset_is_false(seed):
    tally, false = checked.check_seed(seed)
    assert tally.operands > LEAST[random_data.Maker(seed).is_bare]
    assert false == []


DEAR = {
    *("described", "growths", "projections", "shipped_audits", "unbounded_gaps"),
    *("regular_projections", "scaled_values"),
    *(name for each in scene_pages.GROUPS.values() for name in list(each)[1:]),
}
"""Makers that are tried in the long run of tests alone; others ask the same of less."""


EACH = [
    pytest.param(name, marks=pytest.mark.slow if name in DEAR else ())
    for name in checked.MAKERS
    if name not in checked.USUAL
]
"""Every maker that is asked for by name."""


@pytest.mark.parametrize("maker", EACH)
def test_no_sentence_that_is_asked_for_is_false(maker):
    # Odd ones have answers in whole.
    tally, false = checked.check_seed(101, maker)
    assert tally.sentences
    assert false == []


def test_a_quotation_is_checked_as_a_page_is(tmp_path):
    folder = random_data.write(tmp_path / "data", 0)
    random_data.replace_observations(folder, [("KAZ", 2024, 110.25)])
    asked = {"series": random_data.TURNOVER, "rule": "kaz_only"}
    [made] = made_pages.made(folder, [("quote", asked)])
    [sentence] = made["sentences"]
    quotation = StatedPage(slug="q", everything=Dataset(folder), **made)
    assert sentence["kind"] == "record.latest"
    assert false_of(sentence, quotation) == []
    assert false_of(sentence | {"text": "Kazakhstan reports 111."}, quotation)


def test_the_checking_code_imports_nothing_of_what_makes_the_pages():
    files = [*(PACKAGE / "verify").rglob("*.py")]
    allowed = ("kzaz_analysis.verify", "kzaz_analysis.errors")
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and "kzaz" in (node.module or ""):
                assert node.module.startswith(allowed), file
            if isinstance(node, ast.Import):
                assert not any("kzaz" in name.name for name in node.names), file


def test_every_template_says_what_it_asserts_and_has_a_reckoning():
    # A room that asserts nothing of its sentences has none that are checked.
    for template in sorted(PACKAGE.glob("reports/**/sentences.j2")):
        room, text = template.parent.name, template.read_text("utf-8")
        head = text.partition("{% set RELATIONS = {")[2].partition("} %}")[0]
        kinds = [line.split('"')[1] for line in head.splitlines() if '"' in line]
        assert {f"{room}.{kind}" for kind in kinds} - set(RECKONED) == set()


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A growth page with a rate, made from a dataset that is written for it."""
    folder = random_data.write(tmp_path_factory.mktemp("planted") / "data", 0)
    rows = [
        ("KAZ", year, value)
        for year, value in {2021: 120, 2022: 150, 2023: 140.5, 2024: 110.25}.items()
    ]
    rows += [("AZE", 2024, 90.5), ("AZE", 2023, 70.25)]
    random_data.replace_observations(folder, rows)
    [made] = made_pages.made(
        folder, [("growth_rates", {"series": random_data.TURNOVER})]
    )
    return StatedPage(slug="planted", everything=Dataset(folder), **made)


def sentence_of(page, kind):
    return copy.deepcopy(next(s for s in page.sentences if s["kind"] == kind))


def test_the_planted_page_is_true_as_it_is(page):
    assert [f for s in page.sentences for f in false_of(s, page)] == []


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("growth.title", "down", "up"),
        ("record.headline", "down", "up"),
        ("record.headline", "2024", "2023"),
        ("record.headline", "110", "111"),
        ("record.headline", "million", "billion"),
        ("record.headline", "Kazakhstan reports", "Azerbaijan reports"),
        ("record.other_reporter", "28.8", "28.9"),
        ("record.other_reporter", "Azerbaijan", "Kazakhstan"),
        ("growth.extremes", "lowest", "highest"),
    ],
)
def test_a_wrong_word_in_the_text_is_found(page, kind, old, new):
    sentence = sentence_of(page, kind)
    assert old in sentence["text"]
    sentence["text"] = sentence["text"].replace(old, new, 1)
    assert false_of(sentence, page)


@pytest.mark.parametrize(
    ("kind", "operand", "value"),
    [
        ("record.headline", "value", 110.0),
        ("record.headline", "year", 2023),
        ("record.headline", "reporter", "AZE"),
        ("record.headline", "growth", {"pct": 21.5}),
        ("growth.rates_known", "count", 2),
        ("record.figures_used", "used", [2022, 2023, 2024]),
    ],
)
def test_a_wrong_operand_is_found(page, kind, operand, value):
    sentence = sentence_of(page, kind)
    sentence["operands"][operand] = value
    assert false_of(sentence, page)


def test_a_number_without_operands_is_false(page):
    bare = {"kind": "", "text": "It rose by 12 %.", "operands": {}, "section": "answer"}
    assert [f.operand for f in false_of(bare, page)] == ["text"]
    assert false_of(bare | {"section": REMARKS[0]}, page) == []


@pytest.fixture(scope="module")
def scorecard(tmp_path_factory):
    """The scorecard of a random dataset, with its day."""
    folder = random_data.write(tmp_path_factory.mktemp("judged") / "data", 4)
    [made] = made_pages.made(folder, [("scorecard", {})])
    return StatedPage(slug="judged", everything=Dataset(folder), **made)


def test_a_status_that_the_tables_do_not_give_is_found(scorecard):
    sentence = sentence_of(scorecard, "scorecard.by_statement")
    assert false_of(sentence, scorecard) == []
    counts = sentence["operands"]["counts"]
    fixed = ("met in time", "met, no date set", "missed", "no date set")
    [most, *_] = sorted(fixed, key=counts.get, reverse=True)
    other = next(status for status in fixed if status != most)
    counts[most] -= 1
    counts[other] += 1
    paths = {item.operand for item in false_of(sentence, scorecard)}
    assert {f"counts.{most}", f"counts.{other}"} <= paths


def test_a_chance_that_its_quantiles_do_not_allow_is_found(tmp_path):
    folder = random_data.write(tmp_path / "data", 0)
    rows = [("KAZ", year, 100 + 7 * (year - 2010)) for year in range(2010, 2025)]
    random_data.replace_observations(folder, rows)
    asked = {"series": random_data.TURNOVER, "horizon_year": 2030, "target": 220.0}
    [made] = made_pages.made(folder, [("trade_projection", asked)])
    projection = StatedPage(slug="p", everything=Dataset(folder), **made)
    assert [f for s in projection.sentences for f in false_of(s, projection)] == []
    sentence = sentence_of(projection, "projection.short_probability")
    record = projection.ledger[0]["record"]
    record["chances"] = dict.fromkeys(record["chances"], 0.0)
    sentence["operands"]["ours"] = 0.0
    [item] = [f for f in false_of(sentence, projection) if f.operand == "operands"]
    assert "does not fit" in item.recomputed


def test_a_level_that_the_last_year_may_have_reached_is_reached_by_the_first(tmp_path):
    folder = random_data.write(tmp_path / "data", 0)
    rows = [("KAZ", year, 100 if year % 2 else 60) for year in range(2010, 2024)]
    rows += [("KAZ", 2024, 198), ("AZE", 2024, 250)]
    random_data.replace_observations(folder, rows)
    asked = {"series": random_data.TURNOVER, "horizon_year": 2030, "target": 205.0}
    asked |= {"jump_off": "reporters"}
    [made] = made_pages.made(folder, [("trade_projection", asked)])
    projection = StatedPage(slug="p", everything=Dataset(folder), **made)
    assert "short_probability" in str(projection.sentences)
    assert [f for s in projection.sentences for f in false_of(s, projection)] == []
