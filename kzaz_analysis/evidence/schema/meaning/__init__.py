"""What the figures must mean: rules across rows and tables, each kind with a name."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from kzaz_analysis.evidence.schema.meaning import (
    bounds,
    lists,
    periods,
    promises,
    publication,
    repeats,
    sizes,
    units,
)
from kzaz_analysis.evidence.schema.meaning.beside import (
    changes,
    elsewhere,
    letters,
    peers,
    record,
    statements,
    succession,
    totals,
)
from kzaz_analysis.evidence.schema.meaning.joined import JoinedTables
from kzaz_analysis.evidence.schema.meaning.listed import (
    conversion,
    drivers,
    identifiers,
    names,
    natures,
    titles,
)
from kzaz_analysis.evidence.schema.meaning.texts import text_problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from kzaz_analysis.evidence.schema.problem import Problem

RULES = (
    *periods.RULES,
    *publication.RULES,
    *units.RULES,
    *bounds.RULES,
    *sizes.RULES,
    *promises.RULES,
    *lists.RULES,
    *repeats.RULES,
    *peers.RULES,
    *totals.RULES,
    *succession.RULES,
    *record.RULES,
    *letters.RULES,
    *names.RULES,
    *conversion.RULES,
    *natures.RULES,
    *identifiers.RULES,
    *drivers.RULES,
    *elsewhere.RULES,
    *statements.RULES,
    *changes.RULES,
    *titles.RULES,
)

LISTS = {"units", "series", "agencies", "sources"}
"""Tables whose entries the rules look up."""


def meaning_problems(
    texts: Mapping[str, pd.DataFrame], today: pd.Timestamp, rules: Iterable[str]
) -> Iterator[Problem]:
    """Report what is wrong with what the tables of one folder say.

    Parameters
    ----------
    texts : mapping of str to pandas.DataFrame
        Tables as `read_text` gives them; those that are not readable are left out.
        Where one of `LISTS` is missing only the texts are judged: without it every
        row that names an entry of it would look wrong.
    today : pandas.Timestamp
        Day of the check.
    rules : iterable of str
        Rules of the dataset by which figures are chosen.
    """
    if set(texts) >= LISTS:
        tables = JoinedTables(texts, today, rules)
        rows = {name: tables.rows(name) for name in texts}
        for rule in RULES:
            for name in rule.tables:
                if name in rows:
                    yield from rule.problems(name, rows[name], texts[name])
    yield from chain.from_iterable(text_problems(*item) for item in texts.items())
