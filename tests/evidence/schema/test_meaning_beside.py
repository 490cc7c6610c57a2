"""Errors that show beside other rows, planted one by one in a folder without any."""

import pandas as pd
import pytest
from small_dataset import TODAY, small_dataset

from kzaz_analysis.evidence.dataset.dataset import rules_of
from kzaz_analysis.evidence.files import read_text
from kzaz_analysis.evidence.schema.checks import examine
from kzaz_analysis.evidence.schema.definitions import TABLES
from kzaz_analysis.evidence.schema.meaning import LISTS, meaning_problems

E, W = "error", "warning"
T23, E23, F22, SHARE, WAGONS = 11, 25, 31, 34, 37
MONTH, DAYS = 40, 53
TRACK = 57
GROWTH, INDEX = 6, 16
LATER = {"source": "office-2025-03-01"}


def folder():
    """The small dataset with months, days in transit, yearly rates and world trade."""
    tables = small_dataset()
    tables["series"] += [
        tables["series"][0]
        | {"series": "world", "title": "World", "parts": "", "entity": "KAZ-WLD"},
        tables["series"][0]
        | {"series": "world_wheat", "title": "World, wheat", "parts": ""},
        tables["series"][0]
        | {"series": "transit", "title": "Days", "parts": "", "nature": "rate"}
        | {"unit": "days", "direction": "KAZ->AZE", "better": "less"},
        tables["series"][0]
        | {"series": "kaz_to_aze_coal", "title": "Coal", "parts": ""}
        | {"unit": "thousand_tonnes", "direction": "KAZ->AZE"},
        tables["series"][0]
        | {"series": "track", "title": "Track", "parts": "", "nature": "constant"}
        | {"unit": "km", "direction": ""},
    ]
    year = tables["observations"][T23]
    tables["observations"] += [
        *(
            year
            | {"series": "world", "value": v, "low": v - 0.5, "high": v + 0.5}
            | {
                "period_start": f"{a:%F}",
                "period_end": f"{a + pd.offsets.MonthEnd():%F}",
            }
            | {"digits": 3, "source": "office-2025-03-01", "ref": f"w{n}"}
            for n, (a, v) in enumerate(
                zip(
                    pd.date_range("2024-01-01", periods=12, freq="MS"),
                    [510.0, 505.0, 515.0, 520.0, 512.0, 508.0] * 2,
                    strict=True,
                )
            )
        ),
        year
        | {"series": "world", "value": 6140.0, "low": 6139.5, "high": 6140.5}
        | {"period_start": "2024-01-01", "period_end": "2024-12-31"}
        | {"source": "office-2025-03-01", "ref": "wy"},
        year
        | {"series": "world_wheat", "value": 40.0, "low": 39.95, "high": 40.05}
        | {"digits": 3, "period_start": "2024-01-01", "period_end": "2024-12-31"}
        | {"source": "office-2025-03-01", "ref": "ww"},
        *(
            year
            | {"series": "transit", "unit": "days", "value": v, "digits": 2}
            | {"low": v - 0.5, "high": v + 0.5, "ref": f"d{n}"}
            | {"period_start": f"{n}-01-01", "period_end": f"{n}-12-31"}
            for n, v in ((2021, 18.0), (2022, 17.0), (2023, 16.0))
        ),
        *(
            year | bounded(float(v), 0.5) | {"series": "track", "unit": "km"} | of
            for v, of in ((1768, {"ref": "k1"}), (1770, LATER | {"ref": "k2"}))
        ),
    ]
    tables["drivers"].append(tables["drivers"][0] | {"series": "world"})
    growth = tables["macro"][0] | {"indicator": "growth", "unit": "percent"}
    rates = (4.1, 1.1, 3.9, 4.1, 4.5, 6.1, 7.2, 5.3, 4.8, 4.2)
    tables["macro"] += [
        *(growth | {"year": 2012 + n, "value": v} for n, v in enumerate(rates)),
        growth
        | {"indicator": "prices", "unit": "index_2015=100"}
        | {"year": 2015, "value": 100},
        growth
        | {"indicator": "gdp", "unit": "USD", "country": "AZE"}
        | {"year": 2020, "value": 42693000000},
        growth
        | {"indicator": "euro", "unit": "EUR", "country": "AZE"}
        | {"year": 2023, "value": 0.92, "source": "paper-2024"},
    ]
    people = tables["macro"][3]
    tables["macro"] += [
        people
        | {"indicator": "prices", "country": "AZE", "unit": "persons"}
        | {"year": 2012 + n, "value": 20 + n / 10}
        for n in range(9)
    ]
    tables["sources"][4]["address"] = "https://example.org/a"
    unit = tables["units"][0]
    tables["units"] = [
        *tables["units"],
        unit | {"unit": "tenge", "label": "tenge", "dimension": "money KZT"},
        unit | {"unit": "days", "label": "days", "dimension": "duration"},
        unit
        | {"unit": "hours", "label": "hours", "dimension": "duration"}
        | {"factor": 1 / 24},
        unit | {"unit": "index_2015=100", "label": "index", "dimension": "index"},
        unit
        | {"unit": "tonnes_per_year", "label": "t/y", "dimension": "mass per year"},
        unit
        | {"unit": "tonnes_per_day", "label": "t/d", "dimension": "mass per year"}
        | {"factor": 365},
        unit
        | {"unit": "miles", "label": "miles", "dimension": "length"}
        | {"factor": 1.609344},
    ]
    return tables


def bounded(value, half=0.05, digits=4):
    return {
        "value": value,
        "low": round(value - half, 6),
        "high": round(value + half, 6),
        "digits": digits,
    }


STANDS = {"status": "superseded", "ref": "old"}
EDITIONS = {
    900: {"ref": "gone", "superseded_by": "first", "status": "superseded"},
    901: {"ref": "first", "stage": "early"},
}
"""Lines of the figures that stand beside those of the folder."""
PLANTED = [
    (
        "apart from its period",
        "observations",
        E23,
        W,
        {"series": "turnover"} | bounded(39.5, digits=3),
    ),
    ("two figures of one office", "observations", 33, W, {"period_end": "2025-12-31"}),
    ("out of step", "observations", MONTH + 2, W, bounded(1530.0, 0.5)),
    ("months that do not make the year", "observations", 52, W, bounded(5140.0, 0.5)),
    ("unit unlike the others", "observations", DAYS + 1, W, {"unit": "hours"}),
    (
        "part of a thing",
        "observations",
        WAGONS,
        W,
        {"value": 801.5, "low": 801.5, "high": 801.5},
    ),
    ("fraction for per cent", "observations", SHARE, W, bounded(0.615, 0.0005, 3)),
    ("fraction for per cent", "claims", 0, W, bounded(0.21, 0.005, 2)),
    ("fraction for per cent", "macro", GROWTH + 4, W, {"value": 0.045}),
    ("out of step", "macro", 22, W, {"value": 203}),
    ("index for growth", "macro", GROWTH + 4, W, {"value": 104.5}),
    ("figure of another country", "macro", 17, W, {"value": 171100000000}),
    ("index not 100 in its base year", "macro", INDEX, E, {"value": 97.2}),
    ("part above the total", "observations", E23, W, bounded(656.7)),
    ("part above the total", "observations", DAYS, W, bounded(9140.0, 0.5)),
    (
        "superseded by what is superseded",
        "observations",
        T23,
        E,
        STANDS | {"superseded_by": "gone"},
    ),
    (
        "superseded by another period",
        "observations",
        T23,
        E,
        STANDS | {"superseded_by": "w3"},
    ),
    (
        "superseded by another series",
        "observations",
        T23,
        E,
        STANDS | {"superseded_by": "d2023"},
    ),
    (
        "superseded by an earlier stage",
        "observations",
        T23,
        E,
        STANDS | {"superseded_by": "first", "stage": "final"},
    ),
    ("successor without a status", "observations", T23, E, {"superseded_by": "w3"}),
    (
        "final and preliminary",
        "observations",
        T23,
        E,
        {"obs_status": "P", "stage": "final"},
    ),
    ("provenance against agency", "observations", T23, W, {"provenance": "press"}),
    (
        "reporter of another country",
        "observations",
        MONTH,
        E,
        {"reporter": "AZE", "agency": "AZE_SCC"},
    ),
    (
        "met but below on record",
        "targets",
        1,
        W,
        {"status": "met", "deadline_start": "2025-01-01", "deadline_end": "2025-12-31"},
    ),
    (
        "missed but reached on record",
        "targets",
        1,
        W,
        {
            "status": "missed",
            "deadline_start": "2024-01-01",
            "deadline_end": "2024-12-31",
            "value": 450,
            "source": "office-2023-03-01",
        },
    ),
    (
        "open but on record",
        "targets",
        1,
        W,
        {
            "deadline_start": "2024-01-01",
            "deadline_end": "2024-12-31",
            "source": "office-2023-03-01",
        },
    ),
    (
        "base against the record",
        "targets",
        1,
        W,
        {"base_value": 5340, "base_year": 2024},
    ),
    ("target behind its base", "targets", 1, W, {"base_value": 1200}),
    ("superseded by nothing", "targets", 1, W, {"status": "superseded"}),
    (
        "per cent as a multiple",
        "targets",
        1,
        W,
        {"measure": "multiple", "unit": "ratio_to_base", "value": 300},
    ),
    (
        "multiple below one",
        "targets",
        1,
        W,
        {"measure": "multiple", "unit": "ratio_to_base", "value": 0.6},
    ),
    ("part entered as the total", "observations", T23, W, bounded(445.4)),
    ("better turned round", "series", 8, W, {"better": "more"}),
    ("better turned round", "series", 8, W, {"better": ""}),
    ("better turned round", "series", 3, W, {"better": "less"}),
    ("rate called a flow", "series", 8, W, {"nature": "flow"}),
    ("stock called a flow", "series", 9, W, {"measures": "Wagons owned"}),
    ("milestone in another unit", "milestones", 0, W, {"unit": "percent"}),
    ("milestone in another unit", "milestones", 0, W, {"project": "freight"}),
    ("code unlike its table", "observations", MONTH, W, {"obs_status": "E"}),
    ("code unlike its table", "observations", MONTH, W, {"provenance": "quoted"}),
    ("code unlike its table", "observations", MONTH, W, {"stage": "final"}),
    ("multiple for growth", "claims", 0, W, bounded(1.2, 0.05, 2)),
    ("multiple for growth", "projections", 1, W, bounded(2.09, 0.005, 3)),
    (
        "rate entered as a flow",
        "observations",
        32,
        W,
        {"unit": "tonnes_per_year", "period_end": "2023-06-30"},
    ),
    ("provenance against source", "observations", T23, W, {"provenance": "statistic"}),
    ("rate against the record", "claims", 0, W, bounded(-20, 0.5, 2)),
    ("unit slip", "claims", 0, W, {"level_value": 556700, "level_unit": "million_USD"}),
    ("done after its source", "milestones", 0, W, {"source": "office-2022-03-01"}),
    (
        "open before it was begun",
        "milestones",
        1,
        W,
        {
            "event": "opening",
            "status": "done",
            "actual_start": "2022-05-01",
            "actual_end": "2022-05-01",
        },
    ),
    ("driver of nothing", "drivers", 0, E, {"kind": "macro"}),
    ("target in another unit", "targets", 1, W, {"unit": "tenge"}),
    ("name given twice", "series", 1, W, {"title": "All"}),
    ("name given twice", "units", 1, W, {"label": "EUR"}),
    (
        "letter of another alphabet",
        "agencies",
        0,
        E,
        {"agency": "\N{CYRILLIC CAPITAL LETTER KA}AZ_BNS"},
    ),
    (
        "address of another source",
        "sources",
        3,
        W,
        {"address": "https://example.org/a", "publisher": "Other"},
    ),
    (
        "day of publication against the address",
        "sources",
        3,
        W,
        {"address": "https://example.org/2014/11/06/x"},
    ),
    ("direction against the name", "series", 9, W, {"direction": "AZE->KAZ"}),
    ("part counted twice", "series", 3, E, {"parts": "turnover;exports"}),
    ("flow in per cent", "series", 5, W, {"nature": "flow"}),
    ("dimension against the name", "units", 1, E, {"dimension": "money EUR"}),
    ("factor against the name", "units", 15, E, {"factor": 24}),
    ("factor against the name", "units", 18, E, {"factor": 30}),
    ("factor that no liquid has", "factors", 0, E, {"value": 7500}),
    (
        "factor that no liquid has",
        "factors",
        0,
        E,
        {"from_dimension": "volume", "to_dimension": "mass"},
    ),
    ("factor unlike its neighbours", "factors", 1, E, {"factor": "day", "value": 861}),
    ("factor against the indicator", "factors", 2, W, {"value": 1.09}),
    ("figure of another period", "observations", T23, W, bounded(258.3)),
    ("figure of another series", "observations", T23, W, bounded(445.4)),
    (
        "number in another unit",
        "observations",
        F22 + 1,
        W,
        bounded(1485.0, 0.5) | {"unit": "million_tonnes"},
    ),
    ("constant of two sizes", "observations", TRACK, W, bounded(1099.0, 0.5)),
    (
        "base of another time",
        "claims",
        0,
        W,
        {"base_start": "2021-01-01", "base_end": "2021-12-31"},
    ),
    (
        "qualifier against the quote",
        "observations",
        T23,
        W,
        {"quote": "more than 556.7 million"},
    ),
    ("promise of another series", "targets", 1, W, {"promise": "freight_10mt"}),
    ("id of another row", "claims", 0, W, {"id": "freight@office-2024-03-01"}),
    ("id of another row", "targets", 1, W, {"id": "bridge@office-2025-03-01"}),
    ("id of another source", "claims", 0, W, {"id": "turnover@office-2015-03-01"}),
    ("driver of another dimension", "drivers", 0, E, {"rests_on": "freight"}),
    ("driver of two things", "drivers", 1, W, {"rests_on": "imports"}),
    ("driver rests on itself", "drivers", 0, E, {"rests_on": "turnover"}),
    (
        "cases turned round",
        "drivers",
        0,
        W,
        {"low": "highest_5", "high": "lowest_5"},
    ),
    ("title of another year", "sources", 11, W, {"title": "Trade in 2017"}),
    (
        "part that takes the year",
        "observations",
        33,
        W,
        {"period_start": "2025-06-01"},
    ),
    ("sign unlike the others", "macro", GROWTH + 4, W, {"value": -4.5}),
    ("wrong without what is right", "observations", T23, W, {"status": "wrong"}),
    ("wrong without a word", "claims", 0, W, {"status": "wrong"}),
    (
        "event far from its source",
        "milestones",
        0,
        W,
        {"actual_start": "1925-05-01", "actual_end": "1925-05-01"},
    ),
    ("figure of another period", "observations", T23, W, bounded(463.5)),
    ("slip of a digit", "observations", T23, W, bounded(565.7)),
    ("slip of a digit", "observations", T23, W, bounded(546.7)),
    ("unit of another system", "observations", TRACK, W, {"unit": "miles"}),
    ("multiple against the record", "claims", 1, W, bounded(20.1)),
    ("books against the reports", "agencies", 0, W, {"books": "AZE"}),
    ("nature against the figures", "series", 3, W, {"nature": "stock"}),
    ("year entered as a part", "observations", 33, W, bounded(470.6)),
    (
        "final and preliminary",
        "observations",
        T23,
        E,
        {"obs_status": "E", "stage": "final"},
    ),
    ("far above the others", "macro", GROWTH + 4, W, {"value": 45}),
    (
        "year of other months",
        "observations",
        T23,
        W,
        {"period_start": "2022-07-01", "period_end": "2023-06-30"},
    ),
    ("invisible character", "sources", 3, E, {"title": "read \u202e back"}),
    ("line break in a cell", "sources", 3, W, {"title": "Grain\nby rail"}),
    ("markup in a cell", "sources", 3, E, {"title": "<script>alert(1)</script>"}),
    ("formula in a cell", "sources", 3, E, {"title": "=1+1"}),
    (
        "period longer than a year",
        "observations",
        T23,
        E,
        {"period_start": "2022-01-01", "obs_status": "D"},
    ),
    ("period with one end", "claims", 1, W, {"period_start": ""}),
    ("sign against the record", "claims", 0, W, bounded(-20, 0.5, 2)),
    (
        "level of another period",
        "claims",
        0,
        W,
        {"level_value": 463.4, "level_unit": "million_USD"},
    ),
    ("share of the rest", "observations", SHARE, W, bounded(38.5, 0.05, 3)),
]
"""Kind, table, row, severity of what the check has to name, and what is changed."""

CROWDED = {"apart from its period", "months that do not make the year"}
"""Kinds that rest on many rows, which other errors would change."""


@pytest.fixture
def texts(make_data):
    """Texts of the tables of the folder, with figures that others could replace."""
    where = make_data(**folder())
    texts = {name: read_text(name, where) for name in TABLES}
    figures = texts["observations"]
    for line, edition in EDITIONS.items():
        figures.loc[line] = figures.loc[T23 + 2]
        figures.loc[line, list(edition)] = list(edition.values())
    return texts


def test_the_folder_without_errors_has_no_problem(make_data):
    findings = examine(make_data(**folder()), TODAY)
    assert (findings.errors, findings.warnings) == ((), ())


def batches():
    """Group the errors so that none hides another."""
    groups = []
    for planted in PLANTED:
        free = [g for g in groups if not any(_meet(planted, other) for other in g)]
        group = free[0] if free else []
        groups += [] if free else [group]
        group.append(planted)
    return groups


def _meet(one, other):
    of_lists = [planted[1] in LISTS for planted in (one, other)]
    same = one[0] == other[0] or one[1:3] == other[1:3]
    crowded = one[1] == other[1] and {one[0], other[0]} & CROWDED
    return same or crowded or of_lists[0] != of_lists[1]


@pytest.mark.parametrize("batch", batches())
def test_errors_beside_other_rows_are_named(texts, batch):
    for _, table, row, _, changes in batch:
        cells = {column: str(value) for column, value in changes.items()}
        texts[table].loc[row + 2, list(cells)] = list(cells.values())
    problems = meaning_problems(texts, pd.Timestamp(TODAY), rules_of(("KAZ", "AZE")))
    named = {(p.file, p.line, p.kind, p.severity) for p in problems}
    due = {(f"{table}.csv", row + 2, kind, sev) for kind, table, row, sev, _ in batch}
    assert due - named == set()


def test_a_row_whose_source_speaks_of_other_years_is_named(texts):
    texts["sources"].loc[11 + 2, "title"] = "Trade in 2017"
    problems = meaning_problems(texts, pd.Timestamp(TODAY), rules_of(("KAZ", "AZE")))
    lines = {
        p.line
        for p in problems
        if (p.file, p.kind) == ("observations.csv", "title of another year")
    }
    assert T23 + 2 in lines
    assert T23 + 1 not in lines


def test_the_year_of_an_edition_is_no_year_of_the_rows(texts):
    texts["sources"].loc[11 + 2, "title"] = "Trade, vintage of March 2017"
    problems = meaning_problems(texts, pd.Timestamp(TODAY), rules_of(("KAZ", "AZE")))
    assert "title of another year" not in {p.kind for p in problems}


def test_a_figure_twice_in_one_table_is_named_at_both_places(texts):
    cells = {"value": "512.25", "low": "512.245", "high": "512.255", "digits": "5"}
    for row in (MONTH, MONTH + 2):
        texts["observations"].loc[row + 2, list(cells)] = list(cells.values())
    problems = meaning_problems(texts, pd.Timestamp(TODAY), rules_of(("KAZ", "AZE")))
    lines = {p.line for p in problems if p.kind == "copied to another period"}
    assert lines == {MONTH + 2, MONTH + 4}


def test_a_change_far_from_other_statements_is_named(texts):
    claims = texts["claims"]
    for line, value in ((80, "20.1"), (81, "19"), (82, "290")):
        claims.loc[line] = claims.loc[2]
        claims.loc[line, ["id", "value", "agency"]] = [f"c{line}", value, "UNSTATED"]
    problems = meaning_problems(texts, pd.Timestamp(TODAY), rules_of(("KAZ", "AZE")))
    lines = {p.line for p in problems if p.kind == "apart from other statements"}
    assert lines == {82}


def test_a_level_far_from_its_promise_is_named(texts):
    targets = texts["targets"]
    for line in range(80, 84):
        targets.loc[line] = targets.loc[3]
        targets.loc[line, "id"] = f"t{line}"
    targets.loc[83, "value"] = "10000"
    problems = meaning_problems(texts, pd.Timestamp(TODAY), rules_of(("KAZ", "AZE")))
    lines = {p.line for p in problems if p.kind == "apart from its promise"}
    assert lines == {83}


def kinds_at(texts, file):
    problems = meaning_problems(texts, pd.Timestamp(TODAY), rules_of(("KAZ", "AZE")))
    return {(p.kind, p.line) for p in problems if p.file == file}


def test_the_opposite_of_another_statement_is_named_at_both(texts):
    claims = texts["claims"]
    claims.loc[80] = claims.loc[2]
    cells = ["c80", "-20", "-20.5", "-19.5", "", "UNSTATED"]
    claims.loc[80, ["id", "value", "low", "high", "reporter", "agency"]] = cells
    named = kinds_at(texts, "claims.csv")
    assert {("sign against the record", line) for line in (2, 80)} <= named


def test_a_statement_marked_as_wrong_denies_no_other(texts):
    claims = texts["claims"]
    claims.loc[80] = claims.loc[2]
    cells = ["c80", "-20", "-20.5", "-19.5", "wrong", "Slip of the sign."]
    claims.loc[80, ["id", "value", "low", "high", "status", "note"]] = cells
    named = kinds_at(texts, "claims.csv")
    assert "sign against the record" not in {kind for kind, _ in named}


def test_a_table_that_calls_itself_final_has_final_figures(texts):
    source = texts["observations"].loc[T23 + 2, "source"]
    line = texts["sources"].index[texts["sources"]["source"] == source][0]
    texts["sources"].loc[line, "title"] = "Trade by country, final edition"
    texts["observations"].loc[T23 + 2, "stage"] = "preliminary"
    texts["observations"].loc[T23 + 3, ["source", "stage"]] = [source, "final"]
    named = kinds_at(texts, "observations.csv")
    assert ("stage against the title", T23 + 2) in named
    assert ("stage against the title", T23 + 3) not in named


def test_an_undated_source_came_after_what_it_reports(texts):
    sources, forecasts = texts["sources"], texts["projections"]
    source = texts["observations"].loc[T23 + 2, "source"]
    sources.loc[sources["source"] == source, "published_on"] = ""
    forecasts.loc[2, "source"] = source
    days = ["period_start", "period_end"]
    forecasts.loc[2, days] = ["2022-01-01", "2022-12-31"]
    assert ("forecast of the past", 2) in kinds_at(texts, "projections.csv")
    forecasts.loc[2, days] = ["2024-01-01", "2024-12-31"]
    assert ("forecast of the past", 2) not in kinds_at(texts, "projections.csv")


def test_parts_of_one_office_make_its_total(texts):
    figures = texts["observations"]
    exports = figures[figures["series"] == "exports"]
    for n, (_, row) in enumerate(exports.iterrows()):
        figures.loc[500 + n] = row
        cells = [f"{float(row[c]) / 4:.4f}" for c in ("value", "low", "high")]
        figures.loc[500 + n, ["value", "low", "high"]] = cells
        figures.loc[500 + n, ["series", "ref"]] = ["imports", f"i{n}"]
    assert "parts that do not make the total" not in {
        kind for kind, _ in kinds_at(texts, "observations.csv")
    }
    figures.loc[T23 + 2, ["value", "low", "high"]] = ["580.7", "580.65", "580.75"]
    named = kinds_at(texts, "observations.csv")
    assert ("parts that do not make the total", T23 + 2) in named


@pytest.mark.parametrize(("other", "named"), [("556.7842", True), ("556.7139", False)])
def test_a_digit_with_equal_ones_behind_it_is_a_slip(texts, other, named):
    figures = texts["observations"]
    figures.loc[500] = figures.loc[T23 + 2]
    figures.loc[500, ["agency", "ref"]] = ["IMF_IMTS", "d"]
    for line, value in ((T23 + 2, "556.7142"), (500, other)):
        figures.loc[line, ["value", "digits", "low", "high"]] = [value, "7", "", ""]
    found = kinds_at(texts, "observations.csv")
    assert (("slip of a digit", T23 + 2) in found) is named
