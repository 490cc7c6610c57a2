"""The pages of the suite, in both languages, as a reader with assistance meets them."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from label_boxes import LABELS_IN_THE_WAY

ROOT = Path(__file__).parents[1]
VIOLATIONS = "axe.run(document, {resultTypes: ['violations']})"
SCRIPT = re.compile(r"<script(?! type=).*?</script>", re.DOTALL)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def suites(tmp_path_factory):
    """The suite in English, as it is committed, and in Russian."""
    russian = tmp_path_factory.mktemp("suite") / "ru"
    command = (sys.executable, "-m", "kzaz_analysis", "report", "suite")
    subprocess.run(
        [*command, "--lang", "ru", "-o", str(russian)],
        check=True,
        env=os.environ | {"KZAZ_LEDGER": "none"},
    )
    return {"en": ROOT / "reports" / "example", "ru": russian}


def without_scripts(route):
    """Answer with the page as it is where scripts are off, folds open; axe is one."""
    path = Path(unquote(urlsplit(route.request.url).path))
    text = SCRIPT.sub("", path.read_text("utf-8")).replace("noscript>", "div>")
    text = text.replace("<details", "<details open")
    route.fulfill(content_type="text/html; charset=utf-8", body=text)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_pages_break_no_rule_of_axe(browser, suites, language, scripts, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe is missing")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    if not scripts:
        context.route("**/*.html", without_scripts)
    broken = {}
    for path in sorted(suites[language].glob("*.html")):
        page = context.new_page()
        page.goto(path.as_uri())
        page.evaluate(Path(axe.AXE_FILE_PATH).read_text("utf-8"))
        rules = page.evaluate(VIOLATIONS)["violations"]
        broken[path.name] = [(rule["id"], rule["nodes"][0]["html"]) for rule in rules]
        page.close()
    context.close()
    assert "index.html" in broken
    assert {name: rules for name, rules in broken.items() if rules} == {}


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_russian_pages_fit_and_no_label_is_in_the_way(browser, suites, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    for path in sorted(suites["ru"].glob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
        assert page.evaluate(LABELS_IN_THE_WAY) == [], path.name
    page.close()
