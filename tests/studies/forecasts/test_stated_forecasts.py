"""Lines of a ledger are scored by what the same reporter published after them."""

import math

import pandas as pd
import pytest

from kzaz_analysis.evidence.opened import opened
from kzaz_analysis.studies.forecasts.stated import (
    ELSEWHERE,
    KNOWN,
    OPEN,
    REPEATED,
    SCORED,
    score_table,
    scored_lines,
)

PROBABILITIES = [0.025, 0.1, 0.5, 0.9, 0.975]
SPREAD = [0.5, 0.8, 1.0, 1.25, 2.0]


def line(day="2024-06-01", reporter="KAZ", target=130.0, chances=None, **subject):
    """A projection of 110, 120 and 130 from 100 in 2023."""
    quantiles = {
        str(year): [middle * part for part in SPREAD]
        for year, middle in ((2024, 110), (2025, 120), (2026, 130))
    }
    record = {
        "reporter": reporter,
        "unit": "million_USD",
        "origin_year": 2023,
        "origin_value": 100.0,
        "probabilities": PROBABILITIES,
        "quantiles": quantiles,
        "chances": chances or {"2024": 0.1, "2025": 0.4, "2026": 0.5},
    }
    about = {"series": "turnover", "rule": "kaz_first", "target": target} | subject
    return {"line": 1, "day": day, "subject": about, "record": record}


@pytest.fixture
def evidence(make_data, figure):
    """Kazakhstan reports 2023 in 2024, then 2024 and 2025; Azerbaijan 2024 alone."""
    days = {"a": "2024-02-01", "b": "2025-02-01", "c": "2026-02-01"}
    kaz = ((2022, 90, "a"), (2023, 100, "a"), (2024, 105, "b"), (2025, 150, "c"))
    make_data(
        observations=[
            *(figure(y, v, 0.5, reporter="KAZ", source=s) for y, v, s in kaz),
            figure(2024, 400, 0.5, reporter="AZE", source="b", agency="AZE_SCC"),
        ],
        sources=[{"source": s, "published_on": day} for s, day in days.items()],
    )
    return opened(None)


def test_a_year_is_scored_by_the_reporter_of_the_line(evidence):
    scores = scored_lines(evidence, [line()]).set_index("year")
    assert scores["status"].to_dict() == {2024: SCORED, 2025: SCORED, 2026: OPEN}
    first, second = scores.loc[2024], scores.loc[2025]
    assert (first["outturn"], first["source"]) == (105, "b")
    assert first["error_pct"] == pytest.approx(100 * (110 / 105 - 1))
    assert first["no_change_error_pct"] == pytest.approx(100 * (100 / 105 - 1))
    assert first["crps_no_change"] == pytest.approx(math.log(1.05))
    assert (first["inside_80"], first["inside_95"]) == (True, True)
    # 150 is the upper bound of 120: its end belongs to the interval.
    assert second["inside_80"]
    assert (first["low_80"], first["high_95"]) == (88, 220)


def test_a_target_is_reached_early_and_scored_when_its_year_is_in(evidence):
    scores = scored_lines(evidence, [line()]).set_index("year")
    assert scores["happened"].to_dict() == {2024: False, 2025: True, 2026: True}
    # 2026 is open: its hit is known, and would count before any miss could.
    nobody = pytest.approx(math.nan, nan_ok=True)
    assert scores["brier"].to_list() == [
        pytest.approx(0.01),
        pytest.approx(0.36),
        nobody,
    ]
    assert scores["brier_no_change"].to_list() == [0, 1, nobody]
    far = scored_lines(evidence, [line(target=900.0)]).set_index("year")
    assert far["happened"].isna().to_dict() == {2024: False, 2025: False, 2026: True}


def test_a_target_that_had_been_reached_on_the_day_scores_nobody(evidence):
    scores = scored_lines(evidence, [line(target=95.0)])
    assert scores["happened"].isna().all()
    assert scores["brier"].isna().all()


def test_what_was_published_by_the_day_of_the_line_is_no_outturn(evidence):
    scores = scored_lines(evidence, [line(day="2025-06-01")]).set_index("year")
    assert scores["status"].to_dict() == {2024: KNOWN, 2025: SCORED, 2026: OPEN}
    assert math.isnan(scores["brier"][2024])


def test_another_day_of_knowledge_sees_no_later_figure(evidence):
    scores = scored_lines(evidence.at("2025-06-01"), [line()]).set_index("year")
    assert scores["status"].to_dict() == {2024: SCORED, 2025: OPEN, 2026: OPEN}


def test_another_reporter_has_its_own_outturns(evidence):
    scores = scored_lines(evidence, [line(reporter="AZE")]).set_index("year")
    assert scores["outturn"][2024] == 400
    assert scores["status"][2025] == OPEN
    nobody = scored_lines(evidence, [line(reporter="MIXED")])
    assert set(nobody["status"]) == {OPEN}


def test_a_series_of_another_dataset_is_named_so(evidence):
    scores = scored_lines(evidence, [line(series="copper")])
    assert set(scores["status"]) == {ELSEWHERE}


def test_lines_that_are_no_projection_are_left_out(evidence):
    assert scored_lines(evidence, [{"line": 1, "record": "x"}, {}]).empty


def test_the_summary_has_means_by_series_and_of_all(evidence):
    scores = scored_lines(evidence, [line(), line(series="copper")])
    table = score_table(scores).set_index("series")
    assert table.index.to_list() == ["copper", "turnover", "all"]
    every = table.loc["all"]
    assert (every["forecasts"], every["outturns"], every["open"]) == (6, 2, 1)
    assert every["coverage_80"] == 100
    assert every["brier"] == pytest.approx((0.01 + 0.36) / 2)
    expected = (math.log(1.05) + math.log(1.5)) / 2
    assert every["crps_no_change"] == pytest.approx(expected)
    assert 0 < every["crps"] < expected
    assert score_table(scored_lines(evidence, [])).iloc[0]["forecasts"] == 0


def test_a_forecast_that_two_lines_state_is_scored_once(evidence):
    first = line(window="gap")
    again = line(window="far")
    # Doubt about the last figure moves the sixth digit.
    again["record"]["quantiles"]["2024"][2] *= 1.00001
    bare = line(window="bare", target=None) | {"line": 3}
    del bare["record"]["chances"]
    once = scored_lines(evidence, [first])
    twice = scored_lines(evidence, [first, again, bare])
    pd.testing.assert_frame_equal(once, twice)
    other = line()
    other["record"]["quantiles"]["2024"][2] *= 1.01
    assert len(scored_lines(evidence, [first, other])) == 2 * len(once)


def test_another_target_of_one_forecast_adds_its_probabilities_alone(evidence):
    both = scored_lines(evidence, [line(), line(target=140.0)])
    later = both.iloc[3:].set_index("year")
    assert (later["status"] == REPEATED).all()
    assert later["crps"].isna().all()
    assert later["brier"].dropna().to_dict() == pytest.approx({2024: 0.01, 2025: 0.36})
    every = score_table(both).iloc[-1]
    assert (every["forecasts"], every["outturns"], every["chances"]) == (3, 2, 4)


def test_a_plan_for_a_year_is_met_in_that_year_alone(evidence):
    """150 in 2025 makes 2026 no hit, and such a line is none of those by the year."""
    chances = {"2024": 0.1, "2025": 0.4, "2026": 0.5}
    both = scored_lines(evidence, [line(), line(event="in_year", chances=chances)])
    later = both.iloc[3:].set_index("year")
    assert set(both["event"]) == {"", "in_year"}
    assert (later["status"] == REPEATED).all()
    assert later["happened"].isna().to_dict() == {2024: False, 2025: False, 2026: True}
    assert later["brier"].dropna().to_dict() == pytest.approx({2024: 0.01, 2025: 0.36})
