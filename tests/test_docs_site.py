"""The handbook as a site: whole, at home on the disk, found by its search."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

import kzaz_analysis as kz

ROOT = Path(__file__).parents[1]
VIOLATIONS = "axe.run(document, {resultTypes: ['violations']})"
PAGES = sorted(path.stem for path in (ROOT / "docs").glob("*.md"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("mkdocs") is None,
        reason="mkdocs is not installed; make docs installs it",
    ),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


def test_every_page_of_the_handbook_is_on_the_site(site):
    assert {path.stem for path in site.glob("*.html")} >= {*PAGES, "reference"}


def test_the_reference_holds_every_public_name_with_its_docstring(site):
    page = (site / "reference.html").read_text("utf-8")
    headings = set(re.findall(r"kz\.(\w+)", page))
    assert set(kz.__all__) <= headings
    assert "Codes of the units table" in page


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_site_breaks_no_rule_of_axe(browser, site, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe is missing")
    page = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    broken = {}
    for name in ("index", "corrections", "explorer", "methods", "reference"):
        page.goto((site / f"{name}.html").as_uri())
        page.evaluate(Path(axe.AXE_FILE_PATH).read_text("utf-8"))
        rules = page.evaluate(VIOLATIONS)["violations"]
        broken |= {f"{name} {r['id']}": r["nodes"][0]["html"] for r in rules}
    page.close()
    assert broken == {}


@pytest.mark.parametrize("width", [1280, 390])
def test_the_site_opens_from_disk_asks_nothing_and_is_searched(browser, site, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for name in [*PAGES, "reference"]:
        page.goto((site / f"{name}.html").as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, name
    page.goto((site / "index.html").as_uri())
    if width < 1000:
        page.click("label[for=__search] >> nth=0")
    page.click("input.md-search__input")
    page.wait_for_selector(".md-search-result__meta:has-text('Type to start')")
    page.type("input.md-search__input", "asymmetry", delay=50)
    page.wait_for_selector(".md-search-result__link:visible")
    assert "Methods" in page.inner_text(".md-search-result__list")
    page.close()
    assert [u for u in asked if not u.startswith(("file:", "data:", "blob:"))] == []
    assert said == []
