"""A failure is told once, its end once, and what cannot be told is told again."""

import json
import os
import sys
from functools import partial

import pytest

from kzaz_analysis.cli.running.whom import alert_of
from kzaz_analysis.errors import EXIT_CODES
from kzaz_analysis.runner.telling import console
from kzaz_analysis.runner.telling.alert import Alert


@pytest.fixture
def told(tmp_path, monkeypatch):
    """An alert with a command of which the exit code can be set, and what it heard."""
    script, heard, code = (tmp_path / name for name in ("tell.py", "heard", "code"))
    script.write_text(
        "import pathlib, sys\n"
        f"with pathlib.Path({str(heard)!r}).open('a') as file:\n"
        "    file.write(sys.stdin.read() + '\\n')\n"
        f"sys.exit(int(pathlib.Path({str(code)!r}).read_text()))\n"
    )
    # What other tests could not tell is no cause here.
    monkeypatch.setattr(console, "_PROBLEMS", {})
    monkeypatch.setattr(console, "_OUTLETS", {})
    code.write_text("0")
    heard.write_text("")
    (tmp_path / "out").mkdir()

    def alert(about=""):
        return Alert(f"{sys.executable} {script}", tmp_path / "out", about)

    def tell(exit_code, failed=(), conclusions=(), about="", status="timeout"):
        failed = [{"slug": s, "status": status, "reason": "slow"} for s in failed]
        alert(about).tell(
            {"exit_code": exit_code, "failed": failed, "conclusions": [*conclusions]}
        )
        return [json.loads(line)["event"] for line in heard.read_text().splitlines()]

    tell.fail = lambda: code.write_text("1")
    tell.work = lambda: code.write_text("0")
    tell.alert = alert
    tell.out, tell.heard = tmp_path / "out", heard
    return tell


def test_once_when_it_breaks_and_once_when_it_is_well(told):
    assert told(0) == []
    assert told(9, ["a"]) == ["broken"]
    assert told(9, ["a"]) == ["broken"]
    assert told(0) == ["broken", "recovered"]
    assert told(0) == ["broken", "recovered"]
    assert [*told.out.iterdir()] == []


@pytest.mark.parametrize("code", sorted(set(EXIT_CODES) - {0, 11}))
def test_every_bad_end_is_told_with_its_meaning(told, code):
    assert told(code) == ["broken"]
    [summary] = map(json.loads, told.heard.read_text().splitlines())
    assert summary["meaning"] == EXIT_CODES[code]


def test_only_a_cause_that_was_not_told_of_is_news_while_it_is_broken(told):
    """Once runs were broken, nobody was told that they broke in another way."""
    told(9, ["a"])
    causes = [(9, ["a", "b"]), (9, ["c"]), (7, ["b"]), (2, []), (8, [])]
    for number, (code, failed) in enumerate(causes, start=2):
        assert told(code, failed) == ["broken"] * number
    for code, failed in [(9, ["b"]), *causes]:
        assert told(code, failed) == ["broken"] * 6
    assert told(9, ["a"], status="kernel_died") == ["broken"] * 7
    assert told(0) == [*["broken"] * 7, "recovered"]
    assert told(9, ["a"])[8:] == ["broken"]


def test_pages_that_a_run_did_not_come_to_have_not_failed(told):
    assert told(143, ["a", "b"], status="aborted") == ["broken"]
    assert told(9, ["b"]) == ["broken", "broken"]


BEGUN = "2026-11-21T22:33:27+00:00"


def test_what_is_told_of_a_refused_address_makes_no_folder(told, tmp_path, monkeypatch):
    """`-o s3://b/out` left `s3:/b/out/alerts.json`."""
    monkeypatch.chdir(tmp_path)
    for words in (["run", "growth"], ["suite"]):
        told.heard.write_text("")
        alert = alert_of(
            ["report", *words, "-o", "s3://b/out", "--notify", told.alert().command]
        )
        alert.tell_of_end(2, "s3://b/out is an address")
        assert _last_summary(told)["event"] == "broken"
    assert not (tmp_path / "s3:").exists()


def test_an_end_before_the_run_names_the_suite(told):
    alert, said = told.alert(), partial(_last_summary, told)
    alert.tell_of_end(2, "no such file")
    assert said()["suite"] == told.out.name
    left = {"suite": "Nightly", "status": "aborted", "pid": os.getpid(), "pages": []}
    (told.out / "manifest.json").write_text(json.dumps(left | {"start": BEGUN}))
    (told.out / "alerts.json").unlink()
    alert.tell_of_end(8, "another run works there")
    assert (said()["suite"], said()["start"]) == ("Nightly", None)
    (told.out / "alerts.json").unlink()
    alert.tell_of_end(143, "interrupted")
    assert (said()["status"], said()["start"]) == ("aborted", BEGUN)


def _last_summary(told):
    return json.loads(told.heard.read_text().splitlines()[-1])


def test_changed_conclusions_are_told_each_time_and_are_no_failure(told):
    assert told(11, conclusions=["x"]) == ["changed"]
    assert told(0, conclusions=["x"]) == ["changed"] * 2
    assert told(0) == ["changed"] * 2


def test_what_could_not_be_told_is_told_after_the_next_run(told, capsys):
    told.fail()
    told(9, ["a"])
    told.work()
    assert told(9, ["a"]) == ["broken", "broken"]
    assert told(9, ["a"]) == ["broken", "broken"]


def test_a_page_alone_and_a_suite_have_failures_of_their_own(told):
    told(9, ["a"])
    assert told(0, about="b") == ["broken"]
    assert told(5, ["b"], about="b") == ["broken"] * 2
    assert told(0) == ["broken", "broken", "recovered"]
    assert told(5, ["b"], about="b") == ["broken", "broken", "recovered"]


def test_a_folder_that_is_not_there_or_damaged_notes_is_told_all_the_same(told):
    (told.out / "alerts.json").write_text("{half")
    assert told(2) == ["broken"]
    (told.out / "alerts.json").unlink()
    told.out.rmdir()
    assert told(2) == ["broken"] * 2


def test_a_folder_that_no_run_has_made_yet_is_made_for_what_was_told(told):
    told.out.rmdir()
    assert told(2) == ["broken"]
    assert told(2) == ["broken"]
    assert told(0) == ["broken", "recovered"]
