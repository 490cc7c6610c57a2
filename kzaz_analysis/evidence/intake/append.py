"""Add rows to the tables: checked first, never twice, all of them or none."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.errors import DataError, LockedError, OutputError, UsageError
from kzaz_analysis.evidence.dataset.read import FILE as DATASET_FILE
from kzaz_analysis.evidence.files import (
    PACKAGE_FILE,
    definition,
    read_text,
    table_hashes,
)
from kzaz_analysis.evidence.intake.complete import next_ref
from kzaz_analysis.evidence.intake.duplicates import (
    repeated_lines,
    repeated_within,
)
from kzaz_analysis.evidence.schema.definitions import (
    FACT_TABLES,
    OWN_REF,
    OWN_REFS,
    TABLES,
)
from kzaz_analysis.evidence.tables import as_types, load
from kzaz_analysis.places import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kzaz_analysis.evidence.schema.problem import Problem

STAGING = ".kzaz-adding"
"""Folder inside the data folder in which an addition is prepared."""

PATIENCE_S = 60
"""Seconds to wait for an addition of somebody else."""


@dataclass(frozen=True, slots=True)
class NewRow:
    """One row to add.

    Attributes
    ----------
    table : str
        Name of the table.
    cells : mapping of str to str
        One text per column of the contract, empty where nothing is known.
    """

    table: str
    cells: Mapping[str, str]


def refuse_shipped(folder: Path) -> None:
    """Refuse to write into the copy of the tables that an installed package carries.

    Raises
    ------
    OutputError
        If the folder is that copy; the message says how to make an own one.
    """
    if folder.resolve().is_relative_to((PACKAGE / "_shipped").resolve()):
        raise OutputError(
            f"{folder} belongs to the installed package and would be lost with its "
            "next version; 'kzaz data add' and 'kzaz data import' write to a copy of "
            "yours (kzaz data own), or set KZAZ_DATA_DIR to a folder of your own"
        )


def check_new(rows: Sequence[NewRow], folder: Path) -> None:
    """Hold new rows against their contracts and against what is on record.

    Raises
    ------
    UsageError
        If a row repeats one that is there, which is named, or breaks its contract;
        every problem is listed.
    DataError
        If the folder breaks its contracts before anything is added.
    """
    with tempfile.TemporaryDirectory() as scratch:
        _stage(rows, folder, Path(scratch))
        _refuse_unfit(rows, folder, Path(scratch))


def add(
    rows: Sequence[NewRow], folder: Path, hashes: Mapping[str, str] | None = None
) -> list[Path]:
    """Add rows to their tables and record the folder anew.

    The new files are written beside the old ones, checked there, and moved over
    them one by one, lists before the figures that refer to them. Whatever fails on
    the way, the old files are put back. Tables stay sorted by their key.

    Parameters
    ----------
    rows : sequence of NewRow
        To be added together or not at all.
    folder : pathlib.Path
        Data folder.
    hashes : mapping of str to str, optional
        Of the tables that the rows were compared with; see `table_hashes`.

    Returns
    -------
    list of pathlib.Path
        Files that were replaced, the data package among them.

    Raises
    ------
    UsageError
        If a row repeats one that is there or breaks its contract.
    DataError
        If the folder breaks its contracts already.
    LockedError
        If another addition is under way, or was since the tables had these hashes.
    OutputError
        If the folder cannot be written, or belongs to the installed package.
    """
    from kzaz_analysis.evidence.schema.datapackage import record_package  # noqa: PLC0415

    refuse_shipped(folder)
    with staging(folder) as staged:
        if hashes is not None and hashes != table_hashes(folder):
            raise LockedError(
                f"the tables in {folder} have changed meanwhile; nothing was added, "
                "try again"
            )
        try:
            rows = _without_sources_there(_with_free_refs(rows, folder), folder)
            _stage(rows, folder, staged)
            _refuse_unfit(rows, folder, staged)
            changed = [n for n in reversed(TABLES) if n in {r.table for r in rows}]
            for name in changed:
                write(_sorted(name, read_text(name, staged)), staged / f"{name}.csv")
            record_package(staged)
            files = [*(f"{name}.csv" for name in changed), PACKAGE_FILE]
            move(files, staged, folder)
        except OSError as error:
            raise OutputError(
                f"{folder} cannot be written: {error.strerror}; nothing was added"
            ) from error
    return [folder / name for name in files]


def _without_sources_there(rows: Sequence[NewRow], folder: Path) -> Sequence[NewRow]:
    """Leave out sources of new figures that somebody else has entered meanwhile."""
    if all(row.table == "sources" for row in rows):
        return rows
    there = {tuple(cells) for cells in read_text("sources", folder).to_numpy()}
    names = TABLES["sources"].names
    return [
        row
        for row in rows
        if row.table != "sources" or tuple(row.cells[n] for n in names) not in there
    ]


def _with_free_refs(rows: Sequence[NewRow], folder: Path) -> list[NewRow]:
    """Give rows new references where somebody else has taken theirs meanwhile.

    An own reference is of one row alone: two who add to one source at once both
    come with the next one that was free when they began.
    """
    holders = [
        read_text(name, folder)[["ref", "source"]]
        for name, table in TABLES.items()
        if {"ref", "source"} <= set(table.names)
    ]
    cited = pd.concat(holders)
    cited = cited.assign(ref=cited["ref"].str.split(";")).explode("ref")
    taken = dict(zip(cited["ref"], cited["source"], strict=True))
    # Whoever brings a source along cannot mean the references that it has by now.
    brought = {row.cells["source"] for row in rows if row.table == "sources"}
    number = int(next_ref(folder).removeprefix(OWN_REF))
    fresh: list[NewRow] = []
    used: set[str] = set()
    for row in rows:
        ref, source = row.cells.get("ref", ""), row.cells.get("source", "")
        while ref and (
            ref in used
            or taken.get(ref, source) != source
            or (ref in taken and (source in brought or OWN_REFS.fullmatch(ref)))
        ):
            ref, number = f"{OWN_REF}{number:03d}", number + 1
        used.add(ref)
        fresh.append(NewRow(row.table, {**row.cells, "ref": ref} if ref else row.cells))
    return fresh


def with_new(rows: Sequence[NewRow]) -> dict[str, pd.DataFrame]:
    """Read the tables in use as if the rows had been added.

    Returns
    -------
    dict of str to pandas.DataFrame
        Every table as `load` returns it, the new rows last.
    """
    tables = {name: load(name) for name in TABLES}
    for name in reversed(TABLES):
        new = [dict(row.cells) for row in rows if row.table == name]
        if not new:
            continue
        frame = as_types(definition(name), pd.DataFrame(new, dtype=str))
        if name in FACT_TABLES:
            origins = tables["sources"][["source", "publisher", "published_on"]]
            frame = frame.merge(origins, on="source", how="left")
        whole = pd.concat([tables[name], frame], ignore_index=True)
        tables[name] = whole.astype(tables[name].dtypes)
    return tables


def _refuse_unfit(rows: Sequence[NewRow], folder: Path, staged: Path) -> None:
    from kzaz_analysis.evidence.schema.checks import check  # noqa: PLC0415

    for table in {row.table for row in rows}:
        _refuse_repeated(table, [r.cells for r in rows if r.table == table], folder)
    ends = {n: len(read_text(n, folder)) + 1 for n in {r.table for r in rows}}
    problems = check(staged)
    new = [
        p for p in problems if p.line > ends.get(p.file.removesuffix(".csv"), p.line)
    ]
    if len(problems) > len(new):
        old = "\n".join(str(p) for p in problems if p not in new)
        raise DataError(f"the tables have problems already, nothing was added\n{old}")
    if new:
        problem_lines = "\n".join(_of_new_row(problem, staged) for problem in new)
        raise UsageError(
            f"the new row breaks the contract of its table\n{problem_lines}"
        )


def _refuse_repeated(
    table: str, rows: Sequence[Mapping[str, str]], folder: Path
) -> None:
    twice = repeated_within(table, rows)
    if twice:
        first, second = twice
        raise UsageError(f"row {second} of {table} repeats row {first}, both new")
    for line in repeated_lines(table, rows, folder):
        if line is not None:
            there = read_text(table, folder).loc[[line]].iloc[0]
            cells_text = ", ".join(
                f"{name} {cell}" for name, cell in there.items() if cell
            )
            raise UsageError(f"this repeats {table}.csv, line {line}: {cells_text}")


def _of_new_row(problem: Problem, folder: Path) -> str:
    table, column = problem.file.removesuffix(".csv"), problem.column
    targets = {c.name: c.refers_to for c in definition(table).columns}
    target, _, field = targets.get(column, "").partition(".")
    near: list[str] = []
    if target and " is not in " in problem.message:
        near = get_close_matches(problem.value, read_text(target, folder)[field])
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"{table}, {column} {problem.value!r}: {problem.message}{hint}"


def _stage(rows: Sequence[NewRow], folder: Path, staged: Path) -> None:
    """Copy the tables, and put the new rows last where their lines can be told."""
    copy_tables(folder, staged)
    for name in TABLES:
        new = [dict(row.cells) for row in rows if row.table == name]
        if new:
            text = pd.concat([read_text(name, folder), pd.DataFrame(new)])
            write(text, staged / f"{name}.csv")


def copy_tables(folder: Path, staged: Path) -> None:
    """Copy the tables, and what says what they are about where there is such a file."""
    for name in (*(f"{table}.csv" for table in TABLES), DATASET_FILE):
        if name != DATASET_FILE or (folder / name).is_file():
            shutil.copyfile(folder / name, staged / name)


def _sorted(name: str, text: pd.DataFrame) -> pd.DataFrame:
    return text.sort_values(list(definition(name).key), kind="stable")


def write(text: pd.DataFrame, path: Path) -> None:
    """Write a table as the folder holds it: CSV in UTF-8 with bare line ends."""
    path.write_bytes(text.to_csv(index=False, lineterminator="\n").encode("utf-8"))


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Open the folder in which a change of the tables is prepared, and clear it.

    Whoever comes second waits for the first.

    Raises
    ------
    LockedError
        If it is still there: something long is being written, or was killed.
    OutputError
        If the data folder cannot be written.
    """
    from tenacity import (  # noqa: PLC0415
        RetryError,
        Retrying,
        retry_if_exception_type,
        stop_after_delay,
        wait_fixed,
    )

    staged = folder / STAGING
    patience = Retrying(
        retry=retry_if_exception_type(FileExistsError),
        stop=stop_after_delay(PATIENCE_S),
        wait=wait_fixed(0.1),
    )
    try:
        patience(staged.mkdir)
    except RetryError:
        raise LockedError(
            f"something is being added to {folder} right now; if not, an addition was "
            f"killed: delete {staged} and try again"
        ) from None
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}") from error
    try:
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def move(names: Sequence[str], staged: Path, folder: Path) -> None:
    """Put prepared files in the place of the old ones, which come back on failure."""
    backup = staged / "before"
    backup.mkdir()
    existing = [name for name in names if (folder / name).exists()]
    for name in existing:
        shutil.copy2(folder / name, backup / name)
        shutil.copymode(folder / name, staged / name)
    for name in names:
        _sync(staged / name)
    moved: list[str] = []
    try:
        for name in names:
            moved.append(name)
            (staged / name).replace(folder / name)
    except BaseException:
        for name in set(moved) & set(existing):
            (backup / name).replace(folder / name)
        for name in set(moved) - set(existing):
            (folder / name).unlink(missing_ok=True)
        raise


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
