"""Rules that hold promises and statements against the figures on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.schema.meaning.beside.elsewhere import is_slip_of_a_digit
from kzaz_analysis.evidence.schema.meaning.joined import base_dimension
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

SHORT = 0.9
"""Share of a target below which the record does not reach it."""
BASE_APART = 5
"""How many times the figures of its year a base may be."""
ANY_YEAR = 4
"""Times the figures of any year that a base without a year may be besides."""
BASE_NEAR = 1.5
"""How many times them a base may be that no note explains."""
MOST_TIMES = 20
"""Multiples from which a per cent is more likely."""
POINTS = 10
"""Percentage points beyond which a rate of the other sign is no rounding."""
ALIKE = 0.1
"""Share by which a rate may differ from that on record and be the same one."""
FAR_YEARS = 4
"""Years over which no forecast is for a few per cent with two decimals."""
TIMES_APART = 3
"""How many times the multiple on record a stated one may be."""
FEW_APART = 2.3
"""Orders of magnitude by which a level is another unit's where figures are few."""
LEVELS = ("level", "count")


def _promised(rows: Rows) -> tuple[pd.Series[float], pd.Series[float]]:
    """Least and greatest level that a target stands for, by the record of its base."""
    growth = rows["measure"] == "growth"
    times = (1 + rows["value"] / 100).where(growth, rows["value"])
    least, most = times * rows["base_least"], times * rows["base_most"]
    level = rows["measure"].isin(LEVELS)
    return rows["amount"].where(level, least), rows["amount"].where(level, most)


def _of_its_base(rows: Rows) -> Mask:
    return rows["measure"].isin(["multiple", "growth"])


def _comparable(rows: Rows) -> Mask:
    promised, counted = (
        base_dimension(rows[c]) for c in ("dimension", "series_dimension")
    )
    return rows["measure"].isin(LEVELS) & (promised == counted)


def _met_but_short(rows: Rows) -> Mask:
    least, most = _promised(rows)
    below = rows["deadline_most"] < SHORT * least
    above = rows["deadline_least"] > most / SHORT
    short = below.where(rows["better"] != "less", above)
    comparable = _comparable(rows) | _of_its_base(rows)
    return comparable & (rows["status"] == "met") & short


def _missed_but_reached(rows: Rows) -> Mask:
    least, most = _promised(rows)
    above = rows["deadline_least"] >= most
    below = rows["deadline_most"] <= least
    reached = above.where(rows["better"] != "less", below)
    comparable = _comparable(rows) | _of_its_base(rows)
    return comparable & (rows["status"] == "missed") & reached


def _missed_but_surpassed(rows: Rows) -> Mask:
    """Tell yearly levels that a part of their year surpasses, whoever counts."""
    surpassed = (rows["floor"] > rows["amount"]) & (rows["better"] != "less")
    return _comparable(rows) & (rows["status"] == "missed") & surpassed


def _met_beyond_record(rows: Rows) -> Mask:
    """Tell levels without a date that are met, and that no figure ever reached."""
    undated = rows["deadline_end"].isna() & (rows["better"] != "less")
    short: Mask = rows["series_most"] < SHORT * rows["amount"]
    return _comparable(rows) & (rows["status"] == "met") & undated & short


def _open_but_on_record(rows: Rows) -> Mask:
    over = (rows["today"] - rows["deadline_end"]).dt.days > 366
    on_record = rows["deadline_most"].notna() & _comparable(rows)
    return over & on_record & (rows["status"] == "open") & (rows["note"] == "")


def _base_off_record(rows: Rows) -> Mask:
    most = rows["base_most"].fillna(ANY_YEAR * rows["series_most"])
    least = rows["base_least"].fillna(rows["series_least"] / ANY_YEAR)
    far = (rows["base_amount"] > BASE_APART * most) | (
        rows["base_amount"] < least / BASE_APART
    )
    return far & (rows["base_dimension"] == rows["series_dimension"])


def _base_apart(rows: Rows) -> Mask:
    """Tell bases near no figure of their year, or a digit apart from one of them."""
    same = rows["base_dimension"] == rows["series_dimension"]
    comparable = rows["base_most"].notna() & (rows["base_amount"] > 0) & same
    above: Mask = rows["base_amount"] > BASE_NEAR * rows["base_most"]
    below: Mask = rows["base_amount"] < rows["base_least"] / BASE_NEAR
    cells = zip(rows["base_amount"], rows["base_least"], rows["base_most"], strict=True)
    slipped = [
        ok
        and least > 0
        and not least <= base <= most
        and (is_slip_of_a_digit(base, least) or is_slip_of_a_digit(base, most))
        for ok, (base, least, most) in zip(comparable, cells, strict=True)
    ]
    far = comparable & (above | below) & (rows["note"] == "")
    return far | pd.Series(slipped, rows.index, dtype=bool)


def _below_its_base(rows: Rows) -> Mask:
    same = base_dimension(rows["dimension"]) == base_dimension(rows["base_dimension"])
    less = rows["amount"] < rows["base_amount"]
    more = rows["amount"] > rows["base_amount"]
    backwards = less.where(rows["better"] != "less", more)
    return rows["measure"].isin(LEVELS) & same & backwards


def _superseded_by_none(rows: Rows) -> Mask:
    newest = rows.groupby("promise")["published"].transform("max")
    last = rows["published_from"].notna() & (rows["published"] >= newest)
    replaced = rows["id"].isin(set(rows["supersedes"]))
    return (rows["status"] == "superseded") & last & ~replaced


def _rate_of_other_sign(rows: Rows) -> Mask:
    stated = rows["value"]
    level, base = (rows[c].where(rows[c] > 0) for c in ("recorded", "recorded_base"))
    recorded = 100 * (level / base - 1)
    wrong: Mask = (stated * recorded < 0) & ((stated - recorded).abs() > POINTS)
    return wrong & (rows["measure"] == "growth")


def _multiple_off_record(rows: Rows) -> Mask:
    level, base = (rows[c].where(rows[c] > 0) for c in ("recorded", "recorded_base"))
    times = rows["value"].where(rows["value"] > 0) * base / level
    off: Mask = (times > TIMES_APART) | (times < 1 / TIMES_APART)
    return off & (rows["measure"] == "multiple")


def _multiple_for_growth(rows: Rows) -> Mask:
    level, base = (rows[c].where(rows[c] > 0) for c in ("recorded", "recorded_base"))
    of_levels = _is_multiple_of(rows["value"], 100 * (level / base - 1))
    same = ["series", "measure", "period_start", "period_end", "base_start", "base_end"]
    stated = rows.groupby(same)["value"]
    of_others = _is_multiple_of(rows["value"], stated.transform("max"))
    return (of_levels | of_others) & (rows["measure"] == "growth")


def _is_multiple_of(stated: pd.Series[float], growth: pd.Series[float]) -> Mask:
    readings = (100 * stated, 100 * (stated - 1), stated - 100)
    near = [(meant / growth - 1).abs() < ALIKE for meant in readings]
    return pd.concat(near, axis=1).any(axis=1) & ((stated - growth).abs() > POINTS)


def _multiple_for_growth_to_come(rows: Rows) -> Mask:
    decimals = rows["printed"].str.extract(r"^-?\d\.(\d+)$")[0].str.len()
    years = rows["period_end" if "period_end" in rows else "deadline_end"].dt.year
    far: Mask = ~(years - rows["base_year"] < FAR_YEARS)
    says = rows["quote"].str.contains(r"(?i)%|per ?cent|процент|faiz")
    return (rows["measure"] == "growth") & (decimals >= 2) & far & ~says


def _level_off_scale(rows: Rows) -> Mask:
    size = pd.Series(np.log10(rows["level_of_year"]), rows.index)
    same = rows["level_dimension"] == rows["series_dimension"]
    off = (size - rows["typical"]).abs()
    least = pd.Series(2.0, rows.index).where(rows["crowd"] >= 3, FEW_APART)
    slipped: Mask = same & (off > least)
    return slipped


def _after_its_source(rows: Rows) -> Mask:
    day = rows["actual_start"].fillna(rows["actual_end"])
    late = (day - rows["published"]).dt.days > 7
    return (rows["status"] == "done") & late


def _open_before_begun(rows: Rows) -> Mask:
    day = rows["actual_start"].fillna(rows["actual_end"])
    begun = day.where((rows["event"] == "start") & (rows["status"] == "done"))
    begun = begun.groupby(rows["project"]).transform("min")
    # A start that a source calls "already begun" gives the last day it can be.
    firm = rows["actual_start"].fillna(rows["planned_start"])
    firm = firm.where(rows["event"] == "start")
    firm = firm.groupby(rows["project"]).transform("min")
    ended = rows["event"].isin(["opening", "completion"]) & rows["actual_end"].notna()
    return ended & (rows["actual_end"] < firm.fillna(begun))


RULES = (
    Rule(
        "met but below on record",
        ("targets",),
        "status",
        "no figure of {series} for the date set reaches it",
        _met_but_short,
        "warning",
    ),
    Rule(
        "met but below on record",
        ("targets",),
        "status",
        "no figure of {series} on record reaches it",
        _met_beyond_record,
        "warning",
    ),
    Rule(
        "missed but reached on record",
        ("targets",),
        "status",
        "a part of the time set already surpasses it, on {floor:.6g} of the base "
        "unit at least",
        _missed_but_surpassed,
        "warning",
    ),
    Rule(
        "missed but reached on record",
        ("targets",),
        "status",
        "every figure of {series} for the date set reaches it",
        _missed_but_reached,
        "warning",
    ),
    Rule(
        "open but on record",
        ("targets",),
        "status",
        "the date set {deadline_end:%Y-%m-%d} is past, and {series} has a figure "
        "for it: met or missed, or say in the note why not",
        _open_but_on_record,
        "warning",
    ),
    Rule(
        "base against the record",
        ("targets",),
        "base_value",
        f"more than {BASE_APART} times, or less than 1/{BASE_APART} of, what "
        "{series} has on record for its year, or for any",
        _base_off_record,
        "warning",
    ),
    Rule(
        "base against the record",
        ("targets",),
        "base_value",
        f"more than {BASE_NEAR} times what {{series}} has on record for "
        "{base_year:.0f}, or as much less, or a digit apart from it",
        _base_apart,
        "warning",
    ),
    Rule(
        "target behind its base",
        ("targets",),
        "value",
        "what is set is already surpassed by base_value, {base_value:.15g} {base_unit}",
        _below_its_base,
        "warning",
    ),
    Rule(
        "superseded by nothing",
        ("targets",),
        "status",
        "no later statement of {promise} is on record",
        _superseded_by_none,
        "warning",
    ),
    Rule(
        "per cent as a multiple",
        ("targets", "projections"),
        "value",
        f"{MOST_TIMES} times the base or more; three times is written 3, not 300",
        lambda rows: (rows["measure"] == "multiple") & (rows["value"] >= MOST_TIMES),
        "warning",
    ),
    Rule(
        "multiple below one",
        ("targets", "projections"),
        "value",
        "it sets a fall of {series}; a rise by half is written 1.5",
        lambda rows: (
            (rows["measure"] == "multiple")
            & (rows["value"] < 1)
            & (rows["better"] != "less")
        ),
        "warning",
    ),
    Rule(
        "rate against the record",
        ("claims",),
        "value",
        "the figures of {agency} for both periods have gone the other way",
        _rate_of_other_sign,
        "warning",
    ),
    Rule(
        "multiple against the record",
        ("claims",),
        "value",
        f"more than {TIMES_APART} times, or less than 1/{TIMES_APART} of, what the "
        "figures of {agency} make of both periods; is it per cent?",
        _multiple_off_record,
        "warning",
    ),
    Rule(
        "multiple for growth",
        ("claims",),
        "value",
        "{agency} on record, or another statement for this period, has a hundred times "
        "it, or what it is above 1 or 100; growth of 209 per cent is written 209, not "
        "2.09",
        _multiple_for_growth,
        "warning",
    ),
    Rule(
        "multiple for growth",
        ("targets", "projections"),
        "value",
        "a few per cent with two decimals over years; growth of 209 per cent is "
        "written 209, not 2.09",
        _multiple_for_growth_to_come,
        "warning",
    ),
    Rule(
        "unit slip",
        ("claims",),
        "level_value",
        "as {level_unit} it is more than 100 times the median of {series}, or less "
        "than 1/100 of it",
        _level_off_scale,
        "warning",
    ),
    Rule(
        "done after its source",
        ("milestones",),
        "actual_end",
        "the source is of {published_on}; what it announces is planned",
        _after_its_source,
        "warning",
    ),
    Rule(
        "open before it was begun",
        ("milestones",),
        "actual_end",
        "{project} was begun later",
        _open_before_begun,
        "warning",
    ),
)
