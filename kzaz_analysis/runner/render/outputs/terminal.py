"""Text as a terminal would show it: colours kept, other control signs taken out."""

from __future__ import annotations

import re
from typing import Any

_OTHER_SEQUENCES = re.compile(
    r"\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[()#%][0-9A-Za-z]|[^\[])"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_ERASED = re.compile(r"[^\n\x08]\x08")


def preformatted(text: str) -> str:
    """Return text as a block of HTML, its ANSI colours as classes."""
    from nbconvert.filters import ansi  # noqa: PLC0415

    filters: Any = ansi
    coloured = filters.ansi2html(_OTHER_SEQUENCES.sub("", _without_erased(text)))
    return f'<pre class="kz-plain" tabindex="0">{_CONTROL.sub("", coloured)}</pre>'


def _without_erased(text: str) -> str:
    """Take out what backspaces erase."""
    while "\x08" in text:
        shorter = _ERASED.sub("", text)
        if shorter == text:
            break
        text = shorter
    return text
