"""A page rests on the rows that it read, and on the very bytes that the run has."""

import csv
import json
import shutil
from dataclasses import replace
from hashlib import sha256

import pytest
from tiny_notebooks import save

from kzaz_analysis.errors import DataError, SuiteFailed
from kzaz_analysis.evidence.files import data_dir
from kzaz_analysis.evidence.schema.definitions import TABLES
from kzaz_analysis.runner import run as runs
from kzaz_analysis.runner.cache.data_snapshot import DataFolder
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import Suite, plan_page
from kzaz_analysis.runner.stale import plan_reasons
from kzaz_analysis.verify import rows_used

SHOWN = """\
import os, pathlib
import kzaz_analysis as kz
{before}
evidence = kz.open()
record = evidence.series("{series}")
value = float(record.annual["value"].iloc[-1])
number = dict(name="n", label="Latest", value=value, unit="u", shown=str(value))
found = dict(title="Title", results=[number], tables=evidence.all_reads())
class Shown:
    def _repr_mimebundle_(self, **_):
        return {{"application/vnd.kzaz.results+json": found}}
Shown()
"""


pytestmark = pytest.mark.usefixtures("forked_reports")


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


class House:
    """Notebooks, tables that may be edited, and runs of some pages."""

    def __init__(self, place):
        self.place = place
        self.tables = shutil.copytree(data_dir(), place / "tables")
        self.data = DataFolder(self.tables, "KZAZ_DATA_DIR", tuple(TABLES))

    def save(self, name, series="titr_freight", before=""):
        source = SHOWN.format(series=series, before=before)
        save(self.place / "notebooks", name, source)

    def plan(self, *names, out="out", **options):
        folder = self.place / "notebooks"
        pages = tuple(plan_page(name, {}, folder=folder) for name in names)
        suite = Suite("Two series", pages)
        return Plan(suite, self.place / out, jobs=2, **options)

    def run(self, *names, **options):
        record = runs.run(self.plan(*names, **options), self.data)
        return {page["slug"]: page["status"] for page in record["pages"]}

    def due(self, *names):
        """Say which pages a run would make now."""
        as_now = replace(self.data)
        reasons = plan_reasons(self.plan(*names), as_now)
        return {slug for slug, why in reasons.items() if why}

    def edit(self, table, column, value, **where):
        """Write a value into the last row that fits."""
        path = self.tables / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        [*_, row] = [r for r in rows if where.items() <= r.items()]
        row[column] = value
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return row

    def page(self, name, out="out"):
        return (self.place / out / f"{name}.html").read_bytes()


def test_an_edited_figure_remakes_the_pages_that_use_it(house):
    house.save("freight")
    house.save("oil", "btc_oil_kaz")
    both = ("freight", "oil")
    assert house.run(*both) == {"freight": "ok", "oil": "ok"}
    assert house.run(*both) == {"freight": "unchanged", "oil": "unchanged"}
    kept = house.place / "kept"
    shutil.copytree(house.tables, kept)

    def due_after(table, column, value, **where):
        shutil.copytree(kept, house.tables, dirs_exist_ok=True)
        house.edit(table, column, value, **where)
        return house.due(*both)

    row = house.edit("observations", "note", "Edited", series="titr_freight")
    assert "freight" in due_after("sources", "note", "Edited", source=row["source"])
    assert due_after("units", "label", "persons there", unit="persons") == {*both}
    title = ("series", "title", "Freight of the route")
    assert due_after(*title, series="titr_freight") == {"freight"}
    edited = ("observations", "note", "Edited")
    assert due_after(*edited, series="titr_freight") == {"freight"}
    assert house.run(*both) == {"freight": "ok", "oil": "unchanged"}
    house.run("oil", out="cold")
    assert house.page("oil") == house.page("oil", "cold")


def test_the_rows_read_are_told_and_hashed_by_others_alike(house):
    house.save("freight")
    house.run("freight")
    data = json.loads((house.place / "out/freight.results.json").read_text())["data"]
    assert data["rows"]["observations"] == {"series": ["titr_freight"]}
    stated = data["tables"], data["rows"]
    assert rows_used.differing(house.tables, *stated) == []
    house.edit("observations", "note", "Edited", series="btc_oil_kaz")
    assert rows_used.differing(house.tables, *stated) == []
    house.edit("observations", "note", "Edited", series="titr_freight")
    assert rows_used.differing(house.tables, *stated) == ["observations"]


def test_who_also_reads_the_file_rests_on_all_of_it(house):
    reading = "pathlib.Path(os.environ['KZAZ_DATA_DIR'], 'observations.csv').open()"
    house.save("raw", before=f"table = {reading}; table.close()")
    house.run("raw")
    house.edit("observations", "note", "Edited", series="btc_oil_kaz")
    assert house.run("raw") == {"raw": "ok"}


HOSTILE = {
    "written": (
        "place = pathlib.Path(os.environ['KZAZ_DATA_DIR'], 'observations.csv')\n"
        "text = place.read_text('utf-8').replace('titr_freight', 'btc_oil_kaz', 1)\n"
        "place.unlink()\n"
        "place.write_text(text, 'utf-8')",
        "it read other contents of observations than the run has",
    ),
    "elsewhere": (
        "import shutil\n"
        "shutil.copytree(os.environ['KZAZ_DATA_DIR'], 'own')\n"
        "with open('own/observations.csv', 'a') as table:\n"
        "    table.write(chr(10))\n"
        "os.environ['KZAZ_DATA_DIR'] = 'own'",
        "it read other contents of observations than the run has",
    ),
    "removed": (
        "place = pathlib.Path(os.environ['KZAZ_DATA_DIR'], 'macro.csv')\n"
        "place.unlink()",
        "it changed its copy of the tables: macro",
    ),
}


def test_what_the_run_does_not_have_is_not_published(house):
    house.save("honest")
    for name, (before, _) in HOSTILE.items():
        house.save(name, before=before)
    with pytest.raises(SuiteFailed) as failed:
        house.run(*HOSTILE, "honest")
    for name, (_, says) in HOSTILE.items():
        assert f"{name}: {says}" in str(failed.value)
        assert not (house.place / "out" / f"{name}.html").exists()
    assert house.run("honest", out="alone") == {"honest": "ok"}
    assert house.page("honest") == house.page("honest", "alone")


REACHING = (
    "runtime = pathlib.Path(os.environ['KZAZ_DATA_DIR']).parents[1]\n"
    "for place in runtime.rglob('observations.csv'):\n"
    "    text = place.read_text('utf-8').replace('titr_freight', 'btc_oil_kaz', 1)\n"
    "    place.unlink()\n"
    "    place.write_text(text, 'utf-8')"
)


def test_a_page_that_reaches_the_tables_of_others_has_nothing_false_published(house):
    names = ("one", "two", "three", "four")
    for name in names:
        house.save(name)
    house.save("reaching", before=REACHING)
    with pytest.raises(SuiteFailed, match="reaching: it read other") as failed:
        house.run("reaching", *names)
    assert "the run's copy of observations was changed" in str(failed.value)
    out = house.place / "out"
    kept = [*(out / "runs" / "tables").iterdir()]
    assert [sha256(path.read_bytes()).hexdigest() for path in kept] == [
        path.name.partition(".")[0] for path in kept
    ]
    house.run(*names, out="alone")
    published = [name for name in names if (out / f"{name}.html").exists()]
    assert len(published) < len(names)
    assert all(house.page(name) == house.page(name, "alone") for name in published)


def test_a_broken_table_makes_no_page(house):
    house.save("page")
    table = house.tables / "observations.csv"
    text = table.read_bytes()
    table.write_bytes(text[: len(text) * 2 // 3])
    with pytest.raises(DataError, match="observations"):
        house.run("page", alone=True)
    said = json.loads((house.place / "out/page.manifest.json").read_text("utf-8"))
    [page] = said["pages"]
    assert (page["status"], page["published"]) == ("failed", False)
    assert page["problem"]["error"] == "DataError"
    assert "observations" in page["problem"]["message"]


def test_a_page_alone_ends_as_bad_data_does(house):
    house.save("hostile", before="os.environ['KZAZ_DATA_DIR'] = str(pathlib.Path())")
    with pytest.raises(DataError):
        house.run("hostile", alone=True)
