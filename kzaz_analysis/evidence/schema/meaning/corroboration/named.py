"""Rules about what names say: of agencies, sources, promises, places and drivers."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.countries import countries
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    Rows = pd.DataFrame
    Mask = pd.Series[bool]

PAGES = ("article", "press")
"""Kinds of sources that are named after their publisher."""
PAGES_OF_ONE = 5
"""Pages of a publisher, and at an address, that tell whose it is."""
ODD = 0.1
"""Share of the pages that may be named after something else."""
DAY = re.compile(r"-(?:undated|\d{4}(?:-\d\d)*)(?:-\d+)*$")
"""What follows the publisher in the name of a source."""
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
NUMBER = re.compile(r"(?<![a-z0-9])\d+(?:_\d+)?(?=mt|bn|mln|m_|k_|x|_|$)")
"""Numbers in the names of promises, an underscore for the decimal point."""
LEVELS = ("level", "count", "length", "cost")


def _mask(cells: Iterable[bool], rows: Rows) -> Mask:
    return pd.Series(list(cells), rows.index, dtype=bool)


@cache
def _names() -> dict[str, re.Pattern[str]]:
    return {
        code: re.compile(rf"\b{re.escape(country.name)}\b")
        for code, country in countries().items()
    }


@cache
def _countries_in(text: str) -> frozenset[str]:
    return frozenset(code for code, name in _names().items() if name.search(text))


def _owner_against_code(rows: Rows) -> Mask:
    """Tell agencies whose code begins with another country than theirs."""
    prefix = rows["agency"].str.extract(r"^([A-Z]{3})_")[0].fillna("")
    return prefix.isin(set(countries())) & (rows["books"] != prefix)


def _owner_against_name(rows: Rows) -> Mask:
    pairs = zip(rows["books"], rows["name"].map(_countries_in), strict=True)
    return _mask(
        (
            owner in countries() and len(named) == 1 and owner not in named
            for owner, named in pairs
        ),
        rows,
    ) & ~rows["name"].str.contains(r"\bin\b|\(")


def _compiled_for_a_side(rows: Rows) -> Mask:
    compiled = rows["kind"].isin(["dataset", "channel"])
    return compiled & (rows["books"] != "") & (rows["books"] != rows["agency"])


def _publisher_against_name(rows: Rows) -> Mask:
    """Tell pages whose name has no word of their publisher, where nearly all have."""
    cells = zip(rows["source"], rows["publisher"], strict=True)
    apart = _mask((_no_word_alike(DAY.sub("", n), text) for n, text in cells), rows)
    pages = (rows["publisher"] != "") & rows["kind"].isin(PAGES)
    return apart & pages & ((apart & pages).sum() <= ODD * pages.sum())


def _no_word_alike(name: str, publisher: str) -> bool:
    words = re.sub(r"[\W_]+", "-", publisher.lower()).strip("-")
    return not set(name.split("-")) & {*words.split("-"), words.replace("-", "")}


def _address_of_another(rows: Rows) -> Mask:
    """Tell pages at an address where others publish, and their publisher never does."""
    host = rows["address"].str.extract(r"://(?:[^/]*\.)?([^./]+\.[^./:]+)(?:[/:]|$)")[0]
    pages = rows.assign(host=host)[rows["kind"].isin(PAGES) & host.notna()]
    of_publisher = pages.groupby("publisher")["host"].transform("size")
    together = pages.groupby(["publisher", "host"])["host"].transform("size")
    of_host = pages.groupby("host")["publisher"].transform("size")
    odd = (together == 1) & (of_publisher >= PAGES_OF_ONE) & (of_host > PAGES_OF_ONE)
    return odd.reindex(rows.index, fill_value=False)


def _year_against_promise(rows: Rows) -> Mask:
    """Tell deadlines in another year than the name of their promise has."""
    cells = zip(rows["promise"], rows["deadline_end"], strict=True)
    return _mask(
        (
            bool(YEAR.search(name))
            and pd.notna(day)
            and str(day.year) not in YEAR.findall(name)
            for name, day in cells
        ),
        rows,
    )


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text).strip("0")


def _level_against_promise(rows: Rows) -> Mask:
    """Tell levels whose digits the name of their promise, which has some, has not."""
    cells = zip(rows["promise"].map(_numbers_in), rows["printed"], strict=True)
    apart = [
        bool(numbers) and _digits(text) not in ("", *numbers) for numbers, text in cells
    ]
    unsaid = rows["measure"].isin(LEVELS) & (rows["note"] == "")
    return _mask(apart, rows) & unsaid


def _numbers_in(promise: str) -> set[str]:
    numbers = NUMBER.findall(YEAR.sub("", promise))
    return {_digits(part) for n in numbers for part in (n, *n.split("_"))}


def _capacity_counted(rows: Rows) -> Mask:
    capacity = r"(?i)\bcapacit"
    counted = rows["counted"].str.contains(capacity)
    return counted & ~rows["series_words"].str.contains(r"(?i)capacit|\bcan\b|\bsize\b")


def _driver_of_another_country(rows: Rows) -> Mask:
    pairs = zip(rows["country"], rows["title"].map(_countries_in), strict=True)
    return _mask((bool(c and named and c not in named) for c, named in pairs), rows)


def _title_of_other_places(rows: Rows) -> Mask:
    """Tell series whose title names a country that their entity is not of."""
    places = rows["entity"].str.split("-")
    pairs = zip(places, rows["title"].map(_countries_in), strict=True)
    places_of_codes = {*countries(), "WLD"}
    return _mask(
        (
            set(codes) <= places_of_codes and not named <= set(codes)
            for codes, named in pairs
        ),
        rows,
    )


RULES = (
    Rule(
        "owner against the name",
        ("agencies",),
        "books",
        "the code of {agency} begins with another country",
        _owner_against_code,
        "warning",
    ),
    Rule(
        "owner against the name",
        ("agencies",),
        "books",
        "{name} is of another country",
        _owner_against_name,
        "warning",
    ),
    Rule(
        "owner of a compilation",
        ("agencies",),
        "books",
        "a {kind} holds the figures of several reporters; it compiles for no country",
        _compiled_for_a_side,
        "warning",
    ),
    Rule(
        "publisher against the name",
        ("sources",),
        "publisher",
        "{source} is called after another one; other pages are named after theirs",
        _publisher_against_name,
        "warning",
    ),
    Rule(
        "address of another publisher",
        ("sources",),
        "address",
        "other pages of {publisher} are elsewhere, and others publish there",
        _address_of_another,
        "warning",
    ),
    Rule(
        "deadline against the name",
        ("targets",),
        "deadline_end",
        "{promise} names another year",
        _year_against_promise,
        "warning",
    ),
    Rule(
        "level against the name",
        ("targets",),
        "value",
        "{promise} names another number; which is right?",
        _level_against_promise,
        "warning",
    ),
    Rule(
        "target of another series",
        ("targets",),
        "series",
        "what is counted is {counted}, and {series} is no capacity",
        _capacity_counted,
        "warning",
    ),
    Rule(
        "driver of another country",
        ("drivers",),
        "country",
        "its title names another one: {title}",
        _driver_of_another_country,
        "warning",
    ),
    Rule(
        "title of other places",
        ("series",),
        "entity",
        "the title names a country that {entity} is not: {title}",
        _title_of_other_places,
        "warning",
    ),
)
