"""Seaborn's style is that of seaborn, at a tenth of the price."""

import json
import subprocess
import sys

import pytest
import seaborn

from kzaz_analysis.display import seaborn_style

AFTERWARDS = """
import json, sys
import matplotlib as mpl
from kzaz_analysis.display import seaborn_style
found = seaborn_style.style("white")
with mpl.rc_context(found):
    pass
early = [name for name in ("seaborn", "scipy.stats") if name in sys.modules]
import seaborn
whole = hasattr(seaborn, "kdeplot") and not seaborn._statistics._no_scipy
theirs = seaborn.axes_style("white")
del theirs["image.cmap"]
print(json.dumps([found == theirs, early, whole]))
"""


def test_the_style_is_seaborns_and_seaborn_comes_whole_afterwards():
    done = subprocess.run(
        [sys.executable, "-c", AFTERWARDS], check=True, capture_output=True, text=True
    )
    assert json.loads(done.stdout) == [True, [], True]


@pytest.mark.parametrize("name", ["white", "ticks"])
def test_a_seaborn_that_is_there_is_used(name):
    assert seaborn_style.style(name).items() <= seaborn.axes_style(name).items()
    assert sys.modules["seaborn"] is seaborn


def test_a_seaborn_that_is_arranged_otherwise_is_imported_whole(monkeypatch):
    for name in [n for n in sys.modules if n.partition(".")[0] == "seaborn"]:
        monkeypatch.delitem(sys.modules, name)
    style_of = seaborn_style._style_of

    def moved(module, name):
        if module != "seaborn":
            raise ImportError(module)
        return style_of(module, name)

    monkeypatch.setattr(seaborn_style, "_style_of", moved)
    assert seaborn_style.style("white").items() <= seaborn.axes_style("white").items()
