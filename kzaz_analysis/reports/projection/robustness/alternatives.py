"""A projection beside everything it could have been: past, methods, breaks, chances."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection import (
    Backtest,
    Projection,
    TimeToReach,
    near_enough,
    project,
)
from kzaz_analysis.analysis.projection.evaluation.method_comparison import (
    method_names,
    model_table,
)
from kzaz_analysis.analysis.projection.evaluation.target_probability import (
    COLUMNS,
    chance_table,
)
from kzaz_analysis.analysis.projection.outlook import Outlook
from kzaz_analysis.analysis.projection.project import BENCHMARK
from kzaz_analysis.analysis.projection.sensitivity import Option, option_table
from kzaz_analysis.analysis.projection.time_to_reach import time_to_reach
from kzaz_analysis.reports.projection.inputs.both_reporters import DOLLARS
from kzaz_analysis.reports.projection.robustness.breaks import BreakStudy, break_study
from kzaz_analysis.reports.projection.robustness.sensitivity import (
    Sensitivity,
    method_options,
    sensitivity,
)
from kzaz_analysis.studies.forecasts.past_forecasts import past_forecasts

if TYPE_CHECKING:
    from kzaz_analysis.reports.projection.choices import Basis


@dataclass(frozen=True, eq=False)
class MethodComparison:
    """A projection and what it is shown beside, one choice varied at a time.

    Attributes
    ----------
    basis : Basis
        The choices of the projection.
    break_years : tuple of int
        Break years asked about by name.
    """

    basis: Basis
    break_years: tuple[int, ...]

    @cached_property
    def projection(self) -> Projection | Refused:
        """Fan, benchmark and chances."""
        return attempt("projection", partial(_projection, self.basis))

    @cached_property
    def past(self) -> Backtest | Refused:
        """What every method was worth on the longest unbroken run of the series."""
        return attempt("back-test", partial(_past, self.basis))

    @cached_property
    def _methods(self) -> list[Option]:
        return method_options(self.basis)

    @cached_property
    def breaks(self) -> BreakStudy:
        """Candidate breaks and their effect."""
        return break_study(self.basis, self.break_years)

    @cached_property
    def sensitivity(self) -> Sensitivity | Refused:
        """What moves the answer most."""
        return sensitivity(self.basis, self._methods, self.breaks)

    @cached_property
    def models(self) -> pd.DataFrame:
        """Every method, see `model_table`."""
        return _models(self.basis, self._methods, self.past)

    @cached_property
    def chances(self) -> pd.DataFrame:
        """Chance of the target by year, see `chance_table`; empty without one."""
        return _chances(self.basis, self.projection, self.past, self._methods)

    @cached_property
    def reach(self) -> TimeToReach | Refused | None:
        """When the target is reached; None without a target."""
        return _reach(self.basis)


def no_chances() -> pd.DataFrame:
    """Return a table of chances without rows."""
    return pd.DataFrame(columns=COLUMNS)


def _projection(basis: Basis) -> Projection:
    question = basis.question
    projection = project(
        basis.start.annual,
        question.horizon_year,
        question.level,
        question.target,
        seed=question.seed,
        method=basis.method,
        jump_off=basis.start.bounds,
    )
    return near_enough(projection)


def _past(basis: Basis) -> Backtest:
    return past_forecasts(
        basis.record,
        method_names(basis.method),
        basis.question.level,
        ratio=_multiple(basis),
    )


def _multiple(basis: Basis) -> float | None:
    """Target over the last value, where that is a rise."""
    target, start_value = basis.question.target, basis.start.value
    return (
        target / start_value
        if target is not None and 0 < start_value < target
        else None
    )


def _models(
    basis: Basis, methods: list[Option], past: Backtest | Refused
) -> pd.DataFrame:
    options = option_table(methods[0], methods[1:], basis.question)
    if isinstance(past, Refused):
        return model_table(options, None, past.reason, basis.method)
    return model_table(options, past, "", basis.method)


def _chances(
    basis: Basis,
    made: Projection | Refused,
    past: Backtest | Refused,
    methods: list[Option],
) -> pd.DataFrame:
    if isinstance(made, Refused):
        return pd.DataFrame(columns=COLUMNS)
    answers = [one.answer for one in methods if isinstance(one.answer, Outlook)]
    test = None if isinstance(past, Refused) else past
    by_method = [one.chances for one in answers]
    size = made.origin_value if basis.record.unit == DOLLARS else None
    return chance_table(made, test, by_method, BENCHMARK, size)


def _reach(basis: Basis) -> TimeToReach | Refused | None:
    target = basis.question.target
    if target is None:
        return None
    return attempt(
        "time to reach",
        lambda: time_to_reach(
            basis.start.annual,
            target,
            method=basis.method,
            bounds=basis.start.bounds,
        ),
    )
