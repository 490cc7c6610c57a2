"""A page that ran out of something says of what."""

import errno
import json
import os

import pytest
from tiny_notebooks import notebook

from kzaz_analysis.errors import OutputError
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import Suite, plan_page
from kzaz_analysis.runner.run import run
from kzaz_analysis.runner.workers import page_job


@pytest.fixture
def page(tmp_path):
    text = json.dumps(notebook("1"))
    (tmp_path / "model.ipynb").write_text(text, encoding="utf-8")
    return plan_page("model", {}, folder=tmp_path)


@pytest.mark.parametrize("most", [6, 14, 24, 60])
def test_a_page_whose_process_may_open_too_few_files_says_so(most, page, tmp_path):
    """It ended by itself with exit code -6, or its kernel died before it answered."""
    plan = Plan(Suite("S", (page,)), tmp_path / "out", limits=Limits(open_files=most))
    with pytest.raises(OutputError, match=f"may hold {most} (files )?open"):
        run(plan)
    (entry,) = json.loads(plan.manifest.read_text("utf-8"))["pages"]
    assert entry["status"] == "failed"
    assert "open files" in (said := entry["problem"]["message"]) or "files open" in said


class OfLibrary(Exception):
    """As zmq raises them, with the number of the system's error."""

    def __init__(self, number):
        super().__init__(os.strerror(number))
        self.errno = number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EMFILE, "more open files than it may have .*; it may hold [0-9]+ open"),
        (errno.ENFILE, "the machine has as many files open as it may"),
        (errno.ENOMEM, "the machine has no memory left"),
        (errno.ENOSPC, "the disk is full"),
    ],
)
@pytest.mark.parametrize("raised", [OSError, OfLibrary, RuntimeError])
def test_what_ran_out_is_the_reason(number, words, raised, page, tmp_path, monkeypatch):
    def fail(*_):
        if raised is OfLibrary:
            raise OfLibrary(number)
        error = OSError(number, os.strerror(number))
        if raised is OSError:
            raise error
        raise RuntimeError("no loop") from error

    monkeypatch.setattr(page_job, "_make", fail)
    made = page_job.make_page(
        page_job.Job(page, tmp_path, tmp_path / "runtime", Limits())
    )
    assert made.problem.error == "OutputError"
    with pytest.raises(OutputError, match=words):
        raise OutputError(made.problem.message)
    assert os.strerror(number) in made.problem.message


def test_another_error_is_none_of_a_shortage(page, tmp_path, monkeypatch):
    monkeypatch.setattr(page_job, "_make", lambda *_: 1 / 0)
    job = page_job.Job(page, tmp_path, tmp_path / "runtime", Limits())
    problem = page_job.make_page(job).problem
    assert problem.error == "NotebookFailed"
    assert problem.message.startswith("it could not be rendered: ZeroDivisionError")
    assert "_make" in problem.detail or "division" in problem.detail
