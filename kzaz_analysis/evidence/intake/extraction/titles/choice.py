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
    return [
        _choice(names, *line) for line in zip(raw, fitting, best, near, strict=True)
    ]


def _best(fits: np.ndarray, count: int) -> np.ndarray:
    """Return the columns of the greatest of each row, of equal ones the first."""
    fits, lines, best = fits.copy(), np.arange(len(fits)), []
    for _ in range(min(count, fits.shape[1])):
        best.append(fits.argmax(axis=1))
        fits[lines, best[-1]] = -np.inf
    return np.array(best, dtype=int).reshape(-1, len(fits)).T


def _choice(
    names: list[str],
    raw: np.ndarray,
    fitting: np.ndarray,
    best: np.ndarray,
    near: np.ndarray,
) -> Guess:
    if len(best) and fitting[best[0]] >= LEAST:
        place, is_ahead = _leading(names, fitting, [int(column) for column in best])
        if fitting[place] >= LEAST and is_ahead:
            fit = round(min(float(fitting[place]), 1.0), 2)
            return Guess(names[place], fit, ())
    worth = tuple(names[column] for column in near if raw[column] >= WORTH)
    return Guess("", 0.0, worth)


def _leading(
    names: list[str], fitting: np.ndarray, order: list[int]
) -> tuple[int, bool]:
    """Return the best of two series, the whole where a part fits as well."""
    best = order[0]
    if len(order) < 2:
        return best, True
    shorter, longer = sorted(order, key=lambda place: len(names[place]))
    is_part = names[longer].startswith(f"{names[shorter]}_")
    if is_part and fitting[shorter] == fitting[longer]:
        return shorter, True
    return best, is_part or bool(fitting[best] >= AHEAD * fitting[order[1]])
