"""Read ``dataset.yml``; what is wrong with it is said key by key, all at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml

from kzaz_analysis.countries import country
from kzaz_analysis.errors import DataError, UsageError, unknown_name
from kzaz_analysis.evidence.dataset.dataset import (
    OTHERS,
    DatasetDescription,
    DatasetSide,
    Deflator,
    rules_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = "dataset.yml"
"""The file, beside the tables."""

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""Colours of sides that name none, in their order (Okabe and Ito)."""

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_YEARS = range(1900, 2101)


class _Wrong(ValueError):
    """A value that does not fit; the message says what would."""


def read_dataset(content: bytes, path: str = FILE) -> DatasetDescription:
    """Read the bytes of a dataset file.

    Parameters
    ----------
    content : bytes
        YAML, see the handbook for its keys.
    path : str
        What the file is called in errors.

    Returns
    -------
    DatasetDescription
        Complete: what the file leaves out has its default.

    Raises
    ------
    DataError
        If it is not YAML, has unknown keys, or values that do not fit; the message
        names file, key and value, and says what would be right.
    """
    document = _document(content, path)
    wrong = [
        f"{path}: {unknown_name('key', str(key), KEYS)!s}"
        for key in document
        if key not in KEYS
    ]
    cells: dict[str, Any] = {}
    for key in [key for key in document if key in KEYS]:
        try:
            cells |= KEYS[key](document[key])
        except (_Wrong, UsageError) as error:
            wrong.append(f"{path}, {key}: {error}")
    if wrong:
        raise DataError("\n".join(wrong))
    return completed(cells, path)


def completed(cells: dict[str, Any], path: str = FILE) -> DatasetDescription:
    """Fill in the rules that follow from the sides, and hold the names against them."""
    codes = tuple(side.code for side in cells.get("sides", ()))
    rules = rules_of(codes) | cells.pop("rules", {})
    cells.setdefault("rule", next(iter(rules)))
    for name, order in rules.items():
        strange = sorted({*order} - {*codes, OTHERS})
        if strange:
            raise DataError(
                f"{path}, rules.{name}: {strange[0]!r} is no side; "
                f"sides: {', '.join(codes) or 'none'}; {OTHERS} stands for all others"
            )
    if cells["rule"] not in rules:
        error = unknown_name("rule", cells["rule"], rules)
        raise DataError(f"{path}, rule: {error}")
    return DatasetDescription(**cells, rules=rules)


def _document(content: bytes, path: str) -> dict[str, Any]:
    try:
        text = content.decode("utf-8")
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text)):
            # A few hundred bytes of aliases of aliases stand for a billion values.
            raise DataError(f"{path}: it has aliases (*name); write the values out")
        document = yaml.safe_load(text)
    except RecursionError:
        raise DataError(f"{path}: it is nested too deep") from None
    except (ValueError, yaml.YAMLError) as error:
        raise DataError(f"{path}: not readable as YAML in UTF-8: {error}") from None
    if not isinstance(document or {}, dict):
        raise DataError(f"{path}: must hold 'key: value' lines")
    return document or {}


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(f"{value!r} is not text; write a word or a sentence")
    return value.strip()


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _Wrong(f"{value!r} is not a list; write [a, b]")
    return tuple(map(_text, value))


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _Wrong(f"{value!r} is not a mapping; write 'name: value' lines")
    return {str(key): cell for key, cell in value.items()}


def _text_by_name(value: object) -> dict[str, str]:
    return {name: _text(cell) for name, cell in _mapping(value).items()}


def _colour(value: object) -> str:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise _Wrong(f"{value!r} is not a colour; write it as '#0072B2', in quotes")
    return value


def _year(value: object) -> int:
    if not isinstance(value, int) or value not in _YEARS:
        raise _Wrong(f"{value!r} is not a year from {_YEARS[0]} to {_YEARS[-1]}")
    return value


def _day(value: object) -> str:
    try:
        return dt.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise _Wrong(f"{value!r} is not a day; write it as 2023-07-29") from None


def _list_of(read: Callable[[object], Any]) -> Callable[[object], tuple[Any, ...]]:
    def read_all(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _Wrong(f"{value!r} is not a list; write [a, b]")
        return tuple(map(read, value))

    return read_all


def _with_keys(value: object, allowed: tuple[str, ...], where: str) -> dict[str, Any]:
    cells = _mapping({} if value is None else value)
    strange = [key for key in cells if key not in allowed]
    if strange:
        raise _Wrong(f"{where}: {strange[0]!r} is none of {', '.join(allowed)}")
    return cells


def side(code: str, cells: Mapping[str, Any], place: int) -> DatasetSide:
    """Make one side; names are those of the country, unless given."""
    place_name = country(code)
    if place_name.code != code:
        raise _Wrong(f"{code!r} is not an ISO code; write {place_name.code}")
    name = _text(cells.get("name", place_name.name))
    inside = place_name.inside if name == place_name.name else name
    demonym = _text(cells.get("demonym", place_name.demonym))
    colour = _colour(cells.get("colour", COLOURS[place % len(COLOURS)]))
    return DatasetSide(code, name, inside, demonym, colour)


def _sides(value: object) -> tuple[DatasetSide, ...]:
    keys = ("name", "demonym", "colour")
    listed = dict.fromkeys(_texts(value)) if isinstance(value, list) else value
    return tuple(
        side(code, _with_keys(cells, keys, code), place)
        for place, (code, cells) in enumerate(_mapping(listed).items())
    )


def _rules(value: object) -> dict[str, tuple[str, ...]]:
    return {name: _texts(order) for name, order in _mapping(value).items()}


def _deflator(value: object) -> Deflator:
    keys = ("indicator", "country", "title")
    cells = _with_keys(value, keys, "deflator")
    missing = [key for key in keys if key not in cells]
    if missing:
        raise _Wrong(f"{missing[0]} is missing; give {', '.join(keys)}")
    return Deflator(*(_text(cells[key]) for key in keys))


def _overview(value: object) -> dict[str, Any]:
    cells = _with_keys(value, ("series", "targets"), "overview")
    return {f"overview_{key}": _texts(cell) for key, cell in cells.items()}


def _as(name: str, read: Callable[[object], Any]) -> Callable[[object], dict[str, Any]]:
    return lambda value: {name: read(value)}


KEYS: dict[str, Callable[[object], dict[str, Any]]] = {
    **{
        name: _as(name, _text)
        for name in ("name", "title", "corridor", "rule", "series", "target", "suite")
    },
    **{name: _as(name, _text_by_name) for name in ("names", "synonyms")},
    "sides": _as("sides", _sides),
    "rules": _as("rules", _rules),
    "flows": _as("flows", _texts),
    "overview": _overview,
    "deflator": _as("deflator", _deflator),
    "breaks": _as("breaks", _list_of(_year)),
    "replay_days": _as("replay_days", _list_of(_day)),
    "colours": _as(
        "colours", lambda v: {n: _colour(c) for n, c in _mapping(v).items()}
    ),
    "capitals": _as("capitals", lambda value: frozenset(_texts(value))),
}
"""Every key of the file, and how its value is read."""


def parsed_dataset(content: bytes, path: str) -> DatasetDescription:
    """Read a dataset file once for each content."""
    try:
        return _parsed(content)
    except DataError:
        # Once more, for errors that name the file.
        return read_dataset(content, path)


@lru_cache(maxsize=64)
def _parsed(content: bytes) -> DatasetDescription:
    return read_dataset(content)
