"""Where the figures of a table begin, and what each of its columns is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml

from kzaz_analysis.countries import named
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.intake.importing.sheet import Exact, Grid
from kzaz_analysis.evidence.intake.reading.grammar import grammar
from kzaz_analysis.evidence.intake.reading.numerals import read_signed
from kzaz_analysis.evidence.intake.reading.plain_text import on_keyboard
from kzaz_analysis.evidence.intake.reading.time.periods import mentions, whole_mention

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_HEADS = 15
"""Lines within which the figures of a table must begin."""


BEGINS_AS_FIGURE = re.compile(r"[-+\u2212(<>~\s]*\d")
"""How a cell of figures begins, whatever follows: "185.1 p", "(12.5)"."""


@lru_cache
def words() -> dict[str, Any]:
    """Headings of published tables, and what they mean."""
    from importlib.resources import files  # noqa: PLC0415

    text = (files(__package__) / "columns.yml").read_text("utf-8")
    vocabulary: dict[str, Any] = yaml.safe_load(text)
    return vocabulary


@dataclass(frozen=True, slots=True)
class HeadColumn:
    """One column of a table.

    Attributes
    ----------
    place : int
        From the left, from zero.
    head : str
        Its heading, of several lines joined.
    role : str
        ``period``, ``value``, ``unit``, ``flow``, ``reporter``, ``partner``,
        ``commodity``, ``series``; ``figures`` where each cell is a figure of its own;
        ``label`` or empty.
    period : str
        Period that its heading names, of a wide table.
    """

    place: int
    head: str
    role: str
    period: str = ""


def first_line(grid: Grid) -> int:
    """Return the line on which figures begin.

    Raises
    ------
    UsageError
        If the first lines hold no figure.
    """
    periods: int | None = None
    for line, row in enumerate(grid[: MOST_HEADS + 1]):
        if periods is not None and _is_dated(row, periods):
            return line
        named = (place for place, role in _roles(row).items() if role == "period")
        periods = next(named, periods)
        numbers = [cell for cell in row if is_number(cell)]
        other_numbers = [cell for cell in numbers if not is_period(cell)]
        labels = [cell for cell in row if cell and not is_number(cell)]
        if other_numbers or (numbers and len(numbers) < len(labels) and line):
            return line
    raise UsageError(f"no figure in the first {MOST_HEADS} lines; is it a table?")


def _is_dated(row: list[str], place: int) -> bool:
    """Whether a row has its period under the heading of periods, and digits beside it.

    "2019, (12.5)" is a figure that is not understood, and no second heading.
    """
    others = [cell for n, cell in enumerate(row) if n != place and not is_period(cell)]
    return is_period(row[place]) and any(re.search(r"\d", cell) for cell in others)


def columns_of(grid: Grid, line: int, mapped: Mapping[str, str]) -> list[HeadColumn]:
    """Tell what each column is, by its heading and by what stands in it."""
    heads = _heads(grid[:line], len(grid[0]))
    roles = _roles(heads) | {n: mapped[h] for n, h in enumerate(heads) if h in mapped}
    columns = [
        HeadColumn(place, head, roles.get(place, ""), _period_in(head))
        for place, head in enumerate(heads)
    ]
    return _figures(columns, grid[line:])


def _figures(columns: list[HeadColumn], rows: Grid) -> list[HeadColumn]:
    """Tell columns of figures from labels; a column of values makes others idle."""
    roles = {column.role for column in columns}
    result = []
    for column in columns:
        role = column.role
        if not role and ("value" not in roles or column.period == column.head != ""):
            cells = [row[column.place] for row in rows if row[column.place]]
            role = "figures" if _holds_figures(column, cells) else "label"
            dated = bool(cells) and all(is_period(cell) for cell in cells)
            if dated and not column.period and "period" not in roles:
                role, roles = "period", roles | {"period"}
        result.append(HeadColumn(column.place, column.head, role, column.period))
    return result


def _holds_figures(column: HeadColumn, cells: list[str]) -> bool:
    """Whether a column holds figures, those that cannot be read among them.

    Figures of one period never label a row: "n.a." and "185.1 p" under "2024" are to
    be named as not understood, and not to take the column away with them.
    """
    if column.period:
        is_bare = column.period == column.head
        return is_bare or any(BEGINS_AS_FIGURE.match(cell) for cell in cells)
    filled = [cell for cell in cells if not is_nothing(cell)]
    numbers = sum(is_number(cell) for cell in filled)
    return 2 * numbers > len(filled) or bool(numbers and kind_in(column.head))


def _heads(lines: Grid, width: int) -> list[str]:
    """Join the headings over each column; a gap takes what stands left of it."""
    spread: list[list[str]] = []
    for number, line in enumerate(lines):
        row, spread_cell = [], ""
        for cell in line:
            spread_cell = cell or (spread_cell if number < len(lines) - 1 else "")
            row.append(spread_cell)
        if len({cell for cell in row if cell}) > 1 or number == len(lines) - 1:
            spread.append(row)
    return [
        " ".join(dict.fromkeys(row[place] for row in spread if row[place]))
        for place in range(width)
    ]


def _roles(heads: list[str]) -> dict[int, str]:
    """Give each role to the column whose heading says it best."""
    plain = [plain_head(head) for head in heads]
    roles: dict[int, str] = {}
    for role, names in words()["roles"].items():
        fitting = (plain.index(n) for n in map(plain_head, names) if n in plain)
        place = next((place for place in fitting if place not in roles), None)
        if place is not None:
            roles[place] = role
    return roles


def plain_head(text: str) -> str:
    """Write a heading in lower case, without signs at its ends."""
    return re.sub(r"[\s_]+", " ", on_keyboard(str(text)).lower()).strip(" :.*")


def _period_in(head: str) -> str:
    whole = whole_mention(head, grammar())
    if whole:
        return head
    plain = on_keyboard(head)
    periods = [m for m in mentions(plain, grammar()) if m.parts.get("y")]
    if len(periods) != 1:
        return ""
    year = periods[0].words
    remainder = plain.replace(year, " ").strip(" ,;:-/")
    turned = f"{remainder} {year}"
    if whole_mention(turned, grammar()):
        return turned
    # "2027, week 3" is no year.
    return "" if _part_of_year().search(remainder) else year


@lru_cache
def _part_of_year() -> re.Pattern[str]:
    months = "|".join(grammar().data["periods"]["months"])
    parts = rf"(?:{months})\b|quarter|half|month|week|day|season|[qhm]\d|\d+[qhm]\b"
    return re.compile(rf"(?<!\w)(?:{parts})", re.IGNORECASE)


def is_part_of_year(cell: str) -> bool:
    """Whether a cell begins as a month or another part of a year does."""
    return _part_of_year().match(cell) is not None


@lru_cache(maxsize=65536)
def is_period(cell: str) -> bool:
    """Whether a cell is a period and nothing else."""
    return whole_mention(on_keyboard(str(cell)), grammar()) is not None


def is_number(cell: str) -> bool:
    """Whether a cell is a number and nothing else."""
    return isinstance(cell, Exact) or read_signed(plain_cell(cell)) is not None


def is_nothing(cell: str) -> bool:
    """Whether a cell says that there is no figure: blank, a dash, "..."."""
    return plain_cell(cell).lower() in words()["nothing"]


def plain_cell(cell: str) -> str:
    """Write a cell with the signs and spaces of a keyboard."""
    return " ".join(on_keyboard(cell).split())


def kind_of(flow: str) -> str:
    """Return ``export`` or ``import`` for a cell of a column of flows."""
    plain = plain_head(flow)
    for kind, names in words()["flows"].items():
        if any(re.match(rf"{plain_head(name)}(?: |$)", plain) for name in names):
            return str(kind)
    return ""


def without_period(column: HeadColumn) -> str:
    """Return a heading without the period that it names: "Year 2017" has no unit."""
    text = column.head.replace(column.period, "") if column.period else column.head
    return "" if plain_head(text) in words()["roles"]["period"] else text


def captions(lines: Grid) -> list[str]:
    """Return the lines above the headings that hold one text: titles and notes."""
    texts = [{cell for cell in line if cell} for line in lines]
    return [row.pop() for row in texts if len(row) == 1]


@lru_cache
def kind_in(text: str) -> str:
    """Return ``export`` or ``import`` where a text names one of both; or nothing."""
    plain = plain_head(text)
    kinds = [
        str(kind)
        for kind, names in words()["flow_words"].items()
        if re.search(rf"\b(?:{'|'.join(names)})", plain)
    ]
    return kinds[0] if len(kinds) == 1 else ""


@lru_cache
def in_english(text: str) -> str:
    """Write scales and units of other languages in the words of the grammar."""
    for shape, english in words()["in_english"].items():
        text = re.sub(rf"(?<!\w)(?:{shape})(?!\w)", english, text, flags=re.IGNORECASE)
    return text


def agency_of(grid: Grid, line: int) -> str:
    """Agency that publishes tables with such headings; or nothing."""
    head_texts = {plain_head(cell) for row in grid[:line] for cell in row}
    for agency, shapes in words()["agencies"].items():
        if any(set(map(plain_head, names)) <= head_texts for names in shapes):
            return str(agency)
    return ""


@lru_cache
def country_of(cell: str) -> str:
    """Code of a country, in small letters, by its code or its name; or nothing."""
    plain = plain_head(cell)
    if plain in {str(name) for name in words()["world"]}:
        return "wld"
    country = named(cell) or named(plain)
    return country.code.lower() if country else ""
