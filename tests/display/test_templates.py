"""Sentences are templates that take exactly their operands, in the current language."""

import json
import math
import pickle

import jinja2
import pandas as pd
import pytest

from kzaz_analysis.display.sentences import (
    SourcedSentence,
    fitting,
    numbers_in,
    sourced,
    words_in,
)
from kzaz_analysis.display.speech import language, phrases
from kzaz_analysis.display.templates import Sentences
from kzaz_analysis.errors import UsageError

ENGLISH = (
    "{% set RELATIONS = {'level': 'level of a year'} %}"
    "{% macro level(value) %}it was {{ amount(value, 'million_USD') }}{% endmacro %}"
)
GERMAN = (
    "{% macro level(value) %}es waren {{ amount(value, 'million_USD') }}{% endmacro %}"
)


@pytest.fixture
def sentences(tmp_path):
    """One sentence in two languages."""
    (tmp_path / "sentences.j2").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "sentences.de.j2").write_text(GERMAN, encoding="utf-8")
    return Sentences(str(tmp_path / "sentences.py"))


@pytest.fixture
def german(monkeypatch, tmp_path):
    """A second language: a book of phrases beside that of the first sentence."""
    book = "marks: {decimal: ',', group: '.'}\nholes: {n: '[\\d,.]+'}\n"
    book += "phrases: {'USD {n} million': '{n} Mio. US-Dollar'}\n"
    (tmp_path / "de.yml").write_text(book, encoding="utf-8")
    for module in (language, phrases):
        monkeypatch.setattr(module, "FOLDER", tmp_path)
    yield
    language.LANGUAGES.pop("de", None)
    phrases._book.cache_clear()
    language.book_file.cache_clear()


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_sentence_carries_its_sources_kind_and_operands(sentences):
    told = sentences.say("level", "paper", "paper", value=4.25)
    assert plain(told.text) == "It was USD 4.25 million."
    assert (told.sources, told.relation) == (("paper",), "level of a year")
    assert told.kind.endswith(".level")
    assert told.operands == {"value": 4.25}


def test_a_title_is_text_that_knows_its_operands(sentences):
    title = sentences.title("level", value=4.25)
    assert plain(title) == "It was USD 4.25 million"
    assert title.sentence.operands == {"value": 4.25}
    assert pickle.loads(pickle.dumps(title)).sentence == title.sentence  # noqa: S301


def test_operands_become_data_that_json_can_hold():
    rows = pd.DataFrame({"year": [2024], "end": [pd.Timestamp("2024-06-30")]})
    operands = {
        "rows": rows.to_dict("records"),
        "bounds": (-math.inf, 2.5),
        "gone": [math.nan, pd.NaT, None],
    }
    record = SourcedSentence("a", ("paper",), "x.y", operands, "level").record()
    assert json.loads(json.dumps(record, allow_nan=False)) == {
        "kind": "x.y",
        "relation": "level",
        "text": "a",
        "operands": {
            "rows": [{"year": 2024, "end": "2024-06-30"}],
            "bounds": ["-inf", 2.5],
            "gone": [None, None, None],
        },
        "sources": ["paper"],
    }


def test_an_operand_that_is_missing_is_an_error(sentences):
    with pytest.raises(jinja2.UndefinedError, match="value"):
        sentences.say("level")


def test_an_operand_too_many_is_an_error(sentences):
    with pytest.raises(TypeError, match="year"):
        sentences.say("level", value=1, year=2024)


def test_another_language_has_its_own_words_and_marks(sentences, german):
    with language.written_in("de"):
        told = plain(sentences.text("level", value=4.25))
        assert told == "es waren 4,25 Mio. US-Dollar"
        assert phrases.phrase("15,300.5") == "15.300,5"
        assert phrases.phrase("no such phrase: 1,000") == "no such phrase: 1,000"
    assert plain(sentences.text("level", value=4.25)) == "it was USD 4.25 million"


def test_a_sentence_that_a_language_lacks_names_the_file(tmp_path, german):
    (tmp_path / "sentences.j2").write_text(ENGLISH, encoding="utf-8")
    lacking = Sentences(str(tmp_path / "sentences.py"))
    with (
        language.written_in("de"),
        pytest.raises(UsageError, match=r"sentences\.de\.j2 is missing"),
    ):
        lacking.text("level", value=4.25)


def test_a_language_that_is_not_there_is_refused_by_name():
    with pytest.raises(UsageError, match="'xx'"), language.written_in("xx"):
        pass


def test_numbers_are_counted_without_years():
    text = "In 2025 it was USD 1,470.4\u00a0million, up 11.9\u202f%; by 2030 it is 3."
    assert numbers_in(text) == 3
    assert words_in("USD 470\u00a0million, up 9.5\u202f% in 2025") == 7


def test_an_answer_keeps_its_first_sentence_and_what_fits():
    long = sourced(" ".join(["word"] * 44))
    numbers = sourced("1 and 2 and 3 and 4 and 5")
    assert fitting([numbers, sourced("six 6"), None]) == [numbers]
    assert fitting([long, sourced("two words"), None, sourced("one")]) == [
        long,
        sourced("one"),
    ]
