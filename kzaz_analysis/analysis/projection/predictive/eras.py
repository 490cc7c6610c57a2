"""What an era of world trade does to a fan: good and bad years for everybody.

In some years the trade of nearly all pairs outran every forecast, in others it fell
behind: that common surprise is part of every fan, and nobody can foretell it.  With it
held at what it was in an era, a fan says what it would be if those years came again.
``eras.csv`` holds the surprises; ``benchmarks/learn_chances.py`` made it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pandas as pd

from kzaz_analysis.analysis.projection.predictive.fan import Fan

FIRST_ORIGINS = (1995, 2000, 2005, 2010)
"""First year of origin of each era; the last era ends in `LAST_ORIGIN`."""
LAST_ORIGIN = 2015
LONGEST = 5
"""Years ahead up to which the surprises were learned."""


@cache
def shipped_eras() -> pd.DataFrame:
    """Read the common surprises that come with the package.

    Returns
    -------
    pandas.DataFrame
        Columns ``origin, h`` (years ahead) ``, surprise`` (median outcome less median
        forecast, in logs) ``, width`` (spread around it over that of all origins
        together) ``, windows``; one row per origin and horizon.
    """
    place = files(__package__).joinpath("eras.csv")
    with place.open(encoding="utf-8") as lines:
        return pd.read_csv(lines, comment="#")


def era_names() -> list[str]:
    """Names of the eras: ``1995-1999`` and so on, first and last year of origin."""
    ends = [*(year - 1 for year in FIRST_ORIGINS[1:]), LAST_ORIGIN]
    return [f"{a}-{b}" for a, b in zip(FIRST_ORIGINS, ends, strict=True)]


def era_fans(fan: Fan) -> dict[str, Fan]:
    """Give a fan as it would be if the years of one era came again.

    Parameters
    ----------
    fan : Fan
        In logarithms; years beyond `LONGEST` are left out.

    Returns
    -------
    dict of str to Fan
        One per era by name, moved by its mean surprise and narrowed to its own spread;
        none for a fan in levels.
    """
    if not fan.logs:
        return {}
    h = min(fan.centre.shape[1], LONGEST)
    table = shipped_eras()
    fans = {}
    for name in era_names():
        first_year, last_year = map(int, name.split("-"))
        of_era = table[
            table["origin"].between(first_year, last_year) & (table["h"] <= h)
        ]
        means = of_era.groupby("h")[["surprise", "width"]].mean()
        surprise, width = means["surprise"].to_numpy(), means["width"].to_numpy()
        spread = fan.spread[:, :h] * width[:, None]
        fans[name] = Fan(fan.centre[:, :h] + surprise, spread, logs=True)
    return fans
