"""What the figures must mean: rules across rows and tables, each kind with a name."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from kzaz_analysis.evidence.schema.meaning import (
    bounds,
    lists,
    periods,
    publication,
    repeats,
    sizes,
    targets,
    units,
)
from kzaz_analysis.evidence.schema.meaning.beside import (
    changes,
    elsewhere,
    levels,
    peers,
    quotes,
    record,
    sides,
    statements,
    succession,
    tables,
    totals,
)
from kzaz_analysis.evidence.schema.meaning.corroboration import (
    agreed,
    exchanged,
    named,
    one_source,
    related_figures,
    worded,
)
from kzaz_analysis.evidence.schema.meaning.joined import JoinedTables
from kzaz_analysis.evidence.schema.meaning.listed import (
    conversion,
    drivers,
    events,
    identifiers,
    names,
    natures,
    titles,
)
from kzaz_analysis.evidence.schema.meaning.texts import text_problems
from kzaz_analysis.evidence.schema.problem import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    import pandas as pd

    from kzaz_analysis.evidence.schema.problem import Problem, Severity

RULES = (
    *periods.RULES,
    *publication.RULES,
    *units.RULES,
    *bounds.RULES,
    *sizes.RULES,
    *targets.RULES,
    *lists.RULES,
    *repeats.RULES,
    *peers.RULES,
    *totals.RULES,
    *succession.RULES,
    *record.RULES,
    *tables.RULES,
    *quotes.RULES,
    *sides.RULES,
    *levels.RULES,
    *names.RULES,
    *conversion.RULES,
    *natures.RULES,
    *identifiers.RULES,
    *drivers.RULES,
    *elsewhere.RULES,
    *statements.RULES,
    *changes.RULES,
    *titles.RULES,
    *events.RULES,
    *worded.RULES,
    *exchanged.RULES,
    *agreed.RULES,
    *named.RULES,
    *one_source.RULES,
    *related_figures.RULES,
)

KINDS = frozenset(rule.kind for rule in RULES)
"""Names of the rules."""

LISTS = {"units", "series", "agencies", "sources"}
"""Tables whose entries the rules look up."""


def meaning_problems(
    texts: Mapping[str, pd.DataFrame],
    today: pd.Timestamp,
    rules: Iterable[str],
    severities: Collection[Severity] = SEVERITIES,
    kinds: Collection[str] = KINDS,
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
    severities : collection of str
        What is looked for.
    kinds : collection of str
        Rules that are tried, by the names that they print; every one unless given.
    """
    if set(texts) >= LISTS:
        joined = JoinedTables(texts, today, rules)
        tried = (r for r in RULES if r.severity in severities and r.kind in kinds)
        for rule in tried:
            for name in rule.tables:
                if name in texts and not texts[name].empty:
                    yield from rule.problems(name, joined.rows(name), texts[name])
    yield from chain.from_iterable(text_problems(*item) for item in texts.items())
