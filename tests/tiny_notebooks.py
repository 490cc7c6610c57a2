"""Notebooks of a few cells, as JSON, for the tests of the reporting room."""

from __future__ import annotations

import json

PARAMETERS = """\
series: str = "titr"  # which series {choices: titr, btc}
year: int = 2030  # last year {range: 2020..2060}
seed: int = 1  # seed of the draws"""

BUNDLE = {
    "title": "Freight grew by 9 % a year",
    "kicker": "Growth · freight",
    "answer": "Freight grew by 9 % a year since 2018.",
    "as_of": "2026-03-11",
    "results": [
        {
            "name": "growth",
            "label": "Growth a year",
            "value": 9.04,
            "unit": "%",
            "low": 8.0,
            "high": 10.0,
            "period": "2018 to 2024",
            "sources": ["a-2025"],
        }
    ],
    "tables": ["observations"],
    "sources": [{"id": "a-2025", "text": "A, 2025", "address": "https://a.example"}],
}

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
    "WjR9awAAAABJRU5ErkJggg=="
)
"""A PNG of one pixel."""


def markdown(source):
    return {"cell_type": "markdown", "id": "m", "metadata": {}, "source": source}


def code(name, source, tags=()):
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {"tags": list(tags)} if tags else {},
        "execution_count": None,
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }


def showing(data, metadata=None):
    """Source of a cell that shows one output with the given types and metadata."""
    return (
        "class Shown:\n"
        "    def _repr_mimebundle_(self, **_):\n"
        f"        return {data!r}, {metadata or {}!r}\n"
        "Shown()"
    )


def handing_over(**changes):
    """Source of a last cell that hands over the bundle."""
    kind = "application/vnd.kzaz.results+json"
    return showing({kind: BUNDLE | changes, "text/plain": "results"})


def notebook(*sources, title="How fast did it grow?", parameters=PARAMETERS):
    """A notebook: title, parameters, and one code cell for each source."""
    cells = [markdown(f"# {title}\n\nWhat is asked.")]
    if parameters is not None:
        cells.append(code("parameters", parameters, ["parameters"]))
    cells += [code(f"cell-{n}", source) for n, source in enumerate(sources, start=1)]
    for number, cell in enumerate(cells):
        cell["id"] = f"{cell['id']}-{number}" if cell["id"] == "m" else cell["id"]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def save(folder, name, *sources, **options):
    """Write a notebook into a folder and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps(notebook(*sources, **options)), encoding="utf-8")
    return path
