"""What a kernel notes of the tables that are read in it.

Lines of JSON, each with one key besides ``table``: ``sha256`` of the bytes that were
read, ``rows`` that were used of them (see `Selection`; null for all), and ``opened``
for a file that anything in the kernel has opened. A table that was opened more often
than its hash was noted was read by somebody who does not say what was used of it.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.cache.table_rows import OF

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kzaz_analysis.runner.cache.table_rows import Selection


@dataclass(frozen=True, slots=True)
class AccessLog:
    """What was read and used.

    Attributes
    ----------
    hashes : mapping of str to set of str
        SHA-256 of the bytes read, by table.
    opened : mapping of str to int
        How often the file of each table was opened by somebody who noted no hash.
    selection : mapping
        Rows used of each table that was not used as a whole.
    """

    hashes: Mapping[str, set[str]] = field(default_factory=dict)
    opened: Mapping[str, int] = field(default_factory=dict)
    selection: Selection = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> AccessLog:
        """Read the log of a kernel that has ended; empty if it noted nothing."""
        try:
            lines = [json.loads(line) for line in path.read_bytes().splitlines()]
        except FileNotFoundError:
            return cls()
        hashes: dict[str, set[str]] = defaultdict(set)
        opened: Counter[str] = Counter()
        uses: dict[str, list[Any]] = defaultdict(list)
        for line in lines:
            table = str(line["table"])
            if "opened" in line:
                opened[table] += 1
            elif "sha256" in line:
                opened[table] -= 1
                hashes[table].add(str(line["sha256"]))
            else:
                uses[table].append(line["rows"])
        undeclared = +opened
        selection = {
            table: _columns(rows)
            for table, rows in uses.items()
            if None not in rows and table not in undeclared
        }
        return cls(dict(hashes), dict(undeclared), selection)

    @property
    def tables(self) -> set[str]:
        """Names of the tables that were read, by whomever."""
        return {*self.hashes, *self.opened}

    def differing(self, tables: Mapping[str, str]) -> list[str]:
        """Return the tables of which other bytes were read than those of the run."""
        return sorted(
            name for name, read in self.hashes.items() if read - {tables.get(name)}
        )


def _columns(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    columns: dict[str, set[str]] = defaultdict(set)
    for use in rows:
        values = [OF + use["of"]] if "of" in use else use["values"]
        columns[use["column"]].update(values)
    return {name: sorted(values) for name, values in sorted(columns.items()) if values}
