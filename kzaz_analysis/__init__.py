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
    from kzaz_analysis.analysis.growth import annual_growth
    from kzaz_analysis.analysis.projection import project, project_panel
    from kzaz_analysis.analysis.rates import compound_growth_pct
    from kzaz_analysis.evidence.catalogue import describe, macro, sources, targets
    from kzaz_analysis.evidence.names import names
    from kzaz_analysis.evidence.series import series
    from kzaz_analysis.evidence.tables import load
    from kzaz_analysis.evidence.units import convert
    from kzaz_analysis.evidence.vintages import revisions
    from kzaz_analysis.pages import page
    from kzaz_analysis.secrets import secret
    from kzaz_analysis.studies.audit import audit_study
    from kzaz_analysis.studies.capacity import capacity
    from kzaz_analysis.studies.drivers import drivers
    from kzaz_analysis.studies.gap import gap_study
    from kzaz_analysis.studies.growth import growth_study
    from kzaz_analysis.studies.mirror import mirror_study
    from kzaz_analysis.studies.nowcast import nowcast_study
    from kzaz_analysis.studies.projection import projection_study
    from kzaz_analysis.studies.replay import replay_study
    from kzaz_analysis.studies.required import required
    from kzaz_analysis.studies.scorecard import scorecard_study

_HOMES = {
    "annual_growth": "analysis.growth",
    "audit_study": "studies.audit",
    "capacity": "studies.capacity",
    "compound_growth_pct": "analysis.rates",
    "convert": "evidence.units",
    "describe": "evidence.catalogue",
    "drivers": "studies.drivers",
    "gap_study": "studies.gap",
    "growth_study": "studies.growth",
    "load": "evidence.tables",
    "macro": "evidence.catalogue",
    "mirror_study": "studies.mirror",
    "names": "evidence.names",
    "nowcast_study": "studies.nowcast",
    "page": "pages",
    "project": "analysis.projection",
    "project_panel": "analysis.projection",
    "projection_study": "studies.projection",
    "replay_study": "studies.replay",
    "required": "studies.required",
    "revisions": "evidence.vintages",
    "scorecard_study": "studies.scorecard",
    "secret": "secrets",
    "series": "evidence.series",
    "sources": "evidence.catalogue",
    "targets": "evidence.catalogue",
}

__all__ = [
    "annual_growth",
    "audit_study",
    "capacity",
    "compound_growth_pct",
    "convert",
    "describe",
    "drivers",
    "gap_study",
    "growth_study",
    "load",
    "macro",
    "mirror_study",
    "names",
    "nowcast_study",
    "page",
    "project",
    "project_panel",
    "projection_study",
    "replay_study",
    "required",
    "revisions",
    "scorecard_study",
    "secret",
    "series",
    "sources",
    "targets",
]
__version__ = "0.2.0"


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
