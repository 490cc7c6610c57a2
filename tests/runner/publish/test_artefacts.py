"""The archive of a notebook's files: equal bytes, no links, and gone with its files."""

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
