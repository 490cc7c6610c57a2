"""A dead man's switch: when the last good run was, whatever came after."""

import json
import sys
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from click.testing import CliRunner
from tiny_notebooks import save

from kzaz_analysis.cli.main import main
from kzaz_analysis.cli.report import report
from kzaz_analysis.errors import EXIT_CODES, KzazError, UsageError
from kzaz_analysis.runner import run as runs
from kzaz_analysis.runner.cache.data_snapshot import DataFolder
from kzaz_analysis.runner.execute.outcome import PageProblem, Status
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import Suite, plan_page
from kzaz_analysis.runner.publish import journal, lock
from kzaz_analysis.runner.telling import early_end, status
from kzaz_analysis.runner.telling.alert import Alert
from kzaz_analysis.runner.telling.surround import surrounded
from kzaz_analysis.runner.workers.page_job import PageResult


def made(jobs, parallel, tell, *, failing=()):
    for job in jobs:
        slug = job.page.slug
        if slug in failing:
            yield PageResult(slug, Status.FAILED, PageProblem("NotebookFailed", "no"))
            continue
        for ending in (".ipynb", ".html", ".results.json"):
            (job.staged / f"{slug}{ending}").write_text("{}")
        yield PageResult(slug, Status.OK)


@pytest.fixture
def run(tmp_path):
    for name in ("old", "new"):
        save(tmp_path / "notebooks", name, "1")
    folder = tmp_path / "notebooks"

    def go(*names, failing=(), alone=False):
        pages = tuple(plan_page(name, {}, folder=folder) for name in names)
        plan = Plan(
            Suite('All "of" it', pages),
            tmp_path / "out",
            alone=alone,
            force=True,
            make=partial(made, failing=failing),
        )
        try:
            return runs.run(plan, DataFolder())
        except KzazError:
            return None

    go.out = tmp_path / "out"
    return go


def test_a_bad_run_keeps_the_time_of_the_last_good_one(run):
    good = run("old")
    run("old", "new", failing=("old", "new"))
    run("old", "new", failing=("old", "new"))
    found = status.read_status(run.out)
    assert (found.status, found.last_success) == ("failed", good["end"])
    assert (found.stale, found.missing, found.pages) == (["old"], ["new"], 2)
    assert found.seconds >= 0
    later = datetime.fromisoformat(good["end"]) + timedelta(hours=30)
    assert status.read_status(run.out, later).age_s == pytest.approx(30 * 3600)


def test_no_good_run_at_all_is_too_old_for_every_age(run):
    run("old", failing=("old",))
    found = status.read_status(run.out)
    assert (found.last_success, found.age_s) == ("", None)
    assert found.is_too_old(1e9)
    assert found.lines()[1] == "last success: never"


def test_a_success_in_the_future_is_no_sign_of_life(run):
    """A clock that was ahead by a year kept the watch silent for that year."""
    good = datetime.fromisoformat(run("old")["end"])
    status_now = status.read_status(run.out, good - timedelta(days=365))
    assert status_now.is_too_old(3600)
    assert "in the future, so that a clock is wrong" in status_now.lines()[1]
    assert not status.read_status(run.out, good - timedelta(minutes=1)).is_too_old(60)


def test_a_manifest_of_an_earlier_version_counts_if_it_was_good(run):
    record = run("old")
    path = run.out / "manifest.json"
    path.write_text(
        json.dumps({k: v for k, v in record.items() if k != "last_success"})
    )
    run("old", failing=("old",))
    assert status.read_status(run.out).last_success == record["end"]


def test_a_run_at_work_is_running_and_a_killed_one_is_aborted(run):
    record = run("old")
    (run.out / "manifest.json").write_text(json.dumps(record | {"status": "running"}))
    assert status.read_status(run.out).status == "aborted"
    with lock.hold(run.out):
        assert status.read_status(run.out).status == "running"


def test_a_first_run_that_was_killed_says_so_and_how_far_it_came(run):
    """It said "pages: 0"."""
    record = run("old", "new")
    left = record | {"status": "running", "end": None, "pages": []}
    (run.out / "manifest.json").write_text(json.dumps(left))
    journal.append(run.out / f".{journal.NAME}", record["pages"][0])
    found = status.read_status(run.out)
    assert (found.made_so_far, found.pages, found.missing) == (1, 1, [])
    assert "did not come to its end" in found.lines()[1]
    assert "after 1 page;" in found.lines()[1]


AWKWARD = (5, "garbage", [], {}, [5], {"a": 5}, True, None)


def places_in(value, place=()):
    """Places of a JSON value, of a list the first only."""
    yield place
    one = list(enumerate(value[:1])) if isinstance(value, list) else []
    for key, part in value.items() if isinstance(value, dict) else one:
        yield from places_in(part, (*place, key))


def put(content, place, value):
    """Return a copy with another value in a place."""
    if not place:
        return value
    copy = content.copy()
    copy[place[0]] = put(copy[place[0]], place[1:], value)
    return copy


@pytest.mark.parametrize("awkward", AWKWARD, ids=repr)
@pytest.mark.parametrize("command", ["status", "runs", "diff"])
def test_a_record_edited_by_hand_is_no_traceback(run, command, awkward):
    run("old", "new")
    run("old", "new", failing=("new",))
    for file in (run.out / "manifest.json", max((run.out / "runs").glob("2*.json"))):
        text = file.read_text()
        for place in places_in(json.loads(text)):
            file.write_text(json.dumps(put(json.loads(text), place, awkward)))
            done = CliRunner().invoke(report, [command, "-o", str(run.out)])
            is_named = done.exception is None or isinstance(
                done.exception, KzazError | SystemExit
            )
            assert is_named, (file.name, place, done.exception)
        file.write_text(text)


def test_the_key_and_the_value_that_are_wrong_are_named(run, capsys):
    record = run("old")
    path = run.out / "manifest.json"
    for key, value, right in (
        ("last_success", "garbage", "a moment such as"),
        ("pages", 5, "a list of objects"),
        ("status", None, "it has no status"),
    ):
        path.write_text(json.dumps(record | {key: value}))
        assert code_of(["report", "status", "-o", str(run.out)]) == 2
        err = capsys.readouterr().err
        assert str(path) in err
        assert key in err
        assert right in err
    assert run("old")["status"] == "ok"


def test_the_command_ends_with_3_when_it_is_too_old(run, capsys):
    record = run("old")
    path = run.out / "manifest.json"
    words = ["report", "status", "-o", str(run.out), "--max-age"]
    assert code_of([*words, "26h"]) == 0
    long_ago = (datetime.now(UTC) - timedelta(hours=27)).isoformat()
    path.write_text(json.dumps(record | {"last_success": long_ago}))
    assert code_of([*words, "26h"]) == 3
    assert "no run was good in the last 26h" in capsys.readouterr().err
    assert code_of([*words, "2d"]) == 0
    assert code_of([*words, "soon"]) == 2


def test_an_end_before_a_run_began_is_shown_until_the_next_begins(run, capsys):
    """SIGTERM while it read its notebooks left "last run ok"."""
    words = ["report", "suite", str(run.out / "no.yml"), "-o", str(run.out)]
    run.out.mkdir()
    assert code_of(words) == 2
    assert not list(run.out.iterdir())
    record = run("old")
    of_another_process = json.dumps(record | {"pid": 0})
    (run.out / "manifest.json").write_text(of_another_process)
    kept = {path.name for path in run.out.iterdir()}
    assert code_of([*words, "--dry-run"]) == 2
    early_end.note(run.out, "", 8)
    assert {path.name for path in run.out.iterdir()} == kept
    assert status.read_status(run.out).ended_since is None
    for command, code in ((lambda: main(words), 2), (partial(sys.exit, 143), 143)):
        with pytest.raises(SystemExit):
            surrounded(command, lambda: Alert("", run.out))
        found = status.read_status(run.out)
        assert (found.status, found.ended_since["exit_code"]) == ("ok", code)
        assert f"exit code {code}, {EXIT_CODES[code]}" in found.lines()[1]
        assert 'kzaz_last_run_ok{suite="All \\"of\\" it"} 0' in found.prometheus()
    run("old")
    assert status.read_status(run.out).ended_since is None
    assert status.read_status(run.out).is_ok


def test_an_end_of_one_page_alone_is_not_that_of_another(run):
    run("old", alone=True)
    run("new", alone=True)
    early_end.note(run.out, "gone", 2)
    assert status.read_status(run.out).is_ok
    early_end.note(run.out, "old", 2)
    found = status.read_status(run.out)
    assert (found.is_ok, found.ended_since["exit_code"]) == (False, 2)


@pytest.mark.parametrize("style", [[], ["--json"], ["--prometheus"]])
def test_a_folder_without_a_run_is_too_old_for_every_age(tmp_path, capsys, style):
    """A disk that is not mounted must wake whoever watches."""
    for folder in (tmp_path, tmp_path / "gone"):
        words = ["report", "status", "-o", str(folder), *style]
        assert code_of([*words, "--max-age", "26h"]) == 3
        assert "holds no manifest of a run" in capsys.readouterr().err
        assert code_of(words) == 2


def code_of(words):
    with pytest.raises(SystemExit) as ended:
        main(words)
    return ended.value.code or 0


def test_pages_made_alone_are_as_fresh_as_the_one_that_is_behind(run):
    first = run("old", alone=True)
    assert status.read_status(run.out).last_success == first["end"]
    run("new", alone=True)
    both = status.read_status(run.out)
    assert (both.suite, both.status, both.pages) == ("2 pages made alone", "ok", 2)
    assert both.last_success == first["end"]
    run("new", failing=("new",), alone=True)
    again = status.read_status(run.out)
    assert (again.status, again.stale) == ("failed", ["new"])
    assert again.last_success == first["end"]
    words = ["report", "status", "-o", str(run.out), "--max-age", "26h"]
    assert code_of(words) == 0
    (run.out / "old.manifest.json").write_text(json.dumps(first | {"last_success": ""}))
    assert code_of(words) == 3


def test_a_suite_counts_for_itself_beside_pages_made_alone(run):
    run("old", failing=("old",), alone=True)
    good = run("new")
    assert status.read_status(run.out).last_success == good["end"]
    assert status.read_status(run.out).pages == 1


def test_it_is_said_as_json_and_as_metrics(run):
    record = run("old")
    said = CliRunner().invoke(report, ["status", "-o", str(run.out), "--json"]).output
    assert json.loads(said)["last_success"] == record["end"]
    said = CliRunner().invoke(report, ["status", "-o", str(run.out), "--prometheus"])
    values = [line for line in said.output.splitlines() if not line.startswith("#")]
    moment = datetime.fromisoformat(record["end"]).timestamp()
    assert values[0] == (
        f'kzaz_last_success_timestamp_seconds{{suite="All \\"of\\" it"}} {moment}'
    )
    assert 'kzaz_pages_stale{suite="All \\"of\\" it"} 0' in values


def test_a_folder_without_a_run_is_named(tmp_path):
    with pytest.raises(UsageError, match="holds no manifest of a run"):
        status.read_status(tmp_path)
