"""Rules about digits and bounds: what a printed figure may stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.rounding import QUALIFIERS, rounding_bounds
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

FIGURES = ("observations", "claims", "targets", "projections")
PUBLISHED = ("observations", "claims", "projections")
MOST_DIGITS = 15
"""Digits that a number of the machine holds."""


def _bounds(rows: Rows) -> pd.DataFrame:
    """Bounds that value, digits and qualifier allow; missing where they do not tell."""
    cells = zip(rows["value"], rows["digits"], rows["qualifier"], strict=True)
    pairs = [_bounds_of(*cell) for cell in cells]
    return pd.DataFrame(pairs, index=rows.index, columns=["low", "high"])


def _bounds_of(value: float, digits: float, qualifier: str) -> tuple[float, float]:
    readable = np.isfinite(value) and 1 <= digits <= MOST_DIGITS
    if (
        not readable
        or qualifier not in QUALIFIERS
        or (value < 0 and qualifier == "up_to")
    ):
        return np.nan, np.nan
    return rounding_bounds(value, int(digits), qualifier)


def _beside_bounds(rows: Rows) -> Mask:
    due = _bounds(rows)
    return _apart(rows["low"], due["low"]) | _apart(rows["high"], due["high"])


def _beside_bounds_set(rows: Rows) -> Mask:
    # What is set exactly is set without the room that rounding leaves, and about a
    # level as far as one digit reaches.
    below, above = rows["value"] - rows["low"], rows["high"] - rows["value"]
    room = above.where(~_apart(below, above) & (above <= rows["value"]))
    set_exactly = (rows["qualifier"] == "exact") & (room == 0)
    return _beside_bounds(rows) & ~(
        set_exactly | ((rows["qualifier"] == "approx") & (room > 0))
    )


def _apart(stated: pd.Series[float], due: pd.Series[float]) -> Mask:
    tolerance = 1e-6 * due.abs().where(np.isfinite(due))
    return (stated - due).abs() > tolerance


def _one_bound(rows: Rows) -> Mask:
    open_above = rows["qualifier"] == "over"
    alone = rows["low"].isna() != rows["high"].isna()
    return alone & ~(open_above & rows["low"].notna())


def _no_bounds(rows: Rows) -> Mask:
    return rows["value"].notna() & rows["low"].isna() & rows["high"].isna()


def _closed_above(rows: Rows) -> Mask:
    return (rows["qualifier"] == "over") & rows["high"].notna()


def _printed_digits(rows: Rows) -> pd.Series[int]:
    # Programs write 1485.0 for 1485: zeros at the end do not tell.
    mantissa = rows["printed"].str.lower().str.partition("e")[0].str.lstrip("+-")
    figures = mantissa.str.replace(".", "", regex=False).str.strip("0")
    return figures.str.len()


def _too_few_digits(rows: Rows) -> Mask:
    return rows["digits"].notna() & (_printed_digits(rows) > rows["digits"])


def _too_many_digits(rows: Rows) -> Mask:
    written = (
        rows["printed"].str.replace(r"\D", "", regex=True).str.lstrip("0").str.len()
    )
    return (rows["digits"] > written + 3) | (rows["digits"] > MOST_DIGITS)


def _more_digits_than_written(rows: Rows) -> Mask:
    # The bounds of what is set exactly do not tell its digits.
    written = rows["printed"].str.replace(r"\D", "", regex=True).str.lstrip("0")
    return (rows["digits"] > written.str.len()) & ~_too_many_digits(rows)


def _negative_bound(rows: Rows) -> Mask:
    signed = rows.get("measure", pd.Series("", rows.index)).isin(["growth", "increase"])
    return (rows["low"] < 0) & (rows["value"] >= 0) & ~signed


BESIDE_BOUNDS = (
    "{qualifier} {value:.15g} with {digits:.0f} significant digits does not stand for "
    "{low:.15g} to {high:.15g}"
)

RULES = (
    Rule(
        "digits against bounds",
        PUBLISHED,
        "digits",
        BESIDE_BOUNDS,
        _beside_bounds,
    ),
    Rule(
        "digits against bounds",
        ("targets",),
        "digits",
        BESIDE_BOUNDS,
        _beside_bounds_set,
    ),
    Rule(
        "missing bounds",
        FIGURES,
        "low",
        "one bound without the other; leave one empty only for what has no bound "
        "(over)",
        _one_bound,
    ),
    Rule(
        "missing bounds",
        FIGURES,
        "low",
        "low and high are empty; they are worked out from digits and qualifier, and "
        "without digits the figure counts as exact",
        _no_bounds,
        "warning",
    ),
    Rule(
        "bound on what has none",
        FIGURES,
        "high",
        "'over' has no upper bound; leave it empty, or say approx",
        _closed_above,
    ),
    Rule(
        "digits against the printed value",
        FIGURES,
        "digits",
        "{printed} has more significant digits than that",
        _too_few_digits,
    ),
    Rule(
        "digits against the printed value",
        FIGURES,
        "digits",
        "{printed} is not printed with so many digits",
        _too_many_digits,
    ),
    Rule(
        "digits against the printed value",
        ("targets",),
        "digits",
        "{printed} is not printed with so many digits",
        _more_digits_than_written,
        "warning",
    ),
    Rule(
        "negative quantity",
        FIGURES,
        "low",
        "the least value of a quantity is zero",
        _negative_bound,
    ),
)
