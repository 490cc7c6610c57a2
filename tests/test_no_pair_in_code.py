"""No text in code names the countries and the corridor of the shipped dataset."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kzaz_analysis"
PAIR = re.compile(
    r"\b(KAZ|AZE)(_|\b)|Kazakh|Azerbaijan|\bkaz_|\baze_|_kaz\b|_aze\b|Baku|Aktau|Caspian"
    r"|Middle Corridor|TITR|titr_"
)
MAY_NAME = ("evidence/sources/",)
"""Readers of national offices."""

FILES = [
    path
    for path in sorted(PACKAGE.rglob("*"))
    if path.suffix in (".py", ".j2")
    and "_shipped" not in path.parts
    and not path.relative_to(PACKAGE).as_posix().startswith(MAY_NAME)
]


def texts_of(path):
    """Text literals of a module, but for what documents it; a template as a whole."""
    source = path.read_text("utf-8")
    if path.suffix == ".j2":
        return [source]
    tree = ast.parse(source)
    # A text that stands alone as a statement documents what it follows.
    documents = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documents
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_no_text_names_the_shipped_pair(path):
    assert [text for text in texts_of(path) if PAIR.search(text)] == []


def test_the_wall_sees_a_name():
    assert PAIR.search("kaz_first") and PAIR.search("Kazakhstan's first")
    assert not PAIR.search("kzaz data add")
