"""Small multiples: each series in a panel of its own, a line for each reporter."""

from __future__ import annotations

from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import ScaledTranslation

from kzaz_analysis.display.charts.chart import Chart, chart, plotted
from kzaz_analysis.display.charts.points import derived_notes, dot_derived, runs
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
    MUTED,
    NARROW,
    TARGET,
    Sheet,
    series_colour,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.legend import Legend

    from kzaz_analysis.evidence.series import Record

    Panels = Sequence[tuple[str, Sequence[tuple[str, Record]]]]

MANY = 4
"""Columns of a key."""

HEADROOM = 1.25
"""Height of a panel's scale, in parts of the highest level on it."""

ACROSS = 3
"""Panels beside one another on a wide sheet; a narrow one has one."""

BESIDE_ONE_ANOTHER = Sheet(1120, 200, 10.5)
"""One row of panels across a laptop, low enough for the first screen with the tiles."""

LETTERS, FEWEST = 44, 14
"""Letters of a heading that stand on one line of a panel: at most, and where they are
wide."""

BESIDE = 16
"""Picture points by which a heading may stand out of its panel."""

PAD, POINTS = 5, "offset points"
"""Room between a panel and its heading, and what it is measured in."""

PANEL = 265
"""Height of a panel in CSS pixels where they stand below one another."""

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
    wide, narrow = (
        sheet.taller(sheet.height * _down(sheet, len(panels)))
        for sheet in (BESIDE_ONE_ANOTHER, NARROW.taller(PANEL))
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
    units = [
        _panel(ax, lines, targets, first_year)
        for ax, (_, lines) in zip(axes, panels, strict=True)
    ]
    last_year = max(
        int(r.annual["year"].max()) for _, lines in panels for _, r in lines
    )
    for ax in axes:
        ax.set_xlim(first_year - 0.5, last_year + 0.5)
        ax.xaxis.set_major_locator(MaxNLocator(6 // across + 2, integer=True))
    figure.tight_layout(pad=0.4, h_pad=1.6, w_pad=2.4)
    for ax, (title, _), unit in zip(axes, panels, units, strict=True):
        _head(ax, capital(title), capital(unit))
    figure.tight_layout(pad=0.4, h_pad=1.6, w_pad=2.4)
    _note(figure, panels, first_year)
    return figure


def _note(figure: Figure, panels: Panels, first_year: int) -> None:
    """Say below the panels what their dots mean, if they have any."""
    shown = pd.concat(line.annual for _, lines in panels for _, line in lines)
    for words in derived_notes(shown[shown["year"] >= first_year]):
        line = figure.text(
            0.004, 0.006, phrase(words), fontsize="small", color=MUTED, va="bottom"
        )
        share = 1.3 * line.get_window_extent().height / figure.bbox.height
        figure.tight_layout(pad=0.4, h_pad=1.6, w_pad=2.4, rect=(0, share, 1, 1))


def _across(sheet: Sheet, panels: int) -> int:
    return 1 if sheet.is_narrow else min(panels, ACROSS)


def _down(sheet: Sheet, panels: int) -> int:
    return ceil(panels / _across(sheet, panels))


def _key(ax: Axes, across: float = 0.0, up: float = 0.0) -> Legend:
    """Name the marks, at picture points from the upper left corner of a panel."""
    corner = ScaledTranslation(across / DPI, up / DPI, ax.figure.dpi_scale_trans)
    return ax.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        bbox_transform=ax.transAxes + corner,
        ncols=MANY,
        frameon=False,
        fontsize="small",
        borderpad=0.0,
        borderaxespad=0.0,
        handletextpad=0.2,
        columnspacing=1.0,
    )


def _tick(level: float, _: object) -> str:
    # By name, so that the picture can be pickled, as it is where it is saved.
    return phrase(f"{level:,g}")


def _panel(
    ax: Axes,
    lines: Sequence[tuple[str, Record]],
    targets: Mapping[str, float],
    first_year: int,
) -> str:
    """Draw a panel without its heading, and return the unit of its scale."""
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
    # The name of the target stands above its line.
    ax.set_ylim(0, HEADROOM * highest)
    ax.set_yticks([tick for tick in ax.get_yticks() if 0 <= tick <= highest])
    ax.yaxis.set_major_formatter(FuncFormatter(_tick))
    ax.grid(visible=True, axis="y", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    return axis_title(record.unit, scale_of)


def _head(ax: Axes, title: str, unit: str) -> None:
    """Write title, unit and key of a panel, broken into lines no wider than it.

    The key stands beside the unit, else, where they do not fit, below it.
    """
    panel = ax.get_window_extent()
    text = ax.annotate(
        unit, (0, 1), xytext=(0, PAD), xycoords="axes fraction", textcoords=POINTS
    )
    box = text.get_window_extent()
    line = 1.15 * 72 * box.height / DPI
    across, up = box.x1 + BESIDE - panel.x0, box.y0 - panel.y1
    lines = 1
    if across + _key(ax).get_window_extent().width > panel.width + BESIDE:
        lines, across = 2, 0.0
        text.set_position((0, PAD + line))
    _key(ax, across, up)
    for letters in range(LETTERS, FEWEST, -2):
        heading = ax.set_title(
            "\n".join(wrap(title, letters)),
            loc="left",
            pad=PAD + lines * line,
            fontsize="medium",
        )
        if heading.get_window_extent().x1 <= panel.x1 + BESIDE:
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
    dot_derived(ax, in_window, factor, size=2)


def _target(ax: Axes, height: float, first_year: int) -> None:
    ax.axhline(height, color=TARGET, lw=1.4)
    ax.annotate(
        phrase("target"),
        (first_year - 0.3, height),
        xytext=(0, 2.5),
        textcoords=POINTS,
        color=TARGET,
        fontsize="small",
        va="bottom",
    )
