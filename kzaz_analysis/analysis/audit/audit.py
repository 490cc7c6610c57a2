"""The audit: every rule over the whole record, and the cards of what disagrees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.audit.clauses import Clause, clause
from kzaz_analysis.analysis.audit.conflicts import (
    ConflictCard,
    conflict_card,
    conflicts_frame,
    figure_row,
    with_conflicts,
)
from kzaz_analysis.analysis.audit.index import FigureIndex
from kzaz_analysis.analysis.audit.read import read_record
from kzaz_analysis.analysis.audit.rules import (
    changes,
    flows,
    forecasts,
    levels,
    milestones,
    months,
    parts,
    rests,
    stated_targets,
)
from kzaz_analysis.analysis.audit.targets import read_targets
from kzaz_analysis.analysis.audit.verdict.verdicts import (
    CONTRADICTS,
    EXPLAINED,
    SUPERSEDED,
    VERDICTS,
    FigurePair,
    Judgement,
    comparisons_frame,
)
from kzaz_analysis.errors import unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kzaz_analysis.analysis.audit.figures import Figure


@dataclass(frozen=True, slots=True, eq=False)
class Audit:
    """What the record says of itself.

    Attributes
    ----------
    comparisons : pandas.DataFrame
        One row per comparison; see `comparisons_frame`, and ``conflict``: the card
        that it belongs to, empty where nothing disagrees.
    conflicts : pandas.DataFrame
        One row per card; see `conflicts_frame`. The gravest and widest first.
    figures : pandas.DataFrame
        One row per figure or claim: ``id, kind, series, period_start, period_end,
        period, text, value, low, high, unit, books, agency, source, status, note``.
    """

    comparisons: pd.DataFrame
    conflicts: pd.DataFrame
    figures: pd.DataFrame

    def counts(self) -> pd.DataFrame:
        """Comparisons per rule and verdict, with totals.

        Returns
        -------
        pandas.DataFrame
            Index: rules, then ``all``; columns: the verdicts, then ``all``.
        """
        table = pd.crosstab(self.comparisons["rule"], self.comparisons["verdict"])
        table = table.reindex(columns=list(VERDICTS), fill_value=0)
        table.loc["all"] = table.sum()
        return table.assign(all=table.sum(axis=1))

    def card(self, conflict: str) -> ConflictCard:
        """Return one card: its figures in clusters, and its comparisons.

        Raises
        ------
        UsageError
            If there is no such card.
        """
        conflict_names = self.conflicts["conflict"]
        if conflict not in set(conflict_names):
            raise unknown_name("conflict", conflict, conflict_names)
        return conflict_card(self.conflicts, self.comparisons, self.figures, conflict)

    def of(self, series: str | None = None, source: str | None = None) -> Audit:
        """Narrow the audit to one series, or to what one source takes part in."""
        rows = self.comparisons
        if series is not None:
            rows = rows[rows["series"] == series]
        if source is not None:
            sides = rows["left_sources"] + "; " + rows["right_sources"]
            rows = rows[[source in names.split("; ") for names in sides]]
        cards = self.conflicts
        cards = cards[cards["conflict"].isin(set(rows["conflict"]))]
        return Audit(
            rows.reset_index(drop=True), cards.reset_index(drop=True), self.figures
        )


def audit(
    *,
    observations: pd.DataFrame,
    claims: pd.DataFrame,
    targets: pd.DataFrame,
    projections: pd.DataFrame,
    milestones: pd.DataFrame,
    series: pd.DataFrame,
    agencies: pd.DataFrame,
    units: pd.DataFrame,
    factors: pd.DataFrame,
    sides: Mapping[str, str] | None = None,
) -> Audit:
    """Test every published figure and claim against all it can be tested against.

    Parameters
    ----------
    observations, claims, targets, projections, milestones : pandas.DataFrame
        The tables of what was published, as `kz.load` returns them, of any day.
    series, agencies, units, factors : pandas.DataFrame
        The tables that describe them.
    sides : mapping of str to str, optional
        Names, by code, of the countries whose figures are mirrors of each other; those
        that own an agency when left out.

    Returns
    -------
    Audit
        Comparisons, and the cards into which those that disagree are grouped.

    Notes
    -----
    A figure stands for every value that rounds to it, and figures contradict only
    when these intervals do not meet (Moore 1966, interval arithmetic). No rule knows
    a particular claim.
    """
    tables = {
        "observations": observations,
        "claims": claims,
        "series": series,
        "agencies": agencies,
        "units": units,
        "factors": factors,
    }
    record = read_record(tables, sides)
    record.corrections.update(_disputes(milestones))
    comparisons = list(_all_rules(record, targets, projections, milestones))
    comparisons += _untested(record, comparisons)
    return assemble([explained(c, record) for c in comparisons], record)


def _disputes(dated: pd.DataFrame) -> dict[str, str]:
    """Return what the table of milestones says against its own rows, by id."""
    rows = dated[(dated["status"] == "disputed") & (dated["note"].fillna("") != "")]
    notes = rows["note"].str.rstrip(".")
    return dict(zip(rows["id"], notes, strict=True))


def explained(comparison: FigurePair, record: FigureIndex) -> FigurePair:
    """Set a contradiction apart where the tables say what is wrong with one side.

    A figure that a later edition replaced is no mirror of the other reporter's either.
    """
    judged = comparison.judgement
    is_mirror = judged.difference == "mirror"
    if judged.verdict != CONTRADICTS and not is_mirror:
        return comparison
    ids = {
        part.removesuffix("/base").removesuffix("/level")
        for name in (*comparison.left.ids, *comparison.right.ids)
        for part in name.split(" + ")
    }
    is_own = comparison.left.books == comparison.right.books
    if ids & record.superseded and (is_mirror or is_own):
        judgement = Judgement(SUPERSEDED, Clause("later_edition"))
        return replace(comparison, judgement=judgement)
    notes = [record.corrections[name] for name in sorted(ids & set(record.corrections))]
    if not notes or is_mirror:
        return comparison
    judgement = Judgement(EXPLAINED, clause("noted", notes=tuple(dict.fromkeys(notes))))
    return replace(comparison, judgement=judgement)


def assemble(found: list[FigurePair], record: FigureIndex) -> Audit:
    """Group comparisons into an audit."""
    comparisons = with_conflicts(comparisons_frame(found))
    cards = conflicts_frame(comparisons, record.entries)
    return Audit(comparisons, cards, figures_frame(record))


def record_rules(record: FigureIndex) -> Iterator[FigurePair]:
    """Apply the rules that need figures and claims alone."""
    yield from levels.same_period(record)
    yield from levels.near_dates(record)
    yield from levels.undated(record)
    yield from levels.concentration(record)
    yield from flows.nested(record)
    yield from rests.turned(record)
    yield from flows.sums_of_years(record)
    yield from months.sums_within_years(record)
    yield from changes.between_claims(record)
    yield from changes.with_levels(record)
    yield from changes.troughs(record)
    yield from parts.sums(record)
    yield from parts.parts_within(record)
    yield from parts.shares(record)


def _all_rules(
    record: FigureIndex,
    targets: pd.DataFrame,
    projections: pd.DataFrame,
    dated: pd.DataFrame,
) -> Iterator[FigurePair]:
    yield from record_rules(record)
    yield from stated_targets.statements(read_targets(targets, record), record)
    outlook = forecasts.read_outlooks(projections, targets, record)
    yield from forecasts.same_number(outlook, record)
    yield from levels.foreign_units(record, outlook)
    events = milestones.read_events(dated)
    yield from milestones.dated_twice(events)
    yield from milestones.beginnings(events)
    yield from milestones.beginnings_on_record(events, record)


def _untested(record: FigureIndex, found: Iterable[FigurePair]) -> Iterator[FigurePair]:
    """Name every figure and claim that no rule could hold against another."""
    compared_ids = {name for c in found for name in (*c.left.ids, *c.right.ids)}
    compared_ids |= {part for name in compared_ids for part in name.split(" + ")}
    for figure in record.figures:
        if figure.id not in compared_ids and figure.kind != "implied":
            yield levels.untested(figure, _figure_reason(figure))
    for change in (*record.changes, *record.shares):
        if change.id not in compared_ids:
            is_dated = None not in (change.start, change.end)
            reason = Clause("no_levels" if is_dated else "no_period")
            yield levels.untested(change, reason)


def _figure_reason(figure: Figure) -> Clause:
    if figure.start is None or figure.end is None:
        return Clause("no_period")
    return Clause("only_figure")


def figures_frame(record: FigureIndex) -> pd.DataFrame:
    """One row per level and claim of change; see `Audit.figures`."""
    rows = [figure_row(f, f.kind, f.status) for f in record.figures]
    rows += [figure_row(c, "change", "") for c in record.changes]
    rows += [figure_row(c, "share", "") for c in record.shares]
    return pd.DataFrame(rows)
