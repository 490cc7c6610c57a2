"""Whatever a text holds, its time grows no faster than its length."""

import time

import numpy as np
import pytest

from kzaz_analysis import load
from kzaz_analysis.evidence.intake.extraction.candidates import extract

LENGTH = 100_000
PROSE = "Freight rose by 20 percent to 4.5 million tonnes in 2024, against 2.8 million"
BAR_S = 5.0
"""Two seconds, and more for a machine that is slower; what is not linear takes ten."""


def repeated(cycle):
    return cycle * (LENGTH // len(cycle))


TEXTS = {
    "spaces": "Freight was 5" + " " * LENGTH + "million tonnes.",
    "lines": "Freight was 5" + " \n" * (LENGTH // 2) + "million tonnes.",
    "paragraph": repeated(f"{PROSE}, and "),
    "sentences": repeated(f"{PROSE}. "),
    "figures": repeated("5 tonnes, "),
    "numbers": repeated("5 "),
    "thousands": "1" + repeated(" 234"),
    "points": repeated("."),
    "hyphens": repeated("-eight-2024-5"),
    "dollars": repeated("$5 "),
    "percents": repeated("5% "),
    "drawn": "".join(np.random.default_rng(1).choice(list("0123456789$ .,"), LENGTH)),
    "brackets": repeated("(5 tonnes in 2024) "),
    "rows": repeated("2024;5;6\n"),
    "quotes": repeated(".'\")"),
}


@pytest.fixture(scope="module")
def lists():
    series, units = load("series"), load("units")
    extract("Freight was 5 million tonnes in 2024.", series, units)
    return series, units


@pytest.mark.parametrize("name", TEXTS)
def test_a_hundred_kilobytes_are_read_in_seconds(name, lists):
    start = time.process_time()
    extract(TEXTS[name], *lists)
    assert time.process_time() - start < BAR_S
