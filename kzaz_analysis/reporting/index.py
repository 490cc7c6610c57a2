"""The index of a suite: one card a page, with what it found and how it stands."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kzaz_analysis.reporting.execution import Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kzaz_analysis.reporting.pages import Page, PageResult
    from kzaz_analysis.reporting.suite import Suite

_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1, ""))
_PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]+")


@dataclass(frozen=True, slots=True)
class Card:
    """One page on the index; every field is text, and may be empty.

    Attributes
    ----------
    slug, title, kicker, answer, as_of : str
        From the page's results.
    label, number, interval : str
        Its headline number: what it is, the value with its unit, the range and
        period.
    status : str
        ``fresh``: made by this run; ``stale``: an earlier page stays in place;
        ``failed``: there is none.
    reason : str
        Why it is not fresh.
    sparkline : str
        A picture as data URI.
    exists : bool
        Whether there is a page to open.
    """

    slug: str
    title: str
    kicker: str = ""
    answer: str = ""
    as_of: str = ""
    label: str = ""
    number: str = ""
    interval: str = ""
    status: str = "fresh"
    reason: str = ""
    sparkline: str = ""
    exists: bool = True


def index_context(
    suite: Suite, results: Mapping[str, PageResult], folder: Path
) -> dict[str, Any]:
    """Return what the template of the index is filled with.

    Parameters
    ----------
    suite : Suite
        The pages, in order.
    results : mapping of str to PageResult
        How each page ended, by slug; a page that is not there was not reached.
    folder : pathlib.Path
        Output folder, where the results of the last good pages lie.
    """
    cards = [_card(page, results.get(page.slug), folder) for page in suite.pages]
    behind = [card for card in cards if card.status != "fresh"]
    trouble = (
        f"{len(behind)} of {len(cards)} pages could not be made anew; "
        "each says below why."
        if behind
        else ""
    )
    by_slug = {card.slug: card for card in cards}
    top = [by_slug[name] for name in suite.top if by_slug[name].number]
    return {
        "title": suite.title,
        "intro": suite.intro,
        "description": suite.intro or suite.title,
        "trouble": trouble,
        "cards": cards,
        "top": top,
    }


def number_text(value: object, unit: object = "") -> str:
    """Return a number with three significant digits and its unit.

    Examples
    --------
    >>> number_text(529123456.0, "USD")
    '529 million USD'
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value or "")
    scale, word = next((s, w) for s, w in _SCALES if abs(value) >= s or s == 1)
    rounded = float(f"{value / scale:.3g}")
    shown = f"{abs(rounded):,.0f}" if abs(rounded) >= 100 else f"{abs(rounded):g}"
    minus = "\N{MINUS SIGN}" if rounded < 0 else ""
    name = str(unit or "").replace("_", " ")
    return " ".join(filter(None, (minus + shown, word, name)))


def _card(page: Page, result: PageResult | None, folder: Path) -> Card:
    document = _last_results(folder / f"{page.slug}.results.json")
    exists = (folder / f"{page.slug}.html").is_file()
    first: dict[str, Any] = next(iter(document.get("results") or []), {})
    picture = str(document.get("sparkline") or "")
    status, reason = _standing(result, exists)
    title = str(document.get("title") or page.title or page.report.name)
    return Card(
        slug=page.slug,
        title=title,
        kicker=str(
            document.get("kicker") or (page.title if page.title != title else "")
        ),
        answer=str(document.get("answer") or ""),
        as_of=str(document.get("as_of") or ""),
        label=str(first.get("label") or first.get("name") or ""),
        number=_number(first),
        interval=_interval(first),
        status=status,
        reason=reason,
        sparkline=picture if _PICTURE.fullmatch(picture) else "",
        exists=exists,
    )


def _standing(result: PageResult | None, exists: bool) -> tuple[str, str]:
    if result is not None and result.status is Status.OK and result.problem is None:
        return "fresh", ""
    problem = result.problem if result is not None else None
    why = problem.message if problem else "the run was interrupted before it was done"
    if exists:
        return "stale", f"This is the last good page. It was not renewed: {why}."
    return "failed", f"There is no page: {why}."


def _number(first: Mapping[str, Any]) -> str:
    return str(first.get("shown") or number_text(first.get("value"), first.get("unit")))


def _interval(first: Mapping[str, Any]) -> str:
    low, high = number_text(first.get("low")), number_text(first.get("high"))
    if low and high:
        between = f"{low} to {high}" if low != high else ""
    else:
        between = f"at least {low}" if low else (f"at most {high}" if high else "")
    period = str(first.get("period") or "")
    return " · ".join(part for part in (between, period) if part)


def _last_results(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
