"""How sentences in Russian are read."""

from __future__ import annotations

from kzaz_analysis.verify.languages.written import WrittenLanguage

YEAR, PCT, MOVED = r"\d{4}", r"\S+ %", r"(?:up|down) \S+ %|unchanged"
_REACHING = r"(?:Для достижения цели|Чтобы снова быть на этом уровне)"
_HEDGE = r"(?:about |more than |nearly |at least )?"

RUSSIAN = WrittenLanguage(
    marks=(
        (r"(?<=\d)\u00a0(?=\d{3}(?!\d))", ""),
        (r"(?<=\d),(?=\d)", "."),
        ("[\u00a0\u202f]", " "),
        (r"(?<=\d)(?: %)? ?\u2013 ?(?=[\u2212\d])", " to "),
        (r"\bот (\u2212?[\d.]+) до (?=\u2212?\d)", r"\1 to "),
        (r"\bтыс\. ", "thousand "),
        (r"\bмлн ", "million "),
        (r"\bмлрд ", "billion "),
        (r"\bтрлн ", "trillion "),
        (r"\bрост на ", "up "),
        (r"\bснижение на ", "down "),
        (r"\bбез изменений", "unchanged"),
        (r"\bоколо ", "about "),
        (r"\bне менее (?:чем на )?", "at least "),
        (r"\bне более чем на ", "at most "),
        (r"\bболее ", "more than "),
        (r"\bпочти ", "nearly "),
        (r"\b95 % (?:прогнозный )?интервал", "интервал"),
    ),
    patterns={
        "record.headline": (
            rf".+?, в (?P<year>{YEAR}) году (?:около )?\S+ to [\d.]+ .*",
            rf".+?, в (?P<year>{YEAR}) году {_HEDGE}(?P<value>[^(;,]+?)"
            rf"(?: \(.*?\))?, (?P<growth__pct>{MOVED}) к "
            rf"(?P<growth__base_year>{YEAR}) году.*",
            rf".+?, в (?P<year>{YEAR}) году {_HEDGE}(?P<value>[^(;,]+?)"
            r"(?: \(.*|[;,].*)?",
        ),
        "target_gap.answer": (
            rf".*: .+?, {_HEDGE}.+? to (?P<most>.+?) в (?P<year>{YEAR}) году"
            rf"(?: \(период: [^)]+\))?(?:, (?P<growth>{MOVED}))?",
            rf".*: .+?, {_HEDGE}(?P<value>.+?) в (?P<year>{YEAR}) году"
            rf"(?: \(период: [^)]+\))?(?:, (?P<growth>{MOVED}))?",
        ),
        "target_gap.takes_by": (
            rf"{_REACHING} к (?P<deadline>{YEAR}) году,? требуется up "
            rf"(?P<bounds__low>\S+) to (?P<bounds__high>{PCT}) в год.*",
            rf"{_REACHING} к (?P<deadline>{YEAR}) году,? требуется "
            r"(?P<required>(?:up|down) \S+ %) в год.*",
        ),
        "target_gap.pace_since": (
            rf"Среднегодовой темп прироста с (?P<start>{YEAR}) по (?P<end>{YEAR}) год "
            rf"составил (?P<pct>{PCT}).*",
        ),
        "growth.window_rate": (
            rf"Прирост за (?P<window__start>{YEAR})(?: to | и )"
            rf"(?P<window__end>{YEAR}) гг\.: (?P<window__pct>{PCT}).*",
        ),
        "growth.extremes": (
            rf"Наименьший темп в (?P<low_year>{YEAR}) году "
            rf"\((?P<low>{PCT})(?:, [^)]+)?\), "
            rf"наибольший в (?P<high_year>{YEAR}) году \((?P<high>{PCT})(?:, [^)]+)?\)",
        ),
        "projection.median": (
            rf"Медианный прогноз на (?P<horizon>{YEAR}) год — (?P<value>.+?) после "
            rf"(?P<latest>.+?) в (?P<year>{YEAR}) году.*",
        ),
        "overview.fastest": (
            r"Наибольшее годовое изменение(?: ведущих рядов)?: «.+», "
            rf"(?P<pct>{MOVED}) в (?P<year>{YEAR}) году.*",
        ),
    },
)
