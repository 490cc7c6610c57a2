"""Tables of forecasts and outturns: a ledger's, and others'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.display.grammar import day, reporter_name
from kzaz_analysis.display.numbers import amount, interval, percent_number, significant
from kzaz_analysis.display.probability_bands import chance
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.studies.forecasts.commitments import IN_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.reports.outturns.study import OutturnStudy

    Cells = Mapping[Any, Any]

ALL = "all series"


def score_summary(study: OutturnStudy) -> Table:
    """Scores by series, all of them last."""
    titles = _titles(study)
    rows = [
        Row(
            (
                titles.get(r["series"], ALL),
                str(r["forecasts"]),
                str(r["outturns"]),
                _number(r["crps"]),
                _number(r["crps_no_change"]),
                _number(r["coverage_80"]),
                _number(r["coverage_95"]),
                _number(r["brier"]),
                _number(r["brier_no_change"]),
            )
        )
        for r in study.by_series.to_dict("records")
    ]
    heads: tuple[str, ...] = ("series", "#forecasts", "#with an outturn", "#CRPS, logs")
    heads += ("#CRPS of no change", "#inside 80 %, %", "#inside 95 %, %")
    heads += ("#Brier score", "#Brier score of no change")
    return table(
        "Scores of the forecasts in the ledger", heads, rows, data=study.by_series
    )


def stated_table(study: OutturnStudy, cite: SourceList) -> Table:
    """Forecasts of the ledger, those with an outturn first, then by year."""
    titles = _titles(study)
    ordered = study.scores.sort_values(
        ["status", "day", "year"], ascending=[False, False, True], kind="stable"
    )
    rows = [_stated(row, titles) for row in ordered.to_dict("records")]
    heads: tuple[str, ...] = ("stated", "series", "reporter", "for", "#median forecast")
    heads += ("80 % prediction interval", "#no change", "#outturn", "#error, %")
    heads += ("#error of no change, %", "ledger line")
    caption = "Forecasts of the ledger"
    return table(caption, heads, rows, cite, place="stated", data=ordered)


def _stated(row: Cells, titles: Mapping[str, str]) -> Row:
    unit = row["unit"]
    return Row(
        (
            day(row["day"]),
            titles.get(row["series"], row["series"]),
            reporter_name(row["reporter"]),
            str(row["year"]),
            amount(row["median"], unit),
            interval(row["low_80"], row["high_80"], unit),
            amount(row["origin_value"], unit),
            _outturn(row["outturn"], unit, row["status"]),
            _pct(row["error_pct"]),
            _pct(row["no_change_error_pct"]),
            str(row["line"]),
        ),
        _source(row["source"]),
    )


def chance_table(study: OutturnStudy) -> Table:
    """Probabilities of the ledger beside what happened."""
    titles = _titles(study)
    stated = study.scores[study.scores["probability"].notna()]
    ordered = stated.sort_values(["happened", "year"], na_position="last")
    rows = [
        Row(
            (
                day(r["day"]),
                titles.get(r["series"], r["series"]),
                amount(r["target"], r["unit"]),
                _when(r),
                chance(r["probability"]),
                _happened(r["happened"], r["status"]),
                _number(r["brier"]),
                _number(r["brier_no_change"]),
            )
        )
        for r in ordered.to_dict("records")
    ]
    heads: tuple[str, ...] = (
        "stated",
        "series",
        "target",
        "by",
        "probability",
        "reached",
    )
    heads += ("#Brier score", "#Brier score of no change")
    return table("Probabilities of the ledger", heads, rows, data=ordered)


def others_table(study: OutturnStudy, cite: SourceList) -> Table:
    """Forecasts by others, those with an outturn first, newest first."""
    titles, names = _titles(study), _agencies(study)
    ordered = study.others.assign(has=study.others["actual"].notna())
    ordered = ordered.sort_values(["has", "year"], ascending=False, kind="stable")
    rows = [
        Row(
            (
                names.get(r["author"], r["author"]),
                day(r["published_on"]) or "no date shown",
                titles[r["series"]],
                str(r["year"]),
                amount(r["stated"], r["stated_unit"]),
                _outturn(r["actual"], r["unit"], "none on record"),
                _pct(r["error_pct"]),
                _pct(r["naive_error_pct"]),
                r["note"] if isinstance(r["note"], str) else "",
            ),
            (r["source"],),
        )
        for r in ordered.to_dict("records")
    ]
    heads: tuple[str, ...] = (
        "by",
        "published",
        "series",
        "for",
        "#forecast",
        "#outturn",
    )
    heads += ("#error, %", "#error of no change, %", "remark")
    return table("Forecasts by others", heads, rows, cite, place="others", data=ordered)


def _titles(study: OutturnStudy) -> dict[str, str]:
    series = study.evidence.load("series")
    return dict(zip(series["series"], series["title"], strict=True))


def _agencies(study: OutturnStudy) -> dict[str, str]:
    agencies = study.evidence.load("agencies")
    return dict(zip(agencies["agency"], agencies["name"], strict=True))


def _outturn(value: object, unit: str, otherwise: str) -> str:
    missing = value is None or pd.isna(value)  # type: ignore[call-overload]
    return otherwise if missing else amount(float(str(value)), unit)


def _when(row: Mapping[Any, Any]) -> str:
    return f"in {row['year']}" if row["event"] == IN_YEAR else str(row["year"])


def _happened(value: object, status: str) -> str:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return status
    return "yes" if value else "no"


def _number(value: float) -> str:
    return "" if pd.isna(value) else significant(float(value), 2)


def _pct(value: object) -> str:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    return percent_number(float(str(value)))


def _source(source: object) -> tuple[str, ...]:
    return (source,) if isinstance(source, str) else ()
