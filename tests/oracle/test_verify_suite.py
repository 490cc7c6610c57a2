"""A received suite is verified against the tables that it names, by the command."""

import hashlib
import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import made_pages
import random_data

from kzaz_analysis.cli.main import main

ROWS = [("KAZ", y, v) for y, v in {2022: 150, 2023: 140.5, 2024: 110.25}.items()]


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def suite(tmp_path):
    """A suite of one page, and the folder of its tables."""
    data = random_data.write(tmp_path / "data", 0)
    random_data.replace_observations(data, ROWS)
    asked = [("growth_rates", {"series": random_data.TURNOVER})]
    [page] = made_pages.made(data, asked)
    tables = {path.stem: sha256(path) for path in data.glob("*.csv")}
    folder = tmp_path / "suite"
    folder.mkdir()
    write(folder, page | {"data": {"tables": tables}})
    return folder, data


def write(folder, page):
    (folder / "growth.results.json").write_text(json.dumps(page), encoding="utf-8")


def read(folder):
    return json.loads((folder / "growth.results.json").read_text("utf-8"))


@pytest.fixture
def verify(capfd):
    """Call the command; give its exit code and what it prints."""

    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["report", "verify", *map(str, arguments)])
        said = capfd.readouterr()
        return ended.value.code or 0, said.out, said.err

    return call


def test_a_true_suite_agrees(suite, verify):
    code, out, _ = verify(suite[0], "--data", suite[1])
    assert code == 0
    assert "0 do not agree" in out


def test_a_dataset_is_named_as_for_every_other_command(suite, verify, monkeypatch):
    monkeypatch.setenv("KZAZ_DATA_DIR", "elsewhere")  # the option sets it for good
    code, out, _ = verify(suite[0], "--dataset", suite[1])
    assert (code, "0 do not agree" in out) == (0, True)


def test_a_wrong_operand_is_listed_with_its_sentence_and_what_it_should_be(
    suite, verify
):
    folder, data = suite
    page = read(folder)
    sentence = next(s for s in page["sentences"] if s["kind"] == "record.headline")
    sentence["operands"]["growth"]["pct"] = 21.5
    write(folder, page)
    code, out, _ = verify(folder, "--data", data, "--json")
    listed = json.loads(out)["disagreements"]
    assert code == 3
    assert {item["operand"] for item in listed} >= {"growth.pct"}
    item = next(item for item in listed if item["stated"] == 21.5)
    assert (item["page"], item["operand"]) == ("growth", "growth.pct")
    assert item["recomputed"] == pytest.approx(-21.53, abs=0.01)


def laid_out(folder, paragraphs):
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    aside = "<section class='kz-changes'><p>Before: 12 %.</p></section>"
    page = f"<h1>Growth</h1>{body}{aside}<p class='kz-asof'>2 rows</p>"
    (folder / "growth.html").write_text(page, encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("110", "111", id="another number"),
        pytest.param("down", "up", id="another direction"),
        pytest.param("Kazakhstan reports", "Azerbaijan reports", id="another reporter"),
        pytest.param("</p>", " It grew by 77 %.</p>", id="a sentence more"),
    ],
)
def test_a_page_that_says_what_its_results_do_not_is_listed(
    suite, verify, before, after
):
    folder, data = suite
    texts = [s["text"] for s in read(folder)["sentences"]]
    cited = [t.replace(" million", "\u00a0million<sup>1</sup>") for t in texts]
    laid_out(folder, [" ".join(texts[:3]), *cited[3:]])
    assert verify(folder, "--data", data)[0] == 0
    page = folder / "growth.html"
    shown = page.read_text("utf-8")
    assert before in shown
    page.write_text(shown.replace(before, after, 1), encoding="utf-8")
    code, out, _ = verify(folder, "--data", data)
    assert (code, "no sentence of its results file" in out) == (3, True)


def test_a_file_that_is_not_as_the_run_published_it_is_listed(suite, verify):
    folder, data = suite
    page = folder / "growth.html"
    page.write_text("<table><td>110.25</td></table>", encoding="utf-8")
    files = {page.name: sha256(page), "files/absent.csv": "0" * 64}
    manifest = {"pages": [{"slug": "growth", "files": files}]}
    (folder / "growth.manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert verify(folder, "--data", data)[0] == 0
    page.write_text("<table><td>210.25</td></table>", encoding="utf-8")
    code, out, _ = verify(folder, "--data", data)
    assert code == 3
    assert "growth.html is not as the run published it" in out
    (folder / "growth.manifest.json").write_text('{"pages": [1]}', encoding="utf-8")
    code, _, err = verify(folder, "--data", data)
    assert (code, "growth.manifest.json cannot be read" in err) == (2, True)


def test_tables_that_are_not_those_of_the_suite_are_refused(suite, verify):
    folder, data = suite
    random_data.replace_observations(data, ROWS[:2])
    code, _, err = verify(folder, "--data", data)
    assert code == 2
    assert "observations.csv" in err


def test_tables_that_the_run_kept_are_found(suite, verify):
    folder, data = suite
    kept = folder / "runs" / "tables"
    kept.mkdir(parents=True)
    tables = {}
    for path in data.glob("*.csv"):
        tables[path.stem] = {"sha256": sha256(path)}
        (kept / f"{sha256(path)}.csv").write_bytes(path.read_bytes())
    manifest = json.dumps({"data": {"tables": tables}, "pages": []})
    (folder / "manifest.json").write_text(manifest, encoding="utf-8")
    code, out, _ = verify(folder)
    assert (code, "0 do not agree" in out) == (0, True)


@pytest.mark.parametrize("text", ["{", "{}", '{"data": {"tables": {}}}'])
def test_what_cannot_be_read_is_refused(suite, verify, text):
    (suite[0] / "growth.results.json").write_text(text, encoding="utf-8")
    assert verify(suite[0], "--data", suite[1])[0] == 2


def test_a_folder_without_pages_is_refused(tmp_path, verify):
    code, _, err = verify(tmp_path)
    assert (code, "no page" in err) == (2, True)
