"""Pages speak the field's terms, and their answers are short.

Many studies are laid out and read: no word of `OLD` may stand in what they show, and
an answer box holds at most 45 words and four numbers, years not counted. The counting
here is its own, so that the package's cannot hide a fault of its own.
"""

import re
import tempfile
from functools import cache, partial
from html import unescape
from itertools import islice
from pathlib import Path

import pytest
from field_terms import OLD, old_in
from shown import attributes, cells, sentences

import kzaz_analysis as kz
from kzaz_analysis.display.charts.chart import Chart
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.tables import default, load
from kzaz_analysis.reports import layout
from kzaz_analysis.runner.publish import ledger

MOST_WORDS, MOST_NUMBERS = 45, 4
DAYS = ("2026-01-01", "2025-06-30", "2023-07-29", "2019-06-30")
RULES = (None, "kaz_only", "aze_only")
READ_WHOLE = 6
"""Of so many pages one is read whole; of the others title and answer are."""
SAMPLE = 32
"""Of so many studies one is read where time is short."""


def plain(text):
    return unescape(text).replace("\u00a0", " ").replace("\u202f", "")


def size(text):
    """Words, and numbers that are not years, of an answer."""
    words = re.findall(r"[A-Za-z][\w'\u2019-]*|\d[\d.,\u2013-]*", plain(text))
    numbers = re.findall(r"\d[\d.,]*", plain(text))
    counted = [n for n in numbers if not re.fullmatch(r"(19|20)\d\d[.,]?", n)]
    return len(words), len(counted)


def old_words(page):
    """Old words on a page with the place of each, what others wrote left out."""
    shown = attributes(page)
    texts = list(sentences(shown).items()) + list(cells(shown))
    texts += [(n, v.source or "") for n, v in shown.items() if isinstance(v, Chart)]
    return [
        (place, *old)
        for place, text in texts
        for old in old_in(quoted_out(plain(text)))
    ]


@cache
def quotations():
    """What sources and notes of the tables say in their own words."""
    notes = {str(n) for n in load("observations")["note"]} | set(
        load("sources")["title"]
    )
    return sorted((plain(n) for n in notes if n and n != "nan"), key=len, reverse=True)


def quoted_out(text):
    return "" if text in quotations() else text


@cache
def series_names():
    counts = load("observations").groupby("series").size()
    return tuple(counts.sort_values(ascending=False).index)


def asked(many, step):
    """Some series at present, and the busiest ones under each rule and day."""
    yield from ((name, None, "", None) for name in series_names()[::step])
    yield from (
        (name, rule, day, 2018)
        for name in series_names()[:many]
        for rule in RULES
        for day in DAYS
    )


def growth_pages(step=4):
    for name, rule, day, first in asked(many=3, step=step):
        study = kz.growth_study(name, rule=rule, as_of=day or None, first_year=first)
        yield (name, rule, day, first), partial(kz.page, study)


def mirror_pages():
    for flow in default().dataset.flows:
        for day in ("", *DAYS):
            for first in (None, 2018, 2024):
                for target in (None, 500.0):
                    study = kz.mirror_study(
                        flow, as_of=day or None, first_year=first, target=target
                    )
                    yield (flow, day, first, target), partial(kz.page, study)


def replay_pages():
    days = ["2022-08-24", "2024-03-11", "2025-10-21"]
    for name in series_names()[:20]:
        yield (name, "", ""), partial(kz.page, kz.replay_study(name, days=days))
    for name in series_names()[:3]:
        for rule in RULES:
            for day in DAYS:
                study = kz.replay_study(name, days=days[:2], rule=rule, as_of=day)
                yield (name, rule, day), partial(kz.page, study)


def target_gap_pages():
    names = sorted(set(load("targets")["promise"]))
    parameters = [(name, None) for name in names[::4]]
    parameters += [("turnover_1bn", day or None) for day in DAYS]
    for name, day in parameters:
        try:
            study = kz.gap_study(name, as_of=day)
        except UsageError:
            continue  # A date or a description has no gap.
        yield (name, day), partial(kz.page, study)


def scorecard_pages():
    for day in (None, *DAYS):
        yield (day,), partial(kz.page, kz.scorecard_study(as_of=day or None))
    for name in ("titr_freight", "trade_turnover", "btc_oil_kaz"):
        yield (name,), partial(kz.page, kz.scorecard_study(name))


def audit_pages():
    for day in (None, *DAYS):
        study = kz.audit_study(as_of=day or None, most_cards=4)
        yield (day,), partial(kz.page, study)
    for name in ("titr_freight", "btc_oil_kaz"):
        yield (name,), partial(kz.page, kz.audit_study(name, most_cards=4))


def projection_pages():
    for name in series_names()[:12]:
        yield (name, None), partial(kz.page, kz.projection_study(name, first_year=2016))
    for day in DAYS:
        study = kz.projection_study("trade_turnover", as_of=day, target=1000.0)
        yield ("trade_turnover", day), partial(kz.page, study)


def overview_pages():
    three = ["trade_turnover", "titr_freight", "btc_oil_kaz"]
    targets = ["turnover_1bn", "titr_10mt", "btc_1_5mt"]
    for day in ("", *DAYS):
        for first in range(3):
            series = [*three[first:], *three[:first]]
            study = kz.overview_study(series, as_of=day or None, targets=targets)
            yield (series[0], day), partial(kz.page, study)


def counts_pages():
    four = ["KAZ_MT", "TITR_ASSOC", "EDB", "KAZ_KTZ"]
    for day in ("", *DAYS):
        study = kz.counts_study("titr_freight", counters=four, as_of=day or None)
        yield ("titr_freight", day), partial(kz.page, study)
    for name in ("trade_turnover", "btc_oil_kaz", "titr_containers"):
        yield (name,), partial(kz.page, kz.counts_study(name))


def outturns_pages():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.jsonl"
        for name, target in (("trade_turnover", 600.0), ("titr_freight", None)):
            day, horizon = "2024-03-11", {"horizon_year": 2028}
            study = kz.projection_study(name, as_of=day, **horizon, target=target)
            content, *_ = kz.page(study).results.ledger
            stamp = {"day": "2024-03-11", "page": name}
            ledger.append(path, [(stamp | content, True)])
        for file, day in (("", DAYS[2]), (str(path), None), (str(path), DAYS[2])):
            yield (file, day), partial(kz.page, kz.outturn_study(file, as_of=day))


MADE = {
    "outturns": outturns_pages,
    "overview": overview_pages,
    "counts": counts_pages,
    "growth": growth_pages,
    "projection": projection_pages,
    "target_gap": target_gap_pages,
    "scorecard": scorecard_pages,
    "audit": audit_pages,
    "mirror": mirror_pages,
    "replay": replay_pages,
}
"""Many studies with what lays each out as a page, by report."""


WHOLE = "growth of every series"


def test_every_report_is_read():
    pages = Path(layout.__file__).parent.glob("*/page.py")
    rooms = {page.parent.name for page in pages} - {"record"}
    assert rooms == set(MADE)


@pytest.mark.parametrize("report", MADE)
def test_pages_speak_the_fields_terms_and_answers_are_short(report):
    assert_short_and_plain(islice(MADE[report](), None, None, SAMPLE))


@pytest.mark.slow
@pytest.mark.parametrize("report", [*MADE, WHOLE])
def test_all_pages_speak_the_fields_terms_and_answers_are_short(report):
    assert_short_and_plain(MADE.get(report, partial(growth_pages, step=1))())


def assert_short_and_plain(made):
    wrong = []
    for number, (parameters, lay_out) in enumerate(made, 1):
        page = lay_out()
        words, numbers = size(page.answer.text)
        if words > MOST_WORDS or numbers > MOST_NUMBERS:
            wrong.append((parameters, words, numbers, page.answer.text))
        if number % READ_WHOLE == 1:
            wrong += [(parameters, *found) for found in old_words(page)]
        wrong += [(parameters, *o) for o in old_in(f"{page.title} {page.answer.text}")]
    assert wrong == []


@pytest.mark.parametrize("old", OLD)
def test_each_old_word_would_be_seen(old):
    example = re.sub(r"\\b|\(\?!.*?\)|\?", "", old).replace(r"\d", "8")
    assert re.search(old, f"So {example} it was", re.IGNORECASE)


def test_words_and_numbers_are_counted_as_readers_do():
    assert size("In 2025 USD 1,470.4\u00a0million, up 11.9\u202f%.") == (7, 2)
