"""Sentences about a projection that are true for every study."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.analysis.projection.methods.drift import PRIOR_GROWTH_PCT
from kzaz_analysis.display.sentences import SourcedSentence, fitting
from kzaz_analysis.display.templates import Sentences
from kzaz_analysis.reports.projection import evaluation_sentences as evaluation
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record.change_sentences import rest_unlike_its_year

if TYPE_CHECKING:
    from kzaz_analysis.analysis.projection import Projection, TimeToReach
    from kzaz_analysis.reports.projection.study import ProjectionStudy

SENTENCES = Sentences(__file__)
say = SENTENCES.say


def finding(study: ProjectionStudy) -> str:
    """State the finding of a projection study as a title."""
    name, projection = study.record.title, study.projection
    if isinstance(projection, Refused):
        return SENTENCES.title("title_none", name=name)
    end_row = projection.fan.iloc[-1]
    chance = _target_chance(study)
    return SENTENCES.title(
        "title",
        name=name,
        median=float(end_row["median"]),
        unit=study.record.unit,
        horizon=int(end_row["year"]),
        latest=projection.origin_value,
        year=projection.origin_year,
        target=None if chance is None else study.target,
        probability=chance,
        is_nowcast=study.is_nowcast,
    )


def _target_chance(study: ProjectionStudy, column: str = "p_by_year") -> float | None:
    """Probability of the target by the horizon; None without a target."""
    projection = study.projection
    if isinstance(projection, Refused) or study.target is None:
        return None
    chances = projection.probability
    return None if chances is None else float(chances[column].iloc[-1])


def answer_sentences(study: ProjectionStudy) -> list[SourcedSentence | None]:
    """Answer where it is heading: median, probability or interval, what it rests on."""
    projection = study.projection
    if isinstance(projection, Refused):
        subject, why = view.subject(study.record), projection.reason
        none = say("not_projected", subject=subject, reason_text=why)
        return fitting([none, rest_of_year(study)])
    rests = say("rests_on", count=projection.n_used, is_nowcast=study.is_nowcast)
    chance = _target_chance(study)
    if chance is None:
        narrow = _too_narrow(study)
        opening = fan_words(study, projection)
        return fitting([opening, narrow, rests, rest_of_year(study)])
    level: dict[str, Any] = {"level": study.target, "unit": study.record.unit}
    horizon = int(projection.fan["year"].iloc[-1])
    base = _base_rate(study)
    probable = say(
        "short_probability", **level, horizon=horizon, ours=chance, base_share=base
    )
    opening = _median(study, projection) if base is None else _alone(study, projection)
    narrow = _too_narrow(study)
    return fitting([opening, probable, narrow, rests, rest_of_year(study)])


def rest_of_year(study: ProjectionStudy) -> SourcedSentence | None:
    """Warn where the rest of the last year did not move as the whole year did."""
    return rest_unlike_its_year(study.record, study.growth)


def _base_rate(study: ProjectionStudy) -> float | None:
    """Share of similar pairs that grew as much by the horizon, if it was counted."""
    if "p_base" not in study.chances:
        return None
    share = float(study.chances["p_base"].iloc[-1])
    return None if math.isnan(share) else share


def _alone(study: ProjectionStudy, projection: Projection) -> SourcedSentence:
    end_row = projection.fan.iloc[-1]
    return say(
        "median_alone",
        *_used(study, projection),
        horizon=int(end_row["year"]),
        value=float(end_row["median"]),
        unit=study.record.unit,
    )


def trust_words(study: ProjectionStudy) -> list[SourcedSentence | None]:
    """Say what the probability rests on besides the record: prior, tests, coverage."""
    if study.target is None or isinstance(study.projection, Refused):
        return []
    return [_prior(study), evaluation.no_better(study), evaluation.covered_words(study)]


def _prior(study: ProjectionStudy) -> SourcedSentence | None:
    is_shrunk = study.method in SHRUNK
    return say("prior", growth=PRIOR_GROWTH_PCT) if is_shrunk else None


def _median(study: ProjectionStudy, projection: Projection) -> SourcedSentence:
    end_row = projection.fan.iloc[-1]
    return say(
        "median",
        *_used(study, projection),
        horizon=int(end_row["year"]),
        value=float(end_row["median"]),
        unit=study.record.unit,
        latest=projection.origin_value,
        reporter_id=study.record.annual["books"].iloc[-1],
        year=projection.origin_year,
        is_nowcast=study.is_nowcast,
    )


def fan_words(study: ProjectionStudy, projection: Projection) -> SourcedSentence:
    """Say the median and the interval at the horizon."""
    end_row, level = projection.fan.iloc[-1], evaluation.narrowest(study)
    return say(
        "median_interval",
        *_used(study, projection),
        horizon=int(end_row["year"]),
        value=float(end_row["median"]),
        unit=study.record.unit,
        coverage=float(level),
        low=float(end_row[f"lo-{level}"]),
        high=float(end_row[f"hi-{level}"]),
    )


SHRUNK = ("combination", "recent", "usual")
"""Methods whose drift is drawn towards the prior."""
TESTED_YEARS = 10
"""Years ahead up to which forecasts were compared with outturns."""


def _too_narrow(study: ProjectionStudy) -> SourcedSentence | None:
    return evaluation.narrow_words(
        study.backtest, evaluation.narrowest(study), study.target is None
    )


def _used(study: ProjectionStudy, projection: Projection) -> tuple[str, ...]:
    """Return the sources of the figures that the projection rests on."""
    return view.sources_of(study.record, *projection.record["year"])


def target_words(study: ProjectionStudy) -> SourcedSentence | None:
    """Say the probability of a level by the horizon beside the benchmark's."""
    projection, target_chance = study.projection, _target_chance(study)
    benchmark = _target_chance(study, "p_by_year_benchmark")
    if isinstance(projection, Refused) or target_chance is None or benchmark is None:
        return None
    return say(
        "probability",
        *_used(study, projection),
        level=study.target,
        unit=study.record.unit,
        horizon=int(projection.fan["year"].iloc[-1]),
        ours=target_chance,
        benchmark=benchmark,
    )


def chance_words(study: ProjectionStudy) -> SourcedSentence:
    """Say the probability of the target level, or why there is none."""
    if study.target is None:
        return say("no_target")
    return target_words(study) or say("no_probability")


def above_capacity(study: ProjectionStudy) -> SourcedSentence | None:
    """Say that a level asked about exceeds what is stated to fit by the horizon."""
    capacity = study.capacity
    if study.target is None or isinstance(capacity, Refused):
        return None
    chain = capacity.chain
    last = chain[(chain["case"] == "base") & (chain["year"] == study.horizon_year)]
    below = last[last["ceiling"] < study.target]
    if below.empty or _target_chance(study) is None:
        return None
    row = below.iloc[0]
    return say(
        "above_capacity",
        level=study.target,
        unit=study.record.unit,
        horizon=study.horizon_year,
        title=row["title"],
        ceiling=float(row["ceiling"]),
    )


def reach_words(study: ProjectionStudy) -> list[SourcedSentence | None]:
    """Say when a level without a date is reached, if the record is long enough."""
    reach, projection = study.reach, study.projection
    if study.target is None or reach is None:
        return []
    for part in (reach, projection):
        if isinstance(part, Refused):
            return [say("no_year", reason_text=part.reason)]
    assert not isinstance(reach, Refused)  # noqa: S101 - narrows after the loop
    assert not isinstance(projection, Refused)  # noqa: S101
    if projection.origin_value >= study.target:
        origin = {"year": projection.origin_year, "value": projection.origin_value}
        level = {"level": study.target, "unit": study.record.unit}
        return [say("reached", **level, **origin, is_nowcast=study.is_nowcast)]
    return [_attained(study.target, study.record.unit, reach, projection)]


def _attained(
    target: float, unit: str, reach: TimeToReach, projection: Projection
) -> SourcedSentence:
    level = {"level": target, "unit": unit}
    half, last_year = reach.year_by(0.5), int(reach.frame["year"].iloc[-1])
    if (half or last_year) > projection.last_sensible_year:
        return say("too_far", **level, count=projection.n_used)
    if half is None:
        return say("fewer_than_half", **level, horizon=last_year)
    last_told = min(last_year, projection.last_sensible_year)
    late = reach.year_by(0.9)
    return say(
        "median_year",
        **level,
        year=half,
        coverage=80,
        early=reach.year_by(0.1),
        late=None if late is None or late > last_told else late,
        last=last_told,
        is_far=half > projection.origin_year + TESTED_YEARS,
    )


def basis_words(study: ProjectionStudy) -> list[SourcedSentence | None]:
    """Say which years the projection rests on and what it leaves out."""
    projection = study.projection
    if isinstance(projection, Refused):
        subject = view.subject(study.record)
        none = say("not_projected", subject=subject, reason_text=projection.reason)
        return [none, rest_of_year(study)]
    used = list(projection.record["year"])
    years = {"count": len(used), "used": used, "is_nowcast": study.is_nowcast}
    opening = say("basis", *_used(study, projection), **years)
    notes = (say("note", text=note) for note in projection.notes)
    beside = _beside_benchmark(study, projection)
    prior = _prior(study) if study.target is None else None
    return [opening, rest_of_year(study), *notes, beside, prior]


def _beside_benchmark(
    study: ProjectionStudy, projection: Projection
) -> SourcedSentence:
    end_row, benchmark = projection.fan.iloc[-1], projection.benchmark.iloc[-1]
    return say(
        "beside",
        *_used(study, projection),
        horizon=int(end_row["year"]),
        unit=study.record.unit,
        benchmark=float(benchmark["median"]),
        ours=float(end_row["median"]),
        is_shrunk=study.method in SHRUNK,
    )


def rate_words(study: ProjectionStudy) -> list[SourcedSentence | None]:
    """Say where rates of the reader's own lead."""
    scenarios, unit = study.scenarios, study.record.unit
    if scenarios is None:
        return []
    if isinstance(scenarios, Refused):
        return [say("no_own_rates", reason_text=scenarios.reason)]
    year = int(scenarios.paths["year"].max())
    ends = scenarios.paths[scenarios.paths["year"] == year][["scenario", "value"]]
    start = view.sources_of(study.record, int(study.record.annual["year"].iloc[-1]))
    paths = ends.to_dict("records")
    return [
        say("own_rates", *start, year=year, unit=unit, paths=paths),
        say("own_condition"),
    ]


def others_words(study: ProjectionStudy) -> list[SourcedSentence | None]:
    """Say how others' forecasts fared where their year has passed."""
    forecasts = study.others
    unlike = _without_level(study)
    if forecasts.empty:
        return [unlike or say("no_others")]
    judged = forecasts[forecasts["actual"].notna()]
    count = say("others", count=len(forecasts), judged=len(judged))
    missed = None if judged.empty else say("others_missed", **study.others_missed)
    return [count, missed, unlike]


def _without_level(study: ProjectionStudy) -> SourcedSentence | None:
    """Name the forecasts that give no level of a year."""
    rows = study.without_level
    if rows.empty:
        return None
    undated = int(rows["year"].isna().sum())
    return say("without_level", *rows["source"], count=len(rows), undated=undated)
