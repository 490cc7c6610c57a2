"""Tables of a folder as plain rows, as published by one day."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import permutations
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

Cells = dict[str, str]

DESCRIPTION = "dataset.yml"
COUNTRIES = Path(__file__).parents[1] / "countries.csv"

DASHES_OF_A_DAY = 2

PREFIXES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}


def day_of(text: str, *, last: bool = True) -> dt.date | None:
    """Read a day, a month or a year; its last day, or its first."""
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else (12 if last else 1)
    final = calendar.monthrange(year, month)[1] if last else 1
    return dt.date(year, month, parts[2] if len(parts) > 2 else final)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Tables of one folder.

    Attributes
    ----------
    folder : pathlib.Path
        Where the CSV files lie.
    day : datetime.date or None
        Only what had been published by then counts.
    """

    folder: Path
    day: dt.date | None = None
    _tables: dict[str, list[Cells]] = field(default_factory=dict, repr=False)

    def at(self, day: str) -> Dataset:
        """Return the same tables as known on another day; all of them for no text."""
        return Dataset(self.folder, day_of(day)) if day else self

    def table(self, name: str) -> list[Cells]:
        """Rows of one table; of published figures those known on the day."""
        if name not in self._tables:
            self._tables[name] = self._read(name)
        return self._tables[name]

    def _read(self, name: str) -> list[Cells]:
        path = self.folder / f"{name}.csv"
        if not path.is_file():
            return []
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        rows: list[Cells] = frame.to_dict("records")  # type: ignore[assignment]
        if name == "sources" or "source" not in frame.columns:
            return rows
        published = {r["source"]: r["published_on"] for r in self.table("sources")}
        rows = [
            row | {"published_on": published.get(row["source"], "")} for row in rows
        ]
        if self.day is None:
            return rows
        days = [day_of(row["published_on"]) for row in rows]
        pairs = zip(rows, days, strict=True)
        # A database of no day was there always; a figure of no day never was.
        undated = self.day if name == "macro" else dt.date.max
        return [row for row, day in pairs if (day or undated) <= self.day]

    @cached_property
    def units(self) -> dict[str, tuple[str, float]]:
        """Dimension and size of each unit; a yearly rate is the amount of one year."""
        return {
            row["unit"]: (
                row["dimension"].removesuffix(" per year"),
                float(row["factor"]),
            )
            for row in self.table("units")
        }

    def ratio(self, unit: str, to: str) -> float:
        """Return what a value in one unit is multiplied by; not a number if nothing."""
        here, there = self.units.get(unit), self.units.get(to)
        if here is None or there is None or here[0] != there[0]:
            return math.nan
        return float(f"{here[1] / there[1]:.15g}")

    @cached_property
    def agencies(self) -> dict[str, Cells]:
        """Rows of the agencies table by their id."""
        return {row["agency"]: row for row in self.table("agencies")}

    @cached_property
    def series(self) -> dict[str, Cells]:
        """Rows of the catalogue by their id."""
        return {row["series"]: row for row in self.table("series")}

    @cached_property
    def source_kinds(self) -> dict[str, str]:
        """Kind of each source."""
        return {row["source"]: row["kind"] for row in self.table("sources")}

    @cached_property
    def editions(self) -> dict[str, str]:
        """Edition of each source: what one publisher put out on one day."""
        return {
            row["source"]: f"{row['publisher']} {row['published_on']}"
            if row["publisher"] and row["published_on"].count("-") == DASHES_OF_A_DAY
            else row["source"]
            for row in self.table("sources")
        }

    @cached_property
    def described(self) -> dict[str, Any]:
        """What the description of the dataset says; nothing where there is none."""
        path = self.folder / DESCRIPTION
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        return yaml.safe_load(text) or {}

    @cached_property
    def sides(self) -> dict[str, str]:
        """Names of the countries that are set beside each other, by code, in order.

        As they stand in a sentence, with the article that some of them need.
        """
        described = self.described.get("sides") or self._reporters()
        if isinstance(described, list):
            described = dict.fromkeys(described)
        table = pd.read_csv(COUNTRIES, dtype=str, index_col="code").fillna("")
        countries, articles = table["name"], table["article"]
        names = {
            code: str((side or {}).get("name") or countries.get(code, code))
            for code, side in described.items()
        }
        return {
            code: f"{articles.get(code, '')} {name}".strip()
            if name == countries.get(code)
            else name
            for code, name in names.items()
        }

    def _reporters(self) -> list[str]:
        """Read two sides off the tables: of rules, directions, figures, agencies."""
        countries = set(pd.read_csv(COUNTRIES, dtype=str)["code"])
        rules = [row["default_rule"].partition("_") for row in self.table("series")]
        ways = [row["direction"].split("->") for row in self.table("series")]
        columns = [
            [code.upper() for code, _, kind in rules if kind in ("first", "only")],
            [code for pair in ways for code in pair],
            [row["reporter"] for row in self.table("observations")],
            [row["books"] for row in self.table("agencies")],
        ]
        codes = [
            code for column in columns for code, _ in Counter(column).most_common()
        ]
        return [code for code in dict.fromkeys(codes) if code in countries][:2]

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of reporters as the description of the dataset has them."""
        return self.sides | dict(self.described.get("names") or {})

    @cached_property
    def alone(self) -> dict[str, str]:
        """Rule under which the figures of one side stand alone, by its code."""
        return {code: f"{code.lower()}_only" for code in self.sides}

    @cached_property
    def orders(self) -> dict[str, tuple[str, ...]]:
        """Whose side comes first under each rule; a star stands for all others."""
        whole = {
            f"{code.lower()}_first": (code, *(c for c in self.sides if c != code), "*")
            for code in self.sides
        }
        return whole | {rule: (code,) for code, rule in self.alone.items()} or {
            "any": ("*",)
        }

    @cached_property
    def flows(self) -> list[str]:
        """Flows of two sides: those described, else of trade, turnover first."""
        ways = {"both", *("->".join(pair) for pair in permutations(self.sides, 2))}
        rows = [
            row
            for row in self.table("series")
            if (row["system"], row["nature"]) == ("trade", "flow")
            and row["direction"] in ways
        ]
        ordered = sorted(rows, key=lambda row: row["direction"] != "both")
        return self.described.get("flows") or [row["series"] for row in ordered]

    def pair(self, series: str) -> tuple[str, str]:
        """Return the two sides of a flow, the one that sends first."""
        origin, _, goal = self.series[series]["direction"].partition("->")
        first_side, second_side = self.sides if not goal else (origin, goal)
        return first_side, second_side

    @cached_property
    def refs(self) -> set[str]:
        """Marks by which corrections name the rows of the observations table."""
        rows = self.table("observations")
        return {ref for row in rows for ref in row["ref"].split(";")}

    def side_of(self, row: Cells, provenance: str | None = None) -> str:
        """Say whose figure a row is: the reporter's, or of a body that counts itself.

        Parameters
        ----------
        row : dict
            It has ``reporter`` and ``agency``.
        provenance : str, optional
            Of a figure; a statistic that names its reporter is that reporter's.
        """
        owner = self.agencies.get(row["agency"], {}).get("books", "")
        counts_itself = owner != "" and owner == row["agency"]
        if provenance == "statistic" and row["reporter"]:
            counts_itself = False
        return owner if counts_itself else row["reporter"] or owner
