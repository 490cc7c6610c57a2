"""The figures of a series: gathered, summed, brought to one unit, with their side."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.errors import DataError
from kzaz_analysis.evidence.derivation.periods import (
    CHANGE,
    POINT,
    levels_before,
    period_sums,
)
from kzaz_analysis.evidence.derivation.spans import whole_months
from kzaz_analysis.evidence.rounding import rounding_bounds, tidy
from kzaz_analysis.evidence.schema.provenance import (
    PROVENANCES,
    STAGES,
    default_provenance,
    least,
)
from kzaz_analysis.evidence.tables import (
    FileContent,
    Tables,
    completed,
    published_by,
    typed,
)
from kzaz_analysis.evidence.units import ratios

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from kzaz_analysis.evidence.derivation.periods import Cells

BOUNDS = ("over", "under", "up_to")
"""Qualifiers of figures that bound the value instead of giving it."""

OWN_DEFINITION = "D"
"""Observation status of figures that count something else under the same name."""

NOT_FOR_SERIES = ("U", OWN_DEFINITION, "I")
"""Observation status of figures that are shown but never chosen."""

TEXTS = ["status", "superseded_by", "quote", "ref", "reporter", "part_sources"]
"""Columns that hold no text where a figure is a sum."""

EDITION = ["publisher", "published_on"]
"""What the files of one edition share."""

DAY_LENGTH = len("2026-09-25")
"""Length of a date that names its day."""

SUMMED = ["agency", "reporter", "books", "period_start", "period_end", "unit"]
"""What parts of one edition must share to be added up."""

ADDED = ["value", "low", "high", "qualifier", "obs_status", "provenance", "stage"]
"""What a sum takes from its parts."""

PRINTED = ["books", "period_start", "period_end"]
"""What a sum shares with a total that its edition printed itself."""

FROM_ONE_EDITION = " from the same source"
"""End of the note of a sum of parts."""


def usable(figures: pd.DataFrame) -> pd.Series[bool]:
    """Tell which figures may be chosen: reliable, of the definition, not corrected.

    Parameters
    ----------
    figures : pandas.DataFrame
        Rows with ``obs_status`` and ``withdrawn``, as `figures_of` returns them.
    """
    return ~figures["obs_status"].isin(NOT_FOR_SERIES) & ~figures["withdrawn"]


def figures_of(evidence: Tables, name: str, entry: pd.Series[str]) -> pd.DataFrame:
    """Gather the figures of a series in its unit, sums of parts included.

    Parameters
    ----------
    evidence : Tables
        Where they are read from.
    name : str
        A series of the catalogue.
    entry : pandas.Series
        Its row of the catalogue.

    Returns
    -------
    pandas.DataFrame
        Rows of the observations table with ``books, derived, part_sources,
        withdrawn, year, months, full_year, segment`` and a running ``id``; values and
        bounds in the unit of the series; ``attrs["left_out"]`` counts figures in
        units that do not convert, where there are any. ``withdrawn`` rows were
        corrected, and what supersedes them had been published by the day. Of a flow
        there are also ``derived`` rows: sums of its parts in one source; periods that
        other periods make (`period_sums`), and levels before a published growth
        (`levels_before`).

    Raises
    ------
    DataError
        If a row has a unit that the units table does not know.
    """
    columns = (str(entry[column]) for column in ("unit", "parts", "nature"))
    return _figures(evidence, name, *columns).copy(deep=False)


@lru_cache(maxsize=256)
def _figures(
    evidence: Tables, name: str, unit: str, parts: str, nature: str
) -> pd.DataFrame:
    rows = _facts(evidence, name, *filter(None, parts.split(";")))
    if parts:
        totals = rows[rows["series"] == name]
        sums = _sums(rows, parts.split(";"), totals)
        added = [_dated(sums)] if len(sums) else []
        rows = pd.concat([totals, *added], ignore_index=True)
    rows, left_out = _in_unit(evidence, rows, unit)
    if nature == "flow":
        rows = _with_periods(evidence, name, rows)
    texts = {column: rows[column].fillna("") for column in TEXTS}
    rows = rows.assign(**texts, id=range(len(rows)))
    if left_out:
        # Every step that anybody takes with the frame copies what is noted on it.
        rows.attrs["left_out"] = left_out
    return rows


def _in_unit(
    evidence: Tables, rows: pd.DataFrame, unit: str
) -> tuple[pd.DataFrame, int]:
    """Bring figures to a unit, and count those that are left out as they do not."""
    if set(rows["unit"]) == {unit}:
        return rows, 0
    ratio = _ratios(evidence, rows, unit)
    converts = ratio.notna()
    rows = rows[converts].reset_index(drop=True)
    ratio = ratio[converts].reset_index(drop=True)
    numbers = {column: rows[column] * ratio for column in ("value", "low", "high")}
    return rows.assign(unit=unit, **numbers), int((~converts).sum())


def _with_periods(evidence: Tables, name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Add what the figures of one counter make in time."""
    points = _points(rows)
    if not points:
        return rows
    levels = _derived(rows, levels_before(points, _growth_claims(evidence, name)))
    if len(levels):
        more = _points(levels)
        rows = pd.concat([rows, levels], ignore_index=True)
        offset = len(rows) - len(levels)
        points += [point | {"row": point["row"] + offset} for point in more]
    sums = _derived(rows, period_sums(points))
    return pd.concat([rows, sums], ignore_index=True) if len(sums) else rows


def _points(rows: pd.DataFrame) -> list[Cells]:
    """Return the usable figures of known periods that do not only bound a value."""
    columns = [*POINT, "withdrawn", "note"]
    cells = zip(*(rows[column].tolist() for column in columns), strict=True)
    points = [
        dict(zip(columns, row, strict=True), row=i) for i, row in enumerate(cells)
    ]
    return [
        point
        for point in points
        if not (point["obs_status"] in NOT_FOR_SERIES or point["withdrawn"])
        and point["qualifier"] not in BOUNDS
        and point["period_start"] is not pd.NaT
        and math.isfinite(point["high"])
    ]


def _derived(rows: pd.DataFrame, figures: list[Cells]) -> pd.DataFrame:
    """Make rows of figures that were worked out, each from one row and its changes."""
    if not figures:
        return rows[:0]
    like = rows.iloc[[figure["row"] for figure in figures]].reset_index(drop=True)
    columns = [column for column in figures[0] if column != "row"]
    cells = {column: [figure[column] for figure in figures] for column in columns}
    digits = pd.array([pd.NA] * len(like), dtype="Int64")
    return _dated(like.assign(digits=digits, derived=True, **cells))


@lru_cache(maxsize=256)
def _growth_claims(evidence: Tables, series: str) -> list[Cells]:
    claims = _with_sides(evidence, "claims", _growth_on_record, [series])
    rows = claims[claims["is_exact_growth"]]
    if rows.empty:
        return []
    for key, table in (("agency", "agencies"), ("source", "sources")):
        evidence.rows(table, key, {*rows[key]})
    return [
        {str(column): cell for column, cell in row.items()}
        for row in rows[CHANGE].to_dict("records")
    ]


@lru_cache(maxsize=8)
def _growth_on_record(
    claims: tuple[FileContent, ...], agencies: FileContent
) -> pd.DataFrame:
    """Work out of all claims which are of growth, and on whose side they are."""
    rows, offices = completed(claims), typed(agencies)
    kinds = [
        rows[key].map(table.drop_duplicates(key).set_index(key)["kind"])
        for key, table in (("agency", offices), ("source", typed(claims[1])))
    ]
    exact = rows["qualifier"].eq("exact") & rows["base_start"].notna()
    growth = rows["measure"].isin(["growth", "multiple"])
    return _sided(rows.assign(provenance=default_provenance(*kinds)), offices).assign(
        is_exact_growth=growth & exact
    )


def _facts(evidence: Tables, *series: str) -> pd.DataFrame:
    every = evidence.at(None)
    on_record = _with_sides(every, "observations", _facts_on_record, series)
    facts = published_by(evidence.day, on_record).reset_index(drop=True)
    if not facts["status"].any():
        return facts
    return facts.assign(withdrawn=_withdrawn(evidence, facts))


@lru_cache(maxsize=8)
def _facts_on_record(
    observations: tuple[FileContent, ...], agencies: FileContent
) -> pd.DataFrame:
    """Work out what is the same on every day: side, dates and bounds of figures."""
    facts = _sided(completed(observations), typed(agencies))
    rows = _with_bounds(_dated(facts))
    return rows.assign(withdrawn=False, derived=False, part_sources="")


def _with_sides(
    evidence: Tables,
    table: str,
    worked_out: Callable[..., pd.DataFrame],
    series: Collection[str],
) -> pd.DataFrame:
    """Return rows of some series of what is worked out once of the whole table."""
    evidence.load("agencies")
    agencies = evidence.files.content("agencies")
    return evidence.rows(
        table, "series", series, lambda contents: worked_out(contents, agencies)
    )


def get_ready(evidence: Tables) -> None:
    """Work out what is worked out once of whole tables, for whoever needs it later."""
    for table, worked_out in (
        ("observations", _facts_on_record),
        ("claims", _growth_on_record),
    ):
        _with_sides(evidence, table, worked_out, ())


def _withdrawn(evidence: Tables, facts: pd.DataFrame) -> pd.Series[bool]:
    """Tell which rows were corrected by something that had been published."""
    later = facts["superseded_by"].str.split(";")
    corrections = evidence.rows("observations", "ref", {*later.explode()} - {""})
    there = set(corrections["ref"].str.split(";").explode())
    replaced = later.map(lambda refs: refs == [""] or not there.isdisjoint(refs))
    return (facts["status"] != "") & replaced.astype(bool)


def _dated(rows: pd.DataFrame) -> pd.DataFrame:
    """Say of each figure which year it is of, and how many months of it."""
    start, end = rows["period_start"], rows["period_end"]
    months = whole_months(start, end)
    return rows.assign(
        year=end.dt.year.astype("Int64"),
        months=months,
        full_year=(months == 12).fillna(False) & (start.dt.year == end.dt.year),
        segment=0,
    )


def _with_bounds(rows: pd.DataFrame) -> pd.DataFrame:
    """Work out the bounds, both or the one, that figures were entered without."""
    bare = rows["low"].isna() | rows["high"].isna()
    if not bare.any():
        return rows
    printed = (rows.loc[bare, name] for name in ("value", "digits", "qualifier"))
    bounds = [
        rounding_bounds(value, _digits(digits), qualifier)
        for value, digits, qualifier in zip(*printed, strict=True)
    ]
    index = rows.index[bare]
    low, high = (
        pd.Series([pair[end] for pair in bounds], index, dtype=float) for end in (0, 1)
    )
    return rows.assign(low=rows["low"].fillna(low), high=rows["high"].fillna(high))


def _digits(cell: object) -> int | None:
    return int(str(cell)) if cell is not pd.NA else None


def _ratios(evidence: Tables, rows: pd.DataFrame, unit: str) -> pd.Series[float]:
    unknown = sorted(set(rows["unit"]) - set(evidence.load("units")["unit"]))
    if unknown:
        raise DataError(
            f"observations.csv, unit: {', '.join(unknown)} not in units.csv; "
            "kzaz data check names the lines"
        )
    return ratios(evidence, rows["unit"], unit)


def _sums(facts: pd.DataFrame, parts: list[str], totals: pd.DataFrame) -> pd.DataFrame:
    """Add up parts that one reporter and agency give in one edition without a total.

    Where no source has all parts, the files that one publisher put out on one day are
    an edition. A sum of parts that were compiled from both reporters stands beside the
    figures that reporters have: it is never chosen (`Ranked.is_usable`).
    """
    is_part = facts["series"].isin(parts) & ~facts["withdrawn"]
    columns = ["series", "source", *EDITION, *SUMMED, *ADDED]
    groups: dict[tuple[Any, ...], dict[str, dict[str, Cells]]] = {}
    for cells in facts.loc[is_part, columns].to_dict("records"):
        row = {str(name): cell for name, cell in cells.items()}
        key = _edition(row), *(row[name] for name in SUMMED)
        of_source = groups.setdefault(key, {}).setdefault(row["source"], {})
        of_source.setdefault(row["series"], row)
    printed = {
        (_edition(row), *_printed(row))
        for row in totals[usable(totals)].to_dict("records")
    }
    sums = [
        _sum(list(added.values()))
        for key in sorted(groups, key=lambda key: [(k is pd.NaT, k) for k in key])
        for added in _complete(groups[key], len(parts))
    ]
    missing = [s for s in sums if (_edition(s), *_printed(s)) not in printed]
    return pd.DataFrame(missing).assign(
        derived=True,
        withdrawn=False,
        note="sum of " + " and ".join(parts) + FROM_ONE_EDITION,
    )


def _edition(row: Mapping[Any, Any]) -> tuple[str, ...]:
    """Name the edition that a figure stands in: its source, where that has no day."""
    publisher, day = (str(row[name]) for name in EDITION)
    is_dated = bool(publisher) and len(day) == DAY_LENGTH
    return (publisher, day) if is_dated else (str(row["source"]),)


def _printed(row: Mapping[Any, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in PRINTED)


def _complete(
    edition: dict[str, dict[str, Cells]], count: int
) -> list[dict[str, Cells]]:
    """Return the sources that have all parts, else all files if these have them."""
    whole = [parts for parts in edition.values() if len(parts) == count]
    files = {name: row for parts in edition.values() for name, row in parts.items()}
    return whole or [files] * (len(files) == count)


def _sum(rows: list[Cells]) -> Cells:
    first, codes = rows[0], {name: [row[name] for row in rows] for name in ADDED}
    sources = list(dict.fromkeys(row["source"] for row in rows))
    return {
        **{key: first[key] for key in ("source", *EDITION, *SUMMED)},
        "part_sources": ";".join(sources) if len(sources) > 1 else "",
        **{name: tidy(sum(codes[name])) for name in ("value", "low", "high")},
        "qualifier": "exact" if set(codes["qualifier"]) == {"exact"} else "approx",
        "obs_status": _weakest(codes["obs_status"]),
        "provenance": least(codes["provenance"], PROVENANCES),
        "stage": least(codes["stage"], STAGES),
    }


def _weakest(codes: list[str]) -> str:
    """Return the status of a sum: one part that is not to be chosen makes it such."""
    return max(codes, key=lambda code: (code in NOT_FOR_SERIES, code))


def with_books(evidence: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """Say whose side figures are on: the reporter's, or the compiler's own.

    The reporter makes the side, the agency is only the channel. A row without a
    reporter takes the country of its agency. An agency that keeps a count of its own,
    or compiles both reporters, is its own side.

    Parameters
    ----------
    evidence : Tables
        Where the agencies are read from.
    rows : pandas.DataFrame
        Rows of a table with ``reporter`` and ``agency``; of ``provenance`` if it has.

    Returns
    -------
    pandas.DataFrame
        The same rows with ``books``: a country, an agency that keeps its own, or
        empty text where nobody can tell.
    """
    return _sided(rows, evidence.load("agencies"))


def _sided(rows: pd.DataFrame, agencies: pd.DataFrame) -> pd.DataFrame:
    owners = agencies.set_index("agency")["books"]
    owned = rows["agency"].map(owners).fillna("")
    is_of_agency = (owned == rows["agency"]) & (owned != "")
    if "provenance" in rows.columns:
        # A table of one reporter is that reporter's, whoever carries it.
        carried = (rows["provenance"] == "statistic") & (rows["reporter"] != "")
        is_of_agency &= ~carried
    reporter = rows["reporter"].where(rows["reporter"] != "", owned)
    return rows.assign(books=reporter.where(~is_of_agency, owned))
