"""Notebooks of other languages: their own kernel, or refused before anything runs."""

import json
import sys
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from papermill.engines import papermill_engines
from tiny_notebooks import notebook

from kzaz_analysis.cli.main import kzaz
from kzaz_analysis.errors import ParameterError, UsageError
from kzaz_analysis.parameter_types import Written
from kzaz_analysis.runner.execute.execute import execute
from kzaz_analysis.runner.plan.languages import Kernel, kernel_of
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import Suite, plan_page
from kzaz_analysis.runner.run import run
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
    assert page.kernel == Kernel("ir")
    made = execute(
        inject(page.report.read(), page.values, page.kernel.name),
        work=tmp_path_factory.mktemp("w"),
        runtime=tmp_path_factory.mktemp("k"),
        limits=Limits(),
        kernel_name=page.kernel.name,
    )
    assert made.status == "ok"
    texts = [cell.outputs[0].text for cell in made.notebook.cells[1:]]
    assert texts[1:] == ["ran <# Parameters\nn = 5>", "ran <summary(n)>"]
    with pytest.raises(ParameterError, match="did you mean name"):
        plan_page("model", {"nam": "5"}, folder=folder)


def test_another_kernel_of_the_language_will_do(installed):
    assert kernel_of("model", in_r(name="ir-4.1")) == Kernel("ir")


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
        {"kernelspec": {"name": "python3", "language": "python"}},
        {"language_info": {"name": "ipython"}},
    ],
)
def test_python_without_a_kernel_of_its_own_is_executed_by_this_interpreter(metadata):
    assert kernel_of("model", {"metadata": metadata, "cells": []}) == Kernel()


GEO = {"kernelspec": {"name": "geo-env", "display_name": "Geo", "language": "python"}}
ARGUMENTS = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]
HERE = Path(sys.executable)


@pytest.fixture
def in_geo(tmp_path, monkeypatch):
    """Install geo-env, a kernel that a given command starts; return its notebook."""

    def go(*command, sources=("import os; os.environ.get('GEO')",), **options):
        place = tmp_path / "jupyter" / "kernels" / "geo-env"
        place.mkdir(parents=True)
        spec = {"argv": [*command, *ARGUMENTS], "display_name": "Geo"}
        text = json.dumps(spec | {"language": "python"})
        (place / "kernel.json").write_text(text, encoding="utf-8")
        monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
        return notebook(*sources, **options) | {"metadata": GEO}

    return go


@pytest.fixture
def geo_python(tmp_path):
    """Make a command that starts an interpreter of another environment."""
    command = tmp_path / "geo" / "bin" / "python"
    command.parent.mkdir(parents=True)
    shell = f'#!/bin/sh\nGEO=earth exec "{sys.executable}" "$@"\n'
    command.write_text(shell, encoding="utf-8")
    command.chmod(0o755)
    return str(command)


def test_python_of_another_environment_runs_in_its_own_kernel(
    in_geo, geo_python, tmp_path
):
    document = in_geo(
        geo_python,
        sources=("import os; print(os.environ['GEO'], n)",),
        parameters="n = 3",
    )
    (tmp_path / "model.ipynb").write_text(json.dumps(document), encoding="utf-8")
    page = plan_page("model", {"n": "5"}, folder=tmp_path)
    assert page.kernel == Kernel("geo-env")
    assert run(Plan(Suite("S", (page,)), tmp_path / "out"))["status"] == "ok"
    html = (tmp_path / "out" / "model.html").read_text("utf-8")
    assert "earth 5" in html
    assert "not installed" not in html


@pytest.mark.parametrize(
    "command", [str(HERE), str(HERE.with_name("python3")), "python", "python3.11"]
)
def test_a_kernel_that_starts_this_interpreter_is_ours(command, in_geo):
    assert kernel_of("model", in_geo(command)) == Kernel()


def test_python_of_an_absent_kernel_is_executed_here_and_the_page_says_so(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    document = notebook("1") | {"metadata": GEO}
    (tmp_path / "model.ipynb").write_text(json.dumps(document), encoding="utf-8")
    page = plan_page("model", {}, folder=tmp_path)
    assert page.kernel == Kernel(absent="geo-env")
    assert run(Plan(Suite("S", (page,)), tmp_path / "out"))["status"] == "ok"
    html = (tmp_path / "out" / "model.html").read_text("utf-8")
    assert "<dt>Kernel</dt><dd>python3, for geo-env, which is not installed" in html
    said = CliRunner().invoke(
        kzaz,
        ["report", "run", str(tmp_path / "model.ipynb"), "-o", str(tmp_path / "two")],
    )
    assert "model: python3, for geo-env, which is not installed" in said.stderr


def test_papermill_takes_the_kernel_that_the_runner_takes(in_geo, geo_python):
    document = nbformat.from_dict(in_geo(geo_python))
    assert papermill_engines.nb_kernel_name("kzaz", document) == "geo-env"
    assert papermill_engines.nb_kernel_name("kzaz", document, "python3") == "python3"


def test_papermill_too_executes_python_of_an_absent_kernel_here(
    tmp_path, monkeypatch, caplog
):
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    document = nbformat.from_dict(notebook("1") | {"metadata": GEO})
    with caplog.at_level("WARNING", "papermill"):
        assert papermill_engines.nb_kernel_name("kzaz", document) == "python3"
    assert "geo-env, which it names, is not installed" in caplog.text
    assert papermill_engines.nb_kernel_name("kzaz", document, "geo-env") == "geo-env"


def test_parameters_of_a_language_that_papermill_does_not_translate_are_refused():
    document = in_r("1", parameters="x = 1")
    document["metadata"]["kernelspec"]["language"] = "brainfuck"
    with pytest.raises(ParameterError, match="parameters cannot be given"):
        inject(document, {"x": 2}, "bf")
