"""What the record holds beside a promise or a statement, for the rules to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    Rows = pd.DataFrame

SIDED = ["series", "side"]
COUNTER = ["series", "reporter", "agency"]
EDITION = 0.02
"""Share by which the level in a statement and that on record may differ."""
RATE_APART = 1.5
"""Times the change on record that a stated change may be."""
OF_MANY = 5
"""Rows of one note from which it is about none of them."""
OF_SOURCE = ["series", "source"]
ROUNDED = 0.005
"""Share by which a level in a statement is rounded."""
NO_ACCIDENT = 3
"""Significant digits from which two sources do not have a level by accident."""


def says_nothing(notes: pd.Series[str]) -> pd.Series[bool]:
    """Tell notes that explain no figure: empty ones, and those that stand at many."""
    return (notes == "") | (notes.groupby(notes).transform("size") >= OF_MANY)


def with_record(name: str, rows: Rows, figures: Rows, units: Rows) -> Rows:
    """Add to the rows of a table what the observations say of the same thing.

    Parameters
    ----------
    name : str
        Table of the rows: targets, claims and projections get columns.
    rows, figures : pandas.DataFrame
        Joined rows of the table, and of the observations.
    units : pandas.DataFrame
        Units by name, with dimension and factor.
    """
    firm = figures[~figures["doubted"]]
    if name == "targets":
        targets = _of_years(_with_base(rows, units), firm)
        targets = _with_years(targets, firm, "deadline_end")
        return targets.assign(floor=_floors(targets, figures))
    if name == "claims":
        return _of_periods(rows, firm, units)
    if name == "projections":
        return _with_years(rows, firm, "period_end")
    return rows


def _with_base(rows: Rows, units: Rows) -> Rows:
    factor = rows["base_unit"].map(units["factor"]).astype("float64")
    # Where no unit is known, what is mapped is no text at all.
    dimension = rows["base_unit"].map(units["dimension"]).astype("object")
    return rows.assign(
        base_amount=rows["base_value"] * factor,
        base_dimension=dimension.fillna("").astype("str"),
    )


def _of_years(rows: Rows, firm: Rows) -> Rows:
    """Least and greatest figure of the year of the deadline, and of the base."""
    yearly = firm[(firm["months"] == 12) | (firm["nature"] != "flow")]
    bounded = yearly[yearly["qualifier"].isin(["exact", "approx"])]
    by_year = bounded.groupby(
        ["series", bounded["period_end"].dt.year.rename("year").astype("float64")]
    )["amount"]
    extremes = pd.DataFrame({"least": by_year.min(), "most": by_year.max()})
    of_year = (rows["deadline_end"] - rows["deadline_start"]).dt.days.between(360, 366)
    deadline = rows["deadline_end"].dt.year.where(of_year)
    for prefix, year in (("deadline_", deadline), ("base_", rows["base_year"])):
        keys = pd.MultiIndex.from_arrays([rows["series"], year.astype("float64")])
        beside = extremes.reindex(keys).add_prefix(prefix).set_axis(rows.index)
        rows = rows.join(beside)
    return rows


def _of_periods(rows: Rows, firm: Rows, units: Rows) -> Rows:
    """Figures of the agency for the period of a rate and for its base."""
    level = firm.groupby([*COUNTER, "period_start", "period_end"])["amount"].median()
    for column, start, end in (
        ("recorded", "period_start", "period_end"),
        ("recorded_base", "base_start", "base_end"),
    ):
        keys = pd.MultiIndex.from_frame(rows[[*COUNTER, start, end]])
        rows = rows.assign(**{column: level.reindex(keys).to_numpy()})
    rows = with_level(rows, units)
    amount = rows["level_amount"]
    of_year = amount * 365.25 / rows["days"].where(rows["days"] > 0)
    rows = rows.assign(level_of_year=amount.where(rows["nature"] != "flow", of_year))
    beside = _with_years(_with_other_period(rows, firm), firm, "period_end")
    return of_source(_of_side(beside, firm), firm)


def with_level(claims: Rows, units: Rows) -> Rows:
    """Add to claims the level beside them in base units, as ``level_amount``."""
    factor = claims["level_unit"].map(units["factor"]).astype("float64")
    amount = claims["level_value"] * factor
    return claims.assign(level_amount=amount.where(amount > 0))


def _floors(rows: Rows, figures: Rows) -> pd.Series[float]:
    """Most that a flow has at least made within the time of each promise.

    A count of another definition is one by which its own agency has promised.
    """
    other_definition = (figures["obs_status"] == "D") & (figures["status"] == "")
    flows = figures[
        (figures["nature"] == "flow") & (other_definition | ~figures["doubted"])
    ]
    factor = flows["amount"] / flows["value"].where(flows["value"] > 0)
    flows = flows.assign(least=flows["low"] * factor)
    columns = ["series", "period_start", "period_end", "least", "agency", "doubted"]
    due = ["series", "deadline_start", "deadline_end", "announced_by"]
    pairs = rows[due].assign(line=rows.index).merge(flows[columns], on="series")
    inside = (pairs["period_start"] >= pairs["deadline_start"]) & (
        pairs["period_end"] <= pairs["deadline_end"]
    )
    inside &= ~pairs["doubted"] | (pairs["agency"] == pairs["announced_by"])
    most = pairs[inside].groupby("line")["least"].max()
    return most.reindex(rows.index).astype("float64")


def _with_years(rows: Rows, firm: Rows, day: str) -> Rows:
    """Least and greatest pace of a series in the year of a statement and beside it."""
    pace = firm["amount"].where(
        firm["nature"] != "flow", firm["amount"] * 365.25 / firm["days"]
    )
    paces = pd.DataFrame(
        {"series": firm["series"], "pace": pace, "year": firm["period_end"].dt.year}
    )
    paces = paces[paces["pace"] > 0]
    beside = pd.concat([paces.assign(year=paces["year"] + n) for n in (-1, 0, 1)])
    of_years = beside.groupby(["series", "year"])["pace"].agg(["min", "max", "size"])
    of_years = of_years[of_years["size"] > 1].astype("float64")
    keys = pd.MultiIndex.from_arrays([rows["series"], rows[day].dt.year])
    with_years = of_years.reindex(keys).set_axis(rows.index)
    return rows.assign(years_least=with_years["min"], years_most=with_years["max"])


def _with_other_period(rows: Rows, firm: Rows) -> Rows:
    """Line and period at which the level in a statement is on record, if not here."""
    columns = ["series", "level_amount", "source", "period_start", "period_end"]
    figures = firm.assign(level_amount=firm["amount"], elsewhere=firm.index)
    pairs = rows.assign(line=rows.index)[[*columns, "line"]].merge(
        figures[[*columns, "elsewhere", "digits"]],
        on=["series", "level_amount"],
        suffixes=("", "_there"),
    )
    of_source = pairs["source"] == pairs["source_there"]
    pairs = pairs[of_source | (pairs["digits"] >= NO_ACCIDENT)]
    here = (pairs["period_start"] == pairs["period_start_there"]) & (
        pairs["period_end"] == pairs["period_end_there"]
    )
    apart = pairs[~here.groupby(pairs["line"]).transform("any")]
    apart = apart.drop_duplicates("line").set_index("line")
    return rows.join(apart[["elsewhere", "period_start_there", "period_end_there"]])


def _of_side(rows: Rows, firm: Rows) -> Rows:
    """Change and share that the figures of the side of a statement make."""
    levels = _bounds_of_sides(firm)
    sided = rows.assign(
        side=rows["reporter"].where(rows["reporter"] != "", rows["owner"])
    )
    period = _reindexed(levels, sided, ["series", "side", "period_start", "period_end"])
    base = _reindexed(levels, sided, ["series", "side", "base_start", "base_end"])
    whole = _reindexed(
        levels,
        sided.assign(whole=sided["wholes"].str.split(";").str[0]),
        ["whole", "side", "period_start", "period_end"],
    )
    years = _yearly_change(sided, _bounds_of_sides(firm[firm["months"] == 12]))
    stated = rows["level_amount"]
    least = period["least"].fillna(stated * (1 - EDITION))
    most = period["most"].fillna(stated * (1 + EDITION))
    changes = {"least": least / base["most"], "most": most / base["least"]}
    return rows.assign(
        yearly_least=years["least"],
        yearly_most=years["most"],
        recorded_share=100 * (least + most) / (whole["least"] + whole["most"]),
        **{f"change_{name}": change for name, change in changes.items()},
        **{f"change_percent_{n}": 100 * (c - 1) for n, c in changes.items()},
    )


def of_source(rows: Rows, firm: Rows) -> Rows:
    """Add what the source of a statement has for its periods, and what that makes.

    Returns
    -------
    pandas.DataFrame
        The claims with ``source_least, source_most`` (bounds of the level, in base
        units), ``source_change_least, source_change_most`` (period over base),
        ``source_rise_least, source_rise_most`` (period less base) and
        ``share_slipped`` (with two digits exchanged it is what its level makes).
    """
    levels = _bounds_by("source", firm)
    period = _reindexed(levels, rows, [*OF_SOURCE, "period_start", "period_end"])
    base = _reindexed(levels, rows, [*OF_SOURCE, "base_start", "base_end"])
    least = period["least"].fillna(rows["level_amount"] * (1 - ROUNDED))
    most = period["most"].fillna(rows["level_amount"] * (1 + ROUNDED))
    pairs = slips_of_shares(rows, firm)
    return rows.assign(
        share_slipped=rows.index.isin(pairs.loc[pairs["is_share"], "line"]),
        source_least=period["least"],
        source_most=period["most"],
        source_change_least=least / base["most"],
        source_change_most=most / base["least"],
        source_rise_least=least - base["most"],
        source_rise_most=most - base["least"],
    )


def slips_of_shares(claims: Rows, firm: Rows) -> Rows:
    """Pairs of a share with its level and a figure that its source has of the period.

    Returns
    -------
    pandas.DataFrame
        ``line`` of the claim and ``line_there`` of the figure, with ``is_level`` (a
        digit of the level apart) or ``is_share`` (the share that the two make is a
        digit apart from the stated one); no pair of shares that figures confirm.
    """
    keys = ["source", "period_start", "period_end"]
    shares = claims[(claims["measure"] == "share") & (claims["level_amount"] > 0)]
    stated = shares[[*keys, "value", "level_amount", "level_dimension"]]
    figures = firm.loc[firm["amount"] > 0, [*keys, "amount", "dimension"]]
    pairs = stated.assign(line=stated.index).merge(
        figures.assign(line_there=figures.index), on=keys
    )
    percent = 100 * pairs["level_amount"] / pairs["amount"]
    is_share = [
        _is_slip(share, due) for share, due in zip(pairs["value"], percent, strict=True)
    ]
    levels = zip(pairs["amount"], pairs["level_amount"], strict=True)
    is_level = [_is_slip(*cells) for cells in levels]
    same_unit = pairs["dimension"] == pairs["level_dimension"]
    pairs = pairs.assign(is_share=is_share, is_level=np.array(is_level) & same_unit)
    met = (percent / pairs["value"] - 1).abs() < EDITION / 2
    met_there = met.groupby(pairs["line"]).transform("any")
    same = (pairs["amount"] == pairs["level_amount"]).groupby(pairs["line"])
    pairs["is_share"] &= ~met_there
    pairs["is_level"] &= ~same.transform("any")
    return pairs


def _is_slip(one: float, other: float) -> bool:
    """Tell two digits that changed places, in figures of one order."""
    texts = [f"{number:.2e}"[:4].replace(".", "") for number in (one, other)]
    return texts[0] != texts[1] and sorted(texts[0]) == sorted(texts[1])


def told_as_base(figures: Rows, claims: Rows) -> list[bool]:
    """Tell figures that their source compares with those of a year later.

    Parameters
    ----------
    figures, claims : pandas.DataFrame
        Joined rows of the observations, typed rows of the claims.
    """
    year = pd.DateOffset(years=1)
    columns = ["source", "period_start", "period_end"]
    with_bases = pd.concat([table[columns] for table in (figures, claims)]).dropna()
    starts, months = (
        with_bases["period_start"] - year,
        with_bases["period_end"].dt.month,
    )
    later = set(zip(with_bases["source"], starts, months, strict=True))
    months = figures["period_end"].dt.month
    own = zip(figures["source"], figures["period_start"], months, strict=True)
    return [key in later for key in own]


def denied_by_changes(figures: Rows, claims: Rows) -> list[bool]:
    """Tell figures that do not make the change their side has stated of them.

    Parameters
    ----------
    figures, claims : pandas.DataFrame
        Joined rows of the observations; claims, typed, with the owner of the agency.
    """
    stated = _unexplained_changes(claims)
    levels = _bounds_of_sides(figures[~figures["doubted"]])
    period = _reindexed(levels, stated, [*SIDED, "period_start", "period_end"])
    base = _reindexed(levels, stated, [*SIDED, "base_start", "base_end"])
    above = stated["least"] > RATE_APART * period["most"] / base["least"]
    below = stated["most"] < period["least"] / base["most"] / RATE_APART
    odd = stated[above | below]
    ends = {
        end
        for days in (("period_start", "period_end"), ("base_start", "base_end"))
        for end in odd[[*SIDED, *days]].itertuples(index=False, name=None)
    }
    side = figures["reporter"].where(figures["reporter"] != "", figures["owner"])
    own = figures.assign(side=side)[[*SIDED, "period_start", "period_end"]]
    pairs = zip(own.itertuples(index=False, name=None), figures["doubted"], strict=True)
    return [not doubted and key in ends for key, doubted in pairs]


def _unexplained_changes(claims: Rows) -> Rows:
    """Rates and multiples without a note, with the bounds of their ratio."""
    growth = claims["measure"] == "growth"
    least, most = (
        (1 + stated / 100).where(growth, stated)
        for stated in (claims[c].fillna(claims["value"]) for c in ("low", "high"))
    )
    side = claims["reporter"].where(claims["reporter"] != "", claims["owner"])
    changes = growth | (claims["measure"] == "multiple")
    unsaid = says_nothing(claims["note"]) & (claims["status"] == "") & (side != "")
    return claims.assign(side=side, least=least, most=most)[changes & unsaid]


def _yearly_change(rows: Rows, years: Rows) -> Rows:
    """Change between the whole years in which a period and its base end."""
    by_any = years.groupby(level=["series", "period_start", "period_end"])
    of_any = by_any.agg({"least": "min", "most": "max"})
    ends = []
    for day in ("period_end", "base_end"):
        year = rows.assign(
            first=pd.to_datetime(rows[day].dt.strftime("%Y-01-01")),
            last=pd.to_datetime(rows[day].dt.strftime("%Y-12-31")),
        )
        own = _reindexed(years, year, [*SIDED, "first", "last"])
        any_side = _reindexed(of_any, year, ["series", "first", "last"])
        # A statement without a side is held against everybody's years.
        ends.append(own.where(rows["side"] != "", any_side))
    period, base = ends
    least, most = period["least"] / base["most"], period["most"] / base["least"]
    between = rows["period_end"].dt.year > rows["base_end"].dt.year
    return pd.DataFrame({"least": least.where(between), "most": most.where(between)})


def _bounds_of_sides(firm: Rows) -> Rows:
    side = firm["reporter"].where(firm["reporter"] != "", firm["owner"])
    return _bounds_by("side", firm.assign(side=side))


def _bounds_by(holder: str, firm: Rows) -> Rows:
    """Least and greatest figure that each holder has for a series and period."""
    factor = firm["amount"] / firm["value"].where(firm["value"] > 0)
    bounded = firm.assign(least=firm["low"] * factor, most=firm["high"] * factor)
    bounded = bounded[(firm[holder] != "") & (bounded["least"] > 0)]
    of_holder = bounded.groupby(["series", holder, "period_start", "period_end"])
    return of_holder.agg(least=("least", "min"), most=("most", "max"))


def _reindexed(levels: Rows, rows: Rows, keys: list[str]) -> Rows:
    index = pd.MultiIndex.from_frame(rows[keys])
    return levels.reindex(index).set_axis(rows.index)
