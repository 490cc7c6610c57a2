"""What the page needs of the library to interpolate and to write as it does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kzaz_analysis.analysis.projection.evaluation import base_rates
from kzaz_analysis.analysis.projection.predictive import (
    fan,
    first_passage,
    jump_off,
    spread,
)
from kzaz_analysis.display import units
from kzaz_analysis.display.numbers import prices
from kzaz_analysis.display.probability_bands import ODDS
from kzaz_analysis.display.sentences import MOST_NUMBERS, MOST_WORDS
from kzaz_analysis.explorer.carried import LEVEL, METHODS, MOST_AHEAD
from kzaz_analysis.explorer.phrases import macro_trees
from kzaz_analysis.reports.projection import sentences
from kzaz_analysis.reports.projection.charts.fan_chart import HEADROOM
from kzaz_analysis.reports.projection.labels import method_name

REPORT = Path(sentences.__file__).parent
PHRASES = {
    REPORT.with_name("record") / "sentences.j2": ("whole_percent",),
    REPORT / "sentences.j2": (
        *("title", "median", "median_interval", "median_alone"),
        "short_probability",
    ),
}
"""Sentences whose numbers depend on what is asked, by the template they stand in."""


def constants() -> dict[str, Any]:
    """Return everything that does not depend on the figures."""
    return {
        "fan": _fan(),
        "passage": _passage(),
        "base": _base(),
        "odds": [list(pair) for pair in ODDS],
        "most": {"words": MOST_WORDS, "numbers": MOST_NUMBERS},
        "headroom": HEADROOM,
        "level": list(LEVEL),
        "methods": {name: method_name(name) for name in METHODS},
        "phrases": {
            name: phrase
            for template, names in PHRASES.items()
            for name, phrase in macro_trees(template, names).items()
        },
    }


def _fan() -> dict[str, Any]:
    return {
        "scores": fan.NORMAL_SCORES.tolist(),
        "inner": fan.INNER_SHARE.tolist(),
        "outer": (fan.LINKED_OUTER * fan.OUTER).tolist(),
        "classes": list(spread.CLASSES),
        "calm": spread.CALM_YEARS,
        "power": spread.POWER,
        "grid": jump_off.SCORES.tolist(),
        "shifts": jump_off.SHIFT_NODES,
        "beyond": jump_off.BEYOND,
        "cubes": _cubes(),
    }


def _cubes() -> dict[str, Any]:
    cubes = spread.shipped_table().cubes
    return {
        "|".join(map(str, key)): {
            "horizons": cube.horizons.tolist(),
            "swings": cube.swings.tolist(),
            "quantiles": cube.quantiles.tolist(),
        }
        for key, cube in cubes.items()
        if key[0] in METHODS
    }


def _passage() -> dict[str, Any]:
    rules = [first_passage.rule(year) for year in range(1, MOST_AHEAD + 1)]
    return {
        "points": [points.tolist() for points, _ in rules],
        "weights": [weights.tolist() for _, weights in rules],
        "reach": first_passage.REACH,
        "negligible": first_passage.NEGLIGIBLE,
    }


def _base() -> dict[str, Any]:
    """Mean share of the eras by classes of size and swing, years ahead and multiple."""
    columns = [f"x{multiple:g}" for multiple in base_rates.MULTIPLES]
    table = base_rates.shipped_base_rates()
    shares = table.groupby(["size", "swing", "h"])[columns].mean()
    return {
        "sizes": list(base_rates.SIZES),
        "swings": list(base_rates.SWINGS),
        "multiples": list(base_rates.MULTIPLES),
        "longest": base_rates.LONGEST,
        "shares": {
            f"{size:g}|{swing:g}|{years}": row.tolist()
            for (size, swing, years), row in zip(
                shares.index, shares.to_numpy(), strict=True
            )
        },
    }


def unit_words(unit: str) -> dict[str, Any]:
    """Say how levels in a unit are written.

    Parameters
    ----------
    unit : str
        Unit id of the tables.
    """
    size, before, noun = units.split(unit)
    return {
        "name": units.unit_name(unit),
        "size": size,
        "before": before,
        "noun": noun,
        "single": units.Scaled(before, "", noun, size).after("1"),
        "words": units.words_of(noun),
        "is_read_anew": units.is_read_anew(noun),
        "prices": prices(unit),
    }
