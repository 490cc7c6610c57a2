"""Reporter makes the side, the agency is the channel; the rest is an order."""

import pytest

from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.series import series

AGENCIES = [
    {"agency": "KAZ_BNS", "name": "Office", "books": "KAZ", "kind": "statistics"},
    {"agency": "KAZ_MFA", "name": "Ministry", "books": "KAZ", "kind": "ministry"},
    {"agency": "KAZ_KTZ", "name": "Railways", "books": "KAZ", "kind": "company"},
    {"agency": "AZE_SCC", "name": "Customs", "books": "AZE", "kind": "customs"},
    {"agency": "DOTS", "name": "Carrier", "books": "", "kind": "channel"},
    {"agency": "IMTS", "name": "Carrier", "books": "", "kind": "channel"},
    {"agency": "COW", "name": "Compiler", "books": "COW", "kind": "dataset"},
    {"agency": "TITR", "name": "Route", "books": "TITR", "kind": "association"},
    {"agency": "UNSTATED", "name": "Nobody", "books": "", "kind": "unstated"},
]
FLOW = {
    "title": "Trade",
    "system": "trade",
    "measures": "Goods",
    "unit": "million_USD",
    "nature": "flow",
    "default_rule": "kaz_first",
    "preferred": "KAZ_BNS;KAZ_MFA;AZE_SCC;DOTS;IMTS;COW",
}
SERIES = [
    FLOW | {"series": "turnover", "parts": "exports;imports"},
    FLOW | {"series": "exports"},
    FLOW | {"series": "imports"},
    FLOW
    | {
        "series": "freight",
        "system": "corridor",
        "unit": "thousand_tonnes",
        "preferred": "KAZ_MFA;KAZ_KTZ;TITR",
    },
]
SOURCES = [
    {"source": "paper-2024"},
    {"source": "table", "kind": "dataset", "published_on": "2022-02-02"},
    {"source": "edition", "kind": "official", "published_on": "2024-07-25"},
    {"source": "early", "published_on": "2024-03-05"},
    {"source": "file-1", "publisher": "Bank", "published_on": "2026-09-25"},
    {"source": "file-2", "publisher": "Bank", "published_on": "2026-09-25"},
    {"source": "file-3", "publisher": "Bank", "published_on": "2026-09-26"},
    {"source": "file-4", "publisher": "Bank", "published_on": "2026"},
    {"source": "file-5", "publisher": "Bank", "published_on": "2026"},
]


@pytest.fixture
def record(make_data):
    """Data folder of these rows, and the record of a series by a rule."""

    def make(rows, name="turnover", rule=None, as_of=None):
        make_data(observations=rows, agencies=AGENCIES, series=SERIES, sources=SOURCES)
        return series(name, rule=rule, as_of=as_of)

    return make


def values(found):
    return dict(zip(found.annual["year"], found.annual["value"], strict=True))


def carried(figure, year, value, reporter, **columns):
    common = {"agency": "DOTS", "source": "table", "reporter": reporter}
    return figure(year, value, **(common | columns))


def both_ways(figure, year, exports, imports, reporter, **columns):
    return [
        carried(figure, year, exports, reporter, series="exports", **columns),
        carried(figure, year, imports, reporter, series="imports", **columns),
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("kaz_first", {1993: 76.0, 2015: 125.5}),
        ("aze_first", {1993: 76.0, 2015: 116.9}),
        ("kaz_only", {2015: 125.5}),
        ("aze_only", {1993: 76.0, 2015: 116.9}),
        ("DOTS:KAZ", {2015: 125.5}),
        ("DOTS:AZE", {1993: 76.0, 2015: 116.9}),
    ],
)
def test_one_agency_with_two_reporters_has_two_sides(record, figure, rule, expected):
    rows = [
        *both_ways(figure, 1993, 38.0, 38.0, "AZE"),
        *both_ways(figure, 2015, 109.8, 15.7, "KAZ"),
        *both_ways(figure, 2015, 18.0, 98.9, "AZE"),
    ]
    assert values(record(rows, rule=rule)) == expected


def test_an_agency_with_two_reporters_is_refused_without_one(record, figure):
    rows = [carried(figure, 2015, 1.0, side) for side in ("KAZ", "AZE")]
    with pytest.raises(UsageError, match="DOTS:AZE or DOTS:KAZ"):
        record(rows, rule="DOTS")
    with pytest.raises(UsageError, match="DOTS:KAZ"):
        series("turnover", rule="DOTS:TUR")


def test_a_row_without_a_reporter_takes_the_country_of_its_agency(record, figure):
    rows = [figure(2020, 1.0), figure(2021, 2.0, agency="UNSTATED")]
    assert record(rows).annual["books"].to_list() == ["KAZ", ""]


@pytest.mark.parametrize("agency", ["COW", "TITR"])
def test_a_compiler_or_a_count_of_its_own_is_nobody_elses_side(record, figure, agency):
    found = record([figure(2010, 5.0, agency=agency, reporter="KAZ")])
    assert found.annual["books"].to_list() == [agency]
    assert series("turnover", rule="kaz_only").annual.empty


def test_the_order_of_choice_within_a_side(record, figure):
    """Each row would be chosen but for what the one before has over it."""
    fall = [
        {"agency": "KAZ_BNS", "provenance": "statistic", "stage": "final"},
        {"agency": "DOTS", "provenance": "statistic", "stage": "final"},
        {"agency": "KAZ_BNS", "provenance": "statistic", "stage": "preliminary"},
        {"agency": "KAZ_BNS", "provenance": "statistic", "stage": "early"},
        {"agency": "KAZ_BNS", "provenance": "statistic", "stage": "not_stated"},
        {"agency": "KAZ_BNS", "provenance": "quoted"},
        {"agency": "KAZ_MFA", "provenance": "government"},
        {"agency": "UNSTATED", "provenance": "press"},
        {"agency": "KAZ_BNS", "provenance": "compiled"},
        {"agency": "KAZ_BNS", "provenance": "statistic", "qualifier": "over"},
    ]
    rows = [
        figure(2024, 100.0 + place, 0.1 * (10 - place), reporter="KAZ", **kind)
        for place, kind in enumerate(fall)
    ]
    rows.append(figure(2024, 200.0, agency="AZE_SCC", provenance="statistic"))
    record(rows)
    for place in range(len(fall)):
        left = rows[place:]
        assert values(_again(left)) == {2024: 100.0 + place}
    assert values(_again(rows[-1:])) == {2024: 200.0}


def _again(rows):
    import os
    from pathlib import Path

    from made_tables import write_table

    from kzaz_analysis.evidence.schema.definitions import TABLES

    where = Path(os.environ["KZAZ_DATA_DIR"])
    write_table(where, "observations", TABLES["observations"].names, rows)
    return series("turnover")


def test_an_operators_own_count_ranks_with_a_statistic_in_freight_alone(record, figure):
    rows = [
        figure(2024, 4.1, 0.5, agency="KAZ_KTZ", series="freight"),
        figure(2024, 4.5, agency="KAZ_MFA", series="freight", provenance="statistic"),
        figure(2024, 41.0, agency="KAZ_KTZ"),
        figure(2024, 45.0, 0.5, agency="KAZ_MFA", provenance="statistic"),
    ]
    rows = [
        r | ({"unit": "thousand_tonnes"} if r.get("series") == "freight" else {})
        for r in rows
    ]
    found = record(rows, "freight")
    # Both rank alike, so the catalogue's preference decides.
    assert values(found) == {2024: 4.5}
    assert found.annual["provenance"].to_list() == ["statistic"]
    assert values(series("turnover")) == {2024: 45.0}


def test_an_unlisted_agency_comes_after_a_derived_figure_of_a_listed_one(
    record, figure
):
    stray = figure(2018, 9.0, agency="KAZ_KTZ", provenance="statistic", reporter="KAZ")
    rows = both_ways(figure, 2018, 211.9, 46.4, "KAZ")
    assert values(record([*rows, stray])) == {2018: 258.3}
    assert values(_again([stray])) == {2018: 9.0}


def test_a_total_of_the_other_reporter_does_not_keep_a_sum_out(record, figure):
    rows = both_ways(figure, 2018, 211.9, 46.4, "KAZ")
    total = rows[0] | {"series": "turnover", "reporter": "AZE", "value": "220.8"}
    total |= {"low": "220.75", "high": "220.85"}
    assert values(record([*rows, total])) == {2018: 258.3}
    assert values(series("turnover", rule="aze_first")) == {2018: 220.8}
    assert values(_again([*rows, total | {"reporter": "KAZ"}])) == {2018: 220.8}


@pytest.mark.parametrize("status", ["U", "D", "I"])
def test_a_sum_is_no_better_than_its_weakest_part(record, figure, status):
    exports, imports = both_ways(figure, 2018, 211.9, 46.4, "KAZ")
    rows = [exports | {"obs_status": "P"}, imports | {"obs_status": status}]
    made = record(rows)
    assert values(made) == {}
    assert made.alternatives["obs_status"].to_list() == [status]


@pytest.mark.parametrize(
    ("stage_of_total", "expected"),
    [
        pytest.param("preliminary", 258.3, id="final parts before a preliminary total"),
        pytest.param("final", 250.0, id="a printed total before a sum as settled"),
    ],
)
def test_a_sum_counts_before_a_printed_total_only_where_it_is_more_settled(
    record, figure, stage_of_total, expected
):
    rows = both_ways(figure, 2018, 211.9, 46.4, "KAZ", provenance="statistic")
    parts = [row | {"stage": "final"} for row in rows]
    agency = rows[0]["agency"]
    total = figure(2018, 250.0, agency=agency, provenance="statistic", reporter="KAZ")
    total |= {"stage": stage_of_total}
    assert values(record([*parts, total])) == {2018: expected}


def test_turnover_is_the_sum_of_one_reporter_in_one_source(record, figure):
    quoted = figure(2018, 250.0)
    rows = [*both_ways(figure, 2018, 211.9, 46.4, "KAZ"), quoted]
    found = record(rows)
    assert values(found) == {2018: 258.3}
    assert found.annual["derived"].to_list() == [True]
    assert found.annual["provenance"].to_list() == ["statistic"]
    assert found.alternatives["value"].to_list() == [250.0]


@pytest.mark.parametrize(
    ("files", "total"),
    [
        pytest.param(("file-1", "file-2"), 258.3, id="one publisher and day"),
        pytest.param(("file-1", "file-3"), None, id="another day"),
        pytest.param(("file-1", "early"), None, id="another publisher"),
        pytest.param(("file-4", "file-5"), None, id="no day"),
    ],
)
def test_two_files_of_one_edition_make_a_total(record, figure, files, total):
    parts = both_ways(figure, 2018, 211.9, 46.4, "KAZ")
    rows = [row | {"source": file} for row, file in zip(parts, files, strict=True)]
    found = record(rows)
    assert values(found) == ({} if total is None else {2018: total})
    if total:
        assert found.annual["part_sources"].to_list() == [";".join(files)]
        assert found.source_ids == [*files]


def test_a_source_that_has_all_parts_is_not_mixed_with_its_edition(record, figure):
    parts = both_ways(figure, 2018, 211.9, 46.4, "KAZ", source="file-1")
    other = {"source": "file-2", "value": 99.0, "low": 99.0, "high": 99.0}
    again = [row | other for row in parts[1:]]
    found = record([*again, *parts])
    assert values(found) == {2018: 258.3}
    assert found.annual["part_sources"].to_list() == [""]


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([("exports", "KAZ", "DOTS")], id="one part"),
        pytest.param(
            [("exports", "KAZ", "DOTS"), ("imports", "AZE", "DOTS")],
            id="two reporters",
        ),
        pytest.param(
            [("exports", "KAZ", "DOTS"), ("imports", "KAZ", "IMTS")],
            id="two channels",
        ),
    ],
)
def test_other_sums_are_nobodys_turnover(record, figure, parts):
    rows = [
        carried(figure, 2000, 5.0, reporter, series=name, agency=agency)
        for name, reporter, agency in parts
    ]
    found = record(rows)
    assert found.annual.empty
    assert found.alternatives.empty


def test_a_sum_of_a_compiler_stands_beside_and_is_never_chosen(record, figure):
    rows = [
        carried(figure, 2000, 5.0, "", series=name, agency="COW")
        for name in ("exports", "imports")
    ]
    found = record(rows)
    assert found.annual.empty
    assert found.alternatives["value"].to_list() == [10.0]


def test_a_sum_is_no_better_than_its_parts(record, figure):
    rows = both_ways(figure, 2018, 2.0, 1.0, "KAZ", provenance="statistic")
    rows[0]["stage"] = "final"
    rows[1] |= {"stage": "preliminary", "provenance": "quoted"}
    found = record(rows).annual
    assert found[["provenance", "stage"]].to_numpy().tolist() == [
        ["quoted", "preliminary"]
    ]


@pytest.mark.parametrize(
    ("common", "segments"),
    [
        pytest.param(102.0, [0, 0], id="2 % apart"),
        pytest.param(102.1, [0, 1], id="more than 2 % apart"),
        pytest.param(None, [0, 1], id="no common year"),
    ],
)
def test_a_change_of_channel_is_a_break_unless_both_agree(
    record, figure, common, segments
):
    rows = [carried(figure, 2020, 100.0, "KAZ", provenance="statistic")]
    rows.append(figure(2021, 300.0, provenance="statistic"))
    if common is not None:
        rows.append(figure(2020, common, provenance="quoted"))
    found = record(rows)
    assert found.annual["agency"].to_list() == ["DOTS", "KAZ_BNS"]
    assert found.annual["agency_before"].to_list() == ["", "DOTS"]
    assert found.annual["segment"].to_list() == segments
    assert found.breaks == ([(2021, "DOTS", "KAZ_BNS")] if segments[1] else [])


def test_a_bound_that_was_not_entered_follows_from_the_digits(record, figure):
    found = record([figure(2018, 258.3, digits=4, low="")]).annual
    assert found[["low", "high"]].to_numpy().tolist() == [[258.25, 258.3]]


def test_a_sum_holds_the_bounds_that_its_parts_were_entered_without(record, figure):
    rows = both_ways(figure, 2018, 211.9, 46.4, "KAZ", provenance="statistic")
    rows[1] |= {"low": "", "high": "", "digits": 3}
    found = record(rows).annual
    assert found[["low", "high"]].to_numpy().tolist() == [[258.25, 258.35]]


def test_a_break_names_the_channel_that_counted_before(record, figure):
    rows = [
        figure(2022, 250.0, provenance="own_count"),
        figure(2023, 1400.0, agency="KAZ_MFA", provenance="government"),
        carried(figure, 2024, 1300.0, "KAZ", provenance="statistic"),
    ]
    found = record(rows)
    assert found.breaks == [(2024, "KAZ_BNS", "DOTS")]
    assert found.annual["agency_before"].to_list() == ["", "KAZ_BNS", "KAZ_BNS"]


def test_a_corrected_row_stands_until_what_supersedes_it(record, figure):
    rows = [
        figure(
            2023,
            529.4,
            source="early",
            status="superseded",
            superseded_by="O1;O2",
            stage="preliminary",
            provenance="statistic",
        ),
        figure(2023, 556.7, source="edition", ref="O1", agency="KAZ_MFA"),
    ]
    assert values(record(rows)) == {2023: 556.7}
    assert values(series("turnover", as_of="2024-07-24")) == {2023: 529.4}
    later = series("turnover", as_of="2024-07-25")
    assert values(later) == {2023: 556.7}
    assert later.alternatives["status"].to_list() == ["superseded"]


def test_a_wrong_row_without_a_successor_is_never_chosen(record, figure):
    found = record([figure(2000, 1.898, status="wrong")])
    assert found.annual.empty
    assert found.alternatives["withdrawn"].to_list() == [True]


@pytest.mark.parametrize(
    ("word", "chosen"),
    [
        pytest.param({"qualifier": "under", "low": 475, "high": 500}, 475, id="nearly"),
        pytest.param(
            {"qualifier": "over", "low": 500, "high": ""}, 400, id="more than"
        ),
    ],
)
def test_of_two_statements_the_narrower_leads_and_an_open_one_last(
    record, figure, word, chosen
):
    common = {"agency": "KAZ_MFA", "provenance": "government", "digits": 1}
    about = figure(2022, 500.0, 100.0, qualifier="approx", **common)
    rows = [about, figure(2022, 500.0, **common) | word | {"source": "early"}]
    assert record(rows).annual["low"].to_list() == [chosen]
