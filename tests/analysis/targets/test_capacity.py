"""Ceilings by year: what stands, what is announced, and where a path meets them."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corridor import LINK, promised

import kzaz_analysis as kz
from kzaz_analysis.analysis.targets.capacity import (
    binding,
    ceilings_by_year,
    first_hits,
)
from kzaz_analysis.errors import NotComputable

COLUMNS = ["link", "value", "from_year", "is_announced", "said_on", "only_in"]
COLUMNS += ["statement"]


def stages(*rows):
    return pd.DataFrame(rows, columns=COLUMNS)


def ceiling(found, case, year, link="a"):
    rows = found[(found["case"] == case) & (found["year"] == year)]
    return rows.set_index("link")["ceiling"][link]


# The rules of an announcement.


def test_announced_capacity_comes_early_on_time_or_late():
    found = ceilings_by_year(
        stages(
            ("a", 6, None, False, "", "", "now"),
            ("a", 10, 2028, True, "2024-02-27", "", "first word"),
            ("a", 10, 2031, True, "2025-06-27", "", "last word"),
            ("a", 99, None, True, "2025-06-27", "", "undated"),
        ),
        2025,
        2036,
        {"a": 2.5},
    )
    first = {
        case: int(
            found[(found["case"] == case) & (found["ceiling"] == 10)]["year"].min()
        )
        for case in ("low", "base", "high")
    }
    assert first == {"low": 2034, "base": 2031, "high": 2028}
    assert found["ceiling"].max() == 10


@settings(max_examples=30)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("ab"),
            st.floats(1, 100),
            st.integers(2020, 2040) | st.none(),
            st.sampled_from(["", "2024-01-01", "2025-01-01", "2025-06-01"]),
            st.sampled_from(["", "high"]),
        ),
        max_size=8,
    ),
    slip=st.floats(0, 6),
)
def test_a_ceiling_never_falls_and_low_is_never_above_high(rows, slip):
    announced = [(a, v, y, True, said, only, "x") for a, v, y, said, only in rows]
    present = [(a, 5.0, None, False, "", "", "now") for a in "ab"]
    found = ceilings_by_year(
        stages(*present, *announced), 2025, 2035, dict.fromkeys("ab", slip)
    )
    wide = found.pivot_table(index=["link", "year"], columns="case", values="ceiling")
    assert (wide["low"] <= wide["base"]).all()
    assert (wide["base"] <= wide["high"]).all()
    rises = found.groupby(["case", "link"])["ceiling"].diff().dropna()
    assert (rises >= 0).all()
    least = binding(found).set_index(["case", "year"])["ceiling"]
    naive = found.groupby(["case", "year"])["ceiling"].min()
    assert least.sort_index().to_list() == naive.sort_index().to_list()


def test_a_link_without_a_figure_of_today_has_no_ceiling():
    found = ceilings_by_year(
        stages(("a", 10, 2026, True, "2024", "", "x")), 2025, 2030, {}
    )
    assert found.empty
    assert binding(found).empty


def test_a_path_that_ends_on_a_ceiling_does_not_pass_it():
    ceilings = pd.DataFrame(
        {"case": "base", "year": [2025, 2026], "link": "a", "ceiling": 10.0}
    )
    paths = pd.DataFrame(
        {"scenario": "base", "year": [2025, 2026], "value": [9.0, 10.0 * (1 + 1e-12)]}
    )
    assert first_hits(paths, ceilings)["year"].isna().all()
    above = paths.assign(value=[9.0, 10.1])
    assert first_hits(above, ceilings)["year"].to_list() == [2026]


# From the tables.


def test_planted_capacity_appears_and_binds(corridor):
    corridor(stated=4.5)
    study = kz.capacity("freight", horizon_year=2030)
    base = study.first.set_index("scenario").loc["base"]
    assert (base["link"], base["ceiling"]) == ("port", 4500)
    year = int(base["year"])
    paths = study.scenarios.paths.query("scenario == 'base'").set_index("year")
    assert paths.loc[year, "is_capped"]
    assert paths["value"].max() == 4500
    assert study.binds


def test_nothing_binds_and_it_says_so(corridor):
    corridor(stated=500.0)
    study = kz.capacity("freight", horizon_year=2030)
    assert not study.binds
    assert set(study.first["reason"]) == {"nothing binds up to 2030"}


def test_announced_capacity_counts_from_the_first_whole_year(corridor):
    corridor([promised(8.0, "2026-12-31"), promised(9.0, "", name="undated")])
    study = kz.capacity("freight", horizon_year=2030)
    base = study.chain.query("case == 'base'").set_index("year")["ceiling"]
    assert base.to_dict() == {y: 6000 if y < 2027 else 8000 for y in range(2024, 2031)}


def test_in_the_low_case_it_comes_an_average_slip_later(corridor):
    corridor(
        [
            promised(8.0, "2025-12-31", "paper-2023"),
            promised(8.0, "2027-12-31", "paper-2024"),
        ]
    )
    links = kz.capacity("freight", horizon_year=2032).links
    assert links.links["slip_years"].to_list() == [2.0]
    first = {
        case: int(
            links.ceilings.query("case == @case and ceiling > 7000")["year"].min()
        )
        for case in ("low", "base", "high")
    }
    assert first == {"low": 2030, "base": 2028, "high": 2026}


def test_a_date_that_has_passed_counts_no_more(corridor):
    corridor([promised(8.0, "2024-06-30", "paper-2023")])
    assert kz.capacity("freight").chain["ceiling"].unique().tolist() == [6000]


def test_what_was_announced_later_is_not_known_before(corridor):
    corridor([promised(8.0, "2026-12-31", "paper-2025")])
    before = kz.capacity("freight", as_of="2025-01-15")
    assert before.chain["ceiling"].max() == 6000
    assert kz.capacity("freight").chain["ceiling"].max() == 8000


def test_other_cargo_is_taken_off(corridor, figure):
    tonnes = {"series": "throughput", "unit": "thousand_tonnes"}
    corridor(
        drivers=[LINK | {"shared_with": "throughput"}],
        more=[figure(2023, 3700, **tonnes)],
    )
    [link] = kz.capacity("freight").links.links.to_dict("records")
    # 3,700 in all less 3,000 of the corridor in 2023, off 6,000.
    assert (link["others"], link["others_year"], link["capacity"]) == (700, 2023, 5300)


def test_a_finished_work_adds_its_capacity(corridor):
    corridor(
        drivers=[LINK | {"project": "pier"}],
        milestones=[
            {
                "id": "pier",
                "project": "pier",
                "event": "opening",
                "actual_end": "2025-05-01",
                "status": "done",
                "value": 7.5,
                "unit": "million_tonnes_per_year",
            }
        ],
    )
    low = kz.capacity("freight").chain.query("case == 'low'").set_index("year")
    assert (low.loc[2025, "ceiling"], low.loc[2026, "ceiling"]) == (6000, 7500)


def test_a_branch_is_shown_and_does_not_bind(corridor):
    corridor(drivers=[LINK, LINK | {"driver": "branch", "carries": "part"}])
    study = kz.capacity("freight")
    assert set(study.hits["link"]) == {"port", "branch"}
    assert set(study.chain["link"]) == {"port"}


def test_vessels_count_once_what_one_carries_is_on_record(corridor, figure):
    ships = LINK | {"driver": "ships", "rests_on": "ferries"}
    own = {"series": "ferries", "unit": "barrels"}
    fleet = [figure(2024, 4, **own)]
    corridor(drivers=[ships], more=fleet)
    study = kz.capacity("freight")
    assert study.chain.empty
    assert "turns barrels into thousand tonnes" in study.links.links["reason"][0]
    tonnes = {"series": "carried", "unit": "thousand_tonnes"}
    corridor(
        drivers=[ships | {"converted_by": "carried;ferries"}],
        more=[*fleet, figure(2024, 5000, **tonnes)],
    )
    # Four of them carried 5,000: 1,250 each, and four carry that again.
    assert kz.capacity("freight").chain["ceiling"].max() == 5000


def test_capacity_of_a_series_that_nothing_carries_is_refused():
    with pytest.raises(NotComputable, match="no capacity constraint"):
        kz.capacity("trade_turnover")


def test_shipped_links_of_the_corridor():
    study = kz.capacity("titr_freight", horizon_year=2035)
    chain = study.chain.set_index(["case", "year"])
    assert set(study.chain["link"]) <= {"corridor_capacity", "baku_port"}
    assert chain.loc[("base", 2030), "ceiling"] == 6000
    # The last word of June 2025 names the end of 2030, two earlier moves 2 and 3 years.
    assert chain.loc[("base", 2031), "ceiling"] > 6000
    assert chain.loc[("low", 2033), "ceiling"] == 6000
    assert chain.loc[("high", 2028), "ceiling"] == 10000
    assert {"ferries", "second_track"} <= set(study.unknown["link"])
