"""Situations of records of one reporter or two, of their growth and contradictions."""

from few_pages import EARLY
from random_data import EXPORTS, IMPORTS, OFFICES, SERIES, TURNOVER
from scene_data import FLOWS, RUNNING, UPWARDS, about


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


@about("growth", *UPWARDS)
def figures_never_chosen(scene, name):
    """An office marks figures of some years so that none of them is chosen."""
    marked = scene.draw.randint(1, 3)
    values = scene.walk(marked + scene.draw.randint(2, 5))
    scene.years(name, values[marked:])
    first = 2025 - len(values) + marked
    for mark in ("U", "D"):
        kept = values[:marked]
        scene.years(name, kept, last=first, obs_status=mark)
        first -= marked + scene.draw.choice((0, 1))
    office = OFFICES["KAZ"][0]
    for start in (0, 2025 - len(values)):
        scene.ask("growth_rates", series=name, rule=office, first_year=start)


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
