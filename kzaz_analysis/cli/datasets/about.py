"""What the tables of a folder are about, read without the library that reads tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.evidence.dataset.read import FILE, parsed_dataset

if TYPE_CHECKING:
    from pathlib import Path

    from kzaz_analysis.evidence.dataset.dataset import DatasetDescription


def about(folder: Path) -> DatasetDescription:
    """Read what the tables of a folder are about.

    Raises
    ------
    DataError
        If ``dataset.yml`` has keys or values that do not fit.
    """
    path = folder / FILE
    if path.is_file():
        return parsed_dataset(path.read_bytes(), str(path))
    # Without the file it is told from the tables, which takes long.
    from kzaz_analysis.evidence.files import dataset_of  # noqa: PLC0415

    return dataset_of(folder)
