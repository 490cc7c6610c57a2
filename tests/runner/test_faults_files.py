"""Hostile files among the tables, and processes that try to outlive their page."""

import os
import re
import sys

import pytest
from disturbed import Desk

import kzaz_analysis as kz
from kzaz_analysis.errors import DataError
from kzaz_analysis.runner.cache.data_snapshot import DataFolder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes, /proc")

AWAY = """\
import subprocess, sys
subprocess.Popen(
    [sys.executable, "-c", "import os, time; os.fork(); os.setsid(); time.sleep(600)"],
    start_new_session=True,
)"""
BOUND = """\
import resource
assert resource.getrlimit(resource.RLIMIT_DATA)[0] == 4096 * 2**20"""


@pytest.fixture
def desk():
    with Desk() as place:
        yield place


def test_a_pipe_in_the_place_of_a_table_is_named_and_not_waited_for(desk):
    os.mkfifo(desk.data / "units.csv")
    desk.save("page", "1 + 1")
    ended = desk.kzaz("run", "page")
    says = "units.csv cannot be read: it is a named pipe, not a file"
    assert (ended.code, ended.err.strip()) == (3, f"kzaz: {says}")
    desk.assert_clean()


def test_a_cell_that_no_table_has_is_named(desk):
    with (desk.data / "units.csv").open("a", encoding="utf-8") as table:
        table.write("a" * 200_000 + "\n")
    desk.save("page", "1 + 1")
    ended = desk.kzaz("run", "page")
    assert ended.code == 3
    assert re.search(r"^kzaz: units\.csv, line \d+: not readable as CSV", ended.err)


def test_a_pipe_in_the_place_of_a_suite_is_named_and_not_waited_for(desk):
    pipe = desk.place / "piped.yml"
    os.mkfifo(pipe)
    ended = desk.kzaz("suite", pipe)
    says = "it is a named pipe, not a file; save its text in one"
    assert (ended.code, ended.err.strip()) == (
        2,
        f"kzaz: {pipe} cannot be read: {says}",
    )


def test_pipes_among_pages_and_strangers_among_tables_hold_nobody_up(desk):
    """A manifest that was a pipe held a run up, and a table of salaries was published."""
    desk.out.mkdir()
    for name in ("manifest.json", "alerts.json", ".kzaz-journal"):
        os.mkfifo(desk.out / name)
    ended = desk.kzaz("status")
    assert ended.code == 2
    assert "holds no manifest of a run" in ended.err
    desk.suite()
    assert desk.kzaz("suite", "--notify", "false").code == 2
    plant_strangers(desk)
    desk.save("page", BOUND)
    desk.suite("page")
    ended = desk.kzaz("suite")
    assert ended.code == 0, ended
    assert desk.manifest()["status"] == "ok"
    kept = "".join(p.read_text() for p in (desk.out / "runs" / "tables").iterdir())
    assert "a-2025" in kept
    assert "pay" not in kept
    assert "secret" not in kept
    assert sorted(desk.manifest()["data"]["tables"]) == ["observations", "sources"]


def plant_strangers(desk):
    """Lay files among the tables that are none of the contract."""
    (desk.data / "salaries.csv").write_text("name,pay\nA,1\n")
    (desk.place / "id_rsa").write_text("secret")
    (desk.data / "keys.csv").symlink_to(desk.place / "id_rsa")
    os.mkfifo(desk.data / "stray.csv")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (os.mkdir, "it is a folder, not a file"),
        (lambda path: path.symlink_to("/etc/passwd"), "it is a link, not a file"),
    ],
    ids=["folder", "link"],
)
def test_what_is_no_table_is_named(make, says, tmp_path):
    make(tmp_path / "units.csv")
    with pytest.raises(DataError, match=rf"units\.csv cannot be read: {says}"):
        DataFolder(tmp_path, names=("units",)).facts()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"resources": 5}', "not a data package"),
        (
            '{"resources":' + "[" * 100_000 + "]" * 100_000 + "}",
            "it is nested too deep",
        ),
    ],
    ids=["number", "deep"],
)
def test_a_data_package_that_is_none_is_named(text, says, tmp_path, monkeypatch):
    (tmp_path / "units.csv").write_text("unit,label,dimension,factor,authority\n")
    (tmp_path / "datapackage.json").write_text(text)
    monkeypatch.setenv("KZAZ_DATA_DIR", str(tmp_path))
    with pytest.raises(DataError, match=rf"datapackage\.json: {says}"):
        kz.load("units")


def test_no_process_outlives_its_page_in_another_session(desk):
    desk.save("left", AWAY)
    desk.save("right", AWAY, "1 / 0")
    desk.suite("left", "right")
    assert desk.kzaz("suite", "--jobs", "2").code == 9
    desk.assert_all_ended()
    assert list(desk.tmp.iterdir()) == []
