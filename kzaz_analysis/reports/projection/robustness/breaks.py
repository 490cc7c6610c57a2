"""Where a record breaks, whether it shows, and what it does to the projection."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.counting import counted
from kzaz_analysis.analysis.growth.breaks import BreakTest, chow_test
from kzaz_analysis.analysis.outcome import Refused, attempt
from kzaz_analysis.analysis.projection.outlook import outlook
from kzaz_analysis.analysis.projection.predictive.level_shift import (
    level_shift_log,
    level_shifted,
)
from kzaz_analysis.analysis.projection.sensitivity import (
    Option,
    option,
    option_table,
)
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kzaz_analysis.analysis.projection.outlook import Outlook
    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.reports.projection.choices import Basis

"""Devaluation and oil price, pandemic, war: years asked about by name."""
KINDS = ("books", "gap", "named")
CANDIDATES = [
    *("year", "kinds", "books_before", "books_after", "n_before", "n_after"),
    *("statistic", "p_value", "rejects", "smallest_shift_pct", "refused"),
    *("shift_pct", "shift_refused"),
]
MEASURES = ("statistic", "p_value", "smallest_shift_pct", "shift_pct")
DEFAULT, WHOLE, LATER, SHIFTED = "default", "whole", "from", "shifted"


@dataclass(frozen=True, slots=True, eq=False)
class BreakStudy:
    """Candidate breaks of one record, tested, and the projection with and without.

    Attributes
    ----------
    candidates : pandas.DataFrame
        One row per candidate: ``year`` (first of the second regime); ``kinds``, one or
        more of ``books`` (another reporter), ``gap`` (years before it are missing) and
        ``named``, joined by a comma; ``books_before, books_after``; from the Chow test
        over the whole record ``n_before, n_after, statistic, p_value, rejects``
        (at 5 percent) ``, smallest_shift_pct, refused``; ``shift_pct``, the jump of the
        level around one common slope in percent, or ``shift_refused``.
    tests : dict of int to BreakTest
        The test of each candidate year.
    effects : pandas.DataFrame
        One row per variant of the record: ``variant`` (``default``; ``whole``: all
        years, reporters mixed and gaps filled in; ``from``: the estimation sample from
        the break on; ``shifted``: all years, the earlier ones scaled to one level)
        ``, break_year`` (missing for the first two) ``, first_year, last_year, years,
        median, lo-80, hi-80 ..., p_target, difference`` (to the default, unit of the
        record) ``, difference_pct, p_difference, reason``.
    """

    candidates: pd.DataFrame
    tests: dict[int, BreakTest]
    effects: pd.DataFrame

    @property
    def notes(self) -> tuple[str, ...]:
        """How many tests were made, and how many reject by chance."""
        tested = int((self.candidates["refused"] == "").sum())
        if not tested:
            return ("No candidate has enough figures on both sides for a test.",)
        chance = "of many tests one in twenty rejects by chance"
        return (
            f"{counted(tested, 'candidate')} tested at the 5 percent level: {chance}. "
            "Tests and variants across a change of reporter treat different reporters "
            "as if they were one.",
        )

    def __repr__(self) -> str:
        years = ", ".join(map(str, self.candidates["year"]))
        return f"BreakStudy(candidates {years or 'none'})"

    def _repr_html_(self) -> str:
        return self.effects.to_html(index=False, border=0, classes="kz-table")


def break_study(basis: Basis, years: Sequence[int]) -> BreakStudy:
    """Test every candidate break of a record, and project with and without it.

    Parameters
    ----------
    basis : Basis
        Record, starting point, question and method.
    years : sequence of int
        Break years asked about by name, besides the breaks on the record.
    """
    annual = basis.start.annual
    kinds = _kinds(basis.record, years)
    tests = {y: chow_test(annual, y, across_breaks=True) for y in kinds}
    options = _options(basis, list(kinds))
    effects = option_table(options[0], options[1:], basis.question)
    effects = effects.rename(columns={"choice": "variant", "option": "break_year"})
    break_year = pd.to_numeric(effects["break_year"]).astype("Int64")
    return BreakStudy(
        candidates=_candidates(basis.record, annual, kinds, tests),
        tests=tests,
        effects=effects.assign(break_year=break_year),
    )


def _kinds(record: Record, named: Sequence[int]) -> dict[int, list[str]]:
    """Give the kinds of every candidate year, in time."""
    years = record.annual["year"]
    after_gap = years[years.diff() > 1]
    years_by_kind = {
        "books": [year for year, _, _ in record.breaks],
        "gap": list(after_gap),
        "named": list(named),
    }
    every = sorted({int(year) for kind in years_by_kind.values() for year in kind})
    return {
        year: [kind for kind in KINDS if year in years_by_kind[kind]] for year in every
    }


def _options(basis: Basis, years: list[int]) -> list[Option]:
    project = partial(
        outlook,
        question=basis.question,
        method=basis.method,
        bounds=basis.start.bounds,
    )
    annual = basis.start.annual
    across = partial(project, across_breaks=True)
    options = [
        option(DEFAULT, "", partial(project, annual)),
        option(WHOLE, "", partial(across, annual)),
    ]
    for year in years:
        for variant, changed in ((LATER, _later), (SHIFTED, level_shifted)):
            change_at = partial(_changed, changed, annual, year, across)
            options.append(option(variant, str(year), change_at))
    return options


def _changed(
    change: Callable[[pd.DataFrame, int], pd.DataFrame],
    annual: pd.DataFrame,
    year: int,
    answer: Callable[[pd.DataFrame], Outlook],
) -> Outlook:
    return answer(change(annual, year))


def _later(annual: pd.DataFrame, year: int) -> pd.DataFrame:
    if not (annual["year"] < year).any():
        raise NotComputable(f"the figures used start in {annual['year'].min()}")
    return annual[annual["year"] >= year].reset_index(drop=True)


def _candidates(
    record: Record,
    annual: pd.DataFrame,
    kinds: dict[int, list[str]],
    tests: dict[int, BreakTest],
) -> pd.DataFrame:
    changes = {
        year: (label_before, label_after)
        for year, label_before, label_after in record.breaks
    }
    rows = []
    for year, test in tests.items():
        shift = attempt("level shift", partial(level_shift_log, annual, year))
        pct = None if isinstance(shift, Refused) else 100 * math.expm1(shift)
        label_before, label_after = changes.get(year, ("", ""))
        row = {name: getattr(test, name) for name in CANDIDATES if hasattr(test, name)}
        row |= {"year": year, "kinds": ",".join(kinds[year]), "rejects": test.rejects()}
        row |= {"books_before": label_before, "books_after": label_after}
        why = shift.reason if isinstance(shift, Refused) else ""
        rows.append(row | {"shift_pct": pct, "shift_refused": why})
    frame = pd.DataFrame(rows, columns=CANDIDATES)
    counts = dict.fromkeys(("n_before", "n_after"), "Int64")
    return frame.astype(counts | dict.fromkeys(MEASURES, "float64"))
