"""What others said the growth was, beside what the record makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kzaz_analysis.analysis.audit.read import implied_id, read_record
from kzaz_analysis.analysis.growth.rates import growth_interval_pct, growth_pct
from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.evidence.derivation.periods import LESS_GROWTH
from kzaz_analysis.evidence.periods import is_full_year, last_day
from kzaz_analysis.evidence.rounding import is_published_range
from kzaz_analysis.evidence.selection import with_books
from kzaz_analysis.evidence.series import series_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from kzaz_analysis.analysis.audit.figures import Figure
    from kzaz_analysis.evidence.series import Record
    from kzaz_analysis.evidence.tables import Tables

COLUMNS = [
    "year",
    "base_year",
    "measure",
    "value",
    "qualifier",
    "low",
    "high",
    "own_level",
    "own_low",
    "own_high",
    "implied_base",
    "implied_low",
    "implied_high",
    "level_low",
    "level_high",
    "recorded_base",
    "recorded_pct",
    "agrees",
    "agreed_then",
    "books",
    "speaker",
    "agency",
    "source",
    "published_on",
    "note",
]


def claimed_growth(claims: pd.DataFrame, record: Record) -> pd.DataFrame:
    """Hold claims about yearly growth against a record.

    The base that a claim implies is the level that was published with it, divided by
    one plus the claimed growth or by the claimed multiple; both carry their rounding.
    It is that of the audit. Without such a level there is none.

    Parameters
    ----------
    claims : pandas.DataFrame
        The claims table.
    record : Record
        The series they are about.

    Returns
    -------
    pandas.DataFrame
        One row per claim about two whole years, the later in the window:
        ``year, base_year, measure`` (growth or multiple), ``value, qualifier, low,
        high``
        (percent, or ratio), ``own_level, own_low, own_high``
        (the level published with the claim), ``implied_base, implied_low,
        implied_high`` (all in the unit of the record, missing where no level was
        published with the claim), ``level_low, level_high`` (of the
        level used; missing where the later year has none),
        ``recorded_base, recorded_pct`` (missing where the base year is not
        reported by the same side, or one of the two figures is a range), ``agrees``
        (whether the intervals meet; missing likewise, and where the claim is of another
        reporter), ``agreed_then`` (whether
        they met in the figures published by the day of a claim that does not agree
        now; missing for others), ``books, speaker, agency, source, published_on,
        note``.
        The base year may lie before the window. Oldest year first.
    """
    growth_claims = claims[
        (claims["series"] == record.name)
        & claims["measure"].isin(["growth", "multiple"])
        & is_full_year(claims["base_start"], claims["base_end"])
        & (claims["period_end"].dt.month == 12)
    ]
    first_year, last_year = record.window
    ends = growth_claims["period_end"].dt.year
    growth_claims = growth_claims[ends.between(first_year or 0, last_year or 9999)]
    annual = _whole(record) if len(growth_claims) else record.annual
    stated = with_books(record.evidence, growth_claims).to_dict("records")
    implied = _implied_bases(record) if stated else {}
    rows = [
        held
        | {"agreed_then": _agreed_then(claim, held, record)}
        | implied.get(str(claim["id"]), {})
        for claim in stated
        for held in [_held(claim, annual)]
    ]
    rates = pd.DataFrame(rows, columns=COLUMNS)
    return rates.sort_values(["year", "published_on", "source"], ignore_index=True)


def recorded_change(rate: Mapping[Any, Any]) -> float:
    """Return what the record makes of a claimed change, in the claim's own terms.

    Parameters
    ----------
    rate : mapping
        A row of `claimed_growth`.

    Returns
    -------
    float
        Percent, or the ratio of both levels where the claim is a multiple.
    """
    recorded = float(rate["recorded_pct"])
    return 1 + recorded / 100 if rate["measure"] == "multiple" else recorded


def _whole(record: Record) -> pd.DataFrame:
    """Chosen figures of all years: a base may lie before the window."""
    if record.window == (None, None):
        return record.annual
    return series_of(record.evidence, record.name, record.rule).annual


def _agreed_then(
    claim: dict[Hashable, object], now: dict[Hashable, object], record: Record
) -> object:
    """Whether a claim that differs now met the figures published by its own day."""
    day = last_day(str(claim["published_on"] or ""))
    if day is None or now["agrees"] is not False:
        return pd.NA
    of_its_day = series_of(record.evidence.at(day), record.name, record.rule)
    return _held(claim, of_its_day.annual)["agrees"]


def _held(
    claim: dict[Hashable, object], annual: pd.DataFrame
) -> dict[Hashable, object]:
    year = pd.Timestamp(str(claim["period_end"])).year
    base_year = pd.Timestamp(str(claim["base_start"])).year
    stated: dict[Hashable, object] = {k: claim[k] for k in COLUMNS if k in claim}
    stated |= {"year": year, "base_year": base_year, "books": _named_reporter(claim)}
    later = annual[annual["year"] == year]
    if later.empty:
        return stated | {"agrees": pd.NA}
    claimed = Interval(
        _float(claim["low"], -100.0), _float(claim["high"], float("inf"))
    )
    same_books = annual[
        (annual["year"] == base_year) & (annual["segment"] == later["segment"].iloc[0])
    ]
    return {
        **stated,
        "level_low": float(later["low"].iloc[0]),
        "level_high": float(later["high"].iloc[0]),
        **_recorded(same_books, later, claim, claimed),
    }


def _named_reporter(claim: Mapping[Hashable, object]) -> str:
    """Whose figures a claim is about; empty where only its speaker's side is known."""
    books = str(claim["books"])
    return books if claim["reporter"] or books == claim["agency"] else ""


def _implied_bases(record: Record) -> dict[str, dict[Hashable, object]]:
    """Return what claims of change imply with a level of their own, by their ids."""
    evidence = record.evidence
    tables = {name: evidence.load(name) for name in ("units", "factors", "agencies")}
    tables["series"] = evidence.load("series")
    for name in ("observations", "claims"):
        tables[name] = evidence.rows(name, "series", [record.name])
    index = read_record(tables)
    bases = {figure.id: figure for figure in index.figures if figure.kind == "implied"}
    scale = index.scales.ratio(index.unit(index.entries[record.name].root), record.unit)
    factor = scale.value if scale else float("nan")
    return {
        name: _of_own_level(level, bases.get(implied_id(name)), factor)
        for name, level in index.beside.items()
    }


def _of_own_level(
    level: Figure, base: Figure | None, factor: float
) -> dict[Hashable, object]:
    """Return the level that was published with a claim, and the base they imply."""
    own: dict[Hashable, object] = {"own_level": level.value * factor}
    own |= {"own_low": level.interval.low * factor}
    own |= {"own_high": level.interval.high * factor}
    if base is None:
        return own
    interval = base.interval.scale(factor)
    return own | {
        "implied_base": base.value * factor,
        "implied_low": interval.low,
        "implied_high": interval.high,
    }


def _recorded(
    base: pd.DataFrame,
    later: pd.DataFrame,
    claim: dict[Hashable, object],
    said: Interval,
) -> dict[Hashable, object]:
    if base.empty:
        return {
            "recorded_base": float("nan"),
            "recorded_pct": float("nan"),
            "agrees": pd.NA,
        }
    base_value, later_value = (
        float(base["value"].iloc[0]),
        float(later["value"].iloc[0]),
    )
    if float(base["low"].iloc[0]) <= 0 or any(map(_is_range, (base, later))):
        # No one rate leads from nothing or from a range; the base itself is shown.
        return {
            "recorded_base": base_value,
            "recorded_pct": float("nan"),
            "agrees": pd.NA,
        }
    grown = growth_interval_pct(_interval(base), _interval(later))
    if claim["measure"] == "multiple":
        said = Interval(100 * (said.low - 1), 100 * (said.high - 1))
    reporter = _named_reporter(claim)
    # Two figures that name no reporter need not be of the same one.
    comparable = reporter != "" and reporter == later["books"].iloc[0]
    return {
        "recorded_base": base_value,
        "recorded_pct": growth_pct(base_value, later_value),
        "agrees": grown.meets(said) if comparable else pd.NA,
    }


def _is_range(rows: pd.DataFrame) -> bool:
    return bool(is_published_range(rows["value"], rows["low"], rows["high"]).iloc[0])


def _interval(rows: pd.DataFrame) -> Interval:
    return Interval(float(rows["low"].iloc[0]), float(rows["high"].iloc[0]))


def _float(value: object, missing: float) -> float:
    return missing if pd.isna(value) else float(str(value))  # type: ignore[call-overload]


OWN_COLUMNS = ["period_start", "period_end", "books", "measure", "value", "qualifier"]
OWN_COLUMNS += ["agency", "is_official", "source", "published_on", "has_level", "note"]
NO_OFFICE = "unstated"
"""Kind of agencies that stand for a side of which no office is named."""

DIFFERS = "D"
"""Status of figures that are of another definition than those of their series."""

PERIOD = ["period_start", "period_end"]
RATES = ("growth", "multiple")
BASE = ["base_start", "base_end"]


def own_rates(
    claims: pd.DataFrame, start: int | None = None, end: int | None = None
) -> pd.DataFrame:
    """Rates on the same period a year earlier that reporters published themselves.

    Parameters
    ----------
    claims : pandas.DataFrame
        Claims about one series, as `with_offices` returns them.
    start, end : int, optional
        First and last year of the window.

    Returns
    -------
    pandas.DataFrame
        Columns as `OWN_COLUMNS`: one row per period and named reporter: of an office
        before others, as such before "about" it, then the rate that was published
        last; newest period first, longer before shorter. Rates that exclude each
        other in one source are left out, and those with a level of another definition.
    """
    named = _on_year_before(claims, start, end)
    named = named[(named["books"] != "") & ~named["is_other_definition"]]
    keys = [*PERIOD, "books"]
    published = named[_of_one_mind(named, [*keys, "source"])]
    published = published.assign(
        is_exact=published["qualifier"] == "exact",
        has_level=published["level_value"].notna(),
    )
    order = ["is_official", "is_exact", "published_on", "source"]
    published = published.sort_values(order, na_position="first")
    newest = published.drop_duplicates(keys, keep="last").sort_values(
        ["period_end", "period_start", "books"], ascending=[False, True, True]
    )
    rows: pd.DataFrame = newest[OWN_COLUMNS].reset_index(drop=True)
    return rows


def left_out_rates(
    claims: pd.DataFrame, start: int | None = None, end: int | None = None
) -> dict[str, int]:
    """Count the published rates of parts of years that `own_rates` leaves out, by why.

    Parameters
    ----------
    claims, start, end
        As of `own_rates`.

    Returns
    -------
    dict of str to int
        ``definition`` (its level is of another definition), ``contradicted`` (one
        source has two that exclude each other), ``unnamed`` (no reporter) and
        ``another`` (the reporter has another one for the same period). A rate that
        only repeats one of `own_rates` is not counted, and one counts once.
    """
    rates = _on_year_before(claims, start, end)
    rates = rates[~is_full_year(rates["period_start"], rates["period_end"])]
    shown = own_rates(claims, start, end)
    said = [*PERIOD, "measure", "value"]
    repeats = _among(rates, shown, [*said, "books"])
    repeats |= (rates["books"] == "") & _among(rates, shown, said)
    left = rates[~repeats].drop_duplicates([*said, "books"])
    agrees = _of_one_mind(rates, [*PERIOD, "books", "source"])[left.index]
    why = pd.Series("another", left.index)
    why = why.mask(~agrees, "contradicted").mask(left["books"] == "", "unnamed")
    why = why.mask(left["is_other_definition"], "definition")
    return {str(name): int(count) for name, count in why.value_counts().items()}


def _among(
    rows: pd.DataFrame, others: pd.DataFrame, keys: list[str]
) -> pd.Series[bool]:
    """Tell which rows have the same keys as one of the others."""
    theirs = pd.MultiIndex.from_frame(others[keys])
    return pd.Series(pd.MultiIndex.from_frame(rows[keys]).isin(theirs), rows.index)


def _on_year_before(
    claims: pd.DataFrame, start: int | None, end: int | None
) -> pd.DataFrame:
    """Select the claims of change on the same period a year earlier."""
    rates = claims[claims["measure"].isin(RATES)]
    ends, year = rates["period_end"], pd.DateOffset(years=1)
    # A month: the 28th of February is not its last day in every year.
    base_month = (ends - year).dt.to_period("M")
    is_a_year = rates["base_start"] == rates["period_start"] - year
    is_a_year &= rates["base_end"].dt.to_period("M") == base_month
    is_inside = ends.dt.year.between(start or 0, end or 9999)
    selected: pd.DataFrame = rates[is_a_year & is_inside]
    return selected


def _of_one_mind(rates: pd.DataFrame, keys: list[str]) -> pd.Series[bool]:
    """Tell of which rates one source has none that excludes another of its own."""
    is_multiple = rates["measure"] == "multiple"
    ends = {
        name: (100 * (rates[name] - 1)).where(is_multiple, rates[name]).fillna(endless)
        for name, endless in (("low", -float("inf")), ("high", float("inf")))
    }
    groups = rates.assign(**ends).groupby(keys)
    meets = groups["low"].transform("max") <= groups["high"].transform("min")
    return meets.astype(bool)


def with_offices(evidence: Tables, claims: pd.DataFrame) -> pd.DataFrame:
    """Say whose side claims are on, and whether an office of it is named.

    Parameters
    ----------
    evidence : Tables
        Where the agencies are read from.
    claims : pandas.DataFrame
        Rows of the claims table.

    Returns
    -------
    pandas.DataFrame
        The same rows with ``books``, ``is_official``, and ``is_other_definition``:
        whether the figure that the same source has for the period is marked as of
        another definition than the figures of that side (SDMX, status D).
    """
    sided = with_books(evidence, claims)
    return sided.assign(
        is_official=~sided["agency"].isin(unnamed_offices(evidence)),
        is_other_definition=_is_other_definition(evidence, sided),
    )


def _is_other_definition(evidence: Tables, claims: pd.DataFrame) -> pd.Series[bool]:
    """Tell which claims stand beside a figure that never counts as one of their side.

    What an association counts by a definition of its own is a side of its own.
    """
    keys = ["series", "source", "agency", *PERIOD]
    levels = evidence.rows("observations", "series", sorted({*claims["series"]}))
    marked = _among(claims, levels[levels["obs_status"] == DIFFERS], keys)
    marked &= ~_among(claims, levels[levels["obs_status"] != DIFFERS], keys)
    return marked & (claims["books"] != claims["agency"])


def unnamed_offices(evidence: Tables) -> set[str]:
    """Return the agencies that stand for an office that nobody names."""
    agencies = evidence.load("agencies")
    return set(agencies["agency"][agencies["kind"] == NO_OFFICE])


def repeats_published(rates: pd.DataFrame, parts: pd.DataFrame) -> pd.Series[bool]:
    """Tell which rates lead from a level that was worked out from the rate itself.

    Parameters
    ----------
    rates : pandas.DataFrame
        As `same_period_growth` returns it.
    parts : pandas.DataFrame
        The partial frame that they are of, with ``note``.

    Returns
    -------
    pandas.Series
        One a row of `rates`: whether it only repeats what was published.
    """
    of_period = ["period_start", "period_end", "books"]
    worked_out = parts.loc[parts["note"] == LESS_GROWTH, of_period]
    bases = pd.MultiIndex.from_frame(rates[[*BASE, "books"]])
    repeated = bases.isin(pd.MultiIndex.from_frame(worked_out))
    return pd.Series(repeated, index=rates.index)


def part_year_rates(computed: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """Put the rates that reporters published beside those that their levels give.

    Parameters
    ----------
    computed : pandas.DataFrame
        As `same_period_growth` returns it, rows with a rate.
    published : pandas.DataFrame
        As `own_rates` returns it.

    Returns
    -------
    pandas.DataFrame
        One row per part of a year and reporter, newest first: ``period_start,
        period_end, books, base_start, base_end, growth_pct, low_pct, high_pct,
        is_hedged`` (missing where the levels give none) and ``measure, published,
        qualifier, is_official, has_level, published_source, rate_published_on,
        rate_note`` (missing where none was published; ``has_level``: whether a level
        stands in the same text).
    """
    keys = ["period_start", "period_end", "books"]
    whole = is_full_year(published["period_start"], published["period_end"])
    names = {"value": "published", "source": "published_source"}
    names |= {"published_on": "rate_published_on", "note": "rate_note"}
    said = ["measure", "qualifier", "is_official", "has_level", *names.values()]
    part_years = published[~whole].rename(columns=names)
    part_years = part_years[[*keys, *said]]
    levels = computed[[*keys, *BASE, "growth_pct", "low_pct", "high_pct", "is_hedged"]]
    joined = levels.merge(part_years, on=keys, how="outer")
    order = ["period_end", "period_start", "books"]
    rates: pd.DataFrame = joined.sort_values(
        order, ascending=[False, True, True], ignore_index=True
    )
    return rates
