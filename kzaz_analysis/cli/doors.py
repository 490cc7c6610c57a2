"""What the command does, from Python: claims, texts, additions, runs, comparisons."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis.display.exports.exportable import BesidePicture
from kzaz_analysis.display.tables import frame_table
from kzaz_analysis.errors import UsageError, unknown_name
from kzaz_analysis.evidence.intake.given import KINDS
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.parameter_types import Kind, Rules
from kzaz_analysis.signature import DAY, TEXT, Argument, guarded, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from os import PathLike

    import pandas as pd

    from kzaz_analysis.evidence.periods import Day
    from kzaz_analysis.runner.compare.comparison import RunComparison

TABLES = ("observations", "claims", "targets", "projections", "milestones")
DESCRIPTIONS = ("series", "agencies", "units", "factors")
SHOWN = ["verdict", "condition", "rule", "period", "left_text", "right_text"]


@dataclass(frozen=True, slots=True)
class ClaimCheck(BesidePicture):
    """A claim held against the record.

    Attributes
    ----------
    claim, read : str
        The claim as typed, and as it was understood.
    comparisons : pandas.DataFrame
        One row per comparison in which it takes part, the gravest first.
    outlook : tuple of str
        What is planned and forecast, where it is about days to come.
    """

    claim: str
    read: str
    comparisons: pd.DataFrame = field(repr=False)
    outlook: tuple[str, ...] = ()

    @property
    def frame(self) -> pd.DataFrame:
        """The comparisons."""
        return self.comparisons

    @property
    def heading(self) -> str:
        """The claim."""
        return self.claim

    @property
    def sentences(self) -> tuple[str, ...]:
        """How it was understood, and what is planned and forecast."""
        return (f"read as {self.read}", *self.outlook)

    def __repr__(self) -> str:
        counts = self.comparisons["verdict"].value_counts(sort=False)
        counts_text = ", ".join(
            f"{number} {verdict}" for verdict, number in counts.items()
        )
        table_text = repr(frame_table(self.comparisons[SHOWN]))
        head = (f"{self.claim}: {counts_text}", f"read as {self.read}")
        return "\n".join((*head, *self.outlook, table_text))

    def _repr_html_(self) -> str:
        caption = " ".join((f"{self.claim}, read as {self.read}.", *self.outlook))
        return frame_table(self.comparisons[SHOWN], caption)._repr_html_()


@guarded(claim=TEXT, as_of=DAY, reporter=TEXT)
def check_claim(
    claim: str,
    *,
    as_of: Day = None,
    reporter: str = "",
    evidence: Evidence | None = None,
) -> ClaimCheck:
    """Hold a claim in words against the record.

    Parameters
    ----------
    claim : str
        Series, period, number and unit: ``"trade_turnover 2024 700 USD million"``.
    as_of : str or date, optional
        Only what had been published by this day.
    reporter : str
        Reporter that the claim rests on, if it says so: the code of a side.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Raises
    ------
    UsageError
        If the claim cannot be read, or denies something; the message says what is
        missing.
    """
    from kzaz_analysis.analysis.audit import VERDICTS, check_statement  # noqa: PLC0415
    from kzaz_analysis.cli.claims.outlook import outlook  # noqa: PLC0415
    from kzaz_analysis.evidence.intake.typed_claim import read_claim  # noqa: PLC0415
    from kzaz_analysis.evidence.units import factors_of  # noqa: PLC0415
    from kzaz_analysis.reports.audit.clauses.writer import (  # noqa: PLC0415
        ALL_DIGITS,
        writer_for,
    )

    source = opened(evidence, as_of)
    if reporter and reporter not in source.dataset.codes:
        raise unknown_name("side of the dataset", reporter, source.dataset.codes)
    tables = {name: source.load(name) for name in (*TABLES, *DESCRIPTIONS)}
    tables["factors"] = factors_of(source)
    read = read_claim(
        claim,
        tables["series"],
        tables["units"],
        source.dataset,
        lambda series: source.series(series).annual["year"].max(),
    )
    rows = check_statement(
        read.row(), tables, reporter, source.dataset.side_names
    ).comparisons
    places = rows["verdict"].map({name: place for place, name in enumerate(VERDICTS)})
    order = ["place", "distance_pct"]
    ranked = rows.assign(place=places).sort_values(order, ascending=[True, False])
    ranked = ranked.drop(columns="place").reset_index(drop=True)
    written = writer_for(source, ALL_DIGITS).frame(ranked)
    return ClaimCheck(claim, str(read), written, outlook(read, source))


@guarded(text=TEXT, published=DAY)
def extract(
    text: str, *, published: Day = None, evidence: Evidence | None = None
) -> pd.DataFrame:
    """Propose the figures of a news text as rows for a person to confirm.

    Parameters
    ----------
    text : str
        The text; for a file ``Path(...).read_text("utf-8")``.
    published : str or date, optional
        Day of its publication, from which "last year" is told.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Returns
    -------
    pandas.DataFrame
        One row per number with a unit; nothing is written to the tables.
    """
    from kzaz_analysis.evidence.intake.extraction import extract as propose  # noqa: PLC0415
    from kzaz_analysis.evidence.periods import as_day  # noqa: PLC0415

    source = opened(evidence)
    day = as_day(published)
    date = None if day is None else day.date()
    lists = source.load("series"), source.load("units")
    return propose(text, *lists, date, source.dataset)


@guarded(kind=one_of(*KINDS))
def add(
    kind: str,
    rows: Iterable[Mapping[str, object]] = (),
    *,
    dry_run: bool = False,
    **cells: object,
) -> list[Path]:
    """Add one row, or several at once, to the tables of the data folder.

    Parameters
    ----------
    kind : {"observation", "claim", "target", "source", "projection", "milestone", \
"macro", "series", "unit", "agency"}
        What is added.
    rows : iterable of mapping
        Cells of each row by column, such as ``frame.to_dict("records")``; all of them
        are added, or none. One row of `cells` alone unless given.
    dry_run : bool
        Check the rows and write nothing.
    **cells
        Cells of all rows by column: ``series="trade_turnover", value=612.4``.
        ``period``, ``base`` and ``deadline`` take a whole period, as in
        ``period="2026"``; ``source_publisher`` and its like describe a new source.
        What follows from the rest need not be given.

    Returns
    -------
    list of pathlib.Path
        Files that were written; none of a dry run.

    Raises
    ------
    UsageError
        If a cell is missing or breaks its contract, or a row is there already.
    """
    from kzaz_analysis.evidence.files import data_dir  # noqa: PLC0415
    from kzaz_analysis.evidence.intake import append  # noqa: PLC0415
    from kzaz_analysis.evidence.intake.own_tables import writable  # noqa: PLC0415
    from kzaz_analysis.evidence.intake.several import several_rows  # noqa: PLC0415

    folder = data_dir() if dry_run else writable(data_dir())
    given = [{**cells, **row} for row in rows] or [cells]
    typed = [{name: _cell(cell) for name, cell in row.items()} for row in given]
    new = several_rows(KINDS[kind], typed, folder)
    append.check_new(new, folder)
    return [] if dry_run else append.add(new, folder)


def _cell(content: object) -> str:
    """Write a cell as it would be typed; nothing for what a frame has no value for."""
    is_missing = content is None or content != content  # noqa: PLR0124 - not a number
    return "" if is_missing else str(content)


@guarded(report=TEXT, jobs=Argument(Kind("int", optional=True), Rules(low=1)))
def run(
    report: str,
    *,
    jobs: int | None = None,
    executor: str = "process",
    address: str = "",
    allow_changed: bool = False,
    parameters: Mapping[str, object] | None = None,
    **options: Any,
) -> Path:
    """Execute one report, or every page of a suite, as ``kzaz report`` does.

    Parameters
    ----------
    report : str
        Name of a report or path of a notebook; or of a suite's file, ``*.yml``.
    jobs : int, optional
        Pages of a suite that are made at a time; one for each core, at most four,
        when left out.
    executor, address : str
        Who makes the pages of a suite: ``"process"``, or ``"dask"`` at an address.
    allow_changed : bool
        Make a suite's pages also of templates that were changed since they were
        agreed to.
    parameters : mapping of str to object, optional
        Values for the report's parameters; a suite takes none.
    **options
        Any option of ``kzaz report run`` by its name in Python, with its default and
        bounds: ``out``, ``force``, ``timeout``, ``strict``, ``fail_on_stderr``,
        ``retries``, ``notify`` and so on; every other name is a parameter of the
        report. One that is both has to be given by ``parameters``.

    Returns
    -------
    pathlib.Path
        The page, or the index of the suite.

    Raises
    ------
    KzazError
        What went wrong, as the command would tell it.

    Examples
    --------
    >>> import kzaz_analysis as kz
    >>> kz.run("growth_rates", series="titr_freight", strict=True)  # doctest: +SKIP
    PosixPath('reports/latest/growth_rates.html')
    """
    from kzaz_analysis.cli.running import execution  # noqa: PLC0415
    from kzaz_analysis.cli.running import options as of_runs  # noqa: PLC0415
    from kzaz_analysis.runner.changed_templates import refuse_changed  # noqa: PLC0415
    from kzaz_analysis.runner.plan.plan import INDEX, Plan  # noqa: PLC0415
    from kzaz_analysis.runner.plan.suite import (  # noqa: PLC0415
        Suite,
        plan_page,
        read_suite,
    )
    from kzaz_analysis.runner.workers.cluster import choose  # noqa: PLC0415

    names = of_runs.names_of_options()
    values = {name: of for name, of in options.items() if name not in names}
    values |= parameters or {}
    is_suite = Path(report).suffix in (".yml", ".yaml")
    if is_suite and values:
        raise UsageError(f"a suite takes no parameters, not {', '.join(values)}")
    if is_suite:
        suite = read_suite(Path(report))
        if not allow_changed:
            refuse_changed(suite.pages)
    else:
        page = plan_page(report, values)
        suite = Suite(page.report.name, (page,))
        both = {p.name for p in page.schema.parameters} & {*options} & {*names}
        if both and parameters is None:
            [name, *_] = sorted(both)
            raise UsageError(
                f"{name} is an option and a parameter of {page.report.name}; give it "
                f"as parameters={{{name!r}: ...}}, or the option with parameters={{}}"
            )
    settings = of_runs.settings_of({k: options[k] for k in names if k in options})
    plan = Plan(
        alone=not is_suite,
        jobs=jobs or execution.cores(),
        make=choose(executor, address, jobs, **execution.warm_for(suite)),
        **settings.plan(suite),
    )
    execution.make(plan, settings, quiet=True)
    return plan.out / (INDEX if is_suite else f"{suite.pages[0].slug}.html")


@dataclass(frozen=True, slots=True)
class RunDiff:
    """What differs between two runs, and because of which input.

    Attributes
    ----------
    comparison : RunComparison
        Pages, numbers and causes.
    """

    comparison: RunComparison

    def __repr__(self) -> str:
        from kzaz_analysis.runner.compare import diff_text  # noqa: PLC0415

        return "\n".join(diff_text.lines(self.comparison))


@guarded(before=TEXT, after=TEXT)
def diff(
    before: str = "previous",
    *,
    after: str = "latest",
    out: str | PathLike[str] = "reports/latest",
) -> RunDiff:
    """Compare two runs of reports, as ``kzaz report diff`` does.

    Parameters
    ----------
    before, after : str
        Ids of runs or their beginnings, ``"latest"``, ``"previous"``, or another
        output folder.
    out : str or path
        Folder of the pages, where their runs are kept.
    """
    from kzaz_analysis.runner.archive import archive  # noqa: PLC0415
    from kzaz_analysis.runner.compare import compare  # noqa: PLC0415

    files: list[Any] = [archive.locate(Path(out), name) for name in (before, after)]
    old, new = (archive.read(Path(out), file) for file in files)
    return RunDiff(compare.compare(old, new, *(file.parent for file in files)))
