"""A page is made again exactly where something changed that it rests on."""

import json
from dataclasses import replace

import pytest
from tiny_notebooks import handing_over, save

from kzaz_analysis.errors import ConclusionChanged, SuiteFailed
from kzaz_analysis.runner import run as runs
from kzaz_analysis.runner import stale
from kzaz_analysis.runner.cache import fingerprint
from kzaz_analysis.runner.cache.data_snapshot import DataFolder
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import Suite, plan_page
from kzaz_analysis.runner.publish import journal

pytestmark = pytest.mark.usefixtures("forked_pages")

VALUE = """\
import csv, json, os, pathlib
table = pathlib.Path(os.environ["KZAZ_DATA_DIR"], "{table}.csv")
value = float(list(csv.DictReader(table.open()))[-1]["value"])
shown = f"{{value:.0f}} USD"
number = dict(name="n", label="Number", value=value, unit="USD", shown=shown)
found = dict(title="Title", results=[number], tables=["{table}"])
class Shown:
    def _repr_mimebundle_(self, **_):
        return {{"application/vnd.kzaz.results+json": found}}
Shown()
"""


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "tables"
    folder.mkdir()
    for name in ("observations", "claims", "units"):
        (folder / f"{name}.csv").write_text("id,value\na,1\n", "utf-8")
    return DataFolder(folder, "KZAZ_DATA_DIR")


@pytest.fixture
def notebooks(tmp_path):
    folder = tmp_path / "notebooks"
    save(folder, "growth", VALUE.format(table="observations"))
    save(folder, "claims", VALUE.format(table="claims"))
    return folder


@pytest.fixture
def plan(tmp_path, notebooks):
    def make(**given):
        pages = (
            plan_page("growth", given, folder=notebooks),
            plan_page("claims", {}, folder=notebooks),
        )
        out = tmp_path / "out"
        return Plan(Suite("Two", pages), out, Limits(30, 60))

    return make


def made(plan, data):
    """Run, and say which pages were executed."""
    started = []
    runs.run(plan, data, lambda s, e, *_: started.append(s) if e == "start" else None)
    return started


def edit(data, table, old, new):
    path = data.path / f"{table}.csv"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def files(plan):
    return {
        p.name: p.read_bytes()
        for p in plan.out.iterdir()
        if p.is_file() and p.name != "manifest.json"
    }


def test_only_what_rests_on_a_change_is_made_again(plan, data, notebooks):
    assert made(plan(), data) == ["growth", "claims"]
    before = files(plan())
    assert made(plan(), data) == []
    index = (plan().out / "index.html").read_text("utf-8")
    assert index.count('"kz-status">unchanged<') == 2
    del before["index.html"]
    assert before.items() <= files(plan()).items()

    edit(data, "units", "1", "2")
    assert made(plan(), data) == []
    edit(data, "claims", "1", "2")
    assert made(plan(), data) == ["claims"]
    assert made(plan(year=2040), data) == ["growth"]
    save(notebooks, "claims", VALUE.format(table="claims"), "")
    assert made(plan(year=2040), data) == ["claims"]
    assert made(replace(plan(year=2040), force=True), data) == ["growth", "claims"]


def test_a_page_that_was_touched_is_made_again(plan, data):
    made(plan(), data)
    page = plan().out / "growth.html"
    good = page.read_bytes()
    page.write_text("edited by hand", "utf-8")
    assert made(plan(), data) == ["growth"]
    assert page.read_bytes() == good
    (plan().out / "claims.results.json").unlink()
    assert made(plan(), data) == ["claims"]


def test_a_page_that_failed_is_tried_again_and_the_others_are_not(
    plan, data, notebooks
):
    save(notebooks, "growth", "1/0")
    with pytest.raises(SuiteFailed):
        made(plan(), data)
    with pytest.raises(SuiteFailed):
        made(plan(), data)
    save(notebooks, "growth", VALUE.format(table="observations"))
    assert made(plan(), data) == ["growth"]


def test_reasons_name_what_changed(plan, data):
    def why(**given):
        return stale.plan_reasons(plan(**given), data)

    assert why()["growth"] == ("it was not made here before",)
    made(plan(), data)
    assert why() == {"growth": (), "claims": ()}
    assert why(year=2041)["growth"] == ("parameter year was 2030 and is 2041",)
    edit(data, "observations", "1", "3")
    assert why() == {"growth": ("table observations changed",), "claims": ()}
    (data.path / "claims.csv").unlink()
    assert why()["claims"] == ("table claims is gone",)
    forced = replace(plan(), force=True)
    edit(data, "observations", "3", "1")
    assert stale.plan_reasons(forced, data)["growth"] == ("it was asked for",)


def test_other_code_or_libraries_make_every_page_again(plan, data, monkeypatch):
    made(plan(), data)
    around = fingerprint.surroundings()
    for changed, said in (
        (replace(around, code="other"), "the package's code changed"),
        (replace(around, lock="other"), "the pinned libraries changed"),
        (replace(around, python="4"), "Python's version changed"),
    ):
        monkeypatch.setattr(
            fingerprint, "surroundings", lambda changed=changed: changed
        )
        assert stale.plan_reasons(plan(), data)["growth"] == (said,)


def test_the_key_of_a_notebook_does_not_depend_on_its_outputs(notebooks):
    path = notebooks / "growth.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    before = fingerprint.notebook_hash(notebook)
    notebook["cells"][-1]["outputs"] = [{"output_type": "stream", "text": "x"}]
    notebook["cells"][-1]["execution_count"] = 7
    assert fingerprint.notebook_hash(notebook) == before
    notebook["cells"][-1]["source"] = ["1"]
    assert fingerprint.notebook_hash(notebook) != before


def test_a_run_that_was_cut_off_goes_on_where_it_was(plan, data):
    class Killed(BaseException):
        pass

    left = {}

    def kill(slug, event, *_):
        if (slug, event) == ("growth", "end"):
            for path in (plan().manifest, plan().journal):
                left[path] = path.read_bytes()
            raise Killed

    out = plan().out
    with pytest.raises(Killed):
        runs.run(plan(), data, kill)
    assert not plan().journal.exists()
    for path, content in left.items():
        path.write_bytes(content)
    assert journal.read(plan().journal).keys() == {"growth"}
    assert made(plan(), data) == ["claims"]
    index = (out / "index.html").read_text("utf-8")
    assert index.count('"kz-status">fresh<') == 2
    assert not plan().journal.exists()


def test_a_torn_line_of_the_journal_is_not_counted(tmp_path):
    path = tmp_path / "journal"
    journal.append(path, {"slug": "a", "status": "ok"})
    with path.open("ab") as file:
        file.write(b'{"slug": "b", "sta')
    journal.append(path, {"slug": "c", "status": "ok"})
    assert journal.read(path).keys() == {"a", "c"}
    assert journal.read(tmp_path / "none") == {}


def test_a_changed_conclusion_is_shown_told_and_can_be_a_failure(plan, data, tmp_path):
    made(plan(), data)
    edit(data, "observations", "a,1", "a,5")
    told = tmp_path / "told.json"
    strict = replace(plan(), fail_on_change=True, notify=f"tee {told}")
    with pytest.raises(ConclusionChanged) as changed:
        runs.run(strict, data)
    assert changed.value.exit_code == 11
    assert "1 USD" in str(changed.value)
    assert "5 USD" in str(changed.value)
    summary = json.loads(told.read_text("utf-8"))
    assert summary["exit_code"] == 11
    index = (plan().out / "index.html").read_text("utf-8")
    assert "Number: 1 USD before, 5 USD now" in index
    page = (plan().out / "growth.html").read_text("utf-8")
    assert "What changed" in page
    assert "observations" in page
    assert "What changed" not in (plan().out / "claims.html").read_text("utf-8")
    assert (plan().out / "history.html").is_file()
    assert made(strict, data) == []


def test_a_page_made_again_from_the_same_says_the_same(plan, data):
    made(plan(), data)
    edit(data, "observations", "a,1", "a,5")
    made(plan(), data)
    before = files(plan())
    made(replace(plan(), force=True), data)
    after = files(plan())
    for name in ("growth.html", "claims.html", "growth.results.json"):
        assert after[name] == before[name]


def test_hands_over_nothing_rests_on_every_table(plan, data, notebooks):
    save(notebooks, "claims", handing_over(tables=[]))
    made(plan(), data)
    edit(data, "units", "1", "2")
    assert made(plan(), data) == ["claims"]
