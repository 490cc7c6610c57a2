"""Convert between units by factors that have a name and a source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from kzaz_analysis.countries import countries
from kzaz_analysis.errors import UsageError, unknown_name
from kzaz_analysis.evidence.tables import Tables, default


@dataclass(frozen=True, slots=True)
class Conversion:
    """A converted value and how it was converted.

    Attributes
    ----------
    value : float
        In `unit`.
    unit : str
        Unit converted to.
    ratio : float
        What the original value was multiplied by.
    how : str
        The factor in words.
    source : str
        Origin of the factor: an entry of the sources table, or the authority of the
        unit.
    """

    value: float
    unit: str
    ratio: float
    how: str
    source: str

    def __repr__(self) -> str:
        return f"{self.value:,.6g} {self.unit} ({self.how}; {self.source})"


def convert(
    value: float, unit: str, to: str, *, factor: str = "", year: int | None = None
) -> Conversion:
    """Convert a value to another unit.

    Parameters
    ----------
    value : float
        In `unit`.
    unit, to : str
        Codes of the units table.
    factor : str
        Name of a factor, needed between dimensions, such as barrels and tonnes.
    year : int, optional
        Year of the factor, for those that change, such as exchange rates.

    Returns
    -------
    Conversion
        The value with the factor and its source.

    Raises
    ------
    UsageError
        If a unit or factor does not exist, or the dimensions differ and no factor is
        named; the message lists those that would do.

    Examples
    --------
    >>> convert(4.484, "million_tonnes", "thousand_tonnes").value
    4484.0
    """
    return converted(default(), value, unit, to, factor=factor, year=year)


def converted(
    evidence: Tables,
    value: float,
    unit: str,
    to: str,
    *,
    factor: str = "",
    year: int | None = None,
) -> Conversion:
    """Convert a value to another unit by the factors of one dataset; see `convert`."""
    units = evidence.load("units").set_index("unit")
    for code in (unit, to):
        if code not in units.index:
            raise unknown_name("unit", code, units.index)
    dimension, size = units["dimension"], units["factor"].astype(float)
    step, how, source = 1.0, "", str(units["authority"][to])
    if dimension[unit] != dimension[to]:
        step, how, source = _factor(
            factors_of(evidence), dimension[unit], dimension[to], factor, year
        )
    ratio = _tidy(size[unit] * step / size[to])
    words = how or f"1 {unit} = {ratio:g} {to}"
    return Conversion(value * ratio, to, ratio, words, source)


def factors_of(evidence: Tables) -> pd.DataFrame:
    """Return the factors, with the yearly rates of exchange of the macro table.

    A rate there is of a country, national currency per US dollar; by ISO 4217 the code
    of a currency begins with the two letters of its country.
    """
    macro, units = evidence.load("macro"), evidence.load("units")
    rates = macro[macro["unit"] == "LCU_per_USD"]
    money = units["dimension"][units["dimension"].str.match(r"money [A-Z]{3}$")]
    codes = {code[:2]: code for code in money.str.removeprefix("money ")}
    letters = {code: country.alpha2 for code, country in countries().items()}
    currency = rates["country"].map(letters).map(codes)
    matched = rates.assign(currency=currency.astype("string"))[currency.notna()]
    listed = pd.DataFrame(
        {
            "factor": matched["currency"].str.lower() + "_usd_annual_average",
            "from_dimension": "money USD",
            "to_dimension": "money " + matched["currency"],
            "year": matched["year"],
            "value": matched["value"],
            "source": matched["source"],
            "note": "average of the year",
        }
    )
    return pd.concat([evidence.load("factors"), listed], ignore_index=True)


def _tidy(ratio: float) -> float:
    # Multiplying by 1000.0000000000001 would show in figures that are exact.
    return float(f"{ratio:.15g}")


def _factor(
    factors: pd.DataFrame, here: str, there: str, name: str, year: int | None
) -> tuple[float, str, str]:
    forward = (factors["from_dimension"] == here) & (factors["to_dimension"] == there)
    backward = (factors["from_dimension"] == there) & (factors["to_dimension"] == here)
    fitting = factors.assign(inverse=backward)[forward | backward]
    if not name:
        names = ", ".join(sorted(set(fitting["factor"]))) or "none"
        raise UsageError(
            f"{here} does not convert to {there} by itself; name a factor: {names}"
        )
    named_factor = fitting[fitting["factor"] == name]
    if named_factor.empty:
        raise unknown_name(
            f"factor from {here} to {there}", name, set(fitting["factor"])
        )
    dated = named_factor[
        named_factor["year"].isna() | (named_factor["year"] == (year or 0))
    ]
    if dated.empty:
        years = f"{named_factor['year'].min()} to {named_factor['year'].max()}"
        raise UsageError(f"factor {name!r} needs a year= from {years}, not {year}")
    [row] = dated.to_dict("records")
    step = 1 / row["value"] if row["inverse"] else row["value"]
    when = "" if year is None else f" ({year})"
    return float(step), f"{name} = {row['value']:g}{when}", str(row["source"])


def ratios_to(evidence: Tables, unit: str) -> pd.Series[float]:
    """Factors that bring every unit of the same dimension to `unit`.

    Returns
    -------
    pandas.Series
        Indexed by unit code. A yearly rate counts as the amount of one year, so that
        "10 million tonnes a year" compares with a yearly total.
    """
    return _ratios_to(evidence.at(None), unit).copy()


def ratios(evidence: Tables, units: pd.Series[str], unit: str) -> pd.Series[float]:
    """Factor that brings the figure in each row to `unit`; missing where none does.

    Parameters
    ----------
    evidence : Tables
        Where the units are read from.
    units : pandas.Series
        Unit of each row; there may be no rows, and then the result is of floats too.
    unit : str
        As of `ratios_to`.
    """
    return units.map(ratios_to(evidence, unit)).astype("float64")


@lru_cache(maxsize=256)
def _ratios_to(evidence: Tables, unit: str) -> pd.Series[float]:
    units = evidence.load("units").set_index("unit")
    if unit not in units.index:
        raise unknown_name("unit", unit, units.index)
    dimension = units["dimension"].str.removesuffix(" per year")
    same = units[dimension == dimension[unit]]
    ratio = same["factor"] / float(units["factor"][unit])
    return ratio.map(_tidy)
