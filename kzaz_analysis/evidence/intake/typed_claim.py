"""A claim that a reader types in one line: which series, period, number and unit."""

from __future__ import annotations

import datetime as dt
import math
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NoReturn

import pandas as pd

from kzaz_analysis.errors import UsageError, unknown_name
from kzaz_analysis.evidence.intake.claim_row import TypedClaim
from kzaz_analysis.evidence.intake.claim_series import series_by_name, series_by_words
from kzaz_analysis.evidence.intake.extraction.titles.catalogue import Catalogue
from kzaz_analysis.evidence.intake.reading.figures import (
    BESIDE,
    TextFigure,
    is_range,
    read_figures,
)
from kzaz_analysis.evidence.intake.reading.grammar import grammar
from kzaz_analysis.evidence.intake.reading.numbers import digits_of, find_numbers
from kzaz_analysis.evidence.intake.reading.plain_text import on_keyboard
from kzaz_analysis.evidence.intake.reading.sentence_figures import (
    OF_A_FALL,
    is_divided,
)
from kzaz_analysis.evidence.intake.reading.time.calendar_days import shifted
from kzaz_analysis.evidence.intake.reading.time.periods import (
    Mention,
    Period,
    mentions,
)
from kzaz_analysis.evidence.intake.reading.time.resolve import Calendar
from kzaz_analysis.evidence.intake.reading.unit_codes import coded
from kzaz_analysis.evidence.intake.reading.units import thing_in_words
from kzaz_analysis.evidence.rounding import rounding_bounds
from kzaz_analysis.evidence.tables import default

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kzaz_analysis.evidence.dataset.dataset import DatasetDescription

EXAMPLE = '"trade_turnover 2024 700 USD million" or "trade_turnover 2023 +65%"'
PERIODS = (
    "2024, 2024-03, 2024-Q1, 9M 2024, Jan-Oct 2024, 2024-01..2024-04 or 2018..2020"
)
MISSING = "a period is missing"
LONGEST = 2000
"""Characters of a claim: one sentence; `extract` is for texts."""

SPELT_OUT = 6
"""Letters of a scale that is no abbreviation."""

ALIKE = 0.8
"""How alike a word and a scale are that is a slip of it: "millon", "bilion"."""

A_YEAR = re.compile(
    r"\b(?:average|mean|compound)(?: \w+)? annual\b|\bannual average\b|\bCAGR\b"
    r"|\b(?:annually|yearly) (?:average|on average)\b",
    re.IGNORECASE,
)
"""What makes a rate one of each year, where its unit does not say so."""

UNDONE = re.compile(r"\bsince\W*$", re.IGNORECASE)


def read_claim(
    text: str,
    series: pd.DataFrame,
    units: pd.DataFrame,
    dataset: DatasetDescription | None = None,
    newest: Callable[[str], int] | None = None,
) -> TypedClaim:
    """Read a claim typed in words.

    Parameters
    ----------
    text : str
        Series, period, number and unit in any usual wording: ``"trade_turnover 2024
        700 USD million"``, ``"Middle Corridor freight grew 62% in 2024"``,
        ``"trade_turnover 2024-Q1 +40%"``, ``"trade_turnover 2023 5 times since
        2020"``, ``"fibre_line_length 380 km"``.
    series, units : pandas.DataFrame
        The catalogue and the units.
    dataset : DatasetDescription, optional
        What they are about; that of the data folder when left out.
    newest : callable, optional
        Gives the last year that a series has a figure of: "doubled since 2020" ends
        there. Such a claim is refused when left out.

    Returns
    -------
    TypedClaim
        Growth compares with the same period a year before, unless ``since`` names
        another; over a span of years its last year is compared with its first one. A
        rate "a year" over several years is compounded.

    Raises
    ------
    UsageError
        If a part is missing, not understood, ambiguous, impossible or denied; the
        message says which, and what would be right. A text longer than `LONGEST` is
        no claim.
    """
    if len(text) > LONGEST:
        raise UsageError(
            f"a claim is one sentence of at most {LONGEST:,} characters, and this text "
            f"has {len(text):,}; kzaz data extract reads texts"
        )
    plain = " ".join(on_keyboard(text).split())
    if not re.search(r"\S+ .*\S", plain):
        raise UsageError(f"a claim has a series, a period and a number, as {EXAMPLE}")
    if UNDONE.search(plain):
        raise UsageError('"since" is followed by one period, the last of the claim')
    about = dataset or default().dataset
    name, remainder = series_by_name(plain, series["series"].to_list())
    remainder = _unit_words(remainder, units["unit"].to_list())
    entry = series.set_index("series")
    if not name or entry["unit"][name] == "count":
        remainder = _counted(remainder, units["unit"].to_list())
    figures = read_figures(remainder, strict=True, sides=about.codes)
    reader = _ClaimReader(remainder, figures, frozenset(units["unit"]))
    catalogue = Catalogue.of(series, units, about)
    if (
        not name
        and not figures
        and (nearest := catalogue.nearest(reader.other_words()))
    ):
        reader.refuse_without_figure(nearest[0], entry["unit"][nearest[0]])
    by_name = bool(name)
    name = name or series_by_words(
        reader.other_words() or remainder,
        reader.things(),
        reader.code,
        reader.measure,
        catalogue,
    )
    return reader.claim(name, entry.loc[name].to_dict(), newest, by_name)


def _unit_words(text: str, units: Sequence[str]) -> str:
    """Write codes of units as words, and "USD million" as "million USD"."""
    codes = "|".join(sorted(units, key=len, reverse=True))
    text = re.sub(rf"\b(?:{codes})\b", lambda m: m[0].replace("_", " "), text)
    text = re.sub(r"(?<=\d) ?%", "% ", text)
    scales = "|".join(sorted(grammar().scales, key=len, reverse=True))
    money = "|".join(row["codes"] for row in grammar().data["currencies"].values())
    swapped = rf"(\d)[ _]?((?:{money})|\$|€)[ _]({scales})\b"
    return re.sub(swapped, r"\1 \3 \2", text, flags=re.IGNORECASE)


def _counted(text: str, units: Sequence[str]) -> str:
    """Let a single number without a unit count things: "ferries 2026 4"."""
    words = grammar()
    if read_figures(text, strict=True):
        return text
    dated = mentions(text, words)
    numbers = [
        n
        for n in find_numbers(text, words)
        if not any(m.start <= n.start < m.end for m in dated)
    ]
    if (
        len(numbers) != 1
        or "." in numbers[0].plain
        or re.match(r" ?[A-Za-z_]", text[numbers[0].end :])
    ):
        return text
    end = numbers[0].end
    thing = thing_in_words(text[: numbers[0].start], words, units)
    thing = f" {thing.replace('_', ' ')}" if "_per_" in thing else " items"
    return f"{text[:end]}{thing}{text[end:]}"


class _ClaimReader:
    """Reads the parts of a claim that are not its series."""

    def __init__(
        self, text: str, figures: list[TextFigure], known: frozenset[str]
    ) -> None:
        self.text, self.known = text, known
        mentioned = mentions(text, grammar())
        self.periods = Calendar(grammar()).resolve(mentioned)
        _refuse_no_period(mentioned, self.periods)
        self.figures = _one(figures)
        main = self.figures[-1] if self.figures else None
        self.measure = main.measure.name if main else "level"
        self.value, self.code, _ = self._coded(main) if main else (0.0, "", "")

    def _coded(self, figure: TextFigure) -> tuple[float, str, str]:
        return coded(figure.amount, figure.number.scale, figure.unit, self.known)

    def other_words(self) -> str:
        """Return the words that are neither period nor number."""
        spans = [(p.at, p.to) for p in self.periods]
        spans += [(f.number.start, f.end) for f in self.figures]
        letters = [
            " " if any(first <= n < last for first, last in spans) else letter
            for n, letter in enumerate(self.text)
        ]
        return " ".join("".join(letters).strip(" ,:;.$€").split())

    def things(self) -> str:
        """Return what the figures count: "358 container trains from China"."""
        return " ".join(
            self.text[f.number.end : f.unit.end].strip(" -")
            for f in self.figures
            if f.unit.counted and f.unit.base != "count"
        )

    def claim(
        self,
        name: str,
        entry: dict[Any, Any],
        newest: Callable[[str], int] | None,
        by_name: bool,
    ) -> TypedClaim:
        """Put the claim on a series together, and refuse what cannot be.

        `by_name` says that no other words than its name were asked for the series.
        """
        unit = str(entry["unit"])
        if not self.figures:
            self.refuse_without_figure(name, unit)
        measure = self._measure(name, unit)
        self._refuse_slip()
        self._refuse_denied()
        period, base = self._times(measure)
        notes = []
        if base and not period and newest:
            period = _whole_year(newest(name), base)
            notes = [f"until {period[0].year}, the last year reported"]
        period, ahead = period or self._deadline(), self._is_forecast()
        needs_period = entry["nature"] == "flow" or measure != "level"
        if period is None and needs_period and not ahead:
            self._refuse_without_period(by_name)
        low, high = self._bounds(measure)
        _refuse_impossible(self.figures[-1], measure, self.value, str(entry["title"]))
        value = self.value if len(self.figures) == 1 else (low + high) / 2
        notes += self._notes(low, high)
        if years := self._years_compounded(measure, period, base):
            notes.append(f"{value:g} % a year over {years} years, compounded")
            value, low, high = (_compounded(pct, years) for pct in (value, low, high))
        return TypedClaim(
            name,
            *_stamps(period),
            *_stamps(base),
            measure,
            value,
            self.code,
            self.figures[-1].qualifier if len(self.figures) == 1 else "exact",
            low,
            high,
            tuple(notes),
            ahead,
        )

    def _years_compounded(self, measure: str, period: Any, base: Any) -> int:
        """Return over how many years a yearly rate runs; 0 for the rate of one."""
        is_rate = self.figures[-1].unit.per == "year" or A_YEAR.search(self.text)
        if measure != "growth" or not is_rate or not period or not base:
            return 0
        years = period[0].year - base[0].year
        return years if years > 1 else 0

    def _deadline(self) -> Any:
        """Return the year by which something is to be reached."""
        return next((p.days for p in self.periods if p.role == "deadline"), None)

    def _is_forecast(self) -> bool:
        promised = any(figure.here.promised for figure in self.figures)
        return promised or any(period.role == "deadline" for period in self.periods)

    def _refuse_slip(self) -> None:
        """Refuse a misspelt scale behind a figure, which would be a millionth of it."""
        scales = [s for s in grammar().scales if s.isalpha() and len(s) >= SPELT_OUT]
        for figure in self.figures:
            word = re.match(r"\W*([^\W\d_]*)", self.text[figure.end :])
            slip = word[1].lower() if word else ""
            if slip not in scales and get_close_matches(slip, scales, 1, ALIKE):
                raise unknown_name("scale", slip, scales)

    def _refuse_denied(self) -> None:
        """Refuse a sentence that says what is not so: no figure can agree with it."""
        denied = next((f for f in self.figures if f.here.negated), None)
        if denied is not None:
            words = denied.sentence.text[denied.number.start : denied.end]
            raise UsageError(
                f"the sentence says that it is not {words}; a denial is not a claim, "
                "test the figure that it denies"
            )

    def _measure(self, series: str, own: str) -> str:
        figure, name = self.figures[-1], self.measure
        behind = f" {self.text[figure.end :].lstrip()}"
        is_part = bool(grammar().pattern("changes", "share_after").match(behind))
        if name == "share" and is_part and own != "percent":
            raise UsageError(
                f"{self.value:g} % is a share, and {series} is counted in {own}; name "
                "the series of the share"
            )
        if self.code == "percent" and name in ("share", "level"):
            return "level" if own == "percent" and not figure.number.sign else "growth"
        return name

    def _times(self, measure: str) -> tuple[Any, Any]:
        periods_of_figures = [
            p for p in self.periods if p.role in ("period", "as_of") and p.days
        ]
        bases = [p for p in self.periods if p.role in ("base", "since") and p.days]
        period = periods_of_figures[0].days if periods_of_figures else None
        if measure == "level":
            return period or (bases[0].days if bases else None), None
        if bases:
            return period, bases[0].days
        is_change = measure in ("multiple", "growth")
        if period and is_change and _spans_years(periods_of_figures[0]):
            first_year, last_year = period[0].year, period[1].year
            ends = [
                (period[0].replace(year=y), period[1].replace(year=y))
                for y in (last_year, first_year)
            ]
            return ends[0], ends[1]
        return period, shifted(period, -1) if period else None

    def _bounds(self, measure: str) -> tuple[float, float]:
        values = [self._coded(figure)[0] for figure in self.figures]
        if len(values) == 2:
            low, high = sorted(values)
            return low, high
        figure = self.figures[-1]
        digits = digits_of(figure.number, self.code, figure.qualifier)
        if is_divided(figure.number, figure.measure):
            return _bounds_of_part(figure.number.amount, digits, figure.qualifier)
        if self.value < 0 and figure.qualifier in ("up_to", "over", "under"):
            return _bounds_of_fall(-self.value, digits, figure.qualifier, measure)
        return rounding_bounds(self.value, digits, figure.qualifier)

    def _notes(self, low: float, high: float) -> list[str]:
        idle = {BESIDE, *(figure.timing.note for figure in self.figures)}
        notes = [n for f in self.figures for n in f.notes if n not in idle]
        ends = [f"any of {low:g} to {high:g}"] if len(self.figures) > 1 else []
        return list(dict.fromkeys([*ends, *notes]))

    def refuse_without_figure(self, series: str, own: str) -> NoReturn:
        """Say what a claim lacks that has no number with a unit."""
        words = grammar()
        remainder = self.other_words()
        numbers = [
            n
            for n in find_numbers(self.text, words)
            if not any(p.at <= n.start < p.to for p in self.periods)
        ]
        if not numbers:
            raise UsageError(
                f"no number in {remainder!r}; write it as 461.9, 1,485 or +40%"
            )
        words_after = self.text[numbers[-1].end :].split()
        word = words_after[0].strip(",;:.") if words_after else ""
        if word == "mt":
            raise UsageError(
                f"{numbers[-1].plain} mt may be million tonnes or metric tonnes; write "
                "Mt or t"
            )
        if word.isalpha() and word not in words.data["common_words"]:
            raise unknown_name("unit", word, self.known)
        raise UsageError(
            f"a unit is missing behind {numbers[-1].plain}; {series} is counted in "
            f"{own}"
        )

    def _refuse_without_period(self, by_name: bool) -> None:
        remainder = self.other_words()
        based = any(period.role in ("base", "since") for period in self.periods)
        undated = remainder if by_name else ""
        complaint = f"{undated!r} is not a period" if undated else MISSING
        if based:
            since = next(p.words for p in self.periods if p.role in ("base", "since"))
            complaint = f"it says since {since}, and not until when"
        raise UsageError(f"{complaint}; write {PERIODS}")


def _refuse_no_period(mentioned: Sequence[Mention], periods: Sequence[Period]) -> None:
    """Refuse a quarter, half or span that does not exist, by its words."""
    unsaid = next((p.note for p in periods if p.start is None), "")
    if unsaid:
        raise UsageError(f"{unsaid}; write {PERIODS}")
    read = {period.at for period in periods}
    for mention in mentioned:
        if "y" in mention.parts and mention.start not in read:
            backwards = ".." in mention.words
            why = "ends before it starts" if backwards else "is not a period"
            named = (
                f"the period {mention.words!r}" if backwards else repr(mention.words)
            )
            raise UsageError(f"{named} {why}; write {PERIODS}")


def _whole_year(year: int, base: tuple[dt.date, dt.date]) -> tuple[dt.date, dt.date]:
    """Return the last year reported, which a change since an earlier one runs to."""
    if year <= base[1].year:
        raise UsageError(
            f"it says since {base[0].year}, and {year} is the last year reported; "
            f"write {PERIODS}"
        )
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def _compounded(pct: float, years: int) -> float:
    """Growth over some years, in percent, at a yearly rate."""
    return float(100 * ((1 + max(pct, -100.0) / 100) ** years - 1))


def _spans_years(period: Period) -> bool:
    return bool(period.start and period.end and period.end.year > period.start.year)


def _one(figures: list[TextFigure]) -> list[TextFigure]:
    """Return the figure of a claim, or the two ends of a range."""
    if len(figures) == 2 and is_range(*figures):
        return figures
    if len(figures) > 1:
        figures_text = " and ".join(
            f.sentence.text[f.number.start : f.end] for f in figures
        )
        raise UsageError(f"one figure at a time; this claim has {figures_text}")
    return figures


def _bounds_of_fall(
    size: float, digits: int | None, qualifier: str, measure: str
) -> tuple[float, float]:
    """Return the signed bounds of a fall: up to, more than (under), nearly (over)."""
    if qualifier == "up_to":
        return -size, 0.0
    if qualifier == "under":
        return (-100.0 if measure == "growth" else -math.inf), -size
    least, _ = rounding_bounds(size, digits, "under")
    return -size, -least


def _bounds_of_part(
    times: float, digits: int | None, qualifier: str
) -> tuple[float, float]:
    """Return what is left where something fell so many times: 1/3.5 to 1/2.5."""
    least, most = rounding_bounds(times, digits, OF_A_FALL.get(qualifier, qualifier))
    return 1 / most, min(1.0, 1 / least if least else 1.0)


def _refuse_impossible(
    figure: TextFigure, measure: str, value: float, title: str
) -> None:
    if measure == "growth" and value < -100:
        raise UsageError(f"{value:g} %: no quantity falls by more than 100 percent")
    if measure == "level" and title.lower().startswith("share ") and value > 100:
        raise UsageError(f"{value:g}: {title} is not more than 100 percent")
    if measure == "level" and figure.number.sign == "-":
        raise UsageError(
            f"-{value:g}: {title} is not negative; a fall is written as -5%"
        )


def _stamps(days: Any) -> tuple[Any, Any]:
    if days is None:
        return None, None
    return pd.Timestamp(days[0]), pd.Timestamp(days[1])
