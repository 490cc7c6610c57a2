"""A user's own copy of tables that an installed package brought.

The copy is a folder of tables like any other. Beside them lies, in ``base``, what the
package had when it was made; so a later version of the package can be taken over, and
the user's rows with it.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pandas as pd

from kzaz_analysis.errors import DataError, OutputError
from kzaz_analysis.evidence.dataset.read import FILE as DATASET_FILE
from kzaz_analysis.evidence.files import PACKAGE_FILE, content_of, definition, parsed
from kzaz_analysis.evidence.intake.append import move, staging, write
from kzaz_analysis.evidence.schema.checks import check
from kzaz_analysis.evidence.schema.datapackage import record_package
from kzaz_analysis.evidence.schema.definitions import EDITIONS, TABLES
from kzaz_analysis.places import BASE, is_up_to_date, own_folder

COPIED = (*(f"{name}.csv" for name in TABLES), DATASET_FILE, PACKAGE_FILE, "suite.yml")
"""Files of a folder of tables that a copy takes along, where they are there."""


def writable(folder: Path) -> Path:
    """Return where additions to some tables go: the folder, or the user's copy of it.

    A copy is made where there is none, and brought up to the tables of the package.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of tables.

    Raises
    ------
    OutputError
        If the user's data folder cannot be written.
    DataError
        If the user's rows do not fit the tables of a new version of the package.
    """
    source = brought_with(folder)
    own = own_folder(source)
    if own is None:
        return folder
    if not (own / PACKAGE_FILE).is_file():
        _make(own, source)
    elif not is_up_to_date(own, source):
        update(own, source)
    return own


def brought_with(folder: Path) -> Path:
    """Return the folder of the package that a copy was made of; else the folder."""
    note = folder / BASE / "folder.txt"
    return Path(note.read_text("utf-8").strip()) if note.is_file() else folder


def _make(own: Path, source: Path) -> None:
    """Make a copy whole or not at all; of two at once the first one stands."""
    try:
        own.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=own.parent) as scratch:
            fresh = Path(scratch) / own.name
            _copy(source, fresh)
            _copy(source, fresh / BASE)
            (fresh / BASE / "folder.txt").write_text(f"{source}\n", "utf-8")
            try:
                fresh.rename(own)
            except OSError:
                if not (own / PACKAGE_FILE).is_file():
                    raise
    except OSError as error:
        raise OutputError(
            f"{own} cannot be made for figures of your own: {error.strerror}; "
            "name a folder that you may write with KZAZ_DATA_DIR"
        ) from error


def _copy(source: Path, target: Path) -> None:
    target.mkdir()
    for path in [*map(source.joinpath, COPIED), *source.glob(f"{EDITIONS}.csv")]:
        if path.is_file():
            # Bytes alone: the rights of a package that nobody may write stay behind.
            shutil.copyfile(path, target / path.name)


def own_rows(own: Path) -> dict[str, pd.DataFrame]:
    """Return the rows that a user's copy holds beyond the package's, by table."""
    rows = {}
    for name in TABLES:
        here, there = (_text(name, where) for where in (own, own / BASE))
        joined = here.merge(there.drop_duplicates(), how="left", indicator=True)
        new = joined[joined["_merge"] == "left_only"].drop(columns="_merge")
        if len(new):
            rows[name] = new
    return rows


def _text(name: str, folder: Path) -> pd.DataFrame:
    path = folder / f"{name}.csv"
    return parsed(name, path, content_of(path))


def update(own: Path, source: Path) -> dict[str, int]:
    """Bring a copy up to the package's tables, and keep the user's rows.

    Returns
    -------
    dict of str to int
        How many rows of the user's each table has.

    Raises
    ------
    DataError
        If they break the rules of the tables as they are now; nothing is changed.
    LockedError
        If something is being added.
    """
    with staging(own) as staged:
        rows = own_rows(own)
        for name in TABLES:
            text = _text(name, source)
            if name in rows:
                text = pd.concat([text, rows[name]]).drop_duplicates()
                text = text.sort_values(list(definition(name).key), kind="stable")
            write(text, staged / f"{name}.csv")
        beside = [source / DATASET_FILE, source / "suite.yml"]
        for path in [*beside, *source.glob(f"{EDITIONS}.csv")]:
            if path.is_file():
                shutil.copyfile(path, staged / path.name)
        problems = check(staged)
        if problems:
            raise DataError(
                f"your rows in {own} do not fit the tables of the package now; "
                "nothing was changed\n" + "\n".join(map(str, problems))
            )
        record_package(staged)
        move([path.name for path in staged.iterdir() if path.is_file()], staged, own)
        fresh = staged / BASE
        _copy(source, fresh)
        (fresh / "folder.txt").write_text(f"{source}\n", "utf-8")
        _swap(fresh, own / BASE)
    return {name: len(new) for name, new in rows.items()}


def _swap(fresh: Path, old: Path) -> None:
    """Put one folder in the place of another, which goes."""
    aside = fresh.with_name("old")
    old.replace(aside)
    fresh.replace(old)
