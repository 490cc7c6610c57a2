"""Whether JSON that may be edited by hand has values of the kind that a run writes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

Kind = tuple[Callable[[Any], bool], str]
"""Whether a value is of a kind, and what that is called."""


def _is_moment(value: object) -> bool:
    try:
        return bool(datetime.fromisoformat(str(value)))
    except ValueError:
        return False


def _is_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


TEXT: Kind = (lambda value: isinstance(value, str), "a text")
NUMBER: Kind = (lambda value: isinstance(value, int | float), "a number")
MOMENT: Kind = (_is_moment, "a moment such as 2026-11-21T22:33:27+00:00")
OBJECT: Kind = (lambda value: isinstance(value, dict), "an object")
OBJECTS: Kind = (_is_objects, "a list of objects")


def misfit(
    part: Mapping[str, Any],
    shape: Mapping[str, Kind],
    place: str = "",
    needed: Collection[str] = (),
) -> str:
    """Say which value is of another kind than a run writes; empty if none is.

    Parameters
    ----------
    part : mapping
        An object of JSON.
    shape : mapping of str to Kind
        By key; further keys may hold anything.
    place : str
        Where the object stands, to be put before a key.
    needed : collection of str
        Keys that must be there; others may be absent, empty or null.
    """
    for name, (fits, right) in shape.items():
        value = part.get(name)
        is_absent = value is None or value == ""
        if is_absent and name in needed:
            return f"it has no {place}{name}, which is {right}"
        if not is_absent and not fits(value):
            return f"{place}{name} is {value!r:.80}; it is {right}"
    return ""
