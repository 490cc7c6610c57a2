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
OF_TRADE = re.compile(r"\b(import|export)(?:s| duty)? of (?:the )?(.*)", re.IGNORECASE)
"""Titles that say whose imports or exports a series is about."""
PAGES, OFFICES = ("article", "press"), ("official", "dataset")
"""Kinds of sources that are read on a page, and that are an office's own."""
OTHER_PAGES = 3
"""Pages of a publisher from which it is a newspaper."""
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


def _page_given_twice(rows: Rows) -> Mask:
    """Tell pages of a publisher that stand under two names; tables hold several."""
    pages = (rows["address"] != "") & rows["kind"].isin(PAGES)
    return pages & rows[pages].duplicated("address", keep=False).reindex(
        rows.index, fill_value=False
    )


def _office_for_paper(rows: Rows) -> Mask:
    """Tell sources of newspapers that are called an office's, without a producer."""
    of_paper = rows["kind"].isin(PAGES).groupby(rows["publisher"])
    pages, all_of = of_paper.transform("sum"), of_paper.transform("size")
    paper = (pages >= OTHER_PAGES) & (pages > 0.5 * all_of) & (rows["publisher"] != "")
    return paper & rows["kind"].isin(OFFICES) & (rows["producer"] == "")


def _direction_in(name: str) -> str:
    direction = BETWEEN.search(name)
    if direction is None:
        return ""
    first, word, second = (part.upper() for part in direction.groups())
    if not {first, second} <= set(countries()):
        return ""
    return f"{first}->{second}" if word == "TO" else f"{second}->{first}"


def _against_its_name(rows: Rows) -> Mask:
    due = rows["series"].map(_direction_in)
    return (due != "") & (rows["direction"] != "") & (rows["direction"] != due)


def _against_its_kin(rows: Rows) -> Mask:
    """Tell series that run the other way than others of the same places or name."""
    turned = rows["direction"].str.replace(r"^(\w+)->(\w+)$", r"\2->\1", regex=True)
    one_way = rows["direction"].str.fullmatch(r"[A-Z]{3}->[A-Z]{3}")
    free = [BETWEEN.search(name) is None for name in rows["series"]]
    ways = dict(zip(rows["series"], rows["direction"], strict=True))
    places: dict[str, set[str]] = {}
    for name, is_free in zip(ways, free, strict=True):
        if is_free:
            places.setdefault(_places(name), set()).add(ways[name])
    odd = [
        is_free and (way in places[_places(name)] or way == _way_of_stem(name, ways))
        for name, way, is_free in zip(rows["series"], turned, free, strict=True)
    ]
    return pd.Series(odd, rows.index, dtype=bool) & one_way


def _against_its_title(rows: Rows) -> Mask:
    """Tell series that leave the country whose imports they are, or reach it."""
    names = {country.name: code for code, country in countries().items()}
    longest = sorted(names, key=len, reverse=True)
    pairs = zip(rows["title"], rows["direction"], strict=True)
    odd = [_trade_turned(title, way, names, longest) for title, way in pairs]
    return pd.Series(odd, rows.index, dtype=bool)


def _trade_turned(
    title: str, way: str, names: dict[str, str], longest: list[str]
) -> bool:
    trade_title = OF_TRADE.search(title)
    if trade_title is None or "->" not in way:
        return False
    code = next((names[n] for n in longest if trade_title[2].startswith(n)), "")
    end = way.split("->")[trade_title[1].lower() == "import"]
    return code in way.split("->") and code not in ("", end)


def _places(name: str) -> str:
    return "_".join(name.split("_")[-2:])


def _way_of_stem(name: str, ways: dict[str, str]) -> str:
    """Direction of the series whose name this one goes on from."""
    stems = [stem for stem in ways if name.startswith(f"{stem}_")]
    return ways[max(stems, key=len)] if stems else ""


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
        "page given twice",
        ("sources",),
        "address",
        "another source has the same address; one page is one source",
        _page_given_twice,
        "warning",
    ),
    Rule(
        "kind unlike its publisher",
        ("sources",),
        "kind",
        "{publisher} is a newspaper elsewhere in the list; name the office in "
        "producer, or say press",
        _office_for_paper,
        "warning",
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
        "direction against the title",
        ("series",),
        "direction",
        "goods of a country's imports move towards it, of its exports away: {title}",
        _against_its_title,
        "warning",
    ),
    Rule(
        "direction against related series",
        ("series",),
        "direction",
        "one of the same places, or whose name it goes on from, goes the other way",
        _against_its_kin,
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
        "reporter against the reports",
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
