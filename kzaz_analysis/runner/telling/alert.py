"""Tell of a run that broke, once, and of one that is well again, once."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import EXIT_CODES, ConclusionChanged, OutputError
from kzaz_analysis.runner.files import read_at_once, write_whole
from kzaz_analysis.runner.publish import manifest
from kzaz_analysis.runner.telling import console, early_end, notify

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME = "alerts.json"
"""File in the output folder that says which failures have been told of."""

_SIGNALLED = 128
"""Exit codes above it name a signal."""

BROKEN, RECOVERED, CHANGED = "broken", "recovered", "changed"


@dataclass(frozen=True, slots=True)
class Alert:
    """Whom to tell, and what has been told already.

    Attributes
    ----------
    command : str
        Called with a summary on its standard input; empty for nobody.
    out : pathlib.Path
        Output folder of the runs.
    about : str
        What is run there: the slug of a page made alone, empty for a suite.
    is_folder : bool
        Whether it may be made, to remember what was told: not where it is refused.
    """

    command: str
    out: Path
    about: str = ""
    is_folder: bool = True

    def tell(self, summary: Mapping[str, Any]) -> dict[str, Any] | None:
        """Call the command if there is news; return how it ended, None for no call.

        That runs are broken is told once, and again for each cause that was not told
        of since: another exit code, another page, another end of that page, another
        thing that cannot be told. That they are well again is news, and so is a
        conclusion that changed. A call that fails is made again after the next run.

        Parameters
        ----------
        summary : mapping
            As of `notify.summary`.
        """
        if not self.command:
            return None
        failure, last_told = self._failure(summary), self._told()
        event = _event(failure, last_told, summary)
        if not event:
            return None
        called = notify.call(
            self.command,
            {
                "event": event,
                "meaning": EXIT_CODES.get(summary["exit_code"], ""),
                "not_told": console.problems(),
                **summary,
            },
        )
        if not called["problem"]:
            self._remember(_with_earlier(failure, last_told))
        return {"event": event, **called}

    def tell_of_end(self, exit_code: int, reason: str) -> dict[str, Any] | None:
        """Tell of an end before a run began, such as a suite that cannot be read.

        What ended before it had a manifest is noted for `kzaz report status`, also
        where nobody is to be told.
        """
        if not self._is_own(self._left()):
            early_end.note(self.out, self.about, exit_code)
        record = self._record(exit_code)
        summary = notify.summary(record, None, exit_code, str(self.out))
        return self.tell(summary | {"reason": reason})

    def _record(self, exit_code: int) -> dict[str, Any]:
        """Return the manifest of a run that a signal ended, else a name for it."""
        left = self._left()
        is_its_own = self._is_own(left) and exit_code > _SIGNALLED
        if is_its_own and left.get("status") == "aborted":
            return left
        return {"status": "failed", "suite": left.get("suite") or self.out.name}

    def _left(self) -> dict[str, Any]:
        return manifest.read(manifest.path_of(self.out, self.about)) or {}

    def _is_own(self, left: Mapping[str, Any]) -> bool:
        return left.get("pid") == os.getpid()

    def _failure(self, summary: Mapping[str, Any]) -> dict[str, list[str]]:
        code = summary["exit_code"]
        # Pages that a run did not come to have not failed.
        pages = [p for p in summary["failed"] if p.get("status") != "aborted"]
        failed = sorted(f"{page['slug']}: {page.get('status')}" for page in pages)
        lost = console.problems()
        if code in (0, ConclusionChanged.exit_code) and not failed and not lost:
            return {}
        return {"codes": [str(code)], "failed": failed, "not_told": list(lost)}

    def _told(self) -> dict[str, list[str]]:
        """Return the causes that were told of; none if the last run was well."""
        causes = self._all().get(self.about)
        parts = causes.items() if isinstance(causes, dict) else ()
        return {k: list(map(str, of)) for k, of in parts if isinstance(of, list)}

    def _all(self) -> dict[str, Any]:
        try:
            failures = json.loads(read_at_once(self.out / NAME))
        except (OSError, ValueError):
            return {}
        return failures if isinstance(failures, dict) else {}

    def _remember(self, failure: Mapping[str, Any]) -> None:
        """Note what was told; where that fails, it is told again."""
        if not self.is_folder:
            return
        left = {
            about: failure_of
            for about, failure_of in self._all().items()
            if about != self.about
        }
        if failure:
            left[self.about] = dict(failure)
        with suppress(OutputError, OSError):
            if left:
                self.out.mkdir(parents=True, exist_ok=True)
                write_whole(self.out / NAME, json.dumps(left, indent=1) + "\n")
            elif not left:
                (self.out / NAME).unlink(missing_ok=True)


def _with_earlier(
    failure: Mapping[str, list[str]], told: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """Add the causes that were told of before, as the failure has not ended since."""
    return {kind: sorted({*of, *told.get(kind, ())}) for kind, of in failure.items()}


def _event(
    failure: Mapping[str, list[str]],
    told: Mapping[str, list[str]],
    summary: Mapping[str, Any],
) -> str:
    """Return what is news; empty for nothing."""
    if any({*of} - {*told.get(kind, ())} for kind, of in failure.items()):
        return BROKEN
    if told and not failure:
        return RECOVERED
    return CHANGED if summary["conclusions"] else ""
