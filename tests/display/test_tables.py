"""Small tables: units in the header, numbers right, the rest folded away."""

import re
from types import SimpleNamespace

import pandas as pd

from kzaz_analysis.display.citations import Origin, SourceList
from kzaz_analysis.display.speech.language import written_in
from kzaz_analysis.display.tables import ROWS_SHOWN, Row, table

SOURCES = tuple(Origin(s, "Paper", "", "T", "2024", "", "") for s in "ab")
CITE = SourceList(SOURCES, {"a": "here", "b": "there"})
HEADS = ("year", "#value, USD million")


def rows(count):
    return [Row((str(2000 + n), "1"), ("a",)) for n in range(count)]


def test_a_table_in_html():
    made = table("Cap < tion", HEADS, [Row(("2024", "-5 %"), ("a", "b"))], CITE)
    assert made._repr_html_() == (
        '<table class="kz-table"><caption>Cap &lt; tion</caption><thead><tr>'
        '<th scope="col">year</th><th scope="col" class="kz-num">value, USD million'
        '</th><th scope="col">source</th></tr></thead><tbody><tr>'
        '<th scope="row">2024</th><td class="kz-num">\u22125\u202f%</td><td>'
        '<sup class="kz-ref"><a href="#src-1" aria-label="Source 1">1</a>, '
        '<a href="#src-2" aria-label="Source 2">2</a></sup></td></tr></tbody></table>'
    )


def test_a_table_in_plain_text():
    made = table("Caption", HEADS, [Row(("2024", "5"), ("b",))], CITE)
    assert repr(made) == (
        "Caption\nyear  value, USD million  source\n2024  5                   [2]"
    )


def test_without_sources_there_is_no_column_for_them():
    assert "source" not in repr(table("Caption", HEADS, [Row(("2024", "5"))], CITE))


def test_eight_rows_stand_open_and_the_rest_is_folded():
    html = table("Caption", HEADS, rows(ROWS_SHOWN + 3), CITE)._repr_html_()
    assert html.count("<table") == 2
    assert "<summary>3 more rows</summary>" in html
    assert "Caption, continued" in html


def test_one_row_too_many_is_not_folded():
    html = table("Caption", HEADS, rows(ROWS_SHOWN + 1), CITE)._repr_html_()
    assert html.count("<table") == 1
    assert "details" not in html


def test_a_source_leads_back_to_its_first_row_at_home_only():
    made = table("Caption", HEADS, rows(ROWS_SHOWN + 3), CITE, place="here")
    assert made._repr_html_().count('id="ref-1"') == 1
    away = table("Caption", HEADS, rows(2), CITE, place="there")
    assert "id=" not in away._repr_html_()
    assert "id=" not in table("Caption", HEADS, rows(2), CITE)._repr_html_()


def test_a_source_at_home_in_the_folded_part_is_found_there():
    late = [*rows(ROWS_SHOWN + 2), Row(("2030", "2"), ("b",))]
    cite = SourceList(SOURCES, {"b": "here"})
    html = table("Caption", HEADS, late, cite, place="here")._repr_html_()
    assert html.index('id="ref-2"') > html.index("<details")


def test_two_sources_of_one_row_have_a_place_each():
    cite = SourceList(SOURCES, dict.fromkeys("ab", "here"))
    html = table(
        "Caption", HEADS, [Row(("2024", "5"), ("a", "b"))], cite, place="here"
    )._repr_html_()
    assert 'id="ref-1"' in html
    assert 'id="ref-2"' in html


def test_a_column_in_which_nothing_stands_is_left_out():
    made = table("Caption", ("a", "b", "c"), [Row(("", "", "1")), Row(("", "", ""))])
    assert made.headers == ("a", "c")
    assert [row.cells for row in made.rows] == [("", "1"), ("", "")]


def test_an_empty_table_says_nothing():
    empty = table("Caption", HEADS, ())
    assert not empty
    assert empty._repr_html_() == ""
    assert repr(empty).startswith("Caption")


def test_a_column_of_long_texts_is_wide_and_its_rows_are_not_tall():
    texts = ("short", "a reporter", "x" * 33, "x" * 101)
    html = table("C", ("a", "b", "c", "d"), [Row(texts)])._repr_html_()
    looks = re.findall(r'<td(?: class="([\w-]+)")?>', html)
    assert looks == ["kz-some", "kz-long", "kz-longer"]


def test_a_cell_that_is_english_says_so_on_a_page_in_another_language():
    shown = table("Years", ("year", "remark"), [Row(("2024", "Nobody said this, yet"))])
    assert "lang=" not in shown._repr_html_()
    with written_in("ru"):
        html = shown._repr_html_()
    assert '<td class="kz-some" lang="en">Nobody said this, yet</td>' in html
    assert html.count("lang=") == 1


def test_levels_of_a_page_on_one_record_carry_its_unit():
    page = SimpleNamespace(unit="million_USD", rests_on=("a", "b"))
    levels = pd.DataFrame({"year": [2025], "median": [1.5]})

    def columns(data, of_page=page):
        rows = [Row(("2025",))]
        return [*table("T", ["year"], rows, data=data).placed("t", of_page).frame]

    assert columns(levels) == ["year", "median", "unit", "source"]
    assert columns(levels, SimpleNamespace()) == ["year", "median"]
    assert columns(levels.assign(unit="percent", source="c"))[-2:] == ["unit", "source"]
    assert columns(levels[["year"]]) == ["year", "source"]


def test_a_row_has_its_own_sources_and_many_are_named_by_their_list():
    origins = [f"s{n}" for n in range(30)]
    rows = [Row(("2024",), ("own",)), Row(("2025",))]
    data = pd.DataFrame({"year": [2024, 2025]})
    few, many = (
        table("T", ["year"], rows, data=data).placed(
            "t", SimpleNamespace(unit="", rests_on=tuple(ids))
        )
        for ids in (origins[:2], origins)
    )
    assert few.frame["source"].to_list() == ["own", "s0; s1"]
    assert many.frame["source"].to_list() == ["own", "sources.csv"]
