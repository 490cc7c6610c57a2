"""What contradicts what? The audit of the record, and the cards worth a picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.audit import KINDS, VERDICTS, Audit, audit
from kzaz_analysis.analysis.audit.conflicts import gravest_first
from kzaz_analysis.analysis.audit.verdict.verdicts import SIDE_COLUMNS
from kzaz_analysis.errors import unknown_name
from kzaz_analysis.evidence.catalogue import catalogue_entry
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.parameter_types import Kind, Rules
from kzaz_analysis.reports.audit.clauses.writer import ALL_DIGITS, writer_for
from kzaz_analysis.reports.audit.common_axis import WEAK, dated, sides_on_one_axis
from kzaz_analysis.reports.audit.findings import findings
from kzaz_analysis.reports.record.study import Study
from kzaz_analysis.signature import DAY, TEXT, Argument, guarded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.analysis.audit import ConflictCard
    from kzaz_analysis.evidence.periods import Day
    from kzaz_analysis.reports.audit.clauses.writer import ClauseWriter

PUBLISHED = ("observations", "claims", "targets", "projections", "milestones")
DESCRIBED = ("series", "agencies", "units", "factors")

GRAVE = ("contradiction", "unit slip", "mirror")
"""Kinds of cards that are shown first."""

MOST_CARDS = 60
"""Disagreements that a reader can be shown in full."""

MOST_ALIKE = 5
"""Figures with one remark; what stands on more is of their table, not of a figure."""

RESERVED = 7
"""One picture in so many is kept for each kind that is not a contradiction."""


@dataclass(frozen=True, slots=True, eq=False)
class ShownCard:
    """A card and what to draw of it.

    Attributes
    ----------
    card : ConflictCard
        As the audit has it.
    sides : pandas.DataFrame
        As `sides_on_one_axis` returns it.
    notes : mapping of str to str
        What the tables remark on figures and claims, by their ids.
    """

    card: ConflictCard
    sides: pd.DataFrame
    notes: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class AuditStudy(Study):
    """The audit of the record, of one series or of one source, as known on one day.

    Each part is computed when it is asked for, once.

    Attributes
    ----------
    series, source : str
        What was asked for; empty for everything.
    most_cards : int
        Disagreements to show in full.
    evidence : Evidence
        What it rests on.
    """

    room = "audit"

    series: str
    source: str
    most_cards: int
    evidence: Evidence

    @cached_property
    def audit(self) -> Audit:
        """Comparisons and cards within what was asked for.

        A card takes its kind, its counts and its arithmetic from these comparisons
        alone.
        """
        tables = {name: self.evidence.load(name) for name in (*PUBLISHED, *DESCRIBED)}
        whole = audit(**tables, sides=self.evidence.dataset.side_names)
        return narrowed(whole, self.series, self.source)

    @cached_property
    def _chosen(self) -> list[str]:
        return choose(self.audit.conflicts, self.most_cards)

    @cached_property
    def shown(self) -> tuple[ShownCard, ...]:
        """Cards to be shown in full, the gravest first."""
        # A note is of today and may tell what was published after an earlier day.
        notes = {} if self.as_of else notes_of(self.audit.figures)
        return tuple(_shown(self.audit, name, notes) for name in self._chosen)

    @cached_property
    def rest(self) -> pd.DataFrame:
        """All other cards, as `conflicts_frame` returns them.

        With ``verdict`` and for both sides ``…_text`` and ``…_sources`` of the gravest
        comparison.
        """
        return self.every[~self.every["conflict"].isin(self._chosen)]

    @cached_property
    def every(self) -> pd.DataFrame:
        """All cards, the gravest first, with the columns of `rest`."""
        return _with_sides(self.audit)

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """One row per verdict, the gravest first: ``verdict, comparisons, cards``.

        Cards are those on which at least one comparison ended so.
        """
        return _verdicts(self.audit)

    @property
    def figures(self) -> int:
        """Figures and claims that were compared, calculated ones not counted."""
        return len(_compared(self.audit))

    @property
    def weak(self) -> int:
        """Comparisons that agree by the rule `WEAK` alone."""
        return _weak(self.audit.comparisons)

    @property
    def weak_pct(self) -> float:
        """Share of the agreeing pairs of which that is true, in percent."""
        agree = self.ended("consistent")
        return 100 * self.weak / agree if agree else float("nan")

    @cached_property
    def writer(self) -> ClauseWriter:
        """How the lines of the audit are written."""
        return writer_for(self.evidence)

    @property
    def agencies(self) -> Mapping[str, str]:
        """Full names of the statistical sources."""
        return self.writer.agencies

    @property
    def titles(self) -> Mapping[str, str]:
        """Titles of the series."""
        return self.writer.titles

    @property
    def title(self) -> str:
        """Title of the series asked for; empty for all."""
        return self.titles.get(self.series, "")

    @cached_property
    def findings(self) -> pd.DataFrame:
        """What it finds besides plain contradictions, as `findings` returns it."""
        return findings(self.audit)

    @property
    def series_shown(self) -> tuple[str, ...]:
        """The series asked for, else those of the cards shown in full."""
        if self.series:
            return (self.series,)
        names = (
            name for each in self.shown for name in each.card.comparisons["series"]
        )
        return tuple(name for name in dict.fromkeys(names) if name in self.titles)

    def cards(self, kind: str) -> int:
        """Count the cards of one kind."""
        return int((self.audit.conflicts["kind"] == kind).sum())

    def ended(self, verdict: str) -> int:
        """Count the comparisons that ended in one verdict."""
        return int((self.audit.comparisons["verdict"] == verdict).sum())

    @property
    def compared(self) -> int:
        """Number of comparisons that could be tested."""
        return len(self.audit.comparisons) - self.ended("not testable")

    def __repr__(self) -> str:
        return f"AuditStudy({len(self.audit.comparisons)} comparisons)"

    @property
    def frame(self) -> pd.DataFrame:
        """The cards, the gravest first, with all digits that were published."""
        return replace(self.writer, digits=ALL_DIGITS).frame(self.audit.conflicts)


@guarded(
    formerly=("source", "as_of"),
    series=TEXT,
    source=TEXT,
    as_of=DAY,
    most_cards=Argument(Kind("int"), Rules(low=0, high=MOST_CARDS)),
)
def audit_study(
    series: str = "",
    *,
    source: str = "",
    as_of: Day = None,
    most_cards: int = MOST_CARDS,
    evidence: Evidence | None = None,
) -> AuditStudy:
    """Audit the record.

    Parameters
    ----------
    series : str
        Only this series; empty: all.
    source : str
        Only comparisons in which this source takes part; empty: all.
    as_of : str or date, optional
        Only what had been published by this day.
    most_cards : int
        Disagreements to show in full; all that there are, if there are fewer.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Returns
    -------
    AuditStudy
        Every comparison, and the cards into which those that disagree are grouped.

    Raises
    ------
    UsageError
        If there is no such series or source, or a value breaks its rules.
    """
    origin = opened(evidence, as_of)
    _check_names(origin, series, source)
    return AuditStudy(series, source, most_cards, origin)


def narrowed(found: Audit, series: str, source: str) -> Audit:
    """Keep what concerns one series or source, and judge each card by that alone.

    Parameters
    ----------
    found : Audit
        The whole audit.
    series, source : str
        Names; empty for all.
    """
    if not series and not source:
        return found
    part = found.of(series or None, source or None)
    rows = part.comparisons
    cards = part.conflicts.set_index("conflict", drop=False).to_dict("index")
    cards_kept = [
        _judged_anew(cards[name], mine)
        for name, mine in rows[rows["kind"] != ""].groupby("conflict")
    ]
    frame = pd.DataFrame(cards_kept, columns=found.conflicts.columns)
    order = frame["kind"].map({kind: i for i, kind in enumerate(KINDS)})
    frame = frame.assign(order=order).sort_values(
        ["order", "distance_pct", "conflict"], ascending=[True, False, True]
    )
    frame = frame.drop(columns="order").reset_index(drop=True)
    return Audit(rows, frame, found.figures)


def _judged_anew(card: dict[Any, Any], rows: pd.DataFrame) -> dict[Any, Any]:
    worst = gravest_first(rows).iloc[0]
    best = ["kind", "distance_pct", "arithmetic", "condition", "hint"]
    counts = rows["verdict"].value_counts()
    publishers = "; ".join([*rows["left_sources"], *rows["right_sources"]]).split("; ")
    return {
        **card,
        **{column: worst[column] for column in best},
        "comparisons": len(rows),
        **{v: int(counts.get(v, 0)) for v in VERDICTS if v in card},
        "sources": "; ".join(sorted(set(publishers) - {""})),
    }


def choose(conflicts: pd.DataFrame, most: int) -> list[str]:
    """Choose the cards to show in full: the gravest of each grave kind.

    Parameters
    ----------
    conflicts : pandas.DataFrame
        Cards, the gravest and widest first.
    most : int
        How many. One in `RESERVED` is kept for unit slips and for mirror cards
        each, so that contradictions do not hide them; what they do not need goes
        to the others.

    Returns
    -------
    list of str
        Names of cards in the order of `conflicts`.
    """
    grave = conflicts[conflicts["kind"].isin(GRAVE)]
    quota = most // RESERVED
    minor = grave[grave["kind"] != GRAVE[0]].groupby("kind", sort=False).head(quota)
    names = [*minor["conflict"], *grave["conflict"]]
    chosen = set(list(dict.fromkeys(names))[:most])
    return [name for name in grave["conflict"] if name in chosen]


def _shown(found: Audit, name: str, notes: Mapping[str, str]) -> ShownCard:
    card = dated(found.card(name))
    return ShownCard(card, sides_on_one_axis(card), notes)


def notes_of(figures: pd.DataFrame) -> dict[str, str]:
    """Return what the tables remark on figures and claims alone, by their ids."""
    noted = figures[figures["note"].fillna("") != ""]
    noted = noted[noted.groupby("note")["id"].transform("nunique") <= MOST_ALIKE]
    return dict(zip(noted["id"], noted["note"], strict=True))


def _with_sides(found: Audit) -> pd.DataFrame:
    names = [name for name in SIDE_COLUMNS if name != "ids"]
    sides = [f"{side}_{name}" for side in ("left", "right") for name in names]
    worst = gravest_first(found.comparisons).drop_duplicates("conflict")
    return found.conflicts.merge(
        worst[["conflict", "verdict", "rule", "unit", "distance", *sides]],
        on="conflict",
    )


def _check_names(evidence: Evidence, series: str, source: str) -> None:
    if series:
        catalogue_entry(evidence, series)
    sources = evidence.sources()["source"]
    if source and source not in set(sources):
        raise unknown_name("source", source, sources)


def _verdicts(found: Audit) -> pd.DataFrame:
    rows = found.comparisons
    carded = rows[rows["conflict"].isin(set(found.conflicts["conflict"]))]
    return pd.DataFrame(
        {
            "verdict": list(VERDICTS),
            "comparisons": [int((rows["verdict"] == v).sum()) for v in VERDICTS],
            "cards": [
                int(carded["conflict"][carded["verdict"] == v].nunique())
                for v in VERDICTS
            ],
        }
    )


def _compared(found: Audit) -> set[str]:
    """Ids of the figures and claims that took part in a comparison."""
    rows = found.comparisons[found.comparisons["verdict"] != "not testable"]
    sides = "; ".join([*rows["left_ids"], *rows["right_ids"]])
    ids = {part for name in sides.split("; ") for part in name.split(" + ")}
    return {name.removesuffix("/base") for name in ids if name}


def _weak(comparisons: pd.DataFrame) -> int:
    agrees = comparisons["verdict"] == "consistent"
    return int((agrees & (comparisons["rule"] == WEAK)).sum())
