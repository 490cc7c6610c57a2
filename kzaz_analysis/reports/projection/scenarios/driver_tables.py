"""What drives a series, and what carries it, as tables and prose of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.numbers import (
    amount,
    header,
    percent_number,
    significant,
)
from kzaz_analysis.display.sentences import Prose, paragraph
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.reports.projection.scenarios import driver_sentences as words
from kzaz_analysis.reports.record.period_names import (
    period_words,
    sources_of_statements,
)

if TYPE_CHECKING:
    from kzaz_analysis.analysis.projection import Scenarios
    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.reports.projection.scenarios.capacity import CapacityStudy
    from kzaz_analysis.reports.projection.scenarios.drivers import DriverStudy

SCENARIOS = "Scenarios"
CONDITIONS = "What each scenario takes for granted"
KEPT_OUT = "Drivers that enter no path"
CHAIN = "Capacity that all of it must pass"

PLACE_CONDITIONS = "conditions"
PLACE_CAPACITY = "capacity"


def driver_sources(study: DriverStudy | Refused) -> tuple[str, ...]:
    """Return the sources of `condition_table`, in the order of its rows.

    Parameters
    ----------
    study : DriverStudy or Refused
        The numbers.

    Returns
    -------
    tuple of str
        For the page's list of sources, under the place ``"conditions"``.
    """
    rows = [] if isinstance(study, Refused) else _condition_rows(_entering(study))
    return _sources(rows)


def capacity_sources(study: CapacityStudy | Refused) -> tuple[str, ...]:
    """Return the sources of `capacity_table`, for the place ``"capacity"``."""
    return _sources(_chain_rows(study))


def driver_words(study: DriverStudy | Refused, cite: SourceList) -> Prose:
    """Say where the paths end and what moves them most, or why there are none."""
    return paragraph(words.driver_sentences(study), cite)


def scenario_table(study: DriverStudy | Refused) -> Table:
    """Set out one row per scenario: its end, its pace, its level and its ceiling."""
    paths = _paths(study)
    if isinstance(study, Refused) or paths is None:
        return table(SCENARIOS, (), ())
    unit, targets = study.record.unit, paths.reached["target"].unique()
    rows = [
        Row(
            (
                f"{r['scenario']}",
                r["condition"] or "nothing: the last figure held",
                significant(_end(paths, r["scenario"]), 3),
                percent_number(r["cagr_pct"]),
                *(_reached(paths, r["scenario"], target) for target in targets),
                "" if pd.isna(r["year_capped"]) else str(r["year_capped"]),
            )
        )
        for r in paths.conditions.to_dict("records")
    ]
    end = header(f"#level in {int(paths.paths['year'].max())}", unit)
    levels = [f"{amount(target, unit)} reached" for target in targets]
    heads = (
        "scenario",
        "what moves it",
        end,
        "#growth, % a year",
        *levels,
        "ceiling from",
    )
    return table(SCENARIOS, heads, rows, data=paths.conditions)


def condition_table(study: DriverStudy | Refused, cite: SourceList) -> Table:
    """Set out one row per scenario and driver that enters its path."""
    if isinstance(study, Refused):
        return table(CONDITIONS, (), ())
    effect = header(f"#effect by {study.horizon_year}", study.record.unit)
    names = ("scenario", "driver", "what is assumed", "period")
    heads = (*names, effect, "#the same a year, % of the last figure")
    frame = _entering(study)
    rows = _condition_rows(frame)
    return table(CONDITIONS, heads, rows, cite, place=PLACE_CONDITIONS, data=frame)


def kept_out_table(study: DriverStudy | Refused) -> Table:
    """Set out the drivers that enter no path, and why."""
    if isinstance(study, Refused):
        return table(KEPT_OUT, (), ())
    slopes = study.elasticities.set_index("driver").to_dict("index")
    rows = []
    for driver, of_driver in study.effects.groupby("driver", sort=False):
        if not of_driver["enters"].any():
            cells = of_driver.to_dict("records")
            slope = words.interval_words(slopes.get(driver))
            rows.append(Row((cells[0]["title"], words.why_not(cells), slope)))
    heads = ("driver", "why it is left out", "elasticity and its interval")
    return table(KEPT_OUT, heads, rows)


def capacity_words(study: CapacityStudy | Refused, cite: SourceList) -> Prose:
    """Say when which link binds, with what is announced and without it."""
    return paragraph(words.capacity_sentences(study), cite)


def capacity_table(study: CapacityStudy | Refused, cite: SourceList) -> Table:
    """Set out by case from which year which capacity counts."""
    if isinstance(study, Refused):
        return table(CHAIN, (), ())
    capacity = header("#it carries", study.record.unit)
    heads = ("case", "from", "smallest link", capacity)
    return table(CHAIN, heads, _chain_rows(study), cite, place=PLACE_CAPACITY)


def _entering(study: DriverStudy) -> pd.DataFrame:
    """Take the effects that enter a path, in the order of the scenarios."""
    enter = study.effects[study.effects["enters"].astype(bool)]
    if _paths(study) is None:
        return enter.head(0)
    places = {name: n for n, name in enumerate(study.conditions["scenario"].unique())}
    order = enter["scenario"].map(places).sort_values(kind="stable").index
    return enter.loc[order]


def _condition_rows(effects: pd.DataFrame) -> list[Row]:
    return [
        Row(
            (
                r["scenario"],
                r["title"],
                words.assumed(r),
                period_words(r["period"]),
                significant(r["effect"], 3),
                percent_number(r["points"]),
            ),
            tuple(
                s for s in (r["source"], r["rate_source"]) if isinstance(s, str) and s
            ),
        )
        for r in effects.to_dict("records")
    ]


def _chain_rows(study: CapacityStudy | Refused) -> list[Row]:
    """Keep the years in which the smallest link or its size changes."""
    if isinstance(study, Refused):
        return []
    chain = study.chain
    keys = ["case", "link", "ceiling", "statement"]
    changed = (chain[keys] != chain[keys].shift()).any(axis=1)
    return [
        Row(
            (
                r["case"],
                str(r["year"]),
                r["title"],
                significant(r["ceiling"], 4),
            ),
            tuple(sources_of_statements(study.links, [r["statement"]])),
        )
        for r in chain[changed].to_dict("records")
    ]


def _sources(rows: list[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for row in rows for source in row.sources))


def _paths(study: DriverStudy | Refused) -> Scenarios | None:
    if isinstance(study, Refused) or isinstance(study.scenarios, Refused):
        return None
    return study.scenarios


def _end(found: Scenarios, scenario: str) -> float:
    path = found.paths[found.paths["scenario"] == scenario]
    return float(path["value"].iloc[-1])


def _reached(found: Scenarios, scenario: str, target: float) -> str:
    of_scenario = found.reached["scenario"] == scenario
    year = found.reached.loc[
        of_scenario & (found.reached["target"] == target), "year"
    ].iloc[0]
    return "not by then" if pd.isna(year) else str(year)
