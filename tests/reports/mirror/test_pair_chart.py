"""Both sides of a flow as a picture: marks and the numbers beside them."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from kzaz_analysis.display.charts.points import DERIVED
from kzaz_analysis.display.theme import GLYPHS, marker
from kzaz_analysis.reports.mirror.pair_chart import pairs_chart

SIDES = {
    "one side alone": ([136.6, 332.2, 463.4, 556.7], [124.4, np.nan, 680, np.nan]),
    "side by side": ([256.6, 258.3, 534, 470.6], [250.9, 220.8, 470.4, 670.6]),
}
LEAST = 3
"""CSS pixels that any reader sees as a gap."""


def years_of(first, second):
    frame = pd.DataFrame({"first": first, "second": second})
    sides = np.where(frame["second"].isna(), "first", "both")
    return frame.assign(year=range(2022, 2022 + len(frame)), sides=sides)


def gaps(figure):
    """CSS pixels between each number and the edge of the nearest mark."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    scale = 96 / figure.dpi
    marks = [
        (point, (line.get_markersize() / 2 + line.get_markeredgewidth() / 2) * 96 / 72)
        for line in figure.axes[0].lines
        if line.get_marker() not in ("None", "") and line.get_alpha() != 0
        for point in figure.axes[0].transData.transform(line.get_xydata())
    ]
    for text in figure.texts:
        box = text.get_window_extent(renderer)
        away = []
        for (x, y), radius in marks:
            right, up = (
                max(box.x0 - x, x - box.x1, 0.0),
                max(box.y0 - y, y - box.y1, 0.0),
            )
            away.append(max(right, up) * scale - radius)
        yield text.get_text(), min(away)


@pytest.mark.parametrize("size", ["figure", "narrow"])
@pytest.mark.parametrize("case", SIDES)
def test_a_number_stands_clear_of_every_mark(case, size):
    picture = pairs_chart(
        years_of(*SIDES[case]),
        unit="million_USD",
        label="turnover",
        books=("KAZ", "AZE"),
    )
    tight = {words: gap for words, gap in gaps(getattr(picture, size)) if gap < LEAST}
    assert tight == {}


@pytest.mark.parametrize("size", ["figure", "narrow"])
def test_a_number_stays_beside_its_mark(size):
    picture = pairs_chart(
        years_of([250 + 3 * n for n in range(12)], [255 + 2 * n for n in range(12)]),
        unit="million_USD",
        label="turnover",
        books=("KAZ", "AZE"),
    )
    plain = [gap for words, gap in gaps(getattr(picture, size)) if words[0].isdigit()]
    assert plain and max(plain) < 12


@pytest.mark.parametrize("derived", [((), ()), ((2022,), ()), ((), (2023,))])
def test_a_derived_figure_of_either_side_has_a_dot_and_a_note(derived):
    drawn, _ = pairs_chart(
        years_of(*SIDES["side by side"]),
        unit="million_USD",
        label="turnover",
        books=("KAZ", "AZE"),
        derived=derived,
    )._repr_mimebundle_()
    assert (DERIVED in drawn["image/svg+xml"]) is any(derived)


def test_names_stand_beside_the_last_year_and_on_a_phone_in_a_key():
    picture = pairs_chart(
        years_of(*SIDES["side by side"]),
        unit="million_USD",
        label="turnover",
        books=("KAZ", "AZE"),
    )
    wide, narrow = (
        [text.get_text() for text in figure.findobj(Text)]
        for figure in (picture.figure, picture.narrow)
    )
    assert "Kazakhstan 470.6" in wide
    assert "470.6" in narrow
    key = f"{GLYPHS[marker('KAZ')]}\u00a0Kazakhstan"
    assert any(text.startswith(key) for text in narrow)
