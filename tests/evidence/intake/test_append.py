"""A row is added whole, once, checked, or not at all."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from made_tables import AGENCIES, SERIES, UNITS

from kzaz_analysis.errors import DataError, LockedError, OutputError, UsageError
from kzaz_analysis.evidence.files import recorded_hashes, table_hashes
from kzaz_analysis.evidence.intake import append
from kzaz_analysis.evidence.intake.append import NewRow, add, check_new, with_new
from kzaz_analysis.evidence.intake.complete import complete, missing
from kzaz_analysis.evidence.intake.duplicates import repeated_line
from kzaz_analysis.evidence.intake.reading.numerals import significant_digits
from kzaz_analysis.evidence.schema.checks import check
from kzaz_analysis.evidence.schema.definitions import TABLES
from kzaz_analysis.evidence.tables import load

GIVEN = {
    "series": "turnover",
    "agency": "KAZ_BNS",
    "period_start": "2024-01-01",
    "period_end": "2024-12-31",
    "value": "512.4",
    "unit": "million_USD",
    "source": "paper-2024",
}


@pytest.fixture
def folder(make_data, figure):
    return make_data(
        observations=[
            figure(2022, 461.9, 0.05, ref="T001"),
            figure(2023, 529.4, 0.05, ref="U007;T002"),
        ]
    )


def row(folder, table="observations", **changes):
    return NewRow(table, complete(table, GIVEN | changes, folder))


def contents(folder):
    return {
        p.name: p.read_bytes() if p.is_file() else None for p in Path(folder).iterdir()
    }


@pytest.mark.parametrize(
    ("text", "unit", "qualifier", "digits"),
    [
        pytest.param("461.9", "million_USD", "exact", 4, id="decimal"),
        pytest.param("500", "million_USD", "exact", 1, id="round hundred"),
        pytest.param("500.0", "million_USD", "exact", 4, id="zero after the point"),
        pytest.param("1,485", "thousand_tonnes", "exact", 4, id="grouped"),
        pytest.param("0.050", "million_USD", "exact", 2, id="zeros in front"),
        pytest.param("-4.6", "percent", "exact", 2, id="negative"),
        pytest.param("40", "percent", "exact", 2, id="plain percentage"),
        pytest.param("40", "percent", "approx", 1, id="hedged percentage"),
        pytest.param("30", "count", "exact", None, id="count"),
        pytest.param("30", "count", "approx", 1, id="hedged count"),
        pytest.param("0", "million_USD", "exact", None, id="zero"),
        pytest.param("461,9", "million_USD", "exact", 4, id="decimal comma"),
        pytest.param("many", "million_USD", "exact", None, id="no number"),
    ],
)
def test_digits_are_counted_as_printed(text, unit, qualifier, digits):
    assert significant_digits(text, unit, qualifier) == digits


def test_the_rest_of_an_observation_follows(folder):
    cells = row(folder).cells
    assert {n: cells[n] for n in ("digits", "low", "high", "reporter", "ref")} == {
        "digits": "4",
        "low": "512.35",
        "high": "512.45",
        "reporter": "KAZ",
        "ref": "U008",
    }
    assert (cells["qualifier"], cells["obs_status"]) == ("exact", "A")
    assert missing("observations", cells) == []


def test_what_is_given_is_kept(folder):
    cells = row(folder, value="500", digits="3", reporter="AZE", ref="own-1").cells
    assert (cells["low"], cells["high"]) == ("499.5", "500.5")
    assert (cells["reporter"], cells["ref"]) == ("AZE", "own-1")
    assert row(folder, low="510").cells["high"] == ""


def test_names_are_the_next_free_ones(folder):
    claim = GIVEN | {"measure": "increase", "value": "12", "unit": "million_USD"}
    first = NewRow("claims", complete("claims", claim, folder))
    add([first], folder)
    assert first.cells["id"] == "turnover@paper-2024"
    again = complete("claims", claim | {"value": "13"}, folder)
    assert again["id"] == "turnover@paper-2024-2"


def test_a_promise_is_bounded_by_itself(folder):
    given = {"series": "freight", "value": "10", "unit": "million_tonnes"}
    cells = complete("targets", given | {"source": "paper-2024"}, folder)
    assert (cells["low"], cells["high"], cells["promise"]) == ("10", "10", "freight")
    over = complete("targets", given | {"qualifier": "over"}, folder)
    assert (over["low"], over["high"]) == ("10", "")


def test_added_rows_are_sorted_recorded_and_valid(folder):
    source = complete("sources", {"publisher": "My Office!"}, folder)
    assert source["source"] == "my-office-undated"
    early = row(folder, period_start="2021-01-01", period_end="2021-12-31")
    figure = NewRow("observations", {**early.cells, "source": source["source"]})
    written = add([NewRow("sources", source), figure], folder)
    assert [p.name for p in written] == [
        "sources.csv",
        "observations.csv",
        "datapackage.json",
    ]
    assert check(folder) == []
    assert recorded_hashes(folder) == table_hashes(folder)
    for name in ("sources", "observations"):
        text = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        keys = text[list(TABLES[name].key)].apply(tuple, axis=1).to_list()
        assert keys == sorted(keys)
    assert load("observations")["value"].to_list() == [512.4, 461.9, 529.4]
    assert not (folder / append.STAGING).exists()


def test_other_rows_keep_every_byte(folder):
    before = (folder / "observations.csv").read_text("utf-8").splitlines()
    add([row(folder)], folder)
    after = (folder / "observations.csv").read_text("utf-8").splitlines()
    assert set(before) < set(after)
    assert len(after) == len(before) + 1


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="the same"),
        pytest.param({"value": "461900000", "unit": "USD"}, id="in another unit"),
        pytest.param({"agency": "UNSTATED"}, id="office not named"),
        pytest.param({"note": "again", "ref": "own-9"}, id="under another reference"),
    ],
)
def test_a_repeated_figure_names_its_row(folder, changes):
    same = {"period_start": "2022-01-01", "period_end": "2022-12-31", "value": "461.9"}
    before = contents(folder)
    with pytest.raises(UsageError, match=r"repeats observations.csv, line 2: .*T001"):
        add([row(folder, **(same | changes))], folder)
    assert contents(folder) == before


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"value": "462"}, id="another value"),
        pytest.param({"agency": "AZE_SCC", "reporter": "AZE"}, id="other books"),
        pytest.param({"qualifier": "over"}, id="another hedge"),
        pytest.param({"series": "exports"}, id="another series"),
        pytest.param({"value": "461.9", "unit": "EUR"}, id="another currency"),
    ],
)
def test_another_figure_is_no_repetition(folder, changes):
    same = {"period_start": "2022-01-01", "period_end": "2022-12-31", "value": "461.9"}
    new = row(folder, **(same | changes))
    assert repeated_line(new.table, new.cells, folder) is None


@pytest.mark.parametrize(
    ("changes", "repeats"),
    [
        pytest.param({"address": "https://a.example/1"}, True, id="same address"),
        pytest.param({"address": "https://a.example/2"}, False, id="other address"),
        pytest.param({}, True, id="same publisher and day"),
        pytest.param({"title": "Oil"}, False, id="other title"),
        pytest.param({"published_on": ""}, False, id="day unknown"),
    ],
)
def test_a_repeated_source(make_data, changes, repeats):
    there = {
        "source": "paper-2024",
        "publisher": "A paper",
        "published_on": "2024-05-01",
        "title": "Trade",
        "address": "https://a.example/1",
    }
    folder = make_data(sources=[there])
    given = {"publisher": "A paper", "published_on": "2024-05-01"} | changes
    cells = complete("sources", given, folder)
    assert (repeated_line("sources", cells, folder) == 2) is repeats


def test_a_misfit_lists_every_problem_and_writes_nothing(folder):
    before = contents(folder)
    wrong = row(folder, series="turnovr", value="461;9", source="papr-2024")
    with pytest.raises(UsageError) as raised:
        add([wrong], folder)
    said = str(raised.value)
    assert "did you mean turnover?" in said
    assert "did you mean paper-2024?" in said
    assert "not a number" in said
    assert contents(folder) == before


def test_a_broken_folder_takes_nothing(make_data, figure):
    folder = make_data(observations=[figure(2022, 1.0, unit="ell")])
    with pytest.raises(DataError, match="problems already"):
        check_new([row(folder)], folder)


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_failure_on_the_way_puts_everything_back(folder, monkeypatch, fails_at):
    before, real, calls = contents(folder), Path.replace, []

    def replace(self, target):
        if Path(target).parent == folder and self.parent.name == append.STAGING:
            calls.append(target)
            if len(calls) == fails_at:
                raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    source = complete("sources", {"publisher": "Mine"}, folder)
    with pytest.raises(OutputError, match="nothing was added"):
        add([NewRow("sources", source), row(folder, source="mine-undated")], folder)
    assert len(calls) == fails_at
    assert contents(folder) == before


def test_an_interrupt_puts_everything_back(folder, monkeypatch):
    before, real = contents(folder), Path.replace

    def replace(self, target):
        done = real(self, target)
        if Path(target).name == "observations.csv" and self.parent.name != "before":
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        add([row(folder)], folder)
    assert contents(folder) == before


@pytest.mark.parametrize("publishers", ["AB", "AA"])
def test_two_people_who_add_at_once_lose_nothing(folder, publishers):
    sources = [
        NewRow("sources", complete("sources", {"publisher": n}, folder))
        for n in publishers
    ]
    pairs = [
        [source, row(folder, source=source.cells["source"], value=str(600 + place))]
        for place, source in enumerate(sources)
    ]
    assert {figure.cells["ref"] for _, figure in pairs} == {"U008"}
    with ThreadPoolExecutor(2) as people:
        for done in [people.submit(add, rows, folder) for rows in pairs]:
            done.result()
    rows = load("observations").set_index("ref")["value"]
    assert sorted(rows[["U008", "U009"]]) == [600, 601]
    entered = load("sources")["publisher"].to_list()
    assert sorted(p for p in entered if p in publishers) == sorted({*publishers})
    assert check(folder) == []


def test_two_who_add_to_one_source_at_once_get_two_references(folder):
    both = [row(folder, value=value) for value in ("600", "601")]
    assert {figure.cells["ref"] for figure in both} == {"U008"}
    for figure in both:
        add([figure], folder)
    rows = load("observations").set_index("ref")["value"]
    assert sorted(rows[["U008", "U009"]]) == [600, 601]
    path = folder / "observations.csv"
    path.write_text(path.read_text().replace("U009", "U008"))
    twice = [p for p in check(folder) if p.column == "ref"]
    assert [p.value for p in twice] == ["U008"]
    assert "turnover@paper-2024#U008 stands twice" in twice[0].message


def test_two_additions_do_not_mix(folder, monkeypatch):
    (folder / append.STAGING).mkdir()
    monkeypatch.setattr(append, "PATIENCE_S", 0.2)
    with pytest.raises(LockedError, match="right now"):
        add([row(folder)], folder)


@pytest.mark.skipif(
    os.name == "nt" or os.getuid() == 0, reason="needs a read-only folder"
)
def test_a_folder_that_cannot_be_written(folder):
    folder.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="cannot be written"):
            add([row(folder)], folder)
    finally:
        folder.chmod(0o700)


def test_the_shipped_copy_is_left_alone(folder, monkeypatch):
    shipped = folder.parent / "_shipped"
    folder.rename(shipped)
    monkeypatch.setattr(append, "PACKAGE", folder.parent)
    with pytest.raises(OutputError, match="KZAZ_DATA_DIR"):
        add([], shipped)


def test_tables_as_if_it_had_been_added(folder):
    source = complete(
        "sources", {"publisher": "Mine", "published_on": "2025-02"}, folder
    )
    new = row(folder, source="mine-2025-02")
    tables = with_new([NewRow("sources", source), new])
    last = tables["observations"].iloc[-1]
    assert (last["value"], last["publisher"], last["published_on"]) == (
        512.4,
        "Mine",
        "2025-02",
    )
    assert tables["observations"].dtypes.equals(load("observations").dtypes)
    assert len(load("observations")) == 2


def test_every_table_takes_rows_several_at_a_time(folder):
    given = {
        "units": {"unit": "kWh", "label": "kilowatt-hours", "dimension": "energy"}
        | {"factor": "1", "authority": "definition"},
        "agencies": {"agency": "GEO_STAT", "name": "Office", "books": "GEO"}
        | {"kind": "statistics"},
        "series": {"series": "power", "title": "Power", "system": "energy"}
        | {"measures": "Power sent.", "unit": "kWh", "nature": "flow"}
        | {"default_rule": "kaz_first"},
        "projections": {n: c for n, c in GIVEN.items() if n != "agency"}
        | {"author": "An office", "period_start": "2030-01-01"}
        | {"period_end": "2030-12-31"},
        "milestones": {"project": "port_works", "event": "opening", "status": "planned"}
        | {"planned_start": "2030-01-01", "planned_end": "2030-12-31"}
        | {"source": "paper-2024"},
        "macro": {"indicator": "gdp", "country": "KAZ", "year": "2024", "value": "3e11"}
        | {"unit": "USD", "source": "paper-2024"},
    }
    rows = [NewRow(n, complete(n, cells, folder)) for n, cells in given.items()]
    assert [missing(row.table, row.cells) for row in rows] == [[]] * len(rows)
    assert rows[4].cells["id"] == "port-works-opening@paper-2024"
    add(rows, folder)
    assert {name: len(load(name)) for name in given} == {
        "units": len(UNITS) + 1,
        "agencies": len(AGENCIES) + 1,
        "series": len(SERIES) + 1,
        "projections": 1,
        "milestones": 1,
        "macro": 1,
    }
    refs = [load(n)["ref"][0] for n in ("projections", "milestones", "macro")]
    assert refs == ["U008", "U009", "U010"]
