"""Which way something goes between the two countries, as a clause says it."""

from __future__ import annotations

import re

COUNTRY = {
    "KAZ": r"Kazakh(?:stan)?(?:'?s|i)?",
    "AZE": r"Azer(?:baijan|i)(?:'?s|i)?",
}
_SENT = r"(?:exports?|exported|invest\w*|suppl\w+|shipp?\w+|deliver\w+)"
_INTO = r"(?:to|in(?:to)?|via|through)"


def _flow(origin: str, goal: str) -> re.Pattern[str]:
    here, there = (rf"\b{COUNTRY[code]}\b" for code in (origin, goal))
    some = r"[^.;()]{0,200}?"
    ways = (
        rf"from {here}{some}\b(?:to|in(?:to)?) {there}",
        rf"{here}{some}\b{_SENT}{some}\b{_INTO} {there}",
        rf"exports? (?:from {here} )?to {there}",
        rf"{there}{some}\bimport\w*{some}\bfrom {here}",
        rf"investments? from {here}|{here} (?:has |have )?invested",
    )
    return re.compile("|".join(ways), re.IGNORECASE)


_NAMED = re.compile("|".join(rf"\b{words}\b" for words in COUNTRY.values()), re.I)
FLOWS = {"KAZ->AZE": _flow("KAZ", "AZE"), "AZE->KAZ": _flow("AZE", "KAZ")}


def flow_of(clause: str) -> str:
    """``KAZ->AZE`` or ``AZE->KAZ`` where a clause says which way something goes."""
    if not _NAMED.search(clause):
        return ""
    matches = [
        (match.start(), name)
        for name, shape in FLOWS.items()
        if (match := shape.search(clause))
    ]
    return min(matches)[1] if matches else ""
