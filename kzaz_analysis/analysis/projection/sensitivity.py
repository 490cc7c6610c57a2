"""What moves the answer most: one choice varied at a time, and the span it opens."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.projection.outlook import Outlook, Question
from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DEFAULT = "default"
TORNADO = [
    *("choice", "options", "refused", "low", "low_option", "high", "high_option"),
    *("swing", "swing_pct", "p_low", "p_high", "p_swing", "reason"),
]


@dataclass(frozen=True, slots=True, eq=False)
class Option:
    """One way to make one choice.

    Attributes
    ----------
    choice, option : str
        What is chosen (``rule``, ``method`` ...), and how.
    answer : Outlook or str
        The answer it gives, or the reason why it gives none.
    """

    choice: str
    option: str
    answer: Outlook | str


def option(choice: str, name: str, compute: Callable[[], Outlook]) -> Option:
    """Answer by one option, or keep the reason why it gives no answer."""
    try:
        return Option(choice, name, compute())
    except NotComputable as reason:
        return Option(choice, name, str(reason))


def option_table(
    default: Option, options: Iterable[Option], question: Question
) -> pd.DataFrame:
    """Lay out every option beside the default.

    Parameters
    ----------
    default : Option
        The first row.
    options : iterable of Option
        One row each, in their order.
    question : Question
        What was asked.

    Returns
    -------
    pandas.DataFrame
        Columns ``choice, option, first_year, last_year, years, median, lo-80, hi-80
        ..., p_target, difference, difference_pct, p_difference, reason``. Differences
        are to the default's median (unit of the record, percent of it) and chance;
        all numbers are missing where ``reason`` says why there is none.
    """
    columns = ["first_year", "last_year", "years", "median", *question.bounds]
    empty = dict.fromkeys([*columns, "p_target"], math.nan)
    rows = []
    for choice in (default, *options):
        refused = isinstance(choice.answer, str)
        numbers = empty if isinstance(choice.answer, str) else choice.answer.row()
        reason = choice.answer if refused else ""
        rows.append(
            {
                "choice": choice.choice,
                "option": choice.option,
                **numbers,
                "reason": reason,
            }
        )
    frame = pd.DataFrame(rows)
    reasons = frame.pop("reason")
    base = frame.iloc[0]
    change = frame["median"] - base["median"]
    years = {c: frame[c].astype("Int64") for c in columns[:3]}
    return frame.assign(
        **years,
        difference=change,
        difference_pct=100 * change / abs(base["median"] or math.nan),
        p_difference=frame["p_target"] - base["p_target"],
        reason=reasons,
    )


def tornado(options: pd.DataFrame) -> pd.DataFrame:
    """Span that each choice opens, widest first: a one-at-a-time sensitivity analysis.

    Parameters
    ----------
    options : pandas.DataFrame
        As `option_table` returns it.

    Returns
    -------
    pandas.DataFrame
        One row per choice: ``choice, options`` (that give an answer) ``, refused, low,
        low_option, high, high_option`` (least and largest median, the default
        included) ``, swing, swing_pct`` (their distance; percent of the default)
        ``, p_low, p_high, p_swing`` (the same of the chance) and ``reason``, why none
        of its options gives an answer. Sorted by ``swing``; without one, last.
    """
    default, options_only = options.iloc[:1], options.iloc[1:]
    rows = [
        _span(str(choice), pd.concat([default, group]), len(group))
        for choice, group in options_only.groupby("choice", sort=False)
    ]
    frame = pd.DataFrame(rows, columns=TORNADO)
    return frame.sort_values(
        "swing", ascending=False, na_position="last", kind="stable", ignore_index=True
    )


def _span(choice: str, rows: pd.DataFrame, asked: int) -> dict[str, object]:
    answered = rows[rows["median"].notna()]
    answers = int(rows["median"].iloc[1:].notna().sum())
    counts = {"choice": choice, "options": answers, "refused": asked - answers}
    missing = rows["median"].isna().iloc[0]
    if missing or not answers:
        reason = rows["reason"].iloc[0] if missing else rows["reason"].iloc[1]
        return counts | {"reason": reason}
    ordered = answered.sort_values("median", kind="stable")
    least, most = ordered.iloc[0], ordered.iloc[-1]
    low, high = float(least["median"]), float(most["median"])
    p_low, p_high = answered["p_target"].min(), answered["p_target"].max()
    return counts | {
        "low": low,
        "low_option": least["option"],
        "high": high,
        "high_option": most["option"],
        "swing": high - low,
        "swing_pct": 100 * (high - low) / abs(rows["median"].iloc[0] or math.nan),
        "p_low": p_low,
        "p_high": p_high,
        "p_swing": p_high - p_low,
        "reason": "",
    }
