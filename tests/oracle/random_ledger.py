"""Ledgers at random: projections that nobody made, sealed as a run seals its own."""

import json
import math
import random
from statistics import NormalDist

import random_data

from kzaz_analysis.chained_lines import ORIGIN, head_file, sealed

PROBABILITIES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
YEARS_AHEAD = 4
SERIES = random_data.SERIES[:5]
ORIGINS = (2008, 2014, 2018, 2022, 2025)
OLD = 0.2
"""Share of ledgers whose years had all been published when they were written."""
PLANS = 0.3
"""Share of targets that are to be met in a year, not by it."""
WIDTH = 0.3
"""Standard deviation of the log level one year ahead."""


def write(path, seed, old=OLD, most=6, series=SERIES, origins=ORIGINS):
    """Write the ledger of a seed: none to six lines, at times one edited afterwards.

    Parameters
    ----------
    path : pathlib.Path
        Where it lies.
    seed : int
        The same seed writes the same lines.
    old : float
        Chance that all its years had been published when it was written.
    most : int
        Lines at most.
    series, origins : sequence
        Series that they may be about, and last years that they may rest on.
    """
    draw = random.Random(f"ledger {seed}")  # noqa: S311 - no secret
    lines, is_old = [], draw.random() < old
    for number in range(1, min(most, draw.choice((0, 1, 2, 4, 6))) + 1):
        previous = lines[-1]["hash"] if lines else ORIGIN
        lines.append(
            sealed(content(draw, series, origins, is_old=is_old), number, previous)
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    head_file(path).write_text(
        f"{lines[-1]['line']} {lines[-1]['hash']}\n" if lines else "", encoding="utf-8"
    )
    if lines and draw.random() < 0.3:
        lines[0]["page"] = "edited"
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    path.write_text(text, encoding="utf-8")


def content(draw, among, origins, *, is_old=False):
    """Draw what one line says: a projection of one series."""
    origin = draw.choice(origins)
    level = 10 ** draw.uniform(0, 4)
    target = draw.choice((None, level * draw.choice((1.1, 2, 5))))
    series = draw.choice(among)
    years = range(origin + 1, origin + 1 + YEARS_AHEAD)
    written = 2026 if is_old else origin + draw.choice((1, 1, 2))
    chances = {f"{year}": round(draw.random(), 3) for year in years}
    return {
        "day": f"{written}-{draw.choice(('02-01', '06-30'))}",
        "page": series,
        "subject": {"series": series, "rule": "kaz_first", "as_of": "", "target": target}
        | ({"event": "in_year"} if target and draw.random() < PLANS else {}),
        "record": {
            "reporter": draw.choice(("KAZ", "KAZ", "AZE")),
            "unit": random_data.unit_of(series),
            "origin_year": origin,
            "origin_value": level,
            "probabilities": list(PROBABILITIES),
            "quantiles": {f"{year}": quantiles_of(level, year - origin) for year in years},
            "chances": chances if target else {},
        },
    }  # fmt: skip


def quantiles_of(level, ahead):
    """Quantiles of a level some years ahead: lognormal about no change."""
    spread = WIDTH * math.sqrt(ahead)
    normal = NormalDist(math.log(level), spread)
    return [math.exp(normal.inv_cdf(p)) for p in PROBABILITIES]
