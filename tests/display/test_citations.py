"""Every mark leads to the list of sources, and the list leads back."""

import pandas as pd
import pytest

from kzaz_analysis.display.citations import Origin, SourceList, source_list
from kzaz_analysis.display.speech.language import written_in

SOURCES = pd.DataFrame(
    {
        "source": ["one", "two", "bad"],
        "publisher": ["Paper", "Office", "<b>Evil</b>"],
        "producer": ["Agency", "Office", ""],
        "title": ["On trade", "", "<script>"],
        "published_on": ["2024-03-05", "2025-10", ""],
        "address": ["https://a.example/?x=1&y=2", "", "javascript:alert(1)"],
        "licence": ["", "", ""],
    }
)


@pytest.fixture
def cite():
    places = {"record": ["two", "one", "two"], "claims": ["one"]}
    return source_list(SOURCES, places, ["bad"])


def test_numbers_follow_first_use(cite):
    assert cite.numbers == {"two": 1, "one": 2, "bad": 3}
    assert cite.homes == {"two": "record", "one": "record"}


def test_marks_are_sorted_and_each_once(cite):
    assert cite.marks(["one", "two", "one"], html=False) == " [1, 2]"
    assert cite.marks([], html=False) == ""
    assert 'href="#src-2"' in cite.marks(["one"], html=True)


def test_many_marks_in_a_row_are_a_range():
    origins = tuple(Origin(str(n), "", "", "", "", "", "") for n in range(1, 9))
    marks = SourceList(origins).marks("12457", html=False)
    assert marks == " [1, 2, 4, 5, 7]"
    assert SourceList(origins).marks("1245678", html=False) == " [1, 2, 4\u20138]"


def test_an_unknown_source_is_refused(cite):
    with pytest.raises(KeyError, match="ghost"):
        cite.marks(["ghost"], html=True)


def test_entries_say_who_what_and_when(cite):
    assert repr(cite).splitlines() == [
        "1. Office: untitled; October 2025",
        "2. Paper (Agency): On trade; 5 March 2024",
        "3. <b>Evil</b>: <script>; no date shown",
    ]


def test_the_list_escapes_and_links_only_to_the_web(cite):
    html = cite._repr_html_()
    assert "<script" not in html
    assert "<b>" not in html
    assert "javascript" not in html
    assert 'href="https://a.example/?x=1&amp;y=2"' in html
    assert html.count("Back to source") == 2


def test_a_page_in_another_language_marks_what_is_english():
    origins = [
        Origin("a", "Bureau <B>", "", "Traffic review", "2024-03-11", "", ""),
        Origin("b", "Bureau", "", "", "", "", ""),
        Origin("c", "Bureau", "", "On ports and more", "", "", ""),
    ]
    listed = SourceList(tuple(origins))
    assert "lang=" not in listed._repr_html_()
    with written_in("ru"):
        first, second, third = (SourceList((one,))._repr_html_() for one in origins)
    assert (
        '<span lang="en">Bureau &lt;B&gt;</span>: <span lang="en">Traffic review</span>; 11'
        in first
    )
    assert second.count("lang=") == 1, "that it has no title is said in Russian"
    assert ": порты и др.;" in third


def test_no_source_is_said(cite):
    empty = source_list(SOURCES, {})
    assert empty._repr_html_() == ("<p>No figure is shown, so there is no source.</p>")


def test_entries_as_data(cite):
    assert cite.records()[1] == {
        "id": "one",
        "text": "Paper (Agency): On trade; 5 March 2024",
        "address": "https://a.example/?x=1&y=2",
    }


def test_the_maker_is_named_only_beside_another_publisher():
    same = Origin("s", "Office", "Office", "T", "2024", "", "")
    assert str(same) == "Office: T; 2024"
