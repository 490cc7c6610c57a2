"""Small random datasets, one for each seed: folders of tables that pass the checks."""

import csv
import datetime as dt
import hashlib
import json
import random
import shutil
from decimal import Decimal
from pathlib import Path

SHIPPED = Path(__file__).parents[2] / "data"
TURNOVER = "trade_turnover"
EXPORTS, IMPORTS = "exports_kaz_to_aze", "imports_kaz_from_aze"
FREIGHT, OIL, DAYS = "titr_freight", "btc_oil_kaz", "titr_transit_days_kaz"
SERIES = (TURNOVER, EXPORTS, IMPORTS, FREIGHT, OIL, DAYS)
OFFICES = {
    "KAZ": ("KAZ_BNS", "KAZ_MFA", "KAZ_UNSTATED", "IMF_DOTS"),
    "AZE": ("AZE_SCC", "AZE_STAT", "IMF_DOTS"),
    "": ("UNSTATED",),
    "OTHER": ("COW_4_0", "TITR_ASSOC", "KAZ_KTZ"),
}
ENDS = ("01-31", "03-31", "06-30", "07-31", "09-30", "11-30")
SPANS = (("07-01", "12-31"), ("04-01", "06-30"), ("10-01", "12-31"), ("03-05", "05-24"))
NEWEST = dt.date(2026, 10, 30)
BARE = 0.2
"""Share of datasets in which next to nothing was published."""
WHOLE = ("agencies", "units", "factors")
"""Lists that are taken from the shipped tables as they are."""


def shipped(name):
    """Headings and rows of one shipped table."""
    return rows_of(SHIPPED, name)


def rows_of(folder, name):
    """Headings and rows of one table."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return reader.fieldnames, list(reader)


class Maker:
    """Rows of one dataset, drawn by one generator.

    Parameters
    ----------
    seed : int
        The same seed makes the same tables.
    """

    among = SERIES
    """Series that it may have; the first where it would have none."""

    def __init__(self, seed):
        self.draw = random.Random(seed)  # noqa: S311 - no secret
        self.sources = {}
        self.observations, self.claims, self.targets = [], [], []
        self.projections, self.usual = [], {}
        self.missing = self.draw.choice((0, 0.05, 0.18, 0.4))
        self.ends = self.draw.choice((None, None, ("06-30",), ("06-30", "09-30")))
        self.is_bare = self.draw.random() < BARE
        self.likely, self.zero, self.described = 0.2 if self.is_bare else 0.8, 0.05, 0

    def source(self, after):
        """A source published after a day: its own day, its month, or nobody knows."""
        draw = self.draw
        end = dt.date.fromisoformat(after)
        wait = draw.choice((20, 45, 90, 200, 400, 800)) + draw.randint(0, 30)
        text = f"{min(end + dt.timedelta(days=wait), NEWEST)}"
        text = draw.choice((text, text, text, text, text[:7]))
        if draw.random() < 0.04:
            text = ""
        name = f"paper-{len(self.sources):04}"
        kind = draw.choice(("official", "official", "press", "dataset", "article"))
        self.sources[name] = {"published_on": text, "kind": kind}
        return name

    def bounds(self, value, digits, qualifier):
        """What a printed figure may stand for."""
        exact = Decimal(repr(float(value)))
        if qualifier == "over":
            return value, ""
        if qualifier == "up_to":
            return 0, value
        if value == 0:
            return 0, 0
        unit = Decimal(1).scaleb(exact.adjusted() - digits + 1)
        if qualifier == "under":
            wide = Decimal(1).scaleb(exact.adjusted() - max(digits, 2) + 1)
            return float(exact - Decimal("2.5") * wide), value
        slack = unit if qualifier == "approx" else unit / 2
        return float(exact - slack), float(exact + slack)

    def figure(self, series, period, value, side, **columns):
        """Add one row of the observations table."""
        draw = self.draw
        qualifier = draw.choice(("exact",) * 12 + ("approx", "over", "under", "up_to"))
        digits = draw.choice((1, 2, 3, 4, 4, 5, 6) if qualifier == "exact" else (2, 3))
        value = float(f"{max(value, 0):.{digits - 1}e}")
        qualifier = qualifier if value else "exact"
        low, high = self.bounds(value, digits, qualifier)
        agency = columns.pop("agency", None) or draw.choice(OFFICES[side])
        reporter = {"OTHER": draw.choice(("", "KAZ"))}.get(side, side)
        row = {
            "series": series,
            "reporter": reporter if agency != "UNSTATED" else "",
            "agency": agency,
            "period_start": period[0],
            "period_end": period[1],
            "value": f"{value:.12g}",
            "unit": unit_of(series),
            "digits": digits if value else "",
            "qualifier": qualifier,
            "low": low,
            "high": high,
            "obs_status": draw.choice(("A",) * 14 + ("P", "P", "U", "D", "E")),
            "provenance": draw.choice(
                ("", "", "", "statistic", "quoted", "government")
            ),
            "stage": draw.choice(("", "", "", "", "final", "preliminary", "early")),
            "ref": f"R{len(self.observations):04}",
            "source": self.source(period[1]),
        } | columns
        self.observations.append(row)
        return row

    def series(self, name):
        """Add the figures of one series by one reporter or several."""
        draw = self.draw
        sides = draw.choice((["KAZ"], ["AZE"], ["KAZ", "AZE"], ["KAZ", "AZE"],
                             ["KAZ", "AZE", "OTHER"], ["OTHER"], ["", "KAZ"]))  # fmt: skip
        first = draw.randint(2000, 2022)
        last = first + self.is_bare if self.is_bare else draw.randint(first, 2025)
        level = 10 ** draw.uniform(0, 4)
        for side in sides:
            usual = self.usual.setdefault(side, draw.choice(OFFICES[side]))
            agency = draw.choice((usual, usual, draw.choice(OFFICES[side])))
            walk = level * draw.uniform(0.5, 1.6)
            for year in range(first, last + 1):
                walk *= draw.choice(
                    (draw.uniform(0.6, 1.6), draw.uniform(0.95, 1.1), 1)
                )
                if draw.random() < self.missing:
                    continue
                value = 0.0 if draw.random() < 0.04 else walk
                own = agency if draw.random() < 0.85 else None
                self.year(name, year, value, side, own)
        return level

    def year(self, name, year, value, side, agency):
        """Add one year, perhaps its parts, its revision and its published growth."""
        draw = self.draw
        whole = (f"{year}-01-01", f"{year}-12-31")
        row = self.figure(name, whole, value, side, agency=agency)
        if draw.random() < 0.15:
            self.figure(
                name, whole, value * draw.uniform(0.9, 1.1), side, agency=agency
            )
        if draw.random() < 0.05:
            row |= {"status": "superseded"}
        if name == DAYS:
            return
        if self.ends or draw.random() < 0.3:
            for end in self.ends or draw.sample(ENDS, draw.randint(1, 3)):
                share = int(end[:2]) / 12 * draw.uniform(0.7, 1.2)
                period = (whole[0], f"{year}-{end}")
                self.figure(name, period, value * share, side, agency=agency)
        if draw.random() < 0.08:
            start, end = draw.choice(SPANS)
            period = (f"{year}-{start}", f"{year}-{end}")
            self.figure(
                name, period, value * draw.uniform(0.1, 0.6), side, agency=agency
            )
        if draw.random() < 0.25:
            self.claim(name, year, side, row["agency"])
        if draw.random() < 0.2:
            self.projection(name, year, value)

    def projection(self, name, year, value):
        """Add what somebody expected of a year, published two years before it."""
        draw = self.draw
        value = float(f"{value * draw.uniform(0.6, 1.7):.1e}")
        low, high = self.bounds(value, 2, "exact")
        self.projections.append({
            "id": f"{name}@expected-{len(self.projections):03}",
            "series": name,
            "author": draw.choice(("KAZ_GOV", "EDB", "TITR_ASSOC")),
            "measure": "level",
            "value": f"{value:.12g}",
            "unit": unit_of(name),
            "digits": 2 if value else "",
            "qualifier": "exact",
            "low": low,
            "high": high,
            "period_start": f"{year}-01-01",
            "period_end": f"{year}-12-31",
            "ref": f"P{len(self.projections):04}",
            "source": self.source(f"{year - 2}-06-30"),
        })  # fmt: skip

    def sums(self):
        """Let turnover of one side be what goes out and what comes in, year by year."""
        whole = ("01-01", "12-31")
        parts = {EXPORTS: {}, IMPORTS: {}}
        for row in self.observations:
            span = row["period_start"][5:], row["period_end"][5:]
            if row["series"] in parts and span == whole and row["reporter"]:
                key = row["reporter"], row["agency"], row["period_end"][:4]
                parts[row["series"]][key] = float(row["value"])
        for side, agency, year in sorted({*parts[EXPORTS]} & {*parts[IMPORTS]}):
            value = sum(part[side, agency, year] for part in parts.values())
            period = (f"{year}-01-01", f"{year}-12-31")
            self.figure(TURNOVER, period, value, side, agency=agency)

    def claim(self, name, year, side, agency):
        """Add a published rate of a year or a part of it."""
        draw = self.draw
        end = draw.choice(("12-31", "12-31", *ENDS))
        is_multiple = draw.random() < 0.2
        value = (
            draw.choice((1.5, 2.0, 0.8, 3.2))
            if is_multiple
            else round(draw.uniform(1.1, 90) * draw.choice((1, 1, -0.4)), 1)
        )
        qualifier = draw.choice(("exact", "exact", "exact", "over"))
        half = 0.05
        self.claims.append({
            "id": f"{name}@claim-{len(self.claims):03}",
            "series": name,
            "measure": "multiple" if is_multiple else "growth",
            "value": f"{value:.1f}",
            "unit": "ratio_to_base" if is_multiple else "percent",
            "digits": len(f"{abs(value):.1f}".replace(".", "").lstrip("0")) or 1,
            "qualifier": qualifier,
            "low": value if qualifier == "over" else round(value - half, 3),
            "high": "" if qualifier == "over" else round(value + half, 3),
            "period_start": f"{year}-01-01",
            "period_end": f"{year}-{end}",
            "base_start": f"{year - 1}-01-01",
            "base_end": f"{year - 1}-{end}",
            "reporter": side if side in ("KAZ", "AZE") else "",
            "agency": agency,
            "ref": f"C{len(self.claims):04}",
            "source": self.source(f"{year}-{end}"),
        })  # fmt: skip

    def target(self, name, level, number):
        """Add a target and its statements: dated or not, moved, hedged, perhaps zero."""
        draw = self.draw
        factor = draw.uniform(0.2, 1.1) if name == DAYS else draw.uniform(0.3, 6)
        value = float(f"{level * factor:.1e}")
        if draw.random() < self.zero:
            value = 0.0
        is_work = self.described and draw.random() < self.described
        promise = f"target_{number}"
        due = draw.choice((0, draw.randint(2015, 2035)))
        for _ in range(draw.randint(1, 4)):
            due += draw.choice((0, 0, 1, 3)) if due else 0
            said = f"{draw.randint(2010, min(due or 2025, 2025) - 3)}-06-30"
            qualifier = draw.choice(("exact", "exact", "approx", "over"))
            row = self.statement(promise, name, value, due, said, qualifier)
            row |= {
                "measure": "cost" if is_work else "level",
                "counted": draw.choice(("the flow", "the flow", "all of it")),
                "status": draw.choice(("open", "open", "missed" if 0 < due < 2026 else "met")),
            }  # fmt: skip
            if due and draw.random() < 0.3:
                row["deadline_start"] = f"{due}-01-01"

    def statement(self, promise, name, value, due, said, qualifier="exact"):
        """Add what was said once of a target, and return it."""
        low, high = self.bounds(value, 2, qualifier if value else "exact")
        row = {
            "id": f"{promise}@t{len(self.targets):03}",
            "promise": promise,
            "series": name,
            "measure": "level",
            "value": f"{value:.12g}",
            "unit": unit_of(name),
            "digits": 2 if value else "",
            "qualifier": qualifier if value else "exact",
            "low": low,
            "high": high,
            "announced_by": self.draw.choice(("KAZ_MFA", "Minister", "TITR_ASSOC")),
            "deadline_end": f"{due}-12-31" if due else "",
            "counted": "the flow",
            "status": "open",
            "ref": f"T{len(self.targets):04}",
            "source": self.source(said),
        }
        self.targets.append(row)
        return row

    def fill(self):
        """Add series at random, and targets of some of them."""
        levels = {
            name: self.series(name)
            for name in self.among
            if self.draw.random() < self.likely
        }
        levels = levels or {self.among[0]: self.series(self.among[0])}
        if self.draw.random() < 0.4:
            self.sums()
        for number in range(self.draw.randint(0 if self.is_bare else 1, 4)):
            name = self.draw.choice(self.aimed_at(levels))
            self.target(name, levels.get(name, 100.0), number)

    def tables(self):
        """All tables that are not taken over whole."""
        self.fill()
        _, catalogue = shipped("series")
        _, macro = shipped("macro")
        return {
            "series": [r | {"default_rule": "kaz_first"} for r in catalogue if r["series"] in SERIES],
            "observations": self.observations,
            "claims": self.claims,
            "targets": self.targets,
            "projections": self.projections,
            "milestones": self._milestones(),
            "macro": [r | {"source": "deflator"} for r in macro if "deflator" in r["indicator"]],
            "sources": self._sources(),
        }  # fmt: skip

    def aimed_at(self, levels):
        """Series that targets may be about."""
        return list(levels)

    def _milestones(self):
        """Some shipped milestones, each from a paper of its own."""
        _, rows = shipped("milestones")
        some = self.draw.sample(rows, self.draw.choice((0, 0, 8, 30)))
        return [row | {"source": self.source("2024-06-30")} for row in some]

    def _sources(self):
        rows = {
            "deflator": {"published_on": "2000-01-01", "kind": "official"}
        } | self.sources
        shared = {"publisher": "A paper", "licence": "facts", "title": "Figures"}
        return [{"source": name} | shared | row for name, row in rows.items()]


def unit_of(series):
    return {FREIGHT: "thousand_tonnes", OIL: "thousand_tonnes", DAYS: "days"}.get(
        series, "million_USD"
    )


class Regular(Maker):
    """Two offices that publish every year, its months and the year that is running."""

    def __init__(self, seed):
        super().__init__(seed)
        self.missing, self.is_bare, self.likely = 0, False, 0.8
        self.ends = self.draw.choice((("06-30",), ("06-30", "09-30")))
        self.count = self.draw.choice((4, 7, 8, 12, 25))

    def figure(self, series, period, value, side, **columns):
        """Add an exact statistic of the office."""
        office = {"agency": OFFICES[side][0], "obs_status": "A", "stage": ""}
        told = columns | office | {"provenance": "statistic"}
        row = super().figure(series, period, value or 1, side, **told)
        exact = float(row["value"]), int(row["digits"]), "exact"
        row["low"], row["high"] = self.bounds(*exact)
        row["qualifier"] = "exact"
        return row

    def series(self, name):
        """Add years, months and a running year of both offices, about one level."""
        level = 10 ** self.draw.uniform(1, 4)
        for side in ("KAZ", "AZE"):
            walk = level * self.draw.uniform(0.8, 1.3)
            for year in range(2026 - self.count, 2026):
                walk *= self.draw.uniform(0.8, 1.3)
                self.year(name, year, walk, side, None)
            if name != DAYS:
                running = ("2026-01-01", "2026-06-30")
                self.figure(name, running, walk * self.draw.uniform(0.3, 0.7), side)
        return walk

    def aimed_at(self, levels):
        """Let targets be about days, of which less is better, as often as not."""
        return [*levels, *[DAYS] * len(levels)] if DAYS in levels else list(levels)


def write(folder, seed, maker=Maker):
    """Write the dataset of a seed, with the hashes that a checked one has."""
    folder.mkdir(parents=True)
    made = maker(seed).tables()
    for path in SHIPPED.glob("*.csv"):
        name = path.stem
        headings, rows = shipped(name)
        rows = rows if name in WHOLE else made.get(name, [])
        if name == "factors":
            rows = []
        write_table(folder, name, headings, rows)
    shutil.copyfile(SHIPPED / "dataset.yml", folder / "dataset.yml")
    record_hashes(folder)
    return folder


def replace_observations(folder, rows):
    """Put yearly figures of turnover, (reporter, year, value), in the place of all."""
    maker = Maker(0)
    offices = {"KAZ": "KAZ_BNS", "AZE": "AZE_SCC"}
    observations = [
        {
            "series": TURNOVER,
            "reporter": side,
            "agency": offices[side],
            "period_start": f"{year}-01-01",
            "period_end": f"{year}-12-31",
            "value": value,
            "unit": "million_USD",
            "digits": 5,
            "qualifier": "exact",
            "low": value - 0.005,
            "high": value + 0.005,
            "obs_status": "A",
            "ref": f"R{number}",
            "source": maker.source(f"{year}-12-31"),
        }
        for number, (side, year, value) in enumerate(rows)
    ]
    made = {"observations": observations, "sources": maker._sources()}
    for name in ("observations", "sources", "claims", "targets"):
        write_table(folder, name, shipped(name)[0], made.get(name, []))
    record_hashes(folder)


def write_table(folder, name, headings, rows):
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, headings, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def record_hashes(folder):
    """Tell the package that the tables were checked, which takes seconds otherwise."""
    resources = [
        {"name": p.stem, "hash": f"sha256:{hashlib.sha256(p.read_bytes()).hexdigest()}"}
        for p in sorted(folder.glob("*.csv"))
    ]
    text = json.dumps({"resources": resources})
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
