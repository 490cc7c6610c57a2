"""Keep the reason where a measure cannot be computed."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from kzaz_analysis.errors import NotComputable
from kzaz_analysis.exporting.frames import FrameExports

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Refused(FrameExports):
    """A measure that the figures do not allow.

    Attributes
    ----------
    measure : str
        What was asked for.
    reason : str
        Why it is not given, as part of a sentence.
    """

    measure: str
    reason: str

    def __bool__(self) -> bool:
        return False

    @property
    def frame(self) -> pd.DataFrame:
        """One row, ``measure, reason``."""
        return pd.DataFrame({"measure": [self.measure], "reason": [self.reason]})

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is not given, and why."""
        return (f"No {self.measure}: {self.reason}.",)

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.sentences[0])}</p>"


def attempt(measure: str, compute: Callable[[], T]) -> T | Refused:
    """Compute a measure, or keep the reason why it cannot be computed.

    Parameters
    ----------
    measure : str
        Name of the measure, for the reader.
    compute : callable
        Takes nothing and returns the result.

    Returns
    -------
    object or Refused
        What `compute` returned, or the reason it gave.
    """
    try:
        return compute()
    except NotComputable as error:
        return Refused(measure, str(error))
