"""The walls between the rooms, read from the imports."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kzaz_analysis"
MAY_IMPORT = {
    "errors": set(),
    "reads": set(),
    "refusals": {"errors"},
    "secrets": {"errors"},
    "evidence": {"errors", "reads", "evidence"},
    "analysis": {"errors", "analysis", "evidence.rounding"},
    "display": {"errors", "reads", "refusals", "display"},
    "reporting": {"errors", "reporting", "secrets"},
    "studies": {"errors", "refusals", "evidence", "analysis", "studies"},
    "pages": {"errors", "evidence", "display"},
    "cli_audit": {"errors", "evidence", "analysis", "display"},
    "cli_adding": {"errors", "evidence", "analysis"},
    "cli_extracting": {"errors", "evidence"},
    "cli_data": {"errors", "evidence", "cli_adding", "cli_extracting"},
    "cli_warm": {"errors", "reads", "evidence", "display", "reporting", "pages"},
    "cli_running": {"errors", "reporting"},
    "cli_runs": {"reporting", "cli_running"},
    "cli_report": {"errors", "reporting", "cli_running", "cli_runs"},
    "scheduling": {"errors", "scheduling"},
    "cli_schedule": {"errors", "scheduling"},
    "cli": {"errors"},
    "__main__": {"cli"},
}
MODULES = sorted(
    p.relative_to(PACKAGE).with_suffix("")
    for p in PACKAGE.rglob("*.py")
    if p.name != "__init__.py"
)


def imported(path):
    """Names below the package that a module imports at run time."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = [ast.Pass()]
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "kzaz_analysis"
        ):
            room = node.module.partition(".")[2]
            yield from (
                [room]
                if room
                else (a.name for a in node.names if a.name != "__version__")
            )


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_module_imports_only_what_its_room_may(module):
    room = module.parts[0]
    names = set(imported(PACKAGE / module.with_suffix(".py")))
    allowed = MAY_IMPORT[room]
    strangers = {
        n for n in names if n not in allowed and n.split(".")[0] not in allowed
    }
    assert strangers == set()


def test_importing_the_package_imports_no_library():
    import subprocess
    import sys

    code = "import sys, kzaz_analysis; print(sorted({'pandas', 'numpy', 'matplotlib', 'pandera'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
