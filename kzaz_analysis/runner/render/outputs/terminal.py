"""Text as a terminal would show it: colours kept, other control signs taken out."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_OTHER_SEQUENCES = re.compile(
    r"\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[()#%][0-9A-Za-z]|[^\[])"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,60}m")
_TOO_LONG = re.compile(r"\x1b\[[0-9;]{61,}m?")
_AT_ONCE = 64
"""Changes of colour that are read together; the library takes the square of them."""

_LAST = "\x00"
_NOTHING = re.compile(rf"<span[^<>]*>{_LAST}</span>|{_LAST}")
_DARK = 8


def preformatted(text: str) -> str:
    """Return text as a block of HTML, its ANSI colours as classes."""
    import markupsafe  # noqa: PLC0415

    shown = _TOO_LONG.sub("", _OTHER_SEQUENCES.sub("", _without_erased(text)))
    html = "".join(_coloured(str(markupsafe.escape(shown))))
    coloured = _CONTROL.sub("", _NOTHING.sub("", html))
    return f'<pre class="kz-plain" tabindex="0">{coloured}</pre>'


def _coloured(text: str) -> Iterator[str]:
    """Give the HTML of a text bit by bit, each in the colours that it begins with."""
    from nbconvert.filters import ansi  # noqa: PLC0415

    library: Any = ansi
    before: tuple[Any, ...] = ()

    def tags(*colours: Any) -> tuple[str, str]:
        nonlocal before
        before = colours
        tag_pair: tuple[str, str] = library._htmlconverter(*colours)
        return tag_pair

    places = [match.start() for match in _COLOUR.finditer(text)][_AT_ONCE::_AT_ONCE]
    for begin, end in pairwise((0, *places, len(text))):
        # A sign that is not shown, at its end, has the colours that go on.
        piece = f"{_sequence(*before)}{text[begin:end]}{_LAST}"
        yield library._ansi2anything(piece, tags)


def _sequence(
    front: Any = None,
    back: Any = None,
    bold: bool = False,
    underline: bool = False,
    inverse: bool = False,
) -> str:
    """Return what a terminal is sent to have these colours."""
    codes = [n for n, is_on in ((1, bold), (4, underline), (7, inverse)) if is_on]
    for colour, base in ((front, 30), (back, 40)):
        if isinstance(colour, int):
            codes.append(
                base + colour if colour < _DARK else base + 60 + colour - _DARK
            )
        elif colour:
            codes += [base + 8, 2, *colour]
    return f"\x1b[{';'.join(map(str, codes))}m" if codes else ""


def _without_erased(text: str) -> str:
    """Take out what backspaces erase."""
    if "\x08" not in text:
        return text
    signs: list[str] = []
    for sign in text:
        if sign != "\x08":
            signs.append(sign)
        elif signs and signs[-1] != "\n":
            signs.pop()
    return "".join(signs)
