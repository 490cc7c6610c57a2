"""What is newest, what is due next, and what is overdue."""

import json

import pandas as pd
import pytest

import kzaz_analysis as kz
from kzaz_analysis.cli.main import main
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.timeliness.freshness import (
    day_of_record,
    freshness,
    overdue,
    status,
)
from kzaz_analysis.reports.record.sentences import (
    due_day,
    due_words,
    next_due_words,
    overdue_words,
)

SOURCES = [
    {"source": f"office-{year}", "published_on": f"{year}-03-01"}
    for year in (2022, 2023, 2024, 2025)
]


def catalogue(**columns):
    return [
        {
            "series": "freight",
            "title": "Freight",
            "system": "corridor",
            "measures": "Cargo",
            "unit": "thousand_tonnes",
            "nature": "flow",
        }
        | columns
    ]


@pytest.fixture
def opened(make_data, figure):
    def write(periods=(2021, 2022, 2023), **columns):
        rows = [
            figure(
                period,
                10.0,
                series="freight",
                unit="thousand_tonnes",
                source=f"office-{int(str(period if isinstance(period, int) else period[1])[:4]) + 1}",
            )
            for period in periods
        ]
        make_data(observations=rows, series=catalogue(**columns), sources=SOURCES)
        return kz.open()

    return write


def test_a_year_is_due_the_usual_days_after_it_ends(opened):
    fresh = opened().freshness("freight")
    assert (fresh.frequency, fresh.delay_days) == ("annual", 60)
    assert (fresh.newest, fresh.next_end) == (
        pd.Timestamp("2023-12-31"),
        pd.Timestamp("2024-12-31"),
    )
    assert fresh.next_due == pd.Timestamp("2025-03-01")
    assert fresh.age_days(pd.Timestamp("2024-01-30")) == 30
    assert fresh.overdue_days(pd.Timestamp("2025-03-01")) == 0
    assert fresh.overdue_days(pd.Timestamp("2025-03-11")) == 10


@pytest.mark.parametrize(
    ("frequency", "due"),
    [
        ("monthly", "2024-02-10"),
        ("quarterly", "2024-04-10"),
        ("annual", "2025-01-10"),
        ("irregular", None),
    ],
)
def test_the_catalogue_decides_frequency_and_delay(opened, frequency, due):
    fresh = freshness(opened(frequency=frequency, delay_days=10), "freight")
    assert fresh.next_due == (None if due is None else pd.Timestamp(due))


def test_a_part_of_a_year_is_newest_and_the_year_is_next(opened):
    fresh = freshness(opened(periods=(2023, ("2024-01-01", "2024-06-30"))), "freight")
    assert (fresh.newest, fresh.next_end) == (
        pd.Timestamp("2024-06-30"),
        pd.Timestamp("2024-12-31"),
    )


def test_what_was_published_later_is_not_there_yet(opened):
    evidence = opened().at("2024-02-29")
    assert freshness(evidence, "freight").newest == pd.Timestamp("2022-12-31")


MONTHS = [
    (f"2024-{month:02}-01", f"2024-{month:02}-{day}")
    for month, day in ((1, 31), (2, 29), (3, 31), (4, 30), (5, 31), (6, 30))
]


@pytest.mark.parametrize(
    ("periods", "columns", "expected"),
    [
        pytest.param(MONTHS, {}, ("monthly", "2024-07-31"), id="months"),
        pytest.param(MONTHS[:2], {}, ("irregular", None), id="two months"),
        pytest.param(
            [
                ("2024-01-01", "2024-03-31"),
                ("2024-04-01", "2024-06-30"),
                ("2024-07-01", "2024-09-30"),
            ],
            {},
            ("quarterly", "2024-12-31"),
            id="quarters",
        ),
        pytest.param(
            (2021, 2022, 2023),
            {"nature": "rate"},
            ("annual", "2024-12-31"),
            id="yearly rates",
        ),
        pytest.param(
            (1995, 2005, 2015), {"nature": "rate"}, ("irregular", None), id="decades"
        ),
        pytest.param(
            (2021, 2022, 2023, *MONTHS[:3]), {}, ("annual", "2024-12-31"), id="mixed"
        ),
    ],
)
def test_the_rhythm_of_the_figures_is_the_frequency(opened, periods, columns, expected):
    fresh = freshness(opened(periods=periods, **columns), "freight")
    frequency, next_end = expected
    assert fresh.frequency == frequency
    assert fresh.next_end == (None if next_end is None else pd.Timestamp(next_end))


def test_a_table_of_many_years_shows_the_delay_of_its_newest_alone(make_data, figure):
    rows = [
        figure(year, 10.0, series="freight", unit="thousand_tonnes", source=source)
        for source, years in {
            "office-2022": (2019, 2020, 2021),
            "office-2023": (2020, 2021, 2022),
            "office-2024": (2021, 2022, 2023),
        }.items()
        for year in years
    ]
    make_data(observations=rows, series=catalogue(), sources=SOURCES)
    assert kz.open().freshness("freight").delay_days == 60


def test_without_figures_nothing_is_due(opened):
    fresh = freshness(opened(periods=()), "freight")
    assert (fresh.newest, fresh.next_due, fresh.delay_days) == (None, None, 90)


def test_the_shipped_series_are_all_judged():
    rows = status(kz.open(), "2027-12-31")
    assert set(rows["frequency"]) <= {"annual", "quarterly", "monthly"}
    turnover = rows[rows["series"] == "trade_turnover"].iloc[0]
    assert turnover["overdue_days"] > 0
    assert rows["overdue_days"].is_monotonic_decreasing


def test_status_needs_a_day_and_known_series(opened):
    evidence = opened()
    with pytest.raises(UsageError, match="needs a day"):
        status(evidence, None)
    with pytest.raises(UsageError, match="no series"):
        status(evidence, "2024-01-01", ["freigt"])


def test_what_was_reported_once_is_not_due(opened):
    fresh = freshness(opened(periods=(2021,)), "freight")
    assert (fresh.frequency, fresh.next_due) == ("irregular", None)


def test_undated_figures_count_unless_the_day_is_past(make_data, figure, capsys):
    common = {"series": "freight", "unit": "thousand_tonnes"}
    rows = [figure(year, 10.0, source="undated", **common) for year in (2021, 2022)]
    rows.append(figure(2020, 10.0, source="office-2022", **common))
    make_data(
        observations=rows,
        series=catalogue(),
        sources=[*SOURCES[:2], {"source": "undated"}],
    )
    for today, newest in (("2024-06-01", "2022-12-31"), ("2022-06-01", "2020-12-31")):
        assert run("freight", "--today", today, "--format", "json") == 0
        [row] = json.loads(capsys.readouterr().out)
        assert row["newest"] == newest


def run(*words):
    with pytest.raises(SystemExit) as ended:
        main(["data", "status", *words])
    return ended.value.code


def test_the_command_lists_and_refuses_what_is_too_old(opened, capsys):
    opened()
    assert run("--today", "2025-03-11", "--format", "json") == 0
    [row] = json.loads(capsys.readouterr().out)
    assert row | {"title": ""} == {
        "series": "freight",
        "title": "",
        "frequency": "annual",
        "delay_days": 60,
        "newest": "2023-12-31",
        "published_on": "2024-03-01",
        "next_end": "2024-12-31",
        "next_due": "2025-03-01",
        "age_days": 436,
        "overdue_days": 10,
    }
    assert run("--today", "2025-03-11", "--max-age", "436") == 0
    assert run("--today", "2025-03-11", "--max-age", "435") == 3
    assert "freight: newest figure is of 2023-12-31, 436 days old" in (
        capsys.readouterr().err
    )
    assert run("--today", "2024-06-01", "--overdue") == 0
    assert "(none)" in capsys.readouterr().out
    assert run("--today", "soon") == 2


@pytest.mark.parametrize(
    ("periods", "due"),
    [
        ((2021, 2022, 2023), "1 March 2025"),
        ((2022, 2023), "31 March 2025 (assuming 90 days after the period)"),
    ],
)
def test_a_delay_that_nothing_tells_is_said_to_be_assumed(opened, periods, due):
    fresh = opened(periods, frequency="annual").freshness("freight")
    assert due_day(fresh) == due


HALF = ("2023-01-01", "2023-06-30")
NEXT_MONTH = ("2024-01-01", "2024-01-31")


@pytest.mark.parametrize(
    ("periods", "day", "due", "end", "is_part"),
    [
        ((2022, 2023, HALF), "2025-09-01", "2025-03-01", "2024-06-30", True),
        ((2022, 2023, HALF), "2025-03-01", None, None, None),  # due on that very day
        ((2022, 2023, HALF, NEXT_MONTH), "2025-02-01", None, None, None),
        ((2022, HALF), "2024-03-01", None, None, None),  # its year is not on record
        ((2022, 2023, ("2023-02-01", "2023-06-30")), "2025-02-01", None, None, None),
        ((2021, 2022, 2023), "2025-03-02", "2025-03-01", "2024-12-31", False),
    ],
)
def test_a_part_is_overdue_a_year_after_that_of_the_year_before(
    opened, periods, day, due, end, is_part
):
    late = overdue(opened(periods, frequency="annual").at(day), ["freight"])
    if due is None:
        assert late == []
        return
    [one] = late
    assert (one.title, one.due, one.is_part) == ("Freight", pd.Timestamp(due), is_part)
    assert (one.start, one.end) == (pd.Timestamp("2024-01-01"), pd.Timestamp(end))


def test_the_day_of_all_that_is_on_record_is_that_of_its_newest_source(opened):
    evidence = opened((2021, 2022), frequency="annual", delay_days=60)
    assert day_of_record(evidence) == "2025-03-01"
    assert [each.due for each in overdue(evidence, ["freight"])] == [
        pd.Timestamp("2024-02-29")
    ]


def test_what_is_overdue_is_named_and_not_passed_over(opened):
    late = opened((2021, 2022), frequency="annual", delay_days=60)
    line = due_words(late.series("freight"))
    assert line == (
        "figures up to 31 December 2022; overdue since 29 February 2024: 2023"
    )
    assert overdue_words(late, ["freight"]) == (
        "overdue since 29 February 2024: freight, 2023"
    )
    assert next_due_words(late, ["freight"]) == ""


def test_what_is_overdue_hides_not_what_is_due_next(opened):
    half = opened((2022, 2023, HALF), frequency="annual", delay_days=90)
    half = half.at("2025-03-02")
    assert due_words(half.series("freight")).endswith(
        "overdue since 1 March 2025, going by the year before: January to June 2024; "
        "the next whole year due by 31 March 2025"
    )


def test_of_several_series_the_last_overdue_is_named_and_all_are_counted(
    make_data, figure
):
    rows = [
        figure(year, 10.0, series=name, source=f"office-{year + 1}")
        for name, years in {"late": (2021, 2022), "later": (2022, 2023)}.items()
        for year in years
    ]
    listed = [
        catalogue(series=name, title=name.title(), frequency="annual", unit="musd")[0]
        for name in ("late", "later")
    ]
    make_data(observations=rows, series=listed, sources=SOURCES)
    evidence = kz.open().at("2025-04-02")
    assert overdue_words(evidence, ["late", "later"]) == (
        "2 series here are overdue, most recently since 31 March 2025 "
        "(assuming 90 days after the period): later, 2024"
    )


@pytest.mark.parametrize(
    "name", ["documents_signed", "contracts_signed_count", "contracts_signed_value"]
)
def test_what_is_signed_at_a_visit_is_never_due(name):
    assert kz.open().freshness(name).next_due is None


def test_no_text_of_what_a_target_counts_is_cut():
    # Texts were cut at 80 characters when they were collected.
    assert kz.load("targets")["counted"].str.len().max() < 80
