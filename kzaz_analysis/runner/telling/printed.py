"""What a person's terminal is given: no sign that it would obey."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Signs that turn the direction of writing, and so what a line seems to say."""

_ESCAPES = {
    code: f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
    for code in (*range(32), *range(127, 160), *_TURNING)
    if chr(code) not in "\n\t\r"
}
_RETURN = re.compile(r"(?<!^)\r(?!\n)")


def harmless(text: str) -> str:
    """Write control characters out, as ``\\x1b``; ends of lines and tabs stay.

    A return at the very beginning stays as well: that is how progress is drawn.
    """
    return _RETURN.sub(r"\\r", text.translate(_ESCAPES))


@contextmanager
def harmless_streams() -> Iterator[None]:
    """Let nothing that is printed inside command a terminal.

    Standard output is left alone where no terminal reads it: what goes into a file
    is data.
    """
    streams_before = sys.stdout, sys.stderr
    replaced: Any = sys
    replaced.stderr = _Harmless(sys.stderr)
    if sys.stdout is not None and sys.stdout.isatty():
        replaced.stdout = _Harmless(sys.stdout)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = streams_before


class _Harmless:
    """A stream of text that writes control characters out."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write text without the signs that a terminal obeys."""
        self._stream.write(harmless(text))
        return len(text)
