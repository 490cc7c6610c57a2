"""Where a dataset lies: a folder, or a name that an installed package gives to one."""

from __future__ import annotations

from importlib.metadata import entry_points
from os import PathLike
from pathlib import Path

from kzaz_analysis.errors import UsageError

GROUP = "kzaz_analysis.datasets"
"""Entry points that name the folder of a dataset, or a function that returns it."""


def dataset_folder(name: str | PathLike[str]) -> Path:
    """Return the folder of a dataset.

    Parameters
    ----------
    name : str or path
        A folder; else the name of an entry point of `GROUP`.

    Raises
    ------
    UsageError
        If there is neither; the message gives the names that there are.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    points = {point.name: point for point in entry_points(group=GROUP)}
    if str(name) in points:
        place = points[str(name)].load()
        return Path(place() if callable(place) else place)
    listed = ", ".join(sorted(points)) or "none"
    raise UsageError(
        f"dataset is {str(name)!r}, but there is no such folder, and no installed "
        f"dataset of that name; installed: {listed}"
    )
