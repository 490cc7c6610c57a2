"""Pages in Russian: no English in their prose, tables and pictures; words as told."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from latin_runs import latin_runs
from matplotlib.text import Text

import kzaz_analysis as kz
from kzaz_analysis.display.grammar import reporter_name
from kzaz_analysis.display.sentences import (
    MOST_NUMBERS,
    MOST_WORDS,
    numbers_in,
    words_in,
)
from kzaz_analysis.display.speech.language import (
    FOLDER,
    book_file,
    current,
    written_in,
)
from kzaz_analysis.display.speech.phrases import Spoken, _book, phrase
from kzaz_analysis.display.speech.vocabulary import speak
from kzaz_analysis.reports.projection.labels import rule_name
from kzaz_analysis.reports.record.tables import remark_of

SHIPPED = Path(__file__).parents[2] / "data"


@pytest.fixture(autouse=True)
def shipped(monkeypatch):
    """The pages are about the shipped tables, whatever a command set before."""
    monkeypatch.delenv("KZAZ_DATA_DIR", raising=False)


SAME = {
    *("UN", "Comtrade", "CEPII", "BACI", "WITS", "GWL", "EDB", "EnergyProm", "AZCON"),
    *("Holding", "KTZ", "Express", "QazTrade", "SOCAR", "Reuters", "Correlates", "of"),
    *("War", "Silk", "Way", "Brent", "sup-F", "OWA", "MASE", "ets", "p", "BTC", "Co"),
    *("KPMG", "PwC", "AzerTelecom", "ADY", "DejaVu"),
}
"""Names of agencies, databases and tests, which Russian texts keep."""

STUDIES = {"growth": lambda: kz.growth_study("titr_freight", first_year=2016)}
MORE = {
    "gap": lambda: kz.gap_study("titr_10mt"),
    "growth-exports": lambda: kz.growth_study("exports_kaz_to_aze", first_year=2016),
    "gap-trade": lambda: kz.gap_study("turnover_1bn"),
    "gap-oil": lambda: kz.gap_study("btc_1_5mt"),
    "growth-trade": lambda: kz.growth_study("trade_turnover", basis="real"),
    "growth-then": lambda: kz.growth_study("trade_turnover", as_of="2023-07-29"),
    "projection": lambda: kz.projection_study(
        "trade_turnover", horizon_year=2030, target=1000.0
    ),
    "projection-freight": lambda: kz.projection_study("titr_freight"),
    "overview": kz.overview_study,
    "overview-then": lambda: kz.overview_study(as_of="2023-07-29"),
}


@pytest.mark.slow
def test_every_remark_on_a_figure_that_follows_from_others_is_told_in_russian():
    told = []
    for name in kz.load("series")["series"]:
        annual = kz.series(name).annual
        remarks = [remark_of(row) for row in annual.to_dict("records")]
        with written_in("ru"):
            told += [phrase(text) for text in dict.fromkeys(remarks) if text]
    assert any(text.startswith("сумма частей") for text in told)
    assert [text for text in told if re.search("[A-Za-z]{2,}", text)] == []


@pytest.mark.slow
def test_no_sentence_of_the_pages_in_russian_is_english(tmp_path):
    command = (sys.executable, "-m", "kzaz_analysis", "report", "suite")
    out = tmp_path / "ru"
    subprocess.run(
        [*command, "--lang", "ru", "-o", str(out)],
        check=True,
        env=os.environ | {"KZAZ_LEDGER": "none"},
    )
    pages = sorted(out.glob("*.html"))
    assert len(pages) > len(MORE)
    for path in pages:
        assert latin_runs(path.read_text("utf-8"), NAMES, TABLES) == [], path.name


TABLES = {*(path.stem for path in SHIPPED.glob("*.csv")), "dataset", "choices-"}
"""Codes of the tables, which the foot of a page lists."""

NAMES = {"Correlates of War", "kzaz data list"}
"""Runs of Latin words that Russian texts keep: a database, a command."""


def texts_of(page):
    """Everything that a page says: its results, sections and pictures."""
    bundle = page.results.bundle()
    yield from (bundle["title"], bundle["kicker"], phrase(page.answer.below))
    for result in bundle["results"]:
        yield from (result[key] for key in ("label", "shown", "between", "period"))
    # What stands above a picture that travels alone, and in a plain console.
    yield from (page.subject_line, repr(page).partition("\n")[0])
    for name in page.sections:
        part = getattr(page, name)
        yield repr(part).replace("Chart: ", "")
        for figure in filter(None, (getattr(part, "figure", None),)):
            yield from (text.get_text() for text in figure.findobj(Text))


def english_in(page):
    words = re.findall(r"[A-Za-z][\w'-]*", " ".join(texts_of(page)))
    return {word for word in words if word not in SAME}


@pytest.mark.parametrize(
    "study",
    [
        *(pytest.param(make, id=name) for name, make in STUDIES.items()),
        *(
            pytest.param(make, id=name, marks=pytest.mark.slow)
            for name, make in MORE.items()
        ),
    ],
)
def test_a_page_in_russian_has_no_english_word(study):
    with written_in("ru"):
        page = kz.page(study())
        assert english_in(page) == set()
        assert words_in(page.answer.text) <= MOST_WORDS
        assert numbers_in(page.answer.text) <= MOST_NUMBERS
        assert isinstance(phrase("year"), Spoken)


def without_text(page):
    """Sentences of a page but for its answer, which takes what fits into it."""
    told = (s | {"text": ""} for s in page.written() if s["section"] != "answer")
    return list(told)


def test_operands_and_data_do_not_depend_on_the_language():
    study = kz.growth_study("titr_freight", first_year=2019)
    english = kz.page(study)
    told = without_text(english)
    frame = english.record_table.frame
    with written_in("ru"):
        russian = kz.page(study)
        assert without_text(russian) == told
        assert russian.record_table.frame.equals(frame)
    assert english.title.startswith("Freight on the Middle Corridor")


def test_every_series_and_target_of_the_shipped_tables_is_said():
    series = kz.load("series")
    told = [*series["title"], *kz.load("targets")["counted"]]
    for caveats in series["caveats"].dropna():
        told += re.split(r"(?<=\.)\s+", caveats)
    with written_in("ru"):
        book = _book(current(), str(SHIPPED))
        untold = {text for text in told if text and book.surely(text) is None}
    assert untold == set()


def test_every_reporter_of_the_shipped_tables_has_a_russian_name():
    """Names of ours and the dataset's, as tables write them and rules of choice."""
    speak(kz.counts_study("titr_freight").vocabulary)
    codes = {*kz.load("agencies")["books"], *kz.load("observations")["reporter"]}
    codes |= {*kz.load("claims")["reporter"]}
    names = {reporter_name(code) for code in codes}
    names |= {rule_name(str(code)) for code in kz.load("agencies")["books"].dropna()}
    with written_in("ru"):
        book = _book(current(), str(SHIPPED))
        said = {name: book.surely(name) or name for name in names}
    english = re.compile(r"[A-Za-z][\w'-]*")
    kept = SAME | {"ALSTOM", "Alstom", "BCG", "CAREC", "EBRD", "EIAS", "ERAI"}
    kept |= {"FreightWaves", "FAOSTAT"}
    untold = {n for n, text in said.items() if {*english.findall(text)} - kept}
    assert untold == set()


def test_names_of_a_dataset_take_no_word_of_ours_for_something_else():
    ours = {
        text.lower(): said for text, said in book_file(FOLDER, "ru")["phrases"].items()
    }
    theirs = book_file(SHIPPED, "names.ru")["phrases"]
    other = {
        text for text, said in theirs.items() if ours.get(text.lower(), said) != said
    }
    assert other == set()
