"""Projections of many series at once, in the field's long form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.projection.arguments import (
    SHOWN,
    checked_units,
    level_of,
    numbers_in,
    whole_in,
)
from kzaz_analysis.analysis.projection.plausible import (
    check_years,
    doubts,
    why_not,
)
from kzaz_analysis.analysis.projection.predictive.fan import batch_fan
from kzaz_analysis.analysis.projection.predictive.money import Money, money_of
from kzaz_analysis.analysis.projection.runs import Runs, linked_runs
from kzaz_analysis.analysis.projection.usable_record import FARTHEST_AHEAD
from kzaz_analysis.errors import NotComputable, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from kzaz_analysis.analysis.projection.predictive.spread import QuantileTable

    Array = NDArray[np.float64]
    Rows = NDArray[np.int64]

AT_ONCE = 1024
"""Series computed together; bounds the memory whatever the size of the panel."""
REFUSED = ("raise", "leave out")
"""What may be done with series that cannot be projected."""


def check_panel(panel: pd.DataFrame) -> pd.DataFrame:
    """List what of each series can be projected, and why not where it cannot.

    Parameters
    ----------
    panel : pandas.DataFrame
        Columns ``unique_id``, ``ds`` (whole year), ``y`` and, where figures before and
        after some year are not comparable, ``segment`` (whole number); one row per
        series and year, and ``unit`` where it is known.  A missing ``y`` is a missing
        year.

    Returns
    -------
    pandas.DataFrame
        Columns ``unique_id, years_known, years_used, origin, reason, note``; one row
        per series, sorted.  ``years_used`` counts the unbroken run that ends in the
        last known year, ``origin`` is that year, ``reason`` is empty where a projection
        is possible, ``note`` names figures that look like slips
        or missing reports.

    Raises
    ------
    UsageError
        If a column is absent or holds something else, a year is no calendar year, or a
        series holds a year twice or is in two units.
    """
    names, runs = _runs(panel)
    _money(panel, names.index)
    records = (
        slice(first, last + 1)
        for first, last in zip(runs.first, runs.last, strict=True)
    )
    notes = [
        " ".join(doubts(runs.years[rows], runs.figures[rows], runs.level[rows]))
        for rows in records
    ]
    return _checked(names, runs).assign(note=notes)


def _pieces(runs: Runs) -> list[tuple[Rows, Array, int, Array]]:
    """Years and figures of the last run of every series, and what is linked to it."""
    places = zip(
        runs.run_first, runs.first, runs.last + 1, runs.years_counted, strict=True
    )
    return [
        (runs.years[run:end], runs.figures[run:end], counted, runs.linked[first:end])
        for run, first, end, counted in places
    ]


def _checked(names: pd.Series, runs: Runs) -> pd.DataFrame:
    reasons = [why_not(*piece) or "" for piece in _pieces(runs)]
    return pd.DataFrame(
        {
            "unique_id": names.index,
            "years_known": names.to_numpy(),
            "years_used": runs.last - runs.run_first + 1,
            "origin": runs.years[runs.last],
            "reason": reasons,
        }
    )


def project_panel(
    panel: pd.DataFrame,
    h: int,
    level: Sequence[float] = (80, 95),
    targets: float | Mapping[object, float] | None = None,
    *,
    seed: int = 0,
    members: str = "combination",
    refused: Literal["raise", "leave out"] = "raise",
    table: QuantileTable | None = None,
) -> pd.DataFrame:
    """Medians, intervals and chances of a target for every series of a panel.

    Each series is carried forward from the last unbroken run of its years.  The yearly
    changes of earlier runs count in the width of the fan and in the drift, the unknown
    change across a gap or break does not.  Records without a negative value are handled
    in logarithms, others in levels.

    Parameters
    ----------
    panel : pandas.DataFrame
        Columns ``unique_id``, ``ds`` (whole year), ``y`` and, where figures before and
        after some year are not comparable, ``segment`` (whole number); one row per
        series and year.  A missing ``y`` is a missing year.  Where it is known,
        ``unit``: the fan of money (``million_USD``, ``billion_EUR``) takes in what an
        era does to all trade, and in US dollars the size of the flow.
    h : int
        Horizon in years after the last year of each series.
    level : sequence of float
        Nominal coverage of the intervals, in percent.
    targets : float or mapping, optional
        A level for all series, or one per ``unique_id`` (series without one get a
        missing chance).
    seed : int
        Without effect: chances are worked out, not drawn.
    members : str
        A combination or a single member, see ``MEMBERS`` and ``COMBINATIONS``.
    refused : {"raise", "leave out"}
        What to do when a series cannot be projected; `check_panel` gives the reasons.
    table : QuantileTable, optional
        Quantiles of standardised errors; those shipped when not given.

    Returns
    -------
    pandas.DataFrame
        Columns ``unique_id, ds, median``, then ``lo-95, hi-95`` and so on for every
        level, and ``p_reached`` when targets are given: the chance of having been at
        or above the target in the last recorded year or any later one up to ``ds``.
        One row per series and year ahead, sorted by both; in the unit of ``y``.

    Raises
    ------
    UsageError
        If the panel has not this form, or an argument is out of range.
    NotComputable
        If a series cannot be projected and `refused` is ``"raise"``.

    Examples
    --------
    >>> years = range(2015, 2025)
    >>> steady = [100 * 1.05**k for k in range(10)]
    >>> panel = pd.DataFrame({"unique_id": "a", "ds": years, "y": steady})
    >>> project_panel(panel, h=2).columns.to_list()
    ['unique_id', 'ds', 'median', 'lo-80', 'hi-80', 'lo-95', 'hi-95']
    """
    _check_arguments(h, level, refused)
    names, runs, series = _projectable(panel, refused)
    aims = _aims(names, targets, set(panel["unique_id"]))
    money = _money(panel, names)
    columns = _column_names(level, targets is not None)
    result = {name: np.full((len(names), h), np.nan) for name in columns}
    for rows in _batches(runs, series):
        values, comparable = runs.batch(series[rows])
        fan = batch_fan(values, h, members, table, comparable, money.part(rows))
        result["median"][rows] = fan.quantile(0.5)
        for percent in level:
            result[f"lo-{percent:g}"][rows] = fan.quantile(0.5 - percent / 200)
            result[f"hi-{percent:g}"][rows] = fan.quantile(0.5 + percent / 200)
        if aims is not None:
            chances = fan.reached(aims[rows])
            there = values[:, -1] >= aims[rows]
            result["p_reached"][rows] = np.where(there[:, None], 1.0, chances)
    years = runs.years[runs.last[series]][:, None] + np.arange(1, h + 1)
    keys = {"unique_id": names.repeat(h), "ds": years.ravel()}
    return pd.DataFrame(keys | {name: part.ravel() for name, part in result.items()})


def _column_names(level: Sequence[float], with_chance: bool) -> list[str]:
    bounds = [f"{side}-{one:g}" for one in level for side in ("lo", "hi")]
    return ["median", *bounds, *(["p_reached"] if with_chance else [])]


def _check_arguments(h: int, level: Sequence[float], refused: str) -> None:
    if isinstance(h, bool) or not isinstance(h, int | np.integer):
        raise UsageError(f"h: {h!r} is not a whole number of years")
    if not 1 <= h <= FARTHEST_AHEAD:
        raise UsageError(
            f"h: the horizon is at least one year and at most {FARTHEST_AHEAD}, not {h}"
        )
    if isinstance(level, str) or not np.iterable(level):
        raise UsageError(f"level: {level!r} is no list of percentages; write [80, 95]")
    wrong = [one for one in level if not _is_coverage(one)]
    if wrong:
        raise UsageError(
            f"a level lies between 1 and 100 percent (80, not .8), not at {wrong}"
        )
    if refused not in REFUSED:
        raise UsageError(f"refused: {refused!r} is not one of {', '.join(REFUSED)}")


def _is_coverage(one: object) -> bool:
    is_number = isinstance(one, int | float | np.number) and not isinstance(one, bool)
    return is_number and 1 <= float(one) < 100  # type: ignore[arg-type]


def _aims(
    names: pd.Index,
    targets: float | Mapping[object, float] | None,
    listed: set[object],
) -> Array | None:
    if targets is None:
        return None
    if not isinstance(targets, Mapping | pd.Series):
        return np.full(len(names), level_of("targets", targets))
    levels = {name: level_of(f"targets[{name!r}]", x) for name, x in targets.items()}
    unlisted = sorted(str(name) for name in set(levels) - listed)
    if unlisted:
        raise UsageError(f"targets name series not in the panel: {unlisted[:SHOWN]}")
    return np.array([levels.get(name, np.nan) for name in names])


def _money(panel: pd.DataFrame, names: pd.Index) -> Money:
    """Read the unit of every series; nothing is known without one."""
    if "unit" not in panel:
        return money_of([""] * len(names))
    with_unit = panel[["unique_id", "unit"]].dropna()
    checked_units(with_unit["unit"].unique().tolist())
    units = with_unit.drop_duplicates().set_index("unique_id")["unit"]
    twice = units.index[units.index.duplicated()]
    if len(twice):
        raise UsageError(f"unit: series in more than one unit: {list(twice[:SHOWN])}")
    return money_of([units.get(name, "") for name in names])


def _projectable(panel: pd.DataFrame, refused: str) -> tuple[pd.Index, Runs, Rows]:
    """Keep the series that can be projected; raise or leave out the others."""
    names, runs = _runs(panel)
    checked = _checked(names, runs)
    fine = (checked["reason"] == "").to_numpy()
    if refused == "raise" and not fine.all():
        worst = checked[~fine].head(SHOWN)
        listed = "; ".join(worst["unique_id"].astype(str) + ": " + worst["reason"])
        raise NotComputable(
            f"{(~fine).sum()} of {len(fine)} series cannot be projected ({listed}); "
            "leave them out with refused='leave out'"
        )
    return names.index[fine], runs, np.flatnonzero(fine)


def _batches(runs: Runs, series: Rows) -> Iterator[Rows]:
    """Rows of the result of one length and one sign at a time."""
    least = np.minimum.reduceat(
        np.append(runs.linked, np.inf),
        np.stack([runs.first, runs.last + 1], axis=1).ravel(),
    )[::2]
    kinds = (runs.lengths * 2 + (least >= 0))[series]
    order = np.argsort(kinds, kind="stable")
    edges = np.flatnonzero(np.diff(kinds[order])) + 1
    for same in np.split(order, edges):
        for start in range(0, len(same), AT_ONCE):
            yield same[start : start + AT_ONCE]


def _runs(panel: pd.DataFrame) -> tuple[pd.Series[int], Runs]:
    """Count the years of every series, by name, and link its runs."""
    tidy = _tidy(panel)
    codes, names = pd.factorize(tidy["unique_id"])
    years = tidy["ds"].to_numpy(dtype=np.int64)
    check_years(years)
    segments = tidy["segment"].to_numpy(dtype=np.int64)
    runs = linked_runs(codes, years, segments, tidy["y"].to_numpy(dtype=float))
    return pd.Series(np.bincount(codes), index=names), runs


def _check_columns(panel: pd.DataFrame) -> None:
    if not isinstance(panel, pd.DataFrame):
        raise UsageError(
            "a panel is a frame with the columns unique_id, ds and y, and this is a "
            f"{type(panel).__name__}"
        )
    for name in ("unique_id", "ds", "y"):
        if name not in panel:
            raise UsageError(f"the panel has no column {name}")
    twice = panel.columns[panel.columns.duplicated()]
    if len(twice):
        raise UsageError(f"the panel has the column {twice[0]} twice")
    for name in panel.columns.intersection(["unique_id", "unit"]):
        try:
            panel[name].unique()
        except TypeError:
            raise UsageError(f"{name} must be text or numbers, not lists") from None
    nameless = np.flatnonzero(panel["unique_id"].isna())
    if nameless.size:
        raise UsageError(
            f"unique_id is missing in row {nameless[0] + 1}; name every series"
        )


def _tidy(panel: pd.DataFrame) -> pd.DataFrame:
    _check_columns(panel)
    if panel.empty:
        raise NotComputable("the panel holds no figure")
    has_segments = "segment" in panel
    rows = pd.DataFrame(
        {
            "unique_id": panel["unique_id"].to_numpy(),
            "ds": whole_in(panel, "ds", "years"),
            "y": numbers_in(panel, "y"),
            "segment": whole_in(panel, "segment", "numbers") if has_segments else 0,
        }
    )
    rows_with_y = rows.dropna(subset=["y"])
    gone = sorted(set(panel["unique_id"]) - set(rows_with_y["unique_id"]), key=str)
    if gone:
        raise NotComputable(f"series without a single figure: {gone[:SHOWN]}")
    tidy = rows_with_y.sort_values(["unique_id", "ds"], ignore_index=True)
    twice = tidy[tidy.duplicated(["unique_id", "ds"])]
    if len(twice):
        pairs = twice[["unique_id", "ds"]].head(SHOWN).to_records(index=False).tolist()
        raise UsageError(f"a series holds a year twice: {pairs}")
    return tidy
