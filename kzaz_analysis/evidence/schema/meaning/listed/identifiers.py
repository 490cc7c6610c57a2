"""Rules about identifiers: an id and a promise say what their row is about."""

from __future__ import annotations

from kzaz_analysis.evidence.schema.meaning.rule import Rule

RULES = (
    Rule(
        "target of another series",
        ("targets",),
        "series",
        "{promise} is called after other series of the catalogue, and not after "
        "{series}; which is meant?",
        lambda rows: rows["promised_apart"],
        "warning",
    ),
    *(
        Rule(
            "id of another row",
            tables,
            column,
            "the id says {called}; write the one or the other anew",
            lambda rows: rows["called_apart"],
            "warning",
        )
        for tables, column in (
            (("claims", "projections"), "series"),
            (("targets",), "promise"),
        )
    ),
    Rule(
        "id of another source",
        ("claims", "targets", "projections"),
        "source",
        "{id} names another source",
        lambda rows: rows["sourced_apart"],
        "warning",
    ),
)
