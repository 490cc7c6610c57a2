"""What a run is called and where it stands among others, whatever the clock says."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.archive import archive
from kzaz_analysis.runner.archive.run_index import opened

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def now() -> str:
    """Return the time in UTC, to the millisecond, as ISO 8601."""
    return _iso(datetime.now(UTC))


def run_id(start: str) -> str:
    """Return the name of a run: its start, in a form that names files.

    Examples
    --------
    >>> run_id("2026-11-21T22:33:27.456+00:00")
    '20261121T223327456Z'
    """
    return re.sub(r"[-:.]", "", start.partition("+")[0]) + "Z"


def start_of(run: str) -> str:
    """Return when a run began, by its name.

    Examples
    --------
    >>> start_of("20261121T223327456Z")
    '2026-11-21T22:33:27.456+00:00'
    """
    return _iso(datetime.strptime(run, "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC))


def identity(out: Path, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a run that begins now is called.

    Parameters
    ----------
    out : pathlib.Path
        Output folder.
    before : mapping
        Manifest of the run before; empty where there is none.

    Returns
    -------
    dict
        ``id``, a name that no run has; ``sequence``, one more than that of any run;
        ``start``, the time that the name stands for.
    """
    with opened(out / archive.FOLDER, keep=(out / archive.FOLDER).is_dir()) as index:
        names, newest = {*index.ids(), before.get("id")}, index.last_sequence()
    moment = datetime.now(UTC)
    while run_id(_iso(moment)) in names:
        moment += timedelta(milliseconds=1)
    start = _iso(moment)
    sequence = max(newest, before.get("sequence") or 0) + 1
    return {"id": run_id(start), "sequence": sequence, "start": start}


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
