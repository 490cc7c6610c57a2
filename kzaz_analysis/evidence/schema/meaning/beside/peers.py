"""Rules about the figures beside a figure: of its period, its table, its indicator."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.schema.meaning.joined import per_year
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

APART = 3
"""How many times the middle of its period a figure has to be to be another thing."""
OFFICE_APART = 1.5
"""How many times each other two figures of one office for one period may be."""
STEPS = {1: 2, 3: 2.5, 12: 4}
"""Least factor by which a figure falls out of step, by the months of its period."""
SCATTER = 6
"""Times the usual scatter of a table that is no scatter."""
ALONE, CALM = 2, 1.5
"""Times the next one, in orders, of what stands alone; usual factor of a calm table."""
TABLE_ROWS = 8
"""Periods of one length from which a table has a step."""
RATE_ROWS = 4
"""Years from which a rate is known well enough for an index to stand out."""
AMONG_ALL, AGREED = 4, 2
"""Times all other figures of a period a figure may be, and they each other."""
FAR_BELOW = 20
"""How many times below the least other year a fraction stands."""
OFF = 5
"""How many times the middle of its series a figure in an unusual unit may be."""
YEAR_STEP, STEADY = 1.5, 1.2
"""Least factor out of step of an indicator, and its usual one if it moves little."""
FAR_ABOVE = 3
"""Times the greatest other year of a rate that a year may be."""
SIGNS = 3
"""Times the next fall of an indicator, or one per cent, that a fall may be."""
WHOLE_THINGS = (
    "count",
    "persons",
    "containers",
    "containers in TEU",
    "wagons",
    "vehicles",
)
"""Dimensions of what is counted in whole numbers."""
PERIOD = ["period_start", "period_end"]


def side_of(rows: Rows) -> pd.Series[str]:
    """Side on which a figure stands: its reporter, else the owner of its agency."""
    return rows["reporter"].where(rows["reporter"] != "", rows["owner"])


def _sized(rows: Rows) -> Rows:
    """Figures above zero that nothing speaks against, with their logarithm."""
    sized = rows[(rows["amount"] > 0) & ~rows["doubted"] & rows["period_end"].notna()]
    return sized.assign(side=side_of(sized), size=np.log10(sized["amount"]))


def stands_alone(off: pd.Series[float], keys: list[str]) -> Mask:
    """Tell what is further off than all else of its group, of which most is calm."""
    of_group = off.groupby(level=keys)
    ranked = of_group.rank(ascending=False, method="first")
    next_to_it = off.where(ranked == 2).groupby(level=keys).transform("max").fillna(0)
    calm = of_group.transform("median") < math.log10(CALM)
    return (ranked == 1) & (off > ALONE * next_to_it) & calm


def _all_of(rows: Rows, wrong: pd.Series[bool]) -> Mask:
    return wrong.reindex(rows.index, fill_value=False).astype(bool)


def _apart_from_period(rows: Rows) -> Mask:
    sized = _sized(rows)
    peers = sized[sized["side"] != ""].groupby(["series", "side", *PERIOD])["size"]
    apart = (sized["size"] - peers.transform("median")).abs() > math.log10(APART)
    return _all_of(rows, apart & (peers.transform("size") >= 3))


def _apart_from_all(rows: Rows) -> Mask:
    """Tell figures far from all others of their period, which agree with each other."""
    sized = _sized(rows)
    crowd = sized.groupby(["series", *PERIOD])["size"].transform("size")
    wrong: list[int] = []
    for _, sizes in sized[crowd > 2].groupby(["series", *PERIOD])["size"]:
        for line in sizes.index:
            period_sizes = sizes.drop(line)
            agreed = np.ptp(period_sizes) < math.log10(AGREED)
            if agreed and (period_sizes - sizes[line]).abs().min() > math.log10(
                AMONG_ALL
            ):
                wrong.append(line)
    return pd.Series(rows.index.isin(wrong), rows.index)


def _office_apart(rows: Rows) -> Mask:
    sized = _sized(rows)
    # Whoever carries it, a statistic is of the office of its reporter.
    statistic = (sized["provenance"] == "statistic") & (sized["reporter"] != "")
    office = sized["agency"].where(~statistic, "")
    same = sized.assign(office=office).groupby(
        ["series", "reporter", "office", *PERIOD]
    )["size"]
    spread = same.transform("max") - same.transform("min")
    return _all_of(rows, spread > math.log10(OFFICE_APART))


def _out_of_step(rows: Rows) -> Mask:
    exact = rows["qualifier"].isin(["exact", "approx"]) & (rows["nature"] == "flow")
    sized = _sized(rows[exact & rows["months"].isin(STEPS)])
    table = ["series", "side", "months"]
    sized = sized[sized["side"] != ""]
    level = sized.groupby([*table, "period_start"])["size"].median()
    of_table = level.groupby(level=table)
    beside = pd.concat([of_table.shift(n) for n in (-2, -1, 1, 2)], axis=1)
    off = (level - beside.median(axis=1)).abs().rename("off")
    usual = off.groupby(level=table)
    least = np.log10(off.index.get_level_values("months").map(STEPS).astype(float))
    most = np.maximum(least, SCATTER * usual.transform("median"))
    alone = (off > most) & (usual.transform("size") >= TABLE_ROWS)
    yearly = off.index.get_level_values("months") == max(STEPS)
    alone &= stands_alone(off, table) | ~yearly
    named = sized.join(alone.rename("alone"), on=[*table, "period_start"])["alone"]
    return _all_of(rows, named.fillna(False))


def _in_unusual_unit(rows: Rows) -> Mask:
    factor = rows["amount"].where(rows["amount"] > 0) / rows["value"]
    usual = rows.groupby("series")["unit"].agg(lambda units: units.mode().iloc[0])
    unit = rows["series"].map(usual)
    usual_factor = rows["series"].map(
        factor.where(rows["unit"] == unit).groupby(rows["series"]).first()
    )
    size = pd.Series(np.log10(per_year(rows)), rows.index)
    off = (size - rows["typical"]).abs()
    in_usual = size - np.log10(factor) + np.log10(usual_factor) - rows["typical"]
    slipped: Mask = (off > math.log10(OFF)) & (in_usual.abs() < math.log10(APART))
    return slipped & (rows["unit"] != unit) & (rows["crowd"] >= 3) & ~rows["doubted"]


def _fraction_of_thing(rows: Rows) -> Mask:
    whole = rows["dimension"].isin(WHOLE_THINGS) & (rows["qualifier"] == "exact")
    return whole & (rows["amount"] % 1 > 1e-9) & (rows["amount"] == rows["value"])


def _fraction_for_percent(rows: Rows) -> Mask:
    measure = rows.get("measure", pd.Series("level", rows.index))
    ratio = measure.isin(["share", "growth"]) | rows["is_share"]
    decimals = rows["printed"].str.extract(r"^-?0?\.(\d+)$")[0].str.len()
    says = rows["quote"].str.contains(r"(?i)%|per ?cent|процент|faiz")
    return (rows["dimension"] == "percentage") & ratio & (decimals >= 2) & ~says


def _others(rows: Rows, how: Literal["min", "max"]) -> pd.Series[float]:
    """Least or greatest absolute value of the other years of an indicator."""
    size = rows["value"].abs()
    keys = [rows["indicator"], rows["country"]]
    of_indicator = size.groupby(keys)
    ranked = of_indicator.rank(ascending=how == "min", method="first")
    second = size.where(ranked == 2).groupby(keys).transform("max")
    others: pd.Series[float] = of_indicator.transform(how).where(ranked != 1, second)
    return others


def _many_years(rows: Rows, least: int = TABLE_ROWS) -> Mask:
    return rows.groupby(["indicator", "country"])["value"].transform("count") >= least


def _macro_fraction(rows: Rows) -> Mask:
    size, least, most = rows["value"].abs(), _others(rows, "min"), _others(rows, "max")
    inside = (size * 100 > least) & (size * 100 < most) & (size < least / FAR_BELOW)
    return inside & (size > 0) & (rows["dimension"] == "percentage") & _many_years(rows)


def _macro_out_of_step(rows: Rows) -> Mask:
    levels = rows[(rows["value"] > 0) & (rows["dimension"] != "percentage")]
    levels = levels.sort_values(["indicator", "country", "year"])
    keys = [levels["indicator"], levels["country"]]
    size = pd.Series(np.log10(levels["value"]), levels.index).groupby(keys)
    beside = pd.concat([size.shift(n) for n in (-2, -1, 1, 2)], axis=1).median(axis=1)
    off = (np.log10(levels["value"]) - beside).abs()
    usual = off.groupby(keys).transform("median")
    yearly = levels["year"].groupby(keys).diff().fillna(1) == 1
    most = np.maximum(math.log10(YEAR_STEP), SCATTER * usual)
    steady = (usual < math.log10(STEADY)) & yearly.groupby(keys).transform("all")
    steady |= usual == 0
    return _all_of(rows, (off > most) & steady) & _many_years(rows)


def _index_for_growth(rows: Rows) -> Mask:
    most = _others(rows, "max")
    index = (rows["value"] > 2 * most) & ((rows["value"] - 100).abs() <= 2 * most)
    percent = rows["dimension"] == "percentage"
    return index & percent & _many_years(rows, RATE_ROWS)


def _far_above(rows: Rows) -> Mask:
    size, most = rows["value"].abs(), _others(rows, "max")
    percent = (rows["dimension"] == "percentage") & _many_years(rows)
    return percent & (most > 0) & (size > FAR_ABOVE * most)


def _rate_out_of_step(rows: Rows) -> Mask:
    """Tell the greatest year of a rate, far above the year on each side of it."""
    rates = rows[rows["dimension"] == "percentage"]
    rates = rates.sort_values(["indicator", "country", "year"])
    keys = [rates["indicator"], rates["country"]]
    of_indicator = rates["value"].groupby(keys)
    beside = pd.concat([of_indicator.shift(n) for n in (-2, -1, 1, 2)], axis=1)
    off = (rates["value"] - beside.median(axis=1)).abs()
    usual = off.groupby(keys).transform("median")
    near = beside.iloc[:, 1:3].abs().max(axis=1)
    far = (rates["value"] > FAR_ABOVE * near) & (off > SCATTER * usual)
    greatest = rates["value"] > _others(rates, "max")
    return _all_of(rows, far & greatest & (near > 0)) & _many_years(rows)


def _of_other_sign(rows: Rows) -> Mask:
    below = rows["value"].where(rows["value"] < 0).abs()
    keys = [rows["indicator"], rows["country"]]
    ranked = below.groupby(keys).rank(ascending=False, method="first")
    next_below = below.where(ranked == 2).groupby(keys).transform("max").fillna(0)
    deepest = (ranked == 1) & (below > SIGNS * next_below.clip(lower=1))
    return deepest & (rows["dimension"] == "percentage") & _many_years(rows)


def _of_other_country(rows: Rows) -> Mask:
    precise = rows["printed"].str.replace(r"\D", "", regex=True).str.len() >= 5
    same = rows.duplicated(["indicator", "year", "value"], keep=False)
    countries = rows.groupby(["indicator", "year", "value"])["country"]
    return precise & same & (countries.transform("nunique") > 1)


def _base_not_100(rows: Rows) -> Mask:
    base = pd.to_numeric(rows["unit"].str.extract(r"^index_(\d{4})=100$")[0])
    return (rows["year"] == base) & ((rows["value"] - 100).abs() > 0.05)


RULES = (
    Rule(
        "apart from its period",
        ("observations",),
        "value",
        f"more than {APART} times, or less than 1/{APART} of, the middle of what its "
        "side reports for the period; is it of this series and unit?",
        _apart_from_period,
        "warning",
    ),
    Rule(
        "apart from its period",
        ("observations",),
        "value",
        f"more than {AMONG_ALL} times, or less than 1/{AMONG_ALL} of, every other "
        "figure of {series} for the period, and those agree",
        _apart_from_all,
        "warning",
    ),
    Rule(
        "two figures of one office",
        ("observations",),
        "value",
        "{agency}, or the same office by another channel, has another one for this "
        f"period, more than {OFFICE_APART} times "
        "apart; look at the period, or say which supersedes the other",
        _office_apart,
        "warning",
    ),
    Rule(
        "out of step",
        ("observations",),
        "value",
        "far from the periods before and after it, in a table that moves less; is it "
        "of this period alone, and of this series?",
        _out_of_step,
        "warning",
    ),
    Rule(
        "unit unlike the others",
        ("observations",),
        "unit",
        "in the unit of the other figures of {series} it would be of their size, in "
        "{unit} it is not",
        _in_unusual_unit,
        "warning",
    ),
    Rule(
        "part of a thing",
        ("observations",),
        "value",
        "{unit} are counted in whole numbers",
        _fraction_of_thing,
        "warning",
    ),
    Rule(
        "fraction for per cent",
        ("observations", "claims", "targets", "projections"),
        "value",
        "less than one per cent; twelve per cent are written 12, not 0.12",
        _fraction_for_percent,
        "warning",
    ),
    Rule(
        "fraction for per cent",
        ("macro",),
        "value",
        "every other year of {indicator} for {country} is far above; twelve per cent "
        "are written 12, not 0.12",
        _macro_fraction,
        "warning",
    ),
    Rule(
        "out of step",
        ("macro",),
        "value",
        "far from the years before and after it, in a table that moves less; look at "
        "the unit, and at the country",
        _macro_out_of_step,
        "warning",
    ),
    Rule(
        "index for growth",
        ("macro",),
        "value",
        "an index of the year before as 100; growth of 2.2 per cent is written 2.2",
        _index_for_growth,
        "warning",
    ),
    Rule(
        "far above the others",
        ("macro",),
        "value",
        f"more than {FAR_ABOVE} times every other year of {{indicator}} for "
        "{country}; look at the decimal point",
        _far_above,
        "warning",
    ),
    Rule(
        "out of step",
        ("macro",),
        "value",
        "the greatest year of {indicator} for {country}, and more than "
        f"{FAR_ABOVE} times the years beside it; look at the decimal point",
        _rate_out_of_step,
        "warning",
    ),
    Rule(
        "sign unlike the others",
        ("macro",),
        "value",
        f"more than {SIGNS} times every other fall of {{indicator}} for {{country}}; "
        "was a minus added?",
        _of_other_sign,
        "warning",
    ),
    Rule(
        "figure of another country",
        ("macro",),
        "value",
        "two countries have the same figure of {indicator} for {year:.0f}",
        _of_other_country,
        "warning",
    ),
    Rule(
        "index not 100 in its base year",
        ("macro",),
        "value",
        "{unit} is 100 in {year:.0f}",
        _base_not_100,
    ),
)
