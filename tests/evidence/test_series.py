"""Which figure a rule chooses, and where it says that the books change."""

import pytest

from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.series import series
from kzaz_analysis.evidence.tables import load


def chosen(record):
    return dict(zip(record.annual["year"], record.annual["value"], strict=True))


def sources_on(**days):
    return [{"source": name, "published_on": day} for name, day in days.items()]


def test_kazakh_books_come_first_and_the_rest_stays_visible(make_data, figure):
    make_data(
        observations=[
            figure(2024, 533.4, 0.05),
            figure(2024, 470, 5, agency="AZE_SCC"),
        ]
    )
    record = series("turnover")
    assert chosen(record) == {2024: 533.4}
    assert record.alternatives["value"].to_list() == [470.0]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("kaz_first", {2019: 229.6, 2022: 461.9}),
        ("aze_first", {2019: 229.6, 2022: 680.0}),
        ("kaz_only", {2022: 461.9}),
        ("aze_only", {2019: 229.6, 2022: 680.0}),
        ("AZE_SCC", {2019: 229.6, 2022: 680.0}),
    ],
)
def test_the_rule_decides_whose_books_count(make_data, figure, rule, expected):
    make_data(
        observations=[
            figure(2019, 229.6, 0.05, agency="AZE_SCC"),
            figure(2022, 461.9, 0.05),
            figure(2022, 680.0, 5, agency="AZE_SCC"),
        ]
    )
    assert chosen(series("turnover", rule=rule)) == expected


def test_a_change_of_side_is_a_break(make_data, figure):
    make_data(
        observations=[
            figure(2018, 258.3, 0.05),
            figure(2019, 229.6, 0.05, agency="AZE_SCC"),
            figure(2020, 109, 0.5),
            figure(2021, 120, 0.5),
        ]
    )
    record = series("turnover")
    assert record.annual["segment"].to_list() == [0, 1, 2, 2]
    assert record.breaks == [(2019, "KAZ", "AZE"), (2020, "AZE", "KAZ")]


def test_a_missing_year_is_a_gap_not_a_row(make_data, figure):
    make_data(observations=[figure(2014, 1.0), figure(2016, 2.0)])
    record = series("turnover")
    assert record.annual["year"].to_list() == [2014, 2016]
    assert record.gaps == [2015]


def test_a_revision_replaces_from_its_day_on(make_data, figure):
    make_data(
        observations=[
            figure(2022, 461.9, 0.05, source="first"),
            figure(2022, 463.3, 0.05, source="later"),
        ],
        sources=[
            *sources_on(first="2023-04-11", later="2024-03-05"),
            {"source": "paper-2024"},
        ],
    )
    assert chosen(series("turnover", as_of="2023-07-29")) == {2022: 461.9}
    assert chosen(series("turnover", as_of="2024-03-05")) == {2022: 463.3}
    assert chosen(series("turnover")) == {2022: 463.3}


def test_what_was_published_on_an_unknown_day_is_not_known_on_any(make_data, figure):
    make_data(observations=[figure(2022, 461.9)])
    assert chosen(series("turnover")) == {2022: 461.9}
    assert series("turnover", as_of="2026-01-01").annual.empty


def test_a_month_of_publication_counts_from_its_last_day(make_data, figure):
    make_data(
        observations=[figure(2022, 461.9)],
        sources=[{"source": "paper-2024", "published_on": "2025-10"}],
    )
    assert series("turnover", as_of="2025-10-30").annual.empty
    assert not series("turnover", as_of="2025-10-31").annual.empty


def test_preferred_agency_then_narrower_interval(make_data, figure):
    make_data(
        observations=[
            figure(2023, 530.0, 5, agency="KAZ_BNS"),
            figure(2023, 529.4, 0.05, agency="KAZ_BNS"),
            figure(2023, 531.0, 0.05, agency="KAZ_MFA"),
        ]
    )
    assert chosen(series("turnover")) == {2023: 529.4}


@pytest.mark.parametrize(
    "weak",
    [
        pytest.param({"obs_status": "U"}, id="low reliability"),
        pytest.param({"obs_status": "D"}, id="another definition"),
    ],
)
def test_weak_figures_are_never_chosen(make_data, figure, weak):
    make_data(observations=[figure(2023, 556.7, 0.05, **weak)])
    record = series("turnover")
    assert record.annual.empty
    assert record.alternatives["value"].to_list() == [556.7]


def test_a_bound_is_chosen_only_where_its_side_has_nothing_else(make_data, figure):
    over = {"qualifier": "over", "high": ""}
    make_data(
        observations=[
            figure(2021, 460, **over),
            figure(2021, 330, 5, agency="KAZ_MFA"),
            figure(2022, 460, **over),
            figure(2022, 461.9, 0.05, agency="AZE_SCC"),
            figure(2023, 500, agency="AZE_SCC", **over),
        ]
    )
    assert chosen(series("turnover")) == {2021: 330.0, 2022: 460.0, 2023: 500.0}


def test_an_agency_outside_the_catalogue_is_last_within_its_side_alone(
    make_data, figure
):
    unlisted = {"agency": "UNSTATED", "reporter": "KAZ", "provenance": "quoted"}
    make_data(
        observations=[
            figure(2008, 440, 5, **unlisted),
            figure(2008, 449.2, 0.5, agency="AZE_SCC"),
            figure(2009, 440, 0.5, **unlisted),
            figure(2009, 445, 5),
            figure(2010, 350, 5, **unlisted),
        ]
    )
    assert chosen(series("turnover")) == {2008: 440.0, 2009: 445.0, 2010: 350.0}


def test_parts_of_one_source_add_up_where_it_gives_no_total(make_data, figure):
    make_data(
        observations=[
            figure(2017, 132.8, 0.05, series="exports"),
            figure(2017, 38.1, 0.05, series="imports"),
            figure(2018, 211.9, 0.05, series="exports"),
        ]
    )
    record = series("turnover")
    assert chosen(record) == pytest.approx({2017: 170.9})
    assert record.annual["low"].to_list() == pytest.approx([170.8])
    assert record.annual["derived"].to_list() == [True]


def test_parts_do_not_replace_a_total_of_the_same_source(make_data, figure):
    make_data(
        observations=[
            figure(2022, 461.9, 0.05),
            figure(2022, 375.3, 0.05, series="exports"),
            figure(2022, 86.0, 0.05, series="imports"),
        ]
    )
    record = series("turnover")
    assert chosen(record) == {2022: 461.9}
    assert record.alternatives.empty


def test_parts_of_different_sources_are_never_added(make_data, figure):
    make_data(
        observations=[
            figure(2022, 375.3, series="exports", source="a"),
            figure(2022, 86.6, series="imports", source="b"),
        ]
    )
    assert series("turnover").annual.empty


def test_values_come_in_the_unit_of_the_series(make_data, figure):
    make_data(
        observations=[
            figure(2024, 4.5, 0.05, series="freight", unit="million_tonnes"),
            figure(2025, 5.0, 0.5, series="freight", unit="million_tonnes_per_year"),
        ]
    )
    annual = series("freight").annual
    assert annual["value"].to_list() == [4500.0, 5000.0]
    assert annual["low"].to_list() == pytest.approx([4450.0, 4500.0])


def test_part_years_stay_apart(make_data, figure):
    make_data(
        observations=[
            figure(2023, 529.4),
            figure(("2024-01-01", "2024-04-30"), 184.9),
            figure(("2023-01-01", "2023-07-29"), 300.0),
        ]
    )
    record = series("turnover")
    assert record.annual["year"].to_list() == [2023]
    assert record.partial["months"].to_list() == [4]
    assert record.alternatives["value"].to_list() == [300.0]


def test_window_keeps_its_years(make_data, figure):
    make_data(observations=[figure(year, 1.0) for year in range(2018, 2024)])
    assert series("turnover", first_year=2020, last_year=2021).annual[
        "year"
    ].to_list() == [
        2020,
        2021,
    ]


def test_empty_window_unknown_series_and_rule_are_refused(make_data, figure):
    make_data(observations=[figure(2022, 1.0)])
    with pytest.raises(UsageError, match="from 2024 to 2020 is empty"):
        series("turnover", first_year=2024, last_year=2020)
    with pytest.raises(UsageError, match="did you mean turnover"):
        series("turnovr")
    with pytest.raises(UsageError, match="did you mean kaz_first"):
        series("turnover", rule="kaz_frist")
    with pytest.raises(UsageError, match="2023-13-01"):
        series("turnover", as_of="2023-13-01")


def test_a_rule_of_another_agency_leaves_nothing(make_data, figure):
    make_data(observations=[figure(2022, 1.0)])
    assert series("turnover", rule="COW").annual.empty


def test_row_order_does_not_matter(make_data, figure):
    rows = [
        figure(2022, 461.9, 0.05, ref="T001"),
        figure(2022, 470.0, 0.05, agency="KAZ_MFA", ref="T002"),
        figure(2023, 229.6, 0.05, agency="AZE_SCC", ref="T003"),
    ]
    make_data("one", observations=rows)
    first = series("turnover").annual
    make_data("two", observations=rows[::-1])
    assert series("turnover").annual.equals(first)


def test_a_record_shows_itself(make_data, figure):
    make_data(observations=[figure(2022, 461.9, 0.05)])
    record = series("turnover")
    assert repr(record).startswith("Turnover, million_USD; reporter Kazakhstan first")
    assert "<td>461.9" in record._repr_html_()


def test_short_forms_follow_the_tables_and_cannot_be_spoilt(make_data, figure):
    folder = make_data(
        observations=[figure(2024, 5.0, series="freight", unit="thousand_tonnes")]
    )
    table = folder / "observations.csv"
    assert series("freight").annual["value"].to_list() == [5.0]
    table.write_text(table.read_text().replace("5.0", "6.0"))
    assert series("freight").annual["value"].to_list() == [6.0]
    spoilt = series("freight")
    spoilt.annual["value"] = spoilt.annual["low"] = 0.0
    assert series("freight").annual["value"].to_list() == [6.0]


def test_a_record_asked_for_again_is_not_chosen_again(make_data, figure, monkeypatch):
    make_data(observations=[figure(2024, 5.0), figure(2023, 4.0)])
    first = series("turnover", last_year=2023)

    def chosen_again(*_):
        raise AssertionError

    monkeypatch.setattr("kzaz_analysis.evidence.series.chosen", chosen_again)
    again = series("turnover", last_year=2023)
    assert chosen(again) == chosen(first) == {2023: 4.0}
    assert chosen(series("turnover")) == {2023: 4.0, 2024: 5.0}, "nor another window"
    with pytest.raises(AssertionError):
        series("turnover", rule="aze_first")


def test_sides_and_bounds_are_worked_out_once_for_all_series(
    make_data, figure, monkeypatch
):
    make_data(
        observations=[
            figure(2024, 5.0),
            figure(2024, 7.0, series="freight", unit="thousand_tonnes"),
        ]
    )
    assert chosen(series("turnover")) == {2024: 5.0}
    monkeypatch.delattr("kzaz_analysis.evidence.selection._with_bounds")
    assert chosen(series("freight")) == {2024: 7.0}


def test_no_caveat_of_a_series_names_years_of_figures(monkeypatch):
    """A page of an earlier day would tell of later figures; a new row make it false."""
    monkeypatch.delenv("KZAZ_DATA_DIR", raising=False)
    dates = r"\d{1,2} [A-Z][a-z]+ (?:19|20)\d\d"
    caveats = load("series").set_index("series")["caveats"]
    undated = caveats.str.replace(dates, "", regex=True)
    assert undated[undated.str.contains(r"\b(?:19|20)\d\d\b")].to_dict() == {}
