"""Sentences of the reports as trees, so that a page without Python says the same.

A tree is text, or a list that begins with what to do: ``["text", part, ...]``,
``["name", operand]``, ``["const", constant]``, ``["call", function, argument, ...]``,
``["if", test, then, else]``, ``["compare", sign, left, right]``, ``["is none", what]``,
``["not", what]``, ``["multiply", left, right]`` and ``["round", what]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import nodes

from kzaz_analysis.errors import KzazError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

SIGNS = {"lt": "<", "gt": ">", "lteq": "<=", "gteq": ">=", "eq": "=="}


def macro_trees(template: Path, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Read some macros of a template of sentences.

    Parameters
    ----------
    template : pathlib.Path
        A file such as ``sentences.j2``.
    names : iterable of str
        Macros that are wanted.

    Returns
    -------
    dict of str to dict
        ``operands`` (names in their order) and ``tree`` of each macro.

    Raises
    ------
    KzazError
        If a macro is missing, or holds what no tree can say.
    """
    environment = jinja2.Environment(  # noqa: S701 - parsed, never rendered
        trim_blocks=True, lstrip_blocks=True
    )
    parsed = environment.parse(template.read_text("utf-8"))
    macros = {macro.name: macro for macro in parsed.find_all(nodes.Macro)}
    missing = sorted(set(names) - set(macros))
    if missing:
        raise KzazError(f"{template.name}: no macro {', '.join(missing)}")
    return {
        name: {
            "operands": [operand.name for operand in macros[name].args],
            "tree": ["text", *map(tree, macros[name].body)],
        }
        for name in names
    }


def tree(node: nodes.Node) -> Any:
    """Turn one node of a template into a tree.

    Raises
    ------
    KzazError
        If there is no such tree.
    """
    build = BUILDERS.get(type(node))
    if build is None:
        kind = type(node).__name__
        raise KzazError(f"line {node.lineno}: {kind} cannot be said without Python")
    return build(node)


def _choice(node: nodes.If) -> list[Any]:
    otherwise: list[Any] = ["text", *map(tree, node.else_)]
    for branch in reversed(node.elif_):
        otherwise = ["if", tree(branch.test), _text(branch.body), otherwise]
    return ["if", tree(node.test), _text(node.body), otherwise]


def _text(parts: Iterable[nodes.Node]) -> list[Any]:
    return ["text", *map(tree, parts)]


def _conditional(node: nodes.CondExpr) -> list[Any]:
    otherwise = "" if node.expr2 is None else tree(node.expr2)
    return ["if", tree(node.test), tree(node.expr1), otherwise]


def _call(node: nodes.Call) -> list[Any]:
    if not isinstance(node.node, nodes.Name) or node.kwargs:
        raise KzazError(f"line {node.lineno}: a function is called by its name alone")
    return ["call", node.node.name, *map(tree, node.args)]


def _comparison(node: nodes.Compare) -> list[Any]:
    operand = node.ops[0]
    if len(node.ops) > 1 or operand.op not in SIGNS:
        raise KzazError(f"line {node.lineno}: no such comparison without Python")
    return ["compare", SIGNS[operand.op], tree(node.expr), tree(operand.expr)]


def _test(node: nodes.Test) -> list[Any]:
    if node.name != "none":
        raise KzazError(f"line {node.lineno}: no test {node.name!r} without Python")
    return ["is none", tree(node.node)]


def _filter(node: nodes.Filter) -> Any:
    if node.node is None or node.name not in ("round", "int"):
        raise KzazError(f"line {node.lineno}: no filter {node.name!r} without Python")
    inner = tree(node.node)
    # What has been rounded is whole already.
    return inner if node.name == "int" and inner[0] == "round" else ["round", inner]


BUILDERS: dict[type[nodes.Node], Callable[[Any], Any]] = {
    nodes.TemplateData: lambda node: node.data,
    nodes.Output: lambda node: _text(node.nodes),
    nodes.Name: lambda node: ["name", node.name],
    nodes.Const: lambda node: ["const", node.value],
    nodes.If: _choice,
    nodes.CondExpr: _conditional,
    nodes.Call: _call,
    nodes.Compare: _comparison,
    nodes.Test: _test,
    nodes.Not: lambda node: ["not", tree(node.node)],
    nodes.Mul: lambda node: ["multiply", tree(node.left), tree(node.right)],
    nodes.Filter: _filter,
}
"""What turns each kind of node into a tree."""
