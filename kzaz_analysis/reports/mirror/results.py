"""The headline numbers of both sides of one flow, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.display.grammar import reporter_name
from kzaz_analysis.display.numbers import amount, significant
from kzaz_analysis.display.results import Result
from kzaz_analysis.reports.mirror.sentences import year_sources

if TYPE_CHECKING:
    from kzaz_analysis.reports.mirror.study import MirrorStudy


def mirror_results(study: MirrorStudy) -> list[Result]:
    """Hand over gap, ratio and asymmetry of the last common year, and both ends."""
    with_figures = [
        books for books, record in study.records.items() if len(record.annual)
    ]
    latest = [_latest(study, books) for books in with_figures]
    if study.pairs.empty:
        return latest
    return [_gap(study), *_ratios(study), *latest]


def _latest(study: MirrorStudy, books: str) -> Result:
    record = study.records[books]
    latest_row = record.annual.iloc[-1]
    year = str(latest_row["year"])
    return Result(
        f"latest_{books.lower()}",
        f"{record.title}, {year}, {reporter_name(books)}",
        float(latest_row["value"]),
        record.unit,
        float(latest_row["low"]),
        float(latest_row["high"]),
        year,
        (str(latest_row["source"]),),
        amount(latest_row["value"], record.unit),
    )


def _gap(study: MirrorStudy) -> Result:
    row, unit = study.pairs.iloc[0], study.first.unit
    year = int(row["year"])
    return Result(
        "mirror_gap",
        f"Mirror gap in {year}",
        float(row["gap"]),
        unit,
        float(row["gap_low"]),
        float(row["gap_high"]),
        str(year),
        year_sources(study, year),
        amount(row["gap"], unit),
    )


def _ratios(study: MirrorStudy) -> list[Result]:
    row = study.pairs.iloc[0]
    year, sources = str(row["year"]), year_sources(study, int(row["year"]))
    ratios = []
    if pd.notna(row["ratio"]):
        low, ratio, high = (float(row[f"ratio{end}"]) for end in ("_low", "", "_high"))
        label, ratio_text = (
            f"Ratio of the two reporters in {year}",
            significant(ratio, 3),
        )
        ratios.append(
            Result("ratio", label, ratio, "ratio", low, high, year, sources, ratio_text)
        )
    if pd.notna(row["asymmetry"]):
        value = float(row["asymmetry"])
        label, ratio_text = f"Asymmetry in {year}", significant(value, 3)
        ratios.append(
            Result(
                "asymmetry",
                label,
                value,
                "ratio",
                period=year,
                sources=sources,
                shown=ratio_text,
            )
        )
    return ratios
