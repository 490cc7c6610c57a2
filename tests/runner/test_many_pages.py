"""Hundreds of pages: few files a folder, nothing read again for each page, and truth."""

import json
import re
import sys
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from tiny_notebooks import BUNDLE, save

from kzaz_analysis.errors import SuiteFailed
from kzaz_analysis.runner import files, index
from kzaz_analysis.runner import run as runs
from kzaz_analysis.runner.archive import archive, index_file
from kzaz_analysis.runner.cache.data_snapshot import DataFolder
from kzaz_analysis.runner.compare import history, run_list
from kzaz_analysis.runner.execute.outcome import PageProblem, Status
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import Suite, read_suite
from kzaz_analysis.runner.workers.page_job import PageResult
from kzaz_analysis.runner.workers.page_tables import TablesRead

FEW, MANY = 10, 30
"""Pages that one folder holds in these tests, and more than that."""

DRAWN = 20
"""Pages whose numbers the history draws, or that have cards, in these tests."""


class Halted(BaseException):
    """Stands for a kill in the middle of a run."""


def written(jobs, parallel, tell, *, failing=(), most=None, title="Page"):
    """Make pages without a kernel; fail some, and stop after some."""
    for number, job in enumerate(jobs):
        slug = job.page.slug
        if number == most:
            raise Halted
        if slug in failing:
            yield PageResult(slug, Status.FAILED, PageProblem("NotebookFailed", "no"))
            continue
        shown = json.dumps(BUNDLE | {"title": f"{title} {slug} {job.page.values}"})
        for ending in (".ipynb", ".html", ".results.json"):
            text = f"<body>{shown}</body>" if ending == ".html" else shown
            (job.staged / f"{slug}{ending}").write_text(text, "utf-8")
        yield PageResult(slug, Status.OK, read=TablesRead(dict(job.tables)))


@pytest.fixture
def make(tmp_path, monkeypatch):
    """Run a suite of so many pages in one folder; return the manifest."""
    # What a kill leaves is not looked at here, and waiting for the disk takes long.
    monkeypatch.setattr("os.fsync", lambda _: None)
    monkeypatch.setattr(files, "MOST_SIDE_BY_SIDE", FEW)
    monkeypatch.setattr(history, "_MOST_DRAWN", DRAWN)
    monkeypatch.setattr(index, "_MOST_CARDS", DRAWN)
    save(tmp_path, "nothing", "1")

    def run(pages, year=2030, keep=50, **options):
        matrix = {"seed": list(range(1, pages + 1))}
        entry = {"report": "nothing.ipynb", "slug": "page-{seed}", "matrix": matrix}
        document = {"title": "All", "pages": [entry | {"parameters": {"year": year}}]}
        (tmp_path / "suite.yml").write_text(json.dumps(document))
        plan = Plan(
            read_suite(tmp_path / "suite.yml"),
            tmp_path / "out",
            keep=keep,
            make=partial(written, **options),
        )
        return runs.run(plan, DataFolder())

    run.out = tmp_path / "out"
    return run


def links(page):
    found = re.findall(r'href="([^":#]+)"', page.read_text("utf-8"))
    return [page.parent / link for link in found if "://" not in link]


def test_no_folder_holds_thousands_of_files_and_every_link_leads_somewhere(make):
    make(MANY)
    make(MANY, 2031)
    folders = [folder for folder in (make.out, *make.out.rglob("*")) if folder.is_dir()]
    # Side by side they would be three files each.
    assert max(len(list(folder.iterdir())) for folder in folders) < 2 * MANY
    assert len(list(make.out.rglob("page-*.html"))) == MANY
    for name in ("index.html", "history.html"):
        pages = [link for link in links(make.out / name) if "page-" in link.name]
        assert len({*pages}) == MANY
        assert all(link.is_file() for link in pages), name
    text = (make.out / "history.html").read_text("utf-8")
    # Pages drawn, the table of all others, and the time that the runs took.
    assert text.count("<section>") == DRAWN + 2


def test_a_suite_that_grows_beyond_one_folder_moves_its_pages(make):
    make(FEW)
    assert (make.out / "page-7.html").is_file()
    # What cannot be made anew stays readable where all pages now lie.
    with pytest.raises(SuiteFailed):
        make(MANY, failing=("page-7",))
    assert [*make.out.glob("page-*")] == []
    [page] = make.out.rglob("page-7.html")
    assert page.parent.parent == make.out
    entry = {e["slug"]: e for e in manifest(make)["pages"]}["page-7"]
    assert entry["earlier_page_kept"] is True


def manifest(make):
    return json.loads((make.out / "manifest.json").read_text("utf-8"))


def test_a_run_reads_no_old_record_again_for_each_page(make, monkeypatch):
    """Every page used to read every record of the archive, as long as it looked."""
    for year in (2030, 2031, 2032):
        make(FEW, year)
    read, parsed = index_file.read_record, []
    for module in (index_file, archive):
        monkeypatch.setattr(
            module, "read_record", lambda path: parsed.append(path) or read(path)
        )
    make(FEW, 2033)
    assert len(parsed) <= 2


def test_the_manifest_is_not_written_again_for_each_page(make, monkeypatch):
    whole = []
    write = files.write_whole

    def count(path, text):
        whole.append(path.name)
        return write(path, text)

    monkeypatch.setattr("kzaz_analysis.runner.publish.manifest.write_whole", count)
    make(FEW)
    assert whole.count("manifest.json") == 2


def test_scratch_of_a_page_is_free_when_the_page_ends(make, monkeypatch):
    """A page that leaked scratch filled the disk for its neighbours."""
    left = []

    def leaking(jobs, parallel, tell):
        for job in jobs:
            (job.staged / f"{job.page.slug}.work").mkdir()
            job.runtime.mkdir()
            for folder in (job.staged / f"{job.page.slug}.work", job.runtime):
                (folder / "leak").write_bytes(b"0" * 1000)
            yield from written([job], parallel, tell)
            found = (*job.staged.rglob("*"), *job.runtime.parent.rglob("leak"))
            left.append([path.name for path in found if path.name != "room"])

    make(3)
    suite = read_suite(make.out.parent / "suite.yml")
    runs.run(Plan(suite, make.out, make=leaking, force=True), DataFolder())
    assert left == [[], [], []]


def test_a_page_taken_out_of_the_suite_is_marked_and_out_of_reach(make):
    make(3)
    kept = (make.out / "page-3.html").read_text("utf-8")
    assert make(2)["retired"] == ["page-3"]
    # The diff between the runs names it, though no page was made.
    assert len(archive.runs(make.out)) == 2
    assert [*make.out.glob("page-3*")] == []
    [page] = make.out.rglob("page-3.html")
    text = page.read_text("utf-8")
    assert "no longer part of the suite" in text
    assert kept.removeprefix("<body>") in text
    assert (make.out / "index.html") in [link.resolve() for link in links(page)]
    assert all(link.is_file() for link in links(page))
    assert "page-3" not in (make.out / "index.html").read_text("utf-8")
    assert make(2)["retired"] == []
    assert {e["slug"]: e["status"] for e in make(3)["pages"]}["page-3"] == "ok"
    assert [*make.out.rglob("page-3.html")] == [make.out / "page-3.html"]
    assert [*(make.out / "retired").rglob("*")] == []


def test_links_of_a_retired_page_lead_to_where_they_led(make):
    make(3)
    (make.out / "page-3.html").write_text(
        '<body><a class="x" href="index.html">All</a> <a href="page-3.ipynb">N</a>'
        '<a href="page-1.html#a">1</a> <a href="#b">b</a> <a href="files/page-3/t.csv">'
        't</a> <a href="https://example.org/">w</a> &lt;a href="kept">'
    )
    make(2)
    [page] = make.out.rglob("page-3.html")
    addresses = re.findall('href="(.*?)"', page.read_text("utf-8").partition("</p>")[2])
    assert addresses == [
        "../../index.html",
        "page-3.ipynb",
        "../../page-1.html#a",
        "#b",
        "files/page-3/t.csv",
        "https://example.org/",
        "kept",
    ]


def test_a_page_that_was_made_by_itself_is_not_retired(make):
    make(2)
    (make.out / "page-2.manifest.json").write_text("{}")
    assert make(1)["retired"] == []
    assert (make.out / "page-2.html").is_file()


def test_a_resumed_run_says_what_it_made(make):
    make(4)
    with pytest.raises(Halted):
        make(4, 2031, most=3)
    halted = manifest(make)
    last = run_list.entries(make.out)[-1]
    assert (last.id, last.status, last.made) == (halted["id"], "aborted", 3)
    record = make(4, 2031)
    assert record["resumed_from"] == [halted["id"]]
    kept = archive.read(make.out, "latest")
    assert kept["resumed_from"] == [halted["id"]]
    assert [page["status"] for page in kept["pages"].values()] == ["ok"] * 4
    assert {page["made_in"] for page in kept["pages"].values()} == {
        halted["id"],
        record["id"],
    }
    listed = [
        (run.id, run.status, run.made, run.unchanged)
        for run in run_list.entries(make.out)
    ]
    assert listed[1:] == [
        (halted["id"], "aborted", 3, None),
        (record["id"], "ok", 1, 3),
    ]
    assert make(4, 2031)["resumed_from"] == []


def test_runs_keep_their_order_when_the_clock_goes_back(make, monkeypatch):
    import datetime as clock

    from kzaz_analysis.runner import sequence

    class Ahead(clock.datetime):
        @classmethod
        def now(cls, zone=None):
            return clock.datetime(2027, 3, 1, tzinfo=zone)

    make(1, 2030)
    with monkeypatch.context() as patch:
        patch.setattr(sequence, "datetime", Ahead)
        ahead = [make(1, 2031), make(1, 2032)]
    assert ahead[0]["id"] < ahead[1]["id"], "two runs of one name"
    last = make(1, 2033, keep=1)
    assert last["id"] < ahead[0]["id"]
    assert last["previous"]["id"] == ahead[1]["id"]
    assert archive.runs(make.out) == [last["id"]]
    assert [page["status"] for page in make(1, 2033)["pages"]] == ["unchanged"]


def test_pages_of_a_suite_and_one_made_alone_have_their_places(tmp_path):
    many = files.MOST_SIDE_BY_SIDE + 1
    pages = tuple(SimpleNamespace(slug=f"p{n}") for n in range(many))
    crowded = Plan(Suite("All", pages), tmp_path)
    assert re.fullmatch(r"[0-9a-f]{2}/p7", crowded.place("p7"))
    assert crowded.home == "../index.html"
    alone = Plan(Suite("All", pages[:1]), tmp_path, alone=True)
    assert (alone.place("p7"), alone.home) == ("p7", "")
    assert alone.page_file("p7") == Path(tmp_path, "p7.html")


def files_opened():
    """Return a list that grows with every file that this process opens."""
    opened = []
    sys.addaudithook(lambda event, args: event == "open" and opened.append(args[0]))
    return opened


@pytest.mark.slow
def test_a_page_opens_as_many_files_among_a_thousand_as_among_a_hundred(make):
    opened = files_opened()

    def opens(pages):
        opened.clear()
        make(pages, 2030 + pages % 7)
        return len(opened)

    # Once for what is imported on the way.
    opens(10)
    few = opens(100) / 100
    assert opens(1000) / 1000 < 1.1 * few
    # What did not change is looked at, not written.
    assert opens(1000) / 1000 < few / 3
    assert {page["status"] for page in manifest(make)["pages"]} == {"unchanged"}
    folders = [folder for folder in make.out.rglob("*") if folder.is_dir()]
    assert max(len(list(folder.iterdir())) for folder in folders) < 1000
