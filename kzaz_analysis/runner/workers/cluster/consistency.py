"""What a run sees, so that a worker elsewhere can tell whether it sees the same."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kzaz_analysis.places import ASKED
from kzaz_analysis.runner.cache import fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kzaz_analysis.runner.cache.fingerprint import Surroundings
    from kzaz_analysis.runner.workers.page_job import Job

SENT = ("KZAZ_DATA_DIR", ASKED, "KZAZ_NOTEBOOK_DIR", "KZAZ_KERNEL")
"""Environment variables that workers are given; what else is set may be a secret."""

_NAMES = {
    "code": "its package has other code",
    "lock": "its libraries are pinned otherwise",
    "python": "its Python is another version",
}


@dataclass(frozen=True, slots=True)
class EnvironmentFingerprint:
    """The files that pages are made from, as the runner sees them.

    Attributes
    ----------
    files : mapping of str to str
        SHA-256 of each by its path: the notebooks, the tables, and one file whose
        content nobody can guess, in the folder where pages are staged.
    settings : mapping of str to str
        Environment variables of the package.
    around : Surroundings
        Package and libraries.
    """

    files: Mapping[str, str]
    settings: Mapping[str, str]
    around: Surroundings

    def differences(self) -> list[str]:
        """Say in which ways this process sees something else; nothing if in none."""
        differing = [
            f"{path} {'is another file' if _sha256(path) else 'is not there'}"
            for path, content in self.files.items()
            if _sha256(path) != content
        ]
        around = fingerprint.surroundings()
        return differing + [
            text
            for name, text in _NAMES.items()
            if getattr(around, name) != getattr(self.around, name)
        ]

    def enter(self) -> None:
        """Give this process the settings of the run."""
        for name in SENT:
            os.environ.pop(name, None)
        os.environ.update(self.settings)


def look(jobs: Sequence[Job]) -> EnvironmentFingerprint:
    """Note what pages are made from, and put tables where all workers can read them.

    The tables of a run lie in a private folder of this machine. Workers get a copy in
    the staging folder, which they share with the runner.

    Parameters
    ----------
    jobs : sequence of Job
        The pages of one run.
    """
    staged, private = jobs[0].staged, jobs[0].runtime.parent
    mark = staged / f".seen-{uuid.uuid4().hex}"
    mark.write_text(mark.name, encoding="utf-8")
    settings = {name: os.environ[name] for name in SENT if name in os.environ}
    files = [mark, *sorted({job.page.report.path for job in jobs})]
    for name, value in settings.items():
        if Path(value).is_absolute() and Path(value).is_relative_to(private):
            copied = shutil.copytree(value, staged / f".{name}", dirs_exist_ok=True)
            settings[name] = str(copied)
            files += sorted(path for path in copied.rglob("*") if path.is_file())
    return EnvironmentFingerprint(
        {str(path): _sha256(path) for path in files},
        settings,
        fingerprint.surroundings(),
    )


def _sha256(path: Path | str) -> str:
    """Hash of a file's content; empty if it cannot be read."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""
