"""The latest figure of a series, also of one that has no yearly figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from kzaz_analysis.evidence.choice import COUNTING
from kzaz_analysis.evidence.rounding import is_published_range
from kzaz_analysis.evidence.schema.provenance import PROVENANCES, provenance_ranks
from kzaz_analysis.evidence.selection import OWN_DEFINITION, usable
from kzaz_analysis.evidence.units import ratios_to
from kzaz_analysis.studies.driver_values import period_text, years_and_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.evidence.tables import Tables

    Records = Callable[[str], Record]

SYSTEMS = ("investment", "agreements", "air")
"""Systems of the catalogue whose figures are listed one by one."""

PAIRS = (
    ("port_throughput_", "port_capacity_"),
    ("port_containers_", "port_capacity_containers_"),
)
"""Starts of the names of what passes through a port and of what it can take."""

FIGURE_COLUMNS = ["series", "title", "system", "unit", "value", "period", "books"]
FIGURE_COLUMNS += ["source", "most", "qualifier"]
PORT_COLUMNS = ["series", "title", "unit", "value", "period", "capacity"]
PORT_COLUMNS += ["capacity_period", "used_pct", "source", "capacity_source"]
PORT_COLUMNS += ["is_floor", "capacity_qualifier"]

READING = "rate"
"""Nature of series whose figure of a month stands for no year."""

FAR_YEARS = 2
"""Years that throughput and capacity may lie apart to be compared."""


def yearly_or_newest(record: Record) -> pd.DataFrame:
    """Annual frame; of what lasts and is dated to no year, its newest figures.

    Such a figure counts for the year in which it was published, the last of each.
    """
    if len(record.annual) or record.nature == "flow":
        return record.annual
    alternatives = record.alternatives
    undated = alternatives[
        alternatives["period_end"].isna()
        & alternatives["value"].notna()
        & (alternatives["published_on"].fillna("") != "")
        & usable(alternatives)
    ].sort_values(["published_on", "source"])
    year = undated["published_on"].str[:4].astype("int64")
    by_year = undated.assign(year=year, segment=0)
    return by_year.drop_duplicates("year", keep="last").reset_index(drop=True)


class NewestFigure(NamedTuple):
    """The newest figure of a series.

    Attributes
    ----------
    value : float
        In the unit of the series; not a number where there is none.
    period, source, books : str
        Year or span, document and reporter; empty where there is no figure.
    most : float or None
        Upper end where a range was published, "13 to 17 days"; `value` is the lower.
    qualifier : str
        Word that it was published with, one of `QUALIFIERS`: over, of "more than 3".
    """

    value: float = float("nan")
    period: str = ""
    source: str = ""
    books: str = ""
    most: float | None = None
    qualifier: str = "exact"


def newest(record: Record) -> NewestFigure:
    """Return the last year under the rule, else the part-year figure that ends last.

    Of figures for parts of years and for sums of years those that an office counted
    lead over what was only said: a later statement is no later count. Of figures for
    the same days the provenance decides before the day of publication.
    """
    annual = yearly_or_newest(record)
    if len(annual):
        newest_row = annual.iloc[-1]
        is_reading = record.nature == READING
        period = _months_or_year(newest_row) if is_reading else str(newest_row["year"])
        return _figure(newest_row, period)
    others = record.alternatives[usable(record.alternatives)]
    if record.rule not in record.evidence.dataset.rules:
        # What others count is no figure of the one body that was asked for.
        others = others[others["agency"] == record.rule.partition(":")[0]]
    if (record.partial["obs_status"] == OWN_DEFINITION).any():
        others = others[:0]
    parts = pd.concat([f for f in (record.partial, others) if len(f)] or [annual])
    dated = parts[parts["period_end"].notna()]
    counted = dated[dated["provenance"].isin(COUNTING)]
    dated = counted if len(counted) else dated
    if dated.empty:
        return NewestFigure()
    # Of figures for the same days the press is no newer count than who was there.
    rank = -dated["provenance"].map(provenance_ranks("")).fillna(len(PROVENANCES))
    order = ["period_end", "rank", "published_on", "source"]
    newest_row = dated.assign(rank=rank).sort_values(order).iloc[-1]
    return _figure(
        newest_row, _span(newest_row["period_start"], newest_row["period_end"])
    )


def later_part(record: Record) -> NewestFigure:
    """Return the part of a year that ends last, where it is later than the last year.

    Of parts with one end that of most months, as its year has it so far; most of a
    year may end within a month.
    """
    annual, whole_and_parts = record.annual, years_and_parts(record)
    if annual.empty:
        return NewestFigure()
    long_parts = whole_and_parts[whole_and_parts["is_part"].astype(bool)]
    frames = [f for f in (record.partial, long_parts) if len(f)]
    parts = pd.concat(frames or [record.partial])
    later = parts[parts["year"] > annual["year"].iloc[-1]]
    later = later[usable(later)].sort_values(["period_end", "months"])
    if later.empty:
        return NewestFigure()
    row = later.iloc[-1]
    return _figure(row, _span(row["period_start"], row["period_end"]))


def _months_or_year(row: pd.Series) -> str:
    """Name the year of a figure, or the months of it that it is of."""
    start, end = row["period_start"], row["period_end"]
    is_of_months = pd.notna(start) and start.day == 1 and end.is_month_end
    is_part = is_of_months and (start.month, end.month) != (1, 12)
    return _span(start, end) if is_part else str(row["year"])


def _figure(row: pd.Series, period: str) -> NewestFigure:
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    most = high if is_published_range(value, low, high) else None
    source, books, qualifier = (str(row[c]) for c in ("source", "books", "qualifier"))
    return NewestFigure(value, period, source, books, most, qualifier)


def _span(start: pd.Timestamp, end: pd.Timestamp) -> str:
    if pd.isna(start) or start == end:
        return f"{end:%Y-%m-%d}"
    whole = start.day_of_year == 1 and (end.month, end.day) == (12, 31)
    if whole and start.year != end.year:
        return f"{start.year} to {end.year}"
    if start.day != 1 or not end.is_month_end:
        return f"{start:%Y-%m-%d} to {end:%Y-%m-%d}"
    return (
        f"{start:%Y-%m} to {end:%Y-%m}"
        if start.month != end.month
        else (f"{end:%Y-%m}")
    )


def latest_figures(evidence: Tables, record: Records) -> pd.DataFrame:
    """Latest figure of every series of the systems in `SYSTEMS`.

    Returns
    -------
    pandas.DataFrame
        Columns as `FIGURE_COLUMNS`, one row per series with a figure, by system and
        name.
    """
    catalogue = evidence.load("series")
    of_systems = catalogue[catalogue["system"].isin(SYSTEMS)]
    rows = []
    for entry in of_systems.sort_values(["system", "series"]).to_dict("records"):
        figure = newest(record(entry["series"]))
        if figure.source:
            cells = {c: entry[c] for c in ("series", "title", "system", "unit")}
            rows.append(cells | figure._asdict())
    return pd.DataFrame(rows, columns=FIGURE_COLUMNS)


def against_capacity(evidence: Tables, record: Records) -> pd.DataFrame:
    """Throughput of every port beside its capacity.

    Returns
    -------
    pandas.DataFrame
        Columns as `PORT_COLUMNS`, one row per series of throughput that has a
        capacity of its own on record and a figure for a whole year, or for most of a
        later one (``is_floor``: the year had at least as much); ``used_pct`` is the
        throughput in percent of the capacity, both in the unit of the first, and
        missing where they are more than `FAR_YEARS` apart.
    """
    names = set(evidence.load("series")["series"])
    pairs = [
        (name, capacity + name.removeprefix(throughput))
        for throughput, capacity in PAIRS
        for name in sorted(names)
        if name.startswith(throughput)
        and capacity + name.removeprefix(throughput) in names
    ]
    rows = [_port(record(flow), record(stock)) for flow, stock in pairs]
    return pd.DataFrame([row for row in rows if row], columns=PORT_COLUMNS)


def _port(flow: Record, stock: Record) -> tuple[object, ...] | None:
    ratio = ratios_to(flow.evidence, flow.unit).get(stock.unit)
    if flow.annual.empty or stock.annual.empty or ratio is None:
        return None
    load = years_and_parts(flow).iloc[-1]
    is_floor, value = bool(load["is_floor"]), float(load["value"])
    limit = newest(stock)
    capacity = limit.value * float(ratio)
    is_near = abs(int(load["year"]) - int(stock.annual["year"].iloc[-1])) <= FAR_YEARS
    used = 100 * value / capacity if capacity > 0 and is_near else None
    period = period_text(load["period_start"], load["period_end"])
    level = flow.name, flow.title, flow.unit, value, period
    shares = capacity, limit.period, used, str(load["source"]), limit.source
    return *level, *shares, is_floor, limit.qualifier
