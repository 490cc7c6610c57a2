"""The explorer in JupyterLab: the page's sentences, at once, and a still picture."""

import sys

import pytest

import kzaz_analysis as kz
from kzaz_analysis.errors import UsageError
from kzaz_analysis.explorer import carried, quick
from kzaz_analysis.explorer.quick import Answers, Asked


@pytest.mark.parametrize(
    "asked",
    [
        Asked("trade_turnover", target=1000.0),
        pytest.param(
            Asked("trade_turnover", as_of="2024-03-11", method="rwd", horizon=2030),
            marks=pytest.mark.slow,
        ),
        pytest.param(
            Asked("titr_freight", target=9000.0, deadline=2028), marks=pytest.mark.slow
        ),
        Asked("trade_turnover", rule="aze_only", as_of="2025-10-21", target=800.0),
    ],
)
def test_title_answer_and_line_are_those_of_the_page(asked, evidence):
    page = kz.page(
        kz.projection_study(
            asked.series,
            horizon_year=asked.deadline,
            evidence=evidence,
            **asked.arguments(),
        )
    )
    shown = Answers(evidence).shown(asked)
    assert shown.title == str(page.title)
    assert shown.answer == page.answer.text
    assert shown.line == page.answer.below


def test_another_target_or_deadline_chooses_and_tests_nothing_again(
    evidence, monkeypatch
):
    def forbidden(*_, **__):
        raise AssertionError

    answers = Answers(evidence)
    answers.shown(Asked("trade_turnover", target=900.0))
    monkeypatch.setattr(quick, "projection_study", forbidden)
    monkeypatch.setattr(carried, "past_forecasts", forbidden)
    shown = answers.shown(Asked("trade_turnover", target=1000.0, deadline=2029))
    assert "2029" in shown.title + shown.answer
    with pytest.raises(AssertionError):
        answers.shown(Asked("trade_turnover", first_year=2001))


def test_equal_records_are_tested_once(evidence, monkeypatch):
    tested, past_forecasts = [], carried.past_forecasts
    monkeypatch.setattr(
        carried,
        "past_forecasts",
        lambda *args: tested.append(args) or past_forecasts(*args),
    )
    answers = Answers(evidence)
    for first_year in (2001, 2002, 2001):
        answers.shown(Asked("trade_turnover", first_year=first_year))
    assert len(tested) == 2


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(UsageError, match=r"pip install 'kzaz-analysis\[lab\]'"):
        kz.explore()


@pytest.fixture(scope="module")
def explorer():
    pytest.importorskip("ipywidgets")
    return kz.explore("trade_turnover", target=1000.0)


def test_controls_and_what_is_shown_follow_each_other(explorer):
    explorer.controls["deadline"].value = 2031
    assert explorer.asked.deadline == 2031
    assert explorer.shown.title.endswith("by 2031")
    assert "by 2031" in explorer.widget.children[0].value
    explorer.controls["series"].value = "titr_freight"
    assert (explorer.asked.series, explorer.asked.target) == ("titr_freight", 0.0)
    assert explorer.controls["target"].value == 0.0
    assert explorer.shown.title.startswith("Freight on the Middle Corridor")


def test_it_begins_with_the_last_ten_years_unless_told_otherwise(explorer):
    years = kz.series("trade_turnover").annual["year"]
    assert kz.explore().asked.first_year == years.max() - 9 > years.min()
    assert kz.explore(first_year=2014).asked.first_year == 2014
    explorer.controls["series"].value = "btc_oil_kaz"
    explorer.controls["series"].value = "titr_freight"
    last = kz.series("titr_freight").annual["year"].max()
    assert explorer.controls["first_year"].value == last - 9
    explorer.controls["series"].value = "trade_turnover"
    explorer.ask(target=1000.0)


def test_what_does_not_fit_is_said_and_the_rest_stays(explorer):
    before = explorer.asked
    explorer.ask(deadline=2020)
    assert explorer.asked == before
    alert = explorer.widget.children[0].value
    assert '<p role="alert">horizon_year: 2020 is not after' in alert


def test_drivers_take_values_and_say_where_they_lead(explorer):
    explorer.controls["series"].value = "trade_turnover"
    box = explorer.controls["driver_values"]
    assert "grain_volume=" in box.placeholder
    box.value = "grain_volume=1000; oil_price=80"
    assert explorer.asked.driver_values == ("grain_volume=1000", "oil_price=80")
    assert "at 1 million tonnes" in explorer.shown.answer.replace("\u00a0", " ")
    box.value = "grain=1"
    assert "did you mean grain_volume?" in explorer.widget.children[0].value
    box.value = ""
    assert "tonnes" not in explorer.shown.answer


def test_every_control_has_a_name(explorer):
    names = [control.description for control in explorer.controls.values()]
    assert all(names)
    assert len(set(names)) == len(names)


def test_it_is_saved_as_a_still_picture_too(explorer):
    explorer.ask(series="trade_turnover", target=1000.0, deadline=2030)
    bundle = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert explorer.shown.title in bundle["text/plain"]
    assert "<svg" in bundle["text/html"]
    assert "<script" not in bundle["text/html"]


def test_the_cell_it_gives_makes_the_same(explorer):
    explorer.ask(series="titr_freight", target=9000.0, deadline=2028, horizon=2028)
    shown = []
    exec(explorer.code, {"display": shown.append})  # noqa: S102
    assert shown[0].text == explorer.shown.answer
