"""What is planned and what is forecast, beside a claim about days to come."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.grammar import plural
from kzaz_analysis.display.numbers import amount
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.units import converted
from kzaz_analysis.studies.target_verdicts import newest_publication

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from kzaz_analysis.evidence.intake.claim_row import TypedClaim
    from kzaz_analysis.evidence.opened import Evidence

SHOWN = 4
"""Statements of targets that are shown."""


def outlook(claim: TypedClaim, evidence: Evidence) -> tuple[str, ...]:
    """Say what can be said of a claim that no figure can test yet.

    Parameters
    ----------
    claim : TypedClaim
        The claim.
    evidence : Evidence
        The tables.

    Returns
    -------
    tuple of str
        That it is a forecast or a target; statements of targets of the series; what
        the projection gives for its year. Nothing for a claim about the past.
    """
    if claim.end is None:
        ahead = claim.is_forecast
        when = "it has come or failed to"
    else:
        ahead = claim.end > newest_publication(evidence)
        when = f"{claim.end:%Y-%m-%d} has passed"
    if not ahead:
        return ()
    head = f"A forecast or target: no figure can test it before {when}."
    return (head, *_targets(claim, evidence), *_projected(claim, evidence))


def _targets(claim: TypedClaim, evidence: Evidence) -> Iterator[str]:
    """Yield targets of the series: of the claim's level, then of its year, first."""
    table = evidence.load("targets")
    same = table[(table["series"] == claim.series) & table["value"].notna()]
    if same.empty:
        yield f"No target of {claim.series} is on record."
        return
    year = claim.end.year if claim.end is not None else 0
    order = {
        "other": [
            not _is_level(row, claim, evidence) for row in same.to_dict("records")
        ],
        "away": (same["deadline_end"].dt.year - year).abs(),
    }
    ranked = same.assign(**order).sort_values(["other", "away", "id"])
    ranked = ranked.drop_duplicates(["value", "unit", "deadline_end"])
    for row in ranked.head(SHOWN).to_dict("records"):
        due = (
            "no date set" if pd.isna(row["deadline_end"]) else _by(row["deadline_end"])
        )
        level = amount(float(row["value"]), str(row["unit"]))
        yield f"Target {row['promise']}: {level}, {due} ({row['source']})."
    left = len(ranked) - SHOWN
    if left > 0:
        yield f"{plural(left, 'more target')} of this series: kz.targets()."


def _is_level(
    row: Mapping[Hashable, Any], claim: TypedClaim, evidence: Evidence
) -> bool:
    """Whether a target names the level of the claim."""
    try:
        level = converted(evidence, float(row["value"]), str(row["unit"]), claim.unit)
    except UsageError:
        return False
    return math.isclose(level.value, claim.value)


def _by(day: pd.Timestamp) -> str:
    return (
        f"by {day.year}" if (day.month, day.day) == (12, 31) else f"by {day:%Y-%m-%d}"
    )


def _projected(claim: TypedClaim, evidence: Evidence) -> Iterator[str]:
    """Yield the median forecast of the claim's year, and the chance of its level."""
    if claim.measure != "level" or claim.end is None:
        return
    import kzaz_analysis as kz  # noqa: PLC0415

    try:
        units = evidence.load("series").set_index("series")["unit"]
        unit = str(units[claim.series])
        level = converted(evidence, claim.value, claim.unit, unit).value
        study = kz.projection_study(
            claim.series, horizon_year=claim.end.year, target=level, evidence=evidence
        )
    except UsageError as error:
        yield f"No projection: {error}."
        return
    yield kz.page(study).answer.text
