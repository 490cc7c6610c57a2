"""Which inputs of a page differ between two runs: rows, parameters, code, libraries."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import lru_cache
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from kzaz_analysis import renames
from kzaz_analysis.runner.archive import archive
from kzaz_analysis.runner.archive.records import contents_used
from kzaz_analysis.runner.cache.table_rows import TableRows, UsedRows
from kzaz_analysis.runner.compare import row_diff
from kzaz_analysis.runner.compare.comparison import (
    CODE,
    DATA_REVISION,
    ENVIRONMENT,
    NEW_FIGURE,
    NEW_PERIOD,
    PARAMETER,
    Cause,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kzaz_analysis.runner.compare.row_diff import RowChange, TableChange

_CELL = 60
_MOST_COLUMNS = 3


def between(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    stores: Sequence[Path],
    keys: Mapping[str, Sequence[str]],
) -> tuple[Cause, ...]:
    """Return the inputs of one page that differ, its own rows first.

    Parameters
    ----------
    old, new : mapping
        The page's entries in two records: ``report``, ``parameters``, ``inputs``,
        ``results``, and ``version`` and ``commit`` of the software where known.
    stores : sequence of pathlib.Path
        Archives that keep the tables' contents.
    keys : mapping of str to sequence of str
        Key columns by table.

    Returns
    -------
    tuple of Cause
        Rows of the tables that the page read both times, then parameters, code,
        environment. Of the rows, those come first that name most of what the page
        is about: its parameters, and the sources of its numbers.
    """
    return (
        *_data(old, new, tuple(stores), keys),
        *_parameters(old.get("parameters") or {}, new.get("parameters") or {}),
        *_code(old, new),
        *_environment(_inputs(old), _inputs(new)),
    )


def _data(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    stores: tuple[Path, ...],
    keys: Mapping[str, Sequence[str]],
) -> list[Cause]:
    old_tables, new_tables = _tables(old), _tables(new)
    old_used, new_used = contents_used(_inputs(old)), contents_used(_inputs(new))
    changed = [
        n
        for n in sorted(old_tables)
        if new_tables.get(n, old_tables[n]) != old_tables[n]
        and new_used[n] != old_used[n]
    ]
    ranked: list[tuple[int, Cause]] = []
    words = _subjects(old, new, stores, keys) if changed else set()
    for name in changed:
        key = tuple(keys.get(name, ()))
        change = _table_change(stores, old_tables[name], new_tables[name], key)
        uses = [_cells_used(name, page, stores) for page in (old, new)]
        if change is not None and None not in uses:
            change = change.among([cells for cells in uses if cells is not None])
            if change.is_empty and uses[0] != uses[1]:
                # Other rows were used; those used before are as they were.
                continue
        ranked += _table_causes(name, change, words)
    return [cause for _, cause in sorted(ranked, key=lambda pair: -pair[0])]


# Pages of a suite read the same tables.
@lru_cache(maxsize=64)
def _table_change(
    stores: tuple[Path, ...], old: str, new: str, key: tuple[str, ...]
) -> TableChange | None:
    was, now = _content(stores, old), _content(stores, new)
    return None if was is None or now is None else row_diff.compare(was, now, key)


def _cells_used(
    name: str, page: Mapping[str, Any], stores: tuple[Path, ...]
) -> dict[str, set[str]] | None:
    """Return by which cells rows of a table were used; None for all rows."""
    rows, hashes = _inputs(page).get("rows") or {}, _tables(page)
    if name not in rows:
        return None
    selection = {table: part["chosen"] for table, part in rows.items()}
    used = UsedRows(lambda table: _table_rows(stores, hashes.get(table, "")))
    cells = {c: used.cells(c, v, selection) for c, v in selection[name].items()}
    used_columns = {
        column: values for column, values in cells.items() if values is not None
    }
    return used_columns if len(used_columns) == len(cells) else None


@lru_cache(maxsize=64)
def _table_rows(stores: tuple[Path, ...], sha256: str) -> TableRows | None:
    with suppress(ValueError):
        return TableRows((_content(stores, sha256) or "").encode())
    return None


@lru_cache(maxsize=64)
def _rows(stores: tuple[Path, ...], sha256: str) -> list[row_diff.Row]:
    return row_diff.read(_content(stores, sha256) or "")


def _content(stores: tuple[Path, ...], sha256: str) -> str | None:
    """Return the content of a table, where an archive keeps it as it was."""
    for store in stores:
        with suppress(OSError, UnicodeDecodeError):
            content = (store / archive.TABLES / f"{sha256}.csv").read_bytes()
            if hashlib.sha256(content).hexdigest() == sha256:
                return content.decode("utf-8")
    return None


def _table_causes(
    table: str, change: TableChange | None, words: set[str]
) -> Iterator[tuple[int, Cause]]:
    """Give the causes in one table, each with how many words of the page it names."""
    if change is None:
        text = f"{table}: it changed, and one of its contents is not kept"
        yield 0, Cause(DATA_REVISION, text, {"table": table})
        return
    for how, columns in (
        ("added", change.columns_added),
        ("taken out", change.columns_gone),
    ):
        if columns:
            text = f"{table}: columns {how}: {', '.join(columns)}"
            yield 0, Cause(DATA_REVISION, text, {"table": table, how: list(columns)})
    for row in change.rows:
        yield len(row.cells & words), _row_cause(table, row)
    if change.is_empty:
        text = f"{table}: order or form of its rows changed, no value did"
        yield 0, Cause(DATA_REVISION, text, {"table": table})


def _row_cause(table: str, row: RowChange) -> Cause:
    name = ", ".join(_cut(value) for value in row.key.values() if value)
    detail: dict[str, Any] = {"table": table, "key": dict(row.key)}
    if row.new is None:
        text = f"{table}: row taken out: {name}"
        return Cause(DATA_REVISION, text, detail | {"row": dict(row.old or {})})
    columns = {c: pair for c, pair in row.columns.items() if c not in row.key}
    if row.old is None and not columns:
        kind = NEW_PERIOD if row.later else NEW_FIGURE
        values = [
            f"{k} {_cut(v)}" for k, v in row.new.items() if v and k not in row.key
        ][: _MOST_COLUMNS - 1]
        text = f"{table}: {'; '.join([name, *values])}"
        return Cause(kind, text, detail | {"row": dict(row.new)})
    changes = [_was(column, *pair) for column, pair in columns.items()][:_MOST_COLUMNS]
    if len(columns) > len(changes):
        changes.append(f"and {len(columns) - len(changes)} more columns")
    detail["columns"] = {c: {"old": a, "new": b} for c, (a, b) in columns.items()}
    if row.old is None:
        detail["row"] = dict(row.new)
    return Cause(DATA_REVISION, f"{table}: {name}: {'; '.join(changes)}", detail)


def _subjects(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    stores: tuple[Path, ...],
    keys: Mapping[str, Sequence[str]],
) -> set[str]:
    """Return the words that say what a page is about.

    They are the texts among its parameters, the sources of its numbers, and what the
    rows that a parameter names refer to: a target's row names its series.
    """
    parameters = {
        word
        for page in (old, new)
        for value in (page.get("parameters") or {}).values()
        for word in (value if isinstance(value, list) else [value])
        if isinstance(word, str) and word
    }
    single = {table: columns[0] for table, columns in keys.items() if len(columns) == 1}
    words = set(parameters)
    for table, sha256 in _tables(new).items():
        column = single.get(table, "")
        for row in _rows(stores, sha256) if column else ():
            if row.get(column) in parameters:
                words |= {row[c] for c in single.values() if row.get(c)}
    for page in (old, new):
        for result in page.get("results") or ():
            words |= {str(source) for source in result.get("sources") or ()}
    return words


def _parameters(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Cause]:
    old, new = renames.parameters(old, new), renames.parameters(new, new)
    for name in (*new, *(name for name in old if name not in new)):
        was, now = old.get(name), new.get(name)
        if was != now:
            detail = {"name": name, "old": was, "new": now}
            yield Cause(PARAMETER, _was(name, _text(was), _text(now)), detail)


def _code(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Cause]:
    old_inputs, new_inputs = _inputs(old), _inputs(new)
    report = str(new.get("report") or old.get("report") or "")
    if old.get("report") != new.get("report"):
        was, now = str(old.get("report") or ""), str(new.get("report") or "")
        detail = {"what": "report", "old": was, "new": now}
        yield Cause(CODE, _was("the notebook", was, now), detail)
    elif _differ(old_inputs, new_inputs, "notebook"):
        yield Cause(
            CODE,
            f"the notebook {report} changed",
            {
                "what": "notebook",
                "old": old_inputs["notebook"],
                "new": new_inputs["notebook"],
            },
        )
    if _differ(old_inputs, new_inputs, "code"):
        yield _package(old, new)


def _package(old: Mapping[str, Any], new: Mapping[str, Any]) -> Cause:
    was, now = ({n: page.get(n) for n in ("version", "commit")} for page in (old, new))
    changes = [
        _was(name, str(was[name])[:12], str(now[name])[:12])
        for name in was
        if was[name] and now[name] and was[name] != now[name]
    ]
    text = ": ".join(filter(None, ("the package's code changed", "; ".join(changes))))
    was |= {"sha256": _inputs(old)["code"]}
    now |= {"sha256": _inputs(new)["code"]}
    return Cause(CODE, text, {"what": "package", "old": was, "new": now})


def _environment(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Cause]:
    if _differ(before, after, "python"):
        was, now = str(before["python"]), str(after["python"])
        detail = {"what": "python", "old": was, "new": now}
        yield Cause(ENVIRONMENT, _was("Python", was, now), detail)
    if _differ(before, after, "lock"):
        detail = {"what": "lock", "old": before["lock"], "new": after["lock"]}
        yield Cause(ENVIRONMENT, "the pinned libraries changed", detail)


def _differ(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> bool:
    """Whether an input differs; one that was not recorded says nothing."""
    is_recorded = name in before and name in after
    return is_recorded and bool(before[name] != after[name])


def _inputs(page: Mapping[str, Any]) -> Mapping[str, Any]:
    return page.get("inputs") or {}


def _tables(page: Mapping[str, Any]) -> Mapping[str, str]:
    return _inputs(page).get("tables") or {}


def _was(name: str, old: str, new: str) -> str:
    return f"{name} was {_cut(old)}, is now {_cut(new)}"


def _cut(text: str) -> str:
    return shorten(text, _CELL, placeholder=" ...") or "(empty)"


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
