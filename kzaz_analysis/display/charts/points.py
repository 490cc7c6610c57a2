"""The record as marks: points with rounding bars, a shape a reporter, gaps open."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.display.charts.label_placement import Label
from kzaz_analysis.display.charts.vector import write_tips
from kzaz_analysis.display.grammar import DASH, missing_years, reporter_name, year_runs
from kzaz_analysis.display.numbers import significant
from kzaz_analysis.display.theme import INK, MUTED, marker, readable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from kzaz_analysis.display.charts.canvas import Canvas
    from kzaz_analysis.display.charts.label_placement import Placer


def column(frame: pd.DataFrame, name: str) -> list[float]:
    """One numeric column as floats; missing ones where the frame lacks it."""
    if name not in frame.columns:
        return [math.nan] * len(frame)
    return [float(value) for value in frame[name].astype("float64")]


def books_of(frame: pd.DataFrame) -> list[str]:
    """Who reported each row; empty where nobody knows."""
    if "books" not in frame.columns:
        return [""] * len(frame)
    return [str(b) if isinstance(b, str) else "" for b in frame["books"]]


def runs(annual: pd.DataFrame) -> list[pd.DataFrame]:
    """Cut a record into stretches of consecutive years in one segment."""
    year, segment = annual["year"], _segments(annual)
    fresh = (year.diff() != 1) | (segment.diff() != 0)
    return [stretch for _, stretch in annual.groupby(fresh.cumsum())]


def _segments(annual: pd.DataFrame) -> pd.Series[int]:
    if "segment" in annual.columns:
        return annual["segment"]
    return annual["year"] * 0


DERIVED = "Marks with a dot: figures derived from others."
"""Note under a picture in which `dot_derived` dots marks."""


def derived_notes(annual: pd.DataFrame) -> list[str]:
    """Return the note that a picture with derived figures needs, if it has any."""
    return [DERIVED] if _derived(annual).any() else []


def _derived(annual: pd.DataFrame) -> pd.Series[bool]:
    if "derived" in annual.columns:
        return annual["derived"].astype(bool)
    return pd.Series(data=False, index=annual.index)


def draw_record(
    canvas: Canvas, annual: pd.DataFrame, factor: float, colour: str
) -> None:
    """Draw lines within segments, rounding bars, and a mark a year.

    Marks of figures that were derived, as sums of others are, have a dot.

    Parameters
    ----------
    canvas : Canvas
        Axis limits are set.
    annual : pandas.DataFrame
        Annual frame: one row a year.
    factor : float
        Turns its values into those of the axis.
    colour : str
        Colour of the series.
    """
    axes = canvas.axes
    for stretch in runs(annual):
        axes.plot(
            stretch["year"], factor * stretch["value"], color=colour, lw=1.6, zorder=3
        )
    draw_bars(canvas, annual, factor, colour)
    for books, rows in annual.assign(shape=books_of(annual)).groupby("shape"):
        (marks,) = axes.plot(
            rows["year"],
            factor * rows["value"],
            ls="none",
            marker=marker(books),
            ms=6.5 if canvas.sheet.is_narrow else 8,
            mfc=colour,
            mec="white",
            mew=0.8,
            zorder=4,
            clip_on=False,
        )
        write_tips(marks, _tips(rows, factor, books))
    dot_derived(axes, annual, factor, size=2 if canvas.sheet.is_narrow else 2.5)


def dot_derived(
    axes: Axes,
    annual: pd.DataFrame,
    factor: float,
    *,
    size: float,
    colour: str = "white",
) -> None:
    """Dot the marks of figures that were derived from others.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        In which the marks stand.
    annual : pandas.DataFrame
        One row a year: ``year, value`` and, where any may be derived, ``derived``.
    factor : float
        Turns its values into those of the axis.
    size : float
        Diameter of a dot in points.
    colour : str
        That stands out of the marks.
    """
    dotted = annual[_derived(annual)]
    if dotted.empty:
        return  # marks of nothing have no bounds, and no layout to fit them in
    axes.plot(
        dotted["year"],
        factor * dotted["value"],
        ls="none",
        marker="o",
        ms=size,
        mfc=colour,
        mec="none",
        zorder=4.1,
        clip_on=False,
    )


def _tips(rows: pd.DataFrame, factor: float, books: object) -> list[str]:
    """Return what pointing at each mark shows: year, value, and who reports it."""
    reporter = f", {reporter_name(books)}" if books else ""
    values = zip(rows["year"], factor * rows["value"], strict=True)
    return [
        f"{year}: {significant(value, 4)}{reporter}"
        for year, value in values
        if not math.isnan(value)
    ]


def draw_bars(canvas: Canvas, annual: pd.DataFrame, factor: float, colour: str) -> None:
    """Draw the rounding interval of each figure; an open end gets an arrow head."""
    axes = canvas.axes
    bottom, top = axes.get_ylim()
    rows = zip(
        annual["year"],
        *(column(annual, name) for name in ("low", "value", "high")),
        strict=True,
    )
    for year, low, value, high in rows:
        if math.isnan(low) and math.isnan(high):
            continue
        reach = value * factor + 0.06 * (top - bottom)
        end = high * factor if math.isfinite(high) else reach
        start = low * factor if math.isfinite(low) else value * factor
        axes.plot([year, year], [start, min(end, top)], color=colour, lw=2, zorder=3.5)
        if math.isinf(high):
            axes.plot(year, reach, marker="^", ms=5, color=colour, zorder=3.5)


def draw_hollow(
    canvas: Canvas, others: pd.DataFrame, factor: float, colour: str
) -> None:
    """Draw figures that the rule did not choose, as hollow marks."""
    for books, rows in others.assign(shape=books_of(others)).groupby("shape"):
        (marks,) = canvas.axes.plot(
            rows["year"],
            factor * rows["value"],
            ls="none",
            marker=marker(books),
            ms=6 if canvas.sheet.is_narrow else 7.5,
            mfc="white",
            mec=colour,
            mew=1.2,
            zorder=2.8,
        )
        write_tips(marks, _tips(rows, factor, books))


def avoid_record(placer: Placer, annual: pd.DataFrame, factor: float) -> None:
    """Keep labels off the marks and lines of a record."""
    values = [factor * value for value in column(annual, "value")]
    placer.avoid_points(annual["year"], values)
    for stretch in runs(annual):
        levels = [factor * value for value in column(stretch, "value")]
        placer.avoid_line(stretch["year"].to_list(), levels)


def label_books(
    placer: Placer,
    frame: pd.DataFrame,
    factor: float,
    colour: str,
    names: Mapping[str, str] | None = None,
    skip: frozenset[str] = frozenset(),
) -> None:
    """Name each reporter once, beside one of its marks.

    Parameters
    ----------
    placer : Placer
        Knows what is already drawn.
    frame : pandas.DataFrame
        Rows with ``year``, ``value``, ``books``.
    factor : float
        Turns values into those of the axis.
    colour : str
        Colour of the marks.
    names : mapping of str to str, optional
        Names of reporters.
    skip : frozenset of str
        Reporters named already.
    """
    tagged = frame.assign(shape=books_of(frame))
    for books, rows in tagged.groupby("shape", sort=False):
        if str(books) in skip:
            continue
        middle = rows.iloc[[len(rows) // 2]]
        at = placer.canvas.to_px(middle["year"].item(), factor * middle["value"].item())
        wide = placer.canvas.px(90 if placer.canvas.sheet.is_narrow else 150)
        words = placer.canvas.wrap(reporter_name(books, names), wide)
        placer.put(Label(words, at, readable(colour)))


def mark_gaps(placer: Placer, annual: pd.DataFrame) -> None:
    """Shade the years without a usable figure between the first and the last."""
    canvas = placer.canvas
    absent = missing_years(annual["year"].to_list())
    for first_year, last_year in year_runs(absent):
        canvas.axes.axvspan(
            first_year - 0.5, last_year + 0.5, color="#f1f2f4", lw=0, zorder=0.4
        )
        years = (
            str(first_year)
            if first_year == last_year
            else f"{first_year}{DASH}{last_year}"
        )
        _label_gap(placer, (first_year + last_year) / 2, f"no usable figure\n{years}")


def _label_gap(placer: Placer, year: float, words: str) -> None:
    low, high = placer.canvas.axes.get_window_extent().intervaly
    x, _ = placer.canvas.to_px(year, 1)
    tries = ((high, ("S", "SW", "SE")), (low, ("N", "NW", "NE")))
    for y, sides in tries:
        label = Label(words, (x, y), MUTED, needed=False, sides=sides, gap=3, reach=18)
        if placer.put(label) is not None:
            return


def extremes(annual: pd.DataFrame) -> list[int]:
    """Row positions worth a number.

    The last figure comes first, then the highest, then the lowest of the last ten
    years on the chart.
    """
    years, values = annual["year"].to_numpy(), np.array(column(annual, "value"))
    if not len(values):
        return []
    recent = np.where(years > years[-1] - 10, values, np.inf)
    places = [len(values) - 1, int(values.argmax()), int(recent.argmin())]
    return list(dict.fromkeys(places))


def label_values(
    placer: Placer, annual: pd.DataFrame, factor: float, most: int = 3
) -> None:
    """Write the number at the last mark, and at the extremes where there is room."""
    years, values = annual["year"].to_list(), column(annual, "value")
    for order, row in enumerate(extremes(annual)[:most]):
        level = factor * values[row]
        label = Label(
            f"{years[row]}: {significant(level)}",
            placer.canvas.to_px(years[row], level),
            INK,
            weight="bold" if order == 0 else "normal",
            needed=order == 0,
            sides=("N", "NE", "E", "NW", "W", "S", "SE", "SW"),
            reach=130 if order == 0 else 30,
        )
        placer.put(label)
