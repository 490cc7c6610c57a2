"""Lines of the audit written for readers: ids as words, dates as days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kzaz_analysis.display.grammar import MONTHS, day, reporter_name
from kzaz_analysis.display.numbers import MINUS
from kzaz_analysis.display.speech.vocabulary import vocabulary
from kzaz_analysis.display.units import split, unit_name


@dataclass(frozen=True, slots=True)
class AgencyNames:
    """What the ids in a line of the audit are called.

    Attributes
    ----------
    units : tuple of str
        Ids of all units.
    agencies, titles : mapping of str to str
        Full names of the statistical sources, and titles of the series.
    """

    units: tuple[str, ...] = ()
    agencies: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


def plain(text: str, names: AgencyNames) -> str:
    """Write a line of the audit for readers: ids as words, dates as days.

    Parameters
    ----------
    text : str
        A line as the audit writes it, e.g. ``"1.084 million_tonnes in 2022-10"``.
    names : AgencyNames
        What ids are called.
    """
    units = "|".join(sorted(map(re.escape, names.units), key=len, reverse=True))
    words = re.sub(rf"(\d[\d.,]*) ({units})\b", lambda m: dressed(m[1], m[2]), text)
    words = re.sub(r"\b[A-Za-z]\w*_\w+\b", lambda m: _named(m[0], names), words)
    codes = "|".join([*vocabulary().sides, "COMTRADE", "BACI", "WITS"])
    words = re.sub(rf"\b({codes})\b", lambda m: reporter_name(m[1]), words)
    words = re.sub(r"\b(\d{4}-\d\d-\d\d)\b", lambda m: day(m[1]), words)
    words = re.sub(
        r"\b(\d{4})-(\d\d) to \1-(\d\d)\b(?!-)",
        lambda m: f"{_month(m[2])} to {_month(m[3])} {m[1]}",
        words,
    )
    words = re.sub(
        r"\b(\d{4})-(0[1-9]|1[0-2])\b(?!-)", lambda m: f"{_month(m[2])} {m[1]}", words
    )
    words = re.sub(r"\b(\d{4})-(\d{4})\b", r"\1 to \2", words)
    words = re.sub(r"\b1 days\b", "1 day", words)
    return re.sub(r"(?<![\w.])-(?=\d)", MINUS, words)


def _named(name: str, names: AgencyNames) -> str:
    if name in names.units:
        return unit_name(name)
    if name in names.titles:
        return names.titles[name]
    if name in names.agencies:
        return names.agencies[name]
    return name.replace("_", " ")


def _month(number: str) -> str:
    return MONTHS[int(number) - 1]


def dressed(number: str, unit: str) -> str:
    """Put the unit of a number around it: "USD 5 million"."""
    _, symbol, noun = split(unit)
    word = unit_name(unit).removeprefix(symbol).strip().removesuffix(noun).strip()
    return " ".join(part for part in (symbol, number, word, noun) if part)
