"""Raw answers of the sources, kept so that every figure can be traced to bytes."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING

from kzaz_analysis.errors import DataError, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kzaz_analysis.evidence.sources.fetch import Answer

FOLDER, LIST = "raw", "answers.jsonl"


def keep(answers: Mapping[str, Answer], folder: Path) -> None:
    """Keep answers beside the tables, compressed and under their hash.

    Parameters
    ----------
    answers : mapping of str to Answer
        By name of the entry in the sources table.
    folder : pathlib.Path
        Data folder.
    """
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    for answer in answers.values():
        packed = gzip.compress(answer.content, mtime=0)
        (place / f"{answer.sha256}.gz").write_bytes(packed)
    lines = [json.dumps(_entry(n, a), ensure_ascii=False) for n, a in answers.items()]
    with (place / LIST).open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def _entry(source: str, answer: Answer) -> dict[str, str | int]:
    return {
        "source": source,
        "sha256": answer.sha256,
        "bytes": len(answer.content),
        "asked_at": answer.moment.isoformat(timespec="seconds"),
        "address": answer.address,
    }


def entries(folder: Path) -> list[dict[str, str | int]]:
    """List the answers that are kept, oldest first."""
    path = folder / FOLDER / LIST
    lines: Iterable[str] = path.read_text("utf-8").splitlines() if path.is_file() else ()
    return [json.loads(line) for line in lines]


def raw_answer(source: str, folder: Path) -> bytes:
    """Return the bytes on which the figures of a source rest.

    Raises
    ------
    UsageError
        If none are kept for this source.
    DataError
        If they are no longer what came.
    """
    hashes = {str(e["source"]): str(e["sha256"]) for e in entries(folder)}
    if source not in hashes:
        raise unknown_name("source with a raw answer", source, hashes or ["(none)"])
    path = folder / FOLDER / f"{hashes[source]}.gz"
    try:
        content = gzip.decompress(path.read_bytes())
    except (OSError, EOFError) as error:
        raise DataError(f"{path}: not readable: {error}") from error
    if hashlib.sha256(content).hexdigest() != hashes[source]:
        raise DataError(f"{path}: it is not what the source answered: its hash differs")
    return content
