"""What pages of reports need, got ready once in the process that they are forked from.

Its name is given to the runner, which knows no room but its own.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import kzaz_analysis as kz
from kzaz_analysis.display import theme
from kzaz_analysis.display.templates import ENGLISH, Sentences
from kzaz_analysis.errors import KzazError
from kzaz_analysis.evidence import selection
from kzaz_analysis.evidence.schema.definitions import TABLES
from kzaz_analysis.reports import layout
from kzaz_analysis.runner.execute import fast_imports

LIBRARIES = (
    "pandas",
    "matplotlib.pyplot",
    "matplotlib_inline.config",
    "openpyxl.packaging.extended",
    "openpyxl.styles",
    "pandas.core.methods.to_dict",
    "pandas.io.formats.csvs",
    "scipy.special",
    "seaborn",
    "statsmodels.tsa.exponential_smoothing.ets",
)
"""What takes seconds to import, as every page would by itself."""


def warm_up() -> None:
    """Import the libraries, read the tables, compile the templates, load the fonts.

    Nothing that a page computes is computed here. A table that is broken is left to the
    pages that read it. Every page reads the bytes of its tables; those of which they
    are what was read here are not parsed again.
    """
    fast_imports.import_all()
    _validate()
    for name in LIBRARIES:
        import_module(name)
    _keep_text_plain()
    for name in kz.__all__:
        getattr(kz, name)
    for room in layout.LAYOUTS:
        layout.layout(room)
    # Of its own, so that pages list the tables that they read themselves.
    evidence = kz.open()
    for name in TABLES:
        with suppress(KzazError):
            table = evidence.load(name)
            if "series" in table:
                evidence.rows(name, "series", ())
    with suppress(KzazError):
        selection.get_ready(evidence)
    with suppress(KzazError):
        _ = evidence.dataset
    for template in Path(layout.__file__).parent.rglob(ENGLISH):
        Sentences(str(template)).get_ready()
    _draw()


def _keep_text_plain() -> None:
    """Keep text as Python's, as pandas does by itself where Arrow is not installed.

    Arrow pays with long columns; with some dozen rows a study takes 1.4 times as long.
    """
    import pandas as pd  # noqa: PLC0415

    pd.set_option("mode.string_storage", "python")


def _validate() -> None:
    """Validate a notebook, which compiles the schema."""
    import nbformat  # noqa: PLC0415

    node: Any = nbformat
    node.validate(node.v4.new_notebook())


def _draw() -> None:
    """Draw a word in every format, which loads the font and what writes pictures."""
    from matplotlib.figure import Figure  # noqa: PLC0415

    from kzaz_analysis.display.charts.chart import chart  # noqa: PLC0415

    def draw(sheet: theme.Sheet) -> Figure:
        figure = Figure(figsize=sheet.inches)
        figure.add_subplot().set_title(layout.__name__)
        return figure

    chart(draw, "", wide=theme.SPARK, narrow=None)._repr_mimebundle_()
