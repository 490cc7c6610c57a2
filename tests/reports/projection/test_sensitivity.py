"""One choice varied at a time: starting point, breaks, methods, chances."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kzaz_analysis as kz
from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.analysis.projection import (
    backtest,
    project,
    time_to_reach,
)
from kzaz_analysis.analysis.projection.evaluation.calibration import (
    panel_calibration,
    shipped_calibration,
)
from kzaz_analysis.analysis.projection.evaluation.target_probability import (
    horizon_scores,
)
from kzaz_analysis.analysis.projection.outlook import Outlook, Question, outlook
from kzaz_analysis.analysis.projection.predictive.level_shift import (
    level_shift_log,
    level_shifted,
)
from kzaz_analysis.analysis.projection.sensitivity import (
    Option,
    option_table,
    tornado,
)
from kzaz_analysis.errors import NotComputable, UsageError
from kzaz_analysis.evidence.series import Record, series
from kzaz_analysis.reports.projection.inputs.nowcast import running_year
from kzaz_analysis.reports.projection.robustness.jump_off import (
    CHOICES,
    last_value,
    starting_point,
)
from kzaz_analysis.reports.projection.robustness.sentences import widest_choice
from kzaz_analysis.reports.projection.study import projection_study

RISING = {2015 + n: 100 * 1.1**n * (1 + 0.05 * (-1) ** n) for n in range(10)}
FREIGHT = series("titr_freight")
ASKED = Question(2030, (80, 95), target=500.0, seed=3)


@pytest.fixture(scope="module")
def turnover():
    return projection_study("trade_turnover", target=1000.0)


@pytest.fixture(scope="module")
def freight():
    return projection_study("titr_freight", target=10_000.0)


# --- The answer that is compared is the projection itself


@pytest.mark.parametrize("bounds", [None, (200.0, 260.0)])
def test_an_outlook_is_the_projection_at_the_horizon(make_annual, bounds):
    annual = make_annual(RISING)
    found = outlook(annual, ASKED, bounds=bounds)
    whole = project(annual, 2030, (80, 95), 500.0, seed=3, jump_off=bounds)
    last = whole.fan.iloc[-1].drop("year")
    assert found.quantiles == last.to_dict()
    assert found.chances.tolist() == whole.probability["p_by_year"].to_list()


@pytest.mark.parametrize("name", ["turnover", "freight"])
def test_the_first_row_is_the_default_projection(name, request):
    study = request.getfixturevalue(name)
    for frame in (study.sensitivity.options, study.breaks.effects):
        row, fan = frame.iloc[0], study.projection.fan.iloc[-1]
        assert row[fan.index[1:]].to_list() == fan.iloc[1:].to_list()
        assert row["p_target"] == study.projection.probability["p_by_year"].iloc[-1]
        assert row["difference"] == 0


def test_every_method_is_the_projection_by_that_method(freight):
    options = freight.sensitivity.options
    methods = options[(options["choice"] == "method") & (options["reason"] == "")]
    for row in methods.to_dict("records"):
        made = project(
            freight.start.annual,
            2030,
            seed=0,
            method=row["option"],
            jump_off=freight.start.bounds,
        )
        assert row["median"] == made.fan["median"].iloc[-1]


def test_a_doubt_equal_on_both_sides_hardly_moves_the_median(make_annual):
    annual = make_annual(RISING)
    last = RISING[2024]
    plain = outlook(annual, ASKED)
    doubt = outlook(annual, ASKED, bounds=(last / 1.2, last * 1.2))
    # The fan is skewed, so its median moves, but by far less than the doubt.
    assert doubt.median == pytest.approx(plain.median, rel=0.02)
    assert doubt.quantiles["hi-95"] > plain.quantiles["hi-95"]
    assert doubt.quantiles["lo-95"] < plain.quantiles["lo-95"]


# --- Where a projection starts

OTHERS = {"agency": "AZE_SCC", "source": "customs"}


@pytest.fixture
def record(make_data, figure):
    """Yearly turnover with other figures for the last year, 2024."""

    def make(*more, days=None, **last):
        rows = [figure(y, v, 0.5) for y, v in RISING.items() if y < 2024]
        rows += [figure(2024, 250, 0.5, **last), *more]
        names = {row.get("source", "paper-2024") for row in rows}
        known = [{"source": n, "published_on": (days or {}).get(n, "")} for n in names]
        make_data(observations=rows, sources=known)
        return series("turnover")

    return make


def test_books_span_all_that_the_same_books_published(record, figure):
    found = last_value(
        record(
            figure(2024, 241, 2, agency="KAZ_MFA", source="ministry"),
            figure(2024, 300, 5, **OTHERS),
            figure(2024, 900, 0, obs_status="U", source="doubtful"),
            figure(2024, 200, math.inf, qualifier="over", source="floor"),
        )
    )
    assert found.bounds == (239.0, 250.5)
    assert found.sources == ("paper-2024", "ministry")
    assert found.notes == (
        "2024 is carried as 239 to 250.5: what the same reporter has published for it "
        "(paper-2024, ministry).",
    )


@settings(max_examples=20)
@given(st.lists(st.floats(50, 900), min_size=1, max_size=4))
def test_reporters_span_every_reporters_figure(values):
    last = FREIGHT.annual.iloc[[-1]]
    own = ["AZE", "TITR_ASSOC", "WB", "EBRD"]
    rows = [
        last.assign(
            books=books, value=v, low=v - 1, high=v + 1, source=books, months=12
        )
        for books, v in zip(own, values, strict=False)
    ]
    fields = {name: getattr(FREIGHT, name) for name in Record.__slots__}
    found = last_value(
        Record(**fields | {"alternatives": pd.concat(rows)}), "reporters"
    )
    low, high = found.bounds
    assert low <= min(values) - 1
    assert high >= max(values) + 1
    assert set(found.figures["books"]) == {"KAZ", *own[: len(values)]}


def test_reporters_are_compared_in_one_unit(record, figure):
    other = figure(2024, 310e6, 5e6, unit="USD", **OTHERS)
    found = last_value(record(other), "reporters")
    assert found.bounds == pytest.approx((249.5, 315.0))


def test_months_that_exceed_the_year_elsewhere_are_a_floor(record, figure):
    ten = ("2024-01-01", "2024-10-31")
    more = [figure(ten, 320, 0.5, **OTHERS), figure(ten, 100, 0.5, agency="COW")]
    found = last_value(record(*more), "reporters")
    assert found.bounds == (249.5, 320.0)
    assert found.figures["is_floor"].to_list() == [False, True]
    assert "320 for the first 10 months of 2024 alone" in found.notes[1]


def test_a_single_reporter_is_said_to_be_one(record):
    found = last_value(record(), "reporters")
    assert found.bounds == (249.5, 250.5)
    assert found.notes[1] == "No other reporter has a figure for 2024."


def test_a_provisional_figure_is_widened_by_past_revisions(record, figure):
    first = figure(2020, 150, 0.5, source="early")
    later = figure(2020, 165, 0.5, source="later")
    days = {"early": "2021-02-01", "later": "2021-12-01"}
    known = record(first, later, days=days, obs_status="P")
    found = last_value(known)
    # One revision of 10 %: twice that, on either side.
    assert found.bounds == pytest.approx((249.5 / 1.2, 250.5 * 1.2))
    assert "10 % over 1 revision" in found.notes[1]
    assert last_value(known, "rounding").bounds == (249.5, 250.5)


def test_a_provisional_figure_without_revisions_says_so(record):
    found = last_value(record(obs_status="E"))
    assert found.bounds == (249.5, 250.5)
    assert "no earlier figure was revised" in found.notes[1]


def test_what_has_no_end_is_not_carried(make_data, figure):
    rows = [figure(y, v) for y, v in RISING.items()]
    make_data(observations=[*rows, figure(2025, 300, math.inf, qualifier="over")])
    found = last_value(series("turnover"))
    assert found.bounds is None
    assert found.notes[0] == (
        "The figure for 2025 has no upper end, so no interval is carried."
    )


def test_none_is_certain_and_unknown_choices_are_refused(record):
    known = record()
    found = last_value(known, "none")
    assert found.bounds is None
    assert found.notes == ("The figure for 2024 is taken as certain.",)
    with pytest.raises(
        UsageError, match="jump-off is called 'release'; did you mean release"
    ):
        last_value(known, "release")


def test_a_nowcast_goes_on_from_the_last_year():
    known = series("titr_freight", as_of="2024-09-01")
    running = running_year(known, (80,))
    found = last_value(known, "nowcast", running)
    assert found.annual["year"].to_list() == [2021, 2022, 2023, 2024]
    assert found.value == running.value
    assert found.bounds == (running.interval(95).low, running.interval(95).high)
    study = projection_study("titr_freight", as_of="2024-09-01", jump_off="nowcast")
    assert study.projection.origin_year == 2024
    assert study.projection.jump_off == found.bounds


@pytest.mark.parametrize(
    ("target", "words"),
    [
        pytest.param(None, ["after a nowcast of"], id="no level"),
        pytest.param(1e4, ["after a nowcast of"], id="a level ahead"),
        pytest.param(1e3, ["is reached by a nowcast"], id="a level that is passed"),
    ],
)
def test_an_estimate_is_not_said_to_be_reported(target, words):
    asked = {"as_of": "2024-09-01", "jump_off": "nowcast", "target": target}
    found = kz.page(projection_study("titr_freight", **asked))
    shown = " ".join([found.title, found.answer.text, found.basis_words.text])
    shown += found.reach_words.text if target else ""
    assert all(word in shown for word in [*words, "the last of them a nowcast"])
    assert not any(word in shown for word in ("reports for 2024", "last figure"))


def test_without_a_nowcast_the_last_figure_stands_aloud(turnover):
    running = turnover.nowcast
    assert isinstance(running, Refused)
    found = starting_point(turnover.record, "nowcast", running)
    assert found.choice == "releases"
    assert found.notes[0] == f"No nowcast: {running.reason}."
    with pytest.raises(NotComputable, match="no figure for the first whole months"):
        last_value(turnover.record, "nowcast", running)


# --- Breaks


def test_a_jump_is_found_and_taken_out(make_annual):
    steady = {2010 + n: 50 * 1.07**n for n in range(12)}
    jumped = {y: v * (3 if y >= 2016 else 1) for y, v in steady.items()}
    annual = make_annual(jumped, half_width=1.0)
    assert level_shift_log(annual, 2016) == pytest.approx(math.log(3))
    found = level_shifted(annual, 2016)
    assert found["value"].to_list() == pytest.approx([3 * v for v in steady.values()])
    assert (found["high"] - found["low"]).iloc[0] == pytest.approx(6)
    assert found["value"].iloc[-1] == annual["value"].iloc[-1]


@given(st.floats(1e-6, 1e6))
def test_the_size_of_a_jump_ignores_the_unit(unit):
    values = [3, 5, 4, 6, 12, 13, 11, 15]
    annual = pd.DataFrame({"year": range(2010, 2018), "value": values})
    scaled = annual.assign(value=annual["value"] * unit)
    assert level_shift_log(scaled, 2014) == pytest.approx(level_shift_log(annual, 2014))


@pytest.mark.parametrize(
    ("values", "year", "reason"),
    [
        pytest.param(
            [1, 2, 3, 4],
            2011,
            "of the figures used, 1 in the 5 years before",
            id="side",
        ),
        pytest.param([1, 0, 3, 4], 2012, "not positive", id="a zero"),
    ],
)
def test_a_jump_is_refused(make_annual, values, year, reason):
    with pytest.raises(NotComputable, match=reason):
        level_shift_log(make_annual(dict(enumerate(values, 2010))), year)


def test_every_candidate_has_its_kinds_and_a_test(turnover):
    found = turnover.breaks.candidates.set_index("year")
    assert found.loc[2015, "kinds"] == "named"
    assert found.loc[1994, "kinds"] == "books"
    assert found.loc[2020, "kinds"] == "named"
    assert (found.loc[1994, "books_before"], found.loc[1994, "books_after"]) == (
        "AZE",
        "KAZ",
    )
    assert found.loc[2015, "rejects"]
    assert list(turnover.breaks.tests) == list(found.index)


def test_with_and_without_the_years_before_a_break(turnover):
    effects = turnover.breaks.effects
    [later] = effects[
        (effects["variant"] == "from") & (effects["break_year"] == 2020)
    ].to_dict("records")
    annual = turnover.record.annual
    alone = project(annual[annual["year"] >= 2020], 2030, seed=0)
    assert later["first_year"] == alone.record["year"].iloc[0]
    assert later["difference"] != 0
    [whole] = effects[effects["variant"] == "whole"].to_dict("records")
    made = project(
        turnover.record.annual,
        2030,
        seed=0,
        across_breaks=True,
        jump_off=turnover.start.bounds,
    )
    assert whole["median"] == made.fan["median"].iloc[-1]
    assert whole["years"] == 34


def test_a_break_that_cannot_be_varied_stays_with_its_reason(freight):
    effects = freight.breaks.effects
    [early] = effects[effects["break_year"] == 2015]["reason"].to_list()[:1]
    assert early == "the figures used start in 2019"
    assert "0 figures before the break" in freight.breaks.candidates["refused"].iloc[0]
    assert freight.breaks.notes[0].startswith("No candidate has enough figures")


def test_a_reporter_that_only_quotes_totals_is_said_to_have_none_of_its_own(freight):
    options = freight.sensitivity.options.set_index("option")
    reason = options.loc["TITR_ASSOC", "reason"]
    assert reason.endswith("totals that it only quotes are not taken")


# --- What moves the answer most


def answer(median, chance=math.nan):
    numbers = {"median": median, "lo-80": median / 2, "hi-80": median * 2}
    chances = np.array([chance]) if chance == chance else np.empty(0)  # noqa: PLR0124
    return Outlook(2015, 2024, numbers, chances, 1.0, ())


def test_the_widest_span_comes_first():
    options = option_table(
        Option("default", "", answer(100, 0.2)),
        [
            Option("rule", "kaz_only", answer(103, 0.25)),
            Option("rule", "aze_only", "one year only"),
            Option("method", "naive", answer(80, 0.1)),
            Option("method", "rwd", answer(140, 0.5)),
            Option("record", "whole", "no figure"),
        ],
        Question(2030, (80,), 500.0),
    )
    assert options["difference_pct"].round(6).iloc[[1, 3, 4]].to_list() == [3, -20, 40]
    assert options["p_difference"].iloc[3] == pytest.approx(-0.1)
    found = tornado(options)
    assert found["choice"].to_list() == ["method", "rule", "record"]
    first = found.iloc[0]
    assert (first["low"], first["low_option"]) == (80, "naive")
    assert (first["high"], first["high_option"]) == (140, "rwd")
    assert (first["swing"], first["p_swing"]) == (60, pytest.approx(0.4))
    assert found["refused"].to_list() == [0, 1, 1]
    assert (found["low"].iloc[1], found["low_option"].iloc[1]) == (100, "")
    assert found["reason"].iloc[2] == "no figure"


def test_every_choice_is_varied_and_nothing_is_dropped(turnover):
    options = turnover.sensitivity.options
    jump_offs = options["option"][options["choice"] == "jump_off"]
    assert {*jump_offs, turnover.start.choice} == set(CHOICES)
    refused = options[options["median"].isna()]
    assert (refused["reason"] != "").all()
    assert {"nowcast", "ets"} <= set(refused["option"])
    assert set(turnover.sensitivity.tornado["choice"]) == set(options["choice"][1:])


def test_without_a_projection_the_reasons_stay(make_data, figure):
    make_data(observations=[figure(2023, 400), figure(2024, 500)])
    study = projection_study("turnover", target=900.0)
    assert "2 consecutive years" in study.sensitivity.options["reason"].iloc[0]
    assert study.sensitivity.tornado["swing"].isna().all()
    assert study.chances.empty
    assert study.beats_naive is None


# --- Methods and chances


def test_naive_is_first_and_the_flag_is_the_owa(turnover):
    models = turnover.models
    assert models["method"].to_list()[:2] == ["naive", "rwd"]
    assert models["owa"].iloc[0] == 1
    assert models["beats_naive"].isna().iloc[0]
    tested = models[models["owa"].notna()].iloc[1:]
    assert (tested["beats_naive"] == (tested["owa"] < 1)).all()
    assert turnover.beats_naive
    [slow] = models[models["method"] == "ets"].to_dict("records")
    assert "optimiser" in slow["reason"]
    assert models["method"][models["asked"]].to_list() == ["combination"]


def test_nothing_beats_naive_where_nothing_moved_on(make_data, figure):
    values = [5, 6, 5, 6, 5, 5, 5, 5, 5, 5]
    make_data(observations=[figure(2015 + n, v) for n, v in enumerate(values)])
    study = projection_study("turnover", horizon_year=2026)
    assert study.beats_naive is False
    assert not study.models["beats_naive"].any()


def test_fewer_methods_are_judged_among_themselves(turnover):
    assert turnover.backtest.table["method"].to_list() == [
        "naive",
        "rwd",
        "cagr5",
        "combination",
    ]
    assert turnover.backtest.best == "combination"


def test_scores_by_horizon_against_a_naive_twin(make_annual):
    values = [100, 140, 90, 150, 80, 130, 95, 145, 85, 120, 100, 150]
    annual = make_annual(dict(enumerate(values, 2005)))
    test = backtest(annual, h=2, methods=("combination", "rwd"), ratio=1.3)
    scores = horizon_scores(test, "combination", "rwd").set_index("h")
    for h in (1, 2):
        made = test.forecasts[test.forecasts["h"] == h]
        ours = made[made["method"] == "combination"]
        gaps = [
            (p - c) ** 2
            for p, c in zip(ours["p_reached"], ours["happened"], strict=True)
        ]
        assert scores.loc[h, "brier"] == pytest.approx(sum(gaps) / len(gaps))
        came = ours["happened"].to_list()
        others = [(sum(came) - c) / (len(came) - 1) for c in came]
        base = sum((o - c) ** 2 for o, c in zip(others, came, strict=True)) / len(came)
        assert scores.loc[h, "brier_base_rate"] == pytest.approx(base)
        assert scores.loc[h, "p_base_rate"] == pytest.approx(np.mean(came))
        assert scores.loc[h, "tested"] == len(came)
    pooled = (scores["brier"] * scores["tested"]).sum() / scores["tested"].sum()
    table = test.table.set_index("method")
    assert table.loc["combination", "brier"] == pytest.approx(pooled)


def test_the_chance_stands_beside_benchmark_and_scores(turnover):
    chances = turnover.chances
    projection = turnover.projection
    assert chances["year"].to_list() == [2026, 2027, 2028, 2029, 2030]
    assert chances["p_by_year"].to_list() == (
        projection.probability["p_by_year"].to_list()
    )
    assert (chances["p_low"] <= chances["p_by_year"]).all()
    assert (chances["p_by_year"] <= chances["p_high"]).all()
    drawn = (projection.paths >= 1000.0).cummax(axis=1).mean()
    # 4000 draws: two standard errors are 1.6 points.
    assert chances["p_by_year"].to_list() == pytest.approx(drawn.to_list(), abs=0.02)
    assert (chances["tested"] > 0).all()
    known = chances[["brier", "brier_benchmark", "p_base_rate", "panel_came"]]
    assert known.notna().all(axis=None)


def test_a_target_already_met_has_no_scores(make_data, figure):
    make_data(observations=[figure(y, v) for y, v in RISING.items()])
    study = projection_study("turnover", target=50.0, horizon_year=2027)
    assert study.chances["p_by_year"].to_list() == [1, 1, 1]
    assert study.chances[["brier", "panel_came"]].isna().all(axis=None)
    assert study.reach.year_by(1.0) == 2024


def test_an_undated_target_is_looked_for_thirty_years_ahead(turnover):
    reach = turnover.reach
    assert reach.frame["year"].iloc[-1] == turnover.start.year + 30
    assert reach.frame["p_first"].sum() + reach.p_later == pytest.approx(1)
    again = time_to_reach(turnover.start.annual, 1000.0, bounds=turnover.start.bounds)
    pd.testing.assert_frame_equal(again.frame, reach.frame)
    by_year = reach.frame.set_index("year")["p_by_year"]
    chances = turnover.chances.set_index("year")["p_by_year"]
    assert by_year[chances.index].to_list() == pytest.approx(chances.to_list())


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_every_chance_falls_into_one_bin(chances):
    found = panel_calibration(chances)
    assert (found["panel_low"] <= chances).all()
    assert (found["panel_high"] >= chances).all()
    assert found["panel_said"].between(found["panel_low"], found["panel_high"]).all()


def test_the_counts_of_the_panels_rise_with_what_was_said():
    table = shipped_calibration()
    assert table["low"].iloc[1:].to_list() == table["high"].iloc[:-1].to_list()
    rising = table[table["forecasts"] > 500]
    assert rising["came"].is_monotonic_increasing
    # The panels are of years in which trade grew: what came is above what was said.
    assert abs(table["came"] - table["said"]).max() < 0.1


@pytest.mark.parametrize(("high", "is_far"), [(9_000, False), (154_000, True)])
def test_ends_more_than_tenfold_apart_are_no_levels(high, is_far):
    ends = {"low": 1_000.0, "high": float(high), "low_option": "a", "high_option": "b"}
    study = projection_study("trade_turnover")
    page = kz.page(study)
    tornado = pd.DataFrame([ends | {"choice": "method"}])
    changed = SimpleNamespace(sensitivity=SimpleNamespace(tornado=tornado))
    moves = type(page)._moves(SimpleNamespace(study=changed, _is_refused=False))
    assert moves["is_far"].tolist() == [is_far]
    text = widest_choice(study, moves)[0].text
    assert ("billion" in text) is not is_far
    assert ("more than tenfold apart" in text) is is_far
