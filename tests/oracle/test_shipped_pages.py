"""Every sentence of the shipped suite's pages says what the shipped tables say.

The pages are made without notebooks: each study is asked what its notebook asks it.
"""

import re
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parent))

import made_pages
from random_data import SHIPPED

from kzaz_analysis.verify.check import Checked, check_page
from kzaz_analysis.verify.dataset import Dataset
from kzaz_analysis.verify.page import StatedPage
from kzaz_analysis.verify.statements.common import RECKONED

ROOT = Path(__file__).parents[2]
SUITE = yaml.safe_load((ROOT / "notebooks" / "suite.yml").read_text("utf-8"))["pages"]
QUESTIONS = {
    page["slug"]: (page["report"], page.get("parameters", {}))
    for page in SUITE
    if page["report"] in made_pages.STUDIES
}
LONG = ("scorecard", "claims-audit", "replay-turnover")
"""Pages that take five seconds or more."""
SAYS = re.compile(r"""(?:\bsay|\.title)\(\s*"(\w+)\"""")


@cache
def made_page(slug):
    [made] = made_pages.made(SHIPPED, [QUESTIONS[slug]])
    return made


def false_of(made, tally):
    page = StatedPage(slug="shipped", everything=Dataset(SHIPPED), **made)
    return list(check_page(page, tally))


@pytest.mark.parametrize(
    "slug",
    [
        pytest.param(slug, marks=[pytest.mark.slow] if slug in LONG else [])
        for slug in QUESTIONS
    ],
)
def test_no_sentence_of_a_shipped_page_is_false(slug):
    tally = Checked.empty()
    assert false_of(made_page(slug), tally) == []
    assert tally.sentences > 1
    assert "unknown kind" not in tally.unreckoned


def test_every_kind_that_a_report_says_is_registered():
    """Under the room's name, or under that of a part with sentences of its own."""
    rooms = ROOT / "kzaz_analysis" / "reports"
    kinds = {
        (file.relative_to(rooms).parts[0], file.parent.name, kind)
        for file in rooms.glob("*/**/*.py")
        for kind in SAYS.findall(file.read_text("utf-8"))
    }
    assert len(kinds) > 100
    assert [
        (room, part, kind)
        for room, part, kind in kinds
        if not {f"{room}.{kind}", f"{part}.{kind}"} & set(RECKONED)
    ] == []


def test_every_kind_that_is_registered_is_said():
    rooms = ROOT / "kzaz_analysis" / "reports"
    texts = {}
    for file in rooms.glob("*/**/*.py"):
        for room in {file.relative_to(rooms).parts[0], file.parent.name}:
            texts[room] = texts.get(room, "") + file.read_text("utf-8")
    kinds = [kind.split(".") for kind in RECKONED]
    # An assertion about a sentence that no page has is one about nothing.
    assert [k for room, k in kinds if f'"{k}"' not in texts[room]] == []


@pytest.mark.parametrize(
    ("kind", "operand", "other"),
    [
        ("projection.eras", "low_probability", "high_probability"),
        ("projection.base_rate", "low_share", "low_era_share"),
        ("projection.chances_by_reporter", "first_probability", "second_probability"),
        ("projection.by_reporter", "first_median", "second_median"),
        ("projection.means", "first_multiple", "second_multiple"),
    ],
)
def test_numbers_that_change_places_are_false(kind, operand, other):
    projection = made_page("projection-turnover")
    [sentence] = [s for s in projection["sentences"] if s["kind"] == kind]
    operands = dict(sentence["operands"])
    operands[operand], operands[other] = operands[other], operands[operand]
    swapped = projection | {"sentences": [sentence | {"operands": operands}]}
    paths = {item.operand for item in false_of(swapped, Checked.empty())}
    assert {operand, other} <= paths


@pytest.mark.parametrize(
    ("slug", "kind", "operand", "other"),
    [
        ("growth-turnover", "record.since_edition", "count", 3),
        ("growth-turnover", "record.since_edition", "year", 2023),
        ("mirror-exports", "record.since_edition", "printed_alone", 4),
        ("replay-turnover", "replay.widest_move", "year", 2022),
        ("target-turnover-1bn", "target_gap.band", "share", 61.5),
        ("target-turnover-1bn", "target_gap.band", "name", "moderate progress"),
        ("target-freight-10mt", "target_gap.room", "share", 99.0),
        ("target-freight-10mt", "target_gap.pace_base", "base_pct", 61.0),
        ("target-freight-10mt", "target_gap.pace_base", "pct", 62.2),
        ("projection-freight", "projection.above_capacity", "ceiling", 11000.0),
        ("target-turnover-1bn", "record.rest", "pct", 36.1),
        ("target-turnover-1bn", "record.rest", "months_given", 6),
        ("projection-freight", "record.halves", "bounds", [-20.0, -10.0]),
        ("projection-freight", "record.halves", "published", None),
    ],
)
def test_an_operand_that_the_tables_do_not_give_is_found(slug, kind, operand, other):
    made = made_page(slug)
    sentence = next(s for s in made["sentences"] if s["kind"] == kind)
    wrong = sentence | {"operands": sentence["operands"] | {operand: other}}
    items = false_of(made | {"sentences": [wrong]}, Checked.empty())
    assert operand in {item.operand.partition(".")[0] for item in items}


@pytest.fixture(scope="module")
def audit():
    asked = {"series": "trade_turnover", "most_cards": 5}
    [made] = made_pages.made(SHIPPED, [("claims_audit", asked)])
    return made


def test_an_audit_of_one_series_is_true(audit):
    assert false_of(audit, Checked.empty()) == []


@pytest.mark.parametrize(
    ("kind", "operand", "other"),
    [
        ("corrected", "total", 17),
        ("corrected", "printed", 17),
        ("corrected", "printed_on", "2026-11-20"),
        ("corrected", "latest", None),
        ("corrected", "counts", [{"count": 18, "status": "superseded"}]),
        ("title", "count", 7),
        ("answer", "explained", 99),
        ("pairs", "figures", 99999),
        ("pairs", "compared", 10),
        ("weak", "agree", 99999),
        ("weak", "share", 48.0),
        ("some_cards", "shown", 6),
        ("some_cards", "total", 21),
        ("other_cases", "count", 1),
    ],
)
def test_a_count_of_the_audit_that_does_not_fit_is_found(audit, kind, operand, other):
    sentences = [
        s | {"operands": s["operands"] | {operand: other}}
        if s["kind"] == f"audit.{kind}"
        else s
        for s in audit["sentences"]
    ]
    items = false_of(audit | {"sentences": sentences}, Checked.empty())
    paths = {i.operand.partition(".")[0] for i in items if i.kind == f"audit.{kind}"}
    assert operand in paths


def test_the_figure_that_stands_now_is_reckoned(audit):
    [sentence] = [s for s in audit["sentences"] if s["kind"] == "audit.corrected"]
    latest = sentence["operands"]["latest"] | {"now": 471.0}
    wrong = sentence | {"operands": sentence["operands"] | {"latest": latest}}
    items = false_of(audit | {"sentences": [wrong]}, Checked.empty())
    assert "latest.now" in {item.operand for item in items}


def test_a_total_that_is_quoted_and_its_published_rate_are_read():
    asked = {"series": "titr_freight", "days": ["2025-10-21"]}
    [made] = made_pages.made(SHIPPED, [("replay", asked)])
    [known] = [s for s in made["sentences"] if s["kind"] == "replay.known"]
    assert "quotes a total of about 4.5" in known["text"]
    assert false_of(made, Checked.empty()) == []
    wrong = known | {"operands": known["operands"] | {"published": None}}
    items = false_of(made | {"sentences": [wrong]}, Checked.empty())
    assert items
