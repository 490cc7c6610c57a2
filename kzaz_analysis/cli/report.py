"""The commands under ``kzaz report``."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from typing import Any

import click

from kzaz_analysis.cli.datasets.option import with_dataset
from kzaz_analysis.cli.intake.refresh import refresh_first
from kzaz_analysis.cli.report_runs import diff, runs, status, verify
from kzaz_analysis.cli.running.execution import (
    AHEAD,
    begun,
    cores,
    execute,
    uses_package,
    warm_for,
)
from kzaz_analysis.cli.running.options import Settings, shared
from kzaz_analysis.errors import EXIT_CODES, ParameterError, UsageError
from kzaz_analysis.parameter_types import Written
from kzaz_analysis.runner import templates
from kzaz_analysis.runner.changed_templates import refuse_changed
from kzaz_analysis.runner.workers.cluster import NAMES, choose
from kzaz_analysis.runner.workers.cluster.dask_client import OPEN, is_open


def _exit_codes() -> str:
    lines = [f"  {code:>3}  {meaning}" for code, meaning in EXIT_CODES.items()]
    return "\n".join(["\b", "Exit codes:", *lines])


@click.group(epilog=_exit_codes())
def report() -> None:
    """Execute notebooks into report pages.

    A page appears only when its notebook ran to its last cell; otherwise the last
    good page stays. A page is made again only where something changed that it rests
    on: its notebook, its parameters, a table that it read, the package.
    KZAZ_NOTEBOOK_DIR points the command at another folder of notebooks.

    \b
    Examples:
      kzaz report list
      kzaz report params growth_rates
      kzaz report run growth_rates -p series titr_freight -o out
      kzaz report suite -o reports/latest
    """


report.add_command(diff)
report.add_command(runs)
report.add_command(status)
report.add_command(verify)


@report.command("list")
def list_() -> None:
    """List the reports with the question each of them asks.

    Those that installed packages bring along come last.

    \b
    Example:
      kzaz report list
    """
    from kzaz_analysis.runner.plan import notebooks  # noqa: PLC0415

    reports = notebooks.list_reports()
    try:
        reports += notebooks.installed_reports()
    except UsageError as error:
        click.echo(error, err=True)
    width = max((len(notebook.name) for notebook in reports), default=0)
    for notebook in reports:
        heading = notebooks.first_heading(notebook.read())
        click.echo(f"{notebook.name:<{width}}  {heading}".rstrip())


@report.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def params(name: str, as_json: bool) -> None:
    """Show the parameters of a report: type, default, what is allowed, meaning.

    \b
    Example:
      kzaz report params growth_rates --json
    """
    from kzaz_analysis.runner.plan.notebooks import find_report  # noqa: PLC0415
    from kzaz_analysis.runner.plan.parameters import read_schema  # noqa: PLC0415

    notebook = find_report(name)
    schema = read_schema(notebook.name, notebook.read())
    if as_json:
        described = [parameter.as_dict() for parameter in schema.parameters]
        click.echo(json.dumps(described, ensure_ascii=False, indent=2))
        return
    for parameter in schema.parameters:
        default = parameter.computed or repr(parameter.default)
        click.echo(f"{parameter.name}: {parameter.kind} = {default}")
        for line in filter(None, (parameter.help, str(parameter.rules))):
            click.echo(f"    {line}")


@report.command()
@click.argument("name")
@click.option(
    "-p",
    "--parameter",
    "pairs",
    type=(str, str),
    multiple=True,
    metavar="KEY VALUE",
    help="Set one parameter; may be given again for another.",
)
@click.option(
    "-f",
    "--file",
    "file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="YAML file with parameters; -p comes before it.",
)
@click.option("--title", default="", help="Title, if the notebook gives none.")
@click.option("--slug", default="", help="Stem of the files; default: the name.")
@shared
def run(
    *,
    name: str,
    pairs: tuple[tuple[str, str], ...],
    file: Path | None,
    title: str,
    slug: str,
    **options: Any,
) -> None:
    """Execute one report and print where its page lies.

    NAME is one of `kzaz report list`, or the path of any notebook; what can be set
    stands in its cell tagged "parameters". Beside the page lie its notebook, its
    results and a manifest.

    \b
    Examples:
      kzaz report run growth_rates -p series titr_freight -p as_of 2023-07-29
      kzaz report run target_gap -f targets.yml -o out --timeout 120
    """
    from kzaz_analysis.runner.plan.notebooks import find_report  # noqa: PLC0415
    from kzaz_analysis.runner.workers.zygote_client import Zygote  # noqa: PLC0415

    # It gets ready while this process finds out what there is to do.
    ahead = AHEAD if uses_package(find_report(name).path) else ()
    zygote_process = click.get_current_context().with_resource(Zygote(ahead=ahead))
    zygote_process.begin()
    from kzaz_analysis.runner.plan.plan import Plan  # noqa: PLC0415
    from kzaz_analysis.runner.plan.suite import (  # noqa: PLC0415
        Suite,
        plan_page,
    )
    from kzaz_analysis.runner.workers.pool import make_pages  # noqa: PLC0415

    make = partial(make_pages, zygote_process=zygote_process)
    from kzaz_analysis.runner.plan.yaml_file import read_yaml  # noqa: PLC0415

    values = {**(read_yaml(file) if file else {}), **_once(pairs)}
    page = plan_page(name, values, title=title, stem=slug)
    for path in templates.changed([page.report.path]):
        click.echo(f"kzaz: note: the template {path} was changed", err=True)
    suite = Suite(title or page.report.name, (page,))
    settings = Settings(**options)
    plan = Plan(alone=True, make=make, **settings.plan(suite))
    execute(plan, settings, f"{page.slug}.html")


@report.command()
@click.argument(
    "file",
    required=False,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1),
    help="Pages made at a time; default: one for each core, at most four, or one for "
    "each worker of a cluster.",
)
@click.option(
    "--executor",
    type=click.Choice(NAMES),
    default=NAMES[0],
    show_default=True,
    help="Who makes the pages: processes of this machine, or a Dask cluster.",
)
@click.option(
    "--address",
    default="",
    metavar="TLS",
    help="Scheduler of the cluster; without it, dask starts workers on this machine.",
)
@click.option(
    "--refresh",
    "sources",
    metavar="SOURCES",
    help="Ask official sources first and write what is new, as kzaz data refresh --yes "
    "does: all, or names as in imts,wdi.",
)
@click.option(
    "--allow-changed",
    is_flag=True,
    help="Make pages also of templates that were changed since they were agreed to.",
)
@shared
def suite(
    *,
    file: Path | None,
    jobs: int | None,
    executor: str,
    address: str,
    sources: str | None,
    allow_changed: bool,
    **options: Any,
) -> None:
    """Execute every page of a suite, write its index, and print where that lies.

    FILE is a YAML file that names the pages; without it the suite that the dataset
    names is made, else the one that comes with the notebooks. `pages: possible` in it
    stands for every page that the figures allow, see `kzaz report plan`. A page that
    fails does not stop the others. A template that was changed, as by a notebook that
    somebody saved, is named and nothing is published, unless --allow-changed is given.

    \b
    Examples:
      kzaz report suite
      kzaz report suite my-suite.yml -o out --jobs 2
      kzaz report suite --refresh imts,wdi --fail-on-change
      kzaz report suite --dataset geo-tur -o reports/geo-tur
      kzaz report suite my-suite.yml --executor dask --address tls://10.0.0.1:8786
    """
    from kzaz_analysis.cli.explorer.beside import made_beside  # noqa: PLC0415
    from kzaz_analysis.runner.plan.plan import INDEX, Plan  # noqa: PLC0415
    from kzaz_analysis.runner.plan.suite import suite_of  # noqa: PLC0415

    if sources:
        refresh_first(sources, dry_run=bool(options["dry_run"]))
    planned = suite_of(*_suite_document(file))
    if not allow_changed:
        refuse_changed(planned.pages)
    ready = warm_for(planned)
    make = choose(executor, address, jobs, **ready)
    if is_open(address):
        click.echo(f"kzaz: warning: {OPEN.format(address=address)}", err=True)
    settings = Settings(**options)
    plan = Plan(jobs=jobs or cores(), make=make, **settings.plan(planned))
    if executor == NAMES[0] and not settings.dry_run:
        plan = begun(plan, ready["warm"])
    with made_beside(() if settings.dry_run else plan.suite.beside, plan.out):
        execute(plan, settings, INDEX)


@report.command()
def plan() -> None:
    """Print, as a suite, every page that the figures of the dataset allow.

    \b
    Example:
      kzaz report plan --dataset geo-tur > my-suite.yml
    """
    import yaml  # noqa: PLC0415

    from kzaz_analysis.evidence.opened import open as open_evidence  # noqa: PLC0415

    evidence = open_evidence()
    document = {"title": evidence.dataset.title} | _possible()
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    click.echo(text.rstrip("\n"))


@report.command()
@click.argument("names", nargs=-1)
def refresh(names: tuple[str, ...]) -> None:
    """Execute notebooks in place with their defaults; all when no NAME is given.

    Outputs are written into the notebook, free of times and paths. A notebook that
    fails is left as it was. What was executed is the template from then on: pages are
    made of it without --allow-changed.

    \b
    Example:
      kzaz report refresh growth_rates
    """
    from kzaz_analysis.runner import refresh as work  # noqa: PLC0415
    from kzaz_analysis.runner.plan import notebooks  # noqa: PLC0415
    from kzaz_analysis.runner.plan.limits import Limits  # noqa: PLC0415

    chosen = [notebooks.find_report(name) for name in names]
    for notebook in chosen or notebooks.list_reports():
        click.echo(work.refresh(notebook, Limits()))


def _suite_document(file: Path | None) -> tuple[dict[str, Any], Path]:
    """Read a suite, and list its pages where it asks for all that are possible.

    Reports without a page are named with the reason, here and on top of the index.
    """
    from kzaz_analysis.evidence.dataset.dataset import POSSIBLE  # noqa: PLC0415
    from kzaz_analysis.runner.plan.yaml_file import read_yaml  # noqa: PLC0415

    path = file or _suite_file()
    document = read_yaml(path)
    if document.get("pages") == POSSIBLE:
        from kzaz_analysis.cli.datasets.possible import (  # noqa: PLC0415
            reports_wanting,
        )

        possible = _possible()
        document = possible | document | {"pages": possible["pages"]}
        wanting = reports_wanting(possible["pages"])
        if wanting:
            click.echo(" ".join(wanting), err=True)
        lines = [str(document.get("intro") or ""), *wanting]
        document["intro"] = "\n".join(filter(None, lines))
    return document, path


def _suite_file() -> Path:
    """Return the suite of the dataset, else that of the notebooks."""
    from kzaz_analysis.cli.datasets.about import about  # noqa: PLC0415
    from kzaz_analysis.places import data_folder  # noqa: PLC0415
    from kzaz_analysis.runner.plan.notebooks import (  # noqa: PLC0415
        ENVIRONMENT,
        notebook_dir,
    )

    shipped = notebook_dir() / "suite.yml"
    if os.environ.get(ENVIRONMENT) and shipped.is_file():
        return shipped
    folder = data_folder()
    name = about(folder).suite
    return folder / name if name else shipped


def _possible() -> dict[str, Any]:
    """Return every page that the figures allow, and which of them opens the index."""
    from kzaz_analysis.cli.datasets.possible import possible_pages  # noqa: PLC0415
    from kzaz_analysis.evidence.opened import open as open_evidence  # noqa: PLC0415

    evidence = open_evidence()
    pages = possible_pages(evidence)
    if not pages:
        raise UsageError(
            f"{evidence.folder} has no series with figures of two years, so that no "
            "page can be made; 'kzaz data import' adds figures, see its README.md"
        )
    return {"front": pages[0]["slug"], "pages": pages}


def _once(pairs: tuple[tuple[str, str], ...]) -> dict[str, Written]:
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ParameterError(f"given more than once with -p: {', '.join(twice)}")
    return {name: Written(text) for name, text in pairs}


for _command in (run, suite, plan, refresh, verify):
    with_dataset(_command)
