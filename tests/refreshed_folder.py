"""A small data folder that official sources refresh, and its bytes."""

import atexit
import hashlib
import shutil
import tempfile
from pathlib import Path

from kzaz_analysis.evidence.files import read_text
from kzaz_analysis.evidence.intake import append
from kzaz_analysis.evidence.schema.datapackage import write_package

DATASET = """\
name: small
title: Small
sides:
  KAZ: {name: Kazakhstan, demonym: Kazakh, colour: '#0072B2'}
  AZE: {name: Azerbaijan, demonym: Azerbaijani, colour: '#E69F00'}
rule: kaz_first
series: trade_turnover
flows: [trade_turnover, exports_kaz_to_aze, imports_kaz_from_aze]
"""


def flow(name, direction, entity="KAZ-AZE", **cells):
    return {
        "series": name,
        "title": name,
        "system": "trade",
        "measures": "Goods",
        "unit": "million_USD",
        "nature": "flow",
        "entity": entity,
        "direction": direction,
        "default_rule": "kaz_first",
    } | cells


SERIES = [
    flow("trade_turnover", "both", parts="exports_kaz_to_aze;imports_kaz_from_aze"),
    flow("exports_kaz_to_aze", "KAZ->AZE"),
    flow("imports_kaz_from_aze", "AZE->KAZ"),
    flow("exports_kaz_to_aze_hs10", "KAZ->AZE"),
    flow("exports_kaz_world", "KAZ->", "KAZ-WLD"),
]
AGENCIES = [
    {"agency": "IMF_IMTS", "name": "IMF", "books": "", "kind": "channel"},
    {
        "agency": "KAZ_BNS",
        "name": "Kazakh office",
        "books": "KAZ",
        "kind": "statistics",
    },
]
UNITS = [
    {"unit": unit, "label": unit, "dimension": dimension, "factor": factor}
    for unit, dimension, factor in (
        ("million_USD", "money USD", 1e6),
        ("USD", "money USD", 1),
        ("percent", "percentage", 1),
        ("persons", "people", 1),
        ("LCU_per_USD", "exchange rate", 1),
    )
]
GDP = {
    "indicator": "gdp_current_usd",
    "country": "KAZ",
    "year": 2024,
    "value": 285000000000,
    "unit": "USD",
    "obs_status": "A",
    "source": "old-wdi",
    "ref": "M001",
}


_made = {}


def written(make_data, observations, sources, **tables):
    """Write the folder, its tables ordered and described as commands leave them.

    Describing it takes long: a second folder of the same rows is a copy.
    """
    given = {"series": SERIES, "agencies": AGENCIES, "macro": [GDP]} | tables
    given |= {"observations": observations, "sources": sources}
    where = make_data(units=UNITS, factors=[], **given)
    if (key := repr(given)) in _made:
        shutil.copytree(_made[key], where, dirs_exist_ok=True)
        return where
    (where / "dataset.yml").write_text(DATASET, "utf-8")
    for name in ("observations", "sources", "macro", "series", "agencies", "units"):
        text = read_text(name, where).sort_values(list(append.definition(name).key))
        append.write(text, where / f"{name}.csv")
    write_package(where)
    _made[key] = Path(tempfile.mkdtemp(prefix="kzaz-refreshed-"))
    atexit.register(shutil.rmtree, _made[key], ignore_errors=True)
    shutil.copytree(where, _made[key], dirs_exist_ok=True)
    return where


def hashes(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
