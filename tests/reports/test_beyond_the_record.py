"""No parameter beyond the record is ignored: it is refused, or the page says so."""

import re

import pytest
from click.testing import CliRunner

import kzaz_analysis as kz
from kzaz_analysis.cli.main import kzaz
from kzaz_analysis.errors import UsageError
from kzaz_analysis.parameter_bounds import check_day, check_window

FUTURE = "lies in the future; what will be known then is not on record"
STUDIES = {
    "growth_rates": (kz.growth_study, "trade_turnover"),
    "trade_projection": (kz.projection_study, "titr_freight"),
    "mirror_statistics": (kz.mirror_study, "trade_turnover"),
    "target_gap": (kz.gap_study, "turnover_1bn"),
    "replay": (kz.replay_study, "trade_turnover"),
    "overview": (kz.overview_study, ["trade_turnover"]),
    "scorecard": (kz.scorecard_study, ""),
    "claims_audit": (kz.audit_study, ""),
}


def study(report, **asked):
    function, subject = STUDIES[report]
    days = {"days": ["2024-03-11"]} if report == "replay" else {}
    return function(subject, **days | asked)


REFUSED = [
    *((report, {"as_of": "2030-01-01"}, f"as_of: 2030-01-01 {FUTURE}")
      for report in STUDIES),
    ("replay", {"days": ["2030-01-01"]}, f"days: 2030-01-01 {FUTURE}"),
    ("replay", {"days": []}, "days is empty"),
    *((report, {"first_year": 2100}, "first_year: 2100 is after 2025, the last year")
      for report in STUDIES if report not in ("overview", "scorecard", "claims_audit")),
    ("growth_rates", {"last_year": 1980}, "last_year: 1980 is before 1992, the first"),
    ("growth_rates", {"first_year": 2020, "last_year": 2010}, "is empty; first_year"),
    ("trade_projection", {"last_year": 1980}, "last_year: 1980 is before 2017"),
    ("trade_projection", {"horizon_year": 2025}, "horizon_year: 2025 is not after 2025"),
    ("trade_projection", {"scenario_conditions": ["peace", "", ""]}, "has 0 growth rat"),
    ("target_gap", {"base_year": 2100}, "base_year: 2100 is no year before the last"),
    ("target_gap", {"base_year": 1950}, "base_year: 1950 is no year before the last"),
]  # fmt: skip


@pytest.mark.parametrize(("report", "asked", "sentence"), REFUSED)
def test_what_no_record_can_answer_is_refused(report, asked, sentence):
    with pytest.raises(UsageError, match=re.escape(sentence)):
        study(report, **asked)


@pytest.mark.parametrize(
    ("report", "name", "value"),
    [
        ("growth_rates", "as_of", "2030-01-01"),
        ("mirror_statistics", "first_year", "2100"),
        ("replay", "days", '["2030-01-01"]'),
    ],
)
def test_the_command_refuses_in_the_same_words_before_a_kernel(
    report, name, value, tmp_path
):
    typed = {"first_year": int, "as_of": str}.get(name)
    asked = {name: typed(value) if typed else ["2030-01-01"]}
    with pytest.raises(UsageError) as in_python:
        study(report, **asked)
    words = ["report", "run", report, "-p", name, value, "-o", str(tmp_path / "out")]
    in_command = CliRunner().invoke(kzaz, words).exception
    assert isinstance(in_command, UsageError)
    assert str(in_command) == str(in_python.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("report", "asked", "place", "sentence"),
    [
        (
            "growth_rates",
            {"first_year": 1900, "last_year": 2100},
            "answer",
            "years asked for: 1900 to 2100, with a figure: 1992 to 2025",
        ),
        (
            "growth_rates",
            {"as_of": "1980-01-01"},
            "answer",
            "there is no usable figure",
        ),
        (
            "growth_rates",
            {"as_of": "2015-01-01", "first_year": 2016},
            "answer",
            "no usable figure for a whole year from 2016 on",
        ),
        (
            "growth_rates",
            {"break_year": 2100},
            "pace_words",
            "break in 2100 is possible",
        ),
        (
            "target_gap",
            {"deadlines": [1992]},
            "needs_words",
            "for 1992 no required growth is computed",
        ),
        ("target_gap", {"base_year": 2021}, "reach_words", "2021"),
        ("mirror_statistics", {"cif_fob": 1.9}, "years_words", "1.9 applies to single"),
        ("overview", {"as_of": "1980-01-01"}, "answer", "no yearly figure of these"),
        ("replay", {"days": ["1980-01-01"]}, "answer", "no yearly figure had been"),
    ],
)
def test_what_the_record_does_not_reach_is_said(report, asked, place, sentence):
    shown = getattr(kz.page(study(report, **asked)), place)
    text = f"{shown.text} {shown.below}"
    assert sentence.lower() in text.lower()


def test_the_newest_publication_counts_as_come_whatever_the_clock_says():
    check_day("as_of", "2199-05-03", ["2026-01-01", "2199-06"])
    with pytest.raises(UsageError, match="future"):
        check_day("as_of", "2199-07-01", ["2026-01-01", "2199-06"])


def test_a_series_without_a_figure_has_no_window_to_refuse():
    check_window("empty", 2100, None, set())
    with pytest.raises(UsageError, match="is empty"):
        check_window("empty", 2020, 2010, set())
