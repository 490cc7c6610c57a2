"""What may be given for a row: its columns, whole periods, and a source that is new."""

from __future__ import annotations

from kzaz_analysis.evidence.schema.definitions import TABLES

KINDS = {
    "observation": "observations",
    "claim": "claims",
    "target": "targets",
    "source": "sources",
    "projection": "projections",
    "milestone": "milestones",
    "macro": "macro",
    "series": "series",
    "unit": "units",
    "factor": "factors",
    "driver": "drivers",
    "exclusion": "exclusions",
    "agency": "agencies",
}
"""What can be added, and the table that takes it."""

SPANS = ("period", "base", "deadline")
"""Cells that stand for a whole period: stems of the two columns that each fills."""

SOURCE_COLUMNS = ("producer", "publisher", "title", "published_on", "address", "kind")
"""Columns of a new source that may come along with its first figure."""

ORIGIN = "source_"
"""What the names of those cells begin with."""

FOLLOWING = (
    *("id", "low", "obs_status", "promise", "provenance", "qualifier", "ref", "stage"),
    "status",
)
"""Columns that follow from the rest of a row unless they are given."""


def cells_of(table: str) -> list[str]:
    """Name everything that may be given for a row of a table."""
    columns = list(TABLES[table].names)
    spans = [stem for stem in SPANS if f"{stem}_start" in columns]
    has_source = table != "sources" and "source" in columns
    origin = [f"{ORIGIN}{name}" for name in SOURCE_COLUMNS] if has_source else []
    return [*columns, *spans, *origin]
