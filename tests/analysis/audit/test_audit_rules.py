"""The rules of the audit on invented figures: what contradicts, and what must not."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzaz_analysis.analysis.audit import VERDICTS, audit
from kzaz_analysis.analysis.audit.rules.stated_targets import days_between
from kzaz_analysis.analysis.intervals import Interval
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.rounding import rounding_bounds
from kzaz_analysis.reports.audit.clauses.writer import ClauseWriter

YEAR_2023 = ("2023-01-01", "2023-12-31")
YEAR_2022 = ("2022-01-01", "2022-12-31")

AGENCIES = {
    "BNS": "KAZ",
    "MFA": "KAZ",
    "SCC": "AZE",
    "ASSOC": "ASSOC",
    "UNSTATED": "",
    "DOTS": "",
}
KINDS = {
    "BNS": "statistics",
    "SCC": "customs",
    "DOTS": "channel",
    "UNSTATED": "unstated",
}
UNITS = [
    ("million_USD", "money", 1e6),
    ("thousand_tonnes", "mass", 1e3),
    ("million_tonnes", "mass", 1e6),
    ("million_barrels", "volume", 1e6),
    ("capacity_a_year", "mass per year", 1e6),
    ("KZT", "tenge", 1.0),
    ("count", "count", 1.0),
    ("percent", "percentage", 1.0),
    ("ratio_to_base", "ratio", 1.0),
    ("flights_per_week", "flights", 1.0),
    ("flights_per_month", "flights", 7 * 12 / 365.25),
]
SERIES = [
    ("turnover", "million_USD", "flow", "exports;imports"),
    ("exports", "million_USD", "flow", ""),
    ("imports", "million_USD", "flow", ""),
    ("fdi", "million_USD", "flow", ""),
    ("fdi_cumulative", "million_USD", "flow", ""),
    ("oil", "thousand_tonnes", "flow", ""),
    ("oil_tengiz", "thousand_tonnes", "flow", ""),
    ("capacity", "capacity_a_year", "stock", ""),
    ("length", "count", "constant", ""),
    ("papers", "count", "flow", ""),
    ("flights", "flights_per_week", "rate", ""),
]
COLUMNS = {
    "observations": "series reporter agency period_start period_end value unit digits "
    "qualifier low high obs_status status source paragraph note ref published_on",
    "claims": "id status series measure value unit digits qualifier low high period_start "
    "period_end base_start base_end level_value level_unit reporter agency speaker "
    "source paragraph note ref published_on",
    "targets": "id promise series measure value unit digits qualifier low high "
    "announced_by deadline_start deadline_end counted supersedes source published_on",
    "projections": "id series author measure value unit digits qualifier low high "
    "period_start period_end source published_on",
    "milestones": "id project event planned_start planned_end actual_start actual_end "
    "status source note",
}
DATES = [
    "period_start",
    "period_end",
    "base_start",
    "base_end",
    "deadline_start",
    "deadline_end",
    "planned_start",
    "planned_end",
    "actual_start",
    "actual_end",
]
NUMBERS = ["value", "low", "high", "level_value"]


def frame(table, rows):
    names = COLUMNS[table].split()
    made = pd.DataFrame(rows, columns=names).reset_index(drop=True)
    for name in names:
        if name in DATES:
            made[name] = pd.to_datetime(made[name])
        elif name in NUMBERS:
            made[name] = pd.to_numeric(made[name])
        else:
            made[name] = made[name].astype(object).where(made[name].notna(), "")
    return made


def tables(**rows):
    found = {name: frame(name, rows.get(name, [])) for name in COLUMNS}
    catalogue = [
        dict(zip(("series", "unit", "nature", "parts"), row, strict=True), title=row[0])
        for row in SERIES
    ]
    units = [dict(zip(("unit", "dimension", "factor"), u, strict=True)) for u in UNITS]
    factor = {
        "factor": "barrels_per_tonne",
        "from_dimension": "mass",
        "to_dimension": "volume",
        "year": math.nan,
        "value": 7.5,
    }
    return found | {
        "series": pd.DataFrame(catalogue),
        "units": pd.DataFrame(units),
        "factors": pd.DataFrame([factor]),
        "agencies": pd.DataFrame(
            [
                {"agency": a, "books": b, "kind": KINDS.get(a, "ministry")}
                for a, b in AGENCIES.items()
            ]
        ),
    }


def figure(value, digits=None, period=YEAR_2023, qualifier="exact", **other):
    """One row of observations or claims; digits as printed unless said."""
    digits = digits or len(f"{value:g}".replace(".", "").lstrip("-0"))
    low, high = rounding_bounds(value, digits, qualifier)
    row = {
        "series": "turnover",
        "agency": "BNS",
        "period_start": period and period[0],
        "period_end": period and period[1],
        "value": value,
        "unit": "million_USD",
        "qualifier": qualifier,
        "low": low,
        "high": None if math.isinf(high) else high,
        "obs_status": "A",
        "source": f"paper-{value:g}-{other.get('agency', 'BNS')}",
        "ref": f"T{value:g}",
    }
    return row | other


def claim(value, measure="growth", base=YEAR_2022, **other):
    units = {"growth": "percent", "multiple": "ratio_to_base", "share": "percent"}
    row = figure(value, unit=units.get(measure, "million_USD"))
    row |= {
        "id": f"claim-{measure}-{value:g}-{len(other)}",
        "measure": measure,
        "base_start": base[0],
        "base_end": base[1],
        "level_value": None,
        "level_unit": "",
    }
    return row | other


def verdicts(rule=None, **rows):
    found = audit(**tables(**rows)).comparisons
    chosen = found if rule is None else found[found["rule"] == rule]
    return chosen["verdict"].to_list()


def only(rule=None, **rows):
    found = audit(**tables(**rows)).comparisons
    chosen = found if rule is None else found[found["rule"] == rule]
    assert len(chosen) == 1
    return ClauseWriter(digits=6).frame(chosen).iloc[0]


LEVELS = {
    "figures that round to each other agree": (
        figure(529.4),
        figure(529, agency="MFA"),
        "consistent",
    ),
    "touching intervals agree": (
        figure(2.3),
        figure(2.2, agency="MFA"),
        "consistent",
    ),
    "figures of one side that do not meet contradict": (
        figure(598.5),
        figure(529.4, agency="MFA"),
        "contradicts",
    ),
    "the books of two countries are two definitions": (
        figure(184.9),
        figure(87.3, agency="SCC"),
        "different definition",
    ),
    "another compiler is another definition": (
        figure(184.9),
        figure(87.3, agency="ASSOC"),
        "different definition",
    ),
    "a row marked as another count is another definition": (
        figure(2.5, obs_status="D", note="ports too"),
        figure(4.5, agency="MFA"),
        "different definition",
    ),
    "digits may have been cut off": (
        figure(2.56),
        figure(2.5, agency="MFA"),
        "consistent only if",
    ),
    "a cut figure cannot be above": (
        figure(2.41, published_on="2024-03-05"),
        figure(2.5, agency="MFA", published_on="2024-03-05"),
        "contradicts",
    ),
    "a close figure of unknown date may be a revision": (
        figure(3.109, published_on="2024-03-05"),
        figure(3.2, agency="MFA"),
        "consistent only if",
    ),
    "a figure far off is no revision, whatever its date": (
        figure(2.9, published_on="2024-03-05"),
        figure(3.2, agency="MFA"),
        "contradicts",
    ),
    "one page of unknown date revises nothing": (
        figure(3.109, source="page"),
        figure(3.2, agency="MFA", source="page"),
        "contradicts",
    ),
    "nearly is a soft word below": (
        figure(500, 1, qualifier="under"),
        figure(461.9, agency="MFA"),
        "consistent only if",
    ),
    "nearly is a hard word above": (
        figure(500, 1, qualifier="under"),
        figure(540.2, agency="MFA"),
        "contradicts",
    ),
    "nearly has an end": (
        figure(500, 1, qualifier="under"),
        figure(300.2, agency="MFA"),
        "contradicts",
    ),
    "a round figure agrees only as a round figure": (
        figure(500, 1, qualifier="approx"),
        figure(461.9, agency="MFA"),
        "consistent only if",
    ),
    "a round figure that is close simply agrees": (
        figure(460, 2, qualifier="approx"),
        figure(461.9, agency="MFA"),
        "consistent",
    ),
    "a lost zero is a slip": (
        figure(461.9),
        figure(4619, agency="MFA"),
        "unit slip likely",
    ),
    "one digit alone is no sign of a slip": (
        figure(5.0, 1),
        figure(50.0, 1, agency="MFA"),
        "contradicts",
    ),
    "barrels printed for tonnes are a slip": (
        figure(1.5, series="oil", unit="million_tonnes"),
        figure(1.5, series="oil", unit="million_barrels", agency="MFA"),
        "unit slip likely",
    ),
    "a later figure close by replaces the earlier": (
        figure(461.9, published_on="2023-04-11"),
        figure(463.3, published_on="2024-03-05"),
        "superseded",
    ),
    "an office replaces what a ministry said before": (
        figure(461.9, agency="MFA", published_on="2023-04-11"),
        figure(463.3, published_on="2024-03-05"),
        "superseded",
    ),
    "a ministry issues no edition of an office's figure": (
        figure(461.9, published_on="2023-04-11"),
        figure(463.3, agency="MFA", published_on="2024-03-05"),
        "consistent only if",
    ),
    "nor does a channel": (
        figure(73.111, published_on="2024-07-25"),
        figure(73.09701, agency="DOTS", reporter="KAZ", published_on="2026-09-25"),
        "consistent only if",
    ),
    "offices that are not named are no one body": (
        figure(461.9, agency="UNSTATED", reporter="KAZ", published_on="2023-04-11"),
        figure(463.3, agency="UNSTATED", reporter="KAZ", published_on="2024-03-05"),
        "consistent only if",
    ),
    "a later figure far off does not": (
        figure(461.9, published_on="2023-04-11"),
        figure(563.3, agency="MFA", published_on="2024-03-05"),
        "contradicts",
    ),
    "publications of one week are no revision": (
        figure(461.9, published_on="2023-04-11"),
        figure(463.3, agency="MFA", published_on="2023-04-15"),
        "contradicts",
    ),
    "an unnamed office is no other reporter where there is none": (
        figure(529.4),
        figure(598.5, agency="UNSTATED"),
        "contradicts",
    ),
    "a named country stands in for an unnamed office": (
        figure(529.4),
        figure(598.5, agency="UNSTATED", reporter="KAZ"),
        "contradicts",
    ),
    "a count needs no books": (
        figure(9, series="papers", unit="count"),
        figure(14, series="papers", unit="count", agency="UNSTATED"),
        "contradicts",
    ),
}


@pytest.mark.parametrize(("first", "second", "verdict"), LEVELS.values(), ids=LEVELS)
def test_two_levels(first, second, verdict):
    assert only("level", observations=[first, second])["verdict"] == verdict
    assert only("level", observations=[second, first])["verdict"] == verdict


def test_the_later_publication_is_the_one_that_replaces():
    rows = [
        figure(463.3, published_on="2024-03-05"),
        figure(461.9, agency="MFA", published_on="2023-04-11"),
    ]
    row = only("level", observations=rows)
    assert row["condition"] == (
        "USD 463.3 million of 5 March 2024 replaces USD 461.9 million"
    )


def test_what_repeats_a_replaced_figure_replaces_nothing():
    """A paper printed the preliminary figure months after the final edition."""
    final = figure(88.3728, published_on="2023-07-25")
    told = {"agency": "UNSTATED", "reporter": "KAZ"}
    early = figure(86.6, **told, published_on="2023-04-11", status="superseded")
    repeat = figure(86.6, **told, published_on="2023-11-24", source="paper")
    row = only("level", observations=[final, repeat])
    assert (row["verdict"], row["condition"]) == (
        "consistent only if",
        "one of USD 88.3728 million and USD 86.6 million was revised",
    )
    found = audit(**tables(observations=[final, early, repeat])).comparisons
    row = ClauseWriter().frame(found[found["right_sources"] == "paper"]).iloc[0]
    assert (row["verdict"], row["condition"]) == (
        "superseded",
        "USD 86.6 million of 24 November 2023 repeats what was replaced",
    )
    # What the office itself prints again is an edition, not a repetition.
    again = early | {"source": "again", "agency": "BNS", "published_on": "2024-07-25"}
    found = audit(**tables(observations=[final, early, again | {"status": ""}]))
    words = ClauseWriter().frame(found.comparisons)["condition"]
    assert "USD 86.6 million of 25 July 2024 replaces USD 88.3728 million" in set(words)


def carried(value, **other):
    """A figure of the Kazakh office as a channel carries it."""
    return figure(value, agency="DOTS", reporter="KAZ", **other)


def test_a_sum_is_whose_all_its_parts_are():
    """UN Comtrade was named for a sum of its exports and the IMF's imports."""
    total = figure(440, agency="MFA")
    sold = figure(208.846, series="exports", source="office")
    bought = carried(256.715, series="imports", source="carried")
    row = only("parts and total", observations=[total, sold, bought])
    assert row["verdict"] == "contradicts"
    assert (row["right_agency"], row["right_sources"]) == ("", "office; carried")
    # Parts of one publication come before parts of two that are a little nearer.
    also = carried(208.8603, series="exports", source="carried")
    row = only("parts and total", observations=[total, sold, bought, also])
    assert (row["right_agency"], row["right_sources"]) == ("DOTS", "carried")
    # Where parts of two fit, the total does not contradict.
    total = figure(465.561, agency="MFA")
    row = only("parts and total", observations=[total, sold, bought, also])
    assert row["verdict"] == "consistent"


def test_two_editions_of_one_office_are_a_revision_however_far_apart():
    early = figure(22.93, published_on="2022-02-02")
    final = figure(25.01, published_on="2022-07-25")
    assert only("level", observations=[early, final])["verdict"] == "superseded"
    # What a channel carries may be such an edition; nobody says so.
    early = carried(22.93, published_on="2022-02-02")
    row = only("level", observations=[early, final])
    assert row["condition"] == (
        "one of USD 22.93 million and USD 25.01 million was revised"
    )
    wrong = early | {"status": "wrong", "note": "Misprint."}
    assert only("level", observations=[wrong, final])["verdict"] == "explained"
    of_ministry = figure(22.93, agency="MFA", published_on="2022-02-02")
    assert only("level", observations=[of_ministry, final])["verdict"] == "contradicts"
    # A part of a year that exceeds it is no earlier edition of it.
    part = figure(30, period=("2023-01-01", "2023-10-31"), published_on="2023-12-01")
    assert only("part of the period", observations=[part, final])["verdict"] == (
        "contradicts"
    )


@pytest.mark.parametrize(
    ("status", "note", "verdict"),
    [
        ("U", "Nearer to what the other country reports.", "explained"),
        ("U", "", "contradicts"),
        ("A", "Printed in a table.", "contradicts"),
    ],
)
def test_a_note_on_why_a_figure_is_doubtful_explains(status, note, verdict):
    doubtful = figure(598.47, agency="MFA", obs_status=status, note=note)
    row = only("level", observations=[doubtful, figure(529.4)])
    assert row["verdict"] == verdict
    assert note.rstrip(".") in (row["condition"] or "") or verdict == "contradicts"


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (figure(30, agency="MFA", obs_status="D"), "contradicts"),
        (
            figure(30, agency="MFA", obs_status="D", note="Includes transit."),
            "different definition",
        ),
        # A channel has no definition of its own; its note may say what is missing.
        (carried(30, obs_status="D"), "contradicts"),
        (carried(30, obs_status="D", note="Exports are incomplete."), "explained"),
    ],
)
def test_only_a_note_that_names_a_definition_is_another_definition(row, verdict):
    assert only("level", observations=[row, figure(50)])["verdict"] == verdict


def test_the_other_country_is_mirror_data_also_of_a_marked_row():
    marked = carried(102.6, obs_status="D", note="Includes transit.")
    other = figure(44.59, agency="DOTS", reporter="AZE")
    row = only("level", observations=[marked, other])
    assert row["difference"] == "mirror"


def test_two_countries_that_both_refute_leave_no_other_books():
    rows = [
        figure(598.5, agency="UNSTATED"),
        figure(529.4),
        figure(470.2, agency="SCC"),
    ]
    found = audit(**tables(observations=rows)).comparisons
    unnamed = found[found["left_agency"].eq("UNSTATED")]
    assert set(unnamed["verdict"]) == {"contradicts"}


def test_a_mirror_difference_makes_a_card_of_its_own_kind():
    rows = [figure(184.9), figure(87.3, agency="SCC")]
    found = audit(**tables(observations=rows))
    assert found.conflicts["kind"].to_list() == ["mirror"]
    assert found.conflicts["contradicts"].to_list() == [0]


def test_the_arithmetic_says_how_far_apart():
    rows = [figure(598.5), figure(529.4, agency="MFA")]
    row = only("level", observations=rows)
    assert row["distance"] == pytest.approx(598.45 - 529.45)
    assert row["distance_pct"] == pytest.approx(100 * 69 / 529.4)
    assert (
        row["arithmetic"] == "USD 598.45 to 598.55 million against "
        "USD 529.35 to 529.45 million: USD 69 million apart"
    )
    assert {row["left_sources"], row["right_sources"]} == {
        "paper-598.5-BNS",
        "paper-529.4-MFA",
    }


def test_growth_rates_are_apart_by_what_they_make_of_one_base():
    row = only("growth", claims=[claim(4.8), claim(280.0, agency="MFA")])
    assert row["distance"] == pytest.approx(279.5 - 4.85)
    assert row["distance_pct"] == pytest.approx(100 * (279.5 - 4.85) / 104.8)


def test_of_zero_no_percentage_is_given():
    row = only("level", observations=[figure(0.0, 1), figure(835.1, agency="MFA")])
    assert row["distance"] > 0
    assert math.isnan(row["distance_pct"])


def test_a_figure_alone_is_not_testable():
    assert verdicts(observations=[figure(529.4)]) == ["not testable"]


def test_a_claimed_level_may_be_that_of_another_series():
    rows = [
        figure(1392, series="oil", unit="thousand_tonnes"),
        figure(1057, series="oil_tengiz", unit="thousand_tonnes"),
    ]
    stray = claim(
        1057, "level", series="oil", unit="thousand_tonnes", agency="MFA", source="x"
    )
    row = only("level", observations=rows, claims=[stray])
    assert row["verdict"] == "different definition"
    assert "oil tengiz" in row["condition"]


def test_a_contradiction_that_fits_the_year_before_says_so():
    rows = [
        figure(529.4),
        figure(461.9, period=YEAR_2022),
    ]
    stray = claim(461.9, "level", agency="MFA", source="x")
    row = only("level", observations=rows, claims=[stray])
    assert row["verdict"] == "contradicts"
    assert "2022" in row["hint"]


def test_an_inferred_period_may_be_another():
    rows = [
        figure(529.4),
        figure(461.9, agency="MFA", obs_status="E", source="x"),
        figure(461.9, period=YEAR_2022),
    ]
    row = only("level", observations=rows)
    assert row["verdict"] == "consistent only if"
    assert row["condition"].endswith("is meant for 2022")


@pytest.mark.parametrize(
    ("status", "source", "verdict"),
    [
        ("E", "one", "consistent only if"),
        ("A", "one", "contradicts"),
        ("E", "other", "contradicts"),
    ],
)
def test_two_readings_of_one_sentence_contradict_nobody(status, source, verdict):
    years = [figure(3.7, series="fdi", period=YEAR_2022), figure(12.9, series="fdi")]
    sums = {"series": "fdi_cumulative", "source": source}
    read = figure(75.7, **sums, obs_status=status, period=("2005-01-01", "2024-12-31"))
    also = claim(75.7, "level", **sums | {"source": "one"})
    also |= {"period_start": YEAR_2022[0]}
    row = only("sum of years", observations=[*years, read], claims=[also])
    assert row["verdict"] == verdict
    if verdict != "contradicts":
        assert row["condition"] == "USD 75.7 million is meant for 2005 to 2024"


def test_a_part_of_the_year_cannot_exceed_it():
    part = figure(600.3, period=("2023-01-01", "2023-10-31"))
    row = only("part of the period", observations=[part, figure(425)])
    assert row["verdict"] == "contradicts"
    assert row["distance"] == pytest.approx(600.25 - 425.5)


def test_a_part_of_the_year_fits_into_it():
    part = figure(400.3, period=("2023-01-01", "2023-10-31"))
    assert verdicts(observations=[part, figure(425)]) == ["consistent"]


def test_years_must_add_up_to_their_sum():
    rows = [
        figure(3.7, series="fdi", period=YEAR_2022),
        figure(12.9, series="fdi"),
        figure(75.7, series="fdi_cumulative", period=("2022-01-01", "2023-12-31")),
    ]
    row = only("sum of years", observations=rows)
    assert row["verdict"] == "contradicts"
    assert row["arithmetic"] == (
        "USD 3.7 million + USD 12.9 million = USD 16.5 to 16.7 million against "
        "USD 75.65 to 75.75 million: USD 58.95 million apart"
    )


def test_years_of_the_same_agency_are_added_first():
    """A narrower figure of another office is no term of this one's sum."""
    rows = [
        figure(3.7, series="fdi", period=YEAR_2022),
        figure(12.9, series="fdi"),
        figure(12.3456, series="fdi", agency="MFA"),
        figure(16.6, series="fdi_cumulative", period=("2022-01-01", "2023-12-31")),
    ]
    assert only("sum of years", observations=rows)["verdict"] == "consistent"
    other = [row for row in rows if row["value"] != 12.9]
    assert only("sum of years", observations=other)["verdict"] == "contradicts"


@pytest.mark.parametrize(
    ("year", "verdict"), [(1200, "consistent"), (1320, "contradicts")]
)
def test_months_must_add_up_to_their_year(year, verdict):
    months = [
        figure(100, period=(f"2023-{month:02}-01", f"2023-{month:02}-{last}"))
        for month, last in enumerate(
            (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1
        )
    ]
    row = only("sum of months", observations=[*months, figure(year)])
    assert row["verdict"] == verdict
    incomplete = tables(observations=[*months[:5], *months[6:], figure(year)])
    assert "sum of months" not in set(audit(**incomplete).comparisons["rule"])


@pytest.mark.parametrize(
    ("year", "published", "verdict"),
    [
        (1200, None, "consistent"),
        (1320, None, "contradicts"),
        (1201, "2024-09-01", "consistent"),
        (1230, "2024-09-01", "consistent only if"),
    ],
    ids=["as the months", "other", "within their rounding", "a later vintage"],
)
def test_months_must_add_up_to_the_total_of_another_body(year, published, verdict):
    quarters = ("01-01:03-31", "04-01:06-30", "07-01:09-30", "10-01:12-31")
    rows = [
        figure(300, period=tuple(f"2023-{day}" for day in quarter.split(":")))
        for quarter in quarters
    ]
    other = figure(year, agency="MFA", source="x")
    if published:
        rows = [row | {"published_on": "2024-01-20"} for row in rows]
        other |= {"published_on": published}
    row = only("sum of another's months", observations=[*rows, other])
    assert row["verdict"] == verdict
    total = figure(1200, source="z")
    with_total = audit(**tables(observations=[*rows, other, total])).comparisons
    assert "sum of another's months" not in set(with_total["rule"])


@pytest.mark.parametrize(
    ("imports", "verdict"), [(800, "consistent"), (920, "contradicts")]
)
def test_months_are_compared_with_the_sum_of_both_directions(imports, verdict):
    quarters = ("01-01:03-31", "04-01:06-30", "07-01:09-30", "10-01:12-31")
    rows = [
        figure(300, period=tuple(f"2023-{day}" for day in quarter.split(":")))
        for quarter in quarters
    ]
    rows += [figure(400, series="exports"), figure(imports, series="imports")]
    row = only("sum of months", observations=rows)
    assert (row["series"], row["verdict"]) == ("turnover", verdict)


@pytest.mark.parametrize(
    ("total", "verdict"),
    [(461.9, "consistent"), (455.2, "contradicts"), (480.1, "consistent only if")],
    ids=["parts add up", "parts exceed the total", "a part may be missing"],
)
def test_parts_and_total(total, verdict):
    rows = [
        figure(375.3, series="exports", source="x"),
        figure(86.6, series="imports", source="x"),
        figure(total, source="x"),
    ]
    assert only("parts and total", observations=rows)["verdict"] == verdict


def test_a_share_is_held_against_part_and_whole():
    rows = [
        figure(375.3, series="exports", source="x"),
        figure(461.9, source="x"),
    ]
    right = claim(81.3, "share", series="exports", base=(None, None))
    wrong = claim(71.3, "share", series="exports", base=(None, None))
    assert verdicts("share", observations=rows, claims=[right]) == ["consistent"]
    assert verdicts("share", observations=rows, claims=[wrong]) == ["contradicts"]


def levels_of_two_years(late=529.4, early=463.3, **other):
    return [figure(late, **other), figure(early, period=YEAR_2022, **other)]


@pytest.mark.parametrize(
    ("growth", "verdict"),
    [(14.3, "consistent"), (14, "consistent"), (40, "contradicts")],
)
def test_growth_is_held_against_two_levels(growth, verdict):
    row = only(
        "growth and levels",
        observations=levels_of_two_years(),
        claims=[claim(growth, source="y")],
    )
    assert row["verdict"] == verdict


def test_growth_between_two_vintages_of_the_base_is_open():
    rows = [
        *levels_of_two_years(),
        figure(461.9, period=YEAR_2022, agency="MFA", source="old"),
    ]
    row = only("growth and levels", observations=rows, claims=[claim(14.4, source="y")])
    assert row["verdict"] == "consistent only if"


def test_a_fall_that_may_be_a_whole_one_fits_no_other_base():
    earlier = figure(100, 4, YEAR_2022, published_on="2023-02-01")
    late = figure(90, 4, published_on="2024-02-01")
    fall = claim(-30, qualifier="under", low=-100.0, high=-30.0)
    fall |= {"published_on": "2024-03-05", "source": "speech"}
    row = only("growth and levels", observations=[earlier, late], claims=[fall])
    assert row["verdict"] == "contradicts"


@pytest.mark.parametrize(
    ("growth", "said_on", "verdict"),
    [
        pytest.param(13, "2024-03-05", "consistent only if", id="a base revised since"),
        pytest.param(13, "2023-02-10", "contradicts", id="a base of the same days"),
        pytest.param(13, "", "contradicts", id="nobody knows when it was said"),
        pytest.param(40, "2024-03-05", "contradicts", id="too far for a revision"),
    ],
)
def test_growth_may_rest_on_a_base_revised_since(growth, said_on, verdict):
    late, early = levels_of_two_years()
    rows = [late, early | {"published_on": "2023-02-01"}]
    said = claim(growth, source="y", published_on=said_on)
    row = only("growth and levels", observations=rows, claims=[said])
    assert row["verdict"] == verdict
    if verdict != "contradicts":
        assert "USD 463.3 million was revised to" in row["condition"]


@pytest.mark.parametrize(
    ("growth", "verdict"), [(3, "consistent only if"), (30, "contradicts")]
)
def test_a_total_on_a_sum_of_parts_may_hold_a_further_part(growth, verdict):
    rows = [
        figure(6.2),
        figure(3.785, series="exports", period=YEAR_2022),
        figure(1.807, series="imports", period=YEAR_2022),
    ]
    said = claim(growth, source="y")
    row = only("growth and levels", observations=rows, claims=[said])
    assert row["verdict"] == verdict


def test_growth_on_replaced_levels_holds_only_for_these():
    """Final statistics stand before the earlier edition that a speaker had."""
    rows = [
        figure(425, status="superseded"),
        figure(402.4, series="exports"),
        figure(68.2, series="imports"),
        figure(533.4, period=YEAR_2022),
    ]
    row = only("growth and levels", observations=rows, claims=[claim(-20, source="y")])
    assert row["verdict"] == "consistent only if"
    assert row["condition"] == (
        "the levels are USD 425 million on USD 533.4 million, "
        "not USD 470.6 million on USD 533.4 million"
    )
    rows = rows[:1] + rows[3:]
    row = only("growth and levels", observations=rows, claims=[claim(-20, source="y")])
    assert row["verdict"] == "consistent"


def test_growth_on_other_books_is_not_held_against_these():
    found = verdicts(
        "growth and levels",
        observations=levels_of_two_years(),
        claims=[claim(40, agency="SCC")],
    )
    assert found == []


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (claim(86), claim(65, agency="MFA"), "contradicts"),
        (claim(86), claim(86.2, agency="MFA"), "consistent"),
        (claim(0.5), claim(-47.9, agency="SCC"), "different definition"),
        (claim(100), claim(2, "multiple", agency="MFA"), "consistent"),
        (
            claim(14.2, published_on="2024-03-05"),
            claim(14.4, published_on="2024-07-03"),
            "superseded",
        ),
        (
            claim(14.2, published_on="2024-03-05"),
            claim(14.4, agency="MFA", published_on="2024-07-03"),
            "consistent only if",
        ),
    ],
    ids=["contradict", "meet", "mirror", "double is +100 %", "edition", "another body"],
)
def test_growth_against_growth(first, second, verdict):
    assert only("growth", claims=[first, second])["verdict"] == verdict


def test_an_implied_base_is_held_against_a_recorded_one():
    told = claim(50, agency="SCC", level_value=470, level_unit="million_USD")
    rows = [figure(556.7, period=YEAR_2022, agency="SCC", obs_status="U")]
    row = only("implied base", observations=rows, claims=[told])
    assert row["verdict"] == "contradicts"
    assert (
        "USD 313.333 million implied by +50 % to USD 470 million" in row["arithmetic"]
    )


def test_two_implied_bases_agree_only_as_round_figures():
    first = claim(40, level_value=500, level_unit="million_USD", source="x")
    second = claim(40, level_value=461.9, level_unit="million_USD", agency="MFA")
    row = only("implied base", claims=[first, second])
    assert row["verdict"] == "consistent only if"


def test_growth_from_a_low_base_holds_from_that_year_only():
    rows = [
        figure(258.3, period=("2018-01-01", "2018-12-31")),
        figure(109, period=("2020-01-01", "2020-12-31")),
        figure(529.4),
    ]
    told = claim(5, "multiple", base=("2020-01-01", "2020-12-31"))
    row = only("low base", observations=rows, claims=[told])
    assert row["verdict"] == "consistent only if"
    assert row["condition"] == (
        "counted from 2020, with no lower figure in the five years before, and not "
        "from 2018"
    )


def test_growth_from_an_ordinary_base_is_left_alone():
    rows = [
        figure(100.3, period=("2018-01-01", "2018-12-31")),
        figure(109, period=("2020-01-01", "2020-12-31")),
        figure(529.4),
    ]
    told = claim(5, "multiple", base=("2020-01-01", "2020-12-31"))
    assert verdicts("low base", observations=rows, claims=[told]) == []


def test_a_base_that_is_only_a_little_low_is_left_alone():
    rows = [
        figure(130.3, period=("2018-01-01", "2018-12-31")),
        figure(109, period=("2020-01-01", "2020-12-31")),
        figure(529.4),
    ]
    told = claim(5, "multiple", base=("2020-01-01", "2020-12-31"))
    assert verdicts("low base", observations=rows, claims=[told]) == []


def test_two_months_cannot_quietly_hold_most_of_a_year():
    rows = [
        figure(171.1, period=("2023-01-01", "2023-08-31"), agency="SCC"),
        figure(400.2, period=("2023-01-01", "2023-10-31"), agency="SCC"),
    ]
    row = only("heavy months", observations=rows)
    assert row["verdict"] == "consistent only if"
    assert row["condition"].startswith("2 of 10 months hold more than half")


def test_half_a_year_may_hold_more_than_half():
    rows = [
        figure(30.1, period=("2023-01-01", "2023-06-30"), agency="SCC"),
        figure(100.2, agency="SCC"),
    ]
    assert verdicts("heavy months", observations=rows) == []


JULY_2022, JULY_2023 = (f"{year}-07-31" for year in (2022, 2023))


def a_year_and_its_months(whole, part):
    """Two years of one office with their first seven months."""
    return [
        figure(whole, 4),
        figure(part, 4, ("2023-01-01", JULY_2023)),
        figure(533.4, 4, YEAR_2022),
        figure(316.5, 4, ("2022-01-01", JULY_2022)),
    ]


def test_the_rest_of_a_year_that_turns_is_no_quiet_agreement():
    rows = a_year_and_its_months(425, 331.7)
    row = only("rest of the year", observations=rows)
    assert row["verdict"] == "consistent only if"
    assert row["condition"] == (
        "August to December 2023 holds USD 93.2 to 93.4 million, a fall of about "
        "56.9848 % on a year earlier, after about +4.80253 % in the months before"
    )


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        pytest.param(540.0, 331.7, id="no turn"),
        pytest.param(520.0, 331.7, id="a small one"),
        pytest.param(425.0, 250.0, id="both fell"),
        pytest.param(320.0, 331.7, id="a part above its year is another matter"),
    ],
)
def test_a_rest_that_its_months_announce_is_left_alone(whole, part):
    rows = a_year_and_its_months(whole, part)
    assert verdicts("rest of the year", observations=rows) == []


def test_a_year_that_was_replaced_implies_no_rest():
    rows = a_year_and_its_months(425, 331.7)
    rows[0] |= {"status": "superseded"}
    later = figure(551.2, 4, source="later", published_on="2024-08-01")
    assert verdicts("rest of the year", observations=[*rows, later]) == []


def test_a_year_known_by_both_directions_implies_its_rest():
    rows = a_year_and_its_months(425, 331.7)[1:]
    both = [
        figure(value, 4, series=name, source="tables")
        for name, value in (("exports", 325.0), ("imports", 100.0))
    ]
    row = only("rest of the year", observations=[*rows, *both])
    assert row["verdict"] == "consistent only if"


def test_a_year_before_without_its_months_implies_no_growth():
    rows = a_year_and_its_months(425, 331.7)
    assert verdicts("rest of the year", observations=rows[:3]) == []
    assert verdicts("rest of the year", observations=rows[:2] + rows[3:]) == []


def test_an_even_year_is_left_alone():
    rows = [
        figure(320.1, period=("2023-01-01", "2023-08-31"), agency="SCC"),
        figure(400.2, period=("2023-01-01", "2023-10-31"), agency="SCC"),
    ]
    assert verdicts("heavy months", observations=rows) == []


def moment(value, day, **other):
    return figure(
        value, series="capacity", unit="capacity_a_year", period=(day, day), **other
    )


def test_a_level_that_stood_elsewhere_before_and_after_contradicts():
    rows = [
        moment(21, "2022-07-12"),
        moment(26, "2022-08-24", agency="UNSTATED"),
        moment(21.2, "2022-10-19"),
    ]
    found = verdicts("near dates", observations=rows)
    assert sorted(found) == ["consistent", "contradicts", "contradicts"]


def test_a_level_may_change_between_two_dates():
    rows = [moment(10, "2025-01-31"), moment(15, "2025-10-31")]
    assert verdicts("near dates", observations=rows) == ["consistent only if"]


def test_levels_years_apart_are_not_compared():
    rows = [moment(10, "2022-01-31"), moment(15, "2025-10-31")]
    assert set(verdicts(observations=rows)) == {"not testable"}


def promise(value, unit, **other):
    row = {
        "id": f"promise-{value}-{unit}-{len(other)}",
        "promise": "flights_42",
        "series": "flights",
        "measure": "level",
        "value": value,
        "unit": unit,
        "qualifier": "exact",
        "low": value,
        "high": value,
        "announced_by": "a minister",
        "counted": "flights",
        "source": f"paper-{unit}",
    }
    return row | other


def test_a_week_and_a_month_are_a_slip():
    rows = [promise(42, "flights_per_week"), promise(42, "flights_per_month")]
    row = only("target", targets=rows)
    assert row["verdict"] == "unit slip likely"
    assert "a week and a month apart" in row["condition"]


def by(year):
    return {"deadline_start": f"{year}-01-01", "deadline_end": f"{year}-12-31"}


SAME_DAY = {"published_on": "2025-11-25"}

PROMISES = {
    "a promise repeated agrees": ({}, {"announced_by": "a president"}, "consistent"),
    "a date may replace another": (
        by(2025) | {"published_on": "2024-01-23"},
        by(2027) | {"published_on": "2024-12-27"},
        "superseded",
    ),
    "two dates of one day are open": (by(2025), by(2027), "consistent only if"),
    "freight is not capacity": (
        {"counted": "capacity"} | by(2025),
        {"counted": "freight"} | by(2027),
        "different definition",
    ),
    "other numbers for other dates are steps": (
        by(2025),
        {"value": 50, "low": 50, "high": 50} | by(2027),
        None,
    ),
    "other numbers for one date of one day contradict": (
        by(2025) | SAME_DAY,
        {"value": 50, "low": 50, "high": 50}
        | by(2025)
        | SAME_DAY
        | {"source": "another"},
        "contradicts",
    ),
    "a plan of unknown day may replace another": (
        by(2025) | SAME_DAY,
        {"value": 50, "low": 50, "high": 50} | by(2025) | {"source": "another"},
        "consistent only if",
    ),
}


@pytest.mark.parametrize(("one", "two", "verdict"), PROMISES.values(), ids=PROMISES)
def test_two_statements_of_a_promise(one, two, verdict):
    rows = [
        promise(42, "flights_per_week", id="a", **one),
        promise(42, "flights_per_week", id="b") | two,
    ]
    assert verdicts("target", targets=rows) == ([verdict] if verdict else [])


def event(name, start=None, end=None, plan=(None, None), **other):
    return {
        "id": f"{name}-{start}-{end}-{plan}",
        "project": "bypass",
        "event": name,
        "actual_start": start,
        "actual_end": end,
        "planned_start": plan[0],
        "planned_end": plan[1],
        "source": "paper",
        "note": "",
    } | other


DATED = {
    "already begun, but started later": (
        event("start", None, "2022-08-24"),
        event("start", "2023-11-14", "2023-11-14"),
        ["contradicts"],
    ),
    "already begun, which the table disputes": (
        event("start", None, "2022-08-24", status="disputed", note="Called begun."),
        event("start", "2023-11-14", "2023-11-14"),
        ["explained"],
    ),
    "already begun, but planned for later": (
        event("start", None, "2022-08-24"),
        event("start", plan=("2024-01-01", "2024-12-31")),
        ["contradicts"],
    ),
    "planned first, and started later": (
        event("start", plan=("2022-01-01", "2022-12-31")),
        event("start", "2023-11-14", "2023-11-14"),
        [],
    ),
    "already begun, and started before": (
        event("start", None, "2022-08-24"),
        event("start", "2021-11-14", "2021-11-14"),
        ["consistent"],
    ),
    "begun after it was opened": (
        event("start", "2023-01-01", "2023-04-10"),
        event("opening", "2013-11-01", "2013-11-30"),
        ["contradicts"],
    ),
    "begun anew after a halt": (
        event("start", "2023-01-01", "2023-04-10"),
        event("suspension", "2010-02-01", "2010-02-28"),
        ["consistent only if"],
    ),
    "meetings may be many": (
        event("meeting", "2022-01-01", "2022-01-01"),
        event("meeting", "2023-01-01", "2023-01-01"),
        [],
    ),
}


@pytest.mark.parametrize(("one", "two", "found"), DATED.values(), ids=DATED)
def test_two_dates_of_a_project(one, two, found):
    assert verdicts(milestones=[one, two]) == found


def test_the_first_of_a_flow_cannot_come_after_it():
    row = only(
        "beginning",
        milestones=[event("start", "2023-01-01", "2023-04-10", project="oil")],
        observations=[
            figure(
                285, series="oil", unit="thousand_tonnes", period=("2008-10-01",) * 2
            )
        ],
    )
    assert row["verdict"] == "contradicts"


def test_a_unit_of_another_kind_with_the_same_number_is_a_slip():
    stray = claim(25, "level", series="capacity", unit="KZT", period_start=None)
    stray["period_end"] = None
    known = promise(25, "capacity_a_year", promise="p", series="capacity")
    row = only("unit", claims=[stray], targets=[known])
    assert row["verdict"] == "unit slip likely"


def test_a_card_groups_figures_that_can_all_be_true():
    rows = [
        figure(529.4),
        figure(529, agency="MFA"),
        figure(598.5, agency="MFA", source="x"),
    ]
    found = audit(**tables(observations=rows))
    card = found.card("turnover 2023")
    clusters = card.sides.set_index("value")["cluster"]
    assert clusters[529.4] == clusters[529.0] != clusters[598.5]
    assert card.comparisons["verdict"].iloc[0] == "contradicts"
    assert len(card.comparisons) == 3


def test_what_is_calculated_stands_beside_the_figures_of_its_period():
    both = {"source": "x", "agency": "MFA"}
    rows = [
        figure(598.5),
        figure(456.4, series="exports", **both),
        figure(73, series="imports", **both),
        figure(529.4, source="y"),
    ]
    sides = audit(**tables(observations=rows)).card("turnover 2023").sides
    assert {(d.start.year, d.end.year) for d in sides["dates"]} == {(2023, 2023)}
    assert " + " in "".join(sides["ids"])
    clusters = {round(r.value): r.cluster for r in sides.itertuples()}
    assert clusters[529] != clusters[598]
    assert len(sides[sides["cluster"] == clusters[529]]) == 2


def test_conversions_are_written_with_their_thousands():
    rows = [
        figure(1392, series="oil", unit="thousand_tonnes"),
        figure(1.1, series="oil", unit="million_tonnes", agency="MFA"),
    ]
    line = only("level", observations=rows)["arithmetic"]
    assert "1 million tonnes = 1,000 thousand tonnes" in line


def test_an_unknown_card_names_the_nearest():
    found = audit(**tables(observations=[figure(598.5), figure(529.4, agency="MFA")]))
    with pytest.raises(UsageError, match="turnover 2023"):
        found.card("turnovr 2023")


def test_counts_cover_every_comparison_once():
    rows = [figure(598.5), figure(529.4, agency="MFA"), figure(87.3, agency="SCC")]
    found = audit(**tables(observations=rows))
    counts = found.counts()
    assert list(counts.columns) == [*VERDICTS, "all"]
    assert counts.loc["all", "all"] == len(found.comparisons) == 3
    assert counts.loc["level", "contradicts"] == 1


def test_an_empty_record_has_nothing_to_say():
    found = audit(**tables())
    assert found.comparisons.empty
    assert found.conflicts.empty


def test_narrowing_keeps_the_cards_that_are_left():
    rows = [
        figure(598.5),
        figure(529.4, agency="MFA"),
        figure(9, series="papers", unit="count"),
        figure(14, series="papers", unit="count", agency="MFA"),
    ]
    found = audit(**tables(observations=rows))
    assert set(found.conflicts["series"]) == {"turnover", "papers"}
    assert set(found.of(series="papers").conflicts["series"]) == {"papers"}
    by_source = found.of(source="paper-598.5-BNS")
    assert by_source.comparisons["series"].to_list() == ["turnover"]


def rounded(truth, digits):
    return float(f"{truth:.{digits - 1}e}")


@settings(max_examples=25, deadline=None)
@given(
    truth=st.floats(1, 1e6),
    digits=st.tuples(st.integers(1, 6), st.integers(1, 6)),
)
def test_two_roundings_of_one_truth_never_contradict(truth, digits):
    values = [rounded(truth, d) for d in digits]
    rows = [
        figure(value, d, source=f"s{i}", ref=f"r{i}")
        for i, (value, d) in enumerate(zip(values, digits, strict=True))
    ]
    assert "contradicts" not in verdicts(observations=rows)


@settings(max_examples=25, deadline=None)
@given(
    late=st.floats(10, 1e5),
    early=st.floats(10, 1e5),
    digits=st.tuples(st.integers(2, 6), st.integers(2, 6), st.integers(1, 4)),
)
def test_growth_rounded_from_the_same_truth_never_contradicts(late, early, digits):
    growth = rounded(100 * (late / early - 1), digits[2])
    rows = levels_of_two_years()
    for row, truth, d in zip(rows, (late, early), digits, strict=False):
        row["value"] = rounded(truth, d)
        row["low"], row["high"] = rounding_bounds(row["value"], d)
    told = claim(1, source="y")
    told["value"] = growth
    told["low"], told["high"] = rounding_bounds(growth, digits[2])
    found = verdicts("growth and levels", observations=rows, claims=[told])
    assert found == ["consistent"]


def test_deadlines_are_apart_by_their_last_days():
    # One year's end and the next one's begin are a day apart, what was set is not.
    years = {
        year: Interval(
            float(pd.Timestamp(year, 1, 1).toordinal()),
            float(pd.Timestamp(year, 12, 31).toordinal()),
        )
        for year in (2024, 2025, 2026)
    }
    assert days_between(years[2025], years[2026]) == 365
    assert days_between(years[2026], years[2024]) == 730
    open_ended = Interval(years[2026].low, math.inf)
    assert days_between(years[2025], open_ended) == 1
