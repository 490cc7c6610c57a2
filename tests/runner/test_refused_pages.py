"""A page that is refused or fails: what is left of it, and what the manifest counts."""

import json
import zipfile

import pytest
from tiny_notebooks import save, showing

from kzaz_analysis.errors import NotebookFailed
from kzaz_analysis.runner.cache.data_snapshot import DataFolder
from kzaz_analysis.runner.plan.demands import Demands
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import Suite, plan_page
from kzaz_analysis.runner.run import run
from kzaz_analysis.runner.stale import plan_reasons

pytestmark = pytest.mark.usefixtures("forked_pages")

LEAVE_FILES = """
import os
os.makedirs('artefacts/deep')
open('artefacts/deep/b.csv', 'w').write('x,y')
open('artefacts/a.txt', 'w').write('a')
open('scratch.txt', 'w').write('gone')
os.symlink('/etc/hostname', 'artefacts/link')
"""


@pytest.fixture
def plan(tmp_path):
    """Plan the page of a notebook with a chart that no page can show."""
    chart = showing({"application/vnd.plotly.v1+json": {"data": []}})
    code = f"import sys\nprint('odd', file=sys.stderr)\n{LEAVE_FILES}\n{chart}"
    save(tmp_path / "notebooks", "chart", code)
    page = plan_page("chart", {}, folder=tmp_path / "notebooks")

    def make(**demands):
        suite = Suite("chart", (page,))
        return Plan(suite, tmp_path / "out", alone=True, demands=Demands(**demands))

    return make


def test_a_refused_page_leaves_its_notebook_and_no_page(plan):
    with pytest.raises(NotebookFailed, match=r"plotly, and 1 more \(--strict\)"):
        run(plan(strict=True))
    out = plan().out
    failed = json.loads((out / "failed" / "chart.ipynb").read_text("utf-8"))
    assert failed["cells"][-1]["outputs"]
    assert not (out / "chart.html").exists()
    record = run(plan())
    [entry] = record["pages"]
    assert entry["status"] == "ok"
    assert entry["left_out"] == [
        {"cell": "cell-1", "what": "an interactive chart of plotly"},
        {"cell": "", "what": "artefacts/link, which is a link and is not kept"},
    ]
    assert entry["stderr"] == {"lines": 1, "warnings": {}, "cell": "cell-1"}
    assert not (out / "failed" / "chart.ipynb").exists()
    assert (
        "Left out: an interactive chart of plotly." in (out / "chart.html").read_text()
    )
    with zipfile.ZipFile(out / "chart.files.zip") as archive:
        assert archive.namelist() == ["a.txt", "deep/b.csv"]
        assert archive.read("deep/b.csv") == b"x,y"
    assert "chart.files.zip" in entry["files"]
    page = (out / "chart.html").read_text("utf-8")
    assert '<a href="chart.files.zip" download>' in page
    assert "<li>deep/b.csv, 3 bytes</li>" in page
    assert "<li>a.txt, 1 byte</li>" in page
    assert "Left out: artefacts/link, which is a link and is not kept." in page
    [why] = plan_reasons(plan(fail_on_stderr=True), DataFolder()).values()
    assert why == ("it is refused: 1 line on standard error (--fail-on-stderr)",)
    assert plan_reasons(plan(), DataFolder()) == {"chart": ()}
