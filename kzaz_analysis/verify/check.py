"""One sentence against the tables: operands computed anew, numbers read back."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify import statements  # noqa: F401 - registers every kind
from kzaz_analysis.verify.languages.readers import reader
from kzaz_analysis.verify.positions import PATTERNS, misplaced
from kzaz_analysis.verify.reading import unexplained
from kzaz_analysis.verify.statements.common import (
    RECKONED,
    Between,
    Caseless,
    Unordered,
    Unreckoned,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzaz_analysis.verify.page import StatedPage

NEAR = 1e-9
REMARKS = ("limits", "rules", "rule")
"""Sections of standing remarks, which say nothing of figures."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One operand or number that does not agree with the tables.

    Attributes
    ----------
    page, section, kind, sentence : str
        Where it stands.
    operand : str
        Path of the operand, or ``text`` for a number of the text.
    stated, recomputed : object
        What the page has, and what the tables give.
    """

    page: str
    section: str
    kind: str
    sentence: str
    operand: str
    stated: Any
    recomputed: Any

    def as_dict(self) -> dict[str, Any]:
        """Return it as data."""
        return asdict(self)


@dataclass(slots=True)
class Checked:
    """What was checked.

    Attributes
    ----------
    sentences, operands : int
        Checked in all.
    unreckoned : dict of str to int
        Operands that are not recomputed, by why.
    kinds : dict of str to int
        Sentences by kind.
    """

    sentences: int
    operands: int
    unreckoned: dict[str, int]
    kinds: dict[str, int]

    @classmethod
    def empty(cls) -> Checked:
        """Nothing checked yet."""
        return cls(0, 0, {}, {})

    def leave(self, why: str) -> None:
        """Count an operand that is not recomputed."""
        self.unreckoned[why] = self.unreckoned.get(why, 0) + 1


def check_page(page: StatedPage, tally: Checked) -> Iterator[Disagreement]:
    """Check every sentence of a page."""
    for sentence in page.sentences:
        yield from check_sentence(sentence, page, tally)


def check_sentence(
    sentence: dict[str, Any], page: StatedPage, tally: Checked
) -> Iterator[Disagreement]:
    """Check one sentence: operands against the tables, text against operands."""
    kind, text = str(sentence["kind"]), str(sentence["text"])
    operands = sentence["operands"]
    tally.sentences += 1
    tally.kinds[kind or "none"] = tally.kinds.get(kind or "none", 0) + 1

    def wrong(operand: str, stated: Any, recomputed: Any) -> Disagreement:
        section = str(sentence.get("section", ""))
        return Disagreement(page.slug, section, kind, text, operand, stated, recomputed)

    if not kind:
        if any(c.isdigit() for c in text) and sentence.get("section") not in REMARKS:
            yield wrong("text", "a number", "no operands")
        return
    other = reader(page.language)
    shown = text if other is None else other.canonical(text)
    for number in unexplained(shown, operands, page.data.units, in_texts=bool(other)):
        yield wrong("text", number, "no operand")
    patterns = PATTERNS if other is None else other.patterns
    names = page.data.names
    for path, piece, operand in misplaced(kind, shown, operands, names, patterns):
        yield wrong(path, piece, operand)
    if kind not in RECKONED:
        tally.leave("unknown kind")
        return
    try:
        reckoned = RECKONED[kind](operands, page)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        yield wrong("operands", operands, f"cannot be computed: {error!r}")
        return
    if reckoned is None:
        yield wrong("sentence", text, "the tables do not say so")
        return
    for path, stated, recomputed in differences(operands, reckoned, tally):
        yield wrong(path, stated, recomputed)


def differences(
    stated: Any, reckoned: Any, tally: Checked, path: str = ""
) -> Iterator[tuple[str, Any, Any]]:
    """List where two trees of operands differ."""
    if isinstance(reckoned, Unreckoned):
        tally.leave(reckoned.why)
    elif isinstance(reckoned, dict) and isinstance(stated, dict):
        public = {k for k in reckoned if not str(k).startswith("_")}
        for key in sorted({*stated, *public}):
            inner = f"{path}.{key}".lstrip(".")
            if key not in stated or key not in reckoned:
                yield inner, stated.get(key, "absent"), reckoned.get(key, "absent")
            else:
                yield from differences(stated[key], reckoned[key], tally, inner)
    elif isinstance(reckoned, list | tuple) and isinstance(stated, list):
        if len(stated) != len(reckoned):
            yield path, stated, list(reckoned)
            return
        if isinstance(reckoned, Unordered):
            stated, reckoned = sorted(stated), sorted(reckoned)
        for place, pair in enumerate(zip(stated, reckoned, strict=True)):
            yield from differences(*pair, tally, f"{path}.{place}")
    else:
        tally.operands += 1
        if not same(stated, reckoned):
            yield path, stated, reckoned


def same(stated: Any, reckoned: Any) -> bool:
    """Whether a stated operand is the one recomputed."""
    if isinstance(reckoned, Caseless):
        return str(stated).casefold() == reckoned.casefold()
    if isinstance(reckoned, Between):
        is_number = isinstance(stated, int | float) and not isinstance(stated, bool)
        return is_number and reckoned.holds(stated)
    if stated in ("inf", "-inf"):
        stated = float(stated)
    numbers = (stated, reckoned)
    # A list in the place of a number is all that the number might be.
    if any(isinstance(n, bool | str | list | dict) or n is None for n in numbers):
        return bool(stated == reckoned) or (stated is None and _is_nan(reckoned))
    return math.isclose(stated, reckoned, rel_tol=NEAR, abs_tol=NEAR)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)
