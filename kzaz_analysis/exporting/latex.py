"""Tables of LaTeX: what it would take for a command is written as a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_LETTERS = str.maketrans(
    {
        **{letter: f"\\{letter}" for letter in "&%$#_{}"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        # Signs that pdflatex has no letter for.
        "\u00a0": "~",
        "\u202f": r"\,",
        "\u2212": r"\textminus{}",
        "\n": " ",
    }
)


def escaped(text: object) -> str:
    """Write a text so that LaTeX prints it as it is."""
    return str(text).translate(_LETTERS)


def table_text(frame: pd.DataFrame, caption: str, note: str) -> str:
    """Write a frame as a table of LaTeX with rules of ``booktabs``.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any columns; numbers are written to twelve significant digits.
    caption, note : str
        What stands above and below it; empty for nothing.
    """
    cells = frame.astype("object").where(frame.notna(), "").map(_cell)
    letters = "".join("r" if kind.kind in "if" else "l" for kind in frame.dtypes)
    body = cells.rename(columns=escaped).to_latex(
        index=False, escape=False, column_format=letters
    )
    above = f"\\caption{{{escaped(caption)}}}\n" if caption else ""
    below = f"\n\\par\\footnotesize {escaped(note)}" if note else ""
    return (
        "\\begin{table}[htbp]\n\\centering\n"
        f"{above}{body.rstrip()}{below}\n\\end{{table}}\n"
    )


def _cell(cell: object) -> str:
    return f"{cell:.12g}" if isinstance(cell, float) else escaped(cell)
