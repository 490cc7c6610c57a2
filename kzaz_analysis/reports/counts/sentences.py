"""Sentences about one flow as several bodies count it: their operands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.numbers import amount_or_range
from kzaz_analysis.display.sentences import fitting
from kzaz_analysis.display.templates import Sentences
from kzaz_analysis.evidence.catalogue import catalogue_entry
from kzaz_analysis.reports.record.sentences import HEDGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.display.sentences import SourcedSentence, Title
    from kzaz_analysis.reports.counts.study import CountsStudy
    from kzaz_analysis.studies.targets import PublishedTarget

SENTENCES = Sentences(__file__)


def finding(study: CountsStudy) -> Title:
    """State how far the counts of the period that most bodies count lie apart."""
    row = study.leading
    if row is None:
        newest = next(iter(_newest(study)), None)
        operands = {"newest": newest, "unit": study.unit}
        return SENTENCES.title("title_alone", name=study.title, **operands)
    shared = _pair(study, row) | {"count": int(row["counters"])}
    return SENTENCES.title(
        "title", name=study.title, agree=bool(row["agree"]), **shared
    )


def _pair(study: CountsStudy, row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "start": row["period_start"],
        "end": row["period_end"],
        "low": float(row["low_value"]),
        "high": float(row["high_value"]),
        "low_who": study.labels[row["low_counter"]],
        "high_who": study.labels[row["high_counter"]],
        "own": [bool(row[f"{end}_is_own_definition"]) for end in ("low", "high")],
        "hedges": [HEDGES.get(row[f"{end}_qualifier"], "") for end in ("low", "high")],
        "unit": study.unit,
    }


def answer_sentences(study: CountsStudy) -> list[SourcedSentence | None]:
    """Answer how far the counts lie apart: most counters first, then the widest."""
    row, widest = study.leading, study.widest
    if row is None:
        return fitting([_latest(study), *targets(study)])
    opening = SENTENCES.say(
        "apart",
        row["low_source"],
        row["high_source"],
        count=int(row["counters"]),
        agree=bool(row["agree"]),
        **_pair(study, row),
    )
    return fitting([opening, _widest(study, row, widest), *targets(study)])


def _widest(
    study: CountsStudy, row: Mapping[Any, Any], widest: Mapping[Any, Any] | None
) -> SourcedSentence | None:
    if widest is None or widest["period_end"] == row["period_end"]:
        return None
    return SENTENCES.say(
        "widest",
        widest["low_source"],
        widest["high_source"],
        **_pair(study, widest),
    )


def _latest(study: CountsStudy) -> SourcedSentence:
    """Give the latest figure of the flow, and of what is counted close to it."""
    newest = _newest(study)
    if not newest:
        return SENTENCES.say("nothing", subject=study.title)
    sources = [each.pop("source") for each in newest]
    return SENTENCES.say("latest", *sources, figures=newest, unit=study.unit)


def _newest(study: CountsStudy) -> list[dict[str, Any]]:
    in_order = study.latest["series"].drop_duplicates()
    newest = study.latest.sort_values("period_end", ascending=False, kind="stable")
    of_series = newest.drop_duplicates("series").set_index("series").loc[in_order]
    rows = of_series.iloc[:2].to_dict("records")
    return [
        {
            "value": float(row["value"]),
            "most": None if pd.isna(row["most"]) else float(row["most"]),
            "hedge": HEDGES.get(row["qualifier"], ""),
            "who": study.labels[row["counter"]],
            "is_own": bool(row["is_own_definition"]),
            "start": row["period_start"],
            "end": row["period_end"],
            "source": str(row["source"]),
        }
        for row in rows
    ]


def level(row: Mapping[Any, Any], unit: str) -> str:
    """Write a figure with its unit, one published as a range with both ends."""
    return amount_or_range(row["value"], row["most"], unit)


def targets(study: CountsStudy) -> list[SourcedSentence]:
    """Say which targets were set for the flow, one sentence a target."""
    return [
        SENTENCES.say(
            "targets",
            *each.of_level["source"][:1],
            name=each.name,
            low=each.value,
            high=each.value,
            unit=each.unit,
            less=catalogue_entry(study.evidence, each.series)["better"] == "less",
            due=each.deadlines,
            is_of_years=_is_of_years(each),
            is_only=len(study.targets) == 1 and study.levels_set <= 1,
        )
        for each in study.targets
    ]


def _is_of_years(target: PublishedTarget) -> bool:
    """Whether every date of a level is one year alone, and none the end of a span."""
    dated = target.of_level.dropna(subset="deadline_end")
    is_year = dated["deadline_start"].dt.year == dated["deadline_end"].dt.year
    return bool(is_year.all())


def definitions(study: CountsStudy) -> list[SourcedSentence]:
    """Say what each series that is counted here measures, as the catalogue has it."""
    series = dict.fromkeys(counter.series for counter in study.counters)
    entries = [catalogue_entry(study.evidence, name) for name in series]
    cells = ("title", "measures", "caveats")
    return [
        SENTENCES.say("definition", **{cell: str(entry[cell]) for cell in cells})
        for entry in entries
    ]
