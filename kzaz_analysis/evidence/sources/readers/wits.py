"""World Integrated Trade Solution: SDMX-JSON, one reporter, partner and flow a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kzaz_analysis.evidence.sources.reading import (
    SourceReading,
    amount_of,
    as_json,
    days_of,
    refuse_codes,
    trade_frame,
)
from kzaz_analysis.evidence.sources.trade_flows import EXPORTS, IMPORTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from kzaz_analysis.evidence.sources.fetch import Answer
    from kzaz_analysis.evidence.sources.official import OfficialSource
    from kzaz_analysis.evidence.sources.reading import Fetch
    from kzaz_analysis.evidence.sources.trade_flows import Wanted

PATH = (
    "/API/V1/SDMX/V21/datasource/tradestats-trade/reporter/{reporter}/year/all/"
    "partner/{partner}/product/Total/indicator/{indicator}"
)
FLOWS = {EXPORTS: "XPRT-TRD-VL", IMPORTS: "MPRT-TRD-VL"}
"""Indicators of trade value, in thousand US dollars."""


def ask(
    source: OfficialSource, wanted: Wanted, fetch: Fetch
) -> Iterator[SourceReading]:
    """Ask for every reporter, partner and flow of all goods."""
    trade_flows = wanted.of_total()[["reporter", "partner", "flow"]].drop_duplicates()
    for reporter, partner, flow in trade_flows.itertuples(index=False, name=None):
        indicator = FLOWS[flow]
        path = PATH.format(
            reporter=reporter.lower(), partner=partner.lower(), indicator=indicator
        )
        answer = fetch(source, path, {"format": "JSON"})
        yield SourceReading(
            answer,
            read(answer, reporter, partner, flow),
            f"{source.title}: {flow} of {reporter}, {partner}",
            answer.day,
            f"{reporter.lower()}-{partner.lower()}-{flow}",
        )


def read(answer: Answer, reporter: str, partner: str, flow: str) -> pd.DataFrame:
    """Read figures in thousand US dollars.

    Returns
    -------
    pandas.DataFrame
        Columns `reading.TRADE`, amounts in million US dollars.
    """
    observations = list(sdmx_observations(answer))
    for name, asked in (
        ("REPORTER", reporter),
        ("PARTNER", partner),
        ("INDICATOR", FLOWS[flow]),
    ):
        came = {str(place[name]).upper() for place, _ in observations if name in place}
        refuse_codes(answer, came, [asked])
    return trade_frame(_figures(answer, (reporter, partner, flow, ""), observations))


def _figures(
    answer: Answer,
    trade_flow: tuple[str, ...],
    observations: list[tuple[dict[str, str], Any]],
) -> Iterator[tuple[str, ...]]:
    for place, value in observations:
        period = place.get("TIME_PERIOD", "")
        days = days_of(period)
        if days is None:
            raise answer.unfit(f"{period!r} came as a period", "a year would be right")
        amount = amount_of(answer, value)
        status = answer.source.obs_status
        yield (*trade_flow, *days, amount, "million_USD", status, "not_stated")


def sdmx_observations(answer: Answer) -> Iterator[tuple[dict[str, str], Any]]:
    """Give each value of an SDMX-JSON document with the codes of its dimensions."""
    document = as_json(answer)
    try:
        dimensions = document["structure"]["dimensions"]
        of_series, of_values = dimensions.get("series", []), dimensions["observation"]
        for dataset in document["dataSets"]:
            keyed = dataset.get("series") or {"": dataset}
            for key, series in keyed.items():
                codes = _codes(of_series, key) if key else {}
                for place, cell in series.get("observations", {}).items():
                    if cell and cell[0] is not None:
                        yield codes | _codes(of_values, place), cell[0]
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        raise answer.unfit(
            f"JSON of another form came: {error!r}", "SDMX-JSON would be right"
        ) from error


def _codes(dimensions: list[Any], key: str) -> dict[str, str]:
    places = map(int, key.split(":"))
    return {
        str(dimension["id"]): str(dimension["values"][place]["id"])
        for dimension, place in zip(dimensions, places, strict=True)
    }
