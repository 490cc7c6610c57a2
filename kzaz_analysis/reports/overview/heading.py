"""Where a series is heading: its default forecast, which every page takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection import Projection, near_enough, project
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.studies.forecasts.last_interval import DEFAULT_CHOICE, last_interval
from kzaz_analysis.studies.forecasts.past_forecasts import (
    covered_too_little,
    past_forecasts,
)
from kzaz_analysis.studies.forecasts.published_since import last_figures

if TYPE_CHECKING:
    from kzaz_analysis.evidence.series import Record

SEED = 20260101
"""Seed of simulated paths; medians and intervals are worked out without them."""


SHOWN = "80"
"""Coverage of the interval shown, as it ends the columns."""


def heading(record: Record, year: int) -> Projection | Refused:
    """Carry a record forward as the page of its projection does by default.

    Parameters
    ----------
    record : Record
        One series under one rule, from the first year of that page's window on.
    year : int
        Last year projected.

    Returns
    -------
    Projection or Refused
        Fan with intervals of 80 and 95 %, or why there is none.
    """

    def forecast() -> Projection:
        if record.annual.empty:
            raise NotComputable("the record holds no figure")
        last_year = int(record.annual["year"].iloc[-1])
        if year <= last_year:
            raise NotComputable(f"{last_year} is on record")
        figures = last_figures(record, DEFAULT_CHOICE)
        bounds, _ = last_interval(record, DEFAULT_CHOICE, figures)
        return near_enough(project(record.annual, year, seed=SEED, jump_off=bounds))

    return attempt("projection", forecast)


def is_too_narrow(record: Record) -> bool:
    """Whether the 80 % interval covered too little in past forecasts of a series."""
    test = attempt(
        "back-test", lambda: past_forecasts(record, ["combination"], [float(SHOWN)])
    )
    return not isinstance(test, Refused) and covered_too_little(test, SHOWN) is not None
