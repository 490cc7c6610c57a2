"""Errors that show beside other rows, planted one by one in a folder without any."""

import pandas as pd
import pytest
from small_dataset import TODAY, small_dataset

from kzaz_analysis.evidence.dataset.dataset import rules_of
from kzaz_analysis.evidence.files import read_text
from kzaz_analysis.evidence.schema.checks import examine
from kzaz_analysis.evidence.schema.definitions import TABLES
from kzaz_analysis.evidence.schema.meaning import LISTS, RULES, meaning_problems

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
TIMES_2022 = {
    "measure": "multiple",
    "unit": "ratio_to_base",
    "value": 3,
    "base_value": "",
    "base_unit": "",
    "base_year": 2022,
    "deadline_start": "2024-01-01",
    "deadline_end": "2024-12-31",
    "source": "office-2023-03-01",
}
"""A multiple of the turnover of 2022, promised for 2024: it was 1.15 times as much."""
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
    ("months that do not make the whole", "observations", 52, W, bounded(5140.0, 0.5)),
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
    ("target of another series", "targets", 1, W, {"promise": "freight_10mt"}),
    ("id of another row", "claims", 0, W, {"id": "freight@office-2024-03-01"}),
    ("id of another row", "targets", 1, W, {"id": "bridge@office-2025-03-01"}),
    ("id of another source", "claims", 0, W, {"id": "turnover@office-2015-03-01"}),
    ("driver of another dimension", "drivers", 0, E, {"rests_on": "freight"}),
    ("driver of two things", "drivers", 1, W, {"rests_on": "imports"}),
    ("frequency against the figures", "series", 6, W, {"frequency": "annual"}),
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
    ("reporter against the reports", "agencies", 0, W, {"books": "AZE"}),
    ("nature against the figures", "series", 3, W, {"nature": "stock"}),
    (
        "flow called a stock",
        "series",
        4,
        W,
        {"title": "Freight carried", "measures": "Goods moved"},
    ),
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
    ("rate against the record", "claims", 0, W, bounded(2.01, 0.005, 3)),
    (
        "increase above its level",
        "claims",
        0,
        W,
        bounded(93.0, 0.5, 2)
        | {"measure": "increase", "unit": "million_USD"}
        | {"level_value": 90, "level_unit": "million_USD"},
    ),
    ("far from the others", "observations", DAYS + 1, W, bounded(180.0, 0.5, 3)),
    ("met but below on record", "targets", 1, W, TIMES_2022 | {"status": "met"}),
    (
        "missed but reached on record",
        "targets",
        1,
        W,
        TIMES_2022 | {"status": "missed", "value": 1.1},
    ),
]
"""Kind, table, row, severity of what the check has to name, and what is changed."""

CROWDED = {"apart from its period", "months that do not make the whole"}
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


def problems_of(texts, *kinds):
    """What rules of these kinds alone find, and what is wrong with texts."""
    rules = rules_of(("KAZ", "AZE"))
    return meaning_problems(texts, pd.Timestamp(TODAY), rules, kinds=kinds)


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
    due = {(f"{table}.csv", row + 2, kind, sev) for kind, table, row, sev, _ in batch}
    problems = problems_of(texts, *(kind for kind, *_ in batch))
    named = {(p.file, p.line, p.kind, p.severity) for p in problems}
    assert due - named == set()


def test_a_row_whose_source_speaks_of_other_years_is_named(texts):
    texts["sources"].loc[11 + 2, "title"] = "Trade in 2017"
    problems = problems_of(texts, "title of another year")
    lines = {
        p.line
        for p in problems
        if (p.file, p.kind) == ("observations.csv", "title of another year")
    }
    assert T23 + 2 in lines
    assert T23 + 1 not in lines


def test_the_year_of_an_edition_is_no_year_of_the_rows(texts):
    texts["sources"].loc[11 + 2, "title"] = "Trade, vintage of March 2017"
    problems = problems_of(texts, "title of another year")
    assert "title of another year" not in {p.kind for p in problems}


def test_a_figure_twice_in_one_table_is_named_at_both_places(texts):
    cells = {"value": "512.25", "low": "512.245", "high": "512.255", "digits": "5"}
    for row in (MONTH, MONTH + 2):
        texts["observations"].loc[row + 2, list(cells)] = list(cells.values())
    problems = problems_of(texts, "copied to another period")
    lines = {p.line for p in problems if p.kind == "copied to another period"}
    assert lines == {MONTH + 2, MONTH + 4}


def test_a_change_far_from_other_statements_is_named(texts):
    claims = texts["claims"]
    for line, value in ((80, "20.1"), (81, "19"), (82, "290")):
        claims.loc[line] = claims.loc[2]
        claims.loc[line, ["id", "value", "agency"]] = [f"c{line}", value, "UNSTATED"]
    problems = problems_of(texts, "apart from other statements")
    lines = {p.line for p in problems if p.kind == "apart from other statements"}
    assert lines == {82}


def test_a_level_far_from_its_promise_is_named(texts):
    targets = texts["targets"]
    for line in range(80, 84):
        targets.loc[line] = targets.loc[3]
        targets.loc[line, "id"] = f"t{line}"
    targets.loc[83, "value"] = "10000"
    problems = problems_of(texts, "apart from its target")
    lines = {p.line for p in problems if p.kind == "apart from its target"}
    assert lines == {83}


def lines_of(kind, texts, file):
    """Lines of a file at which problems of one kind are named."""
    problems = meaning_problems(
        texts, pd.Timestamp(TODAY), rules_of(("KAZ", "AZE")), kinds={kind}
    )
    return {p.line for p in problems if (p.kind, p.file) == (kind, file)}


def kinds_at(texts, file):
    of_file = {r.kind for r in RULES if file.removesuffix(".csv") in r.tables}
    problems = meaning_problems(
        texts, pd.Timestamp(TODAY), rules_of(("KAZ", "AZE")), kinds=of_file
    )
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
    lines = lines_of("stage against the title", texts, "observations.csv")
    assert T23 + 2 in lines
    assert T23 + 3 not in lines


def test_an_undated_source_came_after_what_it_reports(texts):
    sources, forecasts = texts["sources"], texts["projections"]
    source = texts["observations"].loc[T23 + 2, "source"]
    sources.loc[sources["source"] == source, "published_on"] = ""
    forecasts.loc[2, "source"] = source
    days = ["period_start", "period_end"]
    forecasts.loc[2, days] = ["2022-01-01", "2022-12-31"]
    assert 2 in lines_of("forecast of the past", texts, "projections.csv")
    forecasts.loc[2, days] = ["2024-01-01", "2024-12-31"]
    assert 2 not in lines_of("forecast of the past", texts, "projections.csv")


def test_parts_of_one_office_make_its_total(texts):
    figures = texts["observations"]
    exports = figures[figures["series"] == "exports"]
    for n, (_, row) in enumerate(exports.iterrows()):
        figures.loc[500 + n] = row
        cells = [f"{float(row[c]) / 4:.4f}" for c in ("value", "low", "high")]
        figures.loc[500 + n, ["value", "low", "high"]] = cells
        figures.loc[500 + n, ["series", "ref"]] = ["imports", f"i{n}"]
    assert not lines_of("parts that do not make the total", texts, "observations.csv")
    figures.loc[T23 + 2, ["value", "low", "high"]] = ["580.7", "580.65", "580.75"]
    lines = lines_of("parts that do not make the total", texts, "observations.csv")
    assert T23 + 2 in lines


@pytest.mark.parametrize(("other", "named"), [("556.7842", True), ("556.7139", False)])
def test_a_digit_with_equal_ones_behind_it_is_a_slip(texts, other, named):
    figures = texts["observations"]
    figures.loc[500] = figures.loc[T23 + 2]
    figures.loc[500, ["agency", "ref"]] = ["IMF_IMTS", "d"]
    for line, value in ((T23 + 2, "556.7142"), (500, other)):
        figures.loc[line, ["value", "digits", "low", "high"]] = [value, "7", "", ""]
    lines = lines_of("slip of a digit", texts, "observations.csv")
    assert (T23 + 2 in lines) is named


def plant(texts, table, row, **cells):
    texts[table].loc[row + 2, list(cells)] = [str(cell) for cell in cells.values()]


@pytest.mark.parametrize(
    ("quote", "named"),
    [
        ("556.7", False),
        ("$556.7 million", False),
        ("556,700", False),
        ("55.67", True),
        ("$5.567 billion", True),
        ("5.567e2", False),
    ],
)
def test_a_quote_is_read_back_with_its_size(texts, quote, named):
    plant(texts, "observations", T23, quote=quote)
    lines = lines_of("quote of another size", texts, "observations.csv")
    assert (T23 + 2 in lines) is named


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"reporter": "AZE"}, "reporter unlike its table"),
        ({"agency": "KAZ_MFA"}, "agency unlike its table"),
        ({"unit": "thousand_USD"}, "unit unlike its table"),
        ({"period_end": "2024-03-31"}, "period unlike its table"),
    ],
)
def test_the_one_row_unlike_its_table_is_named(texts, cells, kind):
    figures = texts["observations"]
    alone = figures[(figures["series"] == "world") & (figures["ref"] != "wy")]
    texts["observations"] = figures.drop(figures.index[figures["ref"] == "wy"])
    assert not lines_of(kind, texts, "observations.csv")
    line = alone.index[1]
    plant(texts, "observations", line - 2, **cells)
    assert line in lines_of(kind, texts, "observations.csv")


def test_the_newest_part_and_the_year_below_its_months_belong_to_a_table(texts):
    figures = texts["observations"]
    turnover = figures.index[figures["series"] == "turnover"]
    assert len(turnover) > 12
    figures.loc[turnover, "source"] = "office-2026-03-01"
    assert not lines_of("period unlike its table", texts, "observations.csv")


def test_levels_far_from_their_year_are_named(texts):
    plant(texts, "claims", 0, level_value=5567, level_unit="million_USD")
    plant(texts, "claims", 2, value=55, low=54.5, high=55.5)
    found = kinds_at(texts, "claims.csv")
    assert {("far from its year", 2), ("far from its year", 4)} <= found


def test_promises_and_forecasts_far_beyond_the_record_are_named(texts):
    plant(texts, "targets", 1, value=20000)
    plant(texts, "projections", 0, value=14000)
    assert 3 in lines_of("far beyond the record", texts, "targets.csv")
    assert 2 in lines_of("far beyond the record", texts, "projections.csv")
    assert 2 not in lines_of("far beyond the record", texts, "targets.csv")


@pytest.mark.parametrize(("note", "named"), [("", True), ("Another count.", False)])
def test_a_rate_far_from_the_record_is_named_at_both_ends(texts, note, named):
    plant(texts, "claims", 0, value=200, low=195, high=205, note=note)
    rate = ("rate against the record", 2)
    assert (rate in kinds_at(texts, "claims.csv")) is named
    ends = {("rate that denies it", line) for line in (T23 + 1, T23 + 2)}
    found = kinds_at(texts, "observations.csv")
    assert (ends & found == ends) is named


def test_statements_of_one_promise_have_one_outcome(texts):
    texts["targets"].loc[80] = texts["targets"].loc[4]
    plant(texts, "targets", 78, id="t80", status="met")
    found = kinds_at(texts, "targets.csv")
    assert {("two outcomes of one target", line) for line in (4, 80)} <= found


@pytest.mark.parametrize(
    ("status", "note"),
    [
        ("met", "No figure for 2025 found."),
        ("met", "No such flow is on record."),
        ("missed", "Met: 1,020."),
        ("open", "Met."),
    ],
)
def test_a_status_that_its_note_denies_is_named(texts, status, note):
    plant(texts, "targets", 2, status=status, note=note)
    assert 4 in lines_of("status against the note", texts, "targets.csv")


def test_a_completion_is_held_against_milestones(texts):
    plant(texts, "targets", 2, status="met")
    assert 4 in lines_of("met but not done on record", texts, "targets.csv")
    texts["milestones"].loc[80] = texts["milestones"].loc[2]
    opened = {"event": "opening", "actual_start": "2025-09-30"}
    plant(texts, "milestones", 78, id="m80", actual_end="2025-09-30", **opened)
    assert not lines_of("met but not done on record", texts, "targets.csv")
    plant(texts, "targets", 2, status="missed")
    assert 4 in lines_of("missed but done on record", texts, "targets.csv")


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ({"provenance": "quoted"}, True),
        ({"provenance": "quoted", "note": "Worked out from a rate."}, False),
        ({"provenance": "statistic"}, False),
        ({"provenance": "quoted", "source": "paper-2024"}, False),
    ],
)
def test_months_told_when_the_year_is_over_are_named(texts, cells, named):
    days = {"period_start": "2023-01-01", "period_end": "2023-09-30"}
    cells = {"source": "office-2024-03-01"} | cells
    if cells["source"] == "paper-2024":
        days = {"period_start": "2024-01-01", "period_end": "2024-06-30"}
    plant(texts, "observations", T23, **days, **cells)
    lines = lines_of("part of a year that was over", texts, "observations.csv")
    assert (T23 + 2 in lines) is named


def test_months_that_a_later_figure_is_compared_with_are_not_named(texts):
    figures = texts["observations"]
    days = {"period_start": "2023-01-01", "period_end": "2023-09-30"}
    plant(texts, "observations", T23, **days, provenance="quoted")
    figures.loc[500] = figures.loc[T23 + 2]
    later = {"period_start": "2024-01-01", "period_end": "2024-09-30"}
    plant(texts, "observations", 498, ref="later", **later)
    for row in (T23, 498):
        plant(texts, "observations", row, source="office-2025-03-01")
    lines = lines_of("part of a year that was over", texts, "observations.csv")
    assert T23 + 2 not in lines


@pytest.mark.parametrize(("year", "named"), [("2024", True), ("2025", False)])
def test_a_figure_is_not_final_at_once(texts, year, named):
    source = f"office-{year}-03-01"
    plant(texts, "observations", T23, stage="final", source=source)
    lines = lines_of("final too soon", texts, "observations.csv")
    assert (T23 + 2 in lines) is named


def test_a_rule_of_a_side_that_reports_nothing_is_named(texts):
    plant(texts, "series", 0, default_rule="aze_only")
    assert 2 in lines_of("rule of another side", texts, "series.csv")
    plant(texts, "series", 0, default_rule="kaz_only")
    assert 2 not in lines_of("rule of another side", texts, "series.csv")


def with_both_sides(texts):
    """Exports and imports of each year, as reported by both sides."""
    figures = texts["observations"]
    exports = figures[figures["series"] == "exports"]
    for n, (_, row) in enumerate(exports.iterrows()):
        imports = [f"{float(row[c]) / 4:.4f}" for c in ("value", "low", "high")]
        figures.loc[500 + n] = row
        figures.loc[500 + n, ["value", "low", "high"]] = imports
        figures.loc[500 + n, ["series", "ref"]] = ["imports", f"i{n}"]
        figures.loc[600 + n] = row
        other = ["AZE", "UNSTATED", f"a{n}"]
        figures.loc[600 + n, ["reporter", "agency", "ref"]] = other
    return exports.index


def test_a_year_out_of_the_usual_ratio_of_both_reporters_is_named(texts):
    lines = with_both_sides(texts)
    kind = "out of the usual ratio"
    assert not lines_of(kind, texts, "observations.csv")
    value = float(texts["observations"].loc[lines[5], "value"]) * 3
    plant(texts, "observations", lines[5] - 2, value=value, low="", high="")
    found = {line for k, line in kinds_at(texts, "observations.csv") if k == kind}
    assert found == {lines[5], 605}


def test_totals_are_held_against_the_sum_of_their_parts(texts):
    with_both_sides(texts)
    kinds = ("total apart from its parts", "part above the whole")
    found = {k for k, _ in kinds_at(texts, "observations.csv")}
    assert not found & set(kinds)
    figures = texts["observations"]
    plant(texts, "observations", T23, value=950, low=949.5, high=950.5)
    assert T23 + 2 in lines_of(kinds[0], texts, "observations.csv")
    texts["observations"] = figures.drop(T23 + 2)
    part = figures.index[figures["period_end"] == "2025-06-30"][0]
    days = {"period_start": "2023-01-01", "period_end": "2023-06-30"}
    plant(texts, "observations", part - 2, value=600, low=599, high=601, **days)
    assert part in lines_of(kinds[1], texts, "observations.csv")


def test_a_row_of_which_its_article_says_nothing_is_named(texts):
    sources, figures = texts["sources"], texts["observations"]
    sources["kind"], sources["title"] = "article", "On all that is sent in and out"
    about = {"title": "All that is sent", "measures": "Goods sent"}
    texts["series"].loc[:, list(about)] = list(about.values())
    kind = "title of another matter"
    assert not lines_of(kind, texts, "observations.csv")
    source = figures.loc[T23 + 2, "source"]
    sources.loc[sources["source"] == "paper-2024", "title"] = (
        "On weddings in Kazakhstan"
    )
    plant(texts, "observations", T23, source="paper-2024")
    lines = lines_of(kind, texts, "observations.csv")
    assert T23 + 2 in lines
    assert T23 + 1 not in lines
    # Where headlines do not tell what an article holds, none is held against its rows.
    sources["title"] = "On weddings in Kazakhstan"
    assert not lines_of(kind, texts, "observations.csv"), source


def test_a_figure_of_the_other_side_is_named(texts):
    lines = with_both_sides(texts)
    figures = texts["observations"]
    for n in range(len(lines)):
        value = float(figures.loc[600 + n, "value"]) * 1.3
        bounds = {"value": f"{value:.4f}", "low": "", "high": "", "digits": 7}
        plant(texts, "observations", 598 + n, **bounds)
    kind = "figure of the other side"
    assert not lines_of(kind, texts, "observations.csv")
    figures.loc[700] = figures.loc[lines[4]]
    cells = {"agency": "UNSTATED", "ref": "o", "reporter": "AZE"}
    plant(texts, "observations", 698, **cells)
    assert 700 in lines_of(kind, texts, "observations.csv")


def test_books_that_agree_are_no_figures_of_the_other_side(texts):
    lines = with_both_sides(texts)
    figures = texts["observations"]
    for n in range(len(lines)):
        value = float(figures.loc[600 + n, "value"]) * (1.0004 if n == 4 else 1.3)
        bounds = {"value": f"{value:.4f}", "low": "", "high": "", "digits": 7}
        plant(texts, "observations", 598 + n, **bounds)
    kind = "figure of the other side"
    assert kind not in {k for k, _ in kinds_at(texts, "observations.csv")}
    same = figures.loc[lines[4], ["value", "low", "high"]]
    figures.loc[604, ["value", "low", "high"]] = same
    assert (kind, 604) in kinds_at(texts, "observations.csv")


def test_a_zero_is_not_explained_by_any_note(texts):
    cells = {"value": 0, "low": 0, "high": 0, "digits": 1}
    plant(texts, "observations", F22, **cells, note="No office named.")
    assert F22 + 2 in lines_of("zero among figures", texts, "observations.csv")
    plant(texts, "observations", F22, note="No freight passed: no trade.")
    lines = lines_of("zero among figures", texts, "observations.csv")
    assert F22 + 2 not in lines


def test_a_rate_of_months_far_from_that_of_the_years_is_named(texts):
    months = {"period_end": "2023-06-30", "base_end": "2022-06-30"}
    plant(texts, "claims", 0, value=30, low=29.5, high=30.5, **months)
    kind = ("rate against the record", 2)
    assert kind not in kinds_at(texts, "claims.csv")
    plant(texts, "claims", 0, value=500, low=495, high=505)
    assert kind in kinds_at(texts, "claims.csv")


def test_the_last_day_alone_of_a_single_flow_is_named(texts):
    texts["observations"].loc[500] = texts["observations"].loc[F22 + 2]
    cells = {"series": "kaz_to_aze_coal", "period_start": "", "ref": "coal"}
    plant(texts, "observations", 498, **cells)
    assert 500 in lines_of("period with one end", texts, "observations.csv")
    day = texts["observations"].loc[500, "period_end"]
    plant(texts, "observations", 498, period_start=day)
    assert 500 in lines_of("flow on a single day", texts, "observations.csv")


@pytest.mark.parametrize(
    ("kind", "cells", "why"),
    [
        ("zero among figures", {"value": 0, "low": 0, "high": 0}, "None was traded."),
        ("period longer than a year", {"period_start": "2019-01-01"}, "Since 2019."),
    ],
)
def test_a_stated_level_that_no_word_explains_is_named(texts, kind, cells, why):
    plant(texts, "claims", 2, **cells, digits="")
    assert 4 in lines_of(kind, texts, "claims.csv")
    plant(texts, "claims", 2, note=why)
    assert 4 not in lines_of(kind, texts, "claims.csv")


@pytest.mark.parametrize(
    ("kind", "table", "row", "cells"),
    [
        (
            "period with one end",
            "milestones",
            0,
            {"status": "disputed", "actual_start": "2024-05-01", "actual_end": ""},
        ),
        (
            "planned for one end",
            "milestones",
            0,
            {"planned_start": "2024-05-01", "planned_end": ""},
        ),
        ("digits against the printed value", "targets", 1, {"digits": 6}),
    ],
)
def test_what_is_half_told_is_named(texts, kind, table, row, cells):
    plant(texts, table, row, **cells)
    assert row + 2 in lines_of(kind, texts, f"{table}.csv")


@pytest.mark.parametrize(
    ("note", "named"), [("", True), ("In euros, as printed.", False)]
)
def test_a_target_in_a_currency_that_no_word_names_is_named(texts, note, named):
    in_euros = {"unit": "million_EUR", "base_unit": "million_EUR"}
    plant(texts, "targets", 1, note=note, **in_euros)
    kind = "target in another unit"
    assert (3 in lines_of(kind, texts, "targets.csv")) == named


def test_a_total_that_the_other_side_s_parts_make_is_named(texts):
    lines = with_both_sides(texts)
    figures = texts["observations"]
    for n, line in enumerate(lines):
        figures.loc[700 + n] = figures.loc[500 + n]
        plant(texts, "observations", 698 + n, reporter="AZE", ref=f"ai{n}")
        for own in (600 + n, 700 + n):
            value = float(figures.loc[own, "value"]) * 1.4
            plant(texts, "observations", own - 2, value=f"{value:.4f}", digits=7)
            low, high = f"{value - 0.001:.4f}", f"{value + 0.001:.4f}"
            plant(texts, "observations", own - 2, low=low, high=high, agency="IMF_IMTS")
        assert line
    kind = "figure of the other side"
    assert T23 + 2 not in lines_of(kind, texts, "observations.csv")
    plant(texts, "observations", T23, reporter="AZE", agency="UNSTATED")
    assert T23 + 2 in lines_of(kind, texts, "observations.csv")


def test_a_year_that_one_missing_year_parts_from_its_table_is_named(texts):
    figures = texts["observations"]
    turnover = figures.index[figures["series"] == "turnover"][:8]
    figures.loc[turnover, "source"] = "office-2020-03-01"
    kind = "year beyond a hole"
    assert not lines_of(kind, texts, "observations.csv")
    days = {"period_start": "2011-01-01", "period_end": "2011-12-31"}
    plant(texts, "observations", turnover[0] - 2, **days)
    assert turnover[0] in lines_of(kind, texts, "observations.csv")


@pytest.mark.parametrize(("day", "named"), [("2024-08-20", False), ("2024-09", True)])
def test_the_month_in_the_name_of_a_source_is_read(texts, day, named):
    lists = texts["sources"]
    line = lists.index[lists["source"] == "paper-2024"][0]
    plant(texts, "sources", line - 2, source="paper-2024-08", published_on=day)
    lines = lines_of("day of publication against the name", texts, "sources.csv")
    assert (line in lines) is named


def test_a_stated_level_beside_one_figure_is_held_against_it(texts):
    texts["observations"].loc[500] = texts["observations"].loc[F22 + 2]
    plant(texts, "observations", 498, series="kaz_to_aze_coal", ref="coal")
    cells = {"series": "kaz_to_aze_coal", "level_unit": "thousand_tonnes"}
    plant(texts, "claims", 0, level_value=1300, **cells)
    kind = ("unit slip", 2)
    assert kind not in kinds_at(texts, "claims.csv")
    plant(texts, "claims", 0, level_value=1300000)
    assert kind in kinds_at(texts, "claims.csv")


def test_months_in_a_table_of_two_reporters_are_named(texts):
    with_both_sides(texts)
    figures = texts["observations"]
    for line in figures.index[figures["series"] == "exports"]:
        figures.loc[line, "source"] = "office-2026-03-01"
    line = figures.index[figures["series"] == "exports"][3]
    end = figures.loc[line, "period_end"][:4] + "-09-30"
    plant(texts, "observations", line - 2, period_end=end)
    assert line in lines_of("period unlike its table", texts, "observations.csv")


@pytest.mark.parametrize(("value", "named"), [(60, False), (200, True)])
def test_a_month_that_takes_its_half_year_is_named(texts, value, named):
    figures = texts["observations"]
    half = figures.index[figures["period_end"] == "2025-06-30"][0]
    figures.loc[500] = figures.loc[half]
    days = {"period_start": "2025-06-01", "ref": "june"}
    bounds = {"value": value, "low": value - 1, "high": value + 1}
    plant(texts, "observations", 498, **days, **bounds)
    lines = lines_of("part that takes a longer one", texts, "observations.csv")
    assert (500 in lines) is named


def test_an_article_s_figure_that_several_have_for_the_next_year_is_named(texts):
    figures = texts["observations"]
    for line, of, value in (
        (500, 0, 332.2),
        (501, 0, 332),
        (502, 1, 463),
        (503, 1, 464),
    ):
        figures.loc[line] = figures.loc[T23 + of]
        plant(texts, "observations", line - 2, value=value, agency="UNSTATED", digits=3)
        plant(texts, "observations", line - 2, low="", high="", ref=f"n{line}")
    figures.loc[504] = figures.loc[502]
    days = {"period_start": "2021-01-01", "period_end": "2021-12-31"}
    plant(texts, "observations", 502, ref="moved", source="paper-2024", **days)
    kind = ("figure of another period", 504)
    sources = texts["sources"]
    sources.loc[sources["source"] == "paper-2024", "kind"] = "dataset"
    assert kind not in kinds_at(texts, "observations.csv")
    sources.loc[sources["source"] == "paper-2024", "kind"] = "article"
    assert kind in kinds_at(texts, "observations.csv")


def test_a_direction_against_others_of_the_same_places_is_named(texts):
    entry = {"title": "Trains", "direction": "KAZ->AZE"}
    for line, name in ((80, "trains_xian_baku"), (81, "days_xian_baku")):
        texts["series"].loc[line] = texts["series"].loc[2]
        plant(texts, "series", line - 2, series=name, parts="", **entry)
    kind = "direction against related series"
    assert not lines_of(kind, texts, "series.csv")
    plant(texts, "series", 79, direction="AZE->KAZ")
    found = kinds_at(texts, "series.csv")
    assert {(kind, 80), (kind, 81)} <= found


def test_a_direction_against_the_series_of_its_stem_is_named(texts):
    line = texts["series"].index[texts["series"]["series"] == "kaz_to_aze_coal"][0]
    texts["series"].loc[80] = texts["series"].loc[line]
    texts["series"].loc[81] = texts["series"].loc[line]
    plant(texts, "series", 78, series="oil", title="Oil", direction="KAZ->AZE")
    cells = {"series": "oil_since_2008", "title": "Oil since 2008"}
    plant(texts, "series", 79, **cells, direction="KAZ->AZE")
    kind = ("direction against related series", 81)
    assert kind not in kinds_at(texts, "series.csv")
    plant(texts, "series", 79, direction="AZE->KAZ")
    assert kind in kinds_at(texts, "series.csv")


def test_a_doubted_figure_may_not_be_in_another_unit(texts):
    plant(texts, "observations", T23, value=0.5567, low="", high="", obs_status="U")
    assert T23 + 2 in lines_of("unit slip", texts, "observations.csv")


def test_a_doubt_of_the_unit_explains_no_size(texts):
    doubted = {"value": 0.5567, "low": "", "high": "", "obs_status": "U"}
    plant(texts, "observations", T23, **doubted, note="Exports alone.")
    slip = ("unit slip", T23 + 2)
    assert slip not in kinds_at(texts, "observations.csv")
    plant(texts, "observations", T23, note="Unit read as million.")
    assert slip in kinds_at(texts, "observations.csv")


@pytest.mark.parametrize(("note", "named"), [("", True), ("Since 2020.", False)])
def test_a_single_flow_of_years_is_named_unless_words_tell(texts, note, named):
    texts["observations"].loc[500] = texts["observations"].loc[F22 + 2]
    cells = {"series": "coal", "ref": "coal", "note": note}
    plant(texts, "observations", 498, **cells, period_start="2018-01-01")
    texts["series"].loc[80] = texts["series"].loc[2]
    tonnes = {"unit": "thousand_tonnes", "parts": "", "measures": "Coal."}
    plant(texts, "series", 78, series="coal", title="Coal", **tonnes)
    lines = lines_of("period longer than a year", texts, "observations.csv")
    assert (500 in lines) is named


def test_what_others_tell_is_not_final(texts):
    kind = ("final by another's word", T23 + 2)
    own = {"provenance": "statistic", "source": "office-2025-03-01"}
    plant(texts, "observations", T23, stage="final", **own)
    assert kind not in kinds_at(texts, "observations.csv")
    plant(texts, "observations", T23, provenance="quoted")
    assert kind in kinds_at(texts, "observations.csv")


@pytest.mark.parametrize(("value", "named"), [(3000, False), (20000, True)])
def test_a_single_figure_beyond_all_of_its_dimension_is_named(texts, value, named):
    figures = texts["observations"]
    figures.loc[500] = figures.loc[T23 + 2]
    figures.loc[501] = figures.loc[F22 + 2]
    alone = {"value": value, "low": value - 0.5, "high": value + 0.5, "digits": 5}
    texts["series"].loc[80] = texts["series"].loc[2]
    plant(texts, "series", 78, series="gifts", title="Gifts", parts="")
    plant(texts, "observations", 498, series="gifts", ref="gifts", **alone)
    lines = lines_of("unit slip", texts, "observations.csv")
    assert (500 in lines) is named
    plant(texts, "targets", 1, series="track_cost", value=11 * value)
    texts["series"].loc[81] = texts["series"].loc[2]
    plant(texts, "series", 79, series="track_cost", title="Cost", parts="")
    assert (3 in lines_of("unit slip", texts, "targets.csv")) is named


def test_a_yearly_level_that_a_part_of_the_year_surpasses_is_not_missed(texts):
    year = {"deadline_start": "2025-01-01", "deadline_end": "2025-12-31"}
    plant(texts, "targets", 1, **year, status="missed", value=215, agency="UNSTATED")
    figures = texts["observations"]
    figures.loc[figures["period_end"] == "2025-12-31", "status"] = "superseded"
    kind = ("missed but reached on record", 3)
    assert kind not in kinds_at(texts, "targets.csv")
    plant(texts, "targets", 1, value=205)
    assert kind in kinds_at(texts, "targets.csv")


@pytest.mark.parametrize(("value", "named"), [(550, False), (5500, True)])
def test_an_undated_level_that_no_figure_reached_is_not_met(texts, value, named):
    undated = {"deadline_start": "", "deadline_end": "", "status": "met"}
    plant(texts, "targets", 1, **undated, value=value)
    lines = lines_of("met but below on record", texts, "targets.csv")
    assert (3 in lines) is named


@pytest.mark.parametrize(
    ("value", "year", "named"),
    [(600, 2025, False), (6000, 2025, True), (6000, 2030, False), (60, 2025, True)],
)
def test_a_promise_for_soon_is_held_against_its_year(texts, value, year, named):
    days = {"deadline_start": f"{year}-01-01", "deadline_end": f"{year}-12-31"}
    plant(texts, "targets", 1, **days, value=value)
    assert (3 in lines_of("far from its year", texts, "targets.csv")) is named


@pytest.mark.parametrize(("value", "named"), [(600, False), (1200, True)])
def test_a_month_that_runs_faster_than_all_about_it_is_named(texts, value, named):
    figures = texts["observations"]
    figures.loc[500] = figures.loc[F22 + 2]
    days = {"period_start": "2022-07-01", "period_end": "2022-07-31", "ref": "july"}
    bounds = {"value": value, "low": value - 1, "high": value + 1}
    plant(texts, "observations", 498, **days, **bounds, reporter="AZE")
    lines = lines_of("month of a longer period", texts, "observations.csv")
    assert (500 in lines) is named


@pytest.mark.parametrize(("value", "named"), [(12.0, False), (20.6, True)])
def test_a_rate_far_above_the_years_beside_it_is_named(texts, value, named):
    for row, rate in zip(range(GROWTH, GROWTH + 4), (4.5, 7.2, 1.5, 1.2), strict=True):
        plant(texts, "macro", row, value=rate)
    plant(texts, "macro", GROWTH, value=value)
    for row in (GROWTH + 1, GROWTH + 2):
        plant(texts, "macro", row, value=5)
    plant(texts, "macro", GROWTH + 8, value=8)
    assert (GROWTH + 2 in lines_of("out of step", texts, "macro.csv")) is named


@pytest.mark.parametrize(
    ("title", "way", "named"),
    [
        ("Share of Kazakhstan in the imports of Azerbaijan", "KAZ->AZE", False),
        ("Share of Kazakhstan in the imports of Azerbaijan", "AZE->KAZ", True),
        ("Import duty of Azerbaijan on goods", "AZE->KAZ", True),
        ("Exports of Kazakhstan, all countries", "->KAZ", True),
        ("Exports of Kazakhstan, all countries", "KAZ->", False),
    ],
)
def test_a_direction_against_the_title_is_named(texts, title, way, named):
    texts["series"].loc[80] = texts["series"].loc[2]
    cells = {"series": "part", "title": title, "parts": "", "direction": way}
    plant(texts, "series", 78, **cells)
    lines = lines_of("direction against the title", texts, "series.csv")
    assert (80 in lines) is named


@pytest.mark.parametrize(("value", "named"), [(556.7, False), (2800.0, True)])
def test_a_figure_far_from_all_of_its_period_is_named(texts, value, named):
    figures = texts["observations"]
    for line, agency in ((500, "IMF_IMTS"), (501, "UNSTATED")):
        figures.loc[line] = figures.loc[T23 + 2]
        plant(texts, "observations", line - 2, agency=agency, reporter="", ref=agency)
    plant(texts, "observations", 499, **bounded(value))
    lines = lines_of("apart from its period", texts, "observations.csv")
    assert (501 in lines) is named


def test_months_that_do_not_make_their_quarter_are_named(texts):
    figures = texts["observations"]
    figures.loc[500] = figures.loc[figures.index[figures["ref"] == "wy"][0]]
    quarter = {"period_start": "2024-01-01", "period_end": "2024-03-31", "ref": "wq"}
    plant(texts, "observations", 498, **quarter, **bounded(1530.0, 0.5))
    kind = "months that do not make the whole"
    assert 500 not in lines_of(kind, texts, "observations.csv")
    plant(texts, "observations", 498, **bounded(1130.0, 0.5))
    assert 500 in lines_of(kind, texts, "observations.csv")


@pytest.mark.parametrize(
    ("month", "value", "named"),
    [(1, "510.02", False), (1, "510.01", True), (6, "510.01", False)],
)
def test_two_months_are_one_figure_if_printed_alike_and_beside(
    texts, month, value, named
):
    source = {"source": "office-2026-03-01"}
    for row, printed in ((MONTH, "510.01"), (MONTH + month, value)):
        cells = bounded(float(printed), 0.005, 5)
        plant(texts, "observations", row, **cells)
    plant(texts, "observations", MONTH, **source)
    lines = lines_of("figure of another period", texts, "observations.csv")
    assert (MONTH + 2 in lines) is named


def test_gdp_is_what_growth_prices_and_the_rate_make_of_it(texts):
    macro = texts["macro"]
    made = {2018: (100.0, 4, 10, 1), 2019: (114.4, 4, 10, 1), 2020: (114.4, 0, 10, 1.1)}
    names = ("gdp_current_usd", "gdp_real_growth", "gdp_deflator_growth")
    lines = iter(range(80, 99))
    for year, values in made.items():
        for name, value in zip(
            (*names, "official_exchange_rate_avg"), values, strict=True
        ):
            line = next(lines)
            macro.loc[line] = macro.loc[2]
            cells = {"indicator": name, "year": year, "country": "GEO"}
            plant(texts, "macro", line - 2, **cells, value=value)
    kind = "growth that the levels do not make"
    assert not lines_of(kind, texts, "macro.csv")
    plant(texts, "macro", 83, value=-4)
    assert lines_of(kind, texts, "macro.csv") == {84, 85, 86, 87}
    texts["macro"] = macro[macro["indicator"] != "official_exchange_rate_avg"]
    assert not lines_of(kind, texts, "macro.csv"), "a currency may have fallen"


def test_an_index_among_few_rates_is_named(texts):
    macro = texts["macro"]
    for line, (year, value) in enumerate(
        {2017: 4.8, 2018: 4.8, 2019: 5, 2020: -6.8}.items(), start=80
    ):
        macro.loc[line] = macro.loc[GROWTH + 2]
        plant(texts, "macro", line - 2, year=year, value=value, country="GEO")
    assert not lines_of("index for growth", texts, "macro.csv")
    plant(texts, "macro", 81, value=93.2)
    assert 83 in lines_of("index for growth", texts, "macro.csv")


@pytest.mark.parametrize(("announced", "named"), [("", False), ("UNSTATED", True)])
def test_who_counts_by_a_definition_promises_by_it(texts, announced, named):
    year = {"deadline_start": "2025-01-01", "deadline_end": "2025-12-31"}
    promise = {"status": "missed", "value": 205, "announced_by": announced}
    plant(texts, "targets", 1, **year, **promise)
    figures = texts["observations"]
    figures.loc[figures["period_end"] == "2025-12-31", "status"] = "superseded"
    plant(texts, "observations", 33, obs_status="D", agency="UNSTATED")
    lines = lines_of("missed but reached on record", texts, "targets.csv")
    assert (3 in lines) is named


@pytest.mark.parametrize(("kind", "named"), [("press", True), ("dataset", False)])
def test_a_page_under_two_names_is_named(texts, kind, named):
    page = {"address": "https://example.org/a", "publisher": "Paper", "kind": kind}
    for row in (3, 4):
        plant(texts, "sources", row, published_on="2024-03-01", **page)
    lines = lines_of("page given twice", texts, "sources.csv")
    assert (5 in lines) is named


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ({"kind": "official"}, True),
        ({"kind": "official", "producer": "An office"}, False),
        ({"kind": "press"}, False),
    ],
)
def test_a_newspaper_is_no_office(texts, cells, named):
    for row in range(4):
        plant(texts, "sources", row, publisher="Paper", kind="press")
    plant(texts, "sources", 3, **cells)
    lines = lines_of("kind unlike its publisher", texts, "sources.csv")
    assert (5 in lines) is named


@pytest.mark.parametrize(("value", "named"), [(556.7, False), (511.7, True)])
def test_a_mislabelled_figure_is_what_replaces_it(texts, value, named):
    figures = texts["observations"]
    figures.loc[500] = figures.loc[T23 + 2]
    label = {"status": "mislabelled", "superseded_by": "right", "ref": "old"}
    plant(texts, "observations", 498, **label)
    plant(texts, "observations", T23, ref="right", **bounded(value))
    kind = "mislabelled but another figure"
    lines = lines_of(kind, texts, "observations.csv")
    assert ({T23 + 2, 500} <= lines) is named


@pytest.mark.parametrize(
    ("measure", "value", "named"), [("growth", 4, True), ("multiple", 4, False)]
)
def test_growth_that_is_a_multiple_for_a_part_of_the_year_is_named(
    texts, measure, value, named
):
    claims = texts["claims"]
    claims.loc[80] = claims.loc[2]
    months = {"period_end": "2023-05-31", "base_end": "2022-05-31"}
    plant(texts, "claims", 78, id="c80", value=364, low=363, high=365, **months)
    unit = {"growth": "percent", "multiple": "ratio_to_base"}[measure]
    bounds = {"value": value, "low": value - 0.5, "high": value + 0.5}
    plant(texts, "claims", 0, measure=measure, unit=unit, **bounds)
    lines = lines_of("apart from other statements", texts, "claims.csv")
    assert (2 in lines) is named


def test_a_period_less_than_its_part_is_named(texts):
    kind = "part above the whole"
    assert not lines_of(kind, texts, "observations.csv")
    plant(texts, "observations", T23 + 2, **bounded(205.0))
    assert T23 + 4 in lines_of(kind, texts, "observations.csv")
