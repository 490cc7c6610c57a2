"""Names that the Tab key completes: ``kz.names.titr_freight`` is ``"titr_freight"``."""

from __future__ import annotations

from kzaz_analysis.errors import unknown_name
from kzaz_analysis.evidence.schema.definitions import TABLES
from kzaz_analysis.evidence.tables import default


class Names:
    """Tables, series and promises of the record as attributes holding their names."""

    def __dir__(self) -> list[str]:
        evidence = default()
        targets = evidence.load("targets")["promise"]
        return sorted({*TABLES, *evidence.load("series")["series"], *targets})

    def __getattr__(self, name: str) -> str:
        # Tools ask objects for special methods; those are no names of the record.
        if name.startswith("_"):
            raise AttributeError(name)
        names = dir(self)
        if name not in names:
            raise AttributeError(
                str(unknown_name("table, series or target", name, names))
            )
        return name

    def __repr__(self) -> str:
        return ", ".join(dir(self))


names = Names()
"""The one object to complete names on."""
