"""Tables from people: wide, long, in every spelling; nothing is guessed."""

import re

import openpyxl
import pytest

from kzaz_analysis.countries import country
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.intake.importing import understand
from kzaz_analysis.evidence.intake.importing.heads import country_of
from kzaz_analysis.evidence.intake.importing.sheet import read_grid
from kzaz_analysis.evidence.tables import load


def read(tmp_path, content, mapping=None, encoding="utf-8", name="table.csv"):
    path = tmp_path / name
    path.write_bytes(content.encode(encoding))
    return understand(read_grid(path), load("series"), load("units"), mapping)


def figures(found):
    assert found.bad.empty, found.bad["problem"].to_list()
    rows = found.good[["series", "period_start", "period_end", "value", "unit"]]
    return list(rows.itertuples(index=False, name=None))


TURNOVER = [
    ("trade_turnover", "2021-01-01", "2021-12-31", "332.2", "million_USD"),
    ("trade_turnover", "2022-01-01", "2022-12-31", "463.4", "million_USD"),
]
ONE = {"series": "trade_turnover", "unit": "million_USD"}
LONG = "Year{s}Turnover\n2021{s}332{d}2\n2022{s}463{d}4\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"]
)
@pytest.mark.parametrize(
    ("separator", "decimal"), [(";", ","), (",", "."), ("\t", ",")]
)
def test_encodings_and_separators(tmp_path, encoding, separator, decimal):
    text = LONG.format(s=separator, d=decimal)
    assert figures(read(tmp_path, text, ONE, encoding)) == TURNOVER


@pytest.mark.parametrize("content", [bytes(range(256)), b"year\0\0\0,value"])
def test_what_is_no_table_is_named(tmp_path, content):
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"table.csv is no workbook, and no text in"):
        read_grid(path)


def test_the_row_of_another_partner_is_not_that_of_the_series(tmp_path):
    text = "Partner;2021;2022\nWorld;100,1;110,2\nAzerbaijan;1,5;2,5\n"
    found = read(tmp_path, text, ONE | {"series": "exports_kaz_to_aze"})
    assert found.good["value"].to_list() == ["1.5", "2.5"]
    assert set(found.bad["problem"]) == {
        "partner 'World': exports_kaz_to_aze is of KAZ and AZE"
    }


def test_numbers_as_programs_print_them(tmp_path):
    text = "year,value\n2021,6.3e-05\n2022,0.019548338368117597\n2023,-1.5E+03\n"
    values = [row[3] for row in figures(read(tmp_path, text, ONE))]
    assert values == ["0.000063", "0.0195483383681176", "-1500"]


@pytest.mark.parametrize("cell", ["(12.5)", "12.5%", "12.5*"])
@pytest.mark.parametrize("head", ["value", "Turnover"])
def test_a_first_figure_that_is_none_is_no_heading(tmp_path, cell, head):
    found = read(tmp_path, f"year,{head}\n2021,{cell}\n2022,13.1\n2023,7.5\n", ONE)
    assert found.bad["problem"].to_list() == [f"{cell!r} is not a number"]
    assert found.good["period_start"].to_list() == ["2022-01-01", "2023-01-01"]
    assert found.good["value"].to_list() == ["13.1", "7.5"]


def test_a_workbook_holds_small_numbers(tmp_path):
    book = openpyxl.Workbook()
    for cells in (("year", "value"), (2021, 6.3e-05)):
        book.active.append(cells)
    book.save(tmp_path / "table.xlsx")
    grid = read_grid(tmp_path / "table.xlsx")
    found = understand(grid, load("series"), load("units"), ONE)
    assert [row[3] for row in figures(found)] == ["0.000063"]


def test_a_unit_in_the_heading(tmp_path):
    text = "Year;Turnover, mln USD\n2021;332,2\n2022;463,4\n"
    assert figures(read(tmp_path, text, {"series": "trade_turnover"})) == TURNOVER


def test_periods_in_the_headings(tmp_path):
    text = "Series;2021;2022\ntrade_turnover;332,2;463,4\n"
    assert figures(read(tmp_path, text, {"unit": "million_USD"})) == TURNOVER


def test_series_in_the_headings(tmp_path):
    text = "year,trade_turnover,exports_kaz_to_aze\n2021,332.2,250.1\n"
    found = figures(read(tmp_path, text, {"unit": "million_USD"}))
    assert [row[0] for row in found] == ["trade_turnover", "exports_kaz_to_aze"]


def test_several_lines_of_headings_with_gaps(tmp_path):
    text = (
        "Trade of two countries;;;\n;2021;;2022;\n;Out;In;Out;In\n"
        "million USD;250,1;82,1;300,0;163,4\n"
    )
    names = {"Out": "exports_kaz_to_aze", "In": "imports_kaz_from_aze"}
    found = figures(read(tmp_path, text, {"series": names, "unit": "million_USD"}))
    assert [(row[0][:7], row[1][:4], row[3]) for row in found] == [
        ("exports", "2021", "250.1"),
        ("imports", "2021", "82.1"),
        ("exports", "2022", "300.0"),
        ("imports", "2022", "163.4"),
    ]


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2025-M02", "2025-02-01", "2025-02-28"),
        ("202503", "2025-03-01", "2025-03-31"),
        ("2025Q1", "2025-01-01", "2025-03-31"),
        ("1H 2025", "2025-01-01", "2025-06-30"),
        ("9M 2025", "2025-01-01", "2025-09-30"),
        ("Jan 2025", "2025-01-01", "2025-01-31"),
        ("January-May 2025", "2025-01-01", "2025-05-31"),
        ("31.12.2025", "2025-12-31", "2025-12-31"),
        ("1975", "1975-01-01", "1975-12-31"),
    ],
)
def test_periods_as_they_are_written(tmp_path, written, start, end):
    found = figures(read(tmp_path, f"period;value\n{written};332,2\n", ONE))
    assert found == [("trade_turnover", start, end, "332.2", "million_USD")]


def test_year_and_month_in_columns_of_their_own(tmp_path):
    found = figures(
        read(tmp_path, "Year;Month;Value\n2021;2;30,5\n2021;11;31,5\n", ONE)
    )
    assert [row[1] for row in found] == ["2021-02-01", "2021-11-01"]


@pytest.mark.parametrize(
    "written", ["12 345,6", "12\u00a0345,6", "12\u2009345,6", "12'345.6", "12,345.6", "12.345,6"]
)  # fmt: skip
def test_thousands_in_every_spelling(tmp_path, written):
    mapping = {"series": "titr_freight", "unit": "thousand_tonnes"}
    found = figures(read(tmp_path, f'period;value\n2021;"{written}"\n', mapping))
    assert found[0][3] == "12345.6"


AMBIGUOUS = 'period;value\n2021;"1,485"\n2022;"2,764"\n'
FREIGHT = {"series": "titr_freight", "unit": "thousand_tonnes"}


def test_an_ambiguous_separator_is_refused_with_both_readings(tmp_path):
    found = read(tmp_path, AMBIGUOUS, FREIGHT)
    assert found.good.empty
    assert "'1,485' is 1,485 or 1.485" in found.bad["problem"].iloc[0]


@pytest.mark.parametrize(("mark", "value"), [(".", "1485"), (",", "1.485")])
def test_the_decimal_mark_settles_it(tmp_path, mark, value):
    found = figures(read(tmp_path, AMBIGUOUS, FREIGHT | {"decimal": mark}))
    assert found[0][3] == value


def test_another_number_of_the_column_settles_it(tmp_path):
    found = figures(read(tmp_path, AMBIGUOUS + '2023;"4,484.5"\n', FREIGHT))
    assert [row[3] for row in found] == ["1485", "2764", "4484.5"]


def test_each_line_that_is_not_understood_has_its_reason(tmp_path):
    text = (
        "series,period,value,unit\n"
        "trade_turnover,soon,5,million USD\ntrade_turnovr,2021,5,million USD\n"
        "trade_turnover,2021,many,million USD\ntrade_turnover,2021,5,tonnes\n"
        "trade_turnover,2021,5,ells\ntrade_turnover,2021,...,million USD\n"
    )
    found = read(tmp_path, text)
    reasons = dict(zip(found.bad["line"], found.bad["problem"], strict=True))
    assert "'soon' is not a period" in reasons[2]
    assert "no series is called 'trade_turnovr'" in reasons[3]
    assert "'many' is not a number" in reasons[4]
    assert "tonnes does not convert to million_USD" in reasons[5]
    assert reasons[5].endswith("series of their own: kzaz data add series")
    assert "no unit is called 'ells'" in reasons[6]
    assert found.empty == 1


SHAPES = {
    "comtrade plus": "refYear,refMonth,period,reporterCode,reporterISO,flowCode,"
    "partnerISO,cmdCode,primaryValue\n"
    "2021,3,202103,398,KAZ,X,AZE,TOTAL,25010000.5\n",
    "comtrade classic": "Year,Period,Trade Flow,Reporter,Partner,Commodity Code,"
    "Trade Value (US$)\n2021,202103,Export,Kazakhstan,Azerbaijan,TOTAL,25010000.5\n",
    "imf": "COUNTRY,INDICATOR,COUNTERPART_COUNTRY,FREQUENCY,TIME_PERIOD,OBS_VALUE,"
    "SCALE\nKAZ,XG_FOB_USD,AZE,M,2021-M03,25010000.5,6\n",
    "imf by names": "COUNTRY,INDICATOR,COUNTERPART_COUNTRY,FREQUENCY,SCALE,TIME_PERIOD,"
    'OBS_VALUE\n"Kazakhstan, Republic of","Exports of goods, Free on board (FOB), US '
    'dollar","Azerbaijan, Republic of",Monthly,Millions,2021-M03,25010000.5\n',
    "wits by partner": "Reporter,Partner,Product categories,Indicator Type,Indicator,"
    "2021\nKazakhstan,Azerbaijan,All Products,Export,Export (US$ Thousand),25010.0005\n",
    "wits": "ReporterISO3;PartnerISO3;Year;TradeFlow;ProductCode;"
    "TradeValue in 1000 USD\nKAZ;AZE;2021;Export;Total;25010,0005\n",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_of_the_official_sources(tmp_path, shape):
    found = read(tmp_path, SHAPES[shape])
    [(series, start, _, value, unit)] = figures(found)
    assert series == "exports_kaz_to_aze"
    assert found.good["reporter"].to_list() == ["KAZ"]
    is_wits = shape.startswith("wits")
    assert start == ("2021-01-01" if is_wits else "2021-03-01")
    size = 1000 if unit == "thousand_USD" else 1
    assert float(value) * size == pytest.approx(25010000.5, rel=1e-12)
    office = {"w": "WITS", "i": "IMF_IMTS", "c": "COMTRADE"}[shape[0]]
    assert found.agency == office


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Korea, Rep.", "KOR"),
        ("Korea, Dem. People's Rep.", "PRK"),
        ("Congo, Democratic Republic of the", "COD"),
        ("China, People's Republic of", "CHN"),
        ("Netherlands, The", "NLD"),
        ("Georgia, South", ""),
    ],
)
def test_names_of_countries_turned_round(written, code):
    assert country_of(written).upper() == code


def workbook(path, rows, merged=""):
    book = openpyxl.Workbook()
    book.active.title = "T1"
    for row in rows:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    book.save(path)


def test_a_workbook_with_a_merged_heading(tmp_path):
    path = tmp_path / "book.xlsx"
    sheet = [
        ["Indicator", 2021, None, 2022],
        ["", "Out", "In", "Out"],
        ["million USD", 250.125, 82.1, 300],
    ]
    workbook(path, sheet, merged="B1:C1")
    names = {"Out": "exports_kaz_to_aze", "In": "imports_kaz_from_aze"}
    mapping = {"series": names, "unit": "million_USD"}
    found = understand(read_grid(path), load("series"), load("units"), mapping)
    assert [(row[1][:4], row[3]) for row in figures(found)] == [
        ("2021", "250.125"),
        ("2021", "82.1"),
        ("2022", "300"),
    ]


def test_a_sheet_that_is_not_there_is_named(tmp_path):
    workbook(tmp_path / "book.xlsx", [["a", 1]])
    with pytest.raises(UsageError, match="no sheet 'T9'; it has T1"):
        read_grid(tmp_path / "book.xlsx", "T9")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no cell that is filled"),
        ("a;b\nc;d\n", "no figure in the first"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, content, message):
    with pytest.raises(UsageError, match=message):
        read(tmp_path, content, ONE)


PAIR = {"sides": ("KAZ", "AZE")}


@pytest.mark.parametrize(
    ("heads", "reporter", "series"),
    [
        ("Exports, mln USD;Imports, mln USD", "KAZ", ("exports_kaz_to_aze", "imports_kaz_from_aze")),
        ("Million USD Imports;Million USD Exports", "AZE", ("exports_kaz_to_aze", "imports_kaz_from_aze")),
        ("Экспорт, млн долл. США;Импорт, млн долларов США", "KAZ", ("exports_kaz_to_aze", "imports_kaz_from_aze")),
    ],
)  # fmt: skip
def test_exports_of_one_of_two_sides_go_to_the_other(tmp_path, heads, reporter, series):
    text = f"Year;{heads}\n2021;250,1;82,1\n"
    found = read(tmp_path, text, PAIR | {"reporter": reporter})
    assert [row[0] for row in figures(found)] == list(series)
    assert set(found.good["unit"]) == {"million_USD"}
    assert set(found.good["reporter"]) == {reporter}


def test_a_column_of_flows_needs_no_partner_where_there_are_two_sides(tmp_path):
    text = "reporter,flow,year,mln USD\nKAZ,exports,2021,250.1\nAZE,exports,2021,82.1\n"
    found = read(tmp_path, text, PAIR)
    names = [row[0] for row in figures(found)]
    assert names == ["exports_kaz_to_aze", "imports_kaz_from_aze"]
    assert "no flow of trade" in read(tmp_path, text, {}).bad["problem"].iloc[0]


@pytest.mark.parametrize(
    "mapping", [{}, PAIR, PAIR | {"reporter": "GEO"}, {"reporter": "KAZ"}]
)
def test_exports_of_nobody_or_to_nobody_are_no_series(tmp_path, mapping):
    found = read(tmp_path, "Year;Exports, mln USD\n2021;250,1\n", mapping)
    assert "no series is called" in found.bad["problem"].iloc[0]


def test_a_title_and_a_label_may_say_the_unit(tmp_path):
    titled = "Trade, thousand USD;;\nFlow;Year 2021;Year 2022\nExports;250,1;260,2\n"
    labelled = "Flow;Indicator;2021;2022\nExports;Export (US$ Thousand);250,1;260,2\n"
    for text in (titled, labelled):
        found = read(tmp_path, text, PAIR | {"reporter": "KAZ"})
        assert set(found.good["unit"]) == {"thousand_USD"}
        assert found.good["period_start"].to_list() == ["2021-01-01", "2022-01-01"]


def test_comtrade_says_52_for_the_month_of_a_year_and_is_known(tmp_path):
    text = (
        "refMonth,period,reporterISO,flowCode,partnerISO,cmdCode,primaryValue\n"
        "52,2021,KAZ,X,AZE,TOTAL,250100000\n3,2021,KAZ,X,AZE,TOTAL,20000000\n"
    )
    found = read(tmp_path, text)
    assert found.good["period_end"].to_list() == ["2021-12-31", "2021-03-31"]
    assert found.agency == "COMTRADE"


OFFICIAL = {
    "Hong Kong SAR, China": "HKG",
    "China, P.R.: Hong Kong": "HKG",
    "China, P.R.: Mainland": "CHN",
    "Macao SAR, China": "MAC",
    "Korea, Rep.": "KOR",
    "Rep. of Korea": "KOR",
    "Korea, Dem. People's Rep.": "PRK",
    "Turkiye": "TUR",
    "Iran, Islamic Rep.": "IRN",
    "Iran (Islamic Republic of)": "IRN",
    "Congo, Dem. Rep.": "COD",
    "Dem. Rep. of the Congo": "COD",
    "Congo, Rep.": "COG",
    "Venezuela, RB": "VEN",
    "Bolivia (Plurinational State of)": "BOL",
    "Lao PDR": "LAO",
    "Micronesia, Fed. Sts.": "FSM",
    "Gambia, The": "GMB",
    "Kyrgyz Rep.": "KGZ",
    "Slovak Rep.": "SVK",
    "St. Vincent and the Grenadines": "VCT",
    "Cote d'Ivoire": "CIV",
    "West Bank and Gaza": "PSE",
    "United Rep. of Tanzania": "TZA",
    "Bosnia Herzegovina": "BIH",
    "Macedonia, FYR": "MKD",
    "Br. Virgin Isds": "VGB",
    "Virgin Islands (U.S.)": "VIR",
    "Marshall Isds": "MHL",
    "Kosovo, Rep. of": "XKX",
    "Guinea Bissau": "GNB",
    "Saudi-Arabia": "SAU",
}
"""Spellings of the World Bank, the IMF and Comtrade."""


@pytest.mark.parametrize(("written", "code"), OFFICIAL.items())
def test_official_spellings_name_countries(written, code):
    assert country_of(written).upper() == code


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Congo", ["COG", "COD"]),
        ("the Congo", ["COG", "COD"]),
        ("Korea", ["KOR", "PRK"]),
        ("Guinea", ["GIN", "GNB", "GNQ", "PNG"]),
        ("Virgin Islands", ["VGB", "VIR"]),
        ("Ireland", ["IRL", "GBR"]),
        ("Republic of China", ["CHN", "TWN"]),
    ],
)
def test_a_name_of_several_countries_is_asked_about(name, meant):
    with pytest.raises(UsageError) as refused:
        country(name)
    told = str(refused.value).split("may mean")[1]
    assert re.findall(r"\b[A-Z]{3}\b", told) == meant
    # A table says Guinea of the one that is called so, and Congo of either.
    assert country_of(name) == {"Guinea": "gin", "Ireland": "irl"}.get(name, "")


def test_a_table_of_a_name_of_several_countries_is_not_read(tmp_path):
    table = "Reporter,Partner,Year,Flow,USD million\nCongo,France,2019,Export,5.5\n"
    found = read(tmp_path, table)
    assert found.good.empty
    [problem] = found.bad["problem"]
    assert "COG (Republic of the Congo) or COD (DR Congo)" in problem


@pytest.mark.parametrize("name", ["Rep.", "Islands", "the", "Dem. Rep.", "Atlantis"])
def test_what_names_no_country_is_none(name):
    assert country_of(name) == ""


def test_a_month_behind_its_year_is_no_year(tmp_path):
    text = ";2027;;2028\n;January;II quarter;week 3\nmillion USD;41,5;39,2;43,1\n"
    found = read(tmp_path, text, ONE)
    days = found.good[["period_start", "period_end", "value"]].to_numpy().tolist()
    assert days == [
        ["2027-01-01", "2027-01-31", "41.5"],
        ["2027-04-01", "2027-06-30", "39.2"],
    ]
    assert found.bad["problem"].to_list() == ["no period in its heading or its row"]


def test_exports_are_no_turnover_whatever_is_asked_for(tmp_path):
    text = "Year;Turnover;Exports\n2027;541,5;480,5\n"
    found = read(tmp_path, text, ONE)
    assert found.good["value"].to_list() == ["541.5"]
    assert "'Exports' says exports" in found.bad["problem"].iloc[0]


@pytest.mark.parametrize("cell", ["n.a.", "185.1 p", "..."])
def test_a_column_of_a_period_is_never_one_of_labels(tmp_path, cell):
    text = f"Series;2023;2024\ntrade_turnover;332.2;{cell}\ntrade_turnover;1.5;130.25\n"
    found = read(tmp_path, text, {"unit": "million_USD"})
    assert found.good["value"].to_list() == ["332.2", "1.5", "130.25"]
    cells = found.bad[["line", "column", "text"]].itertuples(index=False, name=None)
    assert list(cells) == ([] if cell == "..." else [(2, "2024", cell)])
    assert found.empty == (cell == "...")


def test_exports_with_many_gaps_are_figures(tmp_path):
    text = "Year;Exports;Note\n2021;n.a.;7\n2022;c;-\n2023;1.5;see 4\n"
    found = read(tmp_path, text, ONE | {"series": "exports_kaz_to_aze"})
    assert "1.5" in found.good["value"].to_list()
    assert {"n.a.", "c"} <= set(found.bad["text"])


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("1948", ("1948-01-01", "1948-12-31")),
        ("9\u041c 2025", ("2025-01-01", "2025-09-30")),
        ("Mar-25", ("2025-03-01", "2025-03-31")),
    ],
)
def test_periods_as_old_tables_and_spreadsheets_write_them(tmp_path, cell, days):
    found = read(tmp_path, f"Period;Turnover\n{cell};1.5\n2022;2.5\n", ONE)
    assert next(row[1:3] for row in figures(found)) == days
