"""The shipped tables: whole, in step with their descriptions, every row accounted for."""

import json
from pathlib import Path

import pandas as pd
import pytest

import kzaz_analysis as kz
from kzaz_analysis.evidence.catalogue import describe, rows_of_source
from kzaz_analysis.evidence.rounding import rounding_bounds
from kzaz_analysis.evidence.schema.checks import check
from kzaz_analysis.evidence.schema.datapackage import data_dictionary, data_package
from kzaz_analysis.evidence.schema.definitions import FACT_TABLES, TABLES
from kzaz_analysis.evidence.series import series
from kzaz_analysis.evidence.tables import load

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
COLLECTED = {"T": 327, "C": 607, "M": 595, "O": 416, "P": 256}
CLAIMS_OF_ARTICLES = {
    "dailysabah-2023-04-10": ("A0", 11),
    "euronews-2025-10": ("A1", 11),
    "trend-2022-08-24": ("A2", 28),
    "bnnbreaking-2024-03-11": ("A3", 4),
    "kazinform-2023-07-29": ("A4", 12),
}


def refs(frames):
    return {ref for frame in frames for cell in frame["ref"] for ref in cell.split(";")}


def test_tables_keep_their_contracts():
    assert check(DATA) == []


def test_data_package_is_current():
    assert json.loads((DATA / "datapackage.json").read_text("utf-8")) == data_package(
        DATA
    )


def test_data_dictionary_is_current():
    written = (ROOT / "docs" / "data-dictionary.md").read_text("utf-8")
    assert written == data_dictionary()


@pytest.mark.parametrize("name", TABLES)
def test_files_are_sorted_by_key(name):
    text = pd.read_csv(DATA / f"{name}.csv", dtype=str, keep_default_na=False)
    keys = text[list(TABLES[name].key)].apply(tuple, axis=1).to_list()
    assert keys == sorted(keys)


def test_every_collected_row_is_in_a_table_or_excluded_with_a_reason():
    found = refs(load(name) for name in (*FACT_TABLES, "macro", "exclusions"))
    wanted = {
        f"{k}{n:03d}" for k, last in COLLECTED.items() for n in range(1, last + 1)
    }
    assert wanted - found == set()


@pytest.mark.parametrize("source", CLAIMS_OF_ARTICLES)
def test_every_claim_of_the_articles_is_shown_with_its_paragraph(source):
    letter, number = CLAIMS_OF_ARTICLES[source]
    frames = rows_of_source(kz.open(), source)
    wanted = {f"{letter}-{n:02d}" for n in range(1, number + 1)}
    assert wanted - refs(f for f in frames.values() if "ref" in f) == set()
    stated = [f for f in frames.values() if "paragraph" in f]
    assert all(f["paragraph"].notna().all() for f in stated)


@pytest.mark.parametrize("name", [n for n in FACT_TABLES if "low" in TABLES[n].names])
def test_figures_lie_in_the_interval_of_their_rounding(name):
    rows = load(name).dropna(subset=["value"])
    high = rows["high"].fillna(float("inf"))
    assert ((rows["low"] <= rows["value"]) & (rows["value"] <= high)).all()


def test_intervals_of_observations_follow_the_rule():
    rows = load("observations").dropna(subset=["digits", "low", "high"])
    rows = rows[rows["qualifier"] == "exact"]
    for row in rows.itertuples():
        low, high = rounding_bounds(row.value, int(row.digits))
        assert (row.low, row.high) == pytest.approx((low, high)), row.ref


@pytest.mark.parametrize(
    "name",
    [
        "trade_turnover",
        "exports_kaz_to_aze",
        "imports_kaz_from_aze",
        "titr_freight",
        "titr_containers",
        "btc_oil_kaz",
        "fdi_aze_to_kaz",
        "fdi_kaz_to_aze",
        "port_throughput_aktau",
        "port_throughput_baku",
        "port_capacity_aktau_kuryk",
        "flights_weekly",
        "documents_signed",
        "export_offer",
    ],
)
def test_promised_series_are_there_and_described(name):
    assert describe(name).title


@pytest.mark.parametrize(
    ("name", "rule", "as_of", "expected"),
    [
        pytest.param(
            "trade_turnover",
            "kaz_first",
            "2023-07-24",
            {2022: 461.9},
            id="the day before the final edition",
        ),
        pytest.param(
            "trade_turnover",
            "kaz_first",
            "2023-07-29",
            {2022: 463.3878},
            id="days after it",
        ),
        pytest.param(
            "trade_turnover",
            "kaz_first",
            "2026-03-01",
            {2022: 463.3878, 2023: 556.705, 2024: 533.9737, 2025: 425},
            id="a preliminary year",
        ),
        pytest.param(
            "trade_turnover",
            None,
            None,
            {2022: 463.3878, 2023: 556.705, 2024: 533.9737, 2025: 470.5682},
            id="all final",
        ),
        pytest.param(
            "trade_turnover",
            "aze_only",
            None,
            {2018: 220.7894, 2019: 229.5906, 2020: 142.0274, 2022: 680}
            | {2024: 470.443, 2025: 670.6203},
            id="the other reporter",
        ),
        pytest.param(
            "titr_freight",
            "KAZ_MT",
            None,
            {
                2019: 759,
                2020: 783,
                2021: 586,
                2022: 1485,
                2023: 2764,
                2024: 4484,
                2025: 4119,
            },
            id="ministry's run",
        ),
        pytest.param(
            "btc_oil_kaz",
            "KAZ_KTO",
            None,
            {2022: 250, 2023: 1392},
            id="operator's count",
        ),
    ],
)
def test_series_say_what_their_sources_say(name, rule, as_of, expected):
    record = series(name, rule=rule, as_of=as_of, first_year=min(expected))
    assert (
        dict(zip(record.annual["year"], record.annual["value"], strict=True))
        == expected
    )


def test_nothing_published_later_is_known_before():
    day = pd.Timestamp("2023-07-29")
    for name in FACT_TABLES:
        published = load(name, as_of=day)["published_on"]
        assert (published <= "2023-07-29").all()


def test_a_source_without_a_day_says_that_none_is_recorded():
    sources = load("sources")
    undated = sources[sources["published_on"] == ""]
    assert len(undated)
    assert undated["note"].str.contains("not recorded").all()
    assert (sources["accessed_on"] != "").all()
