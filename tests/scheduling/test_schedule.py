"""Schedules: every scheduler calls the same command, at the times that were asked for."""

from __future__ import annotations

import inspect
import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kzaz_analysis.cli.main import main
from kzaz_analysis.errors import UsageError
from kzaz_analysis.runner.telling import notify
from kzaz_analysis.scheduling import times
from kzaz_analysis.scheduling.systemd import quoted

ROOT = Path(__file__).parents[2]
AWKWARD = """mail -s "50% of $HOME; it's" a@b.example"""
ANALYZE = shutil.which("systemd-analyze")
NEEDS_SYSTEMD = pytest.mark.skipif(ANALYZE is None, reason="no systemd-analyze here")
CRONTAB = """\
#!/bin/sh
# What cron's own command does, on a file.
case "$1" in
-l) test -f "$TAB" || { echo "no crontab for me" >&2; exit 1; }; cat "$TAB" ;;
-) cat > "$TAB" ;;
esac
"""
SYSTEMCTL = """\
#!/bin/sh
echo "$*" >> "$CALLS"
exit ${SYSTEMCTL_ENDS:-0}
"""
OTHERS = "MAILTO=me@b.example\n# my own\n5 4 * * * echo 100\\%\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A project folder with an awkward name, and programs that record what is asked."""
    folder, programs = tmp_path / "my $own 100% project", tmp_path / "bin"
    folder.mkdir()
    programs.mkdir()
    for name, text in (("crontab", CRONTAB), ("systemctl", SYSTEMCTL)):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("TAB", str(tmp_path / "tab"))
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("KZAZ_DATA_DIR", "KZAZ_NOTEBOOK_DIR"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def kzaz(capsys, here):
    """Call `kzaz schedule`; give exit code, standard output, standard error."""

    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["schedule", *map(str, arguments)])
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    return call


def expected(folder, *more):
    start = [sys.executable, "-P", "-m", "kzaz_analysis", "report", "suite"]
    return [*start, "-o", str(folder / "reports/latest"), *more]


# Times


@pytest.mark.parametrize(
    ("text", "numbers", "calendars"),
    [
        pytest.param("30 6 * * *", "30 6 * * *", ["*-*-* 06:30:00"], id="daily"),
        pytest.param(
            "30 6 * * mon-FRI",
            "30 6 * * 1-5",
            ["Mon,Tue,Wed,Thu,Fri *-*-* 06:30:00"],
            id="names",
        ),
        pytest.param(
            "*/20 6-8 * jan,7 *",
            "*/20 6-8 * 1,7 *",
            ["*-01,07-* 06..08:00,20,40:00"],
            id="steps, ranges and lists",
        ),
        pytest.param(
            "0 0 1,15 * 5-7",
            "0 0 1,15 * 0,5,6",
            ["*-*-01,15 00:00:00", "Sun,Fri,Sat *-*-* 00:00:00"],
            id="either day is enough, and Sunday is 0",
        ),
        pytest.param(
            "0 0 * * */3",
            "0 0 * * */3",
            ["Sun,Wed,Sat *-*-* 00:00:00"],
            id="steps over a star",
        ),
        pytest.param(
            "0 0 30 2 0", "0 0 30 2 0", ["*-02-30 00:00:00", "Sun *-02-* 00:00:00"],
            id="a day that never comes beside one that does",
        ),
    ],
)  # fmt: skip
def test_fields_are_read_as_cron_reads_them(text, numbers, calendars):
    read = times.read_cron(text)
    assert (read.text, list(read.calendars)) == (numbers, calendars)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("30 6 * *", "4 fields"),
        ("60 6 * * *", "'60' is no minute: 0 to 59"),
        ("0 6 * * mo", "'mo' is no day of the week: 0 to 7 or SUN to SAT"),
        ("0 6 0 * *", "no day of the month"),
        ("0 6 * * fri-sun", "runs backwards"),
        ("5/15 * * * *", "needs * or a range"),
        ("*/0 * * * *", "step of a minute is 1 or more"),
        ("0 6-  * * *", "'' is no hour"),
        ("0 0 31 4,jun *", "never comes"),
        ("0 0 */10 * 1", "disagree on a step"),
        ("0 0 1 * */2", "disagree on a step"),
        ("-1 6 * * *", "'' is no minute"),
        ("٣ 6 * * *", "no minute"),
        ("@daily", "1 fields"),
    ],
)
def test_what_is_no_timetable_is_refused(text, said):
    with pytest.raises(UsageError, match=said.replace("*", r"\*")):
        times.read_cron(text)


@pytest.mark.parametrize("text", ["6", "24:00", "6:7", "06:30:00", ""])
def test_what_is_no_time_of_the_day_is_refused(text):
    with pytest.raises(UsageError, match="write it like 06:30"):
        times.daily(text)


def fields():
    """Fields as people write them, from whole numbers, ranges, steps and lists."""

    def one(low, high):
        number = st.integers(low, high)
        pair = st.tuples(number, number).map(sorted)
        part = st.one_of(
            number.map(str),
            pair.map(lambda ends: f"{ends[0]}-{ends[1]}"),
            st.tuples(pair, st.integers(1, 9)).map(
                lambda made: f"{made[0][0]}-{made[0][1]}/{made[1]}"
            ),
        )
        starred = st.one_of(
            st.just("*"), st.integers(2, 9).map(lambda step: f"*/{step}")
        )
        return st.one_of(starred, st.lists(part, min_size=1, max_size=3).map(",".join))

    days = st.one_of(
        st.tuples(one(1, 28), one(1, 12), st.just("*")),
        st.tuples(st.just("*"), one(1, 12), one(0, 6)),
    )
    return st.tuples(one(0, 59), one(0, 23), days).map(
        lambda made: " ".join((*made[:2], *made[2]))
    )


@given(fields())
def test_times_are_those_of_another_reader_of_cron(text):
    croniter = pytest.importorskip("croniter").croniter
    read, start = times.read_cron(text), datetime(2026, 1, 1)
    theirs = croniter(text, start, max_years_between_matches=20)
    for _ in range(3):
        assert fits(read, theirs.get_next(datetime))
    again = croniter(text, start, max_years_between_matches=20)
    assert first_fit(read, start) == again.get_next(datetime)


def fits(read, moment):
    day = moment.day in read.days
    weekday = moment.isoweekday() % 7 in read.weekdays
    return (
        moment.minute in read.minutes
        and moment.hour in read.hours
        and moment.month in read.months
        and ((day or weekday) if read.either_day else (day and weekday))
    )


def first_fit(read, start):
    """The naive twin: go through the days, and through the minutes of each."""
    midnight = start.replace(hour=0, minute=0, second=0)
    days = (midnight + timedelta(days=number) for number in range(366 * 9))
    clock = [{"hour": h, "minute": m} for h in read.hours for m in read.minutes]
    moments = (day.replace(**time) for day in days for time in clock)
    return next(moment for moment in moments if moment > start and fits(read, moment))


@NEEDS_SYSTEMD
@pytest.mark.parametrize(
    "text",
    ["30 6 * * 1-5", "*/20 6-8 1,15 * 5-7", "0 0 */10 * *", "5 4 29 2 *", "0 0 * * *"],
)
def test_systemd_starts_when_cron_would(text):
    read = times.read_cron(text)
    asked = ["--base-time=2026-01-01 00:00:30 UTC", "--iterations=8"]
    done = subprocess.run(
        [ANALYZE, "calendar", *asked, *read.calendars],
        capture_output=True,
        text=True,
        check=True,
        env={"TZ": "UTC", "LC_ALL": "C"},
    )
    found = [line.split(": ", 1)[1] for line in done.stdout.splitlines() if "UTC" in line and ("elapse" in line or "Iter" in line)]  # fmt: skip
    moments = [datetime.strptime(t, "%a %Y-%m-%d %H:%M:%S UTC") for t in found]
    assert len(moments) >= 8
    assert all(fits(read, moment) for moment in moments)
    assert min(moments) == first_fit(read, datetime(2026, 1, 1, 0, 0, 30))


# The command


def test_the_bare_command_holds_absolute_paths_and_every_option(kzaz, here):
    (here / "my suite.yml").write_text("pages: []")
    options = ("--suite", "my suite.yml", "--keep", 30, "--notify", AWKWARD)
    code, out, _ = kzaz("command", *options, "--fail-on-change", "-o", "out")
    assert code == 0
    assert shlex.split(out) == [
        *(sys.executable, "-P", "-m", "kzaz_analysis", "report", "suite"),
        *(str(here / "my suite.yml"), "-o", str(here / "out")),
        *("--keep", "30", "--notify", AWKWARD, "--fail-on-change"),
    ]


def test_the_command_is_one_that_kzaz_report_suite_takes(kzaz, here):
    options = ("--notify", "x y", "--fail-on-change", "--refresh", "imts,wdi")
    _, out, _ = kzaz("command", "--keep", 3, *options)
    assert shlex.split(out)[-2:] == ["--refresh", "imts,wdi"]
    done = subprocess.run(
        [*shlex.split(out), "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={},
    )
    assert "kzaz report suite" in done.stdout


def test_folders_that_the_environment_names_come_along(kzaz, here, monkeypatch):
    monkeypatch.setenv("KZAZ_DATA_DIR", "my data")
    _, out, _ = kzaz("command")
    start = ["/usr/bin/env", f"KZAZ_DATA_DIR={here / 'my data'}"]
    assert shlex.split(out) == [*start, *expected(here)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("cron", "--at", "06:30", "--cron", "0 6 * * *"), "give one of them"),
        (("cron", "--install", "--remove"), "contradict"),
        (("cron", "--log", "absent/x.log"), "is no folder"),
        (("cron", "--name", "../up"), "cannot name a schedule"),
        (("cron", "--notify", "a\nb"), "line break"),
        (("cron", "--notify", r"printf \%"), "cannot carry"),
        (("cron", "--notify", "x" * 1000), "too long for cron"),
        (("cron", "--suite", "absent.yml"), "does not exist"),
        (("github", "-o", "../elsewhere"), "is not inside"),
        (("systemd", "--keep", "0"), "not in the range"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[1],
)
def test_what_cannot_work_is_exit_2_and_changes_nothing(
    kzaz, tmp_path, arguments, said
):
    code, out, err = kzaz(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert not (tmp_path / "tab").exists()


# cron


def as_cron_reads(line):
    """Times and command of a line: naive twin of what cron's own reader does."""
    *when, command = line.split(None, 5)
    assert "%" not in command.replace(r"\%", "")
    return " ".join(when), command.replace(r"\%", "%")


def last_line(block):
    begin, *comments, line, end = block.splitlines()
    assert (begin, end) == ("# kzaz-reports: begin", "# kzaz-reports: end")
    assert all(comment.startswith("# ") for comment in comments)
    return as_cron_reads(line)


def fake(tmp_path, monkeypatch, says, code):
    """An interpreter that says something and ends with a code."""
    program = tmp_path / "my python"
    program.write_text(f'#!/bin/sh\nprintf "%s|" "$PWD" "$@" > "{tmp_path}/got"\n{says}\nexit {code}\n')  # fmt: skip
    program.chmod(0o755)
    monkeypatch.setattr("kzaz_analysis.scheduling.task.Task.words.__defaults__", (str(program), str))  # fmt: skip


@pytest.mark.parametrize("log", [(), ("--log", "the log")], ids=["mail", "log"])
@pytest.mark.parametrize("code", [0, 8, 9, 143])
def test_cron_runs_the_command_and_mails_only_what_went_wrong(
    kzaz, here, tmp_path, monkeypatch, code, log
):
    fake(tmp_path, monkeypatch, "echo page: broken >&2", code)
    _, block, _ = kzaz("cron", "--at", "6:05", "--notify", AWKWARD, *log)
    when, command = last_line(block)
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": "/usr/bin:/bin"},
        check=False,
    )
    got = (tmp_path / "got").read_text().split("|")[:-1]
    assert when == "5 6 * * *"
    flags = ("--log", str(here / "the log")) if log else ()
    assert got == [str(here), *expected(here, "--notify", AWKWARD, *flags)[1:]]
    assert done.returncode == code
    mailed = done.stdout + done.stderr
    assert bool(mailed) == (code not in {0, 8})
    assert (f"exit code {code}" in mailed) == (code not in {0, 8})
    # A log that cannot be opened is the run's business, and keeps no run from starting.
    assert not (here / "the log").exists()
    assert ("page: broken" in mailed) == (code not in {0, 8})


def test_cron_is_installed_as_printed_replaced_and_removed(kzaz, tmp_path):
    tab = tmp_path / "tab"
    assert kzaz("cron", "--remove")[1] == "there was no kzaz-reports of ours\n"
    tab.write_text(OTHERS.rstrip("\n"))
    first = kzaz("cron")[1]
    assert kzaz("cron", "--install")[0] == 0
    assert tab.read_text() == OTHERS + first
    tab.write_text(tab.read_text() + "1 1 * * * after\n")
    assert kzaz("cron", "--name", "other", "--install")[0] == 0
    other = kzaz("cron", "--name", "other")[1]
    second = kzaz("cron", "--at", "07:00")[1]
    assert kzaz("cron", "--at", "07:00", "--install")[0] == 0
    assert tab.read_text() == OTHERS + second + "1 1 * * * after\n" + other
    assert kzaz("cron", "--remove")[1] == "kzaz-reports is removed\n"
    assert tab.read_text() == OTHERS + "1 1 * * * after\n" + other


def test_a_crontab_with_half_a_block_is_left_alone(kzaz, tmp_path):
    (tmp_path / "tab").write_text("# kzaz-reports: begin\n1 1 * * * mine\n")
    code, _, err = kzaz("cron", "--install")
    assert code == 2
    assert "do not belong together" in err
    assert "mine" in (tmp_path / "tab").read_text()


def test_without_cron_the_preview_is_recommended(kzaz, here, monkeypatch):
    monkeypatch.setenv("PATH", str(here))
    code, _, err = kzaz("cron", "--install")
    assert code == 2
    assert "no program crontab here; without --install" in err


# systemd


def as_systemd_reads(value):
    """Words of an ExecStart value: naive twin of systemd's reader."""
    # One sign alone would stand for a variable or a specifier.
    plain = re.compile(r"([$%])\1|[$%].?")
    words = shlex.split(value)
    return [plain.sub(lambda found: found[1] or "<expanded>", word) for word in words]


def setting(unit, name):
    lines = [line.partition("=") for line in unit.splitlines()]
    return [value for key, _, value in lines if key == name]


@pytest.mark.skipif(
    ANALYZE is None or sys.platform != "linux", reason="no systemd-analyze here"
)
def test_systemd_finds_no_fault_with_the_units(kzaz, here, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    options = ("--cron", "*/20 6-8 1,15 * fri-sat", "--notify", AWKWARD)
    assert kzaz("systemd", *options, "--log", "a log", "--install")[0] == 0
    units = sorted((tmp_path / "config/systemd/user").iterdir())
    done = subprocess.run(
        [ANALYZE, "--user", "verify", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_units_are_installed_as_printed_and_removed(kzaz, here, tmp_path):
    calls = tmp_path / "calls"
    options = ("--cron", "0 6 1 * mon", "--notify", AWKWARD)
    code, printed, _ = kzaz("systemd", *options)
    assert (code, calls.exists()) == (0, False)
    code, said, _ = kzaz("systemd", *options, "--install")
    service, timer = (Path(line) for line in said.splitlines()[:2])
    text = service.read_text()
    assert text + timer.read_text() == printed
    assert as_systemd_reads(*setting(text, "ExecStart")) == expected(
        here, "--notify", AWKWARD
    )
    assert setting(text, "WorkingDirectory") == [str(here).replace("%", "%%")]
    assert setting(text, "SuccessExitStatus") == ["8 143"]
    assert setting(text, "Type") == ["oneshot"]
    # Who is told of a run that was stopped is told before systemd's patience ends.
    [patience] = setting(text, "TimeoutStopSec")
    longest = inspect.signature(notify.call).parameters["timeout_s"].default
    assert int(patience.removesuffix("s")) > longest
    assert setting(timer.read_text(), "OnCalendar") == [
        "*-*-01 06:00:00",
        "Mon *-*-* 06:00:00",
    ]
    assert kzaz("systemd", "--at", "07:00", "--install")[0] == 0
    assert kzaz("systemd", "--remove")[1] == "kzaz-reports is removed\n"
    assert not service.exists()
    assert not timer.exists()
    start = "--user daemon-reload\n--user enable --now kzaz-reports.timer\n"
    stop = "--user disable --now kzaz-reports.timer\n--user daemon-reload\n"
    assert calls.read_text() == start * 2 + stop
    assert kzaz("systemd", "--remove")[1] == "there was no kzaz-reports of ours\n"


def test_units_have_a_time_zone_a_memory_limit_and_somebody_to_call(kzaz):
    options = ("--timezone", "Asia/Almaty", "--on-failure", "mail me")
    assert kzaz("systemd", *options)[0] == 2
    options = (*options[:3], "mail-me@%n.service")
    code, printed, _ = kzaz("systemd", *options)
    assert code == 0
    assert setting(printed, "OnCalendar") == ["*-*-* 06:30:00 Asia/Almaty"]
    assert setting(printed, "OnFailure") == ["mail-me@%n.service"]
    assert setting(printed, "MemoryMax") == ["80%"]
    # Without it, one page killed for its memory would end the whole run.
    assert setting(printed, "OOMPolicy") == ["continue"]
    code, _, err = kzaz("systemd", "--timezone", "Asia/Almatty")
    assert (code, "did you mean Asia/Almaty" in err) == (2, True)


def test_units_of_others_stay(kzaz, tmp_path):
    theirs = tmp_path / "config/systemd/user/kzaz-reports.timer"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("# theirs\n")
    code, _, err = kzaz("systemd", "--install")
    assert code == 2
    assert "was not written by kzaz" in err
    assert [path.name for path in theirs.parent.iterdir()] == [theirs.name]
    assert kzaz("systemd", "--remove")[1] == "there was no kzaz-reports of ours\n"
    assert theirs.read_text() == "# theirs\n"
    assert kzaz("systemd", "--install", "--force")[0] == 0


def test_a_timer_that_does_not_start_is_no_success(kzaz, monkeypatch):
    monkeypatch.setenv("SYSTEMCTL_ENDS", "1")
    code, out, err = kzaz("systemd", "--install")
    assert (code, out) == (7, "")
    assert "are written, but `systemctl --user daemon-reload` failed" in err


@given(st.text(st.characters(min_codepoint=32, exclude_characters="\x7f"), min_size=1))
def test_systemd_reads_a_quoted_word_as_it_was(word):
    assert as_systemd_reads(quoted(word)) == [word]


# A hosted service


def steps_of(text):
    read = yaml.safe_load(text)
    return read, read["jobs"]["reports"]["steps"]


def test_the_workflow_is_installed_as_printed_and_runs_the_same_command(kzaz, here):
    (here / "requirements.lock").write_text("")
    (here / "mine.yml").write_text("pages: []")
    options = ("--cron", "0 5 * * sun", "--suite", "mine.yml", "--keep", 9)
    options = (*options, "--notify", AWKWARD)
    printed = kzaz("github", *options)[1]
    code, said, _ = kzaz("github", *options, "--install")
    assert (code, said) == (0, f"{here}/.github/workflows/kzaz-reports.yml\n")
    assert Path(said.strip()).read_text() == printed
    read, steps = steps_of(printed)
    assert read[True]["schedule"] == [{"cron": "0 5 * * 0"}]
    runs = [shlex.split(step["run"]) for step in steps if "run" in step]
    assert runs[-1] == [
        *("python", "-P", "-m", "kzaz_analysis", "report", "suite", "mine.yml"),
        *("-o", "reports/latest", "--keep", "9", "--notify", AWKWARD),
    ]
    assert "--require-hashes" in runs[0]
    kept = {step["with"]["path"] for step in steps if "path" in step.get("with", {})}
    assert kept == {"reports/latest"}


def test_the_workflow_takes_actions_by_the_commits_that_this_project_takes(kzaz):
    actions = re.findall(
        "uses: ([^@]+)@([0-9a-f]{40})  # v[0-9.]+\n", kzaz("github")[1]
    )
    assert len(actions) == kzaz("github")[1].count("uses:") == 5
    ours = "".join(
        file.read_text("utf-8")
        for file in (Path(__file__).parents[2] / ".github/workflows").glob("*.yml")
    )
    for action, commit in actions:
        if action in ours:
            assert f"{action}@{commit}" in ours


def test_a_workflow_that_differs_is_replaced_only_by_force(kzaz, here):
    assert kzaz("github", "--install")[0] == kzaz("github", "--install")[0] == 0
    code, _, err = kzaz("github", "--at", "5:00", "--install")
    assert code == 2
    assert "--force puts the new one in its place" in err
    assert kzaz("github", "--at", "5:00", "--install", "--force")[0] == 0
    [file] = (here / ".github/workflows").iterdir()
    assert file.read_text() == kzaz("github", "--at", "5:00")[1]


def test_the_hosted_service_reads_no_expression_in_a_command(kzaz):
    text = kzaz("github", "--notify", "echo ${{ secrets.KEY }}")[1]
    _, steps = steps_of(text)
    [run] = [step["run"] for step in steps if "suite" in step.get("run", "")]
    assert "echo ${{ '${{' }} secrets.KEY }}" in run


# Help


@pytest.mark.parametrize("command", [[], ["cron"], ["systemd"], ["github"], ["command"]], ids=" ".join)  # fmt: skip
def test_every_help_has_an_example(kzaz, command):
    code, out, _ = kzaz(*command, "--help")
    assert code == 0
    assert "Example" in out
    assert "kzaz schedule" in out


def test_the_shell_completes_schedulers_and_options():
    def offered(words):
        done = subprocess.run(
            [sys.executable, "-c", "from kzaz_analysis.cli.main import main; main()"],
            env=os.environ
            | {
                "_KZAZ_COMPLETE": "bash_complete",
                "COMP_WORDS": words,
                "COMP_CWORD": str(len(words.split()) - (not words.endswith(" "))),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        return [line.partition(",")[2] for line in done.stdout.splitlines()]

    assert offered("kzaz schedule ") == ["command", "cron", "github", "systemd"]
    assert "--fail-on-change" in offered("kzaz schedule cron --f")


def test_the_schedule_says_nothing_of_this_machine(kzaz, here):
    """Comments are the same everywhere; only the command names folders."""
    for command in (["cron"], ["systemd"], ["github"]):
        lines = kzaz(*command)[1].splitlines()
        comments = [line for line in lines if line.startswith("#")]
        assert not [c for a, c in pairwise(["", *comments]) if str(here) in c]
