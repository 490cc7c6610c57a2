"""Outputs are bounded: what is beyond is cut, and a line says how much."""

import functools
import json
import sys
from types import SimpleNamespace

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_notebooks import handing_over, notebook, save, showing

from kzaz_analysis.errors import NotebookFailed, UsageError
from kzaz_analysis.runner import run as runs
from kzaz_analysis.runner.cache.data_snapshot import DataFolder
from kzaz_analysis.runner.execute import bounds
from kzaz_analysis.runner.execute.bounds import OutputBounds, was_cut
from kzaz_analysis.runner.execute.outcome import Status
from kzaz_analysis.runner.plan.demands import Demands
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import Suite, plan_page
from kzaz_analysis.runner.render.cells import body_of
from kzaz_analysis.runner.render.error_stream import ErrorStream

pytestmark = pytest.mark.usefixtures("forked_pages")

VALUES = {"series": "titr", "year": 2030, "seed": 1}
SMALL = Limits(60, 120, cell_output_mb=0.01, page_output_mb=0.025)


def stream(text):
    return {"msg_type": "stream", "content": {"name": "stdout", "text": text}}


@given(st.lists(st.lists(st.text(max_size=30), max_size=5), max_size=5))
def test_all_is_shown_or_counted_as_cut(cells):
    limits = Limits(cell_output_mb=50e-6, page_output_mb=100e-6)
    outputs, shown = OutputBounds(limits), 0
    for texts in cells:
        outputs.begin_cell()
        of_cell = 0
        for text in texts:
            message = stream(text)
            outputs.admit(message)
            assert text.startswith(message["content"]["text"])
            of_cell += len(message["content"]["text"].encode())
        whole = sum(len(text.encode()) for text in texts)
        # A sign of several bytes is not cut in two.
        assert whole - of_cell - 4 <= outputs.cut <= whole - of_cell + 4
        assert of_cell <= 50
        shown += of_cell
    assert shown <= 100


def test_what_fits_is_left_as_it_is():
    outputs = OutputBounds(Limits())
    message = stream("a" * 5 * bounds.MB)
    assert outputs.admit(message)
    assert (len(message["content"]["text"]), outputs.cut) == (5 * bounds.MB, 0)
    cell = SimpleNamespace(outputs=[])
    outputs.end_cell(cell)
    assert cell.outputs == []


def test_a_cell_that_clears_its_output_may_show_as_much_again():
    outputs = OutputBounds(Limits(cell_output_mb=10e-6, page_output_mb=1))
    assert outputs.admit(stream("a" * 10))
    assert not outputs.admit(stream("a"))
    outputs.admit({"msg_type": "clear_output", "content": {"wait": True}})
    assert outputs.admit(stream("a" * 10))


def display(text, name="live", kind="update_display_data"):
    content = {"data": {"text/html": text}, "metadata": {}}
    return {"msg_type": kind, "content": content | {"transient": {"display_id": name}}}


def test_what_an_update_replaces_takes_nothing():
    outputs = OutputBounds(Limits(cell_output_mb=20e-6, page_output_mb=25e-6))
    for _ in range(9):
        message = display("a" * 9)
        outputs.admit(message)
        assert message["content"]["data"] == {"text/html": "a" * 9}
    outputs.begin_cell()
    outputs.admit(display("a" * 9))
    outputs.admit(display("b" * 9, "other"))
    assert outputs.cut == 0
    outputs.admit(display("b" * 9, "third"))
    assert outputs.cut > 0


def test_what_is_cleared_takes_nothing_of_the_page():
    outputs = OutputBounds(Limits(cell_output_mb=10e-6, page_output_mb=15e-6))
    for _ in range(9):
        assert outputs.admit(stream("a" * 10))
        outputs.admit({"msg_type": "clear_output", "content": {"wait": False}})
    assert outputs.admit(stream("last"))
    assert outputs.cut == 0


def test_a_cell_that_was_cut_stands_in_the_account_of_its_page():
    outputs = OutputBounds(Limits(cell_output_mb=10e-6))
    made = nbformat.from_dict(notebook("print('a' * 99)"))
    cell = made.cells[-1]
    outputs.admit(stream("a" * 99))
    outputs.end_cell(cell)
    [(name, what)] = body_of(made).left_out
    assert (name, "beyond the bounds" in what) == (cell.id, True)
    assert Demands(strict=True).refusal([{"cell": name, "what": what}], {}) is not None


def test_an_output_that_is_nested_too_deeply_is_left_out():
    deep = functools.reduce(lambda inside, _: [inside], range(900), [])
    content = {"data": {"application/json": deep, "text/plain": "x"}, "metadata": {}}
    OutputBounds(Limits()).admit({"msg_type": "display_data", "content": content})
    assert "levels is left out" in content["data"]["text/plain"]
    assert "application/json" not in content["data"]


@pytest.mark.parametrize(
    ("size", "said"), [(2_000_000, "2 MB"), (1_234_000_000, "1,234 MB")]
)
def test_a_picture_that_is_too_large_is_left_out_as_a_whole(size, said, monkeypatch):
    monkeypatch.setattr(bounds, "_size", lambda _: size)
    outputs = OutputBounds(Limits(cell_output_mb=1))
    content = {"data": {"image/png": "A"}, "metadata": {"width": 1}}
    outputs.admit({"msg_type": "display_data", "content": content})
    assert content["data"] == {"text/plain": f"[An output of {said} is left out.]"}
    assert content["metadata"] == {}


def test_a_page_that_prints_too_much_is_cut_and_says_so(tmp_path, execute_warm):
    """200 MB of output made a page of 200 MB, and took 1.2 GB to make."""
    sources = (
        "print('x' * 30_000_000)",
        "for _ in range(3000):\n    print('y' * 10)",
        "print('z' * 9_000)",
        "import sys; print('w' * 9 + '\\n' * 12_000, end='', file=sys.stderr)",
        "raise ValueError('v' * 1_000_000)",
    )
    work, runtime = tmp_path / "work", tmp_path / "r"
    work.mkdir()
    runtime.mkdir()
    done = execute_warm(
        notebook(*sources), VALUES, work=work, runtime=runtime, limits=SMALL
    )
    assert done.status is Status.FAILED
    texts = [
        "".join(output.get("text", "") for output in cell.get("outputs", ()))
        for cell in done.notebook.cells[3:]
    ]
    assert texts[0].startswith("x" * 10_000 + "\n[Cut: a cell may show 0.01 MB and")
    assert "at least" in texts[0]
    assert texts[1].count("y") < 10_000
    assert "[Cut: " in texts[1]
    # The page is nearly full by then.
    assert 0 < texts[2].count("z") < 9_000
    assert len(json.dumps(done.notebook)) < 200_000
    # Standard error comes first, and the line about the cut is found all the same.
    assert ErrorStream.of(done.notebook).lines == 12_000
    assert [was_cut(cell) for cell in done.notebook.cells[3:7]] == [True] * 4
    assert len(done.problem.message) < 30_000
    cut = [cell.cut for cell in done.cells if not cell.id.startswith(("para", "inj"))]
    assert cut[0] > 0
    assert 20_000 < cut[1] < 30_000


@pytest.mark.skipif(sys.platform != "linux", reason="memory is in kB on Linux")
def test_what_a_cell_prints_beyond_the_bounds_takes_no_memory(tmp_path, execute_warm):
    """600 MB, a million signs at a time, were all kept by the kernel until its end."""
    loop = (
        "import resource\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for number in range(300):\n    print('x' * 300_000)\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss"
    )
    cleared = (
        "from IPython.display import clear_output\n"
        "print('z' * 20_000)\nclear_output()\nprint('shown')"
    )
    work, runtime = tmp_path / "work", tmp_path / "r"
    work.mkdir()
    runtime.mkdir()
    sources = (loop, "assert peak - before < 30_000, peak - before", cleared)
    done = execute_warm(
        notebook(*sources), VALUES, work=work, runtime=runtime, limits=SMALL
    )
    assert done.status is Status.OK, done.problem
    cut = [cell.cut for cell in done.cells if not cell.id.startswith(("para", "inj"))]
    assert 300 * 300_001 - cut[0] == 10_000
    assert done.notebook.cells[-1]["outputs"][-1]["text"] == "shown\n"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_the_process_that_makes_a_page_has_the_memory_of_a_kernel(tmp_path):
    """A kernel was limited, and what it showed then took many times as much outside."""
    large = showing({"text/html": "<p>"}).replace("'<p>'", "'<p>' * 4_000_000")
    save(tmp_path, "large", large, handing_over())
    pages = (plan_page("large", {}, folder=tmp_path),)
    limits = Limits(60, 120, 300, cell_output_mb=500, page_output_mb=500)
    plan = Plan(Suite("large", pages), tmp_path / "out", limits, alone=True)
    with pytest.raises(NotebookFailed, match="more memory than .*--memory"):
        runs.run(plan, DataFolder())
    assert not (tmp_path / "out" / "large.html").exists()


def test_a_page_that_was_cut_is_made_again_when_more_may_be_shown(tmp_path):
    save(tmp_path, "long", "print('x' * 20_000)", handing_over())
    save(tmp_path, "short", handing_over())
    pages = tuple(plan_page(name, {}, folder=tmp_path) for name in ("long", "short"))

    def status(cell_output_mb):
        limits = Limits(60, 120, cell_output_mb=cell_output_mb)
        plan = Plan(Suite("Two", pages), tmp_path / "out", limits)
        return [page["status"] for page in runs.run(plan, DataFolder())["pages"]]

    assert status(0.01) == ["ok", "ok"]
    assert status(0.01) == ["unchanged", "unchanged"]
    assert status(1) == ["ok", "unchanged"]
    assert "x" * 20_000 in (tmp_path / "out" / "long.html").read_text("utf-8")
    assert status(2) == ["unchanged", "unchanged"]


@pytest.mark.parametrize("limits", [{"cell_output_mb": 0}, {"page_output_mb": -1}])
def test_a_limit_of_nothing_is_refused(limits):
    with pytest.raises(UsageError, match="above zero"):
        Limits(**limits)
