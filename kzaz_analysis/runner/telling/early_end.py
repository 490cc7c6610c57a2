"""Ends before a run began, kept for whoever asks how an output folder stands."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import EXIT_CODES, LockedError, OutputError
from kzaz_analysis.runner.files import read_at_once, write_whole
from kzaz_analysis.runner.publish import manifest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME = "ended.json"
"""File beside the manifests that says what has ended since, before it had one."""


def note(out: Path, about: str, exit_code: int) -> None:
    """Note an end, where an earlier run left a manifest; elsewhere there is nothing.

    An end because another run works there is none of this folder.

    Parameters
    ----------
    out : pathlib.Path
        Output folder.
    about : str
        Slug of a page made alone, empty for a suite.
    exit_code : int
        With what it ended. What was said of it may name folders, and is not kept.
    """
    left = manifest.read(manifest.path_of(out, about))
    if left is None or exit_code == LockedError.exit_code:
        return
    ends = _all(out) | {
        about: {
            "after": left.get("id"),
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "exit_code": exit_code,
            "meaning": EXIT_CODES.get(exit_code, ""),
        }
    }
    with suppress(OutputError, OSError):
        write_whole(out / NAME, json.dumps(ends, ensure_ascii=False, indent=1) + "\n")


def since(out: Path, about: str, run_id: object) -> Mapping[str, Any] | None:
    """Return the last end after a run and before the next; None if there was none."""
    end = _all(out).get(about)
    return end if isinstance(end, dict) and end.get("after") == run_id else None


def _all(out: Path) -> dict[str, Any]:
    try:
        ends = json.loads(read_at_once(out / NAME))
    except (OSError, ValueError):
        return {}
    return ends if isinstance(ends, dict) else {}
