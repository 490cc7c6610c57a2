"""What figures of one's own have to do to reach a level."""

import pandas as pd
import pytest

import kzaz_analysis as kz
from kzaz_analysis.errors import DataError, NotComputable, UsageError

OWN = pd.DataFrame({"year": [2019, 2020, 2022, 2024], "value": [80.0, 100, 60, 121]})


def test_required_growth_leads_from_the_last_figure_to_the_level():
    needed = kz.required(OWN, level=242, deadlines=[2028, 2026])
    assert needed.table["deadline"].to_list() == [2026, 2028]
    for row in needed.table.to_dict("records"):
        grown = 121 * (1 + row["required_pct"] / 100) ** (row["deadline"] - 2024)
        assert grown == pytest.approx(242)
    assert needed.asked == (2026, 2028)


def test_past_windows_are_those_of_the_figures():
    needed = kz.required(OWN, level=130, deadlines=[2028])
    [row] = needed.table.to_dict("records")
    # 2020 to 2024 alone is four years long.
    assert (row["windows"], row["best_start"], row["best_end"]) == (1, 2020, 2024)
    assert row["best_pct"] == pytest.approx(100 * (1.21**0.25 - 1))
    assert row["share_reached_pct"] == 100


def test_it_is_that_of_a_promise_where_the_figures_are_its_own():
    published = kz.required("turnover_1bn", deadlines=[2030])
    record = kz.series("trade_turnover", rule="kaz_only").annual
    level = published.target.value
    own = kz.required(record, level=level, deadlines=[2030])
    of_side = published.table[published.table["books"] == "KAZ"]
    wanted = of_side.loc[of_side["deadline"] == 2030, "required_pct"].to_list()
    assert own.table["required_pct"].to_list() == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ({"target": OWN}, UsageError, "level: say what the figures are to reach"),
        ({"target": "turnover_1bn", "level": 5.0}, UsageError, "turnover_1bn names"),
        ({"target": OWN, "level": -5.0}, UsageError, "level: -5.0 is below 0"),
        ({"target": 5}, UsageError, "target: 5 is not"),
        ({"target": OWN[["year"]], "level": 5.0}, DataError, "here without value"),
        ({"target": OWN.head(0), "level": 5.0}, NotComputable, "no annual figure"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked, error, words):
    with pytest.raises(error, match=words):
        kz.required(asked.pop("target"), **asked)


@pytest.mark.parametrize("subject", [("turnover_1bn", None), (OWN, 200.0)])
def test_it_shows_itself(subject):
    target, level = subject
    needed = kz.required(target, level=level)
    for text in (repr(needed), needed._repr_html_()):
        assert "growth to" in text
        assert "required_pct" in text
        assert "nan" not in text.lower()
    assert needed.frame is needed.table
    assert needed.to_csv().count("\n") == len(needed.table) + 1
