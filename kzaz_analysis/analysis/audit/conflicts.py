"""Cards: what disagrees about one series and period, one target or one project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.audit.clauses import Dates
from kzaz_analysis.analysis.audit.verdict.verdicts import (
    CONSISTENT,
    CONTRADICTS,
    DEFINITION,
    EXPLAINED,
    NOT_TESTABLE,
    ONLY_IF,
    SIDE_COLUMNS,
    SUPERSEDED,
    UNIT_SLIP,
    VERDICTS,
    period_label,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.analysis.audit.figures import Change, Figure, SeriesEntry

KINDS = (
    "contradiction",
    "unit slip",
    "explained",
    "mirror",
    "books",
    "definition",
    "open reading",
    "revision",
)
"""What a card is about, the gravest first; a card takes the gravest that it holds."""

KIND_OF_VERDICT = {
    CONTRADICTS: "contradiction",
    UNIT_SLIP: "unit slip",
    EXPLAINED: "explained",
    ONLY_IF: "open reading",
    SUPERSEDED: "revision",
}


@dataclass(frozen=True, slots=True, eq=False)
class ConflictCard:
    """One disagreement, ready to be shown.

    Attributes
    ----------
    conflict, title, kind : str
        As in the list of conflicts.
    dates : Dates
        Its period.
    sides : pandas.DataFrame
        One row per figure, claim or calculation that takes part: ``unit, dates,
        text, value, low, high, books, agency, sources, ids, cluster``. What is
        calculated has the dates of its comparison. Rows of one unit, period and
        cluster (numbered from the narrowest) can all be true at once.
    comparisons : pandas.DataFrame
        The comparisons of the card, the gravest and widest first.
    """

    conflict: str
    title: str
    kind: str
    dates: Dates
    sides: pd.DataFrame
    comparisons: pd.DataFrame


def with_conflicts(comparisons: pd.DataFrame) -> pd.DataFrame:
    """Add ``kind`` (empty where two sides agree) and ``conflict``, the card's name.

    Comparisons that agree belong to the card of their series and period, if there is
    one, so that a card can say how much agrees.
    """
    kind = comparisons["verdict"].map(KIND_OF_VERDICT).fillna("")
    differs = comparisons["verdict"] == DEFINITION
    kind = kind.mask(differs, comparisons["difference"])
    place = comparisons["series"] + " " + comparisons["period"]
    name = comparisons["topic"].where(comparisons["topic"] != "", place)
    tested = comparisons["verdict"] != NOT_TESTABLE
    conflict_of_row = name.where(tested & name.isin(set(name[kind != ""])), "")
    wrong = comparisons.assign(conflict=conflict_of_row)[kind == "contradiction"]
    return comparisons.assign(
        kind=kind, conflict=conflict_of_row.replace(_one_error(wrong))
    )


def _one_error(wrong: pd.DataFrame) -> dict[str, str]:
    """Cards that one figure alone makes contradict, by the card that they go to.

    A figure that takes part in every contradiction of two cards is one error, not
    two; so are two cards that the very same figures contradict. The card with the
    widest distance keeps it, of equals the one with more contradictions.
    """
    blamed: dict[tuple[str, str], list[tuple[float, int, str]]] = {}
    for card, rows in wrong.groupby("conflict"):
        widest = float(rows["distance_pct"].fillna(0).max())
        causes = set.intersection(*map(_row_ids, rows.to_dict("records")))
        for name in causes | {"; ".join(sorted(set(rows["right_ids"])))}:
            blamed.setdefault((rows["series"].iloc[0], name), []).append(
                (widest, len(rows), str(card))
            )
    moved: dict[str, str] = {}
    for cards in blamed.values():
        head = max(cards)[-1]
        moved |= {card: head for *_, card in cards if card != head}
    return {card: moved.get(head, head) for card, head in moved.items()}


def _row_ids(row: dict[Any, Any]) -> set[str]:
    """Rows of the tables that a comparison rests on."""
    joined = f"{row['left_ids']}; {row['right_ids']}".replace(" + ", "; ")
    parts = (part for part in joined.split("; ") if part)
    return {p.removesuffix("/base").removesuffix("/level") for p in parts}


def conflicts_frame(
    comparisons: pd.DataFrame, entries: dict[str, SeriesEntry]
) -> pd.DataFrame:
    """One row per card.

    Returns
    -------
    pandas.DataFrame
        ``conflict, kind, series, topic, title, period, period_start, period_end,
        comparisons`` (how many), one column per verdict with its count,
        ``distance_pct`` (widest of the gravest kind), ``arithmetic, condition, hint``
        (of that comparison), ``sources`` (ids, joined by "; "). Sorted by kind, then
        distance, the widest first.
    """
    cards = comparisons[comparisons["conflict"] != ""]
    rows = [
        _card_row(name, rows, entries)
        for name, rows in cards.groupby("conflict", sort=True)
    ]
    frame = pd.DataFrame(rows, columns=CARD_COLUMNS)
    order = frame["kind"].map({kind: i for i, kind in enumerate(KINDS)})
    return (
        frame.assign(order=order)
        .sort_values(
            ["order", "distance_pct", "conflict"], ascending=[True, False, True]
        )
        .drop(columns="order")
        .reset_index(drop=True)
    )


CARD_COLUMNS = [
    "conflict",
    "kind",
    "series",
    "topic",
    "title",
    "period",
    "period_start",
    "period_end",
    "comparisons",
    *(verdict for verdict in VERDICTS if verdict != NOT_TESTABLE),
    "distance_pct",
    "arithmetic",
    "condition",
    "hint",
    "sources",
]


def _card_row(
    name: object, rows: pd.DataFrame, entries: dict[str, SeriesEntry]
) -> dict[str, object]:
    worst = gravest_first(rows).iloc[0]
    counts = rows["verdict"].value_counts()
    series = worst["series"]
    title = entries[series].title if series in entries else ""
    tested = {v: int(counts.get(v, 0)) for v in VERDICTS if v != NOT_TESTABLE}
    shared = ["kind", "series", "topic", "period", "period_start", "period_end"]
    best = ["distance_pct", "arithmetic", "condition", "hint"]
    not_consistent = rows[rows["verdict"] != CONSISTENT]
    sources = "; ".join(
        [*not_consistent["left_sources"], *not_consistent["right_sources"]]
    ).split("; ")
    return {
        "conflict": name,
        "title": title or str(worst["topic"]).replace("_", " "),
        **{column: worst[column] for column in [*shared, *best]},
        "comparisons": len(rows),
        **tested,
        "sources": "; ".join(sorted(set(sources) - {""})),
    }


def gravest_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort comparisons by kind, then distance, those that agree last."""
    order = rows["kind"].map({kind: i for i, kind in enumerate(KINDS)})
    return (
        rows.assign(order=order.fillna(len(KINDS)))
        .sort_values(
            ["order", "distance_pct", "comparison"], ascending=[True, False, True]
        )
        .drop(columns="order")
    )


def conflict_card(
    conflicts: pd.DataFrame,
    comparisons: pd.DataFrame,
    figures: pd.DataFrame,
    conflict: str,
) -> ConflictCard:
    """Build one card from the frames of an audit."""
    head = conflicts[conflicts["conflict"] == conflict].iloc[0]
    rows = gravest_first(comparisons[comparisons["conflict"] == conflict])
    return ConflictCard(
        conflict,
        str(head["title"]),
        str(head["kind"]),
        dates_of(head),
        _sides(rows, figures),
        rows.reset_index(drop=True),
    )


def dates_of(row: Mapping[Any, Any] | pd.Series[Any]) -> Dates:
    """Return the period of a row of the audit's frames."""
    ends = (row[name] for name in ("period_start", "period_end"))
    start, end = (None if pd.isna(day) else day for day in ends)
    return Dates(start, end)


def with_dates(rows: pd.DataFrame) -> pd.DataFrame:
    """Add ``dates``, the period of each row."""
    ends = rows[["period_start", "period_end"]]
    dates = [dates_of(row) for row in ends.to_dict("records")]
    return rows.assign(dates=pd.Series(dates, index=rows.index, dtype=object))


def _sides(rows: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    names = ["unit", "dates", *SIDE_COLUMNS]
    rows, figures = with_dates(rows), with_dates(figures.drop_duplicates("id"))
    both = [
        rows[["unit", "dates", *(f"{side}_{name}" for name in SIDE_COLUMNS)]].set_axis(
            names, axis=1
        )
        for side in ("left", "right")
    ]
    sides = pd.concat(both, ignore_index=True)
    # What is calculated is in no list of figures; it is of the period compared.
    periods = figures.set_index("id")["dates"].to_dict()
    dates = [
        periods.get(ids, own)
        for ids, own in zip(sides["ids"], sides["dates"], strict=True)
    ]
    sides = sides.assign(dates=pd.Series(dates, index=sides.index, dtype=object))
    sides = sides.drop_duplicates(["unit", "dates", "ids", "text"], ignore_index=True)
    sides = sides.assign(cluster=_clusters(sides)).sort_values(
        ["unit", "cluster", "low", "ids"]
    )
    return sides[[*names, "cluster"]].reset_index(drop=True)


def _clusters(sides: pd.DataFrame) -> pd.Series[int]:
    """Give groups of intervals with a common point a number, the narrowest first."""
    width = sides["high"] - sides["low"]
    clusters: dict[tuple[str, Dates], list[tuple[float, float]]] = {}
    numbers = {}
    for label in width.sort_values(kind="stable").index:
        row = sides.loc[label]
        intervals = clusters.setdefault((str(row["unit"]), row["dates"]), [])
        numbers[label] = _joined(intervals, float(row["low"]), float(row["high"]))
    return pd.Series(numbers, dtype="int64").reindex(sides.index)


def _joined(clusters: list[tuple[float, float]], low: float, high: float) -> int:
    """Put an interval into the first cluster that it meets; return its number."""
    for place, (least, most) in enumerate(clusters):
        if low <= most and high >= least:
            clusters[place] = max(low, least), min(high, most)
            return place + 1
    clusters.append((low, high))
    return len(clusters)


def figure_row(figure: Figure | Change, kind: str, status: str) -> dict[str, object]:
    """One figure or claim as a row of the list of figures."""
    origin = figure.origin
    return {
        "id": figure.id,
        "kind": kind,
        "series": figure.series,
        "period_start": figure.start,
        "period_end": figure.end,
        "period": period_label(figure.start, figure.end),
        "text": figure.text,
        "value": figure.value,
        "low": figure.interval.low,
        "high": figure.interval.high,
        "unit": figure.unit,
        "books": origin.books,
        "agency": origin.agency,
        "source": origin.source,
        "status": status,
        "note": origin.note,
    }
