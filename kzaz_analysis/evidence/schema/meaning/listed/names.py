"""Rules about names: titles given twice, directions, parts counted twice, letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.countries import countries
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    Rows = pd.DataFrame
    Mask = pd.Series[bool]

BETWEEN = re.compile(r"(?:^|_)([a-z]{3})_(to|from)_([a-z]{3})(?:_|$)")
"""Names of series that say from which country to which."""
OF_AN_ADDRESS = ("publisher", "published_on")
"""What one address has one of."""
IN_ADDRESS = r"/((?:19|20)\d\d)[/-](\d\d)(?:[/-](\d\d))?(?=[/\-_.]|$)"
"""Days that addresses of articles give."""
NEAR_DAYS = 45
"""Days by which address and publication may differ: taken over, printed later."""


def _given_twice(*columns: str) -> Callable[[Rows], Mask]:
    return lambda rows: (rows[columns[0]] != "") & rows.duplicated(columns, keep=False)


def _address_of_another(rows: Rows) -> Mask:
    alike = rows[rows["address"] != ""].groupby("address")
    others = [alike[column].transform("nunique") for column in OF_AN_ADDRESS]
    several = pd.concat(others, axis=1).gt(1).any(axis=1)
    return several.reindex(rows.index, fill_value=False)


def _direction_in(name: str) -> str:
    named = BETWEEN.search(name)
    if named is None:
        return ""
    first, word, second = (part.upper() for part in named.groups())
    if not {first, second} <= set(countries()):
        return ""
    return f"{first}->{second}" if word == "TO" else f"{second}->{first}"


def _against_its_name(rows: Rows) -> Mask:
    due = rows["series"].map(_direction_in)
    return (due != "") & (rows["direction"] != "") & (rows["direction"] != due)


def _counted_twice(rows: Rows) -> Mask:
    parts = dict(zip(rows["series"], rows["parts"].str.split(";"), strict=True))
    return rows["parts"].map(
        lambda cell: any(
            inner in cell.split(";")
            for part in cell.split(";")
            for inner in parts.get(part, [])
            if inner
        )
    )


def _day_in_address(rows: Rows) -> pd.Series[pd.Timestamp]:
    day = rows["address"].str.extract(IN_ADDRESS)
    text = day[0] + "-" + day[1] + "-" + day[2].fillna("15")
    return pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")


def _unlike_address(rows: Rows) -> Mask:
    day = _day_in_address(rows)
    early = (rows["published_from"] - day).dt.days > NEAR_DAYS
    late = (day - rows["published"]).dt.days > NEAR_DAYS
    return early | late


def _not_ascii(column: str) -> Callable[[Rows], Mask]:
    return lambda rows: ~rows[column].map(str.isascii)


def _trade_of_others(rows: Rows) -> Mask:
    parties = rows["entity"].str.extract(r"^([A-Z]{3})-([A-Z]{3})$")
    party = rows["reporter"] == parties[0]
    partner = (rows["reporter"] == parties[1]) & (parties[1] != "WLD")
    return (rows["reporter"] != "") & parties[0].notna() & ~party & ~partner


def _of_another_side(rows: Rows) -> Mask:
    country = rows["books"].isin(set(countries()))
    return country & (rows["reported"] != "") & (rows["books"] != rows["reported"])


RULES = (
    *(
        Rule(
            "name given twice",
            (table,),
            column,
            "another entry of the list is called the same",
            _given_twice(column, *beside),
            "warning",
        )
        # Two classifications of goods may have headings of one name.
        for table, column, *beside in (
            ("agencies", "name"),
            ("series", "title", "preferred"),
            ("units", "label"),
        )
    ),
    *(
        Rule(
            "letter of another alphabet",
            (table,),
            column,
            "names in columns of codes are written in Latin letters; this one holds "
            "another, which may look alike",
            _not_ascii(column),
        )
        for table, column in (
            ("agencies", "agency"),
            ("series", "series"),
            ("units", "unit"),
        )
    ),
    Rule(
        "address of another source",
        ("sources",),
        "address",
        "a source of another publisher or day has the same address",
        _address_of_another,
        "warning",
    ),
    Rule(
        "day of publication against the address",
        ("sources",),
        "published_on",
        f"the address gives a day more than {NEAR_DAYS} days away",
        _unlike_address,
        "warning",
    ),
    Rule(
        "direction against the name",
        ("series",),
        "direction",
        "{series} says otherwise; goods of a country's imports move towards it",
        _against_its_name,
        "warning",
    ),
    Rule(
        "part counted twice",
        ("series",),
        "parts",
        "one of the parts is a part of another of them",
        _counted_twice,
    ),
    Rule(
        "flow in per cent",
        ("series",),
        "nature",
        "per cent of several periods do not add up; call {series} a rate",
        lambda rows: (rows["dimension"] == "percentage") & (rows["nature"] == "flow"),
        "warning",
    ),
    Rule(
        "books against the reports",
        ("agencies",),
        "books",
        "most figures of {agency} are reported for {reported}",
        _of_another_side,
        "warning",
    ),
    Rule(
        "reporter of another country",
        ("observations",),
        "reporter",
        "{series} is the trade of {entity}, which {reporter} does not report",
        _trade_of_others,
    ),
)
