"""Figures of one's own beside tables that an installed package brought."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
import pytest

import kzaz_analysis
from kzaz_analysis import places
from kzaz_analysis.errors import DataError, OutputError
from kzaz_analysis.evidence.files import data_dir, read_text
from kzaz_analysis.evidence.intake import append, own_tables
from kzaz_analysis.evidence.intake.complete import complete
from kzaz_analysis.evidence.schema.checks import check
from kzaz_analysis.evidence.schema.datapackage import write_package
from kzaz_analysis.evidence.sources import raw
from kzaz_analysis.runner.publish.ledger import default_path

ROOT = Path(kzaz_analysis.__file__).parents[1]
FIGURE = {
    "series": "turnover",
    "agency": "KAZ_BNS",
    "period_start": "2024-01-01",
    "period_end": "2024-12-31",
    "value": "512.4",
    "unit": "million_USD",
    "source": "paper-2024",
}


@pytest.fixture
def package(make_data, figure, monkeypatch, tmp_path):
    """Tables inside an installed package, and a home without any."""
    folder = make_data(observations=[figure(2023, 529.4, 0.05, ref="T001")])
    for name in ("observations", "sources", "series", "agencies", "units"):
        text = read_text(name, folder).sort_values(list(append.definition(name).key))
        append.write(text, folder / f"{name}.csv")
    installed = tmp_path / "site" / "kzaz_analysis"
    shutil.copytree(folder, installed / "_shipped" / "data")
    write_package(installed / "_shipped" / "data")
    monkeypatch.setattr(places, "PACKAGE", installed)
    monkeypatch.setenv("KZAZ_DATA_DIR", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return installed / "_shipped" / "data"


def add(place, **changes):
    row = append.NewRow(
        "observations", complete("observations", FIGURE | changes, place)
    )
    return append.add([row], place)


def test_additions_go_to_a_copy_that_is_read_from_then_on(package, tmp_path):
    before = {path.name: path.read_bytes() for path in package.iterdir()}
    assert data_dir() == package
    place = own_tables.writable(data_dir())
    assert place == tmp_path / "home" / "kzaz-analysis" / "tables"
    add(place)
    assert data_dir() == place == own_tables.writable(data_dir())
    assert set(read_text("observations")["value"]) == {"529.4", "512.4"}
    assert {path.name: path.read_bytes() for path in package.iterdir()} == before
    assert own_tables.own_rows(place)["observations"]["value"].to_list() == ["512.4"]


def test_raw_answers_and_the_ledger_lie_there_too(package, tmp_path, monkeypatch):
    monkeypatch.delenv("KZAZ_LEDGER", raising=False)
    place = own_tables.writable(data_dir())
    answer = type("A", (), {"sha256": "0" * 64, "content": b"bytes"})
    assert raw.keep([answer], place)[0].parent == place / "raw"
    assert default_path() == tmp_path / "home" / "kzaz-analysis" / "ledger.jsonl"


def test_a_new_version_of_the_package_keeps_the_rows(package):
    place = own_tables.writable(data_dir())
    add(place)
    text = read_text("observations", package)
    newer = text.iloc[[0]].assign(period_start="2022-01-01", period_end="2022-12-31")
    newer = newer.assign(ref="T000")
    append.write(pd.concat([newer, text]), package / "observations.csv")
    write_package(package)
    places._warn_of_older_copy.cache_clear()
    with pytest.warns(UserWarning, match="kzaz data own --update"):
        assert data_dir() == place
    assert own_tables.update(place, package) == {"observations": 1}
    assert len(read_text("observations", place)) == 3
    assert own_tables.own_rows(place)["observations"]["value"].to_list() == ["512.4"]
    assert check(place) == []
    assert places.is_up_to_date(place, package)


def test_rows_that_no_longer_fit_are_named_and_nothing_changes(package):
    place = own_tables.writable(data_dir())
    add(place)
    series = read_text("series", package)
    renamed = series["series"].where(series["series"] != "turnover", "trade")
    append.write(series.assign(series=renamed), package / "series.csv")
    text = read_text("observations", package)
    append.write(text.assign(series="trade"), package / "observations.csv")
    write_package(package)
    before = (place / "observations.csv").read_bytes()
    with pytest.raises(DataError, match=r"turnover.*is not in series"):
        own_tables.update(place, package)
    assert (place / "observations.csv").read_bytes() == before
    assert not (place / append.STAGING).exists()


def test_a_home_that_cannot_be_written_is_said(package, tmp_path, monkeypatch):
    (tmp_path / "home").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="KZAZ_DATA_DIR"):
        own_tables.writable(data_dir())


@pytest.fixture
def read_only():
    """A package and its tables that nobody may write, and a user's home."""
    place = Path(tempfile.mkdtemp())
    package = place / "kzaz_analysis"
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "kzaz_analysis", package, ignore=leave)
    leave = shutil.ignore_patterns("raw")
    shutil.copytree(ROOT / "data", package / "_shipped" / "data", ignore=leave)
    home = place / "home"
    home.mkdir()
    home.chmod(0o777)
    subprocess.run(["chmod", "-R", "a-w,a+rX", str(package)], check=True)
    place.chmod(0o755)
    yield package, home
    subprocess.run(["chmod", "-R", "u+w", str(place)], check=True)
    shutil.rmtree(place)


RIGHTS = "-dac_override,-dac_read_search"
AS_OTHERS = []
if os.name != "nt" and os.getuid() == 0:
    # Root may write anything, unless it gives up that right.
    AS_OTHERS = ["setpriv", "--bounding-set", RIGHTS, "--inh-caps", RIGHTS]


@pytest.mark.slow
@pytest.mark.skipif(
    os.name == "nt" or (AS_OTHERS and not shutil.which("setpriv")),
    reason="needs rights of POSIX, and a way to give them up",
)
def test_two_people_add_beside_a_package_that_nobody_may_write(read_only):
    package, home = read_only
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    environment |= {"PYTHONPATH": str(package.parent), "XDG_DATA_HOME": str(home)}
    words = [sys.executable, "-B", "-m", "kzaz_analysis", "data", "add", "observation"]
    words += ["--series", "trade_turnover", "--period", "2027", "--unit", "million_USD"]
    words += ["--agency", "COMTRADE", "--reporter", "KAZ", "--yes"]
    words = [*AS_OTHERS, *words]
    origin = "--source-published-on", "2028-01-31"
    people = [
        subprocess.Popen(
            [*words, "--value", str(value), "--source-publisher", name, *origin],
            env=environment,
            cwd=home,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for value, name in ((612.5, "One"), (613.5, "Two"))
    ]
    told = [person.communicate()[0] for person in people]
    assert [person.returncode for person in people] == [0, 0], told
    tables = home / "kzaz-analysis" / "tables"
    assert all(f"in {tables}" in text for text in told)
    assert not (package / "_shipped" / "data" / append.STAGING).exists()
    new = own_tables.own_rows(tables)
    assert sorted(new["observations"]["value"]) == ["612.5", "613.5"]
    assert len(new["sources"]) == 2
    assert check(tables) == []
