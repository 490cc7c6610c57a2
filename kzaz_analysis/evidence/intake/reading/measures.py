"""What a number measures, by the words around it: growth, share, increase, level."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from kzaz_analysis.evidence.intake.reading.numerals import same_digits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzaz_analysis.evidence.intake.reading.grammar import Grammar
    from kzaz_analysis.evidence.intake.reading.numbers import Number
    from kzaz_analysis.evidence.intake.reading.plain_text import Sentence

CLAUSE, BEFORE, AFTER = 240, 90, 70
"""Characters that a clause, and the words next to a number, may take at most."""


@dataclass(frozen=True, slots=True)
class Around:
    """The words around a number.

    Attributes
    ----------
    clause : str
        The clause in which it stands.
    before, after : str
        Parts of it right before and after the number and its unit.
    changes : list of Span
        Words of change in `before`.
    first_change : str
        The first change in the clause: ``up``, ``down`` or nothing.
    promised : bool
        Whether the number is planned, expected or promised.
    negated : bool
        Whether it is said not to be so.
    """

    clause: str
    before: str
    after: str
    changes: list[tuple[str, int, int]]
    first_change: str
    promised: bool
    negated: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """What a number measures, and whether it went ``up`` or ``down``.

    ``rest`` where a part of what was before is left.
    """

    name: str
    change: str


WORD = re.compile(r"[A-Za-z]+")
BY = re.compile(r"\bby \W*\Z")
UP_TO = re.compile(r"\bup to\W*\Z", re.IGNORECASE)
"""A hedge, and no level that is reached."""


@lru_cache
def _words(grammar: Grammar, name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{grammar.data['changes'][name]})", re.IGNORECASE)


@lru_cache
def _small(grammar: Grammar, name: str) -> re.Pattern[str]:
    """Words looked for in small letters: with regard to case, thrice as fast."""
    return re.compile(grammar.data["changes"][name])


Span = tuple[str, int, int]
"""A word of change, ``up`` or ``down``, with its place."""


@lru_cache
def _phrases(grammar: Grammar) -> re.Pattern[str]:
    words = grammar.data["changes"]["no_change"]
    return re.compile(rf"\b{words}\b", re.IGNORECASE)


@lru_cache(maxsize=8192)
def _change_of_word(word: str, grammar: Grammar) -> str:
    words = grammar.data["changes"]
    up = re.fullmatch(words["up"], word) is not None
    return "up" if up else "down" if re.fullmatch(words["down"], word) else ""


def changes_in(text: str, grammar: Grammar) -> list[Span]:
    """Words of change in a text, in their order."""
    idle = bytearray(len(text) + 1)
    for match in _phrases(grammar).finditer(text):
        idle[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    changes = []
    for match in WORD.finditer(text):
        way = _change_of_word(match[0].lower(), grammar)
        if way and not idle[match.start()]:
            changes.append((way, match.start(), match.end()))
    return changes


def change_of(text: str, grammar: Grammar) -> str:
    """``up``, ``down`` or nothing, by the first word of change in a text."""
    changes = changes_in(text, grammar)
    return changes[0][0] if changes else ""


class _Said(NamedTuple):
    """What the words beside a number say of it."""

    is_elided: bool
    is_goal: bool
    is_denied: bool


@lru_cache(maxsize=4096)
def _beside(before: str, after: str, following: str, grammar: Grammar) -> _Said:
    def finds(name: str, words: str) -> bool:
        return grammar.hinted(name).search(words) is not None

    return _Said(
        BY.search(before) is not None,
        finds("promise_after", following),
        finds("negated", before) or finds("negated_after", after),
    )


class Clauses:
    """Where the clauses of a sentence end, and its words of change.

    Parameters
    ----------
    sentence : Sentence
        The sentence.
    grammar : Grammar
        Of its language.
    """

    def __init__(self, sentence: Sentence, grammar: Grammar) -> None:
        self.text = text = sentence.text
        self.longest = sentence.reach(CLAUSE)
        self.before, self.after = (min(n, sentence.widest) for n in (BEFORE, AFTER))
        shape = re.compile(grammar.data["clause_breaks"], re.IGNORECASE)
        spans = [(m.start(), m.end()) for m in shape.finditer(text)]
        self.ends = [start for start, _ in spans]
        self.starts = [0, *(end for _, end in spans)]
        self.changes = changes_in(text, grammar)
        self.places = [start for _, start, _ in self.changes]
        words = re.compile(grammar.data["promised"], re.IGNORECASE)
        self.promises = [match.start() for match in words.finditer(text)]
        self.grammar = grammar
        breaks = re.compile(grammar.data["promise_breaks"], re.IGNORECASE)
        self.breaks = [match.start() for match in breaks.finditer(text)]

    def around(self, number: Number, end: int) -> Around:
        """Return the words around a number whose unit ends at `end`."""
        place = bisect.bisect_right(self.starts, number.start) - 1
        low = max(self.starts[place], number.start - self.longest)
        following = bisect.bisect_left(self.ends, end)
        high = len(self.text)
        if following < len(self.ends):
            high = self.ends[following]
        high = min(high, end + self.longest)
        start = max(low, number.start - self.before)
        before = self.text[start : number.start]
        after = self.text[end : min(high, end + self.after)]
        changes = self._between(low, high)
        beside = _beside(
            same_digits(before),
            same_digits(after),
            same_digits(self.text[end : end + AFTER]),
            self.grammar,
        )
        if not changes and beside.is_elided:
            changes = self._between(max(0, low - self.longest), low)[-1:]
        return Around(
            self.text[low:high],
            before,
            after,
            [
                (way, begin - start, stop - start)
                for way, begin, stop in self._between(start, number.start)
            ],
            next(iter(changes), ("", 0, 0))[0],
            beside.is_goal or self._is_promised(low, number.start, end, high),
            beside.is_denied,
        )

    def _is_promised(self, first: int, start: int, end: int, last: int) -> bool:
        """Whether a number is planned, expected or promised."""
        if not self.promises:
            return False
        following = bisect.bisect_left(self.breaks, end)
        tail = min([last, *self.breaks[following : following + 1]])
        return any(
            bisect.bisect_left(self.promises, a) < bisect.bisect_left(self.promises, b)
            for a, b in ((first, start), (end, tail))
        )

    def _between(self, start: int, end: int) -> list[Span]:
        low = bisect.bisect_left(self.places, start)
        high = bisect.bisect_left(self.places, end)
        return self.changes[low:high]


def measure_of(number: Number, unit: str, here: Around, grammar: Grammar) -> Measure:
    """Say what a number measures.

    Parameters
    ----------
    number : Number
        The number.
    unit : str
        Its unit, without scale.
    here : Around
        The words around it.
    grammar : Grammar
        Of the language.

    Returns
    -------
    Measure
        Named ``growth``, ``share``, ``multiple``, ``increase`` or ``level``.
    """
    changes = here.changes
    nearest = changes[-1][0] if changes else here.first_change
    if unit == "ratio_to_base":
        return Measure("multiple", _way_of_multiple(here, nearest, grammar))
    if unit == "percentage_points":
        return Measure("increase", nearest)
    kind = "part" if number.form == "part" else "percent" if unit == "percent" else ""
    before, after = same_digits(here.before), same_digits(here.after)
    words = _Beside(before, after, tuple(changes), nearest, number.sign)
    return _by_words(kind, words, grammar)


def _way_of_multiple(here: Around, nearest: str, grammar: Grammar) -> str:
    """Return which way a multiple goes; none where it says how much else it is."""
    more = _words(grammar, "more_after").match(here.after)
    if more:
        return _direction(more[0], grammar)
    is_so = _words(grammar, "rest_after").match(here.after)
    return "" if is_so else nearest


class _Beside(NamedTuple):
    """Words beside a number: the changes before it, and the one that is nearest."""

    before: str
    after: str
    changes: tuple[Span, ...]
    nearest: str
    sign: str


@lru_cache(maxsize=4096)
def _by_words(kind: str, here: _Beside, grammar: Grammar) -> Measure:
    if kind == "part":
        return _part(here, grammar)
    return _percent(here, grammar) if kind else _amount(here, grammar)


def _follows(here: _Beside, words: str) -> bool:
    """Whether only such words stand between the last word of change and the number."""
    if not here.changes:
        return False
    text_between = here.before[here.changes[-1][2] :]
    return re.fullmatch(rf"{words}\W*", text_between, re.IGNORECASE) is not None


def _part(here: _Beside, grammar: Grammar) -> Measure:
    by = re.search(rf"{grammar.data['changes']['by']}\Z", here.before, re.IGNORECASE)
    grown = here.changes and (by or _follows(here, r"(?: [\w-]+){0,2}"))
    more = _words(grammar, "more_after").match(here.after)
    if more and not grown:
        return Measure("growth", _direction(more[0], grammar))
    if _words(grammar, "again_after").match(here.after):
        return Measure("growth", "up")
    if _words(grammar, "rest_after").match(here.after):
        return Measure("growth", "rest")
    return Measure("growth" if grown else "share", here.nearest)


def _percent(here: _Beside, grammar: Grammar) -> Measure:
    """Tell growth from a share: the first rule that fits decides, none is asked on."""
    rules = _rules_of_percent(here, grammar)
    fitting = ((name, way) for fits, name, way in rules if fits)
    return Measure(*next(fitting, ("share", "")))


def _rules_of_percent(
    here: _Beside, grammar: Grammar
) -> Iterator[tuple[object, str, str]]:
    words, nearest, before = grammar.data["changes"], here.nearest, here.before
    # Most words before a number end in none of this, which is seen at once.
    lowered = before.lower()
    may_end = _hint(grammar, "before_percent").search(lowered)
    ends = partial(_ends, before) if may_end else _never
    yield here.sign, "growth", "down" if here.sign == "-" else "up"
    yield here.changes and ends(words["by"]), "growth", nearest
    yield here.changes and ends(words["range_start"]), "growth", nearest
    yield ends(words["exceeding"]), "growth", "up"
    yield not here.changes and ends(words["rate_before"]), "level", ""
    yield _words(grammar, "rest_after").match(here.after), "growth", "rest"
    yield _words(grammar, "share_after").match(here.after), "share", ""
    yield _follows(here, ""), "growth", nearest
    match = _words(grammar, "after").match(here.after)
    yield match, "growth", _direction(match[0], grammar) if match else ""
    spoken = not here.changes and ends(words["in_other_words"])
    yield spoken, "share", ""
    yield BY.search(before) and nearest, "growth", nearest
    towards = may_end and _ends(UP_TO.sub("", before), words["to"])
    noun = towards and _words(grammar, "growth_noun").search(before)
    yield noun, "growth", nearest
    yield towards, "share", ""
    yield _follows(here, words["link"]), "growth", nearest
    yield _small(grammar, "share_before").search(lowered), "share", ""
    since = _words(grammar, "since_base").match(here.after)
    yield since, "growth", nearest or "up"
    yield _small(grammar, "level_nouns").search(lowered), "level", ""
    yield nearest, "growth", nearest
    yield ends(words["pace"]), "growth", "up"


def _never(_: str) -> bool:
    return False


@lru_cache
def _hint(grammar: Grammar, name: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, grammar.data["hints"][name])))


def _ends(before: str, words: str) -> bool:
    """Whether such words stand right before the number."""
    return _ending(words).search(before) is not None


@lru_cache
def _ending(words: str) -> re.Pattern[str]:
    return re.compile(rf"{words}\W*\Z", re.IGNORECASE)


def _direction(words: str, grammar: Grammar) -> str:
    change = change_of(words.replace(" than", ""), grammar)
    down = re.search(r"smaller|below|\boff\b|drop|decline|slump|reduction", words)
    return change or ("down" if down else "up")


def _amount(here: _Beside, grammar: Grammar) -> Measure:
    words, nearest = grammar.data["changes"], here.nearest
    money = r"(?:(?:us ?)?[$€£₸₼₽]|[a-z]{3} )?\W*\Z"
    by = re.search(rf"{words['by']}{money}", here.before, re.IGNORECASE)
    noun = r"(?: in [\w -]{1,40}?)? of (?:[\w-]+ ){0,2}(?:us ?)?\W*"
    beside = r" (?:us ?)?[$€£₸₼₽]?"
    if nearest and here.changes and (by or _follows(here, rf"{noun}|{beside}")):
        return Measure("increase", nearest)
    more = _words(grammar, "more_after").match(here.after)
    if more and not more[0].strip().lower().startswith(("above", "below")):
        return Measure("increase", _direction(more[0], grammar))
    if here.sign == "+":
        return Measure("increase", "up")
    return Measure("level", nearest)
