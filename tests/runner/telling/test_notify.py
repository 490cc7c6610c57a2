"""A command is told of failures and changes, and can do no harm to the run."""

import json
import os
import sys
import time
from pathlib import Path

import pytest
from tiny_runs import page, record, result

from kzaz_analysis.runner.compare import compare
from kzaz_analysis.runner.telling import notify

TOLD = {
    "exit_code": 9,
    "failed": [],
    "conclusions": [],
    "text": "Актау \N{MINUS SIGN}8 %",
}


def python(folder, code):
    """A command that runs a script; quoted as the system's shell would want it."""
    script = folder / "a script.py"
    script.write_text(code)
    return f'"{Path(sys.executable).as_posix()}" "{script.as_posix()}"'


@pytest.fixture
def compared():
    pages = {"a": page(result()), "b": page(result())}
    later = {"a": page(result(5.0, "5 Mt"), title="It grew"), "b": page(result(4.51))}
    return compare.compare(record(20, pages), record(21, later))


def test_the_summary_names_failures_and_changed_conclusions(compared):
    manifest = {
        "status": "partial",
        "suite": "Freight",
        "start": "2026-11-21T10:00:00.000+00:00",
        "pages": [
            {"slug": "a", "status": "ok", "problem": None},
            {"slug": "c", "status": "timeout", "problem": {"message": "too slow"}},
            {"slug": "d", "status": "unchanged"},
        ],
    }
    told = notify.summary(manifest, compared, 9, "out")
    assert told["failed"] == [{"slug": "c", "status": "timeout", "reason": "too slow"}]
    [changed] = told["conclusions"]
    assert (changed["title_before"], changed["title_after"]) == (
        "Freight grew",
        "It grew",
    )
    assert changed["numbers"][0]["old_shown"] == "4.5 Mt"
    assert (told["status"], told["exit_code"], told["out"]) == ("partial", 9, "out")
    json.dumps(told, allow_nan=False)


def test_a_number_that_differs_below_what_is_printed_is_no_changed_conclusion(compared):
    fine = {"status": "ok", "pages": [{"slug": "a", "status": "ok"}]}
    assert len(notify.summary(fine, compared, 0)["conclusions"]) == 1
    finer = compare.compare(
        record(20, {"b": page(result())}), record(21, {"b": page(result(4.51))})
    )
    assert notify.summary(fine, finer, 0)["conclusions"] == []


def test_the_command_reads_the_summary(tmp_path, capfd):
    code = "import pathlib, sys; p = pathlib.Path(__file__).with_name('told');"
    code += "p.write_bytes(sys.stdin.buffer.read()); print('noise')"
    entry = notify.call(python(tmp_path, code), TOLD)
    assert json.loads((tmp_path / "told").read_text("utf-8")) == TOLD
    assert (entry["exit_code"], entry["problem"]) == (0, "")
    assert capfd.readouterr() == ("", "")


def test_a_command_that_fails_is_a_warning_and_keeps_its_arguments_secret(
    tmp_path, capsys
):
    code = "import sys; print('first', file=sys.stderr); sys.exit('no network')"
    entry = notify.call(f"{python(tmp_path, code)} --token s3cret", TOLD)
    assert entry["exit_code"] == 1
    assert entry["problem"] == "it ended with 1"
    assert "it ended with 1: no network\n" in capsys.readouterr().err
    assert not any(word in json.dumps(entry) for word in ("s3cret", "network"))


@pytest.mark.parametrize("command", ["", "no-such-program-here", "a 'b", "   "])
def test_a_command_that_is_none_is_a_warning(command, capsys):
    entry = notify.call(command, TOLD)
    assert entry["exit_code"] is None
    assert entry["problem"]
    assert entry["problem"] in capsys.readouterr().err


def test_no_shell_reads_the_command(tmp_path):
    code = "import pathlib, sys; p = pathlib.Path(__file__).with_name('told');"
    code += "sys.stdin.read(); p.write_text(sys.argv[1])"
    notify.call(f"{python(tmp_path, code)} '$HOME;ls'", TOLD)
    assert (tmp_path / "told").read_text().strip("'") == "$HOME;ls"


def test_a_command_that_does_not_read_a_long_summary_is_fine(tmp_path):
    entry = notify.call(python(tmp_path, "pass"), TOLD | {"text": "x" * 500_000})
    assert (entry["exit_code"], entry["problem"]) == (0, "")


@pytest.mark.timeout(300)
def test_a_slow_command_is_ended_with_what_it_started(tmp_path, capsys):
    code = (
        "import pathlib, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "pathlib.Path(__file__).with_name('child').write_text(str(child.pid))\n"
        "time.sleep(60)\n"
    )
    entry = notify.call(python(tmp_path, code), TOLD, timeout_s=2)
    assert entry["exit_code"] is None
    assert "longer than 2 s" in entry["problem"]
    if os.name == "posix":
        child = int((tmp_path / "child").read_text())
        assert is_gone(child)


def is_gone(pid):
    """Whether a process is no more, or waits to be buried by its parent."""
    for _ in range(50):
        stat = Path(f"/proc/{pid}/stat")
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


def test_kzaz_is_found_where_a_scheduler_has_a_path_of_its_own(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    called = notify.call("kzaz notify mail --help", TOLD)
    assert (called["program"], called["exit_code"], called["problem"]) == (
        "kzaz",
        0,
        "",
    )
