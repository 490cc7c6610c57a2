"""What each figure of a table says: series, period, value, unit; or why it does not."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.countries import readings
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.intake.importing import heads
from kzaz_analysis.evidence.intake.importing.heads import HeadColumn, plain_cell
from kzaz_analysis.evidence.intake.importing.sheet import Exact, Grid
from kzaz_analysis.evidence.intake.reading.grammar import grammar
from kzaz_analysis.evidence.intake.reading.numerals import (
    Numeral,
    decimal_marks,
    read_signed,
)
from kzaz_analysis.evidence.intake.reading.time.resolve import read_period
from kzaz_analysis.evidence.intake.reading.units import unit_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COLUMNS = [
    "line",
    "column",
    "text",
    "series",
    "period_start",
    "period_end",
    "value",
    "unit",
    "reporter",
    "agency",
    "problem",
]
"""Columns of what was understood, one row per cell that should be a figure."""


MONTHS = 12


@dataclass(frozen=True, slots=True)
class Understood:
    """What a table says.

    Attributes
    ----------
    figures : pandas.DataFrame
        One row per cell that should be a figure, see `COLUMNS`; ``problem`` is empty
        where it was understood.
    columns : list of HeadColumn
        What each column was taken for.
    empty : int
        Cells without a figure: blank, or a dash.
    agency : str
        Who publishes tables with such headings; empty where they tell nothing.
    """

    figures: pd.DataFrame
    columns: list[HeadColumn]
    empty: int
    agency: str = ""

    @property
    def good(self) -> pd.DataFrame:
        """Figures that were understood."""
        return self.figures[self.figures["problem"] == ""]

    @property
    def bad(self) -> pd.DataFrame:
        """Cells that were not understood, with the reason."""
        return self.figures[self.figures["problem"] != ""]


@dataclass(frozen=True, slots=True)
class Catalogued:
    """What the tables know: series, units, and the series of each flow of trade."""

    series: dict[str, str]
    units: dict[str, str]
    known: frozenset[str]
    dimensions: dict[str, str]
    ends: dict[str, tuple[str, str]]
    titles: dict[str, str]

    @classmethod
    def of(cls, series: pd.DataFrame, units: pd.DataFrame) -> Catalogued:
        """Read the catalogue and the units."""
        names = {str(name).lower(): str(name) for name in series["series"]}
        titles = zip(series["title"], series["series"], strict=True)
        names |= {str(title).lower(): str(name) for title, name in titles}
        unit_of_series = dict(zip(series["series"], series["unit"], strict=True))
        sizes = dict(zip(units["unit"], units["dimension"], strict=True))
        entities = zip(series["series"], series["entity"], strict=True)
        ends = {
            str(name): (match[1], match[2])
            for name, entity in entities
            if (match := PAIR.fullmatch(str(entity)))
        }
        by_name = dict(zip(series["series"], series["title"], strict=True))
        return cls(
            names, unit_of_series, frozenset(units["unit"]), sizes, ends, by_name
        )


def understand(
    grid: Grid,
    series: pd.DataFrame,
    units: pd.DataFrame,
    mapping: Mapping[str, Any] | None = None,
) -> Understood:
    """Read a table: wide or long, with one or several lines of headings.

    Parameters
    ----------
    grid : list of list of str
        The cells.
    series, units : pandas.DataFrame
        The catalogue and the units.
    mapping : mapping, optional
        ``columns`` (heading to role), ``series`` (label to series), ``series`` as one
        name for all, ``unit``, ``decimal`` (``.`` or ``,``), ``skip`` (labels);
        ``reporter`` and ``sides`` (two codes), by which "Exports" is a flow.

    Returns
    -------
    Understood
        Every figure, or the reason why it is none. Nothing is guessed: a separator
        that may be read in two ways is a problem unless other numbers of the table,
        or `mapping`, settle it.
    """
    chosen = dict(mapping or {})
    line = heads.first_line(grid)
    columns = heads.columns_of(grid, line, chosen.get("columns", {}))
    catalogued = Catalogued.of(series, units)
    captions = heads.captions(grid[:line])
    reader = _TableReader(grid, line, columns, catalogued, chosen, captions)
    rows = list(reader.figures())
    agency = heads.agency_of(grid, line)
    figures = pd.DataFrame(rows, columns=COLUMNS)
    return Understood(figures, columns, reader.empty, agency)


YEAR_DIGITS = 4

PAIR = re.compile(r"([A-Z]{3})-([A-Z]{3})")
"""Entity of a series of the trade of two."""


@dataclass(slots=True)
class _TableReader:
    grid: Grid
    line: int
    columns: list[HeadColumn]
    known: Catalogued
    mapping: dict[str, Any]
    captions: list[str]
    empty: int = 0
    _periods: dict[str, tuple[dt.date, dt.date] | str] = field(default_factory=dict)
    _units: dict[str, str] = field(default_factory=dict)

    def figures(self) -> Iterator[dict[str, Any]]:
        """Every cell that should be a figure."""
        values = [c for c in self.columns if c.role in ("value", "figures")]
        if not values:
            raise UsageError("no column of figures was found; name one with --map")
        marks = {c.place: self._marks(c) for c in values}
        skip = {str(label).lower() for label in self.mapping.get("skip", [])}
        for number, row in enumerate(self.grid[self.line :], self.line + 1):
            labels = {c.role: row[c.place] for c in self.columns if c.role}
            texts = [row[c.place] for c in self.columns if c.role == "label"]
            if not any(row) or any(text.lower() in skip for text in texts):
                continue
            for column in values:
                if heads.is_nothing(row[column.place]):
                    self.empty += 1
                    continue
                yield self._figure(number, row, column, labels, marks[column.place])

    def _marks(self, column: HeadColumn) -> frozenset[str]:
        """Decimal marks that the column, or else the whole table, makes certain."""
        mapped_marks = self.mapping.get("decimal")
        if mapped_marks:
            return frozenset([str(mapped_marks)])
        cells = [plain_cell(row[column.place]) for row in self.grid[self.line :]]
        marks_in_cells = decimal_marks("\n".join(cells))
        if marks_in_cells:
            return marks_in_cells
        figures = [c for c in self.columns if c.role in ("value", "figures")]
        rows = self.grid[self.line :]
        return decimal_marks(
            "\n".join(plain_cell(row[c.place]) for row in rows for c in figures)
        )

    def _figure(
        self,
        number: int,
        row: list[str],
        column: HeadColumn,
        labels: dict[str, str],
        marks: frozenset[str],
    ) -> dict[str, Any]:
        cell = row[column.place]
        cells: dict[str, Any] = dict.fromkeys(COLUMNS, "")
        cells |= {"line": number, "column": column.head, "text": str(cell)}
        cells["agency"] = labels.get("agency", "")
        cells["reporter"] = heads.country_of(labels.get("reporter", "")).upper()
        try:
            cells["value"] = _value(cell, marks).plain
            start, end = self._period(column, labels, row)
            cells |= {"period_start": str(start), "period_end": str(end)}
            cells |= self._series(column, labels, row)
            self._refuse_others(cells["series"], labels)
            cells["unit"] = self._unit(column, labels, cells["series"], row)
        except UsageError as error:
            cells["problem"] = str(error)
        return cells

    def _period(
        self, column: HeadColumn, labels: dict[str, str], row: list[str]
    ) -> tuple[dt.date, dt.date]:
        if labels.get("start") and labels.get("end"):
            starts, ends = (self._days(labels[name]) for name in ("start", "end"))
            return starts[0], ends[1]
        text = self._part_of_year(column, labels, row)
        text = text or column.period or labels.get("period", "")
        month = labels.get("month", "")
        if month.isdigit() and not 1 <= int(month) <= MONTHS:
            month = ""  # Comtrade says 52 of a whole year
        if month and text.isdigit() and len(text) == 4:
            text = f"{text}-{int(month):02}" if month.isdigit() else f"{month} {text}"
        if not text:
            text = next((cell for cell in row if heads.is_period(cell)), "")
        if not text:
            raise UsageError("no period in its heading or its row")
        return self._days(text)

    def _part_of_year(
        self, column: HeadColumn, labels: dict[str, str], row: list[str]
    ) -> str:
        """Join "January" of a row with the year of a heading; empty where none is."""
        year = column.period
        if not (year.isdigit() and len(year) == YEAR_DIGITS):
            return ""
        texts = [row[c.place] for c in self.columns if c.role == "label"]
        dated = labels.get("period", "")
        for text in [dated, *texts]:
            plain = plain_cell(text)
            if plain == year or not (text == dated or heads.is_part_of_year(plain)):
                continue
            if plain and heads.is_period(f"{plain} {year}"):
                return f"{plain} {year}"
            if plain:
                raise UsageError(
                    f"{plain!r} of its row and {year} of its heading are no one period"
                )
        return ""

    def _days(self, text: str) -> tuple[dt.date, dt.date]:
        if text not in self._periods:
            try:
                self._periods[text] = read_period(plain_cell(text))
            except UsageError as error:
                self._periods[text] = str(error)
        days = self._periods[text]
        if isinstance(days, str):
            raise UsageError(days)
        return days

    def _series(
        self, column: HeadColumn, labels: dict[str, str], row: list[str]
    ) -> dict[str, str]:
        mapped_series = self.mapping.get("series")
        if isinstance(mapped_series, str):
            only = self._known(mapped_series)
            rows = [row[c.place] for c in self.columns if c.role == "label"]
            self._refuse_part(only, [column.head, labels.get("flow", ""), *rows])
            return {"series": only}
        head = column.head if column.role == "figures" else ""
        texts = [labels.get("series", ""), labels.get("flow", ""), head]
        texts += [row[c.place] for c in self.columns if c.role == "label"]
        if column.period:
            texts.append(column.head.replace(column.period, "").strip(" ,;:-"))
        for text in texts:
            series_name = (mapped_series or {}).get(text)
            if series_name:
                return {"series": self._known(str(series_name))}
            if text.lower() in self.known.series:
                return {"series": self.known.series[text.lower()]}
        if labels.get("flow") and labels.get("reporter"):
            return self._flow(labels)
        if pair := self._of_pair(labels, texts):
            return self._flow(pair)
        words = ", ".join(dict.fromkeys(text for text in texts if text))
        raise UsageError(
            f"no series is called {words!r}; name it with --map or --series"
        )

    def _refuse_part(self, series: str, texts: list[str]) -> None:
        """Refuse "Exports" as figures of a turnover, which is both ways."""
        title = self.known.titles[series]
        if "turnover" not in title.lower() or heads.kind_in(title):
            return
        for text in texts:
            if kind := heads.kind_in(text):
                raise UsageError(
                    f"{text!r} says {kind}s, and {series} is exports and imports; "
                    f"leave --series out, or map {text!r} to its series with --map"
                )

    def _refuse_others(self, series: str, labels: dict[str, str]) -> None:
        """Refuse the row of a country that the series is not about."""
        ends = self.known.ends.get(series, ())
        for role in ("reporter", "partner"):
            code = heads.country_of(labels.get(role, "")).upper()
            if ends and code and code not in ends:
                raise UsageError(
                    f"{role} {labels[role]!r}: {series} is of {' and '.join(ends)}"
                )

    def _of_pair(self, labels: dict[str, str], texts: list[str]) -> dict[str, str]:
        """Read "Exports" of the named reporter as those to the other of two sides."""
        here = labels.get("reporter") or str(self.mapping.get("reporter") or "")
        codes = [code for code in self.mapping.get("sides", []) if len(code) == 3]
        code = heads.country_of(here).upper()
        kinds = {kind for text in texts if (kind := heads.kind_in(text))}
        if len(codes) != 2 or code not in codes or len(kinds) != 1:
            return {}
        partner = labels.get("partner") or self._other_side(code)
        return {"flow": kinds.pop(), "reporter": code, "partner": partner}

    def _other_side(self, here: str) -> str:
        """Return the other one of two sides; none where that is not told."""
        codes = [code for code in self.mapping.get("sides", []) if len(code) == 3]
        others = [code for code in codes if code.lower() != here.lower()]
        return others[0] if len(codes) == 2 and len(others) == 1 else ""

    def _known(self, name: str) -> str:
        if name.lower() not in self.known.series:
            raise UsageError(f"no series is called {name!r}")
        return self.known.series[name.lower()]

    def _flow(self, labels: dict[str, str]) -> dict[str, str]:
        """Find the series of "Georgia, export, Türkiye, total"."""
        kind = heads.kind_of(labels["flow"])
        here = heads.country_of(labels["reporter"])
        there = heads.country_of(labels.get("partner", "")) or self._other_side(here)
        for name in (labels["reporter"], labels.get("partner", "")):
            if not heads.country_of(name) and (several := readings(name)):
                raise UsageError(several)
        if not kind or not here or not there:
            raise UsageError(
                f"no flow of trade is {labels['flow']!r} of {labels['reporter']!r} "
                f"with {labels.get('partner', '')!r}"
            )
        commodity = labels.get("commodity", "").lower()
        total = commodity in {str(name).lower() for name in heads.words()["totals"]}
        end = "" if total else f"_hs{commodity}"
        origin, goal = (here, there) if kind == "export" else (there, here)
        names = (
            f"exports_{origin}_to_{goal}{end}",
            f"imports_{goal}_from_{origin}{end}",
        )
        for name in names:
            if name.lower() in self.known.series:
                return {
                    "series": self.known.series[name.lower()],
                    "reporter": here.upper(),
                }
        raise UsageError(f"no series is called {names[0]!r} or {names[1]!r}")

    def _unit(
        self, column: HeadColumn, labels: dict[str, str], series: str, row: list[str]
    ) -> str:
        series_unit = self.known.units[series]
        mapped_unit = str(self.mapping.get("unit") or "")
        head = heads.without_period(column)
        stated = self._column_unit(column, labels) or self._in_words(head)
        texts = [row[c.place] for c in self.columns if c.role in ("label", "flow")]
        stated = stated or self._unit_in([*texts, *self.captions])
        unit = mapped_unit or stated
        if mapped_unit and stated and stated != mapped_unit:
            said = labels.get("unit") or head or ", ".join([*texts, *self.captions])
            raise UsageError(
                f"the table says {said!r}, which is {stated}, and --unit "
                f"{mapped_unit}; leave --unit out, or correct the table"
            )
        if not unit:
            raise UsageError(
                f"no unit; name it with --unit ({series} is in {series_unit})"
            )
        here = self.known.dimensions.get(unit, "").removesuffix(" per year")
        if here != self.known.dimensions[series_unit].removesuffix(" per year"):
            missing = "" if unit in self.known.dimensions else "kzaz data add unit, "
            raise UsageError(
                f"{unit} does not convert to {series_unit}, the unit of {series}; "
                "convert the figures before, or give them a series of their own: "
                f"{missing}kzaz data add series"
            )
        return unit

    def _column_unit(self, column: HeadColumn, labels: dict[str, str]) -> str:
        unit_text = labels.get("unit", "")
        if unit_text:
            unit = self._in_words(unit_text)
            if not unit:
                raise UsageError(f"no unit is called {unit_text!r}")
            return unit
        for unit, names in heads.words()["value_units"].items():
            if heads.plain_head(column.head) in names:
                return str(unit)
        return ""

    def _unit_in(self, texts: list[str]) -> str:
        """Return the unit that labels of a row, or lines above a table, agree on."""
        units = {unit for text in texts if (unit := self._in_words(text))}
        return units.pop() if len(units) == 1 else ""

    def _in_words(self, text: str) -> str:
        if text not in self._units:
            plain = heads.in_english(text)
            self._units[text] = unit_in_words(plain, grammar(), self.known.known)
        return self._units[text]


def _value(cell: str, marks: frozenset[str]) -> Numeral:
    plain = plain_cell(cell)
    if isinstance(cell, Exact):
        return Numeral(float(cell), None, str(cell))
    numeral = read_signed(plain, marks)
    if numeral is None:
        raise UsageError(f"{plain!r} is not a number")
    if numeral.other is not None and len(marks) == 1:
        # A table has one way to write numbers: a mark that is certain settles all.
        whole = plain.lstrip("+-")
        decimal = any(mark in whole for mark in marks)
        chosen = numeral.other if decimal else numeral.value
        return Numeral(chosen, None, f"{chosen:.15g}")
    if numeral.other is not None:
        raise UsageError(
            f"{plain!r} is {numeral.value:,.10g} or {numeral.other:,.10g}; say which "
            "decimal mark the table has with --decimal"
        )
    return numeral
