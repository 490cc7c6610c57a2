"""The command ``kzaz audit``: what a person types and is told."""

import json
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kzaz_analysis.cli.audit import audit
from kzaz_analysis.errors import KzazError, UsageError
from kzaz_analysis.evidence.intake.typed_claim import read_claim
from kzaz_analysis.evidence.tables import load


def run(*arguments):
    result = CliRunner().invoke(audit, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_claim_is_told_what_the_record_says():
    result = run("--claim", "trade_turnover 2024 700 USD million")
    assert result.exit_code == 0
    assert "9 contradicts" in result.output
    assert "USD 533.4 million, KAZ, kazakhstan-today-2025-03-13" in result.output
    assert "USD 175 million apart" in result.output


def test_word_order_of_the_unit_does_not_matter():
    first = run("--claim", "trade_turnover 2024 700 USD million").output
    second = run("--claim", "trade_turnover 2024 700 million_USD").output
    assert first.split(":", 1)[1] == second.split(":", 1)[1]
    assert "read as trade_turnover, 2024-01-01..2024-12-31: level 700" in first


def test_named_books_make_a_mirror_difference():
    text = "trade_turnover 2024 533.4 million USD"
    found = json.loads(
        run("--claim", text, "--reporter", "KAZ", "--format", "json").output
    )
    assert found["counts"]["contradicts"] == 0
    assert found["counts"]["mirror data"] == 3
    assert found["counts"]["different definition"] == 0
    ends = {(row["verdict"], row["difference"]) for row in found["comparisons"]}
    assert ("mirror data", "mirror") in ends
    assert found["counts"]["consistent"] > 0


def test_a_growth_claim_is_held_against_claims_and_levels():
    output = run("--claim", "titr_freight 2023 +65%", "--reporter", "KAZ").output
    assert "+86 %, KAZ, interfax-2024-01-24" in output
    assert "growth and levels, 2023" in output


def test_the_reporter_of_a_claim_may_be_given_by_its_earlier_name():
    claim = ["--claim", "titr_freight 2023 +65%"]
    with pytest.warns(DeprecationWarning, match="--books is now called --reporter"):
        earlier = run(*claim, "--books", "KAZ").output
    assert earlier == run(*claim, "--reporter", "KAZ").output


def test_a_claim_on_which_nothing_is_known_is_not_testable():
    output = run("--claim", "trade_turnover 1985 9 million USD").output
    assert "not testable" in output


def test_one_series_lists_its_disagreements():
    output = run("--series", "documents_signed").output
    assert "documents_signed 2024-03-11" in output
    assert "9 against 14" in output
    assert "titr_freight" not in output


def test_one_source_lists_what_it_takes_part_in():
    output = run("--source", "dailysabah-2023-04-10").output
    assert "trade_turnover 2021" in output


def test_a_past_day_shows_only_what_was_published():
    found = json.loads(run("--as-of", "2022-08-24", "--format", "json").output)
    days = load("sources").set_index("source")["published_on"]
    sides = [
        name
        for row in found["comparisons"]
        for side in ("left_sources", "right_sources")
        for name in row[side].split("; ")
        if name
    ]
    assert sides
    assert max(days[name] for name in sides) <= "2022-08-24"


def test_a_day_before_everything_is_empty():
    result = run("--as-of", "1990-01-01")
    assert result.output.startswith("0 comparisons: nothing to compare")


def test_help_has_examples():
    output = run("--help").output
    assert 'kzaz audit --claim "trade_turnover 2024 700 USD million"' in output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--series", "trade_turnovr"], "did you mean trade_turnover"),
        (["--source", "nowhere"], "no source is called 'nowhere'"),
        (["--as-of", "yesterday"], "'yesterday' is not a day"),
        (["--claim", "trade_turnover 2024 7 tonnes"], "tonnes does not convert to"),
        (["--claim", "trade_turnover 2024 7 apples"], "no unit is called 'apples'"),
        (["--claim", "trade_turnover soon 7 USD"], "'soon' is not a period"),
        (["--claim", "trade_turnover 2024-13 7 USD"], "'2024-13' is not a period"),
        (["--claim", "trade_turnover 2025..2024 7 USD"], "ends before it starts"),
        (["--claim", "trade_turnover 2024 much"], "no number in 'much'"),
        (["--claim", "trade_turnover 2024 7"], "a unit is missing"),
        (["--claim", "trade turnover 2024 533.4"], "trade_turnover is counted in"),
        (["--claim", "trade_turnover 2024 0.8 pp"], "do not measure a change of"),
        (["--claim", "trade_turnover"], "a series, a period and a number"),
        (["--claim", "nothing 2024 7 USD"], "no series is called 'nothing'"),
        (["--claim", "trade_turnover 2024 +5% since"], '"since" is followed by'),
    ],
)
def test_errors_say_what_would_be_right(arguments, message):
    with pytest.raises(KzazError) as caught:
        run(*arguments)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--reporter", "KAZ"],
        ["--claim", "trade_turnover 2024 7 USD", "--series", "titr_freight"],
    ],
)
def test_options_that_do_not_go_together_are_refused(arguments):
    result = CliRunner().invoke(audit, arguments)
    assert result.exit_code == click.UsageError.exit_code
    assert "see --help" in result.output


def documented_commands():
    page = Path(__file__).parents[2] / "docs" / "how-to-read-verdicts.md"
    blocks = page.read_text("utf-8").split("```console\n$ kzaz audit ")[1:]
    return [block.split("\n```")[0].split("\n", 1) for block in blocks]


@pytest.mark.parametrize(("command", "shown"), documented_commands())
def test_the_handbook_quotes_what_the_command_says(command, shown):
    told = run(*shlex.split(command)).output.splitlines()
    quoted = [line for line in shown.splitlines() if line.strip() not in ("", "...")]
    assert quoted
    assert [line for line in quoted if line not in told] == []


PERIODS = {
    "2024": ("2024-01-01", "2024-12-31"),
    "2024-02": ("2024-02-01", "2024-02-29"),
    "2024-01..2024-04": ("2024-01-01", "2024-04-30"),
    "2018..2020": ("2018-01-01", "2020-12-31"),
    "2024-Q1": ("2024-01-01", "2024-03-31"),
    "2024q4": ("2024-10-01", "2024-12-31"),
    "Q2-2024": ("2024-04-01", "2024-06-30"),
    "2024-H1": ("2024-01-01", "2024-06-30"),
    "2024-03-11": ("2024-03-11", "2024-03-11"),
}


def read(text):
    return read_claim(text, load("series"), load("units"))


@pytest.mark.parametrize(("text", "days"), PERIODS.items(), ids=PERIODS)
def test_periods(text, days):
    found = read(f"trade_turnover {text} 7 million USD")
    assert (str(found.start.date()), str(found.end.date())) == days


NUMBERS = {
    "700 USD million": ("level", 700.0, "million_USD", "exact"),
    "1,485.5 thousand tonnes": ("level", 1485.5, "thousand_tonnes", "exact"),
    "about 1.4 million tonnes a year": (
        "level",
        1.4,
        "million_tonnes_per_year",
        "approx",
    ),
    "nearly $ 500 million": ("level", 500.0, "million_USD", "under"),
    "+40%": ("growth", 40.0, "percent", "exact"),
    "over 40 %": ("growth", 40.0, "percent", "over"),
    "-47.9 percent": ("growth", -47.9, "percent", "exact"),
    "5 times": ("multiple", 5.0, "ratio_to_base", "exact"),
    "5x": ("multiple", 5.0, "ratio_to_base", "exact"),
}


@pytest.mark.parametrize(("text", "expected"), NUMBERS.items(), ids=NUMBERS)
def test_numbers(text, expected):
    found = read(f"titr_freight 2024 {text}")
    assert (found.measure, found.value, found.unit, found.qualifier) == expected


def test_growth_compares_with_the_year_before():
    found = read("trade_turnover 2024-01..2024-02 +5%")
    assert str(found.base_start.date()) == "2023-01-01"
    assert str(found.base_end.date()) == "2023-02-28"


def test_growth_compares_with_the_period_after_since():
    found = read("trade_turnover 2023 5 times since 2020")
    assert str(found.base_end.date()) == "2020-12-31"


def test_a_percentage_of_a_series_in_percent_is_a_level():
    assert read("btc_oil_kaz_tkm_share 2025 15.2%").measure == "level"
    assert read("btc_oil_kaz_tkm_share 2025 +15.2%").measure == "growth"


def test_a_statement_is_refused_in_the_words_of_the_command():
    with pytest.raises(UsageError, match=r"write it as 461\.9"):
        read("trade_turnover 2024 plenty of money")


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("titr_freight 2024 more than 4 million tonnes", "consistent"),
        ("titr_freight 2023 2.7-2.8 million tonnes", "consistent"),
        ("btc_length 1768 km", "consistent"),
        ("btc_length 900 km", "contradicts"),
        ("port_capacity_baku 15 million tonnes per year", "consistent"),
        ("port_capacity_baku 480 million tonnes per year", "contradicts"),
    ],
)
def test_bounds_ranges_and_levels_without_a_period_are_tested(claim, verdict):
    found = json.loads(run("--claim", claim, "--format", "json").output)
    assert found["counts"][verdict] > 0


def test_another_currency_is_converted_at_the_rate_of_its_year():
    found = run("--claim", "trade_turnover 2024 493 million EUR").output
    assert "eur usd annual average = 0.9242" in found
    found = run("--claim", "trade turnover 2024 250 billion tenge").output
    assert "kzt usd annual average = 468.962" in found


def test_a_total_is_held_against_the_sum_of_its_parts_as_each_side_reports_them():
    found = run("--claim", "trade turnover 2015 500 million USD").output
    assert "2 contradicts" in found
    assert "USD 109.801 million + USD 15.7205 million, KAZ" in found
