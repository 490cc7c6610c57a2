"""The runs of an archive as a list: when, how they ended, what they changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import UsageError
from kzaz_analysis.runner.archive import archive
from kzaz_analysis.runner.archive.run_index import opened
from kzaz_analysis.runner.compare import compare
from kzaz_analysis.runner.plan.status import GOOD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kzaz_analysis.runner.archive.run_index import RunIndex


@dataclass(frozen=True, slots=True)
class Entry:
    """One run.

    Attributes
    ----------
    id, start, status : str
        As in its record.
    made, unchanged, failed : int
        How many pages it made, left as they were, could not make.
    conclusions_changed : int or None
        Against the newest earlier run with a page in common; None if there is none.
    """

    id: str
    start: str
    status: str
    made: int
    unchanged: int
    failed: int
    conclusions_changed: int | None


def entries(out: Path) -> list[Entry]:
    """Return the runs that an archive keeps and that can be read, oldest first.

    Raises
    ------
    UsageError
        If there is none.
    """
    store = out / archive.FOLDER
    with opened(store) as index:
        heads = index.heads()
        if not heads:
            raise UsageError(f"{out} keeps no run; make one with: kzaz report suite")
        names = [str(head["id"]) for head in heads]
        return [
            _entry(head, names[:number], index) for number, head in enumerate(heads)
        ]


def _entry(head: Mapping[str, Any], earlier: Sequence[str], index: RunIndex) -> Entry:
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
        made=statuses.get("ok", 0),
        unchanged=statuses.get("unchanged", 0),
        failed=sum(n for status, n in statuses.items() if status not in GOOD),
        conclusions_changed=changed,
    )
