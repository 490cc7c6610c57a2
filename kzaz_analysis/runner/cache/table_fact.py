"""What a run knows of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class TableFact:
    """What is known of a data table.

    Attributes
    ----------
    sha256 : str
        Hash of its file.
    newest : str
        Day of the newest publication in it; empty when not known.
    """

    sha256: str
    newest: str = ""
