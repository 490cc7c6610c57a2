"""Publishing: whole files or none, one run a folder, nothing left lying about."""

import errno
import fcntl
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from kzaz_analysis.errors import LockedError, OutputError
from kzaz_analysis.runner import files
from kzaz_analysis.runner.publish import journal, lock, publish


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Target gap: USD 1 billion", "target-gap-usd-1-billion"),
        ("../../etc/passwd", "etc-passwd"),
        ("growth_rates", "growth_rates"),
        ("Résumé — à la carte", "resume-a-la-carte"),
        ("...", "page"),
        ("Ақтау", "page"),
        ("C:\\CON\0", "c-con"),
        ("x" * 300, "x" * 80),
    ],
)
def test_a_slug_is_a_plain_file_name(title, expected):
    assert files.slug(title) == expected


def stage(folder, stem, text):
    with publish.staging(folder) as staged:
        for ending in publish.ENDINGS:
            (staged / f"{stem}{ending}").write_text(text)
        return publish.publish(stem, staged, folder)


def test_a_page_is_moved_in_whole(tmp_path):
    hashes = stage(tmp_path, "a", "new")
    assert sorted(hashes) == [
        "a.files.zip",
        "a.html",
        "a.ipynb",
        "a.results.json",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(hashes)


def test_a_page_that_lacks_a_file_changes_nothing(tmp_path):
    stage(tmp_path, "a", "old")
    with publish.staging(tmp_path) as staged:
        (staged / "a.html").write_text("new")
        with pytest.raises(OutputError):
            publish.publish("a", staged, tmp_path)
    assert {path.read_text() for path in tmp_path.iterdir()} == {"old"}


def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch):
    target = tmp_path / "index.html"
    files.write_whole(target, "old")

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        files.write_whole(target, "new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_preflight_refuses_a_disk_that_is_nearly_full(tmp_path, monkeypatch):
    full = SimpleNamespace(free=5 * 2**20)
    monkeypatch.setattr(publish.shutil, "disk_usage", lambda _: full)
    with pytest.raises(OutputError, match="5 MB are free"):
        publish.preflight(tmp_path)


def test_preflight_refuses_a_path_that_is_a_file(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        publish.preflight(tmp_path / "out" / "deeper")


def test_staging_heals_what_a_killed_run_left(tmp_path):
    left = tmp_path / publish.STAGING / "a.html"
    left.parent.mkdir()
    left.write_text("half")
    (tmp_path / ".index.html.kzaz-part").write_text("half")
    with publish.staging(tmp_path) as staged:
        # Room that is free again at the end, so that the manifest can be written.
        assert [path.name for path in staged.iterdir()] == ["room"]
    assert list(tmp_path.iterdir()) == []


def test_runtime_folders_that_nobody_holds_are_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(files.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(files, "_SOCKET_ROOM", 4096)
    # The number of a process says nothing: it may be of another host or namespace.
    dead, alive = dead_process(), os.getppid()
    places = {name: tmp_path / f"kzaz-{name}" for name in (f"{dead}-held", "1-new")}
    places |= {"left": tmp_path / f"kzaz-{alive}-left", "old": tmp_path / "kzaz-1-old"}
    for place in places.values():
        place.mkdir()
    os.utime(places["old"], (0, 0))
    (places["left"] / ".held").touch()
    with (places[f"{dead}-held"] / ".held").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with files.runtime_folder() as own:
            names = {path.name for path in tmp_path.iterdir()}
            with files.runtime_folder():
                assert own.exists()
    assert names == {own.name, f"kzaz-{dead}-held", "kzaz-1-new"}
    assert not own.exists()


def test_no_link_is_written_through(tmp_path):
    target = tmp_path / "id_rsa"
    target.write_text("secret")
    out = tmp_path / "out"
    out.mkdir()
    for name in (".kzaz-lock", ".page.html.kzaz-part", "journal"):
        (out / name).symlink_to(target)
    with pytest.raises(OutputError, match="kzaz-lock: it is a link"), lock.hold(out):
        pass
    assert not lock.is_held(out)
    files.write_whole(out / "page.html", "page")
    with pytest.raises(OutputError):
        journal.append(out / "journal", {"slug": "a"})
    assert target.read_text() == "secret"
    assert (out / "page.html").read_text() == "page"


def dead_process():
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_a_folder_is_held_by_one_run_and_the_second_learns_by_whom(tmp_path):
    code = (
        "import sys, pathlib\n"
        "from kzaz_analysis.runner.publish import lock\n"
        "with lock.hold(pathlib.Path(sys.argv[1])):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    ) as other:
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(LockedError, match=f"process {other.pid}"),
            lock.hold(tmp_path),
        ):
            pass
        other.kill()
    # The killed process left its file; that locks nothing.
    assert json.loads((tmp_path / lock.NAME).read_text()) == {"pid": other.pid}
    with lock.hold(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_who_looks_whether_a_folder_is_held_keeps_no_run_out(tmp_path):
    """A run that began while `report status` looked ended with 8, which cron hides."""
    looking = (tmp_path / lock.NAME).open("w")
    files.lock_file(looking.fileno())
    glance = threading.Timer(0.1, looking.close)
    glance.start()
    with lock.hold(tmp_path):
        assert lock.is_held(tmp_path)
    glance.join()


def test_too_few_open_files_are_refused_before_a_kernel_dies_of_them(tmp_path):
    """It said "the kernel did not start", with no word of files."""
    script = (
        "import pathlib, resource, sys\n"
        "from kzaz_analysis.runner.publish import publish\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))\n"
        "publish.preflight(pathlib.Path(sys.argv[1]))\n"
    )
    folder = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-c", script, folder],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "may hold 64 files open, a page needs 96" in done.stderr
    assert "ulimit -n 1024" in done.stderr
    assert not folder.exists()
