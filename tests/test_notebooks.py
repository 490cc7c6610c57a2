"""Notebooks hold order and meaning; logic, numbers and paths live in the package."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import pytest

from kzaz_analysis.runner.plan.notebooks import list_reports

ROOT = Path(__file__).parents[1]
NOTEBOOKS = [report.path for report in list_reports(ROOT / "notebooks")]
LOGIC = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.Lambda)
LOGIC += (ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp, ast.With)

OTHER_PARAMETERS = {
    "claims_audit": ("series", "titr_freight", "count"),
    "forecasts_and_outturns": ("as_of", "2025-06-30", "count"),
    "counts": ("as_of", "2025-12-31", "thousand_tonnes"),
    "growth_rates": ("series", "titr_freight", "thousand_tonnes"),
    "mirror_statistics": ("flow", "exports_kaz_to_aze", "million_USD"),
    "overview": ("as_of", "2024-03-11", "million_USD"),
    "replay": ("series", "titr_freight", "thousand_tonnes"),
    "scorecard": ("as_of", "2024-03-11", "count"),
    "target_gap": ("target", "btc_1_5mt", "thousand_tonnes"),
    "trade_projection": ("series", "titr_freight", "thousand_tonnes"),
}

MAIN = {"growth_rates"}
"""Reports that are run by plain papermill every time."""

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
each_run = pytest.mark.parametrize(
    "path",
    [
        pytest.param(p, id=p.stem, marks=() if p.stem in MAIN else pytest.mark.slow)
        for p in NOTEBOOKS
    ],
)


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


@each_notebook
def test_cells_hold_no_logic_and_are_short(path):
    for cell in code_cells(path):
        found = [n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, LOGIC)]
        assert found == [], cell.source
        assert len(cell.source.splitlines()) <= 16, cell.source


@each_notebook
def test_only_the_package_is_imported(path):
    lines = [line for c in code_cells(path) for line in c.source.splitlines()]
    imports = [line for line in lines if re.match(r"(import|from)\s", line)]
    assert imports == ["import kzaz_analysis as kz"]


@each_notebook
def test_every_parameter_has_type_and_help(path):
    parameters = papermill.inspect_notebook(str(path))
    bare = [
        name
        for name, parameter in parameters.items()
        if not parameter["help"] or parameter["inferred_type_name"] == "None"
    ]
    assert parameters
    assert bare == []


@each_notebook
def test_no_number_is_typed_into_prose(path):
    texts = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]
    assert [text for text in texts if re.search(r"\d", text)] == []


@each_notebook
def test_one_question_stands_on_top(path):
    texts = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]
    headings = [t for text in texts for t in re.findall(r"^# .+", text, re.MULTILINE)]
    assert len(headings) == 1
    assert headings[0].endswith("?")


@each_notebook
def test_cell_ids_are_words(path):
    ids = [cell.id for cell in read(path).cells]
    assert [i for i in ids if not re.fullmatch(r"[a-z]+(-[a-z]+)*", i)] == []
    assert len(ids) == len(set(ids))


@each_notebook
def test_outputs_are_executed_in_order_and_hold_no_error(path):
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    kinds = {output.output_type for cell in cells for output in cell.outputs}
    assert kinds <= {"execute_result", "display_data"}


@each_notebook
def test_nothing_of_the_machine_or_the_run_is_kept(path):
    text = path.read_text("utf-8")
    metadata = json.loads(text)["metadata"]
    assert set(metadata) == {"kernelspec", "language_info", "title"}
    assert str(ROOT) not in text
    assert str(Path.home()) + "/" not in text


@each_run
def test_plain_papermill_runs_it_with_other_parameters(path, tmp_path):
    name, value, unit = OTHER_PARAMETERS[path.stem]
    out = tmp_path / "out.ipynb"
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(path),
        str(out),
        "-p",
        name,
        value,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    last = code_cells(out)[-1].outputs[0]
    bundle = last.data["application/vnd.kzaz.results+json"]
    assert bundle["results"][0]["unit"] == unit
