"""A long run makes the datasets that say what was said too seldom."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from steering import TRIED, Steering

KINDS = ("common", "seldom", "never")


def steered(**told):
    """A steering in which each maker was tried as often as it has to be."""
    steering = Steering(told, KINDS, often=100)
    for _ in range(TRIED * len(told)):
        maker = steering.next()
        kinds, seconds = told[maker]
        steering.told(maker, kinds, seconds)
    return steering


def test_every_maker_is_tried_first():
    steering = Steering(("one", "two"), KINDS, often=5)
    made = [steering.next() for _ in range(2 * TRIED)]
    assert sorted(made) == ["one"] * TRIED + ["two"] * TRIED


def test_what_lags_is_made_next():
    steering = steered(
        usual=({"common": 50}, 1.0), seldom=({"common": 1, "seldom": 1}, 1.0)
    )
    assert steering.rare() == ["never", "seldom"]
    assert steering.next() == "seldom"


def test_the_kind_that_takes_longest_comes_first():
    steering = steered(
        much=({"common": 5, "seldom": 5}, 1.0), little=({"never": 0.1}, 1.0)
    )
    made = [steering.next() for _ in range(9)]
    assert made.count("little") > made.count("much")


def test_of_two_that_say_it_the_cheaper_is_made():
    steering = steered(dear=({"seldom": 1}, 5.0), cheap=({"seldom": 1}, 0.5))
    assert steering.next() == "cheap"


def test_where_nothing_lags_all_have_their_turn():
    steering = steered(one=(dict.fromkeys(KINDS, 100), 1.0), two=({}, 1.0))
    assert steering.rare() == []
    assert {steering.next() for _ in range(2)} == {"one", "two"}


def test_usual_datasets_have_their_share_of_the_time():
    told = {"usual": ({}, 2.0), "seldom": ({"seldom": 1}, 1.0)}
    steering = Steering(told, KINDS, often=1000, usual=["usual"])
    for _ in range(60):
        maker = steering.next()
        steering.told(maker, *told[maker])
    share = steering.seconds["usual"] / sum(steering.seconds.values())
    assert 0.2 < share < 0.35
