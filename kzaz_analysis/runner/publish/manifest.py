"""The manifest: facts about one run, which stand nowhere else."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis import __version__
from kzaz_analysis.errors import UsageError
from kzaz_analysis.runner.cache.table_fact import TableFact
from kzaz_analysis.runner.files import read_at_once, write_whole
from kzaz_analysis.runner.plan.parameters import canonical_json
from kzaz_analysis.runner.publish.json_lines import text_of
from kzaz_analysis.runner.publish.shape import (
    MOMENT,
    NUMBER,
    OBJECT,
    OBJECTS,
    TEXT,
    Kind,
    misfit,
)
from kzaz_analysis.runner.workers.page_job import combined_hash

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kzaz_analysis.runner.plan.limits import Limits
    from kzaz_analysis.runner.plan.page import Page
    from kzaz_analysis.runner.workers.page_job import PageResult

NAME = "manifest.json"
"""Name of a suite's manifest; that of a single page has its slug in front."""

_ROOT = Path(__file__).resolve().parents[3]


def path_of(out: Path, about: str = "") -> Path:
    """Return where the manifest of a suite lies, or of a page made alone."""
    return out / (f"{about}.{NAME}" if about else NAME)


def software() -> dict[str, str | None]:
    """Return version, git commit (``-dirty`` if files differ) and hash of the lock."""
    lock = _ROOT / "requirements.lock"
    return {
        "version": __version__,
        "commit": _commit(),
        "lock_sha256": _sha256(lock) if lock.is_file() else None,
    }


def machine() -> dict[str, str]:
    """Return what a run ran on; no name of a machine or a person."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
    }


def opening(
    identity: Mapping[str, Any],
    suite: str,
    jobs: int,
    limits: Limits,
    tables: Mapping[str, TableFact],
    pages: list[dict[str, Any]],
) -> dict[str, Any]:
    """Return the manifest of a run that has just begun.

    Parameters
    ----------
    identity : mapping
        ``id``, ``sequence`` and ``start``, as of `sequence.identity`.
    suite : str
        Its title.
    jobs : int
        How many pages at a time.
    limits : Limits
        What each page is allowed.
    tables : mapping of str to TableFact
        The data that it rests on.
    pages : list of dict
        What is known of its pages from earlier runs.
    """
    return {
        **identity,
        "status": "running",
        "pid": os.getpid(),
        "suite": suite,
        "jobs": jobs,
        "limits": asdict(limits),
        "software": software(),
        "platform": machine(),
        "data": data_entry(tables),
        "pages": pages,
    }


def summary(manifest: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return which run a manifest tells of and how it ended; None for no run."""
    if manifest is None:
        return None
    fields = ("id", "sequence", "start", "status", "suite")
    return {name: manifest.get(name) for name in fields}


def data_entry(tables: Mapping[str, TableFact]) -> dict[str, Any]:
    """Return the tables with their hashes, and one hash over all of them."""
    return {
        "sha256": combined_hash({name: fact.sha256 for name, fact in tables.items()}),
        "tables": {name: asdict(tables[name]) for name in sorted(tables)},
    }


def page_entry(
    page: Page, result: PageResult | None, files: Mapping[str, str], kept: bool
) -> dict[str, Any]:
    """Return what happened to one page.

    Parameters
    ----------
    page : Page
        What was to be made.
    result : PageResult or None
        How it ended; None if the run ended before it.
    files : mapping of str to str
        SHA-256 of the files that were published; empty if none were.
    kept : bool
        Whether an earlier page stays in place.
    """
    entry: dict[str, Any] = {
        "slug": page.slug,
        "report": page.report.name,
        "status": result.status if result else "aborted",
        "published": bool(files),
        "earlier_page_kept": kept,
        "parameters": dict(page.values),
        "parameters_sha256": _hash(canonical_json(dict(page.values))),
        "seed": page.values.get("seed"),
        "notebook_sha256": _sha256(page.report.path),
        "files": dict(files),
    }
    return entry | (_outcome(result) if result else {})


def _is_data(value: object) -> bool:
    tables = value.get("tables") or {} if isinstance(value, dict) else None
    facts = tables.values() if isinstance(tables, dict) else [None]
    return all(isinstance(fact, dict) for fact in facts)


_SHAPE: dict[str, Kind] = {
    **dict.fromkeys(("id", "status", "suite"), TEXT),
    **dict.fromkeys(("start", "end", "last_success"), MOMENT),
    **dict.fromkeys(("software", "platform"), OBJECT),
    "seconds": NUMBER,
    "data": (_is_data, "an object whose tables are objects"),
    "pages": OBJECTS,
}
_SHAPE_OF_PAGE: dict[str, Kind] = {
    **dict.fromkeys(("slug", "status", "report"), TEXT),
    **dict.fromkeys(("parameters", "files", "inputs", "stderr"), OBJECT),
    **dict.fromkeys(("cells", "left_out"), OBJECTS),
}
_SAID = frozenset({"status", "start", "slug"})
"""Without these nobody can be told how a run was; others may be absent, or null."""


def _problem_of(manifest: object, needed: Collection[str] = ("slug",)) -> str:
    """Say which key of a manifest is not as a run writes it; empty if all are."""
    if not isinstance(manifest, dict):
        return f"it is {manifest!r:.80}; a manifest is an object"
    whole = misfit(manifest, _SHAPE, "", needed)
    pages = () if whole else manifest.get("pages") or ()
    of_pages = (
        misfit(page, _SHAPE_OF_PAGE, f"pages[{n}].", needed)
        for n, page in enumerate(pages)
    )
    return whole or next(filter(None, of_pages), "")


def read_checked(path: Path, *, is_running: bool = False) -> dict[str, Any] | None:
    """Read a manifest for somebody who can mend it; see `read`.

    Raises
    ------
    UsageError
        If it is JSON and not as a run writes it: names file, key and value.
    """
    manifest = _content(path)
    problem = "" if manifest is None else _problem_of(manifest, _SAID)
    if problem:
        raise UsageError(f"{path} is no manifest as a run writes it: {problem}")
    return _ended(manifest, is_running)


def read(path: Path, *, is_running: bool = False) -> dict[str, Any] | None:
    """Read the manifest of a run; None if there is none as a run writes it.

    A run that says ``running`` though none works in the folder is one whose process
    was killed. It is then ``aborted``.

    Parameters
    ----------
    path : pathlib.Path
        The manifest.
    is_running : bool
        Whether a run works in the folder; who holds the folder knows that none does.
    """
    manifest = _content(path)
    return None if _problem_of(manifest) else _ended(manifest, is_running)


def _content(path: Path) -> Any:
    try:
        return json.loads(read_at_once(path))
    except (OSError, ValueError, RecursionError):
        return None


def _ended(manifest: dict[str, Any] | None, is_running: bool) -> dict[str, Any] | None:
    if manifest is None:
        return None
    was_killed = manifest.get("status") == "running" and not is_running
    return manifest | ({"status": "aborted"} if was_killed else {})


def write(path: Path, manifest: Mapping[str, Any]) -> None:
    """Write a manifest, whole or not at all."""
    write_whole(path, text_of(manifest))


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[str]:
    """Name the inputs that differ between two runs, in plain words.

    Parameters
    ----------
    before, after : mapping
        Manifests; the earlier one may be missing.

    Returns
    -------
    list of str
        Such as ``"table observations"``; empty when every input is the same.
    """
    if before is None:
        return ["no earlier run"]
    old, new = _inputs(before), _inputs(after)
    names = sorted(old.keys() | new.keys())
    return [name for name in names if old.get(name) != new.get(name)]


def _inputs(manifest: Mapping[str, Any]) -> dict[str, Any]:
    tables = manifest.get("data", {}).get("tables", {})
    inputs = {f"table {name}": fact.get("sha256") for name, fact in tables.items()}
    inputs |= dict(manifest.get("software", {}))
    inputs["python"] = manifest.get("platform", {}).get("python")
    for page in manifest.get("pages", []):
        inputs[f"parameters of {page['slug']}"] = page.get("parameters_sha256")
        inputs[f"notebook {page.get('report')}"] = page.get("notebook_sha256")
    return inputs


def _outcome(result: PageResult) -> dict[str, Any]:
    return {
        "execute_s": round(result.execute_s, 3),
        "render_s": round(result.render_s, 3),
        "peak_rss_mb": result.peak_rss_mb,
        "tables": dict(result.read.tables),
        "left_out": [dict(part) for part in result.left_out],
        "stderr": dict(result.stderr),
        "problem": result.problem.as_dict() if result.problem else None,
        "cells": [
            {**asdict(cell), "seconds": round(cell.seconds, 3)} for cell in result.cells
        ],
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _commit() -> str | None:
    git = shutil.which("git")
    if git is None or not (_ROOT / ".git").exists():
        return None
    command = [git, "-C", str(_ROOT), "describe", "--always", "--dirty", "--abbrev=40"]
    described = subprocess.run(  # noqa: S603 - fixed arguments
        [*command, "--exclude=*"], capture_output=True, text=True, check=False
    )
    return described.stdout.strip() or None
