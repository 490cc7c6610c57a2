"""One verdict a target, by one counter, whichever page shows it."""

import pandas as pd
import pytest

import kzaz_analysis as kz
from kzaz_analysis.analysis.targets.status import SET_LATE
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.opened import opened
from kzaz_analysis.reports.scorecard.study import scorecard_study
from kzaz_analysis.reports.target_gap.required_sentences import needs_sentences
from kzaz_analysis.reports.target_gap.sentences import reach_words
from kzaz_analysis.reports.target_gap.study import gap_study
from kzaz_analysis.reports.target_gap.verdicts import judged_target
from kzaz_analysis.studies.latest_figures import newest
from kzaz_analysis.studies.target_statements import statements, term
from kzaz_analysis.studies.target_verdicts import judge
from kzaz_analysis.studies.targets import published_target

DAY = [{"source": "paper-2024", "published_on": "2026-03-01"}]
ASSOCIATION = {
    "agency": "ASSOC",
    "name": "Association of the route",
    "books": "ASSOC",
    "kind": "association",
}
MINISTRY = {
    "agency": "KAZ_MT",
    "name": "Ministry",
    "books": "KAZ",
    "kind": "ministry",
}
LEVEL = {"id": "t", "promise": "p", "value": 1000, "low": 1000, "high": 1000}


@pytest.fixture
def judged(make_data, figure):
    """Judge a few statements about turnover or freight on 1 March 2026."""

    def judge_them(targets, observations, **tables):
        tables = {"sources": DAY, "agencies": [ASSOCIATION, MINISTRY, *BODIES]} | tables
        make_data(targets=targets, observations=observations, **tables)
        return scorecard_study()

    return judge_them


BODIES = [
    {"agency": "KAZ_BNS", "name": "Office", "books": "KAZ", "kind": "statistics"},
    {"agency": "KAZ_MFA", "name": "Ministry", "books": "KAZ", "kind": "ministry"},
    {"agency": "AZE_SCC", "name": "Customs", "books": "AZE", "kind": "customs"},
]


def freight(figure, year, value, agency):
    known = {"series": "freight", "unit": "thousand_tonnes", "agency": agency}
    return figure(year, value, **known)


@pytest.mark.parametrize(
    ("setter", "status"), [("ASSOC", "missed"), ("KAZ_MT", "met in time")]
)
def test_an_association_is_judged_by_its_own_count(judged, figure, setter, status):
    """2.5 million tonnes of its own count is no target for a ministry's 4 million."""
    target = LEVEL | {"series": "freight", "unit": "thousand_tonnes", "value": 2500}
    target |= {"low": 2500, "high": 2500, "announced_by": setter}
    target |= {"deadline_start": "2025-01-01", "deadline_end": "2025-12-31"}
    rows = [
        freight(figure, 2025, 4119, "KAZ_MT"),
        freight(figure, 2025, 1900, "ASSOC"),
    ]
    study = judged([target], rows)
    assert study.targets["target_status"].to_list() == [status]


def own_target(value):
    target = LEVEL | {"series": "freight", "unit": "thousand_tonnes", "value": value}
    target |= {"low": value, "high": value, "announced_by": "ASSOC"}
    return target | {"deadline_start": "2025-01-01", "deadline_end": "2025-12-31"}


def test_a_figure_of_others_is_not_said_to_be_missing(judged, figure):
    rows = [freight(figure, 2025, 4119, "KAZ_MT"), freight(figure, 2024, 1900, "ASSOC")]
    study = judged([own_target(2500)], rows)
    missing = "no figure for 2025 reported in the association's own count"
    assert study.targets["reason"].to_list() == [missing]


def test_a_figure_of_others_does_not_reach_an_associations_target(judged, figure):
    rows = [freight(figure, 2025, 4119, "KAZ_MT"), freight(figure, 2024, 1900, "ASSOC")]
    judged([own_target(2500)], rows)
    needed = gap_study("p").required
    assert needed.starts["start_value"].to_list() == [1900]


def test_an_associations_own_definition_counts_for_its_own_target(judged, figure):
    target = LEVEL | {"series": "freight", "unit": "thousand_tonnes", "value": 725}
    target |= {"low": 725, "high": 725, "announced_by": "ASSOC"}
    target |= {"deadline_start": "2017-01-01", "deadline_end": "2017-12-31"}
    own = freight(figure, ("2017-01-01", "2017-10-31"), 1000, "ASSOC")
    study = judged([target], [own | {"obs_status": "D"}])
    assert study.targets["target_status"].to_list() == ["met in time"]


@pytest.mark.parametrize("measure", ["length", "cost"])
def test_descriptions_are_not_counted_as_targets(judged, figure, measure):
    described = LEVEL | {"id": "d", "promise": "line", "measure": measure}
    study = judged([LEVEL, described], [figure(2025, 400)])
    by_id = study.statements.set_index("id")["target_status"]
    assert by_id["d"] == "not a target"
    assert by_id["t"] == "no date set"
    with pytest.raises(UsageError, match="sets no target"):
        gap_study("line")


def test_a_later_date_hides_no_earlier_one(judged, figure):
    dates = {"a": "2027-12-31", "b": "2030-12-31", "c": "2024-12-31"}
    rows = [LEVEL | {"id": n, "deadline_end": day} for n, day in dates.items()]
    study = judged(rows, [figure(2024, 300), figure(2025, 400)])
    assert study.targets["id"].to_list() == ["a"]
    assert gap_study("p").leading["id"] == "a"


PLAN_DAYS = {"s24": "2024-02-01", "s25": "2025-02-01", "s26": "2026-02-01"}


@pytest.mark.parametrize(
    ("figure_2025", "sources", "moved"),
    [
        pytest.param(400, ("s25", "s26"), [1.0], id="missed and planned again"),
        pytest.param(1000, ("s25", "s26"), [], id="reached and planned again"),
        pytest.param(400, ("s25", "s25"), [], id="a plan for each year"),
    ],
)
def test_a_plan_for_each_year_is_no_date_that_moved(
    judged, figure, figure_2025, sources, moved
):
    years = zip(("2025", "2026"), sources, strict=True)
    plans = [
        LEVEL
        | {"id": year, "promise": f"plan_{year}", "source": source}
        | {"deadline_start": f"{year}-01-01", "deadline_end": f"{year}-12-31"}
        for year, source in years
    ]
    known = [{"source": s, "published_on": day} for s, day in PLAN_DAYS.items()]
    study = judged(
        plans,
        [figure(2024, 380, source="s24"), figure(2025, figure_2025, source="s26")],
        sources=known,
    )
    assert study.slippage["total_slip_years"].dropna().to_list() == moved


SHARED = ["id", "target_status", "reached_year", "reason", "chance", "pace_pct"]


@pytest.mark.parametrize("step", [16, pytest.param(1, marks=pytest.mark.slow)])
def test_gap_page_and_scorecard_give_each_target_one_verdict(step):
    """Over every target of the shipped record that has a gap page, or some of them."""
    leading = scorecard_study().targets.set_index("promise")
    evidence, compared = kz.open(), 0
    judged_by = judge(evidence)
    for name in sorted(set(evidence.load("targets")["promise"]))[::step]:
        try:
            _, shown = judged_target(published_target(evidence, name), judged_by)
        except UsageError:
            # A date, a description, or a change of a base that nobody named.
            assert pd.isna(leading.loc[name, "level"]), name
            continue
        both = pd.DataFrame([shown, leading.loc[name].to_dict()])[SHARED]
        assert both.astype(str).nunique().max() == 1, (name, both.to_dict("list"))
        compared += 1
    assert compared > 50 / step


@pytest.mark.parametrize("name", ["titr_2018_plan", "btc_2008_plan"])
def test_a_gap_study_has_the_verdict_of_the_whole_record(name):
    """A window of the record changes no verdict: what it leaves out was reported."""
    whole, cut = (
        gap_study(name, deadlines=()),
        gap_study(name, deadlines=(), first_year=2022),
    )
    assert whole.leading["target_status"] == cut.leading["target_status"]
    assert whole.leading["reached_year"] == cut.leading["reached_year"]


def test_one_scale_has_one_meaning_on_gap_page_and_scorecard():
    judged = kz.scorecard_study("titr_freight").statements
    own = judged[(judged["promise"] == "titr_10mt") & judged["ratio"].notna()]
    [row] = own.to_dict("records")
    progress = gap_study("titr_10mt").progress.set_index("deadline")
    year = row["deadline_end"].year
    assert progress["ratio"][year] == pytest.approx(row["ratio"])


def quoting(figure):
    """An association that counts 926 itself, and quotes the ministry's total."""
    part = freight(figure, ("2025-01-01", "2025-06-30"), 926, "ASSOC")
    return [
        freight(figure, 2024, 4484, "KAZ_MT"),
        freight(figure, 2024, 4500, "ASSOC"),
        part | {"obs_status": "D"},
    ]


def test_a_total_that_an_association_quotes_is_not_its_own_count(judged, figure):
    study = judged([own_target(2500)], quoting(figure))
    of_target = study.targets.iloc[0]
    assert of_target["target_status"] == "cannot be judged"
    assert pd.isna(of_target["share_pct"])
    assert of_target["latest_value"] == 926
    assert kz.series("freight", rule="ASSOC").annual.empty


def test_nor_does_it_reach_the_target_on_its_gap_page(judged, figure):
    judged([own_target(2500)], quoting(figure))
    study = gap_study("p")
    text = needs_sentences(study)
    assert [s for s in text if s and "reached" in s.text] == []
    assert "no figure" in study.heading
    assert study.required.starts.empty


def test_a_target_that_cannot_be_judged_is_reached_by_no_earlier_year(judged, figure):
    plan = own_target(2500) | {"announced_by": "KAZ_MT"}
    judged([plan], [freight(figure, 2024, 4484, "KAZ_MT")])
    study = gap_study("p")
    assert study.leading["target_status"] == "cannot be judged"
    text = " ".join(s.text for s in [*needs_sentences(study), *reach_words(study)])
    assert "the level is reached by the figure" in text.lower()
    assert "target is reached" not in text


CONTRADICTED = {
    "met": {"missed", "missed, then met", "off track"},
    "missed": {"met in time", "met, no date set", "on track"},
    "open": {"met in time", "met late", "missed, then met", "missed"},
}
"""Computed statuses that a status of the targets table rules out."""


def test_no_computed_status_contradicts_the_status_on_record(monkeypatch):
    monkeypatch.delenv("KZAZ_DATA_DIR", raising=False)
    judged = scorecard_study().statements
    pairs = zip(judged["status"], judged["target_status"], strict=True)
    apart = [status in CONTRADICTED.get(own, ()) for own, status in pairs]
    assert judged["id"][apart].to_list() == []
    assert set(CONTRADICTED) < set(judged["status"])


def test_no_forecast_from_nothing_is_said_to_end_before_its_date(judged, figure):
    ahead = own_target(9000) | {"deadline_end": "2030-12-31"}
    reason = judged([ahead], quoting(figure)).targets["reason"].iloc[0]
    assert "no forecast: no figure of a whole year" in reason


def test_the_newest_figure_of_one_body_may_be_of_a_day(judged, figure):
    """A figure of no whole months stands for its body, not one of another body."""
    rows = [
        freight(figure, ("2024-01-01", "2024-06-30"), 400, "ASSOC"),
        freight(figure, ("2025-03-11", "2025-03-11"), 15, "ASSOC"),
        freight(figure, ("2025-06-01", "2025-06-15"), 99, "KAZ_MT"),
    ]
    study = judged([own_target(2500)], rows)
    assert study.targets["latest_value"].to_list() == [15]


def test_a_target_of_one_side_is_judged_by_what_that_side_counts(monkeypatch):
    """A company's round figure of what is sent does not meet what is to arrive."""
    monkeypatch.delenv("KZAZ_DATA_DIR", raising=False)
    judged = scorecard_study().statements.set_index("id")
    trains = judged.loc["titr_container_trains_azerbaijan@report-2025-09-09"]
    assert (trains["latest_value"], trains["latest_books"]) == (392, "AZE")
    assert trains["reason"] == "set when its year was more than half over"
    sent = judged.loc["ady_1000_trains@trend-2024-12-03"]
    assert (sent["target_status"], sent["status"]) == ("missed", "missed")
    assert judged.loc["ady_1000_trains@trend-2024-12-03", "latest_value"] == 392


def test_no_series_is_left_to_nobody_where_a_named_body_counts(monkeypatch):
    monkeypatch.delenv("KZAZ_DATA_DIR", raising=False)
    figures, evidence = kz.load("observations"), kz.open()
    named = set(figures.loc[figures["agency"] != "UNSTATED", "series"])
    catalogue = evidence.load("series")
    nobody = set(catalogue.loc[catalogue["default_rule"] == "UNSTATED", "series"])
    assert not named & nobody
    ports = kz.series("port_capacity_aktau_kuryk").annual
    assert (ports["value"].iloc[-1], ports["year"].iloc[-1]) == (21, 2024)


@pytest.mark.parametrize(
    ("published_on", "late_in"),
    [("2025-12-18", 2025), ("2025-07", 2025), ("2025-06-30", None), ("2025", None)],
)
def test_a_year_is_half_over_only_where_the_month_says_so(published_on, late_in):
    row = statements(opened(None)).iloc[0].to_dict()
    assert term(row | {"published_on": published_on}).late_in == late_in


def test_no_target_of_the_record_is_met_by_a_year_that_was_nearly_over():
    judged = kz.scorecard_study().statements.set_index("id")
    late = judged.loc["port_containers_baku_2025@report-2025-12-18-3"]
    assert (late["target_status"], late["reason"]) == ("cannot be judged", SET_LATE)
    ahead = judged.loc["port_containers_baku_2026@report-2025-12-18-2"]
    assert ahead["target_status"] == "cannot be judged"
    assert "disagree" in ahead["reason"]


def test_a_sum_of_years_by_an_office_leads_over_a_later_one_of_the_press(monkeypatch):
    monkeypatch.delenv("KZAZ_DATA_DIR", raising=False)
    sums = newest(kz.series("fdi_aze_to_kaz_cumulative"))
    assert (sums.value, sums.period, sums.books) == (306.5, "2005 to 2020", "KAZ")
    # Where nobody counts, the last that was said stands.
    assert newest(kz.series("contracts_signed_value")).value == 55


def test_the_verdict_is_by_the_side_of_the_office_that_counts(judged, figure):
    part = ("2025-01-01", "2025-06-30")
    later = ("2025-01-01", "2025-09-30")
    rows = [
        figure(part, 400, agency="KAZ_BNS", provenance="statistic"),
        figure(later, 700, agency="AZE_SCC", provenance="press"),
    ]
    study = judged([LEVEL | {"series": "turnover", "announced_by": "KAZ_MFA"}], rows)
    assert study.targets["latest_value"].to_list() == [400]


@pytest.mark.parametrize(
    ("days", "level"),
    [
        pytest.param(("2025-09-23", "2026-02-25"), 520, id="the newer of two"),
        pytest.param(("2026-02-25", "2025-09-23"), 600, id="the newer, if larger"),
        pytest.param(("2025-09-23", "2025-09-23"), 600, id="of one day the larger"),
        pytest.param(("2025-09-23", "2026-02-25", "2025-09-23"), 600, id="of more"),
    ],
)
def test_of_levels_stated_as_often_the_newest_stands(make_data, figure, days, level):
    goals = (600, 520, 600)
    made = {"observations": [figure(2024, 500)], "agencies": [MINISTRY, *BODIES]}
    made["sources"] = [
        {"source": f"s{place}", "published_on": day} for place, day in enumerate(days)
    ] + DAY
    made["targets"] = [
        LEVEL
        | {"id": f"t{place}", "series": "turnover", "source": f"s{place}"}
        | {"deadline_end": "2026-12-31", "announced_by": "KAZ_MFA"}
        | dict.fromkeys(("value", "low", "high"), goals[place])
        for place in range(len(days))
    ]
    make_data(**made)
    assert published_target(kz.open(), "p").value == level
    [row] = scorecard_study().targets.to_dict("records")
    assert row["level"] == level
