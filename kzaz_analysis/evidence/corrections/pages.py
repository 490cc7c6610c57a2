"""The two generated pages of the handbook: corrections, and the record compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.evidence.corrections.choices import (
    added_choices,
    changed_choices,
    choices,
)
from kzaz_analysis.evidence.corrections.comparison import comparison
from kzaz_analysis.evidence.corrections.corrected import corrected
from kzaz_analysis.evidence.corrections.markdown import number, table
from kzaz_analysis.evidence.schema.provenance import CORRECTIONS, words

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from kzaz_analysis.evidence.tables import Tables

GENERATED = "Generated from the tables; `make data` writes it anew."


def corrections_page(evidence: Tables, edition: pd.DataFrame, day: str) -> str:
    """Write what was corrected and which choices changed since an edition.

    Parameters
    ----------
    evidence : Tables
        The record as it is.
    edition : pandas.DataFrame
        Choices of the edition, see `kzaz_analysis.evidence.corrections.choices`.
    day : str
        Day of the edition.
    """
    now = choices(evidence)
    changed, added = changed_choices(edition, now), added_choices(edition, now)
    return "\n".join(
        [
            "# Corrections",
            "",
            GENERATED,
            "",
            "## Rows that no longer stand",
            "",
            f"{words(CORRECTIONS)}. No row is deleted: each is shown among the "
            "alternatives, and views of days before its successor choose it.",
            "",
            _corrected(evidence),
            "",
            "## Figures that the rules choose now",
            "",
            f"Yearly figures that were printed on {day} and are others now, with what "
            f"each is. {len(changed)} of {len(edition)} changed.",
            "",
            _changes(changed),
            "",
            "## Years that had no figure",
            "",
            table(
                ("series", "rule", "years added", "from", "to"),
                added.itertuples(index=False),
            ),
            "",
        ]
    )


def _corrected(evidence: Tables) -> str:
    heads = (
        "row",
        "series",
        "year",
        "printed",
        "by",
        "source",
        "status",
        "now",
        "note",
    )
    lines = [
        (
            row["ref"],
            row["series"],
            row["period_end"].year,
            number(row["value"]),
            row["agency"],
            row["source"],
            row["status"],
            _successors(row["successors"]),
            row["note"],
        )
        for row in corrected(evidence).to_dict("records")
    ]
    return table(heads, lines)


def _successors(rows: Sequence[Mapping[Hashable, object]]) -> str:
    """Say what stands now: a figure, or two flows with their sum."""
    values = [float(str(row["value"])) for row in rows]
    parts = " + ".join(map(number, values))
    total = f" = {number(round(sum(values), 6))}" if len(values) > 1 else ""
    origins = ", ".join(dict.fromkeys(str(row["source"]) for row in rows))
    return f"{parts}{total} ({origins})" if rows else ""


def origin(row: Mapping[Hashable, Any], then: str = "") -> str:
    """Name the agency and provenance of a choice, and whose figures a channel carried.

    Parameters
    ----------
    row : mapping
        A row of `choices.changed_choices`.
    then : str
        ``_then`` for the former choice.
    """
    books, agency = str(row[f"books{then}"]), str(row[f"agency{then}"])
    said = books in ("", agency) or agency.startswith(f"{books}_")
    whose = agency if said else f"{books} in {agency}"
    return f"{whose}, {row[f'provenance{then}']}"


def _changes(changed: pd.DataFrame) -> str:
    heads = ("series", "rule", "year", "printed", "of", "now", "of")
    lines = [
        (
            row["series"],
            row["rule"],
            row["year"],
            number(row["value_then"]),
            origin(row, "_then"),
            number(row["value"]) if pd.notna(row["value"]) else "no figure",
            origin(row) if pd.notna(row["value"]) else "",
        )
        for row in changed.to_dict("records")
    ]
    return table(heads, lines)


def comparison_page(evidence: Tables) -> str:
    """Write every yearly trade figure of the record beside the official ones."""
    rows = comparison(evidence)
    counts = rows["verdict"].str.split(" ").str[0].value_counts()
    tally = ", ".join(f"{word} {n}" for word, n in counts.sort_index().items())
    sides = evidence.dataset.codes
    heads = ("series", "year", "figure", "of", *sides, "verdict", "source", "row")
    lines = [
        (
            row["series"],
            row["year"],
            number(row["value"]),
            row["agency"],
            *(number(row[side]) for side in sides),
            row["verdict"],
            row["source"],
            row["ref"],
        )
        for row in rows.to_dict("records")
    ]
    return "\n".join(
        [
            "# The record beside the official figures",
            "",
            GENERATED,
            "",
            "Every yearly figure of trade between the two countries that is no "
            "official one itself, beside what the statistics of each reporter give, in "
            "million US dollars. A figure agrees where its rounding holds the official "
            "one, and is near within 2 %; a bound allows what lies on its side. Where "
            "one reporter alone has an official figure, the verdict is on that one.",
            "",
            f"{len(rows)} figures: {tally or 'nothing to compare'}.",
            "",
            table(heads, lines),
            "",
            "## Figures as printed",
            "",
            "Rows that carry the figure in the words or digits of their source.",
            "",
            _coverage(evidence),
            "",
        ]
    )


def _coverage(evidence: Tables) -> str:
    lines = []
    for name in ("observations", "claims", "targets", "projections", "milestones"):
        quotes = evidence.load(name)["quote"]
        share = 100 * float((quotes != "").mean()) if len(quotes) else 0.0
        lines.append((name, len(quotes), int((quotes != "").sum()), f"{share:.0f} %"))
    return table(("table", "rows", "with the figure as printed", "share"), lines)
