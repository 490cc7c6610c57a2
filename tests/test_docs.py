"""What the handbook shows is what the package does: code, commands, links.

A page is worked through from top to bottom in an empty folder, as a reader would do:
Python blocks share one namespace, commands are run, rows of a CSV block are added to the
folder that was copied last, a YAML block that begins with `# NAME.yml` is written there.
A block marked `text` after a Python block, and the lines below a command, are its whole
output: nothing else may come; three dots stand for what was left out, lines or part of
one. A command with nothing below it shows no output. What goes on while pages are made
is told on standard error and not shown. Pages whose commands start kernels are worked
through whole in `make test-all`, and without these commands in `make test`.
"""

from __future__ import annotations

import ast
import csv
import difflib
import io
import re
import shlex
import shutil
from contextlib import redirect_stdout
from itertools import pairwise
from pathlib import Path

import click
import pandas as pd
import pytest
import yaml

import kzaz_analysis as kz
from kzaz_analysis import renames
from kzaz_analysis.cli.datasets.new import NewGroup
from kzaz_analysis.cli.main import kzaz, main
from kzaz_analysis.errors import KzazError
from kzaz_analysis.evidence.schema.definitions import TABLES
from kzaz_analysis.evidence.tables import load
from kzaz_analysis.runner.plan.suite import plan_page

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
WORKED = [
    page
    for page in PAGES
    if page.stem.startswith("how-to-")
    or page.stem in {"tutorial", "evidence", "methods-projection"}
]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
YAML_FILE = re.compile(r"# (\S+\.yml)\n")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
SETTING = re.compile(r"[A-Z_]+=\S+")
BY_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def text_of(page):
    return page.read_text(encoding="utf-8")


def blocks(page):
    return [(match[1], match[2]) for match in BLOCK.finditer(text_of(page))]


def commands_and_output(block):
    """Each command of a console block, after `$`, with the lines below it."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)
    cut = [part.replace("\\\n", " ").partition("\n") for part in parts[1:]]
    return [(command, output) for command, _, output in cut]


def arguments_of(command):
    """Words after `kzaz`; None for any other command."""
    try:
        words = shlex.split(command)
    except ValueError:
        return None
    while words and SETTING.fullmatch(words[0]):
        words = words[1:]
    if not words or not re.fullmatch(r"(\S*/)?kzaz", words[0]):
        return None
    return [word for word in words[1:] if word not in {"...", "…"}]


def is_quick(command, output):
    """Whether a command starts no kernel: no report, or one refused at once."""
    arguments = arguments_of(command) or []
    if arguments[:2] in (["report", "list"], ["report", "params"]):
        return True
    if arguments[:1] == ["schedule"] and {"--install", "--remove"} & {*arguments}:
        return False
    if "--dry-run" in arguments:
        return True
    quick = (["data"], ["schedule"], ["new"], ["audit"])
    return arguments[:1] in quick or output.startswith("kzaz: ")


def squeezed(text):
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def shape_of(line):
    """What a line stands for: itself, or with three dots any lines or words."""
    words = ".*?".join(map(re.escape, line.split("...")))
    return r"(?:.*\n)*?" if line == "..." else rf"{words}\n"


def assert_shown(expected, actual):
    lines = squeezed(expected)
    shape = "".join(map(shape_of, lines))
    real = "".join(f"{line}\n" for line in squeezed(actual))
    if lines and not re.fullmatch(shape, real):
        differing = difflib.unified_diff(lines, squeezed(actual), "shown", "printed")
        raise AssertionError("\n".join(["what is shown is not what comes", *differing]))


@pytest.mark.parametrize(
    ("expected", "is_right"),
    [
        ("a\nb\nc", True),
        ("a\n...\nc", True),
        ("...\nc", True),
        ("a\n...", True),
        ("", True),
        ("a\nc", False),
        ("a\nb", False),
        ("b\nc", False),
        ("a\nb\nc\nd", False),
        ("...\nb", False),
    ],
)
def test_only_what_the_page_leaves_out_may_be_missing(expected, is_right):
    if is_right:
        assert_shown(expected, "a\nb\nc\n")
    else:
        with pytest.raises(AssertionError):
            assert_shown(expected, "a\nb\nc\n")


class Reader:
    """Somebody who works through one page."""

    def __init__(self, monkeypatch, capsys, *, is_patient=False):
        self.monkeypatch, self.capsys = monkeypatch, capsys
        self.is_patient = is_patient
        self.names = {}
        self.folder = None

    def follow(self, page):
        found = blocks(page)
        for (language, block), (after, below) in pairwise([*found, ("", "")]):
            if language == "python":
                output = self.python(block)
                if after == "text":
                    assert_shown(below, output)
                assert self.failure is None or after == "text", output
            elif language == "console":
                self.console(block)
            elif language == "csv":
                self.add(block)
            elif language == "yaml" and (name := YAML_FILE.match(block)):
                Path(name[1]).write_text(block, encoding="utf-8")

    def python(self, source):
        *body, last = ast.parse(source).body
        self.failure = None
        with redirect_stdout(io.StringIO()) as printed:
            try:
                value = self.run(body, last)
            except KzazError as failure:
                self.failure = failure
                lines = [str(failure), *getattr(failure, "__notes__", ())]
                return f"{type(failure).__name__}: " + "\n".join(lines)
        return printed.getvalue() + ("" if value is None else repr(value))

    def run(self, body, last):
        before = [*body, *([] if isinstance(last, ast.Expr) else [last])]
        exec(compile(ast.Module(before, []), "page", "exec"), self.names)  # noqa: S102
        if not isinstance(last, ast.Expr):
            return None
        return eval(compile(ast.Expression(last.value), "page", "eval"), self.names)  # noqa: S307

    def console(self, block):
        for command, output in commands_and_output(block):
            words = shlex.split(command)
            if words[:2] == ["cp", "-r"]:
                self.copy(*words[2:])
            elif is_quick(command, output):
                assert_shown(output, "".join(self.kzaz(words)))
            elif self.is_patient and arguments_of(command):
                printed, said = self.kzaz(words)
                assert self.ended.value.code in (None, 0), said
                assert_shown(output, printed)

    def copy(self, source, target):
        here = Path(source) if Path(source).exists() else ROOT / source
        self.folder = Path(shutil.copytree(here, target))

    def add(self, block):
        headings, *rows = csv.reader(io.StringIO(block))
        [table] = [name for name, t in TABLES.items() if t.names == headings]
        assert all(len(row) == len(headings) for row in rows)
        with (self.folder / f"{table}.csv").open("a", encoding="utf-8") as file:
            file.write(block.partition("\n")[2])

    def kzaz(self, words):
        with self.monkeypatch.context() as patch:
            for word in words:
                if SETTING.fullmatch(word):
                    patch.setenv(*word.split("=", 1))
            with pytest.raises(SystemExit) as self.ended:
                main(arguments_of(shlex.join(words)))
        return self.capsys.readouterr()


LONG = {"how-to-extract", "how-to-take-tables-along"}
"""Pages whose commands check the whole of the tables many times."""


@pytest.fixture
def away(tmp_path, monkeypatch):
    """An empty folder to work in, with the dataset of the package."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KZAZ_DATA_DIR", "")
    monkeypatch.delenv("KZAZ_NOTEBOOK_DIR", raising=False)
    with pd.option_context("display.width", 100, "display.max_columns", 20):
        yield


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(p, id=p.stem, marks=[pytest.mark.slow] * (p.stem in LONG))
        for p in WORKED
    ],
)
@pytest.mark.usefixtures("away")
def test_page_does_what_it_shows(page, monkeypatch, capsys):
    Reader(monkeypatch, capsys).follow(page)


def makes_pages(page):
    consoles = [block for language, block in blocks(page) if language == "console"]
    shown = [pair for console in consoles for pair in commands_and_output(console)]
    starts = [
        arguments_of(command)
        for command, output in shown
        if not is_quick(command, output)
    ]
    return any(arguments and arguments[0] == "report" for arguments in starts)


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", list(filter(makes_pages, WORKED)), ids=lambda page: page.stem
)
@pytest.mark.usefixtures("away")
def test_page_does_what_it_shows_with_all_its_reports(page, monkeypatch, capsys):
    Reader(monkeypatch, capsys, is_patient=True).follow(page)


@BY_PAGE
def test_no_output_is_left_out_whole(page):
    """Three dots alone would agree with whatever comes."""
    consoles = [block for language, block in blocks(page) if language == "console"]
    outputs = [output for c in consoles for _, output in commands_and_output(c)]
    outputs += [block for language, block in blocks(page) if language == "text"]
    assert [o for o in outputs if o.strip() and not o.strip(".\n ")] == []


def named_commands(page):
    text = text_of(page)
    spans = SPAN.findall(BLOCK.sub("", text))
    shells = [block for language, block in blocks(page) if language != "python"]
    lines = [
        line.strip().removeprefix("$ ")
        for block in shells
        for line in block.replace("\\\n", " ").splitlines()
        if line.startswith(("$ ", "kzaz "))
    ]
    return sorted({c for c in (*spans, *lines) if arguments_of(c) is not None})


def refused_commands(page):
    """Commands that a page shows in order to show how they are refused."""
    shells = [block for language, block in blocks(page) if language == "console"]
    pairs = [pair for shell in shells for pair in commands_and_output(shell)]
    return {command.strip() for command, said in pairs if said.startswith("kzaz: ")}


def resolve(arguments):
    """The command that arguments lead to, and what is left for it."""
    command, context = kzaz, click.Context(kzaz, info_name="kzaz")
    while arguments and isinstance(command, click.Group):
        if isinstance(command, NewGroup):
            arguments = command.spelled_out(context, arguments)
        if arguments[0].startswith("-"):
            break
        found = command.get_command(context, arguments[0])
        assert found is not None, f"there is no command {arguments[0]!r}"
        command, arguments = found, arguments[1:]
        own = {"info_name": command.name, **command.context_settings}
        context = click.Context(command, parent=context, **own)
    return command, context, arguments


@BY_PAGE
def test_every_command_exists_with_its_options(page):
    for line in named_commands(page):
        command, context, arguments = resolve(arguments_of(line))
        _, left, _ = command.make_parser(context).parse_args(list(arguments))
        assert not left, f"{line}: nothing takes {left}"


def is_shipped(name, page):
    """Whether a report is neither a placeholder, a path, nor one the page invents."""
    return not name.isupper() and "/" not in name and f"{name} =" not in text_of(page)


@BY_PAGE
def test_every_report_takes_the_parameters_it_is_shown_with(page):
    for line in set(named_commands(page)) - refused_commands(page):
        command, context, arguments = resolve(arguments_of(line))
        if context.command_path == "kzaz report run" and "--help" not in arguments:
            given, _, _ = command.make_parser(context).parse_args(list(arguments))
            name, pairs = given.get("name"), given.get("pairs")
            if isinstance(name, str) and is_shipped(name, page):
                plan_page(name, dict(pairs if isinstance(pairs, list) else []))


def anchors(page):
    headings = re.findall(r"^#+ (.+)$", BLOCK.sub("", text_of(page)), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


@BY_PAGE
def test_every_relative_link_leads_somewhere(page):
    for target in LINK.findall(BLOCK.sub("", text_of(page))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{target} leads nowhere"
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there), f"{target} has no such heading"


@BY_PAGE
def test_every_source_that_is_named_is_on_record(page):
    named = set(SPAN.findall(BLOCK.sub("", text_of(page))))
    like = {
        name for name in named if re.fullmatch(r"[a-z][a-z0-9-]*-20\d\d-\d\d\S*", name)
    }
    assert like <= set(load("sources")["source"])


def test_one_table_has_every_exit_code():
    text = text_of(DOCS / "how-to-schedule.md")
    section = text.partition("## What the exit code tells")[2].partition("\n\nCodes")[0]
    rows = re.findall(r"^\| (\d+) \|", section, re.MULTILINE)
    kinds = [KzazError, *KzazError.__subclasses__()]
    named = {kind.exit_code for kind in kinds}
    assert sorted(map(int, rows)) == sorted({0, *named, 129, 130, 143})


def test_every_public_name_stands_in_an_example():
    pages = [*PAGES, ROOT / "README.md"]
    shown = set(re.findall(r"\bkz\.(\w+)", "\n".join(map(text_of, pages))))
    assert set(kz.__all__) - shown == set()


def test_every_name_of_an_earlier_version_is_told():
    rows = re.findall(
        r"^\| (?!kind).+? \| `(\w+)` \| `(\w+)` \|$",
        text_of(DOCS / "how-to-work-in-python.md"),
        re.MULTILINE,
    )
    tables = (renames.ARGUMENTS, *renames.VALUES.values(), renames.RESULTS)
    assert rows == [pair for table in tables for pair in table.items()]


def test_every_page_has_a_place_on_the_site():
    listed = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"]
    parts = [p if isinstance(p, str) else next(iter(p.values())) for p in listed]
    places = [
        place for part in parts for place in ([part] if isinstance(part, str) else part)
    ]
    assert sorted(places) == sorted([*(page.name for page in PAGES), "reference.md"])


def test_index_names_every_page():
    linked = set(LINK.findall(text_of(DOCS / "index.md")))
    assert {page.name for page in PAGES} - {"index.md"} <= linked


def test_the_glossary_says_what_pages_say_of_their_terms():
    rows = re.findall(
        r'^\| <span id="([^"]+)"></span>(.+?) \| (.+?) \| .+ \|$',
        (DOCS / "glossary.md").read_text("utf-8"),
        re.MULTILINE,
    )
    terms = yaml.safe_load((ROOT / "notebooks" / "terms.en.yml").read_text("utf-8"))
    told = [(name, entry["term"], entry["meaning"]) for name, entry in terms.items()]
    assert rows == told
