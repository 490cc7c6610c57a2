"""A run that is killed at any single step on disk: the next one heals it to the byte.

Pages are written by a few lines here, so that every step can be tried; runs with
kernels are killed in ``test_faults_kills``.
"""

import json
import os
import shutil
import sys
from functools import partial
from pathlib import Path

import pytest
from tiny_notebooks import BUNDLE, save

from kzaz_analysis.runner import run as runs
from kzaz_analysis.runner.cache.data_snapshot import DataFolder
from kzaz_analysis.runner.execute.outcome import Status
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import Suite, plan_page
from kzaz_analysis.runner.workers.page_job import PageResult
from kzaz_analysis.runner.workers.page_tables import TablesRead

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks")

NAMES = ("left", "right")
STEPS = ((Path, "replace"), (Path, "rename"), (Path, "unlink"), (os, "link"))
KILLED = 77
NOT_COMPARED = ("manifest.json", "history.html")


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "observations.csv").write_text("id,value\na,1\n", "utf-8")
    return DataFolder(folder, "KZAZ_DATA_DIR")


@pytest.fixture
def plan(tmp_path):
    folder = tmp_path / "notebooks"
    for name in NAMES:
        save(folder, name)
    pages = tuple(plan_page(name, {}, folder=folder) for name in NAMES)
    return partial(Plan, Suite("Two", pages), limits=Limits(30, 60))


def written(title, jobs, parallel, tell):
    """Make pages without a kernel."""
    for job in jobs:
        slug = job.page.slug
        shown = json.dumps({**BUNDLE, "title": f"{title} {slug}"})
        for ending in (".ipynb", ".html", ".results.json"):
            (job.staged / f"{slug}{ending}").write_text(shown, "utf-8")
        yield PageResult(slug, Status.OK, read=TablesRead(dict(job.tables)))


def killed_at(step, go):
    """Run in a process that ends before its step of that number; say if it did."""
    pid = os.fork()
    if pid == 0:
        left = iter(range(step, -1, -1))
        for place, name in STEPS:
            setattr(place, name, counted(getattr(place, name), left))
        try:
            go()
        finally:
            os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, KILLED)
    return code == KILLED


def counted(function, left):
    def count(*given, **named):
        if next(left) == 0:
            os._exit(KILLED)
        return function(*given, **named)

    return count


def files(out):
    """Bytes of all that a reader sees; the manifest tells of the run."""
    shown = (path for path in out.iterdir() if path.is_file())
    return {p.name: p.read_bytes() for p in shown if p.name not in NOT_COMPARED}


def ended(out):
    """Name of the run of which the manifest says that it ended."""
    found = json.loads((out / "manifest.json").read_text("utf-8"))
    return {found["id"]} if found["status"] == "ok" else set()


@pytest.mark.parametrize("keep", [1, pytest.param(50, marks=pytest.mark.slow)])
def test_a_run_killed_at_any_step_is_healed_by_the_next(
    plan, data, tmp_path, keep, monkeypatch
):
    # Processes end here, not machines: what they wrote is there without it.
    monkeypatch.setattr("os.fsync", lambda _: None)
    plan = partial(plan, keep=keep)
    old, new = (partial(written, title) for title in ("Old", "New"))
    runs.run(plan(tmp_path / "old", make=old), data)
    (data.path / "observations.csv").write_text("id,value\na,2\n", "utf-8")
    shutil.copytree(tmp_path / "old", tmp_path / "undisturbed")
    runs.run(plan(tmp_path / "undisturbed", make=new), data)
    wanted = files(tmp_path / "undisturbed")
    assert b"Old left" in wanted["index.html"]
    runs.run(plan(tmp_path / "undisturbed", make=new), data)
    after_the_end = files(tmp_path / "undisturbed")
    assert after_the_end.keys() == wanted.keys()
    kills = 0
    while True:
        out = tmp_path / f"killed-{kills}"
        shutil.copytree(tmp_path / "old", out)
        if not killed_at(kills, lambda out=out: runs.run(plan(out, make=new), data)):
            break
        expected = after_the_end if ended(out) - ended(tmp_path / "old") else wanted
        runs.run(plan(out, make=new), data)
        assert files(out) == expected, f"killed before step {kills}"
        assert len(list((out / "runs").glob("*.json"))) == min(keep, 2)
        kills += 1
    assert kills > 20
    assert (out / "history.html").is_file() == (keep > 1)
