"""What the arguments of a projection, and the columns of its frames, must hold."""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kzaz_analysis.analysis.projection.predictive.money import money_meant
from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Whole = NDArray[np.int64]

LEVEL = "a level in the unit of the record"
SHOWN = 5
"""Offending series named in a message."""


def number(name: str, value: object, meant: str) -> float:
    """Return a number, which text, a flag and what is missing are not.

    Parameters
    ----------
    name : str
        The argument.
    value : object
        What it was given.
    meant : str
        What would be right, in words.

    Raises
    ------
    UsageError
        If it is no number.
    """
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    if not is_number or math.isnan(float(value)):  # type: ignore[arg-type]
        raise UsageError(f"{name}: {value!r} is no number; give {meant}")
    return float(value)  # type: ignore[arg-type]


def level_of(name: str, value: object) -> float:
    """Return a level that a series may reach: a finite number.

    Raises
    ------
    UsageError
        If it is none.
    """
    typed = number(name, value, LEVEL)
    if math.isinf(typed):
        raise UsageError(f"{name}: {value!r} is not finite; give {LEVEL}")
    return typed


def bounds_of(name: str, value: object) -> tuple[float, float]:
    """Return a low and a high bound of the last value.

    Raises
    ------
    UsageError
        If these are not two numbers.
    """
    meant = "a low and a high bound of the last value, in its unit"
    ends = [] if isinstance(value, str) or not np.iterable(value) else list(value)
    if len(ends) != 2:
        raise UsageError(f"{name}: {value!r} is no pair of numbers; give {meant}")
    low, high = (number(name, end, meant) for end in ends)
    return low, high


def numbers_in(frame: pd.DataFrame, name: str) -> Array:
    """Return a column of numbers; missing ones are not a number.

    Raises
    ------
    UsageError
        If it holds something else.
    """
    column = _typed(frame, name)
    if not _is_real(column):
        raise UsageError(
            f"{name} must be numbers, and {_misfit(column)}: turn them into numbers "
            "with pd.to_numeric"
        )
    return column.to_numpy(dtype=float, na_value=np.nan)


def whole_in(frame: pd.DataFrame, name: str, meant: str) -> Whole:
    """Return a column of whole numbers.

    Parameters
    ----------
    frame : pandas.DataFrame
        What was given.
    name : str
        The column.
    meant : str
        What its whole numbers are: "years".

    Raises
    ------
    UsageError
        If one is missing, has a fraction, or is no number.
    """
    column = _typed(frame, name)
    if not _is_real(column):
        raise UsageError(f"{name} must be whole {meant}, and {_misfit(column)}")
    if pd.api.types.is_integer_dtype(column) and not column.hasnans:
        return column.to_numpy(dtype=np.int64)
    numbers = column.to_numpy(dtype=float, na_value=np.nan)
    wrong = ~np.isfinite(numbers) | (numbers != np.round(numbers))
    if wrong.any():
        raise UsageError(
            f"{name} must be whole {meant}, and row {np.argmax(wrong) + 1} holds "
            f"{column.iloc[np.argmax(wrong)]}"
        )
    return numbers.astype(np.int64)


def unit_of(column: pd.Series) -> str:
    """Return the one unit that a record names; empty where it names none.

    Raises
    ------
    UsageError
        If it names several, or one that is no text or a misspelling of money.
    """
    names = list(column.dropna().unique())
    if len(names) > 1:
        raise UsageError(
            f"unit: one record in {', '.join(map(str, names[:SHOWN]))}; bring its "
            "figures to one unit"
        )
    return checked_units(names)[0] if names else ""


def checked_units(names: Sequence[object]) -> list[str]:
    """Return units that are read as they are written.

    Raises
    ------
    UsageError
        If one is no text, or a misspelling of a unit of money.
    """
    for unit in names:
        if not isinstance(unit, str):
            raise UsageError(
                f"unit: {unit!r} is no text; give a unit such as 'million_USD'"
            )
        near = money_meant(unit)
        if near:
            raise UsageError(
                f"unit: {unit!r} is no unit of money here; did you mean {near!r}?"
            )
    return [str(unit) for unit in names]


def _typed(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column by the kind of what it holds, which may be objects."""
    column = frame[name]
    return column.infer_objects() if column.dtype == object else column


def _misfit(column: pd.Series) -> str:
    """Name a value that is no number, and where it stands."""
    is_number = [isinstance(x, Real) and not isinstance(x, bool) for x in column]
    at = int(np.argmin(is_number))
    return f"row {at + 1} holds {column.iloc[at]!r} ({column.dtype})"


def _is_real(column: pd.Series) -> bool:
    kinds = pd.api.types
    is_number = kinds.is_numeric_dtype(column) and not kinds.is_bool_dtype(column)
    return bool(is_number and not kinds.is_complex_dtype(column))
