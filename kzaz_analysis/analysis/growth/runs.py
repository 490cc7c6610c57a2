"""Runs: stretches of consecutive years of one reporter and source, and their growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.growth.compound import CompoundGrowth, compound_growth
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    pass


def run_numbers(annual: pd.DataFrame) -> pd.Series[int]:
    """Count the unbroken runs: consecutive years of one reporter.

    Parameters
    ----------
    annual : pandas.DataFrame
        An annual frame.

    Returns
    -------
    pandas.Series
        One number per row, from 0, in the order of the frame.
    """
    starts = (annual["year"].diff() != 1) | (annual["segment"].diff() != 0)
    return starts.cumsum() - 1


def last_run(annual: pd.DataFrame) -> pd.DataFrame:
    """Rows of the last unbroken run of an annual frame, numbered anew."""
    runs = run_numbers(annual)
    return annual[runs == runs.max()].reset_index(drop=True)


def run_growth(run: pd.DataFrame) -> CompoundGrowth:
    """Compound growth over one unbroken run.

    Raises
    ------
    NotComputable
        If it has fewer than two years.
    """
    if len(run) == 1:
        year = run["year"].iloc[0]
        raise NotComputable(
            f"{year} stands alone, no year next to it from the same reporter"
        )
    return compound_growth(run)
