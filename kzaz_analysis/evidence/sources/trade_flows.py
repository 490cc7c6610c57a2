"""Which series of a dataset an official figure belongs to: read off the catalogue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.errors import DataError
from kzaz_analysis.evidence.files import dataset_of, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORLD = "WLD"
EXPORTS, IMPORTS = "exports", "imports"
FLOW_KEY = ["reporter", "partner", "flow", "commodity"]
"""What a figure of trade has to say to belong to a series."""

COMMODITY = r"_hs(\d{2,6})$"
"""End of the name of a series of one heading of the Harmonized System."""

CURRENCY = "money USD"
BACK_YEARS = 3
"""Years that are asked for unless a person says since when."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a dataset wants of the sources.

    Attributes
    ----------
    sides : tuple of str
        ISO codes of its sides.
    trade_flows : pandas.DataFrame
        One row per series and reporter: ``reporter, partner`` (ISO codes, WLD the
        world), ``flow`` (exports or imports, as the reporter sees it), ``commodity``
        (heading of the Harmonized System; empty for all goods), ``series``.
    since, until : int
        Years.
    on_record : frozenset of str
        Addresses of the sources of the dataset; an edition of which one is among them
        need not be asked for again.
    """

    sides: tuple[str, ...]
    trade_flows: pd.DataFrame
    since: int
    until: int
    on_record: frozenset[str] = frozenset()

    @property
    def years(self) -> range:
        """Every year that is asked for."""
        return range(self.since, self.until + 1)

    def of_total(self) -> pd.DataFrame:
        """Flows of all goods together."""
        return self.trade_flows[self.trade_flows["commodity"] == ""]


def wanted_of(folder: Path, since: int | None, today: dt.date) -> Wanted:
    """Read what a dataset wants of the sources.

    Parameters
    ----------
    folder : pathlib.Path
        Data folder.
    since : int or None
        First year; the last `BACK_YEARS` and the current one unless given.
    today : datetime.date
        Day of the question.

    Raises
    ------
    DataError
        If the dataset names no sides or has no series of their trade.
    """
    about, catalogue = dataset_of(folder), read_text("series", folder)
    sides = about.codes
    rows = list(_trade_flows(catalogue, _money_units(folder), about.flows, sides))
    if not rows:
        raise DataError(
            f"{folder}: no series of trade in US dollars between two sides of the "
            "dataset, so that no official figure has a place; docs/datasets.md says "
            "how sides and flows are written"
        )
    trade_flows = pd.DataFrame(rows, columns=[*FLOW_KEY, "series"])
    first_year = today.year - BACK_YEARS if since is None else since
    addresses = frozenset(read_text("sources", folder)["address"])
    return Wanted(sides, trade_flows, first_year, today.year, addresses)


def _money_units(folder: Path) -> set[str]:
    units = read_text("units", folder)
    return set(units.loc[units["dimension"] == CURRENCY, "unit"])


def _trade_flows(
    catalogue: pd.DataFrame,
    units: set[str],
    flows: tuple[str, ...],
    sides: tuple[str, ...],
) -> Iterator[tuple[str, ...]]:
    """Give each series twice: as the sender reports it, and as the receiver does."""
    money = catalogue[catalogue["unit"].isin(units)]
    stems = money["series"].str.replace(COMMODITY, "", regex=True)
    money = money.assign(heading=money["series"].str.extract(COMMODITY)[0].fillna(""))
    served = money[stems.isin(flows) | money["entity"].str.endswith(f"-{WORLD}")]
    cells = served[["series", "direction", "heading"]]
    for name, direction, heading in cells.itertuples(index=False, name=None):
        origin, arrow, goal = direction.partition("->")
        if arrow and origin in sides:
            yield origin, goal or WORLD, EXPORTS, heading, name
        if arrow and goal in sides:
            yield goal, origin or WORLD, IMPORTS, heading, name
