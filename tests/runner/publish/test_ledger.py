"""The ledger: nothing is added twice, nothing is lost, whatever kills the writer."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from tiny_notebooks import handing_over, save

from kzaz_analysis import chained_lines
from kzaz_analysis.errors import OutputError
from kzaz_analysis.runner import run as runs
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import read_suite
from kzaz_analysis.runner.publish import ledger

pytestmark = pytest.mark.usefixtures("forked_pages")

WRITER = """
import sys
from pathlib import Path
from kzaz_analysis.runner.publish import ledger
for n in range(int(sys.argv[3])):
    entry = {"subject": sys.argv[2], "record": [n] * 300}
    ledger.append(Path(sys.argv[1]), [(entry, True)])
    print(n, flush=True)
"""


def entry(value, subject="a"):
    return {"subject": subject, "record": value}


def values(path):
    return [line["record"] for line in chained_lines.read(path).lines]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "ledger.jsonl"


def writer(path, name, count):
    words = [sys.executable, "-c", WRITER, str(path), name, str(count)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def test_what_did_not_change_adds_no_line(path):
    assert ledger.append(path, [(entry(1), True)])["added"] == 1
    again = ledger.append(path, [(entry(1) | {"day": "later"}, True)])
    assert (again["added"], again["lines"]) == (0, 1)
    ledger.append(path, [(entry(1, "b"), True), (entry(2), True), (entry(2), True)])
    assert values(path) == [1, 1, 2]


def test_a_return_to_an_earlier_statement_is_a_new_line(path):
    for value in (1, 2, 1):
        ledger.append(path, [(entry(value), True)])
    assert values(path) == [1, 2, 1]


def test_a_page_that_stands_adds_only_what_a_killed_run_did_not(path):
    for value in (1, 2):
        ledger.append(path, [(entry(value), True)])
    assert ledger.append(path, [(entry(1), False)])["added"] == 0
    assert ledger.append(path, [(entry(3), False)])["added"] == 1


@pytest.mark.parametrize(("says", "left"), [(2, [1, 2]), (1, [1])])
def test_a_torn_line_is_taken_away_by_the_next_run(path, says, left):
    ledger.append(path, [(entry(1), True)])
    with path.open("ab") as file:
        file.write(b'{"line": 2, "previous": "ab')
    ledger.append(path, [(entry(says), True)])
    chain = chained_lines.read(path)
    assert (values(path), chain.problems, chain.torn_bytes) == (left, (), 0)


def forecast(page, median, chances=None, target=9.0):
    subject = {"series": "a", "window": page, "target": target}
    record = {"quantiles": {"2030": [median]}, "chances": chances or {}}
    return {"subject": subject, "record": record, "identity": ["series", "target"]}


def test_one_forecast_of_two_pages_is_one_line(path):
    for median, added in ((500.0, 1), (600.0, 1), (500.0, 1), (500.0, 0)):
        pages = [forecast(page, median, {"2030": 0.5}) for page in ("gap", "far")]
        # The second page carries the doubt about the last figure: the sixth digit.
        pages[1]["record"]["quantiles"]["2030"] = [median * 1.00001]
        entries = [(page, True) for page in pages]
        assert ledger.append(path, entries)["added"] == added
    lines = chained_lines.read(path).lines
    assert {line["subject"]["window"] for line in lines} == {"gap"}
    assert not any("identity" in line for line in lines)


def test_the_fuller_of_two_records_of_a_run_is_its_line(path):
    bare, full = (
        forecast("front", 500.0, target=None),
        forecast("far", 500.0, {"2030": 0.5}),
    )
    for pages, added in (([bare, full], 1), ([bare], 0), ([full, bare], 0)):
        entries = [(page, True) for page in pages]
        assert ledger.append(path, entries)["added"] == added
    [line] = chained_lines.read(path).lines
    assert line["subject"]["window"] == "far"


def test_what_another_page_says_besides_is_a_line(path):
    ledger.append(path, [(forecast("gap", 500.0, {"2030": 0.5}), True)])
    others = (
        forecast("far", 500.0, {"2030": 0.4}),
        forecast("far", 502.0, {"2030": 0.5}),
        forecast("far", 500.0, {"2030": 0.5}, target=8.0),
    )
    for other in others:
        assert ledger.append(path, [(other, True)])["added"] == 1
    assert (
        ledger.append(path, [(forecast("bare", 500.0, target=None), True)])["added"]
        == 0
    )


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_kill_9_loses_no_line_that_was_written(path):
    told = []
    for number in range(4):
        with writer(path, f"w{number}", 500) as process:
            told += [process.stdout.readline()]
            time.sleep(0.05 * number)
            process.send_signal(signal.SIGKILL)
            told += process.stdout.read().split()
    lines = len(chained_lines.read(path).lines)
    assert lines >= len(told)
    ledger.append(path, [(entry("after"), True)])
    chain = chained_lines.read(path)
    assert (chain.problems, chain.torn_bytes) == ((), 0)
    assert values(path)[-1] == "after"


def test_two_runs_at_once_lose_nothing(path):
    with writer(path, "a", 20) as first, writer(path, "b", 20) as second:
        assert [first.wait(), second.wait()] == [0, 0]
    chain = chained_lines.read(path)
    assert (len(chain.lines), chain.problems) == (40, ())


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(OutputError, match="the ledger .*file/ledger.jsonl cannot be"):
        ledger.append(blocked / "ledger.jsonl", [(entry(1), True)])


def test_without_entries_no_file_is_made(path):
    assert ledger.append(path, []) == {}
    assert not path.exists()


@pytest.fixture
def suite(tmp_path):
    """A suite that names a ledger: a page that commits, and one that reads it."""
    folder = tmp_path / "notebooks"
    commits = handing_over(ledger=[{"subject": "s", "record": "year"}])
    commits = commits.replace("'year'", "{'said': year}")
    save(folder, "commits", commits)
    save(folder, "plain", handing_over())
    reading = 'ledger: str = ""  # what it reads {file}\nseed: int = 1'
    save(folder, "reads", handing_over(), parameters=reading)
    file = tmp_path / "suite.yml"

    def made(year=2030):
        file.write_text(
            "ledger: kept/ledger.jsonl\npages:\n"
            f"  - {{report: commits, parameters: {{year: {year}}}}}\n"
            "  - {report: plain}\n  - {report: reads}\n"
        )
        return read_suite(file, folder)

    return made


def run(suite, tmp_path, **changes):
    path = tmp_path / "kept" / "ledger.jsonl"
    plan = Plan(suite, tmp_path / "out", Limits(60, 120), ledger=path, **changes)
    return runs.run(plan)


def statuses(record):
    return {page["slug"]: str(page["status"]) for page in record["pages"]}


def test_a_run_adds_what_its_pages_commit_to(suite, tmp_path):
    made = suite()
    assert made.ledger == str(tmp_path / "kept" / "ledger.jsonl")
    assert made.pages[2].values["ledger"] == made.ledger
    record = run(made, tmp_path, keep=1)
    line = json.loads((tmp_path / "kept" / "ledger.jsonl").read_text())
    assert line["record"] == {"said": 2030}
    assert line["page"] == "commits"
    assert line["day"] == record["start"][:10]
    assert len(line["code"]) == len(line["data"]) == 64
    assert record["ledger"] == {"lines": 1, "added": 1, "head": line["hash"]}
    again = run(suite(), tmp_path, keep=1)
    # The page that reads the ledger is made anew: the first run had added a line.
    assert statuses(again) == {
        "commits": "unchanged",
        "plain": "unchanged",
        "reads": "ok",
    }
    third = run(suite(), tmp_path, keep=1)
    assert set(statuses(third).values()) == {"unchanged"}
    assert third["ledger"]["lines"] == 1
    run(suite(2031), tmp_path, keep=1)
    path = tmp_path / "kept" / "ledger.jsonl"
    assert [value["said"] for value in values(path)] == [2030, 2031]


def test_the_first_run_gives_a_page_that_reads_the_ledger_an_empty_one(suite, tmp_path):
    reading = 'ledger: str = ""  # what it reads {file}'
    body = "from pathlib import Path\nprint(len(Path(ledger).read_bytes()))"
    save(tmp_path / "notebooks", "reads", body, parameters=reading)
    record = run(suite(), tmp_path)
    assert statuses(record)["reads"] == "ok"
    assert record["ledger"]["lines"] == 1


def test_a_ledger_that_no_page_reads_is_made_when_there_is_a_line(suite, tmp_path):
    made = suite()
    plain = replace(made, pages=made.pages[1:2])
    run(plain, tmp_path)
    assert not (tmp_path / "kept").exists()


def test_a_ledger_that_was_lost_is_begun_anew_by_pages_that_stand(suite, tmp_path):
    run(suite(), tmp_path)
    path = tmp_path / "kept" / "ledger.jsonl"
    path.unlink()
    chained_lines.head_file(path).unlink()
    run(suite(), tmp_path)
    assert len(values(path)) == 1


@pytest.mark.parametrize(
    ("make", "kind"), [(os.mkfifo, "a named pipe"), (os.mkdir, "a folder")]
)
def test_a_run_waits_for_no_reader_of_its_ledger(suite, tmp_path, make, kind):
    path = tmp_path / "kept" / "ledger.jsonl"
    path.parent.mkdir()
    make(path)
    with pytest.raises(OutputError, match=f"ledger.jsonl is {kind}; name a file"):
        run(suite(), tmp_path)
    assert not (tmp_path / "out" / "commits.html").exists()
