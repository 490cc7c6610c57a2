"""What stands where: sentences read by their own grammar, operand by operand.

`reading` finds numbers that no operand accounts for; this finds the right number in
the wrong place: two reporters exchanged, the base year for the year. A group of a
pattern is named by the path of its operand, with two underscores for a point.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kzaz_analysis.verify.reading import WORDS_OF_NUMBERS, explains, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COMPILERS = {
    "COW_4_0": "Correlates of War",
    "COW_OLD": "Correlates of War, old release",
    "HMR_2010": "Head, Mayer and Ries (2010)",
    "COMTRADE": "UN Comtrade",
    "WITS": "World Bank WITS",
    "BACI": "CEPII BACI",
    "IMF_DOTS": "IMF Direction of Trade",
    "WB": "World Bank",
}
UNNAMED = ("a source that names no reporter", "reporter not named")
YEAR, PCT = r"\d{4}", r"\S+ %"
CHANCE = r"(?:less than |more than )?\S+ %"
MONTHS = r"(?:[A-Z]\w+ (?:to [A-Z]\w+ )?)?"
MOVED = r"(?:up|down) \S+ %|unchanged"
REACHING = r"(?:Reaching the target|Being at the level again)"
TIMES = "times the figure a year earlier"
HEAD = (
    r"(?P<reporter>.+?) (?:reports|gives) "
    r"(?:about |more than |nearly |up to |at least )?(?P<value>.+?)"
)
PATTERNS = {
    "record.headline": (
        rf"(?P<reporter>.+?) (?:reports|gives) (?:about )?\S+ to [\d.,]+ .+ for "
        rf"(?P<subject>[^;]+) in {MONTHS}(?P<year>{YEAR}).*",
        rf"{HEAD} for (?P<subject>[^;]+) in {MONTHS}(?P<year>{YEAR})(?: \(.*?\))?, "
        rf"(?P<growth__pct>{MOVED}) on (?P<growth__base_year>{YEAR}).*",
        rf"{HEAD} for (?P<subject>[^;]+) in {MONTHS}(?P<year>{YEAR}).*",
    ),
    "record.other_reporter": (
        rf"{HEAD} in the first (?P<months>\w+) months? of (?P<year>{YEAR}) alone, "
        rf".*?(?P<change__value>\S+) {TIMES}",
        rf"{HEAD}(?: in (?P<year>{YEAR}))?, .*?(?P<change__value>\S+) {TIMES}",
        rf"{HEAD} in the first (?P<months>\w+) months? of (?P<year>{YEAR}) alone"
        rf"(?:, (?P<change__value>{MOVED}) on a year earlier)?",
        rf"{HEAD}(?: in (?P<year>{YEAR}))?"
        rf"(?:, (?P<change__value>{MOVED}) on a year earlier)?",
        rf"{HEAD}(?:,| in).*",
    ),
    "record.newest": (
        rf"For (?P<year>{YEAR}), the last year, (?P<value>.+?) is used "
        r"\((?P<reporter_used>.+?)\), (?P<other>.+?) is also published "
        r"\((?P<other_reporter>.+?)"
        r"(?:, (?:quotation|government|press|compiled) [a-z ]+)?\)",
    ),
    "record.widest": (
        rf"The widest of these differences is in (?P<year>{YEAR}): "
        r"(?P<value>.+?) is used "
        r"\((?P<reporter_used>.+?)\), (?P<other>.+?) is also published "
        r"\((?P<other_reporter>.+?)"
        r"(?:, (?:quotation|government|press|compiled|early) [a-z ]+)*\)",
    ),
    "growth.title": (
        rf"(?P<name>.+?): (?P<growth__pct>{MOVED}) in (?P<year>{YEAR})"
        r"(?: \([^)]*\))*(?: as reported by (?P<reporter>[^(;,]+?))?"
        r"(?:, from (?:the trough of|a restart in) \d{4})?"
        rf"(?:; growth over (?P<window__start>{YEAR}) "
        rf"(?:to|and) (?P<window__end>{YEAR}) was (?P<window__pct>{PCT}).*)?"
        r"(?:, in constant prices)?",
        r"(?P<name>.+?): .*",
    ),
    "growth.window_rate": (
        rf"Growth over (?P<window__start>{YEAR}) (?:to|and) (?P<window__end>{YEAR}) "
        rf"was (?P<window__pct>{PCT}).*",
        rf"Growth over (?P<window__start>{YEAR}) (?:to|and) (?P<window__end>{YEAR}) "
        rf"was \S+ to {PCT}.*",
    ),
    "growth.window_total": (
        rf"(?P<name>[^(]+) \((?P<window__start>{YEAR}) to (?P<window__end>{YEAR})\): "
        rf"growth of (?P<window__pct>{PCT})"
        rf"(?: a year, cumulative growth (?P<window__total>{PCT}))?.*",
        rf"(?P<name>[^(]+) \((?P<window__start>{YEAR}) to (?P<window__end>{YEAR})\): "
        rf"growth of \S+ to {PCT}.*",
    ),
    "growth.extremes": (
        rf"The lowest is that of (?P<low_year>{YEAR}) \((?P<low>{PCT})(?:, [^)]+)?\), "
        rf"the highest that of (?P<high_year>{YEAR}) \((?P<high>{PCT})(?:, [^)]+)?\)",
    ),
    "growth.one_rate": (
        rf"In (?P<year>{YEAR}) it (?P<pct>(?:rose|fell) by {PCT}|did not change)"
        r"(?:, .+)?",
    ),
    "mirror.title": (
        rf"(?P<name>.+), (?P<year>{YEAR}): (?P<second>.+?) reports "
        rf"(?P<more_pct>{PCT} (?:more|less)) than (?P<first>.+?)(?: \(.+\))?",
        rf"(?P<name>.+), (?P<year>{YEAR}): .*",
    ),
    "mirror.pair": (
        rf"(?P<first>.+?) reports (?P<value>.+?) for (?P<subject>.+) in "
        rf"(?P<year>{YEAR}), (?P<second>[^\d]+?) (?P<mirror>(?:USD |\d).+?)"
        rf"(?:: they agree within rounding|, (?P<more_pct>{PCT} (?:more|less)))?"
        r"(?: \(.+\))?",
    ),
    "mirror.part": (
        r".+: (?P<value>.+?) \((?P<first>.+?)\) against (?P<mirror>.+?) "
        r"\((?P<second>.+?)\)",
    ),
    "target_gap.answer": (
        r".*: (?P<reporter>.+?) (?:reports|gives) (?!up to ).+? to (?P<most>.+?) in "
        rf"{MONTHS}(?P<year>{YEAR})(?:, (?P<growth>{MOVED}))?",
        rf".*: {HEAD} in {MONTHS}(?P<year>{YEAR})(?:, (?P<growth>{MOVED}))?",
    ),
    "target_gap.takes_by": (
        rf"{REACHING} by (?P<deadline>{YEAR}) takes "
        rf"(?P<bounds__low>\S+) to (?P<bounds__high>{PCT}) a year.*",
        rf"{REACHING} by (?P<deadline>{YEAR}) takes "
        rf"(?P<required>(?:a fall of )?{PCT}) a year.*",
    ),
    "target_gap.pace_since": (
        rf"Growth from (?P<start>{YEAR}) to (?P<end>{YEAR}) was "
        rf"(?P<pct>{PCT}) a year.*",
    ),
    "target_gap.pace_base": (
        rf"Growth in (?P<start>{YEAR}) itself was (?P<base_pct>{PCT}), so the pace "
        rf"counts from an unusual year; from (?P<before>{YEAR}) to "
        rf"(?P<end>{YEAR}) it was (?P<pct>{PCT}) a year",
    ),
    "projection.median": (
        rf"The median forecast for (?P<horizon>{YEAR}) is (?P<value>.+?), after the "
        rf"(?P<latest>.+?) that (?P<reporter_id>.+?) (?:reports|gives) for "
        rf"(?P<year>{YEAR}).*",
        rf"The median forecast for (?P<horizon>{YEAR}) is (?P<value>.+?), after a "
        rf"nowcast of (?P<latest>.+?) for (?P<year>{YEAR}).*",
    ),
    "projection.short_probability": (
        rf"The probability of (?P<level>.+?) by (?P<horizon>{YEAR}) is "
        rf"(?P<ours>{CHANCE})"
        rf"(?:; (?P<base_share>{CHANCE}) of similar country pairs grew as much)?",
    ),
    "projection.eras": (
        rf".+: (?P<low_probability>{CHANCE}) that (?P<level>.+?) is reached by "
        rf"(?P<year>{YEAR}) if trade goes on as after forecasts of (?P<low_era>\S+), "
        rf"(?P<high_probability>{CHANCE}) as after those of (?P<high_era>\S+), "
        rf"(?P<probability>{CHANCE}) over all eras",
    ),
    "projection.base_rate": (
        r"Base rate, .+: of (?P<pairs>\S+) country pairs of similar size and "
        rf"volatility (?P<share>{CHANCE}) reached .+ \(95 % interval "
        rf"(?P<low_share>{CHANCE}) to (?P<high_share>{CHANCE}); "
        rf"by era (?P<low_era_share>{CHANCE}) to (?P<high_era_share>{CHANCE})\)",
    ),
    "projection.by_reporter": (
        rf"From all years .+, the median forecast for (?P<horizon>{YEAR}) is "
        r"(?P<first_median>.+?) on the figures of (?P<first_code>[^\d]+?) and "
        r"(?P<second_median>(?:USD |\d).+) on those of (?P<second_code>.+)",
    ),
    "projection.chances_by_reporter": (
        rf"The probability of (?P<level>.+?) by (?P<horizon>{YEAR}) is "
        rf"(?P<first_probability>{CHANCE}) on the figures of (?P<first_code>.+?) and "
        rf"(?P<second_probability>{CHANCE}) on those of (?P<second_code>.+)",
    ),
    "projection.eras_by_reporter": (
        rf".+? it is (?P<first_low_probability>{CHANCE}) to "
        rf"(?P<first_high_probability>{CHANCE}) on the figures of (?P<first_code>.+?) "
        rf"and (?P<second_low_probability>{CHANCE}) to "
        rf"(?P<second_high_probability>{CHANCE}) on those of (?P<second_code>.+)",
    ),
    "projection.means": (
        rf"From (?P<first_year>{YEAR}) to (?P<last_year>{YEAR}) the figures of "
        r"(?P<first_code>.+?) changed by a factor of (?P<first_multiple>\S+), those of "
        r"(?P<second_code>.+?) by (?P<second_multiple>\S+); between two-year means by "
        r"(?P<first_means>\S+) and (?P<second_means>[^\s:]+)(?:: part of .*)?",
    ),
    "replay.known": (
        rf".+?: {HEAD} for (?P<year>{YEAR}), (?P<pct>{MOVED}) on "
        rf"(?P<base_year>{YEAR})",
        rf".+?: {HEAD} for (?P<year>{YEAR}).*",
        r".+?: (?P<reporter>.+?) quotes a total of "
        r"(?:about |more than |nearly |up to )?(?P<value>.+?) "
        rf"for (?P<year>{YEAR}).*",
    ),
    "replay.widest_move": (
        rf"Of the latest figures on these days, that for (?P<year>{YEAR}) changed "
        r"most beyond rounding: (?:about |more than |nearly |up to )?(?P<was>.+?) on "
        r".+?, "
        r"(?P<now>.+?) now.*",
    ),
    "overview.fastest": (
        r"Largest yearly change(?: of the leading series)?: (?P<title>.+), "
        rf"(?P<pct>{MOVED}) in (?P<year>{YEAR}) "
        r"as reported by (?P<reporter_id>.+)",
    ),
    "overview.conflict": (
        rf"(?P<title>.+) in (?P<year>{YEAR}): what (?P<high_reporter>.+?) reports is "
        r"(?P<ratio>\S+) times what (?P<low_reporter>.+?) reports",
    ),
}
"""Patterns of each kind, the fullest first; one of them must fit the whole text."""


def misplaced(
    kind: str,
    text: str,
    operands: Mapping[str, Any],
    names: Mapping[str, str],
    grammar: Mapping[str, tuple[str, ...]] = PATTERNS,
) -> Iterator[tuple[str, str, Any]]:
    """List the operands that do not stand where the sentence asserts them.

    Parameters
    ----------
    kind, text, operands
        Of the sentence.
    names : mapping of str to str
        Names of reporters by their code.
    grammar : mapping of str to tuple of str
        Patterns of each kind in the language of the sentence.

    Yields
    ------
    tuple of str, str, object
        Path, what stands there, and the operand; the path is ``text`` for a sentence
        that no pattern of its kind fits.
    """
    patterns = grammar.get(kind, ())
    sentence_text = plain(text).strip().removesuffix(".")
    matches = (re.fullmatch(pattern, sentence_text) for pattern in patterns)
    match = next((m for m in matches if m), None)
    if patterns and match is None:
        yield "text", sentence_text, "cannot be read"
    for group, piece in (match.groupdict() if match else {}).items():
        operand = _at(operands, group.split("__"))
        unit = str(operands.get("unit") or "")
        if piece is not None and not _stands(piece, operand, unit, names, group):
            yield group.replace("__", "."), piece, operand


def _at(operands: Any, path: list[str]) -> Any:
    for key in path:
        operands = operands.get(key) if isinstance(operands, dict) else None
    return operands


def _bare(name: str) -> str:
    """Return a name without its article, a remark at its end in brackets.

    A table and a sentence write it both ways.
    """
    return re.sub(r", ([^,]+)$", r" (\1)", name.casefold().removeprefix("the "))


def _stands(
    piece: str, operand: Any, unit: str, names: Mapping[str, str], name: str
) -> bool:
    if isinstance(operand, str):
        spelt = COMPILERS.get(operand, operand.replace("_", " "))
        names_folded = (operand, names.get(operand, spelt)) if operand else UNNAMED
        return _bare(piece) in {_bare(text) for text in names_folded}
    if not isinstance(operand, int | float):
        return False
    if piece.casefold() in WORDS_OF_NUMBERS:
        return WORDS_OF_NUMBERS.index(piece.casefold()) == operand
    if piece in ("unchanged", "did not change"):
        return abs(operand) < 0.0501
    value = -operand if piece.endswith(" less") else operand
    return explains(piece, float(value), unit, name)
