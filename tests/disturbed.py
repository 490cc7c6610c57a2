"""The command as a process of its own: started, disturbed, and looked after.

A `Desk` is a folder with notebooks, tables, pages and a place for temporary files. The
processes that the command starts there are known by a mark in their environment, so
that none is overlooked, whatever group or session it has gone to.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import tiny_notebooks

ROOT = Path(__file__).parents[1]
TABLES = {
    "sources": "source,published_on\na-2025,2026-03-11\n",
    "observations": "id,source,value\n1,a-2025,9\n",
}
OWN = ("index.html", "manifest.json", "runs", "failed", "history.html")
PATIENCE = 90.0

MARKS = "import os, pathlib, time\nmarks = pathlib.Path(os.environ['DESK']) / 'marks'\n"


def marking(name):
    """Source of a cell that says where it is, with its process number, and goes on."""
    return (
        MARKS
        + f"(marks / '{name}.new').write_text(str(os.getpid()))\n"
        + (f"(marks / '{name}.new').rename(marks / '{name}')")
    )


def waiting(name, until="go"):
    """Source of a cell that says where it is and waits until a mark is made."""
    wait = f"\nwhile not (marks / '{until}').exists():\n    time.sleep(0.02)"
    return marking(name) + wait


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


class Desk:
    """A folder to work in, and the command that works there."""

    def __init__(self):
        self._place = tempfile.TemporaryDirectory(
            prefix="kz-", ignore_cleanup_errors=True
        )
        self.place = Path(self._place.name)
        self.place.chmod(0o755)
        self.mark = uuid4().hex
        self.started = []
        self.notebooks, self.out, self.data, self.marks, self.tmp = (
            self.place / name for name in ("notebooks", "out", "data", "marks", "t")
        )
        for folder in (self.notebooks, self.data, self.marks, self.tmp):
            folder.mkdir()
        for name, text in TABLES.items():
            (self.data / f"{name}.csv").write_text(text)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for pid in self.living():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in self.started:
            process.wait()
        self._place.cleanup()

    def save(self, name, *sources, **options):
        tiny_notebooks.save(self.notebooks, name, *sources, **options)

    def suite(self, *names, **parameters):
        listed = [{"report": n, "parameters": parameters.get(n, {})} for n in names]
        # JSON is YAML too.
        text = json.dumps({"title": "All", "pages": listed})
        (self.notebooks / "suite.yml").write_text(text)

    def environment(self, **more):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("KZAZ_")}
        return (
            kept
            | {
                "DESK": str(self.place),
                "DESK_MARK": self.mark,
                "PYTHONFAULTHANDLER": "1",
                "KZAZ_DATA_DIR": str(self.data),
                "KZAZ_NOTEBOOK_DIR": str(self.notebooks),
                "PYTHONPATH": str(ROOT),
                "TMPDIR": str(self.tmp),
            }
            | more
        )

    def start(self, *arguments, env=(), before=(), **options):
        """Start ``kzaz report ... -o out``, perhaps by another command; see `end`."""
        said = [self.place / f"{uuid4().hex}.{name}" for name in ("out", "err")]
        target = [] if "-o" in arguments else ["-o", self.out]
        kzaz = [sys.executable, "-m", "kzaz_analysis", "report", *arguments, *target]
        with said[0].open("wb") as out, said[1].open("wb") as err:
            process = subprocess.Popen(
                [str(word) for word in (*before, *kzaz)],
                **{
                    "env": self.environment(**dict(env)),
                    "cwd": self.place,
                    "stdin": subprocess.DEVNULL,
                    "stdout": out,
                    "stderr": err,
                    "start_new_session": True,
                }
                | options,
            )
        process.said = said
        self.started.append(process)
        return process

    def start_reading(self, *arguments):
        """Start a suite whose file takes a minute to open; return when that began."""
        suite, begun, hooks = (self.place / n for n in ("slow.yml", "begun", "hooks"))
        suite.touch()
        hooks.mkdir()
        (hooks / "sitecustomize.py").write_text(
            "import pathlib, sys, time\n"
            "def hold(event, given):\n"
            f"    if event == 'open' and str(given[0]) == {str(suite)!r}:\n"
            f"        pathlib.Path({str(begun)!r}).touch()\n"
            "        time.sleep(60)\n"
            "sys.addaudithook(hold)\n"
        )
        path = os.pathsep.join((str(hooks), str(ROOT)))
        process = self.start("suite", suite, *arguments, env={"PYTHONPATH": path})
        assert within(60, begun.exists)
        return process

    def end(self, process):
        """Wait for a command, and return how it ended."""
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            # Python then says on standard error where it was.
            process.send_signal(signal.SIGABRT)
            process.wait()
            raise AssertionError(process.said[1].read_text("utf-8")) from None
        return Done(process.returncode, *(p.read_text("utf-8") for p in process.said))

    def kzaz(self, *arguments, **options):
        return self.end(self.start(*arguments, **options))

    def reach(self, name, process=None):
        """Wait for a mark that a cell makes; return the process number in it."""
        path = self.marks / name
        ended = (lambda: process.poll() is not None) if process else (lambda: False)
        assert within(PATIENCE, lambda: path.exists() or ended()), f"no mark {name}"
        assert path.exists(), self.end(process)
        return int(path.read_text())

    def go(self, name="go"):
        (self.marks / name).touch()

    def living(self):
        """Numbers of the processes that carry the mark of this desk."""
        wanted = f"DESK_MARK={self.mark}".encode()
        return [
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and int(entry.name) != os.getpid()
            if wanted in _environment(entry) and not _is_zombie(entry)
        ]

    def pages(self):
        """Bytes of pages, notebooks, results and index: all but the tale of the runs."""
        return {
            path.name: path.read_bytes()
            for path in sorted(self.out.iterdir())
            if path.is_file()
            if not path.name.endswith(("manifest.json", "history.html"))
            if not path.name.startswith(".")
        }

    def manifest(self, prefix=""):
        return json.loads((self.out / f"{prefix}manifest.json").read_text("utf-8"))

    def assert_clean(self, *, resumable=False):
        """No process and no file is left that nobody needs."""
        self.assert_all_ended()
        left = [str(path.relative_to(self.tmp)) for path in self.tmp.rglob("*")]
        assert left == [], left
        if not self.out.exists():
            return
        stray = [
            str(path.relative_to(self.out))
            for path in self.out.rglob("*")
            if path.name.startswith(".") or ".part" in path.name
            if not (resumable and path.name.endswith("kzaz-journal"))
        ]
        assert stray == []
        stems = {path.stem for path in self.notebooks.glob("*.ipynb")}
        names = {path.name for path in self.out.iterdir() if path.name[0] != "."}
        endings = (".html", ".ipynb", ".results.json", ".manifest.json")
        known = {f"{stem}{ending}" for stem in stems for ending in endings}
        assert names - known - set(OWN) == set()

    def assert_all_ended(self):
        # One that imports when it is orphaned sees that only when it has imported.
        assert within(PATIENCE, lambda: not self.living()), _commands(self.living())

    def standing(self):
        """What the index says of each page: status and reason, by slug."""
        index = (self.out / "index.html").read_text("utf-8")
        cards = index.split('<span class="kz-status">')
        return [card.partition("<")[0] for card in cards[1:]]


def within(seconds, true):
    """Wait until something is true, at most so long; return whether it is."""
    deadline = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


def _environment(entry):
    try:
        return (entry / "environ").read_bytes()
    except OSError:
        return b""


def _is_zombie(entry):
    try:
        return (entry / "stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def _commands(pids):
    found = {}
    for pid in pids:
        with suppress(OSError):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            found[pid] = b" ".join(words).decode(errors="replace")
    return found
