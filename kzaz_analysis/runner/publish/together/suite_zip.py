"""The files of all pages of a suite in one archive, for who takes all of them along."""

from __future__ import annotations

import hashlib
import zipfile
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.files import written_whole
from kzaz_analysis.runner.publish import beside

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

NAME = f"{beside.FOLDER}/all-pages.zip"
"""Where the archive lies in an output folder."""

_LEFT_OUT = (".png",)
"""Endings of files that a suite has in another form, too."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_README = """{title}

Tables as CSV, charts as SVG, and of each page a workbook (XLSX), whose sheet README
gives its answer, licence and citation, and whose sheet "sources" the sources.

{pages}
"""


def write(
    out: Path,
    title: str,
    pages: Sequence[Mapping[str, Any]],
    documents: Mapping[str, Mapping[str, Any]],
    before: Mapping[str, str],
) -> dict[str, str]:
    """Write the archive of a suite unless it stands; equal files give equal bytes.

    Parameters
    ----------
    out : pathlib.Path
        Output folder.
    title : str
        Title of the suite.
    pages : sequence of mapping
        What the manifest says of each page.
    documents : mapping of str to mapping
        What the pages hand over, by slug.
    before : mapping of str to str
        What this returned in the last run.

    Returns
    -------
    dict of str to str
        ``content``, a hash of what the archive was made from, and its ``sha256``;
        empty where no page offers a file.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    files = {
        name: content
        for page in pages
        for name, content in sorted(page.get("files", {}).items())
        if f"{beside.FOLDER}/" in name and not name.endswith(_LEFT_OUT)
    }
    path = out / NAME
    if not files:
        path.unlink(missing_ok=True)
        return {}
    listed = [f"{p['slug']}: {documents[p['slug']].get('title', '')}" for p in pages]
    readme = _README.format(title=title, pages="\n".join(listed))
    content = hashlib.sha256(f"{readme}{files!r}".encode()).hexdigest()
    if before.get("content") == content and _sha256(path) == before.get("sha256"):
        return dict(before)
    path.parent.mkdir(exist_ok=True)
    # Thousands of pages have more files than memory holds.
    with written_whole(path) as file, zipfile.ZipFile(file, "w") as archive:
        _add(archive, "README.txt", readme.encode())
        for name in files:
            place = name.partition(f"{beside.FOLDER}/")[2]
            _add(archive, place, (out / name).read_bytes())
    return {"content": content, "sha256": _sha256(path)}


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    is_packed = name.endswith(".xlsx")
    entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
