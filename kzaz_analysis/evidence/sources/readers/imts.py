"""International Trade in Goods of the IMF: SDMX-CSV, by year and by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.evidence.sources.reading import (
    SourceReading,
    amount_of,
    as_csv,
    days_of,
    refuse_codes,
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

PATH = "/external/sdmx/3.0/data/dataflow/IMF.STA/IMTS/+/"
ACCEPT = "application/vnd.sdmx.data+csv"
COLUMNS = (
    *("COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY", "TIME_PERIOD"),
    "OBS_VALUE",
)
FLOWS = {"XG_FOB_USD": EXPORTS, "MG_CIF_USD": IMPORTS}
FREQUENCIES = {"A": "by year", "M": "by month"}
CODES = {WORLD: "G001"}
"""Codes of the IMF where they are not those of ISO."""

MISSING = ("", "NaN")
"""How SDMX-CSV writes that there is no figure."""

STATUSES = ("A", "B", "D", "E", "F", "I", "M", "P", "U")


def ask(
    source: OfficialSource, wanted: Wanted, fetch: Fetch
) -> Iterator[SourceReading]:
    """Ask for both reporters and directions at once, for years and for months."""
    trade_flows = wanted.of_total()
    reporters, partners = (
        sorted({CODES.get(code, code) for code in trade_flows[side]})
        for side in ("reporter", "partner")
    )
    key = ".".join("+".join(codes) for codes in (reporters, FLOWS, partners))
    for frequency, words in FREQUENCIES.items():
        answer = fetch(source, f"{PATH}{key}.{frequency}", accept=ACCEPT)
        yield SourceReading(
            answer,
            read(answer, reporters, partners),
            f"{source.title}, {', '.join(wanted.sides)}, {words}",
            answer.day,
            frequency.lower(),
        )


def read(answer: Answer, reporters: list[str], partners: list[str]) -> pd.DataFrame:
    """Read figures in US dollars; an estimate keeps its flag.

    Returns
    -------
    pandas.DataFrame
        Columns `reading.TRADE`, amounts in million US dollars.
    """
    table = as_csv(answer, COLUMNS)
    refuse_codes(answer, table["COUNTRY"], reporters)
    refuse_codes(answer, table["COUNTERPART_COUNTRY"], partners)
    other = sorted(set(table["INDICATOR"]) - set(FLOWS))
    if other:
        raise answer.unfit(
            f"it gives {', '.join(other)}",
            f"{' and '.join(FLOWS)}, in US dollars, would be right",
        )
    return trade_frame(_figures(answer, table))


def _figures(answer: Answer, table: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    iso = {code: name for name, code in CODES.items()}
    for row in table[~table["OBS_VALUE"].isin(MISSING)].to_dict("records"):
        days = days_of(row["TIME_PERIOD"])
        if days is None:
            raise answer.unfit(
                f"{row['TIME_PERIOD']!r} came as a period", "2025 or 2025-M01 is read"
            )
        flag = row.get("OBS_STATUS", "")
        partner = row["COUNTERPART_COUNTRY"]
        value = amount_of(answer, row["OBS_VALUE"])
        status = flag if flag in STATUSES else answer.source.obs_status
        trade_flow = (
            row["COUNTRY"],
            iso.get(partner, partner),
            FLOWS[row["INDICATOR"]],
            "",
        )
        yield (*trade_flow, *days, value, "million_USD", status, "not_stated")
