"""A path with drivers at values of the reader's own: "grain at 1 million tonnes"."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection import (
    Condition,
    Projection,
    Scenarios,
    scenarios,
)
from kzaz_analysis.analysis.projection.scenarios.elasticity import even_steps
from kzaz_analysis.analysis.targets.capacity import as_mapping
from kzaz_analysis.errors import UsageError, unknown_name
from kzaz_analysis.reports.projection.scenarios.driver_effects import effect_at
from kzaz_analysis.reports.projection.scenarios.drivers import (
    ceilings_of,
    median_moves,
)
from kzaz_analysis.reports.projection.scenarios.whole import (
    THROUGH_PARTS,
    make_up_the_whole,
)
from kzaz_analysis.studies.capacity_links import CARRYING
from kzaz_analysis.studies.driver_values import driver_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kzaz_analysis.evidence.tables import Tables
    from kzaz_analysis.reports.projection.scenarios.drivers import DriverStudy

GIVEN = "given"
"""Name of the path."""
COLUMNS = ["driver", "title", "value", "unit", "today", "is_floor", "source"]
COLUMNS += ["effect", "effect_low", "effect_high", "reason", "kept_out"]


@dataclass(frozen=True, slots=True, eq=False)
class GivenPath:
    """Where drivers at given values lead.

    Attributes
    ----------
    effects : pandas.DataFrame
        Columns `COLUMNS`, one row per driver named: its value and that of ``today``
        (``is_floor``: at least that much) in its own unit; the effect by the horizon
        in the unit of the series, with its interval; ``reason`` why there is none,
        ``kept_out`` why it moves no path.
    scenarios : Scenarios or Refused
        The one path, ``given``, under the ceilings of the base case.
    """

    effects: pd.DataFrame
    scenarios: Scenarios | Refused

    @property
    def entering(self) -> pd.DataFrame:
        """The drivers that move the path."""
        texts = self.effects[["reason", "kept_out"]]
        return self.effects[(texts == "").all(axis=1)]


def read_values(
    evidence: Tables, series: str, given: Sequence[str]
) -> dict[str, float]:
    """Read values of drivers, written ``grain_volume=1000``.

    Parameters
    ----------
    evidence : Tables
        Where the drivers of the series are read from.
    series : str
        The driven series.
    given : sequence of str
        Name and value of each, in the driver's own unit.

    Returns
    -------
    dict of str to float
        By driver.

    Raises
    ------
    UsageError
        If a text is not such a pair, a driver does not exist, only caps, or counts
        what another one counts.
    """
    rows = {str(row["driver"]): row for row in driver_rows(evidence, series)}
    values: dict[str, float] = {}
    for text in given:
        name, _, number = text.partition("=")
        name = name.strip()
        if name not in rows:
            raise unknown_name(f"driver of {series}", name, rows)
        if rows[name]["kind"] in CARRYING:
            raise UsageError(
                f"driver_values: {name} is a {rows[name]['kind']} and no driver that "
                "takes a value; it caps the paths as its statements say"
            )
        try:
            values[name] = float(number.replace(",", ""))
        except ValueError:
            raise UsageError(
                f"driver_values: {text!r} is no driver and its value, such as "
                f"'{name}=1000'"
            ) from None
    counted = Counter(
        rows[name]["overlap"] for name in values if rows[name]["kind"] == "part"
    )
    shared = [overlap for overlap, count in counted.items() if count > 1]
    if shared:
        both = [name for name in values if rows[name]["overlap"] == shared[0]]
        raise UsageError(
            f"driver_values: {' and '.join(both)} count the same goods in part; give "
            "one of them"
        )
    return values


def given_path(
    study: DriverStudy,
    values: Mapping[str, float],
    target: float | None,
    confidence_pct: float = 95.0,
) -> GivenPath:
    """Carry a series ahead with drivers at given values.

    Parameters
    ----------
    study : DriverStudy
        Its base path follows the same median, or holds the last figure.
    values : mapping of str to float
        As `read_values` returns them.
    target : float or None
        Level whose year is wanted.
    confidence_pct : float
        Level of the intervals of elasticities.

    Notes
    -----
    An effect is measured from where the driver stands today, builds up in equal
    yearly steps and is complete in the last year, as in the named scenarios.
    """
    record = study.record
    rows = {
        str(row["driver"]): row for row in driver_rows(record.evidence, record.name)
    }
    cells = [
        effect_at(rows[name], record, study.horizon_year, value, confidence_pct)
        for name, value in values.items()
    ]
    effects = pd.DataFrame(cells, columns=COLUMNS)
    parts = [d for d in effects["driver"] if rows[d]["kind"] == "part"]
    whole = make_up_the_whole(record, parts)
    if whole:
        through = ~effects["driver"].isin(parts) & effects["reason"].eq("")
        effects["kept_out"] = effects["kept_out"].mask(through, THROUGH_PARTS)
    median = study.projection
    moves = median_moves(median) if isinstance(median, Projection) and not whole else {}
    made = GivenPath(effects, Refused("scenarios", ""))
    path = attempt("scenarios", partial(_path, study, made.entering, moves, target))
    return GivenPath(effects, path)


def _path(
    study: DriverStudy,
    effects: pd.DataFrame,
    moves: Mapping[int, float],
    target: float | None,
) -> Scenarios:
    latest = study.record.annual.iloc[-1]
    start, horizon = int(latest["year"]), study.horizon_year
    steps = even_steps(effects, start, horizon)
    chain = ceilings_of(study.links)
    condition = Condition(
        growth_pct=0.0,
        text="; ".join(effects["title"]),
        steps={year: step + moves.get(year, 0.0) for year, step in steps.items()},
        ceiling=None if chain is None else as_mapping(chain, "base"),
    )
    targets = () if target is None else (target,)
    return scenarios(
        start, float(latest["value"]), {GIVEN: condition}, horizon, targets=targets
    )
