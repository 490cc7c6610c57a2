"""Notebooks, suite, handbook and command speak the field's terms, as pages do."""

import json
import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from field_terms import in_prose, old_in

from kzaz_analysis.cli.main import kzaz
from kzaz_analysis.runner.plan.notebooks import list_reports

ROOT = Path(__file__).parents[1]
HANDBOOK = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"]
# A notebook of one's own beside the templates is its writer's.
NOTEBOOKS = [report.path for report in list_reports(ROOT / "notebooks")]
LISTS = [ROOT / "notebooks/suite.yml", ROOT / "notebooks/terms.en.yml"]
LISTS += [ROOT / "data/dataset.yml"]

COMMANDS = (
    "audit --series btc_oil_kaz",
    "audit --claim 'trade_turnover 2024 700 USD million'",
    "data list",
    "report list",
)


def helps(command, context):
    """The help of a command and of all below it, by what one types."""
    yield context.command_path, command.get_help(context)
    for name in (
        command.list_commands(context) if isinstance(command, click.Group) else ()
    ):
        below = command.get_command(context, name)
        yield from helps(below, click.Context(below, parent=context, info_name=name))


@pytest.mark.parametrize("page", HANDBOOK, ids=lambda page: page.stem)
def test_the_handbook_speaks_the_fields_terms(page):
    assert in_prose(page.read_text("utf-8")) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_a_notebook_says_itself_is_in_the_fields_terms(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    sources = [("".join(cell["source"]), cell["cell_type"]) for cell in cells]
    prose = [text for text, kind in sources if kind == "markdown"]
    comments = [
        re.sub(r"^[^#\n]*", "", t, flags=re.M) for t, k in sources if k == "code"
    ]
    assert old_in("\n".join([*prose, *comments])) == []


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_titles_and_terms_are_the_fields(path):
    assert in_prose(path.read_text("utf-8")) == []


def test_the_command_explains_itself_in_the_fields_terms():
    told = dict(helps(kzaz, click.Context(kzaz, info_name="kzaz")))
    assert len(told) > 40
    wrong = {name: in_prose(text) for name, text in told.items()}
    assert {name: old for name, old in wrong.items() if old} == {}


@pytest.mark.parametrize("line", COMMANDS)
def test_the_command_answers_in_the_fields_terms(line):
    answer = CliRunner().invoke(kzaz, shlex.split(line))
    assert answer.exit_code == 0, answer.output
    assert len(answer.output) > 100
    assert old_in(answer.output) == []
