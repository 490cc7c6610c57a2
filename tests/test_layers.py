"""The walls between the rooms, read from the imports."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kzaz_analysis"
MOST_MODULES = 12
EVERYWHERE = {"chained_lines", "errors", "parameter_bounds", "parameter_types"}
EVERYWHERE |= {"countries", "installed", "places", "renames", "signature"}
MAY_IMPORT = {
    "chained_lines": set(),
    "countries": set(),
    "errors": set(),
    "installed": set(),
    "places": set(),
    "secrets": set(),
    "renames": set(),
    "parameter_bounds": set(),
    "parameter_types": {"secrets"},
    "signature": set(),
    "exporting": {"exporting"},
    "evidence": {"evidence"},
    "evidence.sources": {"evidence", "secrets"},
    "analysis": {
        *("analysis", "exporting", "evidence.rounding", "evidence.derivation.spans"),
        "evidence.schema.provenance",
    },
    "display": {"display", "exporting", "analysis.outcome", "evidence.access_log"},
    "studies": {"studies", "analysis", "evidence"},
    "reports": {"reports", "studies", "display", "analysis", "evidence"},
    "explorer": {"explorer", "reports", "studies", "display", "analysis", "evidence"},
    "runner": {"runner", "secrets"},
    "scheduling": {"scheduling"},
    # What checks the pages repeats no error of what writes them.
    "verify": {"verify"},
    "lab": {"lab", "runner", "evidence"},
    "cli": {
        *("cli", "scheduling", "runner", "verify", "explorer", "lab", "display"),
        *("studies", "analysis", "evidence", "exporting"),
        # The command says what the audit found in the words of its pages.
        *("reports.layout", "reports.audit.clauses"),
    },
    "__main__": {"cli"},
}
"""Rooms and modules that a room may import, types included, besides `EVERYWHERE`."""

SHARED_REPORTS = {"record"}
"""What reports share; no report imports another one, but those named below."""

NEIGHBOURS = {
    # The path to a target is a projection's: its drivers and capacities are told there.
    ("target_gap", "projection"),
}


def names_of(path):
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(
        ".__init__"
    )


FILES = {names_of(p): p for p in sorted(PACKAGE.rglob("*.py"))}
MODULES = [name for name, path in FILES.items() if path.name != "__init__.py"]


def imported(module):
    """Modules of the package that a module imports, under TYPE_CHECKING too."""
    for node in ast.walk(ast.parse(FILES[module].read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "kzaz_analysis"
        ):
            room = node.module.partition(".")[2]
            for alias in node.names:
                name = f"{room}.{alias.name}".lstrip(".")
                if name in FILES or room:
                    yield name if name in FILES else room


IMPORTS = {module: set(imported(module)) - {module} for module in FILES}


def is_within(name, rooms):
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


@pytest.mark.parametrize("module", MODULES)
def test_module_imports_only_what_its_room_may(module):
    room, _, folder = module.partition(".")
    allowed = MAY_IMPORT.get(f"{room}.{folder.split('.')[0]}", MAY_IMPORT[room])
    allowed = allowed | EVERYWHERE
    assert {n for n in IMPORTS[module] if not is_within(n, allowed)} == set()


def test_no_report_imports_another():
    pairs = {
        (module.split(".")[1], name.split(".")[1])
        for module in MODULES
        if module.startswith("reports.") and module.count(".") > 1
        for name in IMPORTS[module]
        if name.startswith("reports.") and name.count(".") > 1
    }
    others = {(a, b) for a, b in pairs if a != b and b not in SHARED_REPORTS}
    assert others - NEIGHBOURS == set()


def rooms_served(module, *passed):
    """Rooms above `studies` that a module of it serves, if only through another one."""
    users = {name for name in MODULES if module in IMPORTS[name]} - {*passed}
    within = {name for name in users if name.startswith("studies.")}
    above = {".".join(name.split(".")[:2]) for name in users - within}
    return above.union(*(rooms_served(name, module, *passed) for name in within))


@pytest.mark.parametrize("module", [m for m in MODULES if m.startswith("studies.")])
def test_what_one_report_alone_uses_stands_in_its_room(module):
    assert len(rooms_served(module)) > 1


def folder_of(module):
    return f"{FILES[module].parent.relative_to(PACKAGE)}/"


def test_a_module_that_one_other_folder_alone_asks_for_stands_in_that_folder():
    """But for the door of a folder, which the room above it opens, and for a layer
    that everybody may use without the one above: an analysis without its report."""
    for module in MODULES:
        users = [name for name in FILES if module in IMPORTS[name]]
        if len(users) != 1 or users[0].split(".")[0] != module.split(".")[0]:
            continue
        mine, asking = folder_of(module), folder_of(users[0])
        assert mine.startswith(asking), f"{module} serves {users[0]} alone"


def test_only_two_modules_reach_into_the_network_and_only_the_command_asks_sources():
    clients = re.compile(r"\b(?:import|from) (?:requests|urllib\.request|httpx)\b")
    users = {
        name for name, path in FILES.items() if clients.search(path.read_text("utf-8"))
    }
    # The second one tells of a run where its owner asked it to.
    assert users == {"evidence.sources.fetch", "runner.telling.messages"}
    askers = {
        module.split(".")[0]
        for module in MODULES
        if not module.startswith("evidence.sources.")
        and any(is_within(name, {"evidence.sources"}) for name in IMPORTS[module])
    }
    assert askers == {"cli"}


def test_no_circle_among_modules():
    """Leaves are taken away until none is left; what stays is a circle."""
    left = {name: set(IMPORTS[name]) & set(MODULES) for name in MODULES}
    while leaves := {name for name, needs in left.items() if not needs & set(left)}:
        left = {name: needs for name, needs in left.items() if name not in leaves}
    assert sorted(left) == []


def test_no_folder_holds_more_modules_than_a_person_can_oversee():
    folders = Counter(str(FILES[module].parent) for module in MODULES)
    assert {f: n for f, n in folders.items() if n > MOST_MODULES} == {}


def test_every_folder_of_modules_is_a_package_that_says_what_it_is_for():
    for folder in {path.parent for path in FILES.values()}:
        text = (folder / "__init__.py").read_text("utf-8")
        assert ast.get_docstring(ast.parse(text)), folder


def test_importing_the_package_imports_no_library():
    code = "import sys, kzaz_analysis; print(sorted({'pandas', 'numpy', 'matplotlib', 'pandera'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_class_name_means_one_thing():
    classes = Counter(
        node.name
        for path in FILES.values()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    assert {name: n for name, n in classes.items() if n > 1} == {}


VAGUE = frozenset(
    [
        "found",
        "known",
        "told",
        "mine",
        "rest",
        "one",
        "shown",
        "kept",
        "named",
        "given",
        "made",
        "first",
        "last",
        "before",
        "after",
        "own",
        "theirs",
        "ours",
        "others",
        "what",
        "it",
        "thing",
        "things",
        "wanted",
        "asked",
        "seen",
        "said",
    ]
)
"""Names that say nothing of what they hold."""

MOST_VAGUE = 0.02


def assigned_names(tree):
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.For, ast.NamedExpr)):
            for target in getattr(node, "targets", None) or [node.target]:
                names = [n for n in ast.walk(target) if isinstance(n, ast.Name)]
                yield from (name.id for name in names)


def test_names_say_what_they_hold():
    counts = Counter(
        name
        for path in FILES.values()
        for name in assigned_names(ast.parse(path.read_text("utf-8")))
    )
    vague = {name: n for name, n in counts.items() if name in VAGUE}
    assert sum(vague.values()) < MOST_VAGUE * counts.total(), vague


RECKONING = {"merge", "groupby", "pivot", "pivot_table", "mean", "median", "std"}
ARITHMETIC = (ast.Mult, ast.Div, ast.Pow, ast.FloorDiv, ast.Mod)
SENTENCES = [m for m in MODULES if m.endswith("sentences") or ".clauses." in m]


def reckoned(node):
    if isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC):
        return ast.unparse(node)
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return node.func.attr if is_call and node.func.attr in RECKONING else ""


JOINS = {"merge", "mean", "median", "std"}
SHOWING = [
    m
    for m in MODULES
    if m.startswith("display.")
    or (m.startswith("reports.") and m.endswith(("page", "tables", "chart")))
]


@pytest.mark.parametrize("module", SHOWING)
def test_what_is_shown_joins_and_averages_nothing(module):
    """A page, table or chart takes its frames as a study has made them."""
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(FILES[module].read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert calls & JOINS == set()


@pytest.mark.parametrize("module", SENTENCES)
def test_sentences_reckon_nothing(module):
    """A sentence takes its operands as they are: a study has computed them."""
    tree = ast.parse(FILES[module].read_text("utf-8"))
    assert [text for node in ast.walk(tree) if (text := reckoned(node))] == []


REWRITING = {"replace", "removeprefix", "removesuffix", "sub"}
PROSE = re.compile(r"[A-Za-z]{2,} | [A-Za-z]{2,}")


def is_rewritten(node):
    """Whether words of a sentence are looked for in order to change it."""
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    if not is_call or node.func.attr not in REWRITING or not node.args:
        return False
    sought = node.args[0]
    is_text = isinstance(sought, ast.Constant) and isinstance(sought.value, str)
    return isinstance(sought, ast.JoinedStr) or bool(
        is_text and PROSE.search(sought.value)
    )


@pytest.mark.parametrize(
    "module", SENTENCES + [m for m in SHOWING if m.startswith("reports.")]
)
def test_no_sentence_of_ours_is_rewritten(module):
    """Operands travel and words are made last."""
    tree = ast.parse(FILES[module].read_text("utf-8"))
    assert [ast.unparse(n) for n in ast.walk(tree) if is_rewritten(n)] == []


def test_the_wall_sees_a_rewritten_sentence():
    texts = ["rate(x).removeprefix('about ')", "words.replace(f' {year}', '')"]
    assert all(is_rewritten(ast.parse(text, mode="eval").body) for text in texts)


def test_templates_of_sentences_reckon_nothing():
    marks = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
    products = re.compile(r"(?<!100) [*/] [\w(]|\|\s*(?:sum|min|max)\b")
    for path in PACKAGE.rglob("*sentences*.j2"):
        code = " ".join(marks.findall(path.read_text("utf-8")))
        assert products.findall(code) == [], path
