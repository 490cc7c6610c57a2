"""Evidence is opened once: one reading and one hash a table, and its own log."""

import dataclasses
import shutil
from collections import Counter

import pytest

import kzaz_analysis as kz
from kzaz_analysis.errors import DataError, UsageError
from kzaz_analysis.evidence import tables
from kzaz_analysis.evidence.files import data_dir, recorded_hashes
from kzaz_analysis.evidence.opened import opened


@pytest.fixture
def count(monkeypatch):
    """Count what is read from the disk, and what is hashed."""
    counts = {"read": Counter(), "hashed": Counter()}
    read, hashed = tables.content_of, tables.sha256

    def reading(path):
        counts["read"][path.stem] += 1
        return read(path)

    def hashing(content):
        counts["hashed"][hashed(content)] += 1
        return hashed(content)

    monkeypatch.setattr(tables, "content_of", reading)
    monkeypatch.setattr(tables, "sha256", hashing)
    return counts


def test_a_gap_study_reads_and_hashes_each_table_once(count):
    evidence = kz.open()
    study = kz.gap_study("turnover_1bn", evidence=evidence)
    results = kz.page(study).results.bundle()
    assert set(count["read"].values()) == {1}
    assert set(count["hashed"].values()) == {1}
    # What was printed before lies beside the tables, and is none of them.
    reads = {name for name in evidence.reads if not name.startswith("choices-")}
    assert reads == set(count["read"])
    assert set(evidence.reads) <= set(results["tables"])
    assert {"observations", "targets", "drivers"} <= set(evidence.reads)


def test_what_was_recorded_of_the_tables_is_read_once(tmp_path, monkeypatch):
    folders = []

    def recorded(folder):
        folders.append(folder)
        return recorded_hashes(folder)

    monkeypatch.setattr(tables, "recorded_hashes", recorded)
    folder = shutil.copytree(data_dir(), tmp_path / "data")
    evidence = kz.open(folder)
    kz.page(kz.gap_study("turnover_1bn", evidence=evidence)).results.bundle()
    assert len(evidence.reads) > 5
    assert folders == [folder]


def test_opening_reads_nothing(count):
    evidence = kz.open(as_of="2023-07-29")
    assert (evidence.reads, count["read"]) == ((), Counter())
    assert evidence.as_of == "2023-07-29"


def test_each_has_a_log_of_its_own():
    early, late = kz.open(), kz.open()
    early.load("units")
    assert (early.reads, late.reads) == (("units",), ())
    early.at("2020-01-01").load("drivers")
    assert early.reads == ("drivers", "units")


def test_it_cannot_be_changed():
    evidence = kz.open()
    with pytest.raises(dataclasses.FrozenInstanceError):
        evidence.day = None
    units = evidence.load("units")
    units["unit"] = "spoilt"
    assert "spoilt" not in set(evidence.load("units")["unit"])


def test_it_stays_as_it_was_read(make_data, figure):
    folder = make_data(observations=[figure(2024, 5.0)])
    evidence = kz.open(folder)
    assert evidence.series("turnover").annual["value"].to_list() == [5.0]
    table = folder / "observations.csv"
    table.write_text(table.read_text().replace("5.0", "6.0"))
    assert evidence.series("turnover").annual["value"].to_list() == [5.0]
    assert kz.open(folder).series("turnover").annual["value"].to_list() == [6.0]


def test_a_day_hides_what_came_later():
    day = "2023-07-29"
    early = kz.open(as_of=day)
    assert early.series("trade_turnover").annual.equals(
        kz.series("trade_turnover", as_of=day).annual
    )
    assert len(early.targets()) == len(kz.targets(as_of=day)) < len(kz.targets())
    assert early.at(None).targets().equals(kz.targets())
    assert early.sources().equals(kz.sources())


def test_its_methods_say_what_the_short_forms_say():
    evidence = kz.open()
    assert evidence.describe("titr_freight") == kz.describe("titr_freight")
    assert evidence.macro("gdp_current_usd", "KAZ").equals(
        kz.macro("gdp_current_usd", "KAZ")
    )
    assert evidence.revisions("trade_turnover").equals(kz.revisions("trade_turnover"))
    converted = evidence.convert(1, "million_tonnes", "thousand_tonnes")
    assert converted == kz.convert(1, "million_tonnes", "thousand_tonnes")


def test_a_study_takes_the_day_of_its_evidence_unless_told_another():
    evidence = kz.open(as_of="2023-07-29")
    assert opened(evidence).day == evidence.day
    assert opened(evidence, "2024-01-01").as_of == "2024-01-01"
    assert opened(evidence, "2024-01-01").files is evidence.files
    assert opened(None, "2024-01-01").as_of == "2024-01-01"


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match="there is no such folder"):
        kz.open(tmp_path / "none")
    with pytest.raises(DataError, match="the file is missing"):
        kz.open(tmp_path).load("units")
    with pytest.raises(UsageError, match="is not a day"):
        kz.open(as_of="yesterday")
