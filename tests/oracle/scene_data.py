"""Datasets composed of situations: each adds a series in one state with random values."""

import random_data
from random_data import (
    EXPORTS,
    FREIGHT,
    IMPORTS,
    OFFICES,
    OIL,
    SERIES,
    TURNOVER,
    Maker,
    shipped,
)

ROUTE, LINE = "titr_capacity", "btk_capacity"
"""Capacities of the whole route, which bounds its freight, and of a line in it."""
FLOWS = (TURNOVER, EXPORTS, IMPORTS)
UPWARDS = (*FLOWS, FREIGHT, OIL)
"""Series of which more is better."""

OIL_PRICE = "brent_spot_annual_average"
RESTS_ON = {ROUTE, LINE, OIL_PRICE, "gdp_real_growth", *SERIES}
RUNNING = ("2026-01-01", "2026-06-30")


GROUPS = {}
"""By group the situations, each with the series that it may be about."""


def about(group, *names):
    """Register a situation of a group."""

    def register(situation):
        GROUPS.setdefault(group, {})[situation.__name__] = situation, names
        return situation

    return register


class Scene(Maker):
    """A dataset under construction and what it is to be asked.

    Parameters
    ----------
    seed : int
        The same seed makes the same tables.
    situations : iterable of (callable, sequence of str)
        What to add, each with the series that it may be about; one of which every
        series is taken is left out.
    folder : pathlib.Path
        Where its tables will lie; ledgers lie beside it.
    """

    def __init__(self, seed, situations, folder):
        super().__init__(seed)
        self.situations, self.folder = situations, folder
        self.questions = []
        self.names, self.is_linked = list(SERIES), False

    def fill(self):
        """Add every situation, each to a series of its own."""
        for situation, among in self.situations:
            free = [name for name in among if name in self.names]
            if free:
                name = self.draw.choice(free)
                self.names.remove(name)
                situation(self, name)

    def take(self, *names):
        """Keep series from situations that come later."""
        self.names = [name for name in self.names if name not in names]

    def ask(self, report, **parameters):
        """Have the dataset asked for a report."""
        self.questions.append((report, parameters))

    def level(self):
        """Draw a level over three orders of magnitude."""
        return 10 ** self.draw.uniform(1, 4)

    def walk(self, count, low=0.85, high=1.25, level=0):
        """Draw so many values, each the one before times a factor."""
        values = [level or self.level()]
        while len(values) < count:
            values.append(values[-1] * self.draw.uniform(low, high))
        return values

    def years(self, name, values, side="KAZ", last=2025, **columns):
        """Add exact figures of whole years, the last value for the last year."""
        for number, value in enumerate(values):
            year = last + 1 - len(values) + number
            period = (f"{year}-01-01", f"{year}-12-31")
            self.exact(name, period, value, side, **columns)

    def exact(self, name, period, value, side="KAZ", **columns):
        """Add the exact final statistic of an office, or one with other columns."""
        digits = self.draw.choice((3, 4, 5))
        value = float(f"{value:.{digits - 1}e}")
        low, high = self.bounds(value, digits, "exact")
        stated = {"value": f"{value:.12g}", "digits": digits if value else ""}
        stated |= {"qualifier": "exact", "low": low, "high": high, "obs_status": "A"}
        stated |= {"provenance": "statistic", "stage": ""}
        office = columns.pop("agency", OFFICES[side][0])
        row = self.figure(name, period, value, side, agency=office)
        row |= stated | columns
        return row

    def aim(self, name, value, due=0, said=2016, **columns):
        """Add a target that was set once, and return its name."""
        promise = f"target_{len(self.targets)}"
        value = float(f"{value:.1e}")
        row = self.statement(promise, name, value, due, f"{said}-06-30")
        # The figures of an operator, where he announced it, are no situation here.
        row |= {"announced_by": self.draw.choice(("KAZ_MFA", "Minister"))} | columns
        return promise

    def stated_again(self, promise, name, value, due, **columns):
        """Add a later statement of the same target."""
        said = min(due, 2025) - self.draw.randint(0, 2)
        row = self.statement(promise, name, float(f"{value:.1e}"), due, f"{said}-03-31")
        row |= columns

    def growth(self, name, year, side, rate):
        """Add the rate of a whole year that an office published."""
        self.claim(name, year, side, OFFICES[side][0])
        rate = round(rate, 1)
        whole = {"period_end": f"{year}-12-31", "base_end": f"{year - 1}-12-31"}
        whole["source"] = self.source(f"{year}-12-31")
        stated = {"measure": "growth", "unit": "percent", "qualifier": "exact"}
        stated |= {"value": f"{rate:.1f}", "low": rate - 0.05, "high": rate + 0.05}
        stated["digits"] = len(f"{abs(rate):.1f}".replace(".", "").lstrip("0"))
        self.claims[-1] |= stated | whole

    def capacity(self, value, link=ROUTE):
        """Add what a link of the route can carry, in million tonnes a year."""
        month = self.draw.choice(("2023-05", "2024-12"))
        period = (f"{month}-01", f"{month}-31")
        unit = {"unit": "million_tonnes_per_year", "provenance": "government"}
        self.exact(link, period, value, agency="KAZ_GOV", **unit)

    def tables(self):
        """All tables, with the links and parts that the dataset has figures of."""
        tables = super().tables()
        if not self.is_linked:
            return tables
        _, catalogue = shipped("series")
        _, drivers = shipped("drivers")
        rest = [r for r in drivers if {*r["rests_on"].split(";")} <= RESTS_ON]
        also = [r for r in catalogue if r["series"] in (ROUTE, LINE)]
        return tables | {
            "series": tables["series"] + also,
            "drivers": [row | {"source": "deflator"} for row in rest],
            "macro": [row | {"source": "deflator"} for row in shipped("macro")[1]],
        }


def oil_prices():
    """Price of oil by year, in dollars a barrel."""
    _, macro = shipped("macro")
    rows = [row for row in macro if row["indicator"] == OIL_PRICE]
    return {int(row["year"]): float(row["value"]) for row in rows}


def write(folder, seed, situations):
    """Write the dataset of a seed that has these situations; return its questions."""
    scene = Scene(seed, situations, folder)
    random_data.write(folder, seed, lambda _: scene)
    return scene.questions
