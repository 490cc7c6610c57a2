"""What was known and projected on past days, over what is known now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.display.charts.canvas import Canvas
from kzaz_analysis.display.charts.chart import Chart, chart, plotted
from kzaz_analysis.display.charts.label_placement import Label, Placer
from kzaz_analysis.display.charts.points import (
    avoid_record,
    derived_notes,
    draw_hollow,
    draw_record,
    label_values,
    mark_gaps,
)
from kzaz_analysis.display.charts.tips import tell, tip
from kzaz_analysis.display.grammar import day, plural, span
from kzaz_analysis.display.numbers import (
    amount,
    axis_factor,
    axis_title,
    interval,
    prices,
    significant,
)
from kzaz_analysis.display.theme import FAN, OTHERS, PROJECTION, series_colour

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from kzaz_analysis.display.theme import Sheet

MOVED = 0.02
"""Change, as a share of the figure now, from which the figure then is drawn."""

HIGHEST = 2.2
"""Intervals are cut at this multiple of the highest figure shown."""


def replay_chart(
    annual: pd.DataFrame,
    then: pd.DataFrame,
    fans: pd.DataFrame,
    *,
    unit: str,
    label: str,
    series: str = "",
) -> Chart:
    """Draw figures as they stood on past days, and projections made from them.

    Parameters
    ----------
    annual : pandas.DataFrame
        Annual frame as known now, at least one row.
    then : pandas.DataFrame
        Columns ``day, year, value, books``: last yearly figure known each day.
    fans : pandas.DataFrame
        Columns ``day, year, median, low, high``, the last figure of each day first.
    unit, label, series : str
        Unit id, what is plotted, series id.

    Returns
    -------
    Chart
        Dark: the record now. Hollow: the last figure known on a day where it has
        moved by more than `MOVED` since. Bands: projections, named by their day.
    """
    moved = _moved(annual, then)

    def draw(sheet: Sheet) -> Figure:
        return _draw(sheet, annual, moved, fans, unit, series)

    alt = _alt(annual, moved, fans, unit, label)
    numbers = plotted(unit, record_now=annual, known_then=then, projection=fans)
    return chart(draw, alt, numbers=numbers)


def _moved(annual: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    now = then["year"].map(annual.set_index("year")["value"])
    apart = (then["value"] - now).abs() > MOVED * now.abs()
    moved = then[apart]
    return moved.drop_duplicates(["year", "value"]).astype({"year": int})


def _draw(
    sheet: Sheet,
    annual: pd.DataFrame,
    moved: pd.DataFrame,
    fans: pd.DataFrame,
    unit: str,
    series: str,
) -> Figure:
    canvas = Canvas(sheet)
    highest = max([*annual["value"], *moved["value"], *fans["median"]])
    top = 1.15 * min(max([highest, *fans["high"]]), HIGHEST * highest) or 1.0
    factor = axis_factor(unit, top)
    canvas.levels(0.0, top * factor)
    years = [int(y) for frame in (annual, moved, fans) for y in frame["year"]]
    canvas.years(min(years), max(years), canvas.width - canvas.px(60), 0.7)
    kinds = ["Hollow: the figure as it stood on a past day."] if len(moved) else []
    kinds += ["Bands: projections made on past days."] if len(fans) else []
    notes = [*derived_notes(annual), *([" ".join(kinds)] if kinds else [])]
    canvas.fit(axis_title(unit, top, prices(unit)), notes=notes)
    for _, fan in fans.groupby("day"):
        low, high = factor * fan["low"], (factor * fan["high"]).clip(upper=top * factor)
        canvas.axes.fill_between(
            fan["year"], low, high, color=FAN["80"], alpha=0.55, lw=0, zorder=1
        )
        middle = factor * fan["median"]
        canvas.axes.plot(fan["year"], middle, color=PROJECTION, lw=1.8, zorder=3)
    tips = [
        tip(
            f"{int(r['year'])} ({day(r['day'])})",
            f"median: {amount(r['median'], unit)}",
            interval(r["low"], r["high"], unit),
        )
        for r in fans.to_dict("records")
    ]
    tell(canvas.axes, fans["year"], factor * fans["median"], tips)
    draw_record(canvas, annual, factor, series_colour(series))
    draw_hollow(canvas, moved, factor, OTHERS)
    _label(canvas, annual, moved, fans, factor)
    return canvas.figure


def _label(
    canvas: Canvas,
    annual: pd.DataFrame,
    moved: pd.DataFrame,
    fans: pd.DataFrame,
    factor: float,
) -> None:
    placer = Placer(canvas)
    avoid_record(placer, annual, factor)
    placer.avoid_points(moved["year"], [factor * v for v in moved["value"]])
    for _, fan in fans.groupby("day"):
        placer.avoid_line(list(fan["year"]), [factor * v for v in fan["median"]])
    newest = fans["day"].max()
    for name, fan in fans.groupby("day"):
        end = fan.iloc[-1]
        at = canvas.to_px(end["year"], factor * end["median"])
        sides = ("NW", "N", "W", "SW", "S")
        # A phone has room for the newest, and for others where nothing stands.
        needed = name == newest or not canvas.sheet.is_narrow
        words = f"made {day(name)}"
        placer.put(Label(words, at, PROJECTION, needed=needed, sides=sides))
    label_values(placer, annual, factor)
    for row in moved.to_dict("records"):
        at = canvas.to_px(row["year"], factor * row["value"])
        words = f"{significant(factor * row['value'])}, known {day(row['day'])}"
        placer.put(Label(words, at, OTHERS, needed=False))
    mark_gaps(placer, annual)


def _alt(
    annual: pd.DataFrame,
    moved: pd.DataFrame,
    fans: pd.DataFrame,
    unit: str,
    label: str,
) -> str:
    years = span(int(annual["year"].min()), int(annual["year"].max()))
    latest = annual.iloc[-1]
    n_days = fans["day"].nunique()
    return (
        f"Point chart of {label} as known now, {years}, last "
        f"{amount(latest['value'], unit)} in {int(latest['year'])}, with "
        f"{plural(len(moved), 'figure')} that stood otherwise on past days and "
        f"{plural(n_days, 'projection')} made then."
    )
