"""Frames from a dict, and data folders from a few rows; nothing else."""

from __future__ import annotations

import atexit
import csv
import math
import os
import shutil
import signal
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings
from running_lab import address, place  # noqa: F401 - fixtures
from small_corridor import corridor  # noqa: F401 - a fixture

from kzaz_analysis.evidence.schema.definitions import TABLES

# No test adds to the ledger of the person who runs it.
LEDGERS = Path(tempfile.mkdtemp(prefix="kzaz-ledgers-"))
atexit.register(shutil.rmtree, LEDGERS, ignore_errors=True)
os.environ["KZAZ_LEDGER"] = str(LEDGERS / "ledger.jsonl")

# A busy machine is slow; that is no counterexample.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

# Tests that were started in the background ignore these signals, and so would every
# process that a test starts in order to send it one.
for _number in (getattr(signal, name, None) for name in ("SIGINT", "SIGHUP")):
    if _number is not None and signal.getsignal(_number) is signal.SIG_IGN:
        _is_int = _number == signal.SIGINT
        signal.signal(
            _number, signal.default_int_handler if _is_int else signal.SIG_DFL
        )

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


@pytest.fixture
def make_annual():
    """Build an annual frame from {year: value}; the numbers are invented."""

    def make(values, *, segments=None, half_width=0.0):
        years, known = list(values), [float(v) for v in values.values()]
        return pd.DataFrame(
            {
                "year": years,
                "value": known,
                "low": [v - half_width for v in known],
                "high": [v + half_width for v in known],
                "segment": segments or [0] * len(years),
            }
        )

    return make


@pytest.fixture
def make_data(tmp_path, monkeypatch):
    """Write a data folder from a few rows, and make it the one in use."""

    def make(folder="data", **tables):
        where = tmp_path / folder
        where.mkdir()
        given = {
            "agencies": AGENCIES,
            "units": UNITS,
            "factors": FACTORS,
            "series": SERIES,
        } | tables
        sources = {
            r.get("source", "paper-2024")
            for n in tables
            if n != "sources"
            for r in tables[n]
        }
        given.setdefault(
            "sources", [{"source": s} for s in sorted(sources | {"paper-2024"})]
        )
        for name, table in TABLES.items():
            write_table(where, name, table.names, given.get(name, []))
        priced = any("deflator" in row["indicator"] for row in tables.get("macro", []))
        about = ABOUT + DEFLATOR * priced
        (where / "dataset.yml").write_text(about, encoding="utf-8")
        monkeypatch.setenv("KZAZ_DATA_DIR", str(where))
        return where

    return make


def write_table(where, name, headings, rows):
    with (where / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, headings, lineterminator="\n")
        writer.writeheader()
        for number, row in enumerate(rows):
            full = DEFAULTS.get(name, {}) | row
            if "ref" in headings:
                full = {"ref": f"T{number:03d}", "source": "paper-2024"} | full
            writer.writerow(full)


@pytest.fixture
def figure():
    """Build one row of the observations table for a year or a period."""

    def make(period, value, half_width=0.0, **columns):
        start, end = (
            period
            if isinstance(period, tuple)
            else (f"{period}-01-01", f"{period}-12-31")
        )
        high = "" if math.isinf(half_width) else value + half_width
        bounds = {"low": value - (0 if high == "" else half_width), "high": high}
        return (
            {"period_start": start, "period_end": end, "value": value}
            | bounds
            | columns
        )

    return make
