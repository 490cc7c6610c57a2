"""What was promised, and what came of it? Every promise of the record on one card."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.targets.status import (
    RULE,
    UNKNOWN,
    Standing,
    date_standing,
    level_standing,
)
from kzaz_analysis.analysis.targets.target_gap import deadline_slippage
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.catalogue import catalogue_entry
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.reports.scorecard.ambiguous_units import either, other_reading
from kzaz_analysis.reports.scorecard.latest_figures import (
    against_capacity,
    latest_figures,
    newest,
    yearly_or_newest,
)
from kzaz_analysis.reports.scorecard.milestones import (
    finished_on,
    milestones,
    project_of,
)
from kzaz_analysis.studies.target_statements import (
    first_year,
    promised_level,
    statements,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kzaz_analysis.evidence.periods import Day

    Row = Mapping[Any, Any]
    Records = Callable[[str], Record]

LATEST = ["latest_value", "latest_period", "latest_source", "latest_books"]


@dataclass(frozen=True, slots=True, eq=False)
class ScorecardStudy:
    """Every promise and milestone of the record, as known on one day.

    Attributes
    ----------
    as_of : str
        Day up to which publications count, empty when all do.
    today : pandas.Timestamp
        Day on which promises are judged: `as_of`, or the newest publication.
    series : str
        The series asked about, empty for all.
    statements : pandas.DataFrame
        One row per row of the targets table: its columns, those of `statements`,
        ``family``, ``level`` (unit of the series), the latest figure
        (``latest_value, latest_period, latest_source, latest_books``) and what
        `Standing` has, its status as ``standing``.
    promises : pandas.DataFrame
        One row per promise, furthest from it first: ``promise, family, statements,
        family_statements, first, slip_years`` and the row of its leading statement;
        the move of a date is the furthest for the series of that statement.
    leading : pandas.DataFrame
        Of each system the promise stated most often, its parts counted with it, if
        it was stated more than once; rows of `promises`.
    slippage : pandas.DataFrame
        As `deadline_slippage` returns it.
    milestones : pandas.DataFrame
        As `studies.works.milestones` returns it.
    figures : pandas.DataFrame
        Latest figure of each series of investment, agreements and flights.
    ports : pandas.DataFrame
        Throughput of each port beside its capacity.
    agencies : dict of str to str
        Full names of the offices that promised or counted.
    evidence : Evidence
        What it rests on.
    """

    as_of: str
    today: pd.Timestamp
    series: str
    statements: pd.DataFrame
    promises: pd.DataFrame
    leading: pd.DataFrame
    slippage: pd.DataFrame
    milestones: pd.DataFrame
    figures: pd.DataFrame
    ports: pd.DataFrame
    agencies: dict[str, str]
    evidence: Evidence

    @property
    def rule(self) -> tuple[str, ...]:
        """The rule by which every statement is judged, one line a status."""
        return RULE

    def __repr__(self) -> str:
        return (
            f"ScorecardStudy({len(self.statements)} statements, "
            f"{len(self.milestones)} milestones, {self.today:%Y-%m-%d})"
        )

    def _repr_html_(self) -> str:
        columns = ["promise", "statements", "standing", "share_pct"]
        shown = self.promises[columns]
        return shown.to_html(index=False, border=0, classes="kz-table")


def scorecard_study(
    as_of: Day = None, series_name: str = "", *, evidence: Evidence | None = None
) -> ScorecardStudy:
    """Judge every promise of the record by one rule.

    Parameters
    ----------
    as_of : str or date, optional
        Only what had been published by this day, which is then the day of judgement.
    series_name : str
        Only promises about this series, and the milestones of its project; all when
        empty.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Returns
    -------
    ScorecardStudy
        Every statement with its status, or the reason why it is unknown.

    Raises
    ------
    UsageError
        If there is no such series, or no promise about it had been published.
    """
    source = opened(evidence, as_of)
    if series_name:
        catalogue_entry(source, series_name)
    today = newest_publication(source) if source.day is None else source.day
    rows = statements(source, series_name)
    if rows.empty:
        about = f" about {series_name}" if series_name else ""
        raise UsageError(f"no promise{about} had been published by {today:%Y-%m-%d}")

    @cache
    def record(name: str) -> Record:
        return series_of(source, name)

    works = milestones(source, statements(source), today)
    judged = _judged(rows, record, works, today)
    slippage = deadline_slippage(judged)
    promises = _promises(judged, slippage)
    return ScorecardStudy(
        as_of=source.as_of,
        today=today,
        series=series_name,
        statements=judged,
        promises=promises,
        leading=_leading(promises),
        slippage=slippage,
        milestones=_about(works, series_name),
        figures=latest_figures(source, record),
        ports=against_capacity(source, record),
        agencies=_agencies(source),
        evidence=source,
    )


def _agencies(evidence: Evidence) -> dict[str, str]:
    table = evidence.load("agencies")
    return dict(zip(table["agency"], table["name"], strict=True))


def newest_publication(evidence: Evidence) -> pd.Timestamp:
    """Day of the newest publication on record; one of no known day does not count.

    Raises
    ------
    UsageError
        If no source has a day.
    """
    published = evidence.sources()["published_on"]
    days = published[published.str.len() == len("2025-10-21")]
    if days.empty:
        raise UsageError("no source has a day of publication; give one as as_of")
    return pd.Timestamp(days.max())


def _about(works: pd.DataFrame, series_name: str) -> pd.DataFrame:
    """Keep the milestones of one series' project; all where none is named."""
    names = [series_name, project_of(series_name)]
    mine = works["project"].isin(names) | (series_name == "")
    return works[mine].reset_index(drop=True)


def _judged(
    rows: pd.DataFrame, record: Records, works: pd.DataFrame, today: pd.Timestamp
) -> pd.DataFrame:
    names = set(rows["promise"])
    found = [_judge(row, record, works, today) for row in rows.to_dict("records")]
    judged = pd.concat([rows, pd.DataFrame(found, index=rows.index)], axis=1)
    return judged.assign(family=[family_of(p, names) for p in judged["promise"]])


def family_of(promise: str, names: set[str]) -> str:
    """Promise that another is a part of: the cost of a line belongs to the line."""
    stems = [n for n in names if promise == n or promise.startswith(f"{n}_")]
    return min(stems, key=len)


def _judge(
    row: Row, record: Records, works: pd.DataFrame, today: pd.Timestamp
) -> dict[str, Any]:
    mine = record(str(row["series"]))
    level: float | None = None
    if row["measure"] == "date":
        done = finished_on(row, works, today)
        standing = date_standing(done, _deadline(row), today)
    else:
        standing, level = _measured(row, mine, today)
        other = other_reading(mine.evidence, row, mine.annual)
        if other is not None:
            read, _ = _measured(other, mine, today)
            standing, level = either(row, standing, read), None
    measures = {name: getattr(standing, name) for name in Standing.__slots__}
    return {
        "level": level,
        "standing": measures.pop("status"),
        **measures,
        **dict(zip(LATEST, newest(mine), strict=True)),
    }


def _deadline(row: Row) -> pd.Timestamp | None:
    end = row["deadline_end"]
    return None if pd.isna(end) else end


def _measured(
    row: Row, mine: Record, today: pd.Timestamp
) -> tuple[Standing, float | None]:
    """Where a level stands, and the level in the unit of the series."""
    level = attempt("level", partial(promised_level, mine.evidence, row, lambda: mine))
    if isinstance(level, Refused):
        return Standing(UNKNOWN, level.reason), None
    standing = level_standing(
        yearly_or_newest(mine),
        level,
        first_year(row),
        _deadline(row),
        today,
        is_flow=mine.nature == "flow",
    )
    return standing, level.value


def _promises(judged: pd.DataFrame, slippage: pd.DataFrame) -> pd.DataFrame:
    family_size = judged["family"].value_counts()
    slips = slippage.set_index("id")["total_slip_years"]
    rows = []
    for _, mine in judged.groupby("promise"):
        leading = leading_statement(mine)
        same = mine["id"][mine["series"] == leading["series"]]
        rows.append(
            leading.to_dict()
            | {
                "statements": len(mine),
                "family_statements": int(family_size[mine["family"].iloc[0]]),
                "first": min(filter(None, mine["published_on"]), default=""),
                "slip_years": slips[same].max(),
            }
        )
    found = pd.DataFrame(rows).astype({"share_pct": float, "level": float})
    return found.sort_values(["share_pct", "promise"], ignore_index=True)


def leading_statement(mine: pd.DataFrame) -> pd.Series[Any]:
    """Statement that stands for a promise: the newest date for its usual level.

    Those superseded count only where there is nothing else; of the levels promised
    the one stated most often, of a flow before a capacity; of its dates the latest.
    """
    if len(mine) == 1:
        return mine.iloc[0]
    pool = mine[mine["status"] != "superseded"]
    pool = pool if len(pool) else mine
    leveled = pool[pool["level"].notna()]
    if len(leveled):
        flows = leveled[leveled["nature"] == "flow"]
        named = flows if len(flows) else leveled
        own = named[named["series"] == named["series"].mode().iloc[0]]
        pool = own[own["level"] == own["level"].mode().iloc[-1]]
    ordered = pool.sort_values(["deadline_end", "published_on"], na_position="first")
    return ordered.iloc[-1]


def _leading(promises: pd.DataFrame) -> pd.DataFrame:
    often = promises[promises["family_statements"] > 1]
    ranked = often.assign(dated=often["first"].replace("", "9999")).sort_values(
        ["family_statements", "dated", "statements", "promise"],
        ascending=[False, True, False, True],
    )
    heads = ranked.drop_duplicates("system")
    kept = promises[promises["promise"].isin(set(heads["family"]))]
    return kept.sort_values(["share_pct", "promise"], ignore_index=True)
