"""Which targets were set, and which were met? Every target of the record at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.targets.occasions import count_occasions
from kzaz_analysis.analysis.targets.status import (
    DESCRIPTION,
    MET,
    RULE,
    date_standing,
)
from kzaz_analysis.analysis.targets.target_gap import deadline_slippage
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.catalogue import catalogue_entry
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.reports.record.study import Study
from kzaz_analysis.reports.scorecard.milestones import (
    finished_on,
    milestones,
    project_of,
)
from kzaz_analysis.signature import DAY, TEXT, guarded
from kzaz_analysis.studies.latest_figures import (
    against_capacity,
    latest_figures,
)
from kzaz_analysis.studies.target_statements import leading_statement, statements
from kzaz_analysis.studies.target_verdicts import Judge, columns_of, judge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.evidence.periods import Day
    from kzaz_analysis.evidence.series import Record

    Row = Mapping[Any, Any]


@dataclass(frozen=True, slots=True, eq=False)
class ScorecardStudy(Study):
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
        One row per target, furthest from it first: ``promise, family, statements,
        occasions, family_occasions, first, slip_years`` and the row of its leading
        statement; the move of a date is the furthest for the series of that
        statement. Several reports of one visit are one occasion.
    leading : pandas.DataFrame
        Of each system the target set on most occasions, its parts counted with it,
        if on more than one; rows of `promises`.
    slippage : pandas.DataFrame
        As `deadline_slippage` returns it.
    milestones : pandas.DataFrame
        As `studies.works.milestones` returns it.
    figures : pandas.DataFrame
        Latest figure of each series of investment, agreements and flights.
    ports : pandas.DataFrame
        Throughput of each port beside its capacity.
    records : tuple of Record
        Every series of the page by its default rule.
    agencies : dict of str to str
        Full names of the offices that promised or counted.
    evidence : Evidence
        What it rests on.
    """

    room = "scorecard"

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
    records: tuple[Record, ...]
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

    @property
    def frame(self) -> pd.DataFrame:
        """One row per target, furthest from it first."""
        return self.promises


@guarded(series=TEXT, as_of=DAY)
def scorecard_study(
    series: str = "", *, as_of: Day = None, evidence: Evidence | None = None
) -> ScorecardStudy:
    """Judge every promise of the record by one rule.

    Parameters
    ----------
    series : str
        Only promises about this series, and the milestones of its project; all when
        empty.
    as_of : str or date, optional
        Only what had been published by this day, which is then the day of judgement.
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
    if series:
        catalogue_entry(source, series)
    judged_by = judge(source)
    today = judged_by.today
    rows = statements(source, series)
    if rows.empty:
        about = f" about {series}" if series else ""
        raise UsageError(f"no target{about} had been published by {today:%Y-%m-%d}")
    works = milestones(source, statements(source), today)
    judged = _judged(rows, judged_by, works)
    reached = judged["id"][judged["standing"].isin(MET)]
    slippage = deadline_slippage(judged, reached)
    targets = _promises(judged, slippage, today)
    figures = latest_figures(source, judged_by.record)
    names = dict.fromkeys([*rows["series"], *figures["series"]])
    return ScorecardStudy(
        as_of=source.as_of,
        today=today,
        series=series,
        statements=judged,
        promises=targets,
        leading=_leading(targets),
        slippage=slippage,
        milestones=_about(works, series),
        figures=figures,
        ports=against_capacity(source, judged_by.record),
        records=tuple(judged_by.record(name) for name in names),
        agencies=_agencies(source),
        evidence=source,
    )


def _agencies(evidence: Evidence) -> dict[str, str]:
    table = evidence.load("agencies")
    return dict(zip(table["agency"], table["name"], strict=True))


def _about(works: pd.DataFrame, series_name: str) -> pd.DataFrame:
    """Keep the milestones of one series' project; all where none is named."""
    names = [series_name, project_of(series_name)]
    is_about = works["project"].isin(names) | (series_name == "")
    return works[is_about].reset_index(drop=True)


def _judged(rows: pd.DataFrame, judged_by: Judge, works: pd.DataFrame) -> pd.DataFrame:
    names = set(rows["promise"])
    verdicts = [_judge(row, judged_by, works) for row in rows.to_dict("records")]
    judged = pd.concat([rows, pd.DataFrame(verdicts, index=rows.index)], axis=1)
    return judged.assign(family=[family_of(p, names) for p in judged["promise"]])


def family_of(promise: str, names: set[str]) -> str:
    """Promise that another is a part of: the cost of a line belongs to the line."""
    stems = [n for n in names if promise == n or promise.startswith(f"{n}_")]
    return min(stems, key=len)


def _judge(row: Row, judged_by: Judge, works: pd.DataFrame) -> dict[str, Any]:
    if row["measure"] != "date":
        return judged_by.columns(row)
    done = finished_on(row, works, judged_by.today)
    end: Any = None if pd.isna(row["deadline_end"]) else row["deadline_end"]
    standing = date_standing(done, end, judged_by.today)
    return columns_of(standing, None, judged_by.record(str(row["series"])))


def _promises(
    judged: pd.DataFrame, slippage: pd.DataFrame, today: pd.Timestamp
) -> pd.DataFrame:
    family_size = judged.groupby("family")["published_on"].agg(count_occasions)
    slips = slippage.set_index("id")["total_slip_years"]
    rows = []
    for _, same in judged.groupby("promise"):
        leading = leading_statement(same, today)
        ids = same["id"][same["series"] == leading["series"]]
        rows.append(
            leading.to_dict()
            | {
                "statements": len(same),
                "occasions": count_occasions(same["published_on"]),
                "family_occasions": int(family_size[leading["family"]]),
                "first": min(filter(None, same["published_on"]), default=""),
                "slip_years": slips.reindex(ids).max(),
            }
        )
    table = pd.DataFrame(rows).astype({"share_pct": float, "level": float})
    return table.sort_values(["share_pct", "promise"], ignore_index=True)


def _leading(promises: pd.DataFrame) -> pd.DataFrame:
    targets = promises[promises["standing"] != DESCRIPTION]
    often = targets[targets["family_occasions"] > 1]
    ranked = often.assign(dated=often["first"].replace("", "9999")).sort_values(
        ["family_occasions", "dated", "occasions", "promise"],
        ascending=[False, True, False, True],
    )
    heads = ranked.drop_duplicates("system")
    leading = targets[targets["promise"].isin(set(heads["family"]))]
    return leading.sort_values(["share_pct", "promise"], ignore_index=True)
