"""Rules about what the catalogue says of a series: its nature, and what is better."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.schema.meaning.joined import base_dimension
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

BURDENS = r"(?i)\b(?:costs?|delays?|fees?|duration|waiting|time)\b"
"""Words of titles whose figures are better when they are less."""
BURDEN_DIMENSIONS = r"(?:duration|cost of \w+)"
GAINS = r"(?i)\b(?:capacity|exports?|trade|turnover|freight|throughput|speed)\b"
"""Words of titles whose figures are better when they are more."""
HELD = (
    r"(?i)\b(?:in force|owned|needed|ordered|capacity|capital|planned|existing)\b|"
    r"^(?:\w+ )?(?:fleet|members|firms|exporters|ferries|vessels|ships)\b"
)
"""Words by which a title or definition counts what there is on a day."""
MOVED = (
    r"(?i)\b(?:exports|imports|turnover|freight|throughput|passengers|shipped|carried"
    r"|sent|handled|produced|output|transit|cargo|trade|exported|imported|loaded"
    r"|flown|signed|inflow)\b"
)
"""Words by which a title or definition counts what passes in a period."""
SUMMED = r"(?i)\b(?:since|summed|span|sum|cumulat\w+|stated window)\b"
"""Words of a total that grows from day to day."""
NO_SUMS = (
    r"(?:duration|speed|rank|ratio|price|cost of|exchange rate|index|flights|trains"
    r"|voyages|vehicles per day|percentage points|power|data rate)\b.*"
)
"""Dimensions of which the periods do not add up."""
ADD_UP = r"mass|volume|count|persons|wagons|vehicles|containers.*|money .*"
"""Dimensions of which the periods add up."""
RATES = r"(?i)\b(?:costs?|time|delays?|speed|daily|weekly|monthly|mean|average)\b"
"""Words of titles whose figures do not add up over periods."""


def _is_burden(rows: Rows) -> Mask:
    measured = rows["dimension"].str.fullmatch(BURDEN_DIMENSIONS)
    speed = rows["dimension"] == "speed"
    return measured | (rows["title"].str.contains(BURDENS) & ~speed)


def _burden_not_less(rows: Rows) -> Mask:
    return _is_burden(rows) & (rows["better"] != "less")


def _gain_called_less(rows: Rows) -> Mask:
    gain = rows["title"].str.contains(GAINS) & ~_is_burden(rows)
    return gain & (rows["better"] == "less")


def _rate_called_flow(rows: Rows) -> Mask:
    # Rates per year have a rule of their own.
    rate = rows["dimension"].str.fullmatch(NO_SUMS) | rows["title"].str.contains(RATES)
    yearly = base_dimension(rows["dimension"]) != rows["dimension"]
    return rate & ~yearly & (rows["nature"] == "flow")


def _flow_called_rate(rows: Rows) -> Mask:
    """Tell rates in units of which the periods do add up, of no word for a rate."""
    adds_up = rows["dimension"].str.fullmatch(ADD_UP)
    return adds_up & ~rows["title"].str.contains(RATES) & (rows["nature"] == "rate")


def _stock_called_flow(rows: Rows) -> Mask:
    wording = rows["title"] + " " + rows["measures"]
    return wording.str.contains(HELD) & (rows["nature"] == "flow")


def _flow_called_stock(rows: Rows) -> Mask:
    wording = rows["title"] + " " + rows["measures"]
    moved = wording.str.contains(MOVED) & ~wording.str.contains(HELD)
    return moved & ~wording.str.contains(SUMMED) & (rows["nature"] == "stock")


def _nature_against_periods(rows: Rows) -> Mask:
    over_months = rows["usual_days"].between(32, 366)
    yearly = base_dimension(rows["dimension"]) != rows["dimension"]
    one_day = (rows["usual_days"] == 1) & (rows["dimension"] != "count")
    stock = (rows["nature"] == "stock") & over_months & ~yearly
    return stock | ((rows["nature"] == "flow") & one_day)


def _rule_of_no_side(rows: Rows) -> Mask:
    """Tell series by the rule of a side that nobody reports or is named for."""
    side = rows["default_rule"].str.extract(r"^([a-z]{3})_(?:first|only)$")[0]
    pairs = zip(side.fillna("").str.upper(), rows["sides"].str.split(";"), strict=True)
    odd = [bool(code and sides != [""] and code not in sides) for code, sides in pairs]
    return pd.Series(odd, rows.index, dtype=bool)


RULES = (
    Rule(
        "rule of another side",
        ("series",),
        "default_rule",
        "every figure of {series}, and every agency named for it, is of {sides}",
        _rule_of_no_side,
        "warning",
    ),
    Rule(
        "nature against the figures",
        ("series",),
        "nature",
        "called a {nature}, and the middle one of its figures covers {usual_days:.0f} "
        "days",
        _nature_against_periods,
        "warning",
    ),
    Rule(
        "better turned round",
        ("series",),
        "better",
        "of {title}, in {unit}, less is better; targets would be judged the wrong way "
        "round",
        _burden_not_less,
        "warning",
    ),
    Rule(
        "better turned round",
        ("series",),
        "better",
        "of {title} more is better; targets would be judged the wrong way round",
        _gain_called_less,
        "warning",
    ),
    Rule(
        "rate called a flow",
        ("series",),
        "nature",
        "figures of {title}, in {unit}, do not add up over periods; call it a rate",
        _rate_called_flow,
        "warning",
    ),
    Rule(
        "flow called a rate",
        ("series",),
        "nature",
        "figures of {title}, in {unit}, add up over periods; call it a flow, or a "
        "stock of a day",
        _flow_called_rate,
        "warning",
    ),
    Rule(
        "flow called a stock",
        ("series",),
        "nature",
        "{title} counts what passes in a period; call it a flow",
        _flow_called_stock,
        "warning",
    ),
    Rule(
        "stock called a flow",
        ("series",),
        "nature",
        "{title} counts what there is on a day, which does not add up over periods; "
        "call it a stock",
        _stock_called_flow,
        "warning",
    ),
)
