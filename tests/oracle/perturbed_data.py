"""The shipped tables at random: rows left out, levels moved, one draw for each seed.

Small invented tables have no drivers, milestones or forecasts by others, and records
too short to be projected; these have.
"""

import random
import shutil

from random_data import (
    SHIPPED,
    Maker,
    record_hashes,
    shipped,
    write_table,
)

KEPT = (1, 0.99, 0.97, 0.9, 0.6)
"""Shares of the rows that may be kept; a record with holes is not projected."""
MOVED = ("observations", "targets", "projections")
THINNED = (*MOVED, "claims", "milestones", "drivers")
HEDGES = ("exact", "approx", "over", "under", "up_to")


class Perturbed:
    """One draw of the shipped tables.

    Parameters
    ----------
    seed : int
        The same seed makes the same tables.
    """

    def __init__(self, seed):
        self.draw = random.Random(f"perturbed {seed}")  # noqa: S311 - no secret
        self.maker = Maker(seed)
        self.kept = {name: self.draw.choice(KEPT) for name in THINNED}
        self.factors = {}
        # Where the channels of a reporter disagree, his record breaks.
        self.is_noisy = self.draw.random() < 1 / 4

    def rows(self, name, rows):
        """Rows of one table that stay, with levels moved where it has levels."""
        if name not in THINNED:
            return rows
        rows = [row for row in rows if self.draw.random() < self.kept[name]]
        return [self.moved(row) for row in rows] if name in MOVED else rows

    def moved(self, row):
        """Move a level by the factor of its series and reporter, and some noise."""
        may_move = row["qualifier"] in HEDGES and row["digits"] and row["value"]
        if row.get("measure", "level") != "level" or not may_move or "%" in row["unit"]:
            return row
        factor = self.factor_of(row)
        value, digits = float(row["value"]) * factor, int(row["digits"])
        if factor == 1 or value <= 0:
            return row
        value = float(f"{value:.{digits - 1}e}")
        low, high = self.maker.bounds(value, digits, row["qualifier"])
        return row | {"value": f"{value:.12g}", "low": low, "high": high}

    def factor_of(self, row):
        """Draw a factor for each series of a reporter, and some noise for a year."""
        draw = self.draw
        key = row["series"], row.get("reporter", "")
        factor = self.factors.setdefault(key, draw.choice((1, draw.uniform(0.5, 2))))
        of_year = (*key, row.get("period_end", "")[:4])
        noise = draw.choice((1, 1, draw.uniform(0.8, 1.25)))
        return factor * (
            noise if self.is_noisy else self.factors.setdefault(of_year, noise)
        )


class Scaled(Perturbed):
    """All rows, at levels that keep their proportions but for some noise in each year.

    Drivers, parts and whole move together, so that they still explain each other.
    """

    def __init__(self, seed):
        super().__init__(seed)
        self.kept = dict.fromkeys(THINNED, 1)
        self.noise = self.draw.choice((0, 0.02, 0.1))

    def factor_of(self, row):
        """Draw a factor for each unit, and one for each reporter's year."""
        unit = self.factors.setdefault(row["unit"], self.draw.uniform(0.6, 1.8))
        key = row.get("reporter", ""), row.get("period_end", "")[:4]
        noise = self.draw.uniform(1 - self.noise, 1 + self.noise)
        return unit * self.factors.setdefault(key, noise)


def write(folder, seed, perturbed=Perturbed):
    """Write the perturbed tables of a seed, with the hashes that checked ones have."""
    folder.mkdir(parents=True)
    draw = perturbed(seed)
    for path in sorted(SHIPPED.glob("*.csv")):
        headings, rows = shipped(path.stem)
        write_table(folder, path.stem, headings, draw.rows(path.stem, rows))
    shutil.copyfile(SHIPPED / "dataset.yml", folder / "dataset.yml")
    record_hashes(folder)
    return folder
