"""Conditions on every part of a total: the path ends at their sum, by identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.evidence.catalogue import catalogue_entry
from kzaz_analysis.studies.driver_values import driver_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from kzaz_analysis.evidence.series import Record

THROUGH_PARTS = "the parts that are assumed make up the whole; it acts through them"
"""Why a driver is not in a path whose every part is assumed."""


def make_up_the_whole(record: Record, drivers: Iterable[str]) -> bool:
    """Tell whether the series that drivers rest on are the parts of a total.

    Parameters
    ----------
    record : Record
        The driven series; the catalogue names its parts.
    drivers : iterable of str
        Names of drivers of it that are parts.
    """
    parts = set(str(catalogue_entry(record.evidence, record.name)["parts"]).split(";"))
    rows = {r["driver"]: r for r in driver_rows(record.evidence, record.name)}
    return parts != {""} and parts == {str(rows[name]["rests_on"]) for name in drivers}


def moved_as_a_whole(record: Record, effects: pd.DataFrame) -> set[str]:
    """Name the cases in which the parts that enter, or stay as today, are the whole.

    Parameters
    ----------
    record : Record
        The driven series.
    effects : pandas.DataFrame
        Columns ``driver, kind, overlap, scenario, effect, enters``, one row per driver
        and case.
    """
    parts = effects[effects["kind"] == "part"]
    entering = parts[parts["enters"]]
    cases = set()
    for case, rows in entering.groupby("scenario"):
        still = parts[(parts["scenario"] == case) & parts["effect"].eq(0.0)]
        still = still[~still["overlap"].isin(rows["overlap"])]
        if make_up_the_whole(record, [*rows["driver"], *still["driver"]]):
            cases.add(str(case))
    return cases


def without_what_acts_through(effects: pd.DataFrame, cases: set[str]) -> pd.DataFrame:
    """Keep all but the parts out of the paths of cases in which these are the whole.

    Returns
    -------
    pandas.DataFrame
        `effects` with ``enters`` and ``kept_out`` changed.
    """
    acts = effects["scenario"].isin(cases) & effects["kind"].eq("macro")
    acts &= (effects[["reason", "kept_out"]] == "").all(axis=1)
    return effects.assign(
        enters=effects["enters"] & ~acts,
        kept_out=effects["kept_out"].mask(acts, THROUGH_PARTS),
    )
