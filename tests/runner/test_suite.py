"""Suites: all is checked first, each page stands for itself, the index is true."""

import json
import os
import signal

import pytest
from tiny_notebooks import BUNDLE, PIXEL, handing_over, save

from kzaz_analysis.errors import ParameterError, SuiteFailed, UsageError
from kzaz_analysis.runner import run as runs
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import plan_page, read_suite
from kzaz_analysis.runner.publish.signals import Interrupted
from kzaz_analysis.runner.render.number_text import number_text

pytestmark = pytest.mark.usefixtures("forked_pages")


@pytest.fixture
def notebooks(tmp_path):
    folder = tmp_path / "notebooks"
    save(folder, "growth", handing_over(sparkline=f"data:image/png;base64,{PIXEL}"))
    save(folder, "gap", "if year == 2040:\n    raise ValueError('<script>')", "2")
    return folder


@pytest.fixture
def suite(tmp_path, notebooks):
    """Read a suite from YAML text."""

    def make(text):
        path = tmp_path / "suite.yml"
        path.write_text(text, encoding="utf-8")
        return read_suite(path, notebooks)

    return make


def run(suite, out, **changes):
    return runs.run(Plan(suite, out, Limits(30, 60), **changes))


TWO = """
title: Trade & corridor
intro: What grew, and by how much.
top: [freight]
pages:
  - {report: growth, slug: freight, parameters: {series: btc}}
  - {report: gap, title: Gap of "turnover", parameters: {year: 2030}}
"""


def test_a_suite_may_allow_scripts(suite):
    allowed, refused, silent = (
        suite(f"{line}{TWO}") for line in ("scripts: allow", "scripts: refuse", "")
    )
    assert (allowed.scripts, refused.scripts, silent.scripts) == (True, False, False)
    with pytest.raises(ParameterError, match="scripts: 'yes' is not one of refuse, al"):
        suite(f"scripts: 'yes'{TWO}")


def test_a_suite_file_names_pages_with_their_parameters(suite):
    made = suite(TWO)
    assert made.title == "Trade & corridor"
    assert [(p.slug, p.report.name, p.title) for p in made.pages] == [
        ("freight", "growth", ""),
        ("gap-of-turnover", "gap", 'Gap of "turnover"'),
    ]
    assert made.pages[0].values == {"series": "btc", "year": 2030, "seed": 1}


def test_every_problem_of_a_suite_is_listed_before_anything_runs(suite):
    with pytest.raises(ParameterError) as refused:
        suite(
            "colour: red\ntop: [nowhere]\nfront: away\npages:\n"
            "  - {report: growht}\n"
            "  - {report: growth, parameters: {yaer: 1, series: oil}}\n"
            "  - {report: growth, slug: ../up}\n"
            "  - {report: gap}\n  - {report: gap}\n"
            "  - {report: gap, slug: index}\n"
            "  - {report: gap, parameter: {}}\n  - growth\n"
        )
    text = str(refused.value)
    for said in (
        "'colour' is none of beside, front, intro, lang, ledger, pages, scripts, title, top",
        "page 1: no report is called 'growht'; did you mean growth?",
        "did you mean year?",
        "series: 'oil' is not one of titr, btc",
        "page 3: '../up' cannot name a page; 'up-page' could",
        "several pages have the slug 'gap'",
        "page 6: 'index' cannot name a page",
        "page 7: a page: 'parameter' is none of",
        "page 8: a page is a mapping",
        "top: no page has the slug 'nowhere'",
        "front: no page has the slug 'away'",
    ):
        assert said in text


@pytest.mark.parametrize("text", ["", "pages: []", "- a", "pages: [", "5: a"])
def test_what_is_no_suite_is_refused(suite, text):
    with pytest.raises(ParameterError):
        suite(text)


def test_a_notebook_anywhere_can_be_a_report(tmp_path, suite):
    path = save(tmp_path / "mine", "own", "1")
    assert suite("pages: [{report: mine/own.ipynb}]").pages[0].report.name == "own"
    assert plan_page(str(path), {}).slug == "own"
    with pytest.raises(UsageError, match="no report is called"):
        plan_page("../mine/own", {}, folder=tmp_path)


def test_pages_side_by_side_are_the_pages_one_after_another(suite, tmp_path):
    made = suite(TWO)
    record = run(made, tmp_path / "one")
    run(made, tmp_path / "two", jobs=2)
    one, two = (
        {
            path.name: path.read_bytes()
            for path in (tmp_path / name).iterdir()
            if path.is_file()
        }
        for name in ("one", "two")
    )
    for found in (one, two):
        del found["manifest.json"]
    assert one == two
    assert record["status"] == "ok"
    index = one["index.html"].decode()
    assert index.count('<span class="kz-status">fresh</span>') == 2
    assert "<title>Trade &amp; corridor</title>" in index
    assert f'<h2><a href="freight.html">{BUNDLE["title"]}</a></h2>' in index
    assert "<strong>9.04 %</strong>" in index
    assert "8 to 10 · 2018 to 2024" in index
    assert f"data:image/png;base64,{PIXEL}" in index
    assert index.count("<h1>") == 1
    assert '<a href="index.html">All reports</a>' in one["freight.html"].decode()


def test_a_page_that_fails_stops_no_other_and_the_index_says_so(suite, tmp_path):
    out = tmp_path / "out"
    run(suite(TWO), out)
    good = (out / "gap-of-turnover.html").read_bytes()
    failing = TWO.replace("year: 2030", "year: 2040") + (
        "  - {report: gap, slug: new, parameters: {year: 2040}}\n"
    )
    with pytest.raises(SuiteFailed) as failed:
        run(suite(failing), out)
    assert failed.value.exit_code == 9
    assert str(failed.value).splitlines()[0] == "2 of 3 pages failed"
    assert (out / "gap-of-turnover.html").read_bytes() == good
    index = (out / "index.html").read_text("utf-8")
    standing = [
        part.partition("<")[0] for part in index.split('<span class="kz-status">')[1:]
    ]
    assert standing == ["stale", "failed", "unchanged"]
    assert "2 of 3 pages could not be made anew" in index
    assert "raised ValueError: &lt;script&gt;" in index
    assert "ValueError: <script" not in index
    assert 'href="new.html"' not in index
    record = json.loads((out / "manifest.json").read_text("utf-8"))
    assert record["status"] == "partial"
    assert [page["status"] for page in record["pages"]] == [
        "unchanged",
        "failed",
        "failed",
    ]
    assert not list(out.glob(".*"))


def test_an_interrupted_run_says_so_and_leaves_nothing_half_made(
    suite, tmp_path, notebooks
):
    save(notebooks, "gap", "import time; time.sleep(60)", "2")
    out = tmp_path / "out"

    def tell(slug, event, *_):
        if (slug, event) == ("gap-of-turnover", "cell"):
            os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Interrupted) as ended:
        runs.run(Plan(suite(TWO), out, Limits(30, 60)), tell=tell)
    assert ended.value.exit_code == 143
    assert signal.getsignal(signal.SIGTERM) is before
    record = json.loads((out / "manifest.json").read_text("utf-8"))
    assert record["status"] == "aborted"
    assert [page["status"] for page in record["pages"]] == ["ok", "aborted"]
    assert sorted(path.name for path in out.iterdir()) == [
        "freight.html",
        "freight.ipynb",
        "freight.results.json",
        "index.html",
        "manifest.json",
        "runs",
    ]
    assert "the run was interrupted" in (out / "index.html").read_text("utf-8")


def test_a_number_stands_as_its_notebook_shows_it(suite, tmp_path, notebooks):
    said = [BUNDLE["results"][0] | {"shown": "about 9 % a year", "low": None}]
    save(notebooks, "growth", handing_over(results=said))
    run(suite(TWO.replace("Gap of", "The gap of")), tmp_path / "out")
    index = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert index.count("<strong>about 9 % a year</strong>") == 2
    assert "at most 10 · 2018 to 2024" in index
    page = (tmp_path / "out" / "the-gap-of-turnover.html").read_text("utf-8")
    assert '<p class="kz-kicker">The gap of &#34;turnover&#34;</p>' in page


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (529_123_456.0, "USD", "529 million USD"),
        (529.1, "million_USD", "529 million USD"),
        (1234, "teu", "1,230 teu"),
        (-4.4812, "%", "\N{MINUS SIGN}4.48 %"),
        (0, "", "0"),
        (None, "", ""),
        ("2029", "", "2029"),
    ],
)
def test_numbers_on_the_index_have_three_digits(value, unit, expected):
    assert number_text(value, unit) == expected
