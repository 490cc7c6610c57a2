"""Tables as rules of meaning see them: typed, with what a row refers to beside it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kzaz_analysis.countries import countries
from kzaz_analysis.evidence.derivation.spans import whole_months
from kzaz_analysis.evidence.schema.cells import days, numbers, partial_days
from kzaz_analysis.evidence.schema.definitions import TABLES
from kzaz_analysis.evidence.schema.meaning.beside.on_record import (
    denied_by_changes,
    told_as_base,
    with_level,
    with_record,
)
from kzaz_analysis.evidence.schema.meaning.corroboration.one_source import (
    denied_by_source,
)
from kzaz_analysis.evidence.schema.meaning.listed.identified import with_identifiers
from kzaz_analysis.evidence.schema.meaning.listed.kinship import (
    converted,
    kind_most,
    wholes_of,
    words_of,
)
from kzaz_analysis.evidence.schema.meaning.listed.titles import (
    titles_apart,
    years_of_sources,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kzaz_analysis.evidence.schema.columns import TableSchema

SERIES_TEXTS = (
    "nature",
    "series_unit",
    "series_dimension",
    "entity",
    "better",
    "wholes",
    "parts",
    "series_words",
)
CHANGES = (
    r"(?i)growth|chang|increase|inflation|\brise|index|\bprice|\bdut(?:y|ies)|tariff"
)
"""Words of a series in per cent that is no part of a whole."""
SIZED = ("observations", "targets")
"""Tables whose figures are of what there is, or of what shall be."""
IDENTIFIED = (("series", "series"), ("sources", "source"))
"""Lists of which an id names entries."""
DAYS_OF_YEAR = 365.25
OR_LATER = " or later"
"""What follows the earliest day on which an undated source can have been published."""


class JoinedTables:
    """Tables of one folder, typed leniently: a malformed cell counts as empty.

    Malformed cells are reported by the checks of the cells; rules of meaning look at
    what can be read.

    Parameters
    ----------
    texts : mapping of str to pandas.DataFrame
        Tables as `read_text` gives them; a table that is not readable is left out.
    today : pandas.Timestamp
        Day of the check.
    rules : iterable of str
        Rules of the dataset by which figures are chosen.
    """

    def __init__(
        self,
        texts: Mapping[str, pd.DataFrame],
        today: pd.Timestamp,
        rules: Iterable[str] = (),
    ) -> None:
        self.today = today
        self.rules = tuple(rules)
        self._texts = texts
        self._of_types: dict[str, pd.DataFrame] = {}
        self._joined: dict[str, pd.DataFrame] = {}

    def text(self, name: str) -> pd.DataFrame:
        """Return a table as it stands in the file, empty if it is not readable."""
        table = TABLES[name]
        return self._texts.get(name, pd.DataFrame(columns=table.names, dtype="str"))

    def _typed(self, name: str) -> pd.DataFrame:
        if name not in self._of_types:
            self._of_types[name] = typed(TABLES[name], self.text(name))
        return self._of_types[name]

    def rows(self, name: str) -> pd.DataFrame:
        """Return a table with what its rows refer to.

        Returns
        -------
        pandas.DataFrame
            One row per line, the line in the index. Columns of the table, typed, and
            as far as the table refers to them: ``nature, series_unit,
            series_dimension, entity, better, is_share, typical, series_most,
            series_least, crowd`` of the series with its ``parts``, the ``wholes`` that
            it is a part of and ``series_words``, what the catalogue says of it;
            ``usual_months`` (months of its middle period); what `on_record.with_record`
            adds; ``dimension, amount`` (value in base units), ``level_dimension`` of
            the level beside a claim, ``base_dimension`` of the level that a target
            starts from; ``owner, agency_kind`` of the agency;
            ``published`` and ``published_from`` (last and first day that the
            date of publication leaves open, or the figures of an undated source);
            ``source_kind`` of the source; ``of_indicator``, what macro has for a
            factor; ``project_dimension, project_most`` of the series that a milestone
            is called after; ``has_factor`` and ``is_named``, whether a unit converts
            and a driver rests on something;
            ``months, days`` of the period; ``printed``, the value as text;
            ``doubted``, whether its status tells readers not to take it as it stands;
            ``today``. Observations, targets and milestones have ``kind_most``, the
            greatest figure of other series that measure the same. Targets have
            ``done_on``, the day on which milestones have them done; observations
            ``told_as_base`` (a later figure of the source is compared with it),
            ``denied`` (by a stated change) and ``denied_by_source`` (by what its own
            source states); series their ``sides``, the countries that report them, and
            ``counted_in``, the dimension of most of their figures.
        """
        if name not in self._joined:
            self._joined[name] = self._rows(name)
        return self._joined[name]

    def _rows(self, name: str) -> pd.DataFrame:
        text = self.text(name)
        rows = self._typed(name).assign(today=self.today)
        if "value" in text:
            rows = rows.assign(printed=text["value"], doubted=_doubted(name, text))
        for column, join in (
            ("series", self._with_series),
            ("unit", self._with_unit),
            ("agency", self._with_agency),
            ("source", self._with_source),
            ("period_end", _with_period),
        ):
            if column in rows and TABLES[name].key != (column,):
                rows = join(rows)
        if name in (*SIZED, "milestones"):
            of = rows if "series" in rows else rows.assign(series=rows["project"])
            rows = rows.assign(kind_most=kind_most(of, self._sizes))
        rows = self._with_lists(name, rows)
        if "id" in rows and name != "milestones":
            names = (set(self.text(table)[c]) for table, c in IDENTIFIED)
            rows = with_identifiers(rows, *names)
        if name == "targets":
            rows = rows.assign(
                done_on=pd.to_datetime(rows["promise"].map(dict(self._done_on.items())))
            )
        if name == "observations":
            rows = rows.assign(
                told_as_base=told_as_base(rows, self._stated),
                denied=denied_by_changes(rows, self._stated),
                denied_by_source=denied_by_source(rows, self._stated),
            )
        if name in ("targets", "claims", "projections"):
            rows = rows.assign(has_factor=self._has_factor(rows))
            return with_record(name, rows, self._figures, self._units)
        return rows

    @cached_property
    def _figures(self) -> pd.DataFrame:
        return self.rows("observations")

    @cached_property
    def _units(self) -> pd.DataFrame:
        units = self._typed("units")
        return units.drop_duplicates("unit").set_index("unit")

    @cached_property
    def _series(self) -> pd.DataFrame:
        catalogue = self._typed("series")
        catalogue = catalogue.drop_duplicates("series").set_index("series")
        dimension = text_of(catalogue["unit"], self._units["dimension"])
        wording = catalogue["title"] + " " + catalogue["measures"]
        share = wording.str.contains(r"\bshare\b", case=False)
        change = wording.str.contains(CHANGES)
        return pd.DataFrame(
            {
                "nature": catalogue["nature"],
                "entity": catalogue["entity"],
                "better": catalogue["better"],
                "wholes": wholes_of(catalogue.assign(dimension=dimension)),
                "series_unit": catalogue["unit"],
                "parts": catalogue["parts"],
                "listed": catalogue["preferred"],
                "series_words": words_of(catalogue),
                "series_dimension": dimension,
                "is_share": share & (dimension == "percentage"),
                "is_percentage": ~change & (dimension == "percentage"),
            }
        ).join(self._typical(catalogue["nature"]))

    @cached_property
    def _periods(self) -> pd.DataFrame:
        """Months and days of the middle period of each series."""
        rows = _with_period(self._typed("observations"))
        of_series = rows.groupby("series")
        return pd.DataFrame(
            {
                "usual_months": of_series["months"].median(),
                "usual_days": of_series["days"].median(),
            }
        )

    def _sides(self) -> pd.Series[str]:
        """Countries that report each series, or whose agencies are named for it."""
        owners = self.text("agencies").drop_duplicates("agency")
        owner = owners.set_index("agency")["books"]
        rows = self.text("observations")[["series", "reporter", "agency"]]
        side = rows["reporter"].where(
            rows["reporter"] != "", text_of(rows["agency"], owner)
        )
        listed = self.text("series").set_index("series")["preferred"]
        named = listed.str.split(";").explode()
        told = pd.concat([side.set_axis(rows["series"]), text_of(named, owner)])
        country = told[told.isin(set(countries()))]
        sides: dict[str, set[str]] = {}
        for series, code in country.items():
            sides.setdefault(str(series), set()).add(code)
        return pd.Series({name: ";".join(sorted(c)) for name, c in sides.items()})

    def _counted_in(self) -> pd.Series[str]:
        """Dimension of most figures of each series."""
        rows = self.text("observations")[["series", "unit"]]
        dimension = text_of(rows["unit"], self._units["dimension"])
        of_series = dimension[dimension != ""].groupby(rows["series"])
        return of_series.agg(lambda names: names.mode().iloc[0])

    def _reports_for(self) -> pd.Series[str]:
        """Country for which most rows of each agency report."""
        rows = self.text("observations")[["agency", "reporter"]]
        rows = rows[rows["reporter"] != ""]
        return rows.groupby("agency")["reporter"].agg(
            lambda names: names.mode().iloc[0]
        )

    def _typical(self, nature: pd.Series[str]) -> pd.DataFrame:
        """Middle of the logarithms of a series' figures, extremes, their count."""
        rows = _with_period(self._typed("observations"))
        rows = self._with_unit(rows.assign(nature=rows["series"].map(nature)))
        levels = pd.Series(np.log10(per_year(rows)), rows.index).groupby(rows["series"])
        return pd.DataFrame(
            {
                "typical": levels.median(),
                "series_most": 10 ** levels.max(),
                "series_least": 10 ** levels.min(),
                "crowd": levels.count(),
            }
        )

    def _with_series(self, rows: pd.DataFrame) -> pd.DataFrame:
        joined = rows.join(self._series, on="series")
        # Where no row refers to a series that exists, the columns hold no text at all.
        texts = {
            column: text_of(rows["series"], self._series[column])
            for column in SERIES_TEXTS
        }
        share = joined["is_share"].eq(True)
        factor = joined["series_unit"].map(self._units["factor"]).astype("float64")
        return joined.assign(**texts, is_share=share, series_factor=factor)

    def _with_unit(self, rows: pd.DataFrame) -> pd.DataFrame:
        units = text_of(rows["unit"], self._units["dimension"])
        factor = rows["unit"].map(self._units["factor"]).astype("float64")
        amount = rows["value"] * factor if "value" in rows else np.nan
        if "level_unit" in rows:
            level = text_of(rows["level_unit"], self._units["dimension"])
            rows = rows.assign(level_dimension=level)
        if "base_unit" in rows:
            base = text_of(rows["base_unit"], self._units["dimension"])
            rows = rows.assign(base_dimension=base)
        return rows.assign(dimension=units, amount=amount)

    def _with_agency(self, rows: pd.DataFrame) -> pd.DataFrame:
        agencies = self.text("agencies").drop_duplicates("agency").set_index("agency")
        owner, kind = (
            text_of(rows["agency"], agencies[column]) for column in ("books", "kind")
        )
        return rows.assign(owner=owner, agency_kind=kind)

    def _with_source(self, rows: pd.DataFrame) -> pd.DataFrame:
        sources = self.text("sources").drop_duplicates("source").set_index("source")
        published = text_of(rows["source"], sources["published_on"])
        later = text_of(rows["source"], self._reported_until)
        undated = published == ""
        published = published.where(~undated, later)
        kind = text_of(rows["source"], sources["kind"])
        title = text_of(rows["source"], sources["title"])
        rows = rows.assign(published_on=published, undated=undated, source_kind=kind)
        if "title" not in rows:
            rows = rows.assign(title=title)
        apart = rows["source"].isin(self._titles_apart)
        return _with_publication(rows.assign(title_apart=apart))

    @cached_property
    def _reported_until(self) -> pd.Series[str]:
        """Last day that figures and rates of each source are about: ``DAY or later``.

        A source that does not say when it was published came after it.
        """
        told = [self._typed(n) for n in ("observations", "claims")]
        told[0] = told[0][told[0]["obs_status"] == "A"]
        rows = pd.concat([table[["source", "period_end", "status"]] for table in told])
        firm = rows[(rows["status"] == "") & (rows["period_end"] <= self.today)]
        until = firm.groupby("source")["period_end"].max()
        days_told: pd.Series[str] = until.dt.strftime("%Y-%m-%d").astype("str")
        return days_told + OR_LATER

    @cached_property
    def _done_on(self) -> pd.Series[pd.Timestamp]:
        """Day of the first opening or completion of each project on record."""
        events = self._typed("milestones")
        ended = events["event"].isin(["opening", "completion"])
        done = events[ended & (events["status"] == "done")]
        return done.groupby("project")["actual_end"].min()

    @cached_property
    def _sizes(self) -> pd.DataFrame:
        """Series, dimension and amount of all figures on record and promised."""
        tables = (self._typed(name) for name in SIZED)
        columns = ["series", "unit", "value"]
        sizes = self._with_unit(pd.concat([table[columns] for table in tables]))
        return pd.concat([sizes, *converted(sizes, self._typed("factors"))])

    @cached_property
    def _stated(self) -> pd.DataFrame:
        """Claims with their periods, levels, and the owner of their agency."""
        claims = self._with_unit(self._with_series(self._typed("claims")))
        return with_level(self._with_agency(claims), self._units)

    @cached_property
    def _titles_apart(self) -> set[str]:
        """Sources whose title names years that none of their rows is about."""
        titles = self.text("sources").set_index("source")["title"]
        tables = {name: self._typed(name) for name in self._texts}
        return titles_apart(titles, years_of_sources(tables.values()))

    def _with_lists(self, name: str, rows: pd.DataFrame) -> pd.DataFrame:
        if name == "sources":
            apart = rows["source"].isin(self._titles_apart)
            return _with_publication(rows.assign(title_apart=apart))
        if name == "series":
            agency = rows["default_rule"].str.split(":").str[0]
            return rows.assign(
                is_agency=agency.isin(self.text("agencies")["agency"]),
                is_rule=rows["default_rule"].isin(["", *self.rules]),
                rules=", ".join(self.rules),
                sides=text_of(rows["series"], self._sides()),
                usual_months=rows["series"].map(self._periods["usual_months"]),
                usual_days=rows["series"].map(self._periods["usual_days"]),
                counted_in=text_of(rows["series"], self._counted_in()),
            )
        if name == "agencies":
            rows = rows.assign(reported=text_of(rows["agency"], self._reports_for()))
        if name == "drivers":
            return self._with_rests(rows)
        if name == "milestones":
            due = text_of(rows["project"], self._series["series_dimension"])
            most = rows["project"].map(self._series["series_most"])
            return rows.assign(project_dimension=due, project_most=most)
        if name == "factors":
            measured = set(self._units["dimension"])
            return rows.assign(
                from_measured=rows["from_dimension"].isin(measured),
                to_measured=rows["to_dimension"].isin(measured),
                of_indicator=self._of_indicator(rows),
            )
        return rows

    def _with_rests(self, drivers: pd.DataFrame) -> pd.DataFrame:
        """Add what drivers rest on: whether it is there, and its dimensions."""
        dimensions = self._series["series_dimension"]

        def measured(cell: str) -> set[str]:
            return {base_of(str(dimensions.get(n, ""))) for n in cell.split(";")}

        return drivers.assign(
            is_named=self._names_what_is(drivers),
            rests_in=drivers["rests_on"].map(measured),
            bridges=drivers["converted_by"].map(measured),
        )

    def _names_what_is(self, drivers: pd.DataFrame) -> pd.Series[bool]:
        """Tell whether all that a driver rests on is in the table of its kind."""
        indicators, promises, series = (
            set(self.text(table)[column])
            for table, column in (
                ("macro", "indicator"),
                ("targets", "promise"),
                ("series", "series"),
            )
        )
        of_kind = {"macro": indicators, "quota": promises}
        pairs = zip(drivers["kind"], drivers["rests_on"].str.split(";"), strict=True)
        named = [set(names) <= of_kind.get(kind, series) for kind, names in pairs]
        return pd.Series(named, drivers.index, dtype=bool)

    def _has_factor(self, rows: pd.DataFrame) -> pd.Series[bool]:
        """Tell whether the unit of a row is that of its series or converts to it."""
        factors = self.text("factors")
        one, other = factors["from_dimension"], factors["to_dimension"]
        pairs = {*zip(one, other, strict=True), *zip(other, one, strict=True)}
        columns = zip(rows["dimension"], rows["series_dimension"], strict=True)
        has = [a == b or (a, b) in pairs for a, b in columns]
        return pd.Series(has, rows.index, dtype=bool)

    def _of_indicator(self, factors: pd.DataFrame) -> pd.Series[float]:
        """Value that the indicator of the same source has for the year of a factor."""
        macro = self._typed("macro")
        alone = macro.drop_duplicates(["source", "year"], keep=False)
        of_year = alone.set_index(["source", "year"])["value"]
        keys = pd.MultiIndex.from_frame(factors[["source", "year"]])
        return pd.Series(of_year.reindex(keys).to_numpy(), factors.index)


def text_of(names: pd.Series[str], listed: pd.Series[str]) -> pd.Series[str]:
    """Text that a list has for each name, empty where the list lacks it."""
    return names.map(dict(listed.items())).astype("object").fillna("").astype("str")


def _with_publication(rows: pd.DataFrame) -> pd.DataFrame:
    stated = rows["published_on"]
    return rows.assign(
        published=partial_days(stated, end=True),
        published_from=partial_days(stated.str.removesuffix(OR_LATER)),
    )


def _with_period(rows: pd.DataFrame) -> pd.DataFrame:
    start, end = rows["period_start"], rows["period_end"]
    return rows.assign(
        months=whole_months(start, end).astype("float64"),
        days=(end - start).dt.days + 1.0,
    )


def base_dimension(dimension: pd.Series[str]) -> pd.Series[str]:
    """Dimension of the amount of a year, of which a rate per year is counted."""
    return dimension.map(base_of).astype("str")


def base_of(dimension: str) -> str:
    """Dimension of the amount of a year, of which a rate per year is counted."""
    return dimension.removesuffix(" per year")


def per_year(rows: pd.DataFrame) -> pd.Series[float]:
    """Level in base units, of flows what a year of it would be; zero is missing."""
    level = rows["amount"].where(rows["amount"] > 0)
    if "days" not in rows:
        return level
    of_year = level * DAYS_OF_YEAR / rows["days"].where(rows["days"] > 0)
    return level.where(rows["nature"] != "flow", of_year)


def _doubted(name: str, text: pd.DataFrame) -> pd.Series[bool]:
    if name != "observations":
        return pd.Series(False, text.index)
    return text["obs_status"].isin(["U", "D"]) | (text["status"] != "")


def typed(table: TableSchema, text: pd.DataFrame) -> pd.DataFrame:
    """Give the cells of a table the types of its contract, malformed ones missing.

    Returns
    -------
    pandas.DataFrame
        The rows, with ``malformed``: whether a cell of the row cannot be read.
    """
    columns: dict[str, pd.Series[Any]] = {
        c: numbers(text[c]) for c in table.of_type("number", "integer")
    }
    columns |= {c: days(text[c]) for c in table.of_type("date")}
    rows = text.assign(**columns)
    unread = rows[list(columns)].isna() & (text[list(columns)] != "")
    return rows.assign(malformed=unread.any(axis=1))
