"""The lists beside the figures: series, sources, agencies, units, factors, drivers."""

from __future__ import annotations

from kzaz_analysis.evidence.schema.columns import Column, TableSchema

SERIES_LIST = TableSchema(
    "series",
    "The catalogue",
    "One row is one series: what it measures, of whom, in which unit.",
    ("series",),
    (
        Column("series", "Stable name.", required=True),
        Column("title", "Name for readers.", required=True),
        Column(
            "system",
            "Which of the linked systems it describes.",
            required=True,
            choices=(
                "trade",
                "corridor",
                "oil",
                "investment",
                "ports",
                "rail",
                "digital",
                "energy",
                "air",
                "agreements",
                "exports",
            ),
        ),
        Column("measures", "What exactly is measured.", required=True),
        Column(
            "unit",
            "Unit in which the series is analysed.",
            required=True,
            refers_to="units.unit",
        ),
        Column(
            "nature",
            "`flow` over a period, `stock` on a day, `rate` per time, `constant`.",
            required=True,
            choices=("flow", "stock", "rate", "constant"),
        ),
        Column("entity", "Route, place or pair of countries."),
        Column(
            "direction",
            "Direction of the flow: GEO->TUR, GEO->, ->TUR, or both.",
        ),
        Column("default_rule", "Rule by which the source is chosen unless asked."),
        Column(
            "preferred",
            "Agencies in order of preference within one side.",
            refers_to="agencies.agency",
            many=True,
        ),
        Column(
            "parts",
            "Series that add up to this one.",
            refers_to="series.series",
            many=True,
        ),
        Column("caveats", "What a reader must know."),
        Column(
            "frequency",
            "How often a figure is due; empty stands for `annual` of a flow that "
            "several sources report, else for `irregular`, never due.",
            choices=("annual", "quarterly", "monthly", "irregular"),
        ),
        Column(
            "delay_days",
            "Usual days from the end of a period to its figure; empty stands for the "
            "median of those of the series' own figures.",
            "integer",
            minimum=0,
        ),
        Column(
            "better",
            "Which way is an improvement: `less` of a cost or a time; empty stands for "
            "more.",
            choices=("more", "less"),
        ),
    ),
)

SOURCES = TableSchema(
    "sources",
    "Origins",
    "One row is one page, article or file that figures were taken from.",
    ("source",),
    (
        Column("source", "Readable name: publisher and date.", required=True),
        Column("producer", "Who made the figures, when it is one body."),
        Column("publisher", "Who published them.", required=True),
        Column("title", "Subject in our words."),
        Column(
            "published_on",
            "ISO 8601; may stop at year or month; empty when unknown.",
            "partial_date",
        ),
        Column("accessed_on", "Day it was read; empty when not recorded.", "date"),
        Column("address", "Where it can be read."),
        Column("licence", "Terms under which the figures are used.", required=True),
        Column(
            "kind",
            "What it is.",
            required=True,
            choices=("article", "press", "official", "dataset"),
        ),
        Column("note", "What a reader must know."),
    ),
)

AGENCIES = TableSchema(
    "agencies",
    "Statistical sources",
    "One row is one body that counts, or is credited with counting.",
    ("agency",),
    (
        Column("agency", "Code.", required=True),
        Column("name", "Full name.", required=True),
        Column(
            "books",
            "Reporter that its figures count for: a country, or the body itself; empty "
            "when unknown. Growth is not computed across different reporters.",
        ),
        Column("kind", "What kind of body it is.", required=True),
    ),
)

UNITS = TableSchema(
    "units",
    "Units",
    "One row is one unit; units of one dimension convert by their factors.",
    ("unit",),
    (
        Column("unit", "Code.", required=True),
        Column("label", "Name for readers.", required=True),
        Column("dimension", "What is measured.", required=True),
        Column(
            "factor",
            "How many base units of the dimension one unit is.",
            "number",
            required=True,
            minimum=0,
        ),
        Column("authority", "Where the factor comes from.", required=True),
    ),
)

FACTORS = TableSchema(
    "factors",
    "Conversion factors between dimensions",
    "One row is one named factor; converting with it is always said.",
    ("factor", "year"),
    (
        Column("factor", "Name of the factor.", required=True),
        Column("from_dimension", "Dimension converted from.", required=True),
        Column("to_dimension", "Dimension converted to.", required=True),
        Column("year", "Year it holds for; empty when it always does.", "integer"),
        Column(
            "value",
            "Base units of the second dimension in one base unit of the first.",
            "number",
            required=True,
            minimum=0,
        ),
        Column(
            "source", "Where it comes from.", required=True, refers_to="sources.source"
        ),
        Column("note", "How it was obtained."),
    ),
)

EXCLUSIONS = TableSchema(
    "exclusions",
    "Collected rows that are in no table",
    "One row is one row of the collection, with the reason.",
    ("ref",),
    (
        Column("ref", "Row of the collection.", required=True),
        Column("reason", "Why it is in no table.", required=True),
    ),
)

READINGS = (
    "latest",
    "mean_5",
    "lowest_5",
    "highest",
    "highest_5",
    "least_use",
    "latest_use",
    "most_use",
    "ceiling",
)
"""General rules by which a driver is read from the record."""


def _reading(case: str) -> Column:
    return Column(
        case,
        f"Rule by which the {case} case is read: `latest`; `mean_5`, `lowest_5` and "
        "`highest_5` of the last five years; `highest` on record; `least_use`, "
        "`latest_use`, `most_use` of the ceiling; `ceiling` caps and moves nothing.",
        required=True,
        choices=READINGS,
    )


DRIVERS = TableSchema(
    "drivers",
    "What moves a series",
    "One row is one driver of one driven series: what it rests on and how its low, "
    "base and high case are read. It holds no figure of its own.",
    ("series", "driver"),
    (
        Column("driver", "Name of the driver.", required=True),
        Column("series", "Series it moves.", required=True, refers_to="series.series"),
        Column("title", "Name for readers.", required=True),
        Column(
            "kind",
            "`part` of the total, `capacity` to carry it, `macro` by an elasticity, "
            "`quota` that was agreed.",
            required=True,
            choices=("part", "capacity", "macro", "quota"),
        ),
        Column(
            "rests_on",
            "Series of a part or capacity, indicator of a macro driver, targets of a "
            "quota. A later series may be a part of the first.",
            required=True,
            many=True,
        ),
        Column("country", "Country of a macro indicator."),
        Column("books", "Rule by which its sources are chosen, as for a series."),
        _reading("low"),
        _reading("base"),
        _reading("high"),
        Column(
            "converted_by",
            "Two series whose ratio, over the same period of the same reporter, turns "
            "its unit into that of the driven series: the first over the second.",
            refers_to="series.series",
            many=True,
        ),
        Column(
            "shared_with",
            "Everything that passes through the same link; what is not of the driven "
            "series is taken off the capacity.",
            refers_to="series.series",
        ),
        Column(
            "carries",
            "Whether `all` of the driven series passes this link, or a `part` of it.",
            choices=("all", "part"),
        ),
        Column("project", "Project of the milestones table that adds capacity."),
        Column(
            "overlap",
            "Drivers of one name overlap: the strongest of them enters a path.",
            required=True,
        ),
        Column(
            "source",
            "Where the effect is published; empty when it is worked out here.",
            refers_to="sources.source",
        ),
        Column("note", "What a reader must know."),
    ),
)

CODE_LISTS = (SERIES_LIST, SOURCES, AGENCIES, UNITS, FACTORS, DRIVERS, EXCLUSIONS)
"""Definitions in the order of the data dictionary."""
