"""Execution: however a notebook ends, the status is true and nothing is left.

All of it holds for kernels that are started afresh and for those that are forked.
"""

import asyncio
import os
import sys
import time

import pytest
from tiny_notebooks import notebook

from kzaz_analysis.errors import (
    DataError,
    ParameterError,
    UsageError,
)
from kzaz_analysis.runner.execute import kernel
from kzaz_analysis.runner.execute.execute import execute
from kzaz_analysis.runner.execute.outcome import Status
from kzaz_analysis.runner.execute.session import channels
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.workers.inject import inject

CODES = {"timeout": 5, "kernel_died": 6, "incomplete": 10}
VALUES = {"series": "btc", "year": 2031, "seed": 1}


def start(document, values, **options):
    return execute(inject(document, values), **options)


@pytest.fixture(params=["plain", "forked"])
def run(request, tmp_path, short_path, execute_warm):
    """Execute a notebook of the given cells; return that and its work folder."""
    return runner(WAYS.get(request.param, execute_warm), tmp_path, short_path)


@pytest.fixture(params=["forked", pytest.param("plain", marks=pytest.mark.slow)])
def run_either(request, tmp_path, short_path, execute_warm):
    """As `run`, where the way in which the kernel starts matters less."""
    return runner(WAYS.get(request.param, execute_warm), tmp_path, short_path)


WAYS = {"plain": start}


def runner(way, tmp_path, short_path):
    def go(*sources, **limits):
        work = tmp_path / "work"
        work.mkdir()
        options = {"work": work, "runtime": short_path, "limits": Limits(**limits)}
        return way(notebook(*sources), VALUES, **options), work

    return go


@pytest.fixture
def short_path(tmp_path_factory):
    return tmp_path_factory.mktemp("k")


def cells(executed):
    return {cell.id: cell.status.value for cell in executed.cells}


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_gone(pid):
    deadline = time.monotonic() + 5
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_alive(pid)


def test_a_good_notebook_runs_with_its_values_and_leaves_no_process(run):
    child = (
        "import subprocess, os\n"
        "made = subprocess.Popen(['sleep', '60'])\n"
        "open('pids', 'w').write(f'{os.getpid()} {made.pid}')"
    )
    executed, work = run("print(series, year)", child, "os.environ['PYTHONHASHSEED']")
    assert executed.status is Status.OK
    assert executed.problem is None
    assert set(cells(executed).values()) == {"ok"}
    assert executed.notebook.cells[2].id == "injected-parameters"
    assert executed.notebook.cells[3].outputs[0].text == "btc 2031\n"
    assert executed.notebook.cells[5].outputs[0].data["text/plain"] == "'0'"
    assert all(cell.seconds > 0 for cell in executed.cells)
    assert all(wait_gone(int(pid)) for pid in (work / "pids").read_text().split())


def test_a_live_widget_is_shown_and_kept_with_its_state(run):
    pytest.importorskip("ipywidgets")
    shown = "import ipywidgets\nipywidgets.IntSlider(value=7, description='years')"
    executed, _ = run(shown)
    assert executed.problem is None
    [output] = executed.notebook.cells[-1].outputs
    assert "application/vnd.jupyter.widget-view+json" in output.data
    [widgets] = executed.notebook.metadata.widgets.values()
    values = [s.state.get("value") for s in widgets.state.values()]
    assert 7 in values


def test_facts_about_the_run_are_stripped(run_either):
    executed, work = run_either(
        "import os, warnings\nprint(os.getcwd())\nwarnings.warn('careful')"
    )
    text = str(executed.notebook)
    assert str(work) not in text
    assert "ipykernel_" not in text
    assert "careful" in text
    assert "version" not in executed.notebook.metadata.get("language_info", {})
    assert all("execution" not in cell.metadata for cell in executed.notebook.cells)


def test_a_failing_cell_is_named_and_the_rest_marked(run_either):
    executed, _ = run_either("1/0", "2")
    assert executed.status is Status.FAILED
    assert executed.problem.message == (
        "cell 'cell-1' raised ZeroDivisionError: division by zero"
    )
    assert executed.problem.cell == "cell-1"
    assert "1/0" in executed.problem.detail
    assert cells(executed)["cell-1"] == "failed"
    assert cells(executed)["cell-2"] == "not_run"


@pytest.mark.parametrize(
    ("source", "status"),
    [
        pytest.param("import sys; sys.exit(0)", "incomplete", id="sys.exit"),
        pytest.param("exit()", "incomplete", id="exit"),
        pytest.param("import os; os._exit(0)", "incomplete", id="os._exit"),
        pytest.param("import os; os.kill(os.getpid(), 9)", "kernel_died", id="killed"),
        pytest.param("import time; time.sleep(60)", "timeout", id="hang"),
    ],
)
def test_a_notebook_that_stops_half_way_is_never_ok(run_either, source, status):
    executed, _ = run_either(source, "2", cell_s=1.5)
    assert executed.status == status
    assert executed.problem.cell == "cell-1"
    assert executed.problem.exception().exit_code == CODES[status]
    assert cells(executed)["cell-1"] == status
    assert cells(executed)["cell-2"] == "not_run"


def test_what_a_timeout_cuts_off_is_not_read_any_more(
    tmp_path, short_path, monkeypatch
):
    """A reader of a cell that floods met a line that was taken from under it."""
    at_work, ended = [], channels.ended

    async def note(manager):
        at_work.extend(task.get_coro().__name__ for task in asyncio.all_tasks())
        await ended(manager)

    monkeypatch.setattr(channels, "ended", note)
    executed = start(
        notebook("while True: print('more')"),
        VALUES,
        work=tmp_path,
        runtime=short_path,
        limits=Limits(cell_s=0.5),
    )
    assert executed.status is Status.TIMEOUT
    assert "_async_poll_output_msg" not in at_work
    assert "run" in at_work


def test_a_notebook_that_puts_away_the_streams_goes_on_and_is_told(
    tmp_path, short_path, execute_warm
):
    executed = execute_warm(
        notebook(
            "import sys\nsys.stdout = None\nsys.stderr = object()", "print('here')"
        ),
        VALUES,
        work=tmp_path,
        runtime=short_path,
        limits=Limits(cell_s=5),
    )
    assert executed.status is Status.OK, executed.problem
    first, second = (cell.outputs for cell in executed.notebook.cells[3:])
    assert "sys.stdout was left as NoneType" in first[0].text
    assert "sys.stderr was left as object" in first[0].text
    assert second[0].text == "here\n"


def test_the_deadline_is_for_all_cells_together(run_either):
    executed, _ = run_either(
        "import time", *["time.sleep(2)"] * 20, total_s=6, cell_s=5
    )
    assert executed.status is Status.TIMEOUT
    assert "6 s for the whole report" in executed.problem.message
    assert executed.seconds < 12


def test_an_error_without_a_name_is_called_an_error(run_either):
    executed, _ = run_either("raise type('', (Exception,), {})('1')")
    assert executed.problem.message == "cell 'cell-1' raised an error: 1"


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        pytest.param("DataError", DataError, id="a broken table is exit 3"),
        pytest.param("UsageError", ParameterError, id="an unknown series is exit 2"),
    ],
)
def test_known_failures_keep_their_exit_code(run_either, raised, expected):
    executed, _ = run_either(
        f"from kzaz_analysis.errors import {raised}\nraise {raised}('no such thing')"
    )
    error = executed.problem.exception("page: ")
    assert type(error) is expected
    assert str(error) == f"page: cell 'cell-1' raised {raised}: no such thing"


def test_old_notebooks_get_ids_that_do_not_change():
    old = notebook("1") | {"nbformat_minor": 4}
    for cell in old["cells"]:
        del cell["id"]
    made = [[cell.id for cell in inject(old, VALUES).cells] for _ in range(2)]
    assert made[0] == made[1] == ["cell-0", "cell-1", "injected-parameters", "cell-2"]


def test_a_cell_injected_earlier_is_replaced():
    once = inject(notebook("1"), VALUES)
    twice = inject(once, VALUES | {"year": 2040})
    assert [cell.id for cell in twice.cells].count("injected-parameters") == 1
    assert "2040" in twice.cells[2].source


def test_a_kernel_is_its_own_master(run, monkeypatch):
    """What it sees of its process is the same, however it was started."""
    # Under pytest, kernels do not listen to what children write.
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    executed, _ = run(
        "import os, sys, signal\n"
        "print(os.getcwd(), os.getpgrp() == os.getpid())\n"
        "print(sys.flags.utf8_mode, sys.flags.hash_randomization, os.environ['TZ'])\n"
        "print(signal.getsignal(signal.SIGTERM) == signal.SIG_DFL, sys.stdin.read())\n"
        "print(sys.modules['__main__'].series, __name__)",
        "import matplotlib.pyplot as plt; plt.plot([1, 2])",
        "import IPython; type(IPython.get_ipython()).__name__",
        "import subprocess; subprocess.run(['echo', 'said']).returncode",
        "import os; subprocess.run('echo wrong >&2; seq 9999', shell=True).returncode",
        "os.dup2(os.open(os.devnull, os.O_WRONLY), 1); subprocess.run(['echo', 'gone']);",
        "os.close(1); os.system('echo also')",
    )
    assert executed.status is Status.OK, executed.problem
    seen, picture, shell, said, much, *none = (
        cell.outputs for cell in executed.notebook.cells[3:]
    )
    assert seen[0].text.splitlines() == [
        " True",
        "1 0 UTC",
        "True ",
        "btc __main__",
    ]
    assert [o.output_type for o in picture] == ["execute_result", "display_data"]
    assert "image/png" in picture[1].data
    assert shell[0].data["text/plain"] == "'ZMQInteractiveShell'"
    # A thread of ipykernel hears what children say, and the cell waits for it; its
    # value may come before what was heard.
    assert [o.text for o in said if "text" in o] == ["said\n"]
    last = {o.name: o.text.split()[-1] for o in much if "text" in o}
    assert last == {"stdout": "9999", "stderr": "wrong"}
    assert "stdout" not in {o.get("name") for outputs in none for o in outputs}


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory on Linux only")
def test_memory_is_bounded_and_the_message_says_how_much_was_used(run):
    executed, _ = run("len(bytearray(2**21))", "bytearray(2**31)", memory_mb=900)
    assert executed.status is Status.FAILED
    assert executed.problem.cell == "cell-2"
    assert "raised MemoryError" in executed.problem.message
    assert "MB at its peak, with a limit of 900 MB" in executed.problem.message
    # Of a plain kernel the system tells the peak with that of the process it came from.
    assert executed.peak_rss_mb > 20


def test_a_kernel_that_a_thread_ends_after_the_last_cell_has_died(run):
    """Memory that ran out in a thread took what it would have shown along, untold."""
    ending = (
        "import os, signal, threading, time\n"
        "def end():\n    time.sleep(0.3)\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        "threading.Thread(target=end).start()"
    )
    executed, _ = run("1", ending)
    assert executed.status is Status.KERNEL_DIED
    said = "the kernel ended after cell 'cell-2', by signal 9"
    assert executed.problem.message.startswith(said)


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory on Linux only")
def test_memory_that_is_shared_is_bounded_too(run):
    """It counts for no limit of the system: a page took all that the machine had."""
    fill = (
        "import mmap, time\nheld = mmap.mmap(-1, 2**29)\n"
        "for place in range(0, 2**29, 4096):\n    held[place] = 1\ntime.sleep(60)"
    )
    executed, _ = run(fill, memory_mb=300)
    assert executed.status is Status.KERNEL_DIED
    assert "often a sign of too little memory" in executed.problem.message
    assert "with a limit of 300 MB" in executed.problem.message


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory on Linux only")
def test_a_kernel_that_cannot_start_says_so(run):
    executed, _ = run("1", memory_mb=5)
    assert executed.status is Status.KERNEL_DIED
    assert "the kernel did not start" in executed.problem.message
    assert set(cells(executed).values()) == {"not_run"}


def test_there_are_two_ways_to_start_a_kernel(monkeypatch):
    monkeypatch.setenv(kernel.WAY, "plain")
    assert not kernel.may_fork()
    monkeypatch.setenv(kernel.WAY, "plane")
    with pytest.raises(UsageError, match="did you mean plain"):
        kernel.may_fork()


@pytest.mark.parametrize(
    "limits", [{"cell_s": 0}, {"total_s": float("nan")}, {"memory_mb": 0}]
)
def test_a_limit_must_be_above_zero(limits):
    with pytest.raises(Exception, match="above zero"):
        Limits(**limits)
