"""What is known of each official source: address, publisher, terms, unit."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml

from kzaz_analysis.errors import UsageError, unknown_name
from kzaz_analysis.installed import SOURCES, brought, installed, unfit
from kzaz_analysis.secrets import resolve, variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BASE = "KZAZ_SOURCE_"
"""Beginning of the environment variables that replace the address of a source."""


@dataclass(frozen=True, slots=True)
class OfficialSource:
    """One official source.

    Attributes
    ----------
    name : str
        By which the command calls it.
    base : str
        Address beneath which everything is asked.
    publisher, producer, title, licence, kind : str
        Cells of its entries in the sources table.
    agency : mapping of str to str
        Its row of the agencies table.
    unit : str
        Of amounts, where it has one for all.
    reporters : tuple of str
        Sides that it serves; empty for any.
    countries : tuple of str
        Asked for besides the sides.
    indicators : mapping of str to mapping
        ``code``, ``name`` and ``unit`` of each indicator of the macro table.
    key : str
        Reference of its key, as ``env:NAME``; empty where it needs none.
    obs_status : str
        Status of its figures unless the answer says another.
    """

    name: str
    base: str
    publisher: str
    producer: str
    title: str
    licence: str
    kind: str
    agency: Mapping[str, str]
    unit: str = ""
    reporters: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    indicators: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    key: str = ""
    obs_status: str = "A"

    @property
    def address(self) -> str:
        """Address in use: that of a mirror where the environment names one."""
        return (os.environ.get(f"{BASE}{self.name.upper()}") or self.base).rstrip("/")

    @property
    def has_key(self) -> bool:
        """Whether the environment holds a key for it."""
        return bool(self.key) and bool(os.environ.get(variable(self.key)))

    def secret(self) -> str:
        """Return the key; empty where there is none.

        Raises
        ------
        UsageError
            If the variable holds what cannot be a key; its value is not repeated.
        """
        if not self.has_key:
            return ""
        try:
            return resolve(self.key)
        except ValueError as problem:
            raise UsageError(f"{self.name}: {problem}") from None


@lru_cache(maxsize=1)
def official_sources() -> dict[str, OfficialSource]:
    """Every source of this package by name, in the order in which they are asked."""
    from importlib.resources import files  # noqa: PLC0415

    text = (files(__package__) / "sources.yml").read_text("utf-8")
    entries: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return {name: _described(name, entry) for name, entry in entries.items()}


def source_names() -> list[str]:
    """Names of all sources: those of this package, then those of installed ones."""
    return [
        *official_sources(),
        *sorted(set(installed(SOURCES)) - {*official_sources()}),
    ]


def _source(name: str) -> OfficialSource:
    return official_sources().get(name) or installed_source(name)


def installed_source(name: str) -> OfficialSource:
    """Return what the module of an installed package says of its source.

    Raises
    ------
    UsageError
        If its ``SOURCE`` lacks what a source must say, or it has no function ``ask``.
    """
    module = brought(SOURCES, name)
    if not callable(getattr(module, "ask", None)):
        raise unfit(SOURCES, name, "its module has no function ask")
    try:
        return _described(name, module.SOURCE)
    except (AttributeError, TypeError) as error:
        raise unfit(SOURCES, name, f"its SOURCE does not fit: {error}") from error


def _described(name: str, entry: Mapping[str, Any]) -> OfficialSource:
    return OfficialSource(name=name, **{n: _frozen(v) for n, v in entry.items()})


def chosen_sources(names: Iterable[str], sides: Iterable[str]) -> list[OfficialSource]:
    """Return the sources to ask: those of these names, else all that serve the sides.

    Raises
    ------
    UsageError
        If there is no source of a name, or it serves none of the sides.
    """
    codes, wanted = set(sides), list(dict.fromkeys(names))
    for name in wanted:
        if name not in source_names():
            raise unknown_name("official source", name, source_names())
    by_name = {name: _source(name) for name in wanted or source_names()}
    for name in wanted:
        served = by_name[name].reporters
        if served and not codes & set(served):
            raise UsageError(
                f"{name} has figures of {', '.join(served)} alone; the sides of this "
                f"dataset are {', '.join(sorted(codes)) or 'not named'}"
            )
    serving = [
        s for s in by_name.values() if not s.reporters or codes & set(s.reporters)
    ]
    return [by_name[name] for name in wanted] or serving


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
