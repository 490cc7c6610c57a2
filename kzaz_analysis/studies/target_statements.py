"""Every statement of every target: what it asks for, in the unit of its series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.targets.status import (
    MISSED,
    WORDING_SLACK,
    Level,
    Term,
)
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.evidence.periods import last_day
from kzaz_analysis.evidence.units import ratios_to
from kzaz_analysis.studies.targets import LEVELS, asked_value, usual_level

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.evidence.tables import Tables

    Row = Mapping[Any, Any]

LOOSE = ("approx", "under", "up_to")
"""Wordings that let a little less count as reached."""

DESCRIBING = ("length", "cost")
"""Measures that describe a work; nobody sets them as a target."""

OF_YEARS = ("flow", "rate")
"""Natures of series of which one year says nothing about the next."""

CATALOGUE = ["series", "title", "system", "nature", "unit", "better"]


def statements(evidence: Tables, series: str = "", target: str = "") -> pd.DataFrame:
    """Every row of the targets table with what its series is.

    Parameters
    ----------
    evidence : Tables
        Only statements published by its day.
    series : str
        Only statements about this series; all when empty.
    target : str
        Only statements of this target; all when empty.

    Returns
    -------
    pandas.DataFrame
        One row per statement, columns of the targets table and ``title, system,
        nature, series_unit, better`` of the series, ``announced`` (as published_on),
        sorted by ``promise``, day and id.
    """
    rows = evidence.load("targets")
    if series:
        rows = rows[rows["series"] == series]
    if target:
        rows = rows[rows["promise"] == target]
    catalogue = evidence.load("series")[CATALOGUE]
    catalogue = catalogue.rename(columns={"unit": "series_unit"})
    rows = rows.merge(catalogue, on="series", how="left", validate="many_to_one")
    rows = rows.assign(announced=rows["published_on"])
    return rows.sort_values(["promise", "published_on", "id"], ignore_index=True)


def target_level(evidence: Tables, row: Row, record: Callable[[], Record]) -> Level:
    """Read what one statement aims at, in the unit of its series.

    Parameters
    ----------
    evidence : Tables
        Where the units are read from.
    row : mapping
        A row of `statements`.
    record : callable
        Gives the record of the series, for a base that the statement names by year.

    Raises
    ------
    NotComputable
        If it names no number, no base, or a unit that does not convert.
    """
    if pd.isna(row["value"]):
        raise NotComputable("no number is named")
    value, measure = asked_value(row, row["better"]), str(row["measure"])
    at_most = is_less_better(row)
    if measure in LEVELS:
        factor = _ratio(evidence, str(row["unit"]), row)
    elif measure in ("growth", "multiple"):
        factor = _base(evidence, row, record)
    else:
        raise NotComputable(f"a {measure} is not a level")
    scale = _scaled(measure, factor)
    return Level(scale(value), scale(_edge(row, value, at_most)), at_most)


def _edge(row: Row, value: float, at_most: bool) -> float:
    """Level that still counts as reached under the wording."""
    if at_most:
        high = _number(row["high"], value)
        slack = 1 + WORDING_SLACK if row["qualifier"] == "approx" else 1
        return max(high, value) if slack == 1 else slack * value
    if row["qualifier"] not in LOOSE:
        return value
    low = _number(row["low"], value)
    return max(low, (1 - WORDING_SLACK) * value)


def _number(cell: Any, otherwise: float) -> float:
    return otherwise if pd.isna(cell) else float(cell)


def is_less_better(row: Row) -> bool:
    """Tell whether less of a series is better, as the catalogue says of it.

    Parameters
    ----------
    row : mapping
        A row of `statements`: it has ``better``.
    """
    return bool(row["better"] == "less")


def lasts(row: Row) -> bool:
    """Tell whether a level is one that lasts: it is reached by a year, not in it.

    Parameters
    ----------
    row : mapping
        A row of `statements`.
    """
    return row["nature"] not in OF_YEARS and row["measure"] != "date"


def is_description(row: Row) -> bool:
    """Tell whether a statement describes a work instead of setting a target."""
    is_fixed = row["nature"] == "constant" and row["measure"] != "date"
    return is_fixed or row["measure"] in DESCRIBING


def _scaled(measure: str, factor: float) -> Callable[[float], float]:
    if measure == "growth":
        return lambda pct: factor * (1 + pct / 100)
    return lambda value: factor * value


def _ratio(evidence: Tables, unit: str, row: Row) -> float:
    ratio = ratios_to(evidence, str(row["series_unit"])).get(unit)
    if ratio is None:
        of_target, of_series = (
            str(each).replace("_", " ") for each in (unit, row["series_unit"])
        )
        raise NotComputable(f"{of_target} are not converted to {of_series}")
    return float(ratio)


def _base(evidence: Tables, row: Row, record: Callable[[], Record]) -> float:
    if not pd.isna(row["base_value"]) and row["base_unit"]:
        return float(row["base_value"]) * _ratio(evidence, str(row["base_unit"]), row)
    if pd.isna(row["base_year"]):
        raise NotComputable("no base is named for the change")
    annual = record().annual
    base = annual.loc[annual["year"] == int(row["base_year"]), "value"]
    if base.empty:
        raise NotComputable(f"no figure for the base year {row['base_year']}")
    return float(base.iloc[0])


MONTHS_OF_HALF = 6
"""Months of a year after which more than half of it has passed."""


def term(row: Row) -> Term:
    """Read when a statement was made, and for when.

    Parameters
    ----------
    row : mapping
        A row of `statements`.
    """
    day = last_day(str(row["published_on"] or ""))
    start, end = row["deadline_start"], row["deadline_end"]
    is_dated = row["nature"] in OF_YEARS and pd.notna(start)
    announced = None if day is None else day.year
    if announced is None and pd.notna(end):
        announced = int(end.year)
    base = None if day is None else day.year - ((day.month, day.day) != (12, 31))
    return Term(
        first_year=int(start.year) if is_dated else announced,
        base_year=base,
        deadline=None if pd.isna(end) else end,
        is_plan=bool(is_dated and pd.notna(end) and start.year == end.year),
        set_on=day,
        late_in=_late_in(str(row["published_on"] or "")),
    )


def _late_in(published_on: str) -> int | None:
    """Year of which more than half had passed on the day; None if unsure of it."""
    year, month, *_ = [*map(int, filter(None, published_on.split("-"))), 0, 0]
    return year if month > MONTHS_OF_HALF else None


def leading_statement(statements: pd.DataFrame, today: pd.Timestamp) -> pd.Series[Any]:
    """Statement that stands for a target: its usual level, by the nearest date ahead.

    Descriptions and statements superseded count only where there is nothing else; of
    the levels set the one stated most often, of a flow before a capacity; of its
    dates the earliest that is ahead, so that a later one hides no earlier one, else
    the latest that has passed; at the same date one that the rule of the series
    judges before an association's. Of a work, whose dates replace each other, it is
    the newest statement with a date ahead.

    Parameters
    ----------
    statements : pandas.DataFrame
        Rows of `statements` of one target with the columns of `Judge.columns`.
    today : pandas.Timestamp
        The day of the judgement.
    """
    kinds = statements[["nature", "measure"]].to_dict("records")
    is_target = pd.Series([not is_description(row) for row in kinds], statements.index)
    pool = _unless_empty(statements, is_target)
    pool = _unless_empty(pool, pool["status"] != "superseded")
    pool = _of_usual_level(pool)
    ahead = pool[pool["deadline_end"] >= today]
    works = ahead[ahead["measure"] == "date"].sort_values("deadline_end")
    if len(works):
        newest: pd.Series[Any] = works.loc[
            works["published_on"].fillna("").sort_values(kind="stable").index[-1]
        ]
        return newest
    if len(ahead):
        pool = ahead[ahead["deadline_end"] == ahead["deadline_end"].min()]
    keys = pool[["deadline_end", "published_on"]].assign(
        by_rule=pool["latest_books"] != pool["announced_by"]
    )[["deadline_end", "by_rule", "published_on"]]
    last = keys.sort_values([*keys], na_position="first").index[-1]
    chosen: pd.Series[Any] = pool.loc[last]
    return chosen


def missed_before(statements: pd.DataFrame, leading: pd.Series[Any]) -> pd.DataFrame:
    """Statements of the same thing as a leading one whose earlier date was missed.

    Parameters
    ----------
    statements : pandas.DataFrame
        As `leading_statement` takes them, with ``target_status``.
    leading : pandas.Series
        What it returned.

    Returns
    -------
    pandas.DataFrame
        By their dates; of the same series and level, or of the same work.
    """
    missed = statements[
        (statements["series"] == leading["series"])
        & (statements["measure"].eq("date") == (leading["measure"] == "date"))
        & (statements["level"].eq(leading["level"]) | statements["level"].isna())
        & (statements["deadline_end"] < leading["deadline_end"])
        & (statements["target_status"] == MISSED)
    ]
    by_date: pd.DataFrame = missed.sort_values(["deadline_end", "id"])
    return by_date


def months_from_the_first(
    statements: pd.DataFrame, leading: pd.Series[Any]
) -> int | None:
    """Months from the first date set for a work to the one that stands for it.

    Parameters
    ----------
    statements, leading
        As `missed_before` takes them.

    Returns
    -------
    int or None
        None for what is no date, or where the first date that was set for the same
        thing is the same.
    """
    if leading["measure"] != "date" or pd.isna(leading["deadline_end"]):
        return None
    counted = placed(statements)["counted"].fillna("")
    dated = statements[
        (statements["series"] == leading["series"])
        & (statements["measure"] == "date")
        & statements["deadline_end"].notna()
        & (statements["published_on"].fillna("") != "")
        & counted.eq(counted.get(leading.name, ""))
    ]
    if dated.empty:
        return None
    deadline = leading["deadline_end"]
    planned = dated.sort_values(["published_on", "deadline_end"])["deadline_end"].iloc[
        0
    ]
    return 12 * (deadline.year - planned.year) + deadline.month - planned.month or None


def placed(statements: pd.DataFrame) -> pd.DataFrame:
    """Put undated statements about works in the order of the dates they replace.

    Parameters
    ----------
    statements : pandas.DataFrame
        As `statements` returns them.

    Returns
    -------
    pandas.DataFrame
        The same rows. A date for a work that replaces another one has, where its own
        day is not known, ``announced`` and ``counted`` of the statement replaced:
        the second stage of a hub that was due whole is the rest of that hub.
    """
    by_id = statements.drop_duplicates("id").set_index("id")
    replaced = by_id.reindex(statements["supersedes"]).set_index(statements.index)
    moves = (
        (statements["measure"] == "date")
        & (statements["announced"].fillna("") == "")
        & (statements["series"] == replaced["series"])
    )
    names = ("announced", "counted")
    return statements.assign(
        **{name: statements[name].mask(moves, replaced[name]) for name in names}
    )


def _unless_empty(rows: pd.DataFrame, chosen: pd.Series[bool]) -> pd.DataFrame:
    return rows[chosen] if chosen.any() and not chosen.all() else rows


def _of_usual_level(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the level stated most often, of a flow where there is one."""
    leveled = rows[rows["level"].notna()]
    if leveled.empty:
        return rows
    leveled = _unless_empty(leveled, leveled["measure"].isin(LEVELS))
    flows = leveled[leveled["nature"] == "flow"]
    candidates = flows if len(flows) else leveled
    of_series = candidates[candidates["series"] == candidates["series"].mode().iloc[0]]
    usual: pd.DataFrame = of_series[of_series["level"] == usual_level(of_series)]
    return usual
