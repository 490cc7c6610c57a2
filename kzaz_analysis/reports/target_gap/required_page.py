"""What has to happen for a target: tables and prose of the target-gap page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.exports.sections import written
from kzaz_analysis.display.grammar import reporter_name
from kzaz_analysis.display.numbers import (
    header,
    most_percent_number,
    most_significant,
    percent_number,
    significant,
)
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.reports.target_gap import required_sentences as words
from kzaz_analysis.reports.target_gap.required_rows import (
    driver_terms,
    required_bounds,
    rows_ahead,
    start_name,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.reports.target_gap.study import GapStudy

    Cells = dict[Any, Any]

NEEDS = "Required growth by target year"
TERMS = "Shortfall by component and link"

GAP = "what the target takes"
PLACE_NEEDS = "needs"
PLACE_TERMS = "terms"


class Needs:
    """Parts of the target-gap page about what has to happen."""

    study: GapStudy
    cite: SourceList

    def _room_sources(self) -> list[str]:
        """Return the sources of capacities that stand in sentences alone."""
        sentences = filter(None, words.room_sentences(self.study))
        return [source for sentence in sentences for source in sentence.sources]

    def _needs_sources(self) -> dict[str, list[str]]:
        """Return the sources of the tables of this part, by their place on the page."""
        ahead, terms = rows_ahead(self.study), driver_terms(self.study)
        return {PLACE_NEEDS: list(ahead["source"]), PLACE_TERMS: list(terms["source"])}

    needs_words = written(words.needs_sentences)

    @property
    def needs_table(self) -> Table:
        """One row per start and deadline that is ahead."""
        needed = self.study.required
        starts_asked = () if isinstance(needed, Refused) else needed.asked
        rows = [
            Row(
                (
                    start_name(r),
                    f"{r['deadline']}"
                    f"{'' if r['deadline'] in starts_asked else ', target'}",
                    _required(r, "required_pct", percent_number, most_percent_number),
                    _allowed(r, self.study.target.value),
                    _share(r),
                    _required(r, "yearly_increase", significant, most_significant),
                    _best(r),
                ),
                (r["source"],),
            )
            for r in rows_ahead(self.study).to_dict("records")
        ]
        heads = (
            "from the figure of",
            "by",
            "#growth, % a year",
            "#rounding allows, % a year",
            "#past windows with growth as high",
            header("#a year", self.study.target.unit),
            "fastest over as many years",
        )
        return table(
            NEEDS,
            heads,
            rows,
            self.cite,
            place=PLACE_NEEDS,
            data=rows_ahead(self.study),
        )

    terms_words = written(words.term_sentences)

    @property
    def terms_table(self) -> Table:
        """One row per driver and start: what is missing in its terms."""
        terms = driver_terms(self.study)
        # How the level compares with a capacity does not depend on who starts where.
        is_share = terms["share_pct"].notna()
        terms = terms.assign(start=terms["start"].mask(is_share, ""))
        terms = terms.drop_duplicates(["driver", "start"])
        rows = [
            Row(
                (r["title"], r["start"], words.today(r), words.term(r), r["use"]),
                (r["source"],),
            )
            for _, same in terms.groupby("driver", sort=False)
            for r in same.to_dict("records")
        ]
        heads = ("what", "from the figure of", "its last figure", GAP, "remark")
        return table(TERMS, heads, rows, self.cite, place=PLACE_TERMS)

    room_words = written(words.room_sentences)


def _required(
    row: Cells, column: str, write: Callable[[float], str], most: Callable[[float], str]
) -> str:
    """Write what is required; what a running year asks for is asked at most."""
    if row["required_pct"] <= 0:
        return "reached"
    return f"at most {most(row[column])}" if row["is_floor"] else write(row[column])


def _allowed(row: Cells, goal: float) -> str:
    """Write both ends where rounding moves the growth that is shown."""
    bounds = required_bounds(row, goal)
    if bounds is None:
        return ""
    low, high = (percent_number(end) for end in bounds)
    return "" if low == high else f"{low} to {high}"


def _best(row: Cells) -> str:
    if pd.isna(row["best_pct"]):
        return ""
    years = f"{int(row['best_start'])} to {int(row['best_end'])}"
    pace = f"{percent_number(row['best_pct'])} % a year"
    return f"{pace}, {years}, {reporter_name(row['best_books'])}"


def _share(row: Cells) -> str:
    if pd.isna(row["reached_windows"]) or not row["windows"]:
        return "no such window"
    return f"{int(row['reached_windows'])} of {int(row['windows'])}"
