"""What do two reporters say of one flow? Its mirror data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kzaz_analysis.analysis.mirror.mirror import CIF_FOB, mirror, mirror_periods
from kzaz_analysis.analysis.mirror.reconciliation import RULES, RuleEffect, rule_effects
from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.errors import NotComputable, UsageError, unknown_name
from kzaz_analysis.evidence.dataset.derived import flows_of
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.evidence.series import Record, series_of
from kzaz_analysis.parameter_types import Kind, Rules
from kzaz_analysis.reports.record.study import Study
from kzaz_analysis.signature import AMOUNT, DAY, TEXT, YEAR, Argument, guarded

if TYPE_CHECKING:
    import pandas as pd

    from kzaz_analysis.evidence.periods import Day

BOTH = "both"


@dataclass(frozen=True, eq=False)
class MirrorStudy(Study):
    """One flow as both countries record it, as known on one day.

    Each part is computed when it is asked for, once.

    Attributes
    ----------
    flow : str
        The series.
    direction : str
        As the catalogue has it: from one side to the other, or both.
    books : tuple of str
        Whose figures are the first and the second side.
    first, second : Record
        The sides, each in its own figures alone.
    first_year : int or None
        First year of the window.
    asked_cif_fob : float
        Ratio asked for.
    target : float or None
        Level to which the distance is measured.
    evidence : Evidence
        What it rests on.
    """

    room = "mirror"

    flow: str
    direction: str
    books: tuple[str, str]
    first: Record
    second: Record
    first_year: int | None
    asked_cif_fob: float
    target: float | None
    evidence: Evidence

    @property
    def _sides(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        return _numeric(self.first.annual), _numeric(self.second.annual)

    @property
    def cif_fob(self) -> float:
        """Ratio used; 1 for turnover."""
        return 1.0 if self.is_turnover else self.asked_cif_fob

    @property
    def derived_years(self) -> tuple[list[int], list[int]]:
        """Years of the figures of each side that were derived from others."""
        first, second = (
            record.annual.loc[record.annual["derived"].astype(bool), "year"].tolist()
            for record in (self.first, self.second)
        )
        return first, second

    @cached_property
    def years(self) -> pd.DataFrame:
        """Both sides by year, as `mirror` returns it."""
        return mirror(*self._sides, self.cif_fob)

    @cached_property
    def periods(self) -> pd.DataFrame:
        """Parts of years, as `mirror_periods` returns it."""
        first, second = (
            _since(record.partial, self.first_year)
            for record in (self.first, self.second)
        )
        return mirror_periods(first, second, self.cif_fob)

    @cached_property
    def effects(self) -> dict[str, RuleEffect | Refused]:
        """What each reconciliation rule makes of it, or why it gives nothing."""
        options = self.cif_fob, self.target
        return {rule: _effect(*self._sides, rule, *options) for rule in RULES}

    @property
    def is_turnover(self) -> bool:
        """Whether both sides hold exports and imports."""
        return self.direction == BOTH

    @property
    def pairs(self) -> pd.DataFrame:
        """Years that both sides have, latest first."""
        return self.years[self.years["sides"] == BOTH].iloc[::-1]

    @property
    def years_by_sides(self) -> dict[str, list[int]]:
        """Years by who reports them: both, the first or the second side only."""
        by_sides = self.years["year"].groupby(self.years["sides"])
        return {str(sides): list(years) for sides, years in by_sides}

    @cached_property
    def years_on_record(self) -> list[int]:
        """Years that both sides have, within the window and before it."""
        if not self.first_year:
            return self.years_by_sides.get(BOTH, [])
        records = (
            series_of(self.evidence, self.flow, self.evidence.dataset.alone[side])
            for side in self.books
        )
        years, mirrored = (set(record.annual["year"]) for record in records)
        return sorted(int(year) for year in years & mirrored)

    @property
    def period_pairs(self) -> pd.DataFrame:
        """Parts of years that both sides have, latest first."""
        return self.periods[self.periods["sides"] == BOTH].iloc[::-1]

    @property
    def records(self) -> dict[str, Record]:
        """The two sides by whose figures they are."""
        return dict(zip(self.books, (self.first, self.second), strict=True))

    def __repr__(self) -> str:
        return f"MirrorStudy({self.flow}, {len(self.pairs)} years on both sides)"

    @property
    def frame(self) -> pd.DataFrame:
        """Years beside each other."""
        return self.years


@guarded(
    formerly=("as_of", "first_year"),
    flow=TEXT,
    as_of=DAY,
    first_year=YEAR,
    cif_fob=Argument(Kind("float"), Rules(low=0.5, high=2)),
    target=AMOUNT,
)
def mirror_study(
    flow: str | None = None,
    *,
    as_of: Day = None,
    first_year: int | None = None,
    cif_fob: float = CIF_FOB,
    target: float | None = None,
    evidence: Evidence | None = None,
) -> MirrorStudy:
    """Set one flow side by side as both countries record it.

    Parameters
    ----------
    flow : str, optional
        A flow that two sides record, such as ``exports_kaz_to_aze``; the first of the
        dataset when left out.
    as_of : str or date, optional
        Only what had been published by this day.
    first_year : int, optional
        First year of the window.
    cif_fob : float
        What freight and insurance add to the importer's value. Turnover holds both
        directions on either side, so that 1 is used there.
    target : float, optional
        Level to which the distance is measured, in the unit of the flow.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Returns
    -------
    MirrorStudy
        Every measure, or the reason why there is none.

    Raises
    ------
    UsageError
        If there is no such flow, or a value breaks its rules.
    """
    source = opened(evidence, as_of)
    flow, direction, books = _flow(source, flow)
    # A first year after the last one is refused here, before anything is shown.
    first, second = (
        series_of(source, flow, source.dataset.alone[side], first_year=first_year)
        for side in books
    )
    return MirrorStudy(
        flow, direction, books, first, second, first_year, cif_fob, target, source
    )


def _flow(evidence: Evidence, asked: str | None) -> tuple[str, str, tuple[str, str]]:
    """Return a flow, its direction, and whose figures are its sides, exporter first.

    For turnover, where each side holds exports and imports, the order is arbitrary.
    """
    series = evidence.load("series")
    flows = flows_of(series, evidence.dataset)
    if not flows:
        raise UsageError(
            "flow: no series of the dataset is a flow of trade between two of its "
            "sides, so that there are no mirror data"
        )
    name = asked or flows[0]
    if name not in flows:
        raise unknown_name("flow", name, flows)
    direction = str(series.set_index("series")["direction"][name])
    pair = evidence.dataset.pair(direction)
    if pair is None:
        raise UsageError(f"flow: {name} is not between two sides of the dataset")
    return name, direction, pair


def _numeric(annual: pd.DataFrame) -> pd.DataFrame:
    """Give an empty frame numeric columns, which pandas cannot tell by itself."""
    return annual.astype(dict.fromkeys(("value", "low", "high"), "float64"))


def _since(partial: pd.DataFrame, start: int | None) -> pd.DataFrame:
    return partial if start is None else partial[partial["year"] >= start]


def _effect(
    first: pd.DataFrame,
    second: pd.DataFrame,
    rule: str,
    cif_fob: float,
    target: float | None,
) -> RuleEffect | Refused:
    return attempt(rule, lambda: _one(first, second, rule, cif_fob, target))


def _one(
    first: pd.DataFrame,
    second: pd.DataFrame,
    rule: str,
    cif_fob: float,
    target: float | None,
) -> RuleEffect:
    level = target or 0.0
    effects = rule_effects(first, second, level, rules=[rule], cif_fob=cif_fob)
    if not effects:
        raise NotComputable(
            "no reporter has a yearly figure"
            if first.empty and second.empty
            else "no year is reported by both"
        )
    return effects[0]
