"""Notebooks of other languages: their own kernel, or refused before anything runs."""

import json
import sys

import pytest
from tiny_notebooks import notebook

from kzaz_analysis.errors import ParameterError, UsageError
from kzaz_analysis.parameter_types import Written
from kzaz_analysis.runner.execute.execute import execute
from kzaz_analysis.runner.plan.languages import kernel_of
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.plan.suite import plan_page
from kzaz_analysis.runner.workers.inject import inject

ECHO = """
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

class Echo(Kernel):
    implementation, implementation_version, banner = "echo", "1", "echo"
    language_info = {"name": "R", "mimetype": "text/x-r", "file_extension": ".r"}

    def do_execute(self, code, silent, *_, **__):
        content = {"name": "stdout", "text": f"ran <{code.strip()}>"}
        self.send_response(self.iopub_socket, "stream", content)
        done = {"status": "ok", "execution_count": self.execution_count}
        return done | {"payload": [], "user_expressions": {}}

IPKernelApp.launch_instance(kernel_class=Echo)
"""


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Install a kernel called ir, of the language R, that says what it was to run."""
    place = tmp_path / "jupyter" / "kernels" / "ir"
    place.mkdir(parents=True)
    (place / "echo.py").write_text(ECHO, encoding="utf-8")
    argv = [sys.executable, str(place / "echo.py"), "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "R", "language": "R"}
    (place / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))


def in_r(*sources, name="ir", **options):
    spec = {"name": name, "display_name": "R", "language": "R"}
    return notebook(*sources, **options) | {"metadata": {"kernelspec": spec}}


def test_a_notebook_runs_in_the_kernel_of_its_language(installed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("n")
    cell = "n <- 3\nname = 'a'  # text"
    document = in_r("summary(n)", parameters=cell)
    (folder / "model.ipynb").write_text(json.dumps(document), encoding="utf-8")
    page = plan_page("model", {"n": Written("5")}, folder=folder)
    assert page.kernel == "ir"
    made = execute(
        inject(page.report.read(), page.values, page.kernel),
        work=tmp_path_factory.mktemp("w"),
        runtime=tmp_path_factory.mktemp("k"),
        limits=Limits(),
        kernel_name=page.kernel,
    )
    assert made.status == "ok"
    texts = [cell.outputs[0].text for cell in made.notebook.cells[1:]]
    assert texts[1:] == ["ran <# Parameters\nn = 5>", "ran <summary(n)>"]
    with pytest.raises(ParameterError, match="did you mean name"):
        plan_page("model", {"nam": "5"}, folder=folder)


def test_another_kernel_of_the_language_will_do(installed):
    assert kernel_of("model", in_r(name="ir-4.1")) == "ir"


def test_a_language_without_a_kernel_is_refused():
    with pytest.raises(
        UsageError, match="written in R, and the kernel 'ir' is not inst"
    ):
        kernel_of("model", in_r())
    unsaid = {"metadata": {"kernelspec": {"name": "bash"}}, "cells": []}
    with pytest.raises(UsageError, match="says no language, and the kernel 'bash'"):
        kernel_of("model", unsaid)


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"kernelspec": {"name": "python3"}},
        {"kernelspec": {"name": "my-env", "language": "python"}},
        {"kernelspec": {"name": "conda"}, "language_info": {"name": "ipython"}},
    ],
)
def test_python_is_executed_by_this_interpreter_whatever_its_kernel_is_called(metadata):
    assert kernel_of("model", {"metadata": metadata, "cells": []}) == ""


def test_parameters_of_a_language_that_papermill_does_not_translate_are_refused():
    document = in_r("1", parameters="x = 1")
    document["metadata"]["kernelspec"]["language"] = "brainfuck"
    with pytest.raises(ParameterError, match="parameters cannot be given"):
        inject(document, {"x": 2}, "bf")
