"""Write the data package and the data dictionary from the contracts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import DataError
from kzaz_analysis.evidence.dataset.read import FILE as DATASET_FILE
from kzaz_analysis.evidence.files import (
    PACKAGE_FILE,
    dataset_of,
    read_text,
    table_hashes,
)
from kzaz_analysis.evidence.schema.checks import check
from kzaz_analysis.evidence.schema.definitions import TABLES
from kzaz_analysis.evidence.schema.meaning import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DICTIONARY_INTRODUCTION = """\
# Data dictionary

Generated from the contracts in `kzaz_analysis/evidence`; `make data` writes it anew.
Files are CSV in UTF-8, sorted by their key; an empty cell means not known.
Values stand in the unit in which they were published; `kz.series` converts them.
"""
CHECKS_INTRODUCTION = """\
## What is checked

`kzaz data check` holds every cell against the rules above, every name against the list
that it refers to, and what the figures mean against these rules. Errors end it with
exit code 3; warnings leave it at 0. Words in braces stand for what the row holds.

| kind | tables | column | severity | what is said |
|---|---|---|---|---|"""


def data_package(folder: Path) -> dict[str, Any]:
    """Describe a data folder as a Data Package, version 2.

    Parameters
    ----------
    folder : pathlib.Path
        Folder with one CSV file per table.

    Returns
    -------
    dict
        The descriptor: one resource per table with its schema, size, SHA-256 and row
        count, and every licence that a source names.
    """
    dataset, hashes = dataset_of(folder), table_hashes(folder)
    licences = sorted(set(read_text("sources", folder)["licence"]))
    return {
        "$schema": PROFILE,
        "name": _name(dataset.name),
        "title": dataset.title,
        "licenses": [{"name": _name(title), "title": title} for title in licences],
        "resources": [
            *(_resource(name, folder, hashes[name]) for name in TABLES),
            *_about(folder, hashes),
        ],
    }


def _about(folder: Path, hashes: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Describe the file that says what the tables are about, if there is one."""
    path = folder / DATASET_FILE
    if path.is_file():
        yield {
            "name": "dataset",
            "path": path.name,
            "title": "What the tables are about",
            "format": "yaml",
            "mediatype": "application/yaml",
            "encoding": "utf-8",
            "bytes": path.stat().st_size,
            "hash": f"sha256:{hashes['dataset']}",
        }


def _name(title: str) -> str:
    """Make the name that the standard asks of a licence from its title."""
    return re.sub(r"[^a-z0-9.]+", "-", title.lower()).strip("-.")


def _resource(name: str, folder: Path, sha256: str) -> dict[str, Any]:
    table, path = TABLES[name], folder / f"{name}.csv"
    return {
        "name": name,
        "path": path.name,
        "title": table.title,
        "description": table.description,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256}",
        "rows": len(read_text(name, folder)),
        "schema": table.table_schema(),
    }


def write_package(folder: Path) -> Path:
    """Check a data folder and record it in its ``datapackage.json``.

    Raises
    ------
    DataError
        If a table breaks its contract: then nothing is written.
    """
    # What it records so far is written anew, whatever is wrong with it.
    problems = [p for p in check(folder) if p.file != PACKAGE_FILE]
    if problems:
        raise DataError("\n".join(map(str, problems)))
    return record_package(folder)


def record_package(folder: Path) -> Path:
    """Record a data folder that has been checked; see `write_package`."""
    path = folder / PACKAGE_FILE
    text = json.dumps(data_package(folder), indent=2, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8")
    return path


def data_dictionary() -> str:
    """Write the data dictionary of all tables as one Markdown page."""
    return "\n".join(
        [
            DICTIONARY_INTRODUCTION,
            *(t.dictionary() for t in TABLES.values()),
            CHECKS_INTRODUCTION,
            *(rule.dictionary_row() for rule in RULES),
            "",
        ]
    )
