"""Rules about targets: what is promised, by when, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

TARGETS = ("targets",)
LEVELS = ("level", "count", "length", "cost")
SLIP = 100


def _without_level(rows: Rows) -> Mask:
    return rows["measure"].isin([*LEVELS, "growth"]) & rows["value"].isna()


def _without_multiple(rows: Rows) -> Mask:
    return rows["measure"].isin(["multiple", "increase"]) & rows["value"].isna()


def _in_other_unit(rows: Rows) -> Mask:
    """Tell which levels could not even be converted by a factor, nor be a tally."""
    promised, series = (
        rows[c].str.removesuffix(" per year") for c in ("dimension", "series_dimension")
    )
    convertible = _kind_of_quantity(promised) == _kind_of_quantity(series)
    stated = (promised != "") & (series != "")
    return rows["measure"].isin([*LEVELS, "increase"]) & stated & ~convertible


def _from_other_unit(rows: Rows) -> Mask:
    base, series = (rows[c] for c in ("base_dimension", "series_dimension"))
    stated = (base != "") & ~series.isin(["", "date"])
    return stated & (_kind_of_quantity(base) != _kind_of_quantity(series))


def _in_other_currency(rows: Rows) -> Mask:
    money = rows["dimension"].str.startswith("money ")
    return money & rows["measure"].isin([*LEVELS, "increase"]) & ~rows["has_factor"]


def _kind_of_quantity(dimension: pd.Series[str]) -> pd.Series[str]:
    freight = dimension.isin(["mass", "volume"])
    return dimension.str.split(" ").str[0].where(~freight, "freight")


def _of_other_promise(rows: Rows) -> Mask:
    promise = _superseded(rows, "promise")
    return promise.notna() & (promise != rows["promise"])


def _of_later_statement(rows: Rows) -> Mask:
    return _superseded(rows, "published_from") > rows["published"]


def _superseded(rows: Rows, column: str) -> pd.Series:
    statements = rows.drop_duplicates("id").set_index("id")[column]
    return rows["supersedes"].map(statements)


def _supersedes_itself(rows: Rows) -> Mask:
    following = dict(zip(rows["id"], rows["supersedes"], strict=True))
    return rows["id"].map(lambda start: _returns(start, following))


def _returns(start: str, following: dict[str, str]) -> bool:
    passed, step = {""}, following.get(start, "")
    while step not in passed:
        passed.add(step)
        step = following.get(step, "")
        if step == start:
            return True
    return start != "" and following.get(start) == start


def _open_but_superseded(rows: Rows) -> Mask:
    return (rows["status"] == "open") & rows["id"].isin(set(rows["supersedes"]) - {""})


def _unlike_its_equal(rows: Rows) -> Mask:
    """Tell statements of one promise, level and date of which one has come about."""
    alike = rows.groupby(["promise", "deadline_end", "amount"], dropna=False).ngroup()
    met, missed, open_ = (
        (rows["status"] == name).groupby(alike).transform("any")
        for name in ("met", "missed", "open")
    )
    judged = (rows["status"].isin(["met", "missed"])) & (met & missed)
    waits: Mask = (rows["status"] == "open") & (met | missed)
    return (judged | waits | (rows["status"].isin(["met", "missed"]) & open_)) & (
        rows["amount"].notna() | rows["deadline_end"].notna()
    )


def _status_against_note(rows: Rows) -> Mask:
    said = {
        "met": (
            r"(?i)\bno (?:figure|such\b)|\bnot (?:met|reached|done)|\bmissed\b"
            r"|\bfell short"
        ),
        "missed": r"^(?:Met|Reached|Done)\b",
        "open": r"(?i)^(?:missed|met|reached|done)\b",
    }
    against = pd.Series(False, rows.index)
    for status, words in said.items():
        against |= (rows["status"] == status) & rows["note"].str.contains(words)
    return against


def _met_but_not_done(rows: Rows) -> Mask:
    completion = (rows["measure"] == "date") & (rows["status"] == "met")
    return completion & ~(rows["done_on"] <= rows["deadline_end"])


def _missed_but_done(rows: Rows) -> Mask:
    completion = (rows["measure"] == "date") & (rows["status"] == "missed")
    return completion & (rows["done_on"] <= rows["deadline_end"])


def _per_cent_of_nothing(rows: Rows) -> Mask:
    wording = rows["event"] + " " + rows["quote"] + " " + rows["note"]
    says = wording.str.contains(r"(?i)%|per ?cent|share|progress|read(?:y|iness)")
    return (rows["dimension"] == "percentage") & ~says


def _unlike_its_project(rows: Rows) -> Mask:
    dimension, due = rows["dimension"], rows["project_dimension"]
    stated = ~due.isin(["", "date"]) & ~dimension.isin(["", "duration", "rank"])
    return stated & (_kind_of_quantity(dimension) != _kind_of_quantity(due))


RULES = (
    Rule(
        "target without a level",
        TARGETS,
        "value",
        "{measure} is set; give how much, or measure date for a completion",
        _without_level,
    ),
    Rule(
        "target without a level",
        TARGETS,
        "value",
        "a {measure} is set without saying how much; it cannot be judged",
        _without_multiple,
        "warning",
    ),
    Rule(
        "target in another unit",
        TARGETS,
        "unit",
        "measures {dimension}, while {series} is in {series_unit}",
        _in_other_unit,
    ),
    Rule(
        "target in another unit",
        TARGETS,
        "unit",
        "no factor of factors.csv converts {dimension} to {series_dimension}",
        _in_other_currency,
        "warning",
    ),
    Rule(
        "target in another unit",
        TARGETS,
        "base_unit",
        "measures {base_dimension}, while {series} is in {series_unit}",
        _from_other_unit,
        "warning",
    ),
    Rule(
        "completion with a level",
        TARGETS,
        "value",
        "measure is date: a completion has no value",
        lambda rows: (rows["measure"] == "date") & rows["value"].notna(),
    ),
    Rule(
        "value without a unit",
        ("targets", "milestones"),
        "unit",
        "give value and unit, or neither",
        lambda rows: (
            (rows["value"].notna() != (rows["unit"] != ""))
            & ~((rows.get("measure", "") == "multiple") & rows["value"].isna())
        ),
    ),
    Rule(
        "milestone in another unit",
        ("milestones",),
        "unit",
        "of what {value:.15g} are per cent, neither event, quote nor note say",
        _per_cent_of_nothing,
        "warning",
    ),
    Rule(
        "milestone in another unit",
        ("milestones",),
        "unit",
        "measures {dimension}, while the series {project} measures {project_dimension}",
        _unlike_its_project,
        "warning",
    ),
    Rule(
        "base without a unit",
        TARGETS,
        "base_unit",
        "give base_value and base_unit, or neither",
        lambda rows: rows["base_value"].notna() != (rows["base_unit"] != ""),
    ),
    Rule(
        "level without a unit",
        ("claims",),
        "level_unit",
        "give level_value and level_unit, or neither",
        lambda rows: rows["level_value"].notna() != (rows["level_unit"] != ""),
    ),
    Rule(
        "deadline without an end",
        TARGETS,
        "deadline_end",
        "the date set begins {deadline_start:%Y-%m-%d} and has no last day; a "
        "target without it counts as undated",
        lambda rows: rows["deadline_start"].notna() & rows["deadline_end"].isna(),
        "warning",
    ),
    Rule(
        "deadline before it was set",
        TARGETS,
        "deadline_end",
        "the source is of {published_on}; a deadline lies after that day",
        lambda rows: rows["deadline_end"] < rows["published_from"],
    ),
    Rule(
        "base year after the deadline",
        TARGETS,
        "base_year",
        "the date set is {deadline_end:%Y-%m-%d}",
        lambda rows: rows["base_year"] > rows["deadline_end"].dt.year,
    ),
    Rule(
        "missed before its date",
        TARGETS,
        "status",
        "the date set {deadline_end:%Y-%m-%d} has not come on {today:%Y-%m-%d}",
        lambda rows: (
            (rows["status"] == "missed") & (rows["deadline_end"] > rows["today"])
        ),
    ),
    Rule(
        "met before its date",
        TARGETS,
        "status",
        "the date set {deadline_end:%Y-%m-%d} has not come on {today:%Y-%m-%d}; "
        "open until then, unless the record shows it",
        lambda rows: (rows["status"] == "met") & (rows["deadline_end"] > rows["today"]),
        "warning",
    ),
    Rule(
        "missed without a date",
        TARGETS,
        "status",
        "a target without a date cannot have been missed",
        lambda rows: (
            (rows["status"] == "missed")
            & rows["deadline_end"].isna()
            & rows["deadline_start"].isna()
        ),
    ),
    Rule(
        "two outcomes of one target",
        TARGETS,
        "status",
        "another statement of {promise}, for the same level and date, has another one",
        _unlike_its_equal,
        "warning",
    ),
    Rule(
        "status against the note",
        TARGETS,
        "status",
        "the note says otherwise: {note}",
        _status_against_note,
        "warning",
    ),
    Rule(
        "met but not done on record",
        TARGETS,
        "status",
        "milestones.csv has no opening or completion of {promise} by "
        "{deadline_end:%Y-%m-%d}",
        _met_but_not_done,
        "warning",
    ),
    Rule(
        "missed but done on record",
        TARGETS,
        "status",
        "milestones.csv has it done on {done_on:%Y-%m-%d}",
        _missed_but_done,
        "warning",
    ),
    Rule(
        "supersedes itself",
        TARGETS,
        "supersedes",
        "a statement replaces an earlier one, not itself or one that replaces it",
        _supersedes_itself,
    ),
    Rule(
        "supersedes another target",
        TARGETS,
        "supersedes",
        "that statement is of another target than {promise}",
        _of_other_promise,
    ),
    Rule(
        "supersedes a later statement",
        TARGETS,
        "supersedes",
        "that statement was published after {published_on}",
        _of_later_statement,
    ),
    Rule(
        "superseded but open",
        TARGETS,
        "status",
        "another statement replaces it: superseded, met or missed",
        _open_but_superseded,
        "warning",
    ),
)
