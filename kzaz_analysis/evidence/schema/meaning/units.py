"""Rules about units: what a figure measures, for whom, and what it cannot be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.evidence.schema.meaning.joined import base_dimension
from kzaz_analysis.evidence.schema.meaning.rule import Rule

if TYPE_CHECKING:
    Rows = pd.DataFrame
    Mask = pd.Series[bool]

COUNTS_ITSELF = ("statistics", "customs", "channel")
"""Kinds of agencies whose figures are an office's own table, or carry one."""

FIGURES = ("observations", "claims", "targets", "projections")
PROVENANCE_OF = {
    "statistics": ("statistic", "quoted"),
    "customs": ("statistic", "quoted"),
    "dataset": ("compiled",),
    "press": ("press", "quoted"),
    "unstated": ("press", "quoted"),
}
"""What figures of a kind of agency can be; another rule tells of statistics."""

UNIT_OF_MEASURE = {"growth": "percentage", "multiple": "ratio"}
"""Dimension that a measure of change has, whatever the series."""

NO_DATA_WORDS = re.compile(
    r"\bno (?:data|figures?|statistics)\b|\bdata (?:are |is )?(?:missing|unknown)\b"
    r"|\bnot (?:available|published|reported|collected|compiled|given)\b|\bn/a\b"
    r"|\bconfidential|\bsuppressed|нет данных|məlumat yox",
    re.IGNORECASE,
)
"""Notes by which an office says that it gives no figure."""


MULTIPLES = r"(?:\b|_)(?:doubl|tripl|quadrupl)|fold(?:\b|_)|\d ?times\b"
"""Words of a change that is a multiple."""


def _wrong_dimension(rows: Rows) -> Mask:
    measure = rows["measure"] if "measure" in rows else pd.Series("level", rows.index)
    due = measure.map(UNIT_OF_MEASURE).fillna(rows["series_dimension"]).fillna("")
    wrong = base_dimension(rows["dimension"]) != base_dimension(due)
    stated = (rows["dimension"] != "") & (due != "")
    fraction = (measure == "share") & (rows["dimension"] == "percentage")
    return wrong & stated & ~fraction


def _family(dimension: pd.Series[str]) -> pd.Series[str]:
    return dimension.str.partition(" ")[0]


def _unlike_series(rows: Rows) -> Mask:
    kin = _family(rows["dimension"]) == _family(rows["series_dimension"])
    return _wrong_dimension(rows) & ~kin & ~rows["doubted"]


def _kin_to_series(rows: Rows) -> Mask:
    kin = _family(rows["dimension"]) == _family(rows["series_dimension"])
    return _wrong_dimension(rows) & kin


def _change_in_other_unit(rows: Rows) -> Mask:
    return _wrong_dimension(rows) & rows["measure"].isin(UNIT_OF_MEASURE)


def _level_in_other_unit(rows: Rows) -> Mask:
    return _wrong_dimension(rows) & ~rows["measure"].isin(UNIT_OF_MEASURE)


def _owner_differs(rows: Rows) -> Mask:
    country = rows["owner"].str.fullmatch(r"[A-Z]{3}") & (
        rows["owner"] != rows["agency"]
    )
    stated = (rows["reporter"] != "") & ~rows["doubted"]
    return country & stated & (rows["reporter"] != rows["owner"])


def _reporter_of_own_count(rows: Rows) -> Mask:
    own = (rows["owner"] != "") & (rows["owner"] == rows["agency"])
    of_one_reporter = rows["provenance"] == "statistic"
    return own & (rows["reporter"] != "") & ~of_one_reporter


def _nobodys_side(rows: Rows) -> Mask:
    carried = (rows["agency_kind"] == "channel") & (rows["provenance"] != "compiled")
    return carried & (rows["reporter"] == "") & (rows["owner"] == "")


def _statistic_of_another(rows: Rows) -> Mask:
    kind = rows["agency_kind"]
    stated = (rows["provenance"] == "statistic") & (kind != "")
    return stated & ~kind.isin(COUNTS_ITSELF)


def _office_as_another(rows: Rows) -> Mask:
    due = rows["agency_kind"].map(PROVENANCE_OF)
    pairs = zip(rows["provenance"], due, strict=True)
    other = [isinstance(d, tuple) and bool(p) and p not in d for p, d in pairs]
    return pd.Series(other, rows.index, dtype=bool) & ~rows["doubted"]


def _level_of_another_dimension(rows: Rows) -> Mask:
    dimension, due = rows["level_dimension"], rows["series_dimension"]
    changes = due.isin(["percentage", "ratio"])
    stated = (dimension != "") & (due != "") & ~changes
    return stated & (base_dimension(dimension) != base_dimension(due))


def _amount_for_a_rate(rows: Rows) -> Mask:
    """Tell levels of a capacity in a unit that says nothing of a year."""
    per_year = rows["series_dimension"].str.endswith(" per year")
    level = rows.get("measure", pd.Series("level", rows.index)) == "level"
    same = rows["dimension"] == base_dimension(rows["series_dimension"])
    return per_year & level & same


def _rate_of_a_part(rows: Rows) -> Mask:
    """Tell flows in a unit per year whose period is no year: they do not add up."""
    per_year = rows["dimension"].str.endswith(" per year") & (rows["nature"] == "flow")
    return per_year & (rows["months"] != 12)


def _unlisted(rows: Rows) -> Mask:
    """First figure of each agency that the catalogue does not list for a series."""
    lists = rows["listed"].fillna("").astype(str).str.split(";")
    listed = [a in names for a, names in zip(rows["agency"], lists, strict=True)]
    unlisted = ~pd.Series(listed, rows.index, dtype=bool) & (rows["status"] == "")
    repeated = rows[unlisted].duplicated(["series", "agency"])
    return unlisted & ~repeated.reindex(rows.index, fill_value=False)


def _share_above_all(rows: Rows) -> Mask:
    measured = rows.get("measure", pd.Series("level", rows.index))
    share = (measured == "share") | ((measured == "level") & rows["is_share"])
    return share & (rows["dimension"] == "percentage") & (rows["value"] > 100)


def _zero_for_no_data(rows: Rows) -> Mask:
    return (rows["value"] == 0) & rows["note"].str.contains(NO_DATA_WORDS)


def _in_an_unusual_unit(rows: Rows) -> Mask:
    """Tell rows of an indicator in another unit than most, all where none is usual."""
    of = [rows["indicator"], rows["country"]]
    size = rows.groupby([*of, "unit"])["unit"].transform("size")
    most = size == size.groupby(of).transform("max")
    usual = most & (rows["unit"].where(most).groupby(of).transform("nunique") == 1)
    return (rows["unit"].groupby(of).transform("nunique") > 1) & ~usual


def _multiple_as_growth(rows: Rows) -> Mask:
    words = rows["note"] + " " + rows["quote"] + " " + rows.get("promise", "")
    is_multiple = words.str.contains(MULTIPLES, case=False, regex=True)
    return (rows["measure"] == "growth") & is_multiple & rows["value"].between(1, 20)


RULES = (
    Rule(
        "unit of another dimension",
        ("observations",),
        "unit",
        "measures {dimension}, while {series} is in {series_unit}; figures that do not "
        "convert belong to a series of their own, or have obs_status D",
        _unlike_series,
    ),
    Rule(
        "unit of another dimension",
        ("observations",),
        "unit",
        "does not convert to {series_unit}, the unit of {series}: the figure is left "
        "out of the series",
        _kin_to_series,
        "warning",
    ),
    Rule(
        "unit of another dimension",
        ("claims", "projections"),
        "unit",
        "measures {dimension}, while {series} is in {series_unit}",
        _level_in_other_unit,
        "warning",
    ),
    Rule(
        "unit of another dimension",
        ("claims", "targets", "projections"),
        "unit",
        "{measure} is a change: give growth in percent, a multiple in ratio_to_base",
        _change_in_other_unit,
    ),
    Rule(
        "reporter against agency",
        ("observations", "claims"),
        "reporter",
        "{agency} reports for {owner}; correct the one or the other",
        _owner_differs,
    ),
    Rule(
        "reporter against agency",
        ("observations",),
        "reporter",
        "{agency} keeps a count of its own, so that a reporter beside it is not read; "
        "leave it empty",
        _reporter_of_own_count,
        "warning",
    ),
    Rule(
        "channel without a reporter",
        ("observations",),
        "reporter",
        "{agency} carries the tables of several reporters; without one the figure is "
        "on nobody's side",
        _nobodys_side,
        "warning",
    ),
    Rule(
        "provenance against agency",
        ("observations",),
        "provenance",
        "{agency} is of the kind {agency_kind}, which makes no statistics; an office's "
        "figure that it quotes is quoted",
        _statistic_of_another,
        "warning",
    ),
    Rule(
        "provenance against source",
        ("observations",),
        "provenance",
        "{source} is of the kind {source_kind}; what it prints of an office is quoted",
        lambda rows: (
            (rows["provenance"] == "statistic")
            & rows["source_kind"].isin(["press", "article"])
        ),
        "warning",
    ),
    Rule(
        "provenance against agency",
        ("observations",),
        "provenance",
        "{agency} is of the kind {agency_kind}; its figures are not {provenance}",
        lambda rows: _office_as_another(rows) & ~_statistic_of_another(rows),
        "warning",
    ),
    Rule(
        "unit of another dimension",
        ("claims",),
        "level_unit",
        "measures {level_dimension}, while {series} is in {series_unit}",
        _level_of_another_dimension,
        "warning",
    ),
    Rule(
        "amount entered as a rate",
        FIGURES,
        "unit",
        "measures {dimension}, while {series} is in {series_unit}; say of which time",
        _amount_for_a_rate,
        "warning",
    ),
    Rule(
        "rate entered as a flow",
        ("observations",),
        "unit",
        "a rate per year, for a period that is no year; {series} adds up over periods",
        _rate_of_a_part,
        "warning",
    ),
    Rule(
        "agency outside the catalogue",
        ("observations",),
        "agency",
        "the catalogue does not list it for {series}; its figures come last within "
        "their side and provenance",
        _unlisted,
        "warning",
    ),
    Rule(
        "share above 100 per cent",
        FIGURES,
        "value",
        "a share is at most 100 per cent of its whole",
        _share_above_all,
    ),
    Rule(
        "share above 100 per cent",
        ("observations",),
        "value",
        "per cent of a whole, as the catalogue has {series}, are at most 100; if it is "
        "a change its title is to say so",
        lambda rows: (
            rows["is_percentage"].eq(True)
            & ~rows["is_share"]
            & (rows["dimension"] == "percentage")
            & (rows["value"] > 100)
        ),
        "warning",
    ),
    Rule(
        "growth below -100 per cent",
        ("claims", "targets", "projections"),
        "value",
        "nothing falls by more than all of it",
        lambda rows: (rows["measure"] == "growth") & (rows["value"] < -100),
    ),
    Rule(
        "growth below -100 per cent",
        ("macro",),
        "value",
        "nothing falls by more than all of it",
        lambda rows: (rows["dimension"] == "percentage") & (rows["value"] < -100),
    ),
    Rule(
        "negative quantity",
        ("macro",),
        "value",
        "may not be negative",
        lambda rows: (
            ~base_dimension(rows["dimension"]).str.startswith(("percentage", "money"))
            & (rows["value"] < 0)
        ),
    ),
    Rule(
        "zero for no data",
        ("observations", "claims"),
        "value",
        "the note says that there are no data; leave the row out, zero means none",
        _zero_for_no_data,
    ),
    Rule(
        "two units of one indicator",
        ("macro",),
        "unit",
        "other rows of {indicator} for {country} have another unit",
        _in_an_unusual_unit,
    ),
    Rule(
        "unit of none of its figures",
        ("series",),
        "unit",
        "the figures of {series} measure {counted_in}, and {unit} measures {dimension}",
        lambda rows: (
            (rows["counted_in"] != "")
            & (_family(rows["dimension"]) != _family(rows["counted_in"]))
        ),
        "warning",
    ),
    Rule(
        "multiple told as growth",
        ("claims", "targets"),
        "measure",
        "the note, the quote or the name speaks of a multiple; {value:.15g} per cent "
        "is none",
        _multiple_as_growth,
        "warning",
    ),
    Rule(
        "forecast among figures",
        ("observations",),
        "obs_status",
        "a forecast belongs in projections.csv",
        lambda rows: rows["obs_status"] == "F",
        "warning",
    ),
)
