"""Sums of rows of which most cells are zero, for many choices at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Rows:
    """A matrix of which most cells are zero: what is in each of its rows.

    Few words stand in a text, and few titles have a word: a product of whole matrices
    would multiply zeros, on all cores.
    """

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
        return cls(counts, np.cumsum(counts) - counts, columns, values, matrix.shape[1])

    def summed(self, chosen: np.ndarray) -> np.ndarray:
        """Sum the rows that each line of truth values chooses: a line each."""
        lines, rows = np.nonzero(chosen[:, : len(self.counts)])
        counts = self.counts[rows]
        before = np.cumsum(counts) - counts
        cells = np.repeat(self.starts[rows] - before, counts)
        cells += np.arange(len(cells))
        places = np.repeat(lines * self.width, counts) + self.columns[cells]
        size = len(chosen) * self.width
        total = np.bincount(places, self.values[cells], minlength=size)
        # Of nothing it counts in whole numbers.
        return total.astype(float).reshape(len(chosen), self.width)

    def row(self, place: int) -> np.ndarray:
        """Return one row, zeros with it."""
        row = np.zeros(self.width)
        cells = slice(self.starts[place], self.starts[place] + self.counts[place])
        row[self.columns[cells]] = self.values[cells]
        return row

    def any(self, chosen: np.ndarray) -> np.ndarray:
        """Tell the columns of which some row is chosen: a line for each of those."""
        return np.asarray(self.summed(chosen) > 0)
