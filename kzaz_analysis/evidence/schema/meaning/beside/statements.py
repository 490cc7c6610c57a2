"""Rules about statements: the period they compare with, and who says more or less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

NEAR_DAYS = 3
"""Days by which two ends of periods may differ: months are not of one length."""
HEDGES = {
    "exact": r"more than|less than|at least|at most|up to|over|above|below|under|nearly"
    r"|almost|about|around|approximately|exceed\w*",
    "over": r"less than|at most|up to|below|under|nearly|almost",
    "under": r"more than|at least|over|above|exceed\w*",
}
"""Words that a figure as printed has, and what its qualifier then is not."""


def _base_of_other_time(rows: Rows) -> Mask:
    """Tell rates whose base is neither a year before nor next to the period."""
    year = pd.DateOffset(years=1)
    since_a_year = rows["base_end"] - (rows["period_end"] - year)
    since_base = rows["period_start"] - rows["base_end"] - pd.Timedelta(days=1)
    near = (
        pd.concat([since_a_year, since_base], axis=1).abs().min(axis=1).dt.days
        <= NEAR_DAYS
    )
    dated = rows["base_end"].notna() & rows["period_start"].notna()
    odd_base: Mask = dated & (rows["measure"] == "growth") & ~near
    return odd_base


def _qualifier_against_quote(rows: Rows) -> Mask:
    hedged = pd.Series(False, rows.index)
    for qualifier, words in HEDGES.items():
        said = rows["quote"].str.contains(rf"(?i)\b(?:{words})\b")
        hedged |= said & (rows["qualifier"] == qualifier)
    return hedged


RULES = (
    Rule(
        "base of another time",
        ("claims",),
        "base_start",
        "a rate is against the same months of the year before, or the period before; "
        "{base_start:%Y-%m-%d} to {base_end:%Y-%m-%d} is neither; a longer way is a "
        "multiple or an increase",
        _base_of_other_time,
        "warning",
    ),
    Rule(
        "qualifier against the quote",
        ("observations", "claims", "targets", "projections"),
        "qualifier",
        "the words as printed say otherwise: {quote}",
        _qualifier_against_quote,
        "warning",
    ),
)
