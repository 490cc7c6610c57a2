"""Tables to sort, search and leaf through in a notebook."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype

from kzaz_analysis.errors import UsageError
from kzaz_analysis.exporting.frames import need

PAGE = 10
"""Rows shown at a time."""


def browse(table: Any) -> None:
    """Show a long table so that it can be sorted, searched and leafed through.

    Parameters
    ----------
    table : pandas.DataFrame, or anything with a ``frame``
        As `kz.load` returns it, or a table, chart or study of this package.

    Raises
    ------
    UsageError
        If it is no table, or the package ``itables`` is missing (extra ``lab``).

    Notes
    -----
    Drawn by itables with all rows, its script being part of the notebook: nothing is
    asked of the network. A page made by `kzaz report` runs no script of a notebook;
    show the frame itself there.
    """
    frame = table if isinstance(table, pd.DataFrame) else getattr(table, "frame", None)
    if not isinstance(frame, pd.DataFrame):
        raise UsageError(
            f"{type(table).__name__} is no table; give a frame, such as "
            'kz.load("observations")'
        )
    words = [n for n, kind in enumerate(frame.dtypes) if not is_numeric_dtype(kind)]
    with pd.option_context("display.float_format", "{:.12g}".format):
        _itables().show(
            frame,
            connected=False,
            maxBytes=0,
            pageLength=PAGE,
            showIndex=False,
            scrollX=True,
            columnDefs=[{"className": "dt-left", "targets": words}],
        )


@cache
def _itables() -> Any:
    """Import itables, and put its script into the notebook once a kernel."""
    need("itables", "browse")
    itables: Any = importlib.import_module("itables")
    itables.init_notebook_mode(all_interactive=False, connected=False)
    return itables
