"""Which language a text is in, as far as it matters: read, or named and left."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from kzaz_analysis.evidence.intake.reading.grammar import grammar

SCRIPTS = {
    "GEORGIAN": "Georgian",
    "ARMENIAN": "Armenian",
    "ARABIC": "Arabic or Persian",
    "HEBREW": "Hebrew",
    "GREEK": "Greek",
    "CJK": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "DEVANAGARI": "Hindi",
    "THAI": "Thai",
}
"""Languages by the script that tells them."""

LETTERS = {
    "Kazakh": "әғқңөұүһі",
    "Ukrainian": "їєґ",
    "Azerbaijani": "ə",
    "Turkish": "ğış",
    "Uzbek": "ʻ",
}
"""Letters that tell a language from those of the same script."""

WORDS = {
    "German": "der die das und von mit für im auf den des ist wurde prozent dem eine",
    "French": "le la les des et du une dans pour par est sur aux avec cette qui",
    "Spanish": "el los las del una por para que se como millones ha su fue entre",
    "Italian": "il gli della di nel una che dei sono alla milioni rispetto anno",
    "Portuguese": "os da do em uma para com que milhões foi pelo entre ano",
    "Turkish": "ve bir ile bu için yüzde milyon yılında olarak arttı ticaret",
    "Uzbek": "va bilan uchun bu yilda savdo hajmi foiz oʻrtasida yil tashkil",
    "Polish": "na się oraz wzrost roku przez jest od nie między",
    "Azerbaijani": "və ilə bu üçün milyon arasında olub ildə faiz ticarət ci cu",
}
"""Frequent words of languages in Latin letters that English does not have."""

ENOUGH = 4
"""Words that a text must have before its language is judged by them."""


def language_of(text: str) -> str:
    """Name the language of a text: ``English``, another one, or ``an unknown one``.

    A text of few words is taken for English unless its letters are not Latin.
    """
    script = _script(text)
    if script == "CYRILLIC":
        return _by_letters(text, ("Kazakh", "Ukrainian")) or "Russian"
    if script != "LATIN":
        return SCRIPTS.get(script, "an unknown language")
    return _latin(text)


def _script(text: str) -> str:
    letters = [c for c in text[:4000] if c.isalpha()]
    scripts = Counter(unicodedata.name(c, "LATIN").split(" ")[0] for c in letters)
    return scripts.most_common(1)[0][0] if scripts else "LATIN"


def _by_letters(text: str, names: tuple[str, ...]) -> str:
    lowered = text[:4000].lower()
    counts = {n: sum(lowered.count(c) for c in LETTERS[n]) for n in names}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else ""


def _latin(text: str) -> str:
    words = re.findall(r"[^\W\d_]+", text[:4000].lower())
    english = sum(word in grammar().data["common_words"] for word in words)
    if len(words) < ENOUGH or english * 6 >= len(words):
        return grammar().name
    different = set(words)
    counts = {n: len(different & set(w.split())) for n, w in WORDS.items()}
    best = max(counts, key=lambda name: counts[name])
    by_letter = _by_letters(text, ("Azerbaijani", "Turkish"))
    if by_letter and english * 12 < len(words):
        return by_letter
    return best if counts[best] > max(1, english) else grammar().name
