"""One look: colours that can be read, shapes that can be told apart."""

import matplotlib as mpl
import pytest
from matplotlib import font_manager

from kzaz_analysis.display import theme


@pytest.mark.parametrize(
    "colour",
    [
        theme.INK,
        theme.MUTED,
        theme.TARGET,
        theme.PROJECTION,
        theme.OTHERS,
        theme.SCENARIO,
    ],
)
def test_text_colours_stand_out_from_white(colour):
    assert theme.contrast(colour) >= 4.5


@pytest.mark.parametrize("colour", theme.OKABE_ITO.values())
def test_any_colour_can_be_darkened_until_it_reads(colour):
    assert theme.contrast(theme.readable(colour)) >= 4.6


def test_contrast_is_that_of_wcag():
    assert theme.contrast("#000000") == pytest.approx(21.0)
    assert theme.contrast("#777777") == pytest.approx(4.48, abs=0.01)
    assert theme.contrast("#ffffff", "#000000") == theme.contrast("#000000")


def test_drawing_leaves_no_setting_behind():
    before = dict(mpl.rcParams)
    with theme.drawing(theme.NARROW):
        assert mpl.rcParams["font.size"] == theme.NARROW.text_pt
        assert mpl.rcParams["axes.spines.top"] is False
    assert dict(mpl.rcParams) == before


def test_settings_of_the_user_do_not_reach_a_picture():
    theirs = {"lines.linewidth": 30, "grid.color": "red"}
    with mpl.rc_context(theirs), theme.drawing(theme.WIDE):
        assert mpl.rcParams["lines.linewidth"] == 1.5
        assert mpl.rcParams["grid.color"] != "red"


def test_the_font_comes_with_matplotlib():
    path = font_manager.findfont(theme.FONT, fallback_to_default=False)
    assert path.startswith(mpl.get_data_path())


def test_every_shape_has_a_letter_in_the_font():
    font = font_manager.get_font(font_manager.findfont(theme.FONT))
    assert all(ord(glyph) in font.get_charmap() for glyph in theme.GLYPHS.values())
    shapes = {theme.marker(books) for books in ["KAZ", "AZE", "", "BACI", "WB", "X_Y"]}
    assert shapes <= set(theme.GLYPHS)


def test_the_two_countries_never_share_a_shape_or_a_colour():
    assert theme.marker("KAZ") != theme.marker("AZE")
    exports = theme.series_colour("exports_kaz_to_aze")
    assert exports != theme.series_colour("imports_kaz_from_aze")
    assert theme.series_colour("titr_freight") == theme.series_colour("titr_capacity")
    assert theme.series_colour("unheard of") == theme.INK


def test_missing_books_have_a_shape():
    assert theme.marker(None) == theme.marker("") == "X"


def test_a_phone_is_narrow():
    assert theme.NARROW.is_narrow
    assert not theme.WIDE.is_narrow
    assert theme.WIDE.taller(340).height == 340
    assert theme.WIDE.inches == (10.0, 500 / 96)
