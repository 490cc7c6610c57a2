"""Hostile files among the tables, and processes that try to outlive their page."""

import json
import os
import sys

import pytest
from disturbed import Desk

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
READ = """\
import kzaz_analysis as kz
kz.load("units")"""


@pytest.fixture
def desk():
    with Desk() as place:
        yield place


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (os.mkfifo, "units.csv cannot be read: it is a named pipe, not a file"),
        (os.mkdir, "units.csv cannot be read: it is a folder, not a file"),
        (
            lambda path: path.symlink_to("/etc/passwd"),
            "units.csv cannot be read: it is a link, not a file",
        ),
    ],
    ids=["pipe", "folder", "link"],
)
def test_what_is_no_table_is_named(make, says, desk):
    make(desk.data / "units.csv")
    desk.save("page", "1 + 1")
    desk.suite("page")
    ended = desk.kzaz("suite")
    assert (ended.code, ended.err.strip()) == (3, f"kzaz: {says}")
    desk.assert_clean()


def test_strangers_among_the_tables_are_not_kept(desk):
    (desk.data / "salaries.csv").write_text("name,pay\nA,1\n")
    (desk.place / "id_rsa").write_text("secret")
    (desk.data / "keys.csv").symlink_to(desk.place / "id_rsa")
    os.mkfifo(desk.data / "stray.csv")
    desk.save("page", BOUND)
    desk.suite("page")
    ended = desk.kzaz("suite")
    assert ended.code == 0, ended
    kept = "".join(p.read_text() for p in (desk.out / "runs" / "tables").iterdir())
    assert "a-2025" in kept
    assert "pay" not in kept
    assert "secret" not in kept
    assert sorted(desk.manifest()["data"]["tables"]) == ["observations", "sources"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (json.dumps({"resources": 5}), "not a data package"),
        ('{"resources":' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deep"),
    ],
    ids=["number", "deep"],
)
def test_a_data_package_that_is_none_is_named(text, says, desk):
    (desk.data / "units.csv").write_text("unit,label,dimension,factor,authority\n")
    (desk.data / "datapackage.json").write_text(text)
    desk.save("page", READ)
    ended = desk.kzaz("run", "page")
    assert ended.code == 3
    assert f"datapackage.json: {says}" in ended.err.replace("it is ", "")
    assert "Traceback" not in ended.err


def test_no_process_outlives_its_page_in_another_session(desk):
    desk.save("left", AWAY)
    desk.save("right", AWAY, "1 / 0")
    desk.suite("left", "right")
    assert desk.kzaz("suite", "--jobs", "2").code == 9
    desk.assert_all_ended()
    assert list(desk.tmp.iterdir()) == []
