"""One page from its notebook to finished files in the staging folder."""

from __future__ import annotations

import hashlib
import os
import time
import traceback
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import KzazError
from kzaz_analysis.runner.cache.data_snapshot import environment
from kzaz_analysis.runner.cache.fingerprint import inputs_of
from kzaz_analysis.runner.compare.compare import page_section
from kzaz_analysis.runner.execute import kernel
from kzaz_analysis.runner.execute.outcome import (
    CellRun,
    PageProblem,
    Status,
    memory_hint,
)
from kzaz_analysis.runner.execute.results import find_bundle, results_json
from kzaz_analysis.runner.execute.shortages import require_open_files, shortage
from kzaz_analysis.runner.execute.strip import without_secrets
from kzaz_analysis.runner.plan.demands import Demands
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.plan.page import Page
from kzaz_analysis.runner.publish import artefacts, beside
from kzaz_analysis.runner.publish.failed import keep_aside
from kzaz_analysis.runner.publish.publish import work_folder
from kzaz_analysis.runner.translation import ENGLISH, VARIABLE, spoken
from kzaz_analysis.runner.workers.page_tables import PageTables, TablesRead
from kzaz_analysis.secrets import masking

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from kzaz_analysis.runner.cache.fingerprint import Surroundings
    from kzaz_analysis.runner.execute.outcome import Execution
    from kzaz_analysis.runner.render.cells import PageBody
    from kzaz_analysis.runner.render.render import PageFacts


@dataclass(frozen=True, slots=True)
class Job:
    """A page, and all that the process which makes it must be told.

    Attributes
    ----------
    page : Page
        What to make.
    staged : pathlib.Path
        Folder for the finished files and the kernel's working directory.
    runtime : pathlib.Path
        Private folder with a short path.
    limits : Limits
        Time allowed.
    tables : mapping of str to str
        SHA-256 of every data table by name.
    variable : str
        Environment variable that names the folder of the tables.
    version : str
        Version of the software.
    home : str
        Address of the index, if there is one.
    runs : pathlib.Path or None
        Archive of earlier runs, which keeps the contents of their tables.
    versions : sequence of mapping
        What earlier runs found on the page, as of `RunIndex.versions`.
    keys : mapping of str to list of str
        Columns that name a row, by table, for the comparison.
    around : Surroundings or None
        Package and libraries, for the comparison.
    demands : Demands
        What the page must keep to.
    scripts : bool
        Whether its charts may be drawn by scripts.
    """

    page: Page
    staged: Path
    runtime: Path
    limits: Limits
    tables: Mapping[str, str] = field(default_factory=dict)
    variable: str = ""
    version: str = ""
    home: str = ""
    runs: Path | None = None
    versions: Sequence[Mapping[str, Any]] = ()
    keys: Mapping[str, list[str]] = field(default_factory=dict)
    around: Surroundings | None = None
    demands: Demands = field(default_factory=Demands)
    scripts: bool = False


@dataclass(frozen=True, slots=True)
class PageResult:
    """How making a page ended.

    Attributes
    ----------
    slug : str
        Which page.
    status : Status
        ``ok`` if its files lie whole in the staging folder.
    problem : PageProblem or None
        Why it is not.
    cells : tuple of CellRun
        What became of each code cell.
    execute_s, render_s : float
        Seconds of wall time.
    peak_rss_mb : float or None
        Peak memory of the kernel in mebibytes.
    read : TablesRead
        What the page read of the tables.
    left_out : tuple of mapping
        ``cell`` and ``what``, for each part of an output that the page cannot show,
        and for what it cannot keep of the files, where the cell is not known.
    stderr : mapping
        ``lines`` on standard error, ``warnings`` by class, ``cell`` that was first.
    """

    slug: str
    status: Status
    problem: PageProblem | None = None
    cells: tuple[CellRun, ...] = ()
    execute_s: float = 0.0
    render_s: float = 0.0
    peak_rss_mb: float | None = None
    read: TablesRead = field(default_factory=TablesRead)
    left_out: tuple[Mapping[str, str], ...] = ()
    stderr: Mapping[str, Any] = field(default_factory=dict)


def make_page(job: Job, tell: Callable[..., None] = lambda *_: None) -> PageResult:
    """Execute, render and stage one page; never raises for what a page does.

    Parameters
    ----------
    job : Job
        What to make, and where.
    tell : callable
        Told ``("kernel", group)`` and ``("cell", done, of)`` on the way.

    Returns
    -------
    PageResult
        Its status is ``ok`` only if all files of the page are staged.
    """
    try:
        return _make(job, tell)
    except Exception as error:
        return failed(job, error)


def failed(job: Job, error: Exception) -> PageResult:
    """Return how a page ended that an error made impossible."""
    wanting, name, detail = shortage(error), type(error).__name__, ""
    if isinstance(error, KzazError):
        kind, message = name, str(error)
    elif wanting or isinstance(error, OSError):
        reason = getattr(error, "strerror", None) or error
        kind, message = "OutputError", f"its files cannot be written: {reason}"
        message = wanting or message
    elif isinstance(error, MemoryError):
        hint = memory_hint(job.limits, kernel.own_peak_mb())
        kind = "NotebookFailed"
        message = (
            "what it shows needs more memory than the page's process may take" + hint
        )
    else:
        kind, message = "NotebookFailed", f"it could not be rendered: {name}: {error}"
        detail = "".join(traceback.format_exception(error))
    problem = PageProblem(kind, message, detail=detail)
    return PageResult(job.page.slug, Status.FAILED, problem)


def combined_hash(tables: Mapping[str, str]) -> str:
    """Return one SHA-256 for a set of tables, whatever their order; empty for none."""
    if not tables:
        return ""
    lines = "".join(f"{name} {tables[name]}\n" for name in sorted(tables))
    return hashlib.sha256(lines.encode()).hexdigest()


def _make(job: Job, tell: Callable[..., None]) -> PageResult:
    executed, tables = _execute(job, tell)
    started = time.monotonic()
    from kzaz_analysis.runner.render.error_stream import ErrorStream  # noqa: PLC0415

    stderr = ErrorStream.of(executed.notebook).as_dict()
    left_out: tuple[dict[str, str], ...] = ()
    read = TablesRead()
    mask = masking(job.page.schema.references(job.page.values))
    if executed.status is Status.OK:
        body, left_out = _laid_out(job, executed, mask)
        executed = _held_to(job.demands, executed, left_out, stderr)
        executed = _held_to_tables(tables, executed)
    if executed.status is Status.OK:
        with spoken(job.page.words):
            read = _stage(job, executed.notebook, body, tables, mask)
    else:
        keep_aside(job.page.slug, job.staged, executed.notebook)
    return PageResult(
        slug=job.page.slug,
        status=executed.status,
        problem=executed.problem,
        cells=executed.cells,
        execute_s=executed.seconds,
        render_s=time.monotonic() - started,
        peak_rss_mb=executed.peak_rss_mb,
        read=read,
        left_out=left_out,
        stderr=stderr,
    )


def _laid_out(
    job: Job, executed: Execution, mask: Callable[[Any], Any]
) -> tuple[PageBody, tuple[dict[str, str], ...]]:
    """Lay a page out; tell also what it does not show or keep, cell by cell."""
    from kzaz_analysis.runner.render.cells import body_of  # noqa: PLC0415
    from kzaz_analysis.runner.render.outputs.file_links import (  # noqa: PLC0415
        LeftFiles,
    )

    slug, folder = job.page.slug, work_folder(job.page.slug, job.staged)
    beside.rename(beside.staged_folder(slug, job.staged), mask)
    files = LeftFiles(folder, f"{slug}{artefacts.ENDING}")
    with spoken(job.page.words):
        body = body_of(
            executed.notebook, _offered(job), scripts=job.scripts, files=files
        )
    unkept = (("", what) for what in artefacts.left_out(folder))
    parts = (*body.left_out, *unkept)
    return body, tuple({"cell": cell, "what": mask(of)} for cell, of in parts)


def _execute(job: Job, tell: Callable[..., None]) -> tuple[Execution, PageTables]:
    """Run the notebook of a page within its bounds, on tables of its own."""
    # A run in which nothing is due must not pay for what executes notebooks.
    from kzaz_analysis.runner.execute.execute import execute  # noqa: PLC0415
    from kzaz_analysis.runner.workers.inject import inject  # noqa: PLC0415

    page = job.page
    kernel.limit_files(os.getpid(), job.limits.open_files)
    require_open_files()
    if job.limits.memory_mb:
        kernel.limit_memory(os.getpid(), job.limits.memory_mb)
    work = work_folder(page.slug, job.staged)
    work.mkdir()
    (work / artefacts.FOLDER).mkdir()
    shown = beside.staged_folder(page.slug, job.staged)
    shown.mkdir(parents=True)
    (job.runtime / kernel.SCRATCH).mkdir(parents=True)
    with (
        PageTables.held(job.runtime, job.variable, job.tables) as tables,
        environment({beside.VARIABLE: str(shown), VARIABLE: page.words.code}),
    ):
        executed = execute(
            inject(
                page.words.notebook(page.report.read()), page.values, page.kernel.name
            ),
            work=work,
            runtime=job.runtime,
            limits=job.limits,
            kernel_name=page.kernel.name,
            on_kernel=lambda group: tell("kernel", group),
            on_cell=lambda done, of: tell("cell", done, of),
        )
    references = page.schema.references(page.values)
    folders = kernel.folders(work, job.runtime)
    return without_secrets(executed, references, folders), tables


def _offered(job: Job) -> dict[str, str]:
    """Return the address of each file that the page offers, by its name."""
    slug = job.page.slug
    names = beside.offered(beside.staged_folder(slug, job.staged))
    return {name: f"{beside.of_page(slug)}/{name}" for name in names}


def _held_to(
    demands: Demands,
    executed: Execution,
    left_out: Sequence[Mapping[str, str]],
    stderr: Mapping[str, Any],
) -> Execution:
    """Return a good execution as failed if the page is to be refused."""
    refusal = demands.refusal(left_out, stderr)
    if refusal is None:
        return executed
    cell, reason = refusal
    message = f"cell {cell!r}: {reason}" if cell else reason
    problem = PageProblem("NotebookFailed", message, cell)
    return replace(executed, status=Status.FAILED, problem=problem)


def _held_to_tables(tables: PageTables, executed: Execution) -> Execution:
    """Return a good execution as failed if it did not read what the run has."""
    refusal = tables.refusal() if executed.status is Status.OK else ""
    if not refusal:
        return executed
    problem = PageProblem("DataError", refusal)
    return replace(executed, status=Status.FAILED, problem=problem)


def _stage(
    job: Job,
    notebook: Any,
    body: PageBody,
    page_tables: PageTables,
    mask: Callable[[Any], Any],
) -> TablesRead:
    import nbformat  # noqa: PLC0415

    from kzaz_analysis.runner.render.render import render_page  # noqa: PLC0415

    node: Any = nbformat
    bundle = find_bundle(notebook)
    read = page_tables.read(bundle["tables"])
    facts = _facts(job, bundle, read, mask)
    texts = {
        ".ipynb": node.writes(notebook, version=4) + "\n",
        ".results.json": results_json(_document(job.page, bundle, read)),
        ".html": render_page(notebook, facts, body),
    }
    # Rendering takes out what stood inside a secret and hid it from the first mask.
    for ending, text in texts.items():
        _write(job.staged / f"{job.page.slug}{ending}", mask(text))
    return read


def _facts(
    job: Job,
    bundle: Mapping[str, Any],
    read: TablesRead,
    mask: Callable[[Any], Any],
) -> PageFacts:
    """Return what a page says of its making; what its notebook kept is packed."""
    from kzaz_analysis.runner.render import render  # noqa: PLC0415

    page = job.page
    work = work_folder(page.slug, job.staged)
    return render.PageFacts(
        slug=page.slug,
        report=page.report.name,
        schema=page.schema,
        values=page.values,
        data_hash=combined_hash(read.contents),
        version=job.version,
        title=page.title,
        home=job.home,
        tables=tuple(bundle["tables"]),
        files=artefacts.pack(work, job.staged / f"{page.slug}{artefacts.ENDING}", mask),
        unkept=artefacts.left_out(work),
        offered=_offered(job),
        changes=_changes(job, bundle, read),
        absent_kernel=page.kernel.absent,
    )


def _document(
    page: Page, bundle: Mapping[str, Any], read: TablesRead
) -> dict[str, Any]:
    """Return what a page commits to, as its results are stored."""
    language = {} if page.words.code == ENGLISH else {"language": page.words.code}
    return {
        "report": page.report.name,
        "parameters": dict(page.values),
        **language,
        "data": {
            "sha256": combined_hash(read.contents),
            "tables": read.contents,
            "rows": {name: part["chosen"] for name, part in read.rows.items()},
        },
        **bundle,
    }


def _changes(job: Job, bundle: Mapping[str, Any], read: TablesRead) -> dict[str, Any]:
    """Return what differs from the page of the last run, for the template."""
    if job.runs is None or job.around is None:
        return {}
    page = job.page
    described = {
        "title": bundle["title"],
        "report": page.report.name,
        "parameters": dict(page.values),
        "inputs": inputs_of(page, read.tables, job.around, job.home, read.rows),
        "results": bundle["results"],
        "version": job.version,
    }
    return page_section(job.versions, job.runs, page.slug, described, job.keys)


def _write(path: Path, text: str) -> None:
    with path.open("wb") as file:
        file.write(text.encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
