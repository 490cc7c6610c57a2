"""What forecasts of one series were worth in its past."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.growth.runs import run_numbers
from kzaz_analysis.analysis.projection import Backtest, backtest
from kzaz_analysis.evidence.series import series_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzaz_analysis.evidence.series import Record

LONG_RUN = 10
"""Years from which a back-test can afford to train on five of them."""

SHORT_BY = 15.0
"""Percentage points below the nominal coverage from which an interval is too narrow."""


def past_forecasts(
    record: Record,
    methods: Sequence[str],
    level: Sequence[float],
    *,
    ratio: float | None = None,
) -> Backtest:
    """Test on the longest unbroken run on record: the last one is often too short.

    Parameters
    ----------
    record : Record
        Whatever years of it were asked for, all count.
    methods, level, ratio
        As in `backtest`.

    Raises
    ------
    NotComputable
        If no run is long enough.
    """
    if record.window != (None, None):
        record = series_of(record.evidence, record.name, record.rule)
    runs = run_numbers(record.annual)
    run = record.annual[runs == runs.value_counts().idxmax()].reset_index(drop=True)
    return backtest(
        run,
        methods=methods,
        level=level,
        ratio=ratio,
        least_training=5 if len(run) >= LONG_RUN else 3,
    )


def empirical_coverage(test: Backtest, level: str) -> float | None:
    """Share of past outturns in an interval of the method in use, in percent.

    Parameters
    ----------
    test : Backtest
        What past forecasts of the series were worth.
    level : str
        Nominal coverage, as it ends the columns: "80".

    Returns
    -------
    float or None
        None where nothing is known of it.
    """
    table = test.table.set_index("method")
    column = f"coverage-{level}"
    if column not in table or "combination" not in table.index:
        return None
    covered = float(table[column]["combination"])
    return None if math.isnan(covered) else covered


def covered_too_little(test: Backtest, level: str) -> float | None:
    """Return the empirical coverage of an interval where it was too narrow."""
    covered = empirical_coverage(test, level)
    is_short = covered is not None and covered < float(level) - SHORT_BY
    return covered if is_short else None
