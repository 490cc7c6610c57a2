"""How far figures move after they are first published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.frames import require_columns
from kzaz_analysis.analysis.results import MeasureResult, row, summary_frame
from kzaz_analysis.errors import DataError, NotComputable

if TYPE_CHECKING:
    from collections.abc import Sequence

FEW = 10
"""Revisions below which a mean says little."""

NEEDED = ["period_start", "period_end", "books", "release", "first_value", "value"]


@dataclass(frozen=True, slots=True)
class RevisionStatistics(MeasureResult):
    """Mean and mean absolute revision of first figures.

    With first figures P and later ones L: mean revision sum(L - P) / n, mean absolute
    revision sum(abs(L - P)) / n, relative mean absolute revision
    100 * sum(abs(L - P)) / sum(abs(L)). A mean far from zero says that first figures
    err to one side. McKenzie (2006), OECD Statistics Working Papers 2006/02.

    Attributes
    ----------
    revisions : int
        Pairs of a first and a later figure.
    mean, mean_absolute : float
        In the unit of the figures; positive when later figures are higher.
    mean_pct, mean_absolute_pct : float
        The same of each revision in percent of its first figure.
    relative_mean_absolute_pct : float
        Sum of absolute revisions in percent of the sum of later figures.
    upward : int
        Revisions upward.
    """

    revisions: int
    mean: float
    mean_absolute: float
    mean_pct: float
    mean_absolute_pct: float
    relative_mean_absolute_pct: float
    upward: int

    @property
    def notes(self) -> tuple[str, ...]:
        """Say when there are too few revisions for a mean to say much."""
        if self.revisions >= FEW:
            return ()
        noun = "revision" if self.revisions == 1 else "revisions"
        return (f"Only {self.revisions} {noun}: a mean of so few says little.",)

    def summary(self) -> pd.DataFrame:
        """Return the measures, one row each."""
        rows = [
            row("revisions", self.revisions, ""),
            row("mean revision", self.mean_pct, "%"),
            row("mean absolute revision", self.mean_absolute_pct, "%"),
            row(
                "relative mean absolute revision", self.relative_mean_absolute_pct, "%"
            ),
            row("upward", self.upward, ""),
        ]
        return summary_frame(rows)


def revision_statistics(
    first: Sequence[float], later: Sequence[float]
) -> RevisionStatistics:
    """Mean and mean absolute revision of pairs of figures.

    Parameters
    ----------
    first, later : sequence of float
        First and later figure of each period, in one unit.

    Returns
    -------
    RevisionStatistics
        See there for formulas and source.

    Raises
    ------
    DataError
        If there are not as many later figures as first ones.
    NotComputable
        If there is no pair, or a first figure is not positive.
    """
    if len(first) != len(later):
        raise DataError(
            f"{len(first)} first figures and {len(later)} later ones; give pairs"
        )
    pairs = pd.DataFrame({"first": list(first), "later": list(later)}, dtype=float)
    if pairs.empty:
        raise NotComputable("no body has two dated figures of one period that differ")
    if not (pairs["first"] > 0).all():
        raise NotComputable("a first figure is not positive")
    moved = pairs["later"] - pairs["first"]
    pct = 100 * moved / pairs["first"]
    total = float(pairs["later"].abs().sum())
    share = 100 * float(moved.abs().sum()) / total if total else float("nan")
    return RevisionStatistics(
        revisions=len(pairs),
        mean=float(moved.mean()),
        mean_absolute=float(moved.abs().mean()),
        mean_pct=float(pct.mean()),
        mean_absolute_pct=float(pct.abs().mean()),
        relative_mean_absolute_pct=share,
        upward=int((moved > 0).sum()),
    )


def latest_releases(revisions: pd.DataFrame) -> pd.DataFrame:
    """Keep the last figure of each period and reporter, and body where one is named.

    Parameters
    ----------
    revisions : pandas.DataFrame
        One row per later figure: ``period_start, period_end, books, release,
        first_value, value`` and whatever else.

    Returns
    -------
    pandas.DataFrame
        The rows with the highest ``release``, in the order given.

    Raises
    ------
    DataError
        If a column is missing.
    """
    require_columns(revisions, NEEDED, "a table of revisions")
    keys = [*NEEDED[:3], *(name for name in ("body",) if name in revisions)]
    latest_release = revisions.groupby(keys)["release"].transform("max")
    return revisions[revisions["release"] == latest_release].reset_index(drop=True)


def statistics_by_release(revisions: pd.DataFrame) -> pd.DataFrame:
    """Mean and mean absolute revision from the first figure to each later one.

    Parameters
    ----------
    revisions : pandas.DataFrame
        As `latest_releases` takes it.

    Returns
    -------
    pandas.DataFrame
        Columns ``release, revisions, mean_pct, mean_absolute_pct``, one row per
        release from the second on; percent of the first figure. Rows whose first
        figure is not positive are left out.
    """
    usable = revisions[revisions["first_value"] > 0]
    pct = 100 * (usable["value"] / usable["first_value"] - 1)
    groups = usable.assign(pct=pct, size=pct.abs()).groupby("release")
    statistics = groups.agg(
        revisions=("pct", "size"),
        mean_pct=("pct", "mean"),
        mean_absolute_pct=("size", "mean"),
    )
    return statistics.reset_index()
