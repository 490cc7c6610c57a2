"""Which rest of a year warns of the growth of the whole of it."""

import pytest
from awkward import months, tables

from kzaz_analysis.analysis.growth.year_on_year import annual_growth
from kzaz_analysis.evidence.series import series
from kzaz_analysis.studies.rest_of_last_year import unlike_its_year


@pytest.fixture
def warning(make_data, figure):
    """Find the rest that warns, of years of 1000 and 1100 with these parts."""

    def make(parts, half_width=0.0, before=1000):
        rows = [figure(2024, before), figure(2025, 1100)]
        for last, values in parts.items():
            for year, value in zip((2024, 2025), values, strict=True):
                rows.append(figure(months(year, last), value, half_width))
        make_data(**tables(rows))
        record = series("turnover")
        return unlike_its_year(record, annual_growth(record.annual))

    return make


@pytest.mark.parametrize(
    ("parts", "half_width", "months_given"),
    [
        pytest.param({"06-30": (500, 605)}, 0, 6, id="the rest fell"),
        pytest.param({"06-30": (500, 605)}, 10, None, id="or rose, within rounding"),
        pytest.param({"06-30": (500, 550)}, 0, None, id="as its year"),
        pytest.param({"06-30": (500, 499)}, 0, 6, id="above by more than ten points"),
        pytest.param({"06-30": (500, 501)}, 0, None, id="above by less than that"),
        pytest.param({"06-30": (0, 500)}, 0, None, id="nothing the year before"),
        pytest.param({"09-30": (700, 850)}, 0, 9, id="another part than a half"),
        pytest.param(
            {"06-30": (300, 800), "09-30": (900, 1000)}, 0, 6, id="the half is further"
        ),
        pytest.param(
            {"06-30": (500, 560), "09-30": (700, 1000)}, 0, 9, id="the rest is further"
        ),
        pytest.param({}, 0, None, id="no part"),
    ],
)
def test_the_rest_that_is_furthest_from_its_year_warns(
    warning, parts, half_width, months_given
):
    found = warning(parts, half_width)
    assert (found and found.months) == months_given


def test_a_year_without_a_rate_has_nothing_to_warn_of(warning):
    assert warning({"06-30": (0, 900)}, before=0) is None
