"""What other installed packages bring along: datasets, reports, official sources.

A package names them in its metadata, as entry points of the groups below; see
https://packaging.python.org/en/latest/specifications/entry-points/. Nothing of it is
imported until it is asked for by name.
"""

from __future__ import annotations

from collections import Counter
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kzaz_analysis.errors import UsageError

DATASETS = "kzaz_analysis.datasets"
"""A folder of tables, or a function that returns one."""

REPORTS = "kzaz_analysis.reports"
"""A notebook, a function that returns its path, or a class that lays out a study."""

SOURCES = "kzaz_analysis.sources"
"""A module that describes an official source and asks it."""

GROUPS = {DATASETS: "dataset", REPORTS: "report", SOURCES: "official source"}
"""What the entry points of each group bring along."""


def installed(group: str) -> dict[str, EntryPoint]:
    """Return the entry points of a group by name, in alphabetic order.

    Raises
    ------
    UsageError
        If two packages use one name; the message names both.
    """
    points = sorted(entry_points(group=group), key=lambda point: point.name)
    counts = Counter(point.name for point in points)
    for name in [name for name, count in counts.items() if count > 1]:
        homes = " and ".join(origin(p) for p in points if p.name == name)
        raise UsageError(
            f"{homes} both bring a {GROUPS[group]} called {name!r}; uninstall one"
        )
    return {point.name: point for point in points}


def origin(point: EntryPoint) -> str:
    """Name the package that an entry point came with, and its version."""
    return f"{point.dist.name} {point.dist.version}" if point.dist else point.value


def brought(group: str, name: str) -> Any:
    """Import what an entry point stands for.

    Raises
    ------
    UsageError
        If its package fails while it is imported; the message names it and the error.
    """
    point = installed(group)[name]
    try:
        return point.load()
    except Exception as error:
        raise unfit(group, name, f"{type(error).__name__}: {error}") from error


def brought_path(group: str, name: str) -> Path:
    """Return the path that an entry point holds, or that its function returns.

    Raises
    ------
    UsageError
        If it holds neither, its function fails, or nothing lies there.
    """
    content = brought(group, name)
    try:
        path = Path(content() if callable(content) else content)
    except Exception as error:
        raise unfit(group, name, f"no path: {type(error).__name__}: {error}") from error
    if not path.exists():
        raise unfit(group, name, f"nothing lies at {path}")
    return path


def unfit(group: str, name: str, why: str) -> UsageError:
    """Say that something brought along cannot be used, whose it is, and why."""
    home = origin(installed(group)[name])
    return UsageError(f"{GROUPS[group]} {name!r} of {home} cannot be used: {why}")


def package_folders() -> list[Path]:
    """Folders (or single files) of the packages that bring anything along."""
    tops = {p.module.partition(".")[0] for g in GROUPS for p in entry_points(group=g)}
    specs = [spec for spec in map(find_spec, sorted(tops)) if spec is not None]
    return [
        Path(place)
        for spec in specs
        for place in (spec.submodule_search_locations or [spec.origin or ""])
    ]
