"""Choose the series that fits a figure, or name those whose words come nearest."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

LEAST = 0.36
"""How well a series must fit to be proposed."""

AHEAD = 1.02
"""How much better than the next one a series must fit, unless it is a part of that."""

NEAREST, WORTH = 3, 0.25
"""How many series are named where none is proposed, and how well they must fit."""


class Guess(NamedTuple):
    """A series with its fit, from 0 to 1; the nearest ones where it is none."""

    series: str
    fit: float
    nearest: tuple[str, ...]

    def cells(self) -> dict[str, str | float]:
        """Return what a row of candidates says of it."""
        nearest = " ".join(self.nearest)
        return {"series": self.series, "fit": self.fit, "nearest": nearest}


def choose(names: list[str], raw: np.ndarray, fitting: np.ndarray) -> list[Guess]:
    """Choose for each question, a row, the series that fits, or none.

    Parameters
    ----------
    names : list of str
        Series, a column each.
    raw, fitting : numpy.ndarray
        How well each shares the words, and what is left where they say otherwise.
    """
    best = _best(fitting, 2)
    near = _best(np.maximum(fitting, 0.5 * raw), NEAREST)
    ahead = np.take_along_axis(fitting, best, axis=1)
    worth = np.take_along_axis(raw, near, axis=1) >= WORTH
    lines = (cells.tolist() for cells in (best, ahead, near, worth))
    return [_choice(names, *line) for line in zip(*lines, strict=True)]


def _best(fits: np.ndarray, count: int) -> np.ndarray:
    """Return the columns of the greatest of each row, of equal ones the first."""
    fits, lines, best = fits.copy(), np.arange(len(fits)), []
    for _ in range(min(count, fits.shape[1])):
        best.append(fits.argmax(axis=1))
        fits[lines, best[-1]] = -np.inf
    return np.array(best, dtype=int).reshape(-1, len(fits)).T


def _choice(
    names: list[str],
    best: list[int],
    fits: list[float],
    near: list[int],
    worth: list[bool],
) -> Guess:
    if best and fits[0] >= LEAST:
        place, is_ahead = _leading(names, best, fits)
        if is_ahead:
            return Guess(names[best[place]], round(min(fits[place], 1.0), 2), ())
    listed = (
        names[column] for column, is_worth in zip(near, worth, strict=True) if is_worth
    )
    return Guess("", 0.0, tuple(listed))


def _leading(names: list[str], best: list[int], fits: list[float]) -> tuple[int, bool]:
    """Return the place of the better of two, of the whole where a part fits as well."""
    if len(best) < 2:
        return 0, True
    shorter, longer = sorted((0, 1), key=lambda place: len(names[best[place]]))
    is_part = names[best[longer]].startswith(f"{names[best[shorter]]}_")
    if is_part and fits[0] == fits[1]:
        return shorter, True
    return 0, is_part or fits[0] >= AHEAD * fits[1]
