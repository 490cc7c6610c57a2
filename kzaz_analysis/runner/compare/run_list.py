"""The runs of an archive as a list: when, how they ended, what they changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import UsageError
from kzaz_analysis.runner.archive import archive
from kzaz_analysis.runner.compare import compare
from kzaz_analysis.runner.plan.status import GOOD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


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
    records = list(archive.records(out))[::-1]
    if not records:
        raise UsageError(f"{out} keeps no run; make one with: kzaz report suite")
    store = out / archive.FOLDER
    return [_entry(r, records[:number], store) for number, r in enumerate(records)]


def _entry(
    record: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]], store: Path
) -> Entry:
    statuses = Counter(page.get("status") for page in record["pages"].values())
    shared = record["pages"].keys()
    base = next((r for r in reversed(earlier) if shared & r["pages"].keys()), None)
    compared = compare.compare(base, record, store) if base else None
    return Entry(
        id=str(record.get("id") or ""),
        start=str(record.get("start") or ""),
        status=str(record.get("status") or ""),
        made=statuses["ok"],
        unchanged=statuses["unchanged"],
        failed=sum(n for status, n in statuses.items() if status not in GOOD),
        conclusions_changed=len(compared.conclusions) if compared else None,
    )
