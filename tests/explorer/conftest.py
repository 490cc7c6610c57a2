"""One explorer for all tests: it takes seconds to compute."""

import shutil

import pytest

import kzaz_analysis as kz
from kzaz_analysis.explorer.packing import packed

SERIES = ("trade_turnover", "titr_freight", "imports_kaz_from_aze")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def evidence():
    return kz.open()


@pytest.fixture(scope="session")
def content(evidence):
    return packed(evidence, SERIES, first_year=2017)


# A module, not a session: no two browsers of this library run beside one another.
@pytest.fixture(scope="module")
def browser():
    """Chromium; skips with a line where there is none."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()
