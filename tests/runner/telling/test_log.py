"""A log for programs and people, which rotates, and fails without harm."""

import json

import pytest

from kzaz_analysis.runner.telling import console, log
from kzaz_analysis.runner.telling.log import RunLog


def told(path, style="text"):
    lines = RunLog(path, style)
    lines.page("a", "plan", ("table x changed",))
    lines.page("b", "plan", ())
    lines.page("a", "start")
    lines.page("a", "cell", 1, 2)
    lines.page("a", "retry", "timeout", "too slow")
    lines.page("a", "start")
    lines.page("a", "end", "failed", "raised\nValueError: Актау")
    lines.page("b", "end", "failed", "red \x1b[31m")
    lines.write("run", suite="All", exit_code=9)
    lines.close()
    return path.read_text("utf-8").splitlines()


def test_each_event_is_one_json_object(tmp_path):
    events = [json.loads(line) for line in told(tmp_path / "log", "json")]
    assert [event["event"] for event in events] == [
        *("due", "retry", "page", "page", "run")
    ]
    assert all(event["time"].endswith("+00:00") for event in events)
    assert events[2]["message"] == "raised\nValueError: Актау"
    assert events[2]["seconds"] >= 0
    assert (events[4]["suite"], events[4]["exit_code"]) == ("All", 9)


def test_each_event_is_one_line_for_people(tmp_path):
    lines = [line.partition(" ")[2] for line in told(tmp_path / "log")]
    assert lines[0] == "a: table x changed"
    assert lines[2].startswith("a: failed, 0.0 s: raised ValueError: Актау")
    # Somebody looks at it in a terminal.
    assert lines[3] == r"b: failed, 0.0 s: red \x1b[31m"
    assert lines[4] == "run: suite All, exit_code 9"


def test_it_is_added_to_and_rotated(tmp_path, monkeypatch):
    monkeypatch.setattr(log, "_LARGEST", 1000)
    for _ in range(20):
        told(tmp_path / "log")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "log",
        "log.1",
        "log.2",
        "log.3",
    ]
    assert all(path.stat().st_size <= 1000 for path in tmp_path.iterdir())


@pytest.mark.parametrize("place", ["no such folder/log", ".", "/dev/full"])
def test_a_log_that_cannot_be_written_is_noted_and_said_once(tmp_path, place, capsys):
    with console.unfailing():
        lines = RunLog(tmp_path / place)
        lines.write("run")
        lines.write("run")
        lines.close()
        [problem] = console.problems()
    assert problem.startswith("log: ")
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"kzaz: the log {(tmp_path / place).absolute()}".rstrip("."))
    assert line.endswith(problem.removeprefix("log: "))
