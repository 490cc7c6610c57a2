"""The engine of papermill: what its documentation asks of one, and a true end."""

import asyncio
import io
import json
import sys

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from tiny_notebooks import notebook

from kzaz_analysis.errors import IncompleteReport
from kzaz_analysis.runner.execute.execute import execute
from kzaz_analysis.runner.execute.inject import inject
from kzaz_analysis.runner.plan.limits import Limits

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
LANGUAGE = {"name": "python"}
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
def run(tmp_path_factory):
    """Execute a notebook as the runner does."""

    def go(document, **limits):
        return execute(
            inject(document, {"series": "titr", "year": 2030, "seed": 1}),
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


ENDS = {
    "died": ("import os; os.kill(os.getpid(), 9)", DeadKernelError, "by signal 9"),
    "slow": ("import time; time.sleep(60)", CellTimeoutError, "longer than 1 s"),
    "exit": ("import sys; sys.exit(0)", IncompleteReport, "before its last cell"),
    "raised": ("1/0", PapermillExecutionError, "division by zero"),
}


@pytest.mark.parametrize("how", ENDS)
def test_a_bad_end_is_raised_and_no_cell_is_called_completed_that_is_not(mill, how):
    code, error, words = ENDS[how]
    with pytest.raises(error, match=words):
        mill("print('good')", code, "print('never')", execution_timeout=1)
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
            "class Bad:\n"
            "    def _repr_html_(self):\n"
            "        raise ValueError('while shown')\n"
            "Bad()",
            "cell 'cell-1' raised ValueError: while shown",
            id="error while displaying",
        ),
        pytest.param(
            "open('part.py', 'w').write('1/0')\n%run part.py",
            "cell 'cell-1' raised ZeroDivisionError: division by zero",
            id="%run of a script that fails",
        ),
        pytest.param(
            "import sys; sys.exit('no data')",
            "cell 'cell-1' raised SystemExit: no data",
            id="exit that says why",
        ),
    ],
)
def test_an_error_is_told_as_it_was(run, source, message):
    made = run(notebook(source, "2"))
    assert made.status == "failed"
    assert made.problem.message == message
    assert [cell.status for cell in made.cells][-2:] == ["failed", "not_run"]


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
