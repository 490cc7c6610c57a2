"""Rules about editions: what replaces a figure, and at which stage it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    Rows = pd.DataFrame
    Mask = pd.Series[bool]

EDITION = 0.01
"""Share by which two editions of one figure may differ."""
STAGES = ("early", "preliminary", "final")
"""Stages of a figure, in the order of their publication."""


class Pair(NamedTuple):
    """A figure and one that is said to replace it."""

    old: pd.Series
    new: pd.Series


def _replaced(rows: Rows, is_wrong: Callable[[Pair], bool]) -> Mask:
    """Tell rows of which one successor at least is wrong."""
    lines = {
        ref: line
        for line, cell in zip(rows.index.to_list(), rows["ref"], strict=True)
        for ref in cell.split(";")
        if ref
    }
    wrong = pd.Series(False, rows.index)
    replaced = rows.index[rows["superseded_by"] != ""].to_list()
    for line in replaced:
        old = rows.loc[line]
        following = old["superseded_by"].split(";")
        news = [rows.loc[lines[ref]] for ref in following if ref in lines]
        wrong.loc[line] = any(is_wrong(Pair(old, new)) for new in news)
    return wrong


def _unlike_its_successors(rows: Rows) -> Mask:
    """Tell mislabelled figures, right by their status, that their successors deny.

    Those that replace one figure together are its parts.
    """
    lines = {
        ref: line
        for line, cell in zip(rows.index.to_list(), rows["ref"], strict=True)
        for ref in cell.split(";")
    }
    wrong: set[int] = set()
    labelled = rows[(rows["status"] == "mislabelled") & (rows["superseded_by"] != "")]
    amounts = rows["amount"].to_dict()
    cells = zip(labelled.index.to_list(), labelled["superseded_by"], strict=True)
    for line, cell in cells:
        parts = [lines[ref] for ref in cell.split(";") if ref in lines]
        successor_sum = sum(amounts[part] for part in parts)
        if abs(successor_sum - amounts[line]) > EDITION * amounts[line]:
            wrong |= {line, *parts}
    return pd.Series(rows.index.isin(wrong), rows.index)


def _of_other_period(rows: Rows) -> Mask:
    return _replaced(
        rows,
        lambda pair: any(
            pair.old[day] != pair.new[day]
            for day in ("period_start", "period_end")
            if pd.notna(pair.old[day])
        ),
    )


def _of_other_series(rows: Rows) -> Mask:
    return _replaced(
        rows,
        lambda pair: (
            pair.old["series"] != pair.new["series"]
            and pair.old["series"] not in pair.new["wholes"].split(";")
        ),
    )


def _of_earlier_stage(rows: Rows) -> Mask:
    return _replaced(
        rows,
        lambda pair: (
            {pair.old["stage"], pair.new["stage"]} <= set(STAGES)
            and STAGES.index(pair.new["stage"]) < STAGES.index(pair.old["stage"])
        ),
    )


def _replaced_itself(rows: Rows) -> Mask:
    # A row that replaces itself has a rule of its own.
    return _replaced(
        rows,
        lambda pair: pair.new["superseded_by"] != "" and pair.old.name != pair.new.name,
    )


def _stage_against_title(rows: Rows) -> Mask:
    says = {
        stage: rows["title"].str.contains(rf"(?i)\b{stage}\b") for stage in STAGES[1:]
    }
    one_of_them = says["preliminary"] != says["final"]
    due = says["final"].map({True: "final", False: "preliminary"})
    return one_of_them & (rows["stage"] != due)


RULES = (
    Rule(
        "stage against the title",
        ("observations",),
        "stage",
        "its source calls itself something else: {title}",
        _stage_against_title,
        "warning",
    ),
    Rule(
        "wrong without what is right",
        ("observations",),
        "status",
        "name in superseded_by the row that is right; until then nothing stands in "
        "its place",
        lambda rows: (
            rows["status"].isin(["wrong", "mislabelled"])
            & (rows["superseded_by"] == "")
        ),
        "warning",
    ),
    Rule(
        "wrong without a word",
        ("claims",),
        "note",
        "say in the note what is wrong with it",
        lambda rows: (
            rows["status"].isin(["wrong", "mislabelled"]) & (rows["note"] == "")
        ),
        "warning",
    ),
    Rule(
        "superseded by what is superseded",
        ("observations",),
        "superseded_by",
        "a row named there is itself superseded; name the one that stands",
        _replaced_itself,
    ),
    Rule(
        "superseded by another period",
        ("observations",),
        "superseded_by",
        "a row named there is of another period",
        _of_other_period,
    ),
    Rule(
        "superseded by another series",
        ("observations",),
        "superseded_by",
        "a row named there is neither of {series} nor a part of it",
        _of_other_series,
    ),
    Rule(
        "mislabelled but another figure",
        ("observations",),
        "value",
        "a figure with another label alone is what replaces it, and these two are not "
        "alike; which is right?",
        _unlike_its_successors,
        "warning",
    ),
    Rule(
        "superseded by an earlier stage",
        ("observations",),
        "superseded_by",
        "{stage} figures are not replaced by those that came before them",
        _of_earlier_stage,
    ),
    Rule(
        "successor without a status",
        ("observations",),
        "status",
        "{superseded_by} replaces it; say superseded, wrong or mislabelled",
        lambda rows: (rows["superseded_by"] != "") & (rows["status"] == ""),
    ),
    Rule(
        "final and preliminary",
        ("observations",),
        "stage",
        "obs_status {obs_status} says preliminary or estimated, stage says final",
        lambda rows: rows["obs_status"].isin(["P", "E"]) & (rows["stage"] == "final"),
    ),
)
