"""Phrases of texts: of what two sides do, of things named before, of countries."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kzaz_analysis.countries import countries
from kzaz_analysis.evidence.intake.reading.grammar import by_letter
from kzaz_analysis.evidence.intake.reading.plain_text import Hinted

if TYPE_CHECKING:
    from collections.abc import Callable

MUTUAL = Hinted(
    re.compile(
        r"\b(?:(?i:bilateral|mutual|between|both|two countries|each other)"
        r"|(?:with|to|from) (?:the )?(?!US\b|[A-Z]{3}\b)[A-Z])"
    ),
    *("bilateral", "mutual", "between", "both", "two countries", "each other"),
    *("with ", "to ", "from "),
)
"""Words of what two sides do together, whether both are named or not."""


REFERS = Hinted(
    re.compile(
        r"\b(?:the|this|that|its|their) (?:[a-z]+ )?(?:port|route|corridor|pipeline"
        r"|line|railway|association|fleet|fund|hub|cable|bypass|project|terminal"
        r"|canal)\b"
    ),
    *("the", "this", "that", "its"),
)
"""Words for what was named before."""


LAID = re.compile(
    r"\bk(?:m|ilomet(?:er|re)s?)\b(?: of(?: [a-z-]+){1,3}?)?"
    r"(?: (?:shall|will|must|should|is|are|was|were|has|have|had|to|be|been|already))+"
    r" (?:laid|built|constructed|paved|repaired|renewed|electrified|modernized)\b",
    re.IGNORECASE,
)
"""So much of a line was or will be made, which is not how long it is."""

_LAID = Hinted(
    LAID,
    *("laid", "built", "constructed", "paved", "repaired", "renewed"),
    *("electrified", "modernized"),
)

DIFFERENCE = Hinted(
    re.compile(r"\b(?:deficit|surplus|balance)\b", re.IGNORECASE),
    *("deficit", "surplus", "balance"),
)
"""Of exports and imports: neither of them, nor their sum."""

WORTH_OF = Hinted(
    re.compile(r"\b([a-z-]{3,}) (?:worth|for) (?:[a-z]+ ){0,2}\W*(?=\d)"),
    *("worth", "for"),
)
ANY_GOODS = re.compile(
    r"goods|products|items|trade|exports|imports|commodities|cargo|supplies"
    r"|deliveries|them|it|that|all|purchases|shipments|contracts|deals|agreements"
    r"|projects|services|responsible|account|accounted|paid|spent|sold|bought"
    r"|exported|imported|investment|investments|respectively|total|target|plan"
    r"|forecast|goal"
)
"""What stands before "worth" where no goods are named."""


def is_mutual(text: str) -> bool:
    """Whether a text says that two sides do something together."""
    return MUTUAL.search(text) is not None


def is_other(text: str, tells: Callable[[str], bool]) -> bool:
    """Whether a text tells of a balance, or of goods that no title has.

    Parameters
    ----------
    text : str
        What stands around a figure.
    tells : callable
        Whether some title has a word of a text.
    """
    if DIFFERENCE.search(text):
        return True
    goods = WORTH_OF.search(text)
    word = goods[1] if goods else ""
    return bool(word) and not ANY_GOODS.fullmatch(word) and not tells(word)


def refers(text: str) -> bool:
    """Whether a text speaks of a thing named before: "the port", "this route"."""
    return REFERS.search(text) is not None


def is_laid(text: str) -> bool:
    """Whether a text says how much of a line is made: "250 km shall be laid"."""
    return _LAID.search(text) is not None


def countries_in(text: str, codes: tuple[str, ...]) -> frozenset[str]:
    """Names of the countries in a text that are none of the sides, in small letters."""
    words, names = _foreign(codes)
    return frozenset(names[name] for name in words.findall(text.lower()))


@lru_cache(maxsize=16)
def _foreign(codes: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    names = {
        name.lower(): country.name.lower()
        for code, country in countries().items()
        if code not in codes
        for name in (country.name, country.demonym)
        if len(name) > 3
    }
    # Small letters only: without regard to case, each name is tried at each word.
    return re.compile(rf"\b(?:{by_letter(names) or '(?!)'})\b"), names
