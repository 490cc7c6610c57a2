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
from kzaz_analysis.runner.publish.shape import (
    MOMENT,
    NUMBER,
    OBJECT,
    OBJECTS,
    TEXT,
    Kind,
    misfit,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
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


def _are_runs(value: object) -> bool:
    names = value if isinstance(value, list) else [None]
    return all(isinstance(n, str) and RUN_ID.fullmatch(n) for n in names)


def _are_texts(value: object) -> bool:
    texts = value.values() if isinstance(value, dict) else [None]
    return all(isinstance(text, str) for text in texts)


def _are_objects(value: object) -> bool:
    parts = value.values() if isinstance(value, dict) else [None]
    return all(isinstance(part, dict) for part in parts)


_SHAPE: dict[str, Kind] = {
    **dict.fromkeys(("id", "status", "suite", "alone"), TEXT),
    **dict.fromkeys(("start", "end"), MOMENT),
    **dict.fromkeys(("software", "platform", "keys", "pages"), OBJECT),
    "tables": (_are_texts, "an object of texts"),
    "sequence": NUMBER,
    "resumed_from": (_are_runs, "a list of ids of runs"),
}
_SHAPE_OF_PAGE: dict[str, Kind] = {
    **dict.fromkeys(("status", "title", "report", "made_in"), TEXT),
    **dict.fromkeys(("inputs", "parameters"), OBJECT),
    "results": OBJECTS,
}
_SHAPE_OF_INPUTS: dict[str, Kind] = {
    "tables": (_are_texts, "an object of texts"),
    "rows": (_are_objects, "an object of objects"),
}
_ODD = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def why_unread(path: Path) -> str:
    """Say why `read_record` reads no record in a file; empty if it does."""
    try:
        _parsed(path)
    except _ODD as error:
        return str(error)
    return ""


def read_record(path: Path) -> dict[str, Any] | None:
    """Return the record of one run; None if the file holds none that can be read."""
    try:
        return _parsed(path)
    except _ODD:
        return None


def _parsed(path: Path) -> dict[str, Any]:
    record = json.loads(path.read_text("utf-8"))
    if not isinstance(record, dict):
        raise TypeError(f"it is {record!r:.80}; a record is an object")
    _check(record, _SHAPE, "", needed=("id", "pages"))
    shared = record.pop(_SHARED, [])
    for slug, page in record["pages"].items():
        if not isinstance(page, dict):
            raise TypeError(f"pages.{slug} is {page!r:.80}; it is an object")
        _check(page, _SHAPE_OF_PAGE, f"pages.{slug}.")
        record["pages"][slug] = _unpacked(page, shared)
        inputs = record["pages"][slug].get("inputs") or {}
        _check(inputs, _SHAPE_OF_INPUTS, f"pages.{slug}.inputs.")
    return record


def _check(
    part: Mapping[str, Any],
    shape: Mapping[str, Kind],
    place: str,
    needed: Collection[str] = (),
) -> None:
    problem = misfit(part, shape, place, needed)
    if problem:
        raise ValueError(problem)


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
