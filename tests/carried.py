"""A small distribution that brings a dataset, a report and a source along."""

import json
import subprocess
import sys
from textwrap import dedent

from kzaz_analysis.cli.main import kzaz

PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "border-figures"
version = "1.2"
[project.entry-points."kzaz_analysis.datasets"]
border = "border_figures:dataset"
[project.entry-points."kzaz_analysis.reports"]
border_counts = "border_figures:notebook"
crossings = "border_figures.page:CrossingsPage"
[project.entry-points."kzaz_analysis.sources"]
office = "border_figures.office"
"""
MODULES = {
    "__init__": """
        from pathlib import Path
        HERE = Path(__file__).parent
        notebook = HERE / "counts.ipynb"
        def dataset():
            return HERE / "data"
    """,
    "page": """
        from kzaz_analysis.reports.record.study import Study
        class Crossings(Study):
            room = "crossings"
            def __init__(self, evidence):
                self.evidence = evidence
            @property
            def frame(self):
                return self.evidence.load("observations")
        class CrossingsPage:
            def __init__(self, study, rows):
                self.title = f"{len(study.frame)} crossings"
    """,
    "office": """
        from kzaz_analysis.evidence.sources.reading import (
            SourceReading, as_csv, days_of, trade_frame,
        )
        SOURCE = {
            "base": "https://office.invalid", "publisher": "Border office",
            "producer": "Border office", "title": "Crossings", "licence": "free",
            "kind": "official", "unit": "million_USD", "agency": {
                "agency": "GEO_STAT", "name": "Statistics of Georgia", "books": "GEO",
                "kind": "statistics"},
        }
        def ask(source, wanted, fetch):
            answer = fetch(source, "/exports.csv")
            rows = [("GEO", "TUR", "exports", "", *days_of(row.year), row.value,
                     "million_USD", "A", "final")
                    for row in as_csv(answer, ["year", "value"]).itertuples()]
            yield SourceReading(answer, trade_frame(rows), source.title, answer.day, "a")
    """,
}
CELLS = (
    ("markdown", ["# How many crossings?"], []),
    ("code", ["first_year = 2000  # int: first year"], ["parameters"]),
    ("code", ["print(f'counted since {first_year}')"], []),
)


def notebook():
    cells = [
        {"cell_type": kind, "id": f"c{n}", "metadata": {"tags": tags}, "source": source}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for n, (kind, source, tags) in enumerate(CELLS)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}


def built(place, tmp_path):
    """Build the distribution and install it into a folder."""
    project = tmp_path / "project"
    package = project / "border_figures"
    package.mkdir(parents=True)
    (project / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    for name, text in MODULES.items():
        (package / f"{name}.py").write_text(dedent(text), encoding="utf-8")
    (package / "counts.ipynb").write_text(json.dumps(notebook()), encoding="utf-8")
    words = ["new", "GEO", "TUR", "--dir", str(package / "data")]
    kzaz(args=words, standalone_mode=False)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    options = ["--no-build-isolation", "--no-index", "--target", str(place)]
    subprocess.run([*pip, *options, str(project)], check=True, capture_output=True)
