"""Bring a data folder of an older form to the present columns."""

from __future__ import annotations

import csv
import warnings
from typing import TYPE_CHECKING

from kzaz_analysis.errors import OutputError
from kzaz_analysis.evidence.files import PACKAGE_FILE, read_text
from kzaz_analysis.evidence.intake.append import (
    copy_tables,
    move,
    refuse_shipped,
    staging,
    write,
)
from kzaz_analysis.evidence.schema.definitions import ADDED
from kzaz_analysis.evidence.schema.provenance import with_defaults

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def older_tables(folder: Path) -> list[str]:
    """Name the tables of a folder that lack columns of the present form."""
    return [name for name in ADDED if not set(ADDED[name]) <= _headings(folder, name)]


def migrate(folder: Path) -> list[Path]:
    """Write the columns that an older dataset lacks, with what follows for each row.

    Provenance and stage are derived from agency and source, as they are on reading;
    the other new columns are empty. All files are replaced together or none is.

    Parameters
    ----------
    folder : pathlib.Path
        Data folder.

    Returns
    -------
    list of pathlib.Path
        Files that were replaced, the data package among them; empty when the folder
        has the present form.

    Raises
    ------
    DataError
        If a table breaks its contract: then nothing is written.
    LockedError
        If something else is being written to the folder.
    OutputError
        If the folder cannot be written, or belongs to the installed package.
    """
    from kzaz_analysis.evidence.schema.datapackage import write_package  # noqa: PLC0415

    refuse_shipped(folder)
    older = older_tables(folder)
    if not older:
        return []
    with staging(folder) as staged:
        try:
            copy_tables(folder, staged)
            for name in older:
                write(_present(name, folder), staged / f"{name}.csv")
            with warnings.catch_warnings():
                # What is to be said of the folder is not said of its copy.
                warnings.simplefilter("ignore")
                write_package(staged)
            files = [*(f"{name}.csv" for name in older), PACKAGE_FILE]
            move(files, staged, folder)
        except OSError as error:
            raise OutputError(
                f"{folder} cannot be written: {error.strerror}; nothing was changed"
            ) from error
    return [folder / name for name in files]


def _present(name: str, folder: Path) -> pd.DataFrame:
    """One table in the present form; its older form is no news here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = read_text(name, folder)
    if name != "observations":
        return text
    return with_defaults(
        text, read_text("agencies", folder), read_text("sources", folder)
    )


def _headings(folder: Path, name: str) -> set[str]:
    path = folder / f"{name}.csv"
    if not path.is_file():
        return set(ADDED[name])
    with path.open(encoding="utf-8", newline="") as file:
        return set(next(csv.reader(file), []))
