"""Pages of a run: the jobs that make them, and what the manifest says of each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kzaz_analysis import __version__
from kzaz_analysis.errors import OutputError
from kzaz_analysis.runner.archive import archive
from kzaz_analysis.runner.archive.run_index import opened
from kzaz_analysis.runner.cache import fingerprint
from kzaz_analysis.runner.execute.outcome import PageProblem, Status
from kzaz_analysis.runner.publish import manifest, publish
from kzaz_analysis.runner.workers.page_job import Job

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from kzaz_analysis.runner.plan.page import Page
    from kzaz_analysis.runner.plan.plan import Plan
    from kzaz_analysis.runner.workers.page_job import PageResult


def jobs(
    plan: Plan,
    pages: Sequence[Page],
    staged: Path,
    runtimes: Iterable[Path],
    *,
    tables: Mapping[str, str],
    variable: str,
    keys: Mapping[str, list[str]],
) -> list[Job]:
    """Return what the processes that make some pages must be told.

    Parameters
    ----------
    plan : Plan
        The run that they belong to.
    pages : sequence of Page
        What to make.
    staged : pathlib.Path
        Folder for finished files.
    runtimes : iterable of pathlib.Path
        A private folder for each page.
    tables : mapping of str to str
        SHA-256 of every data table by name.
    variable : str
        Environment variable that names their folder.
    keys : mapping of str to list of str
        Columns that name a row, by table.
    """
    store = plan.out / archive.FOLDER
    with opened(store) as index:
        return [
            Job(
                page=page,
                staged=staged,
                runtime=runtime,
                limits=plan.limits,
                tables=tables,
                variable=variable,
                version=__version__,
                home=plan.home,
                runs=store,
                versions=index.versions(page.slug),
                keys=keys,
                around=fingerprint.surroundings(),
                demands=plan.demands,
                scripts=plan.scripts,
            )
            for page, runtime in zip(pages, runtimes, strict=True)
        ]


def publish_page(
    plan: Plan, result: PageResult, job: Job
) -> tuple[PageResult, dict[str, str]]:
    """Put a page in its place; return how it ended, and SHA-256 of its files.

    A page that cannot be put there has failed, and no file of it is there.
    """
    if result.status is not Status.OK:
        return result, {}
    subfolder = plan.place(result.slug).removesuffix(result.slug)
    try:
        return result, publish.publish(result.slug, job.staged, plan.out, subfolder)
    except OutputError as error:
        problem = PageProblem("OutputError", str(error))
        return replace(result, status=Status.FAILED, problem=problem), {}


def entry_of(
    plan: Plan,
    page: Page,
    result: PageResult,
    published: Mapping[str, str],
    before: Mapping[str, Any],
    failed_notebook: str = "",
) -> dict[str, Any]:
    """Return what the manifest says of a page that has ended.

    Parameters
    ----------
    plan : Plan
        The run that it belongs to.
    page : Page
        What was to be made.
    result : PageResult
        How it ended.
    published : mapping of str to str
        SHA-256 of its files; empty if it was not published.
    before : mapping
        What the manifest said of it so far.
    failed_notebook : str
        Where its notebook lies, if it failed.
    """
    stands = not published and plan.page_file(page.slug).is_file()
    entry = manifest.page_entry(page, result, published, stands)
    if failed_notebook:
        entry["failed_notebook"] = failed_notebook
    if stands:
        # What stands there was made by the run that made it, from what it read.
        return entry | {k: before[k] for k in ("inputs", "made_in") if k in before}
    inputs = fingerprint.inputs_of(
        page,
        result.read.tables,
        fingerprint.surroundings(),
        plan.home,
        result.read.rows,
    )
    is_cut = any(cell.cut for cell in result.cells)
    limits = {"output_limits": plan.limits.outputs} if is_cut else {}
    scripts = {"scripts": True} if plan.scripts else {}
    return entry | {"inputs": inputs} | limits | scripts
