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
    from kzaz_analysis.evidence.catalogue import describe, macro, sources, targets
    from kzaz_analysis.evidence.series import Record, series
    from kzaz_analysis.evidence.tables import load
    from kzaz_analysis.evidence.units import convert

_HOMES = {
    "Record": "evidence.series",
    "convert": "evidence.units",
    "describe": "evidence.catalogue",
    "load": "evidence.tables",
    "macro": "evidence.catalogue",
    "series": "evidence.series",
    "sources": "evidence.catalogue",
    "targets": "evidence.catalogue",
}

__all__ = [
    "Record",
    "convert",
    "describe",
    "load",
    "macro",
    "series",
    "sources",
    "targets",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
