"""Where a dataset lies: a folder, or a name that an installed package gives to one."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from kzaz_analysis.errors import UsageError
from kzaz_analysis.installed import DATASETS, brought_path, installed
from kzaz_analysis.places import own_or


def dataset_folder(name: str | PathLike[str]) -> Path:
    """Return the folder of a dataset.

    Parameters
    ----------
    name : str or path
        A folder; else the name that an installed package gives to one.

    Raises
    ------
    UsageError
        If there is neither, which gives the names that there are; or if the package
        that brings it cannot be used.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    names = installed(DATASETS)
    if str(name) in names:
        return own_or(brought_path(DATASETS, str(name)).resolve())
    listed = ", ".join(names) or "none"
    raise UsageError(
        f"dataset is {str(name)!r}, but there is no such folder, and no installed "
        f"dataset of that name; installed: {listed}"
    )
