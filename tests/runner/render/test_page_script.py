"""Tables that sort, filter and tell that they scroll; all of it there without scripts."""

import nbformat
import pytest
from tiny_notebooks import notebook

from kzaz_analysis.display.tables import Row, table
from kzaz_analysis.runner.plan.parameters import read_schema
from kzaz_analysis.runner.render.render import PageFacts, render_page

VALUES = ("12", "\u22123", "1,240", "", "0.5", *map(str, range(100, 110)))
FIRST = (
    "() => [...document.querySelectorAll('tbody tr')].map(r => r.cells[0].innerText)"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    rows = [Row((f"row {n}", v, "1 May 2024")) for n, v in enumerate(VALUES)]
    long = table("Long", ("name", "#value", "published"), rows)
    wide = table("Wide", [f"c{n}" for n in range(9)], [Row(("word " * 12,) * 9)] * 3)
    small = table("Small", ("a", "b"), [Row(("1", "2")), Row(("3", "4"))])
    made = nbformat.from_dict(notebook("1", "1", "1"))
    code = [cell for cell in made.cells if cell.id.startswith("cell-")]
    for cell in made.cells:
        cell.source = "".join(cell.source)
    for cell, shown in zip(code, (long, wide, small), strict=True):
        html = {"text/html": shown._repr_html_()}
        cell.outputs = [nbformat.v4.new_output("display_data", data=html)]
    schema = read_schema("page", notebook())
    values = {parameter.name: parameter.default for parameter in schema.parameters}
    path = tmp_path_factory.mktemp("page") / "page.html"
    facts = PageFacts("page", "page", schema, values)
    path.write_text(render_page(made, facts), encoding="utf-8")
    return path.as_uri()


def opened(browser, address, **options):
    page = browser.new_page(viewport={"width": 900, "height": 800}, **options)
    errors = []
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    assert errors == []
    return page


def test_a_heading_sorts_up_down_and_back_with_the_keyboard_too(browser, address):
    page = opened(browser, address)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    before = page.evaluate(FIRST)[: len(VALUES)]
    head = page.locator("th", has_text="value").first
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    up = page.evaluate(FIRST)[: len(VALUES)]
    assert up[:3] == ["row 1", "row 4", "row 0"]
    assert up[-2:] == ["row 2", "row 3"], "1,240 is largest, and what is empty is last"
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert page.evaluate(FIRST)[0] == "row 2"
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") is None
    assert page.evaluate(FIRST)[: len(VALUES)] == before


def test_a_long_table_is_filtered_and_says_how_many_rows_are_left(browser, address):
    page = opened(browser, address)
    search = page.get_by_role("searchbox", name="Filter 15 rows: Long")
    search.fill("row 13")
    assert page.get_by_role("status").inner_text() == "1 of 15 rows"
    assert page.locator("tbody tr:visible", has_text="row 13").count() == 1
    assert page.locator("tbody tr:visible", has_text="row 1").count() == 1
    search.fill("")
    assert page.locator("tbody tr[hidden]").count() == 0
    assert page.get_by_role("searchbox").count() == 1


def test_only_a_box_that_scrolls_is_a_keyboard_stop_and_says_so(browser, address):
    page = opened(browser, address)
    page.wait_for_selector(".kz-scroll[data-wide]")
    stops = page.locator(".kz-scroll[tabindex]")
    assert stops.count() == 1
    assert "Wide" in stops.get_attribute("aria-label")
    said = "e => getComputedStyle(e, '::before').content"
    assert "Scrolls sideways" in stops.evaluate(said)
    caption = stops.locator("caption").bounding_box()
    assert caption["width"] <= stops.bounding_box()["width"] + 1


def test_columns_beyond_the_edge_do_not_make_rows_tall(browser, address):
    page = opened(browser, address)
    heights = "() => Math.max(...[...document.querySelectorAll('tr')].map(r => r.offsetHeight))"
    assert page.evaluate(heights) < 160


def test_without_scripts_all_rows_are_there_and_nothing_asks_for_one(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator("tbody tr").count() >= len(VALUES) + 5
    assert page.locator("button, input").count() == 0
    page.get_by_text("7 more rows").click()
    assert page.locator("tbody tr:visible", has_text="row 14").count() == 1


def test_what_is_folded_stays_folded_on_paper_and_says_where_it_stands(
    browser, address
):
    page = opened(browser, address)
    page.emulate_media(media="print")
    fold = page.locator("details.kz-fold").first
    assert not fold.locator("table").is_visible()
    said = "(fold) => getComputedStyle(fold.querySelector('summary'), '::after')"
    shown = fold.evaluate(f"{said}.content")
    assert "Folded on paper; it stands in" in shown
    assert "page.html" in shown
    fold.evaluate("(fold) => { fold.open = true; }")
    assert fold.locator("table").is_visible()
    assert fold.evaluate(f"{said}.content") == "none"
