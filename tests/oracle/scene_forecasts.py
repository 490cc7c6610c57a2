"""Situations of what was expected, by others, by a ledger or by a projection."""

import random_ledger
import scene_data
from few_pages import EARLY, LATE
from random_data import EXPORTS, FREIGHT, OFFICES, SERIES, TURNOVER
from scene_data import FLOWS, LINE, UPWARDS, about

METHODS = ("combination", "rwd", "theta", "momentum")


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
