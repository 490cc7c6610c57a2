"""The shipped dataset has Russian names for what pages in Russian speak of."""

from pathlib import Path

import pandas as pd
import yaml

DATA = Path(__file__).parents[2] / "data"
FIGURES = 4
"""Years with figures from which a series may have pages of its own."""


def table(name):
    return pd.read_csv(DATA / f"{name}.csv", dtype=str, keep_default_na=False)


def test_series_with_pages_agencies_and_drivers_have_russian_names():
    named = yaml.safe_load((DATA / "names.ru.yml").read_text("utf-8"))["phrases"]
    package = DATA.parent / "kzaz_analysis" / "display" / "speech" / "ru.yml"
    book = yaml.safe_load(package.read_text("utf-8"))
    named = {name.casefold() for name in [*named, *book["phrases"], *book["same"]]}
    figures = table("observations")
    years = figures.groupby("series")["period_start"].agg(lambda d: d.str[:4].nunique())
    rich = table("series").set_index("series")
    rich = rich.loc[[s for s in years.index[years >= FIGURES] if s in rich.index]]
    wanted = [*rich["title"], *rich["caveats"], *table("agencies")["name"]]
    wanted += [*table("drivers")["title"]]
    assert [name for name in wanted if name and name.casefold() not in named] == []
