"""Which earlier runs stay in the archive, and what goes with the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.errors import OutputError
from kzaz_analysis.runner.archive import archive
from kzaz_analysis.runner.archive.run_index import opened
from kzaz_analysis.runner.plan.status import FINISHED

if TYPE_CHECKING:
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
    with opened(out / archive.FOLDER) as index:
        names, heads = index.ids(), index.heads()
    ended = [head for head in heads if head.get("status") in FINISHED]
    whole = [head for head in ended if not head.get("alone")]
    stay = {*names[max(0, len(names) - keep) :]}
    stay |= {head["id"] for head in (*ended[-1:], *whole[-1:])}
    return [name for name in names if name not in stay]


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
    with opened(out / archive.FOLDER) as index:
        if len(index.heads()) < len(index.ids()):
            # Nobody knows what a run that cannot be read refers to.
            return dropped
        used = index.used_contents()
    try:
        for path in (out / archive.FOLDER / archive.TABLES).glob("*.csv"):
            if path.stem not in used:
                path.unlink()
    except OSError as error:
        raise OutputError(f"{out / archive.FOLDER}: {error.strerror}") from None
    return dropped
