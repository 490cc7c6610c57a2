"""Which series a claim is about: by its name, or by the words that its title has."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kzaz_analysis.errors import UsageError, unknown_name
from kzaz_analysis.evidence.intake.extraction.flows import flow_of
from kzaz_analysis.evidence.intake.extraction.titles.guesses import Guesser
from kzaz_analysis.evidence.intake.extraction.titles.questions import SeriesQuestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from kzaz_analysis.evidence.intake.extraction.titles.catalogue import Catalogue

FITS = ((0.5, 1.02), (0.3, 1.1))
"""How well words must fit a series, and how much better than the next one."""

COVERED = (0.2, 1.1)
"""The same where the title has every word of the claim: "ferries"."""

NEAREST = 3
"""Series that an error names."""

AWAY = 0.5
"""How well, to the best, a series must fit that has a thing which the best lacks."""


def series_by_name(text: str, names: Sequence[str]) -> tuple[str, str]:
    """Return the series that stands by its name, and the text without it."""
    lowered = {name.lower(): name for name in names}
    for match in re.finditer(r"[A-Za-z][\w]*", text):
        if match[0].lower() in lowered:
            remainder = f"{text[: match.start()]} {text[match.end() :].lstrip(' ,:;')}"
            return lowered[match[0].lower()], remainder.strip()
    first_word = text.split(" ", maxsplit=1)[0].strip(",:;")
    if "_" in first_word and not first_word[0].isdigit():
        raise unknown_name("series", first_word, names)
    return "", text


def series_by_words(
    words: str, things: str, code: str, measure: str, catalogue: Catalogue
) -> str:
    """Return the series that the words name; refused where two fit as well.

    Parameters
    ----------
    words : str
        What is neither period nor number.
    things : str
        What the number counts, "container trains from China": asked where the other
        words name nothing.
    code, measure : str
        Unit and measure of the number.
    catalogue : Catalogue
        The series.

    Raises
    ------
    UsageError
        If no series fits, or several do; the message names the nearest.
    """
    scores = _fitting(words, code, measure, catalogue)
    name = _clearest(words, scores, catalogue)
    if not name and things:
        longer = f"{things} {words}"
        fits = _fitting(longer, code, measure, catalogue)
        name = _clearest(longer, fits, catalogue)
    if name:
        return name
    _refuse_dimension(words, code, catalogue)
    order = sorted(range(len(scores)), key=lambda n: -scores[n])
    near = [catalogue.names[n] for n in order[:NEAREST] if scores[n] > 0]
    if near and scores[order[0]] >= FITS[0][0]:
        raise UsageError(f"several series fit {words!r}; did you mean {_any(near)}?")
    alike = get_close_matches(words.replace(" ", "_"), catalogue.names, 6, cutoff=0.0)
    near = list(dict.fromkeys([*near, *alike]))[:NEAREST]
    raise UsageError(f"no series is called {words!r}; the nearest are {_any(near)}")


def _refuse_dimension(words: str, code: str, catalogue: Catalogue) -> None:
    """Refuse tonnes of what the words name and is money."""
    for name in catalogue.nearest(words, 1):
        dimension = catalogue.dimension[catalogue.names.index(name)]
        counted = catalogue.dimensions.get(code, "")
        if counted and dimension != counted and catalogue.covers(words, name):
            raise UsageError(
                f"{name} is counted in {dimension}, and {code} is {counted}"
            )


def _any(names: Sequence[str]) -> str:
    return " or ".join(names)


def _fitting(words: str, code: str, measure: str, catalogue: Catalogue) -> np.ndarray:
    """How well each series fits the words; what they leave unsaid last, if they can."""
    flow = flow_of(words, catalogue.dataset.codes)
    question = SeriesQuestion((words, "", "", ""), code, measure, flow, 1)
    scores, factors = Guesser(catalogue).fits(question)
    agreed = scores * factors
    return agreed if len(scores) and agreed.max() >= FITS[0][0] else scores


def _clearest(words: str, scores: np.ndarray, catalogue: Catalogue) -> str:
    """Return the series that fits clearly better than the next one, or nothing."""
    order = sorted(range(len(scores)), key=lambda n: -scores[n])
    if not order:
        return ""
    best, second = (*(float(scores[n]) for n in order[:2]), 0.0)[:2]
    name = catalogue.names[order[0]]
    fits = FITS if not catalogue.covers(words, name) else (*FITS, COVERED)
    is_clear = any(best >= least and best > ahead * second for least, ahead in fits)
    # "Transit on the corridor" is not its freight where there is a series of transit.
    left_out = catalogue.left_unsaid(words, name)
    rivals = [catalogue.names[n] for n in order[1:] if scores[n] >= AWAY * best]
    is_said = any(catalogue.left_unsaid(words, other) < left_out for other in rivals)
    return name if is_clear and not is_said else ""
