"""Tables of a generated page in Markdown."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Lay out rows under their heads; a bar in a cell is escaped."""
    lines = [_line(heads), "|---" * len(heads) + "|"]
    return "\n".join([*lines, *map(_line, rows)])


def number(value: float) -> str:
    """Write a figure with at most seven significant digits, empty when missing."""
    return "" if isnan(value) else f"{value:,.7g}"


def _line(cells: Sequence[object]) -> str:
    texts = (str(cell).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(texts)} |"
