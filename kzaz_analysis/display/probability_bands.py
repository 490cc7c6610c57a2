"""Probabilities in words, in no more digits than they deserve."""

_CHANCES = (
    (1 / 20, "one in twenty"),
    (1 / 10, "one in ten"),
    (1 / 8, "one in eight"),
    (1 / 6, "one in six"),
    (1 / 5, "one in five"),
    (1 / 4, "one in four"),
    (1 / 3, "one in three"),
    (2 / 5, "two in five"),
    (1 / 2, "one in two"),
    (3 / 5, "three in five"),
    (2 / 3, "two in three"),
    (3 / 4, "three in four"),
    (4 / 5, "four in five"),
    (9 / 10, "nine in ten"),
    (19 / 20, "nineteen in twenty"),
)


def chance(probability: float) -> str:
    """Say a probability as a band in words: "about one in four".

    Parameters
    ----------
    probability : float
        Between 0 and 1.

    Returns
    -------
    str
        The nearest of fifteen plain odds; beyond them "less than one in twenty"
        and "more than nineteen in twenty".
    """
    if probability < 0.04:
        return "less than one in twenty"
    if probability > 0.96:
        return "more than nineteen in twenty"
    words = min(_CHANCES, key=lambda band: abs(band[0] - probability))[1]
    return f"about {words}"
