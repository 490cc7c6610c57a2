"""Which statement stands for a target: verdicts on all, and the leading one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.targets.status import DESCRIPTION, MET
from kzaz_analysis.errors import UsageError
from kzaz_analysis.studies.target_statements import (
    leading_statement,
    statements,
)
from kzaz_analysis.studies.target_verdicts import Judge
from kzaz_analysis.studies.targets import PublishedTarget

if TYPE_CHECKING:
    pass

SAME_LEVEL = 1e-9
"""Share of a level below which two conversions of one number differ."""


def judged_target(
    published: PublishedTarget, judged_by: Judge
) -> tuple[pd.DataFrame, dict[Any, Any]]:
    """Judge every statement of a target, and find the one that stands for it.

    Returns
    -------
    pandas.DataFrame, dict
        As `GapStudy.verdicts` and `GapStudy.leading`.

    Raises
    ------
    UsageError
        If the statements describe a work and set no target.
    """
    verdicts = _verdicts(published, judged_by)
    return verdicts, _leading(verdicts, published, judged_by)


def _verdicts(published: PublishedTarget, judged_by: Judge) -> pd.DataFrame:
    rows = statements(judged_by.evidence, target=published.name)
    rows = rows[rows["measure"] != "date"].reset_index(drop=True)
    judged = [judged_by.columns(row) for row in rows.to_dict("records")]
    return pd.concat([rows, pd.DataFrame(judged, index=rows.index)], axis=1)


def _leading(
    verdicts: pd.DataFrame, published: PublishedTarget, judged_by: Judge
) -> dict[Any, Any]:
    """Statement that stands for the target, of the level that the page is about."""
    of_series = verdicts[verdicts["series"] == published.series]
    if (of_series["target_status"] == DESCRIPTION).all():
        raise UsageError(
            f"{published.name!r} describes a work ({of_series['measure'].iloc[0]}) "
            f"and sets "
            "no target, so it has no gap"
        )
    same = of_series["level"].astype(float).sub(published.value).abs()
    is_level = same <= SAME_LEVEL * published.value
    rows = of_series[is_level] if is_level.any() else of_series
    return leading_statement(rows, judged_by.today).to_dict()


def reached(verdicts: pd.DataFrame) -> pd.Series[str]:
    """Ids of the statements whose level was reached."""
    return verdicts["id"][verdicts["target_status"].isin(MET)]
