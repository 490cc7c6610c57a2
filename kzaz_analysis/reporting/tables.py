"""Facts about the files that pages rest on: their hashes and newest publication."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import TYPE_CHECKING

from kzaz_analysis.reporting.manifest import TableFact

if TYPE_CHECKING:
    from pathlib import Path


def read_facts(folder: Path) -> dict[str, TableFact]:
    """Hash every CSV file of a folder, and find its newest publication.

    Where there is a table ``sources`` with columns ``source`` and ``published_on``, a
    table with a column ``source`` is as new as the newest source it names.

    Parameters
    ----------
    folder : pathlib.Path
        A folder of CSV files.

    Returns
    -------
    dict of str to TableFact
        By file name without its ending; the day is empty when it cannot be known.
    """
    contents = {path.stem: path.read_bytes() for path in sorted(folder.glob("*.csv"))}
    published = {
        row["source"]: row.get("published_on") or ""
        for row in _rows(contents.get("sources", b""))
        if row.get("source")
    }
    return {
        name: TableFact(
            hashlib.sha256(content).hexdigest(), _newest(content, published)
        )
        for name, content in contents.items()
    }


def _newest(content: bytes, published: dict[str, str]) -> str:
    named = {row.get("source") or "" for row in _rows(content)}
    return max((published.get(source, "") for source in named), default="")


def _rows(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8", errors="replace")
    return list(csv.DictReader(io.StringIO(text, newline="")))
