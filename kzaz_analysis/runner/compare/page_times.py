"""How long pages took to make: a distribution and the slowest, of any number of pages.

Pages that stand took what they took when they were made.
"""

from __future__ import annotations

from bisect import bisect_right
from statistics import median
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.telling.progress import duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

BOUNDS_S = (1, 2, 5, 10, 30, 60, 300)
"""Seconds at which one class of times ends and the next begins."""
MOST_NAMED = 10
"""Pages named as the slowest."""

_CLASSES = (
    *("under 1 s", "1 to 2 s", "2 to 5 s", "5 to 10 s"),
    *("10 to 30 s", "30 to 60 s", "1 to 5 min", "5 min or more"),
)
_WIDTH, _ROW = 340, 20
_LEFT, _RIGHT = 96, 280


def page_times(
    entries: Iterable[Mapping[str, Any]],
    named: Callable[[str], Mapping[str, Any]],
) -> dict[str, Any] | None:
    """Return what a template draws of the times of pages.

    Parameters
    ----------
    entries : iterable of mapping
        Pages of a manifest; those without times count for nothing.
    named : callable
        Gives ``title`` and ``place`` of a page by its slug.

    Returns
    -------
    dict or None
        ``label``, ``shown`` (the median), ``chart`` (shapes, one row for each class of
        times) and ``slowest`` (``title``, ``place``, ``shown``), slowest first. None
        where no page has a time.
    """
    seconds = {
        str(entry["slug"]): entry["execute_s"] + (entry.get("render_s") or 0.0)
        for entry in entries
        if entry.get("execute_s") is not None
    }
    if not seconds:
        return None
    slowest = sorted(seconds, key=lambda slug: (-seconds[slug], slug))[:MOST_NAMED]
    middle = f"median {_shown(median(seconds.values()))}"
    pages = "1 page" if len(seconds) == 1 else f"{len(seconds):,} pages"
    return {
        "label": f"Time that a page took when it was made, {pages}",
        "shown": middle,
        "chart": _chart(list(seconds.values()), f"{pages}, {middle}"),
        "slowest": [
            {**named(slug), "shown": _shown(seconds[slug])} for slug in slowest
        ],
    }


def _chart(seconds: list[float], about: str) -> dict[str, Any]:
    counts = [0] * len(_CLASSES)
    for spent in seconds:
        counts[bisect_right(BOUNDS_S, spent)] += 1
    unit = (_RIGHT - _LEFT) / max(counts)
    most = _CLASSES[counts.index(max(counts))]
    return {
        "width": _WIDTH,
        "height": _ROW * len(_CLASSES),
        "left": _LEFT,
        "name": f"Distribution of times: {about}, most often {most}.",
        "rows": [
            {
                "label": label,
                "y": _ROW * number + _ROW // 2,
                "end": round(_LEFT + unit * count, 1),
                "shown": f"{count:,}",
            }
            for number, (label, count) in enumerate(zip(_CLASSES, counts, strict=True))
        ],
    }


def _shown(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < BOUNDS_S[3] else duration(seconds)
