"""What the answers of the sources would change in the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.files import read_text
from kzaz_analysis.evidence.schema.provenance import default_stage, stage_ranks
from kzaz_analysis.evidence.sources.reading import MACRO, on_trade_flows, refuse_repeats

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kzaz_analysis.evidence.sources.reading import SourceReading
    from kzaz_analysis.evidence.sources.trade_flows import Wanted

NEW, REVISED, UNCHANGED, DISAPPEARED = CHANGES = (
    "new",
    "revised",
    "unchanged",
    "disappeared",
)
"""What can become of a figure."""

FIGURE = {
    "observations": ["series", "reporter", "period_start", "period_end"],
    "macro": ["indicator", "country", "year"],
}
"""Columns that say which figure it is, by table, within one agency."""

_WRONG = ("wrong", "mislabelled")
_SAME = 1e-9
_OTHER_UNIT = 50
"""Median ratio of answer and record from which the unit must be another."""
_OTHER_SIZE = 1000
"""The same where other sources or other years have the figures on record."""


@dataclass(frozen=True, slots=True)
class SourceChanges:
    """What one source would change.

    Attributes
    ----------
    table : str
        ``observations`` or ``macro``.
    readings : tuple of SourceReading
        Its answers.
    figures : pandas.DataFrame
        One row per figure: `FIGURE` of the table, ``value, unit, obs_status`` (and
        ``stage``) as answered, ``reading`` (place among the readings; -1 for what
        disappeared), ``change`` (one of `CHANGES`), ``old_value, old_source`` of the
        record, in its own unit where nothing was answered.
    """

    table: str
    readings: tuple[SourceReading, ...]
    figures: pd.DataFrame

    def of(self, *changes: str) -> pd.DataFrame:
        """Figures to which this happens."""
        return self.figures[self.figures["change"].isin(changes)]


def compare(
    readings: Sequence[SourceReading], wanted: Wanted, folder: Path
) -> SourceChanges:
    """Hold the answers of one source against the record.

    Raises
    ------
    SourceUnfit
        If they hold no figure for the dataset, two for one place, or figures so far
        from the record that their unit must be another.
    """
    table = "macro" if list(readings[0].figures.columns) == MACRO else "observations"
    parts = []
    for place, reading in enumerate(readings):
        figures = reading.figures
        if table == "observations":
            figures = on_trade_flows(reading, wanted)
        else:
            figures = figures[figures["year"].isin(map(str, wanted.years))]
        parts.append(figures.assign(reading=place))
    answered = pd.concat(parts, ignore_index=True)
    key = FIGURE[table]
    if answered.empty:
        raise readings[-1].answer.unfit(
            "it holds no figure for this dataset",
            f"figures of {wanted.since} to {wanted.until} would be right",
        )
    is_staged = "stage" in answered
    refuse_repeats(readings[-1], answered, [*key, *["stage"] * is_staged])
    agency = readings[0].answer.source.agency["agency"]
    record = _on_record(table, agency, folder)
    empty = [r for r, part in zip(readings, parts, strict=True) if part.empty]
    if empty and table == "observations":
        _refuse_lost(empty[0], answered, record, wanted)
    joined = _with_old(answered, record, key)
    _refuse_other_unit(readings[-1], joined)
    _refuse_other_size(readings[-1], joined, table, folder)
    joined = joined.assign(change=_changes(joined))
    gone = _gone(table, answered, record, wanted)
    return SourceChanges(
        table, tuple(readings), pd.concat([joined, gone], ignore_index=True)
    )


def _on_record(table: str, agency: str, folder: Path) -> pd.DataFrame:
    """Figures of the same agency, oldest publication first, with what they may be.

    Columns `FIGURE`, ``old_value, old_low, old_high, old_unit, old_stage, old_source``;
    amounts in million US dollars where they are money.
    """
    rows = read_text(table, folder)
    sources = read_text("sources", folder).set_index("source")["published_on"]
    rows = rows.assign(published=rows["source"].map(sources))
    if table == "observations":
        is_undisputed = (rows["agency"] == agency) & ~rows["status"].isin(_WRONG)
        rows = rows[is_undisputed]
        factor = _million(rows["unit"], folder)
        bounds = {n: pd.to_numeric(rows[n]) * factor for n in ("value", "low", "high")}
        stage = rows["stage"].where(
            rows["stage"] != "", default_stage(rows["obs_status"])
        )
        rows = rows.assign(
            **{f"old_{n}": cells for n, cells in bounds.items()}, stage=stage
        )
    else:
        value = pd.to_numeric(rows["value"])
        rows = rows.assign(
            old_value=value,
            old_low=value - _SAME * value.abs(),
            old_high=value + _SAME * value.abs(),
            stage="",
        )
    rows = rows.rename(columns={"source": "old_source", "unit": "old_unit"})
    rows = rows.rename(columns={"stage": "old_stage"}).sort_values("published")
    columns = ["old_value", "old_low", "old_high", "old_unit", "old_stage"]
    return rows[[*FIGURE[table], *columns, "old_source"]]


def _with_old(
    answered: pd.DataFrame, record: pd.DataFrame, key: list[str]
) -> pd.DataFrame:
    """Set beside each answer the newest figure on record that it may replace.

    That is one of its own stage, else of a less settled one: an early edition that
    comes after the final one is a vintage of its own.
    """
    pairs = answered.reset_index(names="place").merge(record, on=key)
    if "stage" in pairs:
        ranks = stage_ranks()
        stage, old_stage = (
            pairs[c].map(ranks).astype("float64") for c in ("stage", "old_stage")
        )
        pairs = pairs.assign(nearness=stage - old_stage)[stage <= old_stage]
        pairs = pairs.sort_values("nearness", kind="stable")
    old_columns = [c for c in record.columns if c not in key]
    newest = pairs.drop_duplicates("place", keep="last").set_index("place")
    numbers = dict.fromkeys(("old_value", "old_low", "old_high"), "float64")
    return answered.join(newest[old_columns]).astype(numbers)


def _million(units: pd.Series[str], folder: Path) -> pd.Series[float]:
    """Return what turns an amount of each unit into millions of its dimension."""
    factors = read_text("units", folder).set_index("unit")["factor"]
    sizes = pd.to_numeric(factors, errors="coerce")
    return units.map(sizes).astype("float64") / float(sizes.get("million_USD", 1e6))


def _refuse_lost(
    empty: SourceReading, answered: pd.DataFrame, record: pd.DataFrame, wanted: Wanted
) -> None:
    """Refuse an empty answer where figures of periods that no other gives are known.

    No years at all beside full months are a fault of the source: nothing says that
    the years disappeared.
    """
    asked = record.merge(wanted.trade_flows[["series", "reporter"]].drop_duplicates())
    years = asked["period_start"].str[:4].astype(int)
    asked = asked[years.between(wanted.since, wanted.until)]
    lost = asked[~_length(asked).isin(_length(answered))]
    if len(lost):
        raise empty.answer.unfit(
            "it holds no figure for this dataset",
            f"figures such as the {len(lost)} on record would be right",
        )


def _changes(joined: pd.DataFrame) -> list[str]:
    value = pd.to_numeric(joined["value"])
    is_new = joined["old_value"].isna()
    margin = _SAME * value.abs()
    within = (value >= joined["old_low"] - margin) & (
        value <= joined["old_high"].fillna(float("inf")) + margin
    )
    same = within
    if "stage" in joined:
        same &= joined["stage"] == joined["old_stage"]
    return [
        NEW if new else UNCHANGED if unchanged else REVISED
        for new, unchanged in zip(is_new, same, strict=True)
    ]


def _refuse_other_unit(reading: SourceReading, joined: pd.DataFrame) -> None:
    old = joined["old_value"].where(joined["old_value"] != 0)
    ratio = (pd.to_numeric(joined["value"]) / old).dropna().abs()
    if ratio.empty:
        return
    middle = float(ratio.median())
    if middle >= _OTHER_UNIT or middle <= 1 / _OTHER_UNIT:
        raise reading.answer.unfit(
            f"its figures are {middle:,.6g} times those on record",
            "the unit must be another one than "
            f"{reading.answer.source.unit or 'that on record'}",
        )


def _refuse_other_size(
    reading: SourceReading, joined: pd.DataFrame, table: str, folder: Path
) -> None:
    """Refuse figures far from what any source ever gave for the same series."""
    key = ["series"] if table == "observations" else ["indicator", "country"]
    rows = read_text(table, folder)
    size = pd.to_numeric(rows["value"], errors="coerce").abs()
    if table == "observations":
        size = (size * _million(rows["unit"], folder))[~rows["status"].isin(_WRONG)]
    sized = rows.assign(usual=size)[size.reindex(rows.index).gt(0)]
    usual = sized.groupby(key)["usual"].median()
    beside = joined.join(usual, on=key)
    ratio = (pd.to_numeric(beside["value"]).abs() / beside["usual"]).dropna()
    middle = float(ratio[ratio > 0].median())
    if middle >= _OTHER_SIZE or middle <= 1 / _OTHER_SIZE:
        raise reading.answer.unfit(
            f"its figures are {middle:,.6g} times what is usual on record",
            "the unit must be another one than "
            f"{reading.answer.source.unit or 'that on record'}",
        )


def _gone(
    table: str, answered: pd.DataFrame, record: pd.DataFrame, wanted: Wanted
) -> pd.DataFrame:
    """Figures on record that the answers, though they cover their time, leave out."""
    of_time = ("year", "year") if table == "macro" else ("period_start", "period_end")
    start, end = of_time
    length = _length if table == "observations" else lambda rows: rows["indicator"]
    spans = answered.groupby(length(answered)).agg(
        least=(start, "min"), most=(end, "max")
    )
    if table == "macro":
        asked = answered[["indicator", "country"]].drop_duplicates()
    else:
        asked = wanted.trade_flows[["series", "reporter"]].drop_duplicates()
    covered = record.drop_duplicates(FIGURE[table], keep="last").merge(asked)
    covered = covered[length(covered).isin(spans.index)]
    least, most = (length(covered).map(spans[c]) for c in ("least", "most"))
    covered = covered[(covered[start] >= least) & (covered[end] <= most)]
    left_out = covered.merge(answered[FIGURE[table]], how="left", indicator=True)
    gone = left_out[left_out["_merge"] == "left_only"].drop(columns="_merge")
    return gone.assign(change=DISAPPEARED, reading=-1)


def _length(figures: pd.DataFrame) -> pd.Series[int]:
    """Months that each figure covers."""
    years, months = (
        figures["period_end"].str[part].astype(int)
        - figures["period_start"].str[part].astype(int)
        for part in (slice(0, 4), slice(5, 7))
    )
    return 12 * years + months + 1
