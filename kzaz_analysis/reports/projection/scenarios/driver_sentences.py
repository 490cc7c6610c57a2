"""Sentences and cells about drivers and capacity that are true for every study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.grammar import listing, reason
from kzaz_analysis.display.numbers import amount, percent, percent_number
from kzaz_analysis.display.sentences import Said, said
from kzaz_analysis.reports.record.period_names import sources_of_statements

if TYPE_CHECKING:
    from kzaz_analysis.analysis.projection import Scenarios
    from kzaz_analysis.reports.projection.scenarios.capacity import CapacityStudy
    from kzaz_analysis.reports.projection.scenarios.drivers import DriverStudy

    Cells = dict[Any, Any]

RULES = {
    "latest": "as it is today",
    "mean_5": "mean of the last five years",
    "lowest_5": "lowest of the last five years",
    "highest_5": "highest of the last five years",
    "highest": "highest on record",
    "least_use": "smallest share on record",
    "latest_use": "latest share",
    "most_use": "largest share on record",
}
"""What each rule of the drivers table reads, in words."""

NO_CHANCE = "A scenario says what follows from a condition; it carries no probability"
NOT_STRONGEST = "another driver of the same kind moves the answer more"
STILL = "no case of it differs from today"


def assumed(row: Cells) -> str:
    """Say what a scenario takes for granted of one driver: rule, figure and unit."""
    rule = RULES.get(row["rule"], str(row["rule"]).replace("_", " "))
    figure = amount(row["value"], row["unit"])
    if pd.notna(row["use_pct"]):
        share = percent(row["use_pct"], 3)
        return f"{rule}: {share} of {figure}, as in {int(row['use_year'])}"
    return f"{rule}: {'at least ' if row['is_floor'] is True else ''}{figure}"


def why_not(rows: list[Cells]) -> str:
    """Say why a driver enters no path, from its rows of all cases."""
    texts = [text for r in rows for text in (r["reason"], r["kept_out"]) if text]
    if texts:
        return reason("; ".join(dict.fromkeys(texts)))
    still = all(r["effect"] == 0 for r in rows)
    return STILL if still else NOT_STRONGEST


def interval_words(row: Cells | None) -> str:
    """Write an elasticity with its interval, or nothing where there is none."""
    if row is None or row["reason"] or pd.isna(row["value"]):
        return ""
    value, low, high = (percent_number(row[c]) for c in ("value", "low", "high"))
    return f"{value} ({low} to {high})"


def driver_sentences(study: DriverStudy) -> list[Said | None]:
    """Say where the paths end, what moves them most, and what they are not."""
    if isinstance(study.scenarios, Refused):
        return [said(f"There are no scenarios: {reason(study.scenarios.reason)}")]
    scenarios = study.scenarios
    return [
        _ends(study, scenarios),
        _levels(study, scenarios),
        _strongest(study),
        _held_back(scenarios),
        said(NO_CHANCE),
    ]


def _ends(study: DriverStudy, found: Scenarios) -> Said:
    unit, latest = study.record.unit, study.record.annual.iloc[-1]
    year = int(found.paths["year"].max())
    ends = found.paths[found.paths["year"] == year]
    parts = listing(
        f"{amount(r['value'], unit)} on the {r['scenario']} path"
        for r in ends.to_dict("records")
    )
    start = f"From {amount(latest['value'], unit)} in {latest['year']}"
    return said(f"{start} the conditions lead by {year} to {parts}", latest["source"])


def _levels(study: DriverStudy, found: Scenarios) -> Said | None:
    parts, start = [], int(found.paths["year"].min())
    for target, rows in found.reached.groupby("target", sort=False):
        goal = amount(float(str(target)), study.record.unit)
        dated = rows[rows["year"].notna()]
        if dated["year"].eq(start).any():
            parts.append(f"{goal} is reached already")
            continue
        if dated.empty:
            parts.append(f"not one of them reaches {goal} by {study.horizon_year}")
            continue
        when = listing(
            f"the {r['scenario']} path in {r['year']}" for r in dated.to_dict("records")
        )
        never_reached = "" if len(dated) == len(rows) else ", the others not by then"
        parts.append(f"{goal} is reached on {when}{never_reached}")
    return said("; ".join(parts)) if parts else None


def _strongest(study: DriverStudy) -> Said:
    enter = study.effects[study.effects["enters"].astype(bool)]
    if enter.empty:
        return said("No driver enters a path: each is kept out, or moves nothing")
    size = enter["effect"].astype("float64").abs()
    row = enter.assign(size=size).sort_values("size", kind="stable").iloc[-1]
    way = "up" if row["effect"] > 0 else "down"
    moves = amount(abs(row["effect"]), study.record.unit)
    text = (
        f"Of the drivers {row['title']} moves a path most: {way} by {moves} on the "
        f"{row['scenario']} path, {percent(abs(row['points']))} of the last figure a "
        "year"
    )
    return said(text, row["source"])


def _held_back(found: Scenarios) -> Said | None:
    capped = found.conditions[found.conditions["year_capped"].notna()]
    if capped.empty:
        return None
    parts = listing(
        f"the {r['scenario']} path from {r['year_capped']}"
        for r in capped.to_dict("records")
    )
    return said(f"A ceiling of capacity holds back {parts}")


def capacity_sentences(study: CapacityStudy) -> list[Said | None]:
    """Say when which link binds, with what is announced and without it."""
    return [_announced(study), _today(study), *_branches(study), _uncounted(study)]


def _announced(study: CapacityStudy) -> Said:
    rows, unit = study.first[study.first["year"].notna()], study.record.unit
    free = study.first.loc[study.first["year"].isna(), "scenario"]
    horizon = study.horizon_year
    if rows.empty:
        return said(f"With what is announced nothing binds on any path up to {horizon}")
    parts = "; ".join(
        f"on the {r['scenario']} path the {r['title']} ({amount(r['ceiling'], unit)}) "
        f"binds in {r['year']}"
        for r in rows.to_dict("records")
    )
    noun = "path" if len(free) == 1 else "paths"
    beyond = f"; on the {listing(free)} {noun} nothing binds up to {horizon}"
    return said(parts + (beyond if len(free) else ""), *_sources(study, rows))


def _today(study: CapacityStudy) -> Said:
    rows, unit = study.first[study.first["year_today"].notna()], study.record.unit
    if rows.empty:
        return said(
            f"What stands today would carry every path up to {study.horizon_year}, too"
        )
    parts = listing(
        f"on the {r['scenario']} path in {r['year_today']} ({r['title_today']}, "
        f"{amount(r['ceiling_today'], unit)})"
        for r in rows.to_dict("records")
    )
    start = rows.assign(year=study.chain["year"].min())
    text = f"If nothing were added to what stands today, capacity would bind {parts}"
    return said(text, *_sources(study, start))


def _branches(study: CapacityStudy) -> list[Said]:
    """Name the links that only a part passes, with the year they would bind."""
    hits = study.hits[study.hits["carries"] == "part"]
    part = hits[hits["year"].notna()]
    return [
        said(
            f"The {title} is a branch and no ceiling; if everything took it, it would "
            "bind "
            + listing(
                f"on the {r['scenario']} path in {r['year']}"
                for r in rows.to_dict("records")
            )
        )
        for title, rows in part.groupby("title", sort=False)
    ]


def _uncounted(study: CapacityStudy) -> Said | None:
    rows = study.links.links
    titles = rows.loc[rows["reason"] != "", "title"]
    if titles.empty:
        return None
    verb = "is" if len(titles) == 1 else "are"
    text = f"Not counted {verb} {listing(titles)}, which cannot be compared with this"
    return said(f"{text} flow")


def _sources(study: CapacityStudy, rows: pd.DataFrame) -> list[str]:
    """Return the sources of the ceilings of some scenarios, each in one year."""
    keys = ["scenario", "year"]
    chain = study.chain.rename(columns={"case": "scenario"})
    met = rows[keys].astype({"year": "int64"}).merge(chain, on=keys)
    return sources_of_statements(study.links, met["statement"])
