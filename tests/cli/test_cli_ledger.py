"""The command ``kzaz ledger``: what a person types and is told."""

import json

import pytest
from click.testing import CliRunner

import kzaz_analysis as kz
from kzaz_analysis.cli.ledger.commands import ledger
from kzaz_analysis.errors import DataError, UsageError
from kzaz_analysis.reports.outturns.study import outturn_study
from kzaz_analysis.runner.publish import ledger as book


def run(*arguments):
    result = CliRunner().invoke(ledger, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A ledger of the turnover as one would have projected it in March 2024."""
    study = kz.projection_study("trade_turnover", as_of="2024-03-11", target=500.0)
    content, *_ = kz.page(study).results.ledger
    file = tmp_path_factory.mktemp("ledger") / "ledger.jsonl"
    book.append(file, [({"day": "2024-03-11", "page": "turnover"} | content, True)])
    return file


def test_show_has_lines_and_forecasts_by_others(path):
    output = run("show", "--ledger", str(path)).output
    assert "2024-03-11 turnover trade_turnover" in output
    assert "WB 2025-09-22 titr_freight 2040 3 ratio_to_base" in " ".join(output.split())


def test_score_agrees_with_the_study(path):
    document = json.loads(run("score", "--ledger", str(path), "--json").output)
    study = outturn_study(str(path))
    every = document["summary"][-1]
    assert every["outturns"] == study.by_series["outturns"].iloc[-1] > 0
    assert every["crps"] == pytest.approx(study.by_series["crps"].iloc[-1])
    assert len(document["forecasts"]) == len(study.scores)


def test_score_as_of_the_day_of_the_line_has_no_outturn(path):
    arguments = ("score", "--ledger", str(path), "--as-of", "2024-03-11")
    assert "# forecasts with an outturn\nnone" in run(*arguments).output


def test_verify_ends_well_or_names_the_line(path, tmp_path):
    assert "1 lines, intact" in run("verify", "--ledger", str(path)).output
    head = json.loads(path.read_text())["hash"]
    run("verify", "--ledger", str(path), "--head", head[:12])
    with pytest.raises(DataError, match="no line has the hash ffff"):
        run("verify", "--ledger", str(path), "--head", "ffff")
    forged = tmp_path / "forged.jsonl"
    forged.write_text(path.read_text().replace('"KAZ"', '"AZE"'))
    with pytest.raises(DataError, match="not intact\nline 1 was edited") as raised:
        run("verify", "--ledger", str(forged))
    assert raised.value.exit_code == 3


def test_a_line_that_was_cut_off_is_told_and_no_forgery(path, tmp_path):
    torn = tmp_path / "torn.jsonl"
    torn.write_text(path.read_text() + '{"line": 2')
    result = run("verify", "--ledger", str(torn))
    assert result.exit_code == 0
    assert "cut off" in result.output
    assert "lines may be missing at the end" in result.output


def test_a_ledger_that_is_not_there_is_named(tmp_path):
    for command in ("show", "score", "verify"):
        with pytest.raises(UsageError, match=r"there is no ledger .*none.jsonl"):
            run(command, "--ledger", str(tmp_path / "none.jsonl"))


def test_a_ledger_among_the_pages_is_refused(tmp_path):
    from kzaz_analysis.cli.running.options import ledger_of

    with pytest.raises(UsageError, match="the folder of the pages"):
        ledger_of(str(tmp_path / "out" / "l.jsonl"), tmp_path / "out")
    assert ledger_of("none", tmp_path) is None


def test_a_ledger_that_links_to_itself_cannot_be_read(tmp_path):
    from kzaz_analysis.cli.running.options import ledger_of

    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    path = ledger_of(str(circle), tmp_path / "out")
    assert path is not None
    with pytest.raises(DataError, match="circle cannot be read"):
        book.require_intact(path)


def test_the_environment_may_name_none_too(tmp_path, monkeypatch):
    from kzaz_analysis.cli.running.options import ledger_of

    assert ledger_of("", tmp_path) == book.default_path()
    monkeypatch.setenv("KZAZ_LEDGER", "none")
    assert ledger_of("", tmp_path) is None
    assert ledger_of(str(tmp_path / "l.jsonl"), tmp_path / "out") is not None


def test_without_a_name_it_is_the_one_of_the_user(tmp_path, monkeypatch):
    monkeypatch.delenv("KZAZ_LEDGER")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert book.default_path().name == "ledger.jsonl"
    assert book.default_path().parent.name == "kzaz-analysis"
