"""Execute notebooks in place with their defaults, as they are committed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import NotebookFailed
from kzaz_analysis.runner import templates
from kzaz_analysis.runner.execute.execute import execute
from kzaz_analysis.runner.execute.outcome import Status
from kzaz_analysis.runner.execute.strip import without_secrets
from kzaz_analysis.runner.files import runtime_folder, write_whole
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.plan.parameters import read_schema

if TYPE_CHECKING:
    from kzaz_analysis.runner.plan.notebooks import Report


def refresh(report: Report, limits: Limits) -> Path:
    """Execute a notebook with its own defaults and write its outputs into it.

    Nothing of the run itself is kept: no times, no paths. A notebook that fails is
    left as it was. In a folder with a list of templates it is one from then on, as it
    stands.

    Parameters
    ----------
    report : Report
        The notebook.
    limits : Limits
        Time allowed.

    Returns
    -------
    pathlib.Path
        The notebook's file.

    Raises
    ------
    NotebookFailed
        If it did not run to its last cell.
    """
    import nbformat  # noqa: PLC0415

    schema = read_schema(report.name, report.read())
    references = schema.references(schema.bind({}))
    node: Any = nbformat
    notebook = node.read(report.path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    with tempfile.TemporaryDirectory() as work, runtime_folder() as runtime:
        private = runtime / "kernel"
        private.mkdir()
        done = execute(notebook, work=Path(work), runtime=private, limits=limits)
        done = without_secrets(done, references)
    if done.status is not Status.OK:
        left = f"{report.path.name} is left as it was: "
        raise (done.problem.exception(left) if done.problem else NotebookFailed(left))
    write_whole(report.path, node.writes(done.notebook, version=4) + "\n")
    templates.take(report.path, report.read())
    return report.path
