"""Frames from a dict, and data folders from a few rows; nothing else."""

from __future__ import annotations

import atexit
import math
import os
import shutil
import signal
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from browsing import browser  # noqa: F401 - a fixture
from hypothesis import settings
from made_tables import ABOUT, AGENCIES, DEFLATOR, FACTORS, SERIES, UNITS, write_table
from running_lab import address, place  # noqa: F401 - fixtures
from small_corridor import corridor  # noqa: F401 - a fixture
from warm import (  # noqa: F401 - fixtures
    execute_warm,
    forked_pages,
    forked_reports,
    libraries_process,
    reports_process,
)

from kzaz_analysis.evidence.schema.definitions import TABLES

# As in an installation without Arrow, and in the processes that make pages.
pd.set_option("mode.string_storage", "python")

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


@pytest.fixture(autouse=True)
def same_settings():
    """Put back what a command sets for its own process, such as the dataset."""
    before = {n: v for n, v in os.environ.items() if n.startswith("KZAZ_")}
    yield
    for name in [n for n in os.environ if n.startswith("KZAZ_")]:
        del os.environ[name]
    os.environ.update(before)


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
