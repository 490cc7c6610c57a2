"""Sums of rows of which most cells are zero, for many choices at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


def places_of(chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """List the lines and columns of what is true: four times as fast as `nonzero`."""
    places = np.flatnonzero(np.ascontiguousarray(chosen))
    line, column = np.divmod(places, max(chosen.shape[1], 1))
    return line, column


@dataclass(frozen=True)
class Rows:
    """A matrix of which most cells are zero: what is in each of its rows.

    Few words stand in a text, and few titles have a word: a product of whole matrices
    would multiply zeros, on all cores.
    """

    matrix: np.ndarray
    counts: np.ndarray
    starts: np.ndarray
    columns: np.ndarray
    values: np.ndarray
    width: int

    @classmethod
    def of(cls, matrix: np.ndarray) -> Rows:
        """Take the cells of a matrix that are not zero."""
        rows, columns = np.nonzero(matrix)
        counts = np.bincount(rows, minlength=len(matrix))
        values = matrix[rows, columns].astype(float)
        starts = np.cumsum(counts) - counts
        return cls(matrix, counts, starts, columns, values, matrix.shape[1])

    def cells(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """List the cells of the rows that each line of truth values chooses.

        Returns
        -------
        tuple of numpy.ndarray
            Of each cell the line, and its place among `columns` and `values`.
        """
        lines, rows = places_of(chosen[:, : len(self.counts)])
        counts = self.counts[rows]
        before = np.cumsum(counts) - counts
        cells = np.repeat(self.starts[rows] - before, counts)
        cells += np.arange(len(cells))
        return np.repeat(lines, counts), cells

    def summed(self, chosen: np.ndarray) -> np.ndarray:
        """Sum the rows that each line of truth values chooses: a line each."""
        lines, cells = self.cells(chosen)
        places = lines * self.width + self.columns[cells]
        size = len(chosen) * self.width
        total = np.bincount(places, self.values[cells], minlength=size)
        # Of nothing it counts in whole numbers.
        return total.astype(float, copy=False).reshape(len(chosen), self.width)

    def any(self, chosen: np.ndarray) -> np.ndarray:
        """Tell the columns of which some row is chosen: a line for each of those."""
        lines, cells = self.cells(chosen)
        is_any = np.zeros(len(chosen) * self.width, dtype=bool)
        is_any[lines * self.width + self.columns[cells]] = True
        return is_any.reshape(len(chosen), self.width)
