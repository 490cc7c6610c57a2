"""All disagreements of a page, one below the other."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.display.citations import fold
from kzaz_analysis.display.exports.exportable import BesidePicture
from kzaz_analysis.display.grammar import plural
from kzaz_analysis.reports.audit.card import CARD_STYLE
from kzaz_analysis.reports.audit.interval_chart import STYLE
from kzaz_analysis.reports.audit.sentences import KINDS_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzaz_analysis.reports.audit.card import CardView

MOST_OPEN = 3
"""Cards that stand open, the gravest; the others are folded away."""


@dataclass(frozen=True, slots=True)
class Cards(BesidePicture):
    """Cards one below the other by kind, behind a list that leads to each."""

    views: tuple[CardView, ...]

    @property
    def frame(self) -> pd.DataFrame:
        """The inconsistent pairs of every card, by its number and title."""
        frames = [
            v.table.frame.assign(card=v.number, about=v.title) for v in self.views
        ]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    @property
    def heading(self) -> str:
        """How many there are."""
        return plural(len(self.views), "case")

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the cards say, a sentence each."""
        return tuple(s.text for view in self.views for s in view.words.sentences)

    @property
    def origins(self) -> tuple[str, ...]:
        """The sources of all cards."""
        every = (origin for view in self.views for origin in view.words.origins)
        return tuple(dict.fromkeys(every))

    def __bool__(self) -> bool:
        return bool(self.views)

    def __repr__(self) -> str:
        return "\n\n".join(map(repr, self.views))

    def _repr_html_(self) -> str:
        if not self.views:
            return ""
        contents = "".join(
            f"<p>{escape(KINDS_WORDS[kind])}:</p>{_contents(views)}"
            for kind, views in _by_kind(self.views).items()
        )
        listed = f'<nav class="kz-contents" aria-label="Cards">{contents}</nav>'
        cards, folded_cards = _html(self.views[:MOST_OPEN]), self.views[MOST_OPEN:]
        if folded_cards:
            cards += fold(f"{len(folded_cards)} more cases", _html(folded_cards))
        return f"{STYLE}{CARD_STYLE}{listed}{cards}"


def _by_kind(views: Sequence[CardView]) -> dict[str, list[CardView]]:
    kinds = dict.fromkeys(view.card.kind for view in views)
    return {kind: [v for v in views if v.card.kind == kind] for kind in kinds}


def _html(views: Sequence[CardView]) -> str:
    return "".join(
        f"<h3>{escape(KINDS_WORDS[kind])}</h3>{''.join(v.html for v in same)}"
        for kind, same in _by_kind(views).items()
    )


def _contents(views: list[CardView]) -> str:
    """List what cards are about, each subject once with a link for each of them."""
    links: dict[str, list[str]] = {}
    for view in views:
        links.setdefault(view.subject, []).append(view.link)
    items = (
        f"<li>{escape(subject)}: {', '.join(found)}</li>"
        for subject, found in links.items()
    )
    return f"<ul>{''.join(items)}</ul>"
