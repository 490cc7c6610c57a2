"""Values of report parameters: their types, their rules, and their one true form."""

from __future__ import annotations

import ast
import json
import math
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from kzaz_analysis import secrets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LITERALS: dict[type, str] = {int: "int", float: "float", bool: "bool", str: "str"}
BASES = tuple(_LITERALS.values())
"""Names of the types that a value, or an item of a list, can have; text fits the last
whatever it is, so that it comes last."""

_INT = re.compile(r"[+-]?\d+")
_TRUTH = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}
ANY = "any"
"""Type of a parameter that takes whatever JSON can hold."""

_LISTS = {"list", "List", "Sequence", "Iterable"}
_WRAPPERS = {"Annotated", "Final"}
"""Types that say something about the first type in their brackets."""

WANTED = {
    "int": "a whole number",
    "float": "a finite number",
    "str": "text",
    "bool": "true or false",
    ANY: "a value that JSON can hold",
}
"""What a value of each type is called."""


class Written(str):
    """Text of a command line, where the type of a parameter decides what it means."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """Type of a parameter: a base type, perhaps a list of it, perhaps absent.

    Attributes
    ----------
    base : str
        One of ``int``, ``float``, ``str``, ``bool``, or ``any``.
    many : bool
        A list of the base type.
    optional : bool
        ``None`` is a value too.
    allowed : tuple
        Values that a ``Literal`` names; empty when all are.
    members : tuple of Kind
        Types of a union, of which a value must have one; the base is then ``any``.
    """

    base: str
    many: bool = False
    optional: bool = False
    allowed: tuple[Any, ...] = ()
    members: tuple[Kind, ...] = ()

    def __str__(self) -> str:
        text = f"list[{self.base}]" if self.many else self.base
        if self.members:
            text = " | ".join(map(str, self.members))
        return f"{text} | None" if self.optional and text != ANY else text

    @property
    def wanted(self) -> str:
        """What a value of this type is called."""
        if self.members:
            return " or ".join(member.wanted for member in self.members)
        one = WANTED[self.base]
        if self.allowed:
            one = f"one of {', '.join(map(str, self.allowed))}"
        return f"a list, of {one} each" if self.many else one

    @classmethod
    def parse(cls, annotation: str) -> Self:
        """Read an annotation; what is none of the types here may be anything."""
        try:
            kinds = dict.fromkeys(_kinds(_expression(annotation)))
        except SyntaxError:
            kinds = {None: None, Kind(ANY): None}
        members = tuple(kind for kind in kinds if kind is not None)
        if not members or Kind(ANY) in members:
            return cls(ANY, optional=True)
        only, *others = members
        optional = None in kinds
        if others:
            return cls(ANY, optional=optional, members=members)
        return cls(only.base, only.many, optional, only.allowed)

    @classmethod
    def of(cls, value: object) -> Self:
        """Infer the kind of a literal that carries no annotation.

        A list of several types, a mapping, and nothing may become anything.
        """
        many = isinstance(value, list)
        items = value if isinstance(value, list) else [value]
        types = {type(item) for item in items}
        base = _LITERALS.get(types.pop()) if len(types) == 1 else None
        return cls(base, many) if base else cls(ANY, optional=True)


def _expression(annotation: str) -> ast.expr:
    return ast.parse(annotation.strip(), mode="eval").body


def _kinds(node: ast.expr) -> Iterator[Kind | None]:
    """Yield the types that an annotation allows, None for no value."""
    if isinstance(node, ast.Constant):
        is_quoted = isinstance(node.value, str)
        yield from _kinds(_expression(str(node.value))) if is_quoted else [None]
    elif isinstance(node, ast.BinOp):
        yield from (*_kinds(node.left), *_kinds(node.right))
    elif isinstance(node, ast.Subscript):
        inner = node.slice
        items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        yield from _of_brackets(_name(node.value), items)
    else:
        name = _name(node)
        yield Kind(name if name in BASES else ANY)


def _of_brackets(name: str, items: list[ast.expr]) -> Iterator[Kind | None]:
    """Yield the types that a type with others in brackets allows."""
    if name == "Literal":
        yield from _literals(items)
    elif name in _LISTS:
        of = Kind.parse(ast.unparse(items[0]))
        is_plain = of == Kind(of.base, allowed=of.allowed)
        yield replace(of, many=True) if is_plain else Kind(ANY)
    elif name in ("Union", "Optional") or name in _WRAPPERS:
        for item in items[:1] if name in _WRAPPERS else items:
            yield from _kinds(item)
        yield from [None] if name == "Optional" else []
    else:
        yield Kind(ANY)


def _literals(items: list[ast.expr]) -> Iterator[Kind | None]:
    """Yield the type of the values that a ``Literal`` names."""
    try:
        values = [ast.literal_eval(item) for item in items]
    except ValueError:
        # Such as the members of an enumeration, which only the notebook knows.
        yield Kind(ANY)
        return
    yield from [None] if None in values else []
    allowed = tuple(value for value in values if value is not None)
    base = Kind.of(list(allowed)).base
    yield Kind(base, allowed=allowed if base != ANY else ())


def _name(node: ast.expr) -> str:
    """Return the last name of ``typing.List`` or ``List``; empty for neither."""
    return str(getattr(node, "attr", getattr(node, "id", "")))


@dataclass(frozen=True, slots=True)
class Rules:
    """What values of a parameter, or the items of a list, must keep to.

    Attributes
    ----------
    choices : tuple
        Allowed values, in canonical form; empty when all are.
    low, high : float or None
        Bounds, both included.
    is_date : bool
        Text must be a day as YYYY-MM-DD, or empty.
    is_secret : bool
        Text must be a reference to a secret, ``env:NAME``, or empty.
    is_file : bool
        Text must be the absolute path of a file, whose content then counts as an input
        of the page, or empty.
    """

    choices: tuple[Any, ...] = ()
    low: float | None = None
    high: float | None = None
    is_date: bool = False
    is_secret: bool = False
    is_file: bool = False

    @classmethod
    def read(cls, found: Iterable[tuple[str, str]], kind: Kind) -> Self:
        """Build the rules from (word, argument) pairs; ValueError if they make none."""
        item = replace(kind, many=False)
        choices: tuple[Any, ...] = ()
        low = high = None
        is_date = is_secret = is_file = False
        for word, argument in found:
            if word == "choices":
                texts = [text.strip() for text in argument.split(",")]
                choices = tuple(coerce(Written(t), item, cls()) for t in texts)
            elif word == "range":
                low, high = _bounds(argument, kind)
            elif kind.base != "str" or (word == "secret" and kind.many):
                raise ValueError(f"{{{word}}} is a rule for text, not for {kind}")
            elif word == "date":
                is_date = True
            elif word == "file":
                is_file = True
            else:
                is_secret = True
        if is_secret and (choices or is_date):
            raise ValueError("{secret} stands alone; no other rule can be held to it")
        return cls(choices, low, high, is_date, is_secret, is_file)

    def check(self, value: Any) -> None:
        """Raise ValueError, saying what is allowed, if a single value breaks a rule."""
        if self.is_secret and value:
            secrets.variable(value)
        if self.choices and value not in self.choices:
            allowed = ", ".join(map(str, self.choices))
            raise ValueError(f"{value!r} is not one of {allowed}")
        if self.low is not None and value < self.low:
            raise ValueError(f"{value} is below {self.low:g}, the least allowed")
        if self.high is not None and value > self.high:
            raise ValueError(f"{value} is above {self.high:g}, the most allowed")
        if self.is_date and value and not _is_day(value):
            raise ValueError(f"{value!r} is not a day written as YYYY-MM-DD")
        if self.is_file and value and not Path(value).is_absolute():
            raise ValueError(f"{value!r} is not the whole path of a file")

    def __str__(self) -> str:
        parts = []
        if self.choices:
            parts.append(f"one of {', '.join(map(str, self.choices))}")
        if self.low is not None:
            parts.append(f"at least {self.low:g}")
        if self.high is not None:
            parts.append(f"at most {self.high:g}")
        if self.is_date:
            parts.append("a day as YYYY-MM-DD, or empty")
        if self.is_secret:
            parts.append("a secret, as env:NAME of an environment variable, or empty")
        if self.is_file:
            parts.append("the whole path of a file, or empty")
        return "; ".join(parts)

    def as_dict(self) -> dict[str, Any]:
        """Return the rules that are set, as plain JSON values."""
        rules: dict[str, Any] = {}
        if self.choices:
            rules["choices"] = list(self.choices)
        if self.low is not None:
            rules["minimum"] = self.low
        if self.high is not None:
            rules["maximum"] = self.high
        if self.is_date:
            rules["format"] = "date"
        if self.is_secret:
            rules["format"] = "secret"
        if self.is_file:
            rules["format"] = "file"
        return rules


def coerce(value: object, kind: Kind, rules: Rules) -> Any:
    """Return the canonical form of a value, given as text or typed.

    Parameters
    ----------
    value : object
        What was given: text from a command line (`Written`), or a value from YAML or
        Python.
    kind : Kind
        The type it must have. A list may be given as text, ``a, b`` or JSON. Of a
        union, a value from YAML or Python keeps its type where it can; text becomes
        text only where it is nothing else.
    rules : Rules
        What it must keep to; checked for every item of a list.

    Returns
    -------
    int, float, str, bool, list or None
        A value whose ``repr`` is a Python literal.

    Raises
    ------
    ValueError
        If it does not fit; the message says what would.
    """
    if value is None or (kind.optional and value in ("none", "None", "null")):
        if kind.optional:
            return None
        raise ValueError(f"nothing was given, wanted {kind.wanted}")
    if kind.members:
        return _of_union(value, kind, rules)
    if not kind.many:
        return _single(value, kind, rules)
    if isinstance(value, str):
        value = _split(value)
    if not isinstance(value, list | tuple):
        raise ValueError(  # noqa: TRY004 - one kind of error for all that does not fit
            f"{value!r} is not a list of {WANTED[kind.base]}"
        )
    return [_single(item, kind, rules) for item in value]


def _of_union(value: object, kind: Kind, rules: Rules) -> Any:
    """Return a value in the form of the first type of a union that it fits."""
    own = Kind.of(value)

    def rank(member: Kind) -> int:
        if isinstance(value, Written):
            return BASES.index(member.base) if member.base in BASES else 0
        return (member.base, member.many) != (own.base, own.many)

    for member in sorted(kind.members, key=rank):
        try:
            return coerce(value, member, rules)
        except ValueError:
            continue
    raise ValueError(f"{value!r} is not {kind.wanted}")


def _single(value: object, kind: Kind, rules: Rules) -> Any:
    if rules.is_secret:
        # What was given may be the secret itself: no other message may repeat it.
        rules.check(value)
    checked = _TYPED[kind.base](value)
    if checked is None or (kind.allowed and checked not in kind.allowed):
        raise ValueError(f"{value!r} is not {replace(kind, many=False).wanted}")
    rules.check(checked)
    return checked


def _as_int(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return int(value) if _INT.fullmatch(value.strip()) else None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None


def _as_float(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number + 0.0 if math.isfinite(number) else None


def _as_str(value: object) -> str | None:
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) and _is_clean(value) else None


def _as_bool(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return _TRUTH.get(value.strip().lower()) if isinstance(value, str) else None


def _as_any(value: object) -> Any:
    """Return what JSON can hold; what is `Written` as papermill's command reads it."""
    if not isinstance(value, Written):
        return json_value(value)
    if value.strip()[:1] in ("[", "{"):
        try:
            return json_value(json.loads(value))
        except ValueError:
            return _as_str(value)
    for read in (_as_int, _as_float):
        number = read(value)
        if number is not None:
            return number
    return {"True": True, "False": False}.get(value, _as_str(value))


def json_value(value: object) -> Any:
    """Return a value in the form that JSON can hold; None if it cannot."""
    if isinstance(value, str | date) and not isinstance(value, datetime):
        return _as_str(value)
    try:
        return json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError):
        return None


_TYPED = {
    "int": _as_int,
    "float": _as_float,
    "str": _as_str,
    "bool": _as_bool,
    ANY: _as_any,
}


def _split(text: str) -> list[Any]:
    if text.strip().startswith("["):
        try:
            items = json.loads(text)
        except ValueError:
            raise ValueError(f"{text!r} is not a JSON list") from None
        return list(items)
    if not text.strip():
        return []
    return [type(text)(part.strip()) for part in text.split(",")]


def _is_clean(text: str) -> bool:
    """Whether text can be stored: bytes that were no UTF-8 arrive as surrogates."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _bounds(argument: str, kind: Kind) -> tuple[float | None, float | None]:
    low, dots, high = argument.partition("..")
    if not dots or kind.base not in ("int", "float"):
        raise ValueError(f"{{range: {argument}}} is no range for {kind}; write 1..30")
    try:
        return (
            float(low) if low.strip() else None,
            float(high) if high.strip() else None,
        )
    except ValueError:
        raise ValueError(f"{{range: {argument}}} has no numbers; write 1..30") from None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
