"""Everything that can be chosen as one document of JSON, each part of it once."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.analysis.projection.predictive.fan import Outlying
from kzaz_analysis.display.grammar import reports
from kzaz_analysis.display.sentences import sourced
from kzaz_analysis.display.speech.vocabulary import speak
from kzaz_analysis.errors import UsageError
from kzaz_analysis.explorer.carried import (
    LEVEL,
    CarriedRecord,
    CarriedView,
    CarriedWindow,
    PastForecasts,
    view_of,
)
from kzaz_analysis.explorer.choices import (
    SeriesChoice,
    nothing_to_project,
    series_choices,
)
from kzaz_analysis.explorer.constants import constants, unit_words
from kzaz_analysis.reports.projection import evaluation_sentences as evaluation
from kzaz_analysis.reports.projection import sentences as words
from kzaz_analysis.reports.projection.page import NO_WARS
from kzaz_analysis.reports.record import sentences as record_words
from kzaz_analysis.reports.record.study import vocabulary_of
from kzaz_analysis.studies.targets import published_target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from kzaz_analysis.evidence.opened import Evidence
    from kzaz_analysis.evidence.series import Record

DIGITS = 10
"""Significant digits that are kept: so many that no printed number differs."""
PRINTED_SOURCE = ["publisher", "title", "published_on", "address"]


@dataclass(slots=True)
class Pool:
    """Parts of a document, equal ones kept once and named by their place."""

    parts: list[Any] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def place(self, part: Any) -> int:
        """Return the place of a part, which is added if it is new."""
        key = json.dumps(part, sort_keys=True)
        if key not in self.places:
            self.places[key] = len(self.parts)
            self.parts.append(part)
        return self.places[key]


@dataclass(slots=True)
class Pools:
    """The parts that several choices share, and what is worked out for them once."""

    texts: Pool = field(default_factory=Pool)
    records: Pool = field(default_factory=Pool)
    fans: Pool = field(default_factory=Pool)
    sources: Pool = field(default_factory=Pool)
    pasts: PastForecasts = field(default_factory=PastForecasts)
    due: dict[tuple[str, str], str] = field(default_factory=dict)

    def due_words(self, record: Record) -> str:
        """Say when the next figure is due; the rule makes no difference to that."""
        key = record.name, record.as_of
        if key not in self.due:
            self.due[key] = record_words.due_words(record)
        return self.due[key]


def packed(
    evidence: Evidence,
    series: Sequence[str] = (),
    *,
    every_day: bool = False,
    first_year: int | None = None,
) -> dict[str, Any]:
    """Compute all that the page can show.

    Parameters
    ----------
    evidence, series, every_day
        As in `series_choices`.
    first_year : int, optional
        First year with which the page begins; the whole record when left out.

    Returns
    -------
    dict
        JSON: ``series`` with their rules, days and windows; the ``texts``, ``records``,
        ``fans`` and ``sources`` that these name by place; ``units``; ``constants``;
        ``first_year``.

    Raises
    ------
    UsageError
        If no series can be projected, or there is no such series.
    """
    speak(vocabulary_of(evidence))
    pools = Pools()
    choices = series_choices(evidence, series, every_day=every_day)
    offered = [_series(evidence, choice, pools, first_year) for choice in choices]
    offered = [one for one in offered if one["rules"]]
    if not offered:
        raise nothing_to_project(series)
    return {
        "series": offered,
        "texts": pools.texts.parts,
        "records": pools.records.parts,
        "fans": pools.fans.parts,
        "sources": _sources(evidence, pools.sources.parts),
        "units": {unit: unit_words(unit) for unit in {s["unit"] for s in offered}},
        "constants": constants(),
        "first_year": first_year or "",
    }


def _series(
    evidence: Evidence, choice: SeriesChoice, pools: Pools, first_year: int | None
) -> dict[str, Any]:
    rules = []
    for rule in choice.rules:
        views = list(_views(evidence, choice, rule, pools.pasts, first_year))
        if views:
            rules.append(
                {
                    "name": rule,
                    "title": record_words.rule_words(views[0].record),
                    "days": [_view(view, pools) for view in views],
                }
            )
    described = {
        key: getattr(choice, key)
        for key in ("name", "title", "system", "unit", "is_less_better")
    }
    promises = [] if choice.is_less_better or not rules else _targets(evidence, choice)
    return described | {"rules": rules, "promises": promises}


def _views(
    evidence: Evidence,
    choice: SeriesChoice,
    rule: str,
    pasts: PastForecasts,
    first_year: int | None,
) -> Iterator[CarriedView]:
    """Carry ahead what was known on each day; nothing if it is not projected now."""
    for day in choice.days:
        view = view_of(evidence.at(day or None), choice.name, rule, pasts, first_year)
        if day == evidence.as_of and not view.is_projected:
            return
        if len(view.record.annual):
            yield view


def _targets(evidence: Evidence, choice: SeriesChoice) -> list[dict[str, Any]]:
    """List the target levels of a series, the most often stated first."""
    stated = evidence.rows("targets", "series", [choice.name])["promise"]
    listed = []
    for name in (
        stated.value_counts()
        .sort_index()
        .sort_values(ascending=False, kind="stable")
        .index
    ):
        try:
            one = published_target(evidence, name, choice.name)
        except UsageError:
            # It names no level: nothing that could be asked for.
            continue
        year = one.deadlines[-1] if one.deadlines else None
        listed.append({"name": name, "level": one.value, "year": year})
    return listed


def _view(view: CarriedView, pools: Pools) -> dict[str, Any]:
    due = pools.due_words(view.record)
    notes = () if isinstance(view.start, Refused) else view.start.notes
    return {
        "as_of": view.record.as_of,
        "record": pools.records.place(_record(view.record, pools)),
        "reports": pools.texts.place(reports(view.record.annual["books"].iloc[-1])),
        "narrow": [_narrow(view, is_shown) for is_shown in (False, True)],
        "notes": _texts(notes, pools),
        "limits": _texts(
            (s.text for s in record_words.limits(view.record, (NO_WARS,)).sentences),
            pools,
        ),
        "windows": [_window(window, due, pools) for window in view.windows],
    }


def _narrow(view: CarriedView, is_shown: bool) -> str:
    sentence = evaluation.narrow_words(view.past, f"{min(LEVEL):g}", is_shown)
    return sentence.text if sentence else ""


def _texts(texts: Iterable[str], pools: Pools) -> list[int]:
    return [pools.texts.place(sourced(text).text) for text in texts]


def _record(record: Record, pools: Pools) -> dict[str, Any]:
    annual = record.annual
    cells = annual["part_sources"].where(annual["part_sources"] != "", annual["source"])
    return {
        "years": annual["year"].to_list(),
        **{key: _numbers(annual[key]) for key in ("value", "low", "high")},
        "segment": annual["segment"].to_list(),
        "sources": [
            [pools.sources.place(source) for source in cell.split(";")]
            for cell in cells
        ],
    }


def _window(window: CarriedWindow, due: str, pools: Pools) -> dict[str, Any]:
    record = window.record
    line = record_words.as_of_line(record, record_words.basis(record), due)
    shown = {"first_year": record.window[0], "line": pools.texts.place(line)}
    if isinstance(window.carried, Refused):
        return shown | {"refused": _refusal(record, window.carried, pools)}
    fans = {
        name: {"refused": _refusal(record, median, pools)}
        if isinstance(median, Refused)
        else {"fan": pools.fans.place(_median(median))}
        for name, median in window.carried.methods.items()
    }
    return shown | {
        "carried": pools.fans.place(_carried(window.carried, pools)),
        "methods": fans,
    }


def _refusal(record: Record, refusal: Refused, pools: Pools) -> list[int]:
    """Title and answer where nothing is projected."""
    title = words.SENTENCES.title("title_none", name=record.title)
    answer = words.say(
        "not_projected",
        subject=record_words.subject(record),
        reason_text=refusal.reason,
    )
    return [pools.texts.place(str(title)), pools.texts.place(answer.text)]


def _carried(carried: CarriedRecord, pools: Pools) -> dict[str, Any]:
    usable = carried.usable
    used = usable.years.tolist()
    basis = words.say("basis", count=len(used), used=used, is_nowcast=False).text
    return {
        "origin": used[-1],
        "value": _number(usable.figures[-1]),
        "used": len(used),
        "history": len(usable.history),
        "logs": carried.logs,
        "swing": _number(carried.swing),
        "width": _number(carried.width),
        "calm": carried.calm_power,
        "linked": not bool(usable.comparable.all()),
        "bounds": carried.bounds and _numbers(carried.bounds),
        "rests": pools.texts.place(
            words.say("rests_on", count=len(used), is_nowcast=False).text
        ),
        "basis": [pools.texts.place(basis), *_texts(usable.notes, pools)],
    }


def _median(median: Outlying) -> dict[str, Any]:
    return {
        "unit": _number(median.unit[0]),
        "median": _numbers(median.median[0]),
        "up": _number(median.up[0]),
        "down": _number(median.down[0]),
        "left_up": _numbers(median.left_up[0]) if median.left_up.any() else [],
        "left_down": _numbers(median.left_down[0]) if median.left_down.any() else [],
    }


def _numbers(numbers: Iterable[float] | NDArray[Any]) -> list[float | None]:
    return [_number(number) for number in numbers]


def _number(number: float) -> float | None:
    """Round a number; JSON has no infinite ones."""
    if not math.isfinite(number):
        return None
    rounded = float(f"{number:.{DIGITS}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def _sources(evidence: Evidence, ids: list[str]) -> list[dict[str, str]]:
    """Describe the sources by the order of their places."""
    listed = evidence.at(None).rows("sources", "source", ids)
    cells = listed[["source", *PRINTED_SOURCE]].fillna("").astype(str)
    described = {row[0]: row[1:] for row in cells.itertuples(index=False)}
    names = ("id", *PRINTED_SOURCE)
    return [dict(zip(names, (one, *described[one]), strict=True)) for one in ids]
