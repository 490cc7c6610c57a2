"""What a check reports: one wrong cell, and many wrong cells of one kind as one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable

Severity = Literal["error", "warning"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
MOST_REPEATS = 5
"""Problems of one kind in one column that are listed one by one."""
MOST_LINES = 40
"""Lines of further problems of a kind that are named."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something that is wrong in one cell or row of one file.

    Attributes
    ----------
    file : str
        Name of the file.
    line : int
        Line of the file, the headings being line 1; 0 for the file as a whole.
    column, value : str
        Heading and content of the cell; empty when the whole row is meant.
    message : str
        What is wrong, and what would be right.
    kind : str
        Name of the kind of problem.
    severity : Severity
        An ``error`` must be put right; a ``warning`` should be looked at.
    repeats : int
        How many more cells of the column have a problem of this kind.
    also : tuple of int
        Lines of the first `MOST_LINES` of these.
    """

    file: str
    line: int
    column: str
    value: str
    message: str
    kind: str = ""
    severity: Severity = "error"
    repeats: int = 0
    also: tuple[int, ...] = ()

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        cell = f", {self.column} is {self.value!r}" if self.column else ""
        kind_text = f"{self.kind}: " if self.kind else ""
        more = f"; the same in {self.repeats} more lines" if self.repeats else ""
        if self.also:
            ellipsis = ", …" if self.repeats > len(self.also) else ""
            more += f": {', '.join(map(str, self.also))}{ellipsis}"
        return f"{where}{cell}: {kind_text}{self.message}{more}"


def condensed(problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems, and report a column full of one kind of problem as one.

    Returns
    -------
    list of Problem
        By file and line. More than `MOST_REPEATS` problems of one kind in one column
        become one, at the line where the column goes wrong, with the number of the
        others.
    """
    ordered = sorted(set(problems), key=lambda p: (_group(p), p))
    groups = (list(group) for _, group in groupby(ordered, _group))
    return sorted(problem for group in groups for problem in _one_or_all(group))


def _group(problem: Problem) -> tuple[str, str, str, str]:
    kind = problem.kind or problem.message.replace(repr(problem.value), "")
    return problem.file, problem.column, kind, problem.severity


def _one_or_all(group: list[Problem]) -> list[Problem]:
    if len(group) <= MOST_REPEATS:
        return group
    also = tuple(problem.line for problem in group[1 : MOST_LINES + 1])
    return [replace(group[0], repeats=len(group) - 1, also=also)]
