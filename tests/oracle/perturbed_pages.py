"""What perturbed datasets are asked: mostly what small ones are too short for."""

import csv
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
    random_data.EXPORTS: ("grain_volume=1000", "oil_price=90", "growth_azerbaijan=2"),
    random_data.FREIGHT: ("growth_kazakhstan=6",),
    random_data.OIL: ("oil_price=45",),
}
"""Drivers at values of a reader's own."""

PROMISES = ("turnover_1bn", "titr_10mt", "titr_15mt", "btc_1_5mt", "btc_2_2mt",
            "titr_2027_plan", "titr_2024_plan", "delivery_18_days")  # fmt: skip
DAYS = ("", "", "", "2024-03-01", "2025-06-30", "2026-05-30")
ASKED = (
    *("projection", "gap", "growth") * 3,
    *("projection",) * 3,
    *("replay", "mirror", "counts", "audit"),
)
PAGES = 5
"""Reports that one dataset is asked for: what one has read the next one knows."""


def asked(seed, drivers):
    """Reports with parameters; a judgement of all targets at times."""
    draw = random.Random(f"asked of perturbed {seed}")  # noqa: S311 - no secret
    for name in draw.sample(ASKED, PAGES):
        report, parameters = QUESTIONS[name](draw)
        given = parameters.get("driver_values", ())
        known = [text for text in given if text.partition("=")[0] in drivers]
        yield report, parameters | ({"driver_values": known} if given else {})
    if seed % 8 == 3:
        yield "overview", {"as_of": draw.choice(DAYS)}
    if seed % 8 == 4:
        yield "scorecard", {"as_of": draw.choice(DAYS)}


def _projection(draw):
    series = draw.choice(list(LEVELS))
    level = LEVELS[series] * draw.choice((0.5, 0.8, 1.2, 1.5, 2.0, 3.0, 9.0))
    rates = draw.choice(((), (), (2.0, 5.0, 10.0)))
    given = GIVEN.get(series, ())
    return "trade_projection", {
        "series": series,
        "target": draw.choice((0.0, level, level, level)),
        "horizon_year": draw.choice((2028, 2030, 2035)),
        "as_of": draw.choice(DAYS),
        "rule": draw.choice(("", "", "aze_first", "kaz_only")),
        "first_year": draw.choice((0, 0, 0, 2012)),
        "jump_off": draw.choice(
            ("releases", "none", "rounding", "reporters", "nowcast")
        ),
        "scenario_growth_pct": rates,
        "scenario_conditions": ("if A", "if B", "if C") if rates else ("", "", ""),
        "driver_values": given[: draw.choice((0, 1, 3))],
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
        "break_year": draw.choice((0, 2015, 2020, 2022)),
    }


def _mirror(draw):
    flow = draw.choice((random_data.TURNOVER, random_data.EXPORTS, random_data.IMPORTS))
    return "mirror_statistics", {"flow": flow, "as_of": draw.choice(DAYS)}


def _replay(draw):
    days = ["2023-06-30", "2024-03-01"]
    return "replay", {"series": draw.choice(list(LEVELS)), "days": days}


def _audit(draw):
    series = draw.choice(list(LEVELS))
    asked = {"series": series, "as_of": draw.choice(DAYS)}
    return "claims_audit", asked | {"most_cards": draw.choice((2, 5, 60))}


def _counts(draw):
    flow = draw.choice((random_data.FREIGHT, random_data.DAYS, random_data.TURNOVER))
    return "counts", {"flow": flow, "as_of": draw.choice(DAYS)}


QUESTIONS = {
    "projection": _projection,
    "gap": _gap,
    "growth": _growth,
    "mirror": _mirror,
    "counts": _counts,
    "replay": _replay,
    "audit": _audit,
}


def written(folder, seed):
    """Write the tables of a seed and return what they are asked."""
    perturbed_data.write(folder, seed)
    with (folder / "drivers.csv").open(encoding="utf-8", newline="") as file:
        drivers = {row["driver"] for row in csv.DictReader(file)}
    return asked(seed, drivers)
