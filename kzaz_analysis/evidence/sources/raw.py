"""Raw answers of the sources, kept so that every figure can be traced to bytes."""

from __future__ import annotations

import gzip
import hashlib
import re
from typing import TYPE_CHECKING

from kzaz_analysis.errors import DataError, UsageError, unknown_name
from kzaz_analysis.evidence.files import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kzaz_analysis.evidence.sources.fetch import Answer

FOLDER = "raw"
_NOTE = re.compile(rf"\b{FOLDER}/([0-9a-f]{{64}})\.gz\b")


def note(answer: Answer) -> str:
    """Say in the note of a source where its answer lies."""
    return f"{FOLDER}/{answer.sha256}.gz holds the answer; its name is its SHA-256"


def keep(answers: Iterable[Answer], folder: Path) -> list[Path]:
    """Keep answers beside the tables, compressed and under their hash.

    Returns
    -------
    list of pathlib.Path
        Files that were not there before.
    """
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    contents = {place / f"{a.sha256}.gz": a.content for a in answers}
    fresh = {path: c for path, c in contents.items() if not path.exists()}
    for path, content in fresh.items():
        path.write_bytes(gzip.compress(content, mtime=0))
    return list(fresh)


def raw_answer(source: str, folder: Path) -> bytes:
    """Return the bytes on which the figures of a source rest.

    Raises
    ------
    UsageError
        If there is no such source, or none are kept for it.
    DataError
        If they are no longer what came.
    """
    notes = read_text("sources", folder).set_index("source")["note"]
    if source not in notes.index:
        raise unknown_name("source", source, notes.index)
    match = _NOTE.search(str(notes[source]))
    if match is None:
        raise UsageError(f"{source}: no raw answer is kept; it was not refreshed")
    path = folder / FOLDER / f"{match[1]}.gz"
    try:
        content = gzip.decompress(path.read_bytes())
    except (OSError, EOFError) as error:
        raise DataError(f"{path}: not readable: {error}") from error
    if hashlib.sha256(content).hexdigest() != match[1]:
        raise DataError(f"{path}: not what the source answered: its hash differs")
    return content
