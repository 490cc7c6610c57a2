"""Numbers read back out of a sentence, and whether its operands account for them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.dataset import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WORDS_OF_NUMBERS = [
    "none",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
]
CURRENCY = r"(?:USD|EUR|KZT|AZN|GBP|CNY|RUB|XDR)"
NUMBER = re.compile(
    rf"(?P<currency>{CURRENCY}\s)?(?P<sign>[\u2212-])?(?P<digits>\d[\d,]*(?:\.\d+)?)"
    r"(?:\s(?P<scale>thousand|million|billion|trillion)\b)?(?P<percent>\s?%)?"
)
FALLING = re.compile(
    r"(?:\bdown|\bfell by|\bfall of)\s(?:about\s|nearly\s|more than\s|up to\s)?$"
)
RISING = re.compile(r"(?:\bup|\brose by)\s(?:about\s|nearly\s|more than\s|up to\s)?$")
BOUND = re.compile(r"(?:(?P<least>\bat least)|\bat most)\s$")
OPEN_END = re.compile(r"\b(?:more|less) than\s$")
RANGE = re.compile(r"^\sto\s[\u2212\d]")
YEAR = re.compile(r"(?:1[89]|20)\d\d")
PROBABILITIES = (
    *("probability", "benchmark", "ours", "times", "p_by_year", "chance"),
    *("class_low", "class_high", "share", "share_low", "share_high"),
)
ENDINGS = ("_probability", "_share")
"""Operands between 0 and 1 that are written in percent, and how their names end."""

CONSTANTS = re.compile(r"\b95 % interval")
"""Levels that a sentence has in its own words."""


@dataclass(frozen=True, slots=True)
class Token:
    """A number of a sentence.

    Attributes
    ----------
    text : str
        As it stands there.
    value, slack : float
        In base units, and half a unit of its last digit.
    kind : {"amount", "percent", "plain"}
        What it is written as.
    direction : int
        1 after "up" and "rose by", -1 after "down" and "fell by", else 0.
    """

    text: str
    value: float
    slack: float
    kind: str
    direction: int = 0


def plain(text: str) -> str:
    """Write a text with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def tokens(text: str) -> Iterator[Token]:
    """Read the numbers of a text, in order."""
    numbers = list(NUMBER.finditer(text))
    for place, match in enumerate(numbers):
        text_before = text[: match.start()]
        if text_before[-1:].isalpha() or text[match.end() : match.end() + 1].isalpha():
            continue
        yield _token(text, numbers, place)


def _token(text: str, found: list[re.Match[str]], place: int) -> Token:
    match = found[place]
    digits = match["digits"].rstrip(",").replace(",", "")
    scale, percent = match["scale"], match["percent"]
    currency = match["currency"]
    # "14.5 to 14.7 %" and "USD 1 to 2 million": the unit stands once, at one end.
    if RANGE.match(text[match.end() :]) and place + 1 < len(found):
        follower = found[place + 1]
        scale, percent = scale or follower["scale"], percent or follower["percent"]
    if text[: match.start()].endswith(" to ") and place:
        currency = currency or found[place - 1]["currency"]
    size = PREFIXES.get(scale or "", 1.0)
    decimals = len(digits.partition(".")[2])
    step = 10.0**-decimals
    if decimals == 0 and digits.endswith("0"):
        # 4,480 may be rounded to tens: three digits are shown.
        zeros = len(digits) - len(digits.rstrip("0"))
        step = 10.0 ** min(zeros, max(len(digits) - 2, 0))
    value = float(digits) * (-1 if match["sign"] else 1)
    kind = "percent" if percent else "amount" if currency or scale else "plain"
    preceding = text[: match.start()]
    way = -1 if FALLING.search(preceding) else 1 if RISING.search(preceding) else 0
    slack = step * size / 2 * 1.0001
    open_end, bound = OPEN_END.search(preceding), BOUND.search(preceding)
    if (kind == "percent" and open_end) or (kind == "amount" and (open_end or bound)):
        slack *= 2
    elif kind == "percent" and bound:
        # "At least" is rounded down and "at most" up, by less than one step.
        value += (step if bound["least"] else -step) / 2
    return Token(match[0], value * size, slack, kind, way)


def leaves(
    value: Any, path: str = "", unit: str = ""
) -> Iterator[tuple[str, Any, str]]:
    """List the values of operands with their paths and the unit beside them."""
    if isinstance(value, dict):
        unit = str(value.get("unit") or unit)
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}".lstrip("."), unit)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from leaves(item, f"{path}.{place}", unit)
    else:
        yield path, value, unit


def unexplained(
    text: str,
    operands: Mapping[str, Any],
    units: Mapping[str, tuple[str, float]],
    *,
    in_texts: bool = False,
) -> list[str]:
    """Return the numbers of a sentence that none of its operands accounts for.

    Parameters
    ----------
    text : str
        The sentence.
    operands : mapping
        What it was written from.
    units : mapping of str to (str, float)
        Dimension and size of each unit.
    in_texts : bool
        Whether numbers that stand in operands which are texts account for others: a
        sentence in another language does not quote these word for word.
    """
    stated_leaves = list(leaves(operands))
    shown = CONSTANTS.sub("", plain(text))
    texts = [plain(str(v)) for _, v, _ in stated_leaves if isinstance(v, str) and v]
    for quoted in sorted(texts, key=len, reverse=True):
        if any(c.isdigit() for c in quoted) and not re.fullmatch(
            r"\d{4}-\d\d-\d\d", quoted
        ):
            for part in quoted.rstrip(".").split("; "):
                words = re.escape(part.strip().rstrip("."))
                # What is handed over as "-5 %" is written with a minus sign.
                words = re.sub(r"\\-(?=\d)", "[-\u2212]", words)
                shown = re.sub(words, "\u2026", shown, flags=re.IGNORECASE)
    candidates = [pair for leaf in stated_leaves for pair in _readings(leaf, units)]
    lists = list(_lists(operands))
    candidates += [("plain", float(len(item))) for item in lists]
    if in_texts:
        candidates += [pair for quoted in texts for pair in _of_text(quoted)]
    days = _days(texts)
    return [
        token.text
        for token in tokens(shown)
        if not _explained(token, candidates, days, lists)
    ]


def _of_text(text: str) -> Iterator[tuple[str, float]]:
    """Return the numbers of a text, those in words among them."""
    for token in tokens(text):
        yield token.kind, token.value
    for word in text.split():
        if word in WORDS_OF_NUMBERS:
            yield "plain", float(WORDS_OF_NUMBERS.index(word))


def explains(text: str, value: float, unit: str = "", name: str = "") -> bool:
    """Whether the only number of a text is how the value of an operand is written."""
    candidates = list(_readings((name, value, unit), {}))
    read = list(tokens(plain(text)))
    return len(read) == 1 and _explained(read[0], candidates, set(), [])


def _lists(value: Any) -> Iterator[list[Any]]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _lists(item)
    elif isinstance(value, list):
        yield value
        for item in value:
            yield from _lists(item)


def _days(texts: list[str]) -> set[float]:
    days: set[float] = set()
    for text in texts:
        if re.fullmatch(r"\d{4}(-\d\d)?(-\d\d)?", text):
            days.update(float(part) for part in text.split("-"))
        days.update(float(year) for year in YEAR.findall(text))
    return days


def _readings(
    leaf: tuple[str, Any, str], units: Mapping[str, tuple[str, float]]
) -> Iterator[tuple[str, float]]:
    """Ways in which an operand may be written: as it is, as percent, in base units."""
    path, value, unit = leaf
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    number = float(value)
    if not math.isfinite(number):
        return
    yield "plain", number
    yield "percent", number
    key = path.rpartition(".")[2]
    if key in PROBABILITIES or key.endswith(ENDINGS):
        yield "percent", 100 * number
        # "more than 99 %" and "less than 1 %".
        yield from [("percent", 99.0)] if 0.995 <= number <= 1 else []
        yield from [("percent", 1.0)] if 0 <= number <= 0.005 else []
    if unit:
        size = _scale_of(unit)
        yield "amount", number * size
        yield "plain", number * size


def _scale_of(unit: str) -> float:
    head = unit.partition("_")[0]
    return PREFIXES.get(head, 1.0)


def _explained(
    token: Token,
    candidates: list[tuple[str, float]],
    days: set[float],
    lists: list[list[Any]],
) -> bool:
    if token.kind == "plain" and (token.value in days):
        return True
    for kind, value in candidates:
        if kind != token.kind:
            continue
        if token.direction:
            if math.copysign(1, value) == token.direction and _near(token, abs(value)):
                return True
        elif _near(token, value) or (value < 0 <= token.value and _near(token, -value)):
            return True
    return False


def _near(token: Token, value: float) -> bool:
    return abs(token.value - value) <= token.slack + 1e-9 * abs(value)
