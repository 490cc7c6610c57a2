"""What contradicts what? The audit of the record, and the cards worth a picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.audit import KINDS, VERDICTS, Audit, audit
from kzaz_analysis.analysis.audit.conflicts import gravest_first
from kzaz_analysis.errors import unknown_name
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.parameter_types import Kind, Rules
from kzaz_analysis.reports.audit.common_axis import WEAK, dated, sides_on_one_axis
from kzaz_analysis.reports.audit.findings import findings
from kzaz_analysis.reports.record.study import Study
from kzaz_analysis.signature import DAY, TEXT, Argument, guarded

if TYPE_CHECKING:
    from kzaz_analysis.analysis.audit import ConflictCard
    from kzaz_analysis.evidence.periods import Day

PUBLISHED = ("observations", "claims", "targets", "projections", "milestones")
DESCRIBED = ("series", "agencies", "units", "factors")

GRAVE = ("contradiction", "unit slip", "mirror")
"""Kinds of cards that are shown first."""

MOST_CARDS = 60
"""Disagreements that a reader can be shown in full."""

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
    """

    card: ConflictCard
    sides: pd.DataFrame


@dataclass(frozen=True, eq=False)
class AuditStudy(Study):
    """The audit of the record, of one series or of one source, as known on one day.

    Attributes
    ----------
    audit : Audit
        Comparisons and cards within what was asked for; a card takes its kind,
        its counts and its arithmetic from these comparisons alone.
    series, title, source, as_of : str
        What was asked for; empty for everything.
    shown : tuple of ShownCard
        Cards to be shown in full, the gravest first.
    rest : pandas.DataFrame
        All other cards, as `conflicts_frame` returns them, with ``verdict`` and for
        both sides ``…_text`` and ``…_sources`` of the gravest comparison.
    verdicts : pandas.DataFrame
        One row per verdict, the gravest first: ``verdict, comparisons, cards`` (on
        which at least one comparison ended so).
    figures : int
        Figures and claims that were compared, calculated ones not counted.
    weak : int
        Comparisons that agree by the rule `WEAK` alone.
    agencies, titles : dict of str to str
        Full names of the statistical sources, and titles of the series.
    units : tuple of str
        Ids of all units.
    evidence : Evidence
        What it rests on.
    """

    room = "audit"

    audit: Audit
    series: str
    title: str
    source: str
    as_of: str
    shown: tuple[ShownCard, ...]
    rest: pd.DataFrame
    verdicts: pd.DataFrame
    figures: int
    weak: int
    agencies: dict[str, str]
    titles: dict[str, str]
    units: tuple[str, ...]
    evidence: Evidence

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

    def __repr__(self) -> str:
        return f"AuditStudy({len(self.audit.comparisons)} comparisons)"

    @property
    def frame(self) -> pd.DataFrame:
        """The cards, the gravest first."""
        return self.audit.conflicts


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
    tables = {name: origin.load(name) for name in (*PUBLISHED, *DESCRIBED)}
    catalogue, agencies = tables["series"], tables["agencies"]
    titles = dict(zip(catalogue["series"], catalogue["title"], strict=True))
    _check_names(origin, titles, series, source)
    whole = audit(**tables, sides=origin.dataset.side_names)
    narrowed_audit = narrowed(whole, series, source)
    chosen = choose(narrowed_audit.conflicts, most_cards)
    return AuditStudy(
        audit=narrowed_audit,
        series=series,
        title=titles.get(series, ""),
        source=source,
        as_of=origin.as_of,
        shown=tuple(_shown(narrowed_audit, name) for name in chosen),
        rest=_rest(narrowed_audit, chosen),
        verdicts=_verdicts(narrowed_audit),
        figures=len(_compared(narrowed_audit)),
        weak=_weak(narrowed_audit.comparisons),
        agencies=dict(zip(agencies["agency"], agencies["name"], strict=True)),
        titles=titles,
        units=tuple(tables["units"]["unit"]),
        evidence=origin,
    )


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


def _shown(found: Audit, name: str) -> ShownCard:
    card = dated(found.card(name))
    return ShownCard(card, sides_on_one_axis(card))


def _rest(found: Audit, chosen: list[str]) -> pd.DataFrame:
    names = ("text", "value", "low", "high", "books", "agency", "sources")
    sides = [f"{side}_{name}" for side in ("left", "right") for name in names]
    worst = gravest_first(found.comparisons).drop_duplicates("conflict")
    cards = found.conflicts[~found.conflicts["conflict"].isin(chosen)]
    return cards.merge(
        worst[["conflict", "verdict", "rule", "unit", "distance", *sides]],
        on="conflict",
    )


def _check_names(
    evidence: Evidence, titles: dict[str, str], series: str, source: str
) -> None:
    if series and series not in titles:
        raise unknown_name("series", series, titles)
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
