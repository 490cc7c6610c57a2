"""Notebooks that lie elsewhere are read as papermill reads them, or refused by name."""

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import nbformat
import papermill
import pytest
from papermill.iorw import papermill_io
from tiny_notebooks import notebook, save

from kzaz_analysis.errors import KzazError, UsageError
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.plan.suite import plan_page, read_suite


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def address(tmp_path):
    save(tmp_path / "there", "growth", "1")
    handler = partial(Quiet, directory=tmp_path / "there")
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_notebook_is_read_from_its_address(address, tmp_path):
    name = f"{address}/growth.ipynb"
    page = plan_page(name, {"year": "2031"})
    assert (page.report.name, page.slug, page.values["year"]) == (
        "growth",
        "growth",
        2031,
    )
    suite = tmp_path / "suite.yml"
    suite.write_text(f"pages: [{{report: '{name}', slug: far}}]", "utf-8")
    assert read_suite(suite).pages[0].report.path.is_file()


def test_what_is_not_there_is_refused_with_its_address(address):
    """What is said of a page that is not there came from reading it as a notebook."""
    with pytest.raises(KzazError, match="gone.ipynb is no notebook: it begins with"):
        plan_page(f"{address}/gone.ipynb", {})
    with pytest.raises(
        UsageError, match=r"s3://bucket/a.ipynb cannot be read: .*boto3"
    ):
        plan_page("s3://bucket/a.ipynb", {})
    with pytest.raises(UsageError, match="cannot be read: papermill reads no ftp://"):
        plan_page("ftp://host/a.ipynb", {})


ABOUT = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python"},
}


class Memory:
    """A store as those of papermill are, such as its S3."""

    def __init__(self):
        self.kept = {}

    def read(self, path):
        return self.kept[path]

    def write(self, text, path):
        self.kept[path] = text

    def pretty_path(self, path):
        return path


@pytest.fixture
def store(monkeypatch):
    monkeypatch.setattr(papermill_io, "_handlers", [*papermill_io._handlers])
    memory = Memory()
    papermill_io.register("memory://", memory)
    return memory


def test_a_notebook_of_another_store_is_planned_run_and_written_back(
    store, tmp_path, execute_warm
):
    source, target = "memory://in/growth.ipynb", "memory://out/growth.ipynb"
    document = notebook("print(series, year)") | {"metadata": ABOUT}
    store.write(json.dumps(document), source)
    page = plan_page(source, {"year": "2031"})
    assert page.values["year"] == 2031
    papermill.execute_notebook(
        source, target, page.values, engine_name="kzaz", progress_bar=False
    )
    written = nbformat.reads(store.read(target), 4)
    assert written.cells[3].outputs[0].text == "titr 2031\n"
    (tmp_path / "work").mkdir()
    (tmp_path / "kernel").mkdir()
    ran = execute_warm(
        json.loads(page.report.path.read_text("utf-8")),
        page.values,
        work=tmp_path / "work",
        runtime=tmp_path / "kernel",
        limits=Limits(),
    )
    assert ran.status == "ok"
    assert ran.notebook.cells[-1].outputs[0].text == "titr 2031\n"
    with pytest.raises(UsageError, match="memory://in/gone.ipynb cannot be read: Key"):
        plan_page("memory://in/gone.ipynb", {})
