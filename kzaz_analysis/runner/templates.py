"""Templates: notebooks that published pages are made from, and what they held.

A folder of notebooks may hold a list, ``templates.yml``, of their names with the hash
of what each of them asks and does. Where there is a list, a notebook that is not on it
is nobody's report, and one that has another hash was changed since it was agreed to.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.files import write_whole
from kzaz_analysis.runner.plan.yaml_file import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LIST = "templates.yml"
_HEAD = "# Templates of published pages; kzaz report refresh NAME takes one as it is.\n"


def listed(folder: Path) -> dict[str, str] | None:
    """Return the hash of each template of a folder by name; None without a list."""
    path = folder / LIST
    if not path.is_file():
        return None
    return {name: str(text) for name, text in read_yaml(path).items()}


def content_hash(notebook: dict[str, Any]) -> str:
    """Hash what a notebook asks and does, not what came of it.

    Parameters
    ----------
    notebook : dict
        The notebook as JSON. Outputs, counts and the metadata of editors and kernels
        do not count, so that opening and saving a notebook changes nothing.
    """
    cells = [
        (
            cell.get("cell_type"),
            "".join(cell.get("source", "")),
            sorted(cell.get("metadata", {}).get("tags", ())),
        )
        for cell in notebook["cells"]
    ]
    title = notebook.get("metadata", {}).get("title", "")
    text = json.dumps([title, cells], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def take(path: Path, notebook: dict[str, Any]) -> None:
    """Write the hash of a notebook into the list of its folder, where there is one."""
    hashes = listed(path.parent)
    if hashes is None:
        return
    hashes[path.stem] = content_hash(notebook)
    lines = [f"{name}: {text}\n" for name, text in sorted(hashes.items())]
    write_whole(path.parent / LIST, _HEAD + "".join(lines))


def changed(paths: Iterable[Path]) -> list[Path]:
    """Return the templates among notebooks that are no longer what their list says.

    Parameters
    ----------
    paths : iterable of pathlib.Path
        Notebooks; those that are on no list are nobody's templates and are passed over.
    """
    return [path for path in sorted({*paths}) if _is_changed(path)]


def _is_changed(path: Path) -> bool:
    agreed = (listed(path.parent) or {}).get(path.stem)
    if agreed is None:
        return False
    return content_hash(json.loads(path.read_text("utf-8"))) != agreed
