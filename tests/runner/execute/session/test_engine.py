"""The engine of papermill: what its documentation asks of one, and a true end."""

import asyncio
import io
import json
import os
import signal
import sys
import time

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from tiny_notebooks import notebook

from kzaz_analysis.errors import IncompleteReport
from kzaz_analysis.runner.execute import bounds
from kzaz_analysis.runner.execute.execute import execute
from kzaz_analysis.runner.execute.session import inside, started
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.render.error_stream import ErrorStream, failures_beside
from kzaz_analysis.runner.workers.inject import inject

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
LANGUAGE = {"name": "python"}
VALUES = {"series": "titr", "year": 2030, "seed": 1}
BESIDE = (
    "import asyncio, threading, time\n"
    "def later():\n"
    "    time.sleep(0.3)\n"
    "    print('said late')\n"
    "    raise ValueError('of the thread')\n"
    "async def task():\n"
    "    raise ValueError('of the task')\n"
    "threading.Thread(target=later).start()\n"
    "kept = asyncio.create_task(task())\n"
    "never_done = asyncio.create_task(asyncio.Event().wait())\n"
    "async def endless():\n"
    "    await asyncio.sleep(900)\n"
    "working = asyncio.create_task(endless())"
)


@pytest.fixture
def mill(tmp_path):
    """Have papermill execute a notebook of the given cells; return what it wrote."""

    def go(*sources, tags=None, **options):
        document = notebook(*sources)
        document["metadata"] = {"kernelspec": KERNEL, "language_info": LANGUAGE}
        for number, tag in (tags or {}).items():
            document["cells"][number]["metadata"]["tags"] = [tag]
        source, target = tmp_path / "in.ipynb", tmp_path / "out.ipynb"
        source.write_text(json.dumps(document), encoding="utf-8")
        options = {"engine_name": "kzaz", "progress_bar": False} | options
        try:
            papermill.execute_notebook(source, target, **options)
        finally:
            go.written = nbformat.read(target, 4)
        return go.written

    return go


@pytest.fixture
def run(tmp_path_factory, execute_warm):
    """Execute a notebook as the runner does."""

    def go(document, **limits):
        return execute_warm(
            document,
            VALUES,
            work=tmp_path_factory.mktemp("w"),
            runtime=tmp_path_factory.mktemp("k"),
            limits=Limits(**limits),
        )

    return go


def statuses(written):
    return [cell.metadata.papermill.status for cell in written.cells]


def test_papermill_finds_the_engine_by_its_entry_point():
    assert papermill_engines.get_engine("kzaz").__name__ == "KzazEngine"


def test_it_does_what_papermill_promises_of_an_engine(mill, tmp_path):
    work = tmp_path / "work"
    work.mkdir()
    out, errors = io.StringIO(), io.StringIO()
    written = mill(
        "import os, sys\nprint(series, year, os.path.basename(os.getcwd()))",
        "print('to stderr', file=sys.stderr)",
        "raise SystemError('not run')",
        tags={4: "skip-execution"},
        parameters={"series": "btc", "year": 2031},
        stdout_file=out,
        stderr_file=errors,
        cwd=work,
        report_mode=True,
    )
    assert written.cells[2].metadata.tags == ["injected-parameters"]
    assert written.cells[3].outputs[0].text == "btc 2031 work\n"
    assert written.cells[3].execution_count == 3
    assert statuses(written) == ["completed"] * 6
    assert written.metadata.papermill.exception is None
    assert written.metadata.papermill.duration > 0
    assert written.metadata.papermill.parameters == {"series": "btc", "year": 2031}
    assert written.cells[3].metadata.papermill.duration >= 0
    assert written.cells[3].metadata.jupyter.source_hidden is True
    assert out.getvalue() == "btc 2031 work\n"
    assert errors.getvalue() == "to stderr\n"
    assert written.cells[5].outputs == []


def test_the_same_notebook_runs_in_papermills_own_engine(mill):
    cells = ["print(series)", "year + 1"]
    options = {"parameters": {"series": "btc"}, "kernel_name": "python3"}
    both = [mill(*cells, engine_name=name, **options) for name in ("kzaz", None)]
    shown = [[c.get("outputs") for c in written.cells] for written in both]
    assert shown[0] == shown[1]
    assert statuses(both[1]) == ["completed"] * 5


ENDS = {
    "died": ("import os; os.kill(os.getpid(), 9)", DeadKernelError, "by signal 9"),
    "slow": ("import time; time.sleep(60)", CellTimeoutError, "longer than 3 s"),
    "exit": ("import sys; sys.exit(0)", IncompleteReport, "before its last cell"),
    "raised": ("1/0", PapermillExecutionError, "division by zero"),
}


@pytest.mark.parametrize("how", ENDS)
def test_a_bad_end_is_raised_and_no_cell_is_called_completed_that_is_not(mill, how):
    code, error, words = ENDS[how]
    with pytest.raises(error, match=words):
        patience = 3 if how == "slow" else 60
        mill("print('good')", code, "print('never')", execution_timeout=patience)
    written = mill.written
    code_cells = [c for c in written.cells if c.cell_type == "code"]
    marked = {c.source: c.metadata.papermill.status for c in code_cells}
    assert marked["print('good')"] == "completed"
    assert marked[code] == "failed"
    assert marked["print('never')"] == "pending"
    assert written.metadata.papermill.exception is True


def test_runner_and_papermill_execute_alike_and_nothing_beside_the_cells_is_lost(
    mill, run
):
    kept = "kept_lines = !echo to {series}; exit 4\nprint(kept_lines, _exit_code)"
    cells = ["print(series)", BESIDE, "!exit 3", kept]
    if sys.platform == "win32":
        pytest.skip("a command of another shell")

    async def inside_a_loop():
        return mill(*cells)

    written = asyncio.run(inside_a_loop())
    made = run(notebook(*cells))
    assert made.status == "ok"
    for cells_made in (written.cells, made.notebook.cells):
        outputs = [o for cell in cells_made for o in cell.get("outputs", [])]
        text = "".join(o.get("text", "") for o in outputs)
        assert "titr\n" in text
        assert "said late\n" in text
        assert text.count("Still at work") == 1
        assert "Still at work when the page was made: task endless." in text
        assert "Exception in thread" in text
        assert "ValueError: of the thread" in text
        assert "Exception in a task that nobody waited for" in text
        assert "ValueError: of the task" in text
        assert "Exit code 3 of the command: exit 3" in text
        assert "['to titr'] 4\n" in text
        assert "Exit code 4 of the command: echo to titr; exit 4" in text


def test_tags_mean_what_nbclient_says_and_the_last_cell_may_exit(run):
    document = notebook(
        "1 / 0", "raise SystemError('skipped')", "import sys; sys.exit()"
    )
    document["cells"][2]["metadata"]["tags"] = ["raises-exception"]
    document["cells"][3]["metadata"]["tags"] = ["skip-execution"]
    made = run(document)
    assert (made.status, made.problem) == ("ok", None)
    raising, skipped, exiting = made.notebook.cells[3:]
    assert raising.outputs[0].ename == "ZeroDivisionError"
    assert (skipped.outputs, exiting.outputs) == ([], [])
    assert "cell-2" not in {cell.id for cell in made.cells}


LATE = (
    "import threading, time\n"
    "from concurrent.futures import ThreadPoolExecutor\n"
    "pool = ThreadPoolExecutor(2)\n"
    "def later(name, seconds):\n"
    "    time.sleep(seconds)\n"
    "    display({'text/plain': f'seen {name}'}, raw=True)\n"
    "    print('late', name)\n"
    "def nested():\n"
    "    for pair in (('c', 0.3), ('d', 0.1)):\n"
    "        threading.Thread(target=later, args=pair).start()\n"
    "threading.Thread(target=later, args=('a', 0.5)).start()\n"
    "pool.submit(later, 'b', 0.2)\n"
    "threading.Thread(target=nested).start()"
)


def test_what_threads_show_late_stands_with_their_cell_in_the_order_of_starts(
    mill, run
):
    cells = [LATE, "pool.submit(later, 'e', 0.3);", "time.sleep(0.1)\nprint('on time')"]
    for made in (mill(*cells).cells[2:], run(notebook(*cells)).notebook.cells[3:]):
        late, of_pool, on_time = (cell.outputs for cell in made)
        seen = [o.data["text/plain"] for o in late if "data" in o]
        assert seen == ["seen a", "seen b", "seen c", "seen d"]
        text = "".join(o.get("text", "") for o in late)
        assert text == "late a\nlate b\nlate c\nlate d\n"
        assert [o.get("text") or o.data["text/plain"] for o in of_pool] == [
            "seen e",
            "late e\n",
        ]
        assert [o.text for o in on_time] == ["on time\n"]


UNREAD = (
    "import time\n"
    "from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor\n"
    "pool = ThreadPoolExecutor(2)\n"
    "def fail(name, seconds=0):\n"
    "    time.sleep(seconds)\n"
    "    raise ValueError(name)\n"
    "kept = pool.submit(fail, 'first', 0.3)\n"
    "pool.submit(fail, 'second')\n"
    "read = [pool.submit(fail, 'read') for _ in range(3)]\n"
    "try:\n"
    "    read[0].result()\n"
    "except ValueError:\n"
    "    read[1].exception()\n"
    "read[2].add_done_callback(lambda future: future.exception())"
)
OF_PROCESSES = (
    "with ProcessPoolExecutor(1) as other:\n"
    "    future = other.submit(int, 'no number')\n"
    "from multiprocessing.pool import ThreadPool\n"
    "with ThreadPool(1) as old:\n"
    "    old.apply_async(fail, ['third'])\n"
    "    many = old.imap(fail, ['fourth', 'read'])\n"
    "    old.apply_async(fail, ['read'], error_callback=len(['']).__eq__)\n"
    "    try:\n"
    "        old.map(fail, ['read'])\n"
    "    except ValueError:\n"
    "        old.close()\n"
    "        old.join()"
)


def test_exceptions_of_futures_that_nobody_reads_are_told_where_they_began(run):
    cells = [UNREAD, OF_PROCESSES, "pool.submit(len, 'ab').result()"]
    made = run(notebook(*cells))
    assert made.status == "ok"
    of_threads, of_others, of_none = map(failures_beside, made.notebook.cells[3:])
    assert of_threads == [
        f"{started.FUTURE} ValueError: {n}" for n in ("first", "second")
    ]
    errors = [
        failure.removeprefix(f"{started.FUTURE} ValueError: ") for failure in of_others
    ]
    assert errors == [
        "invalid literal for int() with base 10: 'no number'",
        "third",
        "fourth",
    ]
    assert of_none == []


SPEECHLESS = (
    "class Bad({base}):\n"
    "    def __str__(self):\n"
    "        {text}\n"
    "async def soon():\n"
    "    raise Bad\n"
)


@pytest.mark.parametrize(
    ("source", "name", "problem"),
    [
        ("raise Bad", "Bad", "KeyError"),
        ("await soon()", "Bad", "KeyError"),
        ("class Odd:\n    def __repr__(self): raise Bad\nraise KeyError(Odd())",) * 1
        + ("KeyError", "Bad"),
        ("import sys\nsys.exit(Bad())", "SystemExit", "KeyError"),
    ],
)
@pytest.mark.parametrize("base", ["Exception", "OSError"])
def test_an_error_without_a_text_is_named_by_its_class(
    run, source, name, problem, base
):
    bad = SPEECHLESS.format(base=base, text="raise KeyError('inner')")
    made = run(notebook(bad + source, "2"), cell_s=20)
    words = inside.UNSAID.format(problem)
    assert made.status == "failed"
    assert made.problem.message == f"cell 'cell-1' raised {name}: {words}"
    [error] = [o for o in made.notebook.cells[3].outputs if o.output_type == "error"]
    assert (error.ename, error.evalue) == (name, words)


def test_what_is_no_text_of_an_error_leaves_the_kernel_able_to_answer(run):
    bad = SPEECHLESS.format(base="Exception", text="return 3")
    document = notebook(f"{bad}await soon()", "print('after')")
    document["cells"][2]["metadata"]["tags"] = ["raises-exception"]
    made = run(document, cell_s=20)
    assert (made.status, made.problem) == ("ok", None)
    assert made.notebook.cells[3].outputs[0].ename == "Bad"
    assert made.notebook.cells[4].outputs[0].text == "after\n"


@pytest.mark.parametrize("exits", ["sys.exit(False)", "exit()"])
def test_remarks_may_follow_the_cell_that_ends_a_notebook(run, exits):
    made = run(notebook(f"import sys\n{exits}", "", "# that was all\n\n# it was"))
    assert (made.status, made.problem) == ("ok", None)
    made = run(notebook(f"import sys\n{exits}", "# not all", "1"))
    assert made.status == "incomplete"


@pytest.mark.parametrize(
    ("code", "is_laid_to_it"),
    [("os.abort()", False), ("os.kill(os.getpid(), 9)", True)],
)
def test_memory_is_blamed_where_it_may_have_been_short(run, code, is_laid_to_it):
    made = run(notebook(f"import os\n{code}"), memory_mb=4096)
    assert made.status == "kernel_died"
    assert ("too little memory" in made.problem.message) is is_laid_to_it


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param(
            "open('part.py', 'w').write('1/0')\n%run part.py",
            "cell 'cell-1' raised ZeroDivisionError: division by zero",
            id="%run of a script that fails",
        ),
        pytest.param(
            "raise ValueError('x' * 10**6)",
            f"cell 'cell-1' raised ValueError: {'x' * 500}\N{HORIZONTAL ELLIPSIS}",
            id="error without end",
        ),
        pytest.param(
            "import sys; sys.exit('no data')",
            "cell 'cell-1' raised SystemExit: no data",
            id="exit that says why",
        ),
        pytest.param(
            "%no_such_magic",
            "cell 'cell-1' raised UsageError: Line magic function `%no_such_magic` not "
            "found.",
            id="magic that is none",
        ),
        pytest.param(
            "class Odd:\n    def __repr__(self): raise SystemExit('while shown')\nOdd()",
            "cell 'cell-1' raised SystemExit: while shown",
            id="error while an object is shown",
        ),
    ],
)
def test_an_error_is_told_as_it_was(run, source, message):
    made = run(notebook(source, "2"))
    assert made.status == "failed"
    assert made.problem.message == message
    assert [cell.status for cell in made.cells][-2:] == ["failed", "not_run"]
    assert made.problem.error == "NotebookFailed"


def test_an_object_whose_forms_fail_is_shown_in_those_that_are_left(run, mill):
    bad = (
        "class Bad:\n"
        "    def _repr_html_(self):\n"
        "        raise ValueError('while shown')\n"
        "    def __repr__(self):\n"
        "        return 'plain words'\n"
        "Bad()"
    )
    made, written = run(notebook(bad, "2")), mill(bad, "2")
    assert made.status == "ok"
    for cell in (made.notebook.cells[3], written.cells[2]):
        told = ErrorStream.of(nbformat.v4.new_notebook(cells=[cell])).tail
        assert told.startswith(f"{inside.UNSHOWN}\nTraceback")
        assert told.endswith("ValueError: while shown")
        [shown] = [o.data for o in cell.outputs if o.output_type == "execute_result"]
        assert shown == {"text/plain": "plain words"}


def test_an_idle_pool_is_not_waited_for_and_what_it_was_given_is_done(run):
    pool = (
        "import time\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from concurrent.futures import ProcessPoolExecutor\n"
        "idle, busy = ThreadPoolExecutor(2), ThreadPoolExecutor(1)\n"
        "others = ProcessPoolExecutor(1)\n"
        "print([*idle.map(len, ['a'])], others.submit(len, 'ab').result())\n"
        "for n in (1, 2):\n"
        "    busy.submit(lambda n=n: (time.sleep(0.2), print('done', n)))"
    )
    made = run(notebook(pool))
    text = "".join(o.text for o in made.notebook.cells[-1].outputs)
    assert text == "[1] 2\ndone 1\ndone 2\n"


@pytest.mark.skipif(sys.platform != "linux", reason="nothing bounds them elsewhere")
def test_a_page_that_leaks_files_ends_by_itself_and_says_why(run):
    leak = "files = []\nwhile True:\n    files.append(open('/dev/null'))"
    made = run(notebook(leak, "2"), open_files=200)
    assert made.status == "failed"
    assert "Too many open files" in made.problem.message
    assert made.problem.message.endswith("; a page may hold 200 open")


@pytest.mark.skipif(sys.platform != "linux", reason="nothing bounds them elsewhere")
def test_a_kernel_answers_after_a_cell_that_keeps_every_file(run):
    leak = (
        "files = []\n"
        "try:\n"
        "    while True:\n"
        "        files.append(open('/dev/null'))\n"
        "except OSError as error:\n"
        "    print(error.strerror)"
    )
    made = run(
        notebook(leak, "import threading\nthreading.Thread(target=print).start()")
    )
    assert (made.status, made.problem) == ("ok", None)


def test_tasks_and_futures_of_the_loop_fail_visibly_whoever_holds_them(run):
    begin = (
        "import asyncio, logging\nlogging.basicConfig(level=100)\n"
        "async def fail(name):\n    raise ValueError(name)\n"
        "loop = asyncio.get_running_loop()\n"
    )
    made = run(
        notebook(
            f"{begin}asyncio.create_task(fail('dropped'))\nawait asyncio.sleep(0.1)",
            "kept = asyncio.gather(fail('gathered'))\n"
            "made = loop.create_future()\nmade.set_exception(ValueError('set'))",
            "loop.call_soon(fail)\nloop.call_soon(lambda: 1 / 0)\n"
            "await asyncio.sleep(0.1)",
        )
    )
    assert made.status == "ok"
    told = [told for cell in made.notebook.cells for told in failures_beside(cell)]
    for reason in ("dropped", "gathered", "set", "division by zero"):
        assert sum(reason in line for line in told) == 1, (reason, told)
    first = made.notebook.cells[-3]
    assert any("dropped" in line for line in failures_beside(first))


def test_half_a_sign_takes_nothing_away_that_is_shown_with_it(run):
    made = run(
        notebook(
            "print('shown', chr(0xD800), 'whole')",
            "display({'application/json': {'key': chr(0xDBFF)}}, raw=True)",
            "raise ValueError('why' + chr(0xD800))",
        )
    )
    assert made.status == "failed"
    printed, displayed, raised = (cell.outputs[0] for cell in made.notebook.cells[-3:])
    assert printed.text == "shown \N{REPLACEMENT CHARACTER} whole\n"
    assert displayed.data["application/json"] == {"key": "\N{REPLACEMENT CHARACTER}"}
    assert raised.evalue == "why\N{REPLACEMENT CHARACTER}"


@pytest.mark.slow
def test_a_reader_that_is_behind_gets_every_output(tmp_path, monkeypatch):
    admit = bounds.OutputBounds.admit

    def after_a_while(self, message):
        if message["content"].get("text") == "first\n":
            time.sleep(3)
        return admit(self, message)

    monkeypatch.setattr(bounds.OutputBounds, "admit", after_a_while)
    shown = "print('first', flush=True)\nfor n in range(6000): display(n)"
    runtime = tmp_path / "k"
    runtime.mkdir()
    made = execute(
        inject(notebook(shown), VALUES), work=tmp_path, runtime=runtime, limits=Limits()
    )
    numbers = [o.data["text/plain"] for o in made.notebook.cells[-1].outputs[1:]]
    assert numbers == [str(number) for number in range(6000)]


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
def test_a_signal_ends_the_cell_at_work_and_the_metadata_say_so(mill):
    """papermill was ended at once, and its notebook said "running" for ever."""
    end_it = "import os, signal, time\nos.kill(os.getppid(), signal.SIGTERM)\n"
    with pytest.raises(SystemExit, match="143"):
        mill("1", f"{end_it}time.sleep(60)", "3")
    assert statuses(mill.written)[-3:] == ["completed", "failed", "pending"]
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
