"""A received suite: its pages read, the tables found again by hash, all checked."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import UsageError
from kzaz_analysis.verify import rows_used
from kzaz_analysis.verify.check import Checked, Disagreement, check_page
from kzaz_analysis.verify.dataset import DESCRIPTION, Dataset
from kzaz_analysis.verify.page import StatedPage
from kzaz_analysis.verify.rendered.paragraphs import unstated
from kzaz_analysis.verify.rendered.published import MANIFEST, changed_files

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDING = ".results.json"
"""Ending of the files that hold what a page says, as data."""

KEPT = "runs/tables"
"""Where a run keeps the tables that its manifest names, as they were."""


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
        texts = [line for item in self.disagreements for line in _lines(item)]
        tally = self.tally
        left = ", ".join(f"{n} {why}" for why, n in sorted(tally.unreckoned.items()))
        summary = (
            f"{len(self.pages)} page{'s' * (len(self.pages) > 1)}, "
            f"{tally.sentences} sentences, {tally.operands} operands recomputed, "
            f"{len(self.disagreements)} do not agree"
        )
        more = [f"not recomputed: {left}"] if left else []
        return [*texts, *more, summary]


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
        Folder of tables; a page that rests on others is checked against those that
        the run kept beside it.

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
    tally = Checked.empty()
    with TemporaryDirectory(prefix="kzaz-verify-") as place:
        datasets = [Dataset(tables), *_kept(folder, tables, Path(place))]
        pages = [read_page(file, datasets) for file in files]
        disagreements = [item for page in pages for item in check_page(page, tally)]
    for page in pages:
        disagreements += unstated(folder / f"{page.slug}.html", page.sentences)
    disagreements += changed_files(folder)
    slugs = tuple(page.slug for page in pages)
    return Verification(str(folder), str(tables), slugs, tally, tuple(disagreements))


def _kept(folder: Path, tables: Path, place: Path) -> Iterator[Dataset]:
    """Lay out the tables that the run kept, under the names that its manifest gives."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return
    try:
        facts = json.loads(manifest.read_text(encoding="utf-8"))["data"]["tables"]
        hashes = {str(name): str(fact["sha256"]) for name, fact in facts.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{manifest} cannot be read: {error}") from None
    for name, sha256 in hashes.items():
        file = folder / KEPT / f"{sha256}.csv"
        if file.is_file():
            shutil.copyfile(file, place / f"{name}.csv")
    description = tables / DESCRIPTION
    if description.is_file():
        shutil.copyfile(description, place / DESCRIPTION)
    yield Dataset(place)


def read_page(file: Path, datasets: list[Dataset]) -> StatedPage:
    """Read the results file of one page, and find the tables that it rests on.

    Raises
    ------
    UsageError
        If it cannot be read, has no sentences, or rests on other tables.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        return StatedPage(
            slug=file.name.removesuffix(ENDING),
            report=document["report"],
            parameters=document["parameters"],
            about=document["about"],
            sentences=document["sentences"],
            everything=_resting_on(file, document["data"], datasets),
            ledger=document.get("ledger", []),
            language=str(document.get("language", "en")),
        )
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from None
    except (KeyError, TypeError) as error:
        raise UsageError(
            f"{file} has no {error}; it was made by a version that hands over no "
            "sentences with operands, make the suite anew"
        ) from None


def _resting_on(file: Path, data: dict[str, Any], datasets: list[Dataset]) -> Dataset:
    """Return the first of some datasets that holds what a page rests on."""
    stated, chosen = data["tables"], data.get("rows", {})
    for dataset in datasets:
        if not rows_used.differing(dataset.folder, stated, chosen):
            return dataset
    other = rows_used.differing(datasets[0].folder, stated, chosen)
    raise UsageError(
        f"{file.name} rests on other tables than those in {datasets[0].folder}: "
        f"{', '.join(f'{name}.csv' for name in sorted(other))} differ; "
        "name their folder with --data"
    )
