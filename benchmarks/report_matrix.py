"""How many pages a matrix suite makes in a minute, and how much memory it takes.

Makes a suite of growth pages, series by rule by day, runs ``kzaz report suite`` on it
in a process of its own, and watches: when each page ends, and what the whole tree of
processes holds in memory, each second.  Pages shared by several processes count once
(proportional set size), where the system can tell.

    python benchmarks/report_matrix.py --pages 200 --jobs 2
    python benchmarks/report_matrix.py --executor process --executor dask \\
        --markdown docs/benchmark-matrix.md

What the run itself costs, without notebooks and kernels, is measured with pages of
nothing, of any number:

    python benchmarks/report_matrix.py --scale 100 1000 10000

and whether a cluster keeps up with processes, though a worker and its scheduler are
killed on the way, with as many pages that have a process and no kernel:

    python benchmarks/report_matrix.py --killed 1000

and what it costs to kill a run half-way and to resume it, with

    python benchmarks/report_matrix.py --resumed 10000

Nothing else should run on the machine meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import yaml
from pages_of_nothing import made_of_nothing, write_nothing
from report_clusters import killed
from report_resumed import resumed

from kzaz_analysis.runner import run as runs
from kzaz_analysis.runner.cache.data_snapshot import DataFolder
from kzaz_analysis.runner.plan.plan import Plan
from kzaz_analysis.runner.plan.suite import read_suite
from kzaz_analysis.runner.publish.together import suite_zip

SERIES = ("trade_turnover", "exports_kaz_to_aze")
RULES = ("kaz_first", "aze_first", "kaz_only", "aze_only")
LAST_DAY = date(2025, 12, 31)
TENTHS = 10
ENOUGH = 50
"""Pages from which a trend of memory can be told."""
FEWEST = 5
"""Pages that a part of the table has at least."""


@dataclass
class Watched:
    """What was seen of one run: times of pages, memory over time."""

    executor: str
    jobs: int
    ends: list[float] = field(default_factory=list)
    failed: int = 0
    memory: list[tuple[float, int, float]] = field(default_factory=list)
    seconds: float = 0.0
    exit_code: int = 0

    def fit(self) -> tuple[float, float, float]:
        """Start-up and time a page in seconds, and the share of variance explained."""
        pages = np.arange(1, len(self.ends) + 1)
        slope, start = np.polyfit(pages, self.ends, 1)
        left = np.asarray(self.ends) - (start + slope * pages)
        explained = 1 - left.var() / np.var(self.ends)
        return float(start), float(slope), float(explained)

    def growth_mb(self) -> float:
        """How much memory a hundred more pages take, once all processes are there."""
        warm = [(done, mb) for _, done, mb in self.memory if done >= len(self.ends) / 5]
        done, mb = np.transpose(warm)
        return float(np.polyfit(done, mb, 1)[0] * 100)


def write_suite(place: Path, pages: int) -> int:
    """Write a suite of about so many pages; return how many it has."""
    each = len(SERIES) * len(RULES)
    days = [LAST_DAY - timedelta(days=30 * n) for n in range(-(-pages // each))]
    matrix = {"series": [*SERIES], "rule": [*RULES], "as_of": days}
    entry = {
        "report": "growth_rates",
        "slug": "{series}-{rule}-{as_of}",
        "matrix": matrix,
    }
    document = {"title": "Growth by series, rule and day", "pages": [entry]}
    place.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return each * len(days)


def watch(suite: Path, out: Path, executor: str, jobs: int) -> Watched:
    """Run a suite, and note when pages end and what memory is held."""
    seen = Watched(executor, jobs)
    words = ["suite", suite, "-o", out, "--executor", executor, "--jobs", jobs]
    started = time.monotonic()
    run = subprocess.Popen(
        [sys.executable, "-m", "kzaz_analysis", "report", *map(str, words)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )

    def sample() -> None:
        while run.poll() is None:
            now = time.monotonic() - started
            seen.memory.append((now, len(seen.ends), tree_mb(run.pid)))
            time.sleep(1)

    sampler = threading.Thread(target=sample)
    sampler.start()
    for line in run.stderr or ():
        _, _, status = line.rstrip().partition(": ")
        if " " in line.partition(": ")[0] or not status:
            continue
        seen.ends.append(time.monotonic() - started)
        seen.failed += status != "ok"
    seen.exit_code = run.wait()
    seen.seconds = time.monotonic() - started
    sampler.join()
    return seen


def tree_mb(pid: int) -> float:
    """Memory of a process and everything below it, in mebibytes."""
    held = 0.0
    try:
        root = psutil.Process(pid)
        tree = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return held
    for process in tree:
        try:
            info = process.memory_full_info()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        held += getattr(info, "pss", info.rss)
    return held / 2**20


def tenths(seen: Watched) -> list[list[str]]:
    """Progress, pace and memory in each tenth of the pages; fewer parts of few."""
    rows, before = [], (0, 0.0)
    parts = max(1, min(TENTHS, len(seen.ends) // FEWEST))
    for part in range(1, parts + 1):
        done = len(seen.ends) * part // parts
        now = seen.ends[done - 1]
        span = [mb for at, _, mb in seen.memory if before[1] <= at <= now] or [0.0]
        pace = 60 * (done - before[0]) / (now - before[1])
        rows.append(
            [
                f"{done}",
                f"{now:.0f}",
                f"{pace:.1f}",
                f"{np.median(span):.0f}",
                f"{max(span):.0f}",
            ]
        )
        before = done, now
    return rows


def report(seen: Watched) -> str:
    """One section of the page of results."""
    start, slope, explained = seen.fit()
    made = len(seen.ends) - seen.failed
    head = ["pages", "seconds", "pages a minute", "memory MB, median", "most"]
    table = [head, ["---:"] * len(head), *tenths(seen)]
    lines = [
        f"## {seen.executor}, {seen.jobs} at a time, {len(seen.ends)} pages",
        "",
        f"{made} pages were made and {seen.failed} failed in {seen.seconds:.0f} s: "
        f"{60 * len(seen.ends) / seen.seconds:.1f} a minute. A straight line through "
        f"the times gives {start:.1f} s to start and {slope:.2f} s a page, and "
        f"explains {100 * explained:.2f} % of their variance."
        + (
            f" Memory changed by {seen.growth_mb():+.1f} MB in a hundred pages."
            if len(seen.ends) >= ENOUGH
            else ""
        ),
        "",
        *("| " + " | ".join(row) + " |" for row in table),
    ]
    return "\n".join(lines)


BARS = {
    "CPU time of a page, most pages against the cheapest of fewer": (1.2, "times"),
    "nothing changed, most pages, CPU time": (8.0, "s"),
    "most entries in a folder": (1000.0, ""),
}
"""What the run itself may cost."""

SCALE = [
    "pages",
    "first run, ms a page",
    "all anew, ms a page",
    "nothing changed, s",
    "one page more, s",
    "one page anew, s",
    "most entries in a folder",
    "manifest, index, history and records, kB a page",
    "archive of files, kB a page",
    "memory, MB",
]
"""Columns of the table of scale; times are CPU time, then wall time."""


def scale(place: Path, pages: int) -> list[list[float]]:
    """Run pages of nothing five times; return one row of the table of scale."""
    out = place / f"out-{pages}"

    def seconds(word: str, count: int = pages, gone: str = "") -> list[float]:
        suite = read_suite(write_nothing(place, count, word))
        plan = Plan(suite, out, make=made_of_nothing)
        if gone:
            plan.page_file(gone).unlink()
        started = time.process_time(), time.perf_counter()
        runs.run(plan, DataFolder())
        return [time.process_time() - started[0], time.perf_counter() - started[1]]

    first, unchanged, anew = seconds("a"), seconds("a"), seconds("b")
    one_more = seconds("b", pages + 1)
    one_anew = seconds("b", pages + 1, f"page-{pages // 2}")
    folders = [folder for folder in (out, *out.rglob("*")) if folder.is_dir()]
    entries = max(len(list(folder.iterdir())) for folder in folders)
    kept = [out / name for name in ("manifest.json", "index.html", "history.html")]
    kept += [path for path in (out / "runs").rglob("*") if path.is_file()]
    sizes = [sum(path.stat().st_size for path in kept)]
    sizes += [(out / suite_zip.NAME).stat().st_size]
    each = [[1000 * spent / pages for spent in times] for times in (first, anew)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    return [
        [pages],
        *each,
        *(unchanged, one_more, one_anew),
        [entries],
        *([size / 2**10 / pages] for size in sizes),
        [memory],
    ]


def measured_apart(pages: int) -> list[list[float]]:
    """Measure a number of pages in a process of its own, as a run has."""
    words = [sys.executable, __file__, "--scale-of", str(pages)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    row: list[list[float]] = json.loads(done.stdout)
    return row


def medians(rounds: list[list[list[float]]]) -> list[list[float]]:
    """Return the median of each measure over several rounds."""
    cells = zip(*rounds, strict=True)
    return [np.median(np.asarray(cell), axis=0).tolist() for cell in cells]


def bars(rows: list[list[list[float]]]) -> str:
    """Say of each bar of scale whether it is met, from the rows of the table."""
    *fewer, most = rows
    by_name = dict(zip(SCALE, most, strict=True))
    measured = (
        most[1][0] / min(row[1][0] for row in fewer or [most]),
        by_name["nothing changed, s"][0],
        by_name["most entries in a folder"][0],
    )
    return "\n".join(
        f"{'met' if value <= bar else 'missed'}: {name}: {value:.3g} {unit} of {bar:g}"
        for value, (name, (bar, unit)) in zip(measured, BARS.items(), strict=True)
    )


def scale_table(sizes: list[int], rounds: int) -> str:
    """Return what the run itself costs, for several numbers of pages, as a table.

    All numbers of pages take turns, so that a machine that slows down slows all.
    """
    turns = [[measured_apart(pages) for pages in sizes] for _ in range(rounds)]
    rows = [medians(list(row)) for row in zip(*turns, strict=True)]
    cells = [[" / ".join(f"{v:,.4g}" for v in cell) for cell in row] for row in rows]
    table = [SCALE, ["---:"] * len(SCALE), *cells]
    lines = "\n".join("| " + " | ".join(row) + " |" for row in table)
    head = f"Medians of {rounds} rounds; times are CPU time / wall time."
    return f"{head}\n\n{lines}\n\n{bars(rows)}"


def main() -> None:
    """Read the command line, run, print, and write the page of results."""
    asked = arguments()
    if asked.killed:
        print(killed(asked.killed, asked.jobs, asked.rounds))
        return
    if asked.resumed:
        print(resumed(asked.resumed, asked.jobs))
        return
    if asked.scale:
        print(scale_table(asked.scale, asked.rounds))
        return
    if asked.scale_of:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(scale(Path(folder), asked.scale_of)))
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        count = write_suite(place / "suite.yml", asked.pages)
        print(f"{count} pages, {asked.jobs} at a time", file=sys.stderr)
        sections = []
        for executor in asked.executor or ["process"]:
            out = place / executor
            seen = watch(place / "suite.yml", out, executor, asked.jobs)
            assert len(seen.ends) == count, f"{executor} ended with {seen.exit_code}"
            sections.append(report(seen))
            size = (out / "index.html").stat().st_size / 2**10
            print(f"index: {size:.0f} kB for {count} pages", file=sys.stderr)
    cores = len(os.sched_getaffinity(0))
    text = (
        "\n\n".join([INTRODUCTION.format(today=date.today(), cores=cores), *sections])
        + "\n"
    )
    print(text)
    if asked.markdown:
        asked.markdown.write_text(text, encoding="utf-8")


INTRODUCTION = """\
# How fast many pages are

Written by `benchmarks/report_matrix.py` on a machine with {cores} cores, with nothing
else to do. Measured on {today}.
The suite is the report on growth, by series, rule and day. Memory is that
of the runner with all its processes and kernels; what several of them share counts
once. Pace and memory are those of the pages since the line above; the first line
includes the start."""


def arguments() -> Any:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--executor", action="append", choices=("process", "dask"))
    parser.add_argument(
        "--scale", type=int, nargs="+", metavar="N", help="pages of nothing, CPU time"
    )
    parser.add_argument("--scale-of", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=3, help="turns to take")
    parser.add_argument(
        "--killed", type=int, metavar="N", help="pages of nothing on a killed cluster"
    )
    parser.add_argument(
        "--resumed", type=int, metavar="N", help="pages of nothing, killed half-way"
    )
    parser.add_argument("--markdown", type=Path, help="file to write the results to")
    return parser.parse_args()


if __name__ == "__main__":
    main()
