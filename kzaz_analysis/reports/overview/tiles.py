"""Levels as tiles, one a series: each reporter's figure, and the target below."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from kzaz_analysis.display.speech.phrases import capital
from kzaz_analysis.display.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kzaz_analysis.display.tables import Row


@dataclass(frozen=True, slots=True, repr=False)
class Tiles(Table):
    """A table that shows its rows as tiles.

    Its first cells are what a tile is about, reporter, year, level and change.

    Attributes
    ----------
    below : tuple of Row
        What a tile says below its figures: what it is about, and the text.
    """

    below: tuple[Row, ...] = ()

    def spoken(self) -> Tiles:
        """Return tiles and table in the language of the page."""
        whole = Table.spoken(self)
        below = tuple(row.spoken() for row in self.below)
        return replace(
            self,
            caption=whole.caption,
            headers=whole.headers,
            rows=whole.rows,
            below=below,
        )

    def _html(self) -> str:
        if not self.rows:
            return ""
        titles = dict.fromkeys(row.cells[0] for row in self.rows)
        lines = replace(self, rows=(*self.rows, *self.below))
        anchors = lines._anchors()
        by_row = {id(row): anchors.get(n, "") for n, row in enumerate(lines.rows)}
        tiles = [f"<li>{''.join(self._tile(title, by_row))}</li>" for title in titles]
        label = escape(self.caption)
        return f'<ul class="kz-tiles" aria-label="{label}">{"".join(tiles)}</ul>'

    def _tile(self, title: str, anchors: Mapping[int, str]) -> Iterator[str]:
        yield f'<p class="kz-kicker">{escape(capital(title))}</p><dl>'
        rows = [row for row in self.rows if row.cells[0] == title]
        for row in rows:
            reporter, year, level, change = map(escape, row.cells[1:5])
            marks = self._marks(row, html=True)
            yield f"<div><dt>{anchors[id(row)]}{reporter}, {year}</dt>"
            yield f"<dd><strong>{level}</strong> {change}{marks}</dd></div>"
        yield "</dl>"
        for row in (row for row in self.below if row.cells[0] == title):
            text = f"{anchors[id(row)]}{escape(row.cells[1])}"
            yield f'<p class="kz-label">{text}{self._marks(row, html=True)}</p>'
        yield rows[0].place_for_links
