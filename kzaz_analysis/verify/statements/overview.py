"""Sentences of the overview: the newest figures of the leading series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzaz_analysis.verify.figures import Datum
from kzaz_analysis.verify.statements.common import Caseless, of
from kzaz_analysis.verify.targets import level_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzaz_analysis.verify.page import StatedPage
    from kzaz_analysis.verify.record import SeriesRecord
    from kzaz_analysis.verify.statements.common import Operands
    from kzaz_analysis.verify.yearly import Movement

OFFICIAL = ("statistic", "own_count")
NEAR = 1e-9
EXACT = "exact"


@dataclass(frozen=True, slots=True)
class LastYear:
    """The last year of one series as one reporter gives it."""

    record: SeriesRecord
    figure: Datum
    pct: float | None

    @property
    def title(self) -> Caseless:
        """Title of the series."""
        return Caseless(self.record.entry["title"])

    @property
    def operands(self) -> Operands:
        """Operands of the level."""
        return {
            "reporter_id": self.figure.side,
            "year": self.figure.year,
            "value": self.figure.value,
            "unit": self.record.unit,
        }

    @property
    def hedged_operands(self) -> Operands:
        """Operands of the level with the word that it was published with."""
        return self.operands | {"qualifier": self.figure.qualifier}


def levels_of(page: StatedPage) -> list[LastYear]:
    """Return the last year of each series by each reporter, the leading one first."""
    return [level for name in _series(page) for level in _of_series(page, name)]


def _series(page: StatedPage) -> list[str]:
    """Return the series asked for; one named twice is shown once."""
    return list(dict.fromkeys(page.asked("series")))


def _of_series(page: StatedPage, name: str) -> list[LastYear]:
    default = page.read(name)
    alone = [page.read(name, rule) for rule in page.data.alone.values()]
    records = [r for r in alone if r.last] or [default]
    levels = [
        LastYear(record, record.last, _change(record.growth(record.last.year)))
        for record in records
        if record.last is not None
    ]
    leading = default.last.side if default.last else ""
    return sorted(levels, key=lambda level: level.figure.side != leading)


def _change(change: Movement) -> float | None:
    """Return a change of two figures without a word; of "about 500" there is none."""
    return None if change.is_hedged else change.pct


@of("overview.title")
def title(_: Operands, page: StatedPage) -> Operands:
    """Reckon the last year of the first series by its first reporter."""
    lead = levels_of(page)[0]
    return {"title": lead.title, "pct": lead.pct} | lead.operands


@of("overview.levels")
def levels(_: Operands, page: StatedPage) -> Operands:
    """Reckon the last year of the first series by each reporter."""
    every = levels_of(page)
    name, head = every[0].record.name, {"title": every[0].title}
    return head | {"rows": [o.hedged_operands for o in every if o.record.name == name]}


@of("overview.no_level")
def no_level(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon that no series has a yearly figure."""
    return None if levels_of(page) else {}


@of("overview.fastest", "overview.fastest_lead")
def fastest(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the largest yearly change."""
    growing = [level for level in levels_of(page) if level.pct is not None]
    if not growing:
        return None
    best = max(growing, key=lambda level: abs(level.pct or 0.0))
    reckoned = {"title": best.title, "year": best.figure.year}
    return reckoned | {"pct": best.pct, "reporter_id": best.figure.side}


@of("overview.newest")
def newest(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the newest publication among the figures."""
    dated = [level for level in levels_of(page) if level.figure.published]
    if not dated:
        return None
    best = max(dated, key=lambda level: level.figure.published)
    return {
        "title": best.title,
        "year": best.figure.year,
        "published_on": best.figure.published,
        "reporter_id": best.figure.side,
    }


@of("overview.unofficial")
def unofficial(_: Operands, page: StatedPage) -> Operands:
    """Reckon which figures are no statistics."""
    rows = [
        {
            "title": level.title,
            "year": level.figure.year,
            "reporter_id": level.figure.side,
        }
        for level in levels_of(page)
        if level.figure.provenance not in OFFICIAL
    ]
    return {"rows": rows}


def _compares(figure: Datum) -> bool:
    return figure.value > 0 and figure.qualifier == EXACT


@of("overview.conflict")
def conflict(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the widest disagreement of two reporters in their last common year."""
    rows = []
    for name in _series(page):
        pair = [level.record for level in _of_series(page, name)][:2]
        years = [{f.year: f for f in r.window if _compares(f)} for r in pair]
        common = sorted(set(years[0]) & set(years[1])) if len(years) > 1 else []
        if common:
            sides = sorted((y[common[-1]] for y in years), key=lambda f: f.value)
            rows.append((sides[1].value / sides[0].value, pair[0], sides))
    if not rows:
        return None
    ratio, record, (low, high) = max(rows, key=lambda row: row[0])
    return {
        "title": Caseless(record.entry["title"]),
        "year": high.year,
        "high_reporter": high.side,
        "high": high.value,
        "low_reporter": low.side,
        "low": low.value,
        "unit": record.unit,
        "ratio": ratio,
    }


@of("overview.signs")
def signs(_: Operands, page: StatedPage) -> Operands | None:
    """Reckon the first series whose reporters' last changes differ in sign."""
    for name in _series(page):
        growing = [level for level in _of_series(page, name) if level.pct is not None]
        last = max((level.figure.year for level in growing), default=0)
        same = [level for level in growing if level.figure.year == last]
        rates = [level.pct or 0.0 for level in same]
        if same and min(rates) < 0 < max(rates):
            rows = [
                {"reporter_id": level.figure.side, "pct": level.pct} for level in same
            ]
            return {"title": same[0].title, "year": last, "rows": rows}
    return None


@of("overview.target_share", "overview.furthest", "overview.furthest_lead")
def share(operands: Operands, page: StatedPage) -> Operands | None:
    """Reckon the latest figure in percent of the level of a target."""
    reckoned = [*_shares(operands, page)]
    # Two bodies' figures may be as far from a level, and nothing is as far from each
    # of two; what is named comes first.
    named = ("reporter_id", "level")
    same = (r for r in reckoned if all(r.get(n) == operands.get(n) for n in named))
    return next(same, reckoned[0] if reckoned else None)


def _shares(operands: Operands, page: StatedPage) -> Iterator[Operands]:
    name = str(operands["target"])
    for row in (r for r in page.data.table("targets") if r["promise"] == name):
        kind = page.data.agencies.get(row["announced_by"], {}).get("kind", "")
        rule = row["announced_by"] if kind == "association" else ""
        record = page.read(row["series"], rule)
        level, last = level_of(page, row, record.unit), record.last
        if not level or last is None or last.qualifier != EXACT:
            continue
        pct = 100 * last.value / level
        if abs(pct - operands["share"]) > NEAR * abs(pct):
            continue
        reckoned: Operands = {"target": name, "share": pct}
        reckoned |= {"level": level, "unit": record.unit}
        if "title" not in operands:
            yield reckoned | {"reporter_id": last.side}
        else:
            yield reckoned | {"title": Caseless(record.entry["title"])}
