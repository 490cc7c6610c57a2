"""What a schedule calls: one command, wherever it is called from."""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BUSY = 8
"""Exit code of a run that found the folder in use: the one before is still at work."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Task:
    """A run of a suite, and what a schedule needs to know to start it.

    Attributes
    ----------
    name : str
        What the schedule is called, in small letters: ``kzaz-reports``.
    folder : pathlib.Path
        Working folder, absolute.
    out : pathlib.Path
        Folder for the pages, absolute.
    suite : pathlib.Path or None
        Suite file, absolute; None for the suite that comes with the notebooks.
    flags : tuple of str
        Further options of ``kzaz report suite``.
    settings : mapping of str to pathlib.Path
        Folders that environment variables are to name.
    """

    name: str
    folder: Path
    out: Path
    suite: Path | None = None
    flags: tuple[str, ...] = ()
    settings: Mapping[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise UsageError(
                f"{self.name!r} cannot name a schedule; small letters, digits and "
                "single hyphens can, like kzaz-reports"
            )
        texts = (str(self.folder), *self.words())
        broken = [text for text in texts if _CONTROL.search(text)]
        if broken:
            raise UsageError(f"{broken[0]!r} holds a line break; no schedule takes one")

    def words(
        self, python: str = sys.executable, place: Callable[[Path], str] = str
    ) -> tuple[str, ...]:
        """Return the command word by word.

        Parameters
        ----------
        python : str
            The interpreter; that of this process when left out.
        place : callable
            Writes a path; as it is when left out.
        """
        settings = [f"{name}={place(path)}" for name, path in self.settings.items()]
        suite = [place(self.suite)] if self.suite else []
        return (
            *(["/usr/bin/env", *settings] if settings else []),
            # Files that lie in the working folder must not stand in for modules.
            *(python, "-P", "-m", "kzaz_analysis", "report", "suite"),
            *suite,
            *("-o", place(self.out)),
            *self.flags,
        )

    @property
    def shell(self) -> str:
        """The command as a shell takes it."""
        return shlex.join(self.words())

    @property
    def shell_folder(self) -> str:
        """The working folder as a shell takes it."""
        return shlex.quote(str(self.folder))
