"""What is declared once is said the same everywhere."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {"matplotlib-base": "matplotlib"}


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def extras():
    return project()["optional-dependencies"]


def declared():
    return project()["dependencies"] + extras()["lab"]


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


def test_what_builds_and_publishes_is_pinned_by_its_content():
    uses = [
        line.partition("uses:")[2].split()[0]
        for path in (ROOT / ".github" / "workflows").glob("*.yml")
        for line in path.read_text("utf-8").splitlines()
        if "uses:" in line
    ]
    assert uses
    assert [u for u in uses if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", u)] == []
    lock = (ROOT / "requirements-uv.lock").read_text("utf-8")
    assert re.search(
        r"^uv==[\d.]+ \\\n +--hash=sha256:[0-9a-f]{64}", lock, re.MULTILINE
    )
    installs = [
        line
        for line in (ROOT / "Makefile").read_text("utf-8").splitlines()
        if re.search(r"pip install\b.* -r ", line)
    ]
    assert installs
    assert [line for line in installs if "--require-hashes" not in line] == []


def test_extras_that_messages_name_are_declared():
    texts = [p.read_text("utf-8") for p in (ROOT / "kzaz_analysis").rglob("*.py")]
    named = {n for text in texts for n in re.findall(r"kzaz-analysis\[(\w+)\]", text)}
    assert named
    assert named <= set(extras())


def pins(name):
    lock = (ROOT / name).read_text("utf-8")
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", lock, flags=re.MULTILINE))


def test_every_extra_is_pinned_and_those_of_a_run_where_it_is_pinned_itself():
    of_a_run, further = pins("requirements.lock"), pins("requirements-extras.lock")
    assert {name: further[name] for name in further if name in of_a_run} == {
        name: of_a_run[name] for name in further if name in of_a_run
    }
    for extra, listed in extras().items():
        names = {re.match(r"[\w-]+", declared)[0] for declared in listed}
        is_rare = extra in {"scheduler", "bench"}
        assert names - (further if is_rare else of_a_run).keys() == set(), extra


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
