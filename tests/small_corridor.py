"""A corridor of one port: rows, and a fixture that plants more."""

import pytest

LINK = {
    "driver": "port",
    "series": "freight",
    "title": "the port",
    "kind": "capacity",
    "rests_on": "port_capacity",
    "books": "kaz_first",
    "low": "ceiling",
    "base": "ceiling",
    "high": "ceiling",
    "carries": "all",
    "overlap": "capacity",
}
SERIES = [
    {
        "series": name,
        "title": name,
        "system": "ports",
        "measures": name,
        "unit": unit,
        "nature": nature,
        "default_rule": "kaz_first",
    }
    for name, unit, nature in (
        ("freight", "thousand_tonnes", "flow"),
        ("throughput", "thousand_tonnes", "flow"),
        ("port_capacity", "million_tonnes_per_year", "stock"),
        ("ferries", "barrels", "stock"),
        ("carried", "thousand_tonnes", "flow"),
    )
]
FREIGHT = {2021: 1000, 2022: 2000, 2023: 3000, 2024: 4000}


@pytest.fixture
def corridor(make_data, figure):
    """A corridor of one port, and whatever else is planted."""

    def plant(targets=(), drivers=(LINK,), more=(), milestones=(), stated=6.0):
        own = {"unit": "million_tonnes_per_year", "series": "port_capacity"}
        day = ("2024-12-01", "2024-12-31")
        tonnes = {"series": "freight", "unit": "thousand_tonnes"}
        make_data(
            f"data{plant.count}",
            series=SERIES,
            observations=[
                *(figure(y, v, **tonnes) for y, v in FREIGHT.items()),
                figure(day, stated, **own),
                *more,
            ],
            targets=[own | {"qualifier": "exact"} | t for t in targets],
            drivers=list(drivers),
            milestones=list(milestones),
            sources=[
                {"source": "paper-2024", "published_on": "2024-12-31"},
                {"source": "paper-2023", "published_on": "2023-05-01"},
                {"source": "paper-2025", "published_on": "2025-02-01"},
            ],
        )
        plant.count += 1

    plant.count = 0
    return plant


def promised(value, due, source="paper-2024", name="t"):
    return {
        "id": f"{name}@{source}",
        "promise": name,
        "value": value,
        "deadline_end": due,
        "counted": "capacity",
        "source": source,
    }
