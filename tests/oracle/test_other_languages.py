"""Pages in another language are read back, and what is false in them is found."""

import copy
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import made_pages
import random_data

from kzaz_analysis.display.speech.language import written_in
from kzaz_analysis.errors import UsageError
from kzaz_analysis.verify.check import Checked, check_page, check_sentence
from kzaz_analysis.verify.dataset import Dataset
from kzaz_analysis.verify.languages.readers import reader
from kzaz_analysis.verify.languages.russian import RUSSIAN
from kzaz_analysis.verify.page import StatedPage

SEED = 6
REPORTS = ("growth_rates", "target_gap", "overview", "trade_projection")


def pages(folder, seed, reports=REPORTS):
    """Pages of one random dataset in Russian."""
    promises = sorted(set(made_pages.kz.open(folder).load("targets")["promise"]))
    asked = [q for q in made_pages.asked(seed, promises, "") if q[0] in reports]
    with written_in("ru"):
        made = list(made_pages.made(folder, asked))
    dataset = Dataset(folder)
    return [
        StatedPage(slug=page["report"], everything=dataset, language="ru", **page)
        for page in made
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Growth pages of one dataset."""
    folder = random_data.write(tmp_path_factory.mktemp("ru") / "data", SEED)
    return pages(folder, SEED, ("growth_rates",))


def test_no_sentence_in_russian_is_false(made):
    tally = Checked.empty()
    assert [item for page in made for item in check_page(page, tally)] == []
    assert tally.operands > 50


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_no_sentence_in_russian_about_a_random_dataset_is_false(seed, tmp_path):
    tally = Checked.empty()
    for page in pages(random_data.write(tmp_path / "data", seed), seed):
        assert list(check_page(page, tally)) == []


def test_a_number_changed_in_a_russian_sentence_is_found(made):
    changed = 0
    for page in made:
        for sentence in page.sentences:
            if sentence["kind"] not in RUSSIAN.patterns:
                continue
            false = copy.deepcopy(sentence)
            head, mark, tail = false["text"].rpartition(" году")
            false["text"] = head[:-4] + "1871" + mark + tail
            if false["text"] != sentence["text"] and mark:
                assert list(check_sentence(false, page, Checked.empty()))
                changed += 1
    assert changed


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("1\u00a0240,5\u00a0млн\u00a0долл. США", "1240.5 million долл. США"),
        ("14,5\u201314,7\u202f%", "14.5 to 14.7 %"),
        ("от \u221211,9 до \u221211,8 %", "\u221211.9 to \u221211.8 %"),
        ("рост на 9,5 % в 2024 году", "up 9.5 % в 2024 году"),
    ],
)
def test_numbers_are_read_by_the_marks_of_the_language(said, read):
    assert RUSSIAN.canonical(said) == read


def test_a_language_that_cannot_be_read_is_refused():
    assert reader("en") is None
    with pytest.raises(UsageError, match="'kk'; known: en, ru"):
        reader("kk")
