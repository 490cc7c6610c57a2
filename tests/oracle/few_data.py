"""Very small random datasets: few figures, of one sort, so that pages of them are cheap."""

from random_data import (
    EXPORTS,
    FREIGHT,
    IMPORTS,
    OFFICES,
    OIL,
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


class Dollars(Few):
    """One flow of trade or two, long enough to be projected."""

    among, counts = (TURNOVER, EXPORTS, IMPORTS), (6, 8, 12)


class Single(Few):
    """Flows of trade of one year or two."""

    among, counts = (TURNOVER, EXPORTS, IMPORTS), (1, 2)


class Several(Few):
    """Several series of a few years."""

    counts = (2, 3, 6)

    def __init__(self, seed):
        super().__init__(seed)
        self.likely = 0.5


class Lasting(Few):
    """One series of twenty years or two."""

    counts = (20,)


class Tonnes(Dollars):
    """Freight or oil, as long."""

    among = (FREIGHT, OIL)


class Bare(Maker):
    """Next to nothing: a year or two of a series or two, and targets of any."""

    def __init__(self, seed):
        super().__init__(seed)
        self.is_bare, self.likely, self.zero, self.described = True, 0.2, 0.15, 0.3

    def aimed_at(self, levels):
        """Let a target be about what nobody reported as often as not."""
        return [*levels, self.draw.choice(SERIES)]


class Mixed(Maker):
    """One series or two of all stages and provenances, with hardly a gap."""

    def __init__(self, seed):
        super().__init__(seed)
        self.is_bare, self.missing, self.likely = False, 0.03, 0.2


class Alone(Few):
    """One reporter: figures that he revised or contradicted, or growth rates alone."""

    def __init__(self, seed):
        super().__init__(seed)
        self.likely, self.apart = 0.1, self.draw.choice((0, 0, 1.02, 1.5))

    def series(self, name):
        """Add two to four years of two figures each, or a rate of growth."""
        level, side = 10 ** self.draw.uniform(1, 4), self.draw.choice(("KAZ", "AZE"))
        for year in range(2025 - self.draw.randint(2, 4), 2025):
            if not self.apart:
                self.claim(name, year, side, OFFICES[side][0])
                continue
            value = level * self.draw.uniform(0.8, 1.2)
            whole = (f"{year}-01-01", f"{year}-12-31")
            status = "superseded" if self.apart < 1.1 else ""
            self.figure(name, whole, value, side)["status"] = status
            self.figure(name, whole, value * self.apart, side)
        return level
