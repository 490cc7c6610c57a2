"""Sets of short annual series, read as they are kept or as their authors publish them.

A place is one of

- a parquet file with one row per series and window: ``sid`` (windows whose first two
  parts ``A|B`` agree are resampled together), ``train`` and ``test`` (lists of values,
  oldest first), and where known ``origin`` (last training year, for coverage by era);
  ``FILE.parquet:million_USD`` says its unit;
- ``TRAIN.csv:TEST.csv``, as the M4 competition publishes them: a name, then the values,
  in one row each;
- a ``.tsf`` file, as the Monash archive publishes M3, M4 and tourism yearly: the last
  years, as many as its ``@horizon`` says, are those to forecast;
- a folder of such files, pairs of CSV files named ``NAME-train.csv, NAME-test.csv``.
"""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pandas as pd
from forecast_scores import FOLDS, Series


def places_in(place: str) -> list[str]:
    """List the sets behind a place: those of a folder, or the place itself."""
    folder = Path(place)
    if not folder.is_dir():
        return [place]
    files = [*folder.glob("*.parquet"), *folder.glob("*.tsf")]
    pairs = [
        f"{train}:{train.with_name(train.name.replace('-train', '-test'))}"
        for train in folder.glob("*-train.csv")
    ]
    return sorted([*map(str, files), *pairs])


def read_set(place: str) -> Series:
    """Read one set; see the top of this file."""
    first, _, second = place.partition(":")
    unit = "" if second.endswith(".csv") else second
    if second.endswith(".csv"):
        frame = read_wide(Path(first), Path(second))
    elif first.endswith(".tsf"):
        frame = read_tsf(Path(first))
    else:
        frame = pd.read_parquet(first)
    sids = frame["sid"].astype(str)
    origin = frame["origin"] if "origin" in frame else pd.Series(-1, frame.index)
    return Series(
        name=Path(first).stem,
        train=[np.asarray(record, dtype=float) for record in frame["train"]],
        test=np.stack([np.asarray(came, dtype=float) for came in frame["test"]]),
        cluster=pd.factorize(sids.map(pair_of))[0],
        fold=sids.map(fold_of).to_numpy(),
        origin=origin.to_numpy(),
        unit=unit,
    )


def read_wide(train: Path, test: Path) -> pd.DataFrame:
    """Read the competition's CSV files."""
    known, came = (pd.read_csv(path, index_col=0) for path in (train, test))
    rows = [record.dropna().to_numpy() for _, record in known.iterrows()]
    columns = {"sid": known.index, "train": rows}
    return pd.DataFrame(columns).assign(test=list(came.loc[known.index].to_numpy()))


def read_tsf(path: Path) -> pd.DataFrame:
    """Read a file of the Monash archive: ``name:start:1.5,2.5,...`` after ``@data``."""
    head, _, body = path.read_text(encoding="latin-1").partition("@data")
    said = dict(
        line.split(maxsplit=1) for line in head.splitlines() if line.startswith("@")
    )
    if "@horizon" not in said:
        raise SystemExit(f"{path}: no line @horizon says how many years are forecast")
    horizon = int(said["@horizon"])
    rows = []
    for line in body.strip().splitlines():
        name, *_, values = line.split(":")
        figures = np.array(values.split(","), dtype=float)
        rows.append((name, figures[:-horizon], figures[-horizon:]))
    return pd.DataFrame(rows, columns=["sid", "train", "test"])


def pair_of(sid: str) -> str:
    """Name of the pair of countries behind a series, or the series itself."""
    return "|".join(sorted(sid.split("|")[:2]))


def fold_of(sid: str) -> int:
    """Fold of a series; both directions and all windows of a pair share one."""
    return zlib.crc32(pair_of(sid).encode()) % FOLDS
