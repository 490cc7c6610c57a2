"""What a dataset printed before: the choices of an earlier edition beside those now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kzaz_analysis.evidence.corrections.choices import (
    CHOICE,
    KEY,
    changed_choices,
    read_choices,
)
from kzaz_analysis.evidence.schema.definitions import EDITIONS

if TYPE_CHECKING:
    from pathlib import Path

    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.evidence.tables import Tables

GONE, SIDE, PROVENANCE = "gone", "side", "provenance"
REVISED, ORDER = "revised", "order"
"""Why a choice is another one where the row chosen then was not corrected."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The yearly figures that an earlier edition chose.

    Attributes
    ----------
    day : str
        Its day, ISO 8601.
    choices : pandas.DataFrame
        As `choices` lists them.
    """

    day: str
    choices: pd.DataFrame


def edition_of(evidence: Tables) -> Edition | None:
    """Return the newest edition kept beside the tables that is older than their day.

    Raises
    ------
    DataError
        If the file has other columns than those of `choices`.
    """
    paths = sorted(evidence.folder.glob(f"{EDITIONS}.csv"), reverse=True)
    for path in paths:
        day = path.stem.partition("-")[2]
        if evidence.day is None or pd.Timestamp(day) <= evidence.day:
            evidence.files.reads.add(path.stem)
            return Edition(day, _choices(path, path.stat().st_mtime_ns))
    return None


@lru_cache(maxsize=8)
def _choices(path: Path, changed_at: int) -> pd.DataFrame:
    return read_choices(path)


def changes_since(record: Record, edition: Edition) -> pd.DataFrame:
    """List the yearly figures of a record that the edition had otherwise, and why.

    Parameters
    ----------
    record : Record
        What is chosen now; years outside its window do not count.
    edition : Edition
        What `edition_of` returned.

    Returns
    -------
    pandas.DataFrame
        As `changed_choices` gives them, latest first, with ``why``: a code of
        `CORRECTIONS` where the row chosen then was corrected, else `GONE`, `SIDE`
        (the rule puts the reporter first), `PROVENANCE` (a better one takes its
        place), `REVISED` (the same agency has another figure) or `ORDER` (what else
        the order of choice asks for); and
        ``remark``, the note of the corrected row. None where the edition did not
        choose by this rule.
    """
    annual, listed = record.annual, edition.choices
    same = (listed["series"] == record.name) & (listed["rule"] == record.rule)
    then = listed[same]
    inside = then["year"].between(annual["year"].min(), annual["year"].max())
    now = annual[["year", *CHOICE]].assign(series=record.name, rule=record.rule)
    changed = changed_choices(then[inside], now[[*KEY, *CHOICE]])
    if changed.empty:
        return changed.assign(why="", remark="")
    reasons = [_why(record, row) for row in changed.to_dict("records")]
    reasoned = changed.assign(
        why=[code for code, _ in reasons], remark=[note for _, note in reasons]
    )
    return reasoned.sort_values("year", ascending=False, ignore_index=True)


def _why(record: Record, change: dict[Any, Any]) -> tuple[str, str]:
    rows = record.alternatives
    then = rows["source"].eq(change["source_then"]) & rows["year"].eq(change["year"])
    then &= np.isclose(rows["value"], change["value_then"]) & rows["status"].ne("")
    for row in rows[then].to_dict("records"):
        return str(row["status"]), str(row["note"])
    if pd.isna(change["value"]):
        return GONE, ""
    if change["books"] != change["books_then"]:
        return SIDE, ""
    if change["provenance"] != change["provenance_then"]:
        return PROVENANCE, ""
    return (REVISED if change["agency"] == change["agency_then"] else ORDER), ""
