"""Questions about next to nothing: cheap pages that say what long records never do.

Each maker asks one report many times about few figures, so that a long run can have
the sentences of that report for a fraction of a second each.
"""

import random

import few_data
import made_pages
import random_data
import random_ledger

EARLY = "1995-06-30"
LATE = "2026-10-29"
FLOWS = (random_data.TURNOVER, random_data.EXPORTS, random_data.IMPORTS)
ALONE = ("", "kaz_first", "aze_first", "kaz_only", "aze_only")
METHODS = ("combination", "rwd", "theta", "momentum")
PAST, RECENT = (2008, 2014, 2016), (2018, 2020, 2022)
"""Last years of forecasts: those whose years were all published, and some of them."""


def _written(folder, seed, maker):
    random_data.write(folder, seed, maker)
    return random.Random(f"few {seed}")  # noqa: S311 - no secret


def names_in(folder, table, column):
    """Different values of one column, in alphabetical order."""
    _, rows = random_data.rows_of(folder, table)
    return sorted({row[column] for row in rows})


def few_counts(folder, seed):
    """Ask how many counts there are of each flow, also before there was any."""
    kind = draw_of(seed, few_data.Few, random_data.Maker)
    draw = _written(folder, seed, kind)
    promises = names_in(folder, "targets", "promise")
    for flow in names_in(folder, "observations", "series"):
        for day in ("", EARLY, draw.choice(made_pages.DAYS)):
            yield "counts", {"flow": flow, "as_of": day, "targets": promises[:2]}


def bare_mirrors(folder, seed):
    """Ask for both reporters of flows of which a year or none is known."""
    draw = _written(folder, seed, draw_of(seed, few_data.Single, few_data.Bare))
    for flow in FLOWS:
        yield "mirror_statistics", {"flow": flow, "target": draw.choice((0.0, 900.0))}
    yield "mirror_statistics", {"flow": draw.choice(FLOWS), "as_of": EARLY}


def few_mirrors(folder, seed):
    """Ask for both reporters of flows of few years, beside a level."""
    draw = _written(folder, seed, draw_of(seed, few_data.Dollars, few_data.Single))
    for flow in names_in(folder, "observations", "series"):
        level = draw.choice((0.0, 100.0, 1000.0))
        yield "mirror_statistics", {"flow": flow, "target": level}


def bare_audits(folder, seed):
    """Ask what can be compared where there is next to nothing."""
    draw = _written(folder, seed, few_data.Bare)
    for series in random_data.SERIES:
        day = draw.choice(("", "", EARLY, "2019-12-31"))
        yield "claims_audit", {"series": series, "as_of": day, "most_cards": 2}


def bare_overviews(folder, seed):
    """Ask for all at once where little is known, or nothing was."""
    draw = _written(folder, seed, draw_of(seed, few_data.Several, few_data.Bare))
    promises = names_in(folder, "targets", "promise")
    listed = names_in(folder, "observations", "series") or [FLOWS[0]]
    for day in ("", "", draw.choice((EARLY, *made_pages.DAYS))):
        draw.shuffle(listed)
        draw.shuffle(promises)
        series, targets = listed[:3], promises[: draw.choice((1, 1, 3))]
        yield "overview", {"series": series, "targets": targets, "as_of": day}
    yield "overview", {"series": [listed[0], listed[0]]}


def draw_of(seed, *choices):
    """Choose one by the seed."""
    return choices[seed % len(choices)]


def bare_scorecards(folder, seed):
    """Ask how the targets of each series stand where little is known."""
    draw = _written(folder, seed, draw_of(seed, few_data.Bare, few_data.Few))
    for series in names_in(folder, "targets", "series"):
        yield "scorecard", {"series": series}
    yield "scorecard", {"as_of": draw.choice(made_pages.DAYS)}


def bare_gaps(folder, seed):
    """Ask for the gap to targets of which a figure or none is known."""
    draw = _written(folder, seed, few_data.Bare)
    for promise in names_in(folder, "targets", "promise"):
        yield (
            "target_gap",
            {
                "target": promise,
                "rule": draw.choice(ALONE),
                "as_of": draw.choice(("", "", "2022-06-30")),
                "deadlines": draw.choice(([2018], [2030], [2026, 2040])),
                "scenario_growth_pct": [5.0],
            },
        )


def few_gaps(folder, seed):
    """Ask for the gap to targets of records of few years, also from a year on."""
    draw = _written(folder, seed, few_data.Few)
    for promise in names_in(folder, "targets", "promise"):
        yield (
            "target_gap",
            {
                "target": promise,
                "rule": draw.choice(ALONE),
                "base_year": draw.choice((0, 0, 2023)),
                "deadlines": draw.choice(([2018], [2030], [2026, 2040])),
                "scenario_growth_pct": [5.0, -3.0],
            },
        )


def few_growths(folder, seed):
    """Ask for growth of one year, of two and of some more."""
    draw = _written(folder, seed, draw_of(seed, few_data.Single, few_data.Bare))
    for series in names_in(folder, "observations", "series"):
        for rule in draw.sample(ALONE, 2):
            yield (
                "growth_rates",
                {
                    "series": series,
                    "rule": rule,
                    "basis": draw.choice(("nominal", "real")),
                    "break_year": draw.choice((0, 2015, 2020, 2024)),
                },
            )


def few_replays(folder, seed):
    """Ask for days before all is known, after that of the page, and the newest."""
    draw = _written(folder, seed, draw_of(seed, few_data.Few, few_data.Bare))
    for series in names_in(folder, "observations", "series"):
        yield "replay", {"series": series, "days": [EARLY]}
        yield "replay", {"series": series, "days": [LATE]}
        days = [*draw.sample(made_pages.DAYS, 2), LATE]
        yield "replay", {"series": series, "days": sorted(days)}
        yield "replay", {"series": series, "days": [LATE], "as_of": "2024-03-01"}


def few_projections(folder, seed):
    """Ask for projections of few years, or of years of one reporter alone."""
    draw = _written(folder, seed, few_data.Few)
    for series in names_in(folder, "observations", "series"):
        yield (
            "trade_projection",
            {
                "series": series,
                "horizon_year": draw.choice((2028, 2030)),
                "target": draw.choice((0.0, 100.0, 5000.0)),
                "rule": draw.choice(ALONE),
                "jump_off": draw.choice(("releases", "nowcast", "none")),
                "scenario_growth_pct": draw.choice(((), (2.0, 5.0, 10.0))),
                "scenario_conditions": ("if A", "if B", "if C"),
            },
        )


def trade_projections(folder, seed):
    """Ask for levels near the last of short records of trade, by each method."""
    draw = _written(folder, seed, few_data.Dollars)
    yield from _levels_ahead(folder, draw)


def freight_projections(folder, seed):
    """Ask the same of freight and oil."""
    draw = _written(folder, seed, few_data.Tonnes)
    yield from _levels_ahead(folder, draw)


def _levels_ahead(folder, draw):
    for series in names_in(folder, "observations", "series"):
        level = last_value(folder, series)
        for method in draw.sample(METHODS, 2):
            yield (
                "trade_projection",
                {
                    "series": series,
                    "horizon_year": draw.choice((2027, 2030)),
                    "target": level * draw.choice((0.0, 0.7, 1.3, 2.0, 20.0)),
                    "rule": draw.choice(ALONE),
                    "jump_off": draw.choice(("releases", "nowcast", "reporters")),
                    "method": method,
                },
            )


def last_value(folder, series):
    """Value of the last row of a series."""
    _, rows = random_data.rows_of(folder, "observations")
    return [float(row["value"]) for row in rows if row["series"] == series][-1]


def unknown_projections(folder, seed):
    """Ask for the growth of what nobody reported, at rates of the reader's own."""
    draw = _written(folder, seed, few_data.Bare)
    for series in draw.sample(random_data.SERIES[:5], 3):
        yield (
            "trade_projection",
            {
                "series": series,
                "target": draw.choice((0.0, 100.0)),
                "scenario_growth_pct": (2.0, 5.0, 10.0),
                "scenario_conditions": ("if A", "if B", "if C"),
            },
        )


def some_replays(folder, seed):
    """Ask what was known of records that were projected on those days."""
    draw = _written(folder, seed, few_data.Dollars)
    for series in names_in(folder, "observations", "series"):
        days = draw.choice(([LATE], list(made_pages.DAYS[-3:])))
        yield "replay", {"series": series, "days": days}


def some_growths(folder, seed):
    """Ask for growth across a year of mixed and of plain records."""
    draw = _written(folder, seed, draw_of(seed, few_data.Mixed, few_data.Dollars))
    for series in names_in(folder, "observations", "series"):
        yield (
            "growth_rates",
            {
                "series": series,
                "rule": draw.choice(ALONE),
                "break_year": draw.choice((2012, 2019, 2021)),
            },
        )


def some_gaps(folder, seed):
    """Ask for the gap to targets of mixed records."""
    draw = _written(folder, seed, few_data.Mixed)
    for promise in names_in(folder, "targets", "promise"):
        asked = {"target": promise, "deadlines": draw.choice(([2030], [2027, 2040]))}
        yield "target_gap", asked | {"scenario_growth_pct": [5.0, -3.0]}


def audits_alone(folder, seed):
    """Ask for one card of figures of one reporter, and of growth rates alone."""
    _written(folder, seed, few_data.Alone)
    tables = ("claims", "observations")
    for series in sorted(
        {s for name in tables for s in names_in(folder, name, "series")}
    ):
        yield "claims_audit", {"series": series, "most_cards": 1}


def few_outturns(folder, seed):
    """Ask how forecasts fared whose years have passed, or had when they were made."""
    draw = _written(folder, seed, few_data.Lasting)
    known = names_in(folder, "observations", "series")
    known = [name for name in known if name != random_data.DAYS] or [FLOWS[0]]
    for number, (old, origins) in enumerate(((0, PAST), (0, RECENT), (1, PAST))):
        ledger = folder.parent / f"few-{number}.jsonl"
        most = draw.choice((1, 2))
        random_ledger.write(ledger, seed + number, old, most, known, origins)
        yield "outturns", {"ledger": f"{ledger}"}
    yield "outturns", {"ledger": ""}


def quotes(folder, seed):
    """Quote the last figure of every series by every rule."""
    draw = _written(folder, seed, draw_of(seed, random_data.Maker, few_data.Few))
    for series in names_in(folder, "observations", "series"):
        for rule in draw.sample(ALONE, 3):
            yield "quote", {"series": series, "rule": rule}


MAKERS = {
    maker.__name__: maker
    for maker in (
        few_counts,
        bare_mirrors,
        few_mirrors,
        bare_audits,
        bare_overviews,
        bare_scorecards,
        bare_gaps,
        few_gaps,
        few_growths,
        few_replays,
        few_projections,
        trade_projections,
        freight_projections,
        unknown_projections,
        some_replays,
        some_growths,
        some_gaps,
        audits_alone,
        few_outturns,
        quotes,
    )
}
"""What a long run may ask about next to nothing, by name."""
