"""What the audit says is worded last: values with their units, names, days."""

import ast
import re
from pathlib import Path

import pandas as pd
import pytest

import kzaz_analysis as kz
from kzaz_analysis.analysis.audit.clauses import (
    Bounds,
    Clause,
    Dates,
    NamedId,
    clause,
)
from kzaz_analysis.analysis.audit.read import change_clause, printed
from kzaz_analysis.display.numbers import MINUS
from kzaz_analysis.reports.audit.clauses.writer import CLAUSES, ClauseWriter

PACKAGE = Path(kz.__file__).parent
DAY = pd.Timestamp("2024-03-11")
YEAR = Dates(pd.Timestamp("2022-01-01"), pd.Timestamp("2022-12-31"))
WRITER = ClauseWriter({"KAZ_BNS": "Bureau"}, {"titr_freight": "Freight"})


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (printed(1.084, "million_tonnes", "approx"), "about 1.08 million tonnes"),
        (printed(470, "million_USD", "under"), "nearly USD 470 million"),
        (printed(1334, "km", "exact"), "1,334 km"),
        (change_clause(40, "percent", "growth", "over"), "over +40 %"),
        (change_clause(-24, "percent", "growth", "exact"), f"{MINUS}24 %"),
        (change_clause(-30, "percent", "growth", "under"), "a fall of over 30 %"),
        (change_clause(5, "ratio_to_base", "multiple", "exact"), "5 times"),
        (change_clause(15.2, "percent", "share", "exact"), "15.2 %"),
        (clause("said_of", dates=YEAR), "it is said of 2022"),
        (
            clause("said_of", dates=Dates(YEAR.start, pd.Timestamp("2022-09-30"))),
            "it is said of January to September 2022",
        ),
        (clause("both_mean", dates=Dates(None, DAY)), "both mean to 11 March 2024"),
        (
            clause("figure_of", figure="5", other=NamedId("series", "titr_freight")),
            "5 is the figure of Freight",
        ),
        (
            clause("counts", left="routes", right=NamedId("unit", "million_USD")),
            "routes against USD million",
        ),
        (
            clause("factor", name=NamedId("code", "t_per_m"), value=0.123456),
            "t per m = 0.12346",
        ),
    ],
)
def test_values_are_written_once_with_what_they_are_of(said, words):
    assert plain(WRITER.words(said)) == words


def test_amounts_have_three_digits_and_more_where_two_must_be_told_apart():
    one, two = (printed(value, "million_USD", "exact") for value in (598.41, 598.44))
    assert plain(WRITER.words(one)) == "USD 598 million"
    both = plain(WRITER.words(clause("one_revised", figure=one, second=two)))
    assert both == "one of USD 598.41 million and USD 598.44 million was revised"
    assert "598" in WRITER.words(clause("one_revised", figure=one, second=one))


def test_both_figures_of_a_revision_are_printed_as_published():
    """40,395 and 40,345 stood as 40,400 and 40,300: 50 looked like 100."""
    late, early = (printed(value, "TEU", "exact") for value in (40395, 40345))
    said = WRITER.words(clause("replaces", late=late, early=early, day=None))
    assert plain(said) == "40,395 TEU replaces 40,345 TEU"


def test_a_frame_is_written_and_keeps_its_numbers():
    frame = pd.DataFrame({"hint": [Clause("steps"), None], "value": [1.23456789, 2]})
    written = WRITER.frame(frame)
    assert written["hint"].to_list() == ["they are steps of one plan", ""]
    assert written["value"].equals(frame["value"])


def clauses_in_code():
    """Names of clauses that the analysis gives, with the operands that it gives."""
    for path in sorted((PACKAGE / "analysis" / "audit").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = isinstance(node, ast.Call) and getattr(node.func, "id", "")
            if name in ("clause", "Clause") and node.args:
                for text in ast.walk(node.args[0]):
                    if isinstance(text, ast.Constant) and isinstance(text.value, str):
                        yield text.value


def test_every_clause_of_the_analysis_has_words_and_no_words_are_left_over():
    template = (CLAUSES.folder / "sentences.j2").read_text("utf-8")
    macros = set(re.findall(r"{% macro (\w+)\(", template)) - {"outcome"}
    assert set(clauses_in_code()) | {"on", "of"} == macros


@pytest.fixture(scope="module")
def record():
    return kz.audit_study().audit


@pytest.mark.parametrize("column", ["condition", "hint", "arithmetic", "left_text"])
def test_every_clause_of_the_record_can_be_written(record, column):
    said = {cell for cell in record.comparisons[column] if cell is not None}
    assert said
    for cell in said:
        words = WRITER.words(cell)
        assert words.strip() == words != ""
        assert not re.search(r"\bNone\b|\bnan\b|\binf\b|NamedId|Clause\(|  ", words)


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ((444.691467, 444.691469, "million_USD"), "USD 444.7 million"),
        ((97.657682, 97.657686, "percent"), "97.7 %"),
        ((340.0, 360.0, "million_USD"), "USD 340 to 360 million"),
        ((444.65, 444.75, "million_USD"), "USD 444.65 to 444.75 million"),
    ],
)
def test_a_figure_of_many_digits_is_no_interval(ends, words):
    assert plain(WRITER.words(Bounds(*ends))) == words
