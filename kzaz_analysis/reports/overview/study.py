"""How much, how fast, where to, how far: newest figures of the leading series."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.growth.year_on_year import (
    EXACT,
    RATE_COLUMNS,
    annual_growth,
)
from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.errors import UsageError, unknown_name
from kzaz_analysis.evidence.catalogue import catalogue_entry, leading_name
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.evidence.series import series_of
from kzaz_analysis.reports.overview.heading import heading, is_too_narrow
from kzaz_analysis.reports.record.study import Study
from kzaz_analysis.signature import DAY, HORIZON, TEXTS_OR_NONE, YEAR, guarded
from kzaz_analysis.studies.forecasts.commitments import commitment, of_statements
from kzaz_analysis.studies.forecasts.last_interval import DEFAULT_CHOICE
from kzaz_analysis.studies.latest_figures import newest
from kzaz_analysis.studies.target_statements import leading_statement, statements, term
from kzaz_analysis.studies.target_verdicts import Judge, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kzaz_analysis.analysis.projection import Projection
    from kzaz_analysis.evidence.periods import Day
    from kzaz_analysis.evidence.series import Record

LEVELS = ["series", "title", "books", "year", "value", "low", "high", "unit"]
LEVELS += ["provenance", "stage", "published_on", "source", "qualifier"]
LEVELS += ["growth_pct", "low_pct", "high_pct"]
PARTS = ["series", "title", "books", "period_start", "period_end", "value", "unit"]
PARTS += ["source", "qualifier"]
TARGETS = ["series", "title", "promise", "level", "unit", "share_pct", "status"]
TARGETS += ["due", "chance", "is_plan", "source", "books", "level_qualifier"]
"""Columns of `OverviewStudy.targets`."""
HEADINGS = ["series", "title", "books", "unit", "year", "median", "low", "high"]
HEADINGS += ["too_narrow", "reason", "source"]
"""Columns of `OverviewStudy.headings`."""
SYSTEMS = ["system", "series", "title", "unit", "value", "most", "period", "books"]
SYSTEMS += ["growth_pct", "low_pct", "high_pct", "figures", "targets", "source"]
SYSTEMS += ["qualifier"]
SYSTEMS += ["promise", "level", "status", "due", "target_source", "level_qualifier"]
"""Columns of `OverviewStudy.systems`."""
HORIZON_YEAR = 2030
"""Year to which series are projected unless another is asked for."""
CONFLICTS = ["series", "title", "year", "unit", "high_books", "high_value"]
CONFLICTS += ["low_books", "low_value", "ratio", "high_source", "low_source"]


@dataclass(frozen=True, eq=False)
class OverviewStudy(Study):
    """The newest figures of the leading series, their targets and their conflicts.

    Each part is computed when it is asked for, once.

    Attributes
    ----------
    series, asked_targets : tuple of str
        Series and targets that are shown.
    horizon_year : int
        Year to which the series are projected.
    first_year : int or None
        First year of the window that forecasts rest on.
    evidence : Evidence
        What it rests on.
    """

    room = "overview"

    series: tuple[str, ...]
    asked_targets: tuple[str, ...]
    evidence: Evidence
    horizon_year: int = HORIZON_YEAR
    first_year: int | None = None

    @cached_property
    def _judge(self) -> Judge:
        return judge(self.evidence)

    @cached_property
    def records(self) -> dict[tuple[str, str], Record]:
        """Yearly figures by series and reporter, in the order of `levels`."""
        return {
            (name, books): record
            for name in self.series
            for books, record in _by_reporter(self._judge, name).items()
        }

    @cached_property
    def levels(self) -> pd.DataFrame:
        """One row per series and reporter, the last year each: columns `LEVELS`.

        Growth is on the year before, in percent, missing where that is not comparable.
        Where one of the two has a word, "about 1.5", only its bounds are given.
        """
        rows = [_level(record) for record in self.records.values()]
        return pd.DataFrame(rows, columns=LEVELS)

    @cached_property
    def parts(self) -> pd.DataFrame:
        """One row per series and reporter: columns `PARTS`.

        The part of a year that ends last as published, where it ends after the last
        year on record; also of reporters without a whole year, where another has one.
        """
        names = dict.fromkeys(name for name, _ in self.records)
        records = [r for name in names for r in _with_figures(self._judge, name)]
        return pd.DataFrame(filter(None, map(_part, records)), columns=PARTS)

    @cached_property
    def targets(self) -> pd.DataFrame:
        """One row per target that had been set by the day: columns `TARGETS`.

        As its leading statement stands. ``share_pct`` is the latest figure in percent
        of the level, missing where the figure has a word, "nearly 1.5"; ``chance`` the
        probability of reaching it by the date, if one was set: of a plan for one year
        (``is_plan``) of being there in that year; ``level_qualifier`` the word of the
        level, one of `QUALIFIERS`.
        """
        rows = [_shown(row) for row in self._leading_rows]
        return pd.DataFrame(rows, columns=TARGETS)

    @cached_property
    def _leading_rows(self) -> list[pd.Series[Any]]:
        """Leading statement of each target asked for, judged."""
        return [*_targets(self.evidence, self._judge, self.asked_targets)]

    @cached_property
    def headings(self) -> pd.DataFrame:
        """One row per series with a year on record: columns `HEADINGS`.

        Median and 80 % interval of its forecast for `horizon_year` in the unit of the
        series, the number that the page of its projection has first; ``too_narrow``,
        whether that interval was so in past forecasts; where none can be made,
        ``reason`` says why. ``source`` is that of the last figure.
        """
        rows = [_heading(*forecast, self.horizon_year) for forecast in self._forecasts]
        return pd.DataFrame(rows, columns=HEADINGS)

    @cached_property
    def _forecasts(self) -> list[tuple[Record, Projection | Refused]]:
        """Each series with its default forecast, or why it has none."""
        records = [
            series_of(self.evidence, name, first_year=self.first_year)
            for name in dict.fromkeys(self.levels["series"])
        ]
        return [(record, heading(record, self.horizon_year)) for record in records]

    @property
    def commitments(self) -> list[dict[str, Any]]:
        """What forecasts and probabilities of the page commit to, for the ledger."""
        targets_due = [
            commitment(record, ahead, DEFAULT_CHOICE, first_year=self.first_year)
            for record, ahead in self._forecasts
            if not isinstance(ahead, Refused)
        ]
        rows = (row.to_dict() for row in self._leading_rows)
        return [*targets_due, *of_statements(self._judge, rows)]

    @cached_property
    def conflicts(self) -> pd.DataFrame:
        """One row per series that two reporters have: columns `CONFLICTS`.

        Their last common year of figures without a word, the higher figure first,
        ``ratio`` the higher over the lower.
        """
        return _conflicts(self.records)

    @cached_property
    def systems(self) -> pd.DataFrame:
        """One row per system of the catalogue: columns `SYSTEMS`.

        Those of the series shown come first, those without a figure last. Of each the
        first of the series shown, else the one with most figures, else the one of
        the most targets are set: its latest figure and growth, the target that is shown
        or, of those ahead where there are any, most often stated, and how many figures
        and targets there are.
        """
        rows = [*_systems(self.evidence, self._judge, self.series, self.asked_targets)]
        rows.sort(key=self._rank)
        return pd.DataFrame(rows, columns=SYSTEMS)

    def _rank(self, system: dict[str, Any]) -> tuple[int, bool, str]:
        """Put systems of the series shown first, those without a figure last."""
        name = system["series"]
        shown = self.series.index(name) if name in self.series else len(self.series)
        return shown, pd.isna(system["value"]), system["system"]

    @property
    def newest_day(self) -> str:
        """Day of the newest publication among the chosen figures, ISO 8601."""
        return max(self.levels["published_on"].fillna(""), default="")

    def __repr__(self) -> str:
        columns = ["title", "books", "year", "value", "unit", "growth_pct"]
        return f"State of trade\n{self.levels[columns].to_string(index=False)}"

    @property
    def frame(self) -> pd.DataFrame:
        """One row per series and reporter, the last year each: `levels`."""
        return self.levels


@guarded(
    series=TEXTS_OR_NONE,
    as_of=DAY,
    first_year=YEAR,
    horizon_year=HORIZON,
    targets=TEXTS_OR_NONE,
)
def overview_study(
    series: Sequence[str] | None = None,
    *,
    as_of: Day = None,
    first_year: int | None = None,
    horizon_year: int = HORIZON_YEAR,
    targets: Sequence[str] | None = None,
    evidence: Evidence | None = None,
) -> OverviewStudy:
    """Bring the newest figures of the leading series together.

    Parameters
    ----------
    series : sequence of str, optional
        Series of the catalogue, in the order in which they are shown; those of the
        dataset when left out.
    as_of : str or date, optional
        Only what had been published by this day.
    first_year : int, optional
        First year of the window that forecasts rest on; the whole record when left
        out.
    horizon_year : int
        Year to which the series are projected.
    targets : sequence of str, optional
        Targets of the targets table that are shown beside them; likewise.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Returns
    -------
    OverviewStudy
        Levels, running year, targets, conflicts and systems.

    Raises
    ------
    UsageError
        If no series is named, or one or a target does not exist.
    """
    source = opened(evidence, as_of)
    series, targets = _subjects(source, series, targets)
    for name in series:
        catalogue_entry(source, name)
    ever = set(source.at(None).load("targets")["promise"])
    for name in targets:
        if name not in ever:
            raise unknown_name("target", name, ever)
    asked = (tuple(series), tuple(targets), source)
    return OverviewStudy(*asked, horizon_year, first_year)


def _subjects(
    evidence: Evidence, series: Sequence[str] | None, targets: Sequence[str] | None
) -> tuple[Sequence[str], Sequence[str]]:
    """Return what was asked for, else what the dataset says."""
    about = evidence.dataset
    if series is None:
        series = about.overview_series or [leading_name(evidence, None)]
    if not series:
        raise UsageError("series is empty; name at least one, see kzaz data list")
    return series, about.overview_targets if targets is None else targets


def _alone(judged_by: Judge, name: str) -> list[Record]:
    rules = judged_by.evidence.dataset.alone.values()
    return [judged_by.record(name, rule) for rule in rules]


def _with_figures(judged_by: Judge, name: str) -> list[Record]:
    """Read each reporter alone that has any year or part; those with years first."""
    years = [*_by_reporter(judged_by, name).values()]
    others = [r for r in _alone(judged_by, name) if r.annual.empty]
    return [*years, *others]


def _by_reporter(judged_by: Judge, name: str) -> dict[str, Record]:
    """Read each reporter alone; by the default rule where none has a year."""
    default, alone = judged_by.record(name), _alone(judged_by, name)
    held = [r for r in alone if len(r.annual)] or [default] * bool(len(default.annual))
    by_books = {str(r.annual["books"].iloc[-1]): r for r in held}
    leading = str(default.annual["books"].iloc[-1]) if len(default.annual) else ""
    return dict(sorted(by_books.items(), key=lambda pair: pair[0] != leading))


def _level(record: Record) -> dict[str, Any]:
    latest_row = record.annual.iloc[-1]
    growth = annual_growth(record.annual, record.begins)
    same = growth[growth["year"] == latest_row["year"]]
    rates = dict.fromkeys(RATE_COLUMNS, float("nan"))
    if len(same):
        rates = {c: same[c].iloc[-1] for c in rates}
        if same["is_hedged"].iloc[-1]:
            rates["growth_pct"] = float("nan")
    return {
        "series": record.name,
        "title": record.title,
        **{name: latest_row[name] for name in LEVELS[2:13]},
        **rates,
    }


def _heading(
    record: Record, forecast: Projection | Refused, horizon_year: int
) -> dict[str, Any]:
    annual = record.annual
    newest_row = {
        n: annual[n].iloc[-1] if len(annual) else "" for n in ("books", "source")
    }
    row: dict[str, Any] = {
        **newest_row,
        "series": record.name,
        "title": record.title,
        "unit": record.unit,
        "year": horizon_year,
    }
    if isinstance(forecast, Refused):
        return row | {"reason": forecast.reason}
    at = forecast.fan.iloc[-1]
    middle = {"median": at["median"], "low": at["lo-80"], "high": at["hi-80"]}
    middle |= {"too_narrow": is_too_narrow(record)}
    return row | middle | {"reason": ""}


def _part(record: Record) -> dict[str, Any] | None:
    """Return the published part of a year that ends last, after the last full year."""
    parts = record.partial[~record.partial["derived"].astype(bool)]
    if parts.empty:
        return None
    latest_part = parts.sort_values(["period_end", "period_start"]).iloc[-1]
    year = int(record.annual["year"].iloc[-1]) if len(record.annual) else 0
    if latest_part["period_end"].year <= year:
        return None
    return {
        "series": record.name,
        "title": record.title,
        **{name: latest_part[name] for name in PARTS[2:]},
    }


def _targets(
    evidence: Evidence, judged_by: Judge, names: Sequence[str]
) -> Iterator[pd.Series[Any]]:
    """Judge the targets that had been set by the day of the evidence."""
    for name in names:
        rows = statements(evidence, target=name)
        rows = rows[rows["measure"] != "date"]
        if len(rows):
            yield _leading(rows, judged_by)


def _leading(rows: pd.DataFrame, judged_by: Judge) -> pd.Series[Any]:
    """Statement of one target that stands for it on every page."""
    verdicts = [judged_by.columns(row) for row in rows.to_dict("records")]
    judged = pd.concat([rows, pd.DataFrame(verdicts, index=rows.index)], axis=1)
    return leading_statement(judged, judged_by.today)


def _shown(row: pd.Series[Any]) -> dict[str, Any]:
    end = row["deadline_end"]
    return {
        **{name: row[name] for name in ("series", "title", "promise", "level")},
        "unit": row["series_unit"],
        "share_pct": row["share_pct"] if row["latest_qualifier"] == EXACT else None,
        **{name: row[name] for name in ("chance", "source")},
        "is_plan": term(row.to_dict()).is_plan,
        "status": row["target_status"],
        "due": "" if pd.isna(end) else f"{end:%Y-%m-%d}",
        "books": row["latest_books"],
        "level_qualifier": row["qualifier"],
    }


def _conflicts(records: dict[tuple[str, str], Record]) -> pd.DataFrame:
    by_series: dict[str, list[Record]] = {}
    for (name, _), record in records.items():
        by_series.setdefault(name, []).append(record)
    pairs = (_last_common(pair) for pair in by_series.values() if len(pair) > 1)
    conflicts = pd.DataFrame(filter(None, pairs), columns=CONFLICTS)
    return conflicts.sort_values("ratio", ascending=False, ignore_index=True)


def _last_common(pair: list[Record]) -> dict[str, Any] | None:
    record, other = pair[:2]
    both = record.annual.merge(other.annual, on="year", suffixes=("_one", "_other"))
    for side in ("one", "other"):
        # A ratio of "about 500" would pass for the ratio of a figure.
        is_exact = both[f"qualifier_{side}"] == EXACT
        both = both[is_exact & (both[f"value_{side}"] > 0)]
    if both.empty:
        return None
    row = both.to_dict("records")[-1]
    sides = [
        {name: row[f"{name}_{side}"] for name in ("books", "value", "source")}
        for side in ("one", "other")
    ]
    low, high = sorted(sides, key=lambda side: float(side["value"]))
    return {
        "series": record.name,
        "title": record.title,
        "unit": record.unit,
        "year": row["year"],
        **{f"high_{name}": value for name, value in high.items()},
        **{f"low_{name}": value for name, value in low.items()},
        "ratio": high["value"] / low["value"],
    }


def _systems(
    evidence: Evidence,
    judged_by: Judge,
    series: Sequence[str],
    promises: Sequence[str],
) -> Iterator[dict[str, Any]]:
    catalogue = evidence.load("series")
    counts = evidence.load("observations")["series"].value_counts()
    announced = statements(evidence)
    for system, entries in catalogue.groupby("system"):
        set_in = announced[announced["system"] == system]
        figures = counts.reindex(entries["series"]).dropna()
        name = _first(series, figures) or _first(series, set_in["series"])
        if not name:
            continue
        # Of a series that is shown, the reporter that its figures begin with.
        alone = _by_reporter(judged_by, name) if name in series else {}
        record = next(iter(alone.values()), judged_by.record(name))
        figure = newest(record)
        level = _level(record) if len(record.annual) else {}
        of_series = set_in[set_in["series"] == name]
        yield {
            "system": system,
            "series": name,
            "title": record.title,
            "unit": record.unit,
            **figure._asdict(),
            **{name: level.get(name) for name in RATE_COLUMNS},
            "figures": int(figures.sum()),
            "targets": set_in["promise"].nunique(),
            **_aim(_target_rows(of_series, promises, judged_by.today), judged_by),
        }


def _target_rows(
    stated: pd.DataFrame, promises: Sequence[str], today: pd.Timestamp
) -> pd.DataFrame:
    """Statements of a target asked for, else of one ahead, else the most stated."""
    ahead = stated[stated["deadline_end"] >= today]
    of_asked = stated[stated["promise"].isin(promises)]
    names = next((rows for rows in (of_asked, ahead) if len(rows)), stated)["promise"]
    return stated[stated["promise"] == _first(promises, names)]


def _first(preferred: Sequence[str], names: pd.Series[Any]) -> str:
    """Return the first name preferred, else the most frequent; counts stay as such."""
    counts = names if names.dtype.kind in "if" else names.value_counts()
    leading = [name for name in preferred if name in counts.index]
    return str([*leading, *counts.sort_index()[lambda n: n == n.max()].index, ""][0])


def _aim(rows: pd.DataFrame, judged_by: Judge) -> dict[str, Any]:
    """How one target stands; of a work, by when alone."""
    levels = rows[rows["measure"] != "date"]
    if len(levels):
        target = _shown(_leading(levels, judged_by))
        names = ("promise", "level", "status", "due", "level_qualifier")
        return {n: target[n] for n in names} | {"target_source": target["source"]}
    blank = {"promise": "", "level": None, "status": "", "due": ""}
    blank |= {"level_qualifier": ""}
    if rows.empty:
        return {**blank, "target_source": ""}
    row = _leading(rows, judged_by)
    end = row["deadline_end"]
    due = "" if pd.isna(end) else f"{end:%Y-%m-%d}"
    return {
        **blank,
        "due": due,
        "promise": row["promise"],
        "target_source": row["source"],
    }
