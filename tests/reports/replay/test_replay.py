"""No day shows what was published after it, and what came is scored fairly."""

import re

import pandas as pd
import pytest

import kzaz_analysis as kz
from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.grammar import number_word
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.periods import last_day
from kzaz_analysis.reports.record.edition import changes_of
from kzaz_analysis.reports.replay import sentences as words
from kzaz_analysis.reports.replay.study import replay_study

DAYS = ["2022-08-24", "2023-04-10", "2023-07-29", "2024-03-11", "2025-10-21"]
SHOWN = ["answer", "then_words", "then_table", "months_words", "months_table"]
SHOWN += ["forecast_words", "forecast_table", "others_words", "others_table"]
SHOWN += ["revision_words", "revision_table", "statistics_table", "limits"]
SHOWN += ["conflict_words", "conflict_table", "replay_chart", "cite", "results"]


def rows(figure, years, source="old", **columns):
    return [
        figure(year, value, 0.5, reporter="KAZ", source=source, **columns)
        for year, value in years.items()
    ]


@pytest.fixture
def moved(make_data, figure):
    """Four years known in 2024; 2023 revised and 2024 published in 2025."""
    old = rows(figure, {2020: 100, 2021: 110, 2022: 120, 2023: 130})
    new = rows(figure, {2023: 140, 2024: 100}, source="new")
    days = {"old": "2024-02-01", "new": "2025-02-01"}
    make_data(
        observations=old + new,
        sources=[{"source": s, "published_on": day} for s, day in days.items()],
    )


@pytest.mark.parametrize("name", ["trade_turnover", "titr_freight", "btc_oil_kaz"])
def test_no_day_shows_a_figure_published_later(name):
    study = replay_study(name, days=DAYS)
    assert len(study.views) == len(DAYS)
    for view in study.views:
        record, day = view.record, pd.Timestamp(view.day)
        for figures in (record.annual, record.partial, record.alternatives):
            assert all(last_day(text) <= day for text in figures["published_on"])
    for frame, column in (
        (study.then, "published_on"),
        (study.months, "published_on"),
        (study.months, "rate_published_on"),
    ):
        for row in frame.dropna(subset=[column]).to_dict("records"):
            assert last_day(row[column]) <= pd.Timestamp(row["day"])


def test_the_figure_then_stands_beside_the_figure_now(moved):
    study = replay_study("turnover", days=["2024-06-01", "2025-06-01"])
    first = study.then.iloc[0]
    assert (first["year"], first["value"], first["now_value"]) == (2023, 130.0, 140.0)
    assert first["growth_pct"] == pytest.approx(100 * (130 / 120 - 1))
    assert first["now_growth_pct"] == pytest.approx(100 * (140 / 120 - 1))
    assert first["change_pct"] == pytest.approx(100 * (140 / 130 - 1))
    assert study.then["year"].to_list() == [2023, 2024]


def test_a_year_before_the_window_is_not_missing_from_the_record(moved):
    study = replay_study("turnover", days=["2024-06-01"], first_year=2023)
    assert study.then["reason"].to_list() == ["the window begins in 2023"]


def test_the_title_hides_no_forecast_that_no_change_beats(moved):
    study = replay_study("turnover", days=["2024-06-01"], horizon_years=1)
    page = kz.page(study)
    worse = (
        study.forecasts["error_pct"].abs() > study.forecasts["naive_error_pct"].abs()
    )
    verdict = "a forecast of no change was more accurate"
    assert (verdict in page.title) is bool(worse.all())
    assert ("more accurate than no change" in page.title) is not bool(worse.all())
    assert "so few forecasts say little" in page.answer.text


def test_a_projection_is_scored_against_what_came(moved):
    study = replay_study("turnover", days=["2024-06-01"], horizon_years=1)
    [row] = study.forecasts.to_dict("records")
    assert (row["year"], row["came"], row["naive"]) == (2024, 100.0, 130.0)
    assert row["naive_error_pct"] == pytest.approx(30.0)
    assert row["error_pct"] == pytest.approx(100 * (row["median"] / 100 - 1))
    assert row["inside"] == (row["low"] <= 100 <= row["high"])


def test_other_books_do_not_score_a_projection(make_data, figure):
    mine = rows(figure, {2020: 100, 2021: 110, 2022: 120})
    theirs = figure(2023, 900, 0.5, reporter="AZE", agency="AZE_SCC", source="new")
    days = {"old": "2024-02-01", "new": "2025-02-01"}
    make_data(
        observations=[*mine, theirs],
        sources=[{"source": s, "published_on": day} for s, day in days.items()],
    )
    study = replay_study("turnover", days=["2024-06-01"], horizon_years=1)
    assert study.record.annual["value"].iloc[-1] == 900.0
    assert pd.isna(study.forecasts["came"].iloc[0])


def test_others_are_scored_beside_no_change(make_data, figure):
    forecast = {
        "id": "p",
        "series": "turnover",
        "author": "Bank",
        "measure": "level",
        "unit": "million_USD",
        "qualifier": "exact",
        "value": 150,
        "low": 150,
        "high": 150,
        "period_start": "2024-01-01",
        "period_end": "2024-12-31",
        "source": "bank",
    }
    days = {"old": "2024-02-01", "bank": "2024-03-01", "new": "2025-02-01"}
    make_data(
        observations=rows(figure, {2023: 130}) + rows(figure, {2024: 100}, "new"),
        projections=[forecast],
        sources=[{"source": s, "published_on": day} for s, day in days.items()],
    )
    [row] = replay_study("turnover", days=["2024-06-01"]).others.to_dict("records")
    assert row["error_pct"] == pytest.approx(50.0)
    assert (row["naive"], row["naive_error_pct"]) == (130.0, pytest.approx(30.0))


def test_a_comparison_names_its_reporter_and_a_change_the_days_compared():
    shown = kz.page(replay_study("trade_turnover", days=DAYS))
    published = r"20\d\d: \w+ reports \S+ times the figure a year earlier\."
    assert re.search(published, shown.months_words.text)
    earlier = kz.page(replay_study("trade_turnover", days=DAYS[:-1]))
    computed = (
        r"20\d\d: (up|down) .* on 20\d\d, computed from the levels as reported by"
    )
    assert re.search(computed, earlier.months_words.text)
    # "Nearly 500" for 2022 may be 475, of which 463.4 is 2.4 % less; 529.4 rose by 5.1.
    text = shown.then_words.text.replace("\xa0", " ")
    assert "that for 2023 changed most beyond rounding: USD 529 million" in text
    least = shown.study.then.groupby("year")["least_change_pct"].first()
    assert least[[2022, 2023]].to_list() == pytest.approx([-2.4, 5.1], abs=0.1)


@pytest.mark.parametrize(
    ("name", "day", "months", "rate"),
    [
        pytest.param("titr_freight", "2023-07-29", "29 July 2023", "64", id="no level"),
        pytest.param(
            "trade_turnover",
            "2023-04-10",
            "January to October 2022",
            "5 times",
            id="AZE",
        ),
    ],
)
def test_the_newest_growth_may_be_a_published_rate(name, day, months, rate):
    [row] = kz.page(replay_study(name, days=[day], first_year=2016)).months_table.rows
    assert row.cells[1].endswith(months)
    assert rate in " ".join(row.cells)


def test_days_after_the_day_of_knowledge_are_left_out():
    study = replay_study("trade_turnover", days=DAYS, as_of="2023-05-01")
    assert [view.day for view in study.views] == DAYS[:2]
    assert study.left_out == tuple(DAYS[2:])
    published = study.record.annual["published_on"]
    assert all(last_day(text) <= pd.Timestamp("2023-05-01") for text in published)


def test_a_day_that_is_none_is_refused():
    with pytest.raises(UsageError, match="not a day"):
        replay_study("trade_turnover", days=["in spring"])


def test_without_a_day_there_is_nothing_to_go_back_to():
    with pytest.raises(UsageError, match="days is empty; name at least one day"):
        replay_study("trade_turnover", days=[])


@pytest.mark.parametrize(
    ("name", "days", "more"),
    [
        pytest.param("trade_turnover", DAYS, {"first_year": 2016}, id="as shipped"),
        pytest.param("export_offer", DAYS, {}, id="no figure at all"),
        pytest.param("ferries_kaz", DAYS, {}, id="one figure, zero"),
        pytest.param("trade_turnover", ["1990-01-01"], {}, id="before everything"),
        pytest.param("trade_turnover", DAYS, {"as_of": "2000-01-01"}, id="long ago"),
        pytest.param("titr_freight", DAYS, {"rule": "aze_only"}, id="other books"),
        pytest.param("btc_oil_kaz", DAYS[-1:], {"horizon_years": 5}, id="one day"),
    ],
)
def test_every_part_of_the_page_can_be_shown(name, days, more):
    page = kz.page(replay_study(name, days=days, **more))
    text = " ".join(repr(getattr(page, part)) for part in SHOWN)
    html = "".join(
        getattr(page, part)._repr_html_()
        for part in SHOWN
        if hasattr(getattr(page, part), "_repr_html_")
    )
    assert page.title
    assert "nan" not in (text + html).lower().replace("finan", "")
    page.results.bundle()


def test_too_short_a_record_keeps_the_reason():
    first = replay_study("trade_turnover", days=DAYS[:1], first_year=2020).views[0]
    assert isinstance(first.projection, Refused)


def test_a_hedged_level_and_its_rate_keep_their_room():
    bound = kz.page(replay_study("btc_oil_kaz", days=DAYS[-1:], horizon_years=5))
    assert "nearly 1.5" in repr(bound.then_table)
    assert "10.2 to 7.8" in repr(bound.then_table)
    nearly = replay_study("trade_turnover", days=["2023-04-10"], as_of="2023-05-01")
    cells = repr(kz.page(nearly).then_table)
    assert "nearly 500" in cells
    assert "43 to 50.5" in cells


def test_replaced_statements_are_listed_apart_and_not_averaged():
    page = kz.page(replay_study("trade_turnover"))
    kinds = [row.cells[-1] for row in page.revision_table.rows]
    replaced = [row for row in page.revision_table.rows if row.cells[-1] != "revision"]
    assert kinds == sorted(kinds)
    assert "2010" in [row.cells[0] for row in replaced]
    assert "27.1" not in page.revision_words.text
    assert page.study.statistics.revisions == kinds.count("revision")


def test_a_rate_that_the_body_published_itself_stands_beside_the_total_it_quotes():
    study = replay_study("titr_freight", days=["2025-10-21"])
    row = study.then.iloc[-1].to_dict()
    text = re.sub(r"[\u00a0\u202f]", " ", words._known(study, row).text)
    assert "quotes a total of about 4.5 million tonnes for 2024" in text
    assert "up 62 % on a year earlier as it published itself" in text
    # Of the same day, without that body's own claim there is none.
    assert "no growth rate (change of reporter)" in (
        words._known(study, row | {"published": None}).text
    )


def test_a_day_without_a_figure_leaves_the_others_as_they_are(moved):
    study = replay_study("turnover", days=["2000-01-01", "2024-06-01"])
    assert "up 8.3" in kz.page(study).answer.text.replace("\u202f", " ")


def test_several_forecasts_of_one_year_are_not_so_many_outturns():
    study = replay_study("trade_turnover")
    scored = study.forecasts[study.forecasts["inside"].notna()]
    years = scored["year"].nunique()
    assert years < len(scored)
    assert f"forecasts, of {number_word(years)} years, had" in str(words.finding(study))


def test_revisions_name_their_body_and_what_is_not_compared():
    page = kz.page(replay_study("titr_freight"))
    said = page.revision_words.text
    assert "every ministry or company is its own; bounds, figures marked" in said
    assert "and statements after a statistic are not compared" in said
    bodies = {row.cells[1] for row in page.revision_table.rows}
    assert "Ministry of Transport of Kazakhstan" in bodies
    # There are two figures of 2025; they are of two bodies and one has no day.
    oil = kz.page(replay_study("btc_oil_kaz", days=DAYS[-1:])).revision_words.text
    assert "no body has two dated figures of one period that differ" in oil


def test_levels_of_two_bodies_beside_a_published_rate_are_named():
    study = replay_study("titr_freight", days=["2025-10-21"], first_year=2016)
    assert (
        "the levels used here (Ministry of Transport of Kazakhstan, a year before "
        "Government and Prime Minister of Kazakhstan): up 9.5"
    ) in kz.page(study).months_words.text


def test_a_rest_of_two_editions_has_its_growth_of_now():
    """The year is final now and its part is not: no record keeps such a rest."""
    study = replay_study("trade_turnover", days=["2024-03-11"], first_year=2016)
    [row] = study.months.to_dict("records")
    # A paper's "about 529" of that day only repeats the 529.4 before it.
    assert row["growth_pct"] == pytest.approx(-5.0, abs=0.05)
    now = 100 * ((556.705 - 243.6) / (463.3878 - 162.5) - 1)
    assert row["now_growth_pct"] == pytest.approx(now, abs=0.1)


def test_a_rate_that_cannot_be_computed_stands_with_the_one_published():
    study = replay_study("titr_freight", days=["2025-10-21"])
    [row] = kz.page(study).then_table.rows
    cell = re.sub(r"[\u00a0\u202f]", " ", row.cells[4])
    assert cell == "none: change of reporter; published: up 62 % on a year earlier"


def test_a_rate_shown_as_its_two_ends_is_not_called_the_same_now(make_data, figure):
    pair = figure(2022, 200, 0.5), figure(2023, 300, 30, qualifier="approx")
    rows = [row | {"source": "paper"} for row in pair]
    sources = [{"source": "paper", "published_on": "2024-02-01"}]
    make_data(observations=rows, sources=sources)
    study = replay_study("turnover", days=["2024-12-01"])
    assert not (study.rate_moves > words.MOVED).any()
    assert any(map(words.hedged_ends, study.then.to_dict("records")))
    texts = [s.text for s in words.then_words(study) if s]
    assert not any("is the same now" in text for text in texts)


def test_a_forecast_by_others_stands_with_its_condition_and_remark():
    page = kz.page(replay_study("titr_freight", days=DAYS[-1:]))
    remarks = " ".join(" ".join(row.cells) for row in page.others_table.rows)
    assert page.others_table.rows[0].cells[3] in ("10 to 11", "10,000 to 11,000")
    assert "The World Bank's figure" in remarks


def test_what_was_forecast_in_the_year_itself_is_scored_apart():
    page = kz.page(replay_study("titr_freight", days=DAYS[-1:]))
    text = page.others_words.text.replace("\u202f", " ").replace("\u00a0", " ")
    # Two of five came in August and October of their own year, two on no stated day.
    assert "our of these forecasts were published in the year itself" in text
    assert "or without a date; fewer than two others are left" in text


def test_a_forecast_that_two_days_share_is_counted_once():
    days = ["2022-08-24", "2023-04-10"]
    study = kz.replay_study("exports_kaz_to_aze", days=days)
    scored = study.forecasts[study.forecasts["inside"].notna()]
    assert scored["day"].nunique() == 2
    assert len(study.scored) == len(scored) / 2
    page = kz.page(study)
    assert "of two forecasts" in page.title
    assert "over two forecasts with an outturn" in page.forecast_words.text


def test_the_figure_of_another_side_replaces_none_of_the_side_before():
    record = kz.replay_study("trade_turnover", rule="aze_first").record
    changes = changes_of(record)
    moved = changes[changes["books"].ne(changes["books_then"])]
    assert len(moved)
    assert set(moved["why"]) == {"side"}
