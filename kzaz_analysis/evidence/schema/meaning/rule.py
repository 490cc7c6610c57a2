"""A rule of meaning: which rows of which tables it refuses, and what it tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.schema.problem import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Mask = Callable[[pd.DataFrame], "pd.Series[bool]"]


class _NoDay:
    """Day that a row does not give: it has no year, month or day to print."""

    def __format__(self, pattern: str) -> str:
        return "no day"


NO_DAY = _NoDay()


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of error of meaning.

    Attributes
    ----------
    kind : str
        Its name, as it is printed.
    tables : tuple of str
        Tables to which it applies.
    column : str
        Column that is reported.
    message : str
        What is wrong and what would be right; ``{column}`` stands for a cell of the
        joined row.
    matches : callable
        Takes the joined rows of a table (see `joined.JoinedTables`) and tells which
        of them are wrong.
    severity : Severity
        Whether it must be put right.
    """

    kind: str
    tables: tuple[str, ...]
    column: str
    message: str
    matches: Mask
    severity: Severity = "error"

    def problems(
        self, table: str, rows: pd.DataFrame, text: pd.DataFrame
    ) -> Iterator[Problem]:
        """Report the wrong rows of one table.

        Parameters
        ----------
        table : str
            Name of the table.
        rows : pandas.DataFrame
            Its joined rows, the line in the index.
        text : pandas.DataFrame
            The same rows as they stand in the file.
        """
        if rows.empty:
            return
        matched = self.matches(rows).to_numpy(dtype=bool, na_value=False)
        # What follows from a cell that cannot be read is not told again.
        matched = matched & ~rows["malformed"].to_numpy(dtype=bool)
        if not matched.any():
            return
        wrong = rows[matched]
        cells = text.loc[wrong.index, self.column]
        for line, cell, row in zip(
            wrong.index, cells, wrong.to_dict("records"), strict=True
        ):
            yield Problem(
                f"{table}.csv",
                int(line),
                self.column,
                cell,
                self.message.format_map(
                    {c: NO_DAY if cell is pd.NaT else cell for c, cell in row.items()}
                ),
                self.kind,
                self.severity,
            )

    def dictionary_row(self) -> str:
        """Describe the rule as a row of the data dictionary, in Markdown."""
        message = re.sub(r"\{(\w+)[^}]*\}", r"{\1}", self.message)
        tables = ", ".join(f"`{table}`" for table in self.tables)
        cells = (self.kind, tables, f"`{self.column}`", self.severity, message)
        return " | ".join(cells).join(["| ", " |"])
