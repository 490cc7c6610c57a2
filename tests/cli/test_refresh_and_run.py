"""A schedule refreshes and runs in one command; a new figure is the cause of a change."""

import json

import pytest
import tiny_notebooks
import yaml
from click.testing import CliRunner
from source_answers import imts
from source_server import Reply, serving

from kzaz_analysis.cli.main import kzaz, main
from kzaz_analysis.errors import SourceUnfit

PAGE = """\
import kzaz_analysis as kz

figures = kz.series("exports_geo_to_tur").annual
newest = figures.iloc[-1]
text = f"Exports were {newest['value']:g} in {newest['year']}."


class Shown:
    def _repr_mimebundle_(self, **_):
        number = {"name": "level", "label": "Exports", "value": newest["value"]}
        number |= {"unit": "million US dollars", "sources": [newest["source"]]}
        bundle = {"title": "Exports", "answer": text, "results": [number]}
        bundle |= {"as_of": "", "kicker": "", "tables": ["observations"], "sources": []}
        return {"text/plain": text, "application/vnd.kzaz.results+json": bundle}, {}


Shown()"""
YEARS = (
    ("GEO", "XG_FOB_USD", "TUR", "A", "2024", "402300000"),
    ("TUR", "MG_CIF_USD", "GEO", "A", "2024", "410000000"),
)
LATER = ("GEO", "XG_FOB_USD", "TUR", "A", "2025", "450000000")


@pytest.fixture
def pair(tmp_path, monkeypatch):
    """A dataset of another pair, as `kzaz new` writes it, and a suite of one page."""
    folder = tmp_path / "pair"
    done = CliRunner().invoke(kzaz, ["new", "GEO", "TUR", "--dir", str(folder)])
    assert done.exit_code == 0, done.output
    tiny_notebooks.save(tmp_path, "exports", PAGE, parameters="seed: int = 1")
    suite = {"title": "Pair", "pages": [{"report": "exports"}]}
    (tmp_path / "suite.yml").write_text(yaml.safe_dump(suite), "utf-8")
    monkeypatch.setenv("KZAZ_NOTEBOOK_DIR", str(tmp_path))
    monkeypatch.setenv("KZAZ_DATA_DIR", str(folder))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return folder


def run(tmp_path, monkeypatch, *words, years):
    replies = [Reply(body=imts(*years)), Reply(body=imts())]
    with serving({"/external/sdmx": replies}) as server:
        monkeypatch.setenv("KZAZ_SOURCE_IMTS", server.address)
        arguments = ["report", "suite", str(tmp_path / "suite.yml")]
        arguments += ["-o", str(tmp_path / "out"), "--refresh", "imts", *words]
        return CliRunner().invoke(kzaz, arguments)


@pytest.mark.slow
def test_a_refreshed_figure_is_the_cause_of_a_changed_page(pair, tmp_path, monkeypatch):
    begun = run(tmp_path, monkeypatch, years=YEARS)
    assert begun.exit_code == 0, begun.output
    assert begun.stdout.endswith("index.html\n")
    assert "exports_geo_to_tur  GEO  2024-01-01  2024-12-31  402.3" in begun.stderr
    changed = run(tmp_path, monkeypatch, "--fail-on-change", years=(*YEARS, LATER))
    assert getattr(changed.exception, "exit_code", 0) == 11, changed.output
    told = str(changed.exception)
    assert "1 conclusion changed" in told
    assert "because of" in told
    assert "RunComparison" not in told
    arguments = ["report", "diff", "-o", str(tmp_path / "out"), "--format", "json"]
    compared = json.loads(CliRunner().invoke(kzaz, arguments).stdout)
    causes = json.dumps(compared)
    assert "new period" in causes
    assert (
        "exports_geo_to_tur, 2025-12-31, 2025-01-01, GEO, IMF_IMTS, imts-a-" in causes
    )


def test_a_source_that_fails_is_told_and_makes_no_page(
    pair, tmp_path, monkeypatch, capfd
):
    told = tmp_path / "told.json"
    with serving({"/external/sdmx": [Reply(body=b"<html></html>")]}) as server:
        monkeypatch.setenv("KZAZ_SOURCE_IMTS", server.address)
        arguments = [
            "report",
            "suite",
            str(tmp_path / "suite.yml"),
            "--refresh",
            "imts",
        ]
        arguments += ["-o", str(tmp_path / "out"), "--notify", f"tee {told}"]
        monkeypatch.setattr("sys.argv", ["kzaz", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
    assert end.value.code == SourceUnfit.exit_code == 3
    assert not (tmp_path / "out" / "index.html").exists()
    reason = told.read_text("utf-8")
    assert "a page of HTML or XML came" in reason
    assert "nothing was written" in reason
