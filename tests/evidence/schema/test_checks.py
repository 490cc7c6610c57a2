"""A folder with planted errors is refused, and each error is named."""

from dataclasses import replace

import pytest

from kzaz_analysis.errors import DataError
from kzaz_analysis.evidence.schema.checks import _of_package, check, examine
from kzaz_analysis.evidence.schema.columns import Column
from kzaz_analysis.evidence.schema.datapackage import record_package, write_package
from kzaz_analysis.evidence.tables import load


def problems(found):
    return [(p.file, p.line, p.column, p.value) for p in found]


def test_a_good_folder_has_no_problem(make_data, figure):
    folder = make_data(
        observations=[figure(2022, 461.9, 0.05), figure(2023, 529.4, 0.05)]
    )
    assert check(folder) == []


@pytest.mark.parametrize(
    ("planted", "column", "value", "words"),
    [
        pytest.param(
            {"unit": "furlongs"},
            "unit",
            "furlongs",
            "not in units.csv",
            id="unknown unit",
        ),
        pytest.param(
            {"source": "nowhere-2020"},
            "source",
            "nowhere-2020",
            "not in sources.csv",
            id="unknown source",
        ),
        pytest.param(
            {"period_start": "2024-01-01"},
            "period_start",
            "2024-01-01",
            "after period_end",
            id="ends before it starts",
        ),
        pytest.param(
            {"value": -4.0, "low": "", "high": ""},
            "value",
            "-4.0",
            "may not be negative",
            id="negative quantity",
        ),
        pytest.param(
            {"value": "about 500"},
            "value",
            "about 500",
            "not a number",
            id="text in a number",
        ),
        pytest.param(
            {"value": "inf"}, "value", "inf", "not a number", id="infinite number"
        ),
        pytest.param({"value": ""}, "value", "", "required", id="missing value"),
        pytest.param(
            {"period_end": "2023-02-30"},
            "period_end",
            "2023-02-30",
            "not a calendar day",
            id="impossible day",
        ),
        pytest.param(
            {"obs_status": "Z"}, "obs_status", "Z", "not one of A", id="unknown status"
        ),
        pytest.param({"digits": "0"}, "digits", "0", "at least 1", id="no digits"),
        pytest.param(
            {"digits": "2.5"}, "digits", "2.5", "whole number", id="half a digit"
        ),
        pytest.param(
            {"low": 600.0}, "low", "600.0", "after value", id="interval above its value"
        ),
    ],
)
def test_planted_error_is_named(make_data, figure, planted, column, value, words):
    good, bad = figure(2022, 461.9, 0.05), figure(2023, 529.4, 0.05) | planted
    sources = [{"source": "paper-2024"}]
    found = check(make_data(observations=[good, bad], sources=sources))
    named = [p for p in found if (p.line, p.column, p.value) == (3, column, value)]
    assert {p.file for p in named} == {"observations.csv"}
    assert any(words in p.message for p in named)


def test_repeated_key_names_both_lines(make_data, figure):
    row = figure(2022, 461.9, 0.05, ref="T001")
    [problem] = check(make_data(observations=[row, row]))
    assert (problem.line, problem.message) == (3, "repeats the key of line 2")


def test_all_problems_are_reported_at_once(make_data, figure):
    bad = [
        figure(2022, 1.0, unit="x"),
        figure(2023, 1.0, agency="y"),
        figure(2024, 1.0, series="z"),
    ]
    assert [
        (line, column)
        for _, line, column, _ in problems(check(make_data(observations=bad)))
    ] == [
        (2, "unit"),
        (3, "agency"),
        (4, "series"),
    ]


def test_missing_table_and_wrong_headings_are_problems(make_data):
    folder = make_data()
    (folder / "claims.csv").unlink()
    (folder / "macro.csv").write_text("country,year\n", encoding="utf-8")
    found = {p.file: p.message for p in check(folder)}
    assert "missing" in found["claims.csv"]
    assert "missing: indicator" in found["macro.csv"]


@pytest.mark.parametrize("text", ["{broken", '{"resources": 5}', "[]", "[" * 100_000])
def test_a_record_that_cannot_be_read_is_a_problem_until_it_is_written_anew(
    make_data, text
):
    folder = make_data()
    (folder / "datapackage.json").write_text(text)
    [problem] = check(folder)
    assert problem.file == "datapackage.json"
    for write in (record_package, write_package):
        (folder / "datapackage.json").write_text(text)
        write(folder)
        assert [*_of_package(folder)] == []


def test_a_record_of_other_contents_is_a_warning(make_data, figure):
    folder = make_data()
    record_package(folder)
    before = examine(folder).warnings
    with (folder / "sources.csv").open("a") as file:
        file.write("\n")
    [new] = set(examine(folder).warnings) - set(before)
    assert "it records other contents of sources" in str(new)


def test_every_name_in_a_list_cell_must_exist(make_data, figure):
    series = [
        {
            "series": "turnover",
            "title": "T",
            "system": "trade",
            "measures": "m",
            "unit": "USD",
            "nature": "flow",
            "preferred": "KAZ_BNS;NOBODY",
        }
    ]
    [problem] = check(
        make_data(observations=[figure(2022, 1.0, unit="USD")], series=series)
    )
    assert "'NOBODY' is not in agencies.csv" in problem.message


def test_negative_increase_is_no_negative_quantity(make_data):
    claim = {
        "id": "c",
        "series": "turnover",
        "measure": "increase",
        "value": -47.9,
        "low": -47.95,
        "high": -47.85,
        "unit": "USD",
        "qualifier": "exact",
        "agency": "AZE_SCC",
    }
    assert check(make_data(claims=[claim])) == []


def test_loading_a_changed_file_checks_it(make_data, figure):
    make_data(observations=[figure(2022, 1.0) | {"value": "many"}])
    with pytest.raises(DataError, match="observations.csv, line 2, value is 'many'"):
        load("observations")


def test_rule_in_words_is_what_the_field_demands():
    column = Column("x", "X.", "number", required=True, minimum=0)
    assert column.rule() == "required; at least 0"
    assert column.field()["constraints"] == {"required": True, "minimum": 0}


def test_who_asks_for_errors_gets_them_without_the_work_of_warnings(
    make_data, figure, monkeypatch
):
    from kzaz_analysis.evidence.schema import meaning

    def unwanted(rows):
        raise AssertionError("a rule of warnings was worked out")

    rules = meaning.RULES
    lazy = tuple(
        replace(rule, matches=unwanted) if rule.severity == "warning" else rule
        for rule in rules
    )
    folder = make_data(observations=[figure(2019, 250.0) | {"value": "-250"}])
    expected = list(examine(folder).errors)
    monkeypatch.setattr(meaning, "RULES", lazy)
    assert check(folder) == expected != []
    with pytest.raises(AssertionError, match="warnings"):
        examine(folder)
