"""Situations of targets, and of series beside theirs: each adds its own and asks for it."""

from random_data import DAYS, EXPORTS, FREIGHT, IMPORTS, SERIES, TURNOVER
from scene_data import FLOWS, RUNNING, UPWARDS, about


def _gap(scene, promise, **asked):
    rates = scene.draw.sample((2.0, 5.0, -5.0, 20.0), 2)
    years = scene.draw.sample(range(2027, 2045), 2)
    usual = {"deadlines": sorted(years), "scenario_growth_pct": rates}
    scene.ask("target_gap", target=promise, **usual | asked)


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
