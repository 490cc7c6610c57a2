"""Scenarios and capacity are told in words and tables that are true."""

import pandas as pd
import pytest
from shown import MISSING, check_marks
from small_corridor import LINK, promised
from test_drivers import PART

import kzaz_analysis as kz
from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.citations import source_list
from kzaz_analysis.evidence.tables import load
from kzaz_analysis.reports.projection.scenarios import driver_sentences as words
from kzaz_analysis.reports.projection.scenarios import driver_tables as view
from kzaz_analysis.reports.record.period_names import period_words

EXPORTS = {2021: 10, 2022: 50, 2023: 30, 2024: 40, 2025: 20}
CARRIED = {2021: 5000, 2024: 100}


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def cells(found):
    return [tuple(plain(cell) for cell in row.cells) for row in found.rows]


def cited(study, sources):
    """A list of sources as a page would make it."""
    used = {view.PLACE_CONDITIONS: sources} | {"record": study.record.annual["source"]}
    return source_list(load("sources"), used)


@pytest.fixture
def study(make_data, figure):
    """A total of 200 of which one part stands at 20, and one without a figure of 2025."""
    make_data(
        observations=[
            *(figure(y, v, series="exports", source="b") for y, v in EXPORTS.items()),
            figure(2024, 160),
            figure(2023, 70, series="imports"),
            figure(2025, 200),
        ],
        sources=[{"source": s} for s in ("paper-2024", "b")],
        drivers=[
            PART,
            PART | {"driver": "late", "title": "late", "rests_on": "imports"},
        ],
    )
    return kz.drivers("turnover", targets=(220.0,), base="latest")


def test_a_scenario_is_told_by_its_end_its_pace_and_its_level(study):
    # Six a year on top of 200: 206, 212, 218, 224; and two a year less.
    assert cells(view.scenario_table(study)) == [
        ("low", "grain", "190", "\u22121", "not by then"),
        ("base", "nothing: the last figure held", "200", "0", "not by then"),
        ("high", "grain", "230", "2.8", "2029"),
    ]
    found = view.driver_words(study, cited(study, view.driver_sources(study)))
    assert plain(found.text).startswith(
        "From USD 200 million in 2025 the conditions lead to USD 190 million on the low "
        "path, USD 200 million on the base path and USD 230 million on the high path "
        "in 2030. USD 220 million is reached on the high path in 2029, the others "
        "not by then. Of the drivers grain moves a path most: up by USD 30 million on "
        "the high path, 3 % of the last figure a year."
    )


def test_a_condition_names_figure_period_effect_and_source(study):
    cite = cited(study, view.driver_sources(study))
    found = view.condition_table(study, cite)
    assert cells(found) == [
        (
            "low",
            "grain",
            "lowest of the last five years: USD 10 million",
            "2021",
            "\u221210",
            "\u22121",
        ),
        (
            "high",
            "grain",
            "highest that its reporter published: USD 50 million",
            "2022",
            "30",
            "3",
        ),
    ]
    assert [row.sources for row in found.rows] == [("b",), ("b",)]
    check_marks(found._repr_html_() + cite._repr_html_().replace("#ref-2", "#src-2"))
    [(driver, why)] = cells(view.kept_out_table(study))
    assert driver == "late"
    assert why.startswith("no figure of 2025, where the series ends")


@pytest.mark.parametrize(
    ("until", "binds", "today"),
    [
        pytest.param(
            "2026-12-31",
            "With what is announced on its earliest date for the high path, its latest "
            "for the base path and later for the low one, nothing binds on any path up "
            "to 2030.",
            "If nothing were added to what stands today, capacity would bind on the "
            "high path in 2027 (the port, 6 million tonnes).",
            id="what is announced comes in time",
        ),
        pytest.param(
            "2028-12-31",
            "On the high path the port (6 million tonnes) binds in 2027; on the low "
            "and base paths nothing binds up to 2030.",
            "If nothing were added to what stands today, capacity would bind on the "
            "high path in 2027 (the port, 6 million tonnes).",
            id="what is announced comes late",
        ),
    ],
)
def test_capacity_binds_in_the_year_the_path_asks_for_more(
    corridor,
    figure,
    until,
    binds,
    today,
):
    tonnes = {"series": "carried", "unit": "thousand_tonnes"}
    load_ = PART | {"series": "freight", "rests_on": "carried", "title": "coal"}
    # 4,000 and 4,900 more by 2030, a sixth a year: 5,633 in 2026, 6,450 in 2027.
    corridor(
        [promised(9.0, until)],
        drivers=[LINK | {"title": "port"}, load_],
        more=[figure(y, v, **tonnes) for y, v in CARRIED.items()],
    )
    study = kz.capacity("freight", horizon_year=2030, base="latest")
    cite = source_list(load("sources"), {"capacity": view.capacity_sources(study)})
    said = [plain(s.text) for s in view.capacity_words(study, cite).sentences]
    assert said[:2] == [binds, today.replace("the port", "port")]
    year = str(int(until[:4]) + 1)
    found = view.capacity_table(study, cite)
    assert cells(found)[-2:] == [
        ("high", "2024", "port", "6,000"),
        ("high", year, "port", "9,000"),
    ]
    check_marks(found._repr_html_() + cite._repr_html_())


def test_what_is_refused_gives_one_sentence_and_empty_tables(study):
    why = Refused("effects", "the drivers table names no driver of this series")
    cite = cited(study, ())
    assert view.driver_words(why, cite).text == (
        "There are no scenarios: the drivers table names no driver of this series."
    )
    assert view.capacity_words(why, cite).text.startswith("Where capacity binds is not")
    tables = [view.condition_table(why, cite), view.capacity_table(why, cite)]
    tables += [view.scenario_table(why), view.kept_out_table(why)]
    assert not any(tables)
    assert view.driver_sources(why) == view.capacity_sources(why) == ()


@pytest.mark.parametrize("name", ["trade_turnover", "titr_freight", "btc_oil_kaz"])
def test_the_record_is_told_without_a_missing_value(name):
    study = kz.drivers(name, targets=(1000.0,))
    cite = cited(study, view.driver_sources(study))
    shown = [view.driver_words(study, cite), view.scenario_table(study)]
    shown += [view.condition_table(study, cite), view.kept_out_table(study)]
    text = " ".join(repr(part) for part in shown)
    assert not MISSING.search(text)
    entering = study.effects["enters"].sum()
    assert len(view.condition_table(study, cite).rows) == entering


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("2025", "2025"),
        ("2021 to 2025", "2021 to 2025"),
        ("2025-01-01 to 2025-08-31", "January to August 2025"),
        ("2024-12-01 to 2024-12-31", "December 2024"),
        ("2024-12-01 to 2025-02-28", "December 2024 to February 2025"),
        ("2025-01-01 to 2025-11-26", "1 January to 26 November 2025"),
        ("2024-05-22", "22 May 2024"),
        (float("nan"), ""),
    ],
)
def test_a_period_is_written_as_people_say_it(given, written):
    assert period_words(given) == written


def test_a_driver_that_moves_less_than_another_is_named_so():
    row = {"reason": "", "kept_out": "", "effect": 1.0}
    assert words.why_not([row]) == words.NOT_STRONGEST
    assert words.why_not([row | {"effect": 0.0}]) == words.STILL
    both = [row | {"kept_out": "it caps the paths"}, row | {"reason": "no figure"}]
    assert words.why_not(both) == "it caps the paths; no figure"
    assert words.interval_words(None) == ""
    known = {"value": 1.5, "low": -0.5, "high": 3.5, "reason": ""}
    assert words.interval_words(known) == "1.5 (\u22120.5 to 3.5)"
    assert words.interval_words(known | {"value": pd.NA}) == ""


def test_a_path_names_the_growth_of_the_forecast_that_it_contains(monkeypatch):
    monkeypatch.delenv("KZAZ_DATA_DIR", raising=False)
    low, base, high = cells(view.scenario_table(kz.drivers("trade_turnover")))
    assert base[:2] == ("base", "growth of the median forecast")
    # Parts that make up the whole leave no room for it.
    assert not any("forecast" in row[1] for row in (low, high))
