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
    SAME,
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
SUPERSEDED = "superseded"
"""Why a choice is another one where the row chosen then was not corrected."""

LABELS = ("books", "provenance")
"""What may be said otherwise of a row than when the edition was printed."""


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


def choices_of(record: Record, edition: Edition) -> pd.DataFrame:
    """Return what an edition chose by the rule of a record, in the years of it.

    Returns
    -------
    pandas.DataFrame
        Rows of `choices`, in their units.
    """
    years, listed = record.annual["year"], edition.choices
    same = (listed["series"] == record.name) & (listed["rule"] == record.rule)
    return listed[same & listed["year"].between(years.min(), years.max())]


def changes_since(record: Record, edition: Edition) -> pd.DataFrame:
    """List the yearly figures of a record that the edition had otherwise, and why.

    Figures of which rounding allows that they are the same are no difference. Whose a
    figure was is what its row says now, where it is still on record.

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
    annual = record.annual
    now = annual[["year", *CHOICE]].assign(series=record.name, rule=record.rule)
    then = choices_of(record, edition)
    changed = _beyond_rounding(record, changed_choices(then, now[[*KEY, *CHOICE]]))
    if changed.empty:
        return changed.assign(why="", remark="")
    reasons = [_why(record, row) for row in changed.to_dict("records")]
    reasoned = changed.assign(
        why=[code for code, _ in reasons], remark=[note for _, note in reasons]
    )
    return reasoned.sort_values("year", ascending=False, ignore_index=True)


def _beyond_rounding(record: Record, changed: pd.DataFrame) -> pd.DataFrame:
    """Leave out what only another label or its own rounding makes different."""
    standing = record.annual.set_index("year")
    kept = []
    for change in changed.to_dict("records"):
        low = high = change["value_then"]
        for row in _rows_then(record, change, stands=True):
            change |= {f"{name}_then": row[name] for name in LABELS}
            low, high = row["low"], row["high"]
        is_same = all(change[name] == change[f"{name}_then"] for name in SAME)
        now = None if pd.isna(change["value"]) else standing.loc[change["year"]]
        meets = now is not None and now["low"] <= high and low <= now["high"]
        if not (is_same or meets):
            kept.append(change)
    return pd.DataFrame(kept, columns=changed.columns)


def _rows_then(
    record: Record, change: dict[Any, Any], *, stands: bool
) -> list[dict[Any, Any]]:
    """Return the row that the edition chose, as it stands or was corrected since."""
    frames = [record.annual, record.alternatives] if stands else [record.alternatives]
    rows = []
    for frame in frames:
        same = frame["source"].eq(change["source_then"])
        same &= frame["year"].eq(change["year"])
        same &= np.isclose(frame["value"], change["value_then"])
        chosen = frame[same & (stands | frame["status"].ne(""))]
        rows += chosen.to_dict("records")
    return rows[:1]


def _why(record: Record, change: dict[Any, Any]) -> tuple[str, str]:
    is_other_side = (
        pd.notna(change["value"]) and change["books"] != change["books_then"]
    )
    for row in _rows_then(record, change, stands=False):
        # What replaced a figure of one side is not the figure of another one.
        if not (is_other_side and row["status"] == SUPERSEDED):
            return str(row["status"]), str(row["note"])
    if pd.isna(change["value"]):
        return GONE, ""
    if is_other_side:
        return SIDE, ""
    if change["provenance"] != change["provenance_then"]:
        return PROVENANCE, ""
    return (REVISED if change["agency"] == change["agency_then"] else ORDER), ""
