"""A received suite: its pages read, the tables found again by hash, all checked."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import UsageError
from kzaz_analysis.verify import rows_used
from kzaz_analysis.verify.check import Checked, Disagreement, check_page
from kzaz_analysis.verify.dataset import Dataset
from kzaz_analysis.verify.page import StatedPage

if TYPE_CHECKING:
    from pathlib import Path

ENDING = ".results.json"
"""Ending of the files that hold what a page says, as data."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of checking a suite.

    Attributes
    ----------
    folder, data : str
        The suite, and the tables that it was checked against.
    pages : tuple of str
        Pages read.
    tally : Checked
        What was checked.
    disagreements : tuple of Disagreement
        What does not agree, in the order of the pages.
    """

    folder: str
    data: str
    pages: tuple[str, ...]
    tally: Checked
    disagreements: tuple[Disagreement, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as data."""
        return {
            "folder": self.folder,
            "data": self.data,
            "pages": list(self.pages),
            **asdict(self.tally),
            "disagreements": [item.as_dict() for item in self.disagreements],
        }

    def lines(self) -> list[str]:
        """Say it, a paragraph a disagreement and a summary at the end."""
        told = [line for item in self.disagreements for line in _lines(item)]
        tally = self.tally
        left = ", ".join(f"{n} {why}" for why, n in sorted(tally.unreckoned.items()))
        summary = (
            f"{len(self.pages)} pages, {tally.sentences} sentences, "
            f"{tally.operands} operands recomputed, "
            f"{len(self.disagreements)} do not agree"
        )
        more = [f"not recomputed: {left}"] if left else []
        return [*told, *more, summary]


def _lines(item: Disagreement) -> list[str]:
    return [
        f"{item.page}, {item.section}: {item.sentence}",
        f"  {item.operand}: stated {item.stated}, recomputed {item.recomputed}",
    ]


def verify_suite(folder: Path, tables: Path) -> Verification:
    """Compute every sentence of a suite anew.

    Parameters
    ----------
    folder : pathlib.Path
        Holds the results file of each page.
    tables : pathlib.Path
        Folder of the tables that the suite rests on.

    Returns
    -------
    Verification
        What was checked, and what does not agree.

    Raises
    ------
    UsageError
        If there is no page, a file cannot be read, or the tables are not those that
        a page rests on.
    """
    files = sorted(folder.glob(f"*{ENDING}"))
    if not files:
        raise UsageError(f"{folder}: no page, nothing ends in {ENDING}")
    dataset = Dataset(tables)
    pages = [read_page(file, dataset) for file in files]
    tally = Checked.empty()
    found = [item for page in pages for item in check_page(page, tally)]
    slugs = tuple(page.slug for page in pages)
    return Verification(str(folder), str(tables), slugs, tally, tuple(found))


def read_page(file: Path, dataset: Dataset) -> StatedPage:
    """Read the results file of one page, if the tables are those that it rests on.

    Raises
    ------
    UsageError
        If it cannot be read, has no sentences, or rests on other tables.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        page = StatedPage(
            slug=file.name.removesuffix(ENDING),
            report=document["report"],
            parameters=document["parameters"],
            about=document["about"],
            sentences=document["sentences"],
            everything=dataset,
        )
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from None
    except (KeyError, TypeError) as error:
        raise UsageError(
            f"{file} has no {error}; it was made by a version that hands over no "
            "sentences with operands, make the suite anew"
        ) from None
    _check_hashes(file, document["data"], dataset)
    return page


def _check_hashes(file: Path, data: dict[str, Any], dataset: Dataset) -> None:
    other = rows_used.differing(dataset.folder, data["tables"], data.get("rows", {}))
    if other:
        raise UsageError(
            f"{file.name} rests on other tables than those in {dataset.folder}: "
            f"{', '.join(f'{name}.csv' for name in sorted(other))} differ; "
            "name their folder with --data"
        )
