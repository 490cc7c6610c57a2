"""Errors of meaning, planted one by one in a folder without a problem."""

from collections import defaultdict
from typing import NamedTuple

import pandas as pd
import pytest
from small_dataset import TODAY, small_dataset

from kzaz_analysis.evidence.dataset.dataset import rules_of
from kzaz_analysis.evidence.files import read_text
from kzaz_analysis.evidence.schema.checks import examine
from kzaz_analysis.evidence.schema.definitions import TABLES
from kzaz_analysis.evidence.schema.meaning import meaning_problems

T23, E23, F22, HALF, SHARE, WAGONS = 11, 25, 31, 33, 34, 37
"""Rows: turnover 2023, exports 2023, freight 2022, half of 2025, a share, a stock."""
E, W = "error", "warning"


class Planted(NamedTuple):
    table: str
    row: int
    changes: dict[str, object]
    kind: str
    severity: str

    @property
    def finding(self):
        return f"{self.table}.csv", self.row + 2, self.kind, self.severity


def case(name, table, row, severity=E, **changes):
    kind = name.partition(" / ")[0]
    return Planted(table, row, changes, kind, severity)


PLANTED = [
    case("period with one end / no end", "observations", T23, period_end=""),
    case("period with one end / no start", "observations", T23, period_start=""),
    case("period with one end / forecast", "projections", 0, period_end=""),
    case("period with one end / claim", "claims", 2, W, period_end=""),
    case("period in the future", "observations", T23, period_end="2027-12-31"),
    case("period in the future / claim", "claims", 2, period_end="2031-12-31"),
    case("published before its period ends", "observations", HALF, source="paper-2024"),
    case(
        "published before its period ends / claim",
        "claims",
        2,
        W,
        source="office-2023-03-01",
    ),
    case(
        "forecast of the past",
        "projections",
        0,
        period_start="2022-01-01",
        period_end="2022-12-31",
    ),
    case("period longer than a year", "observations", T23, period_start="2020-01-01"),
    case("stock over a period", "observations", WAGONS, period_start="2021-01-01"),
    case("flow on a single day", "observations", T23, W, period_start="2023-12-31"),
    case("period a day off / short", "observations", T23, W, period_end="2023-12-30"),
    case("period a day off / late", "observations", T23, W, period_start="2023-01-02"),
    case(
        "period far from all others",
        "observations",
        0,
        W,
        period_start="1912-01-01",
        period_end="1912-12-31",
    ),
    case(
        "base not before its period",
        "claims",
        0,
        base_start="2024-01-01",
        base_end="2024-12-31",
    ),
    case("base with one end", "claims", 0, base_start=""),
    case("base of another length", "claims", 0, W, base_start="2022-07-01"),
    case("base not before its period / forecast", "projections", 0, base_year=2028),
    case("year in the future", "macro", 0, year=2031),
    case("year beyond the calendar / base", "targets", 1, base_year=2091),
    case("year beyond the calendar / factor", "factors", 1, year=1022),
    case("published in the future", "sources", 3, W, published_on="2091-03-01"),
    case("read in the future", "sources", 3, W, accessed_on="2091-03-01"),
    case("read before it was published", "sources", 3, accessed_on="2012-03-01"),
    case("published before 1990", "sources", 14, W, published_on="1924-08-01"),
    case(
        "day of publication against the name",
        "sources",
        3,
        W,
        published_on="2016-01-03",
    ),
    case(
        "done in the future",
        "milestones",
        0,
        actual_start="2033-05-01",
        actual_end="2033-05-01",
    ),
    case("done without a day", "milestones", 0, actual_start="", actual_end=""),
    case("planned but has a day", "milestones", 0, status="planned"),
    case("planned without a day", "milestones", 1, planned_start="", planned_end=""),
    case(
        "unit of another dimension / figure",
        "observations",
        T23,
        unit="thousand_tonnes",
    ),
    case(
        "unit of another dimension / euros", "observations", T23, W, unit="million_EUR"
    ),
    case("unit of another dimension / growth", "claims", 0, unit="million_USD"),
    case("unit of another dimension / multiple", "claims", 1, unit="percent"),
    case("unit of another dimension / level", "claims", 2, W, unit="barrels"),
    case("unit of another dimension / forecast", "projections", 1, unit="km"),
    case("agency outside the catalogue", "observations", T23, W, agency="UNSTATED"),
    case("unit of another dimension / forecast level", "projections", 0, W, unit="km"),
    case("reporter against agency", "observations", T23, reporter="AZE"),
    case("reporter against agency / claim", "claims", 0, reporter="AZE"),
    case("digits against bounds", "observations", T23, low=556.2, high=557.2),
    case("digits against bounds / qualifier", "observations", T23, qualifier="approx"),
    case("missing bounds / one", "observations", T23, high=""),
    case("missing bounds / both", "observations", T23, W, low="", high=""),
    case("missing bounds / claim", "claims", 0, low=""),
    case("bound on what has none", "observations", T23, qualifier="over", digits=""),
    case("digits against the printed value / few", "observations", T23, digits=2),
    case("digits against the printed value / many", "observations", T23, digits=12),
    case(
        "share above 100 per cent",
        "observations",
        SHARE,
        value=615,
        low=614.5,
        high=615.5,
    ),
    case(
        "share above 100 per cent / claim",
        "claims",
        3,
        value=165,
        low=164.5,
        high=165.5,
    ),
    case("growth below -100 per cent", "claims", 0, value=-120, low=-125, high=-115),
    case(
        "growth below -100 per cent / forecast",
        "projections",
        1,
        value=-101,
        digits=3,
        low=-101.5,
        high=-100.5,
    ),
    case("negative quantity / people", "macro", 4, value=-5),
    case("negative quantity / bound", "observations", T23, low=-5, digits=""),
    case(
        "zero for no data",
        "observations",
        T23,
        value=0,
        low=0,
        high=0,
        note="No data given by the office.",
    ),
    case(
        "unit slip / dollars as millions",
        "observations",
        T23,
        value=556700000,
        low=556650000,
        high=556750000,
    ),
    case(
        "unit slip / thousands as millions",
        "observations",
        T23,
        value=556700,
        low=556650,
        high=556750,
    ),
    case(
        "unit slip / millions as thousands",
        "observations",
        F22,
        value=1.485,
        low=1.4845,
        high=1.4855,
    ),
    case("unit slip / claim", "claims", 2, W, value=550000, low=545000, high=555000),
    case(
        "unit slip / target", "targets", 1, W, value=1000000, low=500000, high=1500000
    ),
    case("unit slip / forecast", "projections", 0, W, value=0.7, low=0.65, high=0.75),
    case("unit slip / macro", "macro", 1, value=197.1e3),
    case("two units of one indicator", "macro", 1, unit="EUR"),
    case(
        "multiple told as growth",
        "claims",
        0,
        W,
        value=2,
        low=1.5,
        high=2.5,
        note="It doubled.",
    ),
    case(
        "unit slip / of another definition",
        "observations",
        F22,
        W,
        obs_status="D",
        value=1485000,
        low=1484950,
        high=1485050,
        digits=5,
    ),
    case(
        "zero among figures",
        "observations",
        T23,
        W,
        value=0,
        low=0,
        high=0,
        digits="",
        note="Final edition.",
    ),
    case(
        "reporter against agency / a compiler's", "observations", T23, W, agency="COW"
    ),
    case(
        "provenance against agency",
        "observations",
        T23,
        W,
        agency="KAZ_MFA",
        provenance="statistic",
    ),
    case(
        "unit of another dimension / level of a claim",
        "claims",
        0,
        W,
        level_value=500,
        level_unit="thousand_tonnes",
    ),
    case(
        "early a year later",
        "observations",
        T23,
        W,
        stage="early",
        source="office-2026-03-01",
    ),
    case("quote against the value", "observations", T23, W, quote="566,7 mln"),
    case("quote against the value / target", "targets", 1, W, quote="2 billion"),
    case("superseded by nothing", "observations", T23, status="superseded"),
    case("frequency against the figures", "series", 3, W, frequency="monthly"),
    case("delay of more than a year", "series", 0, W, delay_days=3650),
    case("forecast among figures", "observations", T23, W, obs_status="F"),
    case("target without a level", "targets", 1, value="", digits="", low="", high=""),
    case("target in another unit", "targets", 1, unit="million_tonnes"),
    case(
        "unit of another dimension / target",
        "targets",
        1,
        measure="growth",
        low="",
        high="",
    ),
    case("completion with a level", "targets", 2, value=5),
    case("value without a unit", "milestones", 0, unit=""),
    case("base without a unit", "targets", 1, base_unit=""),
    case("level without a unit", "claims", 0, level_value=500),
    case("deadline without an end", "targets", 1, W, deadline_end=""),
    case(
        "deadline before it was set",
        "targets",
        1,
        deadline_start="2020-01-01",
        deadline_end="2020-12-31",
    ),
    case("base year after the deadline", "targets", 2, base_year=2026),
    case("missed before its date", "targets", 1, status="missed"),
    case("met before its date", "targets", 1, W, status="met"),
    case("missed without a date", "targets", 2, deadline_start="", deadline_end=""),
    case("supersedes itself", "targets", 1, supersedes="t2"),
    case("supersedes itself / in a circle", "targets", 0, supersedes="t2"),
    case("supersedes another target", "targets", 1, promise="another"),
    case("supersedes a later statement", "targets", 1, source="office-2016-03-01"),
    case("superseded but open", "targets", 0, W, status="open"),
    case(
        "corrected by itself",
        "observations",
        T23,
        status="superseded",
        ref="X1",
        superseded_by="X1",
    ),
    case("parts that contain themselves", "series", 0, parts="turnover;exports"),
    case(
        "parts that contain themselves / in a circle",
        "series",
        1,
        parts="turnover;freight",
    ),
    case("part named twice", "series", 0, parts="exports;exports"),
    case("total of one part", "series", 0, parts="exports"),
    case("parts of another dimension", "series", 0, parts="exports;freight"),
    case("agency named twice", "series", 0, W, preferred="KAZ_BNS;KAZ_BNS"),
    case("unknown rule", "series", 0, default_rule="best_first"),
    case("direction not readable", "series", 0, direction="from KAZ to AZE"),
    case("factor of zero", "units", 1, factor=0),
    case("factor of zero / conversion", "factors", 0, value=0),
    case("factor against the name", "units", 1, factor=1000),
    case("factor unlike its neighbours", "factors", 1, value=95),
    case("dimension without a unit", "factors", 0, from_dimension="weight"),
    case("factor within a dimension", "factors", 0, to_dimension="mass"),
    case("address not readable", "sources", 3, address="page 4"),
    case("driver of itself", "drivers", 0, rests_on="turnover"),
    case("ratio of not two series", "drivers", 0, converted_by="exports"),
    case(
        "part above the whole",
        "observations",
        HALF,
        W,
        value=610.0,
        low=609.95,
        high=610.05,
    ),
    case("missing bounds / target", "targets", 1, W, low="", high=""),
    case("missing bounds / one of a target", "targets", 1, high=""),
    case("digits against bounds / target", "targets", 1, low=700, high=1300),
    case("target in another unit / base", "targets", 1, W, base_unit="km"),
    case("planned for one end", "milestones", 1, W, planned_start=""),
    case(
        "event above the record",
        "milestones",
        0,
        W,
        value=35000000,
        unit="million_EUR",
    ),
    case(
        "growth below -100 per cent / fall",
        "claims",
        0,
        W,
        measure="increase",
        unit="million_USD",
        value=-5900,
        low=-5950,
        high=-5850,
    ),
    case(
        "zero among figures / level of a claim",
        "claims",
        0,
        W,
        level_value=0,
        level_unit="million_USD",
    ),
    case(
        "zero among figures / base of a target",
        "targets",
        1,
        W,
        measure="multiple",
        unit="ratio_to_base",
        value=2,
        low=1.5,
        high=2.5,
        base_value=0,
    ),
    case("factor of two conversions", "factors", 2, W, to_dimension="volume"),
    case("driver of itself / shared", "drivers", 0, W, shared_with="turnover"),
    case(
        "published before its period ends / macro",
        "macro",
        1,
        W,
        source="office-2016-03-01",
    ),
    case("spreadsheet error", "observations", T23, note="#REF!"),
    case("word for nothing", "observations", T23, note="nan"),
    case("wrong encoding", "sources", 3, title="Ð“Ñ€ÑƒÐ·"),
    case("invisible character", "sources", 3, title="Grain\u200b"),
    case("space around the text", "sources", 3, title="Grain "),
]
"""Table, row, what is changed in it, and the kind that the check has to name."""


@pytest.fixture
def texts(make_data):
    """Texts of the tables of the folder without errors."""
    where = make_data(**small_dataset())
    return {name: read_text(name, where) for name in TABLES}


def batches():
    """Group the errors so that no row of a batch has two of them."""
    groups = defaultdict(list)
    for planted in PLANTED:
        taken = [g for g in groups if planted[:2] in {p[:2] for p in groups[g]}]
        groups[len(taken)].append(planted)
    return groups.values()


def findings_of(problems):
    return {(p.file, p.line, p.kind, p.severity) for p in problems}


def test_the_folder_without_errors_has_no_problem(make_data):
    findings = examine(make_data(**small_dataset()), TODAY)
    assert (findings.errors, findings.warnings) == ((), ())


@pytest.mark.parametrize("batch", batches())
def test_planted_errors_are_named(texts, batch):
    for planted in batch:
        changes = {column: str(value) for column, value in planted.changes.items()}
        texts[planted.table].loc[planted.row + 2, list(changes)] = list(
            changes.values()
        )
    rules, kinds = rules_of(("KAZ", "AZE")), {planted.kind for planted in batch}
    problems = findings_of(
        meaning_problems(texts, pd.Timestamp(TODAY), rules, kinds=kinds)
    )
    assert [p for p in batch if p.finding not in problems] == []


def kinds_of(texts):
    problems = meaning_problems(texts, pd.Timestamp(TODAY), rules_of(("KAZ", "AZE")))
    return {(p.file, p.kind, p.severity) for p in problems}


@pytest.mark.parametrize(
    ("line", "changes", "kind"),
    [
        pytest.param(5, {"nature": "stock"}, "stock over a period", id="stock"),
        pytest.param(
            6, {"nature": "flow", "unit": "km"}, "flow on a single day", id="flow"
        ),
    ],
)
def test_a_nature_that_most_figures_contradict_is_named(texts, line, changes, kind):
    texts["series"].loc[line, list(changes)] = list(changes.values())
    units = texts["observations"]
    units.loc[units["series"] == "wagons", "unit"] = "km"
    assert ("observations.csv", kind, W) in kinds_of(texts)


@pytest.mark.parametrize(
    ("units", "cells", "finding"),
    [
        pytest.param(
            {"tonnes_per_year": "mass per year"},
            [("series", 5, {"unit": "tonnes_per_year", "nature": "stock"})],
            ("observations", F22 + 2, "amount entered as a rate"),
            id="capacity",
        ),
        pytest.param(
            {},
            [
                ("series", 7, {"title": "Load", "measures": "Use"}),
                ("observations", SHARE + 2, {"value": "615"}),
            ],
            ("observations", SHARE + 2, "share above 100 per cent"),
            id="percentage",
        ),
        pytest.param(
            {"days": "duration"},
            [
                ("series", 7, {"unit": "days"}),
                ("observations", SHARE + 1, {"unit": "days", "value": "0"}),
                ("observations", SHARE + 2, {"unit": "days", "value": "0"}),
            ],
            ("observations", SHARE + 2, "zero among figures"),
            id="no time",
        ),
        pytest.param(
            {},
            [
                ("observations", T23 + 2, {"value": "0", "note": "There was none."}),
                ("observations", T23 + 4, {"value": "0"}),
            ],
            ("observations", T23 + 4, "zero among figures"),
            id="zero above its part",
        ),
        pytest.param(
            {"TEU": "containers in TEU", "boxes": "containers"},
            [
                ("series", 6, {"unit": "TEU"}),
                *(("observations", WAGONS + n, {"unit": "TEU"}) for n in range(5)),
                ("targets", 3, {"series": "wagons", "unit": "boxes", "value": "1"}),
            ],
            ("targets", 3, "unit slip"),
            id="containers and TEU",
        ),
    ],
)
def test_what_the_catalogue_denies_is_named(texts, units, cells, finding):
    like = texts["units"].loc[2]
    for n, (unit, dimension) in enumerate(units.items()):
        texts["units"].loc[900 + n] = like
        columns = ["unit", "label", "dimension", "factor"]
        texts["units"].loc[900 + n, columns] = [unit, unit, dimension, "1"]
    for table, line, changes in cells:
        texts[table].loc[line, list(changes)] = list(changes.values())
    problems = meaning_problems(texts, pd.Timestamp(TODAY), rules_of(("KAZ", "AZE")))
    assert finding in {(p.file.removesuffix(".csv"), p.line, p.kind) for p in problems}


def test_a_figure_with_its_point_moved_is_named_beside_another_edition(texts):
    rows = texts["observations"]
    early = rows.loc[T23 + 2].copy()
    early[["value", "low", "high", "digits"]] = ["5290.0", "5289.5", "5290.5", "4"]
    early["source"] = "paper-2024"
    finding = ("observations.csv", "digit lost or added", W)
    rows.loc[900] = early
    assert finding in kinds_of(texts)
    named = meaning_problems(texts, pd.Timestamp(TODAY), rules_of(("KAZ", "AZE")))
    assert [p.line for p in named if p.kind == finding[1]] == [T23 + 2, 900]
    rows.loc[900, ["value", "low", "high"]] = ["529.0", "528.95", "529.05"]
    assert finding not in kinds_of(texts)


def test_a_carried_figure_without_a_reporter_is_on_nobodys_side(texts):
    texts["agencies"].loc[2, ["kind", "books"]] = ["channel", ""]
    finding = ("observations.csv", "channel without a reporter", W)
    assert finding not in kinds_of(texts)
    texts["observations"].loc[T23 + 2, "reporter"] = ""
    assert finding in kinds_of(texts)


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"quote": "$556,7 млн"}, id="comma"),
        pytest.param({"quote": "556 700 thousand dollars"}, id="scale"),
        pytest.param({"quote": "up 20 % to 556.7"}, id="beside another"),
        pytest.param({"quote": "half a billion"}, id="in words"),
        pytest.param({"quote": "", "stage": "early"}, id="none"),
        pytest.param(
            {
                "value": "0",
                "low": "0",
                "high": "0",
                "digits": "",
                "note": "There was none.",
            },
            id="zero with its reason",
        ),
    ],
)
def test_what_is_in_order_is_not_named(texts, cells):
    before = kinds_of(texts)
    texts["observations"].loc[T23 + 2, list(cells)] = list(cells.values())
    assert kinds_of(texts) == before


def test_at_least_sixty_kinds_of_error_are_planted():
    assert len({planted.kind for planted in PLANTED}) >= 60


def test_a_series_in_a_unit_of_none_of_its_figures_is_named(texts):
    series = texts["observations"].loc[T23 + 2, "series"]
    line = texts["series"].index[texts["series"]["series"] == series][0]
    finding = ("series.csv", "unit of none of its figures", W)
    assert finding not in kinds_of(texts)
    texts["series"].loc[line, "unit"] = "km"
    assert finding in kinds_of(texts)


def test_of_two_units_of_an_indicator_the_unusual_one_is_named(texts):
    macro = texts["macro"]
    first = macro.iloc[[1]]
    more = [first.assign(year=str(year), ref=f"M9{year}") for year in (2001, 2002)]
    odd = first.assign(year="2003", ref="M92003", unit="EUR")
    texts["macro"] = pd.concat([macro, *more, odd], ignore_index=True)
    texts["macro"].index += 2
    problems = meaning_problems(texts, pd.Timestamp(TODAY), rules_of(("KAZ", "AZE")))
    lines = [p.line for p in problems if p.kind == "two units of one indicator"]
    assert lines == [len(macro) + 2 + 2]
