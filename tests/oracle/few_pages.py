"""Questions about next to nothing: cheap pages that say what long records never do.

Each maker asks one report many times about few figures, so that a long run can have
the sentences of that report for a fraction of a second each.
"""

import random

import few_data
import made_pages
import random_data

EARLY = "1995-06-30"
LATE = "2026-10-29"
FLOWS = (random_data.TURNOVER, random_data.EXPORTS, random_data.IMPORTS)
ALONE = ("", "kaz_first", "aze_first", "kaz_only", "aze_only")


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


def bare_audits(folder, seed):
    """Ask what can be compared where there is next to nothing."""
    draw = _written(folder, seed, few_data.Bare)
    for series in random_data.SERIES:
        day = draw.choice(("", "", EARLY, "2019-12-31"))
        yield "claims_audit", {"series": series, "as_of": day, "most_cards": 2}


def draw_of(seed, *choices):
    """Choose one by the seed."""
    return choices[seed % len(choices)]


def bare_scorecards(folder, seed):
    """Ask how the targets of each series stand where little is known."""
    draw = _written(folder, seed, draw_of(seed, few_data.Bare, few_data.Few))
    for series in names_in(folder, "targets", "series"):
        yield "scorecard", {"series": series}
    yield "scorecard", {"as_of": draw.choice(made_pages.DAYS)}


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
        bare_audits,
        bare_scorecards,
        few_growths,
        few_replays,
        quotes,
    )
}
"""What a long run may ask about next to nothing, by name."""
