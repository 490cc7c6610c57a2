"""A file of chained lines shows every change but the one of its whole end and head."""

import json

import pytest

from kzaz_analysis import chained_lines
from kzaz_analysis.errors import OutputError
from kzaz_analysis.runner.publish import ledger

CONTENTS = [{"subject": {"n": n}, "record": {"value": n * 1.5}} for n in range(5)]


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "ledger.jsonl"
    ledger.append(file, [(content, True) for content in CONTENTS])
    return file


def rewrite(path, change):
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(change(lines)), encoding="utf-8")
    return chained_lines.read(path).problems


def swapped(lines):
    return [lines[0], lines[2], lines[1], *lines[3:]]


def edited(lines):
    line = json.loads(lines[2])
    line["record"]["value"] = 99
    return [*lines[:2], json.dumps(line) + "\n", *lines[3:]]


def resealed(lines):
    """An edit with a hash that fits: the next line does not follow any more."""
    line = json.loads(lines[2])
    says = {"subject": line["subject"], "record": {"value": 99}}
    forged = chained_lines.sealed(says, line["line"], line["previous"])
    return [*lines[:2], json.dumps(forged) + "\n", *lines[3:]]


def doubled(lines):
    """A forged record before the true one: a program reads the last of the two."""
    forged = lines[2].replace('"record":', '"record":{"value":99},"record":', 1)
    return [*lines[:2], forged, *lines[3:]]


def test_an_untouched_file_has_no_problem(path):
    chain = chained_lines.read(path)
    assert chain.problems == ()
    assert [line["record"]["value"] for line in chain.lines] == [0, 1.5, 3, 4.5, 6]
    assert chain.lines[0]["previous"] == chained_lines.ORIGIN
    assert chain.head == chain.lines[-1]["hash"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (edited, "line 3 was edited"),
        (doubled, "line 3 is not a JSON object with each key once"),
        (resealed, "line 4 does not follow"),
        (swapped, "line 2 calls itself 3 where 2 is due"),
        (lambda lines: lines[1:], "line 1 calls itself 2 where 1 is due"),
        (lambda lines: [*lines[:2], *lines[3:]], "line 3 calls itself 4 where 3"),
        (lambda lines: lines[:-1], "the newest line was number 5"),
        (lambda lines: [*lines[:2], "nonsense\n", *lines[3:]], "line 3 is not a JSON"),
        (lambda lines: [lines[0], *lines], "line 2 calls itself 1 where 2 is due"),
    ],
)
def test_every_change_is_told_with_its_place(path, change, message):
    problems = rewrite(path, change)
    assert any(problem.startswith(message) for problem in problems), problems


def test_an_end_that_nobody_names_is_in_doubt(path):
    head = chained_lines.head_file(path)
    head.write_text("nonsense")
    (problem,) = chained_lines.read(path).problems
    assert problem == f"{head.name} does not name the newest line"
    head.unlink()
    chain = chained_lines.read(path)
    assert (chain.problems, "is not there" in chain.doubt) == ((), True)


def test_a_line_of_brackets_is_no_object(path):
    problems = rewrite(path, lambda lines: [*lines, "[" * 100_000 + "\n"])
    assert problems == ("line 6 is not a JSON object with each key once",)


@pytest.mark.parametrize("change", [edited, lambda lines: lines[:-1], lambda _: []])
def test_nothing_is_added_to_what_is_not_intact(path, change):
    rewrite(path, change)
    before = path.read_bytes(), chained_lines.head_file(path).read_bytes()
    with pytest.raises(OutputError, match="is not intact, and nothing is added"):
        ledger.append(path, [({"subject": "x", "record": 1}, True)])
    assert (path.read_bytes(), chained_lines.head_file(path).read_bytes()) == before


def test_one_edit_is_one_problem(path):
    assert len(rewrite(path, edited)) == 1


def test_a_line_that_was_cut_off_never_counted(path):
    with path.open("ab") as file:
        file.write(b'{"line": 6, "previ')
    chain = chained_lines.read(path)
    assert (chain.problems, len(chain.lines), chain.torn_bytes) == ((), 5, 18)


def test_an_editor_that_takes_the_last_line_break_takes_no_line(path):
    path.write_bytes(path.read_bytes()[:-1])
    assert len(chained_lines.read(path).lines) == 5
    ledger.append(path, [({"subject": "x", "record": 1}, True)])
    chain = chained_lines.read(path)
    assert (len(chain.lines), chain.problems) == (6, ())


def test_a_file_that_is_not_there_has_no_lines(tmp_path):
    assert chained_lines.read(tmp_path / "none").lines == ()
