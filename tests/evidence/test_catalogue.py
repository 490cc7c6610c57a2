"""Finding one's way in the shipped record."""

import pytest

import kzaz_analysis as kz
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.catalogue import rows_of_source


def test_describe_counts_and_names_what_is_there(make_data, figure):
    target = {"id": "t", "promise": "double", "value": 1000}
    make_data(observations=[figure(2022, 1.0), figure(2023, 2.0)], targets=[target])
    described = kz.describe("turnover")
    assert (described.figures, described.first, described.last) == (
        2,
        "2022-01-01",
        "2023-12-31",
    )
    assert described.targets == ("double",)
    assert "figures on record: 2, 2022-01-01 to 2023-12-31" in repr(described)
    assert '<th scope="row">unit</th><td>million_USD</td>' in described._repr_html_()


def test_description_of_an_undated_series_says_so(make_data):
    make_data()
    assert "figures on record: 0, none dated" in repr(kz.describe("turnover"))


def test_data_in_a_description_stay_text(make_data):
    evil = {
        "series": "turnover",
        "title": "<script>",
        "system": "trade",
        "measures": "m",
        "unit": "USD",
        "nature": "flow",
    }
    make_data(series=[evil])
    assert "<script>" not in kz.describe("turnover")._repr_html_()


def test_sources_of_a_series_and_of_a_publisher(make_data, figure):
    sources = [
        {"source": "a", "publisher": "Daily News"},
        {"source": "b"},
        {"source": "paper-2024"},
    ]
    make_data(observations=[figure(2022, 1.0, source="a")], sources=sources)
    assert kz.sources("turnover")["source"].to_list() == ["a"]
    assert kz.sources(publisher="daily")["source"].to_list() == ["a"]
    assert len(kz.sources()) == 3


def test_rows_of_a_source_come_from_every_table(make_data, figure):
    claim = {
        "id": "c",
        "series": "turnover",
        "measure": "growth",
        "value": 40,
        "unit": "USD",
        "qualifier": "exact",
        "agency": "KAZ_BNS",
        "source": "a",
    }
    make_data(
        observations=[figure(2022, 1.0, source="a"), figure(2023, 1.0)], claims=[claim]
    )
    assert {n: len(rows) for n, rows in rows_of_source(kz.open(), "a").items()} == {
        "observations": 1,
        "claims": 1,
    }
    with pytest.raises(UsageError, match="no source is called 'b'"):
        rows_of_source(kz.open(), "b")


def test_macro_is_one_indicator_of_one_country():
    gdp = kz.macro("gdp_deflator_growth", "KAZ")
    assert gdp.columns.to_list() == ["year", "value", "unit", "obs_status", "source"]
    assert gdp["year"].is_monotonic_increasing
    with pytest.raises(UsageError, match="no country with gdp_deflator_growth"):
        kz.macro("gdp_deflator_growth", "FRA")


def test_promises_are_listed_by_name():
    assert set(kz.targets("turnover_1bn")["promise"]) == {"turnover_1bn"}
    with pytest.raises(UsageError, match="did you mean turnover_1bn"):
        kz.targets("turnover_1b")


def test_public_names_resolve_and_complete():
    assert set(kz.__all__) <= set(dir(kz))
    assert all(getattr(kz, name) is not None for name in kz.__all__)
    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        kz.lod  # noqa: B018
