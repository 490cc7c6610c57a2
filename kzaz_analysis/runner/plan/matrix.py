"""One entry of a suite that stands for many pages: every combination of some values.

::

    - report: growth_rates
      title: Growth of {series}, {rule}     # may be left out
      slug: growth-{series}-{rule}          # may be left out: from the title or values
      parameters: {first_year: 2016}        # the same on every page
      matrix:
        series: [trade_turnover, corridor_freight]
        rule: {Georgian books: geo_only, Turkish books: tur_only}
      exclude:
        - {series: corridor_freight, rule: tur_only}

An axis is a list of values, or a mapping that gives each value the words that stand for
it in title and slug, or the word ``all``, which takes every value that the notebook's
parameters cell lists as a choice. Pages come in the order of the axes, the last one
changing fastest.
"""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import ParameterError
from kzaz_analysis.runner.files import slug

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.runner.plan.parameters import Schema

KEYS = ("matrix", "exclude")
"""Keys of a page entry that only a matrix has."""

EVERY = "all"
"""What is written for every choice that the notebook lists."""

MOST_PAGES = 100_000
"""How many pages a matrix may stand for, those included that it leaves out."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One page of a matrix.

    Attributes
    ----------
    values : mapping
        Canonical value of every parameter of the report.
    title, stem : str
        Title for when the notebook gives none, and stem of the files.
    """

    values: Mapping[str, Any]
    title: str
    stem: str


def combine(
    entry: Mapping[str, object], schema: Schema
) -> tuple[list[Variant], list[str]]:
    """Return the pages that an entry with a matrix stands for.

    Parameters
    ----------
    entry : mapping
        One item of ``pages`` in a suite file, with a key ``matrix``.
    schema : Schema
        Parameters of its report.

    Returns
    -------
    list of Variant
        The product of the axes without what is excluded; empty if anything is wrong.
    list of str
        Everything that is wrong, in words that name the key.
    """
    matrix = _Matrix(schema, entry)
    variants = [] if matrix.problems else matrix.variants()
    problems = matrix.problems or _faults(variants)
    return ([] if problems else variants), problems


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of an axis in canonical form, and the words that stand for it."""

    value: Any
    words: str


class _Matrix:
    """The axes of one entry, read and checked; `problems` says what is wrong."""

    def __init__(self, schema: Schema, entry: Mapping[str, object]) -> None:
        self.schema = schema
        self.problems: list[str] = []
        self.fixed = self._bind_fixed(entry.get("parameters") or {})
        self.axes = self._read_axes(entry.get("matrix"))
        self.problems += [
            f"matrix: {name} stands under 'parameters', too; leave it in one place"
            for name in self.axes
            if name in _mapping(entry.get("parameters"))
        ]
        self.excluded = self._read_exclusions(entry.get("exclude") or [])
        self.title = self._read_pattern("title", entry)
        self.slug = self._read_pattern("slug", entry)
        count = math.prod(map(len, self.axes.values()))
        if count > MOST_PAGES:
            self.problems.append(
                f"matrix: {count:,} pages, at most {MOST_PAGES:,} can be made at once"
            )

    def variants(self) -> list[Variant]:
        """Plan every combination that is not excluded."""
        whole = (
            dict(zip(self.axes, values, strict=True))
            for values in product(*self.axes.values())
        )
        return [
            self._variant(chosen)
            for chosen in whole
            if not any(_fits(chosen, marked) for marked in self.excluded)
        ]

    def _variant(self, chosen: Mapping[str, _Value]) -> Variant:
        given = {name: axis_value.value for name, axis_value in chosen.items()}
        # In the order of the cell; a default that is computed is not among the fixed.
        names = (parameter.name for parameter in self.schema.parameters)
        values = {n: (self.fixed | given)[n] for n in names if n in self.fixed | given}
        words = {name: _words(value) for name, value in values.items()}
        words |= {name: axis_value.words for name, axis_value in chosen.items()}
        spoken = {name: _spoken(text) for name, text in words.items()}
        if self.slug:
            slugs = {name: slug(text) for name, text in spoken.items()}
            stem = self.slug.format_map(slugs)
        elif _placeholders(self.title) >= self._varying():
            stem = slug(self.title.format_map(spoken))
        else:
            parts = (spoken[name] for name in self.axes)
            stem = slug(" ".join([self.schema.report, *parts]))
        return Variant(values, self.title.format_map(words), stem)

    def _varying(self) -> set[str]:
        return {name for name, values in self.axes.items() if len(values) > 1}

    def _bind_fixed(self, given: object) -> dict[str, Any]:
        """Values of all parameters where the matrix says nothing."""
        if not isinstance(given, dict):
            self.problems.append("'parameters' must hold 'name: value' lines")
        try:
            values = {str(name): value for name, value in _mapping(given).items()}
            return self.schema.bind(values)
        except ParameterError as problem:
            self.problems += str(problem).splitlines()
            return self.schema.bind({})

    def _read_axes(self, given: object) -> dict[str, list[_Value]]:
        if not _mapping(given):
            self.problems.append("'matrix' must hold 'name: [value, ...]' lines")
        return {
            str(name): self._read_axis(str(name), listed)
            for name, listed in _mapping(given).items()
        }

    def _read_axis(self, name: str, given: object) -> list[_Value]:
        where = f"matrix: {name}"
        listed = self._choices(name) if given == EVERY else given
        if not isinstance(listed, list | dict) or not listed:
            self.problems.append(
                f"{where} must list at least one value, [a, b] or {{words: a}}, "
                f"or be '{EVERY}' if the notebook lists its choices"
            )
            return []
        values: list[_Value] = []
        for label in listed:
            value = listed[label] if isinstance(listed, dict) else label
            bound = self._canonical(where, name, value)
            if bound is None:
                continue
            if any(_same(bound.value, listed_value.value) for listed_value in values):
                self.problems.append(f"{where} lists {bound.value!r} more than once")
            words = str(label) if isinstance(listed, dict) else bound.words
            values.append(_Value(bound.value, words))
        return values

    def _choices(self, name: str) -> list[Any]:
        for parameter in self.schema.parameters:
            if parameter.name == name and not parameter.kind.many:
                return list(parameter.rules.choices)
        return []

    def _canonical(self, where: str, name: str, value: object) -> _Value | None:
        try:
            bound = self.schema.bind({name: value})[name]
        except ParameterError as problem:
            message = str(problem).removeprefix(f"{self.schema.report}: ")
            self.problems.append(f"{where}: {message.removeprefix(f'{name}: ')}")
            return None
        return _Value(bound, _words(bound))

    def _read_exclusions(self, given: object) -> list[dict[str, Any]]:
        if not isinstance(given, list):
            self.problems.append("'exclude' must list {name: value, ...} lines")
            return []
        marks = (self._exclusion(n, line) for n, line in enumerate(given, start=1))
        return [marked for marked in marks if marked]

    def _exclusion(self, number: int, given: object) -> dict[str, Any]:
        """Return the values that mark what one line leaves out."""
        where, marked = f"exclude {number}", {}
        if not _mapping(given):
            self.problems.append(f"{where} must hold 'name: value' of the matrix")
        for key, value in _mapping(given).items():
            name = str(key)
            if name not in self.axes:
                axes = ", ".join(self.axes) or "nothing"
                self.problems.append(f"{where}: {name!r} is not in it; it has {axes}")
                continue
            bound = self._canonical(f"{where}: {name}", name, value)
            if bound is None:
                continue
            marked[name] = bound.value
            if not any(
                _same(listed_value.value, bound.value)
                for listed_value in self.axes[name]
            ):
                self.problems.append(f"{where}: {name} never is {bound.value!r}")
        return marked

    def _read_pattern(self, key: str, entry: Mapping[str, object]) -> str:
        text = str(entry.get(key) or "")
        try:
            placeholders = _placeholders(text)
        except ValueError as problem:
            self.problems.append(f"{key}: {problem}")
            return ""
        whole = [*dict.fromkeys([*self.fixed, *self.axes])]
        unknown = sorted(placeholders - set(whole))
        names = ", ".join(whole)
        self.problems += [
            f"{key}: {{{name}}} is no parameter; it can name {names}"
            for name in unknown
        ]
        return "" if unknown else text


def _faults(variants: list[Variant]) -> list[str]:
    """Return what is wrong with pages each of which is right by itself."""
    if not variants:
        return ["exclude leaves no page"]
    counted = Counter(variant.stem for variant in variants)
    return [
        f"{count} of its pages would have the slug {stem!r}; name every parameter of "
        "the matrix in 'slug', or give its values words of their own"
        for stem, count in counted.items()
        if count > 1
    ]


def _placeholders(pattern: str) -> set[str]:
    """Return the names in a pattern; ValueError if it is more than names in braces."""
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        raise ValueError(f"{pattern!r}: write {{name}}, and {{{{ for a brace") from None
    fields = [part[1:] for part in parts if part[1] is not None]
    wrong = [name for name, form, turned in fields if form or turned or not name]
    if wrong:
        raise ValueError(f"{pattern!r}: only {{name}} may stand in braces")
    return {str(name) for name, _, _ in fields}


def _mapping(given: object) -> dict[Any, Any]:
    return given if isinstance(given, dict) else {}


def _words(value: object) -> str:
    """Return the words for a value that the suite gives none."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_words, value)) or "none"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if value not in ("", None) else "default"


def _spoken(words: str) -> str:
    """Return words in which a sign that a slug would drop is spelt out."""
    return re.sub(r"(?<![\w.])-(?=[\d.])", "minus ", words)


def _same(one: object, other: object) -> bool:
    """Whether two values of a parameter are one; true is not 1."""
    return one == other and type(one) is type(other)


def _fits(chosen: Mapping[str, _Value], marked: Mapping[str, Any]) -> bool:
    return all(_same(chosen[name].value, value) for name, value in marked.items())
