"""One explorer for all tests: it takes seconds to compute."""

import pytest

import kzaz_analysis as kz
from kzaz_analysis.explorer.packing import packed

SERIES = ("trade_turnover", "titr_freight", "imports_kaz_from_aze")


@pytest.fixture(scope="session")
def evidence():
    return kz.open()


@pytest.fixture(scope="session")
def content(evidence):
    return packed(evidence, SERIES, first_year=2017)
