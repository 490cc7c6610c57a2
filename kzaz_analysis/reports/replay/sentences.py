"""Sentences of the real-time (vintage) analysis of one series: their operands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.analysis.revisions import FEW
from kzaz_analysis.display.grammar import reporter_inside
from kzaz_analysis.display.sentences import fitting
from kzaz_analysis.display.templates import Sentences
from kzaz_analysis.reports.record.change_sentences import (
    ROUNDING_SHOWN_PP,
    change_operands,
)
from kzaz_analysis.reports.record.sentences import no_figure as no_figure_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.display.sentences import SourcedSentence
    from kzaz_analysis.reports.replay.study import ReplayStudy
    from kzaz_analysis.studies.forecasts.accuracy import AccuracyOfOthers

    Row = Mapping[Any, Any]

MOVED = 0.5
"""Change in percent below which a figure is not called revised."""

CLAIM = ("measure", "value", "qualifier")
"""What is said of a published rate."""

SENTENCES = Sentences(__file__)


def finding(study: ReplayStudy) -> str:
    """State the coverage of the intervals of past days, else what was possible."""
    inside = study.scored["inside"]
    return SENTENCES.title(
        "title",
        name=study.record.title,
        days=len(study.views),
        rates=int(study.then["growth_pct"].notna().sum()),
        projections=_projections(study),
        scored=len(inside),
        inside=int(inside.sum()),
        years=_outturns(study),
        verdict=_accuracy(study)["verdict"] if len(inside) else "",
    )


def _outturns(study: ReplayStudy) -> int:
    """Count the years that have an outturn; several forecasts may be of one."""
    return int(study.scored["year"].nunique())


def _projections(study: ReplayStudy) -> int:
    return sum(1 for view in study.views if view.projection)


def answer_sentences(study: ReplayStudy) -> list[SourcedSentence | None]:
    """Say how the forecasts of past days did, the newest of them, and what moved."""
    rows = study.then.to_dict("records")
    if not rows:
        return [SENTENCES.say("no_day")]
    newest = _known(study, rows[-1])
    sentences = [_verdict(study), _scored(study), widest_move(study), newest]
    return fitting(sentences)


def _verdict(study: ReplayStudy) -> SourcedSentence:
    inside = study.scored["inside"]
    if inside.empty:
        days = len(study.views)
        return SENTENCES.say("no_verdict", days=days, projections=_projections(study))
    return SENTENCES.say(
        "verdict",
        scored=len(inside),
        inside=int(inside.sum()),
        years=_outturns(study),
        level=study.level,
        few=FEW,
        **_accuracy(study),
    )


def _accuracy(study: ReplayStudy) -> dict[str, Any]:
    """Return the mean absolute errors of forecasts and of no change, and which wins."""
    own_error, naive = study.mean_errors
    return {"ours": own_error, "naive": naive, "verdict": study.beside_no_change}


def _known(study: ReplayStudy, row: Row) -> SourcedSentence:
    if pd.isna(row["value"]):
        return SENTENCES.say("not_known", when=row["day"], why=str(row["reason"]))
    # Where some day has no figure the table has a number that is none for it.
    published = row["published"] if pd.notna(row["published"]) else None
    pct = row["growth_pct"]
    said = published["source"] if published else row["source"]
    return SENTENCES.say(
        "known",
        *dict.fromkeys((row["source"], said)),
        when=row["day"],
        reporter=row["books"],
        value=float(row["value"]),
        unit=study.record.unit,
        year=int(row["year"]),
        base_year=int(row["year"]) - 1,
        pct=None if pd.isna(pct) else float(pct),
        qualifier=row["qualifier"],
        ends=hedged_ends(row),
        why=str(row["reason"]),
        is_quoted=is_quoted(row),
        published={name: published[name] for name in CLAIM} if published else None,
    )


def is_quoted(row: Row) -> bool:
    """Tell whether a body that counts for itself gives a total that it quotes."""
    return bool(row["provenance"] == "quoted" and row["books"] == row["agency"])


def hedged_ends(row: Row) -> tuple[float, float] | None:
    """Return the interval of a rate of which a level is hedged, "about 500"."""
    if pd.isna(row["growth_pct"]) or not row["growth_is_hedged"]:
        return None
    low, high = float(row["growth_low"]), float(row["growth_high"])
    return (low, high) if high - low > ROUNDING_SHOWN_PP else None


def _scored(study: ReplayStudy) -> SourcedSentence | None:
    """Say how the newest forecast that has an outturn did."""
    scored = study.scored
    if scored.empty:
        return None
    row = scored.iloc[-1].to_dict()
    return SENTENCES.say(
        "scored",
        row["came_source"],
        when=row["day"],
        year=int(row["year"]),
        median=float(row["median"]),
        outturn=float(row["came"]),
        unit=study.record.unit,
        inside=bool(row["inside"]),
        level=study.level,
    )


def widest_move(study: ReplayStudy) -> SourcedSentence | None:
    """Name the figure that is furthest from what it was on a past day."""
    sizes = study.moved
    if not (sizes > MOVED).any():
        return None
    row = study.then.iloc[int(sizes.argmax())].to_dict()
    pair = [row["books"], row["now_books"]]
    names = [reporter_inside(code) for code in pair] if pair[0] != pair[1] else None
    return SENTENCES.say(
        "widest_move",
        row["source"],
        row["now_source"],
        year=int(row["year"]),
        was=float(row["value"]),
        qualifier=row["qualifier"],
        now=float(row["now_value"]),
        when=row["day"],
        unit=study.record.unit,
        reporters=names,
    )


def then_words(study: ReplayStudy) -> list[SourcedSentence | None]:
    """Read the table of what was known each day."""
    if study.then.empty:
        return []
    without = study.then[study.then["growth_pct"].isna()]
    sentences: list[SourcedSentence | None] = [widest_move(study)]
    if len(without):
        reasons = list(dict.fromkeys(str(reason) for reason in without["reason"]))
        count = len(without)
        sentences.append(SENTENCES.say("without_rate", count=count, reasons=reasons))
    moves = study.rate_moves
    # A rate of a hedged level is shown as its two ends, beside one number now.
    is_range = any(hedged_ends(row) for row in study.then.to_dict("records"))
    if len(moves) and not (moves > MOVED).any() and not is_range:
        sentences.append(SENTENCES.say("rates_stand"))
    return sentences


def months_words(study: ReplayStudy) -> list[SourcedSentence | None]:
    """Say what part-year figures would have shown."""
    if study.months.empty:
        return [SENTENCES.say("no_months")]
    row = study.months.iloc[-1]
    published = computed = None
    if pd.notna(row["published"]):
        keys = {"measure": "measure", "value": "published", "qualifier": "qualifier"}
        published = {name: row[key] for name, key in keys.items()}
        published["is_official"] = bool(row["is_official"])
    if pd.notna(row["growth_pct"]):
        change = {**row, "year": row["period_end"].year, "reason": ""}
        computed = change_operands(pd.Series(change))
    return [
        SENTENCES.say(
            "newest_months",
            *months_sources(row.to_dict()),
            when=row["day"],
            start=row["period_start"],
            end=row["period_end"],
            reporter=row["books"],
            published=published,
            computed=computed,
            bodies=_two_bodies(study, row) if published and computed else None,
        )
    ]


def _two_bodies(study: ReplayStudy, row: pd.Series) -> list[str] | None:
    """Name the bodies of a level and its base, where they are two."""
    codes = [str(row["office"]), str(row["base_office"])]
    if codes[0] == codes[1] or not all(codes):
        return None
    return [study.record.agencies.get(code, code) for code in codes]


def months_sources(row: Row) -> tuple[str, ...]:
    """Return the sources of the level and of the published rate of a comparison."""
    level, rate = row["source"], row["published_source"]
    both = [level if pd.notna(row["growth_pct"]) else None, rate]
    return tuple(dict.fromkeys(str(source) for source in both if pd.notna(source)))


def forecast_words(study: ReplayStudy) -> list[SourcedSentence | None]:
    """Evaluate the forecasts of past days beside no change."""
    refused = [v.projection for v in study.views if isinstance(v.projection, Refused)]
    sentences: list[SourcedSentence | None] = []
    if refused:
        why = refused[-1].reason.partition(" (")[0]
        sentences.append(SENTENCES.say("not_projected", count=len(refused), why=why))
    if _projections(study):
        sentences.append(_errors(study))
    return sentences


def _errors(study: ReplayStudy) -> SourcedSentence:
    count = len(study.scored)
    if not count:
        return SENTENCES.say("no_outturn")
    return SENTENCES.say("errors", count=count, **_accuracy(study))


def others_words(study: ReplayStudy) -> list[SourcedSentence | None]:
    """Evaluate the forecasts of others."""
    if study.others.empty:
        return [SENTENCES.say("no_others")]
    accuracy = study.accuracy_of_others
    if not accuracy.count:
        return [SENTENCES.say("no_other_outturn")]
    if accuracy.count == 1:
        [error] = study.others["error_pct"].dropna()
        return [SENTENCES.say("one_other", error=float(error))]
    numbers = {"count": accuracy.count, "high": accuracy.too_high}
    summary = SENTENCES.say("others", **numbers, median_error=accuracy.error_pct)
    words = [summary, _in_year(accuracy)]
    if accuracy.compared > 1:
        pairs = {"count": accuracy.compared, "better": accuracy.nearer}
        words.append(SENTENCES.say("others_naive", **pairs))
    return words


def _in_year(accuracy: AccuracyOfOthers) -> SourcedSentence | None:
    if not accuracy.in_year:
        return None
    error_pct = accuracy.error_before_pct
    return SENTENCES.say(
        "others_in_year", count=accuracy.in_year, median_error=error_pct
    )


def revision_words(study: ReplayStudy) -> list[SourcedSentence | None]:
    """Say how far figures were revised after they were first published."""
    statistics = study.statistics
    if isinstance(statistics, Refused):
        none = SENTENCES.say("no_revisions", why=statistics.reason)
        return [none, _replaced(study)]
    summary = SENTENCES.say(
        "revisions",
        count=statistics.revisions,
        mean=statistics.mean_pct,
        mean_absolute=statistics.mean_absolute_pct,
    )
    number = statistics.revisions
    few = SENTENCES.say("few_revisions", count=number) if number < FEW else None
    return [
        summary,
        SENTENCES.say("beyond_rounding", count=study.beyond_rounding),
        few,
        _replaced(study),
    ]


def _replaced(study: ReplayStudy) -> SourcedSentence | None:
    """Say how often an office's figure came after a statement of another body."""
    count = len(study.replaced)
    return SENTENCES.say("replaced", count=count) if count else None


def no_figure(study: ReplayStudy) -> SourcedSentence:
    """Say that there is nothing to draw."""
    return no_figure_of(study.record)
