"""What perturbed datasets are asked: mostly what small ones are too short for."""

import random

import perturbed_data
import random_data

LEVELS = {
    random_data.TURNOVER: 470,
    random_data.EXPORTS: 300,
    random_data.IMPORTS: 120,
    random_data.FREIGHT: 4100,
    random_data.OIL: 1300,
}
"""Series that are projected, with a level near their last."""

GIVEN = {
    random_data.TURNOVER: ("oil_price=60", "growth_kazakhstan=3", "wheat_value=90"),
    random_data.EXPORTS: ("oil_price=90", "grain_volume=1000"),
    random_data.FREIGHT: ("corridor_capacity=9", "growth_kazakhstan=6"),
    random_data.OIL: ("oil_price=45", "btc_capacity=60"),
}
"""Drivers at values of a reader's own."""

PROMISES = ("turnover_1bn", "titr_10mt", "titr_15mt", "btc_1_5mt", "btc_2_2mt",
            "titr_2027_plan", "titr_2024_plan", "delivery_18_days")  # fmt: skip
DAYS = ("", "", "", "2024-03-01", "2025-06-30", "2026-05-30")
ASKED = (
    "projection",
    "projection",
    "projection",
    "gap",
    "gap",
    "growth",
    "mirror",
    "counts",
)


def asked(seed):
    """Three reports with parameters; a replay or a judgement of all targets at times."""
    draw = random.Random(f"asked of perturbed {seed}")  # noqa: S311 - no secret
    for name in draw.sample(ASKED, 3):
        yield QUESTIONS[name](draw)
    if seed % 24 == 2:
        yield "replay", {"series": draw.choice(list(LEVELS)), "days": ["2024-03-01"]}
    if seed % 24 == 14:
        yield "overview", {"as_of": draw.choice(DAYS)}


def _projection(draw):
    series = draw.choice(list(LEVELS))
    level = LEVELS[series] * draw.choice((0.8, 1.2, 2.0, 3.0))
    rates = draw.choice(((), (), (2.0, 5.0, 10.0)))
    given = GIVEN.get(series, ())
    return "trade_projection", {
        "series": series,
        "target": draw.choice((0.0, level, level)),
        "horizon_year": draw.choice((2028, 2030, 2035)),
        "as_of": draw.choice(DAYS),
        "rule": draw.choice(("", "", "aze_first", "kaz_only")),
        "first_year": draw.choice((0, 0, 0, 2012)),
        "jump_off": draw.choice(("books", "none", "rounding", "reporters", "nowcast")),
        "scenario_growth_pct": rates,
        "scenario_conditions": ("if A", "if B", "if C") if rates else ("", "", ""),
        "driver_values": given[: draw.choice((0, 0, 1, 3))],
    }


def _gap(draw):
    return "target_gap", {
        "target": draw.choice(PROMISES),
        "rule": draw.choice(("", "", "aze_first")),
        "as_of": draw.choice(DAYS),
        "deadlines": [2028, 2030],
        "scenario_growth_pct": [5.0, 10.0, 20.0],
    }


def _growth(draw):
    return "growth_rates", {
        "series": draw.choice(list(LEVELS)),
        "as_of": draw.choice(DAYS),
        "rule": draw.choice(("", "", "aze_first")),
        "basis": draw.choice(("nominal", "real")),
        "break_year": draw.choice((0, 2015, 2020)),
    }


def _mirror(draw):
    flow = draw.choice((random_data.TURNOVER, random_data.EXPORTS, random_data.IMPORTS))
    return "mirror_statistics", {"flow": flow, "as_of": draw.choice(DAYS)}


def _counts(draw):
    flow = draw.choice((random_data.FREIGHT, random_data.DAYS, random_data.TURNOVER))
    return "counts", {"flow": flow, "as_of": draw.choice(DAYS)}


QUESTIONS = {
    "projection": _projection,
    "gap": _gap,
    "growth": _growth,
    "mirror": _mirror,
    "counts": _counts,
}


def written(folder, seed):
    """Write the tables of a seed and return what they are asked."""
    perturbed_data.write(folder, seed)
    return asked(seed)
