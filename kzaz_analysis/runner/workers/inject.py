"""Put the values of parameters into a notebook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import ParameterError
from kzaz_analysis.runner.execute import fast_imports
from kzaz_analysis.runner.plan.languages import is_python, language_of
from kzaz_analysis.runner.plan.parameters import TAG, injected_source

if TYPE_CHECKING:
    from collections.abc import Mapping

INJECTED = "injected-parameters"
"""Tag and id of the cell that sets the values, as papermill calls its tag."""


def inject(notebook: Any, values: Mapping[str, Any], kernel_name: str = "") -> Any:
    """Return a copy of a notebook with a cell that sets `values` after its defaults.

    Parameters
    ----------
    notebook : mapping
        A notebook of format 4, as its file holds it. One without a cell tagged
        ``parameters`` stays as it is.
    values : mapping
        Canonical values of its parameters.
    kernel_name : str
        Installed kernel that executes it, if it is none of this interpreter. papermill
        translates the values to its language.

    Raises
    ------
    ParameterError
        If papermill does not translate values to that language.
    """
    fast_imports.import_client()
    import nbformat  # noqa: PLC0415

    cell_ids = [cell.get("id") for cell in notebook["cells"]]
    node: Any = nbformat
    executed = node.v4.upgrade(node.v4.reads(json.dumps(notebook)))
    for number, (cell, name) in enumerate(zip(executed.cells, cell_ids, strict=True)):
        cell["id"] = name or f"cell-{number}"
    if any(TAG in _tags(cell) for cell in executed.cells):
        cells = [cell for cell in executed.cells if INJECTED not in _tags(cell)]
        place = next(i for i, cell in enumerate(cells) if TAG in _tags(cell)) + 1
        source = _source(values, kernel_name, notebook)
        injected = node.v4.new_code_cell(
            source, id=INJECTED, metadata={"tags": [INJECTED]}
        )
        executed.cells = [*cells[:place], injected, *cells[place:]]
    for cell in executed.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return executed


def _source(
    values: Mapping[str, Any], kernel_name: str, notebook: Mapping[str, Any]
) -> str:
    if not kernel_name or is_python(notebook):
        return injected_source(values)
    from papermill import translators  # noqa: PLC0415
    from papermill.exceptions import PapermillException  # noqa: PLC0415

    papermills: Any = translators
    if not values:
        return ""
    try:
        source: str = papermills.translate_parameters(
            kernel_name, language_of(notebook), dict(values), "Parameters"
        )
    except (PapermillException, NotImplementedError) as error:
        raise ParameterError(f"parameters cannot be given: {error}") from None
    return source


def _tags(cell: Any) -> list[str]:
    return list(cell["metadata"].get("tags", []))
