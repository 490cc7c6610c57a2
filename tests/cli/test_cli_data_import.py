"""The command `kzaz data import` as a user types it."""

import pytest
from click.testing import CliRunner

from kzaz_analysis.cli.main import kzaz, main
from kzaz_analysis.evidence.schema.checks import check
from kzaz_analysis.evidence.tables import load

TABLE = "period;value\n2021;301,5\n2022;402,5\n"
SHARED = ("--series", "turnover", "--unit", "million_USD", "--agency", "KAZ_BNS")
NEW = ("--source-publisher", "My office", "--source-published-on", "2024-02-01")


@pytest.fixture
def folder(make_data, figure):
    return make_data(observations=[figure(2023, 529.4, 0.05, ref="T001")])


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(TABLE, "utf-8")
    return path


def run(*arguments):
    return CliRunner().invoke(kzaz, ["data", "import", *map(str, arguments)])


def refused(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        main(["data", "import", *map(str, arguments)])
    return ended.value.code, capsys.readouterr().err


def test_all_figures_are_added_with_their_source(folder, table):
    done = run(table, *SHARED, *NEW, "--yes")
    assert done.exit_code == 0, done.output
    assert "2 figures added to sources.csv, observations.csv" in done.output
    added = load("observations").query("source == 'my-office-2024-02-01'")
    assert added["value"].to_list() == [301.5, 402.5]
    assert sorted(added["ref"]) == ["U001", "U002"]
    assert check(folder) == []


def test_numbers_of_programs_keep_the_contract(folder, table):
    text = "year,value\n2021,5.21e2\n2022,519.954833836811761\n2020,5007.02443626740962e-1\n"
    table.write_text(text, "utf-8")
    done = run(table, *SHARED, *NEW, "--yes")
    assert done.exit_code == 0, done.output
    added = load("observations").query("source == 'my-office-2024-02-01'")
    digits = dict(zip(added["period_start"].dt.year, added["digits"], strict=True))
    assert digits == {2020: 15, 2021: 3, 2022: 15}
    assert check(folder) == []


@pytest.mark.parametrize("name", [(), ("--source", "mine")])
def test_a_source_may_be_described_with_every_table(folder, table, name):
    assert run(table, *SHARED, *NEW, *name, "--yes").exit_code == 0
    table.write_text("year;value\n2020;201,5\n", "utf-8")
    done = run(table, *SHARED, *NEW, *name, "--yes")
    assert done.exit_code == 0, done.output
    sources = load("observations")["source"].to_list()
    assert sources.count(name[1] if name else "my-office-2024-02-01") == 3


def test_another_source_under_one_name_is_refused(folder, table, capsys):
    run(table, *SHARED, *NEW, "--source", "mine", "--yes")
    table.write_text("year;value\n2020;201,5\n", "utf-8")
    other = ("--source-publisher", "Their office", "--source-published-on", "2024")
    code, said = refused(capsys, table, *SHARED, *other, "--source", "mine", "--yes")
    assert (code, "this repeats sources.csv" in said) == (2, True)


def test_a_dry_run_shows_and_writes_nothing(folder, table):
    done = run(table, *SHARED, *NEW, "--dry-run")
    assert "'period' is period; 'value' is value" in done.output
    assert "2022-01-01  2022-12-31  402.5  million_USD" in done.output
    assert "nothing was written (--dry-run)" in done.output
    assert len(load("observations")) == 1


def test_what_is_left_out_stops_the_rest_unless_wanted(folder, table, capsys):
    table.write_text(TABLE + "soon;7\n", "utf-8")
    code, said = refused(capsys, table, *SHARED, *NEW, "--yes")
    assert code == 2
    assert "1 figures are left out" in said
    assert len(load("observations")) == 1
    assert run(table, *SHARED, *NEW, "--yes", "--leave-out").exit_code == 0
    assert len(load("observations")) == 3


def test_what_is_on_record_or_twice_in_the_file_is_told(folder, table):
    run(table, *SHARED, *NEW, "--yes")
    table.write_text(TABLE + "2020;7,5\n2020;8,5\n", "utf-8")
    said = run(table, *SHARED, "--source", "my-office-2024-02-01", "--dry-run").output
    assert "# 0 figures understood" in said
    assert "line 5 of the file has another value for the same series" in said
    assert said.count("on record already, observations.csv, line") == 2
    assert "the same series and period as line 4 of the file" in said


def test_a_mapping_names_series_constants_and_what_to_skip(folder, tmp_path):
    path, mapping = tmp_path / "wide.csv", tmp_path / "wide.yml"
    path.write_text("What;2021;2022\nTrade;301,5;402,5\nTotal;1;2\n", "utf-8")
    mapping.write_text(
        "series: {Trade: turnover}\nunit: million_USD\nskip: [Total]\n"
        "constants: {agency: KAZ_BNS, source: paper-2024}\n",
        "utf-8",
    )
    done = run(path, "--map", mapping, "--yes")
    assert "2 figures added" in done.output


def test_a_unit_in_the_table_is_not_overruled(folder, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("year,value,unit\n2021,301.5,thousand tonnes\n", "utf-8")
    said = run(path, *SHARED, "--source", "paper-2024", "--dry-run").output
    assert (
        "says 'thousand tonnes', which is thousand_tonnes, and --unit million_USD"
        in said
    )
    assert "0 figures understood" in said
    path.write_text("year,value (thousand tonnes)\n2021,301.5\n", "utf-8")
    said = run(path, *SHARED, "--source", "paper-2024", "--dry-run").output
    assert "which is thousand_tonnes, and --unit million_USD" in said
    assert "0 figures understood" in said


def test_two_columns_are_not_one_series(folder, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("year,Exports,Imports\n2021,301.5,99.5\n", "utf-8")
    said = run(path, *SHARED, "--source", "paper-2024", "--dry-run").output
    assert "0 figures understood" in said
    assert "'Imports' says imports, and " in said
    path.write_text("year,Trade,Turnover\n2021,301.5,99.5\n", "utf-8")
    said = run(path, *SHARED, "--source", "paper-2024", "--dry-run").output
    assert "0 figures understood" in said
    assert "Turnover: the same series and period as line 2, Trade, of the file" in said
    path.write_text("quarter,2021\nI quarter,301.5\nSpring,99.5\n", "utf-8")
    said = run(path, *SHARED, "--source", "paper-2024", "--dry-run").output
    assert "1 figures understood" in said
    assert "2021-01-01  2021-03-31  301.5" in said
    assert "'Spring' of its row and 2021 of its heading are no one period" in said


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--series", "turnover"], "missing: --agency, --source"),
        (["--map", "{mapping}"], "colour is not one of"),
    ],
)
def test_wrong_use_says_what_would_be_right(
    folder, table, tmp_path, capsys, options, message
):
    mapping = tmp_path / "map.yml"
    mapping.write_text("colour: red\n", "utf-8")
    options = [option.format(mapping=mapping) for option in options]
    code, said = refused(capsys, table, "--unit", "million_USD", *options, "--yes")
    assert code == 2
    assert message in said


def test_columns_of_the_table_itself_are_read(folder, tmp_path):
    heads = "series,reporter,agency,period_start,period_end,value,unit\n"
    row = "turnover,KAZ,KAZ_BNS,2021-01-01,2021-03-31,70.5,million_USD\n"
    path = tmp_path / "rows.csv"
    path.write_text(heads + row, "utf-8")
    done = run(path, *NEW, "--yes")
    assert done.exit_code == 0, done.output
    added = load("observations").query("value == 70.5").iloc[0]
    assert (added["agency"], added["reporter"]) == ("KAZ_BNS", "KAZ")
    days = [str(added[name].date()) for name in ("period_start", "period_end")]
    assert days == ["2021-01-01", "2021-03-31"]


def test_a_reporter_in_the_file_against_the_agency_is_refused(folder, tmp_path, capsys):
    path = tmp_path / "rows.csv"
    row = "turnover,Azerbaijan,2021,70.5,million_USD\n"
    path.write_text("series,reporter,period,value,unit\n" + row, "utf-8")
    code, told = refused(capsys, path, "--agency", "KAZ_BNS", *NEW, "--yes")
    assert (code, "reporter 'AZE': KAZ_BNS reports for KAZ" in told) == (2, True), told


def test_a_table_of_one_row_is_of_the_office_of_its_reporter(tmp_path):
    table = tmp_path / "one.csv"
    row = "Kazakhstan,Exports,2021,401.5\n"
    table.write_text(f"Reporter,Flow,Year,USD million\n{row}", encoding="utf-8")
    done = run(table, "--dry-run")
    assert done.exit_code == 0, done.output
    assert "by their reporter they are of KAZ_BNS, unless" in done.output


def test_figures_are_of_the_office_of_their_reporter(tmp_path):
    table = tmp_path / "both.csv"
    lines = [
        f"{side},{flow},2021,{value}\n"
        for side, flow, value in (
            ("Kazakhstan", "Exports", 401.5),
            ("Kazakhstan", "Imports", 81.2),
            ("Azerbaijan", "Exports", 77.1),
        )
    ]
    table.write_text("Reporter,Flow,Year,USD million\n" + "".join(lines), "utf-8")
    done = run(table, "--dry-run")
    assert done.exit_code == 0, done.output
    assert "by their reporter they are of KAZ_BNS, AZE_STAT, unless" in done.output
    assert "exports_kaz_to_aze  KAZ" in done.output
    assert "imports_kaz_from_aze  AZE" in done.output


def test_a_reporter_of_several_offices_is_asked_which(tmp_path, capsys):
    table = tmp_path / "one.csv"
    table.write_text("reporter,year,value\nKAZ,2021,401.5\n", "utf-8")
    options = ("--series", "water_freight_kaz", "--unit", "million_tonnes", "--dry-run")
    code, told = refused(capsys, table, *options)
    assert code == 2
    assert "KAZ has the statistical offices KAZ_BNS and KAZ_NBK; --agency" in told
