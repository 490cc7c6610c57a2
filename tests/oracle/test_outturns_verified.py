"""Scores of a ledger and of others' forecasts are reckoned again from the tables."""

import json
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import made_pages
import random_ledger
from random_data import SHIPPED

from kzaz_analysis.chained_lines import ORIGIN, sealed
from kzaz_analysis.verify.check import Checked, check_page, check_sentence
from kzaz_analysis.verify.dataset import Dataset
from kzaz_analysis.verify.page import StatedPage

LEVEL = 420.0


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """One forecast of 2023 on turnover, on two lines; on a third a plan for each year."""
    draw = random.Random(1)  # noqa: S311 - no secret
    line = random_ledger.content(draw, ["trade_turnover"], [2022])
    line["day"] = "2023-06-30"
    line["subject"] |= {"series": "trade_turnover", "target": 900.0, "event": None}
    line["record"] |= {
        "reporter": "KAZ",
        "unit": "million_USD",
        "origin_year": 2022,
        "origin_value": LEVEL,
        "quantiles": {
            f"{year}": random_ledger.quantiles_of(LEVEL, year - 2022)
            for year in range(2023, 2027)
        },
        "chances": {"2023": 0.05, "2024": 0.1, "2025": 0.2, "2026": 0.3},
    }
    first = sealed(line, 1, ORIGIN)
    second = sealed(line, 2, first["hash"])
    # 2023 alone was above: by the years after it, too, a target would be met.
    line["subject"] = line["subject"] | {"target": 550.0, "event": "in_year"}
    third = sealed(line, 3, second["hash"])
    path = tmp_path_factory.mktemp("ledger") / "ledger.jsonl"
    path.write_text("".join(f"{json.dumps(each)}\n" for each in (first, second, third)))
    return path


@pytest.fixture(scope="module")
def page(ledger):
    [made] = made_pages.made(SHIPPED, [("outturns", {"ledger": f"{ledger}"})])
    return StatedPage(slug="outturns", everything=Dataset(SHIPPED), **made)


def test_every_number_of_the_page_is_reckoned(page):
    tally = Checked.empty()
    assert list(check_page(page, tally)) == []
    assert tally.unreckoned == {}
    kinds = ("title", "intact", "scored", "crps", "brier", "others")
    kinds += ("others_naive", "others_of_change")
    assert {f"outturns.{kind}" for kind in kinds} <= set(tally.kinds)


@pytest.mark.parametrize(
    ("kind", "operand", "other"),
    [
        ("title", "scored", 5),
        ("title", "others", 1),
        ("intact", "lines", 4),
        ("scored", "count", 8),
        ("scored", "coverage", 50.0),
        ("scored", "verdict", "same"),
        ("crps", "ours", 0.3),
        ("crps", "naive", 0.1),
        ("brier", "count", 8),
        ("brier", "ours", 0.2),
        ("others", "high", 0),
        ("others", "error", 1.0),
        ("others_naive", "better", 99),
        ("others_of_change", "count", 1),
        ("others_of_change", "high", 85.0),
    ],
)
def test_a_number_that_ledger_and_tables_do_not_give_is_found(
    page, kind, operand, other
):
    sentence = next(s for s in page.sentences if s["kind"] == f"outturns.{kind}")
    assert sentence["operands"][operand] != other
    wrong = sentence | {"operands": sentence["operands"] | {operand: other}}
    found = {item.operand for item in check_sentence(wrong, page, Checked.empty())}
    assert operand in found


def test_lines_added_after_the_page_was_made_change_nothing(page, ledger, tmp_path):
    *_, newest = map(json.loads, ledger.read_text().splitlines())
    content = {key: newest[key] for key in newest if key not in ("line", "previous")}
    content.pop("hash")
    longer = tmp_path / "ledger.jsonl"
    added = json.dumps(sealed(content, 3, newest["hash"]))
    longer.write_text(f"{ledger.read_text()}{added}\n")
    page = StatedPage(
        **{name: getattr(page, name) for name in ("slug", "report", "about")},
        parameters={"ledger": f"{longer}"},
        sentences=page.sentences,
        everything=page.everything,
    )
    assert list(check_page(page, Checked.empty())) == []


def test_a_line_written_anew_breaks_the_chain(page, ledger, tmp_path):
    edited = tmp_path / "ledger.jsonl"
    edited.write_text(ledger.read_text().replace("420", "421"))
    page = StatedPage(
        **{name: getattr(page, name) for name in ("slug", "report", "about")},
        parameters={"ledger": f"{edited}"},
        sentences=page.sentences,
        everything=page.everything,
    )
    [intact] = [s for s in page.sentences if s["kind"] == "outturns.intact"]
    [found] = check_sentence(intact, page, Checked.empty())
    assert found.recomputed == "the tables do not say so"


def test_without_its_file_the_scores_are_unchecked_and_others_are_not(page, tmp_path):
    page = StatedPage(
        **{name: getattr(page, name) for name in ("slug", "report", "about")},
        parameters={"ledger": f"{tmp_path / 'gone.jsonl'}"},
        sentences=page.sentences,
        everything=page.everything,
    )
    tally = Checked.empty()
    assert list(check_page(page, tally)) == []
    assert set(tally.unreckoned) == {"unchecked"}
    assert tally.operands > 5
