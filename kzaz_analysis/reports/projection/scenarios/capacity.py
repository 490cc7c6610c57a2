"""Where capacity binds: what each link can carry by year, and which path meets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.analysis.targets.capacity import binding, first_hits
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.reports.projection.scenarios.drivers import (
    BASES,
    DriverStudy,
    drivers,
)
from kzaz_analysis.signature import DAY, HORIZON, SEED, TEXT, guarded, one_of

if TYPE_CHECKING:
    from kzaz_analysis.analysis.projection import Scenarios
    from kzaz_analysis.evidence.opened import Evidence
    from kzaz_analysis.evidence.periods import Day
    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.studies.capacity_links import Links

CHAIN_COLUMNS = ["case", "year", "link", "title", "ceiling", "statement"]
HIT_COLUMNS = ["scenario", "link", "title", "carries", "year", "ceiling"]
HIT_COLUMNS += ["year_today", "ceiling_today"]
FIRST_COLUMNS = ["scenario", "year", "link", "title", "ceiling", "reason"]
FIRST_COLUMNS += ["year_today", "title_today", "ceiling_today"]
USE_COLUMNS = ["scenario", "year", "value", "link", "title", "ceiling", "use_pct"]

RULE = (
    "A capacity that was stated last stands until another is on record; what other "
    "cargo took of it, in the last year with both figures, is taken off.",
    "An announced capacity counts from the first whole year after its date: the date "
    "given last in the base case, the earliest one still ahead in the high case.",
    "In the low case it comes later by the average move of such dates so far.",
    "An announcement without a date never counts, nor one whose date has passed.",
    "The smallest link that all of the series passes is the ceiling.",
)
"""How a ceiling is read, one sentence a rule."""


@dataclass(frozen=True, slots=True, eq=False)
class CapacityStudy:
    """Ceilings of one series, as known on one day.

    Attributes
    ----------
    record : Record
        The series that the links carry.
    horizon_year : int
        Last year looked at.
    links : Links
        Every link with its stages and its ceiling by year.
    chain : pandas.DataFrame
        Columns `CHAIN_COLUMNS`, one row per case and year: the smallest link.
    hits : pandas.DataFrame
        Columns `HIT_COLUMNS`, one row per path and link, also for links that a part
        of the series passes: the first year in which the path, held back by nothing,
        wants more than the link can carry, missing where that never comes; and the
        same (``year_today``) if nothing were added to what stands today.
    first : pandas.DataFrame
        Columns `FIRST_COLUMNS`, one row per path: the first year in which the chain
        binds, and its link; ``reason`` says so where it never does. ``year_today`` and
        ``title_today`` are the same if nothing were added to what stands today.
    use : pandas.DataFrame
        Columns `USE_COLUMNS`, one row per path and year: the path without ceilings
        beside the ceiling of its case.
    scenarios : Scenarios or Refused
        The paths under their ceilings.
    unknown : pandas.DataFrame
        Columns ``link, title, what``: what is not known of each link.
    """

    record: Record
    horizon_year: int
    links: Links
    chain: pd.DataFrame
    hits: pd.DataFrame
    first: pd.DataFrame
    use: pd.DataFrame
    scenarios: Scenarios | Refused
    unknown: pd.DataFrame

    @property
    def binds(self) -> bool:
        """Whether the chain binds on any path up to the horizon."""
        return bool(self.first["year"].notna().any())

    def statements_of(self, rows: pd.DataFrame) -> pd.Series[str]:
        """Return the statements behind the ceilings of rows of ``scenario, year``."""
        keys = ["scenario", "year"]
        chain = self.chain.rename(columns={"case": "scenario"})
        met = rows[keys].astype({"year": "int64"}).merge(chain, on=keys)
        return met["statement"]

    @property
    def rules(self) -> tuple[str, ...]:
        """How a ceiling is read, in full sentences."""
        return RULE

    def __repr__(self) -> str:
        return f"CapacityStudy({self.record.name}, to {self.horizon_year})"

    def _repr_html_(self) -> str:
        return self.first.to_html(index=False, border=0, classes="kz-table")


@guarded(
    formerly=("rule", "as_of"),
    series=TEXT,
    rule=TEXT,
    as_of=DAY,
    horizon_year=HORIZON,
    base=one_of(*BASES),
    seed=SEED,
)
def capacity(
    series: str,
    *,
    rule: str | None = None,
    as_of: Day = None,
    horizon_year: int = 2035,
    base: str = "median",
    seed: int = 0,
    evidence: Evidence | None = None,
) -> CapacityStudy:
    """Study the capacity that carries one series, and the year it binds.

    Parameters
    ----------
    series, rule, as_of
        As in `kz.series`.
    horizon_year : int
        Last year looked at; effects of drivers are complete by then.
    base : {"median", "latest"}
        As in `drivers`.
    seed : int
        As in `drivers`.

    Returns
    -------
    CapacityStudy
        Ceilings by year, and where each path meets them.

    Raises
    ------
    NotComputable
        If no link of the series is on record, or there is no path.
    UsageError
        If a name does not exist.

    Examples
    --------
    >>> capacity("titr_freight", horizon_year=2030).binds
    False
    """
    study = drivers(
        series,
        rule=rule,
        as_of=as_of,
        horizon_year=horizon_year,
        base=base,
        seed=seed,
        evidence=evidence,
    )
    return capacity_of(study)


def capacity_of(study: DriverStudy) -> CapacityStudy:
    """Hold the paths of a driver study against the ceilings; see `capacity`."""
    links, free = study.links, study.free
    for part in (links, free):
        if isinstance(part, Refused):
            raise NotComputable(part.reason)
    assert not isinstance(links, Refused)  # noqa: S101 - narrows after the loop
    assert not isinstance(free, Refused)  # noqa: S101
    titles = links.links.set_index("driver")[["title", "carries"]]
    chain = _titled(binding(links.chain()), titles)[CHAIN_COLUMNS]
    hits = _titled(_hits(free.paths, links.ceilings), titles)[HIT_COLUMNS]
    return CapacityStudy(
        record=study.record,
        horizon_year=study.horizon_year,
        links=links,
        chain=chain,
        hits=hits,
        first=_first(hits, study.horizon_year),
        use=_use(free, chain),
        scenarios=study.scenarios,
        unknown=_unknown(links.links),
    )


def _titled(rows: pd.DataFrame, titles: pd.DataFrame) -> pd.DataFrame:
    return rows.join(titles, on="link")


def _hits(paths: pd.DataFrame, ceilings: pd.DataFrame) -> pd.DataFrame:
    """Find where paths meet the ceilings, and where those of today held for good."""
    now = ceilings.groupby(["case", "link"], sort=False)["ceiling"].transform("first")
    keys = ["scenario", "link"]
    today = first_hits(paths, ceilings.assign(ceiling=now)).set_index(keys)
    names = {"year": "year_today", "ceiling": "ceiling_today"}
    return first_hits(paths, ceilings).join(today.rename(columns=names), on=keys)


def _first(hits: pd.DataFrame, horizon_year: int) -> pd.DataFrame:
    """Pick the first link of the chain that each path meets; ties go to the smaller."""
    chain = hits[hits["carries"] == "all"]
    lowest = chain.sort_values(["year", "ceiling"]).drop_duplicates("scenario")
    lowest = lowest.sort_index()
    never = lowest["year"].isna()
    blank = lowest[["link", "title"]].mask(never, "")
    reason = pd.Series(f"nothing binds up to {horizon_year}", index=lowest.index)
    lowest = lowest.assign(reason=reason.where(never, ""), **blank)
    today = chain.sort_values(["year_today", "ceiling_today"])
    today = today.drop_duplicates("scenario").set_index("scenario")
    title = today["title"].mask(today["year_today"].isna(), "")
    columns = today[["year_today", "ceiling_today"]].assign(title_today=title)
    plain = lowest.drop(columns=["year_today", "ceiling_today"])
    return plain.join(columns, on="scenario")[FIRST_COLUMNS].reset_index(drop=True)


def _use(free: Scenarios, chain: pd.DataFrame) -> pd.DataFrame:
    chain_by_scenario = chain.rename(columns={"case": "scenario"})
    use = free.paths.merge(chain_by_scenario, on=["scenario", "year"], how="inner")
    return use.assign(use_pct=100 * use["value"] / use["ceiling"])[USE_COLUMNS]


def _unknown(links: pd.DataFrame) -> pd.DataFrame:
    """Gather what a reader must not take for known, one row per link and point."""
    rows = []
    for link in links.to_dict("records"):
        notes = [link["reason"], link["note"]]
        if pd.notna(link["others_year"]):
            notes.append(f"other cargo is that of {int(link['others_year'])}")
        elif link["shared_with"] and not link["reason"]:
            notes.append("no year has a figure for other cargo, so none is taken off")
        rows += [(link["driver"], link["title"], text) for text in notes if text]
    return pd.DataFrame(rows, columns=["link", "title", "what"])
