"""JSON for people and programs: one line for each entry, at the speed of one line."""

from __future__ import annotations

import json
from typing import Any

_DEPTH = 2


def text_of(document: object, *, allow_nan: bool = True) -> str:
    """Return a document as JSON with a line for each entry of its entries.

    Parameters
    ----------
    document : object
        Data that JSON can hold.
    allow_nan : bool
        Whether NaN may be written; ValueError where it may not.

    Examples
    --------
    >>> print(text_of({"id": "a", "pages": [{"slug": "x"}, {"slug": "y"}]}), end="")
    {
     "id": "a",
     "pages": [
      {"slug": "x"},
      {"slug": "y"}
     ]
    }
    """
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=allow_nan).encode
    return _lines(document, encode, 0) + "\n"


def _lines(value: object, encode: Any, depth: int) -> str:
    if not value or depth == _DEPTH or not isinstance(value, dict | list | tuple):
        return str(encode(value))
    if isinstance(value, dict):
        entries = [
            f"{encode(str(key))}: {_lines(entry, encode, depth + 1)}"
            for key, entry in value.items()
        ]
        begin, end = "{}"
    else:
        entries = [_lines(entry, encode, depth + 1) for entry in value]
        begin, end = "[]"
    indent = "\n" + " " * (depth + 1)
    return f"{begin}{indent}{f',{indent}'.join(entries)}{indent[:-1]}{end}"
