"""JupyterLab as its user meets it: start notebook, pages, a notebook of one's own."""

import subprocess
import sys
from contextlib import contextmanager

import pytest
from running_lab import TOKEN

from kzaz_analysis.lab.start import as_notebook
from kzaz_analysis.lab.workbench import write_notebook

PATIENCE = 180_000

pytestmark = pytest.mark.slow


@contextmanager
def opened(browser, address, path):
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/lab/tree/{path}?token={TOKEN}&reset")
    yield page
    allowed = (address, address.replace("http", "ws"), "blob:", "data:")
    assert [url for url in asked if not url.startswith(allowed)] == []
    page.close()


def choose(page, menu, entry):
    page.click(f'.lm-MenuBar-itemLabel:text-is("{menu}")')
    page.click(f'.lm-Menu-itemLabel:text-is("{entry}")')


def frame_with(page, words):
    """The frame that shows a page whose title holds some words."""
    for _ in range(120):
        for frame in page.frames[1:]:
            if words in frame.title():
                return frame
        page.wait_for_timeout(500)
    raise AssertionError([frame.title() for frame in page.frames])


def run_all(page):
    # The indicator is idle before there is a kernel, too; then a dialog asks for one.
    page.get_by_text("| Idle").wait_for()
    choose(page, "Run", "Run All Cells")


def follow(page, frame, name):
    frame.click(f'a[href*="{name}"] >> nth=0')


def test_the_index_opens_and_its_links_lead_on_and_back(browser, address):
    with opened(browser, address, "workbench/start.ipynb") as page:
        page.click('a:text-is("The index")')
        index = frame_with(page, "Middle Corridor")
        follow(page, index, "growth-turnover-azerbaijan.html")
        growth = frame_with(page, "as reported by Azerbaijan")
        follow(page, growth, "index.html")
        again = frame_with(page, "Kazakhstan and Azerbaijan, trade")
        follow(page, again, "mirror-exports.html")
        frame_with(page, "Exports")


def test_run_all_of_start_gives_a_copy_that_runs_with_other_parameters(
    browser, address, place
):
    with opened(browser, address, "workbench/start.ipynb") as page:
        run_all(page)
        page.wait_for_selector(".dt-search input:visible")
        page.fill(".dt-search input", "KAZ_BNS")
        page.wait_for_selector(".dt-info:has-text('filtered')")
        page.click(".jp-OutputArea a:has-text('.ipynb')")
        page.wait_for_selector(".lm-TabBar-tabLabel:text-is('growth_rates.ipynb')")
    assert (place / "workbench" / "growth_rates.ipynb").is_file()
    planned = subprocess.run(
        [sys.executable, "-m", "kzaz_analysis", "report", "suite", "--dry-run"],
        cwd=place,
        capture_output=True,
        check=True,
        text=True,
    )
    assert "growth-turnover" in planned.stderr
    assert "workbench" not in planned.stdout + planned.stderr


def test_the_tile_of_the_launcher_opens_the_start_notebook(browser, address, place):
    (place / "workbench" / "start.ipynb").unlink(missing_ok=True)
    with opened(browser, address, "workbench/recipes.ipynb") as page:
        page.wait_for_selector(".jp-Notebook h1")
        choose(page, "File", "New Launcher")
        page.click(".jp-LauncherCard:has-text('Start: trade reports')")
        page.wait_for_selector(".jp-Notebook h1:has-text('Start here')")
    assert (place / "workbench" / "start.ipynb").is_file()


EXPLORER = """```python
import kzaz_analysis as kz

kz.explore()
```

```python
# here
```
"""


def test_the_explorer_follows_the_keyboard_and_its_cell_gives_the_same(
    browser, address, place
):
    write_notebook(place / "workbench" / "explorer.ipynb", as_notebook(EXPLORER))
    with opened(browser, address, "workbench/explorer.ipynb") as page:
        run_all(page)
        explorer = page.locator(".jp-OutputArea-output .widget-vbox").first
        explorer.locator("[role=status] h3").wait_for()
        picture = explorer.locator("svg").first
        before = picture.inner_html()
        for name in ("Target year", "Picture up to"):
            explorer.get_by_label(name).focus()
            page.keyboard.press("ArrowUp")
            page.keyboard.press("Enter")
        explorer.locator("h3:has-text('2031')").wait_for()
        explorer.locator("svg title:has-text('2036')").first.wait_for(state="attached")
        assert picture.inner_html() != before
        answer = explorer.locator("[role=status] p").inner_text()
        assert "2031" in answer
        explorer.get_by_label("Copy as code").focus()
        page.keyboard.press("Control+a")
        page.keyboard.press("Control+c")
        page.click(".jp-CodeCell .cm-content:has-text('# here')")
        page.keyboard.press("Control+a")
        page.keyboard.press("Control+v")
        page.keyboard.press("Control+Enter")
        shown = page.locator(".jp-CodeCell").last.locator(".jp-OutputArea-output")
        shown.nth(1).wait_for()
        assert answer.partition(" (")[0] in shown.first.inner_text()
