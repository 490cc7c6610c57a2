"""Where things lie: the folders of the package, and what is a user's own.

A package that is installed is read by everybody who uses it, and replaced by its next
version. What a user adds to its tables therefore goes to a copy in the user's data
folder (``~/.local/share/kzaz-analysis`` on Linux), which is read from then on.
"""

from __future__ import annotations

import os
import warnings
from functools import lru_cache
from pathlib import Path

from kzaz_analysis.errors import UsageError
from kzaz_analysis.installed import DATASETS, brought_path, installed

DATA = "KZAZ_DATA_DIR"
"""Environment variable that names another folder of tables."""

ASKED = "KZAZ_DATA_DIR_ASKED"
"""Environment variable with the name of the folder whose tables a run copies."""

PACKAGE = Path(__file__).resolve().parent
RECORD = "datapackage.json"
"""File by which a folder of tables is known to be whole."""

BASE = "base"
"""Folder inside an own copy: the tables as the package had them when it was made."""


def other_dataset() -> str:
    """Name of the folder of tables that the environment asks for; empty without one.

    The name alone: where it lies is nobody's but the user's. While a run reads a copy,
    that of the folder it was copied from.
    """
    folder = os.environ.get(DATA, "")
    return os.environ.get(ASKED, whole_path(folder).name if folder else "")


def whole_path(path: Path | str, base: Path = Path()) -> Path:
    """Return a path from the root on, links followed and ``~`` read as one's home.

    It counts from `base`, and that from the working folder.

    Links that lead round in a circle stay: opening the path then says what is wrong.
    """
    # Those of pathlib raise at a circle, and at a home that nobody has.
    return Path(os.path.realpath(base / os.path.expanduser(path)))  # noqa: PTH111


def user_folder() -> Path:
    """Folder of what belongs to this user: own figures, raw answers, the ledger."""
    import platformdirs  # noqa: PLC0415

    return platformdirs.user_data_path("kzaz-analysis", appauthor=False)


def package_folder(name: str, variable: str) -> Path:
    """Return a folder that belongs to the package.

    The one that an environment variable names first, then that of the checkout which
    the package is run from, then the copy that came with the package.

    Parameters
    ----------
    name : str
        Its name in a checkout, ``notebooks`` or ``data``.
    variable : str
        Name of the environment variable.

    Raises
    ------
    UsageError
        If the environment variable names a folder that does not exist.
    """
    folder_text = os.environ.get(variable)
    if folder_text:
        folder = whole_path(folder_text)
        if not folder.is_dir():
            raise UsageError(
                f"{variable} is {folder_text!r}, but there is no such folder"
            )
        return folder
    checkout = PACKAGE.parent / name
    if (PACKAGE.parent / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    return PACKAGE / "_shipped" / name


def data_folder() -> Path:
    """Return the folder of the tables: `DATA`, a user's copy, or the package's.

    Raises
    ------
    UsageError
        If `DATA` names a folder that does not exist.
    """
    folder = package_folder("data", DATA)
    return folder if os.environ.get(DATA) else own_or(folder)


def own_or(folder: Path) -> Path:
    """Return the user's copy of tables that came with a package, where there is one."""
    own = own_folder(folder)
    if own is None or not (own / RECORD).is_file():
        return folder
    if not is_up_to_date(own, folder):
        _warn_of_older_copy(str(own), str(folder))
    return own


def own_folder(folder: Path) -> Path | None:
    """Return where a user's additions to some tables go; None for their own folder.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of tables.
    """
    if folder == package_folder("data", ""):
        return user_folder() / "tables" if _is_shared(folder) else None
    for name in installed(DATASETS):
        if folder == brought_path(DATASETS, name).resolve():
            return user_folder() / "datasets" / name
    return None


def is_up_to_date(own: Path, folder: Path) -> bool:
    """Whether the package's tables are still those that an own copy was made of."""
    return (own / BASE / RECORD).read_bytes() == (folder / RECORD).read_bytes()


def _is_shared(folder: Path) -> bool:
    return folder.is_relative_to(PACKAGE / "_shipped") or not os.access(folder, os.W_OK)


@lru_cache(maxsize=8)
def _warn_of_older_copy(own: str, folder: str) -> None:
    """Say once that the package's tables have changed since they were copied."""
    warnings.warn(
        f"the tables of the package ({folder}) have changed since {own} was made of "
        "them; 'kzaz data own --update' brings them together with your figures",
        stacklevel=4,
    )
