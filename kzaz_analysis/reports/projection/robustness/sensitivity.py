"""What moves a projection most: rule, starting point, method and record, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.projection.evaluation.method_comparison import (
    SLOW,
    method_names,
    slow_methods,
)
from kzaz_analysis.analysis.projection.sensitivity import (
    DEFAULT,
    Option,
    option,
    option_table,
    tornado,
)
from kzaz_analysis.errors import NotComputable
from kzaz_analysis.evidence.series import series_of
from kzaz_analysis.reports.projection.inputs.nowcast import running_year
from kzaz_analysis.reports.projection.robustness.jump_off import CHOICES, last_value

if TYPE_CHECKING:
    from kzaz_analysis.analysis.projection.outlook import Outlook
    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.reports.projection.choices import Basis
    from kzaz_analysis.reports.projection.robustness.breaks import BreakStudy

STALE = 2
"""Years by which a record may end before the default one and still be compared."""
RULE, JUMP_OFF, METHOD, RECORD = "rule", "jump_off", "method", "record"


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """One choice varied at a time.

    Attributes
    ----------
    options : pandas.DataFrame
        As `option_table` returns it: the default first, then every other option of
        ``rule, jump_off, method, record``. Those of ``record`` are the variants of
        `BreakStudy.effects`, named ``whole``, ``from 2020``, ``shifted 2020``.
    tornado : pandas.DataFrame
        As `tornado` returns it: one row per choice, widest span first.
    """

    options: pd.DataFrame
    tornado: pd.DataFrame

    def __repr__(self) -> str:
        answers = int(self.options["median"].notna().sum())
        return f"Sensitivity({answers} of {len(self.options)} options give an answer)"

    def _repr_html_(self) -> str:
        return self.tornado.to_html(index=False, border=0, classes="kz-table")


def sensitivity(basis: Basis, methods: list[Option], breaks: BreakStudy) -> Sensitivity:
    """Vary rule, starting point, method and record, one at a time.

    Parameters
    ----------
    basis : Basis
        The default choices.
    methods : list of Option
        What `method_options` returned: they are needed elsewhere too.
    breaks : BreakStudy
        Its effects are the variants of the record.

    Returns
    -------
    Sensitivity
        Options that give no answer stay in the table with the reason.
    """
    default = option(DEFAULT, DEFAULT, lambda: basis.answer(basis.start))
    alternatives = [one for one in methods if one.option != basis.method]
    table = option_table(
        default, [*rule_options(basis), *jump_off_options(basis), *alternatives],
        basis.question,
    )  # fmt: skip
    options = pd.concat([table, _record_rows(breaks.effects)], ignore_index=True)
    return Sensitivity(options, tornado(options))


def method_options(basis: Basis) -> list[Option]:
    """Answer by every method, naive first; slow ones are named with the reason."""
    options = [
        option(METHOD, name, partial(basis.answer, basis.start, name))
        for name in method_names(basis.method)
    ]
    return options + [Option(METHOD, name, SLOW) for name in slow_methods(basis.method)]


def jump_off_options(basis: Basis) -> list[Option]:
    """Answer from every other starting point."""
    return [
        option(JUMP_OFF, choice, partial(_from, basis, choice))
        for choice in CHOICES
        if choice != basis.start.choice
    ]


def rule_options(basis: Basis) -> list[Option]:
    """Answer from every other country rule, and from compilers' own books."""
    record = basis.record
    compilers = _last_years(record)
    names = [*record.evidence.dataset.rules, *compilers]
    return [
        option(RULE, name, partial(_by_rule, basis, name, compilers.get(name)))
        for name in names
        if name != record.rule
    ]


def _from(basis: Basis, choice: str) -> Outlook:
    return basis.answer(last_value(basis.record, choice, basis.running))


def _by_rule(basis: Basis, rule: str, last: int | None) -> Outlook:
    record = basis.record
    last_year = int(record.annual["year"].max())
    if last is not None:
        _check_fresh(last, last_year)
    first_year, last_asked = basis.window
    other = series_of(
        record.evidence, record.name, rule, first_year=first_year, last_year=last_asked
    )
    if other.annual.empty:
        raise NotComputable(
            "no usable yearly figure of its own in these years; totals that it only "
            "quotes are not taken"
        )
    _check_fresh(int(other.annual["year"].max()), last_year)
    choice, running = basis.start.choice, None
    if choice == "nowcast":
        running = running_year(other, basis.question.level)
    return basis.answer(last_value(other, choice, running))


def _check_fresh(last: int, mine: int) -> None:
    if last < mine - STALE:
        raise NotComputable(f"the record ends in {last}, the one used here in {mine}")


def _last_years(record: Record) -> dict[str, int]:
    """Last yearly figure of every agency that compiles its own."""
    yearly = record.alternatives["months"].eq(12).fillna(value=False).astype(bool)
    columns = ["agency", "books", "year"]
    parts = [record.annual[columns], record.alternatives.loc[yearly, columns]]
    figures = pd.concat([part for part in parts if len(part)] or parts[:1])
    of_agency = figures[figures["books"] == figures["agency"]]
    return {
        str(a): int(y) for a, y in of_agency.groupby("agency")["year"].max().items()
    }


def _record_rows(effects: pd.DataFrame) -> pd.DataFrame:
    rows = effects.iloc[1:]
    years = rows["break_year"].astype("string").fillna("")
    names = (rows["variant"] + " " + years).str.strip().astype(object)
    columns = rows.drop(columns=["variant", "break_year"])
    columns.insert(0, "choice", RECORD)
    columns.insert(1, "option", names)
    return columns
