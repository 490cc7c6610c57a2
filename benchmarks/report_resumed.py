"""A run of pages of nothing that is killed half-way, resumed, and compared.

Called by ``report_matrix.py --resumed``.  Pages are made by processes; the pages to
compare with are made in one process by a run that nobody disturbs.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pages_of_nothing import made_of_nothing, write_nothing
from report_clusters import cpu_of

from kzaz_analysis.runner import run as runs
from kzaz_analysis.runner.cache.data_snapshot import DataFolder
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import read_suite
from kzaz_analysis.runner.workers.cluster import choose

WARM = "pages_of_nothing:without_kernels"
OF_RUNS = ("manifest.json", "runs")
"""What says when a run was, so that two runs differ in it."""


def main(suite: Path, out: Path, jobs: int) -> None:
    """Make the pages by processes, and print the CPU seconds that this took."""
    runs.run(
        Plan(read_suite(suite), out, jobs=jobs, make=choose("process", warm=WARM)),
        DataFolder(),
    )
    spent = [resource.getrusage(of) for of in (0, resource.RUSAGE_CHILDREN)]
    print(sum(part.ru_utime + part.ru_stime for part in spent))


def resumed(pages: int, jobs: int) -> str:
    """Kill a run half-way, resume it, and say what both cost and what differs."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        suite, out, whole = write_nothing(place, pages, "a"), place / "out", place / "w"
        journal = Plan(read_suite(suite), out).journal
        words = [sys.executable, __file__, str(suite), str(out), str(jobs)]
        # Processes that make pages find the module that makes nothing.
        os.environ["PYTHONPATH"] = str(Path(__file__).parent)
        begun = time.monotonic()
        run = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        while lines_of(journal) < pages // 2 and run.poll() is None:
            time.sleep(4)
        first_half = cpu_of(run.pid), time.monotonic() - begun
        assert run.poll() is None, "the run ended before it was killed"
        run.kill()
        run.wait()
        kept = lines_of(journal)
        begun = time.monotonic()
        ended = subprocess.run(words, check=True, capture_output=True, text=True)
        second_half = float(ended.stdout), time.monotonic() - begun
        runs.run(Plan(read_suite(suite), whole, make=made_of_nothing), DataFolder())
        differing = differences(out, whole)
    lines = [
        f"{pages:,} pages of nothing by {jobs} processes, CPU / wall time:",
        f"killed after {kept:,} pages: {first_half[0]:.0f} s / {first_half[1]:.0f} s",
        f"resumed: {second_half[0]:.0f} s / {second_half[1]:.0f} s for the other "
        f"{pages - kept:,}",
        f"files that differ from a run that nobody killed: {len(differing)}",
        *differing[:10],
    ]
    return "\n".join(lines)


def lines_of(journal: Path) -> int:
    """Return how many pages the journal of a run has."""
    written = journal.read_bytes() if journal.exists() else b""
    return sum(bool(line) for line in written.splitlines())


def differences(out: Path, other: Path) -> list[str]:
    """Name files of two output folders that differ, but for records of their runs."""
    one, two = (
        {
            path.relative_to(root): path.read_bytes()
            for path in root.rglob("*")
            if path.is_file() and path.relative_to(root).parts[0] not in OF_RUNS
        }
        for root in (out, other)
    )
    return [str(name) for name in sorted(one | two) if one.get(name) != two.get(name)]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
