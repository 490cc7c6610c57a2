"""Numbers that can be taken elsewhere: a frame, and files of it for others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import UsageError
from kzaz_analysis.exporting.cells import as_text, csv_text, printable
from kzaz_analysis.exporting.latex import table_text

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd

FILES = {
    ".csv": "to_csv",
    ".xlsx": "to_excel",
    ".tex": "to_latex",
    ".md": "to_markdown",
    ".parquet": "to_parquet",
}
"""Endings of files that hold the numbers, and what writes each."""

PICTURES = (".svg", ".png", ".pdf")
"""Endings of pictures."""


def need(library: str, purpose: str) -> None:
    """Refuse, with the command that helps, where an optional library is missing."""
    if find_spec(library) is None:
        raise UsageError(
            f"{purpose} needs {library}; install it with: pip install {library}"
        )


class FrameExports(ABC):
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
    def origins(self) -> tuple[Any, ...]:
        """Where they come from, one text a source."""
        return ()

    def save(self, path: str | PathLike[str], title: str = "") -> Path:
        """Write a file of its own: the picture with title and sources, or the numbers.

        Parameters
        ----------
        path : str or path
            Ends in ``.svg`` (text stays text), ``.png`` or ``.pdf`` for the picture;
            in ``.csv``, ``.xlsx``, ``.tex``, ``.md`` or ``.parquet`` for the numbers.
        title : str
            Other words above the picture.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        UsageError
            If the ending is another one, or there is no picture.
        """
        place = Path(path)
        if place.suffix in FILES:
            getattr(self, FILES[place.suffix])(place)
            return place
        numbers = f"its numbers in one of {', '.join(FILES)}"
        if place.suffix not in PICTURES:
            raise UsageError(
                f"{place.name}: a picture ends in one of {', '.join(PICTURES)}, "
                f"{numbers}"
            )
        picture = getattr(self, "chart", None)
        if picture is None:
            raise UsageError(
                f"{_called(self)}: there is no picture to save as {place.name}; "
                f"{numbers}"
            )
        return self._draw(picture, place, title)

    def _spoken(self, words: str) -> str:
        """Return words of a file in the language of what is shown."""
        return words

    def _draw(self, picture: Any, place: Path, title: str) -> Path:
        saved: Path = picture.save(place, title)
        return saved

    def to_csv(self, path: str | PathLike[str] | None = None) -> str | None:
        """Write the frame as CSV in UTF-8, or return its text when there is no path.

        Text that a spreadsheet would take for a formula has an apostrophe before it.
        """
        return _written(csv_text(self.frame), path)

    def to_excel(self, path: str | PathLike[str]) -> None:
        """Write a workbook: the frame, and on a second sheet its title and sources.

        Raises
        ------
        UsageError
            If the library that writes workbooks is not installed.
        """
        need("openpyxl", "a workbook")
        import pandas as pd  # noqa: PLC0415

        said = [self.heading, *map(str, self.origins)]
        about = pd.DataFrame({"about": [printable(text) for text in said]})
        with pd.ExcelWriter(path, engine="openpyxl") as book:
            figures = self.frame.map(printable)
            figures.to_excel(book, sheet_name="figures", index=False)
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

    def to_markdown(self, path: str | PathLike[str] | None = None) -> str | None:
        """Write the frame as a table of Markdown, or return its text without a path.

        Raises
        ------
        UsageError
            If the library that writes tables of Markdown is not installed.
        """
        need("tabulate", "a table of Markdown")
        cells = self.frame.astype("object").where(self.frame.notna(), "")
        return _written(str(cells.to_markdown(index=False)), path)

    def to_latex(self, path: str | PathLike[str] | None = None) -> str | None:
        """Write the frame as a table of LaTeX, or return its text without a path.

        The heading is the caption, and the sources stand below; missing cells are
        empty. It takes the package ``booktabs``.
        """
        sources = "; ".join(map(str, self.origins)).rstrip(".")
        note = f"{self._spoken('Sources')}: {sources}." if sources else ""
        return _written(table_text(self.frame, self.heading, note), path)


def _called(section: FrameExports) -> str:
    """Return the heading of a section; one that says nothing has none."""
    return section.heading or "an empty section"


def _written(text: str, path: str | PathLike[str] | None) -> str | None:
    """Write a text in UTF-8, or return it when there is no path."""
    if path is None:
        return text
    Path(path).write_text(text, encoding="utf-8")
    return None
