"""From a study to its page: the right layout, and no other is read."""

import subprocess
import sys
from typing import get_args

import pytest

import kzaz_analysis as kz
from kzaz_analysis.display.speech import language
from kzaz_analysis.errors import UsageError
from kzaz_analysis.reports import layout

LAYS_ONE_OUT = """
import sys
import kzaz_analysis as kz
print(type(kz.page(kz.growth_study("titr_freight"))).__name__)
print(*(name for name in sys.modules if name.endswith(".page") and ".reports." in name))
"""


@pytest.mark.parametrize("room", layout.LAYOUTS)
def test_every_study_has_the_page_of_its_room(room):
    page = layout.layout(room)
    [study] = get_args(page.__orig_bases__[-1])
    assert study.room == room


@pytest.mark.parametrize("wrong", [3, None, "trade_turnover"])
def test_what_is_no_study_is_refused_by_name(wrong):
    with pytest.raises(UsageError, match=f"growth_study.*not {type(wrong).__name__}"):
        kz.page(wrong)


def test_one_page_does_not_import_the_others():
    done = subprocess.run(
        [sys.executable, "-c", LAYS_ONE_OUT],
        check=True,
        capture_output=True,
        text=True,
    )
    name, modules = done.stdout.splitlines()
    assert name == "GrowthPage"
    laid_out = {f"kzaz_analysis.reports.{kind}.page" for kind in ("growth", "record")}
    assert set(modules.split()) == laid_out


def test_words_of_a_page_are_written_once_a_language():
    page = kz.page(kz.growth_study("titr_freight"))
    with language.written_in("ru"):
        answer = page.answer
        assert answer is page.answer
    assert page.answer is page.answer
    assert page.answer.text != answer.text
