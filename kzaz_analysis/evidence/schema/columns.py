"""What a table must be: the one definition behind check, types, package and docs.

The tables themselves are defined in `definitions`; here is what a definition is made
of, and the two things derived from it that need no other library: the description for
the data package and the page of the data dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

ColumnType = Literal["string", "number", "integer", "date", "partial_date", "country"]

TABLE_SCHEMA_TYPES: dict[ColumnType, str] = {
    "string": "string",
    "number": "number",
    "integer": "integer",
    "date": "date",
    "partial_date": "string",
    "country": "string",
}
"""Our types as the types of the Table Schema standard."""

COUNTRY = r"^[A-Z]{3}$"
"""ISO 3166-1 alpha-3, or a code for a group of countries."""

PARTIAL_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
"""ISO 8601 with reduced precision: a year, a month or a day."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what is in it, in which unit, and what is allowed.

    Attributes
    ----------
    name : str
        Heading in the file.
    description : str
        What a stranger must know to read the values.
    type : ColumnType
        ``partial_date`` is ISO 8601 that may stop at the year or the month;
        ``country`` is a code of ISO 3166-1, of the world or of the euro area.
    required : bool
        Whether every row must have a value.
    choices : tuple of str
        The only values allowed; empty when any is.
    minimum : float or None
        The least number allowed.
    refers_to : str
        ``table.column`` that must hold the value, or empty.
    many : bool
        Whether the cell holds several values, separated by semicolons.
    """

    name: str
    description: str
    type: ColumnType = "string"
    required: bool = False
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    refers_to: str = ""
    many: bool = False

    def field(self) -> dict[str, Any]:
        """Describe the column as a field of the Table Schema standard."""
        limits: dict[str, Any] = {}
        if self.required:
            limits["required"] = True
        if self.choices:
            limits["enum"] = list(self.choices)
        if self.minimum is not None:
            limits["minimum"] = self.minimum
        if self.type == "partial_date":
            limits["pattern"] = PARTIAL_DATE
        if self.type == "country":
            limits["pattern"] = COUNTRY
        field: dict[str, Any] = {
            "name": self.name,
            "type": TABLE_SCHEMA_TYPES[self.type],
            "description": self.description,
        }
        return field | ({"constraints": limits} if limits else {})

    def rule(self) -> str:
        """Say in words what the check demands."""
        parts = ["required"] if self.required else []
        if self.choices:
            parts.append("one of " + ", ".join(f"`{c}`" for c in self.choices))
        if self.minimum is not None:
            parts.append(f"at least {self.minimum:g}")
        if self.refers_to:
            several = "each " if self.many else ""
            parts.append(f"{several}in `{self.refers_to}`")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Order:
    """Two columns of which the first may not be above (or after) the second."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class TableSchema:
    """The contract of one table.

    Attributes
    ----------
    name : str
        Stem of the file in the data folder.
    title, description : str
        One line, and what one row is.
    key : tuple of str
        Columns that together make a row unique, and by which rows are sorted.
    columns : tuple of Column
        In the order of the file.
    orders : tuple of Order
        Pairs of columns that must stand in order.
    quantities : tuple of str
        Columns that may not be negative; of ``value``, `signed_when` may say so.
    signed_when : tuple of str
        Values of the column ``measure`` for which a negative value makes sense.
    """

    name: str
    title: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    orders: tuple[Order, ...] = ()
    quantities: tuple[str, ...] = ()
    signed_when: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Headings in the order of the file."""
        return [column.name for column in self.columns]

    def of_type(self, *types: ColumnType) -> list[str]:
        """Headings of the columns of these types."""
        return [column.name for column in self.columns if column.type in types]

    def table_schema(self) -> dict[str, Any]:
        """Describe the table in the Table Schema standard."""
        references = [
            {"fields": [c.name], "reference": _reference(c.refers_to)}
            for c in self.columns
            if c.refers_to and not c.many
        ]
        schema: dict[str, Any] = {
            "fields": [column.field() for column in self.columns],
            "primaryKey": list(self.key),
            "missingValues": [""],
        }
        return schema | ({"foreignKeys": references} if references else {})

    def dictionary(self) -> str:
        """Describe the table as a section of the data dictionary, in Markdown."""
        rows = [
            " | ".join([f"| `{c.name}`", c.type, c.description, f"{c.rule()} |"])
            for c in self.columns
        ]
        return "\n".join(
            [
                f"## {self.name}",
                "",
                f"{self.title}. {self.description}",
                "",
                "Key: " + ", ".join(f"`{name}`" for name in self.key) + ".",
                "",
                "| column | type | meaning | rule |",
                "|---|---|---|---|",
                *rows,
                "",
            ]
        )


def _reference(target: str) -> dict[str, Any]:
    table, _, column = target.partition(".")
    return {"resource": table, "fields": [column]}
