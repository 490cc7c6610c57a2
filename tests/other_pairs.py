"""Datasets of other pairs: one of real figures, one drawn at random."""

import csv
import re
from pathlib import Path

import numpy as np
from click.testing import CliRunner

from kzaz_analysis.cli.main import kzaz

IMF = (
    *(
        "--source",
        "imf-dots-2022-02",
        "--source-publisher",
        "International Monetary Fund",
    ),
    *("--source-title", "Direction of Trade Statistics, Georgia and Turkiye"),
    *(
        "--source-published-on",
        "2022-02-28",
        "--source-address",
        "https://data.imf.org/",
    ),
)
"""Origin of the figures of ``geo_tur.csv``: exports FOB and imports CIF, USD million."""


SHIPPED = re.compile(
    r"Kazakh|Azerbaijan|\bKAZ\b|\bAZE\b|kaz_|aze_|Baku|Aktau|Caspian|Middle Corridor|TITR"
)
TARGET = (
    *("--series", "trade_turnover", "--value", "3000", "--unit", "million_USD"),
    *("--deadline", "2030", "--announced-by", "the ministry", "--yes"),
    *("--source-publisher", "A paper", "--source-published-on", "2019-01-31"),
)


def command(*words):
    """Run the command; it must end well."""
    done = CliRunner().invoke(kzaz, list(map(str, words)))
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def real_figures():
    """Exports and imports of Georgia with Turkiye, by reporter and flow."""
    figures = {}
    with (Path(__file__).parent / "geo_tur.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = row["reporter"], row["flow"]
            figures.setdefault(key, {})[row["year"]] = row["value"]
    return figures


def random_figures(pair, seed=7):
    """Invented flows of any pair, with a missing year and a zero."""
    draw = np.random.default_rng(seed)
    keys = [(code, flow) for code in pair for flow in ("exports", "imports")]
    paths = {key: np.exp(draw.normal(0.05, 0.3, 20).cumsum() + 3) for key in keys}
    figures = {
        key: {str(2001 + n): f"{value:.2f}" for n, value in enumerate(path)}
        for key, path in paths.items()
    }
    del figures[keys[0]]["2009"]
    figures[keys[-1]]["2003"] = "0"
    return figures


def filled(place, pair, figures, origin=()):
    """Make a dataset by the commands that its README names, and fill it."""
    folder, names = place / "dataset", [code.lower() for code in pair]
    command("new", *pair, "--dir", folder)
    series = {
        "exports": f"exports_{names[0]}_to_{names[1]}",
        "imports": f"imports_{names[0]}_from_{names[1]}",
    }
    for (reporter, flow), values in figures.items():
        table = place / f"{flow}_{reporter}.csv"
        lines = ["year,value", *(f"{year},{value}" for year, value in values.items())]
        table.write_text("\n".join(lines) + "\n", encoding="utf-8")
        into = ("--dataset", folder, "--series", series[flow], "--reporter", reporter)
        form = ("--unit", "million_USD", "--decimal", ".", "--yes")
        command("data", "import", table, *into, *form, *origin)
        origin = origin[:2]  # A source is entered once; later tables name it.
    return folder
