"""One guard for public functions: the same values are refused wherever they come from.

Types, bounds and choices stand once, on the function. A parameters cell repeats them
for its readers, and a test holds the two together.
"""

from __future__ import annotations

import inspect
import math
from dataclasses import dataclass, field
from functools import wraps
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from kzaz_analysis import renames
from kzaz_analysis.errors import UsageError
from kzaz_analysis.parameter_types import WANTED, Kind, Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    P = ParamSpec("P")
    R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Argument:
    """What an argument of a public function must be.

    Attributes
    ----------
    kind : Kind
        Its type.
    rules : Rules
        Choices, bounds and format of the value, or of each item of a list.
    takes_frame : bool
        Whether a frame of the caller's own serves as well.
    """

    kind: Kind
    rules: Rules = field(default_factory=Rules)
    takes_frame: bool = False

    def check(self, value: Any) -> Any:
        """Return the value in its canonical type; ValueError if it does not fit."""
        if self.takes_frame and hasattr(value, "columns"):
            return value
        if not self.kind.many:
            return self._single(value)
        if hasattr(value, "items"):
            # A mapping says in Python what a notebook writes as NAME=VALUE.
            value = [f"{name}={one}" for name, one in value.items()]
        if isinstance(value, str) or not hasattr(value, "__iter__"):
            value = [value]
        return tuple(self._single(item) for item in value)

    def _single(self, value: Any) -> Any:
        typed = _TYPED[self.kind.base](value)
        if typed is None:
            # A day may be a date of Python's too.
            if self.rules.is_date and hasattr(value, "year"):
                return value
            raise ValueError(f"{value!r} is not {WANTED[self.kind.base]}")
        self.rules.check(typed)
        return typed


def _as_int(value: Any) -> int | None:
    is_number = isinstance(value, Integral) and not isinstance(value, bool)
    return int(value) if is_number else None


def _as_float(value: Any) -> float | None:
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) else None


def _as_str(value: Any) -> str | None:
    return str(value) if isinstance(value, str) else None


def _as_bool(value: Any) -> bool | None:
    # A flag of numpy's is none of Python's; its library stays unread here.
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    return bool(value) if isinstance(value, bool) or kind == "b" else None


_TYPED: dict[str, Callable[[Any], Any]] = {
    "bool": _as_bool,
    "int": _as_int,
    "float": _as_float,
    "str": _as_str,
}

TEXT = Argument(Kind("str"))
TEXT_OR_FRAME = Argument(Kind("str"), takes_frame=True)
TEXTS = Argument(Kind("str", many=True))
TEXTS_OR_NONE = Argument(Kind("str", many=True, optional=True))
DAY = Argument(Kind("str"), Rules(is_date=True))
FILE = Argument(Kind("str"), Rules(is_file=True))
YEAR = Argument(Kind("int"), Rules(low=0, high=2100))
HORIZON = Argument(Kind("int"), Rules(low=1993, high=2060))
WHOLE = Argument(Kind("int"))
COUNT = Argument(Kind("int"), Rules(low=1))
FLAG = Argument(Kind("bool"))
SEED = Argument(Kind("int"), Rules(low=0))
AMOUNT = Argument(Kind("float"), Rules(low=0))
CONFIDENCE = Argument(Kind("float"), Rules(low=50, high=99.9))
COVERAGE = Argument(Kind("float"), Rules(low=50, high=99))
COVERAGES = Argument(Kind("float", many=True), Rules(low=50, high=99))
RATES = Argument(Kind("float", many=True), Rules(low=-50, high=200))


def one_of(*choices: str) -> Argument:
    """Text that must be one of these."""
    return Argument(Kind("str"), Rules(choices=choices))


def years(low: int, high: int, *, optional: bool = False) -> Argument:
    """Any number of years within bounds."""
    kind = Kind("int", many=True, optional=optional)
    return Argument(kind, Rules(low=low, high=high))


def guarded(
    *, formerly: tuple[str, ...] = (), **arguments: Argument
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Hold the arguments of a public function to their rules.

    An empty text or 0 for an argument that may be left out counts as left out, as in
    a parameters cell. Names of `renames.ARGUMENTS` still work, with a warning.

    Parameters
    ----------
    formerly : tuple of str
        Arguments after the first that could be given by position, in their order.
    **arguments : Argument
        What each argument must be.

    Returns
    -------
    callable
        A decorator; the function then has ``arguments``, for whoever describes it.
    """

    def guard(function: Callable[P, R]) -> Callable[P, R]:
        parameters = inspect.signature(function).parameters
        subject = next(iter(parameters), "")
        by_place = tuple(
            p.name for p in parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD
        )

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            by_position = _named(function.__name__, by_place, formerly, args)
            by_name = _renamed(function.__name__, subject, parameters, kwargs)
            for name in by_position.keys() & by_name.keys():
                raise TypeError(
                    f"{function.__name__}: {name} came twice, by position and by name"
                )
            all_values = by_position | by_name
            values = _checked(function.__name__, arguments, parameters, all_values)
            return function(**values)  # type: ignore[call-arg]

        call.arguments = arguments  # type: ignore[attr-defined]
        return call

    return guard


def _named(
    function: str,
    by_place: tuple[str, ...],
    formerly: tuple[str, ...],
    values: tuple[Any, ...],
) -> dict[str, Any]:
    names = (*by_place, *formerly)
    if len(values) > len(names):
        subject = " and ".join(by_place)
        raise TypeError(f"{function} takes {subject} by position, the rest by name")
    named_values = dict(zip(names, values, strict=False))
    for name in list(named_values)[len(by_place) :]:
        renames.argument(function, f"the argument without a name before {name}", name)
    return named_values


def _renamed(
    function: str, subject: str, parameters: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    if any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        return dict(given)
    values = {}
    for name, value in given.items():
        new = name
        if name not in parameters:
            new = subject if name == "name" else renames.ARGUMENTS.get(name, name)
            if new != name and new in parameters:
                renames.argument(function, name, new)
        values[new] = value
    return values


def _checked(
    function: str,
    arguments: Mapping[str, Argument],
    parameters: Mapping[str, inspect.Parameter],
    given: Mapping[str, Any],
) -> dict[str, Any]:
    values = dict(given)
    for name in arguments.keys() & given.keys():
        default = parameters[name].default
        if default is None and (given[name] is None or given[name] in ("", 0)):
            values[name] = None
            continue
        choices = arguments[name].rules.choices or ()
        value = renames.value(function, name, given[name], choices)
        try:
            values[name] = arguments[name].check(value)
        except ValueError as problem:
            raise UsageError(f"{name}: {problem}") from None
    return values
