"""Cells and files that no program should stumble over, told in a line each."""

import pytest
from small_dataset import TODAY, small_dataset

from kzaz_analysis.errors import DataError
from kzaz_analysis.evidence.files import read_text
from kzaz_analysis.evidence.schema.checks import check, examine
from kzaz_analysis.evidence.tables import load

NUMBERS = ["1e308", "-1e308", "1e999", "1e-320", "٣", "12345678901234567890", "4,5"]
NUMBERS += ["1 234", "1_000", "0x10", "True", "nan", "40%", "$5", "1e15000"]
DAYS = ["9999-12-31", "0001-01-01", "2023-02-30", "٢٠٢٣-01-01", "45291", "29.07.2023"]
DAYS += ["2023-7-9", "2023-01-01T00:00", "3000-01-01", "-2023-01-01"]
COLUMNS = [
    ("observations", "value", NUMBERS),
    ("observations", "digits", [*NUMBERS, "2.0"]),
    ("observations", "low", NUMBERS),
    ("observations", "period_start", DAYS),
    ("observations", "period_end", DAYS),
    ("claims", "base_end", DAYS),
    ("claims", "level_value", NUMBERS),
    ("targets", "deadline_end", DAYS),
    ("targets", "base_year", NUMBERS),
    ("macro", "year", NUMBERS),
    ("macro", "value", NUMBERS),
    ("milestones", "actual_end", DAYS),
    ("sources", "published_on", [*DAYS, "9999", "2023-13", "٢٠٢٣"]),
    ("sources", "accessed_on", DAYS),
    ("units", "factor", [*NUMBERS, "-1"]),
    ("factors", "value", [*NUMBERS, "-1"]),
    ("factors", "year", NUMBERS),
]


@pytest.mark.parametrize(("table", "column", "cells"), COLUMNS)
def test_cell_beyond_numbers_or_calendar_is_named(make_data, table, column, cells):
    tables = small_dataset()
    row = tables[table][0]
    tables[table] = [row | {column: cell} for cell in cells]
    errors = examine(make_data(**tables), TODAY).errors
    reported = {
        line
        for p in errors
        if (p.file, p.column) == (f"{table}.csv", column)
        for line in ([*range(2, len(cells) + 2)] if p.repeats else [p.line])
    }
    assert reported >= set(range(2, len(cells) + 2))
    with pytest.raises(DataError):
        load(table)


def test_a_column_of_wrong_dates_is_one_problem_with_a_count(make_data):
    tables = small_dataset()
    for row in tables["observations"]:
        row["period_end"] = "31.12.2023"
    problems = [
        p
        for p in examine(make_data(**tables), TODAY).errors
        if p.column == "period_end" and "calendar day" in p.message
    ]
    assert [(p.line, p.repeats) for p in problems] == [
        (2, len(tables["observations"]) - 1)
    ]
    assert "the same in 39 more lines" in str(problems[0])


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        pytest.param("ref;reason\nT1;twice\n", 0, "semicolons", id="semicolons"),
        pytest.param("ref\treason\nT1\ttwice\n", 0, "tabs", id="tabs"),
        pytest.param("ref,reason\nT1\n", 2, "1 cells under 2 headings", id="short"),
        pytest.param("ref,reason\nT1,a,b\n", 2, "3 cells under 2 headings", id="long"),
        pytest.param('ref,reason\nT1,"a\n', 2, "not readable as CSV", id="open quote"),
        pytest.param("", 0, "the file is empty", id="empty"),
        pytest.param("ref,why\nT1,a\n", 0, "unknown: why", id="heading"),
        pytest.param("ref,ref\nT1,a\n", 0, "missing: reason", id="heading twice"),
        pytest.param(b"PK\x03\x04\x00", 0, "spreadsheet", id="spreadsheet"),
        pytest.param("ref,reason\n".encode("utf-16"), 0, "UTF-16", id="UTF-16"),
        pytest.param("ref,reason\nT1,груз\n".encode("cp1251"), 2, "UTF-8", id="1251"),
        pytest.param(b"ref,reason\nT1,\x00\n", 0, "zero bytes", id="zero bytes"),
    ],
)
def test_a_file_that_is_no_table_is_told_in_one_line(make_data, content, line, words):
    folder = make_data(**small_dataset())
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "exclusions.csv").write_bytes(data)
    [problem] = check(folder, TODAY)
    assert (problem.file, problem.line) == ("exclusions.csv", line)
    assert words in problem.message
    with pytest.raises(DataError, match=r"^exclusions\.csv"):
        load("exclusions")


@pytest.mark.parametrize("name", ["units", "series", "agencies", "sources"])
def test_a_list_with_semicolons_is_the_only_problem(make_data, name):
    folder = make_data(**small_dataset())
    path = folder / f"{name}.csv"
    path.write_text(path.read_text("utf-8").replace(",", ";"), "utf-8")
    findings = examine(folder, TODAY)
    assert [p.file for p in findings.errors] == [f"{name}.csv"]
    assert "semicolons" in findings.errors[0].message


def test_lines_are_those_of_the_file(make_data):
    folder = make_data()
    text = 'ref,reason\r\nT1,"two\nlines"\r\n\r\nT2,\r\n'
    (folder / "exclusions.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_text("exclusions").index.to_list() == [2, 5]
    [problem] = examine(folder, TODAY).errors
    assert (problem.line, problem.column) == (5, "reason")


@pytest.mark.parametrize("table", ["series", "sources", "agencies", "units"])
def test_names_that_no_list_has_are_problems_and_nothing_else(make_data, table):
    tables = small_dataset() | {table: []}
    problems = examine(make_data(**tables), TODAY).errors
    assert any(f"is not in {table}.csv" in p.message for p in problems)
