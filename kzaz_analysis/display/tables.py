"""Small tables: units in the header, numbers right, the rest folded away."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.display.charts.columns_chart import columns_chart
from kzaz_analysis.display.citations import fold
from kzaz_analysis.display.exports.exportable import BesidePicture
from kzaz_analysis.display.exports.files.handed import handed
from kzaz_analysis.display.exports.files.stated import stated
from kzaz_analysis.display.numbers import (
    plain_number,
    plain_text,
    shifted,
    significant,
)
from kzaz_analysis.display.sentences import typeset
from kzaz_analysis.display.speech.phrases import capital, phrase, tongue
from kzaz_analysis.display.units import split, unit_name
from kzaz_analysis.exporting.cells import csv_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from typing import Any

    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.display.citations import SourceList

ROWS_SHOWN = 8
"""Rows that stand open on a page."""

LOOKS = {9: "kz-some", 32: "kz-long", 100: "kz-longer"}
"""Letters beyond which a column is wide rather than its rows tall, and how it looks."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells as they are shown, the sources of the row, and what it is about.

    Attributes
    ----------
    cells : tuple of str
        Finished text.
    sources : tuple of str
        Names of its sources.
    subject : str
        As pages name theirs: a run links the row to the pages on it. Empty for none.
    """

    cells: tuple[str, ...]
    sources: tuple[str, ...] = ()
    subject: str = ""

    def spoken(self) -> Row:
        """Return the row in the language of the page."""
        return replace(self, cells=tuple(map(phrase, self.cells)))

    @property
    def place_for_links(self) -> str:
        """Where a run puts links to the pages on its subject, as HTML."""
        if not self.subject:
            return ""
        return f'<span class="kz-subject" data-subject="{escape(self.subject)}"></span>'


@dataclass(frozen=True, slots=True)
class Table(BesidePicture):
    """A finished table.

    Attributes
    ----------
    caption : str
        What it shows.
    headers : tuple of str
        One per column, with its unit. A ``#`` in front marks a column of numbers.
    rows : tuple of Row
        Finished text, most important first.
    cite : SourceList or None
        Where the marks of the rows lead to.
    place : str
        Name of the table on its page: the list of sources leads back to the rows of
        those that are at home here.
    folded : bool
        Whether all of it is folded away, for what few readers look up.
    data : pandas.DataFrame or None
        The numbers behind the cells, unrounded, one row per row.
    name : str
        What the page calls it.
    page : ShownPage or None
        Its page.
    unit : str
        Unit of the page's levels; empty for none.
    read_in : str
        Unit in which the page shows levels of `unit`; empty for the same.
    rests_on : tuple of str
        Sources of the page's numbers, for rows that name none.
    """

    caption: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    cite: SourceList | None = None
    place: str = ""
    folded: bool = False
    data: pd.DataFrame | None = field(default=None, repr=False, compare=False)
    name: str = field(default="", repr=False, compare=False)
    page: Any = field(default=None, repr=False, compare=False)
    unit: str = field(default="", repr=False, compare=False)
    read_in: str = field(default="", repr=False, compare=False)
    rests_on: tuple[str, ...] = field(default=(), repr=False, compare=False)

    def placed(self, name: str, page: Any) -> Table:
        """Return the table as part of a page that calls it by a name."""
        return replace(
            self,
            name=name,
            page=page,
            unit=getattr(page, "unit", ""),
            # Underlined, for it is no part of a page that a notebook shows.
            read_in=getattr(page, "_read_in", ""),
            rests_on=getattr(page, "rests_on", ()),
        )

    @property
    def frame(self) -> pd.DataFrame:
        """The numbers behind the table, unrounded, as far as they are at hand.

        Else what the cells show, as plain numbers. With unit and sources, where the
        table or its page knows them.
        """
        of_rows = ["; ".join(row.sources) for row in self.rows]
        numbers = self._shown_numbers() if self.data is None else self.data
        return stated(numbers, self.unit, self.rests_on, of_rows=of_rows)

    def _shown_numbers(self) -> pd.DataFrame:
        columns = {
            head.lstrip("#"): [
                plain_number(cell) if head.startswith("#") else plain_text(cell)
                for cell in (row.cells[n] for row in self.rows)
            ]
            for n, head in enumerate(self.headers)
        }
        return pd.DataFrame(columns)

    @property
    def chart(self) -> Chart | None:
        """The picture of its section, else its columns of numbers as dots.

        None for a table without numbers.
        """
        return self._section_chart() or self._columns_chart()

    def _columns_chart(self) -> Chart | None:
        shown = self.spoken()
        lines = [row.cells for row in shown.rows]
        picture = columns_chart(shown.caption, shown.headers, lines, self.frame)
        origins, title = self.origins, shown.caption
        return picture and replace(
            picture, title=title, origins=origins, name=self.name, page=self.page
        )

    @property
    def heading(self) -> str:
        """Its caption."""
        return self.caption

    @property
    def origins(self) -> tuple[str, ...]:
        """The sources of its rows, in the order of the list of sources."""
        if self.cite is None:
            return ()
        return self.cite.named(s for row in self.rows for s in row.sources)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What it shows, in words."""
        return (self.caption,) if self.caption else ()

    def __bool__(self) -> bool:
        return bool(self.rows)

    def _as_read(self) -> Table:
        """Return the table with its levels in the unit in which the page shows them.

        Cells alone: the numbers behind them keep the unit of the series.
        """
        own, shown = (f", {unit_name(unit)}" for unit in (self.unit, self.read_in))
        levels = {n for n, head in enumerate(self.headers) if head.endswith(own)}
        if not self.read_in or own == shown or not levels:
            return self
        times = split(self.read_in)[0] / split(self.unit)[0]
        places = round(math.log10(times))
        rows = tuple(
            replace(
                row,
                cells=tuple(
                    shifted(cell, places) if n in levels else cell
                    for n, cell in enumerate(row.cells)
                ),
            )
            for row in self.rows
        )
        heads = tuple(
            head.removesuffix(own) + shown * head.endswith(own) for head in self.headers
        )
        return replace(self, headers=heads, rows=rows)

    def spoken(self) -> Table:
        """Return the table in the language of the page, its levels as it reads them."""
        return self._as_read()._said()

    def _said(self) -> Table:
        return replace(
            self,
            caption=capital(self.caption),
            headers=tuple(
                "#" * head.startswith("#")
                + phrase(head.removeprefix("#"), self.caption)
                for head in self.headers
            ),
            rows=tuple(row.spoken() for row in self.rows),
        )

    def __repr__(self) -> str:
        return self.spoken()._text()

    def _text(self) -> str:
        heads = [h.lstrip("#") for h in self.headers]
        lines = [[*r.cells, self._marks(r, html=False).strip()] for r in self.rows]
        grid = [[*heads, phrase("source") if self._cited else ""], *lines]
        widths = [max(len(line[i]) for line in grid) for i in range(len(heads) + 1)]
        text = [
            "  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True))
            for line in grid
        ]
        return "\n".join([self.caption, *(line.rstrip() for line in text)])

    def _repr_mimebundle_(
        self,
        include: Collection[str] | None = None,
        exclude: Collection[str] | None = None,
    ) -> tuple[dict[str, str], dict[str, Any]]:
        """Give Jupyter the table, and whoever asked for it a file of its numbers."""
        shown = {"text/plain": repr(self), "text/html": self._repr_html_()}
        file = handed(self.name, phrase(self.caption)) if self.rows else None
        if file is None:
            return shown, {}
        file.add(phrase("Data as CSV"), ".csv", csv_text(self.frame))
        return shown, {"text/html": file.metadata}

    def _repr_html_(self) -> str:
        return self.spoken()._html()

    def _html(self) -> str:
        if not self.rows:
            return ""
        anchors = self._anchors()
        if self.folded:
            return fold(self.caption, self._grid(self.rows, self.caption, anchors))
        open_rows, folded = self.rows[:ROWS_SHOWN], self.rows[ROWS_SHOWN:]
        if len(folded) == 1:
            open_rows, folded = self.rows, ()
        html = self._grid(open_rows, self.caption, anchors)
        if folded:
            caption = f"{self.caption}, {phrase('continued')}"
            more = self._grid(folded, caption, anchors, " kz-more")
            html += fold(phrase(f"{len(folded)} more rows"), more)
        return html

    @property
    def _cited(self) -> bool:
        return self.cite is not None and any(row.sources for row in self.rows)

    def _marks(self, row: Row, *, html: bool) -> str:
        if self.cite is None:
            return ""
        return self.cite.marks(row.sources, html=html)

    def _anchors(self) -> dict[int, str]:
        """Ids of the rows that are the first of their source."""
        if not self.place or self.cite is None:
            return {}
        places: dict[str, int] = {}
        for number, row in enumerate(self.rows):
            for source in row.sources:
                if self.cite.homes.get(source) == self.place:
                    places.setdefault(source, number)
        # A row can carry one id; a second source of the same row gets an empty span.
        ids: dict[int, str] = {}
        for source, number in places.items():
            span = f'<span id="{self.cite.anchor(source)}"></span>'
            ids[number] = ids.get(number, "") + span
        return ids

    def _grid(
        self,
        rows: Sequence[Row],
        caption: str,
        anchors: dict[int, str],
        look: str = "",
    ) -> str:
        offset = self.rows.index(rows[0]) if rows else 0
        kinds = [self._kind(place) for place in range(len(self.headers))]
        heads = "".join(
            f'<th scope="col"{kind}>{escape(h.lstrip("#"))}</th>'
            for h, kind in zip(self.headers, kinds, strict=True)
        )
        source = f'<th scope="col">{phrase("source")}</th>'
        heads += source if self._cited else ""
        body = "".join(
            self._line(row, kinds, anchors.get(offset + n, ""))
            for n, row in enumerate(rows)
        )
        return (
            f'<table class="kz-table{look}"><caption>{escape(caption)}</caption>'
            f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        )

    def _kind(self, place: int) -> str:
        """Return the class of a column: numbers, long texts, or none."""
        if self.headers[place].startswith("#"):
            return ' class="kz-num"'
        longest = max((len(row.cells[place]) for row in self.rows), default=0)
        looks = [look for letters, look in LOOKS.items() if longest > letters]
        return f' class="{looks[-1]}"' if looks else ""

    def _line(self, row: Row, kinds: list[str], anchor: str) -> str:
        head_cell, *cell_texts = row.cells
        head = f"{kinds[0]}{tongue(head_cell)}"
        text = f"{escape(head_cell)}{row.place_for_links}"
        cells = f'<th scope="row"{head}>{anchor}{text}</th>'
        cells += "".join(
            f"<td{kind}{tongue(cell)}>{escape(cell)}</td>"
            for cell, kind in zip(cell_texts, kinds[1:], strict=True)
        )
        cells += f"<td>{self._marks(row, html=True)}</td>" if self._cited else ""
        return f"<tr>{cells}</tr>"


@dataclass(frozen=True, slots=True, repr=False)
class NoTable(Table):
    """A table without rows: a notebook shows nothing in its place."""

    def _ipython_display_(self) -> None:
        """Show nothing, not even an empty line."""


def table(
    caption: str,
    headers: Iterable[str],
    rows: Iterable[Row],
    cite: SourceList | None = None,
    *,
    place: str = "",
    folded: bool = False,
    data: pd.DataFrame | None = None,
) -> Table:
    """Build a table; see `Table`. Columns in which no row has anything are left out."""
    all_rows, heads = tuple(rows), tuple(headers)
    columns = [
        n for n in range(len(heads)) if not n or any(r.cells[n] for r in all_rows)
    ]
    lines = tuple(
        replace(row, cells=tuple(typeset(row.cells[n]) for n in columns))
        for row in all_rows
    )
    kind = Table if lines else NoTable
    if data is not None:
        data = data if lines else data.head(0)
        data = data.dropna(axis="columns", how="all").reset_index(drop=True)
    head_cells = tuple(heads[n] for n in columns) if lines else heads
    return kind(caption, head_cells, lines, cite, place, folded, data)


def frame_table(frame: pd.DataFrame, caption: str = "") -> Table:
    """Show any frame: numbers to five digits and right, text left, nothing for NaN."""
    numeric = [
        pd.api.types.is_numeric_dtype(column) and name != "year"
        for name, column in frame.items()
    ]
    heads = [
        f"#{n}" if number else str(n) for n, number in zip(frame, numeric, strict=True)
    ]
    rows = [
        Row(tuple(_cell(cell) for cell in line))
        for line in frame.itertuples(index=False)
    ]
    return Table(caption, tuple(heads), tuple(rows), data=frame)


def _cell(cell: object) -> str:
    if isinstance(cell, pd.Timestamp):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float):
        return "" if pd.isna(cell) else significant(cell, 5)
    return "" if cell is None or cell is pd.NA or cell is pd.NaT else str(cell)
