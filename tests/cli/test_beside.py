"""Files beside the pages of a suite: made once, made again when due, never silently."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from kzaz_analysis.cli.explorer import beside
from kzaz_analysis.errors import KzazError, ParameterError
from kzaz_analysis.runner.plan.suite import FileBeside, suite_of

COMMAND = ("explore", "--series", "titr_freight", "--replay-days")
EXPLORER = FileBeside("Ask for another level", "explore.html", COMMAND)
UNKNOWN = FileBeside("Ask", "ask.html", ("explore", "--series", "titr_fright"))


def suite(tmp_path, entries):
    pages = [{"report": "overview", "title": "State", "slug": "state"}]
    return suite_of({"pages": pages, "beside": entries}, tmp_path / "suite.yml")


def test_a_suite_names_files_and_their_commands(tmp_path):
    entry = {"title": EXPLORER.title, "file": "explore.html", "command": [*COMMAND]}
    assert suite(tmp_path, [entry]).beside == (EXPLORER,)


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"title": "x", "file": "explore.html"}, "not the keys title, file and comm"),
        (
            {"title": "x", "file": "../x.html", "command": ["explore"]},
            "no name such as",
        ),
        ({"title": "x", "file": "index.html", "command": ["explore"]}, "no name such"),
        ({"title": "x", "file": "x.html", "command": "explore"}, "no list such as"),
    ],
)
def test_what_is_wrong_with_an_entry_is_named(tmp_path, entry, problem):
    with pytest.raises(ParameterError, match=f"beside: .*{problem}"):
        suite(tmp_path, [entry])


def test_it_is_made_once_and_again_when_its_command_changes(tmp_path, monkeypatch):
    with beside.made_beside([EXPLORER], tmp_path):
        pass
    made = (tmp_path / "explore.html").read_text("utf-8")
    assert made.endswith(beside.MARK.format(key=beside.key_of(EXPLORER)))
    assert "titr_freight" in made
    started = []
    monkeypatch.setattr(beside, "_started", lambda *given: started.append(given))
    with beside.made_beside([EXPLORER], tmp_path):
        pass
    assert started == []
    other = FileBeside(EXPLORER.title, EXPLORER.file, (*COMMAND, "--home", "x.html"))
    assert beside.key_of(other) != beside.key_of(EXPLORER)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes")
def test_pipes_and_folders_among_the_tables_hold_no_run_up(tmp_path, monkeypatch):
    """A default suite waited for a table that was a pipe, and never ended."""
    monkeypatch.setenv("KZAZ_DATA_DIR", str(tmp_path))
    (tmp_path / "units.csv").write_text("unit\n")
    key = beside.key_of(EXPLORER)
    os.mkfifo(tmp_path / "series.csv")
    (tmp_path / "sources.csv").mkdir()
    assert beside.key_of(EXPLORER) == key
    (tmp_path / "units.csv").write_text("unit\nTEU\n")
    assert beside.key_of(EXPLORER) != key


def test_one_that_cannot_be_made_says_why_and_pages_that_fail_do_not_stop_it(
    tmp_path, capsys
):
    with pytest.raises(KzazError, match="some pages"):  # noqa: SIM117
        with beside.made_beside([UNKNOWN], tmp_path):
            raise KzazError("some pages failed")
    assert "titr_fright" in (tmp_path / "ask.html").read_text("utf-8")
    assert "ask.html could not be made" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_none_outlives_a_run_that_is_killed(tmp_path):
    name = f"slow-{os.getpid()}.html"
    slow = f"FileBeside('Slow', {name!r}, {COMMAND!r})"
    run = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import pathlib, time\n"
            "from kzaz_analysis.cli.explorer.beside import made_beside\n"
            "from kzaz_analysis.runner.plan.suite import FileBeside\n"
            f"with made_beside([{slow}], pathlib.Path({str(tmp_path)!r})):\n"
            "    print('begun', flush=True)\n"
            "    time.sleep(600)",
        ],
        stdout=subprocess.PIPE,
    )
    with run:
        assert run.stdout.readline() == b"begun\n"
        # The run, what watches over the command, and the command.
        number = await_count(name, 3)
        run.kill()
    assert number == 3
    assert await_count(name, 0) == 0


def await_count(name, wanted):
    """Wait until as many processes are about a file; return how many are."""
    for _ in range(300):
        number = sum(name.encode() in words for words in command_lines())
        if number == wanted:
            break
        time.sleep(0.1)
    return number


def command_lines():
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield path.read_bytes()
