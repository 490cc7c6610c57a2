"""Answers of official sources, made after their published formats; none was recorded.

The shapes are those that the documentation of each service describes. The numbers are
invented, but for being near those on record.
"""

import io
import json

import openpyxl

IMTS_HEAD = (
    "STRUCTURE,STRUCTURE_ID,COUNTRY,INDICATOR,COUNTERPART_COUNTRY,FREQUENCY,"
    "TIME_PERIOD,OBS_VALUE,SCALE,OBS_STATUS"
)


def imts(*rows):
    """Rows of ``country, indicator, counterpart, frequency, period, value[, flag]``."""
    lines = [IMTS_HEAD]
    for *cells, value in (row if len(row) == 7 else (*row, "") for row in rows):
        lines.append(
            ",".join(["dataflow", "IMF.STA:IMTS(1.0.0)", *map(str, cells), "6", value])
        )
    return "\n".join(lines).encode() + b"\n"


IMTS_YEARS = imts(
    ("KAZ", "XG_FOB_USD", "AZE", "A", "2024", "402300000"),
    ("KAZ", "XG_FOB_USD", "AZE", "A", "2025", "412345678"),
    ("AZE", "XG_FOB_USD", "KAZ", "A", "2024", "133116700"),
)
IMTS_MONTHS = imts(
    ("KAZ", "XG_FOB_USD", "AZE", "M", "2025-M01", "30100000", "E"),
    ("KAZ", "XG_FOB_USD", "G001", "M", "2025-M01", "6000000000"),
)


def comtrade_row(**cells):
    return {
        "typeCode": "C",
        "freqCode": "A",
        "period": "2024",
        "reporterCode": 398,
        "reporterISO": None,
        "flowCode": "X",
        "partnerCode": 31,
        "partner2Code": 0,
        "classificationCode": "H6",
        "cmdCode": "TOTAL",
        "customsCode": "C00",
        "motCode": 0,
        "netWgt": None,
        "primaryValue": 402300000.5,
        "isReported": False,
    } | cells


def comtrade(*rows):
    document = {
        "elapsedTime": "0.1 secs",
        "count": len(rows),
        "data": rows,
        "error": "",
    }
    return json.dumps(document).encode()


def wits(values, reporter="KAZ", partner="AZE", indicator="XPRT-TRD-VL"):
    """SDMX-JSON of ``{year: thousand US dollars}``."""

    def dimension(name, *codes):
        return {"id": name, "values": [{"id": c, "name": c} for c in codes]}

    series = [
        dimension("FREQ", "A"),
        dimension("REPORTER", reporter),
        dimension("PARTNER", partner),
        dimension("PRODUCTCODE", "Total"),
        dimension("INDICATOR", indicator),
    ]
    observations = {str(n): [v, None] for n, v in enumerate(values.values())}
    document = {
        "header": {"id": "x", "prepared": "2026-11-28T00:00:00"},
        "dataSets": [{"series": {"0:0:0:0:0": {"observations": observations}}}],
        "structure": {
            "dimensions": {
                "dataset": [],
                "series": series,
                "observation": [dimension("TIME_PERIOD", *values)],
            }
        },
    }
    return json.dumps(document).encode()


def wdi(values, name="GDP (current US$)", released="2026-10-28", pages=1):
    """Rows of ``{(country, year): value or None}``."""
    head = {"page": 1, "pages": pages, "per_page": 20000, "lastupdated": released}
    rows = [
        {
            "indicator": {"id": "X", "value": name},
            "country": {"id": country[:2], "value": country},
            "countryiso3code": country,
            "date": str(year),
            "value": value,
            "unit": "",
            "obs_status": "",
            "decimal": 0,
        }
        for (country, year), value in values.items()
    ]
    return json.dumps([head, rows]).encode()


def bns_listing(*entries):
    """A page with ``(element, title, day)``."""
    items = "".join(
        f'<div class="item"><span>{title}</span><time>{day}</time>'
        f'<a href="/api/iblock/element/{element}/file/ru/">xlsx</a></div>'
        for element, title, day in entries
    )
    return f"<html><body><h1>Tables</h1>{items}</body></html>".encode()


def bns_workbook(sheet, rows, unit="тыс. долларов США", total=None):
    """A workbook of ``{country: (exports, imports)}``; the total is their sum."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    page.append([f"Внешняя торговля Республики Казахстан по странам, {unit}"])
    heads = ["", "Товарооборот", "", "Экспорт", "", "Импорт", ""]
    page.append(heads)
    page.append(["", "всего за период", "в % к итогу"] + 2 * ["сумма", "в % к итогу"])
    sums = total or tuple(sum(part) for part in zip(*rows.values(), strict=True))
    for country, (exports, imports) in {"Всего": sums, **rows}.items():
        page.append([country, exports + imports, "", exports, "", imports, ""])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
