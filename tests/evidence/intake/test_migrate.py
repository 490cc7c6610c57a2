"""A dataset of an older form is read with defaults, and brought to the present one."""

import csv
import json
import warnings

import pytest

from kzaz_analysis.errors import DataError, OutputError
from kzaz_analysis.evidence.files import read_text
from kzaz_analysis.evidence.intake.append import STAGING
from kzaz_analysis.evidence.intake.migrate import migrate, older_tables
from kzaz_analysis.evidence.schema.checks import check
from kzaz_analysis.evidence.schema.definitions import ADDED
from kzaz_analysis.evidence.series import series
from kzaz_analysis.evidence.tables import load

ROWS = [
    {"agency": "KAZ_BNS", "source": "paper"},
    {"agency": "KAZ_BNS", "source": "table"},
    {"agency": "KAZ_MFA", "source": "paper", "obs_status": "P"},
    {"agency": "COW", "source": "table"},
    {"agency": "UNSTATED", "source": "paper"},
]
DERIVED = [
    ("quoted", "not_stated"),
    ("statistic", "not_stated"),
    ("government", "preliminary"),
    ("compiled", "not_stated"),
    ("press", "not_stated"),
]


@pytest.fixture
def older(make_data, figure):
    """Folder whose tables lack the columns that were added."""
    rows = [figure(2020 + i, 1.0, **row) for i, row in enumerate(ROWS)]
    where = make_data(
        observations=rows,
        sources=[
            {"source": "paper"},
            {"source": "table", "kind": "dataset"},
            {"source": "paper-2024"},
        ],
    )
    for name, columns in ADDED.items():
        path = where / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            kept = [
                {k: v for k, v in row.items() if k not in columns}
                for row in csv.DictReader(file)
            ]
        text = read_text(name, where)
        headings = [c for c in text.columns if c not in columns]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, headings, lineterminator="\n")
            writer.writeheader()
            writer.writerows(kept)
    return where


def test_an_older_dataset_is_read_with_defaults_and_one_warning(older):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        rows = load("observations").sort_values("period_end")
        load("claims")
        assert check(older) == []
        record = series("turnover")
    assert [str(w.message).count("kzaz data migrate") for w in said] == [1]
    assert [*zip(rows["provenance"], rows["stage"], strict=True)] == DERIVED
    assert record.annual["provenance"].iloc[0] == "quoted"


def test_migrating_writes_the_columns_once(older):
    assert older_tables(older) == list(ADDED)
    written = migrate(older)
    assert [p.name for p in written] == [
        *(f"{name}.csv" for name in ADDED),
        "datapackage.json",
    ]
    rows = read_text("observations", older).sort_values("period_end")
    assert [*zip(rows["provenance"], rows["stage"], strict=True)] == DERIVED
    assert check(older) == []
    assert migrate(older) == []


def test_migrating_knows_what_the_tables_are_about_and_warns_of_no_copy(older):
    about = "name: corridor\ntitle: The corridor\nsides:\n"
    about += "  KAZ: {name: Kazakhstan, demonym: Kazakh}\n"
    about += "  AZE: {name: Azerbaijan, demonym: Azerbaijani}\n"
    (older / "dataset.yml").write_text(about, "utf-8")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        migrate(older)
    assert [str(w.message) for w in said if STAGING in str(w.message)] == []
    package = json.loads((older / "datapackage.json").read_text("utf-8"))
    assert package["title"] == "The corridor"
    assert package["resources"][-1]["path"] == "dataset.yml"


def test_a_folder_that_breaks_its_contract_is_left_alone(older):
    path = older / "observations.csv"
    path.write_text(path.read_text("utf-8").replace("KAZ_MFA", "NOBODY"), "utf-8")
    before = {p.name: p.read_bytes() for p in older.iterdir()}
    with pytest.raises(DataError, match="NOBODY"):
        migrate(older)
    assert {p.name: p.read_bytes() for p in older.iterdir()} == before
    assert not (older / STAGING).exists()


def test_a_full_disk_leaves_the_folder_as_it_was(older, monkeypatch):
    import shutil

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(OutputError, match="No space left"):
        migrate(older)
    assert older_tables(older) == list(ADDED)


def test_a_blank_cell_stands_for_its_default_and_a_given_one_decides(make_data, figure):
    make_data(
        observations=[
            figure(2023, 1.0),
            figure(2024, 1.0, provenance="statistic", stage="final"),
        ]
    )
    rows = load("observations").sort_values("period_end")
    assert rows["provenance"].to_list() == ["quoted", "statistic"]
    assert rows["stage"].to_list() == ["not_stated", "final"]


def test_what_supersedes_a_row_must_be_there(make_data, figure):
    gone = {"status": "superseded", "superseded_by": "T001;T999"}
    where = make_data(
        observations=[figure(2023, 1.0, **gone), figure(2023, 2.0, ref="T001;T002")]
    )
    [problem] = check(where)
    assert problem.column == "superseded_by"
    assert "T999" in problem.message
