"""The headline numbers of a suite over its runs, as one page of small charts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.compare import archive
from kzaz_analysis.runner.compare.step_chart import Point, chart
from kzaz_analysis.runner.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

NAME = "history.html"
"""Name of the page in an output folder."""

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Seen:
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


def write(out: Path, without: Collection[str] = ()) -> bool:
    """Write the history of an output folder from its archive.

    Parameters
    ----------
    out : pathlib.Path
        Output folder.
    without : collection of str
        Ids of runs to leave out.

    Returns
    -------
    bool
        Whether there is a history; it takes two runs.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    kept = [
        record
        for record in archive.records(out)
        if record.get("status") in archive.FINISHED and record["id"] not in without
    ]
    if len(kept) < _FEWEST:
        return False
    from kzaz_analysis.runner.render.render import render_history  # noqa: PLC0415

    write_whole(out / NAME, render_history(context(kept[::-1])))
    return True


def context(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the template of the history is filled with.

    Parameters
    ----------
    records : sequence of mapping
        Runs as of `archive.read`, oldest first.

    Returns
    -------
    dict
        ``title``, ``intro``, ``has_index`` (whether there are runs of a suite), and
        ``pages``: those whose numbers moved last come first.
    """
    suites = [str(record.get("suite") or "") for record in records]
    whole = [
        suite for suite, r in zip(suites, records, strict=True) if not r.get("alone")
    ]
    pages = [_page(slug, _seen(slug, records)) for slug in _slugs(records)]
    first, last = _day(records[0]["id"]), _day(records[-1]["id"])
    span = f"on {last}" if first == last else f"from {first} to {last}"
    return {
        "title": f"History: {(whole or suites)[-1]}",
        "intro": f"Each headline number over {len(records)} runs {span}, times in UTC. "
        "A dot is a run that made the page; between dots the page stayed as it was.",
        "has_index": any(not record.get("alone") for record in records),
        "pages": sorted(pages, key=lambda page: str(page["moved"]), reverse=True),
    }


def _slugs(records: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the pages in the order of the newest run that has them."""
    return list(
        dict.fromkeys(s for record in reversed(records) for s in record["pages"])
    )


def _seen(slug: str, records: Sequence[Mapping[str, Any]]) -> list[Seen]:
    seen: list[Seen] = []
    for record in records:
        page = record["pages"].get(slug)
        if page:
            made = not seen or page.get("status") == "ok"
            seen.append(Seen(str(record["id"]), page, made))
    return seen


def _page(slug: str, seen: Sequence[Seen]) -> dict[str, Any]:
    latest = seen[-1].page
    names = dict.fromkeys(
        str(result.get("name"))
        for sight in reversed(seen)
        for result in sight.page.get("results") or ()
    )
    numbers = [_number(name, seen) for name in names]
    return {
        "slug": slug,
        "title": str(latest.get("title") or slug),
        "moved": max((number["moved"] for number in numbers), default=""),
        "moving": [number for number in numbers if number["moved"]],
        "still": [number for number in numbers if not number["moved"]],
        "labels": [number["label"] for number in numbers],
        "rows": list(_rows(list(names), seen)),
    }


def _number(name: str, seen: Sequence[Seen]) -> dict[str, Any]:
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
        for before, now in pairwise(points)
        if before.shown != now.shown or before.value != now.value
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
    names: Sequence[str], seen: Sequence[Seen]
) -> Iterator[tuple[str, list[str]]]:
    for sight in reversed(seen):
        if sight.is_made:
            results = (_result(sight, name) for name in names)
            yield _time(sight.run), [_shown(result) for result in results]


def _result(sight: Seen, name: str) -> Mapping[str, Any]:
    results = sight.page.get("results") or ()
    return next((r for r in results if str(r.get("name")) == name), {})


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
