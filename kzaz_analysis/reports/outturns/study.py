"""How did the forecasts fare? A ledger's and others', and what was published since."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kzaz_analysis import chained_lines
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.reports.record.study import Study
from kzaz_analysis.signature import DAY, FILE, guarded
from kzaz_analysis.studies.forecasts.accuracy import (
    AccuracyOfOthers,
    accuracy_of_others,
    beside_no_change,
)
from kzaz_analysis.studies.forecasts.published import everybodys_forecasts
from kzaz_analysis.studies.forecasts.stated import score_table, scored_lines

if TYPE_CHECKING:
    import pandas as pd

    from kzaz_analysis.chained_lines import Chain
    from kzaz_analysis.evidence.periods import Day

LEVEL = "level"
"""Measure of a forecast that needs no base."""

CLOSE = 0.005
"""CRPS within which two forecasts are called as accurate."""


@dataclass(frozen=True, eq=False)
class OutturnStudy(Study):
    """Forecasts as they were stated, and what has been published since.

    Nothing here is computed by today's method: that is what `replay_study` does.

    Attributes
    ----------
    ledger : str
        Path of the ledger; empty for none.
    chain : Chain
        Its lines, and what is wrong with them.
    evidence : Evidence
        What it rests on.
    """

    room = "outturns"

    ledger: str
    chain: Chain
    evidence: Evidence

    @cached_property
    def scores(self) -> pd.DataFrame:
        """One row per line and year ahead, see `scored_lines`."""
        return scored_lines(self.evidence, self.chain.lines)

    @cached_property
    def by_series(self) -> pd.DataFrame:
        """Scores by series and of all, see `score_table`."""
        return score_table(self.scores)

    @cached_property
    def others(self) -> pd.DataFrame:
        """Forecasts by others of every series, see `everybodys_forecasts`."""
        return everybodys_forecasts(self.evidence)

    @property
    def accuracy_of_others(self) -> AccuracyOfOthers:
        """How near others' forecasts of levels came."""
        return accuracy_of_others(self.others[self.others["measure"] == LEVEL])

    @property
    def others_of_change(self) -> pd.DataFrame:
        """Forecasts by others of a change from a stated year that have an outturn."""
        rows = self.others[self.others["measure"] != LEVEL]
        return rows[rows["error_pct"].notna()]

    @property
    def beside_no_change(self) -> str:
        """Whether the ledger's forecasts or no change came nearer, by their CRPS."""
        every = self.by_series.iloc[-1]
        return beside_no_change(every["crps"], every["crps_no_change"], CLOSE)

    @property
    def problems(self) -> tuple[str, ...]:
        """Lines that were edited, removed or moved; empty where the ledger holds."""
        return self.chain.problems

    @property
    def frame(self) -> pd.DataFrame:
        """One row per line and year ahead."""
        return self.scores

    def __repr__(self) -> str:
        lines = f"{len(self.chain.lines)} lines" if self.ledger else "no ledger"
        return f"OutturnStudy({lines}, {len(self.others)} forecasts by others)"


@guarded(ledger=FILE, as_of=DAY)
def outturn_study(
    ledger: str = "",
    *,
    as_of: Day = None,
    evidence: Evidence | None = None,
) -> OutturnStudy:
    """Hold the forecasts of a ledger, and those of others, against what came.

    Parameters
    ----------
    ledger : str
        Whole path of a ledger that runs of reports add to; forecasts of others alone
        when empty.
    as_of : str or date, optional
        Only figures that had been published by this day.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Returns
    -------
    OutturnStudy
        Every forecast with its outturn where there is one.

    Raises
    ------
    UsageError
        If there is no such ledger.
    """
    path = Path(ledger) if ledger else None
    if path is not None and not path.is_file():
        raise UsageError(
            f"there is no ledger {path}; `kzaz report suite` begins one where its "
            "suite or --ledger says, and `kzaz ledger show` says where yours lies"
        )
    chain = chained_lines.read(path) if path else chained_lines.Chain()
    return OutturnStudy(str(path or ""), chain, opened(evidence, as_of))
