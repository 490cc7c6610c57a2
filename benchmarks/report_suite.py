"""How long a report run takes, beside the plain papermill and nbconvert commands.

Every figure is the wall time of whole processes, a median of several runs.  What is
compared runs in turn, so that a machine that slows down slows both.

    python benchmarks/report_suite.py
    python benchmarks/report_suite.py --suite my-suite.yml --pages 4 --suite-runs 3
    python benchmarks/report_suite.py --only start --only page --runs 5
    python benchmarks/report_suite.py --markdown docs/benchmark-report-suite.md

``start`` times the command alone, ``page`` one page after one cell of a table changed,
``suite`` all pages from cold, and again with nothing changed.  Libraries are compiled
beforehand, for both sides, as they are on a machine that has run them once.  Nothing
else should run meanwhile.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from kzaz_analysis.runner.plan.notebooks import notebook_dir, package_folder
from kzaz_analysis.runner.plan.page import Page
from kzaz_analysis.runner.plan.suite import read_suite

BIN = Path(sys.executable).parent
NO_LEDGER = ("--ledger", "none")
PARTS = ("start", "page", "suite")
TABLE, KEY, CELL = "observations", "series", "note"


@dataclass(frozen=True)
class Took:
    """Seconds that a command took: by the clock, and of processors."""

    wall: float
    cpu: float

    def __add__(self, other: Took) -> Took:
        return Took(self.wall + other.wall, self.cpu + other.cpu)


@dataclass(frozen=True)
class Bar:
    """What was measured, of what, and how much it may be.

    Attributes
    ----------
    what, beside : str
        In words.
    ours, others : list of Took
        Times of what is ours, and of what it is compared with, run by run.
    most : float
        The bar.
    how : str
        ``ratio`` of the two, ``difference`` of the two in seconds, or ``seconds``.
    """

    what: str
    beside: str
    ours: list[Took]
    others: list[Took]
    most: float
    how: str

    @property
    def measured(self) -> float:
        """Median over the runs, pair by pair."""
        if self.how == "seconds":
            return median(took.wall for took in self.ours)
        pairs = zip(self.ours, self.others, strict=True)
        by_pair = {
            "ratio": lambda ours, other: ours.wall / other.wall,
            "difference": lambda ours, other: ours.wall - other.wall,
        }
        return median(by_pair[self.how](*pair) for pair in pairs)

    def cells(self) -> list[str]:
        """Cells of one row of the table."""
        unit = "" if self.how == "ratio" else " s"
        holds = "yes" if self.measured <= self.most else "**no**"
        shown = f"{self.measured:.2f}{unit}"
        sides = [self.what, *_medians(self.ours), self.beside, *_medians(self.others)]
        return [*sides, shown, f"{self.most:.2f}{unit}", holds]


class Bench:
    """A scratch folder with a copy of the tables, and commands that run there."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.data, self.out = place / "data", place / "out"
        shutil.copytree(package_folder("data", "KZAZ_DATA_DIR"), self.data)
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        self.environment = kept | {
            "KZAZ_DATA_DIR": str(self.data),
            "PYTHONPYCACHEPREFIX": str(place / "bytecode"),
        }

    def time(self, *words: object) -> Took:
        """Run a command to its end and return what it took."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with tempfile.TemporaryFile() as said:
            started = time.perf_counter()
            done = subprocess.run(
                [str(word) for word in words],
                env=self.environment,
                cwd=self.place,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                check=False,
            )
            wall = time.perf_counter() - started
            if done.returncode:
                said.seek(0)
                sys.exit(f"{words}: {done.returncode}\n{said.read().decode()}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        user, system = (
            getattr(after, name) - getattr(before, name)
            for name in ("ru_utime", "ru_stime")
        )
        return Took(wall, user + system)

    def papermill(self, page: Page) -> Took:
        """Execute one page's notebook with the plain command."""
        given = self.place / f"{page.slug}.json"
        given.write_text(json.dumps(dict(page.values)))
        made = self.place / f"{page.slug}.ipynb"
        quiet = ("--no-progress-bar", "--log-level", "ERROR")
        where = ("-f", given, "-k", "python3", *quiet)
        return self.time(BIN / "papermill", page.report.path, made, *where)

    def nbconvert(self, page: Page) -> Took:
        """Make HTML of what papermill executed, with the plain command."""
        made = self.place / f"{page.slug}.ipynb"
        return self.time(BIN / "jupyter-nbconvert", "--to", "html", made)

    def change_a_cell(self, series: str) -> None:
        """Write something else into the note of one figure of a series."""
        path = self.data / f"{TABLE}.csv"
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        last = [row for row in rows if row[KEY] == series][-1]
        last[CELL] = f"{last[CELL]}." if last[CELL] else "Checked."
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def main() -> None:
    """Measure what was asked for, print a table, write it if asked to."""
    asked = _arguments()
    pages = list(read_suite(asked.suite).pages)[: asked.pages]
    parts: dict[str, Callable[[Bench], Iterator[Bar]]] = {
        "start": lambda bench: start(bench, asked.runs),
        "page": lambda bench: one_page(bench, asked.runs),
        "suite": lambda bench: whole(bench, asked, pages),
    }
    bars: list[Bar] = []
    with tempfile.TemporaryDirectory(prefix="kzaz-bench-") as place:
        bench = Bench(Path(place))
        _compile(bench, pages[0])
        for name in asked.only or PARTS:
            for bar in parts[name](bench):
                print(" | ".join(bar.cells()), flush=True)
                bars.append(bar)
    text = report(bars, len(pages), asked)
    print(text)
    if asked.markdown:
        asked.markdown.write_text(text, encoding="utf-8")


def start(bench: Bench, runs: int) -> Iterator[Bar]:
    """Time what any command costs before it does anything."""
    python = sys.executable
    ours = {
        "`kzaz --help`": ((BIN / "kzaz", "--help"), 0.15),
        "`import kzaz_analysis`": ((python, "-c", "import kzaz_analysis"), 0.10),
    }
    for what, (command, most) in ours.items():
        pairs = [
            (bench.time(*command), bench.time(python, "-c", "pass"))
            for _ in range(max(runs, 5))
        ]
        yield Bar(what, "bare interpreter", *_columns(pairs), most, "difference")


def one_page(bench: Bench, runs: int) -> Iterator[Bar]:
    """Time a page after one cell changed, beside papermill for the same notebook."""
    [page] = [p for p in read_suite(_shipped()).pages if p.slug == "growth-turnover"]
    series = page.values["series"]
    given = [word for key in page.values for word in ("-p", key, _text(page, key))]
    command = (BIN / "kzaz", "report", "run", page.report.name, *given)
    command = (*command, "-o", bench.out / "alone")
    bench.time(*command)
    pairs = []
    for _ in range(runs):
        bench.change_a_cell(series)
        pairs.append((bench.time(*command), bench.papermill(page)))
    what, beside = "one page after a change of one row", "papermill, that page"
    yield Bar(what, beside, *_columns(pairs), 0.6, "ratio")


def whole(bench: Bench, asked: argparse.Namespace, pages: list[Page]) -> Iterator[Bar]:
    """Time all pages from cold, and again, beside the plain commands in a row."""
    listed = bench.place / "suite.yml"
    described = [
        {"report": str(p.report.path), "slug": p.slug, "parameters": dict(p.values)}
        for p in pages
    ]
    listed.write_text(json.dumps({"title": "All", "pages": described}))
    cold, again, plain = [], [], []
    for number in range(asked.suite_runs):
        out = bench.out / f"suite-{number}"
        command = (BIN / "kzaz", "report", "suite", listed, "-o", out, *NO_LEDGER)
        command = (*command, "--jobs", asked.jobs)
        nothing = Took(0.0, 0.0)
        each = (bench.papermill(p) + bench.nbconvert(p) for p in pages)
        plain.append(sum(each, start=nothing))
        cold.append(bench.time(*command))
        again += [bench.time(*command) for _ in range(asked.runs)]
    beside = "papermill and nbconvert, page by page"
    yield Bar("suite from cold", beside, cold, plain, 0.20, "ratio")
    yield Bar("suite, nothing changed", "", again, [], 1.0, "seconds")


def report(bars: list[Bar], pages: int, asked: argparse.Namespace) -> str:
    """Write what was measured as a page of the handbook."""
    heads = ["what", "s", "CPU s", "beside", "s", "CPU s", "measured", "bar", "holds"]
    rows = [heads, ["---"] * len(heads), *(bar.cells() for bar in bars)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    runs = f"{asked.runs} runs, {asked.suite_runs} of the suite from cold"
    return (
        "# How long a report run takes\n\n"
        f"Seconds of whole processes, medians of {runs}; what is measured is wall "
        "time, pair by pair, each pair one after the other. "
        f"{pages} pages, {asked.jobs} at a time, on {os.cpu_count()} cores, "
        f"{platform.system()}, Python {platform.python_version()}. Libraries were "
        f"compiled beforehand for both sides. Measured on {date.today()}.\n\n"
        f"{table}\n\n"
        "Made by `python benchmarks/report_suite.py --markdown "
        "docs/benchmark-report-suite.md`; ratios travel from machine to machine, "
        "seconds do not.\n"
    )


def _compile(bench: Bench, page: Page) -> None:
    """Run every command once, which compiles what it imports."""
    bench.papermill(page)
    bench.nbconvert(page)
    bench.time(BIN / "kzaz", "--help")
    given = bench.place / "compile.yml"
    one = {"report": str(page.report.path), "parameters": dict(page.values)}
    given.write_text(json.dumps({"pages": [one | {"slug": s} for s in ("a", "b")]}))
    bench.time(
        BIN / "kzaz", "report", "suite", given, "-o", bench.out / "compile", *NO_LEDGER
    )


def _medians(took: list[Took]) -> list[str]:
    if not took:
        return ["", ""]
    walls, cpus = [one.wall for one in took], [one.cpu for one in took]
    return [f"{median(walls):.2f}", f"{median(cpus):.2f}"]


def _columns(pairs: list[tuple[Took, Took]]) -> tuple[list[Took], list[Took]]:
    ours, others = zip(*pairs, strict=True)
    return list(ours), list(others)


def _text(page: Page, key: str) -> str:
    value = page.values[key]
    return json.dumps(value) if not isinstance(value, str) else value


def _shipped() -> Path:
    return notebook_dir() / "suite.yml"


def _arguments() -> argparse.Namespace:
    head, _, more = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=head, epilog=more, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--suite", type=Path, default=_shipped(), help="suite to run")
    parser.add_argument("--pages", type=int, help="only its first pages")
    parser.add_argument("--jobs", type=int, default=2, help="pages at a time (2)")
    parser.add_argument("--runs", type=int, default=3, help="runs of small ones (3)")
    parser.add_argument("--suite-runs", type=int, default=1, help="of the suite (1)")
    parser.add_argument(
        "--only", action="append", choices=PARTS, help="measure this part; repeatable"
    )
    parser.add_argument("--markdown", type=Path, help="file to write the table to")
    return parser.parse_args()


if __name__ == "__main__":
    main()
