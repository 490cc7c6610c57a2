"""One table of exit codes: what errors, help and documents say of them."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from kzaz_analysis import errors
from kzaz_analysis.cli.report import report
from kzaz_analysis.runner.publish.signals import Interrupted

DOCS = Path(__file__).parents[2] / "docs"
CLASSES = [c for c in vars(errors).values() if isinstance(c, type)]


def test_every_error_ends_with_a_code_of_the_table():
    codes = {c.exit_code for c in CLASSES if issubclass(c, errors.KzazError)}
    interrupted = {Interrupted(number).exit_code for number in (1, 2, 15)}
    assert codes | interrupted | {0} == set(errors.EXIT_CODES)


def test_the_help_lists_them_all():
    said = CliRunner().invoke(report, ["--help"]).output
    for code, meaning in errors.EXIT_CODES.items():
        assert re.search(rf"^ *{code}  {re.escape(meaning)}$", said, re.MULTILINE), code


@pytest.mark.parametrize("name", ["how-to-schedule.md"])
def test_the_documents_say_the_same(name):
    text = (DOCS / name).read_text("utf-8")
    section = text.partition("## What the exit code tells")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|", section, re.MULTILINE)
    assert {int(code): said.strip() for code, said in rows} == errors.EXIT_CODES
