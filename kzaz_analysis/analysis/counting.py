"""Numbers with their noun in the right form, for messages and notes."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return the number with its noun: "1 year", "2 years", "0 figures".

    Parameters
    ----------
    number : int
        How many.
    noun : str
        What, in the singular; the plural takes an s.
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"
