"""What has to happen for a target to be attained, beside what has ever happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.growth.annual import window
from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.targets.capacity import (
    CASES,
    binding,
    first_hits,
)
from kzaz_analysis.analysis.targets.required_growth import (
    REQUIRED_COLUMNS,
    growth_windows,
    required_growth,
)
from kzaz_analysis.display.exports.exportable import BesidePicture
from kzaz_analysis.display.tables import Table, frame_table
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.reports.target_gap.driver_equivalents import (
    TERM_COLUMNS,
    known_level,
    terms_of,
)
from kzaz_analysis.signature import AMOUNT, DAY, TEXT, TEXT_OR_FRAME, guarded, years
from kzaz_analysis.studies.capacity_links import Links, links_of
from kzaz_analysis.studies.driver_values import period_text, years_and_parts
from kzaz_analysis.studies.target_verdicts import counter
from kzaz_analysis.studies.targets import PublishedTarget, published_target

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kzaz_analysis.evidence.periods import Day

FRESH_YEARS = 2
"""Years by which one side's last figure may lag behind the other's."""

SHOWN_COLUMNS = ["books", "start_period", "start_value", "deadline", "required_pct"]
SHOWN_COLUMNS += ["multiple", "best_pct", "share_reached_pct", "reason"]
"""What is shown of the table where it stands alone."""

START_COLUMNS = ["books", "start_value", "start_low", "start_high", "start_year"]
START_COLUMNS += ["start_period", "is_floor", "source"]
CEILING_COLUMNS = ["ceiling_low", "ceiling_base", "ceiling_high", "share_of_base_pct"]
CEILING_COLUMNS += ["binding_link", "binds_in"]

NOTES = (
    "A window is a pair of years of one reporter, both counted or both only stated, "
    "as far apart as years are left; the share of windows is a base rate, "
    "not a probability.",
    "Windows overlap: “apart” counts those that fit side by side.",
    "The best rate may start from a trough or from a very small flow.",
)


@dataclass(frozen=True, slots=True, eq=False)
class RequiredStudy(BesidePicture):
    """What has to happen for one target, as known on one day.

    Attributes
    ----------
    target : PublishedTarget
        Statements and level.
    starts : pandas.DataFrame
        Columns `START_COLUMNS`: where the counting starts, one row per reporter
        with its last year; and one per running year of which most is on record
        (``is_floor``: the year had at least this much, so that less is required; it
        is counted from the low end of the figure).
    table : pandas.DataFrame
        One row per start and deadline: `START_COLUMNS`, those of `required_growth`
        and `CEILING_COLUMNS`: the capacity of the deadline's year in three cases,
        the level in percent of it, the link that binds first and the year in which
        the required path, growing evenly, passes the ceiling of the base case.
    terms : pandas.DataFrame
        Columns `TERM_COLUMNS`, one row per start and driver. ``times`` is how many
        times the driver's last figure would have to be added if it alone made up
        what is missing, ``number`` the same in units of the driver, ``share_pct``
        the level in percent of a stated capacity; ``reason`` why there is none.
    windows : pandas.DataFrame
        As `growth_windows` returns it.
    links : Links or Refused
        Capacities of the series; a quota is an agreed level, as a target is.
    asked : tuple of int
        Deadlines that the reader asked about and nobody set.
    """

    target: PublishedTarget
    starts: pd.DataFrame
    table: pd.DataFrame
    terms: pd.DataFrame
    windows: pd.DataFrame
    links: Links | Refused
    asked: tuple[int, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """How to read the table, in full sentences."""
        return NOTES

    @property
    def frame(self) -> pd.DataFrame:
        """The table."""
        return self.table

    @property
    def heading(self) -> str:
        """What has to be reached."""
        about, level = self.target.title or "Figures given", self.target.value
        return f"{about}: growth to {level:.12g} {self.target.unit}".rstrip()

    @property
    def sentences(self) -> tuple[str, ...]:
        """How to read the table."""
        return self.notes

    def _shown(self) -> Table:
        return frame_table(self.table[SHOWN_COLUMNS], self.heading)

    def __repr__(self) -> str:
        return repr(self._shown())

    def _repr_html_(self) -> str:
        return self._shown()._repr_html_()


@guarded(
    formerly=("as_of",),
    target=TEXT_OR_FRAME,
    series=TEXT,
    as_of=DAY,
    deadlines=years(1992, 2100),
    level=AMOUNT,
)
def required(
    target: str | pd.DataFrame,
    *,
    series: str = "",
    as_of: Day = None,
    deadlines: Sequence[int] = (2026, 2028, 2030),
    level: float | None = None,
    evidence: Evidence | None = None,
) -> RequiredStudy:
    """Say what has to happen for a target to be attained.

    Parameters
    ----------
    target : str or pandas.DataFrame
        A target of the targets table, e.g. ``"turnover_1bn"``; or figures of your
        own, columns ``year`` and ``value``, one row a year.
    series : str
        Series to measure the target by, where its statements count several things.
    as_of : str or date, optional
        Only what had been published by this day.
    deadlines : sequence of int
        Years to ask about besides the target years.
    level : float, optional
        What figures of your own are to reach, in their unit.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Returns
    -------
    RequiredStudy
        Required growth from the last figure of each reporter.

    Raises
    ------
    UsageError
        If a name does not exist, the target names no level, or one is given that
        names its own.
    DataError
        If figures of your own are no yearly figures.

    Examples
    --------
    >>> required("turnover_1bn").table["deadline"].unique().tolist()
    [2026, 2028, 2030]
    >>> own = pd.DataFrame({"year": [2023, 2024], "value": [400.0, 500.0]})
    >>> needed = required(own, level=1000, deadlines=[2028])
    >>> needed.table["required_pct"].round(1).to_list()
    [18.9]
    """
    if not isinstance(target, str):
        return _of_figures(target, level, deadlines)
    if level is not None:
        raise UsageError(f"level: goes with figures of your own; {target} names one")
    source = opened(evidence, as_of)
    published = published_target(source, target, series)
    rules = _rules(source, published)
    records = [series_of(source, published.series, rule) for rule in rules]
    years = sorted({*published.deadlines, *deadlines})
    starts = _starts(records)
    windows = growth_windows(record.annual for record in records)
    chosen = series_of(source, published.series)
    links = attempt(
        "capacity", lambda: links_of(chosen, max(years, default=0), ("capacity",))
    )
    table = [_required(start, published, years, windows, links) for start in starts]
    terms = terms_of(starts, published, chosen)
    return RequiredStudy(
        target=published,
        starts=pd.DataFrame(starts, columns=START_COLUMNS),
        table=_stacked(table),
        terms=pd.DataFrame(terms, columns=TERM_COLUMNS),
        windows=windows,
        links=links,
        asked=tuple(sorted(set(deadlines) - set(published.deadlines))),
    )


def _rules(evidence: Evidence, published: PublishedTarget) -> list[str | None]:
    """Rules whose last figures are starts; a target of one's own count has that one."""
    rows = published.statements.to_dict("records")
    counters = {counter(evidence, row) for row in rows}
    if len(counters) == 1 and None not in counters:
        return [*counters]
    return [None, *evidence.dataset.alone.values()]


def _of_figures(
    annual: pd.DataFrame, level: float | None, deadlines: Sequence[int]
) -> RequiredStudy:
    """Say what figures without statements, drivers and capacities have to do."""
    if level is None:
        raise UsageError("level: say what the figures are to reach, in their unit")
    figures = window(annual, across_breaks=True)
    newest = {"books": "", "source": "", **figures.iloc[-1].to_dict()}
    start = {f"start_{name}": newest[name] for name in ("value", "low", "high")}
    start |= {
        "start_year": int(newest["year"]),
        "start_period": f"{newest['year']:.0f}",
    }
    start |= {"books": newest["books"], "source": newest["source"], "is_floor": False}
    published = PublishedTarget("", "", "", "", level, level, level, pd.DataFrame())
    windows = growth_windows([figures])
    links = Refused("capacity", "figures of your own name no links")
    return RequiredStudy(
        target=published,
        starts=pd.DataFrame([start], columns=START_COLUMNS),
        table=_stacked([_required(start, published, deadlines, windows, links)]),
        terms=pd.DataFrame(columns=TERM_COLUMNS),
        windows=windows,
        links=links,
        asked=tuple(sorted(deadlines)),
    )


def _stacked(tables: list[pd.DataFrame]) -> pd.DataFrame:
    columns = [*START_COLUMNS, *REQUIRED_COLUMNS, *CEILING_COLUMNS]
    if not tables:
        return pd.DataFrame(columns=columns)
    # A reindexed empty column would otherwise decide the type of the whole.
    rows = [row for table in tables for row in table.to_dict("records")]
    return pd.DataFrame(rows, columns=columns).astype({"binds_in": "Int64"})


def _starts(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Find the last year of each reporter, and a running year known in part."""
    starts: dict[tuple[str, int], dict[str, Any]] = {}
    for record in records:
        rows = years_and_parts(record)
        wholes = rows[~rows["is_part"].astype(bool)]
        running = rows[rows["is_part"].astype(bool)]
        if len(wholes):
            running = running[running["year"] > wholes["year"].max()]
        for row in (*_rows(wholes.tail(1)), *_rows(running.tail(1))):
            starts.setdefault((row["books"], row["start_year"]), row)
    newest = max((start["start_year"] for start in starts.values()), default=0)
    return [s for s in starts.values() if s["start_year"] >= newest - FRESH_YEARS]


def _rows(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "books": row["books"],
            "start_value": float(row["value"]),
            "start_low": float(row["low"]),
            "start_high": float(row["high"]),
            "start_year": int(row["year"]),
            "start_period": period_text(row["period_start"], row["period_end"]),
            "is_floor": bool(row["is_floor"]),
            "source": row["source"],
        }
        for row in rows.to_dict("records")
    ]


def _required(
    start: dict[str, Any],
    published: PublishedTarget,
    years: Sequence[int],
    windows: pd.DataFrame,
    links: Links | Refused,
) -> pd.DataFrame:
    value, year = known_level(start), start["start_year"]
    growth = attempt(
        "required growth",
        lambda: required_growth(value, year, published.value, years, windows),
    )
    if isinstance(growth, Refused):
        growth = pd.DataFrame({"deadline": years, "reason": growth.reason})
        growth = growth.reindex(columns=REQUIRED_COLUMNS)
    limits = [
        _limits(start, published.value, row, links) for row in growth.to_dict("records")
    ]
    ceilings = pd.DataFrame(limits, columns=CEILING_COLUMNS, index=growth.index)
    return pd.concat([growth, ceilings], axis=1).assign(**start)


def _limits(
    start: dict[str, Any], target: float, row: dict[Any, Any], links: Links | Refused
) -> dict[str, Any]:
    """Capacity in the year of one deadline, and where the required path meets it."""
    if isinstance(links, Refused) or row["reason"]:
        return {}
    chain = binding(links.chain())
    due = chain[chain["year"] == row["deadline"]].set_index("case")
    if due.empty:
        return {}
    limits: dict[str, Any] = {f"ceiling_{c}": due["ceiling"].get(c) for c in CASES}
    growth, start_year = 1 + row["required_pct"] / 100, int(start["start_year"])
    years = range(start_year, int(row["deadline"]) + 1)
    values = [known_level(start) * growth ** (year - start_year) for year in years]
    path = pd.DataFrame({"scenario": "base", "year": years, "value": values})
    hits = first_hits(path, links.chain()).dropna(subset=["year"])
    hits = hits.sort_values(["year", "ceiling"])
    base = limits["ceiling_base"]
    limits["share_of_base_pct"] = 100 * target / base if base else None
    limits["binding_link"] = hits["link"].iloc[0] if len(hits) else ""
    limits["binds_in"] = int(hits["year"].iloc[0]) if len(hits) else None
    return limits
