"""Complete a row that somebody enters: digits, bounds, name and reference."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.countries import countries
from kzaz_analysis.evidence.files import definition, read_text
from kzaz_analysis.evidence.intake.reading.numerals import (
    read_signed,
    significant_digits,
)
from kzaz_analysis.evidence.rounding import QUALIFIERS, rounding_bounds
from kzaz_analysis.evidence.schema.definitions import OWN_REF, TABLES
from kzaz_analysis.evidence.schema.provenance import with_defaults

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

OWN_CELLS = ("series", "period_start", "period_end", "value")
"""Columns in which the rows of one imported table differ."""

DEFAULTS: dict[str, dict[str, str]] = {
    "observations": {"qualifier": "exact", "obs_status": "A"},
    "claims": {"qualifier": "exact"},
    "projections": {"qualifier": "exact", "measure": "level"},
    "macro": {"obs_status": "A"},
    "targets": {"qualifier": "exact", "measure": "level", "status": "open"},
    "sources": {
        "licence": "Facts only; the text belongs to its publisher",
        "kind": "press",
    },
}
"""What a column holds unless its value is given, by table."""


def as_cell(value: float) -> str:
    """Write a number as the tables hold it; an infinite bound is an empty cell."""
    return "" if value in (float("inf"), float("-inf")) else f"{value:.15g}"


def complete(
    table: str,
    given: Mapping[str, str],
    folder: Path,
    sources: Sequence[Mapping[str, str]] = (),
) -> dict[str, str]:
    """Fill in what follows from the cells that were given.

    Parameters
    ----------
    table : str
        Name of the table.
    given : mapping of str to str
        Cells as typed; what is not there or empty counts as not given.
    folder : pathlib.Path
        Data folder, for agencies, names and references.
    sources : sequence of mapping of str to str
        Rows of new sources that come along.

    Returns
    -------
    dict of str to str
        One cell per column of the contract. Digits are counted from the value as
        typed, bounds follow from its rounding, a reporter from the books of the
        agency, provenance and stage from agency and source, and names and references
        are the next that are free. A target without a hedge is bounded by itself.
        Nothing is checked here.
    """
    filled = {name: cell.strip() for name, cell in given.items() if cell.strip()}
    cells = (
        dict.fromkeys(definition(table).names, "") | DEFAULTS.get(table, {}) | filled
    )
    if "digits" in cells:
        cells |= _measured(table, cells)
    if table == "sources":
        cells["source"] = cells["source"] or _free(_slug(cells), table, folder)
        return cells
    if cells.get("reporter") == "":
        cells["reporter"] = _country(cells["agency"], folder)
    if table == "observations":
        cells |= _described(cells, folder, sources)
    if table == "targets":
        cells["promise"] = cells["promise"] or cells["series"]
    event = "-".join(cells.get(name, "") for name in ("project", "event")).strip("-")
    stem = cells.get("promise") or cells.get("series") or event.replace("_", "-")
    if cells.get("id") == "" and stem and cells["source"]:
        cells["id"] = _free(f"{stem}@{cells['source']}", table, folder)
    if cells.get("ref") == "":
        cells["ref"] = next_ref(folder)
    return cells


def complete_all(
    table: str,
    rows: Sequence[Mapping[str, str]],
    folder: Path,
    sources: Sequence[Mapping[str, str]] = (),
) -> list[dict[str, str]]:
    """Complete many rows of one table, each as `complete` does.

    What follows from agency, source and the like is worked out once for all rows that
    agree in it, so that a thousand rows take no longer than a few.
    """
    alike: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
    number = int(next_ref(folder).removeprefix(OWN_REF))
    done = []
    for place, row in enumerate(rows):
        shared = tuple((n, c) for n, c in row.items() if n not in OWN_CELLS)
        if shared not in alike:
            alike[shared] = complete(table, row, folder, sources)
        filled = {name: cell.strip() for name, cell in row.items() if cell.strip()}
        blank = dict.fromkeys((*OWN_CELLS, "digits", "low", "high"), "")
        cells = alike[shared] | blank | filled
        cells |= _measured(table, cells) | {"ref": f"{OWN_REF}{number + place:03d}"}
        done.append(cells)
    return done


def source_on_record(origin: Mapping[str, str], folder: Path) -> str:
    """Name the entry of the sources table that a description tells once more.

    Parameters
    ----------
    origin : mapping of str to str
        Cells of the source. With a name, ``source``, the entry of that name is meant
        if it contradicts none of them; without one, an entry that has these cells, and
        is empty where they are.
    folder : pathlib.Path
        Data folder.

    Returns
    -------
    str
        The name, or nothing if the source is a new one.
    """
    described = {name: cell for name, cell in origin.items() if cell}
    if "source" not in described:
        described = complete("sources", origin, folder)
        del described["source"]
    entries = read_text("sources", folder)
    names = list(described)
    agree = (entries[names] == pd.Series(described)[names]).all(axis=1)
    return str(entries["source"][agree].iloc[0]) if agree.any() else ""


def missing(table: str, cells: Mapping[str, str]) -> list[str]:
    """Columns that need a value and have none, in the order of the file."""
    columns = definition(table).columns
    return [c.name for c in columns if c.required and not cells.get(c.name)]


def next_ref(folder: Path) -> str:
    """Return the next free reference of an own figure: U001, U002, ..."""
    texts = [
        read_text(name, folder)["ref"]
        for name, table in TABLES.items()
        if "ref" in table.names
    ]
    cells = pd.concat(texts).str.split(";").explode()
    numbers = cells.str.extract(rf"^{OWN_REF}(\d+)$")[0].dropna().astype(int)
    return f"{OWN_REF}{numbers.max() + 1 if len(numbers) else 1:03d}"


def _measured(table: str, cells: Mapping[str, str]) -> dict[str, str]:
    """Value, digits and bounds of a figure."""
    numeral, qualifier = read_signed(cells["value"]), cells["qualifier"]
    if numeral is None or qualifier not in QUALIFIERS:
        return {}
    value = numeral.value
    counted = significant_digits(numeral.plain, cells["unit"], qualifier)
    digits = cells["digits"] or ("" if counted is None else str(counted))
    measured = {"value": as_cell(value), "digits": digits}
    if cells["low"] or cells["high"] or not re.fullmatch("|[1-9][0-9]*", digits):
        return measured
    rounded = int(digits) if digits else None
    if table == "targets" and qualifier == "exact":
        rounded = None
    if qualifier == "up_to" and value < 0:
        return measured
    low, high = rounding_bounds(value, rounded, qualifier)
    return measured | {"low": as_cell(low), "high": as_cell(high)}


def _country(agency: str, folder: Path) -> str:
    agencies = read_text("agencies", folder).set_index("agency")["books"]
    books = str(agencies.get(agency, ""))
    return books if books in countries() else ""


def _described(
    cells: Mapping[str, str], folder: Path, sources: Sequence[Mapping[str, str]]
) -> dict[str, str]:
    """Provenance and stage that follow from agency and source."""
    origins = pd.DataFrame([*map(dict, sources)], columns=definition("sources").names)
    all_sources = pd.concat([origins, read_text("sources", folder)])
    agencies = read_text("agencies", folder)
    row = with_defaults(pd.DataFrame([dict(cells)]), agencies, all_sources).iloc[0]
    return {name: str(row[name]) for name in ("provenance", "stage")}


def _slug(cells: Mapping[str, str]) -> str:
    if not cells["publisher"]:
        return ""
    words = re.findall(r"[a-z0-9]+", cells["publisher"].lower()) or ["source"]
    return "-".join([*words, cells["published_on"] or "undated"])


def _free(name: str, table: str, folder: Path) -> str:
    column = definition(table).key[0]
    taken = set(read_text(table, folder)[column])
    numbered = (f"{name}-{n}" for n in range(2, len(taken) + 3))
    return name if name not in taken else next(n for n in numbered if n not in taken)
