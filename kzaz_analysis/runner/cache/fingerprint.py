"""Whether a page has to be made again: everything that it depends on, by content.

The key of a page is what its entry in the manifest calls ``inputs``: the code of its
notebook, its parameters, what it used of the tables, the code of the package, the
pinned libraries and the version of Python. Where all of them are as they were, and its
files lie as they were written, the page stands.
"""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis.installed import package_folders
from kzaz_analysis.runner.files import sha256_of
from kzaz_analysis.runner.plan.parameters import canonical_json
from kzaz_analysis.runner.plan.status import GOOD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kzaz_analysis.runner.cache.table_rows import UsedRows
    from kzaz_analysis.runner.plan.notebooks import Report
    from kzaz_analysis.runner.plan.page import Page


_PACKAGE = Path(__file__).resolve().parents[2]
_CODE = {".py", ".j2", ".css", ".js", ".csv", ".json", ".yml"}
_NAMES = {
    "notebook": "its notebook changed",
    "title": "its title changed",
    "home": "it moved into or out of a suite",
    "code": "the package's code changed",
    "words": "its language or the words of that language changed",
    "lock": "the pinned libraries changed",
    "python": "Python's version changed",
    "kernel": "its kernel was installed or taken away",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every page of a run depends on, beside its notebook and its tables.

    Attributes
    ----------
    code, lock : str
        SHA-256 of the files of the package and of those that bring reports, datasets
        or sources along, and of the file that pins the libraries; the
        latter is empty where there is none.
    python : str
        Version of Python.
    """

    code: str
    lock: str
    python: str


@cache
def surroundings() -> Surroundings:
    """Hash the package that is running, and what it runs on."""
    lock = _PACKAGE.parent / "requirements.lock"
    pinned = _sha256(lock.read_bytes()) if lock.is_file() else ""
    return Surroundings(_package_hash(), pinned, platform.python_version())


def inputs_of(
    page: Page,
    read: Mapping[str, str],
    around: Surroundings,
    home: str,
    rows: Mapping[str, dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Return all that a page depends on, by content.

    Parameters
    ----------
    page : Page
        What is made.
    read : mapping of str to str
        SHA-256 of every table that it read.
    around : Surroundings
        Package and libraries.
    home : str
        Address of the index that the page links to; empty for none.
    rows : mapping, optional
        Which rows of tables it used, as of `TablesRead`; of others it used all.
    """
    return {
        "notebook": _notebook(page.report, _changed_at(page.report.path)),
        "parameters": _sha256(canonical_json(dict(page.values)).encode()),
        "title": page.title,
        "home": home,
        **asdict(around),
        "tables": dict(sorted(read.items())),
        **({"rows": dict(rows)} if rows else {}),
        **({"words": page.words.sha256} if page.words.sha256 else {}),
        **({"kernel": [*page.kernel]} if any(page.kernel) else {}),
        **_named_files(page),
    }


def _named_files(page: Page) -> dict[str, dict[str, str]]:
    """Return ``files``: SHA-256 of each file that a parameter names, by parameter."""
    paths = {
        parameter.name: Path(page.values[parameter.name])
        for parameter in page.schema.parameters
        if parameter.rules.is_file and page.values.get(parameter.name)
    }
    contents = {
        name: _sha256(path.read_bytes()) if path.is_file() else ""
        for name, path in paths.items()
    }
    return {"files": contents} if contents else {}


def reasons(
    entry: Mapping[str, Any] | None,
    page: Page,
    now: Mapping[str, Any],
    folder: Path,
    used: UsedRows,
) -> tuple[str, ...]:
    """Say why a page has to be made, in plain words; nothing when it stands.

    Parameters
    ----------
    entry : mapping or None
        What the manifest says of the page; None if it was never made.
    page : Page
        What is asked for.
    now : mapping
        What `inputs_of` gives today, with every table of the data folder.
    folder : pathlib.Path
        Where its files lie.
    used : UsedRows
        Hashes rows of the tables as they are now.
    """
    if entry is None:
        return ("it was not made here before",)
    if entry.get("status") not in GOOD or "inputs" not in entry:
        return (f"its last attempt ended as {entry.get('status')}",)
    inputs = entry["inputs"]
    differences = [
        text for key, text in _NAMES.items() if inputs.get(key) != now.get(key)
    ]
    if inputs.get("parameters") != now["parameters"]:
        differences += _parameters(entry.get("parameters", {}), page.values)
    elif inputs.get("files") != now.get("files"):
        differences += ["a file that its parameters name changed"]
    differences += _tables(inputs, now["tables"], used)
    return tuple(differences) or tuple(_files(entry.get("files", {}), folder))


def notebook_hash(notebook: Mapping[str, Any]) -> str:
    """Hash what a notebook says and does; its outputs are no part of it."""
    cells = [
        [
            cell.get("id"),
            cell.get("cell_type"),
            "".join(cell.get("source", "")),
            cell.get("metadata", {}).get("tags", []),
        ]
        for cell in notebook["cells"]
    ]
    return _sha256(json.dumps(cells, ensure_ascii=False).encode())


@lru_cache(maxsize=64)
def _notebook(report: Report, _stamp: int) -> str:
    """Hash a notebook once for all the pages that are made from it."""
    return notebook_hash(report.read())


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _parameters(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted({*before, *now}):
        old, new = before.get(name), now.get(name)
        if old != new:
            yield f"parameter {name} was {old!r} and is {new!r}"


def _tables(
    inputs: Mapping[str, Any], now: Mapping[str, str], used: UsedRows
) -> Iterator[str]:
    rows = inputs.get("rows", {})
    selection = {name: part["chosen"] for name, part in rows.items()}
    for name, content in inputs.get("tables", {}).items():
        if name not in now:
            yield f"table {name} is gone"
        elif now[name] != content:
            part = rows.get(name)
            if part is None or not part["sha256"]:
                yield f"table {name} changed"
            elif used.sha256(name, selection) != part["sha256"]:
                yield f"table {name} changed in rows that it used"


def _files(files: Mapping[str, str], folder: Path) -> Iterator[str]:
    for name, content in files.items():
        sha256 = sha256_of(folder / name)
        if not sha256:
            yield f"{name} cannot be read"
        elif sha256 != content:
            yield f"{name} is not as it was written"


def _package_hash() -> str:
    digest = hashlib.sha256()
    for folder in (_PACKAGE, *package_folders()):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            shipped = "_shipped" in path.parts or "__pycache__" in path.parts
            if path.suffix in _CODE and not shipped:
                digest.update(path.relative_to(folder.parent).as_posix().encode())
                digest.update(b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
