"""Numbers over runs: where the points lie, and a page that asks nothing of anybody."""

import json
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_runs import page, record, result, run_id

from kzaz_analysis.runner.archive import archive
from kzaz_analysis.runner.compare import history, page_times, step_chart
from kzaz_analysis.runner.compare.step_chart import Point


def keep(out, *pages_by_run):
    for day, pages in enumerate(pages_by_run, start=1):
        archive.save(out, record(day, pages), {})


def context_of(out, records):
    (out / "runs").mkdir()
    for kept in records:
        (out / "runs" / f"{kept['id']}.json").write_text(json.dumps(kept), "utf-8")
    return history.context(out)


def text_of(out):
    assert history.write(out)
    return (out / "history.html").read_text("utf-8")


def points(*values, made=()):
    return [
        Point(f"2026-11-{day:02d} 10:00:00", value, f"{value}", day in made or not made)
        for day, value in enumerate(values, start=1)
    ]


def test_one_run_is_no_history(tmp_path):
    assert not history.write(tmp_path)
    keep(tmp_path, {"a": page(result())})
    assert not history.write(tmp_path)
    assert not (tmp_path / "history.html").exists()


def test_a_line_goes_level_to_the_next_run_and_then_steps():
    drawn = step_chart.chart("Freight", points(1.0, 3.0, 2.0))
    assert drawn["path"] == "M8.0 70.0H104.0V10.0H200.0V40.0"
    assert [dot["title"] for dot in drawn["dots"]][-1] == "2026-11-03 10:00:00: 2.0"
    assert drawn["last"]["text"] == "2.0"
    assert drawn["name"] == "Step line: Freight, 3 runs: from 1.0 to 2.0."


def test_a_gap_is_not_bridged_and_a_run_that_made_nothing_has_no_dot():
    drawn = step_chart.chart("Freight", points(1.0, math.nan, 2.0, None, made=(1, 2)))
    assert drawn["path"].count("M") == 2
    assert [dot["x"] for dot in drawn["dots"]] == [8.0]
    assert drawn["last"] is None


@given(st.lists(st.none() | st.floats(), min_size=1, max_size=9))
def test_every_point_lies_inside_the_frame(values):
    drawn = step_chart.chart("Freight", points(*values))
    finite = [v for v in values if v is not None and math.isfinite(v)]
    assert len(drawn["dots"]) == len(finite)
    for dot in drawn["dots"]:
        assert 8 <= dot["x"] <= 200
        assert 10 <= dot["y"] <= 70
    heights = [dot["y"] for dot in drawn["dots"]]
    by_value = [y for _, y in sorted(zip(finite, heights, strict=True))]
    assert by_value == sorted(heights, reverse=True)


def test_points_are_the_runs_that_made_the_page(tmp_path):
    made = page(result())
    same = made | {"status": "unchanged"}
    keep(
        tmp_path,
        {"a": made},
        {"a": same},
        {"a": page(result(5.0, "5 Mt"))},
        {"a": same},
    )
    [drawn] = history.context(tmp_path)["pages"]
    [number] = drawn["moving"]
    assert len(number["chart"]["dots"]) == 2
    assert [time for time, _ in drawn["rows"]] == [
        "2026-11-03 10:00:00",
        "2026-11-01 10:00:00",
    ]


def test_values_in_another_unit_are_told_but_not_drawn(tmp_path):
    old = page(result(4500.0, "4,500 kt", unit="thousand_tonnes"))
    runs = [record(1, {"a": old}), record(2, {"a": page(result())})]
    [found] = context_of(tmp_path, runs)["pages"]
    assert len(found["moving"][0]["chart"]["dots"]) == 1
    assert [values for _, values in found["rows"]] == [["4.5 Mt"], ["4,500 kt"]]


def test_numbers_that_moved_last_come_first_and_still_ones_are_folded(tmp_path):
    runs = [
        record(1, {"a": page(result()), "b": page(result()), "c": page()}),
        record(2, {"a": page(result()), "b": page(result(5.0, "5 Mt")), "c": page()}),
    ]
    found = context_of(tmp_path, runs)["pages"]
    assert [drawn["slug"] for drawn in found] == ["b", "a", "c"]
    assert [len(drawn["still"]) for drawn in found] == [0, 1, 0]


@pytest.mark.parametrize("value", [None, math.nan, "many"])
def test_a_number_that_is_none_is_said_to_be(tmp_path, value):
    runs = [record(1, {"a": page(result())}), record(2, {"a": page(result(value, ""))})]
    [found] = context_of(tmp_path, runs)["pages"]
    assert found["moving"][0]["shown"] in ("not computable", "many")
    assert found["moving"][0]["chart"]["last"] is None


def test_hostile_titles_stay_text_and_nothing_is_asked_of_anybody(tmp_path):
    evil = '<script>alert("1")</script>'
    bad = page(result(5.0, evil, label=evil), title=evil)
    keep(tmp_path, {"a": page(result(), title=evil)}, {"a": bad})
    html = text_of(tmp_path)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") > 5
    assert "default-src &#39;none&#39;" in html
    links = re.findall(r'(?:src|href)="([^"]*)"', html)
    assert {link for link in links if ":" in link} == {"data:,"}


def test_the_same_runs_give_the_same_bytes_and_a_broken_one_is_passed_over(tmp_path):
    keep(tmp_path, {"a": page(result())}, {"a": page(result(5.0, "5 Mt"))})
    html = text_of(tmp_path)
    (tmp_path / "runs" / f"{run_id(9)}.json").write_text("{")
    assert text_of(tmp_path) == html
    assert html.count("<h1") == 1
    assert html.count('role="img" aria-label="Step line: ') == 2


def test_the_time_that_runs_took_is_drawn(tmp_path):
    seconds = (None, 12.3, 400)
    runs = [record(d, {"a": page()}, seconds=s) for d, s in enumerate(seconds, 1)]
    durations = context_of(tmp_path, runs)["durations"]
    assert durations["shown"] == "7 min"
    assert len(durations["chart"]["dots"]) == 2
    assert "from none to 7 min" in durations["chart"]["name"]


def test_the_times_of_pages_are_drawn_in_a_size_that_no_number_of_pages_changes(
    tmp_path,
):
    keep(tmp_path, {"p7": page(title="Slow")}, {"p7": page(title="Slow")})
    sizes = []
    for pages in (100, 10_000):
        spent = [
            {"slug": f"p{n}", "execute_s": 0.5, "render_s": 0.1} for n in range(pages)
        ]
        spent[7] |= {"execute_s": 400.0}
        del spent[8]["execute_s"]
        assert history.write(tmp_path, entries=spent)
        html = (tmp_path / "history.html").read_text("utf-8")
        assert f"{pages - 1:,} pages, median 0.6 s, most often under 1 s." in html
        assert f">{pages - 2:,}</text>" in html
        assert html.count("<circle") == 8
        slow = html.partition("The pages that took longest")[2]
        assert slow.index('<a href="p7.html">Slow</a></th><td>7 min') < slow.index("p0")
        assert slow.count("<tr>") == 1 + 10
        sizes.append(len(html))
    assert sizes[1] - sizes[0] < 40


@pytest.mark.parametrize(
    ("seconds", "label"),
    [
        (0.999, "under 1 s"),
        (1.0, "1 to 2 s"),
        (299, "1 to 5 min"),
        (300, "5 min or more"),
    ],
)
def test_a_time_is_counted_in_its_class(seconds, label):
    entries = [{"slug": "a", "execute_s": seconds, "render_s": None}]
    rows = page_times.page_times(entries, lambda _: {})["chart"]["rows"]
    assert [row["label"] for row in rows if row["shown"] != "0"] == [label]
    assert [row["end"] for row in rows if row["shown"] == "0"] == [96.0] * 7


def test_pages_without_times_draw_nothing():
    assert page_times.page_times([{"slug": "a"}], lambda _: {}) is None
