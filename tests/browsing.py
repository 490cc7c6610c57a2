"""One Chromium for the tests of a module, without asking anything of the network."""

import shutil

import pytest

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


# A module, not a session: no two browsers of this library run beside one another.
@pytest.fixture(scope="module")
def browser():
    """Chromium; skips with a line where there is none."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()
