"""One name all the way: notebook, study and command ask alike and refuse alike."""

import inspect
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import kzaz_analysis as kz
from kzaz_analysis import renames
from kzaz_analysis.cli.main import kzaz, main
from kzaz_analysis.cli.running import subjects
from kzaz_analysis.errors import ParameterError, UsageError
from kzaz_analysis.runner.plan.notebooks import list_reports
from kzaz_analysis.runner.plan.parameters import read_schema

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
STUDIES = {
    "claims_audit": "audit_study",
    "forecasts_and_outturns": "outturn_study",
    "counts": "counts_study",
    "growth_rates": "growth_study",
    "mirror_statistics": "mirror_study",
    "overview": "overview_study",
    "replay": "replay_study",
    "scorecard": "scorecard_study",
    "target_gap": "gap_study",
    "trade_projection": "projection_study",
}
OTHERS = ("capacity", "drivers", "nowcast_study", "required", "revisions", "series")
ORDER = (
    *("target", "flow", "series", "source", "counters", "days", "rule", "as_of"),
    *("first_year", "last_year", "year", "basis", "horizon_year", "horizon_years"),
    *("deadlines", "cif_fob", "level", "targets", "base", "method", "jump_off"),
    *("break_year", "break_years", "scenario_growth_pct", "scenario_conditions"),
    "driver_values",
    *("base_year", "confidence_pct", "seed", "most_cards", "evidence"),
)
"""One order for all; ``level`` stands for a target that is a number."""


def schema(report):
    notebook = json.loads((NOTEBOOKS / f"{report}.ipynb").read_text("utf-8"))
    return read_schema(report, notebook)


def parameters(function):
    return inspect.signature(getattr(kz, function)).parameters


def test_every_notebook_has_its_study():
    assert set(STUDIES) == {report.name for report in list_reports(NOTEBOOKS)}
    assert set(subjects.REPORTS) == set(STUDIES)


@pytest.mark.parametrize("report", STUDIES)
def test_notebook_and_study_take_the_same_parameters(report):
    names = [p.name for p in schema(report).parameters]
    assert [n for n in parameters(STUDIES[report]) if n != "evidence"] == names


@pytest.mark.parametrize("report", STUDIES)
def test_types_bounds_and_choices_stand_on_the_function(report):
    arguments = getattr(kz, STUDIES[report]).arguments
    for parameter in schema(report).parameters:
        argument = arguments[parameter.name]
        assert parameter.kind == argument.kind, parameter.name
        assert parameter.rules == argument.rules, parameter.name


@pytest.mark.parametrize("name", [*STUDIES.values(), *OTHERS])
def test_the_subject_comes_first_and_the_rest_by_name_in_one_order(name):
    subject, *rest = parameters(name).values()
    assert subject.kind == subject.POSITIONAL_OR_KEYWORD
    assert {p.kind for p in rest} <= {inspect.Parameter.KEYWORD_ONLY}
    names = ["level" if p.name == "target" else p.name for p in rest]
    assert names == sorted(names, key=ORDER.index)


@pytest.mark.parametrize("name", [*STUDIES.values(), *OTHERS])
def test_every_argument_but_the_evidence_has_its_rules(name):
    assert {*getattr(kz, name).arguments, "evidence"} >= set(parameters(name))


REFUSED = [
    ("growth_rates", "confidence_pct", 0.95, "0.95 is below 50, the least allowed"),
    ("growth_rates", "first_year", "x2018", "'x2018' is not a whole number"),
    ("growth_rates", "first_year", 2200, "2200 is above 2100, the most allowed"),
    ("growth_rates", "basis", "reel", "'reel' is not one of nominal, real"),
    ("growth_rates", "as_of", "2018", "'2018' is not a day written as YYYY-MM-DD"),
    ("target_gap", "confidence_pct", [0.8, 0.95], "0.8 is below 50, the least allowed"),
    ("trade_projection", "target", -5.0, "-5.0 is below 0, the least allowed"),
    ("mirror_statistics", "cif_fob", 106.0, "106.0 is above 2, the most allowed"),
    ("mirror_statistics", "target", -5.0, "-5.0 is below 0, the least allowed"),
    ("replay", "horizon_years", 2.5, "2.5 is not a whole number"),
    ("forecasts_and_outturns", "ledger", "l", "'l' is not the whole path of a file"),
    ("claims_audit", "most_cards", -1, "-1 is below 0, the least allowed"),
]
SUBJECTS = {"growth_rates": "trade_turnover", "trade_projection": "trade_turnover"}
SUBJECTS |= {"target_gap": "turnover_1bn", "replay": "trade_turnover"}


@pytest.mark.parametrize(("report", "name", "value", "sentence"), REFUSED)
def test_python_and_command_refuse_with_one_sentence(report, name, value, sentence):
    days = {"days": ["2024-01-01"]} if report == "replay" else {}
    subject = [SUBJECTS[report]] if report in SUBJECTS else []
    with pytest.raises(UsageError) as in_python:
        getattr(kz, STUDIES[report])(*subject, **days, **{name: value})
    assert str(in_python.value) == f"{name}: {sentence}"
    with pytest.raises(ParameterError) as in_command:
        schema(report).bind({name: value})
    assert str(in_command.value) == f"{report}: {name}: {sentence}"


def test_nothing_given_is_left_out():
    with_none = kz.series("trade_turnover", rule="", as_of="", first_year=0)
    assert with_none.annual.equals(kz.series("trade_turnover").annual)


@pytest.mark.parametrize("amount", [float("nan"), float("inf")])
def test_python_takes_no_amount_without_end(amount):
    sentence = f"target: {amount} is not a finite number"
    with pytest.raises(UsageError, match=sentence):
        kz.projection_study("trade_turnover", target=amount)


def test_python_takes_no_text_for_a_number():
    with pytest.raises(UsageError, match="first_year: '2018' is not a whole number"):
        kz.series("trade_turnover", first_year="2018")


def test_a_window_after_the_newest_publication_is_refused(tmp_path):
    sentence = (
        "first_year: 2030 is after 2..., the last year with a figure of trade_turnover"
    )
    with pytest.raises(UsageError, match=sentence):
        kz.growth_study("trade_turnover", first_year=2030)
    words = ["report", "run", "growth_rates", "-p", "first_year", "2030"]
    done = CliRunner().invoke(kzaz, [*words, "-o", str(tmp_path / "out")])
    assert isinstance(done.exception, UsageError)
    assert re.search(sentence, str(done.exception))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"start": 2018}, {"first_year": 2018}),
        ({"end": 2022}, {"last_year": 2022}),
        ({"name": "trade_turnover"}, {"series": "trade_turnover"}),
    ],
)
def test_old_names_work_with_a_warning(old, new):
    subject = [] if "name" in old else ["trade_turnover"]
    with pytest.warns(DeprecationWarning, match=f"now called {list(new)[-1]}"):
        before = kz.series(*subject, **old)
    assert before.annual.equals(kz.series(*subject, **new).annual)


def test_arguments_by_position_work_with_a_warning():
    with pytest.warns(DeprecationWarning, match="now called as_of"):
        before = kz.revisions("trade_turnover", "2023-07-29")
    now = kz.revisions("trade_turnover", as_of="2023-07-29")
    assert before.equals(now)
    with pytest.raises(TypeError, match="the rest by name"):
        kz.scorecard_study("trade_turnover", "2023-07-29")


def test_the_command_takes_old_names_too():
    with pytest.warns(DeprecationWarning, match="start is now called first_year"):
        values = schema("growth_rates").bind({"start": "2018"})
    assert values["first_year"] == 2018


def test_an_old_value_works_in_python_and_by_command_with_a_warning():
    with pytest.warns(DeprecationWarning, match="'books' is now called 'releases'"):
        study = kz.projection_study("trade_turnover", jump_off="books")
    assert study.jump_off == "releases"
    with pytest.warns(DeprecationWarning, match="'books' is now called 'releases'"):
        values = schema("trade_projection").bind({"jump_off": "books"})
    assert values["jump_off"] == "releases"
    with pytest.raises(UsageError, match="jump_off: 'book' is not one of"):
        kz.projection_study("trade_turnover", jump_off="book")


def test_no_new_name_is_an_old_one():
    for values in renames.VALUES.values():
        assert not set(values) & set(values.values())
    assert not set(renames.ARGUMENTS) & set(renames.ARGUMENTS.values())
    assert not set(renames.RESULTS) & set(renames.RESULTS.values())


@pytest.mark.parametrize(
    ("report", "name", "value", "nearest"),
    [
        ("growth_rates", "series", "trade_turnovr", "trade_turnover"),
        ("growth_rates", "rule", "kaz_frist", "kaz_first"),
        ("growth_rates", "rule", "KAZ_BNSS", "KAZ_BNS"),
        ("target_gap", "target", "turnover_1b", "turnover_1bn"),
        ("claims_audit", "source", "trend-2022-04-1", "trend-2022-04-12"),
    ],
)
def test_a_name_that_is_not_there_is_refused_before_a_kernel(
    tmp_path, report, name, value, nearest
):
    out = tmp_path / "out"
    words = ["report", "run", report, "-p", name, value, "-o", str(out)]
    done = CliRunner().invoke(kzaz, words)
    assert isinstance(done.exception, UsageError)
    assert done.exception.exit_code == 2
    assert f"is called '{value}'" in str(done.exception)
    assert nearest in str(done.exception)
    assert not out.exists()


UNKNOWN = [
    ("growth_rates", "series", "no_such"),
    ("growth_rates", "rule", "no_such"),
    ("replay", "series", "trade_turnovr"),
    ("target_gap", "target", "no_such"),
    ("target_gap", "series", "no_such"),
    ("target_gap", "rule", "no_such"),
    ("overview", "series", ["no_such"]),
    ("overview", "targets", ["no_such"]),
    ("scorecard", "series", "no_such"),
    ("claims_audit", "source", "no_such"),
    ("mirror_statistics", "flow", "no_such"),
    ("mirror_statistics", "flow", "titr_freight"),
    ("counts", "flow", "no_such"),
    ("counts", "targets", ["no_such"]),
    ("counts", "counters", ["no_such", "EDB"]),
    ("counts", "counters", ["no_such@EDB"]),
    ("trade_projection", "driver_values", ["no_such=3"]),
    ("trade_projection", "driver_values", ["oil_price=abc"]),
    ("trade_projection", "horizon_year", 2020),
    ("target_gap", "base_year", 1980),
    ("replay", "days", ["2024-02-30"]),
    ("replay", "days", []),
]


@pytest.mark.parametrize(("report", "name", "value"), UNKNOWN)
def test_an_unknown_name_gets_one_sentence_in_python_and_before_a_kernel(
    tmp_path, monkeypatch, report, name, value
):
    subject = {"counts": {"flow": "titr_freight"}, "target_gap": {"first_year": 2016}}
    with pytest.raises(UsageError) as in_python:
        getattr(kz, STUDIES[report])(**{**subject.get(report, {}), name: value})
    monkeypatch.setattr("kzaz_analysis.runner.run.run", pytest.fail)
    out = tmp_path / "out"
    text = value if isinstance(value, str) else json.dumps(value)
    words = ["report", "run", report, "-p", name, text, "-o", str(out)]
    done = CliRunner().invoke(kzaz, words)
    assert isinstance(done.exception, UsageError)
    assert str(done.exception) == str(in_python.value)
    assert not out.exists()


def test_the_command_says_that_a_name_is_old(tmp_path, capfd):
    words = ["report", "run", "growth_rates", "-p", "start", "2018", "--dry-run"]
    with pytest.raises(SystemExit):
        main([*words, "-o", str(tmp_path / "out")])
    said = capfd.readouterr().err
    assert said.count("kzaz: growth_rates: start is now called first_year") == 1


def test_a_strange_name_gets_three_others_and_not_all():
    with pytest.raises(UsageError) as refused:
        kz.series("qqq")
    assert str(refused.value).count(",") == 2


def test_an_argument_that_comes_twice_is_named():
    with pytest.raises(TypeError, match="required: target came twice"):
        kz.required("turnover_1bn", target="titr_10mt")
