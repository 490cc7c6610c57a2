"""Sentences know their sources; what is empty leaves nothing behind."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from kzaz_analysis.display.citations import Origin, SourceList
from kzaz_analysis.display.sentences import paragraph, sourced, typeset
from kzaz_analysis.display.tables import Row, table

CITE = SourceList((Origin("a", "Paper", "", "Title", "2024", "", ""),))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at 5 % a year", "at 5\u202f% a year"),
        ("at -2.84 % a year", "at \u22122.84\u202f% a year"),
        ("(-3 to -1)", "(\u22123 to \u22121)"),
        ("on 2024-03-05", "on 2024-03-05"),
        ("two-thirds of a sea-port", "two-thirds of a sea-port"),
        ("1982-84=100", "1982-84=100"),
    ],
)
def test_signs_are_set_as_a_printer_would(text, shown):
    assert typeset(text) == shown


def test_a_sentence_keeps_each_source_once():
    one = sourced("the figures of COW 4.0 fell by 5 %", "a", "", "a")
    assert one.text == "The figures of COW 4.0 fell by 5\u202f%."
    assert one.sources == ("a",)


def test_marks_stand_behind_the_sentence():
    prose = paragraph([sourced("It rose", "a"), None, sourced("It fell")], CITE)
    assert repr(prose) == "It rose. [1] It fell."
    assert prose._repr_html_() == (
        '<p>It rose.<sup class="kz-ref"><a href="#src-1" aria-label="Source 1">1</a>'
        "</sup> It fell.</p>"
    )
    assert prose.text == "It rose. It fell."


def test_a_number_without_origin_may_not_be_shown():
    with pytest.raises(KeyError, match="unknown"):
        repr(paragraph([sourced("It rose", "unknown")], CITE))


@pytest.mark.parametrize(
    ("form", "html"),
    [
        ("p", "<p>A.</p>"),
        ("note", '<div class="kz-note"><p>A.</p></div>'),
        ("conflict", '<div class="kz-conflict"><p>A.</p></div>'),
        ("list", "<ul><li>A.</li></ul>"),
        (
            "answer",
            '<section class="kz-answer" aria-label="Answer"><p>A.</p></section>'
            '<p class="kz-asof">known &lt; today</p>',
        ),
    ],
)
def test_each_form_has_its_element(form, html):
    below = "known < today" if form == "answer" else ""
    assert paragraph([sourced("a")], None, form, below)._repr_html_() == html


def test_markup_stays_text():
    assert "&lt;script&gt;" in paragraph([sourced("<script>", "a")], CITE)._repr_html_()


@pytest.fixture(scope="module")
def formatted():
    """What a notebook keeps of a value."""
    shell = InteractiveShell.instance()
    yield shell.display_formatter.format
    InteractiveShell.clear_instance()


@pytest.mark.parametrize(
    "empty",
    [paragraph([]), paragraph([None], CITE, "note"), table("None", ("a",), ())],
)
def test_what_is_empty_leaves_no_output(formatted, empty):
    assert not empty
    assert formatted(empty) == ({}, {})
    assert empty._repr_html_() == ""


@pytest.mark.parametrize(
    "full", [paragraph([sourced("a")]), table("One", ("a",), [Row(("1",))])]
)
def test_what_is_said_is_kept(formatted, full):
    data, _ = formatted(full)
    assert set(data) == {"text/plain", "text/html"}
