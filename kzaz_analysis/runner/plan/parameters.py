"""The typed schema of a report: read from its parameters cell, held against values.

The cell tagged ``parameters`` is the schema. Each line is one parameter::

    series: str = "titr_freight"  # which series {choices: titr_freight, btc_oil}
    horizon: int = 2030           # last year {range: 2025..2060}
    as_of: str = ""               # day, empty for everything {date}
    levels: list[float] = [50.0]  # confidence in percent {range: 1..99}

The comment is the help text. Rules in braces end it: ``{choices: a, b}`` lists what
is allowed, ``{range: 1..30}`` bounds a number (either end may be left open), and
``{date}`` asks for a day as YYYY-MM-DD, or nothing. ``{secret}`` asks for the name of a
secret, ``env:NAME``, or nothing: a run never holds its value. ``{file}`` asks for the
whole path of a file, whose content then counts as an input. For lists a rule holds
for every item. ``T | None`` allows no value. The cell is parsed, never executed.

Cells as papermill takes them come in as they are. Types may be missing, or be any of
``typing``; what is no assignment is left to the notebook. A default that is computed
stays the notebook's own, until a value is given. In other languages each line that
assigns a name is a parameter that takes anything.
"""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from kzaz_analysis import renames, secrets
from kzaz_analysis.errors import ParameterError
from kzaz_analysis.parameter_types import (
    ANY,
    Kind,
    Rules,
    coerce,
    json_value,
)
from kzaz_analysis.runner.plan.languages import is_python

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TAG = "parameters"
"""Tag of the cell that declares the parameters."""

_MAGIC = re.compile(r"^[ \t]*[%!?].*$", re.MULTILINE)
_TYPE_COMMENT = re.compile(r"^type:\s*(\S+)\s*")
_ASSIGNED = re.compile(
    r"^\s*(?:(?:val|var|let|const|set|local|export|global)\s+)?[$]?"
    r"(?P<name>[^\W\d][\w.]*)\s*(?::{1,2}\s*[\w\[\]{}<>]+\s*)?(?:<-|:?=)(?![=~>])"
    r"\s*(?P<default>.+?)\s*;?\s*$",
    re.MULTILINE,
)
_RULE = re.compile(r"\{\s*(choices|range|date|secret|file)\s*(?::\s*([^{}]*))?\}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One line of a parameters cell.

    Attributes
    ----------
    name : str
        Name as the notebook's code uses it.
    kind : Kind
        Type of its values.
    default : object
        Value when none is given, in canonical form.
    help : str
        The comment without its rules.
    rules : Rules
        Choices, bounds and format that values must keep to.
    computed : str
        Code of a default that the notebook computes; a run without a value of its own
        leaves it to the notebook. Empty for a default that is a value.
    """

    name: str
    kind: Kind
    default: Any
    help: str = ""
    rules: Rules = field(default_factory=Rules)
    computed: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return name, type, default, help and rules as plain JSON values."""
        described: dict[str, Any] = {
            "name": self.name,
            "type": str(self.kind),
            "default": self.default,
            "help": self.help,
        }
        computed = {"computed": self.computed} if self.computed else {}
        return described | computed | self.rules.as_dict()

    def take(self, given: Mapping[str, object]) -> Any:
        """Return the canonical value, given or default; ValueError if it cannot be."""
        value = self.default
        if self.name in given:
            value = coerce(given[self.name], self.kind, self.rules)
        if self.rules.is_secret and value:
            secrets.resolve(value)
        return value


@dataclass(frozen=True, slots=True)
class Schema:
    """All parameters of one report, in the order of the cell.

    Attributes
    ----------
    report : str
        Name of the notebook, for messages.
    parameters : tuple of Parameter
        One for each line.
    """

    report: str
    parameters: tuple[Parameter, ...]

    def bind(self, given: Mapping[str, object]) -> dict[str, Any]:
        """Complete and check values: what a run of the report will use.

        Parameters
        ----------
        given : mapping of str to object
            Values by name; text (as a command line gives it) or typed (as YAML does).

        Returns
        -------
        dict
            A canonical value for each parameter, in the order of the cell, so that
            a default given explicitly and one left out are the same run. A parameter
            whose default is computed is there only if a value is given.

        Raises
        ------
        ParameterError
            If a name is unknown or a value does not fit. It lists every problem.
        """
        by_name = {parameter.name: parameter for parameter in self.parameters}
        given = {self._today(name, by_name): value for name, value in given.items()}
        problems = [self._unknown(name) for name in given if name not in by_name]
        values: dict[str, Any] = {}
        for name, parameter in by_name.items():
            if parameter.computed and name not in given:
                continue
            try:
                values[name] = parameter.take(self._renamed(parameter, given))
            except ValueError as problem:
                problems.append(f"{name}: {problem}")
        if problems:
            raise ParameterError(_listed(self.report, problems))
        return values

    def references(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the references to secrets among the values of a run."""
        secrets = [p.name for p in self.parameters if p.rules.is_secret]
        return tuple(values[name] for name in secrets if values.get(name))

    def _today(self, name: str, known: Mapping[str, Parameter]) -> str:
        """Return the name that a parameter has now, with a warning if it is another."""
        new = renames.ARGUMENTS.get(name, name)
        if name in known or new not in known:
            return name
        renames.argument(self.report, name, new)
        return new

    def _renamed(
        self, parameter: Parameter, given: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Return what is given with the value of a parameter as it is called now."""
        name, choices = parameter.name, parameter.rules.choices or ()
        if name not in given or not choices:
            return given
        value = renames.value(self.report, name, given[name], choices)
        return {**given, name: value}

    def _unknown(self, name: str) -> str:
        names = [parameter.name for parameter in self.parameters]
        if not names:
            return f"{name!r} is given, and no cell with the tag {TAG!r} takes it"
        near = get_close_matches(name, names, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else f"it takes {', '.join(names)}"
        return f"there is no parameter {name!r}; {hint}"


def read_schema(report: str, notebook: Mapping[str, Any]) -> Schema:
    """Read the schema of a report from its parameters cell.

    Parameters
    ----------
    report : str
        Name of the notebook, for messages.
    notebook : mapping
        The notebook as its JSON file holds it.

    Returns
    -------
    Schema
        One parameter per line of the cell; none if there is no such cell.

    Raises
    ------
    ParameterError
        If there are several such cells, or a default does not fit its type or its
        rules. All lines at fault are listed.
    """
    cells = [cell for cell in notebook.get("cells", []) if _is_declaration(cell)]
    if len(cells) > 1:
        raise ParameterError(
            f"{report}: {len(cells)} cells carry the tag {TAG!r}; a report has one, "
            "with all its parameters, or none"
        )
    source = "".join(cells[0]["source"]) if cells else ""
    if is_python(notebook):
        return parse(report, source)
    assigned = {match["name"]: match["default"] for match in _ASSIGNED.finditer(source)}
    anything = Kind(ANY, optional=True)
    parameters = [
        Parameter(name, anything, None, computed=code)
        for name, code in assigned.items()
    ]
    return Schema(report, tuple(parameters))


def parse(report: str, source: str) -> Schema:
    """Parse the source of a parameters cell; see `read_schema`.

    Examples
    --------
    >>> parse("growth", 'year: int = 2019  # first year {range: 1991..}').bind({})
    {'year': 2019}
    """
    source = _MAGIC.sub("", source)
    try:
        tree = ast.parse(source)
        comments = dict(_comments(source))
    except (SyntaxError, tokenize.TokenError) as error:
        raise ParameterError(f"{report}: its parameters cell: {error}") from None
    parameters: list[Parameter] = []
    problems: list[str] = []
    for node in tree.body:
        try:
            comment = comments.get(node.end_lineno or node.lineno, "")
            parameters += _parameters_of(node, comment)
        except ValueError as problem:
            problems.append(f"line {node.lineno} of its parameters cell: {problem}")
    names = [parameter.name for parameter in parameters]
    twice = sorted({name for name in names if names.count(name) > 1})
    problems += [f"{name} is declared twice" for name in twice]
    if problems:
        raise ParameterError(_listed(report, problems))
    return Schema(report, tuple(parameters))


def canonical_json(value: object) -> str:
    """Return one text for equal values: sorted keys, no spaces, no NaN.

    Examples
    --------
    >>> canonical_json({"b": 1, "a": [0.5]})
    '{"a":[0.5],"b":1}'
    """
    return json.dumps(
        value,
        ensure_ascii=False,
        sort_keys=True,
        allow_nan=False,
        separators=(",", ":"),
    )


def injected_source(values: Mapping[str, Any]) -> str:
    """Return the code that sets the values: literals only, so nothing in them runs."""
    return "\n".join(
        ["# Parameters", *(f"{name} = {value!r}" for name, value in values.items())]
    )


def _is_declaration(cell: Mapping[str, Any]) -> bool:
    tags = cell.get("metadata", {}).get("tags", [])
    return cell.get("cell_type") == "code" and TAG in tags


def _comments(source: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string.lstrip("# ").rstrip()


def _parameters_of(node: ast.stmt, comment: str) -> list[Parameter]:
    """Return the parameter of a line, or nothing where it declares none."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, ast.AnnAssign):
        targets = [node.target]
    if len(targets) != 1 or not isinstance(targets[0], ast.Name):
        return []
    name, value = targets[0].id, getattr(node, "value", None)
    written = _TYPE_COMMENT.match(comment)
    annotation = written[1] if written else ""
    if isinstance(node, ast.AnnAssign):
        annotation = ast.unparse(node.annotation)
    if value is None:
        raise ValueError(f"the default of {name}: nothing was given")
    return [_parameter(name, annotation, value, _TYPE_COMMENT.sub("", comment))]


def _parameter(name: str, annotation: str, value: ast.expr, comment: str) -> Parameter:
    try:
        default = ast.literal_eval(value)
        is_computed = default is not None and json_value(default) != default
    except ValueError:
        default, is_computed = None, True
    kind = Kind.parse(annotation) if annotation else Kind.of(default)
    rules = Rules.read(_RULE.findall(comment), kind)
    rules = replace(rules, choices=rules.choices or kind.allowed)
    words = _RULE.sub("", comment).strip()
    if is_computed:
        return Parameter(name, kind, None, words, rules, ast.unparse(value))
    kind = replace(kind, optional=kind.optional or default is None)
    try:
        # A default is a value already: the text "none" is text.
        there = replace(kind, optional=kind.optional and default is None)
        checked = coerce(default, there, rules)
    except ValueError as problem:
        raise ValueError(f"the default of {name}: {problem}") from None
    return Parameter(name, kind, checked, words, rules)


def _listed(report: str, problems: list[str]) -> str:
    if len(problems) == 1:
        return f"{report}: {problems[0]}"
    return "\n".join([f"{report}: {len(problems)} problems", *problems])
