"""The commands `kzaz data add` and `kzaz data extract` as a user types them."""

import json
import re
import shlex

import pandas as pd
import pytest
from click.testing import CliRunner

import kzaz_analysis as kz
from kzaz_analysis.cli.intake import add as data_add
from kzaz_analysis.cli.main import kzaz, main
from kzaz_analysis.evidence.schema.checks import check
from kzaz_analysis.evidence.schema.definitions import TABLES
from kzaz_analysis.evidence.tables import load

FIGURE = [
    "data",
    "add",
    "observation",
    *("--series", "turnover", "--period", "2023", "--unit", "million_USD"),
    *("--agency", "KAZ_BNS", "--source", "paper-2024"),
]


@pytest.fixture
def folder(make_data, figure):
    return make_data(observations=[figure(2023, 529.4, 0.05, ref="T001")])


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setattr(data_add, "_on_terminal", lambda: True)


def run(*arguments, answers=None):
    return CliRunner().invoke(kzaz, arguments, input=answers, catch_exceptions=False)


def refused(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return ended.value.code, capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [["add", kind] for kind in data_add.KINDS] + [["add"], ["extract"]],
    ids=" ".join,
)
def test_every_command_has_help_with_an_example(words):
    done = run("data", *words, "--help")
    assert done.exit_code == 0
    assert "Example" in done.output


@pytest.mark.parametrize("kind", data_add.KINDS)
def test_every_column_is_an_option(kind):
    options = {o for p in data_add.add.commands[kind].params for o in p.opts}
    wanted = {f"--{n.replace('_', '-')}" for n in TABLES[data_add.KINDS[kind]].names}
    assert wanted <= options


def test_a_figure_is_shown_and_written(folder):
    done = run(
        *FIGURE[:5], "--period", "2024", *FIGURE[7:], "--value", "533.4", "--yes"
    )
    assert done.exit_code == 0
    assert re.search(r"^low +533\.35$", done.output, re.MULTILINE)
    assert re.search(r"^ref +U001$", done.output, re.MULTILINE)
    assert load("observations")["value"].to_list() == [529.4, 533.4]
    assert check(folder) == []


def test_what_it_contradicts_is_shown_first(folder):
    done = run(*FIGURE, "--value", "700.5", "--dry-run")
    assert "1 contradicts" in done.output
    assert "against USD 700.45 to 700.55 million" in done.output
    assert "nothing was written" in done.output
    assert len(load("observations")) == 1


def test_an_ambiguous_separator_is_told(folder):
    done = run(*FIGURE, "--value", "5,294", "--dry-run")
    assert "5,294 is read as 5294; if not, type 5.294" in done.output


def test_what_agrees_is_not_called_a_contradiction(folder):
    done = run(*FIGURE, "--value", "529", "--dry-run")
    assert "1 comparison with the record: 1 consistent" in done.output


def test_a_contradiction_must_be_wanted(folder, terminal):
    done = run(*FIGURE, "--value", "700.5", answers="\n")
    assert "although it is contradicted? [y/N]" in done.output
    assert len(load("observations")) == 1
    run(*FIGURE, "--value", "700.5", answers="y\n")
    assert len(load("observations")) == 2


def test_what_is_missing_is_asked_for(folder, terminal):
    answers = "freigt\nfreight\nKAZ_BNS\n4.5\nmillion_tonnes\npaper-2024\n2024\n\n"
    done = run("data", "add", "observation", answers=answers)
    assert "did you mean freight?" in done.output
    assert "[thousand_tonnes]" in done.output
    added = load("observations").query("series == 'freight'").iloc[0]
    assert (added["value"], added["unit"]) == (4.5, "million_tonnes")
    assert f"{added['period_end']:%Y-%m-%d}" == "2024-12-31"


def test_a_source_comes_with_its_first_figure(folder):
    arguments = [a for a in FIGURE if a not in ("--source", "paper-2024")]
    done = run(
        *arguments,
        *("--value", "530", "--source-publisher", "My office"),
        *("--source-published-on", "2024-02-01", "--yes"),
    )
    assert "added to sources.csv, observations.csv, datapackage.json" in done.output
    assert "my-office-2024-02-01" in set(load("observations")["source"])
    assert check(folder) == []


def test_a_claim_and_a_promise(folder):
    done = run(
        *("data", "add", "claim", "--series", "turnover", "--measure", "multiple"),
        *("--value", "5", "--unit", "ratio_to_base", "--period", "2023"),
        *("--base", "2020", "--agency", "KAZ_BNS", "--source", "paper-2024", "--yes"),
    )
    assert done.exit_code == 0
    claim = load("claims").iloc[0]
    assert (claim["id"], claim["low"], claim["high"]) == (
        "turnover@paper-2024",
        4.5,
        5.5,
    )
    done = run(
        *("data", "add", "target", "--series", "freight", "--value", "10"),
        *("--unit", "million_tonnes", "--deadline", "2030", "--promise", "freight_10"),
        *("--source", "paper-2024", "--yes"),
    )
    assert done.exit_code == 0
    assert load("targets").iloc[0]["id"] == "freight_10@paper-2024"


def test_a_repetition_names_the_row_and_ends_with_two(folder, capsys):
    code, said = refused(capsys, *FIGURE, "--value", "529.4", "--yes")
    assert code == 2
    assert "this repeats observations.csv, line 2: " in said
    assert "ref T001" in said


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        pytest.param(["--yes"], 2, "missing: --value", id="no value"),
        pytest.param(["--value", "5"], 2, "nobody is there to ask", id="nobody to ask"),
        pytest.param(
            ["--value", "5", "--unit", "milion_USD", "--yes"],
            2,
            "did you mean million_USD",
            id="misspelt unit",
        ),
        pytest.param(
            ["--value", "5", "--period", "soon", "--yes"],
            2,
            "'soon' is not a period",
            id="no period",
        ),
        pytest.param(
            ["--value", "5", "--period-end", "2023-12-31", "--yes"],
            2,
            "stands for both days",
            id="period twice",
        ),
    ],
)
def test_wrong_use_says_what_would_be_right(
    folder, capsys, monkeypatch, arguments, code, words
):
    monkeypatch.setattr(data_add, "_on_terminal", lambda: False)
    ended, said = refused(capsys, *FIGURE, *arguments)
    assert ended == code
    assert words in said
    assert len(load("observations")) == 1


TEXT = (
    "In 2029 trade turnover between Kazakhstan and Azerbaijan rose by 9% to more "
    "than $720 million.\n\nSeven ferries will be bought by 2033."
)


def test_extract_as_table(tmp_path):
    path = tmp_path / "news.txt"
    path.write_text(TEXT, "utf-8")
    said = run("data", "extract", str(path)).output
    assert "3 candidates; nothing was entered" in said
    assert "over 720" in said
    assert "trade_turnover" in said


def test_extract_shows_a_period_whose_end_is_not_stated(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(
        "Published 2026-02-10: In the same period last year 13.74 million tons were "
        "carried."
    )
    said = run("data", "extract", str(path)).output
    assert "2025-01-01.. " in said
    assert "the months of 2025 are not stated" in said


def test_extract_as_csv_and_json(tmp_path):
    path = tmp_path / "news.txt"
    path.write_text(TEXT, "utf-8")
    said = run("data", "extract", str(path), "--format", "csv").output
    assert said.startswith("paragraph,start,end,words,table,series,fit")
    rows = json.loads(run("data", "extract", str(path), "--format", "json").output)
    assert [row["table"] for row in rows] == ["claims", "observations", "targets"]
    assert rows[2]["deadline_end"] == "2033-12-31"


def test_extract_reads_last_year_from_the_day_given(tmp_path):
    path = tmp_path / "news.txt"
    path.write_text("Ships took 4 million tonnes last year.", "utf-8")
    arguments = ["data", "extract", str(path), "--published", "2030-03-01"]
    [row] = json.loads(run(*arguments, "--format", "json").output)
    assert row["period_start"] == "2029-01-01"


@pytest.mark.parametrize(
    ("content", "arguments", "words"),
    [
        pytest.param(b"\xff\xfe\x00", [], "not text in UTF-8", id="no text"),
        pytest.param(b"5 tons", ["--published", "May"], "is not a day", id="no day"),
    ],
)
def test_extract_refuses(tmp_path, capsys, content, arguments, words):
    path = tmp_path / "news.txt"
    path.write_bytes(content)
    code, said = refused(capsys, "data", "extract", str(path), *arguments)
    assert code == 2
    assert words in said


def test_extract_of_a_text_without_figures(tmp_path):
    path = tmp_path / "news.txt"
    path.write_text("They met.", "utf-8")
    assert "no number with a unit" in run("data", "extract", str(path)).output


SEVERAL = [
    *("data", "add", "observation", "--series", "turnover", "--unit", "million_USD"),
    *("--agency", "KAZ_BNS", "--source", "paper-2024"),
]
ROWS = (
    "--row",
    "period=2024 value=540.5",
    "--row",
    "period=2025 value=551.5 note='b c'",
)


def added(name="observations"):
    frame = load(name)
    return frame[frame["ref"].str.startswith("U")] if "ref" in frame else frame


def test_several_rows_are_added_together(folder):
    done = run(*SEVERAL, *ROWS, "--yes")
    assert done.exit_code == 0, done.output
    assert added()["value"].to_list() == [540.5, 551.5]
    assert added()["note"].to_list() == ["", "b c"]
    assert added()["ref"].to_list() == ["U001", "U002"]
    assert check(folder) == []


@pytest.mark.parametrize(
    "mark",
    [
        ",",
        pytest.param(";", marks=pytest.mark.slow),
        pytest.param("\t", marks=pytest.mark.slow),
    ],
)
def test_several_rows_come_from_a_table(folder, tmp_path, mark):
    lines = (("period", "value", "note"), ("2024", "540.5", "a"), ("2025", "551.5", ""))
    text = "\n".join(mark.join(line) for line in lines)
    (tmp_path / "rows.csv").write_text(text, encoding="utf-8-sig")
    done = run(*SEVERAL, "--rows", str(tmp_path / "rows.csv"), "--yes")
    assert done.exit_code == 0, done.output
    assert added()["value"].to_list() == [540.5, 551.5]
    again = run(*SEVERAL, "--rows", "-", "--yes", answers=text.replace(".5", ".7"))
    assert again.exit_code == 0, again.output
    assert len(added()) == 4


def test_rows_are_typed_into_a_form(folder, monkeypatch):
    forms = []

    def edit(form, extension):
        forms.append(form)
        return f"{form}540.5,2024\n551.5,2025\n"

    monkeypatch.setattr("click.edit", edit)
    done = run(*SEVERAL, "--edit", "--yes")
    assert done.exit_code == 0, done.output
    assert forms[0].splitlines()[-1] == "value,period"
    assert added()["value"].to_list() == [540.5, 551.5]
    monkeypatch.setattr("click.edit", lambda form, extension: None)
    assert "nothing was written" in run(*SEVERAL, "--edit", "--yes").output


def test_a_bad_row_stops_all_and_every_one_is_named(folder, capsys):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    bad = (
        "--row",
        "period=2025",
        "--row",
        "value=3 perod=2026",
        "--row",
        "period=soon",
    )
    code, told = refused(capsys, *SEVERAL, *ROWS[:2], *bad, "--yes")
    assert code == 2
    assert "row 3: observations has no column perod" in told
    assert "row 4: 'soon' is no period" in told or "row 4:" in told
    code, told = refused(capsys, *SEVERAL, *ROWS[:2], *bad[:2], "--yes")
    assert "row 2: missing: value" in told
    code, told = refused(capsys, *SEVERAL, *ROWS[:2], *ROWS[:2], "--yes")
    assert "row 2 of observations repeats row 1, both new" in told
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


TABLES_OF_SEVERAL = {
    "claim": "--row 'value=540.5 period=2024' "
    "--row 'value=551.5 period=2025' "
    "--measure level --unit million_USD --series turnover --agency KAZ_BNS --source paper-2024",
    "target": "--row 'value=900 deadline=2030' --row 'value=1200 deadline=2035' "
    "--series turnover --unit million_USD --announced-by office --source paper-2024",
    "source": "--row 'publisher=A published_on=2024-01-31' --row publisher=B",
    "projection": "--row 'value=900 period=2030' --row 'value=950 period=2031' "
    "--series turnover --unit million_USD --author office --source paper-2024",
    "milestone": "--row 'project=quay status=planned' --row 'project=line status=planned' "
    "--event opening --planned-start 2030-01-01 --planned-end 2030-12-31 "
    "--source paper-2024",
    "macro": "--row 'year=2024 value=3e11' --row 'year=2025 value=3.1e11' "
    "--indicator gdp --country KAZ --unit USD --source paper-2024",
    "series": "--row 'series=power title=Power' --row 'series=heat title=Heat' "
    "--system energy --measures Sent. --unit million_USD --nature flow",
    "unit": "--row 'unit=kWh label=kWh factor=1' --row 'unit=MWh label=MWh factor=1000' "
    "--dimension energy --authority definition",
    "factor": "--row 'year=2024 value=1.08' --row 'year=2025 value=1.12' --factor ecu "
    "--from-dimension 'money USD' --to-dimension 'money EUR' --source paper-2024",
    "driver": "--row 'driver=quay title=quay rests_on=exports' "
    "--row 'driver=line title=line rests_on=imports' --series turnover --kind capacity "
    "--low ceiling --base ceiling --high ceiling --overlap capacity",
    "exclusion": "--row ref=T801 --row ref=T802 --reason 'Counted twice.'",
    "agency": "--row 'agency=GEO_STAT books=GEO' --row 'agency=TUR_STAT books=TUR' "
    "--name Office --kind statistics",
}


@pytest.mark.parametrize("kind", sorted(TABLES_OF_SEVERAL))
def test_every_table_takes_several_rows(folder, kind):
    words = shlex.split(TABLES_OF_SEVERAL[kind])
    table = data_add.KINDS[kind]
    before = len(load(table))
    done = run("data", "add", kind, *words, "--yes")
    assert done.exit_code == 0, done.output
    assert len(load(table)) == before + 2
    assert check(folder) == []


def test_python_takes_several_rows(folder):
    frame = pd.DataFrame({"period": ["2024", "2025"], "value": [540.5, 551.5]})
    cells = {"series": "turnover", "unit": "million_USD", "agency": "KAZ_BNS"}
    rows = frame.assign(note=[None, "b"]).to_dict("records")
    kz.add("observation", rows, source="paper-2024", **cells)
    assert added()["value"].to_list() == [540.5, 551.5]


def test_figures_of_a_new_source_know_what_kind_it_is(folder):
    origin = ("--source-publisher", "An office", "--source-published-on", "2026-01-31")
    for kind, provenance in (("press", "quoted"), ("dataset", "statistic")):
        words = [*SEVERAL[:-2], *origin, "--source-kind", kind, "--source", kind]
        words += ["--source-title", kind]
        done = run(*words, "--row", "period=2024 value=540.5", "--yes")
        assert done.exit_code == 0, done.output
        row = added().set_index("source").loc[kind]
        assert row["provenance"] == provenance
