"""One disagreement on a page: what it is, a picture, the arithmetic, the verdict."""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from kzaz_analysis.display.audit_words import (
    apart_words,
    plain,
    verdict_words,
    who,
)
from kzaz_analysis.display.charts.intervals import IntervalRow, intervals_chart
from kzaz_analysis.display.tables import Row, table
from kzaz_analysis.display.text import paragraph, said
from kzaz_analysis.display.words import plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from kzaz_analysis.analysis.claims import ConflictCard
    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.display.citing import SourceList
    from kzaz_analysis.display.tables import Table
    from kzaz_analysis.display.text import Prose

    Cells = Mapping[Any, Any]

MOST_ROWS = 8
"""Figures drawn in one picture."""

EARLIEST = 693_596
"""Ordinal of the first day of 1900: smaller numbers are no dates."""


@dataclass(frozen=True, slots=True)
class CardView:
    """A card, ready to be shown.

    Attributes
    ----------
    number : int
        Place on the page.
    card : ConflictCard
        What the audit found.
    agencies : mapping of str to str
        Full names of the statistical sources.
    units : tuple of str
        Ids of all units.
    cite : SourceList
        Where the marks lead to.
    anchors : tuple of str
        Sources whose place on the page is this card.
    """

    number: int
    card: ConflictCard
    agencies: Mapping[str, str] = field(repr=False)
    units: tuple[str, ...] = field(repr=False)
    cite: SourceList = field(repr=False)
    anchors: tuple[str, ...] = field(default=(), repr=False)

    @property
    def title(self) -> str:
        """What disagrees, and about when."""
        name = self.card.title[0].upper() + self.card.title[1:]
        return f"{self.number}. {headed(name, self.card.period, self.units)}"

    @property
    def worst(self) -> Cells:
        """The gravest comparison, widest first."""
        return self.card.comparisons.iloc[0].to_dict()

    @property
    def words(self) -> Prose:
        """Both sides, how far apart they are, and the verdict."""
        row = self.worst
        left, right = (self._side(row, f"{side}_") for side in ("left", "right"))
        sources = [*_ids(row["left_sources"]), *_ids(row["right_sources"])]
        apart = apart_words(row)
        hint = str(row["hint"])
        return paragraph(
            [
                said(f"{left} against {right}", *sources),
                said(apart) if apart else None,
                said(f"Verdict: {self._plain(verdict_words(row))}"),
                said(f"It would fit if {self._plain(hint)}") if hint else None,
            ],
            self.cite,
        )

    @property
    def arithmetic(self) -> str:
        """The calculation in one line."""
        return self._plain(str(self.worst["arithmetic"]))

    @property
    def chart(self) -> Chart | None:
        """The figures on one axis, if there are two that can be drawn."""
        rows = self._rows()
        if len(rows) < 2:
            return None
        named = "; ".join(row.words for row in rows[:4])
        more = f"; and {len(rows) - 4} more" if len(rows) > 4 else ""
        alt = (
            f"Interval plot, {plural(len(rows), 'figure')} on one axis: {named}{more}."
        )
        alt += f" {plain(str(self.worst['arithmetic']), self.units)}."
        unit = str(self.worst["unit"])
        return intervals_chart(rows, unit=unit, alt=alt, apart=_apart(self.worst))

    @property
    def table(self) -> Table:
        """All comparisons of the card that do not simply agree, the gravest first."""
        rows = self._told()
        cells = [
            Row(
                (
                    str(r["verdict"]),
                    str(r["rule"]),
                    self._plain(str(r["arithmetic"])),
                    self._plain(str(r["condition"])),
                ),
                (*_ids(r["left_sources"]), *_ids(r["right_sources"])),
            )
            for r in rows.head(MOST_ROWS).to_dict("records")
        ]
        heads = ("verdict", "rule", "arithmetic", "condition")
        caption = "Pairs that do not simply agree"
        if len(rows) > MOST_ROWS:
            caption += f", the first {MOST_ROWS} of {len(rows)}"
        return table(caption, heads, cells, self.cite)

    def __repr__(self) -> str:
        picture = self.chart
        drawn = [] if picture is None else [repr(picture)]
        lines = [
            self.title,
            *drawn,
            repr(self.words),
            f"Arithmetic: {self.arithmetic}.",
        ]
        return "\n".join([*lines, self._counted()])

    def _repr_html_(self) -> str:
        spans = "".join(
            f'<span id="{self.cite.anchor(source)}"></span>' for source in self.anchors
        )
        return (
            f"<h3>{escape(self.title)}</h3>{spans}{self.words._repr_html_()}"
            f"{picture_html(self.chart)}"
            f'<p class="kz-asof">Arithmetic: {escape(self.arithmetic)}. '
            f"{escape(self._counted())}</p>{self._folded()}"
        )

    def _folded(self) -> str:
        if len(self._told()) < 2:
            return ""
        return (
            '<details class="kz-fold"><summary>The pairs behind it</summary>'
            f"{self.table._repr_html_()}</details>"
        )

    def _counted(self) -> str:
        told, all_of_them = len(self._told()), len(self.card.comparisons)
        if all_of_them == 1:
            return "This is the only pair."
        return f"{told} of {all_of_them} pairs on this card do not simply agree."

    def _told(self) -> pd.DataFrame:
        rows = self.card.comparisons
        return rows[rows["verdict"] != "consistent"]

    def _plain(self, text: str) -> str:
        return plain(text, self.units)

    def _side(self, row: Cells, prefix: str) -> str:
        text = self._plain(str(row[f"{prefix}text"]))
        period = self._period(str(row[f"{prefix}ids"]))
        return f"{text}{period} ({who(row, prefix, self.agencies)})"

    def _period(self, ids: str) -> str:
        """Period of a side, where the title does not say it."""
        sides = self.card.sides
        found = sides["period"][sides["ids"] == ids]
        period = "" if found.empty else str(found.iloc[0])
        if period in ("", "no period", self.card.period):
            return ""
        return f" for {self._plain(period)}"

    def _rows(self) -> list[IntervalRow]:
        sides = drawable(self.card.sides, self.worst)
        ranked = sides.assign(rank=_ranks(sides, self.card.comparisons))
        groups: dict[tuple[str, int], int] = {}
        rows = []
        merged = ranked.sort_values("rank", kind="stable").groupby(
            ["period", "text", "low", "high"], sort=False
        )
        for number, (_, same) in enumerate(merged):
            if number == MOST_ROWS:
                break
            first = same.iloc[0].to_dict()
            key = (str(first["period"]), int(first["cluster"]))
            group = groups.setdefault(key, len(groups))
            ends = (float(first[name]) for name in ("value", "low", "high"))
            rows.append(IntervalRow(self._label(same), *ends, group))
        return sorted(rows, key=lambda row: row.group)

    def _label(self, same: pd.DataFrame) -> str:
        first = same.iloc[0].to_dict()
        text = self._plain(str(first["text"]))
        named = list(dict.fromkeys(who(r, "", self.agencies) for r in _each(same)))
        more = f" and {len(named) - 1} more" if len(named) > 1 else ""
        sources = [name for ids in same["sources"] for name in _ids(ids)]
        marks = self.cite.marks(sources, html=False)
        return f"{text}{self._period(str(first['ids']))}, {named[0]}{more}{marks}"


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards one below the other."""

    views: tuple[CardView, ...]

    def __bool__(self) -> bool:
        return bool(self.views)

    def __repr__(self) -> str:
        return "\n\n".join(map(repr, self.views))

    def _repr_html_(self) -> str:
        return "".join(view._repr_html_() for view in self.views)


def headed(name: str, period: str, units: tuple[str, ...]) -> str:
    """Name a series or promise with its period, if it has one."""
    return name if period == "no period" else f"{name}, {plain(period, units)}"


def drawable(sides: pd.DataFrame, worst: Cells) -> pd.DataFrame:
    """Keep the sides that share the axis of the gravest comparison."""
    rows = sides[sides["unit"] == worst["unit"]]
    rows = rows[rows["low"].notna() & rows["high"].notna()]
    if worst["unit"] == "date":
        return rows[rows["value"] >= EARLIEST]
    return rows


def picture_html(picture: Chart | None) -> str:
    """Embed a chart, with its narrow twin for phones."""
    if picture is None:
        return ""
    data, meta = picture._repr_mimebundle_()
    told = meta["image/png"]
    encoded = base64.b64encode(data["image/png"]).decode("ascii")
    image = (
        f'<img src="data:image/png;base64,{encoded}" alt="{escape(told["alt"])}" '
        f'width="{told["width"]}" height="{told["height"]}">'
    )
    phone = (
        '<source media="(max-width: 599px)" '
        f'srcset="data:image/png;base64,{told["narrow"]}">'
    )
    return f'<figure class="kz-chart"><picture>{phone}{image}</picture></figure>'


def _each(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.to_dict("records")


def _ids(joined: object) -> list[str]:
    return [name for name in str(joined).split("; ") if name]


def _ranks(sides: pd.DataFrame, comparisons: pd.DataFrame) -> pd.Series[int]:
    """Place of each side: that of the gravest comparison that it takes part in."""
    order: dict[tuple[str, str], int] = {}
    for place, row in enumerate(_each(comparisons)):
        for side in ("left", "right"):
            order.setdefault((row[f"{side}_ids"], row[f"{side}_text"]), place)
    pairs = zip(sides["ids"], sides["text"], strict=True)
    places = [order.get(pair, len(order)) for pair in pairs]
    return sides["cluster"] * 0 + places


def _apart(row: Cells) -> tuple[float, float] | None:
    """Find the ends between which no value fits both sides."""
    first = (float(row["left_low"]), float(row["left_high"]))
    second = (float(row["right_low"]), float(row["right_high"]))
    lower, upper = sorted((first, second))
    if not lower[1] < upper[0] or not all(map(math.isfinite, (lower[1], upper[0]))):
        return None
    return lower[1], upper[0]
