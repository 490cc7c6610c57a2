"""What is declared once is said the same everywhere."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {"matplotlib-base": "matplotlib"}


def declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return project["dependencies"] + project["optional-dependencies"]["lab"]


def test_conda_environment_has_the_same_names_and_ranges():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))[
        "dependencies"
    ]
    packages = {p for p in listed if isinstance(p, str)} - {"pip"}
    renamed = {
        re.sub(r"^[\w-]+", lambda m: CONDA_NAMES.get(m[0], m[0]), p) for p in packages
    }
    assert renamed == {*declared(), "python>=3.11"}


def test_lock_pins_every_dependency_with_hashes_and_names_no_index():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = set(re.findall(r"^([\w.-]+)==", lock, flags=re.MULTILINE))
    named = {re.match(r"[\w-]+", d)[0] for d in declared()}
    assert named - pinned == set()
    assert "--hash=sha256:" in lock
    assert "://" not in lock
    assert "--index-url" not in lock


@pytest.mark.parametrize("path", ["README.md", "CHANGELOG.md"])
def test_links_to_files_of_the_project_lead_somewhere(path):
    text = (ROOT / path).read_text("utf-8")
    targets = [t.split("#")[0] for t in re.findall(r"\]\(([^)\s]+)\)", text)]
    missing = [t for t in targets if "://" not in t and t and not (ROOT / t).exists()]
    assert missing == []


def test_every_dependency_is_explained():
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    named = {re.match(r"[\w-]+", d)[0] for d in declared()}
    assert {name for name in named if f"**{name}**" not in page} == set()


def test_every_variable_that_the_code_reads_is_documented():
    code = "".join(
        path.read_text("utf-8") for path in (ROOT / "kzaz_analysis").rglob("*.py")
    )
    page = (ROOT / "docs" / "environment-variables.md").read_text("utf-8")
    read = set(re.findall(r"[\"`](KZAZ_[A-Z_]+)", code))
    assert "KZAZ_DATA_DIR" in read
    assert {name for name in read if f"`{name}`" not in page} == set()
    assert set(re.findall(r"`(KZAZ_[A-Z_]+)`", page)) <= read
