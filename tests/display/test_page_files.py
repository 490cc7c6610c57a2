"""Files that a page leaves for its readers: numbers, pictures, one workbook."""

import zipfile

import openpyxl
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image

from kzaz_analysis.display.charts.chart import Chart, plotted
from kzaz_analysis.display.citations import Origin, SourceList
from kzaz_analysis.display.exports.files.handed import FOLDER
from kzaz_analysis.display.results import Result, Results
from kzaz_analysis.display.speech.language import written_in
from kzaz_analysis.display.tables import Row, table
from kzaz_analysis.display.theme import DPI, PROJECTION

ORIGIN = Origin(
    source="a-2025",
    publisher="Bureau",
    producer="",
    title="Trade in 2024",
    published_on="2025-07-25",
    address="https://a.example",
    licence="CC BY 4.0",
)
CITE = SourceList((ORIGIN,))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    place = tmp_path / "growth-of-it"
    place.mkdir()
    monkeypatch.setenv(FOLDER, str(place))
    return place


def small_table():
    rows = [
        Row(("2024", "1,240.5", "=1+1"), ("a-2025",)),
        Row(("2023", "\u22123", "80\u202f% of it")),
    ]
    return table("Figures", ("year", "#value, USD million", "remark"), rows, CITE)


def picture(**options):
    figure = Figure(figsize=(7.5, 4), dpi=DPI, facecolor="white")
    figure.add_subplot().plot([1, 2], [3, 4], color=PROJECTION)
    return Chart(figure, "Line chart of it. It rises.", **options)


def results():
    number = Result("latest", "Turnover", 533.9737, "million_USD", sources=("a-2025",))
    return Results("It grew", "Growth", "By much.", "2026-03-11", (number,), CITE, list)


def test_nothing_is_written_where_nobody_asks_for_files(tmp_path, monkeypatch):
    monkeypatch.delenv(FOLDER, raising=False)
    monkeypatch.chdir(tmp_path)
    _, meta = small_table()._repr_mimebundle_()
    picture()._repr_mimebundle_()
    results()._repr_mimebundle_()
    assert meta == {}
    assert list(tmp_path.iterdir()) == []


def test_a_table_leaves_plain_numbers_and_the_sources_of_its_rows(folder):
    _, meta = small_table().placed("years_table", None)._repr_mimebundle_()
    files = {"files": [["Data as CSV", "years-table.csv"]], "shows": "Figures"}
    assert meta["text/html"] == files
    frame = pd.read_csv(folder / "years-table.csv", keep_default_na=False)
    assert frame["value, USD million"].to_list() == [1240.5, -3]
    assert frame["remark"].to_list() == ["'=1+1", "80 % of it"]
    assert frame["source"].to_list() == ["a-2025", ""]


def test_two_tables_of_one_name_are_two_files(folder):
    for _ in range(3):
        small_table()._repr_mimebundle_()
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["contents.csv", "figures-2.csv", "figures-3.csv", "figures.csv"]


def test_a_chart_leaves_its_numbers_and_pictures_that_stand_alone(folder):
    annual = pd.DataFrame({"year": [2023, 2024], "value": [3.0, 4.0]})
    shown = picture(
        numbers=plotted("million_USD", record=annual),
        title="It rose & rose",
        origins=("Bureau: Trade in 2024", "Office: Other"),
    )
    shown.placed("growth_chart", None)._repr_mimebundle_()
    frame = pd.read_csv(folder / "growth-chart.csv")
    assert frame.columns.to_list() == ["what", "year", "value", "unit"]
    assert set(frame["unit"]) == {"million_USD"}
    svg = (folder / "growth-chart.svg").read_text("utf-8")
    assert ">It rose &amp; rose</text>" in svg
    assert "Sources: Bureau: Trade in 2024; Office: Other." in svg
    assert "var(" not in svg
    assert "light-dark(" not in svg
    with Image.open(folder / "growth-chart.png") as image:
        assert image.size == (1440 + 64, image.height)
        assert image.height > 768
        assert image.convert("RGB").getpixel((3, 3)) == (255, 255, 255)
        top = image.convert("L").crop((0, 0, image.width, 64))
        assert min(top.tobytes()) < 60, "no title is drawn"


def test_what_is_plotted_keeps_of_a_record_what_readers_need():
    record = pd.DataFrame(
        {
            "year": [2024, 2025],
            "value": [1.0, 2.0],
            "segment": [1, 1],
            "part_sources": ["", "b;c"],
            "source": ["a", "b"],
            "qualifier": ["", ""],
        }
    )
    frame = plotted("percent", record=record, fan=None)
    assert frame.columns.to_list() == ["what", "year", "value", "unit", "source"]
    assert frame["source"].to_list() == ["a", "b;c"]


def test_a_workbook_of_a_russian_page_says_what_it_is_in_russian(folder):
    with written_in("ru"):
        results()._repr_mimebundle_()
    book = openpyxl.load_workbook(folder / "growth-of-it.xlsx")
    readme = dict(book["README"].values)
    assert "лицензия MIT" in readme["лицензия"]
    assert "данные на 2026-03-11" in readme["как цитировать"]
    assert readme["единицы"].startswith("Единица")
    assert {"title", "licence", "units"}.isdisjoint(readme)


def test_a_workbook_says_what_it_is_and_holds_every_table(folder):
    small_table()._repr_mimebundle_()
    results()._repr_mimebundle_()
    path = folder / "growth-of-it.xlsx"
    sheets = pd.read_excel(path, sheet_name=None, engine="openpyxl")
    assert list(sheets) == ["README", "headline numbers", "figures", "sources"]
    readme = dict(openpyxl.load_workbook(path)["README"].values)
    assert readme["title"] == "It grew"
    assert "MIT" in readme["licence"]
    assert "It grew. Growth. kzaz-analysis" in readme["citation"]
    assert "data as known on 2026-03-11" in readme["citation"]
    assert readme["sheet figures"] == "Figures"
    assert sheets["headline numbers"].loc[0, "value"] == 533.9737
    assert sheets["headline numbers"].loc[0, "unit"] == "million_USD"
    assert sheets["sources"].loc[0, "licence"] == "CC BY 4.0"
    assert sheets["figures"]["value, USD million"].to_list() == [1240.5, -3]


def test_a_workbook_takes_no_file_for_each_of_its_sheets(folder, monkeypatch):
    small_table()._repr_mimebundle_()
    monkeypatch.delattr("openpyxl.worksheet._writer.create_temporary_file")
    results()._repr_mimebundle_()
    path = folder / "growth-of-it.xlsx"
    sheets = pd.read_excel(path, sheet_name=None, engine="openpyxl")
    assert sheets["figures"]["value, USD million"].to_list() == [1240.5, -3]


def test_text_that_begins_a_formula_is_text_in_a_workbook(folder):
    small_table()._repr_mimebundle_()
    results()._repr_mimebundle_()
    cell = openpyxl.load_workbook(folder / "growth-of-it.xlsx")["figures"]["C2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_equal_pages_leave_equal_bytes(tmp_path, monkeypatch):
    files = []
    for name in "ab":
        place = tmp_path / name / "page"
        place.mkdir(parents=True)
        monkeypatch.setenv(FOLDER, str(place))
        small_table()._repr_mimebundle_()
        picture()._repr_mimebundle_()
        results()._repr_mimebundle_()
        files.append({p.name: p.read_bytes() for p in place.iterdir()})
    assert files[0] == files[1]
    with zipfile.ZipFile(tmp_path / "a/page/page.xlsx") as book:
        assert {part.date_time[0] for part in book.infolist()} == {1980}
