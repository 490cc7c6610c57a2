"""Sentences about growth that are true for every study: their operands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.growth.rates import is_much_open
from kzaz_analysis.analysis.growth.runs import RESTART, TROUGH, base_of
from kzaz_analysis.analysis.growth.year_on_year import (
    CHANGE_OF_CHANNEL,
    CHANGE_OF_REPORTER,
    EXACT,
    PUBLISHED_RANGE,
    remark_between,
)
from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.sentences import fitting
from kzaz_analysis.display.templates import Sentences
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record.change_sentences import (
    NOTHING_LEFT,
    ROUNDING_SHOWN_PP,
    change_operands,
    headline,
    implied_rest,
    other_reporter,
)

if TYPE_CHECKING:
    from kzaz_analysis.analysis.growth.compound import CompoundGrowth
    from kzaz_analysis.analysis.growth.runs import Window
    from kzaz_analysis.display.sentences import SourcedSentence
    from kzaz_analysis.reports.growth.study import GrowthStudy

LONGEST_DOUBLING = 100.0
"""Years beyond which a pace is not said to double anything."""

WHY_NONE = {
    CHANGE_OF_REPORTER: "reporter",
    CHANGE_OF_CHANNEL: "channel",
    PUBLISHED_RANGE: "range",
}
LOW_BASES = (TROUGH, RESTART)
"""Bases of a yearly rate that its title names: little growth makes much from there."""

NO_BASE = "base"
"""Kinds of reasons why a year has no rate."""

SENTENCES = Sentences(__file__)


def prices(study: GrowthStudy) -> str:
    """Say in which prices the rates are where these are not those of the figures."""
    return "constant" if study.is_real else ""


def finding(study: GrowthStudy) -> str:
    """State the finding of a growth study as a title, or what is missing."""
    rates, name = study.growth, study.record.title
    if rates.empty or pd.isna(rates["growth_pct"].iloc[-1]):
        published = own_rate(study)
        year = None if rates.empty else int(rates["year"].iloc[-1])
        return SENTENCES.title(
            "title_without_rate", name=name, own=published, year=year
        )
    window, year = study.headline_window, int(rates["year"].iloc[-1])
    base = base_of(study.annual, year - 1)
    return SENTENCES.title(
        "title",
        name=name,
        year=year,
        base=base if base in LOW_BASES else "",
        growth=change_operands(rates.iloc[-1]),
        reporter=str(study.record.annual["books"].iloc[-1]),
        observation_status=view.observation_status(study.record.annual.iloc[-1]),
        window=window and window_operands(study, window),
        prices=prices(study),
    )


def answer_sentences(
    study: GrowthStudy, newer: SourcedSentence | None = None
) -> list[SourcedSentence | None]:
    """Answer how fast it has grown: the last figure and its change come first.

    What is known of the year after it, `newer`, comes before older windows.
    """
    record = study.record
    conflict = other_reporter(record, study.conflicting_figure, prices(study))
    published = _own_rate(study)
    if record.annual.empty:
        absence = view.nothing(record)
        return fitting([SENTENCES.say("no_growth", absence=absence), published])
    lead = headline(record, study.growth, prices(study))
    has_rate = pd.notna(study.growth["growth_pct"].iloc[-1])
    published = None if has_rate else published
    rest_text, pace = rest_words(study), _window_rate(study)
    newer = None if published else newer
    if study.is_real:
        # Rates of parts of a year are in current prices alone.
        return fitting([lead, published, conflict, pace])
    return fitting([lead, published, conflict, newer, rest_text, pace])


def rest_words(study: GrowthStudy) -> SourcedSentence | None:
    """Say how the rest of the last year grew, by what its part and whole imply."""
    return implied_rest(study.record, study.rest, study.published)


def own_rate(study: GrowthStudy) -> dict[str, Any] | None:
    """Return the newest rate that the reporter of the last figure published itself.

    Only periods that do not end before the last yearly figure count; of several the
    whole year comes first, then the longest part of the newest year.
    """
    published, annual = _of_rule(study), study.record.annual
    if len(annual):
        published = published[published["books"] == annual["books"].iloc[-1]]
        published = published[
            published["period_end"].dt.year >= int(annual["year"].iloc[-1])
        ]
    if published.empty:
        return None
    newest = published.iloc[0]
    return {
        "reporter": newest["books"],
        "measure": newest["measure"],
        "value": float(newest["value"]),
        "qualifier": newest["qualifier"],
        "is_official": bool(newest["is_official"]),
        "start": newest["period_start"],
        "end": newest["period_end"],
    }


def _of_rule(study: GrowthStudy) -> pd.DataFrame:
    """Select published rates of the one body, or one side, that the rule asks for."""
    published, record = study.published, study.record
    alone = record.evidence.dataset.alone.items()
    sides = [country for country, rule in alone if rule == record.rule]
    if sides:
        return published[published["books"].isin(sides)]
    agency = record.rule.partition(":")[0]
    is_of_all = agency not in record.agencies
    return published if is_of_all else published[published["agency"] == agency]


def _own_rate(study: GrowthStudy) -> SourcedSentence | None:
    published = own_rate(study)
    if published is None:
        return None
    same = study.published["period_end"] == published["end"]
    same &= study.published["books"] == published["reporter"]
    return SENTENCES.say(
        "own_rate", str(study.published["source"][same].iloc[0]), **published
    )


def window_operands(study: GrowthStudy, window: Window) -> dict[str, Any]:
    """Return what a sentence about a window with a rate is written from."""
    growth = window.growth
    if isinstance(growth, Refused):
        raise TypeError(f"{window.name} has no rate: {growth.reason}")
    return {
        "start": window.start_year,
        "end": window.end_year,
        "pct": growth.rate_pct,
        "total": growth.total_pct,
        "base": window.base,
        "ends": _hedged_ends(study, growth),
    }


def _hedged_ends(
    study: GrowthStudy, growth: CompoundGrowth
) -> tuple[float, float] | None:
    """Return the interval of a rate of which an end is hedged, "about 500"."""
    annual = study.record.annual
    ends = annual[annual["year"].isin([growth.start_year, growth.end_year])]
    interval = growth.interval_pct
    is_shown = interval.high - interval.low > ROUNDING_SHOWN_PP
    is_hedged = bool(ends["qualifier"].ne(EXACT).any())
    return (interval.low, interval.high) if is_hedged and is_shown else None


def _window_rate(study: GrowthStudy) -> SourcedSentence | None:
    window = study.headline_window
    if window is None:
        return None
    ends = view.sources_of(study.record, window.start_year, window.end_year)
    return SENTENCES.say("window_rate", *ends, window=window_operands(study, window))


def pace_words(study: GrowthStudy) -> list[SourcedSentence | None]:
    """Say the growth over each named window."""
    if len(study.windows) < 2:
        first_year = study.annual["year"].min()
        return [
            SENTENCES.say("no_window", first=first_year) if len(study.annual) else None
        ]
    return [*(_window(study, window) for window in study.windows), _doubling(study)]


def _window(study: GrowthStudy, window: Window) -> SourcedSentence:
    if isinstance(window.growth, Refused):
        return SENTENCES.say(
            "window_refused",
            name=window.name,
            start=window.start_year,
            reason_text=window.growth.reason,
        )
    ends = view.sources_of(study.record, window.start_year, window.end_year)
    operands = window_operands(study, window)
    return SENTENCES.say("window_total", *ends, name=window.name, window=operands)


def _doubling(study: GrowthStudy) -> SourcedSentence | None:
    years, window = study.doubling_years, study.headline_window
    if years is None or window is None or window is not study.windows[-1]:
        return None
    return SENTENCES.say("doubling", steps=years) if years <= LONGEST_DOUBLING else None


def yearly_words(study: GrowthStudy) -> list[SourcedSentence | None]:
    """Read the yearly rates: how many there are, the lowest and the highest."""
    growth = study.growth
    is_rate = growth["growth_pct"].notna() & ~_is_from_bound(growth)
    rates = growth[is_rate].sort_values("growth_pct")
    if rates.empty:
        reasons = sorted(set(growth["reason"]) - {""})
        return [SENTENCES.say("no_yearly_rate", reasons=reasons)]
    count = SENTENCES.say("rates_known", count=len(rates), of=len(growth))
    deflated = _deflated(study)
    low, high = rates.iloc[0], rates.iloc[-1]
    if len(rates) == 1:
        only = SENTENCES.say(
            "one_rate",
            *_pair(study, low),
            year=int(low["year"]),
            pct=float(low["growth_pct"]),
            ends=_unsure_ends(low),
        )
        return [deflated, count, only, _unlike(growth)]
    extremes = SENTENCES.say(
        "extremes",
        *_pair(study, low),
        *_pair(study, high),
        low_year=int(low["year"]),
        low=float(low["growth_pct"]),
        low_ends=_unsure_ends(low),
        high_year=int(high["year"]),
        high=float(high["growth_pct"]),
        high_ends=_unsure_ends(high),
    )
    return [deflated, count, extremes, _missing(growth), _unlike(growth)]


def _deflated(study: GrowthStudy) -> SourcedSentence | None:
    """Say which figures the deflator covers, where it does not cover all."""
    years, whole = study.annual["year"], study.record.annual
    if not study.is_real or len(years) == len(whole):
        return None
    ends = {"first": int(years.min()), "last": int(years.max())}
    return SENTENCES.say("deflated", count=len(years), of=len(whole), **ends)


def nominal(study: GrowthStudy) -> SourcedSentence | None:
    """Say of a section that its rates are in current prices, where others are not."""
    return SENTENCES.say("nominal_rates") if study.is_real else None


def _unsure_ends(change: pd.Series) -> tuple[float, float] | None:
    """Return what rounding allows a rate to be, where that is much beside the rate."""
    operands = change_operands(change)
    low, high = operands["low"], operands["high"]
    is_shown = high - low > ROUNDING_SHOWN_PP and is_much_open(
        operands["pct"], low, high
    )
    return (low, high) if operands["is_unsure"] or is_shown else None


def _is_from_bound(growth: pd.DataFrame) -> pd.Series[bool]:
    """Tell which rates are of a figure that has no upper end, "more than 11"."""
    is_left = growth["growth_pct"] > NOTHING_LEFT
    return is_left & (growth["low_pct"] <= NOTHING_LEFT) | (
        growth["high_pct"] == float("inf")
    )


def _pair(study: GrowthStudy, change: pd.Series) -> tuple[str, ...]:
    """Return the sources of the two figures of a yearly change."""
    year = int(change["year"])
    return view.sources_of(study.record, year - 1, year)


def _unlike(growth: pd.DataFrame) -> SourcedSentence | None:
    """Name the rates whose two figures are of another stage or provenance."""
    remarks = [text for text in growth.get("remark", ()) if text]
    return SENTENCES.say("unlike", remarks=remarks) if remarks else None


def _missing(growth: pd.DataFrame) -> SourcedSentence | None:
    without = growth[growth["growth_pct"].isna()].iloc[1:]
    years: dict[str, list[int]] = {}
    for reason, year in zip(without["reason"], without["year"], strict=True):
        years.setdefault(WHY_NONE.get(reason, NO_BASE), []).append(year)
    groups = [{"why": why, "years": each} for why, each in years.items()]
    return SENTENCES.say("rates_missing", groups=groups) if groups else None


def trend_words(study: GrowthStudy) -> list[SourcedSentence | None]:
    """Say the log-linear trend with its interval, or why there is none."""
    trend = study.trend
    if isinstance(trend, Refused):
        return [SENTENCES.say("no_trend", why=trend.reason)]
    operands = {"n": trend.n, "pct": trend.rate_pct, "low": trend.low}
    operands |= {"high": trend.high, "level": study.confidence_pct}
    estimate = SENTENCES.say("trend", *_run_sources(study), **operands)
    run = study.latest
    if isinstance(run, Refused):
        return [estimate]
    remark = remark_between(study.record.annual, run.start_year, run.end_year)
    apart = SENTENCES.say("run_unlike", remarks=[remark]) if remark else None
    return [estimate, apart]


def _run_sources(study: GrowthStudy) -> tuple[str, ...]:
    """Return the sources of all figures of the last unbroken run."""
    run = study.latest
    if isinstance(run, Refused):
        return ()
    return view.sources_between(study.record, run.start_year, run.end_year)


def break_words(study: GrowthStudy) -> SourcedSentence:
    """Say what the test for a structural break found, or why it was refused."""
    test = study.test
    refused = test.reason if isinstance(test, Refused) else test.refused
    if isinstance(test, Refused) or refused or test.p_value is None:
        return SENTENCES.say("no_break_test", why=refused, year=study.break_year)
    return SENTENCES.say(
        "break_test",
        *_run_sources(study),
        test=test.test,
        rejects=bool(test.rejects()),
        level=5,
        year=test.year,
        p=float(test.p_value),
        n=test.n,
        missed=None if test.rejects() else test.smallest_shift_pct,
    )
