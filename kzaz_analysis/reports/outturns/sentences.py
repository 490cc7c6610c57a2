"""Sentences on forecasts and their outturns: their operands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.display.sentences import fitting
from kzaz_analysis.display.templates import Sentences
from kzaz_analysis.studies.forecasts.stated import OPEN

if TYPE_CHECKING:
    from kzaz_analysis.display.sentences import SourcedSentence, Title
    from kzaz_analysis.reports.outturns.study import OutturnStudy
    from kzaz_analysis.studies.forecasts.accuracy import AccuracyOfOthers

INTERVAL_PCT = 80
"""Chance of the interval that stated forecasts are held against."""

SENTENCES = Sentences(__file__)


def finding(study: OutturnStudy) -> Title:
    """State how many forecasts can be evaluated."""
    return SENTENCES.title(
        "title",
        lines=len(study.chain.lines),
        scored=int(_all(study)["outturns"]),
        others=study.accuracy_of_others.count,
    )


def answer_sentences(study: OutturnStudy) -> list[SourcedSentence | None]:
    """Say whether the ledger holds, how its forecasts did, and how others' did."""
    return fitting([_broken(study), _verdict(study), _others(study)])


def ledger_words(study: OutturnStudy) -> list[SourcedSentence | None]:
    """Say whether the ledger holds; name each problem."""
    if not study.ledger:
        return [SENTENCES.say("no_ledger")]
    if study.problems:
        return [_broken(study), *map(_problem, study.problems)]
    return [SENTENCES.say("intact", lines=len(study.chain.lines))]


def score_words(study: OutturnStudy) -> list[SourcedSentence | None]:
    """Say how the forecasts and probabilities of the ledger did."""
    every = _all(study)
    if not study.ledger:
        return [SENTENCES.say("no_ledger")]
    sentences = [_verdict(study)]
    if pd.notna(every["crps"]):
        score, naive = float(every["crps"]), float(every["crps_no_change"])
        sentences.append(SENTENCES.say("crps", ours=score, naive=naive))
    return [*sentences, _chances(every)]


def others_words(study: OutturnStudy) -> list[SourcedSentence | None]:
    """Say how forecasts by others did, beside no change."""
    accuracy = study.accuracy_of_others
    words: list[SourcedSentence | None] = [_others(study), _in_year(accuracy)]
    if accuracy.compared:
        numbers = {"count": accuracy.compared, "better": accuracy.nearer}
        words.append(SENTENCES.say("others_naive", **numbers))
    return [*words, _of_change(study.others_of_change)]


def _of_change(rows: pd.DataFrame) -> SourcedSentence | None:
    """Evaluate apart what was forecast as a change from a stated year."""
    if rows.empty:
        return None
    errors = rows["error_pct"].astype(float)
    ends = {"low": float(errors.min()), "high": float(errors.max())}
    return SENTENCES.say("others_of_change", *rows["source"], count=len(rows), **ends)


def _in_year(accuracy: AccuracyOfOthers) -> SourcedSentence | None:
    if not accuracy.in_year:
        return None
    error_pct = accuracy.error_before_pct
    return SENTENCES.say(
        "others_in_year", count=accuracy.in_year, median_error=error_pct
    )


def _all(study: OutturnStudy) -> pd.Series:
    return study.by_series.iloc[-1]


def _problem(text: str) -> SourcedSentence:
    return SENTENCES.say("problem", what=text)


def _broken(study: OutturnStudy) -> SourcedSentence | None:
    if not study.problems:
        return None
    return SENTENCES.say("broken", count=len(study.problems))


def _verdict(study: OutturnStudy) -> SourcedSentence:
    every = _all(study)
    if not study.ledger:
        return SENTENCES.say("no_ledger")
    if study.scores.empty:
        return SENTENCES.say("no_lines")
    if not every["outturns"]:
        lines = study.scores["line"].nunique()
        due = study.scores[study.scores["status"] == OPEN]["year"]
        if due.empty:
            return SENTENCES.say("none_scored", lines=lines)
        return SENTENCES.say("open", lines=lines, first=int(due.min()))
    return SENTENCES.say(
        "scored",
        *_sources(study.scores[study.scores["outturn"].notna()]),
        count=int(every["outturns"]),
        coverage=float(every["coverage_80"]),
        level=INTERVAL_PCT,
        verdict=study.beside_no_change,
    )


def _sources(rows: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(rows["source"]))[:3]


def _chances(every: pd.Series) -> SourcedSentence:
    if not every["chances"]:
        return SENTENCES.say("no_chance")
    return SENTENCES.say(
        "brier",
        count=int(every["chances"]),
        ours=float(every["brier"]),
        naive=float(every["brier_no_change"]),
    )


def _others(study: OutturnStudy) -> SourcedSentence:
    accuracy = study.accuracy_of_others
    if not accuracy.count:
        return SENTENCES.say("no_others")
    numbers = {"count": accuracy.count, "high": accuracy.too_high}
    return SENTENCES.say("others", **numbers, error=accuracy.error_pct)
