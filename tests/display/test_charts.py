"""Charts for awkward records: nothing overlaps, nothing is lost, equal is equal."""

import io
import math
import random
import re
import tracemalloc
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from PIL import Image
from shown import faults, texts

from kzaz_analysis.display.charts.boxes import Boxes, dots, meeting
from kzaz_analysis.display.charts.canvas import Canvas, tick_texts
from kzaz_analysis.display.charts.chart import Chart, _palette, chart, png
from kzaz_analysis.display.charts.end_labels import End, end_room, spread, write_ends
from kzaz_analysis.display.charts.label_placement import Label, Placer
from kzaz_analysis.display.charts.points import DERIVED, extremes, runs
from kzaz_analysis.display.charts.sparkline import sparkline
from kzaz_analysis.display.theme import GLYPHS, INK, NARROW, WIDE, drawing
from kzaz_analysis.reports.growth.contribution_chart import contributions_chart
from kzaz_analysis.reports.growth.growth_chart import growth_chart
from kzaz_analysis.reports.projection.charts.backtest_chart import backtest_chart
from kzaz_analysis.reports.projection.charts.fan_chart import fan_chart
from kzaz_analysis.reports.record.probability_chart import probability_chart
from kzaz_analysis.reports.record.record_chart import record_chart
from kzaz_analysis.reports.record.record_labels import recent, yearly
from kzaz_analysis.reports.target_gap.required_paths_chart import required_paths_chart

USD = "million_USD"
LONG = {year: 40 + 30 * math.sin(year) + year - 1990 for year in range(1992, 2026)}
ANNUAL = {
    "one figure": {2024: 529.0},
    "a gap": {2019: 80, 2020: 95, 2023: 500, 2025: 425},
    "zeros": {2022: 0, 2023: 0, 2024: 0},
    "a fall": {2021: 900, 2022: 500, 2023: 90, 2024: 3},
    "many years": LONG,
    "huge and tiny": {2022: 0.0004, 2023: 9.9e6, 2024: 3.3},
    "the same again": {2021: 100, 2022: 100, 2023: 100, 2024: 100},
}


def fan_of(last, value, years=6):
    """A fan around a level that stays."""
    ahead = range(last + 1, last + 1 + years)
    wide = np.linspace(1.2, 4, years)
    frame = pd.DataFrame({"year": list(ahead), "median": float(value)})
    for level, share in (("80", 1.0), ("95", 2.0)):
        frame[f"lo-{level}"] = value / wide**share
        frame[f"hi-{level}"] = value * wide**share
    return frame


def record(annual, **options):
    others = annual.assign(value=annual["value"] * 1.3 + 1, books="AZE")
    part = pd.DataFrame(
        {
            "year": [2025, 2025],
            "period_start": pd.to_datetime(["2025-01-01"] * 2),
            "period_end": pd.to_datetime(["2025-07-31", "2025-10-31"]),
            "value": [annual["value"].max() * 0.8, annual["value"].max() * 0.9],
            "books": ["KAZ", "AZE"],
        }
    )
    top = annual["value"].max() * 2
    given = {"others": others, "partial": part, "target": top, **options}
    return record_chart(annual.assign(books="KAZ"), unit=USD, label="turnover", **given)


def fan(annual):
    last = annual.iloc[-1]
    ahead = fan_of(int(last["year"]), float(last["value"]))
    lines = [
        ahead[["year"]].assign(scenario=name, value=ahead["median"] * factor)
        for name, factor in (("low", 0.9), ("base", 1.0), ("high", 1.1))
    ]
    return fan_chart(
        annual.assign(books=""),
        ahead,
        unit=USD,
        label="turnover",
        benchmark=ahead[["year", "median"]],
        target=float(last["value"]) * 1.01 + 1,
        scenarios=pd.concat(lines),
        others=pd.DataFrame({"author": ["A"], "year": [2024], "value": [50.0]}),
    )


def paths(annual):
    last = annual.iloc[-1]
    start, year = float(last["value"]) or 1.0, int(last["year"])
    rows = [
        (year + n, 100 * (2 ** (1 / n) - 1), year + k, start * 2 ** (k / n))
        for n in (1, 2, 3, 5)
        for k in range(n + 1)
    ]
    frame = pd.DataFrame(rows, columns=["deadline", "rate_pct", "year", "value"])
    return required_paths_chart(
        annual,
        unit=USD,
        label="turnover",
        target=2 * start,
        target_label="promised",
        paths=frame,
    )


@pytest.mark.parametrize("draw", [record, fan, paths])
@pytest.mark.parametrize("case", ANNUAL)
def test_no_text_meets_another_or_leaves_the_picture(make_annual, draw, case):
    made = draw(make_annual(ANNUAL[case]))
    assert faults(made.figure) == []
    assert faults(made.narrow) == []


def growth_of(rates):
    frame = pd.DataFrame({"year": list(rates), "growth_pct": list(rates.values())})
    rate = frame["growth_pct"]
    return frame.assign(low_pct=rate - 1, high_pct=rate + 1, reason="")


RATES = {
    "one rate": {2023: math.nan, 2024: 14.3},
    "all fall": {2022: -5, 2023: -50, 2024: -99},
    "no change": {2023: 0, 2024: 0},
    "one leap": {2022: 4500, 2023: 0.6, 2024: 7},
    "many years": {year: 40 * math.sin(year) for year in range(1993, 2026)},
}


@pytest.mark.parametrize("case", RATES)
def test_growth_bars_leave_each_other_room(case):
    made = growth_chart(growth_of(RATES[case]), label="turnover")
    assert faults(made.figure) == []
    assert faults(made.narrow) == []


def test_an_open_rounding_interval_is_no_bar_to_the_sky():
    frame = growth_of({2023: 10, 2024: 50}).assign(high_pct=math.inf)
    made = growth_chart(frame, label="turnover")
    assert made.figure.axes[0].get_ylim()[1] < 100


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param([0.0, 0.01, 0.02], [0.0, 0.0, 0.0], id="next to nothing"),
        pytest.param([0.97, 0.98, 0.99], [0.9, 0.99, 1.0], id="next to certain"),
        pytest.param([0.02, 0.1], [0.05, 0.4], id="below the benchmark"),
        pytest.param(list(np.linspace(0.1, 0.6, 16)), [0.3] * 16, id="many years"),
    ],
)
def test_chances_leave_each_other_room(ours, theirs):
    years = range(2026, 2026 + len(ours))
    frame = pd.DataFrame({"year": years, "p_by_year": ours})
    made = probability_chart(
        frame.assign(p_by_year_benchmark=theirs), label="turnover reaching it"
    )
    assert faults(made.figure) == []
    assert faults(made.narrow) == []
    assert all(words != "120" for words, _ in texts(made.figure))


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([(2023, "a_b", 17.5), (2023, "c_d", -3.3)], id="one year"),
        pytest.param(
            [(y, p, 9.0 - y % 7) for y in range(2016, 2026) for p in ("a_b", "rest")],
            id="ten years",
        ),
        pytest.param([(2023, "a_b", 0.0), (2023, "c_d", 0.0)], id="nothing"),
        pytest.param(
            [(2022, "a_b", 4.0), (2022, "c_d", 1.0), (2023, "a_b", 5.0)],
            id="a part unknown in the last year",
        ),
    ],
)
def test_contributions_leave_each_other_room(rows):
    frame = pd.DataFrame(rows, columns=["year", "part", "contribution_pp"])
    titles = {"a_b": "exports of one country to the other", "c_d": "imports"}
    made = contributions_chart(frame, titles=titles)
    assert faults(made.figure) == []
    assert faults(made.narrow) == []
    assert "nan" not in made.alt


def backtest(origins, ahead):
    rows = [
        ("combination", o, o + n, 100.0, 100 / (1 + n), 100.0 * (1 + n), 90.0)
        for o in origins
        for n in range(1, ahead + 1)
        if o + n <= 2025
    ]
    names = ["method", "origin", "year", "median", "lo-80", "hi-80", "actual"]
    forecasts = pd.DataFrame(rows, columns=names)
    came = forecasts[["year", "actual"]].drop_duplicates("year")
    came = came.rename(columns={"actual": "value"})
    return backtest_chart(forecasts, came, unit=USD, label="turnover")


def test_past_forecasts_do_not_overlap_and_say_how_far_they_reach():
    made = backtest(range(2010, 2025), 5)
    assert "made in 2010, 2015 and 2020, against" in made.alt
    words = " ".join(text for text, _ in texts(made.figure)).replace("\n", " ")
    assert "goes on beyond the picture, to USD\u00a0600\u00a0million." in words
    assert faults(made.figure) == []
    assert faults(made.narrow) == []


def test_one_forecast_is_enough():
    assert "made in 2024" in backtest([2024], 1).alt


@pytest.mark.parametrize(
    ("made", "start", "found"),
    [
        pytest.param(
            record,
            "Point chart of turnover, 2019 to 2025",
            "No usable figure for",
            id="record",
        ),
        pytest.param(
            fan,
            "Fan chart of turnover, 2019 to 2031",
            "the median is",
            id="fan",
        ),
        pytest.param(paths, "Line chart of turnover", "They take", id="paths"),
    ],
)
def test_the_alt_text_says_type_span_and_finding(make_annual, made, start, found):
    alt = made(make_annual(ANNUAL["a gap"])).alt
    assert alt.startswith(start)
    assert found in alt
    assert alt.endswith(".")


def test_the_growth_alt_text_names_both_extremes():
    made = growth_chart(growth_of({2022: 5, 2023: -3, 2024: math.nan}), label="it")
    assert made.alt == (
        "Bar chart of the yearly growth of it, 2022 and 2023. Lowest "
        "\u22123\u202f% in 2023, highest 5\u202f% in 2022. No rate for 2024."
    )


@pytest.mark.parametrize("draw", [record, fan, paths])
def test_equal_records_give_equal_bytes(make_annual, draw):
    pictures = [draw(make_annual(ANNUAL["a gap"])) for _ in range(2)]
    first, second = (c._repr_mimebundle_() for c in pictures)
    assert first == second


def test_the_picture_travels_with_its_words_and_its_twin(make_annual):
    data, meta = record(make_annual(ANNUAL["a gap"]))._repr_mimebundle_()
    wide, narrow = data["image/svg+xml"], meta["image/svg+xml"]["narrow"]
    assert ElementTree.fromstring(wide).get("width") == str(WIDE.width)
    assert ElementTree.fromstring(narrow).get("width") == str(NARROW.width)
    picture = Image.open(io.BytesIO(data["image/png"]))
    assert picture.size == (2 * WIDE.width, 2 * WIDE.height)
    for kind in ("image/svg+xml", "image/png"):
        assert (meta[kind]["width"], meta[kind]["height"]) == (960, 500)
        assert data["text/plain"] == f"Chart: {meta[kind]['alt']}"
    assert len(data["image/png"]) < 150_000
    assert len(wide) < 30_000


def test_flat_areas_cost_no_memory_beside_their_own():
    pixels = np.full((1000, 1000), 0xFFFFFF, dtype="<u4")
    pixels[300:400, 200:700] = 0x123456
    tracemalloc.start()
    shades, places = _palette(pixels)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert shades.tolist() == [[255, 255, 255], [0x56, 0x34, 0x12]]
    assert np.array_equal(places, pixels == 0x123456)
    assert most < 2.5 * pixels.nbytes


def test_flat_areas_keep_their_very_colour(make_annual):
    made = record(make_annual(ANNUAL["a gap"]))
    picture = Image.open(io.BytesIO(png(made.figure))).convert("RGB")
    assert picture.getpixel((2, 500)) == (255, 255, 255)
    assert (0xB8, 0x4A, 0x00) in {c for _, c in picture.getcolors(1 << 20)}


@pytest.mark.parametrize("is_derived", [True, False])
def test_a_derived_figure_has_a_dot_and_a_note(make_annual, is_derived):
    annual = make_annual({2022: 10, 2023: 12, 2024: 15})
    drawn, _ = record(annual.assign(derived=is_derived))._repr_mimebundle_()
    assert (DERIVED in drawn["image/svg+xml"]) is is_derived


def test_a_chart_without_a_twin_names_none(make_annual):
    made = record(make_annual(ANNUAL["one figure"]))
    _, meta = Chart(made.figure, "words")._repr_mimebundle_()
    assert "narrow" not in meta["image/svg+xml"]


def test_a_value_of_zero_refuses_the_log_axis(make_annual):
    made = record(make_annual(ANNUAL["zeros"]), log=True, target=None)
    assert made.figure.axes[0].get_yscale() == "linear"
    risen = record(make_annual({2022: 1, 2024: 1000}), log=True)
    assert risen.figure.axes[0].get_yscale() == "log"


def test_lines_end_at_gaps_and_changes_of_books(make_annual):
    annual = make_annual(
        {2018: 1, 2019: 2, 2021: 3, 2022: 4, 2023: 5}, segments=[0, 0, 0, 1, 1]
    )
    stretches = [list(stretch["year"]) for stretch in runs(annual)]
    assert stretches == [[2018, 2019], [2021], [2022, 2023]]


def test_numbers_stand_at_the_last_the_highest_and_the_lowest(make_annual):
    annual = make_annual({2021: 5, 2022: 9, 2023: 1, 2024: 4})
    assert extremes(annual) == [3, 1, 2]
    assert extremes(annual.head(0)) == []


def test_only_whole_years_are_hollow_marks():
    frame = pd.DataFrame(
        {
            "period_start": ["2023-01-01", "2024-01-01", "2024-04-01"],
            "period_end": ["2023-12-31", "2024-06-30", "2025-03-31"],
            "value": [1.0, 2.0, 3.0],
            "books": ["AZE"] * 3,
        }
    )
    assert yearly(frame, 2020, 2025)["value"].to_list() == [1.0]
    assert yearly(None, 2020, 2025).empty


def test_the_longest_part_of_the_newest_year_is_shown():
    frame = pd.DataFrame(
        {
            "year": [2024, 2025, 2025],
            "period_start": pd.to_datetime(["2024-01-01"] + ["2025-01-01"] * 2),
            "period_end": pd.to_datetime(["2024-11-30", "2025-03-31", "2025-07-31"]),
            "value": [1.0, 2.0, 3.0],
            "books": ["KAZ"] * 3,
        }
    )
    assert recent(frame, 2016)["value"].to_list() == [3.0]
    assert recent(frame, 2026).empty
    assert recent(None, 2016).empty


def test_a_phone_names_the_shapes_below_the_picture(make_annual):
    made = record(make_annual(ANNUAL["a gap"]))
    below = " ".join(words for words, _ in texts(made.narrow))
    beside = " ".join(words for words, _ in texts(made.figure))
    glyphs = "".join(GLYPHS.values())
    assert re.search(f"[{glyphs}]\u00a0Kazakhstan", below)
    assert not re.search(f"[{glyphs}]", beside)


@pytest.mark.parametrize(
    "cover",
    [
        lambda placer: placer.avoid_box(2019, 0, 2026, 10),
        lambda placer: [
            placer.avoid_line([2019, 2026], [y / 4, y / 4]) for y in range(41)
        ],
    ],
)
def test_a_label_that_is_not_needed_gives_way(cover):
    with drawing(NARROW):
        canvas = Canvas(NARROW)
        canvas.levels(0, 10)
        canvas.years(2020, 2025, 300)
        canvas.fit("USD million")
        placer = Placer(canvas)
        cover(placer)
        at = canvas.to_px(2022, 5)
        assert placer.put(Label("spare", at, needed=False)) is None
        assert placer.put(Label("needed", at)) is not None


def test_text_is_wrapped_at_plain_spaces_only():
    canvas = Canvas(NARROW)
    wrapped = canvas.wrap("USD\u00a0529\u00a0million in 2023", 60)
    assert wrapped.split("\n")[0] == "USD\u00a0529\u00a0million"


def test_a_text_is_measured_once_for_all_figures(monkeypatch):
    extent, measured = RendererAgg.get_text_width_height_descent, []

    def measure(renderer, words, *font):
        measured.append(words)
        return extent(renderer, words, *font)

    monkeypatch.setattr(RendererAgg, "get_text_width_height_descent", measure)
    words, boxes = "in words of its own", []
    for sheet in (NARROW, WIDE):
        canvas = Canvas(sheet)
        boxes.append(canvas.box(canvas.write(0, 0, words)).size.tolist())
    assert boxes[0] == boxes[1]
    assert measured.count(words) == 1


@pytest.mark.parametrize("letters", ["il", "mw", "aeln"])
def test_every_line_of_a_wrapped_text_is_as_long_as_it_can_be(letters):
    canvas, draw = Canvas(NARROW), random.Random(letters)  # noqa: S311
    words = ["".join(draw.choices(letters, k=draw.randint(1, 9))) for _ in range(60)]
    for width in (5, 60, 300, 5000):
        lines = canvas.wrap(" ".join(words), width).split("\n")
        assert " ".join(lines) == " ".join(words)
        assert all(canvas.measure(s)[0] <= width for s in lines if " " in s)
        longer = (f"{s} {t.split()[0]}" for s, t in pairwise(lines))
        assert all(canvas.measure(text)[0] > width for text in longer)


@pytest.mark.parametrize(
    ("ticks", "words"),
    [
        ([0.0, 2.5, 5.0], ["0.0", "2.5", "5.0"]),
        ([-20.0, 0.0, 20.0], ["\u221220", "0", "20"]),
        ([1, 10, 100], ["1", "10", "100"]),
        ([0, 500, 1000], ["0", "500", "1,000"]),
    ],
)
def test_ticks_share_their_decimals(ticks, words):
    assert tick_texts(ticks) == words


def test_names_at_line_ends_are_pushed_apart():
    centres = spread([50, 51, 52], [10, 10, 10], 0, 100)
    assert np.diff(centres).min() >= 10 - 1e-9
    assert spread([-5], [10], 0, 100) == [5]
    assert spread([105], [10], 0, 100) == [95]


def test_boxes_that_touch_do_not_meet():
    boxes = Boxes()
    boxes.add([(0, 0, 1, 1), (2, 2, 3, 3)])
    tries = np.array([[1.0, 0, 2, 1], [0.5, 0.5, 2.5, 2.5]])
    assert meeting(tries, boxes.rows).tolist() == [[False, False], [True, True]]
    assert boxes.met_by(tries).tolist() == [0, 2]
    assert boxes.touched(tries, (0.5, 0.5)) == 1
    assert Boxes().met_by(tries).tolist() == [0, 0]


def test_a_line_is_covered_from_end_to_end():
    steps = dots((0, 0), (30, 40), 5)
    assert steps[0].tolist() == [-2, -2, 2, 2]
    assert steps[-1].tolist() == [28, 38, 32, 42]


def test_a_sparkline_is_small_and_always_the_same(make_annual):
    annual = make_annual(ANNUAL["a gap"])
    first = sparkline(annual, series="trade_turnover", target=1000.0)
    assert first == sparkline(annual, series="trade_turnover", target=1000.0)
    assert first.startswith("data:image/png;base64,")
    assert len(first) < 8_000


def test_a_sparkline_has_its_first_and_last_value(monkeypatch, make_annual):
    drawn = []
    module = "kzaz_analysis.display.charts.sparkline.png"
    monkeypatch.setattr(module, lambda figure: drawn.append(figure) or b"")
    annual = make_annual(dict(zip(range(2020, 2023), (759, 1485, 4119), strict=True)))
    sparkline(annual, unit="thousand_tonnes")
    sparkline(annual)
    told = [[text.get_text() for text in figure.texts] for figure in drawn]
    assert told == [["0.759", "4.12"], ["759", "4,120"]]
    box = drawn[0].bbox
    for text in drawn[0].texts:
        extent = text.get_window_extent(FigureCanvasAgg(drawn[0]).get_renderer())
        assert box.x0 <= extent.x0 and extent.x1 <= box.x1


def test_each_width_is_drawn_in_its_own_text_size():
    sizes = []

    def draw(sheet):
        canvas = Canvas(sheet)
        sizes.append(canvas.measure("2024")[1])
        return canvas.figure

    chart(draw, "words")
    assert sizes[0] > sizes[1]


def test_at_most_four_names_stand_at_line_ends_those_that_matter_most():
    ends = [End(f"line {n}", n / 10, INK, rank=n) for n in range(7)]
    canvas = Canvas(WIDE)
    canvas.levels(0.0, 1.0)
    canvas.years(2020, 2030, 500)
    canvas.fit("level", right=end_room(canvas, ends))
    before = len(canvas.fixed_texts)
    write_ends(canvas, ends, None)
    names = [text.get_text() for text in canvas.fixed_texts[before:]]
    assert sorted(names) == ["line 0", "line 1", "line 2", "line 3"]
