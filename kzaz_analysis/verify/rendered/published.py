"""The files of a received suite, held against what its manifests say was published."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import UsageError
from kzaz_analysis.verify.check import Disagreement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFEST = "manifest.json"
"""Name, or ending of the name, of what lists the files of a run with their hashes."""


def changed_files(folder: Path) -> Iterator[Disagreement]:
    """List files of pages that are there and not as the run published them.

    Parameters
    ----------
    folder : pathlib.Path
        The suite; nothing is listed where no manifest lies in it.

    Raises
    ------
    UsageError
        If a manifest cannot be read.
    """
    for manifest in sorted(folder.glob(f"*{MANIFEST}")):
        for page in _pages(manifest):
            for name, stated in sorted(page["files"].items()):
                sha256 = _sha256(folder / name)
                if sha256 not in ("", stated):
                    yield _changed(str(page["slug"]), name, stated, sha256)


def _pages(manifest: Path) -> list[dict[str, Any]]:
    try:
        pages = json.loads(manifest.read_text(encoding="utf-8"))["pages"]
        return [{"slug": page["slug"], "files": dict(page["files"])} for page in pages]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{manifest} cannot be read: {error}") from None


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return ""


def _changed(slug: str, name: str, stated: str, sha256: str) -> Disagreement:
    said = f"{name} is not as the run published it"
    return Disagreement(slug, "files", "", said, "sha256", stated, sha256)
