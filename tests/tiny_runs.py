"""Runs of a few pages as records, and tables of a few rows, for the archive's tests."""

from __future__ import annotations

KEYS = {
    "figures": ["series", "period_end", "source"],
    "goals": ["id"],
    "sources": ["source"],
}

FIGURES = """\
series,period_end,source,value,unit
freight,2024-12-31,a-2025,4.5,Mt
freight,2023-12-31,a-2024,2.8,Mt
oil,2024-12-31,b-2025,1.4,Mt
"""


def run_id(day):
    return f"202611{day:02d}T100000000Z"


def result(value=4.5, shown="4.5 Mt", **other):
    return {
        "name": "latest",
        "label": "Freight, 2024",
        "unit": "million_tonnes",
        "period": "2024",
        "shown": shown,
        "value": value,
        "low": None,
        "high": None,
        "sources": ["a-2025"],
    } | other


def page(*results, title="Freight grew", tables=None, inputs=None, **other):
    return {
        "report": "growth_rates",
        "title": title,
        "status": "ok",
        "parameters": {"series": "freight"},
        "results": list(results),
        "inputs": {
            "notebook": "n",
            "parameters": "p",
            "code": "c",
            "lock": "l",
            "python": "3.11.2",
            "tables": dict(tables or {}),
        }
        | (inputs or {}),
    } | other


def record(day, pages, **other):
    return {
        "id": run_id(day),
        "start": f"2026-11-{day:02d}T10:00:00.000+00:00",
        "status": "ok",
        "suite": "Freight and oil",
        "alone": "",
        "software": {"version": "1.0", "commit": "a" * 40},
        "tables": {},
        "keys": KEYS,
        "pages": pages,
    } | other
