"""The commands under ``kzaz report``, as a person or a scheduler calls them."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tiny_notebooks import handing_over, save

from kzaz_analysis.cli.main import main
from kzaz_analysis.cli.running import execution
from kzaz_analysis.runner.publish import lock
from kzaz_analysis.runner.render import render
from kzaz_analysis.runner.workers import zygote_client

ROOT = Path(__file__).parents[2]
COMMANDS = (["list"], ["params"], ["run"], ["suite"], [])
HANG = """\
import os, pathlib, subprocess, time
child = subprocess.Popen(["sleep", "120"])
mark = pathlib.Path(os.environ["MARK"])
if mark.exists():
    mark.write_text(f"{os.getpid()} {child.pid}")
    time.sleep(120)"""


@pytest.fixture
def notebooks(tmp_path, monkeypatch):
    folder = tmp_path / "notebooks"
    save(folder, "growth", handing_over(), title="How fast does it *grow*?")
    save(folder, "gap", "1/0", title="How far?")
    save(folder, "hang", HANG, "1")
    monkeypatch.setenv("KZAZ_NOTEBOOK_DIR", str(folder))
    return folder


@pytest.fixture
def kzaz(capfd, notebooks):
    """Call the command; give exit code, standard output, standard error."""

    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["report", *map(str, arguments)])
        said = capfd.readouterr()
        return ended.value.code or 0, said.out, said.err

    return call


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_help_has_an_example(kzaz, command):
    code, out, _ = kzaz(*command, "--help")
    assert code == 0
    assert "Example" in out
    assert "kzaz report" in out


def test_reports_are_listed_with_their_question(kzaz):
    code, out, _ = kzaz("list")
    assert code == 0
    assert out.splitlines() == [
        "gap     How far?",
        "growth  How fast does it grow?",
        "hang    How fast did it grow?",
    ]


def test_parameters_are_shown_for_people_and_as_json(kzaz):
    code, out, _ = kzaz("params", "growth")
    assert code == 0
    assert "year: int = 2030\n    last year\n    at least 2020; at most 2060\n" in out
    code, out, _ = kzaz("params", "growth", "--json")
    assert [entry["name"] for entry in json.loads(out)] == ["series", "year", "seed"]


def test_an_unknown_report_is_exit_2_with_the_nearest_name(kzaz):
    code, _, err = kzaz("params", "growht")
    assert code == 2
    assert "did you mean growth?" in err


def test_a_run_prints_where_the_page_lies_and_one_line_a_page(kzaz, tmp_path):
    file = tmp_path / "given.yml"
    file.write_text("series: btc\nyear: 2031\n")
    code, out, err = kzaz(
        "run", "growth", "-f", file, "-p", "year", "2032", "-o", tmp_path / "out"
    )
    page = tmp_path / "out" / "growth.html"
    assert (code, out, err) == (0, f"{page}\n", "growth: ok\n")
    results = json.loads(page.with_suffix(".results.json").read_text("utf-8"))
    assert results["parameters"] == {"series": "btc", "year": 2032, "seed": 1}


@pytest.mark.parametrize(("option", "expected"), [("-p", 7), ("-f", "7")])
def test_text_is_read_for_its_type_only_where_it_was_typed(
    kzaz, notebooks, tmp_path, option, expected
):
    file = tmp_path / "given.yml"
    file.write_text("x: '7'\n")
    save(notebooks, "loose", handing_over(), parameters="x = None")
    given = ("-p", "x", "7") if option == "-p" else ("-f", file)
    code, _, err = kzaz("run", "loose", *given, "-o", tmp_path / "out")
    assert (code, err) == (0, "loose: ok\n")
    results = json.loads((tmp_path / "out" / "loose.results.json").read_text("utf-8"))
    assert results["parameters"] == {"x": expected}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("-p", "yaer", "1"), "did you mean year?", id="misspelt"),
        pytest.param(("-p", "year", "soon"), "not a whole number", id="wrong type"),
        pytest.param(("-p", "year", "3000"), "above 2060", id="out of range"),
        pytest.param(
            ("-p", "year", "1", "-p", "year", "2"), "once with -p: year", id="twice"
        ),
        pytest.param(("-p", "__import__('os')", "1"), "no parameter", id="code"),
        pytest.param(("--slug", "../../up"), "cannot name a page", id="a path up"),
        pytest.param(("--timeout", "-1"), "not in the range", id="no time"),
        pytest.param(("-f", "absent.yml"), "does not exist", id="no file"),
        pytest.param(("-o", "s3://b/out"), "s3://b/out is an address", id="far out"),
        pytest.param(("--log", "s3://b/x.log"), "is an address", id="far log"),
    ],
)
def test_what_is_wrong_beforehand_is_exit_2_and_writes_nothing(
    kzaz, tmp_path, arguments, said
):
    code, out, err = kzaz("run", "growth", "-o", tmp_path / "out", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert not (tmp_path / "out").exists()


def test_a_parameter_for_a_notebook_that_takes_none_is_refused(
    kzaz, tmp_path, notebooks
):
    save(notebooks, "plain", "1", parameters=None)
    code, _, err = kzaz("run", "plain", "-p", "year", "1", "-o", tmp_path / "out")
    assert code == 2
    assert "'year' is given, and no cell with the tag 'parameters' takes it" in err


def test_a_raising_notebook_is_exit_4_and_named(kzaz, tmp_path):
    code, out, err = kzaz("run", "gap", "-o", tmp_path / "out")
    assert (code, out) == (4, "")
    assert "kzaz: gap: cell 'cell-1' raised ZeroDivisionError" in err
    left = {path.name for path in (tmp_path / "out").iterdir()}
    assert left == {"gap.manifest.json", "failed", "runs"}


def test_an_output_that_is_no_folder_is_refused(kzaz, tmp_path):
    (tmp_path / "file").write_text("")
    assert kzaz("run", "growth", "-o", tmp_path / "file")[0] == 2
    assert kzaz("run", "growth", "-o", tmp_path / "file" / "deeper")[0] == 7


def test_a_folder_in_use_is_exit_8(kzaz, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    with lock.hold(out):
        code, _, err = kzaz("run", "growth", "-o", out)
    assert code == 8
    assert f"in use by the process {os.getpid()}" in err


def test_the_suite_beside_the_notebooks_is_the_default(kzaz, tmp_path, notebooks):
    (notebooks / "suite.yml").write_text("pages: [{report: growth}, {report: gap}]")
    out = tmp_path / "out"
    code, printed, err = kzaz("suite", "-o", out, "--jobs", "2")
    assert (code, printed) == (9, "")
    assert "kzaz: 1 of 2 pages failed" in err
    assert (out / "index.html").is_file()


def start(tmp_path, *arguments):
    mark = tmp_path / "mark"
    mark.write_text("")
    code = "import sys; from kzaz_analysis.cli.main import main; main(sys.argv[1:])"
    runner = subprocess.Popen(
        [sys.executable, "-c", code, "report", *arguments, "-o", tmp_path / "out"],
        env=os.environ | {"MARK": str(mark), "TMPDIR": str(tmp_path)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert within(60, mark.read_text), runner.communicate(timeout=5)
    return runner, [int(pid) for pid in mark.read_text().split()]


def within(seconds, true):
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()


def is_gone(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)]
)
def test_a_signal_ends_kernel_and_children_and_leaves_no_file(
    notebooks, tmp_path, number, code
):
    runner, started = start(tmp_path, "run", "hang")
    os.killpg(runner.pid, number)
    out, err = runner.communicate(timeout=120)
    assert (runner.returncode, out) == (code, "")
    assert f"interrupted by {number.name}" in err
    assert "Traceback" not in err
    assert all(within(60, lambda pid=pid: is_gone(pid)) for pid in started)
    left = {path.name for path in (tmp_path / "out").iterdir()}
    assert left == {"hang.manifest.json", "runs"}
    said = json.loads((tmp_path / "out" / "hang.manifest.json").read_text())
    assert said["status"] == said["pages"][0]["status"] == "aborted"
    assert not list(tmp_path.glob("kzaz-*"))


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_killed_run_leaves_no_process_and_the_next_one_heals(
    kzaz, tmp_path, notebooks, monkeypatch
):
    runner, started = start(tmp_path, "run", "hang")
    runner.kill()
    runner.communicate(timeout=120)
    assert all(within(60, lambda pid=pid: is_gone(pid)) for pid in started)
    (tmp_path / "mark").unlink()
    monkeypatch.setenv("MARK", str(tmp_path / "mark"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert kzaz("run", "hang", "-o", tmp_path / "out")[0] == 0
    said = json.loads((tmp_path / "out" / "hang.manifest.json").read_text())
    assert said["previous"]["status"] == "aborted"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "hang.html",
        "hang.ipynb",
        "hang.manifest.json",
        "hang.results.json",
        "runs",
    ]
    assert not list(tmp_path.glob("kzaz-*"))


def test_the_warm_process_starts_while_a_first_run_is_prepared(
    kzaz, tmp_path, monkeypatch
):
    told = []
    begin = zygote_client.Zygote.begin
    monkeypatch.setattr(
        zygote_client.Zygote, "begin", lambda self: (told.append("begin"), begin(self))
    )
    monkeypatch.setattr(execution, "check_subjects", lambda *_: told.append("prepared"))
    monkeypatch.setattr(render, "get_index_ready", lambda: told.append("index"))
    suite = tmp_path / "suite.yml"
    suite.write_text(
        "pages:\n  - {report: growth, slug: a}\n  - {report: growth, slug: b}\n"
    )
    words = ("suite", suite, "-o", tmp_path / "out", "--ledger", "none")
    assert kzaz(*words)[0] == 0
    assert kzaz(*words)[0] == 0
    assert told == ["begin", "index", "prepared", "prepared"]
