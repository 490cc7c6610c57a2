"""Drivers at values of the reader's own: what they move, and what is refused."""

from itertools import pairwise

import pytest

import kzaz_analysis as kz
from kzaz_analysis.errors import UsageError


def given(series="trade_turnover", **values):
    study = kz.projection_study(series, target=600.0, driver_values=values)
    return study, study.given


def test_a_part_moves_the_path_by_its_difference_to_today():
    study, path = given(exports=500)
    [row] = path.effects.to_dict("records")
    assert row["effect"] == pytest.approx(500 - row["today"])
    base = study.drivers.projection.fan["median"].iloc[-1]
    end = path.scenarios.paths["value"].iloc[-1]
    assert end == pytest.approx(base + row["effect"])


def test_values_of_all_parts_lead_to_their_sum_and_nothing_else_moves_it():
    study, path = given(exports=500, imports=100, oil_price=90)
    assert path.scenarios.paths["value"].iloc[-1] == pytest.approx(600)
    [oil] = path.effects.query("driver == 'oil_price'").to_dict("records")
    assert "acts through them" in oil["kept_out"]
    assert "moves no path" in kz.page(study).given_words.text


def test_effects_build_up_in_equal_steps_on_the_median():
    study, path = given(exports=500)
    values = path.scenarios.paths["value"]
    median = [
        study.drivers.projection.origin_value,
        *study.drivers.projection.fan["median"],
    ]
    added = [value - m for value, m in zip(values, median, strict=True)]
    steps = [after - before for before, after in pairwise(added)]
    assert steps == pytest.approx([steps[0]] * len(steps))


def test_where_a_driver_stands_today_it_moves_nothing():
    today = given(exports=500)[1].effects["today"].iloc[0]
    assert given(exports=today)[1].effects["effect"].iloc[0] == 0


def test_a_list_of_texts_is_the_same_as_a_mapping():
    listed = kz.projection_study(
        "trade_turnover", driver_values=["exports=500", "oil_price=80"]
    )
    assert listed.driver_values == {"exports": 500.0, "oil_price": 80.0}
    assert given(exports=500, oil_price=80)[0].driver_values == listed.driver_values


def test_a_value_beyond_the_record_moves_no_path_and_says_so():
    study, path = given(oil_price=5000)
    assert path.entering.empty
    assert "lies outside of what is on record" in path.effects["reason"].iloc[0]
    words = kz.page(study).given_words.text
    assert (
        "the oil price (Brent) at the value given moves no path"
        in words.lower().replace("brent", "Brent")
    )


def test_the_page_says_value_today_end_and_level():
    study, path = given(grain_volume=1000)
    words = kz.page(study).given_words.text.replace("\u00a0", " ")
    assert "grain exports to Azerbaijan at 1 million tonnes" in words
    assert "today) the path leads from USD" in words
    assert "That path reaches USD 600 million in" in words
    assert "and by less if today's figure is higher" in words
    assert path.effects["is_floor"].iloc[0]


def test_without_values_nothing_is_said():
    study = kz.projection_study("trade_turnover")
    assert study.given is None
    assert not kz.page(study).given_words


@pytest.mark.parametrize(
    ("series", "values", "message"),
    [
        ("trade_turnover", ["grain=1"], "did you mean grain_volume"),
        ("trade_turnover", ["grain_volume=much"], "such as 'grain_volume=1000'"),
        ("trade_turnover", ["grain_volume=1", "exports=2"], "count the same goods"),
        ("titr_freight", ["ferries=2"], "ferries is a capacity"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(series, values, message):
    with pytest.raises(UsageError, match=message):
        kz.projection_study(series, driver_values=values)


def test_without_a_yearly_figure_no_path_starts():
    asked = {"rule": "aze_only", "driver_values": ["growth_kazakhstan=3"]}
    study = kz.projection_study("titr_freight", **asked)
    assert "no yearly figure" in study.given.reason
