"""What other installed packages bring along is found, used, and refused by name."""

import importlib
import sys

import pytest
from carried import built
from click.testing import CliRunner
from source_server import Reply, serving

import kzaz_analysis as kz
from kzaz_analysis import installed
from kzaz_analysis.cli.main import kzaz
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.dataset.discovery import dataset_folder
from kzaz_analysis.evidence.sources.official import chosen_sources, source_names
from kzaz_analysis.reports.layout import layout
from kzaz_analysis.runner.cache.fingerprint import _package_hash
from kzaz_analysis.runner.plan.notebooks import find_report, installed_reports
from kzaz_analysis.runner.plan.suite import plan_page


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    built(folder, tmp_path_factory.mktemp("built"))
    return folder


@pytest.fixture(autouse=True)
def on_path(place, monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(place))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield
    for name in [name for name in sys.modules if name.startswith("border_figures")]:
        del sys.modules[name]


def test_a_dataset_is_read_by_its_name(place):
    folder = place / "border_figures" / "data"
    assert dataset_folder("border") == folder
    assert kz.open("border").dataset.codes == ("GEO", "TUR")
    with pytest.raises(UsageError, match="installed: border"):
        dataset_folder("bordr")


def test_a_notebook_is_a_report_by_its_name(place):
    assert [report.name for report in installed_reports()] == ["border_counts"]
    assert find_report("border_counts").path == place / "border_figures/counts.ipynb"
    page = plan_page("border_counts", {"first_year": "2010"})
    assert page.values == {"first_year": 2010}
    listed = CliRunner().invoke(kzaz, ["report", "list"]).output
    assert "border_counts" in listed
    assert "How many crossings?" in listed
    with pytest.raises(UsageError, match="border_counts"):
        find_report("border_count")


def test_a_class_lays_out_the_studies_of_its_room():
    page = importlib.import_module("border_figures.page")
    study = page.Crossings(kz.open("border"))
    assert layout("crossings") is page.CrossingsPage
    assert kz.page(study).title == "0 crossings"
    with pytest.raises(UsageError, match="crossings"):
        layout("crosings")


def test_a_source_is_asked_like_any_other(monkeypatch):
    assert source_names()[-1] == "office"
    body = b"year,value\n2024,812.5\n2025,901.25\n"
    with serving({"/exports.csv": [Reply(body=body)]}) as server:
        monkeypatch.setenv("KZAZ_SOURCE_OFFICE", server.address)
        runner = CliRunner()
        words = ["data", "refresh", "office", "--dataset", "border", "--since", "2024"]
        monkeypatch.setenv("KZAZ_DATA_DIR", "")
        shown = runner.invoke(kzaz, [*words, "--yes"])
    assert shown.exit_code == 0, shown.output
    figures = kz.open("border").series("exports_geo_to_tur").annual
    assert figures["value"].to_list() == [812.5, 901.25]
    assert set(figures["provenance"]) == {"statistic"}


def test_code_of_others_is_part_of_what_a_page_rests_on(place):
    before = _package_hash()
    module = place / "border_figures" / "page.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(text + "# another version\n", encoding="utf-8")
    try:
        assert _package_hash() != before
    finally:
        module.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("office", "SOURCE = {}", "office.*border-figures 1.2.*no function ask"),
        ("office", "SOURCE = {}\nask = print", "office.*1.2.*SOURCE does not fit"),
        ("office", "import nowhere_at_all", "office.*1.2.*ModuleNotFoundError"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_package(place, name, text, message):
    module = place / "border_figures" / f"{name}.py"
    right = module.read_text(encoding="utf-8")
    module.write_text(text, encoding="utf-8")
    importlib.invalidate_caches()
    try:
        with pytest.raises(UsageError, match=message):
            chosen_sources(["office"], ["GEO"])
        # Others are none the worse for it.
        assert [s.name for s in chosen_sources(["imts"], ["GEO"])] == ["imts"]
    finally:
        module.write_text(right, encoding="utf-8")


def test_one_name_of_two_packages_is_refused(monkeypatch):
    points = [
        installed.EntryPoint("border", f"{package}:data", installed.DATASETS)
        for package in ("one", "two")
    ]
    monkeypatch.setattr(installed, "entry_points", lambda group: points)
    with pytest.raises(UsageError, match="one:data and two:data both bring a dataset"):
        installed.installed(installed.DATASETS)
