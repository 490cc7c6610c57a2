"""What stands alone: its numbers as a frame, and files of them for others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from kzaz_analysis.display.exports.cells import as_text, csv_text
from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd


def need(library: str, purpose: str) -> None:
    """Refuse, with the command that helps, where an optional library is missing."""
    if find_spec(library) is None:
        raise UsageError(
            f"{purpose} needs {library}; install it with: pip install {library}"
        )


class Exportable(ABC):
    """Something with numbers that can be taken elsewhere."""

    __slots__ = ()

    @property
    @abstractmethod
    def frame(self) -> pd.DataFrame:
        """The numbers, tidy and unrounded."""

    @property
    def heading(self) -> str:
        """What the numbers are, in words."""
        return ""

    @property
    def origins(self) -> tuple[str, ...]:
        """Where they come from, one text a source."""
        return ()

    def to_csv(self, path: str | PathLike[str] | None = None) -> str | None:
        """Write the frame as CSV in UTF-8, or return its text when there is no path.

        Text that a spreadsheet would take for a formula has an apostrophe before it.
        """
        text = csv_text(self.frame)
        if path is None:
            return text
        Path(path).write_text(text, encoding="utf-8")
        return None

    def to_excel(self, path: str | PathLike[str]) -> None:
        """Write a workbook: the frame, and on a second sheet its title and sources.

        Raises
        ------
        UsageError
            If the library that writes workbooks is not installed.
        """
        need("openpyxl", "a workbook")
        import pandas as pd  # noqa: PLC0415

        about = pd.DataFrame({"about": [self.heading, *self.origins]})
        with pd.ExcelWriter(path, engine="openpyxl") as book:
            self.frame.to_excel(book, sheet_name="figures", index=False)
            about.to_excel(book, sheet_name="about", index=False)
            for sheet in book.sheets.values():
                as_text(sheet)

    def to_parquet(self, path: str | PathLike[str]) -> None:
        """Write the frame as Parquet, unrounded.

        Raises
        ------
        UsageError
            If the library that writes Parquet is not installed.
        """
        need("pyarrow", "Parquet")
        self.frame.to_parquet(path, engine="pyarrow", index=False)

    def to_markdown(self) -> str:
        """Return the frame as a table of Markdown, missing cells empty.

        Raises
        ------
        UsageError
            If the library that writes tables of Markdown is not installed.
        """
        need("tabulate", "a table of Markdown")
        cells = self.frame.astype("object").where(self.frame.notna(), "")
        return str(cells.to_markdown(index=False))

    def to_latex(self) -> str:
        """Return the frame as a table of LaTeX, missing cells empty."""
        heads = [str(name).replace("_", r"\_") for name in self.frame.columns]
        cells = self.frame.astype("object").where(self.frame.notna(), "")
        lines = [
            " & ".join(
                str(cell).replace("_", r"\_").replace("%", r"\%") for cell in row
            )
            for row in cells.itertuples(index=False)
        ]
        body = " \\\\\n".join([" & ".join(heads), *lines])
        columns = "l" * len(heads)
        return f"\\begin{{tabular}}{{{columns}}}\n{body} \\\\\n\\end{{tabular}}\n"
