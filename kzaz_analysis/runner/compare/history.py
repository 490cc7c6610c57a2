"""The headline numbers of a suite over its runs, as one page of small charts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kzaz_analysis import renames
from kzaz_analysis.runner.archive import archive
from kzaz_analysis.runner.archive.run_index import opened
from kzaz_analysis.runner.compare.page_times import page_times
from kzaz_analysis.runner.compare.step_chart import Point, chart
from kzaz_analysis.runner.files import write_whole
from kzaz_analysis.runner.plan.status import FINISHED
from kzaz_analysis.runner.telling.progress import duration

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from kzaz_analysis.runner.archive.run_index import RunIndex

NAME = "history.html"
"""Name of the page in an output folder."""

_FEWEST = 2
_MOST_DRAWN = 100
"""Pages whose numbers are drawn; all others are rows of a table."""


@dataclass(frozen=True, slots=True)
class PageInRun:
    """One page as one run showed it.

    Attributes
    ----------
    run : str
        Id of the run.
    page : mapping
        The page's entry in its record.
    is_made : bool
        Whether that run made it, or it is the first that is known.
    """

    run: str
    page: Mapping[str, Any]
    is_made: bool


def write(
    out: Path,
    without: Collection[str] = (),
    place: Callable[[str], str] = str,
    entries: Sequence[Mapping[str, Any]] = (),
) -> bool:
    """Write the history of an output folder from its archive.

    Parameters
    ----------
    out : pathlib.Path
        Output folder.
    without : collection of str
        Ids of runs to leave out.
    place : callable
        Gives the stem of a page's files by its slug; empty where it has none now.
    entries : sequence of mapping
        Pages of the last manifest, which says how long each took.

    Returns
    -------
    bool
        Whether there is a history; it takes two runs.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    filled = context(out, without, place, entries)
    if filled is None:
        return False
    from kzaz_analysis.runner.render.render import render_history  # noqa: PLC0415

    write_whole(out / NAME, render_history(filled))
    return True


def context(
    out: Path,
    without: Collection[str] = (),
    place: Callable[[str], str] = str,
    entries: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any] | None:
    """Return what the template of the history is filled with.

    Parameters
    ----------
    out, without, place, entries
        As of `write`.

    Returns
    -------
    dict or None
        ``title``, ``intro``, ``has_index`` (whether there are runs of a suite),
        ``pages``: those whose numbers moved last come first, and of many pages the
        first are drawn; ``rows``: place, title and numbers of all others;
        ``durations``: how long the runs took, drawn as a number is;
        ``times``: as of `page_times`. None where there are fewer than two runs.
    """
    with opened(out / archive.FOLDER) as index:
        heads = [
            head
            for head in index.heads()
            if head.get("status") in FINISHED and head["id"] not in without
        ]
        if len(heads) < _FEWEST:
            return None
        slugs = index.slugs()
        drawn = {slug: _seen(index, slug, without) for slug in slugs[:_MOST_DRAWN]}
        rows = [_row(place(s), index.course(s, 1)) for s in slugs[_MOST_DRAWN:]]
        times = page_times(entries, lambda s: _row(place(s), index.course(s, 1), s))
    return _about(heads) | {
        "pages": [_page(s, place(s), course) for s, course in drawn.items() if course],
        "rows": rows,
        "durations": _durations(heads),
        "times": times,
    }


def _about(heads: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    suites = [str(head.get("suite") or "") for head in heads]
    whole = [s for s, head in zip(suites, heads, strict=True) if not head.get("alone")]
    days = [_day(heads[0]["id"]), _day(heads[-1]["id"])]
    span = f"on {days[0]}" if days[0] == days[1] else f"from {days[0]} to {days[1]}"
    return {
        "title": f"History: {(whole or suites)[-1]}",
        "intro": f"Each headline number over {len(heads)} runs {span}, times in UTC. "
        "A dot is a run that made the page; between dots the page stayed as it was.",
        "has_index": any(not head.get("alone") for head in heads),
    }


def _durations(heads: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return how long each run of the suite took; runs that do not say so are gaps."""
    points = [
        Point(
            _time(head["id"]),
            head.get("seconds"),
            duration(head["seconds"]) if head.get("seconds") is not None else "",
            is_made=True,
        )
        for head in heads
    ]
    label = "Time that a run took"
    duration_text = points[-1].shown or "not known"
    return {"label": label, "shown": duration_text, "chart": chart(label, points)}


def _seen(index: RunIndex, slug: str, without: Collection[str]) -> list[PageInRun]:
    course = [(run, page) for run, page in index.course(slug) if run not in without]
    return [
        PageInRun(run, page, number == 0 or page.get("status") == "ok")
        for number, (run, page) in enumerate(course)
    ]


def _row(
    place: str, course: Sequence[tuple[str, dict[str, Any]]], slug: str = ""
) -> dict[str, Any]:
    """Return a page that is not drawn: its title and its numbers."""
    page = course[0][1] if course else {}
    results = page.get("results") or ()
    return {
        "place": place,
        "title": str(page.get("title") or place or slug),
        "numbers": [(str(r.get("label") or r.get("name")), _shown(r)) for r in results],
    }


def _page(slug: str, place: str, seen: Sequence[PageInRun]) -> dict[str, Any]:
    latest = seen[-1].page
    names = dict.fromkeys(
        _name(result)
        for sight in reversed(seen)
        for result in sight.page.get("results") or ()
    )
    numbers = [_number(name, seen) for name in names]
    return {
        "slug": slug,
        "place": place,
        "title": str(latest.get("title") or slug),
        "moving": [number for number in numbers if number["moved"]],
        "still": [number for number in numbers if not number["moved"]],
        "labels": [number["label"] for number in numbers],
        "rows": list(_rows(list(names), seen)),
    }


def _number(name: str, seen: Sequence[PageInRun]) -> dict[str, Any]:
    """Return one number with its chart; values in another unit are not drawn."""
    results = [_result(sight, name) for sight in seen]
    there = [result for result in results if result]
    unit = there[-1].get("unit")
    points = [
        Point(
            _time(sight.run),
            _value(result) if result.get("unit") == unit else None,
            _shown(result),
            sight.is_made,
        )
        for sight, result in zip(seen, results, strict=True)
    ]
    moved = [
        now.time
        for earlier, now in pairwise(points)
        if earlier.shown != now.shown or earlier.value != now.value
    ]
    label = str(there[-1].get("label") or name)
    return {
        "label": label,
        "shown": points[-1].shown or "no longer there",
        "before": _before(points),
        "moved": moved[-1] if moved else "",
        "chart": chart(label, points),
    }


def _before(points: Sequence[Point]) -> str:
    """Return the last thing shown that differs from what is shown now."""
    earlier = (p.shown for p in reversed(points) if p.shown != points[-1].shown)
    return next(earlier, "")


def _rows(
    names: Sequence[str], seen: Sequence[PageInRun]
) -> Iterator[tuple[str, list[str]]]:
    for sight in reversed(seen):
        if sight.is_made:
            results = (_result(sight, name) for name in names)
            yield _time(sight.run), [_shown(result) for result in results]


def _name(result: Mapping[str, Any]) -> str:
    return renames.result(str(result.get("name")))


def _result(sight: PageInRun, name: str) -> Mapping[str, Any]:
    results = sight.page.get("results") or ()
    return next((r for r in results if _name(r) == name), {})


def _shown(result: Mapping[str, Any]) -> str:
    from kzaz_analysis.runner.compare.diff_text import shown  # noqa: PLC0415

    return shown(result)


def _value(result: Mapping[str, Any]) -> float | None:
    value = result.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def _moment(run: str) -> datetime:
    return datetime.strptime(run[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def _time(run: str) -> str:
    return f"{_moment(run):%Y-%m-%d %H:%M:%S}"


def _day(run: str) -> str:
    moment = _moment(run)
    return f"{moment.day} {moment:%B %Y}"
