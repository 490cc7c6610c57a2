"""Elasticities of a series to the indicators that the drivers table names."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection.scenarios.elasticity import (
    Elasticity,
    elasticity,
)
from kzaz_analysis.studies.driver_values import macro_figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.studies.driver_values import Row

ELASTICITY_COLUMNS = ["driver", "title", "value", "low", "high", "confidence_pct"]
ELASTICITY_COLUMNS += ["n", "r2", "start_year", "end_year", "hac_lags", "books"]
ELASTICITY_COLUMNS += ["is_told_from_zero", "source", "reason"]


def slopes_of(
    drivers: Sequence[Row], record: Record, confidence_pct: float
) -> dict[str, Elasticity | Refused]:
    """Estimate the elasticity to each macro driver, or keep why there is none."""
    return {
        str(row["driver"]): attempt(
            "elasticity", partial(_slope, tuple(row.items()), record, confidence_pct)
        )
        for row in drivers
        if row["kind"] == "macro"
    }


@lru_cache(maxsize=64)
def _slope(
    cells: tuple[tuple[str, Any], ...], record: Record, confidence_pct: float
) -> Elasticity:
    """Estimate one elasticity; another horizon and value ask for the same."""
    figures = macro_figures(record.evidence, dict(cells))
    return elasticity(
        record.annual,
        figures,
        is_rate=is_rate_of(figures),
        confidence_pct=confidence_pct,
    )


def is_rate_of(figures: pd.DataFrame) -> bool:
    """Tell whether the figures of an indicator are growth rates already."""
    return bool((figures["unit"] == "percent").all())


def elasticity_table(
    drivers: Sequence[Row], slopes: dict[str, Elasticity | Refused]
) -> pd.DataFrame:
    """Set the elasticities out as a table.

    Returns
    -------
    pandas.DataFrame
        Columns `ELASTICITY_COLUMNS`, one row per macro driver; the numbers are
        missing where ``reason`` says why.
    """
    rows: list[dict[str, Any]] = []
    for row in drivers:
        slope = slopes.get(row["driver"])
        cells = {c: row[c] for c in ("driver", "title", "source")}
        if isinstance(slope, Refused):
            rows.append(cells | {"reason": slope.reason})
        elif slope is not None:
            verdict = {"is_told_from_zero": slope.is_told_from_zero, "reason": ""}
            rows.append(cells | asdict(slope) | verdict)
    return pd.DataFrame(rows, columns=ELASTICITY_COLUMNS)
