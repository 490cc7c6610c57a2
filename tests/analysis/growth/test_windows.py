"""Windows are named beforehand, and say when they begin where nothing was."""

import pytest

from kzaz_analysis.analysis.growth.runs import base_of, named_windows


def spans(annual):
    return {w.name: (w.start_year, w.base) for w in named_windows(annual)}


def test_windows_are_one_five_and_ten_years_and_since_the_peak(make_annual):
    values = {year: 100 + year - 2010 for year in range(2010, 2026)} | {2018: 900}
    assert spans(make_annual(values)) == {
        "last year": (2024, ""),
        "five years": (2020, ""),
        "ten years": (2015, ""),
        "since the highest comparable year shown": (2018, ""),
    }


def test_their_rates_are_those_of_their_two_ends(make_annual):
    annual = make_annual({2015: 100, 2020: 50, 2024: 90, 2025: 100})
    rates = {w.name: w.growth.rate_pct for w in named_windows(annual)}
    assert rates["last year"] == pytest.approx(100 / 9)
    assert rates["five years"] == pytest.approx(100 * (2 ** (1 / 5) - 1))
    assert rates["ten years"] == pytest.approx(0)


def test_a_window_that_a_record_does_not_reach_is_not_there(make_annual):
    assert spans(make_annual({2024: 1, 2025: 2})) == {"last year": (2024, "")}
    assert named_windows(make_annual({})) == ()


def test_a_window_across_a_change_of_reporter_has_a_reason_and_no_rate(make_annual):
    annual = make_annual({2020: 1, 2024: 2, 2025: 3}, segments=[0, 1, 1])
    five = named_windows(annual)[1]
    assert not five.growth
    assert "the reporter or source changes" in five.growth.reason


def test_the_peak_is_one_of_the_last_reporter(make_annual):
    annual = make_annual({2019: 99, 2022: 5, 2023: 4, 2025: 3}, segments=[0, 1, 1, 1])
    assert spans(annual)["since the highest comparable year shown"] == (2022, "gap")


def test_the_highest_year_has_no_window_since_the_peak(make_annual):
    assert "since the highest comparable year shown" not in spans(
        make_annual({2023: 5, 2024: 1, 2025: 6})
    )


@pytest.mark.parametrize(
    ("values", "base"),
    [
        pytest.param({2019: 9, 2020: 3, 2021: 8}, "trough", id="lower than both"),
        pytest.param({2018: 9, 2020: 3, 2021: 8}, "gap", id="no figure before"),
        pytest.param({2019: 0, 2020: 3, 2021: 8}, "restart", id="zero before"),
        pytest.param({2019: 2, 2020: 3, 2021: 8}, "", id="on the way up"),
        pytest.param({2019: 9, 2020: 3, 2021: 2}, "", id="on the way down"),
        pytest.param({2020: 3, 2021: 8}, "", id="first of the record"),
    ],
)
def test_what_is_special_about_a_first_year(make_annual, values, base):
    assert base_of(make_annual(values), 2020) == base


@pytest.mark.parametrize(
    ("values", "segments"),
    [
        pytest.param({2019: 9, 2020: 3, 2021: 8}, [0, 1, 1], id="before"),
        pytest.param({2019: 9, 2020: 3, 2021: 8}, [0, 0, 1], id="after"),
        pytest.param({2019: 0, 2020: 3, 2021: 8}, [0, 1, 1], id="zero before"),
    ],
)
def test_a_figure_of_another_reporter_makes_no_trough(make_annual, values, segments):
    assert base_of(make_annual(values, segments=segments), 2020) == ""
