"""Pages on a Dask cluster, beside the same pages by processes.

Called by ``report_matrix.py --killed``. Processes, a cluster, and a cluster that loses
a worker and its scheduler take turns; CPU time is that of all processes, without the
start of the first workers.  What a killed worker's processes spent is lost to whoever
measures, so that a cluster that loses one is held to its time by the clock.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pages_of_nothing
import psutil
from pages_of_nothing import write_nothing

import kzaz_analysis
from kzaz_analysis.errors import KernelDied
from kzaz_analysis.runner import run as runs
from kzaz_analysis.runner.cache.data_snapshot import DataFolder
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import read_suite
from kzaz_analysis.runner.workers.cluster import choose, dask_client

QUIET = {
    f"DASK_{name.upper().replace('-', '_').replace('.', '__')}": str(setting)
    for name, setting in dask_client.QUIET.items()
}
"""The settings of a cluster that a run starts itself, as environment variables."""


class Cluster:
    """A scheduler and workers of one thread, each of which can be killed."""

    def __init__(self, workers: int) -> None:
        with socket.socket() as port:
            port.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{port.getsockname()[1]}"
        place = self.address.rpartition(":")[2]
        self.scheduler = dask("scheduler", "--host", "127.0.0.1", "--port", place)
        self.workers = [self.worker() for _ in range(workers)]
        with import_module("distributed").Client(self.address, timeout=120) as client:
            client.wait_for_workers(workers, timeout=120)

    def worker(self) -> subprocess.Popen[bytes]:
        """Start one more."""
        return dask("worker", self.address, "--nthreads", "1", "--no-nanny")

    def replace_one(self) -> None:
        """Kill a worker, and start another."""
        self.workers[0].kill()
        self.workers.append(self.worker())

    def end(self) -> None:
        """Kill what is left of it."""
        for process in (self.scheduler, *self.workers):
            process.kill()
            process.wait()


def cpu_of(pid: int) -> float:
    """Return the CPU seconds of a process and all below it, as far as known."""
    spent = 0.0
    with suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                spent += sum(process.cpu_times()[:4])
    return spent


def dask(role: str, *options: str) -> subprocess.Popen[bytes]:
    """Start a part of a cluster, which finds this module too."""
    module = f"distributed.cli.dask_{role}"
    return subprocess.Popen(
        [sys.executable, "-m", module, *options, "--no-dashboard"],
        env=os.environ | QUIET,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@dataclass
class Executors:
    """Makes the same pages of nothing by processes and on clusters."""

    pages: int
    workers: int

    def seconds(
        self, out: Path, cluster: Cluster | None, tell: Any = lambda *_: None
    ) -> Any:
        """Return CPU and wall time of one run, without the start of a cluster."""
        warm = f"{pages_of_nothing.__name__}:without_kernels"
        named = ("dask", cluster.address) if cluster else ("process",)
        suite = read_suite(write_nothing(out.parent, self.pages, "a"))
        plan = Plan(suite, out, jobs=self.workers, make=choose(*named, warm=warm))
        before = np.array([cpu_of(os.getpid()), time.monotonic()])
        with suppress(KernelDied):
            runs.run(plan, DataFolder(), tell)
        return np.array([cpu_of(os.getpid()), time.monotonic()]) - before

    def on_cluster(self, out: Path, disturbed: bool) -> Any:
        """Return CPU and wall time of one run on a cluster of its own."""
        cluster, ended = Cluster(self.workers), 0

        def disturb(_: str, event: str, *__: object) -> None:
            nonlocal ended
            ended += event == "end"
            if event == "end" and ended == self.pages // 3:
                cluster.replace_one()
            if event == "end" and ended == 2 * self.pages // 3:
                cluster.scheduler.kill()

        try:
            return self.seconds(out, cluster, *([disturb] if disturbed else []))
        finally:
            cluster.end()

    def turn(self) -> tuple[Any, Any, Any]:
        """Return the times by processes, on a cluster, and on one that is killed."""
        with tempfile.TemporaryDirectory() as folder:
            alone = self.seconds(Path(folder, "process"), None)
            whole = self.on_cluster(Path(folder, "whole"), disturbed=False)
            out = Path(folder, "killed")
            torn = self.on_cluster(out, disturbed=True)
            torn = torn + self.on_cluster(out, disturbed=False)
            made = len(list(out.rglob("page-*.results.json")))
        assert made == self.pages, f"{made} of {self.pages} pages were made"
        return alone, whole, torn


def killed(pages: int, workers: int, rounds: int) -> str:
    """Compare processes with a cluster, left alone, and killed twice and resumed."""
    # Workers find this module, and the package that the runner has.
    places = (Path(__file__).parent, Path(kzaz_analysis.__file__).parents[1])
    os.environ["PYTHONPATH"] = os.pathsep.join(map(str, places))
    turns = np.array([Executors(pages, workers).turn() for _ in range(rounds)])
    ratios = np.median(turns / turns[:, :1], axis=0)
    names = ("processes", "a cluster", "a cluster that lost a worker and its scheduler")
    lines = [f"{pages} pages of nothing, medians of {rounds} rounds, CPU / wall time:"]
    for name, (cpu, wall), ratio in zip(
        names, np.median(turns, axis=0), ratios, strict=True
    ):
        times = f"{cpu:.1f} s / {wall:.0f} s"
        lines.append(f"{name}: {times}, {ratio[0]:.2f} / {ratio[1]:.2f} times")
    held = (ratios[1][0], "CPU"), (ratios[2][1], "wall time")
    for name, (ratio, kind) in zip(names[1:], held, strict=True):
        met = "met" if ratio <= MOST_BY_CLUSTER else "missed"
        lines.append(
            f"{met}: {name}: {ratio:.2f} of {MOST_BY_CLUSTER:g} times the {kind}"
        )
    return "\n".join(lines)


MOST_BY_CLUSTER = 1.2
"""What a cluster may take, as a multiple of what processes take."""
