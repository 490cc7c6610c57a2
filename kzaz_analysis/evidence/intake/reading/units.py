"""Which unit a number in a text has, as a code of the units table."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from kzaz_analysis.evidence.intake.reading.grammar import Grammar, longest_first
from kzaz_analysis.evidence.intake.reading.numbers import Number
from kzaz_analysis.evidence.intake.reading.numerals import same_digits
from kzaz_analysis.evidence.intake.reading.plain_text import Hinted
from kzaz_analysis.evidence.intake.reading.unit_codes import METRIC, Unit, coded

if TYPE_CHECKING:
    from collections.abc import Collection

BEFORE, AFTER = 24, 90
BY_PERCENT = re.compile(r"\bby \d[\d.,]* ?(?:%|per ?cent)", re.IGNORECASE)
"""A change that stands between what is counted and the number of it."""

OF_SOMETHING = re.compile(r" of(?: [\w'-]+){1,3}?(?= )")
NEAR_THING = 200
"""Characters around a number in which its unit may stand."""


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of one unit, as an alternative of a pattern."""

    base: str
    per: str
    size: float


@lru_cache
def _table(grammar: Grammar) -> tuple[list[_Words], list[str]]:
    """Every wording of a unit, money last, in the order in which they are tried."""
    rows: list[_Words] = []
    patterns: list[str] = []
    for code, wordings in grammar.data["units"].items():
        base, _, per = code.partition("_per_")
        if code in METRIC or per not in grammar.data["rates"]:
            base, per = code, ""
        for size, words in wordings:
            rows.append(_Words(base, per, float(size)))
            patterns.append(words)
    for code, row in grammar.data["currencies"].items():
        rows.append(_Words(code, "", 1.0))
        patterns.append(f"(?:{row['signs']})|(?:{row['words']})")
    return rows, patterns


@lru_cache
def _after(grammar: Grammar) -> re.Pattern[str]:
    _, patterns = _table(grammar)
    parts = "|".join(f"(?P<u{n}>{words})" for n, words in enumerate(patterns))
    return re.compile(rf"[ -]?(?:of )?\(?(?:{parts})(?!\w)", re.IGNORECASE)


@lru_cache
def _counted(grammar: Grammar, between: str = "") -> re.Pattern[str]:
    counted_nouns = grammar.data["counted"]
    parts = "|".join(
        f"(?P<{name}>{row['words']})" for name, row in counted_nouns.items()
    )
    return re.compile(rf"{between}(?:{parts})(?!\w)", re.IGNORECASE)


@lru_cache
def _counted_after(grammar: Grammar) -> re.Pattern[str]:
    barred = "|".join(grammar.data["not_between"])
    most = grammar.data["words_between_number_and_thing"]
    # A chain of hyphens could be parted in thousands of ways.
    chain = r"(?![\w']*(?:-+[\w']*){4})"
    whole = rf"(?: {grammar.data['of_them']})?"
    words = rf"{whole}[ -](?:(?!(?:{barred})\b){chain}[\w'-]+[ -]){{0,{most}}}?"
    containers = "|".join(w for _, w in grammar.data["units"]["containers"])
    counted_nouns = grammar.data["counted"]
    parts = "|".join(
        f"(?P<{name}>{row['words']})" for name, row in counted_nouns.items()
    )
    return re.compile(
        rf"{words}(?:{parts}|(?P<containers>{containers}))(?!\w)", re.IGNORECASE
    )


@lru_cache
def _currency_before(grammar: Grammar) -> re.Pattern[str]:
    parts = (
        rf"(?P<{code}>(?<![A-Za-z])(?:{row['signs']}|(?:{row['codes']})(?![a-z])))"
        for code, row in grammar.data["currencies"].items()
    )
    return re.compile(rf"(?:{'|'.join(parts)}) ?[-+]?\Z", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _currency(text_before: str, grammar: Grammar) -> tuple[str, str] | None:
    """Code and words of the currency in which a text ends."""
    money = _currency_before(grammar).search(text_before)
    return (str(money.lastgroup), money[0]) if money else None


@lru_cache
def _money_said(grammar: Grammar) -> re.Pattern[str]:
    parts = "|".join(
        f"(?P<{code}>{row['words']})"
        for code, row in grammar.data["currencies"].items()
    )
    return re.compile(rf"{grammar.data['money_said']}(?:{parts})(?!\w)", re.IGNORECASE)


def money_said(text: str, number: Number, grammar: Grammar) -> str:
    """Currency that a clause names for a number: "in dollars it was 5 billion".

    Parameters
    ----------
    text : str
        The sentence.
    number : Number
        A number in it without a unit.
    grammar : Grammar
        Of its language.

    Returns
    -------
    str
        Code of the last one named before the number, else of the one right behind
        it; empty where none is.
    """
    said = _money_of(text, grammar)
    last = bisect.bisect_right(said, number.start, key=lambda money: money[1]) - 1
    if last >= 0 and said[last][0] > text.rfind(";", 0, number.start):
        return said[last][2]
    match = _money_said(grammar).match(text[number.end :].lstrip())
    return str(match.lastgroup) if match else ""


@lru_cache(maxsize=8)
def _money_of(text: str, grammar: Grammar) -> list[tuple[int, int, str]]:
    matches = _money_said(grammar).finditer(text)
    return [(match.start(), match.end(), str(match.lastgroup)) for match in matches]


@lru_cache
def _rates(grammar: Grammar) -> re.Pattern[str]:
    parts = (rf"(?P<{name}>{words})" for name, words in grammar.data["rates"].items())
    things = "|".join(grammar.data["price_things"].values())
    per_noun = rf"(?:(?:per|an?) |/ ?)(?P<thing>{things})\b"
    other = grammar.data["no_rate_before"]
    rate = rf"(?:{'|'.join(parts)})(?!\w)(?! (?:{other})\b)"
    return re.compile(rf" ?(?:{rate}|{per_noun})", re.IGNORECASE)


def unit_of(
    text: str, number: Number, grammar: Grammar, things: Things | None = None
) -> Unit | None:
    """Find the unit of a number: a currency before it, or the words after it.

    Parameters
    ----------
    text : str
        The sentence.
    number : Number
        A number in it.
    grammar : Grammar
        Of its language.
    things : Things, optional
        Things counted that were named before, for "the other six".

    Returns
    -------
    Unit or None
        None if the number has no unit of its own.
    """
    text_before = text[max(0, number.start - BEFORE) : number.start]
    end = number.end + AFTER
    # No currency has a digit in it: the few characters since the last one decide.
    currency = _currency(same_digits(text_before).rpartition("0")[2], grammar)
    if currency:
        base, words = currency
        unit = Unit(base, "", number.end)
        return _assumed(_with_rate(text, unit, grammar), words, grammar)
    match = _after(grammar).match(text, number.end, end)
    if match:
        row = _table(grammar)[0][int(str(match.lastgroup)[1:])]
        unit = Unit(row.base, row.per, match.end(), row.size)
        unit = unit if row.per else _with_rate(text, unit, grammar)
        unit = _assumed(unit, match[0], grammar)
        return _capacity(text[max(0, number.start - 60) : number.start], unit, grammar)
    match = _counted_after(grammar).match(text, number.end, end)
    if match:
        return _thing(text, match, grammar)
    return things.elided(text, number, grammar) if things else None


def ranged_price(text: str, number: Number, grammar: Grammar) -> Unit | None:
    """Read the second number of "$228-232 a tonne", or "$228-232"."""
    preceding = text[max(0, number.start - BEFORE) : number.start]
    lower = re.search(r"[\d.,]+ ?(?:-|to) ?\Z", preceding)
    money = _currency(preceding[: lower.start()], grammar) if lower else None
    unit = _with_rate(text, Unit(money[0], "", number.end), grammar) if money else None
    is_tight = lower is not None and re.search(r"\d-\Z", lower[0]) is not None
    return unit if unit and (unit.per or is_tight) else None


def _thing(text: str, match: re.Match[str], grammar: Grammar) -> Unit:
    base = str(match.lastgroup)
    unit = Unit(base, "", match.end(), counted=base != "containers")
    unit = _with_rate(text, unit, grammar)
    return replace(unit, per=unit.per or _rate_before(match[0], grammar))


def _with_rate(text: str, unit: Unit, grammar: Grammar) -> Unit:
    # "1.5 million barrels of Kazakh oil per year": the rate may stand a little later.
    tail = text[unit.end : unit.end + AFTER]
    match = _rates(grammar).match(tail)
    later = None if match else OF_SOMETHING.match(tail)
    if later:
        for skip in range(later.end(), min(len(tail), later.end() + 30)):
            if tail[skip] == " " and (match := _rates(grammar).match(tail, skip)):
                break
            if tail[skip] in ",.;":
                break
    if match is None:
        return unit
    per = str(match.lastgroup)
    if match["thing"]:
        names = grammar.data["price_things"].items()
        per = next(n for n, w in names if re.fullmatch(w, match["thing"], re.I))
    return replace(unit, per=per, end=unit.end + match.end())


def _assumed(unit: Unit, words: str, grammar: Grammar) -> Unit:
    rule = grammar.data["assumed"].get(unit.base)
    plain = words.strip(" (-")
    if rule and re.fullmatch(rule["words"], plain):
        return replace(unit, note=rule["note"])
    return unit


def of_sides(unit: Unit, sides: Collection[str], grammar: Grammar) -> Unit:
    """Say whose manat it is, where a text does not: that of a side of the dataset."""
    rule = grammar.data["assumed"].get(unit.base, {})
    currencies = rule.get("of", {})
    codes = [code for side, code in currencies.items() if side in sides]
    if not currencies or unit.note != rule["note"] or codes[:1] == [unit.base]:
        return unit
    note = f"whose {rule['name']} it is, the text does not say"
    if codes:
        note = f"{rule['name']} without a country is read as {codes[0]}"
    return replace(unit, base=codes[0] if codes else rule["name"], note=note)


def _capacity(before: str, unit: Unit, grammar: Grammar) -> Unit:
    if unit.per or unit.base not in ("tonnes", "TEU", "containers", "m3"):
        return unit
    for per, words in grammar.data["capacity_rates"].items():
        if re.search(words, before, re.IGNORECASE):
            return replace(unit, per=per)
    return unit


class Things:
    """Things counted that a text has named so far, the last of them first."""

    def __init__(self) -> None:
        self.last = ""

    def note(self, text: str, grammar: Grammar) -> None:
        """Take note of the things that a sentence names."""
        for match in _counted(grammar, r"\b").finditer(text):
            self.last = str(match.lastgroup)

    def elided(self, text: str, number: Number, grammar: Grammar) -> Unit | None:
        """Give "the first four" and "3 times a week" the thing named before."""
        times, elided_before, more = _elisions(grammar)
        skipped = times.match(text, number.end)
        end = skipped.end() if skipped else number.end
        rate = _rates(grammar).match(text, end)
        text_before = text[max(0, number.start - 20) : number.start]
        elided = elided_before.search(text_before) or more.match(text, number.end)
        if (rate and rate["thing"] is None) or elided:
            here = _thing_before(text, number.start, grammar) or self.last
            here = _act_before(text, number.start, grammar) or here
            if here:
                return _with_rate(text, Unit(here, "", end, counted=True), grammar)
        return None


def _act_before(text: str, place: int, grammar: Grammar) -> str:
    """Name the thing that an act before a place implies: who flies makes flights."""
    preceding = text[max(0, place - NEAR_THING) : place]
    acts = grammar.data["acts"].items()
    return next((n for n, w in acts if re.search(rf"\b(?:{w})\b", preceding, re.I)), "")


@lru_cache
def _elisions(grammar: Grammar) -> tuple[re.Pattern[str], ...]:
    """Shapes of "3 times", "the first 3" and "3 more"."""
    words = (
        rf" (?:{grammar.data['repeated']})\b",
        rf"\b(?:{grammar.data['elided_before']}) \Z",
        rf" (?:{grammar.data['more_of_them']})",
    )
    return tuple(re.compile(shape, re.IGNORECASE) for shape in words)


def _thing_before(text: str, place: int, grammar: Grammar) -> str:
    """Name the last thing of some characters before a place; empty without one."""
    counted = _things_of(text, grammar)
    nearest = bisect.bisect_right(counted, place, key=lambda thing: thing[1]) - 1
    if nearest < 0 or counted[nearest][0] < place - NEAR_THING:
        return ""
    return counted[nearest][2]


@lru_cache(maxsize=8)
def _things_of(text: str, grammar: Grammar) -> list[tuple[int, int, str]]:
    matches = _counted(grammar, r"\b").finditer(text)
    return [(match.start(), match.end(), str(match.lastgroup)) for match in matches]


def counted_before(text: str, number: Number, grammar: Grammar) -> Unit | None:
    """Read "the number of containers reached 46,679": the thing stands before."""
    window = text[max(0, number.start - 120) : number.start]
    base, words = _thing_counted(same_digits(window), grammar)
    if not base:
        return None
    per = _rate_before(words, grammar)
    return Unit(base, per, number.end, counted=base != "containers")


def unit_of_heading(text: str, grammar: Grammar) -> tuple[Number, Unit] | None:
    """Read the unit that a sentence says before its numbers, up to a colon.

    "Freight of 2026, thousand tonnes: exports 2,210": the number is one of the scale,
    its end that of the heading.
    """
    for match in _heading(grammar).finditer(text):
        line = f"1 {match['unit']}"
        scale = (match["scale"] or match["scale2"] or "").lower()
        number = Number(1.0, grammar.scales.get(scale, 1.0), "1", 0, 1)
        unit = unit_of(line, number, grammar)
        if unit is not None and unit.end == len(line):
            return replace(number, end=match.end()), unit
    return None


@lru_cache
def _heading(grammar: Grammar) -> re.Pattern[str]:
    scales = longest_first(grammar.scales)
    return re.compile(
        rf"(?:\A|, |\()(?:in )?(?:(?P<scale>{scales}) )?(?P<unit>[^\d,;:()]{{1,40}}?)"
        rf"(?: (?P<scale2>{scales}))?\)?:(?= )",
        re.IGNORECASE,
    )


@lru_cache(maxsize=4096)
def _thing_counted(window: str, grammar: Grammar) -> tuple[str, str]:
    """Name what the words before a number say that it counts, and the words."""
    matches = list(_counts(grammar).finditer(window))
    between = window[matches[-1].end() :] if matches else ""
    if re.search(r"[;.]|\d", BY_PERCENT.sub("", between)):
        matches = []
    labelled = _label(grammar).search(window) if window.endswith(": ") else None
    numbered = _numbered(grammar).search(window)
    matches += [match for match in (labelled, numbered) if match]
    return (str(matches[-1].lastgroup), matches[-1][0]) if matches else ("", "")


def _rate_before(words: str, grammar: Grammar) -> str:
    """Return the rate that stands before a thing: "weekly flights" are by the week."""
    rates = grammar.data["rates_before"].items()
    return next((rate for rate, word in rates if word in words.lower()), "")


@lru_cache
def _counts(grammar: Grammar) -> re.Pattern[str]:
    containers = "|".join(w for _, w in grammar.data["units"]["containers"])
    noun_shapes = "|".join(
        f"(?P<{n}>{r['words']})" for n, r in grammar.data["counted"].items()
    )
    shape_before = grammar.data["count_before"]
    shape = rf"{shape_before}(?:{noun_shapes}|(?P<containers>{containers}))(?!\w)"
    return re.compile(shape, re.IGNORECASE)


@lru_cache
def _numbered(grammar: Grammar) -> Hinted:
    """Shape of "passengers from here to there numbered 61,800"."""
    nouns = "|".join(
        f"(?P<{n}>{r['words']})" for n, r in grammar.data["counted"].items()
    )
    shape = rf"\b(?:{nouns}){grammar.data['numbered_before']}"
    hints = grammar.data["hints"]["numbered_before"]
    return Hinted(re.compile(shape, re.IGNORECASE), *hints)


@lru_cache
def _label(grammar: Grammar) -> re.Pattern[str]:
    """Shape of "Wagons: 28.1 thousand", at the beginning of an item of a list."""
    containers = "|".join(w for _, w in grammar.data["units"]["containers"])
    nouns = "|".join(
        f"(?P<{n}>{r['words']})" for n, r in grammar.data["counted"].items()
    )
    item = r"^[\W\d]*(?:[\w-]+ ){0,2}?"
    things = rf"(?:{nouns}|(?P<containers>{containers}))"
    after = r"(?: [\w-]+){0,8}(?: \([^()]*\))?"
    return re.compile(rf"{item}{things}{after}: \Z", re.IGNORECASE)


def thing_in_words(text: str, grammar: Grammar, known: Collection[str]) -> str:
    """Code of the things that a heading counts ("Weekly flights"), or nothing."""
    match = _counted_after(grammar).match(f" {text}")
    if match is None:
        return ""
    _, code, _ = coded(1.0, 1.0, _thing(f" {text}", match, grammar), known)
    return "" if code == "count" else code


def unit_in_words(text: str, grammar: Grammar, known: Collection[str]) -> str:
    """Code of the unit that a heading names ("Turnover, USD mln"), or nothing."""
    codes = [code for code in re.findall(r"\w+", text) if code in known]
    for unit_code in codes:
        if unit_code == text.strip() or "_" in unit_code:
            return str(unit_code)
    scales = longest_first(grammar.scales)
    bracketed = re.sub(r"[(),;:/]", " ", f" {text} ")
    words = " ".join(bracketed.split())
    scale = re.search(rf"(?<!\w)({scales}|000s?)(?!\w)\.?", words, re.IGNORECASE)
    size = grammar.scales.get(scale[1].lower(), 1e3) if scale else 1.0
    remainder = words[: scale.start()] + words[scale.end() :] if scale else words
    for start in [0, *(match.end() for match in re.finditer(" ", remainder))]:
        line = f"1 {remainder[start:].strip()}"
        number = Number(1.0, size, "1", 0, 1)
        match = _after(grammar).match(line, 1)
        if match:
            row = _table(grammar)[0][int(str(match.lastgroup)[1:])]
            unit = Unit(row.base, row.per, match.end(), row.size)
            unit = unit if row.per else _with_rate(line, unit, grammar)
            value, code, _ = coded(number.amount, size, unit, known)
            return code if value == 1 else ""
    return ""
