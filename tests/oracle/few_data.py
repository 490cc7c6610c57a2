"""Very small random datasets: few figures, of one sort, so that pages of them are cheap."""

from random_data import (
    EXPORTS,
    IMPORTS,
    SERIES,
    TURNOVER,
    Maker,
    Regular,
)


class Few(Regular):
    """One series or two of the same sort, often of few years."""

    counts = (1, 2, 3, 6, 12)

    def __init__(self, seed):
        super().__init__(seed)
        self.likely, self.zero, self.described = 0.25, 0.15, 0.15
        self.count = self.draw.choice(self.counts)
        self.is_awaited = self.draw.random() < 0.5

    def projection(self, name, year, value):
        """Add what somebody expected of a year, at times of years to come alone."""
        super().projection(name, year + 8 if self.is_awaited else year, value)


class Single(Few):
    """Flows of trade of one year or two."""

    among, counts = (TURNOVER, EXPORTS, IMPORTS), (1, 2)


class Bare(Maker):
    """Next to nothing: a year or two of a series or two, and targets of any."""

    def __init__(self, seed):
        super().__init__(seed)
        self.is_bare, self.likely, self.zero, self.described = True, 0.2, 0.15, 0.3

    def aimed_at(self, levels):
        """Let a target be about what nobody reported as often as not."""
        return [*levels, self.draw.choice(SERIES)]
