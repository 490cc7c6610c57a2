"""Situations that random datasets seldom have: what brings each out, and its pages.

Each function adds a series in one state to a dataset under construction, with random
values, and asks for the pages that say so. A dataset of a situation has it for two
series, and other situations of the same group for others.
"""

import random

import random_ledger
import scene_data
from few_pages import EARLY, LATE
from random_data import DAYS, EXPORTS, FREIGHT, IMPORTS, OFFICES, OIL, SERIES, TURNOVER
from scene_data import LINE, RUNNING

FLOWS = (TURNOVER, EXPORTS, IMPORTS)
UPWARDS = (*FLOWS, FREIGHT, OIL)
"""Series of which more is better."""

METHODS = ("combination", "rwd", "theta", "momentum")

BESIDE = 1
"""Situations of the same group that a dataset has besides."""

GROUPS = {}
"""By group the situations, each with the series that it may be about."""


def about(group, *names):
    """Register a situation of a group."""

    def register(situation):
        GROUPS.setdefault(group, {})[situation.__name__] = situation, names
        return situation

    return register


def _gap(scene, promise, **asked):
    rates = scene.draw.sample((2.0, 5.0, -5.0, 20.0), 2)
    years = scene.draw.sample(range(2027, 2045), 2)
    usual = {"deadlines": sorted(years), "scenario_growth_pct": rates}
    scene.ask("target_gap", target=promise, **usual | asked)


# Targets


@about("targets", *UPWARDS)
def last_is_zero(scene, name):
    """No growth leads away from zero."""
    values = [*scene.walk(scene.draw.randint(1, 4)), 0.0]
    scene.years(name, values)
    for factor in (1, scene.draw.uniform(2, 9)):
        due = scene.draw.choice((0, 2028, 2033))
        _gap(scene, scene.aim(name, values[0] * factor, due=due))


@about("targets", *UPWARDS)
def aimed_at_zero(scene, name):
    """A target of nothing has no gap; nor has one from a year without a figure."""
    scene.years(name, scene.walk(3), side=scene.draw.choice(("KAZ", "AZE")))
    for due in (0, 2022, 2030):
        _gap(scene, scene.aim(name, 0.0, due=due))


@about("targets", DAYS)
def less_than_zero_days(scene, name):
    """Where less is better a target of nothing requires nothing known."""
    scene.years(name, scene.walk(3, 0.7, 0.95, level=scene.draw.uniform(10, 40)))
    _gap(scene, scene.aim(name, 0.0, due=2030))
    _gap(scene, scene.aim(name, scene.draw.uniform(1, 60), due=2031))


@about("targets", *SERIES)
def date_gone(scene, name):
    """The dates have passed before a figure of their year came."""
    last = scene.draw.randint(2012, 2019)
    scene.years(name, scene.walk(scene.draw.randint(2, 5), level=80), last=last)
    due = last + scene.draw.randint(1, 4)
    value = 40 if name == DAYS else scene.draw.uniform(200, 900)
    promise = scene.aim(name, value, due=due, said=last - 3)
    scene.stated_again(promise, name, value, due)
    _gap(scene, promise, deadlines=[due + 1])
    _gap(scene, promise, deadlines=[last, due, 2036])
    scene.ask("scorecard", series=name)


@about("targets", *SERIES)
def never_reported(scene, name):
    """Nobody, or one reporter alone, has a figure of what a target is about."""
    is_of_other = scene.draw.random() < 0.3
    if is_of_other:
        scene.years(name, scene.walk(3), side="AZE")
    due = scene.draw.choice((0, 2021, 2030))
    promise = scene.aim(
        name, scene.level(), due=due, said=scene.draw.choice((2012, 2019))
    )
    _gap(scene, promise, rule="kaz_only" if is_of_other else "")
    _gap(scene, promise, deadlines=[scene.draw.randint(2010, 2050)])
    for asked in ([promise], [promise] * 2):
        scene.ask("overview", series=[name], targets=asked)


@about("targets", *UPWARDS)
def reached(scene, name):
    """The level is reached: before its date, after it or without one."""
    values = scene.walk(4, 1.05, 1.3)
    scene.years(name, values)
    value, due = (
        values[-1] * scene.draw.uniform(0.7, 0.98),
        scene.draw.choice((0, 2024, 2030)),
    )
    status = scene.draw.choice(("met", "missed", "open"))
    promise = scene.aim(name, value, due=due, said=2021, status=status)
    _gap(scene, promise)
    scene.ask("scorecard", series=name)
    scene.ask("overview", series=[name], targets=[promise])


@about("targets", *UPWARDS)
def steep_base(scene, name):
    """The year that a pace counts from was no usual one."""
    values = scene.walk(8, 1.02, 1.2)
    jump = scene.draw.choice((0.3, 1.8, 2.5))
    scene.years(name, values[:3] + [v * jump for v in values[3:]])
    # Set in the year of the jump: the third before the last but two.
    promise = scene.aim(name, values[-1] * jump * 3, due=2031, said=2021)
    _gap(scene, promise, base_year=scene.draw.choice((0, 2021)))
    _gap(scene, promise, deadlines=[2040], base_year=2021)


@about("targets", *UPWARDS)
def far_ahead(scene, name):
    """A long record, and a level that it may reach in time or not."""
    values = scene.walk(scene.draw.randint(11, 16), 0.93, 1.17)
    scene.years(name, values)
    if scene.draw.random() < 0.5:
        scene.years(
            name, [v * scene.draw.uniform(0.7, 1.4) for v in values], side="AZE"
        )
    value = values[-1] * scene.draw.choice((1.15, 1.6, 3, 8))
    due = scene.draw.choice((0, 2029, 2035))
    _gap(scene, scene.aim(name, value, due=due, said=2018), deadlines=[2028, 2032])
    scene.ask("scorecard", series=name)


@about("targets", *UPWARDS)
def moved_date(scene, name):
    """The date of one and the same thing moved; the table judges it too."""
    values = scene.walk(3)
    scene.years(name, values)
    value, due = values[-1] * scene.draw.uniform(0.5, 3), scene.draw.randint(2021, 2026)
    status = scene.draw.choice(("missed", "missed", "met"))
    promise = scene.aim(name, value, due=due, said=2015, status=status)
    for _ in range(scene.draw.randint(1, 3)):
        due += scene.draw.randint(1, 3)
        status = "missed" if due < 2025 else "open"
        scene.stated_again(promise, name, value, due, status=status)
    _gap(scene, promise)
    scene.ask("scorecard", series=name)
    scene.ask("scorecard", series=name, as_of="2019-06-30")


@about("targets", *SERIES)
def judged_by_both(scene, name):
    """Dates have passed, and the table says what became of them."""
    values = scene.walk(5)
    scene.years(name, values)
    for _ in range(2):
        value = values[-1] * scene.draw.choice((0.5, 1.02, 1.8))
        status = scene.draw.choice(("met", "missed"))
        due = scene.draw.choice((2023, 2024, 2025))
        scene.aim(name, value, due=due, said=2021, status=status)
    scene.ask("scorecard", series=name)
    scene.ask("scorecard")


@about("targets", *SERIES)
def work_alone(scene, name):
    """What is stated describes a work, which is no target."""
    scene.aim(name, scene.level(), due=scene.draw.choice((0, 2028)), measure="cost")
    scene.ask("scorecard", series=name)
    scene.ask("scorecard", series=name, as_of="2022-06-30")


@about("targets", TURNOVER)
def in_parts(scene, _):
    """The level may be reached by one part alone."""
    scene.take(*FLOWS)
    scene.is_linked = True
    side = scene.draw.choice(("KAZ", "AZE"))
    out, back = scene.walk(4), scene.walk(4)
    for name, values in {EXPORTS: out, IMPORTS: back}.items():
        scene.years(name, values, side=side)
    total = [sum(pair) for pair in zip(out, back, strict=True)]
    scene.years(TURNOVER, total, side=side)
    for factor in scene.draw.sample((1.2, 1.7, 2.5, 4), 2):
        _gap(scene, scene.aim(TURNOVER, total[-1] * factor, due=2030))


@about("targets", FREIGHT)
def within_links(scene, name):
    """The route takes the path that is required, or does not."""
    scene.is_linked = True
    values = scene.walk(4, level=scene.draw.uniform(2000, 6000))
    scene.years(name, values)
    share = scene.draw.choice((0, 0, 0.8, 1.1, 8, 8))
    if share:
        scene.capacity(values[-1] / 1000 * share)
    for factor in scene.draw.sample((1.2, 2, 3, 6), 3):
        _gap(scene, scene.aim(name, values[-1] * factor, due=2030))


@about("targets", *UPWARDS)
def two_reporters(scene, name):
    """Two reporters differ, in the last year and in what a target requires of them."""
    values = scene.walk(scene.draw.randint(3, 6))
    scene.years(name, values)
    scene.years(name, [v * scene.draw.uniform(1.1, 1.9) for v in values], side="AZE")
    if scene.draw.random() < 0.5:
        scene.exact(
            name, RUNNING, values[-1] * scene.draw.uniform(0.4, 1.5), side="AZE"
        )
    value = values[-1] * scene.draw.choice((1.05, 2, 5))
    promise = scene.aim(name, value, due=scene.draw.choice((0, 2030)))
    _gap(scene, promise)
    scene.ask("overview", series=[name], targets=[promise])


@about("targets", *UPWARDS)
def ends_unlike(scene, name):
    """The ends of a pace are not of one stage or provenance."""
    values = scene.walk(scene.draw.randint(3, 9))
    scene.years(name, values[:-1], last=2024)
    unlike = scene.draw.choice(({"stage": "early"}, {"provenance": "quoted"}))
    scene.years(name, values[-1:], **unlike)
    _gap(scene, scene.aim(name, values[-1] * 3, due=2031))
    _gap(scene, scene.aim(name, values[-1] * 4, due=0))
    scene.ask("growth_rates", series=name)
    scene.ask("growth_rates", series=name, last_year=2025, basis="real")


# Two reporters


@about("mirrors", *FLOWS)
def both_for_long(scene, name):
    """Both report many years, of which a page may show the last."""
    values = scene.walk(scene.draw.randint(4, 8))
    factor = scene.draw.choice((0.6, 1.4))
    spread = scene.draw.choice((0.05, 0.7))
    scene.years(name, values)
    mirror = [v * (factor + scene.draw.uniform(-spread, spread)) for v in values]
    scene.years(name, mirror, side="AZE")
    _mirror(scene, name, first_year=2026 - len(values) + scene.draw.randint(1, 2))


@about("mirrors", *FLOWS)
def never_the_same_year(scene, name):
    """Both report, but no year of the other."""
    count = scene.draw.randint(1, 3)
    scene.years(name, scene.walk(count), last=2020)
    scene.years(name, scene.walk(count), side="AZE", last=2024)
    _mirror(scene, name)


@about("mirrors", *FLOWS)
def one_year_of_both(scene, name):
    """Both report one year, so that there is no growth."""
    level = scene.level()
    for side in ("KAZ", "AZE"):
        scene.years(name, [level * scene.draw.uniform(0.7, 1.4)], side=side, last=2024)
    if scene.draw.random() < 0.5:
        for side in ("KAZ", "AZE"):
            scene.exact(name, RUNNING, level * scene.draw.uniform(0.3, 0.7), side)
    _mirror(scene, name)


@about("mirrors", *FLOWS)
def one_reporter_alone(scene, name):
    """One reports, or none does."""
    side = scene.draw.choice(("KAZ", "AZE"))
    scene.years(name, scene.walk(scene.draw.randint(1, 4)), side=side)
    _mirror(scene, name, as_of=scene.draw.choice(("", EARLY)))


def _mirror(scene, name, **asked):
    target = scene.level()
    scene.ask("mirror_statistics", flow=name, target=target, **asked)


# Records that are asked what was known, and what was expected of them


@about("expected", *UPWARDS)
def expected_of_years_to_come(scene, name):
    """Others expect something of years that have not passed."""
    scene.years(name, scene.walk(scene.draw.randint(2, 5)))
    for year in scene.draw.sample(range(2028, 2036), 2):
        scene.projection(name, year, scene.level())
    for days in ([LATE], ["2024-03-01", LATE]):
        scene.ask("replay", series=name, days=days)


@about("expected", *UPWARDS)
def expected_of_past_years(scene, name):
    """One expectation has an outturn, or several have."""
    values = scene.walk(6)
    scene.years(name, values)
    for place in range(scene.draw.choice((1, 1, 2, 4))):
        scene.projection(name, 2025 - place, values[-1 - place])
    scene.ask("replay", series=name, days=[LATE])
    scene.ask("outturns", ledger="")


@about("expected", *UPWARDS)
def forecast_and_come(scene, name):
    """Forecasts of past days have outturns."""
    scene.years(name, scene.walk(scene.draw.randint(11, 14), 0.9, 1.2))
    scene.ask("replay", series=name, days=["2023-06-30"])
    scene.ask("replay", series=name, days=[scene.draw.choice(("2022-06-30", LATE))])


@about("expected", *SERIES)
def asked_before_and_after(scene, name):
    """Days before anything was known, and days after that of the page."""
    values = scene.walk(scene.draw.randint(1, 3))
    for side in ("KAZ", "AZE"):
        scene.years(name, values, side=side)
    promise = scene.aim(name, scene.level())
    scene.ask("replay", series=name, days=[EARLY])
    scene.ask("replay", series=name, days=[LATE], as_of="2024-03-01")
    for day in (EARLY, "2001-06-30", "2012-06-30"):
        scene.ask("counts", flow=name, as_of=day)
        scene.ask("overview", series=[name], as_of=day, targets=[promise])


@about("expected", *SERIES)
def counted_once(scene, name):
    """Several bodies count, no period of another."""
    for number, agency in enumerate(scene.draw.sample(OFFICES["KAZ"], 2)):
        scene.years(name, scene.walk(2), agency=agency, last=2025 - 2 * number)
    scene.ask("counts", flow=name)
    scene.ask("counts", flow=name, as_of="2024-12-31")


# Records that are projected


@about("projected", *UPWARDS)
def steady(scene, name):
    """One method beats no change, and all others: a line."""
    start, step = scene.level(), scene.draw.uniform(0.05, 0.2)
    count = scene.draw.randint(11, 14)
    noise = [scene.draw.uniform(-0.03, 0.03) for _ in range(count)]
    values = [start * (1 + place * step + n) for place, n in enumerate(noise)]
    scene.years(name, values)
    _project(scene, name, method="rwd", target=values[-1] * 2)
    _project(scene, name, method=scene.draw.choice(METHODS))


@about("projected", *UPWARDS)
def unsteady(scene, name):
    """Nothing beats no change: after growth or a fall a record moves at random."""
    middle = scene.draw.choice((0.75, 1.3))
    moving = scene.walk(6, middle - 0.05, middle + 0.05)
    around = scene.walk(scene.draw.randint(7, 9), 0.97, 1.03, level=moving[-1])
    scene.years(name, [*moving[:-1], *around])
    _project(scene, name, target=moving[-1] * scene.draw.choice((1.1, 1.5)))


@about("projected", *UPWARDS)
def far_level(scene, name):
    """A level is reached later than the record carries a forecast, or never."""
    values = scene.walk(scene.draw.randint(9, 13), 0.95, 1.15)
    scene.years(name, values)
    for factor in scene.draw.sample((2, 2.5, 3, 4, 6), 2):
        _project(scene, name, target=values[-1] * factor)


@about("projected", TURNOVER, EXPORTS)
def moved_by_oil(scene, name):
    """The price of oil explains a record well, or does not."""
    scene.is_linked = True
    share = scene.draw.choice((0, 0.5, 0.9, 1.3))
    prices = [scene_data.oil_prices()[year] for year in range(2012, 2026)]
    values = scene.walk(len(prices), 0.95, 1.12)
    values = [v * p**share for v, p in zip(values, prices, strict=True)]
    scene.years(name, values)
    for price in scene.draw.sample((30, 45, 60, 90, 120), 2):
        level = values[-1] * scene.draw.choice((1.2, 2))
        _project(scene, name, target=level, driver_values=(f"oil_price={price}",))


@about("projected", *UPWARDS)
def year_under_way(scene, name):
    """A year that is running is known in part, by one office or by both."""
    count = scene.draw.randint(9, 13)
    sides = scene.draw.choice((("KAZ",), ("KAZ",), ("KAZ", "AZE")))
    for side in sides:
        values = scene.walk(count, 0.95, 1.2)
        scene.years(name, values, side=side)
        for number, value in enumerate([*values, values[-1]]):
            year = 2026 - count + number
            half = value * scene.draw.uniform(0.4, 0.6)
            scene.exact(name, (f"{year}-01-01", f"{year}-06-30"), half, side)
    _project(scene, name, rule="kaz_only")
    _project(scene, name, jump_off="nowcast", target=values[-1] * 1.4)


@about("projected", *UPWARDS)
def never_reached(scene, name):
    """Long records that move little, and levels far above them."""
    values = scene.walk(25, 0.97, 1.05)
    scene.years(name, values)
    if scene.draw.random() < 0.5:
        mirror = [v * scene.draw.uniform(1.1, 1.3) for v in values]
        scene.years(name, mirror, side="AZE")
    for factor in scene.draw.sample((3, 8, 20, 60), 2):
        _project(scene, name, target=values[-1] * factor)


@about("projected", FREIGHT)
def bounded(scene, name):
    """The route takes the paths, or binds them, today already or later."""
    scene.is_linked = True
    values = scene.walk(12, 0.95, 1.2, level=scene.draw.uniform(1000, 3000))
    scene.years(name, values)
    capacity = values[-1] / 1000 * scene.draw.choice((0.8, 1.1, 1.3, 2, 5))
    scene.capacity(capacity)
    if scene.draw.random() < 0.5:
        scene.capacity(values[-1] / 1000 * scene.draw.choice((0.5, 1.2)), LINE)
    for factor in scene.draw.sample((1.5, 2, 3, 6), 2):
        _project(scene, name, target=values[-1] * factor, horizon_year=2030)


@about("projected", TURNOVER)
def hidden_year(scene, _):
    """A reporter left out a year, of which his own growth tells something else."""
    scene.take(*FLOWS)
    side, other = scene.draw.choice((("KAZ", "AZE"), ("AZE", "KAZ")))
    gap, count = scene.draw.choice((2, 3)), scene.draw.randint(11, 13)
    values = scene.walk(count, 0.9, 1.2)
    for name, share in {TURNOVER: 1, EXPORTS: 0.6}.items():
        own = [v * share for v in values]
        scene.years(name, own[:-gap], side=side, last=2025 - gap)
        scene.years(name, own[1 - gap :], side=side)
        mirror = [v * scene.draw.uniform(0.95, 1.05) for v in own]
        scene.years(name, mirror, side=other)
    scene.growth(TURNOVER, 2027 - gap, side, scene.draw.choice((-80.0, 400.0, 900.0)))
    for name in (TURNOVER, EXPORTS):
        _project(scene, name, rule=f"{other.lower()}_only")


@about("projected", *UPWARDS)
def short_records(scene, name):
    """Both reporters have few years, the same ones or hardly one in common."""
    count = scene.draw.randint(7, 8)
    values = scene.walk(count, 0.9, 1.25)
    scene.years(name, values)
    mirror = [v * scene.draw.uniform(0.8, 1.1) for v in values]
    last = scene.draw.choice((2025, 2025, 2026 - count))
    scene.years(name, mirror, side="AZE", last=last)
    for rule in ("", "kaz_only"):
        level = values[-1] * scene.draw.choice((1.1, 2))
        _project(scene, name, target=level, rule=rule)


@about("projected", *UPWARDS)
def too_little_to_project(scene, name):
    """A year or two, or none by the reporter asked for, and rates of a reader's own."""
    side = scene.draw.choice(("KAZ", "AZE"))
    scene.years(name, scene.walk(scene.draw.randint(1, 4)), side=side)
    scene.projection(name, 2024, scene.level())
    rates = {"scenario_growth_pct": (2.0, 5.0, 10.0)}
    rates["scenario_conditions"] = ("if A", "if B", "if C")
    for rule in ("", "kaz_only", "aze_only"):
        target = scene.draw.choice((0.0, scene.level()))
        _project(scene, name, rule=rule, target=target, **rates)


def _project(scene, name, **asked):
    usual = {"horizon_year": scene.draw.choice((2027, 2030)), "target": 0.0}
    usual["break_years"] = scene.draw.choice(((), (2020,), (2015, 2022)))
    scene.ask("trade_projection", series=name, **usual | asked)


# Ledgers of forecasts


@about("ledgers", *UPWARDS)
def written_too_late(scene, name):
    """The years of every forecast had passed when it was written."""
    scene.years(name, scene.walk(20))
    for _ in range(2):
        _ledger(scene, name, old=1, origins=(2008, 2014, 2016))


@about("ledgers", *UPWARDS)
def written_in_time(scene, name):
    """Every forecast has an outturn, or waits for it."""
    for side in ("KAZ", "AZE"):
        scene.years(name, scene.walk(20), side=side)
    if scene.draw.random() < 0.3:
        scene.projection(name, 2024, scene.level())
    for origins in ((2008, 2012), (2014, 2016), (2018, 2022)):
        _ledger(scene, name, old=0, origins=origins)


def _ledger(scene, name, **drawn):
    number = len(scene.questions)
    ledger = scene.folder.parent / f"ledger-{number}.jsonl"
    seed = scene.draw.randrange(10**9)
    most = scene.draw.choice((1, 2))
    random_ledger.write(ledger, seed, most=most, series=[name], **drawn)
    scene.ask("outturns", ledger=f"{ledger}")


# Growth


@about("growth", *UPWARDS)
def rate_alone(scene, name):
    """An office published a rate of a year that has no year before it."""
    side = scene.draw.choice(("KAZ", "AZE"))
    scene.years(name, scene.walk(1), side=side)
    scene.growth(name, 2025, side, scene.draw.uniform(-30, 90))
    scene.claim(name, 2025, side, OFFICES[side][0])
    for rule in ("", f"{side.lower()}_only"):
        scene.ask("growth_rates", series=name, rule=rule)


@about("growth", *UPWARDS)
def rates_beside_figures(scene, name):
    """An office published rates of growth that its figures allow, or do not."""
    values = scene.walk(scene.draw.randint(3, 6), 1.05, 1.3)
    scene.years(name, values)
    for year, place in ((2025, -1), (2024, -2)):
        rate = 100 * (values[place] / values[place - 1] - 1)
        told = scene.draw.choice((rate, rate + 0.5, rate * 2))
        scene.growth(name, year, "KAZ", told)
    for basis in ("nominal", "real"):
        scene.ask("growth_rates", series=name, basis=basis)


@about("growth", TURNOVER)
def sum_of_parts(scene, _):
    """Turnover is the sum of its parts, or lacks one of them in a year."""
    scene.take(*FLOWS)
    side, count = scene.draw.choice(("KAZ", "AZE")), scene.draw.randint(3, 6)
    out, back = scene.walk(count), scene.walk(count)
    scene.years(EXPORTS, out, side=side)
    scene.years(IMPORTS, back[scene.draw.choice((0, 0, 1)) :], side=side)
    total = [sum(pair) for pair in zip(out, back, strict=True)]
    scene.years(TURNOVER, total, side=side)
    for basis in ("nominal", "real"):
        scene.ask("growth_rates", series=TURNOVER, basis=basis)


@about("growth", *UPWARDS)
def broken_in_the_middle(scene, name):
    """A long record may break in a year."""
    before = scene.walk(scene.draw.randint(8, 12), 0.95, 1.2)
    after = scene.walk(9, 0.95, 1.2, level=before[-1] * scene.draw.choice((1, 2)))
    scene.years(name, [*before, *after])
    for year in scene.draw.sample(range(2014, 2020), 2):
        scene.ask("growth_rates", series=name, break_year=year)


# Contradictions


@about("contradictions", *SERIES)
def contradicted(scene, name):
    """An office has two figures of one year, which differ or were corrected."""
    level = scene.level()
    for year in range(2022, 2022 + scene.draw.randint(1, 3)):
        scene.years(name, [level], last=year)
        other = level * scene.draw.choice((1.01, 1.3, 1000))
        status = scene.draw.choice(("", "", "superseded"))
        scene.years(name, [other], last=year, status=status)
    for most in (0, 1):
        scene.ask("claims_audit", series=name, most_cards=most)


@about("contradictions", *FLOWS)
def told_by_two(scene, name):
    """What two reporters have of one year is mirror data, or parts do not add up."""
    scene.take(*FLOWS)
    out, back = scene.walk(2), scene.walk(2)
    scene.years(EXPORTS, out)
    scene.years(IMPORTS, back)
    pairs = zip(out, back, strict=True)
    factor = scene.draw.choice((1, 1.3, 1000))
    scene.years(TURNOVER, [factor * sum(pair) for pair in pairs])
    scene.years(EXPORTS, [v * scene.draw.uniform(1.1, 2) for v in out], side="AZE")
    for series in ("", TURNOVER, EXPORTS):
        scene.ask("claims_audit", series=series, most_cards=scene.draw.choice((1, 20)))


@about("contradictions", *SERIES)
def nothing_beside_it(scene, name):
    """There is one figure, or a rate alone."""
    if scene.draw.random() < 0.7:
        scene.claim(name, 2024, "KAZ", "KAZ_BNS")
    else:
        scene.years(name, scene.walk(1))
    scene.ask("claims_audit", series=name)


# Series beside their targets and each other


@about("overviews", *UPWARDS)
def beside_each_other(scene, name):
    """Several series, each with a target of its own, of which one leads."""
    names = [name, *scene.draw.sample([n for n in UPWARDS if n != name], 2)]
    scene.take(*UPWARDS)
    promises = [_with_target(scene, each) for each in names]
    for _ in range(3):
        scene.draw.shuffle(names)
        count = scene.draw.choice((1, 2, 3))
        scene.ask("overview", series=names[:count], targets=promises)


def _with_target(scene, name):
    """Add a series of one reporter or two; return the name of its target."""
    source = {"provenance": scene.draw.choice(("statistic", "quoted"))}
    values = scene.walk(3, 0.8, scene.draw.choice((1.1, 3)))
    scene.years(name, values, **source)
    if scene.draw.random() < 0.5:
        other = [v * scene.draw.uniform(0.5, 2) for v in values]
        scene.years(name, other, side="AZE")
    due = scene.draw.choice((0, 2030))
    return scene.aim(name, values[-1] * scene.draw.choice((0.5, 1.5, 20)), due=due)


def maker_of(group, situation):
    """Make the maker of datasets that have a situation twice and others of its group."""

    def written(folder, seed):
        draw = random.Random(f"{situation} {seed}")  # noqa: S311 - no secret
        others = [name for name in GROUPS[group] if name != situation]
        beside = draw.sample(others, min(BESIDE, len(others)))
        chosen = [GROUPS[group][name] for name in (situation, situation, *beside)]
        return scene_data.write(folder, seed, chosen)

    return written


MAKERS = {
    situation: maker_of(group, situation)
    for group, situations in GROUPS.items()
    for situation in situations
}
"""What a long run may ask about situations, by name."""
