"""The thirteen tables: figures here, the lists that they refer to in `code_lists`."""

from __future__ import annotations

import re

from kzaz_analysis.evidence.rounding import QUALIFIERS
from kzaz_analysis.evidence.schema.code_lists import CODE_LISTS
from kzaz_analysis.evidence.schema.columns import Column, Order, TableSchema
from kzaz_analysis.evidence.schema.provenance import (
    CORRECTIONS,
    PROVENANCES,
    STAGES,
    words,
)

OBS_STATUS = ("A", "B", "D", "E", "F", "I", "M", "P", "U")
"""SDMX code list CL_OBS_STATUS, the letters that this record can need."""


SERIES = Column(
    "series", "Series the figure belongs to.", required=True, refers_to="series.series"
)
MEASURE_TEXT = (
    "`level` a value of the series, `growth` per cent on the base period, `multiple` "
    "ratio to the base period, `increase` difference from the base period"
)
REPORTER = Column(
    "reporter",
    "ISO 3166-1 alpha-3 code of the country that reports the figure; "
    "empty when the publisher does not let one tell.",
    "country",
)
AGENCY = Column(
    "agency",
    "Statistical source that the publisher credits.",
    required=True,
    refers_to="agencies.agency",
)
UNIT = Column("unit", "Unit as published.", required=True, refers_to="units.unit")
ROUNDING = (
    Column(
        "digits",
        "Significant digits of the published figure; trailing zeros of a rounded "
        "number do not count. Empty for counts and for published ranges.",
        "integer",
        minimum=1,
    ),
    Column(
        "qualifier",
        "How the publisher hedged it: `over` for more than, `under` for less than or "
        "nearly, `up_to` for a bound that may be far away.",
        required=True,
        choices=QUALIFIERS,
    ),
    Column("low", "Least value that is published as this figure.", "number"),
    Column(
        "high",
        "Greatest value that is published as this figure; empty when unbounded.",
        "number",
    ),
)
PERIOD = (
    Column("period_start", "First day of the period; empty when not stated.", "date"),
    Column("period_end", "Last day of the period; empty when not stated.", "date"),
)
QUOTE = Column("quote", "The figure as printed, in the words or digits of its source.")
ORIGIN = (
    Column(
        "source", "Where it was published.", required=True, refers_to="sources.source"
    ),
    Column(
        "paragraph", "Paragraph of the article, counted from one.", "integer", minimum=1
    ),
    Column("note", "What a reader must know to use the figure."),
    Column(
        "ref",
        "Row of the collection: T trade, C corridor, M macro, A0 to A4 the five "
        "articles, O official statistics, P a second pass, U own additions; several "
        "when one source gave a figure twice.",
        required=True,
        many=True,
    ),
)
OWN_REF = "U"
"""Letter of the references of figures that a user added: one of them is one row."""

OWN_REFS = re.compile(rf"{OWN_REF}\d+")
"""Shape of such a reference: ``U001``."""

IN_ORDER = (Order("period_start", "period_end"), Order("low", "value"))
VALUE_BELOW_HIGH = Order("value", "high")


def _value(description: str, *, required: bool = True) -> Column:
    return Column("value", description, "number", required=required)


OBSERVATIONS = TableSchema(
    "observations",
    "Figures that somebody published for a period",
    "One row is one figure of one series, as one source published it. A revision is a "
    "new row.",
    ("series", "period_end", "period_start", "reporter", "agency", "source", "ref"),
    (
        SERIES,
        REPORTER,
        AGENCY,
        *PERIOD,
        _value("The figure as published, in `unit`."),
        UNIT,
        *ROUNDING,
        Column(
            "obs_status",
            "SDMX observation status: A normal, P provisional, E estimated or period "
            "inferred, U low reliability, D definition differs, I worked out here.",
            required=True,
            choices=OBS_STATUS,
        ),
        Column(
            "provenance",
            "How near the figure is to who counted it, best first: "
            f"{words(PROVENANCES)}. For freight, oil and ports `own_count` ranks with "
            "`statistic`. Empty stands for what follows from agency and source.",
            choices=tuple(PROVENANCES),
        ),
        Column(
            "stage",
            f"How far it is settled: {words(STAGES)}. Empty stands for `preliminary` "
            "with status P, else `not_stated`.",
            choices=tuple(STAGES),
        ),
        Column(
            "status",
            f"What became of it: {words(CORRECTIONS)}. Empty when it stands. Such a "
            "row is shown, and chosen only on days before what supersedes it.",
            choices=tuple(CORRECTIONS),
        ),
        Column(
            "superseded_by",
            "Rows that give the figure now.",
            refers_to="observations.ref",
            many=True,
        ),
        QUOTE,
        *ORIGIN,
    ),
    (*IN_ORDER, VALUE_BELOW_HIGH),
    quantities=("value",),
)

CLAIMS = TableSchema(
    "claims",
    "Assertions about change or comparison, and misprints",
    "One row is one assertion. Levels that no series may use (misprints, levels "
    "without a period) are claims, too.",
    ("id",),
    (
        Column("id", "Name of the claim.", required=True),
        SERIES,
        Column(
            "measure",
            MEASURE_TEXT + ", `share` per cent of a whole.",
            required=True,
            choices=("level", "growth", "multiple", "increase", "share"),
        ),
        _value("The figure as published, in `unit`."),
        UNIT,
        *ROUNDING,
        *PERIOD,
        Column("base_start", "First day of the period compared with.", "date"),
        Column("base_end", "Last day of the period compared with.", "date"),
        Column("level_value", "Level asserted in the same breath.", "number"),
        Column("level_unit", "Its unit.", refers_to="units.unit"),
        REPORTER,
        AGENCY,
        Column("speaker", "Who said it, by office or name."),
        Column(
            "status",
            f"What is known to be wrong with it: {words(CORRECTIONS)}. Empty when it "
            "stands. Its note says what; the audit shows it apart.",
            choices=tuple(CORRECTIONS),
        ),
        QUOTE,
        *ORIGIN,
    ),
    (*IN_ORDER, VALUE_BELOW_HIGH, Order("base_start", "base_end")),
    quantities=("value", "level_value"),
    signed_when=("growth", "increase"),
)

TARGETS = TableSchema(
    "targets",
    "Targets",
    "One row is one statement of a target; statements of the same target share "
    "`promise`.",
    ("id",),
    (
        Column("id", "Name of the statement.", required=True),
        Column("promise", "Name of the target.", required=True),
        SERIES,
        Column(
            "measure",
            "What is set: " + MEASURE_TEXT + ", `date` a completion by the "
            "deadline, `length`, `count` or `cost` of a project.",
            required=True,
            choices=(
                "level",
                "growth",
                "multiple",
                "increase",
                "date",
                "length",
                "count",
                "cost",
            ),
        ),
        _value("The figure as published, in `unit`; empty for a date.", required=False),
        Column("unit", "Unit as published.", refers_to="units.unit"),
        *ROUNDING,
        Column("announced_by", "Who set it, by office or name."),
        Column("deadline_start", "First day of the date set.", "date"),
        Column(
            "deadline_end",
            "Last day of the date set; empty when the target has no date.",
            "date",
        ),
        Column("base_value", "Level that the target starts from.", "number"),
        Column("base_unit", "Its unit.", refers_to="units.unit"),
        Column("base_year", "Its year.", "integer", minimum=1991),
        Column(
            "counted", "What exactly is counted, such as throughput, capacity, exports."
        ),
        Column(
            "status",
            "Where it stands on the record.",
            required=True,
            choices=("open", "met", "missed", "superseded"),
        ),
        Column(
            "supersedes", "Statement that this one replaces.", refers_to="targets.id"
        ),
        QUOTE,
        *ORIGIN,
    ),
    (Order("deadline_start", "deadline_end"), Order("low", "value"), VALUE_BELOW_HIGH),
    quantities=("value", "base_value"),
    signed_when=("growth", "increase"),
)

PROJECTIONS = TableSchema(
    "projections",
    "Forecasts by others",
    "One row is one forecast figure.",
    ("id",),
    (
        Column("id", "Name of the forecast.", required=True),
        SERIES,
        Column("author", "Who forecasts.", required=True),
        Column("scenario", "Name of the scenario, when there are several."),
        Column("condition", "What the forecast assumes."),
        Column(
            "measure",
            MEASURE_TEXT + ", `share` per cent of a whole.",
            required=True,
            choices=("level", "growth", "multiple", "increase", "share"),
        ),
        _value("The figure as published, in `unit`."),
        UNIT,
        *ROUNDING,
        *PERIOD,
        Column("base_year", "Year it is compared with.", "integer", minimum=1991),
        QUOTE,
        *ORIGIN,
    ),
    (*IN_ORDER, VALUE_BELOW_HIGH),
    quantities=("value",),
    signed_when=("growth", "increase"),
)

MILESTONES = TableSchema(
    "milestones",
    "Dated facts and projects",
    "One row is one event of one project, as one source gives it.",
    ("id",),
    (
        Column("id", "Name of the event.", required=True),
        Column("project", "Project or relation it belongs to.", required=True),
        Column("event", "What happened or was to happen.", required=True),
        Column("planned_start", "First day of the planned date.", "date"),
        Column("planned_end", "Last day of the planned date.", "date"),
        Column("actual_start", "First day on which it happened.", "date"),
        Column("actual_end", "Last day on which it happened.", "date"),
        Column(
            "status",
            "`disputed` when the record contradicts it.",
            required=True,
            choices=("planned", "done", "slipped", "disputed"),
        ),
        _value("A number that goes with it, in `unit`.", required=False),
        Column("unit", "Its unit.", refers_to="units.unit"),
        QUOTE,
        *ORIGIN,
    ),
    (Order("planned_start", "planned_end"), Order("actual_start", "actual_end")),
    quantities=("value",),
)

MACRO = TableSchema(
    "macro",
    "Country-year figures from official databases",
    "One row is one indicator of one country and year, as one source published it. A "
    "revision is a new row.",
    ("indicator", "country", "year", "source"),
    (
        Column("indicator", "Name of the indicator.", required=True),
        Column(
            "country",
            "ISO 3166-1 alpha-3 code; WLD the world, EMU the euro area.",
            "country",
            required=True,
        ),
        Column("year", "Calendar year.", "integer", required=True, minimum=1990),
        _value("The figure, in `unit`."),
        UNIT,
        Column(
            "obs_status",
            "SDMX observation status; E for values chained here from growth rates.",
            required=True,
            choices=OBS_STATUS,
        ),
        *ORIGIN,
    ),
)

TABLES: dict[str, TableSchema] = {
    table.name: table
    for table in (
        OBSERVATIONS,
        CLAIMS,
        TARGETS,
        PROJECTIONS,
        MILESTONES,
        MACRO,
        *CODE_LISTS,
    )
}
"""Every table by name, figures first."""

EDITIONS = "choices-????-??-??"
"""Names of files beside the tables: what an edition chose, and the edition's day."""

ADDED: dict[str, tuple[str, ...]] = {
    "observations": ("provenance", "stage", "status", "superseded_by", "quote"),
    "claims": ("status", "quote"),
    "targets": ("quote",),
    "projections": ("quote",),
    "milestones": ("quote",),
    "series": ("frequency", "delay_days", "better"),
}
"""Columns that datasets of an older form lack; they are read as empty."""

FACT_TABLES = ("observations", "claims", "targets", "projections", "milestones")
"""Tables whose rows are somebody's published words, each with a source."""
