"""Which earlier runs stay in the archive, and what goes with the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import OutputError
from kzaz_analysis.runner.compare import archive

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def superseded(out: Path, keep: int) -> list[str]:
    """Return the runs that need not stay.

    The last finished run stays whatever `keep` is, and so does the last finished one
    of the whole suite: runs of single pages do not push it out.

    Parameters
    ----------
    out : pathlib.Path
        Output folder.
    keep : int
        How many runs stay, newest first.

    Returns
    -------
    list of str
        Their ids, oldest first.
    """
    known = archive.runs(out)
    ended = [r for r in archive.records(out) if r.get("status") in archive.FINISHED]
    whole = [r for r in ended if not r.get("alone")]
    stay = {*known[max(0, len(known) - keep) :]}
    stay |= {r["id"] for r in (*ended[:1], *whole[:1])}
    return [name for name in known if name not in stay]


def prune(out: Path, keep: int) -> list[str]:
    """Drop the runs that need not stay, and tables that no run refers to any more.

    Parameters
    ----------
    out, keep
        As of `superseded`.

    Returns
    -------
    list of str
        Ids of the runs that were dropped, oldest first.

    Raises
    ------
    OutputError
        If a file cannot be removed.
    """
    dropped = superseded(out, keep)
    for name in dropped:
        archive.drop(out, name)
    left = list(archive.records(out))
    if len(left) < len(archive.runs(out)):
        # Nobody knows what a run that cannot be read refers to.
        return dropped
    used = {sha for record in left for sha in _contents(record)}
    try:
        for path in (out / archive.FOLDER / archive.TABLES).glob("*.csv"):
            if path.stem not in used:
                path.unlink()
    except OSError as error:
        raise OutputError(f"{out / archive.FOLDER}: {error.strerror}") from None
    return dropped


def _contents(record: Mapping[str, Any]) -> Iterator[str]:
    yield from (record.get("tables") or {}).values()
    for page in record["pages"].values():
        yield from ((page.get("inputs") or {}).get("tables") or {}).values()
