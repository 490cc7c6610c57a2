"""What a sentence says of a number: change, promise, and which way it flows."""

from __future__ import annotations

import re

UP = re.compile(
    r"\b(?:rose|rise[sn]?|rising|gr[eo]w[sn]?|growing|growth|increas\w+|surg\w+|climb\w*|"
    r"jump\w*|soar\w*|gain(?:s|ed)|up|added|higher|doubl\w*|tripl\w*|expand\w*|boost\w*)\b",
    re.IGNORECASE,
)
DOWN = re.compile(
    r"\b(?:fell|fall(?:s|en|ing)?|declin\w*|decreas\w*|dropp?\w*|shrank|shrunk|lower|"
    r"down|reduc\w*|plung\w*|contract(?:ed|ion)|slump\w*|halved)\b",
    re.IGNORECASE,
)
PROMISED = re.compile(
    r"\b(?:plan(?:s|ned|ning)?|aim(?:s|ed|ing)?|target\w*|goal\w*|pledg\w*|intend\w*|"
    r"will|would|should|could|can be|is to|are to|set to|ready to|expected|"
    r"project(?:ed|ion)|forecast\w*|anticipat\w*|promis\w*|agreed to|seeks?|"
    r"ambition\w*|announced they would|"
    r"to (?:raise|bring|double|boost))\b",
    re.IGNORECASE,
)
COUNTRY = {
    "KAZ": r"Kazakh(?:stan)?(?:'?s|i)?",
    "AZE": r"Azer(?:baijan|i)(?:'?s|i)?",
}
_SENT = r"(?:exports?|exported|invest\w*|suppl\w+|shipp?\w+|deliver\w+)"
_INTO = r"(?:to|in(?:to)?|via|through)"


def _flow(origin: str, goal: str) -> re.Pattern[str]:
    here, there = (rf"\b{COUNTRY[code]}\b" for code in (origin, goal))
    ways = (
        rf"from {here}[^.;()]*?\b(?:to|in(?:to)?) {there}",
        rf"{here}[^.;()]*?\b{_SENT}[^.;()]*?\b{_INTO} {there}",
        rf"exports? (?:from {here} )?to {there}",
        rf"{there}[^.;()]*?\bimport\w*[^.;()]*?\bfrom {here}",
        rf"investments? from {here}|{here} (?:has |have )?invested",
    )
    return re.compile("|".join(ways), re.IGNORECASE)


FLOWS = {"KAZ->AZE": _flow("KAZ", "AZE"), "AZE->KAZ": _flow("AZE", "KAZ")}
BY = re.compile(r"\bby\s+(?:[\w-]+\s+){0,3}[$€₸(]?\s*$", re.IGNORECASE)


def change_of(clause: str) -> str:
    """``up``, ``down`` or nothing, by the first word of change in a clause."""
    words = [(m.start(), name) for m, name in _first(clause) if m is not None]
    return min(words)[1] if words else ""


def _first(clause: str) -> list[tuple[re.Match[str] | None, str]]:
    return [(UP.search(clause), "up"), (DOWN.search(clause), "down")]


def measure_of(unit: str, before: str, clause: str) -> str:
    """Say what a number measures.

    Parameters
    ----------
    unit : str
        Its unit.
    before : str
        The sentence up to the number.
    clause : str
        The clause in which it stands.

    Returns
    -------
    str
        ``growth``, ``share``, ``multiple``, ``increase`` or ``level``.
    """
    if unit == "ratio_to_base":
        return "multiple"
    changed = bool(change_of(clause))
    if unit == "percent":
        return "growth" if changed else "share"
    return "increase" if changed and BY.search(before) else "level"


def is_promised(clause: str) -> bool:
    """Whether a clause speaks of what is planned, expected or promised."""
    return PROMISED.search(clause) is not None


def flow_of(clause: str) -> str:
    """``KAZ->AZE`` or ``AZE->KAZ`` where a clause says which way something goes."""
    found = [
        (match.start(), name)
        for name, shape in FLOWS.items()
        if (match := shape.search(clause))
    ]
    return min(found)[1] if found else ""
