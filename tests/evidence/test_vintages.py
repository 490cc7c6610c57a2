"""What was known when: first figures, later ones, and their order."""

import pytest
from made_tables import AGENCIES

import kzaz_analysis as kz
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.vintages import (
    replaced_statements,
    revision_triangle,
    revisions,
)


def sources(days):
    return [{"source": name, "published_on": day} for name, day in days.items()]


@pytest.fixture
def twice(make_data, figure):
    """One year published three times on Kazakh books, once on Azerbaijani."""
    make_data(
        observations=[
            figure(2022, 500, 5, reporter="KAZ", source="first"),
            figure(2022, 462, 0.5, reporter="KAZ", source="second"),
            figure(2022, 463.3, 0.05, reporter="KAZ", source="third"),
            figure(2022, 680, 5, reporter="AZE", agency="AZE_SCC", source="other"),
            figure(2023, 529.4, 0.05, reporter="KAZ", source="third"),
        ],
        sources=sources(
            {
                "first": "2023-04-10",
                "second": "2023-04",
                "third": "2024-03-05",
                "other": "2023-04-07",
            }
        ),
    )


def test_later_figures_of_the_same_books_are_revisions(twice):
    found = revisions("turnover")
    assert found["books"].unique().tolist() == ["KAZ"]
    assert found["release"].to_list() == [2, 3]
    assert found["first_value"].unique().tolist() == [500.0]
    assert found["value"].to_list() == [462.0, 463.3]
    assert found["revision"].round(1).to_list() == [-38.0, -36.7]
    assert found["revision_pct"].round(2).to_list() == [-7.6, -7.34]


def test_a_month_counts_as_its_last_day(twice):
    assert revisions("turnover")["lag_days"].to_list() == [20, 330]


def test_rounding_is_told_from_revision(make_data, figure):
    make_data(
        observations=[
            figure(2023, 529, 0.5, reporter="KAZ", source="rough"),
            figure(2023, 529.4, 0.05, reporter="KAZ", source="fine"),
            figure(2024, 530, 0.5, reporter="KAZ", source="rough"),
            figure(2024, 540, 0.5, reporter="KAZ", source="fine"),
        ],
        sources=sources({"rough": "2025-01-01", "fine": "2025-02-01"}),
    )
    assert revisions("turnover")["within_rounding"].to_list() == [True, False]


def test_as_of_hides_what_came_later(twice):
    assert revisions("turnover", as_of="2023-04-29").empty
    assert revisions("turnover", as_of="2023-05-01")["value"].to_list() == [462.0]


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"qualifier": "over"}, id="a bound"),
        pytest.param({"obs_status": "D"}, id="another definition"),
        pytest.param({"agency": "UNSTATED", "reporter": ""}, id="no books named"),
    ],
)
def test_what_cannot_be_a_revision_is_left_out(make_data, figure, columns):
    later = {"reporter": "KAZ", "source": "later"} | columns
    make_data(
        observations=[
            figure(2023, 500, 0.5, reporter="KAZ", source="first"),
            figure(2023, 600, 0.5, **later),
        ],
        sources=sources({"first": "2024-01-01", "later": "2024-02-01"}),
    )
    assert revisions("turnover").empty


def test_undated_and_repeated_figures_are_no_releases(make_data, figure):
    make_data(
        observations=[
            figure(2023, 500, 0.5, reporter="KAZ", source=name)
            for name in ("first", "again")
        ]
        + [figure(2023, 510, 0.5, reporter="KAZ", source="undated")],
        sources=sources({"first": "2024-01-01", "again": "2024-02-01", "undated": ""}),
    )
    assert revisions("turnover").empty


def test_triangle_has_one_column_a_release(twice):
    triangle = revision_triangle(kz.open(), "turnover").set_index(
        ["period_end", "books"]
    )
    row = triangle.loc[("2022-12-31", "KAZ")]
    assert row[[1, 2, 3]].to_list() == [500.0, 462.0, 463.3]
    assert triangle.loc[("2022-12-31", "AZE"), 1] == 680.0


def test_an_empty_series_has_no_revisions(make_data):
    make_data()
    assert revisions("turnover").empty
    assert revision_triangle(kz.open(), "turnover").empty


def test_unknown_series_is_refused():
    with pytest.raises(UsageError, match="trade_turnover"):
        revisions("trade_turnovr")


def test_what_is_said_after_a_statistic_is_no_revision_of_it(make_data, figure):
    office = {"reporter": "KAZ", "agency": "KAZ_BNS", "provenance": "statistic"}
    make_data(
        observations=[
            figure(2023, 529.4, 0.05, source="early", stage="preliminary", **office),
            figure(2023, 556.7, 0.05, source="final", stage="final", **office),
            figure(2023, 529.4, 0.05, source="press", stage="preliminary", **office),
            figure(2023, 530, 5, source="speech", reporter="KAZ", provenance="press"),
        ],
        sources=sources(
            {
                "early": "2024-03-05",
                "final": "2024-07-25",
                "press": "2024-08-08",
                "speech": "2024-09-01",
            }
        ),
    )
    assert revisions("turnover")["value"].to_list() == [556.7]


def test_a_statement_that_an_office_replaces_is_no_revision(make_data, figure):
    office = {"reporter": "KAZ", "agency": "KAZ_BNS", "provenance": "statistic"}
    ministry = {"reporter": "KAZ", "agency": "KAZ_MFA", "provenance": "government"}
    channel = office | {"agency": "IMF_DOTS"}
    listed = {"agency": "IMF_DOTS", "name": "Its channel", "books": ""}
    make_data(
        observations=[
            figure(2010, 350, 5, source="speech", **ministry),
            figure(2010, 444, 0.5, source="channel", **channel),
            figure(2010, 445, 0.5, source="office", **office),
        ],
        agencies=[*AGENCIES, listed | {"kind": "channel"}],
        sources=sources(
            {"speech": "2011-10-20", "channel": "2022-02-02", "office": "2022-07-25"}
        ),
    )
    [revision] = revisions("turnover").to_dict("records")
    assert (revision["first_value"], revision["value"]) == (444.0, 445.0)
    [replaced] = replaced_statements(kz.open(), "turnover").to_dict("records")
    assert (replaced["first_value"], replaced["value"]) == (350.0, 444.0)
