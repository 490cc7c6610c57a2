import pytest

import kzaz_analysis as kz
from kzaz_analysis.errors import UsageError
from kzaz_analysis.explorer.choices import distinct_rules, series_choices

RULES = {"a_first": ("A", "B", "*"), "b_first": ("B", "A", "*"), "a_only": ("A",)}


def test_rules_that_lead_to_the_same_figures_are_offered_once():
    assert distinct_rules(RULES, "a_first", {"A"}) == ("a_first",)
    assert distinct_rules(RULES, "a_only", {"A"}) == ("a_only",)
    assert distinct_rules(RULES, "a_first", {"A", "B"}) == (
        *("a_first", "b_first", "a_only"),
    )


def test_figures_of_another_side_tell_rules_apart():
    assert distinct_rules(RULES, "a_first", {"A", "C"}) == ("a_first", "a_only")
    assert distinct_rules(RULES, "a_first", {""}) == ("a_first",)


def test_days_are_those_of_publication_or_of_the_replays(evidence):
    (every,) = series_choices(evidence, ["titr_freight"], every_day=True)
    (few,) = series_choices(evidence, ["titr_freight"])
    published = kz.series("titr_freight").alternatives["published_on"]
    assert {day for day in published if len(day) == 10} <= set(every.days)
    assert few.days[0] == every.days[0] == ""
    assert set(few.days[1:]) <= set(evidence.dataset.replay_days)
    assert list(few.days[1:]) == sorted(few.days[1:], reverse=True)


def test_an_unknown_series_is_named(evidence):
    with pytest.raises(UsageError, match="titr_fright.*titr_freight"):
        series_choices(evidence, ["titr_fright"])


def test_as_of_leaves_out_later_days():
    (choice,) = series_choices(
        kz.open(as_of="2024-03-11"), ["titr_freight"], every_day=True
    )
    assert choice.days[0] == "2024-03-11"
    assert max(choice.days) == "2024-03-11"
    assert len(set(choice.days)) == len(choice.days)
