"""The evidence of one day, opened once and handed down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzaz_analysis.evidence.catalogue import (
    description_of,
    indicator_of,
    sources_of,
    targets_of,
)
from kzaz_analysis.evidence.dataset.discovery import dataset_folder
from kzaz_analysis.evidence.files import data_dir
from kzaz_analysis.evidence.periods import Day, as_day
from kzaz_analysis.evidence.schema.definitions import TABLES
from kzaz_analysis.evidence.series import series_of
from kzaz_analysis.evidence.tables import (
    TableFiles,
    Tables,
    default_files,
    default_reads,
)
from kzaz_analysis.evidence.timeliness.freshness import freshness
from kzaz_analysis.evidence.units import converted
from kzaz_analysis.evidence.vintages import revisions_of

if TYPE_CHECKING:
    from os import PathLike


@dataclass(frozen=True, slots=True, repr=False)
class Evidence(Tables):
    """What had been published by one day: tables, catalogue, series, targets, units.

    It costs nothing to open; each table is read and hashed once, when first needed,
    and stays as it was then. ``reads`` lists the tables read through it.
    """

    series = series_of
    describe = description_of
    sources = sources_of
    targets = targets_of
    macro = indicator_of
    convert = converted
    revisions = revisions_of
    freshness = freshness

    def all_reads(self) -> tuple[str, ...]:
        """Names of the tables read through it or by short forms, `kz.load` and such."""
        return tuple(sorted({*self.reads, *default_reads()}))

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables that `load` takes."""
        return tuple(TABLES)

    def __repr__(self) -> str:
        as_of_text = f"as known on {self.as_of}" if self.day else "everything on record"
        return f"Evidence({self.folder}, {as_of_text})"


def open(dataset: str | PathLike[str] | None = None, as_of: Day = None) -> Evidence:
    """Open the evidence of one day.

    Parameters
    ----------
    dataset : str or path, optional
        Folder of the tables; that of `data_dir` when left out.
    as_of : str or date, optional
        Only what had been published by this day; everything on record when left out.

    Returns
    -------
    Evidence
        Immutable, with a log of its own of the tables read.

    Raises
    ------
    UsageError
        If there is no such folder, or the day is not a day.

    Examples
    --------
    >>> evidence = open(as_of="2023-07-29")
    >>> evidence.series("titr_freight").as_of
    '2023-07-29'
    >>> "observations" in evidence.reads
    True
    """
    folder = data_dir() if dataset is None else dataset_folder(dataset)
    return Evidence(TableFiles(folder), as_day(as_of))


def opened(evidence: Evidence | None, as_of: Day = None) -> Evidence:
    """Return evidence as known on a day: the one given, else that of the data folder.

    Parameters
    ----------
    evidence : Evidence or None
        None for the one behind the short forms, `kz.series` and the like.
    as_of : str or date, optional
        Another day than that of the evidence.
    """
    if evidence is None:
        return Evidence(default_files(), as_day(as_of))
    return evidence.at(as_of) if as_day(as_of) is not None else evidence
