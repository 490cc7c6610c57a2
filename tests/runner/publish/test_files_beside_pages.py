"""Files beside a page: placed with it, replaced with it, taken back with it."""

import io
import zipfile
from pathlib import Path

import pytest

from kzaz_analysis.errors import NotebookFailed, OutputError
from kzaz_analysis.runner.publish import beside, publish, retire
from kzaz_analysis.runner.publish.together import suite_zip


def stage(folder, stem, text, names, subfolder=""):
    with publish.staging(folder) as staged:
        for ending in publish.ENDINGS:
            (staged / f"{stem}{ending}").write_text(text)
        shown = beside.staged_folder(stem, staged)
        shown.mkdir(parents=True)
        for name in names:
            (shown / name).write_text(text)
        (folder / subfolder).mkdir(exist_ok=True)
        return publish.publish(stem, staged, folder, subfolder)


def texts(folder):
    files = [p for p in folder.rglob("*") if p.is_file()]
    return {p.relative_to(folder).as_posix(): p.read_text() for p in files}


def test_files_come_with_their_page_and_are_listed(tmp_path):
    hashes = stage(tmp_path, "a", "new", ["t.csv", "t.svg"])
    assert {"files/a/t.csv", "files/a/t.svg", "a.html"} <= {*hashes}
    assert set(texts(tmp_path)) == {*hashes}


def test_files_that_a_page_no_longer_offers_are_gone(tmp_path):
    stage(tmp_path, "a", "old", ["t.csv", "u.csv"])
    stage(tmp_path, "b", "other", ["t.csv"])
    stage(tmp_path, "a", "new", ["t.csv"])
    there = texts(tmp_path)
    assert there["files/a/t.csv"] == "new"
    assert "files/a/u.csv" not in there
    assert there["files/b/t.csv"] == "other"


@pytest.mark.parametrize("subfolder", ["", "3f/"])
@pytest.mark.parametrize("stops_at", ["t.csv", "v.csv", "a.ipynb", "a.html"])
def test_a_move_that_fails_puts_all_files_back(
    tmp_path, monkeypatch, subfolder, stops_at
):
    stage(tmp_path, "a", "old", ["t.csv", "u.csv"], subfolder)
    before = texts(tmp_path)
    move = Path.replace

    def full(path, target):
        is_staged = publish.STAGING in str(path) and ".before" not in str(path)
        if path.name == stops_at and is_staged:
            raise OSError(28, "No space left on device")
        return move(path, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError):
        stage(tmp_path, "a", "new", ["t.csv", "v.csv"], subfolder)
    assert texts(tmp_path) == before


def test_a_page_offers_a_thousand_files_and_no_more(tmp_path):
    for number in range(beside.MOST + 1):
        (tmp_path / f"{number}.csv").touch()
    with pytest.raises(NotebookFailed, match="1,001 files; a page may offer 1,000"):
        beside.offered(tmp_path)
    (tmp_path / "0.csv").unlink()
    assert len(beside.offered(tmp_path)) == beside.MOST


def test_links_and_folders_are_not_offered(tmp_path):
    (tmp_path / "real.csv").touch()
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    (tmp_path / "folder").mkdir()
    assert beside.offered(tmp_path) == ("real.csv",)


def test_a_retired_page_takes_its_files_along(tmp_path):
    stage(tmp_path, "a", "<body>", ["t.csv"])
    assert retire._retire(tmp_path, "a")
    there = texts(tmp_path)
    [page] = [name for name in there if name.endswith("a.html")]
    assert f"{page.removesuffix('a.html')}files/a/t.csv" in there
    assert not any(name.startswith("files/") for name in there)


def archive(folder, before=None):
    hashes = stage(folder, "a", "new", ["t.csv", "t.png", "a.xlsx"])
    pages = [{"slug": "a", "files": hashes}]
    documents = {"a": {"title": "It grew"}}
    return suite_zip.write(folder, "Trade", pages, documents, before or {})


def test_one_archive_holds_the_files_of_all_pages(tmp_path):
    archive(tmp_path)
    with zipfile.ZipFile(tmp_path / suite_zip.NAME) as packed:
        assert packed.namelist() == ["README.txt", "a/a.xlsx", "a/t.csv"]
        assert "a: It grew" in packed.read("README.txt").decode()
        assert packed.read("a/t.csv") == b"new"


def test_the_archive_is_written_anew_only_where_something_changed(tmp_path):
    first = archive(tmp_path)
    path = tmp_path / suite_zip.NAME
    written = path.stat().st_mtime_ns
    assert archive(tmp_path, first) == first
    assert path.stat().st_mtime_ns == written
    path.write_bytes(b"broken")
    assert archive(tmp_path, first) == first
    assert zipfile.is_zipfile(io.BytesIO(path.read_bytes()))


def test_a_suite_without_files_has_no_archive(tmp_path):
    page = {"slug": "a", "files": {"a.html": "0"}}
    assert suite_zip.write(tmp_path, "T", [page], {"a": {}}, {}) == {}
    assert list(tmp_path.iterdir()) == []
