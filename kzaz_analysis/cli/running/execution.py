"""How the command runs a plan: what is told, and what its processes hold ready."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from kzaz_analysis.cli.running.subjects import check_subjects
from kzaz_analysis.errors import KzazError
from kzaz_analysis.runner.workers.pool import LIBRARIES

if TYPE_CHECKING:
    from pathlib import Path

    from kzaz_analysis.cli.running.options import Settings
    from kzaz_analysis.runner.cache.data_snapshot import DataFolder
    from kzaz_analysis.runner.plan.plan import Plan
    from kzaz_analysis.runner.plan.suite import Suite
    from kzaz_analysis.runner.telling.log import RunLog

DATA = "KZAZ_DATA_DIR"
"""Environment variable that names another folder of tables."""


WARM = "kzaz_analysis.cli.preload:warm_up"
"""What gets the process ready from which those that make pages are forked."""


AHEAD = ("pandas", "kzaz_analysis.reports.record.page", "seaborn")
"""What the kernel of a page alone imports while it waits for its notebook."""


_MOST_JOBS = 4


def execute(plan: Plan, settings: Settings, first: str) -> None:
    """Run a plan, show how it goes on, and print where its first file lies."""
    from kzaz_analysis.runner.publish.signals import Interrupted  # noqa: PLC0415

    try:
        make(plan, settings, first=first)
    except Interrupted as interruption:
        click.echo(f"kzaz: {interruption}; nothing half-made is left", err=True)
        sys.exit(interruption.exit_code)


def make(
    plan: Plan, settings: Settings, *, first: str = "", quiet: bool = False
) -> None:
    """Run a plan, or say what it would make; see `run.run` for what is raised.

    Parameters
    ----------
    plan : Plan
        What to run.
    settings : Settings
        The options, of which the plan holds most already.
    first : str
        Name of the file to print the path of; empty for none.
    quiet : bool
        Show nothing of how it goes on.
    """
    from kzaz_analysis.runner.publish.signals import Interrupted  # noqa: PLC0415
    from kzaz_analysis.runner.run import run  # noqa: PLC0415
    from kzaz_analysis.runner.telling import listener  # noqa: PLC0415

    if settings.notify:
        from kzaz_analysis.runner.telling import notify  # noqa: PLC0415

        notify.split(settings.notify)
    is_explained = settings.explain or settings.dry_run
    telling = listener.Listener(
        is_explained,
        _log(settings),
        suite=plan.suite.title,
        page=plan.out / first if first else None,
        quiet=quiet,
    )
    data = data_folder()
    check_subjects(plan.suite.pages, data.path, lambda: _due(plan, data))
    if settings.dry_run:
        from kzaz_analysis.runner.stale import plan_reasons  # noqa: PLC0415

        for slug, reasons in plan_reasons(plan, data).items():
            telling(slug, "plan", reasons)
        return
    code = 1
    try:
        run(plan, data, telling)
        code = 0
    except (Interrupted, KzazError) as error:
        code = error.exit_code
        raise
    finally:
        telling.close(code)


def _due(plan: Plan, data: DataFolder) -> list[str]:
    """Return the slugs of the pages that are to be made."""
    from kzaz_analysis.runner.stale import plan_reasons  # noqa: PLC0415

    return [slug for slug, why in plan_reasons(plan, data).items() if why]


def _log(settings: Settings) -> RunLog | None:
    if settings.log is None or settings.dry_run:
        return None
    from kzaz_analysis.runner.telling.log import RunLog  # noqa: PLC0415

    return RunLog(settings.log, settings.log_format)


def data_folder() -> DataFolder:
    """Return the folder of tables that pages rest on."""
    from kzaz_analysis.evidence.schema.definitions import (  # noqa: PLC0415
        EDITIONS,
        TABLES,
    )
    from kzaz_analysis.places import data_folder  # noqa: PLC0415
    from kzaz_analysis.runner.cache.data_snapshot import DataFolder  # noqa: PLC0415

    return DataFolder(data_folder(), DATA, (*TABLES, EDITIONS))


def warm_for(suite: Suite) -> dict[str, Any]:
    """Return what gets processes ready for the notebooks of a suite, see `choose`."""
    paths = {page.report.path for page in suite.pages}
    is_ours = any(map(uses_package, paths))
    return {"warm": WARM, "ahead": AHEAD} if is_ours else {"warm": LIBRARIES}


def begun(plan: Plan, warm: str) -> Plan:
    """Start the process that pages fork from, if they are sure to be due.

    It gets ready while the run is prepared, and the index with it. Where a run has been
    before, nobody knows yet whether it is needed.
    """
    if plan.manifest.exists() or len(plan.suite.pages) == 1:
        return plan
    from kzaz_analysis.runner.workers.zygote_client import Zygote  # noqa: PLC0415

    zygote_process = click.get_current_context().with_resource(Zygote(warm))
    zygote_process.begin()
    from kzaz_analysis.runner.render import render  # noqa: PLC0415

    # The end of the run needs it, and no page can be made before that process is ready.
    render.get_index_ready()
    return replace(plan, make=partial(plan.make, zygote_process=zygote_process))


def uses_package(notebook: Path) -> bool:
    """Whether a notebook names this package, whose libraries take long to import."""
    return __name__.partition(".")[0].encode() in notebook.read_bytes()


def cores() -> int:
    """How many pages to make at a time when nobody says."""
    affinity = getattr(os, "sched_getaffinity", None)
    count = len(affinity(0)) if affinity else os.cpu_count() or 1
    return min(count, _MOST_JOBS)
