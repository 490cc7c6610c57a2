"""Forecasts and outturns: what was stated, never what today's method would say."""

import json

import pytest
from made_tables import SERIES
from shown import check_marks

import kzaz_analysis as kz
from kzaz_analysis.display.sentences import MOST_NUMBERS, MOST_WORDS
from kzaz_analysis.errors import UsageError
from kzaz_analysis.reports.outturns.study import CLOSE
from kzaz_analysis.runner.publish import ledger

SHOWN = ["answer", "ledger_words", "score_words", "score_table", "stated_table"]
SHOWN += ["chance_table", "others_words", "others_table", "limits", "cite", "results"]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Two lines of 2024, one each for turnover and freight."""
    file = tmp_path_factory.mktemp("outturns") / "ledger.jsonl"
    for series, target in (("trade_turnover", 500.0), ("titr_freight", 3000.0)):
        study = kz.projection_study(
            series, as_of="2024-03-11", horizon_year=2028, target=target
        )
        content, *_ = kz.page(study).results.ledger
        ledger.append(file, [({"day": "2024-03-11", "page": series} | content, True)])
    return file


@pytest.mark.parametrize("day", ["2024-03-11", "2025-06-30"])
def test_every_part_can_be_shown(path, day):
    page = kz.page(kz.outturn_study(str(path), as_of=day))
    texts = [getattr(page, name)._repr_html_() for name in SHOWN[:-1]]
    assert all(texts)
    check_marks("".join(texts))
    assert repr(page.results).startswith(page.title)
    text = page.answer.text
    numbers = [w for w in text.split() if any(c.isdigit() for c in w)]
    assert len(text.split()) <= MOST_WORDS
    assert len(numbers) <= MOST_NUMBERS + 2


def test_scores_stand_beside_no_change(path):
    study = kz.outturn_study(str(path))
    scored = study.scores[study.scores["status"] == "scored"]
    assert set(scored["year"]) >= {2024, 2025}
    assert scored["no_change_error_pct"].notna().all()
    every = study.by_series.iloc[-1]
    text = kz.page(study).score_words.text
    assert every["outturns"] == len(scored) == 4
    assert text.startswith(f"{every['coverage_80']:.0f}\u202f% of four outturns")
    gap = every["crps"] - every["crps_no_change"]
    verdict = "as accurate" if abs(gap) <= CLOSE else "more" if gap < 0 else "less"
    assert f"the forecasts were {verdict}" in text


def test_an_edited_ledger_is_told_first(path, tmp_path):
    forged = tmp_path / "forged.jsonl"
    forged.write_text(path.read_text().replace('"KAZ"', '"AZE"', 1))
    page = kz.page(kz.outturn_study(str(forged)))
    assert page.answer.text.startswith("The ledger is not intact")
    assert "Line 1 was edited" in page.ledger_words.text


def test_lines_of_years_known_on_the_day_are_lines(path, tmp_path):
    late = tmp_path / "late.jsonl"
    line = json.loads(path.read_text().splitlines()[0])
    content = {"day": "2026-10-30", "page": "late"}
    content |= {name: line[name] for name in ("subject", "record")}
    years = content["record"]["quantiles"]
    content["record"]["quantiles"] = {"2024": years["2024"]}
    ledger.append(late, [(content, True)])
    text = kz.page(kz.outturn_study(str(late))).score_words.text
    assert "holds no projection" not in text
    assert text.startswith("None of one projection in the ledger can be evaluated")


def test_without_a_ledger_others_alone_are_shown():
    study = kz.outturn_study()
    page = kz.page(study)
    assert study.scores.empty
    assert "by others" in page.title
    forecasts = study.others.set_index(["series", "author", "year"]).sort_index()
    triple = forecasts.loc[("titr_freight", "WB", 2040)]
    assert (triple["stated"], triple["source"]) == (3, "trend-2025-09-22")
    earlier = forecasts.loc[("titr_freight_wb", "WB", 2030)]
    assert "trend-2023-11-30" in set(earlier["source"])


def test_growth_and_multiples_on_a_stated_year_are_evaluated_apart():
    """139.65 of 2017 became 258.27 in 2018 and 109.16 in 2020."""
    study = kz.outturn_study(as_of="2026-11-21")
    changes = study.others_of_change.set_index("year")
    assert changes["actual"].round(2).to_dict() == {2018: 84.94, 2020: 0.78}
    assert changes["error_pct"].round(1).to_dict() == {2018: 0.0, 2020: 219.8}
    levels = study.others[study.others["measure"] == "level"]
    assert study.accuracy_of_others.count == levels["error_pct"].notna().sum()
    page = kz.page(study)
    assert "Two forecasts by others of a change" in page.others_words.text
    rows = [row.cells for row in page.others_table.rows if row.cells[4] == "85\u202f%"]
    assert [row[5] for row in rows] == ["84.9\u202f%"]


def test_a_ledger_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"there is no ledger .*none\.jsonl"):
        kz.outturn_study(str(tmp_path / "none.jsonl"))


def test_outturns_of_zero_are_counted_and_not_scored_in_logs(path, make_data, figure):
    """A flow that stopped has no logarithm; all of them stopped ended the page."""
    make_data(
        series=[SERIES[0] | {"series": "trade_turnover", "parts": ""}],
        observations=[
            figure(year, value, series="trade_turnover")
            for year, value in {2024: 0, 2025: 0}.items()
        ],
        sources=[{"source": "paper-2024", "published_on": "2026-03-01"}],
    )
    study = kz.outturn_study(str(path))
    assert study.by_series.iloc[-1]["outturns"] == 2
    text = kz.page(study).score_words.text
    assert "two outturns lay inside the 80\u202f% prediction interval" in text
    assert "accurate" not in text and "CRPS" not in text
