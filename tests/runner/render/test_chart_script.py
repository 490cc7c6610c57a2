"""Charts tell their values to a pointer and to the keyboard, one stop a chart."""

import re

import nbformat
import pandas as pd
import pytest
from matplotlib.figure import Figure
from tiny_notebooks import notebook

from kzaz_analysis.display.charts.chart import Chart
from kzaz_analysis.display.charts.vector import write_tips
from kzaz_analysis.reports.audit.interval_chart import (
    STYLE,
    IntervalRow,
    intervals_chart,
)
from kzaz_analysis.reports.record.probability_chart import probability_chart
from kzaz_analysis.runner.plan.parameters import read_schema
from kzaz_analysis.runner.render.render import PageFacts, render_page

YEARS = pd.DataFrame(
    {
        "year": [2027, 2028, 2029],
        "p_by_year": [0.1, 0.2, 0.3],
        "p_by_year_benchmark": [0.1, 0.15, 0.2],
    }
)


def test_marks_of_several_series_are_read_from_left_to_right(browser, tmp_path):
    figure = Figure(figsize=(4, 3))
    axes = figure.subplots(2, 1)
    for ax, name in zip(axes, "ab", strict=True):
        for years, side in (((2021, 2023), "late"), ((2020, 2022), "early")):
            (marks,) = ax.plot(years, years, "o")
            write_tips(marks, [f"{year}{name} {side}" for year in years])
    path = tmp_path / "page.html"
    path.write_text(paged([Chart(figure, "Two panels")._repr_mimebundle_()]), "utf-8")
    page = opened(browser, path.as_uri())
    page.locator("figure.kz-chart svg").focus()
    told = []
    for _ in range(8):
        told.append(page.get_by_role("status").inner_text()[:5])
        page.keyboard.press("ArrowRight")
    years = [str(year) for year in range(2020, 2024)]
    assert told == [f"{year}{name}" for name in "ab" for year in years]


def paged(shown):
    """Return a page that shows some outputs: data and metadata of each."""
    made = nbformat.from_dict(notebook(*("1" for _ in shown)))
    code = [cell for cell in made.cells if cell.id.startswith("cell-")]
    for cell in made.cells:
        cell.source = "".join(cell.source)
    for cell, (data, about) in zip(code, shown, strict=True):
        # A page takes the vector, and its reader of notebooks no bytes.
        plain = {kind: one for kind, one in data.items() if isinstance(one, str)}
        cell.outputs = [
            nbformat.v4.new_output("display_data", data=plain, metadata=about)
        ]
    schema = read_schema("page", notebook())
    values = {parameter.name: parameter.default for parameter in schema.parameters}
    return render_page(made, PageFacts("page", "page", schema, values))


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    bars = probability_chart(YEARS, label="a level")
    rows = [IntervalRow("five tonnes", 5, 4, 6, 0), IntervalRow("nine", 9, 8, 10, 1)]
    plot = intervals_chart(rows, unit="tonnes", alt="Two that disagree")
    shown = [bars._repr_mimebundle_(), ({"text/html": STYLE + plot._repr_html_()}, {})]
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(paged(shown), encoding="utf-8")
    return path.as_uri()


def opened(browser, address, width=1280):
    page = browser.new_page(viewport={"width": width, "height": 800})
    errors = []
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    assert errors == []
    return page


@pytest.mark.parametrize("width", [1280, 390])
def test_arrow_keys_move_through_the_marks_of_a_chart(browser, address, width):
    page = opened(browser, address, width)
    picture = page.locator("figure.kz-chart svg:visible")
    readout = page.locator("figure.kz-chart [role=status]")
    assert readout.inner_text() == ""
    picture.focus()
    assert readout.is_visible()
    told = [readout.inner_text()]
    for key in ("ArrowRight", "ArrowDown", "ArrowRight", "Home", "End", "ArrowLeft"):
        page.keyboard.press(key)
        told.append(readout.inner_text())
    years = [text.partition(":")[0] for text in told]
    assert years == ["2027", "2028", "2029", "2029", "2027", "2029", "2028"]
    assert told[1].startswith("2028: 20")
    assert "(2 of 3, arrow keys move)" in told[1]
    assert page.locator("figure.kz-chart .kz-at").count() == 1
    page.keyboard.press("Tab")
    assert readout.inner_text() == ""
    assert page.locator(".kz-at").count() == 1, "the next stop is the next chart"
    assert "five tonnes" in page.locator(".kz-plot [role=status]").inner_text()


def test_pointing_at_a_mark_shows_its_value(browser, address):
    page = opened(browser, address)
    page.locator("figure.kz-chart svg:visible path:has(> title)").nth(2).hover()
    assert page.locator("figure.kz-chart [role=status]").inner_text().startswith("2029")


def test_a_chart_is_one_keyboard_stop_and_none_without_scripts(browser, address):
    page = opened(browser, address)
    stops = "() => [...document.querySelectorAll('figure [tabindex]')].filter(e => e.checkVisibility()).length"
    assert page.evaluate(stops) == 1
    assert page.locator("figure.kz-plot[tabindex]").count() == 1
    context = browser.new_context(java_script_enabled=False)
    bare = context.new_page()
    bare.goto(address)
    assert bare.locator("figure [tabindex]").count() == 0
    titles = re.findall(r"<title>(2\d{3}|nine)", bare.content())
    assert set(titles) == {"2027", "2028", "2029", "nine"}
    context.close()
