"""Notebooks of one's own, the start notebook, and how the lab is opened."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

import kzaz_analysis as kz
from kzaz_analysis.cli.main import kzaz, main
from kzaz_analysis.errors import OutputError, UsageError
from kzaz_analysis.lab.start import as_notebook, start_text, write_start
from kzaz_analysis.runner.plan.notebooks import list_reports, notebook_dir

ROOT = Path(__file__).parents[2]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KZAZ_NOTEBOOK_DIR", raising=False)
    return tmp_path


def run(*words):
    return CliRunner().invoke(kzaz, list(words), catch_exceptions=False)


def test_command_and_python_copy_without_outputs_and_never_over_a_copy(here):
    assert "wrote workbench/growth_rates.ipynb" in run(
        "new", "notebook", "growth_rates"
    ).output.replace("\\", "/")
    second = kz.new_notebook("growth_rates")
    assert second.path == Path("workbench/growth_rates-2.ipynb")
    assert second._repr_markdown_() == (
        "[growth_rates-2.ipynb](workbench/growth_rates-2.ipynb)"
    )
    notebook = nbformat.read(second.path, as_version=4)
    template = nbformat.read(notebook_dir() / "growth_rates.ipynb", as_version=4)
    assert [c.source for c in notebook.cells] == [c.source for c in template.cells]
    code = [c for c in notebook.cells if c.cell_type == "code"]
    assert {(len(c.outputs), c.execution_count) for c in code} == {(0, None)}


def test_a_copy_made_in_the_workbench_lies_there_and_a_copy_can_be_copied(
    here, monkeypatch
):
    kz.new_notebook("growth_rates")
    monkeypatch.chdir(here / "workbench")
    again = kz.new_notebook("growth_rates.ipynb")
    assert again._repr_markdown_() == "[growth_rates-2.ipynb](growth_rates-2.ipynb)"
    assert (here / "workbench" / "growth_rates-2.ipynb").is_file()


def test_nothing_is_copied_among_the_templates(here):
    with pytest.raises(OutputError, match="templates of published pages"):
        kz.new_notebook("growth_rates", folder=notebook_dir())


def test_a_report_that_is_none_is_refused_alike(here, capsys):
    with pytest.raises(UsageError, match="did you mean growth_rates"):
        kz.new_notebook("growth_rate")
    with pytest.raises(SystemExit) as ended:
        main(["new", "notebook", "growth_rate"])
    assert ended.value.code == 2
    assert "did you mean growth_rates" in capsys.readouterr().err
    assert list(here.iterdir()) == []


def test_words_that_are_no_command_are_a_dataset(here):
    for words in (["GEO", "TUR"], ["dataset", "GEO", "ARM"]):
        assert "README.md has the commands" in run("new", *words).output
    assert {path.name for path in here.iterdir()} == {"geo-tur", "geo-arm"}
    assert "notebook" in run("new", "--help").output


def code_of(text):
    return re.findall(r"^```python\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)


def test_start_lists_every_report_and_page_and_its_links_lead_somewhere(here):
    suite = here / "reports" / "latest"
    suite.mkdir(parents=True)
    for name in ("index.html", "a.html", "a.results.json"):
        (suite / name).write_text('{"title": "A grew"}')
    text = start_text(here / "workbench")
    reports = {report.name for report in list_reports()}
    assert {name for name in reports if f"| `{name}` |" not in text} == set()
    assert "[A grew](../reports/latest/a.html)" in text
    path = write_start(here / "workbench")
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert [u for u in links if not (path.parent / u).exists()] == []


def test_start_says_how_pages_are_made_where_there_are_none(here):
    assert "kzaz report suite -o reports/latest" in start_text(here / "workbench")


def test_start_is_a_notebook_whose_cells_run(here, monkeypatch):
    path = write_start(here / "workbench")
    nbformat.validate(nbformat.read(path, as_version=4))
    nbformat.validate(nbformat.read(path.with_name("recipes.ipynb"), as_version=4))
    monkeypatch.chdir(path.parent)
    names = {}
    blocks = code_of(start_text(path.parent))
    assert len(blocks) >= 3
    for block in blocks:
        exec(block, names)  # noqa: S102
    assert (path.parent / "growth_rates.ipynb").is_file()


def test_recipes_hold_every_recipe_of_the_gallery(here):
    path = write_start(here / "workbench").with_name("recipes.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    gallery = (ROOT / "docs" / "gallery.md").read_text("utf-8")
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    assert code == [block.strip() for block in code_of(gallery)]
    assert "```" not in "".join(cell.source for cell in cells)


def test_a_start_notebook_that_was_changed_is_kept(here):
    path = write_start(here / "workbench")
    write_start(here / "workbench")
    assert len(list(path.parent.glob("start*"))) == 1
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"][0]["source"] = "# Mine"
    path.write_text(json.dumps(notebook))
    write_start(here / "workbench")
    assert "# Mine" in (path.parent / "start-2.ipynb").read_text("utf-8")
    assert "# Mine" not in path.read_text("utf-8")


def test_markdown_becomes_cells_in_order():
    cells = as_notebook("# A\n\n```python\n1 + 1\n```\n\nB\n")["cells"]
    kinds = [(cell["cell_type"], cell["source"]) for cell in cells]
    assert kinds == [("markdown", "# A"), ("code", "1 + 1"), ("markdown", "B")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lab"], "--allow-root --ip 0.0.0.0"),
        (["lab", "--allow-root", "no.ipynb"], "no.ipynb"),
    ],
)
def test_what_cannot_be_opened_is_told_before_anything_starts(
    here, monkeypatch, capsys, words, said
):
    monkeypatch.setattr("os.geteuid", lambda: 0, raising=False)
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
    assert list(here.iterdir()) == []


def test_browse_shows_every_row_to_be_searched(capsys):
    pytest.importorskip("itables")
    kz.browse(kz.load("observations"))
    printed = capsys.readouterr().out
    assert "HTML" in printed


@pytest.mark.parametrize("table", [[1, 2], "observations"])
def test_browse_refuses_what_is_no_table(table):
    with pytest.raises(UsageError, match="is no table"):
        kz.browse(table)
