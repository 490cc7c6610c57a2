"""What the catalogue says of a series: its words, and of which totals it is a part."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator

WITHIN = "_transit"
"""Word by which a name is that of a part, wherever it stands."""
MANY = 20
"""Figures of a dimension that tell how large one of it may be."""


def words_of(catalogue: pd.DataFrame) -> pd.Series[str]:
    """Everything that the catalogue says of a series, in one text."""
    names = pd.Series(catalogue.index.astype("str"), catalogue.index, dtype="str")
    words = names.str.replace("_", " ")
    for column in ("title", "measures", "system"):
        words = words + " " + catalogue[column]
    return words


def wholes_of(catalogue: pd.DataFrame) -> pd.Series[str]:
    """Series of which each is a part, separated by semicolons.

    A total lists its parts; and the name of a part goes on where that of the whole
    ends, as in ``exports`` and ``exports_wheat``, or has ``transit`` within it, when
    both are flows of one dimension and the whole has that direction or none.
    """
    flows = catalogue[catalogue["nature"] == "flow"]
    columns = (flows[c] for c in ("dimension", "direction"))
    kind = dict(zip(flows.index, zip(*columns, strict=True), strict=True))
    wholes: dict[str, set[str]] = {part: set() for part in catalogue.index}
    for part, whole in permutations(kind, 2):
        named = part.startswith(f"{whole}_") or part.replace(WITHIN, "") == whole
        if named and kind[whole] in (kind[part], (kind[part][0], "")):
            wholes[part].add(whole)
    for whole, parts in zip(catalogue.index, catalogue["parts"], strict=True):
        for part in parts.split(";"):
            if part in wholes:
                wholes[part].add(whole)
    return pd.Series({name: ";".join(sorted(w)) for name, w in wholes.items()})


def converted(sizes: pd.DataFrame, factors: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Give sizes in the dimensions that factors convert theirs to, and back."""
    usable = factors[factors["value"] > 0]
    of_pair = usable.groupby(["from_dimension", "to_dimension"])["value"].median()
    for one, other, value in of_pair.reset_index().itertuples(index=False):
        for dimension, to, times in ((one, other, value), (other, one, 1 / value)):
            rows = sizes[sizes["dimension"] == dimension]
            yield rows.assign(dimension=to, amount=rows["amount"] * times)


def kind_most(rows: pd.DataFrame, sizes: pd.DataFrame) -> pd.Series[float]:
    """Greatest figure of other series in the dimension of each row.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows with ``series`` and ``dimension``.
    sizes : pandas.DataFrame
        ``series, dimension, amount`` of all figures; a dimension of fewer than `MANY`
        tells nothing.
    """
    many = sizes.groupby("dimension")["amount"].transform("count") >= MANY
    of_series = sizes[many].groupby(["dimension", "series"])["amount"].max()
    ranked = of_series.sort_values(ascending=False).reset_index()
    first, second = (ranked.groupby("dimension").nth(n) for n in (0, 1))
    greatest, next_to_it, holder = (
        rows["dimension"].map(table.set_index("dimension")[column])
        for table, column in (
            (first, "amount"),
            (second, "amount"),
            (first, "series"),
        )
    )
    return greatest.where(rows["series"] != holder, next_to_it).astype("float64")
