"""Who counts what of one flow? Ministries, associations, railways, offices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.audit.figures import WORKED_OUT
from kzaz_analysis.analysis.mirror.counts import PERIOD, disagreements
from kzaz_analysis.display.grammar import reporter_name
from kzaz_analysis.errors import UsageError, unknown_name
from kzaz_analysis.evidence.catalogue import catalogue_entry
from kzaz_analysis.evidence.opened import Evidence, opened
from kzaz_analysis.evidence.rounding import is_published_range, rounding_bounds
from kzaz_analysis.evidence.schema.provenance import OWN_COUNT
from kzaz_analysis.evidence.selection import OWN_DEFINITION, figures_of
from kzaz_analysis.evidence.units import ratios, ratios_to
from kzaz_analysis.reports.record.study import Study
from kzaz_analysis.signature import DAY, TEXT, TEXTS, guarded
from kzaz_analysis.studies.targets import LEVELS, PublishedTarget, published_target

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from kzaz_analysis.evidence.periods import Day

OF_SERIES = "@"
"""Mark between another series and the body that counts it, as in ``rail@KAZ_KTZ``."""

UNRELIABLE, COMPILED = "U", "compiled"

COUNT, OF_RATE, OF_TEXT = "count", "rate", "text"
"""Where a figure is from: the table, beside a growth rate, a text that names it."""

FIGURES = ["period_start", "period_end", "counter", "series", "agency", "value"]
FIGURES += ["low", "high", "qualifier", "is_own_definition", "source", "note", "most"]
FIGURES += ["is_quoted", "basis"]

OTHERS = [*PERIOD, "counter", "value", "qualifier", "source", "is_usable"]


@dataclass(frozen=True, slots=True)
class Counter:
    """One body that counts the flow, or something close to it.

    Attributes
    ----------
    code : str
        As it was asked for.
    series, agency : str
        What it counts, and its code.
    name : str
        Its full name.
    what : str
        What it counts, where that is another series; else empty.
    """

    code: str
    series: str
    agency: str
    name: str
    what: str

    @property
    def label(self) -> str:
        """Its name as sentences have it, and what it counts."""
        short = reporter_name(self.agency)
        name = self.name if short == self.agency.replace("_", " ") else short
        return f"{name}: {self.what}" if self.what else name


NOT_NAMED = "UNSTATED"
"""Agency of figures whose source names no office."""


@dataclass(frozen=True, slots=True, eq=False)
class CountsStudy(Study):
    """One flow as several bodies count it, as known on one day.

    Attributes
    ----------
    flow, title, unit : str
        The series, its title and its unit; every value is in it.
    counters : tuple of Counter
        Who counts, in the order asked for.
    figures : pandas.DataFrame
        One row per period and counter, latest first: ``period_start, period_end,
        counter, series, agency, value, low, high, qualifier, is_own_definition,
        source, note, most, is_quoted, basis``. ``most`` is the upper end where a body
        published a range; ``is_quoted`` marks the totals of others that an association
        with a count of its own gives, and what a compiler repeats. Levels that a body
        gave beside its own growth rate, or only in a text (``basis``: rate, text),
        stand where it published no other figure for the period.
    others : pandas.DataFrame
        What a counter published besides the figure of `figures` for a period and
        rounding does not allow to be the same: ``period_start, period_end, counter,
        value, qualifier, source, is_usable``.
    apart : pandas.DataFrame
        As `disagreements` returns it, for the bodies that count the flow itself and
        are named; totals that are quoted and levels of a text are no count.
    targets : tuple of PublishedTarget
        Targets set beside the counts.
    levels_set : int
        How many levels of the flow were set as targets, whether shown or not.
    is_usual : bool
        Whether these are the targets of the flow that were stated more than once, and
        not those that were asked for.
    evidence : Evidence
        What it rests on.
    """

    room = "counts"

    flow: str
    title: str
    unit: str
    counters: tuple[Counter, ...]
    figures: pd.DataFrame
    others: pd.DataFrame
    apart: pd.DataFrame
    targets: tuple[PublishedTarget, ...]
    levels_set: int
    is_usual: bool
    evidence: Evidence

    @property
    def labels(self) -> dict[str, str]:
        """Names of the counters by their code."""
        return {counter.code: counter.label for counter in self.counters}

    @property
    def leading(self) -> dict[Any, Any] | None:
        """The period that most bodies count, the latest of several."""
        if self.apart.empty:
            return None
        ordered = self.apart.sort_values("counters", ascending=False, kind="stable")
        return dict(ordered.iloc[0])

    @property
    def widest(self) -> dict[Any, Any] | None:
        """The period for which the figures lie furthest apart, if any disagree."""
        rows = self.apart[~self.apart["agree"].astype(bool) & self.apart["ratio"].gt(1)]
        ordered = rows.sort_values("ratio", ascending=False, kind="stable")
        return None if rows.empty else dict(ordered.iloc[0])

    @property
    def latest(self) -> pd.DataFrame:
        """The latest figure that each counter counts, in the order asked for.

        Of what others counted where none has a count of its own.
        """
        own = self.figures[~self.figures["is_quoted"].astype(bool)]
        own = own if len(own) else self.figures
        newest = own.drop_duplicates("counter").set_index("counter")
        codes = [c.code for c in self.counters if c.code in newest.index]
        return newest.loc[codes].reset_index()

    def __repr__(self) -> str:
        return f"CountsStudy({self.flow}, {len(self.counters)} counters)"

    @property
    def frame(self) -> pd.DataFrame:
        """One figure by period and counter."""
        return self.figures

    def others_of(
        self, row: Mapping[Any, Any], *counters: str
    ) -> list[dict[Hashable, Any]]:
        """Return the rows of `others` for the period of a row and some counters."""
        is_same = self.others["counter"].isin(counters)
        for bound in PERIOD:
            is_same &= self.others[bound].eq(row[bound])
        return self.others[is_same].to_dict("records")


@guarded(flow=TEXT, counters=TEXTS, as_of=DAY, targets=TEXTS)
def counts_study(
    flow: str,
    *,
    counters: Sequence[str] = (),
    as_of: Day = None,
    targets: Sequence[str] = (),
    evidence: Evidence | None = None,
) -> CountsStudy:
    """Set one flow side by side as several bodies count it.

    Parameters
    ----------
    flow : str
        A series of the catalogue.
    counters : sequence of str
        Agencies, each with figures of the flow, or ``SERIES@AGENCY`` for one that
        counts something close to it in a unit that converts. All agencies with
        figures of the flow when left out.
    as_of : str or date, optional
        Only what had been published by this day.
    targets : sequence of str
        Targets of the targets table that are set beside the counts; those that name
        a level of the flow more than once when left out.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Returns
    -------
    CountsStudy
        Their figures, where they disagree, and which targets were set.

    Raises
    ------
    UsageError
        If a name does not exist, a counter has no figure at all, fewer than two are
        named, or a unit does not convert.
    """
    source = opened(evidence, as_of)
    entry = catalogue_entry(source, flow)
    who = _counters(source, flow, counters)
    tables = [_figures(source, counter, str(entry["unit"])) for counter in who]
    figures = _together([taken for taken, _ in tables], FIGURES)
    usual = () if targets else _often(source, flow, str(entry["unit"]))
    order = ["period_end", "period_start"]
    figures = figures.sort_values(order, ascending=[False, True], kind="stable")
    # Figures of sources that name nobody are no count of one body.
    is_count = (figures["agency"] != NOT_NAMED) & ~figures["is_quoted"].astype(bool)
    is_count &= figures["basis"] != OF_TEXT
    return CountsStudy(
        flow=flow,
        title=str(entry["title"]),
        unit=str(entry["unit"]),
        counters=who,
        figures=figures.reset_index(drop=True),
        others=_together([others for _, others in tables], OTHERS),
        apart=disagreements(figures[is_count & (figures["series"] == flow)]),
        targets=tuple(published_target(source, name) for name in targets) or usual,
        levels_set=_levels_set(source, flow, str(entry["unit"])),
        is_usual=not targets,
        evidence=source,
    )


def _together(tables: Sequence[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    filled = [table for table in tables if len(table)]
    return pd.concat(filled) if filled else pd.DataFrame(columns=columns)


def _often(evidence: Evidence, flow: str, unit: str) -> tuple[PublishedTarget, ...]:
    """Targets of which one level was stated more than once, the most stated first."""
    of_flow = _level_statements(evidence, flow, unit)
    times = of_flow["promise"].value_counts()
    names = sorted(times[times > 1].index, key=lambda name: (-times[name], name))
    several = (published_target(evidence, name, flow) for name in names)
    return tuple(target for target in several if len(target.of_level) > 1)


def _level_statements(evidence: Evidence, flow: str, unit: str) -> pd.DataFrame:
    """Statements that set a level of the flow, with ``level`` in its unit."""
    statements = evidence.load("targets")
    level = statements["value"] * ratios(evidence, statements["unit"], unit)
    is_level = statements["measure"].isin(LEVELS) & level.notna()
    return statements.assign(level=level)[is_level & (statements["series"] == flow)]


def _levels_set(evidence: Evidence, flow: str, unit: str) -> int:
    levels = _level_statements(evidence, flow, unit)["level"]
    return len({f"{level:.9g}" for level in levels})


def _counters(
    evidence: Evidence, flow: str, codes: Sequence[str]
) -> tuple[Counter, ...]:
    names = evidence.load("agencies").set_index("agency")["name"]
    who = []
    for code in codes or sorted(_agencies(evidence, flow)):
        series, mark, agency = code.rpartition(OF_SERIES)
        series = series if mark else flow
        title = str(catalogue_entry(evidence, series)["title"])
        on_record = _agencies(evidence, series)
        if agency not in on_record:
            raise unknown_name(f"counter of {series}", agency, on_record)
        who.append(
            Counter(code, series, agency, str(names[agency]), title if mark else "")
        )
    if len(who) < 2:
        raise UsageError(f"counters: {flow} has {len(who)} of them; name at least two")
    return tuple(who)


def _agencies(evidence: Evidence, series: str) -> set[str]:
    """Agencies with a figure of a series, whenever published."""
    return set(evidence.at(None).rows("observations", "series", [series])["agency"])


def _figures(
    evidence: Evidence, counter: Counter, unit: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the figures of one counter, for each period the narrowest published.

    Returned with what it published besides (`OTHERS`).

    A level beside a growth rate repeats a figure without the words that hedge it; what
    was worked out from a rate nobody published.
    """
    entry = catalogue_entry(evidence, counter.series)
    factor = ratios_to(evidence, unit).get(str(entry["unit"]))
    if factor is None:
        raise UsageError(f"counters: {entry['unit']} of {counter.code} is no {unit}")
    rows = figures_of(evidence, counter.series, entry)
    is_of_agency = rows["agency"].eq(counter.agency) & rows["period_end"].notna()
    is_of_agency &= ~rows["derived"].astype(bool) & ~rows["withdrawn"].astype(bool)
    is_of_agency &= rows["obs_status"].ne(WORKED_OUT)
    published = rows[is_of_agency].assign(counter=counter.code, basis=COUNT)
    stated = _stated(evidence, counter, entry).assign(counter=counter.code)
    usable = published[published["obs_status"].ne(UNRELIABLE)]
    figures = _together([usable, stated], FIGURES)
    if figures.empty:
        return figures, pd.DataFrame(columns=OTHERS)
    is_repeat = _repeats(evidence, counter, figures, str(entry["unit"]))
    is_own = figures["obs_status"].eq(OWN_DEFINITION) & ~is_repeat
    quotes = _is_association(evidence, counter) and bool(is_own.any())
    figures = figures.assign(
        counter=counter.code,
        is_own_definition=is_own,
        is_quoted=~is_own if quotes else is_repeat,
        width=figures["high"].fillna(float("inf")) - figures["low"],
        most=figures["high"].where(
            is_published_range(figures["value"], figures["low"], figures["high"])
        ),
    ).sort_values(["basis", "width"], kind="stable")
    figures = figures.drop_duplicates(PERIOD)
    # A level beside a rate may be of another period than the rate.
    texts = stated[stated["basis"] == OF_TEXT]
    others = _others(_together([published, texts], FIGURES), figures)
    others["value"] *= float(factor)
    numbers = ["value", "low", "high", "most"]
    scaled = figures[numbers].astype(float) * float(factor)
    figures[numbers] = scaled.replace(float("inf"), float("nan"))
    return figures[FIGURES], others


def _others(published: pd.DataFrame, taken: pd.DataFrame) -> pd.DataFrame:
    """Find what cannot be the figure that is taken of a counter for the period."""
    ends = taken[[*PERIOD, "low", "high"]]
    pairs = published.merge(ends, on=PERIOD, suffixes=("", "_taken"))
    is_apart = pairs["low"].gt(pairs["high_taken"]) | pairs["high"].lt(
        pairs["low_taken"]
    )
    apart = pairs[is_apart].drop_duplicates([*PERIOD, "value"])
    return apart.assign(is_usable=apart["obs_status"].ne(UNRELIABLE))[OTHERS]


def _repeats(
    evidence: Evidence, counter: Counter, figures: pd.DataFrame, unit: str
) -> pd.Series[bool]:
    """Tell which figures a compiler has from another body's count of the system."""
    is_compiled = figures["provenance"].eq(COMPILED)
    if not is_compiled.any():
        return is_compiled
    catalogue = evidence.load("series")
    system = catalogue_entry(evidence, counter.series)["system"]
    names = catalogue["series"][catalogue["system"] == system]
    counts = evidence.rows("observations", "series", [*names])
    counts = counts[counts["provenance"].ne(COMPILED) & counts["value"].notna()]
    counts = counts[~counts["agency"].isin([counter.agency, NOT_NAMED])]
    counts = counts.assign(
        value=counts["value"] * ratios(evidence, counts["unit"], unit)
    )
    keys = {_key(row) for row in counts.to_dict("records")}
    is_same = [_key(row) in keys for row in figures.to_dict("records")]
    return is_compiled & pd.Series(is_same, figures.index)


def _key(row: Mapping[Any, Any]) -> tuple[str, str, str]:
    """Period and value by which two figures are one and the same."""
    return str(row["period_start"]), str(row["period_end"]), f"{row['value']:.9g}"


def _is_association(evidence: Evidence, counter: Counter) -> bool:
    agencies = evidence.load("agencies").set_index("agency")["kind"]
    return agencies[counter.agency] in OWN_COUNT


def _stated(
    evidence: Evidence, counter: Counter, entry: pd.Series[str]
) -> pd.DataFrame:
    """Levels that a body gave beside a growth rate of its own, or in a text alone."""
    claims = evidence.load("claims")
    is_of_agency = claims["series"].eq(counter.series) & claims["agency"].eq(
        counter.agency
    )
    is_level = claims["measure"].eq("level") & claims["status"].fillna("").eq("")
    claims = claims.assign(
        level_value=claims["level_value"].mask(is_level, claims["value"]),
        level_unit=claims["level_unit"].mask(is_level, claims["unit"]),
        qualifier=claims["qualifier"].where(is_level, "exact"),
        basis=is_level.map({True: OF_TEXT, False: OF_RATE}),
    )
    is_of_agency &= claims["level_value"].notna() & claims["period_end"].notna()
    factors = ratios_to(evidence, str(entry["unit"]))
    is_of_agency &= claims["level_unit"].isin(factors.index)
    rows = []
    for row in claims[is_of_agency].to_dict("records"):
        printed = float(row["level_value"])
        digits = len(f"{printed:.12g}".replace(".", "").strip("0")) or 1
        factor = float(factors[row["level_unit"]])
        low, high = (bound * factor for bound in rounding_bounds(printed, digits))
        columns = [*PERIOD, "series", "agency", "source", "note", "qualifier", "basis"]
        level = {"value": printed * factor, "low": low, "high": high}
        fixed = {"obs_status": "", "provenance": OWN_COUNT}
        rows.append({name: row[name] for name in columns} | level | fixed)
    return pd.DataFrame(rows, columns=None if rows else FIGURES)
