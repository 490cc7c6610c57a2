"""Libraries that two threads of a page's process import at the same time."""

import subprocess
import sys
from types import SimpleNamespace

from kzaz_analysis.runner.execute import fast_imports

RENDERS_EARLY = """
import sys, threading
import nbformat
from kzaz_analysis.runner.execute import fast_imports
from kzaz_analysis.runner.render import cells

class Watch:
    def find_spec(self, name, *_):
        if name.startswith("nbconvert"):
            finders.add(threading.current_thread())

finders = set()
fast_imports.import_client()
fast_imports._RENDERING = ("slow", *fast_imports._RENDERING)
sys.meta_path.insert(0, Watch())
fast_imports.import_rendering_meanwhile()
node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("*here*")])
print(cells.body_html(node), len(finders), threading.main_thread() in finders)
"""


def test_a_page_that_is_rendered_while_its_libraries_are_imported_waits(tmp_path):
    (tmp_path / "slow.py").write_text("import time\ntime.sleep(1)\n")
    done = subprocess.run(
        [sys.executable, "-c", RENDERS_EARLY],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "<em>here</em>" in done.stdout
    # Two threads that import modules of one package may each wait for the other.
    assert done.stdout.split()[-2:] == ["1", "False"]


def test_a_kernel_imports_whole_what_its_parent_imported_in_part(monkeypatch):
    """A notebook that reads from Hadoop by papermill must find Arrow."""
    modules = dict.fromkeys(("jsonschema._format", "papermill.iorw", "papermills"))
    monkeypatch.setattr(fast_imports, "sys", SimpleNamespace(modules=modules))
    fast_imports.forget_halves()
    assert [*modules] == ["papermills"]


def test_what_costs_seconds_is_not_imported_for_a_page():
    script = (
        "import sys\n"
        "from kzaz_analysis.runner.execute import fast_imports\n"
        "fast_imports.import_all()\n"
        "print({name.partition('.')[0] for name in sys.modules} & {*sys.argv[1:]})"
    )
    dear = ("numpy", "pyarrow", "arrow", "lark", "debugpy", "rfc3987_syntax")
    done = subprocess.run(
        [sys.executable, "-c", script, *dear],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "set()\n"
