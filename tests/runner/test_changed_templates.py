"""Templates: on a list, and what they held when they were put there."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tiny_notebooks import code, markdown

import kzaz_analysis as kz
from kzaz_analysis.cli.main import main
from kzaz_analysis.errors import UsageError
from kzaz_analysis.runner import templates
from kzaz_analysis.runner.plan.notebooks import find_report, list_reports
from kzaz_analysis.runner.plan.yaml_file import read_yaml

ROOT = Path(__file__).parents[2]


def notebook(*cells):
    metadata = {"kernelspec": {"name": "python3"}, "title": "A"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": [*cells]}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Two notebooks, one of them a template, and a suite of both."""
    parts = (
        markdown("# A?"),
        code("parameters", "year: int = 1  # a year", ["parameters"]),
    )
    for name in ("listed", "scratch"):
        (tmp_path / f"{name}.ipynb").write_text(json.dumps(notebook(*parts)))
    (tmp_path / templates.LIST).write_text("{}\n")
    templates.take(tmp_path / "listed.ipynb", notebook(*parts))
    (tmp_path / "suite.yml").write_text("pages: [{report: listed}]\n")
    monkeypatch.setenv("KZAZ_NOTEBOOK_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def edit(path, change):
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def ended_with(*words):
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    return ended.value.code or 0


def new_default(content):
    content["cells"][1]["source"] = ["year: int = 2  # a year"]


def no_tag(content):
    content["cells"][1]["metadata"] = {}


def other_title(content):
    content["metadata"]["title"] = "B"


def opened_and_saved(content):
    content["metadata"]["language_info"] = {"name": "python", "version": "3.11"}
    content["cells"][1] |= {"execution_count": 3, "outputs": [], "id": "new"}
    content["cells"][1]["metadata"]["editable"] = True
    content["cells"][1]["source"] = "".join(content["cells"][1]["source"])


@pytest.mark.parametrize("change", [new_default, no_tag, other_title])
def test_what_a_page_would_show_differently_is_a_change(folder, change):
    edit(folder / "listed.ipynb", change)
    assert templates.changed(folder.glob("*.ipynb")) == [folder / "listed.ipynb"]


def test_opening_saving_and_running_change_nothing(folder):
    edit(folder / "listed.ipynb", opened_and_saved)
    assert templates.changed(folder.glob("*.ipynb")) == []


def test_a_notebook_beside_the_templates_is_no_report(folder):
    assert [report.name for report in list_reports()] == ["listed"]
    with pytest.raises(UsageError, match="no report is called 'scratch'"):
        find_report("scratch")
    assert find_report("scratch.ipynb").name == "scratch"


def test_without_a_list_every_notebook_is_a_report(folder):
    (folder / templates.LIST).unlink()
    assert [report.name for report in list_reports()] == ["listed", "scratch"]
    edit(folder / "listed.ipynb", new_default)
    assert templates.changed(folder.glob("*.ipynb")) == []


def test_a_changed_template_is_named_before_it_is_published(folder, capsys):
    edit(folder / "listed.ipynb", new_default)
    assert ended_with("report", "suite", "-o", "out") == 2
    said = capsys.readouterr().err
    assert str(folder / "listed.ipynb") in said
    assert "listed would be made" in said
    assert "--allow-changed" in said
    assert not (folder / "out").exists()
    with pytest.raises(UsageError, match="were changed"):
        kz.run("suite.yml", out="out")


def test_it_is_published_on_purpose(folder, capsys):
    edit(folder / "listed.ipynb", new_default)
    words = ("report", "suite", "-o", "out", "--dry-run", "--allow-changed")
    assert ended_with(*words) == 0
    assert "listed" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["listed", "scratch"])
def test_refreshing_takes_a_notebook_as_it_is_into_the_list(folder, name):
    edit(folder / f"{name}.ipynb", new_default)
    assert ended_with("report", "refresh", f"{name}.ipynb") == 0
    assert templates.changed(folder.glob("*.ipynb")) == []
    assert name in [report.name for report in list_reports()]


def test_the_templates_of_the_package_are_what_their_list_says():
    folder = ROOT / "notebooks"
    names = set(templates.listed(folder))
    for suite in ("suite.yml", "matrix.yml"):
        pages = read_yaml(folder / suite)["pages"]
        assert {page["report"] for page in pages} <= names
    paths = [folder / f"{name}.ipynb" for name in names]
    assert templates.changed(paths) == [], "make notebooks takes them as they are"


@pytest.mark.skipif(shutil.which("make") is None, reason="no make on this machine")
def test_the_tests_of_make_look_at_the_templates_alone():
    plan = ("make", "-n", "-W", "nothing", "test", "check")
    done = subprocess.run(plan, cwd=ROOT, capture_output=True, text=True, check=True)
    names = set(templates.listed(ROOT / "notebooks"))
    for command in ("--nbval", "ruff check ."):
        [line] = [line for line in done.stdout.splitlines() if command in line][-1:]
        assert set(re.findall(r"notebooks/(\w+)\.ipynb", line)) == names
        assert not re.search(r"notebooks(\s|$)", line)
