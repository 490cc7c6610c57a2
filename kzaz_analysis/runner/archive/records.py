"""Records of runs as files: one JSON a run, in which pages share what they rest on.

::

    OUT/runs/20261121T223327456Z.json   a run: what each page showed, and from what
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.publish.json_lines import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RUN_ID = re.compile(r"\d{8}T\d{9}Z")
"""What runs are called: their start in UTC, to the millisecond."""

_CONTENT = ("notebook", "parameters", "code", "lock", "python")
_OF_THE_PAGE = ("parameters", "title")
_SHARED = "shared_inputs"


def run_files(archive: Path) -> dict[str, Path]:
    """Return the file of each run by its id, in the order of the ids."""
    files = {path.stem: path for path in archive.glob("*.json")}
    return {name: files[name] for name in sorted(files) if RUN_ID.fullmatch(name)}


def record_text(record: Mapping[str, Any]) -> str:
    """Return a record as JSON, one line a page.

    Pages of a suite rest on the same tables and code: what several of them share is
    written once, and a page refers to it by its place.
    """
    shared: dict[str, int] = {}
    pages = {slug: _packed(page, shared) for slug, page in record["pages"].items()}
    inputs = [json.loads(text) for text in shared]
    packed = {**record, _SHARED: inputs, "pages": pages} if inputs else record
    return text_of(packed, allow_nan=False)


def read_record(path: Path) -> dict[str, Any] | None:
    """Return the record of one run; None if the file holds none that can be read."""
    try:
        record = json.loads(path.read_text("utf-8"))
        if not isinstance(record["id"], str):
            return None
        shared = record.pop(_SHARED, [])
        pages = record["pages"].items()
        record["pages"] = {slug: _unpacked(page, shared) for slug, page in pages}
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError):
        return None
    return dict(record)


def split(page: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Part a page from those of its inputs that many pages share.

    Returns
    -------
    dict
        The page with the inputs that are its own.
    str
        The others as JSON; empty where nothing is known of them.
    """
    inputs = page.get("inputs")
    if not inputs:
        return dict(page), ""
    of_the_page = {name: inputs[name] for name in _OF_THE_PAGE if name in inputs}
    common = {name: of for name, of in inputs.items() if name not in _OF_THE_PAGE}
    return {**page, "inputs": of_the_page}, json.dumps(common, ensure_ascii=False)


def content_key(inputs: Mapping[str, Any]) -> str:
    """Return a hash that is equal for equal content of what pages are made from."""
    content = {name: inputs.get(name) for name in _CONTENT}
    return _hash({**content, "tables": contents_used(inputs)})


def contents_used(inputs: Mapping[str, Any]) -> dict[str, str]:
    """Return a hash of what was used of each table: of all of it, or of some rows."""
    rows = inputs.get("rows") or {}
    used = {name: part["sha256"] for name, part in rows.items()}
    return {**(inputs.get("tables") or {}), **used}


def numbers_key(page: Mapping[str, Any]) -> str:
    """Return a hash that is equal for equal numbers."""
    results = page.get("results") or ()
    return _hash([[r.get("name"), r.get("shown"), r.get("value")] for r in results])


def _hash(content: object) -> str:
    text = json.dumps(content, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _packed(page: Mapping[str, Any], shared: dict[str, int]) -> dict[str, Any]:
    page_part, common = split(page)
    if not common:
        return page_part
    place = shared.setdefault(common, len(shared))
    return {**page_part, "inputs": {_SHARED: place, **page_part["inputs"]}}


def _unpacked(page: Mapping[str, Any], shared: list[dict[str, Any]]) -> dict[str, Any]:
    inputs = page.get("inputs") or {}
    if _SHARED not in inputs:
        return dict(page)
    of_the_page = {name: of for name, of in inputs.items() if name != _SHARED}
    return {**page, "inputs": shared[inputs[_SHARED]] | of_the_page}
