"""A small folder of tables without a problem, to plant errors in."""

from copy import deepcopy

TODAY = "2026-11-28"


def _sources():
    years = [
        {"source": f"office-{year}-03-01", "published_on": f"{year}-03-01"}
        for year in range(2013, 2027)
    ]
    return [*years, {"source": "paper-2024", "published_on": "2024-08-01"}]


def _yearly(series, values, unit, digits=4, **columns):
    for year, value in values.items():
        place = 10 ** (len(str(int(value))) - digits)
        yield {
            "series": series,
            "reporter": "KAZ",
            "period_start": f"{year}-01-01",
            "period_end": f"{year}-12-31",
            "value": value,
            "unit": unit,
            "digits": digits,
            "low": round(value - place / 2, 6),
            "high": round(value + place / 2, 6),
            "source": f"office-{year + 1}-03-01",
        } | columns


TURNOVER = dict(
    zip(
        range(2012, 2026),
        map(
            float,
            [
                "349.1",
                "341.2",
                "353.6",
                "125.5",
                "136.6",
                "139.7",
                "258.3",
                "175.1",
                "109.2",
                "332.2",
                "463.4",
                "556.7",
                "534.2",
                "470.6",
            ],
        ),
        strict=True,
    )
)


def _observations():
    exports = {year: round(0.8 * value, 1) for year, value in TURNOVER.items()}
    freight = {2019: 759.3, 2020: 783.1, 2021: 586.4, 2022: 1485.0, 2023: 2764.0}
    part = {"period_end": "2025-06-30", "value": 210.0, "low": 209.95, "high": 210.05}
    return [
        *_yearly("turnover", TURNOVER, "million_USD"),
        *_yearly("exports", exports, "million_USD"),
        *_yearly("freight", freight, "thousand_tonnes"),
        *_yearly("turnover", {2025: 210.0}, "million_USD", **part),
        *_yearly("share_grain", {2021: 61.5, 2022: 58.2, 2023: 64.0}, "percent", 3),
        *(
            {
                "series": "wagons",
                "reporter": "KAZ",
                "period_start": f"{year}-12-31",
                "period_end": f"{year}-12-31",
                "value": 800 + year - 2020,
                "unit": "count",
                "low": 800 + year - 2020,
                "high": 800 + year - 2020,
                "source": f"office-{year + 1}-03-01",
            }
            for year in (2021, 2022, 2023)
        ),
    ]


def _claims():
    base = {"base_start": "2022-01-01", "base_end": "2022-12-31"}
    claim = {
        "agency": "KAZ_BNS",
        "reporter": "KAZ",
        "series": "turnover",
        "qualifier": "exact",
        "period_start": "2023-01-01",
        "period_end": "2023-12-31",
        "source": "office-2024-03-01",
        "digits": 2,
    }
    growth = {"measure": "growth", "value": 20, "unit": "percent"}
    multiple = {"measure": "multiple", "value": 1.2, "unit": "ratio_to_base"}
    level = {"measure": "level", "value": 550, "unit": "million_USD"}
    share = {"measure": "share", "value": 65, "unit": "percent"}
    return [
        claim | base | growth | {"id": "c1", "low": 19.5, "high": 20.5},
        claim | base | multiple | {"id": "c2", "low": 1.15, "high": 1.25},
        claim | level | {"id": "c3", "low": 545, "high": 555},
        claim | share | {"id": "c4", "low": 64.5, "high": 65.5},
    ]


def _targets():
    target = {
        "promise": "billion",
        "value": 1000,
        "digits": 1,
        "low": 500,
        "high": 1500,
        "deadline_start": "2030-01-01",
        "deadline_end": "2030-12-31",
        "source": "office-2024-03-01",
    }
    later = {"source": "office-2025-03-01", "supersedes": "t1", "id": "t2"}
    done = {
        "id": "t3",
        "promise": "bridge",
        "measure": "date",
        "value": "",
        "unit": "",
        "digits": "",
        "low": "",
        "high": "",
        "status": "missed",
        "deadline_start": "2025-01-01",
        "deadline_end": "2025-12-31",
    }
    return [
        target | {"id": "t1", "status": "superseded"},
        target | later | {"base_value": 534, "base_unit": "million_USD"},
        target | done,
    ]


def _projections():
    forecast = {
        "series": "turnover",
        "author": "Office",
        "measure": "level",
        "value": 700,
        "unit": "million_USD",
        "digits": 1,
        "qualifier": "exact",
        "low": 650,
        "high": 750,
        "period_start": "2027-01-01",
        "period_end": "2027-12-31",
        "base_year": 2023,
        "source": "office-2024-03-01",
    }
    growth = {"measure": "growth", "value": 5, "unit": "percent"}
    return [
        forecast | {"id": "p1"},
        forecast | growth | {"id": "p2", "low": 4.5, "high": 5.5},
    ]


def _milestones():
    event = {"project": "bridge", "event": "start", "source": "office-2024-03-01"}
    return [
        event
        | {
            "id": "m1",
            "actual_start": "2023-05-01",
            "actual_end": "2023-05-01",
            "status": "done",
            "value": 3,
            "unit": "km",
        },
        event
        | {
            "id": "m2",
            "planned_start": "2028-05-01",
            "planned_end": "2028-05-31",
            "status": "planned",
        },
    ]


def _macro():
    figures = {2020: 171100000000, 2021: 197100000000, 2022: 225300000000}
    gdp = {"indicator": "gdp", "country": "KAZ", "unit": "USD", "obs_status": "A"}
    people = gdp | {"indicator": "population", "unit": "persons", "value": 20000000}
    return [
        *(gdp | {"year": year, "value": value} for year, value in figures.items()),
        *(people | {"year": year} for year in figures),
    ]


def _catalogue():
    entry = {
        "system": "trade",
        "measures": "Sum",
        "unit": "million_USD",
        "nature": "flow",
        "direction": "both",
        "default_rule": "kaz_first",
        "preferred": "KAZ_BNS;KAZ_MFA",
    }
    tally = {"unit": "count", "nature": "stock"}
    share = {"unit": "percent", "nature": "rate"}
    return [
        entry | {"series": "turnover", "title": "All", "parts": "exports;imports"},
        entry | {"series": "exports", "title": "Out"},
        entry | {"series": "imports", "title": "In"},
        entry | {"series": "freight", "title": "Freight", "unit": "thousand_tonnes"},
        entry | {"series": "wagons", "title": "Wagons"} | tally,
        entry | {"series": "share_grain", "title": "Share of grain"} | share,
    ]


def _unit(unit, dimension, factor=1):
    return {"unit": unit, "label": unit, "dimension": dimension, "factor": factor}


UNITS = [
    _unit("USD", "money USD"),
    _unit("million_USD", "money USD", 1e6),
    _unit("EUR", "money EUR"),
    _unit("million_EUR", "money EUR", 1e6),
    _unit("tonnes", "mass"),
    _unit("thousand_tonnes", "mass", 1e3),
    _unit("million_tonnes", "mass", 1e6),
    _unit("barrels", "volume"),
    _unit("count", "count"),
    _unit("km", "length"),
    _unit("persons", "persons"),
    _unit("percent", "percentage"),
    _unit("ratio_to_base", "ratio"),
]


def _factors():
    paper = {"source": "paper-2024"}
    rate = paper | {"from_dimension": "money USD", "to_dimension": "money EUR"}
    barrels = paper | {"from_dimension": "mass", "to_dimension": "volume", "value": 7.5}
    return [
        barrels | {"factor": "barrels_per_tonne"},
        *(
            rate | {"factor": "euro", "year": year, "value": value}
            for year, value in {2022: 0.95, 2023: 0.92, 2024: 0.92}.items()
        ),
    ]


def _driver():
    return {
        "driver": "growth",
        "series": "turnover",
        "title": "Growth",
        "kind": "part",
        "rests_on": "exports",
        "books": "kaz_first",
        "low": "lowest_5",
        "base": "latest",
        "high": "highest_5",
        "overlap": "trade",
    }


def small_dataset():
    """Rows of every table that has any, by table; they may be changed."""
    return deepcopy(
        {
            "observations": _observations(),
            "claims": _claims(),
            "targets": _targets(),
            "projections": _projections(),
            "milestones": _milestones(),
            "macro": _macro(),
            "series": _catalogue(),
            "sources": _sources(),
            "units": UNITS,
            "factors": _factors(),
            "drivers": [_driver()],
        }
    )
