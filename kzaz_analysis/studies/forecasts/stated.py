"""Forecasts of a ledger, one row per year ahead, and how they fared."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.projection.evaluation.stated_quantiles import (
    crps_of,
    log_error,
)
from kzaz_analysis.chained_lines import is_contained
from kzaz_analysis.studies.forecasts.commitments import IDENTITY, IN_YEAR
from kzaz_analysis.studies.forecasts.outturns import outturns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kzaz_analysis.evidence.tables import Tables

    Row = Mapping[str, Any]

OPEN, SCORED, KNOWN = "open", "scored", "known on the day"
"""A year without a figure yet; with one; with one that the forecaster could see."""

REPEATED = "stated before"
"""Status of a year that an earlier line forecasts, where only its target is new."""

ELSEWHERE = "not in these tables"
"""Status of a series of another dataset: a ledger may serve several."""

FORECAST = ["reporter", "unit", "origin_year", "origin_value"]
FORECAST += ["probabilities", "quantiles"]
"""What of a record must agree, besides its subject, to be one and the same forecast."""

EVENT = ("target", "event")
"""Keys of a subject that say what a probability is of."""

COLUMNS = [
    *("line", "day", "page", "series", "rule", "as_of", "reporter", "unit"),
    *("origin_year", "origin_value", "year", "median", "low_80", "high_80"),
    *("low_95", "high_95", "target", "event", "probability", "status", "outturn"),
    "source",
    *("error_pct", "no_change_error_pct", "crps", "crps_no_change"),
    *("inside_80", "inside_95", "happened", "brier", "brier_no_change"),
]


def scored_lines(evidence: Tables, lines: Iterable[Row]) -> pd.DataFrame:
    """Hold every line of a ledger against what has been published since.

    A year counts only where the reporter had published no figure for it on the day of
    the line. Errors are in percent of the outturn, CRPS in logs; *no change* is the
    last figure that the projection rested on. A forecast that an earlier line states
    (the same series, rule, as-of day, origin, horizon and quantiles) counts once: its
    later line is left out, or scored by its probabilities alone where their target is
    another, or must be met in the last year and not by it.

    Parameters
    ----------
    evidence : Tables
        What is known now.
    lines : iterable of mapping
        Lines of a ledger; those that are no projection are left out.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`, one row per line and year ahead, in the order of the lines.
        ``event``: ``in_year`` where the probability is that of the target in that year,
        empty where it is that of having reached it by then; ``happened``: whether that
        came about, missing while open;
        ``brier`` is missing until the year itself is in, reached or not.
    """
    catalogue = set(evidence.load("series")["series"])
    rows: list[dict[str, Any]] = []
    stated: list[Row] = []
    for line in lines:
        if (
            not isinstance(line.get("record"), dict)
            or "quantiles" not in line["record"]
        ):
            continue
        earlier = [one for one in stated if _is_same(line, one)]
        if any(_adds_no_chance(line, one) for one in earlier):
            continue
        stated.append(line)
        rows += _rows(evidence, line, catalogue, is_repeated=bool(earlier))
    return pd.DataFrame(rows, columns=COLUMNS)


def _is_same(line: Row, earlier: Row) -> bool:
    """Return whether two lines state the same quantiles of the same years."""
    about = {key: line["subject"].get(key) for key in IDENTITY if key not in EVENT}
    if not is_contained(about, earlier["subject"]):
        return False
    fan, earlier_fan = (
        {key: one["record"].get(key) for key in FORECAST} for one in (line, earlier)
    )
    return is_contained(fan, earlier_fan) and is_contained(earlier_fan, fan)


def _adds_no_chance(line: Row, earlier: Row) -> bool:
    """Return whether a repeated line has no probabilities, or those stated before."""
    if not line["record"].get("chances"):
        return True
    return all(line["subject"].get(key) == earlier["subject"].get(key) for key in EVENT)


def _rows(
    evidence: Tables, line: Row, catalogue: set[str], *, is_repeated: bool
) -> Iterator[dict[str, Any]]:
    subject, record = line["subject"], line["record"]
    is_here = subject["series"] in catalogue
    flow = (subject["series"], record["reporter"])
    now = _values(evidence, *flow) if is_here else None
    then = _values(evidence.at(line["day"]), *flow) if is_here else None
    about = {name: line.get(name) for name in ("line", "day", "page")}
    about |= {name: subject.get(name) for name in ("series", "rule", "as_of", "target")}
    about["event"] = subject.get("event") or ""
    names = ("reporter", "unit", "origin_year", "origin_value")
    about |= {name: record[name] for name in names}
    for text, quantiles in record["quantiles"].items():
        year = int(text)
        stated = dict(zip(record["probabilities"], quantiles, strict=True))
        chance = (record.get("chances") or {}).get(text, math.nan)
        row = about | {"year": year, "probability": chance} | _bounds(stated)
        if now is None or then is None:
            yield row | {"status": ELSEWHERE}
        elif year in then.index:
            yield row | {"status": KNOWN}
        elif is_repeated:
            yield row | {"status": REPEATED} | _event(row, now, then)
        else:
            yield row | _fared(row, stated, now) | _event(row, now, then)


def _values(evidence: Tables, series: str, reporter: str) -> pd.DataFrame:
    annual = outturns(evidence, series, reporter)
    return annual.set_index("year")[["value", "source"]]


def _bounds(stated: Mapping[float, float]) -> dict[str, float]:
    names = {"low_95": 0.025, "low_80": 0.1, "median": 0.5}
    names |= {"high_80": 0.9, "high_95": 0.975}
    return {name: stated[p] for name, p in names.items()}


def _fared(
    row: Row, stated: Mapping[float, float], now: pd.DataFrame
) -> dict[str, Any]:
    if row["year"] not in now.index:
        return {"status": OPEN}
    value, origin_value = float(now["value"][row["year"]]), float(row["origin_value"])
    return {
        "status": SCORED,
        "outturn": value,
        "source": now["source"][row["year"]],
        "error_pct": _off_pct(row["median"], value),
        "no_change_error_pct": _off_pct(origin_value, value),
        "crps": crps_of(value, list(stated), list(stated.values())),
        "crps_no_change": log_error(value, origin_value),
        "inside_80": row["low_80"] <= value <= row["high_80"],
        "inside_95": row["low_95"] <= value <= row["high_95"],
    }


def _event(row: Row, now: pd.DataFrame, then: pd.DataFrame) -> dict[str, Any]:
    """Score the chance of having reached the target by the year of a row.

    A target that had been reached on the day of the line scores nobody. What is reached
    early is scored when the year is in, as what is missed: otherwise the means of open
    years would count hits alone.
    """
    if row["target"] is None or math.isnan(row["probability"]):
        return {}
    if _reached(then, row):
        return {}
    happened = _reached(now, row)
    if row["year"] not in now.index:
        return {"happened": True} if happened else {}
    unchanged = float(row["origin_value"] >= row["target"])
    return {
        "happened": happened,
        "brier": (row["probability"] - happened) ** 2,
        "brier_no_change": (unchanged - happened) ** 2,
    }


def _reached(figures: pd.DataFrame, row: Row) -> bool:
    first_year = row["year"] if row["event"] == IN_YEAR else row["origin_year"]
    years = (figures.index >= first_year) & (figures.index <= row["year"])
    return bool((figures["value"][years] >= row["target"]).any())


def _off_pct(stated: float, value: float) -> float:
    return 100 * (stated / value - 1) if value > 0 else math.nan


def score_table(scores: pd.DataFrame) -> pd.DataFrame:
    """Summarise scores by series, all of them last.

    Parameters
    ----------
    scores : pandas.DataFrame
        What `scored_lines` returns.

    Returns
    -------
    pandas.DataFrame
        Columns ``series, forecasts, open, outturns, crps, crps_no_change, coverage_80,
        coverage_95`` (percent) ``, chances, brier, brier_no_change``; means over the
        forecasts that have an outturn, missing where there is none.
    """
    groups = [*scores.groupby("series", sort=True), ("all", scores)]
    return pd.DataFrame([{"series": name} | _means(part) for name, part in groups])


def _means(part: pd.DataFrame) -> dict[str, float]:
    scored = part[part["status"] == SCORED]
    numbers = ["crps", "crps_no_change", "brier", "brier_no_change"]
    means = part[numbers].astype(float).mean().to_dict()
    return {
        "forecasts": int((part["status"] != REPEATED).sum()),
        "open": int((part["status"] == OPEN).sum()),
        "outturns": len(scored),
        **{name: means[name] for name in numbers[:2]},
        "coverage_80": 100 * scored["inside_80"].astype(float).mean(),
        "coverage_95": 100 * scored["inside_95"].astype(float).mean(),
        "chances": int(part["brier"].notna().sum()),
        **{name: means[name] for name in numbers[2:]},
    }
