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
CHANGES_APART, STATEMENTS = 2.5, 3
"""Times a change may be the middle one of so many statements or more."""
PROMISES_APART, REPEATED = 5, 5
"""Times a level may be the middle one of so many statements of a promise or more."""
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


def _apart_from_statements(rows: Rows) -> Mask:
    """Tell changes far from the middle of what is stated of the same two periods."""
    growth = rows["measure"] == "growth"
    ratio = (1 + rows["value"] / 100).where(growth, rows["value"])
    ratio = ratio.where(growth | (rows["measure"] == "multiple"))
    ratio = ratio.where((ratio > 0) & rows["base_start"].notna())
    periods = ["series", "period_start", "period_end", "base_start"]
    stated = ratio.groupby([rows[name] for name in periods])
    times = ratio / stated.transform("median")
    apart: Mask = (times > CHANGES_APART) | (times < 1 / CHANGES_APART)
    return apart & (stated.transform("count") >= STATEMENTS)


def _multiple_of_a_part(rows: Rows) -> Mask:
    """Tell growth that its agency gives, as a multiple, for a part of the same year."""
    growth = rows["measure"] == "growth"
    ratio = (1 + rows["value"] / 100).where(growth, rows["value"])
    ratio = ratio.where(growth | (rows["measure"] == "multiple"))
    years = {f"{of}_year": rows[f"{of}_end"].dt.year for of in ("period", "base")}
    stated = rows.assign(ratio=ratio, line=rows.index, **years)
    stated = stated[(ratio > 0) & stated["base_year"].notna() & (rows["status"] == "")]
    same = ["series", "agency", *years]
    pairs = stated[stated["measure"] == "growth"].merge(
        stated[[*same, "ratio"]], on=same, suffixes=("", "_of_part")
    )
    apart = pairs["ratio_of_part"] > CHANGES_APART * pairs["ratio"]
    meant = pairs["value"] / pairs["ratio_of_part"]
    fits = meant.between(1 / CHANGES_APART, CHANGES_APART)
    return pd.Series(rows.index.isin(pairs.loc[apart & fits, "line"]), rows.index)


def _apart_from_promise(rows: Rows) -> Mask:
    level = rows["amount"].where((rows["measure"] == "level") & (rows["amount"] > 0))
    promised = level.groupby([rows["promise"], rows["dimension"]])
    times = level / promised.transform("median")
    apart: Mask = (times > PROMISES_APART) | (times < 1 / PROMISES_APART)
    return apart & (promised.transform("count") >= REPEATED)


RULES = (
    Rule(
        "apart from other statements",
        ("claims",),
        "value",
        f"more than {CHANGES_APART} times, or less than 1/{CHANGES_APART} of, the "
        "middle one of what is stated of these two periods",
        _apart_from_statements,
        "warning",
    ),
    Rule(
        "apart from other statements",
        ("claims",),
        "value",
        "{agency} has it many times over for another part of the same year; is it a "
        "multiple?",
        _multiple_of_a_part,
        "warning",
    ),
    Rule(
        "apart from its target",
        ("targets",),
        "value",
        f"more than {PROMISES_APART} times, or less than 1/{PROMISES_APART} of, the "
        "middle one of the statements of {promise}; look at the unit",
        _apart_from_promise,
        "warning",
    ),
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
