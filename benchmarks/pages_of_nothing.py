"""Pages of nothing, made without a kernel: what is left is what a run itself costs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.execute.outcome import Status
from kzaz_analysis.runner.publish import beside
from kzaz_analysis.runner.publish.together.neighbours import ADDRESS, RELATED
from kzaz_analysis.runner.workers import page_process
from kzaz_analysis.runner.workers.page_job import PageResult

if TYPE_CHECKING:
    from pathlib import Path

NOTHING = {
    "cells": [
        {
            "cell_type": "code",
            "id": "parameters",
            "metadata": {"tags": ["parameters"]},
            "execution_count": None,
            "outputs": [],
            "source": 'seed: int = 1  # number of the page\nword: str = ""  # anything',
        }
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}
"""A notebook of nothing."""


def write_nothing(place: Path, pages: int, word: str) -> Path:
    """Write a suite of pages of nothing; return its path."""
    (place / "nothing.ipynb").write_text(json.dumps(NOTHING), encoding="utf-8")
    entry = {
        "report": "nothing.ipynb",
        "slug": "page-{seed}",
        "matrix": {"seed": list(range(1, pages + 1))},
        "parameters": {"word": word},
    }
    suite = place / "nothing.yml"
    suite.write_text(json.dumps({"title": "Nothing", "pages": [entry]}), "utf-8")
    return suite


def made_of_nothing(jobs: Any, *_: object) -> Any:
    """Make pages without a kernel, in this process."""
    yield from map(page_of_nothing, jobs)


def page_of_nothing(job: Any, *_: object) -> PageResult:
    """Make a page without a kernel: small files with one number, and its downloads."""
    slug, values = job.page.slug, dict(job.page.values)
    number = {"name": "n", "label": "Number", "value": values["seed"], "unit": ""}
    shown = number | {"shown": f"{values['word']}{values['seed']}"}
    told = {"title": slug, "kicker": "Nothing", "subject": f"of {values['seed'] // 20}"}
    text = json.dumps(told | {"results": [shown], "parameters": values})
    for ending in (".ipynb", ".html", ".results.json"):
        (job.staged / f"{slug}{ending}").write_text(contents(text, ending), "utf-8")
    beside_page = beside.staged_folder(slug, job.staged)
    beside_page.mkdir(parents=True)
    for name in ("numbers.csv", "chart.svg", f"{slug}.xlsx"):
        (beside_page / name).write_text(text, encoding="utf-8")
    return PageResult(slug, Status.OK)


def contents(text: str, ending: str) -> str:
    """Return a file of a page; the page itself has room for links to others."""
    return "".join([text, *ADDRESS, *RELATED]) if ending == ".html" else text


def without_kernels() -> None:
    """Have the processes that are forked from this one make pages of nothing."""
    vars(page_process)["make_page"] = page_of_nothing
