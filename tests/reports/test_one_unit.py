"""A series is told in one unit: in sentences, tables, axes and tiles of every page."""

import calendar
import re

import pandas as pd
import pytest

import kzaz_analysis as kz
from kzaz_analysis.display.tables import Table

OIL = "btc_oil_kaz"
MONTHS = f"({'|'.join(calendar.month_name[1:])})"
DAYS = ["2022-08-24", "2024-03-11", "2025-10-21"]
STUDIES = {
    "growth": lambda: kz.growth_study(OIL),
    "gap": lambda: kz.gap_study("btc_1_5mt"),
    "projection": lambda: kz.projection_study(OIL),
}
TABLED = STUDIES | {
    "counts": lambda: kz.counts_study("titr_freight"),
    "replay": lambda: kz.replay_study("titr_freight", days=DAYS),
}
PARTS = ("answer", "record_chart", "record_table", "edition_table", "conflict_table")


def shown(part):
    """What a part of a page shows, the texts of a picture among it."""
    html = getattr(part, "_repr_html_", None)
    text = html() if html else str(part._repr_mimebundle_())
    return text.replace("\u00a0", " ").replace("\\xa0", " ")


@pytest.mark.parametrize("name", STUDIES)
def test_no_page_of_a_series_tells_it_in_two_units(name):
    page = kz.page(STUDIES[name]())
    texts = {part: shown(getattr(page, part)) for part in PARTS}
    assert "Million tonnes" in texts["record_chart"]
    assert "rounding allows, million tonnes" in texts["record_table"]
    assert [part for part, text in texts.items() if "housand tonnes" in text] == []


def test_the_overview_tells_it_in_the_same_one():
    overview = kz.page(kz.overview_study([OIL], targets=["btc_1_5mt"]))
    tiles = shown(overview.level_table)
    assert "0.106 million tonnes" in tiles
    assert "housand tonnes" not in tiles


def test_files_keep_the_unit_of_the_series():
    page = kz.page(kz.growth_study(OIL))
    for table in (page.record_table, page.conflict_table):
        assert set(table.frame["unit"]) == {"thousand_tonnes"}
    assert page.record_table.frame["value"].max() == 1400


def levels_behind(table):
    """Numbers behind a table that can be levels in thousand tonnes, three digits each."""
    columns = (pd.to_numeric(table.data[c], errors="coerce") for c in table.data)
    numbers = pd.concat([column.dropna().astype(float) for column in columns])
    large = numbers[(numbers.abs() >= 300) & ~numbers.between(1900, 2100)]
    return {f"{number:.3g}" for number in large}


def numbers_in(cell):
    """Numbers of a cell that are no percentages, three digits each."""
    levels = re.sub(r"[\d,.]+\s?%", "", cell)
    numbers = re.findall(r"\d[\d,]*\.?\d*", levels)
    return {f"{float(number.replace(',', '')):.3g}" for number in numbers}


@pytest.mark.parametrize("name", TABLED)
def test_every_level_of_a_table_is_in_the_unit_of_its_heading(name):
    page = kz.page(TABLED[name]())
    parts = (getattr(page, part) for part in dir(page) if not part.startswith("_"))
    tables = [
        p for p in parts if isinstance(p, Table) and p.rows and p.data is not None
    ]
    assert any("million tonnes" in head for t in tables for head in t.spoken().headers)
    for table in tables:
        shown = table.spoken()
        for place, head in enumerate(shown.headers):
            if head.endswith("%") or head in ("#days between", "remark"):
                continue
            for row in shown.rows:
                cell = row.cells[place]
                assert not numbers_in(cell) & levels_behind(table), (head, cell)
                assert not re.search(rf"{MONTHS} \d\.|\.\d+ {MONTHS}", cell), cell
