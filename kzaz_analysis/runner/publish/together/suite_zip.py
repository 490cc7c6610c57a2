"""The files of all pages of a suite in one archive, for who takes all of them along."""

from __future__ import annotations

import hashlib
import zipfile
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.files import sha256_of, written_whole
from kzaz_analysis.runner.publish import beside
from kzaz_analysis.runner.publish.artefacts import add_file

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
    if before.get("content") == content and sha256_of(path) == before.get("sha256"):
        return dict(before)
    path.parent.mkdir(exist_ok=True)
    # Thousands of pages have more files than memory holds.
    with written_whole(path) as file, zipfile.ZipFile(file, "w") as archive:
        entry = zipfile.ZipInfo("README.txt", _EPOCH)
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        archive.writestr(entry, readme)
        for name in files:
            place = name.partition(f"{beside.FOLDER}/")[2]
            add_file(archive, place, out / name)
    return {"content": content, "sha256": sha256_of(path)}
