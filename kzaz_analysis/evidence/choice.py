"""Which figure of a period counts: the rule names the side, the rest is an order."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from kzaz_analysis.errors import UsageError, unknown_name
from kzaz_analysis.evidence.dataset.dataset import OTHERS
from kzaz_analysis.evidence.schema.provenance import (
    CHANNEL,
    OWN_COUNT,
    provenance_ranks,
    stage_ranks,
)
from kzaz_analysis.evidence.selection import NOT_FOR_SERIES, OWN_DEFINITION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from kzaz_analysis.evidence.tables import Tables

LATER = ["period_end", "published_on", "source"]
"""What decides between figures of one rank, later first."""

IN_TIME = ["year", "period_end", "period_start", "books"]
"""How chosen figures are sorted."""

CHOSEN = {*IN_TIME, *LATER, "agency", "provenance", "full_year", "value"}
"""What a choice looks at, beside the ranks."""

Values = dict[tuple[str, str], dict[int, float]]
"""Value by side and agency, then by year."""

COUNTING = ("statistic", "own_count", "quoted", "compiled")
"""Provenances of figures that a channel counts, or others quote from it."""

COMPILED = "compiled"
"""Provenance of figures that were made of both reporters' or estimated."""

AGREEMENT_PCT = 2
AGREEMENT = AGREEMENT_PCT / 100
"""How far two channels may lie apart in a common year and count as one."""


OPEN_ENDED = ("over", "up_to")
"""Qualifiers of bounds that leave a figure open; "nearly 500" is 475 to 500."""

RANKED = ["books", "agency", "provenance", "stage", "qualifier", "obs_status"]
RANKED += ["withdrawn", "derived", "value", "low", "high"]
"""What the order of figures depends on, beside which was published later."""

Rank = tuple[float, ...]
"""Place of a figure in the order: what decides first comes first, smaller is better."""


def ranked(
    evidence: Tables, figures: pd.DataFrame, rule: str, entry: pd.Series[str]
) -> dict[int, Rank]:
    """Find the figures that a rule allows, and what their order depends on.

    Side, bound, provenance, whether the catalogue lists the agency, stage, channel,
    whether it is derived, the catalogue's preference and the width decide in turn.

    Parameters
    ----------
    evidence : Tables
        Where the agencies are read from.
    figures : pandas.DataFrame
        What `figures_of` returned.
    rule : str
        A rule of the dataset, an agency, or an agency and its reporter, as in
        ``"IMF_DOTS:KAZ"``.
    entry : pandas.Series
        The series' row of the catalogue.

    Returns
    -------
    dict of int to tuple
        By the place of each row allowed.

    Raises
    ------
    UsageError
        If the rule is neither, or names an agency with two reporters.
    """
    agencies = evidence.load("agencies")
    kinds = dict(zip(agencies["agency"], agencies["kind"], strict=True))
    rules = evidence.dataset.rules
    _check_agency(rule, rules, kinds)
    columns = zip(*(figures[column].tolist() for column in RANKED), strict=True)
    rows = {i: Ranked(*row) for i, row in enumerate(columns)}
    usable = _own_count(rows, rule, kinds) or {
        i: row for i, row in rows.items() if row.is_usable
    }
    side = _sides({(row.books, row.agency) for row in usable.values()}, rule, rules)
    provenances, stages = provenance_ranks(str(entry["system"])), stage_ranks()
    rank = {agency: i for i, agency in enumerate(str(entry["preferred"]).split(";"))}
    return {
        i: (
            side[row.books, row.agency],
            row.qualifier in OPEN_ENDED,
            provenances[row.provenance],
            row.agency not in rank,
            stages[row.stage],
            kinds.get(row.agency, CHANNEL) == CHANNEL,
            row.derived,
            rank.get(row.agency, len(rank)),
            row.width,
        )
        for i, row in usable.items()
        if (row.books, row.agency) in side
    }


class Ranked(NamedTuple):
    """What the order of a figure depends on."""

    books: str
    agency: str
    provenance: str
    stage: str
    qualifier: str
    obs_status: str
    withdrawn: bool
    derived: bool
    value: float
    low: float
    high: float

    @property
    def is_usable(self) -> bool:
        """Whether it may be chosen: as `usable` tells, and no sum of a compiler."""
        is_nobodys = self.derived and self.provenance == COMPILED
        is_usable = self.obs_status not in NOT_FOR_SERIES and not self.withdrawn
        return is_usable and not is_nobodys

    @property
    def width(self) -> float:
        """Its rounding interval, relative to the figure."""
        return (self.high - self.low) / abs(self.value) if self.value else math.inf


def _own_count(
    rows: dict[int, Ranked], rule: str, kinds: Mapping[str, str]
) -> dict[int, Ranked]:
    """Figures of an association by a definition of its own, if it has any.

    What else it publishes of the series is the total of those who count that.
    """
    if kinds.get(rule) not in OWN_COUNT:
        return {}
    return {
        i: row
        for i, row in rows.items()
        if row.agency == rule and row.obs_status == OWN_DEFINITION and not row.withdrawn
    }


def _check_agency(
    rule: str, rules: Mapping[str, tuple[str, ...]], known: Collection[str]
) -> None:
    if rule not in rules and rule.partition(":")[0] not in known:
        raise unknown_name("rule", rule, {*rules, *known})


def _sides(
    pairs: set[tuple[str, str]], rule: str, rules: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, str], int]:
    """Place of the side under the rule, of each side and agency that it allows."""
    if rule in rules:
        places = _country_sides({side for side, _ in pairs}, rules[rule])
        return {pair: places[pair[0]] for pair in pairs if pair[0] in places}
    agency, _, reporter = rule.partition(":")
    sides = sorted({side for side, channel in pairs if channel == agency} - {""})
    if not reporter and len(sides) > 1:
        names = " or ".join(f"{agency}:{side}" for side in sides)
        raise UsageError(
            f"rule {rule!r}: {agency} carries {len(sides)} reporters; say {names}"
        )
    if reporter and reporter not in sides:
        raise unknown_name("rule", rule, [f"{agency}:{side}" for side in sides])
    return {
        pair: 0 for pair in pairs if pair[1] == agency and reporter in ("", pair[0])
    }


def _country_sides(books: set[str], order: tuple[str, ...]) -> dict[str, int]:
    places = {side: i for i, side in enumerate(order)}
    if OTHERS not in order:
        return places
    return dict.fromkeys(books, len(order)) | places | {"": len(order) + 1}


def chosen(
    figures: pd.DataFrame, ranks: dict[int, Rank], period: list[str]
) -> pd.DataFrame:
    """Take the best figure of each period, and number the runs that compare.

    Parameters
    ----------
    figures : pandas.DataFrame
        What `figures_of` returned.
    ranks : dict of int to tuple
        What `ranked` returned of those that are candidates.
    period : list of str
        Columns that tell periods apart.

    Returns
    -------
    pandas.DataFrame
        One row per period, in time. ``agency_before`` names the channel of the row
        before where one side changes its channel; at a break that which counted
        before, whatever was said in between. ``segment`` goes up where the side
        changes, and where the channel does unless both agree within 2 % in a common
        year; a statement of a government or the press is no channel.
    """
    columns = {name: figures[name].tolist() for name in CHOSEN}
    # What decides when the ranks do not: the later period, publication and source.
    later = list(zip(*(columns[name] for name in LATER), strict=True))
    order = sorted(
        sorted(ranks, key=later.__getitem__, reverse=True), key=ranks.__getitem__
    )
    best_rows: dict[tuple[Any, ...], int] = {}
    for row in order:
        best_rows.setdefault(tuple(columns[name][row] for name in period), row)
    in_time = list(zip(*(columns[name] for name in IN_TIME), strict=True))
    rows = sorted(best_rows.values(), key=in_time.__getitem__)
    best = figures.iloc[rows]
    values = _values(columns, sorted(ranks, key=ranks.__getitem__))
    runs = list(_runs(columns, rows, values))
    return best.assign(
        year=best["year"].astype("int64"),
        agency_before=pd.Series([b for b, _ in runs], best.index, dtype="str"),
        segment=pd.Series([s for _, s in runs], best.index, dtype="int64"),
    )


def _runs(
    columns: dict[str, list[Any]], rows: list[int], values: Values
) -> Iterator[tuple[str, int]]:
    """Tell of each row the channel before it, empty if none, and its segment.

    Who only says a figure, a government or the press, is no channel of its own.
    """
    segment, side, channel, counter = 0, None, "", ""
    for row in rows:
        books, agency = columns["books"][row], columns["agency"][row]
        channel_before = channel if agency != channel else ""
        if books != side:
            segment += side is not None
            channel_before = counter = ""
        if columns["provenance"][row] in COUNTING:
            pair = (books, counter), (books, agency)
            year = int(columns["year"][row])
            if counter not in ("", agency) and not _agree(values, *pair, year):
                channel_before, segment = counter, segment + 1
            counter = agency
        side, channel = books, agency
        yield channel_before, segment


def _values(columns: dict[str, list[Any]], order: list[int]) -> Values:
    """Value of each whole year by side and channel."""
    values: Values = {}
    for row in order:
        if columns["full_year"][row] is True:
            channel = columns["books"][row], columns["agency"][row]
            years = values.setdefault(channel, {})
            years.setdefault(columns["year"][row], columns["value"][row])
    return values


def _agree(
    values: Values, old: tuple[str, str], new: tuple[str, str], year: int
) -> bool:
    """Compare two channels of one side in the common year next to the change."""
    old_values, new_values = values.get(old, {}), values.get(new, {})
    common = sorted(old_values.keys() & new_values.keys())
    if not common:
        return False
    nearest = min(common, key=lambda other: abs(other - year))
    ends = old_values[nearest], new_values[nearest]
    return abs(ends[0] - ends[1]) <= AGREEMENT * max(map(abs, ends))
