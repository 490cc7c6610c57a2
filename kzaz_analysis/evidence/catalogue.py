"""Find one's way: what there is, what a series measures, where figures come from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape

import pandas as pd

from kzaz_analysis.errors import UsageError, unknown_name
from kzaz_analysis.evidence.periods import Day, last_days
from kzaz_analysis.evidence.schema.definitions import FACT_TABLES, TABLES
from kzaz_analysis.evidence.tables import Tables, default
from kzaz_analysis.signature import DAY, TEXT, guarded


@dataclass(frozen=True, slots=True)
class SeriesDescription:
    """What one series is and how much of it is on record.

    Attributes
    ----------
    name, title, system, measures, unit, nature, direction, caveats : str
        As the catalogue has them.
    figures : int
        Published figures on record.
    first, last : str
        First and last day that any figure covers, empty when none is dated.
    agencies : tuple of str
        Who counts it, most figures first.
    targets : tuple of str
        Targets set for it.
    """

    name: str
    title: str
    system: str
    measures: str
    unit: str
    nature: str
    direction: str
    caveats: str
    figures: int
    first: str
    last: str
    agencies: tuple[str, ...]
    targets: tuple[str, ...]

    def rows(self) -> dict[str, str]:
        """Return the description as label and text."""
        labels = {
            "measures": self.measures,
            "system": self.system,
            "unit": self.unit,
            "nature": self.nature,
            "direction": self.direction,
            "figures on record": f"{self.figures}, {self._span()}",
            "counted by": ", ".join(self.agencies),
            "targets": ", ".join(self.targets),
            "caveats": self.caveats,
        }
        return {label: text for label, text in labels.items() if text}

    def _span(self) -> str:
        return f"{self.first} to {self.last}" if self.first else "none dated"

    def __repr__(self) -> str:
        lines = (f"  {label}: {text}" for label, text in self.rows().items())
        return "\n".join([f"{self.name}: {self.title}", *lines])

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{escape(label)}</th><td>{escape(text)}</td></tr>'
            for label, text in self.rows().items()
        )
        caption = f"<caption>{escape(self.title)} (<code>{self.name}</code>)</caption>"
        return f'<table class="kz-table">{caption}<tbody>{rows}</tbody></table>'


def leading_name(evidence: Tables, name: str | None, what: str = "series") -> str:
    """Return a name that was given, else the one that the dataset puts first.

    Parameters
    ----------
    evidence : Tables
        Whose dataset is asked.
    name : str or None
        What was given.
    what : {"series", "target"}
        Key of ``dataset.yml``.

    Raises
    ------
    UsageError
        If neither says it.
    """
    chosen_name: str = name or getattr(evidence.dataset, what)
    if not chosen_name:
        raise UsageError(f"{what}: name one; dataset.yml names none for reports")
    return chosen_name


def describe(series: str) -> SeriesDescription:
    """Tell what a series measures and how much of it is on record.

    Raises
    ------
    UsageError
        If there is no such series; the message gives the nearest names.
    """
    return description_of(default(), series)


def description_of(evidence: Tables, series: str) -> SeriesDescription:
    """Tell what a series measures and how much of it is on record; see `describe`."""
    entry = catalogue_entry(evidence, series)
    figures = evidence.rows("observations", "series", [series])
    targets_set = evidence.rows("targets", "series", [series])["promise"]
    days = {"first": figures["period_start"].min(), "last": figures["period_end"].max()}
    columns = ("title", "system", "measures", "unit", "nature", "direction", "caveats")
    return SeriesDescription(
        name=series,
        **{column: str(entry[column]) for column in columns},
        figures=len(figures),
        agencies=tuple(figures["agency"].value_counts(sort=True).index),
        targets=tuple(sorted(set(targets_set))),
        **{k: f"{d:%Y-%m-%d}" if pd.notna(d) else "" for k, d in days.items()},
    )


@lru_cache(maxsize=256)
def catalogue_entry(evidence: Tables, series: str) -> pd.Series[str]:
    """Row of the catalogue for one series.

    Raises
    ------
    UsageError
        If there is no such series.
    """
    listed = evidence.rows("series", "series", [series])
    if listed.empty:
        raise unknown_name("series", series, evidence.load("series")["series"])
    entry: pd.Series[str] = listed.set_index("series").iloc[0]
    return entry


def sources(series: str = "", *, publisher: str = "") -> pd.DataFrame:
    """List where figures come from.

    Parameters
    ----------
    series : str
        Only sources of this series; all when empty.
    publisher : str
        Only publishers with this text in their name, in any case.

    Returns
    -------
    pandas.DataFrame
        Columns of the sources table, one row per source.
    """
    return sources_of(default(), series, publisher=publisher)


def sources_of(
    evidence: Tables, series: str = "", *, publisher: str = ""
) -> pd.DataFrame:
    """List where figures come from, whenever published; see `sources`."""
    every = evidence.at(None)
    if series:
        catalogue_entry(every, series)
        tables = [t for t in FACT_TABLES if "series" in TABLES[t].names]
        used = {s for t in tables for s in every.rows(t, "series", [series])["source"]}
        listed = every.rows("sources", "source", used)
    else:
        listed = every.load("sources")
    if publisher:
        names = listed["publisher"].str.contains(publisher, case=False, regex=False)
        listed = listed[names]
    return listed.reset_index(drop=True)


def rows_of_source(evidence: Tables, source: str) -> dict[str, pd.DataFrame]:
    """Rows of every table that come from one source.

    Returns
    -------
    dict of str to pandas.DataFrame
        By table name; tables without such rows are left out.

    Raises
    ------
    UsageError
        If there is no such source.
    """
    sources = evidence.load("sources")["source"]
    if source not in set(sources):
        raise unknown_name("source", source, sources)
    rows = {name: evidence.load(name) for name in (*FACT_TABLES, "macro", "factors")}
    cited = {name: frame[frame["source"] == source] for name, frame in rows.items()}
    return {n: frame.reset_index(drop=True) for n, frame in cited.items() if len(frame)}


@guarded(target=TEXT, as_of=DAY)
def targets(target: str = "", *, as_of: Day = None) -> pd.DataFrame:
    """List targets, oldest publication first.

    Parameters
    ----------
    target : str
        Only statements of this target; all when empty.
    as_of : str or date, optional
        Only what had been published by this day.

    Returns
    -------
    pandas.DataFrame
        Columns of the targets table, one row per statement.
    """
    return targets_of(default(as_of), target)


def targets_of(evidence: Tables, target: str = "") -> pd.DataFrame:
    """List targets, oldest publication first; see `targets`."""
    if not target:
        rows = evidence.load("targets")
    elif evidence.at(None).rows("targets", "promise", [target]).empty:
        names = evidence.at(None).load("targets")["promise"]
        raise unknown_name("target", target, set(names))
    else:
        rows = evidence.rows("targets", "promise", [target])
    return rows.sort_values(["promise", "published_on", "id"], ignore_index=True)


def macro(indicator: str, country: str) -> pd.DataFrame:
    """One indicator of one country from an official database.

    Returns
    -------
    pandas.DataFrame
        Columns ``year, value, unit, obs_status, source``, one row per year: of several
        releases the newest.

    Raises
    ------
    UsageError
        If there is no such indicator, or not for this country.
    """
    return indicator_of(default(), indicator, country)


def indicator_of(evidence: Tables, indicator: str, country: str) -> pd.DataFrame:
    """One indicator of one country, newest release of the day; see `macro`.

    A release without a day was there always, and before every other.
    """
    table = evidence.load("macro")
    if indicator not in set(table["indicator"]):
        raise unknown_name("indicator", indicator, set(table["indicator"]))
    rows = table[table["indicator"] == indicator]
    if country not in set(rows["country"]):
        raise unknown_name(f"country with {indicator}", country, set(rows["country"]))
    columns = ["year", "value", "unit", "obs_status", "source"]
    releases = rows.loc[rows["country"] == country, columns].merge(
        evidence.at(None).load("sources")[["source", "published_on"]], on="source"
    )
    releases["released"] = last_days(releases["published_on"])
    if evidence.day is not None:
        releases = releases[~(releases["released"] > evidence.day)]
    newest = releases.sort_values(["year", "released"], na_position="first")
    return (
        newest.drop_duplicates("year", keep="last")[columns]
        .astype({"year": "int64"})
        .reset_index(drop=True)
    )
