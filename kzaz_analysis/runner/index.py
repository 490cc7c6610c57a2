"""The index of a suite: its front page, and each page with how it stands.

A suite that names a front page begins with that page's content, and lists the others
by the question they answer; one without has a card a page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.publish.beside import FOLDER
from kzaz_analysis.runner.render.number_text import number_text
from kzaz_analysis.runner.translation import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from kzaz_analysis.runner.compare.comparison import PageChange, RunComparison
    from kzaz_analysis.runner.plan.page import Page
    from kzaz_analysis.runner.plan.suite import Suite

_BEHIND = (
    "could not be made anew; it says below why.",
    "could not be made anew; each says below why.",
)
_CHANGED = (
    "says something else than in the run before; it comes first.",
    "say something else than in the run before; they come first.",
)
_MOST_CARDS = 40
"""Pages beyond which only those with news are cards, and all others rows of a table."""

_MAIN = '<main id="kz-main">'
_SOURCES = '<div class="kz-text"><h2 id="sources">'
_PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]+")


@dataclass(frozen=True, slots=True)
class PageStatus:
    """How a page stands after a run.

    Attributes
    ----------
    status : str
        ``fresh``: made since the run before; ``unchanged``: as it was then, because
        nothing that it rests on changed; ``stale``: could not be renewed, an earlier
        page stays in place; ``failed``: there is none.
    reason : str
        Why it is stale or failed.
    """

    status: str
    reason: str = ""

    @classmethod
    def of(cls, made: bool, exists: bool, why: str) -> PageStatus:
        """Judge by whether it was made, whether it is there, and what went wrong."""
        if not why:
            return cls("fresh" if made else "unchanged")
        if exists:
            return cls(
                "stale", f"This is the last good page. It was not renewed: {why}."
            )
        return cls("failed", f"There is no page: {why}.")


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
    status, reason : str
        As in `PageStatus`.
    change : str
        What differs from the run before.
    sparkline : str
        A picture as data URI.
    exists : bool
        Whether there is a page to open.
    place : str
        Stem of its files, relative to the index.
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
    change: str = ""
    sparkline: str = ""
    exists: bool = True
    place: str = ""


def index_context(
    suite: Suite,
    documents: Mapping[str, Mapping[str, Any]],
    page_statuses: Mapping[str, PageStatus],
    place: Callable[[str], str] = str,
    comparison: RunComparison | None = None,
) -> dict[str, Any]:
    """Return what the template of the index is filled with.

    Parameters
    ----------
    suite : Suite
        The pages, in order.
    documents : mapping of str to mapping
        What the last good version of each page hands over, by slug.
    page_statuses : mapping of str to PageStatus
        How each page stands.
    place : callable
        Gives the stem of a page's files by its slug.
    comparison : RunComparison, optional
        How the run differs from the one before. Pages whose conclusion changed come
        first, after those that are in trouble.
    """
    changes = {page.slug: page for page in comparison.pages} if comparison else {}
    cards = [
        _card(
            page,
            place(page.slug),
            documents[page.slug],
            page_statuses[page.slug],
            changes.get(page.slug),
        )
        for page in suite.pages
    ]
    behind = [card for card in cards if card.reason]
    changed = [card for card in cards if card.change]
    by_slug = {card.slug: card for card in cards}
    front = by_slug.get(suite.front)
    ordered = sorted(cards, key=lambda card: (not card.reason, not card.change))
    if front:
        card_list = []
    elif len(cards) <= _MOST_CARDS:
        card_list = ordered
    else:
        card_list = [*behind, *changed][:_MOST_CARDS]
    with_card = {card.slug: card for card in card_list}
    rows = [card for card in cards if card.slug not in with_card]
    return {
        "front": front,
        "groups": _by_question([c for c in ordered if c is not front]) if front else [],
        "is_long": len(cards) > _MOST_CARDS,
        "zip": "",
        "site_url": "",
        "picture": "",
        "linked_data": "",
        "alternates": "",
        "languages": "",
        "title": suite.title,
        "intro": suite.intro,
        "description": suite.intro or suite.title,
        "beside": [(one.file, one.title) for one in suite.beside],
        "trouble": _count(len(behind), len(cards), _BEHIND) if behind else "",
        "news": _count(len(changed), len(cards), _CHANGED) if changed else "",
        "cards": list(with_card.values()),
        "rows": [] if front else rows,
        "top": [by_slug[name] for name in suite.top if by_slug[name].number],
    }


def front_body(page: Path, subfolder: str = "") -> tuple[str, str]:
    """Return what a page that opens the index says, as HTML, and its list of sources.

    Both are empty where there is no page. Files beside the page are reached through
    its subfolder, which ends in a slash, other pages without leaving it.
    """
    if not page.is_file():
        return "", ""
    _, _, text = page.read_text(encoding="utf-8").partition(_MAIN)
    if subfolder:
        text = text.replace('href="../', 'href="')
        text = text.replace(f'href="{FOLDER}/', f'href="{subfolder}{FOLDER}/')
    body, heading, sources = text.partition("</main>")[0].rpartition(_SOURCES)
    return (body, heading + sources) if heading else (sources, "")


def _by_question(cards: list[Card]) -> list[tuple[str, list[Card]]]:
    """Gather pages by the first part of their kickers, those with news first."""
    groups: dict[str, list[Card]] = {}
    for card in cards:
        groups.setdefault(card.kicker.partition(" \N{MIDDLE DOT} ")[0], []).append(card)
    return list(groups.items())


def _card(
    page: Page,
    place: str,
    document: Mapping[str, Any],
    page_status: PageStatus,
    change: PageChange | None,
) -> Card:
    headline: Mapping[str, Any] = next(iter(document.get("results") or []), {})
    picture = str(document.get("sparkline") or "")
    title = str(document.get("title") or page.title or page.report.name)
    kicker = document.get("kicker") or (page.title if page.title != title else "")
    return Card(
        slug=page.slug,
        title=title,
        kicker=str(kicker),
        answer=str(document.get("answer") or ""),
        as_of=str(document.get("as_of") or ""),
        label=str(headline.get("label") or headline.get("name") or ""),
        number=_number(headline),
        interval=_interval(headline),
        status=page_status.status,
        reason=page_status.reason,
        change=_change(change),
        sparkline=picture if _PICTURE.fullmatch(picture) else "",
        exists=page_status.status != "failed",
        place=place or page.slug,
    )


def _change(change: PageChange | None) -> str:
    """Say in one line how the conclusion of a page changed; nothing if it did not."""
    if change is None or not change.is_conclusion_changed:
        return ""
    printed = [number for number in change.numbers if number.is_printed]
    if not printed:
        return f"{say('Before')}: {change.title_before}"
    first_number, *more_numbers = printed
    was, now = (
        first_number.old_shown or say("not there"),
        first_number.new_shown or say("not there"),
    )
    also = say(", and {count} more", count=len(more_numbers))
    more = also if more_numbers else ""
    return say(
        "{label}: {was} before, {now} now{more}",
        label=first_number.label,
        was=was,
        now=now,
        more=more,
    )


def _count(some: int, whole: int, words: tuple[str, str]) -> str:
    counted = say("{some} of {whole} pages", some=some, whole=whole)
    return f"{counted} {say(words[some != 1])}"


def _number(first: Mapping[str, Any]) -> str:
    return str(first.get("shown") or number_text(first.get("value"), first.get("unit")))


def _interval(first: Mapping[str, Any]) -> str:
    low, high = number_text(first.get("low")), number_text(first.get("high"))
    if "between" in first:
        between = str(first["between"])
    elif low and high:
        between = f"{low} to {high}" if low != high else ""
    else:
        between = f"at least {low}" if low else (f"at most {high}" if high else "")
    period = str(first.get("period") or "")
    return " · ".join(part for part in (between, period) if part)
