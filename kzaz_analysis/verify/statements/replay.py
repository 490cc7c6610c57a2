"""Sentences of the real-time (vintage) analysis."""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.dataset import day_of
from kzaz_analysis.verify.figures import BOUNDS, NEVER_CHOSEN, PROVENANCES, Datum
from kzaz_analysis.verify.record import TRAFFIC
from kzaz_analysis.verify.statements.common import (
    MODEL,
    WORDS,
    Caseless,
    base_period,
    change_operands,
    leave,
    of,
)
from kzaz_analysis.verify.statements.growth.parts_of_years import same_months
from kzaz_analysis.verify.statements.growth.published import (
    is_whole_year,
    published_of,
    published_rates,
)

if TYPE_CHECKING:
    from kzaz_analysis.verify.dataset import Cells
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.record import SeriesRecord
    from kzaz_analysis.verify.statements.common import Operands
    from kzaz_analysis.verify.yearly import Movement

MOVED, MOST_DAYS, FEW = 0.5, 5, 10

FORECAST = ["author", "scenario", "condition", "value", "unit", "low", "high"]
FORECAST += ["period_end"]
"""Columns that tell one forecast by others from another."""

OF_OFFICES = ("statistics", "customs", "channel")


def days_of(page: StatedPage) -> list[str]:
    """Days looked at, earliest first; none after the day of the page."""
    limit = str(page.parameters.get("as_of") or "9999")
    days = page.asked("days") or publication_days(page)
    return sorted({str(d) for d in days if str(d) <= limit})


def publication_days(page: StatedPage) -> list[str]:
    """Return the last days on which a figure of the series was published."""
    days = {day_of(figure.published) for figure in page.record.figures}
    return sorted(f"{day}" for day in days if day)[-MOST_DAYS:]


def view_of(page: StatedPage, day: str) -> SeriesRecord:
    """Return the record of the page as known on one of its days."""
    record = page.record
    return page.read(record.name, record.rule, day=day)


@of("replay.known")
def known(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon what was known on the newest day."""
    day = days_of(page)[-1]
    view = view_of(page, day)
    if view.last is None:
        return None
    last, change = view.last, view.growth(view.last.year)
    hedge: Operands = {}
    if "qualifier" in operands:
        is_shown = change_operands(change, last.year)["is_unsure"] and change.is_hedged
        ends = [change.low, change.high] if is_shown else None
        hedge = {"qualifier": last.qualifier, "ends": ends}
    if "published" in operands:
        is_own = last.provenance == "quoted" and last.side == last.agency
        hedge |= {"is_quoted": is_own, "published": _published(page, day, last, change)}
    return hedge | {
        "when": day,
        "reporter": last.side,
        "value": last.value,
        "unit": view.unit,
        "year": last.year,
        "base_year": last.year - 1,
        "pct": change.pct,
        "why": change.reason,
    }


def _published(
    page: StatedPage, day: str, last: Datum, change: Movement
) -> Operands | None:
    """Return the rate of a year that its reporter had published itself by a day."""
    if not change.reason:
        return None
    then = _as_of(page, day)
    rate = published_of(then, f"{last.year}-01-01", f"{last.year}-12-31", last.side)
    return {k: v for k, v in rate.items() if k != "is_official"} if rate else None


def _as_of(page: StatedPage, day: str) -> StatedPage:
    return replace(page, parameters={**page.parameters, "as_of": day}, _records={})


@of("replay.not_known")
def not_known(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that nothing was known on the newest day."""
    day = days_of(page)[-1]
    return None if view_of(page, day).last else {"when": day, "why": WORDS}


def moves_of(page: StatedPage) -> list[Operands]:
    """How the figure that was the last on each day has moved since."""
    moves = []
    for day in days_of(page):
        then = view_of(page, day).last
        now = page.record.figure(then.year) if then else None
        if then is not None and now is not None and then.value > 0:
            names = [page.data.sides.get(f.side, f.side) for f in (then, now)]
            moves.append(
                {
                    "year": then.year,
                    "was": then.value,
                    "qualifier": then.qualifier,
                    "now": now.value,
                    "when": day,
                    "unit": page.record.unit,
                    "reporters": names if then.side != now.side else None,
                    "_size": least_change(then, now),
                }
            )
    return moves


def least_change(then: Datum, now: Datum) -> float:
    """Least percent by which a figure changed, whatever rounding and hedges hide."""
    rise, fall = now.low - then.high, then.low - now.high
    if max(rise, fall) <= 0:
        return 0.0
    return 100 * rise / then.high if rise > 0 else 100 * fall / then.low


@of("replay.widest_move")
def widest_move(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the figure that is furthest from what it was."""
    moves = moves_of(page)
    size = max((m["_size"] for m in moves), default=0.0)
    if not size > MOVED:
        return None
    equals = [m for m in moves if m["_size"] == size]
    same_day = [m for m in equals if m["when"] == operands["when"]] or equals
    names = _names(same_day[0]["reporters"], operands, page)
    reckoned = same_day[0] | {"reporters": names}
    if "qualifier" not in operands:
        # Suites of earlier versions state none.
        del reckoned["qualifier"]
    return reckoned


def _names(names: Any, operands: Operands, page: StatedPage) -> Any:
    """Names of countries are checked; those of other bodies are words."""
    stated = operands["reporters"]
    if names is None or stated is None or set(stated) <= set(page.data.sides.values()):
        return names
    return WORDS


@of("replay.without_rate")
def without_rate(_: Operands, page: StatedPage) -> Operands:
    """Reckon on how many days no rate was possible."""
    views = [view_of(page, day) for day in days_of(page)]
    rates = [v.growth(v.last.year).pct if v.last else None for v in views]
    return {"count": rates.count(None), "reasons": WORDS}


@of("replay.rates_stand")
def rates_stand(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that no rate of a past day has moved."""
    for day in days_of(page):
        then = view_of(page, day)
        year = then.last.year if then.last else 0
        pair = then.growth(year).pct, page.record.growth(year).pct
        if None not in pair and abs(pair[0] - pair[1]) > MOVED:  # type: ignore[operator]
            return None
    return {}


@of("replay.newest_months")
def newest_months(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the newest comparison of equal months on the last day that had one."""
    for day in reversed(days_of(page)):
        then = _as_of(page, day)
        figures = view_of(page, day).partial
        parts = {(f.start, f.end, f.side) for f in figures if f.start and f.end}
        for claim in published_rates(then):
            if not is_whole_year(claim):
                ends = (claim["period_start"], claim["period_end"])
                start, end = map(dt.date.fromisoformat, ends)
                parts.add((start, end, page.data.side_of(claim)))
        for start, end, side in sorted(parts, key=_newest, reverse=True):
            months = {"start": f"{start}", "end": f"{end}", "reporter": side}
            reckoned = same_months(months, then)
            if reckoned and (reckoned["published"] or reckoned["computed"]):
                pair = _two_bodies(reckoned, then) if "bodies" in operands else {}
                return {"when": day, **reckoned, **pair}
    return None


def _two_bodies(reckoned: Operands, page: StatedPage) -> Operands:
    """Name the bodies of a level and its base where a rate was published too."""
    if not (reckoned["published"] and reckoned["computed"]):
        return {"bodies": None}
    start, end = (dt.date.fromisoformat(reckoned[name]) for name in ("start", "end"))
    figure = page.record.months(start, end, reckoned["reporter"])
    period = base_period(figure) if figure else ()
    base = page.record.months(*period, reckoned["reporter"]) if period else None
    pair = [each for each in (figure, base) if each is not None]
    rows = [page.data.agencies.get(each.agency, {}) for each in pair]
    names = [row.get("name", "") for row in rows if row.get("kind") != "unstated"]
    is_pair = len(names) == 2 and names[0] != names[1] and all(names)
    return {"bodies": names if is_pair else None}


def _newest(part: tuple[dt.date, dt.date, str]) -> tuple[dt.date, dt.timedelta, str]:
    start, end, side = part
    return end, end - start, side


@of("replay.no_months")
def no_months(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon that no day had equal months to compare."""
    return {} if newest_months(operands, page) is None else None


Release = tuple[dt.date, float, str, Datum]


def body_of(page: StatedPage, figure: Datum) -> str:
    """Body that a figure is of: all offices are one, any other agency is its own."""
    kind = page.data.agencies.get(figure.agency, {}).get("kind", "")
    return "office" if kind in OF_OFFICES else figure.agency


def releases_of(page: StatedPage) -> dict[Any, list[Datum]]:
    """Figures of each period and body that changed what stood before, in time."""
    groups: dict[Any, list[Release]] = defaultdict(list)
    for f in page.record.figures:
        if (
            f.start is None
            or not f.side
            or not f.published
            or f.qualifier in BOUNDS
            or f.status in NEVER_CHOSEN
            or f.corrected in ("wrong", "mislabelled")
            or (f.derived and len(f.sources) > 1)
        ):
            continue
        day = day_of(f.published)
        if day is not None:
            groups[(f.start, f.end, f.side)].append(
                (day, f.high - f.low, f.sources[0], f)
            )
    is_traffic = page.record.entry["system"] in TRAFFIC
    return {
        (*period, body): figures
        for period, rows in groups.items()
        for body, figures in _changes(page, rows, is_traffic).items()
    }


def _changes(
    page: StatedPage, rows: list[Release], is_traffic: bool
) -> dict[str, list[Datum]]:
    """Figures of one period by body; what ranks below an earlier one is none."""
    figures: dict[str, list[Datum]] = defaultdict(list)
    before: dict[str, float] = {}
    days: set[tuple[str, dt.date]] = set()
    best = math.inf
    for day, _, _, figure in sorted(rows, key=lambda row: row[:3]):
        body = body_of(page, figure)
        if (body, day) in days:
            continue
        days.add((body, day))
        rank = PROVENANCES.index(figure.provenance)
        if is_traffic and figure.provenance == "own_count":
            rank = 0
        rank = 2 * rank + (figure.stage != "final")
        if rank > best:
            continue
        best = rank
        if figure.value != before.get(body):
            figures[body].append(figure)
        before[body] = figure.value
    return figures


@of("replay.revisions")
def revisions(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the mean and the mean absolute revision of the first figures."""
    moved = [
        100 * (figures[-1].value / figures[0].value - 1)
        for figures in releases_of(page).values()
        if len(figures) > 1
    ]
    if not moved:
        return None
    return {
        "count": len(moved),
        "mean": statistics.fmean(moved),
        "mean_absolute": statistics.fmean(map(abs, moved)),
    }


@of("replay.beyond_rounding")
def beyond_rounding(_: Operands, page: StatedPage) -> Operands:
    """Reckon how many revisions rounding does not explain."""
    pairs = [(f[0], f[-1]) for f in releases_of(page).values() if len(f) > 1]
    apart = [a for a, b in pairs if b.low > a.high or b.high < a.low]
    return {"count": len(apart)}


@of("replay.replaced")
def replaced(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon in how many periods an office came after a statement of another body."""
    firsts: dict[Any, dict[str, Datum]] = defaultdict(dict)
    for (*period, body), figures in releases_of(page).items():
        firsts[tuple(period)][body] = figures[0]
    count = 0
    for bodies in firsts.values():
        office = bodies.pop("office", None)
        if office is None or not bodies:
            continue
        days = [(f"{day_of(f.published)}", f) for f in bodies.values()]
        day, statement = min(days, key=lambda pair: pair[0])
        is_later = f"{day_of(office.published)}" > day
        count += is_later and office.value != statement.value
    return {"count": count} if count else None


@of("replay.few_revisions")
def few_revisions(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon how few revisions there are: below ten a mean says little."""
    count = sum(len(figures) > 1 for figures in releases_of(page).values())
    return {"count": count} if count < FEW else None


@of("replay.title")
def title(_: Operands, page: StatedPage) -> Operands:
    """Reckon how many days and rates there are; forecasts are simulated."""
    views = [view_of(page, day) for day in days_of(page)]
    rates = [v for v in views if v.last and v.growth(v.last.year).pct is not None]
    counted = {"days": len(views), "rates": len(rates)}
    names = ("projections", "scored", "inside", "years", "verdict")
    simulated = dict.fromkeys(names, MODEL)
    name = Caseless(page.record.entry["title"])
    return {"name": name} | counted | simulated


@of("replay.scored")
def scored(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the outturn of a forecast; the forecast itself is simulated."""
    last = view_of(page, str(operands["when"])).last
    rule = page.data.alone.get(last.side, last.side) if last else ""
    outturn = page.read(page.record.name, rule, window=False)
    figure = outturn.figure(int(operands["year"]))
    if figure is None:
        return None
    return {
        "when": operands["when"],
        "year": figure.year,
        "median": MODEL,
        "outturn": figure.value,
        "unit": page.record.unit,
        "inside": MODEL,
        "level": float(page.parameters.get("confidence_pct") or 80.0),
    }


def levels_by_others(page: StatedPage, series: str) -> list[Cells]:
    """List the levels that others forecast; one said again is the first alone."""
    rows = [
        row
        for row in page.data.table("projections")
        if (row["series"], row["measure"]) == (series, "level") and row["period_end"]
    ]
    said: dict[tuple[str, ...], Cells] = {}
    for row in sorted(rows, key=lambda r: (r["published_on"] or "9", r["source"])):
        said.setdefault(tuple(row[name] for name in FORECAST), row)
    return [*said.values()]


def others_of(page: StatedPage, record: SeriesRecord) -> list[tuple[float, Datum, str]]:
    """List level, outturn above zero and day of the forecasts that have one."""
    outturns = {figure.year: figure for figure in record.window if figure.value > 0}
    return [
        (float(row["value"]) * ratio, outturns[year], row["published_on"])
        for row in levels_by_others(page, record.name)
        if (year := int(row["period_end"][:4])) in outturns
        and not math.isnan(ratio := page.data.ratio(row["unit"], record.unit))
    ]


def errors_of(page: StatedPage, record: SeriesRecord) -> list[float]:
    """Errors in percent of the forecasts by others that have an outturn."""
    return [100 * (said / came.value - 1) for said, came, _ in others_of(page, record)]


def beside_no_change(page: StatedPage, record: SeriesRecord) -> list[list[float]]:
    """List errors of others beside those of no change from the day they spoke."""
    pairs = []
    for said, came, day in others_of(page, record):
        figures = page.read(record.name, record.rule, window=False, day=day)
        if day and figures.last is not None and figures.last.side == came.side:
            levels = (said, figures.last.value)
            pairs.append([abs(level / came.value - 1) for level in levels])
    return pairs


@of("replay.others")
def others(_: Operands, page: StatedPage) -> Operands:
    """Reckon how far others were out."""
    errors = errors_of(page, page.record)
    return {
        "count": len(errors),
        "high": sum(error > 0 for error in errors),
        "median_error": statistics.median(abs(error) for error in errors),
    }


def in_year(triples: list[tuple[float, Datum, str]]) -> Operands | None:
    """Reckon which spoke in the year itself or on no day, and the error of the rest."""
    before = [
        abs(100 * (said / came.value - 1))
        for said, came, day in triples
        if day and day[:4] != str(came.year)
    ]
    count = len(triples) - len(before)
    error = statistics.median(before) if len(before) > 1 else None
    return {"count": count, "median_error": error} if count else None


@of("replay.others_in_year")
def others_in_year(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon which others spoke in the year itself, and the error of the rest."""
    return in_year(others_of(page, page.record))


@of("replay.one_other")
def one_other(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the error of the only forecast by others with an outturn."""
    errors = errors_of(page, page.record)
    return {"error": errors[0]} if len(errors) == 1 else None


@of("replay.no_others", "replay.no_other_outturn")
def no_others(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that no forecast by others has an outturn."""
    return None if errors_of(page, page.record) else {}


@of("replay.others_naive")
def others_naive(_: Operands, page: StatedPage) -> Operands:
    """Reckon how often others were nearer than no change from the day they spoke."""
    pairs = beside_no_change(page, page.record)
    return {"count": len(pairs), "better": sum(own < naive for own, naive in pairs)}


leave(
    MODEL, "replay.verdict", "replay.no_verdict", "replay.errors", "replay.no_outturn"
)
leave(WORDS, "replay.not_projected", "replay.no_revisions", "replay.no_day")
