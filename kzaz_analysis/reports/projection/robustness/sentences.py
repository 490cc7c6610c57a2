"""Sentences about what a projection is worth: its start, its breaks, its choices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.templates import Sentences
from kzaz_analysis.reports.projection.inputs.nowcast import months_behind
from kzaz_analysis.reports.projection.labels import (
    CHOICES,
    KINDS,
    STARTS,
    option_name,
)

if TYPE_CHECKING:
    import pandas as pd

    from kzaz_analysis.display.sentences import SourcedSentence
    from kzaz_analysis.reports.projection.robustness.breaks import BreakStudy
    from kzaz_analysis.reports.projection.study import ProjectionStudy

SENTENCES = Sentences(__file__)
SIGNIFICANCE = 5.0
"""Level of the tests for breaks, percent."""


def starting(study: ProjectionStudy) -> list[SourcedSentence]:
    """Say where the projection starts, and what is known of the running year."""
    start = study.start
    if isinstance(start, Refused):
        return [SENTENCES.say("no_start", reason_text=start.reason)]
    low, high = start.bounds or (start.value, start.value)
    is_wide = low < high
    is_carried = not isinstance(study.projection, Refused)
    carried = SENTENCES.say(
        "start" if is_carried else "last_figure",
        *start.sources,
        value=start.value,
        unit=study.record.unit,
        year=start.year,
        low=low if is_wide else None,
        high=high if is_wide else None,
        choice=STARTS[start.choice],
    )
    return [carried, _running(study)]


def _running(study: ProjectionStudy) -> SourcedSentence:
    now = study.nowcast
    if isinstance(now, Refused):
        return SENTENCES.say("no_running", reason_text=now.reason)
    coverage = min(now.level)
    used = now.table[now.table["used"]].iloc[0]
    other: dict[str, Any] = {}
    if now.other is not None:
        other = {"other_code": now.other.books, "other_months": now.other.months}
        other |= {"share": now.other.weight_pct, "code": now.books}
    return SENTENCES.say(
        "running_by_other" if other else "running",
        *months_behind(study.record, now)["source"],
        **other,
        months=now.months,
        year=now.year,
        unit=study.record.unit,
        value=used["estimate"],
        low=used[f"lo-{coverage:g}"],
        high=used[f"hi-{coverage:g}"],
        coverage=coverage,
    )


def widest_choice(study: ProjectionStudy, moves: pd.DataFrame) -> list[SourcedSentence]:
    """Say which choice moves the answer most, widest first in ``moves``."""
    if moves.empty:
        return [SENTENCES.say("no_choice")]
    largest = moves.iloc[0]
    name = CHOICES[largest["choice"]]
    ends: dict[str, Any] = {"is_far": bool(largest["is_far"])}
    for end in ("low", "high"):
        ends[end] = float(largest[end])
        option = largest[f"{end}_option"]
        ends[f"{end}_option"] = option_name(largest["choice"], option)
    choice = name[0].lower() + name[1:]
    widest = SENTENCES.say(
        "widest_choice", choice=choice, unit=study.record.unit, **ends
    )
    return [widest, SENTENCES.say("one_at_a_time")]


def breaks_looked_at(breaks: BreakStudy | Refused) -> list[SourcedSentence | None]:
    """Say which breaks were looked at, and what the tests say of them."""
    if isinstance(breaks, Refused):
        return [SENTENCES.say("no_breaks", reason_text=breaks.reason)]
    rows = breaks.candidates.to_dict("records")
    looked_at = [
        {"year": int(r["year"]), "kinds": [KINDS[k] for k in r["kinds"].split(",")]}
        for r in rows
    ]
    opening = (
        SENTENCES.say("candidates", looked_at=looked_at)
        if looked_at
        else SENTENCES.say("no_candidate")
    )
    tested = breaks.candidates[breaks.candidates["refused"] == ""]
    if tested.empty:
        return [opening, SENTENCES.say("no_test")]
    made = SENTENCES.say("tests_made", count=len(tested), significance=SIGNIFICANCE)
    return [opening, _verdict(tested), made]


def _verdict(tested: pd.DataFrame) -> SourcedSentence:
    """Say which tested years are breaks; a test that can miss most says nothing."""
    rejecting = [int(y) for y in tested[tested["rejects"].astype(bool)]["year"]]
    if rejecting:
        return SENTENCES.say("chow_break", used=rejecting)
    least = float(tested["smallest_shift_pct"].min())
    return SENTENCES.say("chow_none", count=len(tested), least_jump=least)
