"""Which datasets a long run makes next: those that say what was said too seldom."""

from collections import Counter

TRIED = 4
"""Datasets of each maker that are made before any is preferred."""


AT_TIMES = 10
"""Of so many datasets one is of the maker asked least."""

USUAL_SHARE = 0.25
"""Share of the time that goes to datasets which are made to bring out nothing."""


class Steering:
    """What each maker said so far, at what cost.

    Parameters
    ----------
    makers : iterable of str
        Names of those to choose from.
    kinds : iterable of str
        Kinds of sentence that are wanted.
    often : int
        Sentences of each kind that are enough.
    usual : iterable of str
        Makers of datasets that are made to bring out nothing.
    """

    def __init__(self, makers, kinds, often, usual=()):
        self.often, self.kinds, self.usual = often, set(kinds), tuple(usual)
        self.said = {name: Counter() for name in makers}
        self.asked, self.seconds = Counter(), Counter()
        self.total = Counter()

    def told(self, maker, kinds, seconds):
        """Take in what a dataset said, and what it cost."""
        self.said[maker].update(kinds)
        self.total.update(kinds)
        self.seconds[maker] += seconds

    def rare(self):
        """Kinds said less often than is enough, the rarest first."""
        lacking = [kind for kind in self.kinds if self.total[kind] < self.often]
        return sorted(lacking, key=lambda kind: (self.total[kind], kind))

    def next(self):
        """Name the maker that saves most of the time that all lacking kinds would take.

        A kind weighs by the square of the seconds that its best maker would need for
        it: the ones that take longest decide, the others between makers that are as
        good for these. Makers that were hardly tried come first, then the usual ones
        as far as they have had less than their share of the time. At times the maker
        asked least has its turn: it may say what none has said yet.
        """
        name = self._chosen()
        self.asked[name] += 1
        return name

    def _chosen(self):
        least = min(self.said, key=lambda maker: self.asked[maker])
        if self.asked[least] < TRIED:
            return least
        usual = sum(self.seconds[maker] for maker in self.usual)
        if self.usual and usual < USUAL_SHARE * sum(self.seconds.values()):
            return min(self.usual, key=lambda maker: self.seconds[maker])
        lacking = [kind for kind in self.rare() if self.total[kind]]
        if not lacking or sum(self.asked.values()) % AT_TIMES == 0:
            return least
        saved = self._saved(set(lacking))
        return max(self.said, key=lambda maker: saved[maker])

    def _saved(self, lacking):
        """Weigh what each maker says a second of what lacks."""
        rates = {
            maker: {
                kind: number / (self.seconds[maker] + 0.1)
                for kind, number in said.items()
                if kind in lacking
            }
            for maker, said in self.said.items()
        }
        best = Counter()
        for each in rates.values():
            best |= each
        weights = {
            kind: ((self.often - self.total[kind]) / rate) ** 2 / rate
            for kind, rate in best.items()
        }
        return {
            maker: sum(rate * weights[kind] for kind, rate in each.items())
            for maker, each in rates.items()
        }
