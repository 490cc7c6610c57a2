"""The gallery: short recipes that stand alone, and what really comes of each."""

import runpy
from pathlib import Path

import matplotlib as mpl
import pytest

mpl.use("Agg")
ROOT = Path(__file__).parents[1]
TOOL = runpy.run_path(str(ROOT / "benchmarks" / "gallery.py"))
TEXT = (ROOT / "docs" / "gallery.md").read_text("utf-8")
RECIPES = TOOL["recipes"](TEXT)


def test_ten_recipes_or_more():
    assert len(RECIPES) >= 10
    assert TEXT.count("\n## ") == len(RECIPES)


@pytest.mark.parametrize("code", RECIPES, ids=range(len(RECIPES)))
def test_a_recipe_has_at_most_eight_lines_and_shows_what_is_printed(code):
    lines = [line for line in code.splitlines() if line.strip()]
    assert len(lines) <= 8
    assert any("import kzaz_analysis as kz" in line for line in lines)
    printed = [line.rstrip() for line in TOOL["shown"](code).splitlines()]
    below = TEXT.partition(code)[2].partition("\n## ")[0]
    assert "\n".join(printed) in below
    assert bool(printed) == ("```text" in below)
