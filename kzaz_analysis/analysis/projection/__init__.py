"""Projection of short annual series: members, combination, intervals, back-test.

``project`` carries one series forward, ``project_panel`` thousands; ``backtest`` says
what such forecasts were worth in the past, ``scenarios`` what named conditions imply.
"""

from __future__ import annotations

from kzaz_analysis.analysis.projection.evaluation.backtest import Backtest, backtest
from kzaz_analysis.analysis.projection.methods.members import (
    COMBINATIONS,
    MEMBERS,
    Combination,
    Member,
)
from kzaz_analysis.analysis.projection.nowcast.nowcast import Nowcast, nowcast
from kzaz_analysis.analysis.projection.panel import check_panel, project_panel
from kzaz_analysis.analysis.projection.project import (
    Projection,
    near_enough,
    project,
)
from kzaz_analysis.analysis.projection.scenarios.scenarios import (
    Condition,
    Scenarios,
    scenarios,
)
from kzaz_analysis.analysis.projection.time_to_reach import (
    TimeToReach,
    time_to_reach,
    time_to_reach_distribution,
)

__all__ = [
    "COMBINATIONS",
    "MEMBERS",
    "Backtest",
    "Combination",
    "Condition",
    "Member",
    "Nowcast",
    "Projection",
    "Scenarios",
    "TimeToReach",
    "backtest",
    "check_panel",
    "near_enough",
    "nowcast",
    "project",
    "project_panel",
    "scenarios",
    "time_to_reach",
    "time_to_reach_distribution",
]
