"""UN Comtrade: totals and headings of the Harmonized System, with or without a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kzaz_analysis.countries import countries
from kzaz_analysis.evidence.sources.reading import (
    SourceReading,
    amount_of,
    as_json,
    days_of,
    refuse_codes,
    refuse_missing,
    trade_frame,
)
from kzaz_analysis.evidence.sources.trade_flows import EXPORTS, IMPORTS, WORLD

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from kzaz_analysis.evidence.sources.fetch import Answer
    from kzaz_analysis.evidence.sources.official import OfficialSource
    from kzaz_analysis.evidence.sources.reading import Fetch
    from kzaz_analysis.evidence.sources.trade_flows import Wanted

PREVIEW, WITH_KEY = "/public/v1/preview/C/A/HS", "/data/v1/get/C/A/HS"
MOST_ROWS = {PREVIEW: 500, WITH_KEY: 100_000}
MOST_PERIODS = 12
FLOWS = {"X": EXPORTS, "M": IMPORTS}
TOTAL = "TOTAL"
COLUMNS = (
    *("reporterCode", "partnerCode", "flowCode", "cmdCode", "period"),
    "primaryValue",
)
ALL_OF = {"partner2Code": 0, "motCode": 0, "customsCode": "C00"}
"""Breakdowns of which only the whole is wanted."""

CODES = {
    WORLD: "0",
    "FRA": "251",
    "IND": "699",
    "ITA": "380",
    "NOR": "579",
    "CHE": "757",
    "USA": "842",
}
"""Codes of Comtrade where they are not the numbers of ISO."""


def code_of(country: str) -> str:
    """Return the number by which Comtrade calls a country."""
    return CODES.get(country) or countries()[country].numeric.lstrip("0")


def ask(
    source: OfficialSource, wanted: Wanted, fetch: Fetch
) -> Iterator[SourceReading]:
    """Ask for one reporter and one level of the commodities at a time."""
    path = WITH_KEY if source.has_key else PREVIEW
    trade_flows = wanted.trade_flows.assign(
        level=wanted.trade_flows["commodity"].str.len()
    )
    portions = trade_flows[["reporter", "level"]].drop_duplicates()
    for reporter, level in portions.itertuples(index=False, name=None):
        asked = trade_flows[
            (trade_flows["reporter"] == reporter) & (trade_flows["level"] == level)
        ]
        for years in _portions(wanted.years):
            params = _parameters(reporter, asked, years)
            answer = fetch(source, path, params)
            goods = f"headings of {level} digits" if level else "all goods"
            yield SourceReading(
                answer,
                read(answer, reporter, sorted(set(asked["partner"])), MOST_ROWS[path]),
                f"{source.title}: {reporter}, {goods}, {years[0]}-{years[-1]}",
                answer.day,
                f"{reporter.lower()}-hs{level}",
            )


def _portions(years: range) -> list[range]:
    """Parts of as many years as one request may name."""
    starts = range(0, len(years), MOST_PERIODS)
    return [years[start : start + MOST_PERIODS] for start in starts]


def _parameters(reporter: str, asked: pd.DataFrame, years: range) -> dict[str, str]:
    return {
        "reporterCode": code_of(reporter),
        "partnerCode": ",".join(map(code_of, sorted(set(asked["partner"])))),
        "period": ",".join(map(str, years)),
        "flowCode": ",".join(FLOWS),
        "cmdCode": ",".join(sorted({c or TOTAL for c in asked["commodity"]})),
        **{name: str(code) for name, code in ALL_OF.items()},
    }


def read(
    answer: Answer, reporter: str, partners: list[str], most_rows: int
) -> pd.DataFrame:
    """Read figures in US dollars, the whole of each breakdown alone.

    Returns
    -------
    pandas.DataFrame
        Columns `reading.TRADE`, amounts in million US dollars.
    """
    document = as_json(answer)
    rows = document.get("data") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise answer.unfit("JSON without rows came", "a list `data` would be right")
    if len(rows) >= most_rows:
        raise answer.unfit(
            f"{len(rows)} rows came, as many as it gives at most, so that some may be "
            "missing",
            "ask for fewer years with --since, or set COMTRADE_KEY",
        )
    for row in rows:
        refuse_missing(answer, COLUMNS, row)
    refuse_codes(answer, {str(r["reporterCode"]) for r in rows}, [code_of(reporter)])
    names = {code_of(partner): partner for partner in partners}
    refuse_codes(answer, {str(r["partnerCode"]) for r in rows}, names)
    wholes = [r for r in rows if all(r.get(n, c) == c for n, c in ALL_OF.items())]
    return trade_frame(_figures(answer, reporter, names, wholes))


def _figures(
    answer: Answer, reporter: str, names: dict[str, str], rows: list[dict[str, Any]]
) -> Iterator[tuple[str, ...]]:
    for row in rows:
        days, flow = days_of(str(row["period"])), FLOWS.get(row["flowCode"])
        if days is None or flow is None:
            raise answer.unfit(
                f"period {row['period']!r}, flow {row['flowCode']!r} came",
                f"years, and {' or '.join(FLOWS)}, would be right",
            )
        if row["primaryValue"] is None:
            continue
        commodity = "" if row["cmdCode"] == TOTAL else str(row["cmdCode"])
        value = amount_of(answer, row["primaryValue"])
        trade_flow = (reporter, names[str(row["partnerCode"])], flow, commodity)
        status = answer.source.obs_status
        yield (*trade_flow, *days, value, "million_USD", status, "not_stated")
