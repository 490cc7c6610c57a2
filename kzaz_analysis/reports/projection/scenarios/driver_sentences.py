"""Sentences and cells about drivers and capacity that are true for every study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.grammar import clause
from kzaz_analysis.display.numbers import (
    amount,
    least_amount,
    percent,
    percent_number,
)
from kzaz_analysis.display.templates import Sentences
from kzaz_analysis.reports.record.period_names import sources_of_statements

if TYPE_CHECKING:
    from kzaz_analysis.analysis.projection import Scenarios
    from kzaz_analysis.display.sentences import SourcedSentence
    from kzaz_analysis.reports.projection.scenarios.capacity import CapacityStudy
    from kzaz_analysis.reports.projection.scenarios.drivers import DriverStudy
    from kzaz_analysis.reports.projection.scenarios.given_values import GivenPath

    Cells = dict[Any, Any]

say = Sentences(__file__).say

RULES = {
    "latest": "as it is today",
    "mean_5": "mean of the last five years",
    "lowest_5": "lowest of the last five years",
    "highest_5": "highest of the last five years",
    "highest": "highest that its reporter published",
    "least_use": "smallest share on record",
    "latest_use": "latest share",
    "most_use": "largest share on record",
}
"""What each rule of the drivers table reads, in words."""

NOT_STRONGEST = "another driver of the same kind moves the answer more"
STILL = "no case of it differs from today"


def assumed(row: Cells) -> str:
    """Say what a scenario takes for granted of one driver: rule, figure and unit."""
    rule = RULES.get(row["rule"], str(row["rule"]).replace("_", " "))
    figure = amount(row["value"], row["unit"])
    if pd.notna(row["use_pct"]):
        share = percent(row["use_pct"], 3)
        return f"{rule}: {share} of {figure}, as in {int(row['use_year'])}"
    if row["is_floor"] is True:
        figure = f"at least {least_amount(row['value'], row['unit'])}"
    return f"{rule}: {figure}"


def why_not(rows: list[Cells]) -> str:
    """Say why a driver enters no path, from its rows of all cases."""
    texts = [text for r in rows for text in (r["reason"], r["kept_out"]) if text]
    if texts:
        return clause("; ".join(dict.fromkeys(texts)))
    still = all(r["effect"] == 0 for r in rows)
    return STILL if still else NOT_STRONGEST


def interval_words(row: Cells | None) -> str:
    """Write an elasticity with its interval, or nothing where there is none."""
    if row is None or row["reason"] or pd.isna(row["value"]):
        return ""
    value, low, high = (percent_number(row[c]) for c in ("value", "low", "high"))
    return f"{value} ({low} to {high})"


def driver_sentences(study: DriverStudy | Refused) -> list[SourcedSentence | None]:
    """Say where the paths end, what moves them most, and what they are not."""
    scenarios = study if isinstance(study, Refused) else study.scenarios
    if isinstance(study, Refused) or isinstance(scenarios, Refused):
        why = scenarios.reason if isinstance(scenarios, Refused) else ""
        return [say("no_scenarios", reason_text=why)]
    return [
        _ends(study, scenarios),
        *_reaches(study, scenarios),
        _strongest(study),
        _held_back(scenarios),
        say("condition"),
    ]


def given_sentences(
    study: DriverStudy, given: GivenPath
) -> list[SourcedSentence | None]:
    """Say where drivers at given values lead, and which of them move nothing."""
    effects = given.effects
    silent = effects[(effects[["reason", "kept_out"]] != "").any(axis=1)]
    why_silent: list[SourcedSentence | None] = [
        say("given_moves_nothing", title=r["title"], reason_text=why_not([r]))
        for r in silent.to_dict("records")
    ]
    if isinstance(given.scenarios, Refused):
        return [say("no_scenarios", reason_text=given.scenarios.reason), *why_silent]
    if given.entering.empty:
        return why_silent
    ends = _given_end(study, given.entering, given.scenarios)
    reaches = _given_reaches(study, given.scenarios)
    return [ends, *reaches, *why_silent, say("condition")]


def _given_reaches(study: DriverStudy, scenarios: Scenarios) -> list[SourcedSentence]:
    return [
        say(
            "given_reaches",
            level=float(row["target"]),
            unit=study.record.unit,
            horizon=study.horizon_year,
            reached_in=None if pd.isna(row["year"]) else int(row["year"]),
        )
        for row in scenarios.reached.to_dict("records")
    ]


def _given_end(
    study: DriverStudy, moving: pd.DataFrame, scenarios: Scenarios
) -> SourcedSentence:
    latest = study.record.annual.iloc[-1]
    columns = ["title", "value", "today", "is_floor", "unit"]
    return say(
        "given",
        latest["source"],
        *moving["source"],
        drivers=moving[columns].to_dict("records"),
        **{c: moving[c].sum() for c in ("effect", "effect_low", "effect_high")},
        value=latest["value"],
        unit=study.record.unit,
        year=int(latest["year"]),
        horizon=study.horizon_year,
        end=float(scenarios.paths["value"].iloc[-1]),
    )


def _ends(study: DriverStudy, scenarios: Scenarios) -> SourcedSentence:
    latest, paths = study.record.annual.iloc[-1], scenarios.paths
    horizon = int(paths["year"].max())
    ends = paths[paths["year"] == horizon][["scenario", "value"]]
    return say(
        "ends",
        latest["source"],
        value=latest["value"],
        unit=study.record.unit,
        year=int(latest["year"]),
        horizon=horizon,
        paths=ends.to_dict("records"),
    )


def _reaches(study: DriverStudy, scenarios: Scenarios) -> list[SourcedSentence]:
    """Say by level which path reaches it in which year."""
    start = int(scenarios.paths["year"].min())
    sentences = []
    for target in scenarios.reached["target"].unique():
        rows = scenarios.reached[scenarios.reached["target"] == target]
        dated = rows[rows["year"].notna()]
        reached = say(
            "reaches",
            level=float(str(target)),
            unit=study.record.unit,
            horizon=study.horizon_year,
            is_reached=bool(dated["year"].eq(start).any()),
            paths=_in_years(dated, "year"),
            are_all=len(dated) == len(rows),
        )
        sentences.append(reached)
    return sentences


def _in_years(rows: pd.DataFrame, column: str, *more: str) -> list[Cells]:
    """Give each path and its year, with other columns as they are called."""
    pairs = zip(rows.to_dict("records"), rows[column].astype("int64"), strict=True)
    return [
        {"scenario": row["scenario"], "year": int(year), **{c: row[c] for c in more}}
        for row, year in pairs
    ]


def _strongest(study: DriverStudy) -> SourcedSentence:
    enter = study.effects[study.effects["enters"].astype(bool)]
    if enter.empty:
        return say("no_driver")
    size = enter["effect"].astype("float64").abs()
    row = enter.assign(size=size).sort_values("size", kind="stable").iloc[-1]
    return say(
        "strongest",
        row["source"],
        driver=row["title"],
        effect=row["effect"],
        unit=study.record.unit,
        scenario=row["scenario"],
        points_pct=row["points"],
    )


def _held_back(scenarios: Scenarios) -> SourcedSentence | None:
    conditions = scenarios.conditions
    capped = conditions[conditions["year_capped"].notna()]
    if capped.empty:
        return None
    return say("held_back", paths=_in_years(capped, "year_capped"))


def capacity_sentences(study: CapacityStudy | Refused) -> list[SourcedSentence | None]:
    """Say when which link binds, with what is announced and without it."""
    if isinstance(study, Refused):
        return [say("no_capacity", reason_text=study.reason)]
    return [_announced(study), _today(study), *_branches(study), _uncounted(study)]


def _announced(study: CapacityStudy) -> SourcedSentence:
    rows, horizon = study.first[study.first["year"].notna()], study.horizon_year
    if rows.empty:
        return say("nothing_binds", horizon=horizon)
    return say(
        "binds",
        *_sources(study, rows),
        unit=study.record.unit,
        horizon=horizon,
        paths=_in_years(rows, "year", "title", "ceiling"),
        free=list(study.first.loc[study.first["year"].isna(), "scenario"]),
    )


def _today(study: CapacityStudy) -> SourcedSentence:
    rows = study.first[study.first["year_today"].notna()]
    if rows.empty:
        return say("today_carries", horizon=study.horizon_year)
    names = {"title_today": "title", "ceiling_today": "ceiling"}
    renamed = rows.drop(columns=["title", "ceiling"]).rename(columns=names)
    paths = _in_years(renamed, "year_today", "title", "ceiling")
    start = rows.assign(year=study.chain["year"].min())
    unit = study.record.unit
    return say("binds_today", *_sources(study, start), unit=unit, paths=paths)


def _branches(study: CapacityStudy) -> list[SourcedSentence]:
    """Name the links that only a part passes, with the year they would bind."""
    hits = study.hits[study.hits["carries"] == "part"]
    part = hits[hits["year"].notna()]
    return [
        say(
            "branch", title=title, paths=_in_years(part[part["title"] == title], "year")
        )
        for title in part["title"].unique()
    ]


def _uncounted(study: CapacityStudy) -> SourcedSentence | None:
    rows = study.links.links
    titles = list(rows.loc[rows["reason"] != "", "title"])
    return say("uncounted", titles=titles) if titles else None


def _sources(study: CapacityStudy, rows: pd.DataFrame) -> list[str]:
    """Return the sources of the ceilings of some scenarios, each in one year."""
    return sources_of_statements(study.links, study.statements_of(rows))
