"""What we would have said, and what came: rolling-origin back-test of one series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.counting import counted
from kzaz_analysis.analysis.projection.evaluation import measures
from kzaz_analysis.analysis.projection.predictive.fan import batch_fan
from kzaz_analysis.analysis.projection.usable_record import UsableRecord, usable_record
from kzaz_analysis.analysis.results import Summarised
from kzaz_analysis.errors import NotComputable, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LEAST_TRAINING = 5
"""Years that the first forecast rests on."""
LEAST_ORIGINS = 3
"""Origins below which nothing can be said."""
METHODS = ("naive", "rwd", "cagr5", "combination")
"""Methods compared when not told otherwise."""


@dataclass(frozen=True, slots=True, eq=False)
class Backtest(Summarised):
    """Forecasts made from every past origin, and how they fared.

    Attributes
    ----------
    table : pandas.DataFrame
        Columns ``method, forecasts, mase, smape, owa, msis, coverage-80, coverage-95,
        interval_score`` and ``brier``; naive first, one row per method.  ``owa`` is
        against naive; ``msis`` and ``interval_score`` (in logs where the record is
        positive) belong to the widest level; ``brier`` is missing without a ratio.
    forecasts : pandas.DataFrame
        Columns ``method, origin, year, h, actual, scale, median, lo-80 ...`` and with a
        ratio ``p_reached, happened``; one row per method, origin and year ahead.
    beats_naive : bool
        Whether any method has an OWA below one.
    best : str
        The method with the lowest OWA.
    base_rate_brier : float
        Brier score of the share of the other origins that made it; missing without a
        ratio.
    origin_count : int
        Number of origins; they overlap, so they are fewer than they seem.
    notes : tuple of str
        What a reader must know about the record.
    """

    table: pd.DataFrame
    forecasts: pd.DataFrame
    beats_naive: bool
    best: str
    base_rate_brier: float
    origin_count: int
    notes: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the scores, one row per method: `table`."""
        return self.table

    def only(self, methods: Sequence[str]) -> Backtest:
        """Keep some methods, as if no others had been tried.

        Parameters
        ----------
        methods : sequence of str
            Methods of the table; naive is always kept.

        Returns
        -------
        Backtest
            Whether anything beats naive, and what is best, judged among these.
        """
        among = {"naive", *methods}
        table, forecasts = (
            frame[frame["method"].isin(among)].reset_index(drop=True)
            for frame in (self.table, self.forecasts)
        )
        return _judged(
            table, forecasts, self.base_rate_brier, self.origin_count, self.notes
        )


def backtest(
    annual: pd.DataFrame,
    h: int = 5,
    methods: Sequence[str] = METHODS,
    level: Sequence[float] = (80, 95),
    *,
    ratio: float | None = None,
    least_training: int = LEAST_TRAINING,
    across_breaks: bool = False,
) -> Backtest:
    """Forecast from every past origin, beside the naive forecast.

    Each forecast sees only the years up to its origin.  The shape of the intervals
    comes from other series, so it is no hindsight either.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame: ``year``, ``value``, and ``segment`` where the reporter changes.
    h : int
        Longest horizon in years; near the end of the record fewer are scored.
    methods : sequence of str
        Members or combinations; naive is added when absent.
    level : sequence of float
        Nominal coverage of the intervals, in percent.
    ratio : float, optional
        Also score the chance of having reached this multiple of the origin's value.
    least_training : int
        Years that the first forecast rests on, at least three.
    across_breaks : bool
        Use the whole record, see `project`.

    Returns
    -------
    Backtest
        Table, forecasts, and a plain flag whether anything beats naive.

    Raises
    ------
    NotComputable
        If the record allows fewer than three origins, or never moved.
    UsageError
        If an argument is out of range or a method unknown.
    """
    if h < 1 or least_training < 3 or not level:
        raise UsageError("a back-test takes h >= 1, least_training >= 3 and a level")
    record = usable_record(annual, across_breaks)
    origins = range(least_training, len(record.figures))
    if len(origins) < LEAST_ORIGINS:
        allow = "allows" if len(record.figures) == 1 else "allow"
        raise NotComputable(
            f"{counted(len(record.figures), 'consecutive year')} {allow} "
            f"{counted(len(origins), 'origin')}; a back-test takes {LEAST_ORIGINS} "
            "of them"
        )
    if np.ptp(record.figures) == 0:
        raise NotComputable("the record never moved; no forecast can be told apart")
    names = list(dict.fromkeys(["naive", *methods]))
    request = _Asked(h, tuple(level), ratio)
    parts = [_forecasts(record, n, name, request) for name in names for n in origins]
    # One frame at the end: a frame a forecast would take most of the time.
    forecasts = pd.DataFrame(
        {c: np.concatenate([p[c] for p in parts]) for c in parts[0]}
    )
    table = _table(forecasts, names, level, bool((record.figures > 0).all()))
    base = _base_rate_brier(forecasts) if ratio else float("nan")
    return _judged(table, forecasts, base, len(origins), record.notes)


def _judged(
    table: pd.DataFrame,
    forecasts: pd.DataFrame,
    base: float,
    origins: int,
    notes: tuple[str, ...],
) -> Backtest:
    best = table["method"].iloc[int(table["owa"].fillna(np.inf).to_numpy().argmin())]
    beaten = bool((table["owa"] < 1).any())
    return Backtest(table, forecasts, beaten, str(best), base, origins, notes)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is wanted from every origin."""

    h: int
    level: tuple[float, ...]
    ratio: float | None


def _forecasts(
    record: UsableRecord, n: int, name: str, request: _Asked
) -> dict[str, NDArray[np.generic]]:
    history, comparable = record.until(n)
    past, came = record.figures[:n], record.figures[n : n + request.h]
    fan = batch_fan(
        history[None],
        len(came),
        name,
        comparable=comparable[None],
        money=record.money,
    )
    ahead = np.arange(1, len(came) + 1)
    origin = int(record.years[n - 1])
    alike = {"method": name, "origin": origin}
    rows = {key: np.full(len(came), value) for key, value in alike.items()}
    rows |= {"year": origin + ahead, "h": ahead, "actual": came}
    rows["scale"] = np.full(len(came), measures.naive_scale(past))
    rows["median"] = fan.quantile(0.5)[0]
    for percent in request.level:
        rows[f"lo-{percent:g}"] = fan.quantile(0.5 - percent / 200)[0]
        rows[f"hi-{percent:g}"] = fan.quantile(0.5 + percent / 200)[0]
    if request.ratio:
        target = np.array([request.ratio * past[-1]])
        rows["p_reached"] = fan.reached(target)[0]
        rows["happened"] = np.maximum.accumulate(came) >= target
    return rows


def _table(
    forecasts: pd.DataFrame, methods: list[str], level: Sequence[float], logs: bool
) -> pd.DataFrame:
    by_method = {name: forecasts[forecasts["method"] == name] for name in methods}
    naive = by_method["naive"]["median"].to_numpy()
    rows = [_score(by_method[name], naive, level, logs) for name in methods]
    return pd.DataFrame(rows).assign(method=methods).set_index("method").reset_index()


def _score(
    rows: pd.DataFrame, naive: Array, level: Sequence[float], logs: bool
) -> dict[str, float]:
    actual, median, scale, other = (
        part[:, None]
        for part in (*rows[["actual", "median", "scale"]].to_numpy().T, naive)
    )
    wide = max(level)
    low, high = (rows[f"{side}-{wide:g}"].to_numpy()[:, None] for side in ("lo", "hi"))
    bare = [np.log(x) if logs else x for x in (actual, low, high)]
    spread = measures.interval_score(bare[0], bare[1], bare[2], wide)
    score = {
        "forecasts": len(rows),
        "mase": _mean_known(measures.mase(actual, median, scale[:, 0])),
        "smape": float(measures.smape(actual, median).mean()),
        "owa": measures.owa(actual, median, other, scale[:, 0]),
        "msis": _mean_known(measures.msis(actual, low, high, scale[:, 0], wide)),
    }
    for percent in level:
        bounds = rows[[f"lo-{percent:g}", f"hi-{percent:g}"]].to_numpy().T
        score[f"coverage-{percent:g}"] = measures.coverage(actual[:, 0], *bounds)
    score["interval_score"] = float(spread.mean())
    has_chance = "p_reached" in rows
    score["brier"] = (
        measures.brier(rows["happened"], rows["p_reached"])
        if has_chance
        else float("nan")
    )
    return score


def _mean_known(scores: Array) -> float:
    scored = scores[~np.isnan(scores)]
    return float(scored.mean()) if scored.size else float("nan")


def _base_rate_brier(forecasts: pd.DataFrame) -> float:
    naive = forecasts[forecasts["method"] == "naive"]
    happened = naive["happened"].astype(float)
    by_horizon = happened.groupby(naive["h"])
    other_origins = by_horizon.transform("count") - 1
    share = (by_horizon.transform("sum") - happened) / other_origins.where(
        other_origins > 0
    )
    judged = share.notna()
    return measures.brier(happened[judged], share[judged])
