"""The record and where it may go: fan, benchmark, scenarios, target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.charts.canvas import Canvas
from kzaz_analysis.display.charts.chart import Chart, chart, plotted
from kzaz_analysis.display.charts.end_labels import End, end_room, write_ends
from kzaz_analysis.display.charts.label_placement import Placer
from kzaz_analysis.display.charts.points import (
    avoid_record,
    derived_notes,
    draw_record,
    label_books,
    label_values,
    mark_gaps,
)
from kzaz_analysis.display.charts.tips import tell, tip
from kzaz_analysis.display.charts.vector import write_tips
from kzaz_analysis.display.numbers import (
    NBSP,
    amount,
    axis_factor,
    axis_title,
    interval,
    percent,
    prices,
)
from kzaz_analysis.display.theme import (
    FAN,
    MUTED,
    NARROW,
    OTHERS,
    PROJECTION,
    SCENARIO,
    TARGET,
    readable,
    series_colour,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

    from kzaz_analysis.display.theme import Sheet

HEADROOM = 1.25
"""The axis ends at this multiple of the highest thing that must be seen."""


@dataclass(frozen=True, slots=True, eq=False)
class FanContents:
    """What a fan chart shows, all in one unit.

    Attributes
    ----------
    annual, fan : pandas.DataFrame
        Annual frame; ``year, median, lo-80, hi-80, …``.
    benchmark, scenarios, others : pandas.DataFrame or None
        ``year, median``; ``scenario, year, value``; ``author, year, value``.
    target : float or None
        A level drawn as a line.
    authors : mapping of str to str
        Names of authors by code.
    unit, series : str
        Unit and series id.
    """

    annual: pd.DataFrame
    fan: pd.DataFrame
    unit: str
    series: str
    benchmark: pd.DataFrame | None
    scenarios: pd.DataFrame | None
    others: pd.DataFrame | None
    target: float | None
    authors: Mapping[str, str]

    @property
    def levels(self) -> list[str]:
        """Coverage of the intervals as the columns end, the widest first."""
        names = [c[3:] for c in self.fan.columns if c.startswith("lo-")]
        return sorted(names, key=float, reverse=True)

    @property
    def top(self) -> float:
        """Highest level that must be seen: not the end of the widest interval."""
        narrow = self.levels[-1]
        levels = [*self.annual["value"], self.fan[f"hi-{narrow}"].max()]
        levels += [self.target] if self.target else []
        if self.scenarios is not None:
            levels += [self.scenarios["value"].max()]
        return HEADROOM * float(max(levels))


def fan_chart(
    annual: pd.DataFrame,
    fan: pd.DataFrame,
    *,
    unit: str,
    label: str,
    series: str = "",
    benchmark: pd.DataFrame | None = None,
    target: float | None = None,
    scenarios: pd.DataFrame | None = None,
    others: pd.DataFrame | None = None,
    authors: Mapping[str, str] | None = None,
    narrow: Sheet | None = NARROW,
) -> Chart:
    """Draw a record with its projection as a fan.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame: ``year, value, low, high, segment, books``.
    fan : pandas.DataFrame
        ``year, median`` and ``lo-80, hi-80`` and the like, one row per year ahead.
    unit, label, series : str
        Unit id, what is plotted, series id.
    benchmark : pandas.DataFrame, optional
        ``year, median`` of the benchmark, dashed.
    target : float, optional
        A level drawn as a line.
    scenarios : pandas.DataFrame, optional
        ``scenario, year, value``: thin lines.
    others : pandas.DataFrame, optional
        ``author, year, value``: other people's forecasts as hollow marks.
    authors : mapping of str to str, optional
        Names of their authors by code.
    narrow : Sheet, optional
        Size for a phone; None where the picture is not drawn for one.

    Returns
    -------
    Chart
        The axis follows the narrow interval; where the wide one leaves the picture,
        a remark says how far it goes.
    """
    look = FanContents(
        annual,
        fan,
        unit,
        series,
        benchmark,
        scenarios,
        others,
        target,
        authors or {},
    )
    numbers = plotted(
        unit,
        record=annual,
        projection=fan,
        benchmark=benchmark,
        scenario=scenarios,
        forecast_by_others=others,
    )
    alt = _alt(look, label)
    return chart(lambda sheet: _draw(sheet, look), alt, narrow=narrow, numbers=numbers)


def _draw(sheet: Sheet, look: FanContents) -> Figure:
    canvas = Canvas(sheet)
    factor = axis_factor(look.unit, look.top)
    canvas.levels(0.0, look.top * factor)
    ends = _ends(look, factor)
    room = end_room(canvas, ends)
    years = [*look.annual["year"], *look.fan["year"]]
    canvas.years(min(years), max(years), canvas.width - room - canvas.px(60))
    canvas.fit(
        axis_title(look.unit, look.top, prices(look.unit)),
        right=room,
        notes=_notes(look),
    )
    _draw_fan(canvas, look, factor)
    draw_record(canvas, look.annual, factor, series_colour(look.series))
    _draw_others(canvas, look, factor)
    placer = Placer(canvas)
    avoid_record(placer, look.annual, factor)
    _avoid_fan(placer, look, factor)
    write_ends(canvas, ends, placer)
    label_values(placer, look.annual, factor, 1 if sheet.is_narrow else 3)
    if not sheet.is_narrow:
        label_books(placer, look.annual, factor, series_colour(look.series), None)
    mark_gaps(placer, look.annual)
    _tell_fan(canvas, look, factor)
    return canvas.figure


def _tell_fan(canvas: Canvas, look: FanContents, factor: float) -> None:
    """Let each year ahead be asked for its median, intervals, benchmark and target."""
    fan, unit = look.fan, look.unit
    benchmarks = dict(
        zip(look.benchmark["year"], look.benchmark["median"], strict=True)
        if look.benchmark is not None
        else ()
    )
    tips = []
    for row in fan.to_dict("records"):
        words = [f"median: {amount(row['median'], unit)}"]
        words += [
            f"{percent(float(x), 3)}: {interval(row[f'lo-{x}'], row[f'hi-{x}'], unit)}"
            for x in reversed(look.levels)
        ]
        if row["year"] in benchmarks:
            words.append(f"benchmark: {amount(benchmarks[row['year']], unit)}")
        tips.append(tip(int(row["year"]), *words))
    tell(canvas.axes, fan["year"], factor * fan["median"], tips)
    if look.scenarios is not None:
        ends = look.scenarios.groupby("scenario", sort=False).tail(1)
        tips = [
            tip(int(r["year"]), f"{r['scenario']} scenario", amount(r["value"], unit))
            for r in ends.to_dict("records")
        ]
        tell(canvas.axes, ends["year"], factor * ends["value"], tips)


def _draw_fan(canvas: Canvas, look: FanContents, factor: float) -> None:
    axes, latest = canvas.axes, look.annual.iloc[-1]
    years = [latest["year"], *look.fan["year"]]

    def line(values: pd.Series) -> list[float]:
        return [factor * v for v in (latest["value"], *values)]

    for level in look.levels:
        low, high = line(look.fan[f"lo-{level}"]), line(look.fan[f"hi-{level}"])
        colour = FAN.get(level, FAN["80"])
        axes.fill_between(years, low, high, color=colour, lw=0, zorder=1)
    axes.plot(years, line(look.fan["median"]), color=PROJECTION, lw=2.2, zorder=2.6)
    if look.benchmark is not None:
        middle = line(look.benchmark["median"])
        axes.plot(years, middle, color=MUTED, lw=1.4, ls=(0, (4, 3)), zorder=2.5)
    if look.scenarios is not None:
        for _, path in look.scenarios.groupby("scenario", sort=False):
            values = factor * path["value"]
            axes.plot(path["year"], values, color=SCENARIO, lw=1.3, ls=":", zorder=2.4)
    if look.target:
        axes.axhline(factor * look.target, color=TARGET, lw=1.8, zorder=2)


def _avoid_fan(placer: Placer, look: FanContents, factor: float) -> None:
    latest, level = look.annual.iloc[-1], look.levels[0]
    low, high = (
        [factor * float(v) for v in (latest["value"], *look.fan[f"{end}-{level}"])]
        for end in ("lo", "hi")
    )
    placer.avoid_band([float(latest["year"]), *look.fan["year"]], low, high)
    if look.target:
        level_px = [factor * look.target] * 2
        placer.avoid_line([*placer.canvas.axes.get_xlim()], level_px)


def _draw_others(canvas: Canvas, look: FanContents, factor: float) -> None:
    if look.others is None:
        return
    left_edge, right_edge = canvas.axes.get_xlim()
    in_view = look.others[look.others["year"].between(left_edge, right_edge)]
    in_view = in_view[in_view["value"] <= look.top]
    style: Any = {"marker": "d", "ms": 8, "mfc": "white", "mec": OTHERS, "mew": 1.6}
    (marks,) = canvas.axes.plot(
        in_view["year"], factor * in_view["value"], ls="none", zorder=3.8, **style
    )
    tips = [
        tip(
            int(r["year"]),
            look.authors.get(r["author"], str(r["author"]).replace("_", " ")),
            amount(r["value"], look.unit),
        )
        for r in in_view.to_dict("records")
    ]
    write_tips(marks, tips)


def _ends(look: FanContents, factor: float) -> list[End]:
    end_row, level = look.fan.iloc[-1], look.levels[-1]
    median = f"median: {amount(end_row['median'], look.unit)}"
    ends = [End(median, end_row["median"] * factor, PROJECTION)]
    low, high = (end_row[f"{end}-{level}"] for end in ("lo", "hi"))
    span = interval(low, high, look.unit, joint=f" to{NBSP}")
    bounds = f"{percent(float(level), 3)}: {span}"
    ends.append(End(bounds, end_row[f"hi-{level}"] * factor, readable(PROJECTION), 1))
    if look.target:
        words = f"target: {amount(look.target, look.unit)}"
        ends.append(End(words, look.target * factor, TARGET))
    if look.benchmark is not None:
        value = look.benchmark["median"].iloc[-1]
        words = f"benchmark: {amount(value, look.unit)}"
        ends.append(End(words, value * factor, MUTED, 2))
    if look.scenarios is not None:
        horizon = look.scenarios[look.scenarios["year"] == look.scenarios["year"].max()]
        ends += [
            End(f"{name} scenario", value * factor, SCENARIO, 3)
            for name, value in zip(horizon["scenario"], horizon["value"], strict=True)
        ]
    return ends


def _notes(look: FanContents) -> list[str]:
    notes, widest = derived_notes(look.annual), look.levels[0]
    if look.scenarios is not None:
        notes.append("Dotted lines: the scenarios.")
    end = look.fan[f"hi-{widest}"].iloc[-1]
    if end > look.top:
        share, reach = percent(float(widest), 3), amount(end, look.unit)
        notes.append(f"The {share} range goes on beyond the picture, to {reach}.")
    if look.others is not None and len(look.others):
        notes.append("Diamonds: forecasts by others.")
    return notes


def _alt(look: FanContents, label: str) -> str:
    end_row, level = look.fan.iloc[-1], look.levels[-1]
    start_year, end = int(look.annual["year"].iloc[0]), int(end_row["year"])
    bounds = interval(end_row[f"lo-{level}"], end_row[f"hi-{level}"], look.unit)
    target = ""
    if look.target:
        target = f" A line marks {amount(look.target, look.unit)}."
    return (
        f"Fan chart of {label}, {start_year} to {end}: the record as points, then the "
        f"projection. In {end} the median is "
        f"{amount(end_row['median'], look.unit)}, the "
        f"{percent(float(level), 3)} interval {bounds}.{target}"
    )
