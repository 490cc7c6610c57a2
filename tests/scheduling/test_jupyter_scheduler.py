"""JupyterLab's scheduler: its jobs are run by our command, and end as that ends."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from tiny_notebooks import handing_over, save

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LEASH = [sys.executable, "-P", "-m", "kzaz_analysis.scheduling.watchdog"]
HANG = """\
import os, pathlib, time
pathlib.Path(os.environ["MARK"]).write_text(str(os.getpid()))
time.sleep(120)"""
MANAGER = "kzaz_analysis.scheduling.jupyter.KzazExecutionManager"


def within(seconds, true):
    deadline = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def is_gone(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


# The watchdog


@pytest.mark.parametrize(("code", "ends"), [("", 0), ("raise SystemExit(9)", 9)])
def test_the_watchdog_ends_as_its_command(code, ends):
    words = [*LEASH, sys.executable, "-c", code]
    with subprocess.Popen(words, stdin=subprocess.PIPE) as held:
        assert held.wait() == ends


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_command_gets_a_signal_when_the_holder_of_the_watchdog_is_killed(tmp_path):
    mark = tmp_path / "mark"
    command = (
        "import os, pathlib, signal, sys, time\n"
        f"mark = pathlib.Path({str(mark)!r})\n"
        "def end(*_): mark.write_text('ended in good order'); sys.exit(143)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "mark.write_text(str(os.getpid()))\n"
        "time.sleep(60)"
    )
    holder = (
        "import subprocess, sys\n"
        f"subprocess.Popen({[*LEASH, sys.executable, '-c', command]!r}, stdin=-1).wait()"
    )
    with subprocess.Popen([sys.executable, "-c", holder]) as process:
        assert within(20, lambda: mark.exists() and mark.read_text())
        pid = mark.read_text()
        process.kill()
    assert within(10, lambda: mark.read_text() == "ended in good order")
    assert within(10, lambda: is_gone(pid))


# The manager by itself


@pytest.fixture
def job(tmp_path, monkeypatch):
    """Run the notebook of a job as it is on record; return the paths of its files."""
    pytest.importorskip("jupyter_scheduler")
    from jupyter_scheduler.models import DescribeJob

    from kzaz_analysis.scheduling.jupyter import KzazExecutionManager

    def run(source, formats=("html", "ipynb"), **parameters):
        record = {
            "input_filename": source.name,
            "runtime_environment_name": "",
            "runtime_environment_parameters": {},
            "output_formats": list(formats),
            "parameters": parameters,
            "name": "a job",
            "job_id": "1-2",
            "url": "/jobs/1-2",
            "create_time": 1,
            "update_time": 1,
        }
        paths = {kind: str(source.with_name(f"made.{kind}")) for kind in formats}
        manager = KzazExecutionManager(
            "1-2", str(tmp_path), "sqlite://", paths | {"input": str(source)}
        )
        monkeypatch.setattr(manager, "_model", DescribeJob(**record))
        manager.execute()
        return {kind: Path(path) for kind, path in paths.items()}

    return run


def test_outputs_are_the_page_and_its_notebook_and_nothing_is_left(job, tmp_path):
    source = save(tmp_path / "staged", "growth", handing_over())
    made = job(source, series="'btc'", year="2031")
    page = made["html"].read_text("utf-8")
    assert "Freight grew by 9 % a year" in page
    assert 'download="growth.results.json"' in page
    assert 'download="growth.ipynb"' in page
    assert 'href="page' not in page
    cells = json.loads(made["ipynb"].read_text("utf-8"))["cells"]
    sources = "".join("".join(cell["source"]) for cell in cells)
    assert "series = 'btc'" in sources.replace('"', "'")
    assert sorted(p.name for p in source.parent.iterdir()) == [
        *("growth.ipynb", "made.html", "made.ipynb")
    ]


@pytest.mark.parametrize(
    ("cells", "parameters", "said"),
    [
        pytest.param(["1/0"], {}, r"ZeroDivisionError.*\(exit code 4\)", id="raises"),
        pytest.param(
            ["1"], {"yaer": "1"}, r"did you mean year\?.*\(exit code 2\)", id="misspelt"
        ),
        pytest.param(
            ["1"], {"year": "__import__('os')"}, r"\(exit code 2\)", id="code"
        ),
        pytest.param(
            ["import sys; sys.exit(0)", "1"], {}, r"\(exit code 10\)", id="half-way"
        ),
    ],
)
def test_a_job_that_fails_says_why_and_has_no_outputs(
    job, tmp_path, cells, parameters, said
):
    from kzaz_analysis.errors import KzazError

    source = save(tmp_path / "staged", "growth", *cells)
    with pytest.raises(KzazError, match=f"(?s){said}"):
        job(source, **parameters)
    assert [path.name for path in source.parent.iterdir()] == ["growth.ipynb"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("titr_freight", "titr_freight"),
        ('"titr_freight"', "titr_freight"),
        (" 'a' ", "a"),
        ("2030", "2030"),
        ("-5", "-5"),
        ("[1, 2]", "[1, 2]"),
        ("it's", "it's"),
        ("", ""),
        ("'a' + 'b'", "'a' + 'b'"),
    ],
)
def test_texts_may_be_typed_with_quotation_marks(typed, meant):
    pytest.importorskip("jupyter_scheduler")
    from kzaz_analysis.scheduling.jupyter import plain_value

    assert plain_value(typed) == meant


# A running JupyterLab


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab with our manager; gives a function that calls its scheduler."""
    pytest.importorskip("jupyter_scheduler")
    pytest.importorskip("jupyterlab")
    home = tmp_path_factory.mktemp("lab")
    work = home / "work"
    work.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (home / "jupyter_server_config.py").write_text(
        f'c.BaseScheduler.execution_manager_class = "{MANAGER}"\n'
    )
    places = {
        f"JUPYTER_{kind}_DIR": str(home) for kind in ("CONFIG", "DATA", "RUNTIME")
    }
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
                *(f"--ServerApp.port={port}", "--IdentityProvider.token=secret"),
                f"--ServerApp.root_dir={work}",
            ],
            env=os.environ | places | {"HOME": str(home), "MARK": str(home / "mark")},
            cwd=work,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def call(path, method="GET", **body):
        request = Request(
            f"http://127.0.0.1:{port}/{path}",
            method=method,
            data=json.dumps(body).encode() if body else None,
            headers={"Authorization": "token secret"},
        )
        with urlopen(request, timeout=30) as answer:  # noqa: S310
            text = answer.read()
        return json.loads(text) if text else None

    def is_up():
        try:
            return call("scheduler/config")
        except URLError:
            assert server.poll() is None, (home / "log").read_text()
            return None

    try:
        assert within(120, is_up), (home / "log").read_text()
        call.work, call.mark = work, home / "mark"
        yield call
    finally:
        # A server that is told to end waits for its jobs.
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def post(lab, notebook, **parameters):
    return lab(
        "scheduler/jobs",
        "POST",
        input_uri=notebook,
        runtime_environment_name="python",
        name=notebook,
        output_formats=["html", "ipynb"],
        parameters=parameters,
    )["job_id"]


def ended(lab, number, seconds=120):
    def done():
        record = lab(f"scheduler/jobs/{number}")
        # Before it starts, a job is on record as stopped.
        running = record["status"] == "IN_PROGRESS" or not record["start_time"]
        return None if running else record

    return within(seconds, done)


def test_a_running_jupyterlab_makes_a_page_and_tells_the_truth_about_a_failure(lab):
    shutil.copy(ROOT / "notebooks" / "growth_rates.ipynb", lab.work)
    asked = {"series": "'titr_freight'", "as_of": "2023-07-29"}
    good = post(lab, "growth_rates.ipynb", **asked)
    bad = post(lab, "growth_rates.ipynb", seris="titr_freight")
    failed, made = ended(lab, bad), ended(lab, good)
    assert failed["status"] == "FAILED"
    assert "did you mean series?" in failed["status_message"]
    assert failed["status_message"].endswith("(exit code 2)")
    assert made["status"] == "COMPLETED", made["status_message"]
    lab(f"scheduler/jobs/{good}/download_files")
    folder = lab.work / "jobs" / f"growth_rates-{good}"
    assert within(20, lambda: len(list(folder.glob("*"))) == 3)
    [page] = folder.glob("*.html")
    assert within(10, lambda: "</html>" in page.read_text("utf-8"))
    text = page.read_text("utf-8")
    assert "2023-07-29" in text
    assert "titr_freight" in text
    assert not list((lab.work / "jobs").glob(f"*{bad}"))


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_stopping_a_job_ends_its_kernel(lab):
    save(lab.work, "hang", HANG, "1")
    number = post(lab, "hang.ipynb")
    assert within(120, lambda: lab.mark.exists() and lab.mark.read_text())
    lab(f"scheduler/jobs/{number}", "PATCH", status="STOPPED")
    assert ended(lab, number)["status"] == "STOPPED"
    assert within(20, lambda: is_gone(lab.mark.read_text()))
