"""The forecast benchmark reads a folder of sets as their authors publish them."""

import importlib
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
TSF = """\
# comment
@relation M3
@attribute series_name string
@attribute start_timestamp date
@frequency yearly
@horizon 2
@data
T1:1975-01-01 00-00-00:940.66,1084.86,1244.98,1445.02
T2:1975-01-01 00-00-00:1991.05,2306.4,2604,2992.3,3722.08
"""


@pytest.fixture
def sets(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("forecast_sets")


def test_a_folder_of_published_sets_is_read(sets, tmp_path):
    (tmp_path / "m3_yearly_dataset.tsf").write_text(TSF, "utf-8")
    (tmp_path / "Yearly-train.csv").write_text('"V1","V2","V3"\n"Y1",1,2\n"Y2",3,\n')
    (tmp_path / "Yearly-test.csv").write_text('"V1","V2"\n"Y2",6\n"Y1",5\n')
    (tmp_path / "README.md").write_text("none")
    m4, m3 = map(sets.read_set, sets.places_in(str(tmp_path)))
    assert (m3.name, m4.name) == ("m3_yearly_dataset", "Yearly-train")
    assert [record.tolist() for record in m3.train] == [
        [940.66, 1084.86],
        [1991.05, 2306.4, 2604],
    ]
    assert m3.test.tolist() == [[1244.98, 1445.02], [2992.3, 3722.08]]
    assert [record.tolist() for record in m4.train] == [[1, 2], [3]]
    assert m4.test.tolist() == [[5], [6]]
    assert (m3.unit, m4.unit) == ("", "")


def test_a_published_file_without_a_horizon_is_refused_by_name(sets, tmp_path):
    path = tmp_path / "m3.tsf"
    path.write_text(TSF.replace("@horizon 2\n", ""), "utf-8")
    with pytest.raises(SystemExit, match=r"m3\.tsf: no line @horizon"):
        sets.read_set(str(path))


@pytest.mark.parametrize(("rows", "methods"), [(645, 3), (23_000, 5), (321, 0)])
def test_published_results_stand_beside_whole_sets_alone(sets, rows, methods):
    others = importlib.import_module("forecast_published").published(rows, 6)
    assert len(others) == methods
    assert (others.reindex(columns=["sMAPE"]) > 10).all(axis=None)
