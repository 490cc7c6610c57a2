"""Whatever a text holds, its time grows no faster than its length."""

import gc
from contextlib import suppress
from types import SimpleNamespace

import numpy as np
import pytest

from kzaz_analysis import load
from kzaz_analysis.countries import countries
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.intake.extraction import (
    figure_words,
    flows,
    phrases,
    series_words,
)
from kzaz_analysis.evidence.intake.extraction.candidates import extract
from kzaz_analysis.evidence.intake.extraction.titles import (
    catalogue,
    guesses,
    questions,
)
from kzaz_analysis.evidence.intake.reading import figures, measures, plain_text, units
from kzaz_analysis.evidence.intake.reading.grammar import grammar
from kzaz_analysis.evidence.intake.reading.time import timing
from kzaz_analysis.evidence.intake.reading.time.periods import mentions
from kzaz_analysis.evidence.intake.typed_claim import read_claim
from kzaz_analysis.evidence.tables import default

LENGTH = 100_000
PROSE = "Freight rose by 20 percent to 4.5 million tonnes in 2024, against 2.8 million"
ENOUGH = 4
"""Readings of a line that stands in a text ten thousand times."""


def repeated(cycle):
    return cycle * (LENGTH // len(cycle))


TEXTS = {
    "spaces": "Freight was 5" + " " * LENGTH + "million tonnes.",
    "lines": "Freight was 5" + " \n" * (LENGTH // 2) + "million tonnes.",
    "paragraph": repeated(f"{PROSE}, and "),
    "sentences": repeated(f"{PROSE}. "),
    "figures": repeated("5 tonnes, "),
    "numbers": repeated("5 "),
    "thousands": "1" + repeated(" 234"),
    "points": repeated("."),
    "hyphens": repeated("-eight-2024-5"),
    "dollars": repeated("$5 "),
    "percents": repeated("5% "),
    "drawn": "".join(np.random.default_rng(1).choice(list("0123456789$ .,"), LENGTH)),
    "brackets": repeated("(5 tonnes in 2024) "),
    "rows": repeated("2024;5;6\n"),
    "quotes": repeated(".'\")"),
    "spaces alone": " " * LENGTH,
    "tabs alone": "\t" * LENGTH,
    "euros": repeated("\u20ac5 "),
    "a figure a line": repeated("5\n"),
    "money a line": repeated("$5\n"),
    "ranges": repeated("5-6 "),
    "one word": "a" * LENGTH,
    "one number": "9" * LENGTH + " t",
    "empty lines": repeated(" \n\n"),
    "money in one word": repeated("$5"),
    "euros in one word": repeated("\u20ac5,"),
    "ranges in one word": repeated("5-6-7-"),
    "clocks in one word": repeated("1:"),
}


def distinct(shape):
    """As many figures as fit in, no two alike."""
    return "".join(shape.format(n) for n in range(1, LENGTH // len(shape)))[:LENGTH]


TEXTS |= {
    "distinct percents": distinct("{}% "),
    "distinct dollars": distinct("${} "),
    "distinct tonnes of ports": distinct("The two ports took {} tonnes. "),
    "countries": repeated("Germany France Georgia Turkey "),
    "two ports": repeated("the two ports "),
}


def by_country(shape, length=LENGTH):
    """Figures of each country in turn, no two alike."""
    names = [country.name for country in countries().values()]
    count = length // len(shape)
    lines = (shape.format(names[n % len(names)], n + 1) for n in range(count))
    return "".join(lines)[:length]


GROWTH = "Trade with {} grew {} % in 2023. "
TEXTS |= {
    "distinct tonnes of countries": by_country("{} {} tonnes, "),
    "distinct tonnes of two ports": distinct("the two ports {} tonnes "),
    "growth by country": by_country(GROWTH),
}


def of_words(shape, words, length=LENGTH):
    """Figures with words drawn for each, no two alike."""
    drawn = np.random.default_rng(2).choice(words, length)
    lines = (shape.format(word, n + 1) for n, word in enumerate(drawn))
    return "".join(lines)[:length]


TITLES = load("series")["title"].to_list()
WORDS = sorted({word for title in TITLES for word in title.split()})
PORTS = ["Aktau", "Kuryk", "Baku", "Alat", "Poti", "Batumi", "Anaklia", "Ceyhan"]
TEXTS |= {
    "dollars of words": of_words("{} ${}m ", WORDS),
    "percents of words": of_words("{} {}%,", WORDS),
    "percents of titles": of_words("{} rose by {}%, ", TITLES),
    "tonnes between ports": of_words(
        "{} {} tonnes and ", [f"{a}-{b}" for a in PORTS for b in PORTS]
    ),
    "what this figure was": by_country("This figure of {} {} tonnes, "),
    "ranges of tonnes": distinct("from {0}-{0}0 tonnes, "),
    "years of tonnes": distinct("in 2024 {} t, "),
    "money and countries": by_country("{} up {}% to $4, "),
}


@pytest.fixture(scope="module")
def lists():
    series, units = load("series"), load("units")
    extract("Freight was 5 million tonnes in 2024.", series, units)
    return series, units


# A square would take hours.
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if n % 8 == 4 else pytest.mark.slow)
        for n, name in enumerate(TEXTS)
    ],
)
def test_a_hundred_kilobytes_are_read_in_seconds(name, lists):
    extract(TEXTS[name], *lists)


@pytest.mark.parametrize("line", ["5", "$5", "In 2024 it rose by 5%.", "Year 2024"])
def test_a_line_that_is_said_again_is_read_as_before(line, lists, monkeypatch):
    read, numbers = [], figures.SentenceReader
    monkeypatch.setattr(
        figures, "SentenceReader", lambda *parts: read.append(1) or numbers(*parts)
    )
    once = extract(f"{line}\n{line}", *lists)
    read.clear()
    often = extract(f"{line}\n" * 300, *lists)
    assert len(read) <= ENOUGH
    assert len(often) == 300 * len(once) / 2
    told = [c for c in often.columns if c not in ("paragraph", "start", "end")]
    assert often[told].iloc[2:].drop_duplicates().shape[0] <= 1
    starts = often["start"].astype(int)
    assert [*starts] == [
        *(starts.min() + (len(line) + 1) * n for n in range(len(often)))
    ]


@pytest.mark.parametrize(
    "words",
    [
        "5-6 tonnes ",
        *(
            pytest.param(w, marks=pytest.mark.slow)
            for w in ("$5", "$5 ", "5% ", "\u20ac5 ")
        ),
    ],
)
def test_a_sentence_without_end_is_read_in_parts(words, lists, monkeypatch):
    read, numbers = [], figures.SentenceReader
    monkeypatch.setattr(
        figures, "SentenceReader", lambda *parts: read.append(1) or numbers(*parts)
    )
    found = extract(repeated(words), *lists)
    assert len(read) <= ENOUGH
    a_time = len(extract(words, *lists))
    assert len(found) == LENGTH // len(words) * a_time
    assert found["unit"].nunique() == 1
    assert [*found["start"].astype(int)] == [
        *(
            found["start"].iloc[n % a_time] + n // a_time * len(words)
            for n in range(len(found))
        )
    ]


def test_a_sentence_is_searched_once_for_all_its_figures(lists):
    """Words before each of a thousand figures were searched anew: 100 kB took 17 s."""
    searched = plain_text.spans_of
    searched.cache_clear()
    figures_of_one = " ".join(f"{n}%" for n in range(1000))
    found = extract(f"Exports were {figures_of_one}.", *lists)
    assert len(found) == 1000
    assert searched.cache_info().misses < 50


def test_a_range_is_not_looked_for_in_the_whole_sentence(lists):
    searched = plain_text.spans_of
    searched.cache_clear()
    ranges = ", ".join(f"from {n}-{n + 2} tonnes" for n in range(3000, 4000))
    assert len(extract(f"Exports moved {ranges}.", *lists)) == 2000
    asked = searched.cache_info()
    assert asked.misses < 300
    assert asked.hits > 1000


def test_a_sentence_is_asked_once_whether_it_counts_stocks(monkeypatch):
    words = grammar()
    asked, pattern = [], type(words).pattern
    monkeypatch.setattr(
        type(words),
        "pattern",
        lambda self, name: asked.append(name) or pattern(self, name),
    )
    years = " ".join(f"in {year} 5 t," for year in range(1950, 2050))
    assert len(mentions(years, words)) == 100
    assert asked.count("stocks") == 1


@pytest.mark.parametrize("shape", ["{}% ", "${} "])
def test_words_that_differ_in_digits_alone_are_judged_once(shape, lists, monkeypatch):
    asked, judge = [], guesses.refers
    monkeypatch.setattr(
        guesses, "refers", lambda words: asked.append(1) or judge(words)
    )
    figures_of_many = "".join(shape.format(n) for n in range(1000, 5000))
    assert len(extract(figures_of_many, *lists)) > 3800
    assert len(asked) < 200


def test_names_that_no_title_has_are_judged_alike(lists, monkeypatch):
    judged, batch = [], guesses.Batch
    monkeypatch.setattr(
        guesses, "Batch", lambda words, some: judged.extend(some) or batch(words, some)
    )
    assert len(extract(by_country(GROWTH, 40_000), *lists)) > 800
    assert 0 < len(judged) < 370


def test_words_before_a_sentence_are_read_once_for_all_behind(lists, monkeypatch):
    read, words = [], series_words.bound_words
    monkeypatch.setattr(
        series_words,
        "bound_words",
        lambda text, *names: read.append(text) or words(text, *names),
    )
    series_words.words_with_names.cache_clear()
    text = by_country("Words of {} grew {} % in towns. ", 20_000)
    assert len(extract(text, *lists)) > 400
    assert sum(map(len, read)) < 20 * len(text)


def test_of_a_sentence_without_end_less_is_read_for_each_figure():
    text = of_words("{} ${}m ", WORDS, 10_000)
    figures_of_one = figures.read_figures(text)
    assert 500 < len(figures_of_one) < plain_text.MANY
    assert sum(len(f.here.clause) for f in figures_of_one) < 18 * len(text)
    short = figures.read_figures(text[:2000])
    assert sum(len(f.here.clause) for f in short) > 24 * 2000


@pytest.mark.parametrize("stop", ["", ". The "])
def test_of_a_text_of_close_figures_no_more_than_neighbours_are_read(stop):
    words = of_words("{} ${}m ", WORDS, 20_000).split("m ")
    text = "".join(f"{w}m{stop if n % 99 == 0 else ''} " for n, w in enumerate(words))
    figures_of_one = figures.read_figures(text)
    assert len(figures_of_one) > plain_text.MANY
    assert sum(len(f.here.clause) for f in figures_of_one) < 8 * len(text)
    assert sum(len(f.here.before) for f in figures_of_one) < 4 * len(text)


@pytest.mark.parametrize(
    ("count", "apart", "is_list"),
    [(1100, 30, True), (900, 30, False), (1100, 60, False)],
)
def test_figures_of_texts_that_people_write_are_read_as_far_as_their_sentence(
    count, apart, is_list
):
    item = "By sea 5%, as they said before it and will say after them all"[:apart]
    first = next(plain_text.sentences("In 2024 it was 7%. " + item * count))
    assert first.text == "In 2024 it was 7%."
    assert (first.reach(600) <= 3 * apart) is is_list
    assert first.reach(600) in range(3 * apart - 5, 601)


def test_whether_a_level_is_compared_with_is_asked_once_a_figure(lists):
    """Three passes over the figures of a long text each asked anew."""
    timing._compares.cache_clear()
    text = of_words("{} {}%,", WORDS, 70_000)
    count = len(extract(text, *lists))
    assert count > 4500
    assert timing._compares.cache_info().misses < 1.2 * count


@pytest.mark.parametrize(
    ("clause", "way"),
    [
        ("Georgia took 5 tonnes of Turkey's", ""),
        ("Georgia shipped 5 tonnes to Turkey", "GEO->TUR"),
        ("Georgia bought 5 tonnes from Turkey", "TUR->GEO"),
        ("GEORGIAN CAPITAL in Turkey", "GEO->TUR"),
    ],
)
def test_a_clause_without_a_word_for_it_has_no_way(clause, way, monkeypatch):
    asked, shapes = [], flows._shapes
    monkeypatch.setattr(
        flows, "_shapes", lambda codes: asked.append(1) or shapes(codes)
    )
    assert flows.flow_of(clause, ("GEO", "TUR")) == way
    assert len(asked) == bool(way)


def test_what_a_sign_decides_is_not_asked_of_the_words(monkeypatch):
    asked, ends = [], measures._ends
    monkeypatch.setattr(
        measures, "_ends", lambda *words: asked.append(1) or ends(*words)
    )
    [signed] = figures.read_figures("Exports were -5% in 2024.")
    [plain] = figures.read_figures("Exports reached 5% of the total in 2024.")
    measures._by_words.cache_clear()
    for figure, most in ((signed, 0), (plain, 4)):
        asked.clear()
        measures.measure_of(figure.number, "percent", figure.here, grammar())
        assert len(asked) <= most


def test_figures_of_a_text_are_judged_many_at_once(lists, monkeypatch):
    """One by one, 100 kB of words and dollars took 13 s."""
    batches, batch = [], guesses.Batch
    monkeypatch.setattr(
        guesses, "Batch", lambda words, some: batches.append(1) or batch(words, some)
    )
    text = of_words("{} ${}m ", WORDS, 20_000)
    assert len(extract(text, *lists)) > 1000
    assert len(batches) < 20


@pytest.mark.parametrize(
    ("start", "end", "is_said"),
    [(0, -1, True), (0, 12, False), (0, 13, True), (3, -1, True), (21, -1, False)],
)
def test_words_are_said_in_the_part_that_is_asked_about(start, end, is_said):
    text = "x1 km is laid, 2 km is laid, no more"
    assert plain_text.says(phrases.LAID, text, start, end) is is_said
    part = text[start:] if end < 0 else text[:end]
    assert bool(phrases.LAID.search(part)) is is_said


ODD_TABLES = {
    "form feeds": "\x0c".join(f"2020 - {n}" for n in range(40)),
    "form feeds in lines": "\n".join(f"2020: {n}\x0c" for n in range(40)),
    "empty lines": "\n\n".join("a;b;c\n2020;5;6\n2021;3;4" for _ in range(9)),
    "lines of blanks": "year;tonnes\n2020;5\n \n2021;6\n",
}


@pytest.mark.parametrize("name", ODD_TABLES)
def test_lines_between_those_of_a_table_are_no_error(name, lists):
    found = extract(ODD_TABLES[name], *lists)
    assert list(found["value"]) == (["5", "6"] if "blanks" in name else [])


def test_a_claim_is_no_text(lists):
    with pytest.raises(UsageError, match=r"at most 2,000 characters.*has 100,000"):
        read_claim("2024 " * 20_000, *lists)


HINTED = [
    (
        phrases.MUTUAL,
        "a bilateral deal|mutual trade|between us|both sides|two countries|each other"
        "|with Georgia|to the Baltic|from Turkey",
    ),
    (phrases.REFERS, "the port|this new line|that route|its fleet|their canal"),
    (phrases.DIFFERENCE, "a deficit|Surplus of|the balance"),
    (phrases.WORTH_OF, "grain worth 5|wheat for about $5"),
    (
        phrases._LAID,
        "km were laid|km must be built|kilometers are constructed|km is paved"
        "|km was repaired|km will be renewed|km of line are electrified"
        "|km has been modernized",
    ),
    (figure_words.FLOW_WORD, "Imports|re exports"),
    (figure_words.SINCE, "since May|to date|accumulated|Cumulative"),
    (figure_words.OTHER_WAY_BEFORE, "in the other direction, "),
    (
        guesses.NOT_ALL,
        "non-copper|except oil|Excluding oil|without oil|other than oil",
    ),
    (guesses.OWN, "Its|their"),
    (timing.CAPABLE, "a capacity|Able to|it can"),
    (
        grammar().hinted("negated"),
        "was not |didn't |never |failed to |no longer |neither ",
    ),
    (grammar().hinted("negated_after"), " was not|, hasn't| had never"),
    (grammar().hinted("promise_after"), " target| goal| mark set| objective"),
    (grammar().hinted("sized"), "a fund of $|projects worth about |plants valued at "),
    (
        units._numbered(grammar()),
        "wagons numbered |trucks of it came to |flights amounted to |trains totalled "
        "|passengers stood at ",
    ),
]


@pytest.mark.parametrize(
    ("shape", "text"), [(s, t) for s, texts in HINTED for t in texts.split("|")]
)
def test_words_are_looked_for_wherever_a_text_has_a_hint_of_them(shape, text):
    assert shape.words.search(text)
    assert shape.search(text)
    assert shape.search("Freight fell. 5") is None


def test_verbs_and_words_before_are_looked_for_once_a_sentence(lists, monkeypatch):
    split, gap = [], guesses.SENTENCE_GAP.split
    monkeypatch.setattr(
        guesses,
        "SENTENCE_GAP",
        SimpleNamespace(split=lambda text: split.append(text) or gap(text)),
    )
    timing._verbs_of.cache_clear()
    text = "In 2024 they sold 7 t. " + "".join(
        f"Oil {n} t, tin {n} t. " for n in range(99)
    )
    assert len(extract(text, *lists)) == 199
    assert timing._verbs_of.cache_info().misses <= 100
    assert len(split) <= 2 * 100


@pytest.mark.parametrize("is_enabled", [True, False])
@pytest.mark.parametrize(
    "text", ["Freight was 5 tonnes.", "Товарооборот вырос до 5 млн."]
)
def test_what_a_program_set_of_garbage_stands_after_a_text_is_read(
    is_enabled, text, lists
):
    was_enabled = gc.isenabled()
    try:
        (gc.enable if is_enabled else gc.disable)()
        with suppress(UsageError):
            extract(text, *lists)
        assert gc.isenabled() is is_enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()


def test_words_before_a_sentence_are_one_row_of_all_its_figures(lists):
    looked = []

    class Part(frozenset):
        def __iter__(self):
            looked.append(1)
            return super().__iter__()

    guesser = guesses.Guesser(catalogue.Catalogue.of(*lists, default().dataset))
    part, near = Part({"trade", "port"}), frozenset({"oil"})
    blank = guesser._read(
        questions.SeriesQuestion(("", "", "", ""), "t", "level", "", 0), ""
    )
    judged = [blank._replace(near=near, previous=part, years=n) for n in range(50)]
    batch = questions.Batch(guesser.catalogue, judged)
    assert batch.previous.plain.sum(axis=1).tolist() == [2] * 50
    assert len(looked) < 10


def test_words_of_a_list_are_read_once_whatever_figures_part_them(lists):
    read = series_words._part
    read.cache_clear()
    text = of_words("{} {}% ", WORDS[:100], 40_000)
    assert len(extract(text, *lists)) > 2500
    asked = read.cache_info()
    assert asked.misses < 2000
    assert asked.hits > 20_000


@pytest.mark.parametrize("shape", ["{} {}% ", "{} (${});{} trade ", "{}'s {} t. 5th "])
def test_words_of_a_text_are_those_of_its_parts(shape):
    catalogue_of = catalogue.Catalogue.of(
        load("series"), load("units"), default().dataset
    )
    synonyms = catalogue_of.synonyms
    text = of_words(shape.replace("{}", "{0}", 1).replace("{}", "{1}"), TITLES, 20_000)
    for start in range(0, 19_000, 61):
        some = text[start : start + 90]
        plain = synonyms.replaced(some)
        assert series_words.words_of(some, synonyms) == series_words._telling(
            plain, synonyms
        )
        free, bound = series_words.bound_words(plain, synonyms.names, synonyms.codes)
        if not bound and "trade" not in plain.lower():
            assert series_words.words_with_names(
                some, synonyms
            ) == series_words._telling(free, synonyms)


def test_a_synonym_with_a_digit_is_not_parted():
    about = SimpleNamespace(
        corridor="", synonyms={"route 66": "corridor"}, codes=("GEO",), capitals=()
    )
    synonyms = series_words.synonyms_of(about, ["Freight"])
    assert series_words.words_of("5 t on route 66 (7)", synonyms) == {"corridor"}


def test_a_clause_in_which_nothing_moves_is_not_asked_which_way(lists, monkeypatch):
    asked, flow = [], figure_words._flow
    monkeypatch.setattr(
        figure_words, "_flow", lambda *parts: asked.append(1) or flow(*parts)
    )
    count = len(extract(of_words("{} {}% ", ["Tea", "Fibre"], 20_000), *lists))
    assert count > 1500
    assert len(asked) < count


def test_another_route_is_looked_for_once_in_a_text_without_one():
    about = SimpleNamespace(corridor="the Middle Corridor", synonyms={})
    assert figure_words._other_route("Over the bridge the corridor goes", about) is None
    shape = figure_words._other_route("It went along the corridor.", about)
    assert shape.search("along the corridor")


def test_money_is_looked_for_once_in_a_sentence():
    """Each number without a unit had all words before it searched."""
    searched = units._money_of
    searched.cache_clear()
    listed = ", ".join(f"in {1950 + n % 100} {n}" for n in range(200))
    figures.read_figures(f"Freight in dollars was 7; {listed}.")
    asked = searched.cache_info()
    assert asked.misses < 10
    assert asked.hits > 100
