"""Notebooks that lie elsewhere are read as papermill reads them, or refused by name."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tiny_notebooks import save

from kzaz_analysis.errors import KzazError, UsageError
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
