"""A suite in another language: what is written in it, what is left out or refused."""

import json

import pytest

from kzaz_analysis.errors import UsageError
from kzaz_analysis.runner.cache.fingerprint import Surroundings, inputs_of
from kzaz_analysis.runner.plan.suite import suite_of
from kzaz_analysis.runner.translated import in_language
from kzaz_analysis.runner.translation import say, spoken, translation

WORDS = """
reports: [near]
texts: {How near?: Насколько близко?, "last year": последний год, A suite: Набор}
"""


@pytest.fixture
def folder(tmp_path):
    """Two notebooks, of which one is written in Russian too."""
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# How near?"},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {"tags": ["parameters"]},
            "source": "year: int = 2025  # last year",
            "outputs": [],
        },
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    for name in ("near", "far"):
        (tmp_path / f"{name}.ipynb").write_text(json.dumps(notebook), "utf-8")
    (tmp_path / "words.ru.yml").write_text(WORDS, "utf-8")
    return tmp_path


def planned(folder, *pages, **keys):
    entries = [page if isinstance(page, dict) else {"report": page} for page in pages]
    document = {"title": "A suite", "pages": entries, **keys}
    return suite_of(document, folder / "suite.yml", folder)


def test_pages_that_are_not_written_in_the_language_are_left_out(folder):
    suite, left_out = in_language(
        planned(folder, "near", "far", front="far", top=["near"]), "ru", None
    )
    assert [page.slug for page in suite.pages] == ["near"]
    assert [page.slug for page in left_out] == ["far"]
    assert (suite.title, suite.front, suite.top) == ("Набор", "", ("near",))
    assert suite.pages[0].words.code == suite.words.code == "ru"


def test_a_suite_names_its_language_and_a_page_its_own(folder):
    pages = ("near", {"report": "far", "lang": "en"})
    suite, left_out = in_language(planned(folder, *pages, lang="ru"), "", None)
    assert [page.words.code for page in suite.pages] == ["ru", "en"]
    assert left_out == ()


def test_english_plans_stay_as_they_are(folder):
    suite = planned(folder, "near", "far")
    assert in_language(suite, "", None) == (suite, ())


@pytest.mark.parametrize("page", ["far", {"report": "far", "lang": "ru"}])
def test_a_report_that_is_not_written_in_it_is_refused_with_those_that_are(
    folder, page
):
    with pytest.raises(UsageError, match="far: not written in 'ru'; .*: near"):
        in_language(planned(folder, page), "ru", None)


def test_a_language_that_is_not_there_is_refused_with_those_that_are(folder):
    with pytest.raises(UsageError, match="'kk'; known: en, ru"):
        in_language(planned(folder, "near"), "kk", None)


def test_words_of_notebooks_and_of_names_are_part_of_what_a_page_rests_on(folder):
    around = Surroundings("code", "lock", "3.11")
    tables = folder / "data"
    tables.mkdir()

    def inputs():
        translation.cache_clear()
        suite, _ = in_language(planned(folder, "near"), "ru", tables)
        return inputs_of(suite.pages[0], {}, around, "")

    first = inputs()
    (tables / "names.ru.yml").write_text("phrases: {}", "utf-8")
    with_names = inputs()
    (folder / "words.ru.yml").write_text(WORDS + "  # more\n", "utf-8")
    assert len({first["words"], with_names["words"], inputs()["words"]}) == 3
    english = inputs_of(planned(folder, "near").pages[0], {}, around, "")
    assert "words" not in english


def test_text_of_a_notebook_is_said_and_its_code_is_not(folder):
    words = translation(folder, "ru")
    notebook = json.loads((folder / "near.ipynb").read_text("utf-8"))
    heading, code = words.notebook(notebook)["cells"]
    assert heading["source"] == "# Насколько близко?"
    assert code["source"] == "year: int = 2025  # last year"


def test_the_frame_speaks_the_language_of_the_page(folder):
    assert say("{name}, {size} bytes", name="a.csv", size=5) == "a.csv, 5 bytes"
    with spoken(translation(folder, "ru")):
        assert say("All reports") == "Все отчёты"
        assert say("{name}, {size} bytes", name="a.csv", size=5) == "a.csv, 5 байт"
        assert say("no words for this") == "no words for this"
