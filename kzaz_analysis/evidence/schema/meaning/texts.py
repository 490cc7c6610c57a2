"""Rules about text: what spreadsheets and wrong encodings leave in cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kzaz_analysis.evidence.schema.problem import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

SPREADSHEET = r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)"
PLACEHOLDER = r"(?i:nan|n/?a|null|none|nil|-+|\?+|\.{2,}|…|tbd|#+)"
MOJIBAKE = "\ufffd|[ÐÑÃÂ][\u0080-\u00bf]|â\u20ac|Ã¼|Ð°"
INVISIBLE = (
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad"
    r"\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
MARKUP = r"<\s*[/!]?\s*[A-Za-z][^>]*>|&(?:[a-z]+|#\d+);|(?i:javascript:)"
FORMULA = r"^[=@]|^\+(?![\d.])|^-(?![\d.>])"

KINDS: tuple[tuple[str, str, str, Severity], ...] = (
    (
        "spreadsheet error",
        rf"^{SPREADSHEET}$",
        "a formula failed in the spreadsheet; give the value, or leave it empty",
        "error",
    ),
    (
        "word for nothing",
        rf"^{PLACEHOLDER}$",
        "an empty cell means not known; leave it empty",
        "error",
    ),
    (
        "wrong encoding",
        MOJIBAKE,
        "letters were lost when the file was read in another encoding; restore them "
        "from the source and save in UTF-8",
        "error",
    ),
    (
        "invisible character",
        INVISIBLE,
        "holds a character that cannot be seen; type the text anew",
        "error",
    ),
    (
        "line break in a cell",
        r"[\n\r\t]",
        "write the text in one line",
        "warning",
    ),
    (
        "markup in a cell",
        MARKUP,
        "write plain text; pages would show the tags",
        "error",
    ),
    (
        "formula in a cell",
        FORMULA,
        "a spreadsheet would work it out; begin with a letter or a digit",
        "error",
    ),
    (
        "space around the text",
        r"^[\s\u00a0]|[\s\u00a0]$",
        "remove the space at the beginning or the end",
        "error",
    ),
)
"""Name, pattern, advice and severity of what no cell should hold."""


def text_problems(table: str, text: pd.DataFrame) -> Iterator[Problem]:
    """Report cells with text that only a slip can have left there."""
    cells = text.melt(ignore_index=False, var_name="column", value_name="cell")
    distinct = cells["cell"].dropna().unique()
    for kind, pattern, advice, severity in KINDS:
        slipped = [cell for cell in distinct if re.search(pattern, cell)]
        slips = cells[cells["cell"].isin(slipped)] if slipped else cells[:0]
        for line, column, cell in slips.itertuples(name=None):
            yield Problem(
                f"{table}.csv", int(line), column, cell, advice, kind, severity
            )
