"""Contributions of the parts to growth, as stacked bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.display.charts.canvas import Canvas
from kzaz_analysis.display.charts.chart import Chart, chart, plotted
from kzaz_analysis.display.charts.end_labels import End, end_room, write_ends
from kzaz_analysis.display.charts.label_placement import Placer
from kzaz_analysis.display.charts.tips import tell_bars, tip
from kzaz_analysis.display.grammar import span
from kzaz_analysis.display.numbers import points
from kzaz_analysis.display.theme import MUTED, WIDE, readable, series_colour

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.figure import Figure

    from kzaz_analysis.display.theme import Sheet


FEW_YEARS = 4
"""Fewer years than this are drawn lower: two bars need no half screen."""


def contributions_chart(
    contributions: pd.DataFrame, *, titles: Mapping[str, str]
) -> Chart:
    """Draw what each part brought to growth, in percentage points.

    Parameters
    ----------
    contributions : pandas.DataFrame
        Columns ``year, part, contribution_pp``, one row per year and part; missing
        points are left out.
    titles : mapping of str to str
        Names of the parts for readers.

    Returns
    -------
    Chart
        Parts above zero are stacked upwards, the others downwards.
    """
    with_contribution = contributions[contributions["contribution_pp"].notna()]
    wide = with_contribution.pivot_table(
        index="year", columns="part", values="contribution_pp", sort=False
    ).sort_index()
    low = WIDE.taller(340) if len(wide) < FEW_YEARS else WIDE
    named = with_contribution.assign(part=with_contribution["part"].replace(titles))
    numbers = plotted("percentage_points", contribution=named)
    alt = _alt(wide, titles)
    return chart(lambda s: _draw(s, wide, titles), alt, low, numbers=numbers)


def _draw(sheet: Sheet, wide: pd.DataFrame, titles: Mapping[str, str]) -> Figure:
    canvas = Canvas(sheet)
    low = float(wide.clip(upper=0).sum(axis=1).min())
    high = float(wide.clip(lower=0).sum(axis=1).max())
    room = 0.08 * (high - low or 1)
    canvas.levels(low - room, high + room)
    parts = [str(part) for part in wide.columns]
    stacks = {int(str(y)): row.to_list() for y, row in wide.iterrows()}
    years = list(stacks)
    top_edges = stacks[years[-1]]
    ends = [
        End(
            f"{titles.get(part, part)}: {points(pp)}",
            floor + pp / 2,
            readable(_colour(part)),
            0 if abs(pp) > room else 1,
        )
        for part, pp, floor in zip(parts, top_edges, _floors(top_edges), strict=True)
        if not np.isnan(pp)
    ]
    space = end_room(canvas, ends)
    pad = 1.6 if len(years) < FEW_YEARS else 0.8
    canvas.years(min(years), max(years), canvas.width - space - canvas.px(60), pad)
    canvas.fit("Contribution to growth, percentage points", right=space)
    for year, row in stacks.items():
        _draw_stack(canvas, year, dict(zip(parts, row, strict=True)), titles)
    canvas.zero_line()
    write_ends(canvas, ends, Placer(canvas))
    return canvas.figure


def _draw_stack(
    canvas: Canvas, year: int, stack: Mapping[str, float], titles: Mapping[str, str]
) -> None:
    for (part, pp), floor in zip(
        stack.items(), _floors(list(stack.values())), strict=True
    ):
        tall = 0.0 if np.isnan(pp) else pp
        bars = canvas.axes.bar(
            year, tall, 0.6, bottom=floor, color=_colour(part), zorder=3
        )
        if round(tall, 1):
            tell_bars(bars, [tip(year, titles.get(part, part), points(pp))])


def _floors(values: Sequence[float]) -> list[float]:
    """Where each part of a stack begins."""
    up = down = 0.0
    floors = []
    for value in np.nan_to_num(values):
        floors.append(up if value >= 0 else down)
        up, down = up + max(value, 0.0), down + min(value, 0.0)
    return floors


def _colour(part: object) -> str:
    name = str(part)
    return series_colour(name) if "_" in name else MUTED


def _alt(wide: pd.DataFrame, titles: Mapping[str, str]) -> str:
    year, last_values = wide.index[-1], wide.iloc[-1].to_list()
    named_values = zip(map(str, wide.columns), last_values, strict=True)
    parts = ", ".join(
        f"{titles.get(p, p)} {points(pp)}" for p, pp in named_values if not np.isnan(pp)
    )
    years = span(int(wide.index[0]), int(year))
    return f"Stacked bars of contributions to growth, {years}. In {year}: {parts}."
