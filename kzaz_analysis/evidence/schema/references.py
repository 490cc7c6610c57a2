"""Hold the names of a dataset against its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.errors import unknown_name
from kzaz_analysis.evidence.dataset.read import FILE
from kzaz_analysis.evidence.schema.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from kzaz_analysis.evidence.dataset.dataset import DatasetDescription


def broken_names(
    dataset: DatasetDescription, texts: Mapping[str, pd.DataFrame]
) -> Iterator[Problem]:
    """Report names that no table has, and flows that are not between two sides.

    Parameters
    ----------
    dataset : DatasetDescription
        What the file says.
    texts : mapping of str to pandas.DataFrame
        Tables as text; what is not readable is left out.
    """
    for key, kind, table, column, names in _names(dataset):
        names_there = set(texts[table][column]) if table in texts else set(names)
        for name in names:
            if name not in names_there:
                yield _problem(key, name, str(unknown_name(kind, name, names_there)))
    if "series" not in texts:
        return
    ways = dict(
        zip(texts["series"]["series"], texts["series"]["direction"], strict=True)
    )
    for name in dataset.flows:
        if name in ways and dataset.pair(ways[name]) is None:
            sides = " and ".join(dataset.codes) or "none"
            message = (
                f"its direction in series.csv is {ways[name]!r}, which is not from one "
                f"side to another; sides: {sides}; write it as in GEO->TUR, or both"
            )
            yield _problem("flows", name, message)


def _names(
    dataset: DatasetDescription,
) -> Iterable[tuple[str, str, str, str, tuple[str, ...]]]:
    """Key, kind, table and column, and the names that the key holds."""
    deflator = dataset.deflator
    series, promises = ("series", "series", "series"), ("target", "targets", "promise")
    return (
        ("series", *series, tuple(filter(None, [dataset.series]))),
        ("flows", *series, dataset.flows),
        ("overview.series", *series, dataset.overview_series),
        ("overview.targets", *promises, dataset.overview_targets),
        ("target", *promises, tuple(filter(None, [dataset.target]))),
        ("names", "agency", "agencies", "agency", tuple(dataset.names)),
        (
            "deflator.indicator",
            *("indicator", "macro", "indicator"),
            (deflator.indicator,) if deflator else (),
        ),
    )


def _problem(key: str, name: str, message: str) -> Problem:
    return Problem(FILE, 0, key, name, message)
