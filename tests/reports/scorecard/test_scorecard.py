"""One rule for all promises, every row on the page, and no clock."""

import re
from pathlib import Path

import pandas as pd
import pytest

import kzaz_analysis as kz
from kzaz_analysis.analysis.targets.status import STATUSES
from kzaz_analysis.display.sentences import MOST_NUMBERS, counts_in
from kzaz_analysis.errors import UsageError
from kzaz_analysis.reports.scorecard.milestones import slips_of
from kzaz_analysis.reports.scorecard.sentences import (
    answer_sentences,
    covered,
    furthest_moved,
    targets_of,
)
from kzaz_analysis.reports.scorecard.study import scorecard_study
from kzaz_analysis.studies import latest_figures
from kzaz_analysis.studies.target_verdicts import newest_publication

ROOT = Path(__file__).parents[3]
DATED = [{"source": "paper-2024", "published_on": "2024-06-01"}]
SHOWN = ["answer", "leading_table", "reached_chart", "rule", "covered", "cite"]
SHOWN += ["progress_table", "slippage_table", "statement_tables", "milestone_words"]
SHOWN += ["milestone_table", "figures_table", "ports_table", "disputed_words"]
SHOWN += ["disputed_table", "limits", "results"]


@pytest.fixture(scope="module")
def study():
    return scorecard_study()


@pytest.fixture(scope="module")
def page(study):
    return kz.page(study)


def test_every_target_and_milestone_is_on_the_page(study, page):
    targets, milestones = kz.load("targets"), kz.load("milestones")
    assert sorted(study.statements["id"]) == sorted(targets["id"])
    assert sorted(study.milestones["id"]) == sorted(milestones["id"])
    shown = sum(len(table.rows) for table in page.statement_tables.tables)
    assert shown == len(targets)
    assert len(page.milestone_table.rows) == len(milestones)
    assert set(study.statements["target_status"]) <= set(STATUSES)


def test_a_range_is_shown_with_both_ends_and_a_probability_with_its_event(page):
    cells = [" ".join(r.cells) for t in page.statement_tables.tables for r in t.rows]
    text = "\n".join(cells).replace("\u202f", " ").replace("\xa0", " ")
    assert "Delivery time on the Middle Corridor: 10 to 15 days" in text
    stated = re.findall(r"forecast probability \d+ %( in that year| by then)?", text)
    assert stated and all(stated)


def test_progress_stands_beside_the_forecast_that_judges_it(page, study):
    """Not judged at twice the growth required: the forecast says why."""
    table = page.progress_table
    place = [head.lstrip("#") for head in table.headers].index(
        "forecast probability, %"
    )
    [row] = [row.cells for row in table.rows if "Baku" in row.cells[0]]
    name = "port_containers_baku_2026"
    [probability] = study.statements.set_index("promise").loc[[name], "chance"]
    assert row[place] == f"{round(100 * probability)}"
    assert row[place + 1] == "97"
    assert row[1] == (
        "2026: cannot be judged: a forecast from fewer than six years and past growth "
        "disagree"
    )


def test_every_probability_has_a_line_for_the_ledger(page, study):
    lines = page.results.ledger
    stated = study.statements.dropna(subset=["chance"])
    for row in stated.to_dict("records"):
        subject = {"series": row["series"], "target": row["level"]}
        year = str(row["deadline_end"].year)
        is_plan = row["deadline_start"].year == row["deadline_end"].year
        [chance] = [
            line["record"]["chances"][year]
            for line in lines
            if line["subject"].items() >= subject.items()
            and line["subject"]["horizon_year"] == int(year)
            and ("event" in line["subject"]) == is_plan
        ]
        assert chance == pytest.approx(row["chance"], abs=1e-4)
    assert 0 < len(lines) <= len(stated)
    plans = [line["record"]["chances"] for line in lines if "event" in line["subject"]]
    assert plans and {len(chances) for chances in plans} == {1}


def test_promises_are_sorted_by_distance(study):
    shares = study.targets["share_pct"]
    assert shares.dropna().is_monotonic_increasing
    assert shares.isna().to_list() == sorted(shares.isna())


def test_today_is_the_newest_publication_and_never_the_clock(study):
    assert study.today == newest_publication(kz.open())
    assert scorecard_study(as_of="2023-07-29").today == pd.Timestamp("2023-07-29")


@pytest.mark.slow
def test_as_of_shows_nothing_published_later():
    earlier = scorecard_study(as_of="2023-07-29")
    later = {"btc_3mt", "titr_containers_300k", "container_ships_2027"}
    assert not later & set(earlier.targets["promise"])
    figures = kz.load("observations", as_of="2023-07-29")["source"]
    known = {*figures, *kz.load("targets", as_of="2023-07-29")["source"], ""}
    assert set(earlier.statements["latest_source"]) <= known
    assert set(earlier.figures["source"]) <= known


def test_the_second_track_was_early_and_the_fibre_line_slipped(study):
    promises = study.targets.set_index("promise")
    assert promises.loc["second_track", "target_status"] == "met in time"
    assert promises.loc["second_track", "late_days"] < 0
    assert promises.loc["fibre_line", "slip_years"] == 2.0
    works = study.milestones.set_index("id")
    opening = works[(works["title"] == "Second track") & (works["event"] == "opening")]
    assert opening["slip_days"].to_list() == [-92]


def test_a_later_date_hides_no_missed_one(page):
    rows = {row.cells[0]: row.cells for row in page.leading_table.rows}
    hub = rows["Completion of the Aktau container hub"]
    assert hub[1].endswith(
        "not due yet; missed before: April to June 2025, June to July 2025"
    )
    assert hub[-1] == "18"
    line = rows["Completion of the Trans-Caspian fibre line"]
    assert line[1] == (
        "by 31 December 2026: cannot be judged: not due yet; missed before: 2024, 2025"
    )
    assert line[-1] == "24"


def test_what_lasts_is_reached_by_the_year_of_its_first_figure(page):
    [table] = [t for t in page.statement_tables.tables if "Ports" in t.caption]
    [cell] = [
        row.cells[3]
        for row in table.rows
        if row.cells[0].startswith("Capacity of the port of Baku at Alat: 10")
    ]
    assert "met, no date set, by 2025" in cell


def test_what_a_year_was_to_have_was_missed_though_a_later_one_has_it(study):
    days = study.statements.set_index("promise").loc[["delivery_18_days"]]
    assert days["target_status"].to_list() == ["missed, then met"]
    assert days["reached_year"].to_list() == [2024]


def test_a_page_of_an_earlier_day_says_that_the_table_is_of_today():
    earlier = scorecard_study("trade_turnover", as_of="2025-11-20")
    assert kz.page(earlier).disputed_words.text.startswith(
        "The status in the table of targets is of today, so this page, of an earlier"
    )


def test_a_part_of_a_later_year_stands_beside_the_last_full_year(page):
    rows = [row for t in page.statement_tables.tables for row in t.rows]
    name = "Container trains from China on the Middle Corridor: 600"
    trains = [row for row in rows if row.cells[0].startswith(name)]
    assert trains
    for row in trains:
        assert row.cells[2].endswith("; 292, January 2025 to October 2025")
        assert "astana-times-undated" in row.sources


def test_a_capacity_keeps_the_word_that_it_was_published_with(page):
    [aktau] = [r.cells for r in page.ports_table.rows if r.cells[0].endswith("Aktau")]
    assert aktau[2].replace("\u00a0", " ") == "about 15 million tonnes, 2025"


def test_tables_give_one_newest_date_of_a_work(page):
    leading = {row.cells[0]: row.cells for row in page.leading_table.rows}
    moved = {row.cells[0]: row.cells for row in page.slippage_table.rows}
    hub = "Completion of the Aktau container hub"
    assert moved[hub][1:] == ("completion", "June 2025", "December 2026", "18")
    both = leading.keys() & moved.keys()
    assert {name: leading[name][-1] for name in both} == {
        name: moved[name][-1] for name in both
    }


def test_the_rule_of_what_counts_as_one_target_is_what_the_count_does(page, study):
    by_name = study.statements.groupby("promise")
    years = by_name["deadline_end"].agg(lambda ends: ends.dt.year.nunique())
    counted = study.targets["promise"].value_counts()
    # Planned for 2024, 2025 and 2026 under one name; 5.2 million tonnes under two.
    assert years["btc_1_5mt"] > 2 and counted["btc_1_5mt"] == 1
    assert counted[["titr_2025_plan", "titr_2026_plan"]].to_list() == [1, 1]
    said = page.limits.text
    assert "gives as one target counts once, plans for several years too" in said
    assert "that the table gives as several targets count as several" in said


def test_the_rule_of_dates_that_moved_is_what_the_table_does(study):
    """Two of its rows are compared in other words; the page says which may be."""
    counted = study.statements.set_index("id")["counted"]
    slips = study.slippage[study.slippage["slip_years"].notna()]
    in_other_words = set(slips["id"][slips["definition_changed"]])
    assert "titr_2026_plan@report-2026-02-25" in in_other_words
    hub = "container_hub@kazinform-undated-5"
    assert slips.set_index("id")["counted"][hub] != counted[hub]
    template = (ROOT / "notebooks" / "scorecard.ipynb").read_text(encoding="utf-8")
    assert "each for one year, are compared whatever their names and words" in template
    assert "goes by the words of the date that the table of targets says it" in template


def test_a_date_without_a_day_of_its_own_has_moved_what_it_replaces():
    about_hub = kz.page(scorecard_study("completion_container_hub"))
    said = str(furthest_moved(about_hub.study))
    assert "2026" in said
    assert "2025" not in said
    history = about_hub.study.slippage.set_index("id")
    assert pd.isna(history.loc["container_hub@kazinform-undated-5", "announced"])


def test_a_disputed_event_is_compared_with_no_date(page, study):
    works = study.milestones
    disputed = works[works["status"] == "disputed"]
    assert disputed["actual_end"].notna().any()
    assert disputed[["slip_days", "overdue_days", "promised"]].isna().all(axis=None)
    assert (
        "one has both a planned date and a day that is not disputed, and did not come "
        "later than planned"
    ) in page.milestone_words.text


def test_two_reports_of_one_event_are_one_milestone_compared():
    event = {"project": "track", "event": "opening", "planned_end": pd.NaT}
    event |= {"promised": pd.Timestamp("2025-06-30")}
    works = pd.DataFrame([event | {"slip_days": days} for days in (-21, 31)])
    assert slips_of(works).to_list() == [31]


def test_a_work_of_which_nothing_was_heard_is_not_missed(make_data):
    due = {"measure": "date", "value": "", "low": "", "high": "", "status": "open"}
    due |= {"promise": "heard"}
    said = [
        due | {"id": "t0", "deadline_end": "2022-12-31", "source": "first"},
        due | {"id": "t1", "deadline_end": "2025-12-31", "source": "paper-2024"},
        due | {"id": "t2", "deadline_end": "2023-12-31", "source": "first"},
        due | {"id": "t3", "deadline_end": "2023-12-31", "source": "first"},
    ]
    said[2] |= {"promise": "silent", "series": "freight"}
    said[3] |= {"promise": "known", "series": "exports", "status": "missed"}
    make_data(
        targets=said,
        sources=[*DATED, {"source": "first", "published_on": "2021-01-01"}],
    )
    judged = scorecard_study().statements.set_index("id")
    assert judged["target_status"].to_dict() == {
        "t0": "missed",
        "t1": "cannot be judged",
        "t2": "cannot be judged",
        "t3": "missed",
    }
    assert judged["reason"]["t2"] == "no outcome reported"
    # What the table came to know is no news of an earlier day.
    early = scorecard_study(as_of="2024-06-01").statements.set_index("id")
    assert early["reason"]["t3"] == "no outcome reported"


def test_targets_without_a_date_are_not_all_that_have_none(study, page):
    undated = (study.targets["target_status"] == "no date set").sum()
    assert f"is reached, {undated} are not" in page.covered.text


def test_leading_promises_are_found_by_their_statements(make_data, figure):
    statement = {"value": 1000, "low": 1000, "high": 1000}
    said = [
        statement | {"id": f"t{n}", "promise": "often", "source": f"s{n}"}
        for n in range(3)
    ]
    said += [
        statement | {"id": "x", "promise": "often_cost", "measure": "cost"},
        statement | {"id": "y", "promise": "rarely"},
    ]
    days = ["2023-01-01", "2023-01-03", "2024-05-01"]
    known = [{"source": f"s{n}", "published_on": d} for n, d in enumerate(days)]
    make_data(targets=said, observations=[figure(2025, 400)], sources=[*DATED, *known])
    study = scorecard_study()
    assert study.leading["promise"].to_list() == ["often"]
    # Two papers of one visit are one occasion.
    assert study.leading["occasions"].to_list() == [2]
    # Its cost was set on a third, which the table counts apart.
    leading = kz.page(study).leading_table
    cells = dict(zip(leading.headers, leading.rows[0].cells, strict=False))
    assert (cells["#occasions"], cells["#with its parts"]) == ("2", "3")


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        pytest.param({"unit": "EUR"}, "EUR are not converted", id="another currency"),
        pytest.param({"measure": "multiple"}, "no base", id="no base"),
        pytest.param({"value": "", "low": "", "high": ""}, "no number", id="no number"),
    ],
)
def test_what_cannot_be_judged_keeps_its_reason(make_data, figure, more, reason):
    statement = {"id": "t", "promise": "p", "value": 1000, "low": 1000, "high": 1000}
    make_data(
        targets=[statement | more], observations=[figure(2025, 400)], sources=DATED
    )
    [row] = scorecard_study().statements.to_dict("records")
    assert row["target_status"] == "cannot be judged"
    assert reason in row["reason"]


def test_the_rule_says_from_when_growth_is_measured(page, study):
    """No figure of 2023 counts, so growth starts in 2022, at an association's count."""
    containers = study.statements[study.statements["promise"] == "titr_containers_500k"]
    assert containers["pace_from"].dropna().to_list() == [2022]
    assert containers["published_on"].max() > "2024"
    assert "the last year reported before the target was set" in page.rule.text


def test_a_plan_for_a_year_without_figures_says_so_whatever_its_unit(study):
    """Barrels a day do convert; of 2009 only parts are reported."""
    reasons = study.statements.set_index("id")["reason"]
    of_part = "no figure for the whole of 2009"
    assert reasons["btc_2009_plan@jamestown-edm-undated"] == of_part


def test_a_multiple_of_a_known_base_is_a_level(make_data, figure):
    statement = {"id": "t", "promise": "p", "measure": "multiple", "value": 2}
    statement |= {"unit": "ratio", "low": 2, "high": 2, "base_year": 2020}
    make_data(
        targets=[statement],
        observations=[figure(2020, 100), figure(2025, 250)],
        sources=DATED,
        units=[
            {
                "unit": "million_USD",
                "label": "m",
                "dimension": "money USD",
                "factor": 1e6,
            },
            {"unit": "ratio", "label": "times", "dimension": "ratio", "factor": 1},
        ],
    )
    [row] = scorecard_study().statements.to_dict("records")
    assert (row["level"], row["target_status"]) == (200.0, "met, no date set")


def test_without_any_dated_source_a_day_must_be_given(make_data):
    make_data()
    with pytest.raises(UsageError, match="give one as as_of"):
        scorecard_study()


def test_steps_of_a_plan_are_no_slip(make_data, figure):
    plan = {"promise": "plan", "low": "", "high": ""}
    said = [
        plan | {"id": "a", "value": 100, "deadline_end": "2026-12-31", "source": "s1"},
        plan | {"id": "b", "value": 200, "deadline_end": "2027-12-31", "source": "s2"},
        plan | {"id": "c", "value": 200, "deadline_end": "2029-12-31", "source": "s3"},
    ]
    days = {"s1": "2024-01-01", "s2": "2024-01-01", "s3": "2025-01-01"}
    known = [{"source": s, "published_on": day} for s, day in days.items()]
    observed = [figure(2025, 50, source="s3")]
    make_data(targets=said, observations=observed, sources=known)
    slips = scorecard_study().slippage["total_slip_years"].dropna()
    assert slips.to_list() == [2.0]


RATES = [
    {"unit": "trips_a_week", "label": "w", "dimension": "trips", "factor": 1},
    {"unit": "trips_a_month", "label": "m", "dimension": "trips", "factor": 0.23},
]
TRIPS = {"series": "trips", "unit": "trips_a_week", "nature": "stock"}
TRIPS |= {"title": "Trips", "system": "air", "measures": "Trips a week."}


@pytest.mark.parametrize(
    ("unit", "base", "latest", "target_status"),
    [
        pytest.param("trips_a_week", 32, 36, "no date set", id="unit of the record"),
        pytest.param(
            "trips_a_month", 139, 36, "met, no date set", id="base fits as written"
        ),
        pytest.param("trips_a_month", 32, 36, "cannot be judged", id="readings differ"),
        pytest.param("trips_a_month", 32, 42, "met, no date set", id="readings agree"),
        pytest.param(
            "trips_a_month", 50, 36, "met, no date set", id="base fits in no reading"
        ),
        pytest.param("trips_a_month", "", 36, "met, no date set", id="no base"),
    ],
)
def test_a_doubtful_unit_is_judged_by_both_readings(
    make_data, figure, unit, base, latest, target_status
):
    known = {"series": "trips", "unit": "trips_a_week"}
    statement = {"id": "t", "promise": "p", "series": "trips", "value": 42}
    statement |= {"low": 42, "high": 42, "unit": unit, "base_value": base}
    statement |= {"base_unit": unit, "base_year": 2023}
    make_data(
        targets=[statement],
        observations=[figure(2023, 32, **known), figure(2024, latest, **known)],
        sources=DATED,
        units=RATES,
        series=[TRIPS],
    )
    [row] = scorecard_study().statements.to_dict("records")
    assert row["target_status"] == target_status
    doubtful = (unit, base) == ("trips_a_month", 32)
    assert pd.isna(row["share_pct"]) == doubtful
    assert (
        "read so it is no date set, as written met, no date set" in row["reason"]
    ) == (target_status == "cannot be judged")


def test_a_page_about_one_series_has_the_figures_of_no_other():
    study = scorecard_study(series="titr_freight")
    assert {record.name for record in study.records} == {"titr_freight"}
    assert set(study.ports["series"]) <= {"titr_freight"}
    assert {record.name for record in scorecard_study().records} > {"titr_freight"}


def test_unknown_names_and_empty_days_are_refused():
    with pytest.raises(UsageError, match="trade_turnover"):
        scorecard_study(series="trade_turnovr")
    with pytest.raises(UsageError, match="no target had been published"):
        scorecard_study(as_of="1990-01-01")


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({}, id="as shipped", marks=pytest.mark.slow),
        pytest.param(
            {"as_of": "2023-07-29"}, id="as of an article", marks=pytest.mark.slow
        ),
        pytest.param({"as_of": "2009-01-01"}, id="long ago"),
        pytest.param({"series": "titr_freight"}, id="one series"),
        pytest.param({"series": "completion_fibre_line"}, id="one project"),
        pytest.param({"series": "ferries_kaz"}, id="a figure of zero"),
    ],
)
def test_every_part_of_the_page_can_be_shown(more):
    page = kz.page(scorecard_study(**more))
    text = " ".join(repr(getattr(page, part)) for part in SHOWN)
    html = "".join(
        getattr(page, part)._repr_html_()
        for part in SHOWN
        if hasattr(getattr(page, part), "_repr_html_")
    )
    assert page.title
    assert " nan" not in text.lower()
    assert ">nan<" not in html.lower()
    page.results.bundle()


def test_a_title_without_a_leading_status_names_the_others():
    title = str(kz.page(scorecard_study("titr_delivery_days")).title)
    assert "none can be judged" not in title
    assert title.endswith(
        "of three targets, one was missed and met later and two have no date"
    )


def test_the_parts_of_answer_and_page_sum_to_all_targets(study):
    written = [*answer_sentences(study), *covered(study)]
    said = {s.kind.split(".")[-1]: s.operands for s in written if s is not None}
    passed, ahead, undecided = (said[kind] for kind in ("passed", "ahead", "open"))
    parts = [*passed.values(), ahead["total"], *undecided.values()]
    assert sum(parts) == len(targets_of(study))
    assert undecided["reached"] > 0


def test_every_statement_that_is_judged_ahead_stands_in_the_table(page, study):
    every = study.statements
    is_judged = every["target_status"].str.contains("track")
    ahead = every[is_judged | every["reason"].str.contains("disagree")]
    shown = page.progress_table
    dates = [row.cells[1] for row in shown.rows if "10\u00a0million" in row.cells[0]]
    assert {date[:4] for date in dates} >= {"2027", "2028"}
    assert {*ahead["promise"]} == {*shown.frame["promise"]}


EARLIER = "2024-06-30"


def test_an_earlier_day_shows_no_status_of_today():
    """Missed in 2025 is not known in June 2024, nor what a remark says of it."""
    study = scorecard_study(as_of=EARLIER)
    page = kz.page(study)
    cells = [row.cells[-1] for t in page.statement_tables.tables for row in t.rows]
    assert not [cell for cell in cells if "(missed)" in cell or "(met)" in cell]
    assert not [cell for cell in cells if "later counts" in cell]
    assert "(in the table)" not in page.statement_tables.tables[0].headers[-1]
    assert not page.disputed_table.rows


def test_no_answer_denies_a_comparison_that_the_table_makes(make_data, figure):
    """A statement that does not stand for its target is compared all the same."""
    freight = {"promise": "p", "value": 1000, "low": 1000, "high": 1000}
    dated = {"id": "d", "deadline_end": "2027-12-31", "source": "first"}
    other = {"id": "o", "value": 2000, "low": 2000, "high": 2000}
    targets = [freight | dated, freight | other, freight | other | {"id": "q"}]
    sources = [{"source": "first", "published_on": "2022-06-01"}, *DATED]
    rows = [figure(2021, 100), figure(2022, 110), figure(2023, 120)]
    make_data(targets=targets, observations=rows, sources=sources)
    study = scorecard_study()
    assert study.statements.set_index("id").loc["d", "target_status"] == "off track"
    assert set(study.targets["target_status"]) == {"no date set"}
    kinds = [s.kind for s in answer_sentences(study) if s]
    assert "scorecard.ahead" not in kinds


def test_an_answer_has_four_numbers_written_as_words_or_not(page):
    assert 0 < counts_in(page.answer.text) <= MOST_NUMBERS
    assert counts_in("Three of the 99 in 2024, and the one other") == 2


def test_a_port_is_compared_in_its_latest_year_or_not_at_all(study, page):
    ports = study.ports.set_index("series")
    both = ports.loc["port_throughput_aktau_kuryk"]
    assert (both["value"], both["is_floor"]) == (6.2, True)
    assert both["period"] == "2024-01-01 to 2024-10-31"
    whole = ports.loc["port_throughput_baku"]
    assert (whole["period"], whole["is_floor"]) == ("2025", False)
    years = ports["period"].str[-10:].str[:4].astype(int)
    apart = (ports["capacity_period"].astype(int) - years).abs()
    assert (ports["used_pct"].isna() == (apart > 2)).all()
    [cells] = [r.cells for r in page.ports_table.rows if "and Kuryk" in r.cells[0]]
    text = " ".join(cells).replace("\u00a0", " ")
    assert "at least 6.2 million tonnes, January to October 2024" in text
    assert cells[3] == "at least 30"


def test_beside_a_plan_stands_the_latest_of_the_part_years(study):
    rows = study.statements.set_index("id")
    kuryk = rows[rows["series"] == "port_throughput_kuryk"]
    # The port's figure to 25 September 2024 is most of a year, and of no whole months.
    assert set(kuryk["later_period"]) == {"2024-01-01 to 2024-09-25"}
    assert set(kuryk["later_value"]) == {1.5}


def test_a_year_known_in_part_is_said_to_lack_the_whole(study):
    rows = study.statements
    both = rows[rows["series"] == "port_throughput_aktau_kuryk"]
    of_2024 = both[both["deadline_end"].dt.year == 2024]
    assert set(of_2024["reason"]) == {"no figure for the whole of 2024"}


def test_a_port_whose_figures_lie_far_apart_has_no_use(monkeypatch):
    monkeypatch.setattr(latest_figures, "FAR_YEARS", 1)
    ports = scorecard_study().ports.set_index("series")["used_pct"]
    assert pd.isna(ports["port_throughput_aktau"])  # 2023 of 2025
    assert ports["port_throughput_aktau_kuryk"] == pytest.approx(100 * 6.2 / 21)


def test_the_first_date_of_a_work_is_of_the_same_thing():
    """The railway was due in 2022, the Azerbaijani part of the corridor in 2023."""
    early = kz.page(scorecard_study(as_of="2024-12-31"))
    rows = {row.cells[0]: row.cells for row in early.leading_table.rows}
    assert rows["Completion of the Zangezur corridor"][-1] == ""
    moved = {row.cells[0] for row in early.slippage_table.rows}
    assert "Completion of the Zangezur corridor" not in moved


def test_a_published_count_is_whole_and_a_bound_is_not_rounded_past_itself(page):
    rows = [row.cells for t in page.statement_tables.tables for row in t.rows]
    text = "\n".join(cells[0] for cells in rows).replace("\u00a0", " ")
    assert "Black Sea power cable: more than 1,155 km" in text
    assert "New railways under the programme: 1,334 km" in text
    firms = [
        r.cells[1] for r in page.figures_table.rows if "Firms with A" in r.cells[0]
    ]
    assert firms == ["1,518"]
