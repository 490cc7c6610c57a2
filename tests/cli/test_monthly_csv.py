"""A monthly file of four years changes growth, projection, targets and audit."""

import pytest
from click.testing import CliRunner

import kzaz_analysis as kz
from kzaz_analysis.analysis.targets.status import MET_IN_TIME
from kzaz_analysis.cli.main import kzaz

SHARED = ("--series", "freight", "--unit", "thousand_tonnes", "--agency", "KAZ_BNS")
SOURCE = ("--source-publisher", "The office", "--source-published-on", "2024-08-15")
YEARS = {year: 1000.0 + 60 * (year - 2010) for year in range(2010, 2020)}
"""What was published for whole years; after 2019 there is nothing."""


@pytest.fixture
def folder(make_data, figure):
    rows = [
        figure(year, value, 0.5, series="freight", unit="thousand_tonnes", digits=4)
        for year, value in YEARS.items()
    ]
    target = {
        "id": "t1",
        "promise": "freight_800",
        "series": "freight",
        "unit": "thousand_tonnes",
        "value": 800,
        "digits": 3,
        "low": 799.5,
        "high": 800.5,
        "deadline_start": "2024-01-01",
        "deadline_end": "2024-12-31",
        "source": "plan-2020-01-01",
    }
    sources = [
        {"source": "paper-2024", "published_on": "2024-01-20", "kind": "official"},
        {"source": "plan-2020-01-01", "published_on": "2020-01-01"},
    ]
    return make_data(observations=rows, targets=[target], sources=sources)


def month_value(year, month):
    return 100 + 10 * (year - 2020) + month


def add(tmp_path, rows):
    """Import periods and values as a user does."""
    table = tmp_path / "months.csv"
    lines = [f"{period};{value}\n" for period, value in rows]
    table.write_text("month;value\n" + "".join(lines), "utf-8")
    arguments = ["data", "import", str(table), *SHARED, *SOURCE, "--yes"]
    done = CliRunner().invoke(kzaz, arguments)
    assert done.exit_code == 0, done.output


def months_of(*years, last=12):
    return [
        (f"{year}-{month:02}", month_value(year, month))
        for year in years
        for month in range(1, last + 1)
    ]


def test_growth_gets_years_and_eleven_rates_to_date(folder, tmp_path):
    growth = kz.growth_study("freight").growth
    assert growth["year"].max() == 2019
    add(tmp_path, months_of(2020, 2021, 2022, 2023))
    study = kz.growth_study("freight")
    rates = study.growth.set_index("year")["growth_pct"]
    assert rates[[2021, 2022, 2023]].round(2).to_list() == [9.39, 8.58, 7.91]
    same = study.same_period[study.same_period["growth_pct"].notna()]
    to_date = same[same["period_start"].dt.month == 1]
    by_year = to_date.groupby(to_date["period_end"].dt.year).size()
    assert by_year.to_dict() == {2021: 11, 2022: 11, 2023: 11}
    assert study.second_half.growth_pct == pytest.approx(7.72, abs=0.01)
    answer = kz.page(study).answer.text.replace("\u202f", " ")
    assert answer.endswith("up 7.9 % on 2022.")


def test_projection_starts_from_the_year_that_the_months_make(folder, tmp_path):
    before = kz.projection_study("freight", horizon_year=2025)
    add(tmp_path, months_of(2020, 2021, 2022, 2023))
    after = kz.projection_study("freight", horizon_year=2025)
    ends = [
        study.record.annual.iloc[-1][["year", "value"]].to_list()
        for study in (before, after)
    ]
    assert ends == [[2019, 1540.0], [2023, 1638.0]]
    assert before.frame.equals(after.frame) is False


def test_months_of_the_running_year_make_a_nowcast(folder, tmp_path):
    add(tmp_path, [*months_of(2021, 2022, 2023), *months_of(2024, last=6)])
    words = kz.page(kz.projection_study("freight", horizon_year=2026)).start_words.text
    assert "cannot be estimated" not in words
    assert "2024" in words


@pytest.mark.parametrize(
    ("last", "is_met"), [(5, False), (6, True)], ids=["below", "above"]
)
def test_months_above_a_yearly_level_are_a_floor(folder, tmp_path, last, is_met):
    months = [(f"2024-{month:02}", 140) for month in range(1, last + 1)]
    add(tmp_path, months)
    promise = kz.scorecard_study("freight").targets.iloc[0]
    assert (promise["target_status"] == MET_IN_TIME) is is_met


@pytest.mark.parametrize(("total", "verdict"), [(1638, None), (1750, "contradicts")])
def test_the_audit_names_a_sum_that_misses_the_published_total(
    folder, tmp_path, total, verdict
):
    add(tmp_path, [*months_of(2023), ("2023", total)])
    study = kz.audit_study("freight")
    sums = study.audit.comparisons.query("rule == 'sum of months'")
    assert sums["verdict"].to_list() == [verdict or "consistent"]
    assert (study.frame["period"] == "2023").any() == (verdict is not None)
