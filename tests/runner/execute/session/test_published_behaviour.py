"""What papermill, nbclient and nbval document of notebooks holds here too.

The notebooks are made anew after what those projects publish, one kernel for many.
"""

import subprocess
import sys

import nbformat
import pytest
from tiny_notebooks import PIXEL, notebook

from kzaz_analysis.runner.plan.limits import Limits

CELLS = {
    "hello": "print('Hello World')",
    "empty": "   \n",
    "unicode": "print('\u2603 \u041a\u0430\u0437')",
    "picture": f"import base64\nfrom IPython.display import *\n"
    f"Image(data=base64.b64decode('{PIXEL}'))",
    "drawing": "SVG(data='<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>')",
    "cleared": "for i in range(3):\n    clear_output()\n    print(i)",
    "cleared late": "for i in range(3):\n    clear_output(wait=True)\n    print(i)",
    "cleared for nothing": "print('stays')\nclear_output(wait=True)",
    "odd": "display({'application/vnd.vegalite.v6.json': {'b': 1, 'a': 2}}, raw=True)",
    "shown": "handle = display('first', display_id='same')",
    "shown twice": "again = display('first', display_id='same')",
    "updated": "handle.update('second')",
    "stdin": (
        "try:\n    input('name?')\nexcept Exception as error:\n"
        "    print(type(error).__name__)"
    ),
    "history": "get_ipython().history_manager.hist_file",
    "skipped": "raise SystemError('skipped')",
    "raising": "raise ValueError('allowed')",
    "after": "6 * 7",
    "loud": "import warnings\nwarnings.warn('careful')",
    "sleeping": "import time\ntime.sleep(0.2)\nprint('woke')",
    "nbval-skip": "import random\nrandom.random()",
    "nbval-ignore-output": "import random\nrandom.random()",
}
TAGS = {"skipped": "skip-execution nbval-skip", "raising": "raises-exception"} | {
    name: name for name in CELLS if name.startswith("nbval")
}

COMPARED = ("hello", "unicode", "picture", "skipped", "raising", "after", "sleeping")
COMPARED += ("nbval-skip", "nbval-ignore-output")
"""What nbval compares as well; it knows nothing of outputs that are cleared."""


@pytest.fixture(scope="module")
def document():
    made = notebook(*CELLS.values(), parameters=None)
    for cell, name in zip(made["cells"][1:], CELLS, strict=True):
        cell["id"] = name.replace(" ", "-")
        cell["metadata"]["tags"] = TAGS.get(name, "").split()
    return made


def executed(execute_warm, document, tmp_path_factory):
    return execute_warm(
        document,
        {},
        work=tmp_path_factory.mktemp("w"),
        runtime=tmp_path_factory.mktemp("k"),
        limits=Limits(),
    )


@pytest.fixture(scope="module")
def made(document, tmp_path_factory, execute_warm):
    return executed(execute_warm, document, tmp_path_factory)


@pytest.fixture(scope="module")
def outputs(made):
    cells = zip(made.notebook.cells[1:], CELLS, strict=True)
    return {name: cell.outputs for cell, name in cells}


def texts(outputs):
    return [o.get("text") or o.data["text/plain"] for o in outputs]


def test_the_notebook_runs_to_its_end(made):
    assert (made.status, made.problem) == ("ok", None)
    assert len(made.cells) == len(CELLS) - 2  # the empty one and the skipped one


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hello", ["Hello World\n"]),
        ("empty", []),
        ("unicode", ["\u2603 \u041a\u0430\u0437\n"]),
        ("cleared", ["2\n"]),
        ("cleared late", ["2\n"]),
        ("cleared for nothing", ["stays\n"]),
        ("shown", ["'second'"]),
        ("shown twice", ["'second'"]),
        ("updated", []),
        ("stdin", ["StdinNotImplementedError\n"]),
        ("history", ["':memory:'"]),
        ("skipped", []),
        ("after", ["42"]),
        ("sleeping", ["woke\n"]),
    ],
)
def test_a_cell_shows_what_nbclient_says_it_shows(outputs, name, expected):
    assert texts(outputs[name]) == expected


def test_what_no_notebook_can_hold_is_held_as_text(outputs, made):
    [odd] = outputs["odd"]
    assert odd.data == {"application/vnd.vegalite.v6.json": '{"a": 2, "b": 1}'}
    nbformat.validate(made.notebook)


def test_pictures_errors_and_warnings_are_kept(outputs):
    assert outputs["picture"][0].data["image/png"].strip() == PIXEL
    assert outputs["drawing"][0].data["image/svg+xml"].startswith("<svg")
    [error] = outputs["raising"]
    assert (error.output_type, error.ename) == ("error", "ValueError")
    [warning] = outputs["loud"]
    assert (warning.name, "careful" in warning.text) == ("stderr", True)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        pytest.param("raise KeyboardInterrupt", "KeyboardInterrupt", id="interrupt"),
        pytest.param("%nosuchmagic", "Line magic function", id="magic"),
        pytest.param("def broken(:", "SyntaxError", id="syntax"),
    ],
)
def test_an_error_ends_a_notebook_as_papermill_says(
    source, said, tmp_path_factory, execute_warm
):
    document = notebook("1", source, "2", parameters=None)
    made = executed(execute_warm, document, tmp_path_factory)
    assert made.status == "failed"
    assert said in made.problem.message
    assert [cell.status for cell in made.cells] == ["ok", "failed", "not_run"]


@pytest.mark.slow
def test_what_is_executed_here_passes_nbval(made, tmp_path):
    good, compared = tmp_path / "good.ipynb", nbformat.from_dict(made.notebook)
    compared.cells = [c for c in compared.cells if c.id in COMPARED]
    nbformat.write(compared, good)
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env"]
    command += ["-p", "no:cacheprovider", "-c", "/dev/null", str(good)]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout[-3000:]
