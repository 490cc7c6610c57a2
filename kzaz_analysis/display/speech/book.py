"""Books of phrases: what the package says in English, in another language.

The left side of an entry is English as the code says it. ``{name}`` stands for
anything that the book can say itself; which texts a hole takes is limited by its name
where the book says so (``n`` is a number). The right side is the same in the other
language; ``{name:of}`` asks for a form of the word that fills the hole, and a list
holds the forms of a noun by the number in ``{n}``.

What no entry says stays as it is: a name without a form in the language is shown in
its own. Nothing is written twice: a text in another script is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.display.speech.language import Language

NBSP, THIN = "\u00a0", "\u202f"

NUMBER_WORDS = (
    *("no", "one", "two", "three", "four", "five"),
    *("six", "seven", "eight", "nine", "ten"),
)

_NUMBER = r"[\u2212-]?\d[\d,]*(?:\.\d+)?"
_COUNT = rf"{_NUMBER}|{'|'.join(NUMBER_WORDS)}|none"
_HOLE = re.compile(r"\{(\w+)(?::(\w+))?\}")
_LATIN = re.compile(r"[A-Za-z]")
OTHER_SCRIPT = re.compile(r"[\u0370-\u1fff]")
_DIGITS = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?!\w|[.,]\d)")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """An entry with holes."""

    shape: re.Pattern[str]
    texts: tuple[str, ...]
    begins: bool
    """Whether it begins with a word of its own, whose case may differ."""


class Book:
    """The phrases of one language, those of a dataset among them.

    Parameters
    ----------
    language : Language
        Its marks and its plural.
    phrases : mapping of str to str or list of str
        What is said for what.
    cases : mapping of str to mapping
        Forms of words: each word's forms by their name.
    rules : mapping
        ``holes``: what a hole takes, as a regular expression by its name; ``joints``:
        what joins two texts, here and there; ``splits``: those of them at which a text
        is split that is not known in whole; ``joined``: words that stay on one line
        with the number before them; ``same``: names that stay as they are.

    Attributes
    ----------
    untold : set of str
        Texts that were asked for and that no entry says.
    """

    def __init__(
        self,
        language: Language,
        phrases: Mapping[str, Any],
        cases: Mapping[str, Mapping[str, str]],
        rules: Mapping[str, Any],
    ) -> None:
        self.language, self.cases, self.rules = language, cases, rules
        self.untold: set[str] = set()
        self._said: dict[str, str] = {}
        self._sure: dict[str, str | None] = {}
        names = [str(name) for name in rules.get("same", ())]
        self._plain: dict[str, Any] = {name: name for name in names} | {
            text: written for text, written in phrases.items() if "{" not in text
        }
        holes = {"n": _COUNT, "m": _COUNT, **rules.get("holes", {})}
        self._patterns = [
            _Pattern(_shape(text, holes), _texts(written), text[0].isalpha())
            for text, written in phrases.items()
            if "{" in text
        ]
        joined = "|".join(map(re.escape, rules.get("joined", ("%",))))
        self._unit = re.compile(rf"(?<=\d) (?=(?:{joined})(?!\w))")

    def write(self, text: str) -> str:
        """Say a text in the language; what the book lacks is left as it is."""
        if OTHER_SCRIPT.search(text):
            return text
        if text not in self._said:
            bare = text.replace(NBSP, " ").replace(THIN, " ")
            core = bare.strip()
            ends = bare.partition(core) if core else (bare, "", "")
            written = self.surely(core)
            written = self._as_far_as(core) if written is None else written
            self._said[text] = ends[0] + self._unit.sub(NBSP, written) + ends[2]
        return self._said[text]

    def forms(self, word: str, case: str) -> str:
        """Return a form of a word, or the word itself."""
        return self.cases.get(word, {}).get(case, word)

    def surely(self, text: str) -> str | None:
        """Say a text of which the book knows every part; None if it does not."""
        if text not in self._sure:
            self._sure[text] = None
            self._sure[text] = self._whole(text)
        return self._sure[text]

    def _whole(self, text: str) -> str | None:
        if not text or OTHER_SCRIPT.search(text):
            return text
        if not _LATIN.search(text):
            return self._marks(text)
        listed = self.listed(text)
        if listed is not None:
            return listed
        for pattern in self._patterns:
            match = pattern.shape.fullmatch(text)
            if match:
                holes = {k: self.surely(t) for k, t in match.groupdict().items()}
                if None not in holes.values():
                    return self._filled(pattern, match, holes)
        if text.endswith("."):
            bare = self.surely(text[:-1])
            return None if bare is None else f"{bare.removesuffix('.')}."
        return self._joined(text)

    def listed(self, text: str) -> str | None:
        """Look a text up that is no pattern, whatever the case of its first letter."""
        other = text[0].swapcase() + text[1:]
        if text in self._plain:
            return str(_texts(self._plain[text])[0])
        if other in self._plain:
            return _like(text, str(_texts(self._plain[other])[0]))
        return None

    def _filled(
        self, pattern: _Pattern, match: re.Match[str], holes: Mapping[str, str | None]
    ) -> str:
        given = match.groupdict()
        which = 0
        if len(pattern.texts) > 1:
            which = self.language.form(_digits(given.get("n", "0")))
        text = pattern.texts[which]
        written = _HOLE.sub(
            lambda m: self.forms(str(holes[m[1]]), m[2]) if m[2] else str(holes[m[1]]),
            text,
        )
        if pattern.begins and not text.startswith("{"):
            return _like(match.string, written)
        return written

    def _joined(self, text: str) -> str | None:
        """Say two texts that something joins, wherever both halves can be said."""
        for joint, written in self.rules.get("joints", {}).items():
            start = text.find(joint)
            while start >= 0:
                rest = text[start + len(joint) :]
                head = self.surely(text[:start])
                tail = self.surely(rest) if head is not None else None
                if head is not None and tail is not None:
                    return _joint(head, written, tail)
                start = text.find(joint, start + 1)
        return None

    def _as_far_as(self, text: str) -> str:
        """Say of a text what can be said."""
        for pattern in self._patterns:
            match = pattern.shape.fullmatch(text)
            if match:
                holes = {k: self.write(t) for k, t in match.groupdict().items()}
                return self._filled(pattern, match, holes)
        for joint in self.rules.get("splits", ()):
            head, found, rest = text.partition(joint)
            if found and head and rest:
                written = self.rules["joints"][joint]
                return _joint(self.write(head), written, self.write(rest))
        if text.endswith("."):
            return f"{self.write(text[:-1]).removesuffix('.')}."
        self.untold.add(text)
        return text

    def _marks(self, text: str) -> str:
        if OTHER_SCRIPT.search(text):
            return text
        return _DIGITS.sub(lambda m: self.language.number(m[0]), text)


def _joint(head: str, joint: str, tail: str) -> str:
    """Join two texts, the first of which may end in an abbreviation."""
    return f"{head.removesuffix('.') if joint[0] == '.' else head}{joint}{tail}"


def _texts(written: Any) -> tuple[str, ...]:
    return tuple(map(str, written)) if isinstance(written, list) else (str(written),)


def _digits(count: str) -> str:
    words = {word: str(n) for n, word in enumerate(NUMBER_WORDS)} | {"none": "0"}
    return words.get(count, count)


def _like(text: str, written: str) -> str:
    """Give a text the case of another one's first letter."""
    if text[:1].isupper():
        return written[:1].upper() + written[1:]
    return written[:1].lower() + written[1:] if text[:1].islower() else written


def _shape(text: str, holes: Mapping[str, str]) -> re.Pattern[str]:
    """Return what texts an entry fits, whatever the case of its first letter."""
    parts: list[str] = []
    end = 0
    for hole in _HOLE.finditer(text):
        parts.append(re.escape(text[end : hole.start()]))
        taken = holes.get(hole[1].rstrip("0123456789"), ".+?")
        parts.append(f"(?P<{hole[1]}>{taken})")
        end = hole.end()
    parts.append(re.escape(text[end:]))
    first = text[0]
    if first.isalpha():
        parts[0] = f"[{first}{first.swapcase()}]{parts[0][1:]}"
    return re.compile("".join(parts))
