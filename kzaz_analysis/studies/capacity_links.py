"""The links that carry a series: what each can take, now and as announced."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.targets.capacity import ceilings_by_year
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.studies.capacity_stages import (
    STAGE_COLUMNS,
    capacity_stages,
    quota_stages,
    stage_frame,
    stated,
)
from kzaz_analysis.studies.driver_values import driver_rows, names_of

if TYPE_CHECKING:
    from kzaz_analysis.studies.driver_values import Row

    Link = dict[str, Any]

CARRYING = ("capacity", "quota")
"""Kinds of drivers that cap a path."""

KNOWN = ("driver", "title", "kind", "carries", "shared_with", "note")
"""Columns of the drivers table that are passed on."""

LINK_COLUMNS = ["driver", "title", "kind", "carries", "shared_with", "stated"]
LINK_COLUMNS += ["stated_unit"]
LINK_COLUMNS += ["stated_low", "stated_high", "year", "period", "books", "source"]
LINK_COLUMNS += ["others", "others_year", "others_source", "capacity", "slip_years"]
LINK_COLUMNS += ["slips", "note", "reason"]


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Every link of one series.

    Attributes
    ----------
    links : pandas.DataFrame
        Columns `LINK_COLUMNS`, one row per link: the capacity as stated last, what
        other users take of it and in which year that was seen, what is left
        (``capacity``, unit of the series), the mean move of its announced dates in
        years and from how many moves; ``reason`` says why a link is not in tonnes.
    stages : pandas.DataFrame
        Columns `STAGE_COLUMNS`, one row per figure or announcement, net of others.
    ceilings : pandas.DataFrame
        As `ceilings_by_year` returns it.
    past : pandas.DataFrame
        Columns ``link, year, capacity, use_pct``, one row per year of the series from
        the first stated capacity on, or of the term of a quota; a capacity holds
        until the next one is stated. ``use_pct`` is the series in percent of it.
    """

    links: pd.DataFrame
    stages: pd.DataFrame
    ceilings: pd.DataFrame
    past: pd.DataFrame

    @property
    def whole(self) -> set[str]:
        """Links that all of the series passes and that can be compared."""
        rows = self.links
        able = (rows["carries"] == "all") & (rows["reason"] == "")
        return set(rows.loc[able, "driver"])

    def use_of(self, driver: str) -> pd.DataFrame:
        """Past use of one link, earliest year first."""
        return self.past[self.past["link"] == driver].reset_index(drop=True)

    def chain(self) -> pd.DataFrame:
        """Ceilings of the links that all of the series passes."""
        is_of_link = self.ceilings["link"].isin(self.whole)
        return self.ceilings[is_of_link].reset_index(drop=True)


def links_of(
    record: Record, horizon_year: int, kinds: tuple[str, ...] = CARRYING
) -> Links:
    """Read every capacity and quota that the drivers table names for a series.

    Parameters
    ----------
    record : Record
        Figures of the series.
    horizon_year : int
        Last year of the ceilings.
    kinds : tuple of str
        Kinds of drivers to read; without quotas where a level that was agreed must
        not count as what can be carried.

    Raises
    ------
    NotComputable
        If it names none, or the series has no annual figure.
    """
    rows, link_rows = _read(record, kinds)
    frames = [stage for _, stage in link_rows if len(stage)]
    stages = pd.concat(frames or [stage_frame([], {"driver": ""})], ignore_index=True)
    links = pd.DataFrame([link for link, _ in link_rows], columns=LINK_COLUMNS)
    delays = links["slip_years"].dropna()
    usual = float(delays.mean()) if len(delays) else 0.0
    slips = dict(zip(links["driver"], links["slip_years"].fillna(usual), strict=True))
    start = int(record.annual["year"].iloc[-1])
    ceilings = ceilings_by_year(stages, start, horizon_year, slips)
    past = [
        _past(row, link, record) for row, (link, _) in zip(rows, link_rows, strict=True)
    ]
    return Links(links, stages, ceilings, pd.concat(past, ignore_index=True))


@lru_cache(maxsize=16)
def _read(
    record: Record, kinds: tuple[str, ...]
) -> tuple[list[Row], list[tuple[dict[str, Any], pd.DataFrame]]]:
    """Read what holds for every horizon: the rows of the table and their links."""
    every = driver_rows(record.evidence, record.name)
    rows: list[Row] = [row for row in every if row["kind"] in kinds]
    if not rows:
        raise NotComputable("no capacity constraint is identified in the drivers table")
    if record.annual.empty:
        raise NotComputable("the series has no annual figure")
    return rows, [_link(row, record) for row in rows]


def _past(row: Row, link: dict[str, Any], record: Record) -> pd.DataFrame:
    """Use of one link in the years that have both its capacity and the series."""
    annual = record.annual[["year", "value"]].reset_index(drop=True)
    if link["reason"]:
        capacity = annual["value"].where(annual["year"] < 0)
    elif row["kind"] == "quota":
        capacity = annual["value"].where(annual["year"] < 0)
        capacity[annual["year"].between(link["first_year"], link["year"])] = link[
            "stated"
        ]
    else:
        stock = series_of(record.evidence, names_of(row)[0], str(row["books"]) or None)
        rate = link["capacity"] + link.get("others", 0.0)
        steps = stock.annual.set_index("year")["value"] * (rate / link["stated"])
        steps = steps.reindex(sorted({*steps.index, *annual["year"]})).ffill()
        capacity = annual["year"].map(steps) - link.get("others", 0.0)
    use = annual.assign(link=row["driver"], capacity=capacity)
    use = use.assign(use_pct=100 * annual["value"] / capacity)[capacity > 0]
    return use[["link", "year", "capacity", "use_pct"]]


def _link(row: Row, record: Record) -> tuple[dict[str, Any], pd.DataFrame]:
    cells = {c: row[c] for c in KNOWN}
    nothing = pd.DataFrame(columns=STAGE_COLUMNS)
    read = quota_stages if row["kind"] == "quota" else capacity_stages
    reading = attempt("capacity", lambda: read(row, record))
    if isinstance(reading, Refused):
        return cells | stated(row, record) | {"reason": reading.reason}, nothing
    link, stages = reading
    return cells | link | {"reason": ""}, stages
