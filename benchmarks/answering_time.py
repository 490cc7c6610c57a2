"""Print what a person at the keyboard waits for, in milliseconds of a warm process.

    python benchmarks/answering_time.py

One line a question: the median and the slowest of several, by the processor's clock;
the explorer's page by the browser's clock, where Chromium and playwright are at hand.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import kzaz_analysis as kz
from kzaz_analysis.explorer.packing import packed
from kzaz_analysis.explorer.page import explorer_html
from kzaz_analysis.explorer.quick import Answers, Asked

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES = 7
INPUT_TO_PICTURE = """async (targets) => {
  const box = document.getElementById("kz-target"), taken = [];
  for (const target of targets) {
    const start = performance.now();
    box.value = target;
    box.dispatchEvent(new Event("input"));
    document.getElementById("kz-chart").getBoundingClientRect();
    taken.push(performance.now() - start);
    await new Promise(requestAnimationFrame);
  }
  return taken.sort((a, b) => a - b);
}"""


def report(name: str, ask: Callable[[int], object]) -> None:
    """Ask once to warm up and several times more; print a line."""
    ask(0)
    taken = []
    for number in range(1, TIMES + 1):
        start = time.process_time()
        ask(number)
        taken.append(1000 * (time.process_time() - start))
    print(f"{name}: median {median(taken):.0f} ms, slowest {max(taken):.0f} ms")


def report_page(evidence: kz.Evidence) -> None:
    """Print what an input takes until the picture stands, in a browser."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415
    except ImportError:
        print("explorer's page: playwright is missing")
        return
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        print("explorer's page: Chromium is missing")
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        path = Path(folder, "explore.html")
        path.write_text(explorer_html(evidence, packed(evidence)), "utf-8")
        chromium = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = chromium.new_page()
        page.goto(path.as_uri())
        taken = page.evaluate(INPUT_TO_PICTURE, [200 + 17 * n for n in range(100)])
        chromium.close()
    middle, high = taken[49], taken[94]
    print(f"explorer's page: median {middle:.0f} ms, 95th percentile {high:.0f} ms")


def main() -> None:
    """Print a line for each question."""
    evidence = kz.open()
    answers = Answers(evidence)
    shown = answers.shown
    report("fan alone", lambda _: kz.projection_study("trade_turnover").projection)
    report(
        "explorer, another target",
        lambda n: shown(Asked("trade_turnover", target=1000.0 + n)),
    )
    report(
        "explorer, another first year",
        lambda n: shown(Asked("trade_turnover", first_year=2000 + n)),
    )
    report_page(evidence)


if __name__ == "__main__":
    main()
