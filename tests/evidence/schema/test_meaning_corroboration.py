"""Errors that a second witness tells: the other reporter, an event, words, notes."""

import pandas as pd
import pytest
from small_dataset import TODAY, small_dataset

from kzaz_analysis.evidence.dataset.dataset import rules_of
from kzaz_analysis.evidence.files import read_text
from kzaz_analysis.evidence.schema.definitions import TABLES
from kzaz_analysis.evidence.schema.meaning import meaning_problems

T23, E23, HALF = 13, 27, 35
"""Lines: turnover 2023, exports 2023, half of 2025."""


@pytest.fixture
def texts(make_data):
    """Texts of the tables of a folder without errors."""
    where = make_data(**small_dataset())
    return {name: read_text(name, where) for name in TABLES}


def plant(texts, table, line, **cells):
    """Write cells into a line, which is a copy of the first one where it is new."""
    rows = texts[table]
    if line not in rows.index:
        rows.loc[line] = rows.iloc[0]
    rows.loc[line, list(cells)] = [str(cell) for cell in cells.values()]


def lines_of(kind, texts, file):
    problems = meaning_problems(
        texts, pd.Timestamp(TODAY), rules_of(("KAZ", "AZE")), kinds={kind}
    )
    return {p.line for p in problems if (p.kind, p.file) == (kind, file)}


def test_a_day_that_is_missing_can_be_told(texts):
    days = {"base_start": "", "base_end": "2019-12-31"}
    plant(texts, "claims", 2, period_start="2023-01-01", **days)
    assert 2 in lines_of("base of another time", texts, "claims.csv")


EVENT = {"project": "bridge", "event": "opening", "status": "done", "unit": ""}


@pytest.mark.parametrize(
    ("first", "last", "named"),
    [
        pytest.param("2024-06-01", "2024-06-01", False, id="same day"),
        pytest.param("", "2024-08-01", False, id="known by then"),
        pytest.param("2025-06-01", "2025-06-01", True, id="another day"),
    ],
)
def test_an_opening_happens_once(texts, first, last, named):
    day = {"actual_start": "2024-06-01", "actual_end": "2024-06-01", "value": ""}
    plant(texts, "milestones", 80, id="m80", **EVENT, **day)
    plant(texts, "milestones", 81, id="m81", **EVENT, value="")
    plant(texts, "milestones", 81, actual_start=first, actual_end=last)
    lines = lines_of("event that happened twice", texts, "milestones.csv")
    assert (lines == {80, 81}) is named


@pytest.mark.parametrize(("day", "named"), [("2026-11-27", True), (TODAY, False)])
def test_what_is_planned_lies_ahead(texts, day, named):
    plant(texts, "milestones", 3, planned_start="2026-05-01", planned_end=day)
    lines = lines_of("planned and past", texts, "milestones.csv")
    assert (3 in lines) is named


@pytest.mark.parametrize(
    ("unit", "value", "kinds"),
    [
        ("years", 30, set()),
        ("years", 20, {"years against the days"}),
        ("tonnes", 30, {"milestone in another unit"}),
    ],
)
def test_an_anniversary_is_so_many_years_later(texts, unit, value, kinds):
    years = {"unit": "years", "label": "years", "dimension": "duration in years"}
    plant(texts, "units", 80, **years, factor=1)
    for line, event, year in ((80, "agreement", 1992), (81, "anniversary", 2022)):
        day = {"actual_start": f"{year}-08-27", "actual_end": f"{year}-08-27"}
        cells = {"project": "treaty", "event": event, "value": "", "unit": ""}
        plant(texts, "milestones", line, id=f"m{line}", **cells, **day)
    plant(texts, "milestones", 81, value=value, unit=unit)
    due = ("years against the days", "milestone in another unit")
    assert {k for k in due if 81 in lines_of(k, texts, "milestones.csv")} == kinds


@pytest.mark.parametrize(
    ("quote", "named"),
    [
        ("€556.7 million", True),
        ("556,7 тыс. тонн", True),
        ("$556.7 million", False),
        ("$556.7 million (€510 million)", False),
        ("556.7 million", False),
    ],
)
def test_the_unit_is_the_one_printed(texts, quote, named):
    plant(texts, "observations", T23, quote=quote)
    lines = lines_of("unit against the quote", texts, "observations.csv")
    assert (T23 in lines) is named


def both_sides(texts, times=1.4):
    """Let the other reporter have so many times the turnover of each year."""
    figures = texts["observations"]
    for n, line in enumerate(range(2, 16)):
        value = round(float(figures.loc[line, "value"]) * times, 1)
        figures.loc[600 + n] = figures.loc[line]
        cells = {"reporter": "AZE", "agency": "AZE_SCC", "ref": f"o{n}"}
        bounds = {"low": f"{value - 0.05:.2f}", "high": f"{value + 0.05:.2f}"}
        plant(texts, "observations", 600 + n, value=value, **bounds, **cells)


def test_reporters_that_change_places_for_a_year_are_named(texts):
    both_sides(texts)
    kind, file = "figure of the other side", "observations.csv"
    assert not lines_of(kind, texts, file)
    cells = ["value", "low", "high"]
    figures = texts["observations"]
    own, other = (figures.loc[line, cells].to_list() for line in (T23 - 6, 605))
    figures.loc[T23 - 6, cells], figures.loc[605, cells] = other, own
    assert lines_of(kind, texts, file) == {T23 - 6, 605}


@pytest.mark.parametrize(("status", "named"), [("D", True), ("U", False)])
def test_another_definition_is_a_witness_of_whose_figure_it_is(texts, status, named):
    both_sides(texts, 1.02)
    figures = texts["observations"]
    figures.loc[700] = figures.loc[T23]
    plant(texts, "observations", 700, obs_status=status, agency="KAZ_MFA", ref="w")
    cells = ["value", "low", "high"]
    line = 600 + T23 - 2
    own, other = (figures.loc[n, cells].to_list() for n in (T23, line))
    figures.loc[T23, cells], figures.loc[line, cells] = other, own
    lines = lines_of("figure of the other side", texts, "observations.csv")
    assert (line in lines) is named


@pytest.mark.parametrize(
    ("value", "side", "named"),
    [(357.2, "KAZ", True), (357.2, "AZE", False), (361.4, "KAZ", False)],
)
def test_digits_that_changed_places_show_beside_another_edition(
    texts, value, side, named
):
    figures = texts["observations"]
    figures.loc[700] = figures.loc[T23]
    bounds = {"low": value - 0.05, "high": value + 0.05}
    plant(texts, "observations", 700, value=value, reporter=side, **bounds)
    plant(texts, "observations", 700, agency="KAZ_MFA", ref="w")
    plant(texts, "observations", T23, value=375.3, low=375.25, high=375.35)
    lines = lines_of("slip of a digit", texts, "observations.csv")
    assert (700 in lines) is named


def test_parts_that_miss_their_total_are_named_with_it(texts):
    figures = texts["observations"]
    figures.loc[700] = figures.loc[E23]
    cells = {"series": "imports", "value": 111.4, "low": 111.35, "high": 111.45}
    plant(texts, "observations", 700, ref="i", **cells)
    kind, file = "parts that do not make the total", "observations.csv"
    assert not lines_of(kind, texts, file)
    plant(texts, "observations", 700, value=11.14, low=11.135, high=11.145)
    assert lines_of(kind, texts, file) == {T23, E23, 700}


@pytest.mark.parametrize(("times", "named"), [(1, False), (8, True)])
def test_a_note_of_many_rows_explains_no_rate(texts, times, named):
    claims = texts["claims"]
    plant(texts, "claims", 2, value=210, low=209.5, high=210.5, digits=3)
    note = "Base read as the year before."
    plant(texts, "claims", 2, note=note)
    for n in range(times):
        claims.loc[80 + n] = claims.loc[4]
        plant(texts, "claims", 80 + n, id=f"c{80 + n}", note=note)
    lines = lines_of("rate against the record", texts, "claims.csv")
    assert (2 in lines) is named


@pytest.mark.parametrize(
    ("title", "nature", "named"),
    [
        ("Freight", "rate", True),
        ("Freight", "flow", False),
        ("Daily freight", "rate", False),
    ],
)
def test_what_adds_up_is_no_rate(texts, title, nature, named):
    plant(texts, "series", 5, title=title, nature=nature)
    assert (5 in lines_of("flow called a rate", texts, "series.csv")) is named


@pytest.mark.parametrize(
    ("base", "note", "named"),
    [
        (556.7, "", False),
        (550, "", False),
        (565.7, "", True),
        (950, "", True),
        (950, "All goods.", False),
    ],
)
def test_a_base_is_what_its_year_was(texts, base, note, named):
    plant(texts, "targets", 3, base_value=base, base_year=2023, note=note)
    lines = lines_of("base against the record", texts, "targets.csv")
    assert (3 in lines) is named


@pytest.mark.parametrize(("value", "named"), [(556.7, False), (511.1, True)])
def test_a_figure_that_two_sources_deny_is_named(texts, value, named):
    figures = texts["observations"]
    for line, agency in ((700, "KAZ_MFA"), (701, "KAZ_MFA")):
        figures.loc[line] = figures.loc[T23]
        plant(texts, "observations", line, agency=agency, ref=line)
    bounds = {"low": value - 0.05, "high": value + 0.05}
    plant(texts, "observations", 701, value=value, **bounds)
    lines = lines_of("apart from its period", texts, "observations.csv")
    assert (lines == {701}) is named


@pytest.mark.parametrize(("year", "named"), [(2022, True), (2026, False)])
def test_two_figures_beside_a_year_without_one_are_named(texts, year, named):
    figures = texts["observations"]
    plant(texts, "observations", 15, period_end="2026-12-31")
    days = {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
    plant(texts, "observations", T23, **days)
    figures.loc[700] = figures.loc[15]
    plant(texts, "observations", 700, source="paper-2024", value=490, ref="w")
    lines = lines_of("two figures of one office", texts, "observations.csv")
    assert ({T23, T23 - 1} <= lines) is named


def test_a_family_that_adds_up_elsewhere_misses_its_total(texts):
    figures = texts["observations"]
    years = (T23 - 2, T23 - 1, T23)
    for n, name in enumerate(("turnover_a", "turnover_b")):
        plant(texts, "series", 80 + n, series=name, parts="", title=name)
        for line in years:
            half = float(figures.loc[line, "value"]) / 2
            cells = {"series": name, "value": half, "low": "", "high": ""}
            figures.loc[700 + 100 * n + line] = figures.loc[line]
            plant(texts, "observations", 700 + 100 * n + line, **cells, ref=half)
    for line in years:
        for member in (line, 700 + line, 800 + line):
            plant(texts, "observations", member, source="paper-2024")
    kind, file = "parts that do not make the total", "observations.csv"
    assert not lines_of(kind, texts, file)
    plant(texts, "observations", 800 + T23, value=27.8)
    assert lines_of(kind, texts, file) == {T23, 700 + T23, 800 + T23}


SAME_SOURCE = {"source": "office-2025-03-01", "note": "", "status": ""}
YEAR_23 = {"period_start": "2023-01-01", "period_end": "2023-12-31"}
BASE_22 = {"base_start": "2022-01-01", "base_end": "2022-12-31"}
PLAIN = {"obs_status": "A", "superseded_by": "", "quote": "", "qualifier": "exact"}


def figure(texts, line, series, value, year, half=0.05, **cells):
    """Plant a yearly figure of the common source."""
    bounds = {"low": f"{value - half:.4f}", "high": f"{value + half:.4f}", "digits": 4}
    days = {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
    cells = SAME_SOURCE | PLAIN | bounds | days | {"ref": f"z{line}"} | cells
    plant(texts, "observations", line, series=series, value=value, **cells)


def series(texts, line, name, **cells):
    """Plant an entry of the catalogue without parts."""
    plant(texts, "series", line, series=name, title=name, parts="", **cells)


@pytest.mark.parametrize(
    ("measure", "value", "level", "kind"),
    [
        ("growth", 20, 120.0, None),
        ("growth", 2, 120.0, "rate against its source"),
        ("increase", 20, 120.0, None),
        ("increase", -20, 120.0, "rate against its source"),
        ("growth", 20, 102.0, "level against its source"),
        ("level", 120, "", None),
        ("level", 20, "", "level against its source"),
    ],
)
def test_a_source_agrees_with_itself(texts, measure, value, level, kind):
    series(texts, 90, "coal_value", unit="million_USD", nature="flow")
    figure(texts, 700, "coal_value", 100.0, 2022)
    figure(texts, 701, "coal_value", 120.0, 2023)
    unit = "percent" if measure == "growth" else "million_USD"
    cells = {"value": value, "low": value, "high": value, "unit": unit}
    beside = {"level_value": level, "level_unit": "million_USD" if level else ""}
    plant(texts, "claims", 90, id="z", measure=measure, series="coal_value", **cells)
    plant(texts, "claims", 90, **SAME_SOURCE, **YEAR_23, **BASE_22, **beside)
    for name in ("level against its source", "rate against its source"):
        assert (90 in lines_of(name, texts, "claims.csv")) is (name == kind)
    denied = lines_of("level against its source", texts, "observations.csv")
    assert (701 in denied) is (kind is not None)


@pytest.mark.parametrize(("value", "named"), [(50.0, False), (5.0, True)])
def test_a_price_is_like_the_others(texts, value, named):
    series(texts, 90, "coal_usd", unit="million_USD", nature="flow")
    series(texts, 91, "coal_t", unit="thousand_tonnes", nature="flow")
    for n, (money, mass) in enumerate(((40.0, 80.0), (44.0, 90.0), (value, 100.0))):
        figure(texts, 700 + n, "coal_usd", money, 2020 + n)
        figure(texts, 710 + n, "coal_t", mass, 2020 + n, unit="thousand_tonnes")
    odd = lines_of("price unlike the others", texts, "observations.csv")
    assert (odd & {702, 712} == {702, 712}) is named


@pytest.mark.parametrize(
    ("window", "kind"),
    [
        (30.0, None),
        (33.0, "years that do not make the window"),
        (12.0, "window below what it holds"),
    ],
)
def test_years_make_their_window(texts, window, kind):
    for line, name in ((90, "coal_value"), (91, "coal_value_cumulative")):
        series(texts, line, name, unit="million_USD", nature="flow")
    for n, value in enumerate((7.0, 8.0, 15.0)):
        figure(texts, 700 + n, "coal_value", value, 2020 + n)
    days = {"period_start": "2020-01-01", "period_end": "2022-12-31"}
    figure(texts, 710, "coal_value_cumulative", window, 2022, **days)
    told = lines_of("years that do not make the window", texts, "observations.csv")
    assert (710 in told) is (kind is not None)
    below = lines_of("window below what it holds", texts, "observations.csv")
    assert (710 in below) is (kind == "window below what it holds")


def indicator(texts, first, name, values, unit):
    for n, value in enumerate(values):
        cells = {"indicator": name, "year": 2001 + n, "value": value, "unit": unit}
        plant(texts, "macro", first + n, country="KAZ", ref=f"{name}{n}", **cells)


def test_indicators_of_one_thing_do_not_part(texts):
    levels = [100, 110, 121, 133.1, 146.41, 161.051, 177.1561, 194.87171]
    indicator(texts, 100, "prices", levels, "USD")
    rates = [10.0] * 8
    rates[5] = -10.0
    indicator(texts, 120, "price_rise", rates, "percent")
    odd = lines_of("indicators that part", texts, "macro.csv")
    assert {105, 125} <= odd
    assert not odd & {101, 121}
    levels[7] = levels[6]
    indicator(texts, 100, "prices", levels, "USD")
    assert lines_of("copied to another period", texts, "macro.csv") == {107}


@pytest.mark.parametrize(
    ("table", "cells", "column", "kind"),
    [
        (
            "agencies",
            {"kind": "dataset", "books": "KAZ", "agency": "ZZ"},
            {"books": "ZZ"},
            "owner of a compilation",
        ),
        (
            "observations",
            {"value": "70", "note": "+70%; dry cargo"},
            {"value": "71"},
            "change for level",
        ),
        (
            "milestones",
            {"project": "turnover", "unit": "million_USD", "value": 90000},
            {"value": 0.9},
            "event above the record",
        ),
    ],
)
def test_one_row_says_it(texts, table, cells, column, kind):
    plant(texts, table, 90, **cells)
    assert 90 in lines_of(kind, texts, f"{table}.csv")
    plant(texts, table, 90, **column)
    assert 90 not in lines_of(kind, texts, f"{table}.csv")


def test_publishers_stay_at_their_addresses(texts):
    for n in range(14):
        who, host = ("Trend", "trend.az") if n < 7 else ("Kazinform", "inform.kz")
        cells = {"publisher": who, "kind": "press", "source": f"p{n}"}
        plant(texts, "sources", 90 + n, **cells, address=f"https://www.{host}/{n}")
    kind, file = "address of another publisher", "sources.csv"
    assert not lines_of(kind, texts, file)
    plant(texts, "sources", 90, address="https://www.inform.kz/en/one")
    assert lines_of(kind, texts, file) == {90}


def test_one_change_is_stated_once(texts):
    for line, value in ((90, 20), (91, 40)):
        cells = {"measure": "growth", "unit": "percent", "value": value}
        plant(texts, "claims", line, id=f"z{line}", **cells, **SAME_SOURCE)
        plant(texts, "claims", line, **YEAR_23, **BASE_22, speaker="")
    assert {90, 91} <= lines_of("stated twice", texts, "claims.csv")
    plant(texts, "claims", 91, source="other")
    assert 91 not in lines_of("stated twice", texts, "claims.csv")
