"""The data commands as a user types them."""

import json

import pytest
from click.testing import CliRunner

from kzaz_analysis.cli.main import kzaz, main


def run(*arguments):
    return CliRunner().invoke(kzaz, arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["data"],
        ["data", "check"],
        ["data", "list"],
        ["data", "show"],
        ["data", "package"],
    ],
    ids=" ".join,
)
def test_every_command_has_help_with_an_example(arguments):
    done = run(*arguments, "--help")
    assert done.exit_code == 0
    assert "Example" in done.output


def test_show_as_of_a_day():
    done = run(
        "data", "show", "trade_turnover", "--as-of", "2023-07-24", "--format", "json"
    )
    shown = json.loads(done.output)
    assert {row["year"]: row["value"] for row in shown["annual"]}[2022] == 461.9
    assert shown["rule"] == "kaz_first"


def test_show_as_table_and_csv():
    shown = run("data", "show", "titr_freight", "--rule", "KAZ_MT").output
    assert "4484.0" in shown
    heads = [line.split() for line in shown.splitlines() if "agency" in line]
    assert [head[-5:-2] for head in heads] == [["provenance", "stage", "agency"]] * 3
    text = run("data", "show", "titr_freight", "--format", "csv").output
    assert text.startswith("year,period_start")


def test_show_every_row_of_a_source():
    done = run("data", "show", "--source", "bnnbreaking-2024-03-11")
    assert "# observations: 1 rows" in done.output
    assert "# claims: 1 rows" in done.output


def test_list_of_one_system():
    shown = json.loads(
        run("data", "list", "--system", "air", "--format", "json").output
    )
    assert {row["system"] for row in shown} == {"air"}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        pytest.param(
            ["data", "show", "trade_turnovr"],
            2,
            "did you mean trade_turnover",
            id="misspelt series",
        ),
        pytest.param(
            ["data", "show", "--source", "x"],
            2,
            "no source is called 'x'",
            id="unknown source",
        ),
        pytest.param(
            ["data", "list", "--system", "trad"],
            2,
            "did you mean trade",
            id="unknown system",
        ),
        pytest.param(
            ["data", "show"],
            2,
            "give either a SERIES or --source",
            id="nothing to show",
        ),
        pytest.param(
            ["data", "show", "titr_freight", "--as-of", "soon"],
            2,
            "'soon' is not a day",
            id="no day",
        ),
    ],
)
def test_wrong_use_says_what_would_be_right(capsys, arguments, code, words):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == code
    assert words in capsys.readouterr().err


def test_check_lists_planted_errors_and_ends_with_three(make_data, figure, capsys):
    folder = make_data(
        observations=[
            figure(2022, -1.0, low="", high=""),
            figure(2023, 1.0, unit="ell"),
        ]
    )
    with pytest.raises(SystemExit) as ended:
        main(["data", "check", str(folder)])
    said = capsys.readouterr().err
    assert ended.value.code == 3
    assert "2 problems found" in said
    assert (
        "observations.csv, line 2, value is '-1.0': a quantity may not be negative"
        in said
    )
    assert "observations.csv, line 3, unit is 'ell': 'ell' is not in units.csv" in said


def test_check_of_a_good_folder(make_data, capsys):
    folder = make_data()
    with pytest.raises(SystemExit) as ended:
        main(["data", "check", str(folder)])
    assert ended.value.code == 0
    assert "no problem found" in capsys.readouterr().out


def test_own_figures_through_the_environment(make_data, figure):
    make_data(observations=[figure(2026, 612.3, 0.05)])
    assert "612.3" in run("data", "show", "turnover").output


def test_package_is_not_written_for_a_broken_folder(make_data, figure):
    folder = make_data(observations=[figure(2022, 1.0, unit="ell")])
    with pytest.raises(SystemExit) as ended:
        main(["data", "package", str(folder)])
    assert ended.value.code == 3
    assert not (folder / "datapackage.json").exists()


def test_package_then_load_trusts_the_recorded_hash(make_data, figure, tmp_path):
    folder = make_data(observations=[figure(2022, 1.0)])
    page = tmp_path / "dictionary.md"
    done = run("data", "package", str(folder), "--dictionary", str(page))
    assert done.exit_code == 0
    assert (
        json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"][0][
            "rows"
        ]
        == 1
    )
    assert page.read_text("utf-8").startswith("# Data dictionary")
