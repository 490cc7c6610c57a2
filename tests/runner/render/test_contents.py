"""Contents of a page with lists: each list stands below its own heading."""

from itertools import pairwise
from pathlib import Path

from kzaz_analysis.runner import render

CSS = Path(render.__file__).parent / "templates" / "page.css"
CONTENTS = """<nav class="kz-contents"><p>Slips:</p><ul><li>oil: <a>card 11</a></li></ul>
<p>Differences:</p><ul><li>turnover: <a>2024</a></li></ul></nav>"""
PLACES = """[...document.querySelectorAll("nav > *")].map((part) => {
  const box = part.getBoundingClientRect();
  return [box.left, box.top, box.bottom];
})"""


def test_no_list_of_the_contents_stands_beside_its_heading(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_content(f"<style>{CSS.read_text('utf-8')}</style>{CONTENTS}")
    places = page.evaluate(PLACES)
    page.close()
    for (left, _, bottom), (next_left, top, _) in pairwise(places):
        assert next_left == left and top >= bottom
