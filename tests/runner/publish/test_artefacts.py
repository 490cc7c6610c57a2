"""The archive of a notebook's files: equal bytes, no links, and gone with its files."""

import os
import sys
import zipfile
from pathlib import Path

import pytest

from kzaz_analysis.runner.publish import artefacts
from kzaz_analysis.runner.publish.publish import publish


def leave(work, **files):
    folder = work / artefacts.FOLDER
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return work


def test_equal_files_give_equal_bytes(tmp_path):
    packed = []
    for name in ("one", "two"):
        work = leave(tmp_path / name, b="2", a="1")
        target = tmp_path / f"{name}.zip"
        assert artefacts.pack(work, target) == (("a", 1), ("b", 1))
        packed.append(target.read_bytes())
    assert packed[0] == packed[1]


def test_nothing_is_written_for_nothing_and_no_link_is_followed(tmp_path):
    secret = leave(tmp_path / "secret", key="s")
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / artefacts.FOLDER).symlink_to(secret / artefacts.FOLDER)
    assert artefacts.pack(tmp_path / "work", tmp_path / "a.zip") == ()
    assert not (tmp_path / "a.zip").exists()


def linked(folder):
    folder.symlink_to(folder.parent)


def with_strangers(folder):
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "a.csv").touch()
    (folder / "a-folder").symlink_to(folder / "deep")
    os.mkfifo(folder / "deep" / "pipe")


STRANGERS = {
    linked: ["artefacts, which is a link and is not kept"],
    Path.touch: ["artefacts, which is a file, not a folder, and is not kept"],
    with_strangers: [
        "artefacts/a-folder, which is a link and is not kept",
        "artefacts/deep/pipe, which is a named pipe and is not kept",
    ],
    (lambda folder: None): [],
}


@pytest.mark.skipif(os.name != "posix", reason="makes links and pipes")
@pytest.mark.parametrize("make", STRANGERS)
def test_whatever_is_not_kept_is_named(make, tmp_path):
    """A folder that a link or a file had taken the place of was passed over."""
    make(tmp_path / artefacts.FOLDER)
    assert list(artefacts.left_out(tmp_path)) == STRANGERS[make]


@pytest.mark.skipif(sys.platform != "linux", reason="names there are text")
def test_a_name_that_is_no_text_is_escaped(tmp_path):
    work = leave(tmp_path, plain="1")
    name = os.fsencode(work / artefacts.FOLDER) + b"/caf\xe9.csv"
    os.close(os.open(name, os.O_CREAT))
    escaped = "caf\\xe9.csv"
    assert artefacts.pack(work, tmp_path / "a.zip") == ((escaped, 0), ("plain", 1))
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == [escaped, "plain"]


def test_the_archive_goes_when_a_page_leaves_no_files_any_more(tmp_path):
    out = tmp_path / "out"
    for number, endings in enumerate(((".files.zip",), ())):
        staged = tmp_path / f"staged{number}"
        staged.mkdir(parents=True)
        out.mkdir(exist_ok=True)
        for ending in (".ipynb", ".results.json", ".html", *endings):
            (staged / f"page{ending}").write_text(str(number))
        assert len(publish("page", staged, out)) == 3 + len(endings)
        assert (out / "page.files.zip").exists() == bool(endings)
    assert (out / "page.html").read_text() == "1"


def test_secrets_in_names_are_masked_and_every_file_is_kept(tmp_path):
    work = leave(tmp_path, **{"pass-one.csv": "1", "pass-two.csv": "2"})

    def mask(name):
        return name.replace("pass-one", "***").replace("pass-two", "***")

    packed = artefacts.pack(work, tmp_path / "a.zip", mask)
    assert packed == (("***.csv", 1), ("***.csv-2", 1))
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == ["***.csv", "***.csv-2"]


def test_a_file_beyond_what_an_archive_takes_unsaid_is_kept(tmp_path, monkeypatch):
    """A file of 2 GB ended the page: "File size too large, try using force_zip64"."""
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1000)
    work = leave(tmp_path, large="a" * 5000)
    assert artefacts.pack(work, tmp_path / "a.zip") == (("large", 5000),)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.read("large") == b"a" * 5000
