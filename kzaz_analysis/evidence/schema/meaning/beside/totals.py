"""Rules about totals: parts above them, and months that do not make the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.schema.meaning.beside.peers import side_of
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

TOLERANCE = 0.01
"""Share of a period by which its months may miss it: editions and rounding."""
OF_YEAR = ["series", "side", "year"]
EDITION = 0.005
"""Share by which two editions of one figure differ."""
YEARS = 3
"""Years of a side from which its greatest year tells how large a year may be."""
FASTEST = 4
"""Times the pace of its year that a month or quarter may have."""
DIGITS = 3
"""Significant digits from which two equal figures are no accident."""
PERIOD = ["period_start", "period_end"]


def _bounded(rows: Rows) -> Rows:
    """Figures with their bounds in base units, nothing speaking against them."""
    factor = rows["amount"] / rows["value"].where(rows["value"] != 0)
    return rows.assign(least=rows["low"] * factor, most=rows["high"] * factor)[
        ~rows["doubted"] & rows["period_end"].notna()
    ]


def _above_total(rows: Rows, counter: list[str]) -> Mask:
    bounded = _bounded(rows)
    parts = bounded.assign(line=bounded.index, whole=bounded["wholes"].str.split(";"))
    totals = bounded.rename(columns={"series": "whole", "most": "total"})
    keys = ["whole", *counter, *PERIOD]
    pairs = parts.explode("whole").merge(totals[[*keys, "total"]], on=keys)
    return pd.Series(
        rows.index.isin(pairs.loc[pairs["least"] > pairs["total"], "line"]), rows.index
    )


def _above_total_of_side(rows: Rows) -> Mask:
    sided = rows.assign(side=side_of(rows))
    return _above_total(sided, ["side"]) & (sided["side"] != "")


def _above_total_of_forecast(rows: Rows) -> Mask:
    levels = _above_total(
        rows[rows["measure"] == "level"].assign(doubted=False),
        ["author", "scenario"],
    )
    return levels.reindex(rows.index, fill_value=False)


def _part_for_total(rows: Rows) -> Mask:
    """Tell totals within whose bounds the figure of one of their parts lies."""
    bounded = _bounded(rows[(rows["amount"] > 0) & (rows["digits"] >= DIGITS)])
    sided = bounded.assign(
        side=side_of(bounded), whole=bounded["wholes"].str.split(";")
    )
    parts = sided[sided["side"] != ""].explode("whole")
    totals = sided.assign(whole=sided["series"], line=sided.index)
    keys = ["whole", "side", *PERIOD]
    pairs = totals.merge(parts[[*keys, "amount"]], on=keys, suffixes=("", "_part"))
    same = pairs["amount_part"].between(pairs["least"], pairs["most"])
    return pd.Series(rows.index.isin(pairs.loc[same, "line"]), rows.index)


def _whole_of_other_months(rows: Rows) -> Mask:
    """Tell periods that all their months, or all their quarters, do not make."""
    flows = _bounded(rows[(rows["nature"] == "flow") & (rows["months"] >= 1)])
    counter = ["series", "reporter", "agency"]
    columns = [*counter, *PERIOD, "months", "least", "most"]
    wholes = flows.assign(line=flows.index)[[*columns, "line"]]
    wrong: list[int] = []
    for months in (1, 3):
        parts = flows[flows["months"] == months].drop_duplicates([*counter, *PERIOD])
        longer = wholes[wholes["months"] > months]
        pairs = longer.merge(parts[columns], on=counter, suffixes=("", "_part"))
        inside = (pairs["period_start_part"] >= pairs["period_start"]) & (
            pairs["period_end_part"] <= pairs["period_end"]
        )
        inner = pairs[inside].groupby("line")[
            ["months_part", "least_part", "most_part"]
        ]
        sums = longer.set_index("line").join(inner.sum())
        above = sums["least_part"] > sums["most"] * (1 + TOLERANCE)
        below = sums["most_part"] < sums["least"] * (1 - TOLERANCE)
        complete = sums["months_part"] == sums["months"]
        wrong += sums.index[complete & (above | below)].to_list()
    return pd.Series(rows.index.isin(wrong), rows.index)


def _parts_miss_total(rows: Rows) -> Mask:
    """Tell totals that all their parts, of one agency and period, do not make."""
    counter = ["reporter", "agency", *PERIOD]
    # "Over" so much is no total; of several editions the sum may take any.
    bounded = _bounded(rows[rows["qualifier"].isin(["exact", "approx"])])
    levels = bounded.groupby(["series", *counter]).agg(
        least=("least", "min"), most=("most", "max")
    )
    totals = bounded[bounded["parts"].fillna("") != ""].assign(
        line=lambda r: r.index, part=lambda r: r["parts"].str.split(";")
    )
    totals = totals.explode("part")
    beside = levels.reindex(pd.MultiIndex.from_frame(totals[["part", *counter]]))
    sums = beside.set_axis(totals["line"]).groupby(level=0)
    least, most = sums["least"].sum(min_count=2), sums["most"].sum(min_count=2)
    whole = sums["least"].count() == sums.size()
    own = bounded.loc[least.index]
    above = least > own["most"] * (1 + TOLERANCE)
    below = most < own["least"] * (1 - TOLERANCE)
    return ((above | below) & whole).reindex(rows.index, fill_value=False)


def _misses_total(rows: Rows) -> Mask:
    """Tell the parts of totals that their parts do not make: one of them is wrong."""
    counter = ["reporter", "agency", *PERIOD]
    totals = rows[_parts_miss_total(rows)]
    parts = totals.assign(part=totals["parts"].str.split(";")).explode("part")
    missed = set(parts[["part", *counter]].itertuples(index=False, name=None))
    cells = rows[["series", *counter]].itertuples(index=False, name=None)
    return pd.Series([key in missed for key in cells], rows.index) & ~rows["doubted"]


def _takes_the_year(rows: Rows) -> Mask:
    """Tell parts of a year that run several times as fast as the year of their side."""
    flows = rows[(rows["nature"] == "flow") & ~rows["doubted"] & (rows["months"] <= 12)]
    flows = flows.assign(side=side_of(flows), year=flows["period_end"].dt.year)
    of_year = OF_YEAR
    whole = flows[(flows["months"] == 12) & (flows["side"] != "")]
    yearly = whole.groupby(of_year)["amount"].max().rename("of_year")
    of_side = yearly.groupby(of_year[:2])
    greatest = of_side.max().where(of_side.size() >= YEARS).rename("greatest")
    parts = flows[flows["months"] < 12].join(yearly, on=of_year)
    parts = parts.join(greatest, on=of_year[:2])
    year = parts["of_year"].fillna(parts["greatest"])
    pace = 12 / parts["months"] * parts["amount"] / year
    return (pace > FASTEST).reindex(rows.index, fill_value=False)


def _takes_its_longer_part(rows: Rows) -> Mask:
    """Tell periods that run several times as fast as a longer one that holds them."""
    flows = rows[(rows["nature"] == "flow") & ~rows["doubted"] & (rows["amount"] > 0)]
    flows = flows.assign(side=side_of(flows), line=flows.index)
    columns = ["series", "side", *PERIOD, "days", "amount"]
    short = flows.loc[(flows["side"] != "") & (flows["months"] < 12)]
    pairs = short[[*columns, "line"]].merge(
        flows[columns], on=["series", "side"], suffixes=("", "_whole")
    )
    held = (pairs["period_start"] >= pairs["period_start_whole"]) & (
        pairs["period_end"] <= pairs["period_end_whole"]
    )
    longer = (pairs["days_whole"] >= 2 * pairs["days"]) & (pairs["days_whole"] < 367)
    pace = pairs["amount"] / pairs["days"] * pairs["days_whole"] / pairs["amount_whole"]
    fast = pairs.loc[held & longer & (pace > FASTEST), "line"]
    return pd.Series(rows.index.isin(fast), rows.index)


def _year_for_part(rows: Rows) -> Mask:
    flows = _bounded(rows[(rows["nature"] == "flow") & (rows["digits"] >= DIGITS)])
    flows = flows.assign(side=side_of(flows), year=flows["period_end"].dt.year)
    flows = flows[flows["side"] != ""]
    wholes = flows.loc[flows["months"] <= 12, [*OF_YEAR, *PERIOD, "months", "amount"]]
    parts = flows[flows["months"] < 12].assign(line=lambda r: r.index)
    pairs = parts.merge(wholes, on=OF_YEAR, suffixes=("", "_year"))
    alike = (pairs["amount"] / pairs["amount_year"] - 1).abs() < EDITION
    longer = pairs["months"] < pairs["months_year"]
    alike &= longer & (
        (pairs["months_year"] == 12) | (pairs["period_end"] == pairs["period_end_year"])
    )
    return pd.Series(rows.index.isin(pairs.loc[alike, "line"]), rows.index)


RULES = (
    Rule(
        "part above the total",
        ("observations",),
        "value",
        "its side reports less for the whole of which {series} is a part, {wholes}",
        _above_total_of_side,
        "warning",
    ),
    Rule(
        "part above the total",
        ("projections",),
        "value",
        "{author} gives less for the whole of which {series} is a part, {wholes}",
        _above_total_of_forecast,
        "warning",
    ),
    Rule(
        "part entered as the total",
        ("observations",),
        "value",
        "its side reports the very same figure for a part of {series}; is it the "
        "total?",
        _part_for_total,
        "warning",
    ),
    Rule(
        "parts that do not make the total",
        ("observations",),
        "value",
        "{agency} has figures of all parts for this period, and they add up to "
        "something else: {parts}",
        _parts_miss_total,
        "warning",
    ),
    Rule(
        "parts that do not make the total",
        ("observations",),
        "value",
        "with the other parts of {wholes} it does not make what {agency} gives for "
        "the whole of this period",
        _misses_total,
        "warning",
    ),
    Rule(
        "part that takes the year",
        ("observations",),
        "period_start",
        f"more than {FASTEST} times the pace of the year that its side reports; is it "
        "a figure since January?",
        _takes_the_year,
        "warning",
    ),
    Rule(
        "part that takes a longer one",
        ("observations",),
        "period_start",
        f"more than {FASTEST} times the pace of a longer period of its side that holds "
        "it; is it a figure since January?",
        _takes_its_longer_part,
        "warning",
    ),
    Rule(
        "year entered as a part",
        ("observations",),
        "period_end",
        "its side reports the very same figure for the whole year, or since an "
        "earlier month",
        _year_for_part,
        "warning",
    ),
    Rule(
        "months that do not make the whole",
        ("observations",),
        "value",
        "the months or quarters of {agency} for this period are complete and add up to "
        "something else",
        _whole_of_other_months,
        "warning",
    ),
)
