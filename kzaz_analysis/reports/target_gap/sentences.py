"""What the sentences about a target and its distance are written from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.growth.year_on_year import remark_between
from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.analysis.targets.occasions import count_occasions
from kzaz_analysis.analysis.targets.status import FEW_YEARS
from kzaz_analysis.display.numbers import amount
from kzaz_analysis.display.sentences import fitting
from kzaz_analysis.display.templates import Sentences
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record.change_sentences import (
    change_operands,
    rest_unlike_its_year,
)
from kzaz_analysis.reports.target_gap.measures import growth_for, upper_ends
from kzaz_analysis.studies.target_statements import is_less_better, lasts, term

if TYPE_CHECKING:
    from kzaz_analysis.analysis.growth.compound import CompoundGrowth
    from kzaz_analysis.display.sentences import SourcedSentence
    from kzaz_analysis.reports.target_gap.study import GapStudy

NEVER = "never"
LAST_YEAR = 2100
"""Arrivals beyond this year are not dated."""

FEWEST_STEPS = 2
"""Years that a pace spans at least to be placed on a scale: one change is no pace."""

WIDE_PCT = 1
"""Points that rounding leaves open from which required growth is a range."""

EXTREME_PCT = 50
"""Growth of a year from which, up or down, it is no usual year to count a pace from."""

READS_AS_HALF = 0.495
"""Probability from which a whole percentage reads 50."""

SIDE = ("reporter", "value", "year", "gap", "qualifier", "is_open")
"""Columns of a side's last figure that its sentence is written from."""

SENTENCES = Sentences(__file__)
say = SENTENCES.say


def goal(study: GapStudy) -> str:
    """Name the level set: "USD 1 billion"."""
    return amount(study.target.value, study.target.unit)


def due(study: GapStudy) -> int | None:
    """Year for which the target that the page leads with was set, if any."""
    end = study.leading["deadline_end"]
    return None if pd.isna(end) else int(end.year)


def is_ahead(study: GapStudy) -> bool:
    """Whether that date is still ahead on the day of the judgement."""
    end = study.leading["deadline_end"]
    return bool(pd.notna(end) and end >= study.today)


def _verdict(study: GapStudy) -> dict[str, Any]:
    """Operands of a verdict: the one that the scorecard shows."""
    reached = study.leading["reached_year"]
    return {
        "status": study.leading["target_status"],
        "due": due(study),
        "reached": None if pd.isna(reached) else int(reached),
        # One reason is enough here; the table of the scorecard has all.
        "reason_text": str(study.leading["reason"]).split("; ")[0],
        "lasts": lasts(study.leading),
        "undated_kind": str(study.leading["counted"]),
        "dated_kinds": study.dated_kinds,
    }


def finding(study: GapStudy) -> str:
    """State the finding of a gap study as a title."""
    gap, annual = study.gap, study.record.annual
    required = None
    if not isinstance(gap, Refused) and is_ahead(study):
        required = _required_by(study, due(study))
    undated = study.leading["target_status"] == "no date set"
    forecast = _of_how_many(study) if undated else None
    return SENTENCES.title(
        "title",
        subject=study.record.title,
        goal=study.target.value,
        unit=study.target.unit,
        less=not annual.empty and is_less_better(study.leading),
        required=required,
        bounds=None if required is None else _bounds(study, due(study)),
        hedge="over" if study.leading["qualifier"] == "over" else "exact",
        forecast=forecast,
        pace=None if forecast else _pace(study),
        latest_year=None if annual.empty else int(annual["year"].iloc[-1]),
        no_figure=annual.empty,
        **_verdict(study),
    )


def _of_how_many(study: GapStudy) -> dict[str, Any] | None:
    """Probability by the last year; of a short record, how many years it rests on."""
    forecast, few = _by_last_year(study), _few(study)
    return forecast and forecast | ({"count": few} if few else {})


def _by_last_year(study: GapStudy) -> dict[str, Any] | None:
    """Probability of the target by the last year that the forecast was asked for."""
    projection = study.projection
    if isinstance(study.gap, Refused) or study.gap.is_met:
        return None
    if isinstance(projection, Refused) or projection.probability is None:
        return None
    last_chance = projection.probability.iloc[-1]
    probability = float(last_chance["p_by_year"])
    return {"deadline": int(last_chance["year"]), "probability": probability}


def _pace(study: GapStudy) -> dict[str, Any] | None:
    """When an undated target is reached at the pace since it was set."""
    gap, pace = study.gap, study.pace
    if isinstance(gap, Refused) or isinstance(pace, Refused) or gap.is_met:
        return None
    year = study.reach["arrival_year"].iloc[0]
    if not _is_still_ahead(study, year):
        return None
    when = arrival(year)
    how = f"reached in {when}" if when.isdigit() else f"{when} reached"
    how = f"reached {when}" if when.startswith("after") else how
    return {"start": pace.start_year, "arrival": how}


def _is_still_ahead(study: GapStudy, year: int | None) -> bool:
    """Whether a year of arrival, counted from an old figure, is not over by now."""
    return year is None or pd.isna(year) or bool(year >= study.today.year)


def arrival(year: int | None) -> str:
    """Say the year of an arrival: "2037", "after 2100" or "never"."""
    if year is None or pd.isna(year):
        return NEVER
    return str(year) if year <= LAST_YEAR else f"after {LAST_YEAR}"


def _required_by(study: GapStudy, year: int | None) -> float | None:
    rows = study.deadlines[study.deadlines["deadline"] == year]
    rows = rows[rows["reason"] == ""]
    if rows.empty or isinstance(study.gap, Refused) or study.gap.is_met:
        return None
    return float(rows["required_growth_pct"].iloc[0])


def _bounds(study: GapStudy, year: int | None) -> dict[str, float] | None:
    """Return the growth that rounding of the last figure allows, where it is wide."""
    if year is None or isinstance(study.gap, Refused) or is_less_better(study.leading):
        return None
    ends = growth_for(study.gap, year)
    is_wide = ends.high - ends.low >= WIDE_PCT and ends.low > 0
    return {"low": ends.low, "high": ends.high} if is_wide else None


def answer_sentences(study: GapStudy) -> list[SourcedSentence | None]:
    """Answer how far the target is: verdict, requirement, other reporter, forecast."""
    gap, target = study.gap, study.target
    sources = target.source_ids[:1]
    goal = {"goal": target.value, "unit": target.unit}
    if study.record.annual.empty:
        others = not study.sides.empty
        figures = {"is_flow": is_flow(study), "outside": others and _has_starts(study)}
        none = say(
            "no_figure", *sources, **goal, due=due(study), others=others, **figures
        )
        return [none]
    if isinstance(gap, Refused):
        none = say("no_gap", *sources, **goal, reason_text=gap.reason)
        return fitting([_answer(study), none, _other(study)])
    lead, *later = _takes(study) or [None]
    weighed = [_answer(study), lead, _other(study), _forecast(study), *later]
    return fitting(weighed)


def is_flow(study: GapStudy) -> bool:
    """Whether the figures of the series are of whole years."""
    return study.record.nature == "flow"


def _has_starts(study: GapStudy) -> bool:
    """Whether required growth is counted from the year of anybody."""
    if isinstance(study.required, Refused):
        return False
    starts = study.required.starts
    is_part = starts["is_floor"].astype(bool) & (starts["start_high"] < float("inf"))
    return not is_part.all()


def range_end(study: GapStudy) -> str | None:
    """Say of a range of which less is better whether its lower end is low enough."""
    if not is_less_better(study.leading) or _upper_end(study) is None:
        return None
    is_low = study.record.annual["value"].iloc[-1] <= study.target.value
    return "reached" if is_low else "short"


def _answer(study: GapStudy) -> SourcedSentence:
    latest, change = (
        study.record.annual.iloc[-1],
        change_operands(study.growth.iloc[-1]),
    )
    is_known = pd.notna(change["pct"]) and not change["is_open"] | change["is_unsure"]
    return say(
        "answer",
        *_latest(study),
        **_verdict(study),
        reporter=latest["books"],
        value=float(latest["value"]),
        most=_upper_end(study),
        unit=study.record.unit,
        year=int(latest["year"]),
        period=view.period_of(latest.to_dict()),
        is_floor=latest["qualifier"] == "over",
        qualifier=latest["qualifier"],
        growth=change["pct"] if is_known else None,
    )


def _upper_end(study: GapStudy) -> float | None:
    """Upper end of the last figure where it was published as a range."""
    most = upper_ends(study.record.annual).iloc[-1]
    return None if pd.isna(most) else float(most)


def _takes(study: GapStudy) -> list[SourcedSentence | None]:
    """Say what the nearest dates set take; without any, the last year asked for.

    A later date never hides an earlier one.
    """
    return [
        say(
            "takes_by",
            *_latest(study),
            deadline=year,
            required=required,
            bounds=_bounds(study, year),
            reporter="",
            start=study.passed_start,
            again=study.is_again,
            range_end=range_end(study),
        )
        for year in _years_asked(study)
        if (required := _required_by(study, year)) is not None
    ]


def _years_asked(study: GapStudy) -> list[int]:
    ahead = study.deadlines[study.deadlines["reason"] == ""]["deadline"]
    years = [int(year) for year in ahead]
    dated = [year for year in years if year not in study.asked]
    return dated[:2] or years[-1:]


def _other(study: GapStudy) -> SourcedSentence | None:
    other = study.conflicting_figure
    if other is None or study.record.rule == study.leading["announced_by"]:
        return None
    return say(
        "other_reporter",
        other.source,
        reporter=other.books,
        value=other.value,
        unit=study.record.unit,
        months=other.months,
        year=other.year,
    )


def _forecast(study: GapStudy) -> SourcedSentence | None:
    years = _years_asked(study)
    if not years or isinstance(study.gap, Refused) or study.gap.is_met:
        return None
    chance = _probability(study, years[0])
    if chance is None:
        return None
    planned = _planned(study)
    return say(
        "forecast",
        *_latest(study),
        deadline=years[0],
        probability=chance,
        is_plan=planned is not None and planned["year"] == years[0],
        count=_few(study),
        again=study.is_again,
    )


def _few(study: GapStudy) -> int | None:
    """Years that a probability rests on, where they are few."""
    projection = study.projection
    if isinstance(projection, Refused) or projection.n_used >= FEW_YEARS:
        return None
    return projection.n_used


def _planned(study: GapStudy) -> dict[str, Any] | None:
    """Probability of the level in the very year of a yearly plan, and that year."""
    year, chance = due(study), study.leading["chance"]
    if year is None or pd.isna(chance) or not term(study.leading).is_plan:
        return None
    return {"year": year, "probability": float(chance)}


def _probability(study: GapStudy, year: int) -> float | None:
    """Probability of the target by a year: that of the verdict for its own date."""
    if year == due(study) and pd.notna(study.leading["chance"]):
        return float(study.leading["chance"])
    if isinstance(study.projection, Refused) or study.projection.probability is None:
        return None
    chances = study.projection.probability.set_index("year")["p_by_year"]
    return float(chances[year]) if year in chances.index else None


def _latest(study: GapStudy) -> tuple[str, ...]:
    """Return the source of the last figure."""
    return view.sources_of(study.record, int(study.record.annual["year"].iloc[-1]))


def target_words(study: GapStudy) -> list[SourcedSentence | None]:
    """Say how often, by whom and for when it was set, and what it counts."""
    statements, target = study.target.statements, study.target
    days = sorted(d for d in statements["announced"] if d)
    dated = statements["deadline_end"].dropna()
    kinds = target.definitions
    return [
        say(
            "statements",
            *target.source_ids[:1],
            count=len(statements),
            occasions=count_occasions(statements["published_on"]),
            first_day=days[0] if days else "",
        ),
        say(
            "dates",
            dated=sorted(set(dated.dt.year)),
            undated=len(statements) - len(dated),
        ),
        say("definitions", kinds=kinds) if len(kinds) > 1 else None,
        _slip(study),
    ]


def _slip(study: GapStudy) -> SourcedSentence | None:
    if study.largest_slip is None:
        return None
    counted, months = study.largest_slip
    return say("slipped", counted=counted, months=months)


def reach_words(study: GapStudy) -> list[SourcedSentence | None]:
    """Say when the level is reached at which rate."""
    if isinstance(study.gap, Refused):
        return [say("not_dated", reason_text=study.gap.reason), rest_of_year(study)]
    if study.gap.is_met:
        return [say("is_reached")]
    never = study.reach[study.reach["arrival_year"].isna()]
    arriving = study.reach[study.reach["arrival_year"] >= study.today.year]
    return [
        _pace_since(study),
        _pace_base(study),
        _pace_unlike(study),
        rest_of_year(study),
        say("never", rates=list(never["rate"])) if len(never) else None,
        _earliest(arriving),
        _band(study),
    ]


def _pace_since(study: GapStudy) -> SourcedSentence:
    pace: CompoundGrowth | Refused = study.pace
    if isinstance(pace, Refused):
        return say("no_pace", reason_text=pace.reason)
    ends = view.sources_of(study.record, pace.start_year, pace.end_year)
    years = {"start": pace.start_year, "end": pace.end_year}
    return say("pace_since", *ends, **years, pct=pace.rate_pct, set_year=None)


def _pace_base(study: GapStudy) -> SourcedSentence | None:
    """Say how the year that the pace counts from grew itself, where that is extreme."""
    rates = study.pace_a_year_earlier
    if isinstance(study.pace, Refused) or rates is None:
        return None
    base_pct, pct = rates
    if abs(base_pct) < EXTREME_PCT:
        return None
    years = {"start": study.pace.start_year, "end": study.pace.end_year}
    years["before"] = years["start"] - 1
    ends = view.sources_of(study.record, years["before"], years["end"])
    return say("pace_base", *ends, **years, base_pct=base_pct, pct=pct)


def _pace_unlike(study: GapStudy) -> SourcedSentence | None:
    """Name the stage or provenance in which the two ends of the pace differ."""
    if isinstance(study.pace, Refused):
        return None
    years = study.pace.start_year, study.pace.end_year
    remark = remark_between(study.record.annual, *years)
    return say("pace_unlike", remarks=[remark]) if remark else None


def rest_of_year(study: GapStudy) -> SourcedSentence | None:
    """Warn where the rest of the last year did not move as the whole year did."""
    return rest_unlike_its_year(study.record, study.growth)


def _earliest(known: pd.DataFrame) -> SourcedSentence | None:
    if known.empty:
        return None
    row = known.sort_values("arrival_year").iloc[0]
    when = arrival(row["arrival_year"])
    return say("earliest", arrival=when, rate_name=row["rate"])


def _band(study: GapStudy) -> SourcedSentence | None:
    """Name Eurostat's band of the pace, from its base to the nearest deadline ahead."""
    with_ratio = study.ratios_pct
    with_ratio = with_ratio[with_ratio["deadline"].isin(_years_asked(study))]
    if with_ratio.empty or isinstance(study.pace, Refused):
        return None
    if study.pace.end_year - study.pace.start_year < FEWEST_STEPS:
        return None
    row = with_ratio.iloc[0]
    return say(
        "band",
        start=study.pace.start_year,
        deadline=int(row["deadline"]),
        required=row["required_pct"],
        share=row["ratio_pct"],
        name=row["band"],
    )


def chance_words(study: GapStudy) -> list[SourcedSentence | None]:
    """Say the probability of the target by the last year, beside the benchmark's."""
    if isinstance(study.gap, Refused) or study.gap.is_met:
        return []
    if isinstance(study.projection, Refused):
        return [say("no_chance", reason_text=study.projection.reason)]
    by_last_year, chances = _by_last_year(study), study.projection.probability
    if by_last_year is None or chances is None:
        return []
    sentence = say(
        "chance",
        *view.sources_of(study.record, *study.projection.record["year"]),
        **by_last_year,
        benchmark=float(chances.iloc[-1]["p_by_year_benchmark"]),
        planned=_planned(study),
        count=study.projection.n_used,
        again=study.is_again,
    )
    return [sentence, _half(study, by_last_year), say("few_years")]


def _half(study: GapStudy, by_last_year: dict[str, Any]) -> SourcedSentence | None:
    """Name the median year, or that there is none, unless it reads as one half."""
    if isinstance(study.time_to_reach, Refused):
        return None
    half = study.time_to_reach.year_by(0.5)
    if half is None:
        if by_last_year["probability"] >= READS_AS_HALF:
            return None
        year = by_last_year["deadline"]
        return say("below_half", deadline=year, again=study.is_again)
    return say("median_year", year=half, again=study.is_again)


def sides_words(study: GapStudy) -> list[SourcedSentence | None]:
    """Compare the gap on the figures of the two countries."""
    sides = study.sides
    if not study.evidence.dataset.sides:
        return []
    if len(sides) < 2:
        whose = str(sides["reporter"].iloc[0]) if len(sides) else ""
        return [say("one_side", reporter=whose, is_flow=is_flow(study))]
    rows = [
        {c: row[c] for c in SIDE}
        | {"most": None if pd.isna(row["most"]) else row["most"]}
        for row in sides.to_dict("records")
    ]
    less = is_less_better(study.leading)
    stated = {"rows": rows, "unit": study.target.unit, "less": less}
    return [say("sides", *sides["source"], **stated)]
