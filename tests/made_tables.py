"""Rows of small tables, and how they are written."""

import csv

AGENCIES = [
    {
        "agency": "KAZ_BNS",
        "name": "Kazakh office",
        "books": "KAZ",
        "kind": "statistics",
    },
    {
        "agency": "KAZ_MFA",
        "name": "Kazakh ministry",
        "books": "KAZ",
        "kind": "ministry",
    },
    {
        "agency": "AZE_SCC",
        "name": "Azerbaijani customs",
        "books": "AZE",
        "kind": "customs",
    },
    {"agency": "COW", "name": "A compiler", "books": "COW", "kind": "dataset"},
    {"agency": "UNSTATED", "name": "Nobody named", "books": "", "kind": "unstated"},
]
UNITS = [
    {
        "unit": "million_USD",
        "label": "million US dollars",
        "dimension": "money USD",
        "factor": 1e6,
    },
    {"unit": "USD", "label": "US dollars", "dimension": "money USD", "factor": 1},
    {"unit": "EUR", "label": "euros", "dimension": "money EUR", "factor": 1},
    {
        "unit": "thousand_tonnes",
        "label": "thousand tonnes",
        "dimension": "mass",
        "factor": 1e3,
    },
    {
        "unit": "million_tonnes",
        "label": "million tonnes",
        "dimension": "mass",
        "factor": 1e6,
    },
    {
        "unit": "million_tonnes_per_year",
        "label": "million tonnes a year",
        "dimension": "mass per year",
        "factor": 1e6,
    },
    {"unit": "barrels", "label": "barrels", "dimension": "volume", "factor": 1},
    {"unit": "ratio_to_base", "label": "times", "dimension": "ratio", "factor": 1},
]
FACTORS = [
    {
        "factor": "barrels_per_tonne",
        "from_dimension": "mass",
        "to_dimension": "volume",
        "value": 7.5,
        "source": "paper-2024",
    },
    {
        "factor": "rate",
        "from_dimension": "money USD",
        "to_dimension": "money EUR",
        "year": 2024,
        "value": 0.9,
        "source": "paper-2024",
    },
    {
        "factor": "rate",
        "from_dimension": "money USD",
        "to_dimension": "money EUR",
        "year": 2025,
        "value": 0.8,
        "source": "paper-2024",
    },
]
SERIES = [
    {
        "series": "turnover",
        "title": "Turnover",
        "system": "trade",
        "measures": "Both flows",
        "unit": "million_USD",
        "nature": "flow",
        "default_rule": "kaz_first",
        "preferred": "KAZ_BNS;KAZ_MFA;AZE_SCC",
        "parts": "exports;imports",
    },
    {
        "series": "exports",
        "title": "Exports",
        "system": "trade",
        "measures": "One flow",
        "unit": "million_USD",
        "nature": "flow",
        "default_rule": "kaz_first",
    },
    {
        "series": "imports",
        "title": "Imports",
        "system": "trade",
        "measures": "One flow",
        "unit": "million_USD",
        "nature": "flow",
        "default_rule": "kaz_first",
    },
    {
        "series": "freight",
        "title": "Freight",
        "system": "corridor",
        "measures": "Cargo",
        "unit": "thousand_tonnes",
        "nature": "flow",
        "default_rule": "kaz_first",
    },
]
ABOUT = "sides: [KAZ, AZE]\nbreaks: [2015, 2020, 2022]\n"
"""What the tables of `make_data` are about."""

DEFLATOR = """\
deflator:
  indicator: us_gdp_deflator_index_2015_100
  country: USA
  title: the US GDP deflator
"""
"""What deflates, where the rows hold it."""

DEFAULTS = {
    "observations": {
        "series": "turnover",
        "agency": "KAZ_BNS",
        "unit": "million_USD",
        "qualifier": "exact",
        "obs_status": "A",
    },
    "targets": {
        "series": "turnover",
        "measure": "level",
        "unit": "million_USD",
        "qualifier": "exact",
        "status": "open",
    },
    "sources": {"publisher": "A paper", "licence": "facts", "kind": "press"},
    "units": {"authority": "definition"},
}


def write_table(where, name, headings, rows):
    with (where / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, headings, lineterminator="\n")
        writer.writeheader()
        for number, row in enumerate(rows):
            full = DEFAULTS.get(name, {}) | row
            if "ref" in headings:
                full = {"ref": f"T{number:03d}", "source": "paper-2024"} | full
            writer.writerow(full)
