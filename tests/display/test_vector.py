"""A figure as SVG: text, colours of the page, values on pointing, equal bytes."""

import re
from xml.etree import ElementTree

import pytest
from matplotlib import patheffects
from matplotlib.figure import Figure

from kzaz_analysis.display.charts.vector import dark_twin, svg, write_tips
from kzaz_analysis.display.theme import GRID, INK, MUTED, OKABE_ITO, contrast

SVG = "{http://www.w3.org/2000/svg}"
DARK_PAPER = "#14181c"


@pytest.fixture
def figure():
    made = Figure(figsize=(4, 3), facecolor="white")
    axes = made.add_axes((0.1, 0.1, 0.8, 0.8))
    axes.plot([2020, 2021, 2022], [1, 3, 2], color="#B84A00")
    (marks,) = axes.plot([2020, 2021, 2022], [1, 3, 2], "o", color=INK)
    write_tips(marks, ["2020: 1", "2021: 3 | <Baku>", "2022: 2"])
    text = axes.text(2021, 2, "5 < 7 & more", color=INK)
    text.set_path_effects([patheffects.withStroke(linewidth=3, foreground="white")])
    return made


def elements(drawn, name):
    return list(ElementTree.fromstring(drawn).iter(f"{SVG}{name}"))


def test_it_is_one_element_with_a_name_and_a_description(figure):
    drawn = svg(figure, "Two & three", "Title")
    root = ElementTree.fromstring(drawn)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.get("aria-label") == "Two & three"
    assert root.find(f"{SVG}title").text == "Title"
    assert root.find(f"{SVG}desc").text == "Two & three"
    assert (root.get("width"), root.get("height")) == ("384", "288")
    assert "\n" not in drawn
    assert "Date" not in drawn


def test_text_with_a_halo_stays_text_and_the_figure_keeps_its_halo(figure):
    words = ["".join(t.itertext()) for t in elements(svg(figure), "text")]
    assert "5 < 7 & more" in words
    assert 'class="kz-halo"' in svg(figure)
    (text,) = figure.axes[0].texts
    assert text.get_path_effects()
    assert text.get_gid() is None


def test_each_mark_tells_its_value(figure):
    uses = [use for use in elements(svg(figure), "use") if len(use)]
    tips = [use.find(f"{SVG}title").text for use in uses]
    assert tips == ["2020: 1", "2021: 3 / <Baku>", "2022: 2"]


def test_where_a_mark_is_not_drawn_no_mark_tells_the_value_of_another(figure):
    write_tips(figure.axes[0].lines[1], ["one alone"])
    assert not [use for use in elements(svg(figure), "use") if len(use)]


def test_ground_and_ink_are_those_of_the_page_and_others_have_a_twin(figure):
    drawn = svg(figure)
    assert f"var(--ink, {INK})" in drawn
    assert "var(--paper, #ffffff)" in drawn
    assert "stroke: light-dark(#b84a00, " in drawn
    bare = re.sub(r"(?:var|light-dark)\([^)]*\)", "", drawn)
    # What an old browser takes instead stands before each twin.
    assert set(re.findall(r"#[0-9a-f]{6}", bare)) <= {"#b84a00", "#000000"}


@pytest.mark.parametrize("colour", [*OKABE_ITO.values(), MUTED, INK, "#B84A00"])
def test_what_reads_on_white_reads_on_a_dark_page(colour):
    if contrast(colour) >= 4.5:
        assert contrast(dark_twin(colour), DARK_PAPER) >= 4.5


def test_white_becomes_the_dark_ground_and_black_nearly_white():
    assert dark_twin("#ffffff") < "#202020"
    assert dark_twin("#000000") > "#e0e0e0"


def test_equal_figures_give_equal_text_and_ids_of_two_pictures_differ(figure):
    assert svg(figure, "a") == svg(figure, "a")
    ids = [set(re.findall(r' id="([^"]+)"', svg(figure, alt))) for alt in "ab"]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_coordinates_have_two_decimals(figure):
    assert not re.search(r"\d\.\d{3,}", svg(figure))
    assert GRID not in svg(figure)
