"""Stages of one link: what stands today, and every level that was announced."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.targets.capacity import STAGES
from kzaz_analysis.analysis.targets.target_gap import deadline_slippage
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.evidence.units import ratios, ratios_to
from kzaz_analysis.studies.conversions import rate_to
from kzaz_analysis.studies.driver_values import names_of, period_text
from kzaz_analysis.studies.target_statements import statements, target_level
from kzaz_analysis.studies.targets import usual_level

if TYPE_CHECKING:
    from kzaz_analysis.studies.driver_values import Row

STAGE_COLUMNS = [*STAGES, "deadline", "source"]
STANDS = {"from_year": math.nan, "is_announced": False, "said_on": "", "only_in": ""}
"""What a stage is unless something else is said: there today, in all cases."""


def stated(row: Row, record: Record) -> dict[str, Any]:
    """Say what is stated of a link, whether or not its unit can be compared."""
    if row["kind"] == "quota":
        return {}
    name = names_of(row)[0]
    stock = series_of(record.evidence, name, str(row["books"]) or None)
    link: dict[str, Any] = {"stated_unit": stock.unit}
    if stock.annual.empty:
        return link
    latest = stock.annual.iloc[-1]
    return link | {
        "stated": float(latest["value"]),
        "stated_low": float(latest["low"]),
        "stated_high": float(latest["high"]),
        "year": int(latest["year"]),
        "period": period_text(latest["period_start"], latest["period_end"]),
        "books": latest["books"],
        "source": latest["source"],
    }


def capacity_stages(row: Row, record: Record) -> tuple[dict[str, Any], pd.DataFrame]:
    """Read one capacity: what is known of the link, and its stages.

    Raises
    ------
    NotComputable
        If no capacity of today is on record, or its unit cannot be compared.
    """
    link = stated(row, record)
    if "stated" not in link:
        raise NotComputable("no capacity of today is on record")
    rate = rate_to(record.evidence, row, link["stated_unit"], record.unit)
    other_stages = _others(row, record)
    taken = other_stages.get("others", 0.0)
    stock = names_of(row)[0]
    stated_levels = statements(record.evidence, stock)
    rows = [_today_stage(link), *_announced(stated_levels, record)]
    rows += _works(row, link["stated_unit"], record)
    stages = stage_frame(rows, row)
    stages["value"] = (stages["value"] * rate.value - taken).clip(lower=0.0)
    level = stated_levels["value"] * ratios(
        record.evidence, stated_levels["unit"], link["stated_unit"]
    )
    slips = deadline_slippage(stated_levels.assign(level=level))["slip_years"].dropna()
    link |= other_stages | {"capacity": float(stages["value"].iloc[0])}
    link |= {"slip_years": slips.mean() if len(slips) else None, "slips": len(slips)}
    return link, stages


def _today_stage(link: dict[str, Any]) -> dict[str, Any]:
    source = link["source"]
    return {"value": link["stated"], "statement": source, "source": source}


def stage_frame(rows: list[dict[str, Any]], row: Row) -> pd.DataFrame:
    """Make a frame of stages, what is not said of each as `STANDS` has it."""
    whole = [STANDS | {"link": row["driver"]} | stage for stage in rows]
    return pd.DataFrame(whole, columns=STAGE_COLUMNS)


def _others(row: Row, record: Record) -> dict[str, Any]:
    """Tell what else passes through the link, in the last year with both figures.

    Months of a figure for part of a year would have to match, so only years count.
    """
    name = str(row["shared_with"])
    if not name:
        return {}
    total = series_of(record.evidence, name)
    ratio = ratios_to(record.evidence, record.unit).get(total.unit)
    both = total.annual.merge(record.annual, on="year", suffixes=("", "_own"))
    if ratio is None or both.empty:
        return {}
    latest = both.iloc[-1]
    return {
        "others": max(0.0, float(latest["value"] * ratio - latest["value_own"])),
        "others_year": int(latest["year"]),
        "others_source": latest["source"],
    }


def _announced(said: pd.DataFrame, record: Record) -> list[dict[str, Any]]:
    """Levels set for a day that is still ahead, from the year after it."""
    replaced = set(said["supersedes"]) - {""}
    rows = []
    for row in said.to_dict("records"):
        level = attempt(
            "level", partial(target_level, record.evidence, row, _no_record)
        )
        day = row["deadline_end"]
        over = pd.notna(day) and day <= _today(record, said)
        if isinstance(level, Refused) or over or row["id"] in replaced:
            continue
        rows.append(
            {
                "value": level.value,
                "from_year": math.nan if pd.isna(day) else day.year + 1,
                "is_announced": True,
                "said_on": row["published_on"],
                "statement": row["id"],
                "deadline": day,
                "source": row["source"],
            }
        )
    return rows


def _no_record() -> Record:
    raise NotComputable("the base of the change is not named")


def _today(record: Record, said: pd.DataFrame) -> pd.Timestamp:
    """Day of the question, else of the last word about the link or the series."""
    if record.evidence.day is not None:
        return record.evidence.day
    words = pd.concat([said["published_on"], record.annual["published_on"]])
    days = words[words.str.len() == len("2025-10-21")]
    end = pd.Timestamp(int(record.annual["year"].iloc[-1]), 12, 31)
    return max(end, pd.Timestamp(days.max())) if len(days) else end


def _works(row: Row, unit: str, record: Record) -> list[dict[str, Any]]:
    """Capacity that a milestone of the link's project names, done or planned."""
    works = record.evidence.load("milestones")
    ratio = ratios(record.evidence, works["unit"], unit)
    usable = (works["project"] == (row["project"] or None)) & ratio.notna()
    rows = []
    for work in works.assign(value=works["value"] * ratio)[usable].to_dict("records"):
        done = pd.notna(work["actual_end"])
        day = work["actual_end"] if done else work["planned_end"]
        rows.append(
            {
                "value": work["value"],
                "from_year": math.nan if pd.isna(day) else day.year + 1,
                "is_announced": not done,
                "said_on": work["published_on"],
                "statement": work["id"],
                "deadline": work["planned_end"],
                "source": work["source"],
            }
        )
    return rows


def quota_stages(row: Row, record: Record) -> tuple[dict[str, Any], pd.DataFrame]:
    """Read agreements: the first target is in force, others count in the high case."""
    first_name, *more = names_of(row)
    stated_levels = _levels(statements(record.evidence, record.name), record)
    dated = stated_levels[
        (stated_levels["promise"] == first_name) & stated_levels["deadline_end"].notna()
    ]
    if dated.empty:
        raise NotComputable("no agreement with a date had been published")
    value = usual_level(dated)
    force = dated[dated["level"] == value]
    first_year = int(force["deadline_start"].fillna(force["deadline_end"]).min().year)
    last_year = int(force["deadline_end"].max().year)
    # Of statements of one level, the one with the longest term is the agreement.
    term = (force["deadline_end"] - force["deadline_start"]).dt.days
    longest = force.assign(term=term.fillna(0)).sort_values("term", kind="stable")
    source = str(longest["source"].iloc[-1])
    link = {
        "stated": value,
        "stated_low": value,
        "stated_high": value,
        "stated_unit": record.unit,
        "first_year": first_year,
        "year": last_year,
        "period": f"{first_year} to {last_year}",
        "source": source,
        "capacity": value,
        "slips": 0,
    }
    larger = stated_levels[stated_levels["promise"].isin(more)]
    rows = [_today_stage(link), *_larger(larger, record)]
    return link, stage_frame(rows, row)


def _larger(said: pd.DataFrame, record: Record) -> list[dict[str, Any]]:
    """Agreements that are not in force: they count next year, in the high case."""
    next_year = int(record.annual["year"].iloc[-1]) + 1
    return [
        {
            "value": agreed["level"],
            "from_year": next_year,
            "is_announced": True,
            "said_on": agreed["published_on"],
            "only_in": "high",
            "statement": agreed["id"],
            "source": agreed["source"],
        }
        for agreed in said.to_dict("records")
    ]


def _levels(said: pd.DataFrame, record: Record) -> pd.DataFrame:
    """Statements that name a level, with it in the unit of the series."""
    ratio = ratios(record.evidence, said["unit"], record.unit)
    levels = (said["value"] * ratio).where(said["measure"] == "level")
    return said.assign(level=levels)[levels.notna()]
