"""The folder in which a page leaves files for its readers, where one is asked for.

Whoever runs a notebook names a folder in the environment; in an open notebook nobody
does, and nothing is written.
"""

from __future__ import annotations

import csv
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = "KZAZ_PAGE_FILES"
"""Environment variable that names the folder; its last part is the page's name."""

CONTENTS = "contents.csv"
"""File that says of each output what it shows, in the order of the page."""

_LONGEST = 60


@dataclass(slots=True)
class Handed:
    """Files of one output, and the words of the links to them.

    Attributes
    ----------
    folder : pathlib.Path
        Where they lie.
    stem : str
        Beginning of their names.
    shows : str
        What they show, in words.
    links : list of tuple
        Words and name of each file, in the order in which they are offered.
    """

    folder: Path
    stem: str
    shows: str
    links: list[tuple[str, str]] = field(default_factory=list)

    def add(self, words: str, ending: str, content: str | bytes) -> None:
        """Write a file and offer it.

        Parameters
        ----------
        words : str
            What the link says.
        ending : str
            Ending of its name.
        content : str or bytes
            What it holds; text is written in UTF-8.
        """
        name = f"{self.stem}{ending}"
        text = content.encode() if isinstance(content, str) else content
        (self.folder / name).write_bytes(text)
        self.links.append((words, name))

    @property
    def metadata(self) -> dict[str, Any]:
        """What the output says of its files to whoever shows it."""
        return {"files": [list(link) for link in self.links], "shows": self.shows}


def asked_for() -> Path | None:
    """Return the folder for files; None where nobody asks for any."""
    place = os.environ.get(FOLDER, "")
    return Path(place) if place and Path(place).is_dir() else None


def handed(name: str, shows: str) -> Handed | None:
    """Begin the files of one output; None where nobody asks for files.

    Parameters
    ----------
    name : str
        What the page calls it; made from the next where that is empty.
    shows : str
        What it shows, in words.
    """
    folder = asked_for()
    if folder is None:
        return None
    words = re.findall(r"[a-z0-9]+", (name or shows).lower())
    stem = "-".join(words)[:_LONGEST].strip("-") or "part"
    taken = {path.stem for path in folder.iterdir()}
    numbered = (f"{stem}-{n}" for n in range(2, len(taken) + 3))
    stem = next(each for each in (stem, *numbered) if each not in taken)
    contents = folder / CONTENTS
    lines = [] if contents.exists() else [("file", "what it shows")]
    with contents.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([*lines, (stem, shows)])
    return Handed(folder, stem, shows)
