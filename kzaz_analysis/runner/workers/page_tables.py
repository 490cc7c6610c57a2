"""The tables of one page: a copy of its own, and what was read of it."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import DataError
from kzaz_analysis.runner.cache.data_snapshot import DataFolder, environment
from kzaz_analysis.runner.execute import table_watch
from kzaz_analysis.runner.workers.access_log import AccessLog

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_LOG = "access.log"
_COPY = "tables"


@dataclass(frozen=True, slots=True)
class TablesRead:
    """What a page rests on.

    Attributes
    ----------
    tables : mapping of str to str
        SHA-256 of the file of each table that it read.
    rows : mapping of str to dict
        Of each table of which it used some rows only: ``chosen``, as of `Selection`,
        and ``sha256`` of the rows.
    """

    tables: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def contents(self) -> dict[str, str]:
        """SHA-256 of what was used of each table."""
        used = {name: str(rows["sha256"]) for name, rows in self.rows.items()}
        return {**self.tables, **used}


@dataclass(frozen=True, slots=True)
class PageTables:
    """The copy of the tables that one page reads, and the log of its kernel.

    Attributes
    ----------
    folder : DataFolder
        The copy.
    log : pathlib.Path
        What the kernel notes.
    tables : mapping of str to str
        SHA-256 of the tables of the run.
    """

    folder: DataFolder
    log: Path
    tables: Mapping[str, str]

    @classmethod
    @contextmanager
    def held(
        cls, runtime: Path, variable: str, tables: Mapping[str, str]
    ) -> Iterator[PageTables]:
        """Copy the tables of the run, and have kernels read the copy and say so.

        Parameters
        ----------
        runtime : pathlib.Path
            Private folder of the page.
        variable : str
            Environment variable that names the folder of the run's tables.
        tables : mapping of str to str
            SHA-256 of each of them.

        Raises
        ------
        DataError
            If a page before this one has changed the tables of the run.
        """
        source = os.environ.get(variable) if variable and tables else None
        run_copy = DataFolder(Path(source) if source else None, variable)
        log = runtime / _LOG
        with run_copy.held_still(runtime / _COPY) as page_copy:
            watched = {table_watch.LOG: str(log)}
            if page_copy.path:
                watched[table_watch.FOLDER] = str(page_copy.path)
            page_tables = cls(page_copy, log, tables)
            if other := page_tables.other_than_those_of_the_run():
                raise DataError(
                    f"the run's copy of {_listed(other)} was changed while the run "
                    "went on, as by a page that writes there"
                )
            with environment(watched if source else {}):
                yield page_tables

    def refusal(self) -> str:
        """Say why what was read is not what the run has; empty if it is."""
        differing = AccessLog.read(self.log).differing(self.tables)
        if differing:
            return (
                f"it read other contents of {_listed(differing)} than the run has: "
                "it wrote there, or read another folder; name the folder to the "
                f"command, as {self.folder.variable}=FOLDER kzaz ..., "
                "not in the notebook"
            )
        changed = self.other_than_those_of_the_run()
        if changed:
            return f"it changed its copy of the tables: {_listed(changed)}"
        return ""

    def other_than_those_of_the_run(self) -> set[str]:
        """Return the tables of which the copy is not what the run has."""
        files = self.folder.files()
        changed = {name for name, path in files.items() if self._is_new(name, path)}
        return changed | ({*self.tables} ^ {*files})

    def read(self, declared: Collection[str]) -> TablesRead:
        """Return what the page rests on.

        Parameters
        ----------
        declared : collection of str
            Tables that the notebook says it read. If it says nothing, it may have read
            any of them in any way.
        """
        log = AccessLog.read(self.log)
        names = {*declared, *log.tables} if declared else {*self.tables}
        tables = {n: self.tables[n] for n in sorted(names) if n in self.tables}
        rows = {}
        for name in tables if declared else ():
            content = self._used(name, log)
            if content:
                rows[name] = {"chosen": log.selection[name], "sha256": content}
        return TablesRead(tables, rows)

    def _used(self, name: str, log: AccessLog) -> str:
        if name not in log.selection:
            return ""
        return self.folder.used.sha256(name, log.selection)

    def _is_new(self, name: str, path: Path) -> bool:
        return hashlib.sha256(path.read_bytes()).hexdigest() != self.tables.get(name)


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names))
