"""How near a figure is to who counted it, how far it is settled, whether it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

PROVENANCES = {
    "statistic": "an office's or customs' own table, also as IMF, Comtrade or WITS "
    "carry it for one reporter",
    "own_count": "an operator's or association's count of its own traffic",
    "quoted": "an office's figure as others quote it",
    "government": "a ministry or the government",
    "press": "press, or an office that is not named",
    "compiled": "compiled from both reporters, or estimated",
}
"""Code list of ``provenance``, best first."""

STAGES = {
    "final": "the edition that the office calls final",
    "preliminary": "an edition before the final one",
    "early": "an estimate before any edition",
    "not_stated": "the source does not say",
}
"""Code list of ``stage``, most settled first."""

CORRECTIONS = {
    "superseded": "a later edition of the office's figures replaced it",
    "wrong": "the official series contradicts it",
    "mislabelled": "the figure is right, its label was not",
}
"""Code list of ``status``; empty for a figure that stands."""

OF_ANOTHER = "of another body"
"""Why a figure no longer stands that another body's figure replaced."""

REASONS = {
    "superseded": CORRECTIONS["superseded"],
    OF_ANOTHER: "a later figure of another body replaced it",
    **CORRECTIONS,
}
"""Why a figure no longer stands, in words, by `correction_of`."""

CHANNEL = "channel"
"""Kind of agencies that carry the tables of offices, one reporter at a time."""

UNSTATED = "unstated"
"""Kind of the codes for an office that is not named: they are no one body."""

OFFICE = "office"
"""Body of the figures of a country's offices and of the channels that carry them."""

OF_OFFICES = ("statistics", "customs", CHANNEL)
"""Kinds of agencies that are an office of statistics or carry its figures."""

OWN_COUNT = ("association",)
"""Kinds of bodies that count for themselves: what their members do."""

TRAFFIC = ("corridor", "oil", "ports", "rail")
"""Systems in which an operator's count of its own traffic is the statistic."""

QUOTING = ("press", "article")
"""Kinds of sources that quote an office instead of being its table."""

_OF_AGENCY = {
    "statistics": "statistic",
    "customs": "statistic",
    CHANNEL: "statistic",
    "company": "own_count",
    "association": "own_count",
    "ministry": "government",
    "government": "government",
    "dataset": "compiled",
    "international": "compiled",
}


def body_of(agency: str, kinds: Mapping[str, str]) -> str:
    """Body that figures of an agency are of: offices and channels are one.

    Parameters
    ----------
    agency : str
        Who counted, or carries the figure.
    kinds : mapping of str to str
        Kinds of the agencies, by code.

    Returns
    -------
    str
        `OFFICE`, or the agency itself.
    """
    return OFFICE if kinds.get(agency) in OF_OFFICES else agency


def correction_of(
    status: str, agency: str, successor: str, kinds: Mapping[str, str]
) -> str:
    """Why a figure no longer stands; only what an office replaces is its edition.

    Parameters
    ----------
    status : str
        Code of `CORRECTIONS`.
    agency, successor : str
        Whose figure it was, and whose stands now.
    kinds : mapping of str to str
        Kinds of the agencies, by code.

    Returns
    -------
    str
        Code of `REASONS`.
    """
    same = body_of(agency, kinds) == body_of(successor, kinds)
    return OF_ANOTHER if status == "superseded" and not same else status


def default_provenance(
    agency_kinds: pd.Series[str], source_kinds: pd.Series[str]
) -> pd.Series[str]:
    """Provenance that follows from who counted and what kind of page carries it.

    Parameters
    ----------
    agency_kinds, source_kinds : pandas.Series
        ``kind`` of the agency and of the source of each row; missing where the lists
        do not have them.

    Returns
    -------
    pandas.Series
        A code of `PROVENANCES` per row.
    """
    codes = agency_kinds.map(_OF_AGENCY).fillna("press")
    quoted = (codes == "statistic") & source_kinds.isin(QUOTING)
    return codes.mask(quoted, "quoted")


def default_stage(obs_status: pd.Series[str]) -> pd.Series[str]:
    """Stage that goes with an SDMX status: P is preliminary, others do not say."""
    return obs_status.map({"P": "preliminary"}).fillna("not_stated")


def with_defaults(
    rows: pd.DataFrame, agencies: pd.DataFrame, sources: pd.DataFrame
) -> pd.DataFrame:
    """Fill in provenance and stage where a row leaves them empty.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the observations table.
    agencies, sources : pandas.DataFrame
        Those tables.

    Returns
    -------
    pandas.DataFrame
        The same rows with a code in every cell of the two columns.
    """
    kinds = [
        rows[key].map(table.drop_duplicates(key).set_index(key)["kind"])
        for key, table in (("agency", agencies), ("source", sources))
    ]
    defaults = {
        "provenance": default_provenance(*kinds),
        "stage": default_stage(rows["obs_status"]),
    }
    cells = {name: rows[name].fillna("") for name in defaults}
    return rows.assign(
        **{n: cells[n].where(cells[n] != "", code) for n, code in defaults.items()}
    )


def provenance_ranks(system: str) -> dict[str, int]:
    """Rank of each provenance in a system, smaller is better.

    For freight, oil and ports an operator's own count ranks with a statistic.
    """
    ranks = {code: rank for rank, code in enumerate(PROVENANCES)}
    return ranks | ({"own_count": ranks["statistic"]} if system in TRAFFIC else {})


def stage_ranks() -> dict[str, int]:
    """Rank of each stage, smaller is more settled."""
    return {code: rank for rank, code in enumerate(STAGES)}


def least(codes: Iterable[str], order: Iterable[str]) -> str:
    """Return the code that comes last: a sum is no better than its parts."""
    ranks = {code: rank for rank, code in enumerate(order)}
    return max(codes, key=lambda code: ranks[code])


def words(order: dict[str, str]) -> str:
    """Say a code list in one sentence of a column's description."""
    return "; ".join(f"`{code}` {meaning}" for code, meaning in order.items())
