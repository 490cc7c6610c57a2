"""Python has what the command has, and hands out nothing that is not public."""

import subprocess
import sys

import pandas as pd
import pytest
from tiny_notebooks import save, showing

import kzaz_analysis as kz
from kzaz_analysis.cli.intake import add as command
from kzaz_analysis.cli.report import report
from kzaz_analysis.cli.running import options as run_options
from kzaz_analysis.errors import NotebookFailed, ParameterError, UsageError


def test_a_claim_is_held_against_the_record():
    check = kz.check_claim("trade_turnover 2024 700 USD million")
    verdicts = check.frame["verdict"].to_list()
    assert verdicts[0] == "contradicts"
    assert repr(check).startswith("trade_turnover 2024 700 USD million: ")
    assert f"{verdicts.count('contradicts')} contradicts" in repr(check)
    assert "read as trade_turnover" in check._repr_html_()
    early = kz.check_claim("trade_turnover 2024 700 USD million", as_of="2024-03-01")
    assert "contradicts" not in set(early.frame["verdict"])


def test_a_claim_about_days_to_come_is_shown_targets_and_the_forecast():
    check = kz.check_claim("Trade turnover will reach $1 billion by 2030")
    assert check.frame["verdict"].to_list() == ["not testable"]
    head, first, *_ = check.outlook
    assert "no figure can test it before 2030-12-31" in head
    assert first.startswith("Target turnover_1bn: USD")
    assert any("probability of USD" in line for line in check.outlook)
    assert head in repr(check)
    past = kz.check_claim("trade_turnover 2024 700 USD million")
    assert past.outlook == ()


def test_a_tally_of_another_day_is_not_called_a_contradiction():
    [row] = kz.check_claim("ferries 2026 4").frame.to_dict("records")
    assert row["verdict"] == "consistent only if"
    assert row["condition"] == "it changed between 24 August 2022 and 2026"
    constant = kz.check_claim("btc_length 900 km").frame["verdict"]
    assert constant.iloc[0] == "contradicts"


def test_a_denied_figure_and_a_quarter_that_does_not_exist_are_named_in_texts():
    text = "Trade did not reach $1 billion in 2024. In Q5 2024 it was $100 million."
    denied, quarter = kz.extract(text).to_dict("records")
    assert (denied["table"], denied["note"]) == ("", "said not to be so: not a claim")
    assert quarter["period_start"] == ""
    assert "Q5 2024 does not exist" in quarter["note"]
    with pytest.raises(UsageError, match="Q5 2024 does not exist"):
        kz.add("observation", series="freight", period="Q5 2024", value=1)


@pytest.mark.parametrize(
    "period", ["as of 01.10.2025", "Jan.\u2013Sept. 2025", "I\u2013III quarters 2025"]
)
def test_a_figure_is_added_as_print_writes_it(make_data, period):
    folder = make_data()
    source = kz.sources()["source"].iloc[0]
    row = FIGURE | {"source": source, "period": period, "value": "1\u2019234.5"}
    kz.add("observation", **row)
    line = (folder / "observations.csv").read_text("utf-8").splitlines()[-1]
    assert "2025-01-01,2025-09-30,1234.5" in line


def test_a_text_gives_rows_and_writes_nothing():
    text = "Freight on the Middle Corridor reached 4.5 million tonnes in 2024."
    [row] = kz.extract(text, published="2025-01-10").to_dict("records")
    assert row["words"] == "4.5 million tonnes"


FIGURE = {
    "series": "freight",
    "period": "2025",
    "value": 7.5,
    "unit": "thousand_tonnes",
    "agency": "KAZ_BNS",
}


def test_a_figure_is_added_and_counts_at_once(make_data, figure):
    folder = make_data(observations=[figure(2024, 5.0)])
    row = FIGURE | {"source": kz.sources()["source"].iloc[0]}
    assert kz.add("observation", **row, dry_run=True) == []
    assert kz.series("freight").annual.empty
    files = kz.add("observation", **row)
    assert folder / "observations.csv" in files
    assert kz.series("freight").annual["value"].to_list() == [7.5]
    with pytest.raises(UsageError, match="repeats"):
        kz.add("observation", **row)


def test_what_is_missing_is_named(make_data, figure):
    make_data(observations=[figure(2024, 5.0)])
    with pytest.raises(UsageError, match="missing: .*unit"):
        kz.add("observation", series="freight", value=7.5)
    with pytest.raises(UsageError, match="kind: 'figure' is not one of observation"):
        kz.add("figure", value=7.5)


@pytest.mark.parametrize("kind", command.KINDS)
def test_what_the_command_adds_python_adds(make_data, kind):
    make_data()
    with pytest.raises(UsageError, match="missing: "):
        kz.add(kind)


@pytest.mark.slow
@pytest.mark.usefixtures("forked_reports")
def test_a_report_is_made_and_two_runs_are_compared(tmp_path):
    first = kz.run("growth_rates", out=tmp_path, series="titr_freight")
    assert "Middle Corridor" in first.read_text("utf-8")
    kz.run("growth_rates", out=tmp_path, series="trade_turnover")
    difference = kz.diff(out=tmp_path)
    assert "1 conclusion changed" in repr(difference)
    assert len(difference.comparison.conclusions) == 1


def test_a_run_refuses_before_it_begins(tmp_path):
    out = tmp_path / "out"
    with pytest.raises(UsageError, match="did you mean trade_turnover"):
        kz.run("growth_rates", out=out, series="trade_turnovr")
    with pytest.raises(UsageError, match="a suite takes no parameters, not series"):
        kz.run("suite.yml", out=out, series="titr_freight")
    assert not out.exists()


def options_of_command():
    own = {"name", "pairs", "file", "title", "slug", "dataset"}
    return [p for p in report.commands["run"].params if p.name not in own]


def test_python_takes_every_option_of_the_command_with_its_default_and_bounds():
    names = {option.name for option in options_of_command()}
    assert set(run_options.names_of_options()) == names
    context = report.commands["run"].make_context("run", ["growth_rates"])
    typed = {name: of for name, of in context.params.items() if name in names}
    assert run_options.settings_of({}) == run_options.Settings(**typed)
    assert run_options.settings_of({"retry_on": ["failed"]}).retry_on == ("failed",)


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        ("timeout", 0, "timeout: 0.0 is not in the range x>0"),
        ("retries", 9, "retries: 9 is not in the range 0<=x<=5"),
        ("log_format", "xml", "log_format: 'xml' is not one of 'text', 'json'"),
        ("retry_on", "late", "late"),
    ],
)
def test_python_refuses_what_the_command_refuses(name, wrong, words, tmp_path):
    with pytest.raises(UsageError, match=words):
        kz.run("growth_rates", out=tmp_path / "out", **{name: wrong})
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("forked_pages")
def test_python_runs_under_the_options_of_the_command(tmp_path, capsys):
    chart = showing({"application/vnd.plotly.v1+json": {"data": []}})
    path = save(tmp_path, "chart", f"import sys\nsys.stderr.write('odd')\n{chart}")
    out = tmp_path / "out"
    log = tmp_path / "log"
    with pytest.raises(NotebookFailed, match="--strict"):
        kz.run(str(path), out=out, strict=True, log=log)
    assert "chart: failed" in log.read_text()
    with pytest.raises(NotebookFailed, match="--fail-on-stderr"):
        kz.run(str(path), out=out, fail_on_stderr=True, year=2031)
    assert kz.run(str(path), out=out, dry_run=True) == out / "chart.html"
    assert "its last attempt ended as failed" in capsys.readouterr().err
    assert not (out / "chart.html").exists()


def test_a_name_of_an_option_and_a_parameter_is_asked_about(tmp_path):
    path = save(tmp_path, "kept", "keep", parameters="keep: int = 1")
    with pytest.raises(UsageError, match=r"parameters=\{'keep': ...\}"):
        kz.run(str(path), out=tmp_path / "out", keep=2)
    options = {"out": tmp_path / "out", "dry_run": True}
    kz.run(str(path), keep=2, parameters={}, **options)
    with pytest.raises(ParameterError, match="keep"):
        kz.run(str(path), parameters={"keep": "many"}, **options)


def test_a_figure_is_quoted_with_source_and_state():
    quote = kz.quote("trade_turnover", 2025)
    figure = kz.series("trade_turnover").annual.set_index("year").loc[2025]
    assert (quote.value, quote.source) == (figure["value"], figure["source"])
    assert "471" in quote.sentence
    assert "2025" in quote.sentence
    origin = kz.sources().set_index("source").loc[quote.source]
    assert quote.citation.startswith(origin["publisher"])
    assert origin["address"] in quote.citation
    assert "the edition that the office calls final" in quote.state
    assert repr(quote).splitlines()[0] == quote.sentence


def test_a_year_without_a_figure_is_not_quoted():
    with pytest.raises(
        UsageError, match="no figure for the year 1990 .*; the nearest are "
    ):
        kz.quote("trade_turnover", 1990)
    with pytest.raises(UsageError, match="it has none"):
        kz.quote("trade_turnover", 2020, as_of="1990-01-01")


def test_the_tab_key_shows_only_public_names():
    assert dir(kz) == sorted([*kz.__all__, "__version__"])
    code = "import kzaz_analysis as kz; kz.series; print(*dir(kz))"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == dir(kz)


OWN = pd.DataFrame(
    {"year": range(2016, 2025), "value": [5, 6, 7, 8, 9, 10, 12, 14, 15]}
)


def test_measures_take_a_frame_of_ones_own():
    assert kz.annual_growth(OWN)["growth_pct"].iloc[-1] == pytest.approx(100 / 14)
    fan = kz.project(OWN, 2027, seed=1).fan
    assert fan["year"].to_list() == [2025, 2026, 2027]
    exact = OWN.assign(low=OWN["value"], high=OWN["value"], segment=0)
    assert kz.annual_growth(OWN).equals(kz.annual_growth(exact))
    assert list(OWN.columns) == ["year", "value"]


def test_a_site_is_named_by_its_address_or_refused():
    assert run_options.site_url("https://a.example/trade/") == "https://a.example/trade"
    assert run_options.site_url("") == ""
    for text in ("a.example", "ftp://a.example", "https://a.example/?q=1", "https://"):
        with pytest.raises(UsageError, match="is no address of a site"):
            run_options.site_url(text)
