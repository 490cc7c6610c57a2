"""Periods that a text names: where they stand, their shape, and their role."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from kzaz_analysis.evidence.intake.reading.grammar import Grammar, longest_first

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from kzaz_analysis.evidence.intake.reading.time.calendar_days import Days

YEAR = r"(?:19[5-9]|20[0-6])\d"
EARLIEST_YEAR = r"(?:1[89]\d|20[0-6])\d"
"""A year where nothing but a period can stand: in a text 1931 may be any number."""

CYRILLIC_M = re.compile(r"(?<=\d)[\u041c\u043c](?=[ -]?\d)")
"""The letter that a Russian keyboard has for M: "9M 2025"."""

SHORT_YEAR = re.compile(r"([A-Za-z]{3,9})\.?[-'](\d)(\d)")
"""A month as spreadsheets write it: "Mar-25"."""

WINDOW = 70
"""Characters before a period whose words tell its role."""

DAYS = ("iso_day", "dotted_day", "day", "month_day", "days")
"""Kinds of mentions that are days."""

FROM_DASHED = re.compile(r"from [^-]+-", re.IGNORECASE)
"""After a percentage "from January-June 2024" is what is compared with."""

NUMERIC_SHAPES = (
    ("iso_day", r"{y}-(?P<mm>[01]\d)-(?P<dd>[0-3]\d)"),
    ("iso_range", r"{y}-(?P<mm>[01]\d)\.\.{y2}-(?P<mm2>[01]\d)"),
    ("years", r"{y}\.\.{y2}"),
    ("dotted_day", r"(?P<dd>[0-3]?\d)\.(?P<mm>[01]?\d)\.{y}"),
    ("slashed_day", r"(?P<dd>[0-3]?\d)/(?P<mm>[0-3]?\d)/{y}"),
    ("iso_month", r"{y}-?m(?P<mm>1[0-2]|0?[1-9])"),
    (
        "iso_month",
        r"{y}-(?P<mm>0[1-9]|1[0-2])(?![-\d])"
        r"(?! (?:season|marketing|agricultural|crop|fiscal|financial))",
    ),
    ("quarter", r"{y}[- ]?q(?P<k>[1-4])"),
    ("half", r"{y}[- ]?h(?P<k>[12])"),
    ("no_such_part", r"{y}[- ]?(?:q|h)\d{1,2}"),
)
"""Shapes of digits alone, which no language changes."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a period.

    Attributes
    ----------
    kind : str
        Shape, a name that `resolve` knows.
    parts : dict of str to str
        What stands in its places: ``y``, ``y2``, ``m``, ``n``, ``rel``, ...
    start, end : int
        Span of the words.
    words : str
        The words.
    role : str
        ``period``, ``base`` (compared with), ``deadline``, ``since``, ``as_of`` or
        ``event`` (when something opened: no figure's period) or ``told`` (when
        somebody said so).
    is_aside : bool
        Whether the text comes back from it: "in June alone".
    is_of_stock : bool
        Whether its sentence counts what is there, not what has passed.
    """

    kind: str
    parts: dict[str, str] = field(hash=False)
    start: int
    end: int
    words: str
    role: str = "period"
    is_aside: bool = False
    is_of_stock: bool = False

    def number(self, name: str) -> int:
        """Return a part that is a number."""
        return int(self.parts[name])


@dataclass(frozen=True, slots=True)
class Period:
    """A period with its days, where it stands in a text.

    Attributes
    ----------
    start, end : datetime.date or None
        First and last day; what a text leaves open is None.
    role : str
        As of the mention.
    at, to : int
        Span of the words.
    words : str
        The words.
    note : str
        What was assumed, or what the text leaves open.
    day : bool
        Whether it is a single day.
    is_aside : bool
        Whether the text comes back from it: "in June alone".
    """

    start: dt.date | None
    end: dt.date | None
    role: str
    at: int
    to: int
    words: str
    note: str = ""
    day: bool = False
    is_aside: bool = False

    @property
    def days(self) -> Days | None:
        """Both days, or None where one is open."""
        return (self.start, self.end) if self.start and self.end else None


def _places(grammar: Grammar, years: str) -> dict[str, str]:
    """Return what the places of a shape stand for, as patterns."""
    periods, counts = grammar.data["periods"], grammar.data["numbers"]["small"]
    month = "|".join(f"{words}" for words in periods["months"])
    back = longest_first(periods["back"])
    year = rf"(?P<y>{years})"
    return {
        "y": year,
        "y2": rf"(?P<y2>{years})",
        "yy": rf"(?:{year}|'?(?P<short>[0-4]\d)(?![.,]?\d))",
        "short": r"(?P<short>\d\d)(?![.,]?\d)",
        "m": rf"(?P<m>{month})\.?",
        "m2": rf"(?P<m2>{month})\.?",
        "d": r"(?P<d>[0-3]?\d)",
        "d2": r"(?P<dd2>[0-3]?\d)",
        "n": rf"(?P<n>1[0-2]|\d|{longest_first(counts)})",
        "nth": rf"(?P<nth>{longest_first(periods['ordinals'])})",
        "nth2": rf"(?P<nth2>{longest_first(periods['ordinals'])})",
        "half": "(?P<k>[12])",
        "quarter": "(?P<k>[1-4])",
        "back": rf"(?P<rel>{back})",
        "when": rf"(?:{year}|(?P<rel>{back}) (?:calendar )?year)",
        "to": f"(?:{periods['then']})",
    }


@dataclass(frozen=True, slots=True)
class _Shapes:
    """Shapes that begin alike, as one pattern, with what stands in each of them."""

    pattern: re.Pattern[str]
    kinds: dict[str, tuple[str, tuple[tuple[str, str], ...]]]


@lru_cache
def _shapes(grammar: Grammar, years: str) -> tuple[_Shapes, ...]:
    """Shapes by what they begin with: digits, the name of a month, another word."""
    periods = grammar.data["periods"]
    months = "|".join(periods["months"])
    places = _places(grammar, years)
    near = rf"(?=.{{1,60}}?(?:{periods['near']}))"
    return (
        _joined(r"(?=\d)", [*NUMERIC_SHAPES, *periods["from_digits"]], places),
        _joined(rf"(?=(?:{months})\b)", periods["from_months"], places),
        _joined(rf"(?=(?:{periods['leads']})\b){near}", periods["from_words"], places),
    )


def _joined(
    ahead: str, shapes: Sequence[Sequence[str]], places: dict[str, str]
) -> _Shapes:
    kinds, patterns = {}, []
    for number, (kind, shape) in enumerate(shapes):
        pattern = re.sub(r"\{([a-z]+2?)\}", lambda m: places[m[1]], shape)
        names = dict.fromkeys(re.findall(r"\?P<(\w+)>", pattern))
        pattern = re.sub(r"\?P<(\w+)>", rf"?P<\g<1>_{number}>", pattern)
        kinds[f"shape_{number}"] = kind, tuple((n, f"{n}_{number}") for n in names)
        patterns.append(f"(?P<shape_{number}>{pattern})")
    boundary = r"(?<![\w$€£])(?<!\d[.,])"
    whole = rf"{boundary}{ahead}(?:{'|'.join(patterns)})(?!\w)(?![.,]\d)"
    return _Shapes(re.compile(whole, re.IGNORECASE), kinds)


def mentions(text: str, grammar: Grammar) -> list[Mention]:
    """Periods that a text names, in their order, not overlapping.

    Parameters
    ----------
    text : str
        Plain text.
    grammar : Grammar
        Of its language.

    Returns
    -------
    list of Mention
        With their role, by the words before them. Nothing is resolved yet: "last
        year" stands as it is.
    """
    is_of_stock = grammar.pattern("stocks").search(text) is not None
    return [_with_role(text, m, is_of_stock, grammar) for m in _matches(text, grammar)]


def whole_mention(text: str, grammar: Grammar, years: str = YEAR) -> Mention | None:
    """Read a text that is one period and nothing else, its year of that shape."""
    plain = CYRILLIC_M.sub("M", " ".join(text.split()))
    if (short := SHORT_YEAR.fullmatch(plain)) and short[1][
        :3
    ].lower() in grammar.months:
        century = "20" if short[2] < "5" else "19"
        plain = f"{short[1]} {century}{short[2]}{short[3]}"
    tight = re.fullmatch(rf"(?P<y>{YEAR})(?P<mm>0[1-9]|1[0-2])", plain)
    if tight:
        return Mention("iso_month", tight.groupdict(), 0, len(plain), plain)
    mention = next(_matches(plain, grammar, years), None)
    return mention if mention and mention.end - mention.start == len(plain) else None


def _matches(text: str, grammar: Grammar, years: str = YEAR) -> Iterator[Mention]:
    """Mentions by their place; of two that overlap the one that begins first."""
    streams = [_of_shapes(text, shapes) for shapes in _shapes(grammar, years)]
    end = 0
    for mention in sorted(chain(*streams), key=lambda m: (m.start, -m.end)):
        if mention.start >= end:
            end = mention.end
            yield mention


def _of_shapes(text: str, shapes: _Shapes) -> Iterator[Mention]:
    for match in shapes.pattern.finditer(text):
        kind, names = shapes.kinds[str(match.lastgroup)]
        parts = {name: match[group].lower() for name, group in names if match[group]}
        yield Mention(kind, parts, match.start(), match.end(), match[0])


@lru_cache
def _roles(grammar: Grammar) -> dict[str, re.Pattern[str]]:
    names = (
        *("compared", "since", "deadline", "event"),
        *("as_of_strict", "as_of", "as_of_month"),
    )
    shapes = {name: grammar.data["periods"][name] for name in names}
    shapes["told"] = grammar.data["told"]
    return {
        name: re.compile(rf"\b(?:{shape})", re.IGNORECASE)
        for name, shape in shapes.items()
    }


def _with_role(
    text: str, mention: Mention, is_of_stock: bool, grammar: Grammar
) -> Mention:
    text_before = text[max(0, mention.start - WINDOW) : mention.start]
    alone = grammar.data["periods"]["alone"]
    role = _role(text_before, text[mention.end : mention.end + 20], mention, grammar)
    return Mention(
        mention.kind,
        mention.parts,
        mention.start,
        mention.end,
        mention.words,
        role,
        bool(re.match(alone, text[mention.end : mention.end + 8])),
        is_of_stock,
    )


def _role(before: str, after: str, mention: Mention, grammar: Grammar) -> str:
    roles = _roles(grammar)
    if mention.kind != "coming_years" and not before.rstrip()[-1:].isalpha():
        before = ""
    is_told = mention.kind in DAYS and roles["told"].search(before)
    if is_told or _is_as_of(before, mention, roles):
        return "told" if is_told else "as_of"
    if mention.kind == "coming_years" or roles["deadline"].search(before):
        return "deadline"
    if roles["event"].search(before):
        return "event"
    if mention.kind in ("to_date", "months", "years"):
        return "base" if _compares_span(before, mention, grammar) else "period"
    if roles["since"].search(before):
        return "since"
    compared_after = grammar.data["periods"]["compared_after"]
    follows = re.match(compared_after, after, re.IGNORECASE)
    return "base" if roles["compared"].search(before) or follows else "period"


def _is_as_of(before: str, mention: Mention, roles: dict[str, re.Pattern[str]]) -> bool:
    is_day = mention.kind.endswith("_day") or mention.kind == "day"
    names = ["as_of_strict", *(["as_of"] if is_day else [])]
    names += ["as_of_month"] if mention.kind == "month" else []
    return any(roles[name].search(before) for name in names)


def _compares_span(before: str, mention: Mention, grammar: Grammar) -> bool:
    after_percentage = re.search(r"%|\bper ?cent\b", before[-9:])
    if after_percentage and FROM_DASHED.match(mention.words):
        return True
    return _compares(before, grammar)


def _compares(before: str, grammar: Grammar) -> bool:
    match = _roles(grammar)["compared"].search(before)
    return match is not None and not _roles(grammar)["since"].search(before)
