"""Files beside the pages of a suite: made by a command while the pages are made."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kzaz_analysis.errors import KzazError
from kzaz_analysis.places import data_folder
from kzaz_analysis.runner.cache.fingerprint import surroundings
from kzaz_analysis.runner.files import runtime_folder, sha256_of, write_whole
from kzaz_analysis.scheduling import watchdog

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kzaz_analysis.runner.plan.suite import FileBeside

MARK = "<!-- made from {key} -->\n"
"""Last line of a file, by which it is recognised as up to date."""
NOT_MADE = (
    '<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8"><title>{title}</title>'
    "<p>{title}: this page could not be made. {why}</p></html>\n"
)


@contextmanager
def made_beside(files: Sequence[FileBeside], out: Path) -> Iterator[None]:
    """Make the files that are not up to date while the pages are made.

    A file that cannot be made is told on standard error; what was there stays, or a
    page says why there is none. Processes of a run that is interrupted are ended.

    Parameters
    ----------
    files : sequence of FileBeside
        What a suite names.
    out : pathlib.Path
        Folder of the pages.
    """
    with runtime_folder() as folder, _running(files, folder, out) as started:
        failure: KzazError | None = None
        try:
            yield
        except KzazError as error:
            # Pages that failed are no reason to leave these files behind.
            failure = error
        for one, made, process in started:
            _finish(one, made, process, out / one.file)
        if failure:
            raise failure


@contextmanager
def _running(
    files: Sequence[FileBeside], folder: Path, out: Path
) -> Iterator[list[tuple[FileBeside, Path, subprocess.Popen[str]]]]:
    """Run the commands of the files that are not up to date.

    A pipe holds them: it closes with this process, however that ends, and with it they
    end too.
    """
    line, held = os.pipe()
    started = [
        (one, *_started(one, folder, line))
        for one in files
        if not _stands(out / one.file, key_of(one))
    ]
    try:
        yield started
    finally:
        os.close(held)
        for _, _, process in started:
            process.wait()
        os.close(line)


def key_of(one: FileBeside) -> str:
    """Return one SHA-256 over all that a file depends on: code, tables, command."""
    around = surroundings()
    digest = hashlib.sha256(repr((one, around)).encode())
    for path in sorted(data_folder().glob("*.*")):
        # A named pipe would be waited for; the run says what it is.
        if path.suffix in (".csv", ".yml") and path.is_file():
            digest.update(f"{path.name} {sha256_of(path)}\n".encode())
    return digest.hexdigest()


def _started(
    one: FileBeside, folder: Path, line: int
) -> tuple[Path, subprocess.Popen[str]]:
    made = folder / one.file
    python = (sys.executable, "-m")
    words = (*python, "kzaz_analysis", *one.command, "-o", str(made))
    process = subprocess.Popen(  # noqa: S603 - a command of ours
        [*python, watchdog.__name__, *words],
        stdin=line,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    return made, process


def _stands(path: Path, key: str) -> bool:
    return path.is_file() and path.read_bytes().endswith(MARK.format(key=key).encode())


def _finish(
    one: FileBeside, made: Path, process: subprocess.Popen[str], target: Path
) -> None:
    _, said = process.communicate()
    if process.returncode == 0:
        write_whole(target, made.read_text("utf-8") + MARK.format(key=key_of(one)))
        return
    why = said.strip().rpartition("\n")[2] or f"exit code {process.returncode}"
    click.echo(f"kzaz: warning: {one.file} could not be made: {why}", err=True)
    if not target.exists():
        texts = {"title": escape(one.title), "why": escape(why)}
        write_whole(target, NOT_MADE.format(**texts))
