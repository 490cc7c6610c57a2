"""Rules about the lists: catalogue, units, factors, agencies, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

PREFIXES = {"thousand_": 1e3, "million_": 1e6, "billion_": 1e9}
DIRECTION = r"(?:[A-Z]{3}->(?:[A-Z]{3})?|->[A-Z]{3}|both|)"
NEIGHBOURS = 5
MONTHS_OF = ("monthly", "quarterly")


def _cells(rows: Rows, column: str) -> pd.Series[list[str]]:
    return rows[column].str.split(";")


def _contains_itself(rows: Rows) -> Mask:
    parts = dict(zip(rows["series"], _cells(rows, "parts"), strict=True))
    return rows["series"].map(lambda name: name in _all_parts(name, parts))


def _all_parts(name: str, parts: dict[str, list[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = list(parts.get(name, []))
    while ahead:
        part = ahead.pop()
        if part and part not in reached:
            reached.add(part)
            ahead += parts.get(part, [])
    return reached


def _part_named_twice(rows: Rows) -> Mask:
    return _cells(rows, "parts").map(lambda names: len(names) > len(set(names)))


def _agency_named_twice(rows: Rows) -> Mask:
    return _cells(rows, "preferred").map(lambda names: len(names) > len(set(names)))


def _single_part(rows: Rows) -> Mask:
    return (rows["parts"] != "") & ~rows["parts"].str.contains(";")


def _parts_of_other_dimension(rows: Rows) -> Mask:
    dimension_of_series = dict(zip(rows["series"], rows["dimension"], strict=True))
    return pd.Series(
        [
            any(
                dimension_of_series.get(part, dimension_of_series[name])
                != dimension_of_series[name]
                for part in parts
            )
            for name, parts in zip(rows["series"], _cells(rows, "parts"), strict=True)
        ],
        rows.index,
    )


def _unlike_prefix(rows: Rows) -> Mask:
    factor = dict(zip(rows["unit"], rows["factor"], strict=True))
    due = rows["unit"].map(lambda unit: _prefixed(unit, factor))
    return ((rows["factor"] / due - 1).abs() > 1e-9) & due.notna()


def _base_of_many(rows: Rows) -> Mask:
    """Tell units that every unit with a prefix before their name denies."""
    off = pd.Series(_unlike_prefix(rows).to_numpy(), rows["unit"])
    for unit in rows["unit"]:
        kin = [prefix + unit for prefix in PREFIXES if prefix + unit in off.index]
        off[unit] |= len(kin) > 1 and bool(off[kin].all())
    return pd.Series(off.to_numpy(), rows.index)


def _prefixed(unit: str, factor: dict[str, float]) -> float | None:
    for prefix, times in PREFIXES.items():
        base = unit.removeprefix(prefix)
        if base != unit and base in factor:
            return times * factor[base]
    return None


def _unlike_neighbours(rows: Rows) -> Mask:
    typical = rows.groupby("factor")["value"].transform("median")
    ratio = rows["value"] / typical
    return (ratio > NEIGHBOURS) | (ratio < 1 / NEIGHBOURS)


def _of_another_conversion(rows: Rows) -> Mask:
    alike = rows.groupby(["factor", "from_dimension", "to_dimension"])
    size = alike["value"].transform("size")
    return size < size.groupby(rows["factor"]).transform("max")


def _reads_itself(rows: Rows) -> Mask:
    pairs = zip(rows["series"], _cells(rows, "rests_on"), strict=True)
    return pd.Series([name in others for name, others in pairs], rows.index)


def _corrected_by_itself(rows: Rows) -> Mask:
    pairs = zip(_cells(rows, "ref"), _cells(rows, "superseded_by"), strict=True)
    return pd.Series([bool({*a} & {*b} - {""}) for a, b in pairs], rows.index)


LONGEST_DELAY = 400
"""Days from a period to its figure that are still usual; see `freshness`."""

RULES = (
    Rule(
        "superseded by nothing",
        ("observations",),
        "superseded_by",
        "name the row that replaced it; until then it would be left out with nothing "
        "in its place",
        lambda rows: (rows["status"] == "superseded") & (rows["superseded_by"] == ""),
    ),
    Rule(
        "frequency against the figures",
        ("series",),
        "frequency",
        "most figures of {series} are for {usual_months:.0f} months or more",
        lambda rows: (
            (rows["usual_months"] == 12) & rows["frequency"].isin(MONTHS_OF)
            | (rows["usual_months"] == 3) & (rows["frequency"] == "monthly")
        ),
        "warning",
    ),
    Rule(
        "frequency against the figures",
        ("series",),
        "frequency",
        "most figures of {series} are for {usual_months:.0f} months or less",
        lambda rows: (
            (rows["usual_months"] == 1)
            & rows["frequency"].isin(["quarterly", "annual"])
            | (rows["usual_months"] == 3) & (rows["frequency"] == "annual")
        ),
        "warning",
    ),
    Rule(
        "delay of more than a year",
        ("series",),
        "delay_days",
        f"a figure is due at most {LONGEST_DELAY} days after its period",
        lambda rows: rows["delay_days"] > LONGEST_DELAY,
        "warning",
    ),
    Rule(
        "corrected by itself",
        ("observations",),
        "superseded_by",
        "{ref} supersedes itself and would never be chosen; name the row that does",
        _corrected_by_itself,
    ),
    Rule(
        "parts that contain themselves",
        ("series",),
        "parts",
        "{series} is a part of its own parts; a total is made of other series",
        _contains_itself,
    ),
    Rule(
        "part named twice",
        ("series",),
        "parts",
        "each part counts once",
        _part_named_twice,
    ),
    Rule(
        "total of one part",
        ("series",),
        "parts",
        "a total has two parts or more, separated by semicolons",
        _single_part,
    ),
    Rule(
        "parts of another dimension",
        ("series",),
        "parts",
        "they do not all measure {dimension}, as {series} does",
        _parts_of_other_dimension,
    ),
    Rule(
        "agency named twice",
        ("series",),
        "preferred",
        "each agency has one place in the order",
        _agency_named_twice,
        "warning",
    ),
    Rule(
        "unknown rule",
        ("series",),
        "default_rule",
        "no rule and no agency is called that; rules: {rules}",
        lambda rows: ~rows["is_rule"] & ~rows["is_agency"],
    ),
    Rule(
        "direction not readable",
        ("series",),
        "direction",
        "write two countries as in GEO->TUR, one as in GEO-> or ->TUR, or both",
        lambda rows: ~rows["direction"].str.fullmatch(DIRECTION),
    ),
    Rule(
        "flow in a unit per year",
        ("series",),
        "unit",
        "{dimension} is a rate or a capacity, and the catalogue says {nature}",
        lambda rows: (
            rows["dimension"].str.endswith(" per year") & (rows["nature"] == "flow")
        ),
    ),
    Rule(
        "factor of zero",
        ("units",),
        "factor",
        "a unit is some part or multiple of the base unit; zero makes every figure "
        "in it nothing",
        lambda rows: rows["factor"] == 0,
    ),
    Rule(
        "factor of zero",
        ("factors",),
        "value",
        "a conversion factor is greater than zero",
        lambda rows: rows["value"] == 0,
    ),
    Rule(
        "factor against the name",
        ("units",),
        "factor",
        "a unit named {unit} is a thousand, a million or a billion times the unit "
        "that follows in its name",
        _base_of_many,
    ),
    Rule(
        "factor unlike its neighbours",
        ("factors",),
        "value",
        f"more than {NEIGHBOURS} times, or less than 1/{NEIGHBOURS} of, the median of "
        "{factor}",
        _unlike_neighbours,
    ),
    Rule(
        "dimension without a unit",
        ("factors",),
        "from_dimension",
        "no unit of units.csv measures it",
        lambda rows: ~rows["from_measured"],
    ),
    Rule(
        "dimension without a unit",
        ("factors",),
        "to_dimension",
        "no unit of units.csv measures it",
        lambda rows: ~rows["to_measured"],
    ),
    Rule(
        "factor of two conversions",
        ("factors",),
        "to_dimension",
        "most rows of {factor} convert from and to other dimensions",
        _of_another_conversion,
        "warning",
    ),
    Rule(
        "factor within a dimension",
        ("factors",),
        "to_dimension",
        "units of one dimension convert by units.csv",
        lambda rows: rows["from_dimension"] == rows["to_dimension"],
    ),
    Rule(
        "owner unknown",
        ("agencies",),
        "books",
        "give a country as three capital letters, the agency's own code, or nothing",
        lambda rows: (
            (rows["books"] != "")
            & (rows["books"] != rows["agency"])
            & ~rows["books"].str.fullmatch(r"[A-Z]{3}")
        ),
    ),
    Rule(
        "address not readable",
        ("sources",),
        "address",
        "write the whole address, beginning with https://",
        lambda rows: (
            (rows["address"] != "")
            & ~rows["address"].str.fullmatch(r"https?://[^\s/]+\.\S+|doi:\S+")
        ),
    ),
    Rule(
        "driver of itself",
        ("drivers",),
        "rests_on",
        "{series} cannot rest on itself",
        _reads_itself,
    ),
    Rule(
        "driver of itself",
        ("drivers",),
        "shared_with",
        "name everything that passes the link; of {series} alone nothing is taken off",
        lambda rows: rows["shared_with"] == rows["series"],
        "warning",
    ),
    Rule(
        "driver of nothing",
        ("drivers",),
        "rests_on",
        "a driver of the kind {kind} rests on indicators of macro.csv if macro, on "
        "targets of targets.csv if quota, else on series of series.csv",
        lambda rows: ~rows["is_named"],
    ),
    Rule(
        "ratio of not two series",
        ("drivers",),
        "converted_by",
        "give two series, the first over the second, separated by a semicolon",
        lambda rows: (
            (rows["converted_by"] != "") & (rows["converted_by"].str.count(";") != 1)
        ),
    ),
)
