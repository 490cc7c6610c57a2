"""Random datasets made, asked and checked, many of them, with a count at the end.

The first arguments are the first seed, the least number of datasets and the minutes
after which the run ends in any case; then the number of processes. One more argument,
the name of a maker, tries that maker's dataset of the first seed alone.
"""

import gc
import queue
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

import directed_pages
import few_pages
import made_pages
import pandas as pd
import perturbed_pages
import scene_pages
from steering import Steering

from kzaz_analysis.verify.check import Checked, check_page
from kzaz_analysis.verify.dataset import Dataset
from kzaz_analysis.verify.page import StatedPage
from kzaz_analysis.verify.statements.common import RECKONED

SHOWN = 3
"""Disagreements about one operand of a kind that are printed."""

OFTEN = 200
"""Sentences of each kind that a long run should see."""

ENOUGH = 100_000
"""Sentences that a long run should see."""

MAKERS = {
    "small": made_pages.written,
    "perturbed": perturbed_pages.written,
    **directed_pages.MAKERS,
    **few_pages.MAKERS,
    **scene_pages.MAKERS,
}
"""What writes a dataset and asks it, by name."""


USUAL = ("small", "perturbed")
"""Makers of datasets that are made to bring out nothing."""

WARM = ("projections", "far_ahead", "both_for_long", "forecast_and_come", *USUAL)
"""Makers whose pages import and compile nearly all that pages need."""


def maker_of(seed):
    """Name the maker of a seed where none is chosen: three small ones among five."""
    return "small" if seed % 5 < 3 else "perturbed"


def check_seed(seed, maker=""):
    """Make one dataset with its pages; return what was checked and what is false."""
    maker = maker or maker_of(seed)
    with tempfile.TemporaryDirectory(prefix="oracle-") as place:
        folder = Path(place) / "data"
        questions = list(MAKERS[maker](folder, seed))
        dataset, tally, false = Dataset(folder), Checked.empty(), []
        for page in made_pages.made(folder, questions, whole=seed % 2 == 1):
            slug = f"seed {seed} {maker}, {page['report']} {page['parameters']}"
            stated = StatedPage(slug=slug, everything=dataset, **page)
            false += [item.as_dict() for item in check_page(stated, tally)]
        return tally, false


def _guarded(seed, maker):
    start = time.process_time()
    try:
        tally, false, error = *check_seed(seed, maker), ""
    except Exception:
        tally, false, error = Checked.empty(), [], traceback.format_exc()
    return seed, maker, tally, false, error, time.process_time() - start


class Count:
    """What a run has seen, printed as it comes."""

    def __init__(self, steering):
        self.steering, self.wrong = steering, Counter()
        self.datasets = self.sentences = self.false = 0
        self.seconds = 0.0

    def take(self, seed, maker, tally, items, error, seconds):
        """Count one dataset; one of which nothing is said counts for nothing."""
        self.datasets += bool(tally.sentences)
        self.sentences += tally.sentences
        self.false += len(items) + bool(error)
        self.seconds += seconds
        self.steering.told(maker, tally.kinds, seconds)
        if error:
            print(f"seed {seed} {maker}: {error}", flush=True)
        for item in items:
            self.wrong[item["kind"], item["operand"]] += 1
            if self.wrong[item["kind"], item["operand"]] <= SHOWN:
                print(item, flush=True)
        if self.datasets % 100 == 0 and tally.sentences:
            print(self.line(), flush=True)

    def line(self):
        """How far it is."""
        rare = len(self.steering.rare())
        return (
            f"{self.datasets} datasets, {self.sentences} sentences so far, {rare} kinds "
            f"less than {OFTEN} times, {self.seconds:.0f} s of CPU, {self.false} false"
        )

    def is_enough(self, least):
        """Whether it has seen enough of everything."""
        few = self.datasets < least or self.sentences < ENOUGH
        return not few and not self.steering.rare()

    def report(self):
        """Print what is false, every kind, and the line that counts."""
        for (kind, operand), number in self.wrong.most_common():
            print(f"false {number}: {kind} {operand}")
        for kind, number in sorted(self.steering.total.items(), key=lambda p: p[1]):
            print(f"{number:>7} {kind}")
        for maker, number in self.steering.asked.most_common():
            print(f"{number:>7} datasets {maker}")
        rare = self.steering.rare()
        print(
            f"{len(rare)} of {len(RECKONED)} kinds less than {OFTEN} times: "
            + ", ".join(f"{kind} {self.steering.total[kind]}" for kind in rare)
        )
        print(
            f"{self.datasets} datasets, {self.sentences} sentences, {self.false} false"
        )


def main(first, least, minutes, processes=2):
    """Check datasets until there are enough of all kinds, or the time is over.

    Returns
    -------
    int
        0 if no sentence is false, else 1.
    """
    # Small tables are cut some fifth faster as Python's text than as Arrow's.
    pd.set_option("mode.string_storage", "python")
    end, seed, done = time.monotonic() + 60 * minutes, first, queue.Queue()
    steering = Steering(MAKERS, RECKONED, OFTEN, USUAL)
    count = Count(steering)
    # What pages import when they are made, each process of the pool has from the start.
    for maker in WARM:
        check_seed(first, maker)
    gc.freeze()
    with get_context("fork").Pool(processes, maxtasksperchild=20) as pool:
        for number in range(processes + 1):
            asked = (first + number, steering.next())
            pool.apply_async(_guarded, asked, callback=done.put)
        seed = first + processes
        # Whoever stops it is told what it has seen.
        with suppress(KeyboardInterrupt):
            while time.monotonic() < end and not count.is_enough(least):
                count.take(*done.get())
                seed += 1
                pool.apply_async(_guarded, (seed, steering.next()), callback=done.put)
        pool.terminate()
    count.report()
    return int(count.false > 0)


if __name__ == "__main__":
    first, least, minutes, processes = map(int, (*sys.argv[1:5], "2")[:4])
    if len(sys.argv) > 5:
        tally, false = check_seed(first, sys.argv[5])
        print(*false, f"{tally.sentences} sentences, {len(false)} false", sep="\n")
        sys.exit(bool(false))
    sys.exit(main(first, least, minutes, processes))
