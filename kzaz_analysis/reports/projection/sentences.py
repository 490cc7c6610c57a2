"""Sentences about a projection that are true for every study."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.grammar import (
    as_reported_by,
    number_word,
    plural,
    reason,
    span,
    years_text,
)
from kzaz_analysis.display.numbers import amount, interval, percent, significant
from kzaz_analysis.display.probability_bands import chance
from kzaz_analysis.display.sentences import Said, said
from kzaz_analysis.reports.projection.labels import method_name
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record.change_sentences import last_change, other_reporter

if TYPE_CHECKING:
    from collections.abc import Hashable

    from kzaz_analysis.analysis.projection import Backtest, Projection
    from kzaz_analysis.reports.projection.study import ProjectionStudy

SCENARIO = (
    "A scenario is a condition, not a forecast: it says what follows if its rate holds"
)
UNTESTED = "What such forecasts were worth in the past cannot be tested"


def refused(what: str, refusal: Refused) -> Said:
    """Say what there is not, and why."""
    return said(f"{what}: {reason(refusal.reason)}")


def narrowest(study: ProjectionStudy) -> str:
    """Return the least coverage asked for, as it ends the columns: "80"."""
    return f"{min(study.level):g}"


def finding(study: ProjectionStudy) -> str:
    """State the finding of a projection study as a title."""
    name = study.record.title
    if isinstance(study.projection, Refused):
        return f"{name} cannot be projected from this record"
    last = study.projection.fan.iloc[-1]
    whose = ""
    if study.elsewhere is not None:
        whose = f", {as_reported_by(study.record.annual['books'].iloc[-1])}"
    return f"{name} in {int(last['year'])}: {_bounds(study, last)}{whose}"


def _bounds(study: ProjectionStudy, row: pd.Series) -> str:
    level = narrowest(study)
    bounds = interval(row[f"lo-{level}"], row[f"hi-{level}"], study.record.unit)
    return f"{bounds} with a chance of {percent(float(level), 3)}"


def answer_sentences(study: ProjectionStudy) -> list[Said | None]:
    """Answer where it is heading."""
    if isinstance(study.projection, Refused):
        name = view.subject(study.record)
        why = said(
            f"No projection of {name} is given: {reason(study.projection.reason)}"
        )
        return [view.latest_words(study.record), why]
    return [
        view.latest_words(study.record),
        _change(study),
        other_reporter(study.record, study.elsewhere),
        fan_words(study, study.projection),
        target_words(study) or past(study),
    ]


def _change(study: ProjectionStudy) -> Said | None:
    if pd.isna(study.growth["growth_pct"].iloc[-1]):
        return None
    return last_change(study.record, study.growth)


def fan_words(study: ProjectionStudy, projection: Projection) -> Said:
    """Say the middle and the interval at the horizon."""
    last = projection.fan.iloc[-1]
    middle = amount(last["median"], study.record.unit)
    return said(
        f"The middle of the projection for {int(last['year'])} is {middle}; the figure "
        f"lies within {_bounds(study, last)}",
        *_used(study, projection),
    )


def _used(study: ProjectionStudy, projection: Projection) -> tuple[str, ...]:
    """Return the sources of the figures that the projection rests on."""
    return view.sources_of(study.record, *projection.record["year"])


def target_words(study: ProjectionStudy) -> Said | None:
    """Say the chance of a level by the horizon beside the benchmark's."""
    if isinstance(study.projection, Refused) or study.target is None:
        return None
    chances = study.projection.probability
    if chances is None:
        return None
    last = chances.iloc[-1]
    level = amount(study.target, study.record.unit)
    ours, theirs = (chance(last[c]) for c in ("p_by_year", "p_by_year_benchmark"))
    return said(
        f"The chance that {level} has been reached by {int(last['year'])} is {ours}; "
        f"the benchmark, a random walk with drift, gives {theirs}",
        *_used(study, study.projection),
    )


def chance_words(study: ProjectionStudy) -> Said:
    """Say the chance of the level asked about, or why there is none."""
    if study.target is None:
        return said("No level was asked about")
    return target_words(study) or said("There is no projection to give a chance")


def era_words(study: ProjectionStudy) -> list[Said]:
    """Say what the era does to the chance, and what comparable pairs did."""
    if study.chances.empty or study.target is None:
        return []
    level = amount(study.target, study.record.unit)
    open_years = study.chances[study.chances["p_era_low"] < 1]
    rows = open_years.tail(1).to_dict("records")
    return [sentence for row in rows for sentence in _in_eras(row, level)]


def _in_eras(row: dict[Hashable, Any], level: str) -> list[Said]:
    year = int(row["year"])
    eras = (
        f"The era of world trade decides, and nobody can foretell it: that {level} has "
        f"been reached by {year} would have a chance of {_whole(row['p_era_low'])} if "
        f"trade went on as it did after forecasts of {_span(row['era_low'])}, and of "
        f"{_whole(row['p_era_high'])} as after those of {_span(row['era_high'])}; "
        f"all eras together give {_whole(row['p_by_year'])}"
    )
    if math.isnan(row["p_base"]):
        return [said(eras)]
    base = (
        f"Of {significant(row['base_pairs'], 3)} pairs of countries of like size and "
        f"swing {_whole(row['p_base'])} reached such a multiple in as many years (95 "
        f"percent interval {_whole(row['p_base_low'])} to "
        f"{_whole(row['p_base_high'])}; by era {_whole(row['p_base_era_low'])} to "
        f"{_whole(row['p_base_era_high'])})"
    )
    return [said(eras), said(base)]


def _span(era: str) -> str:
    """Write the years of an era with a dash."""
    return era.replace("-", "\u2013")


def _whole(probability: float) -> str:
    """Write a probability in whole percent."""
    return f"{100 * probability:.0f} %"


def past(study: ProjectionStudy) -> Said:
    """Say whether anything beat the naive forecast in the past of this series."""
    test = study.backtest
    if isinstance(test, Refused):
        return said(f"{UNTESTED}: {reason(test.reason)}")
    years = _tested(test)
    errors = _errors(study, test)
    best = str(errors.idxmin())
    least, used = float(errors.min()), float(errors.get(study.method, math.nan))
    if not least < 1:
        return said(
            f"In the past of this series ({years}) no method tried here beat the "
            "forecast of no change"
        )
    if best == study.method or math.isnan(used):
        return said(
            f"In the past of this series ({years}) the {method_name(best)} did best, "
            f"with {significant(least, 2)} times the error of a forecast of no change"
        )
    how = (
        f"had {significant(used, 2)} times the error of" if used < 1 else "did not beat"
    )
    return said(
        f"In the past of this series ({years}) the {method_name(study.method)} {how} a "
        f"forecast of no change. The {method_name(best)} did best, with "
        f"{significant(least, 2)} times the error of no change; that was not to be "
        "known beforehand"
    )


def _errors(study: ProjectionStudy, test: Backtest) -> pd.Series[float]:
    """Error of every method that was tested, in terms of that of no change."""
    table = test.table if study.models.empty else study.models
    errors = table.set_index("method")["owa"].astype("float64").dropna()
    return errors if len(errors) else pd.Series({"naive": 1.0})


def _tested(test: Backtest) -> str:
    forecasts = test.forecasts
    return span(int(forecasts["origin"].min()), int(forecasts["year"].max()))


def basis_words(study: ProjectionStudy) -> list[Said | None]:
    """Say which years the projection rests on and what it leaves out."""
    projection = study.projection
    if isinstance(projection, Refused):
        return [said(f"There is no projection: {reason(projection.reason)}")]
    used = projection.record["year"]
    first = said(
        f"The projection rests on {plural(len(used), 'year')}, {years_text(used)}; the "
        "width of the fan comes from how far trade of other countries went astray",
        *_used(study, projection),
    )
    notes = (said(note) for note in projection.notes)
    return [first, *notes, _beside_benchmark(study, projection)]


def _beside_benchmark(study: ProjectionStudy, projection: Projection) -> Said:
    ours, theirs = projection.fan.iloc[-1], projection.benchmark.iloc[-1]
    unit, year = study.record.unit, int(theirs["year"])
    return said(
        "The benchmark, a random walk with drift, has "
        f"{amount(theirs['median'], unit)} in the middle for {year}, "
        f"the combination {amount(ours['median'], unit)}",
        *_used(study, projection),
    )


def backtest_words(study: ProjectionStudy) -> list[Said | None]:
    """Read the back-test: whether it beats naive, and what the interval held."""
    test = study.backtest
    if isinstance(test, Refused):
        return [past(study)]
    table, level = test.table.set_index("method"), narrowest(study)
    covered = percent(table[f"coverage-{level}"]["combination"], 3)
    number = plural(int(table["forecasts"]["combination"]), "forecast")
    held = said(
        f"Of the {number} by the combination there, {covered} came into the "
        f"{percent(float(level), 3)} interval"
    )
    return [past(study), held, *(said(note) for note in test.notes)]


def rate_words(study: ProjectionStudy) -> list[Said | None]:
    """Say where rates of the reader's own lead."""
    found, unit = study.scenarios, study.record.unit
    if found is None:
        return []
    if isinstance(found, Refused):
        return [refused("Rates of your own lead nowhere", found)]
    last = found.paths[found.paths["year"] == found.paths["year"].max()]
    rows = last.to_dict("records")
    named = ", ".join(f"{r['scenario']} {amount(r['value'], unit)}" for r in rows)
    text = f"At the rates asked about, {rows[0]['year']} comes to: {named}"
    start = view.sources_of(study.record, int(study.record.annual["year"].iloc[-1]))
    return [said(text, *start), said(SCENARIO)]


def others_words(study: ProjectionStudy) -> list[Said | None]:
    """Say how others' forecasts fared where their year has passed."""
    others = study.others
    if others.empty:
        return [said("No forecast of this series by others is on record")]
    judged = others[others["actual"].notna()]
    verb = "is" if len(others) == 1 else "are"
    count = said(
        f"{plural(len(others), 'forecast')} by others {verb} on record; "
        f"{number_word(len(judged))} can be held against a figure of their year"
    )
    if judged.empty:
        return [count]
    high = number_word(int((judged["low"] > judged["actual"]).sum()))
    low = number_word(int((judged["high"] < judged["actual"]).sum()))
    text = f"Too high even at their low end: {high}; too low even at their high end"
    return [count, said(f"{text}: {low}")]
