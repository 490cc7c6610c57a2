"""What is noted as used is all that a result rests on, by random edits."""

import csv
import json
import random
import shutil

import pytest

import kzaz_analysis as kz
from kzaz_analysis.evidence import tables
from kzaz_analysis.evidence.files import ACCESS_LOG, data_dir, table_hashes
from kzaz_analysis.runner.cache.table_rows import TableRows, UsedRows
from kzaz_analysis.runner.workers.access_log import AccessLog

SERIES = ("titr_freight", "trade_turnover", "exports_kaz_to_aze")
EDITED = ("observations", "claims", "sources", "agencies", "units", "series", "targets")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the shipped tables; edited ones are not checked against contracts."""
    place = shutil.copytree(data_dir(), tmp_path / "data")
    monkeypatch.setattr(tables, "recorded_hashes", table_hashes)
    return place


def answer(folder, series, log, monkeypatch):
    """All that evidence says of a series, as text; its readings are in the log."""
    monkeypatch.setenv(ACCESS_LOG, str(log))
    evidence = kz.open(folder, as_of="2025-06-30")
    record = evidence.series(series, first_year=2015)
    parts = [
        *(record.annual.to_csv(), record.partial.to_csv()),
        *(record.alternatives.to_csv(), evidence.revisions(series).to_csv()),
        *(repr(evidence.describe(series)), repr(evidence.freshness(series))),
        evidence.sources(series).to_csv(),
    ]
    monkeypatch.delenv(ACCESS_LOG)
    return "\n".join([*parts, *record.caveats])


def file_of(folder, name):
    [path] = folder.glob(f"{name}.*")
    return path


def key(folder, noted):
    """Hash of what was used of every table: of some rows, or of all of it."""
    contents = {name: file_of(folder, name).read_bytes() for name in noted.hashes}
    tables = {n: TableRows(of) for n, of in contents.items() if n != "dataset"}
    used = UsedRows(tables.get)
    rows = {name: used.sha256(name, noted.selection) for name in noted.selection}
    return contents | rows


def edit(folder, draw):
    """Change one cell, take a row out, or add one that differs in one cell."""
    name = draw.choice(EDITED)
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        headings, *rows = csv.reader(file)
    place = draw.randrange(len(rows))
    column = draw.randrange(1, len(headings))
    cell = draw.choice(rows)[column]
    how = draw.choice(("change", "change", "change", "drop"))
    before = rows[place][column]
    if how == "drop" and name in ("observations", "claims"):
        rows.pop(place)
    else:
        rows[place][column] = cell
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([headings, *rows])
    return name, headings[column], before, cell


@pytest.mark.parametrize("edits", [4, pytest.param(80, marks=pytest.mark.slow)])
def test_what_is_not_noted_changes_nothing(edits, folder, tmp_path, monkeypatch):
    draw = random.Random(20261129)  # noqa: S311 - edits, no secrets
    original = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    before = {}
    for series in SERIES:
        log = tmp_path / f"{series}.log"
        text, noted = answer(folder, series, log, monkeypatch), AccessLog.read(log)
        before[series] = text, noted, key(folder, noted)
    equal = changed = 0
    for _ in range(edits):
        for name, content in original.items():
            (folder / name).write_bytes(content)
        what = edit(folder, draw)
        for series, (text, noted, old_key) in before.items():
            if key(folder, noted) != old_key:
                changed += 1
                continue
            equal += 1
            log = tmp_path / "again.log"
            assert answer(folder, series, log, monkeypatch) == text, (series, what)
    assert equal > changed > edits / 4


def test_a_figure_of_another_series_is_not_used(folder, tmp_path, monkeypatch):
    log = tmp_path / "log"
    answer(folder, "titr_freight", log, monkeypatch)
    chosen = AccessLog.read(log).selection["observations"]
    assert chosen == {"series": ["titr_freight"]}


def test_nothing_is_noted_without_a_log(folder, tmp_path, monkeypatch):
    monkeypatch.delenv(ACCESS_LOG, raising=False)
    kz.open(folder).series("titr_freight")
    assert not list(tmp_path.glob("*.log"))


def test_a_reading_is_noted_with_the_hash_of_its_bytes(folder, tmp_path, monkeypatch):
    log = tmp_path / "log"
    monkeypatch.setenv(ACCESS_LOG, str(log))
    kz.open(folder).load("units")
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert lines == [
        {"table": "units", "sha256": table_hashes(folder)["units"]},
        {"table": "units", "rows": None},
    ]


def test_what_was_made_of_a_table_serves_for_a_copy_whose_bytes_are_read(
    folder, tmp_path, monkeypatch
):
    copy, log = shutil.copytree(folder, tmp_path / "copy"), tmp_path / "log"
    parsed = tables.TableFiles(folder).frame("observations")
    monkeypatch.setenv(ACCESS_LOG, str(log))
    assert tables.TableFiles(copy).frame("observations") is parsed
    hashed = table_hashes(copy)["observations"]
    assert AccessLog.read(log).hashes["observations"] == {hashed}
    with file_of(copy, "observations").open("ab") as file:
        file.write(b"\n")
    assert tables.TableFiles(copy).frame("observations") is not parsed


def test_a_table_that_nobody_checked_is_of_its_own_folder(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    with pytest.MonkeyPatch.context() as unchecked:
        unchecked.setattr(tables, "recorded_hashes", lambda _: {})
        contents = [tables.TableFiles(p).content("units") for p in (folder, copy)]
    assert contents[0].sha256 == contents[1].sha256
    assert contents[0] != contents[1]
