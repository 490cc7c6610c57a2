"""Names that the Tab key completes, by what they name: ``kz.names.rules.kaz_first``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.errors import unknown_name
from kzaz_analysis.evidence.schema.definitions import TABLES
from kzaz_analysis.evidence.tables import default

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kzaz_analysis.evidence.tables import Tables

GROUPS: dict[str, Callable[[Tables], Iterable[str]]] = {
    "agencies": lambda evidence: evidence.load("agencies")["agency"],
    "rules": lambda evidence: evidence.dataset.rules,
    "series": lambda evidence: evidence.load("series")["series"],
    "sources": lambda evidence: evidence.load("sources")["source"],
    "tables": lambda _: TABLES,
    "targets": lambda evidence: evidence.load("targets")["promise"],
}
"""What is named, and where its names stand."""


class NameGroup(str):
    """Names of one kind as attributes; as text its own name, often that of a table."""

    __slots__ = ()

    def __dir__(self) -> list[str]:
        return sorted({name for name in self.all() if name.isidentifier()})

    def __getattr__(self, name: str) -> str:
        # Tools ask objects for special methods; those are no names of the record.
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self.all():
            raise AttributeError(str(unknown_name("name", name, self.all())))
        return name

    def all(self) -> list[str]:
        """All names, those that are no identifiers too."""
        return sorted({*GROUPS[self](default())})

    def __repr__(self) -> str:
        return ", ".join(self.all())


class Names:
    """Names of the record by what they name; ``kz.names["titr_freight"]``, too."""

    def __dir__(self) -> list[str]:
        return [*GROUPS]

    def __getattr__(self, name: str) -> str:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in GROUPS:
            return NameGroup(name)
        try:
            return self[name]
        except KeyError as unknown:
            raise AttributeError(unknown.args[0]) from None

    def __getitem__(self, name: str) -> str:
        names = self._ipython_key_completions_()
        if name not in names:
            raise KeyError(str(unknown_name("name", name, names)))
        return name

    def _ipython_key_completions_(self) -> list[str]:
        return sorted({name for group in GROUPS for name in NameGroup(group).all()})

    def __repr__(self) -> str:
        groups = [NameGroup(group) for group in GROUPS]
        return "\n".join(
            f"kz.names.{group!s}: {len(group.all())} names" for group in groups
        )


names = Names()
"""The one object to complete names on."""
