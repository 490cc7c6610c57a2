"""Numbers of a text: digits, words, scale words, parts of a whole, multiples."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from kzaz_analysis.evidence.intake.reading.grammar import Grammar, longest_first
from kzaz_analysis.evidence.intake.reading.numerals import (
    DIGITS,
    Numeral,
    read_numeral,
    same_digits,
    significant_digits,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

HEDGE_WINDOW = 48
"""Characters before a number in which a hedge may stand."""

PART_OF_A_FORMULA = (
    r" ?[x*^\u00d7] ?\d|/\d| \d/\d"
    r"|[\u00b9\u00b2\u00b3\u00bc-\u00be\u2070-\u2079\u2150-\u215e]"
)
"""What makes digits a part of "5.3 x 10^6", "1/2" or a number with a footnote."""

FRACTION = r" ?[\u00bc-\u00be\u2150-\u215e]| [1-7][/\u2044][2-8](?![\w/.,]\d)"
"""What stands behind the whole part of "2 1/2" and "1\u00bd"."""

ALONE = r"[\u00bc-\u00be\u2150-\u215e]|[1-7][/\u2044][2-8](?![\w/.,]\d)"
"""A fraction without a whole part, before its scale: "\u00bd million"."""

MOST_WHOLE = 3
"""Digits before a fraction: "in 2024 1/2 of it" is no number."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number where it stands in a text.

    Attributes
    ----------
    value : float
        Without its scale word, with its sign.
    scale : float
        What the scale word multiplies by; 1 without one.
    plain : str
        Its digits as printed, without thousands marks.
    start, end : int
        Span in the text, sign and scale word included.
    other : float or None
        The other reading of an ambiguous separator, without the scale word.
    sign : str
        ``+`` or ``-`` as printed, or empty.
    form : str
        ``digits``, ``words``, ``part`` (a quarter, in per cent), ``multiple``
        (doubled, halved), ``fold`` (2.5-fold, twice) or ``anniversary``.
    """

    value: float
    scale: float
    plain: str
    start: int
    end: int
    other: float | None = None
    sign: str = ""
    form: str = "digits"

    @property
    def amount(self) -> float:
        """The value with its scale, free of the noise of binary fractions."""
        return float(f"{self.value * self.scale:.12g}")


@lru_cache
def _shape(grammar: Grammar) -> re.Pattern[str]:
    numbers = grammar.data["numbers"]
    cardinals = longest_first(grammar.cardinals)
    groups = longest_first(numbers["multipliers"])
    scales = longest_first(grammar.scales)
    alone = longest_first(grammar.scales.keys() - set(numbers["not_after_article"]))
    tight = longest_first(numbers["attached_scales"])
    joined, article = numbers["joined_by"], numbers["article"]
    after_group = "|".join(rf"(?<={word})" for word in numbers["multipliers"])
    tail = (
        rf"(?:[ -](?:{cardinals}|{groups})\b"
        rf"|(?:{after_group}) {joined} (?:{cardinals})\b)*"
    )
    parted = rf"(?= (?:{scales}|{numbers['halved_units']})\b)"
    words = (
        rf"{numbers['quarter_before']}{parted}"
        rf"|{numbers['half_before']}(?: (?:{groups})\b|{parted})"
        rf"|(?:(?:{cardinals}|{groups})|{article}(?= (?:{groups}|{alone})\b))\b{tail}"
        rf"(?: {numbers['half_added']}\b)?"
    )
    signs = rf"{numbers['minus']}|{numbers['plus']}"
    sign = rf"(?P<sign>[-+](?=[\d.])|\b(?:{signs}) (?=\d|(?:{cardinals})\b))?"
    return re.compile(
        rf"(?<![\w.,^\u00d7\u00b1])(?<![A-Za-z]-)(?<!\d/)(?<![\u00d7\u00b1] ){sign}"
        rf"(?:(?P<digits>{DIGITS})(?![.,]?\d)"
        rf"(?:(?<!\d{{4}})(?P<fraction>{FRACTION})|(?!{PART_OF_A_FORMULA}))"
        rf"(?:[ -](?P<group>{groups})\b)?|(?P<alone>{ALONE})(?= ?(?:{scales})\b)"
        rf"|(?P<word>\b(?:{words})))"
        rf"(?:(?<=\d)(?P<tight>{tight})(?!\w)|[ -]?(?P<scale>{scales})\b\.?)?",
        re.IGNORECASE,
    )


def find_numbers(
    text: str, grammar: Grammar, marks: Collection[str] = (), *, strict: bool = False
) -> list[Number]:
    """Numbers of a text in their order; years and dates are among them.

    Parameters
    ----------
    text : str
        Plain text.
    grammar : Grammar
        Of its language.
    marks : collection of str
        Decimal marks used in the whole text.
    strict : bool
        Tell the other reading of every number whose separator may be read in two
        ways; else only where the text itself gives cause.

    Returns
    -------
    list of Number
        Compounds such as "4 million 484 thousand" are one number, in the last scale.
    """
    numbers: list[Number] = []
    for match in _shape(grammar).finditer(text):
        number = _read(match, grammar, marks, strict)
        if number is None:
            continue
        if numbers and _continues(text, numbers[-1], number):
            numbers[-1] = _joined(numbers[-1], number)
        else:
            numbers.append(number)
    return numbers


def _read(
    match: re.Match[str], grammar: Grammar, marks: Collection[str], strict: bool
) -> Number | None:
    if _is_some(match, grammar):
        return None
    scale = _scale(match, grammar)
    end = match.end() - match[0].endswith(".")
    sign = _sign(match["sign"], grammar) or _sign_of_money(match, grammar)
    if match["word"]:
        value = _spelled(match["word"].lower(), grammar)
        value = -value if sign == "-" else value
        return Number(
            value, scale, f"{value:g}", match.start(), end, None, sign, "words"
        )
    digits, fraction = match["digits"] or "0", match["fraction"] or match["alone"]
    numeral = (
        _mixed(digits, fraction.strip()) if fraction else read_numeral(digits, marks)
    )
    if numeral is None:
        return None
    other = numeral.other
    if not strict and "," in digits and "," not in marks:
        other = None
    turn = -1.0 if sign == "-" else 1.0
    if match["group"]:
        # "5 dozen", "3 hundred thousand".
        turn *= grammar.data["numbers"]["multipliers"][match["group"].lower()]
    other = None if other is None else turn * other
    value = float(f"{turn * numeral.value:.12g}")
    plain = f"{abs(value):.12g}" if match["group"] else numeral.plain
    return Number(value, scale, plain, match.start(), end, other, sign)


def _mixed(whole: str, fraction: str) -> Numeral | None:
    """Read a whole number and a fraction; a third is no exact decimal number."""
    plain = unicodedata.normalize("NFKC", fraction).replace("\u2044", "/")
    upper, _, lower = plain.partition("/")
    if not whole.isdigit() or len(whole) > MOST_WHOLE or int(upper) >= int(lower):
        return None
    value = int(whole) + int(upper) / int(lower)
    return Numeral(value, None, f"{value:.3g}")


def _is_some(match: re.Match[str], grammar: Grammar) -> bool:
    """Whether a group word counts nothing: "several dozen", "a few hundred"."""
    first_word = re.split("[ -]", match["word"] or "", maxsplit=1)[0].lower()
    if first_word not in grammar.data["numbers"]["multipliers"]:
        return False
    text_before = match.string[max(0, match.start() - 12) : match.start()]
    some = grammar.data["numbers"]["some_groups"]
    return re.search(rf"\b(?:{some}) \Z", text_before, re.IGNORECASE) is not None


def _scale(match: re.Match[str], grammar: Grammar) -> float:
    word, tight = match["scale"], match["tight"]
    if word:
        return grammar.scales[word.lower()]
    attached = grammar.data["numbers"]["attached_scales"]
    return float(attached[tight.lower()]) if tight else 1.0


WHOLE = 100.0
"""Per cent: no part is more. "Three in two towns" is none."""

LONGEST_SIGN = 24
"""Characters of a minus and a currency before a number, at most."""


def _sign_of_money(match: re.Match[str], grammar: Grammar) -> str:
    """Return the sign that stands before the currency of a number: "-$500"."""
    start = match.start()
    window = match.string, max(0, start - LONGEST_SIGN), start
    currency = _signed_currency(grammar).search(*window)
    return _sign(currency["sign"], grammar) if currency else ""


@lru_cache
def _signed_currency(grammar: Grammar) -> re.Pattern[str]:
    numbers, currencies = grammar.data["numbers"], grammar.data["currencies"].values()
    signs = "|".join(f"{row['signs']}|{row['codes']}" for row in currencies)
    return re.compile(
        rf"(?:\A|(?<=[\s(]))(?P<sign>-(?! )|\b(?:{numbers['minus']}) )(?:{signs}) ?\Z",
        re.IGNORECASE,
    )


def _sign(text: str | None, grammar: Grammar) -> str:
    word = (text or "").strip().lower()
    minus = grammar.data["numbers"]["minus"].split("|")
    return "-" if word in ("-", *minus) else "+" if word else ""


def _spelled(words: str, grammar: Grammar) -> float:
    numbers = grammar.data["numbers"]
    if re.match(numbers["quarter_before"], words):
        return 0.25
    half = re.match(numbers["half_before"], words)
    added = re.search(numbers["half_added"], words)
    total = 0.5 if half or added else 0.0
    remainder = (
        words[half.end() :] if half else words[: added.start()] if added else words
    )
    count = 0.0
    for word in re.split("[ -]", remainder.strip()):
        if word in numbers["multipliers"]:
            count = (count or total or 1.0) * numbers["multipliers"][word]
            total = 0.0 if half else total
        else:
            count += grammar.cardinals.get(word, 0.0)
    return count + total or 1.0


def _continues(text: str, first: Number, second: Number) -> bool:
    """Whether "4 million" goes on with "484 thousand"."""
    between = text[first.end : second.start]
    smaller = second.scale < first.scale and second.amount < first.scale
    worded = second.scale > 1 or (first.scale == 1e3 and second.form == first.form)
    return (
        between in (" ", ". ", " and ")
        and smaller
        and worded
        and not second.sign
        and (between != " and " or second.scale > 1)
    )


def _joined(first: Number, second: Number) -> Number:
    value = float(f"{(first.amount + second.amount) / second.scale:.12g}")
    return replace(
        first, value=value, scale=second.scale, plain=f"{value:.12g}", end=second.end
    )


def special_numbers(text: str, grammar: Grammar) -> Iterator[Number]:
    """Words that are numbers by themselves: fivefold, doubled, a quarter of, 20th."""
    for match in _multiples(grammar).finditer(text):
        value = _multiple(match, grammar)
        if value is not None:
            is_verb = match["verb"] or match["halved"]
            yield _special(value, match, "multiple" if is_verb else "fold")
    for match in _parts(grammar).finditer(text):
        if (part := _part(match, grammar)) <= WHOLE:
            yield _special(part, match, "part")
    endings = grammar.data["numbers"]["anniversary"]
    shape = rf"(?<![\w.,])(\d{{1,3}})(?:{endings})\b"
    for match in re.finditer(shape, text, re.IGNORECASE):
        yield _special(float(match[1]), match, "anniversary")


def _special(value: float, match: re.Match[str], form: str) -> Number:
    start, end = match.span()
    return Number(value, 1.0, f"{value:.3g}", start, end, None, "", form)


@lru_cache
def _multiples(grammar: Grammar) -> re.Pattern[str]:
    numbers = grammar.data["numbers"]
    verbs, adverbs = "|".join(numbers["multiples"]), "|".join(numbers["adverbs"])
    cardinals = longest_first(grammar.cardinals)
    return re.compile(
        rf"(?<!\w)(?:(?P<count>(?:{cardinals})|\d+(?:\.\d+)?)[- ]?{numbers['fold']}"
        rf"|(?:{numbers['factor_of']} |{numbers['times_sign']})"
        rf"(?P<factor>\d+(?:[.,]\d+)?|{cardinals})"
        rf"|(?P<verb>{verbs})(?:{numbers['multiple_endings']})"
        rf"|(?P<adverb>{adverbs})|(?P<halved>{numbers['halved']}))\b",
        re.IGNORECASE,
    )


def _multiple(match: re.Match[str], grammar: Grammar) -> float | None:
    numbers = grammar.data["numbers"]
    if match["halved"]:
        return 0.5
    if match["verb"] or match["adverb"]:
        table = numbers["multiples"] | numbers["adverbs"]
        return float(table[(match["verb"] or match["adverb"]).lower()])
    word = (match["count"] or match["factor"]).lower()
    numeral = read_numeral(word) if word[0].isdigit() else None
    return numeral.value if numeral else grammar.cardinals.get(word)


@lru_cache
def _parts(grammar: Grammar) -> re.Pattern[str]:
    numbers = grammar.data["numbers"]
    counts, parts = "|".join(numbers["part_counts"]), "|".join(numbers["parts"])
    wholes, begins = (
        longest_first(numbers["small"]),
        "|".join(numbers["in_every_begins"]),
    )
    return re.compile(
        rf"\b(?:(?P<count>{counts})[ -](?P<part>{parts})s?"
        rf"(?! (?:{numbers['no_part_before']})\b)"
        rf"|(?:(?P<some>{wholes}) {numbers['out_of']}"
        rf"|(?:{begins})(?P<few>{wholes}) {numbers['in_every']}) (?P<whole>{wholes})"
        r"|(?P<half>(?<=\bby )half(?! an?\b)|half(?= (?:of|the|its|their|all|as)\b"
        r"|[ ,.]*$|[.,;]| (?:to|in|since|from)\b)))\b",
        re.IGNORECASE,
    )


def _part(match: re.Match[str], grammar: Grammar) -> float:
    numbers = grammar.data["numbers"]
    if match["half"]:
        return 50.0
    if match["whole"]:
        count = numbers["small"][(match["some"] or match["few"]).lower()]
        return float(f"{100 * count / numbers['small'][match['whole'].lower()]:.3g}")
    count = numbers["part_counts"][match["count"].lower()]
    return float(f"{100 * count / numbers['parts'][match['part'].lower()]:.3g}")


def hedge_of(text: str, number: Number, grammar: Grammar) -> str:
    """How the text hedges a number: the nearest hedge right before it, or after.

    Returns
    -------
    str
        A qualifier of a figure, or ``below`` for "less than".
    """
    text_before = text[max(0, number.start - HEDGE_WINDOW) : number.start]
    text_after = text[number.end : number.end + 40]
    return _hedge(same_digits(text_before), same_digits(text_after), grammar)


@lru_cache(maxsize=4096)
def _hedge(text_before: str, text_after: str, grammar: Grammar) -> str:
    gap = _gap(grammar)
    for match in reversed(list(grammar.hedges.finditer(text_before))):
        if gap.fullmatch(text_before, match.end()):
            return match.lastgroup or "exact"
    for name, shape in _hedges_after(grammar):
        if shape.match(text_after):
            return name
    return "exact"


@lru_cache
def _hedges_after(grammar: Grammar) -> tuple[tuple[str, re.Pattern[str]], ...]:
    shapes = (
        (str(name), rf"\S*(?: [\w$€]+){{0,2}} (?:{words})\b")
        for name, words in grammar.data["hedges_after"].items()
    )
    return tuple((name, re.compile(shape, re.IGNORECASE)) for name, shape in shapes)


@lru_cache
def _gap(grammar: Grammar) -> re.Pattern[str]:
    currencies = grammar.data["currencies"].values()
    signs = "|".join(f"{row['signs']}|{row['codes']}" for row in currencies)
    words = grammar.data["between_hedge_and_number"]
    return re.compile(rf"(?: {words})?[ (]*(?:{signs})?[ +]*", re.IGNORECASE)


def digits_of(number: Number, unit: str, qualifier: str) -> int | None:
    """Significant digits of a number as printed; None where it is not rounded."""
    return significant_digits(number.plain, unit, qualifier)
