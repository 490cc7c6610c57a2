"""How fast trade between Kazakhstan and Azerbaijan, and its corridor, really grows.

Names resolve on first use, so that importing the package costs next to nothing.

>>> import kzaz_analysis as kz
>>> kz.describe("titr_freight").unit
'thousand_tonnes'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kzaz_analysis.analysis.growth.rates import compound_growth_pct
    from kzaz_analysis.analysis.growth.year_on_year import annual_growth
    from kzaz_analysis.analysis.projection import project_panel
    from kzaz_analysis.cli.doors import add, check_claim, diff, extract, run
    from kzaz_analysis.display.exports.interactive import browse
    from kzaz_analysis.display.speech.language import written_in
    from kzaz_analysis.evidence.autocomplete import names
    from kzaz_analysis.evidence.catalogue import describe, macro, sources, targets
    from kzaz_analysis.evidence.opened import open
    from kzaz_analysis.evidence.series import series
    from kzaz_analysis.evidence.tables import load
    from kzaz_analysis.evidence.units import convert
    from kzaz_analysis.evidence.vintages import revisions
    from kzaz_analysis.explorer.page import explore_file
    from kzaz_analysis.explorer.widget import explore
    from kzaz_analysis.lab.workbench import new_notebook
    from kzaz_analysis.reports.audit.study import audit_study
    from kzaz_analysis.reports.counts.study import counts_study
    from kzaz_analysis.reports.growth.study import growth_study
    from kzaz_analysis.reports.layout import page
    from kzaz_analysis.reports.mirror.study import mirror_study
    from kzaz_analysis.reports.outturns.study import outturn_study
    from kzaz_analysis.reports.overview.study import overview_study
    from kzaz_analysis.reports.projection.inputs.nowcast import nowcast_study
    from kzaz_analysis.reports.projection.own_figures import project
    from kzaz_analysis.reports.projection.scenarios.capacity import capacity
    from kzaz_analysis.reports.projection.scenarios.drivers import drivers
    from kzaz_analysis.reports.projection.study import projection_study
    from kzaz_analysis.reports.record.quote import quote
    from kzaz_analysis.reports.replay.study import replay_study
    from kzaz_analysis.reports.scorecard.study import scorecard_study
    from kzaz_analysis.reports.target_gap.required_growth import required
    from kzaz_analysis.reports.target_gap.study import gap_study
    from kzaz_analysis.secrets import secret

_HOMES = {
    "add": "cli.doors",
    "annual_growth": "analysis.growth.year_on_year",
    "audit_study": "reports.audit.study",
    "browse": "display.exports.interactive",
    "capacity": "reports.projection.scenarios.capacity",
    "check_claim": "cli.doors",
    "compound_growth_pct": "analysis.growth.rates",
    "convert": "evidence.units",
    "counts_study": "reports.counts.study",
    "describe": "evidence.catalogue",
    "diff": "cli.doors",
    "drivers": "reports.projection.scenarios.drivers",
    "explore": "explorer.widget",
    "explore_file": "explorer.page",
    "extract": "cli.doors",
    "gap_study": "reports.target_gap.study",
    "growth_study": "reports.growth.study",
    "load": "evidence.tables",
    "macro": "evidence.catalogue",
    "mirror_study": "reports.mirror.study",
    "names": "evidence.autocomplete",
    "new_notebook": "lab.workbench",
    "nowcast_study": "reports.projection.inputs.nowcast",
    "open": "evidence.opened",
    "outturn_study": "reports.outturns.study",
    "overview_study": "reports.overview.study",
    "page": "reports.layout",
    "project": "reports.projection.own_figures",
    "project_panel": "analysis.projection",
    "projection_study": "reports.projection.study",
    "quote": "reports.record.quote",
    "replay_study": "reports.replay.study",
    "required": "reports.target_gap.required_growth",
    "revisions": "evidence.vintages",
    "run": "cli.doors",
    "scorecard_study": "reports.scorecard.study",
    "secret": "secrets",
    "series": "evidence.series",
    "sources": "evidence.catalogue",
    "targets": "evidence.catalogue",
    "written_in": "display.speech.language",
}

__all__ = [
    "add",
    "annual_growth",
    "audit_study",
    "browse",
    "capacity",
    "check_claim",
    "compound_growth_pct",
    "convert",
    "counts_study",
    "describe",
    "diff",
    "drivers",
    "explore",
    "explore_file",
    "extract",
    "gap_study",
    "growth_study",
    "load",
    "macro",
    "mirror_study",
    "names",
    "new_notebook",
    "nowcast_study",
    "open",
    "outturn_study",
    "overview_study",
    "page",
    "project",
    "project_panel",
    "projection_study",
    "quote",
    "replay_study",
    "required",
    "revisions",
    "run",
    "scorecard_study",
    "secret",
    "series",
    "sources",
    "targets",
    "written_in",
]
__version__ = "0.3.0"


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
