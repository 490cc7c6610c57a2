"""Rows that were corrected, each with the rows that stand in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from kzaz_analysis.evidence.tables import Tables


def corrected(evidence: Tables) -> pd.DataFrame:
    """List the figures on record that no longer stand on the day of the evidence.

    Parameters
    ----------
    evidence : Tables
        Where they are read from; a row whose correction had not been published by its
        day still stands.

    Returns
    -------
    pandas.DataFrame
        Rows of the observations table by series, period and reference, with
        ``successors``: the rows that supersede each, as a tuple of dicts.
    """
    rows = evidence.load("observations")
    by_ref = {
        ref: row
        for row in rows.to_dict("records")
        for ref in str(row["ref"]).split(";")
    }
    marked = rows[rows["status"] != ""].sort_values(["series", "period_end", "ref"])
    refs = marked["superseded_by"].str.split(";")
    successors = pd.Series(
        [tuple(by_ref[r] for r in cell if r in by_ref) for cell in refs],
        index=marked.index,
        dtype=object,
    )
    has_none_named = marked["superseded_by"] == ""
    is_replaced = successors.map(bool).astype(bool) | has_none_named
    return marked.assign(successors=successors)[is_replaced].reset_index(drop=True)


def agency_kinds(evidence: Tables) -> dict[str, str]:
    """Kinds of the agencies, by code."""
    listed = evidence.load("agencies")
    return dict(zip(listed["agency"], listed["kind"], strict=True))
