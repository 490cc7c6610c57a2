"""Probabilities in whole per cent and in words: no more digits than they deserve."""

from kzaz_analysis.display.numbers import percent

ODDS = (
    (1 / 20, "one in twenty"),
    (1 / 15, "one in fifteen"),
    (1 / 12, "one in twelve"),
    (1 / 10, "one in ten"),
    (1 / 8, "one in eight"),
    (1 / 7, "one in seven"),
    (1 / 6, "one in six"),
    (1 / 5, "one in five"),
    (1 / 4, "one in four"),
    (3 / 10, "three in ten"),
    (1 / 3, "one in three"),
    (2 / 5, "two in five"),
    (9 / 20, "nine in twenty"),
    (1 / 2, "one in two"),
    (11 / 20, "eleven in twenty"),
    (3 / 5, "three in five"),
    (2 / 3, "two in three"),
    (7 / 10, "seven in ten"),
    (3 / 4, "three in four"),
    (4 / 5, "four in five"),
    (5 / 6, "five in six"),
    (6 / 7, "six in seven"),
    (7 / 8, "seven in eight"),
    (9 / 10, "nine in ten"),
    (11 / 12, "eleven in twelve"),
    (14 / 15, "fourteen in fifteen"),
    (19 / 20, "nineteen in twenty"),
)
"""Probabilities in plain odds; of two as near the first one is said."""


def chance(probability: float) -> str:
    """Write a probability in whole per cent with its band: "24 % (about one in four)".

    Parameters
    ----------
    probability : float
        Between 0 and 1.

    Returns
    -------
    str
        Per cent, and the nearest of the plain odds; beyond them "less than one in
        twenty" and "more than nineteen in twenty".
    """
    # Two chances that print the same per cent are told in the same words.
    return f"{whole_percent(probability)} ({_band(round(100 * probability) / 100)})"


def whole_percent_number(probability: float) -> str:
    """Write a probability in whole per cent, without the sign, for a table."""
    if probability < 0.005:
        return "< 1"
    return "> 99" if probability > 0.995 else str(round(100 * probability))


def whole_percent(probability: float) -> str:
    """Write a probability in whole per cent; none is 0 or 100 %.

    Parameters
    ----------
    probability : float
        Between 0 and 1.
    """
    if probability < 0.005:
        return f"less than {percent(1)}"
    if probability > 0.995:
        return f"more than {percent(99)}"
    return percent(round(100 * probability))


def _band(probability: float) -> str:
    if probability < 0.04:
        return "less than one in twenty"
    if probability > 0.96:
        return "more than nineteen in twenty"
    words = min(ODDS, key=lambda band: abs(band[0] - probability))[1]
    return f"about {words}"
