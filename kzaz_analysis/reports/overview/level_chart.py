"""Small multiples: each series in a panel of its own, a line for each reporter."""

from __future__ import annotations

from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kzaz_analysis.display.charts.chart import Chart, chart, plotted
from kzaz_analysis.display.charts.points import runs
from kzaz_analysis.display.charts.vector import write_tips
from kzaz_analysis.display.grammar import as_reported_by, listing
from kzaz_analysis.display.numbers import (
    amount,
    axis_factor,
    axis_title,
    significant,
)
from kzaz_analysis.display.speech.phrases import capital, phrase
from kzaz_analysis.display.theme import (
    DPI,
    GRID,
    INK,
    NARROW,
    TARGET,
    WIDE,
    Sheet,
    series_colour,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.legend import Legend
    from matplotlib.text import Text

    from kzaz_analysis.evidence.series import Record

    Panels = Sequence[tuple[str, Sequence[tuple[str, Record]]]]

MANY, FEW = 4, 2
"""Columns of a key, and of one whose names do not fit beside one another."""

ACROSS = 3
"""Panels beside one another on a wide sheet; a narrow one has one."""

TEXT_PT = 10.5
"""Size of text where panels stand beside one another."""

LETTERS, FEWEST = 36, 14
"""Letters of a heading that stand on one line of a panel: at most, and where they are
wide."""

BESIDE = 16
"""Picture points by which a heading may stand out of its panel."""

PANEL = 265
"""Height of a panel in CSS pixels."""

STYLES = (("-", "o"), ("--", "s"), (":", "^"))
"""Lines and marks of the reporters of a panel, in the order of the answer."""


def level_chart(panels: Panels, targets: Mapping[str, float], first_year: int) -> Chart:
    """Draw each series with the figures of its reporters.

    Parameters
    ----------
    panels : sequence of (str, sequence of (str, Record))
        Title of a series, and its records with the names of their reporters.
    targets : mapping of str to float
        Level of the target of a series, in its unit.
    first_year : int
        First year of every panel.
    """
    panels_text = listing(
        f"{title}, last {amount(record.annual['value'].iloc[-1], record.unit)} in "
        f"{record.annual['year'].iloc[-1]} "
        f"{as_reported_by(record.annual['books'].iloc[-1])}"
        for title, lines in panels
        for _, record in lines
    )
    alt = f"Line charts since {first_year}, one panel a series: {panels_text}."
    small = Sheet(WIDE.width, WIDE.height, TEXT_PT)
    wide, narrow = (
        sheet.taller(PANEL * _down(sheet, len(panels))) for sheet in (small, NARROW)
    )
    numbers = pd.concat(
        plotted(record.unit, **{title: record.annual}).assign(reporter=name)
        for title, lines in panels
        for name, record in lines
    )
    return chart(
        lambda sheet: _draw(sheet, panels, targets, first_year),
        alt,
        wide,
        narrow,
        numbers[numbers["year"] >= first_year],
    )


def _draw(
    sheet: Sheet, panels: Panels, targets: Mapping[str, float], first_year: int
) -> Figure:
    figure = Figure(figsize=sheet.inches, dpi=DPI, facecolor="white")
    across = _across(sheet, len(panels))
    grid = figure.subplots(_down(sheet, len(panels)), across, squeeze=False)
    axes, unused = grid.flat[: len(panels)], grid.flat[len(panels) :]
    for ax in unused:
        ax.remove()
    for ax, (title, lines) in zip(axes, panels, strict=True):
        _panel(ax, title, lines, targets, first_year)
    last_year = max(
        int(r.annual["year"].max()) for _, lines in panels for _, r in lines
    )
    for ax in axes:
        ax.set_xlim(first_year - 0.5, last_year + 0.5)
        ax.xaxis.set_major_locator(MaxNLocator(6 // across + 2, integer=True))
    figure.tight_layout(h_pad=1.6, w_pad=2.4)
    for ax in axes:
        _fit_heading(ax)
    figure.tight_layout(h_pad=1.6, w_pad=2.4)
    for ax in axes:
        key = ax.get_legend()
        if key and key.get_window_extent().x1 > ax.get_window_extent().x1:
            _key(ax, FEW)
    return figure


def _across(sheet: Sheet, panels: int) -> int:
    return 1 if sheet.is_narrow else min(panels, ACROSS)


def _down(sheet: Sheet, panels: int) -> int:
    return ceil(panels / _across(sheet, panels))


def _key(ax: Axes, columns: int = MANY) -> Legend:
    return ax.legend(loc="upper left", frameon=False, ncols=columns, fontsize="small")


def _tick(level: float, _: object) -> str:
    # By name, so that the picture can be pickled, as it is where it is saved.
    return phrase(f"{level:,g}")


def _panel(
    ax: Axes,
    title: str,
    lines: Sequence[tuple[str, Record]],
    targets: Mapping[str, float],
    first_year: int,
) -> None:
    record = lines[0][1]
    top = max(float(r.annual["value"].max()) for _, r in lines)
    level = targets.get(record.name)
    # The unit of the tile, which states the last figure.
    scale_of = 2 * abs(float(record.annual["value"].iloc[-1])) or max(top, level or 0.0)
    factor = axis_factor(record.unit, scale_of)
    for (name, line), style in zip(lines, STYLES, strict=False):
        _line(ax, name, line, style, factor, first_year)
    if level is not None:
        _target(ax, level * factor, first_year)
    highest = factor * max(top, level or 0.0) or 1.0
    ax.set_ylim(0, 1.5 * highest)
    # None above, where the key stands.
    ax.set_yticks([tick for tick in ax.get_yticks() if 0 <= tick <= highest])
    unit = axis_title(record.unit, scale_of)
    _heading(ax, capital(title), capital(unit))
    ax.yaxis.set_major_formatter(FuncFormatter(_tick))
    ax.grid(visible=True, axis="y", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    _key(ax)


def _heading(ax: Axes, title: str, unit: str, letters: int = LETTERS) -> Text:
    lines = "\n".join([*wrap(title, letters), unit])
    return ax.set_title(lines, loc="left", color=INK, fontsize="medium")


def _fit_heading(ax: Axes) -> None:
    """Break a heading into shorter lines until it is no wider than its panel."""
    *lines, unit = ax.get_title(loc="left").split("\n")
    widest = ax.get_window_extent().x1 + BESIDE
    for letters in range(LETTERS, FEWEST, -2):
        shown = _heading(ax, " ".join(lines), unit, letters)
        if shown.get_window_extent().x1 <= widest:
            return


def _line(
    ax: Axes,
    name: str,
    line: Record,
    style: tuple[str, str],
    factor: float,
    first_year: int,
) -> None:
    """Draw the unbroken runs of one reporter, a mark a year, and its values."""
    import seaborn  # noqa: PLC0415 - a study without a picture needs none

    sns: Any = seaborn
    dash, mark = style
    colour = series_colour(line.name)
    in_window = line.annual[line.annual["year"] >= first_year]
    for part in runs(in_window):
        values = part["value"] * factor
        sns.lineplot(
            x=part["year"].to_numpy(),
            y=values.to_numpy(),
            ls=dash,
            color=colour,
            estimator=None,
            ax=ax,
        )
    values = in_window["value"] * factor
    (marks,) = ax.plot(
        in_window["year"], values, mark, color=colour, label=phrase(name)
    )
    tips = zip(in_window["year"], values, strict=True)
    write_tips(marks, [f"{y}: {significant(v, 4)}, {name}" for y, v in tips])


def _target(ax: Axes, height: float, first_year: int) -> None:
    ax.axhline(height, color=TARGET, lw=1.4)
    ax.annotate(
        phrase("target"),
        (first_year - 0.3, height),
        xytext=(0, 2.5),
        textcoords="offset points",
        color=TARGET,
        fontsize="small",
        va="bottom",
    )
