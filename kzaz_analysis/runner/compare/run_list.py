"""The runs of an archive as a list: when, how they ended, what they changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import UsageError
from kzaz_analysis.runner import sequence
from kzaz_analysis.runner.archive import archive
from kzaz_analysis.runner.archive.run_index import opened
from kzaz_analysis.runner.compare import compare
from kzaz_analysis.runner.plan.status import GOOD
from kzaz_analysis.runner.publish import journal, lock, manifest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from kzaz_analysis.runner.archive.run_index import RunIndex

_ABORTED, _FAILED = "aborted", "failed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One run.

    Attributes
    ----------
    id, start, status : str
        As in its record.
    made : int
        How many pages it made.
    unchanged, failed : int or None
        How many it left as they were, and could not make; None for a run that was
        ended before its end.
    conclusions_changed : int or None
        Against the newest earlier run with a page in common; None if there is none.
    """

    id: str
    start: str
    status: str
    made: int
    unchanged: int | None
    failed: int | None
    conclusions_changed: int | None


def entries(out: Path) -> list[Entry]:
    """Return the runs that an archive keeps and that can be read, oldest first.

    Runs that were ended before their end stand before the one that took them up.

    Raises
    ------
    UsageError
        If there is none.
    """
    store = out / archive.FOLDER
    with opened(store) as index:
        heads = index.heads()
        unfinished = _unfinished(out, {str(head["id"]) for head in heads})
        if not heads and not unfinished:
            raise UsageError(f"{out} keeps no run; make one with: kzaz report suite")
        names = [str(head["id"]) for head in heads]
        return [
            entry
            for number, head in enumerate(heads)
            for entry in _entries(head, names[:number], index)
        ] + unfinished


def _unfinished(out: Path, known: Collection[str]) -> list[Entry]:
    """Return the last run of the suite where it goes on, was ended, or made nothing."""
    manifest_path = out / manifest.NAME
    record = manifest.read_checked(manifest_path, is_running=lock.is_held(out)) or {}
    name, status = str(record.get("id")), str(record.get("status"))
    if status not in (_ABORTED, _FAILED, "running") or name in known:
        return []
    pages = {page["slug"]: page for page in record.get("pages") or ()}
    pages |= journal.read(out / f".{journal.NAME}")
    made = sum(page.get("made_in") == name for page in pages.values())
    failed = len(pages) if status == _FAILED else None
    return [Entry(name, str(record.get("start")), status, made, None, failed, None)]


def _entries(
    head: Mapping[str, Any], earlier: Sequence[str], index: RunIndex
) -> Iterator[Entry]:
    """Give a run, and before it those that it took up: its record has their pages."""
    name = str(head["id"])
    taken_up = [str(run) for run in head.get("resumed_from") or ()]
    made = index.made_in(name) if taken_up else {}
    for run in taken_up:
        yield Entry(run, sequence.start_of(run), _ABORTED, made[run], None, None, None)
    foreign = sum(made[run] for run in taken_up)
    yield _entry(head, earlier, index, foreign)


def _entry(
    head: Mapping[str, Any], earlier: Sequence[str], index: RunIndex, foreign: int
) -> Entry:
    name = str(head["id"])
    statuses = index.statuses(name)
    base = next((b for b in reversed(earlier) if index.shares_a_page(name, b)), None)
    changed = (
        None
        if base is None
        else sum(compare.is_conclusion_changed(*p) for p in index.differing(base, name))
    )
    return Entry(
        id=name,
        start=str(head.get("start") or ""),
        status=str(head.get("status") or ""),
        made=statuses.get("ok", 0) - foreign,
        unchanged=statuses.get("unchanged", 0) + foreign,
        failed=sum(n for status, n in statuses.items() if status not in GOOD),
        conclusions_changed=changed,
    )
