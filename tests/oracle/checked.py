"""Random datasets made, asked and checked, many of them, with a count at the end."""

import sys
import tempfile
import time
import traceback
from collections import Counter
from multiprocessing import get_context
from pathlib import Path

import made_pages
import pandas as pd
import perturbed_pages

from kzaz_analysis.verify.check import Checked, check_page
from kzaz_analysis.verify.dataset import Dataset
from kzaz_analysis.verify.page import StatedPage
from kzaz_analysis.verify.statements.common import RECKONED

SHOWN = 60
"""Disagreements that are printed."""


OFTEN = 200
"""Sentences of each kind that a long run should see."""

SMALL = 3
"""Small invented datasets among five; the others are the shipped tables at random."""


def check_seed(seed):
    """Make one dataset with its pages; return what was checked and what is false."""
    with tempfile.TemporaryDirectory(prefix="oracle-") as place:
        folder = Path(place) / "data"
        is_small = seed % 5 < SMALL
        questions = (made_pages if is_small else perturbed_pages).written(folder, seed)
        dataset, tally, false = Dataset(folder), Checked.empty(), []
        for page in made_pages.made(folder, questions):
            slug = f"seed {seed}, {page['report']} {page['parameters']}"
            stated = StatedPage(slug=slug, everything=dataset, **page)
            false += [item.as_dict() for item in check_page(stated, tally)]
        return tally, false


def _guarded(seed):
    try:
        return seed, *check_seed(seed), ""
    except Exception:
        return seed, Checked.empty(), [], traceback.format_exc()


def main(first, count, minutes):
    """Check datasets until there are enough or the time is over.

    Returns
    -------
    int
        0 if no sentence is false, else 1.
    """
    # Small tables are cut some fifth faster as Python's text than as Arrow's.
    pd.set_option("mode.string_storage", "python")
    end, done, sentences, false = time.monotonic() + 60 * minutes, 0, 0, 0
    kinds, wrong = Counter(), Counter()
    with get_context("fork").Pool(2, maxtasksperchild=20) as pool:
        for seed, tally, items, error in pool.imap_unordered(
            _guarded, range(first, first + count)
        ):
            # A dataset of which nothing is said counts for nothing.
            done, sentences = done + bool(tally.sentences), sentences + tally.sentences
            false += len(items) + bool(error)
            kinds.update(tally.kinds)
            if error:
                print(f"seed {seed}: {error}", flush=True)
            for item in items:
                wrong[item["kind"], item["operand"]] += 1
                if (
                    wrong[item["kind"], item["operand"]] <= 3
                    and sum(wrong.values()) < SHOWN * 10
                ):
                    print(item, flush=True)
            if done % 100 == 0 and tally.sentences:
                print(f"{done} datasets, {sentences} sentences so far", flush=True)
            if time.monotonic() > end:
                pool.terminate()
                break
    for (kind, operand), number in wrong.most_common():
        print(f"false {number}: {kind} {operand}")
    for kind, number in sorted(kinds.items(), key=lambda pair: pair[1]):
        print(f"{number:>7} {kind}")
    rare = sorted(kind for kind in RECKONED if kinds[kind] < OFTEN)
    print(
        f"{len(rare)} of {len(RECKONED)} kinds less than {OFTEN} times: {', '.join(rare)}"
    )
    print(f"{done} datasets, {sentences} sentences, {false} false")
    return int(false > 0)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    first, count, minutes = (float(text) for text in sys.argv[1:4])
    sys.exit(main(int(first), int(count), minutes))
