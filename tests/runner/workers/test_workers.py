"""Workers: warm processes change the speed and nothing else, and none outlives a run."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from tiny_notebooks import handing_over, save

from kzaz_analysis.cli.running import execution
from kzaz_analysis.cli.running.execution import WARM
from kzaz_analysis.runner import run as runs
from kzaz_analysis.runner.cache.data_snapshot import DataFolder
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import Suite, plan_page, read_suite
from kzaz_analysis.runner.workers import zygote
from kzaz_analysis.runner.workers.pool import LIBRARIES, make_pages

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

SLOW = pytest.mark.slow

SPOIL = (
    "import sys, numpy, pandas, matplotlib as mpl\n"
    "is_warm = '{warm}' in sys.modules\n"
    "print(mpl.rcParams['font.size'], pandas.get_option('display.max_rows'))\n"
    "mpl.rcParams['font.size'] = pandas.options.display.max_rows = 7\n"
    "open('draw', 'w').write(f'{{is_warm}} {{numpy.random.random()}}')\n"
    "sorted({{'TITR', 'BTC', 'BTK'}}), list({{'TITR', 'BTC', 'BTK'}})"
)
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2]);"
TABLE = "import pandas as pd\npd.DataFrame({'a': [0.1, float('nan')]})"
OUTSIDE = (
    "import subprocess, sys\nprint(sys.path)\n"
    "print(subprocess.run(['echo', 'said'], capture_output=True).stdout)"
)


@pytest.fixture
def notebooks(tmp_path):
    spoil = SPOIL.format(warm=WARM.partition(":")[0])
    for name in ("one", "two"):
        save(tmp_path / name, name, spoil, PLOT, TABLE, OUTSIDE, handing_over())
    pages = [f"  - {{report: {name}/{name}.ipynb}}\n" for name in ("one", "two")]
    path = tmp_path / "suite.yml"
    path.write_text("pages:\n" + "".join(pages))
    return path


def made(path, out, **options):
    """Run a suite; return the bytes of its pages, and what notebooks wrote aside."""
    aside = {}

    def tell(slug, event, *_):
        drawn = out / ".kzaz-staging" / f"{slug}.work" / "draw"
        if event == "cell" and drawn.exists():
            aside[slug] = drawn.read_text().split()

    make = partial(make_pages, **options)
    runs.run(
        Plan(read_suite(path), out, make=make, jobs=2),
        DataFolder(None, "KZAZ_DATA_DIR"),
        tell,
    )
    pages = [p for p in out.iterdir() if p.name.startswith(("one.", "two."))]
    return {p.name: p.read_bytes() for p in pages}, aside


@pytest.mark.parametrize("way", ["plain", pytest.param("cold", marks=SLOW)])
def test_pages_are_the_same_bytes_however_their_kernels_start(
    notebooks, tmp_path, monkeypatch, way, reports_process
):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    warm, aside = made(notebooks, tmp_path / "warm", zygote_process=reports_process)
    assert [aside[name][0] for name in ("one", "two")] == ["True", "True"]
    # Nothing of one page is seen by the next, and they do not share their chance.
    assert aside["one"][1] != aside["two"][1]
    one, two = (json.loads(warm[f"{name}.ipynb"])["cells"] for name in ("one", "two"))
    assert one == two
    if way == "plain":
        monkeypatch.setenv("KZAZ_KERNEL", way)
        monkeypatch.setenv("PYTHONHASHSEED", "7")
        monkeypatch.setenv("TZ", "Asia/Baku")
    other, aside = made(notebooks, tmp_path / way, warm="")
    assert aside["one"][0] == "False"
    assert len(warm) == 6
    assert warm == other


def test_what_cannot_be_warmed_up_is_said_and_pages_are_made(
    notebooks, tmp_path, capfd
):
    for name in ("one", "two"):
        save(tmp_path / name, name, handing_over())
    made(notebooks, tmp_path / "out", warm="kzaz_analysis.no_such:thing")
    said = capfd.readouterr().err
    assert said.startswith("kzaz: pages start cold: ModuleNotFoundError")
    assert said.count("\n") == 1


RUNNER = """
import os, sys
from functools import partial
from pathlib import Path
from kzaz_analysis.runner import run as runs
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import Suite, plan_page, read_suite
from kzaz_analysis.runner.cache.data_snapshot import DataFolder
suite, out = map(Path, sys.argv[1:])
runs.run(Plan(read_suite(suite), out, jobs=2), DataFolder(None, "KZAZ_DATA_DIR"))
"""
LINGER = (
    "import os, pathlib, subprocess, time\n"
    "child = subprocess.Popen(['sleep', '600'])\n"
    "place = pathlib.Path(os.environ['MARKS'])\n"
    "(place / f'{os.getpid()}').write_text('')\n"
    "while not (place / 'go').exists(): time.sleep(0.05)\n"
)


class Going:
    """A runner in the middle of two pages, and all processes that it has started."""

    def __init__(self, place):
        self.marks = place / "marks"
        self.marks.mkdir()
        for name in ("one", "two"):
            save(place / name, name, LINGER, handing_over())
        pages = "".join(f"  - {{report: {n}/{n}.ipynb}}\n" for n in ("one", "two"))
        (place / "suite.yml").write_text("pages:\n" + pages)
        self.out, self.mark = place / "out", str(self.marks)
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUNNER, place / "suite.yml", self.out],
            env=os.environ | {"MARKS": self.mark},
            start_new_session=True,
        )
        self.wait(lambda: len(list(self.marks.iterdir())) == 2)

    def wait(self, until):
        deadline = time.monotonic() + 60
        while not until():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def living(self):
        """Processes that the runner started, by the mark in their environment."""
        found = {}
        for place in Path("/proc").glob("[0-9]*"):
            try:
                environment = (place / "environ").read_bytes()
                words = (place / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if f"MARKS={self.mark}".encode() in environment.split(b"\0") and any(words):
                found[int(place.name)] = words
        return found

    def zygote_process(self):
        [pid] = [
            pid
            for pid, words in self.living().items()
            if any(b"serve(" in word for word in words)
            and parent(pid) == self.process.pid
        ]
        return pid


def parent(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[1])


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGKILL,
        pytest.param(signal.SIGTERM, marks=SLOW),
        pytest.param(signal.SIGHUP, marks=SLOW),
    ],
)
def test_everything_ends_with_the_runner(tmp_path, number):
    going = Going(tmp_path)
    # The runner, its warm process, and for each page its process, kernel and child.
    assert len(going.living()) >= 2 + 2 * 3
    os.kill(going.process.pid, number)
    going.process.wait(30)
    going.wait(lambda: not going.living())


def test_a_kernel_ends_even_if_all_are_killed_that_could_end_it(tmp_path):
    going = Going(tmp_path)
    kernels = {int(mark.name) for mark in going.marks.iterdir()}
    pages = {parent(pid) for pid in kernels}
    victims = [going.zygote_process(), going.process.pid, *pages]
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    going.process.wait(30)
    going.wait(lambda: not going.living())


def test_pages_outlive_the_warm_process_and_nothing_outlives_the_run(tmp_path):
    going = Going(tmp_path)
    os.kill(going.zygote_process(), signal.SIGKILL)
    (going.marks / "go").write_text("")
    assert going.process.wait(60) == 0
    going.wait(lambda: not going.living())
    record = json.loads((going.out / "manifest.json").read_text())
    assert [page["status"] for page in record["pages"]] == ["ok", "ok"]


def test_a_page_whose_process_is_killed_is_lost_alone(tmp_path):
    going = Going(tmp_path)
    victim = parent(int(next(going.marks.iterdir()).name))
    os.kill(victim, signal.SIGKILL)
    going.wait(lambda: len(going.living()) <= 2 + 3)
    (going.marks / "go").write_text("")
    going.process.wait(60)
    going.wait(lambda: not going.living())
    record = json.loads((going.out / "manifest.json").read_text())
    assert sorted(page["status"] for page in record["pages"]) == ["kernel_died", "ok"]
    [lost] = [page["problem"] for page in record["pages"] if page["problem"]]
    assert (
        lost["message"] == "the process of the page ended by itself with exit code -9"
    )


def test_only_notebooks_that_use_the_package_wait_for_it(tmp_path):
    save(tmp_path, "other", "import csv")
    suite = Suite("One", (plan_page("other", {}, folder=tmp_path),))
    assert execution.warm_for(suite) == {"warm": LIBRARIES}
    save(tmp_path, "other", "import kzaz_analysis as kz")
    assert execution.warm_for(suite)["warm"] == execution.WARM


def test_pages_import_nothing_that_the_warm_process_could_have(tmp_path, forked_pages):
    listing = "import sys\nopen('draw', 'w').write(' '.join(sys.modules))"
    save(tmp_path / "one", "one", listing, handing_over())
    path = tmp_path / "suite.yml"
    path.write_text("pages:\n  - {report: one/one.ipynb}\n")
    _, aside = made(path, tmp_path / "out")
    assert {*zygote._PAGES, "sqlite3"} <= {*aside["one"]}
