"""World Development Indicators of the World Bank, with the day of their release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.evidence.sources.reading import (
    MACRO,
    SourceReading,
    as_json,
    number_of,
    refuse_codes,
    refuse_missing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzaz_analysis.evidence.sources.fetch import Answer
    from kzaz_analysis.evidence.sources.official import OfficialSource
    from kzaz_analysis.evidence.sources.reading import Fetch
    from kzaz_analysis.evidence.sources.trade_flows import Wanted

PATH = "/v2/country/{countries}/indicator/{code}"
MOST_ROWS = 20_000
COLUMNS = ("indicator", "countryiso3code", "date", "value")


def ask(
    source: OfficialSource, wanted: Wanted, fetch: Fetch
) -> Iterator[SourceReading]:
    """Ask for one indicator of all countries at a time."""
    countries = list(dict.fromkeys((*wanted.sides, *source.countries)))
    for name, indicator in source.indicators.items():
        path = PATH.format(countries=";".join(countries), code=indicator["code"])
        params = {
            "format": "json",
            "per_page": str(MOST_ROWS),
            "date": f"{wanted.since}:{wanted.until}",
        }
        answer = fetch(source, path, params)
        figures, released = read(answer, name, countries)
        yield SourceReading(
            answer,
            figures,
            f"{source.title}, {indicator['code']}",
            released or answer.day,
            indicator["code"].lower().replace(".", "-"),
        )


def read(answer: Answer, name: str, countries: list[str]) -> tuple[pd.DataFrame, str]:
    """Read one indicator.

    Returns
    -------
    tuple of pandas.DataFrame and str
        Columns `reading.MACRO`, years without a value left out; and the day on which
        the answer says it was last updated, empty where it does not.
    """
    document = as_json(answer)
    if not (isinstance(document, list) and len(document) == 2):
        raise answer.unfit(
            f"{_message(document)} came", "a head and a list of rows would be right"
        )
    head, rows = document[0], document[1] or []
    if int(head.get("pages", 1)) > 1:
        raise answer.unfit(
            f"only the first of {head['pages']} pages came", "ask for fewer years"
        )
    for row in rows:
        refuse_missing(answer, COLUMNS, row)
    refuse_codes(answer, {row["countryiso3code"] for row in rows}, countries)
    expected = answer.source.indicators[name]
    called = {str(row["indicator"]["value"]) for row in rows} - {expected["name"]}
    if called:
        raise answer.unfit(
            f"it gives {', '.join(sorted(called))}",
            f"{expected['name']} would be right; the unit may have changed",
        )
    return _frame(answer, rows, name), str(head.get("lastupdated") or "")


def _frame(answer: Answer, rows: list[dict[str, Any]], name: str) -> pd.DataFrame:
    unit = answer.source.indicators[name]["unit"]
    cells = [
        (
            *(name, row["countryiso3code"], row["date"]),
            *(str(number_of(answer, row["value"])), unit, "A"),
        )
        for row in rows
        if row["value"] is not None
    ]
    return pd.DataFrame(cells, columns=MACRO, dtype=str)


def _message(document: Any) -> str:
    """Say what the service answered instead of rows."""
    try:
        return str(document[0]["message"][0]["value"])
    except (KeyError, IndexError, TypeError):
        return "JSON of another form"
