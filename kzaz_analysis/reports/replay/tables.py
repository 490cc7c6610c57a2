"""Tables of the replay report."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.grammar import day, months_text, reporter_name
from kzaz_analysis.display.numbers import (
    header,
    percent_number,
    rate_interval,
    significant,
)
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.evidence.schema.provenance import OFFICE
from kzaz_analysis.reports.record.sentences import HEDGES, forecast_level
from kzaz_analysis.reports.record.tables import (
    RATE_UNITS,
    condition_of,
    published_rate,
    remark_of_rate,
)
from kzaz_analysis.reports.replay.sentences import (
    hedged_ends,
    is_quoted,
    months_sources,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.reports.replay.study import ReplayStudy

    Cells = Mapping[Any, Any]


def number(value: object, digits: int = 3) -> str:
    """Write the number of a cell; empty where there is none."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    return significant(float(str(value)), digits)


def pct(value: object) -> str:
    """Write the percentage of a cell; empty where there is none."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    return percent_number(float(str(value)))


def then_table(study: ReplayStudy, cite: SourceList) -> Table:
    """Last figure and growth known each day, beside the same year now."""
    unit = study.record.unit
    heads = (
        "day",
        "last year published",
        header("#figure then", unit),
        "reporter",
        "growth then, %",
        header("#figure now", unit),
        "#revision, %",
        "growth now, %",
    )
    rows = [_then_row(row) for row in study.then.to_dict("records")]
    caption = "The last yearly figure and its growth, as published by each day"
    return table(caption, heads, rows, cite, place="then", data=study.then)


def _then_row(row: Cells) -> Row:
    if pd.isna(row["value"]):
        return Row((day(row["day"]), "none", "", "", str(row["reason"]), "", "", ""))
    sources = (row["source"], row["now_source"])
    return Row(
        (
            day(row["day"]),
            str(int(row["year"])),
            HEDGES.get(row["qualifier"], "") + number(row["value"], 4),
            reporter_name(row["books"]) + (", a total it quotes" * is_quoted(row)),
            _growth_then(row) or _no_growth_then(row),
            number(row["now_value"], 4),
            pct(row["change_pct"]),
            pct(row["now_growth_pct"]) or f"none: {row['now_reason']}",
        ),
        tuple(s for s in sources if isinstance(s, str)),
    )


def _growth_then(row: Cells) -> str:
    """Write the growth of a day; of a hedged level, "about 500", its two ends."""
    ends = hedged_ends(row)
    if ends is None:
        return pct(row["growth_pct"])
    if not all(map(math.isfinite, ends)):
        return rate_interval(*ends)
    return " to ".join(map(percent_number, ends))


def _no_growth_then(row: Cells) -> str:
    """Say why no growth of a day can be computed, and what its body published."""
    none = f"none: {row['reason']}"
    if pd.isna(row["published"]):
        return none
    rate = row["published"] | {"published": row["published"]["value"]}
    return f"{none}; published: {published_rate(rate)}"


def months_table(study: ReplayStudy, cite: SourceList) -> Table:
    """Newest growth on the same months of the year before, by day."""
    rows = [
        Row(
            (
                day(r["day"]),
                months_text(r["period_start"], r["period_end"]),
                reporter_name(r["books"]),
                _hedged_level(r),
                published_rate(r),
                pct(r["growth_pct"]),
                pct(r["now_growth_pct"]),
                remark_of_rate(r, study.record.as_of),
            ),
            months_sources(r),
        )
        for r in study.months.to_dict("records")
    ]
    value = header("#figure", study.record.unit)
    heads: tuple[str, ...] = (
        "day",
        "newest pair",
        "reporter",
        value,
        "published rate",
        "#computed from its levels, %",
        "#computed now, %",
        "remark",
    )
    caption = "Newest growth on the same months of the year before"
    data = study.months.assign(published_unit=study.months["measure"].map(RATE_UNITS))
    return table(caption, heads, rows, cite, place="months", data=data)


def _hedged_level(row: Cells) -> str:
    level = number(row["value"], 4)
    return level and HEDGES.get(row["level_qualifier"], "") + level


def forecast_table(study: ReplayStudy, cite: SourceList) -> Table:
    """Projection and no change of each day beside the outturn, newest day first."""
    newest = study.forecasts.sort_values(["day", "year"], ascending=[False, True])
    rows = [_forecast_row(row) for row in newest.to_dict("records")]
    levels = (
        "#median forecast",
        f"{study.level:g} % prediction interval",
        "#no change",
        "#outturn, same reporter",
    )
    heads = (
        "day",
        "for",
        *(header(name, study.record.unit) for name in levels),
        "#error, %",
        "#error of no change, %",
        "outturn inside",
    )
    caption = "Forecasts of past days and their outturns"
    return table(caption, heads, rows, cite, place="forecasts", data=newest)


def _forecast_row(row: Cells) -> Row:
    ends = [number(row[name]) for name in ("low", "high")]
    bounds = " to ".join(end for end in ends if end)
    source = row["came_source"]
    return Row(
        (
            day(row["day"]),
            str(row["year"]),
            number(row["median"]) or "not estimated",
            bounds,
            number(row["naive"]),
            number(row["came"], 4) or "none on record",
            pct(row["error_pct"]),
            pct(row["naive_error_pct"]),
            "" if pd.isna(row["inside"]) else ("yes" if row["inside"] else "no"),
        ),
        (source,) if isinstance(source, str) else (),
    )


def others_table(study: ReplayStudy, cite: SourceList) -> Table:
    """Forecasts by others, newest first, scored the same way."""
    rows = [
        Row(
            (
                str(r["year"]),
                study.record.agencies.get(r["author"], r["author"]),
                day(r["published_on"]) or "no date shown",
                forecast_level(r),
                number(r["actual"], 4) or "none on record",
                pct(r["error_pct"]),
                pct(r["naive_error_pct"]),
                condition_of(r),
            ),
            (r["source"],),
        )
        for r in study.others.iloc[::-1].to_dict("records")
    ]
    levels = (header(name, study.record.unit) for name in ("#forecast", "#outturn"))
    heads = (
        "for",
        "by",
        "published",
        *levels,
        "#error, %",
        "#error of no change, %",
        "condition, remark",
    )
    return table(
        "Forecasts by others",
        heads,
        rows,
        cite,
        place="others",
        data=study.others.iloc[::-1],
    )


def revision_table(study: ReplayStudy, cite: SourceList) -> Table:
    """Periods with several figures of one body; last, statements that were replaced."""
    keys = ["period_start", "period_end", "books", "body"]
    groups = study.revisions.groupby(keys, sort=True)
    names = study.record.agencies
    rows = [_revision_row(group, "revision", names) for _, group in groups][::-1]
    replaced = study.replaced.iloc[::-1]
    singles = (replaced.iloc[[place]] for place in range(len(replaced)))
    rows += [_revision_row(single, "statement replaced", names) for single in singles]
    first_head, later_head = (
        header(name, study.record.unit) for name in ("#first figure", "later figures")
    )
    heads: tuple[str, ...] = ("period", "reporter", first_head, "first published")
    heads += (later_head, "later published")
    heads += ("#difference, %", "#days between", "the same within rounding", "kind")
    caption = "Revised figures, by period and reporter"
    lasts = [group.iloc[-1] for _, group in groups][::-1]
    data = pd.concat([pd.DataFrame(lasts), replaced])
    return table(caption, heads, rows, cite, place="revisions", data=data)


def _revision_row(group: pd.DataFrame, kind: str, names: Mapping[str, str]) -> Row:
    first_release, last_release = group.iloc[0], group.iloc[-1]
    return Row(
        (
            _period(first_release["period_start"], first_release["period_end"]),
            _whose(first_release, names),
            number(first_release["first_value"], 4),
            day(first_release["first_published"]),
            "; ".join(number(value, 4) for value in group["value"]),
            "; ".join(day(when) for when in group["published_on"]),
            pct(last_release["revision_pct"]),
            str(last_release["lag_days"]),
            "possible" if last_release["within_rounding"] else "not possible",
            kind,
        ),
        tuple(dict.fromkeys((first_release["first_source"], *group["source"]))),
    )


def _whose(release: pd.Series[Any], names: Mapping[str, str]) -> str:
    """Name the reporter; of a body that is no office, the body itself."""
    body = str(release["body"])
    side = reporter_name(release["books"])
    return side if body == OFFICE else names.get(body, side)


def _period(start: pd.Timestamp, end: pd.Timestamp) -> str:
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return (
            str(end.year) if start.year == end.year else f"{start.year} to {end.year}"
        )
    return f"{day(start)} to {day(end)}"


def statistics_table(study: ReplayStudy) -> Table:
    """Mean and mean absolute revision by release."""
    steps: list[dict[Any, Any]] = [
        {"step": f"first to figure {r['release']}"} | r
        for r in study.by_release.to_dict("records")
    ]
    statistics = study.statistics
    if not isinstance(statistics, Refused):
        values = {name: getattr(statistics, name) for name in statistics.__slots__}
        steps.append({"step": "first to last"} | values)
    heads: tuple[str, ...] = (
        "step",
        "#periods",
        "#mean revision, %",
        "#mean absolute revision, %",
    )
    rows = [Row((str(step["step"]), *_means(step))) for step in steps]
    return table("Revisions by release", heads, rows, data=pd.DataFrame(steps))


def _means(row: Cells) -> tuple[str, str, str]:
    means = (percent_number(row[name]) for name in ("mean_pct", "mean_absolute_pct"))
    return str(row["revisions"]), *means  # type: ignore[return-value]
