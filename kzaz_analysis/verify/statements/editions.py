"""Sentences about what an earlier edition printed, held to the list that it left."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.verify.dataset import day_of
from kzaz_analysis.verify.statements.common import WORDS, Caseless, of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzaz_analysis.verify.figures import Datum
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.record import SeriesRecord
    from kzaz_analysis.verify.statements.common import Operands

    Printed = dict[str, str]
    Change = tuple[Printed, Datum | None]

LISTS = "choices-*.csv"


def edition_of(page: StatedPage) -> tuple[str, list[Printed]]:
    """Return the day of the newest edition before that of the page, and its choices."""
    for path in sorted(page.everything.folder.glob(LISTS), reverse=True):
        day = path.stem.partition("-")[2]
        printed_on = day_of(day)
        if page.data.day is None or (printed_on and printed_on <= page.data.day):
            frame = pd.read_csv(path, dtype=str, keep_default_na=False)
            return day, frame.to_dict("records")  # type: ignore[return-value]
    return "", []


def rows_of(record: SeriesRecord, printed: list[Printed]) -> list[Printed]:
    """List what the edition chose by the rule of a record in the years of it."""
    years = [figure.year for figure in record.window]
    return [
        row
        for row in printed
        if (row["series"], row["rule"]) == (record.name, record.rule)
        and years
        and years[0] <= int(row["year"]) <= years[-1]
    ]


def changes_of(record: SeriesRecord, printed: list[Printed]) -> list[Change]:
    """List what the edition chose otherwise in the years of a record, latest first."""
    pairs = [
        (_relabelled(record, row), record.figure(int(row["year"])))
        for row in rows_of(record, printed)
    ]
    changed = [(r, now) for r, now in pairs if not _is_same(record, r, now)]
    return sorted(changed, key=lambda pair: -int(pair[0]["year"]))


def _figure_then(record: SeriesRecord, row: Printed) -> Datum | None:
    """Return the figure that the edition chose, where it is still among the rows."""
    year, value = int(row["year"]), float(row["value"])
    figures = (
        figure
        for figure in [*record.window, *record.figures]
        if figure.year == year
        and row["source"] in figure.sources
        and math.isclose(figure.value, value, rel_tol=1e-5)
    )
    return next(figures, None)


def _relabelled(record: SeriesRecord, row: Printed) -> Printed:
    """Say whose the figure is by the tables of now."""
    then = _figure_then(record, row)
    if then is None:
        return row
    return row | {"books": then.side, "provenance": then.provenance}


def _is_same(record: SeriesRecord, row: Printed, now: Datum | None) -> bool:
    """Whether it is the same figure, or one that rounding allows to be the same."""
    if now is None:
        return False
    then = _figure_then(record, row)
    low, high = (then.low, then.high) if then else (float(row["value"]),) * 2
    counted = (now.side, now.agency) == (row["books"], row["agency"])
    is_equal = counted and math.isclose(now.value, float(row["value"]))
    return is_equal or (now.low <= high and low <= now.high)


def _is_visible(change: Change) -> bool:
    """Tell whether three digits show the change."""
    row, now = change
    return now is None or f"{now.value:.2e}" != f"{float(row['value']):.2e}"


def _then(row: Printed) -> Operands:
    keys = ("unit", "books", "provenance")
    return {"value": float(row["value"])} | {key: row[key] for key in keys}


def _now(figure: Datum | None, record: SeriesRecord) -> Operands | None:
    if figure is None:
        return None
    return {
        "value": figure.value,
        "unit": record.unit,
        "books": figure.side,
        "provenance": figure.provenance,
    }


def _records(
    page: StatedPage, subject: str, printed: list[Printed]
) -> Iterator[SeriesRecord]:
    """Read each series of a title under each rule that the edition chose by."""
    names = [
        name
        for name, entry in page.data.series.items()
        if Caseless(entry["title"]).casefold() == subject.casefold()
    ]
    for name in names:
        rules = dict.fromkeys(row["rule"] for row in printed if row["series"] == name)
        # The first year of an overview is that of its forecasts alone.
        has_window = page.report != "overview"
        yield from (page.read(name, rule, window=has_window) for rule in rules)


@of("record.since_edition", "record.since_edition_briefly")
def since_edition(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the figures printed otherwise, and the latest that rounding shows."""
    day, printed = edition_of(page)
    reckoned: list[Operands] = []
    for record in _records(page, operands["subject"], printed):
        changes = changes_of(record, printed)
        if not changes:
            continue
        row, now = next(filter(_is_visible, changes), changes[0])
        sides = {figure.side for figure in record.window}
        of_others = sum(n is not None and n.side != r["books"] for r, n in changes)
        reckoned.append(
            {
                "count": len(changes),
                "subject": Caseless(record.entry["title"]),
                "printed_on": day,
                "year": int(row["year"]),
                "then": _then(row),
                "now": _now(now, record),
                "why": WORDS,
                "correction": WORDS,
                "reporter_id": sides.pop() if len(sides) == 1 and not of_others else "",
                "of_others": of_others,
                "since": record.first_year,
                "printed_alone": _printed_alone(record, printed, page),
            }
        )
    # One title may be chosen by several rules: the one that is reckoned is meant.
    names: tuple[str, ...] = ("count", "year", "then", "now", "reporter_id")
    more = ("of_others", "since", "printed_alone")
    # Earlier suites do not say whose the figures printed before were.
    names += tuple(name for name in more if name in operands)
    fits = [sum(each[name] == operands[name] for name in names) for each in reckoned]
    best = reckoned[fits.index(max(fits))] if reckoned else None
    return best and {n: v for n, v in best.items() if n in operands or n not in more}


def _printed_alone(
    record: SeriesRecord, printed: list[Printed], page: StatedPage
) -> int:
    """Count what the edition chose by a rule that takes one reporter alone."""
    is_alone = record.rule in page.data.alone.values()
    return len(rows_of(record, printed)) if is_alone else 0


def _agreeing(change: tuple[SeriesRecord, Printed, Any], stated: Operands) -> int:
    record, row, now = change
    pairs = (_then(row), stated["then"]), (_now(now, record), stated["now"])
    return sum(reckoned == told for reckoned, told in pairs)


@of("record.latest_since_edition")
def latest_since_edition(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon each latest figure that was printed otherwise."""
    day, printed = edition_of(page)
    changes: list[Any] = []
    for stated in operands["changes"]:
        latest = [
            (record, *change)
            for record in _records(page, stated["subject"], printed)
            for change in changes_of(record, printed)
            if record.last and record.last.year == int(change[0]["year"])
        ]
        if not latest:
            return None
        # One title may be chosen by several rules: the one that is told is meant.
        record, row, now = max(latest, key=lambda each: _agreeing(each, stated))
        changes.append(
            {
                "subject": Caseless(record.entry["title"]),
                "year": int(row["year"]),
                "then": _then(row),
                "now": _now(now, record),
            }
        )
    return {"printed_on": day, "changes": changes}
