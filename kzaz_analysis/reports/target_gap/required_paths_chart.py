"""The record and the constant-growth paths that lead to a level on time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.display.charts.canvas import Canvas
from kzaz_analysis.display.charts.chart import Chart, chart, plotted
from kzaz_analysis.display.charts.label_placement import Label, Placer
from kzaz_analysis.display.charts.points import (
    avoid_record,
    derived_notes,
    draw_record,
    label_values,
    mark_gaps,
)
from kzaz_analysis.display.charts.tips import tip
from kzaz_analysis.display.charts.vector import write_tips
from kzaz_analysis.display.numbers import (
    amount,
    axis_factor,
    axis_title,
    pace,
    prices,
    rate,
    significant,
)
from kzaz_analysis.display.theme import INK, PROJECTION, TARGET, series_colour

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from kzaz_analysis.display.theme import Sheet


def required_paths_chart(
    annual: pd.DataFrame,
    *,
    unit: str,
    label: str,
    target: float,
    target_label: str,
    paths: pd.DataFrame,
    series: str = "",
) -> Chart:
    """Draw a record and the paths that several deadlines require.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame.
    unit, label, series : str
        Unit id, what is plotted, series id.
    target : float
        The level, in `unit`.
    target_label : str
        What the line is called.
    paths : pandas.DataFrame
        Columns ``deadline, rate_pct, year, value``, one row per deadline and year.

    Returns
    -------
    Chart
        Each path is named with its deadline and the growth it takes.
    """

    def draw(sheet: Sheet) -> Figure:
        return _draw(sheet, annual, unit, target, target_label, paths, series)

    numbers = plotted(unit, record=annual, required_path=paths)
    return chart(draw, _alt(annual, unit, label, target, paths), numbers=numbers)


def _draw(
    sheet: Sheet,
    annual: pd.DataFrame,
    unit: str,
    target: float,
    target_label: str,
    paths: pd.DataFrame,
    series: str,
) -> Figure:
    canvas = Canvas(sheet)
    top = (1.6 if sheet.is_narrow else 1.25) * max(target, annual["value"].max())
    factor = axis_factor(unit, top)
    canvas.levels(0.0, top * factor)
    last_year = int(max(paths["year"].max(), annual["year"].max()))
    canvas.years(
        int(annual["year"].min()), last_year, canvas.width - canvas.px(90), 0.9
    )
    title, notes = axis_title(unit, top, prices(unit)), derived_notes(annual)
    canvas.fit(title, right=canvas.px(70), notes=notes)
    canvas.axes.axhline(target * factor, color=TARGET, lw=1.8, zorder=2)
    for _, path in paths.groupby("deadline"):
        values = factor * path["value"]
        canvas.axes.plot(path["year"], values, color=PROJECTION, lw=1.4, zorder=2.4)
    draw_record(canvas, annual, factor, series_colour(series))
    placer = Placer(canvas)
    avoid_record(placer, annual, factor)
    placer.avoid_line([*canvas.axes.get_xlim()], [target * factor] * 2)
    _label_paths(placer, paths, factor)
    words = f"{target_label}: {amount(target, unit)}"
    start_point = canvas.to_px(int(annual["year"].min()), target * factor)
    placer.put(Label(words, start_point, TARGET, "bold", sides=("NE", "N")))
    label_values(placer, annual, factor)
    mark_gaps(placer, annual)
    return canvas.figure


def _label_paths(placer: Placer, paths: pd.DataFrame, factor: float) -> None:
    canvas = placer.canvas
    for _, path in paths.groupby("deadline"):
        placer.avoid_line(list(path["year"]), [factor * v for v in path["value"]])
    ends = paths.groupby("deadline").tail(1)
    years, levels = ends["year"].to_list(), (factor * ends["value"]).to_list()
    (marks,) = canvas.axes.plot(
        years, levels, "o", ms=6, color=PROJECTION, zorder=4, clip_on=False
    )
    write_tips(
        marks,
        [
            tip(y, f"target: {significant(v, 4)}")
            for y, v in zip(years, levels, strict=True)
        ],
    )
    placer.avoid_points(years, levels, 4)
    for deadline, path in paths.groupby("deadline"):
        end = path.iloc[-1]
        at = canvas.to_px(end["year"], factor * end["value"])
        words = f"{deadline}: {pace(end['rate_pct'], len(path) - 1)}"
        placer.put(Label(words, at, INK, sides=("N", "NW", "E", "W")))


def _alt(
    annual: pd.DataFrame, unit: str, label: str, target: float, paths: pd.DataFrame
) -> str:
    ends = paths.groupby("deadline").tail(1)
    needs = "; ".join(
        f"{rate(r['rate_pct'], 2)} for {r['deadline']}" for r in ends.to_dict("records")
    )
    latest = annual.iloc[-1]
    return (
        f"Line chart of {label}: the record to {int(latest['year'])} "
        f"({amount(latest['value'], unit)}) and the paths to {amount(target, unit)}. "
        f"They take {needs}."
    )
