"""Readers of official sources: bytes to tidy figures, and what they refuse.

The answers are made after the published formats; see `source_answers`.
"""

import datetime as dt
import json

import pandas as pd
import pytest
from source_answers import (
    IMTS_MONTHS,
    IMTS_YEARS,
    bns_listing,
    bns_workbook,
    comtrade,
    comtrade_row,
    imts,
    wdi,
    wits,
)

from kzaz_analysis.errors import SourceUnfit
from kzaz_analysis.evidence.sources.fetch import Answer
from kzaz_analysis.evidence.sources.official import official_sources
from kzaz_analysis.evidence.sources.readers import bns
from kzaz_analysis.evidence.sources.readers import comtrade as un
from kzaz_analysis.evidence.sources.readers import imts as imf
from kzaz_analysis.evidence.sources.readers import wdi as wb
from kzaz_analysis.evidence.sources.readers import wits as integrated
from kzaz_analysis.evidence.sources.reading import days_of, million
from kzaz_analysis.evidence.sources.trade_flows import Wanted

HTML = b"<!DOCTYPE html><html><head><title>Just a moment</title></head></html>"
COUNTRIES = ["AZE", "G001", "KAZ"]


def answer(source, content):
    moment = dt.datetime(2026, 11, 29, tzinfo=dt.UTC)
    address = "https://example.org/data"
    return Answer(official_sources()[source], address, moment, content)


def values(frame):
    columns = ["reporter", "partner", "flow", "period_start", "period_end", "value"]
    return list(frame[columns].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2025", ("2025-01-01", "2025-12-31")),
        ("2024-M02", ("2024-02-01", "2024-02-29")),
        ("202402", ("2024-02-01", "2024-02-29")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2025-Q3", ("2025-07-01", "2025-09-30")),
        ("202513", None),
        ("last year", None),
    ],
)
def test_periods(text, days):
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("402300000", "USD", "402.3"),
        ("402300000.25", "USD", "402.30000025"),
        ("1.331167E8", "USD", "133.1167"),
        ("402267.4", "thousand_USD", "402.2674"),
        ("0", "USD", "0"),
    ],
)
def test_amounts_keep_their_digits(text, unit, amount):
    assert million(text, unit) == amount


def test_imf_by_year():
    found = imf.read(answer("imts", IMTS_YEARS), COUNTRIES, COUNTRIES)
    year = ("2024-01-01", "2024-12-31")
    assert values(found)[0] == ("KAZ", "AZE", "exports", *year, "402.3")
    assert values(found)[2] == ("AZE", "KAZ", "exports", *year, "133.1167")


def test_no_figure_of_the_imf_is_left_out():
    trade_flow = ("KAZ", "XG_FOB_USD", "AZE", "A")
    content = imts((*trade_flow, "2023", "NaN"), (*trade_flow, "2024", "402300000"))
    found = imf.read(answer("imts", content), COUNTRIES, COUNTRIES)
    assert [row[-1] for row in values(found)] == ["402.3"]


def test_imf_by_month_keeps_the_flag_and_the_world():
    found = imf.read(answer("imts", IMTS_MONTHS), COUNTRIES, COUNTRIES)
    assert found["obs_status"].to_list() == ["E", "A"]
    assert found["partner"].to_list() == ["AZE", "WLD"]
    assert found["period_end"].to_list() == ["2025-01-31"] * 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HTML, r"HTML or XML came \(Just a moment\); CSV would be right"),
        (b"", "no CSV came"),
        (b"COUNTRY,VALUE\nKAZ,1\n", "columns are missing: INDICATOR"),
        (imts(("RUS", "XG_FOB_USD", "AZE", "A", "2024", "1")), "country RUS; AZE"),
        (imts(("KAZ", "XG_FOB_EUR", "AZE", "A", "2024", "1")), "gives XG_FOB_EUR"),
        (imts(("KAZ", "XG_FOB_USD", "AZE", "A", "FY24", "1")), "'FY24' came as a per"),
        (
            imts(("KAZ", "XG_FOB_USD", "AZE", "A", "2024", "(c)")),
            "'\\(c\\)' came as a f",
        ),
        (imts(("KAZ", "XG_FOB_USD", "AZE", "A", "2024", "INF")), "'INF' came as a fig"),
        (imts(("KAZ", "XG_FOB_USD", "AZE", "A", "2024", "-5")), "never below zero"),
    ],
)
def test_imf_refuses(content, message):
    with pytest.raises(SourceUnfit, match=message) as error:
        imf.read(answer("imts", content), COUNTRIES, COUNTRIES)
    assert str(error.value).startswith("imts: https://example.org/data: ")


def read_un(*rows, most=500):
    return un.read(answer("comtrade", comtrade(*rows)), "KAZ", ["AZE", "WLD"], most)


def test_comtrade_takes_the_whole_of_each_breakdown():
    found = read_un(
        comtrade_row(),
        comtrade_row(motCode=2000, primaryValue=1.5),
        comtrade_row(flowCode="M", partnerCode=0, primaryValue=7),
        comtrade_row(cmdCode="10", primaryValue=None),
        comtrade_row(cmdCode="1001", period="202403", primaryValue=2000000),
    )
    assert found["value"].to_list() == ["402.3000005", "0.000007", "2"]
    assert found["commodity"].to_list() == ["", "", "1001"]
    assert found["flow"].to_list() == ["exports", "imports", "exports"]
    assert found["period_end"].to_list()[2] == "2024-03-31"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([comtrade_row()] * 500, "500 rows came, as many as it gives at most"),
        ([comtrade_row(reporterCode=643)], "speaks of country 643; 398 would be right"),
        ([comtrade_row(partnerCode=97)], "speaks of country 97"),
        ([comtrade_row(flowCode="RX")], "flow 'RX' came"),
        ([comtrade_row(primaryValue="n/a")], "'n/a' came as a figure"),
        ([comtrade_row(primaryValue=-1)], "never below zero"),
        ([{"reporterCode": 398}], "columns are missing: partnerCode"),
    ],
)
def test_comtrade_refuses(rows, message):
    with pytest.raises(SourceUnfit, match=message):
        read_un(*rows)


@pytest.mark.parametrize("content", [HTML, b"{", b"[]", b'{"error": "quota"}'])
def test_comtrade_refuses_what_is_no_list_of_rows(content):
    with pytest.raises(SourceUnfit, match="would be right"):
        un.read(answer("comtrade", content), "KAZ", ["AZE"], 500)


def test_codes_of_comtrade_are_mostly_those_of_iso():
    assert [un.code_of(c) for c in ("KAZ", "AZE", "USA", "FRA", "WLD")] == [
        *("398", "31", "842", "251", "0")
    ]


class Recorder:
    """Notes what is asked, and answers with one thing."""

    def __init__(self, content):
        self.asked, self._content = [], content

    def __call__(self, source, path, params=None, accept=""):
        self.asked.append((path, params))
        return answer(source.name, self._content)


def wanted(*trade_flows, since=2010, until=2026):
    columns = ["reporter", "partner", "flow", "commodity", "series"]
    return Wanted(
        ("KAZ", "AZE"), pd.DataFrame(trade_flows, columns=columns), since, until
    )


def test_comtrade_is_asked_by_level_and_by_twelve_years(monkeypatch):
    monkeypatch.delenv("COMTRADE_KEY", raising=False)
    fetch = Recorder(comtrade())
    trade_flows = wanted(
        ("KAZ", "AZE", "exports", "", "x"), ("KAZ", "AZE", "exports", "10", "x_hs10")
    )
    list(un.ask(official_sources()["comtrade"], trade_flows, fetch))
    assert [path for path, _ in fetch.asked] == [un.PREVIEW] * 4
    assert [params["cmdCode"] for _, params in fetch.asked] == [
        *["TOTAL"] * 2,
        "10",
        "10",
    ]
    assert fetch.asked[0][1]["period"].split(",")[-1] == "2021"
    assert "key" not in json.dumps(fetch.asked).lower()


def test_wits_in_thousands():
    content = wits({"2023": 402267.4, "2022": None})
    found = integrated.read(answer("wits", content), "KAZ", "AZE", "exports")
    year = ("2023-01-01", "2023-12-31")
    assert values(found) == [("KAZ", "AZE", "exports", *year, "402.2674")]
    assert found["obs_status"].to_list() == ["D"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (wits({"2023": 1}, reporter="KGZ"), "country KGZ; KAZ would be right"),
        (wits({"2023": "n/a"}), "'n/a' came as a figure"),
        (wits({"2023": 1}, indicator="AHS-WGHTD-AVRG"), "AHS-WGHTD-AVRG"),
        (b'{"dataSets": []}', "JSON of another form came"),
        (HTML, "JSON would be right"),
    ],
)
def test_wits_refuses(content, message):
    with pytest.raises(SourceUnfit, match=message):
        integrated.read(answer("wits", content), "KAZ", "AZE", "exports")


def test_world_bank_with_the_day_of_release():
    content = wdi({("KAZ", 2024): 288070000000.5, ("AZE", 2025): None})
    found, released = wb.read(answer("wdi", content), "gdp_current_usd", ["KAZ", "AZE"])
    assert released == "2026-10-28"
    assert found.to_dict("records") == [
        {
            "indicator": "gdp_current_usd",
            "country": "KAZ",
            "year": "2024",
            "value": "288070000000.5",
            "unit": "USD",
            "obs_status": "A",
        }
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            wdi({("KAZ", 2024): 1}, name="GDP (current LCU)"),
            "the unit may have changed",
        ),
        (wdi({("KAZ", 2024): 1}, pages=3), "only the first of 3 pages"),
        (wdi({("RUS", 2024): 1}), "country RUS"),
        (wdi({("KAZ", 2024): "n/a"}), "'n/a' came as a figure"),
        (
            b'[{"message": [{"id": "120", "value": "Invalid value"}]}]',
            "Invalid value c",
        ),
        (HTML, "JSON would be right"),
    ],
)
def test_world_bank_refuses(content, message):
    with pytest.raises(SourceUnfit, match=message):
        wb.read(answer("wdi", content), "gdp_current_usd", ["KAZ", "AZE"])


LISTING = bns_listing(
    ("1", "Внешняя торговля по странам (2025г.)", "27.07.2026"),
    ("2", "Внешняя торговля по странам (январь-декабрь 2025г.)", "14.02.2026"),
    ("3", "Внешняя торговля по странам январь-июль 2026г.", ""),
    ("4", "Внешняя торговля по странам январь 2026г.", ""),
    ("5", "Внешняя торговля по странам июль 2026г.", ""),
)


def test_editions_of_the_bureau():
    editions = bns.read_listing(answer("bns", LISTING))
    cells = [(e.element, e.year, e.month, e.stage, e.published_on) for e in editions]
    assert cells == [
        ("1", 2025, 12, "final", "2026-07-27"),
        ("2", 2025, 12, "preliminary", "2026-02-14"),
        ("3", 2026, 7, "preliminary", ""),
        ("4", 2026, 1, "preliminary", ""),
    ]


def test_a_listing_without_periods_is_refused():
    page = bns_listing(("1", "Внешняя торговля", ""))
    with pytest.raises(SourceUnfit, match="none of 1 workbooks says its period"):
        bns.read_listing(answer("bns", page))


def edition(title="Внешняя торговля (2025г.)"):
    return bns.read_listing(answer("bns", bns_listing(("1", title, ""))))[0]


TRADE = {"Азербайджан": (402267.4, 68203.2), "Китай": (15000000.0, 16000000.0)}


def read_book(content, edition_of=None):
    return bns.read(answer("bns", content), edition_of or edition(), ("KAZ", "AZE"))


def test_a_final_workbook():
    found = read_book(bns_workbook("12_2025", TRADE))
    year = ("2025-01-01", "2025-12-31")
    assert values(found) == [
        ("KAZ", "WLD", "exports", *year, "15402.2674"),
        ("KAZ", "WLD", "imports", *year, "16068.2032"),
        ("KAZ", "AZE", "exports", *year, "402.2674"),
        ("KAZ", "AZE", "imports", *year, "68.2032"),
    ]
    assert set(found["stage"]) == {"final"}


def test_a_workbook_of_a_part_of_the_year():
    found = read_book(bns_workbook("07_2026", TRADE), edition("январь-июль 2026г."))
    assert set(found["period_end"]) == {"2026-07-31"}
    assert set(found["stage"]) == {"preliminary"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (bns_workbook("2024", TRADE), "sheets 2024 came; 12_2025, as the title says"),
        (bns_workbook("2025", TRADE, unit="млн. долларов США"), "another unit came"),
        (
            bns_workbook("2025", TRADE, unit="тыс. долл., млн тенге"),
            "also says млн, тен",
        ),
        (bns_workbook("2025", TRADE, total=(2e7, 2e7)), "the countries add up to 154"),
        (HTML, "a workbook would be right"),
        (b"PK\x03\x04 cut", "a workbook would be right"),
    ],
)
def test_a_workbook_is_refused(content, message):
    with pytest.raises(SourceUnfit, match=message):
        read_book(content)


def test_editions_on_record_are_not_asked_for_again():
    source = official_sources()["bns"]
    trade_flows = wanted(("KAZ", "AZE", "exports", "", "x"), since=2025)
    address = f"{source.address}{bns.ELEMENT.format('1')}"
    fetch = Recorder(bns_listing(("1", "(2025г.)", "")))
    known = Wanted(
        trade_flows.sides, trade_flows.trade_flows, 2025, 2026, frozenset({address})
    )
    assert list(bns.ask(source, known, fetch)) == []
    assert len(fetch.asked) == 2
