"""One flow as both sides record it: two marks a year, joined where there are two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.display.charts.canvas import Canvas
from kzaz_analysis.display.charts.chart import Chart, chart, plotted
from kzaz_analysis.display.charts.label_placement import Label, Placer
from kzaz_analysis.display.charts.points import derived_notes, dot_derived
from kzaz_analysis.display.charts.tips import tip
from kzaz_analysis.display.charts.vector import write_tips
from kzaz_analysis.display.grammar import (
    as_reported_by,
    listing,
    reporter_inside,
    reporter_name,
    years_text,
)
from kzaz_analysis.display.numbers import (
    NBSP,
    amount,
    axis_factor,
    axis_title,
    significant,
)
from kzaz_analysis.display.speech.vocabulary import vocabulary
from kzaz_analysis.display.theme import (
    GLYPHS,
    MUTED,
    OKABE_ITO,
    TARGET,
    marker,
    readable,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from matplotlib.figure import Figure

    from kzaz_analysis.display.theme import Sheet

SIDES = ("first", "second")

MARK_PT, NARROW_MARK_PT = 9.0, 7.0
"""Size of a mark in points of 1/72 inch, on a wide and on a narrow picture."""

CLEAR = 5
"""CSS pixels between a mark and its number, and half as many to any other."""

NEAR, FAR = 0, 66
"""CSS pixels by which a number may move away from its mark."""


def _mark(sheet: Sheet) -> float:
    return NARROW_MARK_PT if sheet.is_narrow else MARK_PT


def _radius(sheet: Sheet) -> float:
    """Half a mark with its edge, in CSS pixels."""
    return (_mark(sheet) / 2 + 0.8) * 96 / 72


def _colour(books: str) -> str:
    hue = vocabulary().side_colours.get(books, OKABE_ITO["blue"])
    return readable(hue)


def pairs_chart(
    years: pd.DataFrame,
    *,
    unit: str,
    label: str,
    books: tuple[str, str],
    basis: str = "",
    target: float | None = None,
    derived: tuple[Collection[int], Collection[int]] = ((), ()),
) -> Chart:
    """Draw both sides of one flow by year.

    Parameters
    ----------
    years : pandas.DataFrame
        As `mirror` returns it: ``year, first, second, sides`` and rounding bounds;
        at least one row.
    unit : str
        Unit id of the values.
    label : str
        What is plotted, as in "turnover of two countries".
    books : tuple of str
        Whose figures the first and the second side are.
    basis : str
        Price basis or another remark on the unit.
    target : float, optional
        A level in `unit`, drawn as a line.
    derived : tuple of two collections of int
        Years in which the figure of the first and of the second side was derived from
        others, as a sum is; their marks have a dot.

    Returns
    -------
    Chart
        Filled marks joined by a line in years that both sides have, hollow ones in
        years of one side; the shape tells whose figures.
    """
    scene = _PairScene(years, unit, books, basis, target, derived)
    named = years.rename(
        columns=dict(zip(SIDES, map(reporter_name, books), strict=True))
    )
    numbers = plotted(unit, both_reporters=named)
    return chart(scene.draw, _alt(years, unit, label, books), numbers=numbers)


class _PairScene:
    def __init__(
        self,
        years: pd.DataFrame,
        unit: str,
        books: tuple[str, str],
        basis: str,
        target: float | None,
        derived: tuple[Collection[int], Collection[int]],
    ) -> None:
        self.years, self.books, self.target = years, books, target
        self.derived = dict(zip(SIDES, derived, strict=True))
        self.unit = unit
        values = [v for side in SIDES for v in years[side].dropna()]
        self.top = max([*values, target or 0.0]) or 1.0
        self.low = min([*values, 0.0])
        self.factor = axis_factor(unit, self.top)
        self.title = axis_title(unit, self.top, basis)

    def draw(self, sheet: Sheet) -> Figure:
        canvas = Canvas(sheet)
        canvas.levels(1.1 * self.low * self.factor, 1.16 * self.top * self.factor)
        years = self.years["year"]
        canvas.years(int(years.min()), int(years.max()), canvas.width - canvas.px(60))
        canvas.fit(self.title, right=self._room(canvas), notes=self._notes(sheet))
        placer = Placer(canvas)
        self._draw_target(canvas, placer)
        for side, books in zip(SIDES, self.books, strict=True):
            self._draw_side(canvas, placer, side, books)
        self._join(canvas, placer)
        self._label(placer)
        return canvas.figure

    def _room(self, canvas: Canvas) -> float:
        """Room for the names and numbers beside the last year."""
        words = (self._named("000.0", books, canvas.sheet) for books in self.books)
        return max(canvas.measure(name, "bold")[0] for name in words)

    def _named(self, number: str, books: str, sheet: Sheet) -> str:
        """Return a last number, with the name of its side where there is room."""
        return number if sheet.is_narrow else f"{reporter_name(books)} {number}"

    def _key(self, sheet: Sheet) -> list[str]:
        """Name the shapes below the picture where there is no room beside them."""
        names = [f"{GLYPHS[marker(b)]} {reporter_name(b)}" for b in self.books]
        keys = "  ".join(name.replace(" ", NBSP) for name in names)
        return [keys] if sheet.is_narrow else []

    def _notes(self, sheet: Sheet) -> list[str]:
        alone = self.years[self.years["sides"] != "both"]["year"]
        hollow = [f"Hollow marks: one reporter only, {years_text(alone)}."]
        dotted = derived_notes(pd.concat(map(self._side, SIDES)))
        return [*self._key(sheet), *hollow[: len(alone)], *dotted]

    def _side(self, side: str) -> pd.DataFrame:
        """Return the figures of a side: ``year, value, sides, derived``."""
        rows = self.years.rename(columns={side: "value"}).dropna(subset="value")
        columns = rows[["year", "value", "sides"]]
        return columns.assign(derived=rows["year"].isin(self.derived[side]))

    def _draw_target(self, canvas: Canvas, placer: Placer) -> None:
        if self.target is None:
            return
        level = self.factor * self.target
        canvas.axes.axhline(level, color=TARGET, lw=1.8, zorder=2)
        ends = canvas.axes.get_xlim()
        placer.avoid_line([*ends], [level, level])
        words = f"target: {amount(self.target, self.unit)}"
        at = canvas.to_px(ends[0], level)
        placer.put(Label(words, at, TARGET, sides=("NE", "SE"), gap=4))

    def _draw_side(self, canvas: Canvas, placer: Placer, side: str, books: str) -> None:
        rows = self._side(side)
        both = rows["sides"] == "both"
        colour = _colour(books)
        for side_rows, filled in ((rows[both], True), (rows[~both], False)):
            (marks,) = canvas.axes.plot(
                side_rows["year"],
                self.factor * side_rows["value"],
                ls="none",
                marker=marker(books),
                ms=_mark(canvas.sheet),
                mfc=colour if filled else "white",
                mec="white" if filled else colour,
                mew=0.8 if filled else 1.6,
                zorder=4,
                clip_on=False,
            )
            tips = [
                tip(int(year), amount(value, self.unit), reporter_name(books))
                for year, value in zip(
                    side_rows["year"], side_rows["value"], strict=True
                )
            ]
            write_tips(marks, tips)
            dot_derived(
                canvas.axes,
                side_rows,
                self.factor,
                size=2 if canvas.sheet.is_narrow else 2.5,
                colour="white" if filled else colour,
            )
        room = _radius(canvas.sheet) + CLEAR / 2
        placer.avoid_points(rows["year"], self.factor * rows["value"], room)

    def _join(self, canvas: Canvas, placer: Placer) -> None:
        for row in self.years[self.years["sides"] == "both"].to_dict("records"):
            ends = [self.factor * row["first"], self.factor * row["second"]]
            canvas.axes.plot([row["year"]] * 2, ends, color=MUTED, lw=1.6, zorder=3)
            placer.avoid_line([row["year"]] * 2, ends)

    def _label(self, placer: Placer) -> None:
        """Name each side once, then write numbers where there is room."""
        labelled: set[str] = set()
        both = self.years["sides"] == "both"
        for rows in (self.years[both], self.years[~both]):
            for row in rows.iloc[::-1].to_dict("records"):
                for side, books in zip(SIDES, self.books, strict=True):
                    if pd.isna(row[side]):
                        continue
                    fresh = books not in labelled
                    self._number(placer, row, side, books, fresh)
                    labelled.add(books)

    def _number(
        self,
        placer: Placer,
        row: dict[object, object],
        side: str,
        books: str,
        fresh: bool,
    ) -> None:
        level = self.factor * float(str(row[side]))
        words = significant(level, 4)
        if fresh:
            words = self._named(words, books, placer.canvas.sheet)
        at = placer.canvas.to_px(float(str(row["year"])), level)
        colour = _colour(books)
        weight = "bold" if fresh else "normal"
        gap = _radius(placer.canvas.sheet) + CLEAR
        # A number far from its mark says less than a tip and the table.
        reach = FAR if fresh else NEAR
        placer.put(Label(words, at, colour, weight, needed=fresh, gap=gap, reach=reach))


def _alt(years: pd.DataFrame, unit: str, label: str, books: tuple[str, str]) -> str:
    both = years[years["sides"] == "both"]
    names = listing(reporter_inside(side) for side in books)
    span = years_text(years["year"])
    start = f"Point chart of {label} as reported by {names}, {span}."
    if both.empty:
        return f"{start} No year is reported by both."
    last_row = both.iloc[-1]
    sides_text = " against ".join(
        f"{amount(last_row[side], unit)} {as_reported_by(owner)}"
        for side, owner in zip(SIDES, books, strict=True)
    )
    return (
        f"{start} Both sides in {years_text(both['year'])}. "
        f"{last_row['year']}: {sides_text}."
    )
