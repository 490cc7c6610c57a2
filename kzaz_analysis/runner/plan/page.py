"""One page of a suite: a notebook with its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.plan.languages import OURS, Kernel
from kzaz_analysis.runner.translation import PLAIN, Translation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.runner.plan.notebooks import Report
    from kzaz_analysis.runner.plan.parameters import Schema


@dataclass(frozen=True, slots=True)
class Page:
    """One page to make: a report with its parameters, and what it is called.

    Attributes
    ----------
    report : Report
        The notebook.
    schema : Schema
        The parameters it takes.
    values : mapping
        The canonical value of each.
    slug : str
        Stem of the files.
    title : str
        Title for when the notebook gives none.
    kernel : Kernel
        What executes it.
    lang : str
        ISO 639-1 code of the language that its suite wants it in; empty for that of
        the others.
    words : Translation
        The language that it is written in.
    """

    report: Report
    schema: Schema
    values: Mapping[str, Any]
    slug: str
    title: str = ""
    kernel: Kernel = OURS
    lang: str = ""
    words: Translation = PLAIN
