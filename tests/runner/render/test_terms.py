"""Terms in a page's text lead, each once, to what they mean."""

from pathlib import Path

import pytest

from kzaz_analysis.runner.publish.together.neighbours import _with_handbook
from kzaz_analysis.runner.render.terms import UsedTerm, explained
from kzaz_analysis.runner.translation import PLAIN, GlossaryTerm, translation

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
TERMS = {
    "outturn": GlossaryTerm("outturn", "what came", ("outturn", "outturns")),
    "mirror-data": GlossaryTerm("mirror data", "the other side's", ("mirror dat*",)),
    "trend": GlossaryTerm("trend", "a slope", ("trend",)),
}


def test_the_first_use_in_a_paragraph_is_a_link_and_no_other():
    body = "<h2>Outturns</h2><p>All outturns. The Outturn.</p><p>outturn, downtrend</p>"
    html, entries = explained(body, TERMS)
    link = '<a class="kz-term" href="#term-outturn">outturns</a>'
    assert html == body.replace("All outturns", f"All {link}")
    assert entries == [UsedTerm("outturn", "outturn", "what came")]


@pytest.mark.parametrize(
    "inside",
    [
        '<a href="#x">outturn</a>',
        "<code>outturn</code>",
        '<b title="outturn">it</b>',
        "<sup><a>outturn</a></sup>",
    ],
)
def test_nothing_inside_a_link_code_or_a_tag_is_touched(inside):
    body = f"<p>{inside} and <em>mirror\u00a0data</em></p>"
    html, entries = explained(body, TERMS)
    assert inside in html
    assert [entry.name for entry in entries] == ["mirror-data"]
    assert "<em><a" in html


def test_text_outside_of_paragraphs_and_pages_without_terms_stay():
    for body in ("<td>outturn</td>", '<p class="kz-kicker">outturn</p>'):
        assert explained(body, TERMS) == (body, [])
    assert explained("<p>outturn</p>", {}) == ("<p>outturn</p>", [])


def test_a_folder_without_terms_changes_no_page(tmp_path):
    assert translation(tmp_path, "en") is PLAIN


def test_the_shipped_terms_are_found_in_their_languages():
    english, russian = (translation(NOTEBOOKS, code).terms for code in ("en", "ru"))
    assert set(russian) <= set(english)
    text = "<p>Зеркальных данных нет, темп прироста</p>".replace(" ", "\u00a0")
    _, entries = explained(text, russian)
    assert [entry.name for entry in entries] == ["mirror-data"]
    for name, term in english.items():
        _, entries = explained(f"<p>{term.forms[0]}</p>", {name: term})
        assert [entry.name for entry in entries] == [name]


def test_an_entry_leads_to_the_handbook_as_long_as_it_lies_beside():
    entry = '<dt id="term-rule"><!-- kz:term -->rule<!-- /kz:term --></dt>'
    linked = _with_handbook(entry, ["glossary"], "../")
    assert '<a class="kz-doc" href="../docs/glossary.html#rule">rule</a>' in linked
    assert _with_handbook(linked, ["methods"], "../") == entry
