"""Rows of the tables, taken into the record; the bases that claims of change imply."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.audit.clauses import Amount, Clause, clause
from kzaz_analysis.analysis.audit.figures import (
    BOUNDS,
    OWN_DEFINITION,
    UNRELIABLE,
    Change,
    Figure,
    SeriesEntry,
    day_or_none,
    level_interval,
    origin_of,
    read_series,
    records,
    row_interval,
)
from kzaz_analysis.analysis.audit.index import FigureIndex, Foreign
from kzaz_analysis.analysis.audit.unit_scales import Scales
from kzaz_analysis.analysis.growth.rates import implied_base
from kzaz_analysis.analysis.intervals import Interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ISO_LETTERS = 3
"""Length of the code of a country."""

HEDGES_OF_FALLS = ("approx", "over", "under")
"""Qualifiers of a negative rate: what is under -30 % is a fall of over 30 %."""

CORRECTED = ("wrong", "mislabelled")
"""Status of rows whose note says what is wrong with them."""


def read_record(
    tables: Mapping[str, pd.DataFrame], sides: Mapping[str, str] | None = None
) -> FigureIndex:
    """Read the tables into one record, implied figures included.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        By name.
    sides : mapping of str to str, optional
        Names, by code, of the countries whose figures are mirrors of each other; the
        countries that own an agency when left out.
    """
    scales = Scales.of(tables["units"], tables["factors"])
    agencies = tables["agencies"]
    owners = dict(zip(agencies["agency"], agencies["books"], strict=True))
    if sides is None:
        sides = {owner: owner for owner in _countries(owners)}
    kinds = dict(zip(agencies["agency"], agencies["kind"], strict=True))
    entries = read_series(tables["series"], scales)
    record = FigureIndex(entries, scales, sides, kinds=kinds)
    for row in _named(records(tables["observations"])):
        take_level(record, row, owners, "recorded")
    record.note_repeats()
    claims = list(records(tables["claims"]))
    for row in claims:
        if row["measure"] == "level":
            take_level(record, row, owners, "claimed")
    for row in claims:
        if row["measure"] != "level":
            take_change(record, row, owners)
    return record


def _countries(owners: Mapping[str, str]) -> list[str]:
    """Return the owners of agencies that are three letters and no agency themselves."""
    names = {owner for agency, owner in owners.items() if owner != agency}
    return sorted(name for name in names if len(name) == ISO_LETTERS)


def take_level(
    record: FigureIndex, row: dict[str, Any], owners: dict[str, str], kind: str
) -> None:
    """Add one row of observations or one claimed level."""
    entry = record.entries[str(row["series"])]
    start, end = day_or_none(row["period_start"]), day_or_none(row["period_end"])
    unit = record.unit(entry.root)
    days = (end - start).days + 1 if start is not None and end is not None else None
    ratio = record.scales.ratio(str(row["unit"]), unit, days)
    factor = ratio.value if ratio else 1.0
    value = float(row["value"])
    name = str(row.get("id") or _row_name(row))
    _note_correction(record, name, row)
    figure = Figure(
        id=name,
        kind=kind,
        series=entry.root,
        unit=unit,
        start=start,
        end=end,
        value=value * factor,
        interval=row_interval(row).scale(factor),
        printed=value,
        printed_unit=str(row["unit"]),
        qualifier=str(row["qualifier"]),
        status=str(row.get("obs_status", "")),
        text=printed(value, str(row["unit"]), str(row["qualifier"])),
        how=ratio.how if ratio else (),
        origin=origin_of(row, owners, record.sides),
    )
    if ratio:
        record.add(figure)
    else:
        record.foreign.append(Foreign(figure, str(row["unit"])))


def _row_name(row: dict[str, Any]) -> str:
    return f"{row['series']}@{row['source']}#{row['ref']}"


def _named(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each row a name of its own: one reference may stand for several rows."""
    row_list = list(rows)
    names = [_row_name(row) for row in row_list]
    for more in ("period_start", "period_end", "agency", "value", "unit"):
        counts = Counter(names)
        names = [
            f"{name}~{_cell(row[more])}" if counts[name] > 1 else name
            for name, row in zip(names, row_list, strict=True)
        ]
    return [row | {"id": name} for name, row in zip(names, row_list, strict=True)]


def _cell(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


def _note_correction(record: FigureIndex, name: str, row: dict[str, Any]) -> None:
    """Keep what the tables say is wrong with a row, and why they doubt one.

    A channel has no count of its own: where its figure is marked as another count, a
    note says what it leaves out.
    """
    status, doubt = str(row.get("status") or ""), str(row.get("obs_status") or "")
    note = str(row["note"]).rstrip(".")
    is_incomplete = doubt == OWN_DEFINITION and record.is_carried(str(row["agency"]))
    if status in CORRECTED:
        record.corrections[name] = note or status
    elif note and (doubt == UNRELIABLE or is_incomplete):
        record.corrections[name] = note
    if status == "superseded":
        record.superseded.add(name)


def printed(value: float, unit: str, qualifier: str) -> Clause:
    """Return a figure with its hedge."""
    return clause("figure", amount=Amount(value, unit), hedge=qualifier)


def take_change(
    record: FigureIndex, row: dict[str, Any], owners: dict[str, str]
) -> None:
    """Add one claim of change or share, and the base that it implies."""
    entry = record.entries[str(row["series"])]
    change = _change(record, entry, row, owners)
    if change is None:
        return
    if row["measure"] == "share":
        record.shares.append(change)
        return
    record.changes.append(change)
    _note_correction(record, change.id, row)
    level = _level_beside(record, entry, row, change)
    if level is None:
        return
    record.beside[change.id] = level
    base = _implied(record, change, level) if change.base_start is not None else None
    if base is not None:
        record.add(base)


def _change(
    record: FigureIndex, entry: SeriesEntry, row: dict[str, Any], owners: dict[str, str]
) -> Change | None:
    unit, measure = str(row["unit"]), str(row["measure"])
    interval, value = row_interval(row), float(row["value"])
    multiple = measure == "multiple"
    if multiple:
        interval, value, target = 100 * (interval - 1), 100 * (value - 1), "percent"
    elif measure == "increase":
        target = record.unit(entry.root)
        ratio = record.scales.ratio(unit, target)
        if ratio is None:
            return None
        interval, value = interval.scale(ratio.value), value * ratio.value
    else:
        target = "percent"
    return Change(
        id=str(row["id"]),
        series=entry.root if measure != "share" else entry.name,
        text=change_clause(float(row["value"]), unit, measure, str(row["qualifier"])),
        origin=origin_of(row, owners, record.sides),
        unit=target,
        value=value,
        interval=interval,
        start=day_or_none(row["period_start"]),
        end=day_or_none(row["period_end"]),
        base_start=day_or_none(row["base_start"]),
        base_end=day_or_none(row["base_end"]),
        qualifier=str(row["qualifier"]),
        multiple=multiple,
    )


def change_clause(value: float, unit: str, measure: str, qualifier: str) -> Clause:
    """Return a claim of change, such as "+40 %", "5 times", "a fall of over 30 %"."""
    if measure == "multiple":
        return clause("times", number=value, hedge=qualifier)
    if value < 0 and qualifier in HEDGES_OF_FALLS:
        return clause("fall", amount=Amount(-value, unit), hedge=qualifier)
    is_rise = measure != "share" and value >= 0
    amount = Amount(value, unit)
    return clause("rise" if is_rise else "figure", amount=amount, hedge=qualifier)


def _level_beside(
    record: FigureIndex, entry: SeriesEntry, row: dict[str, Any], change: Change
) -> Figure | None:
    """Return the level said in the same breath, or beside it in the same source.

    Of a source that carries several reporters, the level is that of the claim's own.
    """
    period = change.start, change.end
    same = [
        figure
        for figure in record.of_source(entry.root, period, change.origin.source)
        if figure.origin.books == change.origin.books
    ]
    if pd.isna(row["level_value"]):
        return min(same, key=lambda f: f.interval.width, default=None)
    ratio = record.scales.ratio(str(row["level_unit"]), record.unit(entry.root))
    if ratio is None:
        return None
    value = float(row["level_value"]) * ratio.value
    for figure in same:
        if abs(figure.value - value) <= 1e-9 * abs(value):
            return figure
    level = _said_level(record, row, change, ratio.value)
    record.add(level)
    return level


def _said_level(
    record: FigureIndex, row: dict[str, Any], change: Change, factor: float
) -> Figure:
    value, unit = float(row["level_value"]), str(row["level_unit"])
    return Figure(
        id=f"{change.id}/level",
        kind="claimed",
        series=change.series,
        unit=record.unit(change.series),
        start=change.start,
        end=change.end,
        value=value * factor,
        interval=level_interval(value).scale(factor),
        printed=value,
        printed_unit=unit,
        qualifier="exact",
        status="",
        text=printed(value, unit, ""),
        how=(),
        origin=change.origin,
    )


def _implied(record: FigureIndex, change: Change, level: Figure) -> Figure | None:
    """Return the base that a level and its change imply, as a figure of the base."""
    if level.is_bound:
        return None
    if change.unit == "percent" and not change.interval.low > -100:
        return None
    interval, value = _base(change, level)
    return Figure(
        id=implied_id(change.id),
        kind="implied",
        series=change.series,
        unit=record.unit(change.series),
        start=change.base_start,
        end=change.base_end,
        value=value,
        interval=interval,
        printed=value,
        printed_unit=record.unit(change.series),
        qualifier=change.qualifier if change.qualifier in BOUNDS else "approx",
        status="",
        text=clause(
            "implied",
            base=Amount(value, record.unit(change.series)),
            change=change.text,
            level=level.text,
        ),
        how=level.how,
        origin=change.origin,
    )


def implied_id(change: str) -> str:
    """Name of the base that a claim of change implies, by the claim's id."""
    return f"{change}/base"


def _base(change: Change, level: Figure) -> tuple[Interval, float]:
    if change.unit != "percent":
        return level.interval - change.interval, level.value - change.value
    point = implied_base(Interval.point(level.value), Interval.point(change.value))
    return implied_base(level.interval, change.interval), point.low
