"""What cannot be told ends no run, and every end of a run is told."""

import json
import os
import shlex
import signal
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from disturbed import Desk
from tiny_notebooks import handing_over

from kzaz_analysis.cli.running.whom import alert_of
from kzaz_analysis.runner.telling import console
from kzaz_analysis.runner.telling.alert import Alert
from kzaz_analysis.runner.telling.surround import surrounded

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture
def desk():
    with Desk() as new:
        names = ("left", "right")
        for name in names:
            new.save(name, "1", handing_over())
        new.suite(*names)
        yield new


def told(desk):
    """A command that adds what it is told to a file, and what is in that file."""
    file = desk.place / "told"
    script = desk.place / "tell.py"
    script.write_text(
        "import pathlib, sys\n"
        f"with pathlib.Path({str(file)!r}).open('a') as file:\n"
        "    file.write(sys.stdin.read() + '\\n')\n"
    )
    heard = lambda: [json.loads(n) for n in file.read_text().splitlines()]  # noqa: E731
    return f"{sys.executable} {script}", heard


def unread_and_full():
    """Give a pipe that nobody reads any more, and a disk without room."""
    read, write = os.pipe()
    os.close(read)
    return {"stdout": write, "stderr": os.open("/dev/full", os.O_WRONLY)}


def closed():
    return {"preexec_fn": partial(os.closerange, 1, 3)}


@pytest.mark.parametrize("broken", [unread_and_full, closed])
def test_output_that_is_closed_or_full_costs_no_page(desk, broken):
    """`2>&1 | head -1` ended the run after one of its pages, exit 1."""
    ends = broken()
    log = ("--log", "/dev/full", "--log-format", "json")
    command, heard = told(desk)
    words = ("suite", "--jobs", "2", "--notify", command, *log)
    # The second run has no page to make, and is told no more than the first.
    for _ in range(2):
        process = desk.start(*words, **ends)
        assert desk.end(process).code == 0
    for end in filter(lambda end: isinstance(end, int), ends.values()):
        os.close(end)
    record = desk.manifest()
    assert [page["status"] for page in record["pages"]] == ["unchanged"] * 2
    assert record["status"] == "ok"
    places = [problem.partition(":")[0] for problem in record["not_told"]]
    assert sorted(places) == ["log", "standard error", "standard output"]
    # The run is well, but somebody has to look after the log.
    [summary] = heard()
    assert (summary["event"], summary["exit_code"]) == ("broken", 0)
    assert sorted(summary["not_told"]) == sorted(record["not_told"])
    (desk.out / "alerts.json").unlink()
    desk.assert_clean()


def test_an_end_before_the_run_is_told_once_and_so_is_the_next_good_one(desk):
    command, heard = told(desk)
    desk.suite("left")
    good = (desk.notebooks / "suite.yml").read_text()
    assert desk.kzaz("suite", "--notify", command).code == 0
    for text in ("pages: [{report: lft}]", "{", good):
        (desk.notebooks / "suite.yml").write_text(text)
        desk.kzaz("suite", "--notify", command)
    events = [(summary["event"], summary["exit_code"]) for summary in heard()]
    assert events == [("broken", 2), ("recovered", 0)]
    assert "did you mean left?" in heard()[0]["reason"]
    assert "nothing was written" in heard()[0]["meaning"]
    assert not (desk.out / "alerts.json").exists()


def test_a_signal_before_the_run_began_is_told(desk):
    command, heard = told(desk)
    process = desk.start_reading("--notify", command)
    process.send_signal(signal.SIGTERM)
    assert desk.end(process).code == 143
    assert [summary["exit_code"] for summary in heard()] == [143]


def test_a_folder_in_use_and_a_disk_without_room_are_told(desk):
    command, heard = told(desk)
    desk.out.write_text("a file is in the way")
    assert desk.kzaz("suite", "--notify", command, "--force").code in {2, 7}
    desk.out.unlink()
    desk.out.mkdir()
    from kzaz_analysis.runner.publish import lock

    with lock.hold(desk.out):
        assert desk.kzaz("suite", f"--notify={command}").code == 8
    assert [summary["exit_code"] for summary in heard()][-1] == 8
    last = heard()[-1]
    assert last["reason"].startswith(f"{desk.out} is in use by the process")


def test_an_end_is_told_with_the_whole_path_of_the_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    keeps = "import shutil, sys; shutil.copyfileobj(sys.stdin, open('heard', 'w'))"
    command = f'{sys.executable} -c "{keeps}"'

    def refused():
        raise SystemExit(2)

    words = ["report", "suite", "-o", "out", "--notify", command]
    with pytest.raises(SystemExit):
        surrounded(refused, partial(alert_of, words))
    assert json.loads((tmp_path / "heard").read_text())["out"] == str(tmp_path / "out")


WORDS = {
    "'p/Big one.ipynb' -o out -p a 1": ("out", "big-one"),
    "-oout --retries 1 mine.ipynb": ("out", "mine"),
    "mine -f a.yml --title=Other": ("reports/latest", "other"),
    "mine --title Other --slug own --lang ru": ("reports/latest-ru", "own"),
    "--no-such-option mine --lang": ("reports/latest", "mine"),
    "--nonsense 5 mine": ("reports/latest", "mine"),
    "mine --nonsense 5": ("reports/latest", "mine"),
    "--nonsense=5 mine -x 6": ("reports/latest", "mine"),
    "--nonsense 5 growth_rates 6": ("reports/latest", "growth_rates"),
    "--nonsens growth_rates --nonsense 5": ("reports/latest", "growth_rates"),
    "--nonsense 5 --more 6 growth_rates": ("reports/latest", "growth_rates"),
    "--nonsense growth_rates 5": ("reports/latest", "growth_rates"),
}


@pytest.mark.parametrize("words", WORDS)
def test_whom_to_tell_is_read_from_words_that_may_be_wrong(words):
    out, about = WORDS[words]
    alert = alert_of(["report", "run", "--notify", "tell me", *shlex.split(words)])
    assert alert == Alert("tell me", Path(out).absolute(), about)
    suite = alert_of(["report", "suite", "--notify=x", "a.yml", "-o", "out"])
    assert suite == Alert("x", Path("out").absolute())
    assert alert_of(["report", "run", *shlex.split(words)]) == replace(
        alert, command=""
    )
    assert alert_of(["report", "run", "--dry-run", *shlex.split(words)]) is None


def test_a_refused_page_is_told_once_with_all_reasons_and_so_is_its_recovery(desk):
    command, heard = told(desk)
    page = str(desk.notebooks / "left.ipynb")
    refused = ("-p", "serie", "titr", "-p", "nope", "1")
    for words in (refused, refused, ()):
        desk.kzaz("run", page, *words, "--notify", command)
    assert [summary["event"] for summary in heard()] == ["broken", "recovered"]
    assert "'serie'" in heard()[0]["reason"]
    assert "'nope'" in heard()[0]["reason"]
    assert not (desk.out / "alerts.json").exists()


def test_a_stream_that_fails_is_noted_once_and_left(capsys):
    class Broken:
        encoding = "utf-8"

        def write(self, _):
            raise BrokenPipeError(32, "Broken pipe")

        flush = write

    before = sys.stderr
    with console.unfailing() as stderr:
        sys.stdout.write("seen\n")
        stderr._way = Broken()
        for line in ("first\n", "second\n", "\n"):
            assert sys.stderr.write(line) == len(line)
        assert stderr.last == "second"
        assert console.problems() == ["standard error: Broken pipe"]
        with pytest.raises(TypeError):
            sys.stderr.write(b"")
    assert sys.stderr is before
    assert capsys.readouterr().out == "seen\n"


def test_no_pipe_of_a_run_takes_the_number_of_a_closed_stream():
    """`>&- 2>&-` gave a kernel's lifeline the number of standard output."""
    script = (
        "import os\n"
        "from kzaz_analysis.runner.telling.console import hold_standard_streams\n"
        "os.closerange(0, 3)\n"
        "hold_standard_streams()\n"
        "kept = all(os.get_inheritable(number) for number in range(3))\n"
        "os._exit(0 if kept and min(os.pipe()) > 2 else 1)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
