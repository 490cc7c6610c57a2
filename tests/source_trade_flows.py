"""Each way to ask an official source: what it answers, well and in every wrong form.

Made after the published formats, as `source_answers` is; nothing was recorded.
"""

import io
from dataclasses import dataclass, field

import openpyxl
from source_answers import (
    bns_listing,
    bns_workbook,
    comtrade,
    comtrade_row,
    imts,
    wdi,
    wits,
)

IMF = "/external/sdmx/3.0/data/dataflow/IMF.STA/IMTS/+/AZE+KAZ.XG_FOB_USD+MG_CIF_USD."
WITS = "/API/V1/SDMX/V21/datasource/tradestats-trade/reporter/{}/year/all/partner/{}"
GDP = "/v2/country/KAZ;AZE;USA/indicator/NY.GDP.MKTP.CD"
EXPORTS, IMPORTS = "XPRT-TRD-VL", "MPRT-TRD-VL"
EMPTY = "it holds no figure for this dataset"
REPEATED = "several figures for "
OTHER_UNIT = "the unit must be another one"
MOST_WITH_KEY = 700
"""Rows of an answer that a key stands for here; 100,000 would take long to make."""


@dataclass(frozen=True)
class TradeFlow:
    """One way to ask one source, which had said 402.3 (GDP: 285 billion) before.

    Attributes
    ----------
    source, agency : str
        Names of the source, and of the figures that it has on record.
    path : str
        Beginning of the address of the answer that fails.
    good, revised : bytes
        What is on record, and 409.9 (GDP: 288 billion) in its place.
    unfit : dict
        By fault: what comes, and words of the error.
    beside : dict
        Answers of the other addresses that are asked.
    key : str
        Key that is set.
    """

    source: str
    agency: str
    path: str
    good: bytes
    revised: bytes
    unfit: dict[str, tuple[bytes, str]]
    beside: dict[str, bytes] = field(default_factory=dict)
    key: str = ""


def _imts(frequency, period, other, other_period):
    def answer(*values, country="KAZ", indicator="XG_FOB_USD", period=period):
        trade_flow = (country, indicator, "AZE", frequency, period)
        return imts(*((*trade_flow, value) for value in values))

    path = f"{IMF}AZE+G001+KAZ."
    beside = ("KAZ", "XG_FOB_USD", "AZE", other, other_period, "402300000")
    return TradeFlow(
        "imts",
        "IMF_IMTS",
        path + frequency,
        answer("402300000"),
        answer("409900000"),
        {
            "columns": (b"REF_AREA,VALUE\nKAZ,1\n", "columns are missing: COUNTRY"),
            "unit": (answer("4", indicator="XG_FOB_EUR"), "it gives XG_FOB_EUR"),
            "empty": (answer(), EMPTY),
            "other years": (answer("4", period=period.replace("24", "31")), EMPTY),
            "repeated": (answer("402300000", "402300001"), REPEATED),
            "code": (answer("402300000", country="KZ"), "it speaks of country KZ"),
        },
        {path + other: imts(beside)},
    )


def _comtrade(path, most, key=""):
    def answer(value, **cells):
        return comtrade(comtrade_row(primaryValue=value, **cells))

    row, asked = comtrade_row(), f"{path}/C/A/HS?reporterCode="
    return TradeFlow(
        "comtrade",
        "COMTRADE",
        f"{asked}398",
        answer(402300000),
        answer(409900000),
        {
            "columns": (comtrade({"reporterCode": 398}), "columns are missing: partn"),
            "unit": (answer(402300), OTHER_UNIT),
            "row cap": (comtrade(*[row] * most), f"{most} rows came, as many as it g"),
            "empty": (comtrade(), EMPTY),
            "other years": (answer(1, period="2031"), EMPTY),
            "repeated": (comtrade(row, row), REPEATED),
            "code": (answer(1, reporterCode=643), "country 643; 398 would be right"),
        },
        {f"{asked}31": comtrade()},
        key,
    )


def _wits():
    def path(reporter, partner, flow):
        place = WITS.format(reporter.lower(), partner.lower())
        return f"{place}/product/Total/indicator/{flow}"

    others = [("KAZ", "AZE", IMPORTS), ("KAZ", "WLD", EXPORTS)]
    others += [("AZE", "KAZ", flow) for flow in (EXPORTS, IMPORTS)]
    year = b'{"id": "2024", "name": "2024"}'
    two_years = wits({"2024": 402300, "2025": 402300})
    return TradeFlow(
        "wits",
        "WITS",
        path("KAZ", "AZE", EXPORTS),
        wits({"2024": 402300}),
        wits({"2024": 409900}),
        {
            "columns": (b'{"dataSets": []}', "JSON of another form came"),
            "unit": (wits({"2024": 402300000}), OTHER_UNIT),
            "empty": (wits({}), EMPTY),
            "other years": (wits({"1999": 402300}), EMPTY),
            "repeated": (two_years.replace(year.replace(b"4", b"5"), year), REPEATED),
            "code": (wits({"2024": 1}, "KGZ"), "country KGZ; KAZ would be right"),
        },
        {path(*trade_flow): wits({}, *trade_flow) for trade_flow in others},
    )


def _wdi():
    def answer(value, country="KAZ", **options):
        return wdi({(country, 2024): value}, **options)

    two_years = wdi({("KAZ", 2024): 285000000000, ("KAZ", 2025): 285000000000})
    return TradeFlow(
        "wdi",
        "WB",
        GDP,
        answer(285000000000),
        answer(288000000000),
        {
            "columns": (b'[{"pages": 1}, [{"date": "2024"}]]', "columns are missing"),
            "unit": (answer(1, name="GDP (current LCU)"), "the unit may have changed"),
            "row cap": (answer(1, pages=3), "only the first of 3 pages came"),
            "empty": (wdi({}), EMPTY),
            "other years": (wdi({("KAZ", 2031): 285000000000}), EMPTY),
            "repeated": (two_years.replace(b'"2025"', b'"2024"'), REPEATED),
            "code": (answer(1, country="RUS"), "it speaks of country RUS"),
        },
        {"/v2/country": wdi({})},
    )


def _bns():
    trade = {"Азербайджан": (402300.0, 68203.2), "Китай": (15e6, 16e6)}
    edition = ("1", "Внешняя торговля по странам (2024г.)", "27.07.2025")
    misspelt = {"Азербайжан": (402300.0, 68203.2), "Китай": (15e6, 16e6)}

    def book(exports=402300.0, **options):
        revised = trade | {"Азербайджан": (exports, 68203.2)}
        return bns_workbook("2024", revised, **options)

    def changed(change):
        workbook = openpyxl.load_workbook(io.BytesIO(book()))
        change(workbook.active)
        content = io.BytesIO()
        workbook.save(content)
        return content.getvalue()

    def again(page):
        page.append(["Азербайджан", 2, "", 1, "", 1, ""])

    return TradeFlow(
        "bns",
        "KAZ_BNS",
        "/api/iblock/element/1/",
        book(),
        book(409900.0),
        {
            "columns": (changed(lambda p: p.cell(2, 4, "Вывоз")), "no column «экспорт"),
            "unit": (book(unit="млн. долларов США"), "another unit came"),
            "empty": (
                changed(lambda p: p.delete_rows(4, 9)),
                "its layout may have changed",
            ),
            "repeated": (changed(again), REPEATED),
            "code": (
                bns_workbook("2024", misspelt),
                "no row of Azerbaijan came, but one of",
            ),
            "sum": (book(total=(2e7, 2e7)), "the countries add up to 154"),
        },
        {"/ru/industries": bns_listing(edition)},
    )


LANES = {
    "bns": _bns(),
    "imts by year": _imts("A", "2024", "M", "2024-M02"),
    "imts by month": _imts("M", "2024-M02", "A", "2024"),
    "comtrade preview": _comtrade("/public/v1/preview", 500),
    "comtrade with a key": _comtrade("/data/v1/get", MOST_WITH_KEY, "key-long-enough"),
    "wits": _wits(),
    "wdi": _wdi(),
}
