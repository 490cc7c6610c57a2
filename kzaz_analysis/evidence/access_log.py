"""Which tables this process has read: noted where they are, for whoever must know.

A report run makes a page anew when a table changes that the page read. A list kept by
hand would one day miss one; this one cannot.
"""

from __future__ import annotations

_READ: set[str] = set()


def note(table: str) -> None:
    """Note that a table was read."""
    _READ.add(table)


def so_far() -> tuple[str, ...]:
    """Names of the tables read by this process since `forget`, sorted."""
    return tuple(sorted(_READ))


def forget() -> None:
    """Start again with none, in a process that others are copied from."""
    _READ.clear()
