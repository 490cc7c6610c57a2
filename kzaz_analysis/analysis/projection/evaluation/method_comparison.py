"""Every method side by side, the naive one first, and whether anything beats it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.projection.methods.members import (
    COMBINATIONS,
    MEMBERS,
    method,
)

if TYPE_CHECKING:
    from kzaz_analysis.analysis.projection.evaluation.backtest import Backtest

SLOW = "it fits each series by an optimiser; name it as the method to have it"
"""Why a slow method is left out."""
FIRST = ["naive", "rwd"]
"""Naive first, then the benchmark."""
SCORES = ["forecasts", "mase", "smape", "owa", "msis", "interval_score", "brier"]


def method_names(asked: str) -> list[str]:
    """Every method that is compared: naive and the benchmark first, slow ones apart.

    Parameters
    ----------
    asked : str
        The method of the projection: taken in even when it is slow.
    """
    fast = [name for name, member in MEMBERS.items() if not member.slow]
    slow = [name for name, member in MEMBERS.items() if member.slow and name == asked]
    leading = [name for name in FIRST if name in fast]
    remaining = [name for name in fast if name not in leading]
    return [*leading, *slow, *remaining, *COMBINATIONS]


def slow_methods(asked: str) -> list[str]:
    """Methods left out because they are slow."""
    return [name for name, m in MEMBERS.items() if m.slow and name != asked]


def role(name: str) -> str:
    """Say what a method is here: naive, benchmark, member or combination."""
    if name in COMBINATIONS:
        return "combination"
    return {"naive": "naive", "rwd": "benchmark"}.get(name, "member")


def model_table(
    options: pd.DataFrame, test: Backtest | None, untested: str, asked: str
) -> pd.DataFrame:
    """Back-test scores and the answer of every method.

    Parameters
    ----------
    options : pandas.DataFrame
        Rows as `option_table` returns them, one per method named in ``option``.
    test : Backtest or None
        Of the same series; None where it is refused.
    untested : str
        Why there is no back-test; empty when there is one.
    asked : str
        The method of the projection.

    Returns
    -------
    pandas.DataFrame
        Columns ``method, title, role, asked``; ``forecasts, mase, smape, owa, msis,
        interval_score, brier`` and ``coverage-80 ...`` of the back-test; ``median,
        lo-80, hi-80 ..., p_target`` at the horizon; ``beats_naive`` (OWA below one;
        missing where untested, and for naive itself) ``, untested, reason`` (why there
        are no scores, no answer). One row per method, naive first.
    """
    frame = options.rename(columns={"option": "method"}).reset_index(drop=True)
    bounds = [str(c) for c in frame if str(c).startswith(("lo-", "hi-"))]
    scores = _scores(frame["method"], test, bounds)
    answers = frame[["median", *bounds, "p_target"]]
    labels = pd.DataFrame(
        {
            "method": frame["method"],
            "title": [method(name).title for name in frame["method"]],
            "role": [role(name) for name in frame["method"]],
            "asked": frame["method"] == asked,
        }
    )
    tested = scores["owa"].notna() & (frame["method"] != "naive")
    beats = (scores["owa"] < 1).astype("boolean").mask(~tested)
    why = frame["reason"].where(frame["reason"] != "", untested)
    merged: pd.DataFrame = pd.concat([labels, scores, answers], axis=1).assign(
        beats_naive=beats,
        untested=why.where(scores["forecasts"].isna(), ""),
        reason=frame["reason"],
    )
    return merged


def _scores(
    names: pd.Series[str], test: Backtest | None, bounds: list[str]
) -> pd.DataFrame:
    levels = [name.removeprefix("lo-") for name in bounds if name.startswith("lo-")]
    columns = [*SCORES, *(f"coverage-{level}" for level in levels)]
    if test is None:
        return pd.DataFrame(index=names.index, columns=columns, dtype=float)
    table = test.table.set_index("method").reindex(names.to_list())
    return table[columns].reset_index(drop=True)
