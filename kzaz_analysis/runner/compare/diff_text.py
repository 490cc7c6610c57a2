"""Differences between runs in words: lines for a terminal, a section for a page."""

from __future__ import annotations

import math
import re
from textwrap import TextWrapper
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.compare.comparison import DATA, difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kzaz_analysis.runner.compare.comparison import (
        Cause,
        NumberChange,
        PageChange,
        RunComparison,
    )

MOST_ROWS = 5
"""How many changed rows are told of; the others are counted."""

MOST_NUMBERS = 8
"""How many numbers stand in a page's section; the others are counted."""

_HEADINGS = ("", "before", "now", "difference")
_NARROWEST = 40
# Texts come from data; on a terminal some characters are commands.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def shown(result: Mapping[str, Any]) -> str:
    """Return a headline number as readers see it; empty where there is none."""
    if not result:
        return ""
    from kzaz_analysis.runner.render.number_text import number_text  # noqa: PLC0415

    value = result.get("value")
    is_missing = isinstance(value, float) and not math.isfinite(value)
    text = "" if is_missing else number_text(value, result.get("unit"))
    return str(result.get("shown") or text or "not computable")


def section(change: PageChange) -> dict[str, Any]:
    """Return what the template of a page's section is filled with; all of it text.

    Returns
    -------
    dict
        ``title_before`` (empty where the finding is the same), ``numbers`` (mappings
        of ``label``, ``before``, ``now``, ``difference``), ``more_numbers`` (count),
        ``causes`` (mappings of ``kind`` and ``text``), ``more_rows`` (count).
    """
    texts, more = _told(change.causes)
    numbers = change.numbers[:MOST_NUMBERS]
    is_same = change.title_before == change.title_after
    return {
        "title_before": "" if is_same else change.title_before,
        "numbers": [_row(number) for number in numbers],
        "more_numbers": len(change.numbers) - len(numbers),
        "causes": [{"kind": c.kind.capitalize(), "text": c.text} for c in texts],
        "more_rows": more,
    }


def lines(comparison: RunComparison, width: int = 80) -> Iterator[str]:
    """Give a comparison as lines of text, none longer than `width` where words allow.

    Pages whose conclusion changed come first, then those with differences below what
    is printed, pages that are new or gone, and pages that found the same from other
    inputs. Something is always said.
    """
    for line in _lines(comparison, max(width, _NARROWEST)):
        yield _CONTROL.sub("", line)


def _lines(comparison: RunComparison, width: int) -> Iterator[str]:
    count = len(comparison.conclusions)
    noun = "conclusion" if count == 1 else "conclusions"
    yield f"from {comparison.old} to {comparison.new}"
    yield f"{count or 'no'} {noun} changed"
    same = []
    for page in comparison.pages:
        if page.is_changed:
            yield ""
            yield from _page_lines(page, width)
        elif page.state != "both":
            yield ""
            change = "a new page" if page.state == "new" else "no longer made"
            yield from _hanging("", f"{page.slug}: {change}: {page.title}", width)
        else:
            same.append(page)
    yield from _same_lines(same, width)
    if comparison.failed:
        yield ""
        text = "not made in the later run, its last good numbers were compared: "
        yield from _hanging("", text + ", ".join(comparison.failed), width)


def _page_lines(page: PageChange, width: int) -> Iterator[str]:
    how = "" if page.is_conclusion_changed else ": less than is printed"
    yield f"{page.slug}{how}"
    if page.title_before != page.title_after:
        yield from _hanging("  before: ", page.title_before or "no finding", width)
        yield from _hanging("  now:    ", page.title_after or "no finding", width)
    if page.numbers:
        yield from _table([_row(number) for number in page.numbers], width)
    yield from _cause_lines(page.causes, width)


def _cause_lines(causes: Sequence[Cause], width: int) -> Iterator[str]:
    texts, more = _told(causes)
    if texts:
        yield "  because of"
    for cause in texts:
        yield from _hanging(f"    {cause.kind}: ", cause.text, width, indent=6)
    if more:
        yield f"    and {more} more changed {'row' if more == 1 else 'rows'}"


def _same_lines(pages: Sequence[PageChange], width: int) -> Iterator[str]:
    """Tell of pages that found the same: their names, and the causes of them all."""
    if not pages:
        return
    yield ""
    names = ", ".join(page.slug for page in pages)
    yield from _hanging("the same findings from other inputs: ", names, width, 2)
    distinct = {(c.kind, c.text): c for page in pages for c in page.causes}
    yield from _cause_lines(list(distinct.values()), width)


def _told(causes: Sequence[Cause]) -> tuple[list[Cause], int]:
    """Return the causes to tell of, and how many changed rows are left out."""
    rows = [cause for cause in causes if cause.kind in DATA]
    not_of_data = [cause for cause in causes if cause.kind not in DATA]
    return [*rows[:MOST_ROWS], *not_of_data], max(len(rows) - MOST_ROWS, 0)


def _row(number: NumberChange) -> dict[str, str]:
    old, now = number.old_shown or "none", number.new_shown or "none"
    if number.old_period != number.period and number.old_shown and number.new_shown:
        old = " ".join(filter(None, (old, _bracketed(number.old_period))))
        now = " ".join(filter(None, (now, _bracketed(number.period))))
    texts = (number.label, old, now, difference(number))
    return dict(zip(("label", "before", "now", "difference"), texts, strict=True))


def _table(rows: Sequence[Mapping[str, str]], width: int) -> Iterator[str]:
    """Give numbers as a table; where that is too wide, each as a paragraph."""
    cells = [_HEADINGS, *(tuple(row.values()) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    room = width - 2 - sum(widths[1:]) - 2 * len(widths[1:])
    if room < _NARROWEST // 2:
        for row in rows:
            yield from _hanging("  ", _sentence(row), width, indent=4)
        return
    for cell in cells:
        label, *more_lines = _hanging("", cell[0], min(room, widths[0])) or [""]
        padded = [f"{t:<{w}}" for t, w in zip(cell[1:], widths[1:], strict=True)]
        first_line = "  ".join((f"{label:<{min(room, widths[0])}}", *padded))
        yield f"  {first_line}".rstrip()
        yield from (f"    {line}" for line in more_lines)


def _sentence(row: Mapping[str, str]) -> str:
    return (
        f"{row['label']}: {row['before']} before, {row['now']} now; {row['difference']}"
    )


def _hanging(lead: str, text: str, width: int, indent: int | None = None) -> list[str]:
    hang = " " * (len(lead) if indent is None else indent)
    return TextWrapper(
        width,
        initial_indent=lead,
        subsequent_indent=hang,
        break_on_hyphens=False,
        break_long_words=False,
    ).wrap(text)


def _bracketed(text: str) -> str:
    return f"({text})" if text else ""
