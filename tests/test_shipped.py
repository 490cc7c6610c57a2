"""The wheel in an empty environment, the suite it makes, and the pages as read.

The suite is run once here, from the installed wheel and without the checkout; the
other tests of this file read what it made.
"""

import json
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from label_boxes import LABELS_IN_THE_WAY
from schema_org import faults
from shown import unstated_files

from kzaz_analysis.runner.render.linked_data import with_addresses

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "reports" / "example"
SUITE = yaml.safe_load((ROOT / "notebooks" / "suite.yml").read_text("utf-8"))
PAGES = SUITE["pages"]


def run(*command, **options):
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, **options
    )
    assert done.returncode == 0, (command, done.stdout[-1500:], done.stderr[-3000:])
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build wheel and sdist without the network."""
    folder = tmp_path_factory.mktemp("dist")
    run(
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        "--outdir",
        str(folder),
        str(ROOT),
    )
    return {path.suffix: path for path in folder.iterdir()}


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """Install the wheel and its pinned dependencies into a new environment."""
    place = tmp_path_factory.mktemp("env")
    venv.create(place, with_pip=True)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    python = str(scripts / "python")
    lock = ["--quiet", "--require-hashes", "-r", str(ROOT / "requirements.lock")]
    fast = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "install", "--python", python, *lock],
        capture_output=True,
        check=False,
    )
    if fast.returncode:
        run(python, "-m", "pip", "install", *lock)
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", str(built[".whl"]))
    return scripts


@pytest.fixture(scope="module")
def suite(installed, tmp_path_factory):
    """Run the shipped suite from a folder that knows nothing of the checkout."""
    away = tmp_path_factory.mktemp("away")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KZAZ_")}
    environment["PYTHONHASHSEED"] = "7"
    run(
        str(installed / "kzaz"),
        "report",
        "suite",
        "-o",
        "out",
        cwd=away,
        env=environment,
    )
    return away / "out"


def pages(folder):
    beside = {"index.html", *(each["file"] for each in SUITE.get("beside", []))}
    return sorted(p for p in folder.glob("*.html") if p.name not in beside)


def test_wheel_and_sdist_carry_data_and_notebooks(built):
    with zipfile.ZipFile(built[".whl"]) as wheel:
        names = set(wheel.namelist())
    assert "kzaz_analysis/_shipped/data/observations.csv" in names
    assert "kzaz_analysis/_shipped/notebooks/suite.yml" in names
    assert "kzaz_analysis/py.typed" in names
    with tarfile.open(built[".gz"]) as sdist:
        files = {name.partition("/")[2] for name in sdist.getnames()}
    assert {
        "data/datapackage.json",
        "notebooks/growth_rates.ipynb",
        "README.md",
    } <= files


def test_suite_makes_every_page_with_results(suite):
    assert {path.stem for path in pages(suite)} == {page["slug"] for page in PAGES}
    manifest = json.loads((suite / "manifest.json").read_text("utf-8"))
    assert {page["status"] for page in manifest["pages"]} == {"ok"}
    for page in pages(suite):
        results = json.loads(page.with_suffix(".results.json").read_text("utf-8"))
        assert results["title"]
        figures = [r for r in results["results"] if r["unit"] != "count"]
        assert all(figure["sources"] for figure in figures)


def test_example_suite_is_what_the_suite_makes(suite):
    made = contents(suite)
    assert set(contents(EXAMPLE)) == set(made)
    for name, text in contents(EXAMPLE).items():
        assert text == made[name], f"reports/example/{name} is stale; run make example"


def contents(folder):
    """Text of each file; nothing for pictures and archives, of runs and manifests."""
    binary = {".png", ".xlsx", ".zip"}
    return {
        str(path.relative_to(folder)): ""
        if path.suffix in binary
        else _without_pictures(path)
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
        if path.relative_to(folder).parts[0] != "runs"
    }


@pytest.mark.slow
def test_second_cold_run_elsewhere_gives_the_same_bytes(suite, installed, tmp_path):
    planted = {"HOME": str(tmp_path / "planted-home"), "USER": "planted-user"}
    planted |= {"HOSTNAME": "planted-host", "SERVICE_TOKEN": "planted-token"}
    strange = {"PYTHONHASHSEED": "4711", "TZ": "Asia/Almaty", "LC_ALL": "C"}
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KZAZ_")}
    (tmp_path / "planted-home").mkdir()
    run(
        str(installed / "kzaz"),
        *("report", "suite", "-o", str(tmp_path / "other place")),
        cwd=tmp_path,
        env=kept | planted | strange,
    )
    there = tmp_path / "other place"
    for path in sorted(suite.glob("*.*")):
        if path.name != "manifest.json":
            assert path.read_bytes() == (there / path.name).read_bytes(), path.name
    for path in filter(Path.is_file, there.rglob("*")):
        text = path.read_text("utf-8", errors="replace")
        found = [w for w in ("planted-", str(tmp_path), str(installed)) if w in text]
        assert found == [], path.name


def _without_pictures(path):
    # Pixels depend on the machine's processor, marks of what a file was made from on
    # every line of code; what is said must not.
    text = re.sub(r"<!-- made from \w+ -->", "", path.read_text("utf-8"))
    return re.sub(r"iVBOR[A-Za-z0-9+/=\\n]+", "PICTURE", text)


class Reader(HTMLParser):
    """Collect what a page loads, links to, names and shows."""

    def __init__(self):
        super().__init__()
        self.loads, self.links, self.ids, self.alts, self.words = [], [], [], [], []
        self.headings, self.lang = 0, ""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids += [given["id"]] if "id" in given else []
        self.headings += tag == "h1"
        self.lang = given.get("lang", self.lang) if tag == "html" else self.lang
        if tag == "a":
            self.links.append(given.get("href", ""))
        self.loads += [given[k] for k in ("src", "srcset") if k in given]
        self.loads += [given["href"]] if tag == "link" else []
        if tag == "img":
            self.alts.append(given.get("alt"))

    def handle_data(self, data):
        self.words.append(data)


def read(path):
    reader = Reader()
    reader.feed(path.read_text("utf-8"))
    return reader


def test_pages_load_nothing_from_anywhere(suite):
    for path in [*pages(suite), suite / "index.html"]:
        loads = read(path).loads
        assert [url for url in loads if not url.startswith("data:")] == [], path.name
        assert "url(http" not in path.read_text("utf-8")


def test_every_mark_leads_to_a_source_and_back(suite):
    for path in pages(suite):
        page = read(path)
        inside = {
            link[1:] for link in page.links if link.startswith("#") and link != "#"
        }
        assert inside - set(page.ids) == set(), path.name
        assert len(page.ids) == len(set(page.ids)), path.name
        assert any(name.startswith("src-") for name in page.ids), path.name


def test_pages_have_one_heading_a_language_and_words_for_pictures(suite):
    for path in pages(suite):
        page = read(path)
        assert (page.headings, page.lang) == (1, "en"), path.name
        assert all(alt and "No description" not in alt for alt in page.alts), path.name


@pytest.mark.parametrize("base", ["", "https://example.org/trade"])
def test_what_pages_tell_machines_is_what_schema_org_asks_for(suite, base):
    for path in [*pages(suite), suite / "index.html"]:
        address = base and f"{base}/{path.name}"
        page = with_addresses(path.read_text("utf-8"), address)
        told = re.search(r'ld\+json">(.*?)</script>', page, re.DOTALL)[1]
        graph = json.loads(told)
        assert faults(graph, published=bool(base)) == [], path.name
        assert base or '"contentUrl"' not in told


def test_every_file_of_the_suite_carries_units_and_sources(suite):
    assert unstated_files(suite / "files") == {}


MOST_SHEETS = 8
PRINTED_OTHERWISE = ("growth-turnover", "mirror-turnover", "overview")


@pytest.mark.parametrize("slug", PRINTED_OTHERWISE)
def test_pages_of_a_run_say_what_was_printed_before(suite, slug):
    """Their copy of the tables has the edition beside it."""
    assert "what was printed on" in (suite / f"{slug}.html").read_text("utf-8")


@pytest.mark.parametrize(
    "slip", [r"\bnan\b", r"\bNone\b", r"\binf\b", r"\.\.(?!\.)", r"<NA>"]
)
def test_no_slip_of_the_machine_is_shown(suite, slip):
    for path in pages(suite):
        said = " ".join(read(path).words)
        shown = said.partition("Parameters")[0]
        assert re.findall(f".{{0,40}}{slip}.{{0,20}}", shown) == [], path.name


def test_links_to_neighbours_lead_somewhere(suite):
    for path in [*pages(suite), suite / "index.html"]:
        links = [
            u for u in read(path).links if u and not re.match(r"#|https?:|data:", u)
        ]
        missing = [u for u in links if not (suite / u.partition("#")[0]).exists()]
        assert missing == [], path.name


@pytest.mark.parametrize(
    "width",
    [
        1280,
        pytest.param(768, marks=pytest.mark.slow),
        pytest.param(390, marks=pytest.mark.slow),
    ],
)
def test_pages_in_a_browser_ask_nothing_and_fit(browser, suite, width):
    for path in [*pages(suite), suite / "index.html"]:
        asked, said = [], []
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.on("request", lambda request, seen=asked: seen.append(request.url))
        page.on("console", lambda message, seen=said: seen.append(message.text))
        page.goto(path.as_uri())
        assert [u for u in asked if not u.startswith(("file:", "data:"))] == []
        assert said == []
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path.name
        assert page.evaluate(LABELS_IN_THE_WAY) == [], path.name
        page.close()


@pytest.mark.parametrize("slug", ["scorecard", "claims-audit", "index"])
def test_long_pages_are_at_most_eight_screens(browser, suite, slug):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((suite / f"{slug}.html").as_uri())
    height = page.evaluate("document.documentElement.scrollHeight")
    page.close()
    assert height <= MOST_SHEETS * 800


def test_each_chart_tells_its_values_and_is_one_keyboard_stop(browser, suite):
    told = """() => [...document.querySelectorAll("figure.kz-chart")].map((chart) => [
        chart.querySelectorAll("use > title, path > title").length,
        [...chart.querySelectorAll("[tabindex]")].filter((e) => e.checkVisibility()).length])"""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    for path in [*pages(suite), suite / "index.html"]:
        page.goto(path.as_uri())
        charts = page.evaluate(told)
        assert all(marks and stops == 1 for marks, stops in charts), path.name
    page.close()


def test_the_front_page_answers_in_one_screen(browser, suite):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((suite / "index.html").as_uri())
    picture = page.locator(".kz-front figure.kz-chart svg >> visible=true >> nth=0")
    box = picture.bounding_box()
    page.close()
    assert box["y"] + box["height"] <= 800


@pytest.mark.parametrize("slug", ["scorecard", "claims-audit", "index"])
def test_long_pages_print_on_few_sheets(browser, suite, slug):
    page = browser.new_page()
    page.goto((suite / f"{slug}.html").as_uri())
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    page.close()
    assert 1 < len(sheets) <= MOST_SHEETS


@pytest.mark.parametrize("width", [1280, 390])
def test_contents_stand_at_the_side_and_on_a_phone_on_top(browser, suite, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto((suite / "projection-turnover.html").as_uri())
    contents = page.locator(".kz-toc ul").bounding_box()
    named = {"title": "h1", "answer": ".kz-answer", "picture": "figure.kz-chart"}
    boxes = {k: page.locator(what).first.bounding_box() for k, what in named.items()}
    page.close()
    if width < 1000:
        assert contents["y"] + contents["height"] <= boxes["answer"]["y"]
    else:
        right = contents["x"] + contents["width"]
        assert all(box["x"] >= right for box in boxes.values())
        assert boxes["picture"]["y"] < 600, "it begins on the first screen"


@pytest.mark.parametrize("path", sorted(EXAMPLE.glob("*.html")), ids=lambda p: p.stem)
def test_no_committed_page_leaves_out_what_its_notebook_shows(path):
    page = path.read_text("utf-8")
    assert "Left out:" not in page
    assert "Traceback (most recent call last)" not in page
