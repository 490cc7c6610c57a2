"""Which targets were set, and which were met? Every target of the record at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.targets.occasions import count_occasions
from kzaz_analysis.analysis.targets.status import (
    DESCRIPTION,
    MET,
    RULE,
    date_status,
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
    slips_of,
)
from kzaz_analysis.signature import DAY, TEXT, guarded
from kzaz_analysis.studies.forecasts.commitments import of_statements
from kzaz_analysis.studies.latest_figures import (
    against_capacity,
    latest_figures,
)
from kzaz_analysis.studies.target_statements import (
    leading_statement,
    missed_before,
    months_from_the_first,
    placed,
    statements,
)
from kzaz_analysis.studies.target_verdicts import Judge, columns_of, judge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.evidence.periods import Day
    from kzaz_analysis.evidence.series import Record

    Row = Mapping[Any, Any]


@dataclass(frozen=True, eq=False)
class ScorecardStudy(Study):
    """Every target and milestone of the record, as known on one day.

    Each part is computed when it is asked for, once.

    Attributes
    ----------
    series : str
        The series asked about, empty for all.
    evidence : Evidence
        What it rests on.
    """

    room = "scorecard"

    series: str
    evidence: Evidence

    @cached_property
    def _judge(self) -> Judge:
        return judge(self.evidence)

    @property
    def today(self) -> pd.Timestamp:
        """Day on which targets are judged: `as_of`, or the newest publication."""
        return self._judge.today

    @cached_property
    def _works(self) -> pd.DataFrame:
        return milestones(self.evidence, statements(self.evidence), self.today)

    @cached_property
    def statements(self) -> pd.DataFrame:
        """One row per row of the targets table: its columns, those of `statements`.

        And ``family``, ``level`` (unit of the series), the latest figure
        (``latest_value, latest_period, latest_source, latest_books``) and what
        `TargetStatus` has, its status as ``target_status``.
        """
        rows = statements(self.evidence, self.series)
        return _judged(rows, self._judge, self._works)

    @cached_property
    def targets(self) -> pd.DataFrame:
        """One row per target, furthest from it first.

        Columns ``promise, family, statements, occasions, family_occasions, first,
        slip_years, missed_before`` and the row of its leading statement; the move of
        a date is the furthest for the series of that statement, of a work that from
        the first date set; ``missed_before`` has the ids of statements whose earlier
        date was missed. Several reports of one visit are one occasion.
        """
        return _targets(self.statements, self.slippage, self.today)

    @cached_property
    def leading(self) -> pd.DataFrame:
        """Of each system the target set on most occasions, if on more than one.

        Its parts are counted with it; of several, one with a date, then the first
        one set. Rows of `targets`.
        """
        return _leading(self.targets)

    @cached_property
    def slippage(self) -> pd.DataFrame:
        """As `deadline_slippage` returns it, of works with what `placed` dates."""
        judged = self.statements
        history = deadline_slippage(
            placed(judged), judged["id"][judged["target_status"].isin(MET)]
        )
        days = history["id"].map(judged.set_index("id")["published_on"].fillna(""))
        # The place in the order is no day on which anybody said it.
        shown = {c: history[c].where(days != "") for c in ("announced", "lead_years")}
        return history.assign(**shown)

    @cached_property
    def milestones(self) -> pd.DataFrame:
        """As `milestones` returns them: those of the series, or all."""
        return _about(self._works, self.series)

    @property
    def slips(self) -> pd.Series[int]:
        """Days that each event of a work came late, as `slips_of` returns them."""
        return slips_of(self.milestones)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Latest figure of each series of investment, agreements and flights.

        Only that of the series asked about, where one is.
        """
        return self._asked(latest_figures(self.evidence, self._judge.record))

    @cached_property
    def ports(self) -> pd.DataFrame:
        """Throughput of each port beside its capacity, or of the one asked about."""
        return self._asked(against_capacity(self.evidence, self._judge.record))

    def _asked(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows[rows["series"] == self.series] if self.series else rows

    @property
    def commitments(self) -> list[dict[str, Any]]:
        """What the probabilities of the statements commit to, for the ledger."""
        return of_statements(self._judge, self.statements.to_dict("records"))

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """Every series of the page by its default rule."""
        names = dict.fromkeys([*self.statements["series"], *self.figures["series"]])
        return tuple(self._judge.record(name) for name in names)

    @cached_property
    def agencies(self) -> dict[str, str]:
        """Full names of the offices that set targets or counted."""
        return _agencies(self.evidence)

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
        return self.targets


@guarded(series=TEXT, as_of=DAY)
def scorecard_study(
    series: str = "", *, as_of: Day = None, evidence: Evidence | None = None
) -> ScorecardStudy:
    """Judge every target of the record by one rule.

    Parameters
    ----------
    series : str
        Only targets about this series, and the milestones of its project; all when
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
        If there is no such series, or no target about it had been published.
    """
    source = opened(evidence, as_of)
    if series:
        catalogue_entry(source, series)
    if statements(source, series).empty:
        about = f" about {series}" if series else ""
        day = f"{judge(source).today:%Y-%m-%d}"
        raise UsageError(f"no target{about} had been published by {day}")
    return ScorecardStudy(series, source)


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
    verdicts = [_judge(row, judged_by, works, rows) for row in rows.to_dict("records")]
    judged = pd.concat([rows, pd.DataFrame(verdicts, index=rows.index)], axis=1)
    return judged.assign(family=[family_of(p, names) for p in judged["promise"]])


def family_of(promise: str, names: set[str]) -> str:
    """Target that another is a part of: the cost of a line belongs to the line."""
    stems = [n for n in names if promise == n or promise.startswith(f"{n}_")]
    return min(stems, key=len)


def _judge(
    row: Row, judged_by: Judge, works: pd.DataFrame, rows: pd.DataFrame
) -> dict[str, Any]:
    if row["measure"] != "date":
        return judged_by.columns(row)
    done = finished_on(row, works, judged_by.today)
    end: Any = None if pd.isna(row["deadline_end"]) else row["deadline_end"]
    target_status = date_status(
        done,
        end,
        judged_by.today,
        is_outstanding=end is not None and _is_outstanding(row, rows, judged_by),
    )
    return columns_of(target_status, None, judged_by.record(str(row["series"])))


def _is_outstanding(row: Row, rows: pd.DataFrame, judged_by: Judge) -> bool:
    """Tell whether the table, or who set a date afterwards, says it was not done."""
    # The status in the table is of no earlier day than the table.
    if row["status"] == "missed" and not judged_by.evidence.as_of:
        return True
    same = rows[rows["series"] == row["series"]]
    later = same["published_on"].fillna("") > f"{row['deadline_end']:%Y-%m-%d}"
    return bool((later & (same["deadline_end"] > row["deadline_end"])).any())


def _targets(
    judged: pd.DataFrame, slippage: pd.DataFrame, today: pd.Timestamp
) -> pd.DataFrame:
    family_size = judged.groupby("family")["published_on"].agg(count_occasions)
    slips = slippage.set_index("id")["total_slip_years"]
    rows = []
    for _, same in judged.groupby("promise"):
        leading = leading_statement(same, today)
        ids = same["id"][same["series"] == leading["series"]]
        months = months_from_the_first(same, leading)
        rows.append(
            leading.to_dict()
            | {
                "statements": len(same),
                "occasions": count_occasions(same["published_on"]),
                "family_occasions": int(family_size[leading["family"]]),
                "first": min(filter(None, same["published_on"]), default=""),
                "slip_years": months / 12 if months else slips.reindex(ids).max(),
                "missed_before": missed_before(same, leading)["id"].to_list(),
            }
        )
    table = pd.DataFrame(rows).astype({"share_pct": float, "level": float})
    return table.sort_values(["share_pct", "promise"], ignore_index=True)


def _leading(judged_targets: pd.DataFrame) -> pd.DataFrame:
    targets = judged_targets[judged_targets["target_status"] != DESCRIPTION]
    often = targets[targets["family_occasions"] > 1]
    ranked = often.assign(
        undated=often["deadline_end"].isna(), since=often["first"].replace("", "9999")
    ).sort_values(
        ["family_occasions", "undated", "since", "occasions", "promise"],
        ascending=[False, True, True, False, True],
    )
    heads = ranked.drop_duplicates("system")
    leading = targets[targets["promise"].isin(set(heads["family"]))]
    return leading.sort_values(["share_pct", "promise"], ignore_index=True)
