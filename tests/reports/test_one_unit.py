"""A series is told in one unit: in sentences, tables, axes and tiles of every page."""

import pytest

import kzaz_analysis as kz

OIL = "btc_oil_kaz"
STUDIES = {
    "growth": lambda: kz.growth_study(OIL),
    "gap": lambda: kz.gap_study("btc_1_5mt"),
    "projection": lambda: kz.projection_study(OIL),
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
