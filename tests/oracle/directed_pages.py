"""Questions that bring out what random datasets make reports say seldom.

Each maker writes the tables of a seed and asks what it is named for, many times over.
"""

import random
import shutil

import made_pages
import perturbed_data
import perturbed_pages
import random_data
from few_pages import names_in

EARLY = ("1993-06-30", "2001-06-30", "2012-06-30", "2019-12-31")
LESS = ("delivery_18_days", "delivery_15_days", "delivery_10_15_days")
RATES = {"scenario_growth_pct": (2.0, 5.0, 10.0)}
DESCRIBED = ("aktau_second_port_cost", "bakhty_ayagoz_length", "container_hub_cost",
             "completion_almaty_bypass")  # fmt: skip
MOVED = ("completion_fibre_line", "titr_capacity", "titr_freight")
CONDITIONS = {"scenario_conditions": ("if A", "if B", "if C")}
METHODS = ("rwd", "theta", "momentum")
"""Methods that a reader may take in the place of the combination."""
SHIPPED = random_data.SHIPPED


def _small(folder, seed):
    random_data.write(folder, seed)
    return random.Random(f"directed {seed}")  # noqa: S311 - no secret


def _regular(folder, seed):
    random_data.write(folder, seed, random_data.Regular)
    return random.Random(f"directed {seed}")  # noqa: S311 - no secret


def _perturbed(folder, seed):
    """Write perturbed tables, at times as an edition printed them before."""
    perturbed_data.write(folder, seed)
    draw = random.Random(f"directed {seed}")  # noqa: S311 - no secret
    for path in SHIPPED.glob("choices-*.csv"):
        shutil.copyfile(path, folder / path.name)
    return draw


def _scaled(folder, seed):
    perturbed_data.write(folder, seed, perturbed_data.Scaled)
    return random.Random(f"scaled {seed}")  # noqa: S311 - no secret


def _targets(folder):
    return names_in(folder, "targets", "promise")


def projections(folder, seed):
    """Ask for levels, rates and drivers that a long record bears."""
    draw = _perturbed(folder, seed)
    for _ in range(2):
        series = draw.choice(list(perturbed_pages.LEVELS))
        level = perturbed_pages.LEVELS[series] * draw.choice(
            (0.4, 0.9, 1.5, 2.5, 6.0, 60.0)
        )
        given = perturbed_pages.GIVEN.get(series, ())
        yield (
            "trade_projection",
            {
                "series": series,
                "target": draw.choice((0.0, level, level)),
                "horizon_year": draw.choice((2028, 2030, 2040)),
                "as_of": draw.choice(perturbed_pages.DAYS),
                "jump_off": draw.choice(("releases", "nowcast", "reporters")),
                "method": draw.choice(("combination", "combination", *METHODS)),
                "driver_values": draw.choice(((), given[:1], given)),
                **draw.choice(({}, RATES | CONDITIONS)),
            },
        )


def scaled_values(folder, seed):
    """Ask what drivers at values of a reader's own do to such records."""
    draw = _scaled(folder, seed)
    for series in (random_data.TURNOVER, random_data.EXPORTS):
        given = draw.choice(perturbed_pages.GIVEN[series])
        level = perturbed_pages.LEVELS[series] * draw.uniform(1, 2)
        asked = {"series": series, "target": level, "horizon_year": 2030}
        yield "trade_projection", asked | {"driver_values": [given]}


def early_projections(folder, seed):
    """Ask for projections of days on which little was known, and of short records."""
    draw = _perturbed(folder, seed)
    for _ in range(3):
        series = draw.choice(list(perturbed_pages.LEVELS))
        yield (
            "trade_projection",
            {
                "series": series,
                "target": draw.choice((0.0, perturbed_pages.LEVELS[series] * 1.5)),
                "horizon_year": 2032,
                "as_of": draw.choice((*EARLY, "")),
                "first_year": draw.choice((0, 2016, 2019, 2022)),
                "rule": draw.choice(("", "aze_first", "kaz_only", "aze_only")),
                "jump_off": draw.choice(("releases", "none", "nowcast")),
                **draw.choice(({}, RATES | CONDITIONS)),
            },
        )


def gaps(folder, seed):
    """Ask for the gap to what was promised, on several days, also where less counts."""
    draw = _perturbed(folder, seed)
    for promise in draw.sample((*perturbed_pages.PROMISES, *LESS), 3):
        yield (
            "target_gap",
            {
                "target": promise,
                "as_of": draw.choice((*perturbed_pages.DAYS, "2020-03-01")),
                "rule": draw.choice(("", "", "aze_first", "kaz_first")),
                "base_year": draw.choice((0, 0, 2019)),
                "deadlines": draw.choice(([2026, 2028, 2030], [2030], [2024], [2050])),
                "scenario_growth_pct": [5.0, 10.0, 20.0],
            },
        )


def unbounded_gaps(folder, seed):
    """Ask for the gaps of freight and oil whose links nobody measured."""
    draw = _perturbed(folder, seed)
    headings, rows = random_data.rows_of(folder, "observations")
    kept = [row for row in rows if row["series"] in random_data.SERIES]
    random_data.write_table(folder, "observations", headings, kept)
    random_data.record_hashes(folder)
    for promise in draw.sample(("titr_10mt", "titr_15mt", "btc_2_2mt"), 2):
        yield "target_gap", {"target": promise, "deadlines": [2030, 2035]}


def bounded_projections(folder, seed):
    """Ask for more freight and oil than is stated to fit."""
    draw = _perturbed(folder, seed)
    series = draw.choice((random_data.FREIGHT, random_data.OIL))
    asked = {"target": perturbed_pages.LEVELS[series] * draw.choice((3.0, 20.0))}
    given = {"driver_values": perturbed_pages.GIVEN[series]}
    asked |= {"horizon_year": 2030, **draw.choice(({}, given))}
    yield "trade_projection", {"series": series} | asked


def small_gaps(folder, seed):
    """Ask for the gaps of a small dataset, with dates that have passed or not."""
    draw = _small(folder, seed)
    for promise in _targets(folder):
        yield (
            "target_gap",
            {
                "target": promise,
                "as_of": draw.choice(("", "", *made_pages.DAYS)),
                "rule": draw.choice(("", "", "", "kaz_only", "aze_only")),
                "base_year": draw.choice((0, 0, 2018)),
                "deadlines": draw.choice(([2015], [2026, 2030], [2035], [2020])),
                "scenario_growth_pct": [5.0, -5.0, 20.0],
            },
        )


def described(folder, seed):
    """Ask how works stand that have a cost or a length alone, or whose date moved."""
    draw = _perturbed(folder, seed)
    for series in (draw.choice(DESCRIBED), draw.choice(MOVED)):
        yield "scorecard", {"series": series}


def replays(folder, seed):
    """Ask what was known on past days, where forecasts have an outturn."""
    draw = _perturbed(folder, seed)
    for _ in range(2):
        days = draw.choice((("2020-06-30", "2022-06-30", "2024-03-01"), EARLY))
        yield (
            "replay",
            {
                "series": draw.choice(list(perturbed_pages.LEVELS)),
                "days": list(days),
                "as_of": draw.choice(("", "", "2025-06-30")),
            },
        )


def shipped_audits(folder, seed):
    """Ask for few cards of the perturbed tables."""
    draw = _perturbed(folder, seed)
    series = draw.choice(list(perturbed_pages.LEVELS))
    yield "claims_audit", {"series": series, "most_cards": draw.choice((1, 3))}


def regular_projections(folder, seed):
    """Ask for projections of two records without a break and a year that is running."""
    draw = _regular(folder, seed)
    for series in draw.sample(random_data.SERIES[:5], 2):
        yield (
            "trade_projection",
            {
                "series": series,
                "horizon_year": draw.choice((2027, 2030)),
                "target": draw.choice((0.0, 100.0, 1000.0, 1e6)),
                "jump_off": draw.choice(("releases", "nowcast", "reporters")),
                "rule": draw.choice(("", "kaz_only")),
                "break_years": draw.choice(((), (2020,))),
                "method": draw.choice(("combination", *METHODS)),
            },
        )


def growths(folder, seed):
    """Ask for growth of every series that has parts of years or parts of its own."""
    draw = _perturbed(folder, seed)
    for series in ("trade_turnover", *draw.sample(list(perturbed_pages.LEVELS)[1:], 2)):
        yield (
            "growth_rates",
            {
                "series": series,
                "as_of": draw.choice((*perturbed_pages.DAYS, *EARLY)),
                "rule": draw.choice(("", "aze_first", "kaz_only", "aze_only")),
                "basis": draw.choice(("nominal", "real")),
                "first_year": draw.choice((0, 2015, 2022)),
                "break_year": draw.choice((0, 2015, 2020)),
            },
        )


def mirrors(folder, seed):
    """Ask for both reporters of each flow, today and before."""
    draw = _perturbed(folder, seed)
    for flow in ("trade_turnover", "exports_kaz_to_aze", "imports_kaz_from_aze"):
        day = draw.choice((*perturbed_pages.DAYS, "2015-06-30"))
        target = draw.choice((0.0, 100.0, 1000.0))
        yield "mirror_statistics", {"flow": flow, "as_of": day, "target": target}


def overviews(folder, seed):
    """Ask for all series at once, of small records and of those with an edition."""
    draw = _perturbed(folder, seed) if seed % 2 else _small(folder, seed)
    series = draw.sample(list(random_data.SERIES[:5]), 3)
    promises = _targets(folder)
    targets = draw.sample(promises, min(2, len(promises)))
    yield "overview", {"series": series, "targets": targets}


MAKERS = {
    maker.__name__: maker
    for maker in (
        projections,
        scaled_values,
        early_projections,
        gaps,
        unbounded_gaps,
        bounded_projections,
        small_gaps,
        described,
        regular_projections,
        replays,
        shipped_audits,
        growths,
        mirrors,
        overviews,
    )
}
"""What a long run may ask besides, by name."""
