"""The figures of one series in its unit: published ones, and those that they make."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections import defaultdict, deque
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kzaz_analysis.verify.dataset import Cells, Dataset

PROVENANCES = ("statistic", "own_count", "quoted", "government", "press", "compiled")
STAGES = ("final", "preliminary", "early", "not_stated")
BOUNDS = ("over", "under", "up_to")
NEVER_CHOSEN = ("U", "D", "I")
OF_AGENCY = {
    "statistics": "statistic",
    "customs": "statistic",
    "channel": "statistic",
    "company": "own_count",
    "association": "own_count",
    "ministry": "government",
    "government": "government",
    "dataset": "compiled",
    "international": "compiled",
}
YEAR = 12


@dataclass(frozen=True, slots=True)
class Datum:
    """One figure of one series for one period, in the unit of the series."""

    side: str
    agency: str
    reporter: str
    start: dt.date | None
    end: dt.date | None
    value: float
    low: float
    high: float
    qualifier: str
    status: str
    provenance: str
    stage: str
    published: str
    sources: tuple[str, ...]
    derived: bool = False
    repeats_growth: bool = False
    worked_out: bool = False
    withdrawn: bool = False
    corrected: str = ""

    @property
    def months(self) -> int | None:
        """Whole months of its period; None where it is not made of whole months."""
        if self.start is None or self.end is None or self.start.day != 1:
            return None
        if self.end.day != calendar.monthrange(self.end.year, self.end.month)[1]:
            return None
        years = self.end.year - self.start.year
        return years * YEAR + self.end.month - self.start.month + 1

    @property
    def is_year(self) -> bool:
        """Whether it is of one calendar year."""
        return (
            self.months == YEAR
            and self.start is not None
            and self.end is not None
            and self.start.year == self.end.year
        )

    @property
    def is_range(self) -> bool:
        """Whether both ends were published, "13 to 17 days"; `value` is the lower."""
        return self.low == self.value != 0 and self.value < self.high < math.inf

    @property
    def is_upper_bound(self) -> bool:
        """Whether it is a bound from above, "nearly 1.5" or "up to 13.5"."""
        return self.low < self.value == self.high

    @property
    def is_bound(self) -> bool:
        """Whether it is a bound, from above or, as "more than 11", from below."""
        return self.high == math.inf or self.is_upper_bound

    @property
    def year(self) -> int:
        """Year in which its period ends; 0 without a period."""
        return self.end.year if self.end else 0

    @property
    def usable(self) -> bool:
        """Whether it may be chosen."""
        return self.status not in NEVER_CHOSEN and not self.withdrawn


def number(text: str, missing: float = math.nan) -> float:
    """Read a number; `missing` for an empty cell."""
    return float(text) if text else missing


def tidy(value: float) -> float:
    """Twelve digits of a sum: binary fractions leave noise."""
    return float(f"{value:.12g}")


def bounds_of(row: Cells) -> tuple[float, float]:
    """Return what a printed figure may stand for: as entered, else from its digits."""
    low, high = _printed_bounds(row)
    return number(row["low"], low), number(row["high"], high)


def _printed_bounds(row: Cells) -> tuple[float, float]:
    """Return what the digits and the hedge of a figure allow."""
    plain, qualifier = float(row["value"]), row["qualifier"]
    if qualifier == "over":
        return plain, math.inf
    if qualifier == "up_to":
        return 0.0, plain
    if not row["digits"] or plain == 0:
        return plain, plain
    exact = Decimal(repr(plain))
    digits = int(row["digits"])
    if qualifier == "under":
        step = Decimal(1).scaleb(exact.adjusted() - max(digits, 2) + 1)
        return float(exact - Decimal("2.5") * step), plain
    step = Decimal(1).scaleb(exact.adjusted() - digits + 1)
    slack = step if qualifier == "approx" else step / 2
    return float(exact - slack), float(exact + slack)


def published_figures(data: Dataset, name: str) -> list[Datum]:
    """Return the rows of a series that convert to its unit."""
    unit = data.series[name]["unit"]
    return [
        figure
        for row in data.table("observations")
        if row["series"] == name and (figure := _figure(data, row, unit)) is not None
    ]


def _figure(data: Dataset, row: Cells, unit: str) -> Datum | None:
    ratio = data.ratio(row["unit"], unit)
    if math.isnan(ratio):
        return None
    low, high = bounds_of(row)
    provenance = row.get("provenance", "") or provenance_of(data, row)
    stage = row.get("stage", "") or (
        "preliminary" if row["obs_status"] == "P" else "not_stated"
    )
    start, end = row["period_start"], row["period_end"]
    return Datum(
        side=data.side_of(row, provenance),
        agency=row["agency"],
        reporter=row["reporter"],
        start=dt.date.fromisoformat(start) if start else None,
        end=dt.date.fromisoformat(end) if end else None,
        value=float(row["value"]) * ratio,
        low=low * ratio,
        high=high * ratio,
        qualifier=row["qualifier"] or "exact",
        status=row["obs_status"],
        provenance=provenance,
        stage=stage,
        published=row["published_on"],
        sources=(row["source"],),
        withdrawn=is_withdrawn(data, row),
        corrected=row.get("status", ""),
    )


def provenance_of(data: Dataset, row: Cells) -> str:
    """Provenance that follows from who counted, and from what kind of page says it."""
    kind = data.agencies.get(row["agency"], {}).get("kind", "")
    code = OF_AGENCY.get(kind, "press")
    is_quoted = data.source_kinds.get(row["source"], "") in ("press", "article")
    return "quoted" if code == "statistic" and is_quoted else code


def is_withdrawn(data: Dataset, row: Cells) -> bool:
    """Whether something that is among the rows of the day has replaced this one."""
    if not row.get("status"):
        return False
    later = row.get("superseded_by", "")
    if not later:
        return True
    return not data.refs.isdisjoint(later.split(";"))


def figures_of(data: Dataset, name: str) -> list[Datum]:
    """Return all figures of a series, those that others make included."""
    entry = data.series[name]
    figures = published_figures(data, name)
    if entry["parts"]:
        figures += list(_sums_of_parts(data, entry, figures))
    if entry["nature"] != "flow":
        return figures
    points = [
        f
        for f in figures
        if f.usable
        and f.qualifier not in BOUNDS
        and f.start is not None
        and math.isfinite(f.high)
    ]
    earlier = _levels_before(data, name, points)
    sums = _sums_in_time([*points, *(f for f in earlier if f.usable)])
    return [*figures, *earlier, *sums]


def worst(codes: Iterable[str], order: tuple[str, ...]) -> str:
    """Return a sum is no better than the worst of its parts."""
    return max(codes, key=order.index)


def _sums_of_parts(data: Dataset, entry: Cells, totals: list[Datum]) -> Iterator[Datum]:
    """Add parts that one edition gives of one reporter, where it gives no total.

    An edition is a source that has all parts, else what one publisher put out on a day.
    """
    names = entry["parts"].split(";")
    editions = data.editions
    taken = {
        (editions[f.sources[0]], f.side, f.start, f.end) for f in totals if f.usable
    }
    groups: dict[tuple[str, ...], dict[str, dict[str, Cells]]] = defaultdict(dict)
    keys = ("agency", "reporter", "period_start", "period_end", "unit")
    for row in data.table("observations"):
        if row["series"] in names and not is_withdrawn(data, row):
            files = groups[editions[row["source"]], *(row[k] for k in keys)]
            files.setdefault(row["source"], {}).setdefault(row["series"], row)
    for parts in _parts_of(groups.values(), len(names)):
        parts_figures = [_figure(data, row, row["unit"]) for row in parts.values()]
        rows = [figure for figure in parts_figures if figure is not None]
        ratio = data.ratio(next(iter(parts.values()))["unit"], entry["unit"])
        head = rows[0]
        provenance = worst((f.provenance for f in rows), PROVENANCES)
        row = next(iter(parts.values()))
        side = data.side_of(row, provenance)
        edition = editions[head.sources[0]]
        if math.isnan(ratio) or (edition, side, head.start, head.end) in taken:
            continue
        yield replace(
            head,
            side=side,
            value=tidy(sum(f.value for f in rows)) * ratio,
            low=tidy(sum(f.low for f in rows)) * ratio,
            high=tidy(sum(f.high for f in rows)) * ratio,
            qualifier="exact"
            if all(f.qualifier == "exact" for f in rows)
            else "approx",
            status=max((f.status for f in rows), key=lambda s: (s in NEVER_CHOSEN, s)),
            provenance=provenance,
            stage=worst((f.stage for f in rows), STAGES),
            derived=True,
            sources=tuple(dict.fromkeys(s for f in rows for s in f.sources)),
        )


def _parts_of(
    editions: Iterable[dict[str, dict[str, Cells]]], count: int
) -> Iterator[dict[str, Cells]]:
    """Parts of each source that has all, or of an edition's files that have them."""
    for files in editions:
        complete = [parts for parts in files.values() if len(parts) == count]
        yield from complete
        joined = {name: row for parts in files.values() for name, row in parts.items()}
        if not complete and len(joined) == count:
            yield joined


Span = tuple[int, int]


def _sums_in_time(points: list[Datum]) -> list[Datum]:
    """Periods of a year that the parts of one counter make, by the fewest parts."""
    groups: dict[tuple[str, ...], dict[Span, Datum]] = defaultdict(dict)
    heads: dict[tuple[object, ...], Datum] = {}
    for figure in sorted(points, key=_settled):
        if figure.months is None or figure.start is None or figure.end is None:
            continue
        if figure.start.year != figure.end.year:
            continue
        counter = (figure.side, figure.agency, figure.provenance, figure.reporter)
        spans = groups[(*counter, str(figure.year))]
        span = (figure.start.month - 1, figure.end.month)
        latest = heads.setdefault((*counter, str(figure.year), span), figure)
        rival = spans.setdefault(span, figure)
        if _repeats(latest, figure) and _width(figure) < _width(rival):
            spans[span] = figure
    sums = [_made(spans) for spans in groups.values() if len(spans) > 1]
    return [figure for figures in sums for figure in figures]


def _repeats(latest: Datum, figure: Datum) -> bool:
    """Whether a figure holds another of its stage: the same, in rounder words."""
    inside = latest.low <= figure.low and figure.high <= latest.high
    return inside and figure.stage == latest.stage


def _width(figure: Datum) -> float:
    return figure.high - figure.low


def _settled(figure: Datum) -> tuple[float, ...]:
    digits = int(figure.published.replace("-", "").ljust(8, "0"))
    stage = STAGES.index(figure.stage)
    return (stage, -digits, figure.high - figure.low)


def _made(spans: dict[Span, Datum]) -> Iterator[Datum]:
    to_date = sorted(end for start, end in spans if start == 0)
    whole_year = {(0, month) for month in range(1, YEAR + 1)}
    whole_year |= set(pairwise(to_date))
    whole_year |= {(end, YEAR) for end in to_date if end < YEAR}
    for span in sorted(whole_year - set(spans)):
        way = _way(span, spans, back=False) or _way(span, spans, back=True)
        if len(way) < 2:
            continue
        figure = _added(span, [(spans[part], sign) for part, sign in way])
        if figure.value >= 0:
            yield figure


def _way(span: Span, spans: Iterable[Span], *, back: bool) -> list[tuple[Span, int]]:
    """Fewest parts that lead from the beginning of a span to its end."""
    ordered = sorted(spans)
    steps = [(a, b, (a, b), 1) for a, b in ordered]
    steps += [(b, a, (a, b), -1) for a, b in ordered] if back else []
    ways: dict[int, list[tuple[Span, int]]] = {span[0]: []}
    queue = deque([span[0]])
    while queue and span[1] not in ways:
        month = queue.popleft()
        for start, end, part, sign in steps:
            if start == month and end not in ways:
                ways[end] = [*ways[month], (part, sign)]
                queue.append(end)
    return ways.get(span[1], [])


def _added(span: Span, terms: list[tuple[Datum, int]]) -> Datum:
    parts = [figure for figure, _ in terms]
    newest = max(parts, key=lambda f: f.published)
    low = sum(f.low if sign > 0 else -f.high for f, sign in terms)
    high = sum(f.high if sign > 0 else -f.low for f, sign in terms)
    final = calendar.monthrange(newest.year, span[1])[1]
    return replace(
        newest,
        start=dt.date(newest.year, span[0] + 1, 1),
        end=dt.date(newest.year, span[1], final),
        value=tidy(sum(sign * f.value for f, sign in terms)),
        low=max(0.0, tidy(low)),
        high=tidy(high),
        qualifier="exact",
        status=max(f.status for f in parts),
        provenance=worst((f.provenance for f in parts), PROVENANCES),
        stage=worst((f.stage for f in parts), STAGES),
        sources=tuple(dict.fromkeys(s for f in parts for s in f.sources)),
        derived=True,
        worked_out=True,
        repeats_growth=False,
    )


def _levels_before(data: Dataset, name: str, points: list[Datum]) -> list[Datum]:
    """Return levels that a level and its published growth leave for a year before."""
    taken = {(f.side, f.start, f.end) for f in points}
    levels: dict[tuple[object, ...], Datum] = {}
    rows = [
        level
        for claim in data.table("claims")
        if claim["series"] == name and _is_exact_growth(claim)
        for point in points
        if (level := _level_before(data, claim, point)) is not None
        and (level.side, level.start, level.end) not in taken
    ]
    for level in sorted(rows, key=lambda f: f.high - f.low):
        levels.setdefault((level.side, level.agency, level.start, level.end), level)
    return list(levels.values())


def _is_exact_growth(claim: Cells) -> bool:
    return (
        claim["measure"] in ("growth", "multiple")
        and claim["qualifier"] == "exact"
        and claim["base_start"] != ""
    )


def _level_before(data: Dataset, claim: Cells, point: Datum) -> Datum | None:
    origin = provenance_of(data, claim)
    side = data.side_of(claim, origin)
    period = tuple(_day(claim[k]) for k in ("period_start", "period_end"))
    if (side, claim["agency"], *period) != (
        *(point.side, point.agency),
        *(point.start, point.end),
    ):
        return None
    factors = [number(claim[k]) for k in ("low", "value", "high")]
    if claim["measure"] == "growth":
        factors = [1 + x / 100 for x in factors]
    low, middle, high = factors
    if not (low > 0 and math.isfinite(high)):
        return None
    later = claim["published_on"] > point.published
    level = replace(
        point,
        start=_day(claim["base_start"]),
        end=_day(claim["base_end"]),
        value=tidy(point.value / middle),
        low=tidy(point.low / high),
        high=tidy(point.high / low),
        qualifier="approx",
        provenance=worst([point.provenance, origin], PROVENANCES),
        stage="not_stated",
        published=claim["published_on"] if later else point.published,
        sources=tuple(dict.fromkeys([*point.sources, claim["source"]])),
        derived=True,
        worked_out=True,
        repeats_growth=True,
    )
    days = (level.end - level.start).days + 1 if level.start and level.end else 0
    is_long = days > 335
    is_speech = level.provenance == "government" and is_long
    if is_speech or level.provenance == "press":
        return None
    return replace(level, status="I") if is_long else level


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
