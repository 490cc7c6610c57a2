"""What has been published since a forecast was stated, by the reporter it was about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.series import series_of

if TYPE_CHECKING:
    from kzaz_analysis.evidence.tables import Tables


def outturns(evidence: Tables, series: str, reporter: str) -> pd.DataFrame:
    """Return the yearly figures of one reporter: nothing else can score a forecast.

    Parameters
    ----------
    evidence : Tables
        The figures, as known on their day.
    series, reporter : str
        What was forecast, and who reported the figures that it rested on.

    Returns
    -------
    pandas.DataFrame
        Annual frame, see `Record.annual`; empty for a reporter without a rule.
    """
    agencies = set(evidence.load("agencies")["agency"])
    alone = evidence.dataset.alone
    rule = alone.get(reporter, reporter if reporter in agencies else "")
    record = series_of(evidence, series, rule or None)
    if not rule:
        return record.annual[:0]
    return record.annual[record.annual["books"] == reporter]
