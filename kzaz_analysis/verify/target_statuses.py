"""How each statement of a target stands, judged anew from the tables.

What a date ahead comes to rests on a forecast as well; of such a statement the
statuses that the figures leave open are given.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.dataset import day_of
from kzaz_analysis.verify.figures import number
from kzaz_analysis.verify.record import COUNTING
from kzaz_analysis.verify.targets import LEVELS, STATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kzaz_analysis.verify.dataset import Cells
    from kzaz_analysis.verify.figures import Datum
    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.record import SeriesRecord

IN_TIME, LATE, THEN_MET = "met in time", "met late", "missed, then met"
MET_UNDATED, UNDATED, MISSED = "met, no date set", "no date set", "missed"
ON, OFF = "on track", "off track"
UNKNOWN, DESCRIPTION = "cannot be judged", "not a target"

DESCRIBING = ("length", "cost")
LOOSE, SLACK = ("approx", "under", "up_to"), 0.05
ENOUGH, FEW_YEARS, HALF = 0.95, 6, "06"
FINISHED, COMPLETION = ("completion", "opening"), "completion_"


@dataclass(frozen=True, slots=True)
class Judged:
    """One statement with the statuses that the tables leave open.

    Attributes
    ----------
    row : dict of str to str
        The statement.
    statuses : frozenset of str
        One where the tables decide.
    level : float or None
        What it aims at, in the unit of the series.
    side : str
        Whose figure is the newest that judges it.
    """

    row: Cells
    statuses: frozenset[str]
    level: float | None = None
    side: str = ""


RANKED = ("statistic", "own_count", "quoted", "government", "press", "compiled")


@dataclass(frozen=True, slots=True)
class _Aim:
    value: float
    edge: float
    is_at_most: bool

    def holds(self, figure: Datum) -> bool:
        if figure.is_range or figure.is_upper_bound:
            is_low = figure.high <= self.edge
            return is_low if self.is_at_most else figure.low >= self.edge
        if self.is_at_most and figure.high == math.inf:
            return False
        low, high = figure.low, figure.high
        if self.edge != self.value:
            low = high = figure.value
        if self.is_at_most:
            return min(figure.value, low) <= self.edge
        return (high if math.isfinite(high) else figure.value) >= self.edge

    def is_left_open(self, figure: Datum) -> bool:
        """Whether a bound from above lies on both sides of the level."""
        is_around = figure.low < self.edge <= figure.high
        return not self.is_at_most and figure.is_upper_bound and is_around


def is_description(page: StatedPage, row: Cells) -> bool:
    """Whether a statement describes a work instead of setting a target."""
    nature = page.data.series[row["series"]]["nature"]
    fixed = nature == "constant" and row["measure"] != "date"
    return fixed or row["measure"] in DESCRIBING


def target_statuses(page: StatedPage, rows: Iterable[Cells]) -> list[Judged]:
    """Judge statements on the day of the page."""
    return [_judged(page, row) for row in rows]


def _judged(page: StatedPage, row: Cells) -> Judged:
    record = _record(page, row)
    side = _newest_side(record)
    if row["measure"] == "date":
        return Judged(row, frozenset({_of_date(page, row)}), None, side)
    if is_description(page, row):
        return Judged(row, frozenset({DESCRIPTION}), None, side)
    statuses, level = _of_level(page, row, record)
    other = _in_series_unit(page, row, record)
    if other is None:
        return Judged(row, statuses, level, side)
    read = _of_level(page, other, record)[0]
    is_same = len(statuses) == 1 and statuses == read
    either = statuses if is_same else statuses | read | {UNKNOWN}
    if not is_same and not statuses & read:
        either = frozenset({UNKNOWN})
    return Judged(row, either, None, side)


def _record(page: StatedPage, row: Cells) -> SeriesRecord:
    """Figures that judge a statement: an association is judged by its own count."""
    kind = page.data.agencies.get(row["announced_by"], {}).get("kind", "")
    rule = row["announced_by"] if kind == "association" else ""
    return page.read(row["series"], rule, window=False)


def _newest_side(record: SeriesRecord) -> str:
    figures = _yearly(record)
    if figures:
        return figures[-1].side
    candidates = [f for f in record.figures if f.usable and f.end is not None]
    if record.is_of_one_body:
        candidates = [
            f for f in candidates if f.agency == record.rule.partition(":")[0]
        ]
    if any(f.status == "D" for f in record.partial):
        candidates = record.partial
    candidates = [f for f in candidates if f.provenance in COUNTING] or candidates
    ordered = sorted(
        candidates,
        key=lambda f: (f"{f.end}", _standing(f), f.published, f.sources[0]),
    )
    return ordered[-1].side if ordered else ""


def _standing(figure: Datum) -> int:
    """Rank of the provenance of a figure, larger is better."""
    return -(RANKED.index(figure.provenance) if figure.provenance in RANKED else 6)


def _yearly(record: SeriesRecord) -> list[Datum]:
    """Yearly figures; of what is dated to no year, the last published in each."""
    if record.annual or record.entry["nature"] == "flow":
        return record.annual
    undated = [f for f in record.figures if f.end is None and f.usable and f.published]
    undated = sorted(undated, key=lambda f: (f.published, f.sources[0]))
    newest = {f.published[:4]: f for f in undated}
    return [replace(f, end=day_of(f"{y}-12-31")) for y, f in newest.items()]


def _floors(record: SeriesRecord, whole: list[Datum]) -> Iterator[Datum]:
    """Yield the largest part of each year that has no figure of its own."""
    years = {f.year for f in whole}
    parts: dict[int, Datum] = {}
    for figure in record.partial:
        largest = parts.get(figure.year)
        if figure.year in years or figure.value < 0:
            continue
        if largest is None or figure.value > largest.value:
            parts[figure.year] = figure
    yield from (replace(f, high=math.inf) for f in parts.values())


def _of_date(page: StatedPage, row: Cells) -> str:
    series, due = row["series"], day_of(row["deadline_end"])
    project = series.removeprefix(COMPLETION) if series.startswith(COMPLETION) else ""
    ends = [
        day
        for work in page.data.table("milestones")
        if work["project"] == project
        and work["event"] in FINISHED
        and work["status"] == "done"
        and (day := day_of(work["actual_end"])) is not None
        and day <= page.today
    ]
    if ends:
        if due is None:
            return MET_UNDATED
        return LATE if min(ends) > due else IN_TIME
    if due is None:
        return UNDATED
    return MISSED if due < page.today and _is_outstanding(page, row) else UNKNOWN


def _is_outstanding(page: StatedPage, row: Cells) -> bool:
    """Whether the table says that it was missed, or a later statement sets a date."""
    due = row["deadline_end"]
    said = row["status"] == "missed" and page.data.day is None
    return said or any(
        other["series"] == row["series"]
        and other["published_on"] > due
        and other["deadline_end"] > due
        for other in page.data.table("targets")
    )


def _aim(page: StatedPage, row: Cells, record: SeriesRecord) -> _Aim | None:
    """Level that a statement aims at; None where it names none that converts."""
    if not row["value"]:
        return None
    is_at_most = record.entry["better"] == "less"
    value, high = number(row["value"]), number(row["high"])
    is_range = not row["digits"] and high > value
    value = high if is_at_most and is_range else value
    edge = value
    if is_at_most:
        stretched = (1 + SLACK) * value if row["qualifier"] == "approx" else value
        least = value if math.isnan(high) else high
        edge = stretched if row["qualifier"] == "approx" else max(least, value)
    elif row["qualifier"] in LOOSE:
        edge = max(number(row["low"], value), (1 - SLACK) * value)
    base = _base(page, row, record)
    if base is None:
        return None
    if row["measure"] == "growth":
        return _Aim(base * (1 + value / 100), base * (1 + edge / 100), is_at_most)
    return _Aim(base * value, base * edge, is_at_most)


def _base(page: StatedPage, row: Cells, record: SeriesRecord) -> float | None:
    """Return what the number of a statement is multiplied by."""
    if row["measure"] in LEVELS:
        return _finite(page.data.ratio(row["unit"], record.unit))
    if row["measure"] not in ("growth", "multiple"):
        return None
    if row["base_value"] and row["base_unit"]:
        ratio = page.data.ratio(row["base_unit"], record.unit)
        return _finite(number(row["base_value"]) * ratio)
    figures = {f.year: f.value for f in record.annual}
    return figures.get(int(float(row["base_year"]))) if row["base_year"] else None


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _in_series_unit(page: StatedPage, row: Cells, record: SeriesRecord) -> Cells | None:
    """Read a statement in the unit of its series where its base fits only so."""
    is_level = row["measure"] in LEVELS and row["base_unit"] == row["unit"]
    ratio = page.data.ratio(row["unit"], record.unit)
    if not (is_level and row["base_value"] and row["base_year"]) or math.isnan(ratio):
        return None
    year = int(float(row["base_year"]))
    figure = next((f for f in record.annual if f.year == year), None)
    base = number(row["base_value"])
    if figure is None or _fits(base * ratio, figure) or not _fits(base, figure):
        return None
    return row | {"unit": record.unit, "base_unit": record.unit}


def _fits(value: float, figure: Datum) -> bool:
    slack = SLACK * abs(figure.value)
    return figure.low - slack <= value <= figure.high + slack


def _of_level(
    page: StatedPage, row: Cells, record: SeriesRecord
) -> tuple[frozenset[str], float | None]:
    aim = _aim(page, row, record)
    if aim is None:
        return frozenset({UNKNOWN}), None
    whole, is_flow = _yearly(record), record.entry["nature"] == "flow"
    floors = list(_floors(record, whole)) if is_flow else []
    figures = sorted([*whole, *floors], key=lambda f: f.year)
    if not figures:
        return frozenset({UNKNOWN}), aim.value
    latest = (whole or figures)[-1].year
    start_year = _first_year(row, record.entry["nature"] in ("flow", "rate"))
    start_year = (
        latest
        if start_year is None
        else start_year
        if is_flow
        else min(start_year, latest)
    )
    reached = next(
        (f.year for f in figures if f.year >= start_year and aim.holds(f)), None
    )
    due = day_of(row["deadline_end"])
    if due is not None and due < page.today and (reached is None or reached > due.year):
        span = [f for f in figures if start_year <= f.year <= due.year]
        if any(aim.is_left_open(f) for f in span):
            return frozenset({UNKNOWN}), aim.value
    if is_flow and due is not None and _is_late_in(row, due.year):
        return frozenset({UNKNOWN}), aim.value
    if reached is not None:
        status = _of_reached(row, reached, whole, record.entry["nature"])
    elif due is None:
        status = UNDATED
    elif due < page.today:
        years = [f.year for f in whole]
        exact = is_flow and is_plan(row)
        is_reported = due.year in years if exact else max(years, default=0) >= due.year
        day = day_of(row["published_on"])
        if not is_flow and day is not None:
            is_reported &= any(
                f.end is not None and (f.end > day or f.end >= due) for f in whole
            )
        status = MISSED if is_reported else UNKNOWN
    else:
        return _ahead(row, aim, record, whole), aim.value
    return frozenset({status}), aim.value


def _first_year(row: Cells, is_of_years: bool) -> int | None:
    if is_of_years and row["deadline_start"]:
        return int(row["deadline_start"][:4])
    day = day_of(row["published_on"]) or day_of(row["deadline_end"])
    return day.year if day else None


def is_plan(row: Cells) -> bool:
    """Whether a target is for one year alone."""
    start, end = row["deadline_start"], row["deadline_end"]
    return bool(start and end and start[:4] == end[:4])


def _is_late_in(row: Cells, year: int) -> bool:
    """Whether more than half of a year had passed when a target was set."""
    set_on = row["published_on"]
    return set_on[:4] == f"{year}" and set_on[5:7] > HALF


def _of_reached(row: Cells, reached: int, whole: list[Datum], nature: str) -> str:
    due, is_flow = day_of(row["deadline_end"]), nature == "flow"
    if due is None:
        return MET_UNDATED
    if reached <= due.year:
        return UNKNOWN if is_flow and _is_late_in(row, reached) else IN_TIME
    is_of_year = is_flow or (nature == "rate" and is_plan(row))
    if is_of_year and due.year not in {f.year for f in whole}:
        return UNKNOWN
    return THEN_MET if is_of_year and is_plan(row) else LATE


def _ahead(
    row: Cells, aim: _Aim, record: SeriesRecord, whole: list[Datum]
) -> frozenset[str]:
    """Statuses that the pace leaves open; the forecast decides between them."""
    due = day_of(row["deadline_end"])
    if aim.is_at_most or due is None:
        return frozenset({UNKNOWN})
    ratio = _ratio(row, aim, record, whole, due.year)
    is_flow = record.entry["nature"] == "flow"
    no_forecast = not is_flow or not whole or due.year <= whole[-1].year
    if ratio is None and no_forecast:
        return frozenset({UNKNOWN})
    if ratio is not None and (ratio < ENOUGH or no_forecast):
        return frozenset({OFF if ratio < ENOUGH else ON})
    against = UNKNOWN if _few_grew_as_fast(aim, record, whole, due.year) else OFF
    return frozenset({ON, against} | ({UNKNOWN} if ratio is None else set()))


def _few_grew_as_fast(
    aim: _Aim, record: SeriesRecord, whole: list[Datum], due: int
) -> bool:
    """Whether growth was mostly as fast as required, up to few years without a gap."""
    newest = whole[-1]
    run = [f for f in whole if f is newest or record.compares(f.year, newest.year)]
    is_long = {f.year for f in run} >= {newest.year - n for n in range(FEW_YEARS)}
    if is_long or newest.value <= 0:
        return False
    ahead = due - newest.year
    times = [
        end.value / start.value
        for start in run
        for end in run
        if end.year - start.year == ahead and start.value > 0 <= end.value
        if (start.provenance in STATED) == (end.provenance in STATED)
    ]
    as_fast = sum(each >= aim.value / newest.value for each in times)
    return 2 * as_fast > len(times)


def _ratio(
    row: Cells, aim: _Aim, record: SeriesRecord, whole: list[Datum], due: int
) -> float | None:
    """Growth since a target was set over what its date requires; None without."""
    day = day_of(row["published_on"])
    if day is None or not whole:
        return None
    set_year = day.year - ((day.month, day.day) != (12, 31))
    newest = whole[-1]
    comparable = [
        f for f in whole if f is newest or record.compares(f.year, newest.year)
    ]
    base = ([f for f in comparable if f.year <= set_year] or comparable[:1])[-1]
    if base.year == newest.year or not 0 < base.value < aim.value or newest.value < 0:
        return None
    if any(figure.is_bound or figure.is_range for figure in (base, newest)):
        return None
    if base.low < newest.high and newest.low < base.high:
        return None
    if due <= base.year:
        return None
    actual = (newest.value / base.value) ** (1 / (newest.year - base.year)) - 1
    return float(actual / ((aim.value / base.value) ** (1 / (due - base.year)) - 1))


def leading(page: StatedPage, judged: list[Judged]) -> dict[str, Judged]:
    """Statement that stands for each target."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for each in judged:
        groups[each.row["promise"]].append(each)
    return {name: _leading(page, group) for name, group in groups.items()}


def _leading(page: StatedPage, group: list[Judged]) -> Judged:
    pool = _some([s for s in group if not is_description(page, s.row)], group)
    pool = _some([s for s in pool if s.row["status"] != "superseded"], pool)
    pool = _of_usual_level(page, pool)
    today = f"{page.today}"
    ahead = [s for s in pool if s.row["deadline_end"] >= today]
    works = [s for s in ahead if s.row["measure"] == "date"]
    if works:
        by_date = sorted(works, key=lambda s: (s.row["deadline_end"], s.row["id"]))
        return sorted(by_date, key=lambda s: s.row["published_on"])[-1]
    if ahead:
        nearest = min(s.row["deadline_end"] for s in ahead)
        pool = [s for s in ahead if s.row["deadline_end"] == nearest]
    return sorted(sorted(pool, key=_order), key=_rank)[-1]


def _rank(target_status: Judged) -> tuple[Any, ...]:
    row = target_status.row
    by_rule = target_status.side != row["announced_by"]
    return row["deadline_end"], by_rule, row["published_on"]


def _order(target_status: Judged) -> tuple[Any, ...]:
    return target_status.row["published_on"], target_status.row["id"]


def _some(chosen: list[Judged], otherwise: list[Judged]) -> list[Judged]:
    return chosen or otherwise


def _of_usual_level(page: StatedPage, pool: list[Judged]) -> list[Judged]:
    leveled = [s for s in pool if s.level is not None]
    if not leveled:
        return pool
    leveled = _some([s for s in leveled if s.row["measure"] in LEVELS], leveled)
    natures = page.data.series
    flows = [s for s in leveled if natures[s.row["series"]]["nature"] == "flow"]
    candidates = flows or leveled
    names = Counter(s.row["series"] for s in candidates)
    series = min(names, key=lambda name: (-names[name], name))
    of_series = [s for s in candidates if s.row["series"] == series]
    levels = Counter(s.level for s in of_series)
    usual = max(
        of_series,
        key=lambda s: (levels[s.level], s.row["published_on"], s.level or 0.0),
    )
    return [s for s in of_series if s.level == usual.level]


def bounds_of_counts(judged: Iterable[Judged]) -> dict[str, tuple[int, int]]:
    """Least and most statements of each status that the tables allow."""
    least: Counter[str] = Counter()
    most: Counter[str] = Counter()
    for each in judged:
        most.update(each.statuses)
        if len(each.statuses) == 1:
            least.update(each.statuses)
    return {status: (least[status], most[status]) for status in most}
