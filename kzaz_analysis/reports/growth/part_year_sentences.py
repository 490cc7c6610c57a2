"""Sentences about parts of a year, parts of a total, and claims of growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.grammar import (
    number_word,
    on_books,
    plural,
    reason,
    years_text,
)
from kzaz_analysis.display.numbers import (
    THIN,
    percent_number,
    points,
    rate,
    significant,
)
from kzaz_analysis.display.sentences import Said, said
from kzaz_analysis.reports.record import sentences as view
from kzaz_analysis.reports.record.change_sentences import moved

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from kzaz_analysis.reports.growth.study import GrowthStudy

SINGLE = (
    "No two part-year figures cover the same months of two years in a row in the same "
    "books"
)
NO_PARTS = (
    "The record knows no parts that add up to this series, so contributions cannot be "
    "given"
)
PARTS_APART = (
    "In no year are the total and its parts on record in the same books for two years "
    "running, so contributions cannot be given"
)


def same_period_words(study: GrowthStudy) -> list[Said | None]:
    """Read the newest comparison of equal months on each side's books."""
    rates = study.same_period
    if rates.empty:
        return [said(SINGLE)]
    newest = rates.sort_values("period_end").groupby("books").tail(1)
    return [
        said(
            f"{r['period_start']:%B} to {r['period_end']:%B %Y}: it "
            f"{moved(r['growth_pct'])} on the same months a year before, "
            f"{on_books(r['books'])}",
            *_months_sources(study, r),
        )
        for r in newest.sort_values("books").to_dict("records")
    ]


def _months_sources(study: GrowthStudy, change: Mapping[Any, Any]) -> list[str]:
    """Return the sources of the two part-year figures of a change."""
    partial, ends = study.record.partial, change["period_end"]
    pair = partial["period_end"].isin([ends, ends - pd.DateOffset(years=1)])
    months = partial["period_start"].dt.month == change["period_start"].month
    mine = partial[pair & months & (partial["books"] == change["books"])]
    return [str(source) for source in mine["source"]]


def contribution_words(study: GrowthStudy) -> list[Said | None]:
    """Say which part brought the growth of the last year that allows it."""
    frame = study.contributions
    if not study.parts:
        return [said(NO_PARTS)]
    if isinstance(frame, Refused):
        return [said(f"Contributions are not given: {reason(frame.reason)}")]
    known = frame[frame["contribution_pp"].notna()]
    if known.empty:
        return [said(PARTS_APART)]
    rest = years_text(sorted(set(frame["year"]) - set(known["year"])))
    lost = f"For {rest} the parts, or the year before, are not on record"
    return [_sum_words(study, known), said(lost) if rest else None]


def _sum_words(study: GrowthStudy, known: pd.DataFrame) -> Said:
    year = int(known["year"].max())
    mine = known[known["year"] == year]
    titles = {name: view.subject(part) for name, part in study.parts.items()}
    named = [
        f"{titles.get(part, part)} {points(pp)}"
        for part, pp in zip(mine["part"], mine["contribution_pp"], strict=True)
    ]
    total = percent_number(mine["contribution_pp"].sum())
    text = f"Growth of {total}{THIN}% in {year} is the sum of: {', '.join(named)}"
    parts = [study.record, *study.parts.values()]
    return said(text, *(s for p in parts for s in view.sources_of(p, year - 1, year)))


def claims_words(study: GrowthStudy) -> list[Said | None]:
    """Count how many claims of growth agree with the record of the same books."""
    claims = study.claims
    if claims.empty:
        return [said("No claim about yearly growth of this series is on record")]
    judged = claims[claims["agrees"].notna()]
    agree = judged["agrees"].astype(bool)
    first = said(
        f"{plural(len(claims), 'claim')} about yearly growth "
        f"{'is' if len(claims) == 1 else 'are'} on record; "
        f"{number_word(len(judged))} can be held against two figures of the same books"
    )
    if judged.empty:
        return [first]
    second = said(f"Agreeing within rounding: {number_word(int(agree.sum()))}")
    return [first, second, _disagreeing(judged[~agree])]


def _disagreeing(wrong: pd.DataFrame) -> Said | None:
    if wrong.empty:
        return None
    last = wrong.iloc[-1]
    claimed = rate(last["value"])
    if last["measure"] == "multiple":
        claimed = f"{significant(last['value'], 2)} times the base"
    return said(
        f"The newest that does not: {claimed} from {last['base_year']} to "
        f"{last['year']}, where the record has {rate(last['recorded_pct'])}",
        str(last["source"]),
    )
