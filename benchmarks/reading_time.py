"""Print what 100 kB of texts of many kinds take to read, in seconds of the processor.

    python benchmarks/reading_time.py [KIND ...]

One line a kind: the median of several readings, and how many figures were read. Some
texts say the same again and again; the dear ones say a word of the catalogue, or of a
glossary, before each of ten thousand numbers, no two alike.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

import kzaz_analysis as kz
from kzaz_analysis.countries import countries
from kzaz_analysis.evidence.intake.extraction.candidates import extract

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMES, LENGTH, SEED = 5, 100_000, 5
GLOSSARY = Path(__file__).parents[1] / "docs" / "glossary.md"
PORTS = ["Aktau", "Kuryk", "Baku", "Alat", "Poti", "Batumi", "Anaklia", "Ceyhan"]

REPEATED = {
    "one number": "9",
    "amounts": "$5 ",
    "amounts in one word": "$5",
    "percents": "5% ",
    "tonnes": "5 tonnes, ",
    "numbers": "5 ",
    "thousands": " 234",
    "ranges": "5-6 ",
    "ranges in one word": "5-6-7-",
    "hyphens": "-eight-2024-5",
    "points": ".",
    "brackets": "(5 tonnes in 2024) ",
    "a figure a line": "5\n",
    "money a line": "$5\n",
    "countries": "Germany France Georgia Turkey ",
    "prose": "Freight rose by 20 percent to 4.5 million tonnes in 2024, and ",
}
DISTINCT = {
    "distinct percents": "{n}% ",
    "distinct dollars": "${n} ",
    "dollars after a word": "{word} ${n} ",
    "tonnes after a word": "{word} {n} t ",
    "percents after a word": "{word} {n}% ",
    "percents after two words": "{plain} {word} {n}%; ",
    "percents after a word, a line each": "{word} {n}%\n",
    "tonnes after a word, a sentence each": "The {word} {n} t. ",
    "tonnes after a plain word": "{plain} {n} t ",
    "percents after a plain word": "{plain} {n}% ",
    "dollars after a demonym": "{demonym} {plain} ${n} ",
    "tonnes after a country": "{plain} {country} {n} t ",
    "percents to dollars by country": "{country} up {n}% to $4, ",
    "growth by country": "Trade with {country} grew {n} % in 2023. ",
    "percents of titles": "{title} rose by {n}%, ",
    "tonnes between ports": "{port}-{goal} {n} tonnes and ",
    "tonnes of the two ports": "The two ports took {n} tonnes. ",
    "tonnes of a year": "in 2024 {n} t, ",
    "percents between wide spaces": "{word}\u00a0{n}\u202f%\u00a0",
    "currencies": "{word} ${n} or \u20ac{n} and {n} manat, {n} tenge ",
    "nested brackets": "({word} ({n} t ({plain} {n}%)) ",
    "ranges after a word": "{word} from {n} to {n}0 tonnes, ",
    "years and numbers": "in {n} {n}, ",
    "ranges of tonnes": "from {n}-{n}0 tonnes, ",
}


def words() -> dict[str, list[str]]:
    """Gather what stands in the places of the distinct texts."""
    titles = kz.load("series")["title"].to_list()
    named = [country for country in countries().values() if country.demonym]
    return {
        "word": sorted({word for title in titles for word in title.split()}),
        "plain": sorted(set(re.findall("[a-z]{3,}", GLOSSARY.read_text("utf-8")))),
        "title": titles,
        "country": [country.name for country in named],
        "demonym": [country.demonym for country in named],
        "port": PORTS,
        "goal": PORTS,
    }


def texts() -> Iterator[tuple[str, str]]:
    """Yield the name of each kind and a text of it."""
    for name, cycle in REPEATED.items():
        yield name, cycle * (LENGTH // len(cycle))
    listed = words()
    for name, shape in DISTINCT.items():
        draw = np.random.default_rng(SEED)
        lines: list[str] = []
        size = 0
        while size < LENGTH:
            drawn = {
                place: some[draw.integers(len(some))] for place, some in listed.items()
            }
            lines.append(shape.format(n=len(lines) + 1, **drawn))
            size += len(lines[-1])
        yield name, "".join(lines)[:LENGTH]


def main() -> None:
    """Print a line for each kind, or for those that are named."""
    lists = kz.load("series"), kz.load("units")
    extract("Freight was 5 million tonnes in 2024.", *lists)
    for name, text in texts():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        taken, count = [], 0
        for _ in range(TIMES):
            start = time.process_time()
            count = len(extract(text, *lists))
            taken.append(time.process_time() - start)
        print(f"{name:38} {median(taken):5.2f} s {count:6} figures", flush=True)


if __name__ == "__main__":
    main()
