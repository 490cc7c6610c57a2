"""The record of one series: what was published, whose figure it is, where it breaks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.display.charts.canvas import Canvas
from kzaz_analysis.display.charts.chart import Chart, chart, plotted
from kzaz_analysis.display.charts.end_labels import End, end_room, write_ends
from kzaz_analysis.display.charts.label_placement import Label, Placer
from kzaz_analysis.display.charts.points import (
    avoid_record,
    books_of,
    column,
    derived_notes,
    draw_hollow,
    draw_record,
    label_books,
    label_values,
    mark_gaps,
)
from kzaz_analysis.display.grammar import (
    MONTHS,
    listing,
    missing_years,
    plural,
    reporter_name,
    span,
    years_text,
)
from kzaz_analysis.display.numbers import (
    NBSP,
    amount,
    axis_factor,
    axis_title,
    significant,
)
from kzaz_analysis.display.theme import (
    GLYPHS,
    MUTED,
    TARGET,
    marker,
    readable,
    series_colour,
)
from kzaz_analysis.reports.record.record_labels import recent, yearly

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

    from kzaz_analysis.display.theme import Sheet


def record_chart(
    annual: pd.DataFrame,
    *,
    unit: str,
    label: str,
    series: str = "",
    basis: str = "",
    others: pd.DataFrame | None = None,
    partial: pd.DataFrame | None = None,
    target: float | None = None,
    target_label: str = "target",
    log: bool = False,
    names: Mapping[str, str] | None = None,
) -> Chart:
    """Draw a record as points with rounding bars, reporters marked by shape.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame: ``year, value, low, high, segment, books``, one row a year.
    unit : str
        Unit id of the values.
    label : str
        What is plotted, as in "turnover of two countries".
    series : str
        Series id, for its colour.
    basis : str
        Price basis or another remark on the unit.
    others : pandas.DataFrame, optional
        Other figures for the same years, drawn hollow.
    partial : pandas.DataFrame, optional
        Partial frame; figures for part of a year, drawn hollow at their year.
    target : float, optional
        A level in `unit`, drawn as a line named `target_label`.
    target_label : str
        Name of the target.
    log : bool
        Whether the axis is logarithmic; values of zero then refuse it.
    names : mapping of str to str, optional
        Names of reporters.

    Returns
    -------
    Chart
        Years without a figure are shaded, never bridged; a line ends where the
        the reporter changes.
    """
    scene = _Scene(annual, unit, series, basis, others, partial, target, log)
    words = _alt(annual, unit, label, others, target, target_label, names)
    words = f"{words}{_part_of_a_year(scene.partial)}"
    numbers = plotted(unit, record=annual, part_of_a_year=partial, other_figure=others)
    return chart(
        lambda sheet: scene.draw(sheet, target_label, names), words, numbers=numbers
    )


class _Scene:
    """What a record chart shows, in the scale of its axis."""

    def __init__(
        self,
        annual: pd.DataFrame,
        unit: str,
        series: str,
        basis: str,
        others: pd.DataFrame | None,
        partial: pd.DataFrame | None,
        target: float | None,
        log: bool,
    ) -> None:
        self.annual = annual.dropna(subset=["value"])
        years = self.annual["year"].astype(int).to_list() or [2000]
        self.others = yearly(others, min(years), max(years) + 1)
        self.partial = recent(partial, min(years))
        self.unit, self.target = unit, target
        levels = [v for f in (self.annual, self.others) for v in column(f, "value")]
        levels += column(self.partial, "value") + ([target] if target else [])
        self.top = max(levels, default=1.0)
        self.factor = axis_factor(unit, self.top)
        self.log = log and min(levels, default=0) > 0
        self.low = min(levels, default=0.0)
        self.title = axis_title(unit, self.top, basis)
        self.title += ", log scale" if self.log else ""
        self.colour = series_colour(series)
        later = [int(y) for f in (self.others, self.partial) for y in f["year"]]
        self.span = min(years), max(years + later)

    def draw(
        self, sheet: Sheet, target_label: str, names: Mapping[str, str] | None
    ) -> Figure:
        canvas = Canvas(sheet)
        ends = self._ends(target_label)
        room = end_room(canvas, ends)
        canvas.levels(*self._limits(), log=self.log)
        canvas.years(*self.span, canvas.width - room - canvas.px(60))
        notes = [*self._key(sheet, names), *derived_notes(self.annual), *self._notes()]
        canvas.fit(self.title, right=room, notes=notes)
        placer = Placer(canvas)
        self._target(canvas, placer)
        draw_hollow(canvas, self.others, self.factor, MUTED)
        draw_record(canvas, self.annual, self.factor, self.colour)
        self._avoid(placer)
        write_ends(canvas, ends, placer)
        draw_hollow(canvas, self.partial, self.factor, self.colour)
        self._label(placer, names)
        return canvas.figure

    def _limits(self) -> tuple[float, float]:
        if self.log:
            return self.low * self.factor / 1.5, self.top * self.factor * 1.5
        floor = min(0.0, 1.1 * self.low)
        return floor * self.factor, 1.13 * self.top * self.factor or 1.0

    def _ends(self, target_label: str) -> list[End]:
        if self.target is None:
            return []
        words = f"{target_label}: {amount(self.target, self.unit)}"
        return [End(words, self.target * self.factor, TARGET)]

    def _notes(self) -> list[str]:
        kinds = [] if self.others.empty else ["figures that the rule did not choose"]
        kinds += [] if self.partial.empty else ["part of a year"]
        return [f"Hollow marks: {' or '.join(kinds)}."] if kinds else []

    def _key(self, sheet: Sheet, names: Mapping[str, str] | None) -> list[str]:
        """Name the shapes below the picture where there is no room beside them."""
        reporters = dict.fromkeys([*books_of(self.annual), *books_of(self.others)])
        if not sheet.is_narrow:
            return []
        keys = [f"{GLYPHS[marker(b)]} {reporter_name(b, names)}" for b in reporters]
        return ["  ".join(key.replace(" ", NBSP) for key in keys)]

    def _target(self, canvas: Canvas, placer: Placer) -> None:
        if self.target is not None:
            level = self.target * self.factor
            canvas.axes.axhline(level, color=TARGET, lw=1.8, zorder=2)
            placer.avoid_line([*canvas.axes.get_xlim()], [level, level])

    def _avoid(self, placer: Placer) -> None:
        avoid_record(placer, self.annual, self.factor)
        for frame in (self.others, self.partial):
            values = [self.factor * value for value in column(frame, "value")]
            placer.avoid_points(frame["year"], values)

    def _label_partial(self, placer: Placer) -> None:
        for _, row in self.partial.iterrows():
            at = placer.canvas.to_px(row["year"], self.factor * row["value"])
            is_narrow = placer.canvas.sheet.is_narrow
            value = significant(self.factor * row["value"])
            words = f"{_months(row, with_year=not is_narrow)}: {value}"
            reach = 66 if is_narrow else 130
            placer.put(
                Label(words, at, readable(self.colour), needed=False, reach=reach)
            )

    def _label(self, placer: Placer, names: Mapping[str, str] | None) -> None:
        most = 2 if placer.canvas.sheet.is_narrow else 3
        label_values(placer, self.annual, self.factor, most)
        self._label_partial(placer)
        if not placer.canvas.sheet.is_narrow:
            label_books(placer, self.annual, self.factor, self.colour, names)
            labelled = frozenset(books_of(self.annual))
            label_books(placer, self.others, self.factor, MUTED, names, labelled)
        mark_gaps(placer, self.annual)


def _months(row: pd.Series, *, with_year: bool) -> str:
    start = pd.Timestamp(str(row["period_start"]))
    end = pd.Timestamp(str(row["period_end"]))
    start_month, end_month = MONTHS[start.month - 1][:3], MONTHS[end.month - 1][:3]
    months = f"{start_month}–{end_month}"  # noqa: RUF001
    return f"{months} {end.year}" if with_year else months


def _part_of_a_year(partial: pd.DataFrame) -> str:
    """Tell readers of the alt text which marks are no full years."""
    years = sorted({int(year) for year in partial["year"]})
    if not years:
        return ""
    is_derived = "derived" in partial and partial["derived"].astype(bool).all()
    how = ", worked out from other figures" if is_derived else ""
    return f" A hollow mark stands for a part of {years_text(years)}{how}."


def _alt(
    annual: pd.DataFrame,
    unit: str,
    label: str,
    others: pd.DataFrame | None,
    target: float | None,
    target_label: str,
    names: Mapping[str, str] | None,
) -> str:
    with_value = annual.dropna(subset=["value"])
    if with_value.empty:
        return f"Point chart of {label}: no annual figure is on record."
    years, values = (
        with_value["year"].astype(int).to_list(),
        column(with_value, "value"),
    )
    parts = [
        f"Point chart of {label}, {span(years[0], years[-1])}, "
        f"{plural(len(years), 'annual figure')}.",
        _shape(years, values, unit),
        f"Reporters: {_named(with_value, names)}.",
    ]
    gaps = missing_years(years)
    parts += [f"No usable figure for {years_text(gaps)}."] if gaps else []
    hollow = len(yearly(others, years[0], years[-1] + 1, each=True))
    parts += [f"Hollow marks: {plural(hollow, 'other figure')}."] if hollow else []
    if target is not None and math.isfinite(target):
        parts += [f"A line at {amount(target, unit)} is marked as {target_label}."]
    return " ".join(parts)


def _named(known: pd.DataFrame, names: Mapping[str, str] | None) -> str:
    return listing(reporter_name(b, names) for b in dict.fromkeys(books_of(known)))


def _shape(years: list[int], values: list[float], unit: str) -> str:
    low, high = values.index(min(values)), values.index(max(values))
    last_text = f"Last: {amount(values[-1], unit)} in {years[-1]}."
    if len(values) == 1:
        return last_text
    return (
        f"Lowest {amount(values[low], unit)} in {years[low]}, highest "
        f"{amount(values[high], unit)} in {years[high]}. {last_text}"
    )
