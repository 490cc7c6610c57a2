"""Named failures: each message says what is wrong, where, and what would be right.

Every class carries the exit code with which the command ``kzaz`` ends.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


EXIT_CODES = {
    0: "good",
    1: "an error that is not foreseen; the traceback says where",
    2: "a name, a parameter or the suite file is wrong; nothing was written",
    3: "a data check failed, or an official source cannot be read; of report status: "
    "the last good run is too old, or there is none; of report verify: a sentence does "
    "not agree with the tables",
    4: "a notebook raised",
    5: "a cell or a page took too long",
    6: "a kernel died",
    7: "the output cannot be written, or the disk is full",
    8: "another run holds the folder",
    9: "some pages of a suite failed, the others are published",
    10: "a notebook ended before its last cell",
    11: "a conclusion changed, and the run was to fail if so",
    129: "ended by SIGHUP, when its terminal went away",
    130: "interrupted by Ctrl-C",
    143: "terminated by SIGTERM",
}
"""What every exit code of the command means."""


class KzazError(Exception):
    """Anything that went wrong and that a person can put right.

    Attributes
    ----------
    exit_code : int
        With which the command ends.
    is_told : bool
        Whether the command that is to be notified has heard of it.
    """

    exit_code = 1
    is_told = False


class UsageError(KzazError):
    """A name or an argument that does not exist or does not fit."""

    exit_code = 2


class ParameterError(UsageError):
    """A report parameter that the notebook does not take, or not with this value."""


class DataError(KzazError):
    """A table that breaks its contract; the message lists every problem found."""

    exit_code = 3


class SourceDown(KzazError):
    """An official source that gave no whole answer: offline, slow, cut off, busy."""

    exit_code = 3


class SourceUnfit(KzazError):
    """An answer of an official source that is not what was asked for."""

    exit_code = 3


class NotComputable(KzazError, ValueError):
    """A measure that these figures do not allow; the message is the reason."""


class NotebookFailed(KzazError):
    """A cell of a notebook raised."""

    exit_code = 4


class ReportTimeout(KzazError):
    """A cell or a report took longer than allowed."""

    exit_code = 5


class KernelDied(KzazError):
    """The kernel ended before the notebook did."""

    exit_code = 6


class OutputError(KzazError):
    """The output folder cannot be written, or the disk is full."""

    exit_code = 7


class LockedError(KzazError):
    """Another run holds the output folder."""

    exit_code = 8


class StaleReports(KzazError):
    """The last good run is older than it may be."""

    exit_code = 3


class SuiteFailed(KzazError):
    """Some pages of a suite failed; the others are published."""

    exit_code = 9


class IncompleteReport(KzazError):
    """A notebook ended before its last cell had run."""

    exit_code = 10


class ConclusionChanged(KzazError):
    """A finding differs from the last run's, and the run was to fail if so."""

    exit_code = 11


FEW = 12
"""Names up to which an error lists them all."""


def unknown_name(kind: str, name: str, known: Iterable[str]) -> UsageError:
    """Build the error for a name that does not exist, with the nearest ones that do.

    Parameters
    ----------
    kind : str
        What was asked for, e.g. ``"series"``.
    name : str
        The name that is not known.
    known : iterable of str
        The names that are.

    Returns
    -------
    UsageError
        The error, for the caller to raise.
    """
    names = sorted(known)
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?"
    if not near and len(names) <= FEW:
        hint = f"known: {', '.join(names)}"
    elif not near:
        nearest = get_close_matches(name, names, n=3, cutoff=0.0)
        hint = f"the nearest are {', '.join(nearest)}"
    return UsageError(f"no {kind} is called {name!r}; {hint}")
