"""Write the folder of a new dataset: a pair of countries, a corridor, or both."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import yaml

from kzaz_analysis.countries import Country
from kzaz_analysis.errors import OutputError
from kzaz_analysis.evidence.dataset.dataset import POSSIBLE
from kzaz_analysis.evidence.dataset.read import FILE
from kzaz_analysis.evidence.files import read_text
from kzaz_analysis.evidence.schema.datapackage import write_package
from kzaz_analysis.evidence.schema.definitions import TABLES
from kzaz_analysis.places import package_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Rows = list[dict[str, str]]

CURRENCIES = ("money USD", "money EUR", "money GBP", "money CNY")
"""Dimensions of money that every dataset has."""

CHANNELS = ("IMF_IMTS", "IMF_DOTS", "COMTRADE", "WITS", "UNSTATED")
"""Agencies of every dataset: those that carry tables of offices, best first; nobody."""

EXCHANGE_RATE = "eur_usd_annual_average"
INDICATOR = "us_gdp_deflator_index_2015_100"
DEFLATOR = {"indicator": INDICATOR, "country": "USA", "title": "the US GDP deflator"}
TURNOVER = "trade_turnover"
FREIGHT = "corridor_freight"
OPERATOR = "OPERATOR"
"""Agency of the figures of a corridor."""

SUITE = "suite.yml"


@dataclass(frozen=True, slots=True)
class NewDataset:
    """What a new dataset is about.

    Attributes
    ----------
    pair : tuple of Country
        Two countries, the first one's exports first; or none.
    corridor : str
        Name of a route, as in "the Middle Corridor"; or empty.
    """

    pair: tuple[Country, ...]
    corridor: str = ""

    @property
    def title(self) -> str:
        """Name for readers."""
        trade = ""
        if self.pair:
            here, there = (country.inside for country in self.pair)
            clear = " and " not in here + there
            trade = f"Trade between {here} and {there}"
            trade = trade if clear else f"Trade of {here} with {there}"
        parts = [trade, self.corridor]
        text = " and ".join(part for part in parts if part)
        return text[0].upper() + text[1:]

    @property
    def flows(self) -> tuple[str, ...]:
        """Turnover, exports and imports, as the first country has them."""
        if not self.pair:
            return ()
        here, there = (country.code.lower() for country in self.pair)
        return TURNOVER, f"exports_{here}_to_{there}", f"imports_{here}_from_{there}"

    @property
    def series(self) -> tuple[str, ...]:
        """All series, the leading one first."""
        return (*self.flows, *([FREIGHT] if self.corridor else []))


def write_dataset(new: NewDataset, folder: Path) -> list[Path]:
    """Write a dataset that passes the check and holds no figure of the pair yet.

    Parameters
    ----------
    new : NewDataset
        What it is about.
    folder : pathlib.Path
        Where to; it must be empty or not exist.

    Returns
    -------
    list of pathlib.Path
        The files written.

    Raises
    ------
    OutputError
        If something is in the folder, or it cannot be written.
    """
    texts = {
        **{f"{name}.csv": _table(name, rows) for name, rows in _rows(new).items()},
        FILE: _about(new),
        SUITE: _suite(new),
        "README.md": _readme(new, folder),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise OutputError(f"{folder} is not empty; name another folder with --dir")
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        write_package(folder)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}") from error
    return [folder / name for name in texts]


def _table(name: str, rows: Rows) -> str:
    table = TABLES[name]
    frame = pd.DataFrame(rows, columns=table.names, dtype=object).fillna("")
    ordered = frame.sort_values(list(table.key), kind="stable")
    return str(ordered.to_csv(index=False, lineterminator="\n"))


def _rows(new: NewDataset) -> dict[str, Rows]:
    """Rows of every table: lists of the new dataset, and what all datasets share."""
    shared = {name: _shared(name) for name in ("units", "factors", "macro", "agencies")}
    used = {row["source"] for name in ("factors", "macro") for row in shared[name]}
    sources = [row for row in _shipped("sources") if row["source"] in used]
    lists = {
        **shared,
        "sources": sources,
        "agencies": [*shared["agencies"], *map(_office, new.pair), *_operator(new)],
        "series": [*_trade(new), *_corridor(new)],
    }
    return {name: lists.get(name, []) for name in TABLES}


def _shipped(name: str) -> Rows:
    rows = read_text(name, package_folder("data", "")).to_dict("records")
    return [{str(key): str(cell) for key, cell in row.items()} for row in rows]


def _shared(name: str) -> Rows:
    """Rows of a shipped table that are about no country of its own."""
    keep: dict[str, Callable[[dict[str, str]], bool]] = {
        "units": lambda row: (
            not row["dimension"].startswith("money ") or row["dimension"] in CURRENCIES
        ),
        "factors": lambda row: row["factor"] == EXCHANGE_RATE,
        "macro": lambda row: row["indicator"] == INDICATOR,
        "agencies": lambda row: row["agency"] in CHANNELS,
    }
    return [row for row in _shipped(name) if keep[name](row)]


def office_of(country: Country) -> str:
    """Code of the office whose own figures of a country are entered."""
    return f"{country.code}_STAT"


def _office(country: Country) -> dict[str, str]:
    name = f"Statistics of {country.inside}"
    row = {"agency": office_of(country), "name": name, "books": country.code}
    return row | {"kind": "statistics"}


def _operator(new: NewDataset) -> Rows:
    """Who counts the freight of a corridor: its own side."""
    if not new.corridor:
        return []
    row = {"agency": OPERATOR, "name": f"Operator of {new.corridor}"}
    return [row | {"books": OPERATOR, "kind": "association"}]


def _trade(new: NewDataset) -> Rows:
    if not new.pair:
        return []
    here, there = new.pair
    turnover, exports, imports = new.flows
    entity = f"{here.code}-{there.code}"
    way, back = f"{here.code}->{there.code}", f"{there.code}->{here.code}"
    # "Bosnia and Herzegovina and North Macedonia" would be three.
    joint = "with" if " and " in here.name + there.name else "and"
    both = f"{here.inside} {joint} {there.inside}"
    listed = (
        (turnover, f"Trade turnover of {both}", "both", f"{exports};{imports}"),
        (exports, f"Exports of {here.inside} to {there.inside}", way, ""),
        (imports, f"Imports of {here.inside} from {there.inside}", back, ""),
    )
    carried = [agency for agency in CHANNELS if agency != "UNSTATED"]
    offices = ";".join([*map(office_of, new.pair), *carried])
    return [
        {
            "series": name,
            "title": title,
            "system": "trade",
            "measures": f"{title}, goods, current prices.",
            "unit": "million_USD",
            "nature": "flow",
            "entity": entity,
            "direction": direction,
            "default_rule": f"{here.code.lower()}_first",
            "preferred": offices,
            "parts": parts,
            "frequency": "annual",
        }
        for name, title, direction, parts in listed
    ]


def _corridor(new: NewDataset) -> Rows:
    if not new.corridor:
        return []
    title = f"Freight on {new.corridor}"
    row = {"series": FREIGHT, "title": title, "system": "corridor"}
    row |= {"measures": f"{title}, goods carried.", "unit": "thousand_tonnes"}
    row |= {"nature": "flow", "entity": new.corridor, "frequency": "annual"}
    return [row | {"preferred": OPERATOR}]


def _about(new: NewDataset) -> str:
    name = "-".join([*(c.code.lower() for c in new.pair), *_slug(new.corridor)])
    cells = {
        "name": f"{name}-evidence",
        "title": new.title,
        "sides": {
            c.code: {"name": c.name, "demonym": c.demonym, "colour": colour}
            for c, colour in zip(new.pair, ("#0072B2", "#E69F00"), strict=False)
        },
        "corridor": new.corridor,
        "series": new.series[0],
        "flows": list(new.flows),
        "deflator": DEFLATOR,
        "names": {OPERATOR: "the operator"} if new.corridor else {},
        "suite": SUITE,
    }
    filled = {key: cell for key, cell in cells.items() if cell}
    text = yaml.safe_dump(filled, sort_keys=False, allow_unicode=True)
    return (
        f"# What these tables are about; docs/datasets.md describes every key.\n{text}"
    )


def _slug(text: str) -> Sequence[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _suite(new: NewDataset) -> str:
    cells = {"title": new.title, "pages": POSSIBLE}
    text = yaml.safe_dump(cells, sort_keys=False, allow_unicode=True)
    return (
        "# Pages: every one that the figures allow; `kzaz report plan` lists them as\n"
        f"# they could stand here instead.\n{text}"
    )


def _readme(new: NewDataset, folder: Path) -> str:
    where = shlex.quote(str(folder))
    lines = [f"# {new.title}", "", "Fill it with figures, one table each:", "", "```"]
    for country in new.pair:
        lines += [
            f"kzaz data import {name}_{country.code}.csv --dataset {where} "
            f"--series {name} --reporter {country.code} --unit million_USD "
            "--decimal . --yes"
            for name in new.flows[1:]
        ]
    if new.corridor:
        lines.append(
            f"kzaz data import freight.csv --dataset {where} --series {FREIGHT} "
            "--unit thousand_tonnes --agency OPERATOR --decimal . --yes"
        )
    leading = new.series[0]
    unit = "million_USD" if new.pair else "thousand_tonnes"
    lines += [
        "```",
        "",
        "A table may be as short as two columns, `year,value`. Add targets, "
        "check, and make the reports:",
        "",
        "```",
        f"kzaz data add target --dataset {where} --series {leading} --value 1000 "
        f"--unit {unit} --deadline 2030 --announced-by 'the ministry' "
        f"--source-publisher 'a paper' --source-published-on 2026-01-31 --yes",
        f"kzaz data check --dataset {where}",
        f"kzaz report suite --dataset {where} -o reports/{shlex.quote(folder.name)}",
        "```",
        "",
        f"`{FILE}` says what the tables are about, `{SUITE}` which pages are made.",
        "",
    ]
    if new.pair:
        lines[-1:] = [
            "Exports and imports of one reporter add up to turnover where one source "
            "gives both: enter them on one day, or under one `--source`. Figures that "
            "name no `--agency` are those of their reporter's office, "
            f"{office_of(new.pair[0])} for one.",
            "",
        ]
    return "\n".join(lines)
