"""The archive of the files beside all pages: packed one by one, whole or not at all."""

import os
import tracemalloc
import zipfile

import pytest

from kzaz_analysis.errors import OutputError
from kzaz_analysis.runner.publish.together import suite_zip

SIZE = 2**17


@pytest.fixture
def pages(tmp_path):
    """Twenty pages with a file each that no packing makes smaller."""
    pages = []
    for number in range(20):
        name = f"files/p{number}/table.csv"
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(os.urandom(SIZE))
        pages.append({"slug": f"p{number}", "files": {name: str(number)}})
    return pages


def write(out, pages, before=()):
    documents = {page["slug"]: {"title": "Title"} for page in pages}
    return suite_zip.write(out, "All", pages, documents, dict(before))


def test_it_is_packed_file_by_file_and_left_alone_while_it_stands(tmp_path, pages):
    tracemalloc.start()
    written = write(tmp_path, pages)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10 * SIZE
    path = tmp_path / suite_zip.NAME
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 1 + len(pages)
    before = path.stat().st_mtime_ns
    assert write(tmp_path, pages, written) == written
    assert path.stat().st_mtime_ns == before


def test_a_file_that_is_gone_leaves_the_last_archive_as_it_was(tmp_path, pages):
    write(tmp_path, pages)
    before = (tmp_path / suite_zip.NAME).read_bytes()
    (tmp_path / "files/p7/table.csv").unlink()
    with pytest.raises(OutputError):
        write(tmp_path, pages)
    assert (tmp_path / suite_zip.NAME).read_bytes() == before
    assert [*(tmp_path / "files").glob(".*")] == []
