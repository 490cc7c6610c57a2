"""One flow as everybody counts it: whose figures stand apart, and by how much."""

import pandas as pd
import pytest

import kzaz_analysis as kz
from kzaz_analysis.analysis.mirror.counts import disagreements
from kzaz_analysis.errors import UsageError
from kzaz_analysis.reports.counts.sentences import SENTENCES

FOUR = ["KAZ_MT", "TITR_ASSOC", "EDB", "KAZ_KTZ"]


def figures(*rows):
    names = ("period_start", "period_end", "counter", "value", "low", "high")
    made = pd.DataFrame(rows, columns=names)
    return made.assign(
        is_own_definition=False, qualifier="exact", source=made["counter"]
    )


@pytest.mark.parametrize(
    ("second", "agree"),
    [((4.5, 4.45, 4.55), True), ((3.3, 3.25, 3.35), False), ((4, 4, None), True)],
)
def test_counts_of_one_period_are_compared_with_their_rounding(second, agree):
    year = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-31")
    half = pd.Timestamp("2025-01-01"), pd.Timestamp("2025-06-30")
    rows = [(*year, "a", 4.48, 4.475, 4.485), (*year, "b", *second)]
    (row,) = disagreements(figures(*rows, (*half, "a", 2, 2, 2))).to_dict("records")
    assert row["counters"] == 2
    assert row["agree"] is agree
    assert row["ratio"] == pytest.approx(max(4.48, second[0]) / min(4.48, second[0]))


def test_one_corridor_has_four_counts():
    study = kz.counts_study("titr_freight", counters=FOUR)
    page = kz.page(study)
    title = str(page.title).replace("\u00a0", " ")
    assert "two counts from 0.926 million tonnes (TITR association)" in title
    assert title.endswith("to 2.3 million tonnes (Ministry of Transport of Kazakhstan)")
    text = page.answer.text.replace("\u00a0", " ")
    assert "0.926 million tonnes (TITR association, own definition)" in text
    widest = study.apart.set_index("period_end").loc["2025-06-30"]
    assert (widest["low_value"], widest["high_value"]) == (926, 2300)


def test_a_compiler_that_repeats_the_count_of_another_counts_nothing():
    """By its note the bank gives the seaports' count of the association."""
    study = kz.counts_study("titr_freight", counters=["EDB", "KAZ_MT"])
    [of_bank] = study.figures[study.figures["agency"] == "EDB"].to_dict("records")
    assert (of_bank["is_quoted"], of_bank["is_own_definition"]) == (True, False)
    assert study.apart.empty
    assert study.latest["agency"].to_list() == ["KAZ_MT"]


def test_a_target_has_the_dates_and_definitions_of_its_own_flow_alone():
    page = kz.page(kz.counts_study("titr_freight", counters=FOUR))
    [ten] = [row for row in page.targets_table.rows if row.cells[1].startswith("10")]
    assert ten.cells[2:] == (
        "2027, 2028; none in three statements",
        "throughput; freight on the route",
    )
    assert "trend-2024-01-23" not in ten.sources  # A capacity, set for 2025.


def test_hours_at_the_border_stand_beside_promised_days():
    study = kz.counts_study(
        "titr_delivery_days",
        counters=["KAZ_MT", "cpmm_rail_border_hours_kaz@CAREC"],
        targets=["delivery_18_days"],
    )
    rows = study.figures.set_index(["counter", "period_end"])["value"]
    hours = rows["cpmm_rail_border_hours_kaz@CAREC"]["2023-12-31"]
    assert hours == pytest.approx(69.7 / 24)
    assert study.apart.empty
    page = kz.page(study)
    # Published as a range; its lower end alone is no figure of the ministry.
    for text in (str(page.title), page.answer.text):
        assert "13 to 17 days" in text.replace("\u00a0", " ")
    assert page.figures_table.rows[0].cells[2] == "13 to 17"
    text = kz.page(study).answer.text.replace("\u00a0", " ")
    assert "18 days for 2023" in text


@pytest.mark.parametrize(
    ("flow", "counters", "sentence"),
    [
        ("titr_freight", ["KAZ_MT"], "name at least two"),
        ("titr_freight", ["KAZ_MT", "KAZ_NOBODY"], "KAZ_NOBODY"),
        ("titr_freight", ["KAZ_MT", "trade_turnover@KAZ_GOV"], "is no thousand_tonnes"),
    ],
)
def test_counters_that_cannot_stand_beside_each_other_are_refused(
    flow, counters, sentence
):
    with pytest.raises(UsageError, match=sentence):
        kz.counts_study(flow, counters=counters)


def test_the_latest_figure_is_the_newest_whoever_counts_it():
    page = kz.page(kz.counts_study("titr_delivery_days"))
    text = page.answer.text.replace("\u00a0", " ")
    assert "latest: 13 to 17 days" in text
    assert "in March 2026" in str(page.title)


def test_counts_that_agree_are_given_as_they_are_and_an_unnamed_one_is_none():
    study = kz.counts_study("btc_oil_kaz")
    assert "UNSTATED" not in {*study.apart["low_counter"], *study.apart["high_counter"]}
    two = kz.counts_study("btc_oil_kaz", counters=["KAZ_MFA", "KAZ_PRES"])
    text = kz.page(two).answer.text.replace("\u00a0", " ")
    # "1.4" of one ministry and "nearly 1.5" of the president: no 1.5 of everybody.
    assert (
        "agree within rounding, 1.4 million tonnes to nearly 1.5 million tonnes" in text
    )


def test_the_targets_say_how_they_were_chosen_and_keep_both_ends_of_a_range():
    usual = kz.page(kz.counts_study("titr_freight", counters=FOUR))
    assert usual.targets_table.caption.endswith("that were stated more than once")
    days = kz.counts_study(
        "titr_delivery_days",
        counters=["KAZ_MT", "KAZ_KTZ"],
        targets=["delivery_10_15_days"],
    )
    asked = kz.page(days).targets_table
    assert asked.caption == "Targets that were asked for"
    assert asked.rows[0].cells[1].replace("\u00a0", " ") == "10 to 15 days"


def test_a_total_that_an_association_quotes_is_no_count_of_its_own():
    study = kz.counts_study("titr_freight", counters=FOUR)
    rows = study.figures[study.figures["counter"] == "TITR_ASSOC"]
    quoted = rows.set_index(rows["period_end"].dt.year)["is_quoted"]
    assert quoted[[2023, 2024]].all()
    assert not quoted[[2017, 2025]].any()
    years = study.apart[study.apart["period_start"].dt.month.eq(1)].set_index(
        "period_end"
    )
    assert "TITR_ASSOC" not in {
        *years.loc["2023-12-31", ["low_counter", "high_counter"]]
    }
    table = kz.page(study).figures_table
    [row] = [r.cells for r in table.rows if r.cells[:2] == ("2024", "TITR association")]
    assert row[2:] == ("about 4,500", "a total that it quotes, no count of its own")


def test_figures_keep_the_words_that_hedge_them():
    """A level repeated beside a growth rate takes no "more than" from the figure."""
    page = kz.page(kz.counts_study("titr_freight", counters=FOUR))
    shown = {r.cells[:2]: r.cells[2] for r in page.figures_table.rows}
    railways = "Kazakhstan Temir Zholy, railways of Kazakhstan"
    assert shown["2023", "TITR association"] == "more than 2,700"
    assert shown["January to June 2023", railways] == "more than 1,300"
    assert shown["2022", railways] == "about 1,500"
    [row] = [r.cells for r in page.apart_table.rows if r.cells[0] == "2022"]
    assert row[4] == "about 1,500"


def test_a_target_stated_once_is_not_among_those_stated_more_than_once():
    study = kz.counts_study("titr_freight", counters=FOUR)
    assert min(len(target.of_level) for target in study.targets) > 1
    assert "titr_2026_plan" not in {target.name for target in study.targets}


def test_what_a_body_published_besides_stands_in_the_remark():
    """Of the ministry 1,485 is taken for 2022, and 1,700 does not round to it."""
    page = kz.page(kz.counts_study("titr_freight", counters=FOUR))
    ministry = "Ministry of Transport of Kazakhstan"
    rows = {row.cells[:2]: row for row in page.figures_table.rows}
    of_2022 = rows["2022", ministry]
    besides = "also published: 1.7 million tonnes (marked as not usable)"
    assert of_2022.cells[3].replace("\u00a0", " ") == besides
    assert of_2022.sources == ("report-2026-03-10", "astana-times-undated-5")
    of_2023 = rows["2023", ministry].cells[3].replace("\u00a0", " ")
    assert of_2023 == "also published: 2.7 million tonnes"
    remarks = {row.cells[0]: row.cells[7] for row in page.apart_table.rows}
    of_pair = remarks["2022"].replace("\u00a0", " ")
    assert of_pair == f"agree within rounding; {besides}"
    assert "every" not in page.figures_table.caption.lower()


def test_what_only_a_text_names_and_a_level_beside_a_rate_are_said_to_be_that():
    page = kz.page(kz.counts_study("titr_freight", counters=FOUR))
    rows = {row.cells[:2]: row.cells for row in page.figures_table.rows}
    ministry, railways = "Ministry of Transport of Kazakhstan", page.study.labels
    also = {year: rows[year, ministry][3] for year in ("2021", "2024", "2025")}
    also = {year: text.replace("\u00a0", " ") for year, text in also.items()}
    assert also == {
        "2021": "also published: 0.8 million tonnes",
        "2024": "also published: 2.5 million tonnes",
        "2025": "",  # 4.5 stands beside growth to 2024.
    }
    of_months = rows["January to April 2022", railways["KAZ_KTZ"]]
    assert of_months[2] == "733" and of_months[3].startswith("a level of a text (")
    beside = "a level beside its growth rate (Its owner ministry gives 62 percent to"
    assert rows["2024", railways["KAZ_KTZ"]][3].startswith(beside)
    [pair] = [row for row in page.apart_table.rows if row.cells[0] == "2024"]
    assert pair.cells[7].startswith(f"lowest: {beside}")
    # A level that a text alone names is compared with nobody's count.
    assert pd.Timestamp("2022-04-30") not in set(page.study.apart["period_end"])


def test_what_was_worked_out_from_a_rate_was_published_by_nobody():
    who = ["KAZ_BNS", "AZE_SCC", "AZE_ENERGY", "KAZ_MTI"]
    study = kz.counts_study("trade_turnover", counters=who)
    rows = kz.load("observations")
    worked_out = rows[(rows["obs_status"] == "I") & (rows["series"] == study.flow)]
    assert len(worked_out) and set(worked_out["agency"]) & set(who)
    assert not set(worked_out["value"]) & set(study.figures["value"])


@pytest.mark.parametrize(
    ("flow", "sentence"),
    [
        ("titr_container_trains", "One target is 600 by 2026."),
        ("trade_turnover", "One target is USD 1 billion, without a date."),
    ],
)
def test_one_of_several_levels_that_were_set_is_not_the_target(flow, sentence):
    text = kz.page(kz.counts_study(flow)).answer.text.replace("\u00a0", " ")
    assert sentence in text


def test_a_target_is_written_as_it_was_set():
    days = {"low": 18.0, "high": 18.0, "unit": "days", "less": True, "due": [2023]}
    line = SENTENCES.say("targets", name="days", **days, is_only=False).text
    assert line.replace("\u00a0", " ") == "One target is 18 days for 2023."


def test_the_answer_marks_sources_that_the_page_lists():
    """Another level of the same name may have been stated by a source of its own."""
    page = kz.page(kz.counts_study("titr_freight", counters=FOUR))
    sources = {s for one in page.answer.sentences for s in one.sources}
    assert sources <= set(page.cite.numbers)
    assert 'class="kz-ref"' in page.answer._repr_html_()
