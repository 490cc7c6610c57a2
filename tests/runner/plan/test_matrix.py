"""Suites of many pages: what a matrix stands for, and that a kill costs only a page."""

import io
import itertools
import math
import os
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import left_over, started, within
from tiny_notebooks import save

from kzaz_analysis.errors import ParameterError
from kzaz_analysis.runner.plan.matrix import combine
from kzaz_analysis.runner.plan.notebooks import Report
from kzaz_analysis.runner.plan.parameters import parse
from kzaz_analysis.runner.plan.suite import read_suite
from kzaz_analysis.runner.telling.progress import Progress, duration

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
DECLARED = """\
series: str = "titr"  # which series {choices: titr, btc, oil}
year: int = 2030  # last year {range: 2020..2060}
growth: float = 5.0  # percent a year
as_of: str = ""  # day {date}
levels: list[float] = [80.0]  # confidence"""
SCHEMA = parse("growth", DECLARED)


@pytest.fixture
def suite(tmp_path):
    """Read a suite from YAML text, beside one notebook with the parameters above."""
    save(tmp_path / "notebooks", "growth", "1", parameters=DECLARED)

    def make(text):
        path = tmp_path / "suite.yml"
        path.write_text(text, encoding="utf-8")
        return read_suite(path, tmp_path / "notebooks")

    return make


def test_a_matrix_is_a_page_for_each_combination_in_the_order_of_its_axes(suite):
    made = suite("""
pages:
  - {report: growth, slug: first}
  - report: growth
    title: "{series} to {year} at {growth} %"
    parameters: {growth: 7}
    matrix: {year: [2031, "2030"], series: [btc, titr]}
    exclude: [{year: 2030, series: btc}]
""")
    assert [(p.slug, p.title) for p in made.pages] == [
        ("first", ""),
        ("btc-to-2031-at-7", "btc to 2031 at 7 %"),
        ("titr-to-2031-at-7", "titr to 2031 at 7 %"),
        ("titr-to-2030-at-7", "titr to 2030 at 7 %"),
    ]
    assert made.pages[3].values == {
        "series": "titr",
        "year": 2030,
        "growth": 7.0,
        "as_of": "",
        "levels": [80.0],
    }


@pytest.mark.parametrize(
    ("lines", "slugs"),
    [
        pytest.param(
            "matrix: {series: all, year: [2030]}",
            ["growth-titr-2030", "growth-btc-2030", "growth-oil-2030"],
            id="all takes the notebook's choices",
        ),
        pytest.param(
            "slug: g-{as_of}\n    matrix: {as_of: {Everything!: '', early: 2023-07-29}}",
            ["g-everything", "g-early"],
            id="values may have words of their own",
        ),
        pytest.param(
            "matrix: {growth: [-5, 5, 5.5], as_of: ['', 2023-07-29]}",
            [
                f"growth-{growth}-{day}"
                for growth in ("minus-5", "5", "5-5")
                for day in ("default", "2023-07-29")
            ],
            id="a sign and an empty text can be told apart",
        ),
        pytest.param(
            "title: Growth\n    matrix: {levels: [[50, 80], []]}",
            ["growth-50-80", "growth-none"],
            id="a value may be a list",
        ),
        pytest.param(
            "title: '{{{series}}}'\n    matrix: {series: [oil, btc]}",
            ["oil", "btc"],
            id="a doubled brace is a brace",
        ),
    ],
)
def test_slugs_of_a_matrix(suite, lines, slugs):
    pages = suite(f"pages:\n  - report: growth\n    {lines}\n").pages
    assert [page.slug for page in pages] == slugs


def test_every_problem_of_a_matrix_is_listed_with_its_entry(suite):
    with pytest.raises(ParameterError) as refused:
        suite("""
pages:
  - report: growth
    title: "{serie}"
    slug: "{series:>9}"
    parameters: {year: 2030}
    matrix: {series: [btc, gold, btc], yaer: [1], year: [2031], growth: [], as_of: all}
    exclude: [{seed: 1}, {series: oil}, 7]
  - report: growth
    matrix: {year: [2031, 2032], series: [btc, oil]}
    slug: only-{year}
  - {report: growth, matrix: [btc]}
  - {report: growth, exclude: [{series: btc}]}
  - {report: growth, matrix: {year: [2031]}, exclude: [{year: 2031}]}
  - {report: growth, matrix: {year: [2031]}, slug: '../{year}'}
  - {report: growht, matrix: {year: [2031]}}
  - {report: growth, matrx: {year: [2031]}}
""")
    text = str(refused.value)
    for said in (
        "page 1: title: {serie} is no parameter; it can name series, year",
        "page 1: slug: '{series:>9}': only {name} may stand in braces",
        "page 1: matrix: series: 'gold' is not one of titr, btc, oil",
        "page 1: matrix: series lists 'btc' more than once",
        "page 1: matrix: yaer: there is no parameter 'yaer'; did you mean year?",
        "page 1: matrix: year stands under 'parameters', too",
        "page 1: matrix: growth must list at least one value",
        "page 1: matrix: as_of must list at least one value",
        "page 1: exclude 1: 'seed' is not in it; it has series",
        "page 1: exclude 2: series never is 'oil'",
        "page 1: exclude 3 must hold 'name: value'",
        "page 2: 2 of its pages would have the slug 'only-2031'",
        "page 3: 'matrix' must hold 'name: [value, ...]' lines",
        "page 4: 'exclude' has no meaning without 'matrix'",
        "page 5: exclude leaves no page",
        "page 6: '../2031' cannot name a page; '2031-page' could",
        "page 7: no report is called 'growht'; did you mean growth?",
        "page 8: a page: 'matrx' is none of",
    ):
        assert said in text, text
    assert len(text.splitlines()) == 20


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pages: [{report: growth, report: gap}]", "'report' stands twice"),
        (
            "pages:\n- report: growth\n  matrix: {year: [2030], year: [2031]}",
            "'year' stands twice in the lines from 3",
        ),
    ],
)
def test_no_line_of_a_suite_silently_replaces_another(suite, text, said):
    with pytest.raises(ParameterError, match=said):
        suite(text)


SOME = {
    "series": st.lists(
        st.sampled_from(["titr", "btc", "oil"]), min_size=1, unique=True
    ),
    "year": st.lists(st.integers(2020, 2060), min_size=1, max_size=4, unique=True),
    "growth": st.lists(st.integers(-9, 9), min_size=1, max_size=4, unique=True),
}


@given(data=st.data(), names=st.permutations(sorted(SOME)), count=st.integers(1, 3))
def test_a_matrix_is_the_product_without_what_is_excluded(data, names, count):
    axes = {name: data.draw(SOME[name]) for name in names[:count]}
    whole = [
        dict(zip(axes, values, strict=True))
        for values in itertools.product(*axes.values())
    ]
    out = data.draw(st.lists(st.sampled_from(whole), max_size=len(whole) - 1))
    variants, problems = combine({"matrix": axes, "exclude": out}, SCHEMA)
    left = [chosen for chosen in whole if chosen not in out]
    assert problems == []
    assert [{name: v.values[name] for name in axes} for v in variants] == left
    assert len({v.stem for v in variants}) == len(left)
    assert all(list(v.values) == [p.name for p in SCHEMA.parameters] for v in variants)


def test_a_parameter_with_a_computed_default_is_an_axis_like_others():
    schema = parse("growth", "end = 10**5\nyear: int = 2030")
    entry = {"slug": "{end}-{year}", "matrix": {"end": [1, 2]}}
    variants, problems = combine(entry, schema)
    assert problems == []
    assert [(v.stem, v.values) for v in variants] == [
        ("1-2030", {"end": 1, "year": 2030}),
        ("2-2030", {"end": 2, "year": 2030}),
    ]


def test_a_matrix_of_too_many_pages_is_refused_before_they_are_planned():
    axes = {"growth": list(range(1000)), "year": list(range(2021, 2061))}
    levels = [[n] for n in range(1000)]
    _, problems = combine({"matrix": axes | {"levels": levels}}, SCHEMA)
    assert problems == ["matrix: 40,000,000 pages, at most 100,000 can be made at once"]


def test_a_thousand_pages_read_their_notebook_once(suite, monkeypatch):
    reads = []
    read = Report.read
    monkeypatch.setattr(Report, "read", lambda self: reads.append(1) or read(self))
    growths = list(range(25))
    made = suite(f"""
pages:
  - report: growth
    matrix: {{series: all, year: {list(range(2021, 2041))}, growth: {growths}}}
  - {{report: growth, slug: "again-{{year}}", matrix: {{year: [2030, 2031]}}}}
""")
    assert len(made.pages) == len({page.slug for page in made.pages}) == 3 * 20 * 25 + 2
    assert len(reads) == 1


def test_the_shipped_matrix_can_be_run():
    made = read_suite(ROOT / "notebooks" / "matrix.yml", ROOT / "notebooks")
    assert len(made.pages) >= 24
    assert {page.report.name for page in made.pages} == {"growth_rates"}


def lines_of(capsys, pages, unchanged, failing=()):
    """What is printed of a run of pages that take 2 s each."""
    now = [100.0]
    progress = Progress(pages, unchanged, clock=lambda: now[0])
    for number in range(pages):
        progress(f"p{number}", "start")
        progress(f"p{number}", "cell", 1, 2)
        now[0] += 2
        bad = number in failing
        progress(f"p{number}", "end", "failed" if bad else "ok", "no" if bad else "")
    progress.close()
    return capsys.readouterr().err.splitlines()


def test_few_pages_are_told_one_by_one(capsys):
    said = lines_of(capsys, 3, 2, failing={1})
    assert said == ["p0: ok", "p1: failed: no", "p2: ok"]


def test_of_many_pages_each_tenth_tells_pace_and_time_left(capsys):
    said = lines_of(capsys, 40, 5, failing={0})
    sums = [line for line in said if "a minute" in line]
    assert len(said) == 50
    assert said[:5] == ["p0: failed: no", "p1: ok", "p2: ok", "p3: ok", sums[0]]
    assert (
        sums[0] == "4 of 40 pages, 1 failed, 5 unchanged, 30 a minute, about 72 s left"
    )
    assert len(sums) == 10
    assert sums[-1] == "40 of 40 pages, 1 failed, 5 unchanged, 30 a minute"


def test_a_terminal_has_a_bar_with_the_same_words(monkeypatch):
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", terminal)
    progress = Progress(4, 6)
    for slug in ("one", "two"):
        progress(slug, "cell", 1, 2)
        progress(slug, "end", "ok", "")
    shown = terminal.getvalue()
    progress.close()
    assert "one: ok\n" in shown
    assert "2 of 4 pages, 6 unchanged" in shown
    assert "#" * 11 in shown


@given(st.floats(0, 1e6))
def test_a_length_of_time_reads_back(seconds):
    units = {"s": 1, "min": 60, "h": 3600}
    words = duration(seconds).split()
    back = sum(int(n) * units[u] for n, u in zip(words[::2], words[1::2], strict=True))
    assert math.isclose(back, seconds, abs_tol=30)


HELD = """\
import os, pathlib, time
with open(os.environ["KZAZ_TEST_LOG"], "a") as log:
    log.write(f"{series}-{year}\\n")
hold = pathlib.Path(os.environ["KZAZ_TEST_HOLD"])
while year >= 2033 and hold.exists():
    time.sleep(0.05)"""
MANY = """
pages:
  - {report: held, slug: "{series}-{year}", matrix: {year: [2030, 2031, 2032, 2033, 2034], series: [titr, btc]}}
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("executor", ["process", "dask"])
def test_a_killed_run_goes_on_where_it_was(tmp_path, executor):
    if executor == "dask":
        pytest.importorskip("distributed")
    save(tmp_path / "notebooks", "held", HELD, "1")
    (tmp_path / "suite.yml").write_text(MANY, encoding="utf-8")
    hold, log, out = (tmp_path / name for name in ("hold", "log", "out"))
    hold.touch()
    log.touch()
    settings = {
        "KZAZ_NOTEBOOK_DIR": tmp_path / "notebooks",
        "KZAZ_TEST_HOLD": hold,
        "KZAZ_TEST_LOG": log,
        "TMPDIR": tmp_path,
    }
    command = ["suite", tmp_path / "suite.yml", "-o", out, "--jobs", "2"]
    runner = started(settings, *command, "--executor", executor)
    done = [runner.stderr.readline() for _ in range(6)]
    assert sorted(done) == [
        f"{s}-{y}: ok\n" for s in ("btc", "titr") for y in range(2030, 2033)
    ]
    assert within(60, lambda: len(log.read_text().split()) == 8)
    os.kill(runner.pid, signal.SIGKILL)
    runner.communicate(timeout=60)
    assert within(60, lambda: not left_over(log))
    hold.unlink()
    again = started(settings, *command, "--executor", executor, "--explain")
    printed, said = again.communicate(timeout=120)
    assert (again.returncode, printed) == (0, f"{out / 'index.html'}\n")
    ran = Counter(log.read_text().split())
    pages = {f"{s}-{y}" for s in ("btc", "titr") for y in range(2030, 2035)}
    assert set(ran) == pages, said
    assert {page for page, times in ran.items() if times > 1} == {
        "btc-2033",
        "titr-2033",
    }
    assert sum(line.endswith(": ok") for line in said.splitlines()) == 4
    index = (out / "index.html").read_text("utf-8")
    assert all(f'href="{page}.html"' in index for page in pages)
    assert not list(tmp_path.glob("kzaz-*"))
