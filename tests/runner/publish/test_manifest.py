"""Runs and their manifests: what is published is whole, what is said is true."""

import json

import pytest
from tiny_notebooks import BUNDLE, handing_over, save

from kzaz_analysis.errors import NotebookFailed, OutputError
from kzaz_analysis.runner import run as runs
from kzaz_analysis.runner.cache.data_snapshot import DataFolder
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import Suite, plan_page
from kzaz_analysis.runner.publish import manifest

pytestmark = pytest.mark.usefixtures("forked_pages")

TABLES = {
    "observations": "source,value\na,1\n",
    "claims": "id\n1\n",
    "sources": "source,published_on\na,2026-03-11\n",
}


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "tables"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return DataFolder(folder, "KZAZ_DATA_DIR")


@pytest.fixture
def notebooks(tmp_path):
    return tmp_path / "notebooks"


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def single(notebooks, out, data=None, tell=lambda *_: None, **given):
    page = plan_page("growth", given, folder=notebooks)
    plan = Plan(Suite("growth", (page,)), out, Limits(30, 60), alone=True)
    return runs.run(plan, data, tell)


def files(out):
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def test_two_equal_runs_differ_in_nothing_but_the_manifest(
    notebooks, out, data, tmp_path
):
    save(notebooks, "growth", "print(series)", handing_over())
    first = single(notebooks, out, data, series="btc")
    again = tmp_path / "elsewhere"
    single(notebooks, again, data, series="btc")
    one, two = files(out), files(again)
    facts = one.pop("growth.manifest.json"), two.pop("growth.manifest.json")
    assert sorted(one) == ["growth.html", "growth.ipynb", "growth.results.json"]
    assert one == two
    assert facts[0] != facts[1]
    assert str(tmp_path) not in b"".join(one.values()).decode()

    [page] = first["pages"]
    assert first["status"] == page["status"] == "ok"
    assert page["published"] is True
    assert page["parameters"] == {"series": "btc", "year": 2030, "seed": 1}
    assert page["seed"] == 1
    assert list(page["tables"]) == ["observations"]
    assert [cell["status"] for cell in page["cells"]] == ["ok"] * 4
    assert page["peak_rss_mb"] > 20
    assert page["execute_s"] > 0
    assert sorted(page["files"]) == sorted(one)
    assert first["data"]["tables"]["observations"]["newest"] == "2026-03-11"
    assert first["data_changed_during_run"] is False
    assert first["changed_since_last_run"] == ["no earlier run"]
    assert set(first["software"]) == {"version", "commit", "lock_sha256"}
    assert first["start"] < first["end"]


def test_results_lie_beside_the_page(notebooks, out, data):
    save(notebooks, "growth", handing_over())
    single(notebooks, out, data)
    results = json.loads((out / "growth.results.json").read_text("utf-8"))
    assert results["results"] == BUNDLE["results"]
    assert results["title"] == BUNDLE["title"]
    assert results["parameters"]["series"] == "titr"
    assert list(results["data"]["tables"]) == ["observations"]


def test_a_failing_run_leaves_the_last_page_as_it_was(notebooks, out):
    save(notebooks, "growth", handing_over())
    single(notebooks, out)
    good = files(out)
    save(notebooks, "growth", "raise ValueError('no <b>figures</b>')", handing_over())
    with pytest.raises(NotebookFailed, match="growth: cell 'cell-1' raised ValueError"):
        single(notebooks, out)
    after = files(out)
    said = json.loads(after.pop("growth.manifest.json"))
    del good["growth.manifest.json"]
    assert after == good
    [page] = said["pages"]
    assert (said["status"], page["status"], page["published"]) == (
        "failed",
        "failed",
        False,
    )
    assert page["earlier_page_kept"] is True
    assert page["problem"]["cell"] == "cell-1"
    assert [cell["status"] for cell in page["cells"]][-2:] == ["failed", "not_run"]
    assert said["changed_since_last_run"] == ["notebook growth"]


def test_a_page_that_cannot_be_put_in_place_is_exit_7(notebooks, out):
    save(notebooks, "growth", "1")
    (out / "growth.html").mkdir(parents=True)
    with pytest.raises(OutputError) as failed:
        single(notebooks, out)
    assert failed.value.exit_code == 7
    assert json.loads((out / "growth.manifest.json").read_text())["status"] == "failed"


READS = """
import os, pathlib
print(pathlib.Path(os.environ['KZAZ_DATA_DIR'], 'claims.csv').read_text())
"""


def test_a_table_changed_during_the_run_is_said_and_not_read(notebooks, out, data):
    save(notebooks, "growth", READS)

    def edit(_, event, *__):
        if event == "start":
            (data.path / "claims.csv").write_text("id\nedited\n", "utf-8")

    said = single(notebooks, out, data, edit)
    assert said["data_changed_during_run"] is True
    assert "edited" not in (out / "growth.ipynb").read_text("utf-8")
    assert single(notebooks, out, data)["pages"][0]["status"] == "ok"
    assert "edited" in (out / "growth.ipynb").read_text("utf-8")


def test_changes_name_the_inputs_that_differ():
    def record(table, parameters="p"):
        return {
            "data": {"tables": {"claims": {"sha256": table}}},
            "software": {"version": "1", "commit": "c"},
            "platform": {"python": "3.11"},
            "pages": [
                {
                    "slug": "a",
                    "report": "growth",
                    "parameters_sha256": parameters,
                    "notebook_sha256": "n",
                }
            ],
        }

    assert manifest.changes(record("x"), record("x")) == []
    assert manifest.changes(record("x"), record("y")) == ["table claims"]
    assert manifest.changes(record("x"), record("x", "q")) == ["parameters of a"]
    assert manifest.changes(None, record("x")) == ["no earlier run"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"status": "running"}', {"status": "aborted"}),
        ('{"status": "ok"}', {"status": "ok"}),
        ("{half", None),
        ("[]", None),
    ],
)
def test_a_run_that_never_ended_is_repaired_by_its_reader(tmp_path, text, expected):
    path = tmp_path / "manifest.json"
    path.write_text(text)
    assert manifest.read(path) == expected
    assert manifest.read(tmp_path / "absent.json") is None


def test_tables_are_as_new_as_their_newest_source(tmp_path):
    (tmp_path / "sources.csv").write_text(
        "source,published_on\na,2023-07-29\nb,2025-10\nc,\n"
    )
    (tmp_path / "claims.csv").write_text("id,source\n1,a\n2,b\n3,c\n")
    (tmp_path / "units.csv").write_text("unit\ntonne\n")
    facts = DataFolder(tmp_path).facts()
    assert {name: fact.newest for name, fact in facts.items()} == {
        "claims": "2025-10",
        "sources": "2025-10",
        "units": "",
    }
    assert all(len(fact.sha256) == 64 for fact in facts.values())
