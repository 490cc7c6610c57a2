"""Records carried ahead once, for every question that can be asked of them later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection.predictive.fan import (
    Outlying,
    outlying,
    raised_from_zero,
    size_width,
    usual_swing,
)
from kzaz_analysis.analysis.projection.predictive.jump_off import JumpOff
from kzaz_analysis.analysis.projection.predictive.money import money_of
from kzaz_analysis.analysis.projection.project import BENCHMARK
from kzaz_analysis.analysis.projection.usable_record import (
    FAR_AHEAD,
    UsableRecord,
    usable_record,
)
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.reports.projection.robustness.jump_off import LastValue, last_value
from kzaz_analysis.studies.forecasts.past_forecasts import past_forecasts

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from kzaz_analysis.analysis.projection import Backtest
    from kzaz_analysis.evidence.opened import Evidence

METHODS = ("combination", BENCHMARK)
"""Methods that can be chosen: the default, and the benchmark."""
LEVEL = (80.0, 95.0)
"""Coverage of the intervals, in percent."""
MOST_AHEAD = 15
"""Years after the last figure beyond which nothing is computed beforehand."""
LENGTHS = (4, 6, 8, 10, 15, 20)
"""Years of the windows that can be chosen, besides the whole record."""


@dataclass(frozen=True, slots=True, eq=False)
class CarriedRecord:
    """One record, and how each method carries it ahead.

    Attributes
    ----------
    usable : UsableRecord
        The years it rests on.
    bounds : tuple of float or None
        Interval of the last value.
    logs : bool
        Whether it is handled in logarithms.
    swing : float
        Size of a usual yearly change.
    width, calm_power : float
        What its unit says of the fan, see `predictive.money`.
    methods : dict of str to Outlying or Refused
        Medians and what the width of the fan depends on, by method.
    """

    usable: UsableRecord
    bounds: tuple[float, float] | None
    logs: bool
    swing: float
    width: float
    calm_power: float
    methods: dict[str, Outlying | Refused]


@dataclass(frozen=True, slots=True, eq=False)
class CarriedWindow:
    """A record from a first year on, carried ahead or not.

    Attributes
    ----------
    record : Record
        Its figures.
    carried : CarriedRecord or Refused
        What follows from them.
    """

    record: Record
    carried: CarriedRecord | Refused


@dataclass(frozen=True, slots=True, eq=False)
class CarriedView:
    """One series under one rule as known on one day.

    Attributes
    ----------
    record : Record
        All its figures.
    start : LastValue or Refused
        Where a projection starts.
    past : Backtest or Refused
        What past forecasts by the default method were worth.
    windows : tuple of CarriedWindow
        The whole record first, then later first years that can be projected.
    """

    record: Record
    start: LastValue | Refused
    past: Backtest | Refused
    windows: tuple[CarriedWindow, ...]

    @property
    def is_projected(self) -> bool:
        """Whether any window can be projected."""
        return any(isinstance(w.carried, CarriedRecord) for w in self.windows)


class PastForecasts:
    """What past forecasts were worth, worked out once for equal records."""

    def __init__(self) -> None:
        self._by_record: dict[str, Backtest | Refused] = {}

    def of(self, record: Record) -> Backtest | Refused:
        """Test the default method on one record."""
        key = record.annual[["year", "value", "segment", "unit"]].to_csv()
        if key not in self._by_record:
            compute = partial(past_forecasts, record, METHODS[:1], LEVEL)
            self._by_record[key] = attempt("back-test", compute)
        return self._by_record[key]


def view_of(
    evidence: Evidence,
    name: str,
    rule: str,
    pasts: PastForecasts,
    first_year: int | None = None,
) -> CarriedView:
    """Carry ahead one series under one rule, whole and by window.

    Parameters
    ----------
    evidence : Evidence
        As known on the day.
    name, rule : str
        Series and rule.
    pasts : PastForecasts
        Keeps what several views share.
    first_year : int, optional
        First year of one more window.
    """
    record = series_of(evidence, name, rule)
    start = attempt("projection", partial(last_value, record))
    windows = tuple(
        CarriedWindow(
            one, attempt("projection", partial(carried_record, start, one.annual))
        )
        for one in _windows(record, first_year)
    )
    view = CarriedView(record, start, Refused("back-test", ""), windows)
    if not view.is_projected:
        return replace(view, windows=windows[:1])
    kept = [w for w in windows[1:] if isinstance(w.carried, CarriedRecord)]
    return replace(view, past=pasts.of(record), windows=(windows[0], *kept))


def _windows(record: Record, first_year: int | None) -> Iterator[Record]:
    yield record
    years = record.annual["year"]
    if years.empty:
        return
    starts = [int(years.iloc[-1]) - length + 1 for length in LENGTHS]
    chosen = {first_year} if first_year else set()
    for start_year in sorted({*starts, *chosen}, reverse=True):
        is_offered = (years == start_year).any() or start_year in chosen
        if years.iloc[0] < start_year <= years.iloc[-1] and is_offered:
            later = record.annual[years >= start_year].reset_index(drop=True)
            yield replace(record, annual=later, window=(start_year, None))


def carried_record(start: LastValue | Refused, annual: pd.DataFrame) -> CarriedRecord:
    """Carry one annual frame ahead by each method.

    Parameters
    ----------
    start : LastValue or Refused
        Whose interval of the last value is carried.
    annual : pandas.DataFrame
        The years that count.

    Raises
    ------
    NotComputable
        If `project` would refuse it.
    """
    usable = usable_record(annual)
    bounds = None if isinstance(start, Refused) else start.bounds
    history, comparable = usable.history[None], usable.comparable[None]
    logs = bool((history >= 0).all())
    if bounds:
        JumpOff(float(usable.figures[-1]), *bounds, logs=logs)
    raised = raised_from_zero(history) if logs else history
    money = usable.money if logs else money_of([""])
    ahead = min(MOST_AHEAD, FAR_AHEAD * usable.years_counted)
    return CarriedRecord(
        usable=usable,
        bounds=bounds,
        logs=logs,
        swing=usual_swing(history, comparable),
        width=float(size_width(history, comparable, usable.money)[0]),
        calm_power=float(money.calm_power(history.shape[1])[0]),
        methods={
            name: attempt(
                "projection",
                partial(outlying, raised, ahead, name, logs, comparable),
            )
            for name in METHODS
        },
    )
