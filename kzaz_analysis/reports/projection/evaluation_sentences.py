"""Sentences about the evaluation of past forecasts of a series."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.grammar import span
from kzaz_analysis.display.sentences import SourcedSentence
from kzaz_analysis.display.templates import Sentences
from kzaz_analysis.reports.projection.labels import method_name
from kzaz_analysis.studies.forecasts.past_forecasts import (
    covered_too_little,
    empirical_coverage,
)

if TYPE_CHECKING:
    from collections.abc import Hashable

    from kzaz_analysis.analysis.projection import Backtest, Projection
    from kzaz_analysis.reports.projection.study import ProjectionStudy

say = Sentences(__file__).say

BRIER_OF_ONE_HALF = 0.25
"""Brier score of always saying one half."""
LEAST_FORECASTS = 10
"""Past forecasts from which on their score is compared with a mere share."""
DOLLARS = "million_USD"
"""Unit of the trade from which eras and frequencies were learned."""


def narrowest(study: ProjectionStudy) -> str:
    """Return the least coverage asked for, as it ends the columns: "80"."""
    return f"{min(study.level):g}"


def narrow_words(
    test: Backtest | Refused, level: str, is_shown: bool
) -> SourcedSentence | None:
    """Say where the back-test does not hold the interval.

    Parameters
    ----------
    test : Backtest or Refused
        What past forecasts of the series were worth.
    level : str
        Coverage of the interval, as it ends the columns.
    is_shown : bool
        Whether the interval stands in the sentence before.
    """
    if isinstance(test, Refused):
        return None
    covered = covered_too_little(test, level)
    if covered is None:
        return None
    return say("too_narrow", coverage=covered, is_shown=is_shown)


def reliability_words(study: ProjectionStudy) -> list[SourcedSentence | None]:
    """Say how often such a probability came true in world trade, with its interval."""
    counted = study.chances.dropna(subset=["panel_came"])
    if counted.empty:
        return []
    row = counted.iloc[-1]
    return [
        say(
            "reliability",
            year=int(row["year"]),
            probability=float(row["p_by_year"]),
            class_low=float(row["panel_low"]),
            class_high=float(row["panel_high"]),
            share=float(row["panel_came"]),
            share_low=float(row["panel_came_low"]),
            share_high=float(row["panel_came_high"]),
        ),
        say("reliability_of_an_era"),
    ]


def _own_record(study: ProjectionStudy) -> pd.Series[Any] | None:
    """Return the chance furthest ahead that past forecasts of the series tested."""
    if study.chances.empty:
        return None
    tested = study.chances[study.chances["tested"] >= LEAST_FORECASTS]
    scored = tested.dropna(subset=["brier", "brier_base_rate"])
    return None if scored.empty else scored.iloc[-1]


def no_better(study: ProjectionStudy) -> SourcedSentence | None:
    """Warn beside a probability where past ones were worse than one half."""
    row = _own_record(study)
    if row is None or float(row["brier"]) <= BRIER_OF_ONE_HALF:
        return None
    return say("no_better", ahead=int(row["h"]))


def own_record_words(study: ProjectionStudy) -> SourcedSentence | None:
    """Say what such probabilities were worth in the past of the series itself."""
    row = _own_record(study)
    if row is None:
        return None
    return say(
        "own_record",
        count=int(row["tested"]),
        ahead=int(row["h"]),
        brier=float(row["brier"]),
        share=float(row["p_base_rate"]),
        share_brier=float(row["brier_base_rate"]),
    )


def era_words(study: ProjectionStudy) -> list[SourcedSentence]:
    """Say what the era does to the chance, and what comparable pairs did."""
    projection = study.projection
    if isinstance(projection, Refused):
        return []
    if study.target is None or study.chances.empty:
        return []
    open_years = study.chances[study.chances["p_era_low"] < 1]
    rows = open_years.tail(1).to_dict("records")
    return [sentence for row in rows for sentence in _in_eras(row, study, projection)]


def _in_eras(
    row: dict[Hashable, Any], study: ProjectionStudy, projection: Projection
) -> list[SourcedSentence]:
    eras = say(
        "eras",
        level=study.target,
        unit=study.record.unit,
        year=int(row["year"]),
        low_probability=float(row["p_era_low"]),
        low_era=_span(row["era_low"]),
        high_probability=float(row["p_era_high"]),
        high_era=_span(row["era_high"]),
        probability=float(row["p_by_year"]),
    )
    if study.record.unit != DOLLARS:
        return [eras, say("eras_in_dollars")]
    if math.isnan(row["p_base"]):
        return [eras]
    base = say(
        "base_rate",
        count=int(row["year"]) - projection.origin_year,
        pairs=float(row["base_pairs"]),
        share=float(row["p_base"]),
        low_share=float(row["p_base_low"]),
        high_share=float(row["p_base_high"]),
        low_era_share=float(row["p_base_era_low"]),
        high_era_share=float(row["p_base_era_high"]),
    )
    return [eras, base]


def _span(era: str) -> str:
    """Write the years of an era with a dash."""
    return era.replace("-", "\u2013")


def past(study: ProjectionStudy) -> SourcedSentence:
    """Say whether anything beat the naive forecast in the past of this series."""
    test = study.backtest
    if isinstance(test, Refused):
        return say("untested", reason_text=test.reason)
    tested, errors = _tested(test), _errors(study, test)
    best = str(errors.idxmin())
    least, used = float(errors.min()), float(errors.get(study.method, math.nan))
    if not least < 1:
        return say("none_beat", tested=tested)
    operands = {"tested": tested, "method": method_name(best), "ratio": least}
    if best == study.method or math.isnan(used):
        return say("best", **operands)
    method = method_name(study.method)
    return say("used_and_best", **operands, used=method, used_ratio=used)


def _errors(study: ProjectionStudy, test: Backtest) -> pd.Series[float]:
    """Error of every method that was tested, in terms of that of no change."""
    table = test.table if study.models.empty else study.models
    errors = table.set_index("method")["owa"].astype("float64").dropna()
    return errors if len(errors) else pd.Series({"naive": 1.0})


def _tested(test: Backtest) -> str:
    forecasts = test.forecasts
    return span(int(forecasts["origin"].min()), int(forecasts["year"].max()))


def backtest_words(study: ProjectionStudy) -> list[SourcedSentence | None]:
    """Read the back-test: whether it beats naive, and what the interval held."""
    test = study.backtest
    if isinstance(test, Refused):
        return [past(study)]
    notes = (say("note", text=note) for note in test.notes)
    return [past(study), covered_words(study), *notes]


def covered_words(study: ProjectionStudy) -> SourcedSentence | None:
    """Say how many of the past outturns lay in the interval."""
    test, level = study.backtest, narrowest(study)
    if isinstance(test, Refused):
        return None
    covered = empirical_coverage(test, level)
    if covered is None:
        return None
    number = int(test.table.set_index("method")["forecasts"]["combination"])
    return say("covered", count=number, share=covered, coverage=float(level))
