"""Disks and tables that fail: nothing half-written, and no page of broken figures."""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from disturbed import ROOT, Desk, waiting
from tiny_notebooks import handing_over

import kzaz_analysis as kz
from kzaz_analysis.errors import DataError, OutputError
from kzaz_analysis.runner.publish import publish

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

LONG = "print('figure\\n' * 100_000)"


@pytest.fixture(scope="module")
def made():
    """A folder with one good page, made once, to be copied."""
    with Desk() as desk:
        desk.save("page", "1", handing_over())
        assert desk.kzaz("run", "page").code == 0
        yield desk


@pytest.fixture
def desk():
    with Desk() as new:
        new.save("page", "1", handing_over())
        yield new


@pytest.fixture
def small_disk(desk):
    """Mount a small disk as the output folder; give a function that resizes it."""

    def mount(*words):
        done = subprocess.run(
            ["mount", "-t", "tmpfs", *words, "none", desk.out],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")

    desk.out.mkdir()
    yield lambda size: mount("-o", size)
    subprocess.run(["umount", "-l", desk.out], capture_output=True, check=False)


def test_a_disk_that_is_too_small_is_refused_before_anything_is_written(
    desk, small_disk
):
    small_disk("size=2m")
    done = desk.kzaz("run", "page")
    assert (done.code, done.out) == (7, "")
    assert "2 MB are free, at least 20 are needed" in done.err
    assert list(desk.out.iterdir()) == []
    desk.assert_clean()


def test_a_disk_that_fills_up_during_the_run_costs_no_page(desk, made, small_disk):
    small_disk("size=32m")
    shutil.copytree(made.out, desk.out, dirs_exist_ok=True)
    good = desk.pages()
    desk.save("page", waiting("here"), LONG, handing_over())
    process = desk.start("run", "page")
    desk.reach("here", process)
    fill(desk.out / "filler")
    desk.go()
    done = desk.end(process)
    assert done.code == 7, done
    assert "No space left on device" in done.err
    assert "Traceback" not in done.err
    (desk.out / "filler").unlink()
    said = desk.manifest("page.")
    assert (said["status"], said["pages"][0]["published"]) == ("failed", False)
    assert desk.pages() == good
    desk.assert_clean()
    assert desk.kzaz("run", "page").code == 0
    assert desk.pages().keys() == good.keys()


def fill(path):
    with path.open("wb", buffering=0) as file:
        for size in (2**20, 2**12, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError:
                continue


def test_a_page_that_is_larger_than_files_may_be_is_not_published(desk, made):
    shutil.copytree(made.out, desk.out)
    good = desk.pages()
    desk.save("page", LONG, handing_over())

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    done = desk.kzaz("run", "page", preexec_fn=small_files)
    assert done.code == 7, done
    assert "page: its files cannot be written: File too large" in done.err
    assert "Traceback" not in done.err
    said = desk.manifest("page.")
    assert (said["status"], said["pages"][0]["status"]) == ("failed", "failed")
    assert desk.pages() == good
    desk.assert_clean()


def test_a_folder_without_permission_is_refused_and_left_alone(desk):
    desk.out.mkdir()
    desk.out.chmod(0o555)
    if os.geteuid() != 0:
        done = desk.kzaz("run", "page")
    elif shutil.which("setpriv"):
        # Root may write everywhere, unless it gives that right away.
        without = "-dac_override,-dac_read_search"
        done = desk.kzaz("run", "page", before=("setpriv", "--bounding-set", without))
    else:
        pytest.skip("root cannot give its rights away here")
    assert (done.code, done.out) == (7, "")
    assert "cannot be written: Permission denied" in done.err
    assert list(desk.out.iterdir()) == []


def test_a_folder_taken_away_during_the_run_is_exit_7(desk):
    desk.save("page", waiting("here"), handing_over())
    process = desk.start("run", "page")
    desk.reach("here", process)
    shutil.rmtree(desk.out)
    desk.go()
    done = desk.end(process)
    assert done.code == 7, done
    assert "Traceback" not in done.err
    desk.assert_clean()


@pytest.mark.parametrize("variable", ["KZAZ_DATA_DIR", "KZAZ_NOTEBOOK_DIR"])
def test_a_folder_that_is_not_there_is_named(desk, variable):
    done = desk.kzaz("run", "page", env={variable: str(desk.place / "nowhere")})
    assert (done.code, done.out) == (2, "")
    assert f"{variable} is " in done.err
    assert "there is no such folder" in done.err
    assert not desk.out.exists()


def cut_short(path):
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


def not_text(path):
    content = path.read_bytes()
    path.write_bytes(content.replace(b"turnover", b"turn\xff\xfeover"))


BROKEN = {"half-written": cut_short, "not text": not_text, "gone": os.unlink}


@pytest.fixture
def broken(tmp_path):
    """Break one table of a copy of the record, and return the folder."""

    def make(harm):
        shutil.copytree(ROOT / "data", tmp_path / "data")
        harm(tmp_path / "data" / "observations.csv")
        return tmp_path / "data"

    return make


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_table_is_named(broken, name, monkeypatch):
    monkeypatch.setenv("KZAZ_DATA_DIR", str(broken(BROKEN[name])))
    with pytest.raises(DataError, match="observations"):
        kz.load("observations")


def test_a_table_that_cannot_be_read_is_exit_3_before_a_kernel_starts(desk):
    (desk.data / "observations.csv").unlink()
    (desk.data / "observations.csv").symlink_to(desk.place / "nowhere.csv")
    done = desk.kzaz("run", "page")
    assert (done.code, done.out) == (3, ""), done
    assert "observations.csv" in done.err
    assert "Traceback" not in done.err
    desk.assert_clean()


def test_a_table_changed_during_the_run_is_said_and_seen_by_the_next(desk):
    desk.save("page", waiting("here"), handing_over())
    process = desk.start("run", "page")
    desk.reach("here", process)
    with (desk.data / "observations.csv").open("a") as table:
        table.write("2,a-2025,10\n")
    desk.go()
    done = desk.end(process)
    assert done.code == 0, done
    before = desk.manifest("page.")
    assert before["data_changed_during_run"] is True
    assert desk.kzaz("run", "page").code == 0
    after = desk.manifest("page.")
    assert after["data_changed_during_run"] is False
    assert after["pages"][0]["status"] == "ok"
    assert after["changed_since_last_run"] == ["table observations"]
    assert after["pages"][0]["tables"] != before["pages"][0]["tables"]
    desk.assert_clean()


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def moving(tmp_path, monkeypatch):
    """Publish new files over old ones; the move of the page ends as told."""

    def move(error, before="old"):
        staged = tmp_path / publish.STAGING
        staged.mkdir()
        for ending in publish.ENDINGS:
            if before:
                (tmp_path / f"page{ending}").write_text(before)
            (staged / f"page{ending}").write_text("new")
        replace = Path.replace

        def stop(path, target):
            if path == staged / "page.html":
                raise error
            return replace(path, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", stop)
            publish.publish("page", staged, tmp_path)

    return move


@pytest.mark.parametrize("before", ["old", ""])
def test_a_page_that_cannot_be_moved_wholly_stays_what_it_was(moving, tmp_path, before):
    with pytest.raises(OutputError, match="No space left"):
        moving(OSError(28, "No space left on device"), before)
    found = {path.read_text() for path in tmp_path.glob("page*")}
    assert found == ({before} if before else set())


@pytest.mark.parametrize("before", ["old", ""])
def test_a_kill_between_two_moves_is_undone_by_the_next_run(moving, tmp_path, before):
    with pytest.raises(Killed):
        moving(Killed(), before)
    assert "new" in {path.read_text() for path in tmp_path.glob("page*")}
    with publish.staging(tmp_path):
        found = {path.read_text() for path in tmp_path.glob("page*")}
    assert found == ({before} if before else set())
    assert not list(tmp_path.glob(".*"))
